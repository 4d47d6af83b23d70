//! What is wrong with a criteria text: plain data, no colour, no terminal.
//!
//! Each fault of the author's text is one [`Diagnostic`] with an id that has a page
//! (`docs/diagnostics/<id>.md`) and a fixture.

use crate::source::Span;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look; the guideline still loads.
    Warning,
    /// The guideline cannot be used until this is mended.
    Error,
}

/// A place that a diagnostic points to, and what to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to say beside it; may be empty.
    pub text: String,
}

/// One fault, in the author's words.
///
/// ```
/// use rationale::diagnostic::{Diagnostic, Severity};
/// use rationale::source::Span;
/// let fault = Diagnostic::error("unknown-name", "no fact is called `spo3`")
///     .primary(Span::default(), "not declared")
///     .help("did you mean `spo2`?");
/// assert_eq!(fault.severity, Severity::Error);
/// assert_eq!(fault.help.len(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Names the fault, such as `unit-mismatch`.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Stands alone: lower case, no full stop.
    pub headline: String,
    /// The place it is about, the smallest that tells.
    pub primary: Label,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// What to do.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A fault that keeps the guideline from loading.
    #[must_use]
    pub fn error(id: &'static str, headline: impl Into<String>) -> Self {
        Self::new(id, Severity::Error, headline.into())
    }

    /// A fault that does not.
    #[must_use]
    pub fn warning(id: &'static str, headline: impl Into<String>) -> Self {
        Self::new(id, Severity::Warning, headline.into())
    }

    fn new(id: &'static str, severity: Severity, headline: String) -> Self {
        let primary = Label { span: Span::default(), text: String::new() };
        Self { id, severity, headline, primary, secondary: Vec::new(), help: Vec::new() }
    }

    /// Says where.
    #[must_use]
    pub fn primary(mut self, span: Span, text: impl Into<String>) -> Self {
        self.primary = Label { span, text: text.into() };
        self
    }

    /// Points to another place that matters.
    #[must_use]
    pub fn secondary(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}
