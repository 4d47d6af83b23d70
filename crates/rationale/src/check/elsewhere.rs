//! Criteria of other guidelines: their paths in each edition, circles from guideline to guideline, and what is left out with
//! what they rest on.

use super::faults::names as faults;
use super::guidelines::Made;
use super::lower::Checker;
use super::model::CriterionRef;
use super::paths::{Found, Reference, circles, join};
use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};
use std::collections::BTreeSet;

/// A criterion that asks for one of another guideline.
#[derive(Clone, Debug)]
pub(super) struct OtherReference {
    /// Where it stands.
    pub(super) from: String,
    /// The editions it may ask, as places in the list of guidelines, with the path in each.
    pub(super) targets: Vec<(usize, String)>,
    pub(super) span: Span,
}

impl Checker<'_> {
    /// The criterion of another guideline that a path names, in each of its editions.
    pub(super) fn of_another(&mut self, path: &ast::Path, other: &Name) -> Option<CriterionRef> {
        let editions: Vec<usize> = (0..self.names.guidelines.len())
            .filter(|at| self.guideline_id(*at) == Some(other.node.as_str()))
            .collect();
        if editions.is_empty() {
            let known: Vec<&str> =
                self.names.guidelines.iter().map(|guideline| guideline.node.id.node.as_str()).collect();
            return self.refuse(super::faults::names::unknown_guideline(other, &known));
        }
        let written = join(path);
        let mut paths = Vec::new();
        let mut targets = Vec::new();
        for at in editions {
            let (Some(inside), Some(declared)) = (self.names.inside.get(at), self.names.guidelines.get(at))
            else {
                continue;
            };
            let edition = super::overlays::edition_of(declared.node);
            let target = match inside.roads.find("", &written) {
                Found::Criterion(target) => target,
                Found::OfRecord => return self.refuse(faults::criterion_of_a_record(path)),
                Found::Block => return self.refuse(faults::criterion_is_a_block(path)),
                Found::Several(several) => return self.refuse(faults::criterion_unclear(path, &several)),
                Found::Unknown => {
                    let known: Vec<&str> = inside.roads.iter().collect();
                    let fault = faults::unknown_criterion_of(path, other, edition, &known);
                    return self.refuse(fault);
                }
            };
            targets.push((at, target.clone()));
            paths.push((edition.map(str::to_owned), target));
            self.uses.guidelines.insert(at);
        }
        let from = self.cx.path.clone();
        self.other_references.push(OtherReference { from, targets, span: path.span });
        Some(CriterionRef::Of { guideline: other.node.clone(), written, paths })
    }

    fn guideline_id(&self, at: usize) -> Option<&str> {
        self.names.guidelines.get(at).map(|guideline| guideline.node.id.node.as_str())
    }

    /// Reports references that lead from guideline to guideline and back.
    pub(super) fn circles_between(&mut self, made: &[Made]) {
        if made.iter().all(|made| made.other_references.is_empty()) {
            return;
        }
        let mut all: Vec<Reference> = Vec::new();
        for (at, made) in made.iter().enumerate() {
            let key = |at: usize, path: &str| format!("{at}/{path}");
            all.extend(made.references.iter().map(|reference| Reference {
                from: key(at, &reference.from),
                target: key(at, &reference.target),
                span: reference.span,
            }));
            for reference in &made.other_references {
                all.extend(reference.targets.iter().map(|(other, path)| Reference {
                    from: key(at, &reference.from),
                    target: key(*other, path),
                    span: reference.span,
                }));
            }
        }
        all.sort_by_key(|reference| reference.span);
        let found: Vec<Diagnostic> = circles(&all)
            .into_iter()
            .map(|reference| {
                let path = reference.target.split_once('/').map_or("", |(_, path)| path);
                faults::criterion_cycle(path, reference.span)
            })
            .collect();
        for fault in found {
            self.fault(fault);
        }
    }
}

/// Marks what rests on a guideline that is left out.
pub(super) fn leave_out_with(made: &[Made], left_out: &mut BTreeSet<usize>) {
    loop {
        let before = left_out.len();
        for (at, made) in made.iter().enumerate() {
            if made.uses.guidelines.iter().any(|other| left_out.contains(other)) {
                left_out.insert(at);
            }
        }
        if left_out.len() == before {
            return;
        }
    }
}
