//! Dimensions in words, for messages to authors and reviewers.

use super::dimension::{BASES, Dimension, Physical};

/// Named dimensions, the most particular first.
const NAMED: [(&str, Physical); 17] = [
    ("pressure", [-1, 1, -2, 0, 0, 0]),
    ("force", [1, 1, -2, 0, 0, 0]),
    ("power", [2, 1, -3, 0, 0, 0]),
    ("energy", [2, 1, -2, 0, 0, 0]),
    ("voltage", [2, 1, -2, 0, -1, 0]),
    ("electrical resistance", [2, 1, -1, 0, -2, 0]),
    ("magnetic field", [0, 1, -1, 0, -1, 0]),
    ("current", [0, 0, -1, 0, 1, 0]),
    ("charge", [0, 0, 0, 0, 1, 0]),
    ("absorbed dose", [2, 0, -2, 0, 0, 0]),
    ("mass", [0, 1, 0, 0, 0, 0]),
    ("volume", [3, 0, 0, 0, 0, 0]),
    ("area", [2, 0, 0, 0, 0, 0]),
    ("length", [1, 0, 0, 0, 0, 0]),
    ("temperature", [0, 0, 0, 1, 0, 0]),
    ("angle", [0, 0, 0, 0, 0, 1]),
    ("time", [0, 0, 1, 0, 0, 0]),
];

/// `a mass per volume`.
pub(super) fn words(dimension: &Dimension) -> String {
    if dimension.is_none() {
        return "a number".to_owned();
    }
    let whole =
        |physical: &Physical| NAMED.iter().find(|(_, named)| named == physical).map(|(name, _)| *name);
    let mut above: Vec<String> = Vec::new();
    let mut below: Vec<String> = Vec::new();
    match whole(&dimension.physical) {
        Some(name) => above.push(name.to_owned()),
        None => {
            let over = side(&dimension.physical, 1);
            let under = side(&dimension.physical, -1);
            push_named(&mut above, &over, whole(&over));
            push_named(&mut below, &under, whole(&under));
        }
    }
    for own in &dimension.own {
        let name = own_name(&own.name);
        above.extend((0..own.above).map(|_| name.clone()));
        below.extend((0..own.below).map(|_| name.clone()));
    }
    let mut text = if above.is_empty() { "number".to_owned() } else { above.join(" by ") };
    for part in &below {
        text.push_str(" per ");
        text.push_str(part);
    }
    let vowel = text.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {text}", if vowel { "an" } else { "a" })
}

/// The exponents of one sign, made positive.
fn side(physical: &Physical, sign: i8) -> Physical {
    let mut side = [0; BASES];
    for (kept, exponent) in side.iter_mut().zip(physical) {
        let turned = exponent.saturating_mul(sign);
        if turned > 0 {
            *kept = turned;
        }
    }
    side
}

/// The name of a side, or its bases one by one, each named to its power.
fn push_named(parts: &mut Vec<String>, side: &Physical, whole: Option<&str>) {
    if let Some(name) = whole {
        parts.push(name.to_owned());
        return;
    }
    const BASE_NAMES: [&str; BASES] = ["length", "mass", "time", "temperature", "charge", "angle"];
    for (index, (exponent, name)) in side.iter().zip(BASE_NAMES).enumerate() {
        match (index, exponent) {
            (_, 0) => {}
            (0, 2) => parts.push("area".to_owned()),
            (0, 3) => parts.push("volume".to_owned()),
            (_, 1) => parts.push(name.to_owned()),
            (_, power) => parts.push(format!("{name} to the power {power}")),
        }
    }
}

fn own_name(name: &str) -> String {
    match name {
        "mol" => "amount in moles".to_owned(),
        "eq" => "amount in equivalents".to_owned(),
        "osm" => "amount in osmoles".to_owned(),
        "[iU]" => "amount in international units".to_owned(),
        "[pH]" => "pH".to_owned(),
        "cd" => "luminous intensity".to_owned(),
        "sr" => "solid angle".to_owned(),
        name => format!("count of `{name}`"),
    }
}
