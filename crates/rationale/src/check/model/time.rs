//! Windows and points in time.

use super::test::Select;
use crate::ast::{Edge, Pick, Touch};
use crate::value::time::Length;

/// A stretch of time.
#[derive(Clone, Debug)]
pub struct Window {
    /// How a period must lie to it.
    pub touch: Touch,
    /// The stretch.
    pub form: WindowForm,
}

impl Window {
    /// What its ends hang on.
    pub(crate) fn anchors(&self) -> Vec<&Anchor> {
        match &self.form {
            WindowForm::WithinBefore(_, at)
            | WindowForm::WithinAfter(_, at)
            | WindowForm::WithinOf(_, at)
            | WindowForm::Before(at)
            | WindowForm::UpTo(at)
            | WindowForm::After(at)
            | WindowForm::OnDayOf(at) => vec![&at.anchor],
            WindowForm::FromTo { from, to, .. } | WindowForm::WithinAny(_, from, to) => {
                vec![&from.anchor, &to.anchor]
            }
            WindowForm::During(anchor) => vec![anchor],
            WindowForm::Ever => Vec::new(),
        }
    }
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
    /// The period of a series that the request asks about.
    Period(Box<Periods>),
}

impl Anchor {
    /// What a built-in or declared time of that name is.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "review" => Self::Review,
            "request" => Self::Request,
            "birth" => Self::Birth,
            other => Self::Named(other.to_owned()),
        }
    }
}

/// `periods benefit: 90 days, 90 days, then 60 days from election counting earlier_periods`
#[derive(Clone, Debug)]
pub struct Periods {
    /// Its name.
    pub id: String,
    /// The lengths of the first periods, none nought; with `then` all in days and weeks, or all in months and years.
    pub lengths: Vec<Length>,
    /// The length of all further ones; `None`: there are none.
    pub then: Option<Length>,
    /// From when: the first day of the first period.
    pub from: Point,
    /// `counting`: each of these records, begun before that day, is a period that went before.
    pub counting: Option<Select>,
}

impl Periods {
    /// What people call one of them: `benefit period`.
    #[must_use]
    pub fn words(&self) -> String {
        let words = self.id.replace('_', " ");
        if words.ends_with("period") { words } else { format!("{words} period") }
    }
}
