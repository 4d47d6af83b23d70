//! Which readings a test looks at, and whether their absence is settled.

use super::point::{Bound, Stretch, Time};
use super::{Hand, Look, Scene};
use crate::case::model::{Supply, SupplyStatement, SupplySubject};
use crate::case::reading::Reading;
use crate::check::model::{Fact, FactIx, Point, Select};
use crate::value::number::Number;
use crate::value::time::{Instant, InstantRange};
use crate::value::truth::Truth;

/// A reading that is in, or possible.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) reading: Reading,
    /// In, and not only possible.
    pub(super) sure: bool,
}

impl<'a> Look<'a> {
    pub(super) fn fact(&self, fact: FactIx) -> Option<&'a Fact> {
        self.library.facts.get(fact.0 as usize)
    }

    /// The readings that are in or possible, by window, `where`, `known by` and their own standing.
    pub(super) fn members(&self, of: &Select, stretch: &Stretch, scene: Scene<'_>) -> Vec<Member> {
        self.counted_members(of, stretch, scene.waiting())
    }

    /// The same, for a test that one more of them can only make met.
    pub(super) fn counted_members(&self, of: &Select, stretch: &Stretch, scene: Scene<'_>) -> Vec<Member> {
        self.members_where(of, scene, |look, reading| look.within(&reading.time, stretch))
    }

    /// The same, of those of which `timely` says that their time fits.
    pub(super) fn members_where(
        &self,
        of: &Select,
        scene: Scene<'_>,
        timely: impl Fn(&Self, &Reading) -> Truth,
    ) -> Vec<Member> {
        let mut members = Vec::new();
        let known_by = of.known_by.as_ref().map(|point| self.known_by(point, scene));
        for reading in self.read(of.fact, known_by) {
            let mut stands = if reading.possible.is_some() { Truth::Unknown } else { Truth::True };
            stands = stands.and(timely(self, &reading));
            let hand = Hand { reading: &reading, outer: scene.hand };
            for condition in &of.filter {
                stands = stands.and(self.condition(condition, &hand, scene));
            }
            if stands != Truth::False {
                members.push(Member { sure: stands == Truth::True, reading });
            }
        }
        members
    }

    /// The readings of a fact, with what is calculated of each; those that were on record by then, where a time is given.
    pub(super) fn read(&self, at: FactIx, known_by: Option<InstantRange>) -> Vec<Reading> {
        let Some(fact) = self.fact(at) else { return Vec::new() };
        let mut found = match &fact.score {
            Some(score) => self.read(score.over, known_by),
            None => self.readings(fact, known_by),
        };
        for reading in &mut found {
            match &fact.score {
                Some(score) => self.score(score, reading),
                None => self.derive(fact, reading),
            }
        }
        found
    }

    /// Each instant that a point may be; of a date its last.
    fn known_by(&self, point: &Point, scene: Scene<'_>) -> InstantRange {
        match self.bound(point, scene) {
            Bound::Missing => InstantRange { first: Instant(i64::MIN), last: Instant(i64::MAX) },
            Bound::Instant(time) => time.instants,
            Bound::Date(on) | Bound::Edge(Time { dates: on, .. }) => InstantRange {
                first: self.case.zone.day(on.first).last,
                last: self.case.zone.day(on.last).last,
            },
        }
    }

    /// Whether finding nothing in the window means that there was nothing: silence means no, and the supply covers it.
    pub(super) fn silent(&self, of: FactIx, stretch: &Stretch) -> bool {
        self.silence_means(of, stretch) == Some(None)
    }

    /// The number that finding nothing stands for (`silence means 0`), in a window that does not run.
    pub(super) fn silent_number(&self, of: FactIx, stretch: &Stretch) -> Option<Number> {
        let number = self.silence_means(of, stretch)??;
        (!self.runs(stretch)).then_some(number)
    }

    /// What finding nothing means, where it means anything: no, or a number.
    pub(super) fn silence_means(&self, of: FactIx, stretch: &Stretch) -> Option<Option<Number>> {
        let of = self.fact(of).and_then(|fact| fact.score.as_ref()).map_or(of, |score| score.over);
        let fact = self.fact(of)?;
        let silence = fact.silence.as_ref()?;
        let scene = Scene { hand: None, exclusion: false, aside: true };
        // A silence that hangs on itself is not known to mean anything.
        if self.silences.borrow().contains(&of) {
            return None;
        }
        self.silences.borrow_mut().push(of);
        let condition = silence.condition.as_ref().map_or(Truth::True, |body| self.body(body, scene));
        self.silences.borrow_mut().pop();
        (condition == Truth::True && self.supplied(fact, stretch)).then_some(silence.number)
    }

    /// Silence, supply, and a window that does not run; one that runs is settled so far in an exclusion.
    pub(super) fn settled(&self, of: FactIx, stretch: &Stretch, scene: Scene<'_>) -> bool {
        self.silent(of, stretch) && (scene.exclusion || !self.runs(stretch))
    }

    fn supplied(&self, fact: &Fact, stretch: &Stretch) -> bool {
        let statements = match &self.case.supply {
            Supply::Undeclared => return false,
            Supply::Complete { .. } => return !self.unread(fact, stretch),
            Supply::Statements(statements) => statements,
        };
        let first = match stretch.low {
            None => Some(Instant(i64::MIN)),
            Some(end) => self.instants(end.bound).map(|instants| instants.first),
        };
        let last = match stretch.high {
            None => Some(self.case.as_of),
            Some(end) => self.instants(end.bound).map(|instants| instants.last.min(self.case.as_of)),
        };
        let (Some(first), Some(last)) = (first, last) else { return false };
        let spans: Vec<(&SupplyStatement, InstantRange)> =
            statements.iter().map(|statement| (statement, self.covers(statement))).collect();
        // Coverage changes only beside the ends of a statement.
        let beside = spans.iter().flat_map(|(_, span)| {
            [Instant(span.first.0.saturating_sub(1)), Instant(span.last.0.saturating_add(1))]
        });
        let tried = beside.chain([first, last]).filter(|instant| first <= *instant && *instant <= last);
        let unread = self.unread(fact, stretch);
        let of_fact = |subject: &SupplySubject| matches!(subject, SupplySubject::Fact(id) if *id == fact.id);
        let covered = |instant: Instant| {
            let says = |wanted: &dyn Fn(&SupplySubject) -> bool| {
                spans.iter().any(|(statement, span)| wanted(&statement.subject) && span.contains(instant))
            };
            let of_kinds = !unread
                && !fact.reads.is_empty()
                && fact.reads.iter().all(|kind| says(&|subject| *subject == SupplySubject::Kind(*kind)));
            says(&of_fact) || of_kinds
        };
        first <= last && tried.into_iter().all(covered)
    }

    /// Whether one that could not be read may be one of these. Nothing later than the review is read.
    fn unread(&self, fact: &Fact, stretch: &Stretch) -> bool {
        let review = self.case.as_of;
        let range = |bound: Bound| self.instants(bound);
        let first =
            stretch.low.and_then(|end| range(end.bound)).map_or(Instant(i64::MIN), |range| range.first);
        let last =
            stretch.high.and_then(|end| range(end.bound)).map_or(review, |range| range.last.min(review));
        self.case.not_read.iter().any(|one| {
            let may_feed = fact.reads.is_empty() || fact.reads.contains(&one.kind);
            let begins = one.from.map(|from| self.case.zone.moment_range(&from).first);
            let ends = one.to.map(|to| self.case.zone.moment_range(&to).last);
            may_feed && begins.is_none_or(|begins| begins <= last) && ends.unwrap_or(review) >= first
        })
    }

    fn covers(&self, statement: &SupplyStatement) -> InstantRange {
        let first = statement.from.map_or(Instant(i64::MIN), |from| self.case.zone.moment_range(&from).first);
        let last = statement.to.map_or(self.case.as_of, |to| self.case.zone.moment_range(&to).last);
        InstantRange { first, last }
    }
}
