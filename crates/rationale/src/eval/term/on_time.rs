//! `on time F first WINDOW then within Q after the previous`: a chain of records, each due so long after the one before.
//!
//! One more record after the first never breaks a chain, but one before it begins the chain earlier. So it surely holds where it
//! does with the records that are in, wherever their times may lie, and with each possible one that may begin it; and it surely
//! does not where it breaks even with all that are possible, each placed where it helps most.

use super::{Answer, Job, Judged, leave_open};
use crate::assessment::{DueStanding, Evidence, Reason, Status};
use crate::ast::Touch;
use crate::check::model::Select;
use crate::eval::evidence;
use crate::eval::point::Bound;
use crate::eval::select::{select_in, start};
use crate::eval::window::{self, Span};
use crate::value::time::{Instant, Length, add_to_date, add_to_instant};
use chrono::{Datelike, NaiveDate};

/// More steps of comparing than this are not made.
const MOST_STEPS: usize = 50_000_000;

/// Settles what is due on time.
pub(crate) fn settle(job: &Job<'_, '_>, of: &Select, within: Length) -> Answer {
    let written = window::lay(job.context, of.window.as_ref(), job.hands);
    let mut answer = Answer::decided(Status::Undetermined);
    let scale = Scale { within };
    let Some((low, high)) = scale.window(job, &written) else {
        let selected = select_in(job.context, of, written, &job.term.filter_bodies, job.hands);
        let why =
            if selected.span.missing.is_empty() { Reason::ImpreciseTime } else { Reason::NotDocumented };
        leave_open(job, &mut answer, &selected, &[], Some(why));
        return answer;
    };
    // Records from the beginning of the first window on.
    let span = Span {
        lower: written
            .lower
            .map(|(bound, _)| (if scale.by_date() { bound.day(job.context) } else { bound }, true)),
        told_from: written.told_from.clone(),
        touch: Some(Touch::Starting),
        ..Span::default()
    };
    let mut selected = select_in(job.context, of, span, &job.term.filter_bodies, job.hands);
    answer.set_aside = std::mem::take(&mut selected.set_aside);
    let judged = job.judge_all(&selected);
    let now = scale.of_instant(job, job.context.case.as_of);
    let stretch = |one: &Judged<'_>| {
        let (first, last) = start(one.entry.reading).map_or((i64::MIN, now), |at| scale.of_bound(&at));
        (first.max(low), last)
    };
    let sure: Vec<(i64, i64)> = judged.iter().filter(|one| one.entry.sure).map(&stretch).collect();
    let loose = judged.iter().filter(|one| !one.entry.sure).map(stretch);
    let loose: Vec<(i64, i64)> = loose.filter(|(_, last)| *last >= low).collect();
    let possible: Vec<(i64, i64)> = judged.iter().map(stretch).filter(|(_, last)| *last >= low).collect();
    let imprecise = sure.iter().chain(&loose).filter(|(first, last)| first != last).count();
    let steps = sure.len().saturating_mul(possible.len()).saturating_mul(imprecise.saturating_add(1));
    let early = loose.iter().filter(|(first, _)| *first <= high).count().saturating_add(1);
    let tries = possible.len().saturating_mul(possible.len()).saturating_mul(early);
    if steps > MOST_STEPS || tries > MOST_STEPS {
        leave_open(job, &mut answer, &selected, &[], Some(Reason::CannotBeCalculated));
        return answer;
    }
    let chain = Chain { scale: &scale, high, now };
    let absence = job.absence(of.fact, &selected.span);
    let begun = sure.iter().any(|(_, last)| *last <= high);
    let best = chain.best_beginning(&sure, &loose, low);
    let due = |at: i64| scale.text(job, at);
    if begun && !chain.may_break(&sure, &loose) {
        answer.status = Status::Met;
        for one in judged.iter().filter(|one| one.entry.sure) {
            answer.evidence.push(job.cite(&selected, &one.entry, false));
        }
        let worst = sure.iter().map(|(first, _)| *first).max();
        let next = worst.map_or(high, |last| scale.later(last));
        answer.evidence.push(Evidence::Due(DueStanding::Next, due(next)));
        return answer;
    }
    if let Some(missed) = best.missed
        && absence.settled()
    {
        answer.status = Status::Unmet;
        answer.evidence.push(Evidence::Due(DueStanding::Overdue, due(missed)));
        for one in &judged {
            answer.evidence.push(job.cite(&selected, &one.entry, false));
        }
        answer.evidence.push(super::count::absent(job, &selected, &absence));
        return answer;
    }
    let waits = !begun && high >= now;
    let until = waits.then(|| scale.end_of(job, high));
    if waits && best.taken == 0 && job.term.exclusion && absence.settled_so_far() {
        answer.status = Status::Unmet;
        answer.evidence.push(super::count::absent(job, &selected, &absence));
        answer.reasons.push(Reason::NotYet(until));
        return answer;
    }
    let standing =
        if best.missed.is_some() { DueStanding::OverdueUnlessDocumented } else { DueStanding::Next };
    let at = best.missed.unwrap_or(if waits { high } else { best.next });
    answer.evidence.push(Evidence::Due(standing, due(at)));
    let open: Vec<Judged<'_>> = judged
        .into_iter()
        .filter_map(|mut one| {
            let exact = start(one.entry.reading).is_some_and(|at| {
                let (first, last) = scale.of_bound(&at);
                first == last
            });
            if one.entry.sure && exact {
                return None;
            }
            if one.entry.sure {
                one.entry.sure = false;
                one.entry.reasons.push(Reason::ImpreciseTime);
            }
            Some(one)
        })
        .collect();
    let waits_only = waits && best.taken == 0;
    let want = (best.missed.is_some() || waits_only || open.is_empty())
        .then(|| if waits_only { Reason::NotYet(until) } else { job.want(&selected, &absence, false) });
    leave_open(job, &mut answer, &selected, &open, want);
    if waits && !waits_only {
        let reason = Reason::NotYet(until);
        let gap = evidence::gap(job.context, of.fact, reason.clone(), None, &[], Some(&selected.span));
        answer.gaps.push(gap);
        answer.reasons.push(reason);
        answer.reasons.sort();
    }
    answer
}

