//! Forms that are read, printed and name-checked, and not evaluated yet.

use super::faults::{names, not_yet as faults};
use super::lower::Checker;

impl<'a> Checker<'a> {
    /// Overlays: what they change.
    pub(super) fn check_overlays(&mut self) {
        for declared in self.names.overlays.clone() {
            let overlay = declared.node;
            let known: Vec<&str> =
                self.names.guidelines.iter().map(|guideline| guideline.node.id.node.as_str()).collect();
            if known.contains(&overlay.of.node.as_str()) {
                self.fault(faults::not_evaluated(overlay.id.span, "an overlay"));
            } else {
                let fault = names::unknown_guideline(&overlay.of, &known);
                self.fault(fault);
            }
        }
    }
}
