//! Code sets: single codes, prefixes and ranges, and a compiled form that answers by binary search.

use super::{Code, System, shape};
use crate::ast::CodeForm;
use crate::value::time::DateRange;
use crate::value::truth::Truth;
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A named set of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSet {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What it holds whatever the date, in written order.
    pub members: Vec<CodeMember>,
    /// What it holds on some dates, in written order.
    pub dated: Vec<DatedCode>,
}

/// A code that is in a set from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedCode {
    /// The code.
    pub code: Code,
    /// Its first day; `None`: from ever.
    pub from: Option<NaiveDate>,
    /// Its last day; `None`: it still is.
    pub to: Option<NaiveDate>,
    /// The time whose date decides, such as `service`.
    pub by_date_of: String,
}

impl CodeSet {
    /// Whether the code is in it, on whatever date. A set asked often is better compiled to a [`Matcher`].
    #[must_use]
    pub fn contains(&self, code: &Code) -> bool {
        self.members.iter().any(|member| member.contains(code))
            || self.dated.iter().any(|dated| dated.code == *code)
    }

    /// Whether the code is in it on the dates that decide: on each date that one may be, on none, or not known.
    ///
    /// `on` says which dates a time may have; `None` where it is not known at all.
    pub fn holds(&self, code: &Code, on: impl Fn(&str) -> Option<DateRange>) -> Truth {
        if self.members.iter().any(|member| member.contains(code)) {
            return Truth::True;
        }
        let mut times: Vec<&str> = Vec::new();
        for dated in self.dated.iter().filter(|dated| dated.code == *code) {
            if !times.contains(&dated.by_date_of.as_str()) {
                times.push(&dated.by_date_of);
            }
        }
        Truth::any(times.into_iter().map(|time| {
            let dates = on(time).unwrap_or(DateRange { first: NaiveDate::MIN, last: NaiveDate::MAX });
            let rows = self.dated.iter().filter(|dated| dated.code == *code && dated.by_date_of == time);
            covered(rows, dates)
        }))
    }
}

/// Whether all of these dates lie in some row, or none in any.
fn covered<'r>(rows: impl Iterator<Item = &'r DatedCode>, dates: DateRange) -> Truth {
    let mut spans: Vec<(NaiveDate, NaiveDate)> = rows
        .map(|row| (row.from.unwrap_or(NaiveDate::MIN), row.to.unwrap_or(NaiveDate::MAX)))
        .filter(|(from, to)| *from <= dates.last && dates.first <= *to)
        .collect();
    if spans.is_empty() {
        return Truth::False;
    }
    spans.sort_unstable();
    let mut open = Some(dates.first);
    for (from, to) in spans {
        match open {
            Some(first) if from <= first => {
                open = if to >= dates.last { None } else { to.succ_opt().map(|next| next.max(first)) };
            }
            _ => break,
        }
    }
    if open.is_none() { Truth::True } else { Truth::Unknown }
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
    /// The set itself, by its address: a record of what was not done may name the whole set. Never one of its codes.
    Whole(String),
}

/// As an author writes it: `icd10cm I50.*`.
impl std::fmt::Display for CodeMember {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let system = self.system().name();
        match self {
            Self::One(code) => write!(out, "{system} {}", code.code),
            Self::Prefix(_, prefix) => write!(out, "{system} {prefix}.*"),
            Self::Range(_, low, high) => write!(out, "{system} {low} to {high}"),
            Self::Whole(url) => write!(out, "{system} {url}"),
        }
    }
}

/// Why a prefix or range cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
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
    /// The system's codes are bare numbers: neither their order nor their beginnings mean anything.
    #[error("codes of this system are numbers without order: list them one by one")]
    Unordered,
    /// It is not written as codes of the system are.
    #[error("not written as a code of this system")]
    NoCode,
}

