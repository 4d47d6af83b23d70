//! What grants: the blocks that are met, and the criteria by which they are, in written order.

use super::super::context::Context;
use super::super::outcome::Judged;
use super::super::tree::open_reasons;
use crate::assessment::{Finding, FindingKind, Gap, Status};
use crate::check::model::{Cite, Grant, Guideline};
use crate::plan::GuidelinePlan;

/// More ways in which open circumstances may come out are not gone through.
const MOST: usize = 64;

/// One source of grants: a block, or a route that is met.
pub(super) struct Source<'a> {
    pub(super) path: &'a str,
    pub(super) grants: &'a [Grant],
    pub(super) cites: Vec<Cite>,
    pub(super) finding: &'a Finding,
    /// Whether it is the block itself.
    pub(super) whole: bool,
    block: usize,
}

impl Source<'_> {
    fn approves(&self) -> bool {
        approves(self.grants)
    }
}

/// What grants, each circumstance that is open taken one way.
#[derive(Default)]
pub(super) struct World<'a> {
    /// What grants, in written order: of each block its routes, then the block.
    pub(super) sources: Vec<Source<'a>>,
    /// What would approve and is undetermined, each with how many of [`Self::sources`] come before it.
    pub(super) undetermined: Vec<(usize, String)>,
    /// Criteria whose circumstance is open, with what would settle it.
    pub(super) circumstances: Vec<(String, Vec<Gap>)>,
    every: Option<usize>,
}

impl World<'_> {
    /// Whether what stands on a source beside its approval holds: not of another block, nor of a route that is not the one approved.
    pub(super) fn tells(&self, source: &Source<'_>, chosen: Option<&Source<'_>>) -> bool {
        let block = chosen.or(self.sources.first()).map(|source| source.block);
        if Some(source.block) != block && Some(source.block) != self.every {
            return false;
        }
        if source.whole {
            return true;
        }
        match chosen.filter(|chosen| !chosen.whole) {
            Some(chosen) if source.path == chosen.path || below(chosen.path, source.path) => return true,
            Some(chosen) if below(source.path, chosen.path) => return !source.approves(),
            _ => {}
        }
        let kin = |other: &&Source<'_>| {
            other.path == source.path || below(other.path, source.path) || below(source.path, other.path)
        };
        !self.sources.iter().filter(|other| !other.whole).filter(kin).any(Source::approves)
    }
}

/// Whether a path lies below another.
fn below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}

fn approves(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| matches!(grant, Grant::Approve { .. }))
}

/// What grants, in each way that open circumstances may come out; `None` where these are too many.
pub(super) fn worlds<'a>(
    context: &Context<'a>,
    guideline: &'a Guideline,
    nodes: &GuidelinePlan,
    judged: &'a Judged,
) -> Option<Vec<World<'a>>> {
    let mut worlds = Vec::new();
    let mut taken: Vec<bool> = Vec::new();
    loop {
        let world = World { every: judged.every, ..World::default() };
        let mut walk = Walk { context, nodes, taken, next: 0, world, block: 0 };
        for at in judged.granting.iter().copied().chain(judged.every) {
            walk.block(guideline, judged, at);
        }
        taken = walk.taken;
        worlds.push(walk.world);
        // The next way: the last circumstance taken to hold is taken not to.
        while taken.last() == Some(&true) {
            taken.pop();
        }
        match taken.last_mut() {
            None => return Some(worlds),
            Some(_) if worlds.len() >= MOST => return None,
            Some(last) => *last = true,
        }
    }
}

struct Walk<'a, 'w> {
    context: &'w Context<'a>,
    nodes: &'w GuidelinePlan,
    /// Of each open circumstance met so far, whether it is taken not to hold.
    taken: Vec<bool>,
    next: usize,
    world: World<'a>,
    block: usize,
}

