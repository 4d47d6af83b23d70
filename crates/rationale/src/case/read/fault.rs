//! What is wrong with a case: where, what, and what to do. Never a value that was read.

use crate::case::tree::{Step, TreeFault, TreeFaultKind};
use std::fmt;

/// Why a case is refused: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseErrors {
    /// The id of the case, where it could be read. Not part of any message.
    pub case: Option<String>,
    /// What is wrong, in the order of the document.
    pub faults: Vec<CaseFault>,
    /// How many faults more there are than are listed.
    pub more: usize,
}

impl fmt::Display for CaseErrors {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                out.write_str("\n")?;
            }
            write!(out, "{fault}")?;
        }
        if self.more > 0 {
            write!(out, "\nand {} more", self.more)?;
        }
        Ok(())
    }
}

impl std::error::Error for CaseErrors {}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseFault {
    /// What sort of thing.
    pub kind: CaseFaultKind,
    /// The record it is in.
    pub record: Option<RecordPlace>,
    /// The field, from the record or else from the top: `source.page`, `codes[0].system`. Empty for the whole.
    pub path: String,
    /// Line and column, from 1, where they are known.
    pub place: Option<(usize, usize)>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl fmt::Display for CaseFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(record) = &self.record {
            write!(out, "{record}")?;
            out.write_str(if self.path.is_empty() { ": " } else { ", " })?;
        }
        if !self.path.is_empty() {
            write!(out, "`{}`: ", self.path)?;
        }
        if let Some((line, column)) = self.place {
            write!(out, "line {line}, column {column}: ")?;
        }
        out.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(out, "; {help}"),
            None => Ok(()),
        }
    }
}

/// Which record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordPlace {
    /// Its place among the records, from nought.
    pub index: usize,
    /// Its id, where it could be read.
    pub id: Option<String>,
}

impl fmt::Display for RecordPlace {
    /// `` record `o1` (records[2]) ``
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(out, "record `{}` (records[{}])", shown(id), self.index),
            None => write!(out, "records[{}]", self.index),
        }
    }
}

