//! Series of periods: which of them the request asks about, its number and its days, in every possibility the case leaves open.
//!
//! A period is made of whole days. What is not known (when the series began, how many went before, which day is asked about)
//! is gone through day by day and count by count; a test hears the least and the greatest of what comes out.

use super::absence;
use super::apart::apart;
use super::context::Context;
use super::evidence;
use super::point::{self, Missing};
use super::select;
use super::term::{Answer, days};
use crate::assessment::{Evidence, Gap, Reason, Status};
use crate::ast::Edge;
use crate::case::reading::Reading;
use crate::check::model::{Anchor, Compare, Periods, Point, TestForm};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::{DateRange, Length, TimeUnit, add_to_date, completed_months, days_between};
use crate::value::truth::Truth;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// More possibilities than these are not gone through: the period is then not known.
const MOST: usize = 4096;

/// The period that the request asks about, as far as the case tells.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// Its numbers: each from one to another, or on without end.
    numbers: BTreeSet<(usize, Option<usize>)>,
    /// Its first day.
    pub(crate) first: DateRange,
    /// Its last day.
    pub(crate) last: DateRange,
}

/// What a case says of a series.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// `None` where in some possibility no period holds the day asked about.
    pub(crate) standing: Option<Standing>,
    /// What leaves the number open.
    pub(crate) number_gaps: Vec<Gap>,
    /// What leaves its days open.
    pub(crate) day_gaps: Vec<Gap>,
    /// The periods that went before, or that there are none.
    pub(crate) counted: Vec<Evidence>,
}

impl Seen {
    fn nowhere(gaps: Vec<Gap>, counted: Vec<Evidence>) -> Self {
        Self { standing: None, number_gaps: gaps.clone(), day_gaps: gaps, counted }
    }
}

/// How many periods went before.
struct Earlier {
    least: usize,
    /// `None`: more may be on no record.
    most: Option<usize>,
    gaps: Vec<Gap>,
    evidence: Vec<Evidence>,
}

/// Where one day lies in a series of which all is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before it begins.
    Before,
    /// In the period of that number, between these days.
    In { number: usize, first: NaiveDate, last: NaiveDate },
    /// After its last period, which ended on that day.
    After(NaiveDate),
    /// No calendar reaches so far.
    Nowhere,
}

/// Looks where the case stands in a series.
pub(crate) fn look(context: &Context<'_>, of: &Periods) -> Seen {
    let begins = match point::place(context, &Point { day_of: true, ..of.from.clone() }, &[]) {
        Ok(bound) => bound.dates,
        Err(missing) => return Seen::nowhere(evidence::anchor_gaps(context, &missing), Vec::new()),
    };
    let (asked, by_request) = asked(context);
    let earlier = earlier(context, of);
    // From so many on, all that follow have one length.
    let most = earlier.most.map_or(of.lengths.len(), |most| most.min(of.lengths.len())).max(earlier.least);
    let counts = most.saturating_sub(earlier.least).saturating_add(1);
    let sources = Sources { begins, asked, by_request, earlier: &earlier };
    let Some(all) = possibilities(of, &sources, counts) else {
        return Seen::nowhere(sources.gaps(context, of, [true, true, true]), earlier.evidence);
    };
    let places = |wanted: fn(&Place) -> bool| all.values().all(wanted);
    if places(|place| *place == Place::Before) {
        return Seen::nowhere(vec![before(context, of, &sources)], earlier.evidence);
    }
    if places(|place| matches!(place, Place::After(_))) {
        return Seen::nowhere(vec![after(context, of, all.values())], earlier.evidence);
    }
    let by_number = |place: Place| match place {
        Place::In { number, .. } => Place::In { number, first: NaiveDate::MIN, last: NaiveDate::MIN },
        other => other,
    };
    let by_days = |place: Place| match place {
        Place::In { first, last, .. } => Place::In { number: 0, first, last },
        other => other,
    };
    let [on_count, on_begin, on_asked] = turns_on(&all, by_number);
    let count_open = on_count || earlier.most.is_none_or(|greatest| greatest > earlier.least);
    let number_gaps = sources.gaps(context, of, [count_open, on_begin, on_asked]);
    let day_gaps = sources.gaps(context, of, turns_on(&all, by_days));
    let mut standing: Option<Standing> = None;
    for ((count, ..), place) in &all {
        let Place::In { number, first, last } = *place else {
            return Seen { standing: None, number_gaps, day_gaps, counted: earlier.evidence };
        };
        // Each one more that went before makes the number one more, from the last length listed on.
        let greatest = match earlier.most {
            _ if *count < most => Some(number),
            greatest => greatest.map(|greatest| number.saturating_add(greatest.saturating_sub(most))),
        };
        let so_far = standing.get_or_insert_with(|| Standing {
            numbers: BTreeSet::new(),
            first: DateRange::exact(first),
            last: DateRange::exact(last),
        });
        so_far.numbers.insert((number, greatest));
        so_far.first = widened(so_far.first, first);
        so_far.last = widened(so_far.last, last);
    }
    Seen { standing, number_gaps, day_gaps, counted: earlier.evidence }
}

