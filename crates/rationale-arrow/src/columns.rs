//! Rows -> columns: what a batch or a Parquet file of findings, outcomes or assessments has.

use crate::rows::{self, FindingRow, OutcomeRow};
use arrow_array::builder::{BooleanBuilder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use rationale::value::time::Zone;
use rationale::{Answer, View, wire};
use std::sync::Arc;

/// What comes out for a case.
///
/// ```
/// use rationale_arrow::What;
/// assert_eq!(What::parse("findings"), Some(What::Findings));
/// assert_eq!(What::Findings.schema().field(0).name(), "case");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum What {
    /// Its whole assessment, as JSON.
    #[default]
    Assessments,
    /// A row for each node of the finding trees.
    Findings,
    /// A row for each guideline.
    Outcomes,
}

impl What {
    /// All of them, with their words.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Assessments, "assessments"), (Self::Findings, "findings"), (Self::Outcomes, "outcomes")];

    /// The one of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(what, _)| *what)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Assessments => "assessments",
            Self::Findings => "findings",
            Self::Outcomes => "outcomes",
        }
    }

    /// Its columns.
    #[must_use]
    pub fn schema(self) -> SchemaRef {
        let fields = self.layout().iter().map(|(name, kind)| match kind {
            Kind::Text => Field::new(*name, DataType::Utf8, false),
            Kind::MaybeText => Field::new(*name, DataType::Utf8, true),
            Kind::YesNo => Field::new(*name, DataType::Boolean, false),
            Kind::Texts => Field::new(*name, DataType::List(item()), false),
        });
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }

    fn layout(self) -> &'static [(&'static str, Kind)] {
        match self {
            Self::Assessments => ASSESSMENTS,
            Self::Findings => FINDINGS,
            Self::Outcomes => OUTCOMES,
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    MaybeText,
    YesNo,
    Texts,
}

const ASSESSMENTS: &[(&str, Kind)] = &[("case", Kind::Text), ("assessment", Kind::Text)];

const OUTCOMES: &[(&str, Kind)] = &[
    ("case", Kind::Text),
    ("guideline", Kind::MaybeText),
    ("edition", Kind::MaybeText),
    ("outcome", Kind::Text),
    ("block", Kind::MaybeText),
    ("requested_level", Kind::MaybeText),
    ("highest_level_met", Kind::MaybeText),
    ("route", Kind::MaybeText),
    ("actions", Kind::Texts),
    ("reasons", Kind::Texts),
    ("decide_by", Kind::MaybeText),
    ("as_of", Kind::MaybeText),
    ("guideline_digest", Kind::MaybeText),
    ("case_digest", Kind::MaybeText),
];

const FINDINGS: &[(&str, Kind)] = &[
    ("case", Kind::Text),
    ("guideline", Kind::MaybeText),
    ("edition", Kind::MaybeText),
    ("outcome", Kind::Text),
    ("criterion", Kind::MaybeText),
    ("label", Kind::MaybeText),
    ("kind", Kind::MaybeText),
    ("status", Kind::MaybeText),
    ("decisive", Kind::YesNo),
    ("not_required", Kind::YesNo),
    ("waived", Kind::YesNo),
    ("reasons", Kind::Texts),
    ("evidence", Kind::Texts),
    ("absent", Kind::Texts),
    ("documents", Kind::Texts),
];

fn item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Utf8, false))
}

enum Builder {
    Text(StringBuilder),
    YesNo(BooleanBuilder),
    Texts(ListBuilder<StringBuilder>),
}

/// Columns that rows are put into.
pub struct Columns {
    what: What,
    builders: Vec<Builder>,
    rows: usize,
}

impl Columns {
    /// Empty ones.
    #[must_use]
    pub fn new(what: What) -> Self {
        let builders = what.layout().iter().map(|(_, kind)| match kind {
            Kind::Text | Kind::MaybeText => Builder::Text(StringBuilder::new()),
            Kind::YesNo => Builder::YesNo(BooleanBuilder::new()),
            Kind::Texts => Builder::Texts(ListBuilder::new(StringBuilder::new()).with_field(item())),
        });
        Self { what, builders: builders.collect(), rows: 0 }
    }

