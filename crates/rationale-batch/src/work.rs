//! A block of rows -> its output, its error records and its counts. Done by many threads, each block by one.

use crate::envelope;
use crate::errors::{Counts, ErrorRecord, Trouble};
use crate::input::{Block, Position};
use crate::options::{Format, Options};
use crate::summary::{Collected, Collector};
use rationale::case::Limits;
use rationale::case::tree::TreeLimits;
use rationale::eval::Effort;
use rationale::{Plan, wire};
use rationale_arrow::arrow_array::RecordBatch;
use rationale_arrow::batches::with_columns;
use rationale_arrow::{Assessed, Columns, Refused, What, assess, rows};
use serde::Serialize;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a block became.
pub(crate) struct Done {
    /// What goes to the output.
    pub(crate) output: Piece,
    /// What could not be assessed.
    pub(crate) errors: Vec<ErrorRecord>,
    /// How many cases there were.
    pub(crate) counts: Counts,
    /// What its answers come to, where that is counted.
    pub(crate) collected: Option<Collected>,
    /// How far the input was read behind it.
    pub(crate) end: Position,
}

/// A piece of output.
pub(crate) enum Piece {
    /// Lines of JSON.
    Lines(Vec<u8>),
    /// Rows.
    Rows(RecordBatch),
}

/// What all threads share.
pub(crate) struct Worker<'a> {
    plan: &'a Plan,
    options: &'a Options,
    columns: Vec<String>,
    limits: Limits<'static>,
    effort: Effort,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(plan: &'a Plan, options: &'a Options) -> Self {
        let tree = TreeLimits { bytes: options.longest, ..TreeLimits::default() };
        let effort = match options.what {
            What::Assessments if options.missing_sets => Effort::default(),
            What::Assessments => Effort::NONE,
            _ => Effort::FINDINGS,
        };
        Self {
            plan,
            options,
            columns: options.columns(),
            limits: Limits { tree, zones: options.zones, ..Limits::default() },
            effort,
        }
    }

    /// Works a block off.
    pub(crate) fn work(&self, block: Block) -> Result<Done, Trouble> {
        let mut made = Made::new(self.options);
        let mut errors = Vec::new();
        let mut counts = Counts { blank: block.blank, ..Counts::default() };
        let mut collector =
            self.options.summarises().then(|| Collector::new(&self.options.by, &self.columns));
        let guideline = self.options.guideline.as_deref();
        for row in &block.rows {
            counts.read += 1;
            let json = block.bytes.get(row.bytes.clone()).unwrap_or_default();
            let opened = match (&row.fault, &self.options.case_column) {
                (Some((code, words)), _) => Err(Refused::of(code, words.clone())),
                (None, Some(name)) if block.lines => envelope::open(json, name, &self.columns),
                (None, _) => Ok(envelope::Opened { case: Cow::Borrowed(json), columns: row.columns.clone() }),
            };
            let assessed = opened.and_then(|opened| {
                let assess = || assess(self.plan, &opened.case, &self.limits, guideline, self.effort);
                guarded(assess).map(|assessed| (assessed, opened.columns))
            });
            match assessed {
                Ok((assessed, columns)) => {
                    counts.assessed += 1;
                    made.push(&assessed, columns.get(..self.options.carry.len()).unwrap_or_default());
                    if let Some(collector) = &mut collector {
                        collector.push(&assessed, &columns);
                    }
                }
                Err(refused) => {
                    counts.errors += 1;
                    let record = ErrorRecord::new(&block.file, row.line, refused);
                    if let Some(collector) = &mut collector {
                        collector.error(&record);
                    }
                    errors.push(record);
                }
            }
        }
        let collected = collector.map(Collector::finish);
        Ok(Done { output: made.finish()?, errors, counts, collected, end: block.end })
    }
}

/// A fault of the engine on one case costs that case alone. What it would say may hold what was read, and is not kept.
fn guarded(assess: impl FnOnce() -> Result<Assessed, Refused>) -> Result<Assessed, Refused> {
    catch_unwind(AssertUnwindSafe(assess)).unwrap_or_else(|_| {
        Err(Refused::of(
            "engine-fault",
            "the engine stopped on this case; please report it with the case's shape",
        ))
    })
}

/// Output as it is made.
struct Made<'a> {
    options: &'a Options,
    lines: Vec<u8>,
    rows: Columns,
    /// For each carried column, its values for the rows so far.
    carried: Vec<Vec<Option<String>>>,
}

#[derive(Serialize)]
struct WithColumns<'a, T> {
    #[serde(flatten)]
    row: &'a T,
    columns: std::collections::BTreeMap<&'a str, Option<&'a str>>,
}

impl<'a> Made<'a> {
    fn new(options: &'a Options) -> Self {
        Self {
            options,
            lines: Vec::new(),
            rows: Columns::new(options.what),
            carried: options.carry.iter().map(|_| Vec::new()).collect(),
        }
    }

    fn push(&mut self, assessed: &Assessed, columns: &[Option<String>]) {
        let (answer, zone) = (&assessed.answer, &assessed.case.zone);
        match self.options.format {
            Format::Parquet => {
                let made = self.rows.push(answer, zone, self.options.view);
                for (values, value) in self.carried.iter_mut().zip(columns) {
                    values.extend(std::iter::repeat_n(value.clone(), made));
                }
            }
            Format::Ndjson => match self.options.what {
                What::Assessments => {
                    self.line(&wire::AnswerShape::new(answer, zone, self.options.view), columns)
                }
                What::Findings => {
                    for row in rows::findings(answer) {
                        self.line(&row, columns);
                    }
                }
                What::Outcomes => {
                    for row in rows::outcomes(answer, zone) {
                        self.line(&row, columns);
                    }
                }
            },
        }
    }

    fn line<T: Serialize>(&mut self, row: &T, columns: &[Option<String>]) {
        // Rows hold only text, numbers and lists, and memory takes all: writing them cannot fail.
        let _ = if columns.is_empty() {
            serde_json::to_writer(&mut self.lines, row)
        } else {
            let names = self.options.carry.iter().map(String::as_str);
            let columns = names.zip(columns.iter().map(Option::as_deref)).collect();
            serde_json::to_writer(&mut self.lines, &WithColumns { row, columns })
        };
        self.lines.push(b'\n');
    }

    fn finish(mut self) -> Result<Piece, Trouble> {
        match self.options.format {
            Format::Ndjson => Ok(Piece::Lines(self.lines)),
            Format::Parquet => {
                let rows = self.rows.finish().map_err(|error| Trouble::usage(error.to_string()))?;
                let columns: Vec<_> = self.options.carry.iter().cloned().zip(self.carried).collect();
                let whole =
                    with_columns(&rows, &columns).map_err(|fault| Trouble::usage(fault.to_string()))?;
                Ok(Piece::Rows(whole))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_fault_of_the_engine_costs_one_case_and_tells_nothing_of_it() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let refused = guarded(|| panic!("Jane Doe")).expect_err("refused");
        std::panic::set_hook(hook);
        assert_eq!(refused.problems[0].code, "engine-fault");
        assert!(!refused.words().contains("Jane"));
    }
}
