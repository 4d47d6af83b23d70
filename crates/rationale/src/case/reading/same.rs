//! Several records of one thing: equal ones are one reading, a final one displaces a preliminary one, and what may be a
//! repetition is marked. `same by` says what else is one.

use super::{Because, Reading, ReadingTime, Value, ValueWhat, id_of, when};
use crate::assessment::{Reason, SetAsideWhy};
use crate::case::model::{Case, Datum};
use crate::check::model::{Fact, PartIx};
use crate::value::code::Code;
use crate::value::time::{DateRange, Instant, InstantRange};
use crate::value::truth::Truth;
use std::collections::BTreeMap;

/// A reading is compared with no more others than this. One that reaches the limit is marked as perhaps repeating another,
/// which only leaves more open.
const MOST_COMPARED: usize = 256;
/// So many that one may repeat are named; one that may repeat more is marked as perhaps repeating any.
const MOST_ALIKE: usize = 64;

/// The codes of an event and of its value; of what is no event nothing.
type Named<'c> = Option<(&'c [Code], &'c [Code])>;

/// The readings without preliminary ones that a final one of the same instant displaces; where that is not sure they are possible.
/// Two things may happen at one instant: what is an event is displaced only by one of the same codes.
pub(super) fn without_displaced(
    case: &Case,
    fact: &Fact,
    mut found: Vec<Reading>,
    aside: &mut Vec<(usize, SetAsideWhy)>,
) -> Vec<Reading> {
    if !found.iter().any(|reading| reading.preliminary) {
        return found;
    }
    let codes = |reading: &Reading| -> Named<'_> {
        let record = case.records.get(reading.record).filter(|_| fact.is_event())?;
        let value = match &record.value {
            Datum::Codes(codes) => codes.as_slice(),
            _ => &[],
        };
        Some((record.codes.as_slice(), value))
    };
    let mut finals = Finals::default();
    // By id, so that the order in which they are given means nothing.
    let mut final_ones: Vec<&Reading> = found.iter().filter(|reading| !reading.preliminary).collect();
    final_ones.sort_by_key(|reading| id_of(case, reading.record));
    for reading in final_ones {
        let of_codes = finals.of.entry(codes(reading)).or_default();
        let extent = extent(&reading.time);
        match &reading.possible {
            None if extent.is_exact() => {
                of_codes.sure.entry(extent.first).or_insert(reading.record);
            }
            possible => of_codes.loose.push(Loose { extent, why: possible.clone(), record: reading.record }),
        }
    }
    let fates: Vec<Displaced> = found
        .iter()
        .map(
            |reading| if reading.preliminary { finals.fate(&codes(reading), reading) } else { Displaced::No },
        )
        .collect();
    let mut fates = fates.into_iter();
    found.retain_mut(|reading| match fates.next() {
        Some(Displaced::By(by)) => {
            aside.push((reading.record, SetAsideWhy::DisplacedByFinal(id(case, by))));
            false
        }
        Some(Displaced::Perhaps(why, by)) => {
            if reading.possible.is_none() {
                reading.possible = Some(why);
                reading.because = by.map(|record| Because { record, part: None });
            }
            true
        }
        Some(Displaced::No) | None => true,
    });
    found
}

/// Whether a final reading displaces a preliminary one.
enum Displaced {
    By(usize),
    /// Why, and by what other record that hangs on.
    Perhaps(Reason, Option<usize>),
    No,
}

/// Final readings, by what they are of.
#[derive(Default)]
struct Finals<'c> {
    of: BTreeMap<Named<'c>, FinalsOf>,
}

#[derive(Default)]
struct FinalsOf {
    /// Those that stand, by their instant.
    sure: BTreeMap<Instant, usize>,
    /// The others.
    loose: Vec<Loose>,
}

/// A final reading that is of no known instant, or may not stand.
struct Loose {
    extent: InstantRange,
    /// Why it may not stand.
    why: Option<Reason>,
    record: usize,
}

impl Finals<'_> {
    fn fate(&self, codes: &Named<'_>, reading: &Reading) -> Displaced {
        let Some(finals) = self.of.get(codes) else { return Displaced::No };
        let extent = extent(&reading.time);
        let near = finals.sure.range(extent.first..=extent.last).next();
        match near {
            Some((_, by)) if extent.is_exact() => return Displaced::By(*by),
            // Its own time is what is not known.
            Some(_) => return Displaced::Perhaps(Reason::ImpreciseTime, None),
            None => {}
        }
        if finals.loose.len() > MOST_COMPARED {
            return Displaced::Perhaps(Reason::ImpreciseTime, None);
        }
        let near = finals.loose.iter().find(|other| other.extent.intersects(&extent));
        near.map_or(Displaced::No, |other| {
            Displaced::Perhaps(other.why.clone().unwrap_or(Reason::ImpreciseTime), Some(other.record))
        })
    }
}