fn widened(range: DateRange, date: NaiveDate) -> DateRange {
    DateRange { first: range.first.min(date), last: range.last.max(date) }
}

/// The day asked about: the first day of the period requested, else the day of review; and whether the request says it.
fn asked(context: &Context<'_>) -> (DateRange, bool) {
    let zone = &context.case.zone;
    match context.case.request.period {
        Some((from, _)) => (from.dates(zone), true),
        None => (DateRange::exact(zone.date_of(context.case.as_of)), false),
    }
}

/// What may be open.
struct Sources<'s> {
    /// When the series began.
    begins: DateRange,
    /// The day asked about.
    asked: DateRange,
    by_request: bool,
    earlier: &'s Earlier,
}

impl Sources<'_> {
    /// What would settle the sources marked: the count, the beginning, the day asked about.
    fn gaps(&self, context: &Context<'_>, of: &Periods, [count, begins, asked]: [bool; 3]) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let exactly = |what: String| evidence::header_gap(context, Reason::ImpreciseTime, &what);
        if begins && !self.begins.is_exact() {
            let anchor = point::anchor_words(context, &of.from.anchor);
            gaps.push(exactly(format!("exact date of {anchor}")));
        }
        if asked && !self.asked.is_exact() {
            gaps.push(exactly(String::from("exact first day of the period requested")));
        }
        if count {
            gaps.extend(self.earlier.gaps.iter().cloned());
        }
        gaps
    }
}

/// Every place there may be, by count, beginning and day asked about; `None` where these are too many.
fn possibilities(
    of: &Periods,
    sources: &Sources<'_>,
    counts: usize,
) -> Option<BTreeMap<(usize, NaiveDate, NaiveDate), Place>> {
    let days = |range: DateRange| {
        usize::try_from(days_between(range.first, range.last)).ok().and_then(|days| days.checked_add(1))
    };
    let (begins, asked) = (days(sources.begins)?, days(sources.asked)?);
    counts.checked_mul(begins)?.checked_mul(asked).filter(|number| *number <= MOST)?;
    let mut all = BTreeMap::new();
    for count in (sources.earlier.least..).take(counts) {
        for begin in sources.begins.first.iter_days().take(begins) {
            for on in sources.asked.first.iter_days().take(asked) {
                all.insert((count, begin, on), place(of, count, begin, on));
            }
        }
    }
    Some(all)
}

/// On which of count, beginning and day asked about it turns where a day lies, the other two held.
fn turns_on(all: &BTreeMap<(usize, NaiveDate, NaiveDate), Place>, of: impl Fn(Place) -> Place) -> [bool; 3] {
    let mut turns = [false; 3];
    let mut seen: [BTreeMap<(usize, NaiveDate, NaiveDate), Place>; 3] = Default::default();
    for ((count, begin, on), place) in all {
        let place = of(*place);
        let held = [(0, *begin, *on), (*count, NaiveDate::MIN, *on), (*count, *begin, NaiveDate::MIN)];
        for ((key, seen), turns) in held.into_iter().zip(&mut seen).zip(&mut turns) {
            *turns |= *seen.entry(key).or_insert(place) != place;
        }
    }
    turns
}

