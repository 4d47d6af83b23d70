//! Blocks taken together: applicability, the ladder, continued stay, exclusions.

use super::context::Context;
use super::group::not;
use super::point;
use super::request::Asked;
use super::tree::{find, take_together};
use crate::assessment::{Finding, FindingKind, Levels, Named, Outcome, Reason, Status};
use crate::ast::{BlockKind, GroupKind};
use crate::check::model::{Guideline, Point, TakenBy};
use crate::plan::GuidelinePlan;
use std::sync::Arc;

/// What the blocks of a guideline say to a request.
pub(crate) struct Judged {
    pub(crate) outcome: Outcome,
    /// The block that answers.
    pub(crate) block: Option<usize>,
    pub(crate) levels: Option<Levels>,
    /// All roots to show; what is open in those that decide is asked.
    pub(crate) findings: Vec<Finding>,
    /// Blocks whose being met gives `meets`, in order: those that are met grant, those undetermined might have.
    pub(crate) granting: Vec<usize>,
    /// What every level needs, where that is part of it: what it grants stands beside.
    pub(crate) every: Option<usize>,
}

/// Whether the guideline is in force, speaks to this payer, and applies.
pub(crate) fn applies(context: &Context<'_>, guideline: &Guideline, nodes: &GuidelinePlan) -> Finding {
    let mut children = Vec::new();
    if let Some(edition) = &guideline.edition {
        children.push(in_force(context, edition));
    }
    for (scope, values) in &guideline.scopes {
        children.push(in_scope(context, scope, values));
    }
    if !guideline.taken_by.is_empty() {
        children.push(nobody_takes_its_place(context, &guideline.taken_by));
    }
    if let Some(node) = nodes.applies {
        let mut finding = find(context, node, &[], "applies");
        if finding.label().is_empty() {
            finding.named = finding.named.called("Applies");
        }
        children.push(finding);
    }
    let mut finding = Finding::open("applies", "Applies to this request", FindingKind::Block);
    take_together(&mut finding, GroupKind::All, children);
    finding
}

/// Cases that an overlay in force is for are its own.
fn nobody_takes_its_place(context: &Context<'_>, taken_by: &[TakenBy]) -> Finding {
    let mut finding = Finding::open("applies.overlay", "No overlay takes its place", FindingKind::Criterion);
    let mut children: Vec<Finding> = Vec::new();
    for taken in taken_by {
        let mut path = format!("applies.overlay.{}", taken.id);
        if children.iter().any(|child| child.path() == path) {
            path = format!("{path}_{}", children.len().saturating_add(1));
        }
        let label = format!("{} ({})", taken.label, taken.id);
        let mut child = Finding::open(&path, &label, FindingKind::Criterion);
        let mut of = Vec::new();
        if let Some(edition) = &taken.edition {
            of.push(at(in_force(context, edition), format!("{path}.edition")));
        }
        for (scope, values) in &taken.scopes {
            of.push(at(in_scope(context, scope, values), format!("{path}.{scope}")));
        }
        take_together(&mut child, GroupKind::All, of);
        children.push(child);
    }
    take_together(&mut finding, GroupKind::NoneOf, children);
    finding
}

/// The same finding, at another path.
fn at(finding: Finding, path: String) -> Finding {
    Finding { named: finding.named.at(path), ..finding }
}

pub(crate) fn in_force(context: &Context<'_>, edition: &crate::check::model::Edition) -> Finding {
    let words = format!("edition {} by date of {}", edition.name, edition.by_date_of.replace('_', " "));
    let named = Named::own("applies.edition", "Edition in force").asking(words);
    let mut finding = Finding::of(named, FindingKind::Criterion);
    let at = Point { day_of: true, shift: None, anchor: edition.anchor.clone(), edge: None };
    match point::place(context, &at, &[]) {
        Ok(bound) => {
            let (first, last) = (bound.dates.first, bound.dates.last);
            let sure = first >= edition.from && edition.to.is_none_or(|to| last <= to);
            let could = last >= edition.from && edition.to.is_none_or(|to| first <= to);
            finding.status = match (sure, could) {
                (true, _) => Status::Met,
                (false, true) => Status::Undetermined,
                (false, false) => Status::Unmet,
            };
            finding.evidence.push(crate::assessment::Evidence::Header(
                point::point_words(context, &at),
                super::evidence::bound_text(context, &bound),
            ));
            if finding.status == Status::Undetermined {
                finding.gaps = super::periods::loose(context, &at.anchor, at.edge);
                if finding.gaps.is_empty() {
                    let what = format!("exact date of {}", point::anchor_words(context, &at.anchor));
                    finding.gaps.push(super::evidence::header_gap(context, Reason::ImpreciseTime, &what));
                }
                finding.reasons = super::evidence::reasons_of(&finding.gaps);
            }
        }
        // The date of review does not stand in for a date that is not given.
        Err(missing) => {
            finding.gaps.extend(super::evidence::anchor_gaps(context, &missing));
            finding.reasons = super::evidence::reasons_of(&finding.gaps);
        }
    }
    finding
}

