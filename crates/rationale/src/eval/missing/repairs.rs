//! Repairs to records that leave a test open: the record once more, with what it lacks, in the place of the one there is.

use super::answers::{Candidate, Wanted, shapes};
use super::asked::{self, Demands};
use super::{scored, times, together, values, witness};
use crate::assessment::{Gap, Reason, Witness};
use crate::case::model::{Datum, Record, RecordStatus, RecordTime, SourceRef};
use crate::check::model::{Fact, Kind, PartIx, Subject, TestForm};
use crate::eval::context::Context;
use crate::eval::window;
use crate::plan::Term;
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::time::{Instant, Moment};
use std::sync::Arc;

/// More records of one gap are not mended one by one.
const MOST: usize = 12;

/// In microseconds.
const MINUTE: i64 = 60_000_000;

/// How often all records of a gap are mended at once.
const TOGETHER: usize = 4;

/// Ways of mending the records that a gap names: each of them alone, and all at once.
///
/// `demands`: what is asked of one record, where the test does not say.
pub(super) fn candidates(
    context: &Context<'_>,
    term: &Term,
    gap: &Gap,
    wanted: &Wanted<'_>,
    demands: Option<&[Demands]>,
) -> Vec<Candidate> {
    let each = together::repairs(gap);
    let mut found = Vec::new();
    for one in each.iter().take(MOST) {
        let ways = answers(context, term, one, wanted, demands);
        found.extend(ways.into_iter().map(|answer| Candidate { gap: one.clone(), answer }));
    }
    if each.len() > 1 {
        let ways = answers(context, term, gap, wanted, demands).into_iter().take(TOGETHER);
        found.extend(ways.map(|answer| Candidate { gap: gap.clone(), answer }));
    }
    found
}

/// Ways of mending all records that a gap names.
fn answers(
    context: &Context<'_>,
    term: &Term,
    gap: &Gap,
    wanted: &Wanted<'_>,
    demands: Option<&[Demands]>,
) -> Vec<Witness> {
    let fact =
        gap.fact.as_ref().and_then(|id| context.plan.library().facts.iter().find(|fact| fact.id == *id));
    let Some(fact) = fact else { return Vec::new() };
    let old: Vec<&Record> = context
        .case
        .records
        .iter()
        .map(Arc::as_ref)
        .filter(|record| gap.records.iter().any(|id| *id == *record.id))
        .collect();
    if gap.reason == Reason::Conflicting {
        return chosen(context, &old);
    }
    let each: Vec<Vec<Record>> =
        old.iter().map(|record| mended(context, term, fact, gap, (wanted, demands), record)).collect();
    // The first way for all, then the second for all: they lack the same.
    let most = each.iter().map(Vec::len).max().unwrap_or(0).min(12);
    (0..most)
        .map(|turn| {
            let mut records: Vec<Record> = Vec::new();
            for ways in &each {
                if let Some(way) = ways.get(turn).or_else(|| ways.last()) {
                    let mut way = way.clone();
                    way.id = witness::fresh_id(context.case, &records).into();
                    records.push(way);
                }
            }
            Witness { records, ..Witness::default() }
        })
        .collect()
}

/// One of the records that differ stands, in the place of the others.
fn chosen(context: &Context<'_>, old: &[&Record]) -> Vec<Witness> {
    old.iter()
        .map(|right| {
            let mut record = (*right).clone();
            // The one that stands comes first.
            let others = old.iter().filter(|other| other.id != right.id);
            record.replaces = std::iter::once(right).chain(others).map(|record| record.id.clone()).collect();
            record.id = witness::fresh_id(context.case, &[]).into();
            Witness { records: vec![record], ..Witness::default() }
        })
        .collect()
}

