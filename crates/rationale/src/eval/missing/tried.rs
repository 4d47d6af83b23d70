//! A case with further answers in it, as far as these leave what is settled of the case without them.

use crate::case::Case;
use crate::case::index::concerned;
use crate::case::model::{Record, Supply, SupplySubject};
use crate::check::model::FactIx;
use crate::eval::context::Context;
use crate::plan::Plan;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The context of a case that differs from another by answers: readings and answers that these cannot touch are taken over. And the
/// facts that they touch; `None` where they touch more.
pub(super) fn after<'c>(before: &Context<'c>, case: &'c Case) -> (Context<'c>, Option<BTreeSet<FactIx>>) {
    let changed = changed(before.plan, before.case, case);
    let mut context = match &changed {
        Some(changed) => {
            let settled = before.settled().but_for(before.plan, changed);
            let index = before.index().of_changed(before.plan, before.case, case);
            Context::knowing(before.plan, case, settled).with_index(index)
        }
        None => Context::new(before.plan, case),
    };
    context.guideline = before.guideline;
    (context, changed)
}

/// The facts whose records or supply differ between two cases; `None` where more than that does, or records lose their places.
fn changed(plan: &Plan, before: &Case, after: &Case) -> Option<BTreeSet<FactIx>> {
    let same_header = before.as_of == after.as_of
        && before.known_at == after.known_at
        && before.made_at == after.made_at
        && before.anchors == after.anchors
        && before.patient == after.patient
        && before.request == after.request
        && before.payer == after.payer
        && before.plan == after.plan
        && before.line_of_business == after.line_of_business
        && before.state == after.state
        && before.contractor == after.contractor
        && before.holidays == after.holidays
        && before.not_read == after.not_read
        && before.zone == after.zone;
    if !same_header || after.records.len() < before.records.len() {
        return None;
    }
    let mut facts = supply(plan, &before.supply, &after.supply)?;
    let mut found = Vec::new();
    let mut concern = |record: &Record| {
        concerned(plan, record, &mut found);
        facts.extend(found.iter().map(|may| may.fact));
    };
    let mut touched = |record: &Record| {
        concern(record);
        for id in &record.replaces {
            for case in [before, after] {
                for replaced in case.records.iter().filter(|other| other.id == *id) {
                    concern(replaced);
                }
            }
        }
    };
    for (old, new) in before.records.iter().zip(&after.records) {
        if !Arc::ptr_eq(old, new) && old != new {
            touched(old);
            touched(new);
        }
    }
    for new in after.records.iter().skip(before.records.len()) {
        touched(new);
    }
    Some(facts)
}

/// The facts of which more is said to be complete; `None` where the statements differ by more.
fn supply(plan: &Plan, before: &Supply, after: &Supply) -> Option<BTreeSet<FactIx>> {
    let added = match (before, after) {
        (before, after) if before == after => return Some(BTreeSet::new()),
        (Supply::Undeclared, Supply::Statements(all)) => all.as_slice(),
        (Supply::Statements(known), Supply::Statements(all)) => all.strip_prefix(known.as_slice())?,
        _ => return None,
    };
    let mut facts = BTreeSet::new();
    for statement in added {
        match &statement.subject {
            SupplySubject::Fact(name) => {
                let mut found = Vec::new();
                plan.index.may_feed(Some(name), &[], &mut found);
                facts.extend(found.into_iter().map(|may| may.fact));
            }
            SupplySubject::Kind(_) => return None,
        }
    }
    Some(facts)
}
