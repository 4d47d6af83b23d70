//! JSON from its bytes, as far as it is plain: what is not is left to the full reader, and so is every fault.
//!
//! It knows no case. Where it says `None` nothing is said of why, and where it stands then means nothing.

use super::expect::{Field, Last, Order};
use crate::case::tree::{self, Tree, TreeLimits};
use crate::value::number::Number;
use std::cell::OnceCell;

/// Room for the texts of a document that are written with escapes, so that all its texts can be borrowed.
pub(super) struct Unescaped(Vec<OnceCell<Box<str>>>);

/// A document that has more escapes is left to the full reader.
const MOST_ESCAPES: usize = 100_000;

impl Unescaped {
    pub(super) fn of(text: &str) -> Option<Self> {
        // A count that fits in a byte is taken of many bytes at once.
        let of_few = |few: &[u8]| usize::from(few.iter().map(|byte| u8::from(*byte == b'\\')).sum::<u8>());
        let count: usize = text.as_bytes().chunks(255).map(of_few).sum();
        (count <= MOST_ESCAPES).then(|| Self((0..count).map(|_| OnceCell::new()).collect()))
    }
}

/// A document, and how far it is read.
pub(super) struct Scan<'d> {
    text: &'d str,
    /// At most the length of the text.
    at: usize,
    limits: &'d TreeLimits,
    unescaped: &'d [OnceCell<Box<str>>],
}

/// More digits than this are not sure to come through a float of 64 bits as they are written.
const SURE_DIGITS: u32 = 15;
/// Digits of a whole number that fits in 64 bits.
const WHOLE_DIGITS: u32 = 18;
/// Fields of one object that are held against each other for repeated names.
const MOST_FIELDS: usize = 32;

impl<'d> Scan<'d> {
    pub(super) fn new(text: &'d str, limits: &'d TreeLimits, unescaped: &'d Unescaped) -> Self {
        Self { text, at: 0, limits, unescaped: &unescaped.0 }
    }

