//! Which tests, coming out so, would make a tree come out so: all minimal ways, smallest first.

use crate::assessment::Status;
use crate::ast::{BlockKind, GroupKind};
use crate::check::model::{CriterionRef, Guideline, TestForm};
use crate::eval::context::Context;
use crate::eval::group::needed;
use crate::eval::request::Asked;
use crate::plan::{GuidelinePlan, Node, NodeIx, Step, TermIx};

/// More ways than these are not kept at a node.
const MOST: usize = 64;

/// What stands in a set: small, and told apart from most others by one bit.
pub(crate) trait Leafy: Ord + Copy {
    /// One bit of 64, the same for equal ones.
    fn bit(&self) -> u64;
}

/// The bit of a number.
fn bit_of(number: u32) -> u64 {
    1_u64.wrapping_shl(number)
}

impl Leafy for NodeIx {
    fn bit(&self) -> u64 {
        bit_of(self.0)
    }
}

/// A set: its items ascending, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Way<T> {
    items: Vec<T>,
    /// The bits of its items: what has a bit that another lacks is no subset of it.
    bits: u64,
}

impl<T: Leafy> Way<T> {
    /// What is in it, ascending.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    fn is_subset(&self, of: &Self) -> bool {
        if self.bits & !of.bits != 0 || self.items.len() > of.items.len() {
            return false;
        }
        let mut others = of.items.iter();
        self.items.iter().all(|item| others.by_ref().any(|other| other == item))
    }

    fn union(&self, other: &Self) -> Self {
        let mut items = Vec::with_capacity(self.items.len().saturating_add(other.items.len()));
        items.extend_from_slice(&self.items);
        items.extend_from_slice(&other.items);
        items.sort_unstable();
        items.dedup();
        Self { items, bits: self.bits | other.bits }
    }
}

/// Sets of which any one is enough; each minimal. No set: it cannot be. The empty set: it is so already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ways<T> {
    all: Vec<Way<T>>,
    /// Whether more were found than are kept.
    cut: bool,
}

impl<T: Leafy> Ways<T> {
    /// Nothing makes it so.
    pub(crate) fn never() -> Self {
        Self { all: Vec::new(), cut: false }
    }

    /// Nothing is known to make it so.
    pub(crate) fn unknown() -> Self {
        Self { all: Vec::new(), cut: true }
    }

    /// It is so.
    pub(crate) fn already() -> Self {
        Self { all: vec![Way { items: Vec::new(), bits: 0 }], cut: false }
    }

    /// This makes it so.
    pub(crate) fn by(one: T) -> Self {
        Self { all: vec![Way { items: vec![one], bits: one.bit() }], cut: false }
    }

    /// The sets, smallest first.
    pub(crate) fn sets(&self) -> &[Way<T>] {
        &self.all
    }

    /// Whether more were found than are kept.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }

    fn minimal(mut all: Vec<Way<T>>, cut: bool) -> Self {
        all.sort_unstable_by(|a, b| a.items.len().cmp(&b.items.len()).then_with(|| a.items.cmp(&b.items)));
        all.dedup();
        let mut kept: Vec<Way<T>> = Vec::new();
        let mut cut = cut;
        for set in all {
            if kept.iter().any(|smaller| smaller.is_subset(&set)) {
                continue;
            }
            if kept.len() >= MOST {
                cut = true;
                break;
            }
            kept.push(set);
        }
        Self { all: kept, cut }
    }

    /// Whether it is so already, whatever else.
    fn is_already(&self) -> bool {
        matches!(self.all.as_slice(), [only] if only.items.is_empty())
    }

    fn and(&self, other: &Self) -> Self {
        // What adds nothing leaves the other as it is: its sets are minimal.
        for (one, other) in [(self, other), (other, self)] {
            if one.is_already() {
                return Self { all: other.all.clone(), cut: one.cut || other.cut };
            }
        }
        let mut all = Vec::with_capacity(self.all.len().saturating_mul(other.all.len()));
        for mine in &self.all {
            for theirs in &other.all {
                all.push(mine.union(theirs));
            }
        }
        Self::minimal(all, self.cut || other.cut)
    }

    fn or(&self, other: &Self) -> Self {
        for (one, other) in [(self, other), (other, self)] {
            if one.all.is_empty() {
                return Self { all: other.all.clone(), cut: one.cut || other.cut };
            }
        }
        let all = self.all.iter().chain(&other.all).cloned().collect();
        Self::minimal(all, self.cut || other.cut)
    }

    fn all_of(each: impl IntoIterator<Item = Self>) -> Self {
        each.into_iter().fold(Self::already(), |so_far, one| so_far.and(&one))
    }

