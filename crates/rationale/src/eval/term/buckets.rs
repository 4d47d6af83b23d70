//! `at least N [% of] nights with F`: each bucket is decided on its own, then they are counted.
//!
//! A bucket holds, fails, is open, or is still to come. More buckets that hold never turn a count the other way, so the count
//! is decided where it comes out the same with all that are open or to come holding, and with none of them holding.

use super::calendar::{Calendar, calendar};
use super::shares::{self, count, shown_run, stays};
use super::{Answer, Job, Judged, leave_open};
use crate::assessment::{Evidence, Reason, Status};
use crate::case::reading::{Reading, ReadingTime, Value, ValueWhat};
use crate::check::model::{Asks, Bucket, Kind, Select, Share, Subject};
use crate::eval::absence::{self, Absence};
use crate::eval::compare;
use crate::eval::evidence;
use crate::eval::point::Bound;
use crate::eval::select::{Selected, select_in, taken_without_value, to_status};
use crate::eval::window::{self, Span};
use crate::value::range::Range;
use crate::value::time::{DateRange, InstantRange};
use crate::value::truth::Truth;
use chrono::NaiveDate;

/// How one bucket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Holds,
    Fails,
    Open,
    /// It is not over, and does not hold yet.
    ToCome,
}

/// Settles a test of buckets.
pub(crate) fn settle(job: &Job<'_, '_>, share: Share, of: &Select) -> Answer {
    let written = window::lay(job.context, of.window.as_ref(), job.hands);
    let mut answer = Answer::decided(Status::Undetermined);
    let calendar = match calendar(job, share, of.window.as_ref(), &written) {
        Ok(calendar) => calendar,
        Err(why) => {
            let selected = select_in(job.context, of, written, &job.term.filter_bodies, job.hands);
            answer.set_aside.clone_from(&selected.set_aside);
            leave_open(job, &mut answer, &selected, &[], Some(why));
            return answer;
        }
    };
    let is_span = job.context.fact(of.fact).is_some_and(|fact| matches!(fact.kind, Kind::Span(_)));
    let span = calendar.span(job, &written, is_span);
    let mut selected = select_in(job.context, of, span, &job.term.filter_bodies, job.hands);
    let mut taken: Vec<(i64, i64)> = Vec::new();
    if let Asks::Compare(subject, _) = job.asks {
        let without = selected.entries.iter().filter(|entry| taken_without_value(entry.reading, *subject));
        taken = without.map(|entry| places(job, &calendar, entry.reading, is_span).0).collect();
        selected = selected.with_values(job.context, *subject);
    }
    answer.set_aside.clone_from(&selected.set_aside);
    let placed = Placed::new(job, &calendar, &selected, taken, is_span);
    let absence = job.absence(of.fact, &selected.span);
    let so_far = job.term.exclusion && share.at_least;
    let states: Vec<State> = (0..calendar.count)
        .map(|bucket| placed.state(job, &calendar, &absence, of, bucket, so_far))
        .collect();
    let with = |open: bool, to_come: bool| {
        let holds: Vec<bool> = states
            .iter()
            .map(|state| match state {
                State::Holds => true,
                State::Fails => false,
                State::Open => open,
                State::ToCome => to_come,
            })
            .collect();
        count(share, &holds)
    };
    let (least, most) = (with(false, false), with(true, true));
    let stays = !calendar.unended || stays(share, &states);
    let decided = least.filter(|_| least == most && stays);
    let shown = shown_run(share, &states);
    answer.evidence.push(summary(job, share, &calendar, &states, shown));
    match decided {
        Some(stands) => {
            answer.status = to_status(compare::truth(stands));
            if so_far && !stands && calendar.runs {
                let until = written.runs_until.filter(|at| at.0 != i64::MAX);
                answer.reasons.push(Reason::NotYet(until));
            }
            placed.cite(job, &selected, &states, shown, stands == share.at_least, &mut answer);
            let silent = (shown.0..shown.1).any(|bucket| placed.is_silent(bucket, &states));
            if silent && absence.supply.is_some() {
                answer.evidence.push(super::count::absent(job, &selected, &absence));
            }
        }
        None if least.is_none() => {
            leave_open(job, &mut answer, &selected, &[], Some(Reason::CannotBeCalculated));
        }
        None => {
            let waits = !stays || with(false, true) != least || with(true, false) != most;
            let open = with(true, false) != least || with(true, true) != with(false, true);
            placed.leave_open(
                job,
                &selected,
                &absence,
                &if open { shares::that_matter(share, &states) } else { Vec::new() },
                &mut answer,
            );
            if waits {
                let until = written.runs_until.filter(|at| at.0 != i64::MAX);
                let reason = Reason::NotYet(until);
                answer.gaps.push(evidence::gap(
                    job.context,
                    of.fact,
                    reason.clone(),
                    None,
                    &[],
                    Some(&selected.span),
                ));
                answer.reasons.push(reason);
                answer.reasons.sort();
            }
        }
    }
    answer
}

