//! What stands beside an approval. How much is approved, and until when, is shown in `tests/conformance/outcomes`.

use crate::assessment::Assessment;
use crate::case::{Limits, read_json};
use crate::check::{self, Files};
use crate::plan;
use std::sync::Arc;

struct One;

impl Files for One {
    fn read(&self, path: &str) -> Option<Arc<str>> {
        (path == "sample.crit").then(|| CRITERIA.into())
    }
}

const CRITERIA: &str = r#"
fact a "A": yes/no
fact b "B": yes/no
fact c "C": yes/no
codes pap "Pap": hcpcs E0601

guideline routes "Routes" {
  status draft
  cite internal "illustrative; not clinical authority"
  coverage two "Two" {
    requires any {
      one "One": any {
        inner "Inner": a  approve 10 days from review  limit "inner"
        beside "Beside": a  report "beside"
      } report "one"
      other "Other": b
        approve 20 days from review  limit "other"  due "other" by 5 days after review  report "other"
      third "Third": any { deep "Deep": b  approve 30 days from review  limit "deep" } report "third"
    }
    limit "block"
  }
  coverage open "Open" {
    requires all {
      way "Way": when c then any { with_c "With": a  approve 5 days from review  limit "with"  due "with" by 1 day after review  report "with" }
        else any { without_c "Without": b  approve 9 days from review  limit "without"  due "without" by 2 days after review  report "without" }
    }
  }
}

guideline blocks "Blocks" {
  status draft
  cite internal "illustrative; not clinical authority"
  applies when requested_item in pap
  coverage c1 "First" { requires any { r1 "R": a  approve 30 days from review } limit "L1" due "D1" by 3 days after review }
  coverage c2 "Second" { requires all { r2 "R": c } approve 20 days from review limit "L2" }
  coverage c3 "Third" { requires any { r3 "R": b  approve 10 days from review } limit "L3" report "R3" }
}

guideline running "Running" {
  status draft
  cite internal "illustrative; not clinical authority"
  coverage only "Only" { requires all { need "A": a } due "report" by end of latest approval }
}

guideline levels "Levels" {
  status draft
  cite internal "illustrative; not clinical authority"
  ladder low < high
  every level needs "All" { requires all { need "A": a } limit "every" report "every" due "every" by 2 days after review }
  level low "Low" { requires all { need "B": b } approve 1 day from review limit "low" }
  level high "High" { requires all { need "C": c } approve 3 days from review limit "high" }
  continued low_2 "Low, day 2 on" for low day 2 on { requires all { need "B": b } approve 1 day from review }
}
"#;

