//! What is asked goes out as a Questionnaire, and its answers come back in as records that settle it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use rationale::assessment::{Assessment, Evidence, Finding, Outcome, Status};
use rationale::case::Case;
use rationale::check::{self, Files};
use rationale::eval;
use rationale::plan::{self, Plan};
use rationale_fhir::outbound::{guidance_response, questionnaire};
use rationale_fhir::{Gathered, Limits, Options, OutOptions, bundle, cases};
use serde_json::{Value, json};
use std::sync::Arc;

struct Criteria;

impl Files for Criteria {
    fn read(&self, path: &str) -> Option<Arc<str>> {
        (path == "oxygen.crit").then(|| Arc::from(include_str!("round_trip/oxygen.crit")))
    }
}

fn plan() -> Plan {
    let loaded = check::load(&Criteria, &["oxygen.crit".to_owned()], &check::Limits::default());
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    plan::compile(&loaded.library)
}

/// A chart with all that is needed, but for what a test takes away or adds.
fn chart() -> Vec<Value> {
    let observed = |id: &str, code: &str| {
        json!({
            "resourceType": "Observation", "id": id, "status": "final", "subject": { "reference": "Patient/p" },
            "code": { "coding": [{ "system": "http://loinc.org", "code": code }] },
            "effectiveDateTime": "2026-03-03T04:10:00-05:00",
        })
    };
    let mut saturation = observed("o1", "59408-5");
    saturation["valueQuantity"] =
        json!({ "value": 86, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%" });
    saturation["component"] = json!([{
        "code": { "coding": [{ "system": "http://loinc.org", "code": "19849-9" }] },
        "valueCodeableConcept": { "text": "room_air" },
    }]);
    vec![json!({ "resourceType": "Patient", "id": "p", "birthDate": "1948-02-11" }), saturation]
}

fn case_of(resources: &[Value]) -> Case {
    let mut gathered = Gathered::new(Limits::default());
    let entries: Vec<Value> = resources.iter().map(|one| json!({ "resource": one })).collect();
    let text = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries }).to_string();
    gathered.add("chart.json", &text).unwrap();
    let options = Options { as_of: Some("2026-03-03T09:00:00-05:00".to_owned()), ..Options::default() };
    cases(gathered, &options).unwrap().made.remove(0).case.unwrap()
}

struct Run {
    plan: Plan,
    case: Case,
    assessment: Assessment,
}

fn assess(resources: &[Value]) -> Run {
    assess_by("oxygen", resources)
}

fn assess_by(guideline: &str, resources: &[Value]) -> Run {
    let (plan, mut case) = (plan(), case_of(resources));
    case.request.guideline = Some(guideline.to_owned());
    let mut answer = eval::assess(&plan, &case).unwrap();
    Run { plan, case, assessment: answer.assessments.remove(0) }
}

impl Run {
    fn questionnaire(&self) -> Option<Value> {
        questionnaire(&self.assessment, &self.case, self.plan.library(), &OutOptions::default())
    }

    fn status(&self, path: &str) -> Status {
        find(&self.assessment.findings, path).status
    }
}

fn find<'f>(findings: &'f [Finding], path: &str) -> &'f Finding {
    fn below<'f>(finding: &'f Finding, path: &str) -> Option<&'f Finding> {
        if finding.path() == path {
            return Some(finding);
        }
        finding.children.iter().find_map(|child| below(child, path))
    }
    findings.iter().find_map(|finding| below(finding, path)).expect("a finding of that path")
}

/// A response that answers the items whose links end so.
fn filled(questionnaire: &Value, answers: &[(&str, Value)]) -> Value {
    fn items(of: &Value, answers: &[(&str, Value)]) -> Vec<Value> {
        let mut all = Vec::new();
        for item in of["item"].as_array().into_iter().flatten() {
            let link = item["linkId"].as_str().unwrap();
            let answer = answers.iter().find(|(ending, _)| link.ends_with(ending));
            let below = items(item, answers);
            match (item["type"].as_str().unwrap(), answer) {
                ("group", _) if !below.is_empty() => all.push(json!({ "linkId": link, "item": below })),
                ("group" | "display", _) | (_, None) => {}
                (_, Some((_, value))) => all.push(json!({ "linkId": link, "answer": [value] })),
            }
        }
        all
    }
    json!({
        "resourceType": "QuestionnaireResponse", "id": "r", "status": "completed",
        "questionnaire": questionnaire["url"], "subject": { "reference": "Patient/p" },
        "authored": "2026-03-03T08:30:00-05:00", "item": items(questionnaire, answers),
    })
}

fn judged() -> (&'static str, Value) {
    ("#value", json!({ "valueBoolean": true }))
}

fn physician() -> (&'static str, Value) {
    ("#role", json!({ "valueCoding": { "code": "physician" } }))
}

