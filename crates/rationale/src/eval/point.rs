//! Points in time, as precise as the case allows.

use super::context::{Context, Hand};
use super::{evidence, periods, select};
use crate::assessment::{Gap, Reason};
use crate::ast::{Edge, Pick};
use crate::case::model::AnchorTime;
use crate::case::reading::{Reading, ReadingTime};
use crate::check::model::{Anchor, Point, Subject};
use crate::value::time::{
    DateRange, Instant, InstantRange, Length, Moment, Zone, add_to_date, add_to_instant,
};
use chrono::{Datelike, NaiveDate};

/// A point in time as a bound: compared by instants, or by calendar dates alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) instants: InstantRange,
    pub(crate) dates: DateRange,
    pub(crate) by_date: bool,
}

/// The point's anchor is not in the case.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Missing {
    /// The anchor, in words.
    pub(crate) anchor: String,
    /// What would give it, where that is something else than its date.
    pub(crate) gaps: Vec<Gap>,
}

impl Missing {
    /// Its date is not given.
    pub(crate) fn of(anchor: impl Into<String>) -> Self {
        Self { anchor: anchor.into(), gaps: Vec::new() }
    }
}

impl Bound {
    pub(crate) fn exactly(context: &Context<'_>, instant: Instant) -> Self {
        Self::at(&context.case.zone, instant)
    }

    /// An instant as it is in a zone.
    pub(crate) fn at(zone: &Zone, instant: Instant) -> Self {
        let date = zone.date_of(instant);
        Self {
            instants: InstantRange { first: instant, last: instant },
            dates: DateRange { first: date, last: date },
            by_date: false,
        }
    }

    pub(crate) fn of_moment(context: &Context<'_>, moment: Moment) -> Self {
        let zone = &context.case.zone;
        Self { instants: zone.moment_range(&moment), dates: moment.dates(zone), by_date: false }
    }

    /// The earliest of `self` and the latest of `self` moved by a length.
    pub(crate) fn shifted(self, context: &Context<'_>, length: Length, forward: bool) -> Option<Self> {
        let zone = &context.case.zone;
        if length.unit.is_elapsed() {
            let first = add_to_instant(length, self.instants.first, forward)?;
            let last = add_to_instant(length, self.instants.last, forward)?;
            let dates = DateRange { first: zone.date_of(first), last: zone.date_of(last) };
            return Some(Self { instants: InstantRange { first, last }, dates, by_date: false });
        }
        let first = add_to_date(length, self.dates.first, forward)?;
        let last = add_to_date(length, self.dates.last, forward)?;
        Some(Self::of_dates(context, first, last))
    }

    /// Any instant of these dates, compared by date.
    pub(crate) fn of_dates(context: &Context<'_>, first: NaiveDate, last: NaiveDate) -> Self {
        let zone = &context.case.zone;
        let instants = InstantRange { first: zone.day(first).first, last: zone.day(last).last };
        Self { instants, dates: DateRange { first, last }, by_date: true }
    }

    /// The last instant before its date, the latest that may be.
    pub(crate) fn before(self, context: &Context<'_>) -> Self {
        let last = Instant(context.case.zone.day(self.dates.last).first.0.saturating_sub(1));
        Self { instants: InstantRange { first: last, last }, ..self }
    }

    /// Its calendar date.
    pub(crate) fn day(self, context: &Context<'_>) -> Self {
        Self::of_dates(context, self.dates.first, self.dates.last)
    }

    /// Its earliest place on the scale by which a window of that length ends: instants or calendar dates.
    pub(crate) fn first_in(&self, length: Length) -> i64 {
        if length.unit.is_elapsed() { self.instants.first.0 } else { day_number(self.dates.first) }
    }

    /// Its latest place on that scale.
    pub(crate) fn last_in(&self, length: Length) -> i64 {
        if length.unit.is_elapsed() { self.instants.last.0 } else { day_number(self.dates.last) }
    }

    /// The smallest bound that holds both.
    fn hull(self, other: Self) -> Self {
        Self {
            instants: InstantRange {
                first: self.instants.first.min(other.instants.first),
                last: self.instants.last.max(other.instants.last),
            },
            dates: DateRange {
                first: self.dates.first.min(other.dates.first),
                last: self.dates.last.max(other.dates.last),
            },
            by_date: self.by_date && other.by_date,
        }
    }

    /// What still runs: not before the as-of time.
    pub(crate) fn still_running(context: &Context<'_>) -> Self {
        let now = context.case.as_of;
        let date = context.case.zone.date_of(now);
        Self {
            instants: InstantRange { first: now, last: Instant(i64::MAX) },
            dates: DateRange { first: date, last: NaiveDate::MAX },
            by_date: false,
        }
    }
}

fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

/// A span: its start, and its end unless it still runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    pub(crate) from: Option<Bound>,
    pub(crate) to: Option<Bound>,
    /// Whether it is one point rather than a span.
    pub(crate) point: bool,
    /// Whether the case does not say when, or whether, it ended.
    pub(crate) end_unknown: bool,
}

/// The bound that a point stands for.
pub(crate) fn place(context: &Context<'_>, point: &Point, hands: &[Hand<'_>]) -> Result<Bound, Missing> {
    let span = anchor(context, &point.anchor, hands)?;
    let missing = || Missing::of(anchor_words(context, &point.anchor));
    let bound = match point.edge {
        Some(Edge::End) if span.point => span.from,
        Some(Edge::End) if span.end_unknown => None,
        Some(Edge::End) => Some(span.to.unwrap_or_else(|| Bound::still_running(context))),
        Some(Edge::Start) | None => span.from,
    };
    let bound = bound.ok_or_else(missing)?;
    let bound = match point.shift {
        Some((length, forward)) => bound.shifted(context, length, forward).ok_or_else(missing)?,
        None => bound,
    };
    Ok(if point.day_of { bound.day(context) } else { bound })
}

/// The time that an anchor stands for.
pub(crate) fn anchor(context: &Context<'_>, anchor: &Anchor, hands: &[Hand<'_>]) -> Result<Stretch, Missing> {
    let case = context.case;
    let missing = || Missing::of(anchor_words(context, anchor));
    let point =
        |bound: Bound| Stretch { from: Some(bound), to: Some(bound), point: true, end_unknown: false };
    match anchor {
        Anchor::Review => Ok(point(Bound::exactly(context, case.as_of))),
        Anchor::Request => {
            case.request.received.map(|moment| point(Bound::of_moment(context, moment))).ok_or_else(missing)
        }
        Anchor::Birth => {
            case.patient.birth_date.map(|moment| point(Bound::of_moment(context, moment))).ok_or_else(missing)
        }
        Anchor::Named(name) => named(context, name).ok_or_else(missing),
        Anchor::Period(of) => periods::stretch(context, of),
        Anchor::This(depth) => {
            let at = hands.len().checked_sub(usize::from(*depth).saturating_add(1));
            let hand = at.and_then(|at| hands.get(at)).ok_or_else(missing)?;
            of_reading(hand.reading).ok_or_else(missing)
        }
        Anchor::Picked(pick, of) => {
            let records = select::select(context, of, &[], hands);
            let candidates = records.ends(context, *pick == Pick::Latest, context.fact(of.fact));
            if records.none_in() {
                let gaps = picked_gaps(context, anchor, hands);
                return Err(Missing { gaps, ..missing() });
            }
            let mut hull: Option<Stretch> = None;
            for candidate in candidates {
                let stretch = of_reading(candidate.reading).ok_or_else(missing)?;
                hull = Some(match hull {
                    None => stretch,
                    Some(before) => Stretch {
                        from: before.from.zip(stretch.from).map(|(a, b)| a.hull(b)),
                        to: match (before.to, stretch.to) {
                            (Some(a), Some(b)) => Some(a.hull(b)),
                            (None, None) => None,
                            // One has ended, and one still runs: either may be the one picked.
                            (Some(ended), None) | (None, Some(ended)) => {
                                Some(ended.hull(Bound::still_running(context)))
                            }
                        },
                        point: before.point && stretch.point,
                        end_unknown: before.end_unknown || stretch.end_unknown,
                    },
                });
            }
            hull.ok_or_else(missing)
        }
    }
}

/// What would settle which record is picked, and when it was: of each that may be the one, why it is only possible, and its time.
pub(crate) fn picked_gaps(context: &Context<'_>, anchor: &Anchor, hands: &[Hand<'_>]) -> Vec<Gap> {
    let Anchor::Picked(pick, of) = anchor else { return Vec::new() };
    let records = select::select(context, of, &[], hands);
    let mut gaps: Vec<Gap> = Vec::new();
    for candidate in records.ends(context, *pick == Pick::Latest, context.fact(of.fact)) {
        let mut reasons = candidate.reasons.clone();
        let open = of_reading(candidate.reading)
            .is_none_or(|time| time.from.is_none_or(|from| from.instants.first != from.instants.last));
        let untimed = |reason: &Reason| matches!(reason, Reason::ImpreciseTime | Reason::NoClinicalTime);
        if open && !reasons.iter().any(untimed) {
            let timeless = candidate.reading.time == ReadingTime::Unknown;
            reasons.push(if timeless { Reason::NoClinicalTime } else { Reason::ImpreciseTime });
        }
        gaps.extend(candidate.gaps.iter().cloned());
        for reason in reasons {
            let part = candidate.part.map(Subject::Part).filter(|_| reason == Reason::QualifierNotDocumented);
            let span = Some(&records.span);
            let mut gap = evidence::gap(context, of.fact, reason, part, &[candidate.reading], span);
            let same = |known: &&mut Gap| {
                (&known.reason, &known.part, &known.ask) == (&gap.reason, &gap.part, &gap.ask)
            };
            match gaps.iter_mut().find(same) {
                Some(known) => known.records.append(&mut gap.records),
                None => gaps.push(gap),
            }
        }
    }
    gaps
}

