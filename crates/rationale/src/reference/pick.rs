//! Lowest, highest, latest, earliest, mean and sum.

use super::compare::{compare_number, numbers_of, thresholds, values_of};
use super::count::{Fate, consistent, fates, is_taken, may_be_one};
use super::point::Time;
use super::select::Member;
use super::worlds::Agreed;
use super::{Hand, Look, Scene};
use crate::ast::Pick;
use crate::case::reading::{Reading, Value, ValueWhat};
use crate::check::model::{Asks, Compare, Fact, FactIx, Prefer, Select, Subject};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::{DateRange, Instant, InstantRange};
use crate::value::truth::Truth;
use std::collections::BTreeMap;

impl Look<'_> {
    pub(super) fn pick(
        &self,
        pick: Pick,
        of: &Select,
        subject: Subject,
        asks: &Asks,
        scene: Scene<'_>,
    ) -> Truth {
        let stretch = self.stretch(of.window.as_ref(), scene);
        let members = self.members(of, &stretch, scene);
        let settled = self.settled(of.fact, &stretch, scene);
        if let (true, Subject::Value, Asks::Compare(Subject::Value, compare)) =
            (members.is_empty(), subject, asks)
            && let Some(number) = self.silent_number(of.fact, &stretch)
        {
            return compare_number(&Range::exact(number), compare, &[]);
        }
        match pick {
            Pick::Latest | Pick::Earliest => {
                let members = self.with_value(members, asks, subject);
                let event = self.fact(of.fact).is_some_and(Fact::is_event);
                if members.is_empty() && event && settled {
                    return Truth::False;
                }
                self.last_of(pick, of.fact, &members, asks, scene)
            }
            Pick::Lowest | Pick::Highest => self.extreme(pick, &members, subject, asks, scene),
            Pick::Mean | Pick::Sum => match asks {
                Asks::Compare(_, compare) => {
                    let over = self.settled(of.fact, &stretch, scene.waiting());
                    let now = self.total(pick, of.fact, &members, subject, compare, over);
                    let so_far = self.total(pick, of.fact, &members, subject, compare, settled);
                    if now == Truth::Unknown && so_far == Truth::False { so_far } else { now }
                }
                _ => Truth::Unknown,
            },
        }
    }

    fn extreme(
        &self,
        pick: Pick,
        members: &[Member],
        subject: Subject,
        asks: &Asks,
        scene: Scene<'_>,
    ) -> Truth {
        let members: Vec<&Member> =
            members.iter().filter(|member| !is_taken(&member.reading, subject)).collect();
        if !members.iter().any(|member| member.sure) {
            return Truth::Unknown;
        }
        let ranges: Vec<Range> = members.iter().map(|member| self.range(&member.reading, subject)).collect();
        let mut points: Vec<Number> =
            members.iter().flat_map(|member| thresholds(asks, &member.reading.parts)).collect();
        for end in ranges.iter().flat_map(|range| [range.low, range.high]) {
            if let Bound::Inside(number) | Bound::Outside(number) = end {
                points.push(number);
            }
        }
        let mut options: Vec<Vec<Option<(Number, Truth)>>> = Vec::new();
        for (member, range) in members.iter().zip(&ranges) {
            let mut lives = Vec::new();
            for number in numbers_of(range, &points) {
                let pinned = pinned(&member.reading, subject, ValueWhat::Number(Range::exact(number)));
                let hand = Hand { reading: &pinned, outer: scene.hand };
                lives.push(Some((number, self.asks(asks, &hand, scene))));
            }
            if !member.sure {
                lives.push(None);
            }
            options.push(lives);
        }
        let mut agreed = Agreed::default();
        let tried = self.choices(&options, |chosen| {
            let kept = || chosen.iter().filter_map(|life| **life);
            let numbers = kept().map(|(number, _)| number);
            let picked = if pick == Pick::Lowest { numbers.min() } else { numbers.max() };
            for (number, stands) in kept() {
                if Some(number) == picked {
                    agreed.add(stands);
                }
            }
        });
        tried.map_or(Truth::Unknown, |()| agreed.answer())
    }

    pub(super) fn range(&self, reading: &Reading, subject: Subject) -> Range {
        let hand = Hand { reading, outer: None };
        match values_of(&hand, subject).first().map(|value| &value.what) {
            Some(ValueWhat::Number(range)) => *range,
            _ => Range::any(),
        }
    }

    fn total(
        &self,
        pick: Pick,
        fact: FactIx,
        members: &[Member],
        subject: Subject,
        compare: &Compare,
        settled: bool,
    ) -> Truth {
        let extent = self.extent(pick, fact, members, subject, settled);
        extent.map_or(Truth::Unknown, |extent| compare_number(&extent, compare, &[]))
    }

    /// From the least to the greatest that a mean or sum may be.
    pub(super) fn extent(
        &self,
        pick: Pick,
        fact: FactIx,
        members: &[Member],
        subject: Subject,
        settled: bool,
    ) -> Option<Range> {
        let event = self.fact(fact).is_some_and(Fact::is_event);
        let members: Vec<Member> =
            members.iter().filter(|member| !is_taken(&member.reading, subject)).cloned().collect();
        let counts_up = pick == Pick::Sum && event;
        if !counts_up && !members.iter().any(|member| member.sure) {
            return None;
        }
        let options: Vec<Vec<Fate>> = members.iter().map(fates).collect();
        let mut extent: Option<Range> = None;
        let mut broken = false;
        let tried = self.choices(&options, |chosen| {
            let fates: Vec<Fate> = chosen.iter().map(|fate| **fate).collect();
            if !consistent(&members, &fates) {
                return;
            }
            let ranges = self.numbers(fact, &members, &fates, subject);
            let sum = ranges.iter().try_fold(Range::exact(Number::ZERO), |sum, range| sum.add(range));
            let count = i64::try_from(ranges.len()).ok().filter(|count| *count > 0);
            let share = count.and_then(|count| Number::ONE.div(Number::whole(count)));
            let total = match pick {
                Pick::Sum => sum,
                _ => sum.zip(share).and_then(|(sum, share)| sum.times(share)),
            };
            match total {
                Some(total) => extent = Some(extent.map_or(total, |extent| extent.hull(&total))),
                None => broken = true,
            }
        });
        match (tried, broken, extent) {
            (Some(()), false, Some(mut extent)) => {
                if counts_up && !settled {
                    extent.high = Bound::Unbounded;
                }
                Some(extent)
            }
            _ => None,
        }
    }

    /// The numbers of the events that are kept. Of readings that are, or may be, one event any may give its number.
    pub(super) fn numbers(
        &self,
        fact: FactIx,
        members: &[Member],
        fates: &[Fate],
        subject: Subject,
    ) -> Vec<Range> {
        let one = self.fact(fact).is_some_and(|fact| fact.same_by.is_some());
        let mut events: BTreeMap<usize, Range> = BTreeMap::new();
        for (member, fate) in members.iter().zip(fates) {
            if *fate != Fate::Kept {
                continue;
            }
            let alike = members.iter().filter(|other| one && may_be_one(&member.reading, &other.reading));
            let own = self.range(&member.reading, subject);
            let range = alike.fold(own, |all, other| all.hull(&self.range(&other.reading, subject)));
            events.insert(member.reading.event, range);
        }
        events.into_values().collect()
    }

    /// What all readings that may be the latest (earliest) agree on.
    pub(super) fn last_of(
        &self,
        pick: Pick,
        fact: FactIx,
        members: &[Member],
        asks: &Asks,
        scene: Scene<'_>,
    ) -> Truth {
        if !members.iter().any(|member| member.sure) {
            return Truth::Unknown;
        }
        let mut agreed = Agreed::default();
        let tried = self.lasts(pick, members, |tied| {
            for reading in self.preferred(fact, tied, asks) {
                let hand = Hand { reading: &reading, outer: scene.hand };
                agreed.add(self.asks(asks, &hand, scene));
            }
        });
        tried.map_or(Truth::Unknown, |()| agreed.answer())
    }

    /// In every possibility, the readings that come last (first) together.
    pub(super) fn lasts(
        &self,
        pick: Pick,
        members: &[Member],
        mut visit: impl FnMut(&[&Reading]),
    ) -> Option<()> {
        let places = self.places(members);
        let options: Vec<Vec<Option<(usize, Instant)>>> = members
            .iter()
            .enumerate()
            .zip(places)
            .map(|((at, member), places)| {
                let mut lives: Vec<_> = places.into_iter().map(|place| Some((at, place.instant))).collect();
                if !member.sure {
                    lives.push(None);
                }
                lives
            })
            .collect();
        self.choices(&options, |chosen| {
            let kept = || chosen.iter().filter_map(|life| **life);
            let instants = kept().map(|(_, instant)| instant);
            let last = if pick == Pick::Latest { instants.max() } else { instants.min() };
            let tied: Vec<&Reading> = kept()
                .filter(|(_, instant)| Some(*instant) == last)
                .filter_map(|(at, _)| members.get(at).map(|member| &member.reading))
                .collect();
            visit(&tied);
        })
    }

    /// When the picked record may start (or end); `None` where there may be none.
    pub(super) fn picked_time(&self, pick: Pick, of: &Select, end: bool, scene: Scene<'_>) -> Option<Time> {
        let stretch = self.stretch(of.window.as_ref(), scene);
        let members = self.members(of, &stretch, scene);
        if !members.iter().any(|member| member.sure) {
            return None;
        }
        let mut times: Vec<Option<Time>> = Vec::new();
        self.lasts(pick, &members, |tied| {
            for reading in tied {
                let both = self.start_and_end(&reading.time);
                times.push(both.map(|(start, stop)| if end { stop } else { start }));
            }
        })?;
        let times: Option<Vec<Time>> = times.into_iter().collect();
        let times = times?;
        let instants = InstantRange {
            first: times.iter().map(|time| time.instants.first).min()?,
            last: times.iter().map(|time| time.instants.last).max()?,
        };
        let dates = DateRange {
            first: times.iter().map(|time| time.dates.first).min()?,
            last: times.iter().map(|time| time.dates.last).max()?,
        };
        Some(Time { instants, dates })
    }

    /// Of readings of one instant, those that the fact prefers, in every way their values may lie.
    pub(super) fn preferred(&self, fact: FactIx, tied: &[&Reading], asks: &Asks) -> Vec<Reading> {
        let all: Vec<Reading> = tied.iter().map(|reading| (*reading).clone()).collect();
        let Some(prefer) = self.fact(fact).and_then(|fact| fact.on_conflict.as_ref()) else { return all };
        let exact = |reading: &Reading| {
            self.start_and_end(&reading.time).is_some_and(|(start, _)| start.instants.is_exact())
        };
        if all.len() < 2 || !all.iter().all(exact) {
            return all;
        }
        match prefer {
            Prefer::Sources(sources) => {
                let of = |source: &String| -> Vec<Reading> {
                    let of_record = |at: &usize| {
                        let from = self.case.records.get(*at).and_then(|record| record.source.as_ref());
                        from.is_some_and(|from| from.kind.as_deref() == Some(source.as_str()))
                    };
                    let fits = |reading: &&Reading| {
                        std::iter::once(&reading.record).chain(&reading.also).any(of_record)
                    };
                    all.iter().filter(fits).cloned().collect()
                };
                sources.iter().map(of).find(|found| !found.is_empty()).unwrap_or(all)
            }
            Prefer::LatestRecorded => {
                let firsts = all.iter().filter_map(|reading| reading.recorded).map(|recorded| recorded.first);
                let latest = firsts.max();
                let may_be_last = |reading: &Reading| {
                    reading
                        .recorded
                        .is_none_or(|recorded| latest.is_none_or(|latest| recorded.last >= latest))
                };
                all.into_iter().filter(may_be_last).collect()
            }
            Prefer::Highest | Prefer::Lowest | Prefer::Option(_) => {
                let mut points: Vec<Number> =
                    all.iter().flat_map(|reading| thresholds(asks, &reading.parts)).collect();
                for reading in &all {
                    if let ValueWhat::Number(range) = &reading.value.what {
                        points.extend(numbers_of(range, &[]));
                    }
                }
                let options: Vec<Vec<Reading>> = all.iter().map(|reading| valued(reading, &points)).collect();
                let mut found: Vec<Reading> = Vec::new();
                let tried = self.choices(&options, |chosen| {
                    let best = chosen.iter().map(|reading| rank(&reading.value, prefer)).max();
                    for reading in chosen {
                        if Some(rank(&reading.value, prefer)) == best && !found.contains(reading) {
                            found.push((*reading).clone());
                        }
                    }
                });
                tried.map_or(all, |()| found)
            }
        }
    }
}

