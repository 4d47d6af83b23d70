//! Cases of an admission, by seed: 8 to 20 KB of JSON each, with the gaps that real charts have.
//!
//! Gaps: facts that are not there, saturations that do not say how the patient breathed, records entered in error, a supply
//! that is declared complete for some cases only. A quarter of the records are of things that neither policy reads.

use serde_json::{Value, json};

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both inside.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.next() % width).unwrap_or(0)
    }

    /// So often of a hundred times.
    fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        let last = i64::try_from(choices.len()).unwrap_or(1) - 1;
        choices[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }
}

/// What the request asks for: the code by which one of the policies applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// `observation`
    Observation,
    /// `inpatient`
    Inpatient,
}

/// Minutes from the start of 2026-03-01 to the review, 2026-03-09T09:00-05:00.
const REVIEW: i64 = 8 * 1_440 + 540;

/// The case of that number, as one line of JSON.
#[must_use]
pub fn case(number: u64, ask: Ask) -> String {
    value(number, ask).to_string()
}

fn value(number: u64, ask: Ask) -> Value {
    let mut chart = Chart { dice: Dice(number.wrapping_mul(0x2545_F491_4F6C_DD1D)), records: Vec::new() };
    // A third are very ill, a third are not, a third lie between.
    let ill = chart.dice.between(0, 2);
    chart.diagnoses();
    chart.vitals(ill);
    chart.laboratory(ill);
    chart.treatment(ill);
    chart.notes(ill);
    chart.unread();
    let item = match ask {
        Ask::Observation => json!({ "system": "hcpcs", "code": "G0378" }),
        Ask::Inpatient => json!({ "system": "cpt", "code": chart.dice.one_of(&["99221", "99222", "99223"]) }),
    };
    let mut case = json!({
        "case": format!("H-{number:07}"), "as_of": "2026-03-09T09:00:00-05:00", "payer": "medicare",
        "request": { "type": "admission", "item": item, "units": { "value": 2, "unit": "d" },
            "received": "2026-03-08T18:05:00-05:00", "urgency": "standard" },
        "patient": { "birth_date": format!("{}-{:02}-11", chart.dice.between(1_930, 2_012), chart.dice.between(1, 12)), "sex": chart.dice.one_of(&["female", "male"]) },
        "anchors": { "admission": "2026-03-08T17:40:00-05:00" },
    });
    if chart.dice.chance(70) {
        case["supply"] = json!("complete");
    }
    case["records"] = Value::Array(chart.records);
    case
}

struct Chart {
    dice: Dice,
    records: Vec<Value>,
}

impl Chart {
    /// A time so many minutes before the review.
    fn at(minutes: i64) -> String {
        let since = REVIEW - minutes;
        format!("2026-03-{:02}T{:02}:{:02}:00-05:00", 1 + since / 1_440, since % 1_440 / 60, since % 60)
    }

    /// Adds a record; its id and its source are made here.
    fn add(&mut self, mut record: Value, kind: &str, role: &str) {
        let number = self.records.len() + 1;
        record["id"] = json!(format!("r{number}"));
        record["status"] = json!(if self.dice.chance(3) { "entered_in_error" } else { "final" });
        record["source"] = json!({ "document": format!("{}-{}", kind.replace(' ', "-"), self.dice.between(1, 40)),
            "type": kind, "page": self.dice.between(1, 12), "author_role": role });
        self.records.push(record);
    }

    /// Adds a measurement.
    fn measured(
        &mut self,
        loinc: &str,
        display: &str,
        number: Value,
        unit: &str,
        minutes: i64,
        parts: Option<Value>,
    ) {
        let mut record = json!({ "codes": [{ "system": "loinc", "code": loinc, "display": display }],
            "value": { "number": number, "unit": unit }, "at": Self::at(minutes) });
        if let Some(parts) = parts {
            record["parts"] = parts;
        }
        self.add(record, "nursing flowsheet", "nurse");
    }

    fn diagnoses(&mut self) {
        if self.dice.chance(96) {
            let code = self.dice.one_of(&["I50.23", "I50.33", "I11.0", "I50.9", "J18.9"]);
            let record = json!({ "fact": "principal_diagnosis", "kind": "diagnosis",
                "value": { "system": "icd10cm", "code": code }, "from": "2026-03-08" });
            self.add(record, "history and physical", "physician");
        }
    }

