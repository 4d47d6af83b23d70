//! How many days, nights or weeks hold: of all of them, or in some or every run.

use super::buckets::State;
use crate::check::model::Share;

/// Whether what stands so far stands whatever comes, where the window has no end yet.
pub(super) fn stays(share: Share, states: &[State]) -> bool {
    if share.percent && share.run.is_none() {
        return false;
    }
    let more = share.run.map_or(share.count, |run| run.length).saturating_add(1) as usize;
    let with = |others: bool, more: usize| {
        let mut holds: Vec<bool> =
            states.iter().map(|state| *state == State::Holds || others && *state != State::Fails).collect();
        holds.resize(holds.len().saturating_add(more), others);
        count(share, &holds)
    };
    let (now, fewest, most) = (with(false, 0), with(false, more), with(true, more));
    now == fewest && fewest == most
}

/// Whether so many hold; `None` where a share is taken of nothing.
pub(super) fn count(share: Share, holds: &[bool]) -> Option<bool> {
    let Some(run) = share.run else {
        let held = holds.iter().filter(|holds| **holds).count();
        return (!share.percent || !holds.is_empty()).then(|| enough(share, held, holds.len()));
    };
    let length = run.length as usize;
    let mut runs = held_in_runs(holds, length).map(|held| enough(share, held, length));
    Some(if run.every { holds.len() >= length && runs.all(|met| met) } else { runs.any(|met| met) })
}

/// How many hold in each run of that length.
fn held_in_runs(holds: &[bool], length: usize) -> impl Iterator<Item = usize> + '_ {
    let mut held = 0_usize;
    holds.iter().enumerate().filter_map(move |(at, holds_at)| {
        held = held.saturating_add(usize::from(*holds_at));
        if let Some(out) = at.checked_sub(length).and_then(|out| holds.get(out)) {
            held = held.saturating_sub(usize::from(*out));
        }
        (at.saturating_add(1) >= length).then_some(held)
    })
}

/// The buckets that are shown, from and until: the run that comes nearest to deciding, or all.
pub(super) fn shown_run(share: Share, states: &[State]) -> (usize, usize) {
    let Some(run) = share.run.filter(|run| run.length as usize <= states.len()) else {
        return (0, states.len());
    };
    let length = run.length as usize;
    let numbers = |wanted: &dyn Fn(State) -> bool| -> Vec<usize> {
        let holds: Vec<bool> = states.iter().map(|state| wanted(*state)).collect();
        held_in_runs(&holds, length).collect()
    };
    let surely = numbers(&|state| state == State::Holds);
    let perhaps = numbers(&|state| state != State::Fails);
    // Of some run the one that helps most, of every run the one that hurts most.
    let want_many = share.at_least != run.every;
    let mut best: Option<(usize, (usize, usize))> = None;
    for (at, key) in surely.into_iter().zip(perhaps).enumerate() {
        let better = best.is_none_or(|(_, kept)| if want_many { key > kept } else { key < kept });
        if better {
            best = Some((at, key));
        }
    }
    let from = best.map_or(0, |(at, _)| at);
    (from, from.saturating_add(length))
}

fn enough(share: Share, held: usize, all: usize) -> bool {
    let (held, all) = (u64::try_from(held).unwrap_or(u64::MAX), u64::try_from(all).unwrap_or(u64::MAX));
    let asked = u64::from(share.count);
    let (held, asked) =
        if share.percent { (held.saturating_mul(100), all.saturating_mul(asked)) } else { (held, asked) };
    if share.at_least { held >= asked } else { held <= asked }
}

/// The open buckets on which it hangs: of runs, those of each run that is itself open.
pub(super) fn that_matter(share: Share, states: &[State]) -> Vec<usize> {
    let open = |from: usize, until: usize| {
        (from..until).filter(|bucket| states.get(*bucket) == Some(&State::Open)).collect::<Vec<_>>()
    };
    let all = open(0, states.len());
    let Some(length) = share.run.map(|run| run.length as usize) else { return all };
    let held = |wanted: &dyn Fn(State) -> bool| -> Vec<usize> {
        let holds: Vec<bool> = states.iter().map(|state| wanted(*state)).collect();
        held_in_runs(&holds, length).collect()
    };
    let surely = held(&|state| state == State::Holds);
    let perhaps = held(&|state| state != State::Fails);
    let mut found: Vec<usize> = surely
        .into_iter()
        .zip(perhaps)
        .enumerate()
        .filter(|(_, (least, most))| enough(share, *least, length) != enough(share, *most, length))
        .flat_map(|(from, _)| open(from, from.saturating_add(length)))
        .collect();
    found.sort_unstable();
    found.dedup();
    if found.is_empty() { all } else { found }
}
