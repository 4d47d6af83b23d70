//! Answers to what is made of one record: its parts, for a score or for what is calculated of them. As in `derived`, they are likely.

use super::answers::{self, Shape, number};
use super::asked::{Demand, Demands};
use super::derived::{AGES, MOST, TRIED, each_way, grid, number_at, numeric_of};
use super::values;
use crate::assessment::Status;
use crate::case::model::Datum;
use crate::check::model::{
    Band, Body, Calculated, Compare, Condition, Fact, Input, Kind, Numeric, Row, Score, Scored, Subject,
    Table, TestForm,
};
use crate::eval::compare::compare_range;
use crate::eval::context::Context;
use crate::eval::interval::Interval;
use crate::eval::slope;
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::truth::Truth;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a subject of a record is calculated from its others.
pub(super) fn is_calculated(fact: &Fact, subject: Subject) -> bool {
    calculation(fact, subject).is_some()
}

fn calculation(fact: &Fact, subject: Subject) -> Option<&Calculated> {
    let Subject::Part(at) = subject else { return None };
    fact.parts.get(usize::from(at.0))?.calculated.as_ref()
}

/// Values and parts of a record of which what is calculated may come out as asked, the likeliest first.
pub(super) fn shapes(context: &Context<'_>, fact: &Fact, demands: &Demands, also: &[Number]) -> Vec<Shape> {
    let (calculated, own): (Vec<Demand>, Vec<Demand>) =
        demands.of_record.iter().cloned().partition(|demand| is_calculated(fact, demand.subject));
    let plain = Demands { of_record: own, ..demands.clone() };
    let bases = if plain.of_record.is_empty() {
        vec![Shape { value: Datum::Nothing, parts: BTreeMap::new() }]
    } else {
        answers::shapes(context, fact, &plain, also)
    };
    let mut spreads = made(fact, &calculated);
    spreads.extend(scored(context, fact, &calculated));
    let mut found = Vec::new();
    for spread in spreads.iter().take(MOST.saturating_mul(2)) {
        for base in bases.iter().take(2) {
            let mut shape = Shape { value: base.value.clone(), parts: base.parts.clone() };
            for (subject, datum) in spread {
                match subject {
                    Subject::Value if shape.value == Datum::Nothing => shape.value = datum.clone(),
                    Subject::Value => {}
                    Subject::Part(at) => {
                        if let Some(part) = fact.parts.get(usize::from(at.0)) {
                            shape.parts.entry(part.id.clone().into()).or_insert_with(|| vec![datum.clone()]);
                        }
                    }
                }
            }
            found.push(shape);
        }
    }
    found
}

/// What a record may say.
type Spread = BTreeMap<Subject, Datum>;

/// Parts of which derived values of the record come out as asked.
fn made(fact: &Fact, demands: &[Demand]) -> Vec<Spread> {
    let mut found = Vec::new();
    for demand in demands {
        let Some(Calculated::Define(made)) = calculation(fact, demand.subject) else { continue };
        let subjects: Vec<Option<Subject>> = made
            .inputs
            .iter()
            .map(|input| match input {
                Input::Of(subject) => Some(*subject),
                _ => None,
            })
            .collect();
        let choices: Vec<Vec<Number>> = subjects
            .iter()
            .map(|subject| match subject {
                Some(subject) => {
                    grid(&numeric_of(Some(fact), *subject), &values::thresholds(&demand.compare))
                }
                None => AGES.iter().map(|age| Number::whole(*age)).collect(),
            })
            .collect();
        let count = choices.iter().fold(1_usize, |count, choice| count.saturating_mul(choice.len()));
        if count > TRIED {
            continue;
        }
        let wanted = if demand.holds { Truth::True } else { Truth::False };
        let turns: Vec<Vec<Status>> =
            [Status::Met, Status::Unmet].iter().map(|status| vec![*status; made.conditions.len()]).collect();
        let mut fit: Vec<Spread> = Vec::new();
        each_way(&choices, &mut Vec::new(), &mut |chosen| {
            let inputs: Vec<Interval> =
                chosen.iter().map(|number| Interval::of(&Range::exact(*number))).collect();
            // However its conditions turn out.
            let fits = turns.iter().all(|statuses| {
                let result =
                    slope::result(&made.formula, &inputs, statuses).and_then(|result| result.range());
                result.is_some_and(|range| compare_range(&range, &demand.compare) == wanted)
            });
            if fits {
                let of_subject = subjects.iter().zip(chosen).filter_map(|(subject, chosen)| {
                    let subject = (*subject)?;
                    Some((subject, number(kind_of(fact, subject)?, *chosen)))
                });
                fit.push(of_subject.collect());
            }
        });
        // Some from all over.
        let step = fit.len().div_ceil(MOST).max(1);
        found.extend(fit.into_iter().step_by(step));
    }
    found
}

