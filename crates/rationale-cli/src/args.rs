//! The arguments of the command.

use clap::{Parser, Subcommand, ValueEnum};
use rationale_batch::baseline::Tolerance;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Medical necessity criteria, executable and explainable.
#[derive(Debug, Parser)]
#[command(name = "rationale", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit: 0 did what was asked, whatever the outcome for the patient; 1 found problems; 2 wrong usage."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Criteria to use instead of the content library that comes with the command: a folder, or one file
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) criteria: Option<PathBuf>,
    /// When to colour what is printed; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Checks criteria and case files
    Check(Check),
    /// Assesses cases by all guidelines that apply, or by one
    Evaluate(Evaluate),
    /// Assesses files of many cases, one a line or row, on all cores
    Batch(Batch),
    /// Shows which facts find which records of a patient, and what was not read
    Facts(Facts),
    /// Runs the `*.cases.yaml` beside criteria
    Test(Test),
    /// Replays an assessment and says what differs
    Verify(Verify),
    /// Prints the JSON Schema of what goes in or comes out
    Schema {
        /// Of what
        name: SchemaName,
    },
    /// Explains a diagnostic, a reason code, a guideline or a criterion
    Explain {
        /// Such as `unit-mismatch`, `not_documented`, `home_oxygen` or `home_oxygen.initial.ordered`
        id: String,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Criteria (`.crit`), cases (`.case.json`, `.case.yaml`), FHIR, or folders of criteria and cases; by default the content
    /// library
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) fhir: OfFhir,
    /// How to print what is found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Fail on warnings too
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Evaluate {
    /// Cases, JSON or YAML, or FHIR resources, all files of them together; `-` is standard input
    #[arg(required = true, value_name = "CASE")]
    pub(crate) cases: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) fhir: OfFhir,
    /// Assess by this guideline alone
    #[arg(long, value_name = "ID")]
    pub(crate) guideline: Option<String>,
    /// How much of the findings to print
    #[arg(long, value_enum, default_value_t = ViewName::Decisive)]
    pub(crate) view: ViewName,
    /// How to print assessments; JSON and FHIR are one object for each case
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub(crate) format: AnswerFormat,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
While it runs, the output is OUT.partial and how far it came is in OUT.journal; OUT appears when it is whole.
Counts always add up: cases read = assessed + errors.

