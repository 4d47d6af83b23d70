//! Medical necessity criteria, executable and explainable.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::unreachable,
        clippy::todo
    )
)]

pub mod assessment;
pub mod ast;
pub mod case;
pub mod casetest;
pub mod check;
pub mod diagnostic;
pub mod eval;
pub mod fmt;
pub mod plan;
pub mod reference;
pub mod render;
pub mod source;
mod suggest;
pub mod syntax;
pub mod value;
pub mod view;
pub mod wire;
