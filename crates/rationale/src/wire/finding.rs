//! The shape of a finding: status, reasons, evidence, gaps, citations.

use super::evidence::{EvidenceShape, SetAsideShape};
use super::overlay::OriginShape;
use crate::assessment::{Finding, FindingKind, Gap, Reason, ReasonClass, Status};
use crate::check::model::{Ask, Cite};
use crate::render::reasons::reason_words;
use crate::value::time::Zone;
use crate::view::{self, Shown, View};
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::Not;

/// The answer on one node.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct FindingShape {
    /// Its path, unique among its guideline's criteria.
    pub path: String,
    /// Its label.
    pub label: String,
    /// What it is.
    pub kind: FindingKindShape,
    /// How it stands.
    pub status: StatusShape,
    /// It was switched off by `when`: counts as met.
    #[serde(skip_serializing_if = "Not::not")]
    pub not_required: bool,
    /// Its own test failed but a waiver holds.
    #[serde(skip_serializing_if = "Not::not")]
    pub waived: bool,
    /// Whether it is part of why its parent stands as it does.
    pub decisive: bool,
    /// What it asks, in the author's words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// Why it is undetermined, or what remains to be said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<ReasonShape>,
    /// What the status rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceShape>,
    /// Records that were looked at and do not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<SetAsideShape>,
    /// What would settle it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<GapShape>,
    /// The passages that this criterion implements.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<CiteShape>,
    /// Notes of the author.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// In an overlay: whether the criterion is as in the base, replaced or added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<OriginShape>,
    /// Nodes below, in written order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<FindingShape>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKindShape {
    /// The root of a block, or of `applies when`.
    Block,
    /// A named criterion.
    Criterion,
    /// An exclusion: read present, not present, not documented.
    Exclusion,
    /// What decided a `when`.
    Circumstance,
    /// A `waived when`.
    Waiver,
    /// A test of one record.
    Detail,
}

/// How a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StatusShape {
    /// Decided: it does not hold.
    Unmet,
    /// The documentation does not settle it.
    Undetermined,
    /// Decided: it holds.
    Met,
}

/// Why something is undetermined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ReasonShape {
    /// Its code, such as `not_documented`.
    pub code: &'static str,
    /// In words.
    pub words: String,
    /// Who can mend it.
    pub class: ReasonClassShape,
    /// Whose judgement is needed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// When to look again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReasonClassShape {
    /// Documentation or a judgement would.
    Askable,
    /// A repair of the data would.
    Technical,
    /// Nobody now.
    Neither,
}

/// What would settle an undetermined finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct GapShape {
    /// Why it is open.
    pub reason: ReasonShape,
    /// Whom to ask, and what.
    pub ask: AskShape,
    /// The fact that is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// Its label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact_label: Option<String>,
    /// The part, where only that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Records that leave it open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<String>,
    /// From when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// To when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// Whom to ask, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AskShape {
    /// Whom; left out: whoever keeps the records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What.
    pub text: String,
}

/// A citation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CiteShape {
    /// `regulation`, `ncd`, `lcd` ...
    pub class: String,
    /// What is cited.
    pub text: String,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// First day in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<String>,
    /// Last day in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force_to: Option<String>,
    /// When it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// Whether the author is unsure of it.
    #[serde(skip_serializing_if = "Not::not")]
    pub unsure: bool,
}

impl FindingShape {
    /// The trees, as far as the view shows them.
    pub(super) fn roots(roots: &[Finding], zone: &Zone, view: View) -> Vec<Self> {
        roots.iter().map(|finding| Self::new(finding, view::root(finding, view), zone, view)).collect()
    }

    fn new(finding: &Finding, shown: Shown, zone: &Zone, view: View) -> Self {
        let mut shape = Self {
            path: finding.path().to_owned(),
            label: finding.label().to_owned(),
            kind: match finding.kind {
                FindingKind::Block => FindingKindShape::Block,
                FindingKind::Criterion => FindingKindShape::Criterion,
                FindingKind::Exclusion => FindingKindShape::Exclusion,
                FindingKind::Circumstance => FindingKindShape::Circumstance,
                FindingKind::Waiver => FindingKindShape::Waiver,
                FindingKind::Detail => FindingKindShape::Detail,
            },
            status: match finding.status {
                Status::Unmet => StatusShape::Unmet,
                Status::Undetermined => StatusShape::Undetermined,
                Status::Met => StatusShape::Met,
            },
            not_required: finding.not_required,
            waived: finding.waived,
            decisive: finding.decisive,
            words: String::new(),
            reasons: finding.reasons.iter().map(|one| reason(one, zone)).collect(),
            evidence: Vec::new(),
            set_aside: Vec::new(),
            gaps: Vec::new(),
            cites: Vec::new(),
            notes: Vec::new(),
            origin: finding.origin().map(OriginShape::new),
            children: Vec::new(),
        };
        if shown == Shown::Whole {
            shape.words = finding.words().to_owned();
            shape.evidence = finding.evidence.iter().map(EvidenceShape::new).collect();
            shape.set_aside = finding.set_aside.iter().map(|one| SetAsideShape::new(one, zone)).collect();
            shape.gaps = finding.gaps.iter().map(|gap| GapShape::new(gap, zone)).collect();
            shape.cites = finding.cites().iter().map(CiteShape::new).collect();
            shape.notes = finding.notes().to_vec();
            for child in &finding.children {
                let shown = view::below(child, view);
                if shown != Shown::Hidden {
                    shape.children.push(Self::new(child, shown, zone, view));
                }
            }
        }
        shape
    }
}

pub(super) fn reason(reason: &Reason, zone: &Zone) -> ReasonShape {
    ReasonShape {
        code: reason.code(),
        words: reason_words(reason, zone),
        class: match reason.class() {
            ReasonClass::Askable => ReasonClassShape::Askable,
            ReasonClass::Technical => ReasonClassShape::Technical,
            ReasonClass::Neither => ReasonClassShape::Neither,
        },
        roles: match reason {
            Reason::NeedsJudgement(roles) => roles.clone(),
            _ => Vec::new(),
        },
        until: match reason {
            Reason::NotYet(until) => until.map(|until| until.to_text(zone)),
            _ => None,
        },
    }
}

impl GapShape {
    pub(super) fn new(gap: &Gap, zone: &Zone) -> Self {
        Self {
            reason: reason(&gap.reason, zone),
            ask: AskShape::new(&gap.ask),
            fact: gap.fact.clone(),
            fact_label: gap.fact_label.clone(),
            part: gap.part.clone(),
            records: gap.records.clone(),
            from: gap.from.clone(),
            to: gap.to.clone(),
        }
    }
}

impl AskShape {
    fn new(ask: &Ask) -> Self {
        Self { role: ask.role.clone(), text: ask.text.clone() }
    }
}

impl CiteShape {
    pub(super) fn new(cite: &Cite) -> Self {
        let date = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
        Self {
            class: cite.class.clone(),
            text: cite.text.clone(),
            url: cite.url.clone(),
            in_force: date(cite.in_force),
            in_force_to: date(cite.in_force_to),
            read: date(cite.read),
            unsure: cite.unsure,
        }
    }
}
