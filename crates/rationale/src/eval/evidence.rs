//! Records, absence and gaps as they are shown: in the fact's unit, in the case's zone, with their source.

use super::absence::Absence;
use super::calculate;
use super::compare;
use super::context::Context;
use super::point::{Bound, Missing, of_reading};
use super::window::Span;
use crate::assessment::{AbsenceEvidence, Evidence, Gap, Reason, RecordEvidence};
use crate::case::model::{Datum, Record, RecordTime};
use crate::case::reading::{Reading, Value, ValueWhat};
use crate::check::model::{Ask, Fact, FactIx, Kind, Subject};
use crate::value::range::{Bound as End, Range};
use crate::value::time::{Instant, Moment};

/// A reading as shown; `shown` are the parts that the test speaks of.
pub(crate) fn record(
    context: &Context<'_>,
    fact: FactIx,
    reading: &Reading,
    span: &Span,
    shown: &[Subject],
) -> RecordEvidence {
    let declared = context.fact(fact);
    let given = context.case.records.get(reading.record);
    let (at, until) = given.map_or((None, None), |record| times(context, record));
    let mut evidence = RecordEvidence {
        record: given.map_or_else(String::new, |record| record.id.clone()),
        fact: declared.map_or_else(String::new, |fact| fact.id.clone()),
        fact_label: declared.map_or_else(String::new, |fact| fact.label.clone()),
        value: None,
        unit: None,
        parts: Vec::new(),
        at,
        until,
        distance: distance(context, reading, span),
        preliminary: reading.preliminary,
        leaves_open: false,
        source: given.and_then(|record| record.source.clone()),
    };
    let Some(declared) = declared else { return evidence };
    let (value, unit) = shown_value(&declared.kind, &reading.value, given.map(|record| &record.value));
    evidence.value = value;
    evidence.unit = unit;
    let mut all: Vec<Subject> = Vec::new();
    for subject in shown {
        let with = match subject {
            Subject::Part(at) => calculate::shown_with(declared, *at),
            Subject::Value => Vec::new(),
        };
        for subject in std::iter::once(*subject).chain(with) {
            if !all.contains(&subject) {
                all.push(subject);
            }
        }
    }
    for subject in &all {
        let Subject::Part(at) = subject else { continue };
        let Some(part) = declared.parts.get(usize::from(at.0)) else { continue };
        if part.calculated.is_some() {
            let text = match compare::values(reading, *subject) {
                [Value { what: ValueWhat::Number(range), .. }] => calculated_text(range, &part.kind),
                _ => String::from("not known"),
            };
            evidence.parts.push((part.label.clone(), text));
            continue;
        }
        let data = given.and_then(|record| record.parts.get(&part.id));
        let values = compare::values(reading, *subject);
        let texts: Vec<String> = values
            .iter()
            .enumerate()
            .filter_map(|(index, value)| {
                let datum = data.and_then(|data| data.get(index));
                let (text, unit) = shown_value(&part.kind, value, datum);
                text.map(|text| match unit {
                    Some(unit) => format!("{text} {unit}"),
                    None => text,
                })
            })
            .collect();
        let text = if data.is_none() && texts.iter().all(String::is_empty) || texts.is_empty() {
            String::from("not documented")
        } else {
            texts.join(", ")
        };
        evidence.parts.push((part.label.clone(), text));
    }
    evidence
}

/// A record that never became a reading (entered in error, replaced ...), as shown.
pub(crate) fn raw_record(context: &Context<'_>, fact: FactIx, at: usize) -> Option<RecordEvidence> {
    let given = context.case.records.get(at)?;
    let declared = context.fact(fact)?;
    let (from, until) = times(context, given);
    Some(RecordEvidence {
        record: given.id.clone(),
        fact: declared.id.clone(),
        fact_label: declared.label.clone(),
        value: datum_text(&given.value),
        unit: datum_unit(&given.value),
        parts: Vec::new(),
        at: from,
        until,
        distance: None,
        preliminary: false,
        leaves_open: false,
        source: given.source.clone(),
    })
}

