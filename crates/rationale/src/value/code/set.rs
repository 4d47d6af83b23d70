//! Code sets: single codes, prefixes and ranges, and a compiled form that answers by binary search.

use super::{Code, System};
use crate::ast::CodeForm;
use std::collections::BTreeMap;

/// A named set of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSet {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What it holds, in written order.
    pub members: Vec<CodeMember>,
}

impl CodeSet {
    /// Whether the code is in it. A set asked often is better compiled to a [`Matcher`].
    #[must_use]
    pub fn contains(&self, code: &Code) -> bool {
        self.members.iter().any(|member| member.contains(code))
    }
}

/// A part of a code set.
///
/// ```
/// use rationale::value::code::{Code, CodeMember, System};
/// let heart_failure = CodeMember::Prefix(System::Icd10Cm, "I50".to_owned());
/// assert!(heart_failure.contains(&Code::new(System::Icd10Cm, "I50.23")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeMember {
    /// One code.
    One(Code),
    /// `I50.*`: the code before the star and all below it. The text is what stands before `.*`.
    Prefix(System, String),
    /// `I50.1 to I50.9`: both ends, what lies between, and what lies below any of these.
    Range(System, String, String),
}

/// Why a prefix or range cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemberError {
    /// No code at all.
    #[error("an empty code")]
    Empty,
    /// The ends are not of one shape (letters and digits in the same places).
    #[error("the two ends of a range are codes of different shape")]
    Shape,
    /// The first end is after the last.
    #[error("the first code of a range comes after the last")]
    Order,
}

impl CodeMember {
    /// The member that a written code, prefix or range stands for.
    ///
    /// # Errors
    ///
    /// [`MemberError`] for a range whose ends are out of order or of different shape, and for an empty code.
    pub fn new(system: System, form: &CodeForm) -> Result<Self, MemberError> {
        let filled = |code: &str| if code.trim().is_empty() { Err(MemberError::Empty) } else { Ok(()) };
        match form {
            CodeForm::One(code) => {
                filled(code)?;
                Ok(Self::One(Code::new(system, code)))
            }
            CodeForm::Prefix(code) => {
                filled(code)?;
                Ok(Self::Prefix(system, code.trim().to_owned()))
            }
            CodeForm::Range(low, high) => {
                filled(low)?;
                filled(high)?;
                let (low_key, high_key) = (system.key(low), system.key(high));
                // ICD-10 ends may differ in depth (`I13 to I13.2`) and in the third place (`M1A`).
                let alike = if system.is_icd10() {
                    letter_first(&low_key) == letter_first(&high_key)
                } else {
                    same_shape(&low_key, &high_key)
                };
                if !alike {
                    return Err(MemberError::Shape);
                }
                if low_key > high_key {
                    return Err(MemberError::Order);
                }
                Ok(Self::Range(system, low.trim().to_owned(), high.trim().to_owned()))
            }
        }
    }

    /// Its system.
    #[must_use]
    pub fn system(&self) -> System {
        match self {
            Self::One(code) => code.system,
            Self::Prefix(system, _) | Self::Range(system, ..) => *system,
        }
    }

    /// Whether the code is in it.
    #[must_use]
    pub fn contains(&self, code: &Code) -> bool {
        if code.system != self.system() {
            return false;
        }
        let key = code.key();
        match self {
            Self::One(one) => one.key() == key,
            Self::Prefix(system, prefix) => key.starts_with(&*system.key(prefix)),
            Self::Range(system, low, high) => in_range(*system, &key, &system.key(low), &system.key(high)),
        }
    }
}

fn in_range(system: System, key: &str, low: &str, high: &str) -> bool {
    if system.is_icd10() {
        letter_first(key) == letter_first(low) && key >= low && (key <= high || key.starts_with(high))
    } else {
        same_shape(key, low) && key >= low && key <= high
    }
}

fn letter_first(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// Letters and digits in the same places: `99202` and `99215` are, `0001F` is not.
fn same_shape(left: &str, right: &str) -> bool {
    let kind = |letter: char| (letter.is_ascii_digit(), letter.is_ascii_alphabetic());
    left.len() == right.len() && left.chars().map(kind).eq(right.chars().map(kind))
}

/// A code set compiled for many questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matcher {
    systems: BTreeMap<System, SystemMatcher>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct SystemMatcher {
    /// Sorted, none twice.
    ones: Vec<Box<str>>,
    /// Sorted, none below another.
    prefixes: Vec<Box<str>>,
    /// Sorted by their first end.
    ranges: Vec<(Box<str>, Box<str>)>,
}

impl Matcher {
    /// Compiles the members of one or several sets.
    ///
    /// ```
    /// use rationale::value::code::{Code, CodeMember, Matcher, System};
    /// let members = [CodeMember::Range(System::Cpt, "99202".to_owned(), "99215".to_owned())];
    /// let visits = Matcher::new(&members);
    /// assert!(visits.contains(&Code::new(System::Cpt, "99213")));
    /// assert!(!visits.contains(&Code::new(System::Cpt, "99221")));
    /// ```
    #[must_use]
    pub fn new<'a>(members: impl IntoIterator<Item = &'a CodeMember>) -> Self {
        let mut systems: BTreeMap<System, SystemMatcher> = BTreeMap::new();
        for member in members {
            let system = member.system();
            let matcher = systems.entry(system).or_default();
            match member {
                CodeMember::One(code) => matcher.ones.push(code.key().into()),
                CodeMember::Prefix(_, prefix) => matcher.prefixes.push(system.key(prefix).into()),
                CodeMember::Range(_, low, high) => {
                    matcher.ranges.push((system.key(low).into(), system.key(high).into()));
                }
            }
        }
        for matcher in systems.values_mut() {
            matcher.ones.sort_unstable();
            matcher.ones.dedup();
            matcher.prefixes.sort_unstable();
            // A prefix sorts right before what lies below it.
            matcher.prefixes.dedup_by(|next, kept| next.starts_with(&**kept));
            matcher.ranges.sort_unstable();
            matcher.ranges.dedup();
        }
        Self { systems }
    }

    /// Whether the code is in one of the members.
    #[must_use]
    pub fn contains(&self, code: &Code) -> bool {
        let Some(matcher) = self.systems.get(&code.system) else { return false };
        let key = code.key();
        let key: &str = &key;
        if matcher.ones.binary_search_by(|one| (**one).cmp(key)).is_ok() {
            return true;
        }
        let after = matcher.prefixes.partition_point(|prefix| **prefix <= *key);
        let nearest = after.checked_sub(1).and_then(|index| matcher.prefixes.get(index));
        if nearest.is_some_and(|prefix| key.starts_with(&**prefix)) {
            return true;
        }
        let started = matcher.ranges.partition_point(|(low, _)| **low <= *key);
        let started = matcher.ranges.get(..started).unwrap_or(&[]);
        started.iter().any(|(low, high)| in_range(code.system, key, low, high))
    }

    /// Whether any of the codes is.
    #[must_use]
    pub fn contains_any<'a>(&self, codes: impl IntoIterator<Item = &'a Code>) -> bool {
        codes.into_iter().any(|code| self.contains(code))
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.systems.is_empty()
    }
}
