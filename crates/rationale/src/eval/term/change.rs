//! `[percent] change in F from PICK window to PICK window`: the last value less the first, perhaps in percent of the first.

use super::pick::{range_of, toward};
use super::total::mean_range;
use super::{Answer, Job, Judged, leave_open};
use crate::assessment::range_text;
use crate::assessment::{Evidence, Reason, Status};
use crate::ast::Pick;
use crate::check::model::{Compare, Prefer, Select, Subject};
use crate::eval::apart::apart;
use crate::eval::compare::{Verdict, compare_range};
use crate::eval::select::{Entry, Selected, exact_instant, to_status};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::truth::Truth;

/// More different values than these of one pick are taken together as one range.
const MOST_VALUES: usize = 64;

/// Settles a change.
pub(crate) fn settle(
    job: &Job<'_, '_>,
    percent: bool,
    (first_pick, first): (Pick, &Select),
    (last_pick, last): (Pick, &Select),
    asked: &Compare,
) -> Answer {
    let from = job.select(first).with_values(job.context, Subject::Value);
    let to = job.select(last).with_values(job.context, Subject::Value);
    let mut answer = Answer::decided(Status::Undetermined);
    set_aside(&mut answer, &from, &to);
    if from.none_in() || to.none_in() || in_both(&from, &to) < 2 {
        for side in [&from, &to] {
            let few = !from.none_in() && !to.none_in();
            if side.none_in() || few {
                let absence = job.absence(side.fact, &side.span);
                let want = job.want(side, &absence, !side.entries.is_empty());
                add_open(job, &mut answer, side, job.judge_all(side), Some(want));
            }
        }
        return answer;
    }
    let picked = (picked(job, &from, first_pick), picked(job, &to, last_pick));
    let (Some(starts), Some(ends)) = picked else {
        add_open(job, &mut answer, &to, Vec::new(), Some(Reason::CannotBeCalculated));
        return answer;
    };
    let mut truths = Vec::new();
    let mut all: Option<Range> = None;
    let mut impossible = false;
    for start in starts.values() {
        for end in ends.values() {
            match difference(&start, &end, percent) {
                Some(range) => {
                    truths.push(compare_range(&range, asked));
                    all = Some(all.map_or(range, |all| all.hull(&range)));
                }
                None => impossible |= start.is_exact() && end.is_exact(),
            }
        }
    }
    let pairs = starts.values().len().saturating_mul(ends.values().len());
    let agreed = |wanted: Truth| truths.len() == pairs && truths.iter().all(|truth| *truth == wanted);
    let decided = if agreed(Truth::True) {
        Truth::True
    } else if agreed(Truth::False) {
        Truth::False
    } else {
        Truth::Unknown
    };
    if let Some(all) = all.filter(|_| truths.len() == pairs) {
        let unit = if percent { Some(String::from("%")) } else { unit(job, &from) };
        let text = match unit {
            Some(unit) => format!("{} {unit}", range_text(&all)),
            None => range_text(&all),
        };
        answer.evidence.push(Evidence::Header(String::from("change"), text));
    }
    if decided != Truth::Unknown {
        answer.status = to_status(decided);
        for (side, picked) in [(&from, &starts), (&to, &ends)] {
            for entry in &picked.entries {
                let cited = job.cite(side, entry, false);
                if !answer.evidence.contains(&cited) {
                    answer.evidence.push(cited);
                }
            }
        }
        return answer;
    }
    if impossible {
        let judged = starts.judged(false);
        add_open(job, &mut answer, &from, judged, Some(Reason::CannotBeCalculated));
        return answer;
    }
    for (side, picked) in [(&from, &starts), (&to, &ends)] {
        let (judged, several) = (picked.judged(true), picked.entries.len() > 1);
        let exact = judged.iter().all(|one| one.entry.sure && one.verdict.truth != Truth::Unknown);
        let want = (exact && several && picked.ranges.len() > 1).then(|| picked.disagreement());
        if !exact || want.is_some() {
            add_open(job, &mut answer, side, judged, want);
        }
    }
    if answer.reasons.is_empty() {
        add_open(job, &mut answer, &to, Vec::new(), Some(Reason::CannotBeCalculated));
    }
    answer
}

