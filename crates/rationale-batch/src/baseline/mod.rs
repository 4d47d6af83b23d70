//! Two runs' outputs -> which answers came out otherwise, and through which criteria.

mod compare;
mod read;
mod tolerance;

pub(crate) use compare::compare;
pub use compare::{Change, Compared, CriterionChange, Through, Transition};
pub use tolerance::Tolerance;

/// What stands for the outcome of an answer that is in one run alone.
///
/// ```
/// let allowed: rationale_batch::baseline::Tolerance = "absent:*".parse().unwrap();
/// assert!(allowed.allows(rationale_batch::baseline::ABSENT, "meets"));
/// ```
pub const ABSENT: &str = "absent";
