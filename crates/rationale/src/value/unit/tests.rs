use super::*;
use proptest::prelude::*;

pub(super) fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn number(text: &str) -> Number {
    text.parse().expect("a number")
}

#[track_caller]
pub(super) fn check_convert(value: &str, from: &str, to: &str, expected: &str) {
    assert_eq!(
        convert(number(value), &unit(from), &unit(to)),
        Ok(number(expected)),
        "{value} {from} in {to}"
    );
    assert_eq!(
        convert(number(expected), &unit(to), &unit(from)),
        Ok(number(value)),
        "{expected} {to} in {from}"
    );
}

#[track_caller]
pub(super) fn check_apart(left: &str, right: &str) {
    assert!(!unit(left).convertible(&unit(right)), "{left} and {right}");
    assert_eq!(convert(Number::ONE, &unit(left), &unit(right)), Err(UnitError::Dimension));
}

#[test]
fn values_convert_exactly_both_ways() {
    for (value, from, to, expected) in [
        ("1", "g", "mg", "1000"),
        ("88", "%", "1", "0.88"),
        ("3", "mg/g", "%", "0.3"),
        ("1.3", "mg/dL", "g/L", "0.013"),
        ("2", "mg/dL", "ug/mL", "20"),
        ("154", "[lb_av]", "kg", "69.85322498"),
        ("70", "[in_i]", "cm", "177.8"),
        ("1", "[ft_i]", "[in_i]", "12"),
        ("16", "[oz_av]", "[lb_av]", "1"),
        ("760", "mm[Hg]", "Pa", "101324.72"),
        ("10", "cm[H2O]", "Pa", "980.665"),
        ("1", "kPa", "Pa", "1000"),
        ("1", "[in_i'Hg]", "mm[Hg]", "25.4"),
        ("60", "/min", "/s", "1"),
        ("15", "/h", "/min", "0.25"),
        ("1", "Hz", "/min", "60"),
        ("3", "L/min", "mL/s", "50"),
        ("7", "10*3/uL", "10*9/L", "7"),
        ("7", "10*3/uL", "/uL", "7000"),
        ("5", "10^6/uL", "10*12/L", "5"),
        ("1", "d", "h", "24"),
        ("2", "wk", "d", "14"),
        ("1", "a", "mo", "12"),
        ("140", "mmol/L", "mol/m3", "140"),
        ("1", "meq/L", "eq/m3", "1"),
        ("1", "[iU]/L", "[IU]/L", "1"),
        ("3", "m[IU]/L", "u[IU]/mL", "3"),
        ("30", "U/L", "mU/mL", "30"),
        ("1", "kat", "mol/s", "1"),
        ("1", "ukat/L", "U/L", "60"),
        ("1", "U", "umol/min", "1"),
        ("3", "umol/(min.g)", "U/g", "3"),
        ("1", "kcal", "J", "4184"),
        ("1", "mg/d", "mg/(24.h)", "1"),
        ("1", "ug/kg/min", "mg/kg/h", "0.06"),
        ("30", "kg/m2", "g/cm2", "3"),
        ("1", "dyn.s/cm5", "dyn.s.cm-5", "1"),
        ("1", "[wood'U]", "mm[Hg].min/L", "1"),
        ("1", "[MET]", "mL/kg/min", "3.5"),
        ("4", "[qt_us]", "[gal_us]", "1"),
        ("3", "[tsp_us]", "[tbs_us]", "1"),
        ("2", "[tbs_us]", "[foz_us]", "1"),
        ("8", "[foz_us]", "[cup_us]", "1"),
        ("18", "[Ch]", "mm", "6"),
        ("1", "Gy", "RAD", "100"),
        ("1", "mCi", "MBq", "37"),
        ("60", "mL/min/{1.73_m2}", "mL/s/{1.73_m2}", "1"),
        ("1", "10*3{cells}/uL", "{cells}/nL", "1"),
    ] {
        check_convert(value, from, to, expected);
    }
}

