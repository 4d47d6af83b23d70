//! Units of measure: UCUM spellings, dimensions, exact conversion.
//!
//! Units of one dimension convert. Moles, equivalents, arbitrary units and annotations in braces are dimensions of their
//! own, and never cancel: `mmol/mol` is not a percentage.
//!
//! The core has a table of what criteria use. With the feature `ucum`, what that table does not know is looked up in full UCUM, under
//! the same rules.

mod dimension;
#[cfg(feature = "ucum")]
mod full;
#[cfg(not(feature = "ucum"))]
#[path = "full_off.rs"]
mod full;
mod parse;
mod spelling;
mod spellings;
mod table;
mod words;

use super::number::Number;
use dimension::Dimension;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// No unit text is longer, in characters.
pub const LONGEST: usize = 64;

/// A unit of measure. Cheap to clone; equal to another of the same text.
///
/// ```
/// use rationale::value::{number::Number, unit::{Unit, convert}};
/// let (celsius, fahrenheit) = (Unit::parse("Cel").unwrap(), Unit::parse("[degF]").unwrap());
/// assert_eq!(convert(Number::whole(100), &celsius, &fahrenheit), Ok(Number::whole(212)));
/// assert_eq!(Unit::parse("mg/dL").unwrap().dimension_words(), "a mass per volume");
/// ```
#[derive(Clone)]
pub struct Unit(Arc<Inner>);

struct Inner {
    text: Box<str>,
    dimension: Dimension,
    /// How many base units one of this is.
    factor: Number,
    /// Where its nought lies, in base units; not nought for temperatures only.
    offset: Number,
}

/// Why a unit cannot be read, or a value not converted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitError {
    /// A known misspelling.
    #[error("`{suggestion}` is the spelling of this unit")]
    Misspelled {
        /// The right spelling.
        suggestion: String,
    },
    /// Not a unit of the core's table, nor of full UCUM where the feature `ucum` is on.
    #[error("not a known unit{}", did_you_mean(.suggestion.as_deref()))]
    Unknown {
        /// A near one.
        suggestion: Option<String>,
    },
    /// More than 64 characters.
    #[error("a unit of more than {LONGEST} characters")]
    TooLong,
    /// The units do not measure the same kind of thing.
    #[error("units of different dimension")]
    Dimension,
    /// The numbers are too large to stay exact.
    #[error("the numbers are too large")]
    Overflow,
}

fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

