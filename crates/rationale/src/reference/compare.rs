//! Comparisons: every value a reading leaves open is tried at its ends, at the thresholds, and between and beyond them.

use super::worlds::Agreed;
use super::{Hand, Look, Scene};
use crate::ast::OrderOp;
use crate::case::reading::{Value, ValueWhat, Values};
use crate::check::model::{
    Anchor, Asks, Body, Compare, Condition, Operand, PartIx, Point, SetIx, Subject, TestForm,
};
use crate::value::code::Code;
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::DateRange;
use crate::value::truth::Truth;
use chrono::{Days, NaiveDate};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Further out than any number in criteria or cases.
const FAR: i64 = 1_000_000_000_000;

/// Nearer than any two numbers in criteria or cases.
fn hair() -> Number {
    Number::ratio(1, 1_000_000_000).unwrap_or(Number::ONE)
}

/// Numbers of the range that stand for all: its ends, these points, just beside each, and far out.
pub(super) fn numbers_of(range: &Range, points: &[Number]) -> Vec<Number> {
    let ends = [range.low, range.high].into_iter().filter_map(|bound| match bound {
        Bound::Unbounded => None,
        Bound::Inside(number) | Bound::Outside(number) => Some(number),
    });
    let mut numbers: Vec<Number> = [Number::whole(FAR), Number::whole(FAR.saturating_neg())].into();
    for point in ends.chain(points.iter().copied()) {
        numbers.push(point);
        numbers.extend(point.add(hair()));
        numbers.extend(point.sub(hair()));
    }
    numbers.retain(|number| range.contains(*number));
    numbers.sort();
    numbers.dedup();
    numbers
}

/// The ends of a range as numbers in it.
pub(super) fn ends_of(range: &Range) -> Vec<Number> {
    let numbers = numbers_of(range, &[]);
    numbers.first().into_iter().chain(numbers.last()).copied().collect()
}

/// The range that reaches from one number tried to another.
pub(super) fn range_between(low: Number, high: Number) -> Range {
    let far = Number::whole(FAR / 2);
    let low = if low.abs().is_none_or(|low| low > far) { Bound::Unbounded } else { Bound::Inside(low) };
    let high = if high.abs().is_none_or(|high| high > far) { Bound::Unbounded } else { Bound::Inside(high) };
    Range { low, high }
}

fn stands<T: Ord>(op: OrderOp, value: &T, threshold: &T) -> bool {
    let order = value.cmp(threshold);
    match op {
        OrderOp::AtLeast => order != Ordering::Less,
        OrderOp::AtMost => order != Ordering::Greater,
        OrderOp::Above => order == Ordering::Greater,
        OrderOp::Below => order == Ordering::Less,
        OrderOp::Equal => order == Ordering::Equal,
    }
}

/// The numbers that may have been meant by an operand.
fn operand(operand: Operand, parts: &[Values]) -> Vec<Range> {
    match operand {
        Operand::Constant(number) => vec![Range::exact(number)],
        Operand::Part(PartIx(part), factor) => {
            let values = parts.get(usize::from(part)).map_or(&[][..], |values| values);
            let ranges = values.iter().map(|value| match &value.what {
                ValueWhat::Number(range) => range.times(factor).unwrap_or(Range::any()),
                _ => Range::any(),
            });
            ranges.collect()
        }
    }
}

fn ends(ranges: &[Range]) -> Vec<Number> {
    let bounds = ranges.iter().flat_map(|range| [range.low, range.high]);
    bounds
        .filter_map(|bound| match bound {
            Bound::Unbounded => None,
            Bound::Inside(number) | Bound::Outside(number) => Some(number),
        })
        .collect()
}

/// How a number stands that may be anything in the range.
pub(super) fn compare_number(range: &Range, compare: &Compare, parts: &[Values]) -> Truth {
    let mut agreed = Agreed::default();
    match compare {
        Compare::Order(op, threshold) => {
            for threshold in operand(*threshold, parts) {
                for number in numbers_of(range, &ends(&[threshold])) {
                    for against in numbers_of(&threshold, &ends(&[*range])) {
                        agreed.add(stands(*op, &number, &against).into());
                    }
                }
            }
        }
        Compare::Between(low, high) => {
            for low in operand(*low, parts) {
                for high in operand(*high, parts) {
                    for number in numbers_of(range, &ends(&[low, high])) {
                        for from in numbers_of(&low, &ends(&[*range])) {
                            for to in numbers_of(&high, &ends(&[*range])) {
                                agreed.add((from <= number && number <= to).into());
                            }
                        }
                    }
                }
            }
        }
        _ => {}
    }
    agreed.answer()
}

