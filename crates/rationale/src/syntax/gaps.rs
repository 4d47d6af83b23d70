//! A word left out, misspelled or too many: found by trying what would make the piece readable.
//!
//! Only for pieces that nothing else explains. What is tried is short, and how much is read again in one file has a limit.

use super::diagnose::Place;
use super::faults::{self, LeftOut};
use super::grammar::{Grammar, Rule};
use super::limits::LIMITS;
use super::phrases::SYSTEMS;
use super::scan::Kind;
use crate::diagnostic::Diagnostic;
use crate::suggest::closest;
use pest::Parser as _;
use std::cell::Cell;

/// The longest piece that is tried, in bytes.
const LONGEST: usize = 4000;

/// How much of a file may still be read again.
#[derive(Debug)]
pub(super) struct Tries(Cell<usize>);

impl Tries {
    pub(super) fn new() -> Self {
        Self(Cell::new(LIMITS.reread))
    }

    fn reads(&self, rule: Rule, text: &str) -> bool {
        match self.0.get().checked_sub(text.len()) {
            Some(rest) => {
                self.0.set(rest);
                Grammar::parse(rule, text).is_ok()
            }
            None => false,
        }
    }
}

/// Signs and words that are no names, of which one may have been left out, in the order they are tried.
const JOINING: [&str; 19] = [
    "within", "between", ">=", "is", "with", "where", "before", "after", "to", "from", "of", "and", "then",
    "when", "in", "on", "at", "|", ",",
];

/// The same, of words that could be names too.
const WEAK: [&str; 13] =
    ["the", "by", "means", "for", "due", "review", "/ no", ":", "as", "approve", "reads", "plausible", "per"];

/// Words of which the second may have been left out.
const SECOND: [&str; 12] =
    ["least", "of", "to", "by", "means", "when", "the", "in", "for", "level", "value", "no"];

/// What stands for a word of the author's, in the order it is tried.
const OWN: [(&str, LeftOut); 12] = [
    ("x", LeftOut::Name),
    ("24", LeftOut::Number),
    ("days", LeftOut::Unit),
    ("mg", LeftOut::Unit),
    ("1 days", LeftOut::Amount),
    ("yes/no", LeftOut::Kind),
    ("record", LeftOut::Kind),
    ("all", LeftOut::Group),
    ("icd10cm", LeftOut::System),
    ("A00", LeftOut::Code),
    ("\"x\"", LeftOut::Text),
    ("2026-01-01", LeftOut::Date),
];

/// Words of the language that may be misspelled.
const WORDS: [&str; 62] = [
    "within",
    "before",
    "after",
    "where",
    "with",
    "when",
    "then",
    "else",
    "until",
    "during",
    "between",
    "ever",
    "latest",
    "earliest",
    "lowest",
    "highest",
    "mean",
    "some",
    "every",
    "least",
    "most",
    "none",
    "hours",
    "days",
    "weeks",
    "months",
    "minutes",
    "midnights",
    "rise",
    "fall",
    "criterion",
    "met",
    "unmet",
    "waived",
    "cite",
    "approve",
    "refer",
    "requires",
    "excluded",
    "limit",
    "report",
    "next",
    "review",
    "requested",
    "start",
    "starting",
    "ending",
    "whole",
    "known",
    "apart",
    "value",
    "means",
    "silence",
    "holds",
    "plausible",
    "rounded",
    "edition",
    "status",
    "observations",
    "apply",
    "unsure",
    "force",
];

impl Place<'_> {
    /// What one word left out, misspelled or too many explains; `text` is the file with its braces mended.
    pub(super) fn one_word(&self, text: &str, tries: &Tries) -> Option<Diagnostic> {
        let from = self.words.tokens.get(self.start)?.start;
        let to = self.words.tokens.get(self.end.checked_sub(1)?)?.end;
        if to.checked_sub(from)? > LONGEST {
            return None;
        }
        let piece = Piece { place: self, text, from, to, tries };
        piece.twice().or_else(|| piece.misspelled()).or_else(|| piece.left_out()).or_else(|| piece.too_many())
    }
}

struct Piece<'p> {
    place: &'p Place<'p>,
    text: &'p str,
    from: usize,
    to: usize,
    tries: &'p Tries,
}

