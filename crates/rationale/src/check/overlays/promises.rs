//! `promise no_stricter` and `promise no_looser`: each edit is held against the base by its form alone.
//!
//! An edit is accepted only where its form shows which way it goes, whatever a case holds. What cannot be shown so is an error
//! that names the edit; it is not claimed to be false.

use super::Change;
use super::defines::Defines;
use super::direction::{APPROVAL, BOTH, FORM, Way, accepted, compare_of, counts_down, criterion, put};
use super::promised;
use super::standing::{self, Bears, Place, REFERRED, Standing, Why};
use crate::ast::{self, Asks, Body, Clause, Criterion, EditForm, GroupKind, Literal, MetaForm, TestForm};
use crate::check::faults::overlays as faults;
use crate::check::model::OverlayOf;
use crate::check::paths::{APPLIES, Found, Paths, holds, join};
use crate::diagnostic::Diagnostic;
use crate::fmt;
use crate::source::{Name, Span};
use std::collections::BTreeSet;

const NAMES: Why = "the overlay's file does not use the base's, so the same names may mean something else";
const SETTING: Why = "the setting stands where a larger value may go either way";
const APPLICABILITY: Why = "it changes when the guideline applies or what it answers";
const TAKEN: Why = "the base uses the same name, and may mean something else by it";

const MANY: Why = "more changes than are held against a promise";

/// As many changes of one overlay are held against its promises.
const MOST: usize = 500;

/// Holds every promise against every edit; `guideline` is the overlay written out.
pub(super) fn hold(
    change: &Change<'_>,
    guideline: &ast::Guideline,
    of: &mut OverlayOf,
    out: &mut Vec<Diagnostic>,
) {
    let overlay = change.overlay;
    if !promised(overlay) {
        return;
    }
    let ways = ways(change, guideline);
    for edit in &overlay.edits {
        let EditForm::Promise(promise) = &edit.form else { continue };
        let kept = match promise.node.as_str() {
            "no_stricter" => Way::Looser,
            "no_looser" => Way::Stricter,
            _ => {
                out.push(faults::unknown_promise(promise));
                continue;
            }
        };
        of.promises.push(promise.node.clone());
        for (span, way) in &ways {
            if let Some(why) = broken(*way, kept) {
                out.push(faults::promise_not_proved(promise, *span, why));
            }
        }
    }
}

/// Which way each line of an overlay goes, where it goes any.
fn ways(change: &Change<'_>, guideline: &ast::Guideline) -> Vec<(Span, Way)> {
    let Change { overlay, base, paths, same_names, ref defines } = *change;
    let standing = Standing::of(base, paths, defines);
    let text = without_settings(base);
    let mut ways: Vec<(Span, Way)> = Vec::new();
    for meta in &overlay.metas {
        let why = match &meta.form {
            MetaForm::Applies(_) | MetaForm::Ladder(_) | MetaForm::Periods { .. } => APPLICABILITY,
            MetaForm::Anchor(ast::Anchor { id, .. }) | MetaForm::Setting { id, .. }
                if occurrences(&text, &id.node) > named(paths, &id.node) =>
            {
                TAKEN
            }
            _ => continue,
        };
        ways.push((meta.span, Way::Unclear(why)));
    }
    let mut look = Look {
        base,
        paths,
        standing: &standing,
        defines,
        same_names,
        text: &text,
        removed: BTreeSet::new(),
        nearer: nearer(&standing.references, paths, guideline),
    };
    for edit in &overlay.edits {
        if let EditForm::Remove(path, _) = &edit.form {
            look.removed.extend(look.full(path));
        }
    }
    for (at, edit) in overlay.edits.iter().enumerate() {
        if at >= MOST {
            ways.push((edit.span, Way::Unclear(MANY)));
            break;
        }
        if let Some(way) = look.edit(edit) {
            ways.push((edit.span, way));
        }
    }
    ways
}

/// The criteria that the references of the base mean in the overlay and did not mean in the base.
fn nearer(references: &[(String, String)], paths: &Paths, guideline: &ast::Guideline) -> Vec<String> {
    if references.is_empty() {
        return Vec::new();
    }
    let now = Paths::of(guideline, &mut Vec::new());
    let means = |(from, written): &(String, String)| match now.find(from, written) {
        found if found == paths.find(from, written) => None,
        Found::Criterion(path) => Some(path),
        // An error of its own.
        _ => None,
    };
    references.iter().filter_map(means).collect()
}

fn broken(way: Way, kept: Way) -> Option<Why> {
    match way {
        Way::Same => None,
        Way::Unclear(why) => Some(why),
        way if way == kept => None,
        Way::Looser => Some("this makes the block easier to meet"),
        Way::Stricter => Some("this makes the block harder to meet"),
    }
}

