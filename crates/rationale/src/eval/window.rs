//! Windows: where they begin and end in this case, and how a reading stands to one.

use super::context::{Context, Hand};
use super::evidence;
use super::periods;
use super::point::{self, Bound, Missing, Stretch};
use crate::assessment::{Gap, Reason};
use crate::ast::{Edge, Touch};
use crate::case::reading::Reading;
use crate::check::model::{Anchor, Point, Window, WindowForm};
use crate::value::time::{Instant, Length};
use crate::value::truth::Truth;
use chrono::Datelike as _;
use std::sync::Arc;

/// A window as it lies in this case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Span {
    /// Where it begins, and whether that bound is inside.
    pub(crate) lower: Option<(Bound, bool)>,
    /// Where it ends, and whether that bound is inside.
    pub(crate) upper: Option<(Bound, bool)>,
    /// Anchors that the case does not give.
    pub(crate) missing: Vec<Missing>,
    /// What would settle where it lies, where an end of a period of a series is not known to the day.
    pub(crate) loose: Vec<Gap>,
    /// Whether where it ends hangs on an anchor that the case does not give: it may still run.
    pub(crate) end_missing: bool,
    /// Its last instant where that is after the as-of time.
    pub(crate) runs_until: Option<Instant>,
    /// `within any` slides a window of this length inside.
    pub(crate) sliding: Option<Length>,
    /// How a period must lie to it.
    pub(crate) touch: Option<Touch>,
    /// What distances are told from. Review where the window names nothing better.
    pub(crate) told_from: Option<ToldFrom>,
}

impl Span {
    /// Whether it leaves nothing out.
    pub(crate) fn is_ever(&self) -> bool {
        self.lower.is_none() && self.upper.is_none() && self.missing.is_empty()
    }
}

/// What a distance is told from.
#[derive(Clone, Debug)]
pub(crate) enum ToldFrom {
    /// Review.
    Review,
    /// A time, with its words.
    Named(Arc<str>, Bound),
}

