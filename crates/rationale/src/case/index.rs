//! The records of a case by the facts they concern, found once.

use super::model::{Case, Record};
use super::reading::{Concerns, Standing};
use crate::assessment::Reason;
use crate::check::model::FactIx;
use crate::plan::{May, Plan};

/// Which records concern which facts of a plan, and how the records stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// By fact, and of one fact by their place.
    concerned: Vec<Concerned>,
    pub(crate) standing: Standing,
}

/// That a record concerns a fact.
#[derive(Clone, Debug)]
pub(crate) struct Concerned {
    fact: FactIx,
    /// The place of the record.
    pub(crate) record: usize,
    /// Why that is only possible; `None`: it does.
    pub(crate) possible: Option<Reason>,
}

impl Index {
    pub(crate) fn new(plan: &Plan, case: &Case) -> Self {
        let mut all = Vec::with_capacity(case.records.len());
        let mut facts = Vec::new();
        for (at, record) in case.records.iter().enumerate() {
            plan.index.may_feed(record.fact.as_deref(), &record.codes, &mut facts);
            for may in &facts {
                if let Some(possible) = concerns(plan, record, *may) {
                    all.push(Concerned { fact: may.fact, record: at, possible });
                }
            }
        }
        all.sort_unstable_by_key(|one| (one.fact, one.record));
        Self { concerned: all, standing: Standing::new(case) }
    }

    /// The records that concern a fact, by their place.
    pub(crate) fn of(&self, fact: FactIx) -> &[Concerned] {
        let from = self.concerned.partition_point(|one| one.fact < fact);
        let rest = self.concerned.get(from..).unwrap_or_default();
        let count = rest.partition_point(|one| one.fact == fact);
        rest.get(..count).unwrap_or_default()
    }

    /// For each record of the case whether it concerns any of these facts.
    pub(crate) fn any_of(&self, case: &Case, facts: &[FactIx]) -> Vec<bool> {
        let mut concerns = vec![false; case.records.len()];
        for one in facts.iter().flat_map(|fact| self.of(*fact)) {
            if let Some(known) = concerns.get_mut(one.record) {
                *known = true;
            }
        }
        concerns
    }
}

/// Writes down the facts of a plan that a record concerns, ascending.
pub(crate) fn concerned(plan: &Plan, record: &Record, facts: &mut Vec<May>) {
    plan.index.may_feed(record.fact.as_deref(), &record.codes, facts);
    facts.retain(|may| concerns(plan, record, *may).is_some());
}

/// Whether a record concerns a fact that it may feed: `None` no, `Some(None)` yes, else possibly.
fn concerns(plan: &Plan, record: &Record, may: May) -> Option<Option<Reason>> {
    let fact = plan.library().facts.get(may.fact.0 as usize)?;
    let concerns = Concerns::of(fact, plan.index.codes(may.fact)?);
    let holds = concerns.holds_by(record, may.by);
    debug_assert_eq!(holds, concerns.holds(record), "the index says what the fact says");
    holds
}
