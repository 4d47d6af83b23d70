//! `rationale schema`: the published shapes.

use crate::args::SchemaName;
use crate::{End, out};

pub(crate) fn run(name: SchemaName) -> anyhow::Result<End> {
    let schema = match name {
        SchemaName::Case => rationale::case::schema::case_schema(),
        SchemaName::Assessment => rationale::wire::assessment_schema(),
        SchemaName::Diagnostics => rationale::wire::diagnostics_schema(),
        SchemaName::FindingRow => rationale_batch::schema::finding_schema(),
        SchemaName::OutcomeRow => rationale_batch::schema::outcome_schema(),
        SchemaName::BatchSummary => rationale_batch::schema::summary_schema(),
        SchemaName::BatchChange => rationale_batch::schema::change_schema(),
        SchemaName::BatchError => rationale_batch::schema::error_schema(),
    };
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    out::print(&text)?;
    Ok(End::Done)
}
