//! Plan + case -> [`Answer`]: three-valued, total, deterministic. Sees no source text.
//!
//! In reading order: `request` finds the block that is asked for, `tree` walks its nodes, `term` settles each test
//! (`select` the readings, `compare` them, `absence` where there are none), `outcome` takes blocks together,
//! `disposition` says what to do.

mod absence;
mod apart;
mod calculate;
mod compare;
mod context;
mod disposition;
mod elsewhere;
pub(crate) mod evidence;
mod grants;
mod group;
mod interval;
mod lists;
mod missing;
mod on_record;
mod outcome;
mod periods;
mod point;
mod questions;
mod request;
mod score;
mod select;
mod settled;
mod slope;
mod statuses;
mod term;
mod tree;
mod window;

use crate::assessment::{
    Answer, Assessment, Audit, Finding, FindingKind, GuidelineRef, MayApply, NotApplicable, Outcome, Status,
    Unanswered,
};
use crate::case::Case;
use crate::case::digest::Digested;
use crate::check::model::Guideline;
use crate::plan::{GuidelinePlan, Plan};
use context::Context;
use std::sync::Arc;

pub use missing::Effort;
pub use request::RequestError;

/// Changes whenever outcome, status, reasons or evidence for the same criteria and case could.
pub const MEANING: u32 = 1;

/// Assesses a case by all guidelines of a plan that apply to it, or by the one it names.
///
/// # Errors
///
/// [`RequestError`] where the case names a guideline that is not there, or one that cannot tell which block is asked for.
///
/// ```
/// let plan = rationale::plan::compile(&rationale::check::model::Library::default());
/// let case = rationale::case::read::read_json(
///     r#"{ "case": "C-1", "as_of": "2026-03-03T09:00-05:00", "records": [] }"#,
///     &rationale::case::read::Limits::default(),
/// ).unwrap();
/// let answer = rationale::eval::assess(&plan, &case).unwrap();
/// assert!(answer.assessments.is_empty());
/// ```
pub fn assess(plan: &Plan, case: &Case) -> Result<Answer, RequestError> {
    assess_with(plan, case, Effort::default())
}

/// [`assess`], with missing sets looked for as far as `effort` says.
///
/// # Errors
///
/// As [`assess`].
pub fn assess_with(plan: &Plan, case: &Case, effort: Effort) -> Result<Answer, RequestError> {
    let mut context = Context::new(plan, case);
    let named = case.request.guideline.as_deref();
    let library = plan.library();
    if let Some(named) = named
        && !library.guidelines.iter().any(|guideline| guideline.id == named)
    {
        return Err(RequestError::unknown_guideline(named, library));
    }
    let mut answer = Answer { case: case.id.clone(), ..Answer::default() };
    let places = match named {
        Some(named) => {
            let is_named = |(_, guideline): &(usize, &Guideline)| guideline.id == named;
            library.guidelines.iter().enumerate().filter(is_named).map(|(at, _)| at).collect()
        }
        None => plan.applicability.may_apply(&case.request.items),
    };
    if cfg!(debug_assertions) && named.is_none() {
        hold_to_applicability(&mut context, &places);
    }
    // Of several editions, one that is not in force says nothing about the guideline: ids are told by their first.
    let mut say_something = Vec::new();
    for at in places {
        let Some((guideline, nodes)) = library.guidelines.get(at).zip(plan.guidelines.get(at)) else {
            continue;
        };
        context.guideline = Some(at);
        match one(&context, guideline, nodes, named.is_some(), effort) {
            Ok(One::Assessed(assessment)) => answer.assessments.push(*assessment),
            Ok(One::MayApply(may_apply)) => answer.may_apply.push(may_apply),
            Ok(One::NotApplicable) => continue,
            Err(error) if named.is_some() => return Err(error),
            Err(error) => {
                answer
                    .unanswered
                    .push(Unanswered { guideline: guideline.id.clone(), why: error.to_string() });
            }
        }
        say_something.extend(u32::try_from(plan.applicability.first_of_id(at)));
    }
    // Of several editions of the one named, those not in force say nothing where another is.
    let says = |assessment: &Assessment| {
        assessment.outcome != Outcome::NotApplicable || assessment.tells_answers_alone()
    };
    if answer.assessments.iter().any(says) {
        answer.assessments.retain(says);
    } else {
        answer.assessments.truncate(1);
    }
    if named.is_none() {
        answer.not_applicable = NotApplicable::but(context.setting(), say_something);
    }
    Ok(answer)
}

/// Holds what the codes of the items rule out against what `applies` says.
fn hold_to_applicability(context: &mut Context<'_>, may_apply: &[usize]) {
    let plan = context.plan;
    for (at, (guideline, nodes)) in plan.library().guidelines.iter().zip(&plan.guidelines).enumerate() {
        if guideline.answers_unasked() && may_apply.binary_search(&at).is_err() {
            context.guideline = Some(at);
            debug_assert_eq!(outcome::applies(context, guideline, nodes).status, Status::Unmet);
        }
    }
}

