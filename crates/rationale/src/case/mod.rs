//! JSON or YAML -> [`Case`]: strict, bounded, and silent about the patient in its errors; and what its records say of a fact.

pub mod digest;
mod doubts;
pub(crate) mod index;
pub mod model;
pub mod read;
pub mod reading;
pub mod schema;
pub mod tree;

pub use doubts::{Doubt, doubts};
pub use model::Case;
pub use read::{CaseErrors, Limits, read_json, read_json_for, read_yaml};
