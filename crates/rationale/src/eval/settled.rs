//! What is settled for one case at one time of review: readings of facts and answers of terms, each found once.

use super::context::FactReadings;
use super::on_record::AsOfThen;
use super::term::Answer;
use crate::check::model::FactIx;
use crate::plan::{Plan, TermIx};
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Readings and answers so far.
pub(crate) struct Settled {
    facts: Cells<FactReadings>,
    answers: Cells<Answer>,
    as_of_then: AsOfThen,
}

impl Settled {
    pub(crate) fn nothing(plan: &Plan) -> Self {
        Self {
            facts: Cells::new(plan.library().facts.len()),
            answers: Cells::new(plan.terms.len()),
            as_of_then: AsOfThen::default(),
        }
    }

    /// What still holds of a case where only records and supply of some facts are others than here.
    ///
    /// Records keep their places: readings and answers tell them by these.
    pub(crate) fn but_for(&self, plan: &Plan, changed: &BTreeSet<FactIx>) -> Self {
        let holds = |reads: Option<&[FactIx]>| {
            reads.is_some_and(|reads| !reads.iter().any(|fact| changed.contains(fact)))
        };
        let mut kept = Self::nothing(plan);
        for (at, readings) in self.facts.known() {
            if holds(plan.reads.get(at).and_then(Option::as_deref)) {
                kept.facts.put(at, Rc::clone(readings));
            }
        }
        for (at, answer) in self.answers.known() {
            if holds(plan.terms.get(at).and_then(|term| term.reads.as_deref())) {
                kept.answers.put(at, Rc::clone(answer));
            }
        }
        kept
    }

    pub(crate) fn fact(&self, at: FactIx) -> Option<&OnceCell<Rc<FactReadings>>> {
        self.facts.cell(at.0 as usize)
    }

    /// Readings as they were on record at other times.
    pub(crate) fn as_of_then(&self) -> &AsOfThen {
        &self.as_of_then
    }

    pub(crate) fn answer(&self, at: TermIx) -> Option<&OnceCell<Rc<Answer>>> {
        self.answers.cell(at.0 as usize)
    }
}

/// How many cells are made at once.
const BLOCK: usize = 32;

/// A cell for each of many numbers, made where it is first asked for: a case touches few terms of a large library.
struct Cells<T>(Vec<OnceCell<Block<T>>>);

type Block<T> = Box<[OnceCell<Rc<T>>]>;

impl<T> Cells<T> {
    fn new(count: usize) -> Self {
        Self((0..count.div_ceil(BLOCK)).map(|_| OnceCell::new()).collect())
    }

    fn cell(&self, at: usize) -> Option<&OnceCell<Rc<T>>> {
        let block = self.0.get(at.checked_div(BLOCK)?)?;
        let block = block.get_or_init(|| (0..BLOCK).map(|_| OnceCell::new()).collect());
        block.get(at.checked_rem(BLOCK)?)
    }

    fn put(&mut self, at: usize, value: Rc<T>) {
        if let Some(cell) = self.cell(at) {
            let _ = cell.set(value);
        }
    }

    /// What is known, with its number.
    fn known(&self) -> impl Iterator<Item = (usize, &Rc<T>)> {
        self.0.iter().enumerate().filter_map(|(number, block)| Some((number, block.get()?))).flat_map(
            |(number, block)| {
                let first = number.saturating_mul(BLOCK);
                let cells = block.iter().enumerate();
                cells.filter_map(move |(at, cell)| Some((first.saturating_add(at), cell.get()?)))
            },
        )
    }
}
