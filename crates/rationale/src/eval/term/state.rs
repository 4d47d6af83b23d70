//! A bare fact: its state as of a time, or in the window written.

use super::{Answer, Job, leave_open, pick};
use crate::assessment::{Outside, Reason, SetAside, SetAsideWhy, Status};
use crate::ast::Quantifier;
use crate::check::model::{Asks, Compare, Kind, Point, Select, Subject};
use crate::eval::point::{self, Bound};
use crate::eval::select::{self, Selected};
use crate::eval::window::{Span, side};
use crate::value::truth::Truth;

/// Settles a state.
pub(crate) fn settle(job: &Job<'_, '_>, of: &Select, at: Option<&Point>) -> Answer {
    let some = matches!(
        job.context.fact(of.fact).map(|fact| &fact.kind),
        Some(Kind::Event(_) | Kind::Span(_) | Kind::Record) | None
    );
    if of.window.is_some() {
        if some {
            return super::count::settle(job, Quantifier::Some, of);
        }
        let selected = job.select(of);
        return latest(job, selected);
    }
    let time = match at {
        None => Ok(Bound::exactly(job.context, job.context.case.as_of)),
        Some(at) => point::place(job.context, at, job.hands),
    };
    let selected = match time {
        Ok(time) => {
            let mut selected = as_of(job, of, time);
            if let Some(at) = at {
                selected.span.loosened(crate::eval::periods::loose(job.context, &at.anchor, at.edge));
            }
            selected
        }
        Err(missing) => {
            // The time is not known, so every reading may hold then.
            let span = Span { missing: vec![missing], end_missing: true, ..Span::default() };
            select::select_in(job.context, of, span, &job.term.filter_bodies, job.hands)
        }
    };
    if some { existing(job, selected) } else { latest(job, selected) }
}

/// The readings that hold at a time.
fn as_of<'j>(job: &Job<'j, '_>, of: &Select, time: Bound) -> Selected<'j> {
    let context = job.context;
    let now = Bound::exactly(context, context.case.as_of);
    let later = time.instants.last > now.instants.last;
    // Supply is asked for up to that time; a state later than review is not yet.
    let span = Span { runs_until: later.then_some(time.instants.last), ..Span::default() };
    let mut selected = select::select_in(context, of, span, &job.term.filter_bodies, job.hands);
    let holds_for = context.fact(of.fact).and_then(|fact| fact.holds_for);
    let mut kept = Vec::new();
    for mut entry in std::mem::take(&mut selected.entries) {
        let holds = match point::of_reading(entry.reading) {
            None => Truth::Unknown,
            Some(stretch) => {
                let begun = stretch.from.map_or(Truth::Unknown, |from| side(&from, &time, true, false));
                let lasting = if stretch.point {
                    match (holds_for, stretch.from) {
                        (Some(length), Some(from)) => from
                            .shifted(context, length, true)
                            .map_or(Truth::Unknown, |until| side(&time, &until, true, false)),
                        _ => Truth::True,
                    }
                } else {
                    match stretch.to {
                        // It no longer holds at the instant it ends.
                        Some(to) => side(&to, &time, false, true),
                        // What still runs holds up to now; later it may have ended.
                        None if time.instants.last <= now.instants.last => Truth::True,
                        None => Truth::Unknown,
                    }
                };
                begun.and(lasting)
            }
        };
        match holds {
            Truth::True => kept.push(entry),
            Truth::Unknown => {
                entry.sure = false;
                entry.reasons.push(if point::of_reading(entry.reading).is_none() {
                    Reason::NoClinicalTime
                } else {
                    Reason::ImpreciseTime
                });
                entry.reasons.sort();
                entry.reasons.dedup();
                kept.push(entry);
            }
            Truth::False => {
                selected.any_outside_window = true;
                let record =
                    crate::eval::evidence::record(context, of.fact, entry.reading, &selected.span, &[]);
                let why = SetAsideWhy::OutsideWindow(Outside::NotThen);
                selected.set_aside.push(SetAside { record, why });
            }
        }
    }
    selected.entries = kept;
    // Absence is asked for up to that time, and as far back as the state would hold.
    selected.span.upper = Some((time, true));
    selected.span.lower =
        holds_for.and_then(|length| time.shifted(context, length, false)).map(|bound| (bound, true));
    selected
}