fn compare_date(dates: DateRange, compare: &Compare) -> Truth {
    let near = |date: NaiveDate| {
        let day = Days::new(1);
        [date.checked_sub_days(day), Some(date), date.checked_add_days(day)].into_iter().flatten()
    };
    let points: Vec<NaiveDate> = match compare {
        Compare::Date(_, date) => near(*date).collect(),
        Compare::DateBetween(from, to) => near(*from).chain(near(*to)).collect(),
        _ => return Truth::Unknown,
    };
    let tried = points.into_iter().chain([dates.first, dates.last]).filter(|date| dates.contains(*date));
    let holds = |date: NaiveDate| match compare {
        Compare::Date(op, other) => stands(*op, &date, other),
        Compare::DateBetween(from, to) => *from <= date && date <= *to,
        _ => false,
    };
    tried.map(|date| Truth::from(holds(date))).collect::<Agreed>().answer()
}

impl Look<'_> {
    /// Whether any of the codes is in a set: on each date that the time which decides may have.
    pub(super) fn in_set(&self, set: SetIx, codes: &[Code]) -> Truth {
        let Some(set) = self.library.sets.get(set.0 as usize) else { return Truth::False };
        Truth::any(codes.iter().map(|code| {
            let always = set.members.iter().any(|member| member.contains(code));
            let times: BTreeSet<&str> = set.dated.iter().map(|dated| dated.by_date_of.as_str()).collect();
            let on_dates = times.into_iter().map(|time| {
                let rows = set.dated.iter().filter(|dated| dated.by_date_of == time && dated.code == *code);
                let spans: Vec<(NaiveDate, NaiveDate)> = rows
                    .map(|row| (row.from.unwrap_or(NaiveDate::MIN), row.to.unwrap_or(NaiveDate::MAX)))
                    .collect();
                let inside = |day: NaiveDate| spans.iter().any(|(from, to)| *from <= day && day <= *to);
                let point = Point { day_of: true, shift: None, anchor: Anchor::named(time), edge: None };
                let dates = self.dates(self.bound(&point, Scene::default()));
                let dates = dates.unwrap_or(DateRange { first: NaiveDate::MIN, last: NaiveDate::MAX });
                // It changes only beside the ends of a row.
                let beside = spans.iter().flat_map(|(from, to)| {
                    [Some(*from), from.pred_opt(), Some(*to), to.succ_opt()].into_iter().flatten()
                });
                let tried = beside.chain([dates.first, dates.last]).filter(|day| dates.contains(*day));
                tried.map(|day| Truth::from(inside(day))).collect::<Agreed>().answer()
            });
            Truth::any(on_dates.chain([Truth::from(always)]))
        }))
    }

    /// How a value stands; of several, any of them.
    pub(super) fn compare(&self, values: &[Value], compare: &Compare, parts: &[Values]) -> Truth {
        Truth::any(values.iter().map(|value| self.compare_one(value, compare, parts)))
    }

    fn compare_one(&self, value: &Value, compare: &Compare, parts: &[Values]) -> Truth {
        match (&value.what, compare) {
            (ValueWhat::Taken, _) => Truth::False,
            (ValueWhat::Number(range), compare) => compare_number(range, compare, parts),
            (ValueWhat::Options(bits), Compare::Options(wanted)) => {
                let each = (0..64).filter(|option| bits & (1 << option) != 0);
                each.map(|option| Truth::from(wanted & (1 << option) != 0)).collect::<Agreed>().answer()
            }
            (ValueWhat::Codes(codes), Compare::InSet(set)) => self.in_set(*set, codes),
            (ValueWhat::Codes(codes), Compare::Codes { codes: members, negated }) => {
                let one = members.iter().any(|member| codes.iter().any(|code| member.contains(code)));
                Truth::from(one != *negated)
            }
            (ValueWhat::Date(dates), compare) => compare_date(*dates, compare),
            _ => Truth::Unknown,
        }
    }

    /// Whether what is asked of a reading holds of it.
    pub(super) fn asks(&self, asks: &Asks, hand: &Hand<'_>, scene: Scene<'_>) -> Truth {
        match asks {
            Asks::Nothing => Truth::True,
            Asks::Compare(subject, compare) => self.compare_subject(hand, *subject, compare),
            Asks::With(body) => self.body(body, Scene { hand: Some(hand), ..scene }),
            Asks::HasNoValue => Truth::from(hand.reading.value.what == ValueWhat::Taken),
        }
    }

    pub(super) fn compare_subject(&self, hand: &Hand<'_>, subject: Subject, compare: &Compare) -> Truth {
        self.compare(&values_of(hand, subject), compare, &hand.reading.parts)
    }
}