impl Unit {
    /// Reads a UCUM expression: `mg/dL`, `/min`, `10*3/uL`, `mL/min/{1.73_m2}`, `mm[Hg]`.
    ///
    /// # Errors
    ///
    /// [`UnitError::Misspelled`] with the right spelling for what people write (`mEq/L`, `mmHg`); else [`UnitError::Unknown`];
    /// [`UnitError::TooLong`].
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        if text.chars().nth(LONGEST).is_some() {
            return Err(UnitError::TooLong);
        }
        if !spelling::is_known_slip(text)
            && let Some(unit) = parse::exact(text)
        {
            return Ok(unit);
        }
        if let Some(suggestion) = spelling::correct(text) {
            return Err(UnitError::Misspelled { suggestion });
        }
        // Last: what people write by mistake is no rare unit (`MG` is not megagauss).
        if !spelling::is_ambiguous(text)
            && let Some(unit) = parse::exact_full(text)
        {
            return Ok(unit);
        }
        Err(UnitError::Unknown { suggestion: spelling::near(text) })
    }

    /// Reads a unit, a known misspelling as what it means; with it the right spelling where it was one.
    ///
    /// ```
    /// use rationale::value::unit::Unit;
    /// let (unit, corrected) = Unit::parse_lenient("mmHg").unwrap();
    /// assert_eq!((unit.text(), corrected.as_deref()), ("mm[Hg]", Some("mm[Hg]")));
    /// ```
    ///
    /// # Errors
    ///
    /// [`UnitError::Unknown`], [`UnitError::TooLong`].
    pub fn parse_lenient(text: &str) -> Result<(Self, Option<String>), UnitError> {
        match Self::parse(text) {
            Ok(unit) => Ok((unit, None)),
            Err(UnitError::Misspelled { suggestion }) => match parse::exact_full(&suggestion) {
                Some(unit) => Ok((unit, Some(suggestion))),
                None => Err(UnitError::Unknown { suggestion: None }),
            },
            Err(error) => Err(error),
        }
    }

    /// Whether a unit as a request gives it counts things (`visits`, `{sessions}`, `1`), so that its number alone says how many there are.
    ///
    /// ```
    /// use rationale::value::unit::Unit;
    /// assert!(Unit::counts_things("visits"));
    /// assert!(!Unit::counts_things("wk"));
    /// ```
    #[must_use]
    pub fn counts_things(text: &str) -> bool {
        let text = text.trim();
        let named = text.starts_with('{') && text.ends_with('}');
        let measured =
            || crate::value::time::TimeUnit::parse(text).is_some() || Self::parse_lenient(text).is_ok();
        text.is_empty() || text == "1" || named || !measured()
    }

    /// Whether this build reads full UCUM (feature `ucum`), or the core's own table of everyday units only.
    #[must_use]
    pub const fn reads_full_ucum() -> bool {
        cfg!(feature = "ucum")
    }

    /// The unit of pure numbers, `1`.
    #[must_use]
    pub fn one() -> Self {
        Self::build("1", Dimension::default(), Number::ONE, Number::ZERO)
    }

    fn build(text: &str, dimension: Dimension, factor: Number, offset: Number) -> Self {
        Self(Arc::new(Inner { text: text.into(), dimension, factor, offset }))
    }

    /// Its spelling.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Whether it is a pure number (`1`, `%`, `mg/g`).
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.0.dimension.is_none()
    }

    /// Whether values convert to the other.
    #[must_use]
    pub fn convertible(&self, other: &Self) -> bool {
        self.0.dimension == other.0.dimension
    }

    /// The unit of products of the two; `None` on overflow. It has no spelling of its own.
    #[must_use]
    pub fn times(&self, other: &Self) -> Option<Self> {
        Self::made(self.0.dimension.times(&other.0.dimension)?, self.0.factor.mul(other.0.factor)?)
    }

    /// The unit of quotients of the two; `None` on overflow. Of two that convert it is a pure number: what is alike cancels whole.
    #[must_use]
    pub fn over(&self, other: &Self) -> Option<Self> {
        let factor = self.0.factor.div(other.0.factor)?;
        if self.convertible(other) {
            return Self::made(Dimension::default(), factor);
        }
        Self::made(self.0.dimension.times(&other.0.dimension.inverse()?)?, factor)
    }

    /// A unit by what it is worth; its text tells it from others and is not for people.
    fn made(dimension: Dimension, factor: Number) -> Option<Self> {
        let text = if dimension.is_none() && factor == Number::ONE {
            String::from("1")
        } else {
            format!("{dimension:?} {}/{}", factor.over(), factor.under())
        };
        Some(Self::build(&text, dimension, factor, Number::ZERO))
    }

    /// Whether its nought is not that of its kind, as with temperatures: such values do not add up or multiply.
    #[must_use]
    pub fn has_own_nought(&self) -> bool {
        self.0.offset != Number::ZERO
    }

    /// What it measures, for messages: `a mass per volume`, `a pressure`, `a number`.
    #[must_use]
    pub fn dimension_words(&self) -> String {
        words::words(&self.0.dimension)
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Unit {}

impl PartialOrd for Unit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Unit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text().cmp(other.text())
    }
}

impl Hash for Unit {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.text())
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}`", self.text())
    }
}

/// A value of one unit in another, exactly. Temperatures convert with their noughts.
///
/// # Errors
///
/// [`UnitError::Dimension`] where the dimensions differ; [`UnitError::Overflow`].
pub fn convert(value: Number, from: &Unit, to: &Unit) -> Result<Number, UnitError> {
    if from == to {
        return Ok(value);
    }
    let scaled = convert_difference(value, from, to)?;
    let shift = from.0.offset.sub(to.0.offset).and_then(|shift| shift.div(to.0.factor));
    shift.and_then(|shift| scaled.add(shift)).ok_or(UnitError::Overflow)
}

/// A difference of values (a rise, a fall, a step) of one unit in another, by scale alone: 1.8 \[degF] is 1 Cel.
///
/// # Errors
///
/// [`UnitError::Dimension`] where the dimensions differ; [`UnitError::Overflow`].
pub fn convert_difference(value: Number, from: &Unit, to: &Unit) -> Result<Number, UnitError> {
    if from == to {
        return Ok(value);
    }
    if !from.convertible(to) {
        return Err(UnitError::Dimension);
    }
    let ratio = from.0.factor.div(to.0.factor);
    ratio.and_then(|ratio| value.mul(ratio)).ok_or(UnitError::Overflow)
}

#[cfg(test)]
mod tests;
