use super::super::tests::{check_apart, check_convert, unit};
use super::super::{Unit, UnitError, parse, table};
use super::*;
use octofhir_ucum::{UnitAnalysis, analyse, get_all_units};
use std::cmp::Ordering;

/// Every spelling of the core's table: each atom, and each prefix before it.
fn spellings() -> Vec<String> {
    let mut all: Vec<String> = table::ATOMS.iter().map(|atom| atom.code.to_owned()).collect();
    for (prefix, _, large) in table::PREFIXES {
        for atom in table::ATOMS {
            let fits = match atom.prefixes {
                Prefixes::No => false,
                Prefixes::Usual => !large,
                Prefixes::Large => true,
            };
            if fits {
                all.push(format!("{prefix}{}", atom.code));
            }
        }
    }
    all
}

/// Expressions as criteria write them.
const EXPRESSIONS: &[&str] = &[
    "mg/dL",
    "g/L",
    "g/dL",
    "ug/mL",
    "ng/mL",
    "ug/L",
    "pg/mL",
    "mg/L",
    "kg/m3",
    "ug/kg/min",
    "mg/kg/h",
    "mg/kg/d",
    "mL/kg/min",
    "L/min/m2",
    "mL/min",
    "L/min",
    "mL/s",
    "mL/h",
    "L/h",
    "L/s",
    "mL/d",
    "kg/m2",
    "g/cm2",
    "g/m2",
    "10*3/uL",
    "10*9/L",
    "10*6/uL",
    "10*12/L",
    "/uL",
    "/mm3",
    "/L",
    "/min",
    "/h",
    "/s",
    "/d",
    "Hz",
    "mm/h",
    "cm/s",
    "m/s",
    "mm[Hg]",
    "kPa",
    "cm[H2O]",
    "dyn.s/cm5",
    "dyn.s.cm-5",
    "mm[Hg].min/L",
    "[wood'U]",
    "[PRU]",
    "cm2",
    "m2",
    "[in_i]2",
    "[ft_i]2",
    "cm3",
    "mL",
    "mg/g",
    "mg/mg",
    "g/g",
    "%",
    "1",
    "[ppth]",
    "[ppm]",
    "g/(24.h)",
    "mg/d",
    "g/d",
    "kcal/d",
    "kJ/d",
    "kcal/kg/d",
    "J/s",
    "W",
    "mL/[in_i]",
    "K",
    "deg/s",
    "mV",
    "mV.s",
    "cP",
    "mPa.s",
    "mg/m2",
    "mg/m2/d",
    "1/min",
    "10*-3",
    "mL/cm[H2O]",
    "L/cm[H2O]",
    "cm[H2O]/L/s",
    "cm[H2O].s/L",
    "uCi/kg",
    "MBq/kg",
    "cGy",
    "N.m",
    "kg.m/s2",
    "[lb_av]/[in_i]2",
    "mm2",
    "um",
    "ug/d",
    "mg/wk",
    "g/wk",
    "d/wk",
    "h/wk",
    "min/wk",
    "h/d",
    "/wk",
    "/mo",
    "/a",
];

/// What the library takes the text for, where it knows it.
fn theirs(text: &str) -> Option<UnitAnalysis> {
    analyse(text).ok()
}

/// Whether two numbers agree to so many digits, by cross-multiplication of whole numbers read from text: no floats.
fn agree(ours: Number, theirs: octofhir_ucum::Number) -> bool {
    use octofhir_ucum::Number as Decimal;
    let whole = |value: i128| Decimal::parse(&value.to_string()).expect("a number");
    let ours = whole(ours.over()).checked_div(whole(ours.under())).expect("a quotient");
    let apart = ours.checked_sub(theirs).expect("a difference").abs();
    let most = theirs.abs().checked_mul(Decimal::power_of_ten(-24)).expect("a product");
    !matches!(apart.partial_cmp(&most), Some(Ordering::Greater) | None)
}

/// The library's factor of one unit in another.
fn ratio(from: &UnitAnalysis, to: &UnitAnalysis) -> octofhir_ucum::Number {
    let product = from.factor.checked_mul(from.scale).expect("a product");
    product.checked_div(to.factor).and_then(|ratio| ratio.checked_div(to.scale)).expect("a ratio")
}

/// Kinds that equal only themselves with us, and are plain numbers or physical in UCUM.
const APART_WITH_US: &[&str] = &[
    "mol", "eq", "osm", "Sv", "[NTU]", "[FNU]", "[HPF]", "[LPF]", "B", "[pH]", "[p'diop]", "[S]", "[hnsf'U]",
];

fn is_apart_with_us(unit: &Unit) -> bool {
    unit.0.dimension.own.iter().any(|own| APART_WITH_US.contains(&&*own.name))
}

fn commensurable(left: &UnitAnalysis, right: &UnitAnalysis) -> bool {
    left.dimension == right.dimension && left.arbitrary == right.arbitrary
}

