//! Answers put into a case, as records that every test sees.

use crate::assessment::Witness;
use crate::case::Case;
use crate::case::model::{Record, Supply};
use std::sync::Arc;

/// The case with the answers in it.
pub(crate) fn with(case: &Case, answers: &Witness) -> Case {
    let mut case = case.clone();
    case.records.extend(answers.records.iter().cloned().map(Arc::new));
    if !answers.supply.is_empty() {
        match &mut case.supply {
            Supply::Complete { .. } => {}
            Supply::Statements(statements) => statements.extend(answers.supply.iter().cloned()),
            Supply::Undeclared => case.supply = Supply::Statements(answers.supply.clone()),
        }
    }
    case.anchors.extend(answers.anchors.iter().map(|(name, time)| (name.clone(), *time)));
    let header = &answers.header;
    case.patient.birth_date = header.birth_date.or(case.patient.birth_date);
    case.request.received = header.received.or(case.request.received);
    let given = |field: &mut Option<String>, answer: &Option<String>| {
        if answer.is_some() {
            field.clone_from(answer);
        }
    };
    given(&mut case.patient.sex, &header.sex);
    given(&mut case.payer, &header.payer);
    given(&mut case.line_of_business, &header.line_of_business);
    given(&mut case.state, &header.state);
    case
}

/// An id that no record of the case has.
pub(super) fn fresh_id(case: &Case, taken: &[Record]) -> String {
    let known = |id: &str| case.records.iter().map(Arc::as_ref).chain(taken).any(|record| record.id == id);
    let mut number = case.records.len().saturating_add(taken.len());
    loop {
        number = number.saturating_add(1);
        let id = format!("answer-{number}");
        if !known(&id) {
            return id;
        }
    }
}
