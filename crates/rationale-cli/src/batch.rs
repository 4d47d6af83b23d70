//! `rationale batch`: files of cases in, a file of results out; progress and messages on standard error.

use crate::args::{Args, Batch, ViewName, WhatName};
use crate::{End, criteria, diagnostics, out};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rationale::plan;
use rationale::view::View;
use rationale_batch::baseline::{Compared, Through};
use rationale_batch::places::Places;
use rationale_batch::{Counts, ErrorRecord, Format, Options, Source, Target, Trouble, Watch};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Errors that are said where no file is named for them.
const MOST_SAID: u64 = 10;

pub(crate) fn run(batch: &Batch, args: &Args) -> anyhow::Result<End> {
    let criteria = match criteria::given(args.criteria.as_deref()) {
        Ok(criteria) => criteria,
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            return Ok(End::WrongUsage);
        }
    };
    if criteria.loaded.has_errors() {
        // Hours of answers without a guideline that was meant to be there help nobody.
        out::say(diagnostics::text(&criteria, false).trim_end());
        out::say("error: nothing was assessed; mend the criteria first");
        return Ok(End::Problems);
    }
    let plan = plan::compile(&criteria.loaded.library);
    if let Some(wanted) = &batch.guideline
        && !plan.library().guidelines.iter().any(|guideline| guideline.id == *wanted)
    {
        let mut known: Vec<&str> =
            plan.library().guidelines.iter().map(|guideline| guideline.id.as_str()).collect();
        known.dedup();
        out::say(&format!("error: no guideline is called `{wanted}`; there are: {}", known.join(", ")));
        return Ok(End::WrongUsage);
    }
    let options = match options(batch) {
        Ok(options) => {
            let places = Places::of(&criteria.loaded, &|name| criteria.path(name));
            Options { places, ..options }
        }
        Err(words) => {
            out::say(&format!("error: {words}"));
            return Ok(End::WrongUsage);
        }
    };
    let shown = Shown::new(batch.errors.is_none());
    let ended = rationale_batch::run(&plan, &options, &shown);
    shown.clear();
    match ended {
        Ok(ended) => {
            shown.say_rest();
            out::say(&counted(&ended.counts));
            if let Some(compared) = &ended.compared {
                out::say(&changed(compared));
            }
            Ok(if ended.has_problems() { End::Problems } else { End::Done })
        }
        Err(Trouble::Closed) => Ok(End::Done),
        Err(trouble @ Trouble::Usage(_)) => {
            out::say(&format!("error: {trouble}"));
            Ok(End::WrongUsage)
        }
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            Ok(End::Problems)
        }
    }
}

fn options(batch: &Batch) -> Result<Options, String> {
    let sources = batch
        .cases
        .iter()
        .map(|path| if path == Path::new("-") { Source::Stdin } else { Source::File(path.clone()) });
    let target = |path: &Path| {
        if path == Path::new("-") { Target::Stdout } else { Target::File(path.to_owned()) }
    };
    let output = batch.output.as_deref();
    let what = match batch.what {
        WhatName::Assessments => rationale_arrow::What::Assessments,
        WhatName::Findings => rationale_arrow::What::Findings,
        WhatName::Outcomes => rationale_arrow::What::Outcomes,
    };
    if what != rationale_arrow::What::Assessments && (batch.view.is_some() || batch.no_missing_sets) {
        return Err("`--view` and `--no-missing-sets` go with `--what assessments`".to_owned());
    }
    if !batch.by.is_empty() && batch.summary.is_none() && batch.report.is_none() {
        return Err("`--by` groups the summary: add `--summary FILE` or `--report FILE`".to_owned());
    }
    let format = match batch.to {
        Some(crate::args::FileFormat::Ndjson) => Format::Ndjson,
        Some(crate::args::FileFormat::Parquet) => Format::Parquet,
        None => output.map_or(Format::Ndjson, Format::of),
    };
    let jobs = match batch.jobs {
        Some(jobs) => jobs.get(),
        None => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
    };
    Ok(Options {
        errors: batch.errors.clone(),
        what,
        format,
        view: match batch.view {
            None | Some(ViewName::Decisive) => View::Decisive,
            Some(ViewName::Context) => View::Context,
            Some(ViewName::Everything) => View::Everything,
        },
        guideline: batch.guideline.clone(),
        missing_sets: !batch.no_missing_sets,
        jobs,
        case_column: batch.case_column.clone(),
        carry: batch.carry.clone(),
        summary: batch.summary.as_deref().map(target),
        report: batch.report.clone(),
        by: batch.by.clone(),
        baseline: batch.baseline.clone(),
        tolerate: batch.tolerate.clone(),
        changes: batch.changes.clone(),
        junit: batch.junit.clone(),
        sarif: batch.sarif.clone(),
        longest: batch.longest.get(),
        resume: batch.resume,
        note_every: Duration::from_millis(batch.note_every),
        zones: Some(&rationale_contract::zones::find),
        ..Options::new(sources.collect(), output.map_or(Target::Nowhere, target))
    })
}

