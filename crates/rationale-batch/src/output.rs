//! Pieces in order -> a file that appears whole or not at all, or standard output.

use crate::errors::Trouble;
use crate::journal::{beside, rename};
use crate::options::{Format, Options, Target};
use crate::work::Piece;
use rationale_arrow::arrow_array::RecordBatch;
use rationale_arrow::arrow_schema::SchemaRef;
use rationale_arrow::files::{Writer, join};
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A part of Parquet ends where it holds so many bytes of rows in memory.
const PART: usize = 8 << 20;

/// Where results go.
pub(crate) enum Output {
    Nowhere,
    Stdout(BufWriter<std::io::Stdout>),
    Lines(Partial),
    Parts(Parts),
}

impl Output {
    /// Opens it; `kept` is how much of an earlier run's stays.
    pub(crate) fn open(options: &Options, kept: u64) -> Result<Self, Trouble> {
        match (&options.target, options.format) {
            (Target::Nowhere, _) => Ok(Self::Nowhere),
            (Target::Stdout, Format::Ndjson) => {
                Ok(Self::Stdout(BufWriter::with_capacity(256 << 10, std::io::stdout())))
            }
            (Target::Stdout, Format::Parquet) => {
                Err(Trouble::usage("Parquet cannot be written to standard output; name a file with `-o`"))
            }
            (Target::File(path), Format::Ndjson) => Ok(Self::Lines(Partial::open(path, kept)?)),
            (Target::File(path), Format::Parquet) => {
                Ok(Self::Parts(Parts::open(path, schema(options)?, kept)?))
            }
        }
    }

    /// Writes the next piece. Whether this is a place at which the run may note how far it came.
    pub(crate) fn write(&mut self, piece: &Piece) -> Result<bool, Trouble> {
        match (self, piece) {
            (Self::Nowhere, _) => Ok(false),
            (Self::Stdout(out), Piece::Lines(lines)) => {
                out.write_all(lines).map_err(|error| stdout(&error))?;
                Ok(false)
            }
            (Self::Lines(partial), Piece::Lines(lines)) => partial.write(lines).map(|()| true),
            (Self::Parts(parts), Piece::Rows(rows)) => parts.write(rows),
            _ => Err(Trouble::Worker),
        }
    }

    /// Sees what was written to the disk and says how much of it there is.
    pub(crate) fn keep(&mut self) -> Result<u64, Trouble> {
        match self {
            Self::Nowhere => Ok(0),
            Self::Stdout(out) => out.flush().map(|()| 0).map_err(|error| stdout(&error)),
            Self::Lines(partial) => partial.keep(),
            Self::Parts(parts) => Ok(parts.ended),
        }
    }

    /// Writes what is left; the file is then whole under its partial name.
    pub(crate) fn finish(&mut self) -> Result<u64, Trouble> {
        match self {
            Self::Parts(parts) => {
                parts.end()?;
                parts.join()?;
                Ok(parts.ended)
            }
            _ => self.keep(),
        }
    }
}

pub(crate) fn stdout(error: &std::io::Error) -> Trouble {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        return Trouble::Closed;
    }
    Trouble::write(Path::new("-"), error)
}

/// The columns of the output: those carried along, and those of the rows.
fn schema(options: &Options) -> Result<SchemaRef, Trouble> {
    let empty = RecordBatch::new_empty(options.what.schema());
    let columns: Vec<_> = options.carry.iter().map(|name| (name.clone(), Vec::new())).collect();
    let whole = rationale_arrow::batches::with_columns(&empty, &columns)
        .map_err(|fault| Trouble::usage(fault.to_string()))?;
    Ok(whole.schema())
}

/// Opens a file for this run alone: two runs into one output would spoil each other's. Where files cannot be locked there is no
/// holding off.
fn locked(path: &Path) -> Result<File, Trouble> {
    let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path);
    let file = file.map_err(|error| Trouble::write(path, &error))?;
    match file.try_lock() {
        Ok(()) | Err(std::fs::TryLockError::Error(_)) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(Trouble::file(path, "another run is writing this; wait for it or name another output"))
        }
    }
}

/// A file of lines under its partial name.
pub(crate) struct Partial {
    path: PathBuf,
    file: BufWriter<File>,
    length: u64,
}

