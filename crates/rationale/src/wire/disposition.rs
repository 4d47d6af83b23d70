//! The shape of a disposition: what to do now.

use super::NumberShape;
use super::deadline::DeadlineShape;
use super::evidence::DueStandingShape;
use super::finding::CiteShape;
use super::missing::WouldChangeShape;
use crate::assessment::{Approval, Disposition, Recertification, Referral, ReferralWhy};
use crate::render::reasons::referral_words;
use crate::value::time::Zone;
use schemars::JsonSchema;
use serde::Serialize;

/// What to do now. Nothing in it denies.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DispositionShape<'a> {
    /// Approve this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approve: Option<ApprovalShape<'a>>,
    /// Refer to a physician.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refer: Option<ReferralShape<'a>>,
    /// Ask for documents: indexes into `questions`, from 0.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub request_documents: &'a [usize],
    /// Ask for judgements, of the roles that the question names: indexes into `questions`, from 0.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub judgements: &'a [usize],
    /// Repair the data: indexes into `questions`, from 0.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub repair_data: &'a [usize],
    /// Not yet due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_yet_due: Option<NotYetDueShape<'a>>,
    /// Conditions and their due dates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<DueShape<'a>>,
    /// How each series of due dates (recertification, reassessment) stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recertification: Vec<RecertificationShape<'a>>,
    /// When to review next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_review: Option<&'a str>,
    /// By when the request is to be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DeadlineShape<'a>>,
    /// Limits to tell.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub limits: &'a [String],
    /// What is to be reported.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub reports: &'a [String],
}

/// An approval: never more than asked.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ApprovalShape<'a> {
    /// How much; left out: as requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<AmountShape<'a>>,
    /// First day or instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<&'a str>,
    /// Last day or instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<&'a str>,
    /// Path of the route or id of the block whose grant this is.
    pub by: &'a str,
    /// Its citations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<CiteShape<'a>>,
    /// Earlier routes still undetermined.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub earlier_undetermined: &'a [String],
}

/// An amount and its unit.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AmountShape<'a> {
    /// How many.
    pub value: NumberShape,
    /// Of what.
    pub unit: &'a str,
}

/// A referral to a physician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ReferralShape<'a> {
    /// Which.
    pub role: &'a str,
    /// Why.
    pub why: Vec<ReferralWhyShape<'a>>,
    /// What would have to come out otherwise, where criteria are not met. For the physician, never for the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_change: Option<WouldChangeShape<'a>>,
}

/// Why a physician is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ReferralWhyShape<'a> {
    /// `unmet`, `excluded`, `conflict`, `judgement`, `beyond_supported` or `rule`.
    pub kind: &'static str,
    /// In words, fit for the physician.
    pub words: String,
    /// Paths of the criteria.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub criteria: &'a [String],
    /// What was asked, where more was than the criteria support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<&'a str>,
    /// What they support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported: Option<&'a str>,
}

/// How a series of due dates stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RecertificationShape<'a> {
    /// Path of the criterion.
    pub criterion: &'a str,
    /// Whether it is due or overdue.
    pub standing: DueStandingShape,
    /// By when, or since when: a date where the series runs in days or longer.
    pub at: &'a str,
}

/// Not yet due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NotYetDueShape<'a> {
    /// Paths of the criteria whose window still runs.
    pub criteria: &'a [String],
    /// When to look again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<&'a str>,
}

/// Something due later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DueShape<'a> {
    /// What.
    pub what: &'a str,
    /// By when; left out where its anchor is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<&'a str>,
}

impl<'a> RecertificationShape<'a> {
    fn new(series: &'a Recertification) -> Self {
        Self {
            criterion: &series.criterion,
            standing: DueStandingShape::new(series.standing),
            at: &series.at,
        }
    }
}

impl<'a> DispositionShape<'a> {
    pub(super) fn new(what: &'a Disposition, zone: &Zone) -> Self {
        Self {
            approve: what.approve.as_ref().map(ApprovalShape::new),
            refer: what.refer.as_ref().map(ReferralShape::new),
            request_documents: &what.request_documents,
            judgements: &what.judgements,
            repair_data: &what.repair_data,
            not_yet_due: what
                .not_yet_due
                .as_ref()
                .map(|wait| NotYetDueShape { criteria: &wait.criteria, until: wait.until.as_deref() }),
            due: what.due.iter().map(|item| DueShape { what: &item.what, by: item.by.as_deref() }).collect(),
            recertification: what.recertification.iter().map(RecertificationShape::new).collect(),
            next_review: what.next_review.as_deref(),
            deadline: what.deadline.as_ref().map(|deadline| DeadlineShape::new(deadline, zone)),
            limits: &what.limits,
            reports: &what.reports,
        }
    }
}

impl<'a> ApprovalShape<'a> {
    fn new(approval: &'a Approval) -> Self {
        Self {
            amount: approval
                .amount
                .as_ref()
                .map(|(value, unit)| AmountShape { value: NumberShape::new(*value), unit }),
            from: approval.from.as_deref(),
            until: approval.until.as_deref(),
            by: &approval.by,
            cites: approval.cites.iter().map(CiteShape::new).collect(),
            earlier_undetermined: &approval.earlier_undetermined,
        }
    }
}

impl<'a> ReferralShape<'a> {
    fn new(referral: &'a Referral) -> Self {
        Self {
            role: &referral.role,
            why: referral.why.iter().map(ReferralWhyShape::new).collect(),
            would_change: WouldChangeShape::new(&referral.would_change),
        }
    }
}

impl<'a> ReferralWhyShape<'a> {
    fn new(why: &'a ReferralWhy) -> Self {
        let words = referral_words(why);
        let of = |kind, criteria: &'a [String]| Self {
            kind,
            words: words.clone(),
            criteria,
            asked: None,
            supported: None,
        };
        match why {
            ReferralWhy::Unmet(paths) => of("unmet", paths),
            ReferralWhy::Excluded(paths) => of("excluded", paths),
            ReferralWhy::Conflict(paths) => of("conflict", paths),
            ReferralWhy::Judgement(paths) => of("judgement", paths),
            ReferralWhy::Rule(path, _) => of("rule", std::slice::from_ref(path)),
            ReferralWhy::BeyondSupported(asked, supported) => {
                Self { asked: Some(asked), supported: Some(supported), ..of("beyond_supported", &[]) }
            }
        }
    }
}
