//! Both policies as a programmer would write them, with text codes: statuses alone, nothing said of why.
//!
//! It knows *undetermined* as far as these cases need it (what is not there, saturations that do not say how the patient
//! breathed, a supply that is not declared complete), and trusts all else: units, plausibility, times.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use serde::{Deserialize, Deserializer, de::Error};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A case, as far as this reads it.
#[derive(Deserialize)]
pub struct Case {
    /// Its id.
    pub case: String,
    #[serde(deserialize_with = "time")]
    as_of: DateTime<FixedOffset>,
    #[serde(default)]
    supply: Option<String>,
    request: Request,
    patient: Patient,
    anchors: Anchors,
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Request {
    item: Code,
}

#[derive(Deserialize)]
struct Patient {
    #[serde(deserialize_with = "date")]
    birth_date: NaiveDate,
}

#[derive(Deserialize)]
struct Anchors {
    #[serde(deserialize_with = "time")]
    admission: DateTime<FixedOffset>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    fact: String,
    #[serde(default)]
    codes: Vec<Code>,
    #[serde(default)]
    value: Option<Value>,
    #[serde(default, deserialize_with = "some_time")]
    at: Option<DateTime<FixedOffset>>,
    status: String,
    #[serde(default)]
    parts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Code {
    system: String,
    code: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    YesNo(bool),
    Word(String),
    Quantity { number: f64 },
    Code(Code),
}

fn time<'de, D: Deserializer<'de>>(input: D) -> Result<DateTime<FixedOffset>, D::Error> {
    DateTime::parse_from_rfc3339(&Cow::<str>::deserialize(input)?).map_err(D::Error::custom)
}

fn some_time<'de, D: Deserializer<'de>>(input: D) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    time(input).map(Some)
}

fn date<'de, D: Deserializer<'de>>(input: D) -> Result<NaiveDate, D::Error> {
    Cow::<str>::deserialize(input)?.parse().map_err(D::Error::custom)
}

/// How a criterion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It does not hold.
    Unmet,
    /// The chart does not tell.
    Undetermined,
    /// It holds.
    Met,
}
use Status::{Met, Undetermined, Unmet};

fn of(is: bool) -> Status {
    if is { Met } else { Unmet }
}

fn any(parts: &[Status]) -> Status {
    parts.iter().copied().max().unwrap_or(Unmet)
}

fn all(parts: &[Status]) -> Status {
    parts.iter().copied().min().unwrap_or(Met)
}

fn at_least(needed: usize, parts: &[Status]) -> Status {
    let met = parts.iter().filter(|status| **status == Met).count();
    let open = parts.iter().filter(|status| **status == Undetermined).count();
    if met >= needed {
        Met
    } else if met + open < needed {
        Unmet
    } else {
        Undetermined
    }
}

fn not(status: Status) -> Status {
    match status {
        Met => Unmet,
        Undetermined => Undetermined,
        Unmet => Met,
    }
}

impl Case {
    /// Hours before review.
    fn hours(&self, record: &Record) -> Option<f64> {
        record.at.map(|at| (self.as_of - at).num_minutes() as f64 / 60.0)
    }

