//! The criteria in the docs are read and checked.
//!
//! A page's `crit` blocks are one file. Its `crit criteria` blocks are members of one group in that file. On the tour every
//! `crit` block stands, as it is, in one of the files that the tour is about.

use rationale::check::{self, Limits};
use rationale_tests::criteria::{Folder, Texts, files_below, rendered};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

#[allow(clippy::disallowed_methods)]
fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// The fenced blocks of a page whose fence says exactly that.
fn blocks(page: &str, fence: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(about) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        if about.trim() == fence {
            found.push(block.join("\n"));
        }
    }
    found
}

#[test]
fn the_criteria_of_every_page_are_sound() {
    for page in files_below(&docs(), ".md") {
        if page == "tour.md" || page.starts_with("diagnostics/") {
            continue;
        }
        let words = text(&docs().join(&page));
        let mut file = blocks(&words, "crit").join("\n");
        let members = blocks(&words, "crit criteria").join("\n");
        if !members.is_empty() {
            file.push_str(&format!(
                "\nguideline every_form \"Every form\" {{\n  cite internal \"illustrative\"\n  coverage every \"Every\" {{\n    requires all {{\n{members}\n    }}\n  }}\n}}\n"
            ));
        }
        if file.is_empty() {
            continue;
        }
        let texts = Texts(BTreeMap::from([("page.crit".to_owned(), file.clone())]));
        let loaded = check::load(&texts, &["page".to_owned()], &Limits::default());
        assert!(!loaded.has_errors(), "{page}:\n{}\n{file}", rendered(&loaded));
    }
}

#[test]
fn what_the_tour_shows_stands_in_its_files() {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let folder = docs().join("tour/done");
    let files: Vec<String> =
        files_below(&folder, ".crit").iter().map(|file| folded(&text(&folder.join(file)))).collect();
    for block in blocks(&text(&docs().join("tour.md")), "crit") {
        let block = folded(&block);
        assert!(files.iter().any(|file| file.contains(&block)), "not in the files of the tour: {block}");
    }
}

#[test]
fn the_files_of_the_tour_are_sound() {
    let folder = docs().join("tour/done");
    let entries = files_below(&folder, ".crit");
    assert!(!entries.is_empty());
    let loaded = check::load(&Folder(folder), &entries, &Limits::default());
    assert_eq!(rendered(&loaded), "");
}
