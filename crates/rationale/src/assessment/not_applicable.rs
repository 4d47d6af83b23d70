//! Which guidelines do not apply: of a large library nearly all, so that it is kept which ones say something.

use super::setting::Setting;
use crate::plan::Told;
use std::fmt;
use std::sync::Arc;

/// The ids of the guidelines that do not apply, in the order of the library, each once.
///
/// ```
/// let none = rationale::assessment::NotApplicable::default();
/// assert!(none.is_empty() && none.iter().next().is_none());
/// ```
#[derive(Clone, Default)]
pub struct NotApplicable(Option<(Arc<Setting>, Box<[u32]>)>);

impl NotApplicable {
    /// All but those of which these are the first of their ids.
    pub(crate) fn but(setting: &Arc<Setting>, mut say_something: Vec<u32>) -> Self {
        say_something.sort_unstable();
        say_something.dedup();
        Self(Some((Arc::clone(setting), say_something.into())))
    }

    /// Their ids.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|(setting, others)| {
            let left = setting.told().iter().filter(|told| !is_among(others, told));
            left.filter_map(|told| Some(setting.guideline(told.at as usize)?.id.as_str()))
        })
    }

    /// Whether the guideline of this id is among them.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.iter().any(|other| other == id)
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |(setting, others)| {
            setting.told().iter().filter(|told| !is_among(others, told)).count()
        })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

fn is_among(others: &[u32], told: &Told) -> bool {
    others.binary_search(&told.first).is_ok()
}

impl PartialEq for NotApplicable {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for NotApplicable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}
