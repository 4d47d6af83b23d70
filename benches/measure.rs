//! Measures the engine beside the same policies written by hand, in one run: `cargo xtask bench`.
//!
//! `measure` prints a page of times and ratios; `measure write FOLDER [CASES]` writes policies, a library and cases as files,
//! for whoever wants to measure other engines on the same.

#![allow(clippy::disallowed_methods)] // a benchmark reads the clock and writes files

use mimalloc::MiMalloc;
use rationale::eval::{Effort, assess_with};
use rationale::{Answer, Case, Plan, View, case, wire};
use rationale_benches::clock;
use rationale_benches::hospital::by_hand::{self, Status};
use rationale_benches::hospital::cases::{Ask, case as make};
use rationale_benches::hospital::{compile, library, policy};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

/// That of the command; what is written by hand has it too.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Cases of one policy.
const CASES: u64 = 200;
/// Each stage is run over all cases so many times; the fastest counts.
const ROUNDS: usize = 7;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", folder] => write(Path::new(folder), 1_000),
        ["write", folder, count] => write(Path::new(folder), count.parse().unwrap_or(1_000)),
        ["only", stage, policy] => {
            only(stage, policy);
            Ok(())
        }
        _ => {
            report();
            Ok(())
        }
    }
}

/// Policies and cases as files.
fn write(folder: &Path, count: u64) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let (files, _) = library(1_000, 5);
    for (name, text) in files {
        std::fs::write(folder.join(name), text)?;
    }
    for (name, ask, _) in POLICIES {
        let lines: String = (0..count).map(|number| make(number, ask) + "\n").collect();
        std::fs::write(folder.join(format!("{name}.ndjson")), lines)?;
    }
    Ok(())
}

type ByHand = fn(&by_hand::Case) -> Option<Status>;

const POLICIES: [(&str, Ask, ByHand); 2] = [
    ("observation", Ask::Observation, by_hand::observation),
    ("inpatient", Ask::Inpatient, by_hand::inpatient),
];

fn texts(ask: Ask) -> Vec<String> {
    (0..CASES).map(|number| make(number, ask)).collect()
}

fn read(text: &str) -> Case {
    case::read_json(text, &case::Limits::default()).expect("the case is sound")
}

/// A case, as far as a plan reads it.
fn read_for(plan: &Plan, text: &str) -> Case {
    case::read_json_for(plan, text, &case::Limits::default()).expect("the case is sound")
}

fn assess(plan: &Plan, case: &Case, effort: Effort) -> Answer {
    assess_with(plan, case, effort).expect("the request can be told")
}

/// Microseconds of the processor for one of `items`: the fastest of the rounds.
fn timed<T, R>(items: &[T], run: impl FnMut(&T) -> R) -> f64 {
    clock::timed(ROUNDS, items, run)
}

/// What `batch` writes where outcomes alone are asked for.
fn line(answer: &Answer) -> String {
    let outcome = answer.assessments.first().map_or("not_applicable", |one| one.outcome.code());
    format!("{{\"case\":\"{}\",\"outcome\":\"{outcome}\"}}\n", answer.case)
}

/// What `batch` writes where whole assessments are asked for.
fn one_line(answer: &Answer, case: &Case) -> String {
    serde_json::to_string(&wire::AnswerShape::new(answer, &case.zone, View::Everything)).expect("it is JSON")
}

fn hand_line(text: &str, hand: ByHand) -> String {
    let case: by_hand::Case = serde_json::from_str(text).expect("the case can be read by hand");
    let outcome = match hand(&case) {
        Some(Status::Met) => "meets",
        Some(Status::Undetermined) => "insufficient_information",
        Some(Status::Unmet) => "does_not_meet",
        None => "not_applicable",
    };
    format!("{{\"case\":\"{}\",\"outcome\":\"{outcome}\"}}\n", case.case)
}

