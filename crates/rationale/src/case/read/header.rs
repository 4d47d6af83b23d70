//! All of a case but its records.

use super::Limits;
use super::fault::{CaseFaultKind, Faults};
use super::fields::{
    Fields, NOT_READ, PATIENT, PERIOD, REQUEST, SUPPLY_COMPLETE, SUPPLY_STATEMENT, UNITS, ZONE_OFFSET,
    counting, instant, moment, name, number, period, text, word, wrong_type,
};
use super::record::kind;
use super::value::codes;
use crate::case::model::{AnchorTime, NotRead, Patient, Request, Supply, SupplyStatement, SupplySubject};
use crate::case::tree::Tree;
use crate::value::number::Number;
use crate::value::time::{Instant, Moment, Zone};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The zone, and its name.
///
/// Without `zone` and `zone_offsets` it is the offset that the as-of time is written with.
pub(super) fn zone(faults: &mut Faults, case: &Fields<'_>, limits: &Limits<'_>) -> (Zone, Option<String>) {
    let written = match case.get("as_of") {
        Some(Tree::Text(as_of)) => offset_of(as_of),
        _ => None,
    };
    let fallback = Zone::fixed(written.unwrap_or(0));
    let zone_name = case.read(faults, "zone", name);
    if case.has("zone_offsets") {
        return (case.read(faults, "zone_offsets", offsets).unwrap_or(fallback), zone_name);
    }
    let Some(named) = &zone_name else { return (fallback, None) };
    let found = limits.zones.map(|find| find(named));
    let help = "give `zone_offsets`, such as `[{\"offset\": \"-05:00\"}, {\"from\": \"2026-03-08T07:00Z\", \"offset\": \"-04:00\"}]`";
    let zone = match found {
        Some(Some(zone)) => Some(zone),
        Some(None) => faults.field("zone", |faults| {
            faults.add(CaseFaultKind::ZoneNotResolved, "no time zone of this name is known", help.to_owned())
        }),
        None => faults.field("zone", |faults| {
            faults.add(
                CaseFaultKind::ZoneNotResolved,
                "a zone's name alone does not say its offsets from UTC",
                help.to_owned(),
            )
        }),
    };
    (zone.unwrap_or(fallback), zone_name)
}

fn offsets(faults: &mut Faults, node: &Tree) -> Option<Zone> {
    let Tree::List(items) = node else { return wrong_type(faults, "a list", node) };
    let mut first = None;
    let mut sound = true;
    let mut changes: Vec<(Instant, i32)> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let read = faults.item(index, |faults| {
            let fields = Fields::of(faults, item, &ZONE_OFFSET)?;
            let from = if index == 0 {
                if fields.has("from") {
                    faults.field("from", |faults| {
                        faults.add::<()>(
                            CaseFaultKind::Contradiction,
                            "the first offset holds from ever",
                            String::from("leave `from` out of the first, and give it in all others"),
                        )
                    });
                }
                None
            } else {
                Some(fields.need(faults, "from", "`\"from\": \"2026-03-08T07:00Z\"`", instant))
            };
            let offset = fields.need(faults, "offset", "`\"offset\": \"-05:00\"`", offset)?;
            Some((from, offset))
        });
        match read {
            Some((None, offset)) => first = Some(offset),
            Some((Some(Some(from)), offset)) => changes.push((from, offset)),
            Some((Some(None), _)) | None => sound = false,
        }
    }
    if !sound {
        return None;
    }
    let Some(first) = first else {
        return faults.add(
            CaseFaultKind::MissingField,
            "no offset is given",
            String::from("give at least `[{\"offset\": \"-05:00\"}]`"),
        );
    };
    match Zone::new(first, changes) {
        Some(zone) => Some(zone),
        None => faults.add(
            CaseFaultKind::Contradiction,
            "the changes of offset do not follow one another in time, or are more than 800",
            String::from("put the earliest first"),
        ),
    }
}

