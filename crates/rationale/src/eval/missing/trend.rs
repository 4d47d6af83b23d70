//! Readings that rise or fall by as much, or as little, as asked.

use super::answers::{Shape, Wanted, record};
use super::{times, values};
use crate::case::model::{Datum, Record, RecordTime};
use crate::case::reading::ValueWhat;
use crate::check::model::{Compare, Fact, Kind, Numeric, Select};
use crate::eval::context::Context;
use crate::eval::select;
use crate::eval::window;
use crate::plan::Term;
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::time::{Instant, Moment};
use std::collections::BTreeMap;

/// Two readings, or one beside those there are.
pub(super) fn records(
    context: &Context<'_>,
    term: &Term,
    fact: &Fact,
    wanted: &Wanted<'_>,
    (rise, of, compare): (bool, &Select, &Compare),
) -> Vec<Vec<Record>> {
    let span = window::lay(context, of.window.as_ref(), wanted.hands);
    let Some((from, to)) = times::stretch(context, &span, false) else { return Vec::new() };
    let Kind::Quantity(unit) = &fact.kind else { return Vec::new() };
    let datum =
        |number: Number| Datum::Number { range: Range::exact(number), unit: Some(unit.text().into()) };
    let asked = [(compare, wanted.met)];
    let free = Numeric::default();
    let differences: Vec<Number> =
        values::values(context.plan.library(), &Kind::Number, &free, &asked, &[Number::ZERO])
            .into_iter()
            .filter_map(|datum| match datum {
                Datum::Number { range, .. } => range.value().filter(|number| *number >= Number::ZERO),
                _ => None,
            })
            .collect();
    let selected = select::select(context, of, &term.filter_bodies, wanted.hands);
    let there: Vec<(Instant, Number)> = selected
        .entries
        .iter()
        .filter_map(|entry| {
            let at = select::start(entry.reading)?.instants.first;
            match entry.reading.value.what {
                ValueWhat::Number(range) => range.value().map(|number| (at, number)),
                _ => None,
            }
        })
        .take(3)
        .collect();
    let plausible =
        |number: &Number| fact.numeric.plausible.is_none_or(|(low, high)| low <= *number && *number <= high);
    let one = |at: Instant, number: Number, made: &[Record]| {
        let shape = Shape { value: datum(number), parts: BTreeMap::new() };
        record(context, fact, &shape, RecordTime::At(Moment::Exact(at)), made)
    };
    let mut all = Vec::new();
    for difference in &differences {
        for (at, number) in &there {
            let later = if rise { number.add(*difference) } else { number.sub(*difference) };
            let earlier = if rise { number.sub(*difference) } else { number.add(*difference) };
            if *at < to {
                let later = later.into_iter().flat_map(values::charted).filter(plausible);
                all.extend(later.map(|number| vec![one(to, number, &[])]));
            }
            if from < *at {
                let earlier = earlier.into_iter().flat_map(values::charted).filter(plausible);
                all.extend(earlier.map(|number| vec![one(from, number, &[])]));
            }
        }
        if there.is_empty() {
            let base = fact.numeric.plausible.map_or(Number::whole(1), |(low, _)| low);
            let Some(other) = base.add(*difference).filter(plausible) else { continue };
            let (before, after) = if rise { (base, other) } else { (other, base) };
            let middle = Instant(to.0.saturating_sub(to.0.saturating_sub(from.0) / 2));
            let start = if span.sliding.is_some() {
                middle.max(Instant(to.0.saturating_sub(3_600_000_000)))
            } else {
                middle
            };
            let first = one(start, before, &[]);
            let second = one(to, after, std::slice::from_ref(&first));
            all.push(vec![first, second]);
        }
    }
    all.truncate(12);
    all
}
