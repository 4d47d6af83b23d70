//! `some`, `no`, `every`, `at least N`, `at most N`.

use super::sweep::{Point, joined};
use super::{Answer, Job, Judged, leave_open, may_be_one};
use crate::assessment::{Evidence, Reason, Status};
use crate::ast::Quantifier;
use crate::case::reading::Reading;
use crate::check::model::{Asks, Select};
use crate::eval::absence::Absence;
use crate::eval::apart::apart;
use crate::eval::evidence;
use crate::eval::group::not;
use crate::eval::point::Bound;
use crate::eval::select::{Selected, start};
use crate::value::time::Length;
use crate::value::truth::Truth;
use std::collections::BTreeSet;

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
    job.with_values(job.select(of))
}

/// `at least N`, or with `negated` its opposite (`no`, `at most N - 1`).
fn at_least(job: &Job<'_, '_>, of: &Select, needed: usize, negated: bool) -> Answer {
    let event = is_event(job, of);
    let mut selected = selected(job, of);
    let judged = job.judge_all(&selected);
    let absence = job.absence(of.fact, &selected.span);
    let sure = most_together(job, &selected, &judged, needed, true);
    let could = most_together(job, &selected, &judged, needed, false);
    // In an exclusion what is absent so far does not exclude; `no F` there would exclude before its time.
    let so_far = job.term.exclusion && !negated;
    let readings = judged.iter().filter(|one| one.entry.sure).collect::<Vec<_>>();
    let bare = matches!(job.asks, Asks::Nothing);
    let known = per_day(job, &selected, &readings, true).unwrap_or_else(|| distinct(&readings));
    let enough = !bare && known >= needed;
    let mut answer = Answer::decided(Status::Undetermined);
    answer.set_aside = std::mem::take(&mut selected.set_aside);

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
            // Even if all were in and held: some may be one, or lie at other times than is needed.
            let all: Vec<&Judged<'_>> = open.iter().collect();
            if could >= needed && together(job, &selected, &all, needed, true) < needed {
                may_be_one::add_ties(job, &selected, &mut answer, &all);
                if selected.span.sliding.is_some() || per_day(job, &selected, &all, true).is_some() {
                    may_be_one::add_times(job, &selected, &mut answer, &all);
                }
            }
        }
    }
    answer
}

/// Absence as evidence.
pub(super) fn absent(job: &Job<'_, '_>, selected: &Selected<'_>, absence: &Absence) -> Evidence {
    evidence::absence(job.context, selected.fact, &selected.span, absence)
}

/// How many readings hold together: surely, or at most. A sliding window counts those inside its best position; that may stop at
/// the first that has as many as are needed.
fn most_together(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    judged: &[Judged<'_>],
    needed: usize,
    sure: bool,
) -> usize {
    let counts = |one: &&Judged<'_>| {
        if sure {
            one.entry.sure && one.verdict.truth == Truth::True
        } else {
            one.verdict.truth != Truth::False
        }
    };
    let holding: Vec<&Judged<'_>> = judged.iter().filter(counts).collect();
    together(job, selected, &holding, needed, sure)
}

/// How many of these lie together: surely, or at most.
fn together(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    holding: &[&Judged<'_>],
    needed: usize,
    sure: bool,
) -> usize {
    if let Some(days) = per_day(job, selected, holding, sure) {
        return days;
    }
    // An event that is told in several readings holds where one of them does.
    let mut events = BTreeSet::new();
    let holding: Vec<&Judged<'_>> =
        holding.iter().copied().filter(|one| events.insert(one.entry.reading.event)).collect();
    match selected.span.sliding {
        None if sure => distinct(&holding),
        None => holding.len(),
        Some(length) if sure => surely_together(job, length, &holding, needed),
        Some(length) => perhaps_together(job, length, &holding),
    }
}

/// How many days there are, surely or at most, where the fact is `one per day`. A sliding window counts records all the same.
fn per_day(job: &Job<'_, '_>, selected: &Selected<'_>, held: &[&Judged<'_>], sure: bool) -> Option<usize> {
    if selected.span.sliding.is_some() {
        return None;
    }
    let held: Vec<&Reading> = held.iter().map(|one| one.entry.reading).collect();
    super::days::days(job.context, job.term.fact()?, &held, sure)
}