#[test]
fn a_judgement_is_asked_and_its_answer_settles_the_criterion() {
    let before = assess(&chart());
    assert_eq!(before.status("trial.needs"), Status::Undetermined);
    let asked = before.questionnaire().expect("a judgement is asked");
    let mut answered = chart();
    answered.push(filled(&asked, &[judged(), physician()]));
    let after = assess(&answered);
    assert_eq!(after.status("trial.needs"), Status::Met);
    assert_eq!(after.assessment.outcome, Outcome::Meets);
    assert!(after.questionnaire().is_none(), "nothing is left to ask");
    let Some(Evidence::Record(record)) = find(&after.assessment.findings, "trial.needs").evidence.first()
    else {
        panic!("the judgement is cited")
    };
    let source = record.source().unwrap();
    assert_eq!(source.resource.as_deref(), Some("QuestionnaireResponse/r"));
    assert_eq!(source.author_role.as_deref(), Some("physician"));
}

#[test]
fn a_judgement_of_another_role_settles_nothing() {
    let asked = assess(&chart()).questionnaire().unwrap();
    let mut answered = chart();
    answered.push(filled(&asked, &[judged(), ("#role", json!({ "valueCoding": { "code": "nurse" } }))]));
    assert_eq!(assess(&answered).status("trial.needs"), Status::Undetermined);
}

#[test]
fn a_record_that_is_missing_is_asked_for_whole() {
    let mut chart = chart();
    chart.truncate(1);
    let before = assess(&chart);
    let asked = before.questionnaire().unwrap();
    let text = asked.to_string();
    assert!(
        text.contains("rationale:1:spo2#value") && text.contains("rationale:1:spo2#part:oxygen_delivery")
    );
    chart.push(filled(
        &asked,
        &[
            ("spo2#value", json!({ "valueQuantity": { "value": 84, "system": "http://unitsofmeasure.org", "code": "%" } })),
            ("spo2#at", json!({ "valueDateTime": "2026-03-03T06:00:00-05:00" })),
            ("#part:oxygen_delivery", json!({ "valueCoding": { "code": "room_air" } })),
        ],
    ));
    assert_eq!(assess(&chart).status("trial.low"), Status::Met);
}

#[test]
fn only_what_is_missing_of_a_record_is_asked_and_the_rest_stays() {
    let mut chart = chart();
    chart[1].as_object_mut().unwrap().remove("component");
    let before = assess(&chart);
    assert_eq!(before.status("trial.low"), Status::Undetermined);
    let asked = before.questionnaire().unwrap();
    let text = asked.to_string();
    assert!(text.contains("rationale:1:spo2:Observation/o1#part:oxygen_delivery"), "{text}");
    assert!(!text.contains("spo2:Observation/o1#value"), "{text}");
    chart
        .push(filled(&asked, &[("#part:oxygen_delivery", json!({ "valueCoding": { "code": "room_air" } }))]));
    let after = assess(&chart);
    assert_eq!(after.status("trial.low"), Status::Met);
    let Some(Evidence::Record(record)) = find(&after.assessment.findings, "trial.low").evidence.first()
    else {
        panic!("the corrected record is cited")
    };
    assert_eq!(record.value().as_deref(), Some("86"));
}

#[test]
fn an_answer_about_a_record_that_is_not_here_is_left_out() {
    let mut chart = chart();
    chart[1].as_object_mut().unwrap().remove("component");
    let asked = assess(&chart).questionnaire().unwrap();
    let response =
        filled(&asked, &[("#part:oxygen_delivery", json!({ "valueCoding": { "code": "room_air" } }))]);
    chart[1] = response;
    assert_eq!(assess(&chart).status("trial.low"), Status::Undetermined);
}

#[test]
fn no_question_tells_what_would_qualify() {
    let mut chart = chart();
    chart.truncate(1);
    let asked = assess(&chart).questionnaire().unwrap().to_string();
    assert!(!asked.contains("88"), "{asked}");
    assert!(!asked.contains("J9611"), "{asked}");
}

#[test]
fn the_bundle_reads_as_its_snapshot() {
    let mut chart = chart();
    chart.truncate(1);
    let (plan, mut case) = (plan(), case_of(&chart));
    case.request.guideline = Some("oxygen".to_owned());
    let answer = eval::assess(&plan, &case).unwrap();
    let options = OutOptions { subject: Some("Patient/p".to_owned()), ..OutOptions::default() };
    let mut text = bundle(&answer, &case, plan.library(), &options);
    // Digests change with the criteria's text and the engine's version; that they are there is seen elsewhere.
    for digest in [&*answer.assessments[0].audit.guideline_digest, answer.assessments[0].audit.case_digest()]
    {
        text = text.replace(digest, "DIGEST");
    }
    let short = &answer.assessments[0].audit.case_digest()[..16];
    insta::assert_snapshot!(text.replace(short, "DIGEST"));
}

#[test]
fn what_is_met_requires_no_data() {
    let mut answered = chart();
    let asked = assess(&answered).questionnaire().unwrap();
    answered.push(filled(&asked, &[judged(), physician()]));
    let run = assess(&answered);
    let response = guidance_response(&run.assessment, &run.case, run.plan.library(), &OutOptions::default());
    assert_eq!(response["status"], "success");
    assert_eq!(response.get("dataRequirement"), None);
}

