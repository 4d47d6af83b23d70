//! What the engine answers: outcome, disposition, findings with their evidence and gaps.
//!
//! Plain data in the order in which it is shown. JSON leaves through [`crate::wire`], words through [`crate::render`].

use crate::check::model::{Ask, Cite};
use crate::value::number::Number;
use crate::value::time::Instant;

/// How one criterion stands for one case.
///
/// Declared in truth order, so "all of" is a minimum and "any of" a maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Decided: it does not hold.
    Unmet,
    /// The documentation does not settle it.
    Undetermined,
    /// Decided: it holds.
    Met,
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

/// Why something is undetermined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// No record at all.
    NotDocumented,
    /// Records, but none in the window.
    OutsideWindow,
    /// Fewer readings than the test needs.
    TooFewReadings,
    /// A record without a time.
    NoClinicalTime,
    /// A time known only to the day, month or year leaves it open.
    ImpreciseTime,
    /// A qualifier or part is not given.
    QualifierNotDocumented,
    /// Readings of one instant differ.
    Conflicting,
    /// The value is not plausible.
    Implausible,
    /// A clinician of one of these roles must answer.
    NeedsJudgement(Vec<String>),
    /// The value is bounded or a range, and the threshold lies within.
    ImpreciseValue,
    /// The record's status is not known.
    StatusUnknown,
    /// The value has the wrong type.
    WrongType,
    /// The unit does not convert.
    UnitDoesNotConvert,
    /// Nobody declared the supply complete.
    SupplyNotComplete,
    /// Division by zero or overflow.
    CannotBeCalculated,
    /// It was not done (settled; no request for documents mends it).
    NotDone,
    /// The window still runs; look again then.
    NotYet(Option<Instant>),
}

/// Who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonClass {
    /// Documentation or a judgement would.
    Askable,
    /// A repair of the data would.
    Technical,
    /// Nobody now.
    Neither,
}

impl Reason {
    /// Its class.
    #[must_use]
    pub fn class(&self) -> ReasonClass {
        match self {
            Self::WrongType
            | Self::UnitDoesNotConvert
            | Self::SupplyNotComplete
            | Self::CannotBeCalculated => ReasonClass::Technical,
            Self::NotDone | Self::NotYet(_) => ReasonClass::Neither,
            _ => ReasonClass::Askable,
        }
    }

    /// Its code in JSON.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDocumented => "not_documented",
            Self::OutsideWindow => "outside_window",
            Self::TooFewReadings => "too_few_readings",
            Self::NoClinicalTime => "no_clinical_time",
            Self::ImpreciseTime => "imprecise_time",
            Self::QualifierNotDocumented => "qualifier_not_documented",
            Self::Conflicting => "conflicting",
            Self::Implausible => "implausible",
            Self::NeedsJudgement(_) => "needs_judgement",
            Self::ImpreciseValue => "imprecise_value",
            Self::StatusUnknown => "status_unknown",
            Self::WrongType => "wrong_type",
            Self::UnitDoesNotConvert => "unit_does_not_convert",
            Self::SupplyNotComplete => "supply_not_complete",
            Self::CannotBeCalculated => "cannot_be_calculated",
            Self::NotDone => "not_done",
            Self::NotYet(_) => "not_yet",
        }
    }
}

/// Everything the engine answers on one case.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Answer {
    /// The case's id.
    pub case: String,
    /// One for each guideline that applies, or was named by the request; never merged.
    pub assessments: Vec<Assessment>,
    /// Guidelines that may apply, with what would tell.
    pub may_apply: Vec<MayApply>,
    /// Ids of the guidelines that do not apply.
    pub not_applicable: Vec<String>,
    /// Guidelines that apply and cannot tell which of their blocks the request asks for.
    pub unanswered: Vec<Unanswered>,
}

/// A guideline that applies and cannot tell what the request asks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// Its id.
    pub guideline: String,
    /// Why, and what to name in the request.
    pub why: String,
}

