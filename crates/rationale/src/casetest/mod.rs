//! Test files of authors (`*.cases.yaml`): a base case, what each test changes, and what is expected of the assessment.
//!
//! Pure: text and plan in, [`FileReport`] out. `suite` reads the file, `build` makes a case of the base and a change, `values`
//! and `times` read the short spellings, `expect` compares, `coverage` counts what no test shows.

mod build;
mod coverage;
mod expect;
mod lines;
mod names;
mod overlay;
mod suite;
mod times;
mod values;

#[cfg(test)]
mod tests;

use crate::assessment::{Answer, Assessment};
use crate::case::tree::{Tree, TreeLimits};
use crate::case::{Case, Limits};
use crate::check::model::Guideline;
use crate::eval;
use crate::plan::Plan;
use std::fmt;

pub use coverage::Uncovered;
pub use overlay::{Differs, OverlayReport, run_overlays};

/// As much as a test file may hold: 4 MiB, 16 deep, texts of 8 KiB, 400 000 nodes.
const FILE_LIMITS: TreeLimits =
    TreeLimits { bytes: 4 << 20, depth: 16, text: 8 << 10, nodes: 400_000, number_names: true };

/// What running one file came to.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FileReport {
    /// The guideline it tests, where that could be read.
    pub guideline: Option<String>,
    /// What is wrong with the file itself; tests that could be read run all the same.
    pub errors: Vec<TestError>,
    /// The tests, in written order, rows of tables included; those that a fault of the base keeps from being run are left out.
    pub tests: Vec<TestReport>,
    /// Criteria of which some status is shown by no test of this file.
    pub uncovered: Vec<Uncovered>,
}

impl FileReport {
    /// Whether every test passed and nothing is wrong with the file.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.errors.is_empty() && self.tests.iter().all(TestReport::passed)
    }
}

/// What running one test came to.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TestReport {
    /// Its name.
    pub name: String,
    /// Its line in the file, from 1, where it is known.
    pub line: Option<usize>,
    /// The rules of meaning it says it shows, by their ids.
    pub shows: Vec<String>,
    /// What kept it from being run.
    pub errors: Vec<TestError>,
    /// What differs from what is expected.
    pub differences: Vec<Difference>,
}

impl TestReport {
    /// Whether it ran and came out as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.errors.is_empty() && self.differences.is_empty()
    }
}

/// Something that came out otherwise than expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Of what: the key of the expectation.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What came out.
    pub got: String,
    /// Why it came out so: reasons, evidence by record id.
    pub why: Vec<String>,
}

/// Something wrong with a test file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TestError {
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// The key, from the test or else from the top of the file: `change.spo2`.
    pub key: String,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl TestError {
    fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { line: None, key: key.into(), message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault further in.
    fn under(mut self, key: &str) -> Self {
        self.key = if self.key.is_empty() { key.to_owned() } else { format!("{key}.{}", self.key) };
        self
    }
}

impl fmt::Display for TestError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.key.is_empty() {
            write!(out, "`{}`: ", self.key)?;
        }
        out.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(out, "; {help}"),
            None => Ok(()),
        }
    }
}

/// A further look at the case of a test and its answer (`None` where the request was refused): what is wrong with it.
pub type Look<'l> = dyn Fn(&Case, Option<&Answer>) -> Vec<Difference> + 'l;

impl std::error::Error for TestError {}

/// Runs all tests of a file. `limits` says how cases are read, and which zones are known by name.
#[must_use]
pub fn run(text: &str, plan: &Plan, limits: &Limits<'_>) -> FileReport {
    run_and_look(text, plan, limits, &|_, _| Vec::new())
}

