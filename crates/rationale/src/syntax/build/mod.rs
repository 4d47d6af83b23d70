//! Parsed pairs -> the syntax tree.
//!
//! The grammar has settled the shape, so a missing piece (`None`) cannot come up; should it, the item counts as broken.

mod bodies;
mod facts;
mod guidelines;
mod items;
mod scores;
mod times;

use super::grammar::Rule;
use crate::ast;
use crate::source::{FileId, Name, Span, Spanned};
use pest::iterators::{Pair, Pairs};

/// A piece that could not be read: what it should have been, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken {
    /// The rule of the catch-all.
    pub(super) rule: Rule,
    /// Its place in the slice.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// Where the sound piece before it starts, in the same list.
    pub(super) before: Option<usize>,
}

/// Builds one item; collects the broken pieces inside it.
pub(super) struct Builder {
    file: FileId,
    base: usize,
    /// What could not be read.
    pub(super) broken: Vec<Broken>,
    /// Calculations with more terms than may be.
    pub(super) long: Vec<Span>,
    /// `at most Q apart` without `in a row` before it.
    pub(super) stray_apart: Vec<Span>,
}

impl Builder {
    /// For a slice that starts at byte `base` of its file.
    pub(super) fn new(file: FileId, base: usize) -> Self {
        Self { file, base, broken: Vec::new(), long: Vec::new(), stray_apart: Vec::new() }
    }

    /// The item of a parsed entry; `None` where its head is broken.
    pub(super) fn entry(&mut self, pair: Pair<'_, Rule>) -> Option<ast::Item> {
        let mut kids = Kids::of(&pair);
        let first = kids.next()?;
        let start = first.as_span().start();
        let item = self.item(first);
        while let Some(rest) = kids.next() {
            if rest.as_rule() == Rule::broken_rest {
                self.note_broken(&rest, Some(start));
            }
        }
        item
    }

    fn note_broken(&mut self, pair: &Pair<'_, Rule>, before: Option<usize>) {
        let span = pair.as_span();
        let kept = span.as_str().trim_end().len();
        let end = span.start().saturating_add(kept);
        self.broken.push(Broken { rule: pair.as_rule(), start: span.start(), end, before });
    }

    /// The place of a pair, without the blanks and comments that its last optional word left behind.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let start = pair.as_span().start();
        let mut last = pair.clone();
        while let Some(inner) = last.clone().into_inner().next_back() {
            if inner.as_rule() == Rule::EOI {
                break;
            }
            last = inner;
        }
        self.range(start, last.as_span().end())
    }

    fn range(&self, start: usize, end: usize) -> Span {
        let at = |byte: usize| u32::try_from(self.base.saturating_add(byte)).unwrap_or(u32::MAX);
        Span::new(self.file, at(start), at(end))
    }

    fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Spanned::new(pair.as_str().to_owned(), self.span(pair))
    }

    fn string(&self, pair: &Pair<'_, Rule>) -> Spanned<String> {
        Spanned::new(unquoted(pair.as_str()), self.span(pair))
    }

    fn number(&self, pair: &Pair<'_, Rule>) -> Spanned<String> {
        Spanned::new(pair.as_str().replace('−', "-"), self.span(pair))
    }
}

/// The text between quotes.
pub(super) fn unquoted(text: &str) -> String {
    let mut letters = text.chars();
    let plain = letters.next() == Some('"');
    letters.next_back();
    let inner = letters.as_str();
    if !plain || !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut made = String::with_capacity(inner.len());
    let mut letters = inner.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some('"' | '\\')) => made.extend(letters.next()),
            _ => made.push(letter),
        }
    }
    made
}

/// The children of a pair that the tree reads, one after the other.
struct Kids<'i> {
    pairs: Pairs<'i, Rule>,
}

impl<'i> Kids<'i> {
    fn of(pair: &Pair<'i, Rule>) -> Self {
        Self { pairs: pair.clone().into_inner() }
    }

    fn next(&mut self) -> Option<Pair<'i, Rule>> {
        self.pairs.by_ref().find(|pair| !pair.as_rule().is_noise())
    }

    fn peek(&mut self) -> Option<Rule> {
        while self.pairs.peek()?.as_rule().is_noise() {
            self.pairs.next();
        }
        self.pairs.peek().map(|pair| pair.as_rule())
    }

    /// The next child, if it is of that rule.
    fn take(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        (self.peek()? == rule).then(|| self.next())?
    }

    /// All next children of that rule.
    fn take_all(&mut self, rule: Rule) -> Vec<Pair<'i, Rule>> {
        std::iter::from_fn(|| self.take(rule)).collect()
    }
}

/// The only child that the tree reads.
fn only<'i>(pair: &Pair<'i, Rule>) -> Option<Pair<'i, Rule>> {
    Kids::of(pair).next()
}

impl Builder {
    fn names_of(&self, kids: &mut Kids<'_>, rule: Rule) -> Vec<Name> {
        kids.take_all(rule).iter().map(|pair| self.name(pair)).collect()
    }

    fn name_in(&self, kids: &mut Kids<'_>) -> Option<Name> {
        kids.take(Rule::name).map(|pair| self.name(&pair))
    }

    fn label_in(&self, kids: &mut Kids<'_>) -> Option<Spanned<String>> {
        kids.take(Rule::label).map(|pair| self.string(&pair))
    }

    /// The name that a small form such as `of CODES` holds.
    fn name_of(&self, pair: Option<Pair<'_, Rule>>) -> Option<Name> {
        pair.and_then(|pair| only(&pair)).map(|inner| self.name(&inner))
    }

    fn path(&self, pair: &Pair<'_, Rule>) -> ast::Path {
        let mut kids = Kids::of(pair);
        let names = std::iter::from_fn(|| kids.next()).map(|name| self.name(&name)).collect();
        ast::Path { names, span: self.span(pair) }
    }
}
