//! Where criteria come from: the library that comes with the command, or folders and files.

use crate::files::{self, Trouble, shown};
use rationale::Plan;
use rationale::check::{self, Files, Limits, Loaded};
use rationale_contract::Embedded;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Criteria that were loaded, and under which folder they lie.
pub(crate) struct Criteria {
    pub(crate) loaded: Loaded,
    /// What the paths of the sources are relative to; `None` for the embedded library.
    pub(crate) root: Option<PathBuf>,
}

impl Criteria {
    /// The path of a source as its author would open it.
    pub(crate) fn path(&self, name: &str) -> String {
        match &self.root {
            Some(root) => shown(&root.join(name)),
            None => name.to_owned(),
        }
    }
}

struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> Option<Arc<str>> {
        let file = self.0.join(path);
        // A Bundle of value sets is longer than anything a person writes.
        let text = if path.ends_with(".json") { files::read(&file) } else { files::read_criteria(&file) };
        text.ok().map(Arc::from)
    }
}

/// The library that comes with the command.
pub(crate) fn embedded() -> Criteria {
    let entries = Embedded.entries();
    Criteria { loaded: check::load(&Embedded, &entries, &Limits::default()), root: None }
}

/// The test files of that library: name, text.
pub(crate) fn embedded_tests() -> Vec<(String, String)> {
    rationale_criteria::files()
        .iter()
        .filter(|(name, _)| name.ends_with(".cases.yaml"))
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

/// The criteria of a folder or of one file with what it uses, or the library that comes with the command.
pub(crate) fn given(path: Option<&Path>) -> Result<Criteria, Trouble> {
    match path {
        Some(file) if file.is_file() => of_files(&[file.to_owned()]),
        Some(folder) => {
            let files = files::walk(folder, &[".crit"])?;
            if files.is_empty() {
                return Err(Trouble::new(folder, "no criteria here; name a folder of `.crit` files"));
            }
            below(folder, &files)
        }
        None => Ok(embedded()),
    }
}

/// Criteria files that lie somewhere below one root, found by what they use.
pub(crate) fn of_files(files: &[PathBuf]) -> Result<Criteria, Trouble> {
    let mut texts = Vec::new();
    for file in files {
        texts.push(files::read_criteria(file)?);
    }
    below(&root_of(files, &texts), files)
}

/// Says that no guideline has that id, and which there are; `None` where one has.
pub(crate) fn not_there(plan: &Plan, wanted: &str) -> Option<String> {
    let mut known: Vec<&str> =
        plan.library().guidelines.iter().map(|guideline| guideline.id.as_str()).collect();
    if known.contains(&wanted) {
        return None;
    }
    known.dedup();
    if known.is_empty() {
        return Some(format!(
            "no guideline is called `{wanted}`: no criteria are sound, see `rationale check`"
        ));
    }
    Some(format!("no guideline is called `{wanted}`; there are: {}", known.join(", ")))
}

/// Criteria files below a root.
pub(crate) fn below(root: &Path, files: &[PathBuf]) -> Result<Criteria, Trouble> {
    let mut entries = Vec::new();
    for file in files {
        // A file that cannot be read is said here, by its own reason; the checker only knows that it is not there.
        files::read_criteria(file)?;
        let below = file.strip_prefix(root).unwrap_or(file);
        entries.push(below.to_string_lossy().replace('\\', "/"));
    }
    let loaded = check::load(&Folder(root.to_owned()), &entries, &Limits::default());
    Ok(Criteria { loaded, root: Some(root.to_owned()) })
}

/// The nearest folder above all files below which everything lies that they use; else the nearest above all of them.
fn root_of(files: &[PathBuf], texts: &[String]) -> PathBuf {
    let mut common = files.first().and_then(|file| file.parent()).map_or_else(PathBuf::new, Path::to_owned);
    while !files.iter().all(|file| file.starts_with(&common)) {
        match common.parent() {
            Some(above) => common = above.to_owned(),
            None => break,
        }
    }
    let used: Vec<&str> = texts.iter().flat_map(|text| uses(text)).collect();
    let holds = |root: &Path| {
        used.iter().all(|path| {
            let ending = if path.ends_with(".crit") { "" } else { ".crit" };
            root.join(format!("{path}{ending}")).is_file()
        })
    };
    common.ancestors().find(|root| holds(root)).map_or_else(|| common.clone(), Path::to_owned)
}

/// What a text uses, as far as `use` starts a line.
fn uses(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix("use")?.trim_start();
        rest.strip_prefix('"')?.split('"').next()
    })
}