struct Look<'l, 'b> {
    base: &'b ast::Guideline,
    paths: &'l Paths,
    standing: &'l Standing<'b>,
    defines: &'l Defines<'b>,
    same_names: bool,
    /// The base without its settings, as printed.
    text: &'l str,
    /// All that the overlay removes.
    removed: BTreeSet<String>,
    /// What references of the base mean only since the overlay.
    nearer: Vec<String>,
}

/// What is added to.
struct Target {
    /// The path of a criterion, of a block, or `applies`.
    parent: String,
    kind: GroupKind,
    bears: Bears,
}

impl Look<'_, '_> {
    /// Which way an edit goes; `None` for a promise, and for what does not fit the base and is reported as such.
    fn edit(&self, edit: &ast::Edit) -> Option<Way> {
        match &edit.form {
            EditForm::Replace(path, body, clauses) => {
                let full = self.full(path)?;
                let (place, old) = (self.standing.at.get(&full)?, self.standing.criteria.get(&full)?);
                let new = Criterion { body: body.clone(), clauses: clauses.clone(), ..(*old).clone() };
                if !self.same_names {
                    return Some(Way::Unclear(NAMES));
                }
                if self.is_nearer(&full) {
                    return Some(Way::Unclear(REFERRED));
                }
                Some(criterion(old, &new, self.defines).borne(self.standing.bears(&full, *place)))
            }
            EditForm::Add(path, added) => {
                let Target { parent, kind, bears } = self.target(path)?;
                if self.is_nearer(&format!("{parent}.{}", added.id.node)) {
                    return Some(Way::Unclear(REFERRED));
                }
                if self.defines.approves(added) {
                    return Some(Way::Unclear(APPROVAL));
                }
                let way = match kind {
                    GroupKind::All => Way::Stricter,
                    GroupKind::Any | GroupKind::AtLeast(_) => Way::Looser,
                    // Turned by the place, which is inside the group.
                    GroupKind::NoneOf | GroupKind::AtMost(_) => Way::Looser,
                };
                Some(way.borne(bears))
            }
            EditForm::Remove(path, _) => {
                let full = self.full(path)?;
                let (place, old) = (self.standing.at.get(&full)?, self.standing.criteria.get(&full)?);
                let (outer, _) = full.rsplit_once('.')?;
                let kind = self.kind_around(outer, &full)?;
                let way = match kind {
                    // With the last of its members the whole exclusion goes: nothing meets it any more.
                    GroupKind::NoneOf | GroupKind::AtMost(_) if self.empties(outer, &full) => Way::Looser,
                    _ if self.empties(outer, &full) => Way::Stricter,
                    GroupKind::All => Way::Looser,
                    GroupKind::Any | GroupKind::AtLeast(_) => Way::Stricter,
                    GroupKind::NoneOf | GroupKind::AtMost(_) => Way::Stricter,
                };
                let way = if self.defines.approves_below(&old.body) { Way::Unclear(APPROVAL) } else { way };
                Some(way.borne(self.standing.bears(&full, *place)))
            }
            EditForm::Set(name, to) => self.set(name, to),
            EditForm::Promise(_) => None,
        }
    }

    fn full(&self, path: &ast::Path) -> Option<String> {
        let (mut found, _) = self.paths.written(&join(path));
        if found.len() == 1 { found.pop() } else { None }
    }

    /// Whether a reference of the base means this criterion, or one below it, only since the overlay.
    fn is_nearer(&self, full: &str) -> bool {
        self.nearer.iter().any(|path| holds(full, path))
    }

    /// The group that is added to, found as when it is added.
    fn target(&self, path: &ast::Path) -> Option<Target> {
        let written = join(path);
        let bears = |place: &Place, path: &str| match place.approves {
            // A member more of all that a block asks is none of what others refer to.
            false if !self.standing.at.contains_key(path) => place.bears,
            _ => self.standing.bears(path, *place),
        };
        if path.names.len() == 2
            && let Some(block) = written.strip_suffix(".excluded")
            && self.paths.written(&written).0.is_empty()
            && let Some((kind, place)) = self.standing.exclusions.get(block)
        {
            // Of what it joined nothing else is left, or it makes a line of its own.
            let alone = self.exclusions(block).any(|group| self.all_removed(block, group));
            let bears = if alone { Bears::Unclear(BOTH) } else { bears(place, &written) };
            return Some(Target { parent: block.to_owned(), kind: *kind, bears });
        }
        let full = if written == APPLIES { written } else { self.full(path)? };
        if let Some((kind, place)) = self.standing.groups.get(&full) {
            let bears = bears(place, &full);
            return Some(Target { parent: full, kind: *kind, bears });
        }
        // Members of a `with` speak of records.
        self.standing.at.get(&full)?;
        Some(Target { parent: full, kind: GroupKind::All, bears: Bears::Unclear(FORM) })
    }

