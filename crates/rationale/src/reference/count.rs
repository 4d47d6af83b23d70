//! `some`, `no`, `every`, `at least N`, `at most N`, and runs: every way to keep or drop what is possible.

use super::compare::speaks_of;
use super::point::{Bound, Stretch};
use super::select::Member;
use super::trend::Placed;
use super::worlds::Agreed;
use super::{Hand, Look, Scene};
use crate::ast::Quantifier;
use crate::case::reading::{Reading, ReadingTime, ValueWhat};
use crate::check::model::{Asks, Fact, Select, Subject, WindowForm};
use crate::value::time::{DateRange, Length};
use crate::value::truth::Truth;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a member in one possibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    /// It does not count at all.
    Dropped,
    /// It is the reading of another record told again.
    Repeats,
}

/// What may become of a member.
pub(super) fn fates(member: &Member) -> Vec<Fate> {
    let mut fates = vec![Fate::Kept];
    if !member.sure {
        fates.push(Fate::Dropped);
    }
    if member.reading.may_repeat.is_some() {
        fates.push(Fate::Repeats);
    }
    fates
}

/// Whether every reading that repeats another can repeat one that is there.
pub(super) fn consistent(members: &[Member], fates: &[Fate]) -> bool {
    !tellings(members, fates).is_empty()
}

/// Every way in which readings that repeat others can do so: for each member the one that it repeats. Those that repeat one and
/// the same are one with each other too.
fn tellings(members: &[Member], fates: &[Fate]) -> Vec<Vec<Option<usize>>> {
    let mut ways: Vec<Vec<Option<usize>>> = vec![Vec::new()];
    for (at, (member, fate)) in members.iter().zip(fates).enumerate() {
        let fits = |way: &[Option<usize>], first: usize| {
            let there = fates.get(first) == Some(&Fate::Kept);
            let first_is =
                members.get(first).is_some_and(|other| may_be_one(&member.reading, &other.reading));
            let mut others = way.iter().enumerate().filter(|(_, of)| **of == Some(first));
            let all = others.all(|(other, _)| {
                members.get(other).is_some_and(|other| may_be_one(&member.reading, &other.reading))
            });
            first != at && there && first_is && all
        };
        ways = match fate {
            Fate::Kept | Fate::Dropped => ways.into_iter().map(|way| [way, vec![None]].concat()).collect(),
            Fate::Repeats => ways
                .iter()
                .flat_map(|way| {
                    let firsts = (0..members.len()).filter(|first| fits(way, *first));
                    firsts.map(|first| [way.clone(), vec![Some(first)]].concat()).collect::<Vec<_>>()
                })
                .collect(),
        };
    }
    ways
}

/// Whether two readings are, or may be, of one event.
pub(super) fn may_be_one(one: &Reading, other: &Reading) -> bool {
    one.may_be_any
        || other.may_be_any
        || one.event == other.event
        || one.alike.contains(&other.record)
        || other.alike.contains(&one.record)
}

/// How many of the readings are surely of different events: with the first, or without it.
pub(super) fn surely_different(readings: &[&Reading]) -> usize {
    let Some((first, rest)) = readings.split_first() else { return 0 };
    let apart: Vec<&Reading> = rest.iter().copied().filter(|other| !may_be_one(first, other)).collect();
    surely_different(&apart).saturating_add(1).max(surely_different(rest))
}

/// How many, and what it takes to know that there are fewer.
#[derive(Clone, Copy)]
struct Needed {
    count: usize,
    event: bool,
    settled: bool,
    runs: bool,
    /// Nothing is asked of a reading but that it is there.
    bare: bool,
}

impl Needed {
    /// Whether there are so many, where `holding` of the `kept` readings hold.
    fn stands(&self, kept: usize, holding: usize) -> Truth {
        if holding >= self.count {
            return Truth::True;
        }
        let enough_known =
            if self.event || self.bare { self.settled } else { kept >= self.count && !self.runs };
        if enough_known { Truth::False } else { Truth::Unknown }
    }
}

pub(super) fn is_taken(reading: &Reading, subject: Subject) -> bool {
    match subject {
        Subject::Value => reading.value.what == ValueWhat::Taken,
        Subject::Part(part) => reading.parts.get(usize::from(part.0)).is_some_and(|values| {
            !values.is_empty() && values.iter().all(|value| value.what == ValueWhat::Taken)
        }),
    }
}

