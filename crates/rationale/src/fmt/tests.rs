//! What is printed reads as it was written.

use super::print;
use crate::source::FileId;
use crate::syntax::parse;
use std::path::{Path, PathBuf};

/// The tree as text without its places.
fn shape(file: &crate::ast::File) -> String {
    let shown = format!("{file:?}");
    let mut made = String::with_capacity(shown.len());
    let mut rest = shown.as_str();
    while let Some((before, after)) = rest.split_once("Span { file: ") {
        made.push_str(before);
        rest = after.split_once(" }").expect("the end of a span").1;
    }
    made + rest
}

#[allow(clippy::disallowed_methods)]
fn texts_below(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "crit") {
            let text = std::fs::read_to_string(&path).expect("a readable file");
            found.push((path, text));
        }
    }
}

#[test]
fn what_is_printed_reads_as_it_was_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for folder in ["src/syntax/testdata", "../../criteria", "../../docs/examples", "../../tests/suite"] {
        texts_below(&root.join(folder), &mut texts);
    }
    assert!(texts.len() > 60, "only {} texts", texts.len());
    for (path, text) in texts {
        // Of a text with faults, what could be read is printed.
        let (file, _) = parse(FileId(0), &text);
        let printed = print(&file);
        let (again, faults) = parse(FileId(0), &printed);
        let unreadable =
            faults.iter().any(|fault| fault.id != "reserved-word" && fault.id != "calculation-too-long");
        assert!(!unreadable, "{}\n{faults:#?}\n{printed}", path.display());
        assert_eq!(shape(&file), shape(&again), "{}\n{printed}", path.display());
        assert_eq!(printed, print(&again), "{}", path.display());
    }
}

#[test]
fn texts_codes_and_signs_keep_their_meaning() {
    let check = |text: &str, printed: &str| {
        let (file, faults) = parse(FileId(0), text);
        assert_eq!(faults, Vec::new());
        assert_eq!(print(&file), printed);
    };
    check("codes a : local \"A 1\" , b-1 , \"c..d\"", "codes a: local \"A 1\", b-1, \"c..d\"\n");
    check("codes a: icd10cm I50*, E11.6*", "codes a: icd10cm I50.*, E11.6*\n");
    check("fact a “A \"quoted\" one”:number", "fact a \"A \\\"quoted\\\" one\": number\n");
    check("define x: quantity in 1 = (a+b)*-(c)-(d-e)", "define x: quantity in 1 = (a + b) * -c - (d - e)\n");
    check("define x: y ≥ 3", "define x: y >= 3\n");
}