fn in_scope(context: &Context<'_>, scope: &str, values: &[String]) -> Finding {
    let case = context.case;
    let label = format!("For {}", scope.replace('_', " "));
    let named = Named::own(&format!("applies.{scope}"), &label).asking(values.join(", "));
    let mut finding = Finding::of(named, FindingKind::Criterion);
    let given = match scope {
        "payer" => case.payer.as_ref(),
        "plan" => case.plan.as_ref(),
        "line_of_business" => case.line_of_business.as_ref(),
        "state" => case.state.as_ref(),
        "contractor" => case.contractor.as_ref(),
        _ => None,
    };
    match given {
        Some(given) => {
            finding.status = if values.contains(given) { Status::Met } else { Status::Unmet };
            finding
                .evidence
                .push(crate::assessment::Evidence::Header(scope.replace('_', " "), given.clone()));
        }
        None => {
            finding.reasons.push(Reason::NotDocumented);
            let what = scope.replace('_', " ");
            finding.gaps.push(super::evidence::header_gap(context, Reason::NotDocumented, &what));
        }
    }
    finding
}

/// One block: all that it requires, and none of its exclusions.
pub(crate) fn block(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
    at: usize,
) -> Finding {
    let Some((declared, planned)) = guideline.blocks.get(at).zip(nodes.blocks.get(at)) else {
        return Finding::open("", "", FindingKind::Block);
    };
    let named = match context.guideline {
        Some(guideline) => Named::Block { setting: Arc::clone(context.setting()), guideline, block: at },
        None => Named::own(&declared.id, &declared.label),
    };
    let mut finding = Finding::of(named, FindingKind::Block);
    let mut children: Vec<Finding> = Vec::new();
    for node in &planned.requires {
        children.push(find(context, *node, &[], &declared.id));
    }
    for node in &planned.excluded {
        let mut excluded = find(context, *node, &[], &format!("{}#excluded", declared.id));
        exclusion(&mut excluded);
        excluded.named = excluded.named.called("Excluded when");
        children.push(excluded);
    }
    let statuses: Vec<Status> = children
        .iter()
        .map(|child| if child.kind == FindingKind::Exclusion { not(child.status) } else { child.status })
        .collect();
    finding.status = statuses.iter().copied().min().unwrap_or(Status::Met);
    for (child, status) in children.iter_mut().zip(&statuses) {
        child.decisive = *status == finding.status;
    }
    if finding.status == Status::Undetermined {
        finding.reasons =
            children.iter().filter(|child| child.decisive).flat_map(|child| child.reasons.clone()).collect();
        finding.reasons.sort();
        finding.reasons.dedup();
    }
    finding.children = children;
    finding
}

/// Marks a finding and all below as an exclusion.
fn exclusion(finding: &mut Finding) {
    if finding.kind == FindingKind::Criterion {
        finding.kind = FindingKind::Exclusion;
    }
    for child in &mut finding.children {
        exclusion(child);
    }
}

/// Takes the blocks that are asked for together.
pub(crate) fn judge(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
    asked: &Asked,
) -> Judged {
    match asked {
        Asked::Level { rung } => level(context, guideline, nodes, *rung),
        Asked::Continued { block } => continued(context, guideline, nodes, *block),
        Asked::Any(blocks) => any(context, guideline, nodes, blocks),
        Asked::DayUnknown => {
            let missing = point::Missing::of(context.anchor_label("admission"));
            unknown("day_of_stay", "Day of the stay", super::evidence::anchor_gaps(context, &missing))
        }
        Asked::ListUnknown(set) => {
            let (_, gaps) = super::lists::holds(context, *set, &context.case.request.items);
            unknown("item_requested", "Item requested", gaps)
        }
        Asked::Block(at) => any(context, guideline, nodes, std::slice::from_ref(at)),
        Asked::Answers => Judged {
            outcome: Outcome::NotApplicable,
            block: None,
            levels: None,
            findings: Vec::new(),
            granting: Vec::new(),
            every: None,
        },
    }
}

fn outcome_of(status: Status) -> Outcome {
    match status {
        Status::Met => Outcome::Meets,
        Status::Undetermined => Outcome::InsufficientInformation,
        Status::Unmet => Outcome::DoesNotMeet,
    }
}

fn any(context: &Context<'_>, guideline: &Guideline, nodes: &GuidelinePlan, blocks: &[usize]) -> Judged {
    let mut findings: Vec<Finding> = blocks.iter().map(|at| block(context, guideline, nodes, *at)).collect();
    let status = findings.iter().map(|finding| finding.status).max().unwrap_or(Status::Unmet);
    for finding in &mut findings {
        finding.decisive = finding.status == status;
    }
    let deciding = blocks.iter().zip(&findings).find(|(_, finding)| finding.decisive);
    let block = deciding.map(|(at, _)| *at);
    let granting = blocks.to_vec();
    Judged { outcome: outcome_of(status), block, levels: None, findings, granting, every: None }
}

