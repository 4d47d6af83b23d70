use super::*;
use crate::ast::OrderOp;
use crate::value::truth::Truth;
use proptest::prelude::*;

/// A decimal of any length.
fn exact(text: &str) -> Exact {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let over: BigInt = format!("{whole}{fraction}").parse().unwrap_or_else(|_| panic!("{text}"));
    let places =
        exponent.parse::<i64>().expect("an exponent") - i64::try_from(fraction.len()).expect("short");
    let scale = BigInt::from(10).pow(u32::try_from(places.unsigned_abs()).expect("small"));
    Exact(if places >= 0 { Ratio::from_integer(over * scale) } else { Ratio::new(over, scale) })
}

/// Worked out with mpmath at 120 digits: function, value, exponent, result.
#[test]
fn functions_agree_with_high_precision() {
    let mut lines = 0;
    for line in include_str!("vectors.txt").lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [function, value, exponent, result] = words[..] else { panic!("{line}") };
        let value = exact(value);
        let found = match function {
            "ln" => value.ln(),
            "exp" => value.exp(),
            "sqrt" => value.sqrt(),
            _ => value.power(&exact(exponent)),
        };
        assert_eq!(found, Some(exact(result)), "{line}");
        lines += 1;
    }
    assert!(lines > 150);
}

#[test]
fn exact_results_are_exact_and_ties_go_to_the_even_digit() {
    assert_eq!(exact("1").ln(), Some(Exact::zero()));
    assert_eq!(exact("0").exp(), Some(Exact::one()));
    assert_eq!(exact("6.25").sqrt(), Some(exact("2.5")));
    assert_eq!(exact("0").sqrt(), Some(Exact::zero()));
    assert_eq!(exact("8").power(&Exact(Ratio::new(1.into(), 3.into()))), Some(exact("2")));
    assert_eq!(exact("-2").power(&exact("3")), Some(exact("-8")));
    assert_eq!(exact("0").power(&exact("0.3")), Some(Exact::zero()));
    // The squares of numbers of 13 digits that end in 5.
    for (root, rounded) in [("1.000000000005", "1"), ("1.000000000015", "1.00000000002")] {
        let square = exact(root).mul(&exact(root)).expect("small");
        assert_eq!(square.sqrt(), Some(exact(rounded)));
        assert_eq!(square.power(&exact("0.5")), Some(exact(rounded)));
        assert_eq!(exact(root).power(&Exact::one()), Some(exact(rounded)));
    }
}

#[test]
fn what_has_no_result_is_refused() {
    assert_eq!(exact("0").ln(), None);
    assert_eq!(exact("-1").ln(), None);
    assert_eq!(exact("-1").sqrt(), None);
    assert_eq!(exact("1000").exp(), None);
    assert_eq!(exact("-1000").exp(), None);
    assert_eq!(exact("0").power(&exact("0")), None);
    assert_eq!(exact("0").power(&exact("-1")), None);
    assert_eq!(exact("-2").power(&exact("0.5")), None);
    assert_eq!(exact("10").power(&exact("45")), None);
    assert_eq!(exact("10").power(&exact("9999.5")), None);
    assert_eq!(exact("10").power(&exact("100000")), None);
    assert_eq!(exact("1").div(&Exact::zero()), None);
    let mut large = exact("1e30");
    for _ in 0..4 {
        large = large.mul(&large).expect("within reason");
    }
    for _ in 0..3 {
        let Some(more) = large.mul(&large) else { return };
        large = more;
    }
    panic!("no end");
}

#[test]
fn what_does_not_fit_is_enclosed_so_that_written_thresholds_are_decided() {
    let long =
        exact("1.23456789012").mul(&exact("2.34567890123")).and_then(|x| x.mul(&exact("3.45678901234")));
    let long = long.and_then(|x| x.mul(&exact("0.123456789012"))).expect("small");
    assert_eq!(long.to_number(), None);
    let range = long.to_range().expect("not large");
    assert!(!range.is_exact());
    let near = exact("1.2358").to_number().expect("short");
    let beyond = exact("1.2359").to_number().expect("short");
    assert_eq!(range.order(OrderOp::Above, near), Truth::True);
    assert_eq!(range.order(OrderOp::Below, beyond), Truth::True);
}

proptest! {
    #[test]
    fn functions_grow_with_their_argument(a in 1_i64..1_000_000_000, more in 1_i64..1_000, places in 0_u32..9) {
        let scale = Number::ratio(1, 10_i128.pow(places)).expect("small");
        let (low, high) = (Exact::from(Number::whole(a).mul(scale).expect("small")), Exact::from(Number::whole(a + more).mul(scale).expect("small")));
        prop_assert!(low.ln() <= high.ln());
        prop_assert!(low.sqrt() <= high.sqrt());
        let exponent = exact("-0.302");
        prop_assert!(low.power(&exponent) >= high.power(&exponent));
    }

    #[test]
    fn no_function_panics(over: i128, under: i128, exponent in -20_000_i64..20_000) {
        if let Some(number) = Number::ratio(over, under) {
            let number = Exact::from(number);
            let exponent = Exact::from(Number::ratio(i128::from(exponent), 7).expect("small"));
            let _ = (number.ln(), number.exp(), number.sqrt(), number.power(&exponent), number.to_range());
        }
    }
}
