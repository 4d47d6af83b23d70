//! `some`, `no`, `every`, `at least N`, `at most N`.

use super::{Answer, Job, Judged, leave_open};
use crate::assessment::{Evidence, Reason, Status};
use crate::ast::Quantifier;
use crate::case::reading::Reading;
use crate::check::model::{Asks, Select};
use crate::eval::absence::Absence;
use crate::eval::evidence;
use crate::eval::group::not;
use crate::eval::select::{Selected, start};
use crate::value::time::Length;
use crate::value::truth::Truth;

/// Settles a count.
pub(crate) fn settle(job: &Job<'_, '_>, quantifier: Quantifier, of: &Select) -> Answer {
    match quantifier {
        Quantifier::Every => every(job, of),
        Quantifier::Some => at_least(job, of, 1, false),
        Quantifier::AtLeast(needed) => at_least(job, of, needed as usize, false),
        Quantifier::No => at_least(job, of, 1, true),
        Quantifier::AtMost(most) => at_least(job, of, (most as usize).saturating_add(1), true),
    }
}

fn is_event(job: &Job<'_, '_>, of: &Select) -> bool {
    job.context.fact(of.fact).is_some_and(crate::check::model::Fact::is_event)
}

fn selected<'j>(job: &Job<'j, '_>, of: &Select) -> Selected<'j> {
    let selected = job.select(of);
    match job.asks {
        Asks::Compare(subject, _) => selected.with_values(job.context, *subject),
        _ => selected,
    }
}

/// `at least N`, or with `negated` its opposite (`no`, `at most N - 1`).
fn at_least(job: &Job<'_, '_>, of: &Select, needed: usize, negated: bool) -> Answer {
    let event = is_event(job, of);
    let selected = selected(job, of);
    let judged = job.judge_all(&selected);
    let absence = job.absence(of.fact, &selected.span);
    let sure = most_together(job, &selected, &judged, true);
    let could = most_together(job, &selected, &judged, false);
    // In an exclusion what is absent so far does not exclude; `no F` there would exclude before its time.
    let so_far = job.term.exclusion && !negated;
    let readings = judged.iter().filter(|one| one.entry.sure).collect::<Vec<_>>();
    let bare = matches!(job.asks, Asks::Nothing);
    let known =
        per_day(job, &selected, &readings, true).unwrap_or_else(|| distinct(job, &mut readings.iter()));
    let enough = !bare && known >= needed;
    let mut answer = Answer::decided(Status::Undetermined);
    answer.set_aside.clone_from(&selected.set_aside);

    // What the readings alone say; whether more may come is asked below.
    let status = if sure >= needed {
        Status::Met
    } else if could >= needed {
        Status::Undetermined
    } else if event {
        if absence.settled() || (so_far && absence.settled_so_far()) {
            Status::Unmet
        } else {
            Status::Undetermined
        }
    } else if enough {
        Status::Unmet
    } else if matches!(job.asks, Asks::Nothing) && (absence.settled() || (so_far && absence.settled_so_far()))
    {
        // Whether it was taken at all: silence and supply settle that, and counts of it.
        Status::Unmet
    } else {
        Status::Undetermined
    };
    let still_runs = absence.runs_until.is_some();
    let status = match status {
        // More may still come: not unmet before the window is over, save in an exclusion, which holds so far.
        Status::Unmet if still_runs && !so_far => Status::Undetermined,
        decided => decided,
    };
    let held_so_far = status == Status::Unmet && still_runs;
    answer.status = if negated { not(status) } else { status };
    match status {
        Status::Met => {
            for one in judged.iter().filter(|one| one.entry.sure && one.verdict.truth == Truth::True) {
                answer.evidence.push(job.cite(&selected, &one.entry, false));
                if answer.details.is_empty() {
                    answer.details.clone_from(&one.details);
                }
            }
        }
        Status::Unmet => {
            for one in &judged {
                answer.evidence.push(job.cite(&selected, &one.entry, false));
                if answer.details.is_empty() {
                    answer.details.clone_from(&one.details);
                }
            }
            if event || selected.sure() < needed {
                answer.evidence.push(absent(job, &selected, &absence));
            }
            if held_so_far {
                answer.reasons.push(Reason::NotYet(absence.runs_until.filter(|at| at.0 != i64::MAX)));
            }
        }
        Status::Undetermined => {
            let want = if could >= needed && sure < needed && !judged.is_empty() {
                None
            } else {
                let too_few = !event && selected.sure() > 0;
                Some(job.want(&selected, &absence, too_few))
            };
            // Readings that fail anyway do not leave it open.
            let open: Vec<Judged<'_>> =
                judged.into_iter().filter(|one| one.verdict.truth != Truth::False).collect();
            leave_open(job, &mut answer, &selected, &open, want);
        }
    }
    answer
}

/// Absence as evidence.
pub(super) fn absent(job: &Job<'_, '_>, selected: &Selected<'_>, absence: &Absence) -> Evidence {
    evidence::absence(job.context, selected.fact, &selected.span, absence)
}

