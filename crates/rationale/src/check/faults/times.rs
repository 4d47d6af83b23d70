//! Windows, points and dates.

use crate::ast::Amount;
use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};

pub(in crate::check) fn missing_window(fact: &Name, measured: bool) -> Diagnostic {
    let headline = if measured {
        format!("when is `{}` looked at?", fact.node)
    } else {
        format!("over which time are `{}` counted?", fact.node)
    };
    Diagnostic::error("missing-window", headline)
        .primary(fact.span, "no window")
        .help("a quantity is read, and records are counted, in a window, such as `within 24 hours before review`, or `ever`")
}

pub(in crate::check) fn bucket_window(span: Span, bucket: &str) -> Diagnostic {
    Diagnostic::error("bucket-window", format!("from when to when are the {bucket} counted?"))
        .primary(span, "a window with a beginning and an end is needed")
        .help("write `from P to Q`, `within 30 days before P` or `during SPAN`, without starting, ending or whole")
}

pub(in crate::check) fn first_window(span: Span) -> Diagnostic {
    Diagnostic::error("bucket-window", "when is the first one due?")
        .primary(span, "a window with a beginning and an end is needed")
        .help("the first is due by the end of its window: `first from admission to 13 days after admission`")
}

pub(in crate::check) fn missing_pick(name: &Name) -> Diagnostic {
    Diagnostic::error("missing-pick", format!("which reading of `{}`?", name.node))
        .primary(name.span, "a quantity may have many readings")
        .help(format!(
            "a quantity is read through a pick with a window, or `ever`: `latest {} within 24 hours before review`",
            name.node
        ))
}

pub(in crate::check) fn window_backwards(span: Span) -> Diagnostic {
    Diagnostic::error("window-backwards", "the window ends before it begins")
        .primary(span, "the first point is the later one")
        .help("write the earlier point first")
}

pub(in crate::check) fn empty_window(span: Span) -> Diagnostic {
    Diagnostic::error("empty-window", "nothing fits into this window")
        .primary(span, "no time between its ends")
        .help("for one day write `on the day of`; else give it a length")
}

pub(in crate::check) fn touch_on_ever(span: Span) -> Diagnostic {
    Diagnostic::error("empty-window", "`ever` has no start and no end to lie to")
        .primary(span, "whole, starting or ending says nothing here")
        .help("write `ever` alone")
}

pub(in crate::check) fn window_in_the_future(span: Span) -> Diagnostic {
    Diagnostic::error("window-in-the-future", "records later than the review are not read")
        .primary(span, "lies after the review")
        .help("look back (`before review`), count from another point, or declare the fact `planned`")
}

pub(in crate::check) fn within_any_here(span: Span) -> Diagnostic {
    Diagnostic::error("within-any", "`within any` slides, and only counts, rise and fall can follow it")
        .primary(span, "not for a pick or a state")
        .help("write `within ... before`, or count: `at least 2 ... within any ...`")
}

pub(in crate::check) fn during_a_point(span: Span) -> Diagnostic {
    Diagnostic::error("not-a-span", "nothing happens during a point in time")
        .primary(span, "not a span")
        .help("use a span (`stay`, `period`, `anchor x: span`), or `on the day of`")
}

pub(in crate::check) fn edge_of_a_point(span: Span) -> Diagnostic {
    Diagnostic::error("not-a-span", "a point in time has no start and no end")
        .primary(span, "not a span")
        .help("leave out `start of` or `end of`, or declare the anchor a span")
}

pub(in crate::check) fn pick_of_a_time(span: Span) -> Diagnostic {
    Diagnostic::error("pick-does-not-fit", "only the latest or earliest record gives a point in time")
        .primary(span, "not a point in time")
        .help("write `latest` or `earliest`")
}

pub(in crate::check) fn no_record_at_hand(span: Span) -> Diagnostic {
    Diagnostic::error("no-record-at-hand", "`this` is the time of a record, and none is at hand")
        .primary(span, "of which record?")
        .help("use it inside `with`, or in a clause of a criterion that asks for a record")
}

pub(in crate::check) fn unknown_time_unit(unit: &Name) -> Diagnostic {
    Diagnostic::error("bad-length", format!("`{}` is not a unit of time", unit.node))
        .primary(unit.span, "not a unit of time")
        .help("write minutes, hours, days, weeks, months or years")
}

pub(in crate::check) fn bad_length(amount: &Amount) -> Diagnostic {
    Diagnostic::error("bad-length", "a length of time is a whole number up to 1000000")
        .primary(amount.span, "not a whole number")
        .help("use a smaller unit: `36 hours`, not `1.5 days`")
}

pub(in crate::check) fn bad_date(span: Span) -> Diagnostic {
    Diagnostic::error("bad-date", "there is no such date")
        .primary(span, "not a date")
        .help("write year, month and day: `2026-03-01`")
}

pub(in crate::check) fn dates_backwards(span: Span) -> Diagnostic {
    Diagnostic::error("range-backwards", "the last day is before the first")
        .primary(span, "ends before it begins")
        .help("write the earlier date first")
}

pub(in crate::check) fn nothing_approved(span: Span) -> Diagnostic {
    Diagnostic::error("bad-number", "an approval must be of more than 0")
        .primary(span, "nothing")
        .help("write a number above 0, or `approve as requested`")
}
