//! A record as an answer cites it. Its words are made when they are asked for: most answers show few of the records that they
//! looked at.

use super::distance::Distance;
use super::evidence::{datum_text, datum_unit, range_text};
use super::setting::Setting;
use crate::case::model::{Datum, Record, RecordTime, SourceRef};
use crate::case::reading::{Value, ValueWhat};
use crate::check::model::{Fact, FactIx, Kind, PartIx};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::Moment;
use std::fmt;
use std::sync::Arc;

/// A record as shown.
#[derive(Clone)]
pub struct RecordEvidence {
    pub(crate) cited: Arc<Cited>,
    /// Whether it leaves the criterion open rather than deciding it.
    pub leaves_open: bool,
}

/// What was seen in a record.
pub(crate) struct Cited {
    pub(crate) setting: Arc<Setting>,
    pub(crate) record: Arc<Record>,
    pub(crate) fact: FactIx,
    pub(crate) value: Charted,
    /// Parts that were asked about.
    pub(crate) parts: Box<[(PartIx, Box<[Charted]>)]>,
    pub(crate) distance: Option<Distance>,
    pub(crate) preliminary: bool,
}

/// What a value is shown as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Charted {
    /// The number that it is, in the fact's unit.
    Number(Range),
    /// The options that it may be.
    Options(u64),
    /// Nothing: it was taken.
    Taken,
    /// As charted: what it may be is for the engine, what it says is for the reader.
    AsGiven,
}

impl Charted {
    pub(crate) fn new(value: &Value) -> Self {
        match value.what {
            _ if value.open.is_some() => Self::AsGiven,
            ValueWhat::Number(range) => Self::Number(range),
            ValueWhat::Options(bits) => Self::Options(bits),
            ValueWhat::Taken => Self::Taken,
            _ => Self::AsGiven,
        }
    }

    /// What was calculated, though something in it be open.
    pub(crate) fn calculated(value: &Value) -> Self {
        match value.what {
            ValueWhat::Number(range) => Self::Number(range),
            _ => Self::AsGiven,
        }
    }

    /// Its text, and its unit.
    fn words<'w>(self, kind: &'w Kind, given: Option<&'w Datum>) -> (Option<String>, Option<&'w str>) {
        match self {
            Self::AsGiven => given.map_or((None, None), |datum| (datum_text(datum), datum_unit(datum))),
            Self::Number(range) => (Some(range_text(&range)), unit_of(kind)),
            Self::Options(bits) => (options_text(bits, kind), None),
            Self::Taken => (Some(String::from("taken, without a value")), None),
        }
    }
}

fn unit_of(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Quantity(unit) => Some(unit.text()).filter(|text| *text != "1"),
        _ => None,
    }
}

fn options_text(bits: u64, kind: &Kind) -> Option<String> {
    let Kind::Options { options, .. } = kind else {
        return match bits {
            0b01 => Some("no".to_owned()),
            0b10 => Some("yes".to_owned()),
            _ => None,
        };
    };
    let may_be = |at: usize| u32::try_from(at).is_ok_and(|at| bits.checked_shr(at).unwrap_or(0) & 1 == 1);
    let chosen = options.iter().enumerate().filter(|(at, _)| may_be(*at)).map(|(_, option)| option.as_str());
    Some(chosen.collect::<Vec<_>>().join(" or "))
}

/// A calculated number with its unit, cut (not rounded) after four places: `34.602…`, `5 to 8`.
pub(crate) fn calculated_text(range: &Range, kind: &Kind) -> String {
    let short = |number: Number| {
        let text = number.to_string();
        let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
        match places.char_indices().nth(4) {
            Some((cut, _)) => format!("{whole}.{}…", places.get(..cut).unwrap_or_default()),
            None => text,
        }
    };
    let text = match (range.low, range.high) {
        (Bound::Inside(low) | Bound::Outside(low), Bound::Inside(high) | Bound::Outside(high)) => {
            let (low, high) = (short(low), short(high));
            if low == high { low } else { format!("{low} to {high}") }
        }
        _ => range_text(range),
    };
    match unit_of(kind) {
        Some(unit) => format!("{text} {unit}"),
        None => text,
    }
}

impl RecordEvidence {
    /// The record's id.
    #[must_use]
    pub fn record(&self) -> &str {
        &self.cited.record.id
    }

    /// The fact it was read for.
    #[must_use]
    pub fn fact(&self) -> &str {
        self.declared().map_or("", |fact| &fact.id)
    }

