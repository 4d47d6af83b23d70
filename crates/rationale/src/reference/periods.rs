//! Series of periods: laid out one after the other in each possibility, until one holds the day asked about.

use super::compare::of_compare;
use super::point::Bound;
use super::worlds::Agreed;
use super::{Look, Scene};
use crate::ast::Edge;
use crate::case::reading::{Value, ValueWhat};
use crate::check::model::{Asks, Compare, Periods, Point};
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::time::{DateRange, Length, TimeUnit, add_to_date, days_between};
use crate::value::truth::Truth;
use chrono::NaiveDate;

/// More possibilities than these are not laid out.
const MOST: i64 = 4096;

/// The period that holds the day asked about.
struct Period {
    number: usize,
    first: NaiveDate,
    last: NaiveDate,
}

impl Look<'_> {
    /// `benefit.number >= 3`
    pub(super) fn period_number(&self, of: &Periods, compare: &Compare) -> Truth {
        let mut thresholds = Vec::new();
        of_compare(compare, &[], &mut thresholds);
        let furthest = thresholds.iter().filter_map(|number| usize::try_from(number.over()).ok()).max();
        let mut agreed = Agreed::default();
        for period in self.periods(of, furthest.unwrap_or(0)) {
            agreed.add(match period {
                None => Truth::Unknown,
                Some(period) => {
                    let number = Number::whole(i64::try_from(period.number).unwrap_or(i64::MAX));
                    let value = Value { what: ValueWhat::Number(Range::exact(number)), open: None };
                    self.compare(&[value], compare, &[])
                }
            });
        }
        agreed.answer()
    }

    /// The start or the end of the period.
    pub(super) fn period_edge(&self, of: &Periods, edge: Option<Edge>) -> Bound {
        let mut dates: Option<DateRange> = None;
        for period in self.periods(of, 0) {
            let Some(period) = period else { return Bound::Missing };
            let date = if edge == Some(Edge::End) { period.last } else { period.first };
            let so_far = dates.unwrap_or(DateRange::exact(date));
            dates = Some(DateRange { first: so_far.first.min(date), last: so_far.last.max(date) });
        }
        dates.map_or(Bound::Missing, Bound::Date)
    }

    /// The period in each possibility, `None` where there is none; counts that are open are tried up to so many.
    fn periods(&self, of: &Periods, furthest: usize) -> Vec<Option<Period>> {
        let begins = self.bound(&Point { day_of: true, ..of.from.clone() }, Scene::default());
        let Some(begins) = self.dates(begins) else { return Vec::new() };
        let asked = match &self.case.request.period {
            Some((from, _)) => self.moment(from).dates,
            None => DateRange::exact(self.case.zone.date_of(self.case.as_of)),
        };
        let days = |range: DateRange| days_between(range.first, range.last).saturating_add(1);
        let listed = i64::try_from(of.lengths.len()).unwrap_or(i64::MAX).saturating_add(1);
        if days(begins).saturating_mul(days(asked)).saturating_mul(listed) > MOST {
            self.too_large.set(true);
            return Vec::new();
        }
        let mut found = Vec::new();
        for earlier in self.earlier_periods(of, furthest) {
            for begin in begins.first.iter_days().take_while(|day| *day <= begins.last) {
                for day in asked.first.iter_days().take_while(|day| *day <= asked.last) {
                    found.push(lay_out(of, earlier, begin, day));
                }
            }
        }
        found
    }

    /// How many periods may have gone before.
    fn earlier_periods(&self, of: &Periods, furthest: usize) -> Vec<usize> {
        let Some(counting) = &of.counting else { return vec![0] };
        // As of review: what has not begun by then is no period that went before.
        let scene = Scene { hand: None, exclusion: true, aside: true };
        let stretch = self.stretch(counting.window.as_ref(), scene);
        let members = self.members(counting, &stretch, scene);
        let at_least =
            |count: usize| self.at_least_of(count, counting, &Asks::Nothing, &members, &stretch, scene);
        let last = members.len().max(of.lengths.len()).max(furthest).saturating_add(2);
        let may_be = |count: &usize| {
            at_least(*count) != Truth::False && at_least(count.saturating_add(1)) != Truth::True
        };
        (0..=last).filter(may_be).collect()
    }
}

/// Lays the periods of a series end to end from the day it began, until one holds a day.
fn lay_out(of: &Periods, earlier: usize, begin: NaiveDate, day: NaiveDate) -> Option<Period> {
    let (mut days, mut months) = (0_u32, 0_u32);
    let after = |days: u32, months: u32| {
        let count = |count, unit| Length { count, unit };
        let date = add_to_date(count(months, TimeUnit::Months), begin, true)?;
        add_to_date(count(days, TimeUnit::Days), date, true)
    };
    let mut number = earlier;
    let mut first = begin;
    while first <= day {
        let length = of.lengths.get(number).copied().or(of.then)?;
        match length.unit {
            TimeUnit::Weeks => days = days.checked_add(length.count.checked_mul(7)?)?,
            TimeUnit::Months => months = months.checked_add(length.count)?,
            TimeUnit::Years => months = months.checked_add(length.count.checked_mul(12)?)?,
            TimeUnit::Days | TimeUnit::Hours | TimeUnit::Minutes => days = days.checked_add(length.count)?,
        }
        number = number.saturating_add(1);
        let next = after(days, months)?;
        if day < next {
            return Some(Period { number, first, last: next.pred_opt()? });
        }
        first = next;
    }
    None
}