    /// Whether the overlay removes every criterion of the exclusion in which one stands, and the exclusion with them.
    fn empties(&self, block: &str, full: &str) -> bool {
        let id = full.rsplit('.').next().unwrap_or(full);
        let mut own =
            self.exclusions(block).filter(|group| group.members.iter().any(|member| member.id.node == id));
        own.any(|group| self.all_removed(block, group))
    }

    fn exclusions(&self, block: &str) -> impl Iterator<Item = &ast::Group> {
        let lines = self
            .base
            .blocks
            .iter()
            .filter(move |known| known.id.node == block)
            .flat_map(|known| &known.lines);
        lines.filter_map(|line| match line {
            ast::BlockLine::Excluded(Body::Group(group)) => Some(group),
            _ => None,
        })
    }

    fn all_removed(&self, block: &str, group: &ast::Group) -> bool {
        group.members.iter().all(|member| self.removed.contains(&format!("{block}.{}", member.id.node)))
    }

    /// The kind of the group in which a criterion stands.
    fn kind_around(&self, outer: &str, full: &str) -> Option<GroupKind> {
        let id = full.rsplit('.').next()?;
        let mut bodies: Vec<&Body> = Vec::new();
        match self.standing.criteria.get(outer) {
            Some(criterion) => {
                bodies.push(&criterion.body);
                bodies.extend(criterion.clauses.iter().filter_map(|clause| match clause {
                    Clause::Waived(body) => Some(body),
                    _ => None,
                }));
            }
            None => {
                for meta in &self.base.metas {
                    if let MetaForm::Applies(body) = &meta.form
                        && outer == APPLIES
                    {
                        bodies.push(body);
                    }
                }
                let block = self.base.blocks.iter().find(|block| block.id.node == outer);
                for line in block.into_iter().flat_map(|block| &block.lines) {
                    if let ast::BlockLine::Requires(body) | ast::BlockLine::Excluded(body) = line {
                        bodies.push(body);
                    }
                }
            }
        }
        while let Some(body) = bodies.pop() {
            let group = match body {
                Body::Group(group) => group,
                Body::When(when) => {
                    bodies.extend([&*when.condition, &*when.then]);
                    bodies.extend(when.otherwise.as_deref());
                    continue;
                }
                Body::Test(test) => match &test.form {
                    TestForm::Records(ast::RecordsTest { asks: Some(Asks::With(group)), .. })
                    | TestForm::Pick(ast::PickTest { asks: Asks::With(group), .. }) => group,
                    TestForm::For { body, .. } => {
                        bodies.push(body);
                        continue;
                    }
                    _ => continue,
                },
            };
            if group.members.iter().any(|member| member.id.node == id) {
                return Some(group.kind);
            }
        }
        None
    }

    /// A setting: every comparison with it must go the same way, and it must stand nowhere else.
    fn set(&self, name: &Name, to: &Literal) -> Option<Way> {
        let from = self.base.metas.iter().find_map(|meta| match &meta.form {
            MetaForm::Setting { id, value, .. } if id.node == name.node => Some(value),
            _ => None,
        })?;
        let mut way = Way::Same;
        let mut seen = 0_usize;
        for (test, place) in &self.standing.tests {
            let Some(compare) = compare_of(&test.form) else { continue };
            let uses = standing::literals(&compare.form)
                .into_iter()
                .filter(|value| standing::is_name(value, &name.node));
            let uses = uses.count();
            if uses == 0 {
                continue;
            }
            seen = seen.saturating_add(uses);
            let with = |value: &Literal| put(&compare.form, &name.node, value);
            let one = accepted(&with(from), &with(to));
            let one = if counts_down(&test.form) { one.turned() } else { one };
            let bears = if place.approves { Bears::Unclear(APPROVAL) } else { place.bears };
            way = way.and(one.borne(bears));
        }
        let refers = !self.standing.references.is_empty();
        Some(match way {
            Way::Same if from.form == to.form => Way::Same,
            _ if occurrences(self.text, &name.node) != seen || refers => Way::Unclear(SETTING),
            way => way,
        })
    }
}

/// The text of a guideline but for its settings and for what stands in quotes.
fn without_settings(base: &ast::Guideline) -> String {
    let kept = base.metas.iter().filter(|meta| !matches!(meta.form, MetaForm::Setting { .. }));
    let bare = ast::Guideline { metas: kept.cloned().collect(), ..base.clone() };
    let printed = fmt::print(&ast::File { items: vec![ast::Item::Guideline(bare)] });
    let (mut quoted, mut escaped) = (false, false);
    let outside = |letter: &char| {
        let before = quoted;
        if *letter == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = *letter == '\\' && !escaped;
        !before && !quoted
    };
    printed.chars().filter(outside).collect()
}

/// How often a word stands in a text.
fn occurrences(text: &str, word: &str) -> usize {
    let words = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    words.filter(|other| *other == word).count()
}

/// How many criteria and blocks are called so.
fn named(paths: &Paths, word: &str) -> usize {
    paths.iter().filter(|path| path.rsplit('.').next() == Some(word)).count()
}
