//! What the words of an answer are made from, besides the records that it cites.

use crate::check::model::{Block, Fact, FactIx, Guideline, Library};
use crate::plan::{Node, NodeIx, Plan, Term, TermIx, Told};
use crate::value::time::Zone;
use std::sync::Arc;

/// The criteria that answered, and the zone of the case. Made once for each case, so that what cites it counts itself without
/// meeting other threads that run the same plan.
pub(crate) struct Setting {
    library: Arc<Library>,
    nodes: Arc<[Node]>,
    terms: Arc<[Term]>,
    told: Arc<[Told]>,
    pub(crate) zone: Zone,
}

impl Setting {
    pub(crate) fn new(plan: &Plan, zone: &Zone) -> Self {
        Self {
            library: Arc::clone(&plan.library),
            nodes: Arc::clone(&plan.nodes),
            terms: Arc::clone(&plan.terms),
            told: Arc::clone(plan.applicability.told()),
            zone: zone.clone(),
        }
    }

    pub(super) fn fact(&self, at: FactIx) -> Option<&Fact> {
        self.library.facts.get(at.0 as usize)
    }

    /// Each guideline that answers unasked.
    pub(super) fn told(&self) -> &[Told] {
        &self.told
    }

    pub(super) fn guideline(&self, at: usize) -> Option<&Guideline> {
        self.library.guidelines.get(at)
    }

    pub(super) fn block(&self, guideline: usize, block: usize) -> Option<&Block> {
        self.guideline(guideline)?.blocks.get(block)
    }

    pub(super) fn node(&self, at: NodeIx) -> Option<&Node> {
        self.nodes.get(at.0 as usize)
    }

    pub(super) fn term(&self, at: TermIx) -> Option<&Term> {
        self.terms.get(at.0 as usize)
    }

    /// Whether what is said of a fact reads the same as under another.
    pub(crate) fn tells_as(&self, other: &Self, fact: FactIx) -> bool {
        let named = |fact: &Fact, other: &Fact| fact.id == other.id && fact.label == other.label;
        let both = || self.fact(fact).zip(other.fact(fact));
        std::ptr::eq(self, other)
            || self.zone == other.zone
                && (Arc::ptr_eq(&self.library, &other.library)
                    || both().is_some_and(|(fact, other)| named(fact, other)))
    }
}