#[test]
fn everyday_conversions_are_what_the_textbooks_say() {
    for (value, from, to, expected) in [
        ("126", "mg/dL", "g/L", "1.26"),
        ("13.5", "g/dL", "g/L", "135"),
        ("5", "ug/kg/min", "mg/kg/h", "0.3"),
        ("7.5", "ug/kg/min", "ug/kg/h", "450"),
        ("120", "mm[Hg]", "kPa", "15.99864"),
        ("1", "mm[Hg]", "Pa", "133.322"),
        ("1", "cm[H2O]", "Pa", "98.0665"),
        ("66661", "cm[H2O]", "mm[Hg]", "49033.25"),
        ("1", "atm", "kPa", "101.325"),
        ("1", "bar", "kPa", "100"),
        ("1", "mbar", "hPa", "1"),
        ("220", "[lb_av]", "kg", "99.7903214"),
        ("1", "[oz_av]", "g", "28.349523125"),
        ("72", "[in_i]", "cm", "182.88"),
        ("6", "[ft_i]", "cm", "182.88"),
        ("6", "[ft_i]", "m", "1.8288"),
        ("1", "[stone_av]", "[lb_av]", "14"),
        ("250", "10*3/uL", "10*9/L", "250"),
        ("4.5", "10*6/uL", "10*12/L", "4.5"),
        ("4500", "/uL", "10*9/L", "4.5"),
        ("140", "meq/L", "ueq/mL", "140"),
        ("40", "[IU]/L", "m[IU]/mL", "40"),
        ("40", "U/L", "U/mL", "0.04"),
        ("48", "mmol/mol", "umol/mmol", "48"),
        ("1", "ng/mL", "ug/L", "1"),
        ("1", "pg/mL", "ng/L", "1"),
        ("1", "ng/dL", "pg/mL", "10"),
        ("6", "L/min", "mL/s", "100"),
        ("6", "L/min", "L/h", "360"),
        ("1", "wk", "h", "168"),
        ("90", "min", "h", "1.5"),
        ("1440", "min", "d", "1"),
        ("1", "kcal", "kJ", "4.184"),
        ("1", "[Cal]", "kcal", "1"),
        ("290", "mosm/kg", "osm/kg", "0.29"),
        ("240", "dyn.s/cm5", "Pa.s/m3", "24000000"),
        ("3", "[wood'U]", "dyn.s/cm5", "239.9796"),
        ("1", "[PRU]", "mm[Hg].s/mL", "1"),
        ("7.4", "[pH]", "[pH]", "7.4"),
        ("4", "[ppth]", "%", "0.4"),
        ("1", "[ppm]", "[pptr]", "1000000"),
        ("1", "%", "1", "0.01"),
        ("35", "kg/m2", "g/m2", "35000"),
        ("3.5", "g/(24.h)", "mg/d", "3500"),
        ("125", "mL/h", "L/d", "3"),
        ("0.5", "mL/kg/h", "mL/kg/d", "12"),
        ("1.73", "m2", "cm2", "17300"),
        ("1.8", "cP", "mPa.s", "1.8"),
        ("15", "mL/min/kg", "mL/kg/min", "15"),
        ("2.5", "L/min/m2", "mL/min/m2", "2500"),
        ("300", "mg/g", "ug/mg", "300"),
        ("450", "ms", "s", "0.45"),
        ("1", "Hz", "/s", "1"),
        ("50", "cGy", "Gy", "0.5"),
        ("100", "REM", "Sv", "1"),
        ("30", "mREM", "uSv", "300"),
        ("1", "[tsp_m]", "mL", "5"),
        ("1", "[tbs_m]", "[tsp_m]", "3"),
        ("1", "[foz_m]", "mL", "30"),
        ("8", "[foz_m]", "[cup_m]", "1"),
        ("20", "mm/h", "cm/h", "2"),
        ("9", "[Ch]", "mm", "3"),
        ("2", "mg/m2/d", "ug/m2/d", "2000"),
        ("1", "J/s", "W", "1"),
        ("20", "uCi", "kBq", "740"),
        ("4", "cm[H2O]/L/s", "cm[H2O].s-1.L-1", "4"),
        ("1.5", "10*-3", "[ppth]", "1.5"),
    ] {
        check_convert(value, from, to, expected);
    }
    for (left, right) in [
        ("REM", "RAD"),
        ("Sv", "Gy"),
        ("mL/min/{1.73_m2}", "mL/min/m2"),
        ("[FEU]", "1"),
        ("ug{FEU}/mL", "ug/mL"),
        ("[NTU]", "1"),
        ("[p'diop]", "[diop]"),
        ("dB[SPL]", "dB"),
        ("meq/L", "mosm/L"),
        ("[S]", "s"),
    ] {
        check_apart(left, right);
    }
}

