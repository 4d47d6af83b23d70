//! Who wrote a record: the role, in the words of criteria.

use super::concept::{Concept, items};
use super::gather::Resource;
use super::store::Store;
use rationale::case::tree::Tree;
use rationale::value::code::{Code, System};

/// Where resources name who is behind them, the nearest to what was found or done first.
const AUTHORS: [&str; 7] =
    ["performer", "asserter", "recorder", "requester", "author", "informationSource", "participant"];

/// The role of the author of a resource, where a code says one that criteria know.
pub(super) fn author_role(store: &Store<'_>, index: usize, resource: &Resource) -> Option<&'static str> {
    AUTHORS
        .iter()
        .find_map(|field| items(&resource.tree, field).iter().find_map(|who| role(store, index, who)))
}

fn role(store: &Store<'_>, index: usize, who: &Tree) -> Option<&'static str> {
    // `performer.actor` of a procedure, `participant.individual` of an encounter.
    let reference = ["actor", "individual"].iter().find_map(|field| who.get(field)).unwrap_or(who);
    let target = store.find(index, reference)?;
    let kind = super::concept::text_in(target.tree, "resourceType")?;
    let said: Vec<&Tree> = match kind {
        "PractitionerRole" => {
            items(target.tree, "code").iter().chain(items(target.tree, "specialty")).collect()
        }
        "Practitioner" => {
            items(target.tree, "qualification").iter().filter_map(|one| one.get("code")).collect()
        }
        "Patient" => return Some("patient"),
        _ => return None,
    };
    said.into_iter().flat_map(|concept| Concept::of(concept).codes).find_map(|code| word(&code))
}

fn word(code: &Code) -> Option<&'static str> {
    let text = code.code.as_str();
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| text.starts_with(prefix));
    match code.system {
        System::Hl7 => match text {
            "practitioner-role|doctor" | "v2-0360|MD" | "v2-0360|DO" => Some("physician"),
            "practitioner-role|nurse" | "v2-0360|RN" => Some("nurse"),
            "practitioner-role|pharmacist" => Some("pharmacist"),
            "v2-0360|NP" => Some("nurse_practitioner"),
            "v2-0360|PA" => Some("physician_assistant"),
            _ => None,
        },
        System::Snomed => match text {
            "309343006" | "112247003" => Some("physician"),
            "106292003" | "224535009" => Some("nurse"),
            "46255001" => Some("pharmacist"),
            "36682004" => Some("physical_therapist"),
            "80546007" => Some("occupational_therapist"),
            _ => None,
        },
        System::Nucc if starts(&["207", "208"]) => Some("physician"),
        System::Nucc if starts(&["363L"]) => Some("nurse_practitioner"),
        System::Nucc if starts(&["363A"]) => Some("physician_assistant"),
        System::Nucc if starts(&["364S"]) => Some("clinical_nurse_specialist"),
        System::Nucc if starts(&["163W"]) => Some("nurse"),
        System::Nucc if starts(&["1835"]) => Some("pharmacist"),
        System::Nucc if starts(&["2251"]) => Some("physical_therapist"),
        System::Nucc if starts(&["225X"]) => Some("occupational_therapist"),
        System::Nucc if starts(&["235Z"]) => Some("speech_therapist"),
        System::Nucc if starts(&["2278", "2279"]) => Some("respiratory_therapist"),
        _ => None,
    }
}
