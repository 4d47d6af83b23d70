//! `rise in F`, `fall in F`: the largest change from an earlier to a later reading, else nought.

use super::sweep::{Point, joined};
use super::{Answer, Job, Judged, leave_open};
use crate::assessment::{Reason, Status};
use crate::case::reading::{Reading, ValueWhat};
use crate::check::model::{Compare, Select, Subject};
use crate::eval::compare::{Verdict, compare_range};
use crate::eval::point::Bound as Place;
use crate::eval::select::{Selected, start, to_status};
use crate::value::number::Number;
use crate::value::range::{Bound, Range, compare_high, compare_low};
use crate::value::time::Length;
use crate::value::truth::Truth;
use std::cmp::Ordering;

/// Settles a rise or fall.
pub(crate) fn settle(job: &Job<'_, '_>, rise: bool, of: &Select, asked: &Compare) -> Answer {
    let mut selected = job.select(of).with_values(job.context, Subject::Value);
    let absence = job.absence(of.fact, &selected.span);
    let mut answer = Answer::decided(Status::Undetermined);
    answer.set_aside = std::mem::take(&mut selected.set_aside);
    let judged = job.judge_all(&selected);
    if selected.sure() < 2 {
        let some = selected.sure() > 0 || selected.any_possible();
        let want = job.want(&selected, &absence, some);
        leave_open(job, &mut answer, &selected, &judged, Some(want));
        return answer;
    }
    let Some(found) = change(job, &selected, rise) else {
        leave_open(job, &mut answer, &selected, &judged, Some(Reason::CannotBeCalculated));
        return answer;
    };
    match compare_range(&found.range, asked) {
        Truth::Unknown => {
            let mut open: Vec<Judged<'_>> = judged;
            for one in &mut open {
                let exact = number(one.entry.reading).is_exact();
                if one.entry.sure && !exact {
                    let reason = one.entry.reading.value.open.clone().unwrap_or(Reason::ImpreciseValue);
                    one.verdict = Verdict::open(reason);
                }
            }
            open.retain(|one| !one.entry.sure || one.verdict.truth == Truth::Unknown);
            leave_open(job, &mut answer, &selected, &open, None);
            if open.is_empty() {
                // Which came first is not known.
                let all = job.judge_all(&selected);
                super::may_be_one::add_times(job, &selected, &mut answer, &all.iter().collect::<Vec<_>>());
            }
        }
        decided => {
            answer.status = to_status(decided);
            let pair = found.pair.filter(|_| answer.status == Status::Met);
            for (at, entry) in selected.entries.iter().enumerate() {
                if pair.is_none_or(|(from, to)| at == from || at == to) {
                    answer.evidence.push(job.cite(&selected, entry, false));
                }
            }
        }
    }
    answer
}

struct Change {
    /// From the least to the greatest it can be.
    range: Range,
    /// The two readings that make the least.
    pair: Option<(usize, usize)>,
}

fn number(reading: &Reading) -> Range {
    match &reading.value.what {
        ValueWhat::Number(range) => *range,
        _ => Range::any(),
    }
}

/// A reading that may come first: the end of its values that counts, and its place among the entries.
type End = (Bound, usize);

/// The two ends that matter most, of different readings: a reading is not paired with itself.
#[derive(Clone, Copy)]
struct Two(End, Option<End>);

impl Two {
    /// The one of another reading than that.
    fn other_than(self, at: usize) -> Option<End> {
        if self.0.1 == at { self.1 } else { Some(self.0) }
    }

    fn join(self, other: Self, before: fn(&End, &End) -> Ordering) -> Self {
        let mut all: Vec<End> =
            [Some(self.0), self.1, Some(other.0), other.1].into_iter().flatten().collect();
        all.sort_by(before);
        let first = all.first().copied().unwrap_or(self.0);
        Self(first, all.get(1).copied())
    }
}

fn lower_low(a: &End, b: &End) -> Ordering {
    compare_low(a.0, b.0).then(a.1.cmp(&b.1))
}

fn lower_high(a: &End, b: &End) -> Ordering {
    compare_high(a.0, b.0).then(a.1.cmp(&b.1))
}

fn lowest_lows(a: Two, b: Two) -> Two {
    a.join(b, lower_low)
}

fn lowest_highs(a: Two, b: Two) -> Two {
    a.join(b, lower_high)
}

/// An entry with its time: where it starts, and until when a sliding window from there reaches.
struct Timed {
    at: usize,
    start: Place,
    until: Option<Place>,
}

