//! Values that criteria compare: exact numbers, units, times of any precision, codes.
//!
//! Everything here may refuse (`None`, `Err`) and nothing panics, rounds or guesses.

pub mod code;
pub mod exact;
pub mod number;
pub mod range;
pub mod text;
pub mod time;
pub mod truth;
pub mod unit;
