//! Readings for tests that look at several times: one in each bucket, each as it falls due, one before and one after a change.

use super::answers::{Shape, Wanted, record, shapes};
use super::{asked, times, values};
use crate::ast::Touch;
use crate::case::model::{Datum, Record, RecordTime};
use crate::case::reading::ValueWhat;
use crate::check::model::{Bucket, Compare, Fact, Kind, Numeric, Select, Share};
use crate::eval::context::Context;
use crate::eval::select;
use crate::eval::window;
use crate::plan::Term;
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::time::{Instant, Length, Moment};
use std::collections::BTreeMap;

/// More records than these are not made for one answer.
const MOST: usize = 400;

const HOUR: i64 = 3_600_000_000;

/// A record in each day, night or week of the window that has begun.
pub(super) fn buckets(
    context: &Context<'_>,
    term: &Term,
    fact: &Fact,
    wanted: &Wanted<'_>,
    share: Share,
    of: &Select,
) -> Vec<Vec<Record>> {
    let span = window::lay(context, of.window.as_ref(), wanted.hands);
    let Some((from, to)) = times::stretch(context, &span, false) else { return Vec::new() };
    let zone = &context.case.zone;
    let (hour, step) = match share.bucket {
        Bucket::Days => (12, 1),
        Bucket::Nights => (23, 1),
        Bucket::Weeks => (12, 7),
    };
    let now = context.case.as_of;
    let last = zone.date_of(to);
    let mut instants: Vec<Instant> = Vec::new();
    let mut date = Some(zone.date_of(from));
    while let Some(day) = date.filter(|day| *day <= last && instants.len() <= MOST) {
        let at = Instant(zone.day(day).first.0.saturating_add(HOUR.saturating_mul(hour)));
        // Of today as far as it has gone.
        instants.extend(
            Some(at.min(now)).filter(|at| zone.date_of(*at) == day || share.bucket == Bucket::Nights),
        );
        date = day.checked_add_days(chrono::Days::new(step));
    }
    if instants.is_empty() || instants.len() > MOST {
        return Vec::new();
    }
    let instants: Vec<RecordTime> = match (&fact.kind, span.touch) {
        (Kind::Span(_), _) => times::periods(context, &span, (from, to), &[], true)
            .into_iter()
            .chain([RecordTime::Period { from: Some(Moment::Exact(from)), to: Some(Moment::Exact(to)) }])
            .collect(),
        _ => instants.into_iter().map(|at| RecordTime::At(Moment::Exact(at))).collect(),
    };
    let spans = matches!(fact.kind, Kind::Span(_));
    let holds = wanted.met == share.at_least;
    let mut all = Vec::new();
    for demands in asked::of_record(context, term, holds) {
        for shape in shapes(context, fact, &demands, wanted.also) {
            if spans {
                all.extend(instants.iter().map(|time| vec![record(context, fact, &shape, *time, &[])]));
            } else {
                all.push(at_each(context, fact, &shape, &instants));
            }
        }
    }
    all.truncate(12);
    all
}

fn at_each(context: &Context<'_>, fact: &Fact, shape: &Shape, at: &[RecordTime]) -> Vec<Record> {
    let mut made: Vec<Record> = Vec::new();
    for time in at {
        let record = record(context, fact, shape, *time, &made);
        made.push(record);
    }
    made
}

/// A record at the beginning of the first window and each as it falls due, up to now.
pub(super) fn on_time(
    context: &Context<'_>,
    term: &Term,
    fact: &Fact,
    wanted: &Wanted<'_>,
    of: &Select,
    within: Length,
) -> Vec<Vec<Record>> {
    let span = window::lay(context, of.window.as_ref(), wanted.hands);
    let Some((from, to)) = times::stretch(context, &span, false) else { return Vec::new() };
    let now = context.case.as_of;
    let mut all = Vec::new();
    for first in [to, from] {
        let mut instants: Vec<Instant> = Vec::new();
        let mut next = Some(first);
        while let Some(at) = next.filter(|at| *at <= now && instants.len() <= MOST) {
            if instants.last() == Some(&at) {
                return Vec::new();
            }
            instants.push(at);
            next = times::shift(context, at, within, true);
        }
        if instants.is_empty() || instants.len() > MOST {
            continue;
        }
        let spans = matches!(fact.kind, Kind::Span(_)) || span.touch == Some(Touch::Ending);
        let instants: Vec<RecordTime> = instants
            .into_iter()
            .map(|at| match spans {
                true => RecordTime::Period { from: Some(Moment::Exact(at)), to: Some(Moment::Exact(at)) },
                false => RecordTime::At(Moment::Exact(at)),
            })
            .collect();
        for demands in asked::of_record(context, term, true) {
            for shape in shapes(context, fact, &demands, wanted.also).iter().take(2) {
                all.push(at_each(context, fact, shape, &instants));
            }
        }
    }
    all.truncate(8);
    all
}

