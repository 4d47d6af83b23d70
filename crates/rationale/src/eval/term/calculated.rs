//! Derived values: what they may be, as far as what they are calculated from is known.

use super::picked::{self, Picked};
use super::{Answer, Job};
use crate::assessment::{Evidence, Finding, Gap, Reason, Status};
use crate::check::model::{Ask, Asks, Calculation, Compare, Input, Kind};
use crate::eval::absence::Absence;
use crate::eval::compare::compare_range;
use crate::eval::context::{Context, Hand};
use crate::eval::interval::Interval;
use crate::eval::select::to_status;
use crate::eval::{calculate, slope, tree};
use crate::plan::Term;
use crate::value::range::Range;
use crate::value::truth::Truth;

/// More combinations of readings than these are taken together, each input as one range.
const MOST: usize = 1_024;

/// An input at work.
enum Known {
    Picked(Box<Picked>),
    Age(Result<Range, Vec<Gap>>),
    /// Not asked for, as the conditions stand.
    Unused,
}

impl Known {
    /// What it may be; of a sum that may still grow, `so_far`, what it comes to so far.
    fn possible(&self, so_far: bool) -> Vec<Range> {
        match self {
            Self::Picked(picked) => match &picked.so_far {
                Some((ranges, _)) if so_far => ranges.clone(),
                _ => picked.possible.clone(),
            },
            Self::Age(Ok(range)) => vec![*range],
            Self::Age(Err(_)) => Vec::new(),
            Self::Unused => vec![Range::any()],
        }
    }

    /// What is known of the absence of more, where it is a sum that may still grow.
    fn grows(&self) -> Option<&Absence> {
        match self {
            Self::Picked(picked) => picked.so_far.as_ref().map(|(_, absence)| absence),
            _ => None,
        }
    }
}

/// A derived value at work.
struct Work {
    /// What its conditions find.
    conditions: Vec<Finding>,
    statuses: Vec<Status>,
    /// The open conditions that it rests on.
    circumstances: Vec<usize>,
    inputs: Vec<Known>,
}

fn at_work(context: &Context<'_>, term: &Term, hands: &[Hand<'_>], path: &str, value: &Calculation) -> Work {
    let conditions: Vec<_> =
        term.conditions.iter().map(|node| tree::find(context, *node, hands, path)).collect();
    let statuses: Vec<Status> = conditions.iter().map(|finding| finding.status).collect();
    let (mut used, mut circumstances) = (Vec::new(), Vec::new());
    calculate::rests_on(&value.formula, &statuses, &mut used, &mut circumstances);
    let inputs: Vec<Known> = value
        .inputs
        .iter()
        .enumerate()
        .map(|(at, input)| match input {
            _ if !used.contains(&at) => Known::Unused,
            Input::Age(point) => Known::Age(calculate::age(context, point, hands)),
            Input::Pick { pick, of, subject } => {
                let picked = term.picks.get(at).copied().flatten().and_then(|term| context.plan.term(term));
                match picked {
                    Some(term) => {
                        let job = Job { context, term, hands, path, asks: &Asks::Nothing };
                        Known::Picked(Box::new(picked::picked(&job, *pick, of, *subject)))
                    }
                    None => Known::Unused,
                }
            }
            Input::Of(_) => Known::Unused,
        })
        .collect();
    Work { conditions, statuses, circumstances, inputs }
}

/// What the inputs of a derived value may be, as far as that is known.
pub(crate) struct Inputs {
    /// How its conditions stand.
    pub(crate) statuses: Vec<Status>,
    /// By input: what it may be; none: it is not known.
    pub(crate) possible: Vec<Vec<Range>>,
    /// By input: whether the formula uses it, as its conditions stand.
    pub(crate) used: Vec<bool>,
}

