//! The policy `observation` through other engines, side by side in one run. Each is held against the function written by hand,
//! case by case, before any time is taken.
//!
//! usage: rationale-peers FOLDER, which has Node's modules of `node/package.json`. Writes `../performance_peers.md`.

use rationale::eval::{Effort, assess_with};
use rationale::{Case, case};
use rationale_benches::hospital::by_hand::{self, Status};
use rationale_benches::hospital::cases::{Ask, case as make};
use rationale_benches::{clock, hospital};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};

mod cel;
mod rego;
mod zen;

/// That of the command, for all engines in Rust.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Cases.
const CASES: u64 = 100;
/// Each engine is run over all of them so many times, in turn; the fastest counts.
const ROUNDS: usize = 3;

/// What an engine says of a case: 2 met, 1 undetermined, 0 unmet; none where the request is about something else.
type Said = Option<i64>;

/// An engine with the policy compiled.
struct Peer<'c> {
    name: String,
    /// Takes a case in, as far as it likes.
    parse: Box<dyn Fn(&String) + 'c>,
    /// Answers the case of that number, which it has taken in.
    evaluate: Box<dyn Fn(&usize) -> Said + 'c>,
}

/// The fastest times so far, in microseconds.
struct Times {
    name: String,
    parse: f64,
    evaluate: f64,
}

fn main() {
    let folder = std::env::args().nth(1).expect("usage: rationale-peers FOLDER");
    let folder = Path::new(&folder);
    let texts: Vec<String> = (0..CASES).map(|number| make(number, Ask::Observation)).collect();
    let expected: Vec<Said> = texts.iter().map(|text| by_hand_says(&read_by_hand(text))).collect();
    for outcome in [0, 1, 2] {
        assert!(expected.contains(&Some(outcome)), "every outcome is among the cases");
    }

    let peers = [hand(&texts), engine(&texts), rego::peer(&texts), zen::peer(&texts), cel::peer(&texts)];
    let numbers: Vec<usize> = (0..texts.len()).collect();
    for peer in &peers {
        for (at, expected) in expected.iter().enumerate() {
            assert_eq!((peer.evaluate)(&at), *expected, "{}: case {at}", peer.name);
        }
    }
    let mut times: Vec<Times> = peers
        .iter()
        .map(|peer| Times { name: peer.name.clone(), parse: f64::INFINITY, evaluate: f64::INFINITY })
        .collect();
    for _ in 0..ROUNDS {
        for (peer, times) in peers.iter().zip(&mut times) {
            times.parse = times.parse.min(clock::round(&texts, &peer.parse));
            times.evaluate = times.evaluate.min(clock::round(&numbers, &peer.evaluate));
        }
    }
    times.extend(in_node(folder, &texts, &expected));
    let page = page(&times, &texts);
    print!("{page}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../performance_peers.md");
    std::fs::write(path, page).expect("the page can be written");
}

fn read_by_hand(text: &str) -> by_hand::Case {
    serde_json::from_str(text).expect("the case can be read by hand")
}

fn by_hand_says(case: &by_hand::Case) -> Said {
    by_hand::observation(case).map(|status| match status {
        Status::Met => 2,
        Status::Undetermined => 1,
        Status::Unmet => 0,
    })
}

fn hand(texts: &[String]) -> Peer<'static> {
    let cases: Vec<by_hand::Case> = texts.iter().map(|text| read_by_hand(text)).collect();
    Peer {
        name: String::from("written by hand in Rust, statuses alone"),
        parse: Box::new(|text| drop(std::hint::black_box(read_by_hand(text)))),
        evaluate: Box::new(move |at| by_hand_says(&cases[*at])),
    }
}

/// With all findings and evidence; missing sets are looked for by nobody else, and so not here.
fn engine(texts: &[String]) -> Peer<'static> {
    use rationale::assessment::Outcome;
    let plan = hospital::policy("observation");
    let limits = case::Limits::default();
    let read = |text: &str| case::read_json(text, &limits).expect("the case is sound");
    let cases: Vec<Case> = texts.iter().map(|text| read(text)).collect();
    let own = plan.clone();
    Peer {
        name: String::from("Rationale, with findings and evidence"),
        parse: Box::new(move |text| {
            let limits = case::Limits::default();
            drop(std::hint::black_box(case::read_json_for(&own, text, &limits)));
        }),
        evaluate: Box::new(move |at| {
            let answer = assess_with(&plan, &cases[*at], Effort::NONE).expect("the request can be told");
            answer.assessments.first().and_then(|one| match one.outcome {
                Outcome::Meets => Some(2),
                Outcome::InsufficientInformation => Some(1),
                Outcome::DoesNotMeet => Some(0),
                Outcome::NotApplicable => None,
            })
        }),
    }
}

/// json-rules-engine and cql-execution: they agree too, or nothing is written.
fn in_node(folder: &Path, texts: &[String], expected: &[Said]) -> Vec<Times> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("the folder can be written to");
        path
    };
    let cases = write("cases.ndjson", texts.iter().map(|text| format!("{text}\n")).collect());
    let outcomes = write("expected.json", json!(expected).to_string());
    let run = Command::new("node")
        .arg(here.join("node/measure.mjs"))
        .args([cases, outcomes, here.join("policies")])
        .arg(ROUNDS.to_string())
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()
        .expect("Node.js is needed");
    assert!(run.status.success(), "what runs in Node.js failed");
    let text = String::from_utf8(run.stdout).expect("UTF-8");
    let times: Vec<Times> = text
        .lines()
        .map(|line| {
            let told: Value = serde_json::from_str(line).expect("a line of JSON");
            let number = |key: &str| told[key].as_f64().expect("a number");
            let word = |key: &str| told[key].as_str().expect("a text").to_owned();
            Times {
                name: format!("{} {} (Node.js)", word("name"), word("version")),
                parse: number("parse"),
                evaluate: number("evaluate"),
            }
        })
        .collect();
    assert_eq!(times.len(), 2, "both were measured");
    times
}

fn page(times: &[Times], texts: &[String]) -> String {
    use std::fmt::Write as _;
    let bytes = texts.iter().map(String::len).sum::<usize>() / texts.len();
    let mut page = format!(
        "## Beside other engines\n\n`cargo xtask peers`: the policy `observation` in each one's own form, compiled once, over the same {CASES} cases of {bytes} bytes on\n\
         average; all agree case by case. The others say what the function written by hand says, and nothing of why; three values\n\
         where they have two are written out in their rules.\n\n\
         | engine | take in, us | evaluate, us | of by hand | of Rationale |\n|---|---:|---:|---:|---:|\n"
    );
    let (hand, own) = (times[0].evaluate, times[1].evaluate);
    for one in times {
        let _ = writeln!(
            page,
            "| {} | {:.1} | {:.1} | {:.1} | {:.2} |",
            one.name,
            one.parse,
            one.evaluate,
            one.evaluate / hand,
            one.evaluate / own
        );
    }
    let general = times[2..].iter().map(|one| one.evaluate).fold(f64::INFINITY, f64::min);
    let ratio = general / own;
    let kept = if ratio >= 50.0 { "kept" } else { "missed" };
    let _ = writeln!(page, "\nThe fastest general engine takes {ratio:.1} times as long as Rationale (target: 50; {kept}).");
    page
}
