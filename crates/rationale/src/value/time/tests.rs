use super::*;
use chrono::NaiveDateTime;
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    parse_date(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn instant(text: &str) -> Instant {
    parse_instant(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// New York through 2026.
fn new_york() -> Zone {
    let changes = vec![(instant("2026-03-08T07:00Z"), -4 * 3600), (instant("2026-11-01T06:00Z"), -5 * 3600)];
    Zone::new(-5 * 3600, changes).expect("a zone")
}

fn hours(range: InstantRange) -> i64 {
    let micros = range.last.since(range.first).expect("a short range") + 1;
    assert_eq!(micros % 3_600_000_000, 0, "whole hours");
    micros / 3_600_000_000
}

#[test]
fn a_time_needs_its_offset() {
    for text in ["2026-03-03T04:10", "2026-03-03T04:10:00", "2026-03-03T04:10:00.5"] {
        assert_eq!(parse_instant(text), Err(NotATime::NoOffset), "{text}");
        assert_eq!(parse_moment(text), Err(NotATime::NoOffset), "{text}");
    }
}

#[test]
fn one_instant_has_many_spellings() {
    let same = [
        "2026-03-03T04:10-05:00",
        "2026-03-03T04:10:00-05:00",
        "2026-03-03T09:10:00.000Z",
        "2026-03-03T09:10:00.000000000Z",
        "2026-03-03t09:10z",
        "2026-03-03T14:40+05:30",
        "2026-03-03T09:10-00:00",
    ];
    for text in same {
        assert_eq!(instant(text), instant("2026-03-03T09:10Z"), "{text}");
    }
    assert_eq!(instant("1970-01-01T00:00Z"), Instant(0));
    assert_eq!(instant("1969-12-31T23:59:59.999999Z"), Instant(-1));
    assert_eq!(instant("2026-03-03T09:10:00.1Z"), instant("2026-03-03T09:10:00.1000009Z"));
}

#[test]
fn what_is_no_time_is_refused_by_kind() {
    use NotATime::{NoSuch, Shape, Year};
    for (text, expected) in [
        ("2026-02-30", NoSuch),
        ("2025-02-29", NoSuch),
        ("1900-02-29", NoSuch),
        ("2026-13", NoSuch),
        ("2026-00", NoSuch),
        ("2026-04-31T10:00Z", NoSuch),
        ("2026-03-03T24:00Z", NoSuch),
        ("2026-03-03T10:60Z", NoSuch),
        ("2026-03-03T10:00:60Z", NoSuch),
        ("2026-03-03T10:00+18:01", NoSuch),
        ("2026-03-03T10:00+05:60", NoSuch),
        ("1799", Year),
        ("2201-01", Year),
        ("0202-03-03", Year),
        ("", Shape),
        ("26", Shape),
        ("03/03/2026", Shape),
        ("2026-3-3", Shape),
        ("2026-03-03 10:00Z", Shape),
        ("2026-03-03T10Z", Shape),
        ("2026-03-03T10:00:00.Z", Shape),
        ("2026-03-03T10:00:00.0000000001Z", Shape),
        ("2026-03-03T10:00-0500", Shape),
        ("2026-03-03T10:00-05", Shape),
        ("2026-03-03T10:00Z ", Shape),
        (" 2026-03-03", Shape),
        ("2026-03-03Z", Shape),
        ("２０２６", Shape),
        ("+026", Shape),
    ] {
        assert_eq!(parse_moment(text), Err(expected), "{text}");
    }
    assert_eq!(parse_instant("2026-03-03"), Err(Shape));
    assert_eq!(parse_date("2026-03"), Err(Shape));
}

#[test]
fn a_moment_prints_as_it_was_given() {
    for text in ["2026", "2026-03", "2026-03-02", "2024-02-29", "1800-01-01", "2200-12-31"] {
        assert_eq!(parse_moment(text).expect(text).to_string(), text);
    }
    assert_eq!(parse_moment("2026-03-03T04:10-05:00").expect("a time").to_string(), "2026-03-03T09:10Z");
}

#[test]
fn an_instant_prints_in_the_zone() {
    let zone = new_york();
    for (text, expected) in [
        ("2026-03-03T09:10Z", "2026-03-03T04:10-05:00"),
        ("2026-07-03T09:10Z", "2026-07-03T05:10-04:00"),
        ("2026-07-03T02:10:07Z", "2026-07-02T22:10:07-04:00"),
        ("2026-07-03T02:10:00.25Z", "2026-07-02T22:10:00.25-04:00"),
        ("2026-11-01T05:30Z", "2026-11-01T01:30-04:00"),
        ("2026-11-01T06:30Z", "2026-11-01T01:30-05:00"),
    ] {
        assert_eq!(instant(text).to_text(&zone), expected, "{text}");
        assert_eq!(instant(expected), instant(text));
    }
    assert_eq!(instant("2026-03-03T09:10Z").to_text(&Zone::fixed(19_800)), "2026-03-03T14:40+05:30");
    // An offset of seconds: the instant stays.
    let early = Zone::fixed(-(4 * 3600 + 56 * 60 + 2));
    assert_eq!(instant("2026-03-03T09:10Z").to_text(&early), "2026-03-03T04:14-04:56");
}

#[test]
fn a_day_has_as_many_hours_as_the_clock_gives_it() {
    let zone = new_york();
    for (text, expected, first) in [
        ("2026-03-07", 24, "2026-03-07T00:00-05:00"),
        ("2026-03-08", 23, "2026-03-08T00:00-05:00"),
        ("2026-03-09", 24, "2026-03-09T00:00-04:00"),
        ("2026-10-31", 24, "2026-10-31T00:00-04:00"),
        ("2026-11-01", 25, "2026-11-01T00:00-04:00"),
        ("2026-11-02", 24, "2026-11-02T00:00-05:00"),
    ] {
        let day = zone.day(date(text));
        assert_eq!(hours(day), expected, "{text}");
        assert_eq!(day.first, instant(first), "{text}");
    }
    assert_eq!(zone.offset_at(instant("2026-03-08T06:59:59.999999Z")), -5 * 3600);
    assert_eq!(zone.offset_at(instant("2026-03-08T07:00Z")), -4 * 3600);
    assert_eq!(
        zone.local(instant("2026-03-08T07:00Z")),
        "2026-03-08T03:00:00".parse::<NaiveDateTime>().expect("a time")
    );
}

#[test]
fn a_change_just_after_midnight_splits_the_day_and_the_day_holds_both_parts() {
    // As Newfoundland once did: at 00:01 the clock went back to 23:01 of the day before.
    let zone = Zone::new(-9_000, vec![(instant("2010-11-07T02:31Z"), -12_600)]).expect("a zone");
    let before = zone.day(date("2010-11-06"));
    let after = zone.day(date("2010-11-07"));
    assert_eq!(before.last, Instant(instant("2010-11-07T03:30Z").0 - 1));
    assert_eq!(after.first, instant("2010-11-07T02:30Z"));
    assert!(before.intersects(&after));
}

#[test]
fn a_day_that_was_skipped_is_an_instant() {
    // As Samoa: no 30 December 2011.
    let change = instant("2011-12-30T10:00Z");
    let zone = Zone::new(-36_000, vec![(change, 50_400)]).expect("a zone");
    assert_eq!(zone.day(date("2011-12-30")), InstantRange::exact(change));
    assert_eq!(zone.day(date("2011-12-29")).last, Instant(change.0 - 1));
    assert_eq!(zone.day(date("2011-12-31")).first, change);
}

#[test]
fn a_zone_is_checked_when_made() {
    let (one, two) = (Instant(1), Instant(2));
    assert!(Zone::new(0, vec![(one, 60), (two, 0)]).is_some());
    assert!(Zone::new(0, vec![(two, 60), (one, 0)]).is_none());
    assert!(Zone::new(0, vec![(one, 60), (one, 0)]).is_none());
    assert!(Zone::new(20 * 3600, Vec::new()).is_none());
    assert!(Zone::new(0, vec![(one, i32::MIN)]).is_none());
    assert!(Zone::new(0, (0..801).map(|at| (Instant(at), 0)).collect()).is_none());
}

#[test]
fn a_moment_stands_for_every_instant_in_it() {
    let zone = new_york();
    let range = |text: &str| zone.moment_range(&parse_moment(text).expect(text));
    assert_eq!(hours(range("2026-03-08")), 23);
    assert_eq!(hours(range("2026-03")), 31 * 24 - 1);
    assert_eq!(hours(range("2026")), 365 * 24);
    assert_eq!(hours(range("2024-02")), 29 * 24);
    assert!(range("2026-03-08T04:00-04:00").is_exact());
    let dates = parse_moment("2026-03-03T04:10Z").expect("a time").dates(&zone);
    assert_eq!(dates, DateRange::exact(date("2026-03-02")));
    assert_eq!(
        parse_moment("2024").expect("a year").dates(&zone),
        DateRange { first: date("2024-01-01"), last: date("2024-12-31") }
    );
}

#[test]
fn months_clamp_and_days_do_not_know_of_hours() {
    let add = |count, unit, from: &str, forward| {
        add_to_date(Length { count, unit }, date(from), forward).map(|date| date.to_string())
    };
    for (count, unit, from, forward, expected) in [
        (3, TimeUnit::Months, "2026-05-31", false, "2026-02-28"),
        (3, TimeUnit::Months, "2024-05-31", false, "2024-02-29"),
        (1, TimeUnit::Months, "2026-01-31", true, "2026-02-28"),
        (12, TimeUnit::Months, "2024-02-29", true, "2025-02-28"),
        (1, TimeUnit::Years, "2024-02-29", true, "2025-02-28"),
        (4, TimeUnit::Years, "2024-02-29", true, "2028-02-29"),
        (2, TimeUnit::Weeks, "2026-03-01", false, "2026-02-15"),
        (1, TimeUnit::Days, "2026-03-08", true, "2026-03-09"),
        (0, TimeUnit::Days, "2026-03-08", true, "2026-03-08"),
    ] {
        assert_eq!(add(count, unit, from, forward).as_deref(), Some(expected), "{count} {unit:?} {from}");
    }
    assert_eq!(add(1, TimeUnit::Hours, "2026-03-08", true), None);
    assert_eq!(add(u32::MAX, TimeUnit::Years, "2026-03-08", true), None);
    assert_eq!(add(u32::MAX, TimeUnit::Days, "2026-03-08", false), None);
}

#[test]
fn hours_are_elapsed() {
    let start = instant("2026-03-08T00:30-05:00");
    let day = Length { count: 24, unit: TimeUnit::Hours };
    assert_eq!(add_to_instant(day, start, true), Some(instant("2026-03-09T01:30-04:00")));
    assert_eq!(
        add_to_instant(Length { count: 90, unit: TimeUnit::Minutes }, start, false),
        Some(instant("2026-03-07T23:00-05:00"))
    );
    assert_eq!(add_to_instant(Length { count: 1, unit: TimeUnit::Days }, start, true), None);
    assert_eq!(
        add_to_instant(Length { count: u32::MAX, unit: TimeUnit::Hours }, Instant(i64::MAX), true),
        None
    );
    assert_eq!(Instant(i64::MAX).since(Instant(-1)), None);
    assert_eq!(Instant(0).add_seconds(i64::MAX), None);
}

#[test]
fn age_is_in_completed_years() {
    for (birth, on, expected) in [
        ("1948-02-11", "2026-02-10", 77),
        ("1948-02-11", "2026-02-11", 78),
        ("2000-02-29", "2018-02-28", 17),
        ("2000-02-29", "2018-03-01", 18),
        ("2000-02-29", "2020-02-28", 19),
        ("2000-02-29", "2020-02-29", 20),
        ("2026-03-01", "2026-03-01", 0),
        ("2026-03-02", "2026-03-01", -1),
    ] {
        assert_eq!(completed_years(date(birth), date(on)), expected, "{birth} on {on}");
    }
}

#[test]
fn months_are_completed_by_the_clamp() {
    for (from, to, expected) in [
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2024-01-31", "2024-02-28", 0),
        ("2024-01-31", "2024-02-29", 1),
        ("2026-01-15", "2026-02-14", 0),
        ("2026-01-15", "2026-02-15", 1),
        ("2025-11-30", "2026-02-28", 3),
        ("2026-02-28", "2026-01-31", -1),
        ("2026-02-15", "2026-02-15", 0),
        ("2026-02-15", "2026-02-14", 0),
        ("2020-02-29", "2026-02-28", 72),
    ] {
        assert_eq!(completed_months(date(from), date(to)), expected, "{from} to {to}");
    }
    assert_eq!(days_between(date("2026-02-28"), date("2026-03-01")), 1);
    assert_eq!(days_between(date("2026-03-01"), date("2024-03-01")), -730);
}

#[test]
fn a_length_reads_in_words() {
    let length = |count, unit| Length { count, unit }.to_string();
    assert_eq!(length(1, TimeUnit::Days), "1 day");
    assert_eq!(length(24, TimeUnit::Hours), "24 hours");
    assert_eq!(length(0, TimeUnit::Weeks), "0 weeks");
    for word in ["minute", "hours", "day", "weeks", "months", "year"] {
        assert!(TimeUnit::parse(word).is_some(), "{word}");
    }
    assert_eq!(TimeUnit::parse("fortnight"), None);
    assert_eq!(TimeUnit::parse("Days"), None);
    assert!(TimeUnit::Hours.is_elapsed() && !TimeUnit::Days.is_elapsed());
}

#[test]
fn no_zone_and_no_instant_is_too_far() {
    let zone = Zone { first_offset: i32::MIN, changes: vec![(Instant(0), i32::MAX)] };
    for far in [i64::MIN, -1, 0, i64::MAX] {
        let _ = (zone.local(Instant(far)), Instant(far).to_text(&zone));
        let _ = zone.moment_range(&Moment::Exact(Instant(far)));
    }
    for moment in [
        Moment::Year(i32::MIN),
        Moment::Year(i32::MAX),
        Moment::Month(0, 99),
        Moment::Day(NaiveDate::MIN),
        Moment::Day(NaiveDate::MAX),
    ] {
        let _ = (zone.moment_range(&moment), moment.to_string());
    }
    assert!(completed_months(NaiveDate::MIN, NaiveDate::MAX) > 0);
    assert!(completed_years(NaiveDate::MAX, NaiveDate::MIN) < 0);
    assert!(days_between(NaiveDate::MIN, NaiveDate::MAX) > 0);
}

fn any_date() -> impl Strategy<Value = NaiveDate> {
    (0_i64..146_000).prop_map(|days| date("1800-01-01") + chrono::Days::new(days.unsigned_abs()))
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        let _ = (parse_moment(&text), parse_instant(&text), parse_date(&text));
    }

    #[test]
    fn what_is_printed_reads_as_the_same_instant(micros in -5_000_000_000_000_000_i64..7_000_000_000_000_000, offset in -WIDEST_OFFSET..=WIDEST_OFFSET) {
        let text = Instant(micros).to_text(&Zone::fixed(offset));
        prop_assert_eq!(parse_instant(&text), Ok(Instant(micros)), "{}", text);
    }

    #[test]
    fn a_day_holds_every_instant_of_its_date(
        day in 0_u64..5,
        changes in proptest::collection::btree_map(0_i64..8 * 24, -WIDEST_OFFSET..=WIDEST_OFFSET, 0..5),
        samples in proptest::collection::vec(-48_i64 * 60..10 * 24 * 60, 40),
    ) {
        let start = instant("2000-01-01T00:00Z").0;
        let day = date("2000-01-02") + chrono::Days::new(day);
        let changes = changes.into_iter().map(|(hour, offset)| (Instant(start + hour * 3_600_000_000), offset)).collect();
        let zone = Zone::new(-18_000, changes).expect("a zone");
        let range = zone.day(day);
        prop_assert!(range.first <= range.last);
        let exists = zone.date_of(range.first) == day;
        if exists {
            prop_assert_eq!(zone.date_of(range.last), day);
        } else {
            prop_assert!(range.is_exact());
        }
        for minute in samples {
            let sample = Instant(start + minute * 60_000_000);
            if zone.date_of(sample) == day {
                prop_assert!(exists && range.contains(sample));
            }
        }
    }

    #[test]
    fn completed_months_is_the_largest_that_fits(from in any_date(), to in any_date()) {
        let months = completed_months(from, to);
        prop_assert_eq!(completed_months(to, from), -months);
        if from <= to {
            let add = |count: i64| add_to_date(Length { count: u32::try_from(count).expect("few"), unit: TimeUnit::Months }, from, true).expect("a date");
            prop_assert!(add(months) <= to);
            prop_assert!(add(months + 1) > to);
        }
    }
}
