//! Answers taken together: new records, and each record of the case that is mended once more, with all that was mended of it.
//!
//! A repair is kept as what it changes. So two repairs of one record are two answers, and either can be left out again.

use super::search::add;
use crate::assessment::{Gap, Reason, Witness};
use crate::case::Case;
use crate::case::model::Record;
use crate::value::text::Text;
use std::sync::Arc;

/// What answers one question.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// New records, statements, and what the header lacks.
    pub(super) fresh: Witness,
    mends: Vec<Mend>,
}

/// What changes of a record.
#[derive(Clone, Debug)]
struct Mend {
    /// The record, and those that give way to it.
    of: Vec<Text>,
    before: Record,
    after: Record,
}

impl Answer {
    /// An answer as it was put into a case that holds others from its record `base` on.
    pub(super) fn of(case: &Case, base: usize, witness: &Witness) -> Self {
        let mut answer =
            Self { fresh: Witness { records: Vec::new(), ..witness.clone() }, mends: Vec::new() };
        for record in &witness.records {
            let old = record.replaces.first().and_then(|id| case.records.iter().find(|old| old.id == *id));
            match old {
                None => answer.fresh.records.push(record.clone()),
                Some(old) => answer.mends.push(Mend {
                    of: record.replaces.iter().map(|id| origin(case, base, id)).collect(),
                    before: Record::clone(old),
                    after: record.clone(),
                }),
            }
        }
        answer
    }

    /// Of an answer that mends several records, what it says of one.
    pub(super) fn about(&self, record: &str) -> Self {
        let own = |mend: &&Mend| mend.of.first().is_some_and(|id| *id == *record);
        Self { fresh: Witness::default(), mends: self.mends.iter().filter(own).cloned().collect() }
    }

    /// Whether a record is one of its new ones.
    pub(super) fn brings(&self, id: &str) -> bool {
        self.fresh.records.iter().any(|record| record.id == *id)
    }
}

impl Mend {
    /// Puts what changes into records that hold earlier answers.
    fn put(&self, case: &Case, records: &mut Vec<Record>) {
        let Some(target) = self.of.first() else { return };
        let place =
            records.iter().position(|other| other.id == *target || other.replaces.first() == Some(target));
        let known = place.and_then(|at| records.get(at)).cloned();
        let of_case = |id: &Text| case.records.iter().find(|record| record.id == *id);
        let first = || {
            let old = of_case(target)?;
            let replaces = vec![target.clone()];
            Some(Record { id: self.after.id.clone(), replaces, ..Record::clone(old) })
        };
        let Some(mut record) = known.or_else(first) else { return };
        self.change(&mut record);
        if self.of.len() > 1 {
            let gives_way = |other: &Record| {
                self.of.contains(&other.id) || other.replaces.first().is_some_and(|id| self.of.contains(id))
            };
            records.retain(|other| !gives_way(other));
            record.replaces = self.of.iter().filter(|id| of_case(id).is_some()).cloned().collect();
            records.push(record);
        } else {
            match place.and_then(|at| records.get_mut(at)) {
                Some(old) => *old = record,
                None => records.push(record),
            }
        }
    }

    fn change(&self, record: &mut Record) {
        let (before, after) = (&self.before, &self.after);
        if before.time != after.time {
            record.time = after.time;
        }
        if before.value != after.value {
            record.value = after.value.clone();
        }
        if before.status != after.status {
            record.status = after.status;
        }
        if before.kind != after.kind {
            record.kind = after.kind;
        }
        if before.source != after.source {
            record.source.clone_from(&after.source);
        }
        for (part, values) in &after.parts {
            if before.parts.get(part) != Some(values) {
                record.parts.insert(part.clone(), values.clone());
            }
        }
    }
}

/// The answers as one witness.
pub(super) fn witness<'a>(case: &Case, each: impl IntoIterator<Item = &'a Answer>) -> Witness {
    let mut all = Witness::default();
    for answer in each {
        add(&mut all, &answer.fresh);
        for mend in &answer.mends {
            mend.put(case, &mut all.records);
        }
    }
    all
}

/// The same witness with its records in one order and without their ids: whatever the order in which its answers came.
pub(super) fn plain(witness: &Witness) -> Witness {
    let mut plain = witness.clone();
    plain.records.sort_by(|one, other| one.replaces.cmp(&other.replaces));
    plain.records.iter_mut().for_each(|record| record.id = Text::default());
    plain
}

/// The record that an answer stands for; its own id where it stands for none. Answers begin at the record `base` of the case.
pub(super) fn origin(case: &Case, base: usize, id: &Text) -> Text {
    let answers = case.records.get(base..).unwrap_or_default();
    let mut id = id;
    for _ in answers {
        let of = answers.iter().find(|answer| answer.id == *id).and_then(|answer| answer.replaces.first());
        match of {
            Some(of) => id = of,
            None => break,
        }
    }
    id.clone()
}

/// The repairs that a gap asks for, a question each: one to each of its records, save a choice among them.
pub(super) fn repairs(gap: &Gap) -> Vec<Gap> {
    if gap.records.len() < 2 || gap.reason == Reason::Conflicting {
        return vec![gap.clone()];
    }
    gap.records.iter().map(|id| Gap { records: vec![id.clone()], ..gap.clone() }).collect()
}

/// Gaps with the records of the case in place of what answers made of them, a repair each.
pub(super) fn of_case(case: &Case, base: usize, gaps: &[Gap]) -> Vec<Gap> {
    gaps.iter().flat_map(repairs).map(|gap| named(case, base, &gap)).collect()
}

/// A gap with the records of the case in place of what answers made of them.
pub(super) fn named(case: &Case, base: usize, gap: &Gap) -> Gap {
    let mut records: Vec<String> = Vec::new();
    for id in &gap.records {
        let id = origin(case, base, &id.as_str().into()).to_string();
        if !records.contains(&id) {
            records.push(id);
        }
    }
    Gap { records, ..gap.clone() }
}

/// Whether a record is one of the case without answers.
pub(super) fn is_of_case(case: &Case, base: usize, id: &str) -> bool {
    case.records.iter().take(base).map(Arc::as_ref).any(|record| record.id == *id)
}
