//! Text -> words, for what happens before and after parsing: depth, items, braces, and words around a fault.
//!
//! Knows strings, comments and units in braces (`mL/min/{1.73_m2}`), and nothing of the grammar.

/// What sort of word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, digits and `_`, a letter first.
    Word,
    /// Digits, perhaps with a point.
    Number,
    /// A text in quotes that ends on its line.
    Text,
    /// A text in quotes that does not.
    OpenText,
    /// A unit in braces.
    Unit,
    /// `{` or `(`
    Open,
    /// `}` or `)`
    Close,
    /// Any other sign; some of two letters.
    Sign,
}

/// One word and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it is the first of its line.
    pub(super) first: bool,
    /// How far its line is indented, in letters.
    pub(super) indent: usize,
}

impl Token {
    /// Its text.
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// The words of a text, asked for by their number; past either end there is nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
}

impl<'t> Words<'t> {
    /// What word `index` says.
    pub(super) fn at(&self, index: usize) -> &'t str {
        self.tokens.get(index).map_or("", |token| token.text(self.text))
    }

    /// What the word `back` before word `index` says.
    pub(super) fn before(&self, index: usize, back: usize) -> &'t str {
        index.checked_sub(back).map_or("", |index| self.at(index))
    }

    /// Whether word `index` is of that kind.
    pub(super) fn is(&self, index: usize, kind: Kind) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == kind)
    }

    /// Whether word `index` is the first of its line.
    pub(super) fn first(&self, index: usize) -> bool {
        self.tokens.get(index).is_none_or(|token| token.first)
    }

    /// Whether a text in quotes stands there.
    pub(super) fn is_text(&self, index: usize) -> bool {
        self.is(index, Kind::Text) || self.is(index, Kind::OpenText)
    }

    /// Whether `id "Label":` or `id:` starts there.
    pub(super) fn head(&self, index: usize) -> bool {
        self.is(index, Kind::Word) && self.at(self.after_label(index.saturating_add(1))) == ":"
    }

    /// `index`, or one on where a text in quotes stands there.
    pub(super) fn after_label(&self, index: usize) -> usize {
        index.saturating_add(usize::from(self.is_text(index)))
    }

    /// The words from `start` to before `end` on one line, as written.
    pub(super) fn slice(&self, start: usize, end: usize) -> String {
        let words = self.tokens.get(start..end).unwrap_or_default();
        let from = words.first().map_or(0, |token| token.start);
        let to = words.last().map_or(0, |token| token.end);
        let text = self.text.get(from..to).unwrap_or("");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Signs of two letters, the first that fits.
const SIGNS: [&str; 16] =
    [">=", "<=", "!=", "==", "&&", "||", "..", "=>", "=<", "<>", "->", ":=", "//", "/*", "≠", "**"];

/// The words of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut scan = Scan { text, at: 0, first: true, indent: 0, made: Vec::new() };
    while scan.step().is_some() {}
    scan.made
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    first: bool,
    indent: usize,
    made: Vec<Token>,
}

impl<'t> Scan<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn step(&mut self) -> Option<()> {
        let rest = self.rest();
        let letter = rest.chars().next()?;
        if letter == '\n' {
            self.at = self.at.saturating_add(1);
            (self.first, self.indent) = (true, 0);
        } else if is_blank(letter) {
            self.at = self.at.saturating_add(letter.len_utf8());
            self.indent = self.indent.saturating_add(usize::from(self.first && letter != '\u{feff}'));
        } else if letter == '#' {
            self.at = self.at.saturating_add(rest.find('\n').unwrap_or(rest.len()));
        } else {
            let (kind, length) = self.word(rest, letter);
            let (start, end) = (self.at, self.at.saturating_add(length.max(letter.len_utf8())));
            self.made.push(Token { kind, start, end, first: self.first, indent: self.indent });
            (self.at, self.first) = (end, false);
        }
        Some(())
    }

    fn word(&self, rest: &str, letter: char) -> (Kind, usize) {
        if let Some((closed, length)) = quoted(rest) {
            return (if closed { Kind::Text } else { Kind::OpenText }, length);
        }
        match letter {
            'a'..='z' | 'A'..='Z' | '_' => {
                (Kind::Word, run(rest, |letter| letter.is_ascii_alphanumeric() || letter == '_'))
            }
            '0'..='9' => {
                let whole = run(rest, |letter| letter.is_ascii_digit());
                let after = rest.get(whole..).unwrap_or("");
                let part =
                    after.strip_prefix('.').map_or(0, |after| run(after, |letter| letter.is_ascii_digit()));
                (Kind::Number, if part == 0 { whole } else { whole.saturating_add(part).saturating_add(1) })
            }
            '{' => match self.unit(rest) {
                Some(length) => (Kind::Unit, length),
                None => (Kind::Open, 1),
            },
            '(' => (Kind::Open, 1),
            '}' | ')' => (Kind::Close, 1),
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                (Kind::Sign, sign.map_or(letter.len_utf8(), |sign| sign.len()))
            }
        }
    }

    /// Braces that hold a unit: without blanks or `:`, where only a unit can stand.
    fn unit(&self, rest: &str) -> Option<usize> {
        let inner = rest.get(1..)?;
        let end =
            inner.find(|letter: char| is_blank(letter) || matches!(letter, '\n' | '{' | '}' | ':' | '#'))?;
        if !inner.get(end..)?.starts_with('}') {
            return None;
        }
        let before = self.made.last()?;
        let joined = before.end == self.at;
        let fits = match before.kind {
            Kind::Number => true,
            Kind::Word => joined || before.text(self.text) == "in",
            Kind::Unit => joined,
            Kind::Sign => joined && matches!(before.text(self.text), "/" | "." | "*" | "%" | "]"),
            _ => false,
        };
        fits.then(|| end.saturating_add(2))
    }
}

/// The length of a quoted text at the start of `rest`, and whether it ends on its line.
fn quoted(rest: &str) -> Option<(bool, usize)> {
    let mut letters = rest.char_indices();
    let (_, open) = letters.next()?;
    let plain = match open {
        '"' => true,
        '“' | '”' | '„' => false,
        _ => return None,
    };
    let mut escaped = false;
    for (at, letter) in letters {
        let ends = if plain { letter == '"' && !escaped } else { matches!(letter, '“' | '”') };
        if ends {
            return Some((true, at.saturating_add(letter.len_utf8())));
        }
        if letter == '\n' {
            return Some((false, rest.get(..at)?.trim_end().len()));
        }
        escaped = plain && letter == '\\' && !escaped;
    }
    Some((false, rest.trim_end().len()))
}

fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !fits(letter)).unwrap_or(text.len())
}

fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{feff}')
}