/// Lays a window over the case.
pub(crate) fn lay(context: &Context<'_>, window: Option<&Window>, hands: &[Hand<'_>]) -> Span {
    let mut span = Span::default();
    let Some(window) = window else { return span };
    span.touch = Some(window.touch);
    // Where the window ends, as a time after which nothing more can fall in it.
    let mut ends_at_point = false;
    match &window.form {
        WindowForm::WithinBefore(length, at) => {
            if let Some(end) = span.place(context, at, hands) {
                let begin = end.shifted(context, *length, false);
                span.set(begin, Some(end_of(context, end, *length)));
                ends_at_point = true;
                span.note_end(context, Some(end), at);
            }
        }
        WindowForm::WithinAfter(length, at) => {
            if let Some(begin) = span.place(context, at, hands) {
                let end = begin.shifted(context, *length, true);
                span.set(Some(end_of(context, begin, *length)), end);
            }
        }
        WindowForm::WithinOf(length, at) => {
            if let Some(middle) = span.place(context, at, hands) {
                let begin = middle.shifted(context, *length, false);
                let end = middle.shifted(context, *length, true);
                span.set(begin, end);
            }
        }
        WindowForm::FromTo { from, to, until } => {
            let begin = span.place(context, from, hands);
            span.end_missing = false;
            let end = span.place(context, to, hands);
            span.lower = begin.map(|bound| (bound, true));
            span.upper = end.map(|bound| (bound, !until));
            if *until && end.is_some_and(|end| end.by_date) {
                ends_at_point = true;
                span.note_end(context, end.map(|end| end.before(context)), to);
            }
        }
        WindowForm::WithinAny(length, from, to) => {
            let begin = span.place(context, from, hands);
            span.end_missing = false;
            let end = span.place(context, to, hands);
            span.lower = begin.map(|bound| (bound, true));
            span.upper = end.map(|bound| (bound, true));
            span.sliding = Some(*length);
        }
        WindowForm::Before(at) | WindowForm::UpTo(at) => {
            let inside = matches!(window.form, WindowForm::UpTo(_));
            if let Some(end) = span.place(context, at, hands) {
                span.upper = Some((end, inside));
                ends_at_point = true;
                // Before a date: over when the date begins.
                let over = if inside || !end.by_date { end } else { end.before(context) };
                span.note_end(context, Some(over), at);
            }
        }
        WindowForm::After(at) => {
            let begin = span.place(context, at, hands);
            span.lower = begin.map(|bound| (bound, false));
            // It has no end of its own: it is cut at the as-of time, like `ever`.
            ends_at_point = true;
            span.end_missing = false;
        }
        WindowForm::During(anchor) => match point::anchor(context, anchor, hands) {
            Ok(Stretch { from, to, end_unknown, .. }) => {
                span.lower = from.map(|bound| (bound, true));
                if end_unknown {
                    span.missing.push(Missing::of("discharge"));
                    span.end_missing = true;
                } else {
                    let end = to.unwrap_or_else(|| Bound::still_running(context));
                    span.upper = Some((end, true));
                }
                span.loosened(periods::loose(context, anchor, Some(Edge::Start)));
                span.loosened(periods::loose(context, anchor, Some(Edge::End)));
                span.told_from =
                    from.map(|bound| ToldFrom::Named(point::anchor_words(context, anchor).into(), bound));
            }
            Err(missing) => {
                span.missing.push(missing);
                span.end_missing = true;
            }
        },
        WindowForm::OnDayOf(at) => {
            if let Some(day) = span.place(context, at, hands) {
                let day = day.day(context);
                span.set(Some(day), Some(day));
            }
        }
        WindowForm::Ever => {}
    }
    if !ends_at_point {
        let end = span.upper.map(|(bound, _)| bound);
        span.note_end(context, end, &REVIEW);
    }
    // A window that has not begun runs too; one that is over before it begins holds nothing, and never will.
    let over = span.upper.is_some() && span.runs_until.is_none();
    if let Some((bound, inside)) = span.lower.filter(|_| !over) {
        let begins = if bound.by_date && inside {
            context.case.zone.day(bound.dates.last).first
        } else {
            bound.instants.last
        };
        if begins > context.case.as_of {
            span.runs_until = span.runs_until.max(Some(begins));
        }
    }
    // What hangs on the end of something that still runs has no end that can be told.
    let told = |at: Instant| context.case.zone.date_of(at).year() <= LAST_YEAR;
    span.runs_until = span.runs_until.map(|at| if told(at) { at } else { Instant(i64::MAX) });
    span
}

/// No time of a case lies in a later year.
const LAST_YEAR: i32 = 9_999;

const REVIEW: Point = Point { day_of: false, shift: None, anchor: Anchor::Review, edge: None };

/// The near end of a window of some length: by calendar dates where the length is one of days or longer; by instants where it is
/// one of hours and the end is a known instant, such as the last of a span given by dates.
fn end_of(context: &Context<'_>, end: Bound, length: Length) -> Bound {
    if !length.unit.is_elapsed() {
        return end.day(context);
    }
    Bound { by_date: end.by_date && end.instants.first != end.instants.last, ..end }
}

/// What is asked of a time that the case gives less exactly than the window needs it.
fn imprecise(context: &Context<'_>, anchor: &Anchor, bound: &Bound, hands: &[Hand<'_>]) -> Vec<Gap> {
    let exact = if bound.by_date { bound.dates.is_exact() } else { bound.instants.is_exact() };
    if !exact && matches!(anchor, Anchor::Picked(..)) {
        return point::picked_gaps(context, anchor, hands);
    }
    if exact || !matches!(anchor, Anchor::Named(_)) {
        return Vec::new();
    }
    let what = if bound.by_date { "date" } else { "time" };
    let what = format!("exact {what} of {}", point::anchor_words(context, anchor));
    vec![evidence::header_gap(context, Reason::ImpreciseTime, &what)]
}

