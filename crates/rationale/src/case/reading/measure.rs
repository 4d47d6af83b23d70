//! A value as given, measured against a fact or part: converted, rounded, and open where it does not fit.

use super::feeds::{self, Feeds};
use super::{Value, ValueWhat, Values};
use crate::assessment::Reason;
use crate::case::model::{Datum, Record};
use crate::check::model::{Kind, Numeric, Part, RecordKind, first_options, option_bit};
use crate::value::code::{Code, System};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::{Zone, parse_moment};
use crate::value::unit::{Unit, convert};

impl Value {
    fn known(what: ValueWhat) -> Self {
        Self { what, open: None }
    }

    /// Any value of the kind.
    fn any(kind: &Kind, reason: Reason) -> Self {
        let what = match kind {
            Kind::Quantity(_) | Kind::Number => ValueWhat::Number(Range::any()),
            Kind::Options { options, .. } => ValueWhat::Options(first_options(options.len())),
            Kind::Judgement(_) => ValueWhat::Options(first_options(2)),
            Kind::Code(_) => ValueWhat::AnyCode,
            Kind::Event(_) | Kind::Span(_) | Kind::Record => ValueWhat::Present,
            Kind::Date => ValueWhat::AnyDate,
        };
        Self { what, open: Some(reason) }
    }
}

/// The value of a record; and why the record may not be one at all.
pub(super) fn of_record(record: &Record, feeds: &Feeds<'_>) -> (Value, Option<Reason>) {
    let fact = feeds.fact();
    match &fact.kind {
        Kind::Event(_) | Kind::Span(_) | Kind::Record => happened(record),
        Kind::Code(_) => (coded(record, feeds), None),
        kind => (measure(&record.value, kind, &fact.numeric), None),
    }
}

/// An event: its code is its value's, else its own. One that says `no` may not have happened.
fn happened(record: &Record) -> (Value, Option<Reason>) {
    let what = match &record.value {
        Datum::NoValue(_) => ValueWhat::Taken,
        Datum::Codes(codes) if !codes.is_empty() => ValueWhat::Codes(codes.clone()),
        _ if !record.codes.is_empty() => ValueWhat::Codes(record.codes.clone()),
        _ => ValueWhat::Present,
    };
    let denied = match &record.value {
        Datum::YesNo(yes) => !yes,
        Datum::Text(text) => feeds::same_word(text, "no"),
        _ => false,
    };
    (Value::known(what), denied.then_some(Reason::WrongType))
}

/// A code fact: the value's code; without a value the record's own, where that is what the fact asks and not its question.
fn coded(record: &Record, feeds: &Feeds<'_>) -> Value {
    let fact = feeds.fact();
    if record.value == Datum::Nothing && !record.codes.is_empty() {
        let answers = feeds.of_own_set(&record.codes).unwrap_or(
            fact.from.is_empty() || record.kind.is_some_and(|kind| kind != RecordKind::Observations),
        );
        if answers {
            return Value::known(ValueWhat::Codes(record.codes.clone()));
        }
    }
    measure(&record.value, &fact.kind, &fact.numeric)
}

/// The values of a part: at least one.
pub(super) fn of_part(record: &Record, part: &Part) -> Values {
    let mut given = given_for(record, part).filter(|datum| **datum != Datum::Nothing);
    let Some(first) = given.next() else {
        return Values::from(match part.missing_is {
            Some(_) if matches!(part.kind, Kind::Code(_)) => Value::known(ValueWhat::Codes(Vec::new())),
            Some(option) => Value::known(ValueWhat::Options(option_bit(usize::from(option)))),
            None => Value::any(&part.kind, Reason::QualifierNotDocumented),
        });
    };
    if let Kind::Judgement(roles) = &part.kind
        && feeds::role(record, roles) != Some(None)
    {
        return Values::from(Value::any(&part.kind, Reason::NeedsJudgement(roles.clone())));
    }
    let value = |datum: &Datum| match (&part.kind, datum) {
        (Kind::Event(_) | Kind::Span(_), Datum::Codes(codes)) => {
            Value::known(ValueWhat::Codes(codes.clone()))
        }
        (Kind::Event(_) | Kind::Span(_), Datum::YesNo(true)) => Value::known(ValueWhat::Present),
        _ => measure(datum, &part.kind, &part.numeric),
    };
    match given.next() {
        None => Values::from(value(first)),
        Some(second) => Values::from([first, second].into_iter().chain(given).map(value).collect::<Vec<_>>()),
    }
}

