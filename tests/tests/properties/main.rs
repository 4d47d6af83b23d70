//! The two evaluators are held equal, and the engine to what it promises, on criteria and cases made at random.
//!
//! The examples are the same in every run. `PROPTEST_CASES=20000 PROPTEST_RNG_SEED=7 cargo test --test properties` looks harder, and elsewhere. A failure prints the criteria and the case as text.

#![allow(clippy::disallowed_methods)] // how much to survey comes from the environment

mod brute;
mod cases;
mod criteria;
mod missing;
mod narrow;
mod overlaid;
mod phrases;
mod promised;
mod survey;
mod tape;

use crate::criteria::Choices;
use crate::tape::Tape;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseResult};
use rationale::assessment::{Answer, Finding, FindingKind, Outcome, Status};
use rationale::case::Case;
use rationale::case::read::{Limits, read_json};
use rationale::check::model::Library;
use rationale::reference::{self, ReferenceAnswer};
use rationale::{eval, plan};
use rationale_tests::criteria::{load_text, rendered};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What makes one example. What it makes is shown instead of it.
#[derive(Clone)]
struct Seed {
    choices: Choices,
    header: Vec<u16>,
    records: Vec<Vec<u16>>,
    extra: Vec<u16>,
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("as shown")
    }
}

fn numbers(most: usize) -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(any::<u16>(), 0..most)
}

fn seed() -> impl Strategy<Value = Seed> {
    let choices = (numbers(60), numbers(20), prop::collection::vec(numbers(40), 1..5))
        .prop_map(|(facts, shape, tests)| Choices { facts, shape, tests });
    let records = prop::collection::vec(prop::collection::vec(any::<u16>(), 4..24), 0..9);
    (choices, numbers(40), records, numbers(30)).prop_map(|(choices, header, records, extra)| Seed {
        choices,
        header,
        records,
        extra,
    })
}

/// An example: criteria, what was loaded of them, and a case.
struct Example {
    text: String,
    library: Library,
    case: Map<String, Value>,
}

impl Example {
    /// `None` where the checker refuses the criteria: not every choice makes sense.
    fn of(seed: &Seed) -> Option<Self> {
        let text = criteria::criteria(&seed.choices);
        let loaded = load_text(&text);
        if std::env::var_os("SHOW_REFUSED").is_some() && loaded.has_errors() {
            println!("{text}\n{}", rendered(&loaded));
        }
        if loaded.has_errors() || loaded.library.guidelines.first().is_none_or(|first| first.id != "g") {
            return None;
        }
        let mut tape = Tape::new(&seed.header);
        let mut case = cases::header(&mut tape);
        let ladder = text.contains("ladder");
        cases::ask(&mut case, &mut tape, ladder);
        let records: Vec<Value> = seed
            .records
            .iter()
            .enumerate()
            .map(|(id, record)| cases::record(id, &mut Tape::new(record)))
            .collect();
        case.insert("records".into(), records.into());
        Some(Self { text, library: loaded.library, case })
    }

    fn show(&self, case: &Map<String, Value>) -> String {
        let guideline = self.text.find("guideline g").unwrap_or(0);
        let mut text = self.text[guideline..].to_owned();
        for fact in self.text[..guideline].lines() {
            let name = fact.split_whitespace().nth(1).unwrap_or_default();
            let used = text
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .any(|word| word == name);
            if used || !fact.starts_with("fact") {
                text = format!("{fact}\n{text}");
            }
        }
        let mut shown = format!("\n{text}\n{{");
        for (field, value) in case {
            if field == "records" {
                shown.push_str("\n  \"records\": [");
                for record in value.as_array().into_iter().flatten() {
                    shown.push_str(&format!("\n    {record},"));
                }
                shown.push_str(" ]");
            } else {
                shown.push_str(&format!("\n  \"{field}\": {value},"));
            }
        }
        shown + " }\n"
    }
}

fn read(case: &Map<String, Value>) -> Case {
    let text = Value::Object(case.clone()).to_string();
    match read_json(&text, &Limits::default()) {
        Ok(case) => case,
        Err(faults) => panic!("the case cannot be read: {:?}\n{text}", faults.faults),
    }
}

/// What one evaluator says: the outcome (`None`: the request is unclear) and how each criterion stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    outcome: Option<Outcome>,
    statuses: BTreeMap<String, Status>,
}

/// What the engine says of the guideline that the request names.
fn engine(library: &Library, case: &Case) -> Said {
    let answer = match eval::assess_with(&plan::compile(library), case, eval::Effort::NONE) {
        Ok(answer) => answer,
        Err(_) => return Said { outcome: None, statuses: BTreeMap::new() },
    };
    said(&answer)
}

fn said(answer: &Answer) -> Said {
    let mut statuses = BTreeMap::new();
    for assessment in &answer.assessments {
        for finding in &assessment.findings {
            collect(finding, &mut statuses);
        }
    }
    let outcome = match answer.assessments.first() {
        Some(assessment) => Some(assessment.outcome),
        None if !answer.may_apply.is_empty() => Some(Outcome::InsufficientInformation),
        None if !answer.not_applicable.is_empty() => Some(Outcome::NotApplicable),
        None => None,
    };
    Said { outcome, statuses }
}