/// How many surely different events there are: one that may repeat another counts with it.
fn distinct(held: &[&Judged<'_>]) -> usize {
    apart(&held.iter().map(|one| one.entry.reading).collect::<Vec<_>>()).len()
}

/// The window of that length that begins with a reading.
#[derive(Clone, Copy)]
struct Slide {
    from: Bound,
    until: Bound,
}

fn slide(job: &Job<'_, '_>, length: Length, first: &Judged<'_>) -> Option<Slide> {
    let from = start(first.entry.reading)?;
    Some(Slide { from, until: from.shifted(job.context, length, true)? })
}

/// The most readings that surely lie in one window: wherever in their ranges they lie, the window that begins at the earliest
/// instant one of them may have holds them.
fn surely_together(job: &Job<'_, '_>, length: Length, holding: &[&Judged<'_>], needed: usize) -> usize {
    let slides: Vec<Option<Slide>> = holding.iter().map(|one| slide(job, length, one)).collect();
    let placed = |at: &Bound| (at.instants.first.0.saturating_neg(), at.last_in(length));
    let asked = |slide: &Slide| (slide.from.instants.first.0.saturating_neg(), slide.until.first_in(length));
    let points: Vec<Point<usize>> = holding
        .iter()
        .filter_map(|one| start(one.entry.reading))
        .map(|at| placed(&at))
        .map(|(x, y)| Point { x, y, value: 1 })
        .collect();
    let questions: Vec<(i64, i64)> = slides.iter().flatten().map(asked).collect();
    let mut counts = joined(points, &questions, usize::saturating_add).into_iter();
    let alike = holding.iter().any(|one| !one.entry.reading.alike.is_empty() || one.entry.reading.may_be_any);
    let mut most = 0;
    let mut known: BTreeSet<(i64, i64, bool)> = BTreeSet::new();
    for (one, slide) in holding.iter().zip(&slides) {
        let Some(slide) = slide else {
            // Of its own time nothing is sure, but it is one.
            most = most.max(1);
            continue;
        };
        let asked = asked(slide);
        let inside = |at: &Bound| {
            let (x, y) = placed(at);
            x <= asked.0 && y <= asked.1
        };
        let own = inside(&slide.from);
        let count = counts.next().flatten().unwrap_or(0).saturating_add(usize::from(!own));
        let count = if !alike || count < needed {
            count
        } else if own && !known.insert((asked.0, asked.1, own)) {
            continue;
        } else {
            let within = holding.iter().filter(|other| {
                std::ptr::eq(**other, *one) || start(other.entry.reading).is_some_and(|at| inside(&at))
            });
            apart(&within.map(|other| other.entry.reading).collect::<Vec<_>>()).len()
        };
        // With repetitions a count below what is needed is an upper bound, which does no harm.
        most = most.max(count);
        if most >= needed {
            break;
        }
    }
    most
}

/// The most readings that can lie in one window that begins with one of them.
fn perhaps_together(job: &Job<'_, '_>, length: Length, holding: &[&Judged<'_>]) -> usize {
    let slides: Vec<Option<Slide>> = holding.iter().map(|one| slide(job, length, one)).collect();
    if slides.iter().any(Option::is_none) {
        // One without a time may begin a window that holds all.
        return holding.len();
    }
    let points: Vec<Point<usize>> = slides
        .iter()
        .flatten()
        .map(|slide| Point {
            x: slide.from.instants.last.0.saturating_neg(),
            y: slide.from.first_in(length),
            value: 1,
        })
        .collect();
    let questions: Vec<(i64, i64)> = slides
        .iter()
        .flatten()
        .map(|slide| (slide.from.instants.first.0.saturating_neg(), slide.until.last_in(length)))
        .collect();
    joined(points, &questions, usize::saturating_add).into_iter().flatten().max().unwrap_or(0)
}

fn every(job: &Job<'_, '_>, of: &Select) -> Answer {
    let event = is_event(job, of);
    let mut selected = selected(job, of);
    let judged = job.judge_all(&selected);
    let absence = job.absence(of.fact, &selected.span);
    let mut answer = Answer::decided(Status::Undetermined);
    answer.set_aside = std::mem::take(&mut selected.set_aside);
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
        job.hold_so_far(&mut answer, &absence);
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
