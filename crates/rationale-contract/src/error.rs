//! What went wrong, as data and as JSON. Nothing here holds what a record says.

use rationale::case::read::CaseErrors;
use serde::Serialize;
use std::fmt;

/// The sorts of fault.
///
/// ```
/// use rationale_contract::Code;
/// assert_eq!(Code::Case.word(), "case");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Code {
    /// The call itself is wrong: no JSON, an unknown field, an unknown name.
    Request,
    /// The case is wrong: each fault names its record and field.
    Case,
    /// The case asks for a guideline, a block or a level that is not there.
    Asked,
}

impl Code {
    /// Its word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Case => "case",
            Self::Asked => "asked",
        }
    }
}

/// Why a call gave nothing.
///
/// ```
/// let error = rationale_contract::schema("nothing").unwrap_err();
/// assert_eq!(error.code, rationale_contract::Code::Request);
/// assert!(error.json().starts_with("{\n  \"error\""));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ContractError {
    /// What sort.
    pub code: Code,
    /// In words, all faults together, a line each.
    pub message: String,
    /// Each fault by itself; empty where there is but the message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<FaultShape>,
    /// How many faults more there are than are listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

/// One fault of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FaultShape {
    /// Its sort, for machines.
    pub id: &'static str,
    /// The id of the record, where it is in one that has an id that can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The place of that record, from nought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// The field, from the record or else from the top; empty for the whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Line, from 1, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column, from 1, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl ContractError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), faults: Vec::new(), more: 0 }
    }

    pub(crate) fn case(errors: &CaseErrors) -> Self {
        let faults = errors.faults.iter().map(|fault| FaultShape {
            id: fault.kind.code(),
            record: fault.record.as_ref().and_then(|record| record.id.clone()),
            index: fault.record.as_ref().map(|record| record.index),
            path: fault.path.clone(),
            line: fault.place.map(|place| place.0),
            column: fault.place.map(|place| place.1),
            message: fault.message.clone(),
            help: fault.help.clone(),
        });
        Self { code: Code::Case, message: errors.to_string(), faults: faults.collect(), more: errors.more }
    }

    /// The error as JSON, `{ "error": ... }`, ended by a line end.
    #[must_use]
    pub fn json(&self) -> String {
        // Text and numbers alone: writing them cannot fail.
        format!("{:#}\n", serde_json::json!({ "error": self }))
    }
}

impl fmt::Display for ContractError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for ContractError {}
