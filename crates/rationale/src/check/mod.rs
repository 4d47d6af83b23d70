//! Syntax trees -> [`model::Library`] and diagnostics. Sees no patient records.
//!
//! [`load`] reads the files, gathers their names, and lowers code sets, facts, defines and guidelines in that order. What is
//! lowered has its names resolved, its thresholds in the unit of their fact, its defines written out. Each fault is a
//! small function in `faults`, reported once, where its cause stands; what rests on something broken is left out in silence.

mod advice;
mod bodies;
mod builtins;
mod calculations;
mod compare;
mod digest;
mod each;
mod elsewhere;
mod facts;
pub mod faults;
mod guidelines;
mod load;
mod lower;
pub mod model;
mod names;
mod overlays;
mod paths;
mod periods;
mod scores;
mod series;
mod sets;
mod test_forms;
mod tiling;
mod values;
mod windows;

pub use load::load;

use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources};
use std::sync::Arc;

/// Where criteria and code files come from.
pub trait Files {
    /// The text of a file, by its path below the root of the criteria (`vocabulary/vitals.crit`, `codes/hf.csv`); `None` where
    /// there is none.
    fn read(&self, path: &str) -> Option<Arc<str>>;
}

/// How much a load may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Criteria files.
    pub files: usize,
    /// Bytes of one file.
    pub file_bytes: usize,
    /// Bytes of one file of value sets.
    pub value_set_bytes: usize,
    /// Bytes of all criteria files.
    pub all_bytes: usize,
    /// Diagnostics; further ones are dropped, warnings before errors.
    pub diagnostics: usize,
    /// Options of a fact or part, at most 64.
    pub options: usize,
    /// Codes of a code set.
    pub codes: usize,
    /// Tests of one guideline, its defines written out.
    pub tests: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            files: 5_000,
            file_bytes: 4 << 20,
            value_set_bytes: 64 << 20,
            all_bytes: 64 << 20,
            diagnostics: 1_000,
            options: 64,
            codes: 200_000,
            tests: 20_000,
        }
    }
}

/// What was read and what of it is sound.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Loaded {
    /// The texts, for showing places.
    pub sources: Sources,
    /// The trees, as written.
    pub files: Vec<(FileId, ast::File)>,
    /// Every guideline without errors, and what it rests on.
    pub library: model::Library,
    /// What is wrong, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether anything keeps a guideline from being used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|fault| fault.severity == crate::diagnostic::Severity::Error)
    }
}
