//! Ranges of numbers of any size, put through a calculation. Sound always; exact where every use of an open value pulls the
//! result the same way.

use crate::check::model::Function;
use crate::value::exact::Exact;
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use std::cmp::Ordering;

/// The values a step of a calculation may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    low: End,
    high: End,
}

/// One end.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    /// No end on this side.
    Far(Side),
    /// The number, inside or just outside.
    At(Exact, bool),
}

/// Which way something goes: never down, or never up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pull {
    Up,
    Down,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Below,
    Above,
}

impl End {
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Far(a), Self::Far(b)) if a == b => Ordering::Equal,
            (Self::Far(Side::Below), _) | (_, Self::Far(Side::Above)) => Ordering::Less,
            (Self::Far(Side::Above), _) | (_, Self::Far(Side::Below)) => Ordering::Greater,
            (Self::At(a, _), Self::At(b, _)) => a.cmp(b),
        }
    }

    fn inside(&self) -> bool {
        matches!(self, Self::At(_, true))
    }

    /// Of ends that may be one, the lower (higher); of two at one number the one inside.
    fn outer(self, other: Self, lower: bool) -> Self {
        match self.compare(&other) {
            Ordering::Equal if other.inside() => other,
            Ordering::Less if !lower => other,
            Ordering::Greater if lower => other,
            _ => self,
        }
    }

    fn neg(&self) -> Self {
        match self {
            Self::Far(Side::Below) => Self::Far(Side::Above),
            Self::Far(Side::Above) => Self::Far(Side::Below),
            Self::At(number, inside) => Self::At(number.neg(), *inside),
        }
    }

    fn add(&self, other: &Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Far(side), _) | (_, Self::Far(side)) => Self::Far(*side),
            (Self::At(a, a_in), Self::At(b, b_in)) => Self::At(a.add(b)?, *a_in && *b_in),
        })
    }

    fn sign(&self) -> Ordering {
        match self {
            Self::Far(Side::Below) => Ordering::Less,
            Self::Far(Side::Above) => Ordering::Greater,
            Self::At(number, _) => number.sign(),
        }
    }

    fn mul(&self, other: &Self) -> Option<Self> {
        // Nought times anything, however large, is nought; it is reached where the nought is.
        let nought = |end: &Self| end.sign() == Ordering::Equal;
        if nought(self) || nought(other) {
            let reached = (nought(self) && self.inside()) || (nought(other) && other.inside());
            return Some(Self::At(Exact::zero(), reached));
        }
        match (self, other) {
            (Self::At(a, a_in), Self::At(b, b_in)) => Some(Self::At(a.mul(b)?, *a_in && *b_in)),
            _ if self.sign() == other.sign() => Some(Self::Far(Side::Above)),
            _ => Some(Self::Far(Side::Below)),
        }
    }

    /// One over it, for an end of a range without nought; nought itself turns to far on its `side`.
    fn inverse(&self, side: Side) -> Option<Self> {
        Some(match self {
            Self::Far(_) => Self::At(Exact::zero(), false),
            Self::At(number, _) if number.sign() == Ordering::Equal => Self::Far(side),
            Self::At(number, inside) => Self::At(Exact::one().div(number)?, *inside),
        })
    }
}

impl Interval {
    pub(crate) fn of(range: &Range) -> Self {
        let end = |bound: Bound, side: Side| match bound {
            Bound::Unbounded => End::Far(side),
            Bound::Inside(number) => End::At(number.into(), true),
            Bound::Outside(number) => End::At(number.into(), false),
        };
        Self { low: end(range.low, Side::Below), high: end(range.high, Side::Above) }
    }

    /// A whole number.
    pub(crate) fn whole(number: i64) -> Self {
        Self::of(&Range::exact(Number::whole(number)))
    }

    /// Whether it is one number.
    pub(crate) fn is_single(&self) -> bool {
        self.single().is_some()
    }