/// What decides which block is asked for is not told by the case.
fn unknown(path: &str, label: &str, gaps: Vec<crate::assessment::Gap>) -> Judged {
    let mut finding = Finding::open(path, label, FindingKind::Block);
    finding.reasons = super::evidence::reasons_of(&gaps);
    finding.gaps = gaps;
    Judged {
        outcome: Outcome::InsufficientInformation,
        block: None,
        levels: None,
        findings: vec![finding],
        granting: Vec::new(),
        every: None,
    }
}

/// What every level needs; met where the guideline has no such block.
fn every_level(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
) -> Option<(usize, Finding)> {
    let at = guideline.blocks.iter().position(|block| block.kind == BlockKind::EveryLevel)?;
    Some((at, block(context, guideline, nodes, at)))
}

fn level(context: &Context<'_>, guideline: &Guideline, nodes: &GuidelinePlan, asked: usize) -> Judged {
    let (every_at, every) = every_level(context, guideline, nodes).unzip();
    let needed = every.as_ref().map_or(Status::Met, |finding| finding.status);
    let rungs: Vec<(usize, usize, Finding)> = guideline
        .blocks
        .iter()
        .enumerate()
        .filter_map(|(at, declared)| match declared.rung {
            Some(rung) if declared.kind == BlockKind::Level => {
                Some((at, rung, block(context, guideline, nodes, at)))
            }
            _ => None,
        })
        .collect();
    let status = |finding: &Finding| finding.status.min(needed);
    let name = |rung: usize| guideline.ladder.get(rung).cloned().unwrap_or_default();
    let own = rungs.iter().filter(|(_, rung, _)| *rung == asked).map(|(_, _, finding)| status(finding)).max();
    let higher_met = rungs.iter().any(|(_, rung, finding)| *rung > asked && status(finding) == Status::Met);
    let own = own.unwrap_or(
        if rungs.iter().any(|(_, rung, finding)| *rung > asked && status(finding) == Status::Undetermined) {
            Status::Undetermined
        } else {
            Status::Unmet
        },
    );
    let support = if higher_met { Status::Met } else { own };
    let highest_met =
        rungs.iter().filter(|(_, _, finding)| status(finding) == Status::Met).map(|(_, rung, _)| *rung).max();
    let mut not_ruled_out: Vec<usize> = rungs
        .iter()
        .filter(|(_, rung, finding)| *rung > asked && status(finding) == Status::Undetermined)
        .map(|(_, rung, _)| *rung)
        .collect();
    not_ruled_out.sort_unstable();
    not_ruled_out.dedup();
    let alternative = if support == Status::Met { None } else { highest_met.filter(|rung| *rung < asked) };
    let levels = Levels {
        requested: Some(name(asked)),
        highest_met: highest_met.map(name),
        not_ruled_out: not_ruled_out.into_iter().map(name).collect(),
        alternative: alternative.map(name),
    };
    // The block that answers: the one asked for if it is met, else the lowest higher one that is.
    let met = rungs
        .iter()
        .filter(|(_, rung, finding)| *rung >= asked && status(finding) == Status::Met)
        .min_by_key(|(_, rung, _)| *rung)
        .map(|(at, ..)| *at);
    let asked_block = rungs.iter().find(|(_, rung, _)| *rung == asked).map(|(at, ..)| *at);
    let mut findings = Vec::new();
    if let Some(mut every) = every {
        every.decisive = if support == Status::Met { true } else { every.status == support };
        findings.push(every);
    }
    for (at, rung, mut finding) in rungs {
        finding.decisive = match support {
            Status::Met => Some(at) == met,
            support => rung == asked && finding.status == support,
        };
        findings.push(finding);
    }
    Judged {
        outcome: outcome_of(support),
        block: met.or(asked_block),
        levels: Some(levels),
        findings,
        granting: met.into_iter().collect(),
        every: every_at,
    }
}

fn continued(context: &Context<'_>, guideline: &Guideline, nodes: &GuidelinePlan, at: usize) -> Judged {
    let mut day = block(context, guideline, nodes, at);
    let of_level = guideline.blocks.get(at).is_some_and(|block| block.rung.is_some());
    let (every_at, mut every) = every_level(context, guideline, nodes).filter(|_| of_level).unzip();
    let discharge = guideline.blocks.iter().position(|block| block.kind == BlockKind::Discharge);
    let mut ready = discharge.map(|at| block(context, guideline, nodes, at));
    let stays = ready.as_ref().map_or(Status::Met, |finding| not(finding.status));
    let needed = every.as_ref().map_or(Status::Met, |finding| finding.status);
    let status = day.status.min(stays).min(needed);
    day.decisive = day.status == status;
    if let Some(every) = &mut every {
        every.decisive = every.status == status;
    }
    if let Some(ready) = &mut ready {
        ready.decisive = not(ready.status) == status;
    }
    let findings: Vec<Finding> = every.into_iter().chain([day]).chain(ready).collect();
    Judged {
        outcome: outcome_of(status),
        block: Some(at),
        levels: None,
        findings,
        granting: vec![at],
        every: every_at,
    }
}
