//! How criteria stand, as a tree: status, why it is open, and what would settle it.

use super::named::Named;
use super::{Evidence, SetAside};
use crate::check::model::{Ask, Cite, Origin};
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

impl Status {
    /// Its word in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unmet => "unmet",
            Self::Undetermined => "undetermined",
            Self::Met => "met",
        }
    }
}

/// What a node of the finding tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
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

impl FindingKind {
    /// Its word in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Criterion => "criterion",
            Self::Exclusion => "exclusion",
            Self::Circumstance => "circumstance",
            Self::Waiver => "waiver",
            Self::Detail => "detail",
        }
    }
}

/// The engine's answer on one node.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    pub(crate) named: Named,
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
    /// Why it is undetermined (or, met or unmet, what remains to be said: `NotDone`, `NotYet`), weightiest first.
    pub reasons: Vec<Reason>,
    /// What the status rests on.
    pub evidence: Vec<Evidence>,
    /// Records that were looked at and do not count, and why.
    pub set_aside: Vec<SetAside>,
    /// What would settle it. Empty unless undetermined.
    pub gaps: Vec<Gap>,
    /// Nodes below, in written order.
    pub children: Vec<Finding>,
}

impl Finding {
    /// A node of which nothing is known yet, that no criterion names.
    pub(crate) fn open(path: &str, label: &str, kind: FindingKind) -> Self {
        Self::of(Named::own(path, label), kind)
    }

    /// A node of which nothing is known yet.
    pub(crate) fn of(named: Named, kind: FindingKind) -> Self {
        Self {
            named,
            kind,
            status: Status::Undetermined,
            not_required: false,
            waived: false,
            decisive: true,
            reasons: Vec::new(),
            evidence: Vec::new(),
            set_aside: Vec::new(),
            gaps: Vec::new(),
            children: Vec::new(),
        }
    }

    /// Its path, unique among its guideline's criteria.
    #[must_use]
    pub fn path(&self) -> &str {
        self.named.path()
    }

    /// Its label.
    #[must_use]
    pub fn label(&self) -> &str {
        self.named.label()
    }

    /// What it asks, in the author's words; empty for groups.
    #[must_use]
    pub fn words(&self) -> &str {
        self.named.words()
    }

    /// The passages that this criterion implements.
    #[must_use]
    pub fn cites(&self) -> &[Cite] {
        self.named.cites()
    }

    /// Notes of the author.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        self.named.notes()
    }

    /// Where the criterion comes from, in an overlay.
    #[must_use]
    pub fn origin(&self) -> Option<Origin> {
        self.named.origin()
    }
}

/// Why something is undetermined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
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

/// What would settle an undetermined finding.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
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
