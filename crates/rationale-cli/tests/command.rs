//! The command as a shell or a CI sees it: exit codes, what goes where, one bad case among good ones.

#![allow(clippy::disallowed_methods)] // a test reads and writes files

mod common;

use common::{rationale, root, text};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rationale"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("it ends")
}

const MEETS: &str = "docs/examples/home_oxygen/meets_group_one.case.json";
const HEART_FAILURE: &str = "docs/examples/heart_failure";

#[test]
fn the_outcome_for_the_patient_is_no_failure_of_the_command() {
    for case in [MEETS, "docs/examples/home_oxygen/evaluation_not_documented.case.json"] {
        let output = rationale(&["evaluate", case]);
        assert_eq!(output.status.code(), Some(0), "{case}");
        assert!(!output.stdout.is_empty());
    }
}

#[test]
fn one_bad_case_loses_no_other() {
    let output = rationale(&["evaluate", "tests/suite/case/broken/times.json", MEETS]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("O-2001"), "the good case is assessed");
    assert!(text(&output.stderr).contains("times.json"), "the bad one is named");
}

#[test]
fn wrong_usage_is_told_from_problems_found() {
    assert_eq!(rationale(&["evaluate"]).status.code(), Some(2));
    assert_eq!(rationale(&["no-such-command"]).status.code(), Some(2));
    let missing = rationale(&["evaluate", "no/such/file.json"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("no/such/file.json"));
}

#[test]
fn the_library_is_sound_and_slips_are_found() {
    assert_eq!(rationale(&["check"]).status.code(), Some(0));
    let slips = rationale(&["check", "tests/suite/check/unit-mismatch.crit"]);
    assert_eq!(slips.status.code(), Some(1));
    let all = text(&slips.stdout) + &text(&slips.stderr);
    assert!(all.contains("unit-mismatch"), "{all}");
}

#[test]
fn the_same_case_gives_the_same_bytes_from_a_file_and_from_a_pipe() {
    let once = rationale(&["evaluate", MEETS, "--format", "json"]);
    let again = rationale(&["evaluate", MEETS, "--format", "json"]);
    assert_eq!(once.stdout, again.stdout);
    let case = std::fs::read_to_string(root().join(MEETS)).expect("the case");
    let piped = with_input(&["evaluate", "-", "--format", "json"], &case);
    assert_eq!(text(&piped.stdout), text(&once.stdout));
    let parsed: serde_json::Value = serde_json::from_slice(&once.stdout).expect("JSON");
    assert!(parsed.is_object() || parsed.is_array());
}

#[test]
fn criteria_of_a_folder_stand_in_for_the_library() {
    let case = format!("{HEART_FAILURE}/heart_failure.case.json");
    let output = rationale(&["--criteria", HEART_FAILURE, "evaluate", &case]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("heart_failure"));
}

#[test]
fn one_criteria_file_is_criteria_with_what_it_uses() {
    // An overlay, which uses the file of its base.
    let file = format!("{HEART_FAILURE}/example_plan.crit");
    let case = format!("{HEART_FAILURE}/heart_failure.case.json");
    let of_folder = rationale(&["--criteria", HEART_FAILURE, "evaluate", &case]);
    let of_file = rationale(&["--criteria", &file, "evaluate", &case]);
    assert_eq!(of_file.status.code(), Some(0), "{}", text(&of_file.stderr));
    assert_eq!(text(&of_file.stdout), text(&of_folder.stdout));
    let checked = rationale(&["--criteria", &file, "check", &file]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
}

#[test]
fn tests_of_a_criteria_file_are_those_of_its_name_beside_it() {
    let beside = |ending: &str| format!("{HEART_FAILURE}/example_plan.{ending}");
    let named = rationale(&["test", &beside("cases.yaml")]);
    let of_criteria = rationale(&["test", &beside("crit")]);
    assert_eq!(of_criteria.status.code(), Some(0), "{}", text(&of_criteria.stderr));
    assert_eq!(text(&of_criteria.stdout), text(&named.stdout));
    // As criteria alone, the file stands for its folder.
    let all = rationale(&["--criteria", &beside("crit"), "test"]);
    assert_eq!(text(&all.stdout), text(&rationale(&["test", HEART_FAILURE]).stdout), "{}", text(&all.stderr));
    let without = rationale(&["test", "crates/rationale-cli/tests/nothing.crit"]);
    assert_eq!(without.status.code(), Some(2));
    let told = "they would stand in `crates/rationale-cli/tests/nothing.cases.yaml`";
    assert!(text(&without.stderr).contains(told), "{}", text(&without.stderr));
}

#[test]
fn names_in_a_case_that_nothing_reads_are_told() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("doubts");
    std::fs::create_dir_all(&folder).expect("a folder");
    let criteria = r#"
fact comfort_care "Comfort care only": yes/no silence means no
fact reaction "Reaction": event with { severe "Severe": yes/no silence means no } silence means no
fact order "Order": planned event silence means no
guideline g "G" {
  status draft
  cite internal "for a test"
  coverage c "C" {
    requires all { ordered "Ordered": some order ever  none "No reaction": no reaction where severe ever }
    excluded when any { comfort "Comfort care": comfort_care }
    approve 1 month from review
  }
}"#;
    let case = r#"{ "case": "C-1", "as_of": "2026-03-03T09:00-05:00", "supply": "complete", "records": [
        { "id": "a", "fact": "comfort_cares", "value": true, "at": "2026-03-02" },
        { "id": "b", "fact": "reaction", "parts": { "sever": true }, "at": "2026-03-02" },
        { "id": "c", "fact": "order", "at": "2026-03-02" },
        { "id": "d", "fact": "order", "at": "2026-03-02", "status": "planned" } ] }"#;
    let (file, sent) = (folder.join("g.crit"), folder.join("a.case.json"));
    std::fs::write(&file, criteria).expect("a file");
    std::fs::write(&sent, case).expect("a file");
    let (file, sent, folder) = (file.to_string_lossy(), sent.to_string_lossy(), folder.to_string_lossy());
    let wanted = [
        "record `a`: no fact is called `comfort_cares`, so nothing reads it; did you mean `comfort_care`?",
        "record `b`: fact `reaction` has no part `sever`, so nothing reads it; did you mean `severe`?",
        "record `c`: fact `order` is of what is planned, and the record says that it was done",
    ];
    let checked = rationale(&["check", &folder]);
    assert_eq!(checked.status.code(), Some(0), "a doubt is no fault");
    let named = rationale(&["check", &sent, "--criteria", &file]);
    let evaluated = rationale(&["evaluate", &sent, "--criteria", &file]);
    assert_eq!(evaluated.status.code(), Some(0));
    for told in [text(&checked.stdout), text(&named.stdout), text(&evaluated.stderr)] {
        for words in wanted {
            assert!(told.contains(words), "{words}\n{told}");
        }
        assert_eq!(told.matches("record `").count(), 3, "{told}");
    }
    assert!(text(&checked.stdout).contains("3 doubts about cases"), "{}", text(&checked.stdout));
    assert_eq!(rationale(&["check", &folder, "--deny-warnings"]).status.code(), Some(1));
    let json = rationale(&["check", &folder, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["doubts"].as_array().map(Vec::len), Some(3));
}

