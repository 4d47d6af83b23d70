//! What can be wrong with the spelling of a criteria text: one small function a fault.
//!
//! Each id has a page, `docs/diagnostics/<id>.md`, and a fixture.

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::suggest::closest;

/// Every id that reading may report, in order.
pub const IDS: &[&str] = &[
    "and-outside-where",
    "bad-date",
    "bad-number",
    "bare-not",
    "calculation-too-long",
    "code-for-a-set",
    "date-for-a-point",
    "doubled-colon",
    "foreign-sign",
    "if-for-when",
    "inline-or",
    "label-without-quotes",
    "missing-brace",
    "missing-code",
    "missing-colon",
    "missing-compare",
    "missing-group",
    "missing-kind",
    "missing-name",
    "missing-number",
    "missing-of",
    "missing-parenthesis",
    "missing-text",
    "missing-then",
    "missing-unit",
    "missing-value",
    "missing-word",
    "nested-too-deep",
    "nested-when",
    "range-sign",
    "reserved-word",
    "stray-apart",
    "stray-brace",
    "stray-separator",
    "time-after-compare",
    "too-large",
    "unexpected-text",
    "unknown-unit",
    "unknown-word",
    "unless",
    "unterminated-text",
    "window-without-point",
    "words-for-a-sign",
];

/// The longest example that help repeats in the author's words.
const LONGEST: usize = 100;

/// The author's words, or `...` where they are many.
fn short(words: &str) -> &str {
    if words.is_empty() || words.chars().count() > LONGEST { "..." } else { words }
}

pub(super) fn text_too_large(span: Span, most: usize) -> Diagnostic {
    Diagnostic::error("too-large", format!("the file has more than {} KiB", most / 1024))
        .primary(span, "")
        .help("cut it into several files, and name them with `use`")
}

pub(super) fn nested_too_deep(span: Span, most: usize) -> Diagnostic {
    Diagnostic::error("nested-too-deep", format!("more than {most} groups inside one another"))
        .primary(span, "one too deep")
        .help("give inner groups a name with `define` and use the name")
}

pub(super) fn too_long(span: Span) -> Diagnostic {
    Diagnostic::error("calculation-too-long", "more than 32 terms in one calculation")
        .primary(span, "one too many")
        .help("give parts of it names with `define`")
}

pub(super) fn stray_apart(span: Span) -> Diagnostic {
    Diagnostic::error("stray-apart", "`apart` speaks of records in a row")
        .primary(span, "no `in a row` before this")
        .help("write `at least 3 heart_rate in a row at most 2 hours apart`")
}

pub(super) fn unterminated_text(span: Span) -> Diagnostic {
    Diagnostic::error("unterminated-text", "a text is opened and not closed on its line")
        .primary(span, "opened here")
        .help("end the text with `\"`")
}

pub(super) fn reserved_word(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("reserved-word", format!("`{word}` is a word of the language and cannot be a name"))
        .primary(span, "not a name")
        .help(format!("choose another name, such as `{word}_value`"))
}

pub(super) fn unexpected(span: Span, found: &str) -> Diagnostic {
    Diagnostic::error("unexpected-text", format!("`{found}` is not understood here"))
        .primary(span, "reading stopped here")
}

pub(super) fn half_said(span: Span, word: &str, whole: &str) -> Diagnostic {
    Diagnostic::error("missing-word", format!("`{word}` is only the beginning of `{whole}`"))
        .primary(span, "goes on")
        .help(format!("write `{whole}`"))
}

pub(super) fn unfinished(span: Span) -> Diagnostic {
    Diagnostic::error("unexpected-text", "something is missing at the end")
        .primary(span, "more is needed after this")
}

// --- A word left out, misspelled or too many. ---

