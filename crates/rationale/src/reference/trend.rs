//! Rise and fall, lengths of time, age; and where in time a reading may lie.

use super::compare::{compare_number, ends_of, range_between};
use super::count::{Fate, consistent, fates, is_taken};
use super::select::Member;
use super::{Look, Scene};
use crate::case::reading::ValueWhat;
use crate::check::model::{Compare, ElapsedUnit, Point, Select, Subject, WindowForm};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::{Instant, completed_months, completed_years, days_between};
use crate::value::truth::Truth;
use std::collections::BTreeSet;

/// One place in time where a reading may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) instant: Instant,
}

impl Placed {
    /// Where its time does not matter.
    pub(super) fn nowhere() -> Self {
        Self { instant: Instant(0) }
    }
}

impl Look<'_> {
    /// Where each member may start: the ends of its own time, and what it shares with the others'.
    pub(super) fn places(&self, members: &[Member]) -> Vec<Vec<Placed>> {
        let starts: Vec<(Instant, Instant)> = members
            .iter()
            .map(|member| match self.start_and_end(&member.reading.time) {
                Some((start, _)) => (start.instants.first, start.instants.last),
                None => (Instant(i64::MIN), self.case.as_of),
            })
            .collect();
        let all: Vec<Instant> = starts.iter().flat_map(|(first, last)| [*first, *last]).collect();
        starts
            .iter()
            .map(|(first, last)| {
                let mut places: Vec<Instant> =
                    all.iter().copied().filter(|at| first <= at && at <= last).collect();
                places.sort();
                places.dedup();
                places.into_iter().map(|instant| Placed { instant }).collect()
            })
            .collect()
    }

    pub(super) fn trend(&self, rise: bool, of: &Select, compare: &Compare, scene: Scene<'_>) -> Truth {
        let stretch = self.stretch(of.window.as_ref(), scene);
        let mut members = self.members(of, &stretch, scene);
        members.retain(|member| !is_taken(&member.reading, Subject::Value));
        let sliding = of.window.as_ref().and_then(|window| match &window.form {
            WindowForm::WithinAny(length, ..) => Some(*length),
            _ => None,
        });
        let ranges: Vec<Range> = members
            .iter()
            .map(|member| match member.reading.value.what {
                ValueWhat::Number(range) => range,
                _ => Range::any(),
            })
            .collect();
        let ends: Vec<Number> = ranges.iter().flat_map(ends_of).collect();
        let places = self.places(&members);
        let mut options: Vec<Vec<(Fate, Number, Placed)>> = Vec::new();
        for ((member, range), places) in members.iter().zip(&ranges).zip(&places) {
            let mut numbers = ends_of(range);
            numbers.extend(ends.iter().copied().filter(|end| range.contains(*end)));
            numbers.sort();
            numbers.dedup();
            let mut lives = Vec::new();
            for fate in fates(member) {
                // What may be one event with another is counted once, and says what it says all the same.
                if fate != Fate::Dropped {
                    for number in &numbers {
                        lives.extend(places.iter().map(|place| (fate, *number, *place)));
                    }
                } else {
                    lives.extend(
                        numbers.first().zip(places.first()).map(|(number, place)| (fate, *number, *place)),
                    );
                }
            }
            options.push(lives);
        }
        let mut few = false;
        let mut extent: Option<(Number, Number)> = None;
        let tried = self.choices(&options, |chosen| {
            let fates: Vec<Fate> = chosen.iter().map(|(fate, ..)| *fate).collect();
            if !consistent(&members, &fates) {
                return;
            }
            let kept: Vec<(Number, Placed)> = chosen
                .iter()
                .filter(|(fate, ..)| *fate != Fate::Dropped)
                .map(|(_, number, place)| (*number, *place))
                .collect();
            let events: BTreeSet<usize> = members
                .iter()
                .zip(&fates)
                .filter(|(_, fate)| **fate == Fate::Kept)
                .map(|(member, _)| member.reading.event)
                .collect();
            if events.len() < 2 {
                few = true;
                return;
            }
            let mut most = Number::ZERO;
            for (first, start) in &kept {
                for (second, then) in &kept {
                    let timely = start.instant < then.instant
                        && sliding.is_none_or(|length| self.follows_within(start, then, length));
                    let change = if rise { second.sub(*first) } else { first.sub(*second) };
                    if let (true, Some(change)) = (timely, change) {
                        most = most.max(change);
                    }
                }
            }
            let (low, high) = extent.unwrap_or((most, most));
            extent = Some((low.min(most), high.max(most)));
        });
        match (tried, few, extent) {
            (Some(()), false, Some((low, high))) => compare_number(&range_between(low, high), compare, &[]),
            _ => Truth::Unknown,
        }
    }

    pub(super) fn elapsed(
        &self,
        unit: ElapsedUnit,
        from: &Point,
        to: &Point,
        compare: &Compare,
        scene: Scene<'_>,
    ) -> Truth {
        let (from, to) = (self.bound(from, scene), self.bound(to, scene));
        let numbers: Option<Vec<Number>> = match unit {
            ElapsedUnit::Hours => self.instants(from).zip(self.instants(to)).map(|(from, to)| {
                let hours = |from: Instant, to: Instant| {
                    let micros = i128::from(to.0).saturating_sub(i128::from(from.0));
                    Number::ratio(micros, 3_600_000_000)
                };
                [hours(from.last, to.first), hours(from.first, to.last)].into_iter().flatten().collect()
            }),
            _ => self.dates(from).zip(self.dates(to)).map(|(from, to)| {
                let count = |from, to| {
                    let days = Number::whole(days_between(from, to));
                    match unit {
                        ElapsedUnit::Weeks => days.div(Number::whole(7)),
                        ElapsedUnit::Months => Some(Number::whole(completed_months(from, to))),
                        _ => Some(days),
                    }
                };
                [count(from.last, to.first), count(from.first, to.last)].into_iter().flatten().collect()
            }),
        };
        from_to(numbers.unwrap_or_default(), compare)
    }

    pub(super) fn age(&self, at: &Point, compare: &Compare, scene: Scene<'_>) -> Truth {
        let years = self.age_range(at, scene);
        years.map_or(Truth::Unknown, |years| compare_number(&years, compare, &[]))
    }

    /// From the least to the greatest age in completed years.
    pub(super) fn age_range(&self, at: &Point, scene: Scene<'_>) -> Option<Range> {
        let birth = self.case.patient.birth_date.as_ref().map(|birth| birth.dates(&self.case.zone))?;
        let at = self.dates(self.bound(at, scene))?;
        let age = |birth, at| Bound::Inside(Number::whole(i64::from(completed_years(birth, at))));
        Range::new(age(birth.last, at.first), age(birth.first, at.last))
    }
}

/// How a number stands that is at least the first and at most the second.
fn from_to(numbers: Vec<Number>, compare: &Compare) -> Truth {
    match numbers.as_slice() {
        [low, high] => compare_number(&range_between(*low, *high), compare, &[]),
        _ => Truth::Unknown,
    }
}
