//! `rationale batch --baseline` as a CI runs it: a rule was changed, and the check says which cases come out otherwise and why.

#![allow(clippy::disallowed_methods)] // a test reads and writes files

mod common;

use common::{rationale, text};
use std::path::{Path, PathBuf};
use std::process::Output;

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("baseline").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Criteria with this threshold, and one line of them that asks for no supplier's study.
fn criteria(folder: &Path, threshold: u32) -> String {
    let own = folder.join(format!("criteria {threshold}"));
    std::fs::create_dir_all(&own).expect("a folder");
    let text = format!(
        "fact spo2 \"Oxygen saturation\": quantity in %\nfact paid \"Paid by a supplier\": yes/no\n\n\
         guideline oxygen \"Oxygen\" {{\n  status draft\n  cite internal \"a test\"\n  coverage main \"Main\" {{\n    requires all {{\n      \
         low \"Low saturation\": latest spo2 within 30 days before review <= {threshold} %\n    }}\n    \
         excluded when any {{ supplier \"Supplier paid\": paid }}\n  }}\n}}\n"
    );
    std::fs::write(own.join("oxygen.crit"), text).expect("written");
    own.to_string_lossy().into_owned()
}

fn case(id: &str, value: u32) -> String {
    format!(
        "{{\"case\":\"{id}\",\"as_of\":\"2026-03-03T09:00Z\",\"supply\":\"complete\",\"records\":[\
         {{\"id\":\"o\",\"fact\":\"spo2\",\"value\":{{\"number\":{value},\"unit\":\"%\"}},\"at\":\"2026-03-01\"}},\
         {{\"id\":\"p\",\"fact\":\"paid\",\"value\":false,\"at\":\"2026-03-01\"}}]}}\n"
    )
}

struct Run<'a> {
    folder: &'a Path,
    what: &'a str,
    to: &'a str,
}

impl Run<'_> {
    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }

    fn run(&self, criteria: &str, cases: &str, out: &str, more: &[&str]) -> Output {
        let (input, errors) = (self.path("cases"), self.path("errors"));
        std::fs::write(&input, cases).expect("written");
        let out = self.path(out);
        let own = ["--criteria", criteria, "batch", &input, "-o", &out, "--errors", &errors];
        rationale(&[&own[..], &["--what", self.what, "--to", self.to], more].concat())
    }
}