/// What its inputs may be, for those who look for answers.
pub(crate) fn inputs(
    context: &Context<'_>,
    term: &Term,
    hands: &[Hand<'_>],
    path: &str,
    value: &Calculation,
) -> Inputs {
    let work = at_work(context, term, hands, path, value);
    let used = work.inputs.iter().map(|input| !matches!(input, Known::Unused)).collect();
    let possible = work.inputs.iter().map(|input| input.possible(false)).collect();
    Inputs { statuses: work.statuses, possible, used }
}

/// Settles a comparison of a derived value.
pub(crate) fn settle(
    context: &Context<'_>,
    term: &Term,
    hands: &[Hand<'_>],
    path: &str,
    value: &Calculation,
    asked: &Compare,
) -> Answer {
    let Work { conditions, statuses, circumstances, inputs } = at_work(context, term, hands, path, value);
    let all_results = |so_far: bool| -> Option<Vec<Range>> {
        let ways = ways(&statuses);
        let results: Option<Vec<Vec<Range>>> =
            ways.iter().map(|statuses| results(value, &inputs, statuses, so_far)).collect();
        results.map(|results| results.into_iter().flatten().collect())
    };
    let compared = |results: Vec<Range>| -> Option<Truth> {
        let truths: Vec<Truth> = results.iter().map(|range| compare_range(range, asked)).collect();
        let first = truths.first().copied().filter(|first| *first != Truth::Unknown)?;
        truths.iter().all(|truth| *truth == first).then_some(first)
    };
    let results = all_results(false);
    let mut answer = Answer::decided(Status::Undetermined);
    for circumstance in circumstances.iter().filter_map(|at| conditions.get(*at)) {
        answer.evidence.extend(circumstance.evidence.iter().cloned());
    }
    if let Some(results) = &results {
        let kind = Kind::Quantity(value.unit.clone());
        if let Some(all) = results.iter().copied().reduce(|all, next| all.hull(&next)) {
            let text = crate::assessment::calculated_text(&all, &kind);
            answer.evidence.push(Evidence::Calculated(value.label.clone(), text));
        }
    }
    // A sum that may still grow is, in an exclusion, what it comes to so far, where that is not present.
    let growing: Vec<_> = inputs.iter().filter_map(Known::grows).collect();
    let so_far = || {
        let absent = (!growing.is_empty()).then(|| all_results(true).and_then(compared)).flatten();
        absent.filter(|truth| *truth == Truth::False)
    };
    let decided = results.and_then(compared);
    let held = if decided.is_none() { so_far() } else { None };
    if let Some(decided) = decided.or(held) {
        answer.status = to_status(decided);
        for input in &inputs {
            add(&mut answer, input, false);
        }
        if held.is_some() {
            for until in growing.iter().filter_map(|absence| absence.runs_until) {
                answer.reasons.push(Reason::NotYet(Some(until).filter(|at| at.0 != i64::MAX)));
            }
            answer.reasons.sort();
            answer.reasons.dedup();
        }
        return answer;
    }
    for circumstance in circumstances.iter().filter_map(|at| conditions.get(*at)) {
        let (reasons, gaps) = tree::open_reasons(circumstance);
        answer.reasons.extend(reasons);
        answer.gaps.extend(gaps);
    }
    for input in &inputs {
        add(&mut answer, input, true);
    }
    if answer.gaps.is_empty() {
        answer.reasons.push(Reason::CannotBeCalculated);
        answer.gaps.push(Gap {
            reason: Reason::CannotBeCalculated,
            fact: None,
            fact_label: Some(value.label.clone()),
            part: None,
            records: Vec::new(),
            from: None,
            to: None,
            ask: Ask {
                role: None,
                text: format!("{} cannot be calculated from the values given.", value.label),
            },
        });
    }
    answer.reasons.sort();
    answer.reasons.dedup();
    answer
}

/// Every way that open conditions may turn out; where these are many, they stay open.
fn ways(statuses: &[Status]) -> Vec<Vec<Status>> {
    let open = statuses.iter().filter(|status| **status == Status::Undetermined).count();
    if open > 6 {
        return vec![statuses.to_vec()];
    }
    let mut ways = vec![Vec::new()];
    for status in statuses {
        let turns: &[Status] = match status {
            Status::Undetermined => &[Status::Met, Status::Unmet],
            decided => std::slice::from_ref(decided),
        };
        ways = ways
            .iter()
            .flat_map(|way| {
                turns.iter().map(|turn| {
                    let mut way: Vec<Status> = way.clone();
                    way.push(*turn);
                    way
                })
            })
            .collect();
    }
    ways
}

/// What the value may be, one range for each choice of readings; `None` where an input is missing, or it cannot be calculated.
fn results(value: &Calculation, inputs: &[Known], conditions: &[Status], so_far: bool) -> Option<Vec<Range>> {
    let mut choices: Vec<Vec<Range>> = Vec::new();
    for input in inputs {
        let mut ranges: Vec<Range> = Vec::new();
        for range in input.possible(so_far) {
            if !ranges.contains(&range) {
                ranges.push(range);
            }
        }
        if ranges.is_empty() {
            return None;
        }
        choices.push(ranges);
    }
    let count = choices.iter().fold(1_usize, |count, choice| count.saturating_mul(choice.len()));
    if count > MOST {
        for choice in &mut choices {
            *choice = choice.iter().copied().reduce(|all, next| all.hull(&next)).into_iter().collect();
        }
    }
    let count = if count > MOST { 1 } else { count };
    let mut results = Vec::new();
    for number in 0..count {
        let mut rest = number;
        let mut chosen = Vec::new();
        for choice in &choices {
            let length = choice.len().max(1);
            chosen.push(Interval::of(choice.get(rest.checked_rem(length).unwrap_or(0))?));
            rest = rest.checked_div(length).unwrap_or(0);
        }
        results.push(slope::result(&value.formula, &chosen, conditions)?.range()?);
    }
    Some(results)
}

/// Cites what an input rests on; where the value is open, with what leaves it so.
fn add(answer: &mut Answer, input: &Known, open: bool) {
    match input {
        Known::Unused => {}
        Known::Age(Ok(years)) => {
            let text = format!("{} years", crate::assessment::range_text(years));
            answer.evidence.push(Evidence::Header(String::from("age"), text));
            if open && !years.is_exact() && answer.status == Status::Undetermined {
                answer.reasons.push(Reason::ImpreciseTime);
            }
        }
        Known::Age(Err(gaps)) => {
            answer.reasons.push(Reason::NotDocumented);
            answer.gaps.extend(gaps.iter().cloned());
        }
        Known::Picked(picked) => {
            let from = if open && !picked.is_exact() { &picked.open } else { &picked.cited };
            for cited in &from.evidence {
                if !answer.evidence.contains(cited) {
                    answer.evidence.push(cited.clone());
                }
            }
            for aside in &picked.cited.set_aside {
                if !answer.set_aside.contains(aside) {
                    answer.set_aside.push(aside.clone());
                }
            }
            if open && !picked.is_exact() {
                answer.reasons.extend(picked.open.reasons.iter().cloned());
                for gap in &picked.open.gaps {
                    if !answer.gaps.contains(gap) {
                        answer.gaps.push(gap.clone());
                    }
                }
            }
        }
    }
}
