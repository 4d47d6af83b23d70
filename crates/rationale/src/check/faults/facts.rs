//! Fact declarations.

use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};

pub(in crate::check) fn line_does_not_fit(span: Span, what: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error("line-does-not-fit", format!("{what} does not fit here"))
        .primary(span, format!("only for {wanted}"))
        .help("remove it, or change the kind of the fact or part")
}

pub(in crate::check) fn preferred_both_ways(span: Span) -> Diagnostic {
    Diagnostic::error("said-twice", "each of two is preferred to the other")
        .primary(span, "the other way about is written above")
        .help("keep the line that is meant")
}

pub(in crate::check) fn line_not_for_a_part(span: Span) -> Diagnostic {
    Diagnostic::error("line-does-not-fit", "this line speaks of a whole fact, not of a part")
        .primary(span, "not for a part")
        .help("parts take `rounded to`, `plausible`, `also in`, `ask`, `missing is` and `silence means no`")
}

pub(in crate::check) fn kind_not_for_a_part(span: Span) -> Diagnostic {
    Diagnostic::error("part-kind", "a part cannot be an event, a span or a record")
        .primary(span, "not for a part")
        .help("declare a fact of its own, or make the part `yes/no`, `code` or `date`")
}

pub(in crate::check) fn too_many_options(option: &Name, most: usize) -> Diagnostic {
    Diagnostic::error("too-large", format!("a choice has more than {most} options"))
        .primary(option.span, "one too many")
        .help("use a code set instead: `code in CODES`")
}

pub(in crate::check) fn not_above_nought(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error("bad-number", format!("{what} must be a number above 0"))
        .primary(span, "not above 0")
        .help("write a number above 0")
}

pub(in crate::check) fn one_per_what(bucket: &Name) -> Diagnostic {
    super::names::unknown_bucket(bucket)
}
