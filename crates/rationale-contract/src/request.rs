//! What a call may ask.

use crate::error::{Code, ContractError};
use rationale::View;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The longest request to load, in bytes.
const LONGEST_LOAD: usize = 256 << 20;
/// The longest options, in bytes.
const LONGEST_OPTIONS: usize = 64 << 10;

/// Which criteria to load.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadRequest {
    /// The content library that comes with the engine.
    #[serde(default)]
    pub library: bool,
    /// Texts by their paths: criteria (`oxygen/home_oxygen.crit`), files of codes, ValueSets. Where one has the path of a file of
    /// the library, it stands before that.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Which of them to begin with; by default every `.crit`. What these `use` is loaded with them.
    #[serde(default)]
    pub entries: Vec<String>,
}

/// How a case is to be answered.
///
/// ```
/// let options = rationale_contract::evaluate_options(r#"{ "view": "everything" }"#)?;
/// assert_eq!(options.view, rationale_contract::ViewName::Everything);
/// assert!(options.missing_sets);
/// # Ok::<(), rationale_contract::ContractError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EvaluateOptions {
    /// By this guideline alone.
    pub guideline: Option<String>,
    /// How much of the findings is shown.
    pub view: ViewName,
    /// Whether the smallest sets of questions that would settle the case are looked for.
    pub missing_sets: bool,
}

impl Default for EvaluateOptions {
    fn default() -> Self {
        Self { guideline: None, view: ViewName::default(), missing_sets: true }
    }
}

/// How much of the findings is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewName {
    /// What decided the answer.
    #[default]
    Decisive,
    /// And what stands beside it.
    Context,
    /// Every criterion.
    Everything,
}

impl ViewName {
    pub(crate) fn view(self) -> View {
        match self {
            Self::Decisive => View::Decisive,
            Self::Context => View::Context,
            Self::Everything => View::Everything,
        }
    }
}

pub(crate) fn load_request(text: &str) -> Result<LoadRequest, ContractError> {
    read(text, LONGEST_LOAD, "the request to load")
}

/// Reads [`EvaluateOptions`] from JSON; blank text is the defaults.
///
/// # Errors
///
/// [`Code::Request`] where it is no JSON of that shape.
pub fn evaluate_options(text: &str) -> Result<EvaluateOptions, ContractError> {
    if text.trim().is_empty() {
        return Ok(EvaluateOptions::default());
    }
    read(text, LONGEST_OPTIONS, "the options")
}

fn read<T: DeserializeOwned>(text: &str, longest: usize, what: &str) -> Result<T, ContractError> {
    if text.len() > longest {
        return Err(ContractError::new(Code::Request, format!("{what}: longer than {longest} bytes")));
    }
    serde_json::from_str(text).map_err(|error| ContractError::new(Code::Request, format!("{what}: {error}")))
}
