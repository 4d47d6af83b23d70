//! Which readings a test looks at, and how each stands to it: in, possible or out.

use super::apart::apart;
use super::compare::{self, Verdict};
use super::context::{Context, Hand};
use super::evidence;
use super::on_record::{OnRecord, StillToTell};
use super::point::{self, Bound};
use super::window::{self, Span};
use crate::assessment::{Reason, SetAside, SetAsideWhy, Status};
use crate::case::reading::{Known, Reading, ReadingTime, ValueWhat, known};
use crate::check::model::{Condition, Fact, FactIx, Prefer, Select, Subject, option_bit};
use crate::plan::NodeIx;
use crate::value::time::{Instant, InstantRange};
use crate::value::truth::Truth;
use std::collections::{BTreeMap, BTreeSet};

/// A reading that a test looks at.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'c> {
    pub(crate) reading: &'c Reading,
    /// In (`true`) or only possible.
    pub(crate) sure: bool,
    /// Why it is only possible.
    pub(crate) reasons: Vec<Reason>,
    /// A part whose absence makes it only possible.
    pub(crate) part: Option<crate::check::model::PartIx>,
    /// What would settle it, where that is none of the record's.
    pub(crate) gaps: Vec<crate::assessment::Gap>,
}

/// What a test looks at.
pub(crate) struct Selected<'c> {
    pub(crate) fact: FactIx,
    pub(crate) span: Span,
    /// In time order.
    pub(crate) entries: Vec<Entry<'c>>,
    pub(crate) set_aside: Vec<SetAside>,
    /// Whether readings exist that only the window or a `where` leaves out.
    pub(crate) any_outside_window: bool,
}

impl<'c> Selected<'c> {
    pub(crate) fn none_in(&self) -> bool {
        !self.entries.iter().any(|entry| entry.sure)
    }

    /// How many surely different readings are in.
    pub(crate) fn sure(&self) -> usize {
        self.apart().len()
    }

    /// The records of readings that are in and surely different each from each.
    pub(crate) fn different(&self) -> BTreeSet<usize> {
        self.apart().into_iter().map(|reading| reading.record).collect()
    }

    fn apart(&self) -> Vec<&'c Reading> {
        let sure: Vec<&Reading> =
            self.entries.iter().filter(|entry| entry.sure).map(|entry| entry.reading).collect();
        apart(&sure).into_iter().filter_map(|at| sure.get(at).copied()).collect()
    }

    pub(crate) fn any_possible(&self) -> bool {
        self.entries.iter().any(|entry| !entry.sure)
    }

    /// Leaves out readings without a value.
    pub(crate) fn with_values(mut self, context: &Context<'_>, subject: Subject) -> Self {
        if !self.entries.iter().any(|entry| taken_without_value(entry.reading, subject)) {
            return self;
        }
        let (kept, dropped): (Vec<_>, Vec<_>) =
            self.entries.into_iter().partition(|entry| !taken_without_value(entry.reading, subject));
        self.entries = kept;
        for entry in dropped {
            self.set_aside.push(SetAside {
                record: evidence::record(context, self.fact, entry.reading, &self.span, &[]),
                why: SetAsideWhy::NoValue,
            });
        }
        self
    }

    /// The entries that can come last (or first), the preferred ones where readings share an instant.
    pub(crate) fn ends(&self, context: &Context<'_>, last: bool, fact: Option<&Fact>) -> Vec<&Entry<'c>> {
        let time = |entry: &Entry<'c>| start(entry.reading).map(|bound| bound.instants);
        let limit = self.entries.iter().filter(|entry| entry.sure).filter_map(|entry| {
            time(entry).map(|at| if last { at.first.0 } else { at.last.0.saturating_neg() })
        });
        // A reading in comes at its earliest here: one that always comes before it cannot be last.
        let limit = limit.max();
        let can_be = |entry: &&Entry<'c>| match (time(entry), limit) {
            (Some(at), Some(limit)) => {
                if last {
                    at.last.0 >= limit
                } else {
                    at.first.0.saturating_neg() >= limit
                }
            }
            _ => true,
        };
        let candidates: Vec<&Entry<'c>> = self.entries.iter().filter(can_be).collect();
        match fact.and_then(|fact| fact.on_conflict.as_ref()) {
            Some(prefer) => preferred(context, candidates, prefer),
            None => candidates,
        }
    }
}

