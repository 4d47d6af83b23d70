//! Words that stand where another is needed.

use super::short;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::suggest::closest;

fn unknown(span: Span, headline: String, word: &str, known: &[&str], elsewhere: Option<&str>) -> Diagnostic {
    let fault = Diagnostic::error("unknown-word", headline).primary(span, "not known here");
    if let Some(help) = elsewhere {
        return fault.help(help);
    }
    if let Some(near) = closest(word, known.iter().copied()) {
        return fault.help(format!("did you mean `{near}`?"));
    }
    let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    fault.help(format!("here may stand: {}", known.join(", ")))
}

pub(in crate::syntax) fn unknown_item(
    span: Span,
    word: &str,
    known: &[&str],
    elsewhere: Option<&str>,
) -> Diagnostic {
    unknown(span, format!("`{word}` begins nothing that stands in a file by itself"), word, known, elsewhere)
}

pub(in crate::syntax) fn unknown_line(
    span: Span,
    word: &str,
    place: &str,
    known: &[&str],
    elsewhere: Option<&str>,
) -> Diagnostic {
    unknown(span, format!("`{word}` begins no line of {place}"), word, known, elsewhere)
}

/// Kinds as authors of other languages call them.
const KINDS: [(&str, &str); 12] = [
    ("boolean", "yes/no"),
    ("bool", "yes/no"),
    ("integer", "number"),
    ("int", "number"),
    ("numeric", "number"),
    ("decimal", "number"),
    ("float", "number"),
    ("enum", "choice a | b"),
    ("string", "choice a | b"),
    ("text", "choice a | b"),
    ("datetime", "date"),
    ("judgment", "judgement by physician"),
];

pub(in crate::syntax) fn unknown_kind(span: Span, word: &str, next: &str) -> Diagnostic {
    const KNOWN: [&str; 11] = [
        "quantity in UNIT",
        "number",
        "yes/no",
        "choice a | b",
        "ordered a < b",
        "code in CODES",
        "event",
        "span",
        "date",
        "judgement by ROLE",
        "record { }",
    ];
    let first = |kind: &&str| kind.split([' ', '/']).next().unwrap_or_default().to_owned();
    let same = KNOWN.iter().find(|kind| first(kind) == word).map(|kind| format!("write `{kind}`"));
    let other = KINDS.iter().find(|(foreign, _)| *foreign == word).map(|(_, kind)| format!("write `{kind}`"));
    let near = || {
        let words: Vec<String> = KNOWN.iter().map(first).collect();
        let near = closest(word, words.iter().map(String::as_str))?;
        let kind = KNOWN.iter().find(|kind| first(kind) == near)?;
        Some(format!("did you mean `{kind}`?"))
    };
    let listed = || format!("here may stand: {}", KNOWN.map(|kind| format!("`{kind}`")).join(", "));
    let help = same.or(other).or_else(near).unwrap_or_else(listed);
    let headline = match (word, next) {
        ("quantity", _) => "`quantity` needs `in` and a unit".to_owned(),
        _ => format!("`{word}` is no kind of fact"),
    };
    Diagnostic::error("unknown-word", headline).primary(span, "not known here").help(help)
}

pub(in crate::syntax) fn foreign_sign(span: Span, sign: &str, help: &str) -> Diagnostic {
    Diagnostic::error("foreign-sign", format!("`{sign}` is not a sign of this language"))
        .primary(span, "not known here")
        .help(help)
}

pub(in crate::syntax) fn stray_separator(span: Span, sign: &str) -> Diagnostic {
    Diagnostic::error("stray-separator", format!("nothing is separated with `{sign}` here"))
        .primary(span, "not needed")
        .help(format!("remove the `{sign}`: each criterion begins with its own name and `:`"))
}

pub(in crate::syntax) fn inline_or(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::error("inline-or", "`or` does not join tests")
        .primary(span, "not here")
        .help(format!("write a group: `any {{ one: {}   other: {} }}`", short(left), short(right)))
        .help("for several options of one fact write `is one of (a, b)`")
}

pub(in crate::syntax) fn and_outside_where(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::error("and-outside-where", "`and` joins conditions of `where` only")
        .primary(span, "not inside `where`")
        .help(format!("write a group: `all {{ one: {}   other: {} }}`", short(left), short(right)))
}

pub(in crate::syntax) fn bare_not(span: Span, what: &str, before: &str) -> Diagnostic {
    let what = what.strip_prefix("in ").map_or(what.to_owned(), |set| format!("{before} in {set}"));
    Diagnostic::error("bare-not", "`not` stands only in `is not` and `not done`")
        .primary(span, "not here")
        .help(format!("write `none of {{ name \"Label\": {} }}`", short(&what)))
        .help("for a fact without records write `no FACT within ...`")
}

