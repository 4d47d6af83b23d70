//! Many examples at once: what the two evaluators say differently, by sort of test, each made as small as it goes.

use crate::criteria::Choices;
use crate::{Example, Seed};
use std::collections::BTreeMap;

/// A list of numbers that never ends, the same each time.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, count: u64) -> usize {
        usize::try_from((self.next() >> 20) % count).unwrap_or(0)
    }

    pub(crate) fn numbers(&mut self, most: u64) -> Vec<u16> {
        (0..self.below(most)).map(|_| u16::try_from(self.next() >> 48).unwrap_or(0)).collect()
    }

    pub(crate) fn seed(&mut self) -> Seed {
        let tests = (0..1 + self.below(3)).map(|_| self.numbers(40)).collect();
        let choices = Choices { facts: self.numbers(60), shape: self.numbers(20), tests };
        let records = (0..self.below(8)).map(|_| self.numbers(24)).collect();
        Seed { choices, header: self.numbers(40), records, extra: self.numbers(30) }
    }
}

/// The seed made smaller while `fails` of it stays the same.
pub(crate) fn shrink(mut seed: Seed, fails: impl Fn(&Seed) -> bool) -> Seed {
    loop {
        let mut smaller = false;
        for candidate in candidates(&seed) {
            if fails(&candidate) {
                seed = candidate;
                smaller = true;
                break;
            }
        }
        if !smaller {
            return seed;
        }
    }
}

fn candidates(seed: &Seed) -> Vec<Seed> {
    let mut found = Vec::new();
    for at in 0..seed.records.len() {
        let mut next = seed.clone();
        next.records.remove(at);
        found.push(next);
    }
    for at in 0..seed.choices.tests.len() {
        if seed.choices.tests.len() > 1 {
            let mut next = seed.clone();
            next.choices.tests.remove(at);
            found.push(next);
        }
    }
    let lists = 4 + seed.choices.tests.len() + seed.records.len();
    for list in 0..lists {
        let length = list_of(&mut seed.clone(), list).len();
        for cut in [0, length / 2, length.saturating_sub(1)] {
            if cut < length {
                let mut next = seed.clone();
                list_of(&mut next, list).truncate(cut);
                found.push(next);
            }
        }
        for at in 0..length {
            let value = list_of(&mut seed.clone(), list)[at];
            if value != 0 {
                let mut next = seed.clone();
                list_of(&mut next, list)[at] = 0;
                found.push(next);
            }
        }
    }
    found
}

fn list_of(seed: &mut Seed, list: usize) -> &mut Vec<u16> {
    let tests = seed.choices.tests.len();
    match list {
        0 => &mut seed.choices.facts,
        1 => &mut seed.choices.shape,
        2 => &mut seed.header,
        3 => &mut seed.extra,
        list if list < 4 + tests => &mut seed.choices.tests[list - 4],
        list => &mut seed.records[list - 4 - tests],
    }
}

/// What sort of test a difference is about: the words of the innermost criterion that differs.
pub(crate) fn sort_of(example: &Example, differences: &BTreeMap<String, (String, String)>) -> String {
    let innermost = differences.iter().find(|(path, _)| {
        !differences.keys().any(|other| other != *path && other.starts_with(path.as_str()))
    });
    let Some((path, (one, other))) = innermost else { return String::new() };
    let name = path.rsplit('.').next().unwrap_or_default();
    let marker = format!("{name}: ");
    let test = example.text.split(&marker).nth(1).unwrap_or_default().lines().next().unwrap_or_default();
    let words: Vec<&str> = test.split_whitespace().collect();
    let forms = [
        "with", "where", "within", "before", "after", "from", "until", "ever", "during", "latest",
        "earliest", "this", "row", "any", "starting", "ending", "whole", "known", "at",
    ];
    let mut sort: Vec<&str> = words.iter().copied().take(2).collect();
    sort.extend(words.iter().skip(2).copied().filter(|word| forms.contains(word)));
    if path == "outcome" {
        return format!("outcome {one} {other}");
    }
    format!("{} [{one}, {other}]", sort.join(" "))
}
