//! What is calculated: derived values, and the items of a score.

use super::test::{Body, Condition, Select, Subject};
use super::time::Point;
use super::{FactIx, PartIx};
use crate::ast::Pick;
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::unit::Unit;

/// A value that is calculated from others.
#[derive(Clone, Debug)]
pub struct Calculation {
    /// What people call it.
    pub label: String,
    /// The unit of the result.
    pub unit: Unit,
    /// What it is calculated from, each once: an input used twice is one value.
    pub inputs: Vec<Input>,
    /// What its `when`s ask.
    pub conditions: Vec<Body>,
    /// How.
    pub formula: Formula,
}

/// What a calculation starts from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A number picked from the records of a fact, in the unit of the fact.
    Pick {
        /// Which.
        pick: Pick,
        /// Of which records.
        of: Select,
        /// What of them.
        subject: Subject,
    },
    /// A number of the record at hand, in the unit of the fact or part.
    Of(Subject),
    /// Completed years at a point.
    Age(Point),
}

/// How it is calculated; every conversion of units is a factor in it.
#[derive(Clone, Debug)]
pub enum Formula {
    /// A number.
    Number(Number),
    /// The input of that index.
    Input(usize),
    /// `a + b`
    Sum(Box<Formula>, Box<Formula>),
    /// `a - b`
    Difference(Box<Formula>, Box<Formula>),
    /// `a * b`
    Product(Box<Formula>, Box<Formula>),
    /// `a / b`
    Quotient(Box<Formula>, Box<Formula>),
    /// A function, with as many arguments as it takes.
    Function(Function, Vec<Formula>),
    /// `when` the condition of that index `then a else b`
    When(usize, Box<Formula>, Box<Formula>),
}

/// The functions of calculations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The natural logarithm.
    Ln,
    /// e to a power.
    Exp,
    /// The square root.
    Sqrt,
    /// The first to the power of the second.
    Power,
    /// The least of the arguments.
    Min,
    /// The greatest of the arguments.
    Max,
    /// The first, rounded to the nearest multiple of the second, halves away from nought.
    Round,
}

/// What a part is calculated from, where no record gives it.
#[derive(Clone, Debug)]
pub enum Calculated {
    /// `define ... of FACT: quantity`: from other parts of the record.
    Define(Box<Calculation>),
    /// The sum of a score's items.
    Total,
    /// The highest of a score's items.
    HighestItem,
    /// An item of a score, by index.
    Item(usize),
}

/// How the records of another fact are scored.
#[derive(Clone, Debug)]
pub struct Score {
    /// The fact whose records are scored. Its parts come first among those of the score, in the same order.
    pub over: FactIx,
    /// How many these are; then come total, highest item, and the items.
    pub own: PartIx,
    /// Its items.
    pub items: Vec<ScoreItem>,
    /// What the `when`s of its tables ask.
    pub conditions: Vec<Body>,
}

/// One item of a score.
#[derive(Clone, Debug)]
pub struct ScoreItem {
    /// What people call it.
    pub label: String,
    /// How its points are found.
    pub table: Table,
}

/// How points are found.
#[derive(Clone, Debug)]
pub enum Table {
    /// By bands of a value. For every value exactly one row holds.
    Points(Scored, Vec<Row>),
    /// The value itself.
    Charted(Scored),
    /// The highest of these.
    Highest(Vec<Table>),
    /// By what the condition of that index says.
    When(usize, Box<Table>, Box<Table>),
    /// So many.
    Number(Number),
}

/// What a table looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scored {
    /// The value or a part of the record.
    Subject(Subject),
    /// The patient's age in completed years when the record was made.
    Age,
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// For which values.
    pub band: Band,
    /// What else must hold of the record.
    pub condition: Option<Condition>,
    /// How many points.
    pub points: Number,
}

/// The values of a row.
#[derive(Clone, Debug)]
pub enum Band {
    /// Numbers, in the unit of what is looked at.
    Numbers(Range),
    /// Options: bit N for option N.
    Options(u64),
}
