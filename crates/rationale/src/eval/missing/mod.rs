//! What would settle an open request: the smallest sets of questions some answers to which meet it.
//!
//! A set is never only argued for: it carries answers, and with these in the case the evaluator itself said *meets*. The trees
//! tell which tests would have to come out how (`ways`), `answers` makes records of which they could, and the search puts
//! them into the case, asks the evaluator, and keeps what is smallest.

mod answers;
mod asked;
mod change;
mod derived;
mod header;
mod kept;
mod pairs;
mod periods;
mod questions;
mod repairs;
mod scored;
mod search;
mod series;
mod times;
mod together;
mod trend;
mod tried;
mod values;
mod ways;
mod witness;

use super::context::Context;
use crate::assessment::{Missing, Question};
use crate::case::Case;
use crate::plan::{NodeIx, TermIx};
pub(super) use change::would_change;
use search::Search;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use ways::Leafy;
pub(crate) use witness::with;

/// How far missing sets are looked for.
///
/// ```
/// let thorough = rationale::eval::Effort { questions: 6, evaluations: 20_000, changes: true };
/// assert!(thorough.evaluations > rationale::eval::Effort::default().evaluations);
/// assert_eq!(rationale::eval::Effort::NONE.questions, 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Sets of up to so many questions.
    pub questions: usize,
    /// The case, with answers in it, is evaluated up to so many times for each guideline.
    pub evaluations: usize,
    /// Whether a request that is not met is told which criteria would have to come out otherwise.
    pub changes: bool,
}

impl Effort {
    /// None are looked for.
    pub const NONE: Self = Self { questions: 0, evaluations: 0, changes: true };
    /// Nothing beyond outcome and findings: neither missing sets nor what would have to change.
    pub const FINDINGS: Self = Self { questions: 0, evaluations: 0, changes: false };
}

impl Default for Effort {
    /// Sets of up to four questions, in up to 600 evaluations.
    fn default() -> Self {
        Self { questions: 4, evaluations: 600, changes: true }
    }
}

/// One question is answered so many times over, each time with more records of its fact.
const MOST_ANSWERS: usize = 4;

/// A test that is to come out so, where it stands.
#[derive(Clone, Debug)]
struct Wish {
    term: TermIx,
    met: bool,
    path: String,
}

/// A node of a test that is to come out so. Its term and the path of its criterion hang on the node alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Wished {
    node: NodeIx,
    term: TermIx,
    met: bool,
}

impl Leafy for Wished {
    fn bit(&self) -> u64 {
        self.node.bit()
    }
}

/// The paths of the nodes that were wished for.
type Paths = RefCell<BTreeMap<NodeIx, String>>;

fn path_of(paths: &Paths, node: NodeIx) -> String {
    paths.borrow().get(&node).cloned().unwrap_or_default()
}

/// The smallest sets of questions for a request that is open.
pub(super) fn missing(context: &Context<'_>, asked: &[Question], effort: Effort) -> Missing {
    let Some(guideline) = context.guideline else { return Missing::default() };
    let case = readable(context, guideline);
    let mut base = Context::new(context.plan, &case);
    base.guideline = Some(guideline);
    let mut search = Search {
        plan: context.plan,
        guideline,
        base: &base,
        effort,
        left: effort.evaluations,
        asked,
        questions: Vec::new(),
        found: Vec::new(),
        stuck: BTreeSet::new(),
        pairs: false,
        helps: BTreeMap::new(),
        seen: Vec::new(),
        cut: false,
    };
    search.look(0);
    search.answer()
}

/// The header and the records that this guideline can read, and those that replace them.
fn readable(context: &Context<'_>, guideline: usize) -> Case {
    let case = context.case;
    let facts = context.plan.guidelines.get(guideline).map_or(&[][..], |nodes| &nodes.facts);
    let concerns = context.index().any_of(case, facts);
    let mut kept: BTreeSet<&str> = case
        .records
        .iter()
        .zip(concerns)
        .filter(|(_, concerns)| *concerns)
        .map(|(record, _)| record.id.as_str())
        .collect();
    loop {
        let before = kept.len();
        for record in &case.records {
            if record.replaces.iter().any(|id| kept.contains(id.as_str())) {
                kept.insert(&record.id);
            }
        }
        if kept.len() == before {
            break;
        }
    }
    let records = case.records.iter().filter(|record| kept.contains(record.id.as_str())).cloned().collect();
    Case {
        records,
        id: case.id.clone(),
        zone: case.zone.clone(),
        zone_name: case.zone_name.clone(),
        supply: case.supply.clone(),
        not_read: case.not_read.clone(),
        payer: case.payer.clone(),
        plan: case.plan.clone(),
        line_of_business: case.line_of_business.clone(),
        state: case.state.clone(),
        contractor: case.contractor.clone(),
        holidays: case.holidays.clone(),
        request: case.request.clone(),
        patient: case.patient.clone(),
        anchors: case.anchors.clone(),
        ..*case
    }
}
