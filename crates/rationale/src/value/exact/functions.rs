//! `ln`, `exp`, `sqrt` and `power`, correctly rounded, half to even, at 12 significant digits.
//!
//! Each is worked out in integers with a known error, at more and more bits, until both ends of what it may be round to one
//! number. No floating point: the digits are the same on every machine. What never parts from a tie is a tie.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "integers of any size do not overflow; shifts and divisors are bounded and not nought"
)]

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::Ratio;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;

type Big = Ratio<BigInt>;

/// Significant digits of a result.
const DIGITS: u32 = 12;

/// Working bits, tried in turn.
const BITS: [u32; 5] = [160, 320, 640, 1_280, 2_560];

/// The error of a function is below so many units of its last bit: some hundred terms, each off by a few, and what a factor adds.
const SLACK: u32 = 40;

/// e to a power beyond this is out of reach: 10^39.
const STEEPEST: i64 = 90;

/// No exponent of `power` is larger.
const LARGEST_EXPONENT: i64 = 10_000;

/// A number times 2^bits, cut to an integer.
fn fixed(value: &Big, bits: u32) -> BigInt {
    (value.numer() << bits).div_floor(value.denom())
}

/// 2 artanh(z) of a fixed `z` between -1/2 and 1/2.
fn twice_artanh(z: &BigInt, bits: u32) -> BigInt {
    let square = (z * z) >> bits;
    let mut power = z.clone();
    let mut sum = BigInt::zero();
    let mut under = 1_u32;
    // A negative number shifted right never gets to nought: cut at one unit.
    while power.magnitude().bits() > 1 {
        sum += &power / under;
        power = (&power * &square) >> bits;
        under += 2;
    }
    sum << 1
}

fn ln_two(bits: u32) -> BigInt {
    twice_artanh(&fixed(&Ratio::new(BigInt::one(), BigInt::from(3)), bits), bits)
}

/// ln of a number above nought.
fn ln_fixed(value: &Big, bits: u32) -> BigInt {
    // 2^halvings times something between a half and 2.
    let halvings = signed_bits(value.numer()) - signed_bits(value.denom());
    let near_one = scaled(value, -halvings);
    let one = Big::one();
    let z = (&near_one - &one) / (&near_one + &one);
    twice_artanh(&fixed(&z, bits), bits) + ln_two(bits) * halvings
}

fn signed_bits(value: &BigInt) -> i64 {
    i64::try_from(value.bits()).unwrap_or(i64::MAX)
}

/// A number times 2^by.
fn scaled(value: &Big, by: i64) -> Big {
    let two = BigInt::one() << by.unsigned_abs();
    if by >= 0 { value * two } else { value / two }
}

/// e to a fixed power: a fixed number between a half and 2, and how often it is doubled.
fn exp_fixed(power: &BigInt, bits: u32) -> (BigInt, i64) {
    let two = ln_two(bits);
    let (doublings, rest) = power.div_mod_floor(&two);
    let mut term = BigInt::one() << bits;
    let mut sum = term.clone();
    let mut at = 1_u32;
    while !term.is_zero() {
        term = ((&term * &rest) >> bits) / at;
        sum += &term;
        at += 1;
    }
    (sum, doublings.to_i64().unwrap_or(i64::MAX))
}

/// Tries `work` at more and more bits: it answers a fixed number and how often that is doubled.
fn settled(work: impl Fn(u32) -> (BigInt, i64)) -> Option<Big> {
    let slack = BigInt::one() << SLACK;
    let mut last = None;
    for bits in BITS {
        let (value, doublings) = work(bits);
        let real = |value: BigInt| scaled(&Ratio::from_integer(value), doublings - i64::from(bits));
        let (low, high) = (rounded(&real(&value - &slack), DIGITS), rounded(&real(&value + &slack), DIGITS));
        if low == high {
            return low;
        }
        last = Some(real(value));
    }
    // A tie, as far as anyone can tell: take away what the error added and round that.
    rounded(&rounded(&last?, 100)?, DIGITS)
}

/// ln of a number above nought.
pub(super) fn ln(value: &Big) -> Option<Big> {
    if value.is_one() {
        return Some(Big::zero());
    }
    settled(|bits| (ln_fixed(value, bits), 0))
}

