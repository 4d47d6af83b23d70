//! Resources as they come: what is odd about them is told and counted, never guessed and never lost.

use rationale::case::model::{AnchorTime, Case, Datum, RecordStatus, RecordTime, Supply};
use rationale::case::tree::{TreeLimits, parse_json};
use rationale::check::model::RecordKind;
use rationale::value::time::Moment;
use rationale_fhir::{CannotMake, Gathered, Limits, Made, Options, Remark, Report, cases};

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p","birthDate":"1950-06-15","gender":"male"}"#;

fn gathered(texts: &[&str]) -> Gathered {
    let mut gathered = Gathered::new(Limits::default());
    for text in texts {
        gathered.add("test", text).expect("FHIR");
    }
    gathered
}

fn options() -> Options<'static> {
    Options { as_of: Some("2026-03-10T12:00:00-05:00".to_owned()), ..Options::default() }
}

fn made(texts: &[&str]) -> (Vec<Made>, Report) {
    let all = cases(gathered(texts), &options()).expect("cases");
    (all.made, all.report)
}

/// The only case of a list of resources, with a patient `p` before them.
#[track_caller]
fn one(resources: &str) -> (Case, Report) {
    let (mut made, shared) = made(&[&format!("[{PATIENT},{resources}]")]);
    assert_eq!(made.len(), 1);
    let made = made.remove(0);
    let mut report = made.report;
    if report.remarks().is_empty() {
        report = shared;
    }
    (made.case.expect("sound"), report)
}

fn observation(id: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","subject":{{"reference":"Patient/p"}},"code":{{"coding":[{{"system":"http://loinc.org","code":"2160-0"}}]}}{more}}}"#
    )
}

#[track_caller]
fn remarked(report: &Report, remark: Remark, resource: &str, count: usize) {
    let found = report.remarks().into_iter().find(|one| one.remark == remark && one.resource == resource);
    assert_eq!(found.map_or(0, |one| one.count), count, "{remark:?} of {resource}: {:?}", report.remarks());
}

