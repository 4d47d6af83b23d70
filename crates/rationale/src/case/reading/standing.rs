//! How records stand before any fact is asked: in error, replaced, not yet known.

use super::when;
use crate::assessment::{Reason, SetAsideWhy};
use crate::case::model::{Case, Record, RecordStatus, RecordTime};
use crate::value::time::InstantRange;
use std::collections::BTreeMap;

/// Which records of a case are on record, and which are replaced by others.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// By the replaced record: the one that replaces it, and whether it surely does.
    replaced: BTreeMap<usize, (usize, bool)>,
    /// What was recorded later than this is not read; each time it may be.
    known: Option<InstantRange>,
}

impl Standing {
    /// Who replaces whom. A record entered in error or not known yet replaces nothing.
    #[must_use]
    pub fn new(case: &Case) -> Self {
        Self::as_known(case, case.known_at.map(|at| InstantRange { first: at, last: at }))
    }

    /// The same of what was on record by then, corrections too: `known by`. What `known_at` hides stays hidden.
    #[must_use]
    pub fn on_record(case: &Case, by: InstantRange) -> Self {
        let earlier = |instant| case.known_at.map_or(instant, |known| known.min(instant));
        Self::as_known(case, Some(InstantRange { first: earlier(by.first), last: earlier(by.last) }))
    }

    fn as_known(case: &Case, known_by: Option<InstantRange>) -> Self {
        let mut replaced = BTreeMap::new();
        if case.records.iter().all(|record| record.replaces.is_empty()) {
            return Self { replaced, known: known_by };
        }
        let by_id: BTreeMap<&str, usize> =
            case.records.iter().enumerate().map(|(index, record)| (record.id.as_str(), index)).collect();
        for (index, record) in case.records.iter().enumerate() {
            let known = known(case, record, known_by);
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
        Self { replaced, known: known_by }
    }

    /// Whether no record of the case replaces another.
    pub(crate) fn none_replaced(&self) -> bool {
        self.replaced.is_empty()
    }

    /// Whether the record is read: `Ok(None)` it is; else possibly, with the reason and the record that leaves it so, where it is
    /// another.
    ///
    /// # Errors
    ///
    /// Why it is not.
    pub fn of(&self, case: &Case, index: usize) -> Result<Option<(Reason, Option<usize>)>, SetAsideWhy> {
        let Some(record) = case.records.get(index) else { return Ok(None) };
        let known = known(case, record, self.known);
        if known == Known::NotYet {
            return Err(SetAsideWhy::NotKnownYet);
        }
        if record.status == RecordStatus::EnteredInError {
            return Err(SetAsideWhy::EnteredInError);
        }
        let mut open = (known == Known::Perhaps).then_some((Reason::ImpreciseTime, None));
        if let Some((at, sure)) = self.replaced.get(&index)
            && let Some(by) = case.records.get(*at)
        {
            if *sure {
                return Err(SetAsideWhy::Replaced(by.id.to_string()));
            }
            let unknown = by.status == RecordStatus::Unknown;
            let reason = if unknown { Reason::StatusUnknown } else { Reason::ImpreciseTime };
            open = open.or(Some((reason, Some(*at))));
        }
        Ok(open)
    }
}

/// Whether a record was on record by a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Yes,
    Perhaps,
    NotYet,
}

/// Whether a record was on record by then; always where no time is given.
///
/// One that does not say when it was recorded was recorded after it happened (what is planned, or lasts, may be recorded before)
/// and before the case was made.
pub(crate) fn known(case: &Case, record: &Record, by: Option<InstantRange>) -> Known {
    let Some(by) = by else { return Known::Yes };
    let (first, last) = match when::recorded(case, record) {
        Some(recorded) => (Some(recorded.first), recorded.last),
        None => {
            let happened = match record.time {
                RecordTime::At(at) if record.status != RecordStatus::Planned => {
                    Some(case.zone.moment_range(&at).first)
                }
                _ => None,
            };
            (happened, case.made_at.unwrap_or(case.as_of))
        }
    };
    if first.is_some_and(|first| first > by.last) {
        Known::NotYet
    } else if last <= by.first {
        Known::Yes
    } else {
        Known::Perhaps
    }
}