/// A value in the fact's own terms; what did not fit it, as given.
fn shown_value(kind: &Kind, value: &Value, given: Option<&Datum>) -> (Option<String>, Option<String>) {
    let unit = match kind {
        Kind::Quantity(unit) => Some(unit.text().to_owned()).filter(|text| text != "1"),
        _ => None,
    };
    if value.open.is_some() {
        // Shown as charted: what it may be is for the engine, what it says is for the reader.
        return given.map_or((None, None), |datum| (datum_text(datum), datum_unit(datum)));
    }
    match &value.what {
        ValueWhat::Number(range) => (Some(range_text(range)), unit),
        ValueWhat::Options(bits) => {
            let Kind::Options { options, .. } = kind else {
                let word = match bits {
                    0b01 => Some("no"),
                    0b10 => Some("yes"),
                    _ => None,
                };
                return (word.map(str::to_owned), None);
            };
            let chosen: Vec<String> = options
                .iter()
                .enumerate()
                .filter(|(at, _)| {
                    u32::try_from(*at).is_ok_and(|at| bits.checked_shr(at).unwrap_or(0) & 1 == 1)
                })
                .map(|(_, option)| option.clone())
                .collect();
            (Some(chosen.join(" or ")), None)
        }
        ValueWhat::Taken => (Some(String::from("taken, without a value")), None),
        _ => given.map_or((None, None), |datum| (datum_text(datum), datum_unit(datum))),
    }
}

/// A calculated number with its unit, cut (not rounded) after four places: `34.602…`, `5 to 8`.
pub(crate) fn calculated_text(range: &Range, kind: &Kind) -> String {
    let short = |number: crate::value::number::Number| {
        let text = number.to_string();
        let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
        match places.char_indices().nth(4) {
            Some((cut, _)) => format!("{whole}.{}…", places.get(..cut).unwrap_or_default()),
            None => text,
        }
    };
    let text = match (range.low, range.high) {
        (End::Inside(low) | End::Outside(low), End::Inside(high) | End::Outside(high)) => {
            let (low, high) = (short(low), short(high));
            if low == high { low } else { format!("{low} to {high}") }
        }
        _ => range_text(range),
    };
    match kind {
        Kind::Quantity(unit) if unit.text() != "1" => format!("{text} {unit}"),
        _ => text,
    }
}

/// A range in words: `86`, `5 to 9`, `below 0.01`.
pub(crate) fn range_text(range: &Range) -> String {
    match (range.value(), range.low, range.high) {
        (Some(value), _, _) => value.to_string(),
        (None, End::Unbounded, End::Unbounded) => String::from("any value"),
        (None, End::Unbounded, End::Inside(high)) => format!("{high} or less"),
        (None, End::Unbounded, End::Outside(high)) => format!("below {high}"),
        (None, End::Inside(low), End::Unbounded) => format!("{low} or more"),
        (None, End::Outside(low), End::Unbounded) => format!("above {low}"),
        (None, End::Inside(low) | End::Outside(low), End::Inside(high) | End::Outside(high)) => {
            format!("{low} to {high}")
        }
    }
}

/// A value as people read it; `None` where there is none.
pub(crate) fn datum_text(datum: &Datum) -> Option<String> {
    match datum {
        Datum::Nothing => None,
        Datum::NoValue(_) => Some(String::from("taken, without a value")),
        Datum::Unknown => Some(String::from("not known")),
        Datum::Number { range, .. } => Some(range_text(range)),
        Datum::YesNo(yes) => Some(String::from(if *yes { "yes" } else { "no" })),
        Datum::Text(text) => Some(text.clone()),
        Datum::Codes(codes) => {
            let texts: Vec<String> =
                codes.iter().map(|code| format!("{} {}", code.system.name(), code.code)).collect();
            Some(texts.join(", "))
        }
    }
}

fn datum_unit(datum: &Datum) -> Option<String> {
    match datum {
        Datum::Number { unit, .. } => unit.clone(),
        _ => None,
    }
}

fn times(context: &Context<'_>, record: &Record) -> (Option<String>, Option<String>) {
    let text = |moment: Moment| moment_text(context, moment);
    match record.time {
        RecordTime::Unknown => (None, None),
        RecordTime::At(at) => (Some(text(at)), None),
        RecordTime::Period { from, to } => (from.map(text), to.map(text)),
        RecordTime::Ended { from } => (from.map(text), Some(String::from("a time not given"))),
    }
}

/// A moment at the precision given, in the case's zone.
pub(crate) fn moment_text(context: &Context<'_>, moment: Moment) -> String {
    match moment {
        Moment::Exact(at) => instant_text(context, at),
        other => other.to_string(),
    }
}

/// An instant in the case's zone.
pub(crate) fn instant_text(context: &Context<'_>, at: Instant) -> String {
    at.to_text(&context.case.zone)
}