#[test]
fn a_build_without_full_ucum_says_so_by_what_it_knows() {
    let beyond = Unit::parse("[oz_tr]");
    if Unit::reads_full_ucum() {
        assert_eq!(convert(Number::ONE, &beyond.expect("a unit"), &unit("g")), Ok(number("31.1034768")));
    } else {
        assert_eq!(beyond, Err(UnitError::Unknown { suggestion: None }));
    }
}

#[test]
fn temperatures_convert_with_their_noughts_and_differences_without() {
    for (celsius, fahrenheit) in
        [("37", "98.6"), ("38", "100.4"), ("0", "32"), ("-40", "-40"), ("39.5", "103.1")]
    {
        check_convert(celsius, "Cel", "[degF]", fahrenheit);
    }
    check_convert("0", "Cel", "K", "273.15");
    check_convert("-459.67", "[degF]", "K", "0");
    let (celsius, fahrenheit) = (unit("Cel"), unit("[degF]"));
    assert_eq!(convert_difference(number("1.8"), &fahrenheit, &celsius), Ok(Number::ONE));
    assert_eq!(convert_difference(Number::ONE, &celsius, &fahrenheit), Ok(number("1.8")));
    check_convert("1", "Cel/h", "[degF]/h", "1.8");
    for refused in ["1.Cel", "Cel.m/m", "mCel", "Cel2/Cel"] {
        assert!(Unit::parse(refused).is_err(), "{refused}");
    }
}

#[test]
fn units_of_another_dimension_do_not_convert() {
    for (left, right) in [
        ("mmol/mol", "%"),
        ("mmol/mol", "1"),
        ("mmol/L", "meq/L"),
        ("mmol/L", "mg/dL"),
        ("mosm/kg", "mosm/L"),
        ("U/L", "[IU]/L"),
        ("{breaths}/min", "/min"),
        ("{breaths}/min", "{beats}/min"),
        ("{score}", "1"),
        ("mL/min/{1.73_m2}", "mL/min"),
        ("{a}/{a}", "1"),
        ("eq/eq", "1"),
        ("mg", "mL"),
        ("m", "m2"),
        ("/[HPF]", "/[LPF]"),
        ("[pH]", "1"),
    ] {
        check_apart(left, right);
    }
    assert!(unit("mmol/mol").convertible(&unit("umol/mol")));
    assert!(unit("{score}").convertible(&unit("{score}")));
}

#[test]
fn every_unit_of_the_table_reads_as_itself() {
    for atom in table::ATOMS {
        let found = unit(atom.code);
        assert_eq!(found.text(), atom.code);
        assert!(found.dimension_words().starts_with("a"), "{}", atom.code);
    }
    let codes: std::collections::BTreeSet<_> = table::ATOMS.iter().map(|atom| atom.code).collect();
    assert_eq!(codes.len(), table::ATOMS.len(), "a code stands twice");
}

#[test]
fn no_prefixed_unit_reads_as_another() {
    let mut seen: std::collections::BTreeMap<String, &str> = std::collections::BTreeMap::new();
    for atom in table::ATOMS {
        assert_eq!(seen.insert(atom.code.to_owned(), atom.code), None, "{}", atom.code);
    }
    for (prefix, _, large) in table::PREFIXES {
        for atom in table::ATOMS {
            let fits = match atom.prefixes {
                table::Prefixes::No => false,
                table::Prefixes::Usual => !large,
                table::Prefixes::Large => true,
            };
            if fits {
                let text = format!("{prefix}{}", atom.code);
                assert_eq!(seen.insert(text.clone(), atom.code), None, "{text} reads two ways");
            }
        }
    }
}

