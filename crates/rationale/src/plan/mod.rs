//! [`Library`] -> [`Plan`]: flat nodes, each test a numbered term, compiled once and shared between threads.
//!
//! A plan borrows nothing and never changes. Equal tests of different criteria are one term, so a case
//! settles each of them once. Knows no case.

mod applicability;
mod compile;
mod index;
mod scope;

use crate::ast::GroupKind;
use crate::check::model::{
    Asks, Condition, Criterion, FactIx, Input, Library, PartIx, Subject, Test, TestForm,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) use applicability::{Applicability, Told};
pub use compile::compile;
pub use index::FactCodes;
pub(crate) use index::FactIndex;
pub(crate) use index::{FedBy, May};

/// Index of a node in [`Plan::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeIx(pub(crate) u32);

/// Index of a term in [`Plan::terms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TermIx(pub(crate) u32);

/// A library made ready to run.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(crate) library: Arc<Library>,
    pub(crate) nodes: Arc<[Node]>,
    pub(crate) terms: Arc<[Term]>,
    pub(crate) guidelines: Vec<GuidelinePlan>,
    /// Conditions of calculated parts, by fact and part; those of a score stand at its first part that is not its record's own.
    pub(crate) calculated: BTreeMap<(FactIx, PartIx), Vec<NodeIx>>,
    /// Conditions of `silence means ... if`, by fact.
    pub(crate) silences: BTreeMap<FactIx, NodeIx>,
    /// What defines say of records that are picked beside a test's own, by [`Said::key`](crate::check::model::Said).
    pub(crate) said: BTreeMap<String, NodeIx>,
    /// Which guidelines cannot apply to a request.
    pub(crate) applicability: Applicability,
    /// Which records feed which facts.
    pub(crate) index: FactIndex,
    /// The facts on whose records the readings of a fact hang, its own among them, in the order of the library; `None`: any.
    pub(crate) reads: Vec<Option<Box<[FactIx]>>>,
}

impl Plan {
    /// The checked criteria that this plan runs.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The facts that guidelines of that id can read, in the order of the library; those of all where none is named.
    #[must_use]
    pub fn facts_of(&self, guideline: Option<&str>) -> Vec<FactIx> {
        let named = self.library.guidelines.iter().zip(&self.guidelines);
        let named = named.filter(|(own, _)| guideline.is_none_or(|id| own.id == id));
        let facts: BTreeSet<FactIx> = named.flat_map(|(_, nodes)| nodes.facts.iter().copied()).collect();
        facts.into_iter().collect()
    }

    /// How many different tests its guidelines make.
    #[must_use]
    pub fn term_count(&self) -> usize {
        self.terms.len()
    }
}

/// One guideline's nodes.
#[derive(Clone, Debug)]
pub(crate) struct GuidelinePlan {
    pub(crate) applies: Option<NodeIx>,
    /// In the order of `Guideline::blocks`.
    pub(crate) blocks: Vec<BlockPlan>,
    /// Criteria by path, for `criterion X is met`.
    pub(crate) by_path: BTreeMap<String, NodeIx>,
    /// Facts that its tests can read, ascending.
    pub(crate) facts: Vec<FactIx>,
    /// Guidelines whose criteria it asks for, directly or through others.
    pub(crate) others: BTreeSet<String>,
}

/// One block's nodes.
#[derive(Clone, Debug)]
pub(crate) struct BlockPlan {
    pub(crate) requires: Vec<NodeIx>,
    pub(crate) excluded: Vec<NodeIx>,
}

/// A node of a tree.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The criterion as checked, its body and waiver emptied; `None` for a body without a name.
    pub(crate) criterion: Option<Box<Criterion>>,
    /// What it does.
    pub(crate) step: Step,
    /// What waives it.
    pub(crate) waived: Option<NodeIx>,
}

/// What a node does.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Takes its members together.
    Group(GroupKind, Vec<NodeIx>),
    /// Chooses an arm.
    When(NodeIx, NodeIx, Option<NodeIx>),
    /// Asks the case.
    Term(TermIx),
}

