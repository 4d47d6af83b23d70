//! When a record is: every instant its time leaves open, cut where it cannot lie later.

use super::ReadingTime;
use crate::assessment::Reason;
use crate::ast::FactMode;
use crate::case::model::{Case, Record, RecordTime};
use crate::value::time::{DateRange, Instant, InstantRange, Moment};

/// The time of a reading.
pub(super) struct When {
    pub(super) time: ReadingTime,
    /// Why it may lie after the as-of time, where it may.
    pub(super) open: Option<Reason>,
}

type Times = (InstantRange, DateRange);

/// The time of the record for a fact of that mode; `None` where it surely lies after the as-of time and the fact is not planned.
pub(super) fn of_record(case: &Case, record: &Record, mode: FactMode) -> Option<When> {
    let planned = mode == FactMode::Planned;
    let mut open = None;
    let mut cut = |moment: Moment| -> Option<Times> {
        let whole = case.zone.moment_range(&moment);
        if planned || whole.is_exact() {
            let late = !planned && whole.first > case.as_of;
            return (!late).then(|| dated(case, whole));
        }
        if whole.first > case.as_of {
            return None;
        }
        let mut last = whole.last.min(limit(case, record));
        if last > case.as_of {
            // It happened after the as-of time, or before: recorded since, it says only the day.
            open = Some(Reason::ImpreciseTime);
            last = case.as_of;
        }
        Some(dated(case, InstantRange { first: whole.first, last: last.max(whole.first) }))
    };
    let time = match record.time {
        RecordTime::Unknown => ReadingTime::Unknown,
        RecordTime::At(moment) => {
            let (instants, dates) = cut(moment)?;
            ReadingTime::At(instants, dates)
        }
        RecordTime::Period { from, to } => {
            let from = match from {
                Some(from) => Some(cut(from)?.0),
                None => begun_when_recorded(case, record, planned),
            };
            // An end may lie ahead (an approval, an order), so it is not cut.
            let to = to.map(|to| case.zone.moment_range(&to));
            let (from, to) = in_order(from, to);
            ReadingTime::Period { from: from.map(|from| dated(case, from)), to: to.map(|to| dated(case, to)) }
        }
        RecordTime::Ended { from } => {
            let from = match from {
                Some(from) => Some(cut(from)?.0),
                None => begun_when_recorded(case, record, planned),
            };
            let first = from.map_or(LONG_AGO, |from| from.first);
            // What is told as over was over when it was told, and at review.
            let last = limit(case, record).min(case.as_of).max(first);
            let (from, to) = in_order(from, Some(InstantRange { first, last }));
            ReadingTime::Period { from: from.map(|from| dated(case, from)), to: to.map(|to| dated(case, to)) }
        }
    };
    Some(When { time, open })
}

/// Before all that is recorded: the first day of the year 1.
const LONG_AGO: Instant = Instant(-62_135_596_800_000_000);

/// What does not say since when had begun when it was recorded.
fn begun_when_recorded(case: &Case, record: &Record, planned: bool) -> Option<InstantRange> {
    let last = recorded(case, record).filter(|_| !planned)?.last;
    (last >= LONG_AGO && last <= case.as_of).then_some(InstantRange { first: LONG_AGO, last })
}

/// A period does not begin after it ends: what is known roughly of one is cut by the other.
fn in_order(
    from: Option<InstantRange>,
    to: Option<InstantRange>,
) -> (Option<InstantRange>, Option<InstantRange>) {
    let (Some(start), Some(end)) = (from, to) else { return (from, to) };
    let start_cut = InstantRange { first: start.first, last: start.last.min(end.last).max(start.first) };
    let end_cut = InstantRange { first: end.first.max(start.first).min(end.last), last: end.last };
    (Some(start_cut), Some(end_cut))
}

fn dated(case: &Case, instants: InstantRange) -> Times {
    let first = case.zone.date_of(instants.first);
    let last = if instants.is_exact() { first } else { case.zone.date_of(instants.last) };
    (instants, DateRange { first, last })
}

/// The latest instant at which what a record tells can have been.
fn limit(case: &Case, record: &Record) -> Instant {
    recorded(case, record).map_or(made(case), |recorded| recorded.last)
}

fn made(case: &Case) -> Instant {
    case.made_at.unwrap_or(case.as_of)
}

/// When the record was recorded: where that is imprecise, not after the case was made.
pub(super) fn recorded(case: &Case, record: &Record) -> Option<InstantRange> {
    let whole = case.zone.moment_range(&record.recorded_at?);
    let made = made(case);
    let last = if whole.first <= made && !whole.is_exact() { whole.last.min(made) } else { whole.last };
    Some(InstantRange { first: whole.first, last })
}

/// The earliest instant of a reading, for sorting: an open start first, no time last.
pub(super) fn start(time: &ReadingTime) -> Instant {
    match time {
        ReadingTime::Unknown => Instant(i64::MAX),
        ReadingTime::At(instants, _) => instants.first,
        ReadingTime::Period { from, .. } => from.map_or(Instant(i64::MIN), |(instants, _)| instants.first),
    }
}