/// The id of a record, by its place.
pub(super) fn id(case: &Case, record: usize) -> String {
    id_of(case, record).to_owned()
}

/// The readings without repetitions, those of one event marked; what is left out goes to `aside`.
pub(super) fn fold(
    case: &Case,
    fact: &Fact,
    mut found: Vec<Reading>,
    aside: &mut Vec<(usize, SetAsideWhy)>,
) -> Vec<Reading> {
    if all_at_other_times(&found) {
        return found;
    }
    // What is surest comes first, so that it stays and what may repeat it is marked.
    let surest = |reading: &Reading| (reading.possible.is_some(), openness(reading), reading.preliminary);
    found.sort_by_cached_key(|reading| (surest(reading), id_of(case, reading.record)));
    let mut kept: Vec<Reading> = Vec::with_capacity(found.len());
    let mut exact: BTreeMap<Instant, Vec<usize>> = BTreeMap::new();
    let mut loose: Vec<usize> = Vec::new();
    for mut reading in found {
        let extent = extent(&reading.time);
        let mut near = exact.range(extent.first..=extent.last).flat_map(|(_, at)| at).chain(&loose);
        let mut repeats: Option<&Reading> = None;
        let mut event: Option<&Reading> = None;
        let mut equal = None;
        for at in near.by_ref().take(MOST_COMPARED) {
            let Some(other) = kept.get(*at) else { continue };
            let same = same(&reading, other);
            if same == Truth::True {
                equal = Some(*at);
                break;
            }
            let one = fact.same_by.map_or(same, |part| one_event(&reading, other, part));
            if one == Truth::True && event.is_none() {
                event = Some(other);
            }
            if one == Truth::Unknown && repeats.is_none() {
                repeats = Some(other);
            }
            if one != Truth::False {
                reading.alike.push(other.record);
            }
        }
        // Beyond those compared it may be one with any.
        let beyond = near.next().and_then(|at| kept.get(*at));
        if beyond.is_some() || reading.alike.len() > MOST_ALIKE {
            reading.may_be_any = true;
            reading.alike.clear();
            repeats = repeats.or(beyond);
        }
        match (repeats, event) {
            (_, Some(other)) => {
                (reading.may_repeat, reading.event) = (other.may_repeat, other.event);
            }
            (Some(other), None) => reading.may_repeat = Some(other.record),
            (None, None) => {}
        }
        if let Some(other) = equal.and_then(|at| kept.get_mut(at)) {
            let displaced = reading.preliminary && !other.preliminary;
            let by = id(case, other.record);
            let why = if displaced { SetAsideWhy::DisplacedByFinal(by) } else { SetAsideWhy::Duplicate(by) };
            aside.push((reading.record, why));
            if reading.possible.is_none() && !displaced {
                other.also.push(reading.record);
                other.recorded = later(other.recorded, reading.recorded);
            }
            continue;
        }
        if extent.is_exact() {
            exact.entry(extent.first).or_default().push(kept.len());
        } else {
            loose.push(kept.len());
        }
        kept.push(reading);
    }
    kept
}

/// The later of two times; where one is not known, neither is the later.
fn later(one: Option<InstantRange>, other: Option<InstantRange>) -> Option<InstantRange> {
    let (one, other) = (one?, other?);
    Some(InstantRange { first: one.first.max(other.first), last: one.last.max(other.last) })
}

/// Whether each is known to be, or to begin, at a time of its own: none is one with another.
fn all_at_other_times(found: &[Reading]) -> bool {
    let mut times = Vec::with_capacity(found.len());
    for reading in found {
        let extent = extent(&reading.time);
        if !extent.is_exact() {
            return false;
        }
        times.push(extent.first);
    }
    times.sort_unstable();
    times.windows(2).all(|pair| pair.first() != pair.last())
}

/// Where the time, or the start, of a reading may lie.
fn extent(time: &ReadingTime) -> InstantRange {
    let ever = InstantRange { first: Instant(i64::MIN), last: Instant(i64::MAX) };
    match time {
        ReadingTime::At(instants, _) | ReadingTime::Period { from: Some((instants, _)), .. } => *instants,
        ReadingTime::Unknown | ReadingTime::Period { from: None, .. } => ever,
    }
}

