//! What a CI shows of a run, as JUnit XML: changes by guideline, and lines that could not be assessed.

use crate::baseline::{Change, Compared};
use crate::errors::{Counts, ErrorRecord, Trouble};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;
use std::path::Path;

/// The report.
pub(crate) fn text(
    path: &Path,
    counts: &Counts,
    errors: &[ErrorRecord],
    compared: Option<&Compared>,
    changes: &[Change],
) -> Result<String, Trouble> {
    let mut report = Report::new("rationale batch");
    let mut cases = TestSuite::new("cases");
    cases.add_test_case(TestCase::new(
        format!("{} cases assessed", counts.assessed),
        TestCaseStatus::success(),
    ));
    for record in errors {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(record.to_string());
        let mut case = TestCase::new(format!("{}, line {}", record.file, record.line), status);
        case.set_classname("cases");
        cases.add_test_case(case);
    }
    cut(&mut cases, counts.errors, errors.len());
    report.add_test_suite(cases);
    if let Some(compared) = compared {
        let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
        for change in changes.iter().filter(|change| !change.tolerated) {
            let guideline = change.guideline.as_deref().unwrap_or("no guideline");
            let suite = suites.entry(guideline).or_insert_with(|| TestSuite::new(guideline));
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(format!("{} then, {} now", change.from, change.to));
            let through: Vec<String> = change
                .criteria
                .iter()
                .map(|one| {
                    let word =
                        |status: &Option<String>| status.clone().unwrap_or_else(|| "absent".to_owned());
                    format!(
                        "{} {}: {} then, {} now",
                        one.criterion,
                        one.label,
                        word(&one.from),
                        word(&one.to)
                    )
                })
                .collect();
            status.set_description(through.join("\n"));
            let mut case = TestCase::new(change.case.as_str(), status);
            case.set_classname(guideline);
            suite.add_test_case(case);
        }
        let mut same = TestSuite::new("as in the earlier run");
        let words =
            format!("{} answers as before, {} changes tolerated", compared.unchanged, compared.tolerated);
        same.add_test_case(TestCase::new(words, TestCaseStatus::success()));
        let told = changes.iter().filter(|change| !change.tolerated).count();
        cut(&mut same, compared.changed - compared.tolerated, told);
        report.add_test_suite(same);
        for suite in suites.into_values() {
            report.add_test_suite(suite);
        }
    }
    report.to_string().map_err(|error| Trouble::file(path, error.to_string()))
}

/// A report is read by people: beyond some thousands, the rest is counted.
fn cut(suite: &mut TestSuite, all: u64, told: usize) {
    let more = all.saturating_sub(told as u64);
    if more > 0 {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(format!("and {more} more that are not listed here"));
        suite.add_test_case(TestCase::new("more", status));
    }
}
