//! Numbers of any size, for what is calculated on the way to a value: ratios of integers that do not overflow.
//!
//! A [`Number`] holds what criteria and cases write down. A product of a few results of 12 digits no longer fits it, though
//! nothing is wrong with it. So calculations work on these, and answer a [`Range`] of numbers in the end.

mod functions;

use super::number::Number;
use super::range::{Bound, Range};
use num_bigint::BigInt;
use num_rational::Ratio;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;

/// An exact number of any size within reason.
///
/// ```
/// use rationale::value::{exact::Exact, number::Number};
/// let kg = Exact::from(Number::whole(100));
/// let metres = Exact::from("1.7".parse::<Number>().unwrap());
/// let bmi = kg.div(&metres).and_then(|once| once.div(&metres)).unwrap();
/// assert_eq!(bmi.to_number(), Number::ratio(10_000, 289));
/// assert_eq!(Exact::from(Number::whole(2)).sqrt().unwrap().to_number(), "1.41421356237".parse().ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(Ratio<BigInt>);

/// Neither side of the line is longer, in bits. What is longer counts as overflow.
const LONGEST: u64 = 4_096;

/// Places after the point to which a value is enclosed that does not fit a [`Number`].
const PLACES: u32 = 18;

impl From<Number> for Exact {
    fn from(value: Number) -> Self {
        // Lowest terms already, and never over nought.
        Self(Ratio::new_raw(BigInt::from(value.over()), BigInt::from(value.under())))
    }
}

#[allow(clippy::should_implement_trait, reason = "the operators cannot refuse")]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "integers of any size do not overflow, and no division is by nought"
)]
impl Exact {
    /// Nought.
    #[must_use]
    pub fn zero() -> Self {
        Self(Ratio::zero())
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self(Ratio::one())
    }

    fn sound(ratio: Ratio<BigInt>) -> Option<Self> {
        (ratio.numer().bits() <= LONGEST && ratio.denom().bits() <= LONGEST).then_some(Self(ratio))
    }

    /// The sum, or `None` on overflow.
    #[must_use]
    pub fn add(&self, other: &Self) -> Option<Self> {
        Self::sound(&self.0 + &other.0)
    }

    /// The difference, or `None` on overflow.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Option<Self> {
        Self::sound(&self.0 - &other.0)
    }

    /// The product, or `None` on overflow.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Option<Self> {
        Self::sound(&self.0 * &other.0)
    }

    /// The quotient, or `None` on overflow or where `other` is nought.
    #[must_use]
    pub fn div(&self, other: &Self) -> Option<Self> {
        if other.0.is_zero() { None } else { Self::sound(&self.0 / &other.0) }
    }

    /// The number with the other sign.
    #[must_use]
    pub fn neg(&self) -> Self {
        Self(-&self.0)
    }

    /// How it stands to nought.
    #[must_use]
    pub fn sign(&self) -> Ordering {
        self.0.cmp(&Ratio::zero())
    }

    /// Whether it is a whole number.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_integer()
    }

    /// The whole number it is, where it is a small one.
    #[must_use]
    pub fn whole(&self) -> Option<i64> {
        if self.0.is_integer() { self.0.numer().to_i64() } else { None }
    }

    /// This number rounded to the nearest multiple of `step`, halves away from nought; `None` where `step` is not above nought.
    #[must_use]
    pub fn rounded_to(&self, step: &Self) -> Option<Self> {
        if step.sign() != Ordering::Greater {
            return None;
        }
        Self::sound((&self.0 / &step.0).round() * &step.0)
    }

    /// The number, where it fits.
    #[must_use]
    pub fn to_number(&self) -> Option<Number> {
        Number::ratio(self.0.numer().to_i128()?, self.0.denom().to_i128()?)
    }

    /// The number, or the two neighbours of at most 18 places after the point between which it lies; `None` on overflow.
    fn near(&self) -> Option<Result<Number, (Number, Number)>> {
        if let Some(number) = self.to_number() {
            return Some(Ok(number));
        }
        let scale = BigInt::from(10).pow(PLACES);
        let below = (&self.0 * &scale).floor().to_integer();
        let above = &below + 1;
        let number = |over: BigInt| Number::ratio(over.to_i128()?, scale.to_i128()?);
        Some(Err((number(below)?, number(above)?)))
    }

    /// The lower end of a range that begins at this number; `None` on overflow.
    ///
    /// A number that does not fit begins a hair lower, beyond its neighbour of 18 places: any threshold that people write is
    /// on the same side of both.
    #[must_use]
    pub fn low_end(&self, inside: bool) -> Option<Bound> {
        Some(match self.near()? {
            Ok(number) if inside => Bound::Inside(number),
            Ok(number) => Bound::Outside(number),
            Err((below, _)) => Bound::Outside(below),
        })
    }

    /// The upper end of a range that ends at this number; `None` on overflow.
    #[must_use]
    pub fn high_end(&self, inside: bool) -> Option<Bound> {
        Some(match self.near()? {
            Ok(number) if inside => Bound::Inside(number),
            Ok(number) => Bound::Outside(number),
            Err((_, above)) => Bound::Outside(above),
        })
    }

    /// The number as a range; `None` on overflow.
    #[must_use]
    pub fn to_range(&self) -> Option<Range> {
        Range::new(self.low_end(true)?, self.high_end(true)?)
    }

    /// The natural logarithm, rounded half to even at 12 significant digits; `None` unless above nought.
    #[must_use]
    pub fn ln(&self) -> Option<Self> {
        if self.0.is_positive() { functions::ln(&self.0).and_then(Self::sound) } else { None }
    }

    /// e to this power, rounded half to even at 12 significant digits; `None` beyond 10^39 either way.
    #[must_use]
    pub fn exp(&self) -> Option<Self> {
        functions::exp(&self.0).and_then(Self::sound)
    }

    /// The square root, rounded half to even at 12 significant digits; `None` below nought.
    #[must_use]
    pub fn sqrt(&self) -> Option<Self> {
        if self.0.is_negative() { None } else { functions::sqrt(&self.0).and_then(Self::sound) }
    }

    /// This number to a power, rounded half to even at 12 significant digits.
    ///
    /// `None` where there is none (nought to a power not above nought, a number below nought to one that is not whole), and beyond
    /// 10^39 either way.
    #[must_use]
    pub fn power(&self, exponent: &Self) -> Option<Self> {
        functions::power(&self.0, &exponent.0).and_then(Self::sound)
    }
}

#[cfg(test)]
mod tests;
