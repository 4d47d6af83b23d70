//! Cases of two runs side by side. Both keep the order of their cases, so that few wait for their like.

use super::read::{Cases, OfAnswer, OfCase, Stands};
use super::{ABSENT, Tolerance};
use crate::errors::Trouble;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

/// Cases that wait for their like, in each run.
const MOST_WAITING: usize = 200_000;
/// Criteria that are listed for one change.
const MOST_CRITERIA: usize = 20;

/// An answer that came out otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Change {
    /// The case's id.
    pub case: String,
    /// The guideline's id; left out where no guideline applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guideline: Option<String>,
    /// Its outcome then; `absent` where the earlier run has no such answer.
    pub from: String,
    /// Its outcome now; `absent` where this run has none.
    pub to: String,
    /// The lowest criteria that stand otherwise, where both runs show criteria; not more than 20.
    pub criteria: Vec<CriterionChange>,
    /// Whether it is tolerated.
    pub tolerated: bool,
}

/// A criterion that stands otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CriterionChange {
    /// Its path.
    pub criterion: String,
    /// Its label.
    pub label: String,
    /// Its status then; left out where it was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its status now; left out where it is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What a comparison comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Compared {
    /// The earlier output.
    pub earlier: String,
    /// Answers of the same outcome.
    pub unchanged: u64,
    /// Of these, answers in which some criterion stands otherwise.
    pub criteria_changed: u64,
    /// Answers that came out otherwise.
    pub changed: u64,
    /// Of these, those that are tolerated.
    pub tolerated: u64,
    /// From which outcome to which, by guideline: the most frequent first.
    pub transitions: Vec<Transition>,
    /// Through which criteria: the most frequent first.
    pub through: Vec<Through>,
}

/// How many answers went from one outcome to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Transition {
    /// The guideline's id; empty where none applied.
    pub guideline: String,
    /// The outcome then.
    pub from: String,
    /// The outcome now.
    pub to: String,
    /// How many.
    pub count: u64,
    /// Whether they are tolerated.
    pub tolerated: bool,
}

/// Through which criterion answers came out otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Through {
    /// The guideline's id.
    pub guideline: String,
    /// The outcome then.
    pub outcome_from: String,
    /// The outcome now.
    pub outcome_to: String,
    /// The criterion, and how it stood.
    #[serde(flatten)]
    pub criterion: CriterionChange,
    /// In how many answers.
    pub count: u64,
    /// Ids of some of the cases, the first ones.
    pub cases: Vec<String>,
    /// Whether they are tolerated.
    pub tolerated: bool,
}

/// Cases of one criterion that are named.
const MOST_CASES: usize = 5;

type TransitionKey = (String, String, String);
type ThroughKey = (TransitionKey, CriterionChange);

/// A comparison under way.
struct Comparison<'a> {
    tolerate: &'a [Tolerance],
    /// Is handed each change, in the order of this run.
    each: &'a mut dyn FnMut(&Change) -> Result<(), Trouble>,
    compared: Compared,
    transitions: BTreeMap<TransitionKey, u64>,
    through: BTreeMap<ThroughKey, (u64, Vec<String>)>,
}

/// Compares two outputs.
pub(crate) fn compare(
    earlier: &Path,
    now: &Path,
    tolerate: &[Tolerance],
    each: &mut dyn FnMut(&Change) -> Result<(), Trouble>,
) -> Result<Compared, Trouble> {
    let mut comparison = Comparison {
        tolerate,
        each,
        compared: Compared { earlier: earlier.to_string_lossy().into_owned(), ..Compared::default() },
        transitions: BTreeMap::new(),
        through: BTreeMap::new(),
    };
    let (mut before, mut after) = (Cases::open(earlier)?, Cases::open(now)?);
    let (mut old, mut new) = (Waiting::default(), Waiting::default());
    loop {
        let (one, other) = (before.next_case()?, after.next_case()?);
        if one.is_none() && other.is_none() {
            break;
        }
        if let Some(one) = one {
            match new.take(&one.case) {
                Some(other) => comparison.pair(Some(&one), Some(&other))?,
                None => old.put(one),
            }
        }
        if let Some(other) = other {
            match old.take(&other.case) {
                Some(one) => comparison.pair(Some(&one), Some(&other))?,
                None => new.put(other),
            }
        }
        if old.count > MOST_WAITING || new.count > MOST_WAITING {
            return Err(Trouble::file(
                earlier,
                "its cases are others than those of this run, or in another order; compare runs over the same input",
            ));
        }
    }
    for one in old.rest() {
        comparison.pair(Some(&one), None)?;
    }
    for other in new.rest() {
        comparison.pair(None, Some(&other))?;
    }
    Ok(comparison.finish())
}

