//! Packs the offset changes of all time zones, as `chrono-tz` knows them, for `src/zones.rs`.
//!
//! Of `chrono-tz` itself a program would carry some 400 KiB, and would look up a day of two hundred years one by one to find the
//! changes of a zone. Packed they are a tenth of that: zones that go by the rules of another from some year on point into it.

#![allow(clippy::expect_used, clippy::disallowed_methods)] // A build stops where this cannot be done; it writes one file.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "zones")]
    {
        let folder = std::env::var_os("OUT_DIR").expect("cargo names a folder");
        std::fs::write(std::path::Path::new(&folder).join("zones.rs"), zones::source()).expect("written");
    }
}

#[cfg(feature = "zones")]
mod zones {
    use chrono::{DateTime, NaiveDate, Offset, TimeZone};
    use chrono_tz::Tz;
    use std::collections::BTreeMap;
    use std::fmt::Write;

    /// Years within which offset changes are given; before them the first offset holds, after them the last.
    const YEARS: (i32, i32) = (1900, 2100);
    const DAY: i64 = 86_400;

    /// A change: days since the one before, the second of the day by the clocks before it, and by how much they are put on.
    type Change = (i64, i64, i64);

    /// A zone: its first offset, and its changes.
    type Zone = (i64, Vec<Change>);

    fn offset(zone: &Tz, at: i64) -> i64 {
        let time = DateTime::from_timestamp(at, 0).expect("a time between two years");
        zone.offset_from_utc_datetime(&time.naive_utc()).fix().local_minus_utc().into()
    }

    fn second(year: i32) -> i64 {
        let start = NaiveDate::from_ymd_opt(year, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0));
        start.expect("a year has a first day").and_utc().timestamp()
    }

    fn changes(zone: &Tz) -> Zone {
        let (mut at, end) = (second(YEARS.0), second(YEARS.1));
        let first = offset(zone, at);
        let (mut before, mut day) = (first, at.div_euclid(DAY));
        let mut changes = Vec::new();
        while at < end {
            let after = offset(zone, at + DAY);
            if after != before {
                // Halve the day until the second of the change is found.
                let (mut low, mut high) = (at, at + DAY);
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if offset(zone, middle) == before { low = middle } else { high = middle }
                }
                let local = high + before;
                changes.push((local.div_euclid(DAY) - day, local.rem_euclid(DAY), after - before));
                day = local.div_euclid(DAY);
                before = after;
            }
            at += DAY;
        }
        (first, changes)
    }

    /// Seven bits a byte, the lowest first.
    fn number(bytes: &mut Vec<u8>, mut number: u64) {
        while number > 0x7f {
            bytes.push(u8::try_from(number & 0x7f).expect("seven bits") | 0x80);
            number >>= 7;
        }
        bytes.push(u8::try_from(number).expect("seven bits"));
    }

    /// Seconds: most are whole quarters of an hour. The lowest bit tells, the next is the sign.
    fn seconds(bytes: &mut Vec<u8>, seconds: i64) {
        let quarters = seconds % 900 == 0;
        let size = if quarters { seconds / 900 } else { seconds }.unsigned_abs();
        number(bytes, (size << 2) | (u64::from(seconds < 0) << 1) | u64::from(!quarters));
    }

    /// The earlier zone, and the place in its changes, from which all goes as in the last changes of this; how many these are.
    fn tail(earlier: &[Zone], changes: &[Change]) -> (usize, usize, usize) {
        let shared = |other: &[Change]| {
            let both = other.iter().rev().zip(changes.iter().rev());
            both.take_while(|(one, other)| one == other).count()
        };
        let lengths = earlier.iter().enumerate().map(|(at, (_, other))| (shared(other), at, other.len()));
        // Of equals the first, so that many point to one.
        let best = lengths.max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
        best.map_or((0, 0, 0), |(shared, at, all)| (at, all - shared, shared))
    }

    /// What `src/zones.rs` includes.
    pub(super) fn source() -> String {
        let mut zones: Vec<Zone> = Vec::new();
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        for zone in &chrono_tz::TZ_VARIANTS {
            let changes = changes(zone);
            let at = zones.iter().position(|other| *other == changes).unwrap_or(zones.len());
            if at == zones.len() {
                zones.push(changes);
            }
            names.insert(zone.name(), at);
        }
        let (mut bytes, mut places) = (Vec::new(), Vec::new());
        for (at, (first, changes)) in zones.iter().enumerate() {
            places.push(bytes.len());
            let (other, from, shared) = tail(&zones[..at], changes);
            let own = changes.len() - shared;
            seconds(&mut bytes, *first);
            for count in [own, shared, other, from] {
                number(&mut bytes, count.try_into().expect("a small number"));
            }
            for (days, time, on) in &changes[..own] {
                number(&mut bytes, u64::try_from(*days).expect("changes are in their order"));
                seconds(&mut bytes, *time);
                seconds(&mut bytes, *on);
            }
        }
        let mut text = String::new();
        let start = second(YEARS.0).div_euclid(DAY);
        let _ = writeln!(
            text,
            "/// The day, counted from 1970-01-01, from which the first change of each zone is counted."
        );
        let _ = writeln!(text, "const START: i64 = {start};");
        let _ = writeln!(text, "/// Names in their order, and which zone each is of.");
        let _ = writeln!(
            text,
            "static NAMES: [(&str, u16); {}] = {:?};",
            names.len(),
            names.iter().collect::<Vec<_>>()
        );
        let _ = writeln!(text, "/// Where each zone begins.");
        let _ = writeln!(text, "static PLACES: [u16; {}] = {places:?};", places.len());
        let _ = writeln!(text, "static PACKED: [u8; {}] = {bytes:?};", bytes.len());
        text
    }
}
