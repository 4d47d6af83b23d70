//! The one sentence that says why.

use super::evidence;
use super::page::JOINED;
use super::reasons::reason_words;
use crate::assessment::{Assessment, Evidence, Finding, FindingKind, Outcome, Status};
use crate::value::time::Zone;

/// As many causes as a sentence bears.
const CAUSES: usize = 3;

/// Why the answer is as it is, in one sentence.
pub fn why(assessment: &Assessment, zone: &Zone) -> String {
    if assessment.tells_answers_alone() {
        return answers(assessment);
    }
    let applies = assessment.outcome == Outcome::NotApplicable
        || (assessment.outcome == Outcome::InsufficientInformation && assessment.block.is_none());
    let mut causes = Vec::new();
    for root in &assessment.findings {
        if root.decisive && (root.path() == "applies") == applies {
            gather(root, root.kind == FindingKind::Exclusion, &mut causes);
        }
    }
    let wanted = match assessment.outcome {
        Outcome::Meets => Status::Met,
        Outcome::InsufficientInformation => Status::Undetermined,
        Outcome::DoesNotMeet | Outcome::NotApplicable => Status::Unmet,
    };
    // An exclusion speaks against the request where it is met.
    let against = |cause: &Cause| match wanted {
        Status::Met => cause.finding.status == Status::Met && !cause.exclusion,
        Status::Undetermined => cause.finding.status == Status::Undetermined,
        Status::Unmet if cause.exclusion => cause.finding.status == Status::Met,
        Status::Unmet => cause.finding.status == Status::Unmet,
    };
    let mut phrases: Vec<String> = Vec::new();
    for cause in causes.iter().filter(|cause| against(cause)) {
        let phrase = phrase(cause, zone);
        if !phrases.contains(&phrase) {
            phrases.push(phrase);
        }
    }
    let lead = match assessment.outcome {
        Outcome::Meets => "Criteria met",
        Outcome::InsufficientInformation if applies => "Whether the guideline applies is open",
        Outcome::InsufficientInformation => "Information is missing",
        Outcome::DoesNotMeet => "Not met, for physician review",
        Outcome::NotApplicable => "Does not apply to this request",
    };
    if phrases.is_empty() {
        return format!("{lead}.");
    }
    let left_out = phrases.len().saturating_sub(CAUSES);
    let shown: Vec<String> = phrases.into_iter().take(CAUSES).collect();
    let more = match left_out {
        0 => String::new(),
        1 => "; and 1 more".to_owned(),
        many => format!("; and {many} more"),
    };
    format!("{lead}: {}{more}.", shown.join("; ")).replace(JOINED, " ")
}

/// What the answers of a guideline say that has nothing else.
fn answers(assessment: &Assessment) -> String {
    let roots = assessment.findings.iter().filter(|finding| finding.path() != "applies");
    let said = roots.map(|finding| {
        let status = match finding.status {
            Status::Met => "met",
            Status::Unmet => "not met",
            Status::Undetermined => "open",
        };
        format!("{} {status}", super::label(finding))
    });
    format!("Answers no request: {}.", said.collect::<Vec<_>>().join("; "))
}

struct Cause<'a> {
    finding: &'a Finding,
    exclusion: bool,
}

/// The decisive nodes that tell most: down to the criterion that decided, but not into a labelled group of which all
/// members had to.
fn gather<'a>(finding: &'a Finding, exclusion: bool, into: &mut Vec<Cause<'a>>) {
    let exclusion = exclusion || finding.kind == FindingKind::Exclusion;
    if finding.not_required {
        return;
    }
    // What is unmet is the requirement; that nothing waives it is no cause.
    let named = |child: &&Finding| match child.kind {
        FindingKind::Detail | FindingKind::Circumstance => false,
        FindingKind::Waiver => finding.status != Status::Unmet,
        _ => true,
    };
    let members = finding.children.iter().filter(named).count();
    // A block is decided by its exclusions too, which turn.
    let deciding: Vec<&Finding> = finding
        .children
        .iter()
        .filter(named)
        .filter(|child| {
            child.decisive && (child.status == finding.status || finding.kind == FindingKind::Block)
        })
        .collect();
    let summed_up = finding.kind != FindingKind::Block
        && !finding.label().is_empty()
        && finding.status != Status::Undetermined
        && members > 1
        && deciding.len() == members;
    if deciding.is_empty() || summed_up || finding.waived {
        into.push(Cause { finding, exclusion });
        return;
    }
    for child in deciding {
        gather(child, exclusion, into);
    }
}

fn phrase(cause: &Cause, zone: &Zone) -> String {
    let finding = cause.finding;
    let label = super::label(finding);
    if finding.waived {
        return format!("{label} (waived)");
    }
    if finding.path() == "applies.overlay" && finding.status == Status::Unmet {
        let taken = finding.children.iter().find(|child| child.status == Status::Met);
        return taken.map_or(label, |taken| format!("{} takes its place", super::label(taken)));
    }
    match finding.status {
        Status::Undetermined => match finding.reasons.first() {
            Some(reason) => format!("{label}: {}", reason_words(reason, zone)),
            None => format!("{label}: not settled"),
        },
        Status::Met if cause.exclusion => format!("{label} is present"),
        Status::Met | Status::Unmet => {
            let record = finding.evidence.iter().find_map(|evidence| match evidence {
                Evidence::Record(record) if !record.leaves_open => Some(record),
                _ => None,
            });
            let calculated = finding.evidence.iter().find_map(|evidence| match evidence {
                Evidence::Calculated(_, value) => Some(value),
                _ => None,
            });
            if let Some(value) = calculated {
                return format!("{label} ({value})");
            }
            match (record, finding.status) {
                (Some(record), _) => format!("{label} ({})", evidence::short(record)),
                (None, Status::Unmet)
                    if finding.evidence.iter().any(|one| matches!(one, Evidence::Absence(_))) =>
                {
                    format!("{label} (none on record)")
                }
                (None, _) => label,
            }
        }
    }
}
