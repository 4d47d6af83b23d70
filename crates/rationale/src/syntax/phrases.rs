//! Faults of tests: signs and words of other languages, and parts in the wrong order or left out.

use super::diagnose::Place;
use super::faults;
use super::grammar::Rule;
use super::heads::CLAUSES;
use super::scan::Kind;
use crate::diagnostic::Diagnostic;

/// Words that begin a window.
pub(super) const WINDOWS: [&str; 12] = [
    "within", "before", "after", "from", "during", "ever", "up", "on", "starting", "ending", "whole", "known",
];

/// Signs of order.
pub(super) const ORDER: [&str; 7] = [">=", "<=", ">", "<", "=", "≥", "≤"];

/// Code systems, for a code where a set is meant.
pub(super) const SYSTEMS: [&str; 12] = [
    "loinc", "snomed", "icd10cm", "icd10pcs", "cpt", "hcpcs", "rxnorm", "cvx", "ndc", "icd9cm", "cdt", "hl7",
];

/// Units of time that a window is measured in.
pub(super) const TIMES: [&str; 14] = [
    "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years",
    "h", "d",
];

/// Words told of by themselves, wherever they stand.
pub(super) fn has_own_message(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "unless" | "if" | "else" | "then")
}

impl Place<'_> {
    /// Signs of programming languages, and those that separate what needs no separating.
    pub(super) fn foreign_sign(&self) -> Option<Diagnostic> {
        let sign = match (self.found(), self.words.at(self.stop.saturating_add(1))) {
            ("!", "=") => "!=",
            (sign, _) => sign,
        };
        let help = match sign {
            "&&" | "&" => {
                "write `and` inside `where`, and a group elsewhere: `all { one: ...   other: ... }`"
            }
            "||" => "write a group: `any { one: ...   other: ... }`",
            "!=" | "<>" | "≠" => "write `is not` for an option; for numbers write a group of both sides",
            "==" => "write `=`, or `is` for an option",
            "=>" => "write `>=`",
            "=<" => "write `<=`",
            "!" => "write `none of { name: ... }`, or `no` before a fact",
            ":=" => "write `:`",
            "//" | "/*" => "a comment starts with `#` and ends with its line",
            "'" | "`" => "write a text between `\"` and `\"`",
            "->" => "write `when ... then ...`",
            ";" => return Some(faults::stray_separator(self.here(), sign)),
            "," if matches!(self.rule, Rule::only_criterion | Rule::only_part | Rule::only_block_line) => {
                return Some(faults::stray_separator(self.here(), sign));
            }
            _ => return None,
        };
        Some(faults::foreign_sign(self.here(), sign, help))
    }

    /// `or`, `and`, `not`, `unless`, `if`, `else if`.
    pub(super) fn connective(&self) -> Option<Diagnostic> {
        let here = self.here();
        let (start, stop) = (self.test_start(), self.stop);
        match self.found() {
            "or" => Some(faults::inline_or(
                here,
                &self.words.slice(start, stop),
                &self.rest_of_test(stop.saturating_add(1)),
            )),
            "and" => {
                let between = (start..stop).any(|at| self.words.at(at) == "between");
                let other = self.rest_of_test(stop.saturating_add(1));
                (!between || self.words.is(stop.saturating_add(1), Kind::Word))
                    .then(|| faults::and_outside_where(here, &self.words.slice(start, stop), &other))
            }
            "not" => Some(faults::bare_not(here, &self.rest_of_test(stop.saturating_add(1)), self.before(1))),
            "unless" => Some(faults::unless(here, &self.rest_of_test(stop.saturating_add(1)))),
            "if" if self.before(1) == "else" => Some(faults::nested_when(here, "if")),
            "when" if matches!(self.before(1), "else" | "then" | "when") => {
                Some(faults::nested_when(here, "when"))
            }
            "if" => Some(faults::if_for_when(here)),
            _ => None,
        }
    }

    /// `in I50.1`, `in icd10cm I50.1`, `in 59408-5`
    pub(super) fn code_for_a_set(&self) -> Option<Diagnostic> {
        let nearest = (1..=3).find(|back| self.before(*back) == "in")?;
        let first = self.stop.checked_sub(nearest)?.checked_add(1)?;
        let mut end = first;
        while end < self.end
            && (end == first || !self.words.first(end))
            && (self.words.is(end, Kind::Word)
                || self.words.is(end, Kind::Number)
                || matches!(self.words.at(end), "." | "-" | "*" | "," | "(" | ")"))
            && !self.words.head(end)
            && !WINDOWS.contains(&self.words.at(end))
            && !CLAUSES.contains(&self.words.at(end))
        {
            end = end.saturating_add(1);
        }
        let word = self.words.at(first);
        let digit = |word: &str| word.chars().any(|letter| letter.is_ascii_digit());
        let follows = self.words.at(first.saturating_add(1));
        let code = self.words.is(first, Kind::Number)
            || self.words.is(first, Kind::Word) && digit(word) && matches!(follows, "." | "-" | "," | "*")
            || SYSTEMS.contains(&word)
            || word == "(" && digit(follows);
        (code && end > first)
            .then(|| faults::code_for_a_set(self.span(first, end), &self.words.slice(first, end)))
    }

    /// `5..14`, `5-14`
    pub(super) fn range_sign(&self) -> Option<Diagnostic> {
        let sign = self.found();
        let ranged =
            matches!(sign, ".." | "-" | "–" | "—" | "...") || sign == "." && self.before(1).ends_with('.');
        let value = |at: usize| self.words.is(at, Kind::Number) || self.words.is(at, Kind::Word);
        let fits = self.stop.checked_sub(1).is_some_and(value) || self.before(1) == "%";
        (ranged && fits).then(|| faults::range_sign(self.here(), sign))
    }

    /// `less than 90 %`
    pub(super) fn words_for_a_sign(&self) -> Option<Diagnostic> {
        // `is greater` is read as an option, so that reading stops at `than`.
        let word = if self.found() == "than" { self.stop.saturating_sub(1) } else { self.stop };
        let start = if self.words.before(word, 1) == "is" { word.saturating_sub(1) } else { word };
        let mut end = word.saturating_add(1);
        let sign = match (self.words.at(word), self.words.at(end)) {
            ("less" | "lower" | "fewer" | "smaller", "than") => "<",
            ("greater" | "more" | "higher" | "larger", "than") => ">",
            ("below" | "under" | "above" | "over", _) if self.words.is(end, Kind::Number) => {
                end = word;
                if matches!(self.words.at(word), "below" | "under") { "<" } else { ">" }
            }
            ("equals" | "equal", _) => {
                end = if self.words.at(end) == "to" { end } else { word };
                "="
            }
            ("exceeds", _) => {
                end = word;
                ">"
            }
            ("at", "least") if self.asked() => ">=",
            ("at", "most") if self.asked() => "<=",
            _ => return None,
        };
        let end = end.saturating_add(1);
        Some(faults::words_for_a_sign(self.span(start, end), &self.words.slice(start, end), sign))
    }

    /// Whether a fact is named before this, so that a compare is due.
    fn asked(&self) -> bool {
        self.stop > self.test_start() && self.words.is(self.stop.saturating_add(2), Kind::Number)
    }

    /// `at least 2 {`
    pub(super) fn missing_of(&self) -> Option<Diagnostic> {
        let count = self.stop.checked_sub(1)?;
        let counts = self.words.is(count, Kind::Number) && matches!(self.before(2), "least" | "most");
        let start = self.stop.saturating_sub(3);
        (self.found() == "{" && counts)
            .then(|| faults::missing_of(self.span(start, self.stop), &self.words.slice(start, self.stop)))
    }

    /// `within 24 hours` without `before`, `after` or `of` and a time.
    pub(super) fn window_without_point(&self) -> Option<Diagnostic> {
        let back = (2..=5).find(|back| self.before(*back) == "within")?;
        let start = self.stop.checked_sub(back)?;
        let amount = start.saturating_add(1);
        if !self.words.is(amount, Kind::Number) {
            return None;
        }
        let unit = amount.saturating_add(1);
        let timed = TIMES.contains(&self.words.at(unit));
        let sided = matches!(self.words.at(unit.saturating_add(1)), "before" | "after" | "of");
        let end = unit.saturating_add(1).saturating_add(usize::from(sided));
        (timed && self.stop == end).then(|| {
            faults::window_without_point(
                self.span(start, self.stop),
                &self.words.slice(start, self.stop),
                sided,
            )
        })
    }

    /// `2026-01`, `2026-`
    pub(super) fn not_a_whole_date(&self) -> Option<Diagnostic> {
        let mut at = self.stop;
        while at > self.start && (self.words.before(at, 1) == "-" || self.words.at(at) == "-") {
            at = at.saturating_sub(1);
        }
        let year = self.words.is(at, Kind::Number) && self.words.at(at).len() == 4;
        if !year || self.words.at(at.saturating_add(1)) != "-" {
            return None;
        }
        let mut end = at;
        while end < self.end
            && (self.words.is(end, Kind::Number) || self.words.at(end) == "-")
            && (end == at || !self.words.first(end))
        {
            end = end.saturating_add(1);
        }
        if end.saturating_sub(at) < 5 {
            return Some(faults::not_a_whole_date(self.span(at, end), &self.words.slice(at, end)));
        }
        let points = ["from", "to", "until", "before", "after", "of", "at", "since"];
        points
            .contains(&self.words.before(at, 1))
            .then(|| faults::date_for_a_point(self.span(at, end), &self.words.slice(at, end)))
    }

    /// `with dose >= 5 mg`
    pub(super) fn with_a_test(&self) -> Option<Diagnostic> {
        let inside = self.stop > self.test_start().saturating_add(1);
        let test = self.words.is(self.stop, Kind::Word) && !self.words.first(self.stop);
        (inside && test && self.before(1) == "with").then(|| {
            let spans = ["hours", "months", "quarters", "years"];
            let counted = spans.into_iter().find(|span| self.before(2) == *span);
            faults::with_a_test(self.here(), &self.rest_of_test(self.stop), counted)
        })
    }

    /// `<` without what follows it.
    pub(super) fn missing_value(&self) -> Option<Diagnostic> {
        if self.found() == "of" && self.before(1) == "is" && self.words.at(self.stop.saturating_add(1)) == "("
        {
            return Some(faults::word_left_out(self.here(), "one", "is", "of"));
        }
        let sign = self.before(1);
        let compares = ORDER.contains(&sign) && self.before(2) != "ladder"
            || matches!((self.before(2), sign), (_, "is" | "between") | ("is", "not"))
            || self.words.first(self.stop) && sign == "in";
        let at = self.stop.checked_sub(1)?;
        let number = self.words.is(self.stop, Kind::Number) && self.stop < self.end;
        (compares && !number).then(|| faults::missing_value(self.span(at, self.stop), sign))
    }

    /// `< 90 % within 24 hours before review`
    pub(super) fn time_after_compare(&self) -> Option<Diagnostic> {
        if !(WINDOWS.contains(&self.found()) || self.found() == "at") || self.words.head(self.stop) {
            return None;
        }
        let start = self.test_start();
        let compares = |at: &usize| {
            ORDER.contains(&self.words.at(*at))
                || matches!(self.words.at(*at), "is" | "between")
                || self.words.at(*at) == "in"
                    && !matches!(self.words.before(*at, 1), "rise" | "fall" | "change")
        };
        let sign = (start..self.stop).rev().find(compares)?;
        let end = self.test_end(self.stop);
        let repaired = format!(
            "{} {} {}",
            self.words.slice(start, sign),
            self.words.slice(self.stop, end),
            self.words.slice(sign, self.stop)
        );
        Some(faults::time_after_compare(self.span(self.stop, end), self.span(sign, self.stop), &repaired))
    }

    /// `when A else B`, and `else` without a `when`.
    pub(super) fn missing_then(&self) -> Option<Diagnostic> {
        let start = self.clause_start();
        let mut when = None;
        for at in start..self.stop {
            match self.words.at(at) {
                "when" if !matches!(self.words.before(at, 1), "applies" | "excluded" | "waived") => {
                    when = Some(at)
                }
                "then" => when = None,
                _ => {}
            }
        }
        match (self.found(), when) {
            ("else", Some(when)) => {
                Some(faults::missing_then(self.here(), self.span(when, when.saturating_add(1))))
            }
            ("else", None) => Some(faults::stray_arm(self.here(), "else")),
            ("then", None) => Some(faults::stray_arm(self.here(), "then")),
            (_, Some(when)) if self.stop > when.saturating_add(1) => {
                Some(faults::missing_then(self.here(), self.span(when, when.saturating_add(1))))
            }
            _ => None,
        }
    }

    /// `is one of a, b`, `is one of (a, b`
    pub(super) fn missing_parenthesis(&self) -> Option<Diagnostic> {
        let start = self.test_start();
        let (mut open, mut listed) = (None, None);
        for at in start..self.stop {
            match self.words.at(at) {
                "(" => open = Some(at),
                ")" => open = None,
                "one" if self.words.before(at, 1) == "is" && self.words.at(at.saturating_add(1)) == "of" => {
                    listed = Some(at);
                }
                _ => {}
            }
        }
        if let Some(open) = open {
            let closed = (self.stop..self.end)
                .find(|at| matches!(self.words.at(*at), "(" | ")" | "{" | "}"))
                .is_some_and(|at| self.words.at(at) == ")");
            if closed && (self.words.is(self.stop, Kind::Word) || self.words.is(self.stop, Kind::Number)) {
                return Some(faults::word_left_out(self.here(), ",", self.before(1), self.found()));
            }
            return Some(faults::missing_parenthesis(self.span(open, open.saturating_add(1)), ")"));
        }
        let listed = listed?;
        let unopened = self.words.at(listed.saturating_add(2)) != "(";
        let end = listed.saturating_add(2);
        unopened.then(|| faults::missing_parenthesis(self.span(listed.saturating_sub(1), end), "("))
    }

    /// `lowest spo2 ever` and nothing after.
    pub(super) fn nothing_asked(&self) -> Option<Diagnostic> {
        let start = self.test_start();
        let picks = matches!(
            self.words.at(start),
            "latest"
                | "earliest"
                | "lowest"
                | "highest"
                | "mean"
                | "sum"
                | "rise"
                | "fall"
                | "age"
                | "change"
                | "percent"
                | "hours"
                | "days"
                | "weeks"
                | "months"
                | "midnights"
        );
        let ended = self.stop >= self.end
            || self.words.at(self.stop) == "}"
            || self.words.head(self.stop)
            || CLAUSES.contains(&self.found());
        let long = self.stop > start.saturating_add(1);
        let one = matches!(self.words.at(start), "latest" | "earliest")
            .then(|| self.words.slice(start.saturating_add(1), self.stop));
        (picks && ended && long).then(|| {
            let test = self.words.slice(start, self.stop);
            faults::nothing_asked(self.span(start, self.stop), &test, one.as_deref())
        })
    }

    /// The first word of the test or arm in which reading stopped.
    pub(super) fn test_start(&self) -> usize {
        let mut at = self.stop;
        while at > self.start {
            let before = self.words.before(at, 1);
            if matches!(before, ":" | "{" | "}" | "requires" | "then" | "else" | "when" | "or" | "and" if before != "and" || self.found() == "and")
            {
                break;
            }
            at = at.saturating_sub(1);
        }
        at
    }

    /// The first word of what follows the last `:` or brace.
    fn clause_start(&self) -> usize {
        let mut at = self.stop;
        while at > self.start && !matches!(self.words.before(at, 1), ":" | "{" | "}") {
            at = at.saturating_sub(1);
        }
        at
    }

    /// One past the last word of the test that `start` lies in.
    pub(super) fn test_end(&self, start: usize) -> usize {
        let mut at = start;
        while at < self.end {
            let word = self.words.at(at);
            if matches!(word, "}" | "with" | "then" | "else")
                || CLAUSES.contains(&word)
                || at > start && self.words.head(at)
            {
                break;
            }
            at = at.saturating_add(1);
        }
        at
    }

    fn rest_of_test(&self, start: usize) -> String {
        self.words.slice(start, self.test_end(start))
    }
}
