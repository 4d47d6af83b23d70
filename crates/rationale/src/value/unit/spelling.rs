//! What people write for units and what they mean by it.
//!
//! Only readings that are safe: a slip that could mean two sizes of one dimension (`MIU`, `G/L`) stays unknown.

use super::parse::split_exponent;
use super::spellings::{COMMON, EXACT_WORDS, WHOLE, WORDS};
use super::{LONGEST, parse, table};

/// Slips that happen to read as UCUM, and never mean that: `K/uL` is no kelvin per microlitre.
pub(super) fn is_known_slip(text: &str) -> bool {
    text.strip_prefix("K/").is_some_and(is_volume)
}

/// A gram or a thousand million per litre? Nor is it gauss per litre.
pub(super) fn is_ambiguous(text: &str) -> bool {
    text == "G/L"
}

/// The right spelling of a misspelled unit.
pub(super) fn correct(text: &str) -> Option<String> {
    if text.chars().nth(LONGEST).is_some() {
        return None;
    }
    let plain = plain(text)?;
    let corrected = whole(&plain).or_else(|| by_parts(&plain))?;
    // Full UCUM may know a part as it stands: `mcg/[car_m]`. Where it knows all parts, nothing is misspelled.
    if corrected == text {
        return None;
    }
    parse::exact_full(&corrected)?;
    Some(corrected)
}

/// The text with plain letters, without blanks, `per` as `/`. `None` where nothing is left.
fn plain(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut in_braces = false;
    for letter in text.trim().chars() {
        match letter {
            '{' => in_braces = true,
            '}' => in_braces = false,
            _ => {}
        }
        match letter {
            _ if in_braces => plain.push(letter),
            'µ' | 'μ' => plain.push('u'),
            '²' => plain.push('2'),
            '³' => plain.push('3'),
            '°' | '˚' | 'º' => plain.push_str("deg"),
            '℃' => plain.push_str("degC"),
            '℉' => plain.push_str("degF"),
            '·' | '⋅' | '•' => plain.push('.'),
            '×' => plain.push('x'),
            '⁄' | '∕' => plain.push('/'),
            ' ' | '\u{a0}' | '\t' => plain.push(' '),
            other => plain.push(other),
        }
    }
    let words = replace_any_case(&plain, " per ", "/");
    let joined: String = words.chars().filter(|letter| *letter != ' ').collect();
    (!joined.is_empty()).then_some(joined)
}

/// Misspellings of the whole: `bpm`, `K/uL`, `beats/min`, `x10E3/uL`, `mL/min/1.73m2`.
fn whole(plain: &str) -> Option<String> {
    let small = plain.to_ascii_lowercase();
    if let Some((_, right)) = WHOLE.iter().find(|(wrong, _)| *wrong == small) {
        return Some((*right).to_owned());
    }
    for leading in ["beats/", "beat/", "breaths/", "breath/", "resp/", "respirations/"] {
        if let Some(rest) = strip_any_case(plain, leading) {
            return corrected_rest("/", rest);
        }
    }
    for (leading, power) in [
        ("K/", "10*3/"),
        ("k/", "10*3/"),
        ("th/", "10*3/"),
        ("thou/", "10*3/"),
        ("thous/", "10*3/"),
        ("thousand/", "10*3/"),
        ("thousands/", "10*3/"),
        ("M/", "10*6/"),
        ("mil/", "10*6/"),
        ("mill/", "10*6/"),
        ("million/", "10*6/"),
        ("millions/", "10*6/"),
    ] {
        // One letter counts only as it is: `m/uL` is not a count.
        let rest =
            if leading.len() == 2 { plain.strip_prefix(leading) } else { strip_any_case(plain, leading) };
        if let Some(rest) = rest
            && is_volume(rest)
        {
            return corrected_rest(power, rest);
        }
    }
    if let Some((power, rest)) = power_of_ten(&small) {
        let rest = plain.get(plain.len().checked_sub(rest.len())?..)?;
        return match rest.strip_prefix('/') {
            Some(rest) => corrected_rest(&format!("10*{power}/"), rest),
            None if rest.is_empty() => Some(format!("10*{power}")),
            None => None,
        };
    }
    for surface in ["1.73m2", "1.73m^2", "1.73sqm", "1.73_m2", "{1.73m2}", "{1.73m^2}"] {
        if let Some(start) = strip_end_any_case(plain, surface)
            && let Some(start) = start.strip_suffix('/')
        {
            let start = by_parts(start).or_else(|| parse::exact(start).map(|_| start.to_owned()))?;
            return Some(format!("{start}/{{1.73_m2}}"));
        }
    }
    None
}

/// `x10e3`, `10^3`, `x10(3)`, `10*3`: the power, and what follows.
fn power_of_ten(small: &str) -> Option<(&str, &str)> {
    let after = small.strip_prefix('x').unwrap_or(small).strip_prefix("10")?;
    let (after, closing) = match after.strip_prefix('(') {
        Some(after) => (after, true),
        None => (after.strip_prefix(['e', '^', '*', 'x'])?, false),
    };
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let (power, rest) = after.split_at_checked(digits)?;
    let rest = if closing { rest.strip_prefix(')')? } else { rest };
    (!power.is_empty()).then_some((power, rest))
}

