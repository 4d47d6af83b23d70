//! What a status rests on: records, their absence, the header; and what was looked at and does not count.

use super::Reason;
use super::distance::Outside;
use super::record::RecordEvidence;
use super::setting::Setting;
use crate::case::model::Datum;
use crate::check::model::{Fact, FactIx, Subject};
use crate::value::range::{Bound, Range};
use crate::value::time::{DateRange, Instant, Zone};
use chrono::Datelike as _;
use std::fmt;
use std::sync::Arc;

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

/// Absence, cited like a record.
#[derive(Clone)]
pub struct AbsenceEvidence {
    pub(crate) setting: Arc<Setting>,
    pub(crate) fact: FactIx,
    /// From when it was looked for; `None`: ever.
    pub(crate) from: Option<Edge>,
    /// To when.
    pub(crate) to: Edge,
    /// Who says that the supply is complete; `None`: the case, without a name.
    pub supply_by: Option<String>,
}

/// Where a window begins or ends, as shown: its instant, or the dates that it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    At(Instant),
    On(DateRange),
}

impl Edge {
    pub(crate) fn text(self, zone: &Zone) -> String {
        match self {
            Self::At(at) => at.to_text(zone),
            Self::On(dates) if dates.first == dates.last => dates.first.to_string(),
            // The end of what still runs is not known.
            Self::On(dates) if dates.last.year() > 9_999 => format!("{} or later", dates.first),
            Self::On(dates) => format!("{} to {}", dates.first, dates.last),
        }
    }
}

impl AbsenceEvidence {
    /// The fact.
    #[must_use]
    pub fn fact(&self) -> &str {
        self.declared().map_or("", |fact| &fact.id)
    }

    /// Its label.
    #[must_use]
    pub fn fact_label(&self) -> &str {
        self.declared().map_or("", |fact| &fact.label)
    }

    /// Its codes, as written; empty where it is fed by name only.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        self.declared().map_or_else(Vec::new, |fact| fact.from.iter().map(ToString::to_string).collect())
    }

    /// From when it was looked for, as text in the case's zone; `None`: ever.
    #[must_use]
    pub fn from(&self) -> Option<String> {
        self.from.map(|edge| edge.text(&self.setting.zone))
    }

    /// To when.
    #[must_use]
    pub fn to(&self) -> String {
        self.to.text(&self.setting.zone)
    }

    fn declared(&self) -> Option<&Fact> {
        self.setting.fact(self.fact)
    }
}

impl PartialEq for AbsenceEvidence {
    fn eq(&self, other: &Self) -> bool {
        (self.fact, self.from, self.to, &self.supply_by)
            == (other.fact, other.from, other.to, &other.supply_by)
            && self.setting.tells_as(&other.setting, self.fact)
    }
}

impl fmt::Debug for AbsenceEvidence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("AbsenceEvidence")
            .field("fact", &self.fact())
            .field("from", &self.from())
            .field("to", &self.to())
            .field("supply_by", &self.supply_by)
            .finish()
    }
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
    /// It lies outside the window.
    OutsideWindow(Outside),
    /// A `where` does not hold: of its value, or of a part; `None` where the condition is of another sort.
    Filtered(Option<Subject>),
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
    /// A judgement by a role that the fact does not name.
    OtherRole,
}

impl SetAside {
    /// What a `where` that does not hold was asked of: the label of the part, or of the fact.
    #[must_use]
    pub fn filtered_by(&self) -> Option<&str> {
        let SetAsideWhy::Filtered(subject) = &self.why else { return None };
        let fact = self.record.declared()?;
        Some(match subject {
            None => "the condition",
            Some(Subject::Value) => &fact.label,
            Some(Subject::Part(at)) => fact.parts.get(usize::from(at.0)).map_or("", |part| &part.label),
        })
    }
}

/// A range in words: `86`, `5 to 9`, `below 0.01`.
pub(crate) fn range_text(range: &Range) -> String {
    match (range.value(), range.low, range.high) {
        (Some(value), _, _) => value.to_string(),
        (None, Bound::Unbounded, Bound::Unbounded) => String::from("any value"),
        (None, Bound::Unbounded, Bound::Inside(high)) => format!("{high} or less"),
        (None, Bound::Unbounded, Bound::Outside(high)) => format!("below {high}"),
        (None, Bound::Inside(low), Bound::Unbounded) => format!("{low} or more"),
        (None, Bound::Outside(low), Bound::Unbounded) => format!("above {low}"),
        (None, Bound::Inside(low) | Bound::Outside(low), Bound::Inside(high) | Bound::Outside(high)) => {
            format!("{low} to {high}")
        }
    }
}

/// A value as people read it; `None` where there is none.
pub(crate) fn datum_text(datum: &Datum) -> Option<String> {
    match datum {
        Datum::Nothing => None,
        Datum::NoValue(_) => Some(String::from("taken, without a value")),
        Datum::Unknown => Some(String::from("not known")),
        Datum::Number { range, .. } => Some(range_text(range)),
        Datum::YesNo(yes) => Some(String::from(if *yes { "yes" } else { "no" })),
        Datum::Text(text) => Some(text.to_string()),
        Datum::Codes(codes) => {
            let texts: Vec<String> =
                codes.iter().map(|code| format!("{} {}", code.system.name(), code.code)).collect();
            Some(texts.join(", "))
        }
    }
}

/// Its unit as spelled.
pub(super) fn datum_unit(datum: &Datum) -> Option<&str> {
    match datum {
        Datum::Number { unit, .. } => unit.as_deref(),
        _ => None,
    }
}
