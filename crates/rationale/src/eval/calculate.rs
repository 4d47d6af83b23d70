//! Calculations, and the parts of a record that are calculated from its others.

use super::compare;
use super::context::{Context, Hand};
use super::evidence;
use super::interval::{self, Interval};
use super::point;
use super::{score, slope, tree};
use crate::assessment::{Finding, Gap, Reason, Status};
use crate::case::reading::{Reading, Value, ValueWhat};
use crate::check::model::{Calculated, Calculation, Fact, FactIx, Formula, Input, PartIx, Point, Subject};
use crate::plan::NodeIx;
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::completed_years;

/// What a formula gives, each input being a range; `None` where it cannot be calculated for all they may be.
pub(crate) fn formula(of: &Formula, inputs: &[Interval], conditions: &[Status]) -> Option<Interval> {
    let part = |part: &Formula| formula(part, inputs, conditions);
    match of {
        Formula::Number(number) => Some(Interval::of(&Range::exact(*number))),
        Formula::Input(at) => inputs.get(*at).cloned(),
        Formula::Sum(left, right) => part(left)?.add(&part(right)?),
        Formula::Difference(left, right) => part(left)?.sub(&part(right)?),
        Formula::Product(left, right) => part(left)?.mul(&part(right)?),
        Formula::Quotient(left, right) => part(left)?.div(&part(right)?),
        Formula::Function(function, arguments) => {
            let arguments: Option<Vec<Interval>> = arguments.iter().map(part).collect();
            interval::function(*function, &arguments?)
        }
        Formula::When(at, then, otherwise) => match conditions.get(*at)? {
            Status::Met => part(then),
            Status::Unmet => part(otherwise),
            Status::Undetermined => Some(part(then)?.hull(part(otherwise)?)),
        },
    }
}

/// Which inputs and which open conditions the result rests on, as the conditions stand.
pub(crate) fn rests_on(of: &Formula, conditions: &[Status], inputs: &mut Vec<usize>, asked: &mut Vec<usize>) {
    let note = |at: usize, list: &mut Vec<usize>| {
        if !list.contains(&at) {
            list.push(at);
        }
    };
    match of {
        Formula::Number(_) => {}
        Formula::Input(at) => note(*at, inputs),
        Formula::Sum(left, right)
        | Formula::Difference(left, right)
        | Formula::Product(left, right)
        | Formula::Quotient(left, right) => {
            rests_on(left, conditions, inputs, asked);
            rests_on(right, conditions, inputs, asked);
        }
        Formula::Function(_, arguments) => {
            for argument in arguments {
                rests_on(argument, conditions, inputs, asked);
            }
        }
        Formula::When(at, then, otherwise) => {
            note(*at, asked);
            let status = conditions.get(*at).copied().unwrap_or(Status::Undetermined);
            if status != Status::Unmet {
                rests_on(then, conditions, inputs, asked);
            }
            if status != Status::Met {
                rests_on(otherwise, conditions, inputs, asked);
            }
        }
    }
}

/// Completed years at a point; `Err`: what the case lacks.
pub(crate) fn age(context: &Context<'_>, at: &Point, hands: &[Hand<'_>]) -> Result<Range, Vec<Gap>> {
    let place = point::place(context, at, hands);
    let birth = context.case.patient.birth_date.map(|moment| moment.dates(&context.case.zone));
    match (place, birth) {
        (Ok(place), Some(birth)) => {
            let years = |birth, on| Number::whole(i64::from(completed_years(birth, on)));
            let least = years(birth.last, place.dates.first);
            let greatest = years(birth.first, place.dates.last);
            Ok(Range::new(Bound::Inside(least), Bound::Inside(greatest)).unwrap_or_else(Range::any))
        }
        (place, birth) => {
            let mut gaps: Vec<Gap> =
                place.err().iter().flat_map(|missing| evidence::anchor_gaps(context, missing)).collect();
            if birth.is_none() {
                gaps.extend(evidence::anchor_gaps(context, &point::Missing::of("birth")));
            }
            Err(gaps)
        }
    }
}

/// What a number of a record may be, within what is plausible of it; and why it is open, where it is.
pub(crate) fn number(fact: &Fact, reading: &Reading, subject: Subject) -> (Range, Option<Reason>) {
    let numeric = match subject {
        Subject::Value => Some(&fact.numeric),
        Subject::Part(at) => fact.parts.get(usize::from(at.0)).map(|part| &part.numeric),
    };
    let plausible = numeric
        .and_then(|numeric| numeric.plausible)
        .and_then(|(low, high)| Range::new(Bound::Inside(low), Bound::Inside(high)))
        .unwrap_or_else(Range::any);
    let values = compare::values(reading, subject);
    let mut found: Option<Range> = None;
    let mut reason = None;
    for value in values {
        let range = match &value.what {
            ValueWhat::Number(range) => range.intersect(&plausible).unwrap_or(plausible),
            _ => plausible,
        };
        if !range.is_exact() {
            reason = reason.or_else(|| value.open.clone()).or(Some(match value.what {
                ValueWhat::Number(_) => Reason::ImpreciseValue,
                _ => Reason::QualifierNotDocumented,
            }));
        }
        found = Some(found.map_or(range, |found| found.hull(&range)));
    }
    let range = found.unwrap_or(plausible);
    if values.len() > 1 && !range.is_exact() {
        reason = reason.or(Some(Reason::Conflicting));
    }
    if values.is_empty() {
        reason = Some(Reason::QualifierNotDocumented);
    }
    (range, reason)
}

/// A calculated number; `None` where it cannot be calculated.
pub(crate) fn value(range: Option<Range>, open: Option<Reason>) -> Value {
    match range {
        Some(range) => Value { what: ValueWhat::Number(range), open: open.filter(|_| !range.is_exact()) },
        None => Value {
            what: ValueWhat::Number(Range::any()),
            open: Some(open.unwrap_or(Reason::CannotBeCalculated)),
        },
    }
}

