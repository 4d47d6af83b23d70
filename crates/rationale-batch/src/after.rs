//! What follows when all cases are worked off: the comparison with an earlier run, the summary, the reports.

use crate::baseline::{Change, Compared, compare};
use crate::errors::{ErrorRecord, Trouble};
use crate::journal::{Journal, beside, replace};
use crate::options::{Options, Target};
use crate::output::{Partial, settle, stdout};
use crate::run::Ended;
use crate::summary::Summary;
use crate::{junit, report, sarif};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// Changes and errors that reports for people list one by one.
const MOST_TOLD: usize = 10_000;

/// Makes all that was asked for beside the results.
pub(crate) fn after(options: &Options, journal: &Journal) -> Result<Ended, Trouble> {
    let mut changes = Vec::new();
    let compared = match (&options.baseline, &options.target) {
        (Some(earlier), Target::File(output)) => {
            Some(against(options, earlier, &whole(output), &mut changes)?)
        }
        _ => None,
    };
    let summary = options.summarises().then(|| {
        let collected = journal.collected.clone().unwrap_or_default();
        Summary::new(&collected, journal.counts, &options.by, compared.clone())
    });
    if let Some(summary) = &summary {
        match &options.summary {
            Some(Target::File(path)) => replace(path, summary.to_json().as_bytes())?,
            Some(Target::Stdout) => print(&summary.to_json())?,
            Some(Target::Nowhere) | None => {}
        }
        if let Some(path) = &options.report {
            replace(path, report::page(summary).as_bytes())?;
        }
    }
    if options.junit.is_some() || options.sarif.is_some() {
        let errors = match &options.errors {
            Some(path) => errors(&whole(path))?,
            None => Vec::new(),
        };
        if let Some(path) = &options.junit {
            let text = junit::text(path, &journal.counts, &errors, compared.as_ref(), &changes)?;
            replace(path, text.as_bytes())?;
        }
        if let Some(path) = &options.sarif {
            replace(path, sarif::text(&errors, compared.as_ref(), &options.places).as_bytes())?;
        }
    }
    Ok(Ended { counts: journal.counts, summary, compared })
}

/// A file that is whole under its partial name, or has its name already.
fn whole(path: &Path) -> PathBuf {
    let partial = beside(path, "partial");
    if partial.exists() { partial } else { path.to_owned() }
}

fn against(
    options: &Options,
    earlier: &Path,
    now: &Path,
    kept: &mut Vec<Change>,
) -> Result<Compared, Trouble> {
    let mut file = match &options.changes {
        Some(path) => Some(Partial::open(path, 0)?),
        None => None,
    };
    let mut each = |change: &Change| {
        if kept.len() < MOST_TOLD {
            kept.push(change.clone());
        }
        match &mut file {
            Some(file) => file.write_record(change),
            None => Ok(()),
        }
    };
    let compared = compare(earlier, now, &options.tolerate, &mut each)?;
    if let (Some(mut file), Some(path)) = (file, &options.changes) {
        file.keep()?;
        settle(path)?;
    }
    Ok(compared)
}

/// The first errors of the errors file.
fn errors(path: &Path) -> Result<Vec<ErrorRecord>, Trouble> {
    let file = File::open(path).map_err(|error| Trouble::read(path, &error))?;
    let mut errors = Vec::new();
    for line in BufReader::new(file).lines().take(MOST_TOLD) {
        let line = line.map_err(|error| Trouble::read(path, &error))?;
        let record = serde_json::from_str(&line).map_err(|error| Trouble::file(path, error.to_string()))?;
        errors.push(record);
    }
    Ok(errors)
}

fn print(text: &str) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| stdout(&error))
}