fn plural(bucket: Bucket, count: usize) -> &'static str {
    match (bucket, count) {
        (Bucket::Days, 1) => "day",
        (Bucket::Nights, 1) => "night",
        (Bucket::Weeks, 1) => "week",
        (bucket, _) => bucket.word(),
    }
}

/// How many of how many, and in which run: `nights that count: 20 of 30, 2026-01-02 to 2026-01-31; 1 not known; 21 needed`.
fn summary(
    job: &Job<'_, '_>,
    share: Share,
    calendar: &Calendar,
    states: &[State],
    (from, until): (usize, usize),
) -> Evidence {
    let of = |wanted: State| {
        states.get(from..until).unwrap_or(&[]).iter().filter(|state| **state == wanted).count()
    };
    let all = until.saturating_sub(from);
    let mut text = format!("{} of {all} {}", of(State::Holds), plural(calendar.bucket, all));
    if all > 0 {
        let (first, last) = (calendar.dates(from).0, calendar.dates(until.saturating_sub(1)).1);
        text.push_str(&if first == last { format!(", {first}") } else { format!(", {first} to {last}") });
    }
    if of(State::Open) > 0 {
        text.push_str(&format!("; {} not known", of(State::Open)));
    }
    if of(State::ToCome) > 0 {
        text.push_str(&format!("; {} still to come", of(State::ToCome)));
    }
    let limit = if share.percent {
        let parts = all.saturating_mul(share.count as usize);
        if share.at_least { parts.div_ceil(100) } else { parts.checked_div(100).unwrap_or(0) }
    } else {
        share.count as usize
    };
    text.push_str(&format!("; {limit} {}", if share.at_least { "needed" } else { "at most" }));
    if let Some(run) = share.run.filter(|run| run.length as usize > states.len()) {
        text.push_str(&format!(
            "; no {} {} in a row",
            run.length,
            plural(calendar.bucket, run.length as usize)
        ));
    }
    let label =
        job.term.fact().and_then(|fact| job.context.fact(fact)).map_or("", |fact| fact.label.as_str());
    Evidence::Header(format!("{} that count, {label}", calendar.bucket.word()), text)
}

/// Readings in the buckets in which they are or may be.
struct Placed<'j> {
    judged: Vec<Judged<'j>>,
    /// By bucket: which readings, and whether surely.
    by_bucket: Vec<Vec<(usize, bool)>>,
    /// From which bucket to which readings may lie that were taken without a value.
    taken: Vec<(i64, i64)>,
}

impl<'j> Placed<'j> {
    fn new(
        job: &Job<'j, '_>,
        calendar: &Calendar,
        selected: &Selected<'j>,
        taken: Vec<(i64, i64)>,
        is_span: bool,
    ) -> Self {
        let judged = job.judge_all(selected);
        let mut by_bucket: Vec<Vec<(usize, bool)>> = vec![Vec::new(); calendar.count];
        for (at, one) in judged.iter().enumerate() {
            let (perhaps, surely) = places(job, calendar, one.entry.reading, is_span);
            let first = usize::try_from(perhaps.0.max(0)).unwrap_or(0);
            let end = usize::try_from(perhaps.1.saturating_add(1).max(0)).unwrap_or(0).min(calendar.count);
            let Some(buckets) = by_bucket.get_mut(first..end.max(first)) else { continue };
            for (offset, bucket) in buckets.iter_mut().enumerate() {
                let index = i64::try_from(first.saturating_add(offset)).unwrap_or(i64::MAX);
                let sure = surely.0 <= index && index <= surely.1 && one.entry.sure;
                bucket.push((at, sure));
            }
        }
        Self { judged, by_bucket, taken }
    }