    /// How many rows they hold.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether they hold none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Puts an answer in; `zone` is that of the case. Says how many rows it made.
    pub fn push(&mut self, answer: &Answer, zone: &Zone, view: View) -> usize {
        let before = self.rows;
        match self.what {
            What::Assessments => {
                let shape = wire::AnswerShape::new(answer, zone, view);
                // The shape holds only text, numbers and lists: writing it cannot fail.
                let json = serde_json::to_string(&shape).unwrap_or_default();
                self.row(&[Cell::Text(Some(&answer.case)), Cell::Text(Some(&json))]);
            }
            What::Findings => {
                for row in rows::findings(answer) {
                    self.row(&finding_cells(&row));
                }
            }
            What::Outcomes => {
                for row in rows::outcomes(answer, zone) {
                    self.row(&outcome_cells(&row));
                }
            }
        }
        self.rows - before
    }

    /// A row for a case that has none: only its id is set.
    pub(crate) fn push_blank(&mut self, case: &str, outcome: &str) {
        let layout = self.what.layout();
        let cells: Vec<Cell<'_>> = layout
            .iter()
            .map(|(name, kind)| match (*name, kind) {
                ("case", _) => Cell::Text(Some(case)),
                ("outcome", _) => Cell::Text(Some(outcome)),
                (_, Kind::Text) => Cell::Text(Some("")),
                (_, Kind::MaybeText) => Cell::Text(None),
                (_, Kind::YesNo) => Cell::YesNo(false),
                (_, Kind::Texts) => Cell::Texts(&[]),
            })
            .collect();
        self.row(&cells);
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        for (builder, cell) in self.builders.iter_mut().zip(cells) {
            match (builder, cell) {
                (Builder::Text(builder), Cell::Text(text)) => builder.append_option(*text),
                (Builder::YesNo(builder), Cell::YesNo(yes)) => builder.append_value(*yes),
                (Builder::Texts(builder), Cell::Texts(texts)) => {
                    for text in *texts {
                        builder.values().append_value(text);
                    }
                    builder.append(true);
                }
                // A cell that does not fit its column would make columns of unequal length, which `finish` refuses.
                _ => {}
            }
        }
        self.rows += 1;
    }

    /// The rows as one batch; the columns are empty afterwards.
    ///
    /// # Errors
    ///
    /// Where the columns do not fit their schema.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let arrays = self.builders.iter_mut().map(|builder| -> ArrayRef {
            match builder {
                Builder::Text(builder) => Arc::new(builder.finish()),
                Builder::YesNo(builder) => Arc::new(builder.finish()),
                Builder::Texts(builder) => Arc::new(builder.finish()),
            }
        });
        self.rows = 0;
        RecordBatch::try_new(self.what.schema(), arrays.collect())
    }
}

enum Cell<'a> {
    Text(Option<&'a str>),
    YesNo(bool),
    Texts(&'a [&'a str]),
}

fn outcome_cells<'a>(row: &'a OutcomeRow<'a>) -> [Cell<'a>; 14] {
    [
        Cell::Text(Some(row.case)),
        Cell::Text(row.guideline),
        Cell::Text(row.edition),
        Cell::Text(Some(row.outcome)),
        Cell::Text(row.block),
        Cell::Text(row.requested_level),
        Cell::Text(row.highest_level_met),
        Cell::Text(row.route),
        Cell::Texts(&row.actions),
        Cell::Texts(&row.reasons),
        Cell::Text(row.decide_by.as_deref()),
        Cell::Text(row.as_of),
        Cell::Text(row.guideline_digest),
        Cell::Text(row.case_digest),
    ]
}

fn finding_cells<'a>(row: &'a FindingRow<'a>) -> [Cell<'a>; 15] {
    [
        Cell::Text(Some(row.case)),
        Cell::Text(row.guideline),
        Cell::Text(row.edition),
        Cell::Text(Some(row.outcome)),
        Cell::Text(row.criterion),
        Cell::Text(row.label),
        Cell::Text(row.kind),
        Cell::Text(row.status),
        Cell::YesNo(row.decisive),
        Cell::YesNo(row.not_required),
        Cell::YesNo(row.waived),
        Cell::Texts(&row.reasons),
        Cell::Texts(&row.evidence),
        Cell::Texts(&row.absent),
        Cell::Texts(&row.documents),
    ]
}
