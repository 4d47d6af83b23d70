//! The contract's engine.

use crate::batches::{Assessor, Wanted};
use crate::errors::run;
use pyo3::prelude::*;
use std::sync::Arc;

/// Criteria that were loaded. Never changed; any number of threads may use it at once.
#[pyclass(frozen, module = "rationale._native")]
pub(crate) struct Engine {
    engine: rationale_contract::Engine,
}

#[pymethods]
impl Engine {
    /// Loads criteria: `request` is the contract's JSON.
    #[new]
    #[pyo3(signature = (request, /))]
    fn new(py: Python<'_>, request: &str) -> PyResult<Self> {
        run(py, || Ok(Self { engine: rationale_contract::Engine::load(request)? }))
    }

    /// What is wrong with the criteria, as JSON.
    #[getter]
    fn diagnostics(&self) -> &str {
        self.engine.diagnostics()
    }

    /// Whether nothing is wrong with the criteria; warnings are no fault.
    #[getter]
    fn is_sound(&self) -> bool {
        self.engine.is_sound()
    }

    /// Assesses a case (JSON); `options` are JSON, or empty.
    #[pyo3(signature = (case, options, /))]
    fn evaluate(&self, py: Python<'_>, case: &str, options: &str) -> PyResult<String> {
        run(py, || Ok(self.engine.evaluate(case, options)?))
    }

    /// An assessor of batches. `options` are the contract's, as JSON, or empty.
    #[pyo3(signature = (what, case_column, carry, options, errors_in_rows, /))]
    fn assessor(
        &self,
        py: Python<'_>,
        what: &str,
        case_column: String,
        carry: Vec<String>,
        options: &str,
        errors_in_rows: bool,
    ) -> PyResult<Assessor> {
        run(py, || {
            let plan = Arc::clone(self.engine.plan());
            Assessor::new(plan, Wanted { what, case_column, carry, options, errors_in_rows })
        })
    }
}
