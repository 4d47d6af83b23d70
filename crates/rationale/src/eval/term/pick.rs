//! One reading picked: `latest`, `earliest`, `lowest`, `highest`. Of `mean` and `sum of` see `total`.

use super::total::combined;
use super::{Answer, Job, Judged, leave_open};
use crate::assessment::{Evidence, Reason, Status};
use crate::ast::Pick;
use crate::case::reading::ValueWhat;
use crate::check::model::{Asks, Prefer, Select, Subject};
use crate::eval::absence::Absence;
use crate::eval::compare::{self, compare_range};
use crate::eval::select::{Entry, Selected, exact_instant, to_status};
use crate::value::range::{Bound, Range};
use crate::value::truth::Truth;
use std::collections::{BTreeMap, BTreeSet};

/// Settles a pick.
pub(crate) fn settle(job: &Job<'_, '_>, pick: Pick, of: &Select, subject: Subject) -> Answer {
    let selected = job.select(of);
    if let Some(answer) = silent(job, &selected, subject) {
        return answer;
    }
    let mut selected = match job.asks {
        Asks::HasNoValue => selected,
        Asks::With(_) if matches!(pick, Pick::Latest | Pick::Earliest) && subject == Subject::Value => {
            job.with_values(selected)
        }
        _ => selected.with_values(job.context, subject),
    };
    let absence = job.absence(of.fact, &selected.span);
    let mut answer = Answer::decided(Status::Undetermined);
    answer.set_aside = std::mem::take(&mut selected.set_aside);
    match pick {
        Pick::Latest | Pick::Earliest => ends(job, &selected, &absence, pick == Pick::Latest, answer),
        Pick::Lowest | Pick::Highest => {
            extreme(job, &selected, &absence, subject, pick == Pick::Lowest, answer)
        }
        Pick::Mean | Pick::Sum => combined(job, &selected, &absence, subject, pick == Pick::Mean, answer),
    }
}

/// What `silence means 0` answers, where there is no record and that is settled.
fn silent(job: &Job<'_, '_>, selected: &Selected<'_>, subject: Subject) -> Option<Answer> {
    let Asks::Compare(Subject::Value, asked) = job.asks else { return None };
    if subject != Subject::Value || !selected.entries.is_empty() {
        return None;
    }
    let absence = job.absence(selected.fact, &selected.span);
    let truth = compare_range(&Range::exact(absence.number()?), asked);
    let mut answer = Answer::decided(to_status(truth));
    answer.set_aside.clone_from(&selected.set_aside);
    answer.evidence.push(super::count::absent(job, selected, &absence));
    Some(answer)
}

