//! The scores and formulas of the vocabulary beside the same written by hand in floating point, over cases made at random. The
//! bands and constants here are written from the sources anew: NEWS2 (RCP 2017), SOFA (1996), CURB-65 (2003), CHA2DS2-VASc (2010),
//! HAS-BLED (2010), MELD 3.0 (2021), MELD and MELD-Na (2001, OPTN 2016), eGFR (CKD-EPI 2021).

use rationale::assessment::{Evidence, Finding};
use rationale::case::{Limits, read_json};
use rationale::check::{self, Files};
use rationale::{eval, plan};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

const CASES: usize = 150;
/// How far a formula may be from the same in floating point: what is shown is cut after four places.
const NEAR: f64 = 2e-4;

const GUIDELINE: &str = r#"use "vocabulary/scores"
guideline by_hand "By hand" {
  status draft
  cite internal "shows the scores beside others"
  answer all_of_them "All" { requires any {
    news "News": latest news2.total ever >= 0
    organs "Organs": latest sofa.total ever >= 0
    pneumonia "Pneumonia": latest curb65.total ever >= 0
    stroke "Stroke": latest cha2ds2_vasc.total ever >= 0
    bleeding "Bleeding": latest has_bled.total ever >= 0
    meld "MELD 3.0": meld_3 >= 0
    meld_of_2016 "MELD-Na": meld_na >= 0
    filtration "eGFR": egfr >= 0 mL/min/{1.73_m2}
  } }
}
"#;

struct Vocabulary;

impl Files for Vocabulary {
    fn read(&self, path: &str) -> Option<Arc<str>> {
        if path == "by_hand.crit" {
            return Some(Arc::from(GUIDELINE));
        }
        let found = rationale_criteria::files().iter().find(|(name, _)| *name == path);
        found.map(|(_, text)| Arc::from(*text))
    }
}

/// Numbers at random, the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// From `low` to `high`, in steps of `1 / places`.
    fn number(&mut self, low: i32, high: i32, places: i32) -> f64 {
        let steps = u64::try_from((high - low) * places + 1).expect("low is not above high");
        f64::from(low) + f64::from(u32::try_from(self.next() % steps).expect("few steps")) / f64::from(places)
    }

    fn yes(&mut self) -> bool {
        self.next().is_multiple_of(2)
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.next()).expect("small") % all.len()]
    }
}

/// The points of the first band that reaches as far as the value; the last is for all above.
fn bands(value: f64, up_to: &[(f64, i32)], above: i32) -> i32 {
    up_to.iter().find(|(end, _)| value <= *end).map_or(above, |(_, points)| *points)
}

/// The points of the first band whose end lies above the value.
fn below(value: f64, ends: &[(f64, i32)], rest: i32) -> i32 {
    ends.iter().find(|(end, _)| value < *end).map_or(rest, |(_, points)| *points)
}

struct Made {
    records: Vec<Value>,
    expected: BTreeMap<&'static str, f64>,
}

impl Made {
    fn record(&mut self, fact: &str, field: &str, value: Value) {
        self.records.push(
            json!({ "id": fact, "fact": fact, "at": "2026-03-03T10:00Z", "status": "final", field: value }),
        );
    }

    fn expect(&mut self, criterion: &'static str, value: impl Into<f64>) {
        self.expected.insert(criterion, value.into());
    }
}

fn quantity(number: f64, unit: &str) -> Value {
    json!({ "number": number, "unit": unit })
}

fn news(dice: &mut Dice, made: &mut Made) {
    let (breaths, saturation, systolic) =
        (dice.number(4, 34, 1), dice.number(80, 100, 1), dice.number(70, 240, 1));
    let (pulse, heat) = (dice.number(30, 150, 1), dice.number(34, 40, 10));
    let (oxygen, target) = (dice.yes(), dice.yes());
    let mind = dice.one_of(&["alert", "new_confusion", "voice", "pain", "unresponsive"]);
    made.record(
        "vitals",
        "parts",
        json!({ "respirations": quantity(breaths, "/min"), "saturation": quantity(saturation, "%"), "on_oxygen": oxygen,
            "systolic": quantity(systolic, "mm[Hg]"), "pulse": quantity(pulse, "/min"), "consciousness": mind,
            "temperature": quantity(heat, "Cel"), "hypercapnic_target": target }),
    );
    let saturated = match (target, saturation >= 93.0) {
        (false, _) => bands(saturation, &[(91.0, 3), (93.0, 2), (95.0, 1)], 0),
        (true, true) if oxygen => bands(saturation, &[(94.0, 1), (96.0, 2)], 3),
        (true, true) => 0,
        (true, false) => bands(saturation, &[(83.0, 3), (85.0, 2), (87.0, 1)], 0),
    };
    let total = bands(breaths, &[(8.0, 3), (11.0, 1), (20.0, 0), (24.0, 2)], 3)
        + saturated
        + if oxygen { 2 } else { 0 }
        + bands(systolic, &[(90.0, 3), (100.0, 2), (110.0, 1), (219.0, 0)], 3)
        + bands(pulse, &[(40.0, 3), (50.0, 1), (90.0, 0), (110.0, 1), (130.0, 2)], 3)
        + if mind == "alert" { 0 } else { 3 }
        + bands(heat, &[(35.04, 3), (36.04, 1), (38.04, 0), (39.04, 1)], 2);
    made.expect("news", total);
}

