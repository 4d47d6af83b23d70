//! Overlays: base and edits -> a guideline as if written out, in which each criterion still tells where it comes from.
//!
//! An overlay is expanded before names are gathered, so that all later stages see a guideline like any other. What is taken over
//! keeps its place in the base's file and what the overlay wrote its place in the overlay's: the place of a node says in which
//! file its names are looked up, and where it comes from.

mod defines;
mod direction;
mod edits;
mod lowered;
mod promises;
mod standing;

use self::defines::Defines;
use super::Limits;
use super::faults::overlays as faults;
use super::model::OverlayOf;
use super::names::FileFacts;
use super::paths::Paths;
use crate::ast::{self, EditForm, MetaForm};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// An overlay written out.
#[derive(Debug)]
pub(super) struct Expanded {
    /// The guideline it makes.
    pub(super) guideline: ast::Guideline,
    /// Where its base is written.
    pub(super) base_span: Span,
    /// Paths of the base.
    paths: BTreeSet<String>,
    pub(super) of: OverlayOf,
}

impl Expanded {
    /// Whether the overlay itself wrote what stands there.
    pub(super) fn holds(&self, span: Span) -> bool {
        let own = self.guideline.span;
        own.file == span.file && own.start <= span.start && span.end <= own.end
    }
}

/// Expands every overlay whose base is there; what does not fit the base is reported.
pub(super) fn expand(
    files: &[(FileId, ast::File)],
    about: &BTreeMap<FileId, FileFacts>,
    limits: &Limits,
    out: &mut Vec<Diagnostic>,
) -> Vec<Expanded> {
    let items = || files.iter().flat_map(|(_, file)| &file.items);
    let bases: Vec<&ast::Guideline> = items()
        .filter_map(|item| match item {
            ast::Item::Guideline(guideline) => Some(guideline),
            _ => None,
        })
        .collect();
    let overlays: Vec<&ast::Overlay> = items()
        .filter_map(|item| match item {
            ast::Item::Overlay(overlay) => Some(overlay),
            _ => None,
        })
        .collect();
    let mut of_base: BTreeMap<(FileId, u32), (Paths, bool)> = BTreeMap::new();
    let mut bytes = 0_usize;
    let mut expanded = Vec::new();
    for overlay in &overlays {
        if let Some(other) = bases.iter().find(|base| base.id.node == overlay.id.node) {
            out.push(super::faults::names::duplicate_name(&overlay.id, other.id.span));
        }
        let Some(base) = find_base(overlay, &bases, &overlays, out) else { continue };
        bytes = bytes.saturating_add(base.span.end.saturating_sub(base.span.start) as usize);
        if bytes > limits.all_bytes / 4 {
            out.push(faults::too_much(&overlay.id));
            continue;
        }
        let (paths, broken) = of_base.entry((base.span.file, base.span.start)).or_insert_with(|| {
            let inside = |fault: &Diagnostic| {
                fault.severity == Severity::Error
                    && fault.primary.span.file == base.span.file
                    && (base.span.start..base.span.end.max(base.span.start))
                        .contains(&fault.primary.span.start)
            };
            // What is wrong with the base is reported with the base.
            (Paths::of(base, &mut Vec::new()), out.iter().any(inside))
        });
        let paths: &Paths = paths;
        // What does not fit a base that could not be read whole may only follow from that.
        let mut none = Vec::new();
        let faults = if *broken { &mut none } else { &mut *out };
        let mut seen = seen_from(overlay.span.file, about);
        let same_names = seen.contains(&base.span.file);
        seen.extend(seen_from(base.span.file, about));
        let seen = files.iter().filter(|(file, _)| seen.contains(file)).map(|(_, file)| file);
        let defines = Defines::of(base, seen);
        expanded.push(one(&Change { overlay, base, paths, same_names, defines }, faults));
    }
    expanded
}

/// An overlay beside the base it changes.
struct Change<'e> {
    overlay: &'e ast::Overlay,
    base: &'e ast::Guideline,
    paths: &'e Paths,
    /// Whether the overlay's file sees all that the base's sees.
    same_names: bool,
    defines: Defines<'e>,
}

