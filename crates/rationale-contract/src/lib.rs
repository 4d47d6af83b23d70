//! The calls a platform makes, in any language: JSON in, JSON out, the same bytes everywhere.
//!
//! C, WebAssembly and Python are thin skins over this crate, and so what they answer is what the command prints.
//! `docs/embedding.md` shows the shapes.
//!
//! ```
//! use rationale_contract::{Engine, evaluate_options};
//!
//! // Once: criteria, here those that come with the engine.
//! let engine = Engine::load(r#"{ "library": true }"#)?;
//!
//! // For each case: its JSON, and how it is to be answered.
//! let case = r#"{ "case": "C-1", "as_of": "2026-03-03T09:00:00-05:00", "records": [] }"#;
//! let answer = engine.evaluate(case, r#"{ "guideline": "home_oxygen" }"#)?;
//! assert!(answer.contains(r#""outcome": "not_applicable""#), "{answer}");
//!
//! // What is wrong is said as JSON too.
//! let wrong = engine.evaluate(r#"{ "case": "C-1" }"#, "").unwrap_err();
//! assert!(wrong.json().contains(r#""code": "case""#), "{}", wrong.json());
//! # let _ = evaluate_options;
//! # Ok::<(), rationale_contract::ContractError>(())
//! ```

mod error;
mod request;
mod sources;
#[cfg(feature = "zones")]
pub mod zones;

pub use error::{Code, ContractError};
pub use request::{EvaluateOptions, LoadRequest, ViewName, evaluate_options, load_request};
#[cfg(feature = "library")]
pub use sources::Embedded;

use rationale::case::{Limits, read_json};
use rationale::check::{self, Loaded};
use rationale::eval::{self, Effort};
use rationale::plan::{self, Plan};
use rationale::wire::{self, DiagnosticsShape};
use serde_json::json;
use std::sync::Arc;

/// Version of the calls and of their JSON. It changes when something of them goes away or comes to mean something else.
pub const CONTRACT: u32 = 1;

/// The limits of the core, with time zones by their names where they are built in.
fn case_limits() -> Limits<'static> {
    Limits {
        #[cfg(feature = "zones")]
        zones: Some(&zones::find),
        ..Limits::default()
    }
}

/// Criteria that were loaded: read once, shared between threads, never changed.
#[derive(Debug)]
pub struct Engine {
    plan: Arc<Plan>,
    diagnostics: String,
    sound: bool,
}

impl Engine {
    /// Loads criteria by a [`LoadRequest`] as JSON: `{ "library": true }`, or `{ "files": { "a.crit": "..." } }`.
    ///
    /// Criteria that are wrong are no error: sound guidelines still answer, and [`Engine::diagnostics`] says what is wrong.
    ///
    /// # Errors
    ///
    /// [`Code::Request`] where the request is no JSON of that shape, or names nothing to load.
    pub fn load(request: &str) -> Result<Self, ContractError> {
        let request = load_request(request)?;
        Ok(Self::of(&sources::loaded(request)?))
    }

    fn of(loaded: &Loaded) -> Self {
        let shape = DiagnosticsShape::new(&loaded.diagnostics, &loaded.sources, Vec::new());
        Self {
            plan: Arc::new(plan::compile(&loaded.library)),
            diagnostics: wire::diagnostics_json(&shape),
            sound: !loaded.has_errors(),
        }
    }

    /// What is wrong with the criteria, as `rationale check --format json` prints it.
    #[must_use]
    pub fn diagnostics(&self) -> &str {
        &self.diagnostics
    }

    /// Whether nothing is wrong with the criteria; warnings are no fault.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.sound
    }

    /// The plan, for callers in Rust; shared, where more than the engine needs it.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// Assesses a case (JSON) as `rationale evaluate --format json` does; `options` are [`EvaluateOptions`] as JSON, or empty.
    ///
    /// # Errors
    ///
    /// [`Code::Request`] where the options are wrong, [`Code::Case`] where the case is, each fault with its record and field;
    /// [`Code::Asked`] where the case asks for a guideline or block that is not there. No message holds what a record says.
    pub fn evaluate(&self, case: &str, options: &str) -> Result<String, ContractError> {
        let options = evaluate_options(options)?;
        let mut case = read_json(case, &case_limits()).map_err(|errors| ContractError::case(&errors))?;
        if options.guideline.is_some() {
            case.request.guideline = options.guideline;
        }
        let effort = if options.missing_sets { Effort::default() } else { Effort::NONE };
        let answer = eval::assess_with(&self.plan, &case, effort)
            .map_err(|error| ContractError::new(Code::Asked, error.to_string()))?;
        Ok(wire::answer_json(&answer, &case.zone, options.view.view()))
    }
}

/// Versions as JSON: of the engine, of its meaning (which changes whenever an answer could), of the contract.
#[must_use]
pub fn version() -> String {
    json!({ "engine": env!("CARGO_PKG_VERSION"), "meaning": eval::MEANING, "contract": CONTRACT }).to_string()
        + "\n"
}

/// The JSON Schema of `case`, `assessment` or `diagnostics`, as `rationale schema` prints it.
///
/// # Errors
///
/// [`Code::Request`] where there is none of that name.
pub fn schema(name: &str) -> Result<String, ContractError> {
    // As text: what makes them from the types would take 150 KiB of the module in WebAssembly. A test holds them to the types.
    Ok(String::from(match name {
        "case" => include_str!("../../../docs/schema/case.schema.json"),
        "assessment" => include_str!("../../../docs/schema/assessment.schema.json"),
        "diagnostics" => include_str!("../../../docs/schema/diagnostics.schema.json"),
        _ => {
            let words = "no schema is called so; there are: case, assessment, diagnostics";
            return Err(ContractError::new(Code::Request, words));
        }
    }))
}

/// The limits within which criteria are read.
fn criteria_limits() -> check::Limits {
    check::Limits::default()
}

/// What is shared between threads, held at compile time.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Engine>();
    shared::<ContractError>();
};
