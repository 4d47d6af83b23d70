//! The values of one part: mostly one.

use super::Value;
use std::fmt;
use std::ops::{Deref, DerefMut};

/// The values of a part, as a slice; one alone takes no list of its own.
///
/// ```
/// use rationale::case::reading::{Value, ValueWhat, Values};
///
/// let yes = Value { what: ValueWhat::Options(0b10), open: None };
/// let values = Values::from(yes.clone());
/// assert_eq!(values, Values::from(vec![yes.clone()]));
/// assert_eq!(values.first(), Some(&yes));
/// ```
#[derive(Clone)]
pub struct Values(Held);

#[derive(Clone)]
enum Held {
    One([Value; 1]),
    Many(Vec<Value>),
}

impl Deref for Values {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        match &self.0 {
            Held::One(one) => one,
            Held::Many(many) => many,
        }
    }
}

impl DerefMut for Values {
    fn deref_mut(&mut self) -> &mut [Value] {
        match &mut self.0 {
            Held::One(one) => one,
            Held::Many(many) => many,
        }
    }
}

impl From<Value> for Values {
    fn from(value: Value) -> Self {
        Self(Held::One([value]))
    }
}

impl From<Vec<Value>> for Values {
    fn from(values: Vec<Value>) -> Self {
        Self(Held::Many(values))
    }
}

impl<'v> IntoIterator for &'v Values {
    type Item = &'v Value;
    type IntoIter = std::slice::Iter<'v, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(out)
    }
}
