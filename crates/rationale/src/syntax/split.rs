//! Words -> the items of a file, each by itself, with its braces mended where they do not match.
//!
//! pest stops at the first fault; items are parsed apart, so that one fault does not hide the rest of a file. A missing
//! brace or quote is written into a copy of the text, over a blank, so that every place stays where it is.

use super::braces::{self, Mend};
use super::faults;
use super::limits::LIMITS;
use super::scan::{Kind, Token, Words, tokens};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// Words that begin an item.
pub(super) const ITEM_WORDS: [&str; 9] =
    ["use", "default", "codes", "fact", "anchor", "score", "define", "guideline", "overlay"];

/// One item: its words, and whether it may be parsed.
#[derive(Clone, Debug)]
pub(super) struct Slice {
    /// Its first word, in the list of words.
    pub(super) first: usize,
    /// One past its last word.
    pub(super) last: usize,
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte of its last word.
    pub(super) end: usize,
    /// Nested too deep or its braces cannot be mended: not to be parsed.
    pub(super) hopeless: bool,
    /// A text that is not closed holds braces, so that what is read after it is not what is meant.
    pub(super) hides_braces: bool,
    /// Closing braces that lack at its end.
    pub(super) closers: usize,
}

/// A file cut into items.
#[derive(Debug)]
pub(super) struct Cut {
    /// The text with quotes and braces mended.
    pub(super) text: String,
    /// Its words, before mending.
    pub(super) tokens: Vec<Token>,
    /// Its items.
    pub(super) slices: Vec<Slice>,
    /// What was mended.
    pub(super) faults: Vec<Diagnostic>,
}

impl Cut {
    /// The place of an item.
    pub(super) fn span(&self, file: FileId, slice: &Slice) -> Span {
        let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Span::new(file, at(slice.start), at(slice.end))
    }
}

/// Cuts a text.
pub(super) fn cut(file: FileId, text: &str) -> Cut {
    let tokens = tokens(text);
    let mut mender = Mender { file, text, bytes: text.as_bytes().to_vec(), faults: Vec::new() };
    mender.close_texts(&tokens);
    let mut slices = slices(text, &tokens);
    for slice in &mut slices {
        mender.item(&tokens, slice);
    }
    let text = String::from_utf8(mender.bytes).unwrap_or_else(|_| text.to_owned());
    Cut { text, tokens, slices, faults: mender.faults }
}

fn slices(text: &str, tokens: &[Token]) -> Vec<Slice> {
    let mut starts = Vec::new();
    let (mut depth, mut item) = (0_usize, "");
    for (index, token) in tokens.iter().enumerate() {
        let words = Around { text, tokens, index };
        if starts.is_empty() || token.first && words.starts_item(depth, item) {
            starts.push(index);
            (depth, item) = (0, token.text(text));
        }
        match (token.kind, token.text(text)) {
            (Kind::Open, "{") => depth = depth.saturating_add(1),
            (Kind::Close, "}") => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).copied().chain([tokens.len()]);
    let place = |(first, last): (usize, usize)| {
        let start = tokens.get(first)?.start;
        let end = tokens.get(last.checked_sub(1)?)?.end;
        Some(Slice { first, last, start, end, hopeless: false, hides_braces: false, closers: 0 })
    };
    starts.iter().copied().zip(ends).filter_map(place).collect()
}

/// A word and what follows it.
struct Around<'t> {
    text: &'t str,
    tokens: &'t [Token],
    index: usize,
}

impl Around<'_> {
    fn at(&self, ahead: usize) -> (Option<Kind>, &str) {
        match self.index.checked_add(ahead).and_then(|index| self.tokens.get(index)) {
            Some(token) => (Some(token.kind), token.text(self.text)),
            None => (None, ""),
        }
    }

    /// Whether an item starts here, inside `depth` braces of an item that starts with the word `item`.
    fn starts_item(&self, depth: usize, item: &str) -> bool {
        let (kind, word) = self.at(0);
        if kind != Some(Kind::Word) {
            return false;
        }
        let (next, sign) = self.at(1);
        let (after, sign_after) = self.at(2);
        if depth > 0 {
            // Nothing inside an item reads `fact NAME`: that item lacks a brace.
            return match word {
                "codes" | "fact" | "score" | "guideline" | "overlay" => {
                    next == Some(Kind::Word)
                        && (after == Some(Kind::Text) || matches!(sign_after, ":" | "{" | "of" | "over"))
                        && !matches!(sign, "is" | "in" | "where" | "from" | "at")
                }
                "use" => next == Some(Kind::Text) && sign_after != ":" && self.indent() == 0,
                _ => false,
            };
        }
        if ITEM_WORDS.contains(&word) {
            // Lines of a guideline that lacks its brace.
            if matches!(item, "guideline" | "overlay")
                && self.indent() > 0
                && matches!(word, "anchor" | "define")
            {
                return false;
            }
            return next != Some(Kind::Sign) || sign == ":";
        }
        // An unknown word that declares something.
        let declares =
            next == Some(Kind::Word) && (after == Some(Kind::Text) || matches!(sign_after, "{" | ":"));
        let inner = matches!(item, "guideline" | "overlay") && INNER_WORDS.contains(&word);
        self.indent() == 0 && declares && !inner && !NOT_DECLARING.contains(&word)
    }

    fn indent(&self) -> usize {
        self.tokens.get(self.index).map_or(0, |token| token.indent)
    }
}

fn hides_braces(words: Words<'_>) -> bool {
    let open = |token: &Token| token.kind == Kind::OpenText && token.text(words.text).contains(['{', '}']);
    words.tokens.iter().any(open)
}

