//! An answer as flat rows: one for each guideline, or one for each node of its finding trees.
//!
//! Every case has at least one row of either sort, so that none is lost from a count.

use rationale::Answer;
use rationale::assessment::{Assessment, Evidence, Finding};
use rationale::value::time::Zone;
use schemars::JsonSchema;
use serde::Serialize;

/// What stands for an outcome where no guideline applies.
pub const NO_GUIDELINE_APPLIES: &str = "no_guideline_applies";
/// What stands for an outcome where a guideline may apply.
pub const MAY_APPLY: &str = "may_apply";
/// What stands for an outcome where a guideline cannot tell which of its blocks is asked for.
pub const UNANSWERED: &str = "unanswered";

/// The answer of one guideline on one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct OutcomeRow<'a> {
    /// The case's id.
    pub case: &'a str,
    /// The guideline's id; left out where no guideline applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guideline: Option<&'a str>,
    /// Its edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<&'a str>,
    /// `meets`, `does_not_meet`, `insufficient_information`, `not_applicable`; `may_apply` where it is not known whether the
    /// guideline applies, `unanswered` where the request does not say which block it asks for, `no_guideline_applies`.
    pub outcome: &'static str,
    /// The block that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<&'a str>,
    /// The level that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_level: Option<&'a str>,
    /// The highest level that is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest_level_met: Option<&'a str>,
    /// Path of the criterion whose grant is approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<&'a str>,
    /// What to do: `approve`, `refer`, `request_documents`, `judgements`, `repair_data`, `not_yet_due`.
    pub actions: Vec<&'static str>,
    /// Why questions are open, as codes, each once.
    pub reasons: Vec<&'static str>,
    /// By when the request is to be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decide_by: Option<String>,
    /// The as-of time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<&'a str>,
    /// SHA-256 of the guideline's content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guideline_digest: Option<&'a str>,
    /// SHA-256 of the case's header and of the records this guideline can read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case_digest: Option<&'a str>,
}

impl<'a> OutcomeRow<'a> {
    fn bare(case: &'a str, guideline: Option<&'a str>, outcome: &'static str) -> Self {
        Self {
            case,
            guideline,
            edition: None,
            outcome,
            block: None,
            requested_level: None,
            highest_level_met: None,
            route: None,
            actions: Vec::new(),
            reasons: Vec::new(),
            decide_by: None,
            as_of: None,
            guideline_digest: None,
            case_digest: None,
        }
    }

    fn of(assessment: &'a Assessment, zone: &Zone) -> Self {
        let levels = assessment.levels.as_ref();
        let deadline = assessment.disposition.deadline.as_ref();
        let mut reasons = Vec::new();
        for question in &assessment.questions {
            push_once(&mut reasons, question.gap.reason.code());
        }
        Self {
            edition: assessment.guideline.edition.as_deref(),
            block: assessment.block.as_deref(),
            requested_level: levels.and_then(|levels| levels.requested.as_deref()),
            highest_level_met: levels.and_then(|levels| levels.highest_met.as_deref()),
            route: assessment.route.as_deref(),
            actions: actions(assessment),
            reasons,
            decide_by: deadline.and_then(|deadline| deadline.by).map(|due| due.to_text(zone)),
            as_of: Some(&assessment.audit.as_of),
            guideline_digest: Some(&assessment.audit.guideline_digest),
            case_digest: Some(assessment.audit.case_digest()),
            ..Self::bare(&assessment.case, Some(&assessment.guideline.id), assessment.outcome.code())
        }
    }
}

fn actions(assessment: &Assessment) -> Vec<&'static str> {
    let what = &assessment.disposition;
    let all = [
        ("approve", what.approve.is_some()),
        ("refer", what.refer.is_some()),
        ("request_documents", !what.request_documents.is_empty()),
        ("judgements", !what.judgements.is_empty()),
        ("repair_data", !what.repair_data.is_empty()),
        ("not_yet_due", what.not_yet_due.is_some()),
    ];
    all.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
}

/// The rows of an answer, one for each guideline that applies or may apply; `zone` is that of the case.
#[must_use]
pub fn outcomes<'a>(answer: &'a Answer, zone: &Zone) -> Vec<OutcomeRow<'a>> {
    let case = answer.case.as_str();
    let mut rows: Vec<OutcomeRow<'a>> =
        answer.assessments.iter().map(|assessment| OutcomeRow::of(assessment, zone)).collect();
    rows.extend(others(answer).map(|(guideline, outcome)| OutcomeRow::bare(case, guideline, outcome)));
    if rows.is_empty() {
        rows.push(OutcomeRow::bare(case, None, NO_GUIDELINE_APPLIES));
    }
    rows
}

