//! The conformance suite: cases as data, each naming the rules of meaning it shows, run on both evaluators.
//!
//! `tests/conformance/rules.yaml` lists the rules, `tests/conformance/AREA/NAME.cases.yaml` the cases; their criteria are
//! `NAME.crit` beside them, with what it uses. `docs/reference/conformance.md` has the format.

use crate::criteria::{Folder, files_below, rendered};
use rationale::assessment::{Answer, Finding, FindingKind, Outcome, Status};
use rationale::case::tree::{Tree, TreeLimits, parse_yaml};
use rationale::case::{Case, Limits, read_json};
use rationale::casetest::{self, Difference, TestReport};
use rationale::check::model::Library;
use rationale::reference::{self, ReferenceAnswer};
use rationale::{View, check, plan, wire};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A rule of meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id, by which cases name it.
    pub id: String,
    /// What it says, in a sentence.
    pub says: String,
    /// The part of the meaning it belongs to.
    pub area: String,
    /// Where the reference has it: a page below `docs/` and a heading, `reference/meaning.md#time`.
    pub stands: String,
}

/// What running the suite came to.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The rules, in written order.
    pub rules: Vec<Rule>,
    /// How many cases came out as they should.
    pub passed: usize,
    /// What failed, in words: cases, files that cannot be used, rules without a case.
    pub failures: Vec<String>,
    /// The cases that show each rule, passed or not: file, name.
    pub shown: BTreeMap<String, Vec<(String, String)>>,
}

/// The folder of the suite.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// Runs the whole suite.
#[must_use]
pub fn run() -> Run {
    let folder = folder();
    let mut run = Run::default();
    match rules(&text_of(&folder.join("rules.yaml"))) {
        Ok(rules) => run.rules = rules,
        Err(fault) => run.failures.push(format!("FAILED rules.yaml: {fault}")),
    }
    let known: BTreeSet<String> = run.rules.iter().map(|rule| rule.id.clone()).collect();
    if known.len() < run.rules.len() {
        run.failures.push("FAILED rules.yaml: two rules have one id".to_owned());
    }
    for rule in &run.rules {
        if !stands(&rule.stands) {
            let fault = format!(
                "FAILED rules.yaml: rule `{}` stands in `{}`, which is not there",
                rule.id, rule.stands
            );
            run.failures.push(fault);
        }
    }
    for file in files_below(&folder, ".cases.yaml") {
        run_file(&folder, &file, &known, &mut run);
    }
    for rule in &run.rules {
        if !run.shown.contains_key(&rule.id) {
            run.failures.push(format!("FAILED rules.yaml: no case shows rule `{}`", rule.id));
        }
    }
    run
}

fn run_file(folder: &Path, file: &str, known: &BTreeSet<String>, run: &mut Run) {
    let area = file.rsplit_once('/').map_or("", |(area, _)| area);
    let name = file.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
    let loaded = check::load(&Folder(folder.join(area)), &[name.to_owned()], &check::Limits::default());
    if loaded.has_errors() {
        run.failures.push(format!("FAILED {file}: the criteria have errors\n{}", rendered(&loaded)));
        return;
    }
    let library = &loaded.library;
    let plan = plan::compile(library);
    let text = text_of(&folder.join(file));
    let guideline = guideline_of(&text);
    let look = |case: &Case, answer: Option<&Answer>| {
        let mut differs = second(library, &guideline, case, answer);
        differs.extend(answer.into_iter().flat_map(|answer| unreadable_witnesses(case, answer)));
        differs
    };
    let report = casetest::run_and_look(&text, &plan, &Limits::default(), &look);
    for error in &report.errors {
        let line = error.line.map_or_else(String::new, |line| format!(":{line}"));
        run.failures.push(format!("FAILED {file}{line}\n  {error}"));
    }
    let mut names = BTreeSet::new();
    for test in &report.tests {
        let mut faults = Vec::new();
        if !names.insert(test.name.as_str()) {
            faults.push("another case of this file has the same name".to_owned());
        }
        if test.shows.is_empty() {
            faults.push("it says of no rule that it shows it: `shows: RULE`".to_owned());
        }
        for rule in &test.shows {
            if known.contains(rule) {
                run.shown.entry(rule.clone()).or_default().push((file.to_owned(), test.name.clone()));
            } else {
                faults.push(format!("no rule is called `{rule}`"));
            }
        }
        faults.extend(test.errors.iter().map(ToString::to_string));
        faults.extend(test.differences.iter().map(difference));
        if faults.is_empty() {
            run.passed += 1;
        } else {
            run.failures.push(failure(file, test, &faults));
        }
    }
}

