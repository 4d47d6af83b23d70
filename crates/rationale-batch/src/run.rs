//! The whole run: one thread reads blocks, others work them off, and this one writes what they made, in order.
//!
//! Between reader and writer lie at most a few blocks for each worker, so that memory does not grow with the input: the reader
//! takes a ticket for each block, and the writer gives it back.

use crate::after::after;
use crate::baseline::Compared;
use crate::errors::{Counts, ErrorRecord, Trouble};
use crate::input::{self, Block, Input, Position};
use crate::journal::{Journal, beside};
use crate::options::{Format, Identity, Options, Target};
use crate::output::{Output, Partial, parts_of, settle};
use crate::summary::Summary;
use crate::work::{Done, Worker};
use rationale::Plan;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant;

/// Blocks on the way, for each worker.
const ON_THE_WAY: usize = 2;

/// Is told how a run goes.
pub trait Watch: Sync {
    /// The run begins: bytes of all files, where known.
    fn begins(&self, total: Option<u64>);
    /// Bytes of files that were read, and counts so far.
    fn at(&self, bytes: u64, counts: &Counts);
    /// A line could not be assessed.
    fn error(&self, record: &ErrorRecord);
    /// The run goes on with one that was cut off, behind so many cases.
    fn resumes(&self, counts: &Counts);
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Watch for Silent {
    fn begins(&self, _: Option<u64>) {}
    fn at(&self, _: u64, _: &Counts) {}
    fn error(&self, _: &ErrorRecord) {}
    fn resumes(&self, _: &Counts) {}
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Ended {
    /// How many cases there were.
    pub counts: Counts,
    /// What the answers come to, where that was asked for.
    pub summary: Option<Summary>,
    /// How the answers compare with an earlier run's, where that was asked for.
    pub compared: Option<Compared>,
}

impl Ended {
    /// Whether there are cases that could not be assessed, or changes that are not tolerated.
    #[must_use]
    pub fn has_problems(&self) -> bool {
        let changed = self.compared.as_ref().is_some_and(|compared| compared.changed > compared.tolerated);
        self.counts.errors > 0 || changed
    }
}

/// Runs.
///
/// # Errors
///
/// [`Trouble`] where the run cannot start or go on. Cases that cannot be assessed are none: they are counted.
pub fn run(plan: &Plan, options: &Options, watch: &dyn Watch) -> Result<Ended, Trouble> {
    if options.sources.is_empty() {
        return Err(Trouble::usage("no file of cases is named"));
    }
    no_file_twice(options)?;
    if options.what == rationale_arrow::What::Assessments
        && options.format == Format::Ndjson
        && !options.carry.is_empty()
    {
        return Err(Trouble::usage(
            "`--carry` goes with rows: add `--what findings` or `--what outcomes`, or write Parquet",
        ));
    }
    goes_together(options)?;
    input::check(options)?;
    let identity = Identity::of(options, plan);
    let journal_path = match &options.target {
        Target::Nowhere | Target::Stdout => None,
        Target::File(path) => Some(beside(path, "journal")),
    };
    if options.resume && journal_path.is_none() {
        return Err(Trouble::usage("`--resume` goes with an output file; name one with `-o`"));
    }
    let earlier = match &journal_path {
        Some(path) => earlier(path, options, &identity)?,
        None => None,
    };
    let mut journal = earlier.clone().unwrap_or_else(|| Journal::new(identity));
    if !journal.finished {
        if earlier.is_some() {
            watch.resumes(&journal.counts);
        }
        work(plan, options, watch, &mut journal, journal_path.as_deref())?;
    }
    let ended = after(options, &journal)?;
    finish(options, journal_path.as_deref())?;
    Ok(ended)
}

/// The journal of a run that was cut off, if it is to be gone on with.
fn earlier(path: &Path, options: &Options, identity: &Identity) -> Result<Option<Journal>, Trouble> {
    let Some(journal) = Journal::read(path)? else { return Ok(None) };
    if !options.resume {
        let words = "an earlier run into this file was cut off; go on with it by `--resume`, or delete this file to start from the beginning";
        return Err(Trouble::file(path, words));
    }
    let differ = identity.differences(&journal.identity);
    if !differ.is_empty() {
        let words = format!(
            "the run that was cut off differs in {}; run it as it was, or delete this file to start from the beginning",
            differ.join(", ")
        );
        return Err(Trouble::file(path, words));
    }
    Ok(Some(journal))
}

/// What needs something else that was asked for.
fn goes_together(options: &Options) -> Result<(), Trouble> {
    let usage = |words: &str| Err(Trouble::usage(words));
    if options.baseline.is_some() && !matches!(options.target, Target::File(_)) {
        return usage("`--baseline` compares two files: name the output with `-o`");
    }
    if options.baseline.is_none() && (options.changes.is_some() || !options.tolerate.is_empty()) {
        return usage("`--changes` and `--tolerate` go with `--baseline EARLIER`");
    }
    if (options.junit.is_some() || options.sarif.is_some()) && options.errors.is_none() {
        return usage("`--junit` and `--sarif` tell what is in the errors file: add `--errors FILE`");
    }
    if let Some(path) = &options.baseline
        && let Err(error) = std::fs::File::open(path)
    {
        return Err(Trouble::read(path, &error));
    }
    Ok(())
}

/// No file may be written twice, or written and read.
fn no_file_twice(options: &Options) -> Result<(), Trouble> {
    let same = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut seen: Vec<PathBuf> = options.baseline.iter().map(|path| same(path)).collect();
    for source in &options.sources {
        if let crate::Source::File(path) = source {
            seen.push(same(path));
        }
    }
    let beside = [&options.errors, &options.report, &options.changes, &options.junit, &options.sarif];
    let mut outputs: Vec<&Path> = beside.into_iter().flatten().map(PathBuf::as_path).collect();
    if options.target == Target::Stdout && options.summary == Some(Target::Stdout) {
        return Err(Trouble::usage("results and summary cannot both go to standard output; name a file"));
    }
    for target in [Some(&options.target), options.summary.as_ref()].into_iter().flatten() {
        if let Target::File(path) = target {
            outputs.push(path);
        }
    }
    for output in outputs {
        let path = same(output);
        if seen.contains(&path) {
            return Err(Trouble::usage(format!(
                "`{}` would be written over; name another file",
                output.to_string_lossy()
            )));
        }
        seen.push(path);
    }
    Ok(())
}

fn work(
    plan: &Plan,
    options: &Options,
    watch: &dyn Watch,
    journal: &mut Journal,
    journal_path: Option<&Path>,
) -> Result<(), Trouble> {
    let mut output = Output::open(options, journal.output)?;
    let mut errors = match &options.errors {
        Some(path) => Some(Partial::open(path, journal.errors)?),
        None => None,
    };
    if let Some(path) = journal_path {
        // From here on a run that is cut off is known as such.
        journal.write(path)?;
    }
    watch.begins(input::total(&options.sources));
    let consumed = Arc::new(AtomicU64::new(0));
    let jobs = options.jobs.max(1);
    let from = journal.position;
    let worker = Worker::new(plan, options);
    std::thread::scope(|scope| {
        let (ticket, tickets) = sync_channel::<()>(jobs * ON_THE_WAY);
        for _ in 0..jobs * ON_THE_WAY {
            let _ = ticket.send(());
        }
        let (to_work, blocks) = sync_channel::<(u64, Block)>(jobs * ON_THE_WAY);
        let (to_write, done) = sync_channel::<(u64, Result<Done, Trouble>)>(jobs * ON_THE_WAY);
        let blocks = Arc::new(Mutex::new(blocks));
        let reading = {
            let consumed = Arc::clone(&consumed);
            scope.spawn(move || read(options, consumed, from, &tickets, &to_work))
        };
        for _ in 0..jobs {
            let (blocks, to_write, worker) = (Arc::clone(&blocks), to_write.clone(), &worker);
            scope.spawn(move || {
                loop {
                    let next = match blocks.lock() {
                        Ok(blocks) => blocks.recv(),
                        Err(_) => return,
                    };
                    let Ok((number, block)) = next else { return };
                    if to_write.send((number, worker.work(block))).is_err() {
                        return;
                    }
                }
            });
        }
        drop((to_write, blocks));
        let mut writing = Writing {
            options,
            watch,
            journal,
            journal_path,
            output: &mut output,
            errors: errors.as_mut(),
            noted: now(),
        };
        let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
        let mut next = 0_u64;
        let mut written = Ok(());
        for (number, made) in &done {
            match made {
                Ok(made) => waiting.insert(number, made),
                Err(trouble) => {
                    written = Err(trouble);
                    break;
                }
            };
            while let Some(made) = waiting.remove(&next) {
                written = writing.write(made, consumed.load(Ordering::Relaxed));
                if written.is_err() {
                    break;
                }
                next += 1;
                // The reader may be gone already.
                let _ = ticket.try_send(());
            }
            if written.is_err() {
                break;
            }
        }
        // Whoever waits for room is let go.
        drop((done, ticket));
        let read = reading.join().map_err(|_| Trouble::Worker)?;
        written.and(read)?;
        writing.end()
    })
}

#[expect(clippy::disallowed_methods, reason = "how long a run takes shows in no output")]
fn now() -> Instant {
    Instant::now()
}

fn read(
    options: &Options,
    consumed: Arc<AtomicU64>,
    from: Position,
    tickets: &Receiver<()>,
    to_work: &SyncSender<(u64, Block)>,
) -> Result<(), Trouble> {
    let mut input = Input::new(options, consumed);
    if !input.skip_to(&from)? {
        return Err(Trouble::usage(
            "the input is not what it was when the run was cut off; delete the journal to start from the beginning",
        ));
    }
    let mut number = 0_u64;
    // Where no ticket comes and no block is taken, the run has stopped; the writer says why.
    while tickets.recv().is_ok() {
        let Some(block) = input.next_block()? else { return Ok(()) };
        if to_work.send((number, block)).is_err() {
            return Ok(());
        }
        number += 1;
    }
    Ok(())
}

/// What is written while a run lasts.
struct Writing<'a> {
    options: &'a Options,
    watch: &'a dyn Watch,
    journal: &'a mut Journal,
    journal_path: Option<&'a Path>,
    output: &'a mut Output,
    errors: Option<&'a mut Partial>,
    noted: Instant,
}

impl Writing<'_> {
    fn write(&mut self, made: Done, bytes: u64) -> Result<(), Trouble> {
        let may_note = self.output.write(&made.output)?;
        for record in &made.errors {
            self.watch.error(record);
            if let Some(errors) = &mut self.errors {
                errors.write_record(record)?;
            }
        }
        self.journal.counts.add(&made.counts);
        if let Some(collected) = made.collected {
            self.journal.collected.get_or_insert_default().merge(collected);
        }
        self.journal.position = made.end;
        self.watch.at(bytes, &self.journal.counts);
        if may_note && self.noted.elapsed() >= self.options.note_every {
            self.note()?;
            self.noted = now();
        }
        Ok(())
    }