/// Works out the derived values of the readings of a fact.
pub(crate) fn fill(context: &Context<'_>, at: FactIx, fact: &Fact, readings: &mut [Reading]) {
    for (index, part) in fact.parts.iter().enumerate() {
        let Some(Calculated::Define(made)) = &part.calculated else { continue };
        let Ok(index) = u16::try_from(index).map(PartIx) else { continue };
        for reading in readings.iter_mut() {
            let derived = derive(context, at, fact, index, made, reading).value;
            if let Some(slot) = reading.parts.get_mut(usize::from(index.0)) {
                *slot = derived.into();
            }
        }
    }
}

struct Derived {
    value: Value,
    gaps: Vec<Gap>,
}

fn derive(
    context: &Context<'_>,
    at: FactIx,
    fact: &Fact,
    part: PartIx,
    made: &Calculation,
    reading: &Reading,
) -> Derived {
    let hands = [Hand { fact: at, reading }];
    let found = ask(context, at, part, &hands);
    let statuses: Vec<Status> = found.iter().map(|finding| finding.status).collect();
    let (mut inputs, mut asked) = (Vec::new(), Vec::new());
    rests_on(&made.formula, &statuses, &mut inputs, &mut asked);
    let mut open = None;
    let mut gaps = Vec::new();
    let mut ranges = Vec::new();
    for (index, input) in made.inputs.iter().enumerate() {
        let used = inputs.contains(&index);
        let range = match input {
            Input::Of(subject) => {
                let (range, reason) = number(fact, reading, *subject);
                if let Some(reason) = reason.filter(|_| used) {
                    let subject = Some(*subject).filter(|subject| *subject != Subject::Value);
                    gaps.push(evidence::gap(context, at, reason.clone(), subject, &[reading], None));
                    open = open.or(Some(reason));
                }
                range
            }
            Input::Age(point) => match age(context, point, &hands) {
                Ok(range) => {
                    if used && !range.is_exact() {
                        gaps.push(birth_gap(context, Reason::ImpreciseTime));
                        open = open.or(Some(Reason::ImpreciseTime));
                    }
                    range
                }
                Err(missing) => {
                    if used {
                        gaps.extend(missing);
                        open = open.or(Some(Reason::NotDocumented));
                    }
                    Range::new(Bound::Inside(Number::ZERO), Bound::Unbounded).unwrap_or_else(Range::any)
                }
            },
            Input::Pick { .. } => Range::any(),
        };
        ranges.push(Interval::of(&range));
    }
    for at in asked {
        if let Some(finding) = found.get(at).filter(|finding| finding.status == Status::Undetermined) {
            let (reasons, more) = tree::open_reasons(finding);
            open = open.or_else(|| reasons.first().cloned());
            gaps.extend(more);
        }
    }
    let range = slope::result(&made.formula, &ranges, &statuses).and_then(|found| found.range());
    Derived { value: value(range, open), gaps }
}

/// The date of birth, where the age is open.
pub(crate) fn birth_gap(context: &Context<'_>, reason: Reason) -> Gap {
    evidence::header_gap(context, reason, "exact date of birth")
}

/// What the conditions of a calculated part find of a record.
pub(crate) fn ask(context: &Context<'_>, fact: FactIx, part: PartIx, hands: &[Hand<'_>]) -> Vec<Finding> {
    let nodes: &[NodeIx] = context.plan.calculated.get(&(fact, part)).map_or(&[], Vec::as_slice);
    nodes.iter().map(|node| tree::find(context, *node, hands, "")).collect()
}

/// What would settle a calculated part of a reading; `None` where it is none, or where nothing would.
pub(crate) fn gaps(
    context: &Context<'_>,
    at: FactIx,
    subject: Option<Subject>,
    reading: &Reading,
) -> Option<Vec<Gap>> {
    let Some(Subject::Part(part)) = subject else { return None };
    let fact = context.fact(at)?;
    let gaps = match fact.parts.get(usize::from(part.0))?.calculated.as_ref()? {
        Calculated::Define(made) => derive(context, at, fact, part, made, reading).gaps,
        Calculated::Item(item) => score::gaps(context, fact, reading, Some(*item)),
        Calculated::Total | Calculated::HighestItem => score::gaps(context, fact, reading, None),
    };
    let mut once: Vec<Gap> = Vec::new();
    for gap in gaps {
        if !once.contains(&gap) {
            once.push(gap);
        }
    }
    (!once.is_empty()).then_some(once)
}

/// The parts that a calculated one is best shown with.
pub(crate) fn shown_with(fact: &Fact, part: PartIx) -> Vec<Subject> {
    let Some(part) = fact.parts.get(usize::from(part.0)) else { return Vec::new() };
    match &part.calculated {
        None => Vec::new(),
        Some(Calculated::Define(made)) => {
            let own = made.inputs.iter().filter_map(|input| match input {
                Input::Of(subject @ Subject::Part(_)) => Some(*subject),
                _ => None,
            });
            own.collect()
        }
        Some(Calculated::Total | Calculated::HighestItem) => {
            let items = fact
                .parts
                .iter()
                .enumerate()
                .filter(|(_, part)| matches!(part.calculated, Some(Calculated::Item(_))));
            items.filter_map(|(at, _)| u16::try_from(at).ok()).map(|at| Subject::Part(PartIx(at))).collect()
        }
        Some(Calculated::Item(item)) => {
            let item = fact.score.as_ref().and_then(|score| score.items.get(*item));
            item.map(|item| score::subjects(&item.table)).unwrap_or_default()
        }
    }
}
