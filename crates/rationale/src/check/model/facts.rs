//! Facts: what may be asked about, how their values are measured and which records feed them.

use super::calculation::{Calculated, Score};
use super::guideline::{Ask, Cite};
use super::test::{Body, Subject};
use super::{PartIx, SetIx};
use crate::ast::FactMode;
use crate::source::Span;
use crate::value::code::CodeMember;
use crate::value::number::Number;
use crate::value::time::Length;
use crate::value::unit::Unit;

/// A declared fact.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its name.
    pub id: String,
    /// What people call it; the name where no label is given.
    pub label: String,
    /// Done, planned or not done.
    pub mode: FactMode,
    /// Its kind.
    pub kind: Kind,
    /// Qualifiers, components, and the fields of a `record`.
    pub parts: Vec<Part>,
    /// Codes whose records feed it.
    pub from: Vec<CodeMember>,
    /// Kinds of record it reads; empty: any.
    pub reads: Vec<RecordKind>,
    /// How its own value is read.
    pub numeric: Numeric,
    /// `on conflict prefer`
    pub on_conflict: Option<Prefer>,
    /// `holds for`
    pub holds_for: Option<Length>,
    /// `ignore unusable values`
    pub ignore_unusable: bool,
    /// `silence means`
    pub silence: Option<Silence>,
    /// `one per day|night`
    pub one_per: Option<String>,
    /// `same by PART`
    pub same_by: Option<PartIx>,
    /// `prefer A over B on the same day`
    pub prefer_same_day: Vec<SameDay>,
    /// Questions.
    pub asks: Vec<Ask>,
    /// Notes.
    pub notes: Vec<String>,
    /// Citations.
    pub cites: Vec<Cite>,
    /// Where it is a score: what it scores, and how. Its records are those of the fact it scores.
    pub score: Option<Box<Score>>,
    /// Where it is declared.
    pub span: Span,
}

impl Fact {
    /// A fact of which nothing but its kind is declared.
    pub(crate) fn new(id: String, label: String, kind: Kind) -> Self {
        Self {
            id,
            label,
            mode: FactMode::Done,
            kind,
            parts: Vec::new(),
            from: Vec::new(),
            reads: Vec::new(),
            numeric: Numeric::default(),
            on_conflict: None,
            holds_for: None,
            ignore_unusable: false,
            silence: None,
            one_per: None,
            same_by: None,
            prefer_same_day: Vec::new(),
            asks: Vec::new(),
            notes: Vec::new(),
            cites: Vec::new(),
            score: None,
            span: Span::default(),
        }
    }

    /// The part that criteria call so. A define of one record has no name here: it is found where it is declared.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<PartIx> {
        let named = |part: &Part| part.id == name && !matches!(part.calculated, Some(Calculated::Define(_)));
        self.parts.iter().position(named).and_then(|index| u16::try_from(index).ok()).map(PartIx)
    }

    /// What its parts are called.
    pub(crate) fn part_names(&self) -> impl Iterator<Item = &str> {
        let own = |part: &&Part| !matches!(part.calculated, Some(Calculated::Define(_)));
        self.parts.iter().filter(own).map(|part| part.id.as_str())
    }

    /// Whether its records are counted as events (see *Measurements as charted, events as counted*).
    #[must_use]
    pub fn is_event(&self) -> bool {
        matches!(self.kind, Kind::Event(_) | Kind::Span(_))
            || self.mode == FactMode::Planned
            || (self.silence.is_some() && !matches!(self.kind, Kind::Quantity(_) | Kind::Number))
    }
}

/// `prefer A over B on the same day`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SameDay {
    /// The value, or the part, that has the two options.
    pub subject: Subject,
    /// The option that is preferred.
    pub better: u8,
    /// The option whose records are set aside.
    pub worse: u8,
}

/// What a fact or part holds.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A quantity; its numbers are kept in this unit.
    Quantity(Unit),
    /// A pure number.
    Number,
    /// One of these options. Yes/no is `["no", "yes"]`.
    Options {
        /// The options, in written order.
        options: Vec<String>,
        /// Whether the order means something.
        ordered: bool,
        /// Whether this is `yes/no` (values are JSON booleans).
        yes_no: bool,
    },
    /// A code, of the set where one is named.
    Code(Option<SetIx>),
    /// An event: a record says it happened.
    Event(Option<SetIx>),
    /// A span: a record says it held from, to.
    Span(Option<SetIx>),
    /// A calendar date.
    Date,
    /// Yes or no, answered by one of these roles. Its value is that of a yes/no.
    Judgement(Vec<String>),
    /// Only parts.
    Record,
}

