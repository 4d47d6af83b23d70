//! JSON or YAML -> [`Case`]: strict, bounded, and silent about the patient in its errors.

pub mod model;

pub use model::Case;