fn corrected_rest(start: &str, rest: &str) -> Option<String> {
    let whole = format!("{start}{rest}");
    if parse::exact(&whole).is_some() { Some(whole) } else { by_parts(&whole) }
}

fn is_volume(text: &str) -> bool {
    let small: String = text
        .to_lowercase()
        .chars()
        .map(|letter| if letter == 'µ' || letter == 'μ' { 'u' } else { letter })
        .collect();
    matches!(small.as_str(), "ul" | "mcl" | "mm3" | "mm^3" | "cmm" | "cumm")
}

/// The expression with each name put right that is not a unit as it stands.
fn by_parts(plain: &str) -> Option<String> {
    if is_ambiguous(plain) {
        return None;
    }
    let mut corrected = String::new();
    let mut rest = plain;
    while let Some(first) = rest.chars().next() {
        if matches!(first, '.' | '/' | '(' | ')') {
            corrected.push(first);
            rest = rest.get(first.len_utf8()..)?;
            continue;
        }
        if first == '{' {
            let end = rest.find('}')?.checked_add(1)?;
            corrected.push_str(rest.get(..end)?);
            rest = rest.get(end..)?;
            continue;
        }
        let mut depth = false;
        let end = rest.char_indices().find_map(|(index, letter)| {
            match letter {
                '[' => depth = true,
                ']' => depth = false,
                '.' | '/' | '(' | ')' | '{' if !depth => return Some(index),
                _ => {}
            }
            None
        });
        let (name, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        corrected.push_str(&right_name(name)?);
        rest = after;
    }
    Some(corrected)
}

/// One name put right.
fn right_name(name: &str) -> Option<String> {
    if parse::exact(name).is_some() {
        return Some(name.to_owned());
    }
    if let Some(right) = right_word(name) {
        return Some(right);
    }
    // `24h`, `100mL`
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && digits < name.len() {
        let (count, unit) = name.split_at_checked(digits)?;
        return Some(format!("({count}.{})", right_name(unit)?));
    }
    if parse::exact_full(name).is_some() {
        return Some(name.to_owned());
    }
    // `m^2`, `KG2`
    let (base, exponent) = split_exponent(name)?;
    if exponent == 1 {
        return None;
    }
    let base = base.strip_suffix(['^', '*']).unwrap_or(base);
    let base = match base {
        "M" if matches!(exponent, 2 | 3) => "m".to_owned(),
        base if table::find(base).is_some() => base.to_owned(),
        base => right_word(base)?,
    };
    Some(format!("{base}{exponent}"))
}

fn right_word(word: &str) -> Option<String> {
    if let Some((_, right)) = EXACT_WORDS.iter().find(|(wrong, _)| *wrong == word) {
        return Some((*right).to_owned());
    }
    let small = word.to_ascii_lowercase();
    let small = small.strip_suffix('.').unwrap_or(&small);
    if let Some((_, right)) = WORDS.iter().find(|(wrong, _)| *wrong == small) {
        return Some((*right).to_owned());
    }
    if word.len() < 2 { None } else { table::find_any_case(word) }
}

/// A common unit near to the text.
pub(super) fn near(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().map(|letter| letter.to_ascii_lowercase()).collect();
    if letters.len() < 3 || letters.len() > 24 {
        return None;
    }
    let most = if letters.len() < 6 { 1 } else { 2 };
    let scored = COMMON.iter().filter(|unit| unit.len() >= 3).map(|unit| {
        let other: Vec<char> = unit.chars().map(|letter| letter.to_ascii_lowercase()).collect();
        (distance(&letters, &other), *unit)
    });
    scored
        .filter(|(apart, _)| *apart <= most)
        .min_by_key(|(apart, _)| *apart)
        .map(|(_, unit)| unit.to_owned())
}

/// How many letters must be put in, left out or changed.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, letter) in left.iter().enumerate() {
        let mut diagonal = index;
        let mut before = index.saturating_add(1);
        let mut next = vec![before];
        for (other, above) in right.iter().zip(row.iter().skip(1)) {
            let change = diagonal.saturating_add(usize::from(letter != other));
            before = change.min(above.saturating_add(1)).min(before.saturating_add(1));
            next.push(before);
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

fn strip_any_case<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let head = text.get(..start.len())?;
    if head.eq_ignore_ascii_case(start) { text.get(start.len()..) } else { None }
}

fn strip_end_any_case<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(text.len().checked_sub(end.len())?)?;
    tail.eq_ignore_ascii_case(end).then_some(head)
}

fn replace_any_case(text: &str, word: &str, with: &str) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = strip_any_case(rest, word) {
            replaced.push_str(with);
            rest = after;
        } else {
            replaced.push(letter);
            rest = rest.get(letter.len_utf8()..).unwrap_or("");
        }
    }
    replaced
}