    fn within<'c>(&'c self, loinc: &'c str, hours: f64) -> impl Iterator<Item = (f64, f64, &'c Record)> {
        self.records.iter().filter_map(move |record| {
            let fits = record.codes.iter().any(|code| code.system == "loinc" && code.code == loinc)
                && record.status != "entered_in_error";
            let Some(Value::Quantity { number }) = record.value else { return None };
            let before = self.hours(record).filter(|_| fits)?;
            (before >= 0.0 && before <= hours).then_some((before, number, record))
        })
    }

    fn lowest(&self, loinc: &str, hours: f64) -> Option<f64> {
        self.within(loinc, hours).map(|(_, number, _)| number).reduce(f64::min)
    }

    fn highest(&self, loinc: &str, hours: f64) -> Option<f64> {
        self.within(loinc, hours).map(|(_, number, _)| number).reduce(f64::max)
    }

    fn latest(&self, loinc: &str, hours: f64) -> Option<f64> {
        self.within(loinc, hours).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, number, _)| number)
    }

    fn in_time(&self, loinc: &str, hours: f64) -> Vec<(f64, f64)> {
        let mut found: Vec<(f64, f64)> =
            self.within(loinc, hours).map(|(before, number, _)| (before, number)).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found
    }

    fn rise(&self, loinc: &str, hours: f64, least: f64) -> Status {
        let found = self.in_time(loinc, hours);
        if found.len() < 2 {
            return Undetermined;
        }
        let mut lowest = f64::INFINITY;
        let mut most: f64 = 0.0;
        for (_, number) in found {
            most = most.max(number - lowest);
            lowest = lowest.min(number);
        }
        // Floats: 1.2 - 0.9 is a little less than 0.3.
        of(most >= least - 1e-9)
    }

    /// Lowest saturation on room air below 90.
    fn hypoxemia(&self) -> Status {
        let mut sure = None::<f64>;
        let mut possible = None::<f64>;
        for (_, number, record) in self.within("59408-5", 24.0) {
            let held = match record.parts.get("oxygen_delivery").map(String::as_str) {
                Some("room_air") => &mut sure,
                None => &mut possible,
                Some(_) => continue,
            };
            *held = Some(held.map_or(number, |held| held.min(number)));
        }
        match (sure, possible) {
            (Some(sure), _) if sure < 90.0 => Met,
            (Some(_), Some(possible)) if possible < 90.0 => Undetermined,
            (Some(_), _) => Unmet,
            (None, _) => Undetermined,
        }
    }

    fn fast_heart(&self) -> Status {
        let found = self.in_time("8867-4", 12.0);
        let mut run = 0;
        let mut last = None::<f64>;
        for (before, number) in &found {
            if *number < 110.0 {
                run = 0;
                last = None;
                continue;
            }
            run = match last {
                Some(last) if last - before <= 2.0 => run + 1,
                _ => 1,
            };
            last = Some(*before);
            if run >= 3 {
                return Met;
            }
        }
        if found.len() >= 3 { Unmet } else { Undetermined }
    }

    fn given<'c>(&'c self, fact: &'c str) -> impl Iterator<Item = &'c Record> {
        self.records.iter().filter(move |record| record.fact == fact && record.status != "entered_in_error")
    }

    /// So many of an event, of which silence means no.
    fn events(&self, fact: &str, hours: f64, needed: usize) -> Status {
        let within =
            |record: &&Record| self.hours(record).is_some_and(|before| before >= 0.0 && before <= hours);
        if self.given(fact).filter(within).count() >= needed {
            Met
        } else if self.supply.is_some() {
            Unmet
        } else {
            Undetermined
        }
    }

    /// The latest value of a state that holds for a day.
    fn state<'c>(&'c self, fact: &'c str) -> Option<&'c Value> {
        let held = self.given(fact).filter(|record| self.hours(record).is_some_and(|before| before <= 24.0));
        held.max_by_key(|record| record.at).and_then(|record| record.value.as_ref())
    }

    fn yes(&self, fact: &str) -> Status {
        match self.state(fact) {
            Some(Value::YesNo(yes)) => of(*yes),
            _ => Undetermined,
        }
    }

    /// A yes/no of which silence means no.
    fn yes_or_silent(&self, fact: &str) -> Status {
        match self.given(fact).max_by_key(|record| record.at).and_then(|record| record.value.as_ref()) {
            Some(Value::YesNo(yes)) => of(*yes),
            _ if self.supply.is_some() => Unmet,
            _ => Undetermined,
        }
    }

    fn breathless(&self) -> Status {
        match self.state("breathlessness") {
            Some(Value::Word(word)) => of(word != "none_noted"),
            _ => Undetermined,
        }
    }

    fn adult(&self) -> Status {
        let (on, birth) = (self.anchors.admission.date_naive(), self.patient.birth_date);
        let before = (on.month(), on.day()) < (birth.month(), birth.day());
        of(on.year() - birth.year() - i32::from(before) >= 18)
    }

    fn heart_failure(&self) -> Status {
        match self.given("principal_diagnosis").last().and_then(|record| record.value.as_ref()) {
            Some(Value::Code(code)) => of(code.system == "icd10cm"
                && (code.code.starts_with("I50")
                    || ["I11.0", "I13.0", "I13.2"].contains(&code.code.as_str()))),
            _ => Undetermined,
        }
    }
}

