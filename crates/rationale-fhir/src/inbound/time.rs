//! Times of FHIR: which element gives the time of a record, and what it says.

use super::concept::{items, text};
use super::report::Remark;
use rationale::case::model::RecordTime;
use rationale::case::tree::Tree;
use rationale::value::time::{Moment, Zone, parse_moment};

/// The time of a record, and the element it was taken from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timed {
    pub(crate) time: RecordTime,
    pub(crate) from: Option<String>,
    pub(crate) remark: Option<Remark>,
}

impl Timed {
    pub(crate) fn unknown() -> Self {
        Self { time: RecordTime::Unknown, from: None, remark: None }
    }
}

/// A date or time; `Err` where it is none, or a time of day without its offset.
pub(crate) fn moment(tree: &Tree) -> Result<Moment, Remark> {
    text(tree).and_then(|text| parse_moment(text).ok()).ok_or(Remark::TimeNotRead)
}

/// The fields of an element that may be of several types: for `effective[x]` those named `effectiveDateTime`, `effectivePeriod` ...
pub(crate) fn choice<'t>(tree: &'t Tree, name: &str) -> Option<(&'t str, &'t Tree)> {
    let Some(stem) = name.strip_suffix("[x]") else {
        let Tree::Map(fields) = tree else { return None };
        let found = fields.iter().find(|(field, value)| field == name && *value != Tree::Null);
        return found.map(|(field, value)| (field.as_str(), value));
    };
    let Tree::Map(fields) = tree else { return None };
    let found = fields.iter().find(|(field, value)| {
        let rest = field.strip_prefix(stem);
        *value != Tree::Null
            && rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
    });
    found.map(|(field, value)| (field.as_str(), value))
}

/// The first of these elements that is there, as the time of a record. `over`: what has no end is over all the same.
pub(crate) fn first_of(tree: &Tree, names: &[&str], over: bool, zone: &Zone) -> Timed {
    for name in names {
        let (holder, name) = match name.split_once('.') {
            Some((holder, name)) => (tree.get(holder), name),
            None => (Some(tree), *name),
        };
        let Some((field, value)) = holder.and_then(|holder| choice(holder, name)) else { continue };
        let timed = of_element(value, over, zone);
        match timed {
            // An element that says no time (an age, a text) leaves the next to say it.
            Ok(None) => continue,
            Ok(Some(time)) => return Timed { time, from: Some(field.to_owned()), remark: None },
            Err(remark) => return Timed { remark: Some(remark), ..Timed::unknown() },
        }
    }
    Timed::unknown()
}

/// What one element says: a date or time, a Period, a Timing.
fn of_element(value: &Tree, over: bool, zone: &Zone) -> Result<Option<RecordTime>, Remark> {
    match value {
        // A text that is no date is one of words (`occurrenceString`).
        Tree::Text(text) if !text.trim().starts_with(|first: char| first.is_ascii_digit()) => Ok(None),
        Tree::Text(_) => moment(value).map(|at| Some(RecordTime::At(at))),
        Tree::Map(_) => {
            if value.get("start").is_some() || value.get("end").is_some() {
                return period(value, over, zone).map(Some);
            }
            let events = items(value, "event");
            if let [one] = events {
                return moment(one).map(|at| Some(RecordTime::At(at)));
            }
            if let (Some(first), Some(last)) = (events.first(), events.last()) {
                return between(Some(moment(first)?), Some(moment(last)?), over, zone).map(Some);
            }
            match value.get("repeat").and_then(|repeat| repeat.get("boundsPeriod")) {
                Some(bounds) => period(bounds, over, zone).map(Some),
                None => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

fn period(value: &Tree, over: bool, zone: &Zone) -> Result<RecordTime, Remark> {
    let end = |field: &str| match value.get(field) {
        Some(Tree::Null) | None => Ok(None),
        Some(end) => moment(end).map(Some),
    };
    between(end("start")?, end("end")?, over, zone)
}

/// From, to: not backwards.
pub(crate) fn between(
    from: Option<Moment>,
    to: Option<Moment>,
    over: bool,
    zone: &Zone,
) -> Result<RecordTime, Remark> {
    if let (Some(from), Some(to)) = (&from, &to)
        && zone.moment_range(to).last < zone.moment_range(from).first
    {
        return Err(Remark::EndBeforeStart);
    }
    Ok(match to {
        None if over => RecordTime::Ended { from },
        to => RecordTime::Period { from, to },
    })
}