/// A reading in the first window and one in the last, or one beside those there are.
pub(super) fn change(
    context: &Context<'_>,
    term: &Term,
    fact: &Fact,
    wanted: &Wanted<'_>,
    (first, last): (&Select, &Select),
    (percent, compare): (bool, &Compare),
) -> Vec<Vec<Record>> {
    let place = |of: &Select| {
        let span = window::lay(context, of.window.as_ref(), wanted.hands);
        times::stretch(context, &span, false)
    };
    let (Some(before), Some(after)) = (place(first), place(last)) else { return Vec::new() };
    let Kind::Quantity(unit) = &fact.kind else { return Vec::new() };
    let free = Numeric::default();
    let asked = [(compare, wanted.met)];
    let differences: Vec<Number> =
        values::values(context.plan.library(), &Kind::Number, &free, &asked, &[Number::ZERO])
            .into_iter()
            .filter_map(|datum| match datum {
                Datum::Number { range, .. } => range.value(),
                _ => None,
            })
            .collect();
    let plausible = |number: &Number| match fact.numeric.plausible {
        Some((low, high)) => low <= *number && *number <= high,
        None => *number >= Number::ZERO,
    };
    // The other one, of which the change is so much; in percent as a number or as hundredths.
    let moved = |number: Number, by: Number, forward: bool| -> Vec<Number> {
        if !percent {
            let other = if forward { number.add(by) } else { number.sub(by) };
            return other.into_iter().flat_map(values::charted).collect();
        }
        let shares = [Some(by), by.div(Number::whole(100))];
        let factors = shares.into_iter().flatten().filter_map(|share| Number::ONE.add(share));
        let others =
            factors.filter_map(|factor| if forward { number.mul(factor) } else { number.div(factor) });
        others.flat_map(values::charted).collect()
    };
    let one = |at: Instant, number: Number, made: &[Record]| {
        let number = Datum::Number { range: Range::exact(number), unit: Some(unit.text().into()) };
        let shape = Shape { value: number, parts: BTreeMap::new() };
        record(context, fact, &shape, RecordTime::At(Moment::Exact(at)), made)
    };
    let there = |of: &Select| -> Vec<Number> {
        let selected = select::select(context, of, &term.filter_bodies, wanted.hands);
        let number = |value: &ValueWhat| match value {
            ValueWhat::Number(range) => range.value(),
            _ => None,
        };
        let numbers = selected.entries.iter().filter_map(|entry| number(&entry.reading.value.what));
        numbers.take(3).collect()
    };
    let (firsts, lasts) = (there(first), there(last));
    let middle = fact.numeric.plausible.and_then(|(low, high)| low.add(high)?.div(Number::whole(2)));
    let base = middle.unwrap_or(Number::whole(100));
    let mut all = Vec::new();
    for by in &differences {
        for number in &firsts {
            for other in moved(*number, *by, true).into_iter().filter(plausible) {
                all.push(vec![one(after.1, other, &[])]);
            }
        }
        for number in &lasts {
            for other in moved(*number, *by, false).into_iter().filter(plausible) {
                all.push(vec![one(before.0, other, &[])]);
            }
        }
        for other in moved(base, *by, true).into_iter().filter(plausible) {
            let earlier = one(before.0, base, &[]);
            let later = one(after.1, other, std::slice::from_ref(&earlier));
            all.push(vec![earlier, later]);
        }
    }
    all.truncate(24);
    all
}
