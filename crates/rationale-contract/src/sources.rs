//! Where criteria come from: texts in memory, and the library that comes with the engine.

use crate::error::{Code, ContractError};
use crate::request::LoadRequest;
use rationale::check::{self, Files, Loaded};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The content library that comes with the engine.
#[cfg(feature = "library")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedded;

#[cfg(feature = "library")]
impl Embedded {
    /// The paths of its criteria.
    #[must_use]
    pub fn entries(self) -> Vec<String> {
        let criteria = rationale_criteria::files().iter().filter(|(name, _)| name.ends_with(".crit"));
        criteria.map(|(name, _)| (*name).to_owned()).collect()
    }
}

#[cfg(feature = "library")]
impl Files for Embedded {
    fn read(&self, path: &str) -> Option<Arc<str>> {
        let found = rationale_criteria::files().iter().find(|(name, _)| *name == path);
        found.map(|(_, text)| Arc::from(*text))
    }
}

/// Texts in memory, over the library where that is asked for.
pub(crate) struct Memory {
    files: BTreeMap<String, Arc<str>>,
    library: bool,
}

impl Files for Memory {
    fn read(&self, path: &str) -> Option<Arc<str>> {
        let own = self.files.get(path).cloned();
        if own.is_some() || !self.library {
            return own;
        }
        of_library(path)
    }
}

#[cfg(feature = "library")]
fn of_library(path: &str) -> Option<Arc<str>> {
    Embedded.read(path)
}

#[cfg(not(feature = "library"))]
fn of_library(_: &str) -> Option<Arc<str>> {
    None
}

/// Loads what a request asks for.
pub(crate) fn loaded(request: LoadRequest) -> Result<Loaded, ContractError> {
    let refuse =
        |words: &str| Err(ContractError::new(Code::Request, format!("the request to load: {words}")));
    if request.library && cfg!(not(feature = "library")) {
        return refuse("the library is not built in; send its files");
    }
    let mut entries = request.entries;
    if entries.is_empty() {
        entries.extend(request.files.keys().filter(|path| path.ends_with(".crit")).cloned());
        #[cfg(feature = "library")]
        if request.library {
            entries.extend(Embedded.entries().into_iter().filter(|path| !request.files.contains_key(path)));
        }
    }
    if entries.is_empty() {
        return refuse("no criteria; give `files` with at least one `.crit`, or `library`: true");
    }
    let files = request.files.into_iter().map(|(path, text)| (path, Arc::from(text))).collect();
    let memory = Memory { files, library: request.library };
    Ok(check::load(&memory, &entries, &crate::criteria_limits()))
}