fn assess(request: &str, facts: &[(&str, bool)]) -> Assessment {
    let loaded = check::load(&One, &["sample".to_owned()], &check::Limits::default());
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let records: Vec<String> = facts
        .iter()
        .map(|(fact, value)| {
            format!(r#"{{"id":"{fact}","fact":"{fact}","value":{value},"at":"2026-03-03T08:00:00Z"}}"#)
        })
        .collect();
    let approval = r#"{"id":"p","fact":"approval","from":"2026-02-01"}"#;
    let records = [records, vec![approval.to_owned()]].concat();
    let case = format!(
        r#"{{"case":"C","as_of":"2026-03-03T09:00:00Z","supply":"complete","request":{request},"records":[{}]}}"#,
        records.join(",")
    );
    let case = read_json(&case, &Limits::default()).unwrap();
    let answer = crate::eval::assess(&plan::compile(&loaded.library), &case).unwrap();
    answer.assessments.into_iter().next().unwrap()
}

/// Who approves, what is told, due and reported, and what was still open before it.
#[track_caller]
fn beside(request: &str, facts: &[(&str, bool)], expected: &str) {
    let what = assess(request, facts).disposition;
    let approve = what.approve.as_ref().unwrap();
    let due: Vec<String> = what
        .due
        .iter()
        .map(|item| format!("{} {}", item.what, item.by.as_deref().unwrap_or("open")))
        .collect();
    let said = [
        format!("by {}", approve.by),
        format!("limit {}", what.limits.join(", ")),
        format!("due {}", due.join(", ")),
        format!("report {}", what.reports.join(", ")),
        format!("open {}", approve.earlier_undetermined.join(", ")),
    ];
    let said: Vec<String> =
        said.into_iter().filter(|line| line.contains(' ') && !line.ends_with(' ')).collect();
    assert_eq!(said.join("; "), expected);
}

const TWO: &str = r#"{"guideline":"routes","block":"two","units":{"value":10,"unit":"d"}}"#;
const OPEN: &str = r#"{"guideline":"routes","block":"open","units":{"value":30,"unit":"d"}}"#;
const BLOCKS: &str =
    r#"{"guideline":"blocks","item":{"system":"hcpcs","code":"E0601"},"units":{"value":40,"unit":"d"}}"#;

#[test]
fn what_another_route_says_is_not_told() {
    beside(TWO, &[("a", true), ("b", true)], "by two.one.inner; limit inner, block; report one, beside");
    beside(
        TWO,
        &[("a", false), ("b", true)],
        "by two.other; limit other, block; due other 2026-03-08; report other",
    );
    beside(
        TWO,
        &[("b", true)],
        "by two.other; limit other, block; due other 2026-03-08; report other; open two.one.inner",
    );
}

#[test]
fn what_another_block_says_is_not_told_and_an_open_one_before_is_named() {
    beside(BLOCKS, &[("a", true), ("b", true)], "by c1.r1; limit L1; due D1 2026-03-06");
    beside(BLOCKS, &[("b", true)], "by c3.r3; limit L3; report R3; open c1.r1, c2");
    beside(BLOCKS, &[("a", false), ("b", true)], "by c3.r3; limit L3; report R3; open c2");
    beside(BLOCKS, &[("a", false), ("b", true), ("c", false)], "by c3.r3; limit L3; report R3");
}

#[test]
fn what_every_level_says_is_told_with_each() {
    let level = |level: &str| format!(r#"{{"guideline":"levels","type":"admission","level":"{level}"}}"#);
    let facts = [("a", true), ("b", true), ("c", true)];
    let every = "due every 2026-03-05; report every";
    beside(&level("low"), &facts, &format!("by low; limit low, every; {every}"));
    beside(&level("high"), &facts, &format!("by high; limit high, every; {every}"));
    let day_2 = r#"{"guideline":"levels","type":"continued_stay","level":"low","day":2}"#;
    beside(day_2, &facts, &format!("by low_2; limit every; {every}"));
}

#[test]
fn limits_and_due_dates_hold_whichever_way_an_open_circumstance_comes_out() {
    beside(
        OPEN,
        &[("a", true), ("b", true)],
        "by open.way.with_c; limit with, without; due with 2026-03-04, without 2026-03-05; report with; open open.way",
    );
    beside(
        OPEN,
        &[("a", true), ("b", true), ("c", true)],
        "by open.way.with_c; limit with; due with 2026-03-04; report with",
    );
}

#[test]
fn a_later_route_that_covers_more_is_named_for_the_physician() {
    let request = |days: u32| {
        format!(r#"{{"guideline":"routes","block":"two","units":{{"value":{days},"unit":"d"}}}}"#)
    };
    let why = |days: u32| {
        let refer = assess(&request(days), &[("a", true), ("b", true)]).disposition.refer;
        let why = refer.iter().flat_map(|refer| &refer.why);
        why.map(crate::render::reasons::referral_words).collect::<Vec<_>>()
    };
    assert_eq!(why(10), [""; 0]);
    assert_eq!(
        why(15),
        [
            "more was asked (15 d) than the criteria support (10 days)",
            "is met too, and supports 15 d from 2026-03-03T09:00Z until 2026-03-17 (two.other)",
            "is met too, and supports 15 d from 2026-03-03T09:00Z until 2026-03-17 (two.third.deep)"
        ]
    );
}

#[test]
fn what_is_due_when_something_ends_that_still_runs_has_no_date() {
    let request = r#"{"guideline":"running","block":"only"}"#;
    assert_eq!(assess(request, &[("a", true)]).disposition.due[0].by, None);
}
