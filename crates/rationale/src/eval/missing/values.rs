//! Values that satisfy what is asked of them: one for each side of every threshold that could matter.

use crate::ast::OrderOp;
use crate::case::model::Datum;
use crate::check::model::{Compare, Kind, Library, Numeric, Operand, PartIx, SetIx, option_bit};
use crate::value::code::{Code, CodeMember, CodeSet, System};
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::truth::Truth;
use chrono::NaiveDate;

/// A comparison, and whether it is to hold.
pub(super) type Asked<'a> = (&'a Compare, bool);

/// More values than these are not tried for one subject.
const MOST: usize = 6;

/// Numbers that parts are given where a threshold hangs on them (`110 % of upper_limit`).
pub(super) const REFERENCE: i64 = 100;

/// Values of a kind of which everything asked comes out; `also` are thresholds of other tests, tried too.
pub(super) fn values(
    library: &Library,
    kind: &Kind,
    numeric: &Numeric,
    asked: &[Asked<'_>],
    also: &[Number],
) -> Vec<Datum> {
    let mut found = match kind {
        Kind::Quantity(unit) => numbers(numeric, asked, also)
            .into_iter()
            .map(|number| Datum::Number { range: Range::exact(number), unit: Some(unit.text().into()) })
            .collect(),
        Kind::Number => numbers(numeric, asked, also)
            .into_iter()
            .map(|number| Datum::Number { range: Range::exact(number), unit: None })
            .collect(),
        Kind::Options { options, yes_no, .. } => choices(options, *yes_no, asked),
        Kind::Judgement(_) => choices(&[String::from("no"), String::from("yes")], true, asked),
        Kind::Code(set) | Kind::Event(set) | Kind::Span(set) => codes(library, *set, asked),
        Kind::Date => dates(asked),
        Kind::Record => Vec::new(),
    };
    found.truncate(MOST);
    found
}

/// The thresholds of a comparison, and the parts they hang on.
pub(super) fn thresholds(compare: &Compare) -> Vec<Number> {
    let operands: Vec<Operand> = match compare {
        Compare::Order(_, operand) => vec![*operand],
        Compare::Between(low, high) => vec![*low, *high],
        _ => Vec::new(),
    };
    operands.into_iter().filter_map(threshold).collect()
}

fn threshold(operand: Operand) -> Option<Number> {
    match operand {
        Operand::Constant(number) => Some(number),
        Operand::Part(_, factor) => factor.mul(Number::whole(REFERENCE)),
    }
}

/// The parts that a comparison hangs on.
pub(super) fn parts_needed(compare: &Compare) -> Vec<PartIx> {
    let operands: Vec<Operand> = match compare {
        Compare::Order(_, operand) => vec![*operand],
        Compare::Between(low, high) => vec![*low, *high],
        _ => Vec::new(),
    };
    let part = |operand| match operand {
        Operand::Part(part, _) => Some(part),
        Operand::Constant(_) => None,
    };
    operands.into_iter().filter_map(part).collect()
}

/// Whether a number comes out as asked.
fn fits(number: Number, (compare, holds): Asked<'_>) -> bool {
    let range = Range::exact(number);
    let truth = match compare {
        Compare::Order(op, operand) => threshold(*operand).map(|than| range.order(*op, than)),
        Compare::Between(low, high) => {
            threshold(*low).zip(threshold(*high)).map(|(low, high)| range.between(low, high))
        }
        _ => None,
    };
    truth.is_some_and(|truth| truth == if holds { Truth::True } else { Truth::False })
}

/// Numbers on, beside and between the thresholds that come out as asked, the nearest to a threshold first.
fn numbers(numeric: &Numeric, asked: &[Asked<'_>], also: &[Number]) -> Vec<Number> {
    let mut marks: Vec<Number> = asked.iter().flat_map(|(compare, _)| thresholds(compare)).collect();
    marks.extend(also);
    if let Some((low, high)) = numeric.plausible {
        marks.extend([low, high]);
    }
    marks.sort();
    marks.dedup();
    let mut tried: Vec<Number> = marks.clone();
    for mark in &marks {
        let step = step(*mark, numeric);
        tried.extend(step.and_then(|step| mark.add(step)));
        tried.extend(step.and_then(|step| mark.sub(step)));
    }
    for pair in marks.windows(2) {
        if let [low, high] = pair {
            let between = low.add(*high).and_then(|sum| sum.div(Number::whole(2)));
            tried.extend(between.map(|middle| match numeric.rounded_to {
                Some(step) => middle.rounded_to(step).unwrap_or(middle),
                None => middle,
            }));
        }
    }
    if tried.is_empty() {
        tried.push(Number::whole(1));
    }
    let tried: Vec<Number> = tried.into_iter().flat_map(charted).collect();
    let plausible =
        |number: &Number| numeric.plausible.is_none_or(|(low, high)| low <= *number && *number <= high);
    let mut found: Vec<Number> = tried
        .into_iter()
        .filter(plausible)
        .filter(|number| asked.iter().all(|asked| fits(*number, *asked)))
        .collect();
    let mut seen = Vec::new();
    found.retain(|number| {
        let new = !seen.contains(number);
        seen.push(*number);
        new
    });
    found
}

/// A number as it can be charted: itself, or where it is no decimal such as a third, the nearest ones of four places.
pub(super) fn charted(number: Number) -> Vec<Number> {
    if number.is_decimal() {
        return vec![number];
    }
    let step = Number::ratio(1, 10_000);
    let nearest = step.and_then(|step| number.rounded_to(step));
    let beside = nearest.zip(step).map(|(nearest, step)| [nearest.add(step), nearest.sub(step)]);
    nearest.into_iter().chain(beside.into_iter().flatten().flatten()).collect()
}

/// A little more or less: what the fact is rounded to, else a tenth, else one.
fn step(mark: Number, numeric: &Numeric) -> Option<Number> {
    if let Some(step) = numeric.rounded_to {
        return Some(step);
    }
    if mark == Number::ZERO || mark.abs().is_some_and(|size| size >= Number::whole(10)) {
        return Some(Number::whole(1));
    }
    mark.abs()?.div(Number::whole(10))
}

fn choices(options: &[String], yes_no: bool, asked: &[Asked<'_>]) -> Vec<Datum> {
    let fits = |index: usize, (compare, holds): &Asked<'_>| match compare {
        Compare::Options(allowed) => (option_bit(index) & allowed != 0) == *holds,
        _ => false,
    };
    let datum = |(index, option): (usize, &String)| {
        if yes_no { Datum::YesNo(index == 1) } else { Datum::Text(option.clone().into()) }
    };
    options
        .iter()
        .enumerate()
        .filter(|(index, _)| asked.iter().all(|asked| fits(*index, asked)))
        .map(datum)
        .collect()
}

fn codes(library: &Library, own: Option<SetIx>, asked: &[Asked<'_>]) -> Vec<Datum> {
    let set = |at: SetIx| library.sets.get(at.0 as usize);
    let mut tried: Vec<Code> = Vec::new();
    for (compare, _) in asked {
        match compare {
            Compare::InSet(at) => tried.extend(set(*at).into_iter().flat_map(examples)),
            Compare::Codes { codes, .. } => tried.extend(codes.iter().map(example)),
            _ => {}
        }
    }
    tried.extend(own.and_then(set).into_iter().flat_map(examples));
    let fits = |code: &Code, (compare, holds): &Asked<'_>| match compare {
        Compare::InSet(at) => set(*at).is_some_and(|set| set.contains(code)) == *holds,
        Compare::Codes { codes, negated } => {
            (codes.iter().any(|member| member.contains(code)) != *negated) == *holds
        }
        _ => false,
    };
    let of_own = |code: &Code| own.and_then(set).is_none_or(|set| set.contains(code));
    tried.retain(|code| of_own(code) && asked.iter().all(|asked| fits(code, asked)));
    tried.into_iter().map(|code| Datum::Codes(vec![code])).collect()
}

/// A few codes of a set.
fn examples(set: &CodeSet) -> Vec<Code> {
    let dated = set.dated.iter().map(|dated| dated.code.clone());
    set.members.iter().map(example).chain(dated).take(20).collect()
}

fn example(member: &CodeMember) -> Code {
    match member {
        CodeMember::One(code) => code.clone(),
        CodeMember::Whole(url) => Code::new(System::Local, url),
        CodeMember::Prefix(system, code) | CodeMember::Range(system, code, _) => Code::new(*system, code),
    }
}

fn dates(asked: &[Asked<'_>]) -> Vec<Datum> {
    let mut marks: Vec<NaiveDate> = Vec::new();
    for (compare, _) in asked {
        match compare {
            Compare::Date(_, date) => marks.push(*date),
            Compare::DateBetween(from, to) => marks.extend([*from, *to]),
            _ => {}
        }
    }
    let mut tried = marks.clone();
    tried.extend(marks.iter().filter_map(NaiveDate::succ_opt));
    tried.extend(marks.iter().filter_map(NaiveDate::pred_opt));
    let fits = |date: &NaiveDate, (compare, holds): &Asked<'_>| {
        let is = match compare {
            Compare::Date(op, than) => ordered(*op, *date, *than),
            Compare::DateBetween(from, to) => from <= date && date <= to,
            _ => return false,
        };
        is == *holds
    };
    tried.retain(|date| asked.iter().all(|asked| fits(date, asked)));
    tried.into_iter().map(|date| Datum::Text(date.to_string().into())).collect()
}

fn ordered(op: OrderOp, date: NaiveDate, than: NaiveDate) -> bool {
    match op {
        OrderOp::AtLeast => date >= than,
        OrderOp::AtMost => date <= than,
        OrderOp::Above => date > than,
        OrderOp::Below => date < than,
        OrderOp::Equal => date == than,
    }
}
