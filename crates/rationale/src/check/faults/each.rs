//! `for ... in`: what cannot be gone through one by one.

use crate::diagnostic::Diagnostic;
use crate::source::Name;

pub(in crate::check) fn not_single_codes(over: &Name, member: &str) -> Diagnostic {
    Diagnostic::error("not-one-by-one", format!("the codes of `{}` cannot be taken one by one", over.node))
        .primary(over.span, format!("holds `{member}`, which is more than one code"))
        .help("list the codes one by one, or keep them in a file: `file \"codes.csv\"`")
}

pub(in crate::check) fn too_many(over: &Name, most: usize) -> Diagnostic {
    Diagnostic::error("not-one-by-one", format!("`{}` holds more than {most} codes", over.node))
        .primary(over.span, "too many to ask one by one")
        .help("name a smaller set, or ask of all at once: `some FACT where PART in CODES`")
}

pub(in crate::check) fn part_has_no_list(over: &Name, part: &Name) -> Diagnostic {
    Diagnostic::error(
        "not-one-by-one",
        format!("the values of `{}.{}` cannot be listed", over.node, part.node),
    )
    .primary(part.span, "neither a choice nor a code in a set")
    .help("go through a code set: `for every NAME in CODES`")
}

pub(in crate::check) fn no_cell(column: &Name, bound: &str, code: &str) -> Diagnostic {
    Diagnostic::error("no-value-for-code", format!("`{bound}.{}` has no value for {code}", column.node))
        .primary(column.span, "no such column, or nothing in it for this code")
        .help("name the column in the code set (`file \"drugs.csv\" columns adequate_dose`) and fill it for every code")
}

pub(in crate::check) fn no_column(column: &Name, file: &str) -> Diagnostic {
    Diagnostic::error("no-value-for-code", format!("the code file `{file}` has no column `{}`", column.node))
        .primary(column.span, "not in its first line")
        .help("the first line of a code file names its columns, such as `system,code,label,adequate_dose`")
}
