//! What a test asks of one record, gathered from its `where`, its comparison and its `with`.

use super::values;
use crate::ast::{Pick, Quantifier};
use crate::check::model::{Asks, Compare, Condition, ElapsedUnit, Kind, Subject, TestForm, option_bit};
use crate::eval::context::Context;
use crate::eval::group::needed;
use crate::plan::{NodeIx, Step, Term};
use crate::value::number::Number;
use crate::value::time::{Length, TimeUnit};

/// One thing asked of a record: of what, what, and whether it is to hold.
#[derive(Clone, Debug)]
pub(super) struct Demand {
    pub(super) subject: Subject,
    pub(super) compare: Compare,
    pub(super) holds: bool,
}

/// All that is asked of one record in one way of making a test come out.
#[derive(Clone, Debug, Default)]
pub(super) struct Demands {
    pub(super) of_record: Vec<Demand>,
    /// Lengths that periods are asked to have.
    pub(super) lengths: Vec<Length>,
    /// It is to be taken, without a value.
    pub(super) without_value: bool,
}

/// More ways than these are not tried for one record.
const MOST: usize = 8;

/// How many records a test looks for, and whether they are to hold what it asks, for it to come out so.
pub(super) fn records_wanted(form: &TestForm, met: bool) -> Option<(usize, bool)> {
    let counted = |number: u32, over: usize| (number as usize).saturating_add(over);
    match form {
        TestForm::Count { quantifier, .. } => Some(match (quantifier, met) {
            (Quantifier::Some | Quantifier::Every, met) => (1, met),
            (Quantifier::No, met) => (1, !met),
            (Quantifier::AtLeast(needed), met) => (counted(*needed, 0), met),
            (Quantifier::AtMost(most), met) => (counted(*most, 1), !met),
        }),
        TestForm::Run { at_least, .. } => Some((counted(*at_least, 0), met)),
        TestForm::Pick { .. } | TestForm::State { .. } | TestForm::OnTime { .. } => Some((1, met)),
        TestForm::Buckets { share, .. } => Some((1, met == share.at_least)),
        _ => None,
    }
}

/// The ways in which one record can hold, or fail, what a test asks; its `where` always holds.
pub(super) fn of_record(context: &Context<'_>, term: &Term, holds: bool) -> Vec<Demands> {
    let mut base = Demands::default();
    for condition in filter(term) {
        if let Condition::Compare(subject, compare) = condition {
            base.of_record.push(Demand { subject: *subject, compare: compare.clone(), holds: true });
        }
    }
    let mut ways = vec![base];
    for body in &term.filter_bodies {
        ways = both(&ways, &of_node(context, *body, true));
    }
    let own = match (crate::plan::asks(&term.test.form), term.with) {
        (Some(Asks::With(_)), Some(node)) => of_node(context, node, holds),
        (Some(Asks::Compare(subject, compare)), _) => {
            vec![Demands {
                of_record: vec![Demand { subject: *subject, compare: compare.clone(), holds }],
                ..Demands::default()
            }]
        }
        (Some(Asks::HasNoValue), _) => vec![Demands { without_value: holds, ..Demands::default() }],
        // A bare yes/no is asked for its yes.
        (Some(Asks::Nothing), _) if is_yes_no_state(context, term) => vec![Demands {
            of_record: vec![Demand {
                subject: Subject::Value,
                compare: Compare::Options(option_bit(1)),
                holds,
            }],
            ..Demands::default()
        }],
        _ => vec![Demands::default()],
    };
    both(&ways, &own)
}

fn is_yes_no_state(context: &Context<'_>, term: &Term) -> bool {
    let kind = term.fact().and_then(|fact| context.fact(fact)).map(|fact| &fact.kind);
    matches!(term.test.form, TestForm::State { .. })
        && matches!(kind, Some(Kind::Options { .. } | Kind::Judgement(_)))
}

fn filter(term: &Term) -> &[Condition] {
    term.test.form.selection().map_or(&[], |select| &select.filter)
}

fn both(left: &[Demands], right: &[Demands]) -> Vec<Demands> {
    let mut all = Vec::new();
    for left in left {
        for right in right {
            let mut one = left.clone();
            one.of_record.extend(right.of_record.iter().cloned());
            one.lengths.extend(&right.lengths);
            one.without_value |= right.without_value;
            all.push(one);
            if all.len() >= MOST {
                return all;
            }
        }
    }
    all
}