fn failure(file: &str, test: &TestReport, faults: &[String]) -> String {
    let line = test.line.map_or_else(String::new, |line| format!(":{line}"));
    let mut text = format!("FAILED {file}{line}: {}\n  shows {}", test.name, test.shows.join(", "));
    for fault in faults {
        let _ = write!(text, "\n  {fault}");
    }
    text
}

fn difference(difference: &Difference) -> String {
    let mut text = format!("{}: expected {}, got {}", difference.what, difference.expected, difference.got);
    for why in &difference.why {
        let _ = write!(text, "\n    {why}");
    }
    text
}

/// What the reference evaluator says otherwise than the engine.
fn second(library: &Library, guideline: &str, case: &Case, answer: Option<&Answer>) -> Vec<Difference> {
    let found = answer
        .and_then(|answer| answer.assessments.iter().find(|assessment| assessment.guideline.id == guideline));
    let editions = library.guidelines.iter().enumerate().filter(|(_, one)| one.id == guideline);
    let mut said: Vec<ReferenceAnswer> = Vec::new();
    for (index, one) in editions {
        let edition = one.edition.as_ref().map(|edition| edition.name.clone());
        if found.is_none_or(|found| found.guideline.edition == edition) {
            said.push(reference::assess(library, index, case));
        }
    }
    let mut differs = Vec::new();
    if said.iter().any(|said| said.too_large) {
        differs.push(differently("reference", "as the engine", "more possibilities than it tries"));
    }
    let engine = found.map(|found| found.outcome);
    match (engine, answer) {
        (Some(outcome), _) => {
            let mut statuses = BTreeMap::new();
            for finding in found.into_iter().flat_map(|found| &found.findings) {
                collect(finding, &mut statuses);
            }
            let said = said.first().cloned().unwrap_or_default();
            if said.outcome != Some(outcome) {
                differs.push(differently(
                    "outcome by the reference",
                    &word(Some(outcome)),
                    &word(said.outcome),
                ));
            }
            for (path, status) in statuses {
                let slow = said.statuses.get(path).copied();
                // What is never read, such as a level that was not asked for, the reference does not list.
                if slow.is_some_and(|slow| slow != status) {
                    let what = format!("{path} by the reference");
                    differs.push(differently(&what, &status_word(Some(status)), &status_word(slow)));
                }
            }
        }
        (None, None) => {
            for said in said.iter().filter(|said| said.outcome.is_some()) {
                differs.push(differently("outcome by the reference", "refused", &word(said.outcome)));
            }
        }
        (None, Some(answer)) => {
            let may = answer.may_apply.iter().any(|one| one.guideline == guideline);
            let wanted = if may { Outcome::InsufficientInformation } else { Outcome::NotApplicable };
            let all = said.iter().all(|said| said.outcome == Some(Outcome::NotApplicable));
            let any = said.iter().any(|said| said.outcome == Some(wanted));
            if !any || all == may {
                let got = said.first().and_then(|said| said.outcome);
                differs.push(differently("outcome by the reference", &word(Some(wanted)), &word(got)));
            }
        }
    }
    differs
}

/// Witnesses of missing sets that could not be put into a case as they are told.
fn unreadable_witnesses(case: &Case, answer: &Answer) -> Vec<Difference> {
    if answer.assessments.iter().all(|assessment| assessment.missing.is_none()) {
        return Vec::new();
    }
    let shape = wire::AnswerShape::new(answer, &case.zone, View::Everything);
    let told = serde_json::to_value(&shape).unwrap_or_default();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let assessments = list(&told["assessments"]);
    let sets = assessments.iter().flat_map(|assessment| list(&assessment["missing"]["sets"]));
    let unreadable = |set: Value| {
        let mut records = list(&set["witness"]["records"]);
        // What they replace stands in the case itself.
        for record in records.iter_mut().filter_map(Value::as_object_mut) {
            record.remove("replaces");
        }
        let text = json!({ "case": "c", "as_of": "2026-03-03T09:00Z", "records": records }).to_string();
        let faults = read_json(&text, &Limits::default()).err()?;
        let words: Vec<String> = faults.faults.iter().map(ToString::to_string).collect();
        Some(differently("witness", "records that can be read", &words.join("; ")))
    };
    sets.filter_map(unreadable).collect()
}