fn change(job: &Job<'_, '_>, selected: &Selected<'_>, rise: bool) -> Option<Change> {
    // A fall is a rise of what has the other sign.
    let values: Vec<Range> = selected
        .entries
        .iter()
        .map(|entry| if rise { Some(number(entry.reading)) } else { number(entry.reading).neg() })
        .collect::<Option<_>>()?;
    let mut timed = Vec::new();
    let mut timeless = Vec::new();
    for (at, entry) in selected.entries.iter().enumerate() {
        match start(entry.reading) {
            Some(start) => timed.push(Timed { at, start, until: None }),
            None => timeless.push(at),
        }
    }
    let length = selected.span.sliding;
    if let (Some(length), true) = (length, timed.len() > 1) {
        for one in &mut timed {
            one.until = Some(one.start.shifted(job.context, length, true)?);
        }
    }
    let (low, pair) = least(selected, &timed, &values, length)?;
    let high = greatest(&timed, &timeless, &values, length)?;
    Some(Change { range: Range::new(low, high)?, pair })
}

/// The least it can be: over pairs of readings that are in, the first certainly earlier.
fn least(
    selected: &Selected<'_>,
    timed: &[Timed],
    values: &[Range],
    length: Option<Length>,
) -> Option<(Bound, Option<(usize, usize)>)> {
    let sure: Vec<&Timed> =
        timed.iter().filter(|one| selected.entries.get(one.at).is_some_and(|entry| entry.sure)).collect();
    let mut points = Vec::new();
    let mut questions = Vec::new();
    for one in &sure {
        let value = values.get(one.at)?;
        let until = one.until.zip(length).map_or(i64::MAX, |(until, length)| until.first_in(length));
        points.push(Point {
            x: one.start.instants.last.0,
            y: until.saturating_neg(),
            value: Two((value.high, one.at), None),
        });
        // Certainly earlier is before, not at, its first instant.
        let ends = length.map_or(i64::MIN, |length| one.start.last_in(length));
        questions.push((one.start.instants.first.0.saturating_sub(1), ends.saturating_neg()));
    }
    let mut low = Bound::Inside(Number::ZERO);
    let mut pair: Option<(usize, usize)> = None;
    for (one, found) in sure.iter().zip(joined(points, &questions, lowest_highs)) {
        let Some((_, from)) = found.and_then(|two| two.other_than(one.at)) else { continue };
        let difference = values.get(one.at)?.sub(values.get(from)?)?;
        let better = match compare_low(difference.low, low) {
            Ordering::Greater => true,
            Ordering::Equal => pair.is_some_and(|pair| (from, one.at) < pair),
            Ordering::Less => false,
        };
        if better {
            low = difference.low;
            pair = Some((from, one.at));
        }
    }
    Some((low, pair))
}

/// The greatest it can be: over pairs of readings that are in or possible, where the first may be earlier.
fn greatest(timed: &[Timed], timeless: &[usize], values: &[Range], length: Option<Length>) -> Option<Bound> {
    let mut high = Bound::Inside(Number::ZERO);
    let mut raise = |from: Option<End>, to: usize| -> Option<()> {
        if let Some((_, from)) = from {
            let difference = values.get(to)?.sub(values.get(from)?)?;
            if compare_high(difference.high, high) == Ordering::Greater {
                high = difference.high;
            }
        }
        Some(())
    };
    let end = |at: usize| values.get(at).map(|value| Two((value.low, at), None));
    let mut points = Vec::new();
    let mut questions = Vec::new();
    for one in timed {
        let until = one.until.zip(length).map_or(i64::MAX, |(until, length)| until.last_in(length));
        points.push(Point { x: one.start.instants.first.0, y: until.saturating_neg(), value: end(one.at)? });
        let ends = length.map_or(i64::MIN, |length| one.start.first_in(length));
        questions.push((one.start.instants.last.0.saturating_sub(1), ends.saturating_neg()));
    }
    for (one, found) in timed.iter().zip(joined(points, &questions, lowest_lows)) {
        raise(found.and_then(|two| two.other_than(one.at)), one.at)?;
    }
    // Without a time either may be the earlier.
    let all = (0..values.len()).filter_map(end).reduce(lowest_lows);
    for to in timeless {
        raise(all.and_then(|two| two.other_than(*to)), *to)?;
    }
    let before = timeless.iter().filter_map(|at| end(*at)).reduce(lowest_lows);
    for one in timed {
        raise(before.and_then(|two| two.other_than(one.at)), one.at)?;
    }
    Some(high)
}
