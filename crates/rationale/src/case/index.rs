//! The records of a case by the facts they concern, found once.

use super::model::Case;
use super::reading::{Concerns, Standing};
use crate::check::model::FactIx;
use crate::plan::Plan;
use std::collections::BTreeMap;

/// Which records concern which facts of a plan, and how the records stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// Places of records, ascending; facts that no record concerns are left out.
    by_fact: BTreeMap<FactIx, Vec<usize>>,
    pub(crate) standing: Standing,
}

impl Index {
    pub(crate) fn new(plan: &Plan, case: &Case) -> Self {
        let mut by_fact: BTreeMap<FactIx, Vec<usize>> = BTreeMap::new();
        let mut facts = Vec::new();
        for (at, record) in case.records.iter().enumerate() {
            concerned(plan, record, &mut facts);
            for fact in &facts {
                by_fact.entry(*fact).or_default().push(at);
            }
        }
        Self { by_fact, standing: Standing::new(case) }
    }

    /// The places of the records that concern a fact, ascending.
    pub(crate) fn of(&self, fact: FactIx) -> &[usize] {
        self.by_fact.get(&fact).map_or(&[], Vec::as_slice)
    }

    /// For each record of the case whether it concerns any of these facts.
    pub(crate) fn any_of(&self, case: &Case, facts: &[FactIx]) -> Vec<bool> {
        let mut concerns = vec![false; case.records.len()];
        for at in facts.iter().flat_map(|fact| self.of(*fact)) {
            if let Some(known) = concerns.get_mut(*at) {
                *known = true;
            }
        }
        concerns
    }
}

/// Writes down the facts of a plan that a record concerns, ascending.
pub(crate) fn concerned(plan: &Plan, record: &super::model::Record, facts: &mut Vec<FactIx>) {
    plan.index.may_feed(record.fact.as_deref(), &record.codes, facts);
    facts.retain(|at| {
        let fact = plan.library().facts.get(at.0 as usize).zip(plan.index.codes(*at));
        fact.is_some_and(|(fact, codes)| Concerns::of(fact, codes).holds(record))
    });
}
