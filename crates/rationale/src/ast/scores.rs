//! What is made of facts under a name of its own: scores, and `define`.

use super::body::{Body, Condition, Literal, Pick};
use super::guideline::Cite;
use super::time::{Point, Window};
use crate::source::{Name, Span, Spanned};

/// `score id label over fact { ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// The fact whose records it scores.
    pub over: Name,
    /// Its items.
    pub items: Vec<ScoreItem>,
    /// Its citations.
    pub cites: Vec<Cite>,
    /// The whole item.
    pub span: Span,
}

/// One item of a score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreItem {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// How its points are found.
    pub table: ScoreTable,
    /// The whole item.
    pub span: Span,
}

/// How the points of an item are found.
#[derive(Clone, Debug, PartialEq)]
pub enum ScoreTable {
    /// `points OPERAND { rows }` or `points OPERAND as charted`
    Points {
        /// `None` is `age at this`.
        operand: Option<Name>,
        /// Empty for `as charted`.
        rows: Vec<ScoreRow>,
        /// Where it stands.
        span: Span,
    },
    /// `highest of { table+ }`
    HighestOf(Vec<ScoreTable>),
    /// `when BODY then TABLE else TABLE`
    When(Box<Body>, Box<ScoreTable>, Box<ScoreTable>),
    /// A plain number of points.
    Number(Spanned<String>),
}

/// One row: a band, what else must hold, and its points.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreRow {
    /// The band.
    pub band: Band,
    /// `where cond`
    pub condition: Option<Condition>,
    /// Its points.
    pub points: Spanned<String>,
    /// The whole row.
    pub span: Span,
}

/// A part of a line, or some options.
#[derive(Clone, Debug, PartialEq)]
pub enum Band {
    /// `up to v`
    UpTo(Literal),
    /// `below v`
    Below(Literal),
    /// `v to v`
    To(Literal, Literal),
    /// `v to below v`
    ToBelow(Literal, Literal),
    /// `above v`
    Above(Literal),
    /// `above v to v`
    AboveTo(Literal, Literal),
    /// `v and above`
    AndAbove(Literal),
    /// `is a | b`
    Is(Vec<Name>),
}

/// `define id [label] [of fact]: ...`
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// `of FACT`: said of one record of that fact.
    pub of: Option<Name>,
    /// What it stands for.
    pub meaning: DefineMeaning,
    /// The whole item.
    pub span: Span,
}

/// What a `define` stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum DefineMeaning {
    /// A body.
    Body(Body),
    /// `quantity in UNIT = EXPRESSION`
    Quantity {
        /// The unit of the result.
        unit: Spanned<String>,
        /// How it is calculated.
        expression: Expression,
    },
}

/// A calculation.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number with or without a unit.
    Literal(Literal),
    /// A pick.
    Pick(Box<PickOf>),
    /// A part, a setting or another derived value.
    Name(Name),
    /// `age at POINT`
    Age(Point),
    /// `ln(x)`, `exp(x)`, `sqrt(x)`, `power(x, y)`
    Call(Name, Vec<Expression>),
    /// `when BODY then a else b`
    When(Box<Body>, Box<Expression>, Box<Expression>),
    /// `left op right`, op one of `+ - * /`
    Binary(Box<Expression>, char, Box<Expression>),
    /// `-x`
    Negative(Box<Expression>),
}

/// `pick fact[.part] [where] [window]` as an operand.
#[derive(Clone, Debug, PartialEq)]
pub struct PickOf {
    /// Which record.
    pub pick: Pick,
    /// Of which fact.
    pub fact: Name,
    /// Which part.
    pub part: Option<Name>,
    /// Which records are looked at.
    pub filter: Vec<Condition>,
    /// When.
    pub window: Option<Window>,
    /// The whole.
    pub span: Span,
}
