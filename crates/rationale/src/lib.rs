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

pub mod source;
pub mod diagnostic;
pub mod value;
pub mod ast;
pub mod syntax;
pub mod fmt;
pub mod check;
pub mod case;
pub mod plan;
pub mod assessment;
pub mod eval;
pub mod reference;
pub mod wire;
pub mod render;
