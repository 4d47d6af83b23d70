//! Where criteria are written, so that a check of a change can point at the line.

use rationale::check::Loaded;
use rationale::check::model::{Body, Criterion};
use rationale::source::{Sources, Span};
use std::collections::BTreeMap;

/// A place in a file; line and column count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Where guidelines and their criteria are written.
#[derive(Clone, Debug, Default)]
pub struct Places {
    guidelines: BTreeMap<String, Place>,
    criteria: BTreeMap<(String, String), Place>,
}

impl Places {
    /// Of all criteria that are loaded; `path` tells how a source's file is named for people.
    #[must_use]
    pub fn of(loaded: &Loaded, path: &dyn Fn(&str) -> String) -> Self {
        let mut places = Self::default();
        for guideline in &loaded.library.guidelines {
            if let Some(place) = place(&loaded.sources, guideline.span, path) {
                places.guidelines.entry(guideline.id.clone()).or_insert(place);
            }
            let mut queue: Vec<&Body> = guideline.applies.iter().collect();
            for block in &guideline.blocks {
                queue.extend(block.requires.iter().chain(&block.excluded));
                if let Some(place) = place(&loaded.sources, block.span, path) {
                    places.criteria.entry((guideline.id.clone(), block.id.clone())).or_insert(place);
                }
            }
            while let Some(body) = queue.pop() {
                match body {
                    Body::Group { members, .. } => {
                        for member in members {
                            places.criterion(&guideline.id, member, &loaded.sources, path);
                            queue.push(&member.body);
                            queue.extend(&member.waived);
                        }
                    }
                    Body::When { condition, then, otherwise } => {
                        queue.extend([condition.as_ref(), then.as_ref()]);
                        queue.extend(otherwise.as_deref());
                    }
                    Body::Test(_) => {}
                }
            }
        }
        places
    }

    fn criterion(
        &mut self,
        guideline: &str,
        criterion: &Criterion,
        sources: &Sources,
        path: &dyn Fn(&str) -> String,
    ) {
        if let Some(place) = place(sources, criterion.span, path) {
            self.criteria.entry((guideline.to_owned(), criterion.path.clone())).or_insert(place);
        }
    }

    /// Where a criterion is written, or else its guideline.
    #[must_use]
    pub fn find(&self, guideline: &str, criterion: &str) -> Option<&Place> {
        let own = self.criteria.get(&(guideline.to_owned(), criterion.to_owned()));
        own.or_else(|| self.guidelines.get(guideline))
    }
}

fn place(sources: &Sources, span: Span, path: &dyn Fn(&str) -> String) -> Option<Place> {
    let source = sources.get(span.file)?;
    let (line, column) = source.line_column(span.start);
    Some(Place { file: path(&source.name), line, column })
}