    fn any_of(each: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::never();
        let mut whole = true;
        for one in each.into_iter().filter(|one| !one.all.is_empty() || one.cut) {
            whole &= all.all.is_empty();
            all.cut |= one.cut;
            all.all.extend(one.all);
        }
        // One alone is minimal as it is.
        if whole { all } else { Self::minimal(all.all, all.cut) }
    }

    /// At least so many of these.
    fn at_least(needed: usize, each: Vec<Self>) -> Self {
        match needed {
            0 => return Self::already(),
            1 => return Self::any_of(each),
            _ if needed > each.len() => return Self::never(),
            _ if needed == each.len() => return Self::all_of(each),
            _ => {}
        }
        // For every smaller number, the ways of reaching it with the members so far.
        let mut reached = vec![Self::never(); needed.saturating_add(1)];
        if let Some(none) = reached.first_mut() {
            *none = Self::already();
        }
        for member in &each {
            let before = reached.clone();
            for (number, ways) in reached.iter_mut().enumerate().skip(1) {
                if let Some(fewer) = number.checked_sub(1).and_then(|fewer| before.get(fewer)) {
                    *ways = ways.or(&fewer.and(member));
                }
            }
        }
        reached.pop().unwrap_or_else(Self::never)
    }
}

/// How a leaf is looked at: where it stands, its term, the path of its criterion, and how it should come out.
pub(crate) type Leaf<'l, T> = &'l dyn Fn(&Place<'_>, bool) -> Ways<T>;

/// Where a test stands.
pub(crate) struct Place<'p> {
    pub(crate) node: NodeIx,
    pub(crate) term: TermIx,
    pub(crate) path: &'p str,
}

/// A walk down the trees of one guideline.
pub(crate) struct Walk<'w, 'c, T> {
    pub(crate) context: &'w Context<'c>,
    pub(crate) leaf: Leaf<'w, T>,
}

impl<T: Leafy> Walk<'_, '_, T> {
    /// The ways of making a node met, or unmet.
    pub(crate) fn node(&self, at: NodeIx, parent: &str, met: bool) -> Ways<T> {
        let Some(node) = self.context.plan.node(at) else { return Ways::never() };
        self.context.deeper(|| self.inside(at, node, parent, met)).unwrap_or_else(Ways::unknown)
    }

    fn inside(&self, at: NodeIx, node: &Node, parent: &str, met: bool) -> Ways<T> {
        let path = node.criterion.as_ref().map_or(parent, |criterion| criterion.path.as_str());
        let own = match &node.step {
            Step::Term(term) => self.term(at, *term, path, met),
            Step::Group(kind, members) => self.group(*kind, members, path, met),
            Step::When(condition, then, otherwise) => {
                let arm = |at: Option<NodeIx>| match at {
                    Some(at) => self.node(at, path, met),
                    // Not required counts as met.
                    None if met => Ways::already(),
                    None => Ways::never(),
                };
                let (then, otherwise) = (arm(Some(*then)), arm(*otherwise));
                let chosen = self.node(*condition, path, true).and(&then);
                let other = self.node(*condition, path, false).and(&otherwise);
                chosen.or(&other).or(&then.and(&otherwise))
            }
        };
        match node.waived {
            Some(waiver) if met => own.or(&self.node(waiver, path, true)),
            Some(waiver) => own.and(&self.node(waiver, path, false)),
            None => own,
        }
    }

    fn term(&self, at: NodeIx, term: TermIx, path: &str, met: bool) -> Ways<T> {
        let form = self.context.plan.term(term).map(|term| &term.test.form);
        // A criterion of another guideline or at another time is asked as it stands.
        if let Some(TestForm::Criterion { of: CriterionRef::Here(other), is_met, at: None }) = form
            && let Some(node) = self.context.by_path(other)
        {
            return self.node(node, other, met == *is_met);
        }
        (self.leaf)(&Place { node: at, term, path }, met)
    }

    fn group(&self, kind: GroupKind, members: &[NodeIx], path: &str, met: bool) -> Ways<T> {
        let (needed, each_met) = needed(kind, members.len(), met);
        let each: Vec<Ways<T>> = members.iter().map(|member| self.node(*member, path, each_met)).collect();
        Ways::at_least(needed, each)
    }

    /// The ways of making a block met, or unmet.
    fn block(&self, guideline: &Guideline, nodes: &GuidelinePlan, at: usize, met: bool) -> Ways<T> {
        let Some((declared, planned)) = guideline.blocks.get(at).zip(nodes.blocks.get(at)) else {
            return Ways::never();
        };
        let requires = planned.requires.iter().map(|node| self.node(*node, &declared.id, met));
        let excluded = planned.excluded.iter().map(|node| self.node(*node, &declared.id, !met));
        let each = requires.chain(excluded);
        if met { Ways::all_of(each) } else { Ways::any_of(each) }
    }

