//! `criterion X of G is met at P`: a criterion looked up in this guideline or in the edition of another that is in force, with
//! the review moved or not.

use super::context::{Context, Hand};
use super::evidence;
use super::group::not;
use super::outcome;
use super::point::{self, Bound};
use super::term::Answer;
use super::tree::{find, open_reasons};
use crate::assessment::{Evidence, Finding, Gap, Reason, Status};
use crate::check::model::{CriterionRef, Point};
use crate::value::time::Instant;

/// Settles a reference.
pub(crate) fn settle(
    context: &Context<'_>,
    of: &CriterionRef,
    is_met: bool,
    at: Option<&Point>,
    hands: &[Hand<'_>],
) -> Answer {
    let review = match at.map(|at| moved(context, at, hands)) {
        None => context.case.as_of,
        Some(Ok(review)) => review,
        Some(Err(open)) => return *open,
    };
    let edition = match of {
        CriterionRef::Here(path) => Ok((context.guideline, path.as_str())),
        CriterionRef::Of { guideline, paths, .. } => {
            context.elsewhere(None, review, |there| in_force(there, guideline, paths))
        }
    };
    match edition {
        Ok((guideline, path)) => context.elsewhere(guideline, review, |there| {
            let Some(node) = there.by_path(path) else { return Answer::decided(Status::Undetermined) };
            let found = find(there, node, &[], path);
            told(there, of, is_met, at.is_some(), found)
        }),
        Err(open) => *open,
    }
}

/// The answer of a reference, with all that the criterion referred to rests on.
fn told(context: &Context<'_>, of: &CriterionRef, is_met: bool, moved: bool, found: Finding) -> Answer {
    let status = if is_met { found.status } else { not(found.status) };
    let mut answer = Answer::decided(status);
    let name = match of {
        CriterionRef::Here(path) => path.clone(),
        CriterionRef::Of { guideline, written, .. } => format!("{written} of {guideline}"),
    };
    let name = match moved {
        true => format!("{name}, reviewed as of {}", evidence::instant_text(context, context.case.as_of)),
        false => name,
    };
    let words = match found.status {
        Status::Met => "met",
        Status::Unmet => "unmet",
        Status::Undetermined => "undetermined",
    };
    answer.evidence.push(Evidence::Header(name, words.to_owned()));
    cite(&found, &mut answer.evidence);
    if status == Status::Undetermined {
        (answer.reasons, answer.gaps) = open_reasons(&found);
    }
    answer
}

/// Adds what a finding and those that decided it rest on, each once.
fn cite(finding: &Finding, cited: &mut Vec<Evidence>) {
    for evidence in &finding.evidence {
        if !cited.contains(evidence) {
            cited.push(evidence.clone());
        }
    }
    for child in finding.children.iter().filter(|child| child.decisive) {
        cite(child, cited);
    }
}

/// The instant to which a review is moved: of a calendar date its end, cut at the as-of time.
fn moved(context: &Context<'_>, at: &Point, hands: &[Hand<'_>]) -> Result<Instant, Box<Answer>> {
    let words = || point::anchor_words(context, &at.anchor);
    match point::place(context, at, hands) {
        Err(missing) => {
            let mut answer = Answer::decided(Status::Undetermined);
            answer.gaps = evidence::anchor_gaps(context, &missing);
            answer.reasons = evidence::reasons_of(&answer.gaps);
            Err(Box::new(answer))
        }
        Ok(Bound { instants, dates, by_date }) => {
            let now = context.case.as_of;
            if instants.first > now {
                let reason = Reason::NotYet(Some(instants.first));
                let gap = evidence::header_gap(context, reason.clone(), &words());
                return Err(open(reason, gap));
            }
            if by_date && dates.first == dates.last {
                return Ok(instants.last.min(now));
            }
            if instants.first == instants.last {
                return Ok(instants.first);
            }
            let what = format!("exact time of {}", words());
            Err(open(Reason::ImpreciseTime, evidence::header_gap(context, Reason::ImpreciseTime, &what)))
        }
    }
}

fn open(reason: Reason, gap: Gap) -> Box<Answer> {
    let mut answer = Answer::decided(Status::Undetermined);
    answer.reasons.push(reason);
    answer.gaps.push(gap);
    Box::new(answer)
}

/// The edition of a guideline that is in force by its own date, and the path of the criterion in it.
fn in_force<'p>(
    context: &Context<'_>,
    guideline: &str,
    paths: &'p [(Option<String>, String)],
) -> Result<(Option<usize>, &'p str), Box<Answer>> {
    let mut waits: Option<Finding> = None;
    for (at, other) in context.plan.library().guidelines.iter().enumerate() {
        if other.id != guideline {
            continue;
        }
        let name = other.edition.as_ref().map(|edition| edition.name.as_str());
        let Some((_, path)) = paths.iter().find(|(edition, _)| edition.as_deref() == name) else { continue };
        let Some(edition) = &other.edition else { return Ok((Some(at), path)) };
        let finding = outcome::in_force(context, edition);
        match finding.status {
            Status::Met => return Ok((Some(at), path)),
            Status::Undetermined => waits = waits.or(Some(finding)),
            Status::Unmet => {}
        }
    }
    let mut answer = Answer::decided(Status::Undetermined);
    match waits {
        Some(finding) => (answer.reasons, answer.gaps) = open_reasons(&finding),
        None => {
            let reason = Reason::CannotBeCalculated;
            let what = format!("an edition of {guideline} in force at that time");
            answer.gaps.push(evidence::header_gap(context, reason.clone(), &what));
            answer.reasons.push(reason);
        }
    }
    Err(Box::new(answer))
}
