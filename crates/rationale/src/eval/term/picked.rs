//! The numbers that a pick may be, for a calculation.

use super::pick::{disagree, not_preferred, range_of, toward};
use super::total::{mean_range, sum_range};
use super::{Answer, Job, Judged, leave_open};
use crate::assessment::{Reason, Status};
use crate::ast::Pick;
use crate::check::model::{Prefer, Select, Subject};
use crate::eval::absence::Absence;
use crate::eval::compare;
use crate::eval::select::{Entry, Selected, exact_instant};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};

/// The numbers that a pick may be, for a calculation.
pub(crate) struct Picked {
    /// It is a sum that may still grow, and in an exclusion so far comes to these.
    pub(crate) so_far: Option<(Vec<Range>, Absence)>,
    /// What each reading that may be the one can be worth; empty where none is in, or nothing can be said.
    pub(crate) possible: Vec<Range>,
    /// Its readings, as what decides.
    pub(crate) cited: Answer,
    /// Its readings, as what leaves open: reasons and gaps, where it is open.
    pub(crate) open: Answer,
}

impl Picked {
    /// Whether it is one number.
    pub(crate) fn is_exact(&self) -> bool {
        let mut ranges = self.possible.iter();
        ranges.next().is_some_and(|first| first.is_exact() && ranges.all(|other| other == first))
    }
}

/// Picks a number and asks nothing of it.
pub(crate) fn picked(job: &Job<'_, '_>, pick: Pick, of: &Select, subject: Subject) -> Picked {
    let selected = job.select(of);
    // What was taken without a value is not silent.
    let silent = selected.entries.is_empty();
    let mut selected = selected.with_values(job.context, subject);
    let absence = job.absence(of.fact, &selected.span);
    let mut cited = Answer::decided(Status::Undetermined);
    cited.set_aside = std::mem::take(&mut selected.set_aside);
    let event = job.context.fact(of.fact).is_some_and(crate::check::model::Fact::is_event);
    let counts_up = pick == Pick::Sum && event;
    let mut open = cited.clone();
    if silent
        && subject == Subject::Value
        && let Some(number) = absence.number()
    {
        cited.evidence.push(super::count::absent(job, &selected, &absence));
        return Picked { possible: vec![Range::exact(number)], cited, open, so_far: None };
    }
    let settled_so_far = job.term.exclusion && absence.settled_so_far();
    if selected.none_in() && !(counts_up && (!selected.entries.is_empty() || absence.settled())) {
        let judged = job.judge_all(&selected);
        let want = judged.is_empty().then(|| job.want(&selected, &absence, false));
        leave_open(job, &mut open, &selected, &judged, want);
        let nothing = counts_up && settled_so_far && selected.entries.is_empty();
        let so_far = nothing.then(|| (vec![Range::exact(Number::ZERO)], absence));
        return Picked { possible: Vec::new(), cited, open, so_far };
    }
    let candidates: Vec<(Entry<'_>, Range)> = match pick {
        Pick::Latest | Pick::Earliest => {
            last_numbers(job, &selected, subject, pick == Pick::Latest, &mut cited)
        }
        Pick::Lowest | Pick::Highest => extreme_numbers(&selected, subject, pick == Pick::Lowest),
        Pick::Mean | Pick::Sum => {
            let ranged =
                selected.entries.iter().filter_map(|entry| Some((entry.clone(), range_of(entry, subject)?)));
            ranged.collect()
        }
    };
    let mut so_far = None;
    let possible: Vec<Range> = match pick {
        Pick::Mean => mean_range(job.context, &selected, subject).into_iter().collect(),
        Pick::Sum => {
            let sum = sum_range(job.context, &selected, subject);
            let more = counts_up && !absence.settled();
            if more && settled_so_far {
                so_far = Some((sum.into_iter().collect(), absence.clone()));
            }
            let sum =
                sum.and_then(|sum| if more { Range::new(sum.low, Bound::Unbounded) } else { Some(sum) });
            sum.into_iter().collect()
        }
        _ => candidates.iter().map(|(_, range)| *range).collect(),
    };
    if selected.entries.is_empty() {
        cited.evidence.push(super::count::absent(job, &selected, &absence));
    }
    for (entry, _) in &candidates {
        cited.evidence.push(job.cite(&selected, entry, false));
    }
    let judged: Vec<Judged<'_>> = candidates
        .iter()
        .filter(|(entry, range)| !entry.sure || !range.is_exact())
        .map(|(entry, range)| {
            let mut judged = job.judge(selected.fact, entry);
            if !range.is_exact() {
                let of_value =
                    compare::values(entry.reading, subject).iter().find_map(|value| value.open.clone());
                judged.verdict = compare::Verdict::open(of_value.unwrap_or(Reason::ImpreciseValue));
                judged.verdict.part = match subject {
                    Subject::Part(part) => Some(part),
                    Subject::Value => None,
                };
            }
            judged
        })
        .collect();
    let unsettled = counts_up && !absence.settled();
    let want = unsettled.then(|| job.want(&selected, &absence, false));
    leave_open(job, &mut open, &selected, &judged, want);
    let differ = possible.windows(2).any(|pair| pair.first() != pair.last());
    if differ && matches!(pick, Pick::Latest | Pick::Earliest) {
        disagree(job, &selected, &candidates, &mut open);
    }
    if possible.is_empty() && open.reasons.is_empty() {
        leave_open(job, &mut open, &selected, &judged, Some(Reason::CannotBeCalculated));
    }
    Picked { possible, cited, open, so_far }
}