fn offset(faults: &mut Faults, node: &Tree) -> Option<i32> {
    let Tree::Text(text) = node else {
        return faults.add(
            CaseFaultKind::NeedsQuotes,
            format!("an offset is needed, not {}", node.sort()),
            String::from("write it in quotes, such as `\"-05:00\"`"),
        );
    };
    match parse_offset(text) {
        Some(offset) => Some(offset),
        None => faults.add(
            CaseFaultKind::UnreadableTime,
            "not an offset from UTC",
            String::from("write it as `-05:00`, `+05:30` or `Z`"),
        ),
    }
}

/// Seconds east of UTC: `-05:00`, `Z`.
fn parse_offset(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let west = match text.get(..1)? {
        "-" => true,
        "+" => false,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let two = |digits: &str| -> Option<i32> {
        let sound = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if sound { digits.parse().ok() } else { None }
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    if hours > 18 || minutes > 59 {
        return None;
    }
    let seconds = hours.saturating_mul(60).saturating_add(minutes).saturating_mul(60);
    Some(if west { seconds.saturating_neg() } else { seconds })
}

/// The offset that a time is written with.
fn offset_of(time: &str) -> Option<i32> {
    if time.ends_with(['Z', 'z']) {
        return Some(0);
    }
    parse_offset(time.get(time.len().checked_sub(6)?..)?)
}

/// `"complete"`, `{ complete, by }` or a list of statements.
pub(super) fn supply(faults: &mut Faults, node: &Tree, zone: &Zone) -> Option<Supply> {
    match node {
        Tree::Text(_) => word(faults, node, &["complete"], |text| (text == "complete").then_some(()))
            .map(|()| Supply::Complete { by: None }),
        Tree::List(items) => {
            let statements = items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| faults.item(index, |faults| statement(faults, item, zone)));
            Some(Supply::Statements(statements.collect()))
        }
        Tree::Map(_) => {
            let fields = Fields::of(faults, node, &SUPPLY_COMPLETE)?;
            let by = fields.read(faults, "by", text);
            let complete =
                fields.need(faults, "complete", "`\"complete\": true`", |faults, node| match node {
                    Tree::Bool(complete) => Some(*complete),
                    _ => wrong_type(faults, "true or false", node),
                })?;
            Some(if complete { Supply::Complete { by } } else { Supply::Undeclared })
        }
        _ => wrong_type(faults, "`complete`, an object or a list", node),
    }
}

fn statement(faults: &mut Faults, node: &Tree, zone: &Zone) -> Option<SupplyStatement> {
    let fields = Fields::of(faults, node, &SUPPLY_STATEMENT)?;
    if fields.has("kind") == fields.has("fact") {
        let kind =
            if fields.has("kind") { CaseFaultKind::Contradiction } else { CaseFaultKind::MissingField };
        faults.add::<()>(
            kind,
            "a statement of supply is about one `kind` or one `fact`",
            String::from("give exactly one of them"),
        );
    }
    let kind = fields.read(faults, "kind", kind).map(SupplySubject::Kind);
    let fact = fields.read(faults, "fact", name).map(SupplySubject::Fact);
    let (from, to) = period(faults, &fields, zone);
    let by = fields.read(faults, "by", text);
    Some(SupplyStatement { subject: kind.or(fact)?, from, to, by })
}

/// Records that could not be read.
pub(super) fn not_read(faults: &mut Faults, node: &Tree, zone: &Zone) -> Option<Vec<NotRead>> {
    let Tree::List(items) = node else { return wrong_type(faults, "a list", node) };
    let one = |faults: &mut Faults, node: &Tree| {
        let fields = Fields::of(faults, node, &NOT_READ)?;
        let kind = fields.need(faults, "kind", "`\"kind\": \"diagnoses\"`", kind);
        if fields.has("at") && (fields.has("from") || fields.has("to")) {
            faults.add::<()>(
                CaseFaultKind::Contradiction,
                "it is either at one time or from, to",
                String::from("give `at`, or `from` and `to`, or neither"),
            );
        }
        let at = fields.read(faults, "at", moment);
        let (from, to) = period(faults, &fields, zone);
        Some(NotRead { kind: kind?, from: at.or(from), to: at.or(to) })
    };
    let items = items.iter().enumerate();
    Some(items.filter_map(|(index, item)| faults.item(index, |faults| one(faults, item))).collect())
}

/// A list of dates.
pub(super) fn holidays(faults: &mut Faults, node: &Tree) -> Option<BTreeSet<NaiveDate>> {
    let Tree::List(items) = node else { return wrong_type(faults, "a list", node) };
    let day = |faults: &mut Faults, node: &Tree| match moment(faults, node)? {
        Moment::Day(date) => Some(date),
        _ => faults.add(
            CaseFaultKind::UnreadableTime,
            "a date is needed, to the day",
            String::from("write it as `2026-12-25`"),
        ),
    };
    let days = items.iter().enumerate();
    Some(days.filter_map(|(index, item)| faults.item(index, |faults| day(faults, item))).collect())
}

/// What is asked for.
pub(super) fn request(faults: &mut Faults, node: &Tree, zone: &Zone) -> Option<Request> {
    let fields = Fields::of(faults, node, &REQUEST)?;
    Some(Request {
        guideline: fields.read(faults, "guideline", name),
        kind: fields.read(faults, "type", name),
        items: fields.read(faults, "item", codes).unwrap_or_default(),
        level: fields.read(faults, "level", name),
        block: fields.read(faults, "block", name),
        day: fields.read(faults, "day", counting),
        period: fields.read(faults, "period", |faults, node| span(faults, node, zone)),
        units: fields.read(faults, "units", units),
        received: fields.read(faults, "received", moment),
        urgency: fields.read(faults, "urgency", name),
    })
}

fn units(faults: &mut Faults, node: &Tree) -> Option<(Number, String)> {
    let fields = Fields::of(faults, node, &UNITS)?;
    let value = fields.need(faults, "value", "`\"value\": 12`", amount);
    let unit = fields.need(faults, "unit", "`\"unit\": \"visits\"`", name);
    Some((value?, unit?))
}

/// A number of what is asked for.
fn amount(faults: &mut Faults, node: &Tree) -> Option<Number> {
    match number(faults, node)? {
        asked if asked > Number::ZERO => Some(asked),
        _ => faults.add(CaseFaultKind::UnreadableNumber, "not more than 0", None),
    }
}

/// The patient.
pub(super) fn patient(faults: &mut Faults, node: &Tree) -> Option<Patient> {
    let fields = Fields::of(faults, node, &PATIENT)?;
    let birth_date = fields.read(faults, "birth_date", moment);
    let words = ["female", "male", "other", "unknown"];
    let sex = fields.read(faults, "sex", |faults, node| {
        word(faults, node, &words, |text| words.into_iter().find(|word| *word == text))
    });
    // Not known is not given.
    Some(Patient { birth_date, sex: sex.filter(|sex| *sex != "unknown").map(str::to_owned) })
}

/// Named times.
pub(super) fn anchors(faults: &mut Faults, node: &Tree, zone: &Zone) -> Option<BTreeMap<String, AnchorTime>> {
    let Tree::Map(anchors) = node else { return wrong_type(faults, "an object", node) };
    let mut read = BTreeMap::new();
    for (name, node) in anchors {
        let anchor = faults.field(name, |faults| match node {
            Tree::Null => None,
            Tree::Map(_) => span(faults, node, zone).map(|(from, to)| AnchorTime::Span(from, to)),
            _ => moment(faults, node).map(AnchorTime::At),
        });
        if let Some(anchor) = anchor {
            read.insert(name.clone(), anchor);
        }
    }
    Some(read)
}

/// A period that must say from when.
fn span(faults: &mut Faults, node: &Tree, zone: &Zone) -> Option<(Moment, Option<Moment>)> {
    let fields = Fields::of(faults, node, &PERIOD)?;
    if !fields.has("from") {
        fields.need(faults, "from", "`\"from\": \"2026-03-02\"`", moment)?;
    }
    let (from, to) = period(faults, &fields, zone);
    Some((from?, to))
}
