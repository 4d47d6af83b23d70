//! What the records of a case say of one fact: each measured against the fact, what does not count set aside.
//!
//! A record stands for every possibility it leaves open; nothing here chooses among them. Windows, filters and conflicts
//! are the evaluator's.

mod feeds;
mod measure;
mod prefer;
mod same;
mod standing;
mod values;
mod when;

#[cfg(test)]
mod tests;

use super::model::{Case, Record, RecordStatus};
use crate::assessment::{Reason, SetAsideWhy};
use crate::ast::FactMode;
use crate::check::model::{Fact, PartIx};
use crate::plan::{FactCodes, FedBy};
use crate::value::code::{Code, CodeSet};
use crate::value::range::Range;
use crate::value::time::{DateRange, InstantRange};
pub(crate) use feeds::Concern;
use feeds::Feeds;
pub use standing::Standing;
pub(crate) use standing::{Known, known};
pub use values::Values;
use when::When;

/// One record, read for one fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its place in [`Case::records`].
    pub record: usize,
    /// Why it is only possible that the fact has this reading; `None`: it has.
    pub possible: Option<Reason>,
    /// The other record that leaves it so, where it is not this reading's own.
    pub because: Option<Because>,
    /// Its value.
    pub value: Value,
    /// Its parts, one entry for each of [`Fact::parts`]; a part may have several values, and always has one.
    pub parts: Vec<Values>,
    /// When.
    pub time: ReadingTime,
    /// Whether it is preliminary.
    pub preliminary: bool,
    /// When it was recorded; where several records are this reading, the last of them.
    pub recorded: Option<InstantRange>,
    /// The other records that are this reading: equal in all that a fact reads.
    pub also: Vec<usize>,
    /// The record of an earlier reading that this one may repeat: the two agree as far as they are known.
    ///
    /// Readings without this are surely different ones, so a count has at least as many.
    pub may_repeat: Option<usize>,
    /// The records of all earlier readings that this one is, or may be, one with.
    pub alike: Vec<usize>,
    /// Whether it may be one with others than those too: there were too many to tell.
    pub may_be_any: bool,
    /// The first record of the event it is of: its own, unless `same by` makes it one with another.
    pub event: usize,
}

/// What of another record leaves a reading possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Because {
    /// Its place in [`Case::records`].
    pub record: usize,
    /// The part that is not documented, where it is one.
    pub part: Option<PartIx>,
}

/// What a record or part is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it may be.
    pub what: ValueWhat,
    /// Why it is open, where it is open for another reason than being bounded or a range.
    pub open: Option<Reason>,
}

/// The sorts of value.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueWhat {
    /// A number, in the unit of the fact.
    Number(Range),
    /// The options it may be: bit N for option N.
    Options(u64),
    /// One thing, coded in these ways.
    Codes(Vec<Code>),
    /// A code, not known which.
    AnyCode,
    /// A calendar date.
    Date(DateRange),
    /// A calendar date, not known which.
    AnyDate,
    /// It was taken and has no value.
    Taken,
    /// It happened, and has no code.
    Present,
}

/// When a reading is: every instant it may be, and the dates of these in the zone of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadingTime {
    /// No time is given.
    Unknown,
    /// At one time.
    At(InstantRange, DateRange),
    /// From, to.
    Period {
        /// From; `None`: its start is open.
        from: Option<(InstantRange, DateRange)>,
        /// To; `None`: it still runs.
        to: Option<(InstantRange, DateRange)>,
    },
}

/// Whether and how one record feeds a fact.
///
/// `None` where it does not: other names and codes, another kind of record, a status or author role the fact does not read, or
/// a time after the as-of time. Whether it is hidden or replaced is [`Standing`]'s to say.
#[must_use]
pub fn reading(case: &Case, record: &Record, fact: &Fact, sets: &[CodeSet]) -> Option<Reading> {
    let index = case.records.iter().position(|other| other.id == record.id)?;
    let codes = FactCodes::new(fact, sets);
    let feeds = Feeds::new(fact, &codes);
    let mut found = Vec::new();
    measured(case, index, record, &feeds, feeds.concerned(record)?, &mut found);
    found.pop()
}

/// All readings of a fact, by time and then by place in the case; and the records that concern it but do not count, with why.
#[must_use]
pub fn readings(case: &Case, fact: &Fact, sets: &[CodeSet]) -> (Vec<Reading>, Vec<(usize, SetAsideWhy)>) {
    readings_among(case, &Standing::new(case), fact, &FactCodes::new(fact, sets), 0..case.records.len())
}

/// Which records concern a fact at all, by name or by code.
pub struct Concerns<'f>(Feeds<'f>);

impl<'f> Concerns<'f> {
    /// The fact, with its codes made ready.
    #[must_use]
    pub fn of(fact: &'f Fact, codes: &'f FactCodes) -> Self {
        Self(Feeds::new(fact, codes))
    }

    /// Whether this one does, or may.
    #[must_use]
    pub fn holds(&self, record: &Record) -> bool {
        self.how(record).is_some()
    }

    /// How this one does; `None`: it does not.
    pub(crate) fn how(&self, record: &Record) -> Option<Concern> {
        self.0.concerned(record)
    }

    /// [`Self::how`] of a record of which an index of the facts says that it may.
    pub(crate) fn how_by(&self, record: &Record, by: FedBy) -> Option<Concern> {
        self.0.concerned_by(record, by)
    }
}