    /// Its ends, each as if it were alone; `None` where it has none.
    pub(crate) fn ends(&self) -> Option<(Self, Self)> {
        let alone = |end: &End| match end {
            End::Far(_) => None,
            end => Some(Self { low: end.clone(), high: end.clone() }),
        };
        Some((alone(&self.low)?, alone(&self.high)?))
    }

    /// Whether it is nowhere below nought, or nowhere above.
    pub(crate) fn pull(&self) -> Option<Pull> {
        if !self.low.sign().is_lt() {
            Some(Pull::Up)
        } else if !self.high.sign().is_gt() {
            Some(Pull::Down)
        } else {
            None
        }
    }

    /// The slope of a function that never falls, of something with this slope.
    pub(crate) fn grown_slope(&self) -> Option<Self> {
        let nought = End::At(Exact::zero(), true);
        Some(match self.pull()? {
            Pull::Up => Self { low: nought, high: End::Far(Side::Above) },
            Pull::Down => Self { low: End::Far(Side::Below), high: nought },
        })
    }

    /// From the lower end of this to the upper end of another.
    pub(crate) fn up_to(self, other: Self) -> Self {
        Self { low: self.low, high: other.high }
    }

    /// The values as a range of numbers; `None` on overflow.
    pub(crate) fn range(&self) -> Option<Range> {
        let low = match &self.low {
            End::At(number, inside) => number.low_end(*inside)?,
            End::Far(_) => Bound::Unbounded,
        };
        let high = match &self.high {
            End::At(number, inside) => number.high_end(*inside)?,
            End::Far(_) => Bound::Unbounded,
        };
        Range::new(low, high)
    }

    fn single(&self) -> Option<&Exact> {
        match (&self.low, &self.high) {
            (End::At(low, true), End::At(high, true)) if low == high => Some(low),
            _ => None,
        }
    }

    pub(crate) fn hull(self, other: Self) -> Self {
        Self { low: self.low.outer(other.low, true), high: self.high.outer(other.high, false) }
    }

    fn neg(&self) -> Self {
        Self { low: self.high.neg(), high: self.low.neg() }
    }

    pub(crate) fn add(&self, other: &Self) -> Option<Self> {
        Some(Self { low: self.low.add(&other.low)?, high: self.high.add(&other.high)? })
    }

    pub(crate) fn sub(&self, other: &Self) -> Option<Self> {
        self.add(&other.neg())
    }

    pub(crate) fn mul(&self, other: &Self) -> Option<Self> {
        corners([&self.low, &self.high], [&other.low, &other.high], End::mul)
    }

    /// `None` where the divisor may be nought: what cannot be calculated for one possibility is not known.
    pub(crate) fn div(&self, other: &Self) -> Option<Self> {
        let above = match (&other.low, &other.high) {
            (End::At(low, inside), _) if low.sign().is_gt() || (low.sign().is_eq() && !inside) => true,
            (_, End::At(high, inside)) if high.sign().is_lt() || (high.sign().is_eq() && !inside) => false,
            _ => return None,
        };
        let side = if above { Side::Above } else { Side::Below };
        let inverse = Self { low: other.high.inverse(side)?, high: other.low.inverse(side)? };
        self.mul(&inverse)
    }

    /// Whether it reaches below nought, or to it.
    fn not_above_nought(&self) -> bool {
        match &self.low {
            End::At(low, inside) => low.sign().is_lt() || (low.sign().is_eq() && *inside),
            End::Far(_) => true,
        }
    }

    fn below_nought(&self) -> bool {
        match &self.low {
            End::At(low, _) => low.sign().is_lt(),
            End::Far(_) => true,
        }
    }

    /// Put through a function that grows. Results are rounded, so what lies just outside may round to the end.
    fn grown(&self, at: impl Fn(&Exact) -> Option<Exact>, far_below: End) -> Option<Self> {
        let end = |end: &End, far: End| match end {
            End::Far(_) => Some(far),
            End::At(number, _) => Some(End::At(at(number)?, true)),
        };
        Some(Self { low: end(&self.low, far_below)?, high: end(&self.high, End::Far(Side::Above))? })
    }

