//! Batches of cases, without a Python object for each: through the Arrow C data interface in, through pyarrow out.

use crate::errors::{self, Failure, run};
use arrow_pyarrow::{FromPyArrow, PyArrowType};
use pyo3::prelude::*;
use rationale::Plan;
use rationale::case::Limits;
use rationale::eval::Effort;
use rationale_arrow::arrow_array::cast::AsArray;
use rationale_arrow::arrow_array::types::UInt64Type;
use rationale_arrow::arrow_array::{ArrayRef, RecordBatch};
use rationale_arrow::arrow_schema::{ArrowError, Schema};
use rationale_arrow::batches::errors_schema;
use rationale_arrow::{Batch, Fault, Options, What};
use rationale_contract::{evaluate_options, zones};
use std::sync::{Arc, Mutex, PoisonError};

/// Cases that are assessed at once, and so give one batch.
const MOST_CASES: usize = 1_024;
/// The same of whole assessments, which may be long.
const MOST_ASSESSMENTS: usize = 128;
/// Bytes of these cases together.
const MOST_BYTES: usize = 16 << 20;

/// What is asked of an assessor.
pub(crate) struct Wanted<'a> {
    pub(crate) what: &'a str,
    pub(crate) case_column: String,
    pub(crate) carry: Vec<String>,
    pub(crate) options: &'a str,
    pub(crate) errors_in_rows: bool,
}

/// Assesses batches by one engine. Any number of threads may use it at once.
#[pyclass(frozen, module = "rationale._native")]
pub(crate) struct Assessor {
    assessor: rationale_arrow::Assessor,
    /// Cases in a piece.
    most: usize,
}

impl Assessor {
    pub(crate) fn new(plan: Arc<Plan>, wanted: Wanted<'_>) -> Result<Self, Failure> {
        let what = What::parse(wanted.what).ok_or_else(|| {
            let known: Vec<&str> = What::ALL.iter().map(|(_, word)| *word).collect();
            Failure::Request(format!("`what`: none is called so; there are: {}", known.join(", ")))
        })?;
        let asked = evaluate_options(wanted.options)?;
        let options = Options {
            what,
            case_column: wanted.case_column,
            carry: wanted.carry,
            view: asked.view.view(),
            guideline: asked.guideline,
            effort: if asked.missing_sets { Effort::default() } else { Effort::NONE },
            limits: Limits { zones: Some(&zones::find), ..Limits::default() },
            errors_in_rows: wanted.errors_in_rows,
        };
        let most = if what == What::Assessments { MOST_ASSESSMENTS } else { MOST_CASES };
        Ok(Self { assessor: rationale_arrow::Assessor::new(plan, options), most })
    }
}

#[pymethods]
impl Assessor {
    /// The columns that come out for batches of these columns: a `pyarrow.Schema`.
    #[pyo3(signature = (schema, /))]
    fn schema(&self, py: Python<'_>, schema: &Bound<'_, PyAny>) -> PyResult<PyArrowType<Schema>> {
        let schema = taken::<Schema>(schema, "no schema of Arrow")?;
        run(py, || Ok(PyArrowType(self.assessor.schema(&schema)?.as_ref().clone())))
    }

    /// The columns of the errors: a `pyarrow.Schema`.
    #[expect(clippy::unused_self, reason = "a method in Python")]
    fn errors_schema(&self) -> PyArrowType<Schema> {
        PyArrowType(errors_schema().as_ref().clone())
    }

    /// Assesses a batch, piece by piece.
    #[pyo3(signature = (batch, /))]
    fn pieces(&self, py: Python<'_>, batch: &Bound<'_, PyAny>) -> PyResult<Pieces> {
        let batch = taken::<RecordBatch>(batch, "no batch of Arrow")?;
        run(py, || {
            // Before the first piece is asked for, so that a batch without rows is looked at too.
            self.assessor.schema(&batch.schema())?;
            let assessor = self.assessor.clone();
            Ok(Pieces { assessor, batch, most: self.most, at: Mutex::new(0) })
        })
    }
}

/// Takes something over the Arrow C data interface, and looks at every offset and byte of it before anything trusts them.
fn taken<T: FromPyArrow>(value: &Bound<'_, PyAny>, otherwise: &str) -> PyResult<T> {
    T::from_pyarrow_bound(value).map_err(|error| {
        let py = value.py();
        let words = format!("{otherwise} that can be used: {}", error.value(py));
        errors::raised(py, "made", ("request", words))
    })
}

/// What became of a batch: pairs of rows and errors (`pyarrow.RecordBatch`), as far as it has been asked for.
#[pyclass(frozen, module = "rationale._native")]
pub(crate) struct Pieces {
    assessor: rationale_arrow::Assessor,
    batch: RecordBatch,
    most: usize,
    /// The case to go on with.
    at: Mutex<usize>,
}

type Piece = (PyArrowType<RecordBatch>, PyArrowType<RecordBatch>);

#[pymethods]
impl Pieces {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Piece>> {
        run(py, || {
            let Some((at, rows)) = self.next()? else { return Ok(None) };
            let Batch { rows, errors } = self.assessor.assess(&self.batch.slice(at, rows))?;
            let errors = counted_from(errors, at).map_err(Fault::from)?;
            Ok(Some((PyArrowType(rows), PyArrowType(errors))))
        })
    }
}

impl Pieces {
    /// Where the next piece begins and how many cases it has; several threads may ask.
    fn next(&self) -> Result<Option<(usize, usize)>, Fault> {
        // Only a number stands in it, whatever became of who held it.
        let mut next = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        let at = *next;
        let rows = self.assessor.piece(&self.batch, at, self.most, MOST_BYTES)?;
        *next = at.saturating_add(rows);
        Ok((rows > 0).then_some((at, rows)))
    }
}

/// The errors of a piece with their rows counted in the whole batch, of which it begins at `start`.
fn counted_from(errors: RecordBatch, start: usize) -> Result<RecordBatch, ArrowError> {
    let Some(rows) = errors.columns().first().and_then(|rows| rows.as_primitive_opt::<UInt64Type>()) else {
        return Ok(errors);
    };
    let rows = rows.unary::<_, UInt64Type>(|row| row.saturating_add(start as u64));
    let mut columns = errors.columns().to_vec();
    columns.splice(..1, [Arc::new(rows) as ArrayRef]);
    RecordBatch::try_new(errors.schema(), columns)
}
