//! Statuses alone, without findings: what the search for missing sets asks of each case it tries.
//!
//! They are those of the findings that `tree` and `outcome` build; `one` of the evaluator holds them against these in debug builds.

use super::context::Context;
use super::group::{not, together};
use super::request::Asked;
use super::term;
use crate::assessment::{Outcome, Status};
use crate::ast::BlockKind;
use crate::check::model::Guideline;
use crate::plan::{GuidelinePlan, NodeIx, Step};

/// How a node stands that speaks of no record at hand. `parent` is the path of the nearest criterion above.
fn node(context: &Context<'_>, at: NodeIx, parent: &str) -> Status {
    let Some(planned) = context.plan.node(at) else { return Status::Undetermined };
    let inside = || {
        let path = planned.criterion.as_ref().map_or(parent, |criterion| criterion.path.as_str());
        let own = match &planned.step {
            Step::Term(term) => term::settle(context, *term, &[], path).status,
            Step::Group(kind, members) => {
                let statuses: Vec<Status> =
                    members.iter().map(|member| node(context, *member, path)).collect();
                together(*kind, &statuses)
            }
            Step::When(condition, then, otherwise) => {
                let other = || otherwise.map_or(Status::Met, |at| node(context, at, path));
                match node(context, *condition, path) {
                    Status::Met => node(context, *then, path),
                    Status::Unmet => other(),
                    Status::Undetermined => {
                        let (then, other) = (node(context, *then, path), other());
                        if then == other { then } else { Status::Undetermined }
                    }
                }
            }
        };
        planned.waived.map_or(own, |waiver| own.max(node(context, waiver, path)))
    };
    context.deeper(inside).unwrap_or(Status::Undetermined)
}

fn block(context: &Context<'_>, guideline: &Guideline, nodes: &GuidelinePlan, at: usize) -> Status {
    let Some((declared, planned)) = guideline.blocks.get(at).zip(nodes.blocks.get(at)) else {
        return Status::Undetermined;
    };
    let required = planned.requires.iter().map(|at| node(context, *at, &declared.id));
    let excluded = planned.excluded.iter().map(|at| not(node(context, *at, &declared.id)));
    required.chain(excluded).min().unwrap_or(Status::Met)
}

/// What the blocks of a guideline say to a request, as [`judge`](super::outcome::judge) does.
pub(crate) fn outcome(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
    asked: &Asked,
) -> Outcome {
    let of = |at: usize| block(context, guideline, nodes, at);
    let first = |kind: BlockKind| guideline.blocks.iter().position(|block| block.kind == kind);
    let every = || first(BlockKind::EveryLevel).map_or(Status::Met, of);
    let status = match asked {
        Asked::Answers => return Outcome::NotApplicable,
        Asked::DayUnknown | Asked::ListUnknown(_) => Status::Undetermined,
        Asked::Any(blocks) => blocks.iter().map(|at| of(*at)).max().unwrap_or(Status::Unmet),
        Asked::Block(at) => of(*at),
        Asked::Continued { block } => {
            let of_level = guideline.blocks.get(*block).is_some_and(|block| block.rung.is_some());
            let needed = if of_level { every() } else { Status::Met };
            let stays = first(BlockKind::Discharge).map_or(Status::Met, |at| not(of(at)));
            of(*block).min(stays).min(needed)
        }
        Asked::Level { rung: asked } => {
            let needed = every();
            let levels = guideline.blocks.iter().enumerate().filter_map(|(at, block)| {
                let rung = block.rung.filter(|rung| block.kind == BlockKind::Level && *rung >= *asked)?;
                Some((rung, of(at).min(needed)))
            });
            let levels: Vec<(usize, Status)> = levels.collect();
            let own = levels.iter().filter(|(rung, _)| rung == asked).map(|(_, status)| *status).max();
            let higher = levels.iter().filter(|(rung, _)| rung > asked).map(|(_, status)| *status).max();
            match (own, higher) {
                (_, Some(Status::Met)) => Status::Met,
                (Some(own), _) => own,
                (None, higher) => higher.unwrap_or(Status::Unmet),
            }
        }
    };
    match status {
        Status::Met => Outcome::Meets,
        Status::Undetermined => Outcome::InsufficientInformation,
        Status::Unmet => Outcome::DoesNotMeet,
    }
}