/// What a record gives for a part: under its name; else under the codes of its components, each once.
fn given_for<'r>(record: &'r Record, part: &Part) -> Box<dyn Iterator<Item = &'r Datum> + 'r> {
    if let Some(given) = record.parts.get(part.id.as_str()) {
        return Box::new(given.iter());
    }
    if part.from.is_empty() {
        return Box::new(std::iter::empty());
    }
    let coded = |name: &str| {
        let (system, code) = name.split_once(' ')?;
        let code = Code::new(System::parse(system)?, code);
        part.from.iter().any(|member| member.contains(&code)).then_some(())
    };
    let mut found: Vec<&Datum> = Vec::new();
    for datum in record.parts.iter().filter(|(name, _)| coded(name).is_some()).flat_map(|(_, given)| given) {
        // A component coded twice stands under both its codes.
        if !found.contains(&datum) {
            found.push(datum);
        }
    }
    Box::new(found.into_iter())
}

/// The word of a code of the sender or of HL7, as options are compared: `v3-ActCode|IMP` is `imp`.
fn word_of(code: &Code) -> Option<String> {
    let worded = matches!(code.system, System::Local | System::Hl7);
    worded.then(|| feeds::folded(code.code.rsplit('|').next().unwrap_or_default()))
}

/// Codes that say yes, and codes that say no.
const YES: [(System, &str); 2] = [(System::Snomed, "373066001"), (System::Loinc, "LA33-6")];
const NO: [(System, &str); 2] = [(System::Snomed, "373067005"), (System::Loinc, "LA32-8")];

/// The place of the option that one of the codes means.
fn option_of(codes: &[Code], options: &[String], yes_no: bool) -> Option<usize> {
    codes.iter().find_map(|code| {
        if yes_no {
            let among = |known: &[(System, &str)]| known.contains(&(code.system, code.code.as_str()));
            let word = word_of(code);
            let spelled = |words: [&str; 3]| word.as_deref().is_some_and(|word| words.contains(&word));
            if among(&YES) || spelled(["yes", "y", "true"]) {
                return Some(1);
            }
            return (among(&NO) || spelled(["no", "n", "false"])).then_some(0);
        }
        let word = word_of(code)?;
        options.iter().position(|known| feeds::folded(known) == word)
    })
}

