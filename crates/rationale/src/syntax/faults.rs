//! What can be wrong with the spelling of a criteria text: one small function a fault.
//!
//! Each id has a page, `docs/diagnostics/<id>.md`, and a fixture.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub(super) fn text_too_large(span: Span, most: usize) -> Diagnostic {
    Diagnostic::error("text-too-large", format!("the file has more than {} KiB", most / 1024))
        .primary(span, "")
}

pub(super) fn nested_too_deep(span: Span, most: usize) -> Diagnostic {
    Diagnostic::error("nested-too-deep", format!("more than {most} groups inside one another"))
        .primary(span, "one too deep")
        .help("give inner groups a name with `define` and use the name")
}

pub(super) fn too_long(span: Span) -> Diagnostic {
    Diagnostic::error("calculation-too-long", "more than 32 terms in one calculation")
        .primary(span, "one too many")
        .help("give parts of it names with `define`")
}

pub(super) fn stray_apart(span: Span) -> Diagnostic {
    Diagnostic::error("stray-apart", "`apart` speaks of records in a row")
        .primary(span, "no `in a row` before this")
        .help("write `at least 3 heart_rate in a row at most 2 hours apart`")
}

pub(super) fn unterminated_text(span: Span) -> Diagnostic {
    Diagnostic::error("unterminated-text", "a text is opened and not closed on its line")
        .primary(span, "opened here")
        .help("end the text with `\"`")
}

pub(super) fn reserved_word(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("reserved-word", format!("`{word}` is a word of the language and cannot be a name"))
        .primary(span, "not a name")
        .help(format!("choose another name, such as `{word}_value`"))
}

pub(super) fn unexpected(span: Span, found: &str) -> Diagnostic {
    Diagnostic::error("unexpected-text", format!("`{found}` is not understood here"))
        .primary(span, "reading stopped here")
}
