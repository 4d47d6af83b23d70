//! `rationale test`: runs test files, says what differs and why.

use crate::args::{Args, Test};
use crate::criteria::{self, Criteria};
use crate::files::{self, Trouble, shown};
use crate::{End, cases, diagnostics, out};
use anyhow::Context as _;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use rationale::casetest::{self, FileReport, OverlayReport, TestReport};
use rationale::plan;
use std::path::{Path, PathBuf};

pub(crate) fn run(test: &Test, args: &Args) -> anyhow::Result<End> {
    let (criteria, tests) = match gather(test, args) {
        Ok(gathered) => gathered,
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            return Ok(End::WrongUsage);
        }
    };
    let mut failed = criteria.loaded.has_errors();
    if failed {
        out::say(diagnostics::text(&criteria, false).trim_end());
    }
    let plan = plan::compile(&criteria.loaded.library);
    let limits = cases::limits();
    let mut reports: Vec<(String, FileReport)> = Vec::new();
    let mut overlays = String::new();
    for (name, text) in tests {
        if let Ok(text) = &text {
            for report in casetest::run_overlays(text, &plan, &limits) {
                overlays.push_str(&with_overlay(&name, &report));
            }
        }
        let report = match text {
            Ok(text) => casetest::run(&text, &plan, &limits),
            Err(trouble) => FileReport {
                errors: vec![casetest::TestError { message: trouble.words, ..Default::default() }],
                ..FileReport::default()
            },
        };
        out::print(&text_of(&name, &report))?;
        failed |= !report.passed();
        reports.push((name, report));
    }
    out::print(&overlays)?;
    if test.coverage {
        out::print(&coverage(&reports))?;
    }
    out::print(&summary(&reports))?;
    if let Some(path) = &test.junit {
        write_junit(path, &reports)?;
    }
    Ok(if failed { End::Problems } else { End::Done })
}

type Named = (String, Result<String, Trouble>);

/// The criteria to test and the test files, with their names.
fn gather(test: &Test, args: &Args) -> Result<(Criteria, Vec<Named>), Trouble> {
    const ENDING: [&str; 1] = [".cases.yaml"];
    let read = |paths: Vec<PathBuf>| -> Vec<Named> {
        paths.iter().map(|path| (shown(path), files::read(path))).collect()
    };
    if test.paths.is_empty() {
        return match &args.criteria {
            None => {
                let tests = criteria::embedded_tests();
                Ok((criteria::embedded(), tests.into_iter().map(|(name, text)| (name, Ok(text))).collect()))
            }
            Some(path) => {
                let folder = if path.is_dir() { path.clone() } else { folder_of(path) };
                Ok((criteria::given(Some(path))?, read(files::walk(&folder, &ENDING)?)))
            }
        };
    }
    let mut tests = Vec::new();
    let mut beside: Vec<PathBuf> = Vec::new();
    for path in &test.paths {
        if path.is_dir() {
            tests.extend(files::walk(path, &ENDING)?);
            beside.push(path.clone());
        } else {
            tests.push(of_criteria(path)?);
            if path.is_file() {
                beside.push(folder_of(path));
            }
        }
    }
    if tests.is_empty() {
        let first = test.paths.first().map_or(Path::new("."), PathBuf::as_path);
        return Err(Trouble::new(first, "no tests here; test files end in `.cases.yaml`"));
    }
    let criteria = match &args.criteria {
        Some(folder) => criteria::given(Some(folder))?,
        None => {
            let mut crit = Vec::new();
            for folder in beside.iter().filter(|folder| folder.is_dir()) {
                crit.extend(files::walk(folder, &[".crit"])?);
            }
            crit.sort();
            crit.dedup();
            if crit.is_empty() { criteria::embedded() } else { criteria::of_files(&crit)? }
        }
    };
    Ok((criteria, read(tests)))
}

/// The folder that a file lies in.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// For a criteria file, the test file of its name beside it; any other file is a test file itself.
fn of_criteria(path: &Path) -> Result<PathBuf, Trouble> {
    if path.extension().is_none_or(|ending| ending != "crit") {
        return Ok(path.to_owned());
    }
    let tests = path.with_extension("cases.yaml");
    if tests.is_file() {
        return Ok(tests);
    }
    Err(Trouble::new(path, format!("no tests beside this; they would stand in `{}`", shown(&tests))))
}

/// What went wrong in a file; nothing where nothing did.
fn text_of(name: &str, report: &FileReport) -> String {
    let mut text = String::new();
    for error in &report.errors {
        let line = error.line.map_or_else(String::new, |line| format!(":{line}"));
        text.push_str(&format!("ERROR {name}{line}\n  {error}\n\n"));
    }
    for test in report.tests.iter().filter(|test| !test.passed()) {
        let word = if test.errors.is_empty() { "FAILED" } else { "ERROR" };
        text.push_str(&format!("{word} {}\n{}\n", place(name, test), details(test)));
    }
    text
}