macro_rules! kinds {
    ($($(#[$about:meta])* $name:ident = $code:literal,)*) => {
        /// The sorts of fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum CaseFaultKind {
            $($(#[$about])* $name,)*
        }

        impl CaseFaultKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its code for machines.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

kinds! {
    /// Not JSON or YAML, or cut short.
    NotReadable = "not-readable",
    /// The text, a list or a text in it is too long, or it is too deep.
    TooLarge = "too-large",
    /// A field stands twice in one object.
    DuplicateField = "duplicate-field",
    /// No field of that name.
    UnknownField = "unknown-field",
    /// A field that must be given is not.
    MissingField = "missing-field",
    /// Another type is needed: a text for a list.
    WrongType = "wrong-type",
    /// A number where a text is needed; in YAML it wants quotes.
    NeedsQuotes = "needs-quotes",
    /// A number that cannot be read exactly.
    UnreadableNumber = "unreadable-number",
    /// A date or time that cannot be read.
    UnreadableTime = "unreadable-time",
    /// A time of day without its offset from UTC.
    TimeWithoutOffset = "time-without-offset",
    /// A word that is none of those known here.
    UnknownWord = "unknown-word",
    /// Two records have one id.
    DuplicateRecord = "duplicate-record",
    /// Two fields that exclude one another.
    Contradiction = "contradiction",
    /// An end before its start.
    EndBeforeStart = "end-before-start",
    /// A zone's name without its offsets.
    ZoneNotResolved = "zone-not-resolved",
}

/// Faults as they are found, with where the reader is.
pub(super) struct Faults {
    list: Vec<CaseFault>,
    more: usize,
    most: usize,
    path: Vec<Step>,
    record: Option<RecordPlace>,
}

impl Faults {
    pub(super) fn new(most: usize) -> Self {
        Self { list: Vec::new(), more: 0, most: most.max(1), path: Vec::new(), record: None }
    }

    /// Notes a fault here. `None`, so that a reader can end with it.
    pub(super) fn add<T>(
        &mut self,
        kind: CaseFaultKind,
        message: impl Into<String>,
        help: impl Into<Option<String>>,
    ) -> Option<T> {
        if self.list.len() >= self.most {
            self.more = self.more.saturating_add(1);
            return None;
        }
        self.list.push(CaseFault {
            kind,
            record: self.record.clone(),
            path: path_text(&self.path),
            place: None,
            message: message.into(),
            help: help.into(),
        });
        None
    }

    /// Reads a field.
    pub(super) fn field<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.step(Step::Field(name.to_owned()), read)
    }

    /// Reads an item of a list.
    pub(super) fn item<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.step(Step::Item(index), read)
    }

    fn step<T>(&mut self, step: Step, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let read = read(self);
        self.path.pop();
        read
    }

    /// Reads a record, paths counting from it.
    pub(super) fn record<T>(
        &mut self,
        index: usize,
        id: Option<&str>,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let path = std::mem::take(&mut self.path);
        self.record = Some(RecordPlace { index, id: id.map(str::to_owned) });
        let read = read(self);
        self.record = None;
        self.path = path;
        read
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn into_errors(self, case: Option<String>) -> CaseErrors {
        CaseErrors { case, faults: self.list, more: self.more }
    }
}

/// What is wrong with the document itself.
pub(super) fn of_tree(faults: Vec<TreeFault>) -> CaseErrors {
    let faults = faults.into_iter().map(|fault| {
        let (record, path) = match fault.path.as_slice() {
            [Step::Field(records), Step::Item(index), rest @ ..] if records == "records" => {
                (Some(RecordPlace { index: *index, id: None }), rest)
            }
            path => (None, path),
        };
        // Only a text without a letter stops before its first column.
        let nothing =
            fault.kind == TreeFaultKind::CutShort && fault.place.is_some_and(|(_, column)| column == 0);
        let (kind, message, help) = match tree_words(fault.kind) {
            (kind, _, help) if nothing => (kind, "the text is empty", help),
            words => words,
        };
        let help = help.map(str::to_owned);
        CaseFault {
            kind,
            record,
            path: path_text(path),
            place: fault.place.filter(|_| !nothing),
            message: message.to_owned(),
            help,
        }
    });
    CaseErrors { case: None, faults: faults.collect(), more: 0 }
}

fn tree_words(kind: TreeFaultKind) -> (CaseFaultKind, &'static str, Option<&'static str>) {
    match kind {
        TreeFaultKind::NotJson => (
            CaseFaultKind::NotReadable,
            "this is not JSON",
            Some("check the quotes, commas and brackets here"),
        ),
        TreeFaultKind::NotYaml => (
            CaseFaultKind::NotReadable,
            "this is not YAML that is read here",
            Some("check indentation, quotes and colons; tags and several documents in one file are not read"),
        ),
        TreeFaultKind::CutShort => {
            (CaseFaultKind::NotReadable, "the text stops too early", Some("send the whole case"))
        }
        TreeFaultKind::DuplicateField => {
            (CaseFaultKind::DuplicateField, "this field stands twice", Some("keep one of the two"))
        }
        TreeFaultKind::FieldNotText => {
            (CaseFaultKind::NeedsQuotes, "the name of a field is not a text", Some("put the name in quotes"))
        }
        TreeFaultKind::NumberTooLong => (
            CaseFaultKind::UnreadableNumber,
            "a number with too many digits to be kept as written",
            Some("put it in quotes, with at most 30 digits"),
        ),
        TreeFaultKind::TooLong => {
            (CaseFaultKind::TooLarge, "the case is too long", Some("send fewer records"))
        }
        TreeFaultKind::TooDeep => {
            (CaseFaultKind::TooLarge, "lists and objects are too deep inside one another", None)
        }
        TreeFaultKind::TextTooLong => (CaseFaultKind::TooLarge, "a text is too long", Some("shorten it")),
    }
}

/// `source.page`, `codes[0].system`
fn path_text(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Field(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&shown(name));
            }
            Step::Item(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

/// A name or id fit for a message: cut, and without what would upset a terminal.
pub(super) fn shown(name: &str) -> String {
    const LONGEST: usize = 60;
    let mut text: String = name
        .chars()
        .take(LONGEST)
        .map(|letter| if letter.is_control() { '\u{fffd}' } else { letter })
        .collect();
    if name.chars().nth(LONGEST).is_some() {
        text.push('…');
    }
    text
}
