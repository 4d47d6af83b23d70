//! Which changes of outcome are no reason to fail.

use super::ABSENT;
use rationale_arrow::rows;
use std::str::FromStr;

/// A change of outcome that is tolerated: `insufficient_information:meets`, `absent:*`, `*:meets`.
///
/// ```
/// use rationale_batch::baseline::Tolerance;
/// let allowed: Tolerance = "insufficient_information:*".parse().unwrap();
/// assert!(allowed.allows("insufficient_information", "meets"));
/// assert!(!allowed.allows("meets", "does_not_meet"));
/// assert!("meets".parse::<Tolerance>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tolerance {
    from: Option<&'static str>,
    to: Option<&'static str>,
}

/// The words there are.
const WORDS: [&str; 8] = [
    "meets",
    "does_not_meet",
    "insufficient_information",
    "not_applicable",
    rows::MAY_APPLY,
    rows::UNANSWERED,
    rows::NO_GUIDELINE_APPLIES,
    ABSENT,
];

impl Tolerance {
    /// Whether it allows this change.
    #[must_use]
    pub fn allows(&self, from: &str, to: &str) -> bool {
        self.from.is_none_or(|word| word == from) && self.to.is_none_or(|word| word == to)
    }
}

impl FromStr for Tolerance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let word = |word: &str| match word.trim() {
            "*" => Ok(None),
            word => WORDS.iter().find(|known| **known == word).map(|known| Some(*known)).ok_or_else(|| {
                format!("`{word}` is no outcome; there are: {}, and `*` for any", WORDS.join(", "))
            }),
        };
        let (from, to) = text
            .split_once(':')
            .ok_or("write it as `FROM:TO`, such as `insufficient_information:meets` or `absent:*`")?;
        Ok(Self { from: word(from)?, to: word(to)? })
    }
}
