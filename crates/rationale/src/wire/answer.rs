//! The shape of an answer: assessments, dispositions, questions, audit.

use super::VERSION;
use super::disposition::DispositionShape;
use super::finding::{CiteShape, FindingShape, GapShape};
use super::missing::MissingShape;
use super::overlay::OverlayShape;
use crate::assessment::{Answer, Assessment, Audit, Levels, MayApply, Outcome, Question};
use crate::render::reasons::outcome_words;
use crate::render::why;
use crate::value::time::Zone;
use crate::view::View;
use schemars::JsonSchema;
use serde::Serialize;

/// All that was answered on a case.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AnswerShape {
    /// Version of this shape.
    pub version: u32,
    /// The case's id.
    pub case: String,
    /// One for each guideline that applies, or was named by the request; never merged.
    pub assessments: Vec<AssessmentShape>,
    /// Guidelines that may apply, with what would tell.
    pub may_apply: Vec<MayApplyShape>,
    /// Ids of guidelines that do not apply.
    pub not_applicable: Vec<String>,
    /// Guidelines that apply and cannot tell which of their blocks the request asks for.
    pub unanswered: Vec<UnansweredShape>,
}

/// A guideline that applies and cannot tell what the request asks of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct UnansweredShape {
    /// Its id.
    pub guideline: String,
    /// Why, and what to name in the request.
    pub why: String,
}

/// A guideline of which it is not known whether it applies.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct MayApplyShape {
    /// Its id.
    pub guideline: String,
    /// Its label.
    pub label: String,
    /// What would tell.
    pub gaps: Vec<GapShape>,
}

/// The answer of one guideline.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AssessmentShape {
    /// Which guideline.
    pub guideline: GuidelineShape,
    /// The answer.
    pub outcome: OutcomeShape,
    /// The answer in words.
    pub outcome_words: &'static str,
    /// Why, in one sentence.
    pub why: String,
    /// The block that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// How the levels stand, where there is a ladder and a level was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<LevelsShape>,
    /// Path of the criterion whose grant is approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// What to do.
    pub disposition: DispositionShape,
    /// The finding trees: `applies`, what every level needs, the block, discharge, answers.
    pub findings: Vec<FindingShape>,
    /// What would settle it.
    pub questions: Vec<QuestionShape>,
    /// The smallest sets of questions some answers to which meet it, where it is open and they were looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingShape>,
    /// What ties the answer to its inputs.
    pub audit: AuditShape,
}

/// Which guideline answered.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct GuidelineShape {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// `draft`, `approved`, `retired`.
    pub status: String,
    /// Its citations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<CiteShape>,
    /// What it changed of its base, where it is an overlay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<OverlayShape>,
}

/// The answer to the request. None denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OutcomeShape {
    /// The guideline does not answer this request.
    NotApplicable,
    /// Documentation is missing.
    InsufficientInformation,
    /// Not met, for physician review.
    DoesNotMeet,
    /// Met.
    Meets,
}

/// How the levels stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct LevelsShape {
    /// The one asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<String>,
    /// The highest that is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest_met: Option<String>,
    /// Undetermined ones above the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_ruled_out: Vec<String>,
    /// The highest lower level that is met: for the physician, never certified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternative: Option<String>,
}

/// A question, for all the criteria it would settle.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct QuestionShape {
    /// What is missing, whom to ask, and what.
    #[serde(flatten)]
    pub gap: GapShape,
    /// Paths of the criteria that ask it.
    pub criteria: Vec<String>,
}

/// What ties an answer to its inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditShape {
    /// Version of the engine.
    pub engine: String,
    /// Changes whenever outcome, status, reasons or evidence of the same inputs could.
    pub meaning: u32,
    /// SHA-256 of the guideline's content.
    pub guideline_digest: String,
    /// SHA-256 of the case's header and of the records this guideline can read.
    pub case_digest: String,
    /// The as-of time.
    pub as_of: String,
}

impl AnswerShape {
    /// The shape of an answer; `zone` is that of the case.
    #[must_use]
    pub fn new(answer: &Answer, zone: &Zone, view: View) -> Self {
        Self {
            version: VERSION,
            case: answer.case.clone(),
            assessments: answer
                .assessments
                .iter()
                .map(|assessment| AssessmentShape::new(assessment, zone, view))
                .collect(),
            may_apply: answer.may_apply.iter().map(|open| MayApplyShape::new(open, zone)).collect(),
            not_applicable: answer.not_applicable.clone(),
            unanswered: answer
                .unanswered
                .iter()
                .map(|one| UnansweredShape { guideline: one.guideline.clone(), why: one.why.clone() })
                .collect(),
        }
    }
}

impl MayApplyShape {
    fn new(open: &MayApply, zone: &Zone) -> Self {
        Self {
            guideline: open.guideline.clone(),
            label: open.label.clone(),
            gaps: open.gaps.iter().map(|gap| GapShape::new(gap, zone)).collect(),
        }
    }
}

impl AssessmentShape {
    fn new(assessment: &Assessment, zone: &Zone, view: View) -> Self {
        let guideline = &assessment.guideline;
        Self {
            guideline: GuidelineShape {
                id: guideline.id.clone(),
                label: guideline.label.clone(),
                edition: guideline.edition.clone(),
                status: guideline.status.clone(),
                cites: guideline.cites.iter().map(CiteShape::new).collect(),
                overlay: guideline.overlay.as_ref().map(OverlayShape::new),
            },
            outcome: match assessment.outcome {
                Outcome::NotApplicable => OutcomeShape::NotApplicable,
                Outcome::InsufficientInformation => OutcomeShape::InsufficientInformation,
                Outcome::DoesNotMeet => OutcomeShape::DoesNotMeet,
                Outcome::Meets => OutcomeShape::Meets,
            },
            outcome_words: outcome_words(assessment.outcome),
            why: why(assessment, zone),
            block: assessment.block.clone(),
            levels: assessment.levels.as_ref().map(LevelsShape::new),
            route: assessment.route.clone(),
            disposition: DispositionShape::new(&assessment.disposition, zone),
            findings: FindingShape::roots(&assessment.findings, zone, view),
            questions: assessment
                .questions
                .iter()
                .map(|question| QuestionShape::new(question, zone))
                .collect(),
            missing: assessment.missing.as_ref().map(|missing| MissingShape::new(missing, zone)),
            audit: AuditShape::new(&assessment.audit),
        }
    }
}

impl LevelsShape {
    fn new(levels: &Levels) -> Self {
        Self {
            requested: levels.requested.clone(),
            highest_met: levels.highest_met.clone(),
            not_ruled_out: levels.not_ruled_out.clone(),
            alternative: levels.alternative.clone(),
        }
    }
}

impl QuestionShape {
    pub(super) fn new(question: &Question, zone: &Zone) -> Self {
        Self { gap: GapShape::new(&question.gap, zone), criteria: question.criteria.clone() }
    }
}

impl AuditShape {
    fn new(audit: &Audit) -> Self {
        Self {
            engine: audit.engine.to_owned(),
            meaning: audit.meaning,
            guideline_digest: audit.guideline_digest.clone(),
            case_digest: audit.case_digest().to_owned(),
            as_of: audit.as_of.clone(),
        }
    }
}
