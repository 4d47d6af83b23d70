//! Nodes to findings: groups, `when`, waivers; every node is looked at, so that all of it can be shown.

use super::context::{Context, Hand};
use super::group::{self, decides};
use super::term::{self, Answer};
use crate::assessment::{Finding, FindingKind, Gap, Named, Reason, Status};
use crate::ast::GroupKind;
use crate::check::model::Criterion;
use crate::plan::{Node, NodeIx, Step};
use std::rc::Rc;
use std::sync::Arc;

/// The finding of a node. `parent` is the path of the nearest criterion above, for bodies without a name.
pub(crate) fn find(context: &Context<'_>, at: NodeIx, hands: &[Hand<'_>], parent: &str) -> Finding {
    let Some(node) = context.plan.node(at) else { return Finding::open(parent, "", FindingKind::Criterion) };
    let found = context.deeper(|| node_finding(context, at, node, hands, parent));
    found.unwrap_or_else(|| {
        let mut finding = Finding::open(parent, "", FindingKind::Criterion);
        finding.reasons.push(Reason::CannotBeCalculated);
        finding
    })
}

fn node_finding(context: &Context<'_>, at: NodeIx, node: &Node, hands: &[Hand<'_>], parent: &str) -> Finding {
    let path = node.criterion.as_ref().map_or(parent, |criterion| criterion.path.as_str());
    let named = Named::Node {
        setting: Arc::clone(context.setting()),
        node: at,
        path: node.criterion.is_none().then(|| Box::from(parent)),
        label: None,
    };
    let mut finding = Finding::of(named, FindingKind::Criterion);
    match &node.step {
        Step::Term(term) => {
            let answer = term::settle(context, *term, hands, path);
            take(&mut finding, Rc::try_unwrap(answer).unwrap_or_else(|shared| (*shared).clone()));
        }
        Step::Group(kind, members) => {
            let children = members.iter().map(|member| find(context, *member, hands, path)).collect();
            take_together(&mut finding, *kind, children);
        }
        Step::When(condition, then, otherwise) => {
            when(context, &mut finding, (*condition, *then, *otherwise), hands, path);
        }
    }
    if let Some(waiver) = node.waived {
        waive(context, &mut finding, waiver, hands, path);
    }
    if let Some(criterion) = &node.criterion {
        for gap in &mut finding.gaps {
            ask_as_the_criterion(gap, criterion);
        }
    }
    finding
}

fn take(finding: &mut Finding, answer: Answer) {
    finding.status = answer.status;
    finding.reasons = answer.reasons;
    finding.evidence = answer.evidence;
    finding.set_aside = answer.set_aside;
    finding.gaps = answer.gaps;
    finding.children = answer.details;
    for child in &mut finding.children {
        mark_detail(child);
    }
}

fn mark_detail(finding: &mut Finding) {
    finding.kind = FindingKind::Detail;
    for child in &mut finding.children {
        mark_detail(child);
    }
}

/// Takes children together into their group.
pub(crate) fn take_together(finding: &mut Finding, kind: GroupKind, mut children: Vec<Finding>) {
    let statuses: Vec<Status> = children.iter().map(|child| child.status).collect();
    finding.status = group::together(kind, &statuses);
    for child in &mut children {
        child.decisive = decides(kind, finding.status, child.status);
    }
    finding.children = children;
    finding.reasons = reasons_below(finding);
}

/// Reasons of the undetermined children that decide an undetermined node.
fn reasons_below(finding: &Finding) -> Vec<Reason> {
    if finding.status != Status::Undetermined {
        return Vec::new();
    }
    let deciding = finding.children.iter().filter(|child| child.decisive);
    let mut reasons: Vec<Reason> = deciding.flat_map(|child| child.reasons.clone()).collect();
    reasons.sort();
    reasons.dedup();
    reasons
}

