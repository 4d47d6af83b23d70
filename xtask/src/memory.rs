//! How much memory `rationale batch` takes on a large file: measured, and held under a bound.

use crate::run;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The bound, in KiB.
const MOST_KIB: u64 = 100 << 10;
/// Readings added to each case, so that it has about 17 KB.
const READINGS: usize = 60;

/// The length of the file where none is given, in MiB.
const MIB: u64 = 2048;

/// Generates so many MiB of cases and runs the command on them, once for each sort of output.
pub(crate) fn held(mib: Option<&str>) -> Result<()> {
    let mib = mib.map_or(Ok(MIB), str::parse).context("MIB is a whole number")?;
    run::cargo(&["build", "--release", "-p", "rationale-cli"])?;
    // This program lies in the folder of its profile, and the release beside that.
    let own = std::env::current_exe().context("where this program lies is not known")?;
    let target = own.ancestors().nth(2).context("this program lies in no target folder")?.to_owned();
    let folder = target.join("memory");
    std::fs::create_dir_all(&folder)?;
    let input = folder.join("cases.ndjson");
    let cases = generate(&input, mib.saturating_mul(1 << 20))?;
    println!("{cases} cases, {mib} MiB");
    let mut over = Vec::new();
    for more in [
        &["--what", "outcomes", "--summary", "summary.json", "--report", "report.html", "--by", "payer"][..],
        &["--what", "findings", "--to", "parquet"],
        &["--no-missing-sets", "--view", "everything"],
    ] {
        let (peak, took) = peak(&target.join("release/rationale"), &folder, more)?;
        println!("{}: peak {} MiB, {} s", more.join(" "), peak >> 10, took.as_secs());
        if peak == 0 || peak > MOST_KIB {
            over.push(format!("{}: {peak} KiB", more.join(" ")));
        }
    }
    std::fs::remove_dir_all(&folder)?;
    if !over.is_empty() {
        bail!("more than {MOST_KIB} KiB, or not measured: {}", over.join("; "));
    }
    Ok(())
}

/// The cases of the example over and over, each with an id of its own and readings that no guideline reads.
#[expect(clippy::disallowed_methods, reason = "automation reads files")]
fn generate(path: &Path, bytes: u64) -> Result<u64> {
    let example = std::fs::read_to_string(run::root().join("docs/examples/batch/requests.ndjson"))?;
    let mut cases: Vec<Value> = example.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    cases.retain(|case| case["as_of"].is_string());
    if cases.is_empty() {
        bail!("the example has no case");
    }
    for case in &mut cases {
        let records = case["records"].as_array_mut().context("a case without records")?;
        for number in 0..READINGS {
            records.push(json!({
                "id": format!("x{number}"), "codes": [{ "system": "loinc", "code": "8867-4" }],
                "value": { "number": 60 + number, "unit": "/min" }, "at": "2026-03-01T10:00:00-05:00",
                "status": "final",
                "source": { "document": format!("flowsheet-{number}"), "type": "nursing flowsheet", "page": 1 }
            }));
        }
    }
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    let (mut written, mut count) = (0_u64, 0_u64);
    let kinds = cases.len() as u64;
    while written < bytes {
        let Some(case) = usize::try_from(count % kinds).ok().and_then(|at| cases.get_mut(at)) else { break };
        case["case"] = format!("M-{count}").into();
        let line = case.to_string();
        file.write_all(line.as_bytes())?;
        file.write_all(b"\n")?;
        written += line.len() as u64 + 1;
        count += 1;
    }
    file.flush()?;
    Ok(count)
}

/// Runs the command; its peak resident memory in KiB, and how long it took.
#[expect(clippy::disallowed_methods, reason = "automation measures")]
fn peak(program: &Path, folder: &Path, more: &[&str]) -> Result<(u64, Duration)> {
    let began = Instant::now();
    let mut child = Command::new(program)
        .args(["batch", "cases.ndjson", "-o", "out", "--errors", "errors"])
        .args(more)
        .current_dir(folder)
        .stderr(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        // The kernel keeps the high-water mark: the last one seen before the end is the peak.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let seen = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
        peak = peak.max(seen.unwrap_or(0));
        if let Some(ended) = child.try_wait()? {
            if !ended.success() {
                bail!("the run ended with {ended}");
            }
            return Ok((peak, began.elapsed()));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
