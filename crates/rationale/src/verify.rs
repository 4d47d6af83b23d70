//! Replaying an assessment: the same criteria, case and time must give the same answer.
//!
//! Under the same version of the engine the replay is equal in every value; under another version with the same *meaning* number
//! it is equal in outcome, statuses, reasons and evidence. Differences name places and words of the engine's own (statuses,
//! outcomes, codes, digests), never values of records.

use crate::case::Case;
use crate::eval::{self, MEANING, RequestError};
use crate::plan::Plan;
use crate::view::View;
use crate::wire;
use serde_json::{Map, Value};

/// How a replay compares with what was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// How far the two were compared.
    pub compared: Compared,
    /// Where they differ; empty: verified.
    pub differences: Vec<Difference>,
}

impl Verification {
    /// Whether nothing differs.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.differences.is_empty()
    }
}

/// How far two answers were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The recorded text is the replayed one, byte for byte.
    Bytes,
    /// Every value; the layout of the text is another.
    Values,
    /// Outcome, statuses, reasons and evidence: another version of the engine made the recorded answer.
    Meaning,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where, as a path into the recorded JSON: `assessments[0].findings[1].status`.
    pub place: String,
    /// What differs.
    pub what: String,
}

/// The answer cannot be replayed here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The text is no answer of this engine.
    #[error("this is not an assessment as `evaluate --format json` writes it: {0}")]
    NotAnAnswer(String),
    /// It is about another case.
    #[error("the assessment is of another case than the one given")]
    AnotherCase,
    /// Its guideline is not loaded.
    #[error("guideline `{0}` is not loaded; give the criteria it was made by")]
    UnknownGuideline(String),
    /// It was made by an edition that is not loaded.
    #[error(
        "the assessment was made by edition {made} of `{guideline}`, and only {} loaded; give the criteria of edition {made}",
        loaded(.known)
    )]
    AnotherEdition {
        /// The guideline.
        guideline: String,
        /// The edition that made it.
        made: String,
        /// The editions that are loaded.
        known: Vec<String>,
    },
    /// It was made under another meaning number.
    #[error(
        "the assessment was made under meaning {made}, and this engine has meaning {here}; replay it with an engine of meaning {made}"
    )]
    AnotherMeaning {
        /// The number recorded.
        made: u64,
        /// The number of this engine.
        here: u32,
    },
    /// The request cannot be answered.
    #[error(transparent)]
    Request(#[from] RequestError),
}

fn loaded(known: &[String]) -> String {
    match known {
        [] => String::from("no edition of it is"),
        [one] => format!("edition {one} is"),
        many => format!("editions {} are", many.join(", ")),
    }
}

/// More differences than these are not listed.
const MOST: usize = 50;

/// Two values differ that are not to be shown.
const ANOTHER_VALUE: &str = "another value in the replay";

/// Replays an answer as [`wire::answer_json`] wrote it, whatever its view.
///
/// # Errors
///
/// [`VerifyError`] where there is nothing to compare with: the text is no answer, or it was made by criteria or under a meaning
/// that are not here.
///
/// ```
/// use rationale::{View, case, check::model::Library, eval, plan, verify, wire};
/// let plan = plan::compile(&Library::default());
/// let text = r#"{ "case": "C-1", "as_of": "2026-03-03T09:00-05:00" }"#;
/// let case = case::read_json(text, &case::Limits::default())?;
/// let recorded = wire::answer_json(&eval::assess(&plan, &case)?, &case.zone, View::Decisive);
/// assert!(verify::verify(&plan, &case, &recorded)?.holds());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify(plan: &Plan, case: &Case, recorded: &str) -> Result<Verification, VerifyError> {
    let not_an_answer = |why: &str| VerifyError::NotAnAnswer(why.to_owned());
    let answer: Value = serde_json::from_str(recorded).map_err(|error| {
        not_an_answer(&format!("line {}, column {}: it is not JSON", error.line(), error.column()))
    })?;
    if answer.get("version").and_then(Value::as_u64) != Some(u64::from(wire::VERSION)) {
        return Err(not_an_answer("`version` is missing or another"));
    }
    if answer.get("case").and_then(Value::as_str) != Some(case.id.as_str()) {
        return Err(VerifyError::AnotherCase);
    }
    let assessments = answer
        .get("assessments")
        .and_then(Value::as_array)
        .ok_or_else(|| not_an_answer("`assessments` is missing"))?;
    let mut same_engine = true;
    for assessment in assessments {
        same_engine &= replayable(plan, assessment)?;
    }
    let replayed = eval::assess(plan, case)?;
    let mut best: Option<Verification> = None;
    for view in [View::Decisive, View::Context, View::Everything] {
        let text = wire::answer_json(&replayed, &case.zone, view);
        if text == recorded {
            return Ok(Verification { compared: Compared::Bytes, differences: Vec::new() });
        }
        let Ok(replay) = serde_json::from_str::<Value>(&text) else { continue };
        let mut differences = Vec::new();
        let compared = if same_engine {
            differ(&answer, &replay, "", &mut differences);
            Compared::Values
        } else {
            differ(&essence(&answer), &essence(&replay), "", &mut differences);
            Compared::Meaning
        };
        // A view is told by what it shows: another value in many places is less than a finding that is not there.
        let rank = |differences: &[Difference]| {
            (differences.iter().filter(|one| one.what != ANOTHER_VALUE).count(), differences.len())
        };
        if best.as_ref().is_none_or(|best| rank(&differences) < rank(&best.differences)) {
            best = Some(Verification { compared, differences });
        }
    }
    let mut best = best.ok_or_else(|| not_an_answer("it cannot be compared"))?;
    best.differences.truncate(MOST);
    Ok(best)
}

