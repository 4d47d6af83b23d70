//! Reading: entry files, what they use, each once; then names, then the model.

use super::faults::files as faults;
use super::lower::Checker;
use super::model::Library;
use super::names::{FileFacts, Names, names_in_text};
use super::{Files, Limits, Loaded};
use crate::ast;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Name, Source, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Reads `entries` and all they use, checks them, and answers what is sound together with every fault.
///
/// Paths are relative to the root of the criteria, with or without `.crit`. A guideline with an error is left out of the
/// library; everything else stays. Diagnostics come in the order of files and places.
#[must_use]
pub fn load(files: &dyn Files, entries: &[String], limits: &Limits) -> Loaded {
    let mut reader = Reader::new(files, limits);
    for entry in entries {
        reader.entry(entry);
    }
    let Reader { sources, trees, about, spelled, mut faults, .. } = reader;
    let expanded = super::overlays::expand(&trees, &about, limits, &mut faults);
    let names = Names::gather(&trees, &expanded, &about, &mut faults);
    let (library, mut more) = check(&sources, limits, &names, files, &faults);
    if more.len() <= MOST_WEIGHED {
        more.retain(|fault| !follows(fault, &spelled, &sources));
    }
    faults.append(&mut more);
    Loaded { library, diagnostics: in_order(faults, limits), sources, files: trees }
}

fn check(
    sources: &Sources,
    limits: &Limits,
    names: &Names<'_>,
    files: &dyn Files,
    found: &[Diagnostic],
) -> (Library, Vec<Diagnostic>) {
    let mut checker = Checker::new(sources, limits, names);
    checker.lower_sets(files);
    checker.lower_facts();
    checker.lower_silences();
    for index in 0..names.defines.len() {
        // Those of a guideline are checked with it.
        if names.defines.get(index).is_some_and(|define| define.guideline.is_none()) {
            checker.check_define(index);
        }
    }
    checker.check_scores();
    let made = checker.lower_guidelines();
    checker.advise_unused(&made, found);
    let errors: BTreeSet<(FileId, u32)> = found
        .iter()
        .chain(&checker.faults)
        .filter(|fault| fault.severity == Severity::Error)
        .map(|fault| (fault.primary.span.file, fault.primary.span.start))
        .collect();
    let sound = |span: Span| {
        errors.range((span.file, span.start)..(span.file, span.end.max(span.start))).next().is_none()
    };
    let mut left_out: BTreeSet<usize> = (0..made.len())
        .filter(|at| made.get(*at).is_none_or(|made| made.broken || !sound(made.guideline.span)))
        .collect();
    super::elsewhere::leave_out_with(&made, &mut left_out);
    let mut guidelines = Vec::new();
    for (at, one) in made.iter().enumerate() {
        if left_out.contains(&at) {
            continue;
        }
        let mut guideline = one.guideline.clone();
        guideline.digest = checker.digest(at, &made);
        guidelines.push(guideline);
    }
    guidelines.sort_by(|one, two| {
        let key = |edition: &Option<super::model::Edition>| edition.as_ref().map(|edition| edition.from);
        one.id.cmp(&two.id).then_with(|| key(&one.edition).cmp(&key(&two.edition)))
    });
    let anchors = names.anchors.iter().map(|anchor| anchor.node.id.node.clone()).collect();
    (Library { facts: checker.facts, sets: checker.sets, guidelines, anchors }, checker.faults)
}

/// Of more faults than these, none is held against what could not be read.
const MOST_WEIGHED: usize = 2000;

/// Whether a fault may only follow from what could not be read: one on the same line, or something lacking in that file.
fn follows(fault: &Diagnostic, spelled: &[Span], sources: &Sources) -> bool {
    const LACKING: [&str; 4] = ["empty-block", "missing-citation", "missing-status", "unknown-criterion"];
    let span = fault.primary.span;
    let line = |span: Span| sources.get(span.file).map_or(0, |source| source.line_column(span.start).0);
    let here = line(span);
    let mut near = spelled.iter().filter(|other| other.file == span.file);
    near.any(|other| LACKING.contains(&fault.id) || line(*other) == here)
}

/// Sorts, drops what is said twice of one place, and keeps within the limit: warnings go before any error does.
fn in_order(mut faults: Vec<Diagnostic>, limits: &Limits) -> Vec<Diagnostic> {
    faults.sort_by(|one, two| {
        let key = |fault: &Diagnostic| (fault.primary.span, std::cmp::Reverse(fault.severity), fault.id);
        key(one).cmp(&key(two))
    });
    let mut seen: BTreeSet<(&'static str, Span)> = BTreeSet::new();
    faults.retain(|fault| seen.insert((fault.id, fault.primary.span)));
    if faults.len() > limits.diagnostics {
        let is_error = |fault: &Diagnostic| fault.severity == Severity::Error;
        let errors = faults.iter().filter(|fault| is_error(fault)).count();
        let mut warnings = limits.diagnostics.saturating_sub(errors);
        faults.retain(|fault| {
            let kept = is_error(fault) || warnings > 0;
            warnings = warnings.saturating_sub(usize::from(kept && !is_error(fault)));
            kept
        });
        faults.truncate(limits.diagnostics);
    }
    faults
}

struct Reader<'f> {
    files: &'f dyn Files,
    limits: &'f Limits,
    sources: Sources,
    trees: Vec<(FileId, ast::File)>,
    about: BTreeMap<FileId, FileFacts>,
    known: BTreeMap<String, FileId>,
    bytes: usize,
    /// Where reading found something wrong.
    spelled: Vec<Span>,
    faults: Vec<Diagnostic>,
}