/// `1,204 cases read: 1,200 assessed, 4 errors`
fn counted(counts: &Counts) -> String {
    let cases = if counts.read == 1 { "case" } else { "cases" };
    let errors = if counts.errors == 1 { "error" } else { "errors" };
    format!("{} {cases} read: {} assessed, {} {errors}", counts.read, counts.assessed, counts.errors)
}

/// What a comparison comes to, and through which criteria.
fn changed(compared: &Compared) -> String {
    let mut words =
        format!("{} answers as in {}, {} changed", compared.unchanged, compared.earlier, compared.changed);
    if compared.tolerated > 0 {
        words += &format!(" ({} tolerated)", compared.tolerated);
    }
    for one in &compared.transitions {
        let note = if one.tolerated { ", tolerated" } else { "" };
        let of = if one.guideline.is_empty() { String::new() } else { format!(" of {}", one.guideline) };
        words += &format!("\n  {}{of}: {} then, {} now{note}", one.count, one.from, one.to);
        let same = |through: &&Through| {
            (&through.guideline, &through.outcome_from, &through.outcome_to)
                == (&one.guideline, &one.from, &one.to)
        };
        for through in compared.through.iter().filter(same).take(5) {
            let word = |status: &Option<String>| status.clone().unwrap_or_else(|| "absent".to_owned());
            let criterion = &through.criterion;
            words += &format!(
                "\n    {} through {} ({} then, {} now): {}",
                through.count,
                criterion.criterion,
                word(&criterion.from),
                word(&criterion.to),
                through.cases.join(", ")
            );
        }
    }
    words
}

/// Progress on a terminal, and the first errors where no file is named for them.
struct Shown {
    bar: Mutex<Option<ProgressBar>>,
    say_errors: bool,
    errors: AtomicU64,
}

impl Shown {
    fn new(say_errors: bool) -> Self {
        Self { bar: Mutex::new(None), say_errors, errors: AtomicU64::new(0) }
    }

    fn bar(&self) -> Option<ProgressBar> {
        self.bar.lock().ok().and_then(|bar| bar.clone())
    }

    fn clear(&self) {
        if let Some(bar) = self.bar() {
            bar.finish_and_clear();
        }
    }

    fn say(&self, words: &str) {
        match self.bar() {
            Some(bar) if !bar.is_hidden() => bar.suspend(|| out::say(words)),
            _ => out::say(words),
        }
    }

    fn say_rest(&self) {
        let more = self.errors.load(Ordering::Relaxed).saturating_sub(MOST_SAID);
        if self.say_errors && more > 0 {
            out::say(&format!("and {more} more errors; `--errors FILE` keeps them all"));
        }
    }
}

impl Watch for Shown {
    fn begins(&self, total: Option<u64>) {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(4));
        let template = match total {
            Some(_) => "{bar:30} {percent:>3} %  {msg}  {bytes_per_sec}  {eta} left",
            None => "{spinner} {bytes}  {msg}  {bytes_per_sec}  {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if let Ok(mut own) = self.bar.lock() {
            *own = Some(bar);
        }
    }

    fn at(&self, bytes: u64, counts: &Counts) {
        if let Some(bar) = self.bar()
            && !bar.is_hidden()
        {
            bar.set_message(format!(
                "{} cases, {} a second, {} errors",
                counts.read,
                counts.read / bar.elapsed().as_secs().max(1),
                counts.errors
            ));
            bar.set_position(bytes);
        }
    }

    fn error(&self, record: &ErrorRecord) {
        if self.say_errors && self.errors.fetch_add(1, Ordering::Relaxed) < MOST_SAID {
            self.say(&format!("error: {record}"));
        }
    }

    fn resumes(&self, counts: &Counts) {
        self.say(&format!("going on behind {} cases", counts.read));
    }
}
