//! What of a case nothing reads, though it names what criteria have: likely slips of whoever made the case.
//!
//! None of this is a fault: a sender may name facts that these criteria do not know. But where a name is misspelled the record is not
//! there for any test, and with a complete supply that reads as *no*.

use super::model::{Case, Record, RecordStatus};
use crate::ast::FactMode;
use crate::check::model::{Fact, Library};
use crate::suggest::closest;
use std::collections::BTreeMap;
use std::fmt;

/// More than these are not told of one case.
const MOST: usize = 100;

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Doubt {
    /// The id of the record.
    pub record: String,
    /// What is odd. It names facts and parts, no value.
    pub what: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Doubt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "record `{}`: {}; {}", self.record, self.what, self.help)
    }
}

/// What of the records of a case nothing reads, in their order: names of facts and parts that are not declared, and records of facts
/// that are planned, or not done, whose status is another.
///
/// ```
/// use rationale::{case, check::model::Library};
/// let text = r#"{ "case": "C-1", "as_of": "2026-03-03T09:00-05:00", "records": [{ "id": "a", "fact": "unheard_of" }] }"#;
/// let case = case::read_json(text, &case::Limits::default()).unwrap();
/// assert_eq!(case::doubts(&case, &Library::default())[0].record, "a");
/// ```
#[must_use]
pub fn doubts(case: &Case, library: &Library) -> Vec<Doubt> {
    let facts: BTreeMap<&str, &Fact> = library.facts.iter().map(|fact| (fact.id.as_str(), fact)).collect();
    let mut found = Vec::new();
    for record in &case.records {
        let Some(name) = record.fact.as_deref().filter(|_| found.len() < MOST) else { continue };
        match facts.get(name) {
            Some(fact) => of_fact(record, fact, &mut found),
            // What has codes may feed facts by these.
            None if !record.codes.is_empty() => {}
            None => found.push(Doubt {
                record: record.id.to_string(),
                what: format!("no fact is called `{name}`, so nothing reads it"),
                help: match closest(name, facts.keys().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => String::from("name a fact that the criteria declare, or give its codes"),
                },
            }),
        }
    }
    found
}

fn of_fact(record: &Record, fact: &Fact, found: &mut Vec<Doubt>) {
    for part in record.parts.keys() {
        let known = || fact.parts.iter().map(|part| part.id.as_str());
        if !known().any(|known| **part == *known) {
            found.push(Doubt {
                record: record.id.to_string(),
                what: format!("fact `{}` has no part `{part}`, so nothing reads it", fact.id),
                help: match closest(part, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known().next().is_none() => String::from("the fact has no parts"),
                    None => format!("its parts are {}", known().collect::<Vec<_>>().join(", ")),
                },
            });
        }
    }
    let as_done = matches!(record.status, RecordStatus::Final | RecordStatus::Preliminary);
    let (mode, status) = match fact.mode {
        FactMode::Planned => ("what is planned", "planned"),
        FactMode::NotDone => ("what was not done", "not_done"),
        FactMode::Done => return,
    };
    if as_done {
        found.push(Doubt {
            record: record.id.to_string(),
            what: format!("fact `{}` is of {mode}, and the record says that it was done", fact.id),
            help: format!("where that is meant, give it `\"status\": \"{status}\"`"),
        });
    }
}