    /// The ways of meeting what is asked; `higher`: a level is also supported by a higher one.
    pub(crate) fn asked(
        &self,
        guideline: &Guideline,
        nodes: &GuidelinePlan,
        asked: &Asked,
        higher: bool,
    ) -> Ways<T> {
        let of_kind = |kind: BlockKind| guideline.blocks.iter().position(|block| block.kind == kind);
        let every = || {
            of_kind(BlockKind::EveryLevel)
                .map_or_else(Ways::already, |at| self.block(guideline, nodes, at, true))
        };
        match asked {
            Asked::Level { rung } => {
                let rungs = guideline.blocks.iter().enumerate().filter(|(_, block)| {
                    block.kind == BlockKind::Level
                        && block.rung.is_some_and(|of| of == *rung || (higher && of > *rung))
                });
                let any = Ways::any_of(rungs.map(|(at, _)| self.block(guideline, nodes, at, true)));
                every().and(&any)
            }
            Asked::Continued { block } => {
                let day = self.block(guideline, nodes, *block, true);
                let of_level = guideline.blocks.get(*block).is_some_and(|block| block.rung.is_some());
                let every = if of_level { every() } else { Ways::already() };
                let stays = of_kind(BlockKind::Discharge)
                    .map_or_else(Ways::already, |at| self.block(guideline, nodes, at, false));
                every.and(&day).and(&stays)
            }
            Asked::Any(blocks) => {
                Ways::any_of(blocks.iter().map(|at| self.block(guideline, nodes, *at, true)))
            }
            Asked::Block(at) => self.block(guideline, nodes, *at, true),
            Asked::Answers => Ways::never(),
            Asked::DayUnknown | Asked::ListUnknown(_) => Ways::unknown(),
        }
    }
}

/// Whether a status is the one that is wished for; `None` where it is open.
pub(crate) fn comes_out(status: Status, met: bool) -> Option<bool> {
    match status {
        Status::Met => Some(met),
        Status::Unmet => Some(!met),
        Status::Undetermined => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Leafy, Ways};
    use std::collections::BTreeSet;

    impl Leafy for u8 {
        fn bit(&self) -> u64 {
            super::bit_of(u32::from(*self))
        }
    }

    fn sets(ways: &Ways<u8>) -> Vec<Vec<u8>> {
        ways.sets().iter().map(|set| set.items().to_vec()).collect()
    }

    /// Random sets, some with items whose bits are the same.
    #[test]
    fn sets_are_subsets_as_sets_are() {
        let items = [0_u8, 1, 64, 65, 2];
        let some = |bits: u8| -> Ways<u8> {
            let chosen = items.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            Ways::all_of(chosen.map(|(_, item)| Ways::by(*item)))
        };
        for one in 0..32_u8 {
            for other in 0..32_u8 {
                let (small, large) = (some(one), some(other));
                let as_sets =
                    |ways: &Ways<u8>| ways.sets()[0].items().iter().copied().collect::<BTreeSet<u8>>();
                let expected = as_sets(&small).is_subset(&as_sets(&large));
                assert_eq!(small.sets()[0].is_subset(&large.sets()[0]), expected, "{one} {other}");
            }
        }
    }

    #[test]
    fn at_least_two_of_three_is_every_pair() {
        let each = || vec![Ways::by(1), Ways::by(2), Ways::by(3)];
        assert_eq!(sets(&Ways::at_least(2, each())), vec![vec![1, 2], vec![1, 3], vec![2, 3]]);
        assert_eq!(sets(&Ways::at_least(0, each())), vec![Vec::<u8>::new()]);
        assert!(sets(&Ways::at_least(4, each())).is_empty());
    }

    #[test]
    fn what_is_met_already_needs_less_and_what_cannot_be_is_left_out() {
        let each = vec![Ways::already(), Ways::never(), Ways::by(3)];
        assert_eq!(sets(&Ways::at_least(2, each)), vec![vec![3]]);
    }

    #[test]
    fn a_way_that_holds_a_smaller_one_is_none() {
        let small = Ways::by(1);
        let large = Ways::by(1).and(&Ways::by(2));
        assert_eq!(sets(&small.or(&large)), vec![vec![1]]);
        assert_eq!(small.and(&small), small);
    }

    #[test]
    fn more_ways_than_are_kept_are_marked() {
        let each: Vec<Ways<u8>> = (0..20).map(Ways::by).collect();
        let ways = Ways::at_least(3, each);
        assert!(ways.is_cut());
        assert!(ways.sets().iter().all(|set| set.items().len() == 3));
        assert_eq!(ways.sets().first().map(super::Way::items), Some(&[0, 1, 2][..]));
    }
}