/// [`readings`], where the standing of the records is known and only these can concern the fact.
#[must_use]
pub fn readings_among(
    case: &Case,
    standing: &Standing,
    fact: &Fact,
    codes: &FactCodes,
    candidates: impl IntoIterator<Item = usize>,
) -> (Vec<Reading>, Vec<(usize, SetAsideWhy)>) {
    let concerns = Concerns::of(fact, codes);
    let concerned = candidates.into_iter().filter_map(|index| {
        let how = concerns.how(case.records.get(index)?)?;
        Some((index, how))
    });
    readings_of(case, standing, &concerns, concerned.collect::<Vec<_>>().into_iter())
}

/// The readings of the records that concern a fact.
pub(crate) fn readings_of(
    case: &Case,
    standing: &Standing,
    Concerns(feeds): &Concerns<'_>,
    concerned: impl ExactSizeIterator<Item = (usize, Concern)>,
) -> (Vec<Reading>, Vec<(usize, SetAsideWhy)>) {
    let fact = feeds.fact();
    let mut found = Vec::with_capacity(concerned.len());
    let mut aside = Vec::new();
    for (index, concern) in concerned {
        let Some(record) = case.records.get(index) else { continue };
        let stands = match standing.of(case, index) {
            Ok(open) => open,
            Err(why) => {
                aside.push((index, why));
                continue;
            }
        };
        match measured(case, index, record, feeds, concern, &mut found) {
            Measured::Not => {}
            Measured::AfterReview => aside.push((index, SetAsideWhy::AfterReview)),
            Measured::OtherRole => aside.push((index, SetAsideWhy::OtherRole)),
            Measured::Found => {
                let reason = found.last_mut().and_then(|reading: &mut Reading| {
                    if let (None, Some((reason, by))) = (&reading.possible, stands) {
                        reading.possible = Some(reason);
                        reading.because = by.map(|record| Because { record, part: None });
                    }
                    unusable(fact, &reading.value)
                });
                if let Some(reason) = reason {
                    found.pop();
                    aside.push((index, SetAsideWhy::Unusable(reason)));
                }
            }
        }
    }
    let found = same::without_displaced(case, fact, found, &mut aside);
    let found = prefer::same_day(case, fact, found, &mut aside);
    let mut found = same::fold(case, fact, found, &mut aside);
    // Of one time by their ids: the order in which the records are given means nothing.
    let by_time = |one: &Reading, other: &Reading| {
        let of_one_time = || id_of(case, one.record).cmp(id_of(case, other.record));
        when::start(&one.time).cmp(&when::start(&other.time)).then_with(of_one_time)
    };
    if !found.is_sorted_by(|one, other| by_time(one, other).is_le()) {
        found.sort_by(by_time);
    }
    aside.sort_by(|(one, _), (other, _)| id_of(case, *one).cmp(id_of(case, *other)));
    (found, aside)
}

/// The id of a record, by its place.
fn id_of(case: &Case, record: usize) -> &str {
    case.records.get(record).map_or("", |record| &record.id)
}

/// Why the value counts for nothing under `ignore unusable values`.
fn unusable(fact: &Fact, value: &Value) -> Option<Reason> {
    let reason = value.open.as_ref().filter(|_| fact.ignore_unusable)?;
    let of_value = matches!(
        reason,
        Reason::WrongType
            | Reason::UnitDoesNotConvert
            | Reason::Implausible
            | Reason::NotDocumented
            | Reason::CannotBeCalculated
    );
    of_value.then(|| reason.clone())
}

enum Measured {
    Found,
    AfterReview,
    OtherRole,
    Not,
}

/// Reads a record for a fact that it concerns. A reading is large, and made where it stays.
fn measured(
    case: &Case,
    index: usize,
    record: &Record,
    feeds: &Feeds<'_>,
    concern: Concern,
    found: &mut Vec<Reading>,
) -> Measured {
    let fact = feeds.fact();
    let Some(by_status) = of_status(fact.mode, record.status) else { return Measured::Not };
    let Some(by_role) = feeds.answered_by(record) else { return Measured::OtherRole };
    let Some(When { time, open: by_time }) = when::of_record(case, record, fact.mode) else {
        return Measured::AfterReview;
    };
    let (value, by_value) = measure::of_record(record, feeds);
    found.push(Reading {
        record: index,
        possible: concern.possible().or(by_status).or(by_role).or(by_value).or(by_time),
        because: None,
        value,
        parts: fact.parts.iter().map(|part| measure::of_part(record, part)).collect(),
        time,
        preliminary: record.status == RecordStatus::Preliminary,
        recorded: when::recorded(case, record),
        also: Vec::new(),
        may_repeat: None,
        alike: Vec::new(),
        may_be_any: false,
        event: index,
    });
    Measured::Found
}

/// Whether a fact of that mode reads a record of that status: `None` no, `Some(None)` yes, else possibly.
fn of_status(mode: FactMode, status: RecordStatus) -> Option<Option<Reason>> {
    match (mode, status) {
        (_, RecordStatus::EnteredInError) => None,
        (_, RecordStatus::Unknown) => Some(Some(Reason::StatusUnknown)),
        (FactMode::Done, RecordStatus::Final | RecordStatus::Preliminary)
        | (FactMode::Planned, RecordStatus::Planned)
        | (FactMode::NotDone, RecordStatus::NotDone) => Some(None),
        _ => None,
    }
}
