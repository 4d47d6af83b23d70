//! A public measure's shape over made-up QI-Core patients: what the criteria say of each must be what the patient was made to be.

#![allow(clippy::disallowed_methods)] // a test reads files

use rationale::assessment::{Answer, Finding, Status};
use rationale::case::tree::{TreeLimits, parse_json};
use rationale::check::{self, Limits};
use rationale::eval;
use rationale::plan::{self, Plan};
use rationale_fhir::{Gathered, Limits as FhirLimits, Options, cases};
use rationale_tests::criteria::Folder;
use serde_json::{Value, json};
use std::path::Path;

const SNOMED: &str = "http://snomed.info/sct";
const CPT: &str = "http://www.ama-assn.org/go/cpt";
const LOINC: &str = "http://loinc.org";
const ICD10: &str = "http://hl7.org/fhir/sid/icd-10-cm";

/// How a patient is made.
#[derive(Clone, Debug)]
struct Made {
    /// Born in this year, on 31 December.
    born: i32,
    /// Hypertension since, and until.
    hypertension: Option<(&'static str, Option<&'static str>)>,
    /// Whether the condition was refuted.
    refuted: bool,
    /// Visits: status, start.
    visits: Vec<(&'static str, &'static str)>,
    /// Readings: time, systolic, diastolic, class of the encounter, status.
    readings: Vec<(&'static str, i32, i32, &'static str, &'static str)>,
    excluded: Option<Excluded>,
}

#[derive(Clone, Copy, Debug)]
enum Excluded {
    KidneyFailure,
    Pregnancy,
    PregnancyLastYear,
    HospiceOrdered,
    HospiceTurnedDown,
    HospiceDraft,
    DischargedToHospice,
    DischargedHome,
}

fn base() -> Made {
    Made {
        born: 1961,
        hypertension: Some(("2019-05", None)),
        refuted: false,
        visits: vec![("finished", "2026-09-14")],
        readings: vec![("2026-09-14T09:05:00-04:00", 134, 82, "AMB", "final")],
        excluded: None,
    }
}

/// Patients with what they must come out as: initial population, excluded, numerator.
fn patients() -> Vec<(&'static str, Made, [Status; 3])> {
    use Status::{Met, Unmet};
    let mut all = Vec::new();
    let mut add = |name, made: Made, expected: [Status; 3]| all.push((name, made, expected));
    let of = |change: &dyn Fn(&mut Made)| {
        let mut made = base();
        change(&mut made);
        made
    };
    add("controlled", base(), [Met, Unmet, Met]);
    // 18 and 85 at the end of the period are in, 17 and 86 are not.
    add("eighteen", of(&|made| made.born = 2008), [Met, Unmet, Met]);
    add("seventeen", of(&|made| made.born = 2009), [Unmet, Unmet, Met]);
    add("eighty_five", of(&|made| made.born = 1941), [Met, Unmet, Met]);
    add("eighty_six", of(&|made| made.born = 1940), [Unmet, Unmet, Met]);
    add("begun_in_june", of(&|made| made.hypertension = Some(("2026-06-30", None))), [Met, Unmet, Met]);
    add("begun_in_july", of(&|made| made.hypertension = Some(("2026-07-01", None))), [Unmet, Unmet, Met]);
    add(
        "over_before",
        of(&|made| made.hypertension = Some(("2015-01-01", Some("2025-12-30")))),
        [Unmet, Unmet, Met],
    );
    add(
        "over_within",
        of(&|made| made.hypertension = Some(("2015-01-01", Some("2026-02-01")))),
        [Met, Unmet, Met],
    );
    add("no_hypertension", of(&|made| made.hypertension = None), [Unmet, Unmet, Met]);
    add("refuted", of(&|made| made.refuted = true), [Unmet, Unmet, Met]);
    add("no_visit", of(&|made| made.visits.clear()), [Unmet, Unmet, Met]);
    add("visit_cancelled", of(&|made| made.visits = vec![("cancelled", "2026-09-14")]), [Unmet, Unmet, Met]);
    add("visit_last_year", of(&|made| made.visits = vec![("finished", "2025-09-14")]), [Unmet, Unmet, Met]);
    let read = |readings: Vec<(&'static str, i32, i32, &'static str, &'static str)>| {
        of(&|made| made.readings.clone_from(&readings))
    };
    add(
        "systolic_139",
        read(vec![("2026-09-14T09:05:00-04:00", 139, 89, "AMB", "final")]),
        [Met, Unmet, Met],
    );
    add(
        "systolic_140",
        read(vec![("2026-09-14T09:05:00-04:00", 140, 80, "AMB", "final")]),
        [Met, Unmet, Unmet],
    );
    add(
        "diastolic_90",
        read(vec![("2026-09-14T09:05:00-04:00", 130, 90, "AMB", "final")]),
        [Met, Unmet, Unmet],
    );
    add("not_measured", read(Vec::new()), [Met, Unmet, Unmet]);
    add(
        "measured_last_year",
        read(vec![("2025-09-14T09:05:00-04:00", 130, 80, "AMB", "final")]),
        [Met, Unmet, Unmet],
    );
    // Of the latest day the lowest of each counts, though they are of two readings.
    let twice = vec![
        ("2026-09-14T09:05:00-04:00", 146, 84, "AMB", "final"),
        ("2026-09-14T09:20:00-04:00", 134, 92, "AMB", "final"),
    ];
    add("lowest_of_the_day", read(twice), [Met, Unmet, Met]);
    let later = vec![
        ("2026-03-14T09:05:00-04:00", 120, 70, "AMB", "final"),
        ("2026-09-14T09:20:00-04:00", 150, 80, "AMB", "final"),
    ];
    add("latest_day_counts", read(later), [Met, Unmet, Unmet]);
    let emergency = vec![
        ("2026-09-14T09:05:00-04:00", 134, 82, "AMB", "final"),
        ("2026-11-02T20:30:00-05:00", 178, 102, "EMER", "final"),
    ];
    add("emergency_does_not_count", read(emergency), [Met, Unmet, Met]);
    add(
        "only_in_hospital",
        read(vec![("2026-11-02T20:30:00-05:00", 130, 80, "IMP", "final")]),
        [Met, Unmet, Unmet],
    );
    add(
        "entered_in_error",
        read(vec![("2026-11-02T20:30:00-05:00", 130, 80, "AMB", "entered-in-error")]),
        [Met, Unmet, Unmet],
    );
    for (name, excluded, expected) in [
        ("kidney_failure", Excluded::KidneyFailure, Met),
        ("pregnancy", Excluded::Pregnancy, Met),
        ("pregnancy_last_year", Excluded::PregnancyLastYear, Unmet),
        ("hospice_ordered", Excluded::HospiceOrdered, Met),
        ("hospice_turned_down", Excluded::HospiceTurnedDown, Unmet),
        ("hospice_draft", Excluded::HospiceDraft, Unmet),
        ("discharged_to_hospice", Excluded::DischargedToHospice, Met),
        ("discharged_home", Excluded::DischargedHome, Unmet),
    ] {
        add(name, of(&|made| made.excluded = Some(excluded)), [Met, expected, Met]);
    }
    all
}

fn concept(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }] })
}

