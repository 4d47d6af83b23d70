//! Which guidelines cannot apply to a request, told from the codes of its items without asking each guideline.

use super::{GuidelinePlan, Node, NodeIx, Step, Term};
use crate::ast::GroupKind;
use crate::check::model::{Compare, HeaderField, Library, TestForm};
use crate::value::code::{Code, CodeMember, System};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Guidelines that answer unasked, by the items that they are about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Applicability {
    /// Places of guidelines that apply only if an item requested is in a set of single codes that holds whatever the date, by such
    /// a code.
    by_code: BTreeMap<System, BTreeMap<Box<str>, Vec<usize>>>,
    /// Places of the others, ascending.
    others: Vec<usize>,
    /// By guideline the place of the first of its id.
    first: Vec<usize>,
    /// Each id once.
    told: Arc<[Told]>,
}

/// A guideline that answers unasked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    /// The place of the first such one of its id.
    pub(crate) at: u32,
    /// The place of the first of its id, whether it answers unasked or not.
    pub(crate) first: u32,
}

impl Applicability {
    pub(super) fn new(
        library: &Library,
        guidelines: &[GuidelinePlan],
        nodes: &[Node],
        terms: &[Term],
    ) -> Self {
        let mut made = Self::default();
        let mut firsts: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, guideline) in library.guidelines.iter().enumerate() {
            made.first.push(*firsts.entry(&guideline.id).or_insert(at));
        }
        let mut told: Vec<Told> = Vec::new();
        let mut seen = vec![false; library.guidelines.len()];
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        for (at, (declared, guideline)) in library.guidelines.iter().zip(guidelines).enumerate() {
            if !declared.answers_unasked() {
                continue;
            }
            let first = made.first_of_id(at);
            if seen.get_mut(first).is_some_and(|seen| !std::mem::replace(seen, true)) {
                told.push(Told { at: place(at), first: place(first) });
            }
            let Some(needed) = guideline.applies.and_then(|node| needed(library, nodes, terms, node)) else {
                made.others.push(at);
                continue;
            };
            for (system, key) in needed {
                let guidelines = made.by_code.entry(system).or_default().entry(key).or_default();
                if guidelines.last() != Some(&at) {
                    guidelines.push(at);
                }
            }
        }
        made.told = told.into();
        made
    }

    /// Each guideline that answers unasked.
    pub(crate) fn told(&self) -> &Arc<[Told]> {
        &self.told
    }

    /// The place of the first guideline that has the id of this one: editions share an id.
    pub(crate) fn first_of_id(&self, at: usize) -> usize {
        self.first.get(at).copied().unwrap_or(at)
    }

    /// The places of the guidelines that may apply to a request for these items, ascending: all that answer unasked but those that
    /// surely do not apply.
    pub(crate) fn may_apply(&self, items: &[Code]) -> Vec<usize> {
        let of_item = |item: &Code| self.by_code.get(&item.system)?.get(&*item.key());
        let mut places = self.others.clone();
        places.extend(items.iter().filter_map(of_item).flatten());
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// The codes of which one must be requested for the node to be met or open; `None` where that is not told by codes.
fn needed(library: &Library, nodes: &[Node], terms: &[Term], at: NodeIx) -> Option<Vec<(System, Box<str>)>> {
    let node = nodes.get(at.0 as usize).filter(|node| node.waived.is_none())?;
    match &node.step {
        // One that is unmet makes the group unmet.
        Step::Group(GroupKind::All, members) => {
            members.iter().find_map(|member| needed(library, nodes, terms, *member))
        }
        Step::Term(term) => match &terms.get(term.0 as usize)?.test.form {
            TestForm::Header { field: HeaderField::RequestedItem, compare: Compare::InSet(set) } => {
                let set = library.sets.get(set.0 as usize).filter(|set| set.dated.is_empty())?;
                set.members.iter().map(single).collect()
            }
            _ => None,
        },
        _ => None,
    }
}

/// A single code, as it is compared; `None` for what stands for many.
fn single(member: &CodeMember) -> Option<(System, Box<str>)> {
    match member {
        CodeMember::One(code) => Some((code.system, code.key().into())),
        CodeMember::Whole(url) => Some((System::Local, url.as_str().into())),
        CodeMember::Prefix(..) | CodeMember::Range(..) => None,
    }
}
