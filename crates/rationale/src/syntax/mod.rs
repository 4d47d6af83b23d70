//! Text -> syntax tree.
//!
//! In: the text of one file. Out: every item that can be read, and a diagnostic for each that cannot. The generated parser
//! and its rules stay in this folder. A file is cut into items first, items are parsed apart, and inside an item whatever
//! cannot be read is skipped up to where reading can go on; so one fault hides no other.

mod braces;
mod build;
mod diagnose;
mod expected;
mod faults;
mod gaps;
mod grammar;
mod habits;
mod heads;
mod limits;
mod phrases;
mod scan;
mod split;
mod words;

use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use build::{Broken, Builder};
use diagnose::Diagnoser;
use gaps::Tries;
use grammar::{Grammar, Rule};
use limits::LIMITS;
use pest::Parser as _;
use std::collections::BTreeSet;

pub use faults::IDS;
pub use words::RESERVED;

/// Reads one file: the items that can be read, in written order, and a fault for each thing that cannot.
///
/// Never fails and never panics; a text of more than 2 MiB or nested deeper than 64 is refused with a fault.
///
/// ```
/// use rationale::source::FileId;
/// let text = "fact spo2 \"Oxygen saturation\": quantity in %\nfact age \"Age\" number\n";
/// let (file, faults) = rationale::syntax::parse(FileId(0), text);
/// assert_eq!(file.items.len(), 1);
/// assert_eq!(faults[0].id, "missing-colon");
/// ```
#[must_use]
pub fn parse(file: FileId, text: &str) -> (ast::File, Vec<Diagnostic>) {
    if text.len() > LIMITS.bytes {
        return (ast::File::default(), vec![faults::text_too_large(Span::new(file, 0, 0), LIMITS.bytes)]);
    }
    let cut = split::cut(file, text);
    let mut found = cut.faults.clone();
    let mended: BTreeSet<u32> = found.iter().map(|fault| fault.primary.span.start).collect();
    let mut items = Vec::new();
    let tries = Tries::new();
    for slice in &cut.slices {
        if slice.hopeless {
            continue;
        }
        let diagnoser = Diagnoser::new(file, text, &cut, slice, &tries);
        let word = cut.tokens.get(slice.first).map_or("", |token| token.text(text));
        let Some(rule) = entry(word) else {
            found.push(diagnoser.unknown_item());
            continue;
        };
        let mut source = cut.text.get(slice.start..slice.end).unwrap_or("").to_owned();
        source.extend(std::iter::repeat_n('}', slice.closers));
        let mut builder = Builder::new(file, slice.start);
        let whole = Broken { rule, start: 0, end: source.len(), before: None };
        let item = match Grammar::parse(rule, &source) {
            Ok(mut pairs) => pairs.next().and_then(|pair| builder.entry(pair)),
            Err(_) => {
                builder.broken.push(whole);
                None
            }
        };
        let before = found.len();
        let told = if slice.hides_braces { 0 } else { LIMITS.faults };
        for broken in builder.broken.iter().take(told) {
            found.extend(diagnoser.broken(*broken));
        }
        found.extend(builder.long.iter().map(|span| faults::too_long(*span)));
        found.extend(builder.stray_apart.iter().map(|span| faults::stray_apart(*span)));
        let span = cut.span(file, slice);
        let faulty = found.len() > before || mended.range(span.start..span.end).next().is_some();
        items.extend(item.and_then(|item| if faulty { kept(item, span) } else { Some(item) }));
    }
    words::check_names(&items, &mut found);
    found.sort_by_key(|fault| (fault.primary.span, fault.id));
    found.dedup_by_key(|fault| (fault.primary.span, fault.id));
    found.truncate(LIMITS.faults);
    (ast::File { items }, found)
}

/// What is kept of an item with a fault: a guideline or overlay, so that what is sound in it is checked too, with all of its
/// text as its place, so that the fault lies in it and it is not taken for sound. A fact or code set would mean something else
/// without the piece that could not be read.
fn kept(mut item: ast::Item, whole: Span) -> Option<ast::Item> {
    match &mut item {
        ast::Item::Guideline(guideline) => guideline.span = whole,
        ast::Item::Overlay(overlay) => overlay.span = whole,
        _ => return None,
    }
    Some(item)
}

/// What an item that begins with that word is parsed as.
fn entry(word: &str) -> Option<Rule> {
    Some(match word {
        "use" => Rule::entry_use,
        "default" => Rule::entry_default,
        "codes" => Rule::entry_codes,
        "fact" => Rule::entry_fact,
        "anchor" => Rule::entry_anchor,
        "score" => Rule::entry_score,
        "define" => Rule::entry_define,
        "guideline" => Rule::entry_guideline,
        "overlay" => Rule::entry_overlay,
        _ => return None,
    })
}

#[cfg(test)]
mod robust_tests;
#[cfg(test)]
mod tests;
