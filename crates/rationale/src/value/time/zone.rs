//! Zones: local dates and times from the offset changes a case carries, right across daylight-saving changes.

use super::{Instant, InstantRange, MICROS_PER_SECOND, Moment, WIDEST_OFFSET, Zone};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};

const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;
/// More than any zone had since offsets were kept; 400 years of two changes each.
const MOST_CHANGES: usize = 800;

impl Zone {
    /// One offset for all time, in seconds east of UTC.
    #[must_use]
    pub fn fixed(offset_seconds: i32) -> Self {
        Self { first_offset: offset_seconds, changes: Vec::new() }
    }

    /// A zone with changes; `None` where they do not ascend, are more than 800, or an offset is wider than 18 hours.
    #[must_use]
    pub fn new(first_offset: i32, changes: Vec<(Instant, i32)>) -> Option<Self> {
        let ascending = changes.is_sorted_by(|(left, _), (right, _)| left < right);
        let near = |offset: i32| offset.unsigned_abs() <= WIDEST_OFFSET.unsigned_abs();
        let sound = ascending
            && changes.len() <= MOST_CHANGES
            && near(first_offset)
            && changes.iter().all(|(_, offset)| near(*offset));
        sound.then_some(Self { first_offset, changes })
    }

    /// The offset that holds at the instant, in seconds east of UTC.
    #[must_use]
    pub fn offset_at(&self, instant: Instant) -> i32 {
        let passed = self.changes.partition_point(|(from, _)| *from <= instant);
        let last = passed.checked_sub(1).and_then(|index| self.changes.get(index));
        last.map_or(self.first_offset, |(_, offset)| *offset)
    }

    /// The local date and time.
    #[must_use]
    pub fn local(&self, instant: Instant) -> NaiveDateTime {
        local_at(instant, self.offset_at(instant))
    }

    /// The local calendar date.
    #[must_use]
    pub fn date_of(&self, instant: Instant) -> NaiveDate {
        self.local(instant).date()
    }

    /// The night, noon to noon by the local clock, named by the date on which it starts.
    #[must_use]
    pub fn night_of(&self, instant: Instant) -> NaiveDate {
        let local = self.local(instant);
        if local.hour() < 12 { local.date().pred_opt().unwrap_or(NaiveDate::MIN) } else { local.date() }
    }

    /// The first and the last microsecond of a local day: 23 or 25 hours where the clock is changed on it.
    ///
    /// Of a date that the zone skipped altogether: the instant at which it would have begun.
    #[must_use]
    pub fn day(&self, date: NaiveDate) -> InstantRange {
        self.days(date, date)
    }

    /// Every instant the moment may be.
    #[must_use]
    pub fn moment_range(&self, moment: &Moment) -> InstantRange {
        if let Moment::Exact(instant) = moment {
            return InstantRange::exact(*instant);
        }
        let dates = moment.dates(self);
        self.days(dates.first, dates.last)
    }

    /// The first instant on or after the start of `first`, and the last before the end of `last`.
    fn days(&self, first: NaiveDate, last: NaiveDate) -> InstantRange {
        // As if the local clock were UTC.
        let clock_start = clock_micros(first);
        let clock_end = clock_micros(last).saturating_add(MICROS_PER_DAY.saturating_sub(1));
        let near = i64::from(WIDEST_OFFSET).saturating_mul(MICROS_PER_SECOND);
        let begin = Instant(clock_start.saturating_sub(near));
        let end = Instant(clock_end.saturating_add(near));
        // Each stretch of one offset that can touch the days gives those of its instants whose local time is inside;
        // the first and last over all are what is asked.
        let from = self.changes.partition_point(|(change, _)| *change <= begin);
        let to = self.changes.partition_point(|(change, _)| *change <= end);
        let mut found: Option<InstantRange> = None;
        let mut stretch_start = Instant(i64::MIN);
        let mut offset = self.offset_at(begin);
        let mut skipped_to = None;
        let within = self.changes.get(from..to).unwrap_or(&[]);
        let ends = within.iter().map(|(change, next)| (*change, Some(*next)));
        for (change, next) in ends.chain([(Instant(i64::MAX), None)]) {
            let shift = i64::from(offset).saturating_mul(MICROS_PER_SECOND);
            let low = clock_start.saturating_sub(shift).max(stretch_start.0);
            let high =
                clock_end.saturating_sub(shift).min(change.0.saturating_sub(i64::from(next.is_some())));
            if low <= high {
                let start = found.map_or(Instant(low), |range| range.first);
                found = Some(InstantRange { first: start, last: Instant(high) });
            }
            if let Some(next) = next {
                if skipped_to.is_none() && local_at(change, next).date() > last {
                    skipped_to = Some(change);
                }
                offset = next;
            }
            stretch_start = change;
        }
        found.unwrap_or_else(|| InstantRange::exact(skipped_to.unwrap_or(Instant(clock_start))))
    }
}

impl Instant {
    /// The instant in RFC 3339, in the zone's offset; seconds left out when nought (`2026-03-03T04:10-05:00`).
    ///
    /// An offset that is not of whole minutes is cut to them, and the instant stays the same.
    #[must_use]
    pub fn to_text(&self, zone: &Zone) -> String {
        let offset = zone.offset_at(*self);
        let minutes = offset.checked_div(60).unwrap_or(0);
        let local = local_at(*self, minutes.saturating_mul(60));
        let mut text = String::with_capacity(25);
        match u32::try_from(local.year()) {
            Ok(year @ 0..=9999) => {
                two_digits(&mut text, year.checked_div(100).unwrap_or(0));
                two_digits(&mut text, year.checked_rem(100).unwrap_or(0));
            }
            _ => text.push_str(&local.format("%Y").to_string()),
        }
        for (mark, part) in
            [('-', local.month()), ('-', local.day()), ('T', local.hour()), (':', local.minute())]
        {
            text.push(mark);
            two_digits(&mut text, part);
        }
        let micros = local.nanosecond().checked_div(1000).unwrap_or(0);
        if local.second() != 0 || micros != 0 {
            text.push(':');
            two_digits(&mut text, local.second());
        }
        if micros != 0 {
            let fraction = format!(".{micros:06}");
            text.push_str(fraction.trim_end_matches('0'));
        }
        if minutes == 0 {
            text.push('Z');
            return text;
        }
        let sign = if minutes < 0 { '-' } else { '+' };
        let distance = minutes.unsigned_abs();
        text.push(sign);
        two_digits(&mut text, distance.checked_div(60).unwrap_or(0));
        text.push(':');
        two_digits(&mut text, distance.checked_rem(60).unwrap_or(0));
        text
    }
}

/// A number below a hundred.
fn two_digits(text: &mut String, number: u32) {
    let digit = |place| char::from_digit(number.checked_div(place).unwrap_or(0) % 10, 10).unwrap_or('0');
    text.push(digit(10));
    text.push(digit(1));
}

fn local_at(instant: Instant, offset: i32) -> NaiveDateTime {
    let micros = instant.0.saturating_add(i64::from(offset).saturating_mul(MICROS_PER_SECOND));
    let edge = if micros < 0 { NaiveDateTime::MIN } else { NaiveDateTime::MAX };
    DateTime::from_timestamp_micros(micros).map_or(edge, |time| time.naive_utc())
}

/// The microsecond at which the date begins on a clock that shows UTC.
pub(super) fn clock_micros(date: NaiveDate) -> i64 {
    date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros()
}