/// What sort of word of the author's was left out.
#[derive(Clone, Copy, Debug)]
pub(super) enum LeftOut {
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

pub(super) fn stands_twice(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("unexpected-text", format!("`{}` stands twice", short(word)))
        .primary(span, "the second")
        .help("remove one of them")
}

pub(super) fn misspelled(span: Span, word: &str, near: &str) -> Diagnostic {
    Diagnostic::error("unknown-word", format!("`{word}` is not a word of the language here"))
        .primary(span, "not known here")
        .help(format!("did you mean `{near}`?"))
}

pub(super) fn stray_text(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("missing-word", format!("nothing says what the text `{}` is for", short(text)))
        .primary(span, "a word is missing before this")
        .help("write `note`, `ask` or `cite` and its class before it; for a label write a name before it and `:` after it")
}

pub(super) fn not_a_whole_date(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error("bad-date", format!("`{}` is not a whole date", short(written)))
        .primary(span, "year, month and day")
        .help("write year, month and day, such as `2026-01-31`")
}

pub(super) fn date_for_a_point(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error("date-for-a-point", format!("`{}` is a date, and a window hangs on named times", short(written)))
        .primary(span, "a date")
        .help("name the time with `anchor my_time \"My time\"` and write `my_time` here; each case gives its date")
        .help("for a rule that changes on a date write editions: `edition \"2026\" by date of admission from 2026-01-01`")
}

pub(super) fn with_a_test(span: Span, test: &str, counted: Option<&str>) -> Diagnostic {
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

pub(super) fn word_left_out(span: Span, word: &str, before: &str, after: &str) -> Diagnostic {
    let (at, said) = place(before, after);
    Diagnostic::error("missing-word", format!("`{word}` is missing {at}"))
        .primary(span, format!("`{word}` is {said}"))
        .help(format!("write `{}`", filled(before, word, after)))
}

pub(super) fn sign_left_out(span: Span, value: &str) -> Diagnostic {
    let value = short(value);
    Diagnostic::error("missing-compare", format!("nothing says how to compare with `{value}`"))
        .primary(span, "a sign is missing before this")
        .help(format!("write a sign before it: `>= {value}`, or `>`, `<=`, `<`, `=`"))
}

pub(super) fn link_left_out(span: Span, before: &str, after: &str) -> Diagnostic {
    Diagnostic::error("missing-compare", format!("nothing joins `{}` and `{}`", short(before), short(after)))
        .primary(span, "a word is missing before this")
        .help(format!("write `is {after}` where it is an option, `in {after}` where it is a code set"))
}

pub(super) fn own_left_out(span: Span, what: LeftOut, before: &str, after: &str) -> Diagnostic {
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

// --- Braces, parentheses, colons, names, labels. ---

pub(super) fn missing_open(span: Span, owner: &str) -> Diagnostic {
    Diagnostic::error("missing-brace", format!("`{}` is not followed by `{{`", short(owner)))
        .primary(span, "a `{` is missing after this")
        .help(format!("write `{} {{`, and `}}` after what belongs to it", short(owner)))
}

pub(super) fn missing_close(open: Span, next: Span, owner: &str) -> Diagnostic {
    Diagnostic::error("missing-brace", format!("`{}` is not closed", short(owner)))
        .primary(open, "opened here")
        .secondary(next, "should be closed before this")
        .help(format!("end `{}` with `}}`", short(owner)))
}

pub(super) fn missing_at_end(open: Span, owner: &str, outer: &[Span]) -> Diagnostic {
    let fault = Diagnostic::error("missing-brace", format!("`{}` is not closed", short(owner)));
    let fault = outer
        .iter()
        .fold(fault.primary(open, "opened here"), |fault, span| fault.secondary(*span, "around it"));
    fault.help(format!("end `{}` with `}}`; each `{{` needs one", short(owner)))
}

pub(super) fn stray_brace(span: Span) -> Diagnostic {
    Diagnostic::error("stray-brace", "nothing is open that this brace could close")
        .primary(span, "one too many")
        .help("remove it, or write the `{` that it belongs to")
}

pub(super) fn missing_parenthesis(span: Span, sign: &str) -> Diagnostic {
    let (said, help) = match sign {
        "(" => ("a `(` is missing after this", "write the list in parentheses: `is one of (mild, severe)`"),
        _ => ("opened here", "write `)` after the last one"),
    };
    Diagnostic::error("missing-parenthesis", format!("a `{sign}` is missing")).primary(span, said).help(help)
}

pub(super) fn missing_colon(span: Span, head: &str) -> Diagnostic {
    Diagnostic::error("missing-colon", format!("a `:` is missing after `{}`", short(head)))
        .primary(span, "a `:` belongs after this")
        .help(format!("write `{}: ...`", short(head)))
}

pub(super) fn doubled_colon(span: Span) -> Diagnostic {
    Diagnostic::error("doubled-colon", "one `:` is enough")
        .primary(span, "one too many")
        .help("remove one `:`")
}

pub(super) fn label_without_quotes(span: Span, label: &str) -> Diagnostic {
    Diagnostic::error("label-without-quotes", format!("the label `{}` stands without quotes", short(label)))
        .primary(span, "a label stands in quotes")
        .help(format!("write `\"{}\"`", short(label)))
}

pub(super) fn missing_name(span: Span, found: &str) -> Diagnostic {
    let label = found.starts_with(['"', '“', '”', '„']);
    let (headline, help) = if label {
        (
            "a name is missing before the label".to_owned(),
            format!("write a short name before it: `name {}`", short(found)),
        )
    } else {
        (
            format!("`{found}` needs a name"),
            format!("write a name after it, such as `{found} first \"First\"`"),
        )
    };
    Diagnostic::error("missing-name", headline).primary(span, "a name is missing here").help(help)
}

// --- Words that stand where another is needed. ---

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

pub(super) fn unknown_item(span: Span, word: &str, known: &[&str], elsewhere: Option<&str>) -> Diagnostic {
    unknown(span, format!("`{word}` begins nothing that stands in a file by itself"), word, known, elsewhere)
}

pub(super) fn unknown_line(
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

pub(super) fn unknown_kind(span: Span, word: &str, next: &str) -> Diagnostic {
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

pub(super) fn foreign_sign(span: Span, sign: &str, help: &str) -> Diagnostic {
    Diagnostic::error("foreign-sign", format!("`{sign}` is not a sign of this language"))
        .primary(span, "not known here")
        .help(help)
}

pub(super) fn stray_separator(span: Span, sign: &str) -> Diagnostic {
    Diagnostic::error("stray-separator", format!("nothing is separated with `{sign}` here"))
        .primary(span, "not needed")
        .help(format!("remove the `{sign}`: each criterion begins with its own name and `:`"))
}

pub(super) fn inline_or(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::error("inline-or", "`or` does not join tests")
        .primary(span, "not here")
        .help(format!("write a group: `any {{ one: {}   other: {} }}`", short(left), short(right)))
        .help("for several options of one fact write `is one of (a, b)`")
}

pub(super) fn and_outside_where(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::error("and-outside-where", "`and` joins conditions of `where` only")
        .primary(span, "not inside `where`")
        .help(format!("write a group: `all {{ one: {}   other: {} }}`", short(left), short(right)))
}

pub(super) fn bare_not(span: Span, what: &str, before: &str) -> Diagnostic {
    let what = what.strip_prefix("in ").map_or(what.to_owned(), |set| format!("{before} in {set}"));
    Diagnostic::error("bare-not", "`not` stands only in `is not` and `not done`")
        .primary(span, "not here")
        .help(format!("write `none of {{ name \"Label\": {} }}`", short(&what)))
        .help("for a fact without records write `no FACT within ...`")
}

pub(super) fn unless(span: Span, what: &str) -> Diagnostic {
    let what = short(what);
    Diagnostic::error("unless", "`unless` is not a word of this language")
        .primary(span, "not known here")
        .help(format!("where the requirement then falls away, write `waived when {what}`"))
        .help(format!("where coverage then falls away, write `excluded when any {{ name \"Label\": {what} }}` in the block"))
}

pub(super) fn if_for_when(span: Span) -> Diagnostic {
    Diagnostic::error("if-for-when", "`if` stands only after `silence means`")
        .primary(span, "not here")
        .help("write `when ... then ... else ...`")
}

pub(super) fn nested_when(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("nested-when", format!("`{word}` inside a `when` needs a name"))
        .primary(span, "not here")
        .help("put it in a group: `else all { next \"Label\": when ... then ... }`")
}

pub(super) fn missing_then(span: Span, when: Span) -> Diagnostic {
    Diagnostic::error("missing-then", "`when` needs `then`")
        .primary(span, "a `then` is missing before this")
        .secondary(when, "begins here")
        .help("write `when ... then ...`, and `else ...` after that")
}

pub(super) fn stray_arm(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("missing-then", format!("`{word}` has no `when` before it"))
        .primary(span, "belongs to no `when`")
        .help("write `when ... then ... else ...`")
}

pub(super) fn code_for_a_set(span: Span, codes: &str) -> Diagnostic {
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

pub(super) fn range_sign(span: Span, sign: &str) -> Diagnostic {
    Diagnostic::error("range-sign", format!("a range is not written with `{sign}`"))
        .primary(span, "not here")
        .help("write `between 5 and 14` for values, `I50.1 to I50.9` for codes, `day 4 to 6` or `day 4 on` for days")
}

pub(super) fn words_for_a_sign(span: Span, words: &str, sign: &str) -> Diagnostic {
    Diagnostic::error("words-for-a-sign", format!("`{words}` is written as a sign"))
        .primary(span, "words for a sign")
        .help(format!("write `{sign}`"))
}

pub(super) fn missing_of(span: Span, words: &str) -> Diagnostic {
    Diagnostic::error("missing-of", format!("`of` is missing after `{words}`"))
        .primary(span, "an `of` belongs after this")
        .help(format!("write `{words} of {{`"))
}

pub(super) fn window_without_point(span: Span, words: &str, sided: bool) -> Diagnostic {
    let whole = if sided { format!("{words} review") } else { format!("{words} before review") };
    Diagnostic::error("window-without-point", format!("`{words}` does not say of which time"))
        .primary(span, "of which time?")
        .help(format!("write `{whole}`, or `before`, `after` or `of` and another time"))
}

pub(super) fn missing_value(span: Span, sign: &str) -> Diagnostic {
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

pub(super) fn time_after_compare(window: Span, compare: Span, repaired: &str) -> Diagnostic {
    Diagnostic::error("time-after-compare", "the time stands before the compare")
        .primary(window, "belongs before the compare")
        .secondary(compare, "the compare")
        .help(format!("write `{}`", short(repaired)))
}

pub(super) fn nothing_asked(span: Span, test: &str, one: Option<&str>) -> Diagnostic {
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

// --- What is written so elsewhere. ---

pub(super) fn date_with_slashes(span: Span, written: &str, dates: &[String], points: bool) -> Diagnostic {
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

pub(super) fn comma_in_a_number(span: Span, whole: &str, part: &str) -> Diagnostic {
    let fault = Diagnostic::error("bad-number", format!("`{whole},{part}` is not how a number is written"))
        .primary(span, "no `,` in a number");
    if part.len() == 3 && whole.len() <= 3 && whole != "0" {
        return fault.help(format!("write `{whole}{part}`; decimals stand after a point: `{whole}.{part}`"));
    }
    fault.help(format!("decimals stand after a point: write `{whole}.{part}`"))
}

pub(super) fn options_listed(span: Span, written: &str, sign: &str, options: &str) -> Diagnostic {
    Diagnostic::error("stray-separator", format!("options are joined by `{sign}`, not by `{written}`"))
        .primary(span, format!("a `{sign}` belongs here"))
        .help(format!("write `{}`", short(options)))
}

pub(super) fn comma_before_a_system(span: Span, system: &str, repaired: &str) -> Diagnostic {
    Diagnostic::error(
        "stray-separator",
        format!("no `,` stands before another code system, such as `{system}`"),
    )
    .primary(span, "not needed")
    .help(format!("write `{}`: `,` joins codes of one system", short(repaired)))
}

pub(super) fn name_with_a_hyphen(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("unexpected-text", format!("`{}` cannot be a name", short(name)))
        .primary(span, "no `-` in a name")
        .help(format!("a name has letters, digits and `_`: write `{}`", short(&name.replace('-', "_"))))
}

pub(super) fn squared(span: Span, written: &str, unit: &str) -> Diagnostic {
    Diagnostic::error("unknown-unit", format!("`{}` is not a unit", short(written)))
        .primary(span, "not a unit")
        .help(format!("write `{unit}`"))
}

pub(super) fn date_of_a_time(span: Span, written: &str, name: &str) -> Diagnostic {
    Diagnostic::error("unexpected-text", format!("`{}` is not how a time is named", short(written)))
        .primary(span, "one word is enough")
        .help(format!("write `{}`: it stands for the time itself", short(name)))
}

pub(super) fn last_hours(span: Span, written: &str, amount: &str) -> Diagnostic {
    Diagnostic::error("window-without-point", format!("`{}` does not say before which time", short(written)))
        .primary(span, "before which time?")
        .help(format!("write `within {amount} before review`, or another time for `review`"))
}

pub(super) fn since(span: Span, point: &str) -> Diagnostic {
    Diagnostic::error("unknown-word", "`since` is not a word of this language")
        .primary(span, "not known here")
        .help(format!("write `from {} to review`", short(point)))
}

pub(super) fn some_of_a_group(span: Span, written: &str, many: &str) -> Diagnostic {
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

pub(super) fn all_of(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("unexpected-text", format!("`{word}` stands before its group without `of`"))
        .primary(span, "no `of` here")
        .help(format!("write `{word} {{`"))
}

pub(super) fn in_hours(span: Span, amount: &str) -> Diagnostic {
    Diagnostic::error("window-without-point", format!("`in {amount}` is not how a time is written"))
        .primary(span, "from when, or before which time?")
        .help(format!("write `within {amount} before review`, or another time for `review`"))
}

pub(super) fn number_in_words(span: Span, written: &str, repaired: &str) -> Diagnostic {
    Diagnostic::error("bad-number", format!("the number `{written}` is written in digits"))
        .primary(span, "digits belong here")
        .help(format!("write `{}`", short(repaired)))
}

pub(super) fn number_of_records(span: Span, written: &str, repaired: &str) -> Diagnostic {
    Diagnostic::error("words-for-a-sign", format!("`{}` is not how records are counted", short(written)))
        .primary(span, "`at least` or `at most`, and a number")
        .help(format!("write `{}`", short(repaired)))
}

pub(super) fn where_too_late(span: Span, repaired: &str) -> Diagnostic {
    Diagnostic::error("time-after-compare", "`where` stands before the time and the compare")
        .primary(span, "belongs right after the fact")
        .help(format!("write `{}`", short(repaired)))
}

pub(super) fn with_too_late(span: Span) -> Diagnostic {
    Diagnostic::error("unexpected-text", "`with { }` stands right after the kind of a fact")
        .primary(span, "too late")
        .help("write it before `silence means` and the other lines: `event with { in_person: yes/no } silence means no`")
}
