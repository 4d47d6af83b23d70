//! `rise in F`, `fall in F`: the largest change from an earlier to a later reading, else nought.

use super::{Answer, Job, Judged, leave_open};
use crate::assessment::{Reason, Status};
use crate::case::reading::{Reading, ValueWhat};
use crate::check::model::{Compare, Select, Subject};
use crate::eval::compare::{Verdict, compare_range};
use crate::eval::select::{Selected, start, to_status};
use crate::eval::window::side;
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::truth::Truth;

/// Settles a rise or fall.
pub(crate) fn settle(job: &Job<'_, '_>, rise: bool, of: &Select, asked: &Compare) -> Answer {
    let selected = job.select(of).with_values(job.context, Subject::Value);
    let absence = job.absence(of.fact, &selected.span);
    let mut answer = Answer::decided(Status::Undetermined);
    answer.set_aside.clone_from(&selected.set_aside);
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
            let want = open.is_empty().then_some(Reason::ImpreciseTime);
            leave_open(job, &mut answer, &selected, &open, want);
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

fn change(job: &Job<'_, '_>, selected: &Selected<'_>, rise: bool) -> Option<Change> {
    let nought = Range::exact(Number::ZERO);
    let mut least = nought;
    let mut greatest = nought;
    let mut pair = None;
    for (from_at, from) in selected.entries.iter().enumerate() {
        for (to_at, to) in selected.entries.iter().enumerate() {
            if from_at == to_at {
                continue;
            }
            let (Some(a), Some(b)) = (start(from.reading), start(to.reading)) else {
                // Without a time either may be the earlier.
                greatest = greatest.higher_of(&difference(from.reading, to.reading, rise)?);
                continue;
            };
            let mut earlier = side(&a, &b, false, false);
            if let Some(length) = selected.span.sliding {
                let until = a.shifted(job.context, length, true)?;
                earlier = earlier.and(side(&b, &until, true, false));
            }
            if earlier == Truth::False {
                continue;
            }
            let difference = difference(from.reading, to.reading, rise)?;
            greatest = greatest.higher_of(&difference);
            if earlier == Truth::True && from.sure && to.sure {
                let higher = least.higher_of(&difference);
                if higher.low != least.low {
                    pair = Some((from_at, to_at));
                }
                least = higher;
            }
        }
    }
    let low = match least.low {
        Bound::Unbounded => Bound::Inside(Number::ZERO),
        low => low,
    };
    Some(Change { range: Range::new(low, greatest.high)?, pair })
}

fn difference(from: &Reading, to: &Reading, rise: bool) -> Option<Range> {
    if rise { number(to).sub(&number(from)) } else { number(from).sub(&number(to)) }
}