/// The readings that may be the last (first), and what each can be worth.
fn last_numbers<'j>(
    job: &Job<'j, '_>,
    selected: &Selected<'j>,
    subject: Subject,
    last: bool,
    cited: &mut Answer,
) -> Vec<(Entry<'j>, Range)> {
    let fact = job.context.fact(selected.fact);
    let candidates: Vec<Entry<'j>> = selected.ends(job.context, last, fact).into_iter().cloned().collect();
    not_preferred(job, selected, &candidates, cited);
    let highest = match fact.and_then(|fact| fact.on_conflict.as_ref()) {
        Some(Prefer::Highest) => Some(true),
        Some(Prefer::Lowest) => Some(false),
        _ => None,
    };
    let mut found = Vec::new();
    for entry in &candidates {
        let Some(range) = range_of(entry, subject) else { continue };
        let limit = highest.and_then(|highest| {
            let instant = exact_instant(entry.reading)?;
            let rivals =
                candidates.iter().filter(|other| other.sure && exact_instant(other.reading) == Some(instant));
            rivals
                .filter_map(|rival| range_of(rival, Subject::Value))
                .map(|range| toward(&range, !highest))
                .reduce(|a, b| if highest { a.higher_of(&b) } else { a.lower_of(&b) })
        });
        match limit {
            // What is preferred is said of the value alone.
            Some(limit) if subject == Subject::Value => {
                found.extend(range.intersect(&limit).map(|cut| (entry.clone(), cut)));
            }
            _ => found.push((entry.clone(), range)),
        }
    }
    found
}

/// The readings that may be the lowest (highest), each cut to what the others allow.
fn extreme_numbers<'j>(selected: &Selected<'j>, subject: Subject, lowest: bool) -> Vec<(Entry<'j>, Range)> {
    let limit = selected
        .entries
        .iter()
        .filter(|entry| entry.sure)
        .filter_map(|entry| range_of(entry, subject))
        .map(|range| toward(&range, lowest))
        .reduce(|a, b| if lowest { a.lower_of(&b) } else { a.higher_of(&b) });
    let cut = |range: Range| limit.map_or(Some(range), |limit| range.intersect(&limit));
    let ranged =
        selected.entries.iter().filter_map(|entry| Some((entry.clone(), cut(range_of(entry, subject)?)?)));
    ranged.collect()
}