impl Partial {
    /// Opens `PATH.partial`, cut to what of it is kept.
    pub(crate) fn open(whole: &Path, kept: u64) -> Result<Self, Trouble> {
        let path = beside(whole, "partial");
        let file = locked(&path)?;
        let cut = |mut file: File| -> std::io::Result<(File, u64)> {
            let length = file.metadata()?.len();
            if length >= kept {
                file.set_len(kept)?;
                file.seek(SeekFrom::Start(kept))?;
            }
            Ok((file, length))
        };
        let (file, length) = cut(file).map_err(|error| Trouble::write(&path, &error))?;
        if length < kept {
            let words = "shorter than when the run was cut off; delete it and its journal to start from the beginning";
            return Err(Trouble::file(&path, words));
        }
        Ok(Self { path, file: BufWriter::with_capacity(256 << 10, file), length: kept })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.file.write_all(bytes).map_err(|error| Trouble::write(&self.path, &error))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    pub(crate) fn write_record(&mut self, record: &impl Serialize) -> Result<(), Trouble> {
        let mut line =
            serde_json::to_vec(record).map_err(|error| Trouble::file(&self.path, error.to_string()))?;
        line.push(b'\n');
        self.write(&line)
    }

    /// Sees it to the disk; says how long it is.
    pub(crate) fn keep(&mut self) -> Result<u64, Trouble> {
        let kept = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        kept.map_err(|error| Trouble::write(&self.path, &error))?;
        Ok(self.length)
    }
}

/// Parquet in parts, each a file of one row group. Where a part ends depends on the rows alone.
pub(crate) struct Parts {
    whole: PathBuf,
    schema: SchemaRef,
    writer: Option<Writer>,
    bytes: usize,
    ended: u64,
    /// Held as long as the run is.
    _lock: File,
}

impl Parts {
    fn open(path: &Path, schema: SchemaRef, kept: u64) -> Result<Self, Trouble> {
        let folder = parts_of(path);
        std::fs::create_dir_all(&folder).map_err(|error| Trouble::write(&folder, &error))?;
        let _lock = locked(&folder.join("lock"))?;
        let parts = Self { whole: path.to_owned(), schema, writer: None, bytes: 0, ended: kept, _lock };
        for number in 0..kept {
            let part = parts.part(number);
            std::fs::metadata(&part).map_err(|error| Trouble::read(&part, &error))?;
        }
        Ok(parts)
    }

    fn part(&self, number: u64) -> PathBuf {
        parts_of(&self.whole).join(format!("{number:08}.parquet"))
    }

    fn write(&mut self, rows: &RecordBatch) -> Result<bool, Trouble> {
        let path = self.part(self.ended);
        let fault = |fault| Trouble::fault(&path, &fault);
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => self.writer.insert(Writer::create(&path, self.schema.clone()).map_err(fault)?),
        };
        writer.write(rows).map_err(fault)?;
        self.bytes += rows.get_array_memory_size();
        if self.bytes >= PART {
            self.end()?;
            return Ok(true);
        }
        Ok(false)
    }

    fn end(&mut self) -> Result<(), Trouble> {
        if let Some(writer) = self.writer.take() {
            let path = self.part(self.ended);
            writer.finish().map_err(|fault| Trouble::fault(&path, &fault))?;
            self.ended += 1;
            self.bytes = 0;
        }
        Ok(())
    }

    fn join(&self) -> Result<(), Trouble> {
        let parts: Vec<PathBuf> = (0..self.ended).map(|number| self.part(number)).collect();
        let whole = beside(&self.whole, "partial");
        join(&parts, self.schema.clone(), &whole).map_err(|fault| Trouble::fault(&whole, &fault))
    }
}

/// `out.parquet` -> `out.parquet.parts`
pub(crate) fn parts_of(path: &Path) -> PathBuf {
    beside(path, "parts")
}

/// Gives a finished file its name, where that was not done yet.
pub(crate) fn settle(path: &Path) -> Result<(), Trouble> {
    let partial = beside(path, "partial");
    match std::fs::metadata(&partial) {
        Ok(_) => rename(&partial, path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Trouble::read(&partial, &error)),
    }
}
