//! What a check makes of the text: names resolved, thresholds in the unit of their fact, every form typed.
//!
//! This is what the planner compiles and what the reference evaluator walks. It holds only guidelines
//! without errors; nothing in it can be ill-typed.

use crate::ast::{BlockKind, Edge, GroupKind, OrderOp, Pick, Quantifier, Touch};
use crate::source::Span;
use crate::value::code::{CodeMember, CodeSet};
use crate::value::number::Number;
use crate::value::time::Length;
use crate::value::unit::Unit;
use chrono::NaiveDate;

/// Index of a fact in [`Library::facts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactIx(pub u32);
/// Index of a code set in [`Library::sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetIx(pub u32);
/// Index of a part in [`Fact::parts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartIx(pub u16);

/// Everything that was loaded and is sound.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// All facts, built-in ones (`approval`) included.
    pub facts: Vec<Fact>,
    /// All code sets.
    pub sets: Vec<CodeSet>,
    /// The guidelines, by id, then edition start.
    pub guidelines: Vec<Guideline>,
}

/// A declared fact.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its name.
    pub id: String,
    /// What people call it; the name where no label is given.
    pub label: String,
    /// Done, planned or not done.
    pub mode: crate::ast::FactMode,
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
    /// `prefer A over B on the same day`, as option numbers of `same_by`'s or the only choice part
    pub prefer_same_day: Vec<(String, String)>,
    /// Questions.
    pub asks: Vec<Ask>,
    /// Notes.
    pub notes: Vec<String>,
    /// Citations.
    pub cites: Vec<Cite>,
    /// Where it is declared.
    pub span: Span,
}

impl Fact {
    /// Whether its records are counted as events (see *Measurements as charted, events as counted*).
    #[must_use]
    pub fn is_event(&self) -> bool {
        matches!(self.kind, Kind::Event(_) | Kind::Span(_))
            || self.mode == crate::ast::FactMode::Planned
            || (self.silence.is_some() && !matches!(self.kind, Kind::Quantity(_) | Kind::Number))
    }
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
    /// What leaving it out means; `None`: it is open. An option number.
    pub missing_is: Option<u8>,
    /// Questions.
    pub asks: Vec<Ask>,
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
        }
    }

    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Orders,
        Self::Dispenses,
        Self::Administrations,
        Self::Statements,
        Self::Diagnoses,
        Self::Procedures,
        Self::Stays,
        Self::Observations,
    ];

    /// The kind that a word names, singular or plural.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let singular = |kind: &Self| match kind {
            Self::Diagnoses => "diagnosis",
            other => other.word().strip_suffix('s').unwrap_or(other.word()),
        };
        Self::ALL.into_iter().find(|kind| kind.word() == word || singular(kind) == word)
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

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Whom.
    pub role: Option<String>,
    /// What.
    pub text: String,
}

/// A citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// Its class (`regulation`, `ncd` ...).
    pub class: String,
    /// What is cited.
    pub text: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// First day in force.
    pub in_force: Option<NaiveDate>,
    /// Last day in force.
    pub in_force_to: Option<NaiveDate>,
    /// When it was read.
    pub read: Option<NaiveDate>,
    /// Whether the author is unsure of it.
    pub unsure: bool,
}

/// One edition of a guideline.
#[derive(Clone, Debug)]
pub struct Guideline {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Its edition; a guideline without one is in force always.
    pub edition: Option<Edition>,
    /// Its status.
    pub status: GuidelineStatus,
    /// `for SCOPE: VALUES`
    pub scopes: Vec<(String, Vec<String>)>,
    /// `applies when`
    pub applies: Option<Body>,
    /// Rungs, lowest first.
    pub ladder: Vec<String>,
    /// Its blocks, in written order.
    pub blocks: Vec<Block>,
    /// Citations of the whole.
    pub cites: Vec<Cite>,
    /// Notes on the whole.
    pub notes: Vec<String>,
    /// Anchors it declares: id, label, whether a span.
    pub anchors: Vec<(String, String, bool)>,
    /// Digest of all that can show in an assessment, hexadecimal SHA-256; layout and comments do not count.
    pub digest: String,
    /// Where it is written.
    pub span: Span,
}

/// An edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its name.
    pub name: String,
    /// The anchor whose date decides.
    pub by_date_of: String,
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force.
    pub to: Option<NaiveDate>,
}

/// Where a guideline stands with its committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuidelineStatus {
    /// `draft`, `approved`, `retired`.
    pub word: String,
    /// By whom.
    pub by: Option<String>,
    /// When.
    pub on: Option<NaiveDate>,
    /// When it is to be looked at again.
    pub review_due: Option<NaiveDate>,
}

