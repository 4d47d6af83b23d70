//! Versioned JSON shapes of what the engine answers and of what is wrong with a text.
//!
//! Nothing else in the core imports this: a change here is a change of contract. Keys are in snake case, an empty list or an
//! absent value is left out, lists keep the order of the assessment. Times are text in the case's zone; a number is a
//! JSON number where that holds it exactly, else a text.

mod answer;
mod deadline;
mod diagnostics;
mod disposition;
mod evidence;
mod finding;
mod missing;
mod overlay;
mod pretty;

pub use answer::{
    AnswerShape, AssessmentShape, AuditShape, GuidelineShape, LevelsShape, MayApplyShape, OutcomeShape,
    QuestionShape, UnansweredShape,
};
pub use deadline::{DeadlineOpenShape, DeadlineRuleShape, DeadlineShape};
pub use diagnostics::{DiagnosticShape, DiagnosticsShape, LabelShape, ProblemShape, SeverityShape};
pub use disposition::{
    AmountShape, ApprovalShape, DispositionShape, DueShape, NotYetDueShape, RecertificationShape,
    ReferralShape, ReferralWhyShape,
};
pub use evidence::{DueStandingShape, EvidenceShape, PartShape, RecordShape, SetAsideShape, SourceShape};
pub use finding::{
    AskShape, CiteShape, FindingKindShape, FindingShape, GapShape, ReasonClassShape, ReasonShape, StatusShape,
};

pub use missing::{MissingSetShape, MissingShape, WitnessShape, WouldChangeShape};
pub use overlay::{OriginShape, OverlayShape, RemovedShape, SetToShape};

use crate::assessment::Answer;
use crate::value::number::Number;
use crate::value::time::Zone;
use crate::view::View;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

/// Version of the shapes. It changes when a key goes away or comes to mean something else, not when one is added.
pub const VERSION: u32 = 1;

/// An answer as JSON text that ends with a line end. `zone` is that of the case.
#[must_use]
pub fn answer_json(answer: &Answer, zone: &Zone, view: View) -> String {
    pretty(&AnswerShape::new(answer, zone, view))
}

/// The schema of [`answer_json`].
#[must_use]
pub fn assessment_schema() -> Value {
    schema::<AnswerShape>()
}

/// The schema of [`DiagnosticsShape`].
#[must_use]
pub fn diagnostics_schema() -> Value {
    schema::<DiagnosticsShape>()
}

/// Diagnostics as JSON text that ends with a line end.
#[must_use]
pub fn diagnostics_json(diagnostics: &DiagnosticsShape) -> String {
    pretty(diagnostics)
}

fn schema<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<T>().to_value()
}

fn pretty<T: Serialize>(shape: &T) -> String {
    let mut text = pretty::text(shape);
    text.push('\n');
    text
}

/// A number in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum NumberShape {
    /// Exactly this number.
    Number(serde_json::Number),
    /// Its decimals, or a ratio `1/3`, where a JSON number would not hold it exactly.
    Text(String),
}

impl NumberShape {
    /// The number, exactly.
    #[must_use]
    pub fn new(number: Number) -> Self {
        Self::read(&number.to_string())
    }

    /// A text that may be a number.
    fn read(text: &str) -> Self {
        // A double keeps 15 digits of any decimal.
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
        match serde_json::from_str::<serde_json::Number>(text) {
            Ok(number) if plain && digits <= 15 => Self::Number(number),
            _ => Self::Text(text.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_or_text() {
        let json = |text: &str| serde_json::to_string(&NumberShape::read(text)).expect("writes");
        for (text, expected) in [
            ("86", "86"),
            ("0.1", "0.1"),
            ("-2.5", "-2.5"),
            ("1/3", "\"1/3\""),
            ("5 to 9", "\"5 to 9\""),
            ("1234567890.123456", "\"1234567890.123456\""),
            ("-", "\"-\""),
        ] {
            assert_eq!(json(text), expected);
        }
    }
}