fn changes(run: &Run<'_>) -> Vec<serde_json::Value> {
    let changes = std::fs::read_to_string(run.path("changes")).expect("changes");
    changes.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn a_changed_threshold_is_told_by_case_and_criterion() {
    let folder = folder("threshold");
    let (before, after) = (criteria(&folder, 88), criteria(&folder, 90));
    let cases: String = (80..100).map(|value| case(&format!("C-{value}"), value)).collect();
    for (what, through) in [("findings", true), ("assessments", true), ("outcomes", false)] {
        for to in ["ndjson", "parquet"] {
            let run = Run { folder: &folder, what, to };
            let first = run.run(&before, &cases, "earlier", &[]);
            assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
            let (earlier, told) = (run.path("earlier"), run.path("changes"));
            let (junit, sarif, report) = (run.path("junit.xml"), run.path("sarif"), run.path("report.html"));
            let beside = ["--changes", &told, "--junit", &junit, "--sarif", &sarif, "--report", &report];
            let second = run.run(&after, &cases, "now", &[&["--baseline", &earlier][..], &beside].concat());
            assert_eq!(second.status.code(), Some(1), "{}", text(&second.stderr));
            assert!(text(&second.stderr).contains("18 answers as in"), "{}", text(&second.stderr));
            let changes = changes(&run);
            let cases: Vec<&str> = changes.iter().map(|one| one["case"].as_str().expect("an id")).collect();
            assert_eq!(cases, ["C-89", "C-90"], "{what} {to}");
            assert_eq!((&changes[0]["from"], &changes[0]["to"]), (&"does_not_meet".into(), &"meets".into()));
            if through {
                assert_eq!(changes[0]["criteria"][0]["criterion"], "main.low", "{what} {to}: {}", changes[0]);
            }

            let junit = std::fs::read_to_string(junit).expect("JUnit");
            assert!(
                junit.contains(r#"failures="2" errors="0""#) && junit.contains(r#"name="C-89""#),
                "{junit}"
            );
            let sarif: serde_json::Value =
                serde_json::from_slice(&std::fs::read(sarif).expect("SARIF")).expect("JSON");
            let result = &sarif["runs"][0]["results"][0];
            assert_eq!(result["ruleId"], "changed-outcome");
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("a file");
            assert!(uri.ends_with("criteria%2090/oxygen.crit"), "{uri}");
            // The line of the criterion, or where none is shown, of the guideline.
            assert_eq!(place["region"]["startLine"], if through { 9 } else { 4 }, "{what}");
            let page = std::fs::read_to_string(report).expect("the report");
            assert!(page.contains("Against the earlier run") && page.contains("does not meet → meets"));

            let tolerate = ["--baseline", &earlier, "--tolerate", "does_not_meet:meets", "--changes", &told];
            let third = run.run(&after, &cases_text(), "now", &tolerate);
            assert_eq!(third.status.code(), Some(0), "{}", text(&third.stderr));
            let same = run.run(&before, &cases_text(), "now", &["--baseline", &earlier]);
            assert_eq!(same.status.code(), Some(0), "{}", text(&same.stderr));
        }
    }
}

fn cases_text() -> String {
    (80..100).map(|value| case(&format!("C-{value}"), value)).collect()
}

#[test]
fn cases_that_come_go_stand_twice_or_in_another_order_are_paired() {
    let folder = folder("order");
    let criteria = criteria(&folder, 88);
    let all = |ids: &[(&str, u32)]| ids.iter().map(|(id, value)| case(id, *value)).collect::<String>();
    for what in ["findings", "outcomes", "assessments"] {
        let run = Run { folder: &folder, what, to: "ndjson" };
        let before = all(&[("A", 80), ("B", 80), ("B", 99), ("C", 99), ("D", 80)]);
        run.run(&criteria, &before, "earlier", &[]);
        let (earlier, told) = (run.path("earlier"), run.path("changes"));
        let after = all(&[("C", 99), ("D", 80), ("B", 80), ("B", 80), ("E", 99)]);
        let second = run.run(&criteria, &after, "now", &["--baseline", &earlier, "--changes", &told]);
        assert_eq!(second.status.code(), Some(1), "{}", text(&second.stderr));
        let mut found: Vec<String> = changes(&run)
            .iter()
            .map(|one| format!("{} {} {}", one["case"], one["from"], one["to"]).replace('"', ""))
            .collect();
        found.sort();
        assert_eq!(found, ["A meets absent", "B does_not_meet meets", "E absent does_not_meet"], "{what}");
        let tolerate = ["--tolerate", "*:absent", "--tolerate", "absent:*"];
        let third = run.run(&criteria, &after, "now", &[&["--baseline", &earlier][..], &tolerate].concat());
        assert_eq!(third.status.code(), Some(1), "B is still changed");
        assert!(text(&third.stderr).contains("(2 tolerated)"), "{}", text(&third.stderr));
    }
}

#[test]
fn what_is_no_earlier_output_is_refused() {
    let folder = folder("refused");
    let criteria = criteria(&folder, 88);
    let run = Run { folder: &folder, what: "outcomes", to: "ndjson" };
    let foreign = run.path("foreign");
    std::fs::write(&foreign, "{\"a\": 1}\n").expect("written");
    for (more, code, words) in [
        (&["--baseline", &foreign][..], 1, "line 1 is no output of `rationale batch`"),
        (&["--baseline", "no/such/file"][..], 1, "no such file"),
        (&["--tolerate", "absent:*"][..], 2, "go with `--baseline EARLIER`"),
        (&["--tolerate", "worse"][..], 2, "write it as `FROM:TO`"),
        (&["--baseline", &foreign, "--tolerate", "worse:meets"][..], 2, "`worse` is no outcome"),
    ] {
        let refused = run.run(&criteria, &cases_text(), "now", more);
        assert_eq!(refused.status.code(), Some(code), "{more:?}: {}", text(&refused.stderr));
        assert!(text(&refused.stderr).contains(words), "{more:?}: {}", text(&refused.stderr));
        let _ = std::fs::remove_file(run.path("now.journal"));
    }
    let onto = run.path("now");
    std::fs::write(&onto, "").expect("written");
    let refused = run.run(&criteria, &cases_text(), "now", &["--baseline", &onto]);
    assert!(text(&refused.stderr).contains("would be written over"), "{}", text(&refused.stderr));
}