#[cfg(unix)]
#[test]
fn a_folder_that_links_to_itself_is_walked_once() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("links");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("one.crit"), "fact walks \"Walks\": yes/no\n").expect("a file");
    let link = folder.join("again");
    if !link.exists() {
        std::os::unix::fs::symlink(".", &link).expect("a link");
    }
    let output = rationale(&["check", &folder.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    assert!(text(&output.stdout).contains("1 criteria file"), "{}", text(&output.stdout));
}

#[test]
fn a_file_too_long_is_refused_by_its_length() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("long.case.json");
    std::fs::File::create(&path).and_then(|file| file.set_len(2 << 30)).expect("a sparse file");
    let output = rationale(&["evaluate", &path.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("MiB"), "{}", text(&output.stderr));
}

#[test]
fn every_fixture_of_the_suite_is_as_expected() {
    let output = rationale(&["test", "tests/suite/eval"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
}

#[test]
fn a_failed_expectation_fails_the_run_and_says_what_differed() {
    let folder = std::env::temp_dir().join(format!("rationale-test-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(
        folder.join("g.crit"),
        "fact fever \"Fever\": yes/no\n\nguideline g \"G\" {\n  status draft\n  cite internal \"a test\"\n  \
         coverage main \"Main\" { requires all { hot \"Hot\": fever } }\n}\n",
    )
    .expect("written");
    std::fs::write(
        folder.join("g.cases.yaml"),
        "guideline: g\nbase:\n  id: base\n  as of: 2026-03-03T09:00-05:00\n  records:\n    fever: { value: yes, at: review - 1 h }\n\
         cases:\n- name: no fever\n  change: { fever: no }\n  expect: { hot: met }\n",
    )
    .expect("written");
    let junit = folder.join("junit.xml");
    let output =
        rationale(&["test", folder.to_str().expect("text"), "--junit", junit.to_str().expect("text")]);
    let said = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("no fever") && said.contains("hot"), "{said}");
    let report = std::fs::read_to_string(&junit).expect("the report");
    assert!(report.contains("<failure"), "{report}");
    std::fs::remove_dir_all(&folder).expect("removed");
}

const SCHEMAS: [&str; 8] = [
    "case",
    "assessment",
    "diagnostics",
    "finding-row",
    "outcome-row",
    "batch-summary",
    "batch-change",
    "batch-error",
];

#[test]
fn the_published_schemas_are_those_of_the_types() {
    for name in SCHEMAS {
        let output = rationale(&["schema", name]);
        assert_eq!(output.status.code(), Some(0));
        let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(schema.get("$schema").is_some(), "{name}");
        let file = format!("{}/../../docs/schema/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let published = std::fs::read_to_string(&file).expect("the published schema");
        assert!(
            text(&output.stdout) == published,
            "`cargo xtask schema` renews docs/schema/{name}.schema.json"
        );
    }
    let folder = format!("{}/../../docs/schema", env!("CARGO_MANIFEST_DIR"));
    assert_eq!(
        std::fs::read_dir(folder).expect("a folder").count(),
        SCHEMAS.len(),
        "a schema that no test compares"
    );
}

#[test]
fn pages_of_diagnostics_are_printed() {
    let page = rationale(&["explain", "unit-mismatch"]);
    assert_eq!(page.status.code(), Some(0));
    assert!(text(&page.stdout).contains("unit-mismatch"));
    assert_eq!(rationale(&["explain", "no-such-thing"]).status.code(), Some(2));
}

#[test]
fn a_guideline_is_explained_with_its_blocks_exclusions_and_tests() {
    let said = text(&rationale(&["--criteria", "criteria", "explain", "home_oxygen"]).stdout);
    assert!(said.contains("\n  coverage initial - First coverage period\n    requires all of\n"), "{said}");
    assert!(
        said.contains("evaluated - The treating practitioner evaluated the study: study_evaluated\n"),
        "{said}"
    );
    assert!(said.contains("\n    excluded when any of\n"), "{said}");
}

const PATIENT: &str = "docs/examples/blood_pressure/controlled.json";
const HEADER: &str = "docs/examples/blood_pressure/header.case.json";
const MEASURE: &str = "docs/examples/blood_pressure";

#[test]
fn facts_say_what_they_found_to_programs_too() {
    let output =
        rationale(&["--criteria", MEASURE, "facts", PATIENT, "--header", HEADER, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let facts = found["facts"].as_array().expect("facts");
    let visit = facts.iter().find(|fact| fact["fact"] == "visit").expect("the visit");
    assert_eq!(visit["records"][0]["resource"], "Encounter/e1");
    assert_eq!(visit["records"][0]["time_from"], "period");
    assert!(facts.iter().any(|fact| fact["records"].as_array().is_some_and(Vec::is_empty)));
    assert_eq!(found["remarks"][0]["code"], "type-not-read");
}

#[test]
fn an_assessment_of_fhir_is_verified_by_the_same_files() {
    let fhir = ["--criteria", MEASURE];
    let assessed = rationale(
        &[&fhir[..], &["evaluate", PATIENT, "--header", HEADER, "--format", "json", "--view", "everything"]]
            .concat(),
    );
    let path = std::env::temp_dir().join("rationale-fhir-assessment.json");
    std::fs::write(&path, &assessed.stdout).expect("written");
    let path = path.to_string_lossy().into_owned();
    let verified = rationale(&[&fhir[..], &["verify", &path, PATIENT, "--header", HEADER]].concat());
    assert_eq!(verified.status.code(), Some(0), "{}{}", text(&verified.stdout), text(&verified.stderr));
}

#[test]
fn what_goes_with_fhir_is_refused_without_it_and_as_of_is_asked_for() {
    let output = rationale(&["evaluate", MEETS, "--as-of", "2026-03-03T09:00:00-05:00"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("go with FHIR"));
    let output = rationale(&["--criteria", MEASURE, "evaluate", PATIENT]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("--as-of"), "{}", text(&output.stderr));
    let output = rationale(&["check", PATIENT]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}
