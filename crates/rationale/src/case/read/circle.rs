//! Records that replace one another in a circle: none of them would be read, and nobody would be told.

use crate::case::model::{Record, RecordStatus};
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// The place of a record that replaces itself by way of others, if there is one. What was entered in error replaces nothing.
pub(super) fn circle<R: Borrow<Record>>(records: &[R]) -> Option<usize> {
    let by_id: BTreeMap<&str, usize> = records
        .iter()
        .enumerate()
        .filter(|(_, record)| !(*record).borrow().replaces.is_empty())
        .map(|(at, record)| (record.borrow().id.as_str(), at))
        .collect();
    let older = |at: usize| -> Vec<usize> {
        let record = records.get(at).map(Borrow::borrow);
        let record = record.filter(|record| record.status != RecordStatus::EnteredInError);
        let ids = record.map_or(&[][..], |record| record.replaces.as_slice());
        ids.iter().filter_map(|id| by_id.get(id.as_str()).copied()).filter(|other| *other != at).collect()
    };
    // Of each record whether it is being followed (`false`) or known to lead into no circle (`true`).
    let mut known: BTreeMap<usize, bool> = BTreeMap::new();
    for start in by_id.values().copied() {
        let mut way = vec![(start, false)];
        while let Some((at, left)) = way.pop() {
            if left {
                known.insert(at, true);
                continue;
            }
            match known.get(&at) {
                Some(true) => continue,
                Some(false) => return Some(at),
                None => {}
            }
            known.insert(at, false);
            way.push((at, true));
            for next in older(at) {
                match known.get(&next) {
                    Some(true) => {}
                    Some(false) => return Some(next),
                    None => way.push((next, false)),
                }
            }
        }
    }
    None
}
