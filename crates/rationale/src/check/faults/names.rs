//! Names: unknown, taken, of another sort, or leading in a circle.

use super::{list, suggest};
use crate::ast;
use crate::check::builtins;
use crate::check::model::RecordKind;
use crate::check::paths::join;
use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};
use crate::suggest::closest;

pub(in crate::check) fn duplicate_name(name: &Name, first: Span) -> Diagnostic {
    Diagnostic::error("duplicate-name", format!("`{}` is there twice", name.node))
        .primary(name.span, "the second")
        .secondary(first, "the first")
        .help("give one of them another name, or remove it")
}

pub(in crate::check) fn built_in_name(name: &Name) -> Diagnostic {
    Diagnostic::error("built-in-name", format!("`{}` is built in and cannot be declared", name.node))
        .primary(name.span, "the name of something built in")
        .help("choose another name, or use the built-in one as it is")
}

pub(in crate::check) fn unknown_fact(name: &Name, known: &[&str], elsewhere: Option<&str>) -> Diagnostic {
    let fault = Diagnostic::error("unknown-name", format!("no fact or define is called `{}`", name.node))
        .primary(name.span, "not declared");
    match name.node.to_ascii_lowercase().as_str() {
        "age" if elsewhere.is_none() => {
            fault.help("an age is asked for at a time: `age at review` or `age at service`")
        }
        "gender" if elsewhere.is_none() => fault.help("write `sex is female` or `sex is male`"),
        _ => let_use(fault, name, known, elsewhere, "fact"),
    }
}

pub(in crate::check) fn unknown_set(
    name: &Name,
    known: &[&str],
    elsewhere: Option<&str>,
    is_fact: bool,
) -> Diagnostic {
    if is_fact {
        return Diagnostic::error("wrong-name", format!("`{}` is not a code set", name.node))
            .primary(name.span, "a code set is wanted here")
            .help(format!("declare the codes: `codes {}_codes: icd10cm ...`", name.node));
    }
    let fault = Diagnostic::error("unknown-name", format!("no code set is called `{}`", name.node))
        .primary(name.span, "not declared");
    let_use(fault, name, known, elsewhere, "codes")
}

/// `keyword` begins the declaration of what is named.
fn let_use(
    fault: Diagnostic,
    name: &Name,
    known: &[&str],
    elsewhere: Option<&str>,
    keyword: &str,
) -> Diagnostic {
    if let Some(file) = elsewhere {
        let path = file.strip_suffix(".crit").unwrap_or(file);
        return fault.help(format!("`{}` is declared in {file}: add `use \"{path}\"`", name.node));
    }
    fault.help(match closest(&name.node, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "declare it, `{keyword} {} \"Its name in words\": ...`, or add `use` of the file that does",
            name.node
        ),
    })
}

pub(in crate::check) fn not_a_fact(name: &Name, what: &str) -> Diagnostic {
    let remedy = match what {
        "a define" => "a define stands alone: write its name without pick, window or compare",
        "a code set" => "ask about a fact, and compare it: `FACT in CODES`",
        "a series of periods" => {
            "use it in a window, such as `from start of ... to end of ...`, or compare its number"
        }
        "a point in time" => {
            "use it in a window, such as `before` or `from ... to`, or in `days from ... to`"
        }
        _ => "write it first, without a pick, and compare it",
    };
    Diagnostic::error("wrong-name", format!("`{}` is {what}, not a fact", name.node))
        .primary(name.span, "a fact is wanted here")
        .help(remedy)
}

pub(in crate::check) fn unknown_part(
    part: &Name,
    fact: &str,
    known: &[&str],
    declared: Option<Span>,
) -> Diagnostic {
    let mut fault =
        Diagnostic::error("unknown-part", format!("`{fact}` has no qualifier or part `{}`", part.node))
            .primary(part.span, "not declared by the fact");
    if let Some(declared) = declared {
        fault = fault.secondary(declared, "the fact");
    }
    let near = suggest(fault, &part.node, known.iter().copied());
    if !near.help.is_empty() {
        near
    } else if known.is_empty() {
        near.help(format!("declare it: `fact {fact} ... with {{ {}: ... }}`", part.node))
    } else {
        near.help(format!("it has {}; declare others in `with {{ }}`", list(known.iter().copied())))
    }
}

