//! What tests read: noted while they are compiled, for the case digest, for the search for missing sets, and for what is kept
//! between the cases that it tries.

use super::{NodeIx, asks};
use crate::check::model::{
    Anchor, Asks, Body, Calculated, Calculation, Condition, CriterionRef, Fact, FactIx, Input, Library,
    PartIx, Periods, Point, Said, Select, Test, TestForm, Window,
};
use std::collections::{BTreeMap, BTreeSet};

/// What tests read.
#[derive(Clone, Default)]
pub(super) struct Noted {
    pub(super) facts: BTreeSet<FactIx>,
    /// Other guidelines whose criteria are asked for.
    pub(super) others: BTreeSet<String>,
    /// What defines say of records that are picked beside the test's own; not compiled yet.
    pub(super) said: Vec<Said>,
    /// Whether criteria are asked for.
    pub(super) criteria: bool,
}

impl Noted {
    pub(super) fn take_in(&mut self, other: &Self) {
        self.facts.extend(&other.facts);
        self.others.extend(other.others.iter().cloned());
        self.said.extend(other.said.iter().cloned());
        self.criteria |= other.criteria;
    }
}

/// What is gathered about the guideline at hand.
#[derive(Default)]
pub(super) struct Scope {
    pub(super) by_path: BTreeMap<String, NodeIx>,
    pub(super) noted: Noted,
    /// Inside `excluded when`, and not turned around in it.
    pub(super) exclusion: bool,
    /// How many `with` groups stand around.
    pub(super) inside: u32,
}

/// All facts on which something hangs that reads these; `None` where it hangs on criteria or on what is said of picked records.
pub(super) fn closed(noted: Noted, library: &Library) -> Option<Box<[FactIx]>> {
    let mut scope = Scope { noted, ..Scope::default() };
    scope.silences(library);
    let Noted { facts, others, said, criteria } = scope.noted;
    (said.is_empty() && others.is_empty() && !criteria).then(|| facts.into_iter().collect())
}

/// What the calculated parts of a fact ask of a record.
pub(super) fn conditions_of(fact: &Fact) -> Vec<(PartIx, &[Body])> {
    let mut found: Vec<(PartIx, &[Body])> = Vec::new();
    if let Some(score) = &fact.score {
        found.push((score.own, &score.conditions));
    }
    for (at, part) in fact.parts.iter().enumerate() {
        if let (Some(Calculated::Define(made)), Ok(at)) = (&part.calculated, u16::try_from(at)) {
            found.push((PartIx(at), &made.conditions));
        }
    }
    found
}

impl Scope {
    /// What is absent so far stands as absent only where that speaks against an exclusion: where it would make one present
    /// (`turned`), it waits for the end of the window.
    pub(super) fn waiting<T>(&mut self, turned: bool, inside: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.exclusion;
        self.exclusion &= !turned;
        let done = inside(self);
        self.exclusion = before;
        done
    }

    /// Notes which facts a test can read.
    pub(super) fn test(&mut self, test: &Test) {
        if let Some(select) = test.form.selection() {
            self.select(select);
        }
        match &test.form {
            TestForm::Elapsed { from, to, .. } => {
                self.point(from);
                self.point(to);
            }
            TestForm::Change { last: (_, of), .. } => self.beside(of),
            TestForm::Age { at, .. } => self.point(at),
            TestForm::PeriodNumber { of, .. } => self.periods(of),
            TestForm::Calculated { value, .. } => self.calculation(value),
            TestForm::State { at: Some(at), .. } => self.point(at),
            TestForm::Criterion { of, at, .. } => {
                self.noted.criteria = true;
                if let CriterionRef::Of { guideline, .. } = of {
                    self.noted.others.insert(guideline.clone());
                }
                if let Some(at) = at {
                    self.point(at);
                }
            }
            _ => {}
        }
    }

    fn select(&mut self, select: &Select) {
        self.noted.facts.insert(select.fact);
        if let Some(window) = &select.window {
            self.window(window);
        }
        if let Some(point) = &select.known_by {
            self.point(point);
        }
    }

    /// A selection beside that of the test.
    fn beside(&mut self, select: &Select) {
        self.select(select);
        for condition in &select.filter {
            if let Condition::Body(said) = condition {
                self.noted.said.push((**said).clone());
            }
        }
    }

    fn calculation(&mut self, value: &Calculation) {
        for input in &value.inputs {
            match input {
                Input::Pick { of, .. } => self.select(of),
                Input::Age(at) => self.point(at),
                Input::Of(_) => {}
            }
        }
        for condition in &value.conditions {
            self.body(condition);
        }
    }

    fn window(&mut self, window: &Window) {
        for anchor in window.anchors() {
            self.anchor(anchor);
        }
    }

    pub(super) fn point(&mut self, point: &Point) {
        self.anchor(&point.anchor);
    }

    pub(super) fn anchor(&mut self, anchor: &Anchor) {
        match anchor {
            Anchor::Picked(_, select) => self.beside(select),
            Anchor::Period(of) => self.periods(of),
            Anchor::Review | Anchor::Request | Anchor::Birth | Anchor::Named(_) | Anchor::This(_) => {}
        }
    }

    fn periods(&mut self, of: &Periods) {
        self.point(&of.from);
        if let Some(counting) = &of.counting {
            self.beside(counting);
        }
    }

    /// Adds the facts that the `silence means ... if` of the facts so far read, and what they are calculated from.
    pub(super) fn silences(&mut self, library: &Library) {
        let mut todo: Vec<FactIx> = self.noted.facts.iter().copied().collect();
        while let Some(fact) = todo.pop() {
            let Some(declared) = library.facts.get(fact.0 as usize) else { continue };
            let before = self.noted.facts.clone();
            if let Some(condition) =
                declared.silence.as_ref().and_then(|silence| silence.condition.as_deref())
            {
                self.body(condition);
            }
            self.noted.facts.extend(declared.score.as_ref().map(|score| score.over));
            for (_, conditions) in conditions_of(declared) {
                for condition in conditions {
                    self.body(condition);
                }
            }
            for part in &declared.parts {
                if let Some(Calculated::Define(made)) = &part.calculated {
                    self.calculation(made);
                }
            }
            todo.extend(self.noted.facts.difference(&before).copied());
        }
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Group { members, .. } => {
                for member in members {
                    self.body(&member.body);
                    if let Some(waived) = &member.waived {
                        self.body(waived);
                    }
                }
            }
            Body::When { condition, then, otherwise } => {
                self.body(condition);
                self.body(then);
                if let Some(otherwise) = otherwise {
                    self.body(otherwise);
                }
            }
            Body::Test(test) => {
                self.test(test);
                if let Some(Asks::With(body)) = asks(&test.form) {
                    self.body(body);
                }
            }
        }
    }
}
