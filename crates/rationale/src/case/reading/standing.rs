//! How records stand before any fact is asked: in error, replaced, not yet known.

use super::when;
use crate::assessment::{Reason, SetAsideWhy};
use crate::case::model::{Case, Record, RecordStatus};
use std::collections::BTreeMap;

/// Which records of a case are replaced by others.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// By the replaced record: the one that replaces it, and whether it surely does.
    replaced: BTreeMap<usize, (usize, bool)>,
}

impl Standing {
    /// Who replaces whom. A record entered in error or not known yet replaces nothing.
    #[must_use]
    pub fn new(case: &Case) -> Self {
        let mut replaced = BTreeMap::new();
        if case.records.iter().all(|record| record.replaces.is_empty()) {
            return Self { replaced };
        }
        let by_id: BTreeMap<&str, usize> =
            case.records.iter().enumerate().map(|(index, record)| (record.id.as_str(), index)).collect();
        for (index, record) in case.records.iter().enumerate() {
            let known = known(case, record);
            if record.status == RecordStatus::EnteredInError || known == Known::NotYet {
                continue;
            }
            let sure = record.status != RecordStatus::Unknown && known == Known::Yes;
            for id in &record.replaces {
                let Some(old) = by_id.get(id.as_str()).filter(|old| **old != index) else { continue };
                let entry = replaced.entry(*old).or_insert((index, sure));
                if sure && !entry.1 {
                    *entry = (index, true);
                }
            }
        }
        Self { replaced }
    }

    /// Whether the record is read: `Ok(None)` it is, `Ok(reason)` possibly.
    ///
    /// # Errors
    ///
    /// Why it is not.
    pub fn of(&self, case: &Case, index: usize) -> Result<Option<Reason>, SetAsideWhy> {
        let Some(record) = case.records.get(index) else { return Ok(None) };
        let known = known(case, record);
        if known == Known::NotYet {
            return Err(SetAsideWhy::NotKnownYet);
        }
        if record.status == RecordStatus::EnteredInError {
            return Err(SetAsideWhy::EnteredInError);
        }
        let mut open = (known == Known::Perhaps).then_some(Reason::ImpreciseTime);
        if let Some((by, sure)) = self.replaced.get(&index)
            && let Some(by) = case.records.get(*by)
        {
            if *sure {
                return Err(SetAsideWhy::Replaced(by.id.to_string()));
            }
            let unknown = by.status == RecordStatus::Unknown;
            open = open.or(Some(if unknown { Reason::StatusUnknown } else { Reason::ImpreciseTime }));
        }
        Ok(open)
    }
}

/// Whether `known_at` surely hides the record. One that does not say when it was recorded is not hidden.
#[must_use]
pub fn hidden(case: &Case, record: &Record) -> bool {
    known(case, record) == Known::NotYet
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Yes,
    Perhaps,
    NotYet,
}

fn known(case: &Case, record: &Record) -> Known {
    match (case.known_at, when::recorded(case, record)) {
        (Some(at), Some(recorded)) if recorded.first > at => Known::NotYet,
        (Some(at), Some(recorded)) if recorded.last > at => Known::Perhaps,
        _ => Known::Yes,
    }
}