pub(in crate::check) fn unknown_option(
    option: &Name,
    of: &str,
    options: &[String],
    declared: Option<Span>,
) -> Diagnostic {
    let mut fault = Diagnostic::error("unknown-option", format!("`{of}` is never `{}`", option.node))
        .primary(option.span, "not one of its options");
    if let Some(declared) = declared {
        fault = fault.secondary(declared, "declared here");
    }
    let known = || options.iter().map(String::as_str);
    let near = suggest(fault, &option.node, known());
    if near.help.is_empty() && !options.is_empty() {
        near.help(format!("it is one of {}", list(known())))
    } else {
        near
    }
}

pub(in crate::check) fn unknown_value(name: &Name, known: &[&str]) -> Diagnostic {
    let fault = Diagnostic::error("unknown-name", format!("no setting or part is called `{}`", name.node))
        .primary(name.span, "neither a setting of the guideline nor a part of the record");
    let near = suggest(fault, &name.node, known.iter().copied());
    if near.help.is_empty() {
        near.help("write a number with its unit, or declare a `setting`")
    } else {
        near
    }
}

pub(in crate::check) fn unknown_value_path(path: &ast::Path) -> Diagnostic {
    Diagnostic::error("unknown-name", format!("`{}` stands for nothing", join(path)))
        .primary(path.span, "only what `for ... in` names has columns")
        .help("write a number, a setting or a part of the record")
}

pub(in crate::check) fn unknown_anchor(name: &Name, known: &[&str], is_fact: bool) -> Diagnostic {
    let fault = Diagnostic::error("unknown-name", format!("no point in time is called `{}`", name.node))
        .primary(name.span, "not declared");
    if is_fact {
        return fault
            .help(format!("for the time of a record write `latest {0}` or `earliest {0}`", name.node));
    }
    if let Some(meant) = meant(&name.node) {
        return fault.help(meant);
    }
    let near = suggest(fault, &name.node, known.iter().copied());
    if near.help.is_empty() {
        near.help(format!("declare it: `anchor {} \"...\"`; the case gives its time", name.node))
    } else {
        near
    }
}