impl Look<'_> {
    /// The members of a test, without those that were taken without the value it speaks of.
    pub(super) fn with_value(&self, members: Vec<Member>, asks: &Asks, subject: Subject) -> Vec<Member> {
        let speaks = speaks_of(asks, subject);
        members.into_iter().filter(|member| !(speaks && is_taken(&member.reading, subject))).collect()
    }

    pub(super) fn count(&self, quantifier: Quantifier, of: &Select, asks: &Asks, scene: Scene<'_>) -> Truth {
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        // Only presence is settled so far in an exclusion; what absence makes hold waits.
        let waiting = scene.waiting();
        match quantifier {
            Quantifier::Some => self.at_least(1, of, asks, scene),
            Quantifier::AtLeast(needed) => self.at_least(number(needed), of, asks, scene),
            Quantifier::No => !self.at_least(1, of, asks, waiting),
            Quantifier::AtMost(allowed) => {
                !self.at_least(number(allowed).saturating_add(1), of, asks, waiting)
            }
            Quantifier::Every => self.every(of, asks, scene),
        }
    }

    fn at_least(&self, count: usize, of: &Select, asks: &Asks, scene: Scene<'_>) -> Truth {
        let stretch = self.stretch(of.window.as_ref(), scene);
        let members = self.counted_members(of, &stretch, scene);
        self.at_least_of(count, of, asks, &members, &stretch, scene)
    }

    /// Whether at least so many of the members hold.
    pub(super) fn at_least_of(
        &self,
        count: usize,
        of: &Select,
        asks: &Asks,
        members: &[Member],
        stretch: &Stretch,
        scene: Scene<'_>,
    ) -> Truth {
        let Some(fact) = self.fact(of.fact) else { return Truth::Unknown };
        let members = self.with_value(members.to_vec(), asks, Subject::Value);
        let needed = self.needed(count, fact, of, asks, stretch, scene);
        let sliding = of.window.as_ref().and_then(|window| match &window.form {
            WindowForm::WithinAny(length, ..) => Some(*length),
            _ => None,
        });
        self.over_lives(&members, asks, scene, sliding.is_some(), |lives| {
            let lives = &told_again(lives);
            let kept: Vec<&Life> = lives.iter().filter(|life| life.fate == Fate::Kept).collect();
            let holding: Vec<&Life> = kept.iter().copied().filter(|life| life.holds).collect();
            if let (None, Some(per)) = (sliding, fact.one_per.as_deref()) {
                let dates = |counted: &dyn Fn(&Life) -> bool| -> Vec<DateRange> {
                    let counted = members.iter().zip(lives).filter(|(_, life)| counted(life));
                    counted.map(|(member, _)| self.days_of(&member.reading, per)).collect()
                };
                let kept = fewest(&dates(&|life| life.fate == Fate::Kept));
                let holding = dates(&|life| life.fate == Fate::Kept && life.holds);
                let mut agreed = Agreed::default();
                agreed.add(needed.stands(kept, fewest(&holding)));
                agreed.add(needed.stands(kept, most(&holding)));
                return agreed.answer();
            }
            let most = match sliding {
                None => events(holding),
                Some(length) => holding
                    .iter()
                    .map(|first| {
                        let near = |other: &&&Life| self.follows_within(&first.at, &other.at, length);
                        events(holding.iter().filter(near).copied())
                    })
                    .max()
                    .unwrap_or(0),
            };
            needed.stands(events(kept), most)
        })
    }

    fn needed(
        &self,
        count: usize,
        fact: &Fact,
        of: &Select,
        asks: &Asks,
        stretch: &Stretch,
        scene: Scene<'_>,
    ) -> Needed {
        Needed {
            count,
            event: fact.is_event(),
            settled: self.settled(of.fact, stretch, scene),
            runs: self.runs(stretch) && !scene.exclusion,
            bare: matches!(asks, Asks::Nothing),
        }
    }

    fn every(&self, of: &Select, asks: &Asks, scene: Scene<'_>) -> Truth {
        let Some(fact) = self.fact(of.fact) else { return Truth::Unknown };
        let stretch = self.stretch(of.window.as_ref(), scene);
        let members = self.with_value(self.members(of, &stretch, scene), asks, Subject::Value);
        let so_far = self.settled(of.fact, &stretch, scene);
        let settled = self.settled(of.fact, &stretch, scene.waiting());
        self.over_lives(&members, asks, scene, false, |lives| {
            let mut kept = lives.iter().filter(|life| life.fate != Fate::Dropped).peekable();
            if kept.peek().is_none() {
                // Over no record it is never met.
                return if fact.is_event() && so_far { Truth::False } else { Truth::Unknown };
            }
            if kept.any(|life| !life.holds) {
                Truth::False
            } else if settled || !fact.is_event() {
                Truth::True
            } else {
                Truth::Unknown
            }
        })
    }

    /// `at least N F in a row`
    pub(super) fn run(
        &self,
        at_least: u32,
        max_gap: Option<Length>,
        of: &Select,
        asks: &Asks,
        scene: Scene<'_>,
    ) -> Truth {
        let Some(fact) = self.fact(of.fact) else { return Truth::Unknown };
        let count = usize::try_from(at_least).unwrap_or(usize::MAX);
        let stretch = self.stretch(of.window.as_ref(), scene);
        let members = self.with_value(self.counted_members(of, &stretch, scene), asks, Subject::Value);
        let needed = self.needed(count, fact, of, asks, &stretch, scene);
        self.over_lives(&members, asks, scene, true, |lives| {
            // What fails breaks a run, told again or not.
            let read = |life: &&Life| life.fate == Fate::Kept || (life.fate == Fate::Repeats && !life.holds);
            let order: Vec<&Life> = lives.iter().filter(read).collect();
            let kept = events(lives.iter().filter(|life| life.fate == Fate::Kept));
            let mut agreed = Agreed::default();
            in_every_order(order, &mut |order| {
                let mut longest = 0_usize;
                let mut run: Vec<&Life> = Vec::new();
                let mut last: Option<&Life> = None;
                for life in order {
                    let near = last.is_some_and(|last| {
                        max_gap.is_none_or(|gap| self.follows_within(&last.at, &life.at, gap))
                    });
                    if !life.holds || !near {
                        run.clear();
                    }
                    if life.holds {
                        run.push(life);
                    }
                    longest = longest.max(events(run.iter().copied()));
                    last = Some(life);
                }
                agreed.add(needed.stands(kept, longest));
            });
            agreed.answer()
        })
    }

    /// Goes through what may become of every member, how it stands to what is asked, and where its time lies.
    fn over_lives(
        &self,
        members: &[Member],
        asks: &Asks,
        scene: Scene<'_>,
        timed: bool,
        judge: impl Fn(&[Life]) -> Truth,
    ) -> Truth {
        let mut options: Vec<Vec<Life>> = Vec::new();
        let places = if timed {
            self.places(members)
        } else {
            members.iter().map(|_| vec![Placed::nowhere()]).collect()
        };
        for (member, places) in members.iter().zip(places) {
            let hand = Hand { reading: &member.reading, outer: scene.hand };
            let holds = match self.asks(asks, &hand, scene) {
                Truth::True => vec![true],
                Truth::False => vec![false],
                Truth::Unknown => vec![true, false],
            };
            let mut lives = Vec::new();
            for fate in fates(member) {
                for holds in &holds {
                    for at in &places {
                        let event = member.reading.event;
                        lives.push(Life { fate, holds: *holds, at: *at, event, repeats: None });
                    }
                }
            }
            // What is not there has no place, and no answer; a repeated one has both from the other.
            lives.dedup_by(|next, life| match next.fate {
                Fate::Kept => false,
                Fate::Dropped => life.fate == Fate::Dropped,
                Fate::Repeats => life.fate == Fate::Repeats && life.holds == next.holds,
            });
            options.push(lives);
        }
        let mut agreed = Agreed::default();
        let tried = self.choices(&options, |chosen| {
            let lives: Vec<Life> = chosen.iter().map(|life| **life).collect();
            let fates: Vec<Fate> = lives.iter().map(|life| life.fate).collect();
            for telling in tellings(members, &fates) {
                let told = lives.iter().zip(telling).map(|(life, repeats)| Life { repeats, ..*life });
                agreed.add(judge(&told.collect::<Vec<_>>()));
            }
        });
        tried.map_or(Truth::Unknown, |()| agreed.answer())
    }

    /// Whether `next` comes with or after `first`, at most so much later.
    pub(super) fn follows_within(&self, first: &Placed, next: &Placed, length: Length) -> bool {
        if next.instant < first.instant {
            return false;
        }
        let instants = crate::value::time::InstantRange::exact(first.instant);
        let next = self.time(crate::value::time::InstantRange::exact(next.instant));
        match self.shift(Bound::Instant(self.time(instants)), length, true) {
            Some(bound) => super::point::is_before(&next, &bound, true) == Truth::True,
            None => true,
        }
    }
}