/// A block.
#[derive(Clone, Debug)]
pub struct Block {
    /// What sort.
    pub kind: BlockKind,
    /// Its name.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// The rung, for `level` and `continued`.
    pub rung: Option<usize>,
    /// The items it speaks of.
    pub items: Option<SetIx>,
    /// First day and last day.
    pub days: Option<(u32, Option<u32>)>,
    /// What must hold; `path` of its criteria starts with the block's name. Several `requires` are all needed.
    pub requires: Vec<Body>,
    /// What must not.
    pub excluded: Vec<Body>,
    /// What follows.
    pub grants: Vec<Grant>,
    /// Citations.
    pub cites: Vec<Cite>,
    /// Questions.
    pub asks: Vec<Ask>,
    /// Notes.
    pub notes: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// One named node of a tree.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Its name.
    pub id: String,
    /// Block and names down to this one, such as `trial.study.index`; unique in its guideline.
    pub path: String,
    /// What people call it; empty where no label is given.
    pub label: String,
    /// What it asks.
    pub body: Body,
    /// `waived when`
    pub waived: Option<Body>,
    /// Citations.
    pub cites: Vec<Cite>,
    /// Questions.
    pub asks: Vec<Ask>,
    /// Notes.
    pub notes: Vec<String>,
    /// What follows where this route is met.
    pub grants: Vec<Grant>,
    /// Where it is written.
    pub span: Span,
}

/// What a criterion asks.
#[derive(Clone, Debug)]
pub enum Body {
    /// A group.
    Group {
        /// How the members are taken together.
        kind: GroupKind,
        /// The members.
        members: Vec<Criterion>,
    },
    /// `when A then B else C`
    When {
        /// What decides.
        condition: Box<Body>,
        /// Asked where it holds.
        then: Box<Body>,
        /// Asked where it does not; `None`: not required.
        otherwise: Option<Box<Body>>,
    },
    /// A test.
    Test(Test),
}

/// A test, with its place.
#[derive(Clone, Debug)]
pub struct Test {
    /// What is asked.
    pub form: TestForm,
    /// The words of the author, white space folded.
    pub words: String,
    /// Where it is written.
    pub span: Span,
}

/// Which records a test looks at.
#[derive(Clone, Debug)]
pub struct Select {
    /// Of which fact.
    pub fact: FactIx,
    /// All must hold of a record.
    pub filter: Vec<Condition>,
    /// When; `None`: `ever`.
    pub window: Option<Window>,
    /// `known by`
    pub known_by: Option<Point>,
}

/// A condition on one record.
#[derive(Clone, Debug)]
pub enum Condition {
    /// Its value or a part compares so.
    Compare(Subject, Compare),
    /// A define said of the record holds.
    Body(Box<Body>),
}

/// What of a record is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Its value.
    Value,
    /// One of its parts.
    Part(PartIx),
}

/// What must hold of a record.
#[derive(Clone, Debug)]
pub enum Asks {
    /// Only that it is there.
    Nothing,
    /// A comparison.
    Compare(Subject, Compare),
    /// A group whose tests may speak of the record ([`TestForm::Subject`], [`Anchor::This`]).
    With(Box<Body>),
    /// It was taken, without a value.
    HasNoValue,
}

/// The tests.
#[derive(Clone, Debug)]
pub enum TestForm {
    /// `some`, `no`, `every`, `at least N`, `at most N`
    Count {
        /// How many.
        quantifier: Quantifier,
        /// Of which records.
        of: Select,
        /// What must hold of each.
        asks: Asks,
    },
    /// `at least N F in a row`
    Run {
        /// How many in a row.
        at_least: u32,
        /// The longest time between neighbours.
        max_gap: Option<Length>,
        /// Of which records.
        of: Select,
        /// What must hold of each.
        asks: Asks,
    },
    /// `lowest F ...`
    Pick {
        /// Which.
        pick: Pick,
        /// Of which records.
        of: Select,
        /// What of them is picked by and compared.
        subject: Subject,
        /// What must hold (`Nothing` does not occur).
        asks: Asks,
    },
    /// `rise in F`, `fall in F`; the threshold is a difference, in the fact's unit.
    Trend {
        /// Rise or fall.
        rise: bool,
        /// Of which records.
        of: Select,
        /// Against what.
        compare: Compare,
    },
    /// `days from P to Q`
    Elapsed {
        /// In what.
        unit: ElapsedUnit,
        /// From.
        from: Point,
        /// To.
        to: Point,
        /// Against what.
        compare: Compare,
    },
    /// `age at P`, in completed years
    Age {
        /// When.
        at: Point,
        /// Against what.
        compare: Compare,
    },
    /// A bare fact: its state as of a time.
    State {
        /// The fact and which of its records; a window where one was written.
        of: Select,
        /// As of; `None`: review. Not used where a window was written.
        at: Option<Point>,
        /// What must hold; `Nothing`: yes, present, holding.
        asks: Asks,
    },
    /// The value or a part of the record at hand (inside `with`, `where`, `define ... of`).
    Subject {
        /// Which.
        subject: Subject,
        /// What must hold.
        compare: Compare,
    },
    /// Something of the request, the patient or the payer.
    Header {
        /// What.
        field: HeaderField,
        /// What must hold.
        compare: Compare,
    },
    /// `criterion X is met`: by its path in the same guideline.
    Criterion {
        /// The path.
        path: String,
        /// `true`: is met; `false`: is unmet.
        is_met: bool,
    },
}

