//! What one evaluation works on: plan, case, and what was settled so far. An answer keeps of it what its
//! words and its digest are made from (`setting`, `snapshot`); nothing else outlives the case.

use super::point::Bound;
use super::settled::Settled;
use super::term::Answer;
use crate::assessment::{SetAsideWhy, Setting};
use crate::case::Case;
use crate::case::index::Index;
use crate::case::model::Record;
use crate::case::reading::{Concerns, Reading, Standing, readings_of};
use crate::check::model::{Fact, FactIx};
use crate::plan::{NodeIx, Plan, TermIx};
use crate::value::time::{Instant, InstantRange};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// One case under one plan.
pub(crate) struct Context<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) case: &'a Case,
    /// The guideline at hand.
    pub(crate) guideline: Option<usize>,
    /// What is settled for the review at hand.
    settled: Rc<Settled>,
    /// The records by fact; whatever the time of review.
    index: Rc<OnceCell<Index>>,
    /// What the words of the answer are made from.
    setting: Rc<OnceCell<Arc<Setting>>>,
    /// The case, once an answer keeps it.
    kept: OnceCell<Arc<Case>>,
    /// The as-of time.
    review: Bound,
    /// The same case at other times of review.
    moved: Rc<RefCell<BTreeMap<Instant, Rc<Moved>>>>,
    depth: Rc<Cell<u32>>,
}

/// A case whose review is moved, and what is settled for it.
struct Moved {
    case: Case,
    settled: Rc<Settled>,
}