/// Runs all tests of a file and has a further look at each: by a second evaluator, say.
#[must_use]
pub fn run_and_look(text: &str, plan: &Plan, limits: &Limits<'_>, look: &Look<'_>) -> FileReport {
    let mut report = FileReport::default();
    let suite = suite::read(text, &FILE_LIMITS, &mut report.errors);
    let Some(suite) = suite else { return report };
    report.guideline = Some(suite.guideline.clone());
    let library = plan.library();
    let editions: Vec<&Guideline> =
        library.guidelines.iter().filter(|guideline| guideline.id == suite.guideline).collect();
    if editions.is_empty() {
        let known = library.guidelines.iter().map(|guideline| guideline.id.as_str());
        report.errors.push(names::unknown(
            "guideline",
            &format!("no guideline `{}` is loaded", suite.guideline),
            &suite.guideline,
            known,
            "it may have errors: see `rationale check`",
        ));
        return report;
    }
    // A fault of the base is told once; tests that mend it are run all the same.
    let base = match build::build(&suite, &suite::Test::default(), library, limits) {
        Ok(_) => Vec::new(),
        Err(errors) => errors,
    };
    let mut told = false;
    if let Some(error) = build::misspelled_anchor(&suite.base, &editions, &library.anchors) {
        report.errors.push(in_base(error, text));
    }
    let mut seen = coverage::Coverage::new(&editions);
    for test in &suite.tests {
        let (run, assessment) = run_one(test, &suite, plan, limits, &editions, look);
        if !base.is_empty() && run.errors == base {
            told = true;
            continue;
        }
        if let Some(assessment) = assessment {
            seen.add(&assessment);
        }
        report.tests.push(run);
    }
    if told {
        report.errors.extend(base.into_iter().map(|error| in_base(error, text)));
    }
    report.uncovered = seen.uncovered();
    report
}

/// A fault of the base, with its place.
fn in_base(error: TestError, text: &str) -> TestError {
    let within = if error.key.starts_with("base.") { error } else { error.under("base") };
    let line = lines::below(text, "base", within.key.strip_prefix("base.").unwrap_or(""));
    TestError { line, ..within }
}

fn run_one(
    test: &suite::Test,
    suite: &suite::Suite,
    plan: &Plan,
    limits: &Limits<'_>,
    editions: &[&Guideline],
    look: &Look<'_>,
) -> (TestReport, Option<Assessment>) {
    let mut report = TestReport {
        name: test.name.clone(),
        line: test.line,
        shows: test.shows.clone(),
        ..TestReport::default()
    };
    let library = plan.library();
    let built = match build::build(suite, test, library, limits) {
        Ok(built) => built,
        Err(errors) => {
            report.errors = errors;
            return (report, None);
        }
    };
    let refusal = test
        .expect
        .iter()
        .any(|(key, tree)| key == "outcome" && matches!(tree, Tree::Text(word) if word == expect::REFUSED));
    let enough = test.expect.iter().any(|(key, _)| key == "enough");
    match (assess(plan, &built.case, &suite.guideline, enough), refusal) {
        (Err(error), false) => report.errors = vec![error],
        (Err(_), true) => match test.expect.as_slice() {
            [_] => report.differences = look(&built.case, None),
            _ => {
                let error =
                    TestError::new("expect", "of a request that is refused nothing else can be expected");
                report.errors = vec![error.help("write `expect: { outcome: refused }`")];
            }
        },
        (Ok(_), true) => report.differences.push(Difference {
            what: "outcome".to_owned(),
            expected: expect::REFUSED.to_owned(),
            got: "it was answered".to_owned(),
            why: Vec::new(),
        }),
        (Ok(answer), false) => {
            let found =
                answer.assessments.iter().find(|assessment| assessment.guideline.id == suite.guideline);
            match expect::compare(test, found, &answer, editions, &built, library) {
                Ok(differences) => report.differences = differences,
                Err(errors) => report.errors = errors,
            }
            report.differences.extend(look(&built.case, Some(&answer)));
            return (report, found.cloned());
        }
    }
    (report, None)
}

/// The answer, or why the request was refused.
fn assess(plan: &Plan, case: &Case, guideline: &str, enough: bool) -> Result<Answer, TestError> {
    // Missing sets take longest, and few tests ask for them.
    let effort = if enough { eval::Effort::default() } else { eval::Effort::NONE };
    let answer = eval::assess_with(plan, case, effort)
        .map_err(|error| TestError::new("request", error.to_string()))?;
    match answer.unanswered.iter().find(|one| one.guideline == guideline) {
        Some(unanswered) => Err(TestError::new("request", unanswered.why.clone())),
        None => Ok(answer),
    }
}
