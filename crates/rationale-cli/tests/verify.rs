//! Replays: what was said of a case is said again, and whatever could change it is noticed.

#![allow(clippy::disallowed_methods)] // a test reads and writes files

mod common;

use common::{rationale, root, text};
use std::path::{Path, PathBuf};

const CASE: &str = "docs/examples/home_oxygen/evaluation_not_documented.case.json";

/// A recorded assessment and its case, in a folder of the test's own.
struct Recorded {
    folder: PathBuf,
}

impl Recorded {
    fn new(name: &str, view: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let output = rationale(&["evaluate", CASE, "--format", "json", "--view", view]);
        assert_eq!(output.status.code(), Some(0));
        std::fs::write(folder.join("assessment.json"), &output.stdout).expect("written");
        std::fs::copy(root().join(CASE), folder.join("case.json")).expect("copied");
        Self { folder }
    }

    fn path(&self, file: &str) -> String {
        self.folder.join(file).to_str().expect("text").to_owned()
    }

    /// Changes a file by its text; the change must be one.
    fn change(&self, file: &str, from: &str, to: &str) {
        let before = std::fs::read_to_string(self.folder.join(file)).expect("read");
        assert!(before.contains(from), "{file} holds {from}");
        std::fs::write(self.folder.join(file), before.replacen(from, to, 1)).expect("written");
    }

    fn verify(&self) -> (Option<i32>, String) {
        let output = rationale(&["verify", &self.path("assessment.json"), &self.path("case.json")]);
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    }
}

#[test]
fn an_assessment_replays_byte_for_byte_in_every_view() {
    for view in ["decisive", "context", "everything"] {
        let (code, said) = Recorded::new(&format!("verify-{view}"), view).verify();
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("byte for byte"), "{said}");
    }
}

#[test]
fn another_layout_of_the_text_is_no_difference() {
    let recorded = Recorded::new("verify-layout", "decisive");
    let file = recorded.folder.join("assessment.json");
    let value: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&file).expect("read")).expect("JSON");
    std::fs::write(&file, value.to_string()).expect("written");
    let (code, said) = recorded.verify();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("in every value"), "{said}");
}

#[test]
fn a_changed_status_is_noticed_and_named() {
    let recorded = Recorded::new("verify-status", "decisive");
    recorded.change("assessment.json", "\"outcome\": \"insufficient_information\"", "\"outcome\": \"meets\"");
    let (code, said) = recorded.verify();
    assert_eq!(code, Some(1));
    assert!(
        said.contains("assessments[0].outcome: recorded `meets`, replayed `insufficient_information`"),
        "{said}"
    );
}

#[test]
fn a_changed_case_is_noticed_and_shows_no_value() {
    let recorded = Recorded::new("verify-case", "everything");
    recorded.change("case.json", "\"number\": 86", "\"number\": 85");
    let (code, said) = recorded.verify();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("case_digest"), "{said}");
    assert!(said.contains("value: another value in the replay"), "{said}");
    let mut other = said.lines().filter(|line| !line.contains("digest"));
    assert!(!other.any(|line| line.contains("85") || line.contains("86")), "{said}");
}

#[test]
fn what_cannot_be_replayed_says_what_it_needs() {
    for (name, from, to, expected) in [
        (
            "edition",
            "\"edition\": \"2026.1\"",
            "\"edition\": \"2019.4\"",
            "give the criteria of edition 2019.4",
        ),
        ("meaning", "\"meaning\": ", "\"meaning\": 900", "replay it with an engine of meaning 900"),
        (
            "guideline",
            "\"id\": \"home_oxygen\"",
            "\"id\": \"home_water\"",
            "guideline `home_water` is not loaded",
        ),
        ("case-id", "\"case\": \"O-", "\"case\": \"P-", "of another case"),
        ("not-json", "{", "(", "line 1, column 1: it is not JSON"),
        ("version", "\"version\": 1", "\"version\": 7", "`version` is missing or another"),
    ] {
        let recorded = Recorded::new(&format!("verify-{name}"), "decisive");
        recorded.change("assessment.json", from, to);
        let (code, said) = recorded.verify();
        assert_eq!(code, Some(1), "{name}: {said}");
        assert!(said.contains(expected), "{name}: {said}");
    }
}
