//! Units and thresholds.

use crate::check::compare::Typed;
use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};
use crate::value::number::Number;
use crate::value::unit::Unit;

fn words(unit: &Unit) -> String {
    if unit.text() == "1" { unit.dimension_words() } else { format!("{} (`{unit}`)", unit.dimension_words()) }
}

pub(in crate::check) fn unit_mismatch(typed: &Typed, own: &Unit, other: &Unit, span: Span) -> Diagnostic {
    let (left, right) = (own.dimension_words(), other.dimension_words());
    let headline = if left == right {
        format!("cannot compare `{own}` with `{other}`")
    } else {
        format!("cannot compare {left} with {right}")
    };
    let fault = Diagnostic::error("unit-mismatch", headline)
        .primary(span, words(other))
        .secondary(typed.span, words(own));
    if typed.difference && other.text() == "%" {
        return fault.help("a rise or fall is in the fact's unit; for percent write `percent change in`");
    }
    if left.contains("amount") != right.contains("amount") || left.contains("arbitrary") {
        return fault.help(format!(
            "compare two quantities of the same dimension; moles and arbitrary units convert only where the fact says `also in {other} at ...`"
        ));
    }
    fault.help("compare two quantities of the same dimension")
}

pub(in crate::check) fn unit_mismatch_declared(own: &Unit, other: &Unit, span: Span) -> Diagnostic {
    Diagnostic::error(
        "unit-mismatch",
        format!("{} is not {}", other.dimension_words(), own.dimension_words()),
    )
    .primary(span, words(other))
    .help(if own.text() == "1" {
        "write a plain number or `%`".to_owned()
    } else {
        format!("write it in `{own}`")
    })
}

pub(in crate::check) fn other_time_unit(typed: &Typed, wanted: &str, unit: &Name) -> Diagnostic {
    Diagnostic::error("unit-mismatch", format!("this counts {wanted}, not {}", unit.node))
        .primary(unit.span, "another unit of time")
        .secondary(typed.span, format!("counts {wanted}"))
        .help(format!("write the number of {wanted}"))
}

pub(in crate::check) fn missing_unit(typed: &Typed, unit: &str, span: Span) -> Diagnostic {
    Diagnostic::error("missing-unit", format!("`{}` is compared with a number without a unit", typed.name))
        .primary(span, "which unit?")
        .secondary(typed.span, format!("{} (`{unit}`)", typed.sort.words()))
        .help(format!("write the unit after the number, such as `{unit}`"))
}

pub(in crate::check) fn misspelled_unit(text: &Name, right: &str) -> Diagnostic {
    Diagnostic::error("misspelled-unit", format!("`{}` is not how this unit is spelled", text.node))
        .primary(text.span, "misspelled")
        .help(format!("write `{right}`"))
}

const SPELLED: &str = "units are spelled as in UCUM, such as `mg/dL`, `/min`, `mm[Hg]`; words of one's own go in braces: `{points}`";

pub(in crate::check) fn unknown_unit(text: &Name, near: Option<&str>) -> Diagnostic {
    let fault = Diagnostic::error("unknown-unit", format!("`{}` is not a unit we know", text.node))
        .primary(text.span, "not a UCUM unit of the table");
    match near {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None if Unit::reads_full_ucum() => fault.help(SPELLED),
        None => fault.help(format!(
            "{SPELLED}; this build reads everyday units only, and all of UCUM with its feature `ucum`"
        )),
    }
}

pub(in crate::check) fn also_in_converts(text: &Name, own: &Unit, other: &Unit) -> Diagnostic {
    Diagnostic::error("needless-also-in", format!("`{other}` converts to `{own}` as it is"))
        .primary(text.span, "needs no factor")
        .help("remove the line; a factor of one's own could contradict the exact one")
}

pub(in crate::check) fn implausible_threshold(
    typed: &Typed,
    span: Span,
    low: Number,
    high: Number,
    unit: &str,
) -> Diagnostic {
    Diagnostic::error(
        "implausible-threshold",
        format!("no plausible `{}` reaches this threshold", typed.name),
    )
    .primary(span, format!("outside {low} to {high}{unit}"))
    .secondary(typed.span, format!("plausible {low} to {high}{unit}"))
    .help("check the number and its unit, or widen `plausible` in the fact")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_unit_names_the_remedy_of_this_build() {
        let text = Name { node: "furlongs".to_owned(), span: Span::default() };
        let help = unknown_unit(&text, None).help.join("; ");
        assert!(help.contains("`{points}`"), "{help}");
        assert_eq!(help.contains("feature `ucum`"), !Unit::reads_full_ucum(), "{help}");
    }
}
