//! The tests of a base, run on an overlay of it: which of them come out otherwise.

use super::{FILE_LIMITS, assess, build, suite};
use crate::assessment::{Answer, Assessment, Finding, FindingKind, Status};
use crate::case::{Case, Limits};
use crate::check::model::Guideline;
use crate::plan::Plan;
use std::collections::BTreeMap;

/// What an overlay makes of the tests of its base.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct OverlayReport {
    /// The overlay's id.
    pub overlay: String,
    /// The base's id.
    pub base: String,
    /// How many tests both answered.
    pub compared: usize,
    /// The tests whose answers differ.
    pub differ: Vec<Differs>,
}

/// A test whose answers differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// Its name.
    pub name: String,
    /// Its line in the file, from 1, where it is known.
    pub line: Option<usize>,
    /// What differs: `outcome: meets, with the overlay does_not_meet`.
    pub what: Vec<String>,
}

/// Runs the tests of a file on every overlay of the guideline it tests; what is expected is not looked at.
///
/// A case is given to the overlay as if it were for it: payer, plan and the like are those of the overlay's own scope.
/// Only cases that the edition the overlay changes answers are compared.
#[must_use]
pub fn run_overlays(text: &str, plan: &Plan, limits: &Limits<'_>) -> Vec<OverlayReport> {
    let Some(suite) = suite::read(text, &FILE_LIMITS, &mut Vec::new()) else { return Vec::new() };
    let library = plan.library();
    let overlays = library.guidelines.iter().filter_map(|guideline| {
        let of = guideline.overlay.as_ref().filter(|of| of.base == suite.guideline)?;
        Some((guideline, of))
    });
    let mut reports = Vec::new();
    for (overlay, of) in overlays {
        let mut report = OverlayReport {
            overlay: overlay.id.clone(),
            base: of.base.clone(),
            compared: 0,
            differ: Vec::new(),
        };
        for test in &suite.tests {
            let Ok(built) = build::build(&suite, test, library, limits) else { continue };
            let Some(before) = answer(plan, &built.case, &of.base, Some(&of.edition)) else { continue };
            let edition = overlay.edition.as_ref().map(|edition| edition.name.as_str());
            let Some(after) = answer(plan, &as_if_for(&built.case, overlay), &overlay.id, edition) else {
                continue;
            };
            report.compared = report.compared.saturating_add(1);
            let what = differences(&before, &after);
            if !what.is_empty() {
                report.differ.push(Differs { name: test.name.clone(), line: test.line, what });
            }
        }
        reports.push(report);
    }
    reports
}

/// The case as one that the overlay answers.
fn as_if_for(case: &Case, overlay: &Guideline) -> Case {
    let mut case = case.clone();
    case.request.guideline = Some(overlay.id.clone());
    for (scope, values) in overlay.overlay.iter().flat_map(|of| &of.scopes) {
        let given = match scope.as_str() {
            "payer" => &mut case.payer,
            "plan" => &mut case.plan,
            "line_of_business" => &mut case.line_of_business,
            "state" => &mut case.state,
            _ => &mut case.contractor,
        };
        if given.as_ref().is_none_or(|given| !values.contains(given)) {
            *given = values.first().cloned();
        }
    }
    case
}

fn answer(plan: &Plan, case: &Case, guideline: &str, edition: Option<&str>) -> Option<Assessment> {
    let mut case = case.clone();
    case.request.guideline = Some(guideline.to_owned());
    let Answer { assessments, .. } = assess(plan, &case, guideline, false).ok()?;
    assessments
        .into_iter()
        .find(|one| one.guideline.id == guideline && one.guideline.edition.as_deref() == edition)
}

fn differences(before: &Assessment, after: &Assessment) -> Vec<String> {
    let mut what = Vec::new();
    let mut tell = |of: &str, before: String, after: String| {
        if before != after {
            what.push(format!("{of}: {before}, with the overlay {after}"));
        }
    };
    tell("outcome", before.outcome.code().to_owned(), after.outcome.code().to_owned());
    let route = |assessment: &Assessment| assessment.route.clone().unwrap_or_else(|| "none".to_owned());
    tell("route", route(before), route(after));
    tell("approve", approval(before), approval(after));
    let (old, new) = (statuses(before), statuses(after));
    for (path, (status, _)) in &old {
        if let Some((other, _)) = new.get(path) {
            tell(path, status_word(*status).to_owned(), status_word(*other).to_owned());
        }
    }
    what
}

fn approval(assessment: &Assessment) -> String {
    let Some(approve) = &assessment.disposition.approve else { return "none".to_owned() };
    let amount = match &approve.amount {
        Some((number, unit)) => format!("{number} {unit}"),
        None => "as requested".to_owned(),
    };
    let end =
        |word: &str, at: &Option<String>| at.as_ref().map_or_else(String::new, |at| format!(" {word} {at}"));
    format!("{amount}{}{}", end("from", &approve.from), end("until", &approve.until))
}

/// How the criteria stand, by path.
fn statuses(assessment: &Assessment) -> BTreeMap<&str, (Status, FindingKind)> {
    let mut found = BTreeMap::new();
    let mut queue: Vec<&Finding> =
        assessment.findings.iter().filter(|root| root.path() != "applies").collect();
    while let Some(finding) = queue.pop() {
        let named = matches!(finding.kind, FindingKind::Criterion | FindingKind::Exclusion);
        if named && !finding.path().contains('#') {
            found.entry(finding.path()).or_insert((finding.status, finding.kind));
        }
        queue.extend(finding.children.iter().filter(|child| child.kind != FindingKind::Detail));
    }
    found
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Unmet => "unmet",
        Status::Undetermined => "undetermined",
        Status::Met => "met",
    }
}
