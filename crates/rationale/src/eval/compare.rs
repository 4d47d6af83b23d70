//! One reading against one comparison: three-valued, with the reason where it is open.

use super::context::Context;
use super::{evidence, lists};
use crate::assessment::{Gap, Reason};
use crate::ast::OrderOp;
use crate::case::reading::{Reading, Value, ValueWhat};
use crate::check::model::{Compare, Operand, PartIx, Subject};
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::time::DateRange;
use crate::value::truth::Truth;
use chrono::NaiveDate;

/// The answer of one comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) truth: Truth,
    /// Why it is open; empty where it is not.
    pub(crate) reasons: Vec<Reason>,
    /// The part that leaves it open, where it is not the value.
    pub(crate) part: Option<PartIx>,
    /// What would settle it, where that is none of the record's.
    pub(crate) gaps: Vec<Gap>,
}

impl Verdict {
    pub(crate) fn decided(truth: Truth) -> Self {
        Self { truth, reasons: Vec::new(), part: None, gaps: Vec::new() }
    }

    pub(crate) fn open(reason: Reason) -> Self {
        Self { truth: Truth::Unknown, reasons: vec![reason], part: None, gaps: Vec::new() }
    }
}

/// The values of a subject: several where a part has several.
pub(crate) fn values(reading: &Reading, subject: Subject) -> &[Value] {
    match subject {
        Subject::Value => std::slice::from_ref(&reading.value),
        Subject::Part(part) => reading.parts.get(usize::from(part.0)).map_or(&[], |values| &values[..]),
    }
}

/// Whether a subject of a reading compares so. Of several values any may.
pub(crate) fn compare(
    context: &Context<'_>,
    reading: &Reading,
    subject: Subject,
    asked: &Compare,
) -> Verdict {
    let mut truth = Truth::False;
    let mut reasons = Vec::new();
    let mut part = None;
    let mut gaps = Vec::new();
    let values = values(reading, subject);
    for value in values {
        let verdict = one(context, reading, value, asked);
        truth = truth.or(verdict.truth);
        reasons.extend(verdict.reasons);
        part = part.or(verdict.part);
        gaps.extend(verdict.gaps);
    }
    if values.is_empty() {
        // A part that says nothing and whose silence means nothing: a code or event that is not there.
        truth = if negated(asked) { Truth::True } else { Truth::False };
    }
    let part = match subject {
        _ if truth != Truth::Unknown => None,
        Subject::Part(own) => part.or(Some(own)),
        Subject::Value => part,
    };
    if truth != Truth::Unknown {
        reasons.clear();
        gaps.clear();
    }
    reasons.sort();
    reasons.dedup();
    Verdict { truth, reasons, part, gaps }
}

/// A comparison that holds of what is not there.
fn negated(asked: &Compare) -> bool {
    matches!(asked, Compare::Codes { negated: true, .. } | Compare::Texts { negated: true, .. })
}

fn one(context: &Context<'_>, reading: &Reading, value: &Value, asked: &Compare) -> Verdict {
    let open = |fallback: Reason| Verdict::open(value.open.clone().unwrap_or(fallback));
    let answer = |truth: Truth, fallback: Reason| match truth {
        Truth::Unknown => open(fallback),
        decided => Verdict::decided(decided),
    };
    match (asked, &value.what) {
        // Taken, without a value: that is not an open value, and no comparison holds of it.
        (_, ValueWhat::Taken) => Verdict::decided(Truth::False),
        (Compare::Order(op, than), ValueWhat::Number(range)) => match operand(reading, *than) {
            Ok(bound) => match order(range, *op, &bound) {
                Truth::Unknown => open_by(reading, value, &[*than]),
                decided => Verdict::decided(decided),
            },
            Err(reason) => Verdict::open(reason),
        },
        (Compare::Between(low, high), ValueWhat::Number(range)) => {
            match (operand(reading, *low), operand(reading, *high)) {
                (Ok(least), Ok(most)) => match between(range, &least, &most) {
                    Truth::Unknown => open_by(reading, value, &[*low, *high]),
                    decided => Verdict::decided(decided),
                },
                (Err(reason), _) | (_, Err(reason)) => Verdict::open(reason),
            }
        }
        (Compare::Options(allowed), ValueWhat::Options(possible)) => {
            let truth = match (possible & allowed, possible & !allowed) {
                (_, 0) => Truth::True,
                (0, _) => Truth::False,
                _ => Truth::Unknown,
            };
            answer(truth, Reason::ImpreciseValue)
        }
        (Compare::InSet(set), ValueWhat::Codes(codes)) => {
            let (truth, gaps) = lists::holds(context, *set, codes);
            Verdict { reasons: evidence::reasons_of(&gaps), gaps, ..Verdict::decided(truth) }
        }
        (Compare::Codes { codes: members, negated }, ValueWhat::Codes(codes)) => {
            let is = codes.iter().any(|code| members.iter().any(|member| member.contains(code)));
            Verdict::decided(truth(is != *negated))
        }
        (Compare::Date(op, date), ValueWhat::Date(range)) => {
            answer(date_order(range, *op, *date), Reason::ImpreciseTime)
        }
        (Compare::DateBetween(from, to), ValueWhat::Date(range)) => {
            let after = date_order(range, OrderOp::AtLeast, *from);
            answer(after.and(date_order(range, OrderOp::AtMost, *to)), Reason::ImpreciseTime)
        }
        // Codes, dates and texts that did not fit their fact, and whatever else cannot be compared: any value.
        _ => open(Reason::WrongType),
    }
}