/// Cases that wait for their like; the same id may wait several times.
#[derive(Default)]
struct Waiting {
    cases: BTreeMap<String, VecDeque<(u64, OfCase)>>,
    count: usize,
    number: u64,
}

impl Waiting {
    fn put(&mut self, case: OfCase) {
        self.number += 1;
        self.count += 1;
        self.cases.entry(case.case.clone()).or_default().push_back((self.number, case));
    }

    fn take(&mut self, id: &str) -> Option<OfCase> {
        let queue = self.cases.get_mut(id)?;
        let (_, case) = queue.pop_front()?;
        if queue.is_empty() {
            self.cases.remove(id);
        }
        self.count -= 1;
        Some(case)
    }

    /// Those left over, in the order in which they came.
    fn rest(self) -> Vec<OfCase> {
        let mut rest: Vec<(u64, OfCase)> = self.cases.into_values().flatten().collect();
        rest.sort_by_key(|(number, _)| *number);
        rest.into_iter().map(|(_, case)| case).collect()
    }
}

impl Comparison<'_> {
    fn pair(&mut self, one: Option<&OfCase>, other: Option<&OfCase>) -> Result<(), Trouble> {
        let Some(case) = one.or(other).map(|of| of.case.clone()) else { return Ok(()) };
        let empty = BTreeMap::new();
        let (before, after) = (one.map_or(&empty, |of| &of.answers), other.map_or(&empty, |of| &of.answers));
        let mut guidelines: Vec<&String> = before.keys().chain(after.keys()).collect();
        guidelines.sort();
        guidelines.dedup();
        // That no guideline applied goes with the guideline that applies now: one change, not two.
        let nothing = guidelines.first().is_some_and(|id| id.is_empty()) && guidelines.len() > 1;
        for guideline in guidelines.into_iter().skip(usize::from(nothing)) {
            let (then, now) = (before.get(guideline), after.get(guideline));
            let outcome = |answer: Option<&OfAnswer>, all: &BTreeMap<String, OfAnswer>| {
                let none = all.get("").map(|none| none.outcome.clone());
                answer.map(|answer| answer.outcome.clone()).or(none).unwrap_or_else(|| ABSENT.to_owned())
            };
            let (from, to) = (outcome(then, before), outcome(now, after));
            let criteria =
                match (then.and_then(|one| one.criteria.as_ref()), now.and_then(|one| one.criteria.as_ref()))
                {
                    (Some(then), Some(now)) => changed(then, now),
                    _ => Vec::new(),
                };
            if from == to {
                self.compared.unchanged += 1;
                self.compared.criteria_changed += u64::from(!criteria.is_empty());
                continue;
            }
            let tolerated = self.tolerate.iter().any(|allowed| allowed.allows(&from, &to));
            self.compared.changed += 1;
            self.compared.tolerated += u64::from(tolerated);
            let key = (guideline.clone(), from.clone(), to.clone());
            *self.transitions.entry(key.clone()).or_default() += 1;
            for criterion in &criteria {
                let (count, cases) = self.through.entry((key.clone(), criterion.clone())).or_default();
                *count += 1;
                if cases.len() < MOST_CASES {
                    cases.push(case.clone());
                }
            }
            let id = Some(guideline.clone()).filter(|id| !id.is_empty());
            (self.each)(&Change { case: case.clone(), guideline: id, from, to, criteria, tolerated })?;
        }
        Ok(())
    }

    fn finish(self) -> Compared {
        let tolerated = |from: &str, to: &str| self.tolerate.iter().any(|allowed| allowed.allows(from, to));
        let mut transitions: Vec<Transition> = self
            .transitions
            .into_iter()
            .map(|((guideline, from, to), count)| {
                let tolerated = tolerated(&from, &to);
                Transition { guideline, from, to, count, tolerated }
            })
            .collect();
        transitions.sort_by_key(|one| std::cmp::Reverse(one.count));
        let mut through: Vec<Through> = self
            .through
            .into_iter()
            .map(|(((guideline, outcome_from, outcome_to), criterion), (count, cases))| {
                let tolerated = tolerated(&outcome_from, &outcome_to);
                Through { guideline, outcome_from, outcome_to, criterion, count, cases, tolerated }
            })
            .collect();
        through.sort_by_key(|one| std::cmp::Reverse(one.count));
        Compared { transitions, through, ..self.compared }
    }
}

