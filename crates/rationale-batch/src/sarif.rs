//! What a code review shows of a run, as SARIF 2.1.0: criteria through which outcomes changed, and lines that could not be
//! assessed, each at its place.

use crate::baseline::{Compared, Through};
use crate::errors::ErrorRecord;
use crate::places::{Place, Places};
use serde::Serialize;
use std::collections::BTreeSet;

const CHANGED: &str = "changed-outcome";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
struct Run<'a> {
    tool: Tool<'a>,
    results: Vec<Found>,
    #[serde(rename = "columnKind")]
    column_kind: &'a str,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
struct Driver<'a> {
    name: &'a str,
    version: &'a str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Rule {
    id: String,
    #[serde(rename = "shortDescription")]
    short_description: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Found {
    #[serde(rename = "ruleId")]
    rule_id: String,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
}

#[derive(Serialize)]
struct Location {
    #[serde(rename = "physicalLocation")]
    physical_location: Physical,
}

#[derive(Serialize)]
struct Physical {
    #[serde(rename = "artifactLocation")]
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
struct Region {
    #[serde(rename = "startLine")]
    start_line: u64,
    #[serde(rename = "startColumn", skip_serializing_if = "Option::is_none")]
    start_column: Option<u64>,
}

/// The log.
pub(crate) fn text(errors: &[ErrorRecord], compared: Option<&Compared>, places: &Places) -> String {
    let mut results = Vec::new();
    if let Some(compared) = compared {
        // A change that goes through no criterion that both runs show is told by its guideline.
        let shown = |guideline: &str, from: &str, to: &str| {
            let same = |one: &Through| {
                one.guideline == guideline && one.outcome_from == from && one.outcome_to == to
            };
            compared.through.iter().any(same)
        };
        results.extend(compared.through.iter().map(|one| of_criterion(one, places)));
        for one in &compared.transitions {
            if !shown(&one.guideline, &one.from, &one.to) {
                let words = format!("{} answers: {} then, {} now", one.count, one.from, one.to);
                results.push(changed(&one.guideline, "", words, one.tolerated, places));
            }
        }
    }
    let mut codes: BTreeSet<String> = BTreeSet::new();
    for record in errors {
        let Some(problem) = record.problems.first() else { continue };
        codes.insert(problem.code.clone());
        results.push(Found {
            rule_id: problem.code.clone(),
            level: "error",
            message: Text { text: record.to_string() },
            locations: vec![location(&record.file, record.line, None)],
        });
    }
    let rule = |id: &str, words: &str| Rule {
        id: id.to_owned(),
        short_description: Text { text: words.to_owned() },
    };
    let mut rules = vec![rule(CHANGED, "Cases came out otherwise than in an earlier run")];
    rules.extend(codes.iter().map(|code| rule(code, "A case could not be assessed")));
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: Driver { name: "rationale", version: env!("CARGO_PKG_VERSION"), rules } },
            results,
            column_kind: "unicodeCodePoints",
        }],
    };
    // The log holds only text, numbers and lists: writing it cannot fail.
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn of_criterion(one: &Through, places: &Places) -> Found {
    let criterion = &one.criterion;
    let word = |status: &Option<String>| status.clone().unwrap_or_else(|| "absent".to_owned());
    let label = if criterion.label.is_empty() { &criterion.criterion } else { &criterion.label };
    let words = format!(
        "{} answers of {}: {} then, {} now, through \"{label}\" ({} then, {} now); cases {}{}",
        one.count,
        one.guideline,
        one.outcome_from,
        one.outcome_to,
        word(&criterion.from),
        word(&criterion.to),
        one.cases.join(", "),
        if one.count > one.cases.len() as u64 { " ..." } else { "" }
    );
    changed(&one.guideline, &criterion.criterion, words, one.tolerated, places)
}

fn changed(guideline: &str, criterion: &str, words: String, tolerated: bool, places: &Places) -> Found {
    let place = places.find(guideline, criterion);
    Found {
        rule_id: CHANGED.to_owned(),
        level: if tolerated { "note" } else { "warning" },
        message: Text { text: words },
        locations: place.map(at).into_iter().collect(),
    }
}

fn at(place: &Place) -> Location {
    location(&place.file, place.line as u64, Some(place.column as u64))
}

fn location(file: &str, line: u64, column: Option<u64>) -> Location {
    Location {
        physical_location: Physical {
            artifact_location: Artifact { uri: uri(file) },
            region: Region { start_line: line.max(1), start_column: column },
        },
    }
}

/// A path as a reference: what may not stand in one is written by its bytes.
fn uri(path: &str) -> String {
    // A path from the root is a reference only with its scheme.
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_written_as_references() {
        assert_eq!(uri("criteria/home oxygen.crit"), "criteria/home%20oxygen.crit");
        assert_eq!(uri("/data/cases.ndjson"), "file:///data/cases.ndjson");
        assert_eq!(uri("é#1"), "%C3%A9%231");
    }
}
