//! The second evaluator, for tests only: slow, short and obviously right.
//!
//! It walks [`Library`] as checked, with no plan, index or cache. Where a case leaves things open it lists the possibilities
//! of each test (which possible readings count, in which order they lie, what values they have) and answers only what all of
//! them agree on. It knows statuses and the outcome; evidence, gaps and grants are the evaluator's.

mod body;
mod buckets;
mod calculate;
mod change;
mod compare;
mod count;
mod elsewhere;
mod on_time;
mod periods;
mod pick;
mod point;
mod request;
mod same;
mod score;
mod select;
mod state;
mod trend;
mod worlds;

#[cfg(test)]
mod tests;

use crate::assessment::{Outcome, Status};
use crate::case::model::Case;
use crate::case::reading::Reading;
use crate::check::model::{FactIx, Guideline, Library};
use crate::value::truth::Truth;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// What the reference says of one guideline and one case.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ReferenceAnswer {
    /// The answer to the request; `None` where the request does not tell which block it asks for.
    pub outcome: Option<Outcome>,
    /// How each criterion stands, waivers included, by its path; those that speak of one record are left out.
    pub statuses: BTreeMap<String, Status>,
    /// How each block stands by itself (what every level needs included), by its name.
    pub blocks: BTreeMap<String, Status>,
    /// A test left more possibilities open than are tried: some statuses are undetermined only for that.
    pub too_large: bool,
}

/// Assesses a case by the guideline of that index, its edition's dates included.
#[must_use]
pub fn assess(library: &Library, guideline: usize, case: &Case) -> ReferenceAnswer {
    let Some(guideline) = library.guidelines.get(guideline) else { return ReferenceAnswer::default() };
    let look = Look {
        library,
        guideline,
        case,
        too_large: Cell::new(false),
        statuses: RefCell::default(),
        silences: RefCell::default(),
    };
    let mut answer = ReferenceAnswer::default();
    if let Some(applies) = &guideline.applies {
        look.body(applies, Scene::default());
    }
    for block in &guideline.blocks {
        answer.blocks.insert(block.id.clone(), status(look.block(block)));
    }
    answer.outcome = look.outcome(&answer.blocks);
    answer.statuses = look.statuses.take();
    answer.too_large = look.too_large.get();
    answer
}

/// What is looked at.
struct Look<'a> {
    library: &'a Library,
    guideline: &'a Guideline,
    case: &'a Case,
    too_large: Cell<bool>,
    statuses: RefCell<BTreeMap<String, Status>>,
    /// Facts whose `silence means no if` is being asked.
    silences: RefCell<Vec<FactIx>>,
}

/// Where a body or test stands.
#[derive(Clone, Copy, Default)]
struct Scene<'s> {
    /// The record at hand.
    hand: Option<&'s Hand<'s>>,
    /// Speaks for an exclusion: inside `excluded when`, and not where it is turned around.
    exclusion: bool,
    /// Not part of the tree of criteria: a `where`, a `silence means no if`.
    aside: bool,
}

impl Scene<'_> {
    /// The same where more of what is asked makes what stands around it less met: what is absent so far waits.
    fn waiting(self) -> Self {
        Self { exclusion: false, ..self }
    }
}

/// A record at hand, and those around it.
struct Hand<'s> {
    reading: &'s Reading,
    outer: Option<&'s Hand<'s>>,
}

fn status(truth: Truth) -> Status {
    match truth {
        Truth::False => Status::Unmet,
        Truth::Unknown => Status::Undetermined,
        Truth::True => Status::Met,
    }
}

fn truth(status: Status) -> Truth {
    match status {
        Status::Unmet => Truth::False,
        Status::Undetermined => Truth::Unknown,
        Status::Met => Truth::True,
    }
}
