//! Published shapes of what a run writes.

use crate::baseline::Change;
use crate::errors::ErrorRecord;
use crate::summary::Summary;
use rationale_arrow::{FindingRow, OutcomeRow};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// Of a row of `--what findings`.
#[must_use]
pub fn finding_schema() -> Value {
    schema::<FindingRow<'static>>()
}

/// Of a row of `--what outcomes`.
#[must_use]
pub fn outcome_schema() -> Value {
    schema::<OutcomeRow<'static>>()
}

/// Of what `--summary` writes.
#[must_use]
pub fn summary_schema() -> Value {
    schema::<Summary>()
}

/// Of a record of `--changes`.
#[must_use]
pub fn change_schema() -> Value {
    schema::<Change>()
}

/// Of a record of `--errors`.
#[must_use]
pub fn error_schema() -> Value {
    schema::<ErrorRecord>()
}

fn schema<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<T>().to_value()
}
