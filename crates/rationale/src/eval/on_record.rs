//! Readings as they were on record at some time: `known by`.
//!
//! Mostly it is enough to leave out of today's readings those whose records came later. Where records were corrected, came final
//! or were repeated since, the readings of then are others, and the records are read again as of then.

use super::context::{Context, FactReadings};
use crate::assessment::SetAsideWhy;
use crate::case::reading::Reading;
use crate::check::model::FactIx;
use crate::value::time::InstantRange;
use std::cell::{Cell, OnceCell};

/// The readings to look at, and what is still to be told of each.
pub(crate) struct OnRecord<'c> {
    pub(crate) all: &'c FactReadings,
    pub(crate) known_by: StillToTell,
}

/// What is to be told of each reading by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StillToTell {
    Nothing,
    /// Whether its record was on record then.
    OnRecord(InstantRange),
    /// Everything: the case is read as of too many times to tell.
    All,
}

/// Readings that are kept for all times together. A test that asks for more (`known by this` of thousands of corrected records) is
/// left open.
const MOST_READINGS: usize = 200_000;

/// Readings of one fact as of one time, and those found after them.
struct Kept {
    fact: FactIx,
    by: InstantRange,
    readings: FactReadings,
    next: OnceCell<Box<Kept>>,
}

/// All that were read as of other times.
#[derive(Default)]
pub(crate) struct AsOfThen {
    first: OnceCell<Box<Kept>>,
    count: Cell<usize>,
}

impl AsOfThen {
    /// Finds the readings, or reads and keeps them; `None` where there are too many.
    fn find(
        &self,
        fact: FactIx,
        by: InstantRange,
        read: impl FnOnce() -> Option<FactReadings>,
    ) -> Option<&FactReadings> {
        let mut place = &self.first;
        while let Some(kept) = place.get() {
            if kept.fact == fact && kept.by == by {
                return Some(&kept.readings);
            }
            place = &kept.next;
        }
        if self.count.get() > MOST_READINGS {
            return None;
        }
        let readings = read()?;
        self.count.set(self.count.get().saturating_add(readings.readings.len()).saturating_add(1));
        // What was read may itself have been kept meanwhile (of a score, what it scores): past that.
        while let Some(kept) = place.get() {
            place = &kept.next;
        }
        let kept = Box::new(Kept { fact, by, readings, next: OnceCell::new() });
        Some(&place.get_or_init(|| kept).readings)
    }
}

impl Context<'_> {
    /// The readings of a fact, as they were on record then where a time is given.
    pub(crate) fn on_record(&self, fact: FactIx, by: Option<InstantRange>) -> Option<OnRecord<'_>> {
        let all = self.readings(fact)?;
        let Some(by) = by else { return Some(OnRecord { all, known_by: StillToTell::Nothing }) };
        if self.index().standing.none_replaced() && stand_alone(all) {
            return Some(OnRecord { all, known_by: StillToTell::OnRecord(by) });
        }
        Some(match self.settled().as_of_then().find(fact, by, || self.read_as_of(fact, by)) {
            Some(all) => OnRecord { all, known_by: StillToTell::Nothing },
            None => OnRecord { all, known_by: StillToTell::All },
        })
    }
}

/// Whether no reading is there, or not there, because of another.
fn stand_alone(all: &FactReadings) -> bool {
    let alone = |reading: &Reading| {
        reading.also.is_empty()
            && reading.alike.is_empty()
            && reading.may_repeat.is_none()
            && !reading.may_be_any
            && reading.event == reading.record
            && !reading.preliminary
    };
    let by_itself = |(_, why): &(usize, SetAsideWhy)| {
        matches!(
            why,
            SetAsideWhy::AfterReview
                | SetAsideWhy::EnteredInError
                | SetAsideWhy::OtherRole
                | SetAsideWhy::Unusable(_)
                | SetAsideWhy::NotKnownYet
        )
    };
    all.readings.iter().all(alone) && all.aside.iter().all(by_itself)
}
