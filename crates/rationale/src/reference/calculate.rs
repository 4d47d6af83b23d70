//! Derived values: every choice of readings, every end of what each may be worth, worked out number by number.

use super::compare::{compare_number, numbers_of, values_of};
use super::count::is_taken;
use super::select::Member;
use super::worlds::Agreed;
use super::{Hand, Look, Scene};
use crate::ast::Pick;
use crate::case::reading::{Reading, Value, ValueWhat};
use crate::check::model::{
    Asks, Calculated, Calculation, Compare, Fact, Formula, Function, Input, Point, Select, Subject,
};
use crate::value::exact::Exact;
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::truth::Truth;
use std::collections::BTreeMap;

/// The numbers that one reading may be worth.
type Worth = Vec<Number>;

impl Look<'_> {
    pub(super) fn calculated(&self, value: &Calculation, compare: &Compare, scene: Scene<'_>) -> Truth {
        let compared = |ranges: Vec<Range>| {
            ranges.iter().map(|range| compare_number(range, compare, &[])).collect::<Agreed>().answer()
        };
        let now = self.results(value, scene.waiting()).map_or(Truth::Unknown, compared);
        // A sum that may still grow: in an exclusion it is not present so far.
        let so_far = || self.results(value, scene).map_or(Truth::Unknown, compared);
        if now == Truth::Unknown && scene.exclusion && so_far() == Truth::False { Truth::False } else { now }
    }

    /// A range for every choice of readings and every way the conditions may turn out; `None` where one has none.
    fn results(&self, value: &Calculation, scene: Scene<'_>) -> Option<Vec<Range>> {
        let aside = Scene { aside: true, ..scene };
        let turns: Vec<Vec<bool>> = value
            .conditions
            .iter()
            .map(|condition| match self.body(condition, aside.waiting()) {
                Truth::True => vec![true],
                Truth::False => vec![false],
                Truth::Unknown => vec![true, false],
            })
            .collect();
        let inputs: Vec<Vec<Worth>> = value.inputs.iter().map(|input| self.input(input, scene)).collect();
        let mut ranges = Some(Vec::new());
        self.choices(&turns, |turns| {
            let turns: Vec<bool> = turns.iter().map(|turn| **turn).collect();
            let mut used = Vec::new();
            uses(&value.formula, &turns, &mut used);
            let mut at_hand = inputs.clone();
            for (at, worths) in at_hand.iter_mut().enumerate() {
                if !used.contains(&at) {
                    *worths = vec![vec![Number::ONE]];
                }
            }
            let found = self.with_turns(value, &at_hand, &turns);
            ranges = ranges.take().zip(found).map(|(mut ranges, found)| {
                ranges.extend(found);
                ranges
            });
        })?;
        ranges
    }

    fn with_turns(&self, value: &Calculation, inputs: &[Vec<Worth>], turns: &[bool]) -> Option<Vec<Range>> {
        if inputs.iter().any(Vec::is_empty) {
            return None;
        }
        let mut ranges = Some(Vec::new());
        self.choices(inputs, |worths| {
            let worths: Vec<Worth> = worths.iter().map(|worth| (*worth).clone()).collect();
            let mut results: Option<Vec<Exact>> = Some(Vec::new());
            let tried = self.choices(&worths, |numbers| {
                let numbers: Vec<Exact> = numbers.iter().map(|number| Exact::from(**number)).collect();
                let result = evaluate(&value.formula, &numbers, turns);
                results = results.take().zip(result).map(|(mut results, result)| {
                    results.push(result);
                    results
                });
            });
            let range = tried.and(results.take()).and_then(|results| between(&results));
            ranges = ranges.take().zip(range).map(|(mut ranges, range)| {
                ranges.push(range);
                ranges
            });
        })?;
        ranges
    }

    /// What an input may be: one list of numbers for each reading that may be the one.
    fn input(&self, input: &Input, scene: Scene<'_>) -> Vec<Worth> {
        match input {
            Input::Pick { pick, of, subject } => self.picked_numbers(*pick, of, *subject, scene),
            Input::Age(at) => self.years(at, scene).iter().map(worth).collect(),
            Input::Of(_) => Vec::new(),
        }
    }

    fn years(&self, at: &Point, scene: Scene<'_>) -> Option<Range> {
        self.age_range(at, scene)
    }

    fn picked_numbers(&self, pick: Pick, of: &Select, subject: Subject, scene: Scene<'_>) -> Vec<Worth> {
        let stretch = self.stretch(of.window.as_ref(), scene);
        let mut members: Vec<Member> = self.members(of, &stretch, scene);
        let silent = members.is_empty();
        members.retain(|member| !is_taken(&member.reading, subject));
        if silent
            && subject == Subject::Value
            && let Some(number) = self.silent_number(of.fact, &stretch)
        {
            return vec![vec![number]];
        }
        if matches!(pick, Pick::Mean | Pick::Sum) {
            let settled = self.settled(of.fact, &stretch, scene);
            let extent = self.extent(pick, of.fact, &members, subject, settled);
            if members.is_empty() && !settled {
                return Vec::new();
            }
            return extent.iter().map(worth).collect();
        }
        if !members.iter().any(|member| member.sure) {
            return Vec::new();
        }
        // By record: all that it may be worth where it is the one.
        let mut found: BTreeMap<usize, Worth> = BTreeMap::new();
        let tried = match pick {
            Pick::Latest | Pick::Earliest => self.lasts(pick, &members, |tied| {
                for reading in self.preferred(of.fact, tied, &Asks::Nothing) {
                    let numbers = worth(&self.range(&reading, subject));
                    found.entry(reading.record).or_default().extend(numbers);
                }
            }),
            _ => {
                let ranges: Vec<Range> =
                    members.iter().map(|member| self.range(&member.reading, subject)).collect();
                let ends: Vec<Number> = ranges.iter().flat_map(worth).collect();
                let options: Vec<Vec<Option<Number>>> = members
                    .iter()
                    .zip(&ranges)
                    .map(|(member, range)| {
                        let lives = numbers_of(range, &ends).into_iter().map(Some);
                        lives.chain((!member.sure).then_some(None)).collect()
                    })
                    .collect();
                self.choices(&options, |chosen| {
                    let numbers = || chosen.iter().filter_map(|number| **number);
                    let extreme = if pick == Pick::Lowest { numbers().min() } else { numbers().max() };
                    for (member, number) in members.iter().zip(chosen) {
                        if let (Some(number), true) = (**number, **number == extreme) {
                            found.entry(member.reading.record).or_default().push(number);
                        }
                    }
                })
            }
        };
        if tried.is_none() {
            return Vec::new();
        }
        // The ends are enough.
        let ends = |numbers: Worth| {
            let ends: Vec<Number> =
                numbers.iter().min().into_iter().chain(numbers.iter().max()).copied().collect();
            let nought = ends
                .first()
                .zip(ends.last())
                .is_some_and(|(low, high)| *low <= Number::ZERO && Number::ZERO <= *high);
            ends.into_iter().chain(nought.then_some(Number::ZERO)).collect()
        };
        found.into_values().map(ends).collect()
    }

    /// Works out what is calculated of a record.
    pub(super) fn derive(&self, fact: &Fact, reading: &mut Reading) {
        for (at, part) in fact.parts.iter().enumerate() {
            let Some(Calculated::Define(made)) = &part.calculated else { continue };
            let range = self.of_record(fact, made, reading);
            if let Some(slot) = reading.parts.get_mut(at) {
                *slot =
                    Value { what: ValueWhat::Number(range.unwrap_or_else(Range::any)), open: None }.into();
            }
        }
    }

    fn of_record(&self, fact: &Fact, made: &Calculation, reading: &Reading) -> Option<Range> {
        let hand = Hand { reading, outer: None };
        let scene = Scene { hand: Some(&hand), exclusion: false, aside: true };
        let turns: Vec<Vec<bool>> = made
            .conditions
            .iter()
            .map(|condition| match self.body(condition, scene) {
                Truth::True => vec![true],
                Truth::False => vec![false],
                Truth::Unknown => vec![true, false],
            })
            .collect();
        let old = Range { low: Bound::Inside(Number::ZERO), high: Bound::Unbounded };
        let inputs: Vec<Vec<Worth>> = made
            .inputs
            .iter()
            .map(|input| match input {
                Input::Of(subject) => vec![worth(&plausible_range(fact, reading, *subject))],
                Input::Age(at) => vec![worth(&self.years(at, scene).unwrap_or(old))],
                Input::Pick { .. } => Vec::new(),
            })
            .collect();
        let mut all: Option<Vec<Range>> = Some(Vec::new());
        self.choices(&turns, |turns| {
            let turns: Vec<bool> = turns.iter().map(|turn| **turn).collect();
            let found = self.with_turns(made, &inputs, &turns);
            all = all.take().zip(found).map(|(mut all, found)| {
                all.extend(found);
                all
            });
        })?;
        all?.into_iter().reduce(|all, next| all.hull(&next))
    }
}