impl CodeMember {
    /// The member that a written code, prefix or range stands for.
    ///
    /// # Errors
    ///
    /// [`MemberError`] for a range whose ends are out of order or of different shape, for a prefix or range of a system
    /// whose codes are bare numbers (LOINC, SNOMED CT, RxNorm, CVX, NDC), for an empty code, and for what is not written as a code
    /// of the system is.
    pub fn new(system: System, form: &CodeForm) -> Result<Self, MemberError> {
        let written = |code: &str, whole: bool| match code.trim() {
            "" => Err(MemberError::Empty),
            code if shape::fits(system, code, whole) => Ok(()),
            _ => Err(MemberError::NoCode),
        };
        let has_order = matches!(
            system,
            System::Icd10Cm
                | System::Icd10Pcs
                | System::Icd10
                | System::Cpt
                | System::Hcpcs
                | System::Cdt
                | System::Local
        );
        match form {
            CodeForm::One(code) => {
                written(code, true)?;
                Ok(Self::One(Code::new(system, code)))
            }
            CodeForm::Prefix(_) | CodeForm::Range(..) if !has_order => Err(MemberError::Unordered),
            CodeForm::Prefix(code) => {
                written(code, false)?;
                Ok(Self::Prefix(system, code.trim().to_owned()))
            }
            CodeForm::Range(low, high) => {
                written(low, true)?;
                written(high, true)?;
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
                if place(system, &low_key) > place(system, &high_key) {
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
            Self::Whole(_) => System::Local,
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
            Self::Prefix(system, prefix) => is_below(*system, &key, &system.key(prefix)),
            Self::Range(system, low, high) => Stretch::new(*system, low, high).contains(*system, &key),
            Self::Whole(url) => *key == **url,
        }
    }
}

/// Whether the code is the prefix or lies below it. Local codes hang on one another by dots; elsewhere any longer code does.
fn is_below(system: System, key: &str, prefix: &str) -> bool {
    let rest = key.strip_prefix(prefix);
    rest.is_some_and(|rest| system != System::Local || rest.is_empty() || rest.starts_with('.'))
}

/// A range, its ends made ready.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stretch {
    low_place: Box<str>,
    high_place: Box<str>,
    high: Box<str>,
}

impl Stretch {
    fn new(system: System, low: &str, high: &str) -> Self {
        let (low, high) = (system.key(low), system.key(high));
        Self {
            low_place: place(system, &low).into(),
            high_place: place(system, &high).into(),
            high: high.into(),
        }
    }

    fn contains(&self, system: System, key: &str) -> bool {
        let place = place(system, key);
        let after_low = *place >= *self.low_place;
        if system.is_icd10() {
            let below_high = *place <= *self.high_place || key.starts_with(&*self.high);
            after_low && below_high && letter_first(key) == letter_first(&self.high)
        } else {
            after_low && *place <= *self.high_place && same_shape(key, &self.high)
        }
    }
}

/// Categories of ICD-10-CM with a letter in the third place, and the number after which the tabular list has them. Others
/// stand where their text puts them.
const LETTERED: [(&str, &str); 6] =
    [("C4A", "C43"), ("C7A", "C80"), ("C7B", "C80"), ("D3A", "D36"), ("M1A", "M09"), ("Z3A", "Z36")];

/// The text by which a code is put in order: its own, but for the lettered categories, which the tabular list has among
/// their kind (`M1A`, chronic gout, is in M05 to M14; `C7A` is not in C76 to C80).
fn place(system: System, key: &str) -> Cow<'_, str> {
    if system != System::Icd10Cm {
        return Cow::Borrowed(key);
    }
    let found = LETTERED.iter().find(|(category, _)| key.starts_with(category));
    // A tilde sorts after every letter and digit.
    found.map_or(Cow::Borrowed(key), |(_, after)| Cow::Owned(format!("{after}~{key}")))
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
    ranges: Vec<Stretch>,
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
                CodeMember::Whole(url) => matcher.ones.push(url.as_str().into()),
                CodeMember::Prefix(_, prefix) => matcher.prefixes.push(system.key(prefix).into()),
                CodeMember::Range(_, low, high) => matcher.ranges.push(Stretch::new(system, low, high)),
            }
        }
        for (system, matcher) in &mut systems {
            matcher.ones.sort_unstable();
            matcher.ones.dedup();
            matcher.prefixes.sort_unstable();
            // A prefix sorts right before what lies below it.
            matcher.prefixes.dedup_by(|next, kept| is_below(*system, next, kept));
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
        let candidates = matcher.prefixes.get(..after).unwrap_or(&[]);
        // Where any longer code lies below, the nearest before the code is the only one that can hold it.
        let nearest = if code.system == System::Local { 0 } else { candidates.len().saturating_sub(1) };
        let candidates = candidates.get(nearest..).unwrap_or(&[]);
        if candidates.iter().any(|prefix| is_below(code.system, key, prefix)) {
            return true;
        }
        let place = place(code.system, key);
        let started = matcher.ranges.partition_point(|range| *range.low_place <= *place);
        let started = matcher.ranges.get(..started).unwrap_or(&[]);
        started.iter().any(|range| range.contains(code.system, key))
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