fn when(
    context: &Context<'_>,
    finding: &mut Finding,
    (condition, then, otherwise): (NodeIx, NodeIx, Option<NodeIx>),
    hands: &[Hand<'_>],
    path: &str,
) {
    let mut circumstance = find(context, condition, hands, &format!("{path}#when"));
    circumstance.kind = FindingKind::Circumstance;
    let arm = |node: NodeIx, name: &str| find(context, node, hands, &format!("{path}#{name}"));
    let not_required = || {
        let mut finding = Finding::open(&format!("{path}#else"), "", FindingKind::Criterion);
        finding.status = Status::Met;
        finding.not_required = true;
        finding
    };
    match circumstance.status {
        Status::Met => {
            let arm = arm(then, "then");
            finding.status = arm.status;
            finding.not_required = arm.not_required;
            finding.children = vec![circumstance, arm];
        }
        Status::Unmet => match otherwise {
            Some(node) => {
                let arm = arm(node, "else");
                finding.status = arm.status;
                finding.not_required = arm.not_required;
                finding.children = vec![circumstance, arm];
            }
            None => {
                finding.status = Status::Met;
                finding.not_required = true;
                finding.children = vec![circumstance];
            }
        },
        Status::Undetermined => {
            let then = arm(then, "then");
            let other = otherwise.map_or_else(not_required, |node| arm(node, "else"));
            finding.status = if then.status == other.status { then.status } else { Status::Undetermined };
            // Where both arms agree the circumstance does not matter.
            circumstance.decisive = finding.status == Status::Undetermined;
            finding.children = vec![circumstance, then];
            if !other.not_required {
                finding.children.push(other);
            }
            if finding.status == Status::Undetermined {
                for arm in finding.children.iter_mut().skip(1) {
                    arm.decisive = arm.status == Status::Undetermined;
                }
            }
        }
    }
    finding.reasons = reasons_below(finding);
}

fn waive(context: &Context<'_>, finding: &mut Finding, waiver: NodeIx, hands: &[Hand<'_>], path: &str) {
    let mut found = find(context, waiver, hands, &format!("{path}#waiver"));
    found.kind = FindingKind::Waiver;
    let own = finding.status;
    finding.status = own.max(found.status);
    finding.waived = found.status == Status::Met && own != Status::Met;
    found.decisive = match finding.status {
        Status::Met => found.status == Status::Met && own != Status::Met,
        status => found.status == status,
    };
    if finding.status != own {
        // What the criterion itself lacks no longer matters, or is joined by what the waiver lacks.
        if finding.status == Status::Met || own == Status::Unmet {
            for child in &mut finding.children {
                child.decisive = false;
            }
            finding.gaps.clear();
            finding.reasons.clear();
        }
    }
    if finding.status == Status::Undetermined && found.status == Status::Undetermined {
        finding.reasons.extend(found.reasons.iter().cloned());
        finding.reasons.sort();
        finding.reasons.dedup();
    }
    finding.children.push(found);
}

/// A question of the criterion is more specific than that of the fact. What is wrong with a record is asked as it is.
fn ask_as_the_criterion(gap: &mut Gap, criterion: &Criterion) {
    if let Some(ask) = criterion.asks.first()
        && matches!(
            gap.reason,
            Reason::NotDocumented
                | Reason::OutsideWindow
                | Reason::TooFewReadings
                | Reason::NeedsJudgement(_)
        )
    {
        gap.ask.clone_from(ask);
    }
}

/// The reasons and gaps of the undetermined nodes on which an undetermined finding rests.
pub(crate) fn open_reasons(finding: &Finding) -> (Vec<Reason>, Vec<Gap>) {
    let mut reasons = Vec::new();
    let mut gaps = Vec::new();
    gather(finding, &mut reasons, &mut gaps);
    reasons.sort();
    reasons.dedup();
    (reasons, gaps)
}

fn gather(finding: &Finding, reasons: &mut Vec<Reason>, gaps: &mut Vec<Gap>) {
    if finding.status != Status::Undetermined {
        return;
    }
    reasons.extend(finding.reasons.iter().cloned());
    gaps.extend(finding.gaps.iter().cloned());
    for child in finding.children.iter().filter(|child| child.decisive) {
        gather(child, reasons, gaps);
    }
}
