//! What is there and cannot be told decides nothing: it leaves absence, parts and times as open as they are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use rationale::case::model::{Case, Datum, NotRead, RecordStatus, RecordTime};
use rationale::check::model::RecordKind;
use rationale::value::time::Moment;
use rationale_fhir::{Gathered, Limits, Options, cases};

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p","birthDate":"1950-06-15","gender":"male"}"#;

/// The only case of a list of resources, with a patient `p` before them.
fn case(resources: &str) -> Case {
    let mut gathered = Gathered::new(Limits::default());
    gathered.add("test", &format!("[{PATIENT},{resources}]")).unwrap();
    let options = Options { as_of: Some("2026-03-10T12:00:00-05:00".to_owned()), ..Options::default() };
    cases(gathered, &options).unwrap().made.remove(0).case.unwrap()
}

fn day(text: &str) -> Moment {
    Moment::Day(text.parse().unwrap())
}

#[track_caller]
fn check_not_read(resource: &str, expected: &[NotRead]) {
    let case = case(resource);
    assert_eq!(case.not_read, expected);
    assert!(case.records.is_empty(), "{:?}", case.records);
}

#[test]
fn a_diagnosis_in_words_alone_may_be_any_from_its_onset_on() {
    check_not_read(
        r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"code":{"text":"High blood pressure"},"onsetDateTime":"2026-03-01"}"#,
        &[NotRead { kind: RecordKind::Diagnoses, from: Some(day("2026-03-01")), to: None }],
    );
}

#[test]
fn an_order_whose_drug_is_not_here_may_be_any_of_its_day() {
    check_not_read(
        r#"{"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order","subject":{"reference":"Patient/p"},"medicationReference":{"reference":"Medication/gone"},"authoredOn":"2026-03-02"}"#,
        &[NotRead { kind: RecordKind::Orders, from: Some(day("2026-03-02")), to: Some(day("2026-03-02")) }],
    );
}

#[test]
fn what_was_entered_in_error_leaves_nothing_open() {
    check_not_read(
        r#"{"resourceType":"Procedure","id":"x","status":"entered-in-error","subject":{"reference":"Patient/p"},"code":{"text":"Something"}}"#,
        &[],
    );
}

#[test]
fn a_part_whose_reference_leads_nowhere_is_not_known() {
    let case = case(
        r#"{"resourceType":"Observation","id":"o","status":"final","subject":{"reference":"Patient/p"},"encounter":{"reference":"Encounter/gone"},"code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"effectiveDateTime":"2026-03-01"}"#,
    );
    assert_eq!(case.records[0].parts.get("encounter_class"), Some(&vec![Datum::Unknown]));
}

#[test]
fn what_was_not_done_was_left_undone_when_its_period_begins() {
    let case = case(
        r#"{"resourceType":"MedicationAdministration","id":"a","status":"not-done","subject":{"reference":"Patient/p"},"medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"854235"}]},"effectivePeriod":{"start":"2026-02-02"}}"#,
    );
    assert_eq!(case.records[0].status, RecordStatus::NotDone);
    assert_eq!(case.records[0].time, RecordTime::At(day("2026-02-02")));
}

#[test]
fn the_procedures_of_a_stay_stand_in_an_extension_of_extensions() {
    let case = case(
        r#"{"resourceType":"Encounter","id":"e","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"subject":{"reference":"Patient/p"},"period":{"start":"2026-02-01","end":"2026-02-04"},
            "extension":[{"url":"http://hl7.org/fhir/us/qicore/StructureDefinition/qicore-encounter-procedure","extension":[{"url":"rank","valuePositiveInt":1},{"url":"procedure","valueReference":{"reference":"Procedure/x"}}]}]},
           {"resourceType":"Procedure","id":"x","status":"completed","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"397956004"}]},"performedDateTime":"2026-02-02"}"#,
    );
    let stay = case.records.iter().find(|record| record.id == "Encounter/e").unwrap();
    let shown =
        |name: &str| stay.parts.get(name).map(|values| rationale::render::value_text(&values[0]).unwrap());
    assert_eq!(shown("procedure").as_deref(), Some("snomed 397956004"));
}

