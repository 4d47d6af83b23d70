//! What to do: approve, refer, ask, repair, wait. Nothing here denies, and nothing approves more than was asked.

use super::context::{Context, Hand};
use super::evidence;
use super::outcome::Judged;
use super::point::{self, Bound};
use crate::assessment::{
    Approval, Assessment, DueItem, Evidence, Finding, FindingKind, NotYetDue, Outcome, Reason, ReasonClass,
    Referral, ReferralWhy, Status,
};
use crate::check::model::{Cite, FactIx, Grant, Guideline};
use crate::plan::GuidelinePlan;
use crate::value::number::Number;
use crate::value::time::{Length, TimeUnit, add_to_date};
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
        Outcome::Meets => {
            for at in &judged.granting {
                grant(context, guideline, nodes, judged, *at, assessment);
            }
        }
        Outcome::DoesNotMeet => refer_unmet(judged, assessment),
        Outcome::InsufficientInformation => of_open(context, assessment),
        Outcome::NotApplicable => {}
    }
}

/// One source of grants: the block, or a route that is met.
struct Source<'a> {
    path: &'a str,
    grants: &'a [Grant],
    cites: Vec<Cite>,
    finding: &'a Finding,
}

fn grant(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
    judged: &Judged,
    at: usize,
    assessment: &mut Assessment,
) {
    let Some(block) = guideline.blocks.get(at) else { return };
    let Some(finding) = judged.findings.iter().find(|finding| finding.path == block.id) else { return };
    let mut routes = Vec::new();
    let mut undetermined = Vec::new();
    gather_routes(context, nodes, finding, &mut routes, &mut undetermined);
    let cites = if block.cites.is_empty() { guideline.cites.clone() } else { block.cites.clone() };
    let whole = Source { path: &block.id, grants: &block.grants, cites, finding };
    let approves =
        |source: &&Source<'_>| source.grants.iter().any(|grant| matches!(grant, Grant::Approve { .. }));
    // The first met route that approves; without one, the block itself.
    let chosen = routes.iter().find(approves).or(Some(&whole).filter(approves));
    if let Some(source) = chosen
        && assessment.disposition.approve.is_none()
    {
        let by_route = !std::ptr::eq(source, &whole);
        assessment.route = by_route.then(|| source.path.to_owned());
        approve(context, guideline, source, &undetermined, assessment);
    }
    for source in routes.iter().chain([&whole]) {
        let hands = own_record(context, source.finding);
        for grant in source.grants {
            follow(context, grant, source, &hands, assessment);
        }
    }
}

/// Met criteria that grant something, and undetermined ones that would approve, in written order.
fn gather_routes<'a>(
    context: &Context<'a>,
    nodes: &GuidelinePlan,
    finding: &'a Finding,
    routes: &mut Vec<Source<'a>>,
    undetermined: &mut Vec<String>,
) {
    for child in &finding.children {
        if child.kind != FindingKind::Criterion {
            continue;
        }
        let node = nodes.by_path.get(&child.path).and_then(|at| context.plan.node(*at));
        let criterion =
            node.and_then(|node| node.criterion.as_ref()).filter(|criterion| !criterion.grants.is_empty());
        if let Some(criterion) = criterion {
            match child.status {
                Status::Met if !child.not_required => routes.push(Source {
                    path: &child.path,
                    grants: &criterion.grants,
                    cites: criterion.cites.clone(),
                    finding: child,
                }),
                Status::Undetermined => undetermined.push(child.path.clone()),
                _ => {}
            }
        }
        gather_routes(context, nodes, child, routes, undetermined);
    }
}