fn collect(finding: &Finding, statuses: &mut BTreeMap<String, Status>) {
    if finding.kind == FindingKind::Detail {
        return;
    }
    if finding.kind != FindingKind::Block {
        statuses.insert(finding.path().to_owned(), finding.status);
    }
    for child in &finding.children {
        collect(child, statuses);
    }
}

fn slow(library: &Library, case: &Case) -> ReferenceAnswer {
    reference::assess(library, 0, case)
}

/// Whether a test of the criteria is only bounded by the reference from one side: runs, whose readings may have times known only
/// to the day, and the lowest or highest record asked several things, which the reference tries value by value.
fn one_sided(text: &str) -> bool {
    let extreme_with = |line: &str| {
        let pick = line.find("lowest ").or(line.find("highest "));
        pick.is_some_and(|at| line.get(at..).is_some_and(|rest| rest.contains(" with ")))
    };
    text.contains("in a row") || text.lines().any(extreme_with)
}

/// What the two say differently of a case, by path.
fn differences(example: &Example) -> BTreeMap<String, (String, String)> {
    let typed = read(&example.case);
    let fast = engine(&example.library, &typed);
    let slow = slow(&example.library, &typed);
    let mut found = BTreeMap::new();
    if slow.too_large {
        return found;
    }
    let one_sided = one_sided(&example.text);
    for (path, status) in &fast.statuses {
        let Some(other) = slow.statuses.get(path) else { continue };
        if status != other && !(one_sided && *status == Status::Undetermined) {
            found.insert(path.clone(), (format!("{status:?}"), format!("{other:?}")));
        }
    }
    if fast.outcome != slow.outcome && !one_sided {
        found.insert("outcome".to_owned(), (format!("{:?}", fast.outcome), format!("{:?}", slow.outcome)));
    }
    found
}

fn told(differences: &BTreeMap<String, (String, String)>) -> String {
    let lines = differences.iter();
    lines.map(|(path, (fast, slow))| format!("  {path}: engine {fast}, reference {slow}\n")).collect()
}

fn equal(example: &Example) -> TestCaseResult {
    let found = differences(example);
    prop_assert!(found.is_empty(), "{}{}", example.show(&example.case), told(&found));
    Ok(())
}

/// No example of many tells the two evaluators apart; the sorts in which they differ are printed together, each with its smallest
/// example. It takes minutes: `SURVEY=5000 NOISE=7 cargo test --test properties survey -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes; the properties look at fewer examples in every run"]
fn survey() {
    let count = std::env::var("SURVEY").ok().and_then(|count| count.parse().ok()).unwrap_or(2000);
    let mut noise = survey::Noise(
        std::env::var("NOISE").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x9E37_79B9_7F4A_7C15),
    );
    let mut seen: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let (mut refused, mut undetermined, mut decided) = (0, 0, 0);
    for _ in 0..count {
        let seed = noise.seed();
        let Some(example) = Example::of(&seed) else {
            refused += 1;
            continue;
        };
        for status in slow(&example.library, &read(&example.case)).statuses.values() {
            if *status == Status::Undetermined { undetermined += 1 } else { decided += 1 }
        }
        let found = differences(&example);
        if found.is_empty() {
            continue;
        }
        let sort = survey::sort_of(&example, &found);
        if let Some((count, _)) = seen.get_mut(&sort) {
            *count += 1;
            continue;
        }
        let same = |seed: &Seed| {
            Example::of(seed).is_some_and(|example| survey::sort_of(&example, &differences(&example)) == sort)
        };
        let small = survey::shrink(seed, same);
        if let Some(example) = Example::of(&small) {
            let shown = format!("{}{}", example.show(&example.case), told(&differences(&example)));
            seen.insert(sort, (1, shown));
        }
    }
    for (sort, (count, shown)) in &seen {
        println!("===== {sort}: {count}\n{shown}");
    }
    println!(
        "{refused} of {count} refused; {undetermined} undetermined, {decided} decided; {} sorts differ",
        seen.len()
    );
    assert!(seen.is_empty(), "the evaluators differ in {} sorts, printed above", seen.len());
}

/// Nothing that was decided before is otherwise after.
fn still_decided(
    example: &Example,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    what: &str,
    say: impl Fn(&Library, &Case) -> BTreeMap<String, Status>,
) -> TestCaseResult {
    let first = say(&example.library, &read(before));
    let second = say(&example.library, &read(after));
    let mut wrong = String::new();
    for (path, status) in &first {
        let Some(now) = second.get(path) else { continue };
        if *status != Status::Undetermined && now != status {
            wrong.push_str(&format!("  {path}: {status:?}, then {now:?}\n"));
        }
    }
    prop_assert!(wrong.is_empty(), "{}{what}\n{wrong}", example.show(before));
    Ok(())
}

fn fast_statuses(library: &Library, case: &Case) -> BTreeMap<String, Status> {
    engine(library, case).statuses
}

