//! Faults of heads and lines: names, labels, colons, the word a line begins with.

use super::diagnose::Place;
use super::faults;
use super::grammar::Rule;
use super::scan::Kind;
use super::split::ITEM_WORDS;
use super::words::is_reserved;
use crate::diagnostic::Diagnostic;
use crate::suggest::closest;

/// Words after which a name is declared.
const DECLARING: [&str; 16] = [
    "codes",
    "fact",
    "anchor",
    "score",
    "define",
    "guideline",
    "overlay",
    "setting",
    "item",
    "level",
    "coverage",
    "continued",
    "discharge",
    "answer",
    "periods",
    "as",
];

/// Words after which a name and a `:` come.
const WITH_COLON: [&str; 7] = ["codes", "fact", "define", "setting", "item", "for", "periods"];

/// Lines of a guideline.
const LINES: [&str; 17] = [
    "edition",
    "status",
    "for",
    "applies",
    "anchor",
    "setting",
    "ladder",
    "periods",
    "cite",
    "note",
    "define",
    "level",
    "coverage",
    "continued",
    "discharge",
    "every",
    "answer",
];

/// Lines of a block.
const BLOCK_LINES: [&str; 11] =
    ["requires", "excluded", "approve", "limit", "report", "next", "due", "refer", "cite", "ask", "note"];

/// Lines of a fact.
const FACT_LINES: [&str; 16] = [
    "from",
    "reads",
    "rounded",
    "plausible",
    "also",
    "ask",
    "note",
    "cite",
    "one",
    "same",
    "prefer",
    "on",
    "holds",
    "ignore",
    "silence",
    "with",
];

/// Lines of an overlay.
const EDITS: [&str; 15] = [
    "replace", "add", "remove", "set", "promise", "edition", "status", "for", "applies", "anchor", "setting",
    "ladder", "periods", "cite", "note",
];

/// Words that a kind begins with.
const KINDS: [&str; 13] = [
    "quantity",
    "number",
    "yes",
    "choice",
    "ordered",
    "code",
    "event",
    "span",
    "date",
    "judgement",
    "record",
    "planned",
    "not",
];

/// Words that go on: the first, and the whole.
const GO_ON: [(&str, &str); 12] = [
    ("applies", "applies when"),
    ("excluded", "excluded when"),
    ("waived", "waived when"),
    ("next", "next review"),
    ("refer", "refer to"),
    ("rounded", "rounded to"),
    ("silence", "silence means"),
    ("holds", "holds for"),
    ("also", "also in"),
    ("same", "same by"),
    ("one", "one per"),
    ("every", "every level needs"),
];

/// What may follow a criterion, and so is none.
pub(super) const CLAUSES: [&str; 10] =
    ["cite", "ask", "note", "approve", "limit", "report", "next", "due", "refer", "waived"];

/// Classes of sources.
const CLASSES: [&str; 8] =
    ["statute", "regulation", "ncd", "lcd", "article", "manual", "literature", "internal"];

/// What a test begins with.
const STARTS: [&str; 24] = [
    "all",
    "any",
    "none",
    "at",
    "some",
    "no",
    "every",
    "latest",
    "earliest",
    "lowest",
    "highest",
    "mean",
    "sum",
    "rise",
    "fall",
    "percent",
    "change",
    "age",
    "hours",
    "days",
    "criterion",
    "when",
    "weeks",
    "months",
];

