//! Source text: which file, which bytes, which line and column.
//!
//! Everything later points back to the text through a [`Span`]; nothing here reads a file.

use std::sync::Arc;

/// Which source a span lies in: its place in the [`Sources`] that hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub u32);

/// A range of bytes in one source file, `start` inside and `end` outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `file` from byte `start` to before byte `end`.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The smallest span that holds both; `self` where they lie in different files.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Something written in a source, with the place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What is written.
    pub node: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Ties `node` to its place.
    pub fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}

/// A name as the author wrote it.
pub type Name = Spanned<String>;

/// One source text under the name an author knows it by (usually its path).
#[derive(Clone, Debug)]
pub struct Source {
    /// The name shown in messages, such as `oxygen/home_oxygen.crit`.
    pub name: String,
    /// The text.
    pub text: Arc<str>,
    line_starts: Arc<[u32]>,
}

impl Source {
    /// A source of that name and text.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let mut starts = vec![0_u32];
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'\n' {
                starts.push(u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1));
            }
        }
        Self { name: name.into(), text, line_starts: starts.into() }
    }

    /// Line and column (both from 1, columns in characters) of a byte.
    #[must_use]
    pub fn line_column(&self, byte: u32) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.line_starts.get(line).copied().unwrap_or(0);
        let column = self.text.get(start as usize..byte as usize).map_or(0, |before| before.chars().count());
        (line.saturating_add(1), column.saturating_add(1))
    }

    /// The text of a span of this source; empty where the span does not fit it.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}

/// The sources of one load, in the order in which they were added.
///
/// ```
/// use rationale::source::{Source, Sources, Span};
/// let mut sources = Sources::default();
/// let file = sources.add(Source::new("oxygen.crit", "fact spo2\nfact pao2"));
/// let name = Span::new(file, 15, 19);
/// assert_eq!(sources.place(name), "oxygen.crit:2:6");
/// assert_eq!(sources.get(file).map(|source| source.slice(name)), Some("pao2"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a source and answers the id by which spans name it.
    pub fn add(&mut self, source: Source) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(source);
        id
    }

    /// The source of that id.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// All of them, with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }

    /// `file.crit:14:44`, as editors understand it.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        match self.get(span.file) {
            Some(file) => {
                let (line, column) = file.line_column(span.start);
                format!("{}:{line}:{column}", file.name)
            }
            None => String::from("unknown place"),
        }
    }
}
