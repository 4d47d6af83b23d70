//! Inputs of the benchmarks: the content library, a small and a large case, and one route of criteria written by hand.

pub mod by_hand;
pub mod clock;
pub mod hospital;

use rationale::check::{self, Files, Limits, Loaded};
use serde_json::{Value, json};
use std::sync::Arc;

/// The route that is also written by hand.
const GROUP_ONE: &str = include_str!("inputs/group_one.crit");

/// The content library, and beside it the benchmarks' own guideline.
struct Library;

impl Files for Library {
    fn read(&self, path: &str) -> Option<Arc<str>> {
        if path == "group_one.crit" {
            return Some(Arc::from(GROUP_ONE));
        }
        let found = rationale_criteria::files().iter().find(|(name, _)| *name == path);
        found.map(|(_, text)| Arc::from(*text))
    }
}

/// The criteria files of the content library: path, text.
pub fn criteria() -> impl Iterator<Item = (&'static str, &'static str)> {
    rationale_criteria::files().iter().copied().filter(|(name, _)| name.ends_with(".crit"))
}

/// Loads the content library.
#[must_use]
pub fn load_all() -> Loaded {
    let entries: Vec<String> = criteria().map(|(name, _)| name.to_owned()).collect();
    check::load(&Library, &entries, &Limits::default())
}

/// Loads the route that is also written by hand.
#[must_use]
pub fn load_group_one() -> Loaded {
    check::load(&Library, &["group_one.crit".to_owned()], &Limits::default())
}

/// The case of the README, of 8 records, with the offsets of its zone: a library reads it without a time zone database.
///
/// # Panics
///
/// Where the case of the README is no JSON.
#[must_use]
pub fn small_case() -> String {
    with_offsets().to_string()
}

fn with_offsets() -> Value {
    let text = include_str!("../docs/examples/home_oxygen/meets_group_one.case.json");
    let mut case: Value = serde_json::from_str(text).expect("the case is JSON");
    case["zone_offsets"] =
        json!([{ "offset": "-05:00" }, { "from": "2026-03-08T07:00Z", "offset": "-04:00" }]);
    case
}

/// That case with a long chart around it: 10 000 records more.
///
/// Of ten records two are saturations, one of them on room air and none of them low, and one is a blood gas on oxygen; seven are
/// laboratory values that the guideline does not read. They are spread over 70 days before the stay ended.
///
/// # Panics
///
/// Where the case of the README is no JSON.
#[must_use]
pub fn large_case() -> String {
    let mut case = with_offsets();
    let records = case["records"].as_array_mut().expect("it has records");
    for index in 0..10_000_u32 {
        let minutes = index * 10;
        let (days, of_day) = (minutes / 1_440, minutes % 1_440);
        // From 2025-12-20 on, a calendar by hand: December has 12 days left, January 31.
        let date = match days {
            0..12 => format!("2025-12-{:02}", days + 20),
            12..43 => format!("2026-01-{:02}", days - 11),
            43..71 => format!("2026-02-{:02}", days - 42),
            _ => format!("2026-03-{:02}", days - 70),
        };
        let at = format!("{date}T{:02}:{:02}:00-05:00", of_day / 60, of_day % 60);
        let delivery = if index % 2 == 0 { "room_air" } else { "oxygen" };
        let mut parts = json!({ "activity": "awake_at_rest", "oxygen_delivery": delivery, "taken_as": "inpatient",
            "performed_by": "hospital", "in_person": true });
        let (code, value) = match index % 10 {
            0 | 5 => ("59408-5", json!({ "number": 90 + index % 8, "unit": "%" })),
            7 => {
                parts["pao2"] = json!({ "number": 70, "unit": "mm[Hg]" });
                parts["gas_sao2"] = json!({ "number": 93, "unit": "%" });
                ("24336-0", Value::Null)
            }
            _ => {
                parts = json!({});
                ("2823-3", json!({ "number": 4.1, "unit": "mmol/L" }))
            }
        };
        records.push(json!({ "id": format!("r{index}"), "codes": [{ "system": "loinc", "code": code }], "value": value,
            "parts": parts, "at": at, "status": "final",
            "source": { "document": format!("chart-{days}"), "type": "flowsheet", "page": 1 + of_day / 60, "author_role": "nurse" } }));
    }
    case.to_string()
}

#[cfg(test)]
mod tests {
    use super::{large_case, small_case};
    use rationale::case::{Limits, read_json};

    #[test]
    fn what_is_timed_can_be_read() {
        for text in [small_case(), large_case()] {
            assert!(read_json(&text, &Limits::default()).is_ok());
        }
    }
}
