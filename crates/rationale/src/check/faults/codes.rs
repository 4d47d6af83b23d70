//! Codes and code files.

use crate::ast::CodeSpec;
use crate::diagnostic::Diagnostic;
use crate::source::Name;
use crate::value::code::{CsvError, MemberError, System, ValueSetError};

pub(in crate::check) fn unknown_system(system: &Name) -> Diagnostic {
    let known: Vec<&str> = System::every().map(System::name).collect();
    super::names::unknown_system(system, &known)
}

pub(in crate::check) fn bad_code(system: System, code: &CodeSpec, error: MemberError) -> Diagnostic {
    Diagnostic::error("bad-code", format!("{} has no such code, prefix or range", system.label()))
        .primary(code.span, error.to_string())
        .help(match error {
            MemberError::Order => "write the lower code first",
            MemberError::Unordered => {
                "list the codes one by one, or keep them in a file: `file \"codes.csv\"`"
            }
            MemberError::NoCode => no_code_help(system),
            _ => "write the two ends alike, such as `I50.1 to I50.9`",
        })
}

/// How codes of the system are written.
fn no_code_help(system: System) -> &'static str {
    match system {
        System::Icd10Cm | System::Icd10 => {
            "write a code (`I50.23`), a range in words (`I50.1 to I50.9`, `C00 to C97`), or all codes below one (`I50.*`)"
        }
        System::Icd10Pcs => "write all seven places, or all codes below some of them (`5A19*`)",
        System::Cpt | System::Hcpcs | System::Cdt => {
            "write five places (`E1390`, `99213`), or a range in words (`E2102 to E2103`)"
        }
        System::Loinc => "write digits, `-` and a digit, such as `59408-5`",
        _ => "write the number; `local` takes a code of any form",
    }
}

pub(in crate::check) fn bad_code_file(path: &Name, error: CsvError) -> Diagnostic {
    Diagnostic::error("code-file", format!("the code file `{}` cannot be read", path.node))
        .primary(path.span, error.to_string())
        .help("a code file is comma-separated, with a first line such as `system,code,label`")
}

pub(in crate::check) fn bad_value_set(path: &Name, error: &ValueSetError) -> Diagnostic {
    Diagnostic::error("code-file", format!("the value set `{}` cannot be used", path.node))
        .primary(path.span, error.to_string())
        .help("a value set of FHIR is read where its codes are listed: by its `expansion`, or one by one in `compose`")
}

pub(in crate::check) fn empty_set(id: &Name) -> Diagnostic {
    Diagnostic::error("empty-code-set", format!("the code set `{}` holds no code", id.node))
        .primary(id.span, "empty")
        .help("an empty set would be met by nothing: list its codes")
}

pub(in crate::check) fn no_dates(by: &Name) -> Diagnostic {
    Diagnostic::error("dated-codes", format!("no code of the set changes with the date of {}", by.node))
        .primary(by.span, "decides nothing")
        .help("give the code file the columns `from` and `to`, or leave out `by date of`")
}

pub(in crate::check) fn dated_feeds(name: &Name) -> Diagnostic {
    Diagnostic::error(
        "dated-codes",
        format!("what feeds a fact does not change with a date, as `{}` does", name.node),
    )
    .primary(name.span, "a code set by date")
    .help("let the fact be fed by all the codes, and ask for the date where it is compared: `FACT in SET`")
}

pub(in crate::check) fn dated_one_by_one(name: &Name) -> Diagnostic {
    Diagnostic::error("dated-codes", format!("the codes of `{}` differ by date", name.node))
        .primary(name.span, "cannot be gone through one by one")
        .help("go through a set without `by date of`")
}

pub(in crate::check) fn set_cycle(name: &Name) -> Diagnostic {
    Diagnostic::error("code-set-cycle", format!("the code set `{}` holds itself", name.node))
        .primary(name.span, "closes the circle")
        .help("list the codes in one of the sets")
}

pub(in crate::check) fn too_many_codes(id: &Name, most: usize) -> Diagnostic {
    Diagnostic::error("too-large", format!("the code set `{}` holds more than {most} codes", id.node))
        .primary(id.span, "too large")
        .help("use prefixes or ranges, or split the set")
}
