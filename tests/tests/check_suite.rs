//! Each fixture in `suite/check` reports what its marks say, where they say it, in the words of its snapshot.

use rationale::check::{self, Limits, faults};
use rationale::syntax;
use rationale_tests::criteria::{Folder, files_below, marks, rendered, reported, suite};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[allow(clippy::disallowed_methods)]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a readable file")
}

#[test]
fn every_fixture_reports_its_marks_and_nothing_else() {
    let folder = suite().join("check");
    let mut wrong = String::new();
    for file in files_below(&folder, ".crit") {
        let loaded = check::load(&Folder(folder.clone()), std::slice::from_ref(&file), &Limits::default());
        let wanted = marks(&read(&folder.join(&file)));
        let found = reported(&loaded, &file);
        if wanted != found {
            let missing: Vec<_> = wanted.iter().filter(|mark| !found.contains(mark)).collect();
            let extra: Vec<_> = found.iter().filter(|mark| !wanted.contains(mark)).collect();
            wrong.push_str(&format!("{file}\n  not reported: {missing:?}\n  not marked: {extra:?}\n"));
            wrong.push_str(&rendered(&loaded));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_fixture_reads_as_its_snapshot() {
    insta::glob!("../suite/check", "**/*.crit", |path| {
        let folder = suite().join("check");
        let file = path.strip_prefix(folder.canonicalize().expect("the suite")).expect("below the suite");
        let file = file.to_string_lossy().into_owned();
        let loaded = check::load(&Folder(folder), &[file], &Limits::default());
        insta::assert_snapshot!(rendered(&loaded));
    });
}

/// The ids named in the sources of faults below that folder of the core.
fn ids_in_sources(folder: &str, ending: &str) -> BTreeSet<String> {
    let folder = root().join("crates/rationale/src").join(folder);
    let mut ids = BTreeSet::new();
    for file in files_below(&folder, ending) {
        let text = read(&folder.join(file));
        for start in ["Diagnostic::error(", "Diagnostic::warning("] {
            for call in text.split(start).skip(1) {
                if let Some(id) = call.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next())
                {
                    ids.insert(id.to_owned());
                }
            }
        }
    }
    ids
}

#[test]
fn every_id_is_listed_and_has_a_page_and_a_fixture() {
    let checked: BTreeSet<String> = faults::IDS.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(checked, ids_in_sources("check/faults", ".rs"), "the list of ids and the faults");
    let spelled: BTreeSet<String> = syntax::IDS.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(spelled, ids_in_sources("syntax/faults", ".rs"), "the list of ids and the faults of reading");
    let folder = suite().join("check");
    for id in checked.union(&spelled) {
        assert!(root().join(format!("docs/diagnostics/{id}.md")).is_file(), "no page for {id}");
        let fixture = folder.join(format!("{id}.crit"));
        assert!(fixture.is_file(), "no fixture for {id}");
        let marked = marks(&read(&fixture)).iter().any(|(_, mark)| mark.ends_with(&format!(" {id}")));
        assert!(marked, "the fixture of {id} does not mark it");
    }
}

#[test]
fn every_fixture_is_named_by_an_id() {
    for file in files_below(&suite().join("check"), ".crit") {
        if file.contains('/') {
            continue;
        }
        let id = file.trim_end_matches(".crit").split('.').next().unwrap_or_default().to_owned();
        let known = faults::IDS.contains(&id.as_str()) || syntax::IDS.contains(&id.as_str()) || id == "sound";
        assert!(known, "{file} is named by no id");
    }
}
