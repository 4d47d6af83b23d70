//! What an overlay changed: where each criterion comes from, what is gone, whose place is taken.

use super::Edition;

/// Where a criterion of an expanded overlay comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// It asks what the base asks.
    Base,
    /// It stands in the base too, and asks something else there.
    Replaced,
    /// The base has none of that path.
    Added,
}

impl Origin {
    /// Its word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Replaced => "replaced",
            Self::Added => "added",
        }
    }
}

/// What makes a guideline an overlay: its base, and what it took away or set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlayOf {
    /// The base's id.
    pub base: String,
    /// The base's label.
    pub base_label: String,
    /// The base's edition.
    pub edition: String,
    /// `for SCOPE: VALUES` of the overlay itself. Without any it answers only where the request names it.
    pub scopes: Vec<(String, Vec<String>)>,
    /// Criteria of the base that it removes.
    pub removed: Vec<Removed>,
    /// Settings of the base that it sets.
    pub set: Vec<SetTo>,
    /// Its promises, all of them proved: `no_stricter`, `no_looser`.
    pub promises: Vec<String>,
}

/// A criterion of the base that an overlay removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Its path in the base.
    pub path: String,
    /// Its label in the base; empty where it has none.
    pub label: String,
    /// Why it is gone.
    pub reason: String,
}

/// A setting of the base that an overlay sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetTo {
    /// Its name.
    pub setting: String,
    /// Its label; empty where it has none.
    pub label: String,
    /// Its value in the base, as written.
    pub from: String,
    /// Its value here, as written.
    pub to: String,
}

/// An overlay that answers some cases in place of its base.
#[derive(Clone, Debug)]
pub struct TakenBy {
    /// The overlay's id.
    pub id: String,
    /// The overlay's label.
    pub label: String,
    /// For whom: all must fit.
    pub scopes: Vec<(String, Vec<String>)>,
    /// Its edition; without one it is in force always.
    pub edition: Option<Edition>,
}
