//! What a finding is called, and what its author says of it: mostly in the criteria, where it is looked up when it is asked for.

use super::setting::Setting;
use crate::check::model::{Block, Cite, Criterion, Origin};
use crate::plan::{NodeIx, Step};
use std::fmt;
use std::sync::Arc;

/// Where a finding has its name from.
#[derive(Clone)]
pub(crate) enum Named {
    /// A node of the criteria.
    Node {
        setting: Arc<Setting>,
        node: NodeIx,
        /// The path of a body without a name.
        path: Option<Box<str>>,
        /// What it is called instead of its label.
        label: Option<&'static str>,
    },
    /// A block, by its guideline's place in the library and its own in the guideline.
    Block { setting: Arc<Setting>, guideline: usize, block: usize },
    /// What is asked of every guideline.
    Own(Box<Own>),
}

/// A name that stands in no criteria.
#[derive(Clone)]
pub(crate) struct Own {
    path: String,
    label: String,
    words: String,
}

impl Named {
    pub(crate) fn own(path: &str, label: &str) -> Self {
        Self::Own(Box::new(Own { path: path.to_owned(), label: label.to_owned(), words: String::new() }))
    }

    /// With what it asks.
    pub(crate) fn asking(self, words: String) -> Self {
        match self {
            Self::Own(own) => Self::Own(Box::new(Own { words, ..*own })),
            named => named,
        }
    }

    /// At another path.
    pub(crate) fn at(self, path: String) -> Self {
        match self {
            Self::Own(own) => Self::Own(Box::new(Own { path, ..*own })),
            named => named,
        }
    }

    /// Called otherwise.
    pub(crate) fn called(self, label: &'static str) -> Self {
        match self {
            Self::Node { setting, node, path, .. } => Self::Node { setting, node, path, label: Some(label) },
            Self::Own(own) => Self::Own(Box::new(Own { label: label.to_owned(), ..*own })),
            named => named,
        }
    }

    fn criterion(&self) -> Option<&Criterion> {
        match self {
            Self::Node { setting, node, .. } => setting.node(*node)?.criterion.as_deref(),
            _ => None,
        }
    }

    fn block(&self) -> Option<&Block> {
        match self {
            Self::Block { setting, guideline, block } => setting.block(*guideline, *block),
            _ => None,
        }
    }

    pub(super) fn path(&self) -> &str {
        match self {
            Self::Node { path: Some(path), .. } => path,
            Self::Node { .. } => self.criterion().map_or("", |criterion| &criterion.path),
            Self::Block { .. } => self.block().map_or("", |block| &block.id),
            Self::Own(own) => &own.path,
        }
    }

    pub(super) fn label(&self) -> &str {
        match self {
            Self::Node { label: Some(label), .. } => label,
            Self::Node { .. } => self.criterion().map_or("", |criterion| &criterion.label),
            Self::Block { .. } => self.block().map_or("", |block| &block.label),
            Self::Own(own) => &own.label,
        }
    }

    pub(super) fn words(&self) -> &str {
        match self {
            Self::Node { setting, node, .. } => {
                let term = setting.node(*node).and_then(|node| match node.step {
                    Step::Term(term) => setting.term(term),
                    _ => None,
                });
                term.map_or("", |term| &term.test.words)
            }
            Self::Block { .. } => "",
            Self::Own(own) => &own.words,
        }
    }

    pub(super) fn cites(&self) -> &[Cite] {
        let of_block = || self.block().map_or(&[][..], |block| &block.cites);
        self.criterion().map_or_else(of_block, |criterion| &criterion.cites)
    }

    pub(super) fn notes(&self) -> &[String] {
        let of_block = || self.block().map_or(&[][..], |block| &block.notes);
        self.criterion().map_or_else(of_block, |criterion| &criterion.notes)
    }

    pub(super) fn origin(&self) -> Option<Origin> {
        self.criterion()?.origin
    }
}

/// Equal where all of it reads the same.
impl PartialEq for Named {
    fn eq(&self, other: &Self) -> bool {
        self.path() == other.path()
            && self.label() == other.label()
            && self.words() == other.words()
            && self.cites() == other.cites()
            && self.notes() == other.notes()
            && self.origin() == other.origin()
    }
}

impl fmt::Debug for Named {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Named")
            .field("path", &self.path())
            .field("label", &self.label())
            .field("words", &self.words())
            .finish_non_exhaustive()
    }
}
