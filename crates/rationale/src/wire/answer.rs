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
pub struct AnswerShape<'a> {
    /// Version of this shape.
    pub version: u32,
    /// The case's id.
    pub case: &'a str,
    /// One for each guideline that applies, or was named by the request; never merged.
    pub assessments: Vec<AssessmentShape<'a>>,
    /// Guidelines that may apply, with what would tell.
    pub may_apply: Vec<MayApplyShape<'a>>,
    /// Ids of guidelines that do not apply.
    pub not_applicable: Vec<&'a str>,
    /// Guidelines that apply and cannot tell which of their blocks the request asks for.
    pub unanswered: Vec<UnansweredShape<'a>>,
}

/// A guideline that applies and cannot tell what the request asks of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct UnansweredShape<'a> {
    /// Its id.
    pub guideline: &'a str,
    /// Why, and what to name in the request.
    pub why: &'a str,
}

/// A guideline of which it is not known whether it applies.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct MayApplyShape<'a> {
    /// Its id.
    pub guideline: &'a str,
    /// Its label.
    pub label: &'a str,
    /// What would tell.
    pub gaps: Vec<GapShape<'a>>,
}

/// The answer of one guideline.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AssessmentShape<'a> {
    /// Which guideline.
    pub guideline: GuidelineShape<'a>,
    /// The answer.
    pub outcome: OutcomeShape,
    /// The answer in words.
    pub outcome_words: &'static str,
    /// Why, in one sentence.
    pub why: String,
    /// The block that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<&'a str>,
    /// How the levels stand, where there is a ladder and a level was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<LevelsShape<'a>>,
    /// Path of the criterion whose grant is approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<&'a str>,
    /// What to do.
    pub disposition: DispositionShape<'a>,
    /// The finding trees: `applies`, what every level needs, the block, discharge, answers.
    pub findings: Vec<FindingShape<'a>>,
    /// What would settle it.
    pub questions: Vec<QuestionShape<'a>>,
    /// The smallest sets of questions some answers to which meet it, where it is open and they were looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingShape<'a>>,
    /// What ties the answer to its inputs.
    pub audit: AuditShape<'a>,
}

/// Which guideline answered.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct GuidelineShape<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its label.
    pub label: &'a str,
    /// Its edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<&'a str>,
    /// `draft`, `approved`, `retired`.
    pub status: &'a str,
    /// Its citations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<CiteShape<'a>>,
    /// What it changed of its base, where it is an overlay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<OverlayShape<'a>>,
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
pub struct LevelsShape<'a> {
    /// The one asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<&'a str>,
    /// The highest that is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest_met: Option<&'a str>,
    /// Undetermined ones above the request.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub not_ruled_out: &'a [String],
    /// The highest lower level that is met: for the physician, never certified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternative: Option<&'a str>,
}

/// A question, for all the criteria it would settle.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct QuestionShape<'a> {
    /// What is missing, whom to ask, and what.
    #[serde(flatten)]
    pub gap: GapShape<'a>,
    /// Paths of the criteria that ask it.
    pub criteria: &'a [String],
}

/// What ties an answer to its inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditShape<'a> {
    /// Version of the engine.
    pub engine: &'a str,
    /// Changes whenever outcome, status, reasons or evidence of the same inputs could.
    pub meaning: u32,
    /// SHA-256 of the guideline's content.
    pub guideline_digest: &'a str,
    /// SHA-256 of the case's header and of the records this guideline can read.
    pub case_digest: &'a str,
    /// The as-of time.
    pub as_of: &'a str,
}

impl<'a> AnswerShape<'a> {
    /// The shape of an answer; `zone` is that of the case.
    #[must_use]
    pub fn new(answer: &'a Answer, zone: &Zone, view: View) -> Self {
        Self {
            version: VERSION,
            case: &answer.case,
            assessments: answer
                .assessments
                .iter()
                .map(|assessment| AssessmentShape::new(assessment, zone, view))
                .collect(),
            may_apply: answer.may_apply.iter().map(|open| MayApplyShape::new(open, zone)).collect(),
            not_applicable: answer.not_applicable.iter().collect(),
            unanswered: answer
                .unanswered
                .iter()
                .map(|one| UnansweredShape { guideline: &one.guideline, why: &one.why })
                .collect(),
        }
    }
}

impl<'a> MayApplyShape<'a> {
    fn new(open: &'a MayApply, zone: &Zone) -> Self {
        Self {
            guideline: &open.guideline,
            label: &open.label,
            gaps: open.gaps.iter().map(|gap| GapShape::new(gap, zone)).collect(),
        }
    }
}

impl<'a> AssessmentShape<'a> {
    fn new(assessment: &'a Assessment, zone: &Zone, view: View) -> Self {
        let guideline = &assessment.guideline;
        Self {
            guideline: GuidelineShape {
                id: &guideline.id,
                label: &guideline.label,
                edition: guideline.edition.as_deref(),
                status: &guideline.status,
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
            block: assessment.block.as_deref(),
            levels: assessment.levels.as_ref().map(LevelsShape::new),
            route: assessment.route.as_deref(),
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

impl<'a> LevelsShape<'a> {
    fn new(levels: &'a Levels) -> Self {
        Self {
            requested: levels.requested.as_deref(),
            highest_met: levels.highest_met.as_deref(),
            not_ruled_out: &levels.not_ruled_out,
            alternative: levels.alternative.as_deref(),
        }
    }
}

impl<'a> QuestionShape<'a> {
    pub(super) fn new(question: &'a Question, zone: &Zone) -> Self {
        Self { gap: GapShape::new(&question.gap, zone), criteria: &question.criteria }
    }
}

impl<'a> AuditShape<'a> {
    fn new(audit: &'a Audit) -> Self {
        Self {
            engine: audit.engine,
            meaning: audit.meaning,
            guideline_digest: &audit.guideline_digest,
            case_digest: audit.case_digest(),
            as_of: &audit.as_of,
        }
    }
}
