//! One question answered with readings for two tests of its fact.

use super::answers::{Candidate, Wanted, candidates};
use super::search::Search;
use super::{Wish, witness};
use crate::assessment::Witness;
use crate::case::model::{Record, RecordTime};
use crate::check::model::FactIx;
use crate::eval::context::Context;
use crate::value::time::{Instant, Moment};
use std::collections::BTreeSet;

impl Search<'_> {
    /// The facts whose records a wish is about.
    pub(super) fn facts_of(&self, wish: &Wish) -> Vec<FactIx> {
        self.plan.term(wish.term).map(crate::plan::Term::facts).unwrap_or_default()
    }

    pub(super) fn share_a_fact(&self, wishes: &[Wish]) -> bool {
        let mut rest = wishes.iter();
        std::iter::from_fn(|| rest.next().map(|wish| (wish, rest.clone()))).any(|(wish, mut others)| {
            let facts = self.facts_of(wish);
            others.any(|other| share(&facts, &self.facts_of(other)))
        })
    }

    /// Whether one question answered with readings for two tests of its fact may do better than what was found since then: one
    /// reading stood in the way of another test, or each set asks twice for one fact.
    pub(super) fn pairs_may_help(&self, found_before: usize) -> bool {
        let twice = |set: &BTreeSet<usize>| {
            let for_readings =
                set.iter().filter_map(|at| self.questions.get(*at)).map(|question| &question.gap);
            let for_readings = for_readings.filter(|gap| gap.records.is_empty());
            let facts: Vec<&String> = for_readings.filter_map(|gap| gap.fact.as_ref()).collect();
            facts.iter().collect::<BTreeSet<_>>().len() < facts.len()
        };
        let found = self.found.get(found_before..).unwrap_or_default();
        if found.is_empty() { !self.stuck.is_empty() } else { found.iter().all(|(set, _)| twice(set)) }
    }

    /// Readings for a wish together with readings for another of the same fact, at other times.
    pub(super) fn pairs_for(
        &self,
        context: &Context<'_>,
        wanted: &Wanted<'_>,
        wishes: &[Wish],
    ) -> Vec<Candidate> {
        let facts = self.plan.term(wanted.at).map(crate::plan::Term::facts).unwrap_or_default();
        let records_only = |candidate: &Candidate| {
            let answer = &candidate.answer;
            let only = Witness { records: answer.records.clone(), ..Witness::default() } == *answer;
            only && candidate.gap.records.is_empty() && !answer.records.is_empty()
        };
        let mut own = candidates(context, wanted);
        own.retain(records_only);
        let mut all = Vec::new();
        let of_fact = |other: &&Wish| other.term != wanted.at && share(&facts, &self.facts_of(other));
        for other in wishes.iter().filter(of_fact) {
            let of_other = Wanted { at: other.term, path: &other.path, met: other.met, ..*wanted };
            let mut others = candidates(context, &of_other);
            others.retain(records_only);
            for own in own.iter().take(8) {
                for other in others.iter().take(2) {
                    // Either may be the one that comes last.
                    for (first, second) in [(own, other), (other, own)] {
                        let mut records = first.answer.records.clone();
                        for record in &second.answer.records {
                            let id = witness::fresh_id(context.case, &records);
                            let time = before_all(record.time, &records);
                            records.push(Record { id: id.into(), time, ..record.clone() });
                        }
                        let answer = Witness { records, ..Witness::default() };
                        all.push(Candidate { gap: own.gap.clone(), answer });
                    }
                }
            }
        }
        all.truncate(32);
        all
    }
}

/// A time of its own for another reading: an hour before one that has it, and so on. What comes last stays the last.
fn before_all(mut time: RecordTime, others: &[Record]) -> RecordTime {
    for _ in others {
        match time {
            RecordTime::At(Moment::Exact(at)) if others.iter().any(|other| other.time == time) => {
                time = RecordTime::At(Moment::Exact(Instant(at.0.saturating_sub(HOUR))));
            }
            _ => break,
        }
    }
    time
}

/// In microseconds.
const HOUR: i64 = 3_600_000_000;

pub(super) fn share(facts: &[FactIx], others: &[FactIx]) -> bool {
    facts.iter().any(|fact| others.contains(fact))
}