fn compared(value: Option<f64>, holds: impl Fn(f64) -> bool) -> Status {
    value.map_or(Undetermined, |value| of(holds(value)))
}

/// The handful of criteria. `None` where the request is about something else.
#[must_use]
pub fn observation(case: &Case) -> Option<Status> {
    let item = &case.request.item;
    if item.system != "hcpcs" || !["G0378", "G0379"].contains(&item.code.as_str()) {
        return None;
    }
    let need = any(&[case.hypoxemia(), compared(case.highest("9279-1", 12.0), |number| number > 24.0)]);
    Some(all(&[
        case.adult(),
        case.heart_failure(),
        need,
        case.events("iv_loop_diuretic", 24.0, 1),
        compared(case.latest("8480-6", 12.0), |number| number >= 90.0),
    ]))
}

/// The many criteria. `None` where the request is about something else.
#[must_use]
pub fn inpatient(case: &Case) -> Option<Status> {
    let item = &case.request.item;
    if item.system != "cpt" || !["99221", "99222", "99223"].contains(&item.code.as_str()) {
        return None;
    }
    // Days compare calendar dates: from the start of 2 March on.
    let week = 7.0 * 24.0 + 9.0;
    let signs = any(&[
        case.breathless(),
        case.yes("congestion"),
        compared(case.highest("30934-4", week), |number| number >= 500.0),
        case.rise("29463-7", week, 2.0),
    ]);
    let pulse: Vec<f64> = case.within("8867-4", 6.0).map(|(_, number, _)| number).collect();
    let mean = (!pulse.is_empty()).then(|| pulse.iter().sum::<f64>() / pulse.len() as f64);
    let pressures: Vec<f64> = case.within("8480-6", 12.0).map(|(_, number, _)| number).collect();
    let crisis = match pressures.iter().filter(|number| **number >= 180.0).count() {
        2.. => Met,
        _ if pressures.len() >= 2 => Unmet,
        _ => Undetermined,
    };
    let findings = at_least(
        2,
        &[
            case.hypoxemia(),
            case.fast_heart(),
            compared(mean, |number| number >= 105.0),
            compared(case.highest("9279-1", 12.0), |number| number > 24.0),
            compared(case.lowest("8480-6", 12.0), |number| number < 90.0),
            crisis,
            compared(case.highest("8310-5", 24.0), |number| number >= 38.3),
            case.rise("2160-0", 48.0, 0.3),
            compared(case.latest("2524-7", 12.0), |number| number > 2.0),
            compared(case.latest("2823-3", 24.0), |number| number > 5.5),
            compared(case.lowest("2951-2", 24.0), |number| number < 130.0),
            compared(case.highest("10839-9", 24.0), |number| number >= 0.04),
        ],
    );
    let treatment = any(&[
        case.events("iv_loop_diuretic", 24.0, 2),
        case.events("iv_loop_diuretic", 4.0, 1),
        case.yes("new_oxygen"),
        case.events("vasodilator", 24.0, 1),
        case.events("ventilation", 24.0, 1),
    ]);
    let excluded = any(&[case.yes_or_silent("comfort_care"), case.yes_or_silent("hospice")]);
    Some(all(&[case.adult(), case.heart_failure(), signs, findings, treatment, not(excluded)]))
}