/// Where a day lies in a series that began on a day with so many periods before it.
fn place(of: &Periods, earlier: usize, begin: NaiveDate, on: NaiveDate) -> Place {
    if on < begin {
        return Place::Before;
    }
    // A series is all in days or all in months, so that its days follow from one number.
    let by_month = of.lengths.iter().chain(&of.then).any(|length| is_by_month(*length));
    let reached = if by_month { completed_months(begin, on) } else { days_between(begin, on) };
    let at = |gone: i64| {
        let count = u32::try_from(gone).ok()?;
        let unit = if by_month { TimeUnit::Months } else { TimeUnit::Days };
        add_to_date(Length { count, unit }, begin, true)
    };
    let found = |number: usize, gone: i64, length: i64| {
        let last = at(gone.saturating_add(length)).and_then(|next| next.pred_opt());
        match (at(gone), last) {
            (Some(first), Some(last)) => Place::In { number, first, last },
            _ => Place::Nowhere,
        }
    };
    let mut gone = 0_i64;
    let mut number = earlier.saturating_add(1);
    for length in of.lengths.iter().skip(earlier) {
        let length = counted(*length);
        if gone.saturating_add(length) > reached {
            return found(number, gone, length);
        }
        gone = gone.saturating_add(length);
        number = number.saturating_add(1);
    }
    let Some(length) = of.then.map(counted) else {
        return at(gone).and_then(|next| next.pred_opt()).map_or(Place::Nowhere, Place::After);
    };
    let further = reached.saturating_sub(gone).checked_div(length).unwrap_or(0);
    let number = number.saturating_add(usize::try_from(further).unwrap_or(usize::MAX));
    found(number, gone.saturating_add(further.saturating_mul(length)), length)
}

fn is_by_month(length: Length) -> bool {
    matches!(length.unit, TimeUnit::Months | TimeUnit::Years)
}

/// A length in days, or in months.
fn counted(length: Length) -> i64 {
    let each = match length.unit {
        TimeUnit::Weeks => 7,
        TimeUnit::Years => 12,
        TimeUnit::Minutes | TimeUnit::Hours | TimeUnit::Days | TimeUnit::Months => 1,
    };
    i64::from(length.count).saturating_mul(each)
}

/// How many periods went before the series began, as of review.
fn earlier(context: &Context<'_>, of: &Periods) -> Earlier {
    let Some(counting) = &of.counting else {
        return Earlier { least: 0, most: Some(0), gaps: Vec::new(), evidence: Vec::new() };
    };
    let fact = counting.fact;
    let selected = select::select(context, counting, &[], &[]);
    let absence = absence::absence(context, fact, &selected.span, &[]);
    let held = |sure: bool| -> Vec<&Reading> {
        let entries = selected.entries.iter().filter(|entry| entry.sure || !sure);
        entries.map(|entry| entry.reading).collect()
    };
    let (sure, could) = (held(true), held(false));
    let least = days::days(context, fact, &sure, true).unwrap_or_else(|| apart(&sure).len());
    let most = days::days(context, fact, &could, false)
        .unwrap_or_else(|| could.iter().map(|reading| reading.event).collect::<BTreeSet<_>>().len());
    // What would begin between review and the beginning of the series is no period that went before.
    let exact = absence.settled_so_far();
    let span = Some(&selected.span);
    let mut gaps: Vec<Gap> = Vec::new();
    let mut evidence = Vec::new();
    for entry in &selected.entries {
        let open = !entry.sure || (most > least && entry.reading.may_repeat.is_some());
        let mut record = evidence::record(context, fact, entry.reading, &selected.span, &[]);
        record.leaves_open = open;
        evidence.push(Evidence::Record(record));
        let alike = open.then_some(Reason::ImpreciseTime).filter(|_| entry.sure);
        for reason in entry.reasons.iter().cloned().chain(alike) {
            for gap in evidence::gaps(context, fact, reason, None, entry.reading, span) {
                if !gaps.contains(&gap) {
                    gaps.push(gap);
                }
            }
        }
    }
    if exact {
        evidence.push(evidence::absence(context, fact, &selected.span, &absence));
    } else {
        let reason = match (absence.silence.is_some(), absence.supply.is_some()) {
            (true, false) => Reason::SupplyNotComplete,
            _ => Reason::NotDocumented,
        };
        gaps.push(evidence::gap(context, fact, reason, None, &[], span));
    }
    Earlier { least, most: exact.then_some(most), gaps, evidence }
}

/// The day asked about is before the first period.
fn before(context: &Context<'_>, of: &Periods, sources: &Sources<'_>) -> Gap {
    let begins = sources.begins.last;
    if sources.by_request {
        let what = format!(
            "right dates: the period requested begins before {}, on which the first {} begins",
            sources.begins.first,
            of.words()
        );
        return evidence::header_gap(context, Reason::OutsideWindow, &what);
    }
    let until = context.case.zone.day(begins).first;
    let mut gap = evidence::header_gap(context, Reason::NotYet(Some(until)), &of.words());
    gap.ask.text = format!("Nothing now: the first {} begins on {begins}.", of.words());
    gap
}