/// A reading with each value it may have, as far as its value is a number or option.
fn valued(reading: &Reading, points: &[Number]) -> Vec<Reading> {
    let with = |what: ValueWhat| pinned(reading, Subject::Value, what);
    match &reading.value.what {
        ValueWhat::Number(range) => numbers_of(range, points)
            .into_iter()
            .map(|number| with(ValueWhat::Number(Range::exact(number))))
            .collect(),
        ValueWhat::Options(bits) => (0..64)
            .filter(|option| bits & (1 << option) != 0)
            .map(|option| with(ValueWhat::Options(1 << option)))
            .collect(),
        _ => vec![reading.clone()],
    }
}

/// How much a value is preferred.
fn rank(value: &Value, prefer: &Prefer) -> Option<Number> {
    let number = match &value.what {
        ValueWhat::Number(range) => range.value()?,
        ValueWhat::Options(bits) => Number::whole(i64::from(bits.trailing_zeros())),
        _ => return None,
    };
    match prefer {
        Prefer::Lowest => number.neg(),
        Prefer::Option(option) => Some(Number::whole(i64::from(number == Number::whole(i64::from(*option))))),
        _ => Some(number),
    }
}

/// The reading with this value and no other.
pub(super) fn pinned(reading: &Reading, subject: Subject, what: ValueWhat) -> Reading {
    let mut pinned = reading.clone();
    let value = Value { what, open: None };
    match subject {
        Subject::Value => pinned.value = value,
        Subject::Part(part) => {
            if let Some(values) = pinned.parts.get_mut(usize::from(part.0)) {
                *values = value.into();
            }
        }
    }
    pinned
}