/// Which tests of a base come out otherwise with an overlay: for the eye, no failure.
fn with_overlay(name: &str, report: &OverlayReport) -> String {
    let differ = report.differ.len();
    let mut text = format!(
        "Overlay {} on {name}: {differ} of {} come out otherwise\n",
        report.overlay,
        counted(report.compared, "test")
    );
    for test in &report.differ {
        let line = test.line.map_or_else(String::new, |line| format!(":{line}"));
        text.push_str(&format!("  {name}{line}: {}\n", test.name));
        for what in &test.what {
            text.push_str(&format!("    {what}\n"));
        }
    }
    text.push('\n');
    text
}

fn place(name: &str, test: &TestReport) -> String {
    let line = test.line.map_or_else(String::new, |line| format!(":{line}"));
    format!("{name}{line}: {}", test.name)
}

fn details(test: &TestReport) -> String {
    let mut text = String::new();
    for error in &test.errors {
        text.push_str(&format!("  {error}\n"));
    }
    for difference in &test.differences {
        text.push_str(&format!(
            "  {}: expected {}, got {}\n",
            difference.what, difference.expected, difference.got
        ));
        for why in &difference.why {
            text.push_str(&format!("    {why}\n"));
        }
    }
    text
}

fn coverage(reports: &[(String, FileReport)]) -> String {
    // A guideline may be tested by several files.
    let mut guidelines: Vec<&str> =
        reports.iter().filter_map(|(_, report)| report.guideline.as_deref()).collect();
    guidelines.sort_unstable();
    guidelines.dedup();
    let mut text = String::new();
    for guideline in guidelines {
        let of: Vec<&FileReport> = reports
            .iter()
            .map(|(_, report)| report)
            .filter(|report| report.guideline.as_deref() == Some(guideline))
            .collect();
        let Some((first, others)) = of.split_first() else { continue };
        let mut lines = String::new();
        for open in &first.uncovered {
            let never: Vec<&str> = open
                .never
                .iter()
                .copied()
                .filter(|word| {
                    others.iter().all(|report| {
                        report.uncovered.iter().any(|one| one.path == open.path && one.never.contains(word))
                    })
                })
                .collect();
            if !never.is_empty() {
                lines.push_str(&format!("  {}: never {}\n", open.path, never.join(", never ")));
            }
        }
        if lines.is_empty() {
            text.push_str(&format!("Coverage of {guideline}: every criterion met, unmet and undetermined\n"));
        } else {
            text.push_str(&format!("Coverage of {guideline}: no test shows\n{lines}"));
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn summary(reports: &[(String, FileReport)]) -> String {
    let tests = reports.iter().map(|(_, report)| report.tests.len()).sum::<usize>();
    let failed = reports.iter().flat_map(|(_, report)| &report.tests).filter(|test| !test.passed()).count();
    let broken = reports.iter().map(|(_, report)| report.errors.len()).sum::<usize>();
    let mut text = format!(
        "{} in {}: {} passed",
        counted(tests, "test"),
        counted(reports.len(), "file"),
        tests - failed
    );
    if failed > 0 {
        text.push_str(&format!(", {failed} failed"));
    }
    if broken > 0 {
        text.push_str(&format!(", {} in the files", counted(broken, "error")));
    }
    text.push('\n');
    text
}

fn write_junit(path: &Path, reports: &[(String, FileReport)]) -> anyhow::Result<()> {
    let mut all = Report::new("rationale test");
    for (name, report) in reports {
        let mut suite = TestSuite::new(name.as_str());
        for error in &report.errors {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(error.to_string());
            suite.add_test_case(TestCase::new("the file", status));
        }
        for test in &report.tests {
            let status = if test.passed() {
                TestCaseStatus::success()
            } else {
                let kind =
                    if test.errors.is_empty() { NonSuccessKind::Failure } else { NonSuccessKind::Error };
                let mut status = TestCaseStatus::non_success(kind);
                let first = details(test);
                status.set_message(first.lines().next().unwrap_or_default().trim());
                status.set_description(first);
                status
            };
            let mut case = TestCase::new(test.name.as_str(), status);
            case.set_classname(report.guideline.as_deref().unwrap_or(name));
            suite.add_test_case(case);
        }
        all.add_test_suite(suite);
    }
    let text = all.to_string().context("the JUnit report could not be made")?;
    #[expect(clippy::disallowed_methods, reason = "the command writes the file it is asked for")]
    std::fs::write(path, text).with_context(|| format!("{} could not be written", path.display()))
}