/// The record once more, in each way that could mend it.
fn mended(
    context: &Context<'_>,
    term: &Term,
    fact: &Fact,
    gap: &Gap,
    (wanted, demands): (&Wanted<'_>, Option<&[Demands]>),
    old: &Record,
) -> Vec<Record> {
    let mut base = old.clone();
    base.replaces = vec![old.id.clone()];
    let with = |change: &dyn Fn(&mut Record)| {
        let mut record = base.clone();
        change(&mut record);
        record
    };
    let mut ways = Vec::new();
    match gap.reason {
        Reason::NoClinicalTime | Reason::ImpreciseTime | Reason::NotDocumented => {
            for time in times_of(context, term, fact, wanted, old) {
                ways.push(with(&|record| record.time = time));
            }
        }
        Reason::StatusUnknown => {
            ways.push(with(&|record| {
                record.status = RecordStatus::Final;
                record.kind = record.kind.or_else(|| fact.reads.first().copied());
            }));
            // What was entered in error replaces nothing: that it was not done is said by a record that stands.
            ways.push(with(&|record| record.status = RecordStatus::NotDone));
        }
        Reason::NeedsJudgement(_) => {
            if let Kind::Judgement(roles) = &fact.kind {
                for role in roles {
                    ways.push(with(&|record| {
                        let source = record.source.get_or_insert_with(SourceRef::default);
                        source.author_role = Some(role.clone().into());
                    }));
                }
            }
        }
        _ => {
            // Of a score the parts that are calculated are its own.
            let of = term.fact().and_then(|at| context.fact(at)).unwrap_or(fact);
            let own: Vec<Demands> = match demands {
                Some(_) => Vec::new(),
                None => [true, false]
                    .into_iter()
                    .flat_map(|holds| asked::of_record(context, term, holds))
                    .collect(),
            };
            let demands = demands.unwrap_or(&own);
            // One part is asked for; where it is calculated, or none, whatever it hangs on.
            let named = fact.parts.iter().find(|part| Some(&part.label) == gap.part.as_ref());
            let named = named.filter(|part| part.calculated.is_none());
            let asked_for = |part: &str| named.is_none_or(|named| named.id == part);
            for demands in demands {
                for shape in shapes(context, of, demands, wanted.also) {
                    if !within(&old.value, &shape.value) {
                        continue;
                    }
                    ways.push(with(&|record| {
                        // One answer says one thing.
                        if shape.value != Datum::Nothing && gap.part.is_none() {
                            record.value = shape.value.clone();
                            return;
                        }
                        for (part, values) in &shape.parts {
                            if asked_for(part) && still_open(record, part) {
                                record.parts.insert(part.clone(), values.clone());
                            }
                        }
                    }));
                }
            }
            ways.extend(narrowed(context, term, fact, gap, old).into_iter().map(|(part, datum)| {
                with(&|record| match &part {
                    None => record.value = datum.clone(),
                    Some(part) => {
                        record.parts.insert(part.clone().into(), vec![datum.clone()]);
                    }
                })
            }));
            let calculated = demands
                .iter()
                .flat_map(|demands| &demands.of_record)
                .any(|demand| scored::is_calculated(of, demand.subject));
            ways.retain(|way| *way != base);
            // Which record it is may hang on what no test asks of it.
            let unasked = !calculated && ways.is_empty();
            if calculated || unasked {
                ways.extend(told(context, fact, gap, old).into_iter().filter_map(|(part, datum)| {
                    let mut record = base.clone();
                    match part {
                        None if !within(&old.value, &datum) => return None,
                        None => record.value = datum,
                        Some(part) => {
                            record.parts.insert(part.into(), vec![datum]);
                        }
                    }
                    Some(record)
                }));
            }
        }
    }
    ways
}

/// What the part (or the value) that a gap names may turn out to be: also what other records say.
fn told(context: &Context<'_>, fact: &Fact, gap: &Gap, old: &Record) -> Vec<(Option<String>, Datum)> {
    let parts = fact.parts.iter().enumerate();
    let named = |label: &String| {
        let (at, part) = parts.clone().find(|(_, part)| part.label == *label && part.calculated.is_none())?;
        Some((Subject::Part(PartIx(u16::try_from(at).ok()?)), Some(part.id.clone())))
    };
    let subject = match &gap.part {
        None => Some((Subject::Value, None)),
        Some(label) => named(label),
    };
    let Some((subject, part)) = subject else { return Vec::new() };
    let mut values = scored::telling(context, fact, subject);
    for other in others(context, fact, old) {
        let said = match &part {
            Some(part) => other.parts.get(part.as_str()).map_or(&[][..], Vec::as_slice),
            None => std::slice::from_ref(&other.value),
        };
        let [datum] = said else { continue };
        if !values.contains(datum) && *datum != Datum::Nothing {
            values.push(datum.clone());
        }
    }
    values.into_iter().map(|datum| (part.clone(), datum)).collect()
}

/// Numbers within what is left open: both ends, the middle, and those that differ from other readings by as much as is asked.
fn narrowed(
    context: &Context<'_>,
    term: &Term,
    fact: &Fact,
    gap: &Gap,
    old: &Record,
) -> Vec<(Option<String>, Datum)> {
    let part = gap.part.as_ref().map(|label| fact.parts.iter().find(|part| part.label == *label));
    let said = match part {
        None => Some(&old.value),
        Some(Some(part)) if part.calculated.is_none() => match old.parts.get(part.id.as_str()) {
            Some(values) if values.len() == 1 => values.first(),
            _ => None,
        },
        Some(_) => None,
    };
    let Some(Datum::Number { range, unit }) = said else { return Vec::new() };
    let mut numbers: Vec<Number> = Vec::new();
    let ends = [range.low, range.high].map(super::derived::number_at);
    if let [Some(low), Some(high)] = ends
        && !range.is_exact()
    {
        let middle = low.add(high).and_then(|sum| sum.div(Number::whole(2)));
        numbers.extend([low, high].into_iter().chain(middle));
    }
    let (compare, percent) = match &term.test.form {
        TestForm::Trend { compare, .. } => (Some(compare), false),
        TestForm::Change { compare, percent, .. } => (Some(compare), *percent),
        _ => (None, false),
    };
    let marks = compare.map(values::thresholds).unwrap_or_default();
    for other in others(context, fact, old) {
        let Datum::Number { range: other, unit: of_other } = &other.value else { continue };
        let Some(number) = other.value().filter(|_| of_other == unit && !marks.is_empty()) else { continue };
        numbers.push(number);
        for mark in &marks {
            let by = if percent {
                number.mul(*mark).and_then(|by| by.div(Number::whole(100)))
            } else {
                Some(*mark)
            };
            let moved = by.map(|by| [number.add(by), number.sub(by)]);
            numbers.extend(moved.into_iter().flatten().flatten());
        }
    }
    let plausible = fact.numeric.plausible.filter(|_| gap.part.is_none() && unit_of(fact) == unit.as_deref());
    numbers.retain(|number| {
        let possible = range.is_exact() || range.contains(*number);
        possible && plausible.is_none_or(|(low, high)| low <= *number && *number <= high)
    });
    let id = part.flatten().map(|part| part.id.clone());
    let mut seen: Vec<Number> = Vec::new();
    for number in numbers.into_iter().flat_map(values::charted) {
        if !seen.contains(&number) {
            seen.push(number);
        }
    }
    let datum = |number: Number| Datum::Number { range: Range::exact(number), unit: unit.clone() };
    seen.into_iter().map(|number| (id.clone(), datum(number))).collect()
}

fn unit_of(fact: &Fact) -> Option<&str> {
    match &fact.kind {
        Kind::Quantity(unit) => Some(unit.text()),
        _ => None,
    }
}

/// The other records that a fact reads, the first few.
fn others<'c>(
    context: &'c Context<'_>,
    fact: &Fact,
    old: &'c Record,
) -> impl Iterator<Item = &'c Record> + use<'c> {
    let readings = context.fact_index(fact).and_then(|at| context.readings(at));
    let records = readings.map_or(&[][..], |found| &found.readings).iter().map(|reading| reading.record);
    let records = records.filter_map(|at| context.case.records.get(at)).map(Arc::as_ref);
    records.filter(move |other| other.id != old.id).take(MOST)
}

