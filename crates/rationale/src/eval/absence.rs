//! Absence: silence that means no, a supply that covers the window, and whether the window still runs.

use super::context::{Context, Hand};
use super::point::Bound;
use super::window::Span;
use crate::assessment::Status;
use crate::case::model::{Supply, SupplyStatement, SupplySubject};
use crate::check::model::{Fact, FactIx};
use crate::value::number::Number;
use crate::value::time::Instant;

/// What can be said of records that are not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Absence {
    /// Silence means no (or that number).
    pub(crate) silence: Option<Option<Number>>,
    /// Whether the condition of `silence means ... if` is open.
    pub(crate) silence_open: bool,
    /// Who says that the supply covers the window; the outer `None`: nobody.
    pub(crate) supply: Option<Option<String>>,
    /// The window still runs, until then.
    pub(crate) runs_until: Option<Instant>,
    /// Where the window ends is not known, so it may still run.
    pub(crate) may_run: bool,
}

impl Absence {
    /// Silence and supply are given and no more can come.
    pub(crate) fn settled(&self) -> bool {
        self.settled_so_far() && self.runs_until.is_none() && !self.may_run
    }

    /// The value that no record stands for (`silence means 0`), where silence and supply are given and the window is over.
    pub(crate) fn number(&self) -> Option<Number> {
        let over = self.supply.is_some() && self.runs_until.is_none() && !self.may_run;
        self.silence.flatten().filter(|_| over)
    }

    /// Silence that means no, and supply, are given up to now.
    pub(crate) fn settled_so_far(&self) -> bool {
        self.silence == Some(None) && self.supply.is_some()
    }
}

/// What can be said of the records of a fact that are not in a window.
pub(crate) fn absence(context: &Context<'_>, fact: FactIx, span: &Span, hands: &[Hand<'_>]) -> Absence {
    let fact = context.source(fact);
    let declared = context.fact(fact);
    let silence = declared.and_then(|fact| fact.silence.as_ref());
    let condition = context.plan.silences.get(&fact).map(|node| {
        context.deeper(|| super::tree::find(context, *node, hands, "").status).unwrap_or(Status::Undetermined)
    });
    let holds = match condition {
        None => Status::Met,
        Some(status) => status,
    };
    Absence {
        silence: silence.filter(|_| holds == Status::Met).map(|silence| silence.number),
        silence_open: silence.is_some() && holds == Status::Undetermined,
        supply: covered(context, fact, span),
        runs_until: span.runs_until,
        may_run: span.end_missing,
    }
}

/// Who says that all records of the fact in the window, up to the as-of time, are in the case.
pub(crate) fn covered(context: &Context<'_>, fact: FactIx, span: &Span) -> Option<Option<String>> {
    let declared = context.fact(fact)?;
    if !span.missing.is_empty() && !matches!(context.case.supply, Supply::Complete { .. }) {
        return None;
    }
    let statements = match &context.case.supply {
        Supply::Undeclared => return None,
        Supply::Complete { by } => return (!may_be_unread(context, declared, span)).then(|| by.clone()),
        Supply::Statements(statements) => statements,
    };
    let of_fact = |statement: &&SupplyStatement| match &statement.subject {
        SupplySubject::Fact(id) => *id == declared.id,
        SupplySubject::Kind(_) => false,
    };
    let own: Vec<&SupplyStatement> = statements.iter().filter(of_fact).collect();
    if let Some(by) = covers(context, &own, span) {
        return Some(by);
    }
    if declared.reads.is_empty() || may_be_unread(context, declared, span) {
        return None;
    }
    let mut by = None;
    for kind in &declared.reads {
        let of_kind = |statement: &&SupplyStatement| statement.subject == SupplySubject::Kind(*kind);
        let mut all: Vec<&SupplyStatement> = statements.iter().filter(of_kind).collect();
        all.extend(&own);
        let who = covers(context, &all, span)?;
        by = by.or(who);
    }
    Some(by)
}

/// Whether a record that could not be read may be of the fact and in the window.
fn may_be_unread(context: &Context<'_>, fact: &Fact, span: &Span) -> bool {
    let now = context.case.as_of;
    let begin = span.lower.map_or(Instant(i64::MIN), |(bound, _)| bound.instants.first);
    let end = span.upper.map_or(now, |(bound, _)| bound.instants.last.min(now));
    let zone = &context.case.zone;
    context.case.not_read.iter().any(|one| {
        let from = one.from.map_or(Instant(i64::MIN), |from| zone.moment_range(&from).first);
        let to = one.to.map_or(now, |to| zone.moment_range(&to).last);
        let may_feed = fact.reads.is_empty() || fact.reads.contains(&one.kind);
        may_feed && from <= end && to >= begin
    })
}

/// Whether statements together cover the window cut at the as-of time.
fn covers(context: &Context<'_>, statements: &[&SupplyStatement], span: &Span) -> Option<Option<String>> {
    let now = context.case.as_of;
    let begin = span.lower.map_or(Instant(i64::MIN), |(bound, _)| bound.instants.first);
    let end = span.upper.map_or(now, |(bound, _)| bound.instants.last.min(now));
    if begin > end {
        // A window that ends before it begins: nothing can be said of what is in it.
        return None;
    }
    let zone = &context.case.zone;
    // Certainly covered: from the latest start it may have to the earliest end.
    let mut stretches: Vec<(Instant, Instant, &Option<String>)> = statements
        .iter()
        .map(|statement| {
            let from = statement.from.map_or(Instant(i64::MIN), |moment| match moment {
                crate::value::time::Moment::Exact(at) => at,
                day => zone.moment_range(&day).first,
            });
            let to = statement.to.map_or(now, |moment| Bound::of_moment(context, moment).instants.last);
            (from, to, &statement.by)
        })
        .collect();
    stretches.sort_by_key(|(from, to, _)| (*from, *to));
    let mut reached: Option<Instant> = None;
    let mut by = None;
    for (from, to, who) in stretches {
        // What was reached before the window begins is no gap in it.
        let joins = from <= begin || reached.is_some_and(|reached| from.0 <= reached.0.saturating_add(1));
        if joins && reached.is_none_or(|reached| to > reached) {
            reached = Some(to);
            by = by.or_else(|| who.clone());
        }
    }
    reached.filter(|reached| *reached >= end).map(|_| by)
}