/// The record on which a route's own test rests, for `this` in its grants.
fn own_record<'c>(context: &'c Context<'_>, finding: &Finding) -> Vec<Hand<'c>> {
    let record = finding.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Record(record) => Some(record),
        _ => None,
    });
    let Some(record) = record else { return Vec::new() };
    let facts = &context.plan.library().facts;
    let Some(at) = facts.iter().position(|fact| fact.id == record.fact) else { return Vec::new() };
    let fact = FactIx(u32::try_from(at).unwrap_or(u32::MAX));
    let Some(readings) = context.readings(fact) else { return Vec::new() };
    let reading = readings.readings.iter().find(|reading| {
        context.case.records.get(reading.record).is_some_and(|given| given.id == record.record)
    });
    reading.map(|reading| Hand { fact, reading }).into_iter().collect()
}

fn approve(
    context: &Context<'_>,
    guideline: &Guideline,
    source: &Source<'_>,
    undetermined: &[String],
    assessment: &mut Assessment,
) {
    let hands = own_record(context, source.finding);
    let Some(Grant::Approve { amount, from, to, .. }) =
        source.grants.iter().find(|grant| matches!(grant, Grant::Approve { .. }))
    else {
        return;
    };
    let asked = context.case.request.units.as_ref();
    let (granted, beyond) = within_asked(amount.as_ref(), asked);
    let begin = match from {
        Some(point) => point::place(context, point, &hands).ok(),
        None => context
            .case
            .request
            .period
            .map(|(from, _)| Bound::of_moment(context, from))
            .or_else(|| Some(Bound::exactly(context, context.case.as_of))),
    };
    let until = match to {
        Some(point) => {
            point::place(context, point, &hands).ok().map(|bound| evidence::bound_text(context, &bound))
        }
        None => {
            begin.as_ref().and_then(|begin| last_day(begin, granted.as_ref())).map(|date| date.to_string())
        }
    };
    if let Some((asked, supported)) = beyond {
        let why = ReferralWhy::BeyondSupported(asked, supported);
        refer(assessment, "physician", why);
    }
    for grant in source.grants {
        if let Grant::NextReview(length, before_end) = grant {
            assessment.disposition.next_review = next_review(context, *length, *before_end, begin, &until);
        }
    }
    let cites = if source.cites.is_empty() { guideline.cites.clone() } else { source.cites.clone() };
    assessment.disposition.approve = Some(Approval {
        amount: granted,
        from: begin.map(|bound| evidence::bound_text(context, &bound)),
        until,
        by: source.path.to_owned(),
        cites,
        earlier_undetermined: undetermined.to_vec(),
    });
}

fn next_review(
    context: &Context<'_>,
    length: Length,
    before_end: bool,
    begin: Option<Bound>,
    until: &Option<String>,
) -> Option<String> {
    let base = if before_end {
        let end = until.as_ref()?.get(..10)?;
        crate::value::time::parse_date(end).ok()?
    } else {
        begin?.dates.first
    };
    if length.unit.is_elapsed() {
        let bound = begin?.shifted(context, length, true)?;
        return (!before_end).then(|| evidence::bound_text(context, &bound));
    }
    add_to_date(length, base, !before_end).map(|date| date.to_string())
}

type Amount = (Number, String);

/// What is granted, never more than asked; with what was asked and what is supported where those differ.
fn within_asked(
    granted: Option<&Amount>,
    asked: Option<&Amount>,
) -> (Option<Amount>, Option<(String, String)>) {
    match (granted, asked) {
        (None, asked) => (asked.cloned(), None),
        (Some(granted), None) => (Some(granted.clone()), None),
        (Some(granted), Some(asked)) => match comparable(granted, asked) {
            Some((supports, asks)) if asks <= supports => (Some(asked.clone()), None),
            Some(_) => {
                let words = |amount: &Amount| format!("{} {}", amount.0, amount.1);
                (Some(granted.clone()), Some((words(asked), words(granted))))
            }
            // Visits against weeks: neither is more than the other; the grant stands as written and the physician is told.
            None => {
                let words = |amount: &Amount| format!("{} {}", amount.0, amount.1);
                (Some(granted.clone()), Some((words(asked), words(granted))))
            }
        },
    }
}

