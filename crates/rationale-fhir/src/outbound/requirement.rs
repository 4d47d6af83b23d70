//! What would have to be sent: a question as a `DataRequirement`.

use super::words;
use rationale::assessment::Gap;
use rationale::check::model::{Fact, Kind, Library, RecordKind};
use rationale::value::code::{Code, CodeMember};
use serde_json::{Map, Value, json};

/// More codes of one fact are not listed.
const MOST_CODES: usize = 100;

/// The resources that would answer a question; `None` where it is not about records of a fact.
pub(super) fn requirement(gap: &Gap, library: &Library) -> Option<Value> {
    let fact = fact(gap, library)?;
    let read = read_from(fact);
    let mut requirement = Map::new();
    requirement.insert(String::from("type"), json!(read.resource));
    let codings: Vec<Value> = fact
        .from
        .iter()
        .filter_map(|member| match member {
            CodeMember::One(code) => coding(code),
            _ => None,
        })
        .take(MOST_CODES)
        .collect();
    if !codings.is_empty() {
        requirement.insert(String::from("codeFilter"), json!([{ "path": read.code, "code": codings }]));
    }
    let date = |text: &Option<String>| text.as_deref().and_then(words::date_time);
    let mut period = Map::new();
    period.extend(date(&gap.from).map(|from| (String::from("start"), json!(from))));
    period.extend(date(&gap.to).map(|to| (String::from("end"), json!(to))));
    if let (Some(path), false) = (read.date, period.is_empty()) {
        requirement.insert(String::from("dateFilter"), json!([{ "path": path, "valuePeriod": period }]));
    }
    Some(Value::Object(requirement))
}

/// The fact that a question is about.
pub(super) fn fact<'l>(gap: &Gap, library: &'l Library) -> Option<&'l Fact> {
    let id = gap.fact.as_deref()?;
    library.facts.iter().find(|fact| fact.id == id)
}

/// A code with the address of its system; `None` for a code of nobody's.
pub(super) fn coding(code: &Code) -> Option<Value> {
    let system = code.system.uri()?;
    Some(json!({ "system": system, "code": code.code }))
}

/// Where the records of a fact come from.
struct ReadFrom {
    resource: &'static str,
    /// The element that says what it is about.
    code: &'static str,
    /// The element that says when.
    date: Option<&'static str>,
}

/// Where the records of a fact come from, as far as that can be told.
fn read_from(fact: &Fact) -> ReadFrom {
    let of = |resource, code, date| ReadFrom { resource, code, date: Some(date) };
    match fact.reads.as_slice() {
        [RecordKind::Orders] => of("ServiceRequest", "code", "authoredOn"),
        [RecordKind::Dispenses] => of("MedicationDispense", "medication", "whenHandedOver"),
        [RecordKind::Administrations] => of("MedicationAdministration", "medication", "effective"),
        [RecordKind::Statements] => of("MedicationStatement", "medication", "effective"),
        [RecordKind::Diagnoses] => of("Condition", "code", "onset"),
        [RecordKind::Procedures] => of("Procedure", "code", "performed"),
        [RecordKind::Stays] => of("Encounter", "type", "period"),
        [RecordKind::Observations] => of("Observation", "code", "effective"),
        [RecordKind::Allergies] => of("AllergyIntolerance", "code", "onset"),
        [RecordKind::Documents] => of("DocumentReference", "type", "date"),
        [RecordKind::Plans] => of("CarePlan", "category", "period"),
        [RecordKind::Communications] => of("Communication", "category", "sent"),
        [RecordKind::Tasks] => of("Task", "code", "authoredOn"),
        [RecordKind::Coverages] => of("Coverage", "type", "period"),
        _ if matches!(fact.kind, Kind::Quantity(_) | Kind::Number) => of("Observation", "code", "effective"),
        _ => ReadFrom { resource: "Resource", code: "code", date: None },
    }
}
