//! Text -> times. Strict: one spelling for each precision, and no time of day without its offset.

use super::{Instant, MICROS_PER_SECOND, Moment, WIDEST_OFFSET};
use chrono::NaiveDate;

/// The years that are read. Outside them a date is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

/// Why a text is not a time. The text itself is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotATime {
    /// A time of day without an offset could be any of 26 hours.
    #[error("a time of day needs its offset, such as `2026-03-03T04:10-05:00` or `2026-03-03T09:10Z`")]
    NoOffset,
    /// The 30th of February, the 25th hour.
    #[error(
        "no such date or time of day; write one that the calendar and the clock have, such as `2026-02-28`"
    )]
    NoSuch,
    /// The year is before 1800 or after 2200.
    #[error("the year is not between 1800 and 2200")]
    Year,
    /// Another shape.
    #[error("not a time, such as `2026-03-03T04:10-05:00`, nor a date, such as `2026-03-03`")]
    Shape,
}

/// A time as a record gives it: `2026-03-03T04:10-05:00`, `2026-03-03`, `2026-03` or `2026`.
///
/// # Errors
///
/// [`NotATime`], by kind.
///
/// ```
/// use rationale::value::time::{NotATime, parse_moment};
/// assert!(parse_moment("2026-03").is_ok());
/// assert_eq!(parse_moment("2026-03-03T04:10"), Err(NotATime::NoOffset));
/// assert_eq!(parse_moment("2026-02-30"), Err(NotATime::NoSuch));
/// ```
pub fn parse_moment(text: &str) -> Result<Moment, NotATime> {
    match text.len() {
        4 => year(text).map(Moment::Year),
        7 => {
            let mut scan = Scan(text.as_bytes());
            let (year, month) = scan.month()?;
            Ok(Moment::Month(year, month))
        }
        10 => parse_date(text).map(Moment::Day),
        _ => parse_instant(text).map(Moment::Exact),
    }
}

/// A calendar date, `2026-03-03`.
///
/// # Errors
///
/// [`NotATime`], by kind.
pub fn parse_date(text: &str) -> Result<NaiveDate, NotATime> {
    let mut scan = Scan(text.as_bytes());
    let date = scan.date()?;
    scan.end()?;
    Ok(date)
}

/// An instant in RFC 3339 with its offset; seconds and a fraction (to nine digits) may be left out.
///
/// Digits beyond the microsecond are dropped.
///
/// # Errors
///
/// [`NotATime`], by kind; [`NotATime::Shape`] for a bare date.
pub fn parse_instant(text: &str) -> Result<Instant, NotATime> {
    let mut scan = Scan(text.as_bytes());
    let date = scan.date()?;
    if !scan.take(b'T') && !scan.take(b't') {
        return Err(NotATime::Shape);
    }
    let hour = scan.number(2)?;
    scan.expect(b':')?;
    let minute = scan.number(2)?;
    let (second, micros) = if scan.take(b':') { (scan.number(2)?, scan.fraction()?) } else { (0, 0) };
    let offset_minutes = scan.offset()?;
    scan.end()?;
    if hour > 23 || minute > 59 || second > 59 {
        return Err(NotATime::NoSuch);
    }
    let clock = i64::from(hour)
        .checked_mul(60)
        .and_then(|minutes| minutes.checked_add(i64::from(minute)))
        .and_then(|minutes| minutes.checked_sub(offset_minutes))
        .and_then(|minutes| minutes.checked_mul(60))
        .and_then(|seconds| seconds.checked_add(i64::from(second)))
        .and_then(|seconds| seconds.checked_mul(MICROS_PER_SECOND))
        .and_then(|all| all.checked_add(i64::from(micros)));
    let total = clock.and_then(|clock| super::zone::clock_micros(date).checked_add(clock));
    total.map(Instant).ok_or(NotATime::NoSuch)
}

fn year(text: &str) -> Result<i32, NotATime> {
    let mut scan = Scan(text.as_bytes());
    let year = scan.year()?;
    scan.end()?;
    Ok(year)
}

/// What is left to read.
struct Scan<'a>(&'a [u8]);

impl Scan<'_> {
    fn take(&mut self, byte: u8) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if *first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), NotATime> {
        if self.take(byte) { Ok(()) } else { Err(NotATime::Shape) }
    }

    fn end(&self) -> Result<(), NotATime> {
        if self.0.is_empty() { Ok(()) } else { Err(NotATime::Shape) }
    }

    fn digit(&mut self) -> Option<u32> {
        let (first, rest) = self.0.split_first()?;
        let digit = char::from(*first).to_digit(10)?;
        self.0 = rest;
        Some(digit)
    }

    /// Exactly so many digits.
    fn number(&mut self, digits: u32) -> Result<u32, NotATime> {
        let mut value: u32 = 0;
        for _ in 0..digits {
            let digit = self.digit().ok_or(NotATime::Shape)?;
            value = value.saturating_mul(10).saturating_add(digit);
        }
        Ok(value)
    }

    fn year(&mut self) -> Result<i32, NotATime> {
        let year = i32::try_from(self.number(4)?).map_err(|_| NotATime::Shape)?;
        if YEARS.contains(&year) { Ok(year) } else { Err(NotATime::Year) }
    }

    fn month(&mut self) -> Result<(i32, u32), NotATime> {
        let year = self.year()?;
        self.expect(b'-')?;
        let month = self.number(2)?;
        if (1..=12).contains(&month) { Ok((year, month)) } else { Err(NotATime::NoSuch) }
    }

    fn date(&mut self) -> Result<NaiveDate, NotATime> {
        let (year, month) = self.month()?;
        self.expect(b'-')?;
        let day = self.number(2)?;
        NaiveDate::from_ymd_opt(year, month, day).ok_or(NotATime::NoSuch)
    }

    /// Microseconds; nought where no fraction is written.
    fn fraction(&mut self) -> Result<u32, NotATime> {
        if !self.take(b'.') {
            return Ok(0);
        }
        let mut micros: u32 = 0;
        let mut digits: u32 = 0;
        while let Some(digit) = self.digit() {
            digits = digits.saturating_add(1);
            if digits <= 6 {
                micros = micros.saturating_mul(10).saturating_add(digit);
            }
        }
        if digits == 0 || digits > 9 {
            return Err(NotATime::Shape);
        }
        let missing = 6_u32.saturating_sub(digits);
        Ok(micros.saturating_mul(10_u32.saturating_pow(missing)))
    }

    /// Minutes east of UTC.
    fn offset(&mut self) -> Result<i64, NotATime> {
        if self.0.is_empty() {
            return Err(NotATime::NoOffset);
        }
        if self.take(b'Z') || self.take(b'z') {
            return Ok(0);
        }
        let west = match (self.take(b'-'), self.take(b'+')) {
            (true, false) => true,
            (false, true) => false,
            _ => return Err(NotATime::Shape),
        };
        let hours = i64::from(self.number(2)?);
        self.expect(b':')?;
        let minutes = i64::from(self.number(2)?);
        let offset = hours.saturating_mul(60).saturating_add(minutes);
        if minutes > 59 || offset.saturating_mul(60) > i64::from(WIDEST_OFFSET) {
            return Err(NotATime::NoSuch);
        }
        Ok(if west { offset.saturating_neg() } else { offset })
    }
}
