//! What is expected of an assessment against what came out.

mod disposition;
mod enough;

use super::build::Built;
use super::coverage::paths;
use super::names::{by_suffix, listed, unknown};
use super::suite::{Test, texts};
use super::{Difference, TestError};
use crate::assessment::{Answer, Assessment, Evidence, Finding, FindingKind, Status};
use crate::case::tree::Tree;
use crate::check::model::{Guideline, Library};
use crate::render::reasons::not_counted_words;

/// Keys that are not paths of criteria.
const KEYS: [&str; 23] = [
    "outcome",
    "level",
    "not ruled out",
    "alternative",
    "block",
    "route",
    "approve",
    "approve from",
    "approve until",
    "next review",
    "next due",
    "overdue",
    "deadline",
    "deadline latest",
    "deadline extended",
    "deadline open",
    "refer",
    "disposition",
    "asks",
    "not asked",
    "set aside",
    "enough",
    "would change",
];
const STATUSES: [&str; 8] =
    ["met", "unmet", "undetermined", "not_required", "waived", "present", "not_present", "not_documented"];
/// What is expected of a request that does not tell which block it asks for.
pub(super) const REFUSED: &str = "refused";
const OUTCOMES: [&str; 5] = ["meets", "does_not_meet", "insufficient_information", "not_applicable", REFUSED];

struct Expect<'a> {
    found: Option<&'a Assessment>,
    answer: &'a Answer,
    built: &'a Built,
    library: &'a Library,
    guideline: String,
    /// Paths of all that was found.
    found_paths: Vec<&'a str>,
    /// Those, and the paths of all the guideline's criteria.
    paths: Vec<&'a str>,
    differences: Vec<Difference>,
}

/// What differs, or what is wrong with the expectations.
pub(super) fn compare(
    test: &Test,
    found: Option<&Assessment>,
    answer: &Answer,
    editions: &[&Guideline],
    built: &Built,
    library: &Library,
) -> Result<Vec<Difference>, Vec<TestError>> {
    let mut found_paths = Vec::new();
    for finding in found.iter().flat_map(|assessment| &assessment.findings) {
        gather(finding, &mut found_paths);
    }
    let mut known = paths(editions, false);
    known.extend(&found_paths);
    let guideline = editions.first().map_or_else(String::new, |guideline| guideline.id.clone());
    let mut expect = Expect {
        found,
        answer,
        built,
        library,
        guideline,
        found_paths,
        paths: known,
        differences: Vec::new(),
    };
    let mut errors = Vec::new();
    for (key, tree) in &test.expect {
        if let Err(error) = expect.one(key, tree) {
            errors.push(error.under(key).under("expect"));
        }
    }
    if errors.is_empty() { Ok(expect.differences) } else { Err(errors) }
}

fn gather<'a>(finding: &'a Finding, paths: &mut Vec<&'a str>) {
    paths.push(finding.path());
    for child in &finding.children {
        gather(child, paths);
    }
}

