//! Strong Kleene logic: false, unknown, true.

use std::ops::Not;

/// How a statement stands.
///
/// Declared in truth order, so *and* is a minimum and *or* a maximum.
///
/// ```
/// use rationale::value::truth::Truth;
/// assert_eq!(Truth::False.and(Truth::Unknown), Truth::False);
/// assert_eq!(Truth::False.or(Truth::Unknown), Truth::Unknown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not hold.
    False,
    /// What is known does not settle it.
    Unknown,
    /// It holds.
    True,
}

impl Truth {
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// The opposite; unknown stays unknown.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "it is there too; this needs no import")]
    pub fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// All of them; true of none.
    #[must_use]
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::True, Self::and)
    }

    /// Any of them; false of none.
    #[must_use]
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::False, Self::or)
    }

    /// True or false, not unknown.
    #[must_use]
    pub fn is_decided(self) -> bool {
        self != Self::Unknown
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(self)
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    const EVERY: [Truth; 3] = [False, Unknown, True];

    #[test]
    fn and_or_and_not_agree_by_de_morgan() {
        for left in EVERY {
            assert_eq!(!!left, left);
            for right in EVERY {
                assert_eq!(!(left.and(right)), (!left).or(!right), "{left:?} {right:?}");
            }
        }
    }

    #[test]
    fn nothing_at_all_is_all_and_is_not_any() {
        assert_eq!(Truth::all([]), True);
        assert_eq!(Truth::any([]), False);
    }

    #[test]
    fn one_false_settles_all_and_one_true_settles_any() {
        assert_eq!(Truth::all([True, Unknown, False]), False);
        assert_eq!(Truth::all([True, Unknown]), Unknown);
        assert_eq!(Truth::any([False, Unknown, True]), True);
        assert_eq!(Truth::any([False, Unknown]), Unknown);
    }
}
