//! What the cross-crate tests share.

pub mod conformance;
pub mod criteria;

/// The code of the page on embedding in Rust runs.
#[cfg(doctest)]
#[doc = include_str!("../../docs/embedding/rust.md")]
pub struct Embedding;
