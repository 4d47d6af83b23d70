//! Words of one item -> the braces it lacks or has too many, and where they should be.
//!
//! Which words must be followed by `{` is known; where a `}` lacks, indentation tells.

use super::faults;
use super::scan::{Kind, Words};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use std::collections::BTreeSet;

/// One brace to write or to blank.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mend {
    /// `{` before that word.
    Open(usize),
    /// `}` before that word.
    Close(usize),
    /// That word away.
    Drop(usize),
}

/// What makes the braces of an item match.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) mends: Vec<Mend>,
    /// `}` to be added at the end.
    pub(super) closers: usize,
    pub(super) faults: Vec<Diagnostic>,
}

/// Finds what makes the braces of an item match.
pub(super) fn plan(file: FileId, words: Words<'_>) -> Plan {
    let mut planner = Planner { file, words, next_lines: next_lines(words), plan: Plan::default() };
    let opened = planner.openings();
    let count = |brace: &str| words.tokens.iter().filter(|token| token.text(words.text) == brace).count();
    let opens = count("{").saturating_add(opened.len());
    let closes = count("}");
    if opens > closes {
        planner.missing(&opened, opens.saturating_sub(closes));
    } else if closes > opens {
        planner.stray(&opened, closes.saturating_sub(opens));
    }
    planner.plan
}

/// An open brace: the word that it is, or would stand before, and the indentation of its line.
#[derive(Clone, Copy)]
struct Opened {
    index: usize,
    indent: usize,
    /// Whether what it holds is indented further, so that indentation tells.
    tells: bool,
}

struct Planner<'t> {
    file: FileId,
    words: Words<'t>,
    /// Of each word, how far the next line is indented.
    next_lines: Vec<usize>,
    plan: Plan,
}

/// More stray braces than these are not looked for one by one.
const MOST_STRAY: usize = 4;

/// Braces times words, beyond which indentation is not weighed.
const MOST_TRIED: usize = 400_000;

/// Words of lines that only stand inside a block or guideline.
const INSIDE: [&str; 7] = ["requires", "excluded", "approve", "cite", "edition", "status", "item"];

/// Of each word, how far the next line is indented; nought for the last.
fn next_lines(words: Words<'_>) -> Vec<usize> {
    let mut indent = 0;
    let mut made: Vec<usize> = Vec::with_capacity(words.tokens.len());
    for token in words.tokens.iter().rev() {
        made.push(indent);
        if token.first {
            indent = token.indent;
        }
    }
    made.reverse();
    made
}