fn differently(what: &str, expected: &str, got: &str) -> Difference {
    Difference { what: what.to_owned(), expected: expected.to_owned(), got: got.to_owned(), why: Vec::new() }
}

fn word(outcome: Option<Outcome>) -> String {
    let word = match outcome {
        Some(Outcome::Meets) => "meets",
        Some(Outcome::DoesNotMeet) => "does_not_meet",
        Some(Outcome::InsufficientInformation) => "insufficient_information",
        Some(Outcome::NotApplicable) => "not_applicable",
        None => "refused",
    };
    word.to_owned()
}

fn status_word(status: Option<Status>) -> String {
    let word = match status {
        Some(Status::Met) => "met",
        Some(Status::Unmet) => "unmet",
        Some(Status::Undetermined) => "undetermined",
        None => "nothing",
    };
    word.to_owned()
}

/// How each criterion stands; tests of one record are the finding's own.
fn collect<'f>(finding: &'f Finding, statuses: &mut BTreeMap<&'f str, Status>) {
    if finding.kind == FindingKind::Detail {
        return;
    }
    if finding.kind != FindingKind::Block {
        statuses.insert(finding.path(), finding.status);
    }
    for child in &finding.children {
        collect(child, statuses);
    }
}

fn guideline_of(text: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix("guideline:"));
    line.map_or_else(String::new, |name| name.trim().to_owned())
}

/// Whether a page below `docs/` has such a heading.
fn stands(place: &str) -> bool {
    let (page, heading) = place.split_once('#').unwrap_or((place, ""));
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    text_of(&docs.join(page)).lines().any(|line| {
        line.starts_with('#')
            && line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-") == heading
    })
}

/// The rules of `rules.yaml`.
fn rules(text: &str) -> Result<Vec<Rule>, String> {
    let tree = parse_yaml(text, &TreeLimits::default()).map_err(|_| "this is not YAML".to_owned())?;
    let Tree::List(items) = tree else { return Err("a list of rules is needed".to_owned()) };
    let mut rules = Vec::new();
    for item in &items {
        let field = |name: &str| match item.get(name) {
            Some(Tree::Text(text)) => Ok(text.clone()),
            _ => Err(format!("rule {} has no `{name}`", rules.len() + 1)),
        };
        rules.push(Rule {
            id: field("id")?,
            says: field("says")?,
            area: field("area")?,
            stands: field("where")?,
        });
    }
    Ok(rules)
}

/// How many cases of one file the page names for a rule; of more it says how many.
const NAMED: usize = 6;

/// The page that lists the rules and the cases that show each.
#[must_use]
pub fn page(run: &Run) -> String {
    let mut text = "# The rules, and the cases that show them\n\n\
        Every rule of [what it means](meaning.md), and the cases of the [conformance suite](conformance.md) that show it.\n\
        `cargo xtask rules` writes this page; a test holds it up to date.\n"
        .to_owned();
    let mut areas: Vec<&str> = Vec::new();
    for rule in &run.rules {
        if !areas.contains(&rule.area.as_str()) {
            areas.push(&rule.area);
        }
    }
    for area in areas {
        let _ = write!(text, "\n## {area}\n");
        for rule in run.rules.iter().filter(|rule| rule.area == area) {
            let place =
                rule.stands.strip_prefix("reference/").map_or(format!("../{}", rule.stands), str::to_owned);
            let _ = write!(text, "\n**`{}`** {} ([where]({place}))\n\n", rule.id, rule.says);
            let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (file, name) in run.shown.get(&rule.id).into_iter().flatten() {
                files.entry(file).or_default().push(name);
            }
            for (file, names) in files {
                let short = file.trim_end_matches(".cases.yaml");
                let listed = names.iter().take(NAMED).copied().collect::<Vec<_>>().join("; ");
                let more = match names.len().saturating_sub(NAMED) {
                    0 => String::new(),
                    more => format!("; and {more} more"),
                };
                let _ = writeln!(text, "- [{short}](../../tests/conformance/{file}): {listed}{more}");
            }
        }
    }
    text
}

/// Where that page stands.
#[must_use]
pub fn page_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/rules.md")
}

/// A file's text; nothing where it cannot be read, which whoever needs it then misses.
#[allow(clippy::disallowed_methods)]
fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
