//! Forms of the language that this version reads and does not evaluate.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub(in crate::check) fn not_evaluated(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error("not-evaluated-yet", format!("{what} is not evaluated yet"))
        .primary(span, "read and printed, but not evaluated in this version")
        .help("what rests on it is left out; say it another way for now")
}
