//! A word left out, misspelled or too many.

use super::{LONGEST, short};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What sort of word of the author's was left out.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) enum LeftOut {
    Name,
    Number,
    Unit,
    Amount,
    Kind,
    Group,
    System,
    Code,
    Text,
    Date,
}

pub(in crate::syntax) fn stands_twice(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("unexpected-text", format!("`{}` stands twice", short(word)))
        .primary(span, "the second")
        .help("remove one of them")
}

pub(in crate::syntax) fn misspelled(span: Span, word: &str, near: &str) -> Diagnostic {
    Diagnostic::error("unknown-word", format!("`{word}` is not a word of the language here"))
        .primary(span, "not known here")
        .help(format!("did you mean `{near}`?"))
}

pub(in crate::syntax) fn stray_text(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("missing-word", format!("nothing says what the text `{}` is for", short(text)))
        .primary(span, "a word is missing before this")
        .help("write `note`, `ask` or `cite` and its class before it; for a label write a name before it and `:` after it")
}

pub(in crate::syntax) fn not_a_whole_date(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error("bad-date", format!("`{}` is not a whole date", short(written)))
        .primary(span, "year, month and day")
        .help("write year, month and day, such as `2026-01-31`")
}

pub(in crate::syntax) fn date_for_a_point(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error("date-for-a-point", format!("`{}` is a date, and a window hangs on named times", short(written)))
        .primary(span, "a date")
        .help("name the time with `anchor my_time \"My time\"` and write `my_time` here; each case gives its date")
        .help("for a rule that changes on a date write editions: `edition \"2026\" by date of admission from 2026-01-01`")
}

pub(in crate::syntax) fn with_a_test(span: Span, test: &str, counted: Option<&str>) -> Diagnostic {
    if let Some(counted) = counted {
        return Diagnostic::error("missing-group", format!("{counted} are not counted one by one"))
            .primary(span, "reading stopped here")
            .help("count days, nights or weeks: `at least 12 weeks with use >= 4 h from setup to review`");
    }
    Diagnostic::error("missing-group", "`with` asks its tests of one record in a group")
        .primary(span, "a group belongs here")
        .help(format!("write `with all {{ name \"Label\": {} }}`", short(test)))
}

/// Where something lacks: before `after` where that stands on the same line, else behind `before`.
fn place(before: &str, after: &str) -> (String, &'static str) {
    match (before, after) {
        ("", after) => (format!("before `{}`", short(after)), "missing before this"),
        (before, "") => (format!("after `{}`", short(before)), "missing after this"),
        (before, after) => {
            (format!("between `{}` and `{}`", short(before), short(after)), "missing before this")
        }
    }
}

/// The words around a gap with `word` in it.
fn filled(before: &str, word: &str, after: &str) -> String {
    let long =
        |words: &str| if words.chars().count() > LONGEST { "...".to_owned() } else { words.to_owned() };
    let gap = if word == "," { "" } else { " " };
    format!("{}{gap}{word} {}", long(before), long(after)).trim().to_owned()
}

pub(in crate::syntax) fn word_left_out(span: Span, word: &str, before: &str, after: &str) -> Diagnostic {
    let (at, said) = place(before, after);
    Diagnostic::error("missing-word", format!("`{word}` is missing {at}"))
        .primary(span, format!("`{word}` is {said}"))
        .help(format!("write `{}`", filled(before, word, after)))
}

pub(in crate::syntax) fn sign_left_out(span: Span, value: &str) -> Diagnostic {
    let value = short(value);
    Diagnostic::error("missing-compare", format!("nothing says how to compare with `{value}`"))
        .primary(span, "a sign is missing before this")
        .help(format!("write a sign before it: `>= {value}`, or `>`, `<=`, `<`, `=`"))
}

pub(in crate::syntax) fn link_left_out(span: Span, before: &str, after: &str) -> Diagnostic {
    Diagnostic::error("missing-compare", format!("nothing joins `{}` and `{}`", short(before), short(after)))
        .primary(span, "a word is missing before this")
        .help(format!("write `is {after}` where it is an option, `in {after}` where it is a code set"))
}

