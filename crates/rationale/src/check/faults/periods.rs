//! Series of periods.

use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};

pub(in crate::check) fn not_in_days(span: Span) -> Diagnostic {
    Diagnostic::error("period-length", "a period is counted in whole days")
        .primary(span, "hours and minutes do not end with a day")
        .help("write days, weeks, months or years")
}

pub(in crate::check) fn no_length(span: Span) -> Diagnostic {
    Diagnostic::error("period-length", "a period has at least one day")
        .primary(span, "no day at all")
        .help("write how long it is, such as `90 days`")
}

pub(in crate::check) fn days_and_months(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(
        "period-length",
        "the periods of one series are all in days or weeks, or all in months or years",
    )
    .primary(span, "a month has no fixed number of days")
    .secondary(first, "of the other kind")
    .help("write all of them in days, or all in months")
}

pub(in crate::check) fn too_many_lengths(id: &Name, most: usize) -> Diagnostic {
    Diagnostic::error("period-length", format!("`{}` lists more than {most} lengths", id.node))
        .primary(id.span, "too many")
        .help("lengths that repeat are said once: `then 60 days`")
}

pub(in crate::check) fn period_cycle(name: &Name) -> Diagnostic {
    Diagnostic::error("period-cycle", format!("where `{}` begins hangs on `{}` itself", name.node, name.node))
        .primary(name.span, "not known before the periods are")
        .help("let the periods run from an anchor, such as the day the first of them began")
}

pub(in crate::check) fn counts_no_event(name: &Name) -> Diagnostic {
    Diagnostic::error(
        "kind-mismatch",
        format!("the records of `{}` are no periods that went before", name.node),
    )
    .primary(name.span, "not an event or a span")
    .help("count an event or a span, such as `fact earlier_period \"Earlier period\": span`")
}

pub(in crate::check) fn only_a_number(name: &Name, span: Span) -> Diagnostic {
    Diagnostic::error("unknown-part", format!("of `{}` only its number can be asked", name.node))
        .primary(span, "a period has a number, a start and an end")
        .help(format!(
            "write `{0}.number >= 3`, or a window such as `from start of {0} to end of {0}`",
            name.node
        ))
}

pub(in crate::check) fn number_not_whole(span: Span) -> Diagnostic {
    Diagnostic::error("bad-number", "the periods of a series are numbered 1, 2, 3 and so on")
        .primary(span, "no period has such a number")
        .help("compare with a whole number from 1 on")
}
