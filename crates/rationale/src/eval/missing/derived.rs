//! Answers to what is calculated: numbers for the inputs of a derived value. Here they are only likely; whether they do is for the
//! evaluator to say.

use super::answers::{self, Candidate, Wanted};
use super::asked::{self, Demand};
use super::{header, repairs, values};
use crate::assessment::{Gap, Reason, ReasonClass, Status};
use crate::ast::OrderOp;
use crate::check::model::{Calculation, Compare, Fact, Input, Numeric, Operand, Subject};
use crate::eval::compare::compare_range;
use crate::eval::context::Context;
use crate::eval::interval::Interval;
use crate::eval::slope;
use crate::eval::term::{Inputs, inputs};
use crate::plan::{NodeIx, Step, Term, TermIx};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::truth::Truth;
use std::collections::BTreeMap;

/// More ways to choose the inputs than these are not tried.
pub(super) const TRIED: usize = 4_096;

/// More numbers than these are not proposed for one input, nor more records for one score.
pub(super) const MOST: usize = 6;

/// Answers to what leaves a derived value open.
pub(super) fn candidates(
    context: &Context<'_>,
    term: &Term,
    wanted: &Wanted<'_>,
    (value, compare): (&Calculation, &Compare),
    gaps: &[Gap],
) -> Vec<Candidate> {
    let mut found = Vec::new();
    for leaf in leaves(context, &term.conditions) {
        for met in [true, false] {
            found.extend(answers::candidates(context, &Wanted { at: leaf, met, ..*wanted }));
        }
    }
    for gap in gaps.iter().filter(|gap| gap.fact.is_none()) {
        let answers = header::answers(context, term, wanted.hands, wanted.met, gap);
        found.extend(answers.into_iter().map(|answer| Candidate { gap: gap.clone(), answer }));
    }
    let known = inputs(context, term, wanted.hands, wanted.path, value);
    for (at, input) in value.inputs.iter().enumerate() {
        let Input::Pick { of, subject, .. } = input else { continue };
        let Some((pick_at, pick)) =
            term.picks.get(at).copied().flatten().and_then(|at| context.plan.term(at).map(|term| (at, term)))
        else {
            continue;
        };
        let Some(declared) = context.fact(context.source(of.fact)) else { continue };
        let own = gaps.iter().filter(|gap| gap.fact.as_ref() == Some(&declared.id) && can_be_asked(gap));
        let own: Vec<&Gap> = own.collect();
        if own.is_empty() || !known.is_open(at) {
            continue;
        }
        // One reading may be several of its inputs.
        let same: Vec<usize> = (0..value.inputs.len())
            .filter(|other| known.is_open(*other))
            .filter(|other| match value.inputs.get(*other) {
                Some(Input::Pick { of: other, subject: of_other, .. }) => {
                    other.fact == of.fact && of_other == subject
                }
                _ => false,
            })
            .collect();
        let wanted_of_pick = Wanted { at: pick_at, met: true, ..*wanted };
        for number in numbers(context, value, (compare, wanted.met), &known, &same, wanted.also) {
            let equal = Demand {
                subject: *subject,
                compare: Compare::Order(OrderOp::Equal, Operand::Constant(number)),
                holds: true,
            };
            let mut demands = asked::of_record(context, pick, true);
            for one in &mut demands {
                one.of_record.push(equal.clone());
            }
            for gap in &own {
                if !gap.records.is_empty() {
                    let mends = repairs::candidates(context, pick, gap, &wanted_of_pick, Some(&demands));
                    found.extend(mends);
                    continue;
                }
                let answers = answers::fresh(context, pick, of.fact, &wanted_of_pick, Some(&demands));
                let answers = answers.into_iter().take(MOST);
                found.extend(answers.map(|answer| Candidate { gap: (*gap).clone(), answer }));
            }
        }
    }
    found
}

fn can_be_asked(gap: &Gap) -> bool {
    gap.reason.class() != ReasonClass::Neither && gap.reason != Reason::CannotBeCalculated
}

