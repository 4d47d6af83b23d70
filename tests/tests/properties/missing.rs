//! Missing sets: what their witnesses say, put into the case as an author would put it.

use crate::tape::Tape;
use crate::{Example, cases, differences, engine, one_sided, read, slow};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rationale::View;
use rationale::assessment::{Outcome, Status};
use rationale::{eval, plan, wire};
use serde_json::{Map, Value};

/// The first assessment of an example, as JSON.
fn assessment(example: &Example) -> Option<Value> {
    let case = read(&example.case);
    let answer = eval::assess(&plan::compile(&example.library), &case).ok()?;
    let text = wire::answer_json(&answer, &case.zone, View::Everything);
    let answer: Value = serde_json::from_str(&text).expect("the answer is JSON");
    answer["assessments"].get(0).cloned()
}

/// The missing sets of an example.
fn missing(example: &Example) -> Option<Value> {
    assessment(example)?.get("missing").cloned()
}

/// Every undetermined finding says why.
pub(crate) fn says_why(example: &Example) -> TestCaseResult {
    let mut open: Vec<Value> = assessment(example)
        .and_then(|assessment| assessment["findings"].as_array().cloned())
        .unwrap_or_default();
    while let Some(finding) = open.pop() {
        let silent = finding["reasons"].as_array().is_none_or(Vec::is_empty);
        prop_assert!(
            finding["status"] != "undetermined" || !silent,
            "{}{} does not say why",
            example.show(&example.case),
            finding["path"]
        );
        open.extend(finding["children"].as_array().into_iter().flatten().cloned());
    }
    Ok(())
}

/// The case with the answers of a witness in it, less those that `without` names by their place.
fn with(case: &Map<String, Value>, witness: &Value, without: Option<usize>) -> Map<String, Value> {
    let mut case = case.clone();
    let mut place = 0;
    let mut left_out = || {
        place += 1;
        without == Some(place - 1)
    };
    for record in witness["records"].as_array().into_iter().flatten() {
        if !left_out() {
            let records = case.entry("records").or_insert_with(|| Value::Array(Vec::new()));
            records.as_array_mut().expect("a list").push(record.clone());
        }
    }
    for statement in witness["supply"].as_array().into_iter().flatten() {
        if !left_out() {
            let supply = case.entry("supply").or_insert(Value::Null);
            match supply {
                Value::Array(statements) => statements.push(statement.clone()),
                Value::Null => *supply = Value::Array(vec![statement.clone()]),
                _ => {}
            }
        }
    }
    for (field, target) in [("anchors", "anchors"), ("patient", "patient"), ("request", "request")] {
        for (name, value) in witness[field].as_object().into_iter().flatten() {
            if !left_out() {
                let fields = case.entry(target).or_insert_with(|| Value::Object(Map::new()));
                fields.as_object_mut().expect("an object").insert(name.clone(), value.clone());
            }
        }
    }
    for (name, value) in witness["header"].as_object().into_iter().flatten() {
        if !left_out() {
            case.insert(name.clone(), value.clone());
        }
    }
    case
}

/// Whether a witness gives of the records of the case only what the questions of its set ask for.
fn mends_what_is_asked(
    case: &Map<String, Value>,
    witness: &Value,
    questions: &[&Value],
) -> Result<(), String> {
    let record = |id: &Value| {
        case.get("records").and_then(Value::as_array).into_iter().flatten().find(|record| record["id"] == *id)
    };
    for id in questions.iter().flat_map(|question| question["records"].as_array().into_iter().flatten()) {
        record(id).ok_or_else(|| format!("{id} is asked about and not in the case"))?;
    }
    for mended in witness["records"].as_array().into_iter().flatten() {
        let replaced: Vec<&Value> = mended["replaces"].as_array().into_iter().flatten().collect();
        let Some(first) = replaced.first() else { continue };
        for id in &replaced {
            record(id).ok_or_else(|| format!("{id} is replaced and not in the case"))?;
        }
        let old = record(first).expect("it was found above");
        let asked = |codes: &[&str]| {
            questions.iter().any(|question| {
                let code = question["reason"]["code"].as_str().unwrap_or_default();
                let about = question["records"].as_array().into_iter().flatten().any(|id| id == *first);
                about && codes.contains(&code)
            })
        };
        let said = ["imprecise_value", "implausible", "wrong_type", "unit_does_not_convert"];
        let part = [&said[..], &["qualifier_not_documented"]].concat();
        let time = ["imprecise_time", "no_clinical_time", "not_documented"];
        let fields = [("value", &said[..]), ("parts", &part), ("at", &time), ("from", &time), ("to", &time)];
        for (field, codes) in fields {
            let given = |record: &Value| {
                record.get(field).is_some_and(|value| value.as_object().is_none_or(|parts| !parts.is_empty()))
            };
            if given(mended) && !given(old) && !asked(codes) {
                return Err(format!("{field} of {first} is given and not asked for"));
            }
        }
        if replaced.len() > 1 && !asked(&["conflicting"]) {
            return Err(format!("{first} is chosen and not asked for"));
        }
    }
    Ok(())
}

