//! Damaged texts: whatever is left out, doubled or moved, a load answers and points into the text.

use rationale::check::{self, Limits};
use rationale::diagnostic::Severity;
use rationale_tests::criteria::{Texts, files_below, suite};
use std::collections::BTreeMap;

/// The sound fixtures as texts in memory.
#[allow(clippy::disallowed_methods)]
fn texts() -> BTreeMap<String, String> {
    let folder = suite().join("check");
    let mut files = files_below(&folder, ".crit");
    files.extend(files_below(&folder, ".csv"));
    files
        .into_iter()
        .filter(|file| file.starts_with("sound/"))
        .map(|file| {
            let text = std::fs::read_to_string(folder.join(&file)).expect("a readable file");
            (file, text)
        })
        .collect()
}

fn load_damaged(texts: &BTreeMap<String, String>, file: &str, damaged: String) {
    let mut texts = texts.clone();
    texts.insert(file.to_owned(), damaged);
    let loaded = check::load(&Texts(texts), &[file.to_owned()], &Limits::default());
    for fault in &loaded.diagnostics {
        let source = loaded.sources.get(fault.primary.span.file).expect("a source");
        let (start, end) = (fault.primary.span.start as usize, fault.primary.span.end as usize);
        assert!(start <= end && source.text.get(start..end).is_some(), "{} points nowhere", fault.id);
        assert!(!fault.headline.is_empty() && !fault.id.is_empty());
    }
    // A guideline that could not be read whole is not taken for sound.
    for guideline in &loaded.library.guidelines {
        let errors = loaded.diagnostics.iter().filter(|fault| fault.severity == Severity::Error);
        let inside: Vec<&str> = errors
            .filter(|fault| {
                let (place, span) = (fault.primary.span, guideline.span);
                place.file == span.file && span.start <= place.start && place.start <= span.end
            })
            .map(|fault| fault.id)
            .collect();
        assert_eq!(inside, Vec::<&str>::new(), "inside {}", guideline.id);
    }
    if !loaded.has_errors() {
        assert!(loaded.library.guidelines.len() <= 2);
    }
}

/// The words of a text, each with what stands before it.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive([' ', '\n']).collect()
}

#[test]
fn a_word_left_out_or_doubled_never_panics() {
    let texts = texts();
    for file in ["sound/heart_failure.crit", "sound/cpap.crit", "sound/oxygen.crit"] {
        let words = words(&texts[file]);
        for at in 0..words.len() {
            let mut fewer = words.clone();
            let word = fewer.remove(at);
            load_damaged(&texts, file, fewer.concat());
            if at % 3 == 0 {
                let mut more = words.clone();
                more.insert(at, word);
                load_damaged(&texts, file, more.concat());
            }
        }
    }
}

#[test]
fn words_that_change_places_never_panic() {
    let texts = texts();
    for file in ["sound/heart_failure.crit", "sound/cpap.crit", "sound/oxygen.crit"] {
        let words = words(&texts[file]);
        for step in [1, 7, 31, 113] {
            for at in (0..words.len().saturating_sub(step)).step_by(5) {
                let mut moved = words.clone();
                moved.swap(at, at + step);
                load_damaged(&texts, file, moved.concat());
            }
        }
    }
}

#[test]
fn a_text_that_ends_anywhere_never_panics() {
    let texts = texts();
    for file in ["sound/heart_failure.crit", "sound/cpap.crit", "sound/oxygen.crit"] {
        for (at, _) in texts[file].char_indices().step_by(17) {
            load_damaged(&texts, file, texts[file][..at].to_owned());
        }
    }
}