/// A guideline of which it is not known whether it applies.
#[derive(Clone, Debug, PartialEq)]
pub struct MayApply {
    /// Its id.
    pub guideline: String,
    /// Its label.
    pub label: String,
    /// What would tell.
    pub gaps: Vec<Gap>,
}

/// The engine's answer on one case by one guideline.
#[derive(Clone, Debug, PartialEq)]
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
    /// What ties this answer to its inputs.
    pub audit: Audit,
}

/// Which guideline answered.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// How the levels stand.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
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

/// What to do now. There is no variant that denies.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Disposition {
    /// Approve this.
    pub approve: Option<Approval>,
    /// Refer to a physician.
    pub refer: Option<Referral>,
    /// Ask for documents: indexes into [`Assessment::questions`].
    pub request_documents: Vec<usize>,
    /// Only technical reasons are left: indexes into [`Assessment::questions`].
    pub repair_data: Vec<usize>,
    /// Not yet due; look again then.
    pub not_yet_due: Option<NotYetDue>,
    /// Conditions and their due dates.
    pub due: Vec<DueItem>,
    /// When to review next (a calendar date or instant, as text in the case's zone).
    pub next_review: Option<String>,
    /// Limits to tell.
    pub limits: Vec<String>,
    /// What is to be reported.
    pub reports: Vec<String>,
}

/// An approval: never more than asked.
#[derive(Clone, Debug, PartialEq)]
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
pub struct Referral {
    /// Which: `physician` unless a criterion names one.
    pub role: String,
    /// Why, in words fit for the physician.
    pub why: Vec<ReferralWhy>,
}

/// Why a physician is asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
pub struct NotYetDue {
    /// Paths of the criteria whose window still runs.
    pub criteria: Vec<String>,
    /// When to look again, as text in the case's zone.
    pub until: Option<String>,
}

/// Something due later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueItem {
    /// What.
    pub what: String,
    /// By when; `None` where its anchor is not given.
    pub by: Option<String>,
}

/// What a node of the finding tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// The root of a block (or of `applies when`).
    Block,
    /// A named criterion.
    Criterion,
    /// An exclusion: read *present / not present / not documented*.
    Exclusion,
    /// What decided a `when`.
    Circumstance,
    /// A `waived when`.
    Waiver,
    /// A test of one record inside `with`, for the record that decided.
    Detail,
}

/// The engine's answer on one node.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its path, unique among its guideline's criteria.
    pub path: String,
    /// Its label.
    pub label: String,
    /// What it is.
    pub kind: FindingKind,
    /// How it stands.
    pub status: Status,
    /// It was switched off by `when`: counts as met, shown as *not required*.
    pub not_required: bool,
    /// Its own test failed but a waiver holds.
    pub waived: bool,
    /// Whether it is part of why its parent stands as it does.
    pub decisive: bool,
    /// What it asks, in the author's words; empty for groups.
    pub words: String,
    /// Why it is undetermined (or, met or unmet, what remains to be said: `NotDone`, `NotYet`), weightiest first.
    pub reasons: Vec<Reason>,
    /// What the status rests on.
    pub evidence: Vec<Evidence>,
    /// Records that were looked at and do not count, and why.
    pub set_aside: Vec<SetAside>,
    /// What would settle it. Empty unless undetermined.
    pub gaps: Vec<Gap>,
    /// The passages that this criterion implements.
    pub cites: Vec<Cite>,
    /// Notes of the author.
    pub notes: Vec<String>,
    /// Nodes below, in written order.
    pub children: Vec<Finding>,
}

impl Finding {
    /// A node of which nothing is known yet.
    pub(crate) fn open(path: &str, label: &str, kind: FindingKind) -> Self {
        Self {
            path: path.to_owned(),
            label: label.to_owned(),
            kind,
            status: Status::Undetermined,
            not_required: false,
            waived: false,
            decisive: true,
            words: String::new(),
            reasons: Vec::new(),
            evidence: Vec::new(),
            set_aside: Vec::new(),
            gaps: Vec::new(),
            cites: Vec::new(),
            notes: Vec::new(),
            children: Vec::new(),
        }
    }
}