    fn ln(&self) -> Option<Self> {
        if self.not_above_nought() {
            return None;
        }
        match &self.low {
            End::At(low, _) if low.sign().is_eq() => {
                let from_one = Self { low: End::At(Exact::one(), true), high: self.high.clone() };
                Some(Self { low: End::Far(Side::Below), ..from_one.grown(Exact::ln, End::Far(Side::Below))? })
            }
            _ => self.grown(Exact::ln, End::Far(Side::Below)),
        }
    }

    fn power(&self, exponent: &Self) -> Option<Self> {
        if self.below_nought() {
            return self.whole_power(exponent.single()?);
        }
        if self.not_above_nought() && !matches!(&exponent.low, End::At(low, _) if low.sign().is_gt()) {
            // Nought has no such power.
            return None;
        }
        let far = |base: &Exact, side: Side| {
            // A power without end.
            let grows = (base.cmp(&Exact::one()) == Ordering::Greater) == (side == Side::Above);
            match base.cmp(&Exact::one()) {
                Ordering::Equal => End::At(Exact::one(), true),
                // Numbers near nought to powers far below it have no end.
                _ if base.sign().is_eq() && side == Side::Below => End::Far(Side::Above),
                _ if base.sign().is_eq() => End::At(Exact::zero(), true),
                _ if grows => End::Far(Side::Above),
                _ => End::At(Exact::zero(), false),
            }
        };
        corners([&self.low, &self.high], [&exponent.low, &exponent.high], |base, exponent| {
            Some(match (base, exponent) {
                (End::At(base, _), End::At(exponent, _)) if base.sign().is_eq() => match exponent.sign() {
                    Ordering::Greater => End::At(Exact::zero(), true),
                    Ordering::Equal => End::At(Exact::one(), true),
                    Ordering::Less => End::Far(Side::Above),
                },
                (End::At(base, _), End::At(exponent, _)) => End::At(base.power(exponent)?, true),
                (End::At(base, _), End::Far(side)) => far(base, *side),
                (End::Far(_), exponent) => match exponent.sign() {
                    Ordering::Greater => End::Far(Side::Above),
                    Ordering::Equal => End::At(Exact::one(), true),
                    Ordering::Less => End::At(Exact::zero(), false),
                },
            })
        })
    }

    /// Numbers that may be below nought, to a whole power above nought.
    fn whole_power(&self, exponent: &Exact) -> Option<Self> {
        let whole = exponent.whole().filter(|whole| *whole > 0)?;
        let end = |end: &End| match end {
            End::Far(side) => Some(End::Far(*side)),
            End::At(number, _) => Some(End::At(number.power(exponent)?, true)),
        };
        if whole.checked_rem(2) != Some(0) {
            return Some(Self { low: end(&self.low)?, high: end(&self.high)? });
        }
        let size = |bound: &End| if bound.sign().is_lt() { end(&bound.neg()) } else { end(bound) };
        let (a, b) = (size(&self.low)?, size(&self.high)?);
        let crosses = !self.high.sign().is_lt();
        let high = a.clone().outer(b.clone(), false);
        let low = if crosses { End::At(Exact::zero(), true) } else { a.outer(b, true) };
        Some(Self { low, high })
    }

    fn rounded(&self, step: &Self) -> Option<Self> {
        let step = step.single()?;
        let end = |end: &End| match end {
            End::Far(side) => Some(End::Far(*side)),
            End::At(number, _) => Some(End::At(number.rounded_to(step)?, true)),
        };
        Some(Self { low: end(&self.low)?, high: end(&self.high)? })
    }

    fn least(&self, other: &Self) -> Self {
        let inner = |a: &End, b: &End| match a.compare(b) {
            // The higher end of the lower of two is the lower of the higher ends, inside only where both are.
            Ordering::Less => a.clone(),
            Ordering::Greater => b.clone(),
            Ordering::Equal if a.inside() => a.clone(),
            Ordering::Equal => b.clone(),
        };
        Self { low: self.low.clone().outer(other.low.clone(), true), high: inner(&self.high, &other.high) }
    }
}

