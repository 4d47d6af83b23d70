//! What an assessment asks, as a Questionnaire: a group for each question, its answer a record of the fact it is about.
//!
//! It holds the author's question, the window and the citation; no threshold, and no list of the codes that would qualify.

use super::OutOptions;
use super::requirement::fact;
use super::words::{self, date_time, spaced};
use crate::link::{Field, Link, Mode};
use rationale::assessment::{Assessment, Finding, Gap, Question, Reason};
use rationale::ast::FactMode;
use rationale::case::model::Case;
use rationale::check::model::{Cite, Fact, Kind, Library, Part};
use serde_json::{Map, Value, json};

/// The unit of an answer.
const UNIT: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit";

/// The Questionnaire of what can be asked: documents and judgements. `None` where nothing can.
///
/// Data to be repaired are not asked of a provider.
#[must_use]
pub fn questionnaire(
    assessment: &Assessment,
    case: &Case,
    library: &Library,
    options: &OutOptions,
) -> Option<Value> {
    let what = &assessment.disposition;
    let mut asked: Vec<usize> = what.request_documents.iter().chain(&what.judgements).copied().collect();
    asked.sort_unstable();
    let items: Vec<Value> = asked
        .into_iter()
        .filter_map(|at| Some((at.saturating_add(1), assessment.questions.get(at)?)))
        .map(|(number, question)| group(number, question, assessment, library))
        .collect();
    if items.is_empty() {
        return None;
    }
    let mut whole = json!({
        "resourceType": "Questionnaire",
        "id": words::questionnaire_id(assessment),
        "url": words::questionnaire(assessment, options),
        "title": assessment.guideline.label,
        "status": "active",
        "subjectType": ["Patient"],
        "date": words::instant(case),
        "item": items,
    });
    if let (Some(edition), Some(fields)) = (&assessment.guideline.edition, whole.as_object_mut()) {
        fields.insert(String::from("version"), json!(edition));
    }
    Some(whole)
}

fn group(number: usize, question: &Question, assessment: &Assessment, library: &Library) -> Value {
    let gap = &question.gap;
    let text = asked(gap);
    let Some(fact) = fact(gap, library).filter(|fact| fact.score.is_none()) else {
        // A date or a detail of the request: nothing that a record would hold.
        return item(&format!("rationale:{number}"), &text, "string", Map::new());
    };
    let link = Link { question: number, fact: fact.id.clone(), records: gap.records.clone(), field: None };
    let mut items = if link.records.is_empty() { new_record(&link, fact) } else { repair(&link, fact, gap) };
    for (at, cite) in cites(question, assessment).into_iter().enumerate() {
        let reason = format!("Asked under {}: {}", cite.class, cite.text);
        items.push(item(&format!("rationale:{number}.cite.{at}"), &reason, "display", Map::new()));
    }
    let mut more = Map::new();
    more.insert(String::from("item"), Value::Array(items));
    if link.records.is_empty() && !matches!(gap.reason, Reason::NeedsJudgement(_)) {
        more.insert(String::from("repeats"), json!(true));
    }
    item(&link.text(), &text, "group", more)
}

/// The question, whom it is for, and the time it is about.
fn asked(gap: &Gap) -> String {
    let mut text = match &gap.ask.role {
        Some(role) => format!("For the {}: {}", spaced(role), gap.ask.text),
        None => gap.ask.text.clone(),
    };
    let date =
        |text: &Option<String>| text.as_deref().filter(|text| date_time(text).is_some()).map(str::to_owned);
    match (date(&gap.from), date(&gap.to)) {
        (Some(from), Some(to)) => text.push_str(&format!(" ({from} to {to})")),
        (Some(from), None) => text.push_str(&format!(" (from {from})")),
        // Up to review goes without saying.
        (None, _) => {}
    }
    text
}

/// All that a record of the fact holds.
fn new_record(link: &Link, fact: &Fact) -> Vec<Value> {
    let mut items = Vec::new();
    if let Kind::Judgement(roles) = &fact.kind {
        items.push(of_kind(&link.of(Field::Value), &fact.label, &fact.kind));
        items.push(role(link, roles));
        return items;
    }
    let happened = link.of(Field::Happened(mode(fact)));
    match &fact.kind {
        Kind::Event(_) | Kind::Span(_) | Kind::Record => {
            let text = match fact.mode {
                FactMode::Done => "Is there one?",
                FactMode::Planned => "Is it planned?",
                FactMode::NotDone => "Was it left undone, or turned down?",
            };
            items.push(item(&happened.text(), text, "boolean", Map::new()));
        }
        kind => items.push(of_kind(&link.of(Field::Value), &fact.label, kind)),
    }
    items.extend(when(link, fact));
    items.extend(fact.parts.iter().filter(|part| part.calculated.is_none()).map(|part| of_part(link, part)));
    items
}

