//! Which way a change of a criterion goes: easier to meet, harder, or either.

use super::defines::Defines;
use super::standing::{self, Bears, Why};
use crate::ast::{
    self, Asks, Body, Clause, CompareForm, Criterion, GroupKind, Literal, LiteralForm, OrderOp, Quantifier,
    Test, TestForm,
};
use crate::fmt;
use crate::value::number::Number;

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Same,
    Looser,
    Stricter,
    Unclear(Why),
}

pub(super) const FORM: Why = "this kind of change is not proved";

pub(super) const BOTH: Why = "part of it makes it easier to meet, part of it harder";

pub(super) const FEW: Why =
    "with fewer readings than it asks for a test is open, so another number may go either way";

pub(super) const APPROVAL: Why = "what is approved changes";

impl Way {
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Same, other) => other,
            (one, Self::Same) => one,
            (unclear @ Self::Unclear(_), _) | (_, unclear @ Self::Unclear(_)) => unclear,
            (one, other) if one == other => one,
            _ => Self::Unclear(BOTH),
        }
    }

    pub(super) fn turned(self) -> Self {
        match self {
            Self::Looser => Self::Stricter,
            Self::Stricter => Self::Looser,
            same => same,
        }
    }

    pub(super) fn borne(self, bears: Bears) -> Self {
        match (self, bears) {
            (Self::Same, _) => Self::Same,
            (way, Bears::With) => way,
            (way, Bears::Against) => way.turned(),
            (_, Bears::Unclear(why)) => Self::Unclear(why),
        }
    }
}

pub(super) fn put(form: &CompareForm, name: &str, value: &Literal) -> CompareForm {
    let one = |old: &Literal| if standing::is_name(old, name) { value.clone() } else { old.clone() };
    match form {
        CompareForm::Order(op, old) => CompareForm::Order(*op, one(old)),
        CompareForm::Is { negated, value: old } => CompareForm::Is { negated: *negated, value: one(old) },
        CompareForm::OneOf(values) => CompareForm::OneOf(values.iter().map(one).collect()),
        CompareForm::Between(low, high) => CompareForm::Between(one(low), one(high)),
        CompareForm::In(set) => CompareForm::In(set.clone()),
    }
}

/// Which way a criterion goes that was `old` and is `new`.
pub(super) fn criterion(old: &Criterion, new: &Criterion, defines: &Defines<'_>) -> Way {
    let waiver = |criterion: &Criterion| {
        criterion.clauses.iter().find_map(|clause| match clause {
            Clause::Waived(body) => Some(body.clone()),
            _ => None,
        })
    };
    // A waiver brings in no route below what it waives.
    let waived = match (waiver(old), waiver(new)) {
        (None, None) => Way::Same,
        (None, Some(_)) => Way::Looser,
        (Some(_), None) => Way::Stricter,
        (Some(old), Some(new)) => body(&old, &new, defines),
    };
    let grants = |criterion: &Criterion| {
        let grants = criterion.clauses.iter().filter_map(|clause| match clause {
            Clause::Grant(grant) => Some(fmt::grant(grant)),
            _ => None,
        });
        grants.collect::<Vec<String>>()
    };
    if grants(old) != grants(new) {
        return Way::Unclear(APPROVAL);
    }
    let routes = || defines.approves_below(&old.body) || defines.approves_below(&new.body);
    let asked = match body(&old.body, &new.body, defines) {
        // A route below is one only while all around it is met.
        Way::Looser | Way::Stricter if routes() => Way::Unclear(APPROVAL),
        way => way,
    };
    waived.and(asked)
}

fn body(old: &Body, new: &Body, defines: &Defines<'_>) -> Way {
    if fmt::body(old) == fmt::body(new) {
        return Way::Same;
    }
    match (old, new) {
        (Body::Group(old), Body::Group(new)) => group(old, new, defines),
        (Body::When(old), Body::When(new)) => {
            if fmt::body(&old.condition) != fmt::body(&new.condition) {
                return Way::Unclear(FORM);
            }
            let otherwise = match (&old.otherwise, &new.otherwise) {
                (None, None) => Way::Same,
                // Without `else` it is not required.
                (Some(_), None) => Way::Looser,
                (None, Some(_)) => Way::Stricter,
                (Some(old), Some(new)) => body(old, new, defines),
            };
            body(&old.then, &new.then, defines).and(otherwise)
        }
        (Body::Test(old), Body::Test(new)) => test(old, new),
        _ => Way::Unclear(FORM),
    }
}

