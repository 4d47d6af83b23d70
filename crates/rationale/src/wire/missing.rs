//! The shape of missing sets, and of what would have to come out otherwise.

use super::NumberShape;
use super::answer::QuestionShape;
use crate::assessment::{Missing, MissingSet, Witness, WouldChange};
use crate::case::model::{AnchorTime, Datum, Record, RecordTime, SupplyStatement, SupplySubject};
use crate::value::code::Code;
use crate::value::range::Bound;
use crate::value::time::{Moment, Zone};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::ops::Not;

/// The smallest sets of questions some answers to which meet an open request.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MissingShape<'a> {
    /// The questions that the sets speak of.
    pub questions: Vec<QuestionShape<'a>>,
    /// The sets: fewest questions first, then in guideline order. None holds another.
    pub sets: Vec<MissingSetShape<'a>>,
    /// Sets of up to so many questions were looked for.
    pub up_to: usize,
    /// The search did not look everywhere, or made up no answer to some question that would do: there may be more sets, and smaller ones.
    #[serde(skip_serializing_if = "Not::not")]
    pub cut: bool,
}

/// One such set.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MissingSetShape<'a> {
    /// Indexes into the `questions` beside it, from 0.
    pub questions: &'a [usize],
    /// Such answers. Put into the case they make the engine say *meets*. Not for the provider.
    pub witness: WitnessShape,
}

/// Answers, in the fields of a case.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WitnessShape {
    /// Records to add.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Value>,
    /// Statements of supply to add.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supply: Vec<Value>,
    /// Anchors to add.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub anchors: Map<String, Value>,
    /// Fields of `patient` to add.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub patient: Map<String, Value>,
    /// Fields of `request` to add.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub request: Map<String, Value>,
    /// Further fields of the header to add.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub header: Map<String, Value>,
}

/// The smallest sets of criteria that would have to come out otherwise. For the physician and the author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WouldChangeShape<'a> {
    /// Paths of criteria.
    pub sets: &'a [Vec<String>],
    /// There are more than are listed.
    #[serde(skip_serializing_if = "Not::not")]
    pub cut: bool,
}

impl<'a> WouldChangeShape<'a> {
    /// `None` where nothing is listed.
    pub(super) fn new(change: &'a WouldChange) -> Option<Self> {
        (!change.sets.is_empty()).then(|| Self { sets: &change.sets, cut: change.cut })
    }
}

impl<'a> MissingShape<'a> {
    pub(super) fn new(missing: &'a Missing, zone: &Zone) -> Self {
        Self {
            questions: missing.questions.iter().map(|question| QuestionShape::new(question, zone)).collect(),
            sets: missing.sets.iter().map(|set| MissingSetShape::new(set, zone)).collect(),
            up_to: missing.up_to,
            cut: missing.cut,
        }
    }
}

impl<'a> MissingSetShape<'a> {
    fn new(set: &'a MissingSet, zone: &Zone) -> Self {
        Self { questions: &set.questions, witness: WitnessShape::new(&set.witness, zone) }
    }
}

impl WitnessShape {
    fn new(witness: &Witness, zone: &Zone) -> Self {
        let header = &witness.header;
        let fields = |given: &[(&str, Option<String>)]| -> Map<String, Value> {
            let given =
                given.iter().filter_map(|(name, text)| Some(((*name).to_owned(), json!(text.as_ref()?))));
            given.collect()
        };
        let anchor = |time: &AnchorTime| match time {
            AnchorTime::At(at) => moment(*at, zone),
            AnchorTime::Span(from, to) => {
                let mut span = Map::from_iter([(String::from("from"), moment(*from, zone))]);
                if let Some(to) = to {
                    span.insert(String::from("to"), moment(*to, zone));
                }
                Value::Object(span)
            }
        };
        let text = |at: Moment| match at {
            Moment::Exact(at) => at.to_text(zone),
            other => other.to_string(),
        };
        Self {
            records: witness.records.iter().map(|one| record(one, zone)).collect(),
            supply: witness.supply.iter().map(|one| statement(one, zone)).collect(),
            anchors: witness.anchors.iter().map(|(name, time)| (name.clone(), anchor(time))).collect(),
            patient: fields(&[("birth_date", header.birth_date.map(text)), ("sex", header.sex.clone())]),
            request: fields(&[("received", header.received.map(text))]),
            header: fields(&[
                ("payer", header.payer.clone()),
                ("line_of_business", header.line_of_business.clone()),
                ("state", header.state.clone()),
            ]),
        }
    }
}

