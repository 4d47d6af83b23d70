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
pub struct OverlayShape {
    /// The base's id.
    pub base: String,
    /// The base's edition.
    pub edition: String,
    /// Criteria of the base that are gone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<RemovedShape>,
    /// Settings of the base that it sets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<SetToShape>,
    /// What it promises, proved when it was loaded: `no_stricter`, `no_looser`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<String>,
}

/// A criterion of the base that an overlay removes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RemovedShape {
    /// Its path in the base.
    pub path: String,
    /// Its label.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Why.
    pub reason: String,
}

/// A setting of the base that an overlay sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct SetToShape {
    /// Its name.
    pub setting: String,
    /// Its label.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Its value in the base.
    pub from: String,
    /// Its value here.
    pub to: String,
}

impl OverlayShape {
    pub(super) fn new(of: &OverlayOf) -> Self {
        let removed = of.removed.iter().map(|gone| RemovedShape {
            path: gone.path.clone(),
            label: gone.label.clone(),
            reason: gone.reason.clone(),
        });
        let set = of.set.iter().map(|set| SetToShape {
            setting: set.setting.clone(),
            label: set.label.clone(),
            from: set.from.clone(),
            to: set.to.clone(),
        });
        Self {
            base: of.base.clone(),
            edition: of.edition.clone(),
            removed: removed.collect(),
            set: set.collect(),
            promises: of.promises.clone(),
        }
    }
}
