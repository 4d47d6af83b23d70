//! Where a patient was in a stay: each location of an Encounter is a record of its own, with its own time.

use super::concept::{Concept, items};
use super::gather::Resource;
use super::path::{Found, follow};
use super::store::Store;
use super::time::first_of;
use rationale::case::model::{Record, RecordTime};
use rationale::case::tree::Tree;
use rationale::value::code::Code;
use rationale::value::time::Zone;

/// Locations of one stay that are looked at.
const MOST: usize = 1_000;

/// The records of the locations; `whole` is that of the stay. A location without a period has no time: it is not that of the stay.
pub(super) fn records(
    store: &Store<'_>,
    index: usize,
    resource: &Resource,
    whole: &Record,
    zone: &Zone,
) -> Vec<Record> {
    let mut records = Vec::new();
    for (at, location) in items(&resource.tree, "location").iter().enumerate().take(MOST) {
        let codes = codes(store, index, location);
        if codes.is_empty() {
            continue;
        }
        let element = format!("location[{at}]");
        let timed = first_of(location, &["period"], false, zone);
        let mut record = Record {
            id: format!("{}.{element}", whole.id).into(),
            codes,
            time: if timed.remark.is_some() { RecordTime::Unknown } else { timed.time },
            replaces: Vec::new(),
            ..whole.clone()
        };
        // What the stay was for, where it led and how long it took is not said of one of its places.
        record
            .parts
            .retain(|part, _| matches!(part.as_str(), "class" | "status" | "priority" | "author_role"));
        if let Some(source) = &mut record.source {
            source.time_from = timed.from.map(|from| format!("{element}.{from}").into());
            source.element = Some(element.into());
        }
        records.push(record);
    }
    records
}

/// What sort of place it is.
fn codes(store: &Store<'_>, index: usize, location: &Tree) -> Vec<Code> {
    let mut lost = 0_usize;
    let from = Found { tree: location, owner: index };
    let mut codes: Vec<Code> = Vec::new();
    for found in follow(store, from, "location->type", &mut lost) {
        for code in Concept::of(found.tree).codes {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    codes
}