/// Two that may be the one are worth different numbers: of one instant they conflict; else their order is not known.
pub(super) fn disagree(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    candidates: &[(Entry<'_>, Range)],
    open: &mut Answer,
) {
    let sure: Vec<Judged<'_>> = candidates
        .iter()
        .filter(|(entry, _)| entry.sure)
        .map(|(entry, _)| Judged {
            entry: entry.clone(),
            verdict: compare::Verdict::decided(Truth::Unknown),
            details: Vec::new(),
            gaps: Vec::new(),
        })
        .collect();
    if sure.len() < 2 {
        return;
    }
    let instants: Vec<_> = sure.iter().map(|one| exact_instant(one.entry.reading)).collect();
    let same =
        instants.windows(2).all(|pair| pair.first() == pair.last() && pair.iter().all(Option::is_some));
    let reason = if same { Reason::Conflicting } else { Reason::ImpreciseTime };
    let sure: Vec<&Judged<'_>> = sure.iter().collect();
    add_reason(job, selected, &sure, open, reason);
}

/// The state of a fact as of a time, or its latest (earliest) record.
pub(crate) fn ends(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    absence: &Absence,
    last: bool,
    mut answer: Answer,
) -> Answer {
    let fact = job.context.fact(selected.fact);
    let event = fact.is_some_and(crate::check::model::Fact::is_event);
    let settled = absence.settled() || (job.term.exclusion && absence.settled_so_far());
    if selected.entries.is_empty() && event && settled {
        answer.status = Status::Unmet;
        answer.evidence.push(super::count::absent(job, selected, absence));
        job.hold_so_far(&mut answer, absence);
        return answer;
    }
    let candidates: Vec<Entry<'_>> = selected.ends(job.context, last, fact).into_iter().cloned().collect();
    let mut judged: Vec<Judged<'_>> =
        candidates.iter().map(|entry| job.judge(selected.fact, entry)).collect();
    if let Some(prefer @ (Prefer::Highest | Prefer::Lowest)) = fact.and_then(|fact| fact.on_conflict.as_ref())
    {
        cut_to_preferred(job, selected, &mut judged, *prefer == Prefer::Highest);
    }
    not_preferred(job, selected, &candidates, &mut answer);
    if selected.none_in() {
        let want = judged.is_empty().then(|| job.want(selected, absence, false));
        leave_open(job, &mut answer, selected, &judged, want);
        return answer;
    }
    let truths: Vec<Truth> = judged.iter().map(|one| one.verdict.truth).collect();
    let all = |wanted: Truth| truths.iter().all(|truth| *truth == wanted);
    if all(Truth::True) || all(Truth::False) {
        answer.status = to_status(truths.first().copied().unwrap_or(Truth::Unknown));
        for one in &judged {
            answer.evidence.push(job.cite(selected, &one.entry, false));
        }
        if let Some(first) = judged.first() {
            answer.details.clone_from(&first.details);
        }
        return answer;
    }
    // Two that disagree: of one exact instant they conflict; otherwise their order is not known.
    let disagree = truths.contains(&Truth::True) && truths.contains(&Truth::False);
    leave_open(job, &mut answer, selected, &judged, None);
    if disagree {
        let sure: Vec<&Judged<'_>> = judged.iter().filter(|one| one.entry.sure).collect();
        if sure.len() > 1 {
            let instant = |one: &&Judged<'_>| exact_instant(one.entry.reading);
            let same = sure.iter().any(|one| {
                instant(one).is_some()
                    && sure.iter().any(|other| {
                        instant(other) == instant(one) && other.verdict.truth != one.verdict.truth
                    })
            });
            let reason = if same { Reason::Conflicting } else { Reason::ImpreciseTime };
            add_reason(job, selected, &sure, &mut answer, reason);
        }
    }
    answer
}

/// Where readings of one exact instant compete and the highest (lowest) is preferred, each counts only in so far as no other beats it.
fn cut_to_preferred(job: &Job<'_, '_>, selected: &Selected<'_>, judged: &mut Vec<Judged<'_>>, highest: bool) {
    let rivals: Vec<(Option<i64>, Range)> = judged
        .iter()
        .filter(|one| one.entry.sure)
        .filter_map(|one| {
            let range = range_of(&one.entry, Subject::Value)?;
            Some((exact_instant(one.entry.reading), toward(&range, !highest)))
        })
        .collect();
    judged.retain_mut(|one| {
        let Some(instant) = exact_instant(one.entry.reading) else { return true };
        let Some(range) = range_of(&one.entry, Subject::Value) else { return true };
        let limit = rivals
            .iter()
            .filter(|(at, _)| *at == Some(instant))
            .map(|(_, range)| *range)
            .reduce(|a, b| if highest { a.higher_of(&b) } else { a.lower_of(&b) });
        let Some(limit) = limit else { return true };
        // Certainly beaten: it is never the one.
        let Some(cut) = range.intersect(&limit) else { return false };
        if one.verdict.truth == Truth::Unknown {
            let verdict = job.judge_within(selected.fact, &one.entry, Subject::Value, cut);
            if verdict.truth != Truth::Unknown {
                one.verdict = verdict;
            }
        }
        true
    });
}

/// Adds a reason that several readings give together, with all of them cited.
fn add_reason(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    judged: &[&Judged<'_>],
    answer: &mut Answer,
    reason: Reason,
) {
    let mut readings: Vec<_> = judged.iter().map(|one| one.entry.reading).collect();
    if reason == Reason::ImpreciseTime {
        // What has its exact time has nothing to be mended.
        readings.retain(|reading| exact_instant(reading).is_none());
    }
    let mut cited: BTreeSet<String> = BTreeSet::new();
    for evidence in &answer.evidence {
        if let Evidence::Record(record) = evidence {
            cited.extend(record.leaves_open.then(|| record.record().to_owned()));
        }
    }
    for one in judged {
        let evidence = job.cite(selected, &one.entry, true);
        if let Evidence::Record(record) = &evidence
            && cited.insert(record.record().to_owned())
        {
            answer.evidence.push(evidence);
        }
    }
    if !answer.reasons.contains(&reason) {
        answer.gaps.push(crate::eval::evidence::gap(
            job.context,
            selected.fact,
            reason.clone(),
            None,
            &readings,
            Some(&selected.span),
        ));
        answer.reasons.push(reason);
        answer.reasons.sort();
    }
}

/// Shows the readings of the deciding instant that `on conflict prefer` passed over.
pub(super) fn not_preferred(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    kept: &[Entry<'_>],
    answer: &mut Answer,
) {
    use crate::assessment::{SetAside, SetAsideWhy};
    let records: BTreeSet<usize> = kept.iter().map(|one| one.reading.record).collect();
    let mut winners: BTreeMap<i64, &Entry<'_>> = BTreeMap::new();
    for one in kept {
        if let Some(at) = exact_instant(one.reading) {
            winners.entry(at).or_insert(one);
        }
    }
    for entry in &selected.entries {
        if records.contains(&entry.reading.record) {
            continue;
        }
        let winner = exact_instant(entry.reading).and_then(|at| winners.get(&at));
        let Some(winner) = winner else { continue };
        let Some(id) = job.context.case.records.get(winner.reading.record).map(|record| record.id.clone())
        else {
            continue;
        };
        let record = crate::eval::evidence::record(
            job.context,
            selected.fact,
            entry.reading,
            &selected.span,
            &job.term.shown_parts,
        );
        answer.set_aside.push(SetAside { record, why: SetAsideWhy::NotPreferred(id.into()) });
    }
}

/// What a subject of a reading may be, as a range; a reading with several values spans them.
pub(super) fn range_of(entry: &Entry<'_>, subject: Subject) -> Option<Range> {
    compare::values(entry.reading, subject)
        .iter()
        .map(|value| match &value.what {
            ValueWhat::Number(range) => *range,
            _ => Range::any(),
        })
        .reduce(|a, b| a.hull(&b))
}

/// `lowest`, `highest`: each candidate's range, cut to what the readings that are in allow.
fn extreme(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    absence: &Absence,
    subject: Subject,
    lowest: bool,
    mut answer: Answer,
) -> Answer {
    let judged = job.judge_all(selected);
    if selected.none_in() {
        let want = judged.is_empty().then(|| job.want(selected, absence, false));
        leave_open(job, &mut answer, selected, &judged, want);
        return answer;
    }
    // The least upper end (greatest lower end) among the readings in: nothing beyond it can be the extreme.
    let limit = selected
        .entries
        .iter()
        .filter(|entry| entry.sure)
        .filter_map(|entry| range_of(entry, subject))
        .map(|range| toward(&range, lowest))
        .reduce(|a, b| if lowest { a.lower_of(&b) } else { a.higher_of(&b) });
    let mut met = Vec::new();
    let mut unmet = Vec::new();
    let mut open = Vec::new();
    for one in judged {
        let Some(range) = range_of(&one.entry, subject) else { continue };
        let cut = match &limit {
            None => Some(range),
            Some(limit) => range.intersect(limit),
        };
        let Some(cut) = cut else { continue };
        match truth_of(job, selected, subject, &cut, &one) {
            Truth::True => met.push(one),
            Truth::False => unmet.push(one),
            Truth::Unknown => open.push(one),
        }
    }
    match (met.is_empty(), unmet.is_empty(), open.is_empty()) {
        (false, true, true) => decide(job, selected, &mut answer, Status::Met, &met),
        (true, false, true) => decide(job, selected, &mut answer, Status::Unmet, &unmet),
        (met_none, _, _) => {
            // Those that are only possible leave it open, and those whose own value does.
            if open.is_empty() {
                let possible = if met_none { unmet } else { met.into_iter().chain(unmet).collect() };
                open = possible;
            } else {
                open.extend(met.into_iter().chain(unmet).filter(|one| !one.entry.sure));
            }
            leave_open(job, &mut answer, selected, &open, None);
            if answer.reasons.is_empty() {
                let all: Vec<&Judged<'_>> = open.iter().collect();
                add_reason(job, selected, &all, &mut answer, Reason::ImpreciseValue);
            }
        }
    }
    answer
}

/// Everything up to a range's upper end (lowest), or from its lower end on (highest).
pub(super) fn toward(range: &Range, lowest: bool) -> Range {
    let bounds = if lowest { (Bound::Unbounded, range.high) } else { (range.low, Bound::Unbounded) };
    Range::new(bounds.0, bounds.1).unwrap_or_else(Range::any)
}

/// What is asked of a reading whose value is cut to what can be the extreme.
fn truth_of(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    subject: Subject,
    cut: &Range,
    one: &Judged<'_>,
) -> Truth {
    if one.verdict.truth != Truth::Unknown {
        return one.verdict.truth;
    }
    job.judge_within(selected.fact, &one.entry, subject, *cut).truth
}

pub(super) fn decide(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    answer: &mut Answer,
    status: Status,
    by: &[Judged<'_>],
) {
    answer.status = status;
    for one in by {
        answer.evidence.push(job.cite(selected, &one.entry, false));
    }
}
