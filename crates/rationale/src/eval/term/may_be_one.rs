//! Why a test is open where every record of it is in and holds: records may be one with another, or lie at a time that is not known.

use super::{Answer, Job, Judged};
use crate::assessment::{Evidence, Gap, Reason};
use crate::case::reading::{Reading, ReadingTime, Value, ValueWhat};
use crate::check::model::{PartIx, Subject};
use crate::eval::compare::Verdict;
use crate::eval::evidence;
use crate::eval::select::Selected;
use crate::value::truth::Truth;
use std::collections::{BTreeMap, BTreeSet};

/// What of a record is to be told.
pub(super) type Untold = (Reason, Option<Subject>);

/// A record, and what of it is to be told; nothing of one that is there only because another may be one with it.
type Why<'r, 'c> = (&'r Judged<'c>, Vec<Untold>);

/// Adds what would tell records apart that may be one.
pub(super) fn add_ties(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    answer: &mut Answer,
    held: &[&Judged<'_>],
) {
    let same_by = job.context.fact(selected.fact).and_then(|fact| fact.same_by);
    let of_record: BTreeMap<usize, &Judged<'_>> =
        held.iter().map(|one| (one.entry.reading.record, *one)).collect();
    let mut whys: BTreeMap<usize, BTreeSet<Untold>> = BTreeMap::new();
    for one in held {
        let own = one.entry.reading;
        let named = own.alike.iter().filter_map(|record| of_record.get(record)).copied();
        let any = held.iter().copied().filter(|_| own.may_be_any);
        for other in named.chain(any).filter(|other| other.entry.reading.event != own.event) {
            let pair = [own, other.entry.reading];
            let timed = pair.iter().all(|reading| time(reading).is_none());
            for reading in pair {
                whys.entry(reading.record).or_default().extend(untold(reading, same_by, timed));
            }
        }
    }
    let of_these = held.iter().filter_map(|one| {
        let untold = whys.get(&one.entry.reading.record)?;
        Some((*one, untold.iter().cloned().collect()))
    });
    add(job, selected, answer, &of_these.collect::<Vec<_>>());
}

/// Adds that records of one event say otherwise of it.
pub(super) fn add_conflict(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    answer: &mut Answer,
    subject: Subject,
    differing: &[&Judged<'_>],
) {
    let readings: Vec<&Reading> = differing.iter().map(|one| one.entry.reading).collect();
    let part = matches!(subject, Subject::Part(_)).then_some(subject);
    let span = Some(&selected.span);
    answer.gaps.push(evidence::gap(job.context, selected.fact, Reason::Conflicting, part, &readings, span));
    for one in differing {
        cite(answer, job.cite(selected, &one.entry, true));
    }
    answer.reasons = evidence::reasons_of(&answer.gaps);
}

/// Adds what another answer gives as the reason.
pub(super) fn join_answers(answer: &mut Answer, more: Answer) {
    for gap in more.gaps {
        // A choice is among the records of one event.
        if gap.reason == Reason::Conflicting {
            answer.gaps.push(gap);
        } else {
            join(&mut answer.gaps, gap);
        }
    }
    for evidence in more.evidence {
        cite(answer, evidence);
    }
    answer.reasons = evidence::reasons_of(&answer.gaps);
}

/// Adds that the times of records are to be told.
pub(super) fn add_times(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    answer: &mut Answer,
    held: &[&Judged<'_>],
) {
    let open = |one: &&Judged<'_>| Some((time(one.entry.reading)?, None));
    let whys: Vec<Why<'_, '_>> = held.iter().filter_map(|one| Some((*one, vec![open(one)?]))).collect();
    add(job, selected, answer, &whys);
}

/// Of a test that is open and says nothing, the times and whatever else records leave open.
pub(super) fn last_resort(job: &Job<'_, '_>, answer: &mut Answer) {
    let Some(of) = job.term.test.form.selection() else { return };
    let selected = job.select(of);
    let judged = |entry: &crate::eval::select::Entry<'_>| Verdict::decided(Truth::from(entry.sure));
    let held: Vec<Judged<'_>> = selected
        .entries
        .iter()
        .map(|entry| Judged {
            entry: entry.clone(),
            verdict: judged(entry),
            details: Vec::new(),
            gaps: Vec::new(),
        })
        .collect();
    let held: Vec<&Judged<'_>> = held.iter().collect();
    add_ties(job, &selected, answer, &held);
    if answer.reasons.is_empty() {
        add_times(job, &selected, answer, &held);
    }
    if answer.reasons.is_empty() {
        let absence = job.absence(selected.fact, &selected.span);
        let want = job.want(&selected, &absence, !held.is_empty());
        answer.gaps.push(evidence::gap(
            job.context,
            selected.fact,
            want.clone(),
            None,
            &[],
            Some(&selected.span),
        ));
        answer.reasons.push(want);
    }
}

fn add(job: &Job<'_, '_>, selected: &Selected<'_>, answer: &mut Answer, whys: &[Why<'_, '_>]) {
    if whys.iter().all(|(_, untold)| untold.is_empty()) {
        return;
    }
    for (one, untold) in whys {
        for (reason, subject) in untold {
            let readings = [one.entry.reading];
            let gap = evidence::gap(
                job.context,
                selected.fact,
                reason.clone(),
                *subject,
                &readings,
                Some(&selected.span),
            );
            join(&mut answer.gaps, gap);
        }
        cite(answer, job.cite(selected, &one.entry, true));
    }
    answer.reasons = evidence::reasons_of(&answer.gaps);
}

/// Adds a gap, or its records to one that asks for the same.
fn join(gaps: &mut Vec<Gap>, mut gap: Gap) {
    let records = std::mem::take(&mut gap.records);
    let same = |known: &&mut Gap| {
        !known.records.is_empty()
            && (&known.reason, &known.fact, &known.part, &known.ask)
                == (&gap.reason, &gap.fact, &gap.part, &gap.ask)
    };
    match gaps.iter_mut().find(same) {
        Some(known) => {
            for record in records {
                if !known.records.contains(&record) {
                    known.records.push(record);
                }
            }
        }
        None => gaps.push(Gap { records, ..gap }),
    }
}

/// Cites a record that leaves it open, once.
fn cite(answer: &mut Answer, evidence: Evidence) {
    let Evidence::Record(record) = &evidence else { return };
    let same =
        |other: &Evidence| matches!(other, Evidence::Record(other) if other.record() == record.record());
    match answer.evidence.iter_mut().find(|other| same(other)) {
        Some(known) => *known = evidence,
        None => answer.evidence.push(evidence),
    }
}

/// What a reading leaves open by which it may be one with another: its time, and what it is the same by. Values are asked for only where
/// both are known to be of one time.
fn untold(reading: &Reading, same_by: Option<PartIx>, timed: bool) -> Vec<Untold> {
    let mut all: Vec<Untold> = time(reading).map(|reason| (reason, None)).into_iter().collect();
    let part = |at: PartIx| {
        let values = reading.parts.get(usize::from(at.0))?;
        values.iter().find_map(open).map(|reason| (reason, Some(Subject::Part(at))))
    };
    match same_by {
        Some(at) => all.extend(part(at)),
        None if timed => {
            all.extend(open(&reading.value).map(|reason| (reason, None)));
            let parts = (0..reading.parts.len()).filter_map(|at| u16::try_from(at).ok());
            all.extend(parts.filter_map(|at| part(PartIx(at))));
        }
        None => {}
    }
    all
}

/// Why a value is open.
fn open(value: &Value) -> Option<Reason> {
    let exact = match &value.what {
        ValueWhat::Number(range) => range.is_exact(),
        ValueWhat::Options(bits) => bits.is_power_of_two(),
        ValueWhat::Date(dates) => dates.first == dates.last,
        ValueWhat::Codes(_) | ValueWhat::Taken | ValueWhat::Present => true,
        ValueWhat::AnyCode | ValueWhat::AnyDate => false,
    };
    value.open.clone().or_else(|| (!exact).then_some(Reason::ImpreciseValue))
}

/// Why the time of a reading is open.
pub(super) fn time(reading: &Reading) -> Option<Reason> {
    let exact = match &reading.time {
        ReadingTime::Unknown => return Some(Reason::NoClinicalTime),
        ReadingTime::At(at, _) => at.is_exact(),
        ReadingTime::Period { from, to } => {
            from.is_some_and(|(at, _)| at.is_exact()) && to.is_none_or(|(at, _)| at.is_exact())
        }
    };
    (!exact).then_some(Reason::ImpreciseTime)
}