/// Times as numbers: dates where the time allowed is one of days or longer, else instants.
struct Scale {
    within: Length,
}

impl Scale {
    fn by_date(&self) -> bool {
        !self.within.unit.is_elapsed()
    }

    fn of_date(date: NaiveDate) -> i64 {
        i64::from(date.num_days_from_ce())
    }

    fn of_instant(&self, job: &Job<'_, '_>, at: Instant) -> i64 {
        if self.by_date() { Self::of_date(job.context.case.zone.date_of(at)) } else { at.0 }
    }

    fn of_bound(&self, bound: &Bound) -> (i64, i64) {
        if self.by_date() {
            (Self::of_date(bound.dates.first), Self::of_date(bound.dates.last))
        } else {
            (bound.instants.first.0, bound.instants.last.0)
        }
    }

    /// From when to when the first is due, where that is known exactly.
    fn window(&self, job: &Job<'_, '_>, span: &Span) -> Option<(i64, i64)> {
        let ((low, _), (high, inside)) = span.lower.zip(span.upper).filter(|_| span.missing.is_empty())?;
        let known = |bound: &Bound, end: bool| {
            if self.by_date() {
                return bound.dates.is_exact().then(|| Self::of_date(bound.dates.first));
            }
            if bound.by_date && bound.dates.is_exact() {
                let day = job.context.case.zone.day(bound.dates.first);
                return Some(if end && inside { day.last.0 } else { day.first.0 });
            }
            bound.instants.is_exact().then_some(bound.instants.first.0)
        };
        let (low, high) = (known(&low, false)?, known(&high, true)?);
        Some((low, if inside { high } else { high.checked_sub(1)? }))
    }