/// A bound as shown: its date, or its instant.
pub(crate) fn bound_text(context: &Context<'_>, bound: &Bound) -> String {
    if bound.instants.first == bound.instants.last && !bound.by_date {
        return instant_text(context, bound.instants.first);
    }
    if bound.dates.first == bound.dates.last {
        return bound.dates.first.to_string();
    }
    format!("{} to {}", bound.dates.first, bound.dates.last)
}

/// How far a reading is from what the window hangs on, or from review: `4 h 50 min before review`.
fn distance(context: &Context<'_>, reading: &Reading, span: &Span) -> Option<String> {
    let at = of_reading(reading)?.from?;
    let review = (String::from("review"), Bound::exactly(context, context.case.as_of));
    let (name, base) = span.told_from.as_ref().unwrap_or(&review);
    Some(apart(&at, base, name))
}

fn apart(at: &Bound, base: &Bound, name: &str) -> String {
    let exact = |bound: &Bound| bound.instants.first == bound.instants.last;
    if exact(at) && exact(base) {
        let micros = at.instants.first.since(base.instants.first).unwrap_or(0);
        let minutes = micros.unsigned_abs().checked_div(60_000_000).unwrap_or(0);
        if minutes < 72 * 60 {
            return match (micros, minutes) {
                (_, 0) => format!("at {name}"),
                (micros, minutes) => {
                    let side = if micros < 0 { "before" } else { "after" };
                    format!("{} {side} {name}", hours_words(minutes))
                }
            };
        }
    }
    if at.dates.first != at.dates.last || base.dates.first != base.dates.last {
        return String::from("on a date not exactly known");
    }
    let days = crate::value::time::days_between(base.dates.first, at.dates.first);
    let plural = if days.unsigned_abs() == 1 { "day" } else { "days" };
    match days {
        0 => format!("on the day of {name}"),
        days if days < 0 => format!("{} {plural} before {name}", days.unsigned_abs()),
        days => format!("{days} {plural} after {name}"),
    }
}

fn hours_words(minutes: u64) -> String {
    let hours = minutes.checked_div(60).unwrap_or(0);
    let rest = minutes.checked_rem(60).unwrap_or(0);
    match (hours, rest) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}

/// By how much a reading lies outside a window.
pub(crate) fn outside_by(context: &Context<'_>, span: &Span, reading: &Reading) -> String {
    let Some(time) = of_reading(reading) else { return String::from("no time is given") };
    let beyond = |at: Option<Bound>, bound: Option<(Bound, bool)>, word: &str, from_below: bool| {
        let (at, (bound, inside)) = (at?, bound?);
        let out = super::window::side(&at, &bound, inside, from_below) == crate::value::truth::Truth::False;
        out.then(|| {
            let exact = |bound: &Bound| bound.instants.first == bound.instants.last && !bound.by_date;
            if exact(&at) && exact(&bound) {
                let micros = at.instants.first.since(bound.instants.first).unwrap_or(0);
                let minutes = micros.unsigned_abs().checked_div(60_000_000).unwrap_or(0);
                if minutes > 0 && minutes < 72 * 60 {
                    return format!("{word} by {}", hours_words(minutes));
                }
            }
            let days = crate::value::time::days_between(bound.dates.first, at.dates.first).unsigned_abs();
            let plural = if days == 1 { "day" } else { "days" };
            if days == 0 { word.to_owned() } else { format!("{word} by {days} {plural}") }
        })
    };
    beyond(time.to, span.lower, "too early", true)
        .or_else(|| beyond(time.from, span.upper, "too late", false))
        .unwrap_or_else(|| {
            format!("outside the window, {}", distance(context, reading, span).unwrap_or_default())
        })
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
    let declared = context.fact(fact);
    let (from, to) = reach(context, span);
    Evidence::Absence(AbsenceEvidence {
        fact: declared.map_or_else(String::new, |fact| fact.id.clone()),
        fact_label: declared.map_or_else(String::new, |fact| fact.label.clone()),
        codes: declared.map_or_else(Vec::new, |fact| fact.from.iter().map(ToString::to_string).collect()),
        from,
        to: to.or_else(|| Some(instant_text(context, context.case.as_of))),
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
    let records: Vec<String> = readings
        .iter()
        .filter_map(|reading| context.case.records.get(reading.record).map(|record| record.id.clone()))
        .collect();
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
        ask: Ask { role: None, text: format!("Please give the {what}.") },
    }
}