/// Whether an exact value is one that the record leaves open.
fn within(old: &Datum, new: &Datum) -> bool {
    match (old, new) {
        (Datum::Number { range, .. }, Datum::Number { range: exact, .. }) => {
            // What is bounded stays within its bounds; what is exact was implausible or in a wrong unit.
            range.is_exact() || exact.value().is_some_and(|value| range.contains(value))
        }
        _ => true,
    }
}

/// Whether a part is not given, or not exactly.
fn still_open(record: &Record, part: &str) -> bool {
    let exact = |datum: &Datum| match datum {
        Datum::Number { range, .. } => range.is_exact(),
        Datum::Nothing => false,
        _ => true,
    };
    record.parts.get(part).is_none_or(|values| values.is_empty() || !values.iter().all(exact))
}

/// Exact times that the record leaves open: the ends of its own time, those of the window, and about the times of other records.
fn times_of(
    context: &Context<'_>,
    term: &Term,
    fact: &Fact,
    wanted: &Wanted<'_>,
    old: &Record,
) -> Vec<RecordTime> {
    let zone = &context.case.zone;
    let window = term.test.form.selection().and_then(|of| of.window.as_ref());
    let span = window::lay(context, window, wanted.hands);
    let mut instants: Vec<Instant> = Vec::new();
    if let Some((from, to)) = times::stretch(context, &span, false) {
        instants.extend([to, from]);
        instants.extend(times::shift(context, from, super::answers::DAY, false));
        instants.extend(times::shift(context, to, super::answers::DAY, true));
    }
    // With another record, and on either side of it.
    for other in others(context, fact, old) {
        if let RecordTime::At(Moment::Exact(at)) = other.time {
            instants.extend([0, -MINUTE, MINUTE].map(|by| Instant(at.0.saturating_add(by))));
        }
    }
    let inside = |range: Option<(Instant, Instant)>, instants: &[Instant]| -> Vec<Instant> {
        let now = context.case.as_of;
        let mut all: Vec<Instant> = match range {
            None => instants.to_vec(),
            Some((first, last)) => {
                let own = instants.iter().copied().filter(|at| first <= *at && *at <= last);
                [first, last].into_iter().chain(own).collect()
            }
        };
        all.retain(|at| *at <= now);
        let mut seen = Vec::new();
        all.retain(|at| {
            let new = !seen.contains(at);
            seen.push(*at);
            new
        });
        all
    };
    let range = |moment: Moment| {
        let range = zone.moment_range(&moment);
        (range.first, times::last_minute(range.last).max(range.first))
    };
    match old.time {
        RecordTime::Unknown => {
            inside(None, &instants).into_iter().map(|at| RecordTime::At(Moment::Exact(at))).collect()
        }
        RecordTime::At(moment) => inside(Some(range(moment)), &instants)
            .into_iter()
            .map(|at| RecordTime::At(Moment::Exact(at)))
            .collect(),
        RecordTime::Period { from, to } => {
            let starts = match from {
                Some(from) => inside(Some(range(from)), &instants),
                None => inside(None, &instants),
            };
            let ends: Vec<Option<Instant>> = match to {
                Some(to) => inside(Some(range(to)), &instants).into_iter().map(Some).collect(),
                None => vec![None],
            };
            let mut all = Vec::new();
            for start in &starts {
                for end in &ends {
                    if end.is_none_or(|end| *start <= end) {
                        all.push(RecordTime::Period {
                            from: Some(Moment::Exact(*start)),
                            to: end.map(Moment::Exact),
                        });
                    }
                }
            }
            all
        }
        RecordTime::Ended { from } => {
            let begun = inside(from.map(range), &instants);
            let ends: Vec<Instant> = inside(None, &instants);
            let pairs = begun.iter().flat_map(|start| ends.iter().map(move |end| (*start, *end)));
            pairs
                .filter(|(start, end)| start <= end && *end <= context.case.as_of)
                .map(|(from, to)| RecordTime::Period {
                    from: Some(Moment::Exact(from)),
                    to: Some(Moment::Exact(to)),
                })
                .collect()
        }
    }
}