pub(in crate::syntax) fn own_left_out(span: Span, what: LeftOut, before: &str, after: &str) -> Diagnostic {
    let (at, said) = place(before, after);
    let made = |fault: Diagnostic, help: &str| fault.primary(span, said).help(help);
    match what {
        LeftOut::Name => {
            let (what, help) = named(before, after);
            made(Diagnostic::error("missing-name", format!("{what} is missing {at}")), help)
        }
        LeftOut::Number => made(
            Diagnostic::error("missing-number", format!("a number is missing {at}")),
            "write how many, such as `24 hours` or `at least 2`",
        ),
        LeftOut::Unit => made(
            Diagnostic::error("missing-unit", format!("a unit is missing {at}")),
            "write the unit after the number or after `in`: `24 hours`, `2 days`, `quantity in mg/dL`",
        ),
        LeftOut::Amount => made(
            Diagnostic::error("missing-number", format!("an amount is missing {at}")),
            "write how much, such as `24 hours`, `2 days` or `12 months`",
        ),
        LeftOut::Kind => made(
            Diagnostic::error("missing-kind", format!("the kind of the fact or part is missing {at}")),
            "write its kind, such as `quantity in mg/dL`, `yes/no`, `choice a | b`, `event` or `record { }`",
        ),
        LeftOut::Group => made(
            Diagnostic::error(
                "missing-group",
                format!("the group does not say how many it needs: a word is missing {at}"),
            ),
            "write `all {`, `any {`, `none of {` or `at least 2 of {`",
        ),
        LeftOut::System => made(
            Diagnostic::error("missing-code", format!("the code system is missing {at}")),
            "write the system before its codes, such as `icd10cm I50.*` or `loinc 59408-5`",
        ),
        LeftOut::Code => made(
            Diagnostic::error("missing-code", format!("a code is missing {at}")),
            "write the code, such as `I50.1`, or remove what joins it",
        ),
        LeftOut::Text => made(
            Diagnostic::error("missing-text", format!("a text in quotes is missing {at}")),
            "write the text between `\"` and `\"`",
        ),
        LeftOut::Date => made(
            Diagnostic::error("missing-value", format!("a date is missing {at}")),
            "write year, month and day, such as `2026-01-31`",
        ),
    }
}

/// What a missing name would name, and how it is written.
fn named(before: &str, after: &str) -> (&'static str, &'static str) {
    match before {
        "the" => ("a role", "write who is asked, such as `ask the nurse \"...\"`"),
        "cite" => (
            "the class of the source",
            "write it before the text, such as `cite lcd \"...\"` or `cite manual \"...\"`",
        ),
        "to" if after.starts_with(['"', '“']) => {
            ("a specialty", "write it before the text, such as `refer to pulmonologist \"...\"`")
        }
        "before" | "after" | "until" | "from" | "at" | "during" | "to" => {
            ("a time", "write a time, such as `review`, `request` or `admission`")
        }
        "of" if after.is_empty() => ("a name", "write a name, such as a time, a fact or a code set"),
        "in" | "for" | "set" | "of" | "," => {
            ("the name of a code set or part", "write the name that `codes` or `fact` declares")
        }
        "|" | "choice" | "ordered" | "<" => {
            ("an option", "write the option, or remove the sign that joins it")
        }
        "is" => ("an option", "write an option of the fact, such as `is room_air`"),
        "reads" => ("a kind of record", "write which records it reads, such as `reads administrations`"),
        "judgement" | "by" | "or" => ("a role", "write a role, such as `judgement by physician`"),
        _ if after.starts_with(['"', '“']) => {
            ("a name", "write a short name before the label, such as `low \"Low oxygen\"`")
        }
        _ => ("a fact", "write what is asked about: the name of a fact, part or define"),
    }
}