#[test]
fn misspellings_are_known_for_what_they_mean() {
    for (wrong, right) in [
        ("mmHg", "mm[Hg]"),
        ("mm Hg", "mm[Hg]"),
        ("MMHG", "mm[Hg]"),
        ("mmhg", "mm[Hg]"),
        ("torr", "mm[Hg]"),
        ("cmH2O", "cm[H2O]"),
        ("cm H2O", "cm[H2O]"),
        ("mEq/L", "meq/L"),
        ("MEQ/L", "meq/L"),
        ("mcg", "ug"),
        ("mcg/kg/min", "ug/kg/min"),
        ("µg", "ug"),
        ("μg/mL", "ug/mL"),
        ("cc", "mL"),
        ("cc/hr", "mL/h"),
        ("bpm", "/min"),
        ("BPM", "/min"),
        ("beats/min", "/min"),
        ("beats per minute", "/min"),
        ("breaths/min", "/min"),
        ("Breaths / min", "/min"),
        ("degF", "[degF]"),
        ("F", "[degF]"),
        ("°F", "[degF]"),
        ("deg F", "[degF]"),
        ("C", "Cel"),
        ("°C", "Cel"),
        ("℃", "Cel"),
        ("deg C", "Cel"),
        ("celsius", "Cel"),
        ("lb", "[lb_av]"),
        ("lbs", "[lb_av]"),
        ("Pounds", "[lb_av]"),
        ("kgs", "kg"),
        ("KG", "kg"),
        ("Kg", "kg"),
        ("Kg/m2", "kg/m2"),
        ("KG/M2", "kg/m2"),
        ("kg/m^2", "kg/m2"),
        ("kg/m²", "kg/m2"),
        ("IU", "[IU]"),
        ("IU/L", "[IU]/L"),
        ("mIU/L", "m[IU]/L"),
        ("uIU/mL", "u[IU]/mL"),
        ("UIU/ML", "u[IU]/mL"),
        ("units/L", "U/L"),
        ("u/l", "U/l"),
        ("hr", "h"),
        ("hrs", "h"),
        ("/hr", "/h"),
        ("events/hr", ""),
        ("sec", "s"),
        ("secs", "s"),
        ("msec", "ms"),
        ("minutes", "min"),
        ("days", "d"),
        ("weeks", "wk"),
        ("months", "mo"),
        ("years", "a"),
        ("yrs", "a"),
        ("inches", "[in_i]"),
        ("in", "[in_i]"),
        ("feet", "[ft_i]"),
        ("oz", "[oz_av]"),
        ("fl oz", "[foz_us]"),
        ("percent", "%"),
        ("‰", "[ppth]"),
        ("st", "[stone_av]"),
        ("CP", "cP"),
        ("PCT", "%"),
        ("gm/dL", "g/dL"),
        ("gm/dl", "g/dl"),
        ("G/DL", "g/dL"),
        ("MG/DL", "mg/dL"),
        ("Mg/dL", "mg/dL"),
        ("mg/DL", "mg/dL"),
        ("mg / dL", "mg/dL"),
        ("mg per dL", "mg/dL"),
        ("mg%", "mg/dL"),
        ("NG/ML", "ng/mL"),
        ("mcg/mL", "ug/mL"),
        ("ML/MIN", "mL/min"),
        ("L/minute", "L/min"),
        ("lpm", "L/min"),
        ("LPM", "L/min"),
        ("mM", "mmol/L"),
        ("MMOL/L", "mmol/L"),
        ("mOsm/kg", "mosm/kg"),
        ("K/uL", "10*3/uL"),
        ("K/mcL", "10*3/uL"),
        ("K/µL", "10*3/uL"),
        ("k/uL", "10*3/uL"),
        ("th/uL", "10*3/uL"),
        ("thou/mm3", "10*3/mm3"),
        ("K/cumm", "10*3/mm3"),
        ("M/uL", "10*6/uL"),
        ("mill/mcL", "10*6/uL"),
        ("x10E3/uL", "10*3/uL"),
        ("x10^3/uL", "10*3/uL"),
        ("10e3/uL", "10*3/uL"),
        ("10E9/L", "10*9/L"),
        ("X10(3)/MCL", "10*3/uL"),
        ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
        ("mL/min/1.73 m2", "mL/min/{1.73_m2}"),
        ("mL/min/1.73m^2", "mL/min/{1.73_m2}"),
        ("mL/min/1.73 m²", "mL/min/{1.73_m2}"),
        ("ML/MIN/1.73M2", "mL/min/{1.73_m2}"),
        ("mg/24h", "mg/(24.h)"),
        ("mg/24 hrs", "mg/(24.h)"),
        ("cells/uL", "{cells}/uL"),
        (" mg ", "mg"),
        ("FL", "fL"),
        ("PG", "pg"),
        ("degrees", "deg"),
        ("METs", "[MET]"),
        ("/hpf", "/[HPF]"),
        ("pH", "[pH]"),
        ("Fr", "[Ch]"),
    ] {
        if right.is_empty() {
            assert!(matches!(Unit::parse(wrong), Err(UnitError::Unknown { .. })), "{wrong}");
            continue;
        }
        assert_eq!(
            Unit::parse(wrong),
            Err(UnitError::Misspelled { suggestion: right.to_owned() }),
            "{wrong}"
        );
        let (lenient, corrected) = Unit::parse_lenient(wrong).expect(wrong);
        assert_eq!((lenient.text(), corrected.as_deref()), (right, Some(right)), "{wrong}");
    }
}

