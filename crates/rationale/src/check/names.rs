//! Names -> declarations: what each file declares, and what it can see of others through `use`.
//!
//! Facts are one list for the whole load, because a case names them by id alone; everything else only has to be
//! unique among the files that see one another.

use super::builtins;
use super::faults::names as faults;
use super::overlays::Expanded;
use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Name, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A declaration and the file it stands in.
#[derive(Debug)]
pub(super) struct Declared<'a, T> {
    pub(super) node: &'a T,
    pub(super) file: FileId,
}

impl<T> Clone for Declared<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Declared<'_, T> {}

/// What stands in a file.
trait InFile {
    fn file(&self) -> FileId;
}

impl<T> InFile for Declared<'_, T> {
    fn file(&self) -> FileId {
        self.file
    }
}

impl InFile for DeclaredDefine<'_> {
    fn file(&self) -> FileId {
        self.file
    }
}

/// The declarations of some files, with their places in the list, which is in the order of files.
fn of_files<'l, D: InFile>(
    list: &'l [D],
    files: &'l BTreeSet<FileId>,
) -> impl Iterator<Item = (usize, &'l D)> {
    files.iter().flat_map(move |file| {
        let start = list.partition_point(|declared| declared.file() < *file);
        let end = list.partition_point(|declared| declared.file() <= *file);
        (start..end).zip(list.get(start..end).unwrap_or_default())
    })
}

/// A define, and the guideline it belongs to where it stands in one.
#[derive(Clone, Copy, Debug)]
pub(super) struct DeclaredDefine<'a> {
    pub(super) node: &'a ast::Define,
    pub(super) file: FileId,
    pub(super) guideline: Option<usize>,
}

/// What a bare name may stand for, other than a part or a built-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Fact(usize),
    Define(usize),
    Score(usize),
}

/// The names of one file and of those it uses.
#[derive(Debug, Default)]
pub(super) struct Visible<'a> {
    pub(super) asks: BTreeMap<&'a str, Named>,
    pub(super) sets: BTreeMap<&'a str, usize>,
    pub(super) anchors: BTreeMap<&'a str, usize>,
    /// Names of items too broken to read: known, but good for nothing.
    pub(super) broken: BTreeSet<String>,
}

/// The names inside a guideline.
#[derive(Debug, Default)]
pub(super) struct Inside<'a> {
    pub(super) settings: BTreeMap<&'a str, (&'a Name, &'a ast::Literal)>,
    pub(super) anchors: BTreeMap<&'a str, &'a ast::Anchor>,
    pub(super) defines: BTreeMap<&'a str, usize>,
    pub(super) periods: BTreeMap<&'a str, &'a ast::Meta>,
    pub(super) ladder: Vec<&'a Name>,
    pub(super) roads: super::paths::Paths,
}

/// Every declaration of a load.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    pub(super) facts: Vec<Declared<'a, ast::Fact>>,
    pub(super) sets: Vec<Declared<'a, ast::Codes>>,
    pub(super) anchors: Vec<Declared<'a, ast::Anchor>>,
    pub(super) scores: Vec<Declared<'a, ast::Score>>,
    /// Those of files, then those of guidelines.
    pub(super) defines: Vec<DeclaredDefine<'a>>,
    top_defines: usize,
    pub(super) guidelines: Vec<Declared<'a, ast::Guideline>>,
    /// Overlays as expanded, by their places among the guidelines, behind all others.
    pub(super) expanded: BTreeMap<usize, &'a Expanded>,
    pub(super) inside: Vec<Inside<'a>>,
    pub(super) visible: BTreeMap<FileId, Visible<'a>>,
    /// Kinds for which a file says `default silence means no`.
    pub(super) silence: BTreeMap<FileId, Vec<&'a str>>,
}

/// What a file uses, directly, and the names of its items that could not be read.
#[derive(Clone, Debug, Default)]
pub(super) struct FileFacts {
    pub(super) uses: Vec<FileId>,
    /// Used paths whose files are still to be read.
    pub(super) uses_later: Vec<String>,
    pub(super) broken: BTreeSet<String>,
}

