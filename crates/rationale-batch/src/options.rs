//! What a run is asked to do.

use crate::baseline::Tolerance;
use crate::places::Places;
use rationale::View;
use rationale::case::read::Zones;
use rationale_arrow::What;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where cases come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file: NDJSON, plain or compressed, or Parquet; told apart by content.
    File(PathBuf),
}

impl Source {
    /// Its name in messages and error records; standard input is `-`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => path.to_string_lossy().into_owned(),
        }
    }
}

/// Where results go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nowhere: only what they come to is wanted.
    Nowhere,
    /// Standard output, as they come.
    Stdout,
    /// A file that appears when it is whole.
    File(PathBuf),
}

/// How results are written.
///
/// ```
/// use rationale_batch::Format;
/// use std::path::Path;
/// assert_eq!(Format::of(Path::new("out.parquet")), Format::Parquet);
/// assert_eq!(Format::of(Path::new("out.ndjson")), Format::Ndjson);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
    /// Parquet.
    Parquet,
}

impl Format {
    /// By the ending of a file's name.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        match path.extension() {
            Some(ending) if ending.eq_ignore_ascii_case("parquet") => Self::Parquet,
            _ => Self::Ndjson,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
        }
    }
}

/// What a run is asked to do.
#[derive(Clone)]
pub struct Options {
    /// Where cases come from, read one after another.
    pub sources: Vec<Source>,
    /// Where results go.
    pub target: Target,
    /// Where records of what could not be assessed go, as NDJSON.
    pub errors: Option<PathBuf>,
    /// What comes out for a case.
    pub what: What,
    /// How it is written.
    pub format: Format,
    /// How much of the findings whole assessments show.
    pub view: View,
    /// Assess by this guideline alone.
    pub guideline: Option<String>,
    /// Whether whole assessments say which smallest sets of questions would settle them.
    pub missing_sets: bool,
    /// Worker threads; at least one.
    pub jobs: usize,
    /// What holds the case: a column of Parquet, where `None` is `case`; a member of each line, where `None` is the whole line.
    pub case_column: Option<String>,
    /// Other columns or members that are put before the rows of each case.
    pub carry: Vec<String>,
    /// Where a summary of the answers goes, as JSON.
    pub summary: Option<Target>,
    /// Where it goes as a page for people.
    pub report: Option<PathBuf>,
    /// By which columns the summary groups: fields of the header ([`HEADER`](crate::summary::HEADER)), or columns or members beside the case.
    pub by: Vec<String>,
    /// An earlier run's output to compare with.
    pub baseline: Option<PathBuf>,
    /// Changes against it that are no reason to fail.
    pub tolerate: Vec<Tolerance>,
    /// Where changes against it go, as NDJSON.
    pub changes: Option<PathBuf>,
    /// Where errors and changes go as JUnit XML.
    pub junit: Option<PathBuf>,
    /// Where they go as SARIF.
    pub sarif: Option<PathBuf>,
    /// Where criteria are written, for SARIF.
    pub places: Places,
    /// The longest line or case, in bytes; a longer one is an error of that line.
    pub longest: usize,
    /// Go on with a run that was cut off, where there is one.
    pub resume: bool,
    /// How often a run notes how far it came.
    pub note_every: Duration,
    /// Finds the offsets of a zone by its name.
    pub zones: Option<&'static Zones>,
}

impl Options {
    /// Whole assessments of some files to another, on one thread.
    #[must_use]
    pub fn new(sources: Vec<Source>, target: Target) -> Self {
        Self {
            sources,
            target,
            errors: None,
            what: What::Assessments,
            format: Format::Ndjson,
            view: View::Decisive,
            guideline: None,
            missing_sets: true,
            jobs: 1,
            case_column: None,
            carry: Vec::new(),
            summary: None,
            report: None,
            by: Vec::new(),
            baseline: None,
            tolerate: Vec::new(),
            changes: None,
            junit: None,
            sarif: None,
            places: Places::default(),
            longest: 16 << 20,
            resume: false,
            note_every: Duration::from_secs(2),
            zones: None,
        }
    }

    /// Whether answers are counted.
    pub(crate) fn summarises(&self) -> bool {
        self.summary.is_some() || self.report.is_some()
    }

    /// Columns or members that are read beside the cases: those carried along first.
    pub(crate) fn columns(&self) -> Vec<String> {
        let mut columns = self.carry.clone();
        for name in &self.by {
            if !crate::summary::HEADER.contains(&name.as_str()) && !columns.contains(name) {
                columns.push(name.clone());
            }
        }
        columns
    }

    /// All that can show in the output, for telling whether two runs are alike: name, value.
    pub(crate) fn identity(&self) -> BTreeMap<String, String> {
        let sources: Vec<String> = self.sources.iter().map(Source::name).collect();
        let errors = self.errors.as_ref().map(|path| path.to_string_lossy().into_owned());
        [
            ("the input files", sources.join(", ")),
            ("`--errors`", errors.unwrap_or_default()),
            ("`--what`", self.what.word().to_owned()),
            ("`--to`", self.format.word().to_owned()),
            ("`--view`", format!("{:?}", self.view)),
            ("`--guideline`", self.guideline.clone().unwrap_or_default()),
            ("`--no-missing-sets`", (!self.missing_sets).to_string()),
            ("`--case-column`", self.case_column.clone().unwrap_or_default()),
            ("`--carry`", self.carry.join(", ")),
            ("`--summary` and `--report`", self.summarises().to_string()),
            ("`--by`", self.by.join(", ")),
            ("`--longest`", self.longest.to_string()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }
}

/// What a run is of: engine, criteria, options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Version of the engine, and its meaning number.
    pub engine: String,
    /// Digest of each guideline, by id and edition.
    pub criteria: BTreeMap<String, String>,
    /// Options that can show in the output, by name.
    pub options: BTreeMap<String, String>,
}

impl Identity {
    pub(crate) fn of(options: &Options, plan: &rationale::Plan) -> Self {
        let guidelines = plan.library().guidelines.iter().map(|guideline| {
            let edition = guideline.edition.as_ref().map_or("", |edition| edition.name.as_str());
            (format!("{} {edition}", guideline.id), guideline.digest.clone())
        });
        Self {
            engine: format!("{}, meaning {}", env!("CARGO_PKG_VERSION"), rationale::eval::MEANING),
            criteria: guidelines.collect(),
            options: options.identity(),
        }
    }

    /// What differs from another run, in words.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        if self.engine != other.engine {
            found.push("the engine".to_owned());
        }
        if self.criteria != other.criteria {
            found.push("the criteria".to_owned());
        }
        for (name, value) in &self.options {
            if other.options.get(name) != Some(value) {
                found.push(name.clone());
            }
        }
        found
    }
}
