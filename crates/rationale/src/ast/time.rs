//! Windows and points in time.

use super::body::{Amount, Condition, Pick};
use crate::source::{Name, Span};

/// A stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// How a period must lie to it.
    pub touch: Touch,
    /// The stretch; `None` where only `known by` is written.
    pub form: Option<WindowForm>,
    /// `known by P`
    pub known_by: Option<Point>,
    /// The whole.
    pub span: Span,
}

/// How a period must lie to a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Touch {
    /// Sharing an instant is enough.
    Sharing,
    /// `starting`
    Starting,
    /// `ending`
    Ending,
    /// `whole`
    Whole,
}

/// The windows.
#[derive(Clone, Debug, PartialEq)]
pub enum WindowForm {
    /// `within Q before|after|of P`
    Within(Amount, Side, Point),
    /// `from P to Q` (`until`: Q left out)
    FromTo {
        /// From.
        from: Point,
        /// To.
        to: Point,
        /// `until`
        until: bool,
    },
    /// `within any Q from P to P`
    WithinAny(Amount, Point, Point),
    /// `before P`
    Before(Point),
    /// `up to P`
    UpTo(Point),
    /// `after P`
    After(Point),
    /// `during SPAN`
    During(AnchorRef),
    /// `on the day of P`
    OnDayOf(Point),
    /// `ever`
    Ever(Span),
}

/// Which side of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// `before`
    Before,
    /// `after`
    After,
    /// `of`: either
    Of,
}

/// A point in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// `day of`: its calendar date.
    pub day_of: bool,
    /// `31 days after`
    pub shift: Option<(Amount, Side)>,
    /// From where.
    pub anchor: AnchorRef,
    /// The whole.
    pub span: Span,
}

/// What a point hangs on.
#[derive(Clone, Debug, PartialEq)]
pub struct AnchorRef {
    /// `start of`, `end of`
    pub edge: Option<Edge>,
    /// What.
    pub base: AnchorBase,
    /// The whole.
    pub span: Span,
}

/// An end of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edge {
    /// `start of`
    Start,
    /// `end of`
    End,
}

/// What a point hangs on.
#[derive(Clone, Debug, PartialEq)]
pub enum AnchorBase {
    /// `latest approval`, `earliest admission_event (where ...)`
    Pick {
        /// Which record.
        pick: Pick,
        /// Of which fact.
        fact: Name,
        /// Which records, in parentheses.
        filter: Vec<Condition>,
    },
    /// `this`
    This,
    /// `review`, `admission`, a declared anchor, an `as` name
    Name(Name),
}