/// How many readings hold together: surely, or at most. A sliding window counts those inside its best position.
fn most_together(job: &Job<'_, '_>, selected: &Selected<'_>, judged: &[Judged<'_>], sure: bool) -> usize {
    let counts = |one: &&Judged<'_>| {
        if sure {
            one.entry.sure && one.verdict.truth == Truth::True
        } else {
            one.verdict.truth != Truth::False
        }
    };
    let holding: Vec<&Judged<'_>> = judged.iter().filter(counts).collect();
    if let Some(days) = per_day(job, selected, &holding, sure) {
        return days;
    }
    let count =
        |held: &mut dyn Iterator<Item = &&Judged<'_>>| if sure { distinct(job, held) } else { held.count() };
    let Some(length) = selected.span.sliding else { return count(&mut holding.iter()) };
    holding
        .iter()
        .map(|first| count(&mut holding.iter().filter(|other| together(job, length, first, other, sure))))
        .max()
        .unwrap_or(0)
}

/// How many days there are, surely or at most, where the fact is `one per day`. A sliding window counts records all the same.
fn per_day(job: &Job<'_, '_>, selected: &Selected<'_>, held: &[&Judged<'_>], sure: bool) -> Option<usize> {
    if selected.span.sliding.is_some() {
        return None;
    }
    let held: Vec<&Reading> = held.iter().map(|one| one.entry.reading).collect();
    super::days::days(job, &held, sure)
}

/// How many surely different readings there are: one that may repeat another counts with it.
fn distinct(job: &Job<'_, '_>, held: &mut dyn Iterator<Item = &&Judged<'_>>) -> usize {
    let held: Vec<&Reading> = held.map(|one| one.entry.reading).collect();
    let Some(fact) = job.term.fact() else { return held.len() };
    let repeats = |record: usize| {
        let all = job.context.readings(fact)?;
        all.readings.iter().find(|reading| reading.record == record)?.may_repeat
    };
    let mut roots: Vec<usize> = held
        .iter()
        .map(|reading| {
            let mut root = reading.record;
            // Each step goes to an earlier reading; the bound keeps even a faulty chain finite.
            for _ in 0..job.context.case.records.len() {
                match repeats(root) {
                    Some(earlier) if earlier != root => root = earlier,
                    _ => break,
                }
            }
            root
        })
        .collect();
    roots.sort_unstable();
    roots.dedup();
    roots.len()
}

/// Whether `other` lies in the window of that length that begins with `first`.
fn together(job: &Job<'_, '_>, length: Length, first: &Judged<'_>, other: &Judged<'_>, sure: bool) -> bool {
    if std::ptr::eq(first, other) {
        return true;
    }
    let (Some(from), Some(at)) = (start(first.entry.reading), start(other.entry.reading)) else {
        return !sure;
    };
    let Some(until) = from.shifted(job.context, length, true) else { return !sure };
    let after = crate::eval::window::side(&at, &from, true, true);
    let before = crate::eval::window::side(&at, &until, true, false);
    match after.and(before) {
        Truth::True => true,
        Truth::Unknown => !sure,
        Truth::False => false,
    }
}

fn every(job: &Job<'_, '_>, of: &Select) -> Answer {
    let event = is_event(job, of);
    let selected = selected(job, of);
    let judged = job.judge_all(&selected);
    let absence = job.absence(of.fact, &selected.span);
    let mut answer = Answer::decided(Status::Undetermined);
    answer.set_aside.clone_from(&selected.set_aside);
    let failing: Vec<&Judged<'_>> =
        judged.iter().filter(|one| one.entry.sure && one.verdict.truth == Truth::False).collect();
    let exact = !event || absence.settled();
    let settled_none = absence.settled() || (job.term.exclusion && absence.settled_so_far());
    if let Some(first) = failing.first() {
        answer.status = Status::Unmet;
        answer.details.clone_from(&first.details);
        for one in failing {
            answer.evidence.push(job.cite(&selected, &one.entry, false));
        }
    } else if selected.none_in()
        && event
        && settled_none
        && judged.iter().all(|one| one.verdict.truth == Truth::False)
    {
        // Never met over no record; and a possible one that fails makes no difference.
        answer.status = Status::Unmet;
        answer.evidence.push(absent(job, &selected, &absence));
    } else if !selected.none_in() && exact && judged.iter().all(|one| one.verdict.truth == Truth::True) {
        answer.status = Status::Met;
        for one in &judged {
            answer.evidence.push(job.cite(&selected, &one.entry, false));
        }
        if event {
            answer.evidence.push(absent(job, &selected, &absence));
        }
    } else {
        let open: Vec<Judged<'_>> = judged
            .into_iter()
            .filter(|one| one.verdict.truth != Truth::True || (!one.entry.sure && selected.none_in()))
            .collect();
        let want = (open.is_empty() || selected.none_in() && open.is_empty())
            .then(|| job.want(&selected, &absence, false));
        leave_open(job, &mut answer, &selected, &open, want);
    }
    answer
}