impl<'f> Reader<'f> {
    fn new(files: &'f dyn Files, limits: &'f Limits) -> Self {
        Self {
            files,
            limits,
            sources: Sources::default(),
            trees: Vec::new(),
            about: BTreeMap::new(),
            known: BTreeMap::new(),
            bytes: 0,
            spelled: Vec::new(),
            faults: Vec::new(),
        }
    }

    fn entry(&mut self, path: &str) {
        let clean = clean_path(path).map(|path| with_extension(&path));
        if let Some(clean) = clean
            && let Some(text) = self.text(&clean)
        {
            self.read(clean, text);
            return;
        }
        // A place to hang the message on.
        let file = self.sources.add(Source::new(path, ""));
        let name = Name::new(path.to_owned(), Span::new(file, 0, 0));
        self.faults.push(faults::unknown_file(&name));
    }

    fn text(&self, path: &str) -> Option<std::sync::Arc<str>> {
        if self.known.contains_key(path) { Some("".into()) } else { self.files.read(path) }
    }

    /// Reads a file and what it uses, not twice; a queue, so that long chains cost no stack.
    fn read(&mut self, path: String, text: std::sync::Arc<str>) {
        let mut queue = std::collections::VecDeque::from([(path, text)]);
        while let Some((path, text)) = queue.pop_front() {
            if self.known.contains_key(&path) {
                continue;
            }
            let file = self.add(path, text);
            let used: Vec<Name> = self
                .trees
                .last()
                .map(|(_, tree)| {
                    let uses = tree.items.iter().filter_map(|item| match item {
                        ast::Item::Use(used) => Some(used.path.clone()),
                        _ => None,
                    });
                    uses.collect()
                })
                .unwrap_or_default();
            let mut paths = Vec::new();
            for used in used {
                let Some(path) = clean_path(&used.node).map(|path| with_extension(&path)) else {
                    self.faults.push(faults::bad_path(&used));
                    continue;
                };
                let Some(text) = self.text(&path) else {
                    self.faults.push(faults::unknown_file(&used));
                    continue;
                };
                if !self.known.contains_key(&path) {
                    if self.known.len().saturating_add(queue.len()) >= self.limits.files {
                        self.faults.push(faults::too_many_files(&used, self.limits.files));
                        continue;
                    }
                    queue.push_back((path.clone(), text));
                }
                paths.push(path);
            }
            self.about.entry(file).or_default().uses_later = paths;
        }
        for about in self.about.values_mut() {
            let paths = std::mem::take(&mut about.uses_later);
            about.uses.extend(paths.iter().filter_map(|path| self.known.get(path)));
        }
    }

    /// Parses one file.
    fn add(&mut self, path: String, text: std::sync::Arc<str>) -> FileId {
        let size = text.len();
        let total = self.bytes.saturating_add(size);
        let fits = size <= self.limits.file_bytes && total <= self.limits.all_bytes;
        let kept: std::sync::Arc<str> = if fits { text } else { "".into() };
        let file = self.sources.add(Source::new(path.clone(), kept.clone()));
        self.known.insert(path.clone(), file);
        if !fits {
            let name = Name::new(path, Span::new(file, 0, 0));
            self.faults
                .push(faults::file_too_large(&name, self.limits.file_bytes.min(self.limits.all_bytes)));
        }
        self.bytes = self.bytes.saturating_add(kept.len());
        let (tree, found) = crate::syntax::parse(file, &kept);
        let about = self.about.entry(file).or_default();
        if !fits || found.iter().any(|fault| fault.severity == Severity::Error) {
            about.broken = names_in_text(&kept);
        }
        self.spelled.extend(found.iter().map(|fault| fault.primary.span));
        self.faults.extend(found);
        self.trees.push((file, tree));
        file
    }
}

fn with_extension(path: &str) -> String {
    if path.ends_with(".crit") { path.to_owned() } else { format!("{path}.crit") }
}

/// A path below the root of the criteria, with `/` between its names; `None` for one that leads elsewhere.
pub(super) fn clean_path(path: &str) -> Option<String> {
    let fine = |name: &str| {
        !name.is_empty()
            && name != "."
            && name != ".."
            && !name.contains(['\\', ':'])
            && !name.contains(char::is_control)
    };
    (path.len() <= 512 && path.split('/').all(fine)).then(|| path.to_owned())
}
