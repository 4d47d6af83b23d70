//! UCUM expressions -> [`Unit`]. Exact spellings only; `spelling` knows the others.

use super::dimension::Dimension;
use super::{LONGEST, Unit, full, table};
use crate::value::number::Number;

/// Where the names of an expression are looked up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// The core's own table.
    Own,
    /// What that does not know, in the tables of full UCUM.
    Full,
}

/// The unit, where the text is one of the core's own table.
pub(super) fn exact(text: &str) -> Option<Unit> {
    read(text, Names::Own)
}

/// The unit, where the text is one with the tables of full UCUM behind the core's own. Without the feature `ucum` these are empty.
pub(super) fn exact_full(text: &str) -> Option<Unit> {
    read(text, Names::Full)
}

fn read(text: &str, names: Names) -> Option<Unit> {
    if text.chars().nth(LONGEST).is_some() {
        return None;
    }
    let mut scan = Scan { rest: text, last_was_number: false, names };
    let product = if scan.take('/') { scan.term(true)? } else { scan.term(false)? };
    if !scan.rest.is_empty() {
        return None;
    }
    let offset = match product.special {
        // Compounds of temperatures (`Cel/h`) are of differences; a plain temperature keeps its nought.
        Some(offset) if product.atoms == 1 && !product.powered => offset,
        Some(_) if product.dimension == Dimension::physical([0, 0, 0, 1, 0, 0]) => return None,
        _ => Number::ZERO,
    };
    Some(Unit::build(text, product.dimension, product.factor, offset))
}

/// What has been read so far, multiplied out.
struct Product {
    dimension: Dimension,
    factor: Number,
    /// The offset of a temperature in it.
    special: Option<Number>,
    /// How many atoms and numbers it is of; annotations do not count.
    atoms: u32,
    /// Whether something in it was inverted or raised to a power.
    powered: bool,
}

impl Product {
    fn number(factor: Number) -> Self {
        Self { dimension: Dimension::default(), factor, special: None, atoms: 1, powered: false }
    }

    fn times(&self, other: &Self) -> Option<Self> {
        Some(Self {
            dimension: self.dimension.times(&other.dimension)?,
            factor: self.factor.mul(other.factor)?,
            special: self.special.or(other.special),
            atoms: self.atoms.checked_add(other.atoms)?,
            powered: self.powered || other.powered,
        })
    }

    fn inverse(&self) -> Option<Self> {
        Some(Self {
            dimension: self.dimension.inverse()?,
            factor: Number::ONE.div(self.factor)?,
            special: self.special,
            atoms: self.atoms,
            powered: true,
        })
    }

    fn power(self, exponent: i32) -> Option<Self> {
        if exponent == 1 {
            return Some(self);
        }
        if exponent == 0 || exponent.unsigned_abs() > 30 {
            return None;
        }
        let base = if exponent < 0 { self.inverse()? } else { self };
        let mut product = base.times(&Self { atoms: 0, ..Self::number(Number::ONE) })?;
        for _ in 1..exponent.unsigned_abs() {
            product = product.times(&base)?;
        }
        Some(Self { powered: true, ..product })
    }
}

struct Scan<'a> {
    rest: &'a str,
    /// `1.73` is not 1 by 73.
    last_was_number: bool,
    names: Names,
}

impl<'a> Scan<'a> {
    fn take(&mut self, sign: char) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Components joined by `.` and `/`, from left to right. The length of the text bounds the depth.
    fn term(&mut self, inverted: bool) -> Option<Product> {
        let first = self.component()?;
        let mut product = if inverted { first.inverse()? } else { first };
        loop {
            let after_number = self.last_was_number;
            if self.take('.') {
                let next = self.component()?;
                if after_number && self.last_was_number {
                    return None;
                }
                product = product.times(&next)?;
            } else if self.take('/') {
                product = product.times(&self.component()?.inverse()?)?;
            } else {
                return Some(product);
            }
        }
    }

    fn component(&mut self) -> Option<Product> {
        self.last_was_number = false;
        if self.take('(') {
            let product = self.term(false)?;
            self.last_was_number = false;
            return self.take(')').then_some(product);
        }
        if self.rest.starts_with('{') {
            return self.annotations(Product { atoms: 0, ..Product::number(Number::ONE) });
        }
        let name = self.name()?;
        let product = if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
            self.last_was_number = true;
            let value = name.parse::<i64>().ok().filter(|value| (1..=1_000_000_000).contains(value))?;
            Product::number(Number::whole(value))
        } else {
            simple(name, self.names)?
        };
        self.annotations(product)
    }

    /// The annotations that follow, each a factor of its own kind.
    fn annotations(&mut self, mut product: Product) -> Option<Product> {
        while let Some(inside) = self.rest.strip_prefix('{') {
            let (text, rest) = inside.split_once('}')?;
            if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'{') {
                return None;
            }
            self.rest = rest;
            self.last_was_number = false;
            product.dimension = product.dimension.times(&Dimension::own(&format!("{{{text}}}")))?;
        }
        Some(product)
    }

    /// A name up to the next operator, brackets taken whole.
    fn name(&mut self) -> Option<&'a str> {
        let mut end = self.rest.len();
        let mut in_brackets = false;
        for (index, letter) in self.rest.char_indices() {
            match letter {
                '[' if in_brackets => return None,
                '[' => in_brackets = true,
                ']' if !in_brackets => return None,
                ']' => in_brackets = false,
                '.' | '/' | '(' | ')' | '{' | '}' if !in_brackets => {
                    end = index;
                    break;
                }
                _ => {}
            }
        }
        if in_brackets {
            return None;
        }
        let (name, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(name)
    }
}

/// An atom with its prefix and exponent.
fn simple(name: &str, names: Names) -> Option<Product> {
    let (base, exponent) = split_exponent(name)?;
    let Some((power, atom)) = table::find(base) else {
        let (dimension, factor) = if names == Names::Full { full::find(base)? } else { return None };
        return Product { dimension, ..Product::number(factor) }.power(exponent);
    };
    let scale = 10_i128.checked_pow(power.unsigned_abs())?;
    let scale = if power < 0 { Number::ratio(1, scale)? } else { Number::ratio(scale, 1)? };
    let product = Product {
        dimension: atom.dimension()?,
        factor: atom.factor()?.mul(scale)?,
        special: atom.offset(),
        atoms: 1,
        powered: false,
    };
    product.power(exponent)
}

/// `m2` to `m` and 2, `s-1` to `s` and -1, `10*3` to `10*` and 3.
pub(super) fn split_exponent(name: &str) -> Option<(&str, i32)> {
    let digits = name.bytes().rev().take_while(u8::is_ascii_digit).count();
    let start = name.len().checked_sub(digits)?;
    let (base, exponent) = name.split_at_checked(start)?;
    if exponent.is_empty() {
        return Some((name, 1));
    }
    let (base, sign) = match base.strip_suffix('-') {
        Some(base) => (base, -1),
        None => (base.strip_suffix('+').unwrap_or(base), 1_i32),
    };
    let exponent: i32 = exponent.parse().ok()?;
    Some((base, exponent.checked_mul(sign)?))
}
