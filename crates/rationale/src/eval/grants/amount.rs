//! How much: amounts of time and of things, compared with each other and laid from a day.

use super::super::context::Context;
use super::super::point::Bound;
use crate::value::number::Number;
use crate::value::time::{Instant, Length, TimeUnit, add_to_date, days_between};
use chrono::NaiveDate;

/// How many, and of what.
pub(super) type Amount = (Number, String);

/// Where a stretch of time ends: with a whole day or, where hours are counted, at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) day: NaiveDate,
    pub(super) at: Option<Instant>,
}

impl End {
    /// Its last instant.
    pub(super) fn instant(self, context: &Context<'_>) -> Instant {
        self.at.unwrap_or_else(|| context.case.zone.day(self.day).last)
    }

    /// The first instant that is no longer inside.
    fn over(self, context: &Context<'_>) -> Instant {
        self.at.unwrap_or_else(|| Instant(context.case.zone.day(self.day).last.0.saturating_add(1)))
    }

    /// Whether anything is left of a stretch that begins there.
    pub(super) fn leaves_something(self, begin: &Bound) -> bool {
        self.at.map_or(begin.dates.first <= self.day, |at| begin.instants.first < at)
    }

    pub(super) fn text(self, context: &Context<'_>) -> String {
        match self.at {
            Some(at) => super::super::evidence::instant_text(context, at),
            None => self.day.to_string(),
        }
    }

    /// So much earlier: `12 hours before the end`.
    pub(super) fn back(self, context: &Context<'_>, length: Length) -> Option<Self> {
        if !length.unit.is_elapsed() {
            return Some(Self { day: add_to_date(length, self.day, false)?, at: None });
        }
        let at = crate::value::time::add_to_instant(length, self.over(context), false)?;
        Some(Self { day: context.case.zone.date_of(at), at: Some(at) })
    }
}

/// The earlier of two ends.
pub(super) fn sooner(context: &Context<'_>, ends: [Option<End>; 2]) -> Option<End> {
    ends.into_iter().flatten().min_by_key(|end| end.instant(context))
}

/// How much is approved.
pub(super) struct Extent {
    /// How much, in the words of the grant or of the request, whichever is less.
    pub(super) amount: Option<Amount>,
    /// What was asked and what is supported, where less is.
    pub(super) beyond: Option<(String, String)>,
}

/// What is granted, never more than asked, each from where it begins (`None`: nobody knows).
///
/// Months and days have no common unit: they compare by the day on which each ends, without a day by the least and the most that each
/// may be. Of a number and a time (visits and weeks) the number is within the time. Two numbers of things that are not called the same
/// cannot be compared: that is for a physician.
pub(super) fn within_asked(
    context: &Context<'_>,
    (granted, granted_from): (Option<&Amount>, Option<&Bound>),
    (asked, asked_from): (Option<&Amount>, Option<&Bound>),
) -> Extent {
    let by_end = |granted: &Amount, asked: &Amount| {
        let granted = end_of(context, granted_from?, Some(granted))?;
        let asked = end_of(context, asked_from?, Some(asked))?;
        Some(asked.instant(context) <= granted.instant(context))
    };
    let extent = |amount: &Amount| Extent { amount: Some(amount.clone()), beyond: None };
    let (granted, asked) = match (granted, asked) {
        (None, None) => return Extent { amount: None, beyond: None },
        (Some(amount), None) | (None, Some(amount)) => return extent(amount),
        (Some(granted), Some(asked)) => (granted, asked),
    };
    let compared = comparable(granted, asked)
        .map(|(supports, asks)| asks <= supports)
        .or_else(|| by_end(granted, asked));
    let words = || (amount_words(asked), amount_words(granted));
    let beyond = |amount: Amount| Extent { amount: Some(amount), beyond: Some(words()) };
    match (compared, minutes(granted), minutes(asked)) {
        (Some(true), ..) | (None, Some(_), None) => extent(asked),
        (Some(false), ..) => beyond(granted.clone()),
        (None, None, Some(_)) => extent(granted),
        (None, Some((least, _)), Some((_, asked_most))) if asked_most <= least => extent(asked),
        (None, Some((_, most)), Some((asked_least, _))) if most <= asked_least => beyond(granted.clone()),
        (None, Some((least, _)), Some((asked_least, _))) => {
            let day = Number::whole(1440);
            let days = least.min(asked_least).div(day).and_then(|days| whole(days, 1));
            let days = days.map_or(Number::ZERO, |days| Number::whole(i64::from(days)));
            beyond((days, String::from("d")))
        }
        (None, None, None) => beyond(granted.clone()),
    }
}

pub(super) fn amount_words((count, unit): &Amount) -> String {
    format!("{count} {unit}")
}