/// What a time that is called so elsewhere is called here.
fn meant(name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let bare = name.strip_prefix("date_of_").unwrap_or(&name);
    let bare = ["_date", "_time", "_datetime"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
    match bare {
        "today" | "now" | "present" | "current" => {
            Some("write `review`: the time at which the case is reviewed".to_owned())
        }
        "dob" => Some("write `birth`".to_owned()),
        "dos" => Some("write `service`".to_owned()),
        _ if bare != name && builtins::is_point(bare) => Some(format!("write `{bare}`")),
        _ => None,
    }
}

pub(in crate::check) fn unknown_guideline(name: &Name, known: &[&str]) -> Diagnostic {
    let fault = Diagnostic::error("unknown-name", format!("no guideline is called `{}`", name.node))
        .primary(name.span, "not loaded");
    suggest(fault, &name.node, known.iter().copied())
}

pub(in crate::check) fn unknown_function(name: &Name) -> Diagnostic {
    const KNOWN: [&str; 7] = ["power", "ln", "exp", "sqrt", "min", "max", "round"];
    let fault = Diagnostic::error("unknown-name", format!("no function is called `{}`", name.node))
        .primary(name.span, "not a function");
    suggest(fault, &name.node, KNOWN).help(format!("there are {}", list(KNOWN)))
}

pub(in crate::check) fn unknown_criterion(path: &ast::Path, known: &[&str]) -> Diagnostic {
    let written = join(path);
    let fault = Diagnostic::error("unknown-criterion", format!("no criterion is called `{written}`"))
        .primary(path.span, "not in this guideline");
    let last = |known: &'_ str| known.rsplit('.').next().map(str::to_owned).unwrap_or_default();
    let ends: Vec<String> = known.iter().map(|known| last(known)).collect();
    let near = suggest(fault, &written, known.iter().copied());
    if near.help.is_empty() { suggest(near, &written, ends.iter().map(String::as_str)) } else { near }
}

/// A criterion that an edition of another guideline does not have.
pub(in crate::check) fn unknown_criterion_of(
    path: &ast::Path,
    of: &Name,
    edition: Option<&str>,
    known: &[&str],
) -> Diagnostic {
    let written = join(path);
    let headline = match edition {
        Some(edition) => {
            format!("no criterion is called `{written}` in edition {edition} of `{}`", of.node)
        }
        None => format!("no criterion is called `{written}` in `{}`", of.node),
    };
    let fault = Diagnostic::error("unknown-criterion", headline).primary(path.span, "not in that guideline");
    let ends: Vec<&str> = known.iter().filter_map(|known| known.rsplit('.').next()).collect();
    let near = suggest(fault, &written, known.iter().copied());
    if near.help.is_empty() { suggest(near, &written, ends) } else { near }
}

pub(in crate::check) fn criterion_unclear(path: &ast::Path, paths: &[String]) -> Diagnostic {
    Diagnostic::error("unknown-criterion", format!("several criteria are called `{}`", join(path)))
        .primary(path.span, "which of them?")
        .help(format!("write more of its path: {}", list(paths.iter().map(String::as_str))))
}

pub(in crate::check) fn criterion_of_a_record(path: &ast::Path) -> Diagnostic {
    Diagnostic::error(
        "unknown-criterion",
        format!("`{}` speaks of one record and has no answer of its own", join(path)),
    )
    .primary(path.span, "a criterion inside `with`")
    .help("refer to the criterion around the `with`")
}

pub(in crate::check) fn criterion_is_a_block(path: &ast::Path) -> Diagnostic {
    Diagnostic::error("unknown-criterion", format!("`{}` is a block, not a criterion", join(path)))
        .primary(path.span, "a block")
        .help("refer to one of its criteria")
}

pub(in crate::check) fn criterion_outside(span: Span) -> Diagnostic {
    Diagnostic::error("unknown-criterion", "a criterion is referred to outside a guideline")
        .primary(span, "no guideline around it")
        .help("move the define into the guideline")
}

pub(in crate::check) fn criterion_cycle(target: &str, span: Span) -> Diagnostic {
    Diagnostic::error("criterion-cycle", format!("deciding `{target}` leads back to it"))
        .primary(span, "closes the circle")
        .help("a criterion cannot wait for its own answer: repeat the test, or put it into a `define`")
}

pub(in crate::check) fn define_cycle(name: &Name) -> Diagnostic {
    Diagnostic::error("define-cycle", format!("`{}` stands for itself", name.node))
        .primary(name.span, "closes the circle")
        .help("write out what it means in one of the defines")
}

pub(in crate::check) fn define_of_another(name: &Name, of: &Name) -> Diagnostic {
    Diagnostic::error("define-misused", format!("`{}` speaks of one record of `{}`", name.node, of.node))
        .primary(name.span, "no such record is at hand here")
        .secondary(of.span, "said here")
        .help(format!("use it in `with` or `where` of a test of `{}`", of.node))
}

pub(in crate::check) fn unknown_role(role: &Name) -> Diagnostic {
    let fault = Diagnostic::warning("unknown-role", format!("`{}` is not a role we know", role.node))
        .primary(role.span, "an unusual role");
    let near = suggest(fault, &role.node, builtins::ROLES);
    if near.help.is_empty() { near.help("records name their author's role in the same word") } else { near }
}

fn unknown_word(word: &Name, what: &str, known: &[&str]) -> Diagnostic {
    let fault = Diagnostic::error("unknown-word", format!("`{}` is not {what}", word.node))
        .primary(word.span, "not known here");
    suggest(fault, &word.node, known.iter().copied())
        .help(format!("write one of {}", list(known.iter().copied())))
}

pub(in crate::check) fn unknown_kind(kind: &Name) -> Diagnostic {
    unknown_word(kind, "a kind that silence can speak of", &["event", "span", "code"])
}

pub(in crate::check) fn unknown_record_kind(kind: &Name) -> Diagnostic {
    unknown_word(kind, "a kind of record", &RecordKind::ALL.map(RecordKind::word))
}

pub(in crate::check) fn unknown_class(class: &Name, known: &[&str]) -> Diagnostic {
    unknown_word(class, "a class of citation", known)
}

pub(in crate::check) fn unknown_status(status: &Name) -> Diagnostic {
    unknown_word(status, "a status of a guideline", &["draft", "approved", "retired"])
}

pub(in crate::check) fn unknown_scope(scope: &Name) -> Diagnostic {
    unknown_word(scope, "a scope", &builtins::SCOPES)
}

pub(in crate::check) fn unknown_bucket(bucket: &Name) -> Diagnostic {
    unknown_word(bucket, "what a record can be one per", &["day", "night"])
}

pub(in crate::check) fn unknown_system(system: &Name, known: &[&str]) -> Diagnostic {
    unknown_word(system, "a code system", known)
}