#[test]
fn units_are_taken_from_the_code_or_as_people_write_them() {
    let unit = |quantity: &str| {
        let (case, _) = one(&observation("o", &format!(r#","valueQuantity":{quantity}"#)));
        match &case.records[0].value {
            Datum::Number { unit, .. } => unit.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(unit(r#"{"value":1,"unit":"mg/dl","code":"mg/dL"}"#).as_deref(), Some("mg/dL"));
    assert_eq!(unit(r#"{"value":1,"unit":" mmHg "}"#).as_deref(), Some("mmHg"));
    assert_eq!(unit(r#"{"value":1,"unit":"mg/dL","code":"nonsense unit"}"#).as_deref(), Some("mg/dL"));
    assert_eq!(unit(r#"{"value":1}"#), None);
}

#[test]
fn values_of_every_sort_are_read() {
    let value = |more: &str| one(&observation("o", more)).0.records[0].value.clone();
    let number = |text: &str| text.parse::<rationale::value::number::Number>().unwrap();
    let shown = |datum: &Datum| rationale::render::value_text(datum).unwrap_or_default();
    assert_eq!(
        shown(&value(r#","valueQuantity":{"value":0.01,"comparator":"<","code":"ng/mL"}"#)),
        "below 0.01 ng/mL"
    );
    assert_eq!(
        shown(&value(r#","valueRange":{"low":{"value":5,"code":"%"},"high":{"value":9,"code":"%"}}"#)),
        "5 to 9 %"
    );
    assert_eq!(value(r#","valueBoolean":true"#), Datum::YesNo(true));
    assert_eq!(value(r#","valueString":" seen ""#), Datum::Text("seen".into()));
    match value(r#","valueInteger":4"#) {
        Datum::Number { range, unit: None } => assert_eq!(range.value(), Some(number("4"))),
        other => panic!("{other:?}"),
    }
    match value(
        r#","valueRatio":{"numerator":{"value":30,"code":"mg"},"denominator":{"value":2,"code":"g"}}"#,
    ) {
        Datum::Number { range, unit } => {
            assert_eq!((range.value(), unit.as_deref()), (Some(number("15")), Some("mg/g")))
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        value(
            r#","dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"not-performed"}]}"#
        ),
        Datum::NoValue("not-performed".into())
    );
    let (_, report) =
        one(&observation("o", r#","valueSampledData":{"origin":{"value":0},"period":1,"dimensions":1}"#));
    remarked(&report, Remark::ValueNotRead, "Observation", 1);
}

#[test]
fn codes_lose_their_blanks_and_keep_what_is_said_of_their_system() {
    let codes = |coding: &str| {
        let text = format!(
            r#"{{"resourceType":"Observation","id":"o","status":"final","subject":{{"reference":"Patient/p"}},"code":{{"coding":[{coding}]}}}}"#
        );
        let (case, report) = one(&text);
        let codes: Vec<String> = case
            .records
            .first()
            .map(|record| record.codes.iter().map(ToString::to_string).collect())
            .unwrap_or_default();
        (codes.join(", "), report)
    };
    assert_eq!(codes(r#"{"system":"http://loinc.org","code":" 2160-0 "}"#).0, "loinc 2160-0");
    assert_eq!(codes(r#"{"system":"urn:oid:1.2.3","code":"KREA"}"#).0, "local urn:oid:1.2.3|KREA");
    let (without, report) = codes(r#"{"code":"KREA"}"#);
    assert_eq!(without, "local KREA");
    remarked(&report, Remark::CodeWithoutSystem, "Observation", 1);
    let (none, report) = codes(r#"{"display":"Creatinine"}"#);
    assert_eq!(none, "");
    remarked(&report, Remark::NoCode, "Observation", 1);
}

#[test]
fn times_of_any_precision_are_read_and_none_is_guessed() {
    let time = |more: &str| {
        let (case, report) = one(&observation("o", more));
        let record = case.records.into_iter().next().expect("a record");
        (record.time, record.source.as_ref().and_then(|source| source.time_from.clone()), report)
    };
    assert_eq!(time(r#","effectiveDateTime":"2026""#).0, RecordTime::At(Moment::Year(2026)));
    assert_eq!(time(r#","effectiveDateTime":"2026-02""#).0, RecordTime::At(Moment::Month(2026, 2)));
    let (at, from, _) = time(r#","issued":"2026-02-01T10:00:00Z""#);
    assert!(matches!(at, RecordTime::At(Moment::Exact(_))));
    assert_eq!(from.as_deref(), Some("issued"));
    let (at, from, report) =
        time(r#","effectiveDateTime":"2026-02-01T10:00:00","issued":"2026-02-02T10:00:00Z""#);
    assert_eq!((at, from), (RecordTime::Unknown, None));
    remarked(&report, Remark::TimeNotRead, "Observation", 1);
    let (at, _, report) = time(r#","effectivePeriod":{"start":"2026-02-02","end":"2026-02-01"}"#);
    assert_eq!(at, RecordTime::Unknown);
    remarked(&report, Remark::EndBeforeStart, "Observation", 1);
    assert_eq!(time("").0, RecordTime::Unknown);
    assert!(matches!(
        time(r#","effectivePeriod":{"start":"2026-02-02"}"#).0,
        RecordTime::Ended { from: Some(_) }
    ));
    assert!(matches!(time(r#","effectiveTiming":{"event":["2026-02-02"]}"#).0, RecordTime::At(_)));
}

#[test]
fn a_condition_lasts_from_its_onset_and_is_not_over_unless_it_says_so() {
    let time = |more: &str| {
        let (case, _) = one(&format!(
            r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"1"}}]}}{more}}}"#
        ));
        let record = case.records.into_iter().next().expect("a record");
        (record.time, record.source.as_ref().and_then(|source| source.time_from.clone()))
    };
    let clinical = |word: &str| format!(r#","clinicalStatus":{{"coding":[{{"code":"{word}"}}]}}"#);
    let day = |text: &str| rationale::value::time::parse_moment(text).ok();
    let from = day("2020-01-02");
    assert_eq!(time(r#","onsetDateTime":"2020-01-02""#).0, RecordTime::Period { from, to: None });
    assert_eq!(
        time(&format!(r#"{},"onsetDateTime":"2020-01-02""#, clinical("resolved"))).0,
        RecordTime::Ended { from }
    );
    assert_eq!(
        time(r#","onsetDateTime":"2020-01-02","abatementDateTime":"2021-03-04""#).0,
        RecordTime::Period { from, to: day("2021-03-04") }
    );
    assert_eq!(
        time(r#","onsetDateTime":"2020-01-02","abatementString":"last year""#).0,
        RecordTime::Ended { from }
    );
    let (known, told) = time(r#","onsetAge":{"value":40,"code":"a"},"recordedDate":"2022-05-06""#);
    assert_eq!(known, RecordTime::Period { from: None, to: None });
    assert_eq!(told.as_deref(), Some("recordedDate"));
    assert_eq!(time("").0, RecordTime::Unknown);
}

#[test]
fn a_status_in_words_is_read_and_one_that_is_not_known_leaves_open() {
    let status = |more: &str| {
        let (case, _) = one(&format!(
            r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"onsetDateTime":"2020","code":{{"coding":[{{"system":"http://snomed.info/sct","code":"1"}}]}}{more}}}"#
        ));
        case.records[0].status
    };
    assert_eq!(status(r#","verificationStatus":{"text":"Refuted"}"#), RecordStatus::NotDone);
    assert_eq!(status(r#","verificationStatus":"refuted""#), RecordStatus::NotDone);
    assert_eq!(
        status(r#","verificationStatus":{"coding":[{"code":"provisional"}]}"#),
        RecordStatus::Preliminary
    );
    assert_eq!(status(r#","verificationStatus":{}"#), RecordStatus::Unknown);
    assert_eq!(status(r#","clinicalStatus":{"text":"who knows"}"#), RecordStatus::Unknown);
}

#[test]
fn who_insures_the_patient_is_no_patient_here() {
    let coverage = r#"{"resourceType":"Coverage","id":"v","status":"active","beneficiary":{"reference":"Patient/p"},"subscriber":{"reference":"Patient/q"}}"#;
    let (all, shared) =
        made(&[&format!(r#"[{PATIENT},{{"resourceType":"Patient","id":"q"}},{CLAIM},{coverage}]"#)]);
    assert_eq!(all.len(), 1);
    remarked(&shared, Remark::OtherPatient, "Patient", 1);
}

#[test]
fn an_item_that_is_taken_back_is_no_part_of_the_request() {
    let taken_back = CLAIM.replace(
        r#""item":["#,
        r#""item":[{"sequence":2,"modifierExtension":[{"url":"http://hl7.org/fhir/us/davinci-pas/StructureDefinition/modifierExtension-infoCancelled","valueCodeableConcept":{"text":"cancelled"}}],
            "productOrService":{"coding":[{"system":"https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets","code":"E0601"}]}},"#,
    );
    let (case, _) = one(&taken_back);
    let items: Vec<String> = case.request.items.iter().map(ToString::to_string).collect();
    assert_eq!(items, ["hcpcs E1390"]);
}

#[test]
fn what_has_no_code_keeps_absence_open() {
    let condition = |more: &str| {
        let (case, _) = one(&format!(
            r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"onsetDateTime":"2020-01-02","code":{{"text":"pain"}}{more}}}"#
        ));
        assert!(case.records.is_empty());
        case.not_read
    };
    let all = condition("");
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].kind.word(), all[0].to), ("diagnoses", None));
    assert!(all[0].from.is_some());
    assert!(condition(r#","verificationStatus":{"coding":[{"code":"refuted"}]}"#).is_empty());
}

#[test]
fn modifiers_turn_the_meaning_or_leave_it_open() {
    let status = |more: &str| {
        let (case, report) = one(&observation("o", more));
        (case.records[0].status, report)
    };
    let modifier = |url: &str, value: &str| {
        format!(r#","modifierExtension":[{{"url":"{url}","valueBoolean":{value}}}]"#)
    };
    let own = "http://hl7.org/fhir/us/qicore/StructureDefinition/qicore-notDone";
    assert_eq!(status(&modifier(own, "true")).0, RecordStatus::NotDone);
    assert_eq!(status(&modifier(own, "false")).0, RecordStatus::Final);
    let (open, report) = status(&modifier("http://example.org/turned-round", "true"));
    assert_eq!(open, RecordStatus::Unknown);
    remarked(&report, Remark::UnknownModifier, "Observation", 1);
}

#[test]
fn a_set_of_what_was_not_done_is_named_by_its_address() {
    let (case, _) = one(
        r#"{"resourceType":"ServiceRequest","id":"s","status":"completed","intent":"order","doNotPerform":true,
            "subject":{"reference":"Patient/p"},"authoredOn":"2026-02-01","code":{"extension":[{
            "url":"http://hl7.org/fhir/us/qicore/StructureDefinition/qicore-notDoneValueSet",
            "valueCanonical":"http://example.org/ValueSet/hospice|2026"}]}}"#,
    );
    assert_eq!(case.records[0].status, RecordStatus::NotDone);
    assert_eq!(case.records[0].codes[0].to_string(), "local http://example.org/ValueSet/hospice");
}

#[test]
fn drafts_and_proposals_are_no_records() {
    let request = |status: &str, intent: &str| {
        format!(
            r#"{{"resourceType":"ServiceRequest","id":"s","status":"{status}","intent":"{intent}","subject":{{"reference":"Patient/p"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"1"}}]}}}}"#
        )
    };
    for (status, intent) in [("draft", "order"), ("active", "proposal"), ("active", "option")] {
        let (case, report) = one(&request(status, intent));
        assert!(case.records.is_empty(), "{status} {intent}");
        remarked(&report, Remark::Draft, "ServiceRequest", 1);
    }
    let status = |status: &str, intent: &str| one(&request(status, intent)).0.records[0].status;
    assert_eq!(status("active", "order"), RecordStatus::Final);
    assert_eq!(status("active", "plan"), RecordStatus::Planned);
    assert_eq!(status("on-hold", "order"), RecordStatus::Planned);
    assert_eq!(status("revoked", "order"), RecordStatus::NotDone);
    assert_eq!(status("entered-in-error", "plan"), RecordStatus::EnteredInError);
    assert_eq!(status("nonsense", "order"), RecordStatus::Unknown);
}

#[test]
fn the_same_resource_counts_once_and_the_newest_version_stands() {
    let version =
        |value: u32, meta: &str| observation("o", &format!(r#","meta":{{{meta}}},"valueInteger":{value}"#));
    let twice = format!("{},{}", version(1, r#""versionId":"1""#), version(1, r#""versionId":"1""#));
    let (made_twice, shared) = made(&[&format!("[{PATIENT},{twice}]")]);
    assert_eq!(made_twice[0].case.as_ref().unwrap().records.len(), 1);
    remarked(&shared, Remark::SameAgain, "Observation", 1);

    for (old, new) in [
        (r#""versionId":"9""#, r#""versionId":"10""#),
        (r#""lastUpdated":"2026-01-01T00:00:00Z""#, r#""lastUpdated":"2026-01-01T01:00:00Z""#),
    ] {
        let (all, shared) = made(&[&format!("[{PATIENT},{},{}]", version(1, old), version(2, new))]);
        let case = all[0].case.as_ref().unwrap();
        assert_eq!(case.records.len(), 1);
        assert_eq!(rationale::render::value_text(&case.records[0].value).as_deref(), Some("2"));
        remarked(&shared, Remark::OlderVersion, "Observation", 1);
    }

    let (all, shared) = made(&[&format!("[{PATIENT},{},{}]", version(1, ""), version(2, ""))]);
    let case = all[0].case.as_ref().unwrap();
    assert_eq!(case.records.len(), 2);
    assert!(case.records.iter().all(|record| record.status == RecordStatus::Unknown));
    remarked(&shared, Remark::ConflictingVersions, "Observation", 2);
}

#[test]
fn patients_are_never_mixed() {
    let other = r#"{"resourceType":"Patient","id":"q"}"#;
    let of = |id: &str, patient: &str| observation(id, "").replace("Patient/p", patient);
    let (all, shared) = made(&[&format!(
        "[{PATIENT},{other},{},{},{}]",
        of("a", "Patient/p"),
        of("b", "Patient/q"),
        observation("c", "").replace(r#""subject":{"reference":"Patient/p"},"#, "")
    )]);
    assert_eq!(all.len(), 2);
    let ids = |at: usize| -> Vec<String> {
        all[at].case.as_ref().unwrap().records.iter().map(|record| record.id.to_string()).collect()
    };
    assert_eq!((ids(0), ids(1)), (vec!["Observation/a".to_owned()], vec!["Observation/b".to_owned()]));
    remarked(&shared, Remark::NoPatient, "Observation", 1);
}

#[test]
fn one_id_on_two_servers_is_two_patients() {
    let entry = |server: &str, resource: &str, kind: &str, id: &str| {
        format!(r#"{{"fullUrl":"https://{server}/fhir/{kind}/{id}","resource":{resource}}}"#)
    };
    let bundle = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{},{},{},{}]}}"#,
        entry("one.example", PATIENT, "Patient", "p"),
        entry("two.example", &PATIENT.replace("male", "female"), "Patient", "p"),
        entry("one.example", &observation("a", ""), "Observation", "a"),
        entry("two.example", &observation("b", ""), "Observation", "b"),
    );
    let (all, _) = made(&[&bundle]);
    assert_eq!(all.len(), 2);
    for (at, (sex, id)) in [("male", "Observation/a"), ("female", "Observation/b")].into_iter().enumerate() {
        let case = all[at].case.as_ref().unwrap();
        assert_eq!(case.patient.sex.as_deref(), Some(sex));
        assert_eq!(case.records.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), [id]);
    }
}

#[test]
fn the_only_patient_is_taken_where_a_resource_names_none() {
    let (case, report) = one(&observation("o", "").replace(r#""subject":{"reference":"Patient/p"},"#, ""));
    assert_eq!(case.records.len(), 1);
    remarked(&report, Remark::PatientAssumed, "Observation", 1);
    let (_, report) = one(&observation("o", "").replace("Patient/p", "Group/g"));
    remarked(&report, Remark::NotOfAPatient, "Observation", 1);
}

#[test]
fn references_of_every_form_are_followed() {
    let class = |reference: &str, url: &str, id: &str, more: &str| {
        let bundle = format!(
            r##"{{"resourceType":"Bundle","type":"transaction","entry":[
              {{"fullUrl":"https://s.example/fhir/Patient/p","resource":{PATIENT}}},
              {{"fullUrl":"{url}","resource":{{"resourceType":"Encounter"{id},"status":"finished","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"EMER"}},"subject":{{"reference":"Patient/p"}}}}}},
              {{"fullUrl":"https://s.example/fhir/Observation/o","resource":{}}}]}}"##,
            observation("o", &format!(r#","encounter":{{"reference":"{reference}"}}{more}"#))
        );
        let (all, _) = made(&[&bundle]);
        let case = all[0].case.as_ref().unwrap();
        let record =
            case.records.iter().find(|record| record.id == "Observation/o").expect("the observation");
        record.parts.get("encounter_class").is_some_and(|class| *class != [Datum::Unknown])
    };
    let own = r#","id":"e""#;
    let url = "https://s.example/fhir/Encounter/e";
    assert!(class("Encounter/e", url, own, ""));
    assert!(class("Encounter/e/_history/3", url, own, ""));
    assert!(class(url, url, own, ""));
    assert!(class(
        "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
        "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
        "",
        ""
    ));
    assert!(class(
        "urn:uuid:0c3151bd",
        "https://s.example/fhir/Encounter/0c3151bd",
        r#","id":"0c3151bd""#,
        ""
    ));
    assert!(!class("https://other.example/fhir/Encounter/e", url, own, ""));
    assert!(!class("Encounter/f", url, own, ""));
    let contained = r#","contained":[{"resourceType":"Encounter","id":"in","class":{"code":"IMP"}}]"#;
    assert!(class("#in", url, own, contained));
}

#[test]
fn bundles_of_every_sort_lists_and_lines_give_the_same_records() {
    let all = [PATIENT.to_owned(), observation("a", ""), observation("b", "")];
    let entries: Vec<String> = all.iter().map(|one| format!(r#"{{"resource":{one}}}"#)).collect();
    let bundle = |sort: &str| {
        format!(r#"{{"resourceType":"Bundle","type":"{sort}","entry":[{}]}}"#, entries.join(","))
    };
    let ids = |texts: &[&str]| -> Vec<String> {
        let (made, _) = made(texts);
        made[0].case.as_ref().unwrap().records.iter().map(|record| record.id.to_string()).collect()
    };
    let expected = ["Observation/a", "Observation/b"];
    for sort in ["collection", "transaction", "batch", "searchset", "document", "history"] {
        assert_eq!(ids(&[&bundle(sort)]), expected, "{sort}");
    }
    assert_eq!(ids(&[&format!("[{}]", all.join(","))]), expected);
    assert_eq!(ids(&[&all.join("\n")]), expected);
    assert_eq!(ids(&[&all[0], &all[1], &all[2]]), expected);
    let nested = format!(
        r#"{{"resourceType":"Bundle","type":"batch-response","entry":[{{"resource":{}}}]}}"#,
        bundle("searchset")
    );
    assert_eq!(ids(&[&nested]), expected);
    assert!(Gathered::is_fhir(&all.join("\n")) && Gathered::is_fhir(&bundle("collection")));
    assert!(!Gathered::is_fhir(r#"{ "case": "C-1", "as_of": "2026-03-03T09:00:00-05:00" }"#));
}

#[test]
fn a_line_that_is_no_json_is_counted_and_leaves_absence_open() {
    let text = format!(
        "{PATIENT}\n{}\n{{\"resourceType\":\"Observation\",\"id\":\"cut\n{}\n",
        observation("a", ""),
        observation("b", "")
    );
    let mut gathered = Gathered::new(Limits::default());
    gathered.add("labs.ndjson", &text).expect("the rest is read");
    let header = r#"{"supply":[{"kind":"observations"},{"fact":"creatinine"}]}"#;
    let header = parse_json(header, &TreeLimits::default()).ok();
    let all = cases(gathered, &Options { header, ..options() }).expect("cases");
    let case = all.made[0].case.as_ref().expect("sound");
    assert_eq!(case.records.len(), 2);
    remarked(&all.report, Remark::LineNotRead, "", 1);
    assert_eq!(all.report.remarks()[0].examples, ["labs.ndjson line 3"]);
    assert!(case.not_read.iter().any(|one| one.kind == RecordKind::Observations && one.from.is_none()));
    let Supply::Statements(statements) = &case.supply else { panic!("{:?}", case.supply) };
    assert_eq!(statements.len(), 1, "what is missing may be of the one fact");
}

#[test]
fn present_on_admission_is_said_in_words_whatever_the_system() {
    let mark = |system: &str, code: &str| {
        let (case, _) = one(&format!(
            r#"{{"resourceType":"Encounter","id":"e","status":"finished","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"}},"subject":{{"reference":"Patient/p"}},"period":{{"start":"2026-03-01","end":"2026-03-04"}}}},
            {{"resourceType":"Claim","id":"c","status":"active","use":"preauthorization","patient":{{"reference":"Patient/p"}},"diagnosis":[{{"sequence":1,"diagnosisCodeableConcept":{{"coding":[{{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"J18.9"}}]}},"onAdmission":{{"coding":[{{"system":"{system}","code":"{code}"}}]}}}}]}}"#
        ));
        let diagnosis =
            case.records.iter().find(|record| record.id.starts_with("Claim/c")).expect("a diagnosis");
        format!("{:?}", diagnosis.parts.iter().find(|part| part.0 == "present_on_admission"))
    };
    let hl7 = "http://terminology.hl7.org/CodeSystem/ex-diagnosis-on-admission";
    let nubc = "https://www.nubc.org/CodeSystem/PresentOnAdmissionIndicator";
    for (system, code, word) in [
        (hl7, "y", "yes"),
        (hl7, "w", "undetermined"),
        (nubc, "Y", "yes"),
        (nubc, "N", "no"),
        (nubc, "U", "unknown"),
        ("http://terminology.hl7.org/CodeSystem/v2-0895", "n", "no"),
        ("urn:oid:2.16.840.1.113883.6.301.11", "W", "undetermined"),
    ] {
        assert!(
            mark(system, code).contains(&format!("\"{word}\"")),
            "{system} {code}: {}",
            mark(system, code)
        );
    }
}

#[test]
fn a_document_gives_its_sections_and_a_note_what_it_tells_of() {
    let bundle = format!(
        r#"{{"resourceType":"Bundle","type":"document","entry":[
          {{"resource":{{"resourceType":"Composition","id":"doc","status":"final","type":{{"coding":[{{"system":"http://loinc.org","code":"18842-5","display":"Discharge summary"}}]}},
            "section":[{{"title":"Results","entry":[{{"reference":"Observation/a"}}]}}]}}}},
          {{"resource":{PATIENT}}},{{"resource":{}}},{{"resource":{}}},
          {{"resource":{{"resourceType":"DocumentReference","id":"note","status":"current","type":{{"text":"Clinic note"}},"subject":{{"reference":"Patient/p"}},"context":{{"related":[{{"reference":"Observation/b"}}]}}}}}}]}}"#,
        observation("a", ""),
        observation("b", "")
    );
    let (all, _) = made(&[&bundle]);
    let case = all[0].case.as_ref().unwrap();
    let source = |id: &str| {
        let record = case.records.iter().find(|record| record.id == id).expect(id);
        record.source.clone().expect("a source")
    };
    let first = source("Observation/a");
    assert_eq!(
        (first.document.as_deref(), first.kind.as_deref(), first.section.as_deref()),
        (Some("Composition/doc"), Some("Discharge summary"), Some("Results"))
    );
    let second = source("Observation/b");
    assert_eq!(
        (second.document.as_deref(), second.kind.as_deref()),
        (Some("DocumentReference/note"), Some("Clinic note"))
    );
}

const CLAIM: &str = r#"{"resourceType":"Claim","id":"c","status":"active","use":"preauthorization","patient":{"reference":"Patient/p"},"created":"2026-03-02T18:05:00-05:00",
    "priority":{"coding":[{"code":"stat"}]},"insurance":[{"sequence":1,"focal":true,"coverage":{"reference":"Coverage/v"}}],
    "diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"J44.1"}]}}],
    "item":[{"sequence":1,"productOrService":{"coding":[{"system":"https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets","code":"E1390"}]},
             "quantity":{"value":3,"unit":"mo"},"servicedDate":"2026-03-10"}]}"#;

#[test]
fn a_claim_for_authorization_gives_the_request() {
    let coverage = r#"{"resourceType":"Coverage","id":"v","status":"active","beneficiary":{"reference":"Patient/p"},"type":{"coding":[{"system":"https://nahdo.org/sopt","code":"111"}]}}"#;
    let (case, _) = one(&format!("{CLAIM},{coverage}"));
    assert_eq!(case.request.items[0].to_string(), "hcpcs E1390");
    assert_eq!(case.request.kind.as_deref(), Some("prior_authorization"));
    assert_eq!(case.request.urgency.as_deref(), Some("expedited"));
    assert!(case.request.received.is_some_and(|at| at.is_exact()));
    assert_eq!(case.request.units.as_ref().map(|(_, unit)| unit.as_str()), Some("mo"));
    assert_eq!(case.payer.as_deref(), Some("medicare_advantage"));
    assert!(matches!(case.anchors.get("service"), Some(AnchorTime::At(_))));
    let diagnosis =
        case.records.iter().find(|record| record.id == "Claim/c.diagnosis[0]").expect("the diagnosis");
    assert_eq!(diagnosis.codes[0].to_string(), "icd10cm J44.1");
}

#[test]
fn what_the_header_says_stands_before_what_resources_say() {
    let header = r#"{"case":"C-1","as_of":"2026-03-10T12:00:00-05:00","supply":"complete","patient":{"sex":"female"},
        "request":{"type":"admission","urgency":"standard"},"records":[{"id":"j1","fact":"terminal_prognosis","value":true}]}"#;
    let options = Options { header: parse_json(header, &TreeLimits::default()).ok(), ..Options::default() };
    let mut all = cases(gathered(&[&format!("[{PATIENT},{CLAIM}]")]), &options).expect("cases").made;
    let made = all.remove(0);
    let case = made.case.expect("sound");
    assert_eq!(case.id, "C-1");
    assert_eq!(case.patient.sex.as_deref(), Some("female"));
    assert_eq!(
        (case.request.kind.as_deref(), case.request.urgency.as_deref()),
        (Some("admission"), Some("standard"))
    );
    assert_eq!(case.request.items.len(), 1);
    assert!(matches!(case.supply, Supply::Complete { .. }));
    assert_eq!(case.records[0].id, "j1");
    let taken: Vec<&str> = made.taken.iter().map(|one| one.field.as_str()).collect();
    assert!(taken.contains(&"patient.birth_date") && !taken.contains(&"patient.sex"), "{taken:?}");
}

#[test]
fn the_only_inpatient_encounter_gives_admission_and_discharge() {
    let encounter = |id: &str, class: &str, status: &str, end: &str| {
        format!(
            r#"{{"resourceType":"Encounter","id":"{id}","status":"{status}","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"{class}"}},"subject":{{"reference":"Patient/p"}},"period":{{"start":"2026-03-02T17:40:00-05:00"{end}}}}}"#
        )
    };
    let end = r#","end":"2026-03-05""#;
    let (case, _) = one(&format!(
        "{},{}",
        encounter("a", "IMP", "finished", end),
        encounter("b", "AMB", "finished", end)
    ));
    assert!(case.anchors.contains_key("admission") && case.anchors.contains_key("discharge"));
    let (case, _) = one(&encounter("a", "IMP", "in-progress", ""));
    assert!(matches!(case.anchors.get("stay"), Some(AnchorTime::Span(_, None))));
    let (case, _) = one(&format!(
        "{},{}",
        encounter("a", "IMP", "finished", end),
        encounter("b", "IMP", "finished", end)
    ));
    assert!(case.anchors.is_empty());
}

#[test]
fn as_of_is_never_made_up_and_no_patient_is_no_case() {
    let (made, _) = {
        let all = cases(gathered(&[PATIENT]), &Options::default()).expect("cases");
        (all.made, all.report)
    };
    assert!(made[0].case.is_err());
    let nobody = cases(gathered(&[r#"{"resourceType":"Location","id":"l"}"#]), &options());
    assert_eq!(nobody.err(), Some(CannotMake::NoPatient));
}

#[test]
fn searches_read_to_the_end_are_complete_only_where_the_caller_says_so() {
    let search = format!(
        r#"{{"resourceType":"Bundle","type":"searchset","total":1,"link":[{{"relation":"self","url":"https://s.example/fhir/Condition?patient=p"}}],
           "entry":[{{"resource":{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"1"}}]}}}}}},
                    {{"resource":{PATIENT},"search":{{"mode":"include"}}}}]}}"#
    );
    let (all, _) = made(&[&search]);
    assert_eq!(all[0].case.as_ref().unwrap().supply, Supply::Undeclared);
    let said = Options { searches_are_complete: true, ..options() };
    let all = cases(gathered(&[&search]), &said).expect("cases").made;
    assert!(matches!(&all[0].case.as_ref().unwrap().supply, Supply::Statements(one) if one.len() == 1));
    let cut = search.replace(r#""link":["#, r#""link":[{"relation":"next","url":"https://s.example/2"},"#);
    let all = cases(gathered(&[&cut]), &said).expect("cases").made;
    assert_eq!(all[0].case.as_ref().unwrap().supply, Supply::Undeclared);
}

#[test]
fn what_is_no_fhir_is_said_by_place_and_never_by_content() {
    for text in [
        "{\"resourceType\": \"Patient\", \"name\": \"Secretname",
        "[{\"resourceType\":\"Patient\",}]",
        "nothing",
    ] {
        let error = Gathered::new(Limits::default()).add("file.json", text).expect_err("no JSON");
        assert!(!error.to_string().contains("Secret"), "{error}");
    }
    let deep = "[".repeat(200) + &"]".repeat(200);
    assert!(Gathered::new(Limits::default()).add("file.json", &deep).is_err());
    let few = Limits { resources: 1, ..Limits::default() };
    let mut gathered = Gathered::new(few);
    assert!(gathered.add("file.json", &format!("[{PATIENT},{PATIENT}]")).is_err());
}
