//! What can be wrong with the spelling of a criteria text: one small function a fault.
//!
//! Each id has a page, `docs/diagnostics/<id>.md`, and a fixture.

mod habits;
mod left_out;
mod words;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
pub(super) use habits::*;
pub(super) use left_out::*;
pub(super) use words::*;

/// Every id that reading may report, in order.
pub const IDS: &[&str] = &[
    "and-outside-where",
    "bad-date",
    "bad-number",
    "bare-not",
    "calculation-too-long",
    "code-for-a-set",
    "date-for-a-point",
    "doubled-colon",
    "foreign-sign",
    "if-for-when",
    "inline-or",
    "label-without-quotes",
    "missing-brace",
    "missing-code",
    "missing-colon",
    "missing-compare",
    "missing-group",
    "missing-kind",
    "missing-name",
    "missing-number",
    "missing-of",
    "missing-parenthesis",
    "missing-text",
    "missing-then",
    "missing-unit",
    "missing-value",
    "missing-word",
    "nested-too-deep",
    "nested-when",
    "range-sign",
    "reserved-word",
    "stray-apart",
    "stray-brace",
    "stray-separator",
    "time-after-compare",
    "too-large",
    "unexpected-text",
    "unknown-unit",
    "unknown-word",
    "unless",
    "unterminated-text",
    "window-without-point",
    "words-for-a-sign",
];

/// The longest example that help repeats in the author's words.
const LONGEST: usize = 100;

/// The author's words, or `...` where they are many.
fn short(words: &str) -> &str {
    if words.is_empty() || words.chars().count() > LONGEST { "..." } else { words }
}

pub(super) fn text_too_large(span: Span, most: usize) -> Diagnostic {
    Diagnostic::error("too-large", format!("the file has more than {} KiB", most / 1024))
        .primary(span, "")
        .help("cut it into several files, and name them with `use`")
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

pub(super) fn half_said(span: Span, word: &str, whole: &str) -> Diagnostic {
    Diagnostic::error("missing-word", format!("`{word}` is only the beginning of `{whole}`"))
        .primary(span, "goes on")
        .help(format!("write `{whole}`"))
}

pub(super) fn unfinished(span: Span) -> Diagnostic {
    Diagnostic::error("unexpected-text", "something is missing at the end")
        .primary(span, "more is needed after this")
}

// --- Braces, parentheses, colons, names, labels. ---

pub(super) fn missing_open(span: Span, owner: &str) -> Diagnostic {
    Diagnostic::error("missing-brace", format!("`{}` is not followed by `{{`", short(owner)))
        .primary(span, "a `{` is missing after this")
        .help(format!("write `{} {{`, and `}}` after what belongs to it", short(owner)))
}

pub(super) fn missing_close(open: Span, next: Span, owner: &str) -> Diagnostic {
    Diagnostic::error("missing-brace", format!("`{}` is not closed", short(owner)))
        .primary(open, "opened here")
        .secondary(next, "should be closed before this")
        .help(format!("end `{}` with `}}`", short(owner)))
}

pub(super) fn missing_at_end(open: Span, owner: &str, outer: &[Span]) -> Diagnostic {
    let fault = Diagnostic::error("missing-brace", format!("`{}` is not closed", short(owner)));
    let fault = outer
        .iter()
        .fold(fault.primary(open, "opened here"), |fault, span| fault.secondary(*span, "around it"));
    fault.help(format!("end `{}` with `}}`; each `{{` needs one", short(owner)))
}

pub(super) fn stray_brace(span: Span) -> Diagnostic {
    Diagnostic::error("stray-brace", "nothing is open that this brace could close")
        .primary(span, "one too many")
        .help("remove it, or write the `{` that it belongs to")
}

pub(super) fn missing_parenthesis(span: Span, sign: &str) -> Diagnostic {
    let (said, help) = match sign {
        "(" => ("a `(` is missing after this", "write the list in parentheses: `is one of (mild, severe)`"),
        _ => ("opened here", "write `)` after the last one"),
    };
    Diagnostic::error("missing-parenthesis", format!("a `{sign}` is missing")).primary(span, said).help(help)
}

pub(super) fn missing_colon(span: Span, head: &str) -> Diagnostic {
    Diagnostic::error("missing-colon", format!("a `:` is missing after `{}`", short(head)))
        .primary(span, "a `:` belongs after this")
        .help(format!("write `{}: ...`", short(head)))
}

pub(super) fn doubled_colon(span: Span) -> Diagnostic {
    Diagnostic::error("doubled-colon", "one `:` is enough")
        .primary(span, "one too many")
        .help("remove one `:`")
}

pub(super) fn label_without_quotes(span: Span, label: &str) -> Diagnostic {
    Diagnostic::error("label-without-quotes", format!("the label `{}` stands without quotes", short(label)))
        .primary(span, "a label stands in quotes")
        .help(format!("write `\"{}\"`", short(label)))
}

pub(super) fn missing_name(span: Span, found: &str) -> Diagnostic {
    let label = found.starts_with(['"', '“', '”', '„']);
    let (headline, help) = if label {
        (
            "a name is missing before the label".to_owned(),
            format!("write a short name before it: `name {}`", short(found)),
        )
    } else {
        (
            format!("`{found}` needs a name"),
            format!("write a name after it, such as `{found} first \"First\"`"),
        )
    };
    Diagnostic::error("missing-name", headline).primary(span, "a name is missing here").help(help)
}
