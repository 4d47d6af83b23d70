//! Calendar arithmetic: months clamp, ages are completed years. It knows no zone.

use super::{Instant, Length, TimeUnit};
use chrono::{Datelike, Days, Months, NaiveDate};

/// The instant so much later (`forward`) or earlier. Only minutes and hours are elapsed time: `None` for days and longer,
/// and on overflow.
#[must_use]
pub fn add_to_instant(length: Length, instant: Instant, forward: bool) -> Option<Instant> {
    let unit = match length.unit {
        TimeUnit::Minutes => 60,
        TimeUnit::Hours => 3600,
        TimeUnit::Days | TimeUnit::Weeks | TimeUnit::Months | TimeUnit::Years => return None,
    };
    let seconds = i64::from(length.count).checked_mul(unit)?;
    instant.add_seconds(if forward { seconds } else { seconds.checked_neg()? })
}

/// The date so much later (`forward`) or earlier, by the calendar: a week is 7 days, a year 12 months, and a month clamps
/// to the last day (31 May less 3 months is 28 February). `None` for minutes and hours, and out of range.
#[must_use]
pub fn add_to_date(length: Length, date: NaiveDate, forward: bool) -> Option<NaiveDate> {
    let days = |count: u64| {
        if forward {
            date.checked_add_days(Days::new(count))
        } else {
            date.checked_sub_days(Days::new(count))
        }
    };
    match length.unit {
        TimeUnit::Minutes | TimeUnit::Hours => None,
        TimeUnit::Days => days(u64::from(length.count)),
        TimeUnit::Weeks => days(u64::from(length.count).checked_mul(7)?),
        TimeUnit::Months => add_months(date, length.count, forward),
        TimeUnit::Years => add_months(date, length.count.checked_mul(12)?, forward),
    }
}

fn add_months(date: NaiveDate, count: u32, forward: bool) -> Option<NaiveDate> {
    let months = Months::new(count);
    if forward { date.checked_add_months(months) } else { date.checked_sub_months(months) }
}

/// The age in completed years. Who was born on 29 February has the birthday on 1 March of a common year.
/// Below nought before birth.
#[must_use]
pub fn completed_years(birth: NaiveDate, on: NaiveDate) -> i32 {
    let years = on.year().saturating_sub(birth.year());
    if (on.month(), on.day()) < (birth.month(), birth.day()) { years.saturating_sub(1) } else { years }
}

/// The largest n for which `from` and n months, clamped, is not after `to`. The other way round it is below nought:
/// 31 January to 28 February is 1, 28 February to 31 January is -1.
#[must_use]
pub fn completed_months(from: NaiveDate, to: NaiveDate) -> i64 {
    if to < from {
        return completed_months(to, from).saturating_neg();
    }
    let months_of =
        |date: NaiveDate| i64::from(date.year()).saturating_mul(12).saturating_add(i64::from(date.month0()));
    let months = months_of(to).saturating_sub(months_of(from));
    let clamped = from.day().min(last_of_month(to.year(), to.month()).day());
    if to.day() < clamped { months.saturating_sub(1) } else { months }
}

/// Days from `from` to `to`, as the difference of the dates: midnights between them.
#[must_use]
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// The first day of a month; the nearest there is where year or month is out of range.
pub(super) fn first_of_month(year: i32, month: u32) -> NaiveDate {
    let edge = if year < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    NaiveDate::from_ymd_opt(year, month.clamp(1, 12), 1).unwrap_or(edge)
}

/// The last day of a month; the nearest there is where year or month is out of range.
pub(super) fn last_of_month(year: i32, month: u32) -> NaiveDate {
    let first = first_of_month(year, month);
    let next = first.checked_add_months(Months::new(1));
    next.and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
}
