//! The shape of what is wrong with criteria, and with files that could not be read.

use super::VERSION;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::{Sources, Span};
use schemars::JsonSchema;
use serde::Serialize;

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DiagnosticsShape {
    /// Version of this shape.
    pub version: u32,
    /// Faults of criteria texts, by file and place.
    pub diagnostics: Vec<DiagnosticShape>,
    /// Files that could not be read, and cases whose shape is wrong.
    pub problems: Vec<ProblemShape>,
    /// What of cases nothing reads, though it names what criteria have: likely slips.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<ProblemShape>,
}

/// One fault of a criteria text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DiagnosticShape {
    /// Names the fault; `rationale explain` tells more.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: SeverityShape,
    /// Stands alone.
    pub headline: String,
    /// The place it is about.
    pub primary: LabelShape,
    /// Other places that matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secondary: Vec<LabelShape>,
    /// What to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub help: Vec<String>,
}

/// How much a fault weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SeverityShape {
    /// Worth a look.
    Warning,
    /// The guideline cannot be used until this is mended.
    Error,
}

/// A place and what to say of it. Lines and columns count from 1, columns in characters; the end is outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct LabelShape {
    /// The file.
    pub file: String,
    /// First line.
    pub line: usize,
    /// First column.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// The column after the last.
    pub end_column: usize,
    /// What to say beside it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A file that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProblemShape {
    /// The file.
    pub file: String,
    /// Its line, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What is wrong, without any value of the file.
    pub words: String,
}

impl DiagnosticsShape {
    /// The shape of these faults.
    #[must_use]
    pub fn new(diagnostics: &[Diagnostic], sources: &Sources, problems: Vec<ProblemShape>) -> Self {
        Self {
            version: VERSION,
            diagnostics: diagnostics.iter().map(|fault| DiagnosticShape::new(fault, sources)).collect(),
            problems,
            doubts: Vec::new(),
        }
    }
}

impl DiagnosticShape {
    fn new(fault: &Diagnostic, sources: &Sources) -> Self {
        Self {
            id: fault.id,
            severity: match fault.severity {
                Severity::Warning => SeverityShape::Warning,
                Severity::Error => SeverityShape::Error,
            },
            headline: fault.headline.clone(),
            primary: label(&fault.primary, sources),
            secondary: fault.secondary.iter().map(|one| label(one, sources)).collect(),
            help: fault.help.clone(),
        }
    }
}

fn label(of: &Label, sources: &Sources) -> LabelShape {
    let Span { file, start, end } = of.span;
    let source = sources.get(file);
    let (line, column) = source.map_or((1, 1), |source| source.line_column(start));
    let (end_line, end_column) = source.map_or((1, 1), |source| source.line_column(end));
    LabelShape {
        file: source.map_or_else(String::new, |source| source.name.clone()),
        line,
        column,
        end_line,
        end_column,
        text: of.text.clone(),
    }
}