    fn note(&mut self) -> Result<(), Trouble> {
        let Some(path) = self.journal_path else { return Ok(()) };
        self.journal.output = self.output.keep()?;
        if let Some(errors) = &mut self.errors {
            self.journal.errors = errors.keep()?;
        }
        self.journal.write(path)
    }

    fn end(&mut self) -> Result<(), Trouble> {
        self.journal.output = self.output.finish()?;
        if let Some(errors) = &mut self.errors {
            self.journal.errors = errors.keep()?;
        }
        self.journal.finished = true;
        match self.journal_path {
            Some(path) => self.journal.write(path),
            None => Ok(()),
        }
    }
}

/// Gives all files their names; what is left of a run goes away.
fn finish(options: &Options, journal_path: Option<&Path>) -> Result<(), Trouble> {
    if let Some(path) = &options.errors {
        settle(path)?;
    }
    if let Target::File(path) = &options.target {
        settle(path)?;
        if options.format == Format::Parquet {
            match std::fs::remove_dir_all(parts_of(path)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Trouble::write(&parts_of(path), &error));
                }
                _ => {}
            }
        }
    }
    match journal_path.map(std::fs::remove_file) {
        Some(Err(error)) if error.kind() != std::io::ErrorKind::NotFound => {
            let path = journal_path.unwrap_or_else(|| Path::new(""));
            Err(Trouble::write(path, &error))
        }
        _ => Ok(()),
    }
}
