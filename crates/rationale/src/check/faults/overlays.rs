//! Overlays: what does not fit the base, and promises that are not proved.

use super::{list, suggest};
use crate::ast;
use crate::check::paths::join;
use crate::diagnostic::Diagnostic;
use crate::source::{Name, Span};

pub(in crate::check) fn unknown_base(name: &Name, known: &[&str], is_overlay: bool) -> Diagnostic {
    let fault = Diagnostic::error("unknown-base", format!("no guideline is called `{}`", name.node))
        .primary(name.span, if is_overlay { "an overlay" } else { "not loaded" });
    if is_overlay {
        return fault
            .help("an overlay changes a guideline, not another overlay: name the guideline both change");
    }
    suggest(fault, &name.node, known.iter().copied())
        .help("load the base with the overlay: `use` its file, or give both")
}

pub(in crate::check) fn unknown_edition(edition: &Name, of: &Name, known: &[&str]) -> Diagnostic {
    let fault =
        Diagnostic::error("unknown-edition", format!("`{}` has no edition {:?} here", of.node, edition.node))
            .primary(edition.span, "not loaded");
    if known.is_empty() {
        return fault.help(
            "the base names no edition: give it one, so that a later one does not change under the overlay",
        );
    }
    suggest(fault, &edition.node, known.iter().copied())
        .help(format!("there are {}", list(known.iter().copied())))
}

pub(in crate::check) fn unknown_path(path: &ast::Path, of: &Name, known: &[&str]) -> Diagnostic {
    let written = join(path);
    let fault = Diagnostic::error("unknown-path", format!("`{}` has no criterion `{written}`", of.node))
        .primary(path.span, "not in the base");
    // A name that is right, with something left out or wrong before it.
    let last = written.rsplit('.').next().unwrap_or(&written);
    let same: Vec<&str> =
        known.iter().copied().filter(|known| known.rsplit('.').next() == Some(last)).take(9).collect();
    if let Some((first, others)) = same.split_first() {
        return match others {
            [] => fault.help(format!("did you mean `{first}`?")),
            _ => fault.help(format!("of that name there are {}", list(same.iter().copied()))),
        };
    }
    let ends: Vec<&str> = known.iter().filter_map(|known| known.rsplit('.').next()).collect();
    let near = suggest(fault, &written, known.iter().copied());
    if near.help.is_empty() { suggest(near, &written, ends) } else { near }
}

pub(in crate::check) fn path_unclear(path: &ast::Path, several: &[String]) -> Diagnostic {
    Diagnostic::error("unknown-path", format!("`{}` may be several criteria of the base", join(path)))
        .primary(path.span, "which of them?")
        .help(format!("write more of the path: {}", list(several.iter().map(String::as_str))))
}

pub(in crate::check) fn path_is_a_block(path: &ast::Path, word: &str) -> Diagnostic {
    Diagnostic::error("unknown-path", format!("`{}` is a block of the base, not a criterion", join(path)))
        .primary(path.span, format!("cannot be {word}"))
        .help("name the criteria in it, one by one")
}

pub(in crate::check) fn not_a_group(path: &ast::Path, block: bool) -> Diagnostic {
    let what = if block { "does not require one group" } else { "is not a group" };
    Diagnostic::error("not-a-group", format!("`{}` {what}", join(path)))
        .primary(path.span, "nothing can be added to it")
        .help("replace the criterion by a group that holds both: `replace PATH with all { ... }`")
}

pub(in crate::check) fn unknown_setting(name: &Name, of: &Name, known: &[&str]) -> Diagnostic {
    let fault = Diagnostic::error("unknown-setting", format!("`{}` has no setting `{}`", of.node, name.node))
        .primary(name.span, "not in the base");
    let fault = suggest(fault, &name.node, known.iter().copied());
    match known {
        [] => fault.help("the base has no settings: replace the criterion that holds the value"),
        known => fault.help(format!("it has {}", list(known.iter().copied()))),
    }
}

pub(in crate::check) fn setting_kind(value: Span, base: Span, name: &str) -> Diagnostic {
    Diagnostic::error("setting-kind", format!("`{name}` cannot be set to a value of another kind"))
        .primary(value, "another kind of value")
        .secondary(base, "the value in the base")
        .help("write the same kind of value: a number with its unit, a date, an option")
}

pub(in crate::check) fn last_member(path: &ast::Path) -> Diagnostic {
    Diagnostic::error("last-member", format!("`{}` is the last member of its group", join(path)))
        .primary(path.span, "would leave the group empty")
        .help("remove the group itself, or replace this criterion")
}

pub(in crate::check) fn edited_twice(span: Span, first: Span, what: &str) -> Diagnostic {
    Diagnostic::error("edited-twice", format!("{what} is changed twice"))
        .primary(span, "the second")
        .secondary(first, "the first")
        .help("make one change of the two")
}

pub(in crate::check) fn name_in_base(name: &Name, path: &str) -> Diagnostic {
    Diagnostic::error("name-in-base", format!("the base has a criterion `{path}`"))
        .primary(name.span, "the name is taken")
        .help(format!("choose another name, or write `replace {path} with ...`"))
}

pub(in crate::check) fn unknown_promise(name: &Name) -> Diagnostic {
    let fault = Diagnostic::error("unknown-word", format!("`{}` cannot be promised", name.node))
        .primary(name.span, "not a promise");
    suggest(fault, &name.node, ["no_stricter", "no_looser"])
        .help("write `promise no_stricter` or `promise no_looser`")
}

pub(in crate::check) fn promise_not_proved(promise: &Name, span: Span, why: &str) -> Diagnostic {
    let may = if promise.node == "no_looser" { "looser" } else { "stricter" };
    Diagnostic::error("promise-not-proved", format!("`promise {}` is not proved for this change", promise.node))
        .primary(span, why)
        .secondary(promise.span, "promised here")
        .help(format!(
            "it is not refuted either: no case is shown for which the overlay is {may}; make the change another way, or take the promise back"
        ))
}

pub(in crate::check) fn too_much(id: &Name) -> Diagnostic {
    Diagnostic::error("too-large", "the overlays of this load are too large when written out")
        .primary(id.span, "not expanded")
        .help("load fewer overlays at a time")
}

/// A fault in the base's text that only the overlay brings about.
pub(in crate::check) fn breaks_the_base(fault: Diagnostic, overlay: &Name) -> Diagnostic {
    let mut told = fault;
    let place = told.primary.clone();
    told.headline = format!("changed by `{}`: {}", overlay.node, told.headline);
    told.secondary.insert(0, place);
    told.primary(overlay.span, "its changes bring this about")
}
