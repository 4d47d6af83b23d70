//! `mean` and `sum of`: between a least and a greatest value.

use super::pick::{decide, range_of};
use super::{Answer, Job, Judged, leave_open, may_be_one};
use crate::assessment::{Reason, Status};
use crate::check::model::{Asks, Subject};
use crate::eval::absence::Absence;
use crate::eval::compare::compare_range;
use crate::eval::context::Context;
use crate::eval::select::{Selected, to_status};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::truth::Truth;
use std::collections::BTreeMap;

/// `mean`, `sum of`: a least and a greatest value.
pub(super) fn combined(
    job: &Job<'_, '_>,
    selected: &Selected<'_>,
    absence: &Absence,
    subject: Subject,
    mean: bool,
    mut answer: Answer,
) -> Answer {
    let judged = job.judge_all(selected);
    let event = job.context.fact(selected.fact).is_some_and(crate::check::model::Fact::is_event);
    let settled_none = selected.entries.is_empty() && !mean && event && absence.settled();
    if selected.none_in() && !settled_none && (mean || !event) {
        let want = judged.is_empty().then(|| job.want(selected, absence, false));
        leave_open(job, &mut answer, selected, &judged, want);
        return answer;
    }
    let range = if mean {
        mean_range(job.context, selected, subject)
    } else {
        sum_range(job.context, selected, subject)
    };
    let Some(mut range) = range else {
        leave_open(job, &mut answer, selected, &judged, Some(Reason::CannotBeCalculated));
        return answer;
    };
    let Asks::Compare(_, asked) = job.asks else {
        leave_open(job, &mut answer, selected, &judged, Some(Reason::CannotBeCalculated));
        return answer;
    };
    if !mean && event && !absence.settled() {
        // In an exclusion what has not come to so much is not present so far.
        let so_far = job.term.exclusion && absence.settled_so_far();
        if so_far && compare_range(&range, asked) == Truth::False {
            decide(job, selected, &mut answer, Status::Unmet, &judged);
            answer.evidence.push(super::count::absent(job, selected, absence));
            job.hold_so_far(&mut answer, absence);
            return answer;
        }
        // More may have happened: the sum is a lower bound.
        range = Range::new(range.low, Bound::Unbounded).unwrap_or_else(Range::any);
    }
    match compare_range(&range, asked) {
        Truth::Unknown => {
            let exact = |one: &Judged<'_>| {
                one.entry.sure && range_of(&one.entry, subject).is_some_and(|range| range.is_exact())
            };
            let told: Vec<Judged<'_>> = job.judge_all(selected);
            let mut open: Vec<Judged<'_>> = judged.into_iter().filter(|one| !exact(one)).collect();
            for one in &mut open {
                if one.entry.sure && one.verdict.truth != Truth::Unknown {
                    one.verdict = crate::eval::compare::Verdict::open(Reason::ImpreciseValue);
                }
            }
            let want = (open.is_empty()).then(|| {
                if event
                    && !mean
                    && absence.supply.is_some()
                    && absence.silence.is_some()
                    && absence.runs_until.is_none()
                {
                    Reason::CannotBeCalculated
                } else {
                    job.want(selected, absence, false)
                }
            });
            let all: Vec<&Judged<'_>> = told.iter().collect();
            let mut why = Answer::decided(Status::Undetermined);
            for differing in conflicts(&all, subject) {
                may_be_one::add_conflict(job, selected, &mut why, subject, &differing);
            }
            may_be_one::add_ties(job, selected, &mut why, &all);
            // What the records say otherwise of one event is reason enough.
            let explained = |want: &Reason| matches!(want, Reason::CannotBeCalculated | Reason::NotDone);
            let want = want.filter(|want| why.reasons.is_empty() || !explained(want));
            leave_open(job, &mut answer, selected, &open, want);
            may_be_one::join_answers(&mut answer, why);
        }
        decided => {
            decide(job, selected, &mut answer, to_status(decided), &judged);
            if settled_none {
                answer.evidence.push(super::count::absent(job, selected, absence));
            }
        }
    }
    answer
}