/// One stage alone, many times over: for a profiler.
fn only(stage: &str, name: &str) {
    if stage == "load" {
        let (files, entries) = library(1_000, 5);
        black_box(compile(&files, &entries));
        return;
    }
    let Some((_, ask, _)) = POLICIES.iter().find(|(other, ..)| *other == name) else { return };
    let plan = policy(name);
    let texts = texts(*ask);
    let cases: Vec<Case> = texts.iter().map(|text| read(text)).collect();
    let none: Vec<Answer> = cases.iter().map(|case| assess(&plan, case, Effort::NONE)).collect();
    let rounds: usize = std::env::var("ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    for _ in 0..rounds {
        match stage {
            "read" => texts.iter().for_each(|text| drop(black_box(read(text)))),
            "read_for" => texts.iter().for_each(|text| drop(black_box(read_for(&plan, text)))),
            "evaluate" => {
                cases.iter().for_each(|case| drop(black_box(assess(&plan, case, Effort::FINDINGS))))
            }
            "missing" => {
                cases.iter().for_each(|case| drop(black_box(assess(&plan, case, Effort::default()))))
            }
            "line" => none.iter().zip(&cases).for_each(|(answer, case)| {
                drop(black_box(one_line(answer, case)));
            }),
            "json" => none.iter().zip(&cases).for_each(|(answer, case)| {
                drop(black_box(wire::answer_json(answer, &case.zone, View::Everything)));
            }),
            _ => {}
        }
    }
}

/// One line of a table.
struct Row {
    what: &'static str,
    time: f64,
    /// Against what: its time, and what it is.
    base: f64,
    of: &'static str,
    /// The most that the ratio should be.
    target: Option<f64>,
}

/// Prints `docs/performance.md`.
fn report() {
    println!("{HEAD}");
    for (name, ask, hand) in POLICIES {
        let plan = policy(name);
        let texts = texts(ask);
        let bytes: usize = texts.iter().map(String::len).sum();
        println!(
            "\n## `{name}`: {} tests, {CASES} cases of {} bytes on average\n",
            plan.term_count(),
            bytes / texts.len()
        );
        println!("| what | us a case | ratio | of | target | |\n|---|---:|---:|---|---:|---|");
        for row in rows(&plan, &texts, hand) {
            let ratio = row.time / row.base;
            let target = row.target.map_or_else(String::new, |most| format!("{most:.1}"));
            let kept = match row.target {
                Some(most) if ratio > most => format!("missed by {:.1} times", ratio / most),
                Some(_) => String::from("kept"),
                None => String::new(),
            };
            println!("| {} | {:.1} | {ratio:.2} | {} | {target} | {kept} |", row.what, row.time, row.of);
        }
        let ours = threads(&texts, |text| {
            black_box(line(&assess(&plan, &read_for(&plan, text), Effort::FINDINGS)));
        });
        let by_hand = threads(&texts, |text| {
            black_box(hand_line(text, hand));
        });
        println!(
            "\nTwo threads do {ours:.2} times the work of one in the same time (target: 1.9); by hand, {by_hand:.2} times."
        );
    }
    libraries();
    println!("\n{PEERS}");
    println!("{TAIL}");
}

const HEAD: &str = include_str!("performance_head.md");
/// Written by `cargo xtask peers`.
const PEERS: &str = include_str!("performance_peers.md");
const TAIL: &str = include_str!("performance_tail.md");

