//! What to do: approve, refer, ask, repair, wait. Nothing here denies, and nothing approves more than was asked.

use super::context::Context;
use super::outcome::Judged;
use super::{evidence, grants};
use crate::assessment::{
    Assessment, Evidence, Finding, FindingKind, NotYetDue, Outcome, Reason, ReasonClass, Recertification,
    Referral, ReferralWhy, Status, WouldChange,
};
use crate::check::model::{Grant, Guideline};
use crate::plan::GuidelinePlan;
use std::collections::BTreeMap;

/// Fills in what to do about an assessment whose outcome stands.
pub(crate) fn dispose(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
    judged: &Judged,
    assessment: &mut Assessment,
) {
    match judged.outcome {
        Outcome::Meets => grants::grant(context, guideline, nodes, judged, assessment),
        Outcome::DoesNotMeet => {
            refer_unmet(judged, assessment);
            for finding in judged.findings.iter().filter(|finding| finding.decisive) {
                refer_as_told(context, nodes, finding, assessment);
            }
        }
        Outcome::InsufficientInformation => of_open(context, assessment),
        Outcome::NotApplicable => {}
    }
    for finding in &judged.findings {
        series_due(finding, &mut assessment.disposition.recertification);
    }
}

/// What is due next and what is overdue, of every series of due dates that is asked for.
fn series_due(finding: &Finding, series: &mut Vec<Recertification>) {
    if finding.not_required {
        return;
    }
    for evidence in &finding.evidence {
        let Evidence::Due(standing, at) = evidence else { continue };
        let criterion = finding.path().split('#').next().unwrap_or(finding.path()).to_owned();
        let one = Recertification { criterion, standing: *standing, at: at.clone() };
        if !series.contains(&one) {
            series.push(one);
        }
    }
    for child in &finding.children {
        series_due(child, series);
    }
}

pub(super) fn refer(assessment: &mut Assessment, role: &str, why: ReferralWhy) {
    let referral = assessment.disposition.refer.get_or_insert_with(|| Referral {
        role: role.to_owned(),
        why: Vec::new(),
        would_change: WouldChange::default(),
    });
    // A named specialty is more than any physician.
    if referral.role == "physician" && role != "physician" {
        role.clone_into(&mut referral.role);
    }
    if !referral.why.contains(&why) {
        referral.why.push(why);
    }
}

/// Unmet: a physician sees which criteria, and which exclusions are present.
fn refer_unmet(judged: &Judged, assessment: &mut Assessment) {
    let mut unmet = Vec::new();
    let mut excluded = Vec::new();
    for finding in judged.findings.iter().filter(|finding| finding.decisive) {
        leaves(finding, &mut unmet, &mut excluded);
    }
    if !unmet.is_empty() {
        refer(assessment, "physician", ReferralWhy::Unmet(unmet));
    }
    if !excluded.is_empty() {
        refer(assessment, "physician", ReferralWhy::Excluded(excluded));
    }
    if assessment.disposition.refer.is_none() {
        refer(assessment, "physician", ReferralWhy::Unmet(Vec::new()));
    }
}

/// The specialty of each criterion that is met, or exclusion that is present, and names one.
///
/// That another criterion is unmet does not take it back.
fn refer_as_told(
    context: &Context<'_>,
    nodes: &GuidelinePlan,
    finding: &Finding,
    assessment: &mut Assessment,
) {
    let told = [FindingKind::Criterion, FindingKind::Exclusion];
    for child in finding.children.iter().filter(|child| told.contains(&child.kind)) {
        if child.status == Status::Met && !child.not_required {
            let node = nodes.by_path.get(child.path()).and_then(|at| context.plan.node(*at));
            let grants = node.and_then(|node| node.criterion.as_ref()).map(|criterion| &criterion.grants);
            for grant in grants.into_iter().flatten() {
                if let Grant::Refer(role, why) = grant {
                    let why = ReferralWhy::Rule(child.path().to_owned(), why.clone());
                    refer(assessment, role, why);
                }
            }
        }
        refer_as_told(context, nodes, child, assessment);
    }
}

/// The deepest named criteria on which it rests that the request is not met.
fn leaves(finding: &Finding, unmet: &mut Vec<String>, excluded: &mut Vec<String>) {
    let below: Vec<&Finding> = finding
        .children
        .iter()
        .filter(|child| {
            // That nothing waives a requirement is no criterion of its own.
            let kinds = [FindingKind::Detail, FindingKind::Circumstance, FindingKind::Waiver];
            child.decisive && !kinds.contains(&child.kind)
        })
        .collect();
    if below.is_empty() {
        let path = finding.path().split('#').next().unwrap_or(finding.path()).to_owned();
        let list = if finding.kind == FindingKind::Exclusion { excluded } else { unmet };
        if !list.contains(&path) {
            list.push(path);
        }
        return;
    }
    for child in below {
        leaves(child, unmet, excluded);
    }
}

/// Open: ask what can be asked, else repair, else wait.
pub(crate) fn of_open(context: &Context<'_>, assessment: &mut Assessment) {
    let mut documents = Vec::new();
    let mut judgements = Vec::new();
    let mut repairs = Vec::new();
    let mut waits: BTreeMap<String, ()> = BTreeMap::new();
    let mut until: Option<crate::value::time::Instant> = None;
    let mut judgement: Vec<String> = Vec::new();
    let mut role: Option<String> = None;
    let mut conflict: Vec<String> = Vec::new();
    let mut not_done: Vec<String> = Vec::new();
    for (at, question) in assessment.questions.iter().enumerate() {
        match &question.gap.reason {
            Reason::NeedsJudgement(roles) => {
                judgement.extend(question.criteria.iter().cloned());
                role = role.or_else(|| roles.first().cloned());
                judgements.push(at);
            }
            Reason::Conflicting => {
                conflict.extend(question.criteria.iter().cloned());
                documents.push(at);
            }
            Reason::NotYet(when) => {
                waits.extend(question.criteria.iter().map(|path| (path.clone(), ())));
                until = match (until, when) {
                    (Some(a), Some(b)) => Some(a.min(*b)),
                    (a, b) => a.or(*b),
                };
            }
            Reason::NotDone => not_done.extend(question.criteria.iter().cloned()),
            reason if reason.class() == ReasonClass::Technical => repairs.push(at),
            _ => documents.push(at),
        }
    }
    if !judgement.is_empty() {
        judgement.dedup();
        let role = role.unwrap_or_else(|| String::from("physician"));
        refer(assessment, &role, ReferralWhy::Judgement(judgement));
    }
    if !conflict.is_empty() {
        conflict.dedup();
        refer(assessment, "physician", ReferralWhy::Conflict(conflict));
    }
    // Repair is what is left where nothing can be asked; waiting, where neither helps.
    if documents.is_empty() && judgements.is_empty() {
        assessment.disposition.repair_data = repairs.clone();
        if repairs.is_empty() && !waits.is_empty() {
            assessment.disposition.not_yet_due = Some(NotYetDue {
                criteria: waits.into_keys().collect(),
                until: until.map(|at| evidence::instant_text(context, at)),
            });
        }
        if assessment.disposition.repair_data.is_empty() && assessment.disposition.not_yet_due.is_none() {
            for path in not_done {
                let why = String::from("it was not done, so no document can settle it");
                refer(assessment, "physician", ReferralWhy::Rule(path, why));
            }
        }
    }
    assessment.disposition.request_documents = documents;
    assessment.disposition.judgements = judgements;
}
