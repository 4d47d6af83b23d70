//! Guidelines and their blocks.

use super::{list, suggest};
use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};

pub(in crate::check) fn empty_group(span: Span) -> Diagnostic {
    Diagnostic::error("empty-block", "the group holds no criterion")
        .primary(span, "empty")
        .help("name what must hold: `id \"Label\": ...`")
}

pub(in crate::check) fn said_twice(word: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("said-twice", format!("`{word}` is said twice"))
        .primary(span, "the second")
        .secondary(first, "the first")
        .help("keep one of them")
}

/// A block of which a guideline has one, as it stands beside every other.
pub(in crate::check) fn block_twice(word: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("said-twice", format!("a guideline has one `{word}`, and this is another"))
        .primary(span, "the second")
        .secondary(first, "the first")
        .help("put the criteria of both into one block: `requires all { }`")
}

pub(in crate::check) fn waived_twice(span: Span) -> Diagnostic {
    Diagnostic::error("said-twice", "`waived when` is said twice")
        .primary(span, "waived two ways")
        .help("write one: `waived when any { }`")
}

pub(in crate::check) fn no_blocks(id: &Name) -> Diagnostic {
    Diagnostic::error("empty-block", format!("the guideline `{}` answers nothing", id.node))
        .primary(id.span, "has no block")
        .help("add a `coverage`, `level`, `continued`, `discharge` or `answer` block")
}

pub(in crate::check) fn requires_nothing(id: &Name) -> Diagnostic {
    Diagnostic::error("empty-block", format!("the block `{}` requires nothing", id.node))
        .primary(id.span, "would always be met")
        .help("add `requires ...`")
}

pub(in crate::check) fn answer_grants(span: Span) -> Diagnostic {
    Diagnostic::error("answer-grants", "an `answer` block grants nothing")
        .primary(span, "a grant")
        .help("an answer is reported beside the others; move the grant to a block that decides")
}

pub(in crate::check) fn level_not_on_ladder(name: &Name, ladder: &[&Name]) -> Diagnostic {
    let fault =
        Diagnostic::error("level-not-on-ladder", format!("`{}` is not a level of the ladder", name.node))
            .primary(name.span, "not on the ladder");
    let rungs = || ladder.iter().map(|rung| rung.node.as_str());
    let fault = suggest(fault, &name.node, rungs());
    match ladder.first() {
        Some(first) => fault
            .secondary(first.span, format!("the ladder: {}", list(rungs())))
            .help("a level block has the name of its level; what people read goes in its label"),
        None => fault.help(format!("declare it: `ladder {}`", name.node)),
    }
}

pub(in crate::check) fn days_on_another(span: Span) -> Diagnostic {
    Diagnostic::error("days-elsewhere", "only a `continued` block speaks of days")
        .primary(span, "days of a stay")
        .help("write `continued NAME for LEVEL day 2 on`")
}

pub(in crate::check) fn days_backwards(span: Span) -> Diagnostic {
    Diagnostic::error("range-backwards", "the days of a stay start with day 1 and run forward")
        .primary(span, "no such days")
        .help("day 1 is the date of admission")
}

pub(in crate::check) fn day_blocks_gap(last: u32, next: u32, span: Span, before: Span) -> Diagnostic {
    Diagnostic::error(
        "day-blocks-gap",
        format!("no block speaks of the days between day {last} and day {next}"),
    )
    .primary(span, format!("starts with day {next}"))
    .secondary(before, format!("ends with day {last}"))
    .help("let one of the blocks reach the other")
}

pub(in crate::check) fn day_blocks_overlap(day: u32, span: Span, before: Span) -> Diagnostic {
    Diagnostic::error("day-blocks-overlap", format!("two blocks speak of day {day} of one level"))
        .primary(span, format!("starts with day {day}"))
        .secondary(before, "reaches into it")
        .help("end the earlier block the day before")
}

pub(in crate::check) fn editions_overlap(id: &str, span: Span, before: Span) -> Diagnostic {
    Diagnostic::error("editions-overlap", format!("two editions of `{id}` are in force on one day"))
        .primary(span, "the second")
        .secondary(before, "the first")
        .help("end the earlier edition (`from DATE to DATE`) before the later begins")
}

pub(in crate::check) fn editions_by_other_dates(id: &str, span: Span, before: Span) -> Diagnostic {
    Diagnostic::error("editions-overlap", format!("two editions of `{id}` go by different dates"))
        .primary(span, "goes by one date")
        .secondary(before, "goes by another")
        .help("let all editions go by the date of the same anchor, so that one alone is in force for a case")
}