impl Planner<'_> {
    fn span(&self, index: usize) -> Span {
        let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let token = self.words.tokens.get(index);
        token.map_or(Span::new(self.file, 0, 0), |token| Span::new(self.file, at(token.start), at(token.end)))
    }

    /// The words before which a `{` lacks.
    fn openings(&mut self) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for index in 0..self.words.tokens.len() {
            let Some(before) = self.lacks_open(index) else { continue };
            if !found.insert(before) {
                continue;
            }
            let owner = before.saturating_sub(1);
            self.plan.faults.push(faults::missing_open(self.span(owner), &self.words.slice(index, before)));
            self.plan.mends.push(Mend::Open(before));
        }
        found
    }

    fn lacks_open(&self, index: usize) -> Option<usize> {
        let words = &self.words;
        let next = index.saturating_add(1);
        let word = words.at(index);
        let grouping = match word {
            "all" => true,
            "any" => words.before(index, 1) != "within",
            "of" => {
                words.before(index, 1) == "none"
                    || index.checked_sub(1).is_some_and(|before| words.is(before, Kind::Number))
                        && matches!(words.before(index, 2), "least" | "most")
            }
            "with" | "record" => true,
            _ => false,
        };
        if grouping {
            // Not where the word is itself an id.
            return (words.head(next) && !words.head(index)).then_some(next);
        }
        let heads = match word {
            "guideline" | "overlay" | "score" => index == 0,
            "level" | "coverage" | "continued" | "discharge" | "answer" => {
                words.first(index) && words.is(next, Kind::Word) && index > 0
            }
            "every" => words.first(index) && words.at(next) == "level",
            _ => false,
        };
        if !heads || words.head(index) {
            return None;
        }
        let mut at = next;
        while at < words.tokens.len() {
            if matches!(words.at(at), "{" | "}" | ":") {
                return None;
            }
            if words.is(at, Kind::Word)
                && at > next
                && (words.first(at) || INSIDE.contains(&words.at(at)) && word != "overlay")
            {
                return Some(at);
            }
            at = at.saturating_add(1);
        }
        None
    }

    fn opened(&self, index: usize) -> Opened {
        let indent = |at: usize| self.words.tokens.get(at).map_or(0, |token| token.indent);
        let inner = self.next_lines.get(index).copied().unwrap_or(0);
        let line = if self.words.first(index) { index.saturating_sub(1) } else { index };
        let goes_on = !self.words.first(index.saturating_add(1));
        Opened { index, indent: indent(line), tells: goes_on || inner > indent(line) }
    }

    /// Closing braces lack: each where the next line, or another brace, is indented no further than the line of the open one.
    fn missing(&mut self, opened: &BTreeSet<usize>, mut lacking: usize) {
        let mut stack: Vec<Opened> = Vec::new();
        for (index, token) in self.words.tokens.iter().enumerate() {
            let closes = token.kind == Kind::Close && self.words.at(index) == "}";
            while token.first
                && lacking > 0
                && let Some(top) = stack.last().copied()
                && top.tells
                && (if closes {
                    stack.len() > 1 && top.indent > token.indent
                } else {
                    top.indent >= token.indent
                })
                && (stack.len() > 1 || !closes)
                && token.kind == if closes { Kind::Close } else { Kind::Word }
            {
                stack.pop();
                lacking = lacking.saturating_sub(1);
                self.plan.faults.push(faults::missing_close(
                    self.span(top.index),
                    self.span(index),
                    &self.owner(top.index),
                ));
                self.plan.mends.push(Mend::Close(index));
            }
            if opened.contains(&index) {
                stack.push(self.opened(index));
            }
            if closes {
                stack.pop();
            } else if token.kind == Kind::Open && self.words.at(index) == "{" {
                stack.push(self.opened(index));
            }
        }
        if lacking == 0 {
            return;
        }
        self.plan.closers = lacking;
        let inner = stack.last().map_or(0, |open| open.index);
        let outer: Vec<Span> = stack.iter().rev().skip(1).map(|open| self.span(open.index)).collect();
        let fault = faults::missing_at_end(self.span(inner), &self.owner(inner), &outer);
        self.plan.faults.push(fault);
    }

    /// What a brace belongs to: the id or the word at the start of its line or criterion.
    fn owner(&self, index: usize) -> String {
        let mut at = index;
        while let Some(before) = at.checked_sub(1) {
            if matches!(self.words.at(before), "{" | "}") {
                break;
            }
            at = before;
            if self.words.head(at) || self.words.first(at) {
                break;
            }
        }
        let end = self.words.after_label(at.saturating_add(1));
        if self.words.head(at) {
            self.words.at(at).to_owned()
        } else {
            self.words.slice(at, end.max(at.saturating_add(2)).min(index))
        }
    }

    /// Closing braces too many: those go without which the others fit the indentation best.
    fn stray(&mut self, opened: &BTreeSet<usize>, extra: usize) {
        let closes: Vec<usize> =
            (0..self.words.tokens.len()).filter(|index| self.words.at(*index) == "}").collect();
        let mut dropped = Vec::new();
        if closes.len().saturating_mul(self.words.tokens.len()) <= MOST_TRIED {
            for _ in 0..extra.min(MOST_STRAY) {
                let tried = closes.iter().filter(|index| !dropped.contains(*index));
                let best = tried.min_by_key(|index| self.misfits(opened, &dropped, **index).0);
                dropped.extend(best.copied());
            }
        }
        let (_, left, over) = self.misfits(opened, &dropped, usize::MAX);
        dropped.extend(over);
        for index in dropped {
            self.plan.faults.push(faults::stray_brace(self.span(index)));
            self.plan.mends.push(Mend::Drop(index));
        }
        self.plan.closers = left;
    }

    /// How badly the braces fit the indentation without those dropped; how many are left open; which have nothing to close.
    fn misfits(
        &self,
        opened: &BTreeSet<usize>,
        dropped: &[usize],
        without: usize,
    ) -> (usize, usize, Vec<usize>) {
        let (mut stack, mut misfits, mut over): (Vec<Opened>, usize, Vec<usize>) = Default::default();
        for (index, token) in self.words.tokens.iter().enumerate() {
            if index == without || dropped.contains(&index) {
                continue;
            }
            if opened.contains(&index) {
                stack.push(self.opened(index));
            }
            let top = stack.last().filter(|top| token.first && top.tells).map(|top| top.indent);
            match (token.kind, self.words.at(index)) {
                (Kind::Open, "{") => stack.push(self.opened(index)),
                (Kind::Close, "}") => {
                    misfits =
                        misfits.saturating_add(usize::from(top.is_some_and(|indent| indent != token.indent)));
                    if stack.pop().is_none() {
                        misfits = misfits.saturating_add(1);
                        over.push(index);
                    }
                }
                (Kind::Word, _) => {
                    let outside = stack.is_empty() && token.first && index > 0;
                    let misfit = outside || top.is_some_and(|indent| indent >= token.indent);
                    misfits = misfits.saturating_add(usize::from(misfit));
                }
                _ => {}
            }
        }
        (misfits, stack.len(), over)
    }
}
