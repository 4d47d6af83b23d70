//! What is written so in prose, in a spreadsheet or in another language.

use super::short;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub(in crate::syntax) fn date_with_slashes(
    span: Span,
    written: &str,
    dates: &[String],
    points: bool,
) -> Diagnostic {
    let fault = Diagnostic::error("bad-date", format!("`{}` is not how a date is written", short(written)))
        .primary(span, "year, month and day, joined by `-`");
    let fault = match dates {
        [] => fault.help("write year, month and day, such as `2026-01-31`"),
        [date] => fault.help(format!("write `{date}`")),
        [date, other, ..] => fault.help(format!("write `{date}`, or `{other}` where the day stands first")),
    };
    if points {
        return fault.help(
            "a window hangs on named times, not on dates: name it with `anchor my_time \"My time\"`; each case gives its date",
        );
    }
    fault
}

pub(in crate::syntax) fn comma_in_a_number(span: Span, whole: &str, part: &str) -> Diagnostic {
    let fault = Diagnostic::error("bad-number", format!("`{whole},{part}` is not how a number is written"))
        .primary(span, "no `,` in a number");
    if part.len() == 3 && whole.len() <= 3 && whole != "0" {
        return fault.help(format!("write `{whole}{part}`; decimals stand after a point: `{whole}.{part}`"));
    }
    fault.help(format!("decimals stand after a point: write `{whole}.{part}`"))
}

pub(in crate::syntax) fn options_listed(span: Span, written: &str, sign: &str, options: &str) -> Diagnostic {
    Diagnostic::error("stray-separator", format!("options are joined by `{sign}`, not by `{written}`"))
        .primary(span, format!("a `{sign}` belongs here"))
        .help(format!("write `{}`", short(options)))
}

pub(in crate::syntax) fn comma_before_a_system(span: Span, system: &str, repaired: &str) -> Diagnostic {
    Diagnostic::error(
        "stray-separator",
        format!("no `,` stands before another code system, such as `{system}`"),
    )
    .primary(span, "not needed")
    .help(format!("write `{}`: `,` joins codes of one system", short(repaired)))
}

pub(in crate::syntax) fn name_with_a_hyphen(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("unexpected-text", format!("`{}` cannot be a name", short(name)))
        .primary(span, "no `-` in a name")
        .help(format!("a name has letters, digits and `_`: write `{}`", short(&name.replace('-', "_"))))
}

pub(in crate::syntax) fn squared(span: Span, written: &str, unit: &str) -> Diagnostic {
    Diagnostic::error("unknown-unit", format!("`{}` is not a unit", short(written)))
        .primary(span, "not a unit")
        .help(format!("write `{unit}`"))
}

pub(in crate::syntax) fn date_of_a_time(span: Span, written: &str, name: &str) -> Diagnostic {
    Diagnostic::error("unexpected-text", format!("`{}` is not how a time is named", short(written)))
        .primary(span, "one word is enough")
        .help(format!("write `{}`: it stands for the time itself", short(name)))
}

pub(in crate::syntax) fn last_hours(span: Span, written: &str, amount: &str) -> Diagnostic {
    Diagnostic::error("window-without-point", format!("`{}` does not say before which time", short(written)))
        .primary(span, "before which time?")
        .help(format!("write `within {amount} before review`, or another time for `review`"))
}

pub(in crate::syntax) fn since(span: Span, point: &str) -> Diagnostic {
    Diagnostic::error("unknown-word", "`since` is not a word of this language")
        .primary(span, "not known here")
        .help(format!("write `from {} to review`", short(point)))
}

pub(in crate::syntax) fn some_of_a_group(span: Span, written: &str, many: &str) -> Diagnostic {
    let fault = Diagnostic::error(
        "missing-word",
        format!("`{} of` does not say at least or at most", short(written)),
    )
    .primary(span, "at least or at most?");
    match many {
        "1" => fault.help("write `any {`, or `at most 1 of {`"),
        _ => fault.help(format!("write `at least {many} of {{`, or `at most {many} of {{`")),
    }
}

pub(in crate::syntax) fn all_of(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("unexpected-text", format!("`{word}` stands before its group without `of`"))
        .primary(span, "no `of` here")
        .help(format!("write `{word} {{`"))
}

pub(in crate::syntax) fn in_hours(span: Span, amount: &str) -> Diagnostic {
    Diagnostic::error("window-without-point", format!("`in {amount}` is not how a time is written"))
        .primary(span, "from when, or before which time?")
        .help(format!("write `within {amount} before review`, or another time for `review`"))
}

pub(in crate::syntax) fn number_in_words(span: Span, written: &str, repaired: &str) -> Diagnostic {
    Diagnostic::error("bad-number", format!("the number `{written}` is written in digits"))
        .primary(span, "digits belong here")
        .help(format!("write `{}`", short(repaired)))
}

pub(in crate::syntax) fn number_of_records(span: Span, written: &str, repaired: &str) -> Diagnostic {
    Diagnostic::error("words-for-a-sign", format!("`{}` is not how records are counted", short(written)))
        .primary(span, "`at least` or `at most`, and a number")
        .help(format!("write `{}`", short(repaired)))
}

pub(in crate::syntax) fn where_too_late(span: Span, repaired: &str) -> Diagnostic {
    Diagnostic::error("time-after-compare", "`where` stands before the time and the compare")
        .primary(span, "belongs right after the fact")
        .help(format!("write `{}`", short(repaired)))
}

pub(in crate::syntax) fn with_too_late(span: Span) -> Diagnostic {
    Diagnostic::error("unexpected-text", "`with { }` stands right after the kind of a fact")
        .primary(span, "too late")
        .help("write it before `silence means` and the other lines: `event with { in_person: yes/no } silence means no`")
}
