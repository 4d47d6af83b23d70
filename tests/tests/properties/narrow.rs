//! What a case leaves open, narrowed; and the first records of a fact.

use crate::cases::{self, instant};
use crate::tape::Tape;
use serde_json::{Map, Value, json};

/// Narrows one thing that the case leaves open; says which, or `None` where it found none.
pub(crate) fn narrow(case: &mut Map<String, Value>, text: &str, tape: &mut Tape<'_>) -> Option<String> {
    let records = case.get("records").and_then(Value::as_array).map_or(0, Vec::len);
    let at = tape.below(records + 2);
    if at >= records {
        return of_header(case, tape);
    }
    let record = case.get_mut("records")?.as_array_mut()?.get_mut(at)?.as_object_mut()?;
    let before = Value::Object(record.clone()).to_string();
    of_record(record, text, tape)?;
    let after = Value::Object(record.clone()).to_string();
    Some(format!("{before}\nnarrowed to\n{after}"))
}

fn of_header(case: &mut Map<String, Value>, tape: &mut Tape<'_>) -> Option<String> {
    if case.get("supply").is_none_or(Value::is_null) && tape.chance(40) {
        case.insert("supply".into(), "complete".into());
        return Some("supply complete".into());
    }
    if !case.contains_key("payer") && tape.chance(30) {
        case.insert("payer".into(), "acme".into());
        return Some("payer acme".into());
    }
    let patient = case.get_mut("patient")?.as_object_mut()?;
    if !patient.contains_key("sex") && tape.chance(30) {
        patient.insert("sex".into(), "female".into());
        return Some("sex female".into());
    }
    match patient.get("birth_date").and_then(Value::as_str) {
        None => {
            patient.insert("birth_date".into(), "1948-02-29".into());
            return Some("birth 1948-02-29".into());
        }
        Some("2008") => {
            patient.insert("birth_date".into(), "2008-03".into());
            return Some("birth 2008-03".into());
        }
        Some("2008-03") => {
            patient.insert("birth_date".into(), "2008-03-10".into());
            return Some("birth 2008-03-10".into());
        }
        _ => {}
    }
    let anchors = case.get_mut("anchors")?.as_object_mut()?;
    for name in ["admission", "setup"] {
        match anchors.get(name).and_then(Value::as_str).map(str::to_owned) {
            None if anchors.get(name).is_none() => {
                anchors.insert(name.into(), instant(-4320).into());
                return Some(format!("{name} given"));
            }
            Some(day) if day.len() == 10 => {
                anchors.insert(
                    name.into(),
                    format!("{day}T{}Z", tape.pick(&["05:30", "12:00", "23:00"])).into(),
                );
                return Some(format!("{name} at an instant of {day}"));
            }
            _ => {}
        }
    }
    None
}