    fn vitals(&mut self, ill: i64) {
        let fast = 78 + 18 * ill;
        for hour in 0..self.dice.between(8, 14) {
            let number = self.dice.between(fast - 8, fast + 12);
            let minutes = 20 + hour * 75 + self.dice.between(0, 30);
            self.measured("8867-4", "Heart rate", json!(number), "/min", minutes, None);
        }
        for hour in 0..self.dice.between(6, 12) {
            let delivery = self.dice.one_of(&["room_air", "room_air", "nasal_cannula", "mask"]);
            let low = if delivery == "room_air" { 95 - 3 * ill } else { 94 };
            let number = self.dice.between(low - 3, low + 4);
            let parts =
                if self.dice.chance(90) { Some(json!({ "oxygen_delivery": delivery })) } else { None };
            let minutes = 25 + hour * 140 + self.dice.between(0, 30);
            self.measured("59408-5", "Oxygen saturation", json!(number), "%", minutes, parts);
        }
        for hour in 0..self.dice.between(5, 9) {
            let number = self.dice.between(104 - 6 * ill, 168);
            let minutes = 22 + hour * 90 + self.dice.between(0, 30);
            self.measured("8480-6", "Systolic blood pressure", json!(number), "mm[Hg]", minutes, None);
        }
        for hour in 0..self.dice.between(0, 7) {
            let number = self.dice.between(14, 20 + 4 * ill);
            let minutes = 23 + hour * 95 + self.dice.between(0, 30);
            self.measured("9279-1", "Respiratory rate", json!(number), "/min", minutes, None);
        }
        for hour in 0..self.dice.between(0, 4) {
            let tenths = self.dice.between(364, 378 + 4 * ill);
            let minutes = 24 + hour * 300 + self.dice.between(0, 30);
            self.measured("8310-5", "Body temperature", json!(tenths as f64 / 10.0), "Cel", minutes, None);
        }
        for day in 0..self.dice.between(0, 4) {
            let tenths = self.dice.between(780, 800) - 6 * ill * day;
            let minutes = 120 + day * 1_440 + self.dice.between(0, 30);
            self.measured("29463-7", "Body weight", json!(tenths as f64 / 10.0), "kg", minutes, None);
        }
    }

    fn laboratory(&mut self, ill: i64) {
        let tests: [(&str, &str, &str, i64, i64, i64, f64); 6] = [
            ("2160-0", "Creatinine", "mg/dL", 9, 12 + 3 * ill, 4, 10.0),
            ("2524-7", "Lactate", "mmol/L", 8, 16 + 6 * ill, 2, 10.0),
            ("2823-3", "Potassium", "mmol/L", 36, 48 + 5 * ill, 3, 10.0),
            ("2951-2", "Sodium", "mmol/L", 133 - 3 * ill, 144, 3, 1.0),
            ("10839-9", "Troponin I", "ng/mL", 1, 3 + 2 * ill, 2, 100.0),
            ("30934-4", "BNP", "pg/mL", 90, 400 + 500 * ill, 1, 1.0),
        ];
        for (loinc, display, unit, low, high, most, scale) in tests {
            for round in 0..self.dice.between(0, most) {
                let number = self.dice.between(low, high) as f64 / scale;
                let minutes = 90 + round * 700 + self.dice.between(0, 300);
                self.measured(loinc, display, json!(number), unit, minutes, None);
            }
        }
    }

    fn treatment(&mut self, ill: i64) {
        for round in 0..self.dice.between(0, 1 + ill) {
            let code = self.dice.one_of(&["4603", "1808"]);
            let minutes = 60 + round * 500 + self.dice.between(0, 300);
            let record = json!({ "fact": "iv_loop_diuretic", "kind": "administration",
                "codes": [{ "system": "rxnorm", "code": code }], "at": Self::at(minutes) });
            self.add(record, "medication administration record", "nurse");
        }
        if self.dice.chance(10 * ill) {
            let record = json!({ "fact": "vasodilator", "kind": "administration",
                "codes": [{ "system": "rxnorm", "code": "4917" }], "at": Self::at(300) });
            self.add(record, "medication administration record", "nurse");
        }
        if self.dice.chance(10 * ill) {
            let record = json!({ "fact": "ventilation", "kind": "procedure", "at": Self::at(420) });
            self.add(record, "respiratory care note", "respiratory_therapist");
        }
    }

    fn notes(&mut self, ill: i64) {
        if self.dice.chance(80) {
            let word = ["none_noted", "on_exertion", "at_rest"][usize::try_from(ill).unwrap_or(0)];
            let minutes = self.dice.between(60, 2_000);
            let record = json!({ "fact": "breathlessness", "value": word, "at": Self::at(minutes) });
            self.add(record, "nursing flowsheet", "nurse");
        }
        for (fact, there, yes) in [
            ("congestion", 75, 30 * ill),
            ("new_oxygen", 60, 30 * ill),
            ("comfort_care", 40, 3),
            ("hospice", 20, 3),
        ] {
            if self.dice.chance(there) {
                let is = self.dice.chance(yes);
                let minutes = self.dice.between(60, 1_800);
                let record = json!({ "fact": fact, "value": is, "at": Self::at(minutes) });
                self.add(record, "progress note", "physician");
            }
        }
    }

    /// What neither policy reads.
    fn unread(&mut self) {
        let tests = [
            ("2345-7", "Glucose"),
            ("3094-0", "Urea nitrogen"),
            ("718-7", "Hemoglobin"),
            ("6690-2", "Leukocytes"),
            ("777-3", "Platelets"),
        ];
        for round in 0..self.dice.between(4, 8) {
            let (loinc, display) = self.dice.one_of(&tests);
            let number = self.dice.between(40, 200);
            self.measured(loinc, display, json!(number), "mg/dL", 100 + round * 40, None);
        }
    }
}