/// What a number of a record may be, within what is plausible.
pub(super) fn plausible_range(fact: &Fact, reading: &Reading, subject: Subject) -> Range {
    let numeric = match subject {
        Subject::Value => Some(&fact.numeric),
        Subject::Part(at) => fact.parts.get(usize::from(at.0)).map(|part| &part.numeric),
    };
    let plausible = numeric
        .and_then(|numeric| numeric.plausible)
        .map_or_else(Range::any, |(low, high)| Range { low: Bound::Inside(low), high: Bound::Inside(high) });
    let values = values_of(&Hand { reading, outer: None }, subject);
    let ranges = values.iter().map(|value| match &value.what {
        ValueWhat::Number(range) => range.intersect(&plausible).unwrap_or(plausible),
        _ => plausible,
    });
    ranges.reduce(|all, next| all.hull(&next)).unwrap_or(plausible)
}

/// The ends of a range as numbers in it, and nought where it is in it.
fn worth(range: &Range) -> Worth {
    let numbers = numbers_of(range, &[]);
    let mut ends: Worth = numbers.first().into_iter().chain(numbers.last()).copied().collect();
    if range.contains(Number::ZERO) {
        ends.push(Number::ZERO);
    }
    ends
}

/// The range from the least to the greatest result.
fn between(results: &[Exact]) -> Option<Range> {
    let (least, greatest) = (results.iter().min()?, results.iter().max()?);
    let far = Exact::from(Number::whole(500_000_000_000));
    let low = if *least < far.neg() { Bound::Unbounded } else { least.low_end(true)? };
    let high = if *greatest > far { Bound::Unbounded } else { greatest.high_end(true)? };
    Range::new(low, high)
}

