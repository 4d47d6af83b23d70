//! Every stage of the engine, each beside a yardstick of the same run: `cargo bench -p rationale-benches`.
//!
//! The yardstick of a case is the cost of its JSON alone (serde_json to a tree); that of evaluation is also the same route
//! written by hand. The table at the end gives each time as a multiple of the yardstick of its group.

#![allow(missing_docs)] // criterion's macros
#![allow(clippy::disallowed_methods)] // a benchmark reads clock and files

use criterion::Criterion;
use rationale::source::FileId;
use rationale::{Plan, View, assessment::Outcome, case, eval, plan, render, syntax, wire};
use rationale_benches::{by_hand, criteria, large_case, load_all, load_group_one, small_case};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The stages by group, the yardstick first.
const STAGES: [(&str, &[&str]); 3] =
    [("criteria", &["parse", "parse_and_check", "plan"]), ("case_of_8", CASE), ("case_of_10000", CASE)];

const CASE: &[&str] =
    &["json_alone", "read", "route_by_hand", "route", "guideline", "every_guideline", "text", "json_out"];

fn main() {
    let began = SystemTime::now();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default().output_directory(&folder).configure_from_args();
    of_criteria(&mut criterion);
    of_case(&mut criterion, "case_of_8", &small_case());
    of_case(&mut criterion, "case_of_10000", &large_case());
    criterion.final_summary();
    for (group, stages) in STAGES {
        table(&folder, group, stages, began);
    }
}

fn of_criteria(criterion: &mut Criterion) {
    let loaded = load_all();
    assert!(!loaded.has_errors(), "the content library is sound");
    let mut group = criterion.benchmark_group("criteria");
    group.bench_function("parse", |bencher| {
        bencher.iter(|| {
            criteria().map(|(_, text)| syntax::parse(FileId(0), black_box(text)).0.items.len()).sum::<usize>()
        });
    });
    group.bench_function("parse_and_check", |bencher| bencher.iter(load_all));
    group.bench_function("plan", |bencher| bencher.iter(|| plan::compile(black_box(&loaded.library))));
    group.finish();
}

fn of_case(criterion: &mut Criterion, name: &str, text: &str) {
    let library = plan::compile(&load_all().library);
    let route = plan::compile(&load_group_one().library);
    let limits = case::Limits::default();
    let read = case::read_json(text, &limits).expect("the case is sound");
    let of_guideline = named(&read, "home_oxygen");
    let of_route = named(&read, "group_one");
    let mut of_all = read.clone();
    of_all.request.guideline = None;
    let by_hand: by_hand::Case = serde_json::from_str(text).expect("the case can be read by hand");

    // What is compared gives the same answer.
    assert_eq!(by_hand::group_one_at_rest(&by_hand), Some("sat-1"));
    assert_eq!(assess(&route, &of_route).assessments[0].outcome, Outcome::Meets);
    let answer = assess(&library, &of_guideline);
    assert_eq!(answer.assessments[0].outcome, Outcome::Meets);

    let mut group = criterion.benchmark_group(name);
    if text.len() > 100_000 {
        group.sample_size(10);
    }
    group.bench_function("json_alone", |bencher| {
        bencher.iter(|| serde_json::from_str::<serde_json::Value>(black_box(text)));
    });
    group.bench_function("read", |bencher| bencher.iter(|| case::read_json(black_box(text), &limits)));
    group.bench_function("route_by_hand", |bencher| {
        bencher.iter(|| by_hand::group_one_at_rest(black_box(&by_hand)).is_some());
    });
    group.bench_function("route", |bencher| bencher.iter(|| assess(&route, black_box(&of_route))));
    group.bench_function("guideline", |bencher| bencher.iter(|| assess(&library, black_box(&of_guideline))));
    group.bench_function("every_guideline", |bencher| bencher.iter(|| assess(&library, black_box(&of_all))));
    group.bench_function("text", |bencher| {
        bencher.iter(|| {
            render::answer_text(black_box(&answer), &of_guideline, View::Everything, &render::Plain)
        });
    });
    group.bench_function("json_out", |bencher| {
        bencher.iter(|| wire::answer_json(black_box(&answer), &of_guideline.zone, View::Everything));
    });
    group.finish();
}

fn named(case: &rationale::Case, guideline: &str) -> rationale::Case {
    let mut case = case.clone();
    case.request.guideline = Some(guideline.to_owned());
    case
}

fn assess(plan: &Plan, case: &rationale::Case) -> rationale::Answer {
    eval::assess(plan, case).expect("the request can be told")
}

/// Prints the medians of a group, as far as this run measured them.
fn table(folder: &Path, group: &str, stages: &[&str], began: SystemTime) {
    let yardstick = stages.first().and_then(|stage| median(&folder.join(group).join(stage), began));
    for stage in stages {
        let Some(time) = median(&folder.join(group).join(stage), began) else { continue };
        let ratio =
            yardstick.map_or_else(String::new, |base| format!("{:>10.3} x {}", time / base, stages[0]));
        println!("{group:<14} {stage:<16} {:>12.1} us {ratio}", time / 1_000.0);
    }
}

/// The median of a benchmark in nanoseconds, if it was measured since then.
fn median(folder: &Path, began: SystemTime) -> Option<f64> {
    let file: PathBuf = folder.join("new").join("estimates.json");
    if std::fs::metadata(&file).ok()?.modified().ok()? < began {
        return None;
    }
    let estimates: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}
