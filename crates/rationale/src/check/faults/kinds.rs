//! Comparisons, picks and counts that do not fit what they are about.

use crate::ast::{GroupKind, Pick};
use crate::check::compare::{Sort, Typed};
use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};

fn mismatch(typed: &Typed, span: Span, headline: String, text: &str) -> Diagnostic {
    Diagnostic::error("kind-mismatch", headline).primary(span, text).secondary(typed.span, typed.sort.words())
}

pub(in crate::check) fn wrong_value(typed: &Typed, span: Span, what: &str) -> Diagnostic {
    let wanted = match &typed.sort {
        Sort::Quantity(unit) => format!("a number with its unit, such as `1 {unit}`"),
        Sort::Number | Sort::Age | Sort::Elapsed(_) => "a number".to_owned(),
        Sort::Options { options, .. } => {
            format!("one of {}", super::list(options.iter().map(String::as_str)))
        }
        Sort::Date => "a date, such as `2026-03-01`".to_owned(),
        Sort::Codes => "a code set: `in CODES`".to_owned(),
        Sort::Text(_) => "a word".to_owned(),
        Sort::Nothing(_) => "nothing; ask for a part".to_owned(),
    };
    mismatch(typed, span, format!("`{}` is {}, not {what}", typed.name, typed.sort.words()), what)
        .help(format!("compare it with {wanted}"))
}

pub(in crate::check) fn set_on_another(typed: &Typed, set: &Name, span: Span) -> Diagnostic {
    mismatch(typed, span, format!("`{}` is {}, not a code", typed.name, typed.sort.words()), "a code set")
        .help(format!("`in {}` asks for a code; compare a fact of kind `code`, or another way", set.node))
}

pub(in crate::check) fn is_on_a_number(typed: &Typed, span: Span) -> Diagnostic {
    mismatch(typed, span, format!("`is` does not compare {}", typed.sort.words()), "for options and words")
        .help("write `=`, `>=`, `<=`, `>`, `<` or `between ... and`")
}

pub(in crate::check) fn equal_on_options(typed: &Typed, span: Span) -> Diagnostic {
    mismatch(typed, span, format!("`=` does not compare {}", typed.sort.words()), "for numbers")
        .help("write `is`")
}

pub(in crate::check) fn not_ordered(typed: &Typed, span: Span) -> Diagnostic {
    let fault = mismatch(
        typed,
        span,
        format!("`{}` is {} and has no order", typed.name, typed.sort.words()),
        "asks for an order",
    );
    match &typed.sort {
        Sort::Options { .. } => {
            fault.help("write `is` or `is one of`, or declare the fact `ordered a < b < c`")
        }
        _ => fault.help("write `is` or `is one of`"),
    }
}

pub(in crate::check) fn date_by_order(typed: &Typed, span: Span) -> Diagnostic {
    mismatch(typed, span, "a date is compared by its order".to_owned(), "for options")
        .help("write `=`, `>=`, `<=`, `>`, `<` or `between ... and`")
}

pub(in crate::check) fn code_needs_set(typed: &Typed, span: Span) -> Diagnostic {
    mismatch(typed, span, format!("`{}` is {}", typed.name, typed.sort.words()), "not a code set")
        .help("name the codes and ask `in`: `codes NAME: icd10cm ...`, then `in NAME`")
}

pub(in crate::check) fn no_value(typed: &Typed, span: Span) -> Diagnostic {
    mismatch(
        typed,
        span,
        format!("`{}` is {} and has no value of its own", typed.name, typed.sort.words()),
        "compares a value",
    )
    .help(format!("ask for a part (`{}.PART`), or for several with `with all {{ }}`", typed.name))
}

pub(in crate::check) fn header_is_plain(name: &Name) -> Diagnostic {
    Diagnostic::error("kind-mismatch", format!("`{}` is said once for the whole case", name.node))
        .primary(name.span, "has no records, parts or times")
        .help("compare it alone, without `where`, window or part")
}

pub(in crate::check) fn define_is_plain(name: &Name) -> Diagnostic {
    Diagnostic::error("define-misused", format!("`{}` is a define and stands alone", name.node))
        .primary(name.span, "takes no `where`, window or part")
        .help("put the window into the define")
}

pub(in crate::check) fn define_compared(name: &Name, span: Span) -> Diagnostic {
    Diagnostic::error("define-misused", format!("`{}` is met or not; it has no value to compare", name.node))
        .primary(span, "compares a value")
        .help(format!("write `{}` alone, or `none of {{ }}` for its opposite", name.node))
}

pub(in crate::check) fn needs_compare(typed: &Typed) -> Diagnostic {
    let help = match &typed.sort {
        Sort::Options { options, .. } => {
            let first = options.first().map_or("", String::as_str);
            format!("write what it must be: `{} is {first}`", typed.name)
        }
        Sort::Quantity(_) | Sort::Number => {
            format!("write what it must be, such as `{} >= ...`", typed.name)
        }
        Sort::Codes => format!("write of which codes: `{} in CODES`", typed.name),
        _ => format!("write what it must be, such as `{} is ...`", typed.name),
    };
    Diagnostic::error("missing-compare", format!("nothing is asked of `{}`", typed.name))
        .primary(typed.span, typed.sort.words())
        .help(help)
}

pub(in crate::check) fn always_the_same(typed: &Typed, span: Span, always: bool) -> Diagnostic {
    let what = if always { "holds for every option" } else { "holds for no option" };
    Diagnostic::error("always-the-same", format!("this comparison of `{}` {what}", typed.name))
        .primary(span, what)
        .help("it decides nothing: compare with fewer or other options")
}

pub(in crate::check) fn range_backwards(span: Span) -> Diagnostic {
    Diagnostic::error("range-backwards", "the range ends before it begins")
        .primary(span, "the second is not above the first")
        .help("write the lower end first")
}

