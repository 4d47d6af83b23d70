//! Which guidelines cannot apply to a request, told from the codes of its items without asking each guideline.

use super::{GuidelinePlan, Node, NodeIx, Step, Term};
use crate::ast::GroupKind;
use crate::check::model::{Compare, HeaderField, Library, TestForm};
use crate::value::code::{Code, CodeMember, System};
use std::collections::BTreeMap;

/// Guidelines by the items that they are about.
///
/// A guideline is here where it applies only if an item requested is in a set of single codes that holds whatever the date.
#[derive(Clone, Debug, Default)]
pub(crate) struct Applicability {
    /// Places of guidelines by such a code.
    by_code: BTreeMap<System, BTreeMap<Box<str>, Vec<usize>>>,
    /// By guideline whether it is here.
    indexed: Vec<bool>,
    /// By guideline the place of the first of its id.
    first: Vec<usize>,
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
        for (at, guideline) in guidelines.iter().enumerate() {
            let needed = guideline.applies.and_then(|node| needed(library, nodes, terms, node));
            made.indexed.push(needed.is_some());
            for (system, key) in needed.into_iter().flatten() {
                let guidelines = made.by_code.entry(system).or_default().entry(key).or_default();
                if guidelines.last() != Some(&at) {
                    guidelines.push(at);
                }
            }
        }
        made
    }

    /// The place of the first guideline that has the id of this one: editions share an id.
    pub(crate) fn first_of_id(&self, at: usize) -> usize {
        self.first.get(at).copied().unwrap_or(at)
    }

    /// For each guideline whether it surely does not apply to a request for these items.
    pub(crate) fn ruled_out(&self, items: &[Code]) -> Vec<bool> {
        let mut out = self.indexed.clone();
        for item in items {
            let of_system = self.by_code.get(&item.system);
            for at in of_system.and_then(|codes| codes.get(&*item.key())).into_iter().flatten() {
                if let Some(ruled_out) = out.get_mut(*at) {
                    *ruled_out = false;
                }
            }
        }
        out
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
