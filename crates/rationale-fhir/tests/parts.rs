//! Every row of the published table of parts has a fixture that gives it, and the records of each fixture are as shown.

#![allow(clippy::disallowed_methods)] // a test reads files

use rationale::case::model::{Case, Datum, Record, RecordTime};
use rationale::value::time::{Moment, Zone};
use rationale_fhir::inbound::table::{DERIVED, PARTS, RESOURCES};
use rationale_fhir::{Gathered, Limits, Options, cases};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn fixtures() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/parts");
    let mut found: Vec<(String, PathBuf)> = std::fs::read_dir(folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    found.sort();
    found
}

fn case_of(path: &Path) -> Case {
    let mut gathered = Gathered::new(Limits::default());
    gathered.add("fixture", &std::fs::read_to_string(path).expect("text")).expect("FHIR");
    let options = Options { as_of: Some("2026-03-10T12:00:00-05:00".to_owned()), ..Options::default() };
    let mut made = cases(gathered, &options).expect("a case").made;
    assert_eq!(made.len(), 1);
    made.remove(0).case.expect("sound")
}

/// The parts of the resource that a fixture is of.
fn parts_of(name: &str, case: &Case) -> BTreeSet<String> {
    let resource = name.split('.').next().expect("a name");
    let own = |record: &&Record| {
        record.id == format!("{resource}/x") || record.id.starts_with(&format!("{resource}/x."))
    };
    case.records
        .iter()
        .map(|record| &**record)
        .filter(own)
        .flat_map(|record| record.parts.keys().map(ToString::to_string))
        .collect()
}

#[test]
fn every_row_of_the_table_is_given_by_a_fixture() {
    let mut given: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, path) in fixtures() {
        let resource = name.split('.').next().expect("a name").to_owned();
        given.entry(resource).or_default().extend(parts_of(&name, &case_of(&path)));
    }
    let mut missing = Vec::new();
    let rows = PARTS.iter().flat_map(|part| part.resources.iter().map(|resource| (*resource, part.part)));
    let derived = DERIVED
        .iter()
        .filter(|(_, _, resource, _)| *resource != "all")
        .map(|(part, _, resource, _)| (*resource, *part));
    for (resource, part) in rows.chain(derived) {
        if !given.get(resource).is_some_and(|parts| parts.contains(part)) {
            missing.push(format!("{resource} {part}"));
        }
    }
    for row in RESOURCES {
        assert!(given.contains_key(row.resource), "no fixture of {}", row.resource);
    }
    assert!(missing.is_empty(), "no fixture gives {missing:?}");
}

/// Each path of the table by itself leads to something in a fixture, so that no row lives on another of its name.
#[test]
fn every_path_of_the_table_leads_somewhere() {
    let texts: Vec<(String, serde_json::Value)> = fixtures()
        .into_iter()
        .map(|(name, path)| {
            (name, serde_json::from_str(&std::fs::read_to_string(path).expect("text")).expect("JSON"))
        })
        .collect();
    for part in PARTS {
        for resource in part.resources {
            // The steps before a reference; what is behind it is told by the value of the part.
            let before = part.path.split("->").next().expect("a path");
            let found = texts.iter().filter(|(name, _)| name.split('.').next() == Some(resource)).any(
                |(_, bundle)| {
                    let main = &bundle["entry"][0]["resource"];
                    leads(main, before)
                },
            );
            assert!(found, "{resource}: {} at {}", part.part, part.path);
        }
    }
}

fn leads(value: &serde_json::Value, path: &str) -> bool {
    if let Some(all) = value.as_array() {
        return all.iter().any(|one| leads(one, path));
    }
    if path.is_empty() {
        return !value.is_null();
    }
    if let Some((name, rest)) = path.strip_prefix("ext(").and_then(|rest| rest.split_once(')')) {
        let all = value["extension"].as_array().cloned().unwrap_or_default();
        let named = |one: &&serde_json::Value| one["url"].as_str().is_some_and(|url| url.ends_with(name));
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        return all.iter().filter(named).any(|one| leads(one, rest));
    }
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    match step.strip_suffix("[x]") {
        Some(stem) => value.as_object().is_some_and(|fields| {
            fields.iter().any(|(name, value)| name.starts_with(stem) && name != stem && leads(value, rest))
        }),
        None => value.get(step).is_some_and(|value| leads(value, rest)),
    }
}

#[test]
fn records_are_as_shown() {
    for (name, path) in fixtures() {
        let case = case_of(&path);
        let mut text = String::new();
        for record in &case.records {
            text.push_str(&shown(record));
        }
        insta::assert_snapshot!(name, text);
    }
}

fn shown(record: &Record) -> String {
    let mut text = format!("{}\n", record.id);
    let kind = record.kind.map_or("", |kind| kind.word());
    let codes: Vec<String> = record.codes.iter().map(ToString::to_string).collect();
    let at = |moment: Moment| match moment {
        Moment::Exact(at) => at.to_text(&Zone::fixed(-5 * 3600)),
        other => other.to_string(),
    };
    let end = |moment: Option<Moment>| moment.map_or_else(|| "-".to_owned(), at);
    let time = match record.time {
        RecordTime::Unknown => "no time".to_owned(),
        RecordTime::At(time) => at(time),
        RecordTime::Period { from, to } => format!("{} to {}", end(from), end(to)),
        RecordTime::Ended { from } => format!("{} to an end not given", end(from)),
    };
    let _ = writeln!(text, "  {kind} {:?}, {}, {time}", record.status, codes.join(" | "));
    let _ = writeln!(text, "  recorded {}", end(record.recorded_at));
    if record.value != Datum::Nothing {
        let _ = writeln!(text, "  = {}", value(&record.value));
    }
    for (name, values) in &record.parts {
        let values: Vec<String> = values.iter().map(value).collect();
        let _ = writeln!(text, "  {name}: {}", values.join("; "));
    }
    if let Some(source) = &record.source {
        let given = [
            ("resource", &source.resource),
            ("element", &source.element),
            ("time from", &source.time_from),
            ("document", &source.document),
            ("type", &source.kind),
            ("section", &source.section),
            ("by", &source.author_role),
        ];
        for (name, text_given) in given {
            if let Some(given) = text_given {
                let _ = writeln!(text, "  @ {name} {given}");
            }
        }
    }
    text
}

fn value(datum: &Datum) -> String {
    match datum {
        Datum::Codes(codes) => codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "),
        other => rationale::render::value_text(other).unwrap_or_default(),
    }
}