/// Records of one event that give it different numbers, event by event.
fn conflicts<'r, 'c>(all: &[&'r Judged<'c>], subject: Subject) -> Vec<Vec<&'r Judged<'c>>> {
    let mut events: BTreeMap<usize, Vec<&'r Judged<'c>>> = BTreeMap::new();
    for one in all.iter().filter(|one| one.entry.sure) {
        events.entry(one.entry.reading.event).or_default().push(one);
    }
    let number = |one: &Judged<'_>| range_of(&one.entry, subject).filter(Range::is_exact);
    let differ = |of: &Vec<&Judged<'_>>| {
        let numbers: Vec<Range> = of.iter().filter_map(|one| number(one)).collect();
        numbers.iter().any(|number| numbers.first() != Some(number))
    };
    events.into_values().filter(differ).collect()
}

/// The least and the greatest sum.
pub(super) fn sum_range(context: &Context<'_>, selected: &Selected<'_>, subject: Subject) -> Option<Range> {
    let zero = Range::exact(Number::ZERO);
    numbers(context, selected, subject)?
        .into_iter()
        .try_fold(zero, |sum, (sure, range)| sum.add(&if sure { range } else { range.hull(&zero) }))
}

/// The numbers that are added up, one of each event, and whether each surely counts. Of readings that are or may be one event
/// any may give its number.
pub(super) fn numbers(
    context: &Context<'_>,
    selected: &Selected<'_>,
    subject: Subject,
) -> Option<Vec<(bool, Range)>> {
    let by_event = context.fact(selected.fact).is_some_and(|fact| fact.same_by.is_some());
    let different = selected.different();
    let mut of_record: BTreeMap<usize, Range> = BTreeMap::new();
    for entry in &selected.entries {
        of_record.insert(entry.reading.record, range_of(entry, subject)?);
    }
    let hulls = if by_event { of_alike(selected, &of_record) } else { BTreeMap::new() };
    let mut numbers: BTreeMap<usize, (bool, Range)> = BTreeMap::new();
    for entry in &selected.entries {
        let record = &entry.reading.record;
        let range = *hulls.get(record).or_else(|| of_record.get(record))?;
        let sure = different.contains(&entry.reading.record);
        let number = numbers.entry(entry.reading.event).or_insert((sure, range));
        number.0 |= sure;
    }
    Some(numbers.into_values().collect())
}

/// For each record the numbers of all that are, or may be, of its event.
fn of_alike(selected: &Selected<'_>, of_record: &BTreeMap<usize, Range>) -> BTreeMap<usize, Range> {
    let mut hulls = of_record.clone();
    let mut add = |to: usize, number: Option<&Range>| {
        if let Some((hull, number)) = hulls.get_mut(&to).zip(number) {
            *hull = hull.hull(number);
        }
    };
    let any = selected.entries.iter().any(|entry| entry.reading.may_be_any);
    let all = of_record.values().copied().reduce(|all, one| all.hull(&one)).filter(|_| any);
    for entry in &selected.entries {
        let own = entry.reading.record;
        for other in &entry.reading.alike {
            add(own, of_record.get(other));
            add(*other, of_record.get(&own));
        }
        add(own, all.as_ref());
    }
    hulls
}

/// The least and the greatest mean: possible readings are kept where they pull that way.
pub(super) fn mean_range(context: &Context<'_>, selected: &Selected<'_>, subject: Subject) -> Option<Range> {
    let ranges = numbers(context, selected, subject)?;
    let low = mean_end(&ranges, true)?;
    let high = mean_end(&ranges, false)?;
    Range::new(low, high)
}

/// One end of the mean; `Unbounded` where a reading is.
fn mean_end(ranges: &[(bool, Range)], least: bool) -> Option<Bound> {
    let end = |range: &Range| if least { range.low } else { range.high };
    let mut outside = false;
    let mut total = Number::ZERO;
    let mut count = 0_i64;
    let mut possible = Vec::new();
    for (sure, range) in ranges {
        let value = match end(range) {
            Bound::Unbounded => return Some(Bound::Unbounded),
            Bound::Inside(value) => (value, false),
            Bound::Outside(value) => (value, true),
        };
        if *sure {
            total = total.add(value.0)?;
            count = count.checked_add(1)?;
            outside |= value.1;
        } else {
            possible.push(value);
        }
    }
    possible.sort();
    if !least {
        possible.reverse();
    }
    for (value, open) in possible {
        // Beyond the mean so far, it pulls the mean further.
        let mean = total.div(Number::whole(count))?;
        let pulls = if least { value < mean } else { value > mean };
        if !pulls {
            break;
        }
        total = total.add(value)?;
        count = count.checked_add(1)?;
        outside |= open;
    }
    let mean = total.div(Number::whole(count))?;
    Some(if outside { Bound::Outside(mean) } else { Bound::Inside(mean) })
}
