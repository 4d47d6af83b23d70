//! Times as authors write them in tests: `2026-03-02`, `review - 2 h`, `admission + 3 d`, `end of stay + 1 mo`.

use super::TestError;
use super::names::unknown;
use crate::case::Limits;
use crate::case::tree::Tree;
use crate::value::time::{
    Instant, Length, Moment, TimeUnit, Zone, add_to_date, add_to_instant, parse_moment,
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use std::collections::BTreeMap;

/// Times may be given by other times, so deep.
const DEEPEST: u32 = 16;

/// The named times of a case, and its zone.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// Name, text; a span has `start of NAME` and `end of NAME` too.
    named: BTreeMap<String, String>,
    pub(super) zone: Zone,
}

impl Clock {
    /// The times of a case's header, its keys spelled as in a case.
    pub(super) fn new(header: &[(String, Tree)], limits: &Limits<'_>) -> Self {
        let get = |key: &str| header.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        let mut named = BTreeMap::new();
        let mut name = |name: &str, tree: Option<&Tree>| {
            if let Some(text) = tree.and_then(plain) {
                named.insert(name.to_owned(), text);
            }
        };
        name("review", get("as_of"));
        name("request", get("request").and_then(|request| request.get("received")));
        name("birth", get("patient").and_then(|patient| patient.get("birth_date")));
        let mut spans = Vec::new();
        if let Some(Tree::Map(anchors)) = get("anchors") {
            for (anchor, tree) in anchors {
                if let Tree::Map(_) = tree {
                    spans.push((anchor.as_str(), tree));
                } else {
                    name(anchor, Some(tree));
                }
            }
        }
        spans.extend(
            get("request").and_then(|request| request.get("period")).map(|period| ("period", period)),
        );
        for (anchor, span) in spans {
            name(anchor, span.get("from"));
            name(&format!("start of {anchor}"), span.get("from"));
            name(&format!("end of {anchor}"), span.get("to"));
        }
        let zone = match get("zone") {
            Some(Tree::Text(zone)) => limits.zones.and_then(|find| find(zone)),
            _ => None,
        };
        let zone = zone.unwrap_or_else(|| Zone::fixed(named.get("review").map_or(0, |text| offset(text))));
        Self { named, zone }
    }

    /// The time that a text means.
    pub(super) fn moment(&self, text: &str) -> Result<Moment, TestError> {
        self.find(text, 0)
    }

    /// The time that a text means, as a case spells it.
    pub(super) fn text(&self, text: &str) -> Result<String, TestError> {
        Ok(self.spell(&self.moment(text)?))
    }

    /// A moment as a case spells it.
    pub(super) fn spell(&self, moment: &Moment) -> String {
        match moment {
            Moment::Exact(instant) => instant.to_text(&self.zone),
            other => other.to_string(),
        }
    }

    fn find(&self, text: &str, depth: u32) -> Result<Moment, TestError> {
        let text = text.trim();
        match parse_moment(text) {
            Ok(moment) => return Ok(moment),
            Err(error) if text.starts_with(|first: char| first.is_ascii_digit()) => {
                return Err(TestError::new("", error.to_string()));
            }
            Err(_) => {}
        }
        if depth > DEEPEST {
            return Err(TestError::new("", "these times are given by one another"));
        }
        let spaced = text.replace('+', " + ").replace('-', " - ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let split = words.iter().position(|word| matches!(*word, "+" | "-")).unwrap_or(words.len());
        let (name, shifts) = words.split_at_checked(split).unwrap_or((&words, &[]));
        let name = name.join(" ");
        let Some(base) = self.named.get(&name) else {
            let known = self.named.keys().map(String::as_str);
            return Err(unknown(
                "",
                &format!("no time is called `{name}`"),
                &name,
                known,
                "write `2026-03-02`, `review - 2 h` or `admission + 3 d`",
            ));
        };
        let mut moment = self.find(base, depth.saturating_add(1))?;
        let mut rest = shifts.iter().copied().peekable();
        while let Some(sign) = rest.next() {
            let mut amount = String::new();
            while let Some(word) = rest.next_if(|word| !matches!(*word, "+" | "-")) {
                amount.push_str(word);
            }
            let length = length(&amount).ok_or_else(|| {
                TestError::new("", "how far is not understood")
                    .help("write it as `2 h`, `3 d`, `2 wk`, `1 mo` or `1 a`")
            })?;
            moment = self.shift(&moment, length, sign == "+")?;
        }
        Ok(moment)
    }

    /// A day or longer moves the date and keeps the time of day.
    fn shift(&self, moment: &Moment, length: Length, forward: bool) -> Result<Moment, TestError> {
        let out_of_range = || TestError::new("", "the time is out of range");
        match *moment {
            Moment::Exact(instant) if length.unit.is_elapsed() => {
                add_to_instant(length, instant, forward).map(Moment::Exact).ok_or_else(out_of_range)
            }
            Moment::Exact(instant) => {
                let local = self.zone.local(instant);
                let date = add_to_date(length, local.date(), forward).ok_or_else(out_of_range)?;
                Ok(Moment::Exact(self.instant(date, local.time())))
            }
            Moment::Day(_) if length.unit.is_elapsed() => {
                Err(TestError::new("", "a date has no time of day to count hours from")
                    .help("count days, or give the time it hangs on to the minute"))
            }
            Moment::Day(date) => add_to_date(length, date, forward).map(Moment::Day).ok_or_else(out_of_range),
            Moment::Month(..) | Moment::Year(_) => {
                Err(TestError::new("", "a month or a year cannot be moved")
                    .help("give the time it hangs on to the day"))
            }
        }
    }

    /// The instant of a local date and time.
    pub(super) fn instant(&self, date: NaiveDate, time: NaiveTime) -> Instant {
        let local = NaiveDateTime::new(date, time).and_utc().timestamp_micros();
        let at = |offset: i32| Instant(local.saturating_sub(i64::from(offset).saturating_mul(1_000_000)));
        let near = self.zone.offset_at(self.zone.day(date).first);
        at(self.zone.offset_at(at(near)))
    }
}

/// The text of a time; a bare year is a number in YAML.
pub(super) fn plain(tree: &Tree) -> Option<String> {
    match tree {
        Tree::Text(text) | Tree::Number(text) => Some(text.clone()),
        _ => None,
    }
}

/// `2h`, `3 days`
fn length(text: &str) -> Option<Length> {
    let split = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (count, unit) = text.split_at_checked(split)?;
    let unit = match unit {
        "min" => TimeUnit::Minutes,
        "h" => TimeUnit::Hours,
        "d" => TimeUnit::Days,
        "wk" | "w" => TimeUnit::Weeks,
        "mo" => TimeUnit::Months,
        "a" | "y" => TimeUnit::Years,
        word => TimeUnit::parse(word)?,
    };
    Some(Length { count: count.parse().ok()?, unit })
}

/// The offset, in seconds, with which an instant is written; nought where it is none.
fn offset(text: &str) -> i32 {
    let zulu = |instant: &str| parse_moment(instant).ok();
    let (Some(Moment::Exact(given)), Some(local)) = (zulu(text), text.get(..16)) else { return 0 };
    let Some(Moment::Exact(as_utc)) = zulu(&format!("{local}Z")) else { return 0 };
    // Seconds were cut off: an offset is of whole minutes.
    let micros = as_utc.since(given).unwrap_or(0);
    let minutes = micros.saturating_add(59_999_999).div_euclid(60_000_000);
    i32::try_from(minutes.saturating_mul(60)).unwrap_or(0)
}
