//! `prefer A over B on the same day`: a reading that is B does not count where one of its calendar date is A.

use super::same::id;
use super::{Because, Reading, ReadingTime, Value, ValueWhat, id_of};
use crate::assessment::{Reason, SetAsideWhy};
use crate::case::model::Case;
use crate::check::model::{Fact, PartIx, SameDay, Subject, option_bit};
use crate::value::time::DateRange;
use crate::value::truth::Truth;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Of readings that may be preferred and are not sure no more than this are compared one by one; beyond it any may be.
const MOST_COMPARED: usize = 256;

/// The readings without those to which another of the same date is preferred. Where that is not sure they are possible.
///
/// What is preferred is asked of all readings, those that are themselves set aside included.
pub(super) fn same_day(
    case: &Case,
    fact: &Fact,
    mut found: Vec<Reading>,
    aside: &mut Vec<(usize, SetAsideWhy)>,
) -> Vec<Reading> {
    let mut out: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open: BTreeMap<usize, (Reason, Option<Because>)> = BTreeMap::new();
    for line in &fact.prefer_same_day {
        let better = Better::of(case, &found, line);
        for reading in &found {
            let is = is_worse(reading, line);
            if is == Truth::False {
                continue;
            }
            let beaten = better.than(reading);
            match (is, beaten) {
                (Truth::False, _) | (_, Beaten::No) => {}
                (Truth::True, Beaten::By(by)) => {
                    out.entry(reading.record).or_insert(by);
                }
                (Truth::Unknown, _) => {
                    open.entry(reading.record).or_insert((open_part(reading, line.subject), None));
                }
                (Truth::True, Beaten::Perhaps(reason, because)) => {
                    open.entry(reading.record).or_insert((reason, because));
                }
            }
        }
    }
    found.retain_mut(|reading| {
        if let Some(by) = out.get(&reading.record) {
            aside.push((reading.record, SetAsideWhy::NotPreferred(id(case, *by))));
            return false;
        }
        if let (None, Some((reason, because))) = (&reading.possible, open.get(&reading.record)) {
            reading.possible = Some(reason.clone());
            reading.because = *because;
        }
        true
    });
    found
}

/// The readings that are, or may be, the preferred option.
struct Better<'r> {
    /// Those that surely are, by their date.
    sure: BTreeMap<NaiveDate, &'r Reading>,
    /// All others, with the dates on which they may lie, and what is open of them.
    loose: Vec<(DateRange, usize, Reason, Option<PartIx>)>,
}

/// Whether a preferred reading is of the date of another.
enum Beaten {
    By(usize),
    Perhaps(Reason, Option<Because>),
    No,
}

impl<'r> Better<'r> {
    fn of(case: &Case, found: &'r [Reading], line: &SameDay) -> Self {
        let mut better = Self { sure: BTreeMap::new(), loose: Vec::new() };
        // By id, so that the order in which they are given means nothing.
        let mut found: Vec<&Reading> = found.iter().collect();
        found.sort_by_key(|reading| id_of(case, reading.record));
        let part = match line.subject {
            Subject::Part(part) => Some(part),
            Subject::Value => None,
        };
        for reading in found {
            let dates = dates(&reading.time);
            let is = is(reading, line.subject, line.better);
            if is == Truth::True && reading.possible.is_none() && dates.first == dates.last {
                better.sure.entry(dates.first).or_insert(reading);
            } else if is != Truth::False {
                let (reason, part) = match &reading.possible {
                    Some(reason) => (reason.clone(), None),
                    None if is == Truth::Unknown => (open_part(reading, line.subject), part),
                    None => (Reason::ImpreciseTime, None),
                };
                better.loose.push((dates, reading.record, reason, part));
            }
        }
        better
    }

    /// Whether one of them is of the date of a reading, and which.
    fn than(&self, reading: &Reading) -> Beaten {
        let own = dates(&reading.time);
        let sure = self.sure.range(own.first..=own.last).map(|(_, better)| better.record).next();
        match sure {
            Some(by) if own.first == own.last => return Beaten::By(by),
            // Its own date is what is not known.
            Some(_) => return Beaten::Perhaps(Reason::ImpreciseTime, None),
            None if self.loose.len() > MOST_COMPARED => return Beaten::Perhaps(Reason::ImpreciseTime, None),
            None => {}
        }
        let near =
            self.loose.iter().find(|(dates, record, ..)| *record != reading.record && dates.intersects(&own));
        near.map_or(Beaten::No, |(_, record, reason, part)| {
            Beaten::Perhaps(reason.clone(), Some(Because { record: *record, part: *part }))
        })
    }
}

/// Whether a reading is the option that is not preferred. One that is both counts as preferred.
fn is_worse(reading: &Reading, line: &SameDay) -> Truth {
    is(reading, line.subject, line.worse).and(is(reading, line.subject, line.better).not())
}

/// Whether the value, or one of the values of the part, is that option.
fn is(reading: &Reading, subject: Subject, option: u8) -> Truth {
    let wanted = option_bit(usize::from(option));
    Truth::any(values(reading, subject).iter().map(|value| match value.what {
        ValueWhat::Options(bits) if bits == wanted => Truth::True,
        ValueWhat::Options(bits) if bits & wanted != 0 => Truth::Unknown,
        _ => Truth::False,
    }))
}

fn values(reading: &Reading, subject: Subject) -> &[Value] {
    match subject {
        Subject::Value => std::slice::from_ref(&reading.value),
        Subject::Part(part) => reading.parts.get(usize::from(part.0)).map_or(&[], |values| values),
    }
}

fn open_part(reading: &Reading, subject: Subject) -> Reason {
    let open = values(reading, subject).iter().find_map(|value| value.open.clone());
    open.unwrap_or(Reason::QualifierNotDocumented)
}

/// The dates on which a reading may lie, or begin.
fn dates(time: &ReadingTime) -> DateRange {
    match time {
        ReadingTime::At(_, dates) | ReadingTime::Period { from: Some((_, dates)), .. } => *dates,
        ReadingTime::Unknown | ReadingTime::Period { from: None, .. } => {
            DateRange { first: NaiveDate::MIN, last: NaiveDate::MAX }
        }
    }
}