fn of_record(record: &mut Map<String, Value>, text: &str, tape: &mut Tape<'_>) -> Option<()> {
    let fact = record.get("fact")?.as_str()?.to_owned();
    let declared = text.lines().find(|line| line.starts_with(&format!("fact {fact} ")))?.to_owned();
    let unknown = record.get("status").and_then(Value::as_str) == Some("unknown");
    if unknown && tape.chance(60) {
        let final_word = match fact.as_str() {
            "pl" => "planned",
            "nd" => "not_done",
            _ => "final",
        };
        record.insert("status".into(), tape.pick(&[final_word, "entered_in_error"]).into());
        return Some(());
    }
    if let Some(day) = record.get("at").and_then(Value::as_str).map(str::to_owned)
        && matches!(day.len(), 7 | 10)
        && tape.chance(60)
    {
        let day = if day.len() == 7 { format!("{day}-01") } else { day };
        // Of a night a time known only to the day says its name: it is that night, from noon on (decision 1).
        let times = if text.contains("night") {
            ["12:00", "20:00", "22:15", "23:59"]
        } else {
            ["05:30", "11:00", "12:00", "23:59"]
        };
        let at = format!("{day}T{}Z", tape.pick(&times));
        // Not later than it can have been.
        let recorded = record.get("recorded_at").and_then(Value::as_str).map(str::to_owned);
        let fits = at <= instant(0) && recorded.is_none_or(|recorded| recorded.len() == 10 || at <= recorded);
        if fits {
            record.insert("at".into(), at.into());
            return Some(());
        }
    }
    let timeless = ["at", "from", "to"].iter().all(|field| !record.contains_key(*field));
    if timeless && tape.chance(50) {
        record.insert("at".into(), instant(tape.pick(&[-60, -1440, -4320, -43_200])).into());
        return Some(());
    }
    let known = Map::new();
    let parts = record.get("parts").and_then(Value::as_object).unwrap_or(&known).clone();
    let open: Vec<(&str, Value)> = match fact.as_str() {
        "q" => vec![
            ("pos", tape.pick(&["standing", "lying"]).into()),
            ("lim", json!({ "number": 10, "unit": "mg/dL" })),
            ("fast", tape.chance(50).into()),
        ],
        "e" => vec![
            ("dose", json!({ "number": tape.pick(&[4, 5]), "unit": "mg" })),
            ("route", tape.pick(&["iv", "oral"]).into()),
        ],
        "p" => vec![("class", tape.pick(&["inp", "obs"]).into())],
        "r" => {
            vec![("ev", json!(5)), ("kind", tape.pick(&["x", "y"]).into()), ("low", tape.chance(50).into())]
        }
        _ => Vec::new(),
    };
    for (part, value) in open {
        let missing_means = declared.split(&format!("{part} \"")).nth(1).is_some_and(|rest| {
            let own = rest.split(" \"").next().unwrap_or(rest);
            own.contains("missing is") || own.contains("silence means")
        });
        if !parts.contains_key(part) && !missing_means && tape.chance(60) {
            let mut parts = parts.clone();
            parts.insert(part.into(), value);
            record.insert("parts".into(), parts.into());
            return Some(());
        }
    }
    let value = record.get("value").cloned();
    let narrowed = match fact.as_str() {
        "q" => match value {
            Some(Value::Object(value)) if value.contains_key("from") => {
                let from = value.get("from")?.as_i64()?;
                let to = value.get("to")?.as_i64()?;
                Some(json!({ "number": tape.pick(&[from, to]), "unit": "mg/dL" }))
            }
            Some(Value::Object(value)) if value.contains_key("bound") => {
                let number = value.get("number")?.as_i64()?;
                let step = match value.get("bound")?.as_str()? {
                    "<" => -1,
                    ">" => 1,
                    _ => 0,
                };
                Some(json!({ "number": number + step, "unit": "mg/dL" }))
            }
            Some(Value::Object(value)) if value.get("unit") == Some(&json!("mmol/L")) => {
                Some(json!({ "number": tape.pick(&[5, 20]), "unit": "mg/dL" }))
            }
            Some(Value::String(_)) => Some(json!({ "number": tape.pick(&[5, 20]), "unit": "mg/dL" })),
            None if !record.contains_key("no_value") => Some(json!({ "number": 10, "unit": "mg/dL" })),
            _ => None,
        },
        "s" if value == Some(json!(7)) => Some(tape.chance(50).into()),
        "c" if value == Some(json!("unheard")) => Some(tape.pick(&["a", "b"]).into()),
        "o" if value == Some(json!(3)) => Some(tape.pick(&["mild", "severe"]).into()),
        "dt" if value == Some(json!("2026-02")) => Some("2026-02-28".into()),
        "dt" if value == Some(json!("2026-03")) => Some("2026-03-01".into()),
        _ => None,
    };
    // What is ignored as unusable, or was not a value at all, is no narrowing.
    if declared.contains("ignore unusable") {
        return None;
    }
    record.insert("value".into(), narrowed?);
    Some(())
}

/// Adds the first records of a fact that has none, whose silence means nothing and whose records no other fact reads.
pub(crate) fn first_records(
    case: &mut Map<String, Value>,
    text: &str,
    tape: &mut Tape<'_>,
) -> Option<String> {
    let records = case.get_mut("records")?.as_array_mut()?;
    let facts = ["q", "s", "c", "o", "k", "e", "p", "r", "j", "dt", "pl", "nd"];
    let open: Vec<&str> = facts
        .into_iter()
        .filter(|fact| {
            let declared = text.lines().find(|line| line.starts_with(&format!("fact {fact} ")));
            let bare = records.iter().all(|record| record.get("fact") != Some(&json!(fact)));
            // Silence on a part is not silence of the fact.
            let of_fact = |line: &str| line.rsplit('}').next().unwrap_or(line).contains("silence means");
            bare && declared.is_some_and(|line| !of_fact(line))
        })
        .collect();
    if open.is_empty() {
        return None;
    }
    let fact = tape.pick(&open);
    let count = 1 + tape.below(2);
    let mut added = String::from("added");
    for number in 0..count {
        let mut record = cases::record_of(records.len() + number, fact, tape);
        if let Some(fields) = record.as_object_mut() {
            fields.remove("replaces");
        }
        added.push_str(&format!("\n{record}"));
        records.push(record);
    }
    Some(added)
}