/// A qualifier, component or field.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Its kind; never `Record`.
    pub kind: Kind,
    /// How its value is read.
    pub numeric: Numeric,
    /// Codes of components that are this part, besides its name.
    pub from: Vec<CodeMember>,
    /// What leaving it out means; `None`: it is open. An option number; of a code, that there is none.
    pub missing_is: Option<u8>,
    /// Questions.
    pub asks: Vec<Ask>,
    /// What it is calculated from; `None`: records give it.
    pub calculated: Option<Calculated>,
}

impl Part {
    /// A number that is calculated.
    pub(crate) fn calculated(id: String, label: String, kind: Kind, from: Calculated) -> Self {
        Self {
            id,
            label,
            kind,
            numeric: Numeric::default(),
            from: Vec::new(),
            missing_is: None,
            asks: Vec::new(),
            calculated: Some(from),
        }
    }
}

/// How a number is read.
#[derive(Clone, Debug, Default)]
pub struct Numeric {
    /// `rounded to`, in the fact's unit.
    pub rounded_to: Option<Number>,
    /// `plausible A to B`, both inside, in the fact's unit.
    pub plausible: Option<(Number, Number)>,
    /// `also in UNIT at FACTOR`: a value of that unit times the factor is a value in the fact's unit.
    pub also_in: Vec<(Unit, Number)>,
}

/// What sort of resource a record comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// An order or request.
    Orders,
    /// A dispense.
    Dispenses,
    /// An administration.
    Administrations,
    /// A statement of use.
    Statements,
    /// A diagnosis or problem.
    Diagnoses,
    /// A procedure.
    Procedures,
    /// A stay or visit.
    Stays,
    /// An observation.
    Observations,
    /// An allergy or intolerance.
    Allergies,
    /// A document.
    Documents,
    /// A plan of care.
    Plans,
    /// A message from one to another.
    Communications,
    /// A task.
    Tasks,
    /// A coverage.
    Coverages,
}

impl RecordKind {
    /// The word in criteria (`reads orders`) and in a case's `supply`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Dispenses => "dispenses",
            Self::Administrations => "administrations",
            Self::Statements => "statements",
            Self::Diagnoses => "diagnoses",
            Self::Procedures => "procedures",
            Self::Stays => "stays",
            Self::Observations => "observations",
            Self::Allergies => "allergies",
            Self::Documents => "documents",
            Self::Plans => "plans",
            Self::Communications => "communications",
            Self::Tasks => "tasks",
            Self::Coverages => "coverages",
        }
    }

    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Orders,
        Self::Dispenses,
        Self::Administrations,
        Self::Statements,
        Self::Diagnoses,
        Self::Procedures,
        Self::Stays,
        Self::Observations,
        Self::Allergies,
        Self::Documents,
        Self::Plans,
        Self::Communications,
        Self::Tasks,
        Self::Coverages,
    ];

    /// The word for one of them.
    #[must_use]
    pub fn singular(self) -> &'static str {
        match self {
            Self::Diagnoses => "diagnosis",
            Self::Allergies => "allergy",
            other => other.word().strip_suffix('s').unwrap_or(other.word()),
        }
    }

    /// Whether only facts that name the kind read it: an allergy to a drug is coded as the drug is, and is none of it.
    #[must_use]
    pub fn only_where_named(self) -> bool {
        self == Self::Allergies
    }

    /// The kind that a word names, singular or plural.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word || kind.singular() == word)
    }
}

/// What to do where readings of one instant differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prefer {
    /// The highest number.
    Highest,
    /// The lowest number.
    Lowest,
    /// This option (yes, no).
    Option(u8),
    /// The one recorded last.
    LatestRecorded,
    /// The first of these source types that is there.
    Sources(Vec<String>),
}

/// `silence means`
#[derive(Clone, Debug)]
pub struct Silence {
    /// `None`: no. `Some`: that number.
    pub number: Option<Number>,
    /// Only where this holds.
    pub condition: Option<Box<Body>>,
}

/// The bit that stands for an option; none for one beyond the 64 that a fact may have.
pub(crate) fn option_bit(index: usize) -> u64 {
    u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)).unwrap_or(0)
}

/// The bits of the first so many options.
pub(crate) fn first_options(count: usize) -> u64 {
    match u32::try_from(count).ok().and_then(|count| 1_u64.checked_shl(count)) {
        Some(bit) => bit.saturating_sub(1),
        None => u64::MAX,
    }
}
