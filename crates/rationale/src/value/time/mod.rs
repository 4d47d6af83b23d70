//! Times of any precision, zones as offset changes, calendar arithmetic. No clock and no time zone database.

mod calendar;
mod parse;
mod zone;

pub use calendar::{add_to_date, add_to_instant, completed_months, completed_years, days_between};
pub use parse::{NotATime, parse_date, parse_instant, parse_moment};

use chrono::{Datelike, NaiveDate};
use std::fmt;

const MICROS_PER_SECOND: i64 = 1_000_000;
/// No offset is further from UTC than this, in seconds; the widest ever used was Manila's, to 1844: -15:56.
const WIDEST_OFFSET: i32 = 18 * 3600;

/// A point in time to the microsecond, counted from 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// So many seconds later (earlier, where below nought); `None` on overflow.
    #[must_use]
    pub fn add_seconds(self, seconds: i64) -> Option<Self> {
        let micros = seconds.checked_mul(MICROS_PER_SECOND)?;
        self.0.checked_add(micros).map(Self)
    }

    /// Microseconds from `other` to this instant; `None` on overflow.
    #[must_use]
    pub fn since(self, other: Self) -> Option<i64> {
        self.0.checked_sub(other.0)
    }
}

/// A time as a record gives it: to the minute or finer, or only to the day, month or year.
///
/// ```
/// use rationale::value::time::{Zone, parse_moment};
/// let moment = parse_moment("2026-03").unwrap();
/// assert_eq!(moment.to_string(), "2026-03");
/// assert_eq!(moment.dates(&Zone::fixed(0)).last.to_string(), "2026-03-31");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// Given to the minute or finer, with its offset: that instant.
    Exact(Instant),
    /// A calendar date: any instant of that day in the case's zone.
    Day(NaiveDate),
    /// A month (year, 1 to 12): any instant of it.
    Month(i32, u32),
    /// A year: any instant of it.
    Year(i32),
}

impl Moment {
    /// The calendar dates it may be.
    #[must_use]
    pub fn dates(&self, zone: &Zone) -> DateRange {
        match *self {
            Self::Exact(instant) => DateRange::exact(zone.date_of(instant)),
            Self::Day(date) => DateRange::exact(date),
            Self::Month(year, month) => {
                let first = calendar::first_of_month(year, month);
                let last = calendar::last_of_month(first.year(), first.month());
                DateRange { first, last }
            }
            Self::Year(year) => DateRange {
                first: calendar::first_of_month(year, 1),
                last: calendar::last_of_month(year, 12),
            },
        }
    }

    /// Whether it was given to the minute or finer.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

impl fmt::Display for Moment {
    /// As written: `2026-03-02`, `2026-03`, `2026`. An exact one in UTC; [`Instant::to_text`] takes a zone.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(instant) => out.write_str(&instant.to_text(&Zone::fixed(0))),
            Self::Day(date) => write!(out, "{date}"),
            Self::Month(year, month) => write!(out, "{year:04}-{month:02}"),
            Self::Year(year) => write!(out, "{year:04}"),
        }
    }
}

/// Instants from `first` to `last`, both inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstantRange {
    /// The first.
    pub first: Instant,
    /// The last.
    pub last: Instant,
}

impl InstantRange {
    /// One instant alone.
    #[must_use]
    pub fn exact(instant: Instant) -> Self {
        Self { first: instant, last: instant }
    }

    /// Whether it is one instant alone.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.first == self.last
    }

    /// Whether the instant is inside.
    #[must_use]
    pub fn contains(&self, instant: Instant) -> bool {
        self.first <= instant && instant <= self.last
    }

    /// Whether the two share an instant.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// Calendar dates from `first` to `last`, both inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateRange {
    /// The first.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
}

impl DateRange {
    /// One date alone.
    #[must_use]
    pub fn exact(date: NaiveDate) -> Self {
        Self { first: date, last: date }
    }

    /// Whether it is one date alone.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.first == self.last
    }

    /// Whether the date is inside.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }

    /// Whether the two share a date.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// A case's zone: which offset from UTC holds from when.
///
/// ```
/// use rationale::value::time::{Zone, parse_instant};
/// let zone = Zone::fixed(-5 * 3600);
/// let instant = parse_instant("2026-03-03T09:10:00Z").unwrap();
/// assert_eq!(instant.to_text(&zone), "2026-03-03T04:10-05:00");
/// assert_eq!(zone.date_of(instant).to_string(), "2026-03-03");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Offset in seconds east of UTC before the first change.
    pub first_offset: i32,
    /// Instants from which another offset holds, ascending.
    pub changes: Vec<(Instant, i32)>,
}

/// The units in which criteria measure time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// Elapsed minutes.
    Minutes,
    /// Elapsed hours.
    Hours,
    /// Calendar days.
    Days,
    /// Seven calendar days.
    Weeks,
    /// Calendar months, clamped to the month's end.
    Months,
    /// Twelve calendar months.
    Years,
}

impl TimeUnit {
    const WORDS: [(Self, &'static str, &'static str); 6] = [
        (Self::Minutes, "minute", "minutes"),
        (Self::Hours, "hour", "hours"),
        (Self::Days, "day", "days"),
        (Self::Weeks, "week", "weeks"),
        (Self::Months, "month", "months"),
        (Self::Years, "year", "years"),
    ];

    /// The unit that the word names, singular or plural.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, one, many)| word == *one || word == *many).map(|(unit, ..)| *unit)
    }

    /// Whether it is measured on the clock (minutes, hours) and not on the calendar.
    #[must_use]
    pub fn is_elapsed(self) -> bool {
        matches!(self, Self::Minutes | Self::Hours)
    }

    /// Its word: `day` for one, else `days`.
    #[must_use]
    pub fn word(self, count: u32) -> &'static str {
        let words = Self::WORDS.iter().find(|(unit, ..)| *unit == self);
        words.map_or("", |(_, one, many)| if count == 1 { one } else { many })
    }
}

/// A length of time as criteria state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Length {
    /// How many; whole.
    pub count: u32,
    /// Of what.
    pub unit: TimeUnit,
}

impl fmt::Display for Length {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.count, self.unit.word(self.count))
    }
}

#[cfg(test)]
mod tests;