impl<'a> Names<'a> {
    /// Gathers the declarations of all files.
    pub(super) fn gather(
        files: &'a [(FileId, ast::File)],
        expanded: &'a [Expanded],
        about: &BTreeMap<FileId, FileFacts>,
        out: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut names = Self::default();
        for (file, tree) in files {
            for item in &tree.items {
                names.add(*file, item, out);
            }
        }
        for overlay in expanded {
            names.expanded.insert(names.guidelines.len(), overlay);
            names.guidelines.push(Declared { node: &overlay.guideline, file: overlay.base_span.file });
        }
        names.top_defines = names.defines.len();
        names.look_inside(out);
        names.one_fact_of_a_name(out);
        for (file, _) in files {
            let visible = names.see(*file, about, out);
            names.visible.insert(*file, visible);
        }
        names
    }

    fn add(&mut self, file: FileId, item: &'a ast::Item, out: &mut Vec<Diagnostic>) {
        match item {
            ast::Item::Use(_) => {}
            ast::Item::Default(default) => {
                for kind in &default.kinds {
                    if matches!(kind.node.as_str(), "event" | "span" | "code") {
                        self.silence.entry(file).or_default().push(kind.node.as_str());
                    } else {
                        out.push(faults::unknown_kind(kind));
                    }
                }
            }
            ast::Item::Codes(node) => self.sets.push(Declared { node, file }),
            ast::Item::Fact(node) => self.facts.push(Declared { node, file }),
            ast::Item::Anchor(node) => self.anchors.push(Declared { node, file }),
            ast::Item::Score(node) => self.scores.push(Declared { node, file }),
            ast::Item::Define(node) => {
                self.defines.push(DeclaredDefine { node, file, guideline: None });
            }
            ast::Item::Guideline(node) => self.guidelines.push(Declared { node, file }),
            // Expanded before.
            ast::Item::Overlay(_) => {}
        }
    }

