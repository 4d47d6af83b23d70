//! What is said of a test file with something wrong in it.

use super::{FileReport, run};
use crate::case::Limits;
use crate::check::{self, Files};
use crate::plan;
use std::sync::Arc;

struct One(&'static str);

impl Files for One {
    fn read(&self, path: &str) -> Option<Arc<str>> {
        (path == "sample.crit").then(|| self.0.into())
    }
}

const CRITERIA: &str = "anchor start \"Start\"
fact ok \"Doing well\": yes/no

guideline sample \"Sample\" {
  status draft
  cite internal \"illustrative; not clinical authority\"
  coverage item \"Item\" {
    requires all {
      well \"Doing well\": ok
      late \"3 days on\": days from start to review >= 3
    }
  }
}
";

const TESTS: &str = "guideline: sample
base:
  as of: 2026-03-10T09:00-05:00
  supply: complete
  anchors: { start: 2026-03-01 }
  records:
    ok: { value: yes, at: review - 1 d }
cases:
  - name: meets
    expect: { outcome: meets }
";

fn report(tests: &str) -> FileReport {
    let loaded = check::load(&One(CRITERIA), &["sample".to_owned()], &check::Limits::default());
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    run(tests, &plan::compile(&loaded.library), &Limits::default())
}

/// What is wrong when `old` is written as `new`: each with its line, those of tests behind those of the file.
#[track_caller]
fn says(old: &str, new: &str, expected: &[&str]) {
    let changed = TESTS.replace(old, new);
    assert!(old.is_empty() || changed != TESTS, "`{old}` is not in the file");
    let report = report(&changed);
    let errors = report.errors.iter().chain(report.tests.iter().flat_map(|test| &test.errors));
    let said: Vec<String> = errors
        .map(|error| match error.line {
            Some(line) => format!("{line}: {error}"),
            None => error.to_string(),
        })
        .collect();
    assert_eq!(said, expected);
}

#[test]
fn a_time_that_a_file_declares_is_no_misspelled_one() {
    let report = report(TESTS);
    assert!(report.passed(), "{report:?}");
}

#[test]
fn a_misspelled_time_is_told_on_its_line() {
    says(
        "{ start:",
        "{ strat:",
        &["5: `base.anchors.strat`: the guideline reads no time of this name; did you mean `start`?"],
    );
}

#[test]
fn a_fault_of_the_base_is_told_on_its_line() {
    says(
        "value: yes, at",
        "valu: yes, at",
        &["7: `base.records.ok.valu`: a record has no such field; did you mean `value`?"],
    );
    says(
        "review - 1 d",
        "revew - 1 d",
        &["7: `base.ok.at`: no time is called `revew`; did you mean `review`?"],
    );
    says(
        "complete",
        "[{ kind: labs }]",
        &["4: `base.supply[0].kind`: this word is not known here; did you mean `observations`?"],
    );
}

#[test]
fn a_key_that_stands_twice_is_told_on_its_line() {
    says(
        "  records:",
        "  anchors: { start: 2026-03-01 }\n  records:",
        &["6: `base.anchors`: this key stands twice"],
    );
    says("    expect:", "    name: again\n    expect:", &["10: `cases[1].name`: this key stands twice"]);
}

#[test]
fn a_misspelled_criterion_is_told_with_the_near_one() {
    says(
        "outcome: meets",
        "item.wel: met",
        &[
            "`expect.item.wel`: neither a criterion nor something else to expect is called so; did you mean `item.well`?",
        ],
    );
    says(
        "outcome: meets",
        "asks: [lat]",
        &["`expect.asks`: neither a criterion nor a fact is called `lat`; did you mean `late`?"],
    );
}
