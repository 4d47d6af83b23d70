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
pub enum EvidenceShape<'a> {
    /// A record.
    Record(RecordShape<'a>),
    /// That there is none.
    Absence {
        /// The fact.
        fact: &'a str,
        /// Its label.
        fact_label: &'a str,
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
        supply_by: Option<&'a str>,
    },
    /// How a series of due dates stands.
    Due {
        /// Due or overdue.
        standing: DueStandingShape,
        /// By when, or since when.
        at: &'a str,
    },
    /// A time or a field of the header.
    Header {
        /// Its name.
        name: &'a str,
        /// Its value.
        value: &'a str,
    },
    /// A derived value.
    Calculated {
        /// Its label.
        name: &'a str,
        /// The value with its unit, cut after four places.
        value: &'a str,
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
pub struct RecordShape<'a> {
    /// The record's id.
    pub record: &'a str,
    /// The fact it was read for.
    pub fact: &'a str,
    /// The fact's label.
    pub fact_label: &'a str,
    /// Its value; a number where it has a unit and is one number exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<NumberShape>,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'a str>,
    /// Parts that were asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartShape<'a>>,
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
    pub source: Option<SourceShape<'a>>,
}

/// A part of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PartShape<'a> {
    /// Its label.
    pub label: &'a str,
    /// Its value.
    pub value: String,
}

/// Where a record is documented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct SourceShape<'a> {
    /// Document id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<&'a str>,
    /// Document type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'a str>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_role: Option<&'a str>,
    /// Page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<&'a str>,
    /// Line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<&'a str>,
    /// The resource it was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<&'a str>,
    /// The element of that resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<&'a str>,
    /// The element that its time was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_from: Option<&'a str>,
}

/// A record that was looked at and does not count.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct SetAsideShape<'a> {
    /// Why, as a code such as `outside_window`.
    pub code: &'static str,
    /// Why, in words.
    pub words: String,
    /// The record.
    #[serde(flatten)]
    pub record: RecordShape<'a>,
}

impl<'a> EvidenceShape<'a> {
    pub(super) fn new(evidence: &'a Evidence) -> Self {
        match evidence {
            Evidence::Record(record) => Self::Record(RecordShape::new(record)),
            Evidence::Absence(absence) => Self::Absence {
                fact: absence.fact(),
                fact_label: absence.fact_label(),
                codes: absence.codes(),
                from: absence.from(),
                to: Some(absence.to()),
                supply_by: absence.supply_by.as_deref(),
            },
            Evidence::Due(standing, at) => Self::Due { standing: DueStandingShape::new(*standing), at },
            Evidence::Header(name, value) => Self::Header { name, value },
            Evidence::Calculated(name, value) => Self::Calculated { name, value },
        }
    }
}

impl<'a> RecordShape<'a> {
    pub(super) fn new(record: &'a RecordEvidence) -> Self {
        let unit = record.unit();
        Self {
            record: record.record(),
            fact: record.fact(),
            fact_label: record.fact_label(),
            value: record.value().map(|text| match unit {
                Some(_) => NumberShape::read(&text),
                None => NumberShape::Text(text),
            }),
            unit,
            parts: record.parts().into_iter().map(|(label, value)| PartShape { label, value }).collect(),
            at: record.at(),
            until: record.until(),
            distance: record.distance(),
            preliminary: record.preliminary(),
            leaves_open: record.leaves_open,
            source: record.source().map(SourceShape::new),
        }
    }
}

impl<'a> SourceShape<'a> {
    pub(super) fn new(source: &'a SourceRef) -> Self {
        Self {
            document: source.document.as_deref(),
            kind: source.kind.as_deref(),
            author_role: source.author_role.as_deref(),
            page: source.page,
            section: source.section.as_deref(),
            line: source.line,
            quote: source.quote.as_deref(),
            resource: source.resource.as_deref(),
            element: source.element.as_deref(),
            time_from: source.time_from.as_deref(),
        }
    }
}

impl<'a> SetAsideShape<'a> {
    pub(super) fn new(aside: &'a SetAside, zone: &Zone) -> Self {
        Self {
            code: set_aside_code(&aside.why),
            words: not_counted_words(aside, zone),
            record: RecordShape::new(&aside.record),
        }
    }
}
