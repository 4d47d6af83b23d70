//! Words that are no names.

use super::faults;
use crate::ast::{Item, KindForm, Part};
use crate::diagnostic::Diagnostic;
use crate::source::Name;

/// Words that can continue a test or a value, and so name nothing: no fact, code set, part, option, anchor or setting.
///
/// As the id of a criterion they may stand: there a `:` follows.
pub const RESERVED: &[&str] = &[
    "after", "and", "as", "at", "before", "between", "during", "else", "ending", "ever", "from", "has", "in",
    "is", "known", "not", "of", "on", "or", "starting", "then", "to", "unless", "until", "up", "waived",
    "when", "where", "whole", "with", "within",
];

/// Words that begin a test. A fact, part, define or score of such a name could not be asked for.
const STARTERS: &[&str] = &[
    "all",
    "any",
    "criterion",
    "earliest",
    "every",
    "for",
    "highest",
    "if",
    "latest",
    "lowest",
    "mean",
    "no",
    "none",
    "some",
    "this",
];

/// Whether nothing can be called so.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Reports declarations that nothing could refer to.
pub(super) fn check_names(items: &[Item], found: &mut Vec<Diagnostic>) {
    for item in items {
        match item {
            Item::Fact(fact) => {
                name(&fact.id, found);
                parts(&fact.parts, found);
                if let KindForm::Record(fields) = &fact.kind.form {
                    parts(fields, found);
                }
            }
            Item::Score(score) => name(&score.id, found),
            Item::Define(define) => name(&define.id, found),
            Item::Guideline(guideline) => guideline.defines.iter().for_each(|define| name(&define.id, found)),
            Item::Anchor(anchor) => name(&anchor.id, found),
            _ => {}
        }
    }
}

fn parts(parts: &[Part], found: &mut Vec<Diagnostic>) {
    for part in parts {
        name(&part.id, found);
        if let KindForm::Record(fields) = &part.kind.form {
            self::parts(fields, found);
        }
    }
}

fn name(id: &Name, found: &mut Vec<Diagnostic>) {
    let word = id.node.as_str();
    if is_reserved(word) || STARTERS.contains(&word) {
        found.push(faults::reserved_word(id.span, word));
    }
}