impl Look<'_> {
    /// The dates on which a reading may lie, for `one per day`; a night is that of the date on which it starts, noon to noon.
    fn days_of(&self, reading: &Reading, per: &str) -> DateRange {
        let (instants, dates) = match reading.time {
            ReadingTime::At(instants, dates) => (instants, dates),
            ReadingTime::Period { from: Some((instants, dates)), .. } => (instants, dates),
            _ => return DateRange { first: NaiveDate::MIN, last: NaiveDate::MAX },
        };
        if per == "night" && instants.is_exact() {
            let local = self.case.zone.local(instants.first);
            let night =
                local.checked_sub_signed(chrono::TimeDelta::hours(12)).map_or(dates.first, |at| at.date());
            return DateRange { first: night, last: night };
        }
        dates
    }
}

/// The fewest days that touch every range: of the sets of last days the smallest that does.
fn fewest(ranges: &[DateRange]) -> usize {
    fn reach(ranges: &[DateRange], chosen: &mut Vec<NaiveDate>, left: usize) -> bool {
        let touched = |range: &DateRange| chosen.iter().any(|day| range.first <= *day && *day <= range.last);
        let Some(free) = ranges.iter().find(|range| !touched(range)) else { return true };
        if left == 0 {
            return false;
        }
        let days: Vec<NaiveDate> = ranges
            .iter()
            .map(|other| other.last)
            .filter(|day| free.first <= *day && *day <= free.last)
            .collect();
        days.into_iter().any(|day| {
            chosen.push(day);
            let done = reach(ranges, chosen, left.saturating_sub(1));
            chosen.pop();
            done
        })
    }
    (0..=ranges.len()).find(|count| reach(ranges, &mut Vec::new(), *count)).unwrap_or(ranges.len())
}

