//! What the engine answers: outcome, disposition, findings with their evidence and gaps.
//!
//! In the order in which it is shown: an [`Answer`] holds an [`Assessment`] for each guideline that applies, that
//! a tree of [`Finding`]s, and those the [`Evidence`] they rest on. JSON leaves through [`crate::wire`], words through
//! [`crate::render`].

mod disposition;
mod distance;
mod evidence;
mod finding;
mod missing;
mod named;
mod not_applicable;
mod record;
mod setting;

pub use disposition::{Approval, Disposition, DueItem, NotYetDue, Recertification, Referral, ReferralWhy};
pub(crate) use distance::{Apart, Distance};
pub use distance::{By, Outside};
pub use evidence::{AbsenceEvidence, DueStanding, Evidence, SetAside, SetAsideWhy};
pub(crate) use evidence::{Edge, datum_text, range_text};
pub use finding::{Finding, FindingKind, Gap, Reason, ReasonClass, Status};
pub use missing::{Missing, MissingSet, Witness, WitnessHeader, WouldChange};
pub(crate) use named::Named;
pub use not_applicable::NotApplicable;
pub use record::RecordEvidence;
pub(crate) use record::{Charted, Cited, calculated_text};
pub(crate) use setting::Setting;

use crate::case::digest::Digested;
use crate::check::model::{Cite, OverlayOf};
use std::sync::Arc;

/// Everything the engine answers on one case.
#[derive(Clone, Debug, PartialEq, Default)]
#[non_exhaustive]
pub struct Answer {
    /// The case's id.
    pub case: String,
    /// One for each guideline that applies, or was named by the request; never merged.
    pub assessments: Vec<Assessment>,
    /// Guidelines that may apply, with what would tell.
    pub may_apply: Vec<MayApply>,
    /// Ids of the guidelines that do not apply.
    pub not_applicable: NotApplicable,
    /// Guidelines that apply and cannot tell which of their blocks the request asks for.
    pub unanswered: Vec<Unanswered>,
}

/// The engine's answer on one case by one guideline.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Assessment {
    /// The case's id.
    pub case: String,
    /// The guideline.
    pub guideline: GuidelineRef,
    /// The answer.
    pub outcome: Outcome,
    /// The block that was asked for, by id; `None` where no block could answer.
    pub block: Option<String>,
    /// Levels, where the guideline has a ladder and a level was asked for.
    pub levels: Option<Levels>,
    /// The route (path of the criterion) whose grant is approved.
    pub route: Option<String>,
    /// What to do.
    pub disposition: Disposition,
    /// Roots of the finding tree: `applies`, every level, the block, discharge, answers.
    pub findings: Vec<Finding>,
    /// What would settle it, in guideline order, each asked only where it can matter.
    pub questions: Vec<Question>,
    /// The smallest sets of questions whose answers could meet it, where it is open.
    pub missing: Option<Missing>,
    /// What ties this answer to its inputs.
    pub audit: Audit,
}

impl Assessment {
    /// Whether the guideline answers no request and tells its `answer` blocks alone; there is then no outcome to speak of.
    #[must_use]
    pub fn tells_answers_alone(&self) -> bool {
        self.outcome == Outcome::NotApplicable
            && self.findings.iter().any(|finding| finding.path() != "applies")
    }
}

/// The answer to the request. None denies: what does not meet goes to a physician.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The guideline does not answer this request.
    NotApplicable,
    /// Documentation is missing.
    InsufficientInformation,
    /// Not met, for physician review.
    DoesNotMeet,
    /// Met.
    Meets,
}

impl Outcome {
    /// Its word in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::InsufficientInformation => "insufficient_information",
            Self::DoesNotMeet => "does_not_meet",
            Self::Meets => "meets",
        }
    }
}

/// Which guideline answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GuidelineRef {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its edition.
    pub edition: Option<String>,
    /// `draft`, `approved`, `retired`.
    pub status: String,
    /// Its citations.
    pub cites: Vec<Cite>,
    /// What it changed of its base, where it is an overlay.
    pub overlay: Option<OverlayOf>,
}

/// How the levels stand.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Levels {
    /// The one asked for.
    pub requested: Option<String>,
    /// The highest that is met.
    pub highest_met: Option<String>,
    /// Undetermined ones above the request.
    pub not_ruled_out: Vec<String>,
    /// Unless the request is met, the highest lower level that is: for the physician, never certified.
    pub alternative: Option<String>,
}

/// A question to settle it, for all the criteria it would settle.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Question {
    /// What to ask.
    pub gap: Gap,
    /// Paths of the criteria that ask it.
    pub criteria: Vec<String>,
}

/// What ties an answer to its inputs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Audit {
    /// Version of the engine.
    pub engine: &'static str,
    /// Changes whenever outcome, status, reasons or evidence of the same inputs could.
    pub meaning: u32,
    /// Digest of the guideline, hexadecimal SHA-256.
    pub guideline_digest: String,
    pub(crate) digested: Arc<Digested>,
    /// The as-of time, as text in the case's zone.
    pub as_of: String,
}

impl Audit {
    /// Digest of the case: header and the records this guideline can read, hexadecimal SHA-256. It is made when it is first asked
    /// for.
    #[must_use]
    pub fn case_digest(&self) -> &str {
        self.digested.text()
    }
}

/// A guideline of which it is not known whether it applies.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MayApply {
    /// Its id.
    pub guideline: String,
    /// Its label.
    pub label: String,
    /// What would tell.
    pub gaps: Vec<Gap>,
}

/// A guideline that applies and cannot tell what the request asks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unanswered {
    /// Its id.
    pub guideline: String,
    /// Why, and what to name in the request.
    pub why: String,
}
