//! The generated parser, kept apart for what its code is not held to.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

#[derive(pest_derive::Parser)]
#[grammar = "syntax/grammar.pest"]
pub struct Grammar;

impl Rule {
    /// Words and signs that only hold a form together; the tree does not read them.
    pub(super) fn is_noise(self) -> bool {
        (Rule::k_after..=Rule::k_year).contains(&self) || self == Rule::EOI
    }
}
