//! The shape of a finding: status, reasons, evidence, gaps, citations.

use super::evidence::{EvidenceShape, SetAsideShape};
use super::overlay::OriginShape;
use crate::assessment::{Finding, FindingKind, Gap, Reason, ReasonClass, Status};
use crate::check::model::{Ask, Cite};
use crate::deadline::{Rule, RuleCite};
use crate::render::reasons::reason_words;
use crate::value::time::Zone;
use crate::view::{self, Shown, View};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::ops::Not;

/// The answer on one node.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct FindingShape<'a> {
    /// Its path, unique among its guideline's criteria.
    pub path: &'a str,
    /// Its label.
    pub label: &'a str,
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
    #[serde(skip_serializing_if = "str::is_empty")]
    pub words: &'a str,
    /// Why it is undetermined, or what remains to be said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<ReasonShape<'a>>,
    /// What the status rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceShape<'a>>,
    /// Records that were looked at and do not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<SetAsideShape<'a>>,
    /// What would settle it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<GapShape<'a>>,
    /// The passages that this criterion implements.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<CiteShape<'a>>,
    /// Notes of the author.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub notes: &'a [String],
    /// In an overlay: whether the criterion is as in the base, replaced or added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<OriginShape>,
    /// Nodes below, in written order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<FindingShape<'a>>,
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
pub struct ReasonShape<'a> {
    /// Its code, such as `not_documented`.
    pub code: &'static str,
    /// In words.
    pub words: String,
    /// Who can mend it.
    pub class: ReasonClassShape,
    /// Whose judgement is needed.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub roles: &'a [String],
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
pub struct GapShape<'a> {
    /// Why it is open.
    pub reason: ReasonShape<'a>,
    /// Whom to ask, and what.
    pub ask: AskShape<'a>,
    /// The fact that is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<&'a str>,
    /// Its label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact_label: Option<&'a str>,
    /// The part, where only that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'a str>,
    /// Records that leave it open.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub records: &'a [String],
    /// From when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<&'a str>,
    /// To when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<&'a str>,
}

/// Whom to ask, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AskShape<'a> {
    /// Whom; left out: whoever keeps the records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<&'a str>,
    /// What.
    pub text: &'a str,
}

/// A citation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CiteShape<'a> {
    /// `regulation`, `ncd`, `lcd` ...
    pub class: &'a str,
    /// What is cited.
    pub text: &'a str,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    /// First day in force.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "date")]
    #[schemars(with = "Option<String>")]
    pub in_force: Option<NaiveDate>,
    /// Last day in force.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "date")]
    #[schemars(with = "Option<String>")]
    pub in_force_to: Option<NaiveDate>,
    /// When it was read.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "date")]
    #[schemars(with = "Option<String>")]
    pub read: Option<NaiveDate>,
    /// Whether the author is unsure of it.
    #[serde(skip_serializing_if = "Not::not")]
    pub unsure: bool,
}

impl<'a> FindingShape<'a> {
    /// The trees, as far as the view shows them.
    pub(super) fn roots(roots: &'a [Finding], zone: &Zone, view: View) -> Vec<Self> {
        roots.iter().map(|finding| Self::new(finding, view::root(finding, view), zone, view)).collect()
    }

    fn new(finding: &'a Finding, shown: Shown, zone: &Zone, view: View) -> Self {
        let mut shape = Self {
            path: finding.path(),
            label: finding.label(),
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
            words: "",
            reasons: finding.reasons.iter().map(|one| reason(one, zone)).collect(),
            evidence: Vec::new(),
            set_aside: Vec::new(),
            gaps: Vec::new(),
            cites: Vec::new(),
            notes: &[],
            origin: finding.origin().map(OriginShape::new),
            children: Vec::new(),
        };
        if shown == Shown::Whole {
            shape.words = finding.words();
            shape.evidence = finding.evidence.iter().map(EvidenceShape::new).collect();
            shape.set_aside = finding.set_aside.iter().map(|one| SetAsideShape::new(one, zone)).collect();
            shape.gaps = finding.gaps.iter().map(|gap| GapShape::new(gap, zone)).collect();
            shape.cites = finding.cites().iter().map(CiteShape::new).collect();
            shape.notes = finding.notes();
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

pub(super) fn reason<'a>(reason: &'a Reason, zone: &Zone) -> ReasonShape<'a> {
    ReasonShape {
        code: reason.code(),
        words: reason_words(reason, zone),
        class: match reason.class() {
            ReasonClass::Askable => ReasonClassShape::Askable,
            ReasonClass::Technical => ReasonClassShape::Technical,
            ReasonClass::Neither => ReasonClassShape::Neither,
        },
        roles: match reason {
            Reason::NeedsJudgement(roles) => roles,
            _ => &[],
        },
        until: match reason {
            Reason::NotYet(until) => until.map(|until| until.to_text(zone)),
            _ => None,
        },
    }
}

impl<'a> GapShape<'a> {
    pub(super) fn new(gap: &'a Gap, zone: &Zone) -> Self {
        Self {
            reason: reason(&gap.reason, zone),
            ask: AskShape::new(&gap.ask),
            fact: gap.fact.as_deref(),
            fact_label: gap.fact_label.as_deref(),
            part: gap.part.as_deref(),
            records: &gap.records,
            from: gap.from.as_deref(),
            to: gap.to.as_deref(),
        }
    }
}

impl<'a> AskShape<'a> {
    fn new(ask: &'a Ask) -> Self {
        Self { role: ask.role.as_deref(), text: &ask.text }
    }
}

/// A date as text.
fn date<S: Serializer>(date: &Option<NaiveDate>, out: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => out.collect_str(date),
        None => out.serialize_none(),
    }
}

impl<'a> CiteShape<'a> {
    /// Of a rule of decision deadlines.
    pub(super) fn of_rule(cite: &'a RuleCite, rule: &Rule) -> Self {
        Self {
            class: RuleCite::CLASS,
            text: cite.text,
            url: None,
            in_force: rule.in_force(),
            in_force_to: rule.in_force_to(),
            read: None,
            unsure: cite.unsure,
        }
    }

    pub(super) fn new(cite: &'a Cite) -> Self {
        Self {
            class: &cite.class,
            text: &cite.text,
            url: cite.url.as_deref(),
            in_force: cite.in_force,
            in_force_to: cite.in_force_to,
            read: cite.read,
            unsure: cite.unsure,
        }
    }
}