enum One {
    Assessed(Box<Assessment>),
    MayApply(MayApply),
    NotApplicable,
}

fn one(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
    named: bool,
    effort: Effort,
) -> Result<One, RequestError> {
    let applies = outcome::applies(context, guideline, nodes);
    let asked = match applies.status {
        Status::Unmet => None,
        Status::Undetermined | Status::Met => request::asked(context, guideline, named)?,
    };
    let Some(asked) = asked else {
        if !named {
            return Ok(One::NotApplicable);
        }
        let refused = assessment(context, guideline, nodes, Outcome::NotApplicable, vec![applies]);
        return Ok(One::Assessed(Box::new(refused)));
    };
    if applies.status == Status::Undetermined {
        if !named {
            let (_, gaps) = tree::open_reasons(&applies);
            return Ok(One::MayApply(MayApply {
                guideline: guideline.id.clone(),
                label: guideline.label.clone(),
                gaps,
            }));
        }
        let mut assessment =
            assessment(context, guideline, nodes, Outcome::InsufficientInformation, vec![applies]);
        assessment.questions = questions::questions(&assessment.findings);
        disposition::of_open(context, &mut assessment);
        return Ok(One::Assessed(Box::new(assessment)));
    }
    let judged = outcome::judge(context, guideline, nodes, &asked);
    debug_assert_eq!(statuses::outcome(context, guideline, nodes, &asked), judged.outcome);
    let mut assessment = assessment(context, guideline, nodes, judged.outcome, Vec::new());
    assessment.block =
        judged.block.map(|at| guideline.blocks.get(at).map_or_else(String::new, |block| block.id.clone()));
    assessment.levels = judged.levels.clone();
    if judged.outcome == Outcome::InsufficientInformation {
        assessment.questions = questions::questions(judged.findings.iter().filter(|root| root.decisive));
        if effort.questions > 0 {
            assessment.missing = Some(missing::missing(context, &assessment.questions, effort));
        }
    }
    disposition::dispose(context, guideline, nodes, &judged, &mut assessment);
    if judged.outcome == Outcome::DoesNotMeet
        && effort.changes
        && let Some(refer) = &mut assessment.disposition.refer
    {
        refer.would_change = missing::would_change(context, &asked);
    }
    if !applies.children.is_empty() {
        assessment.findings.push(applies);
    }
    assessment.findings.extend(judged.findings);
    findings_of_answers(context, guideline, nodes, &mut assessment.findings);
    Ok(One::Assessed(Box::new(assessment)))
}

/// `answer` blocks are always assessed and reported beside the others.
fn findings_of_answers(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
    findings: &mut Vec<Finding>,
) {
    // Where they are all there is, what they rest on is shown.
    let alone = guideline.blocks.iter().all(|block| block.kind == crate::ast::BlockKind::Answer)
        && !findings.iter().any(|finding| finding.path() != "applies");
    for (at, block) in guideline.blocks.iter().enumerate() {
        if block.kind == crate::ast::BlockKind::Answer
            && !findings
                .iter()
                .any(|finding| finding.path() == block.id && finding.kind == FindingKind::Block)
        {
            let mut finding = outcome::block(context, guideline, nodes, at);
            finding.decisive = alone;
            findings.push(finding);
        }
    }
}

fn assessment(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
    outcome: Outcome,
    findings: Vec<Finding>,
) -> Assessment {
    Assessment {
        case: context.case.id.clone(),
        guideline: GuidelineRef {
            id: guideline.id.clone(),
            label: guideline.label.clone(),
            edition: guideline.edition.as_ref().map(|edition| edition.name.clone()),
            status: guideline.status.word.clone(),
            cites: guideline.cites.clone(),
            overlay: guideline.overlay.clone(),
        },
        outcome,
        block: None,
        levels: None,
        route: None,
        disposition: crate::assessment::Disposition {
            deadline: crate::deadline::deadline(context.case),
            ..crate::assessment::Disposition::default()
        },
        findings,
        questions: Vec::new(),
        missing: None,
        audit: audit(context, guideline, nodes),
    }
}

fn audit(context: &Context<'_>, guideline: &Guideline, nodes: &GuidelinePlan) -> Audit {
    let readable = context.index().any_of(context.case, &nodes.facts);
    Audit {
        engine: env!("CARGO_PKG_VERSION"),
        meaning: MEANING,
        guideline_digest: guideline.digest.clone(),
        digested: Arc::new(Digested::new(context.snapshot(), readable)),
        as_of: evidence::instant_text(context, context.case.as_of),
    }
}
