//! What an open value may be: a range of exact numbers, each end inside, outside or unbounded.

use super::number::Number;
use super::truth::Truth;
use crate::ast::OrderOp;
use std::cmp::Ordering;

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// No end.
    Unbounded,
    /// The number is in the range.
    Inside(Number),
    /// The number is just outside.
    Outside(Number),
}

/// The values that a quantity may have, from `low` to `high`.
///
/// ```
/// use rationale::ast::OrderOp;
/// use rationale::value::{number::Number, range::{Bound, Range}, truth::Truth};
/// let below_detection = Range::new(Bound::Inside(Number::ZERO), Bound::Outside(Number::whole(2))).unwrap();
/// assert_eq!(below_detection.order(OrderOp::Below, Number::whole(2)), Truth::True);
/// assert_eq!(below_detection.order(OrderOp::Below, Number::whole(1)), Truth::Unknown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    /// The lower end.
    pub low: Bound,
    /// The upper end.
    pub high: Bound,
}

#[allow(clippy::should_implement_trait, reason = "the operators cannot refuse")]
impl Range {
    /// From `low` to `high`; `None` where nothing lies between.
    #[must_use]
    pub fn new(low: Bound, high: Bound) -> Option<Self> {
        let some = match (low, high) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => true,
            (Bound::Inside(low), Bound::Inside(high)) => low <= high,
            (Bound::Inside(low) | Bound::Outside(low), Bound::Inside(high) | Bound::Outside(high)) => {
                low < high
            }
        };
        some.then_some(Self { low, high })
    }

    /// One number alone.
    #[must_use]
    pub fn exact(value: Number) -> Self {
        Self { low: Bound::Inside(value), high: Bound::Inside(value) }
    }

    /// Any number.
    #[must_use]
    pub fn any() -> Self {
        Self { low: Bound::Unbounded, high: Bound::Unbounded }
    }

    /// The number, where it is one alone.
    #[must_use]
    pub fn value(&self) -> Option<Number> {
        match (self.low, self.high) {
            (Bound::Inside(low), Bound::Inside(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// Whether it is one number alone.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.value().is_some()
    }

    /// Whether the number is in it.
    #[must_use]
    pub fn contains(&self, value: Number) -> bool {
        let above_low = match self.low {
            Bound::Unbounded => true,
            Bound::Inside(low) => low <= value,
            Bound::Outside(low) => low < value,
        };
        let below_high = match self.high {
            Bound::Unbounded => true,
            Bound::Inside(high) => value <= high,
            Bound::Outside(high) => value < high,
        };
        above_low && below_high
    }

    /// Whether every, some or no value in it stands so to the threshold.
    #[must_use]
    pub fn order(&self, op: OrderOp, threshold: Number) -> Truth {
        match op {
            OrderOp::AtLeast => self.at_least(threshold),
            OrderOp::Below => !self.at_least(threshold),
            OrderOp::Above => self.above(threshold),
            OrderOp::AtMost => !self.above(threshold),
            OrderOp::Equal => match self.value() {
                Some(value) => Truth::from(value == threshold),
                None if self.contains(threshold) => Truth::Unknown,
                None => Truth::False,
            },
        }
    }

    fn at_least(&self, threshold: Number) -> Truth {
        match (self.low, self.high) {
            (Bound::Inside(low) | Bound::Outside(low), _) if low >= threshold => Truth::True,
            (_, Bound::Inside(high)) if high < threshold => Truth::False,
            (_, Bound::Outside(high)) if high <= threshold => Truth::False,
            _ => Truth::Unknown,
        }
    }

    fn above(&self, threshold: Number) -> Truth {
        match (self.low, self.high) {
            (Bound::Inside(low), _) if low > threshold => Truth::True,
            (Bound::Outside(low), _) if low >= threshold => Truth::True,
            (_, Bound::Inside(high) | Bound::Outside(high)) if high <= threshold => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// Whether every, some or no value in it lies from `low` to `high`, both inside.
    #[must_use]
    pub fn between(&self, low: Number, high: Number) -> Truth {
        if low > high {
            return Truth::False;
        }
        self.order(OrderOp::AtLeast, low).and(self.order(OrderOp::AtMost, high))
    }

    /// What both hold; `None` where they share nothing.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        Self::new(
            later(self.low, other.low, compare_low, Ordering::Less),
            later(self.high, other.high, compare_high, Ordering::Greater),
        )
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        Self {
            low: later(self.low, other.low, compare_low, Ordering::Greater),
            high: later(self.high, other.high, compare_high, Ordering::Less),
        }
    }

    /// The range of the lower of the two values.
    #[must_use]
    pub fn lower_of(&self, other: &Self) -> Self {
        Self {
            low: later(self.low, other.low, compare_low, Ordering::Greater),
            high: later(self.high, other.high, compare_high, Ordering::Greater),
        }
    }

    /// The range of the higher of the two values.
    #[must_use]
    pub fn higher_of(&self, other: &Self) -> Self {
        Self {
            low: later(self.low, other.low, compare_low, Ordering::Less),
            high: later(self.high, other.high, compare_high, Ordering::Less),
        }
    }

    /// The range put through an increasing map, such as a conversion of units.
    ///
    /// # Errors
    ///
    /// What the map says of an end it cannot map.
    pub fn map_linear<E>(&self, mut convert: impl FnMut(Number) -> Result<Number, E>) -> Result<Self, E> {
        let mut end = |bound: Bound| {
            Ok(match bound {
                Bound::Unbounded => Bound::Unbounded,
                Bound::Inside(value) => Bound::Inside(convert(value)?),
                Bound::Outside(value) => Bound::Outside(convert(value)?),
            })
        };
        Ok(Self { low: end(self.low)?, high: end(self.high)? })
    }

    /// The range of the values with the other sign, or `None` on overflow.
    #[must_use]
    pub fn neg(&self) -> Option<Self> {
        let turned = self.map_linear(|value| value.neg().ok_or(())).ok()?;
        Some(Self { low: turned.high, high: turned.low })
    }

    /// The range of the sum of the two, each free; `None` on overflow.
    #[must_use]
    pub fn add(&self, other: &Self) -> Option<Self> {
        Some(Self { low: add_bounds(self.low, other.low)?, high: add_bounds(self.high, other.high)? })
    }

    /// The range of the difference of the two, each free; `None` on overflow.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Option<Self> {
        self.add(&other.neg()?)
    }

    /// The range of the product with a number; `None` on overflow.
    #[must_use]
    pub fn times(&self, factor: Number) -> Option<Self> {
        match factor.cmp(&Number::ZERO) {
            Ordering::Less => self.neg()?.times(factor.neg()?),
            Ordering::Equal => Some(Self::exact(Number::ZERO)),
            Ordering::Greater => self.map_linear(|value| value.mul(factor).ok_or(())).ok(),
        }
    }

    /// The range of the values rounded to the nearest multiple of `step`, halves away from nought; `None` on overflow or
    /// where `step` is not above nought.
    #[must_use]
    pub fn rounded_to(&self, step: Number) -> Option<Self> {
        if step <= Number::ZERO {
            return None;
        }
        Some(Self { low: round_end(self.low, step, true)?, high: round_end(self.high, step, false)? })
    }
}

fn add_bounds(left: Bound, right: Bound) -> Option<Bound> {
    Some(match (left, right) {
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => Bound::Unbounded,
        (Bound::Inside(left), Bound::Inside(right)) => Bound::Inside(left.add(right)?),
        (Bound::Inside(left) | Bound::Outside(left), Bound::Inside(right) | Bound::Outside(right)) => {
            Bound::Outside(left.add(right)?)
        }
    })
}

/// An end after rounding. Every rounded end is reached, so it is inside; an end just outside a half rounds to the side the
/// range lies on.
fn round_end(end: Bound, step: Number, is_low: bool) -> Option<Bound> {
    let value = match end {
        Bound::Unbounded => return Some(Bound::Unbounded),
        Bound::Inside(value) => return value.rounded_to(step).map(Bound::Inside),
        Bound::Outside(value) => value,
    };
    let rounded = value.rounded_to(step)?;
    let half = step.div(Number::whole(2))?;
    let beyond = if is_low {
        // -14.5 itself rounds to -15, all above it to -14.
        rounded.add(half)? == value
    } else {
        rounded.sub(half)? == value
    };
    Some(Bound::Inside(match (beyond, is_low) {
        (false, _) => rounded,
        (true, true) => rounded.add(step)?,
        (true, false) => rounded.sub(step)?,
    }))
}

/// `right` where `left` compares so to it, else `left`.
fn later(left: Bound, right: Bound, compare: fn(Bound, Bound) -> Ordering, replace: Ordering) -> Bound {
    if compare(left, right) == replace { right } else { left }
}

/// Lower ends in order: unbounded first, and at one number inside before outside.
pub(crate) fn compare_low(left: Bound, right: Bound) -> Ordering {
    let key = |bound| match bound {
        Bound::Unbounded => (None, 0),
        Bound::Inside(value) => (Some(value), 0),
        Bound::Outside(value) => (Some(value), 1),
    };
    key(left).cmp(&key(right))
}

/// Upper ends in order: at one number outside before inside, unbounded last.
pub(crate) fn compare_high(left: Bound, right: Bound) -> Ordering {
    let key = |bound| match bound {
        Bound::Outside(value) => (0, Some(value), 0),
        Bound::Inside(value) => (0, Some(value), 1),
        Bound::Unbounded => (1, None, 0),
    };
    key(left).cmp(&key(right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OPS: [OrderOp; 5] =
        [OrderOp::AtLeast, OrderOp::AtMost, OrderOp::Above, OrderOp::Below, OrderOp::Equal];

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    /// `[1 5)`: a square bracket is inside, a round one outside, `..` unbounded.
    fn range(text: &str) -> Range {
        let (low, high) = text[1..text.len() - 1].split_once(' ').expect("two ends");
        let end = |text: &str, inside: bool| match text {
            ".." => Bound::Unbounded,
            text if inside => Bound::Inside(number(text)),
            text => Bound::Outside(number(text)),
        };
        Range::new(end(low, text.starts_with('[')), end(high, text.ends_with(']'))).expect("not empty")
    }

    #[test]
    fn a_comparison_is_decided_where_the_whole_range_agrees() {
        use OrderOp::{Above, AtLeast, AtMost, Below, Equal};
        use Truth::{False, True, Unknown};
        for (text, op, threshold, expected) in [
            ("[0 0.01)", Below, "0.01", True),
            ("[0 0.01)", AtMost, "0.01", True),
            ("[0 0.01)", AtLeast, "0.01", False),
            ("[0 0.01)", Equal, "0.01", False),
            ("[0 0.01)", Equal, "0", Unknown),
            ("[0 0.01)", Below, "0.005", Unknown),
            ("(5 ..)", Above, "5", True),
            ("(5 ..)", AtLeast, "5", True),
            ("(5 ..)", AtMost, "5", False),
            ("(5 ..)", Above, "6", Unknown),
            ("[5 ..)", Above, "5", Unknown),
            ("[5 ..)", AtLeast, "5", True),
            ("[5 9]", Above, "9", False),
            ("[5 9]", AtLeast, "9", Unknown),
            ("[5 5]", Equal, "5", True),
            ("[5 5]", Equal, "6", False),
            ("(.. ..)", Below, "5", Unknown),
            ("(.. ..)", Equal, "5", Unknown),
        ] {
            assert_eq!(range(text).order(op, number(threshold)), expected, "{text} {op:?} {threshold}");
        }
    }

    #[test]
    fn between_takes_in_both_ends() {
        for (text, expected) in [
            ("[5 14]", Truth::True),
            ("(4 5)", Truth::False),
            ("[4 5]", Truth::Unknown),
            ("(14 20]", Truth::False),
            ("[0 20]", Truth::Unknown),
            ("(.. ..)", Truth::Unknown),
        ] {
            assert_eq!(range(text).between(number("5"), number("14")), expected, "{text}");
        }
        assert_eq!(Range::any().between(number("14"), number("5")), Truth::False);
    }

    #[test]
    fn nothing_lies_between_ends_that_cross() {
        let (one, two) = (number("1"), number("2"));
        assert_eq!(Range::new(Bound::Inside(two), Bound::Inside(one)), None);
        assert_eq!(Range::new(Bound::Inside(one), Bound::Outside(one)), None);
        assert_eq!(Range::new(Bound::Outside(one), Bound::Outside(one)), None);
        assert!(Range::new(Bound::Inside(one), Bound::Inside(one)).is_some());
        assert_eq!(range("[1 2)").intersect(&range("[2 3]")), None);
        assert_eq!(range("[1 2]").intersect(&range("[2 3]")), Some(Range::exact(two)));
        assert_eq!(range("[1 2)").hull(&range("(3 4]")), range("[1 4]"));
    }

    #[test]
    fn ranges_add_turn_and_scale() {
        assert_eq!(range("[1 2)").add(&range("[10 20]")), Some(range("[11 22)")));
        assert_eq!(range("[1 2)").neg(), Some(range("(-2 -1]")));
        assert_eq!(range("[1 2)").sub(&range("[1 2)")), Some(range("(-1 1)")));
        assert_eq!(range("[1 2)").times(number("-2")), Some(range("(-4 -2]")));
        assert_eq!(range("(1 ..)").times(Number::ZERO), Some(Range::exact(Number::ZERO)));
        assert_eq!(range("(1 ..)").add(&range("(.. 3)")), Some(Range::any()));
        assert_eq!(range("[1 5]").lower_of(&range("(2 3]")), range("[1 3]"));
        assert_eq!(range("[1 5]").higher_of(&range("(2 3]")), range("(2 5]"));
    }

    #[test]
    fn a_range_rounds_to_the_values_it_can_round_to() {
        for (text, expected) in [
            ("[14.4 14.4]", "[14 14]"),
            ("[14.5 14.6]", "[15 15]"),
            ("(14.5 14.6]", "[15 15]"),
            ("[14 14.5)", "[14 14]"),
            ("[14 14.5]", "[14 15]"),
            ("(-14.5 -14]", "[-14 -14]"),
            ("[-14.5 -14]", "[-15 -14]"),
            ("[-15 -14.5)", "[-15 -15]"),
            ("(.. 3.2)", "(.. 3]"),
        ] {
            assert_eq!(range(text).rounded_to(Number::ONE), Some(range(expected)), "{text}");
        }
    }

    fn any_bound() -> impl Strategy<Value = Bound> {
        let value = (-20_i64..20).prop_map(|half| Number::whole(half).div(Number::whole(2)).expect("small"));
        prop_oneof![
            1 => Just(Bound::Unbounded),
            3 => value.clone().prop_map(Bound::Inside),
            3 => value.prop_map(Bound::Outside),
        ]
    }

    fn any_range() -> impl Strategy<Value = Range> {
        (any_bound(), any_bound()).prop_filter_map("not empty", |(low, high)| Range::new(low, high))
    }

    /// Quarters from -15 to 15: finer and wider than the ends the ranges are made of.
    fn samples() -> impl Iterator<Item = Number> {
        (-60..=60).map(|quarter| Number::ratio(quarter, 4).expect("small"))
    }

    fn holds(op: OrderOp, value: Number, threshold: Number) -> bool {
        match op {
            OrderOp::AtLeast => value >= threshold,
            OrderOp::AtMost => value <= threshold,
            OrderOp::Above => value > threshold,
            OrderOp::Below => value < threshold,
            OrderOp::Equal => value == threshold,
        }
    }

    fn agree(answers: impl Iterator<Item = bool>) -> Truth {
        let answers: Vec<bool> = answers.collect();
        match (answers.contains(&true), answers.contains(&false)) {
            (true, false) => Truth::True,
            (false, true) => Truth::False,
            _ => Truth::Unknown,
        }
    }

    proptest! {
        #[test]
        fn comparisons_agree_with_trying_the_values(range in any_range(), half in -20_i128..20, wide in 0_i128..10) {
            let threshold = Number::ratio(half, 2).expect("small");
            let inside = || samples().filter(|value| range.contains(*value));
            for op in OPS {
                prop_assert_eq!(range.order(op, threshold), agree(inside().map(|value| holds(op, value, threshold))), "{:?}", op);
            }
            let high = Number::ratio(half + wide, 2).expect("small");
            prop_assert_eq!(range.between(threshold, high), agree(inside().map(|value| threshold <= value && value <= high)));
        }

        #[test]
        fn intersect_hull_and_arithmetic_agree_with_trying_the_values(left in any_range(), right in any_range()) {
            let both = left.intersect(&right);
            let hull = left.hull(&right);
            for value in samples() {
                let in_both = left.contains(value) && right.contains(value);
                prop_assert_eq!(both.is_some_and(|both| both.contains(value)), in_both);
                if left.contains(value) || right.contains(value) {
                    prop_assert!(hull.contains(value));
                }
                prop_assert_eq!(left.neg().expect("small").contains(value), left.contains(value.neg().expect("small")));
            }
            let (sum, lower, higher) = (left.add(&right).expect("small"), left.lower_of(&right), left.higher_of(&right));
            for one in samples().filter(|value| left.contains(*value)) {
                let rounded = left.rounded_to(Number::ONE).expect("small");
                prop_assert!(rounded.contains(one.rounded_to(Number::ONE).expect("small")));
                for other in samples().filter(|value| right.contains(*value)) {
                    prop_assert!(sum.contains(one.add(other).expect("small")));
                    prop_assert!(lower.contains(one.min(other)) && higher.contains(one.max(other)));
                }
            }
        }
    }
}