fn items(witness: &Value) -> usize {
    let lists = ["records", "supply"].map(|name| witness[name].as_array().map_or(0, Vec::len));
    let maps =
        ["anchors", "patient", "request", "header"].map(|name| witness[name].as_object().map_or(0, Map::len));
    lists.iter().chain(&maps).sum()
}

/// Both evaluators say *meets* of the case with a witness in it, and the engine does not without any part of it, where each
/// question has one answer.
pub(crate) fn sufficient_and_minimal(example: &Example) -> TestCaseResult {
    let Some(missing) = missing(example) else { return Ok(()) };
    let sets = missing["sets"].as_array().cloned().unwrap_or_default();
    let indexes = |set: &Value| -> Vec<u64> {
        set["questions"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect()
    };
    for (at, set) in sets.iter().enumerate() {
        let witness = &set["witness"];
        let answered = with(&example.case, witness, None);
        let said = engine(&example.library, &read(&answered));
        prop_assert!(
            said.outcome == Some(Outcome::Meets),
            "{}the engine does not confirm the witness {witness}",
            example.show(&example.case)
        );
        let slow = slow(&example.library, &read(&answered));
        prop_assert!(
            slow.too_large || one_sided(&example.text) || slow.outcome == Some(Outcome::Meets),
            "{}the reference does not confirm the witness {witness}",
            example.show(&example.case)
        );
        let own = indexes(set);
        let asked: Vec<&Value> =
            own.iter().filter_map(|at| missing["questions"].get(usize::try_from(*at).ok()?)).collect();
        if let Err(why) = mends_what_is_asked(&example.case, witness, &asked) {
            prop_assert!(false, "{}{why}: {witness}", example.show(&example.case));
        }
        for other in sets.iter().skip(at + 1).map(indexes) {
            prop_assert!(!own.iter().all(|question| other.contains(question)), "a set holds another");
        }
        if own.len() > 1 && items(witness) == own.len() {
            for without in 0..own.len() {
                let fewer = with(&example.case, witness, Some(without));
                let said = engine(&example.library, &read(&fewer));
                prop_assert!(
                    said.outcome != Some(Outcome::Meets),
                    "{}answer {without} is not needed in {witness}",
                    example.show(&example.case)
                );
            }
        }
    }
    Ok(())
}

/// Where one more record meets the request and settles one open criterion, a missing set of one question says so.
pub(crate) fn complete(example: &Example, extra: &mut Tape<'_>) -> TestCaseResult {
    let before = engine(&example.library, &read(&example.case));
    if before.outcome != Some(Outcome::InsufficientInformation) || !differences(example).is_empty() {
        return Ok(());
    }
    for _ in 0..12 {
        let record = cases::record(99, extra);
        let mut more = example.case.clone();
        let records = more.entry("records").or_insert_with(|| Value::Array(Vec::new()));
        records.as_array_mut().expect("a list").push(record.clone());
        let after = engine(&example.library, &read(&more));
        if after.outcome != Some(Outcome::Meets) {
            continue;
        }
        let mut settled = 0;
        let mut otherwise = 0;
        for (path, status) in &before.statuses {
            let now = after.statuses.get(path);
            if now.is_some_and(|now| now != status) {
                if *status == Status::Undetermined { settled += 1 } else { otherwise += 1 }
            }
        }
        if settled != 1 || otherwise > 0 {
            continue;
        }
        // Before it is known that the guideline applies, no sets are looked for.
        let Some(found) = missing(example) else { continue };
        let one = found["sets"]
            .as_array()
            .is_some_and(|sets| sets.iter().any(|set| set["questions"].as_array().map(Vec::len) == Some(1)));
        prop_assert!(
            one,
            "{}one record is enough, {record}, and is not found: {found}",
            example.show(&example.case)
        );
    }
    Ok(())
}