/// Where a reading begins.
pub(crate) fn start(reading: &Reading) -> Option<Bound> {
    point::of_reading(reading).and_then(|stretch| stretch.from)
}

/// The exact instant of a reading, if it has one.
pub(crate) fn exact_instant(reading: &Reading) -> Option<i64> {
    let at = start(reading)?.instants;
    (at.first == at.last).then_some(at.first.0)
}

/// Whether a reading was taken without the value that a test speaks of.
pub(crate) fn taken_without_value(reading: &Reading, subject: Subject) -> bool {
    let values = compare::values(reading, subject);
    !values.is_empty() && values.iter().all(|value| matches!(value.what, ValueWhat::Taken))
}

/// Among entries of one exact instant keeps what the fact prefers. A possible entry never ousts one that is in:
/// if it is dropped, the other decides.
fn preferred<'e, 'c>(
    context: &Context<'_>,
    candidates: Vec<&'e Entry<'c>>,
    prefer: &Prefer,
) -> Vec<&'e Entry<'c>> {
    let rank = |reading: &Reading, sources: &[String]| {
        // Where several records are this reading, the best of them.
        let of_record = |at: &usize| {
            let kind = context.case.records.get(*at)?.source.as_ref()?.kind.as_deref()?;
            sources.iter().position(|source| source == kind)
        };
        std::iter::once(&reading.record).chain(&reading.also).filter_map(of_record).min()
    };
    let beats = |a: &Reading, b: &Reading| -> bool {
        match prefer {
            Prefer::Highest | Prefer::Lowest => {
                let (Some(a), Some(b)) = (exact_number(a), exact_number(b)) else { return false };
                if matches!(prefer, Prefer::Highest) { a > b } else { a < b }
            }
            Prefer::Option(option) => {
                let only = option_bit(usize::from(*option));
                options(a) == Some(only) && options(b).is_some_and(|bits| bits & only == 0)
            }
            Prefer::LatestRecorded => match (a.recorded, b.recorded) {
                (Some(a), Some(b)) => a.first > b.last,
                _ => false,
            },
            Prefer::Sources(sources) => match (rank(a, sources), rank(b, sources)) {
                (Some(a), Some(b)) => a < b,
                (Some(_), None) => true,
                _ => false,
            },
        }
    };
    // Of each instant the one that beats whatever any other of it beats: a heap of readings is not compared pair by pair.
    let stronger = |a: &Reading, b: &Reading| -> bool {
        match prefer {
            Prefer::Highest | Prefer::Lowest => exact_number(b).is_none() || beats(a, b),
            Prefer::Option(option) => options(a) == Some(option_bit(usize::from(*option))),
            Prefer::LatestRecorded => a.recorded.map(|at| at.first) > b.recorded.map(|at| at.first),
            Prefer::Sources(_) => beats(a, b),
        }
    };
    let mut strongest: BTreeMap<i64, &Reading> = BTreeMap::new();
    for entry in candidates.iter().filter(|entry| entry.sure) {
        let Some(at) = exact_instant(entry.reading) else { continue };
        let held = strongest.entry(at).or_insert(entry.reading);
        if stronger(entry.reading, held) {
            *held = entry.reading;
        }
    }
    let beaten = |entry: &Entry<'c>| {
        let by = exact_instant(entry.reading).and_then(|at| strongest.get(&at));
        by.is_some_and(|by| beats(by, entry.reading))
    };
    candidates.into_iter().filter(|entry| !beaten(entry)).collect()
}

pub(crate) fn exact_number(reading: &Reading) -> Option<crate::value::number::Number> {
    match &reading.value.what {
        ValueWhat::Number(range) => range.value(),
        _ => None,
    }
}

fn options(reading: &Reading) -> Option<u64> {
    match reading.value.what {
        ValueWhat::Options(bits) => Some(bits),
        _ => None,
    }
}