impl Span {
    fn place(&mut self, context: &Context<'_>, at: &Point, hands: &[Hand<'_>]) -> Option<Bound> {
        match point::place(context, at, hands) {
            Ok(bound) => {
                if self.told_from.is_none() && at.shift.is_none() {
                    self.told_from = Some(match at.anchor {
                        Anchor::Review if !at.day_of => ToldFrom::Review,
                        _ => ToldFrom::Named(point::point_words(context, at).into(), bound),
                    });
                }
                self.loosened(periods::loose(context, &at.anchor, at.edge));
                self.loosened(imprecise(context, &at.anchor, &bound, hands));
                Some(bound)
            }
            Err(missing) => {
                self.missing.push(missing);
                self.end_missing = true;
                None
            }
        }
    }

    pub(crate) fn loosened(&mut self, gaps: Vec<Gap>) {
        let new = gaps.into_iter().filter(|gap| !self.loose.contains(gap)).collect::<Vec<_>>();
        self.loose.extend(new);
    }

    /// Sets both bounds; one that cannot be calculated leaves its side open.
    fn set(&mut self, begin: Option<Bound>, end: Option<Bound>) {
        if begin.is_none() || end.is_none() {
            self.missing.push(Missing::of("a time that can be calculated"));
        }
        self.lower = begin.map(|bound| (bound, true));
        self.upper = end.map(|bound| (bound, true));
    }

    /// Notes until when it runs, if it does.
    fn note_end(&mut self, context: &Context<'_>, end: Option<Bound>, at: &Point) {
        let now = context.case.as_of;
        let at_review = matches!(at.anchor, Anchor::Review) && at.shift.is_none() && !at.day_of;
        if let Some(end) = end
            && !(at_review && end.instants.last == now)
            && end.instants.last > now
        {
            self.runs_until = Some(end.instants.last);
        }
    }
}

/// Whether a reading lies in the window.
pub(crate) fn holds(context: &Context<'_>, span: &Span, reading: &Reading) -> Truth {
    if span.is_ever() {
        return Truth::True;
    }
    let Some(time) = point::of_reading(reading) else { return Truth::Unknown };
    let touch = span.touch.unwrap_or(Touch::Sharing);
    let mut holds = if span.missing.is_empty() { Truth::True } else { Truth::Unknown };
    let running = Bound::still_running(context);
    let starts = |bound: &Bound, inside: bool, from_below: bool| {
        time.from.map_or(Truth::Unknown, |from| side(&from, bound, inside, from_below))
    };
    let ends = |bound: &Bound, inside: bool, from_below: bool| {
        // What still runs has no end yet: an end asked for is not there.
        match time.to {
            Some(to) => side(&to, bound, inside, from_below),
            None if touch == Touch::Sharing => side(&running, bound, inside, from_below),
            None => Truth::False,
        }
    };
    if let Some((bound, inside)) = &span.lower {
        holds = holds.and(match touch {
            Touch::Sharing | Touch::Ending => ends(bound, *inside, true),
            Touch::Starting | Touch::Whole => starts(bound, *inside, true),
        });
    }
    if let Some((bound, inside)) = &span.upper {
        holds = holds.and(match touch {
            Touch::Sharing | Touch::Starting => starts(bound, *inside, false),
            Touch::Ending | Touch::Whole => ends(bound, *inside, false),
        });
    }
    if matches!(touch, Touch::Ending | Touch::Whole) && time.to.is_none() {
        holds = Truth::False;
    }
    holds
}

/// Whether a time is on the inner side of a bound: at or after it (`from_below`), at or before it otherwise.
pub(crate) fn side(time: &Bound, bound: &Bound, inside: bool, from_below: bool) -> Truth {
    if bound.by_date {
        let (a, b) = (time.dates, bound.dates);
        if from_below {
            ordered(&(b.first, b.last), &(a.first, a.last), inside)
        } else {
            ordered(&(a.first, a.last), &(b.first, b.last), inside)
        }
    } else {
        let (a, b) = (time.instants, bound.instants);
        if from_below {
            ordered(&(b.first, b.last), &(a.first, a.last), inside)
        } else {
            ordered(&(a.first, a.last), &(b.first, b.last), inside)
        }
    }
}

/// Whether what lies in `left` is before (or, `equal`, at) what lies in `right`.
fn ordered<T: Ord>(left: &(T, T), right: &(T, T), equal: bool) -> Truth {
    let (sure, could) =
        if equal { (left.1 <= right.0, left.0 <= right.1) } else { (left.1 < right.0, left.0 < right.1) };
    match (sure, could) {
        (true, _) => Truth::True,
        (false, true) => Truth::Unknown,
        (false, false) => Truth::False,
    }
}
