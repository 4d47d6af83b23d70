//! `latest`, `earliest`, `lowest`, `highest`, `mean`, `sum of`.

use super::{Answer, Job, Judged, leave_open};
use crate::assessment::{Evidence, Reason, Status};
use crate::ast::Pick;
use crate::case::reading::ValueWhat;
use crate::check::model::{Asks, Prefer, Select, Subject};
use crate::eval::absence::Absence;
use crate::eval::compare::{self, compare_range};
use crate::eval::context::Context;
use crate::eval::select::{Entry, Selected, exact_instant, to_status};
use crate::value::number::Number;
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

/// Two that may be the one are worth different numbers: of one instant they conflict; else their order is not known.
fn disagree(
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
    let readings: Vec<_> = judged.iter().map(|one| one.entry.reading).collect();
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
fn not_preferred(job: &Job<'_, '_>, selected: &Selected<'_>, kept: &[Entry<'_>], answer: &mut Answer) {
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
        answer.set_aside.push(SetAside { record, why: SetAsideWhy::NotPreferred(id) });
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

fn decide(
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

/// `mean`, `sum of`: a least and a greatest value.
fn combined(
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
            leave_open(job, &mut answer, selected, &open, want);
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

/// The least and the greatest sum.
fn sum_range(context: &Context<'_>, selected: &Selected<'_>, subject: Subject) -> Option<Range> {
    let zero = Range::exact(Number::ZERO);
    numbers(context, selected, subject)?
        .into_iter()
        .try_fold(zero, |sum, (sure, range)| sum.add(&if sure { range } else { range.hull(&zero) }))
}

/// The numbers that are added up, one of each event, and whether each surely counts. Of readings that are or may be one event
/// any may give its number.
fn numbers(context: &Context<'_>, selected: &Selected<'_>, subject: Subject) -> Option<Vec<(bool, Range)>> {
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
