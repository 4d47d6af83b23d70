//! The shape of a decision deadline.

use super::finding::CiteShape;
use crate::deadline::{Deadline, Due, Open, RuleDeadline};
use crate::value::time::Zone;
use schemars::JsonSchema;
use serde::Serialize;

/// By when the request is to be decided, as far as the case tells. A date means the end of that day.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DeadlineShape<'a> {
    /// The first it may be: a decision by then is in time by every rule that may hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The last it may be, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_latest: Option<String>,
    /// To when it may be put off, where the conditions of the rules for that hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_to: Option<String>,
    /// The rules that may hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<DeadlineRuleShape<'a>>,
    /// What is not known, where that leaves it open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<DeadlineOpenShape>,
}

/// What one rule says.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DeadlineRuleShape<'a> {
    /// Counted from receipt: `7 calendar days`.
    pub length: String,
    /// What it depends on that the case does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<&'static str>,
    /// The first it may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The last it may be, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_latest: Option<String>,
    /// By how much it may be put off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// To when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_to: Option<String>,
    /// Where it stands.
    pub cites: Vec<CiteShape<'a>>,
}

/// What is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DeadlineOpenShape {
    /// Its code.
    pub code: &'static str,
    /// In words.
    pub words: &'static str,
}

impl<'a> DeadlineShape<'a> {
    pub(super) fn new(deadline: &'a Deadline, zone: &Zone) -> Self {
        Self {
            by: text(deadline.by, zone),
            at_latest: text(deadline.at_latest, zone),
            extended_to: text(deadline.extended_to, zone),
            rules: deadline.rules.iter().map(|rule| DeadlineRuleShape::new(rule, zone)).collect(),
            open: deadline.open.iter().map(|open| DeadlineOpenShape::new(*open)).collect(),
        }
    }
}

impl<'a> DeadlineRuleShape<'a> {
    fn new(one: &'a RuleDeadline, zone: &Zone) -> Self {
        Self {
            length: one.rule.length.to_string(),
            when: one.rule.when,
            by: text(one.by, zone),
            at_latest: text(one.at_latest, zone),
            extension: one.rule.extension.map(|extension| extension.to_string()),
            extended_to: text(one.extended_to, zone),
            cites: one.rule.cites.iter().map(|cite| CiteShape::of_rule(cite, one.rule)).collect(),
        }
    }
}

impl DeadlineOpenShape {
    fn new(open: Open) -> Self {
        Self { code: open.code(), words: open.words() }
    }
}

fn text(due: Option<Due>, zone: &Zone) -> Option<String> {
    due.map(|due| due.to_text(zone))
}