/// In what an elapsed time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElapsedUnit {
    /// Elapsed hours, exact.
    Hours,
    /// Difference of calendar dates.
    Days,
    /// Difference of calendar dates, divided by seven, exact.
    Weeks,
    /// Completed calendar months.
    Months,
    /// Difference of calendar dates.
    Midnights,
}

/// What criteria may ask of the rest of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeaderField {
    /// `sex`: text `female`, `male`, `other`.
    Sex,
    /// `payer`: text.
    Payer,
    /// `line_of_business`: text.
    LineOfBusiness,
    /// `state`: text.
    State,
    /// `requested_item`: codes.
    RequestedItem,
    /// `requested_level`: text.
    RequestedLevel,
    /// `requested_type`: text.
    RequestedType,
    /// `requested_day`: number.
    RequestedDay,
    /// `requested_units`: number.
    RequestedUnits,
    /// `urgency`: text.
    Urgency,
}

/// A comparison, typed.
#[derive(Clone, Debug)]
pub enum Compare {
    /// A number against a number.
    Order(OrderOp, Operand),
    /// From, to, both inside.
    Between(Operand, Operand),
    /// The option is one of these: bit N for option N. `is`, `is not`, `is one of`, order signs on ordered options, bare yes/no.
    Options(u64),
    /// A code in a set.
    InSet(SetIx),
    /// A code that is (or, negated, is not) one of these.
    Codes {
        /// The codes.
        codes: Vec<CodeMember>,
        /// `is not`
        negated: bool,
    },
    /// A text that is (or is not) one of these.
    Texts {
        /// The texts.
        texts: Vec<String>,
        /// `is not`
        negated: bool,
    },
    /// A calendar date against a date.
    Date(OrderOp, NaiveDate),
    /// From date, to date, both inside.
    DateBetween(NaiveDate, NaiveDate),
}

/// What a number is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A number, in the unit of what is compared.
    Constant(Number),
    /// The part of the same record, times the factor (`110 % of upper_limit`, unit conversion included).
    Part(PartIx, Number),
}

/// A stretch of time.
#[derive(Clone, Debug)]
pub struct Window {
    /// How a period must lie to it.
    pub touch: Touch,
    /// The stretch.
    pub form: WindowForm,
}

/// The windows.
#[derive(Clone, Debug)]
pub enum WindowForm {
    /// `within Q before P`: from P less Q to P.
    WithinBefore(Length, Point),
    /// `within Q after P`
    WithinAfter(Length, Point),
    /// `within Q of P`: either side.
    WithinOf(Length, Point),
    /// `from P to Q`, `from P until Q`
    FromTo {
        /// From.
        from: Point,
        /// To.
        to: Point,
        /// Whether the end is left out.
        until: bool,
    },
    /// `within any Q from P to P`: only in counts, rise and fall.
    WithinAny(Length, Point, Point),
    /// `before P`
    Before(Point),
    /// `up to P`
    UpTo(Point),
    /// `after P`
    After(Point),
    /// `during A`
    During(Anchor),
    /// `on the day of P`
    OnDayOf(Point),
    /// `ever`
    Ever,
}

/// A point in time.
#[derive(Clone, Debug)]
pub struct Point {
    /// `day of`
    pub day_of: bool,
    /// How far, and whether after.
    pub shift: Option<(Length, bool)>,
    /// From where.
    pub anchor: Anchor,
    /// `start of`, `end of`; `None` on a span means its start.
    pub edge: Option<Edge>,
}

/// What a point hangs on.
#[derive(Clone, Debug)]
pub enum Anchor {
    /// The as-of time.
    Review,
    /// When the request was received.
    Request,
    /// The patient's birth.
    Birth,
    /// An anchor of the case: `service`, `admission`, `discharge`, `stay` (admission to discharge unless given),
    /// `period` (of the request), or a declared one.
    Named(String),
    /// The time of the record at hand; 0 is the innermost `with`, 1 the one around it (`as NAME`).
    This(u8),
    /// The time of a picked record.
    Picked(Pick, Box<Select>),
}

/// What follows when a block or route is met.
#[derive(Clone, Debug)]
pub enum Grant {
    /// `approve`
    Approve {
        /// How much (number, unit word); `None`: as requested.
        amount: Option<(Number, String)>,
        /// Of which items.
        of: Option<SetIx>,
        /// From when.
        from: Option<Point>,
        /// Until when.
        to: Option<Point>,
    },
    /// `limit`
    Limit(String),
    /// `report`
    Report(String),
    /// `next review`
    NextReview(Length, bool),
    /// `due WHAT by POINT`
    Due(String, Point),
    /// `refer to ROLE WHY`
    Refer(String, String),
}