/// Event, span, record: as `some` of those that hold.
fn existing<'j>(job: &Job<'j, '_>, mut selected: Selected<'j>) -> Answer {
    let absence = job.absence(selected.fact, &selected.span);
    let judged = job.judge_all(&selected);
    let mut answer = Answer::decided(Status::Undetermined);
    answer.set_aside = std::mem::take(&mut selected.set_aside);
    let met: Vec<_> =
        judged.iter().filter(|one| one.entry.sure && one.verdict.truth == Truth::True).collect();
    let could = judged.iter().any(|one| one.verdict.truth != Truth::False);
    let event = job.context.fact(selected.fact).is_some_and(crate::check::model::Fact::is_event);
    let settled = absence.settled() || (job.term.exclusion && absence.settled_so_far());
    let none = if event { settled } else { !selected.none_in() };
    if let Some(first) = met.first() {
        answer.status = Status::Met;
        answer.details.clone_from(&first.details);
        for one in met {
            answer.evidence.push(job.cite(&selected, &one.entry, false));
        }
    } else if !could && none {
        answer.status = Status::Unmet;
        for one in &judged {
            answer.evidence.push(job.cite(&selected, &one.entry, false));
        }
        if event {
            answer.evidence.push(super::count::absent(job, &selected, &absence));
            job.hold_so_far(&mut answer, &absence);
        }
    } else {
        let want = (!could).then(|| job.want(&selected, &absence, false));
        let open: Vec<_> = judged.into_iter().filter(|one| one.verdict.truth != Truth::False).collect();
        leave_open(job, &mut answer, &selected, &open, want);
    }
    answer
}

/// Yes/no, choice, ordered, code, date, judgement: as the latest of those that hold.
fn latest(job: &Job<'_, '_>, selected: Selected<'_>) -> Answer {
    // What was asked and could not be told is not silent.
    let silent = selected.entries.is_empty();
    let mut selected = selected.with_values(job.context, Subject::Value);
    let absence = job.absence(selected.fact, &selected.span);
    let event = job.context.fact(selected.fact).is_some_and(crate::check::model::Fact::is_event);
    let settled = absence.settled() || (job.term.exclusion && absence.settled_so_far());
    let mut answer = Answer::decided(Status::Undetermined);
    answer.set_aside = std::mem::take(&mut selected.set_aside);
    if silent && event && settled {
        // Silence means no: of a yes/no that is an answer, of anything else every comparison fails.
        let yes_no = matches!(
            job.context.fact(selected.fact).map(|fact| &fact.kind),
            Some(Kind::Options { yes_no: true, .. } | Kind::Judgement(_))
        );
        let says_no = match job.asks {
            Asks::Compare(Subject::Value, Compare::Options(allowed)) => yes_no && allowed & 1 == 1,
            _ => false,
        };
        if says_no && !absence.settled() {
            // Only what is not there holds so far; that a *no* is present waits.
            let want = job.want(&selected, &absence, false);
            leave_open(job, &mut answer, &selected, &[], Some(want));
            return answer;
        }
        answer.status = if says_no { Status::Met } else { Status::Unmet };
        answer.evidence.push(super::count::absent(job, &selected, &absence));
        job.hold_so_far(&mut answer, &absence);
        return answer;
    }
    if !silent && selected.entries.is_empty() {
        let want = match job.want(&selected, &absence, false) {
            Reason::NotDone => Reason::NotDocumented,
            other => other,
        };
        leave_open(job, &mut answer, &selected, &[], Some(want));
        return answer;
    }
    pick::ends(job, &selected, &absence, true, answer)
}
