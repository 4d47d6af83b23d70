//! What a call may ask.
//!
//! Its faults are said by place and expected shape alone: where a caller mixes up its arguments, what was sent may be a case.

use crate::error::{Code, ContractError};
use rationale::View;
use rationale::case::tree::{Step, Tree, TreeFault, TreeFaultKind, TreeLimits, parse_json};
use std::collections::BTreeMap;

/// The request to load: 256 MiB together, and as much in one text.
const LOAD_LIMITS: TreeLimits =
    TreeLimits { bytes: 256 << 20, depth: 4, text: 256 << 20, nodes: 1_000_000, number_names: false };
/// The options: 64 KiB.
const OPTIONS_LIMITS: TreeLimits =
    TreeLimits { bytes: 64 << 10, depth: 4, text: 64 << 10, nodes: 10_000, number_names: false };

/// Which criteria to load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadRequest {
    /// The content library that comes with the engine.
    pub library: bool,
    /// Texts by their paths: criteria (`oxygen/home_oxygen.crit`), files of codes, ValueSets. Where one has the path of a file of
    /// the library, it stands before that.
    pub files: BTreeMap<String, String>,
    /// Which of them to begin with; by default every `.crit`. What these `use` is loaded with them.
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    const ALL: [(&'static str, Self); 3] =
        [("decisive", Self::Decisive), ("context", Self::Context), ("everything", Self::Everything)];

    /// The core's own, for callers in Rust.
    #[must_use]
    pub fn view(self) -> View {
        match self {
            Self::Decisive => View::Decisive,
            Self::Context => View::Context,
            Self::Everything => View::Everything,
        }
    }
}

/// Reads a [`LoadRequest`] from JSON.
///
/// ```
/// let request = rationale_contract::load_request(r#"{ "files": { "a.crit": "" } }"#)?;
/// assert!(request.files.contains_key("a.crit") && !request.library);
/// // Two texts of one path are no request: one of them would be lost.
/// let twice = rationale_contract::load_request(r#"{ "files": { "a.crit": "", "a.crit": "" } }"#);
/// assert!(twice.unwrap_err().message.contains("`files`, `a.crit` stands twice"));
/// # Ok::<(), rationale_contract::ContractError>(())
/// ```
///
/// # Errors
///
/// [`Code::Request`] where it is no JSON of that shape.
pub fn load_request(text: &str) -> Result<LoadRequest, ContractError> {
    let asked = Asked { what: "the request to load", has: "`library`, `files` and `entries`" };
    let mut request = LoadRequest::default();
    for (name, value) in asked.fields(text, &LOAD_LIMITS)? {
        match (name.as_str(), value) {
            ("library", Tree::Bool(library)) => request.library = library,
            ("library", other) => return Err(asked.expected("`library`", "true or false", &other)),
            ("files", Tree::Map(files)) => {
                for (path, file) in files {
                    match file {
                        Tree::Text(file) => drop(request.files.insert(path, file)),
                        other => {
                            return Err(asked.expected(&format!("`files`, `{path}`"), "a text", &other));
                        }
                    }
                }
            }
            ("files", other) => {
                return Err(asked.expected("`files`", "an object of texts by their paths", &other));
            }
            ("entries", Tree::List(entries)) => {
                for entry in entries {
                    match entry {
                        Tree::Text(path) => request.entries.push(path),
                        other => return Err(asked.expected("`entries`", "a list of paths", &other)),
                    }
                }
            }
            ("entries", other) => return Err(asked.expected("`entries`", "a list of paths", &other)),
            _ => return Err(asked.unknown(&name)),
        }
    }
    Ok(request)
}

/// Reads [`EvaluateOptions`] from JSON; blank text is the defaults.
///
/// # Errors
///
/// [`Code::Request`] where it is no JSON of that shape.
pub fn evaluate_options(text: &str) -> Result<EvaluateOptions, ContractError> {
    let asked = Asked { what: "the options", has: "`guideline`, `view` and `missing_sets`" };
    let mut options = EvaluateOptions::default();
    if text.trim().is_empty() {
        return Ok(options);
    }
    for (name, value) in asked.fields(text, &OPTIONS_LIMITS)? {
        match (name.as_str(), value) {
            ("guideline", Tree::Text(id)) => options.guideline = Some(id),
            ("guideline", Tree::Null) => {}
            ("guideline", other) => return Err(asked.expected("`guideline`", "the id of one", &other)),
            ("view", Tree::Text(word)) => {
                let known = ViewName::ALL.iter().find(|(name, _)| *name == word);
                let Some((_, view)) = known else {
                    return Err(asked.refused("`view` is `decisive`, `context` or `everything`"));
                };
                options.view = *view;
            }
            ("view", other) => {
                return Err(asked.expected("`view`", "`decisive`, `context` or `everything`", &other));
            }
            ("missing_sets", Tree::Bool(sought)) => options.missing_sets = sought,
            ("missing_sets", other) => {
                return Err(asked.expected("`missing_sets`", "true or false", &other));
            }
            _ => return Err(asked.unknown(&name)),
        }
    }
    Ok(options)
}

/// What is read, for messages.
struct Asked {
    what: &'static str,
    has: &'static str,
}

impl Asked {
    fn fields(&self, text: &str, limits: &TreeLimits) -> Result<Vec<(String, Tree)>, ContractError> {
        match parse_json(text, limits) {
            Ok(Tree::Map(fields)) => Ok(fields),
            Ok(other) => Err(self.expected("it", "an object", &other)),
            Err(faults) => {
                let words: Vec<String> = faults.iter().map(|fault| self.fault(fault, limits)).collect();
                Err(ContractError::new(Code::Request, words.join("\n")))
            }
        }
    }

    fn refused(&self, words: &str) -> ContractError {
        ContractError::new(Code::Request, format!("{}: {words}", self.what))
    }

    fn expected(&self, place: &str, shape: &str, found: &Tree) -> ContractError {
        self.refused(&format!("{place} must be {shape}, not {}", found.sort()))
    }

    fn unknown(&self, name: &str) -> ContractError {
        let words = |found: &str| self.refused(&format!("{found}; it may have {}", self.has));
        if is_name(name) { words(&format!("no field `{name}` here")) } else { words("an unknown field") }
    }

    fn fault(&self, fault: &TreeFault, limits: &TreeLimits) -> String {
        let at = match fault.place {
            Some((line, column)) => format!("line {line}, column {column}: "),
            None => String::new(),
        };
        let path: Vec<String> =
            fault.path.iter().enumerate().map(|(at, one)| step(at, one, &fault.path)).collect();
        let named = if path.is_empty() { String::from("a field") } else { path.join(", ") };
        let words = match fault.kind {
            TreeFaultKind::CutShort => String::from("the JSON stops too early"),
            TreeFaultKind::DuplicateField => format!("{named} stands twice; keep one"),
            TreeFaultKind::TooLong => {
                format!("longer than {} bytes, or of more parts than it may have", limits.bytes)
            }
            TreeFaultKind::TooDeep => format!("nested deeper than it may be; it may have {}", self.has),
            TreeFaultKind::TextTooLong => format!("a text is longer than {} bytes", limits.text),
            TreeFaultKind::NumberTooLong => String::from("a number that no field may have"),
            _ => String::from("this is not JSON"),
        };
        format!("{}: {at}{words}", self.what)
    }
}

/// A step on the way, where it can be said: paths of files and names of fields, never values.
fn step(at: usize, step: &Step, path: &[Step]) -> String {
    let is_file = at == 1 && path.first() == Some(&Step::Field(String::from("files")));
    match step {
        Step::Field(name) if is_file || is_name(name) => format!("`{name}`"),
        Step::Field(_) => String::from("a field"),
        Step::Item(at) => format!("number {}", at + 1),
    }
}

/// Whether a name can be said again: one such as fields have, not a text that strayed here.
fn is_name(name: &str) -> bool {
    name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
