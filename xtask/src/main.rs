//! Automation: what the project does by one command each.
//!
//! `cargo xtask test` runs everything there is to test; `cargo xtask gates` what must hold of the code besides.

mod debian;
mod fhir;
mod fuzz;
mod gates;
mod java;
mod memory;
mod peers;
mod python;
mod run;
mod surface;
mod wasm;

use anyhow::{Result, bail};
use std::process::ExitCode;

const HELP: &str = "\
usage: cargo xtask COMMAND

  test         everything there is to test: unit, property, fixture and document tests, and the cases of the criteria
  conformance  the conformance suite on both evaluators; ends with how many cases passed and failed
  fhir         whether what goes out is valid FHIR R4, by a validator from the npm registry (needs Node.js)
  fuzz [S]     calls of the C ABI with whatever bytes come, under the address sanitizer, for a minute or so many seconds
               (on Linux; not part of `test`)
  gates        format, lints, documentation, licences and bans
  java         the example in Java over the C library, on the fixtures of the contract (Debian's default-jdk-headless, libjna-java)
  memory [MIB] how much memory `rationale batch` takes on a file of 2048 MiB, or of so many; fails above 100 MiB (on Linux;
               some minutes)
  python       builds the Python wheel in an environment of its own, checks its types, and runs its tests, the Spark job on Sail
               among them (needs Python 3.10 or later)
  rules        writes docs/reference/rules.md: each rule of meaning and the cases that show it
  schema       writes docs/schema/*.json from the types
  surface      writes docs/embedding/surface.md: every public name, from what rustdoc sees
  spark        the Spark job on Spark itself (fetches some 450 MB; needs Java)
  wasm [quick] builds the package for Node.js and the browser and the playground, below target/npm and docs/playground, and tests
               both, in headless Chromium too (needs Node.js; some minutes). `quick`: the same tests on a build that is large
  peers        measures other engines on the same policy and cases (needs Node.js; some minutes to build), for the page of `bench`
  bench        measures the engine beside the same policies written by hand and writes docs/performance.md

";

fn main() -> ExitCode {
    match command() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a command reads its arguments and environment")]
fn command() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if std::env::var_os(surface::AS_RUSTDOC).is_some() {
        return surface::rustdoc(&arguments);
    }
    match arguments.first().map(String::as_str) {
        Some("test") => test()?,
        // It says itself what failed, and nothing follows its last line.
        Some("conformance") => return run::passes(&conformance()?, &[]),
        Some("fhir") => fhir::valid()?,
        Some("fuzz") => fuzz::held(arguments.get(1).map(String::as_str))?,
        Some("gates") => gates::all()?,
        Some("java") => java::all()?,
        Some("memory") => memory::held(arguments.get(1).map(String::as_str))?,
        Some("python") => python::all()?,
        Some("spark") => python::spark()?,
        Some("peers") => peers::measured()?,
        Some("rules") => run::program(&conformance()?, &["--write"], &[])?,
        Some("schema") => schema()?,
        Some("surface") => surface::write()?,
        Some("wasm") => wasm::all(arguments.get(1).map(String::as_str))?,
        Some("bench") => bench()?,
        _ => {
            eprint!("{HELP}");
            bail!("no such command");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn conformance() -> Result<String> {
    run::built("conformance", "conformance")
}

fn test() -> Result<()> {
    // The example in C is run under it. Where it is there, or could be had, it must do its work.
    let valgrind = debian::install(&[("valgrind", "valgrind")])?;
    let environment: &[_] = if valgrind { &[("RATIONALE_VALGRIND", "1")] } else { &[] };
    run::program("cargo", &["test", "--workspace", "--quiet"], environment)?;
    // The workspace has full UCUM in; the core stands without it too.
    run::cargo(&["test", "--package", "rationale", "--lib", "--quiet", "unit"])?;
    let rationale = run::rationale()?;
    for criteria in [&[][..], &["docs/examples/heart_failure"], &["docs/tour/done"]] {
        run::program(&rationale, &[&["test"], criteria].concat(), &[])?;
    }
    Ok(())
}

/// On a machine that has nothing else to do.
fn bench() -> Result<()> {
    let page = run::output(
        "cargo",
        &["run", "--release", "--quiet", "-p", "rationale-benches", "--bin", "measure"],
    )?;
    run::write("docs/performance.md", &page)
}

fn schema() -> Result<()> {
    let rationale = run::rationale()?;
    for name in [
        "case",
        "assessment",
        "diagnostics",
        "finding-row",
        "outcome-row",
        "batch-summary",
        "batch-change",
        "batch-error",
    ] {
        let text = run::output(&rationale, &["schema", name])?;
        run::write(&format!("docs/schema/{name}.schema.json"), &text)?;
    }
    Ok(())
}