/// Why numbers leave a comparison open: the value, else a part it is compared with, else both are known too roughly.
fn open_by(reading: &Reading, value: &Value, operands: &[Operand]) -> Verdict {
    if let Some(reason) = &value.open {
        return Verdict::open(reason.clone());
    }
    for operand in operands {
        if let Operand::Part(part, _) = operand
            && let [than] = values(reading, Subject::Part(*part))
            && let Some(reason) = &than.open
        {
            return Verdict { part: Some(*part), ..Verdict::open(reason.clone()) };
        }
    }
    Verdict::open(Reason::ImpreciseValue)
}

pub(crate) fn truth(yes: bool) -> Truth {
    if yes { Truth::True } else { Truth::False }
}

/// What a threshold may be.
fn operand(reading: &Reading, operand: Operand) -> Result<Range, Reason> {
    match operand {
        Operand::Constant(number) => Ok(Range::exact(number)),
        Operand::Part(part, factor) => {
            let values = values(reading, Subject::Part(part));
            let [value] = values else { return Err(Reason::QualifierNotDocumented) };
            let ValueWhat::Number(range) = &value.what else {
                return Err(value.open.clone().unwrap_or(Reason::WrongType));
            };
            range.times(factor).ok_or(Reason::CannotBeCalculated)
        }
    }
}

/// A range against a threshold that may itself be a range.
fn order(range: &Range, op: OrderOp, than: &Range) -> Truth {
    match than.value() {
        Some(than) => range.order(op, than),
        // Both are open: their difference against nought.
        None => range.sub(than).map_or(Truth::Unknown, |difference| difference.order(op, Number::ZERO)),
    }
}

fn between(range: &Range, low: &Range, high: &Range) -> Truth {
    // Both comparisons speak of one value: with exact ends a range inside decides, one that reaches out leaves open.
    match (low.value(), high.value()) {
        (Some(low), Some(high)) => range.between(low, high),
        _ => order(range, OrderOp::AtLeast, low).and(order(range, OrderOp::AtMost, high)),
    }
}

fn date_order(range: &DateRange, op: OrderOp, date: NaiveDate) -> Truth {
    let (sure, could) = match op {
        OrderOp::AtLeast => (range.first >= date, range.last >= date),
        OrderOp::Above => (range.first > date, range.last > date),
        OrderOp::AtMost => (range.last <= date, range.first <= date),
        OrderOp::Below => (range.last < date, range.first < date),
        OrderOp::Equal => {
            (range.first == date && range.last == date, range.first <= date && date <= range.last)
        }
    };
    match (sure, could) {
        (true, _) => Truth::True,
        (false, true) => Truth::Unknown,
        (false, false) => Truth::False,
    }
}

/// A least and a greatest value against a comparison of numbers; other comparisons stay open.
pub(crate) fn compare_range(range: &Range, asked: &Compare) -> Truth {
    let constant = |operand: &Operand| match operand {
        Operand::Constant(number) => Some(*number),
        Operand::Part(..) => None,
    };
    match asked {
        Compare::Order(op, than) => constant(than).map_or(Truth::Unknown, |than| range.order(*op, than)),
        Compare::Between(low, high) => {
            constant(low).zip(constant(high)).map_or(Truth::Unknown, |(low, high)| range.between(low, high))
        }
        _ => Truth::Unknown,
    }
}
