//! Records.

use super::circle::circle;
use super::fault::{CaseFaultKind, Faults};
use super::fields::{
    Fields, RECORD, SOURCE, counting, list, moment, name, one_or_many, period, text, word, wrong_type,
};
use super::value::{codes, value};
use crate::case::model::{Datum, Record, RecordStatus, RecordTime, SourceRef};
use crate::case::tree::Tree;
use crate::check::model::RecordKind;
use crate::value::text::Text;
use crate::value::time::Zone;
use std::collections::{BTreeMap, BTreeSet};

/// Words of `status`, and what becomes of a record that has them.
///
/// A record of FHIR status `draft` or `proposed` is no record yet and is refused; one `stopped` happened until it was stopped,
/// but of a procedure it is not known how far it went.
pub const STATUSES: &[(&str, RecordStatus)] = &[
    ("final", RecordStatus::Final),
    ("amended", RecordStatus::Final),
    ("corrected", RecordStatus::Final),
    ("completed", RecordStatus::Final),
    ("active", RecordStatus::Final),
    ("stopped", RecordStatus::Final),
    ("preliminary", RecordStatus::Preliminary),
    ("registered", RecordStatus::Preliminary),
    ("in_progress", RecordStatus::Preliminary),
    ("planned", RecordStatus::Planned),
    ("on_hold", RecordStatus::Planned),
    ("not_done", RecordStatus::NotDone),
    ("refused", RecordStatus::NotDone),
    ("declined", RecordStatus::NotDone),
    ("do_not_perform", RecordStatus::NotDone),
    ("cancelled", RecordStatus::NotDone),
    ("revoked", RecordStatus::NotDone),
    ("entered_in_error", RecordStatus::EnteredInError),
    ("unknown", RecordStatus::Unknown),
];

/// All records; ids are unique.
pub(super) fn records(faults: &mut Faults, node: &Tree, zone: &Zone, most: usize) -> Option<Vec<Record>> {
    let Tree::List(items) = node else { return wrong_type(faults, "a list", node) };
    if items.len() > most {
        return faults.add(
            CaseFaultKind::TooLarge,
            format!("more than {most} records"),
            String::from("send only what bears on the request"),
        );
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut read = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let id = match item.get("id") {
            Some(Tree::Text(id)) if !id.trim().is_empty() => Some(id.as_str()),
            _ => None,
        };
        faults.record(index, id, |faults| {
            if id.is_some_and(|id| !seen.insert(id)) {
                faults.field("id", |faults| {
                    faults.add::<()>(
                        CaseFaultKind::DuplicateRecord,
                        "another record has this id",
                        String::from(
                            "give each record an id of its own; a correction names the old one in `replaces`",
                        ),
                    )
                });
            }
            read.extend(record(faults, item, zone));
        });
    }
    // Where all could be read a record has the place that it has in the list.
    let found = if read.len() == items.len() { circle(&read) } else { None };
    if let Some(at) = found {
        let id = read.get(at).map(|record: &Record| record.id.clone());
        faults.record(at, id.as_deref(), |faults| {
            faults.field("replaces", |faults| {
                faults.add::<()>(
                    CaseFaultKind::Contradiction,
                    "what this record replaces replaces this record in its turn",
                    String::from("only the later of two records replaces the other"),
                )
            })
        });
    }
    Some(read)
}

fn record(faults: &mut Faults, node: &Tree, zone: &Zone) -> Option<Record> {
    let fields = Fields::of(faults, node, &RECORD)?;
    let id = fields.need(faults, "id", "`\"id\": \"o1\"`", name);
    if !fields.has("fact") && !fields.has("codes") {
        faults.add::<()>(
            CaseFaultKind::MissingField,
            "neither `fact` nor `codes` says what this record is about",
            String::from("add one of them"),
        );
    }
    let fact = fields.read(faults, "fact", name);
    let kind = fields.read(faults, "kind", kind);
    let codes = fields.read(faults, "codes", codes).unwrap_or_default();
    let value = datum(faults, &fields);
    let parts = fields.read(faults, "parts", parts).unwrap_or_default();
    let time = time(faults, &fields, zone);
    let recorded_at = fields.read(faults, "recorded_at", moment);
    let status = fields
        .read(faults, "status", |faults, node| status(faults, node, kind))
        .unwrap_or(RecordStatus::Final);
    let replaces =
        fields.read(faults, "replaces", |faults, node| one_or_many(faults, node, name)).unwrap_or_default();
    let source = fields.read(faults, "source", source);
    Some(Record { id: id?, fact, kind, codes, value, parts, time, recorded_at, status, replaces, source })
}

