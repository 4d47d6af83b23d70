//! FHIR R4 out: an answer as `GuidanceResponse`s, what is asked as a `Questionnaire`.
//!
//! A questionnaire asks; it never says which answer would qualify. A `QuestionnaireResponse` to it comes back in as records
//! of the facts it asks about: its links say which.

mod guidance;
mod questionnaire;
mod requirement;
mod words;

pub use guidance::guidance_response;
pub use questionnaire::questionnaire;

use rationale::assessment::Answer;
use rationale::case::model::Case;
use rationale::check::model::Library;
use serde_json::{Value, json};

/// What resources that go out are about and are called by.
#[derive(Clone, Debug)]
pub struct OutOptions {
    /// The patient, as a reference: `Patient/1`.
    pub subject: Option<String>,
    /// What the canonical addresses of guidelines and questionnaires begin with, without a slash at its end.
    pub base: String,
}

impl Default for OutOptions {
    fn default() -> Self {
        Self { subject: None, base: String::from("urn:rationale") }
    }
}

/// An answer as a Bundle of type `collection`: for each assessment a `GuidanceResponse`, and the `Questionnaire` of what is asked.
///
/// Text that ends with a line end; the same bytes for the same answer.
#[must_use]
pub fn bundle(answer: &Answer, case: &Case, library: &Library, options: &OutOptions) -> String {
    let mut entries = Vec::new();
    for assessment in &answer.assessments {
        entries.push(guidance_response(assessment, case, library, options));
        entries.extend(questionnaire(assessment, case, library, options));
    }
    let entries: Vec<Value> = entries.into_iter().map(|resource| json!({ "resource": resource })).collect();
    let mut bundle = json!({
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": words::instant(case),
    });
    // A list of FHIR is never empty.
    if let (false, Some(fields)) = (entries.is_empty(), bundle.as_object_mut()) {
        fields.insert(String::from("entry"), Value::Array(entries));
    }
    let mut text = serde_json::to_string_pretty(&bundle).unwrap_or_default();
    text.push('\n');
    text
}