/// What a status rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// A record.
    Record(RecordEvidence),
    /// That there is none.
    Absence(AbsenceEvidence),
    /// A time or a field of the header: name, value as text.
    Header(String, String),
}

/// A record as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordEvidence {
    /// The record's id.
    pub record: String,
    /// The fact it was read for.
    pub fact: String,
    /// The fact's label.
    pub fact_label: String,
    /// The value as text (`86`, `yes`, `room_air`, `5 to 9`), if it has one.
    pub value: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// Parts that were asked about: label, value.
    pub parts: Vec<(String, String)>,
    /// When, as text in the case's zone, at the precision given.
    pub at: Option<String>,
    /// Until when, for a period that ended.
    pub until: Option<String>,
    /// How far from the window's anchor or review, such as `4 h 50 min before review`.
    pub distance: Option<String>,
    /// Whether it is preliminary.
    pub preliminary: bool,
    /// Whether it leaves the criterion open rather than deciding it.
    pub leaves_open: bool,
    /// Where it is documented.
    pub source: Option<crate::case::model::SourceRef>,
}

/// Absence, cited like a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceEvidence {
    /// The fact.
    pub fact: String,
    /// Its label.
    pub fact_label: String,
    /// Its codes, as written; empty where it is fed by name only.
    pub codes: Vec<String>,
    /// From when it was looked for, as text in the case's zone; `None`: ever.
    pub from: Option<String>,
    /// To when.
    pub to: Option<String>,
    /// Who says that the supply is complete; `None`: the case, without a name.
    pub supply_by: Option<String>,
}

/// A record that was looked at and does not count.
#[derive(Clone, Debug, PartialEq)]
pub struct SetAside {
    /// The record.
    pub record: RecordEvidence,
    /// Why.
    pub why: SetAsideWhy,
}

/// Why a record does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SetAsideWhy {
    /// It lies outside the window, by so much (words).
    OutsideWindow(String),
    /// A `where` does not hold: the part's label.
    Filtered(String),
    /// It is later than the as-of time.
    AfterReview,
    /// It was entered in error.
    EnteredInError,
    /// Another record replaces it: that record's id.
    Replaced(String),
    /// A final record of the same instant displaces it.
    DisplacedByFinal(String),
    /// Another record of the same instant is preferred: that record's id.
    NotPreferred(String),
    /// It is unusable and the fact says to ignore such.
    Unusable(Reason),
    /// It equals another reading.
    Duplicate(String),
    /// It was recorded after `known_at`.
    NotKnownYet,
    /// It was taken, without a value.
    NoValue,
}

/// What would settle an undetermined finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Why.
    pub reason: Reason,
    /// The fact that is asked about.
    pub fact: Option<String>,
    /// Its label.
    pub fact_label: Option<String>,
    /// The part, where only that is missing: its label.
    pub part: Option<String>,
    /// Records that leave it open.
    pub records: Vec<String>,
    /// From when, as text in the case's zone.
    pub from: Option<String>,
    /// To when.
    pub to: Option<String>,
    /// Whom to ask, and what. The most specific `ask` there is (criterion, part, fact), else one made from the label.
    pub ask: Ask,
}

/// A question to settle it, for all the criteria it would settle.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What to ask.
    pub gap: Gap,
    /// Paths of the criteria that ask it.
    pub criteria: Vec<String>,
}

/// What ties an answer to its inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Version of the engine.
    pub engine: String,
    /// Changes whenever outcome, status, reasons or evidence of the same inputs could.
    pub meaning: u32,
    /// Digest of the guideline, hexadecimal SHA-256.
    pub guideline_digest: String,
    /// Digest of the case: header and the records this guideline can read, hexadecimal SHA-256.
    pub case_digest: String,
    /// The as-of time, as text in the case's zone.
    pub as_of: String,
}