fn slow_statuses(library: &Library, case: &Case) -> BTreeMap<String, Status> {
    let answer = slow(library, case);
    if answer.too_large { BTreeMap::new() } else { answer.statuses }
}

fn config() -> ProptestConfig {
    ProptestConfig {
        max_global_rejects: 1_000_000,
        max_shrink_iters: 20_000,
        failure_persistence: None,
        rng_seed: std::env::var("PROPTEST_RNG_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .map_or(RngSeed::Fixed(1), RngSeed::Fixed),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_engine_says_what_the_reference_says(seed in seed()) {
        let example = Example::of(&seed);
        prop_assume!(example.is_some());
        if let Some(example) = example {
            equal(&example)?;
        }
    }

    #[test]
    fn narrowing_what_a_case_leaves_open_changes_nothing_decided(seed in seed()) {
        let example = Example::of(&seed);
        prop_assume!(example.is_some());
        if let Some(example) = example {
            let mut narrowed = example.case.clone();
            let what = narrow::narrow(&mut narrowed, &example.text, &mut Tape::new(&seed.extra));
            prop_assume!(what.is_some());
            let what = what.unwrap_or_default();
            still_decided(&example, &example.case, &narrowed, &format!("engine, {what}"), fast_statuses)?;
            still_decided(&example, &example.case, &narrowed, &format!("reference, {what}"), slow_statuses)?;
        }
    }

    #[test]
    fn the_first_records_of_an_open_fact_change_nothing_decided(seed in seed()) {
        let example = Example::of(&seed);
        prop_assume!(example.is_some());
        if let Some(example) = example {
            let mut more = example.case.clone();
            let what = narrow::first_records(&mut more, &example.text, &mut Tape::new(&seed.extra));
            prop_assume!(what.is_some());
            let what = what.unwrap_or_default();
            still_decided(&example, &example.case, &more, &format!("engine, {what}"), fast_statuses)?;
            still_decided(&example, &example.case, &more, &format!("reference, {what}"), slow_statuses)?;
        }
    }

    #[test]
    fn missing_sets_are_sufficient_and_minimal(seed in seed()) {
        let example = Example::of(&seed);
        prop_assume!(example.is_some());
        if let Some(example) = example {
            missing::sufficient_and_minimal(&example)?;
            missing::says_why(&example)?;
        }
    }

    #[test]
    fn what_one_more_record_would_settle_is_a_missing_set(seed in seed()) {
        let example = Example::of(&seed);
        prop_assume!(example.is_some());
        if let Some(example) = example {
            missing::complete(&example, &mut Tape::new(&seed.extra))?;
        }
    }

    #[test]
    fn the_order_of_records_changes_nothing(seed in seed()) {
        let example = Example::of(&seed);
        prop_assume!(example.is_some());
        if let Some(example) = example {
            let mut turned = example.case.clone();
            if let Some(records) = turned.get_mut("records").and_then(Value::as_array_mut) {
                let count = records.len();
                let by = Tape::new(&seed.extra).below(count.max(1));
                records.reverse();
                records.rotate_left(by.min(count));
            }
            let first = engine(&example.library, &read(&example.case));
            let second = engine(&example.library, &read(&turned));
            prop_assert!(first == second, "{}{first:?}\n{second:?}", example.show(&example.case));
        }
    }
}

/// A quarter as many examples, of what takes longer.
fn fewer() -> ProptestConfig {
    let config = config();
    ProptestConfig { cases: config.cases.div_ceil(4), ..config }
}

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn missing_sets_of_small_trees_are_those_of_brute_force(choices in numbers(70)) {
        brute::sets_are_those_of_brute_force(&mut Tape::new(&choices))?;
    }

    #[test]
    fn a_promise_that_is_proved_holds_of_every_case(seed in seed(), edits in numbers(20)) {
        let pair = overlaid::Pair::of(&seed.choices, &mut Tape::new(&edits));
        prop_assume!(pair.is_some());
        if let Some(pair) = pair {
            overlaid::keeps_its_promise(&seed, &pair)?;
        }
    }

    #[test]
    fn a_promise_that_is_proved_holds_of_routes_and_references(choices in numbers(160)) {
        let pair = promised::Pair::of(&mut Tape::new(&choices));
        prop_assume!(pair.is_some());
        if let Some(pair) = pair {
            promised::keeps_its_promise(&pair)?;
        }
    }
}

/// The comparison with brute force looks at something: of many small trees most are open, and of most of these nothing is left out.
#[test]
fn small_trees_are_looked_through() {
    let mut noise = survey::Noise(7);
    let (mut cut, mut whole, mut sets) = (0, 0, 0);
    for _ in 0..120 {
        let choices = noise.numbers(70);
        match brute::complete(&mut Tape::new(&choices)).expect("the sets are those of brute force") {
            brute::Seen::Refused | brute::Seen::NotOpen => {}
            brute::Seen::Cut => cut += 1,
            brute::Seen::Whole(found) => {
                whole += 1;
                sets += found;
            }
        }
    }
    assert!(whole >= 30 && whole > cut && sets > whole, "{whole} looked through ({sets} sets), {cut} cut");
}