/// Both amounts in one unit, where they have one.
fn comparable(a: &Amount, b: &Amount) -> Option<(Number, Number)> {
    if a.1 == b.1 {
        return Some((a.0, b.0));
    }
    let (unit_a, unit_b) = (time_unit(&a.1)?, time_unit(&b.1)?);
    let scale = |unit: TimeUnit| match unit {
        TimeUnit::Minutes => Some((true, 1)),
        TimeUnit::Hours => Some((true, 60)),
        TimeUnit::Days => Some((true, 1440)),
        TimeUnit::Weeks => Some((true, 10_080)),
        TimeUnit::Months => Some((false, 1)),
        TimeUnit::Years => Some((false, 12)),
    };
    let ((kind_a, scale_a), (kind_b, scale_b)) = (scale(unit_a)?, scale(unit_b)?);
    if kind_a != kind_b {
        return None;
    }
    Some((a.0.mul(Number::whole(scale_a))?, b.0.mul(Number::whole(scale_b))?))
}

/// A unit of time, as criteria spell it or as UCUM does.
fn time_unit(word: &str) -> Option<TimeUnit> {
    match word {
        "min" => Some(TimeUnit::Minutes),
        "h" => Some(TimeUnit::Hours),
        "d" => Some(TimeUnit::Days),
        "wk" => Some(TimeUnit::Weeks),
        "mo" => Some(TimeUnit::Months),
        "a" | "y" => Some(TimeUnit::Years),
        word => TimeUnit::parse(word),
    }
}

/// The last day of an amount of time that begins on a day.
fn last_day(begin: &Bound, amount: Option<&Amount>) -> Option<chrono::NaiveDate> {
    let (count, unit) = amount?;
    let unit = time_unit(unit)?;
    if unit.is_elapsed() || count.under() != 1 || begin.dates.first != begin.dates.last {
        return None;
    }
    let count = u32::try_from(count.over()).ok()?;
    let day_after = add_to_date(Length { count, unit }, begin.dates.first, true)?;
    day_after.pred_opt()
}

/// Grants that say something beside the approval.
fn follow(
    context: &Context<'_>,
    grant: &Grant,
    source: &Source<'_>,
    hands: &[Hand<'_>],
    assessment: &mut Assessment,
) {
    match grant {
        Grant::Approve { .. } | Grant::NextReview(..) => {}
        Grant::Limit(text) => push_new(&mut assessment.disposition.limits, text),
        Grant::Report(text) => push_new(&mut assessment.disposition.reports, text),
        Grant::Due(what, by) => {
            let by = point::place(context, by, hands).ok().map(|bound| evidence::bound_text(context, &bound));
            let item = DueItem { what: what.clone(), by };
            if !assessment.disposition.due.contains(&item) {
                assessment.disposition.due.push(item);
            }
        }
        Grant::Refer(role, why) => {
            refer(assessment, role, ReferralWhy::Rule(source.path.to_owned(), why.clone()));
        }
    }
}

fn push_new(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|one| one == text) {
        list.push(text.to_owned());
    }
}

fn refer(assessment: &mut Assessment, role: &str, why: ReferralWhy) {
    let referral = assessment
        .disposition
        .refer
        .get_or_insert_with(|| Referral { role: role.to_owned(), why: Vec::new() });
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

/// The deepest named criteria on which it rests that the request is not met.
fn leaves(finding: &Finding, unmet: &mut Vec<String>, excluded: &mut Vec<String>) {
    let below: Vec<&Finding> = finding
        .children
        .iter()
        .filter(|child| {
            child.decisive && child.kind != FindingKind::Detail && child.kind != FindingKind::Circumstance
        })
        .collect();
    if below.is_empty() {
        let path = finding.path.split('#').next().unwrap_or(&finding.path).to_owned();
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
                documents.push(at);
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
    if documents.is_empty() {
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
}