fn hl7(system: &str, code: &str) -> Value {
    concept(&format!("http://terminology.hl7.org/CodeSystem/{system}"), code)
}

fn condition(id: &str, code: Value, verification: &str, onset: &str, abatement: Option<&str>) -> Value {
    let mut condition = json!({
        "resourceType": "Condition", "id": id, "code": code, "subject": { "reference": "Patient/p" }, "onsetDateTime": onset,
        "clinicalStatus": hl7("condition-clinical", if abatement.is_some() { "resolved" } else { "active" }),
        "verificationStatus": hl7("condition-ver-status", verification),
    });
    if let Some(abatement) = abatement {
        condition["abatementDateTime"] = json!(abatement);
    }
    condition
}

fn encounter(id: &str, status: &str, class: &str, code: (&str, &str), day: &str) -> Value {
    json!({
        "resourceType": "Encounter", "id": id, "status": status, "type": [concept(code.0, code.1)],
        "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": class },
        "subject": { "reference": "Patient/p" },
        "period": { "start": format!("{day}T09:00:00-05:00"), "end": format!("{day}T09:25:00-05:00") },
    })
}

fn bundle(made: &Made) -> String {
    let mut all = vec![json!({
        "resourceType": "Patient", "id": "p", "birthDate": format!("{}-12-31", made.born), "gender": "female",
        "extension": [{ "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-sex", "valueCode": "248152002" }],
    })];
    if let Some((onset, abatement)) = made.hypertension {
        let verification = if made.refuted { "refuted" } else { "confirmed" };
        all.push(condition("h", concept(ICD10, "I10"), verification, onset, abatement));
    }
    for (at, (status, day)) in made.visits.iter().enumerate() {
        all.push(encounter(&format!("v{at}"), status, "AMB", (CPT, "99213"), day));
    }
    for (at, (time, systolic, diastolic, class, status)) in made.readings.iter().enumerate() {
        all.push(encounter(&format!("r{at}"), "finished", class, (CPT, "99283"), "2026-01-02"));
        let component = |code: &str, value: &i32| json!({ "code": concept(LOINC, code), "valueQuantity": { "value": value, "unit": "mmHg" } });
        all.push(json!({
            "resourceType": "Observation", "id": format!("bp{at}"), "status": status, "code": concept(LOINC, "85354-9"),
            "subject": { "reference": "Patient/p" }, "encounter": { "reference": format!("Encounter/r{at}") },
            "effectiveDateTime": time, "component": [component("8480-6", systolic), component("8462-4", diastolic)],
        }));
    }
    let order = |status: &str, refused: bool| {
        json!({ "resourceType": "ServiceRequest", "id": "o", "status": status, "intent": "order", "doNotPerform": refused,
                "code": concept(SNOMED, "385763009"), "subject": { "reference": "Patient/p" }, "authoredOn": "2026-06-01" })
    };
    let stay = |disposition: &str| {
        let mut stay = encounter("s", "finished", "IMP", (SNOMED, "183452005"), "2026-08-01");
        stay["hospitalization"] = json!({ "dischargeDisposition": concept(SNOMED, disposition) });
        stay
    };
    all.extend(made.excluded.map(|excluded| match excluded {
        Excluded::KidneyFailure => condition("x", concept(SNOMED, "46177005"), "confirmed", "2024", None),
        Excluded::Pregnancy => {
            condition("x", concept(SNOMED, "77386006"), "confirmed", "2026-02", Some("2026-10"))
        }
        Excluded::PregnancyLastYear => {
            condition("x", concept(SNOMED, "77386006"), "confirmed", "2025-01", Some("2025-09"))
        }
        Excluded::HospiceOrdered => order("active", false),
        Excluded::HospiceTurnedDown => order("completed", true),
        Excluded::HospiceDraft => order("draft", false),
        Excluded::DischargedToHospice => stay("428361000124107"),
        Excluded::DischargedHome => stay("306689006"),
    }));
    let entries: Vec<Value> = all
        .into_iter()
        .map(|resource| {
            let name = |field: &str| resource[field].as_str().unwrap_or_default().to_owned();
            json!({ "fullUrl": format!("https://clinic.example/fhir/{}/{}", name("resourceType"), name("id")), "resource": resource })
        })
        .collect();
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries }).to_string()
}