Exit: 0 every case was assessed, whatever the outcomes; 1 some could not be, or an answer changed against
the baseline; 2 wrong usage.")]
pub(crate) struct Batch {
    /// Cases: a JSON object a line, plain or compressed by gzip or zstd, or Parquet; `-` is standard input
    #[arg(required = true, value_name = "CASES")]
    pub(crate) cases: Vec<PathBuf>,
    /// Where results go; `-` is standard output. May be left out where a summary or report is asked for
    #[arg(short, long, value_name = "OUT", required_unless_present_any = ["summary", "report"])]
    pub(crate) output: Option<PathBuf>,
    /// Where lines that cannot be assessed are told, a JSON object each; else the first ten are said
    #[arg(long, value_name = "FILE")]
    pub(crate) errors: Option<PathBuf>,
    /// What comes out for a case
    #[arg(long, value_enum, default_value_t = WhatName::Assessments, value_name = "WHAT")]
    pub(crate) what: WhatName,
    /// How it is written; by default as the name of OUT ends
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: Option<FileFormat>,
    /// Assess by this guideline alone
    #[arg(long, value_name = "ID")]
    pub(crate) guideline: Option<String>,
    /// How much of the findings assessments show [default: decisive]
    #[arg(long, value_enum)]
    pub(crate) view: Option<ViewName>,
    /// Do not look for the smallest sets of questions that would settle a case; they take most of the time where much is open
    #[arg(long)]
    pub(crate) no_missing_sets: bool,
    /// Threads; by default all cores
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Go on with a run that was cut off; from the beginning where there is none
    #[arg(long)]
    pub(crate) resume: bool,
    /// Write what the answers come to, as JSON; `-` is standard output
    #[arg(long, help_heading = "What the answers come to", value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,
    /// Write it as a page with charts, in one file that opens offline
    #[arg(long, help_heading = "What the answers come to", value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Group the summary by these: payer, plan, line_of_business, state, contractor, type, guideline, item, level, block,
    /// urgency, or columns or members beside the case
    #[arg(long, help_heading = "What the answers come to", value_name = "NAMES", value_delimiter = ',')]
    pub(crate) by: Vec<String>,
    /// Compare with what an earlier run wrote; ends with 1 where an answer came out otherwise
    #[arg(long, help_heading = "Against an earlier run", value_name = "EARLIER")]
    pub(crate) baseline: Option<PathBuf>,
    /// A change of outcome that is no reason to fail, such as `insufficient_information:meets` or `absent:*`
    #[arg(long, help_heading = "Against an earlier run", value_name = "FROM:TO")]
    pub(crate) tolerate: Vec<Tolerance>,
    /// Write each change against the earlier run, a JSON object a line
    #[arg(long, help_heading = "Against an earlier run", value_name = "FILE")]
    pub(crate) changes: Option<PathBuf>,
    /// Write errors and changes as JUnit XML
    #[arg(long, help_heading = "Against an earlier run", value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Write errors and changes as SARIF 2.1.0, at their places in cases and criteria
    #[arg(long, help_heading = "Against an earlier run", value_name = "FILE")]
    pub(crate) sarif: Option<PathBuf>,
    /// What holds the case: a column of Parquet, by default `case`; a member of each line, by default the whole line
    #[arg(long, help_heading = "Input", value_name = "NAME")]
    pub(crate) case_column: Option<String>,
    /// Columns or members beside the case to put before the rows of each case
    #[arg(long, help_heading = "Input", value_name = "NAMES", value_delimiter = ',')]
    pub(crate) carry: Vec<String>,
    /// The longest line that is read, in bytes
    #[arg(long, help_heading = "Input", value_name = "BYTES", default_value = "16777216")]
    pub(crate) longest: NonZeroUsize,
    /// How often to note how far it came, in milliseconds
    #[arg(long, value_name = "MS", default_value = "2000", hide = true)]
    pub(crate) note_every: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum WhatName {
    /// Its whole assessment, as `evaluate --format json` prints it, on one line
    Assessments,
    /// A row for each criterion: status, reasons, evidence
    Findings,
    /// A row for each guideline: outcome, what to do
    Outcomes,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FileFormat {
    /// A JSON object a line
    Ndjson,
    /// Parquet
    Parquet,
}

/// What a case needs besides resources of FHIR.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct OfFhir {
    /// With FHIR: a case without records (as-of time, zone, anchors, request, supply)
    #[arg(long, value_name = "FILE")]
    pub(crate) header: Option<PathBuf>,
    /// With FHIR: the time of review, where the header does not give it
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,
    /// With FHIR: the resource that is the request, such as `ServiceRequest/1`
    #[arg(long, value_name = "REFERENCE")]
    pub(crate) request: Option<String>,
    /// With FHIR: searches that were read to their last page hold all there is
    #[arg(long)]
    pub(crate) searches_are_complete: bool,
}

impl OfFhir {
    /// Whether anything is given that only FHIR needs.
    pub(crate) fn given(&self) -> bool {
        self.header.is_some() || self.as_of.is_some() || self.request.is_some() || self.searches_are_complete
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Facts {
    /// FHIR resources, or cases; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) cases: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) fhir: OfFhir,
    /// The facts of this guideline alone
    #[arg(long, value_name = "ID")]
    pub(crate) guideline: Option<String>,
    /// How to print them; JSON is one object for each patient
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// What `evaluate --format json` printed for one case
    pub(crate) assessment: PathBuf,
    /// That case, or all its files of FHIR; `-` is standard input
    #[arg(required = true, value_name = "CASE")]
    pub(crate) cases: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) fhir: OfFhir,
    /// The guideline it was assessed by, where `evaluate` was given one
    #[arg(long, value_name = "ID")]
    pub(crate) guideline: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// Test files, or folders of them; by default those of the content library
    pub(crate) paths: Vec<PathBuf>,
    /// Write the results as JUnit XML too
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// List the criteria of which some status is shown by no test
    #[arg(long)]
    pub(crate) coverage: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For machines
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// For people
    Text,
    /// For machines
    Json,
    /// A Bundle of FHIR R4: GuidanceResponses, and Questionnaires of what is asked
    Fhir,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ViewName {
    /// What decided
    Decisive,
    /// What decided, and how the criteria beside it stand
    Context,
    /// Everything
    Everything,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SchemaName {
    /// Of a case
    Case,
    /// Of what `evaluate --format json` prints
    Assessment,
    /// Of what `check --format json` prints
    Diagnostics,
    /// Of a row of `batch --what findings`
    FindingRow,
    /// Of a row of `batch --what outcomes`
    OutcomeRow,
    /// Of what `batch --summary` writes
    BatchSummary,
    /// Of a record of `batch --changes`
    BatchChange,
    /// Of a record of `batch --errors`
    BatchError,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}