pub(in crate::check) fn pick_of_no_number(pick: Pick, typed: &Typed) -> Diagnostic {
    let word = match pick {
        Pick::Lowest => "lowest",
        Pick::Highest => "highest",
        Pick::Mean => "mean",
        _ => "sum",
    };
    let fault =
        Diagnostic::error("pick-does-not-fit", format!("there is no {word} of {}", typed.sort.words()))
            .primary(typed.span, typed.sort.words());
    match typed.sort {
        Sort::Options { ordered: true, .. } => {
            fault.help(format!("ask for a record: `some {} ... >= ...`", typed.name))
        }
        Sort::Nothing(_) => fault.help(format!("ask for a part: `{word} {}.PART`", typed.name)),
        _ => fault.help("use `latest`, `earliest`, `some` or `every`"),
    }
}

pub(in crate::check) fn trend_of_no_number(typed: &Typed, rise: bool) -> Diagnostic {
    let word = if rise { "rise" } else { "fall" };
    Diagnostic::error("pick-does-not-fit", format!("there is no {word} in {}", typed.sort.words()))
        .primary(typed.span, typed.sort.words())
        .help("only quantities and numbers rise and fall")
}

pub(in crate::check) fn change_of_no_number(typed: &Typed) -> Diagnostic {
    Diagnostic::error("pick-does-not-fit", format!("there is no change in {}", typed.sort.words()))
        .primary(typed.span, typed.sort.words())
        .help("only quantities and numbers change by an amount")
}

pub(in crate::check) fn change_of_a_sum(span: Span) -> Diagnostic {
    Diagnostic::error("pick-does-not-fit", "a change is between two readings or means, not between sums")
        .primary(span, "`sum of` does not stand here")
        .help("write latest, earliest, lowest, highest or mean")
}

pub(in crate::check) fn share_out_of_reach(span: Span, at_least: bool, most: u32, of: &str) -> Diagnostic {
    let headline = if at_least { "this can never be met" } else { "this always holds" };
    Diagnostic::error("count-out-of-reach", format!("{headline}: there are {most} {of}"))
        .primary(span, format!("more than {most} {of}"))
        .help("ask for fewer than there are")
}

pub(in crate::check) fn run_of_nothing(span: Span) -> Diagnostic {
    Diagnostic::error("count-out-of-reach", "a run of 0 holds nothing")
        .primary(span, "no bucket at all")
        .help("write how many in a row, such as `in some 30 nights in a row`")
}

pub(in crate::check) fn run_of_others(run: &Name, bucket: &Name) -> Diagnostic {
    Diagnostic::error(
        "bucket-run",
        format!("{} are counted, and the run is one of {}", bucket.node, run.node),
    )
    .primary(run.span, "another sort of bucket")
    .secondary(bucket.span, "what is counted")
    .help(format!("write `{}` in both places", bucket.node))
}

pub(in crate::check) fn with_on_a_sum(span: Span) -> Diagnostic {
    Diagnostic::error("pick-does-not-fit", "a mean or sum is no record, and has no parts")
        .primary(span, "`with` speaks of one record")
        .help("compare the mean or sum itself")
}

pub(in crate::check) fn judgement_without_role(span: Span) -> Diagnostic {
    Diagnostic::error("unknown-role", "a judgement needs someone who judges")
        .primary(span, "by whom?")
        .help("write `judgement by physician`")
}

pub(in crate::check) fn count_nought(span: Span) -> Diagnostic {
    Diagnostic::error("count-out-of-reach", "`at least 0` always holds")
        .primary(span, "asks for nothing")
        .help("write `at least 1`, or remove it")
}

pub(in crate::check) fn count_out_of_reach(kind: GroupKind, count: usize, span: Span) -> Diagnostic {
    let (headline, help) = match kind {
        GroupKind::AtMost(_) => ("this always holds", "ask for fewer than there are"),
        _ => ("this can never be met", "ask for no more than there are"),
    };
    Diagnostic::error("count-out-of-reach", format!("{headline}: the group has {count} criteria"))
        .primary(span, format!("{count} criteria"))
        .help(help)
}

pub(in crate::check) fn in_a_row_of_what(span: Span) -> Diagnostic {
    Diagnostic::error("in-a-row", "only `at least N` can be in a row")
        .primary(span, "in a row of how many?")
        .help("write `at least 3 FACT in a row`")
        .help("at most 2 in a row is no 3 in a row: `none of { long \"Three in a row\": at least 3 FACT in a row ... }`")
}

pub(in crate::check) fn bad_number(span: Span) -> Diagnostic {
    Diagnostic::error("bad-number", "this number cannot be read exactly")
        .primary(span, "too long or too large")
        .help("write at most 30 digits, with a point where it has a fraction")
}

pub(in crate::check) fn number_wanted(span: Span) -> Diagnostic {
    Diagnostic::error("bad-number", "a plain number is wanted here")
        .primary(span, "not a number")
        .help("write a number, with its unit where the fact has one")
}

pub(in crate::check) fn arguments(name: &Name, count: usize) -> Diagnostic {
    Diagnostic::error("kind-mismatch", format!("`{}` takes {count} values", name.node))
        .primary(name.span, "another number of values")
        .help("separate values by commas")
}

pub(in crate::check) fn too_large(span: Span, most: usize) -> Diagnostic {
    Diagnostic::error("too-large", format!("the guideline holds more than {most} tests"))
        .primary(span, "with its defines written out")
        .help("split the guideline, or use fewer defines within defines")
}

pub(in crate::check) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error("too-large", "criteria are nested too deep")
        .primary(span, "with its defines written out")
        .help("use fewer defines within defines")
}
