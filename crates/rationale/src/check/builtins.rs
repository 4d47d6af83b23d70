//! What every guideline may speak of without declaring it.

use super::model::{Anchor, Fact, HeaderField, Kind, Numeric, Part};

/// The fact that holds prior approvals.
pub(super) const APPROVAL: &str = "approval";

/// The fields of the header by their names.
pub(super) const HEADER: [(&str, HeaderField); 10] = [
    ("sex", HeaderField::Sex),
    ("payer", HeaderField::Payer),
    ("line_of_business", HeaderField::LineOfBusiness),
    ("state", HeaderField::State),
    ("requested_item", HeaderField::RequestedItem),
    ("requested_level", HeaderField::RequestedLevel),
    ("requested_type", HeaderField::RequestedType),
    ("requested_day", HeaderField::RequestedDay),
    ("requested_units", HeaderField::RequestedUnits),
    ("urgency", HeaderField::Urgency),
];

const POINTS: [&str; 6] = ["review", "request", "service", "admission", "discharge", "birth"];
const SPANS: [&str; 2] = ["stay", "period"];

/// The values of `sex`.
pub(super) const SEXES: [&str; 3] = ["female", "male", "other"];

/// The scopes of `for`.
pub(super) const SCOPES: [&str; 5] = ["payer", "plan", "line_of_business", "state", "contractor"];

/// Who may be asked or may judge. Others are possible, but most often a slip.
pub(super) const ROLES: [&str; 44] = [
    "physician",
    "treating_physician",
    "attending_physician",
    "ordering_physician",
    "hospice_physician",
    "medical_director",
    "physician_reviewer",
    "physician_assistant",
    "nurse",
    "nurse_practitioner",
    "nurse_reviewer",
    "clinical_nurse_specialist",
    "practitioner",
    "treating_practitioner",
    "ordering_practitioner",
    "prescriber",
    "provider",
    "clinician",
    "reviewer",
    "hospital",
    "facility",
    "supplier",
    "home_health_agency",
    "pharmacist",
    "pharmacy",
    "therapist",
    "physical_therapist",
    "occupational_therapist",
    "speech_therapist",
    "respiratory_therapist",
    "dietitian",
    "social_worker",
    "case_manager",
    "discharge_planner",
    "coder",
    "psychologist",
    "psychiatrist",
    "surgeon",
    "specialist",
    "dentist",
    "laboratory",
    "member",
    "patient",
    "caregiver",
];

/// The field of the header that the name stands for.
pub(super) fn header(name: &str) -> Option<HeaderField> {
    HEADER.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
}

/// Whether the name is a field of the header.
pub(super) fn is_header(name: &str) -> bool {
    header(name).is_some()
}

/// Whether the name is a built-in point or span of time.
pub(super) fn is_point(name: &str) -> bool {
    point_names().any(|known| known == name)
}

/// The built-in points and spans.
pub(super) fn point_names() -> impl Iterator<Item = &'static str> {
    POINTS.iter().chain(SPANS.iter()).copied()
}

/// The built-in point or span of that name, and whether it is a span.
pub(super) fn point(name: &str) -> Option<(Anchor, bool)> {
    if !is_point(name) {
        return None;
    }
    Some((Anchor::named(name), SPANS.contains(&name)))
}

/// The fact `approval`: one record for each approval already given.
pub(super) fn approval() -> Fact {
    let part = |id: &str, label: &str, kind: Kind| Part {
        id: id.to_owned(),
        label: label.to_owned(),
        kind,
        numeric: Numeric::default(),
        from: Vec::new(),
        missing_is: None,
        asks: Vec::new(),
        calculated: None,
    };
    let parts =
        vec![part("item", "Item approved", Kind::Code(None)), part("units", "Units approved", Kind::Number)];
    Fact { parts, ..Fact::new(APPROVAL.to_owned(), "Prior approval".to_owned(), Kind::Span(None)) }
}