#[test]
fn the_table_and_full_ucum_agree_on_every_unit_and_pair() {
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for text in spellings().into_iter().chain(EXPRESSIONS.iter().map(|text| (*text).to_owned())) {
        let ours = parse::exact(&text).unwrap_or_else(|| panic!("{text}"));
        match theirs(&text) {
            Some(theirs) => known.push((text, ours, theirs)),
            None => unknown.push(text),
        }
    }
    // Ours only: not in the edition of UCUM's tables that the library has; and prefixes before arbitrary units, which people write.
    unknown.retain(|text| {
        let arbitrary = table::find(text).and_then(|(power, atom)| {
            let ours = power != 0 && matches!(atom.measure, Measure::Own(_));
            find_unit(atom.code).filter(|record| ours && record.special == SpecialKind::Arbitrary)
        });
        arbitrary.is_none() && !["Da", "[BAE]", "[ELISA'U]"].iter().any(|code| text.ends_with(code))
    });
    assert!(unknown.is_empty(), "{unknown:?}");
    assert!(known.len() > 500, "{}", known.len());
    let (mut converted, mut faults) = (0_u32, Vec::new());
    for (left, ours, theirs) in &known {
        for (right, our_other, their_other) in &known {
            if ours.convertible(our_other) {
                converted += 1;
                let factor = ours.0.factor.div(our_other.0.factor).expect("a ratio");
                if !commensurable(theirs, their_other) || !agree(factor, ratio(theirs, their_other)) {
                    faults.push(format!(
                        "{left} and {right}: {factor} with us, {} in UCUM",
                        ratio(theirs, their_other)
                    ));
                }
            } else if commensurable(theirs, their_other)
                && theirs.special == their_other.special
                && !is_apart_with_us(ours)
                && !is_apart_with_us(our_other)
            {
                faults.push(format!("{left} and {right} convert in UCUM"));
            }
        }
        if !theirs.offset.is_zero() && !agree(ours.0.offset, theirs.offset) && left != "[pH]" {
            faults.push(format!("{left}: its nought lies elsewhere"));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(converted > 5_000, "{converted}");
}

#[test]
fn every_unit_of_full_ucum_reads_or_is_left_out() {
    let mut refused = Vec::new();
    for record in get_all_units() {
        if !matches!(Unit::parse(record.code), Ok(_) | Err(UnitError::Misspelled { .. })) {
            refused.push(record.code);
        }
    }
    // The Planck constant is smaller than an exact number of ours.
    assert_eq!(refused, ["[h]"]);
}

#[test]
fn names_that_are_taken_for_slips_are_these() {
    let mut slips = Vec::new();
    for record in get_all_units() {
        if let Err(UnitError::Misspelled { suggestion }) = Unit::parse(record.code) {
            slips.push(format!("{} {suggestion}", record.code));
        }
    }
    assert_eq!(
        slips,
        ["C Cel", "F [degF]", "G g", "H h", "g% g/dL", "ph [pH]", "rad RAD", "st [stone_av]", "u U"]
    );
}

#[test]
fn what_is_found_beyond_the_table_agrees_with_full_ucum() {
    for record in get_all_units() {
        let Some((dimension, factor)) = foreign(record) else { continue };
        if !dimension.own.is_empty() || record.special != SpecialKind::None || record.dim.0[3] != 0 {
            continue;
        }
        let (digits, _) = record.factor.to_integer_and_exponent();
        if digits < 10_i128.pow(EXACT_DIGITS) || FRACTIONS.iter().any(|(name, ..)| *name == record.code) {
            assert!(agree(factor, record.factor), "{}: {factor} and {}", record.code, record.factor);
        }
    }
    // All others that were rounded are of pi.
    let of_pi: Vec<&str> = get_all_units()
        .iter()
        .filter(|record| table::find(record.code).is_none())
        .filter(|record| record.factor.to_integer_and_exponent().0 >= 10_i128.pow(EXACT_DIGITS))
        .filter(|record| !FRACTIONS.iter().any(|(name, ..)| *name == record.code))
        .map(|record| record.code)
        .collect();
    assert_eq!(of_pi, ["Gb", "Lmb", "Oe", "[cml_i]", "[mu_0]", "[pi]", "sph"]);
}

#[test]
fn only_these_units_beyond_the_table_are_plain_numbers() {
    let numbers: Vec<&str> = get_all_units()
        .iter()
        .filter(|record| table::find(record.code).is_none())
        .filter(|record| Unit::parse(record.code).is_ok_and(|unit| unit.is_number()))
        .map(|record| record.code)
        .collect();
    assert_eq!(numbers, ["[car_Au]", "[pi]"]);
}

#[test]
fn fractions_of_an_angle_agree_with_full_ucum() {
    let degree = find_unit("deg").expect("a unit").factor;
    for (name, over, under, physical) in FRACTIONS.iter().filter(|(.., physical)| *physical == ANGLE) {
        let theirs = find_unit(name).expect("a unit").factor.checked_div(degree).expect("a ratio");
        assert!(agree(Number::ratio(*over, *under).expect("a ratio"), theirs), "{name} {physical:?}");
    }
}

#[test]
fn units_beyond_the_table_convert_exactly() {
    for (value, from, to, expected) in [
        ("1", "t", "kg", "1000"),
        ("1", "[oz_tr]", "g", "31.1034768"),
        ("1", "[lb_ap]", "[oz_ap]", "12"),
        ("2000", "[lb_av]", "[ston_av]", "1"),
        ("1", "[gal_br]", "L", "4.54609"),
        ("1", "[foz_br]", "mL", "28.4130625"),
        ("1", "[pt_br]", "[foz_br]", "20"),
        ("1", "[Btu_IT]", "J", "1055.05585262"),
        ("1", "cal_IT", "J", "4.1868"),
        ("1", "[lbf_av]", "N", "4.4482216152605"),
        ("1", "kgf", "N", "9.80665"),
        ("1", "hL", "L", "100"),
        ("5", "dag", "g", "50"),
        ("1", "TBq", "GBq", "1000"),
        ("1", "aL", "fL", "0.001"),
        ("1", "[ft_us]", "[in_us]", "12"),
        ("3937", "[in_us]", "m", "100"),
        ("1", "[acr_us]", "[srd_us]", "160"),
        ("180", "[degR]", "K", "100"),
        ("491.67", "[degR]", "Cel", "0"),
        ("60", "'", "deg", "1"),
        ("400", "gon", "circ", "1"),
        ("1", "[kn_i]", "[nmi_i]/h", "1"),
        ("1", "St", "cm2/s", "1"),
        ("1", "ar", "m2", "100"),
        ("1", "lx", "lm/m2", "1"),
        ("1", "lm", "cd.sr", "1"),
        ("1", "ph", "ph", "1"),
        ("1", "uF", "nF", "1000"),
        ("1", "kBy", "bit", "8000"),
        ("1", "mho", "S", "1"),
        ("10000", "G", "G", "10000"),
        ("24", "[car_Au]", "1", "1"),
        ("3", "mg/[car_m]", "ug/g", "15000"),
    ] {
        if Unit::parse(from).is_ok() && Unit::parse(to).is_ok() {
            check_convert(value, from, to, expected);
        } else {
            assert!(["ph", "G"].contains(&from), "{from} in {to}");
        }
    }
}

#[test]
fn pi_is_kept_to_fifteen_digits() {
    let factor = |name: &str| find(name).map(|(_, factor)| factor);
    assert_eq!(factor("[pi]"), "3.14159265358979".parse().ok());
    assert_eq!(factor("mrad"), "0.0572957795130823".parse().ok());
    assert!(unit("[mu_0].A2/m").convertible(&unit("N/m")));
}

#[test]
fn the_rules_of_the_core_hold_beyond_its_table() {
    for (left, right) in [
        ("REM", "RAD"),
        ("mREM", "mGy"),
        ("[NTU]", "1"),
        ("[FNU]", "[NTU]"),
        ("bit", "1"),
        ("Bd", "Hz"),
        ("B[V]", "B[mV]"),
        ("B[W]", "W"),
        ("Np", "1"),
        ("[hp_X]", "1"),
        ("[hp_X]", "[hp_C]"),
        ("[degRe]", "Cel"),
        ("%[slope]", "deg"),
        ("[p'diop]", "%[slope]"),
        ("sr", "1"),
        ("t{dry}", "t"),
        ("mol/t", "/t"),
        ("hmol", "1"),
        ("lx/{lamp}", "lx"),
    ] {
        check_apart(left, right);
    }
    assert!(unit("hmol").convertible(&unit("mol")));
}

#[test]
fn what_people_write_by_mistake_is_no_rare_unit() {
    for (text, right) in [
        ("MG", "mg"),
        ("Mg", "mg"),
        ("MG/DL", "mg/dL"),
        ("ML", "mL"),
        ("PG", "pg"),
        ("MMOL/L", "mmol/L"),
        ("mcg/[car_m]", "ug/[car_m]"),
        ("mmHg/lx", "mm[Hg]/lx"),
        ("mEq/L", "meq/L"),
        ("ft", "[ft_i]"),
        ("yd", "[yd_i]"),
        ("u/L", "U/L"),
        ("mu/L", "mU/L"),
        ("K/uL", "10*3/uL"),
        ("M/uL", "10*6/uL"),
    ] {
        assert_eq!(Unit::parse(text), Err(UnitError::Misspelled { suggestion: right.to_owned() }), "{text}");
        assert_eq!(Unit::parse_lenient(text).expect(text).0.text(), right);
    }
    for text in
        ["G/L", "PA", "MIU/L", "MHZ", "GL", "Gg", "mCel", "hCel", "kCel", "Gu", "furlongs", "xyz", "M", "[h]"]
    {
        assert!(
            matches!(Unit::parse(text), Err(UnitError::Unknown { .. })),
            "{text}: {:?}",
            Unit::parse(text)
        );
    }
}