fn status(answer: &Answer, block: &str) -> Status {
    fn find<'f>(findings: &'f [Finding], id: &str) -> Option<&'f Finding> {
        findings.iter().find_map(|one| if one.path() == id { Some(one) } else { find(&one.children, id) })
    }
    let assessment = &answer.assessments[0];
    find(&assessment.findings, block).unwrap_or_else(|| panic!("no finding of {block}")).status
}

fn criteria() -> Plan {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples/blood_pressure");
    let loaded = check::load(&Folder(folder), &["blood_pressure.crit".to_owned()], &Limits::default());
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    plan::compile(&loaded.library)
}

#[test]
fn every_patient_comes_out_as_made() {
    let plan = criteria();
    let header = r#"{ "as_of": "2027-01-01T00:00:00-05:00", "supply": "complete", "request": { "block": "numerator" },
        "anchors": { "measurement_period": { "from": "2026-01-01", "to": "2026-12-31" } } }"#;
    let mut wrong = Vec::new();
    for (name, made, expected) in patients() {
        let mut gathered = Gathered::new(FhirLimits::default());
        gathered.add(name, &bundle(&made)).expect("FHIR");
        let options =
            Options { header: parse_json(header, &TreeLimits::default()).ok(), ..Options::default() };
        let mut all = cases(gathered, &options).expect("a case").made;
        let case = all.remove(0).case.expect("sound");
        let answer = eval::assess(&plan, &case).expect("assessed");
        let found =
            ["initial_population", "excluded_population", "numerator"].map(|block| status(&answer, block));
        if found != expected {
            wrong.push(format!("{name}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
