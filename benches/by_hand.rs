//! What a programmer would write for one route of the home oxygen rule, group I at rest: yes or no, and the record that says so.
//!
//! It trusts its input, knows no *undetermined*, converts no unit and explains nothing. It is the floor to measure against.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Deserializer};

/// A case, as far as this reads it.
#[derive(Deserialize)]
pub struct Case {
    anchors: Anchors,
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Anchors {
    #[serde(deserialize_with = "time")]
    discharge: Option<DateTime<FixedOffset>>,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(default)]
    codes: Vec<Code>,
    #[serde(default, deserialize_with = "lenient")]
    value: Option<Quantity>,
    #[serde(default, deserialize_with = "time")]
    at: Option<DateTime<FixedOffset>>,
    #[serde(default)]
    parts: Parts,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Quantity {
    number: f64,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Parts {
    activity: String,
    oxygen_delivery: String,
    taken_as: String,
    performed_by: String,
    in_person: bool,
    pao2: Option<Quantity>,
    gas_sao2: Option<Quantity>,
}

/// A value of another kind is left out.
fn lenient<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Quantity>, D::Error> {
    let value = serde_json::Value::deserialize(input)?;
    Ok(serde_json::from_value(value).ok())
}

/// A date without a time is left out.
fn time<'de, D: Deserializer<'de>>(input: D) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    let text = String::deserialize(input)?;
    Ok(DateTime::parse_from_rfc3339(&text).ok())
}

/// The record by which the route is met.
#[must_use]
pub fn group_one_at_rest(case: &Case) -> Option<&str> {
    let gas = of_code(case, "24336-0").find(|record| {
        let low = at_most(&record.parts.pao2, 55.0) || at_most(&record.parts.gas_sao2, 88.0);
        low && valid(case, record)
    });
    let oximetry = || {
        of_code(case, "59408-5").find(|record| {
            at_most(&record.value, 88.0)
                && valid(case, record)
                && !of_code(case, "24336-0").any(|gas| day(gas) == day(record))
        })
    };
    gas.or_else(oximetry).map(|record| record.id.as_str())
}

/// Records of a code, awake at rest on room air.
fn of_code<'case>(case: &'case Case, code: &str) -> impl Iterator<Item = &'case Record> {
    case.records.iter().filter(move |record| {
        record.codes.iter().any(|other| other.code == code)
            && record.parts.activity == "awake_at_rest"
            && record.parts.oxygen_delivery == "room_air"
    })
}

fn at_most(quantity: &Option<Quantity>, limit: f64) -> bool {
    quantity.as_ref().is_some_and(|quantity| quantity.number <= limit)
}

fn day(record: &Record) -> Option<chrono::NaiveDate> {
    record.at.map(|at| at.date_naive())
}

fn valid(case: &Case, record: &Record) -> bool {
    let by = ["treating_practitioner", "qualified_provider", "hospital"];
    let discharge = case.anchors.discharge.map(|at| at.date_naive());
    let days = discharge.zip(day(record)).map(|(discharge, day)| (discharge - day).num_days());
    by.contains(&record.parts.performed_by.as_str())
        && record.parts.in_person
        && record.parts.taken_as == "inpatient"
        && days.is_some_and(|days| (0..=2).contains(&days))
}