/// The most days on which they may lie: each takes a day of its own where it can, others making room.
fn most(ranges: &[DateRange]) -> usize {
    fn place(
        ranges: &[DateRange],
        at: usize,
        tried: &mut Vec<NaiveDate>,
        taken: &mut BTreeMap<NaiveDate, usize>,
    ) -> bool {
        let Some(range) = ranges.get(at) else { return false };
        // More days than there are readings are never needed.
        let days = range.first.iter_days().take_while(|day| *day <= range.last).take(ranges.len());
        for day in days {
            if tried.contains(&day) {
                continue;
            }
            tried.push(day);
            let free = match taken.get(&day).copied() {
                None => true,
                Some(other) => place(ranges, other, tried, taken),
            };
            if free {
                taken.insert(day, at);
                return true;
            }
        }
        false
    }
    let mut taken = BTreeMap::new();
    (0..ranges.len()).filter(|at| place(ranges, *at, &mut Vec::new(), &mut taken)).count()
}

/// A member in one possibility.
#[derive(Clone, Copy)]
struct Life {
    fate: Fate,
    holds: bool,
    at: Placed,
    event: usize,
    /// Which it repeats.
    repeats: Option<usize>,
}

/// What is told again in a reading that holds, holds: the event does where one of its readings does.
fn told_again(lives: &[Life]) -> Vec<Life> {
    let mut told = lives.to_vec();
    for life in lives.iter().filter(|life| life.holds) {
        if let Some(first) = life.repeats.and_then(|first| told.get_mut(first)) {
            first.holds = true;
        }
    }
    told
}

/// How many events these are.
fn events<'l>(lives: impl IntoIterator<Item = &'l Life>) -> usize {
    lives.into_iter().map(|life| life.event).collect::<BTreeSet<_>>().len()
}

/// Every order by time; those of one instant in each order.
fn in_every_order<'l>(mut rest: Vec<&'l Life>, visit: &mut dyn FnMut(&[&Life])) {
    fn go<'l>(rest: &mut Vec<&'l Life>, order: &mut Vec<&'l Life>, visit: &mut dyn FnMut(&[&Life])) {
        let Some(first) = rest.iter().map(|life| life.at.instant).min() else {
            visit(order);
            return;
        };
        for at in 0..rest.len() {
            if rest.get(at).is_none_or(|life| life.at.instant != first) {
                continue;
            }
            let life = rest.remove(at);
            order.push(life);
            go(rest, order, visit);
            order.pop();
            rest.insert(at, life);
        }
    }
    go(&mut rest, &mut Vec::new(), visit);
}
