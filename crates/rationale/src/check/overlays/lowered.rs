//! What lowering knows of overlays: in which file names are looked up, where a criterion comes from, whose faults are whose.

use super::Expanded;
use crate::check::faults::overlays as faults;
use crate::check::guidelines::Made;
use crate::check::lower::Checker;
use crate::check::model::{Origin, TakenBy};
use crate::diagnostic::Severity;
use crate::source::{FileId, Span};

impl<'a> Checker<'a> {
    /// Steps to where a node is written; answers what to step back to.
    pub(in crate::check) fn stand_in(&mut self, span: Span) -> (FileId, Option<bool>) {
        let before = (self.cx.file, self.cx.traced);
        if let (Some(overlay), Some(own)) = (self.expanded, self.cx.traced) {
            self.cx.file = span.file;
            self.cx.traced = Some(own || overlay.holds(span));
        }
        before
    }

    pub(in crate::check) fn stand_back(&mut self, (file, traced): (FileId, Option<bool>)) {
        self.cx.file = file;
        self.cx.traced = traced;
    }

    /// Where the criterion of that path comes from, seen from where we stand.
    pub(in crate::check) fn origin(&self, path: &str) -> Option<Origin> {
        let own = self.cx.traced?;
        let in_base = self.expanded.is_some_and(|overlay| overlay.paths.contains(path));
        Some(match (own, in_base) {
            (false, _) => Origin::Base,
            (true, true) => Origin::Replaced,
            (true, false) => Origin::Added,
        })
    }

    /// The base of an overlay, as a place among the guidelines.
    pub(in crate::check) fn base_of(&self, overlay: &Expanded) -> Option<usize> {
        self.names.guidelines.iter().position(|declared| declared.node.span == overlay.base_span)
    }

    /// Of the faults found in an overlay, keeps those of its own text; what it breaks in the base is told at the overlay.
    pub(in crate::check) fn tell_of_overlay(&mut self, overlay: &Expanded, before: usize, base_broken: bool) {
        for fault in self.faults.split_off(before.min(self.faults.len())) {
            if overlay.holds(fault.primary.span) {
                self.faults.push(fault);
            } else if fault.severity == Severity::Error && !base_broken {
                self.faults.push(faults::breaks_the_base(fault, &overlay.guideline.id));
            }
        }
    }

    /// Tells each base which overlays answer some cases in its place, those with errors included: the base must not answer
    /// for them.
    pub(in crate::check) fn take_places(&self, made: &mut [Made]) {
        for (at, overlay) in &self.names.expanded {
            if overlay.of.scopes.is_empty() {
                continue;
            }
            let Some(own) = made.get(*at).map(|made| &made.guideline) else { continue };
            let taken = TakenBy {
                id: own.id.clone(),
                label: own.label.clone(),
                scopes: overlay.of.scopes.clone(),
                edition: own.edition.clone(),
            };
            if let Some(base) = self.base_of(overlay).and_then(|base| made.get_mut(base)) {
                base.guideline.taken_by.push(taken);
            }
        }
    }
}
