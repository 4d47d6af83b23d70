//! Offset changes of a time zone by its name: the core has no time zone database.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;
use rationale::value::time::{Instant, Zone};
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

/// Years within which offset changes are given; before them the first offset holds, after them the last.
const YEARS: (i32, i32) = (1900, 2100);
const DAY: i64 = 86_400;

/// Every zone there is, its changes found when it is first asked for. It holds what the database says and nothing of a case:
/// an unknown name leaves nothing behind.
static ZONES: LazyLock<BTreeMap<&'static str, Found>> = LazyLock::new(|| {
    let variants = chrono_tz::TZ_VARIANTS.iter();
    variants.map(|zone| (zone.name(), Found { zone: *zone, changes: OnceLock::new() })).collect()
});

struct Found {
    zone: Tz,
    changes: OnceLock<Option<Zone>>,
}

/// The zone of a name such as `America/New_York`.
#[must_use]
pub fn find(name: &str) -> Option<Zone> {
    let found = ZONES.get(name)?;
    found.changes.get_or_init(|| changes(&found.zone)).clone()
}

fn changes(zone: &Tz) -> Option<Zone> {
    let second =
        |year: i32| Some(NaiveDate::from_ymd_opt(year, 1, 1)?.and_hms_opt(0, 0, 0)?.and_utc().timestamp());
    let (start, end) = (second(YEARS.0)?, second(YEARS.1)?);
    let offset = |at: i64| Some(offset_at(zone, DateTime::from_timestamp(at, 0)?.naive_utc()));
    let first = offset(start)?;
    let mut changes = Vec::new();
    let (mut before, mut at) = (first, start);
    while at < end {
        let next = at + DAY;
        let after = offset(next)?;
        if after != before {
            // Halve the day until the second of the change is found.
            let (mut low, mut high) = (at, next);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if offset(middle)? == before { low = middle } else { high = middle }
            }
            changes.push((Instant(high.checked_mul(1_000_000)?), after));
            before = after;
        }
        at = next;
    }
    Zone::new(first, changes)
}

fn offset_at(zone: &Tz, utc: NaiveDateTime) -> i32 {
    zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()
}

#[cfg(test)]
mod tests {
    use super::find;
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

    #[test]
    fn every_zone_there_is_can_be_given() {
        for zone in chrono_tz::TZ_VARIANTS {
            assert!(find(zone.name()).is_some(), "{zone}");
        }
        assert_eq!(find("America/Nowhere"), None);
    }
}