/// How much a reading leaves open.
fn openness(reading: &Reading) -> (usize, Instant) {
    let open_time = match &reading.time {
        ReadingTime::Unknown => true,
        ReadingTime::At(instants, _) => !instants.is_exact(),
        ReadingTime::Period { from, to } => {
            from.is_none_or(|(at, _)| !at.is_exact()) || to.is_some_and(|(at, _)| !at.is_exact())
        }
    };
    let values = std::iter::once(&reading.value).chain(reading.parts.iter().flatten());
    let open = values.filter(|value| !is_exact(value)).count();
    (open.saturating_add(usize::from(open_time)), when::start(&reading.time))
}

fn is_exact(value: &Value) -> bool {
    value.open.is_none()
        && match &value.what {
            ValueWhat::Number(range) => range.is_exact(),
            ValueWhat::Options(bits) => bits.is_power_of_two(),
            ValueWhat::Date(dates) => dates.is_exact(),
            ValueWhat::Codes(_) | ValueWhat::Taken | ValueWhat::Present => true,
            ValueWhat::AnyCode | ValueWhat::AnyDate => false,
        }
}

/// Whether two readings are one.
fn same(left: &Reading, right: &Reading) -> Truth {
    let parts = left.parts.iter().zip(&right.parts).map(|(left, right)| same_values(left, right));
    same_time(&left.time, &right.time).and(same_value(&left.value, &right.value)).and(Truth::all(parts))
}

/// Whether two readings are of one event: of one time and alike in that part, whatever else they say.
fn one_event(left: &Reading, right: &Reading, part: PartIx) -> Truth {
    let part = usize::from(part.0);
    let alike = match (left.parts.get(part), right.parts.get(part)) {
        (Some(left), Some(right)) => same_values(left, right),
        _ => Truth::Unknown,
    };
    same_time(&left.time, &right.time).and(alike)
}

fn same_time(left: &ReadingTime, right: &ReadingTime) -> Truth {
    match (left, right) {
        (ReadingTime::Unknown, _) | (_, ReadingTime::Unknown) => Truth::Unknown,
        (ReadingTime::At(left, _), ReadingTime::At(right, _)) => same_instant(left, right),
        (ReadingTime::Period { from, to }, ReadingTime::Period { from: other_from, to: other_to }) => {
            let start = match (from, other_from) {
                (Some((left, _)), Some((right, _))) => same_instant(left, right),
                _ => Truth::Unknown,
            };
            let end = match (to, other_to) {
                (Some((left, _)), Some((right, _))) => same_instant(left, right),
                (None, None) => Truth::True,
                _ => Truth::False,
            };
            start.and(end)
        }
        _ => Truth::False,
    }
}

fn same_instant(left: &InstantRange, right: &InstantRange) -> Truth {
    perhaps(left == right && left.is_exact(), left.intersects(right))
}

fn perhaps(surely: bool, possibly: bool) -> Truth {
    if surely {
        Truth::True
    } else if possibly {
        Truth::Unknown
    } else {
        Truth::False
    }
}

/// The values of a part: the same where they can be paired off.
fn same_values(left: &[Value], right: &[Value]) -> Truth {
    if let ([left], [right]) = (left, right) {
        return same_value(left, right);
    }
    let found_in =
        |value: &Value, others: &[Value]| Truth::any(others.iter().map(|other| same_value(value, other)));
    let all_in =
        |some: &[Value], others: &[Value]| Truth::all(some.iter().map(|value| found_in(value, others)));
    all_in(left, right).and(all_in(right, left))
}

fn same_value(left: &Value, right: &Value) -> Truth {
    let exact = is_exact(left) && is_exact(right);
    match (&left.what, &right.what) {
        (ValueWhat::Number(one), ValueWhat::Number(other)) => {
            perhaps(exact && one == other, one.intersect(other).is_some())
        }
        (ValueWhat::Options(one), ValueWhat::Options(other)) => {
            perhaps(exact && one == other, one & other != 0)
        }
        (ValueWhat::Date(one), ValueWhat::Date(other)) => {
            let same = |one: &DateRange, other: &DateRange| exact && one == other;
            perhaps(same(one, other), one.intersects(other))
        }
        (ValueWhat::Codes(one), ValueWhat::Codes(other)) => {
            // Coded in other systems alone, it cannot be told.
            let within = |some: &[Code], others: &[Code]| some.iter().all(|code| others.contains(code));
            let shared = one.iter().any(|code| other.contains(code));
            let comparable = one.iter().any(|code| other.iter().any(|other| other.system == code.system));
            perhaps(exact && within(one, other) && within(other, one), shared || !comparable)
        }
        (ValueWhat::Taken, ValueWhat::Taken) => Truth::True,
        (ValueWhat::Present, ValueWhat::Present) => perhaps(exact, true),
        (ValueWhat::Taken, _) | (_, ValueWhat::Taken) => Truth::False,
        // A code or date not known, or an event without its code.
        _ => Truth::Unknown,
    }
}
