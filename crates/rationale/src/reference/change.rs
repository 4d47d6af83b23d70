//! Change between two picks: every pair of values that the two may be.

use super::compare::{compare_number, ends_of, range_between};
use super::count::{Fate, consistent, fates, is_taken, surely_different};
use super::select::Member;
use super::worlds::Agreed;
use super::{Look, Scene};
use crate::ast::Pick;
use crate::case::reading::Reading;
use crate::check::model::{Asks, Compare, FactIx, Prefer, Select, Subject};
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::truth::Truth;

impl Look<'_> {
    pub(super) fn change(
        &self,
        percent: bool,
        (first_pick, first): (Pick, &Select),
        (last_pick, last): (Pick, &Select),
        compare: &Compare,
        scene: Scene<'_>,
    ) -> Truth {
        let read = |of: &Select| -> Vec<Member> {
            let stretch = self.stretch(of.window.as_ref(), scene);
            let mut members = self.members(of, &stretch, scene);
            members.retain(|member| !is_taken(&member.reading, Subject::Value));
            members
        };
        let (from, to) = (read(first), read(last));
        let is_sure = |members: &[Member]| members.iter().any(|member| member.sure);
        if !is_sure(&from) || !is_sure(&to) || different(&from, &to) < 2 {
            return Truth::Unknown;
        }
        let values = (self.picked(first_pick, first.fact, &from), self.picked(last_pick, last.fact, &to));
        let (Some(firsts), Some(lasts)) = values else { return Truth::Unknown };
        let mut agreed = Agreed::default();
        for first in &firsts {
            for last in &lasts {
                agreed.add(between(first, last, percent, compare));
            }
        }
        agreed.answer()
    }

    /// Each range that a pick may come to; `None` where it cannot be told.
    fn picked(&self, pick: Pick, fact: FactIx, members: &[Member]) -> Option<Vec<Range>> {
        let range = |reading: &Reading| self.range(reading, Subject::Value);
        let mut found: Vec<Range> = Vec::new();
        match pick {
            Pick::Latest | Pick::Earliest => {
                let prefer = self.fact(fact).and_then(|fact| fact.on_conflict.as_ref());
                self.lasts(pick, members, |tied| match prefer {
                    Some(Prefer::Highest | Prefer::Lowest) => {
                        let exact = |reading: &&Reading| {
                            self.start_and_end(&reading.time)
                                .is_some_and(|(start, _)| start.instants.is_exact())
                        };
                        let (at_once, others): (Vec<&Reading>, Vec<&Reading>) =
                            tied.iter().copied().partition(exact);
                        found.extend(at_once.into_iter().map(range).reduce(|a, b| {
                            if prefer == Some(&Prefer::Highest) { a.higher_of(&b) } else { a.lower_of(&b) }
                        }));
                        found.extend(others.into_iter().map(range));
                    }
                    _ => found.extend(self.preferred(fact, tied, &Asks::Nothing).iter().map(range)),
                })?;
            }
            Pick::Lowest | Pick::Highest => {
                let options: Vec<Vec<Option<Range>>> = members
                    .iter()
                    .map(|member| {
                        let kept = Some(range(&member.reading));
                        if member.sure { vec![kept] } else { vec![kept, None] }
                    })
                    .collect();
                self.choices(&options, |chosen| {
                    let kept = chosen.iter().filter_map(|range| **range);
                    found.extend(
                        kept.reduce(
                            |a, b| {
                                if pick == Pick::Lowest { a.lower_of(&b) } else { a.higher_of(&b) }
                            },
                        ),
                    );
                })?;
            }
            Pick::Mean | Pick::Sum => {
                let options: Vec<Vec<Fate>> = members.iter().map(fates).collect();
                let mut hull: Option<Range> = None;
                let mut broken = false;
                self.choices(&options, |chosen| {
                    let fates: Vec<Fate> = chosen.iter().map(|fate| **fate).collect();
                    if !consistent(members, &fates) {
                        return;
                    }
                    let kept = self.numbers(fact, members, &fates, Subject::Value);
                    let sum = kept.iter().try_fold(Range::exact(Number::ZERO), |sum, range| sum.add(range));
                    let count = i64::try_from(kept.len()).ok().filter(|count| *count > 0);
                    let share = count.and_then(|count| Number::ONE.div(Number::whole(count)));
                    match sum.zip(share).and_then(|(sum, share)| sum.times(share)) {
                        Some(mean) => hull = Some(hull.map_or(mean, |hull| hull.hull(&mean))),
                        None => broken = true,
                    }
                })?;
                if broken {
                    return None;
                }
                found.extend(hull);
            }
        }
        (!found.is_empty()).then_some(found)
    }
}

/// How many readings there surely are in both windows together.
fn different(from: &[Member], to: &[Member]) -> usize {
    let sure = from.iter().chain(to).filter(|member| member.sure);
    surely_different(&sure.map(|member| &member.reading).collect::<Vec<_>>())
}

/// How the change stands, wherever in their ranges the two lie.
fn between(first: &Range, last: &Range, percent: bool, compare: &Compare) -> Truth {
    let mut changes: Vec<Number> = Vec::new();
    for from in ends_of(first) {
        for to in ends_of(last) {
            let change = to.sub(from);
            let change = match percent {
                false => change,
                // Percent of nought, and of less, says nothing.
                true if from <= Number::ZERO => None,
                true => change.and_then(|change| change.div(from)?.mul(Number::whole(100))),
            };
            match change {
                Some(change) => changes.push(change),
                None => return Truth::Unknown,
            }
        }
    }
    match (changes.iter().min(), changes.iter().max()) {
        (Some(low), Some(high)) => compare_number(&range_between(*low, *high), compare, &[]),
        _ => Truth::Unknown,
    }
}
