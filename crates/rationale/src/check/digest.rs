//! The digest of a guideline: SHA-256 over what it and everything it rests on say, layout and comments left out.

use super::guidelines::Made;
use super::lower::Checker;
use super::sets::canonical;
use crate::source::Span;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;

impl Checker<'_> {
    /// The digest of the guideline at that place, hexadecimal: what it says, and all it rests on, other guidelines included.
    pub(super) fn digest(&self, at: usize, made: &[Made]) -> String {
        let Some(own) = made.get(at) else { return String::new() };
        let mut said: BTreeSet<String> = BTreeSet::new();
        let mut all = own.uses.clone();
        let mut seen = BTreeSet::from([at]);
        let mut todo: Vec<usize> = own.uses.guidelines.iter().copied().collect();
        while let Some(next) = todo.pop() {
            if let Some(other) = made.get(next).filter(|_| seen.insert(next)) {
                said.insert(self.tokens(other.guideline.span));
                all.add(&other.uses);
                todo.extend(&other.uses.guidelines);
            }
        }
        // Facts rest on sets, and by `silence ... if` on other facts; defines on anything.
        loop {
            let mut more = all.clone();
            for index in &all.facts {
                if let Some(fact) = self.fact_of.get(*index) {
                    more.add(&fact.uses);
                }
            }
            for index in &all.sets {
                if let Some(set) = self.set_of.get(*index) {
                    more.add(&set.uses);
                }
            }
            let grown = more.facts.len() != all.facts.len() || more.sets.len() != all.sets.len();
            all = more;
            if !grown {
                break;
            }
        }
        for index in &all.facts {
            if let Some(fact) = self.names.facts.get(*index) {
                let quiet = self.fact_of.get(*index).and_then(|fact| fact.ix).and_then(|ix| self.fact(ix));
                let silence = if quiet.is_some_and(|fact| fact.silence.is_some()) { "silent" } else { "" };
                said.insert(format!("{} {silence}", self.tokens(fact.node.span)));
            }
        }
        for index in &all.sets {
            let set = self.set_of.get(*index).and_then(|set| set.ix);
            if let Some(set) = set.and_then(|ix| self.sets.get(ix.0 as usize)) {
                let dated = set.dated.iter().map(super::sets::canonical_dated);
                let codes: BTreeSet<String> = set.members.iter().map(canonical).chain(dated).collect();
                let codes: Vec<String> = codes.into_iter().collect();
                said.insert(format!("codes {} \"{}\" {}", set.id, set.label, codes.join(",")));
            }
        }
        // What is shown of codes that are gone through one by one.
        for index in &all.rows {
            for (code, row) in self.rows.get(*index).into_iter().flatten() {
                said.insert(format!("row {code} {:?} {:?}", row.label, row.columns));
            }
        }
        for index in &all.defines {
            if let Some(define) = self.names.defines.get(*index).filter(|define| define.guideline.is_none()) {
                said.insert(self.tokens(define.node.span));
            }
        }
        for index in &all.scores {
            if let Some(score) = self.names.scores.get(*index) {
                said.insert(self.tokens(score.node.span));
            }
        }
        for index in &all.anchors {
            if let Some(anchor) = self.names.anchors.get(*index) {
                said.insert(self.tokens(anchor.node.span));
            }
        }
        for taken in &own.guideline.taken_by {
            said.insert(format!("place taken by {} {:?} {:?}", taken.id, taken.scopes, taken.edition));
        }
        let mut hasher = Sha256::new();
        hasher.update(self.tokens(own.guideline.span));
        for text in said {
            hasher.update([0]);
            hasher.update(text);
        }
        let mut text = String::with_capacity(64);
        for byte in hasher.finalize() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// The words and signs of a span, one blank between any two.
    fn tokens(&self, span: Span) -> String {
        tokens(self.sources.get(span.file).map_or("", |file| file.slice(span)))
    }
}

fn tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut in_word = false;
    while let Some(letter) = letters.next() {
        match letter {
            '#' => {
                while letters.peek().is_some_and(|letter| *letter != '\n') {
                    letters.next();
                }
                in_word = false;
            }
            '"' | '\u{201c}' | '\u{201d}' => {
                out.push_str(" \"");
                for letter in letters.by_ref() {
                    if matches!(letter, '"' | '\u{201c}' | '\u{201d}') {
                        break;
                    }
                    out.push(letter);
                }
                out.push('"');
                in_word = false;
            }
            '≥' => sign(&mut out, ">=", &mut in_word),
            '≤' => sign(&mut out, "<=", &mut in_word),
            letter if letter.is_whitespace() => in_word = false,
            letter if letter.is_alphanumeric() || letter == '_' || letter == '.' => {
                if !in_word {
                    out.push(' ');
                }
                out.push(letter);
                in_word = true;
            }
            '<' | '>' if letters.peek() == Some(&'=') => {
                letters.next();
                sign(&mut out, if letter == '<' { "<=" } else { ">=" }, &mut in_word);
            }
            letter => {
                out.push(' ');
                out.push(letter);
                in_word = false;
            }
        }
    }
    out
}

fn sign(out: &mut String, sign: &str, in_word: &mut bool) {
    out.push(' ');
    out.push_str(sign);
    *in_word = false;
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn layout_and_comments_do_not_count() {
        assert_eq!(tokens("a  \"x  y\" : b>=90 %  # note\n}"), tokens("a \"x  y\":b >= 90%\n\n}"));
        assert_eq!(tokens("a ≥ 1"), tokens("a>=1"));
        assert_ne!(tokens("a \"x y\""), tokens("a \"x  y\""));
        assert_ne!(tokens("1 2"), tokens("12"));
    }
}