/// A file, and all that it sees.
fn seen_from(file: FileId, about: &BTreeMap<FileId, FileFacts>) -> BTreeSet<FileId> {
    let mut seen = BTreeSet::from([file]);
    let mut queue = vec![file];
    while let Some(next) = queue.pop() {
        let uses = about.get(&next).map(|facts| facts.uses.as_slice()).unwrap_or_default();
        queue.extend(uses.iter().copied().filter(|used| seen.insert(*used)));
    }
    seen
}

pub(super) fn edition_of(guideline: &ast::Guideline) -> Option<&str> {
    guideline.metas.iter().find_map(|meta| match &meta.form {
        MetaForm::Edition { name, .. } => Some(name.node.as_str()),
        _ => None,
    })
}

fn find_base<'b>(
    overlay: &ast::Overlay,
    bases: &[&'b ast::Guideline],
    overlays: &[&ast::Overlay],
    out: &mut Vec<Diagnostic>,
) -> Option<&'b ast::Guideline> {
    let mut editions = bases.iter().copied().filter(|base| base.id.node == overlay.of.node).peekable();
    if editions.peek().is_none() {
        let known: Vec<&str> = bases.iter().map(|base| base.id.node.as_str()).collect();
        let is_overlay = overlays.iter().any(|other| other.id.node == overlay.of.node);
        out.push(faults::unknown_base(&overlay.of, &known, is_overlay));
        return None;
    }
    let editions: Vec<&'b ast::Guideline> = editions.collect();
    let found = editions.iter().find(|base| edition_of(base) == Some(overlay.edition.node.as_str()));
    if found.is_none() {
        let known: Vec<&str> = editions.iter().filter_map(|base| edition_of(base)).collect();
        out.push(faults::unknown_edition(&overlay.edition, &overlay.of, &known));
    }
    found.copied()
}

fn one(change: &Change<'_>, out: &mut Vec<Diagnostic>) -> Expanded {
    let Change { overlay, base, paths, .. } = *change;
    let mut of = OverlayOf {
        base: base.id.node.clone(),
        base_label: super::facts::label(&base.id, base.label.as_ref()),
        edition: overlay.edition.node.clone(),
        scopes: Vec::new(),
        removed: Vec::new(),
        set: Vec::new(),
        promises: Vec::new(),
    };
    for meta in &overlay.metas {
        if let MetaForm::For { scope, values } = &meta.form {
            of.scopes.push((scope.node.clone(), values.iter().map(|value| value.node.clone()).collect()));
        }
    }
    let mut guideline = ast::Guideline {
        id: overlay.id.clone(),
        label: overlay.label.clone(),
        metas: metas(overlay, base),
        span: overlay.span,
        ..base.clone()
    };
    edits::apply(overlay, base, paths, &mut guideline, &mut of, out);
    promises::hold(change, &guideline, &mut of, out);
    let paths = paths.iter().map(str::to_owned).collect();
    Expanded { guideline, base_span: base.span, paths, of }
}

/// The base's lines and the overlay's. Where only one can hold, the overlay's does. Approval of the base is none of the overlay.
fn metas(overlay: &ast::Overlay, base: &ast::Guideline) -> Vec<ast::Meta> {
    let replaced = |meta: &ast::Meta| {
        let by = |own: &ast::Meta| match (&own.form, &meta.form) {
            (MetaForm::For { scope: own, .. }, MetaForm::For { scope, .. }) => own.node == scope.node,
            (MetaForm::Edition { .. }, MetaForm::Edition { .. })
            | (MetaForm::Applies(_), MetaForm::Applies(_))
            | (MetaForm::Ladder(_), MetaForm::Ladder(_)) => true,
            _ => false,
        };
        matches!(meta.form, MetaForm::Status { .. }) || overlay.metas.iter().any(by)
    };
    base.metas.iter().filter(|meta| !replaced(meta)).chain(&overlay.metas).cloned().collect()
}

/// The names of a dotted path, as it stands in the base.
fn names(path: &str) -> Vec<&str> {
    path.split('.').collect()
}

/// Whether an overlay has any promise.
fn promised(overlay: &ast::Overlay) -> bool {
    overlay.edits.iter().any(|edit| matches!(edit.form, EditForm::Promise(_)))
}