/// The unit of the fact, as shown.
fn unit(job: &Job<'_, '_>, selected: &Selected<'_>) -> Option<String> {
    match &job.context.fact(selected.fact)?.kind {
        crate::check::model::Kind::Quantity(unit) => Some(unit.text().to_owned()).filter(|text| text != "1"),
        _ => None,
    }
}

/// Shows what neither window counts.
fn set_aside(answer: &mut Answer, from: &Selected<'_>, to: &Selected<'_>) {
    let outside = |one: &crate::assessment::SetAside, other: &Selected<'_>| {
        other.set_aside.iter().any(|aside| aside.record.record() == one.record.record())
    };
    answer.set_aside.extend(from.set_aside.iter().filter(|one| outside(one, to)).cloned());
}

/// How many surely different readings are in, in both windows together.
fn in_both(from: &Selected<'_>, to: &Selected<'_>) -> usize {
    let sure = from.entries.iter().chain(&to.entries).filter(|entry| entry.sure);
    apart(&sure.map(|entry| entry.reading).collect::<Vec<_>>()).len()
}

/// Adds what one side leaves open to what the other does.
fn add_open(
    job: &Job<'_, '_>,
    answer: &mut Answer,
    selected: &Selected<'_>,
    judged: Vec<Judged<'_>>,
    want: Option<Reason>,
) {
    let mut open = Answer::decided(Status::Undetermined);
    leave_open(job, &mut open, selected, &judged, want);
    for cited in open.evidence {
        if !answer.evidence.contains(&cited) {
            answer.evidence.push(cited);
        }
    }
    for gap in open.gaps {
        if !answer.gaps.contains(&gap) {
            answer.gaps.push(gap);
        }
    }
    answer.reasons.extend(open.reasons);
    answer.reasons.sort();
    answer.reasons.dedup();
}

/// What a pick may come to.
struct Picked<'c> {
    /// The readings that may be it (of a mean, all).
    entries: Vec<Entry<'c>>,
    /// What each of them may be; of a mean, one range for all.
    ranges: Vec<Range>,
}

impl<'c> Picked<'c> {
    fn values(&self) -> Vec<Range> {
        let mut different: Vec<Range> = Vec::new();
        for range in &self.ranges {
            if !different.contains(range) {
                different.push(*range);
            }
            if different.len() > MOST_VALUES {
                let hull = self.ranges.iter().copied().reduce(|all, range| all.hull(&range));
                return hull.into_iter().collect();
            }
        }
        different
    }

    /// Its readings, those of open value as what leaves it open.
    fn judged(&self, open_values: bool) -> Vec<Judged<'c>> {
        let judge = |entry: &Entry<'c>| {
            let exact = range_of(entry, Subject::Value).is_some_and(|range| range.is_exact());
            let verdict = if exact || !open_values {
                Verdict::decided(Truth::True)
            } else {
                Verdict::open(entry.reading.value.open.clone().unwrap_or(Reason::ImpreciseValue))
            };
            Judged { entry: entry.clone(), verdict, details: Vec::new(), gaps: Vec::new() }
        };
        self.entries.iter().map(judge).collect()
    }

    /// Why exact readings do not agree which of them it is.
    fn disagreement(&self) -> Reason {
        let instants: Vec<Option<i64>> =
            self.entries.iter().map(|entry| exact_instant(entry.reading)).collect();
        let same = instants
            .first()
            .is_some_and(|first| first.is_some() && instants.iter().all(|instant| instant == first));
        if same { Reason::Conflicting } else { Reason::ImpreciseTime }
    }
}