/// Selects the readings of a test. `filter_bodies` are the nodes of the filter's body conditions, in order.
pub(crate) fn select<'c>(
    context: &'c Context<'_>,
    of: &Select,
    filter_bodies: &[NodeIx],
    hands: &[Hand<'_>],
) -> Selected<'c> {
    let span = window::lay(context, of.window.as_ref(), hands);
    select_in(context, of, span, filter_bodies, hands)
}

/// Selects the readings of a test in a window already laid.
pub(crate) fn select_in<'c>(
    context: &'c Context<'_>,
    of: &Select,
    span: Span,
    filter_bodies: &[NodeIx],
    hands: &[Hand<'_>],
) -> Selected<'c> {
    let mut selected = Selected {
        fact: of.fact,
        span,
        entries: Vec::new(),
        set_aside: Vec::new(),
        any_outside_window: false,
    };
    let known_by = of.known_by.as_ref().map(|at| known_by(context, at, hands));
    let Some(OnRecord { all, known_by }) = context.on_record(of.fact, known_by) else { return selected };
    selected.entries.reserve(all.readings.len());
    let shown: Vec<Subject> = crate::plan::condition_subjects(&of.filter).collect();
    for reading in &all.readings {
        let mut member = Truth::True;
        let mut reasons = Vec::new();
        let mut part = None;
        let mut gaps = Vec::new();
        if let Some(reason) = &reading.possible {
            member = Truth::Unknown;
            match reading.because {
                Some(other) => {
                    gaps.push(evidence::gap_of_other(context, of.fact, reason, other, &selected.span))
                }
                None => reasons.push(reason.clone()),
            }
        }
        let inside = window::holds(context, &selected.span, reading);
        if inside == Truth::Unknown {
            reasons.push(if reading.time == ReadingTime::Unknown {
                Reason::NoClinicalTime
            } else if selected.span.missing.is_empty() {
                Reason::ImpreciseTime
            } else {
                Reason::NotDocumented
            });
        }
        member = member.and(inside);
        let filtered = conditions(context, of, &selected.span, filter_bodies, hands, reading);
        if filtered.truth == Truth::Unknown {
            // What stands in a gap of its own is not asked of the record.
            let own = |reason: &&Reason| !filtered.gaps.iter().any(|gap| gap.reason == **reason);
            reasons.extend(filtered.reasons.iter().filter(own).cloned());
            part = filtered.part;
            gaps.extend(filtered.gaps.iter().cloned());
        }
        member = member.and(filtered.truth);
        if known_by != StillToTell::Nothing {
            let (known, open) = was_known(context, reading, known_by);
            if known == Truth::Unknown {
                reasons.push(open);
            }
            member = member.and(known);
        }
        match member {
            Truth::False => {
                let why = if inside == Truth::False {
                    selected.any_outside_window = true;
                    SetAsideWhy::OutsideWindow(evidence::outside_by(context, &selected.span, reading))
                } else if filtered.truth == Truth::False {
                    SetAsideWhy::Filtered(filtered_by(context, of, reading))
                } else {
                    SetAsideWhy::NotKnownYet
                };
                let record = evidence::record(context, of.fact, reading, &selected.span, &shown);
                selected.set_aside.push(SetAside { record, why });
            }
            truth => {
                reasons.sort();
                reasons.dedup();
                selected.entries.push(Entry { reading, sure: truth == Truth::True, reasons, part, gaps });
            }
        }
    }
    for (record, why) in &all.aside {
        let record = evidence::raw_record(context, of.fact, *record);
        selected.set_aside.push(SetAside { record, why: why.clone() });
    }
    selected
}

/// Every instant that `known by` may mean; on a date its last.
fn known_by(context: &Context<'_>, at: &crate::check::model::Point, hands: &[Hand<'_>]) -> InstantRange {
    match point::place(context, at, hands) {
        Err(_) => InstantRange { first: Instant(i64::MIN), last: Instant(i64::MAX) },
        Ok(by) if by.by_date => {
            let end_of = |date| context.case.zone.day(date).last;
            InstantRange { first: end_of(by.dates.first), last: end_of(by.dates.last) }
        }
        Ok(by) => by.instants,
    }
}

