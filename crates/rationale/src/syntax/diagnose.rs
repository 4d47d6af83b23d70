//! A piece that could not be read -> what is wrong with it, in the author's words.

use super::build::Broken;
use super::faults;
use super::grammar::{Grammar, Rule};
use super::split::{Cut, Slice};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use pest::Parser as _;
use pest::error::InputLocation;

/// Says what is wrong inside one item.
pub(super) struct Diagnoser<'t> {
    file: FileId,
    text: &'t str,
    cut: &'t Cut,
    slice: &'t Slice,
}

impl<'t> Diagnoser<'t> {
    pub(super) fn new(file: FileId, text: &'t str, cut: &'t Cut, slice: &'t Slice) -> Self {
        Self { file, text, cut, slice }
    }

    pub(super) fn unknown_item(&self) -> Option<Diagnostic> {
        self.unexpected(self.slice.start)
    }

    pub(super) fn broken(&self, broken: Broken) -> Option<Diagnostic> {
        let start = self.slice.start.saturating_add(broken.before.unwrap_or(broken.start));
        let end = self.slice.start.saturating_add(broken.end);
        let piece = self.cut.text.get(start..end)?;
        let rule = match broken.rule {
            Rule::broken_criterion => Rule::only_criterion,
            Rule::broken_part => Rule::only_part,
            Rule::broken_fact_line => Rule::only_fact_line,
            Rule::broken_score_part => Rule::only_score_part,
            Rule::broken_line => Rule::only_line,
            Rule::broken_block_line => Rule::only_block_line,
            Rule::broken_edit => Rule::only_edit,
            Rule::broken_head => Rule::only_block_head,
            rule => rule,
        };
        let at = match Grammar::parse(rule, piece) {
            Ok(_) => 0,
            Err(error) => match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            },
        };
        self.unexpected(start.saturating_add(at))
    }

    fn unexpected(&self, at: usize) -> Option<Diagnostic> {
        let index = self.cut.tokens.partition_point(|token| token.start < at);
        let token = self.cut.tokens.get(index).or(self.cut.tokens.last())?;
        let bytes = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let span = Span::new(self.file, bytes(token.start), bytes(token.end));
        Some(faults::unexpected(span, token.text(self.text)))
    }
}