    /// When the next is due.
    fn later(&self, at: i64) -> i64 {
        if !self.by_date() {
            return add_to_instant(self.within, Instant(at), true).map_or(i64::MAX, |at| at.0);
        }
        let date = i32::try_from(at).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
        date.and_then(|date| add_to_date(self.within, date, true)).map_or(i64::MAX, Self::of_date)
    }

    fn end_of(&self, job: &Job<'_, '_>, at: i64) -> Instant {
        if !self.by_date() {
            return Instant(at);
        }
        let date = i32::try_from(at).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
        date.map_or(Instant(i64::MAX), |date| job.context.case.zone.day(date).last)
    }

    fn text(&self, job: &Job<'_, '_>, at: i64) -> String {
        if !self.by_date() {
            return evidence::instant_text(job.context, Instant(at));
        }
        let date = i32::try_from(at).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
        date.map_or_else(|| String::from("out of reach"), |date| date.to_string())
    }
}

/// What is due by when.
struct Chain<'s> {
    scale: &'s Scale,
    /// When the first is due.
    high: i64,
    now: i64,
}

/// The chain at its best.
struct Best {
    /// The due time that passed without a record.
    missed: Option<i64>,
    /// When the next is due, where none was missed.
    next: i64,
    /// How many records the chain has.
    taken: usize,
}

impl Chain<'_> {
    fn passed(&self, due: i64) -> bool {
        due < self.now
    }

    /// Whether, the first being there, records with these times may leave a gap that is too long. The loose ones may be dropped.
    ///
    /// A gap begins at a record; it need only be tried at that record's first time and where another begins.
    fn may_break(&self, sure: &[(i64, i64)], loose: &[(i64, i64)]) -> bool {
        let breaks = |own: &(i64, i64), itself: Option<usize>| {
            let (first, last) = *own;
            let others =
                || sure.iter().enumerate().filter(|(at, _)| Some(*at) != itself).map(|(_, one)| *one);
            let gap_at = |begin: i64| {
                let due = self.scale.later(begin);
                self.passed(due) && others().all(|(first, last)| first <= begin || last > due)
            };
            let mut begins =
                others().map(|(begin, _)| begin).filter(|begin| first < *begin && *begin <= last);
            gap_at(first) || (first != last && begins.any(gap_at))
        };
        sure.iter().enumerate().any(|(at, own)| breaks(own, Some(at)))
            || loose.iter().any(|own| breaks(own, None))
    }

    /// The chain at its best: of the possible records, those that would begin it too early may be dropped.
    fn best_beginning(&self, sure: &[(i64, i64)], loose: &[(i64, i64)], low: i64) -> Best {
        let mut loose = loose.to_vec();
        loose.sort_by_key(|(_, last)| *last);
        let with = |dropped: usize| {
            let mut all: Vec<(i64, i64)> = loose.iter().skip(dropped).chain(sure).copied().collect();
            all.retain(|(_, last)| *last >= low);
            self.best(&all, low)
        };
        let mut best = with(0);
        for (at, (first, _)) in loose.iter().enumerate() {
            if best.missed.is_none() {
                break;
            }
            if *first <= self.high {
                let next = with(at.saturating_add(1));
                if next.missed.is_none() || next.missed > best.missed {
                    best = next;
                }
            }
        }
        best
    }

    /// The chain with every record placed where it helps most: the one that can wait least first, as late as it may be.
    fn best(&self, possible: &[(i64, i64)], low: i64) -> Best {
        let mut left = possible.to_vec();
        left.sort_by_key(|(_, last)| *last);
        let (mut due, mut reached, mut taken) = (self.high, low.saturating_sub(1), 0_usize);
        while let Some(at) = left.iter().position(|(first, last)| *first <= due && *last > reached) {
            let (_, last) = left.remove(at);
            reached = last.min(due);
            due = self.scale.later(reached);
            taken = taken.saturating_add(1);
        }
        Best { missed: self.passed(due).then_some(due), next: due, taken }
    }
}
