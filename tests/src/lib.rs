//! What the cross-crate tests share.

pub mod conformance;
pub mod criteria;

/// The code of the page on embedding runs.
#[cfg(doctest)]
#[doc = include_str!("../../docs/embedding.md")]
pub struct Embedding;
