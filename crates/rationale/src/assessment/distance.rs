//! How far a record is from a time, and by how much it lies outside a window: numbers, with their words made late.

use std::fmt;
use std::sync::Arc;

/// How far a record is from what its window hangs on, or from review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Distance {
    pub(crate) apart: Apart,
    /// What it is told from; `None`: review.
    pub(crate) from: Option<Arc<str>>,
}

/// How far two times are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Apart {
    /// So many minutes after, or before; none: at the same time.
    Minutes(i64),
    /// So many days after, or before; none: on the same day.
    Days(i64),
    /// On a date that is not exactly known.
    NotKnown,
}

impl fmt::Display for Distance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.from.as_deref().unwrap_or("review");
        match self.apart {
            Apart::Minutes(0) => write!(out, "at {name}"),
            Apart::Minutes(minutes) => {
                let side = if minutes < 0 { "before" } else { "after" };
                write!(out, "{} {side} {name}", Hours(minutes.unsigned_abs()))
            }
            Apart::Days(0) => write!(out, "on the day of {name}"),
            Apart::Days(days) => {
                let side = if days < 0 { "before" } else { "after" };
                write!(out, "{} {side} {name}", Days(days.unsigned_abs()))
            }
            Apart::NotKnown => out.write_str("on a date not exactly known"),
        }
    }
}

/// By how much a record lies outside a window.
///
/// ```
/// use rationale::assessment::{By, Outside};
/// assert_eq!(Outside::Early(By::Minutes(90)).to_string(), "too early by 1 h 30 min");
/// assert_eq!(Outside::Late(By::Days(1)).to_string(), "too late by 1 day");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Outside {
    /// It is too early by so much.
    Early(By),
    /// It is too late by so much.
    Late(By),
    /// It does not lie in it as is asked: how far it is from what the window hangs on, if it has a time.
    Otherwise(Option<String>),
    /// It gives no time.
    NoTime,
    /// It no longer, or not yet, holds at the time that is asked about.
    NotThen,
}

/// So much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum By {
    /// So many minutes.
    Minutes(u64),
    /// So many calendar days; none: by less than a day.
    Days(u64),
}

impl fmt::Display for Outside {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, by) = match self {
            Self::NoTime => return out.write_str("no time is given"),
            Self::NotThen => return out.write_str("it does not hold at that time"),
            Self::Otherwise(distance) => {
                return write!(out, "outside the window, {}", distance.as_deref().unwrap_or_default());
            }
            Self::Early(by) => ("too early", by),
            Self::Late(by) => ("too late", by),
        };
        match by {
            By::Minutes(minutes) => write!(out, "{word} by {}", Hours(*minutes)),
            By::Days(0) => out.write_str(word),
            By::Days(days) => write!(out, "{word} by {}", Days(*days)),
        }
    }
}

/// Minutes in words: `4 h 50 min`.
struct Hours(u64);

impl fmt::Display for Hours {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hours = self.0.checked_div(60).unwrap_or(0);
        match (hours, self.0.checked_rem(60).unwrap_or(0)) {
            (0, rest) => write!(out, "{rest} min"),
            (hours, 0) => write!(out, "{hours} h"),
            (hours, rest) => write!(out, "{hours} h {rest} min"),
        }
    }
}

struct Days(u64);

impl fmt::Display for Days {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.0, if self.0 == 1 { "day" } else { "days" })
    }
}