fn moment(at: Moment, zone: &Zone) -> Value {
    match at {
        Moment::Exact(at) => json!(at.to_text(zone)),
        other => json!(other.to_string()),
    }
}

fn record(record: &Record, zone: &Zone) -> Value {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    set("id", json!(record.id));
    if let Some(fact) = &record.fact {
        set("fact", json!(fact));
    }
    if let Some(kind) = record.kind {
        set("kind", json!(kind.word()));
    }
    if !record.codes.is_empty() {
        set("codes", record.codes.iter().map(code).collect());
    }
    match &record.value {
        Datum::Nothing | Datum::Unknown => {}
        Datum::NoValue(why) => set("no_value", json!(why)),
        value => set("value", datum(value)),
    }
    if !record.parts.is_empty() {
        let parts = record.parts.iter().map(|(name, values)| {
            let value = match values.as_slice() {
                [one] => datum(one),
                many => many.iter().map(datum).collect(),
            };
            (name.to_string(), value)
        });
        set("parts", Value::Object(parts.collect()));
    }
    match record.time {
        RecordTime::Unknown => {}
        RecordTime::At(at) => set("at", moment(at, zone)),
        RecordTime::Period { from, to } => {
            for (name, end) in [("from", from), ("to", to)] {
                if let Some(end) = end {
                    set(name, moment(end, zone));
                }
            }
        }
        RecordTime::Ended { from } => {
            if let Some(from) = from {
                set("from", moment(from, zone));
            }
            set("ended", json!(true));
        }
    }
    if let Some(at) = record.recorded_at {
        set("recorded_at", moment(at, zone));
    }
    set("status", json!(record.status.word()));
    if !record.replaces.is_empty() {
        set("replaces", json!(record.replaces));
    }
    if let Some(source) = &record.source {
        let given = [
            ("document", source.document.as_ref()),
            ("type", source.kind.as_ref()),
            ("author_role", source.author_role.as_ref()),
            ("resource", source.resource.as_ref()),
            ("element", source.element.as_ref()),
            ("time_from", source.time_from.as_ref()),
        ];
        let given = given.into_iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text?))));
        set("source", Value::Object(given.collect()));
    }
    Value::Object(fields)
}

fn code(code: &Code) -> Value {
    json!({ "system": code.system.name(), "code": code.code })
}

fn datum(datum: &Datum) -> Value {
    match datum {
        Datum::Nothing | Datum::Unknown => Value::Null,
        Datum::NoValue(why) => json!({ "no_value": why }),
        Datum::YesNo(yes) => json!(yes),
        Datum::Text(text) => json!(text),
        Datum::Codes(codes) => match codes.as_slice() {
            [one] => code(one),
            many => json!({ "codes": many.iter().map(code).collect::<Vec<_>>() }),
        },
        Datum::Number { range, unit } => {
            let mut fields = Map::new();
            let number = |end| json!(NumberShape::new(end));
            if let Some(exact) = range.value() {
                fields.insert(String::from("number"), number(exact));
            } else {
                let one_sided = match (range.low, range.high) {
                    (Bound::Inside(end), Bound::Unbounded) => Some((">=", end)),
                    (Bound::Outside(end), Bound::Unbounded) => Some((">", end)),
                    (Bound::Unbounded, Bound::Inside(end)) => Some(("<=", end)),
                    (Bound::Unbounded, Bound::Outside(end)) => Some(("<", end)),
                    _ => None,
                };
                match (one_sided, range.low, range.high) {
                    (Some((bound, end)), ..) => {
                        fields.insert(String::from("number"), number(end));
                        fields.insert(String::from("bound"), json!(bound));
                    }
                    (
                        None,
                        Bound::Inside(low) | Bound::Outside(low),
                        Bound::Inside(high) | Bound::Outside(high),
                    ) => {
                        fields.insert(String::from("from"), number(low));
                        fields.insert(String::from("to"), number(high));
                    }
                    _ => {}
                }
            }
            if let Some(unit) = unit {
                fields.insert(String::from("unit"), json!(unit));
            }
            Value::Object(fields)
        }
    }
}

fn statement(statement: &SupplyStatement, zone: &Zone) -> Value {
    let mut fields = Map::new();
    match &statement.subject {
        SupplySubject::Kind(kind) => fields.insert(String::from("kind"), json!(kind.word())),
        SupplySubject::Fact(fact) => fields.insert(String::from("fact"), json!(fact)),
    };
    for (name, end) in [("from", statement.from), ("to", statement.to)] {
        if let Some(end) = end {
            fields.insert(name.to_owned(), moment(end, zone));
        }
    }
    Value::Object(fields)
}