fn organs(dice: &mut Dice, made: &mut Made) {
    let (pao2, fio2) = (dice.number(40, 200, 1), dice.one_of(&[21.0, 30.0, 40.0, 60.0, 100.0]));
    let (support, pressors) = (dice.yes(), dice.yes());
    let (platelets, bilirubin) = (dice.number(5, 400, 1), dice.number(0, 15, 10));
    let (pressure, coma) = (dice.number(50, 110, 1), dice.number(3, 15, 1));
    let (creatinine, urine) = (dice.number(0, 7, 10), dice.number(0, 2500, 1));
    let dopamine = dice.one_of(&[0.0, 3.0, 5.0, 8.0, 15.0, 20.0]);
    let (epinephrine, norepinephrine) =
        (dice.one_of(&[0.0, 0.05, 0.1, 0.3]), dice.one_of(&[0.0, 0.05, 0.1, 0.3]));
    let rate = |number| quantity(number, "ug/kg/min");
    made.record(
        "organ_function",
        "parts",
        json!({ "pao2": quantity(pao2, "mm[Hg]"), "fio2": quantity(fio2, "%"), "respiratory_support": support,
            "platelets": quantity(platelets, "10*3/uL"), "bilirubin": quantity(bilirubin, "mg/dL"),
            "mean_pressure": quantity(pressure, "mm[Hg]"), "vasopressors": pressors, "dopamine": rate(dopamine),
            "epinephrine": rate(epinephrine), "norepinephrine": rate(norepinephrine), "gcs": coma,
            "creatinine": quantity(creatinine, "mg/dL"), "urine": quantity(urine, "mL/d") }),
    );
    let ratio = pao2 * 100.0 / fio2;
    let lungs = below(ratio, &[(100.0, 4), (200.0, 3), (300.0, 2), (400.0, 1)], 0);
    let drugs = [
        bands(dopamine, &[(5.0, 2), (15.0, 3)], 4),
        bands(epinephrine, &[(0.0, 2), (0.1, 3)], 4),
        bands(norepinephrine, &[(0.0, 2), (0.1, 3)], 4),
    ];
    let circulation = match pressors {
        true => drugs.into_iter().max().unwrap_or(0),
        false => i32::from(pressure < 70.0),
    };
    let kidneys = below(creatinine, &[(1.2, 0), (2.0, 1), (3.5, 2), (5.0, 3)], 4).max(below(
        urine,
        &[(200.0, 4), (500.0, 3)],
        0,
    ));
    let total = if support { lungs } else { lungs.min(2) }
        + below(platelets, &[(20.0, 4), (50.0, 3), (100.0, 2), (150.0, 1)], 0)
        + below(bilirubin, &[(1.2, 0), (2.0, 1), (6.0, 2), (12.0, 3)], 4)
        + circulation
        + bands(coma, &[(5.0, 4), (9.0, 3), (12.0, 2), (14.0, 1)], 0)
        + kidneys;
    made.expect("organs", total);
}

fn risks(dice: &mut Dice, made: &mut Made, age: i32, female: bool) {
    let (confused, urea, breaths) = (dice.yes(), dice.number(2, 15, 10), dice.number(12, 40, 1));
    let (systolic, diastolic) = (dice.number(70, 130, 1), dice.number(40, 90, 1));
    made.record(
        "pneumonia_signs",
        "parts",
        json!({ "confusion": confused, "urea": quantity(urea, "mmol/L"), "respirations": quantity(breaths, "/min"),
            "systolic": quantity(systolic, "mm[Hg]"), "diastolic": quantity(diastolic, "mm[Hg]") }),
    );
    let count = |holds: &[bool]| i32::try_from(holds.iter().filter(|holds| **holds).count()).expect("few");
    let low = systolic < 90.0 || diastolic <= 60.0;
    made.expect("pneumonia", count(&[confused, urea > 7.0, breaths >= 30.0, low, age >= 65]));

    let [failure, tension, sugar, stroke, vessels] = [(); 5].map(|()| dice.yes());
    made.record(
        "stroke_risk",
        "parts",
        json!({ "heart_failure": failure, "hypertension": tension, "diabetes": sugar, "stroke": stroke, "vascular": vessels }),
    );
    let of_age = count(&[age >= 65, age >= 75]);
    made.expect("stroke", count(&[failure, tension, sugar, vessels, female, stroke, stroke]) + of_age);

    let (pressure, drinks) = (dice.number(120, 200, 1), dice.number(0, 20, 1));
    let [kidney, liver, past, bled, labile, drugs] = [(); 6].map(|()| dice.yes());
    made.record(
        "bleeding_risk",
        "parts",
        json!({ "systolic": quantity(pressure, "mm[Hg]"), "kidney": kidney, "liver": liver, "stroke": past, "bleeding": bled,
            "labile_inr": labile, "drugs": drugs, "drinks": drinks }),
    );
    let holds = [pressure > 160.0, kidney, liver, past, bled, labile, age > 65, drugs, drinks >= 8.0];
    made.expect("bleeding", count(&holds));
}

