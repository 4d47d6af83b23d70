//! `at least N F in a row`: a run of readings that all hold, neighbours no further apart than stated.

use super::{Answer, Job, Judged, leave_open, may_be_one};
use crate::assessment::Status;
use crate::case::reading::Reading;
use crate::check::model::Select;
use crate::eval::apart::apart;
use crate::eval::select::{exact_instant, start};
use crate::eval::window::side;
use crate::value::time::Length;
use crate::value::truth::Truth;
use std::collections::BTreeSet;

/// Settles a run.
pub(crate) fn settle(job: &Job<'_, '_>, needed: u32, max_gap: Option<Length>, of: &Select) -> Answer {
    let needed = needed as usize;
    let event = job.context.fact(of.fact).is_some_and(crate::check::model::Fact::is_event);
    let mut selected = job.with_values(job.select(of));
    let judged = job.judge_all(&selected);
    let absence = job.absence(of.fact, &selected.span);
    let mut answer = Answer::decided(Status::Undetermined);
    answer.set_aside = std::mem::take(&mut selected.set_aside);

    // Worst case: what is open fails; possible readings are kept where they break, dropped where they help.
    let counted: Vec<&Reading> = judged
        .iter()
        .filter(|one| one.verdict.truth == Truth::True && one.entry.sure)
        .filter(|one| exact_instant(one.entry.reading).is_some())
        .map(|one| one.entry.reading)
        .collect();
    let counted: BTreeSet<usize> =
        apart(&counted).into_iter().filter_map(|at| counted.get(at)).map(|reading| reading.record).collect();
    let worst: Vec<(&Judged<'_>, bool)> = judged
        .iter()
        .filter_map(|one| {
            let holds = one.verdict.truth == Truth::True;
            (!holds || counted.contains(&one.entry.reading.record)).then_some((one, holds))
        })
        .collect();
    if let Some(run) = find(job, &worst, needed, max_gap, true) {
        answer.status = Status::Met;
        for one in run {
            answer.evidence.push(job.cite(&selected, &one.entry, false));
        }
        return answer;
    }
    // Best case: the reverse.
    let mut events = BTreeSet::new();
    let best: Vec<(&Judged<'_>, bool)> = judged
        .iter()
        .filter_map(|one| {
            let may_hold = one.verdict.truth != Truth::False;
            if may_hold && !events.insert(one.entry.reading.event) {
                return None;
            }
            (may_hold || (one.entry.sure && exact_instant(one.entry.reading).is_some()))
                .then_some((one, may_hold))
        })
        .collect();
    let possible = find(job, &best, needed, max_gap, false).is_some();
    let so_far = job.term.exclusion && absence.settled_so_far();
    let enough = if event {
        absence.settled() || so_far
    } else {
        let over = absence.runs_until.is_none() && !absence.may_run;
        selected.sure() >= needed && (over || job.term.exclusion)
    };
    if !possible && enough {
        answer.status = Status::Unmet;
        for one in &judged {
            answer.evidence.push(job.cite(&selected, &one.entry, false));
        }
        job.hold_so_far(&mut answer, &absence);
        return answer;
    }
    let want = if possible { None } else { Some(job.want(&selected, &absence, selected.sure() > 0)) };
    leave_open(job, &mut answer, &selected, &judged, want);
    // Even if all were in and held: where they lie, and which may be one, is not known.
    let all: Vec<&Judged<'_>> = judged.iter().filter(|one| one.verdict.truth != Truth::False).collect();
    let readings: Vec<&Reading> = all.iter().map(|one| one.entry.reading).collect();
    let told: Vec<(&Judged<'_>, bool)> = apart(&readings)
        .into_iter()
        .filter_map(|at| all.get(at).copied())
        .filter(|one| exact_instant(one.entry.reading).is_some())
        .chain(judged.iter().filter(|one| one.verdict.truth == Truth::False))
        .map(|one| (one, one.verdict.truth != Truth::False))
        .collect();
    if possible && find(job, &told, needed, max_gap, true).is_none() {
        let placed: Vec<&Judged<'_>> = judged.iter().collect();
        may_be_one::add_times(job, &selected, &mut answer, &placed);
        may_be_one::add_ties(job, &selected, &mut answer, &all);
    }
    answer
}

/// A run of `needed` readings that hold.
///
/// Surely: every reading between that fails, or whose place is not known, breaks it. Perhaps (`sure` false): readings whose place is not
/// known fit anywhere, and so does any gap that may be short enough.
fn find<'r, 'c>(
    job: &Job<'_, '_>,
    readings: &[(&'r Judged<'c>, bool)],
    needed: usize,
    max_gap: Option<Length>,
    sure: bool,
) -> Option<Vec<&'r Judged<'c>>> {
    if needed == 0 {
        return Some(Vec::new());
    }
    let (placed, loose): (Vec<_>, Vec<_>) =
        readings.iter().copied().partition(|(one, _)| exact_instant(one.entry.reading).is_some());
    let helpers: Vec<&'r Judged<'c>> =
        loose.iter().filter(|(_, holds)| *holds).map(|(one, _)| *one).collect();
    if !sure && !helpers.is_empty() {
        // Where places are not known, count what may hold at all: neighbours and gaps cannot be told.
        let count = readings.iter().filter(|(_, holds)| *holds).count();
        return (count >= needed).then(|| readings.iter().map(|(one, _)| *one).collect());
    }
    // Without a known place, a reading that may fail may stand between any two.
    if sure && loose.iter().any(|(_, holds)| !holds) && needed > 1 {
        return broken_by_loose(job, &placed, &loose, needed, max_gap);
    }
    longest(job, &placed, needed, max_gap, sure, &[])
}

/// As [`longest`], where readings without a known place break every run they may fall into.
fn broken_by_loose<'r, 'c>(
    job: &Job<'_, '_>,
    placed: &[(&'r Judged<'c>, bool)],
    loose: &[(&'r Judged<'c>, bool)],
    needed: usize,
    max_gap: Option<Length>,
) -> Option<Vec<&'r Judged<'c>>> {
    let breakers: Vec<&'r Judged<'c>> =
        loose.iter().filter(|(_, holds)| !holds).map(|(one, _)| *one).collect();
    longest(job, placed, needed, max_gap, true, &breakers)
}

fn longest<'r, 'c>(
    job: &Job<'_, '_>,
    placed: &[(&'r Judged<'c>, bool)],
    needed: usize,
    max_gap: Option<Length>,
    sure: bool,
    breakers: &[&'r Judged<'c>],
) -> Option<Vec<&'r Judged<'c>>> {
    let mut placed: Vec<(&'r Judged<'c>, bool)> = placed.to_vec();
    // Of one instant: in the best case what fails stands outside the run; in the worst between, see below.
    placed.sort_by_key(|(one, holds)| (exact_instant(one.entry.reading), !*holds));
    if sure {
        placed = spread(placed, needed);
    }
    let mut run: Vec<&'r Judged<'c>> = Vec::new();
    for (one, holds) in placed {
        if !holds {
            run.clear();
            continue;
        }
        if let Some(before) = run.last() {
            let near = max_gap.is_none_or(|gap| within(job, before, one, gap));
            let broken = breakers.iter().any(|breaker| may_fall_between(breaker, before, one));
            if !near || broken {
                run.clear();
            }
        }
        run.push(one);
        if run.len() >= needed {
            return Some(run);
        }
    }
    None
}

/// Of one instant, puts what fails between what holds, so that no more than an even share of it stays together.
fn spread<'r, 'c>(placed: Vec<(&'r Judged<'c>, bool)>, needed: usize) -> Vec<(&'r Judged<'c>, bool)> {
    let instant = |one: &(&'r Judged<'c>, bool)| exact_instant(one.0.entry.reading);
    let mut spread = Vec::new();
    for together in placed.chunk_by(|a, b| instant(a) == instant(b)) {
        let (holding, failing): (Vec<_>, Vec<_>) = together.iter().copied().partition(|(_, holds)| *holds);
        let Some(breaker) = failing.first().copied() else {
            spread.extend(holding);
            continue;
        };
        let gaps = failing.len().saturating_add(1);
        let share = holding.len().div_ceil(gaps);
        spread.push(breaker);
        if share >= needed {
            spread.extend(holding.into_iter().take(share));
        }
        spread.push(breaker);
    }
    spread
}

fn within(job: &Job<'_, '_>, before: &Judged<'_>, after: &Judged<'_>, gap: Length) -> bool {
    let (Some(from), Some(to)) = (start(before.entry.reading), start(after.entry.reading)) else {
        return false;
    };
    let Some(until) = from.shifted(job.context, gap, true) else { return false };
    side(&to, &until, true, false) == Truth::True
}

fn may_fall_between(breaker: &Judged<'_>, before: &Judged<'_>, after: &Judged<'_>) -> bool {
    let (Some(at), Some(from), Some(to)) =
        (start(breaker.entry.reading), start(before.entry.reading), start(after.entry.reading))
    else {
        return true;
    };
    at.instants.last >= from.instants.first && at.instants.first <= to.instants.last
}