/// Kinds of record as other systems call them.
const KINDS: [(&str, &str); 13] = [
    ("lab", "observations"),
    ("labs", "observations"),
    ("laboratory", "observations"),
    ("vitals", "observations"),
    ("results", "observations"),
    ("measurements", "observations"),
    ("medications", "orders"),
    ("prescriptions", "orders"),
    ("conditions", "diagnoses"),
    ("problems", "diagnoses"),
    ("encounters", "stays"),
    ("visits", "stays"),
    ("notes", "documents"),
];

/// A kind of record, by its word in criteria or that word for one of them.
pub(super) fn kind(faults: &mut Faults, node: &Tree) -> Option<RecordKind> {
    let other = |text: &str| KINDS.iter().find(|(other, _)| other.eq_ignore_ascii_case(text));
    if let Tree::Text(text) = node
        && let Some((_, word)) = other(text)
    {
        return faults.add(
            CaseFaultKind::UnknownWord,
            "this word is not known here",
            format!("did you mean `{word}`?"),
        );
    }
    word(faults, node, &RecordKind::ALL.map(RecordKind::word), RecordKind::parse)
}

fn datum(faults: &mut Faults, fields: &Fields<'_>) -> Datum {
    if fields.has("value") && fields.has("no_value") {
        faults.add::<()>(
            CaseFaultKind::Contradiction,
            "a record has `value` or `no_value`, not both",
            String::from("keep one of them"),
        );
    }
    let given = fields.read(faults, "value", value);
    let none = fields.read(faults, "no_value", text).map(Datum::NoValue);
    given.or(none).unwrap_or(Datum::Nothing)
}

fn parts(faults: &mut Faults, node: &Tree) -> Option<BTreeMap<Text, Vec<Datum>>> {
    let Tree::Map(parts) = node else { return wrong_type(faults, "an object", node) };
    let mut read = BTreeMap::new();
    for (name, node) in parts {
        let values = faults.field(name, |faults| one_or_many(faults, node, value)).unwrap_or_default();
        read.insert(Text::from(name), values);
    }
    Some(read)
}

fn time(faults: &mut Faults, fields: &Fields<'_>, zone: &Zone) -> RecordTime {
    let ended = fields
        .read(faults, "ended", |faults, node| match node {
            Tree::Bool(ended) => Some(*ended),
            _ => wrong_type(faults, "true or false", node),
        })
        .unwrap_or(false);
    let spans = fields.has("from") || fields.has("to") || ended;
    if fields.has("at") && spans {
        faults.add::<()>(
            CaseFaultKind::Contradiction,
            "a record has `at`, or `from`, `to` and `ended`, not both",
            String::from("keep `at` for one time, `from` and `to` for a period"),
        );
    }
    if spans {
        let (from, to) = period(faults, fields, zone);
        // An end that is given says more.
        return if ended && to.is_none() {
            RecordTime::Ended { from }
        } else {
            RecordTime::Period { from, to }
        };
    }
    fields.read(faults, "at", moment).map_or(RecordTime::Unknown, RecordTime::At)
}

fn status(faults: &mut Faults, node: &Tree, kind: Option<RecordKind>) -> Option<RecordStatus> {
    let spelled = match node {
        Tree::Text(text) => text.replace('-', "_"),
        _ => String::new(),
    };
    if matches!(spelled.as_str(), "draft" | "proposed") {
        return faults.add(
            CaseFaultKind::UnknownWord,
            "a draft is no record yet",
            String::from("leave the record out, or say `planned` where it is ordered"),
        );
    }
    let of_procedure = matches!(kind, None | Some(RecordKind::Procedures));
    if spelled == "stopped" && of_procedure {
        return Some(RecordStatus::Unknown);
    }
    let words: Vec<&str> = STATUSES.iter().map(|(word, _)| *word).collect();
    let find = |text: &str| STATUSES.iter().find(|(word, _)| *word == text).map(|(_, status)| *status);
    word(faults, node, &words, find)
}

fn source(faults: &mut Faults, node: &Tree) -> Option<SourceRef> {
    if matches!(node, Tree::Text(_)) {
        return faults.add(
            CaseFaultKind::WrongType,
            "an object is needed, not a text",
            format!("put the document's id in `document`; fields are {}", list(SOURCE.fields)),
        );
    }
    let fields = Fields::of(faults, node, &SOURCE)?;
    Some(SourceRef {
        document: fields.read(faults, "document", text),
        kind: fields.read(faults, "type", text),
        author_role: fields.read(faults, "author_role", text),
        page: fields.read(faults, "page", counting),
        section: fields.read(faults, "section", text),
        line: fields.read(faults, "line", counting),
        quote: fields.read(faults, "quote", text),
        resource: fields.read(faults, "resource", text),
        element: fields.read(faults, "element", text),
        time_from: fields.read(faults, "time_from", text),
    })
}