    /// The next byte that is no blank; it is not taken.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        let byte = *self.text.as_bytes().get(self.at)?;
        if byte > b' ' { Some(byte) } else { self.after_blanks() }
    }

    #[inline(never)]
    fn after_blanks(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.step();
        }
    }

    /// Past a byte that is there: this never wraps.
    #[inline]
    fn step(&mut self) {
        self.at = self.at.wrapping_add(1);
    }

    #[inline]
    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.step())
    }

    /// Nothing but blanks is left.
    pub(super) fn end(&mut self) -> Option<()> {
        self.peek().is_none().then_some(())
    }

    /// Reads each field of an object: its name, with the value still to be read.
    #[inline]
    pub(super) fn object(&mut self, each: impl FnMut(&mut Self, &'d str) -> Option<()>) -> Option<()> {
        self.members(Self::name, each)
    }

    /// The same of an object of which all fields are known. Where another field stands, or one stands twice, it is left to the full
    /// reader.
    #[inline]
    pub(super) fn fields<F: Field>(
        &mut self,
        order: &mut Order<F>,
        each: impl FnMut(&mut Self, F) -> Option<()>,
    ) -> Option<()> {
        let (mut seen, mut last) = (0_u32, None);
        let field = |scan: &mut Self| {
            let expected = order.after(last);
            if !scan.is_next(F::WRITTEN.get(expected.place())?) {
                *expected = F::named(scan.name()?)?;
            }
            let bit = 1_u32.checked_shl(u32::try_from(expected.place()).ok()?)?;
            let twice = seen & bit != 0;
            seen |= bit;
            last = Some(*expected);
            last.filter(|_| !twice)
        };
        self.members(field, each)
    }

    /// Reads each member of an object: what tells it, then its value.
    #[inline]
    fn members<N>(
        &mut self,
        mut name: impl FnMut(&mut Self) -> Option<N>,
        mut each: impl FnMut(&mut Self, N) -> Option<()>,
    ) -> Option<()> {
        self.take(b'{')?;
        if self.peek()? == b'}' {
            self.step();
            return Some(());
        }
        loop {
            self.peek()?;
            let name = name(self)?;
            each(self, name)?;
            match self.peek()? {
                b',' => self.step(),
                b'}' => break,
                _ => return None,
            }
        }
        self.step();
        Some(())
    }

    #[inline]
    fn name(&mut self) -> Option<&'d str> {
        let name = self.text()?;
        self.take(b':')?;
        Some(name)
    }

    /// Takes these very bytes, if they are what comes next.
    #[inline]
    fn is_next(&mut self, written: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is = rest.starts_with(written.as_bytes());
        if is {
            self.at = self.at.wrapping_add(written.len());
        }
        is
    }

    /// What a text means, of which few are in use.
    #[inline]
    pub(super) fn meaning<T: Copy>(
        &mut self,
        last: &mut Last<'d, T>,
        of: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.peek()?;
        if last.means.is_some() && self.is_next(last.written) {
            return last.means;
        }
        let from = self.at;
        let means = of(self.text()?)?;
        *last = Last { written: self.text.get(from..self.at)?, means: Some(means) };
        last.means
    }

    /// Reads each item of a list.
    #[inline]
    pub(super) fn list(&mut self, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.take(b'[')?;
        if self.peek()? == b']' {
            self.step();
            return Some(());
        }
        loop {
            each(self)?;
            match self.peek()? {
                b',' => self.step(),
                b']' => break,
                _ => return None,
            }
        }
        self.step();
        Some(())
    }

    /// A list, or one item alone.
    #[inline]
    pub(super) fn one_or_many(&mut self, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        if self.peek()? == b'[' { self.list(each) } else { each(self) }
    }

    /// Takes a word of JSON.
    fn word(&mut self, word: &str) -> Option<()> {
        let end = self.at.checked_add(word.len())?;
        (self.text.get(self.at..end)? == word).then(|| self.at = end)
    }

    /// `Some(None)` where `null` stands.
    #[inline]
    pub(super) fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.peek()? == b'n' {
            self.word("null")?;
            return Some(None);
        }
        read(self).map(Some)
    }

    /// What sort of value comes next, told by its first byte.
    #[inline]
    pub(super) fn next(&mut self) -> Option<u8> {
        self.peek()
    }

    pub(super) fn yes_no(&mut self) -> Option<bool> {
        match self.peek()? {
            b't' => self.word("true").map(|()| true),
            b'f' => self.word("false").map(|()| false),
            _ => None,
        }
    }

    /// A text within the limits.
    #[inline]
    pub(super) fn text(&mut self) -> Option<&'d str> {
        self.take(b'"')?;
        let from = self.at;
        self.at = unmarked(self.text.as_bytes(), from);
        if *self.text.as_bytes().get(self.at)? != b'"' {
            return self.escaped(from);
        }
        let text = self.text.get(from..self.at)?;
        self.step();
        (text.len() <= self.limits.text).then_some(text)
    }

    /// A text, or `Some(None)` where `null` stands.
    #[inline]
    pub(super) fn maybe_text(&mut self) -> Option<Option<&'d str>> {
        self.maybe(Self::text)
    }

    /// A text that has an escape, by the reader that the full one uses too.
    #[cold]
    #[inline(never)]
    fn escaped(&mut self, from: usize) -> Option<&'d str> {
        let bytes = self.text.as_bytes();
        while *bytes.get(self.at)? == b'\\' {
            self.at = unmarked(bytes, self.at.checked_add(2)?);
        }
        self.take(b'"')?;
        let text: String = serde_json::from_str(self.text.get(from.checked_sub(1)?..self.at)?).ok()?;
        let (room, left) = self.unescaped.split_first()?;
        self.unescaped = left;
        (text.len() <= self.limits.text).then(|| &**room.get_or_init(|| text.into_boxed_str()))
    }

    /// A number as the full reader takes it.
    pub(super) fn number(&mut self) -> Option<Number> {
        let first = self.peek()?;
        let from = self.at;
        let negative = first == b'-';
        if negative {
            self.step();
        }
        let zero = self.text.as_bytes().get(self.at) == Some(&b'0');
        let (whole, digits) = self.digits(0)?;
        if digits > 1 && zero {
            return None;
        }
        let (value, places) = if self.text.as_bytes().get(self.at) == Some(&b'.') {
            self.step();
            self.digits(whole)?
        } else {
            (whole, 0)
        };
        let all = digits.saturating_add(places);
        let more = matches!(self.text.as_bytes().get(self.at), Some(b'e' | b'E' | b'.' | b'+' | b'-'));
        let sure = if places == 0 { WHOLE_DIGITS } else { SURE_DIGITS };
        if more || all > sure {
            return self.long_number(from);
        }
        let value = i64::try_from(value).ok()?;
        Number::decimal(if negative { value.checked_neg()? } else { value }, places)
    }

    /// At least one digit, put after those that are read; and how many. Beyond what is sure the value means nothing.
    #[inline]
    fn digits(&mut self, mut value: u64) -> Option<(u64, u32)> {
        let mut count: u32 = 0;
        while let Some(byte @ b'0'..=b'9') = self.text.as_bytes().get(self.at) {
            value = value.wrapping_mul(10).wrapping_add(u64::from(byte & 15));
            count = count.saturating_add(1);
            self.step();
        }
        (count > 0).then_some((value, count))
    }

    /// A number in another form, by the full reader's own reader of numbers.
    #[cold]
    fn long_number(&mut self, from: usize) -> Option<Number> {
        match self.number_text(from)? {
            Tree::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn number_text(&mut self, from: usize) -> Option<Tree> {
        let rest = self.text.as_bytes().get(from..)?;
        let part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        self.at = from.checked_add(rest.iter().take_while(|byte| part(byte)).count())?;
        tree::parse_json(self.text.get(from..self.at)?, self.limits).ok()
    }

    /// A whole number from 1, of digits alone.
    pub(super) fn counting(&mut self) -> Option<u32> {
        let first = self.peek()?;
        let (number, digits) = self.digits(0)?;
        let plain = first != b'0' && digits <= 9;
        plain.then(|| u32::try_from(number).ok()).flatten()
    }

    /// Any value, lists and objects so many deep.
    pub(super) fn tree(&mut self, depth: usize) -> Option<Tree> {
        match self.peek()? {
            b'"' => self.text().map(|text| Tree::Text(text.to_owned())),
            b'n' => self.word("null").map(|()| Tree::Null),
            b't' | b'f' => self.yes_no().map(Tree::Bool),
            b'[' => {
                let (mut items, below) = (Vec::new(), depth.checked_sub(1)?);
                self.list(|scan| scan.tree(below).map(|item| items.push(item)))?;
                Some(Tree::List(items))
            }
            b'{' => {
                let (mut fields, below) = (Vec::<(String, Tree)>::new(), depth.checked_sub(1)?);
                self.object(|scan, name| {
                    if fields.len() >= MOST_FIELDS || fields.iter().any(|(known, _)| known == name) {
                        return None;
                    }
                    fields.push((name.to_owned(), scan.tree(below)?));
                    Some(())
                })?;
                Some(Tree::Map(fields))
            }
            _ => self.number_text(self.at),
        }
    }
}

/// The first place from there that holds a quote, a backslash or a control character; the end where none does.
#[inline]
fn unmarked(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let found = marks(u64::from_le_bytes(*eight));
        if found != 0 {
            return at.wrapping_add((found.trailing_zeros() >> 3) as usize);
        }
        at = at.wrapping_add(8);
    }
    let marked = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    while bytes.get(at).is_some_and(|byte| !marked(byte)) {
        at = at.wrapping_add(1);
    }
    at
}

/// The high bit of the first byte, from the lowest, that is a quote, a backslash or a control character; of later bytes perhaps.
#[inline]
fn marks(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let below = |bytes: u64, least: u64| bytes.wrapping_sub(ONES.wrapping_mul(least)) & !bytes;
    let is = |byte: u8| below(eight ^ ONES.wrapping_mul(u64::from(byte)), 1);
    (below(eight, 0x20) | is(b'"') | is(b'\\')) & HIGH
}