/// The tests that conditions hang on.
fn leaves(context: &Context<'_>, nodes: &[NodeIx]) -> Vec<TermIx> {
    let mut found = Vec::new();
    let mut todo: Vec<NodeIx> = nodes.to_vec();
    while let Some(node) = todo.pop().and_then(|at| context.plan.node(at)) {
        todo.extend(node.waived);
        match &node.step {
            Step::Term(term) => found.push(*term),
            Step::Group(_, members) => todo.extend(members),
            Step::When(condition, then, otherwise) => {
                todo.extend([*condition, *then]);
                todo.extend(*otherwise);
            }
        }
    }
    found
}

impl Inputs {
    fn is_open(&self, at: usize) -> bool {
        let exact = match self.possible.get(at).map(Vec::as_slice) {
            Some([first, others @ ..]) => first.is_exact() && others.iter().all(|other| other == first),
            _ => false,
        };
        self.used.get(at) == Some(&true) && !exact
    }

    /// Every way that open conditions may turn out, the first few.
    fn turns(&self) -> Vec<Vec<Status>> {
        let mut ways: Vec<Vec<Status>> = vec![Vec::new()];
        for status in &self.statuses {
            let turns: &[Status] = match status {
                Status::Undetermined => &[Status::Met, Status::Unmet],
                decided => std::slice::from_ref(decided),
            };
            let longer = |way: &Vec<Status>| {
                let way = way.clone();
                turns.iter().map(move |turn| way.iter().copied().chain([*turn]).collect::<Vec<_>>())
            };
            ways = ways.iter().flat_map(longer).take(8).collect();
        }
        ways
    }
}

/// Numbers for the inputs `target` with which the comparison may come out as wanted, the likeliest first.
fn numbers(
    context: &Context<'_>,
    value: &Calculation,
    (compare, met): (&Compare, bool),
    known: &Inputs,
    target: &[usize],
    also: &[Number],
) -> Vec<Number> {
    let mut marks = values::thresholds(compare);
    marks.extend(also);
    let numeric = |at: usize| match value.inputs.get(at) {
        Some(Input::Pick { of, subject, .. }) => numeric_of(context.fact(of.fact), *subject),
        _ => Numeric::default(),
    };
    let first = target.first().copied().unwrap_or(0);
    let tried = grid(&numeric(first), &marks);
    let found = fitting(value, (compare, met), known, target, &tried, &numeric);
    if !found.is_empty() {
        return found;
    }
    // Finer, where nothing on the coarse grid does.
    let mut finer = Vec::new();
    for pair in tried.windows(2) {
        let [low, high] = pair else { continue };
        let step = high.sub(*low).and_then(|room| room.div(Number::whole(8)));
        for at in 1..8 {
            let moved = step.and_then(|step| step.mul(Number::whole(at))).and_then(|moved| low.add(moved));
            finer.extend(moved.into_iter().flat_map(values::charted));
        }
    }
    fitting(value, (compare, met), known, target, &finer, &numeric)
}

pub(super) fn numeric_of(fact: Option<&Fact>, subject: Subject) -> Numeric {
    let numeric = match subject {
        Subject::Value => fact.map(|fact| &fact.numeric),
        Subject::Part(at) => {
            fact.and_then(|fact| fact.parts.get(usize::from(at.0))).map(|part| &part.numeric)
        }
    };
    numeric.cloned().unwrap_or_default()
}

