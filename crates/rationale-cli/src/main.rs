//! The `rationale` command: arguments in, core calls, words or JSON out. It decides nothing.

mod args;
mod batch;
mod cases;
mod check;
mod criteria;
mod diagnostics;
mod evaluate;
mod explain;
mod facts;
mod files;
mod out;
mod schema;
mod test;
mod verify;

use args::{Args, Command};
use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Cases and answers are many small texts and lists: a quarter of the time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It did what was asked.
    Done,
    /// It found problems.
    Problems,
    /// It was asked for something that is not there.
    WrongUsage,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let run = match &args.command {
        Command::Check(check) => check::run(check, &args),
        Command::Evaluate(evaluate) => evaluate::run(evaluate, &args),
        Command::Batch(batch) => batch::run(batch, &args),
        Command::Facts(facts) => facts::run(facts, &args),
        Command::Test(test) => test::run(test, &args),
        Command::Verify(verify) => verify::run(verify, &args),
        Command::Schema { name } => schema::run(*name),
        Command::Explain { id } => explain::run(id, &args),
    };
    match run {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Problems) => ExitCode::from(1),
        Ok(End::WrongUsage) => ExitCode::from(2),
        // Whoever read the results has had enough of them.
        Err(error) if closed(&error) => ExitCode::SUCCESS,
        Err(error) => {
            out::say(&format!("error: {error:#}"));
            ExitCode::from(1)
        }
    }
}

fn closed(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