fn picked<'c>(job: &Job<'_, '_>, selected: &Selected<'c>, pick: Pick) -> Option<Picked<'c>> {
    let range = |entry: &Entry<'_>| range_of(entry, Subject::Value);
    let (entries, limits): (Vec<Entry<'c>>, Vec<Option<Range>>) = match pick {
        Pick::Mean | Pick::Sum => {
            let mean = mean_range(job.context, selected, Subject::Value)?;
            return Some(Picked { entries: selected.entries.clone(), ranges: vec![mean] });
        }
        Pick::Lowest | Pick::Highest => {
            let lowest = pick == Pick::Lowest;
            let sure = selected.entries.iter().filter(|entry| entry.sure).filter_map(range);
            let limit = sure
                .map(|range| toward(&range, lowest))
                .reduce(|a, b| if lowest { a.lower_of(&b) } else { a.higher_of(&b) });
            (selected.entries.clone(), vec![limit; selected.entries.len()])
        }
        Pick::Latest | Pick::Earliest => {
            let fact = job.context.fact(selected.fact);
            let entries: Vec<Entry<'c>> =
                selected.ends(job.context, pick == Pick::Latest, fact).into_iter().cloned().collect();
            let highest = match fact.and_then(|fact| fact.on_conflict.as_ref()) {
                Some(Prefer::Highest) => Some(true),
                Some(Prefer::Lowest) => Some(false),
                _ => None,
            };
            let limits = entries.iter().map(|entry| preferred(&entries, entry, highest?)).collect();
            (entries, limits)
        }
    };
    let mut kept = Picked { entries: Vec::new(), ranges: Vec::new() };
    for (entry, limit) in entries.into_iter().zip(limits) {
        let own = range(&entry)?;
        let cut = limit.map_or(Some(own), |limit| own.intersect(&limit));
        if let Some(cut) = cut {
            kept.entries.push(entry);
            kept.ranges.push(cut);
        }
    }
    Some(kept)
}

/// What an entry may be where others of its exact instant compete and the highest (lowest) is preferred.
fn preferred(entries: &[Entry<'_>], entry: &Entry<'_>, highest: bool) -> Option<Range> {
    let instant = exact_instant(entry.reading)?;
    let rivals = entries.iter().filter(|rival| rival.sure && exact_instant(rival.reading) == Some(instant));
    rivals
        .filter_map(|rival| range_of(rival, Subject::Value))
        .map(|range| toward(&range, !highest))
        .reduce(|a, b| if highest { a.higher_of(&b) } else { a.lower_of(&b) })
}

/// What the change may be; `None` where it cannot be calculated: percent of what may be nought or below, overflow.
fn difference(first: &Range, last: &Range, percent: bool) -> Option<Range> {
    if !percent {
        return last.sub(first);
    }
    let above_nought = match first.low {
        Bound::Unbounded => false,
        Bound::Inside(low) => low > Number::ZERO,
        Bound::Outside(low) => low >= Number::ZERO,
    };
    if !above_nought {
        return None;
    }
    // The quotient falls as the divisor grows, or rises where what is divided is below nought.
    let below = |bound: Bound| match bound {
        Bound::Unbounded => None,
        Bound::Inside(number) | Bound::Outside(number) => Some(number < Number::ZERO),
    };
    let low_by = if below(last.low).unwrap_or(true) { first.low } else { first.high };
    let high_by = if below(last.high).unwrap_or(false) { first.high } else { first.low };
    let quotient = Range::new(divide(last.low, low_by)?, divide(last.high, high_by)?)?;
    quotient.sub(&Range::exact(Number::ONE))?.times(Number::whole(100))
}

/// The end of a quotient; the divisor is above nought or comes close to it.
fn divide(over: Bound, under: Bound) -> Option<Bound> {
    let (number, inside) = match over {
        Bound::Unbounded => return Some(Bound::Unbounded),
        Bound::Inside(number) => (number, true),
        Bound::Outside(number) => (number, false),
    };
    let (by, by_inside) = match under {
        Bound::Unbounded if number == Number::ZERO && inside => return Some(Bound::Inside(number)),
        Bound::Unbounded => return Some(Bound::Outside(Number::ZERO)),
        Bound::Inside(by) => (by, true),
        Bound::Outside(by) => (by, false),
    };
    if number == Number::ZERO {
        return Some(over);
    }
    if by == Number::ZERO {
        return Some(Bound::Unbounded);
    }
    let quotient = number.div(by)?;
    Some(if inside && by_inside { Bound::Inside(quotient) } else { Bound::Outside(quotient) })
}
