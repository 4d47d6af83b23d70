//! Offset changes of a time zone by its name: the core has no time zone database.
//!
//! What `chrono-tz` knows of 1900 to 2100 is packed by `build.rs`; before the first change the first offset holds, after the last the
//! last.

use rationale::value::time::{Instant, Zone};
use std::sync::{LazyLock, OnceLock};

// START, NAMES, PLACES and PACKED.
include!(concat!(env!("OUT_DIR"), "/zones.rs"));

const DAY: i64 = 86_400;
const MICROSECONDS: i64 = 1_000_000;

/// The zones, unpacked when they are first asked for. They hold what the database says and nothing of a case: an unknown name
/// leaves nothing behind.
static FOUND: LazyLock<Vec<OnceLock<Option<Zone>>>> =
    LazyLock::new(|| PLACES.iter().map(|_| OnceLock::new()).collect());

/// The zone of a name such as `America/New_York`.
#[must_use]
pub fn find(name: &str) -> Option<Zone> {
    let at = NAMES.binary_search_by_key(&name, |(known, _)| known).ok()?;
    let (_, zone) = NAMES.get(at)?;
    let zone = usize::from(*zone);
    FOUND.get(zone)?.get_or_init(|| unpacked(zone)).clone()
}

/// A zone as it is packed: its first changes, and where the others are found.
struct Packed {
    first_offset: i64,
    /// Changes of its own, which come first.
    own: usize,
    /// Changes that are those of another zone.
    shared: usize,
    other: usize,
    /// The first of these.
    from: usize,
    changes: Bytes,
}

impl Packed {
    fn at(zone: usize) -> Option<Self> {
        let mut changes = Bytes(PACKED.get(usize::from(*PLACES.get(zone)?)..)?);
        Some(Self {
            first_offset: changes.seconds()?,
            own: changes.count()?,
            shared: changes.count()?,
            other: changes.count()?,
            from: changes.count()?,
            changes,
        })
    }
}

fn unpacked(zone: usize) -> Option<Zone> {
    let mut packed = Packed::at(zone)?;
    let all = packed.own.checked_add(packed.shared)?;
    let first = i32::try_from(packed.first_offset).ok()?;
    let (mut day, mut offset) = (START, packed.first_offset);
    let mut changes = Vec::with_capacity(all);
    // Changes of the zone at hand that are passed over.
    let mut over = 0_usize;
    while changes.len() < all {
        while packed.own > 0 && changes.len() < all {
            packed.own = packed.own.checked_sub(1)?;
            let days = i64::try_from(packed.changes.number()?).ok()?;
            let (time, on) = (packed.changes.seconds()?, packed.changes.seconds()?);
            if over > 0 {
                over = over.checked_sub(1)?;
                continue;
            }
            day = day.checked_add(days)?;
            let second = day.checked_mul(DAY)?.checked_add(time)?.checked_sub(offset)?;
            offset = offset.checked_add(on)?;
            changes.push((Instant(second.checked_mul(MICROSECONDS)?), i32::try_from(offset).ok()?));
        }
        if changes.len() < all {
            // Passed over are those before `from`, and what was still to be passed over of the zone left.
            over = over.checked_add(packed.from)?;
            // A zone points only at one before it, so this ends.
            packed = Packed::at(packed.other)?;
        }
    }
    Zone::new(first, changes)
}

/// Numbers as `build.rs` writes them.
struct Bytes(&'static [u8]);

impl Bytes {
    /// Seven bits a byte, the lowest first.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let (first, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(first & 0x7f).checked_shl(shift)?;
            if first & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// Seconds, or quarters of an hour; the lowest bit tells, the next is the sign.
    fn seconds(&mut self) -> Option<i64> {
        let number = self.number()?;
        let size = i64::try_from(number >> 2).ok()?;
        let size = if number & 1 == 0 { size.checked_mul(900)? } else { size };
        if number & 2 == 0 { Some(size) } else { size.checked_neg() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Offset, TimeZone};
    use rationale::value::time::parse_instant;

    #[test]
    fn daylight_saving_starts_and_ends_at_its_second() {
        let zone = find("America/New_York").expect("a known zone");
        for (instant, expected) in [
            ("2026-03-08T06:59:59Z", "2026-03-08T01:59:59-05:00"),
            ("2026-03-08T07:00Z", "2026-03-08T03:00-04:00"),
            ("2026-11-01T05:59Z", "2026-11-01T01:59-04:00"),
            ("2026-11-01T06:00Z", "2026-11-01T01:00-05:00"),
        ] {
            assert_eq!(parse_instant(instant).expect("a time").to_text(&zone), expected);
        }
    }

    /// The database and what was packed of it say the same every other day, and up to the second of each change between.
    #[test]
    fn every_zone_says_what_the_database_says() {
        const STEP: i64 = 2 * DAY;
        assert_eq!(NAMES.len(), chrono_tz::TZ_VARIANTS.len());
        let year =
            |year: i32| parse_instant(&format!("{year}-01-01T00:00Z")).expect("a time").0 / MICROSECONDS;
        let (start, end) = (year(1900), year(2100));
        for known in chrono_tz::TZ_VARIANTS {
            let zone = find(known.name()).unwrap_or_else(|| panic!("{known} is not there"));
            let here = |second: i64| zone.offset_at(Instant(second * MICROSECONDS));
            let agree = |second: i64| {
                let time = DateTime::from_timestamp(second, 0).expect("a time").naive_utc();
                let offset = known.offset_from_utc_datetime(&time).fix().local_minus_utc();
                assert_eq!(here(second), offset, "{known} at {time}");
                offset
            };
            let mut before = agree(start);
            for second in (start..end).step_by(172_800) {
                let after = agree(second + STEP);
                if after != before {
                    let (mut low, mut high) = (second, second + STEP);
                    while high - low > 1 {
                        let middle = low + (high - low) / 2;
                        if here(middle) == before { low = middle } else { high = middle }
                    }
                    agree(low);
                    agree(high);
                }
                before = after;
            }
        }
    }

    #[test]
    fn what_is_no_zone_is_not_found() {
        for name in ["America/Nowhere", "", "america/new_york", "Zulu "] {
            assert_eq!(find(name), None, "{name}");
        }
    }
}