fn group(old: &ast::Group, new: &ast::Group, defines: &Defines<'_>) -> Way {
    let (counts, turned) = match (old.kind, new.kind) {
        (GroupKind::All, GroupKind::All) | (GroupKind::Any, GroupKind::Any) => (Way::Same, false),
        (GroupKind::NoneOf, GroupKind::NoneOf) => (Way::Same, true),
        (GroupKind::AtLeast(old), GroupKind::AtLeast(new)) => (fewer(old, new), false),
        (GroupKind::AtMost(old), GroupKind::AtMost(new)) => (fewer(old, new).turned(), true),
        _ => return Way::Unclear(FORM),
    };
    // The first met route in written order approves.
    let routes = |group: &ast::Group| -> Vec<String> {
        let routes = group.members.iter().filter(|member| defines.approves(member));
        routes.map(|member| member.id.node.clone()).collect()
    };
    if routes(old) != routes(new) {
        return Way::Unclear(APPROVAL);
    }
    let all = old.kind == GroupKind::All;
    let mut way = Way::Same;
    for member in &old.members {
        way = way.and(match new.members.iter().find(|other| other.id.node == member.id.node) {
            Some(other) => criterion(member, other, defines),
            None if all => Way::Looser,
            None => Way::Stricter,
        });
    }
    for member in &new.members {
        if old.members.iter().any(|other| other.id.node == member.id.node) {
            continue;
        }
        way = way.and(if all { Way::Stricter } else { Way::Looser });
    }
    // Two of one name are refused elsewhere.
    counts.and(if turned { way.turned() } else { way })
}

fn fewer(old: u32, new: u32) -> Way {
    match new.cmp(&old) {
        std::cmp::Ordering::Less => Way::Looser,
        std::cmp::Ordering::Equal => Way::Same,
        std::cmp::Ordering::Greater => Way::Stricter,
    }
}

/// The same test but for what it compares with, or for how many records it wants.
fn test(old: &Test, new: &Test) -> Way {
    let mut like_old = new.clone();
    let mut way = Way::Same;
    if let (Some(old_compare), Some(new_compare)) = (compare_of(&old.form), compare_of(&new.form)) {
        let one = accepted(&old_compare.form, &new_compare.form);
        way = if counts_down(&old.form) { one.turned() } else { one };
        if let Some(place) = compare_in(&mut like_old.form) {
            *place = old_compare.clone();
        }
    }
    if let (TestForm::Records(old), TestForm::Records(like)) = (&old.form, &mut like_old.form)
        && let (Quantifier::AtLeast(before), Quantifier::AtLeast(after)) = (old.quantifier, like.quantifier)
    {
        let one = fewer(before, after);
        // Of a measurement with fewer readings than are asked for it is open what they come to: two that fail, or lie too far
        // apart for a row, leave *at least three* open, and *at least two* unmet.
        let asks_more = old.asks.is_some() || old.in_a_row.is_some();
        way = way.and(if one != Way::Same && asks_more { Way::Unclear(FEW) } else { one });
        like.quantifier = old.quantifier;
    }
    let text = |test: &Test| fmt::body(&Body::Test(Box::new(test.clone())));
    if text(old) == text(&like_old) { way } else { Way::Unclear(FORM) }
}

/// Whether more records that hold make the test harder to meet.
pub(super) fn counts_down(form: &TestForm) -> bool {
    let quantifier = match form {
        TestForm::Records(records) => records.quantifier,
        TestForm::Buckets(buckets) => buckets.quantifier,
        _ => return false,
    };
    matches!(quantifier, Quantifier::No | Quantifier::AtMost(_))
}

