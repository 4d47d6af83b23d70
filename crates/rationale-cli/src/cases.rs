//! Case files and FHIR -> cases, each by itself: one that is wrong loses no other.

use crate::args::OfFhir;
use crate::files::{self, Trouble, shown};
use rationale::case::read::CaseErrors;
use rationale::case::tree::{Tree, TreeLimits, parse_json, parse_yaml};
use rationale::case::{Case, Limits, read_json, read_yaml};
use rationale_fhir::{Gathered, Limits as FhirLimits, Options, Refused, Report, Taken};
use std::path::{Path, PathBuf};

/// How cases are read here: zones are known by name.
pub(crate) fn limits() -> Limits<'static> {
    Limits { zones: Some(&rationale_contract::zones::find), ..Limits::default() }
}

/// A case, or why there is none; and what became of resources, where it was made of FHIR.
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) case: Result<Case, Vec<Trouble>>,
    pub(crate) fhir: Option<OfPatient>,
}

/// What became of a patient's resources.
#[derive(Default)]
pub(crate) struct OfPatient {
    pub(crate) patient: Option<String>,
    pub(crate) taken: Vec<Taken>,
    pub(crate) report: Report,
}

/// All cases of some files, and what was remarked on resources that are no patient's.
///
/// Files of FHIR are read together: one patient may stand in several, and several in one.
pub(crate) fn all(paths: &[PathBuf], fhir: &OfFhir) -> Result<(Vec<Given>, Option<Report>), Trouble> {
    let mut given = Vec::new();
    let mut gathered: Option<(usize, Gathered, Vec<&Path>)> = None;
    for path in paths {
        let text = match files::read(path) {
            Ok(text) => text,
            Err(trouble) => {
                given.push(Given { name: shown(path), case: Err(vec![trouble]), fhir: None });
                continue;
            }
        };
        if !is_fhir(path, &text) {
            given.push(Given { name: shown(path), case: of_text(path, &text), fhir: None });
            continue;
        }
        let (_, all, names) =
            gathered.get_or_insert_with(|| (given.len(), Gathered::new(FhirLimits::default()), Vec::new()));
        if let Err(error) = all.add(&shown(path), &text) {
            // A patient of whom a part is missing must not be assessed as if it were not there.
            return Err(Trouble::new(path, error.to_string()));
        }
        names.push(path);
    }
    let Some((at, gathered, names)) = gathered else {
        if fhir.given() {
            let words = "`--header`, `--as-of`, `--request` and `--searches-are-complete` go with FHIR; no file here is FHIR";
            return Err(Trouble::new(paths.first().map_or(Path::new(""), PathBuf::as_path), words));
        }
        return Ok((given, None));
    };
    let header = match &fhir.header {
        Some(path) => Some(header(path)?),
        None => None,
    };
    let options = Options {
        header,
        as_of: fhir.as_of.clone(),
        request: fhir.request.clone(),
        searches_are_complete: fhir.searches_are_complete,
        limits: limits(),
    };
    let named = names.iter().map(|path| shown(path)).collect::<Vec<_>>().join(", ");
    let trouble = |words: String| Trouble { file: named.clone(), words };
    let made = rationale_fhir::cases(gathered, &options).map_err(|error| trouble(error.to_string()))?;
    let of_header = fhir.header.as_deref().map_or_else(|| named.clone(), shown);
    let cases = made.made.into_iter().map(|one| {
        let case = one.case.map_err(|refused| match refused {
            Refused::Header(errors) => troubles(&of_header, &with_help(errors)),
            other => vec![trouble(other.to_string())],
        });
        let fhir = OfPatient { patient: one.patient, taken: one.taken, report: one.report };
        Given { name: named.clone(), case, fhir: Some(fhir) }
    });
    given.splice(at..at, cases);
    Ok((given, Some(made.report)))
}

/// The as-of time is missed most often: say where it can be given.
fn with_help(mut errors: CaseErrors) -> CaseErrors {
    for fault in &mut errors.faults {
        if fault.message == "`as_of` is missing" {
            fault.help = Some("give it with `--as-of TIME` or in the header".to_owned());
        }
    }
    errors
}

/// A header as a tree; what is wrong with it is found when it is read as a case.
fn header(path: &Path) -> Result<Tree, Trouble> {
    let text = files::read(path)?;
    let limits = TreeLimits::default();
    let (tree, checked) = match form(path, &text) {
        Form::Json => (parse_json(&text, &limits), read_json(&text, &self::limits())),
        Form::Yaml => (parse_yaml(&text, &limits), read_yaml(&text, &self::limits())),
    };
    tree.map_err(|_| {
        let first = checked.err().and_then(|errors| errors.faults.into_iter().next());
        Trouble::new(path, first.map_or_else(|| "this cannot be read".to_owned(), |fault| fault.to_string()))
    })
}

/// Whether a text is FHIR; YAML never is.
pub(crate) fn is_fhir(path: &Path, text: &str) -> bool {
    !matches!(path.extension().and_then(|ending| ending.to_str()), Some("yaml" | "yml"))
        && Gathered::is_fhir(text)
}

/// The case of a text.
pub(crate) fn of_text(path: &Path, text: &str) -> Result<Case, Vec<Trouble>> {
    let case = match form(path, text) {
        Form::Json => read_json(text, &limits()),
        Form::Yaml => read_yaml(text, &limits()),
    };
    case.map_err(|errors| troubles(&shown(path), &errors))
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

fn troubles(file: &str, errors: &CaseErrors) -> Vec<Trouble> {
    let trouble = |words: String| Trouble { file: file.to_owned(), words };
    let mut troubles: Vec<Trouble> = errors.faults.iter().map(|fault| trouble(fault.to_string())).collect();
    if errors.more > 0 {
        troubles.push(trouble(format!("and {} more", errors.more)));
    }
    troubles
}