/// Those of `tried` with which, for some choice of the others, the comparison comes out as wanted.
fn fitting(
    value: &Calculation,
    (compare, met): (&Compare, bool),
    known: &Inputs,
    target: &[usize],
    tried: &[Number],
    numeric: &dyn Fn(usize) -> Numeric,
) -> Vec<Number> {
    let wanted = if met { Truth::True } else { Truth::False };
    let mut others: Vec<Vec<Number>> = (0..value.inputs.len())
        .map(|at| {
            if target.contains(&at) || known.used.get(at) != Some(&true) {
                return vec![Number::ONE];
            }
            match (known.possible.get(at).map(Vec::as_slice), value.inputs.get(at)) {
                (Some([]) | None, Some(Input::Age(_))) => {
                    AGES.iter().map(|age| Number::whole(*age)).collect()
                }
                (Some([]) | None, _) => grid(&numeric(at), &[]),
                (Some(ranges), _) => {
                    let ends = ranges.iter().flat_map(|range| [range.low, range.high]);
                    let mut ends: Vec<Number> = ends.filter_map(number_at).collect();
                    ends.sort();
                    ends.dedup();
                    ends.truncate(4);
                    if ends.is_empty() { grid(&numeric(at), &[]) } else { ends }
                }
            }
        })
        .collect();
    let ways = |others: &[Vec<Number>]| {
        others.iter().fold(tried.len().max(1), |count, choice| count.saturating_mul(choice.len()))
    };
    while ways(&others) > TRIED {
        let Some(longest) = others.iter_mut().max_by_key(|choice| choice.len()) else { break };
        if longest.len() < 2 {
            break;
        }
        // Every second one.
        let mut at = 0_usize;
        longest.retain(|_| {
            at = at.saturating_add(1);
            at % 2 == 1
        });
    }
    let mut tally: BTreeMap<Number, usize> = BTreeMap::new();
    let turns = known.turns();
    each_way(&others, &mut Vec::new(), &mut |chosen| {
        for number in tried {
            let inputs: Vec<Interval> = chosen
                .iter()
                .enumerate()
                .map(|(at, other)| {
                    Interval::of(&Range::exact(if target.contains(&at) { *number } else { *other }))
                })
                .collect();
            for statuses in &turns {
                let result =
                    slope::result(&value.formula, &inputs, statuses).and_then(|result| result.range());
                if result.is_some_and(|range| compare_range(&range, compare) == wanted) {
                    let held = tally.entry(*number).or_default();
                    *held = held.saturating_add(1);
                }
            }
        }
    });
    let mut found: Vec<(Number, usize)> = tally.into_iter().collect();
    found.sort_by(|(a, one), (b, other)| other.cmp(one).then_with(|| a.cmp(b)));
    // The likeliest, and both ends: another test may ask for less or more.
    let ends: Vec<Number> = {
        let numbers = found.iter().map(|(number, _)| *number);
        numbers.clone().min().into_iter().chain(numbers.max()).collect()
    };
    let mut numbers: Vec<Number> = found.into_iter().map(|(number, _)| number).take(2).collect();
    for end in ends {
        if !numbers.contains(&end) {
            numbers.push(end);
        }
    }
    numbers
}

pub(super) fn number_at(bound: Bound) -> Option<Number> {
    match bound {
        Bound::Inside(number) | Bound::Outside(number) => Some(number),
        Bound::Unbounded => None,
    }
}

pub(super) fn each_way(of: &[Vec<Number>], chosen: &mut Vec<Number>, visit: &mut dyn FnMut(&[Number])) {
    let Some((first, rest)) = of.split_first() else {
        visit(chosen);
        return;
    };
    for number in first {
        chosen.push(*number);
        each_way(rest, chosen, visit);
        chosen.pop();
    }
}

/// Ages that are tried, in years.
pub(super) const AGES: [i64; 12] = [0, 1, 10, 18, 30, 40, 50, 60, 65, 70, 75, 85];

/// Numbers over what is plausible, or over what people measure.
pub(super) fn grid(numeric: &Numeric, marks: &[Number]) -> Vec<Number> {
    let mut all: Vec<Number> = marks.to_vec();
    for mark in marks {
        all.extend(mark.div(Number::whole(2)));
        all.extend(mark.mul(Number::whole(2)));
    }
    match numeric.plausible {
        Some((low, high)) => {
            let step = high.sub(low).and_then(|room| room.div(Number::whole(8)));
            let moved = |at: i64| step?.mul(Number::whole(at)).and_then(|moved| low.add(moved));
            all.extend((0..=8).filter_map(moved));
        }
        None => {
            let usual = [(0, 1), (1, 10), (1, 2), (1, 1), (2, 1), (5, 1), (10, 1), (20, 1), (50, 1)];
            let large = [(100, 1), (200, 1), (500, 1), (1000, 1)];
            all.extend(usual.iter().chain(&large).filter_map(|(over, under)| Number::ratio(*over, *under)));
        }
    }
    if let Some(step) = numeric.rounded_to {
        all = all.into_iter().filter_map(|number| number.rounded_to(step)).collect();
    }
    let plausible = |number: &Number| match numeric.plausible {
        Some((low, high)) => low <= *number && *number <= high,
        None => *number >= Number::ZERO,
    };
    let mut all: Vec<Number> = all.into_iter().flat_map(values::charted).collect();
    all.retain(plausible);
    all.sort();
    all.dedup();
    all
}
