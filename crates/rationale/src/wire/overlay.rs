//! The shape of an overlay: where criteria come from, what is gone, what is set.

use crate::check::model::{Origin, OverlayOf};
use schemars::JsonSchema;
use serde::Serialize;

/// Where a criterion of an overlay comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OriginShape {
    /// It asks what the base asks.
    Base,
    /// It stands in the base too, and asks something else there.
    Replaced,
    /// The base has none of that path.
    Added,
}

impl OriginShape {
    pub(super) fn new(origin: Origin) -> Self {
        match origin {
            Origin::Base => Self::Base,
            Origin::Replaced => Self::Replaced,
            Origin::Added => Self::Added,
        }
    }
}

/// What an overlay changed of its base. What it replaced and added is said of each finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct OverlayShape<'a> {
    /// The base's id.
    pub base: &'a str,
    /// The base's edition.
    pub edition: &'a str,
    /// Criteria of the base that are gone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<RemovedShape<'a>>,
    /// Settings of the base that it sets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<SetToShape<'a>>,
    /// What it promises, proved when it was loaded: `no_stricter`, `no_looser`.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub promises: &'a [String],
}

/// A criterion of the base that an overlay removes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RemovedShape<'a> {
    /// Its path in the base.
    pub path: &'a str,
    /// Its label.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub label: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// A setting of the base that an overlay sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct SetToShape<'a> {
    /// Its name.
    pub setting: &'a str,
    /// Its label.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub label: &'a str,
    /// Its value in the base.
    pub from: &'a str,
    /// Its value here.
    pub to: &'a str,
}

impl<'a> OverlayShape<'a> {
    pub(super) fn new(of: &'a OverlayOf) -> Self {
        let removed = of.removed.iter().map(|gone| RemovedShape {
            path: &gone.path,
            label: &gone.label,
            reason: &gone.reason,
        });
        let set = of.set.iter().map(|set| SetToShape {
            setting: &set.setting,
            label: &set.label,
            from: &set.from,
            to: &set.to,
        });
        Self {
            base: &of.base,
            edition: &of.edition,
            removed: removed.collect(),
            set: set.collect(),
            promises: &of.promises,
        }
    }
}
