//! What to ask, each question once, and only where its answer can matter.

use crate::assessment::{Finding, Gap, Question, Reason, Status};
use std::collections::BTreeMap;

/// The questions of undetermined findings that decide, in guideline order.
pub(crate) fn questions<'f>(roots: impl IntoIterator<Item = &'f Finding>) -> Vec<Question> {
    let mut asked = Asked::default();
    for root in roots {
        asked.walk(root);
    }
    asked.questions
}

/// Questions so far, and the places of those of one reason that name the same records.
#[derive(Default)]
struct Asked {
    questions: Vec<Question>,
    places: BTreeMap<(Reason, Vec<String>, String), Vec<usize>>,
}

impl Asked {
    fn walk(&mut self, finding: &Finding) {
        if finding.status != Status::Undetermined {
            return;
        }
        for gap in &finding.gaps {
            self.add(gap, finding.path());
        }
        // What was found inside a `with` is asked by the test that found it.
        let asked_here = !finding.gaps.is_empty();
        for child in finding.children.iter().filter(|child| child.decisive) {
            if asked_here && child.kind == crate::assessment::FindingKind::Detail {
                continue;
            }
            self.walk(child);
        }
    }

    fn add(&mut self, gap: &Gap, path: &str) {
        let path = path.split('#').next().unwrap_or(path).to_owned();
        let key = (gap.reason.clone(), gap.records.clone(), gap.ask.text.clone());
        let places = self.places.entry(key).or_default();
        let alike = |at: &&usize| self.questions.get(**at).is_some_and(|question| question.gap == *gap);
        match places.iter().find(alike).and_then(|at| self.questions.get_mut(*at)) {
            Some(question) => {
                if !question.criteria.contains(&path) {
                    question.criteria.push(path);
                }
            }
            None => {
                places.push(self.questions.len());
                self.questions.push(Question { gap: gap.clone(), criteria: vec![path] });
            }
        }
    }
}
