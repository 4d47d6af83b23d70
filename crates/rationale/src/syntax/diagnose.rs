//! A piece that could not be read -> what is wrong with it, in the author's words.
//!
//! The piece is parsed by itself; where that stops, the words around tell what the author meant.

use super::build::Broken;
use super::expected::expected;
use super::faults;
use super::gaps::Tries;
use super::grammar::{Grammar, Rule};
use super::scan::{Kind, Words};
use super::split::{Cut, Slice};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

/// Says what is wrong inside one item.
pub(super) struct Diagnoser<'t> {
    file: FileId,
    cut: &'t Cut,
    slice: &'t Slice,
    words: Words<'t>,
    tries: &'t Tries,
}

/// A broken piece: its words, and the one at which reading stopped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'t> {
    file: FileId,
    /// The words of the file.
    pub(super) words: Words<'t>,
    /// Its first word; that of the piece before it where it goes on with that.
    pub(super) start: usize,
    /// One past its last word.
    pub(super) end: usize,
    /// Where reading stopped; `end` where more was expected.
    pub(super) stop: usize,
    /// What it should have been.
    pub(super) rule: Rule,
}

impl Place<'_> {
    /// The place of the words from `start` to before `end`.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let bytes = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let words = self.words.tokens.get(start..end).unwrap_or_default();
        let from = words.first().map_or(0, |token| token.start);
        let to = words.last().map_or(from, |token| token.end);
        Span::new(self.file, bytes(from), bytes(to))
    }

    /// The place of one word, or of the last one of the piece.
    pub(super) fn here(&self) -> Span {
        let at = self.stop.min(self.end.saturating_sub(1));
        self.span(at, at.saturating_add(1))
    }

    /// What the word says at which reading stopped; nothing at the end of the piece.
    pub(super) fn found(&self) -> &str {
        if self.stop < self.end { self.words.at(self.stop) } else { "" }
    }

    /// What the word says before that.
    pub(super) fn before(&self, back: usize) -> &str {
        match self.stop.checked_sub(back) {
            Some(at) if at >= self.start => self.words.at(at),
            _ => "",
        }
    }
}

impl<'t> Diagnoser<'t> {
    pub(super) fn new(file: FileId, text: &'t str, cut: &'t Cut, slice: &'t Slice, tries: &'t Tries) -> Self {
        Self { file, cut, slice, words: Words { text, tokens: &cut.tokens }, tries }
    }

    /// An item that begins with no word of the language.
    pub(super) fn unknown_item(&self) -> Diagnostic {
        let (start, end) = (self.slice.first, self.slice.last);
        let place = Place { file: self.file, words: self.words, start, end, stop: start, rule: Rule::EOI };
        place.no_item()
    }

    pub(super) fn broken(&self, broken: Broken) -> Option<Diagnostic> {
        let start = self.slice.start.saturating_add(broken.start);
        let end = self.slice.start.saturating_add(broken.end);
        let item = self.words.at(self.slice.first);
        let mut rule = alone(broken.rule, item);
        let mut from = start;
        if let Some(before) = broken.before
            && !self.begins(broken.rule, start)
        {
            from = self.slice.start.saturating_add(before);
            // The first line of a fact goes on with the fact.
            if broken.rule == Rule::broken_fact_line && from == self.slice.start {
                rule = Rule::only_fact;
            }
        }
        let piece = self.cut.text.get(from..end)?;
        let (at, hoped) = match Grammar::parse(rule, piece) {
            Ok(_) => (start.saturating_sub(from), Vec::new()),
            Err(error) => {
                let at = match error.location {
                    InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
                };
                match error.variant {
                    ErrorVariant::ParsingError { positives, .. } => (at, positives),
                    ErrorVariant::CustomError { .. } => (at, Vec::new()),
                }
            }
        };
        let (first, last) = (self.index(from), self.index(end).max(self.index(from).saturating_add(1)));
        // A text that is not closed, in the piece or further on its line, has its own message.
        let mut end = last;
        while !self.words.first(end) {
            end = end.saturating_add(1);
        }
        if self.words.tokens.get(first..end)?.iter().any(|token| token.kind == Kind::OpenText) {
            return None;
        }
        let mut stop = self.index(from.saturating_add(at)).clamp(first, last);
        // What lacks a word takes the id of the next line for it.
        for back in [2, 1] {
            let id = stop.saturating_sub(back);
            if self.words.at(stop) == ":" && id > first && self.words.first(id) && self.words.head(id) {
                stop = id;
            }
        }
        let id = stop.saturating_sub(1);
        if self.words.is_text(stop) && id > first && self.words.first(id) && self.words.head(id) {
            stop = id;
        }
        let place = Place { file: self.file, words: self.words, start: first, end: last, stop, rule };
        let told = place.recognized().or_else(|| place.one_word(&self.cut.text, self.tries));
        Some(told.unwrap_or_else(|| self.unexpected(&place, &hoped)))
    }