fn named(context: &Context<'_>, name: &str) -> Option<Stretch> {
    let case = context.case;
    let moment = |moment: Moment| Bound::of_moment(context, moment);
    match case.anchors.get(name) {
        Some(AnchorTime::At(at)) => {
            let bound = moment(*at);
            return Some(Stretch { from: Some(bound), to: Some(bound), point: true, end_unknown: false });
        }
        Some(AnchorTime::Span(from, to)) => return Some(given_span(context, *from, *to)),
        None => {}
    }
    match name {
        "stay" => {
            let from = named(context, "admission")?.from;
            let to = named(context, "discharge").and_then(|stretch| stretch.from);
            // No discharge given is not the same as none: a stay that still runs is given as a span of its own.
            Some(Stretch { from, to, point: false, end_unknown: to.is_none() })
        }
        "period" => {
            let (from, to) = case.request.period?;
            Some(given_span(context, from, to))
        }
        _ => None,
    }
}

/// A span of the header: given in days, months or years it takes in the whole of its first and its last.
fn given_span(context: &Context<'_>, from: Moment, to: Option<Moment>) -> Stretch {
    let edge = |moment: Moment, last: bool| {
        let bound = Bound::of_moment(context, moment);
        if matches!(moment, Moment::Exact(_)) {
            return bound;
        }
        let date = if last { bound.dates.last } else { bound.dates.first };
        let instant = if last { bound.instants.last } else { bound.instants.first };
        Bound {
            instants: InstantRange { first: instant, last: instant },
            dates: DateRange { first: date, last: date },
            by_date: true,
        }
    };
    Stretch {
        from: Some(edge(from, false)),
        to: to.map(|to| edge(to, true)),
        point: false,
        end_unknown: false,
    }
}

/// When a reading is; `None` without a time.
pub(crate) fn of_reading(reading: &Reading) -> Option<Stretch> {
    let bound = |(instants, dates): (InstantRange, DateRange)| Bound { instants, dates, by_date: false };
    match reading.time {
        ReadingTime::Unknown => None,
        ReadingTime::At(instants, dates) => {
            let at = bound((instants, dates));
            Some(Stretch { from: Some(at), to: Some(at), point: true, end_unknown: false })
        }
        ReadingTime::Period { from, to } => {
            // A start that is open is not after the end.
            let before_end = |to: Bound| Bound {
                instants: InstantRange { first: Instant(i64::MIN), ..to.instants },
                dates: DateRange { first: NaiveDate::MIN, ..to.dates },
                by_date: false,
            };
            let to = to.map(bound);
            let from = from.map(bound).or_else(|| to.map(before_end));
            Some(Stretch { from, to, point: false, end_unknown: false })
        }
    }
}

/// A point in words, without how far it is shifted: `the start of the benefit period`.
pub(crate) fn point_words(context: &Context<'_>, point: &Point) -> String {
    let words = anchor_words(context, &point.anchor);
    match (&point.anchor, point.edge) {
        (Anchor::Period(_), Some(Edge::End)) => format!("the end of {words}"),
        (Anchor::Period(_), _) => format!("the start of {words}"),
        _ => words,
    }
}

/// An anchor in words, for a question.
pub(crate) fn anchor_words(context: &Context<'_>, anchor: &Anchor) -> String {
    match anchor {
        Anchor::Review => String::from("review"),
        Anchor::Request => String::from("receipt of the request"),
        Anchor::Birth => String::from("birth"),
        Anchor::Named(name) => context.anchor_label(name),
        Anchor::This(_) => String::from("this record"),
        Anchor::Period(of) => format!("the {}", of.words()),
        Anchor::Picked(pick, of) => {
            let which = if *pick == Pick::Latest { "latest" } else { "earliest" };
            let label = context.fact(of.fact).map_or("record", |fact| fact.label.as_str());
            format!("the {which} record of {label}")
        }
    }
}