impl<'a> Walk<'a, '_> {
    fn block(&mut self, guideline: &'a Guideline, judged: &'a Judged, at: usize) {
        let Some(block) = guideline.blocks.get(at) else { return };
        let Some(finding) = judged.findings.iter().find(|finding| finding.path() == block.id) else { return };
        if finding.status == Status::Unmet {
            return;
        }
        self.block = at;
        self.routes(finding);
        if finding.status == Status::Met {
            let cites = if block.cites.is_empty() { guideline.cites.clone() } else { block.cites.clone() };
            self.world.sources.push(Source {
                path: &block.id,
                grants: &block.grants,
                cites,
                finding,
                whole: true,
                block: at,
            });
        } else if approves(&block.grants) {
            self.undetermined(&block.id);
        }
    }

    fn undetermined(&mut self, path: &str) {
        self.world.undetermined.push((self.world.sources.len(), path.to_owned()));
    }

    /// Met criteria that grant something, and undetermined ones that would approve.
    ///
    /// Only what is part of why the block is met is a route: a met criterion of a group that failed grants nothing.
    fn routes(&mut self, finding: &'a Finding) {
        for child in finding.children.iter().filter(|child| child.kind == FindingKind::Criterion) {
            if child.status != Status::Unmet && (child.status != Status::Met || child.decisive) {
                self.route(child);
            }
        }
    }

    fn route(&mut self, finding: &'a Finding) {
        let (grants, cites) = self.granted(finding);
        let arm = self.arm(finding, grants);
        let not_required = match arm {
            None => finding.not_required,
            Some(arm) => arm.is_none_or(|arm| arm.not_required),
        };
        match finding.status {
            Status::Met if !not_required && !grants.is_empty() => {
                let (path, block) = (finding.path(), self.block);
                let cites = cites.to_vec();
                self.world.sources.push(Source { path, grants, cites, finding, whole: false, block });
            }
            Status::Undetermined if approves(grants) => self.undetermined(finding.path()),
            _ => {}
        }
        match arm {
            None => self.routes(finding),
            Some(Some(arm)) => self.route(arm),
            Some(None) => {}
        }
    }

    /// What stands on the criterion of a finding.
    fn granted(&self, finding: &Finding) -> (&'a [Grant], &'a [Cite]) {
        let node = self.nodes.by_path.get(finding.path()).and_then(|at| self.context.plan.node(*at));
        let criterion = node.and_then(|node| node.criterion.as_ref());
        criterion.map_or((&[], &[]), |criterion| (&criterion.grants, &criterion.cites))
    }

    /// Of a `when` that is met whichever way its open circumstance comes out: the arm for the way that is taken here, which may be none.
    /// `None` for every other finding, and where nothing that is granted hangs on it.
    fn arm(&mut self, finding: &'a Finding, grants: &[Grant]) -> Option<Option<&'a Finding>> {
        let circumstance = finding.children.first().filter(|first| {
            first.kind == FindingKind::Circumstance && first.status == Status::Undetermined
        })?;
        if finding.status != Status::Met || finding.waived {
            return None;
        }
        let mut arms = finding.children.iter().filter(|child| child.kind == FindingKind::Criterion);
        let (then, other) = (arms.next(), arms.next());
        let in_arms = [then, other].into_iter().flatten().any(|arm| self.any_grant(arm));
        if !in_arms && (grants.is_empty() || other.is_some()) {
            return None;
        }
        if self.next == self.taken.len() {
            self.taken.push(false);
        }
        let against = self.taken.get(self.next).copied().unwrap_or_default();
        self.next = self.next.saturating_add(1);
        let path = finding.path().split('#').next().unwrap_or_default().to_owned();
        self.world.circumstances.push((path, open_reasons(circumstance).1));
        Some(if against { other } else { then })
    }

    fn any_grant(&self, finding: &Finding) -> bool {
        !self.granted(finding).0.is_empty() || finding.children.iter().any(|child| self.any_grant(child))
    }
}