    /// The number of the word that byte `at` lies in or before.
    fn index(&self, at: usize) -> usize {
        self.cut.tokens.partition_point(|token| token.end <= at)
    }

    /// Whether the piece begins as what it should be, so that it does not go on with the one before.
    fn begins(&self, rule: Rule, start: usize) -> bool {
        let index = self.index(start);
        match rule {
            Rule::broken_criterion | Rule::broken_part => self.words.head(index) || self.words.is_text(index),
            Rule::broken_head => true,
            Rule::broken_rest => false,
            _ => self.words.first(index) && self.words.is(index, Kind::Word),
        }
    }

    fn unexpected(&self, place: &Place<'_>, hoped: &[Rule]) -> Diagnostic {
        let found = place.found();
        let fault = match place.words.tokens.get(place.stop) {
            Some(_) if place.stop < place.end => faults::unexpected(place.here(), found),
            _ => faults::unfinished(place.here()),
        };
        if found == "{" {
            return fault
                .help("write before it what it is: `all {`, `any {`, `none of {` or `at least 2 of {`");
        }
        match expected(hoped).as_slice() {
            [] => fault.help(
                "look at what stands before it: something is missing there, or this word is not needed",
            ),
            words => fault.help(format!("here may stand: {}", words.join(", "))),
        }
    }
}

/// The rule that reads a broken piece by itself.
fn alone(rule: Rule, item: &str) -> Rule {
    match rule {
        Rule::broken_criterion => Rule::only_criterion,
        Rule::broken_part => Rule::only_part,
        Rule::broken_fact_line => Rule::only_fact_line,
        Rule::broken_score_part => Rule::only_score_part,
        Rule::broken_line => Rule::only_line,
        Rule::broken_block_line => Rule::only_block_line,
        Rule::broken_edit => Rule::only_edit,
        Rule::broken_head => match item {
            "score" => Rule::only_score_head,
            "overlay" => Rule::only_overlay_head,
            _ => Rule::only_block_head,
        },
        Rule::block_head => Rule::only_block_head,
        _ => match item {
            "use" => Rule::only_use,
            "default" => Rule::only_default,
            "codes" => Rule::only_codes,
            "fact" => Rule::only_fact,
            "anchor" => Rule::only_anchor,
            "score" => Rule::only_score,
            "define" => Rule::only_define,
            "overlay" => Rule::only_overlay,
            _ => Rule::only_guideline,
        },
    }
}

impl Place<'_> {
    /// What the author meant, where that can be told; the likelier first.
    fn recognized(&self) -> Option<Diagnostic> {
        self.doubled_colon()
            .or_else(|| self.habit())
            .or_else(|| self.reserved_name())
            .or_else(|| self.missing_item_word())
            .or_else(|| self.foreign_sign())
            .or_else(|| self.label_without_quotes())
            .or_else(|| self.missing_name())
            .or_else(|| self.missing_line_word())
            .or_else(|| self.missing_colon())
            .or_else(|| self.half_said())
            .or_else(|| self.unknown_line())
            .or_else(|| self.unknown_kind())
            .or_else(|| self.connective())
            .or_else(|| self.code_for_a_set())
            .or_else(|| self.not_a_whole_date())
            .or_else(|| self.with_a_test())
            .or_else(|| self.range_sign())
            .or_else(|| self.words_for_a_sign())
            .or_else(|| self.missing_of())
            .or_else(|| self.window_without_point())
            .or_else(|| self.missing_value())
            .or_else(|| self.time_after_compare())
            .or_else(|| self.missing_then())
            .or_else(|| self.missing_parenthesis())
            .or_else(|| self.nothing_asked())
    }
}
