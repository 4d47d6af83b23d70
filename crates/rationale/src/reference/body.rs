//! Groups, `when`, criteria and blocks: strong Kleene.

use super::{Look, Scene, status};
use crate::ast::{BlockKind, GroupKind};
use crate::check::model::{Block, Body, Criterion, TestForm};
use crate::value::truth::Truth;

impl Look<'_> {
    pub(super) fn body(&self, body: &Body, scene: Scene<'_>) -> Truth {
        match body {
            Body::Group { kind, members } => {
                let turned = matches!(kind, GroupKind::NoneOf | GroupKind::AtMost(_));
                let inside = if turned { scene.waiting() } else { scene };
                let members: Vec<Truth> =
                    members.iter().map(|member| self.criterion(member, inside)).collect();
                group(*kind, &members)
            }
            Body::When { condition, then, otherwise } => {
                let condition = self.body(condition, scene.waiting());
                let then = self.body(then, scene);
                // Not required counts as met.
                let otherwise = otherwise.as_ref().map_or(Truth::True, |body| self.body(body, scene));
                match condition {
                    Truth::True => then,
                    Truth::False => otherwise,
                    Truth::Unknown if then == otherwise => then,
                    Truth::Unknown => Truth::Unknown,
                }
            }
            Body::Test(test) => self.test(&test.form, scene),
        }
    }

    fn criterion(&self, criterion: &Criterion, scene: Scene<'_>) -> Truth {
        let own = self.body(&criterion.body, scene);
        let waived = criterion.waived.as_ref().map_or(Truth::False, |waived| self.body(waived, scene));
        let stands = own.or(waived);
        if scene.hand.is_none() && !scene.aside {
            self.statuses.borrow_mut().insert(criterion.path.clone(), status(stands));
        }
        stands
    }

    /// A block: all it requires and nothing that excludes.
    pub(super) fn block(&self, block: &Block) -> Truth {
        let scene = Scene::default();
        let mut stands = Truth::all(block.requires.iter().map(|body| self.body(body, scene)));
        let exclusion = Scene { exclusion: true, ..scene };
        let excluded = Truth::any(block.excluded.iter().map(|body| self.body(body, exclusion)));
        stands = stands.and(!excluded);
        if block.rung.is_some() {
            let every = self.guideline.blocks.iter().filter(|block| block.kind == BlockKind::EveryLevel);
            stands = stands.and(Truth::all(every.map(|block| self.block(block))));
        }
        stands
    }

    /// The criterion of that path, wherever it hangs.
    pub(super) fn at_path(&self, path: &str) -> Truth {
        let plain = Scene { aside: true, ..Scene::default() };
        let excluding = Scene { exclusion: true, ..plain };
        let of_applies = self.guideline.applies.iter().map(|body| (body, plain));
        let of_blocks = self.guideline.blocks.iter().flat_map(|block| {
            let requires = block.requires.iter().map(move |body| (body, plain));
            requires.chain(block.excluded.iter().map(move |body| (body, excluding)))
        });
        let found = of_applies.chain(of_blocks).find_map(|(body, scene)| Some((find(body, path)?, scene)));
        found.map_or(Truth::Unknown, |(criterion, scene)| self.criterion(criterion, scene))
    }

    fn test(&self, form: &TestForm, scene: Scene<'_>) -> Truth {
        match form {
            TestForm::Count { quantifier, of, asks } => self.count(*quantifier, of, asks, scene),
            TestForm::Run { at_least, max_gap, of, asks } => self.run(*at_least, *max_gap, of, asks, scene),
            TestForm::Pick { pick, of, subject, asks } => self.pick(*pick, of, *subject, asks, scene),
            TestForm::Trend { rise, of, compare } => self.trend(*rise, of, compare, scene),
            TestForm::Change { percent, first, last, compare } => {
                self.change(*percent, (first.0, &first.1), (last.0, &last.1), compare, scene)
            }
            TestForm::Buckets { share, of, asks } => self.buckets(*share, of, asks, scene),
            TestForm::OnTime { of, within } => self.on_time(of, *within, scene),
            TestForm::Elapsed { unit, from, to, compare } => self.elapsed(*unit, from, to, compare, scene),
            TestForm::Age { at, compare } => self.age(at, compare, scene),
            TestForm::State { of, at, asks } => self.state(of, at.as_ref(), asks, scene),
            TestForm::Subject { subject, compare } => match scene.hand {
                Some(hand) => self.compare_subject(hand, *subject, compare),
                None => Truth::Unknown,
            },
            TestForm::Calculated { value, compare } => self.calculated(value, compare, scene),
            TestForm::PeriodNumber { of, compare } => self.period_number(of, compare),
            TestForm::Header { field, compare } => self.header(*field, compare),
            TestForm::Criterion { of, is_met, at } => {
                let stands = self.referred(of, at.as_ref(), scene);
                if *is_met { stands } else { !stands }
            }
        }
    }
}

fn group(kind: GroupKind, members: &[Truth]) -> Truth {
    let count = |wanted: &dyn Fn(Truth) -> bool| members.iter().filter(|member| wanted(**member)).count();
    let at_least = |needed: usize| {
        if count(&|member| member == Truth::True) >= needed {
            Truth::True
        } else if count(&|member| member != Truth::False) < needed {
            Truth::False
        } else {
            Truth::Unknown
        }
    };
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    match kind {
        GroupKind::All => at_least(members.len()),
        GroupKind::Any => at_least(1),
        GroupKind::NoneOf => !at_least(1),
        GroupKind::AtLeast(needed) => at_least(number(needed)),
        GroupKind::AtMost(allowed) => !at_least(number(allowed).saturating_add(1)),
    }
}

/// The criterion of that path below a body.
fn find<'b>(body: &'b Body, path: &str) -> Option<&'b Criterion> {
    match body {
        Body::Group { members, .. } => members.iter().find_map(|member| {
            if member.path == path {
                return Some(member);
            }
            find(&member.body, path).or_else(|| find(member.waived.as_ref()?, path))
        }),
        Body::When { condition, then, otherwise } => {
            find(condition, path).or_else(|| find(then, path)).or_else(|| find(otherwise.as_ref()?, path))
        }
        Body::Test(_) => None,
    }
}
