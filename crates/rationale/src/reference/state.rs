//! A bare fact: how it stands at a time, or in a window.

use super::point::{Bound, Stretch, WindowEnd, is_after, is_before};
use super::select::Member;
use super::{Look, Scene};
use crate::ast::{Pick, Touch};
use crate::case::reading::{Reading, ReadingTime, Value, ValueWhat};
use crate::check::model::{Asks, Fact, Kind, Point, Select, Subject};
use crate::value::time::InstantRange;
use crate::value::truth::Truth;

impl Look<'_> {
    pub(super) fn state(&self, of: &Select, at: Option<&Point>, asks: &Asks, scene: Scene<'_>) -> Truth {
        let Some(fact) = self.fact(of.fact) else { return Truth::Unknown };
        let (members, stretch) = match &of.window {
            Some(window) => {
                let stretch = self.stretch(Some(window), scene);
                (self.members(of, &stretch, scene), stretch)
            }
            None => self.holding(fact, of, at, scene),
        };
        if matches!(fact.kind, Kind::Event(_) | Kind::Span(_) | Kind::Record) {
            return self.at_least_of(1, of, asks, &members, &stretch, scene);
        }
        let subject = match asks {
            Asks::Compare(subject, _) => *subject,
            _ => Subject::Value,
        };
        let found = members.len();
        let members = self.with_value(members, asks, subject);
        // What was asked and could not be told is not silent.
        let silent = found == 0;
        if silent && fact.is_event() && self.settled(of.fact, &stretch, scene) {
            let said = self.silence(fact, asks);
            // In an exclusion only what is not there holds so far; that a *no* is present waits.
            let waits = said == Truth::True && !self.settled(of.fact, &stretch, scene.waiting());
            return if waits { Truth::Unknown } else { said };
        }
        self.last_of(Pick::Latest, of.fact, &members, asks, scene)
    }

    /// What settled silence answers: no.
    fn silence(&self, fact: &Fact, asks: &Asks) -> Truth {
        let yes_no = matches!(fact.kind, Kind::Judgement(_) | Kind::Options { yes_no: true, .. });
        match asks {
            Asks::Compare(Subject::Value, compare) if yes_no => {
                let no = Value { what: ValueWhat::Options(1), open: None };
                self.compare(&[no], compare, &[])
            }
            _ => Truth::False,
        }
    }

    /// The readings that hold at a time, and the stretch in which they are looked for.
    fn holding(
        &self,
        fact: &Fact,
        of: &Select,
        at: Option<&Point>,
        scene: Scene<'_>,
    ) -> (Vec<Member>, Stretch) {
        let now = Bound::Instant(self.time(InstantRange::exact(self.case.as_of)));
        let at = at.map_or(now, |at| self.bound(at, scene));
        let since = fact.holds_for.map(|length| self.shift(at, length, false).unwrap_or(Bound::Missing));
        let stretch = Stretch {
            touch: Touch::Sharing,
            low: since.map(|bound| WindowEnd { bound, inside: true }),
            high: Some(WindowEnd { bound: at, inside: true }),
            ever: false,
            over: None,
        };
        let members = self
            .members_where(of, scene.waiting(), |look, reading| look.holds_at(reading, &at, since.as_ref()));
        (members, stretch)
    }

    fn holds_at(&self, reading: &Reading, at: &Bound, since: Option<&Bound>) -> Truth {
        let Some((start, end)) = self.start_and_end(&reading.time) else { return Truth::Unknown };
        let started = is_before(&start, at, true);
        match reading.time {
            ReadingTime::Period { .. } => started.and(is_after(&end, at, false)),
            _ => started.and(since.map_or(Truth::True, |since| is_after(&start, since, true))),
        }
    }
}