pub(super) fn exp(power: &Big) -> Option<Big> {
    if power.is_zero() {
        return Some(Big::one());
    }
    if power.abs() > Ratio::from_integer(BigInt::from(STEEPEST)) {
        return None;
    }
    settled(|bits| exp_fixed(&fixed(power, bits), bits))
}

/// The square root of a number not below nought. Exact: no error to bound.
pub(super) fn sqrt(value: &Big) -> Option<Big> {
    if value.is_zero() {
        return Some(Big::zero());
    }
    let (least, most) = (BigInt::from(10).pow(DIGITS - 1), BigInt::from(10).pow(DIGITS));
    // The root over 10^place has 12 digits before the point.
    let mut place = (tens(value) - 2 * i64::from(DIGITS)).div_euclid(2);
    loop {
        let square = by_ten(value, -2 * place);
        let root = square.floor().to_integer().sqrt();
        if root < least {
            place -= 1;
            continue;
        }
        if root >= most {
            place += 1;
            continue;
        }
        let half = Ratio::new(&root * 2 + 1, BigInt::from(2));
        let up = match square.cmp(&(&half * &half)) {
            Ordering::Greater => true,
            Ordering::Less => false,
            Ordering::Equal => root.is_odd(),
        };
        return Some(by_ten(&Ratio::from_integer(if up { root + 1 } else { root }), place));
    }
}

pub(super) fn power(base: &Big, exponent: &Big) -> Option<Big> {
    if exponent.is_zero() && !base.is_zero() || base.is_one() {
        return Some(Big::one());
    }
    if base.is_zero() {
        return exponent.is_positive().then(Big::zero);
    }
    if exponent.abs() > Ratio::from_integer(BigInt::from(LARGEST_EXPONENT)) {
        return None;
    }
    if let Some(whole) = small_whole(exponent) {
        let within = base.numer().bits().max(base.denom().bits()).checked_mul(whole.unsigned_abs())? <= 8_192;
        if within {
            let raised = Pow::pow(base, i32::try_from(whole).ok()?);
            return rounded(&raised, DIGITS).filter(|raised| tens(raised).abs() <= 39);
        }
    }
    if base.is_negative() {
        let whole = small_whole(exponent)?;
        let raised = power(&base.abs(), exponent)?;
        return Some(if whole % 2 == 0 { raised } else { -raised });
    }
    let steep = |bits: u32| ln_fixed(base, bits) * exponent.numer() / exponent.denom();
    if steep(64).abs() > BigInt::from(STEEPEST) << 64_u32 {
        return None;
    }
    settled(|bits| exp_fixed(&steep(bits), bits))
}

fn small_whole(value: &Big) -> Option<i64> {
    if value.is_integer() { value.numer().to_i64() } else { None }
}

/// A number times 10^by.
fn by_ten(value: &Big, by: i64) -> Big {
    let power = BigInt::from(10).pow(u32::try_from(by.unsigned_abs()).unwrap_or(u32::MAX));
    if by >= 0 { value * power } else { value / power }
}

/// About how many digits stand before the point, within two; below nought for what begins after it.
fn tens(value: &Big) -> i64 {
    let bits = signed_bits(value.numer()) - signed_bits(value.denom());
    bits * 30_103 / 100_000
}

/// Rounded half to even at so many significant digits.
fn rounded(value: &Big, digits: u32) -> Option<Big> {
    if value.is_zero() {
        return Some(Big::zero());
    }
    let (least, most) = (BigInt::from(10).pow(digits - 1), BigInt::from(10).pow(digits));
    let size = value.abs();
    let mut place = tens(value) - i64::from(digits);
    if place.abs() > 20_000 {
        return None;
    }
    let cut = loop {
        let cut = by_ten(&size, -place);
        let whole = cut.floor().to_integer();
        if whole < least {
            place -= 1;
        } else if whole >= most {
            place += 1;
        } else {
            break cut;
        }
    };
    let whole = cut.floor().to_integer();
    let rest = &cut - &whole;
    let up = match rest.cmp(&Ratio::new(BigInt::one(), BigInt::from(2))) {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => whole.is_odd(),
    };
    let made = by_ten(&Ratio::from_integer(if up { whole + 1 } else { whole }), place);
    Some(if value.is_negative() { -made } else { made })
}
