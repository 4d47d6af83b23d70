//! Times at which an answer may lie: inside a window, at both its ends and between.

use crate::ast::Touch;
use crate::case::model::RecordTime;
use crate::eval::context::Context;
use crate::eval::window::Span;
use crate::value::time::{Instant, Length, Moment, TimeUnit, add_to_date, add_to_instant};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// The stretch that a window leaves for a record, as instants: from, to.
pub(super) fn stretch(context: &Context<'_>, span: &Span, ahead: bool) -> Option<(Instant, Instant)> {
    let now = context.case.as_of;
    let latest = span.upper.map(|(bound, inside)| {
        let zone = &context.case.zone;
        match (inside, bound.by_date) {
            (true, true) => last_minute(zone.day(bound.dates.first).last),
            (true, false) => bound.instants.first,
            (false, true) => bound
                .dates
                .first
                .pred_opt()
                .map_or(bound.instants.first, |before| last_minute(zone.day(before).last)),
            (false, false) => Instant(bound.instants.first.0.saturating_sub(SECOND)),
        }
    });
    let latest = match latest {
        Some(latest) if !ahead => latest.min(now),
        Some(latest) => latest,
        None if ahead => Instant(now.0.saturating_add(DAY.saturating_mul(30))),
        None => now,
    };
    let earliest = span.lower.map(|(bound, inside)| match (inside, bound.by_date) {
        (true, true) => context.case.zone.day(bound.dates.last).first,
        (true, false) => bound.instants.last,
        (false, true) => {
            let after = bound.dates.last.succ_opt();
            after.map_or(bound.instants.last, |after| context.case.zone.day(after).first)
        }
        (false, false) => Instant(bound.instants.last.0.saturating_add(SECOND)),
    });
    let earliest = earliest.unwrap_or(Instant(latest.0.saturating_sub(DAY.saturating_mul(40))));
    (earliest <= latest).then_some((earliest, latest))
}

/// The last whole minute before the end of a day, month or year.
pub(super) fn last_minute(end: Instant) -> Instant {
    Instant(end.0.saturating_sub(60 * SECOND).saturating_add(1))
}

/// So many instants of a stretch, evenly apart and none further than `apart`, the last at its end; or the first at its start.
pub(super) fn spread(
    (from, to): (Instant, Instant),
    count: usize,
    apart: Option<i64>,
    at_end: bool,
) -> Vec<Instant> {
    let count = i64::try_from(count.max(1)).unwrap_or(i64::MAX);
    let room = to.0.saturating_sub(from.0);
    // Whole minutes, so that a reader can follow.
    let step = room.checked_div(count).unwrap_or(0).min(DAY);
    let step = apart.map_or(step, |apart| step.min(apart));
    let minute = SECOND.saturating_mul(60);
    let step = if step > minute { step.saturating_sub(step.checked_rem(minute).unwrap_or(0)) } else { step };
    (0..count)
        .map(|at| {
            let moved = step.saturating_mul(at);
            Instant(if at_end { to.0.saturating_sub(moved) } else { from.0.saturating_add(moved) })
        })
        .collect()
}

/// The microseconds of a length, where that is the same everywhere.
pub(super) fn micros(length: Length) -> i64 {
    let each = match length.unit {
        TimeUnit::Minutes => SECOND.saturating_mul(60),
        TimeUnit::Hours => SECOND.saturating_mul(3600),
        TimeUnit::Days => DAY,
        TimeUnit::Weeks => DAY.saturating_mul(7),
        TimeUnit::Months => DAY.saturating_mul(28),
        TimeUnit::Years => DAY.saturating_mul(365),
    };
    each.saturating_mul(i64::from(length.count))
}

/// Periods that lie to a window as it asks, of each of these lengths and of a day; `ongoing`: also ones that still run.
pub(super) fn periods(
    context: &Context<'_>,
    span: &Span,
    (from, to): (Instant, Instant),
    lengths: &[Length],
    ongoing: bool,
) -> Vec<RecordTime> {
    let mut all = Vec::new();
    let day = Length { count: 1, unit: TimeUnit::Days };
    let period = |from: Option<Instant>, to: Option<Instant>| {
        Some(RecordTime::Period { from: Some(Moment::Exact(from?)), to: Some(Moment::Exact(to?)) })
    };
    for length in lengths.iter().chain([&day]) {
        let shifted = |at: Instant, forward: bool| shift(context, at, *length, forward);
        match span.touch.unwrap_or(Touch::Sharing) {
            Touch::Starting => all.extend(period(Some(from), shifted(from, true))),
            Touch::Ending => all.extend(period(shifted(to, false), Some(to))),
            Touch::Whole | Touch::Sharing => {
                all.extend(period(shifted(to, false), Some(to)));
                all.extend(period(Some(from), shifted(from, true)));
            }
        }
    }
    if ongoing {
        let begun = shift(context, from.min(to), day, false).unwrap_or(from);
        let open = RecordTime::Period { from: Some(Moment::Exact(begun)), to: None };
        all.insert(0, open);
    }
    all.retain(|time| match time {
        RecordTime::Period { to: Some(Moment::Exact(to)), .. } => *to <= context.case.as_of,
        _ => true,
    });
    all
}

/// An instant moved by a length, the clock time kept where the length is one of days or longer.
pub(super) fn shift(context: &Context<'_>, at: Instant, length: Length, forward: bool) -> Option<Instant> {
    if length.unit.is_elapsed() {
        return add_to_instant(length, at, forward);
    }
    let zone = &context.case.zone;
    let date = zone.date_of(at);
    let into_day = at.0.saturating_sub(zone.day(date).first.0);
    let moved = zone.day(add_to_date(length, date, forward)?);
    Some(Instant(moved.first.0.saturating_add(into_day).min(moved.last.0)))
}
