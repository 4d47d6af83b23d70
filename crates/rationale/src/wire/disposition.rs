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
pub struct DispositionShape {
    /// Approve this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approve: Option<ApprovalShape>,
    /// Refer to a physician.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refer: Option<ReferralShape>,
    /// Ask for documents: indexes into `questions`, from 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub request_documents: Vec<usize>,
    /// Ask for judgements, of the roles that the question names: indexes into `questions`, from 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub judgements: Vec<usize>,
    /// Repair the data: indexes into `questions`, from 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repair_data: Vec<usize>,
    /// Not yet due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_yet_due: Option<NotYetDueShape>,
    /// Conditions and their due dates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<DueShape>,
    /// How each series of due dates (recertification, reassessment) stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recertification: Vec<RecertificationShape>,
    /// When to review next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_review: Option<String>,
    /// By when the request is to be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DeadlineShape>,
    /// Limits to tell.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<String>,
    /// What is to be reported.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<String>,
}

/// An approval: never more than asked.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ApprovalShape {
    /// How much; left out: as requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<AmountShape>,
    /// First day or instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day or instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Path of the route or id of the block whose grant this is.
    pub by: String,
    /// Its citations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<CiteShape>,
    /// Earlier routes still undetermined.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier_undetermined: Vec<String>,
}

/// An amount and its unit.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AmountShape {
    /// How many.
    pub value: NumberShape,
    /// Of what.
    pub unit: String,
}

/// A referral to a physician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ReferralShape {
    /// Which.
    pub role: String,
    /// Why.
    pub why: Vec<ReferralWhyShape>,
    /// What would have to come out otherwise, where criteria are not met. For the physician, never for the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_change: Option<WouldChangeShape>,
}

/// Why a physician is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ReferralWhyShape {
    /// `unmet`, `excluded`, `conflict`, `judgement`, `beyond_supported` or `rule`.
    pub kind: &'static str,
    /// In words, fit for the physician.
    pub words: String,
    /// Paths of the criteria.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<String>,
    /// What was asked, where more was than the criteria support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    /// What they support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported: Option<String>,
}

/// How a series of due dates stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RecertificationShape {
    /// Path of the criterion.
    pub criterion: String,
    /// Whether it is due or overdue.
    pub standing: DueStandingShape,
    /// By when, or since when: a date where the series runs in days or longer.
    pub at: String,
}

/// Not yet due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NotYetDueShape {
    /// Paths of the criteria whose window still runs.
    pub criteria: Vec<String>,
    /// When to look again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Something due later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DueShape {
    /// What.
    pub what: String,
    /// By when; left out where its anchor is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl RecertificationShape {
    fn new(series: &Recertification) -> Self {
        Self {
            criterion: series.criterion.clone(),
            standing: DueStandingShape::new(series.standing),
            at: series.at.clone(),
        }
    }
}

impl DispositionShape {
    pub(super) fn new(what: &Disposition, zone: &Zone) -> Self {
        Self {
            approve: what.approve.as_ref().map(ApprovalShape::new),
            refer: what.refer.as_ref().map(ReferralShape::new),
            request_documents: what.request_documents.clone(),
            judgements: what.judgements.clone(),
            repair_data: what.repair_data.clone(),
            not_yet_due: what
                .not_yet_due
                .as_ref()
                .map(|wait| NotYetDueShape { criteria: wait.criteria.clone(), until: wait.until.clone() }),
            due: what
                .due
                .iter()
                .map(|item| DueShape { what: item.what.clone(), by: item.by.clone() })
                .collect(),
            recertification: what.recertification.iter().map(RecertificationShape::new).collect(),
            next_review: what.next_review.clone(),
            deadline: what.deadline.as_ref().map(|deadline| DeadlineShape::new(deadline, zone)),
            limits: what.limits.clone(),
            reports: what.reports.clone(),
        }
    }
}

impl ApprovalShape {
    fn new(approval: &Approval) -> Self {
        Self {
            amount: approval
                .amount
                .as_ref()
                .map(|(value, unit)| AmountShape { value: NumberShape::new(*value), unit: unit.clone() }),
            from: approval.from.clone(),
            until: approval.until.clone(),
            by: approval.by.clone(),
            cites: approval.cites.iter().map(CiteShape::new).collect(),
            earlier_undetermined: approval.earlier_undetermined.clone(),
        }
    }
}

impl ReferralShape {
    fn new(referral: &Referral) -> Self {
        Self {
            role: referral.role.clone(),
            why: referral.why.iter().map(ReferralWhyShape::new).collect(),
            would_change: WouldChangeShape::new(&referral.would_change),
        }
    }
}

impl ReferralWhyShape {
    fn new(why: &ReferralWhy) -> Self {
        let words = referral_words(why);
        let of = |kind, criteria: &[String]| Self {
            kind,
            words: words.clone(),
            criteria: criteria.to_vec(),
            asked: None,
            supported: None,
        };
        match why {
            ReferralWhy::Unmet(paths) => of("unmet", paths),
            ReferralWhy::Excluded(paths) => of("excluded", paths),
            ReferralWhy::Conflict(paths) => of("conflict", paths),
            ReferralWhy::Judgement(paths) => of("judgement", paths),
            ReferralWhy::Rule(path, _) => of("rule", std::slice::from_ref(path)),
            ReferralWhy::BeyondSupported(asked, supported) => Self {
                asked: Some(asked.clone()),
                supported: Some(supported.clone()),
                ..of("beyond_supported", &[])
            },
        }
    }
}
