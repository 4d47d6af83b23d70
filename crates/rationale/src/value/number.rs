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

#[allow(clippy::should_implement_trait, reason = "the operators cannot refuse")]
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

    /// `digits` with so many of them after the point, up to 18; `None` where there are more.
    pub(crate) fn decimal(digits: i64, places: u32) -> Option<Self> {
        if places == 0 || digits == 0 {
            return Some(Self::whole(digits));
        }
        // Lowest terms: of ten to the power of `places` only twos and fives can be shared.
        let mut over = digits;
        let (mut twos, mut fives) = (places, places);
        while twos > 0 && over & 1 == 0 {
            over >>= 1;
            twos = twos.saturating_sub(1);
        }
        while fives > 0 && over.checked_rem(5) == Some(0) {
            over = over.checked_div(5)?;
            fives = fives.saturating_sub(1);
        }
        let under = 2_i64.checked_pow(twos)?.checked_mul(5_i64.checked_pow(fives)?)?;
        Some(Self(Ratio::new_raw(i128::from(over), i128::from(under))))
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

    /// Whether it can be written as a decimal of up to 12 places after the point.
    #[must_use]
    pub fn is_decimal(self) -> bool {
        10_i128.pow(12).checked_rem(self.under()) == Some(0)
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn decimals_read_and_print_exactly() {
        for (text, printed) in [
            ("0", "0"),
            ("-0", "0"),
            ("0.30", "0.3"),
            ("+7.50", "7.5"),
            ("-0.01", "-0.01"),
            ("1e3", "1000"),
            ("1.5E-2", "0.015"),
            ("000012", "12"),
            ("1E+2", "100"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ] {
            assert_eq!(number(text).to_string(), printed, "{text}");
        }
        assert_eq!(Number::ratio(1, 3).map(|third| third.to_string()).as_deref(), Some("0.333333333333…"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            " 1",
            "1 ",
            "1.",
            ".5",
            "-",
            "+",
            "--1",
            "1,000",
            "1_000",
            "0x10",
            "NaN",
            "inf",
            "1e",
            "1e400",
            "1e99",
            "e5",
            "1.2.3",
            "１",
            "1234567890123456789012345678901",
        ] {
            assert_eq!(text.parse::<Number>(), Err(NotANumber), "{text}");
        }
    }

    #[test]
    fn arithmetic_refuses_instead_of_overflowing() {
        let large = Number::ratio(i128::MAX, 1).expect("a number");
        let small = Number::ratio(1, i128::MAX).expect("a number");
        assert_eq!(large.add(Number::ONE), None);
        assert_eq!(large.mul(large), None);
        assert_eq!(small.mul(small), None);
        assert_eq!(large.div(small), None);
        assert_eq!(small.add(number("0.5")), None);
        assert_eq!(large.neg().and_then(|least| least.sub(Number::ONE)), None);
        assert_eq!(large.neg().and_then(Number::neg), Some(large));
        assert_eq!(Number::ONE.div(Number::ZERO), None);
        assert_eq!(Number::ratio(1, 0), None);
        assert_eq!(large.rounded_to(number("0.1")), None);
        assert_eq!(large.cmp(&small), Ordering::Greater);
        // The product is the one integer without a counterpart.
        let half = Number::ratio(-(1 << 64), 1).expect("a number");
        assert_eq!(half.mul(Number::ratio(1 << 63, 1).expect("a number")), None);
    }

    #[test]
    fn halves_round_away_from_nought() {
        for (value, step, expected) in [
            ("14.4", "1", "14"),
            ("14.5", "1", "15"),
            ("-14.5", "1", "-15"),
            ("-14.4", "1", "-14"),
            ("0.25", "0.1", "0.3"),
            ("7.3", "5", "5"),
            ("7.5", "5", "10"),
            ("3", "1", "3"),
        ] {
            assert_eq!(number(value).rounded_to(number(step)), Some(number(expected)), "{value} to {step}");
        }
        assert_eq!(Number::ONE.rounded_to(Number::ZERO), None);
        assert_eq!(Number::ONE.rounded_to(number("-1")), None);
    }

    fn any_number() -> impl Strategy<Value = Number> {
        prop_oneof![
            (-1_000_i128..1_000, 1_i128..1_000)
                .prop_filter_map("a ratio", |(over, under)| Number::ratio(over, under)),
            (any::<i128>(), any::<i128>())
                .prop_filter_map("a ratio", |(over, under)| Number::ratio(over, under)),
        ]
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[-+0-9.eE]{0,40}|\\PC{0,20}") {
            let _ = text.parse::<Number>();
        }

        #[test]
        fn no_arithmetic_panics(left in any_number(), right in any_number()) {
            let _ = (left.add(right), left.sub(right), left.mul(right), left.div(right), left.rounded_to(right), left.neg(), left.abs());
            prop_assert_eq!(left.cmp(&right), right.cmp(&left).reverse());
            prop_assert_eq!(left.cmp(&right), left.0.cmp(&right.0));
            prop_assert_eq!(left == right, left.cmp(&right) == Ordering::Equal);
            let _ = left.to_string();
        }

        #[test]
        fn what_is_added_can_be_taken_away(left in any_number(), right in any_number()) {
            if let Some(back) = left.add(right).and_then(|sum| sum.sub(right)) {
                prop_assert_eq!(back, left);
            }
            if let Some(back) = left.mul(right).and_then(|product| product.div(right)) {
                prop_assert_eq!(back, left);
            }
        }

        #[test]
        fn a_decimal_prints_as_it_reads(whole in 0_u64..1_000_000_000, places in 0_u32..1_000_000, negative: bool) {
            let text = format!("{}{whole}.{places:06}", if negative { "-" } else { "" });
            let printed = number(&text).to_string();
            prop_assert_eq!(number(&printed), number(&text));
        }
    }
}