fn measure(datum: &Datum, kind: &Kind, numeric: &Numeric) -> Value {
    let wrong = || Value::any(kind, Reason::WrongType);
    match (kind, datum) {
        (_, Datum::NoValue(_)) => Value::known(ValueWhat::Taken),
        (_, Datum::Nothing) => Value::any(kind, Reason::NotDocumented),
        (_, Datum::Unknown) => Value::any(kind, Reason::QualifierNotDocumented),
        (Kind::Quantity(own), Datum::Number { range, unit }) => number(range, unit.as_deref(), own, numeric),
        (Kind::Number, Datum::Number { range, unit }) => {
            number(range, unit.as_deref(), &Unit::one(), numeric)
        }
        (Kind::Options { options, yes_no, .. }, Datum::Codes(codes)) => option_of(codes, options, *yes_no)
            .map_or_else(wrong, |at| Value::known(ValueWhat::Options(option_bit(at)))),
        (Kind::Options { options, yes_no, .. }, datum) => {
            let spelled = match datum {
                Datum::Text(text) => text.as_str(),
                Datum::YesNo(yes) => {
                    if *yes {
                        "yes"
                    } else {
                        "no"
                    }
                }
                _ => return wrong(),
            };
            let at = if *yes_no {
                ["no", "yes"].iter().position(|known| feeds::same_word(known, spelled))
            } else {
                options.iter().position(|known| feeds::same_word(known, spelled))
            };
            at.map_or_else(wrong, |at| Value::known(ValueWhat::Options(option_bit(at))))
        }
        (Kind::Judgement(_), Datum::YesNo(yes)) => {
            Value::known(ValueWhat::Options(option_bit(usize::from(*yes))))
        }
        (Kind::Judgement(_), Datum::Text(text)) => {
            let at = ["no", "yes"].iter().position(|known| feeds::same_word(known, text));
            at.map_or_else(wrong, |at| Value::known(ValueWhat::Options(option_bit(at))))
        }
        (Kind::Code(_), Datum::Codes(codes)) if !codes.is_empty() => codes_of(codes),
        (Kind::Date, Datum::Text(text)) => match parse_moment(text) {
            // The date as written, whatever zone the case is in: the day of a time is that of its own offset.
            Ok(moment) if !moment.is_exact() => Value::known(ValueWhat::Date(moment.dates(&Zone::fixed(0)))),
            Ok(_) => match text.get(..10).and_then(|date| crate::value::time::parse_date(date).ok()) {
                Some(date) => Value::known(ValueWhat::Date(crate::value::time::DateRange::exact(date))),
                None => wrong(),
            },
            Err(_) => wrong(),
        },
        _ => wrong(),
    }
}

fn codes_of(codes: &[Code]) -> Value {
    Value::known(ValueWhat::Codes(codes.to_vec()))
}

/// A number in the fact's unit, or any number.
fn number(range: &Range, unit: Option<&str>, own: &Unit, numeric: &Numeric) -> Value {
    let any = |reason| Value { what: ValueWhat::Number(Range::any()), open: Some(reason) };
    let converted = match converted(range, unit, own, numeric) {
        Ok(converted) => converted,
        Err(reason) => return any(reason),
    };
    let exact = converted.value();
    // Most are one number, and plausible.
    let doubtful = |(low, high): &(Number, Number)| exact.is_none_or(|value| value < *low || value > *high);
    let plausible = numeric.plausible.filter(doubtful);
    let plausible = plausible.and_then(|(low, high)| Range::new(Bound::Inside(low), Bound::Inside(high)));
    let (range, open) = match plausible {
        None => (converted, None),
        Some(plausible) => match converted.intersect(&plausible) {
            Some(shared) => (shared, None),
            None => (plausible, Some(Reason::Implausible)),
        },
    };
    match numeric.rounded_to {
        None => Value { what: ValueWhat::Number(range), open },
        Some(step) => match range.rounded_to(step) {
            Some(rounded) => Value { what: ValueWhat::Number(rounded), open },
            None => any(Reason::CannotBeCalculated),
        },
    }
}

fn converted(range: &Range, unit: Option<&str>, own: &Unit, numeric: &Numeric) -> Result<Range, Reason> {
    let Some(text) = unit else {
        // A bare number is a pure one; of anything else it does not say how much.
        return if *own == Unit::one() { Ok(*range) } else { Err(Reason::UnitDoesNotConvert) };
    };
    if text == own.text() {
        return Ok(*range);
    }
    let (unit, _) = Unit::parse_lenient(text).map_err(|_| Reason::UnitDoesNotConvert)?;
    if unit.convertible(own) {
        return range.map_linear(|value| convert(value, &unit, own)).map_err(|_| Reason::CannotBeCalculated);
    }
    let other = numeric.also_in.iter().find(|(other, _)| unit.convertible(other));
    let (other, factor) = other.ok_or(Reason::UnitDoesNotConvert)?;
    let in_other =
        range.map_linear(|value| convert(value, &unit, other)).map_err(|_| Reason::CannotBeCalculated)?;
    in_other.times(*factor).ok_or(Reason::CannotBeCalculated)
}
