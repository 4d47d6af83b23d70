//! Runs the conformance suite: each failure, then `N passed, N failed`. `--write` writes the page of rules instead.

#![allow(clippy::disallowed_methods)] // a command reads its arguments and writes the page

use rationale_tests::conformance;
use std::process::ExitCode;

fn main() -> ExitCode {
    let run = conformance::run();
    if std::env::args().any(|argument| argument == "--write") {
        return match std::fs::write(conformance::page_path(), conformance::page(&run)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("the page of rules could not be written: {error}");
                ExitCode::FAILURE
            }
        };
    }
    for failure in &run.failures {
        println!("{failure}\n");
    }
    println!("{} passed, {} failed", run.passed, run.failures.len());
    if run.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