impl Place<'_> {
    pub(super) fn doubled_colon(&self) -> Option<Diagnostic> {
        (self.found() == ":" && self.before(1) == ":").then(|| faults::doubled_colon(self.here()))
    }

    /// A reserved word where a name is declared.
    pub(super) fn reserved_name(&self) -> Option<Diagnostic> {
        let word = self.found();
        if !is_reserved(word) || self.before_in_file(1).is_empty() {
            return None;
        }
        let starts = self.stop <= self.start.saturating_add(1) || self.before(1) == "as";
        let declared = starts && DECLARING.contains(&self.before_in_file(1));
        let option = matches!(self.before(1), "|" | "choice" | "ordered");
        (declared || option).then(|| faults::reserved_word(self.here(), word))
    }

    /// `spo2 "Saturation": quantity in %` between items.
    pub(super) fn missing_item_word(&self) -> Option<Diagnostic> {
        let at = self.stop;
        if !self.words.first(at) || self.words.tokens.get(at)?.indent > 1 {
            return None;
        }
        if self.words.is_text(at) && self.words.first(at.saturating_add(1)) {
            return Some(faults::word_left_out(self.here(), "use", "", self.words.at(at)));
        }
        if !self.words.head(at) {
            return None;
        }
        let body = self.words.after_label(at.saturating_add(1)).saturating_add(1);
        let word = match self.words.at(body) {
            kind if KINDS.contains(&kind) => "fact",
            "set" | "file" => "codes",
            system if super::phrases::SYSTEMS.contains(&system) => "codes",
            _ => return None,
        };
        Some(faults::word_left_out(self.here(), word, "", self.words.at(at)))
    }

    fn before_in_file(&self, back: usize) -> &str {
        self.words.before(self.stop, back)
    }

    /// The name of what is declared here: the number of its word.
    fn declared(&self) -> Option<usize> {
        let start = self.start;
        let name = match self.rule {
            Rule::only_block_head | Rule::only_score_head | Rule::only_overlay_head => start,
            _ if DECLARING.contains(&self.words.at(start)) || WITH_COLON.contains(&self.words.at(start)) => {
                if matches!(self.rule, Rule::only_criterion | Rule::only_part) {
                    return None;
                }
                start.saturating_add(1)
            }
            _ => return None,
        };
        self.words.is(name, Kind::Word).then_some(name)
    }

    /// Where a criterion or part seems to begin: the word at which reading stopped, or the first of the piece.
    fn headless(&self) -> Vec<usize> {
        let listed = matches!(self.rule, Rule::only_criterion | Rule::only_part);
        let mut starts = Vec::new();
        for at in [self.stop, self.start] {
            let opens = self.words.first(at) || matches!(self.words.before(at, 1), "{" | "to");
            if listed
                && opens
                && at < self.end
                && self.words.is(at, Kind::Word)
                && !CLAUSES.contains(&self.words.at(at))
            {
                starts.push(at);
            }
        }
        starts
    }

    /// `low Low saturation: ...`
    pub(super) fn label_without_quotes(&self) -> Option<Diagnostic> {
        let heads =
            matches!(self.rule, Rule::only_block_head | Rule::only_score_head | Rule::only_overlay_head);
        let bare = |name: usize| {
            let first = name.checked_add(1)?;
            let mut at = first;
            while self.words.is(at, Kind::Word) && !self.words.first(at) || self.words.at(at) == "-" {
                at = at.saturating_add(1);
            }
            let ends = match self.words.at(at) {
                ":" => true,
                "{" => heads || matches!(self.words.at(self.start), "guideline" | "score"),
                _ => false,
            };
            let follows = matches!(self.words.at(first), "of" | "over" | "for" | "day" | "edition");
            (ends && at > first && !follows && self.words.is(first, Kind::Word)).then_some((first, at))
        };
        let name = self.declared().filter(|name| self.stop == name.saturating_add(1) || heads);
        let (first, end) = match name {
            Some(name) => bare(name)?,
            None => {
                let from_stop = self.headless().into_iter().find_map(bare)?;
                // `a: x b: y` on one line is two criteria.
                if self.words.head(from_stop.0) && self.words.head(from_stop.0.saturating_sub(1)) {
                    return None;
                }
                from_stop
            }
        };
        Some(faults::label_without_quotes(self.span(first, end), &self.words.slice(first, end)))
    }

    /// `coverage "Item" {`, `fact: number`, `"Low": ...`
    pub(super) fn missing_name(&self) -> Option<Diagnostic> {
        let at = if self.rule == Rule::only_block_head { self.start } else { self.stop };
        let before = self.words.before(at, 1);
        let here = self.words.at(at);
        if self.words.is_text(at) {
            let criterion = matches!(self.rule, Rule::only_criterion | Rule::only_part)
                && self.words.at(at.saturating_add(1)) == ":"
                && (self.words.first(at) || !self.words.is(at.saturating_sub(1), Kind::Word));
            if criterion || DECLARING.contains(&before) && before != "as" {
                return Some(faults::missing_name(self.span(at, at.saturating_add(1)), here));
            }
        }
        // The name of the next criterion was read as what the one before it lacks.
        let next = at.saturating_sub(1);
        if self.rule == Rule::only_criterion
            && self.words.is_text(at)
            && self.stop == self.start
            && self.words.first(next)
            && self.words.head(next)
        {
            let gap = next.saturating_sub(1);
            return Some(faults::own_left_out(
                self.span(gap, next),
                faults::LeftOut::Name,
                self.words.at(gap),
                "",
            ));
        }
        let empty = DECLARING.contains(&before) && matches!(here, ":" | "{");
        if empty && !self.words.head(at.saturating_sub(1)) {
            return Some(faults::missing_name(self.span(at.saturating_sub(1), at), before));
        }
        if self.rule == Rule::only_block_head && matches!(here, "{" | "for" | "day") {
            return Some(faults::missing_name(self.span(at.saturating_sub(1), at), before));
        }
        None
    }

    /// `lcd "L33718"`, `"A text"`, `12 months from request`
    pub(super) fn missing_line_word(&self) -> Option<Diagnostic> {
        if self.words.is_text(self.stop) && self.words.before(self.stop, 1) == "}" {
            return Some(faults::stray_text(self.here(), self.found()));
        }
        let next = self.words.at(self.stop.saturating_add(1));
        if self.rule == Rule::only_block_line
            && self.words.first(self.stop)
            && self.words.is(self.stop, Kind::Number)
            && super::phrases::TIMES.contains(&next)
        {
            return Some(faults::word_left_out(self.here(), "approve", "", self.found()));
        }
        let class = |at: usize| {
            CLASSES.contains(&self.words.at(at))
                && (self.words.first(at) || self.words.before(at, 1) == "}")
                && self.words.is_text(at.saturating_add(1))
                && self.words.at(at.saturating_add(2)) != ":"
        };
        let at = [self.stop, self.start].into_iter().find(|at| class(*at))?;
        Some(faults::word_left_out(self.span(at, at.saturating_add(1)), "cite", "", self.words.at(at)))
    }

    /// `fact age "Age" number`, `low "Low" lowest spo2 ...`
    pub(super) fn missing_colon(&self) -> Option<Diagnostic> {
        if let Some(name) = self.declared() {
            let mut end = self.words.after_label(name.saturating_add(1));
            if self.words.at(end) == "of" && self.words.at(self.start) == "define" {
                end = end.saturating_add(2);
            }
            let takes = WITH_COLON.contains(&self.words.at(self.start)) && self.words.at(end) != ":";
            if takes && self.stop == end {
                return Some(faults::missing_colon(self.span(name, end), &self.words.slice(self.start, end)));
            }
            return None;
        }
        for name in self.headless() {
            let end = self.words.after_label(name.saturating_add(1));
            let labelled = self.words.is_text(name.saturating_add(1));
            let follows = self.words.at(end);
            let starts = match self.rule {
                Rule::only_part => KINDS.contains(&follows),
                _ => {
                    STARTS.contains(&follows)
                        && !STARTS.contains(&self.words.at(name))
                        && !is_reserved(self.words.at(name))
                }
            };
            if follows != ":" && (labelled || starts && end < self.end) {
                return Some(faults::missing_colon(self.span(name, end), &self.words.slice(name, end)));
            }
        }
        None
    }

    /// `applies` for `applies when`, `in` for `in force`, and the like.
    pub(super) fn half_said(&self) -> Option<Diagnostic> {
        let after_text = self.stop.checked_sub(1).is_some_and(|before| self.words.is_text(before));
        let whole = match self.found() {
            "in" | "force" if after_text => "in force",
            "by" | "date" if after_text && self.words.at(self.start) == "edition" => "by date of",
            "review" | "due" if self.words.at(self.start) == "status" => "review due",
            word => {
                let (_, whole) = GO_ON.iter().find(|(first, _)| *first == word)?;
                let second = whole.split(' ').nth(1)?;
                let lines = match word {
                    "applies" | "every" => matches!(self.rule, Rule::only_line),
                    "excluded" => matches!(self.rule, Rule::only_block_line),
                    "waived" => matches!(self.rule, Rule::only_criterion),
                    "next" | "refer" => matches!(self.rule, Rule::only_block_line | Rule::only_criterion),
                    _ => {
                        matches!(self.rule, Rule::only_fact_line | Rule::only_fact | Rule::only_part)
                            && self.words.first(self.stop)
                    }
                };
                if !lines
                    || self.words.at(self.stop.saturating_add(1)) == second
                    || self.words.head(self.stop)
                {
                    return None;
                }
                whole
            }
        };
        // Not where all of it is there and what follows is wrong.
        let said = self.found() == "review" && self.words.at(self.stop.saturating_add(1)) == "due";
        (!said && (self.rule != Rule::only_fact || self.found() != "in"))
            .then(|| faults::half_said(self.here(), self.found(), whole))
    }

    /// A line that begins with no word of its list.
    pub(super) fn unknown_line(&self) -> Option<Diagnostic> {
        let word = self.found();
        let head = self.words.head(self.stop);
        if self.words.tokens.get(self.stop)?.kind != Kind::Word
            || head && !matches!(self.rule, Rule::only_line | Rule::only_block_line)
        {
            return None;
        }
        let begins = self.stop == self.start || self.words.first(self.stop);
        let (known, place): (&[&str], _) = match self.rule {
            Rule::only_line => (&LINES, "a guideline"),
            Rule::only_block_line => (&BLOCK_LINES, "a block"),
            Rule::only_fact_line | Rule::only_fact => (&FACT_LINES, "a fact"),
            Rule::only_edit => (&EDITS, "an overlay"),
            Rule::only_score_part => (&["item", "cite"], "a score"),
            _ => return None,
        };
        if !begins || word.is_empty() || known.contains(&word) {
            return None;
        }
        if self.rule == Rule::only_fact && (self.stop < self.start.saturating_add(4) || self.before(1) == ":")
        {
            return None;
        }
        let elsewhere = match self.rule {
            Rule::only_block_line if head => Some("a criterion stands in a group: `requires all { ... }`"),
            Rule::only_line if BLOCK_LINES.contains(&word) => {
                Some("put it inside a block, such as `coverage item \"Item\" { ... }`")
            }
            Rule::only_block_line if LINES.contains(&word) => Some("close the block with `}` before it"),
            Rule::only_block_line if matches!(word, "all" | "any" | "none" | "at") => {
                Some("write `requires` before the group")
            }
            _ => None,
        };
        if elsewhere.is_none() && super::phrases::has_own_message(word) {
            return None;
        }
        Some(faults::unknown_line(self.here(), word, place, known, elsewhere))
    }

    /// `fact age "Age": numeric`
    pub(super) fn unknown_kind(&self) -> Option<Diagnostic> {
        let kinds = matches!(self.rule, Rule::only_fact | Rule::only_part);
        if !kinds || !self.words.is(self.stop, Kind::Word) || self.stop >= self.end {
            return None;
        }
        let starts =
            self.before(1) == ":" || matches!(self.before(1), "planned" | "done") && self.before(2) != "|";
        if !starts {
            return None;
        }
        let word = self.found();
        if FACT_LINES.contains(&word) && self.words.first(self.stop) {
            let colon = self.stop.saturating_sub(1);
            let gap = self.span(colon, self.stop);
            return Some(faults::own_left_out(gap, faults::LeftOut::Kind, self.before(1), ""));
        }
        Some(faults::unknown_kind(self.here(), word, self.words.at(self.stop.saturating_add(1))))
    }

    /// An item that begins with no known word.
    pub(super) fn no_item(&self) -> Diagnostic {
        let word = self.words.at(self.start);
        if matches!(word, "}" | ")") {
            return faults::stray_brace(self.here());
        }
        if let Some(fault) = self.foreign_sign() {
            return fault;
        }
        if let Some(fault) = self.missing_item_word() {
            return fault;
        }
        let elsewhere = if LINES.contains(&word) || BLOCK_LINES.contains(&word) {
            Some("it belongs inside `guideline NAME \"Label\" { ... }`")
        } else if word == "silence" {
            Some("write it below a fact, or for all facts of a kind: `default silence means no for event`")
        } else if FACT_LINES.contains(&word) {
            Some("it belongs to a fact: write it below `fact NAME \"Label\": ...`")
        } else {
            None
        };
        let head = self.words.head(self.start);
        let elsewhere = if head && closest(word, ITEM_WORDS).is_none() {
            Some(
                "a criterion stands inside `requires all { ... }` of a block; a named one begins with `define`",
            )
        } else {
            elsewhere
        };
        faults::unknown_item(self.here(), word, &ITEM_WORDS, elsewhere)
    }
}
