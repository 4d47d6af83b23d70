//! The C ABI under libFuzzer and the address sanitizer.

#![expect(clippy::disallowed_methods, reason = "automation reads and writes files")]

use crate::{debian, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

const CRATE: &str = "crates/rationale-ffi/fuzz";
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// The address sanitizer, and the counters that libFuzzer steers by.
const FLAGS: &str = "-Zsanitizer=address --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";
/// One minute, where nothing else is asked for.
const SECONDS: u64 = 60;

/// Fuzzes for so many seconds, from the fixtures of the contract and the cases of the examples. What is found lies in
/// `target/fuzz/found`.
pub(crate) fn held(seconds: Option<&str>) -> Result<()> {
    let seconds = match seconds {
        None => SECONDS,
        Some(text) => text.parse().with_context(|| format!("`{text}` is no number of seconds"))?,
    };
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        bail!("this runs on x86-64 Linux");
    }
    if !debian::install(&[("g++", "g++")])? {
        bail!("a C++ compiler (g++) is needed to build libFuzzer");
    }
    let corpus = run::root().join("target/fuzz/corpus");
    let found = run::root().join("target/fuzz/found/");
    fs::create_dir_all(&found)?;
    let seeds = seeds(&corpus)?;
    eprintln!("{seeds} seeds");
    let target = run::root().join("target/fuzz/build");
    let flags: Vec<&str> = FLAGS.split_whitespace().collect();
    let environment = [
        // The sanitizer is an option of nightly compilers that stable ones have too.
        ("RUSTC_BOOTSTRAP", "1"),
        ("RUSTFLAGS", &flags.join(" ")),
        ("CARGO_TARGET_DIR", text(&target)?),
    ];
    let manifest = format!("{CRATE}/Cargo.toml");
    let build = ["build", "--release", "--locked", "--target", TARGET, "--manifest-path", &manifest];
    run::program("cargo", &build, &environment)?;
    let program = target.join(TARGET).join("release/calls");
    let time = format!("-max_total_time={seconds}");
    let kept = format!("-artifact_prefix={}", text(&found)?);
    let limits = ["-timeout=30", "-rss_limit_mb=4096", "-max_len=65536", "-print_final_stats=1"];
    run::program(text(&program)?, &[&[text(&corpus)?, &time, &kept], &limits[..]].concat(), &[])
}

/// Writes the seeds: request, case and options, parted by 0xFF.
fn seeds(corpus: &Path) -> Result<usize> {
    fs::create_dir_all(corpus)?;
    let root = run::root();
    let mut written = 0;
    let mut seed = |parts: [Vec<u8>; 4]| -> Result<()> {
        written += 1;
        Ok(fs::write(corpus.join(format!("seed_{written}")), parts.join(&[0xFF][..]))?)
    };
    let read = |path: PathBuf| fs::read(path).unwrap_or_default();
    for folder in entries(&root.join("tests/contract"))?.iter().filter(|path| path.is_dir()) {
        let part = |name: &str| read(folder.join(name));
        // The library is loaded already; to load it each time would take all the time.
        let own =
            Some(part("load.json")).filter(|request| !request.windows(9).any(|word| word == b"\"library\""));
        seed([own.unwrap_or_default(), part("case.json"), part("options.json"), b"cases".to_vec()])?;
    }
    for folder in entries(&root.join("docs/examples"))?.iter().filter(|path| path.is_dir()) {
        let cases = entries(folder)?;
        for case in cases.iter().filter(|path| path.to_string_lossy().ends_with(".case.json")) {
            seed([Vec::new(), read(case.clone()), br#"{ "view": "everything" }"#.to_vec(), Vec::new()])?;
        }
    }
    Ok(written)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let list = fs::read_dir(folder).with_context(|| format!("{} could not be read", folder.display()))?;
    let mut paths = list.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("the path of the project is no text")
}
