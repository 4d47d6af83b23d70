//! Full UCUM, where the feature `ucum` is off: nothing.

use super::dimension::Dimension;
use crate::value::number::Number;

/// Nothing.
pub(super) fn find(_name: &str) -> Option<(Dimension, Number)> {
    None
}
