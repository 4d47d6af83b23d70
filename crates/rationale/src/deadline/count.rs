//! Counting from receipt: hours on the clock, days on the calendar, business days past weekends and holidays.

use super::{Due, Term, TermUnit};
use crate::value::time::{Instant, Length, Moment, TimeUnit, Zone, add_to_date};
use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use std::collections::BTreeSet;

/// When so much has passed since receipt, which is day 0. `None` out of range.
pub(super) fn after(
    term: Term,
    received: Instant,
    zone: &Zone,
    holidays: &BTreeSet<NaiveDate>,
) -> Option<Due> {
    match term.unit {
        TermUnit::Hours => hours_after(term.count, received).map(Due::At),
        TermUnit::CalendarDays | TermUnit::BusinessDays => {
            days_after(term, zone.date_of(received), holidays).map(Due::On)
        }
    }
}

/// The same, put off by an extension: days after a time of day end at that time of day.
pub(super) fn put_off(by: Due, extension: Term, zone: &Zone, holidays: &BTreeSet<NaiveDate>) -> Option<Due> {
    match (by, extension.unit) {
        (Due::On(date), TermUnit::Hours) => {
            hours_after(extension.count, zone.moment_range(&Moment::Day(date)).last).map(Due::At)
        }
        (Due::At(instant), TermUnit::Hours) => hours_after(extension.count, instant).map(Due::At),
        (Due::On(date), _) => days_after(extension, date, holidays).map(Due::On),
        (Due::At(instant), _) => {
            let local = zone.local(instant);
            let date = days_after(extension, local.date(), holidays)?;
            Some(Due::At(at(date, local.time(), zone)))
        }
    }
}

fn hours_after(count: u32, from: Instant) -> Option<Instant> {
    from.add_seconds(i64::from(count).checked_mul(3600)?)
}

fn days_after(term: Term, from: NaiveDate, holidays: &BTreeSet<NaiveDate>) -> Option<NaiveDate> {
    if term.unit != TermUnit::BusinessDays {
        return add_to_date(Length { count: term.count, unit: TimeUnit::Days }, from, true);
    }
    let mut date = from;
    let mut left = term.count;
    while left > 0 {
        date = date.succ_opt()?;
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        if !weekend && !holidays.contains(&date) {
            left = left.saturating_sub(1);
        }
    }
    Some(date)
}

/// The instant of a local time of day; of one that the clock skips, as the clock was before.
fn at(date: NaiveDate, time: NaiveTime, zone: &Zone) -> Instant {
    let local = date.and_time(time).and_utc().timestamp_micros();
    let by = |offset: i32| Instant(local.saturating_sub(i64::from(offset).saturating_mul(1_000_000)));
    let first = by(zone.offset_at(zone.day(date).first));
    if zone.local(first) == date.and_time(time) { first } else { by(zone.offset_at(first)).min(first) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::time::{parse_date, parse_instant};

    fn date(text: &str) -> NaiveDate {
        parse_date(text).unwrap_or_else(|_| panic!("{text}"))
    }

    fn new_york() -> Zone {
        let change = |text: &str| parse_instant(text).unwrap_or_else(|_| panic!("{text}"));
        let changes =
            vec![(change("2026-03-08T07:00Z"), -4 * 3600), (change("2026-11-01T06:00Z"), -5 * 3600)];
        Zone::new(-5 * 3600, changes).unwrap_or_else(|| panic!("a zone"))
    }

    #[track_caller]
    fn counted(count: u32, unit: TermUnit, received: &str, expected: &str) {
        let holidays: BTreeSet<NaiveDate> =
            ["2026-11-26", "2026-12-25", "2026-12-26"].into_iter().map(date).collect();
        let zone = new_york();
        let received = parse_instant(received).unwrap_or_else(|_| panic!("{received}"));
        let due = after(Term { count, unit }, received, &zone, &holidays);
        assert_eq!(due.map(|due| due.to_text(&zone)).as_deref(), Some(expected));
    }

    #[test]
    fn business_days_pass_over_weekends_and_holidays() {
        // A Wednesday before a Thursday that is a holiday.
        counted(1, TermUnit::BusinessDays, "2026-11-25T10:00-05:00", "2026-11-27");
        counted(2, TermUnit::BusinessDays, "2026-11-25T10:00-05:00", "2026-11-30");
        // Received on a Saturday: that day is day 0 all the same.
        counted(1, TermUnit::BusinessDays, "2026-11-28T10:00-05:00", "2026-11-30");
        // A holiday on a Saturday is passed over once.
        counted(1, TermUnit::BusinessDays, "2026-12-24T23:59-05:00", "2026-12-28");
        counted(0, TermUnit::BusinessDays, "2026-11-28T10:00-05:00", "2026-11-28");
    }

    #[test]
    fn calendar_days_count_every_day_from_the_local_day_of_receipt() {
        counted(7, TermUnit::CalendarDays, "2026-11-25T10:00-05:00", "2026-12-02");
        // Still the 25th in New York.
        counted(1, TermUnit::CalendarDays, "2026-11-26T04:30Z", "2026-11-26");
        counted(14, TermUnit::CalendarDays, "2026-02-20T10:00-05:00", "2026-03-06");
    }

    #[test]
    fn hours_run_on_when_the_clock_is_changed() {
        counted(72, TermUnit::Hours, "2026-03-06T10:00-05:00", "2026-03-09T11:00-04:00");
        counted(72, TermUnit::Hours, "2026-10-30T10:00-04:00", "2026-11-02T09:00-05:00");
    }

    #[test]
    fn days_after_a_time_of_day_keep_it() {
        let zone = new_york();
        let due = |text: &str| Due::At(parse_instant(text).unwrap_or_else(|_| panic!("{text}")));
        let put = |text: &str, count: u32| {
            let term = Term { count, unit: TermUnit::CalendarDays };
            put_off(due(text), term, &zone, &BTreeSet::new()).map(|due| due.to_text(&zone))
        };
        assert_eq!(put("2026-03-01T10:00-05:00", 14).as_deref(), Some("2026-03-15T10:00-04:00"));
        assert_eq!(put("2026-10-25T10:00-04:00", 14).as_deref(), Some("2026-11-08T10:00-05:00"));
        // 02:30 is skipped on that day.
        assert_eq!(put("2026-02-22T02:30-05:00", 14).as_deref(), Some("2026-03-08T01:30-05:00"));
    }

    #[test]
    fn beyond_the_calendar_there_is_no_deadline() {
        let far = Term { count: u32::MAX, unit: TermUnit::CalendarDays };
        let zone = Zone::fixed(0);
        let received = Instant(0);
        assert_eq!(after(far, received, &zone, &BTreeSet::new()), None);
    }
}
