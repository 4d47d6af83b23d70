//! Cases in Arrow record batches, findings out.
//!
//! A batch has a column of cases as JSON text; what comes out is a batch of flat rows ([`rows`]): findings, outcomes, or whole
//! assessments as JSON. One case that cannot be read costs one row and is told beside the others. The command reads and writes
//! Parquet through `files` (feature `parquet`); a job on Spark or Sail hands its batches to an [`Assessor`].
//!
//! This crate is the one place that names `arrow` and `parquet`, which have a new major version every few months; the Python package
//! has the way to Python beside it, in `arrow-pyarrow`.
//!
//! ```
//! use rationale_arrow::{Assessor, Options, What, arrow_array};
//! use arrow_array::{Array, RecordBatch, StringArray, cast::AsArray};
//! use std::sync::Arc;
//! # use rationale::{check, plan};
//! # struct Memory;
//! # impl check::Files for Memory {
//! #     fn read(&self, path: &str) -> Option<Arc<str>> {
//! #         (path == "g.crit").then(|| Arc::from("fact oxygen \"Oxygen\": yes/no\nguideline g \"G\" {\n  status draft\n  cite internal \"x\"\n  coverage main \"Main\" { requires all { on_oxygen \"On oxygen\": oxygen } }\n}\n"))
//! #     }
//! # }
//! # let loaded = check::load(&Memory, &["g.crit".to_owned()], &check::Limits::default());
//! # let plan = Arc::new(plan::compile(&loaded.library));
//! // `plan` was compiled from criteria, once.
//! let assessor = Assessor::new(plan, Options { what: What::Findings, ..Options::default() });
//!
//! let cases: StringArray = vec![
//!     Some(r#"{ "case": "C-1", "as_of": "2026-03-03T09:00-05:00",
//!               "records": [{ "id": "o1", "fact": "oxygen", "value": true, "at": "2026-03-03T08:00-05:00" }] }"#),
//!     Some("not a case"),
//! ].into();
//! let batch = RecordBatch::try_from_iter([("case", Arc::new(cases) as _)])?;
//! let assessed = assessor.assess(&batch)?;
//!
//! let criteria = assessed.rows.column_by_name("criterion").unwrap().as_string::<i32>();
//! assert!(criteria.iter().any(|path| path == Some("main.on_oxygen")));
//! assert_eq!(assessed.errors.num_rows(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod assess;
pub mod batches;
pub mod columns;
#[cfg(feature = "parquet")]
pub mod files;
pub mod rows;

pub use arrow_array;
pub use arrow_schema;

pub use assess::{Assessed, Problem, Refused, assess};
pub use batches::{Assessor, Batch, Fault, Options};
pub use columns::{Columns, What};
pub use rows::{FindingRow, OutcomeRow};