/// The extremes over the four corners.
fn corners(left: [&End; 2], right: [&End; 2], at: impl Fn(&End, &End) -> Option<End>) -> Option<Interval> {
    let mut found: Option<Interval> = None;
    for a in left {
        for b in right {
            let corner = at(a, b)?;
            let corner = Interval { low: corner.clone(), high: corner };
            found = Some(match found {
                None => corner,
                Some(found) => found.hull(corner),
            });
        }
    }
    found
}

/// A function of ranges; `None` where it has no value for some possibility.
pub(crate) fn function(function: Function, arguments: &[Interval]) -> Option<Interval> {
    let (first, rest) = arguments.split_first()?;
    match function {
        Function::Ln => first.ln(),
        Function::Exp => first.grown(Exact::exp, End::At(Exact::zero(), false)),
        Function::Sqrt if first.below_nought() => None,
        Function::Sqrt => first.grown(Exact::sqrt, End::At(Exact::zero(), true)),
        Function::Power => first.power(rest.first()?),
        Function::Round => first.rounded(rest.first()?),
        Function::Min => Some(rest.iter().fold(first.clone(), |least, next| least.least(next))),
        Function::Max => {
            let least = rest.iter().fold(first.neg(), |least, next| least.least(&next.neg()));
            Some(least.neg())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn small() -> impl Strategy<Value = Range> {
        let bound = |number: i64, sort: u8| {
            let number = Number::ratio(i128::from(number), 2).expect("small");
            match sort {
                0 => Bound::Unbounded,
                1 | 2 => Bound::Outside(number),
                _ => Bound::Inside(number),
            }
        };
        (-8_i64..8, -8_i64..8, 0_u8..8, 0_u8..8)
            .prop_filter_map("not empty", move |(low, high, a, b)| Range::new(bound(low, a), bound(high, b)))
    }

    fn samples(range: &Range) -> Vec<Number> {
        let numbers = (-40_i128..40).filter_map(|over| Number::ratio(over, 4));
        numbers.filter(|number| range.contains(*number)).collect()
    }

    fn holds(found: &Interval, value: &Exact) -> bool {
        found.range().is_none_or(|range| match value.to_number() {
            Some(number) => range.contains(number),
            None => true,
        })
    }

    proptest! {
        // Each example tries many pairs of numbers.
        #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_possible_result_is_left_out(left in small(), right in small()) {
            let (a, b) = (Interval::of(&left), Interval::of(&right));
            let made = [a.add(&b), a.sub(&b), a.mul(&b), a.div(&b), function(Function::Power, &[a.clone(), b.clone()])];
            let alone = [
                function(Function::Min, &[a.clone(), b.clone()]), function(Function::Max, &[a.clone(), b.clone()]),
                function(Function::Sqrt, std::slice::from_ref(&a)), function(Function::Ln, std::slice::from_ref(&a)),
                function(Function::Exp, std::slice::from_ref(&a)),
            ];
            for x in samples(&left) {
                let x = Exact::from(x);
                for y in samples(&right) {
                    let y = Exact::from(y);
                    let points = [x.add(&y), x.sub(&y), x.mul(&y), x.div(&y), x.power(&y)];
                    for (at, (made, point)) in made.iter().zip(&points).enumerate() {
                        match (made, point) {
                            (Some(made), Some(point)) => prop_assert!(holds(made, point), "{at}: {x:?} {y:?} {made:?}"),
                            (Some(made), None) => prop_assert!(at == 4, "{x:?} {y:?} {made:?} has a value that there is not"),
                            _ => {}
                        }
                    }
                    let points = [Some(x.clone().min(y.clone())), Some(x.clone().max(y)), x.sqrt(), x.ln(), x.exp()];
                    for (at, (made, point)) in alone.iter().zip(&points).enumerate() {
                        if let (Some(made), Some(point)) = (made, point) {
                            prop_assert!(holds(made, point), "{at}: {x:?} {made:?}");
                        }
                    }
                }
            }
        }
    }
}
