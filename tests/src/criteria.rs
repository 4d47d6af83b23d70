//! Criteria fixtures: a folder as the source of files, the marks in a text, diagnostics as plain text.

use rationale::check::{self, Files, Limits, Loaded};
use rationale::diagnostic::{Diagnostic, Severity};
use rationale::source::Span;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder below which paths are read.
pub struct Folder(pub PathBuf);

impl Files for Folder {
    #[allow(clippy::disallowed_methods)]
    fn read(&self, path: &str) -> Option<Arc<str>> {
        std::fs::read_to_string(self.0.join(path)).ok().map(Arc::from)
    }
}

/// The folder of all fixtures.
#[must_use]
pub fn suite() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("suite")
}

/// Texts held in memory, by path.
#[derive(Default)]
pub struct Texts(pub BTreeMap<String, String>);

impl Files for Texts {
    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.0.get(path).map(|text| Arc::from(text.as_str()))
    }
}

/// Loads one text by itself.
#[must_use]
pub fn load_text(text: &str) -> Loaded {
    let files = Texts(BTreeMap::from([("text.crit".to_owned(), text.to_owned())]));
    check::load(&files, &["text".to_owned()], &Limits::default())
}

/// Every file below `folder` that ends so, as paths below it, sorted.
#[must_use]
pub fn files_below(folder: &Path, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut queue = vec![folder.to_owned()];
    while let Some(next) = queue.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                queue.push(path);
            } else if path.to_string_lossy().ends_with(ending)
                && let Ok(below) = path.strip_prefix(folder)
            {
                found.push(below.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// What a text says is reported on which of its lines: `#~ error unit-mismatch`, several of them on one line perhaps.
#[must_use]
pub fn marks(text: &str) -> Vec<(usize, String)> {
    let mut marks = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for mark in line.split("#~").skip(1) {
            marks.push((index + 1, mark.trim().to_owned()));
        }
    }
    marks.sort();
    marks
}

/// What was reported, in the same form; faults of other files are named with their file.
#[must_use]
pub fn reported(loaded: &Loaded, file: &str) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, String)> = loaded
        .diagnostics
        .iter()
        .map(|fault| {
            let source = loaded.sources.get(fault.primary.span.file);
            let line = source.map_or(0, |source| source.line_column(fault.primary.span.start).0);
            match source {
                Some(source) if source.name != file => (line, format!("{} in {}", words(fault), source.name)),
                _ => (line, words(fault)),
            }
        })
        .collect();
    all.sort();
    all
}

fn words(fault: &Diagnostic) -> String {
    format!("{} {}", severity(fault.severity), fault.id)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The diagnostics as plain text, one block each: place, headline, what is marked, help.
#[must_use]
pub fn rendered(loaded: &Loaded) -> String {
    let mut text = String::new();
    for fault in &loaded.diagnostics {
        let place = loaded.sources.place(fault.primary.span);
        let _ = writeln!(text, "{place} {}[{}]: {}", severity(fault.severity), fault.id, fault.headline);
        let _ = writeln!(text, "  `{}` {}", slice(loaded, fault.primary.span), fault.primary.text);
        for label in &fault.secondary {
            let line = loaded.sources.place(label.span);
            let _ = writeln!(text, "  {line} `{}` {}", slice(loaded, label.span), label.text);
        }
        for help in &fault.help {
            let _ = writeln!(text, "  help: {help}");
        }
    }
    text
}

fn slice(loaded: &Loaded, span: Span) -> String {
    let text = loaded.sources.get(span.file).map_or("", |source| source.slice(span));
    let words: Vec<&str> = text.split_whitespace().collect();
    let words = words.join(" ");
    match words.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &words[..at]),
        None => words,
    }
}
