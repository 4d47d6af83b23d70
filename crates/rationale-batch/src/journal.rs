//! How far a run came, kept beside its output, so that a run that was cut off goes on where it stopped.
//!
//! While a run lasts, its output is `OUT.partial` and its journal `OUT.journal`. Each time the run notes how far it came, it first
//! sees the output to the disk and then puts a new journal in the place of the old one. Whatever stands in the output behind what
//! the journal knows is cut off when the run goes on.

use crate::errors::{Counts, Trouble};
use crate::input::Position;
use crate::options::Identity;
use crate::summary::Collected;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Version of the journal. Another version is not gone on with.
const VERSION: u32 = 1;

/// How far a run came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Journal {
    version: u32,
    /// What the run is of.
    pub(crate) identity: Identity,
    /// How far the input is worked off.
    pub(crate) position: Position,
    /// Bytes of NDJSON, or parts of Parquet, that belong to it.
    pub(crate) output: u64,
    /// Bytes of the errors file that belong to it.
    pub(crate) errors: u64,
    /// How many cases there were.
    pub(crate) counts: Counts,
    /// What the answers come to, where that is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) collected: Option<Collected>,
    /// All is done but giving the files their names.
    pub(crate) finished: bool,
}

impl Journal {
    /// Of a run that begins.
    pub(crate) fn new(identity: Identity) -> Self {
        Self {
            version: VERSION,
            identity,
            position: Position::default(),
            output: 0,
            errors: 0,
            counts: Counts::default(),
            collected: None,
            finished: false,
        }
    }

    /// Reads the journal beside an output; `None` where there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, Trouble> {
        #[expect(clippy::disallowed_methods, reason = "the journal is a file")]
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Trouble::read(path, &error)),
        };
        match serde_json::from_slice::<Self>(&bytes) {
            Ok(journal) if journal.version == VERSION => Ok(Some(journal)),
            _ => Err(Trouble::file(
                path,
                "this is no journal of this version of rationale; delete it to start from the beginning",
            )),
        }
    }

    /// Puts it in the place of the old one.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Trouble> {
        let bytes = serde_json::to_vec(self).map_err(|error| Trouble::file(path, error.to_string()))?;
        replace(path, &bytes)
    }
}

/// `out.ndjson` -> `out.ndjson.partial`
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Writes a file that appears whole or not at all, and sees it to the disk.
///
/// # Errors
///
/// [`Trouble::File`] where it cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let new = beside(path, "new");
    let written = File::create(&new).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| Trouble::write(path, &error))?;
    rename(&new, path)
}

/// Renames, and sees the folder to the disk.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), Trouble> {
    std::fs::rename(from, to).map_err(|error| Trouble::write(to, &error))?;
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Not every system lets a folder be opened; where it does, the new name is on the disk after this.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods)] // a test reads and writes files

    use super::*;

    #[test]
    fn a_journal_reads_as_it_was_written_and_a_foreign_file_is_refused() {
        let folder = std::env::temp_dir().join(format!("rationale-journal-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("out.journal");
        assert_eq!(Journal::read(&path).expect("read"), None);
        let identity = Identity { engine: "1".to_owned(), criteria: [].into(), options: [].into() };
        let mut journal = Journal::new(identity);
        journal.position.lines = 7;
        journal.write(&path).expect("written");
        assert_eq!(Journal::read(&path).expect("read"), Some(journal));
        std::fs::write(&path, "{}").expect("written");
        assert!(Journal::read(&path).is_err());
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
