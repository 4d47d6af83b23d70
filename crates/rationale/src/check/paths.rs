//! The criteria of a guideline by their paths, and what refers to what.

use super::faults::names as faults;
use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Where the criteria of `applies when` hang.
pub(super) const APPLIES: &str = "applies";

/// The paths of one guideline.
#[derive(Debug, Default)]
pub(super) struct Paths {
    all: BTreeMap<String, Entry>,
    /// Full paths by their last name.
    ends: BTreeMap<String, Vec<String>>,
}

#[derive(Debug)]
struct Entry {
    span: Span,
    /// Inside `with`: it speaks of one record and cannot stand alone.
    of_record: bool,
    is_block: bool,
}

/// What a written path stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The criterion of this full path.
    Criterion(String),
    /// A criterion inside a `with`.
    OfRecord,
    /// A block.
    Block,
    /// Several criteria end so.
    Several(Vec<String>),
    /// None.
    Unknown,
}

impl Paths {
    /// The paths of a guideline; criteria of one name under one parent are reported.
    pub(super) fn of(guideline: &ast::Guideline, out: &mut Vec<Diagnostic>) -> Self {
        let mut paths = Self::default();
        for meta in &guideline.metas {
            if let ast::MetaForm::Applies(body) = &meta.form {
                paths.body(APPLIES, body, false, out);
            }
        }
        for block in &guideline.blocks {
            let id = &block.id;
            match paths.all.get(&id.node) {
                Some(first) => out.push(faults::duplicate_name(id, first.span)),
                None => {
                    let entry = Entry { span: id.span, of_record: false, is_block: true };
                    paths.all.insert(id.node.clone(), entry);
                }
            }
            for line in &block.lines {
                if let ast::BlockLine::Requires(body) | ast::BlockLine::Excluded(body) = line {
                    paths.body(&id.node, body, false, out);
                }
            }
        }
        paths
    }

    fn body(&mut self, parent: &str, body: &ast::Body, of_record: bool, out: &mut Vec<Diagnostic>) {
        match body {
            ast::Body::Group(group) => self.group(parent, group, of_record, out),
            ast::Body::When(when) => {
                self.body(parent, &when.condition, of_record, out);
                self.body(parent, &when.then, of_record, out);
                if let Some(otherwise) = &when.otherwise {
                    self.body(parent, otherwise, of_record, out);
                }
            }
            ast::Body::Test(test) => match &test.form {
                ast::TestForm::Records(ast::RecordsTest { asks: Some(ast::Asks::With(group)), .. })
                | ast::TestForm::Pick(ast::PickTest { asks: ast::Asks::With(group), .. }) => {
                    self.group(parent, group, true, out);
                }
                ast::TestForm::For { body, .. } => self.body(parent, body, true, out),
                _ => {}
            },
        }
    }

    fn group(&mut self, parent: &str, group: &ast::Group, of_record: bool, out: &mut Vec<Diagnostic>) {
        for member in &group.members {
            let path = format!("{parent}.{}", member.id.node);
            match self.all.get(&path) {
                Some(first) => out.push(faults::duplicate_name(&member.id, first.span)),
                None => {
                    let entry = Entry { span: member.id.span, of_record, is_block: false };
                    self.all.insert(path.clone(), entry);
                    self.ends.entry(member.id.node.clone()).or_default().push(path.clone());
                }
            }
            self.body(&path, &member.body, of_record, out);
            for clause in &member.clauses {
                if let ast::Clause::Waived(body) = clause {
                    self.body(&path, body, of_record, out);
                }
            }
        }
    }

    /// What a path stands for, seen from a criterion: a full path, else one beside it or further out, else the only one
    /// that ends so.
    pub(super) fn find(&self, from: &str, written: &str) -> Found {
        let mut base = Some(from);
        while let Some(outer) = base {
            let path = format!("{outer}.{written}");
            if let Some(entry) = self.all.get(&path) {
                return entry.found(path);
            }
            base = outer.rsplit_once('.').map(|(outer, _)| outer);
        }
        if let Some(entry) = self.all.get(written) {
            return entry.found(written.to_owned());
        }
        let tail = format!(".{written}");
        let last = written.rsplit('.').next().unwrap_or(written);
        let ends: Vec<&String> =
            self.ends.get(last).into_iter().flatten().filter(|path| path.ends_with(&tail)).collect();
        let stands_alone = |path: &&&String| self.all.get(**path).is_some_and(|entry| !entry.of_record);
        let alone: Vec<&String> = ends.iter().filter(stands_alone).copied().collect();
        match alone.as_slice() {
            [] if !ends.is_empty() => Found::OfRecord,
            [] => Found::Unknown,
            [path] => Found::Criterion((*path).clone()),
            several => Found::Several(several.iter().map(|path| (*path).clone()).collect()),
        }
    }

    /// The full paths that a written path may stand for in the text of an overlay: itself, else all that end so; with
    /// whether the first is a block.
    pub(super) fn written(&self, written: &str) -> (Vec<String>, bool) {
        if let Some(entry) = self.all.get(written) {
            return (vec![written.to_owned()], entry.is_block);
        }
        (self.ending(written), false)
    }

    /// All criteria whose paths end so.
    pub(super) fn ending(&self, written: &str) -> Vec<String> {
        let tail = format!(".{written}");
        let last = written.rsplit('.').next().unwrap_or(written);
        self.ends.get(last).into_iter().flatten().filter(|path| path.ends_with(&tail)).cloned().collect()
    }

    /// All paths, for suggestions.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(String::as_str)
    }
}

/// A criterion that asks for another.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    /// Where it stands.
    pub(super) from: String,
    /// What it asks for.
    pub(super) target: String,
    pub(super) span: Span,
}

/// The references that close a circle, each circle once: only what is written before counts, so that it is reported where
/// it closes.
pub(super) fn circles(references: &[Reference]) -> Vec<&Reference> {
    let mut before: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut found = Vec::new();
    for reference in references {
        before.entry(&reference.from).or_default().push(&reference.target);
        if leads_to(&reference.target, &reference.from, &before) {
            found.push(reference);
        }
    }
    found
}

/// Whether deciding `start` asks for `goal`, or for a criterion that holds it.
fn leads_to(start: &str, goal: &str, asks: &BTreeMap<&str, Vec<&str>>) -> bool {
    let mut seen = BTreeSet::new();
    let mut queue = vec![start];
    while let Some(path) = queue.pop() {
        if !seen.insert(path) {
            continue;
        }
        if holds(path, goal) {
            return true;
        }
        queue.extend(asks.get(path).into_iter().flatten());
        // All below it: `/` follows `.`.
        let below = (format!("{path}."), format!("{path}/"));
        queue.extend(asks.range(below.0.as_str()..below.1.as_str()).flat_map(|(_, targets)| targets));
    }
    false
}

impl Entry {
    fn found(&self, path: String) -> Found {
        if self.of_record {
            Found::OfRecord
        } else if self.is_block {
            Found::Block
        } else {
            Found::Criterion(path)
        }
    }
}

pub(super) fn holds(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A written path as text.
pub(super) fn join(path: &ast::Path) -> String {
    let names: Vec<&str> = path.names.iter().map(|name| name.node.as_str()).collect();
    names.join(".")
}