/// The lowest criteria that stand otherwise and carry the change up: each above them changed the same way, or an exclusion went
/// against its block. Where both runs show none of these, those that are in one of the two alone.
fn changed(then: &BTreeMap<String, Stands>, now: &BTreeMap<String, Stands>) -> Vec<CriterionChange> {
    let mut moved: BTreeMap<&str, (bool, &Stands, &Stands)> = BTreeMap::new();
    for (path, after) in now {
        if let Some(before) = then.get(path)
            && before.status != after.status
        {
            moved.insert(path, (rank(&after.status) > rank(&before.status), before, after));
        }
    }
    let carries = |path: &str, up: bool, exclusion: bool| {
        above(path).filter(|path| now.contains_key(*path)).all(|path| match moved.get(path) {
            Some((same, ..)) => *same == up || exclusion,
            None => false,
        })
    };
    let carrying: Vec<(&str, &Stands, &Stands)> = moved
        .iter()
        .filter(|(path, (up, _, after))| carries(path, *up, after.exclusion))
        .map(|(path, (_, before, after))| (*path, *before, *after))
        .collect();
    let lowest = |path: &str| !carrying.iter().any(|(other, ..)| above(other).any(|one| one == path));
    let mut found: Vec<CriterionChange> = carrying
        .iter()
        .filter(|(path, ..)| lowest(path))
        .map(|(path, before, after)| CriterionChange {
            criterion: (*path).to_owned(),
            label: after.label.clone(),
            from: Some(before.status.clone()),
            to: Some(after.status.clone()),
        })
        .collect();
    if found.is_empty() {
        found = alone(then, now, false);
        found.extend(alone(now, then, true));
    }
    found.truncate(MOST_CRITERIA);
    found
}

/// The lowest of those that the other does not have.
fn alone(
    of: &BTreeMap<String, Stands>,
    other: &BTreeMap<String, Stands>,
    is_now: bool,
) -> Vec<CriterionChange> {
    let own: Vec<(&String, &Stands)> = of.iter().filter(|(path, _)| !other.contains_key(*path)).collect();
    let lowest =
        own.iter().filter(|(path, _)| !own.iter().any(|(below, _)| above(below).any(|one| one == *path)));
    lowest
        .map(|(path, stands)| CriterionChange {
            criterion: (*path).clone(),
            label: stands.label.clone(),
            from: (!is_now).then(|| stands.status.clone()),
            to: is_now.then(|| stands.status.clone()),
        })
        .collect()
}

/// The paths above a path: `a.b` and `a` of `a.b.c`.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('.').filter_map(|(at, _)| path.get(..at))
}

/// Truth order.
fn rank(status: &str) -> u8 {
    match status {
        "met" => 2,
        "undetermined" => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Stands, changed};
    use std::collections::BTreeMap;

    /// `!path` is an exclusion.
    fn stands(list: &[(&str, &str)]) -> BTreeMap<String, Stands> {
        let one = |(path, status): &(&str, &str)| {
            let stands = Stands {
                label: String::new(),
                status: (*status).to_owned(),
                exclusion: path.starts_with('!'),
            };
            (path.trim_start_matches('!').to_owned(), stands)
        };
        list.iter().map(one).collect()
    }

    #[track_caller]
    fn check(then: &[(&str, &str)], now: &[(&str, &str)], expected: &[&str]) {
        let found = changed(&stands(then), &stands(now));
        let found: Vec<String> = found.into_iter().map(|one| one.criterion).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_change_is_named_by_the_lowest_criteria_that_carry_it() {
        let (met, unmet) = ("met", "unmet");
        check(
            &[("a", met), ("a.b", met), ("a.c", met)],
            &[("a", unmet), ("a.b", unmet), ("a.c", met)],
            &["a.b"],
        );
        check(&[("a", met), ("ab", met)], &[("a", unmet), ("ab", unmet)], &["a", "ab"]);
        check(&[("a", met)], &[("a", met)], &[]);
        // Another route went the other way; that is not why.
        check(
            &[("a", unmet), ("a.b", unmet), ("a.c", met), ("a.d", met)],
            &[("a", met), ("a.b", met), ("a.c", unmet), ("a.d", met)],
            &["a.b"],
        );
        // `none of`: the group is why, not what is in it.
        check(
            &[("a", met), ("a.none", met), ("a.none.x", unmet)],
            &[("a", unmet), ("a.none", unmet), ("a.none.x", met)],
            &["a.none"],
        );
        check(&[("a", met), ("!a.out", unmet)], &[("a", unmet), ("!a.out", met)], &["a.out"]);
        // Only one of the two shows it.
        check(&[("a", met), ("a.b", met)], &[("a", met), ("a.c", met)], &["a.b", "a.c"]);
    }
}
