//! JSON or YAML -> [`Case`]: strict, bounded, and silent about the patient in its errors; and what its records say of a fact.

pub mod model;
pub mod reading;

pub use model::Case;