impl Expect<'_> {
    fn one(&mut self, key: &str, tree: &Tree) -> Result<(), TestError> {
        match key {
            "outcome" => self.outcome(&word(tree)?),
            "asks" => self.asks(&texts(tree)?, true),
            "not asked" => self.asks(&texts(tree)?, false),
            "set aside" => self.set_aside(&texts(tree)?),
            "enough" => self.enough(tree),
            "would change" => self.would_change(tree),
            _ if KEYS.contains(&key) => self.of_assessment(key, tree),
            _ => self.criterion(key, &word(tree)?),
        }
    }

    fn differs(&mut self, what: &str, expected: &str, got: &str, why: Vec<String>) {
        self.differences.push(Difference {
            what: what.to_owned(),
            expected: expected.to_owned(),
            got: got.to_owned(),
            why,
        });
    }

    fn outcome(&mut self, expected: &str) -> Result<(), TestError> {
        let expected = expected.replace(' ', "_");
        if !OUTCOMES.contains(&expected.as_str()) {
            return Err(unknown("", "no outcome is called so", &expected, OUTCOMES, ""));
        }
        let (got, why) = match self.found {
            Some(assessment) => {
                let word = assessment.outcome.code();
                (word, vec![crate::render::why(assessment, &self.built.case.zone)])
            }
            None if self.answer.not_applicable.contains(&self.guideline) => ("not_applicable", Vec::new()),
            None => ("insufficient_information", vec!["the guideline may apply".to_owned()]),
        };
        if got != expected {
            self.differs("outcome", &expected, got, why);
        }
        Ok(())
    }

    fn criterion(&mut self, key: &str, expected: &str) -> Result<(), TestError> {
        let path = self.path(key)?;
        let (status, reason) = match expected.split_once('/') {
            Some((status, reason)) => {
                (status.trim().replace(' ', "_"), Some(reason.trim().replace(' ', "_")))
            }
            None => (expected.trim().replace(' ', "_"), None),
        };
        if !STATUSES.contains(&status.as_str()) {
            return Err(unknown("", &format!("no status is called `{status}`"), &status, STATUSES, ""));
        }
        if let Some(reason) = &reason {
            let pages = crate::render::reasons::reason_pages();
            if !pages.iter().any(|(code, _)| code == reason) {
                let known = pages.iter().map(|(code, _)| *code);
                return Err(unknown(
                    "",
                    &format!("no reason is called `{reason}`"),
                    reason,
                    known,
                    "see `rationale explain reasons`",
                ));
            }
        }
        let roots = self.found.map_or(&[][..], |assessment| &assessment.findings);
        let Some(finding) = roots.iter().find_map(|root| at(root, &path)) else {
            let block = self.found.and_then(|assessment| assessment.block.clone());
            let why = block.map(|block| format!("the request asks for `{block}`")).into_iter().collect();
            self.differs(key, expected, "not part of what is asked for", why);
            return Ok(());
        };
        let got = status_word(finding);
        let same = match status.as_str() {
            // A waived criterion counts as met.
            "met" => got == "met" || got == "waived",
            "present" => got == "met",
            "not_present" => got == "unmet",
            "not_documented" => got == "undetermined",
            other => got == other,
        };
        let codes: Vec<&str> = finding.reasons.iter().map(crate::assessment::Reason::code).collect();
        if same && reason.as_ref().is_none_or(|reason| codes.contains(&reason.as_str())) {
            return Ok(());
        }
        let shown = if codes.is_empty() { got.to_owned() } else { format!("{got}/{}", codes.join("/")) };
        let why = self.reasons(finding);
        self.differs(key, expected, &shown, why);
        Ok(())
    }

    /// The full path of a criterion that is named by it or by its end: one that was asked for, else any of the guideline.
    fn path(&self, written: &str) -> Result<String, TestError> {
        if let Ok(path) = by_suffix(written, &self.found_paths) {
            return Ok(path.to_owned());
        }
        by_suffix(written, &self.paths).map(str::to_owned).map_err(|several| match several.as_slice() {
            [] => {
                let ends = self.paths.iter().flat_map(|path| ends(path));
                let known: Vec<&str> = KEYS.into_iter().chain(ends).collect();
                let message = "neither a criterion nor something else to expect is called so";
                unknown(
                    "",
                    message,
                    written,
                    known,
                    "keys that are no criteria are `outcome`, `route`, `asks` and so on",
                )
            }
            several => TestError::new("", format!("several criteria end so: {}", listed(several)))
                .help("write more of the path"),
        })
    }

    /// Why a finding stands as it does, with records by their ids.
    fn reasons(&self, finding: &Finding) -> Vec<String> {
        let mut why = Vec::new();
        let records: Vec<&str> = finding
            .evidence
            .iter()
            .filter_map(|evidence| match evidence {
                Evidence::Record(record) => Some(record.record()),
                _ => None,
            })
            .collect();
        if !records.is_empty() {
            why.push(format!("rests on {}", listed(&records)));
        }
        if finding.evidence.iter().any(|evidence| matches!(evidence, Evidence::Absence(_))) {
            why.push("rests on there being no record".to_owned());
        }
        let zone = &self.built.case.zone;
        for aside in finding.set_aside.iter().take(6) {
            why.push(format!(
                "`{}` does not count: {}",
                aside.record.record(),
                not_counted_words(aside, zone)
            ));
        }
        for child in finding
            .children
            .iter()
            .filter(|child| child.decisive && child.kind != FindingKind::Detail)
            .take(6)
        {
            why.push(format!("`{}` is {}", child.path(), status_word(child)));
        }
        why
    }

    fn asks(&mut self, wanted: &[String], asked: bool) -> Result<(), TestError> {
        for name in wanted {
            let fact = self.library.facts.iter().any(|fact| fact.id == *name);
            let path = match self.path(name) {
                Ok(path) => Some(path),
                Err(_) if fact => None,
                Err(_) => return Err(self.no_question(name)),
            };
            let questions = self.found.map_or(&[][..], |assessment| &assessment.questions);
            let below = path.as_ref().map(|path| format!("{path}."));
            // A test of one record is asked for by the criterion it stands in.
            let roots = self.found.map_or(&[][..], |assessment| &assessment.findings);
            let finding = path.as_ref().and_then(|path| roots.iter().find_map(|root| at(root, path)));
            let gaps = finding.map_or(&[][..], |finding| &finding.gaps);
            let is_asked = questions.iter().any(|question| {
                let of_criterion = question.criteria.iter().any(|one| {
                    path.as_ref() == Some(one) || below.as_ref().is_some_and(|below| one.starts_with(below))
                });
                of_criterion
                    || gaps.contains(&question.gap)
                    || (fact && question.gap.fact.as_ref() == Some(name))
            });
            if is_asked != asked {
                let mut why: Vec<String> = questions
                    .iter()
                    .map(|question| {
                        format!("asked for {}: {}", question.criteria.join(", "), question.gap.ask.text)
                    })
                    .collect();
                if why.is_empty() {
                    why.push("nothing is asked".to_owned());
                }
                let (what, got) = if asked { ("asks", "not asked") } else { ("not asked", "asked") };
                self.differs(what, name, got, why);
            }
        }
        Ok(())
    }

    /// A name in `asks` or `not asked` that is none.
    fn no_question(&self, name: &str) -> TestError {
        let facts = self.library.facts.iter().map(|fact| fact.id.as_str());
        let known = self.paths.iter().flat_map(|path| ends(path)).chain(facts);
        let message = format!("neither a criterion nor a fact is called `{name}`");
        unknown("", &message, name, known, "write the path of a criterion, or a fact")
    }

    fn set_aside(&mut self, wanted: &[String]) -> Result<(), TestError> {
        let mut aside = Vec::new();
        for finding in self.found.iter().flat_map(|assessment| &assessment.findings) {
            gather_aside(finding, &mut aside);
        }
        aside.sort_unstable();
        aside.dedup();
        for id in wanted {
            if !self.built.case.records.iter().any(|record| record.id == *id) {
                let known = self.built.case.records.iter().map(|record| record.id.as_str());
                return Err(unknown("", &format!("the case has no record `{id}`"), id, known, ""));
            }
            if !aside.contains(&id.as_str()) {
                let why = if aside.is_empty() {
                    Vec::new()
                } else {
                    vec![format!("set aside: {}", listed(&aside))]
                };
                self.differs("set aside", id, "not set aside", why);
            }
        }
        Ok(())
    }
}

fn at<'f>(finding: &'f Finding, path: &str) -> Option<&'f Finding> {
    if finding.path() == path {
        return Some(finding);
    }
    finding.children.iter().find_map(|child| at(child, path))
}

/// The shorter names of a criterion, the shortest last: `a.b.c`, `b.c`, `c`.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.split_once('.').map(|(_, rest)| rest))
}

fn gather_aside<'f>(finding: &'f Finding, ids: &mut Vec<&'f str>) {
    ids.extend(finding.set_aside.iter().map(|aside| aside.record.record()));
    for child in &finding.children {
        gather_aside(child, ids);
    }
}

fn status_word(finding: &Finding) -> &'static str {
    match finding.status {
        _ if finding.not_required => "not_required",
        _ if finding.waived => "waived",
        Status::Met => "met",
        Status::Unmet => "unmet",
        Status::Undetermined => "undetermined",
    }
}

fn word(tree: &Tree) -> Result<String, TestError> {
    match tree {
        Tree::Null => Ok("none".to_owned()),
        Tree::Text(text) | Tree::Number(text) => Ok(text.clone()),
        other => Err(TestError::new("", format!("one word is needed, not {}", other.sort()))),
    }
}