/// An amount of time that ends sooner than it is long: in days, or in hours where they are counted.
pub(super) fn cut_off(
    context: &Context<'_>,
    amount: Option<Amount>,
    begin: &Bound,
    end: Option<End>,
) -> Option<Amount> {
    let Some(end) = end else { return amount };
    let whole = end_of(context, begin, amount.as_ref());
    if whole.is_none_or(|whole| whole.instant(context) <= end.instant(context)) {
        return amount;
    }
    let days = || {
        let days = days_between(begin.dates.first, end.day).checked_add(1)?;
        Some((Number::whole(days), String::from("d")))
    };
    if end.at.is_none() && whole.is_none_or(|whole| whole.at.is_none()) {
        return days();
    }
    let minutes = end.over(context).since(begin.instants.first)?.checked_div(60_000_000)?;
    Some(match (minutes.checked_rem(60), minutes.checked_div(60)) {
        (Some(0), Some(hours)) => (Number::whole(hours), String::from("h")),
        _ => (Number::whole(minutes), String::from("min")),
    })
}

/// Whether one amount is surely no more than another; `None` is as much as was asked.
pub(super) fn no_more(one: Option<&Amount>, other: Option<&Amount>) -> bool {
    match (one, other) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(one), Some(other)) => {
            one == other
                || comparable(one, other).is_some_and(|(one, other)| one <= other)
                || minutes(one).zip(minutes(other)).is_some_and(|((_, most), (least, _))| most <= least)
        }
    }
}

/// Whether two words name the same thing: `visit`, `visits` and `{visits}` do.
fn same_unit(one: &str, other: &str) -> bool {
    let plain = |word: &str| {
        let word = word.trim_start_matches('{').trim_end_matches('}').to_lowercase();
        word.strip_suffix('s').map_or_else(|| word.clone(), str::to_owned)
    };
    one == other || plain(one) == plain(other)
}

/// Both amounts in one unit, where they have one.
fn comparable(a: &Amount, b: &Amount) -> Option<(Number, Number)> {
    if same_unit(&a.1, &b.1) {
        return Some((a.0, b.0));
    }
    let (unit_a, unit_b) = (time_unit(&a.1)?, time_unit(&b.1)?);
    let scale = |unit: TimeUnit| match unit {
        TimeUnit::Minutes => Some((true, 1)),
        TimeUnit::Hours => Some((true, 60)),
        TimeUnit::Days => Some((true, 1440)),
        TimeUnit::Weeks => Some((true, 10_080)),
        TimeUnit::Months => Some((false, 1)),
        TimeUnit::Years => Some((false, 12)),
    };
    let ((kind_a, scale_a), (kind_b, scale_b)) = (scale(unit_a)?, scale(unit_b)?);
    if kind_a != kind_b {
        return None;
    }
    Some((a.0.mul(Number::whole(scale_a))?, b.0.mul(Number::whole(scale_b))?))
}

/// The fewest and the most minutes of an amount of time: N months in a row have from 30 N - 2 to 31 N days.
fn minutes((count, unit): &Amount) -> Option<(Number, Number)> {
    let times = |count: Number, minutes: i64| count.mul(Number::whole(minutes));
    let exactly = |minutes: i64| times(*count, minutes).map(|minutes| (minutes, minutes));
    let months = |months: Number| {
        let least = times(months, 30)?.sub(Number::whole(2))?;
        Some((times(least, 1440)?, times(times(months, 31)?, 1440)?))
    };
    match time_unit(unit)? {
        TimeUnit::Minutes => exactly(1),
        TimeUnit::Hours => exactly(60),
        TimeUnit::Days => exactly(1440),
        TimeUnit::Weeks => exactly(10_080),
        TimeUnit::Months => months(*count),
        TimeUnit::Years => months(times(*count, 12)?),
    }
}

/// A unit of time, as criteria spell it or as UCUM does.
pub(crate) fn time_unit(word: &str) -> Option<TimeUnit> {
    match word {
        "min" => Some(TimeUnit::Minutes),
        "h" => Some(TimeUnit::Hours),
        "d" => Some(TimeUnit::Days),
        "wk" => Some(TimeUnit::Weeks),
        "mo" => Some(TimeUnit::Months),
        "a" | "y" => Some(TimeUnit::Years),
        word => TimeUnit::parse(word),
    }
}

/// Whether hours or minutes are counted.
pub(super) fn is_timed(amount: Option<&Amount>) -> bool {
    amount.and_then(|(_, unit)| time_unit(unit)).is_some_and(TimeUnit::is_elapsed)
}

/// The end of an amount of time that begins there, at the earliest; what is less than a whole day or minute is left off.
pub(super) fn end_of(context: &Context<'_>, begin: &Bound, amount: Option<&Amount>) -> Option<End> {
    let (count, unit) = amount?;
    let (unit, each) = match time_unit(unit)? {
        TimeUnit::Hours => (TimeUnit::Minutes, 60),
        TimeUnit::Weeks => (TimeUnit::Days, 7),
        unit => (unit, 1),
    };
    let length = Length { count: whole(*count, each)?, unit };
    if unit.is_elapsed() {
        let at = crate::value::time::add_to_instant(length, begin.instants.first, true)?;
        return Some(End { day: context.case.zone.date_of(at), at: Some(at) });
    }
    let day_after = add_to_date(length, begin.dates.first, true)?;
    Some(End { day: day_after.pred_opt()?, at: None })
}

/// So many times so much, rounded down.
fn whole(count: Number, each: i64) -> Option<u32> {
    let all = count.mul(Number::whole(each))?;
    u32::try_from(all.over().checked_div(all.under())?).ok()
}
