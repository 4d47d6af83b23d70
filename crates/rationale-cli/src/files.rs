//! Files and folders: read within limits, walked in order, with messages that say which and what to do.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest file of cases, tests or resources that is read; readers have their own bounds below this.
pub(crate) const MOST_BYTES: u64 = 256 << 20;
/// The largest criteria file that is read; the checker has its own bound below this.
const MOST_CRITERIA_BYTES: u64 = 8 << 20;
/// Folders inside one another.
const DEEPEST: usize = 32;
/// Files of one walk.
const MOST_FILES: usize = 100_000;

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// The file, as it was named.
    pub(crate) file: String,
    /// What is wrong and what to do.
    pub(crate) words: String,
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.file, self.words)
    }
}

impl Trouble {
    pub(crate) fn new(path: &Path, words: impl Into<String>) -> Self {
        Self { file: shown(path), words: words.into() }
    }
}

/// A path for people, without a leading `./`.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.strip_prefix("./").map_or_else(|| text.clone().into_owned(), str::to_owned)
}

/// The text of a file, or of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<String, Trouble> {
    if path == Path::new("-") {
        return text(path, std::io::stdin().lock(), MOST_BYTES);
    }
    read_file(path, MOST_BYTES)
}

/// The text of a criteria or code file.
pub(crate) fn read_criteria(path: &Path) -> Result<String, Trouble> {
    read_file(path, MOST_CRITERIA_BYTES)
}

fn read_file(path: &Path, most: u64) -> Result<String, Trouble> {
    let about = std::fs::metadata(path).map_err(|error| not_read(path, &error))?;
    if about.is_dir() {
        return Err(Trouble::new(path, "this is a folder; name the files in it"));
    }
    if about.len() > most {
        return Err(too_long(path, most));
    }
    let file = std::fs::File::open(path).map_err(|error| not_read(path, &error))?;
    text(path, file, most)
}

fn text(path: &Path, from: impl Read, most: u64) -> Result<String, Trouble> {
    let mut bytes = Vec::new();
    let read = from.take(most.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| not_read(path, &error))?;
    if bytes.len() as u64 > most {
        return Err(too_long(path, most));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Trouble::new(path, "this is not UTF-8 text; save it with the encoding UTF-8"))?;
    // Some editors start a file with a mark that is no part of the text.
    Ok(text.strip_prefix('\u{FEFF}').map_or_else(|| text.clone(), str::to_owned))
}

fn too_long(path: &Path, most: u64) -> Trouble {
    let words = format!("longer than {} MiB, which is the most that is read; split it", most >> 20);
    Trouble::new(path, words)
}

fn not_read(path: &Path, error: &std::io::Error) -> Trouble {
    let words = match error.kind() {
        std::io::ErrorKind::NotFound => "no such file; check the path".to_owned(),
        std::io::ErrorKind::PermissionDenied => "may not be read; check its permissions".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Trouble::new(path, words)
}

/// The files below a folder whose names end in one of `endings`, sorted; hidden folders are passed over.
pub(crate) fn walk(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    let mut queue = vec![(folder.to_owned(), 0_usize)];
    // A link may lead back to a folder already walked.
    let mut walked = BTreeSet::new();
    while let Some((next, depth)) = queue.pop() {
        let place = std::fs::canonicalize(&next).map_err(|error| not_read(&next, &error))?;
        if !walked.insert(place) {
            continue;
        }
        let entries = std::fs::read_dir(&next).map_err(|error| not_read(&next, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| not_read(&next, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            if path.is_dir() {
                if !name.starts_with('.') && depth < DEEPEST {
                    queue.push((path, depth + 1));
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
        if found.len() > MOST_FILES {
            return Err(Trouble::new(folder, format!("more than {MOST_FILES} files; name a smaller folder")));
        }
    }
    found.sort();
    Ok(found)
}
