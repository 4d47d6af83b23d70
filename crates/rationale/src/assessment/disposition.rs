//! What to do now: approve, refer to a physician, ask, repair, look again. There is no denial.

use super::evidence::DueStanding;
use super::missing::WouldChange;
use crate::check::model::Cite;
use crate::deadline::Deadline;
use crate::value::number::Number;

/// What to do now. There is no variant that denies.
#[derive(Clone, Debug, PartialEq, Default)]
#[non_exhaustive]
pub struct Disposition {
    /// Approve this.
    pub approve: Option<Approval>,
    /// Refer to a physician.
    pub refer: Option<Referral>,
    /// Ask for documents: indexes into [`Assessment::questions`](super::Assessment::questions).
    pub request_documents: Vec<usize>,
    /// Ask for judgements, each of the roles its question names: indexes into
    /// [`Assessment::questions`](super::Assessment::questions).
    pub judgements: Vec<usize>,
    /// Only technical reasons are left: indexes into [`Assessment::questions`](super::Assessment::questions).
    pub repair_data: Vec<usize>,
    /// Not yet due; look again then.
    pub not_yet_due: Option<NotYetDue>,
    /// Conditions and their due dates.
    pub due: Vec<DueItem>,
    /// How each series of due dates stands: what is due next, what is overdue.
    pub recertification: Vec<Recertification>,
    /// When to review next (a calendar date or instant, as text in the case's zone).
    pub next_review: Option<String>,
    /// By when the request is to be decided, where it says when it was received or how urgent it is.
    pub deadline: Option<Deadline>,
    /// Limits to tell.
    pub limits: Vec<String>,
    /// What is to be reported.
    pub reports: Vec<String>,
}

/// An approval: never more than asked.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Approval {
    /// How much, and in what.
    pub amount: Option<(Number, String)>,
    /// First day or instant.
    pub from: Option<String>,
    /// Last day or instant.
    pub until: Option<String>,
    /// Path of the route or id of the block whose grant this is.
    pub by: String,
    /// Its citations.
    pub cites: Vec<Cite>,
    /// Earlier routes still undetermined.
    pub earlier_undetermined: Vec<String>,
}

/// A referral to a physician.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Referral {
    /// Which: `physician` unless a criterion names one.
    pub role: String,
    /// Why, in words fit for the physician.
    pub why: Vec<ReferralWhy>,
    /// What would have to come out otherwise, where criteria are not met.
    pub would_change: WouldChange,
}

/// Why a physician is asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ReferralWhy {
    /// These criteria are unmet (paths).
    Unmet(Vec<String>),
    /// These exclusions are present (paths).
    Excluded(Vec<String>),
    /// These criteria rest on records in conflict.
    Conflict(Vec<String>),
    /// These criteria need a physician's judgement.
    Judgement(Vec<String>),
    /// More was asked than the criteria support: asked, supported.
    BeyondSupported(String, String),
    /// A criterion says so: path, text.
    Rule(String, String),
}

/// Not yet due.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotYetDue {
    /// Paths of the criteria whose window still runs.
    pub criteria: Vec<String>,
    /// When to look again, as text in the case's zone.
    pub until: Option<String>,
}

/// How a series of due dates stands: recertification, reassessment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recertification {
    /// Path of the criterion.
    pub criterion: String,
    /// Whether it is due or overdue.
    pub standing: DueStanding,
    /// Since when or by when, as text in the case's zone: a calendar date where the series runs in days or longer.
    pub at: String,
}

/// Something due later.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DueItem {
    /// What.
    pub what: String,
    /// By when; `None` where its anchor is not given.
    pub by: Option<String>,
}
