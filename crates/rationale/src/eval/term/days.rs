//! `one per day`, `one per night`: of the records that a count counts, those of one date count once.

use crate::case::reading::{Reading, ReadingTime};
use crate::check::model::FactIx;
use crate::eval::context::Context;
use crate::value::time::DateRange;
use chrono::{NaiveDate, Timelike as _};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// On how many different days readings lie: at least, or at most. `None` where the fact does not say that they are one a day.
pub(crate) fn days(context: &Context<'_>, fact: FactIx, held: &[&Reading], least: bool) -> Option<usize> {
    let per = context.fact(fact)?.one_per.as_deref()?;
    let dates = held.iter().map(|reading| dates_of(context, reading, per == "night")).collect();
    Some(if least { fewest(dates) } else { most(dates) })
}

/// The dates on which a reading may lie. A night is named by the date on which it starts, noon to noon.
fn dates_of(context: &Context<'_>, reading: &Reading, by_night: bool) -> DateRange {
    let ever = DateRange { first: NaiveDate::MIN, last: NaiveDate::MAX };
    let (instants, dates) = match &reading.time {
        ReadingTime::At(instants, dates) | ReadingTime::Period { from: Some((instants, dates)), .. } => {
            (instants, dates)
        }
        ReadingTime::Unknown | ReadingTime::Period { from: None, .. } => return ever,
    };
    if !by_night || !instants.is_exact() {
        return *dates;
    }
    let local = context.case.zone.local(instants.first);
    let date = if local.hour() < 12 { local.date().pred_opt() } else { None };
    let night = date.unwrap_or(local.date());
    DateRange { first: night, last: night }
}

/// The fewest days on which they may all lie: each day as late as the next one allows.
fn fewest(mut dates: Vec<DateRange>) -> usize {
    dates.sort_by_key(|range| range.last);
    let mut count = 0_usize;
    let mut day: Option<NaiveDate> = None;
    for range in dates {
        if day.is_none_or(|day| range.first > day) {
            count = count.saturating_add(1);
            day = Some(range.last);
        }
    }
    count
}

/// The most days: each day goes to the one that can wait least.
fn most(mut dates: Vec<DateRange>) -> usize {
    dates.sort_by_key(|range| range.first);
    let mut coming = dates.into_iter().peekable();
    let mut waiting: BinaryHeap<Reverse<NaiveDate>> = BinaryHeap::new();
    let mut count = 0_usize;
    let mut day = NaiveDate::MIN;
    loop {
        if waiting.is_empty() {
            let Some(next) = coming.peek() else { return count };
            day = day.max(next.first);
        }
        while let Some(range) = coming.next_if(|range| range.first <= day) {
            waiting.push(Reverse(range.last));
        }
        while let Some(Reverse(last)) = waiting.pop() {
            if last >= day {
                count = count.saturating_add(1);
                let Some(next) = day.succ_opt() else { return count };
                day = next;
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: u32, last: u32) -> DateRange {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        DateRange { first: day(first), last: day(last) }
    }

    #[test]
    fn records_of_one_date_are_one_and_roughly_dated_ones_are_between() {
        for (ranges, least, greatest) in [
            (vec![], 0, 0),
            (vec![range(1, 1), range(1, 1)], 1, 1),
            (vec![range(1, 1), range(2, 2)], 2, 2),
            (vec![range(1, 1), range(1, 3)], 1, 2),
            (vec![range(1, 2), range(1, 2), range(1, 2)], 1, 2),
            (vec![range(1, 1), range(3, 3), range(1, 31)], 2, 3),
            (vec![range(1, 5), range(4, 9), range(8, 12)], 2, 3),
        ] {
            assert_eq!((fewest(ranges.clone()), most(ranges.clone())), (least, greatest), "{ranges:?}");
        }
    }
}
