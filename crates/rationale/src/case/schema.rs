//! The published JSON Schema of a case. The types here are shapes only: nothing is read into them.
//!
//! The reader's field lists ([`super::read::SHAPES`]) are what counts; a test holds the shapes equal to them.

#![allow(dead_code, missing_docs)]

use super::read::STATUSES;
use crate::check::model::RecordKind;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The JSON Schema (2020-12) of a case.
///
/// A document that the reader takes fits the schema. The schema cannot say everything: unique record ids, ends after starts and
/// fields that exclude one another are the reader's to refuse.
#[must_use]
pub fn case_schema() -> serde_json::Value {
    schemars::schema_for!(Case).to_value()
}

/// One patient's review: header, request, anchors and records.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Rationale case")]
struct Case {
    /// Id of the case.
    case: Name,
    /// The time of review, with its offset from UTC. Records later than this are not read.
    as_of: Instant,
    /// Hides records recorded after it.
    known_at: Option<Instant>,
    /// When the case was put together; by default the as-of time.
    made_at: Option<Instant>,
    /// Name of the time zone whose calendar days count. The core needs `zone_offsets` beside it; the command fills them in.
    zone: Option<Name>,
    /// Offsets from UTC of that zone, the first holding from ever. Without zone and offsets: the offset that `as_of` is written
    /// with.
    #[schemars(length(min = 1, max = 801))]
    zone_offsets: Option<Vec<ZoneOffset>>,
    /// Which records the sender says are all here.
    supply: Option<Supply>,
    /// Records that are there and could not be read: no absence of their kind is settled where they may lie.
    not_read: Option<Vec<NotRead>>,
    payer: Option<String>,
    plan: Option<String>,
    line_of_business: Option<String>,
    state: Option<String>,
    /// Medicare contractor.
    contractor: Option<String>,
    /// Days that are no business days, besides weekends.
    holidays: Option<Vec<Date>>,
    request: Option<Request>,
    patient: Option<Patient>,
    /// Named times, such as `admission`.
    anchors: Option<BTreeMap<String, Option<Anchor>>>,
    /// The records; their ids are unique.
    records: Option<Vec<Record>>,
}

/// From when which offset holds.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ZoneOffset {
    /// Left out of the first only.
    from: Option<Instant>,
    #[schemars(regex(pattern = r"^([+-][0-9]{2}:[0-9]{2}|[Zz])$"))]
    offset: String,
}

/// `complete`, or which records are all here.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Supply {
    Word(Complete),
    Complete(SupplyComplete),
    Statements(Vec<SupplyStatement>),
}

/// Whether all that was recorded is here, and who says so.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SupplyComplete {
    complete: bool,
    by: Option<String>,
}

/// All records of a kind, or of a fact, from, to: exactly one of `kind` and `fact`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SupplyStatement {
    kind: Option<Kind>,
    fact: Option<Name>,
    from: Option<Moment>,
    to: Option<Moment>,
    by: Option<String>,
}

/// A record that could not be read: at one time, or from, to; neither: at any time.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct NotRead {
    kind: Kind,
    at: Option<Moment>,
    from: Option<Moment>,
    to: Option<Moment>,
}

/// What is asked for.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Request {
    /// Id of the guideline, where one is named.
    guideline: Option<Name>,
    /// `admission`, `continued_stay`, `prior_authorization`, `discharge`.
    #[schemars(rename = "type")]
    kind: Option<Name>,
    /// Items or services asked for.
    item: Option<OneOrMany<Code>>,
    /// Level of care.
    level: Option<Name>,
    /// Block of the guideline, where one is named.
    block: Option<Name>,
    /// Day of the stay; 1 is the date of admission.
    day: Option<Counting>,
    period: Option<PeriodFrom>,
    units: Option<Units>,
    received: Option<Moment>,
    /// `standard`, `expedited`.
    urgency: Option<Name>,
}

/// How much is asked for.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Units {
    value: Number,
    unit: Name,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Patient {
    birth_date: Option<Moment>,
    sex: Option<Sex>,
}

/// From, to; without `to` it still runs.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Period")]
struct PeriodFrom {
    from: Moment,
    to: Option<Moment>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Anchor {
    At(Moment),
    Span(PeriodFrom),
}

/// One typed, dated, sourced datum. It needs `fact` or `codes`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Record {
    id: Name,
    /// The fact it is given for, by name.
    fact: Option<Name>,
    /// What sort of record it is; a fact may read only some.
    kind: Option<Kind>,
    /// What it is about, coded: one thing, perhaps coded several ways.
    codes: Option<OneOrMany<Code>>,
    /// Its value. One that does not fit its fact counts as any value.
    value: Option<BareValue>,
    /// Why there is no value, where it was taken without one.
    no_value: Option<String>,
    /// Qualifiers and components by name; each may have several values.
    parts: Option<BTreeMap<String, Option<OneOrMany<BareValue>>>>,
    /// When, for what has one time.
    at: Option<Moment>,
    /// From when, for a period.
    from: Option<Moment>,
    /// Until when; without it a period still runs.
    to: Option<Moment>,
    /// The period is over, where `to` does not say since when.
    ended: Option<bool>,
    /// When it was written down.
    recorded_at: Option<Moment>,
    /// What became of it; by default `final`.
    status: Option<Status>,
    /// Ids of records it takes the place of.
    replaces: Option<OneOrMany<Name>>,
    source: Option<Source>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

/// A number, yes or no, a word, or an object.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum BareValue {
    YesNo(bool),
    Number(PlainNumber),
    Word(String),
    Object(Value),
}

