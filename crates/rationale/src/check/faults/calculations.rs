//! Derived values and scores.

use crate::check::compare::Typed;
use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};
use crate::value::unit::Unit;

pub(in crate::check) fn gives_another(written: &Name, wanted: &Unit, given: &Unit) -> Diagnostic {
    let headline =
        format!("the calculation gives {}, not {}", given.dimension_words(), wanted.dimension_words());
    Diagnostic::error("unit-mismatch", headline)
        .primary(written.span, format!("{} (`{wanted}`)", wanted.dimension_words()))
        .help("multiply or divide by a number with a unit where the formula leaves one out, such as `creatinine / 1 mg/dL`")
}

pub(in crate::check) fn do_not_add(span: Span, left: &Unit, right: &Unit) -> Diagnostic {
    let headline = format!("{} and {} do not go together", left.dimension_words(), right.dimension_words());
    Diagnostic::error("unit-mismatch", headline)
        .primary(span, right.dimension_words())
        .help("only values of one kind are added or held against each other; divide by a number with a unit to make a pure number")
}

pub(in crate::check) fn no_pure_number(function: &Name, span: Span, unit: &Unit) -> Diagnostic {
    let headline = format!("`{}` takes a pure number, not {}", function.node, unit.dimension_words());
    Diagnostic::error("unit-mismatch", headline)
        .primary(span, unit.dimension_words())
        .secondary(function.span, "of a pure number")
        .help("divide by a number with the unit that the formula is made for, such as `creatinine / 1 mg/dL`")
}

pub(in crate::check) fn own_nought(span: Span, unit: &Unit) -> Diagnostic {
    Diagnostic::error("unit-mismatch", format!("`{unit}` counts from a nought of its own"))
        .primary(span, "20 of these are not twice 10")
        .help("compare temperatures; they are not calculated with, save in `K`")
}

pub(in crate::check) fn no_number(span: Span, typed: &Typed) -> Diagnostic {
    let headline = format!("`{}` is {}, and no number", typed.name, typed.sort.words());
    Diagnostic::error("kind-mismatch", headline).primary(span, typed.sort.words()).help(
        "calculations are of quantities and numbers; `when ... then ... else` turns another answer into one",
    )
}

pub(in crate::check) fn needs_a_pick(typed: &Typed) -> Diagnostic {
    Diagnostic::error("missing-pick", format!("which reading of `{}`?", typed.name))
        .primary(typed.span, "may have many readings")
        .help(format!(
            "write which and from when, such as `latest {} within 30 days before review`",
            typed.name
        ))
}

pub(in crate::check) fn pick_in_a_record(span: Span) -> Diagnostic {
    Diagnostic::error("define-misused", "a value of one record is calculated from that record alone")
        .primary(span, "reads other records")
        .help("name a part of the record, or leave out `of FACT`")
}

pub(in crate::check) fn of_the_case(name: &Name) -> Diagnostic {
    Diagnostic::error("define-misused", format!("`{}` is a value of the case, not of one record", name.node))
        .primary(name.span, "not of the record at hand")
        .help("declare it `of` the fact, or compare it in a criterion of its own")
}

pub(in crate::check) fn define_without_number(name: &Name) -> Diagnostic {
    Diagnostic::error("define-misused", format!("`{}` is met or not; it has no number", name.node))
        .primary(name.span, "no number")
        .help(format!("write `when ... then ... else` with the test that `{}` stands for", name.node))
}

pub(in crate::check) fn of_nothing(name: &Name) -> Diagnostic {
    Diagnostic::error("define-misused", format!("`{}` is calculated from no record", name.node))
        .primary(name.span, "reads nothing")
        .help("write the number where it is compared, or declare a `setting`")
}

pub(in crate::check) fn round_to_what(name: &Name) -> Diagnostic {
    Diagnostic::error("kind-mismatch", "`round` takes a value and a step above nought")
        .primary(name.span, "to the nearest what?")
        .help("write `round(VALUE, 1)`, or the step with its unit")
}

pub(in crate::check) fn score_of_a_score(over: &Name) -> Diagnostic {
    Diagnostic::error("kind-mismatch", format!("`{}` is a score already", over.node))
        .primary(over.span, "not a fact")
        .help("score the records of a fact")
}

pub(in crate::check) fn band_does_not_fit(span: Span, what: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error("score-bands", format!("this row does not fit {what}"))
        .primary(span, "another sort of row")
        .help(format!("write {wanted}"))
}

pub(in crate::check) fn hole_between_bands(table: Span, what: &str) -> Diagnostic {
    Diagnostic::error("score-bands", format!("no row of this table holds for {what}"))
        .primary(table, "leaves a hole")
        .help("the rows of a table cover every value once; where values are charted in whole steps, say `rounded to` at the part")
}

pub(in crate::check) fn bands_overlap(first: Span, second: Span, what: &str) -> Diagnostic {
    Diagnostic::error("score-bands", format!("two rows hold for {what}"))
        .primary(second, "holds too")
        .secondary(first, "holds")
        .help("the rows of a table cover every value once: `to below` leaves its end to the next row")
}

pub(in crate::check) fn no_items(name: &Name) -> Diagnostic {
    Diagnostic::error("empty-block", format!("the score `{}` has no items", name.node))
        .primary(name.span, "nothing to add up")
        .help("write `item NAME \"Label\": points PART { ... }`")
}

pub(in crate::check) fn not_charted_as_points(span: Span, typed: &Typed) -> Diagnostic {
    Diagnostic::error("kind-mismatch", format!("`{}` is {}, and no points", typed.name, typed.sort.words()))
        .primary(span, "charted as something else")
        .help("declare it `number`, or write the points for each option")
}
