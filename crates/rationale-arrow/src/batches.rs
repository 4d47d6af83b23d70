//! A batch of cases -> a batch of rows, and of the cases that could not be assessed.

use crate::assess::{Refused, assess};
use crate::columns::{Columns, What};
use arrow_array::builder::{StringBuilder, UInt64Builder};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use arrow_select::take::take;
use rationale::case::Limits;
use rationale::eval::Effort;
use rationale::{Plan, View};
use std::sync::Arc;

/// The column that holds the problems of a case, where [`Options::errors_in_rows`] is set.
pub const ERROR_COLUMN: &str = "error";
/// What stands in the column `outcome` for a case that could not be assessed.
pub const ERROR_OUTCOME: &str = "error";

/// How batches are assessed.
#[derive(Clone)]
pub struct Options {
    /// What comes out.
    pub what: What,
    /// The column of cases, as JSON text.
    pub case_column: String,
    /// Columns that are put before the rows of each case, as they are.
    pub carry: Vec<String>,
    /// How much of the findings whole assessments show.
    pub view: View,
    /// Assess by this guideline alone.
    pub guideline: Option<String>,
    /// How far missing sets are looked for; only whole assessments show them.
    pub effort: Effort,
    /// Bounds on a case, and how zones are found by name.
    pub limits: Limits<'static>,
    /// Whether a case that cannot be assessed has a row too, with its problems in a last column `error`: for engines that know
    /// one stream of rows. It is among the errors either way.
    pub errors_in_rows: bool,
}

impl Default for Options {
    /// Whole assessments of a column `case`, as `rationale evaluate` makes them.
    fn default() -> Self {
        Self {
            what: What::default(),
            case_column: "case".to_owned(),
            carry: Vec::new(),
            view: View::default(),
            guideline: None,
            effort: Effort::default(),
            limits: Limits::default(),
            errors_in_rows: false,
        }
    }
}

/// Why a batch cannot be assessed or a file not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A column is not there.
    #[error("no column is called `{name}`; there are: {}", known.join(", "))]
    NoColumn {
        /// The name.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// The column of cases holds no text.
    #[error("column `{name}` holds {found}; a case is JSON text")]
    NotText {
        /// The column.
        name: String,
        /// Its type.
        found: String,
    },
    /// A carried column has the name of a column of rows.
    #[error("column `{name}` cannot be carried along: the rows have a column of that name; rename it")]
    NameTaken {
        /// The column.
        name: String,
    },
    /// Arrow refuses.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
    /// Parquet refuses.
    #[cfg(feature = "parquet")]
    #[error(transparent)]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A file cannot be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// The rows, in the order of the cases.
    pub rows: RecordBatch,
    /// Cases that could not be assessed: `row` (counted from 0 in the batch), `case` (where known), `codes`, `message`.
    pub errors: RecordBatch,
}

/// Assesses batches by one plan. It is shared between threads.
#[derive(Clone)]
pub struct Assessor {
    plan: Arc<Plan>,
    options: Options,
}

impl Assessor {
    /// For a plan.
    #[must_use]
    pub fn new(plan: Arc<Plan>, options: Options) -> Self {
        Self { plan, options }
    }

    /// The columns that come out for batches of these columns.
    ///
    /// # Errors
    ///
    /// [`Fault`] where a column is missing, holds no text, or its name is taken.
    pub fn schema(&self, input: &Schema) -> Result<SchemaRef, Fault> {
        text_column(input, &self.options.case_column)?;
        let rows = self.options.what.schema();
        let mut fields = Vec::new();
        for name in &self.options.carry {
            let field = input.field_with_name(name).map_err(|_| no_column(input, name))?;
            if rows.field_with_name(name).is_ok() || (self.options.errors_in_rows && name == ERROR_COLUMN) {
                return Err(Fault::NameTaken { name: name.clone() });
            }
            fields.push(Arc::new(field.clone()));
        }
        fields.extend(rows.fields().iter().cloned());
        if self.options.errors_in_rows {
            fields.push(Arc::new(Field::new(ERROR_COLUMN, DataType::Utf8, true)));
        }
        Ok(Arc::new(Schema::new(fields)))
    }

    /// How many rows of a batch, from one on, are good to be assessed at once: at most `rows`, and no more than have `bytes` of cases
    /// together, but one where one is left. What comes out of a batch must keep each column of text below 2 GiB.
    ///
    /// # Errors
    ///
    /// [`Fault::NoColumn`] where the column of cases is missing.
    pub fn piece(&self, batch: &RecordBatch, from: usize, rows: usize, bytes: usize) -> Result<usize, Fault> {
        let cases = column(batch, &self.options.case_column)?;
        let most = rows.min(batch.num_rows().saturating_sub(from));
        let mut held = 0_usize;
        for row in 0..most {
            let length = self::bytes(cases, from + row).map_or(0, <[u8]>::len);
            held = held.saturating_add(length);
            if held > bytes && row > 0 {
                return Ok(row);
            }
        }
        Ok(most)
    }

