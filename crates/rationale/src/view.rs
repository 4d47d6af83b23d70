//! How much of a finding tree is shown: what decided, what decided with its neighbours, everything.

use crate::assessment::Finding;

/// How much of the findings is shown.
///
/// ```
/// use rationale::view::View;
/// assert_eq!(View::parse("decisive"), Some(View::Decisive));
/// assert_eq!(View::parse("all"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum View {
    /// Only what is part of why the answer is as it is.
    #[default]
    Decisive,
    /// That, and how the criteria beside it stand, without what they rest on.
    Context,
    /// All that was evaluated.
    Everything,
}

impl View {
    /// All of them, with their words.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Decisive, "decisive"), (Self::Context, "context"), (Self::Everything, "everything")];

    /// The view of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(view, _)| *view)
    }
}

/// How a node is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// With all it rests on and the nodes below it.
    Whole,
    /// Its status alone.
    Status,
    /// Not at all.
    Hidden,
}

/// How a root of the tree is shown: its status always.
pub(crate) fn root(finding: &Finding, view: View) -> Shown {
    match below(finding, view) {
        Shown::Hidden => Shown::Status,
        shown => shown,
    }
}

/// How a node below another is shown that is itself shown whole.
pub(crate) fn below(finding: &Finding, view: View) -> Shown {
    match view {
        View::Everything => Shown::Whole,
        View::Decisive | View::Context if finding.decisive && finding.not_required => Shown::Status,
        View::Decisive | View::Context if finding.decisive => Shown::Whole,
        View::Decisive => Shown::Hidden,
        View::Context => Shown::Status,
    }
}
