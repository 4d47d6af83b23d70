//! Which guidelines do not apply: of a large library nearly all, so that they are told by their places in it.

use super::setting::Setting;
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
    pub(crate) fn new(setting: &Arc<Setting>, places: impl Iterator<Item = usize>) -> Self {
        let places: Box<[u32]> = places.filter_map(|at| u32::try_from(at).ok()).collect();
        Self((!places.is_empty()).then(|| (Arc::clone(setting), places)))
    }

    /// Their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        let (setting, places) = self.0.as_ref().map_or((None, &[][..]), |(setting, at)| (Some(setting), at));
        let id = move |at: &u32| setting.and_then(|setting| setting.guideline(*at as usize));
        places.iter().map(move |at| id(at).map_or("", |guideline| guideline.id.as_str()))
    }

    /// Whether the guideline of this id is among them.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.iter().any(|other| other == id)
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |(_, places)| places.len())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
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