fn rows(plan: &Plan, texts: &[String], hand: ByHand) -> Vec<Row> {
    let cases: Vec<Case> = texts.iter().map(|text| read(text)).collect();
    let by_hand: Vec<by_hand::Case> =
        texts.iter().map(|text| serde_json::from_str(text).expect("the case can be read by hand")).collect();
    let answers: Vec<(Answer, &Case)> =
        cases.iter().map(|case| (assess(plan, case, Effort::NONE), case)).collect();
    for (text, (answer, _)) in texts.iter().zip(&answers) {
        assert_eq!(hand_line(text, hand), line(answer), "engine and hand agree");
    }
    let parse = timed(texts, |text| serde_json::from_str::<by_hand::Case>(text).is_ok());
    let evaluate = timed(&by_hand, hand);
    let whole = timed(texts, |text| hand_line(text, hand));
    let row = |what, time, (base, of), target| Row { what, time, base, of, target };
    let (of_parse, of_evaluate, of_whole) =
        ((parse, "parse by hand"), (evaluate, "evaluate by hand"), (whole, "whole by hand"));
    let json = |text: &String, effort| {
        let case = read_for(plan, text);
        one_line(&assess(plan, &case, effort), &case)
    };
    vec![
        row("by hand: parse with serde_json", parse, of_parse, None),
        row("by hand: evaluate, statuses alone", evaluate, of_evaluate, None),
        row("by hand: bytes to outcome line", whole, of_whole, None),
        row(
            "serde_json, everything skipped",
            timed(texts, |text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()),
            of_parse,
            None,
        ),
        row("read a case", timed(texts, |text| read(text)), of_parse, None),
        row("read a case for this policy", timed(texts, |text| read_for(plan, text)), of_parse, None),
        row(
            "evaluate, with all findings and evidence",
            timed(&cases, |case| assess(plan, case, Effort::FINDINGS)),
            of_evaluate,
            Some(1.0),
        ),
        row(
            "evaluate, with missing sets too",
            timed(&cases, |case| assess(plan, case, Effort::default())),
            of_evaluate,
            None,
        ),
        row(
            "findings to JSON, indented for people",
            timed(&answers, |(answer, case)| wire::answer_json(answer, &case.zone, View::Everything)),
            of_whole,
            None,
        ),
        row(
            "findings to JSON on one line",
            timed(&answers, |(answer, case)| one_line(answer, case)),
            of_whole,
            None,
        ),
        row(
            "bytes to outcome line",
            timed(texts, |text| line(&assess(plan, &read_for(plan, text), Effort::FINDINGS))),
            of_whole,
            Some(0.5),
        ),
        row("bytes to whole assessment", timed(texts, |text| json(text, Effort::NONE)), of_whole, Some(1.0)),
        row(
            "bytes to whole assessment, missing sets too",
            timed(texts, |text| json(text, Effort::default())),
            of_whole,
            None,
        ),
    ]
}

/// How much more two threads do than one in the same time.
fn threads(texts: &[String], work: impl Fn(&str) + Sync) -> f64 {
    // So long that starting a thread is nothing beside it.
    const TIMES: usize = 20;
    let (left, right): (Vec<_>, Vec<_>) = texts.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let run = |texts: &[(usize, &String)]| {
        for _ in 0..TIMES {
            texts.iter().for_each(|(_, text)| work(text));
        }
    };
    let passed = |work: &dyn Fn()| {
        let times = (0..ROUNDS).map(|_| {
            let began = Instant::now();
            work();
            began.elapsed().as_secs_f64()
        });
        times.fold(f64::INFINITY, f64::min)
    };
    let one = passed(&|| {
        run(&left);
        run(&right);
    });
    let two = passed(&|| {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| run(&right));
            run(&left);
            other.join().expect("it ends");
        });
    });
    one / two
}

fn libraries() {
    println!("\n## Size of the library\n");
    println!("| guidelines | loaded in | evaluate a case to which 5 apply | ratio |\n|---:|---:|---:|---:|");
    let cases: Vec<Case> = texts(Ask::Inpatient).iter().map(|text| read(text)).collect();
    let mut base = None;
    for count in [10, 1_000] {
        let (files, entries) = library(count, 5);
        let load = timed(&[()], |()| compile(&files, &entries));
        let plan = compile(&files, &entries);
        let evaluate = timed(&cases, |case| assess(&plan, case, Effort::FINDINGS));
        let ratio = evaluate / *base.get_or_insert(evaluate);
        println!("| {count} | {:.1} ms | {evaluate:.1} us | {ratio:.2} |", load / 1e3);
    }
    println!("\nTargets: 1000 loaded in under 500 ms; a ratio of at most 1.1.");
}
