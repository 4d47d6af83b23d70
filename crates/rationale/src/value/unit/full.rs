//! Full UCUM behind the core's own table: what single names outside it measure, with exact factors.
//!
//! The library gives factors to 28 digits. A factor that is a decimal number of fewer digits is taken as it is, exactly. One that is a
//! fraction (an inch of the United States survey is 100/3937 m) stands in [`FRACTIONS`], exactly too. What is left is of pi, and kept to
//! 15 digits, so that products of it stay within an exact number.

use super::dimension::{Dimension, Physical};
use super::table::{self, Atom, Measure, Prefixes};
use crate::value::number::Number;
use octofhir_ucum::{Prefix, SpecialKind, UnitRecord, find_unit, get_all_prefixes};

/// The most digits of a factor that is a decimal number. The longest is of 19; what was rounded has 27 or 28.
const EXACT_DIGITS: u32 = 25;

/// The digits kept of a factor that is not a ratio of whole numbers.
const KEPT_DIGITS: u32 = 15;

/// 180 over pi: degrees in a radian.
const RADIAN: (i128, i128) = (572_957_795_130_823, 10_000_000_000_000);

const LENGTH: Physical = [1, 0, 0, 0, 0, 0];
const AREA: Physical = [2, 0, 0, 0, 0, 0];
const VOLUME: Physical = [3, 0, 0, 0, 0, 0];
const ANGLE: Physical = [0, 0, 0, 0, 0, 1];

/// Units whose factors are fractions, in the base units of the core's table.
pub(super) const FRACTIONS: &[(&str, i128, i128, Physical)] = &[
    ("'", 1, 60, ANGLE),
    ("''", 1, 3_600, ANGLE),
    ("gon", 9, 10, ANGLE),
    ("circ", 360, 1, ANGLE),
    ("[car_Au]", 1, 24, [0, 0, 0, 0, 0, 0]),
    ("[degR]", 5, 9, [0, 0, 0, 1, 0, 0]),
    ("[den]", 1, 9_000, [-1, 1, 0, 0, 0, 0]),
    ("[kn_i]", 1_852, 3_600, [1, 0, -1, 0, 0, 0]),
    ("[mesh_i]", 10_000, 254, [-1, 0, 0, 0, 0, 0]),
    ("[in_us]", 100, 3_937, LENGTH),
    ("[ft_us]", 1_200, 3_937, LENGTH),
    ("[yd_us]", 3_600, 3_937, LENGTH),
    ("[fth_us]", 7_200, 3_937, LENGTH),
    ("[rd_us]", 19_800, 3_937, LENGTH),
    ("[ch_us]", 79_200, 3_937, LENGTH),
    ("[lk_us]", 792, 3_937, LENGTH),
    ("[rch_us]", 120_000, 3_937, LENGTH),
    ("[rlk_us]", 1_200, 3_937, LENGTH),
    ("[fur_us]", 792_000, 3_937, LENGTH),
    ("[mi_us]", 6_336_000, 3_937, LENGTH),
    ("[mil_us]", 1, 39_370, LENGTH),
    ("[srd_us]", 19_800 * 19_800, 3_937 * 3_937, AREA),
    ("[acr_us]", 160 * 19_800 * 19_800, 3_937 * 3_937, AREA),
    ("[smi_us]", 6_336_000 * 6_336_000, 3_937 * 3_937, AREA),
    ("[sct]", 6_336_000 * 6_336_000, 3_937 * 3_937, AREA),
    ("[twp]", 36 * 6_336_000 * 6_336_000, 3_937 * 3_937, AREA),
    ("[lne]", 254, 120_000, LENGTH),
    ("[pca]", 254, 60_000, LENGTH),
    ("[pnt]", 254, 720_000, LENGTH),
    ("[pouce]", 3_248, 120_000, LENGTH),
    ("[ligne]", 3_248, 1_440_000, LENGTH),
    ("[didot]", 3_248, 8_640_000, LENGTH),
    ("[cicero]", 3_248, 720_000, LENGTH),
    ("[min_us]", 36_966_911_953_125, 600_000_000_000_000_000_000, VOLUME),
    ("[min_br]", 35_516_328_125, 600_000_000_000_000_000, VOLUME),
];

/// Counts that UCUM takes for plain numbers, and that equal only themselves here: the name, and how many of which.
const COUNTS: &[(&str, &str, i64)] = &[("bit", "bit", 1), ("By", "bit", 8), ("Bd", "Bd", 1)];