#[test]
fn answers_of_every_kind_come_back() {
    let patient = chart().remove(0);
    let before = assess_by("kinds", std::slice::from_ref(&patient));
    let asked = before.questionnaire().unwrap();
    let at = |day: &str| json!({ "valueDateTime": day });
    let yes = json!({ "valueBoolean": true });
    let answers = [
        ("wound#happened", yes.clone()),
        ("wound#at", at("2026-03-01")),
        (
            "wound#part:depth",
            json!({ "valueQuantity": { "value": 6, "unit": "mm", "system": "http://unitsofmeasure.org", "code": "mm" } }),
        ),
        ("wound#part:stage", json!({ "valueCoding": { "code": "two" } })),
        ("wound#part:seen", json!({ "valueDate": "2026-02-20" })),
        ("therapy#happened", yes.clone()),
        ("therapy#from", at("2026-02-10")),
        ("therapy#to", at("2026-02-20")),
        ("fall#happened", yes.clone()),
        ("fall#at", at("2026-02-25")),
        ("plan_of_care#planned", yes.clone()),
        ("plan_of_care#at", at("2026-03-10")),
        ("refused#not-done", yes.clone()),
        ("refused#at", at("2026-02-25")),
        ("grade#value", json!({ "valueCoding": { "code": "high" } })),
        ("grade#at", at("2026-03-02")),
        ("points#value", json!({ "valueDecimal": 4.5 })),
        ("points#at", at("2026-03-02")),
        (
            "drug#value",
            json!({ "valueCoding": { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "J44.9" } }),
        ),
        ("drug#at", at("2026-03-02")),
        ("agreed#value", yes.clone()),
        ("agreed#at", at("2026-03-02")),
    ];
    let after = assess_by("kinds", &[patient.clone(), filled(&asked, &answers)]);
    for name in ["deep", "treated", "fell", "plans", "turned", "graded", "many", "takes", "agrees"] {
        assert_eq!(before.status(&format!("all_kinds.{name}")), Status::Undetermined, "{name} before");
        assert_eq!(
            after.status(&format!("all_kinds.{name}")),
            Status::Met,
            "{name} after: {:?}",
            find(&after.assessment.findings, &format!("all_kinds.{name}")).reasons
        );
    }
    // An answer that there is none gives no record: absence is a matter of supply.
    let none = assess_by(
        "kinds",
        &[patient, filled(&asked, &[("fall#happened", json!({ "valueBoolean": false }))])],
    );
    assert_eq!(none.status("all_kinds.fell"), Status::Undetermined);
}

/// A response with a group for each of these parts of the saturation that is charted.
fn parts_stated(parts: &[(&str, &str)]) -> Value {
    let groups = parts.iter().enumerate().map(|(at, (part, word))| {
        let group = format!("rationale:{}:spo2:Observation/o1", at + 1);
        json!({ "linkId": group, "item": [
            { "linkId": format!("{group}#part:{part}"), "answer": [{ "valueCoding": { "code": word } }] }
        ] })
    });
    json!({
        "resourceType": "QuestionnaireResponse", "id": "r", "status": "completed",
        "subject": { "reference": "Patient/p" }, "authored": "2026-03-03T08:00:00-05:00",
        "item": groups.collect::<Vec<_>>(),
    })
}

#[test]
fn answers_about_several_parts_of_one_record_are_taken_together() {
    let mut resources = chart();
    resources.push(parts_stated(&[
        ("activity", "awake_at_rest"),
        ("taken_as", "outpatient"),
        ("performed_by", "hospital"),
    ]));
    let case = case_of(&resources);
    let stated: Vec<_> =
        case.records.iter().filter(|one| one.id.starts_with("QuestionnaireResponse/r")).collect();
    let last = stated.last().expect("records of the answers");
    for part in ["activity", "taken_as", "performed_by"] {
        assert!(last.parts.contains_key(part), "{part} of {:?}", last.parts);
    }
    // It stands in the place of all before it, and cites all that was answered.
    let before: Vec<&str> = stated[..2].iter().map(|one| one.id.as_str()).collect();
    assert!(before.iter().all(|id| stated.iter().any(|other| other.replaces.iter().any(|one| one == id))));
    assert_eq!(last.source.as_ref().unwrap().element.as_deref(), Some("item[0], item[1], item[2]"));
    assert_eq!(last.value, case.records.iter().find(|one| one.id == "Observation/o1").unwrap().value);
}

#[test]
fn answers_that_contradict_each_other_stay_apart() {
    let mut resources = chart();
    resources.push(parts_stated(&[("activity", "awake_at_rest"), ("activity", "exercising")]));
    let case = case_of(&resources);
    let stated: Vec<_> =
        case.records.iter().filter(|one| one.id.starts_with("QuestionnaireResponse/r")).collect();
    assert_eq!(stated.len(), 2);
    assert!(stated.iter().all(|one| one.replaces == ["Observation/o1"]), "neither replaces the other");
}
