//! Two policies about one admission to hospital, cases of it by the seed, and both policies written by hand.
//!
//! [`cases`] makes the cases, [`by_hand`] is what a programmer would write instead of the criteria, and the tests hold
//! engine and hand equal case by case.

pub mod by_hand;
pub mod cases;

use rationale::Plan;
use rationale::check::{self, Files, Limits};
use std::sync::Arc;

/// The files of the policies: path, text.
pub const FILES: [(&str, &str); 3] = [
    ("hospital_facts.crit", include_str!("../inputs/hospital_facts.crit")),
    ("observation.crit", include_str!("../inputs/observation.crit")),
    ("inpatient.crit", include_str!("../inputs/inpatient.crit")),
];

/// Texts in memory.
struct Memory(Vec<(String, Arc<str>)>);

impl Files for Memory {
    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.0.iter().find(|(name, _)| name == path).map(|(_, text)| Arc::clone(text))
    }
}

/// A policy, ready to run: `observation` (a handful of criteria) or `inpatient` (about 25).
///
/// # Panics
///
/// Where the policy is not sound.
#[must_use]
pub fn policy(name: &str) -> Plan {
    compile(&policy_files(), &[format!("{name}.crit")])
}

fn policy_files() -> Vec<(String, String)> {
    FILES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// Loads files and makes them ready.
///
/// # Panics
///
/// Where they are not sound.
#[must_use]
pub fn compile(files: &[(String, String)], entries: &[String]) -> Plan {
    let files = files.iter().map(|(name, text)| (name.clone(), Arc::from(text.as_str()))).collect();
    let loaded = check::load(&Memory(files), entries, &Limits::default());
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    rationale::plan::compile(&loaded.library)
}

/// A library of so many guidelines as files, of which the first `applying` are about what the cases ask for.
///
/// Each has its own file of about a dozen criteria over the shared facts, with thresholds of its own; the others are
/// about items that no case asks for.
#[must_use]
pub fn library(guidelines: usize, applying: usize) -> (Vec<(String, String)>, Vec<String>) {
    let mut files = policy_files();
    let mut entries = Vec::new();
    for at in 0..guidelines {
        let items = if at < applying { "99221, 99222, 99223".to_owned() } else { format!("{}", 10_000 + at) };
        let text = inputs_of_library(at, &items);
        let name = format!("guideline_{at}.crit");
        entries.push(name.clone());
        files.push((name, text));
    }
    (files, entries)
}

fn inputs_of_library(at: usize, items: &str) -> String {
    let shifted = |base: usize| base + at % 7;
    include_str!("../inputs/library.crit")
        .replace("NUMBER", &at.to_string())
        .replace("ITEMS", items)
        .replace("RATE", &shifted(100).to_string())
        .replace("PRESSURE", &shifted(85).to_string())
        .replace("HOURS", &shifted(12).to_string())
}

#[cfg(test)]
mod tests {
    use super::by_hand::{self, Status};
    use super::cases::{Ask, case};
    use super::{compile, library, policy};
    use rationale::assessment::Outcome;
    use rationale::case::{Limits, read_json, read_json_for};
    use rationale::eval::{Effort, assess_with};

    #[test]
    fn engine_and_hand_agree_case_by_case() {
        type ByHand = fn(&by_hand::Case) -> Option<Status>;
        let policies: [(&str, Ask, ByHand); 2] = [
            ("observation", Ask::Observation, by_hand::observation),
            ("inpatient", Ask::Inpatient, by_hand::inpatient),
        ];
        for (name, ask, hand) in policies {
            let plan = policy(name);
            let mut seen = [0; 3];
            for number in 0..300 {
                let text = case(number, ask);
                assert!(
                    (8 * 1_024..20 * 1_024).contains(&text.len()),
                    "case {number} has {} bytes",
                    text.len()
                );
                let read = read_json(&text, &Limits::default()).expect("the case is sound");
                let answer = assess_with(&plan, &read, Effort::NONE).expect("the request can be told");
                let by_engine = match answer.assessments[0].outcome {
                    Outcome::Meets => Status::Met,
                    Outcome::InsufficientInformation => Status::Undetermined,
                    Outcome::DoesNotMeet => Status::Unmet,
                    Outcome::NotApplicable => panic!("case {number} is of this policy"),
                };
                let own = read_json_for(&plan, &text, &Limits::default()).expect("the case is sound");
                assert!(own.records.len() < read.records.len(), "a chart holds more than a policy reads");
                let of_own = assess_with(&plan, &own, Effort::NONE).expect("the request can be told");
                assert_eq!(of_own, answer, "what no criterion reads does not show");
                let of_hand: by_hand::Case =
                    serde_json::from_str(&text).expect("the case can be read by hand");
                assert_eq!(Some(by_engine), hand(&of_hand), "case {number} by {name}");
                seen[by_engine as usize] += 1;
            }
            assert!(seen.iter().all(|count| *count >= 15), "every outcome is there: {seen:?} by {name}");
        }
    }

    #[test]
    fn of_a_large_library_as_many_apply_as_were_asked_for() {
        let (files, entries) = library(12, 5);
        let plan = compile(&files, &entries);
        let read = read_json(&case(1, Ask::Inpatient), &Limits::default()).expect("the case is sound");
        let answer = assess_with(&plan, &read, Effort::NONE).expect("the request can be told");
        assert_eq!((answer.assessments.len(), answer.not_applicable.len()), (5, 7));
    }
}
