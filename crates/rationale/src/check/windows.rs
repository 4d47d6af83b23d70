//! Windows and points in time.

use super::faults::{names, times};
use super::lower::{Checker, Frame};
use super::model::{self, Anchor, FactIx, Kind, Point, Select};
use crate::ast::{self, AnchorBase, FactMode, Pick, Side, WindowForm};
use crate::source::{Name, Span};
use crate::value::time::{Length, TimeUnit};

/// A length of time laid from an anchor, kept to compare hours with days.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) anchor: String,
    pub(super) after: bool,
    pub(super) length: Length,
    pub(super) span: Span,
}

/// A window and its `known by`.
pub(super) type Lowered = (Option<model::Window>, Option<Point>);

impl<'a> Checker<'a> {
    /// The window of a test of that fact; none written is none.
    pub(super) fn window(
        &mut self,
        fact: FactIx,
        window: Option<&'a ast::Window>,
        sliding: bool,
    ) -> Option<Lowered> {
        let Some(window) = window else { return Some((None, None)) };
        let known_by = match &window.known_by {
            Some(point) => Some(self.point(point)?),
            None => None,
        };
        let Some(form) = &window.form else { return Some((None, known_by)) };
        let lowered = self.window_form(form, window.span, sliding)?;
        let planned = self.fact(fact).is_some_and(|fact| fact.mode == FactMode::Planned);
        if !planned && starts_after_review(&lowered) {
            return self.refuse(times::window_in_the_future(window.span));
        }
        if matches!(form, WindowForm::Ever(_)) && window.touch != ast::Touch::Sharing {
            return self.refuse(times::touch_on_ever(window.span));
        }
        Some((Some(model::Window { touch: window.touch, form: lowered }), known_by))
    }

    fn window_form(&mut self, form: &'a WindowForm, span: Span, sliding: bool) -> Option<model::WindowForm> {
        use model::WindowForm as To;
        Some(match form {
            WindowForm::Within(amount, side, point) => {
                let length = self.length(amount);
                let lowered = self.point(point);
                let (length, lowered) = (length?, lowered?);
                if length.count == 0 {
                    return self.refuse(times::empty_window(span));
                }
                self.stretch(&lowered, length, *side == Side::After, span);
                match side {
                    Side::Before => To::WithinBefore(length, lowered),
                    Side::After => To::WithinAfter(length, lowered),
                    Side::Of => To::WithinOf(length, lowered),
                }
            }
            WindowForm::FromTo { from, to, until } => {
                let (start, end) = (self.point(from), self.point(to));
                let (start, end) = (start?, end?);
                self.ends_in_order(&start, &end, *until, span)?;
                To::FromTo { from: start, to: end, until: *until }
            }
            WindowForm::WithinAny(amount, from, to) => {
                let length = self.length(amount);
                let (start, end) = (self.point(from), self.point(to));
                let (length, start, end) = (length?, start?, end?);
                if !sliding {
                    return self.refuse(times::within_any_here(span));
                }
                if length.count == 0 {
                    return self.refuse(times::empty_window(span));
                }
                self.ends_in_order(&start, &end, false, span)?;
                To::WithinAny(length, start, end)
            }
            WindowForm::Before(point) => To::Before(self.point(point)?),
            WindowForm::UpTo(point) => To::UpTo(self.point(point)?),
            WindowForm::After(point) => To::After(self.point(point)?),
            WindowForm::During(anchor) => {
                let (lowered, is_span) = self.anchor(anchor)?;
                if anchor.edge.is_some() || !is_span {
                    return self.refuse(times::during_a_point(anchor.span));
                }
                To::During(lowered)
            }
            WindowForm::OnDayOf(point) => To::OnDayOf(self.point(point)?),
            WindowForm::Ever(_) => To::Ever,
        })
    }

    /// Refuses a window whose ends hang on one anchor and are in the wrong order, or leave nothing between them.
    fn ends_in_order(&mut self, from: &Point, to: &Point, until: bool, span: Span) -> Option<()> {
        let (Some(anchor), Some(other)) = (anchor_name(from), anchor_name(to)) else { return Some(()) };
        if anchor != other || from.day_of != to.day_of {
            return Some(());
        }
        let (Some((start, months)), Some((end, end_months))) = (offset(from), offset(to)) else {
            return Some(());
        };
        if let (Some(months), Some(end_months)) = (months, end_months)
            && months != end_months
        {
            // A month has no fixed number of days.
            return Some(());
        }
        let calendar = from.day_of || is_calendar(from) || is_calendar(to);
        if start > end {
            return self.refuse(times::window_backwards(span));
        }
        if start == end && (until || !calendar) {
            return self.refuse(times::empty_window(span));
        }
        Some(())
    }

    fn stretch(&mut self, point: &Point, length: Length, after: bool, span: Span) {
        if let (None, Some(anchor)) = (&point.shift, anchor_name(point)) {
            self.spans_of_time.push(Stretch { anchor, after, length, span });
        }
    }

    /// A point in time.
    pub(super) fn point(&mut self, point: &'a ast::Point) -> Option<Point> {
        let shift = point.shift.as_ref().map(|(amount, side)| (self.length(amount), *side == Side::After));
        let (anchor, is_span) = self.anchor(&point.anchor)?;
        let shift = match shift {
            Some((length, after)) => Some((length?, after)),
            None => None,
        };
        if point.anchor.edge.is_some() && !is_span {
            return self.refuse(times::edge_of_a_point(point.anchor.span));
        }
        let of_record = matches!(anchor, Anchor::This(_));
        let edge = point.anchor.edge.or(of_record.then_some(ast::Edge::Start));
        let lowered = Point { day_of: point.day_of, shift, anchor, edge };
        if let (Some((length, after)), Some(anchor)) = (lowered.shift, anchor_name(&lowered)) {
            self.spans_of_time.push(Stretch { anchor, after, length, span: point.span });
        }
        Some(lowered)
    }