/// A test made ready: `with` groups are nodes.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    /// The test; an [`Asks::With`] in it is empty and stands in `with`.
    pub(crate) test: Test,
    /// The group asked of one record.
    pub(crate) with: Option<NodeIx>,
    /// The conditions of its `where` that are bodies, in the order of the filter's `Body` conditions.
    pub(crate) filter_bodies: Vec<NodeIx>,
    /// What a derived value picks, a term for each of its inputs that is a pick.
    pub(crate) picks: Vec<Option<TermIx>>,
    /// The conditions of a derived value.
    pub(crate) conditions: Vec<NodeIx>,
    /// Parts of the record that its `where` and its comparison speak of, to be shown with it.
    pub(crate) shown_parts: Vec<Subject>,
    /// Whether it speaks of a record at hand, and so is settled anew for each.
    pub(crate) local: bool,
    /// Whether it speaks for an exclusion: absence over a window that still runs holds so far. Turned around inside an
    /// `excluded when` (`none of`, `no`) it does not.
    pub(crate) exclusion: bool,
    /// The facts on whose records and supply its answer hangs, ascending; `None`: any.
    pub(crate) reads: Option<Box<[FactIx]>>,
    /// Whether its times hang on periods of a series.
    pub(crate) by_periods: bool,
}

impl Term {
    /// The fact whose records it reads.
    pub(crate) fn fact(&self) -> Option<FactIx> {
        self.test.form.selection().map(|select| select.fact)
    }

    /// The facts whose records it reads by itself: of what is calculated, those that its inputs pick from.
    pub(crate) fn facts(&self) -> Vec<FactIx> {
        if let TestForm::Calculated { value, .. } = &self.test.form {
            let picked = value.inputs.iter().filter_map(|input| match input {
                Input::Pick { of, .. } => Some(of.fact),
                _ => None,
            });
            return picked.collect();
        }
        self.fact().into_iter().collect()
    }
}

impl Plan {
    pub(crate) fn node(&self, at: NodeIx) -> Option<&Node> {
        self.nodes.get(at.0 as usize)
    }

    pub(crate) fn term(&self, at: TermIx) -> Option<&Term> {
        self.terms.get(at.0 as usize)
    }
}

/// What a test asks of the records it selects.
pub(crate) fn asks(form: &TestForm) -> Option<&Asks> {
    match form {
        TestForm::Count { asks, .. }
        | TestForm::Run { asks, .. }
        | TestForm::Pick { asks, .. }
        | TestForm::Buckets { asks, .. }
        | TestForm::State { asks, .. } => Some(asks),
        _ => None,
    }
}

/// The parts that conditions speak of.
pub(crate) fn condition_subjects(filter: &[Condition]) -> impl Iterator<Item = Subject> + '_ {
    filter.iter().filter_map(|condition| match condition {
        Condition::Compare(subject, _) => Some(*subject),
        Condition::Body(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::compile;
    use crate::check::{Files, Limits, load};
    use std::sync::Arc;

    struct Memory(&'static str);

    impl Files for Memory {
        fn read(&self, _: &str) -> Option<Arc<str>> {
            Some(Arc::from(self.0))
        }
    }

    const TWO: &str = r#"
        fact visit "Visit": event
        fact fall "Fall": event
        guideline first "First" {
          edition "1" by date of service from 2026-01-01
          status draft
          cite internal "A handbook"
          coverage care "Care" { requires all { seen "Seen": some visit ever with all { fell "Fell": some fall on the day of this } } }
        }
        guideline second "Second" {
          edition "1" by date of service from 2026-01-01
          status draft
          cite internal "A handbook"
          coverage care "Care" { requires all { seen "Seen": some visit ever with all { fell "Fell": some fall on the day of this } } }
        }
    "#;

    #[test]
    fn of_a_test_that_two_guidelines_make_both_read_what_stands_inside() {
        let loaded = load(&Memory(TWO), &["two.crit".to_owned()], &Limits::default());
        assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
        let plan = compile(&loaded.library);
        assert_eq!(plan.facts_of(Some("first")).len(), 2);
        assert_eq!(plan.facts_of(Some("second")), plan.facts_of(Some("first")));
    }
}