    /// The fact's label.
    #[must_use]
    pub fn fact_label(&self) -> &str {
        self.declared().map_or("", |fact| &fact.label)
    }

    /// The value as text (`86`, `yes`, `room_air`, `5 to 9`), if it has one.
    #[must_use]
    pub fn value(&self) -> Option<String> {
        self.words().0
    }

    /// Its unit.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        match (self.cited.value, self.declared()) {
            (Charted::Number(_), Some(fact)) => unit_of(&fact.kind),
            (Charted::AsGiven, _) => datum_unit(&self.cited.record.value),
            _ => None,
        }
    }

    fn words(&self) -> (Option<String>, Option<&str>) {
        match self.declared() {
            Some(fact) => self.cited.value.words(&fact.kind, Some(&self.cited.record.value)),
            None => (None, None),
        }
    }

    /// Parts that were asked about: label, value.
    #[must_use]
    pub fn parts(&self) -> Vec<(&str, String)> {
        let Some(fact) = self.declared() else { return Vec::new() };
        let parts = self.cited.parts.iter().filter_map(|(at, values)| {
            let part = fact.parts.get(usize::from(at.0))?;
            if part.calculated.is_some() {
                let text = match &**values {
                    [Charted::Number(range)] => calculated_text(range, &part.kind),
                    _ => String::from("not known"),
                };
                return Some((part.label.as_str(), text));
            }
            let data = self.cited.record.parts.get(part.id.as_str());
            let texts: Vec<String> = values
                .iter()
                .enumerate()
                .filter_map(|(index, value)| {
                    let datum = data.and_then(|data| data.get(index));
                    let (text, unit) = value.words(&part.kind, datum);
                    text.map(|text| match unit {
                        Some(unit) => format!("{text} {unit}"),
                        None => text,
                    })
                })
                .collect();
            let text = if data.is_none() && texts.iter().all(String::is_empty) || texts.is_empty() {
                String::from("not documented")
            } else {
                texts.join(", ")
            };
            Some((part.label.as_str(), text))
        });
        parts.collect()
    }

    /// When, as text in the case's zone, at the precision given.
    #[must_use]
    pub fn at(&self) -> Option<String> {
        match self.cited.record.time {
            RecordTime::Unknown => None,
            RecordTime::At(at) => Some(self.moment(at)),
            RecordTime::Period { from, .. } | RecordTime::Ended { from } => from.map(|at| self.moment(at)),
        }
    }

    /// Until when, for a period that ended.
    #[must_use]
    pub fn until(&self) -> Option<String> {
        match self.cited.record.time {
            RecordTime::Unknown | RecordTime::At(_) => None,
            RecordTime::Period { to, .. } => to.map(|at| self.moment(at)),
            RecordTime::Ended { .. } => Some(String::from("a time not given")),
        }
    }

    fn moment(&self, at: Moment) -> String {
        match at {
            Moment::Exact(at) => at.to_text(&self.cited.setting.zone),
            other => other.to_string(),
        }
    }

    /// How far from the window's anchor or review, such as `4 h 50 min before review`.
    #[must_use]
    pub fn distance(&self) -> Option<String> {
        self.cited.distance.as_ref().map(ToString::to_string)
    }

    /// Whether it is preliminary.
    #[must_use]
    pub fn preliminary(&self) -> bool {
        self.cited.preliminary
    }

    /// Where it is documented.
    #[must_use]
    pub fn source(&self) -> Option<&SourceRef> {
        self.cited.record.source.as_ref()
    }

    pub(crate) fn declared(&self) -> Option<&Fact> {
        self.cited.setting.fact(self.cited.fact)
    }
}

/// Equal where the same is cited for the same reason, in the same words.
impl PartialEq for RecordEvidence {
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (&*self.cited, &*other.cited);
        self.leaves_open == other.leaves_open
            && (left.fact, left.value, &left.parts, &left.distance, left.preliminary)
                == (right.fact, right.value, &right.parts, &right.distance, right.preliminary)
            && (Arc::ptr_eq(&left.record, &right.record) || left.record == right.record)
            && left.setting.tells_as(&right.setting, left.fact)
    }
}

impl fmt::Debug for RecordEvidence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("RecordEvidence")
            .field("record", &self.record())
            .field("fact", &self.fact())
            .field("value", &self.value())
            .field("unit", &self.unit())
            .field("parts", &self.parts())
            .field("at", &self.at())
            .field("until", &self.until())
            .field("distance", &self.distance())
            .field("preliminary", &self.preliminary())
            .field("leaves_open", &self.leaves_open)
            .finish()
    }
}