/// What is missing or wrong of records that are there.
fn repair(link: &Link, fact: &Fact, gap: &Gap) -> Vec<Value> {
    let part = gap.part.as_deref();
    let asked = fact.parts.iter().filter(|one| one.calculated.is_none() && part == Some(one.label.as_str()));
    let parts: Vec<Value> = asked.map(|part| of_part(link, part)).collect();
    if !parts.is_empty() {
        return parts;
    }
    match &gap.reason {
        Reason::NoClinicalTime | Reason::ImpreciseTime => when(link, fact),
        Reason::NeedsJudgement(roles) => vec![role(link, roles)],
        Reason::StatusUnknown => {
            vec![item(
                &link.of(Field::Happened(mode(fact))).text(),
                "Does this record stand?",
                "boolean",
                Map::new(),
            )]
        }
        _ => match &fact.kind {
            Kind::Event(_) | Kind::Span(_) | Kind::Record => new_record(link, fact),
            kind => vec![of_kind(&link.of(Field::Value), &fact.label, kind)],
        },
    }
}

fn mode(fact: &Fact) -> Mode {
    match fact.mode {
        FactMode::Done => Mode::Done,
        FactMode::Planned => Mode::Planned,
        FactMode::NotDone => Mode::NotDone,
    }
}

fn when(link: &Link, fact: &Fact) -> Vec<Value> {
    let at = |field, text| item(&link.of(field).text(), text, "dateTime", Map::new());
    match fact.kind {
        Kind::Span(_) => {
            vec![at(Field::From, "From when"), at(Field::To, "To when; left out where it still runs")]
        }
        _ => vec![at(Field::At, "When")],
    }
}

/// Who judges.
fn role(link: &Link, roles: &[String]) -> Value {
    let mut more = Map::new();
    let options: Vec<Value> = roles
        .iter()
        .map(|role| json!({ "valueCoding": { "code": role, "display": spaced(role) } }))
        .collect();
    if options.is_empty() {
        return item(&link.of(Field::Role).text(), "Your role", "string", more);
    }
    more.insert(String::from("answerOption"), Value::Array(options));
    more.insert(String::from("required"), json!(true));
    item(&link.of(Field::Role).text(), "Your role", "choice", more)
}

fn of_part(link: &Link, part: &Part) -> Value {
    of_kind(&link.of(Field::Part(part.id.clone())), &part.label, &part.kind)
}

/// The item that takes a value of that kind.
fn of_kind(link: &Link, label: &str, kind: &Kind) -> Value {
    let mut more = Map::new();
    let sort = match kind {
        Kind::Quantity(unit) => {
            let unit = unit.text();
            let coding = json!({ "system": "http://unitsofmeasure.org", "code": unit, "display": unit });
            more.insert(String::from("extension"), json!([{ "url": UNIT, "valueCoding": coding }]));
            "quantity"
        }
        Kind::Number => "decimal",
        Kind::Options { yes_no: true, .. } | Kind::Judgement(_) => "boolean",
        Kind::Options { options, .. } => {
            let options: Vec<Value> = options
                .iter()
                .map(|option| json!({ "valueCoding": { "code": option, "display": spaced(option) } }))
                .collect();
            more.insert(String::from("answerOption"), Value::Array(options));
            "choice"
        }
        Kind::Date => "date",
        // Which codes would do is not said: the answer is a code of the provider's.
        Kind::Code(_) => "open-choice",
        Kind::Event(_) | Kind::Span(_) | Kind::Record => "boolean",
    };
    item(&link.text(), label, sort, more)
}

fn item(link: &str, text: &str, sort: &str, mut more: Map<String, Value>) -> Value {
    more.insert(String::from("linkId"), json!(link));
    more.insert(String::from("text"), json!(text));
    more.insert(String::from("type"), json!(sort));
    Value::Object(more)
}

/// The citations of the criteria that ask; the guideline's where they have none.
fn cites<'a>(question: &Question, assessment: &'a Assessment) -> Vec<&'a Cite> {
    let mut cites: Vec<&Cite> = Vec::new();
    for path in &question.criteria {
        let found = assessment.findings.iter().find_map(|root| nearest(root, path));
        for cite in found.into_iter().flatten() {
            if !cites.contains(&cite) {
                cites.push(cite);
            }
        }
    }
    if cites.is_empty() { assessment.guideline.cites.iter().collect() } else { cites }
}

/// The citations of the criterion of that path, or of the nearest above it that has some.
fn nearest<'a>(finding: &'a Finding, path: &str) -> Option<&'a [Cite]> {
    let own = Some(finding.cites()).filter(|cites| !cites.is_empty());
    if finding.path() == path {
        return own.or(Some(&[]));
    }
    let below = finding.children.iter().find_map(|child| nearest(child, path))?;
    if below.is_empty() { own.or(Some(&[])) } else { Some(below) }
}