/// The day asked about is after the last period.
fn after<'p>(context: &Context<'_>, of: &Periods, all: impl Iterator<Item = &'p Place>) -> Gap {
    let ended = all.filter_map(|place| match place {
        Place::After(on) => Some(*on),
        _ => None,
    });
    let on = ended.max().map_or_else(String::new, |on| format!(" on {on}"));
    let anchor = point::anchor_words(context, &of.from.anchor);
    let what = format!("later date of {anchor}: the last {} ended{on}", of.words());
    evidence::header_gap(context, Reason::OutsideWindow, &what)
}

/// The start and the end of the period at hand, as a span.
pub(crate) fn stretch(context: &Context<'_>, of: &Periods) -> Result<point::Stretch, Missing> {
    let seen = look(context, of);
    let Some(standing) = seen.standing else {
        return Err(Missing { anchor: of.words(), gaps: seen.day_gaps });
    };
    let days = |range: DateRange| Some(point::Bound::of_dates(context, range.first, range.last));
    let (from, to) = (days(standing.first), days(standing.last));
    Ok(point::Stretch { from, to, point: false, end_unknown: false })
}

/// What leaves a start or an end open that a point hangs on; nothing where it is known.
pub(crate) fn loose(context: &Context<'_>, anchor: &Anchor, edge: Option<Edge>) -> Vec<Gap> {
    let Anchor::Period(of) = anchor else { return Vec::new() };
    let seen = look(context, of);
    let exact = seen.standing.as_ref().is_some_and(|standing| match edge {
        Some(Edge::End) => standing.last.is_exact(),
        Some(Edge::Start) | None => standing.first.is_exact(),
    });
    if exact || seen.standing.is_none() { Vec::new() } else { seen.day_gaps }
}

/// `benefit.number >= 3`
pub(crate) fn number(context: &Context<'_>, of: &Periods, asked: &Compare) -> Answer {
    let seen = look(context, of);
    let whole = |number: usize| Number::whole(i64::try_from(number).unwrap_or(i64::MAX));
    let mut truth = Truth::Unknown;
    for (at, (least, most)) in seen.standing.iter().flat_map(|standing| &standing.numbers).enumerate() {
        let most = most.map_or(Bound::Unbounded, |most| Bound::Inside(whole(most)));
        let range = Range::new(Bound::Inside(whole(*least)), most).unwrap_or_else(Range::any);
        let one = super::compare::compare_range(&range, asked);
        truth = if at == 0 || truth == one { one } else { Truth::Unknown };
    }
    let mut answer = Answer::decided(select::to_status(truth));
    answer.evidence.extend(seen.standing.as_ref().map(|standing| cited(of, standing)));
    answer.evidence.extend(seen.counted);
    if answer.status == Status::Undetermined {
        answer.reasons = evidence::reasons_of(&seen.number_gaps);
        answer.gaps = seen.number_gaps;
    }
    answer
}

/// The period as a reviewer reads it: `benefit period 3: 2026-03-01 to 2026-04-29`.
fn cited(of: &Periods, standing: &Standing) -> Evidence {
    let days = if standing.first.is_exact() && standing.last.is_exact() {
        format!("{} to {}", standing.first.first, standing.last.first)
    } else {
        let text = |range: DateRange| {
            if range.is_exact() {
                range.first.to_string()
            } else {
                format!("{} to {}", range.first, range.last)
            }
        };
        format!("first day {}, last day {}", text(standing.first), text(standing.last))
    };
    let least = standing.numbers.first().map_or(0, |(least, _)| *least);
    let most = standing.numbers.iter().try_fold(0, |most, (_, greatest)| Some(most.max((*greatest)?)));
    match (least, most) {
        (least, Some(most)) if least == most => Evidence::Header(format!("{} {least}", of.words()), days),
        (least, Some(most)) => Evidence::Header(of.words(), format!("number {least} to {most}, {days}")),
        (least, None) => Evidence::Header(of.words(), format!("number {least} or more, {days}")),
    }
}

/// Cites the periods that a test's times hang on.
pub(crate) fn cite(context: &Context<'_>, form: &TestForm, answer: &mut Answer) {
    for anchor in form.anchors() {
        let Anchor::Period(of) = anchor else { continue };
        let cited = look(context, of).standing.map(|standing| cited(of, &standing));
        answer.evidence.extend(cited.filter(|cited| !answer.evidence.contains(cited)));
    }
}
