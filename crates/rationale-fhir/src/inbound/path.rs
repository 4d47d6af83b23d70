//! The paths of the published table, followed through a resource and what it refers to.

use super::concept::{Concept, extension_value, extensions, number, quantity, text};
use super::store::Store;
use super::table::As;
use super::time::{choice, moment};
use rationale::case::model::Datum;
use rationale::case::tree::Tree;

/// What a path leads to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'s> {
    pub(crate) tree: &'s Tree,
    /// The resource that holds it: a contained one is held by the one around it.
    pub(crate) owner: usize,
}

/// Values that one path gives; more are not looked at.
const MOST: usize = 1_000;

/// Everything that a path leads to, in order; how many references lead nowhere is added to `lost`.
pub(crate) fn follow<'s>(store: &Store<'s>, from: Found<'s>, path: &str, lost: &mut usize) -> Vec<Found<'s>> {
    let mut at = vec![from];
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("->") {
            let mut next = Vec::new();
            for found in &at {
                match store.find(found.owner, found.tree) {
                    Some(target) => next.push(Found { tree: target.tree, owner: target.owner }),
                    None if found.tree.get("reference").is_some() => *lost = lost.saturating_add(1),
                    None => {}
                }
            }
            at = next;
            rest = after;
            continue;
        }
        let rest_now = rest.strip_prefix('.').unwrap_or(rest);
        let end = step_end(rest_now);
        let (step, after) = rest_now.split_at_checked(end).unwrap_or((rest_now, ""));
        let mut next = Vec::new();
        for found in &at {
            let mut take = |tree: &'s Tree| {
                if next.len() < MOST {
                    next.push(Found { tree, owner: found.owner });
                }
            };
            match step.strip_prefix("ext(").and_then(|name| name.strip_suffix(')')) {
                // One that has no value holds further extensions.
                Some(name) => extensions(found.tree, name)
                    .for_each(|one| take(extension_value(one).map_or(one, |(_, value)| value))),
                // What an order of a drug or device is about stands under another name.
                None => match choice(found.tree, step).or_else(|| named_otherwise(found.tree, step)) {
                    Some((_, Tree::List(all))) => all.iter().for_each(take),
                    Some((_, one)) => take(one),
                    None => {}
                },
            }
        }
        at = next;
        rest = after;
    }
    at.retain(|found| *found.tree != Tree::Null);
    at
}

/// The element that says what a resource is about, where that is not its `code`.
fn named_otherwise<'t>(tree: &'t Tree, step: &str) -> Option<(&'t str, &'t Tree)> {
    if step != "code" || tree.get("resourceType").is_none() {
        return None;
    }
    ["medication[x]", "code[x]", "vaccineCode", "type"].iter().find_map(|name| choice(tree, name))
}

/// Where the step at the start of a path ends.
fn step_end(path: &str) -> usize {
    if path.starts_with("ext(") {
        return path.find(')').map_or(path.len(), |at| at.saturating_add(1));
    }
    let dot = path.find('.').unwrap_or(path.len());
    dot.min(path.find("->").unwrap_or(path.len()))
}

/// What a path leads to, as a value of a part. A reference, where a code is meant, is followed to the code of what it names.
pub(crate) fn datum(store: &Store<'_>, found: Found<'_>, kind: As) -> Option<Datum> {
    match kind {
        As::Code => match found.tree {
            Tree::Text(word) => Some(Datum::Text(word.trim().into())).filter(|_| !word.trim().is_empty()),
            tree if tree.get("reference").is_some() => {
                let target = store.find(found.owner, tree)?;
                Concept::of(target.tree.get("code")?).datum()
            }
            tree => Concept::of(tree).datum(),
        },
        As::Word => text(found.tree).map(|word| Datum::Text(word.replace('-', "_").into())),
        As::Quantity => match found.tree {
            Tree::Map(_) => quantity(found.tree),
            _ => number(found.tree).map(|value| Datum::Number {
                range: rationale::value::range::Range::exact(value),
                unit: None,
            }),
        },
        As::Number => number(found.tree)
            .map(|value| Datum::Number { range: rationale::value::range::Range::exact(value), unit: None }),
        As::YesNo => match found.tree {
            Tree::Bool(yes) => Some(Datum::YesNo(*yes)),
            _ => None,
        },
        As::Date => {
            moment(found.tree).ok()?;
            text(found.tree).map(|date| Datum::Text(date.into()))
        }
    }
}
