//! Which criteria came out met, unmet and undetermined in the tests of a file.

use crate::assessment::{Assessment, Finding, FindingKind, Status};
use crate::check::model::{Body, Criterion, Guideline};

/// A criterion of which some status is shown by no test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncovered {
    /// Its path.
    pub path: String,
    /// What it never was: `met`, `unmet`, `undetermined`.
    pub never: Vec<&'static str>,
}

pub(super) struct Coverage {
    /// Path of a leaf criterion; whether it was unmet, undetermined, met.
    seen: Vec<(String, [bool; 3])>,
}

impl Coverage {
    pub(super) fn new(editions: &[&Guideline]) -> Self {
        let mut seen: Vec<(String, [bool; 3])> = Vec::new();
        for path in paths(editions, true) {
            if !seen.iter().any(|(known, _)| *known == path) {
                seen.push((path.to_owned(), [false; 3]));
            }
        }
        Self { seen }
    }

    pub(super) fn add(&mut self, assessment: &Assessment) {
        for finding in &assessment.findings {
            self.note(finding);
        }
    }

    fn note(&mut self, finding: &Finding) {
        if finding.kind != FindingKind::Detail
            && !finding.not_required
            && let Some((_, seen)) = self.seen.iter_mut().find(|(path, _)| *path == finding.path())
        {
            let [unmet, undetermined, met] = seen;
            match finding.status {
                Status::Unmet => *unmet = true,
                Status::Undetermined => *undetermined = true,
                Status::Met => *met = true,
            }
        }
        for child in &finding.children {
            self.note(child);
        }
    }

    pub(super) fn uncovered(self) -> Vec<Uncovered> {
        let words = ["unmet", "undetermined", "met"];
        let never = |(path, seen): (String, [bool; 3])| Uncovered {
            path,
            never: words.into_iter().zip(seen).filter(|(_, seen)| !seen).map(|(word, _)| word).collect(),
        };
        self.seen.into_iter().map(never).filter(|one| !one.never.is_empty()).collect()
    }
}

/// Paths of the criteria of a guideline's editions, in written order; only those that ask the case, or all and the blocks.
pub(super) fn paths<'g>(editions: &[&'g Guideline], leaves: bool) -> Vec<&'g str> {
    let mut found = Vec::new();
    for guideline in editions {
        if let Some(applies) = &guideline.applies {
            of_body(applies, leaves, &mut found);
        }
        for block in &guideline.blocks {
            if !leaves {
                found.push(block.id.as_str());
            }
            for body in block.requires.iter().chain(&block.excluded) {
                of_body(body, leaves, &mut found);
            }
        }
    }
    found
}

fn of_body<'g>(body: &'g Body, leaves: bool, found: &mut Vec<&'g str>) {
    match body {
        Body::Group { members, .. } => {
            for member in members {
                of_criterion(member, leaves, found);
            }
        }
        Body::When { condition, then, otherwise } => {
            of_body(condition, leaves, found);
            of_body(then, leaves, found);
            if let Some(otherwise) = otherwise {
                of_body(otherwise, leaves, found);
            }
        }
        Body::Test(_) => {}
    }
}

fn of_criterion<'g>(criterion: &'g Criterion, leaves: bool, found: &mut Vec<&'g str>) {
    if !leaves || matches!(criterion.body, Body::Test(_) | Body::When { .. }) {
        found.push(criterion.path.as_str());
    }
    of_body(&criterion.body, leaves, found);
    if let Some(waived) = &criterion.waived {
        of_body(waived, leaves, found);
    }
}
