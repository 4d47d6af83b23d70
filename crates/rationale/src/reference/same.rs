//! `prefer A over B on the same day` and `same by PART`: each reading held against each other one.

use super::Look;
use crate::assessment::Reason;
use crate::case::reading::{Reading, ReadingTime, Standing, ValueWhat, readings_among};
use crate::check::model::{Fact, Subject};
use crate::plan::FactCodes;
use crate::value::time::{DateRange, InstantRange};
use crate::value::truth::Truth;
use chrono::NaiveDate;

impl Look<'_> {
    /// The readings of a fact; those that were on record by then, where a time is given.
    pub(super) fn readings(&self, fact: &Fact, known_by: Option<InstantRange>) -> Vec<Reading> {
        let standing =
            known_by.map_or_else(|| Standing::new(self.case), |by| Standing::on_record(self.case, by));
        let plain = Fact { prefer_same_day: Vec::new(), ..fact.clone() };
        let all = self.of_records(&standing, &plain, (0..self.case.records.len()).collect());
        // What is set aside is left out before it is asked which readings are one.
        let lost = |reading: &Reading| Truth::any(all.iter().map(|other| loses(fact, reading, other)));
        let lost: Vec<(usize, Truth)> = all.iter().map(|reading| (reading.record, lost(reading))).collect();
        let is_lost = |record: &usize| lost.contains(&(*record, Truth::True));
        let standing_ones = all.iter().filter(|reading| !is_lost(&reading.record));
        let left =
            standing_ones.flat_map(|reading| std::iter::once(reading.record).chain(reading.also.clone()));
        let left = left.collect();
        let mut found = self.of_records(&standing, &plain, left);
        for reading in &mut found {
            if reading.possible.is_none() && lost.contains(&(reading.record, Truth::Unknown)) {
                reading.possible = Some(Reason::ImpreciseTime);
            }
        }
        one_events(fact, found)
    }

    fn of_records(&self, standing: &Standing, fact: &Fact, records: Vec<usize>) -> Vec<Reading> {
        let codes = FactCodes::new(fact, &self.library.sets);
        readings_among(self.case, standing, fact, &codes, records).0
    }
}

/// Whether a reading is set aside because of another.
fn loses(fact: &Fact, reading: &Reading, other: &Reading) -> Truth {
    if reading.record == other.record {
        return Truth::False;
    }
    let counts = if other.possible.is_none() { Truth::True } else { Truth::Unknown };
    let one_day = match (day(reading), day(other)) {
        (one, two) if one.first == one.last && one == two => Truth::True,
        (one, two) if one.first <= two.last && two.first <= one.last => Truth::Unknown,
        _ => Truth::False,
    };
    Truth::any(fact.prefer_same_day.iter().map(|line| {
        let worse = is(reading, line.subject, line.worse).and(!is(reading, line.subject, line.better));
        worse.and(is(other, line.subject, line.better)).and(counts).and(one_day)
    }))
}

fn is(reading: &Reading, subject: Subject, option: u8) -> Truth {
    let values = match subject {
        Subject::Value => vec![&reading.value],
        Subject::Part(part) => reading.parts.get(usize::from(part.0)).into_iter().flatten().collect(),
    };
    Truth::any(values.into_iter().map(|value| match value.what {
        ValueWhat::Options(bits) if bits.checked_shr(u32::from(option)).unwrap_or(0) & 1 == 0 => Truth::False,
        ValueWhat::Options(bits) if bits.count_ones() == 1 => Truth::True,
        ValueWhat::Options(_) => Truth::Unknown,
        _ => Truth::False,
    }))
}

fn day(reading: &Reading) -> DateRange {
    match reading.time {
        ReadingTime::At(_, dates) | ReadingTime::Period { from: Some((_, dates)), .. } => dates,
        _ => DateRange { first: NaiveDate::MIN, last: NaiveDate::MAX },
    }
}

/// Gives readings that are surely of one event the same event, and all others their own.
fn one_events(fact: &Fact, mut found: Vec<Reading>) -> Vec<Reading> {
    let events: Vec<usize> = found
        .iter()
        .map(|reading| {
            let one = found.iter().filter(|other| are_one(fact, reading, other)).map(|other| other.record);
            one.min().unwrap_or(reading.record)
        })
        .collect();
    for (reading, event) in found.iter_mut().zip(events) {
        reading.event = event;
    }
    found
}

fn are_one(fact: &Fact, one: &Reading, other: &Reading) -> bool {
    let Some(part) = fact.same_by.map(|part| usize::from(part.0)) else { return one.record == other.record };
    let exact = match one.time {
        ReadingTime::Unknown => false,
        ReadingTime::At(instants, _) => instants.is_exact(),
        ReadingTime::Period { from, to } => {
            from.is_some_and(|(at, _)| at.is_exact()) && to.is_none_or(|(at, _)| at.is_exact())
        }
    };
    let (Some(values), Some(others)) = (one.parts.get(part), other.parts.get(part)) else { return false };
    let known = values.iter().all(|value| match &value.what {
        ValueWhat::Number(range) => range.is_exact(),
        ValueWhat::Options(bits) => bits.count_ones() == 1,
        ValueWhat::Date(dates) => dates.first == dates.last,
        ValueWhat::AnyCode | ValueWhat::AnyDate => false,
        ValueWhat::Codes(_) | ValueWhat::Taken | ValueWhat::Present => value.open.is_none(),
    });
    let codes = |what: &ValueWhat| match what {
        ValueWhat::Codes(codes) => {
            codes.iter().map(ToString::to_string).collect::<std::collections::BTreeSet<_>>()
        }
        _ => Default::default(),
    };
    let equal = |one: &ValueWhat, other: &ValueWhat| match (one, other) {
        (ValueWhat::Codes(_), ValueWhat::Codes(_)) => codes(one) == codes(other),
        _ => one == other,
    };
    let within = |some: &[_], all: &[_]| {
        some.iter().all(|value: &crate::case::reading::Value| {
            all.iter().any(|other: &crate::case::reading::Value| equal(&value.what, &other.what))
        })
    };
    one.record == other.record
        || (exact && known && one.time == other.time && within(values, others) && within(others, values))
}
