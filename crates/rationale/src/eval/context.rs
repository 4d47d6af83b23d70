//! What one evaluation works on: plan, case, and what was settled so far. Nothing here outlives the case.

use super::term::Answer;
use crate::assessment::SetAsideWhy;
use crate::case::Case;
use crate::case::reading::{Reading, readings};
use crate::check::model::{Fact, FactIx};
use crate::plan::{NodeIx, Plan, TermIx};
use std::cell::{Cell, OnceCell};

/// One case under one plan.
pub(crate) struct Context<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) case: &'a Case,
    /// The guideline at hand.
    pub(crate) guideline: Option<usize>,
    facts: Vec<OnceCell<FactReadings>>,
    answers: Vec<OnceCell<Answer>>,
    depth: Cell<u32>,
}

/// The readings of one fact.
pub(crate) struct FactReadings {
    pub(crate) readings: Vec<Reading>,
    pub(crate) aside: Vec<(usize, SetAsideWhy)>,
}

/// The record at hand inside a `with`.
#[derive(Clone, Copy)]
pub(crate) struct Hand<'a> {
    pub(crate) fact: FactIx,
    pub(crate) reading: &'a Reading,
}

/// How deep criteria may refer to criteria; the checker refuses cycles, this bounds what it cannot foresee.
const DEPTH: u32 = 200;

impl<'a> Context<'a> {
    pub(crate) fn new(plan: &'a Plan, case: &'a Case) -> Self {
        Self {
            plan,
            case,
            guideline: None,
            facts: plan.library().facts.iter().map(|_| OnceCell::new()).collect(),
            answers: plan.terms.iter().map(|_| OnceCell::new()).collect(),
            depth: Cell::new(0),
        }
    }

    pub(crate) fn fact(&self, at: FactIx) -> Option<&'a Fact> {
        self.plan.library().facts.get(at.0 as usize)
    }

    /// The readings of a fact, typed once per case.
    pub(crate) fn readings(&self, at: FactIx) -> Option<&FactReadings> {
        let fact = self.fact(at)?;
        let cell = self.facts.get(at.0 as usize)?;
        Some(cell.get_or_init(|| {
            let (readings, aside) = readings(self.case, fact, &self.plan.library().sets);
            FactReadings { readings, aside }
        }))
    }

    /// The answer to a term that speaks of no record at hand, settled once per case.
    pub(crate) fn answer(&self, at: TermIx, settle: impl FnOnce() -> Answer) -> Answer {
        let Some(cell) = self.answers.get(at.0 as usize) else { return settle() };
        if let Some(known) = cell.get() {
            return known.clone();
        }
        // Not `get_or_init`: a fact whose silence hangs on itself comes back here, and must find its way out.
        let answer = settle();
        let _ = cell.set(answer.clone());
        answer
    }

    /// The criterion of the guideline at hand that has this path.
    pub(crate) fn by_path(&self, path: &str) -> Option<NodeIx> {
        self.plan.guidelines.get(self.guideline?)?.by_path.get(path).copied()
    }

    /// What people call an anchor.
    pub(crate) fn anchor_label(&self, name: &str) -> String {
        let guideline = self.guideline.and_then(|at| self.plan.library().guidelines.get(at));
        let declared = guideline.and_then(|guideline| {
            guideline.anchors.iter().find(|(id, ..)| id == name).map(|(_, label, _)| label.clone())
        });
        declared.unwrap_or_else(|| name.replace('_', " "))
    }

    /// Runs `inner` one level deeper; `None` where criteria refer too deep.
    pub(crate) fn deeper<T>(&self, inner: impl FnOnce() -> T) -> Option<T> {
        let depth = self.depth.get();
        if depth >= DEPTH {
            return None;
        }
        self.depth.set(depth.saturating_add(1));
        let answer = inner();
        self.depth.set(depth);
        Some(answer)
    }
}
