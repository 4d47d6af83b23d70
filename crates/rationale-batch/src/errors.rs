//! What can go wrong: with a case (a record in the errors file), and with a run (it stops).

use rationale_arrow::{Fault, Problem, Refused};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// How many cases there were. `read` is always `assessed` and `errors` together.
///
/// ```
/// let counts = rationale_batch::Counts { read: 3, assessed: 2, errors: 1, blank: 4 };
/// assert!(counts.adds_up());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Lines or rows that hold something, and files that ended too early.
    pub read: u64,
    /// Cases that were assessed.
    pub assessed: u64,
    /// Records in the errors file.
    pub errors: u64,
    /// Blank lines, which are passed over.
    pub blank: u64,
}

impl Counts {
    /// Whether nothing is lost.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.assessed.checked_add(self.errors) == Some(self.read)
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.read = self.read.saturating_add(other.read);
        self.assessed = self.assessed.saturating_add(other.assessed);
        self.errors = self.errors.saturating_add(other.errors);
        self.blank = self.blank.saturating_add(other.blank);
    }
}

/// A line or row that could not be assessed. No value of a case is in it but its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorRecord {
    /// The file, as it was named; `-` is standard input.
    pub file: String,
    /// The line, or the row of a Parquet file, counted from 1.
    pub line: u64,
    /// The case's id, where it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// What is wrong: at least one thing.
    pub problems: Vec<Problem>,
    /// How many more there are than are listed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields by reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl ErrorRecord {
    pub(crate) fn new(file: &str, line: u64, refused: Refused) -> Self {
        Self {
            file: file.to_owned(),
            line,
            case: refused.case,
            problems: refused.problems,
            more: refused.more,
        }
    }
}

impl fmt::Display for ErrorRecord {
    /// `cases.ndjson, line 3: this is not JSON`
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}, line {}: ", self.file, self.line)?;
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                out.write_str("; ")?;
            }
            out.write_str(&problem.message)?;
        }
        if self.more > 0 {
            write!(out, "; and {} more", self.more)?;
        }
        Ok(())
    }
}

/// Why a run stopped or could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// The call asks for what cannot be done.
    #[error("{0}")]
    Usage(String),
    /// A file cannot be read or written.
    #[error("{file}: {words}")]
    File {
        /// The file.
        file: String,
        /// What is wrong and what to do.
        words: String,
    },
    /// Whoever reads standard output has had enough.
    #[error("standard output was closed")]
    Closed,
    /// The engine is at fault; nothing of the case is told.
    #[error("a worker stopped; this is a fault of rationale, please report it")]
    Worker,
}

impl Trouble {
    pub(crate) fn usage(words: impl Into<String>) -> Self {
        Self::Usage(words.into())
    }

    pub(crate) fn file(path: &Path, words: impl Into<String>) -> Self {
        Self::File { file: path.to_string_lossy().into_owned(), words: words.into() }
    }

    pub(crate) fn read(path: &Path, error: &std::io::Error) -> Self {
        Self::file(path, read_words(error))
    }

    pub(crate) fn write(path: &Path, error: &std::io::Error) -> Self {
        let words = match error.kind() {
            std::io::ErrorKind::NotFound => "cannot be written: its folder is not there".to_owned(),
            std::io::ErrorKind::PermissionDenied => {
                "may not be written; check its permissions and those of its folder".to_owned()
            }
            std::io::ErrorKind::StorageFull => {
                "the disk is full; make room and go on with `--resume`".to_owned()
            }
            _ => format!("cannot be written: {error}"),
        };
        Self::file(path, words)
    }

    pub(crate) fn fault(path: &Path, fault: &Fault) -> Self {
        match fault {
            Fault::Io(error) => Self::write(path, error),
            other => Self::file(path, other.to_string()),
        }
    }
}

pub(crate) fn read_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file; check the path".to_owned(),
        std::io::ErrorKind::PermissionDenied => "may not be read; check its permissions".to_owned(),
        std::io::ErrorKind::IsADirectory => "this is a folder; name the files in it".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}
