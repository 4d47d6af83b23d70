//! What a status rests on: records, their absence, the header; and what was looked at and does not count.

use super::Reason;
use crate::case::model::SourceRef;

/// What a status rests on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Evidence {
    /// A record.
    Record(RecordEvidence),
    /// That there is none.
    Absence(AbsenceEvidence),
    /// A time or a field of the header: name, value as text.
    Header(String, String),
    /// A derived value: its label, and the value with its unit.
    Calculated(String, String),
    /// How a series of due dates stands.
    Due(DueStanding, String),
}

/// How a series of due dates (`on time`) stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DueStanding {
    /// Nothing is overdue; the next is due then.
    Next,
    /// None was there by then.
    Overdue,
    /// None is documented by then, and it is not known that there is none.
    OverdueUnlessDocumented,
}

impl DueStanding {
    /// In words, before the date.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Next => "next due",
            Self::Overdue => "overdue since",
            Self::OverdueUnlessDocumented => "overdue, unless documented, since",
        }
    }
}

/// A record as shown.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
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
    pub source: Option<SourceRef>,
}

/// Absence, cited like a record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
#[non_exhaustive]
pub struct SetAside {
    /// The record.
    pub record: RecordEvidence,
    /// Why.
    pub why: SetAsideWhy,
}

/// Why a record does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
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
