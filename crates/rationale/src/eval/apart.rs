//! How many readings are surely of different events, where some may be one with others.
//!
//! Being perhaps one is no matter of sorting into heaps: a dose without its order may be one with either of two that differ. So
//! each pair is asked, and as many are taken as can be shown that are different each from each.

use crate::case::reading::Reading;
use std::collections::{BTreeMap, BTreeSet};

/// Among so many that hang together the most are found; among more, at least as many as a simple choice gives, which only leaves
/// more open.
const EXACT: usize = 16;

/// The places, in `readings`, of as many as are surely of different events each from each. Of several such choices one of readings
/// that repeat none before them is preferred.
pub(crate) fn apart(readings: &[&Reading]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..readings.len()).collect();
    let alone = |reading: &&Reading| reading.alike.is_empty() && !reading.may_be_any;
    if readings.iter().all(alone) {
        // Only where one stands twice is it one with another.
        let mut events: Vec<usize> = readings.iter().map(|reading| reading.event).collect();
        events.sort_unstable();
        if events.is_sorted_by(|one, other| one < other) {
            return order;
        }
        let mut events = BTreeSet::new();
        order.retain(|at| readings.get(*at).is_some_and(|reading| events.insert(reading.event)));
        return order;
    }
    order.sort_by_key(|at| readings.get(*at).map(|reading| (reading.may_repeat.is_some(), *at)));
    let open = |at: &usize| readings.get(*at).is_some_and(|reading| reading.may_be_any);
    let (open, told): (Vec<usize>, Vec<usize>) = order.into_iter().partition(open);
    let ties = ties(readings, &told);
    let mut taken = Vec::new();
    let mut seen = vec![false; told.len()];
    for start in 0..told.len() {
        let together = reached(&ties, start, &mut seen);
        taken.extend(chosen(&ties, &together).into_iter().filter_map(|node| told.get(node)));
    }
    if taken.is_empty() {
        taken.extend(open.first());
    }
    taken.sort_unstable();
    taken
}

/// For each of the readings at `told` those others, by their number in `told`, that it may be one with.
fn ties(readings: &[&Reading], told: &[usize]) -> Vec<BTreeSet<usize>> {
    let at = |node: usize| told.get(node).and_then(|at| readings.get(*at));
    let mut of_record: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut of_event: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, reading) in (0..told.len()).filter_map(|node| Some((node, at(node)?))) {
        of_record.entry(reading.record).or_default().push(node);
        of_event.entry(reading.event).or_default().push(node);
    }
    let mut ties = vec![BTreeSet::new(); told.len()];
    for (node, reading) in (0..told.len()).filter_map(|node| Some((node, at(node)?))) {
        let alike = reading.alike.iter().filter_map(|record| of_record.get(record));
        let others: Vec<usize> = alike.chain(of_event.get(&reading.event)).flatten().copied().collect();
        for other in others.into_iter().filter(|other| *other != node) {
            for (from, to) in [(node, other), (other, node)] {
                if let Some(ties) = ties.get_mut(from) {
                    ties.insert(to);
                }
            }
        }
    }
    ties
}

/// All that hang together with a node that was not seen before, in order; none where it was.
fn reached(ties: &[BTreeSet<usize>], start: usize, seen: &mut [bool]) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![start];
    while let Some(node) = open.pop() {
        match seen.get_mut(node) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        found.insert(node);
        open.extend(ties.get(node).into_iter().flatten());
    }
    found.into_iter().collect()
}

/// As many of the nodes as can be that are not tied to each other.
fn chosen(ties: &[BTreeSet<usize>], together: &[usize]) -> Vec<usize> {
    let tied = |one: usize, other: usize| ties.get(one).is_some_and(|ties| ties.contains(&other));
    if together.len() <= EXACT {
        return most(&tied, together);
    }
    let mut by_ties = together.to_vec();
    by_ties.sort_by_key(|node| (ties.get(*node).map_or(0, BTreeSet::len), *node));
    let mut taken: Vec<usize> = Vec::new();
    for node in by_ties {
        if !taken.iter().any(|other| tied(node, *other)) {
            taken.push(node);
        }
    }
    taken
}

/// The largest choice: with the first node, or without it where it is tied to another.
fn most(tied: &impl Fn(usize, usize) -> bool, rest: &[usize]) -> Vec<usize> {
    let Some((first, rest)) = rest.split_first() else { return Vec::new() };
    let others: Vec<usize> = rest.iter().copied().filter(|other| !tied(*first, *other)).collect();
    let mut with = vec![*first];
    with.extend(most(tied, &others));
    // Of those tied to the first one alone could stand in its place: nothing is won without it.
    if rest.len().saturating_sub(others.len()) <= 1 {
        return with;
    }
    let without = most(tied, rest);
    if without.len() > with.len() { without } else { with }
}

#[cfg(test)]
mod tests {
    use super::most;

    #[test]
    fn the_most_that_are_apart_are_found() {
        // A chain of three, a triangle, a ring of five, one that is tied to all.
        for (pairs, count, expected) in [
            (&[(0, 1), (1, 2)][..], 3, &[0, 2][..]),
            (&[(0, 1), (1, 2), (0, 2)], 3, &[0]),
            (&[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)], 5, &[0, 2]),
            (&[(0, 1), (0, 2), (0, 3)], 4, &[1, 2, 3]),
        ] {
            let tied =
                |one: usize, other: usize| pairs.contains(&(one, other)) || pairs.contains(&(other, one));
            let nodes: Vec<usize> = (0..count).collect();
            assert_eq!(most(&tied, &nodes), expected);
        }
    }
}