fn uses(formula: &Formula, turns: &[bool], used: &mut Vec<usize>) {
    match formula {
        Formula::Number(_) => {}
        Formula::Input(at) => used.push(*at),
        Formula::Sum(a, b) | Formula::Difference(a, b) | Formula::Product(a, b) | Formula::Quotient(a, b) => {
            uses(a, turns, used);
            uses(b, turns, used);
        }
        Formula::Function(_, arguments) => arguments.iter().for_each(|part| uses(part, turns, used)),
        Formula::When(at, then, otherwise) => {
            uses(if turns.get(*at) == Some(&true) { then } else { otherwise }, turns, used);
        }
    }
}

fn evaluate(formula: &Formula, numbers: &[Exact], turns: &[bool]) -> Option<Exact> {
    let part = |part: &Formula| evaluate(part, numbers, turns);
    match formula {
        Formula::Number(number) => Some(Exact::from(*number)),
        Formula::Input(at) => numbers.get(*at).cloned(),
        Formula::Sum(a, b) => part(a)?.add(&part(b)?),
        Formula::Difference(a, b) => part(a)?.sub(&part(b)?),
        Formula::Product(a, b) => part(a)?.mul(&part(b)?),
        Formula::Quotient(a, b) => part(a)?.div(&part(b)?),
        Formula::When(at, then, otherwise) => {
            if *turns.get(*at)? {
                part(then)
            } else {
                part(otherwise)
            }
        }
        Formula::Function(function, arguments) => {
            let arguments: Option<Vec<Exact>> = arguments.iter().map(part).collect();
            let arguments = arguments?;
            let first = arguments.first()?;
            match function {
                Function::Ln => first.ln(),
                Function::Exp => first.exp(),
                Function::Sqrt => first.sqrt(),
                Function::Power => first.power(arguments.get(1)?),
                Function::Round => first.rounded_to(arguments.get(1)?),
                Function::Min => arguments.iter().min().cloned(),
                Function::Max => arguments.iter().max().cloned(),
            }
        }
    }
}
