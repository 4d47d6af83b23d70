//! Points in time and windows, and how the time of a reading lies to them.

use super::{Hand, Look, Scene};
use crate::ast::{Edge, Touch};
use crate::case::model::AnchorTime;
use crate::case::reading::ReadingTime;
use crate::check::model::{Anchor, Point, Window, WindowForm};
use crate::value::time::{DateRange, Instant, InstantRange, Length, Moment, add_to_date, add_to_instant};
use crate::value::truth::Truth;

/// A time that may be any instant of a stretch, with the dates of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) instants: InstantRange,
    pub(super) dates: DateRange,
}

/// A point that times are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// Its anchor is not given.
    Missing,
    /// Compared by instants.
    Instant(Time),
    /// Compared by calendar dates.
    Date(DateRange),
    /// The first or last instant of a date: compared by calendar dates, moved by hours from that instant.
    Edge(Time),
}

/// One end of a window.
#[derive(Clone, Copy, Debug)]
pub(super) struct WindowEnd {
    pub(super) bound: Bound,
    /// The bound itself is inside.
    pub(super) inside: bool,
}

/// A window, worked out: `None` has no end on that side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) touch: Touch,
    pub(super) low: Option<WindowEnd>,
    pub(super) high: Option<WindowEnd>,
    /// `ever`, where a reading without a time is too.
    pub(super) ever: bool,
    /// When it is over, where that is not its end.
    pub(super) over: Option<Bound>,
}

impl Bound {
    fn dates(self) -> Option<DateRange> {
        match self {
            Self::Missing => None,
            Self::Instant(time) | Self::Edge(time) => Some(time.dates),
            Self::Date(dates) => Some(dates),
        }
    }
}

/// Whether `left < right` (`<=` where `or_equal`), where each may be anything from its first to its last.
fn before<T: Ord>(left: (&T, &T), right: (&T, &T), or_equal: bool) -> Truth {
    let holds = |left: &T, right: &T| if or_equal { left <= right } else { left < right };
    let tried =
        [holds(left.0, right.0), holds(left.0, right.1), holds(left.1, right.0), holds(left.1, right.1)];
    if tried.iter().all(|holds| *holds) {
        Truth::True
    } else if tried.iter().any(|holds| *holds) {
        Truth::Unknown
    } else {
        Truth::False
    }
}

/// Whether a time is before a bound.
pub(super) fn is_before(time: &Time, bound: &Bound, or_equal: bool) -> Truth {
    match bound {
        Bound::Missing => Truth::Unknown,
        Bound::Instant(at) => before(
            (&time.instants.first, &time.instants.last),
            (&at.instants.first, &at.instants.last),
            or_equal,
        ),
        Bound::Date(on) | Bound::Edge(Time { dates: on, .. }) => {
            before((&time.dates.first, &time.dates.last), (&on.first, &on.last), or_equal)
        }
    }
}

/// Whether a time is after a bound.
pub(super) fn is_after(time: &Time, bound: &Bound, or_equal: bool) -> Truth {
    match bound {
        Bound::Missing => Truth::Unknown,
        _ => !is_before(time, bound, !or_equal),
    }
}

impl Stretch {
    fn low(&self, time: &Time) -> Truth {
        self.low.map_or(Truth::True, |end| is_after(time, &end.bound, end.inside))
    }

    fn high(&self, time: &Time) -> Truth {
        self.high.map_or(Truth::True, |end| is_before(time, &end.bound, end.inside))
    }
}