    /// Whether something was recorded in a bucket, though without a value: it is not silent.
    fn is_taken(&self, bucket: usize) -> bool {
        let bucket = i64::try_from(bucket).unwrap_or(i64::MAX);
        self.taken.iter().any(|(first, last)| *first <= bucket && bucket <= *last)
    }

    fn of(&self, bucket: usize) -> impl Iterator<Item = (&Judged<'j>, bool)> {
        let places = self.by_bucket.get(bucket).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|(at, sure)| self.judged.get(*at).map(|one| (one, *sure)))
    }

    fn state(
        &self,
        job: &Job<'_, '_>,
        calendar: &Calendar,
        absence: &Absence,
        of: &Select,
        bucket: usize,
        so_far: bool,
    ) -> State {
        let truth = self.truth(job, calendar, absence, of, bucket);
        if truth == Truth::True {
            return State::Holds;
        }
        if !calendar.is_over(job, bucket) {
            let begun = calendar.date_of(job, job.context.case.as_of) >= calendar.dates(bucket).0;
            match (so_far, begun) {
                (true, false) => return State::Fails,
                (true, true) => {}
                (false, _) => return State::ToCome,
            }
        }
        match truth {
            Truth::True => State::Holds,
            Truth::False => State::Fails,
            Truth::Unknown => State::Open,
        }
    }

    /// How a bucket stands by what is there: any of its readings will do.
    fn truth(
        &self,
        job: &Job<'_, '_>,
        calendar: &Calendar,
        absence: &Absence,
        of: &Select,
        bucket: usize,
    ) -> Truth {
        let Some(fact) = job.context.fact(of.fact) else { return Truth::Unknown };
        let readings = || self.of(bucket);
        if readings().any(|(one, sure)| sure && one.verdict.truth == Truth::True) {
            return Truth::True;
        }
        let any_in = readings().any(|(_, sure)| sure);
        let all_fail = readings().all(|(one, _)| one.verdict.truth == Truth::False);
        let bare = matches!(job.asks, Asks::Nothing);
        if any_in && !fact.is_event() && !bare {
            return if all_fail { Truth::False } else { Truth::Unknown };
        }
        // Without a reading (and, of events and of what is only there or not, without another one).
        let counted = fact.is_event() || bare;
        let none = match absence.silence.filter(|_| supplied(job, calendar, absence, of, bucket)) {
            Some(None) if counted => Truth::False,
            Some(Some(number)) if !counted && !self.is_taken(bucket) => stands_for(job, of, number),
            _ => Truth::Unknown,
        };
        match none {
            Truth::False if all_fail => Truth::False,
            Truth::True if readings().all(|(one, _)| one.verdict.truth == Truth::True) => Truth::True,
            _ => Truth::Unknown,
        }
    }

    /// Whether a bucket is decided by silence alone.
    fn is_silent(&self, bucket: usize, states: &[State]) -> bool {
        self.of(bucket).next().is_none() && states.get(bucket).is_some_and(|state| *state == State::Fails)
    }

    /// Cites the readings of the buckets that decided: those that hold, or else all.
    fn cite(
        &self,
        job: &Job<'_, '_>,
        selected: &Selected<'_>,
        states: &[State],
        (from, until): (usize, usize),
        holding: bool,
        answer: &mut Answer,
    ) {
        let mut cited: Vec<usize> = (from..until)
            .filter(|bucket| !holding || states.get(*bucket) == Some(&State::Holds))
            .filter_map(|bucket| self.by_bucket.get(bucket))
            .flatten()
            .filter(|(at, _)| {
                !holding || self.judged.get(*at).is_some_and(|one| one.verdict.truth == Truth::True)
            })
            .map(|(at, _)| *at)
            .collect();
        cited.sort_unstable();
        cited.dedup();
        for one in cited.into_iter().filter_map(|at| self.judged.get(at)) {
            answer.evidence.push(job.cite(selected, &one.entry, false));
        }
    }

    /// What these buckets are open for.
    fn leave_open(
        &self,
        job: &Job<'_, '_>,
        selected: &Selected<'_>,
        absence: &Absence,
        buckets: &[usize],
        answer: &mut Answer,
    ) {
        let mut wanting = false;
        let mut found: Vec<(usize, bool)> = Vec::new();
        for bucket in buckets {
            let before = found.len();
            let places = self.by_bucket.get(*bucket).map_or(&[][..], Vec::as_slice);
            found.extend(places.iter().filter(|(at, sure)| {
                self.judged.get(*at).is_some_and(|one| {
                    one.verdict.truth == Truth::Unknown || !sure && one.verdict.truth == Truth::True
                })
            }));
            wanting |= found.len() == before;
        }
        found.sort_unstable();
        found.dedup_by_key(|(at, _)| *at);
        let judged: Vec<Judged<'_>> = found
            .iter()
            .filter_map(|(at, sure)| {
                let one = self.judged.get(*at)?;
                let mut entry = one.entry.clone();
                if !sure && entry.sure {
                    entry.sure = false;
                    entry.reasons.push(Reason::ImpreciseTime);
                }
                let (verdict, gaps) = (one.verdict.clone(), one.gaps.clone());
                Some(Judged { entry, verdict, details: Vec::new(), gaps })
            })
            .collect();
        let now = Absence { runs_until: None, may_run: false, ..absence.clone() };
        let want = (wanting && !buckets.is_empty()).then(|| job.want(selected, &now, false));
        leave_open(job, answer, selected, &judged, want);
    }
}

