//! What the README shows of a file stands in that file.
//!
//! A `text` block below a line that ends in a link to a file and a colon is an excerpt of it. Criteria stand there line by
//! line, moved left together. A case may be laid out otherwise and leave fields out; `...` leaves out the rest of a list.

use serde_json::Value;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[allow(clippy::disallowed_methods)]
fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// The excerpts of a page: the file each is of, and its text.
fn excerpts(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut above = "";
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(about) = line.strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            let file = above.strip_suffix("):").and_then(|rest| rest.rsplit_once("](")).map(|(_, file)| file);
            if let ("text", Some(file)) = (about, file) {
                found.push((file.to_owned(), block.join("\n")));
            }
        } else if !line.trim().is_empty() {
            above = line;
        }
    }
    found
}

/// The lines of a text without the blanks that all of them begin with.
fn moved_left(lines: &[&str]) -> Vec<String> {
    let blanks = |line: &&str| line.len() - line.trim_start().len();
    let least = lines.iter().filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0);
    lines.iter().map(|line| line.get(least..).unwrap_or("").trim_end().to_owned()).collect()
}

/// Whether the lines of `part` follow one another in `whole`.
fn stands_in(part: &str, whole: &str) -> bool {
    let part = moved_left(&part.lines().collect::<Vec<_>>());
    let whole: Vec<&str> = whole.lines().collect();
    whole.windows(part.len()).any(|lines| moved_left(lines) == part)
}

/// Whether every field and element shown is in `whole`, of a list some elements in their order.
fn is_part_of(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(name, value)| whole.get(name).is_some_and(|other| is_part_of(value, other)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            let mut rest = whole.iter();
            part.iter().all(|value| rest.any(|other| is_part_of(value, other)))
        }
        _ => part == whole,
    }
}

#[test]
fn what_the_readme_shows_of_a_file_stands_in_it() {
    let excerpts = excerpts(&text(&root().join("README.md")));
    assert_eq!(excerpts.len(), 2, "the criteria and the case: {excerpts:?}");
    for (file, shown) in excerpts {
        let whole = text(&root().join(&file));
        if file.ends_with(".json") {
            let shown = shown.replace(",\n    ...", "");
            let part: Value = serde_json::from_str(&shown).unwrap_or_else(|fault| panic!("{fault}: {shown}"));
            let whole: Value = serde_json::from_str(&whole).expect("the file is JSON");
            assert!(is_part_of(&part, &whole), "this is not in {file}:\n{shown}");
        } else {
            assert!(stands_in(&shown, &whole), "these lines are not in {file}:\n{shown}");
        }
    }
}
