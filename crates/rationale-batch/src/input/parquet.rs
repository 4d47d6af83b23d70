//! A Parquet file -> rows: a column of cases as JSON text, and columns that are carried along.

use super::{Block, Row};
use crate::errors::Trouble;
use crate::options::Options;
use rationale_arrow::arrow_array::RecordBatch;
use rationale_arrow::files::{Reader, column_words, text};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Rows that are decoded at once.
const AT_ONCE: usize = 64;

/// The rows of one file.
pub(super) struct Rows {
    path: PathBuf,
    reader: Reader,
    case_column: String,
    beside: Vec<String>,
    longest: usize,
    batch: Option<Decoded>,
    over: bool,
    /// For progress: the bytes of the file, spread over its rows.
    bytes: u64,
    rows: u64,
    passed: u64,
    consumed: Arc<AtomicU64>,
}

struct Decoded {
    batch: RecordBatch,
    at: usize,
    /// For each carried column, its words.
    columns: Vec<Vec<Option<String>>>,
}

impl Rows {
    pub(super) fn new(
        path: &Path,
        file: File,
        options: &Options,
        consumed: Arc<AtomicU64>,
    ) -> Result<Self, Trouble> {
        let bytes = file.metadata().map_or(0, |about| about.len());
        let case_column = options.case_column.clone().unwrap_or_else(|| "case".to_owned());
        let mut columns = vec![case_column.clone()];
        let beside = options.columns();
        columns.extend(beside.iter().cloned());
        let reader = Reader::open(file, &columns, AT_ONCE).map_err(|fault| Trouble::fault(path, &fault))?;
        reader.check_text(&case_column).map_err(|fault| Trouble::fault(path, &fault))?;
        let rows = reader.rows;
        Ok(Self {
            path: path.to_owned(),
            reader,
            case_column,
            beside,
            longest: options.longest,
            batch: None,
            over: false,
            bytes,
            rows,
            passed: 0,
            consumed,
        })
    }

    pub(super) fn over(&self) -> bool {
        self.over
    }

    pub(super) fn fill(&mut self, block: &mut Block) -> Result<(), Trouble> {
        let mut crc = crc32fast::Hasher::new_with_initial(block.end.crc);
        while !block.is_full() && !self.over {
            let Some(decoded) = &mut self.batch else {
                self.decode(block);
                continue;
            };
            if decoded.at >= decoded.batch.num_rows() {
                self.batch = None;
                continue;
            }
            let start = block.bytes.len();
            let case = text(&decoded.batch, &self.case_column, decoded.at)
                .map_err(|fault| Trouble::fault(&self.path, &fault))?;
            let fault = match case {
                None => Some(("no-case", format!("column `{}` is empty here", self.case_column))),
                Some(case) if case.len() > self.longest => Some((
                    "line-too-long",
                    format!(
                        "longer than {} bytes, which is the most that is read of a case; raise `--longest`",
                        self.longest
                    ),
                )),
                Some(_) => None,
            };
            if let Some(case) = case {
                crc.update(case);
                block.end.bytes += case.len() as u64;
                if fault.is_none() {
                    block.bytes.extend_from_slice(case);
                }
            }
            // Where one case ends and the next begins counts too.
            crc.update(b"\n");
            block.end.lines += 1;
            let at = decoded.at;
            let columns = decoded.columns.iter().map(|column| column.get(at).cloned().flatten()).collect();
            decoded.at += 1;
            block.rows.push(Row { line: block.end.lines, bytes: start..block.bytes.len(), fault, columns });
            self.pass(1);
        }
        block.end.crc = crc.finalize();
        Ok(())
    }

    fn decode(&mut self, block: &mut Block) {
        let decoded = match self.reader.next() {
            None => {
                self.over = true;
                return;
            }
            Some(Ok(batch)) => {
                let columns: Result<Vec<_>, _> =
                    self.beside.iter().map(|name| column_words(&batch, name)).collect();
                columns.map(|columns| Decoded { batch, at: 0, columns })
            }
            Some(Err(fault)) => Err(fault),
        };
        match decoded {
            Ok(decoded) => self.batch = Some(decoded),
            Err(_) => {
                self.over = true;
                block.end.lines += 1;
                let words =
                    "the Parquet file is damaged here; what follows was not read. Fetch the file again";
                block.rows.push(Row {
                    line: block.end.lines,
                    bytes: block.bytes.len()..block.bytes.len(),
                    fault: Some(("input-cut-short", words.to_owned())),
                    columns: self.beside.iter().map(|_| None).collect(),
                });
            }
        }
    }

    fn pass(&mut self, rows: u64) {
        let before = share(self.bytes, self.passed, self.rows);
        self.passed += rows;
        let after = share(self.bytes, self.passed, self.rows);
        self.consumed.fetch_add(after.saturating_sub(before), Ordering::Relaxed);
    }
}

fn share(bytes: u64, passed: u64, rows: u64) -> u64 {
    let part = u128::from(bytes) * u128::from(passed) / u128::from(rows.max(1));
    u64::try_from(part).unwrap_or(u64::MAX)
}