/// Guidelines without an assessment, and what stands for their outcome.
fn others(answer: &Answer) -> impl Iterator<Item = (Option<&str>, &'static str)> {
    let may_apply = answer.may_apply.iter().map(|one| (Some(one.guideline.as_str()), MAY_APPLY));
    let unanswered = answer.unanswered.iter().map(|one| (Some(one.guideline.as_str()), UNANSWERED));
    may_apply.chain(unanswered)
}

/// How one node of a finding tree stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct FindingRow<'a> {
    /// The case's id.
    pub case: &'a str,
    /// The guideline's id; left out where no guideline applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guideline: Option<&'a str>,
    /// Its edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<&'a str>,
    /// The outcome of the guideline, as in a row of outcomes.
    pub outcome: &'static str,
    /// Path of the node, as in an assessment; left out, as all below, where there are no findings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criterion: Option<&'a str>,
    /// Its label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    /// `block`, `criterion`, `exclusion`, `circumstance`, `waiver` or `detail`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// `met`, `unmet` or `undetermined`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// Whether it is part of why the outcome is as it is: it and all above it are decisive.
    pub decisive: bool,
    /// It was switched off by `when`: counts as met.
    pub not_required: bool,
    /// Its own test failed but a waiver holds.
    pub waived: bool,
    /// Why it is undetermined, as codes.
    pub reasons: Vec<&'static str>,
    /// Ids of the records it rests on.
    pub evidence: Vec<&'a str>,
    /// Facts whose absence it rests on.
    pub absent: Vec<&'a str>,
    /// Ids of the documents those records stand in, each once.
    pub documents: Vec<&'a str>,
}

impl<'a> FindingRow<'a> {
    fn bare(case: &'a str, guideline: Option<&'a str>, outcome: &'static str) -> Self {
        Self {
            case,
            guideline,
            edition: None,
            outcome,
            criterion: None,
            label: None,
            kind: None,
            status: None,
            decisive: false,
            not_required: false,
            waived: false,
            reasons: Vec::new(),
            evidence: Vec::new(),
            absent: Vec::new(),
            documents: Vec::new(),
        }
    }

    fn of(assessment: &'a Assessment, finding: &'a Finding, decisive: bool) -> Self {
        let mut row = Self {
            edition: assessment.guideline.edition.as_deref(),
            criterion: Some(finding.path()),
            label: Some(finding.label()),
            kind: Some(finding.kind.code()),
            status: Some(finding.status.code()),
            decisive,
            not_required: finding.not_required,
            waived: finding.waived,
            reasons: finding.reasons.iter().map(|reason| reason.code()).collect(),
            ..Self::bare(&assessment.case, Some(&assessment.guideline.id), assessment.outcome.code())
        };
        for evidence in &finding.evidence {
            match evidence {
                Evidence::Record(record) => {
                    push_once(&mut row.evidence, record.record());
                    let document = record.source().and_then(|source| source.document.as_deref());
                    if let Some(document) = document {
                        push_once(&mut row.documents, document);
                    }
                }
                Evidence::Absence(absence) => push_once(&mut row.absent, absence.fact()),
                _ => {}
            }
        }
        row
    }
}

/// The rows of an answer, one for each node of its finding trees, in the order in which they are shown.
#[must_use]
pub fn findings(answer: &Answer) -> Vec<FindingRow<'_>> {
    let mut rows = Vec::new();
    for assessment in &answer.assessments {
        let before = rows.len();
        let mut queue: Vec<(&Finding, bool)> =
            assessment.findings.iter().rev().map(|finding| (finding, true)).collect();
        while let Some((finding, above)) = queue.pop() {
            let decisive = above && finding.decisive;
            rows.push(FindingRow::of(assessment, finding, decisive));
            queue.extend(finding.children.iter().rev().map(|child| (child, decisive)));
        }
        if rows.len() == before {
            let guideline = Some(assessment.guideline.id.as_str());
            rows.push(FindingRow::bare(&answer.case, guideline, assessment.outcome.code()));
        }
    }
    let case = answer.case.as_str();
    rows.extend(others(answer).map(|(guideline, outcome)| FindingRow::bare(case, guideline, outcome)));
    if rows.is_empty() {
        rows.push(FindingRow::bare(case, None, NO_GUIDELINE_APPLIES));
    }
    rows
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
