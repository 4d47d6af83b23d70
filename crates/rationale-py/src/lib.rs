//! The native half of the Python package `rationale`: texts and Arrow batches go in and out, with the interpreter released while
//! the engine works. What callers see is `python/rationale`, which turns Python objects to JSON and back.

mod batches;
mod engine;
mod errors;

use pyo3::prelude::*;

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::batches::{Assessor, Pieces};
    #[pymodule_export]
    use super::engine::Engine;
    #[pymodule_export]
    use super::{schema, version};
}

/// Versions of the engine, of its meaning and of the contract, as JSON.
#[pyfunction]
fn version() -> String {
    rationale_contract::version()
}

/// The JSON Schema called `name`: `case`, `assessment` or `diagnostics`.
#[pyfunction]
#[pyo3(signature = (name, /))]
fn schema(py: Python<'_>, name: &str) -> PyResult<String> {
    errors::run(py, || Ok(rationale_contract::schema(name)?))
}