pub(super) fn values_of(hand: &Hand<'_>, subject: Subject) -> Vec<Value> {
    match subject {
        Subject::Value => vec![hand.reading.value.clone()],
        Subject::Part(PartIx(part)) => {
            hand.reading.parts.get(usize::from(part)).map_or_else(Vec::new, |values| values.to_vec())
        }
    }
}

/// Whether a test asks something of the subject of its record: then a record taken without it does not count.
pub(super) fn speaks_of(asks: &Asks, subject: Subject) -> bool {
    match asks {
        Asks::Nothing | Asks::HasNoValue => false,
        Asks::Compare(of, _) => *of == subject,
        Asks::With(body) => body_speaks_of(body, subject),
    }
}

fn body_speaks_of(body: &Body, subject: Subject) -> bool {
    match body {
        Body::Group { members, .. } => members.iter().any(|member| {
            body_speaks_of(&member.body, subject)
                || member.waived.as_ref().is_some_and(|waived| body_speaks_of(waived, subject))
        }),
        Body::When { condition, then, otherwise } => {
            body_speaks_of(condition, subject)
                || body_speaks_of(then, subject)
                || otherwise.as_ref().is_some_and(|otherwise| body_speaks_of(otherwise, subject))
        }
        Body::Test(test) => matches!(&test.form, TestForm::Subject { subject: of, .. } if *of == subject),
    }
}

/// The numbers that what is asked of a record compares with, and the ends of the parts it compares with.
pub(super) fn thresholds(asks: &Asks, parts: &[Values]) -> Vec<Number> {
    let mut found = Vec::new();
    match asks {
        Asks::Compare(_, compare) => of_compare(compare, parts, &mut found),
        Asks::With(body) => of_body(body, parts, &mut found),
        Asks::Nothing | Asks::HasNoValue => {}
    }
    found
}

pub(super) fn of_compare(compare: &Compare, parts: &[Values], found: &mut Vec<Number>) {
    match compare {
        Compare::Order(_, threshold) => found.extend(ends(&operand(*threshold, parts))),
        Compare::Between(low, high) => {
            found.extend(ends(&operand(*low, parts)));
            found.extend(ends(&operand(*high, parts)));
        }
        _ => {}
    }
}

fn of_body(body: &Body, parts: &[Values], found: &mut Vec<Number>) {
    match body {
        Body::Group { members, .. } => {
            for member in members {
                of_body(&member.body, parts, found);
                member.waived.iter().for_each(|waived| of_body(waived, parts, found));
            }
        }
        Body::When { condition, then, otherwise } => {
            of_body(condition, parts, found);
            of_body(then, parts, found);
            otherwise.iter().for_each(|otherwise| of_body(otherwise, parts, found));
        }
        Body::Test(test) => {
            if let TestForm::Subject { compare, .. } = &test.form {
                of_compare(compare, parts, found);
            }
        }
    }
}

/// Whether one condition of a `where` holds of a reading.
impl Look<'_> {
    pub(super) fn condition(&self, condition: &Condition, hand: &Hand<'_>, scene: Scene<'_>) -> Truth {
        match condition {
            Condition::Compare(subject, compare) => self.compare_subject(hand, *subject, compare),
            Condition::Body(said) => self.body(&said.body, Scene { hand: Some(hand), aside: true, ..scene }),
        }
    }
}