fn formulas(dice: &mut Dice, made: &mut Made, age: i32, female: bool) {
    let (creatinine, bilirubin) = (dice.number(1, 6, 100) - 0.7, dice.number(0, 30, 10));
    let creatinine = (creatinine * 100.0).round() / 100.0;
    let (inr, sodium) = (dice.number(1, 5, 10), dice.number(115, 150, 1));
    let (albumin, dialysis) = (dice.number(1, 5, 10), dice.yes());
    made.record("serum_creatinine", "value", quantity(creatinine, "mg/dL"));
    made.record("total_bilirubin", "value", quantity(bilirubin, "mg/dL"));
    made.record("prothrombin_inr", "value", json!(inr));
    made.record("serum_sodium", "value", quantity(sodium, "mmol/L"));
    made.record("serum_albumin", "value", quantity(albumin, "g/dL"));
    made.record("dialysis_for_meld", "value", json!(dialysis));
    let woman = |one: f64, other: f64| if female { one } else { other };
    let (of_bilirubin, of_inr) = (bilirubin.max(1.0).ln(), inr.max(1.0).ln());
    let lack = 137.0 - sodium.clamp(125.0, 137.0);
    let of_albumin = 3.5 - albumin.clamp(1.5, 3.5);
    let of_creatinine = |most: f64| if dialysis { most.ln() } else { creatinine.clamp(1.0, most).ln() };
    let three = woman(1.33, 0.0) + 4.56 * of_bilirubin + 0.82 * lack - 0.24 * lack * of_bilirubin
        + 9.09 * of_inr
        + 11.14 * of_creatinine(3.0)
        + 1.85 * of_albumin
        - 1.83 * of_albumin * of_creatinine(3.0)
        + 6.0;
    made.expect("meld", three.round().clamp(6.0, 40.0));
    let first = (10.0 * (0.957 * of_creatinine(4.0) + 0.378 * of_bilirubin + 1.12 * of_inr + 0.643)).round();
    let with_sodium = if first > 11.0 { first + 1.32 * lack - 0.033 * first * lack } else { first };
    made.expect("meld_of_2016", with_sodium.round().clamp(6.0, 40.0));
    let over = creatinine / woman(0.7, 0.9);
    let filtration = 142.0
        * over.min(1.0).powf(woman(-0.241, -0.302))
        * over.max(1.0).powf(-1.2)
        * 0.9938_f64.powi(age)
        * woman(1.012, 1.0);
    made.expect("filtration", filtration);
}

/// What the evidence of a criterion shows as the total, or as what was calculated last.
fn shown(finding: &Finding) -> Option<f64> {
    let mut texts = finding.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Record(record) => {
            record.parts().into_iter().find(|(label, _)| *label == "Total").map(|(_, text)| text)
        }
        Evidence::Calculated(_, text) => Some(text.clone()),
        _ => None,
    });
    let text = texts.next_back()?;
    text.split(' ').next()?.trim_end_matches('…').parse().ok()
}

fn criterion<'f>(findings: &'f [Finding], path: &str) -> Option<&'f Finding> {
    findings.iter().find_map(|finding| {
        if finding.path() == path { Some(finding) } else { criterion(&finding.children, path) }
    })
}

#[test]
fn scores_are_those_written_by_hand() {
    let loaded = check::load(&Vocabulary, &["by_hand.crit".to_owned()], &check::Limits::default());
    assert!(!loaded.has_errors(), "{}", rationale_tests::criteria::rendered(&loaded));
    let plan = plan::compile(&loaded.library);
    let mut dice = Dice(11);
    for number in 0..CASES {
        let (year, female) = (1931 + i32::try_from(number % 78).expect("small"), dice.yes());
        let age = 2026 - year;
        let mut made = Made { records: Vec::new(), expected: BTreeMap::new() };
        news(&mut dice, &mut made);
        organs(&mut dice, &mut made);
        risks(&mut dice, &mut made, age, female);
        formulas(&mut dice, &mut made, age, female);
        let case = json!({ "case": "c", "as_of": "2026-03-03T12:00Z", "request": { "guideline": "by_hand" },
            "patient": { "birth_date": format!("{year}-02-11"), "sex": if female { "female" } else { "male" } },
            "records": made.records });
        let text = case.to_string();
        let case = read_json(&text, &Limits::default()).expect("the case is sound");
        let answer = eval::assess_with(&plan, &case, eval::Effort::FINDINGS).expect("it is answered");
        let findings = &answer.assessments[0].findings;
        for (name, expected) in &made.expected {
            let found = criterion(findings, &format!("all_of_them.{name}")).and_then(shown);
            let near = found.is_some_and(|found| (found - expected).abs() <= NEAR);
            assert!(near, "{name}: by hand {expected}, by the engine {found:?}, of {text}");
        }
    }
}