/// A number with its unit (`number`, `bound`, or `from` and `to`), codes, or why there is no value.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Value {
    number: Option<Number>,
    /// The true value is less (at most, more, at least) than `number`.
    bound: Option<BoundSign>,
    /// The true value is at least this.
    from: Option<Number>,
    /// The true value is at most this.
    to: Option<Number>,
    /// UCUM unit.
    unit: Option<String>,
    system: Option<Name>,
    code: Option<Name>,
    display: Option<String>,
    codes: Option<OneOrMany<Code>>,
    no_value: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Code {
    /// `loinc`, `snomed`, `icd10cm`, `icd10pcs`, `cpt`, `hcpcs`, `rxnorm`, `cvx`, `ndc`, `local`, or the FHIR address.
    system: Name,
    code: Name,
    /// For people; not read.
    display: Option<String>,
}

/// Where a record is documented.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Source {
    /// Id of the document.
    document: Option<String>,
    /// Type of the document.
    #[schemars(rename = "type")]
    kind: Option<String>,
    author_role: Option<String>,
    page: Option<Counting>,
    section: Option<String>,
    line: Option<Counting>,
    quote: Option<String>,
    /// The resource it was taken from, such as `Observation/bp1`.
    resource: Option<String>,
    /// The element of that resource: `component[0]`.
    element: Option<String>,
    /// The element that its time was taken from: `effectiveDateTime`.
    time_from: Option<String>,
}

/// A type of text or number that has a schema of its own.
macro_rules! leaves {
    ($($name:ident => $schema:expr;)*) => {
        $(
            struct $name;

            impl JsonSchema for $name {
                fn schema_name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    $schema
                }
            }
        )*
    };
}

const TIME_OF_DAY: &str = r"[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})";

leaves! {
    Name => json_schema!({ "type": "string", "pattern": r"\S" });
    Complete => json_schema!({ "const": "complete" });
    Instant => json_schema!({
        "type": "string",
        "description": "A time with its offset from UTC, seconds optional: `2026-03-03T09:00-05:00`.",
        "pattern": format!("^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{TIME_OF_DAY}$"),
    });
    Moment => json_schema!({
        "type": "string",
        "description": "A time with its offset from UTC, or a date, month or year: `2026-03-03`, `2026-03`, `2026`.",
        "pattern": format!("^[0-9]{{4}}(-[0-9]{{2}}(-[0-9]{{2}}({TIME_OF_DAY})?)?)?$"),
    });
    Date => json_schema!({
        "type": "string",
        "description": "A date: `2026-12-25`.",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    });
    PlainNumber => json_schema!({ "type": "number" });
    Number => json_schema!({
        "description": "A number; as a text where every digit is to be kept.",
        "anyOf": [
            { "type": "number" },
            { "type": "string", "pattern": r"^\s*[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?\s*$" },
        ],
    });
    Counting => json_schema!({
        "description": "A whole number from 1.",
        "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": u32::MAX },
            { "type": "string", "pattern": r"^\s*\+?[0-9]+\s*$" },
        ],
    });
    BoundSign => json_schema!({ "type": "string", "pattern": r"^\s*(<|<=|≤|>|>=|≥)\s*$" });
    Sex => json_schema!({ "enum": ["female", "male", "other", "unknown"] });
    Kind => json_schema!({
        "description": "What sort of record: the word of criteria, for one or for many.",
        "enum": kinds(),
    });
    Status => json_schema!({
        "description": "What became of a record.",
        "enum": either_dash(STATUSES.iter().map(|(word, _)| (*word).to_owned())),
    });
}

/// The words for kinds of record, for many and for one.
fn kinds() -> Vec<String> {
    let both = |kind: &RecordKind| [kind.word().to_owned(), kind.singular().to_owned()];
    RecordKind::ALL.iter().flat_map(both).collect()
}

/// Words with `_`, and with `-` for it.
fn either_dash(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = words.flat_map(|word| [word.replace('_', "-"), word]).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::read::{SHAPES, Shape};
    use std::collections::BTreeSet;

    #[test]
    fn the_schema_has_the_fields_that_the_reader_knows() {
        let schema = case_schema();
        let properties = |shape: &Shape| -> BTreeSet<String> {
            let object = if shape.name == "Case" { &schema } else { &schema["$defs"][shape.name] };
            let properties = object["properties"].as_object();
            let properties = properties.unwrap_or_else(|| panic!("no shape `{}`", shape.name));
            assert_eq!(object["additionalProperties"], false, "{}", shape.name);
            properties.keys().cloned().collect()
        };
        for shape in SHAPES {
            let known: BTreeSet<String> = shape.fields.iter().map(|field| (*field).to_owned()).collect();
            assert_eq!(properties(shape), known, "{}", shape.name);
        }
    }

    #[test]
    fn kinds_of_record_are_read_as_published() {
        assert!(kinds().iter().all(|word| RecordKind::parse(word).is_some()));
    }
}