#[test]
fn a_task_about_an_order_of_a_drug_is_about_that_drug() {
    let case = case(
        r#"{"resourceType":"Task","id":"t","status":"rejected","intent":"order","for":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://hl7.org/fhir/CodeSystem/task-code","code":"fulfill"}]},"focus":{"reference":"MedicationRequest/m"},"authoredOn":"2026-03-02"},
           {"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order","subject":{"reference":"Patient/p"},"medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"854235"}]},"authoredOn":"2026-03-02"}"#,
    );
    let task = case.records.iter().find(|record| record.id == "Task/t").unwrap();
    let focus = task.parts.get("focus").and_then(|values| rationale::render::value_text(&values[0]));
    assert_eq!(focus.as_deref(), Some("rxnorm 854235"));
}

#[test]
fn an_order_that_is_not_forbidden_stands_however_the_extension_is_spelled() {
    let case = case(
        r#"{"resourceType":"ServiceRequest","id":"s","status":"active","intent":"order","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"385763009"}]},"authoredOn":"2026-03-02",
            "modifierExtension":[{"url":"http://hl7.org/fhir/us/qicore/StructureDefinition/qicore-doNotPeform","valueBoolean":false}]}"#,
    );
    assert_eq!(case.records[0].status, RecordStatus::Final);
}

#[test]
fn a_header_of_one_patient_names_the_resources_of_another() {
    let mut gathered = Gathered::new(Limits::default());
    let order = |id: &str, patient: &str| {
        format!(
            r#"{{"resourceType":"ServiceRequest","id":"{id}","status":"active","intent":"order","subject":{{"reference":"Patient/{patient}"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"1"}}]}}}}"#
        )
    };
    let text = format!("[{PATIENT},{},{},{}]", order("a", "p"), order("b", "p"), order("odd", "q"));
    gathered.add("test", &text).unwrap();
    let header = rationale::case::tree::parse_json(
        r#"{ "case": "C", "as_of": "2026-03-10T12:00:00-05:00" }"#,
        &rationale::case::tree::TreeLimits::default(),
    );
    let options = Options { header: Some(header.unwrap()), ..Options::default() };
    let error = cases(gathered, &options).unwrap_err().to_string();
    assert!(error.contains("ServiceRequest/odd") && !error.contains("ServiceRequest/a"), "{error}");
}

#[test]
fn each_place_of_a_stay_is_a_record_with_its_own_time() {
    let place = |id: &str, code: &str| {
        format!(
            r#"{{"resourceType":"Location","id":"{id}","type":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"{code}"}}]}}]}}"#
        )
    };
    let case = case(&format!(
        r#"{{"resourceType":"Encounter","id":"e","status":"finished","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"}},"subject":{{"reference":"Patient/p"}},"period":{{"start":"2026-02-01","end":"2026-02-09"}},
            "location":[{{"location":{{"reference":"Location/icu"}},"period":{{"start":"2026-02-02","end":"2026-02-04"}}}},{{"location":{{"reference":"Location/ward"}}}}]}},{},{}"#,
        place("icu", "ICU"),
        place("ward", "HU"),
    ));
    let of = |id: &str| case.records.iter().find(|record| record.id == id).unwrap();
    let icu = of("Encounter/e.location[0]");
    assert_eq!(icu.codes[0].to_string(), "hl7 v3-RoleCode|ICU");
    assert_eq!(icu.time, RecordTime::Period { from: Some(day("2026-02-02")), to: Some(day("2026-02-04")) });
    assert!(icu.parts.contains_key("class"));
    let source = icu.source.as_ref().unwrap();
    assert_eq!(source.element.as_deref(), Some("location[0]"));
    assert_eq!(source.time_from.as_deref(), Some("location[0].period"));
    // Without a time of its own it is not the whole stay's.
    assert_eq!(of("Encounter/e.location[1]").time, RecordTime::Unknown);
    assert_eq!(case.records.iter().filter(|record| record.id.starts_with("Encounter/e")).count(), 3);
}