    /// Settings, anchors, periods, defines and criteria of each guideline.
    fn look_inside(&mut self, out: &mut Vec<Diagnostic>) {
        for (index, guideline) in self.guidelines.clone().into_iter().enumerate() {
            let mut inside =
                Inside { roads: super::paths::Paths::of(guideline.node, out), ..Inside::default() };
            let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
            let mut claim = |name: &'a Name, out: &mut Vec<Diagnostic>| {
                if builtins::is_point(&name.node) || builtins::is_header(&name.node) {
                    out.push(faults::built_in_name(name));
                    return false;
                }
                match taken.get(name.node.as_str()) {
                    Some(first) => {
                        out.push(faults::duplicate_name(name, *first));
                        false
                    }
                    None => {
                        taken.insert(&name.node, name.span);
                        true
                    }
                }
            };
            for meta in &guideline.node.metas {
                match &meta.form {
                    ast::MetaForm::Anchor(anchor) if claim(&anchor.id, out) => {
                        inside.anchors.insert(&anchor.id.node, anchor);
                    }
                    ast::MetaForm::Setting { id, value, .. } if claim(id, out) => {
                        inside.settings.insert(&id.node, (id, value));
                    }
                    ast::MetaForm::Periods { id, .. } if claim(id, out) => {
                        inside.periods.insert(&id.node, meta);
                    }
                    ast::MetaForm::Ladder(rungs) => inside.ladder.extend(rungs),
                    _ => {}
                }
            }
            for define in &guideline.node.defines {
                if claim(&define.id, out) {
                    inside.defines.insert(&define.id.node, self.defines.len());
                    let file = guideline.file;
                    self.defines.push(DeclaredDefine { node: define, file, guideline: Some(index) });
                }
            }
            self.inside.push(inside);
        }
    }

    fn one_fact_of_a_name(&self, out: &mut Vec<Diagnostic>) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for fact in &self.facts {
            let id = &fact.node.id;
            if builtins::is_header(&id.node) || id.node == builtins::APPROVAL {
                out.push(faults::built_in_name(id));
            } else if let Some(first) = first.get(id.node.as_str()) {
                out.push(faults::duplicate_name(id, *first));
            } else {
                first.insert(&id.node, id.span);
            }
        }
    }

    /// What one file sees: its own names, and those of every file it uses, directly or not.
    fn see(
        &self,
        file: FileId,
        about: &BTreeMap<FileId, FileFacts>,
        out: &mut Vec<Diagnostic>,
    ) -> Visible<'a> {
        let mut seen = BTreeSet::from([file]);
        let mut queue = vec![file];
        let mut visible = Visible::default();
        while let Some(next) = queue.pop() {
            let Some(facts) = about.get(&next) else { continue };
            visible.broken.extend(facts.broken.iter().cloned());
            for used in &facts.uses {
                if seen.insert(*used) {
                    queue.push(*used);
                }
            }
        }
        for (index, fact) in of_files(&self.facts, &seen) {
            // Two facts of one name are reported once for the whole load.
            visible.asks.entry(&fact.node.id.node).or_insert(Named::Fact(index));
        }
        let mut taken: BTreeMap<(u8, &str), Span> = BTreeMap::new();
        for (name, named) in &visible.asks {
            if let Named::Fact(index) = named
                && let Some(fact) = self.facts.get(*index)
            {
                taken.insert((0, *name), fact.node.id.span);
            }
        }
        let mut claim = |space: u8, name: &'a Name| match taken.get(&(space, name.node.as_str())) {
            Some(first) => {
                let (early, late) =
                    if *first <= name.span { (*first, name.span) } else { (name.span, *first) };
                let late = Name::new(name.node.clone(), late);
                out.push(faults::duplicate_name(&late, early));
                false
            }
            None if (space == 0 && (builtins::is_header(&name.node) || name.node == builtins::APPROVAL))
                || (space == 2 && builtins::is_point(&name.node)) =>
            {
                out.push(faults::built_in_name(name));
                false
            }
            None => {
                taken.insert((space, &name.node), name.span);
                true
            }
        };
        for (index, define) in of_files(self.defines.get(..self.top_defines).unwrap_or_default(), &seen) {
            if claim(0, &define.node.id) {
                visible.asks.insert(&define.node.id.node, Named::Define(index));
            }
        }
        for (index, score) in of_files(&self.scores, &seen) {
            if claim(0, &score.node.id) {
                visible.asks.insert(&score.node.id.node, Named::Score(index));
            }
        }
        for (index, set) in of_files(&self.sets, &seen) {
            if claim(1, &set.node.id) {
                visible.sets.insert(&set.node.id.node, index);
            }
        }
        for (index, anchor) in of_files(&self.anchors, &seen) {
            if claim(2, &anchor.node.id) {
                visible.anchors.insert(&anchor.node.id.node, index);
            }
        }
        visible
    }

    /// The file that declares a fact, define or score of that name, where it is one that `file` does not see.
    pub(super) fn declared_elsewhere(&self, name: &str) -> Option<FileId> {
        let fact = self.facts.iter().find(|fact| fact.node.id.node == name).map(|fact| fact.file);
        let define = || {
            let mut top = self.defines.iter().filter(|define| define.guideline.is_none());
            top.find(|define| define.node.id.node == name).map(|define| define.file)
        };
        let score = || self.scores.iter().find(|score| score.node.id.node == name).map(|score| score.file);
        fact.or_else(define).or_else(score)
    }

    /// The file that declares a code set of that name.
    pub(super) fn set_elsewhere(&self, name: &str) -> Option<FileId> {
        self.sets.iter().find(|set| set.node.id.node == name).map(|set| set.file)
    }
}

/// Names of items that the text seems to declare, for files that could not be read whole.
pub(super) fn names_in_text(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in text.lines() {
        let mut words = line.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        let mut words = words.by_ref().filter(|word| !word.is_empty());
        if let (Some("codes" | "fact" | "anchor" | "score" | "define" | "setting"), Some(name)) =
            (words.next(), words.next())
        {
            names.insert(name.to_owned());
        }
    }
    names
}