/// What a test compares, where a wider comparison is a test that is met more often (or, counting down, less).
pub(super) fn compare_of(form: &TestForm) -> Option<&ast::Compare> {
    match form {
        TestForm::Records(ast::RecordsTest { asks: Some(Asks::Compare(compare)), .. })
        | TestForm::Pick(ast::PickTest { asks: Asks::Compare(compare), .. })
        | TestForm::Trend(ast::TrendTest { compare, .. })
        | TestForm::Change(ast::ChangeTest { compare, .. })
        | TestForm::Elapsed(ast::ElapsedTest { compare, .. })
        | TestForm::Age { compare, .. }
        | TestForm::State(ast::StateTest { compare: Some(compare), .. }) => Some(compare),
        TestForm::Buckets(ast::BucketsTest { compare: Some(compare), run, .. }) => match run {
            None | Some((Quantifier::Some | Quantifier::Every, ..)) => Some(compare),
            Some(_) => None,
        },
        _ => None,
    }
}

fn compare_in(form: &mut TestForm) -> Option<&mut ast::Compare> {
    match form {
        TestForm::Records(ast::RecordsTest { asks: Some(Asks::Compare(compare)), .. })
        | TestForm::Pick(ast::PickTest { asks: Asks::Compare(compare), .. })
        | TestForm::Trend(ast::TrendTest { compare, .. })
        | TestForm::Change(ast::ChangeTest { compare, .. })
        | TestForm::Elapsed(ast::ElapsedTest { compare, .. })
        | TestForm::Age { compare, .. }
        | TestForm::State(ast::StateTest { compare: Some(compare), .. })
        | TestForm::Buckets(ast::BucketsTest { compare: Some(compare), .. }) => Some(compare),
        _ => None,
    }
}

/// Whether what a comparison accepts grows or shrinks.
pub(super) fn accepted(old: &CompareForm, new: &CompareForm) -> Way {
    if let (Some(old), Some(new)) = (options(old), options(new)) {
        let (wider, narrower) =
            (old.iter().all(|value| new.contains(value)), new.iter().all(|value| old.contains(value)));
        return grown(wider, narrower);
    }
    let (Some((old, old_unit)), Some((new, new_unit))) = (line(old), line(new)) else {
        return Way::Unclear(FORM);
    };
    if old_unit != new_unit {
        return Way::Unclear(FORM);
    }
    grown(covers(&new, &old), covers(&old, &new))
}

fn grown(wider: bool, narrower: bool) -> Way {
    match (wider, narrower) {
        (true, true) => Way::Same,
        (true, false) => Way::Looser,
        (false, true) => Way::Stricter,
        (false, false) => Way::Unclear(BOTH),
    }
}

fn options(form: &CompareForm) -> Option<Vec<String>> {
    match form {
        CompareForm::Is { negated: false, value } => Some(vec![fmt::literal(value)]),
        CompareForm::OneOf(values) => Some(values.iter().map(fmt::literal).collect()),
        _ => None,
    }
}

/// A stretch of the number line; an end is a number and whether it is inside.
struct Line {
    low: Option<(Number, bool)>,
    high: Option<(Number, bool)>,
}

fn line(form: &CompareForm) -> Option<(Line, String)> {
    let number = |literal: &Literal| match &literal.form {
        LiteralForm::Number { number, unit, of: None } => {
            let unit = unit.as_ref().map(|unit| unit.node.clone()).unwrap_or_default();
            Some((number.parse::<Number>().ok()?, unit))
        }
        _ => None,
    };
    match form {
        CompareForm::Order(op, value) => {
            let (number, unit) = number(value)?;
            let (low, high) = match op {
                OrderOp::AtLeast => (Some((number, true)), None),
                OrderOp::Above => (Some((number, false)), None),
                OrderOp::AtMost => (None, Some((number, true))),
                OrderOp::Below => (None, Some((number, false))),
                OrderOp::Equal => (Some((number, true)), Some((number, true))),
            };
            Some((Line { low, high }, unit))
        }
        CompareForm::Between(low, high) => {
            let ((low, unit), (high, other)) = (number(low)?, number(high)?);
            let line = Line { low: Some((low, true)), high: Some((high, true)) };
            (unit == other).then_some((line, unit))
        }
        _ => None,
    }
}

fn covers(outer: &Line, inner: &Line) -> bool {
    let low = match (outer.low, inner.low) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((outer, closed)), Some((inner, inside))) => {
            outer < inner || (outer == inner && (closed || !inside))
        }
    };
    let high = match (outer.high, inner.high) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((outer, closed)), Some((inner, inside))) => {
            outer > inner || (outer == inner && (closed || !inside))
        }
    };
    low && high
}