/// Whether the same version of the engine made an assessment whose criteria and meaning are here.
fn replayable(plan: &Plan, assessment: &Value) -> Result<bool, VerifyError> {
    let not_an_answer = |why: &str| VerifyError::NotAnAnswer(why.to_owned());
    let guideline = assessment.get("guideline").ok_or_else(|| not_an_answer("`guideline` is missing"))?;
    let audit = assessment.get("audit").ok_or_else(|| not_an_answer("`audit` is missing"))?;
    let id = guideline
        .get("id")
        .and_then(Value::as_str)
        .ok_or_else(|| not_an_answer("`guideline.id` is missing"))?;
    let editions: Vec<_> = plan.library().guidelines.iter().filter(|guideline| guideline.id == id).collect();
    if editions.is_empty() {
        return Err(VerifyError::UnknownGuideline(id.to_owned()));
    }
    let made = guideline.get("edition").and_then(Value::as_str);
    let names: Vec<Option<&str>> = editions
        .iter()
        .map(|guideline| guideline.edition.as_ref().map(|edition| edition.name.as_str()))
        .collect();
    if !names.contains(&made) {
        return Err(VerifyError::AnotherEdition {
            guideline: id.to_owned(),
            made: made.unwrap_or("without a name").to_owned(),
            known: names.into_iter().flatten().map(str::to_owned).collect(),
        });
    }
    let meaning = audit
        .get("meaning")
        .and_then(Value::as_u64)
        .ok_or_else(|| not_an_answer("`audit.meaning` is missing"))?;
    if meaning != u64::from(MEANING) {
        return Err(VerifyError::AnotherMeaning { made: meaning, here: MEANING });
    }
    Ok(audit.get("engine").and_then(Value::as_str) == Some(env!("CARGO_PKG_VERSION")))
}

/// What must stay the same while the meaning number does.
const ESSENTIAL: [&str; 27] = [
    "case",
    "assessments",
    "guideline",
    "id",
    "edition",
    "outcome",
    "block",
    "levels",
    "route",
    "findings",
    "path",
    "status",
    "not_required",
    "waived",
    "reasons",
    "code",
    "evidence",
    "record",
    "leaves_open",
    "children",
    "audit",
    "guideline_digest",
    "case_digest",
    "as_of",
    "requested",
    "highest_met",
    "may_apply",
];

fn essence(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields
                .iter()
                .filter(|(name, _)| ESSENTIAL.contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), essence(value)));
            Value::Object(kept.collect::<Map<String, Value>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(essence).collect()),
        other => other.clone(),
    }
}

/// Lists where two values differ.
fn differ(recorded: &Value, replayed: &Value, place: &str, found: &mut Vec<Difference>) {
    if recorded == replayed || found.len() > MOST {
        return;
    }
    let mut note = |place: String, what: String| found.push(Difference { place, what });
    match (recorded, replayed) {
        (Value::Object(a), Value::Object(b)) => {
            let dotted = |name: &str| {
                if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
            };
            for (name, value) in a {
                match b.get(name) {
                    Some(other) => differ(value, other, &dotted(name), found),
                    None => found.push(Difference {
                        place: dotted(name),
                        what: String::from("recorded, and not in the replay"),
                    }),
                }
            }
            for name in b.keys().filter(|name| !a.contains_key(*name)) {
                found.push(Difference {
                    place: dotted(name),
                    what: String::from("in the replay, and not recorded"),
                });
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                note(place.to_owned(), format!("{} recorded, {} in the replay", a.len(), b.len()));
                return;
            }
            for (at, (one, other)) in a.iter().zip(b).enumerate() {
                differ(one, other, &format!("{place}[{at}]"), found);
            }
        }
        (a, b) => {
            let name = place.rsplit('.').next().unwrap_or(place);
            let what = match (shown(name, a), shown(name, b)) {
                (Some(a), Some(b)) => format!("recorded `{a}`, replayed `{b}`"),
                _ => ANOTHER_VALUE.to_owned(),
            };
            note(place.to_owned(), what);
        }
    }
}

/// A value that may be shown: a word or digest of the engine's own.
fn shown<'v>(name: &str, value: &'v Value) -> Option<&'v str> {
    let own = ["outcome", "status", "code", "kind", "guideline_digest", "case_digest", "engine"];
    let text = value.as_str().filter(|_| own.contains(&name))?;
    Some(if name.ends_with("digest") { text.get(..12).unwrap_or(text) } else { text })
}