pub(in crate::syntax) fn unless(span: Span, what: &str) -> Diagnostic {
    let what = short(what);
    Diagnostic::error("unless", "`unless` is not a word of this language")
        .primary(span, "not known here")
        .help(format!("where the requirement then falls away, write `waived when {what}`"))
        .help(format!("where coverage then falls away, write `excluded when any {{ name \"Label\": {what} }}` in the block"))
}

pub(in crate::syntax) fn if_for_when(span: Span) -> Diagnostic {
    Diagnostic::error("if-for-when", "`if` stands only after `silence means`")
        .primary(span, "not here")
        .help("write `when ... then ... else ...`")
}

pub(in crate::syntax) fn nested_when(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("nested-when", format!("`{word}` inside a `when` needs a name"))
        .primary(span, "not here")
        .help("put it in a group: `else all { next \"Label\": when ... then ... }`")
}

pub(in crate::syntax) fn missing_then(span: Span, when: Span) -> Diagnostic {
    Diagnostic::error("missing-then", "`when` needs `then`")
        .primary(span, "a `then` is missing before this")
        .secondary(when, "begins here")
        .help("write `when ... then ...`, and `else ...` after that")
}

pub(in crate::syntax) fn stray_arm(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("missing-then", format!("`{word}` has no `when` before it"))
        .primary(span, "belongs to no `when`")
        .help("write `when ... then ... else ...`")
}

pub(in crate::syntax) fn code_for_a_set(span: Span, codes: &str) -> Diagnostic {
    let plain = codes.trim_matches(['(', ')', ' ']);
    let listed = if plain.starts_with(|letter: char| letter.is_ascii_lowercase()) {
        plain.to_owned()
    } else if plain.contains('-') {
        format!("loinc {plain}")
    } else {
        format!("icd10cm {plain}")
    };
    Diagnostic::error(
        "code-for-a-set",
        format!("`in` asks for the name of a code set, and `{}` is a code", short(codes)),
    )
    .primary(span, "a code")
    .help(format!("declare `codes my_codes \"My codes\": {}` and write `in my_codes`", short(&listed)))
}

pub(in crate::syntax) fn range_sign(span: Span, sign: &str) -> Diagnostic {
    Diagnostic::error("range-sign", format!("a range is not written with `{sign}`"))
        .primary(span, "not here")
        .help("write `between 5 and 14` for values, `I50.1 to I50.9` for codes, `day 4 to 6` or `day 4 on` for days")
}

pub(in crate::syntax) fn words_for_a_sign(span: Span, words: &str, sign: &str) -> Diagnostic {
    Diagnostic::error("words-for-a-sign", format!("`{words}` is written as a sign"))
        .primary(span, "words for a sign")
        .help(format!("write `{sign}`"))
}

pub(in crate::syntax) fn missing_of(span: Span, words: &str) -> Diagnostic {
    Diagnostic::error("missing-of", format!("`of` is missing after `{words}`"))
        .primary(span, "an `of` belongs after this")
        .help(format!("write `{words} of {{`"))
}

pub(in crate::syntax) fn window_without_point(span: Span, words: &str, sided: bool) -> Diagnostic {
    let whole = if sided { format!("{words} review") } else { format!("{words} before review") };
    Diagnostic::error("window-without-point", format!("`{words}` does not say of which time"))
        .primary(span, "of which time?")
        .help(format!("write `{whole}`, or `before`, `after` or `of` and another time"))
}

pub(in crate::syntax) fn missing_value(span: Span, sign: &str) -> Diagnostic {
    let example = match sign {
        "is" | "not" => "an option, such as `is room_air`",
        "in" => "the name of a code set, such as `in heart_failure`",
        "between" => "two values, such as `between 5 and 14`",
        _ => "a value with its unit, such as `>= 90 %`",
    };
    Diagnostic::error("missing-value", format!("nothing follows `{sign}` to compare with"))
        .primary(span, "a value is missing after this")
        .help(format!("write {example}"))
}

pub(in crate::syntax) fn time_after_compare(window: Span, compare: Span, repaired: &str) -> Diagnostic {
    Diagnostic::error("time-after-compare", "the time stands before the compare")
        .primary(window, "belongs before the compare")
        .secondary(compare, "the compare")
        .help(format!("write `{}`", short(repaired)))
}

pub(in crate::syntax) fn nothing_asked(span: Span, test: &str, one: Option<&str>) -> Diagnostic {
    let fault = Diagnostic::error("missing-compare", format!("nothing is asked of `{}`", short(test)))
        .primary(span, "a compare is missing after this")
        .help("write what it must be, such as `>= 90 %`, or `has no value`");
    match one {
        Some(records) => {
            fault.help(format!("to ask only whether there is one, write `some {}`", short(records)))
        }
        None => fault,
    }
}
