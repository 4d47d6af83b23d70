//! Syntax trees -> [`model::Library`] and diagnostics. Sees no patient records.

pub mod model;
