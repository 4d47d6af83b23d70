//! An assessment as a GuidanceResponse: what was found, on what it rests, what would have to be sent.

use super::OutOptions;
use super::requirement::requirement;
use super::words;
use rationale::assessment::{Assessment, Evidence, Finding, Outcome, RecordEvidence, Status};
use rationale::case::model::Case;
use rationale::check::model::Library;
use rationale::render;
use serde_json::{Map, Value, json};

/// The GuidanceResponse of an assessment.
///
/// Its `outputParameters` hold the outcome, each criterion with its status and evidence, and the audit; `dataRequirement` what
/// would have to be sent; `evaluationMessage` what is wrong with the data. There is no outcome that denies.
#[must_use]
pub fn guidance_response(
    assessment: &Assessment,
    case: &Case,
    library: &Library,
    options: &OutOptions,
) -> Value {
    let guideline = assessment.guideline.id.replace('_', "-");
    let mut contained = vec![parameters(assessment)];
    let mut response = Map::new();
    let mut put = |key: &str, value: Value| response.insert(key.to_owned(), value);
    put("resourceType", json!("GuidanceResponse"));
    put("id", json!(words::id(&[&guideline, words::digest(assessment), "guidance"])));
    put("identifier", json!([{ "system": "urn:rationale:case", "value": assessment.case }]));
    put("moduleCanonical", json!(words::guideline(&assessment.guideline, options)));
    put("status", json!(status(assessment)));
    put("occurrenceDateTime", json!(words::instant(case)));
    if let Some(subject) = &options.subject {
        put("subject", json!({ "reference": subject }));
    }
    put("note", json!([{ "text": format!("{}: {}", assessment.guideline.label, why(assessment, case)) }]));
    put("outputParameters", json!({ "reference": "#output" }));
    let mut requirements: Vec<Value> = Vec::new();
    let asked = assessment.disposition.request_documents.iter();
    for question in asked.filter_map(|at| assessment.questions.get(*at)) {
        if let Some(one) = requirement(&question.gap, library)
            && !requirements.contains(&one)
        {
            requirements.push(one);
        }
    }
    if !requirements.is_empty() {
        put("dataRequirement", Value::Array(requirements));
    }
    let repairs = assessment.disposition.repair_data.iter().filter_map(|at| assessment.questions.get(*at));
    let issues: Vec<Value> = repairs
        .map(|question| {
            let words = render::reasons::reason_words(&question.gap.reason, &case.zone);
            let label = question.gap.fact_label.as_deref().unwrap_or("the request");
            json!({ "severity": "warning", "code": "value", "diagnostics": format!("{label}: {words}") })
        })
        .collect();
    if !issues.is_empty() {
        contained.push(json!({ "resourceType": "OperationOutcome", "id": "data", "issue": issues }));
        put("evaluationMessage", json!([{ "reference": "#data" }]));
    }
    put("contained", Value::Array(contained));
    Value::Object(response)
}

fn status(assessment: &Assessment) -> &'static str {
    let asks =
        !assessment.disposition.request_documents.is_empty() || !assessment.disposition.judgements.is_empty();
    match assessment.outcome {
        Outcome::InsufficientInformation if asks => "data-required",
        _ => "success",
    }
}

fn why(assessment: &Assessment, case: &Case) -> String {
    render::why(assessment, &case.zone)
}

/// What was found, as Parameters.
fn parameters(assessment: &Assessment) -> Value {
    let mut all = vec![
        json!({ "name": "outcome", "valueCode": assessment.outcome.code() }),
        json!({ "name": "outcomeWords", "valueString": render::reasons::outcome_words(assessment.outcome) }),
    ];
    let mut text = |name: &str, value: &Option<String>| {
        all.extend(value.as_ref().map(|value| json!({ "name": name, "valueString": value })));
    };
    text("block", &assessment.block);
    text("route", &assessment.route);
    if let Some(levels) = &assessment.levels {
        text("levelMet", &levels.highest_met);
        text("alternativeLevel", &levels.alternative);
    }
    if let Some(approval) = &assessment.disposition.approve {
        let amount = approval.amount.as_ref().map(|(amount, unit)| format!("{amount} {unit}"));
        let mut parts =
            vec![json!({ "name": "amount", "valueString": amount.as_deref().unwrap_or("as requested") })];
        let times = [("from", &approval.from), ("until", &approval.until)];
        for (name, time) in times {
            let time = time.as_deref().and_then(words::date_time);
            parts.extend(time.map(|time| json!({ "name": name, "valueDateTime": time })));
        }
        parts.push(json!({ "name": "by", "valueString": approval.by }));
        all.push(json!({ "name": "approve", "part": parts }));
    }
    if let Some(referral) = &assessment.disposition.refer {
        let mut parts = vec![json!({ "name": "role", "valueString": referral.role })];
        let words = referral.why.iter().map(render::reasons::referral_words);
        parts.extend(words.map(|words| json!({ "name": "why", "valueString": words })));
        all.push(json!({ "name": "refer", "part": parts }));
    }
    for finding in &assessment.findings {
        findings(finding, "", &mut all);
    }
    let audit = &assessment.audit;
    all.push(json!({ "name": "audit", "part": [
        { "name": "engine", "valueString": audit.engine },
        { "name": "meaning", "valueInteger": audit.meaning },
        { "name": "guidelineDigest", "valueString": audit.guideline_digest },
        { "name": "caseDigest", "valueString": audit.case_digest() },
    ] }));
    json!({ "resourceType": "Parameters", "id": "output", "parameter": all })
}

/// A criterion and those below it, in written order; what has no name of its own is told by those.
fn findings(finding: &Finding, parent: &str, all: &mut Vec<Value>) {
    if finding.path() != parent {
        all.push(one(finding));
    }
    for child in &finding.children {
        findings(child, finding.path(), all);
    }
}

fn one(finding: &Finding) -> Value {
    let status = match finding.status {
        Status::Met => "met",
        Status::Undetermined => "undetermined",
        Status::Unmet => "unmet",
    };
    let mut parts = vec![json!({ "name": "path", "valueString": finding.path() })];
    if !finding.label().is_empty() {
        parts.push(json!({ "name": "label", "valueString": finding.label() }));
    }
    parts.push(json!({ "name": "status", "valueCode": status }));
    if finding.not_required {
        parts.push(json!({ "name": "notRequired", "valueBoolean": true }));
    }
    parts
        .extend(finding.reasons.iter().map(|reason| json!({ "name": "reason", "valueCode": reason.code() })));
    for evidence in &finding.evidence {
        if let Evidence::Record(record) = evidence {
            parts.push(record_reference(record));
        }
    }
    json!({ "name": "finding", "part": parts })
}

/// A record: the resource it comes from where there is one, else its id.
fn record_reference(record: &RecordEvidence) -> Value {
    let resource = record.source().and_then(|source| source.resource.as_deref());
    match resource {
        Some(resource) => json!({ "name": "evidence", "valueReference": { "reference": resource } }),
        None => json!({ "name": "evidence", "valueString": record.record() }),
    }
}