impl Piece<'_> {
    fn edge(&self, index: usize) -> usize {
        self.place.words.tokens.get(index).map_or(self.to, |token| token.start).min(self.to)
    }

    fn end_of(&self, index: usize) -> usize {
        self.place.words.tokens.get(index).map_or(self.to, |token| token.end).min(self.to)
    }

    /// Whether the piece can be read with the words from `start` to before `end` written as `words`.
    fn with(&self, start: usize, end: usize, words: &str) -> bool {
        let head = match start.checked_sub(1) {
            Some(before) if start > self.place.start => self.text.get(self.from..self.end_of(before)),
            _ => Some(""),
        };
        let (Some(head), Some(tail)) = (head, self.text.get(self.edge(end)..self.to)) else { return false };
        let line = match self.place.words.first(end) {
            true => "\n",
            false => " ",
        };
        if self.tries.reads(self.place.rule, &format!("{head} {words}{line}{tail}")) {
            return true;
        }
        // What follows on the next line may be a piece of its own.
        start > self.place.start
            && end > self.place.start
            && self.place.words.first(end)
            && end < self.place.end
            && self.tries.reads(self.place.rule, &format!("{head} {words}"))
    }

    /// `lowest spo2 spo2 ever`
    fn twice(&self) -> Option<Diagnostic> {
        let stop = self.place.stop;
        let word = self.place.found();
        let again = !word.is_empty() && word == self.place.before(1);
        (again && self.with(stop, stop.saturating_add(1), ""))
            .then(|| faults::stands_twice(self.place.here(), word))
    }

    /// `lates spo2`, `witin 24 hours`
    fn misspelled(&self) -> Option<Diagnostic> {
        let stop = self.place.stop;
        for back in 0..=3 {
            let Some(at) =
                stop.checked_sub(back).filter(|at| (self.place.start..self.place.end).contains(at))
            else {
                continue;
            };
            let word = self.place.words.at(at);
            if !self.place.words.is(at, Kind::Word) || word.len() < 3 || self.place.words.head(at) {
                continue;
            }
            let Some(near) = closest(word, WORDS) else { continue };
            if self.with(at, at.saturating_add(1), near) {
                return Some(faults::misspelled(self.place.span(at, at.saturating_add(1)), word, near));
            }
        }
        None
    }

    fn left_out(&self) -> Option<Diagnostic> {
        let stop = self.place.stop;
        let next = stop.saturating_add(1);
        let joined = |at: usize, words: &[&'static str]| {
            words.iter().find(|word| self.with(at, at, word)).map(|word| self.word_left_out(at, word))
        };
        let own = |at: usize| {
            OWN.iter().find(|(word, _)| self.with(at, at, word)).map(|(_, what)| self.own_left_out(at, *what))
        };
        let before = stop.checked_sub(1).filter(|before| *before > self.place.start);
        // The first word of the next line was taken for what lacks.
        let taken = before.filter(|before| self.place.words.first(*before));
        let name = |at: usize| self.with(at, at, "x").then(|| self.own_left_out(at, LeftOut::Name));
        if self.place.rule == Rule::only_codes {
            let coded = SYSTEMS.contains(&self.place.before(1)) || self.place.found() == ",";
            let (word, what) = if coded { ("A00", LeftOut::Code) } else { ("icd10cm", LeftOut::System) };
            if self.with(stop, stop, word) {
                return Some(self.own_left_out(stop, what));
            }
        }
        if self.place.found() == ":" {
            return name(stop);
        }
        taken
            .and_then(own)
            .or_else(|| joined(stop, &JOINING))
            .or_else(|| name(stop))
            .or_else(|| joined(stop, &WEAK))
            .or_else(|| own(stop))
            .or_else(|| if stop < self.place.end { joined(next, &SECOND) } else { None })
            .or_else(|| before.and_then(|before| joined(before, &JOINING).or_else(|| own(before))))
    }

    /// The words around a gap before word `at`: what stands before it, and after it on its line.
    fn around(&self, at: usize) -> (&str, &str) {
        let words = self.place.words;
        let after = if at < self.place.end && !(words.first(at) && at > self.place.start) {
            words.at(at)
        } else {
            ""
        };
        (if at > self.place.start { words.before(at, 1) } else { "" }, after)
    }

    fn gap(&self, at: usize) -> crate::source::Span {
        let (_, after) = self.around(at);
        let at = if after.is_empty() { at.saturating_sub(1) } else { at };
        self.place.span(at, at.saturating_add(1))
    }

    fn word_left_out(&self, at: usize, word: &str) -> Diagnostic {
        let (before, after) = self.around(at);
        let span = self.gap(at);
        match word {
            ">=" if self.place.words.is(at, Kind::Number) => faults::sign_left_out(span, &self.value(at)),
            "is" | ">=" if self.place.words.is(at, Kind::Word) => faults::link_left_out(span, before, after),
            "/ no" => faults::word_left_out(span, "/no", before, ""),
            _ => faults::word_left_out(span, word, before, after),
        }
    }

    /// A number with its unit.
    fn value(&self, at: usize) -> String {
        let next = at.saturating_add(1);
        let unit = (self.place.words.is(next, Kind::Word) || self.place.words.at(next) == "%")
            && !self.place.words.first(next)
            && !self.place.words.head(next);
        let end = next.saturating_add(usize::from(unit)).min(self.place.end);
        self.place.words.slice(at, end)
    }

    fn own_left_out(&self, at: usize, what: LeftOut) -> Diagnostic {
        let (before, after) = self.around(at);
        faults::own_left_out(self.gap(at), what, before, after)
    }

    fn too_many(&self) -> Option<Diagnostic> {
        let stop = self.place.stop;
        let word = self.place.found();
        if word.is_empty() || !self.with(stop, stop.saturating_add(1), "") {
            return None;
        }
        if self.place.words.is_text(stop) {
            return Some(faults::stray_text(self.place.here(), word));
        }
        Some(
            faults::unexpected(self.place.here(), word).help(format!(
                "without `{word}` this can be read: remove it, or write what belongs before it"
            )),
        )
    }
}