    /// Assesses a batch.
    ///
    /// # Errors
    ///
    /// As [`schema`](Self::schema). A case that cannot be assessed is no error of the batch.
    pub fn assess(&self, batch: &RecordBatch) -> Result<Batch, Fault> {
        let schema = self.schema(&batch.schema())?;
        let options = &self.options;
        let cases = column(batch, &options.case_column)?;
        let mut columns = Columns::new(options.what);
        let mut errors = Errors::default();
        // For each row that comes out, the row of its case.
        let mut from: Vec<u64> = Vec::new();
        let mut messages = StringBuilder::new();
        for row in 0..batch.num_rows() {
            let assessed = match bytes(cases, row) {
                None => Err(Refused::of("no-case", "no case here; give its JSON")),
                Some(json) => assess(
                    &self.plan,
                    json,
                    &options.limits,
                    options.guideline.as_deref(),
                    if options.what == What::Assessments { options.effort } else { Effort::FINDINGS },
                ),
            };
            match assessed {
                Ok(done) => {
                    let made = columns.push(&done.answer, &done.case.zone, options.view);
                    for _ in 0..made {
                        from.push(row as u64);
                        messages.append_null();
                    }
                }
                Err(refused) => {
                    if options.errors_in_rows {
                        columns.push_blank(refused.case.as_deref().unwrap_or_default(), ERROR_OUTCOME);
                        from.push(row as u64);
                        messages.append_value(refused.words());
                    }
                    errors.push(row as u64, &refused);
                }
            }
        }
        let from = UInt64Array::from(from);
        let mut arrays = Vec::with_capacity(schema.fields().len());
        for name in &options.carry {
            arrays.push(take(column(batch, name)?, &from, None)?);
        }
        arrays.extend_from_slice(columns.finish()?.columns());
        if options.errors_in_rows {
            arrays.push(Arc::new(messages.finish()));
        }
        Ok(Batch { rows: RecordBatch::try_new(schema, arrays)?, errors: errors.finish()? })
    }
}

/// The columns of [`Batch::errors`].
#[must_use]
pub fn errors_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("row", DataType::UInt64, false),
        Field::new("case", DataType::Utf8, true),
        Field::new("codes", DataType::Utf8, false),
        Field::new("message", DataType::Utf8, false),
    ]))
}

#[derive(Default)]
struct Errors {
    row: UInt64Builder,
    case: StringBuilder,
    codes: StringBuilder,
    message: StringBuilder,
}

impl Errors {
    fn push(&mut self, row: u64, refused: &Refused) {
        self.row.append_value(row);
        self.case.append_option(refused.case.as_deref());
        let mut codes: Vec<&str> = Vec::new();
        for problem in &refused.problems {
            if !codes.contains(&problem.code.as_str()) {
                codes.push(&problem.code);
            }
        }
        self.codes.append_value(codes.join(" "));
        self.message.append_value(refused.words());
    }

    fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.row.finish()),
            Arc::new(self.case.finish()),
            Arc::new(self.codes.finish()),
            Arc::new(self.message.finish()),
        ];
        RecordBatch::try_new(errors_schema(), columns)
    }
}

fn no_column(schema: &Schema, name: &str) -> Fault {
    let known = schema.fields().iter().map(|field| field.name().clone()).collect();
    Fault::NoColumn { name: name.to_owned(), known }
}

/// Checks that a column holds text.
pub(crate) fn text_column(schema: &Schema, name: &str) -> Result<(), Fault> {
    let field = schema.field_with_name(name).map_err(|_| no_column(schema, name))?;
    match field.data_type() {
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        // A column in which nothing stands has the type of nothing: each of its rows is a case that is not there.
        | DataType::Null => Ok(()),
        other => Err(Fault::NotText { name: name.to_owned(), found: other.to_string() }),
    }
}

/// A column by name.
pub(crate) fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a dyn Array, Fault> {
    batch.column_by_name(name).map(AsRef::as_ref).ok_or_else(|| no_column(&batch.schema(), name))
}

/// The bytes of a text at a row; `None` where there is none, or the column holds no text.
pub(crate) fn bytes(column: &dyn Array, row: usize) -> Option<&[u8]> {
    if row >= column.len() || column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::Utf8 => Some(column.as_string::<i32>().value(row).as_bytes()),
        DataType::LargeUtf8 => Some(column.as_string::<i64>().value(row).as_bytes()),
        DataType::Utf8View => Some(column.as_string_view().value(row).as_bytes()),
        DataType::Binary => Some(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Some(column.as_binary::<i64>().value(row)),
        DataType::BinaryView => Some(column.as_binary_view().value(row)),
        _ => None,
    }
}

/// A batch with text columns put before its own.
///
/// # Errors
///
/// Where a name is taken twice or a column has another length.
pub fn with_columns(
    batch: &RecordBatch,
    columns: &[(String, Vec<Option<String>>)],
) -> Result<RecordBatch, Fault> {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (name, values) in columns {
        if batch.column_by_name(name).is_some() {
            return Err(Fault::NameTaken { name: name.clone() });
        }
        fields.push(Arc::new(Field::new(name, DataType::Utf8, true)));
        arrays.push(Arc::new(StringArray::from(values.clone())));
    }
    fields.extend(batch.schema().fields().iter().cloned());
    arrays.extend_from_slice(batch.columns());
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}