#[test]
fn what_could_mean_two_things_stays_unknown() {
    for text in [
        "G/L",
        "MIU/L",
        "MHZ",
        "xyz",
        "",
        " ",
        "n/a",
        "1.73",
        "mL/min/1.73",
        "mg//dL",
        "mg/",
        "(mg",
        "mg)",
        "{",
        "{}",
        "[",
        "0",
        "mg.",
        "mg0",
        "M",
    ] {
        assert!(
            matches!(Unit::parse(text), Err(UnitError::Unknown { .. })),
            "{text}: {:?}",
            Unit::parse(text)
        );
        assert!(Unit::parse_lenient(text).is_err(), "{text}");
    }
}

#[test]
fn an_unknown_unit_names_a_near_one() {
    for (text, near) in [("mg/dX", "mg/dL"), ("mgg/dL", "mg/dL"), ("mm[Hgg]", "mm[Hg]")] {
        assert_eq!(
            Unit::parse(text),
            Err(UnitError::Unknown { suggestion: Some(near.to_owned()) }),
            "{text}"
        );
    }
    assert_eq!(Unit::parse("qqqqqqqq"), Err(UnitError::Unknown { suggestion: None }));
}

#[test]
fn a_long_text_is_refused_before_it_is_read() {
    assert_eq!(Unit::parse(&"m".repeat(65)), Err(UnitError::TooLong));
    assert!(Unit::parse(&"(".repeat(64)).is_err());
    assert!(Unit::parse(&format!("m{}", "2".repeat(60))).is_err());
}

#[test]
fn dimensions_have_words() {
    for (text, words) in [
        ("mg/dL", "a mass per volume"),
        ("mm[Hg]", "a pressure"),
        ("1", "a number"),
        ("%", "a number"),
        ("kg/m2", "a mass per area"),
        ("/min", "a number per time"),
        ("10*3/uL", "a number per volume"),
        ("mmol/L", "an amount in moles per volume"),
        ("mmol/mol", "an amount in moles per amount in moles"),
        ("meq/L", "an amount in equivalents per volume"),
        ("{breaths}/min", "a count of `{breaths}` per time"),
        ("Cel", "a temperature"),
        ("L/min", "a volume per time"),
        ("ug/kg/min", "a number per time"),
        ("m2", "an area"),
        ("kcal", "an energy"),
        ("mL/min/{1.73_m2}", "a volume per time per count of `{1.73_m2}`"),
        ("m/s2", "a length per time to the power 2"),
    ] {
        assert_eq!(unit(text).dimension_words(), words, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,70}") {
        let _ = Unit::parse(&text);
        let _ = Unit::parse_lenient(&text);
    }

    #[test]
    fn no_text_of_unit_letters_panics(text in "[a-zA-Z0-9µ°./(){}\\[\\]*^% -]{0,30}") {
        if let Ok((unit, corrected)) = Unit::parse_lenient(&text) {
            // What a correction says is itself a right spelling.
            prop_assert_eq!(Unit::parse(unit.text()), Ok(unit.clone()));
            prop_assert_eq!(corrected.is_some(), unit.text() != text);
        }
    }

    #[test]
    fn there_and_back_is_the_same(index in 0..table::ATOMS.len(), other in 0..table::ATOMS.len(), over in -1_000_000_i64..1_000_000, under in 1_i64..10_000) {
        let from = unit(table::ATOMS[index].code);
        let to = unit(table::ATOMS[other].code);
        let value = Number::ratio(over.into(), under.into()).expect("a number");
        match convert(value, &from, &to) {
            Ok(there) => prop_assert_eq!(convert(there, &to, &from), Ok(value)),
            Err(error) => prop_assert_eq!(error == UnitError::Dimension, !from.convertible(&to)),
        }
    }
}