    /// What a point hangs on, and whether it may have a start and an end.
    pub(super) fn anchor(&mut self, anchor: &'a ast::AnchorRef) -> Option<(Anchor, bool)> {
        match &anchor.base {
            AnchorBase::This => {
                if self.cx.frames.is_empty() {
                    return self.refuse(times::no_record_at_hand(anchor.span));
                }
                Some((Anchor::This(0), true))
            }
            AnchorBase::Name(name) => self.named_anchor(name),
            AnchorBase::Pick { pick, fact, filter } => {
                if !matches!(pick, Pick::Latest | Pick::Earliest) {
                    return self.refuse(times::pick_of_a_time(anchor.span));
                }
                let fact = self.fact_named(fact)?;
                let filter = self.filter(fact, None, filter)?;
                // Any record may be a period; one point serves as its start and its end.
                let select = Select { fact, filter, window: None, known_by: None };
                Some((Anchor::Picked(*pick, Box::new(select)), true))
            }
        }
    }

    pub(super) fn named_anchor(&mut self, name: &Name) -> Option<(Anchor, bool)> {
        let text = name.node.as_str();
        let alias = self.cx.frames.iter().rev().position(|frame| frame.alias == Some(text));
        if let Some(depth) = alias {
            return u8::try_from(depth).ok().map(|depth| (Anchor::This(depth), true));
        }
        if let Some(built_in) = super::builtins::point(text) {
            return Some(built_in);
        }
        if let Some(inside) = self.inside() {
            if let Some(anchor) = inside.anchors.get(text) {
                return Some((Anchor::Named(text.to_owned()), anchor.is_span));
            }
            if inside.periods.contains_key(text) {
                return self.periods(name).map(|of| (Anchor::Period(Box::new(of)), true));
            }
        }
        let index = self.visible().and_then(|visible| visible.anchors.get(text).copied());
        if let Some((index, anchor)) =
            index.and_then(|index| self.names.anchors.get(index).map(|anchor| (index, anchor)))
        {
            self.uses.anchors.insert(index);
            return Some((Anchor::Named(text.to_owned()), anchor.node.is_span));
        }
        if self.is_broken_name(text) {
            return self.silently();
        }
        let mut known: Vec<&str> = super::builtins::point_names().collect();
        known.extend(self.inside().into_iter().flat_map(|inside| inside.anchors.keys().copied()));
        known.extend(self.inside().into_iter().flat_map(|inside| inside.periods.keys().copied()));
        known.extend(self.visible().into_iter().flat_map(|visible| visible.anchors.keys().copied()));
        known.extend(self.cx.frames.iter().filter_map(|frame| frame.alias));
        let is_fact = self.visible().is_some_and(|visible| visible.asks.contains_key(text));
        self.refuse(names::unknown_anchor(name, &known, is_fact))
    }

    /// The conditions of a `where`.
    pub(super) fn filter(
        &mut self,
        fact: FactIx,
        alias: Option<&'a str>,
        conditions: &'a [ast::Condition],
    ) -> Option<Vec<model::Condition>> {
        self.cx.frames.push(Frame { fact, alias });
        let lowered: Vec<Option<model::Condition>> =
            conditions.iter().map(|condition| self.condition(fact, condition)).collect();
        self.cx.frames.pop();
        lowered.into_iter().collect()
    }

    /// Whether a fact's own value is a number that only a pick or a count reads.
    pub(super) fn is_quantity(&self, fact: FactIx) -> bool {
        self.fact(fact)
            .is_some_and(|fact| matches!(fact.kind, Kind::Quantity(_) | Kind::Number) && !fact.is_event())
    }
}

fn starts_after_review(form: &model::WindowForm) -> bool {
    use model::WindowForm as Form;
    let ahead = |point: &Point| {
        matches!(point.anchor, Anchor::Review)
            && !point.day_of
            && point.shift.is_none_or(|(length, after)| after && length.count > 0)
    };
    match form {
        Form::After(point) | Form::WithinAfter(_, point) => ahead(point),
        Form::FromTo { from, .. } | Form::WithinAny(_, from, _) => ahead(from),
        _ => false,
    }
}

/// A name for the anchor and edge of a point, where two of the same name are the same time.
fn anchor_name(point: &Point) -> Option<String> {
    let anchor = match &point.anchor {
        Anchor::Review => "review".to_owned(),
        Anchor::Request => "request".to_owned(),
        Anchor::Birth => "birth".to_owned(),
        Anchor::Named(name) => name.clone(),
        Anchor::This(depth) => format!("this {depth}"),
        Anchor::Period(of) => of.id.clone(),
        Anchor::Picked(..) => return None,
    };
    Some(if point.edge == Some(ast::Edge::End) { format!("end of {anchor}") } else { anchor })
}

/// How far a point lies from its anchor, in minutes or in months (the second of the pair says which); nought is both.
fn offset(point: &Point) -> Option<(i64, Option<bool>)> {
    let Some((length, after)) = point.shift else { return Some((0, None)) };
    let (size, months) = match length.unit {
        TimeUnit::Minutes => (1, false),
        TimeUnit::Hours => (60, false),
        TimeUnit::Days => (1_440, false),
        TimeUnit::Weeks => (10_080, false),
        TimeUnit::Months => (1, true),
        TimeUnit::Years => (12, true),
    };
    let size = i64::from(length.count).checked_mul(size)?;
    let size = if after { size } else { size.checked_neg()? };
    Some((size, (size != 0).then_some(months)))
}

fn is_calendar(point: &Point) -> bool {
    point.shift.is_some_and(|(length, _)| !length.unit.is_elapsed())
}
