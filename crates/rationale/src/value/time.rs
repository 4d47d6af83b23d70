//! Times of any precision, zones as offset changes, calendar arithmetic. No clock and no time zone database.

use chrono::NaiveDate;

/// A point in time to the microsecond, counted from 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// A time as a record gives it: to the minute or finer, or only to the day, month or year.
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

/// Instants from `first` to `last`, both inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstantRange {
    /// The first.
    pub first: Instant,
    /// The last.
    pub last: Instant,
}

/// Calendar dates from `first` to `last`, both inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateRange {
    /// The first.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
}

/// A case's zone: which offset from UTC holds from when.
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

/// A length of time as criteria state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Length {
    /// How many; whole.
    pub count: u32,
    /// Of what.
    pub unit: TimeUnit,
}
