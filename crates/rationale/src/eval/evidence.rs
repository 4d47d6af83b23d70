//! Records, absence and gaps as they are shown: in the fact's unit, in the case's zone, with their source.

use super::absence::Absence;
use super::calculate;
use super::compare;
use super::context::Context;
use super::point::{Bound, Missing, of_reading};
use super::window::{Span, ToldFrom};
use crate::assessment::{
    AbsenceEvidence, Apart, By, Charted, Cited, Distance, Edge, Evidence, Gap, Outside, Reason,
    RecordEvidence,
};
use crate::case::reading::{Because, Reading};
use crate::check::model::{Ask, Fact, FactIx, PartIx, Subject};
use crate::value::time::Instant;
use std::sync::Arc;

/// A reading as shown; `shown` are the parts that the test speaks of.
pub(crate) fn record(
    context: &Context<'_>,
    fact: FactIx,
    reading: &Reading,
    span: &Span,
    shown: &[Subject],
) -> RecordEvidence {
    let declared = context.fact(fact);
    let mut parts: Vec<PartIx> = Vec::new();
    for subject in shown {
        let Subject::Part(at) = subject else { continue };
        let with = declared.map(|fact| calculate::shown_with(fact, *at)).unwrap_or_default();
        let with = with.into_iter().filter_map(|subject| match subject {
            Subject::Part(at) => Some(at),
            Subject::Value => None,
        });
        for part in std::iter::once(*at).chain(with) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    let values = |at: PartIx| {
        let part = declared.and_then(|fact| fact.parts.get(usize::from(at.0)));
        let calculated = part.is_some_and(|part| part.calculated.is_some());
        let values = compare::values(reading, Subject::Part(at)).iter();
        values
            .map(|value| if calculated { Charted::calculated(value) } else { Charted::new(value) })
            .collect()
    };
    RecordEvidence {
        cited: Arc::new(Cited {
            setting: Arc::clone(context.setting()),
            record: context.record(reading.record),
            fact,
            value: Charted::new(&reading.value),
            parts: parts.into_iter().map(|at| (at, values(at))).collect(),
            distance: distance(context, reading, span),
            preliminary: reading.preliminary,
        }),
        leaves_open: false,
    }
}

/// A record that never became a reading (entered in error, replaced ...), as shown.
pub(crate) fn raw_record(context: &Context<'_>, fact: FactIx, at: usize) -> RecordEvidence {
    RecordEvidence {
        cited: Arc::new(Cited {
            setting: Arc::clone(context.setting()),
            record: context.record(at),
            fact,
            value: Charted::AsGiven,
            parts: Box::default(),
            distance: None,
            preliminary: false,
        }),
        leaves_open: false,
    }
}

/// An instant in the case's zone.
pub(crate) fn instant_text(context: &Context<'_>, at: Instant) -> String {
    at.to_text(&context.case.zone)
}

/// A bound as shown: its date, or its instant.
fn edge(bound: &Bound) -> Edge {
    if bound.instants.first == bound.instants.last && !bound.by_date {
        return Edge::At(bound.instants.first);
    }
    Edge::On(bound.dates)
}

/// [`edge`] as text.
pub(crate) fn bound_text(context: &Context<'_>, bound: &Bound) -> String {
    edge(bound).text(&context.case.zone)
}

/// How far a reading is from what the window hangs on, or from review: `4 h 50 min before review`.
fn distance(context: &Context<'_>, reading: &Reading, span: &Span) -> Option<Distance> {
    let at = of_reading(reading)?.from?;
    Some(match &span.told_from {
        Some(ToldFrom::Named(name, base)) => {
            Distance { apart: apart(&at, base), from: Some(Arc::clone(name)) }
        }
        Some(ToldFrom::Review) | None => Distance { apart: apart(&at, context.review()), from: None },
    })
}

/// What is told in hours: the minutes between two instants less than three days apart.
fn minutes(at: &Bound, base: &Bound) -> Option<i64> {
    let micros = at.instants.first.since(base.instants.first).unwrap_or(0);
    let minutes = micros.checked_div(60_000_000).unwrap_or(0);
    (minutes.unsigned_abs() < 72 * 60).then_some(minutes)
}

fn apart(at: &Bound, base: &Bound) -> Apart {
    let exact = |bound: &Bound| bound.instants.first == bound.instants.last;
    if exact(at)
        && exact(base)
        && let Some(minutes) = minutes(at, base)
    {
        return Apart::Minutes(minutes);
    }
    if at.dates.first != at.dates.last || base.dates.first != base.dates.last {
        return Apart::NotKnown;
    }
    Apart::Days(crate::value::time::days_between(base.dates.first, at.dates.first))
}

/// By how much a reading lies outside a window.
pub(crate) fn outside_by(context: &Context<'_>, span: &Span, reading: &Reading) -> Outside {
    let Some(time) = of_reading(reading) else { return Outside::NoTime };
    let beyond = |at: Option<Bound>, bound: Option<(Bound, bool)>, from_below: bool| {
        let (at, (bound, inside)) = (at?, bound?);
        let out = super::window::side(&at, &bound, inside, from_below) == crate::value::truth::Truth::False;
        out.then(|| {
            let exact = |bound: &Bound| bound.instants.first == bound.instants.last && !bound.by_date;
            if exact(&at)
                && exact(&bound)
                && let Some(minutes) = minutes(&at, &bound).filter(|minutes| *minutes != 0)
            {
                return By::Minutes(minutes.unsigned_abs());
            }
            By::Days(crate::value::time::days_between(bound.dates.first, at.dates.first).unsigned_abs())
        })
    };
    if let Some(by) = beyond(time.to, span.lower, true) {
        return Outside::Early(by);
    }
    match beyond(time.from, span.upper, false) {
        Some(by) => Outside::Late(by),
        None => Outside::Otherwise(distance(context, reading, span).map(|distance| distance.to_string())),
    }
}

/// The label of a fact or of its part.
pub(crate) fn subject_label(context: &Context<'_>, fact: FactIx, subject: Subject) -> String {
    let Some(declared) = context.fact(fact) else { return String::new() };
    match subject {
        Subject::Value => declared.label.clone(),
        Subject::Part(at) => {
            declared.parts.get(usize::from(at.0)).map_or_else(String::new, |part| part.label.clone())
        }
    }
}

/// From when to when a window reaches, as text; `None` on an open side.
fn reach(context: &Context<'_>, span: &Span) -> (Option<String>, Option<String>) {
    let text = |side: &Option<(Bound, bool)>| side.as_ref().map(|(bound, _)| bound_text(context, bound));
    (text(&span.lower), text(&span.upper))
}

/// Absence, cited like a record.
pub(crate) fn absence(context: &Context<'_>, fact: FactIx, span: &Span, absence: &Absence) -> Evidence {
    let edge = |side: &Option<(Bound, bool)>| side.as_ref().map(|(bound, _)| edge(bound));
    Evidence::Absence(AbsenceEvidence {
        setting: Arc::clone(context.setting()),
        fact,
        from: edge(&span.lower),
        to: edge(&span.upper).unwrap_or(Edge::At(context.case.as_of)),
        supply_by: absence.supply.clone().flatten(),
    })
}

/// What would settle an open test of a fact.
pub(crate) fn gap(
    context: &Context<'_>,
    fact: FactIx,
    reason: Reason,
    subject: Option<Subject>,
    readings: &[&Reading],
    span: Option<&Span>,
) -> Gap {
    // Of a score, its records are what can be asked for.
    let calculated = subject.is_some_and(|subject| match (subject, context.fact(fact)) {
        (Subject::Part(at), Some(fact)) => {
            fact.parts.get(usize::from(at.0)).is_some_and(|part| part.calculated.is_some())
        }
        _ => false,
    });
    let fact = if calculated { fact } else { context.source(fact) };
    let declared = context.fact(fact);
    let label = declared.map_or_else(String::new, |fact| fact.label.clone());
    let part = subject.map(|subject| subject_label(context, fact, subject)).filter(|part| *part != label);
    let records: Vec<String> =
        readings.iter().filter_map(|reading| record_id(context, reading.record)).collect();
    let (from, to) = span.map_or((None, None), |span| reach(context, span));
    let ask = question(declared, subject, &reason, &label, part.as_deref(), &from, &to);
    Gap {
        reason,
        fact: declared.map(|fact| fact.id.clone()),
        fact_label: Some(label),
        part,
        records,
        from,
        to,
        ask,
    }
}

fn record_id(context: &Context<'_>, at: usize) -> Option<String> {
    context.case.records.get(at).map(|record| record.id.to_string())
}

/// What would settle a reading that is left open by another record.
pub(crate) fn gap_of_other(
    context: &Context<'_>,
    fact: FactIx,
    reason: &Reason,
    other: Because,
    span: &Span,
) -> Gap {
    let gap = gap(context, fact, reason.clone(), other.part.map(Subject::Part), &[], Some(span));
    Gap { records: record_id(context, other.record).into_iter().collect(), ..gap }
}

/// What would settle an open test of a fact; where a calculated part is open, what would settle that.
pub(crate) fn gaps(
    context: &Context<'_>,
    fact: FactIx,
    reason: Reason,
    subject: Option<Subject>,
    reading: &Reading,
    span: Option<&Span>,
) -> Vec<Gap> {
    calculate::gaps(context, fact, subject, reading)
        .unwrap_or_else(|| vec![gap(context, fact, reason, subject, &[reading], span)])
}

/// The question of the part, else of the fact, else one made from the label.
fn question(
    fact: Option<&Fact>,
    subject: Option<Subject>,
    reason: &Reason,
    label: &str,
    part: Option<&str>,
    from: &Option<String>,
    to: &Option<String>,
) -> Ask {
    let of_part = match subject {
        Some(Subject::Part(at)) => {
            fact.and_then(|fact| fact.parts.get(usize::from(at.0))).and_then(|part| part.asks.first())
        }
        _ => None,
    };
    let asked = of_part.or_else(|| fact.and_then(|fact| fact.asks.first()).filter(|_| part.is_none()));
    let role = match reason {
        Reason::NeedsJudgement(roles) => roles.first().cloned(),
        _ => asked.and_then(|ask| ask.role.clone()),
    };
    let when = match (from, to) {
        (Some(from), Some(to)) if from == to => format!(", on {from}"),
        (Some(from), Some(to)) => format!(", from {from} to {to}"),
        (Some(from), None) => format!(", from {from} on"),
        (None, Some(to)) => format!(", up to {to}"),
        (None, None) => String::new(),
    };
    let what = part.map_or_else(|| label.to_owned(), |part| format!("{part} of {label}"));
    let text = match reason {
        Reason::NotDocumented | Reason::OutsideWindow | Reason::NotDone => match asked {
            Some(ask) => ask.text.clone(),
            None => format!("Please send the record of: {what}{when}."),
        },
        Reason::TooFewReadings => format!("Please send further readings of: {what}{when}."),
        Reason::NeedsJudgement(_) => match asked {
            Some(ask) => ask.text.clone(),
            None => format!("Please answer: {what}?"),
        },
        Reason::QualifierNotDocumented => match of_part {
            Some(ask) => ask.text.clone(),
            None => format!("Please state: {what}."),
        },
        Reason::NoClinicalTime => format!("When was this: {label}? The record gives no time."),
        Reason::ImpreciseTime => {
            format!("When exactly was this: {label}? The record gives only a day, month or year.")
        }
        Reason::ImpreciseValue => format!("What exactly was the value of: {what}?"),
        Reason::Conflicting => format!("Records of one time differ on: {what}. Which is right?"),
        Reason::Implausible => {
            format!("Please confirm or correct the value of: {what}. It is not plausible as charted.")
        }
        Reason::StatusUnknown => format!("Was this done and final: {label}? The record does not say."),
        Reason::WrongType => {
            format!("The value of {what} does not have the form this fact takes; please correct the record.")
        }
        Reason::UnitDoesNotConvert => {
            format!(
                "The unit of {what} is missing or does not convert to the one this fact takes; please correct the record."
            )
        }
        Reason::SupplyNotComplete => {
            format!("State whether all records of {label} are in the case{when} (`supply`).")
        }
        Reason::CannotBeCalculated => format!("{what} cannot be calculated from the values given."),
        Reason::NotYet(_) => format!("Nothing now: the time for {label} still runs."),
    };
    Ask { role, text }
}

/// What would give an anchor that the case does not.
pub(crate) fn anchor_gaps(context: &Context<'_>, missing: &Missing) -> Vec<Gap> {
    if !missing.gaps.is_empty() {
        return missing.gaps.clone();
    }
    vec![header_gap(context, Reason::NotDocumented, &format!("date and time of {}", missing.anchor))]
}

/// The reasons of gaps, weightiest first, each once.
pub(crate) fn reasons_of(gaps: &[Gap]) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = gaps.iter().map(|gap| gap.reason.clone()).collect();
    reasons.sort();
    reasons.dedup();
    reasons
}

/// A gap for something of the header.
pub(crate) fn header_gap(_: &Context<'_>, reason: Reason, what: &str) -> Gap {
    Gap {
        reason,
        fact: None,
        fact_label: Some(what.to_owned()),
        part: None,
        records: Vec::new(),
        from: None,
        to: None,
        ask: Ask {
            role: None,
            text: format!("Please give the {}.", what.strip_prefix("the ").unwrap_or(what)),
        },
    }
}
