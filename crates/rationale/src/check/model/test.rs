//! What a criterion asks: groups, tests, the readings they select and what they compare.

use super::calculation::Calculation;
use super::guideline::Criterion;
use super::time::{Anchor, Periods, Point, Window};
use super::{FactIx, PartIx, SetIx};
use crate::ast::{GroupKind, OrderOp, Pick, Quantifier};
use crate::source::Span;
use crate::value::code::CodeMember;
use crate::value::number::Number;
use crate::value::time::Length;
use chrono::NaiveDate;

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
    Body(Box<Said>),
}

/// What a define says of a record.
#[derive(Clone, Debug)]
pub struct Said {
    /// What is said.
    pub body: Body,
    /// What tells it from others: alike where they say the same.
    pub(crate) key: String,
}

impl Said {
    pub(crate) fn new(body: Body) -> Self {
        let key = format!("{body:?}");
        Self { body, key }
    }
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
    /// A group whose tests may speak of the record ([`TestForm::Subject`], [`Anchor::This`](super::Anchor::This)).
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
    /// `[percent] change in F from PICK window to PICK window`: last less first, or that in percent of the first.
    Change {
        /// In percent of the first.
        percent: bool,
        /// The first value: how it is picked, and of which records.
        first: (Pick, Select),
        /// The last value; the same fact and conditions.
        last: (Pick, Select),
        /// Against what; a difference in the fact's unit, or in percent (parts of one).
        compare: Compare,
    },
    /// `at least N [% of] nights with F ...`
    Buckets {
        /// How many, of what.
        share: Share,
        /// Of which records; the window has a beginning and an end.
        of: Select,
        /// What must hold of one record of the bucket.
        asks: Asks,
    },
    /// `on time F first WINDOW then within Q after the previous`
    OnTime {
        /// Of which records; the window is that of the first.
        of: Select,
        /// How long after the previous one the next is due.
        within: Length,
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
    /// A derived value against a number in its unit.
    Calculated {
        /// The value.
        value: Box<Calculation>,
        /// Against what.
        compare: Compare,
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
    /// `benefit.number`: which of its series the period is that the request asks about.
    PeriodNumber {
        /// The series.
        of: Box<Periods>,
        /// Against what.
        compare: Compare,
    },
    /// `criterion X of G is met at P`
    Criterion {
        /// Which.
        of: CriterionRef,
        /// `true`: is met; `false`: is unmet.
        is_met: bool,
        /// Where the review is moved to; `None`: not moved.
        at: Option<Point>,
    },
}

/// A criterion that is referred to.
#[derive(Clone, Debug)]
pub enum CriterionRef {
    /// Of the same guideline: its path.
    Here(String),
    /// Of the edition of another guideline that is in force.
    Of {
        /// The other guideline.
        guideline: String,
        /// The criterion as it was written.
        written: String,
        /// Its path in each edition, by the edition's name.
        paths: Vec<(Option<String>, String)>,
    },
}

/// How many days, nights or weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    /// `at least`; else `at most`.
    pub at_least: bool,
    /// How many, or how many percent.
    pub count: u32,
    /// Whether the count is percent of all.
    pub percent: bool,
    /// Of what.
    pub bucket: Bucket,
    /// `in some|every N ... in a row`
    pub run: Option<BucketRun>,
}

/// A stretch in which records are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// A local calendar date.
    Days,
    /// Noon to noon, named by the date on which it starts.
    Nights,
    /// Seven dates, counted from the first of the window.
    Weeks,
}

impl Bucket {
    /// The word in criteria.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Nights => "nights",
            Self::Weeks => "weeks",
        }
    }

    /// What the word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Days, Self::Nights, Self::Weeks].into_iter().find(|bucket| bucket.word() == word)
    }
}

/// Buckets one after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketRun {
    /// `every`; else `some`.
    pub every: bool,
    /// How many in a row.
    pub length: u32,
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

impl TestForm {
    /// The selection of a test that reads records.
    pub(crate) fn selection(&self) -> Option<&Select> {
        match self {
            Self::Count { of, .. }
            | Self::Run { of, .. }
            | Self::Pick { of, .. }
            | Self::Trend { of, .. }
            | Self::Change { first: (_, of), .. }
            | Self::Buckets { of, .. }
            | Self::OnTime { of, .. }
            | Self::State { of, .. } => Some(of),
            Self::Elapsed { .. }
            | Self::Age { .. }
            | Self::Subject { .. }
            | Self::Header { .. }
            | Self::PeriodNumber { .. }
            | Self::Calculated { .. }
            | Self::Criterion { .. } => None,
        }
    }

    /// What the times of a test hang on.
    pub(crate) fn anchors(&self) -> Vec<&Anchor> {
        let points: Vec<&Point> = match self {
            Self::Elapsed { from, to, .. } => vec![from, to],
            Self::Age { at, .. } => vec![at],
            Self::State { at: Some(at), .. } => vec![at],
            Self::Change { first, last, .. } => {
                let windows = first.1.window.iter().chain(&last.1.window);
                return windows.flat_map(Window::anchors).collect();
            }
            form => {
                let of = form.selection();
                let known = of.and_then(|of| of.known_by.as_ref());
                let window = of.and_then(|of| of.window.as_ref());
                return window
                    .into_iter()
                    .flat_map(Window::anchors)
                    .chain(known.map(|at| &at.anchor))
                    .collect();
            }
        };
        points.into_iter().map(|point| &point.anchor).collect()
    }
}
