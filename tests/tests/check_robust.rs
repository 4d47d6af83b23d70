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

/// Declarations that hang on one another, `count` of them, and what is wrong with them.
fn chained(count: usize, one: impl Fn(usize) -> String, last: &str, test: &str) -> Vec<String> {
    let mut text = String::from(
        "codes apneas \"Sleep apnea\": icd10cm G47.33\n\
         fact apnea \"Sleep apnea\": span in apneas silence means no\n\
         fact readings \"Readings\": record { value \"Value\": quantity in % }\n\
         guideline deep \"Deep\" {\n  status draft\n  cite internal \"a test\"\n",
    );
    text.push_str(&format!("  coverage deep \"Deep\" {{ requires all {{ a \"A\": {test} }} }}\n}}\n"));
    for at in 0..count {
        text.push_str(&one(at));
        text.push('\n');
    }
    text.push_str(last);
    let files = BTreeMap::from([(String::from("deep.crit"), text)]);
    let loaded = check::load(&Texts(files), &[String::from("deep.crit")], &Limits::default());
    loaded.diagnostics.iter().map(|fault| format!("{}: {}", fault.id, fault.headline)).collect()
}

/// A stack of 1 MiB, as WebAssembly has it, bears what is refused for its depth: debug builds take some times as much.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(run).expect("a thread");
    thread.join().expect("no panic");
}

#[test]
fn a_long_chain_of_defines_is_refused() {
    on_a_small_stack(|| {
        for count in [1_000, 20_000] {
            let faults = chained(
                count,
                |at| format!("define d{at} \"D\": d{}", at + 1),
                &format!("define d{count} \"D\": apnea"),
                "d0",
            );
            assert_eq!(
                faults.first().map(String::as_str),
                Some("too-large: criteria are nested too deep"),
                "{faults:?}"
            );
        }
        let sound =
            chained(40, |at| format!("define d{at} \"D\": d{}", at + 1), "define d40 \"D\": apnea", "d0");
        assert_eq!(sound, ["unused-fact: no criterion asks about `readings`"]);
    });
}

#[test]
fn a_long_chain_of_trees_in_defines_is_refused() {
    on_a_small_stack(|| {
        let (open, close) = ("all { a \"A\": ".repeat(25), " }".repeat(25));
        let one = |at: usize| format!("define d{at} \"D\": {open}d{}{close}", at + 1);
        let faults = chained(300, one, "define d300 \"D\": apnea", "d0");
        assert_eq!(
            faults.first().map(String::as_str),
            Some("too-large: criteria are nested too deep"),
            "{faults:?}"
        );
    });
}

#[test]
fn a_long_chain_of_values_is_refused() {
    on_a_small_stack(|| {
        for parentheses in [0, 25] {
            let (open, close) = ("(1 kg + ".repeat(parentheses), ")".repeat(parentheses));
            let one =
                |at: usize| format!("define d{at} \"D\": quantity in kg = {open}d{} + 1 kg{close}", at + 1);
            let faults = chained(2_000, one, "define d2000 \"D\": quantity in kg = 1 kg", "d0 > 1 kg");
            assert_eq!(
                faults.first().map(String::as_str),
                Some("too-large: criteria are nested too deep"),
                "{faults:?}"
            );
        }
    });
}

#[test]
fn a_long_chain_of_scores_is_refused() {
    on_a_small_stack(|| {
        let one = |at: usize| {
            format!(
                "score s{at} \"S\" over readings {{ item one \"One\": when latest s{} ever >= 1 then 1 else 0 cite literature \"X\" }}",
                at + 1
            )
        };
        let last = "score s2000 \"S\" over readings { item one \"One\": 1 cite literature \"X\" }";
        let faults = chained(2_000, one, last, "latest s0 ever >= 1");
        assert_eq!(
            faults.first().map(String::as_str),
            Some("too-large: criteria are nested too deep"),
            "{faults:?}"
        );
    });
}