fn kind_of(fact: &Fact, subject: Subject) -> Option<&Kind> {
    match subject {
        Subject::Value => Some(&fact.kind),
        Subject::Part(at) => fact.parts.get(usize::from(at.0)).map(|part| &part.kind),
    }
}

/// Parts that give as few points as can be, as many as can be, and all between, one more at a time.
fn scored(context: &Context<'_>, fact: &Fact, demands: &[Demand]) -> Vec<Spread> {
    let Some(score) = &fact.score else { return Vec::new() };
    let asks_points = |demand: &&Demand| {
        matches!(
            calculation(fact, demand.subject),
            Some(Calculated::Total | Calculated::HighestItem | Calculated::Item(_))
        )
    };
    if !demands.iter().any(|demand| asks_points(&demand)) {
        return Vec::new();
    }
    let Some(over) = context.fact(score.over) else { return Vec::new() };
    let mut subjects: BTreeSet<Subject> = BTreeSet::new();
    for item in &score.items {
        rests_on(over, score, &item.table, &mut subjects);
    }
    let lists: Vec<(Subject, Vec<(Datum, Number)>)> = subjects
        .into_iter()
        .filter_map(|subject| {
            let mut list: Vec<(Datum, Number)> = telling(context, over, subject)
                .into_iter()
                .map(|datum| {
                    let points = points(score, over, subject, &datum);
                    (datum, points)
                })
                .collect();
            list.sort_by_key(|(_, points)| *points);
            (!list.is_empty()).then_some((subject, list))
        })
        .collect();
    let mut at: Vec<usize> = vec![0; lists.len()];
    let mut steps: Vec<(Number, Spread)> = Vec::new();
    let mut note = |at: &[usize]| {
        let chosen =
            || lists.iter().zip(at).filter_map(|((subject, list), at)| Some((*subject, list.get(*at)?)));
        let total = chosen().try_fold(Number::ZERO, |sum, (_, (_, points))| sum.add(*points));
        let spread = chosen().map(|(subject, (datum, _))| (subject, datum.clone())).collect();
        steps.push((total.unwrap_or(Number::ZERO), spread));
    };
    note(&at);
    for (place, (_, list)) in lists.iter().enumerate() {
        for next in 1..list.len() {
            if let Some(slot) = at.get_mut(place) {
                *slot = next;
            }
            note(&at);
        }
    }
    // First those whose points seem to fit, of these both ends.
    let fits = |total: Number| {
        let of_total = demands
            .iter()
            .filter(|demand| matches!(calculation(fact, demand.subject), Some(Calculated::Total)));
        of_total.into_iter().all(|demand| {
            let wanted = if demand.holds { Truth::True } else { Truth::False };
            compare_range(&Range::exact(total), &demand.compare) == wanted
        })
    };
    let (likely, others): (Vec<_>, Vec<_>) = steps.into_iter().partition(|(total, _)| fits(*total));
    ends_first(likely).into_iter().chain(ends_first(others)).map(|(_, spread)| spread).collect()
}

/// The first, the last, the second, the last but one, and so on.
fn ends_first<T>(list: Vec<T>) -> Vec<T> {
    let mut rest: std::collections::VecDeque<T> = list.into();
    let mut found = Vec::with_capacity(rest.len());
    let mut front = false;
    while let Some(next) = if front { rest.pop_front() } else { rest.pop_back() } {
        found.push(next);
        front = !front;
    }
    found
}

/// Which subjects that records give a table hangs on.
fn rests_on(over: &Fact, score: &Score, table: &Table, found: &mut BTreeSet<Subject>) {
    match table {
        Table::Number(_) | Table::Charted(Scored::Age) => {}
        Table::Charted(Scored::Subject(subject)) => given(over, *subject, found),
        Table::Points(scored, rows) => {
            if let Scored::Subject(subject) = scored {
                given(over, *subject, found);
            }
            for row in rows {
                if let Some(Condition::Compare(subject, _)) = &row.condition {
                    given(over, *subject, found);
                }
            }
        }
        Table::Highest(tables) => tables.iter().for_each(|table| rests_on(over, score, table, found)),
        Table::When(at, then, otherwise) => {
            if let Some(body) = score.conditions.get(*at) {
                of_body(body, &mut |subject, _| given(over, subject, found));
            }
            rests_on(over, score, then, found);
            rests_on(over, score, otherwise, found);
        }
    }
}

/// A subject, or what it is calculated from.
fn given(fact: &Fact, subject: Subject, found: &mut BTreeSet<Subject>) {
    match calculation(fact, subject) {
        None => {
            found.insert(subject);
        }
        Some(Calculated::Define(made)) => {
            for input in &made.inputs {
                if let Input::Of(of) = input
                    && *of != subject
                {
                    given(fact, *of, found);
                }
            }
        }
        Some(_) => {}
    }
}

