//! Ids, addresses and times as FHIR spells them.

use super::OutOptions;
use rationale::assessment::{Assessment, GuidelineRef};
use rationale::case::model::Case;

/// An id of FHIR: letters, digits, `-` and `.`, at most 64.
pub(super) fn id(parts: &[&str]) -> String {
    let joined = parts.join("-");
    let allowed = |letter: char| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '-' };
    joined.chars().map(allowed).take(64).collect()
}

/// The address of a guideline and its edition.
pub(super) fn guideline(of: &GuidelineRef, options: &OutOptions) -> String {
    let address = address(options, &["guideline", &of.id]);
    match &of.edition {
        Some(edition) => format!("{address}|{}", escaped(edition)),
        None => address,
    }
}

/// The address of the questionnaire of an assessment: it is of this case as it was.
pub(super) fn questionnaire(assessment: &Assessment, options: &OutOptions) -> String {
    address(options, &["Questionnaire", &questionnaire_id(assessment)])
}

pub(super) fn questionnaire_id(assessment: &Assessment) -> String {
    id(&[&assessment.guideline.id.replace('_', "-"), digest(assessment)])
}

/// What tells this case from others, without telling whose it is.
pub(super) fn digest(assessment: &Assessment) -> &str {
    assessment.audit.case_digest().get(..16).unwrap_or(assessment.audit.case_digest())
}

fn address(options: &OutOptions, parts: &[&str]) -> String {
    let between = if options.base.starts_with("urn:") { ":" } else { "/" };
    let parts: Vec<String> = parts.iter().map(|part| escaped(part)).collect();
    format!("{}{between}{}", options.base, parts.join(between))
}

/// What may stand in an address as it is; anything else by its bytes.
fn escaped(text: &str) -> String {
    let mut address = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

/// The as-of time, to the second.
pub(super) fn instant(case: &Case) -> String {
    let text = case.as_of.to_text(&case.zone);
    date_time(&text).unwrap_or(text)
}

/// A time as the engine writes it, as a dateTime of FHIR: a time of day has seconds. `None` where it is no single time.
pub(super) fn date_time(text: &str) -> Option<String> {
    rationale::value::time::parse_moment(text).ok()?;
    match (text.get(..16), text.get(16..)) {
        (Some(minutes), Some(rest)) if !rest.starts_with(':') => Some(format!("{minutes}:00{rest}")),
        _ => Some(text.to_owned()),
    }
}

/// A word for people.
pub(super) fn spaced(word: &str) -> String {
    word.replace('_', " ")
}