/// What a node inside `with` or `where` asks of the record at hand; what it asks of others is theirs.
fn of_node(context: &Context<'_>, at: NodeIx, holds: bool) -> Vec<Demands> {
    let Some(node) = context.plan.node(at) else { return vec![Demands::default()] };
    let inside = || match &node.step {
        Step::Group(kind, members) => {
            let (needed, each) = needed(*kind, members.len(), holds);
            choose(context, members, needed, each)
        }
        Step::When(condition, then, otherwise) => {
            let mut ways = both(&of_node(context, *condition, true), &of_node(context, *then, holds));
            let other = match otherwise {
                Some(node) => of_node(context, *node, holds),
                None => vec![Demands::default()],
            };
            ways.extend(both(&of_node(context, *condition, false), &other));
            ways
        }
        Step::Term(term) => context
            .plan
            .term(*term)
            .map_or_else(|| vec![Demands::default()], |term| vec![of_term(&term.test.form, holds)]),
    };
    let mut ways = context.deeper(inside).unwrap_or_else(|| vec![Demands::default()]);
    ways.truncate(MOST);
    ways
}

/// The first few choices of so many members.
fn choose(context: &Context<'_>, members: &[NodeIx], needed: usize, holds: bool) -> Vec<Demands> {
    let mut all: Vec<Demands> = Vec::new();
    if needed == 0 {
        return vec![Demands::default()];
    }
    let starts = members.len().saturating_sub(needed);
    for start in 0..=starts {
        let mut ways = vec![Demands::default()];
        for member in members.iter().skip(start).take(needed) {
            ways = both(&ways, &of_node(context, *member, holds));
        }
        all.extend(ways);
        if all.len() >= MOST {
            break;
        }
    }
    all
}

fn of_term(form: &TestForm, holds: bool) -> Demands {
    match form {
        TestForm::Subject { subject, compare } => Demands {
            of_record: vec![Demand { subject: *subject, compare: compare.clone(), holds }],
            ..Demands::default()
        },
        TestForm::Elapsed { unit, compare, .. } => {
            Demands { lengths: lengths(*unit, compare), ..Demands::default() }
        }
        _ => Demands::default(),
    }
}

/// Lengths of time on and beside the thresholds of a test of elapsed time.
pub(super) fn lengths(unit: ElapsedUnit, compare: &Compare) -> Vec<Length> {
    let unit = match unit {
        ElapsedUnit::Hours => TimeUnit::Hours,
        ElapsedUnit::Days | ElapsedUnit::Midnights => TimeUnit::Days,
        ElapsedUnit::Weeks => TimeUnit::Weeks,
        ElapsedUnit::Months => TimeUnit::Months,
    };
    let whole = |number: Number| {
        let whole =
            if number.is_whole() { number.over() } else { number.over().checked_div(number.under())? };
        u32::try_from(whole).ok()
    };
    let mut counts: Vec<u32> = Vec::new();
    for mark in values::thresholds(compare).into_iter().filter_map(whole) {
        counts.extend([mark, mark.saturating_add(1), mark.saturating_sub(1)]);
    }
    counts.into_iter().map(|count| Length { count, unit }).collect()
}

/// Whether a test speaks of all that is there, so that a statement of supply alone may settle it.
pub(super) fn speaks_of_all(form: &TestForm) -> bool {
    matches!(form, TestForm::Pick { pick: Pick::Sum, .. } | TestForm::Buckets { .. })
}

/// Whether no answer can make the test come out so: that an event did not happen, where silence does not say so.
pub(super) fn never(context: &Context<'_>, term: &Term, met: bool) -> bool {
    let silent = term
        .fact()
        .and_then(|fact| context.fact(context.source(fact)))
        .is_some_and(|fact| fact.silence.is_some());
    let counted = match &term.test.form {
        TestForm::Count { quantifier, .. } => *quantifier != Quantifier::Every,
        TestForm::Run { .. } => true,
        _ => false,
    };
    counted && !silent && wants_absence(context, term, met)
}

/// Whether what is wished for is that something is not there.
pub(super) fn wants_absence(context: &Context<'_>, term: &Term, met: bool) -> bool {
    let event =
        term.fact().and_then(|fact| context.fact(fact)).is_some_and(crate::check::model::Fact::is_event);
    event && matches!(records_wanted(&term.test.form, met), Some((_, false)))
}