/// Whether the record of a reading was on record then, and why that is open.
fn was_known(context: &Context<'_>, reading: &Reading, by: StillToTell) -> (Truth, Reason) {
    let by = match by {
        StillToTell::OnRecord(by) => by,
        StillToTell::Nothing => return (Truth::True, Reason::ImpreciseTime),
        StillToTell::All => return (Truth::Unknown, Reason::CannotBeCalculated),
    };
    let known = context.case.records.get(reading.record).map(|record| known(context.case, record, Some(by)));
    let known = match known {
        Some(Known::Yes) => Truth::True,
        Some(Known::Perhaps) | None => Truth::Unknown,
        Some(Known::NotYet) => Truth::False,
    };
    (known, Reason::ImpreciseTime)
}

/// Whether all conditions of a `where` hold of a reading.
fn conditions(
    context: &Context<'_>,
    of: &Select,
    span: &Span,
    filter_bodies: &[NodeIx],
    hands: &[Hand<'_>],
    reading: &Reading,
) -> Verdict {
    let mut all = Verdict::decided(Truth::True);
    let mut bodies = filter_bodies.iter();
    let mut not_documented = Vec::new();
    for condition in &of.filter {
        let verdict = match condition {
            Condition::Compare(subject, asked) => compare::compare(context, reading, *subject, asked),
            Condition::Body(said) => match bodies.next().or_else(|| context.plan.said.get(&said.key)) {
                Some(node) => body(context, *node, of.fact, reading, hands),
                None => Verdict::open(Reason::QualifierNotDocumented),
            },
        };
        all.truth = all.truth.and(verdict.truth);
        if let Some(part) = verdict.part
            && verdict.truth == Truth::Unknown
            && verdict.reasons == [Reason::QualifierNotDocumented]
            && !not_documented.contains(&part)
        {
            not_documented.push(part);
        }
        all.reasons.extend(verdict.reasons);
        all.part = all.part.or(verdict.part);
        all.gaps.extend(verdict.gaps);
    }
    if all.truth != Truth::Unknown {
        all.reasons.clear();
        all.part = None;
        all.gaps.clear();
    } else if not_documented.len() > 1 {
        // All of them are asked at once, not one after the other.
        for part in not_documented {
            let part = Some(Subject::Part(part));
            let reason = Reason::QualifierNotDocumented;
            all.gaps.extend(evidence::gaps(context, of.fact, reason, part, reading, Some(span)));
        }
    }
    all
}

/// Whether a body said of a record holds.
fn body(context: &Context<'_>, node: NodeIx, fact: FactIx, reading: &Reading, hands: &[Hand<'_>]) -> Verdict {
    let mut inner: Vec<Hand<'_>> = hands.to_vec();
    inner.push(Hand { fact, reading });
    let finding = super::tree::find(context, node, &inner, "");
    let truth = of_status(finding.status);
    let reasons = if truth == Truth::Unknown { finding.reasons } else { Vec::new() };
    Verdict { truth, reasons, part: None, gaps: Vec::new() }
}

/// What the first comparison that fails is of.
fn filtered_by(context: &Context<'_>, of: &Select, reading: &Reading) -> Option<Subject> {
    of.filter.iter().find_map(|condition| match condition {
        Condition::Compare(subject, asked) => {
            let fails = compare::compare(context, reading, *subject, asked).truth == Truth::False;
            fails.then_some(*subject)
        }
        Condition::Body(_) => None,
    })
}

pub(crate) fn of_status(status: Status) -> Truth {
    match status {
        Status::Met => Truth::True,
        Status::Undetermined => Truth::Unknown,
        Status::Unmet => Truth::False,
    }
}

pub(crate) fn to_status(truth: Truth) -> Status {
    match truth {
        Truth::True => Status::Met,
        Truth::Unknown => Status::Undetermined,
        Truth::False => Status::Unmet,
    }
}
