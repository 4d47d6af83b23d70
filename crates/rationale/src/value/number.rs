//! Exact numbers: ratios of integers, with arithmetic that refuses instead of overflowing.

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Zero};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// An exact number, a ratio of two 128-bit integers.
///
/// ```
/// use rationale::value::number::Number;
/// let tenth: Number = "0.1".parse().unwrap();
/// let sum = tenth.add(tenth).and_then(|n| n.add(tenth));
/// assert_eq!(sum, "0.3".parse().ok());
/// assert_eq!("88.50".parse::<Number>().unwrap().to_string(), "88.5");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number(Ratio<i128>);

/// The text is not a number this engine reads: digits, at most one point, a sign, an exponent of at most two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number of at most 30 digits")]
pub struct NotANumber;

impl Number {
    /// Nought.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));

    /// One.
    pub const ONE: Self = Self(Ratio::new_raw(1, 1));

    /// A whole number.
    #[must_use]
    pub fn whole(value: i64) -> Self {
        Self(Ratio::new_raw(i128::from(value), 1))
    }

    /// `over / under`; `None` where `under` is nought.
    #[must_use]
    pub fn ratio(over: i128, under: i128) -> Option<Self> {
        if under.is_zero() || over == i128::MIN || under == i128::MIN {
            return None;
        }
        Some(Self(Ratio::new(over, under)))
    }

    /// The sum, or `None` on overflow.
    #[must_use]
    pub fn add(self, other: Self) -> Option<Self> {
        self.0.checked_add(&other.0).and_then(Self::sound)
    }

    /// The difference, or `None` on overflow.
    #[must_use]
    pub fn sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(&other.0).and_then(Self::sound)
    }

    /// The product, or `None` on overflow.
    #[must_use]
    pub fn mul(self, other: Self) -> Option<Self> {
        self.0.checked_mul(&other.0).and_then(Self::sound)
    }

    /// The quotient, or `None` on overflow or where `other` is nought.
    #[must_use]
    pub fn div(self, other: Self) -> Option<Self> {
        if other.0.is_zero() {
            return None;
        }
        self.0.checked_div(&other.0).and_then(Self::sound)
    }

    /// The number with the other sign, or `None` on overflow.
    #[must_use]
    pub fn neg(self) -> Option<Self> {
        self.over().checked_neg().map(|over| Self(Ratio::new_raw(over, self.under())))
    }

    /// The distance from nought, or `None` on overflow.
    #[must_use]
    pub fn abs(self) -> Option<Self> {
        if self < Self::ZERO { self.neg() } else { Some(self) }
    }

    /// Whether it is a whole number.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.under() == 1
    }

    /// The largest integer, negative ones included, that is kept has a counterpart of the other sign.
    fn sound(ratio: Ratio<i128>) -> Option<Self> {
        (*ratio.numer() != i128::MIN).then_some(Self(ratio))
    }

    /// The numerator, in lowest terms.
    #[must_use]
    pub fn over(self) -> i128 {
        *self.0.numer()
    }

    /// The denominator, in lowest terms; always above nought.
    #[must_use]
    pub fn under(self) -> i128 {
        *self.0.denom()
    }

    /// This number rounded to the nearest multiple of `step`, halves away from nought (14.5 to 15 with step 1);
    /// `None` on overflow or where `step` is not above nought.
    #[must_use]
    pub fn rounded_to(self, step: Self) -> Option<Self> {
        if step <= Self::ZERO {
            return None;
        }
        let steps = self.div(step)?;
        // `Ratio::round` doubles the denominator; refuse where that would overflow.
        steps.0.denom().checked_mul(&4)?;
        steps.0.numer().checked_mul(&4)?;
        Self(steps.0.round()).mul(step)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.under() == other.under() {
            return self.over().cmp(&other.over());
        }
        match (self.over().checked_mul(other.under()), other.over().checked_mul(self.under())) {
            (Some(left), Some(right)) => left.cmp(&right),
            // Slower, and never overflows.
            _ => self.0.cmp(&other.0),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i8>().map_err(|_| NotANumber)?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let length = whole.len().saturating_add(fraction.len());
        if length == 0 || length > 30 || whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(NotANumber);
        }
        if digits.contains('.') && fraction.is_empty() {
            return Err(NotANumber);
        }
        let value: i128 = format!("{whole}{fraction}").parse().map_err(|_| NotANumber)?;
        let value = if negative { value.checked_neg().ok_or(NotANumber)? } else { value };
        let places = i64::try_from(fraction.len()).map_err(|_| NotANumber)?;
        let power = i64::from(exponent).checked_sub(places).ok_or(NotANumber)?;
        let scale = u32::try_from(power.unsigned_abs()).ok().and_then(|power| 10_i128.checked_pow(power));
        match (scale, power >= 0) {
            (Some(scale), true) => value.checked_mul(scale).and_then(|value| Self::ratio(value, 1)),
            (Some(scale), false) => Self::ratio(value, scale),
            (None, _) => None,
        }
        .ok_or(NotANumber)
    }
}

impl fmt::Display for Number {
    /// As a decimal where it is one, rounded to 12 significant places after the point where it is not.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.over() < 0 { "-" } else { "" };
        let under = self.under().unsigned_abs();
        let over = self.over().unsigned_abs();
        let whole = over.checked_div(under).unwrap_or(0);
        let mut rest = over.checked_rem(under).unwrap_or(0);
        let mut places = String::new();
        while rest != 0 && places.len() < 12 {
            let Some(ten) = rest.checked_mul(10) else { break };
            let digit = ten.checked_div(under).unwrap_or(0);
            places.push(char::from_digit(u32::try_from(digit).unwrap_or(0), 10).unwrap_or('0'));
            rest = ten.checked_rem(under).unwrap_or(0);
        }
        if rest != 0 {
            places.push('…');
        }
        if places.is_empty() { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{places}") }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