/// The subjects of the record at hand that a body speaks of.
fn of_body(body: &Body, visit: &mut dyn FnMut(Subject, &Compare)) {
    match body {
        Body::Group { members, .. } => {
            for member in members {
                of_body(&member.body, visit);
                member.waived.iter().for_each(|waived| of_body(waived, visit));
            }
        }
        Body::When { condition, then, otherwise } => {
            of_body(condition, visit);
            of_body(then, visit);
            otherwise.iter().for_each(|otherwise| of_body(otherwise, visit));
        }
        Body::Test(test) => {
            if let TestForm::Subject { subject, compare } = &test.form {
                visit(*subject, compare);
            }
        }
    }
}

/// Values of a subject of a record that tell: each option; of a number one for each band that some score has of it.
pub(super) fn telling(context: &Context<'_>, fact: &Fact, subject: Subject) -> Vec<Datum> {
    let Some(kind) = kind_of(fact, subject) else { return Vec::new() };
    match kind {
        Kind::Options { options, yes_no, .. } => {
            let datum = |(at, option): (usize, &String)| {
                if *yes_no { Datum::YesNo(at == 1) } else { Datum::Text(option.clone().into()) }
            };
            options.iter().enumerate().map(datum).take(12).collect()
        }
        Kind::Quantity(_) | Kind::Number => {
            let numeric = numeric_of(Some(fact), subject);
            let mut numbers: Vec<Number> = Vec::new();
            let over = context.fact_index(fact);
            let scores = context.plan.library().facts.iter().filter_map(|fact| fact.score.as_ref());
            for score in scores.filter(|score| Some(score.over) == over) {
                for item in &score.items {
                    rows_of(&item.table, subject, &mut |row| numbers.extend(inside(&row.band, &numeric)));
                }
                for body in &score.conditions {
                    of_body(body, &mut |of, compare| {
                        if of == subject {
                            let marks = values::thresholds(compare);
                            numbers.extend(grid(&Numeric { plausible: None, ..numeric.clone() }, &marks));
                        }
                    });
                }
            }
            if numbers.is_empty() {
                numbers = grid(&numeric, &[]);
            }
            if let Some((low, high)) = numeric.plausible {
                numbers.retain(|number| low <= *number && *number <= high);
            }
            numbers.sort();
            numbers.dedup();
            let step = numbers.len().div_ceil(12).max(1);
            numbers.into_iter().step_by(step).map(|chosen| number(kind, chosen)).collect()
        }
        _ => Vec::new(),
    }
}

fn rows_of(table: &Table, subject: Subject, visit: &mut dyn FnMut(&Row)) {
    match table {
        Table::Points(Scored::Subject(of), rows) if *of == subject => rows.iter().for_each(visit),
        Table::Highest(tables) => tables.iter().for_each(|table| rows_of(table, subject, visit)),
        Table::When(_, then, otherwise) => {
            rows_of(then, subject, visit);
            rows_of(otherwise, subject, visit);
        }
        _ => {}
    }
}

/// A number of a band.
fn inside(band: &Band, numeric: &Numeric) -> Option<Number> {
    let Band::Numbers(range) = band else { return None };
    let step = numeric.rounded_to.unwrap_or(Number::ONE);
    let (low, high) = (number_at(range.low), number_at(range.high));
    let middle = low.zip(high).and_then(|(low, high)| low.add(high)?.div(Number::whole(2)));
    let tried = [
        low,
        high,
        low.and_then(|low| low.add(step)),
        high.and_then(|high| high.sub(step)),
        middle,
        Some(Number::ZERO),
    ];
    tried.into_iter().flatten().find(|number| range.contains(*number))
}

/// The points that a value gives by itself.
fn points(score: &Score, fact: &Fact, subject: Subject, datum: &Datum) -> Number {
    let value = match datum {
        Datum::Number { range, .. } => range.value(),
        _ => None,
    };
    let option = kind_of(fact, subject).and_then(|kind| match (kind, datum) {
        (Kind::Options { .. }, Datum::YesNo(yes)) => Some(usize::from(*yes)),
        (Kind::Options { options, .. }, Datum::Text(text)) => {
            options.iter().position(|option| *option == **text)
        }
        _ => None,
    });
    let mut total = Number::ZERO;
    for item in &score.items {
        let mut own = None;
        rows_of(&item.table, subject, &mut |row| {
            let fits = match &row.band {
                Band::Numbers(range) => value.is_some_and(|value| range.contains(value)),
                Band::Options(bits) => {
                    option.is_some_and(|option| bits & crate::check::model::option_bit(option) != 0)
                }
            };
            if fits && own.is_none() {
                own = Some(row.points);
            }
        });
        if let Table::Charted(Scored::Subject(of)) = &item.table
            && *of == subject
        {
            own = own.or(value);
        }
        total = own.and_then(|own| total.add(own)).unwrap_or(total);
    }
    total
}
