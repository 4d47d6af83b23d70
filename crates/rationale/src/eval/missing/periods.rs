//! Answers about the periods that went before a series: that these are all, or records of some.

use super::answers::{Shape, record};
use super::times;
use crate::assessment::{Gap, Witness};
use crate::case::model::{Datum, Record, RecordTime, SupplyStatement, SupplySubject};
use crate::check::model::{Anchor, Compare, Kind, Operand, Periods, Point, TestForm};
use crate::eval::context::Context;
use crate::eval::point;
use crate::plan::Term;
use crate::value::time::{Instant, Length, Moment, TimeUnit};
use std::collections::BTreeMap;

/// More earlier periods than these are not made up.
const MOST: usize = 8;

/// Answers to the question how many periods went before, where a test hangs on it.
pub(super) fn answers(context: &Context<'_>, term: &Term, gap: &Gap) -> Vec<Witness> {
    let form = &term.test.form;
    let own = match form {
        TestForm::PeriodNumber { of, .. } => Some(of.as_ref()),
        _ => None,
    };
    let of_times = form.anchors().into_iter().filter_map(|anchor| match anchor {
        Anchor::Period(of) => Some(of.as_ref()),
        _ => None,
    });
    let asked = |of: &&Periods| {
        let fact = of.counting.as_ref().and_then(|counting| context.fact(counting.fact));
        fact.is_some_and(|fact| gap.fact.as_deref() == Some(fact.id.as_str()))
    };
    let Some(of) = own.into_iter().chain(of_times).find(asked) else { return Vec::new() };
    let Some(fact) = of.counting.as_ref().and_then(|counting| context.fact(counting.fact)) else {
        return Vec::new();
    };
    let supply = vec![SupplyStatement {
        subject: SupplySubject::Fact(fact.id.clone()),
        from: None,
        to: None,
        by: None,
    }];
    let mut all = vec![Witness { supply: supply.clone(), ..Witness::default() }];
    let Ok(begins) = point::place(context, &Point { day_of: true, ..of.from.clone() }, &[]) else {
        return all;
    };
    let begins = begins.instants.first.min(context.case.as_of);
    let wanted = match form {
        TestForm::PeriodNumber { compare, .. } => threshold(compare),
        _ => 0,
    };
    let most = of.lengths.len().max(wanted).min(MOST);
    let shape = Shape { value: Datum::Nothing, parts: BTreeMap::new() };
    let mut made: Vec<Record> = Vec::new();
    for number in 1..=most {
        let count = u32::try_from(number).unwrap_or(u32::MAX).saturating_mul(90);
        let back = |days: u32| {
            let length = Length { count: days, unit: TimeUnit::Days };
            times::shift(context, begins, length, false).unwrap_or(begins)
        };
        let (from, to) = (back(count), back(count.saturating_sub(89)));
        let exact = |at: Instant| Moment::Exact(at);
        let time = match fact.kind {
            Kind::Span(_) => RecordTime::Period { from: Some(exact(from)), to: Some(exact(to)) },
            _ => RecordTime::At(exact(from)),
        };
        let next = record(context, fact, &shape, time, &made);
        made.push(next);
        all.push(Witness { records: made.clone(), ..Witness::default() });
        all.push(Witness { records: made.clone(), supply: supply.clone(), ..Witness::default() });
    }
    all
}

/// The greatest number that is compared with.
fn threshold(compare: &Compare) -> usize {
    let whole = |operand: &Operand| match operand {
        Operand::Constant(number) => usize::try_from(number.over()).unwrap_or(0),
        Operand::Part(..) => 0,
    };
    match compare {
        Compare::Order(_, operand) => whole(operand),
        Compare::Between(low, high) => whole(low).max(whole(high)),
        _ => 0,
    }
}