/// The buckets, counted from the first, in which a reading may be, and those in which it surely is.
fn places(
    job: &Job<'_, '_>,
    calendar: &Calendar,
    reading: &Reading,
    is_span: bool,
) -> ((i64, i64), (i64, i64)) {
    const NOWHERE: (i64, i64) = (0, -1);
    let everywhere = ((0, i64::MAX), NOWHERE);
    let index = |dates: DateRange| (calendar.index(dates.first), calendar.index(dates.last));
    let one = |time: (InstantRange, DateRange)| {
        let (first, last) = index(calendar.dates_of(job, time));
        ((first, last), if first == last { (first, last) } else { NOWHERE })
    };
    match (reading.time, is_span) {
        (ReadingTime::Unknown, _) => everywhere,
        (ReadingTime::At(instants, dates), _) => one((instants, dates)),
        (ReadingTime::Period { from: Some(from), .. }, false) => one(from),
        (ReadingTime::Period { from: None, .. }, false) => everywhere,
        (ReadingTime::Period { from, to }, true) => {
            let ended = to.map(|to| index(calendar.dates_of(job, to)));
            let now = calendar.index(calendar.date_of(job, job.context.case.as_of));
            let (end_first, end_last) = ended.unwrap_or((now, i64::MAX));
            match from {
                Some(from) => {
                    let (start_first, start_last) = index(calendar.dates_of(job, from));
                    ((start_first, end_last), (start_last, end_first))
                }
                // Its start is open: it began before it ended, and before the review.
                None => ((i64::MIN, end_last), (end_last.min(now), end_first)),
            }
        }
    }
}

/// Whether the case says that all records of the bucket are there.
fn supplied(job: &Job<'_, '_>, calendar: &Calendar, absence: &Absence, of: &Select, bucket: usize) -> bool {
    if absence.supply.is_some() {
        return true;
    }
    let (first, mut last) = calendar.dates(bucket);
    if calendar.bucket == Bucket::Nights {
        last = last.succ_opt().unwrap_or(last);
    }
    let bound = |date: NaiveDate| Some((Bound::of_dates(job.context, date, date), true));
    let span = Span { lower: bound(first), upper: bound(last), ..Span::default() };
    absence::covered(job.context, of.fact, &span).is_some()
}

/// How a bucket stands for which silence gives the number.
fn stands_for(job: &Job<'_, '_>, of: &Select, number: crate::value::number::Number) -> Truth {
    let Asks::Compare(Subject::Value, asked) = job.asks else { return Truth::Unknown };
    let parts = job.context.fact(of.fact).map_or(0, |fact| fact.parts.len());
    let value = Value { what: ValueWhat::Number(Range::exact(number)), open: None };
    let reading = Reading {
        record: usize::MAX,
        possible: None,
        because: None,
        value,
        parts: vec![Vec::new().into(); parts],
        time: ReadingTime::Unknown,
        preliminary: false,
        recorded: None,
        may_repeat: None,
        alike: Vec::new(),
        may_be_any: false,
        also: Vec::new(),
        event: usize::MAX,
    };
    compare::compare(job.context, &reading, Subject::Value, asked).truth
}
