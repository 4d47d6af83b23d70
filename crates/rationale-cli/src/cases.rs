//! Case files -> cases, each by itself: one that is wrong loses no other.

use crate::files::{self, Trouble};
use crate::zones;
use rationale::case::read::CaseErrors;
use rationale::case::{Case, Limits, read_json, read_yaml};
use std::path::Path;

/// How cases are read here: zones are known by name.
pub(crate) fn limits() -> Limits<'static> {
    Limits { zones: Some(&zones::find), ..Limits::default() }
}

/// Reads a case; standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Case, Vec<Trouble>> {
    let text = files::read(path).map_err(|trouble| vec![trouble])?;
    let case = match form(path, &text) {
        Form::Json => read_json(&text, &limits()),
        Form::Yaml => read_yaml(&text, &limits()),
    };
    case.map_err(|errors| troubles(path, &errors))
}

enum Form {
    Json,
    Yaml,
}

/// JSON or YAML: by the ending, else by how the text starts.
fn form(path: &Path, text: &str) -> Form {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("json") => Form::Json,
        Some("yaml" | "yml") => Form::Yaml,
        _ if text.trim_start().starts_with(['{', '[']) => Form::Json,
        _ => Form::Yaml,
    }
}

fn troubles(path: &Path, errors: &CaseErrors) -> Vec<Trouble> {
    let mut troubles: Vec<Trouble> =
        errors.faults.iter().map(|fault| Trouble::new(path, fault.to_string())).collect();
    if errors.more > 0 {
        troubles.push(Trouble::new(path, format!("and {} more", errors.more)));
    }
    troubles
}
