//! What is worth a look though it can be used, and what an approval asks for.

use crate::ast::GroupKind;
use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};

pub(in crate::check) fn absence_never_settled(
    fact: &str,
    span: Span,
    declared: Option<Span>,
    every: bool,
) -> Diagnostic {
    let headline = if every {
        format!("whether these are all records of `{fact}` can never be settled")
    } else {
        format!("the absence of `{fact}` can never be settled")
    };
    let fault = Diagnostic::warning("absence-never-settled", headline).primary(span, "stays undetermined");
    let fault = match declared {
        Some(declared) => fault.secondary(declared, "says nothing of silence"),
        None => fault,
    };
    fault.help("where what happens gets recorded, say so in the fact: `silence means no`")
}

/// A `when` without `else` beside members of which one is enough, or of which there may be none.
pub(in crate::check) fn when_without_else(id: &Name, span: Span, kind: GroupKind) -> Diagnostic {
    let effect = match kind {
        GroupKind::NoneOf | GroupKind::AtMost(_) => "counts against the group",
        _ => "counts for the group",
    };
    Diagnostic::warning(
        "when-without-else",
        format!("`{}` is met wherever its `when` does not hold", id.node),
    )
    .primary(span, format!("not required then, which {effect}"))
    .help("where both must hold, write `all { ... }` of the two; else say with `else` what holds then")
}

pub(in crate::check) fn silence_on_a_measurement(span: Span, fact: &str) -> Diagnostic {
    Diagnostic::warning(
        "silence-on-a-measurement",
        format!("`{fact}` is measured, and silence says nothing of its value"),
    )
    .primary(span, "speaks only of its being taken")
    .help("it settles `no`, `some` and counts of readings, never a value; remove it if that is not meant")
}

pub(in crate::check) fn missing_label(id: &Name) -> Diagnostic {
    Diagnostic::warning("missing-label", format!("`{}` has no label", id.node))
        .primary(id.span, "what will a reviewer read?")
        .help(format!("write `{} \"What is asked, in a few words\": ...`", id.node))
}

pub(in crate::check) fn missing_citation(id: &Name, whole: bool) -> Diagnostic {
    let headline = if whole {
        format!("nothing in the guideline `{}` cites a source", id.node)
    } else {
        format!("`{}` cites no source", id.node)
    };
    Diagnostic::warning("missing-citation", headline)
        .primary(id.span, "where does this come from?")
        .help("add `cite CLASS \"...\"` to it, to its block or to the guideline")
}

pub(in crate::check) fn missing_status(id: &Name) -> Diagnostic {
    Diagnostic::warning("missing-status", format!("`{}` says neither its edition nor its status", id.node))
        .primary(id.span, "which edition, and who stands behind it?")
        .help("write `status draft`, and `edition \"2026.1\" by date of service from 2026-01-01`")
        .help("without them it is a draft, and in force always")
}

pub(in crate::check) fn unsure_when_approved(span: Span, status: Span) -> Diagnostic {
    Diagnostic::error("unsure-when-approved", "an approved guideline cites what its author is unsure of")
        .primary(span, "unsure")
        .secondary(status, "approved")
        .help("look it up and remove `unsure`, or set the guideline back to `draft`")
}

pub(in crate::check) fn approval_unsigned(span: Span) -> Diagnostic {
    Diagnostic::warning("approval-unsigned", "who approved this guideline, and when?")
        .primary(span, "approved")
        .help("write `status approved by \"...\" on 2026-01-01`")
}

pub(in crate::check) fn unused_fact(id: &Name) -> Diagnostic {
    Diagnostic::warning("unused-fact", format!("no criterion asks about `{}`", id.node))
        .primary(id.span, "not used")
        .help("remove it, or use it")
}

pub(in crate::check) fn unused_set(id: &Name) -> Diagnostic {
    Diagnostic::warning("unused-code-set", format!("nothing uses the code set `{}`", id.node))
        .primary(id.span, "not used")
        .help("remove it, or use it")
}

pub(in crate::check) fn unused_define(id: &Name) -> Diagnostic {
    Diagnostic::warning("unused-define", format!("nothing uses the define `{}`", id.node))
        .primary(id.span, "not used")
        .help("remove it, or use it")
}

pub(in crate::check) fn unused_setting(id: &Name) -> Diagnostic {
    Diagnostic::warning("unused-setting", format!("nothing uses the setting `{}`", id.node))
        .primary(id.span, "not used")
        .help("remove it, or use it")
}

pub(in crate::check) fn hours_and_days(hours: Span, days: Span, count: u32) -> Diagnostic {
    let unit = if count == 1 { "day" } else { "days" };
    Diagnostic::warning("hours-and-days", format!("{count} {unit} and as many hours are not the same"))
        .primary(hours, "by the clock")
        .secondary(days, "by the calendar")
        .help("days compare dates, and reach up to a day further: use one of the two throughout")
}

pub(in crate::check) fn complement_of_unknown(first: Span, second: Span) -> Diagnostic {
    Diagnostic::warning(
        "complement-of-unknown",
        "one of the two holds whatever the value, yet both stay open without one",
    )
    .primary(second, "the rest of the line")
    .secondary(first, "one side of it")
    .help("if the routes differ, write `when ... then ... else`; if they do not, leave the test out")
}

pub(in crate::check) fn gap_between_bands(first: Span, second: Span) -> Diagnostic {
    Diagnostic::warning("gap-between-bands", "values between these two bands are in neither")
        .primary(second, "this band")
        .secondary(first, "and this one leave a gap")
        .help("say in the fact what it is `rounded to`, or let the bands meet")
}
