//! Diagnostics as an author reads them: the place in the text, marked.

use crate::criteria::Criteria;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use rationale::diagnostic::{Diagnostic, Label, Severity};
use rationale::source::FileId;
use std::ops::Range;

/// All diagnostics of a load, an empty line after each.
pub(crate) fn text(criteria: &Criteria, colored: bool) -> String {
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for fault in &criteria.loaded.diagnostics {
        text.push_str(&renderer.render(&[group(fault, criteria)]));
        text.push_str("\n\n");
    }
    text
}

/// `2 errors, 1 warning`
pub(crate) fn counts(faults: &[Diagnostic]) -> Option<String> {
    let errors = faults.iter().filter(|fault| fault.severity == Severity::Error).count();
    let warnings = faults.len() - errors;
    let words = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        many => Some(format!("{many} {word}s")),
    };
    let parts: Vec<String> =
        [words(errors, "error"), words(warnings, "warning")].into_iter().flatten().collect();
    if parts.is_empty() { None } else { Some(parts.join(", ")) }
}

fn group<'a>(fault: &'a Diagnostic, criteria: &'a Criteria) -> Group<'a> {
    let level = match fault.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(fault.headline.as_str()).id(fault.id));
    // The file of the primary label first, then others in the order of their labels.
    let mut files: Vec<FileId> = vec![fault.primary.span.file];
    for label in &fault.secondary {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    for file in files {
        let Some(source) = criteria.loaded.sources.get(file) else { continue };
        let mut snippet = Snippet::source(&*source.text).path(criteria.path(&source.name)).fold(true);
        if fault.primary.span.file == file {
            snippet = snippet.annotation(annotation(&fault.primary, AnnotationKind::Primary, &source.text));
        }
        for label in fault.secondary.iter().filter(|label| label.span.file == file) {
            snippet = snippet.annotation(annotation(label, AnnotationKind::Context, &source.text));
        }
        group = group.element(snippet);
    }
    for help in &fault.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

fn annotation<'a>(label: &'a Label, kind: AnnotationKind, text: &str) -> annotate_snippets::Annotation<'a> {
    let annotation = kind.span(bytes(label, text));
    if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) }
}

/// The bytes of a label, within the text and between whole characters.
fn bytes(label: &Label, text: &str) -> Range<usize> {
    let clamp = |byte: u32| {
        let mut byte = (byte as usize).min(text.len());
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    };
    let (start, end) = (clamp(label.span.start), clamp(label.span.end));
    start..end.max(start)
}