/// Words of lines inside a guideline or overlay: seen outside, they tell of a brace too many.
const INNER_WORDS: [&str; 19] = [
    "edition",
    "status",
    "for",
    "applies",
    "setting",
    "ladder",
    "periods",
    "cite",
    "note",
    "level",
    "coverage",
    "continued",
    "discharge",
    "every",
    "answer",
    "requires",
    "excluded",
    "approve",
    "next",
];

/// Words of lines of a fact, or of a body that goes on.
const NOT_DECLARING: [&str; 24] = [
    "from",
    "reads",
    "rounded",
    "plausible",
    "also",
    "one",
    "same",
    "on",
    "prefer",
    "holds",
    "ignore",
    "silence",
    "ask",
    "note",
    "cite",
    "with",
    "where",
    "within",
    "when",
    "then",
    "else",
    "columns",
    "by",
    "some",
];

struct Mender<'t> {
    file: FileId,
    text: &'t str,
    bytes: Vec<u8>,
    faults: Vec<Diagnostic>,
}

impl Mender<'_> {
    fn span(&self, token: &Token) -> Span {
        let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Span::new(self.file, at(token.start), at(token.end))
    }

    fn overwrite(&mut self, start: usize, end: usize, first: u8) {
        if let Some(bytes) = self.bytes.get_mut(start..end) {
            bytes.fill(b' ');
            if let Some(byte) = bytes.first_mut() {
                *byte = first;
            }
        }
    }

    /// Ends every text that does not end on its line.
    fn close_texts(&mut self, tokens: &[Token]) {
        for token in tokens.iter().filter(|token| token.kind == Kind::OpenText) {
            self.faults.push(faults::unterminated_text(self.span(token)));
            let whole = token.text(self.text);
            let open = whole.chars().next().map_or(1, char::len_utf8);
            // A brace at the end of the line is most likely meant as one.
            let brace = whole.strip_suffix(['{', '}']).map(str::trim_end).filter(|kept| kept.len() > open);
            let kept = brace.unwrap_or(whole);
            let last = kept.chars().next_back().map_or(1, char::len_utf8);
            let end = token.start.saturating_add(kept.len());
            if kept.len() <= open {
                self.overwrite(token.start, end, b' ');
                continue;
            }
            self.overwrite(token.start, token.start.saturating_add(open), b' ');
            self.overwrite(token.start, token.start.saturating_add(1), b'"');
            self.overwrite(end.saturating_sub(last), end, b'"');
            for at in token.start.saturating_add(1)..end.saturating_sub(last) {
                if let Some(byte @ (b'"' | b'\\')) = self.bytes.get_mut(at) {
                    *byte = b' ';
                }
            }
        }
    }

    /// Looks at the depth and the braces of one item.
    fn item(&mut self, tokens: &[Token], slice: &mut Slice) {
        let words = tokens.get(slice.first..slice.last).unwrap_or_default();
        if let Some(deep) = self.too_deep(words) {
            self.faults.push(faults::nested_too_deep(self.span(&deep), LIMITS.depth));
            slice.hopeless = true;
            return;
        }
        let words = Words { text: self.text, tokens: words };
        let plan = braces::plan(self.file, words);
        // A text that is not closed hides braces; it has its own message.
        slice.hides_braces = hides_braces(words);
        if !slice.hides_braces {
            self.faults.extend(plan.faults);
        }
        slice.closers = plan.closers;
        for mend in plan.mends {
            if self.mend(words, mend).is_none() {
                slice.hopeless = true;
            }
        }
    }

    /// Writes one brace into the copy, or blanks one.
    fn mend(&mut self, words: Words<'_>, mend: Mend) -> Option<()> {
        let (brace, before) = match mend {
            Mend::Drop(index) => {
                let stray = words.tokens.get(index)?;
                self.overwrite(stray.start, stray.end, b' ');
                return Some(());
            }
            Mend::Open(before) => (b'{', before),
            Mend::Close(before) => (b'}', before),
        };
        let start = words.tokens.get(before.checked_sub(1)?)?.end;
        let end = words.tokens.get(before)?.start;
        // The last blank, so that a comment or the end of a line before it stays; without one, what stands there goes.
        let gap = self.bytes.get_mut(start..end)?;
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
        let line = gap.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at.saturating_add(1));
        if let Some(at) = gap.iter().rposition(blank).filter(|at| *at >= line) {
            *gap.get_mut(at)? = brace;
            return Some(());
        }
        for byte in gap.iter_mut().filter(|byte| !matches!(**byte, b'\n' | b'{' | b'}')) {
            *byte = b' ';
        }
        *gap.iter_mut().find(|byte| matches!(**byte, b' ' | b'\n'))? = brace;
        Some(())
    }

    /// The brace or word at which nesting goes too deep.
    fn too_deep(&self, words: &[Token]) -> Option<Token> {
        // Of each open brace: `when` and `for` since the last `:`, which nest without braces.
        let mut open = vec![0_usize];
        let mut chains = 0_usize;
        for word in words {
            let levels = open.len();
            let chain = open.last_mut()?;
            match (word.kind, word.text(self.text)) {
                (Kind::Open, _) => open.push(0),
                (Kind::Close, _) if levels > 1 => {
                    chains = chains.saturating_sub(*chain);
                    open.pop();
                }
                (Kind::Word, "when" | "for") => {
                    *chain = chain.saturating_add(1);
                    chains = chains.saturating_add(1);
                }
                (Kind::Sign, ":") => {
                    chains = chains.saturating_sub(*chain);
                    *chain = 0;
                }
                _ => {}
            }
            if open.len().saturating_sub(1).saturating_add(chains) > LIMITS.depth {
                return Some(*word);
            }
        }
        None
    }
}
