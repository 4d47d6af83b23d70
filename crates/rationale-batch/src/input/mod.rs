//! Files -> blocks of rows, in order, each with how far the input was read.
//!
//! A block is the unit of everything that follows. Where blocks are cut depends on the input alone, so that the same input gives
//! the same output whatever the number of threads, and after a resumed run too.

mod lines;
pub(crate) mod open;
mod parquet;

use crate::errors::Trouble;
use crate::options::{Options, Source};
use lines::Lines;
use open::Opened;
use parquet::Rows;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The most rows of a block.
pub(crate) const MOST_ROWS: usize = 32;
/// A block is full when it holds so many bytes.
pub(crate) const FULL: usize = 256 << 10;

/// How far the input was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Which file, from 0.
    pub file: usize,
    /// Lines or rows of it.
    pub lines: u64,
    /// Bytes of it, decompressed; of Parquet, bytes of cases.
    pub bytes: u64,
    /// CRC-32 of all bytes of all files so far: an input that was changed in between is noticed.
    pub crc: u32,
}

/// One line or row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its number in its file, from 1.
    pub(crate) line: u64,
    /// Where it stands in the block's bytes.
    pub(crate) bytes: std::ops::Range<usize>,
    /// Why it cannot be read: a code and words.
    pub(crate) fault: Option<(&'static str, String)>,
    /// Columns that are carried along, in the order in which they were asked for.
    pub(crate) columns: Vec<Option<String>>,
}

/// Some rows of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The file's name.
    pub(crate) file: Arc<str>,
    /// Whether its rows are lines, rather than rows of Parquet.
    pub(crate) lines: bool,
    /// What was read.
    pub(crate) bytes: Vec<u8>,
    /// The rows.
    pub(crate) rows: Vec<Row>,
    /// Blank lines among them.
    pub(crate) blank: u64,
    /// How far the input was read behind this block.
    pub(crate) end: Position,
}

impl Block {
    fn new(file: Arc<str>, lines: bool, end: Position) -> Self {
        Self { file, lines, bytes: Vec::new(), rows: Vec::new(), blank: 0, end }
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= MOST_ROWS || self.bytes.len() >= FULL
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.blank == 0
    }
}

enum Reader {
    Lines(Lines),
    Rows(Box<Rows>),
}

/// All files of a run, one after another.
pub(crate) struct Input<'a> {
    options: &'a Options,
    consumed: Arc<AtomicU64>,
    at: Position,
    reader: Option<Reader>,
}

impl<'a> Input<'a> {
    /// From the beginning. `consumed` counts the bytes read from files.
    pub(crate) fn new(options: &'a Options, consumed: Arc<AtomicU64>) -> Self {
        Self { options, consumed, at: Position::default(), reader: None }
    }

    /// The next rows; `None` at the end of the last file.
    pub(crate) fn next_block(&mut self) -> Result<Option<Block>, Trouble> {
        loop {
            let Some(source) = self.options.sources.get(self.at.file) else { return Ok(None) };
            let reader = match &mut self.reader {
                Some(reader) => reader,
                None => self.reader.insert(open(source, self.options, &self.consumed)?),
            };
            let lines = matches!(reader, Reader::Lines(_));
            let mut block = Block::new(Arc::from(source.name()), lines, self.at);
            match reader {
                Reader::Lines(lines) => lines.fill(&mut block)?,
                Reader::Rows(rows) => rows.fill(&mut block)?,
            }
            self.at = block.end;
            let over = match reader {
                Reader::Lines(lines) => lines.over(),
                Reader::Rows(rows) => rows.over(),
            };
            if over {
                self.reader = None;
                self.at = Position { file: self.at.file + 1, lines: 0, bytes: 0, crc: self.at.crc };
                block.end = self.at;
            }
            if !block.is_empty() || over {
                return Ok(Some(block));
            }
        }
    }

    /// Reads up to a position that an earlier run came to. `false` where what was read differs from then.
    pub(crate) fn skip_to(&mut self, position: &Position) -> Result<bool, Trouble> {
        while self.at != *position {
            let passed = (self.at.file, self.at.lines) > (position.file, position.lines);
            if passed || self.next_block()?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The bytes of all files together; `None` where standard input is among them.
pub(crate) fn total(sources: &[Source]) -> Option<u64> {
    let mut total = 0_u64;
    for source in sources {
        match source {
            Source::Stdin => return None,
            Source::File(path) => total = total.saturating_add(std::fs::metadata(path).ok()?.len()),
        }
    }
    Some(total)
}

/// Opens each file once, so that what is missing is told before hours of work.
pub(crate) fn check(options: &Options) -> Result<(), Trouble> {
    let counted = Arc::new(AtomicU64::new(0));
    let mut bare = false;
    for source in &options.sources {
        if matches!(source, Source::File(_)) {
            bare |= matches!(open(source, options, &counted)?, Reader::Lines(_));
        } else {
            bare = true;
        }
    }
    counted.store(0, Ordering::Relaxed);
    // A line that is the case has nothing beside it.
    bare &= options.case_column.is_none();
    let beside = options.columns();
    match beside.iter().find(|name| !options.carry.contains(*name)) {
        Some(name) if bare => Err(Trouble::usage(format!(
            "`--by {name}`: no field of a case's header is called so; there are: {}. Members beside the case are read where \
             `--case-column` names that of the case",
            crate::summary::HEADER.join(", ")
        ))),
        None if bare && !beside.is_empty() => Err(Trouble::usage(
            "`--carry` names columns of Parquet, or members of lines whose member `--case-column` is the case; here each line is the case",
        )),
        _ => Ok(()),
    }
}

fn open(source: &Source, options: &Options, consumed: &Arc<AtomicU64>) -> Result<Reader, Trouble> {
    match open::open(source, consumed)? {
        Opened::Bytes(bytes) => Ok(Reader::Lines(Lines::new(bytes, options.longest, source.name()))),
        Opened::Parquet(path, file) => {
            Ok(Reader::Rows(Box::new(Rows::new(&path, file, options, Arc::clone(consumed))?)))
        }
    }
}
