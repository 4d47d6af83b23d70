//! One patient's review, typed: header, request, anchors, records. Made by the reader; read by nobody but the evaluators.

use crate::check::model::RecordKind;
use crate::value::code::Code;
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::text::Text;
use crate::value::time::{Instant, Moment, Zone};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One patient's review.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// The time of review.
    pub as_of: Instant,
    /// Hides what was recorded after it.
    pub known_at: Option<Instant>,
    /// When the case was put together; by default the as-of time.
    pub made_at: Option<Instant>,
    /// Which offset held when.
    pub zone: Zone,
    /// The zone's name, for people.
    pub zone_name: Option<String>,
    /// Which records the sender says are all here.
    pub supply: Supply,
    /// Records that are there and could not be read.
    pub not_read: Vec<NotRead>,
    /// The payer.
    pub payer: Option<String>,
    /// Plan.
    pub plan: Option<String>,
    /// Line of business.
    pub line_of_business: Option<String>,
    /// State.
    pub state: Option<String>,
    /// Contractor.
    pub contractor: Option<String>,
    /// Days that are no business days, besides weekends.
    pub holidays: BTreeSet<NaiveDate>,
    /// What is asked for.
    pub request: Request,
    /// The patient.
    pub patient: Patient,
    /// Named times.
    pub anchors: BTreeMap<String, AnchorTime>,
    /// The records, in given order.
    pub records: Vec<Arc<Record>>,
}

/// What the sender says is complete.
#[derive(Clone, Debug, PartialEq)]
pub enum Supply {
    /// Nothing was said.
    Undeclared,
    /// Everything.
    Complete {
        /// Who says so.
        by: Option<String>,
    },
    /// These.
    Statements(Vec<SupplyStatement>),
}

/// One statement of supply.
#[derive(Clone, Debug, PartialEq)]
pub struct SupplyStatement {
    /// Of what.
    pub subject: SupplySubject,
    /// From when; `None`: from ever.
    pub from: Option<Moment>,
    /// To when; `None`: to the as-of time.
    pub to: Option<Moment>,
    /// Who says so.
    pub by: Option<String>,
}

/// Of what a supply is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SupplySubject {
    /// All records of a kind.
    Kind(RecordKind),
    /// All records of a fact.
    Fact(String),
}

/// A record that is there and could not be read: it may be of any fact that reads its kind.
///
/// Where it may lie, a supply that is complete of that kind does not settle absence; a statement about one fact does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRead {
    /// What sort of record it is.
    pub kind: RecordKind,
    /// From when it may be; `None`: from ever.
    pub from: Option<Moment>,
    /// To when it may be; `None`: to the as-of time.
    pub to: Option<Moment>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Request {
    /// The guideline, where one is named.
    pub guideline: Option<String>,
    /// `admission`, `continued_stay`, `prior_authorization`, `discharge` ...
    pub kind: Option<String>,
    /// The items or services.
    pub items: Vec<Code>,
    /// The level of care.
    pub level: Option<String>,
    /// The block, where one is named.
    pub block: Option<String>,
    /// The day of the stay.
    pub day: Option<u32>,
    /// From, to.
    pub period: Option<(Moment, Option<Moment>)>,
    /// How much.
    pub units: Option<(Number, String)>,
    /// When it came.
    pub received: Option<Moment>,
    /// `standard`, `expedited` ...
    pub urgency: Option<String>,
}

/// The patient.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Patient {
    /// Birth date (day, month or year).
    pub birth_date: Option<Moment>,
    /// `female`, `male`, `other`.
    pub sex: Option<String>,
}

/// A named time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorTime {
    /// One point.
    At(Moment),
    /// A span; without an end it still runs.
    Span(Moment, Option<Moment>),
}

/// One datum.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Record {
    /// Its id, unique in the case.
    pub id: Text,
    /// The fact it is given for.
    pub fact: Option<Text>,
    /// What sort of resource it comes from.
    pub kind: Option<RecordKind>,
    /// Its concepts.
    pub codes: Vec<Code>,
    /// Its value.
    pub value: Datum,
    /// Its parts; each may have several values.
    pub parts: BTreeMap<Text, Vec<Datum>>,
    /// When.
    pub time: RecordTime,
    /// When it was recorded.
    pub recorded_at: Option<Moment>,
    /// What became of it.
    pub status: RecordStatus,
    /// Ids of records it replaces.
    pub replaces: Vec<Text>,
    /// Where it is documented.
    pub source: Option<SourceRef>,
}

/// When a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RecordTime {
    /// No time is given.
    #[default]
    Unknown,
    /// At one time.
    At(Moment),
    /// From, to; without `to` it still runs; without `from` its start is open.
    Period {
        /// From.
        from: Option<Moment>,
        /// To.
        to: Option<Moment>,
    },
    /// It is over; when it ended is not given.
    Ended {
        /// From; `None`: its start is open.
        from: Option<Moment>,
    },
}

/// A value as given, not yet measured against a fact.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Datum {
    /// Nothing is given.
    #[default]
    Nothing,
    /// It says why it has no value.
    NoValue(Text),
    /// A number, bounded or ranged perhaps, with its unit as spelled.
    Number {
        /// What it may be.
        range: Range,
        /// The unit.
        unit: Option<Text>,
    },
    /// Yes or no.
    YesNo(bool),
    /// A word: an option, a date, a text.
    Text(Text),
    /// Coded concepts (one thing, coded several ways).
    Codes(Vec<Code>),
    /// Something is given, and it cannot be told what: a reference that leads nowhere.
    Unknown,
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum RecordStatus {
    /// Final, amended, corrected, completed: read.
    Final,
    /// Preliminary or in progress: read and marked.
    Preliminary,
    /// Planned, ordered for later: feeds `planned` facts only.
    Planned,
    /// Not done, refused, do not perform, turned down, cancelled: feeds `not done` facts only.
    NotDone,
    /// Entered in error: read by nobody.
    EnteredInError,
    /// Not known: the record is possible.
    #[default]
    Unknown,
}

impl RecordStatus {
    /// Its word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Preliminary => "preliminary",
            Self::Planned => "planned",
            Self::NotDone => "not_done",
            Self::EnteredInError => "entered_in_error",
            Self::Unknown => "unknown",
        }
    }
}

/// Where a record is documented.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SourceRef {
    /// Document id.
    pub document: Option<Text>,
    /// Document type.
    pub kind: Option<Text>,
    /// Who wrote it.
    pub author_role: Option<Text>,
    /// Page.
    pub page: Option<u32>,
    /// Section.
    pub section: Option<Text>,
    /// Line.
    pub line: Option<u32>,
    /// What it says.
    pub quote: Option<Text>,
    /// The resource it was taken from, in the system that sent it.
    pub resource: Option<Text>,
    /// The element of that resource, where it is not the whole.
    pub element: Option<Text>,
    /// The element that its time was taken from.
    pub time_from: Option<Text>,
}
