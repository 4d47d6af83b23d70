//! What is due on time: every place in time that matters for each record.

use super::point::{Bound, Stretch, WindowEnd};
use super::worlds::Agreed;
use super::{Look, Scene};
use crate::ast::Touch;
use crate::check::model::Select;
use crate::value::time::{DateRange, Instant, Length, add_to_date, add_to_instant, days_between};
use crate::value::truth::Truth;
use chrono::{Days, NaiveDate};

impl Look<'_> {
    pub(super) fn on_time(&self, of: &Select, within: Length, scene: Scene<'_>) -> Truth {
        let written = self.stretch(of.window.as_ref(), scene);
        let (Some(low), Some(high)) = (written.low, written.high) else { return Truth::Unknown };
        let (Some(first), Some(mut last)) =
            (self.tick(low.bound, within, false), self.tick(high.bound, within, high.inside))
        else {
            return Truth::Unknown;
        };
        if !high.inside {
            last = last.saturating_sub(1);
        }
        let from = match (within.unit.is_elapsed(), self.dates(low.bound)) {
            (false, Some(dates)) => Bound::Date(dates),
            _ => low.bound,
        };
        let stretch = Stretch {
            touch: Touch::Starting,
            low: Some(WindowEnd { bound: from, inside: true }),
            high: None,
            ever: false,
            over: None,
        };
        let members = self.members(of, &stretch, scene);
        let now = self.ticks(self.case.as_of, within);
        let times: Vec<(i64, i64)> = members
            .iter()
            .map(|member| match self.start_and_end(&member.reading.time) {
                Some((start, _)) if within.unit.is_elapsed() => {
                    (start.instants.first.0, start.instants.last.0)
                }
                Some((start, _)) => (day(start.dates.first), day(start.dates.last)),
                None => (i64::MIN, now),
            })
            .collect();
        let ends: Vec<i64> = times.iter().flat_map(|(first, last)| [*first, *last]).collect();
        let mut marks = vec![first, last, last.saturating_add(1), now];
        for _ in 0..3 {
            for mark in ends.iter().copied().chain(marks.clone()) {
                let due = later(mark, within);
                marks.extend([mark, due, due.saturating_add(1)]);
            }
            marks.sort_unstable();
            marks.dedup();
            marks.retain(|mark| *mark <= now);
        }
        let options: Vec<Vec<Option<i64>>> = members
            .iter()
            .zip(&times)
            .map(|(member, (first, last))| {
                let inner = marks.iter().copied().filter(|mark| first < mark && mark < last);
                let mut places: Vec<Option<i64>> =
                    [*first, *last].into_iter().chain(inner).map(Some).collect();
                if first == last {
                    places.truncate(1);
                }
                if !member.sure {
                    places.push(None);
                }
                places
            })
            .collect();
        let settled = self.silent(of.fact, &stretch);
        let mut agreed = Agreed::default();
        let tried = self.choices(&options, |chosen| {
            let mut placed: Vec<i64> =
                chosen.iter().filter_map(|place| **place).filter(|place| *place >= first).collect();
            placed.sort_unstable();
            let mut due = last;
            for place in &placed {
                if *place > due {
                    break;
                }
                due = later(*place, within);
            }
            let none = placed.first().is_none_or(|place| *place > last);
            agreed.add(if due < now {
                // It passed without a record: surely, where that there is none is settled.
                if settled { Truth::False } else { Truth::Unknown }
            } else if !none {
                Truth::True
            } else if scene.exclusion && settled {
                Truth::False
            } else {
                Truth::Unknown
            });
        });
        tried.map_or(Truth::Unknown, |()| agreed.answer())
    }

    /// A bound as a number; `None` where it is not known exactly.
    fn tick(&self, bound: Bound, within: Length, end: bool) -> Option<i64> {
        let one = |dates: DateRange| dates.is_exact().then_some(dates.first);
        if !within.unit.is_elapsed() {
            return self.dates(bound).and_then(one).map(day);
        }
        let instants = self.instants(bound)?;
        match bound {
            Bound::Date(dates) => one(dates).map(|_| if end { instants.last.0 } else { instants.first.0 }),
            _ => instants.is_exact().then_some(instants.first.0),
        }
    }

    fn ticks(&self, at: Instant, within: Length) -> i64 {
        if within.unit.is_elapsed() { at.0 } else { day(self.case.zone.date_of(at)) }
    }
}

/// A date as a number.
fn day(date: NaiveDate) -> i64 {
    days_between(NaiveDate::default(), date)
}

fn later(at: i64, within: Length) -> i64 {
    if within.unit.is_elapsed() {
        return add_to_instant(within, Instant(at), true).map_or(i64::MAX, |at| at.0);
    }
    let date = match u64::try_from(at) {
        Ok(days) => NaiveDate::default().checked_add_days(Days::new(days)),
        Err(_) => NaiveDate::default().checked_sub_days(Days::new(at.unsigned_abs())),
    };
    date.and_then(|date| add_to_date(within, date, true)).map_or(i64::MAX, day)
}