impl Look<'_> {
    pub(super) fn time(&self, instants: InstantRange) -> Time {
        let zone = &self.case.zone;
        Time {
            instants,
            dates: DateRange { first: zone.date_of(instants.first), last: zone.date_of(instants.last) },
        }
    }

    pub(super) fn moment(&self, moment: &Moment) -> Time {
        self.time(self.case.zone.moment_range(moment))
    }

    /// An end that is still to come.
    fn to_come(&self) -> Time {
        let first = Instant(self.case.as_of.0.saturating_add(1));
        self.time(InstantRange { first, last: Instant(i64::MAX) })
    }

    /// When a reading starts and ends; a point is both. `None`: nothing is known of its time.
    pub(super) fn start_and_end(&self, time: &ReadingTime) -> Option<(Time, Time)> {
        let known = |(instants, dates): (InstantRange, DateRange)| Time { instants, dates };
        match *time {
            ReadingTime::Unknown => None,
            ReadingTime::At(instants, dates) => {
                let at = known((instants, dates));
                Some((at, at))
            }
            ReadingTime::Period { from, to } => {
                let end = to.map_or_else(|| self.to_come(), known);
                let start = from.map(known).unwrap_or_else(|| {
                    let last = end.instants.last.min(self.case.as_of);
                    self.time(InstantRange { first: Instant(i64::MIN), last })
                });
                Some((start, end))
            }
        }
    }

    /// What a point hangs on.
    fn anchor(&self, point: &Point, scene: Scene<'_>) -> Option<Bound> {
        let end = point.edge == Some(Edge::End);
        let time = match &point.anchor {
            Anchor::Review => Some(self.time(InstantRange::exact(self.case.as_of))),
            Anchor::Request => self.case.request.received.as_ref().map(|at| self.moment(at)),
            Anchor::Birth => self.case.patient.birth_date.as_ref().map(|at| self.moment(at)),
            Anchor::Named(name) => {
                let (start, stop) = self.named(name)?;
                return if end { stop } else { Some(start) };
            }
            Anchor::This(depth) => {
                let mut hand: Option<&Hand<'_>> = scene.hand;
                for _ in 0..*depth {
                    hand = hand.and_then(|hand| hand.outer);
                }
                let (start, stop) = self.start_and_end(&hand?.reading.time)?;
                Some(if end { stop } else { start })
            }
            Anchor::Picked(pick, select) => self.picked_time(*pick, select, end, scene),
            // Whole days: not a time, but dates.
            Anchor::Period(_) => None,
        };
        time.map(Bound::Instant)
    }

    /// Start and end of a named anchor; the end of one that does not say it is still to come.
    fn named(&self, name: &str) -> Option<(Bound, Option<Bound>)> {
        let given = self.case.anchors.get(name).copied();
        // From the first instant of a day to the last of another, where it is given in days.
        let edge = |moment: &Moment, last: bool| {
            let range = self.case.zone.moment_range(moment);
            let at = if last { range.last } else { range.first };
            let time = self.time(InstantRange { first: at, last: at });
            if matches!(moment, Moment::Exact(_)) { Bound::Instant(time) } else { Bound::Edge(time) }
        };
        let span = |from: &Moment, to: Option<&Moment>| {
            let stop = to.map_or_else(|| Bound::Instant(self.to_come()), |to| edge(to, true));
            (edge(from, false), Some(stop))
        };
        match (given, name) {
            (Some(AnchorTime::At(at)), _) => {
                let at = Bound::Instant(self.moment(&at));
                Some((at, Some(at)))
            }
            (Some(AnchorTime::Span(from, to)), _) => Some(span(&from, to.as_ref())),
            (None, "stay") => {
                let (admitted, _) = self.named("admission")?;
                // A discharge that is not given is not known.
                Some((admitted, self.named("discharge").map(|(at, _)| at)))
            }
            (None, "period") => {
                let (from, to) = self.case.request.period.as_ref()?;
                Some(span(from, to.as_ref()))
            }
            (None, _) => None,
        }
    }

    pub(super) fn bound(&self, point: &Point, scene: Scene<'_>) -> Bound {
        let base = match &point.anchor {
            Anchor::Period(of) => self.period_edge(of, point.edge),
            _ => self.anchor(point, scene).unwrap_or(Bound::Missing),
        };
        let shifted = match point.shift {
            None => Some(base),
            Some((length, after)) => self.shift(base, length, after),
        };
        match shifted {
            None => Bound::Missing,
            Some(bound) if point.day_of => bound.dates().map_or(Bound::Missing, Bound::Date),
            Some(bound) => bound,
        }
    }

    /// Hours move instants, days and longer move dates.
    pub(super) fn shift(&self, bound: Bound, length: Length, after: bool) -> Option<Bound> {
        if length.unit.is_elapsed() {
            let instants = self.instants(bound)?;
            let first = add_to_instant(length, instants.first, after)?;
            let last = add_to_instant(length, instants.last, after)?;
            Some(Bound::Instant(self.time(InstantRange { first, last })))
        } else {
            let dates = bound.dates()?;
            let first = add_to_date(length, dates.first, after)?;
            let last = add_to_date(length, dates.last, after)?;
            Some(Bound::Date(DateRange { first, last }))
        }
    }

    /// Every instant a bound may stand for.
    pub(super) fn instants(&self, bound: Bound) -> Option<InstantRange> {
        match bound {
            Bound::Missing => None,
            Bound::Instant(time) | Bound::Edge(time) => Some(time.instants),
            Bound::Date(dates) => Some(InstantRange {
                first: self.case.zone.day(dates.first).first,
                last: self.case.zone.day(dates.last).last,
            }),
        }
    }

    pub(super) fn dates(&self, bound: Bound) -> Option<DateRange> {
        bound.dates()
    }

    /// The ends of a window; none written is `ever`.
    pub(super) fn stretch(&self, window: Option<&Window>, scene: Scene<'_>) -> Stretch {
        let ever = Stretch { touch: Touch::Sharing, low: None, high: None, ever: true, over: None };
        let Some(window) = window else { return ever };
        let inside = |bound: Bound| Some(WindowEnd { bound, inside: true });
        let outside = |bound: Bound| Some(WindowEnd { bound, inside: false });
        // Days and longer compare dates on both sides of the anchor.
        let near = |point: &Point, length: Length| {
            let bound = self.bound(point, scene);
            match (length.unit.is_elapsed(), bound) {
                (true, Bound::Edge(time)) => Bound::Instant(time),
                (true, bound) => bound,
                (false, _) => bound.dates().map_or(Bound::Missing, Bound::Date),
            }
        };
        let moved = |point: &Point, length: Length, after: bool| {
            self.shift(self.bound(point, scene), length, after).unwrap_or(Bound::Missing)
        };
        let (low, high) = match &window.form {
            WindowForm::Ever => return ever,
            WindowForm::WithinBefore(length, point) => {
                (inside(moved(point, *length, false)), inside(near(point, *length)))
            }
            WindowForm::WithinAfter(length, point) => {
                (inside(near(point, *length)), inside(moved(point, *length, true)))
            }
            WindowForm::WithinOf(length, point) => {
                (inside(moved(point, *length, false)), inside(moved(point, *length, true)))
            }
            WindowForm::FromTo { from, to, until } => {
                let to = WindowEnd { bound: self.bound(to, scene), inside: !until };
                (inside(self.bound(from, scene)), Some(to))
            }
            WindowForm::WithinAny(_, from, to) => {
                (inside(self.bound(from, scene)), inside(self.bound(to, scene)))
            }
            WindowForm::Before(point) => (None, outside(self.bound(point, scene))),
            WindowForm::UpTo(point) => (None, inside(self.bound(point, scene))),
            WindowForm::After(point) => (outside(self.bound(point, scene)), None),
            WindowForm::During(anchor) => {
                let edge =
                    |edge| Point { day_of: false, shift: None, anchor: anchor.clone(), edge: Some(edge) };
                (inside(self.bound(&edge(Edge::Start), scene)), inside(self.bound(&edge(Edge::End), scene)))
            }
            WindowForm::OnDayOf(point) => {
                let day = self.bound(point, scene).dates().map_or(Bound::Missing, Bound::Date);
                (inside(day), inside(day))
            }
        };
        // What looks back from a point is over at that point.
        let over = match &window.form {
            WindowForm::WithinBefore(_, point) => Some(self.bound(point, scene)),
            _ => None,
        };
        Stretch { touch: window.touch, low, high, ever: false, over }
    }

    /// Whether a time is in the window.
    pub(super) fn within(&self, time: &ReadingTime, stretch: &Stretch) -> Truth {
        if stretch.ever {
            return Truth::True;
        }
        let Some((start, end)) = self.start_and_end(time) else { return Truth::Unknown };
        match (time, stretch.touch) {
            // What still runs has no end that could lie in the window.
            (ReadingTime::Period { to: None, .. }, Touch::Ending | Touch::Whole) => Truth::False,
            (ReadingTime::Period { .. }, Touch::Sharing) => stretch.high(&start).and(stretch.low(&end)),
            (ReadingTime::Period { .. }, Touch::Ending) => stretch.low(&end).and(stretch.high(&end)),
            (ReadingTime::Period { .. }, Touch::Whole) => stretch.low(&start).and(stretch.high(&end)),
            _ => stretch.low(&start).and(stretch.high(&start)),
        }
    }

    /// Whether the window may last longer than the case was looked at.
    pub(super) fn runs(&self, stretch: &Stretch) -> bool {
        let Some(high) = stretch.high else { return self.is_still_to_begin(stretch) };
        match (over_at(stretch, high.bound), high.inside) {
            (Bound::Missing, _) => true,
            // The last instant inside lies before the day.
            (Bound::Date(dates) | Bound::Edge(Time { dates, .. }), false) => {
                self.case.zone.day(dates.last).first > Instant(self.case.as_of.0.saturating_add(1))
            }
            (bound, _) => self.instants(bound).is_some_and(|instants| instants.last > self.case.as_of),
        }
    }

    fn is_still_to_begin(&self, stretch: &Stretch) -> bool {
        let begins = stretch.low.and_then(|low| match (low.bound, low.inside) {
            (Bound::Date(dates) | Bound::Edge(Time { dates, .. }), true) => {
                Some(self.case.zone.day(dates.last).first)
            }
            (bound, _) => self.instants(bound).map(|instants| instants.last),
        });
        begins.is_some_and(|begins| begins > self.case.as_of)
    }
}

/// When a window is over, as a bound.
fn over_at(stretch: &Stretch, high: Bound) -> Bound {
    stretch.over.unwrap_or(high)
}
