//! What went wrong -> an exception of the package, made from the contract's JSON.

use pyo3::prelude::*;
use rationale_arrow::Fault;
use rationale_contract::ContractError;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a call gave nothing.
pub(crate) enum Failure {
    Contract(ContractError),
    Batch(Fault),
    Request(String),
}

impl From<ContractError> for Failure {
    fn from(error: ContractError) -> Self {
        Self::Contract(error)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Batch(fault)
    }
}

/// Runs what needs no interpreter with the interpreter released. A panic becomes an error of the code `internal`.
pub(crate) fn run<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, Failure> + Send) -> PyResult<T> {
    // What runs reads alone, and what it leaves behind when it panics is dropped.
    let result = py.detach(|| catch_unwind(AssertUnwindSafe(work)));
    match result {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Failure::Contract(error))) => Err(raised(py, "from_json", (error.json(),))),
        Ok(Err(Failure::Batch(fault))) => Err(raised(py, "made", ("request", fault.to_string()))),
        Ok(Err(Failure::Request(words))) => Err(raised(py, "made", ("request", words))),
        Err(_) => {
            let words = "a fault of the engine itself; please report it";
            Err(raised(py, "made", ("internal", words)))
        }
    }
}

/// The exception that a function of `rationale._errors` makes.
pub(crate) fn raised<'py>(
    py: Python<'py>,
    function: &str,
    arguments: impl pyo3::call::PyCallArgs<'py>,
) -> PyErr {
    let made = py
        .import("rationale._errors")
        .and_then(|errors| errors.getattr(function))
        .and_then(|function| function.call1(arguments));
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}