/// Names that full UCUM does not decide: `u` is written for a unit of activity, not for an atomic mass.
const LEFT_OUT: &[&str] = &["u"];

/// What a name outside the core's table measures, and how many base units it is.
pub(super) fn find(name: &str) -> Option<(Dimension, Number)> {
    if let Some(record) = find_unit(name) {
        return foreign(record);
    }
    for prefix in get_all_prefixes() {
        let Some(rest) = name.strip_prefix(prefix.symbol) else { continue };
        let found = match table::ATOMS.iter().find(|atom| atom.code == rest) {
            Some(atom) => own(prefix, atom),
            None => find_unit(rest).filter(|record| record.is_metric).and_then(foreign),
        };
        if let Some((dimension, factor)) = found {
            return Some((dimension, factor.mul(number(prefix.factor)?)?));
        }
    }
    None
}

/// An atom of the core's table under a prefix that the table does not give it. Large ones, in capitals, stay out where the table leaves
/// them out: `Mg` and `PA` mean mg and Pa.
fn own(prefix: &Prefix, atom: &Atom) -> Option<(Dimension, Number)> {
    let small = prefix.symbol.bytes().all(|letter| letter.is_ascii_lowercase());
    let takes = find_unit(atom.code).is_some_and(|record| record.is_metric);
    let plain = !matches!(atom.measure, Measure::Temperature(..));
    if !takes || !plain || !(small || atom.prefixes == Prefixes::Large) {
        return None;
    }
    Some((atom.dimension()?, atom.factor()?))
}

/// A unit of full UCUM under the core's rules.
fn foreign(record: &UnitRecord) -> Option<(Dimension, Number)> {
    let code = record.code;
    if LEFT_OUT.contains(&code) {
        return None;
    }
    if let Some((_, over, under, physical)) = FRACTIONS.iter().find(|(name, ..)| *name == code) {
        return Some((Dimension::physical(*physical), Number::ratio(*over, *under)?));
    }
    if let Some((_, kind, count)) = COUNTS.iter().find(|(name, ..)| *name == code) {
        return Some((Dimension::own(kind), Number::whole(*count)));
    }
    // Logarithms and other functions are no multiples of anything: they equal only themselves.
    if !matches!(record.special, SpecialKind::None | SpecialKind::Arbitrary) {
        return Some((Dimension::own(code), Number::ONE));
    }
    let [length, time, mass, angle, temperature, charge, light] = record.dim.0;
    let mut factor = number(record.factor)?;
    let mut dimension = Dimension::physical([length, mass, time, temperature, charge, 0]);
    dimension = with_own(dimension, "cd", light)?;
    dimension = match angle {
        // A solid angle is no square of an angle here.
        angle if angle % 2 == 0 => with_own(dimension, "sr", angle.checked_div(2)?)?,
        1 => {
            factor = factor.mul(Number::ratio(RADIAN.0, RADIAN.1)?)?;
            dimension.times(&Dimension::physical(ANGLE))?
        }
        _ => return None,
    };
    for (kind, power) in record.arbitrary {
        dimension = with_own(dimension, kind, i8::try_from(*power).ok()?)?;
    }
    Some((dimension, factor))
}

/// The dimension by a kind of its own to a power.
fn with_own(mut dimension: Dimension, kind: &str, power: i8) -> Option<Dimension> {
    let one = Dimension::own(kind);
    let one = if power < 0 { one.inverse()? } else { one };
    for _ in 0..power.unsigned_abs() {
        dimension = dimension.times(&one)?;
    }
    Some(dimension)
}

/// The library's decimal number as an exact one. `None` where it is of more than 38 digits.
fn number(factor: octofhir_ucum::Number) -> Option<Number> {
    let (mut digits, mut power) = factor.to_integer_and_exponent();
    let length = digits.unsigned_abs().checked_ilog10().unwrap_or(0).saturating_add(1);
    if length > EXACT_DIGITS {
        let dropped = length.saturating_sub(KEPT_DIGITS);
        let step = 10_i128.checked_pow(dropped)?;
        // To the nearest.
        digits = digits.checked_add(step.checked_div(2)?)?.checked_div(step)?;
        power = power.checked_add(i32::try_from(dropped).ok()?)?;
    }
    let scale = 10_i128.checked_pow(power.unsigned_abs())?;
    if power < 0 { Number::ratio(digits, scale) } else { Number::ratio(digits.checked_mul(scale)?, 1) }
}

#[cfg(test)]
#[path = "full_tests.rs"]
mod tests;
