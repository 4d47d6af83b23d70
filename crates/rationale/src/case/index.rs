//! The records of a case by the facts they concern, found once.

use super::model::{Case, Record};
use super::reading::{Concern, Concerns, Standing};
use crate::check::model::FactIx;
use crate::plan::{May, Plan};
use std::sync::Arc;

/// Which records concern which facts of a plan, and how the records stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// By fact, and of one fact by their place.
    concerned: Vec<Concerned>,
    pub(crate) standing: Standing,
}

/// That a record concerns a fact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Concerned {
    fact: FactIx,
    /// The place of the record.
    pub(crate) record: usize,
    pub(crate) how: Concern,
}

impl Concerned {
    fn key(&self) -> (FactIx, usize) {
        (self.fact, self.record)
    }
}

impl Index {
    pub(crate) fn new(plan: &Plan, case: &Case) -> Self {
        let mut concerned = Vec::with_capacity(case.records.len());
        let mut facts = Vec::new();
        for (at, record) in case.records.iter().enumerate() {
            concerned.extend(of_record(plan, at, record, &mut facts));
        }
        concerned.sort_unstable_by_key(Concerned::key);
        Self { concerned, standing: Standing::new(case) }
    }

    /// That of a case which differs from the one of this index by few records: others in some places, and more at the end.
    pub(crate) fn of_changed(&self, plan: &Plan, before: &Case, after: &Case) -> Self {
        let mut concerned = Vec::with_capacity(self.concerned.len().saturating_add(8));
        concerned.extend_from_slice(&self.concerned);
        let mut facts = Vec::new();
        for (at, record) in after.records.iter().enumerate() {
            match before.records.get(at) {
                Some(known) if Arc::ptr_eq(known, record) => continue,
                Some(_) => concerned.retain(|one| one.record != at),
                None => {}
            }
            for one in of_record(plan, at, record, &mut facts) {
                let place = concerned.partition_point(|other| other.key() < one.key());
                concerned.insert(place, one);
            }
        }
        Self { concerned, standing: Standing::new(after) }
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

/// What a record concerns, in no order of its own; `facts` is room to work in.
fn of_record(
    plan: &Plan,
    at: usize,
    record: &Record,
    facts: &mut Vec<May>,
) -> impl Iterator<Item = Concerned> {
    plan.index.may_feed(record.fact.as_deref(), &record.codes, facts);
    facts.iter().filter_map(move |may| {
        let how = concerns(plan, record, *may)?;
        Some(Concerned { fact: may.fact, record: at, how })
    })
}

/// Writes down the facts of a plan that a record concerns, ascending.
pub(crate) fn concerned(plan: &Plan, record: &Record, facts: &mut Vec<May>) {
    plan.index.may_feed(record.fact.as_deref(), &record.codes, facts);
    facts.retain(|may| concerns(plan, record, *may).is_some());
}

/// How a record concerns a fact that it may feed; `None`: it does not.
fn concerns(plan: &Plan, record: &Record, may: May) -> Option<Concern> {
    let fact = plan.library().facts.get(may.fact.0 as usize)?;
    let concerns = Concerns::of(fact, plan.index.codes(may.fact)?);
    let how = concerns.how_by(record, may.by);
    debug_assert_eq!(how, concerns.how(record), "the index says what the fact says");
    how
}
