//! The shape of evidence: what a finding rests on, and what was set aside.

use super::NumberShape;
use crate::assessment::{DueStanding, Evidence, RecordEvidence, SetAside};
use crate::case::model::SourceRef;
use crate::render::reasons::{not_counted_words, set_aside_code};
use crate::value::time::Zone;
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::Not;

/// What a status rests on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EvidenceShape {
    /// A record.
    Record(RecordShape),
    /// That there is none.
    Absence {
        /// The fact.
        fact: String,
        /// Its label.
        fact_label: String,
        /// Its codes.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        codes: Vec<String>,
        /// From when it was looked for; left out: ever.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// To when.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// Who says that the supply is complete; left out: the case.
        #[serde(skip_serializing_if = "Option::is_none")]
        supply_by: Option<String>,
    },
    /// How a series of due dates stands.
    Due {
        /// Due or overdue.
        standing: DueStandingShape,
        /// By when, or since when.
        at: String,
    },
    /// A time or a field of the header.
    Header {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A derived value.
    Calculated {
        /// Its label.
        name: String,
        /// The value with its unit, cut after four places.
        value: String,
    },
}

/// Whether a series of due dates is due or overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DueStandingShape {
    /// Nothing is overdue; the next is due then.
    Next,
    /// None was there by then.
    Overdue,
    /// None is documented by then, and it is not known that there is none.
    OverdueUnlessDocumented,
}

impl DueStandingShape {
    pub(super) fn new(standing: DueStanding) -> Self {
        match standing {
            DueStanding::Next => Self::Next,
            DueStanding::Overdue => Self::Overdue,
            DueStanding::OverdueUnlessDocumented => Self::OverdueUnlessDocumented,
        }
    }
}

/// A record as shown.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RecordShape {
    /// The record's id.
    pub record: String,
    /// The fact it was read for.
    pub fact: String,
    /// The fact's label.
    pub fact_label: String,
    /// Its value; a number where it has a unit and is one number exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<NumberShape>,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Parts that were asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartShape>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Until when, for a period that ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// How far from the window's anchor or from review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance: Option<String>,
    /// Whether it is preliminary.
    #[serde(skip_serializing_if = "Not::not")]
    pub preliminary: bool,
    /// Whether it leaves the criterion open rather than deciding it.
    #[serde(skip_serializing_if = "Not::not")]
    pub leaves_open: bool,
    /// Where it is documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceShape>,
}

/// A part of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PartShape {
    /// Its label.
    pub label: String,
    /// Its value.
    pub value: String,
}

/// Where a record is documented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct SourceShape {
    /// Document id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Document type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_role: Option<String>,
    /// Page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// The resource it was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The element of that resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
    /// The element that its time was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_from: Option<String>,
}

/// A record that was looked at and does not count.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct SetAsideShape {
    /// Why, as a code such as `outside_window`.
    pub code: &'static str,
    /// Why, in words.
    pub words: String,
    /// The record.
    #[serde(flatten)]
    pub record: RecordShape,
}

impl EvidenceShape {
    pub(super) fn new(evidence: &Evidence) -> Self {
        match evidence {
            Evidence::Record(record) => Self::Record(RecordShape::new(record)),
            Evidence::Absence(absence) => Self::Absence {
                fact: absence.fact().to_owned(),
                fact_label: absence.fact_label().to_owned(),
                codes: absence.codes(),
                from: absence.from(),
                to: Some(absence.to()),
                supply_by: absence.supply_by.clone(),
            },
            Evidence::Due(standing, at) => {
                Self::Due { standing: DueStandingShape::new(*standing), at: at.clone() }
            }
            Evidence::Header(name, value) => Self::Header { name: name.clone(), value: value.clone() },
            Evidence::Calculated(name, value) => {
                Self::Calculated { name: name.clone(), value: value.clone() }
            }
        }
    }
}

impl RecordShape {
    pub(super) fn new(record: &RecordEvidence) -> Self {
        let unit = record.unit();
        Self {
            record: record.record().to_owned(),
            fact: record.fact().to_owned(),
            fact_label: record.fact_label().to_owned(),
            value: record.value().map(|text| match unit {
                Some(_) => NumberShape::read(&text),
                None => NumberShape::Text(text),
            }),
            unit: unit.map(str::to_owned),
            parts: record
                .parts()
                .into_iter()
                .map(|(label, value)| PartShape { label: label.to_owned(), value })
                .collect(),
            at: record.at(),
            until: record.until(),
            distance: record.distance(),
            preliminary: record.preliminary(),
            leaves_open: record.leaves_open,
            source: record.source().map(SourceShape::new),
        }
    }
}

impl SourceShape {
    pub(super) fn new(source: &SourceRef) -> Self {
        Self {
            document: source.document.clone(),
            kind: source.kind.clone(),
            author_role: source.author_role.clone(),
            page: source.page,
            section: source.section.clone(),
            line: source.line,
            quote: source.quote.clone(),
            resource: source.resource.clone(),
            element: source.element.clone(),
            time_from: source.time_from.clone(),
        }
    }
}

impl SetAsideShape {
    pub(super) fn new(aside: &SetAside, zone: &Zone) -> Self {
        Self {
            code: set_aside_code(&aside.why),
            words: not_counted_words(aside, zone),
            record: RecordShape::new(&aside.record),
        }
    }
}