/// The readings of one fact.
#[derive(Default)]
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
        Self::knowing(plan, case, Settled::nothing(plan))
    }

    /// A case of which something is settled already.
    pub(crate) fn knowing(plan: &'a Plan, case: &'a Case, settled: Settled) -> Self {
        Self {
            plan,
            case,
            guideline: None,
            settled: Rc::new(settled),
            index: Rc::default(),
            setting: Rc::default(),
            kept: OnceCell::new(),
            review: Bound::at(&case.zone, case.as_of),
            moved: Rc::default(),
            depth: Rc::default(),
        }
    }

    /// With the records by fact, where these are known.
    pub(crate) fn with_index(self, index: Index) -> Self {
        let _ = self.index.set(index);
        self
    }

    /// The same case seen by another guideline and at another time of review: all else, `known_at` too, stays.
    pub(crate) fn elsewhere<T>(
        &self,
        guideline: Option<usize>,
        review: Instant,
        look: impl FnOnce(&Context<'_>) -> T,
    ) -> T {
        let (moved, depth, index) = (Rc::clone(&self.moved), Rc::clone(&self.depth), Rc::clone(&self.index));
        let setting = Rc::clone(&self.setting);
        if review == self.case.as_of {
            let settled = Rc::clone(&self.settled);
            return look(&Context {
                plan: self.plan,
                case: self.case,
                guideline,
                settled,
                index,
                setting,
                kept: OnceCell::new(),
                review: self.review,
                moved,
                depth,
            });
        }
        let known = self.moved.borrow().get(&review).cloned();
        let there = known.unwrap_or_else(|| {
            let there = Rc::new(Moved {
                case: moved_to(self.case, review),
                settled: Rc::new(Settled::nothing(self.plan)),
            });
            self.moved.borrow_mut().insert(review, Rc::clone(&there));
            there
        });
        let settled = Rc::clone(&there.settled);
        let (plan, case, review) = (self.plan, &there.case, Bound::at(&self.case.zone, review));
        look(&Context {
            plan,
            case,
            guideline,
            settled,
            index,
            setting,
            kept: OnceCell::new(),
            review,
            moved,
            depth,
        })
    }

    pub(crate) fn fact(&self, at: FactIx) -> Option<&'a Fact> {
        self.plan.library().facts.get(at.0 as usize)
    }

    /// The readings of a fact, typed once per case.
    pub(crate) fn readings(&self, at: FactIx) -> Option<&FactReadings> {
        let fact = self.fact(at)?;
        let cell = self.settled.fact(at)?;
        if cell.get().is_none() {
            // Not `get_or_init`: a score that hangs on itself comes back here, and must find its way out.
            let found = self.deeper(|| self.read(at, fact))??;
            let _ = cell.set(Rc::new(found));
        }
        cell.get().map(Rc::as_ref)
    }

    fn read(&self, at: FactIx, fact: &Fact) -> Option<FactReadings> {
        if let Some(score) = &fact.score {
            return super::score::readings(self, at, score, self.readings(score.over)?);
        }
        Some(self.read_standing(at, fact, &self.index().standing))
    }

    /// The readings of a fact as they were on record then.
    pub(super) fn read_as_of(&self, at: FactIx, by: InstantRange) -> Option<FactReadings> {
        let fact = self.fact(at)?;
        let source = self.source(at);
        let standing = Standing::on_record(self.case, by);
        let read = self.read_standing(source, self.fact(source)?, &standing);
        match &fact.score {
            Some(score) => self.deeper(|| super::score::readings(self, at, score, &read))?,
            None => Some(read),
        }
    }

    fn read_standing(&self, at: FactIx, fact: &Fact, standing: &Standing) -> FactReadings {
        let index = self.index();
        let Some(codes) = self.plan.index.codes(at) else { return FactReadings::default() };
        let of_fact = index.of(at).iter().map(|one| (one.record, one.how));
        let concerns = Concerns::of(fact, codes);
        let (mut readings, aside) = readings_of(self.case, standing, &concerns, of_fact);
        super::calculate::fill(self, at, fact, &mut readings);
        FactReadings { readings, aside }
    }

    /// The records by fact.
    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.plan, self.case))
    }

    /// What the words of the answer are made from.
    pub(crate) fn setting(&self) -> &Arc<Setting> {
        self.setting.get_or_init(|| Arc::new(Setting::new(self.plan, &self.case.zone)))
    }

    /// The as-of time.
    pub(crate) fn review(&self) -> &Bound {
        &self.review
    }

    /// The case, kept for what is asked of it after the evaluation.
    pub(crate) fn snapshot(&self) -> Arc<Case> {
        Arc::clone(self.kept.get_or_init(|| Arc::new(self.case.clone())))
    }

    /// A record of the case.
    pub(crate) fn record(&self, at: usize) -> Arc<Record> {
        self.case.records.get(at).cloned().unwrap_or_default()
    }

    /// What is settled of the case so far.
    pub(crate) fn settled(&self) -> &Settled {
        &self.settled
    }

    /// The fact whose records are read: of a score, what it scores.
    pub(crate) fn source(&self, at: FactIx) -> FactIx {
        self.fact(at).and_then(|fact| fact.score.as_ref()).map_or(at, |score| score.over)
    }

    /// The place of a fact.
    pub(crate) fn fact_index(&self, fact: &Fact) -> Option<FactIx> {
        let at = self.plan.library().facts.iter().position(|other| other.id == fact.id)?;
        u32::try_from(at).ok().map(FactIx)
    }

    /// The answer to a term that speaks of no record at hand, settled once per case.
    pub(crate) fn answer(&self, at: TermIx, settle: impl FnOnce() -> Answer) -> Rc<Answer> {
        let Some(cell) = self.settled.answer(at) else { return Rc::new(settle()) };
        if let Some(known) = cell.get() {
            return Rc::clone(known);
        }
        // Not `get_or_init`: a fact whose silence hangs on itself comes back here, and must find its way out.
        let answer = Rc::new(settle());
        let _ = cell.set(Rc::clone(&answer));
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

/// The case as it stood at another time of review. It was still made when it was made.
fn moved_to(case: &Case, review: Instant) -> Case {
    let made_at = Some(case.made_at.unwrap_or(case.as_of));
    Case { as_of: review, made_at, ..case.clone() }
}
