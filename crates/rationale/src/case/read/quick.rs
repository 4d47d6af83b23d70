//! Plain JSON straight into a case, without a tree between: what most documents are.
//!
//! It takes only what it is sure of, and then says what the full reader says. Whatever else there is (a fault of any sort, a
//! spelling or a field that is seldom used) gives `None`, and the full reader reads the document again and tells what is wrong.

use super::Limits;
use super::expect::{Last, Order, fields};
use super::fault::Faults;
use super::record::STATUSES;
use super::scan::{Scan, Unescaped};
use crate::case::model::{Case, Datum, Record, RecordStatus, RecordTime, SourceRef};
use crate::case::tree::Tree;
use crate::check::model::RecordKind;
use crate::plan::FactIndex;
use crate::value::code::{Code, System};
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::text::Text;
use crate::value::time::{Moment, parse_moment};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Fields of the header, and parts of a record, that are held against each other for repeated names.
const MOST_NAMES: usize = 32;
/// Lists and objects inside one another in a header, the document itself not counted.
const HEADER_DEPTH: usize = 6;
/// No name of a field is longer.
const LONGEST_NAME: usize = 32;

/// The case, where the document is plain. With an index, records that feed none of its facts and replace nothing are checked and
/// left out.
pub(super) fn read(text: &str, limits: &Limits<'_>, only: Option<&FactIndex>) -> Option<Case> {
    // A document has no more nodes than bytes.
    let whole = limits.tree;
    let roomy = whole.depth > HEADER_DEPTH.saturating_add(1) && whole.text >= LONGEST_NAME;
    if text.len() > whole.bytes || text.len() > whole.nodes || !roomy {
        return None;
    }
    let unescaped = Unescaped::of(text)?;
    let mut scan = Scan::new(text, &whole, &unescaped);
    let mut header: Vec<(String, Tree)> = Vec::new();
    let mut records = None;
    scan.object(|scan, name| {
        if name == "records" {
            let read = Records { only, most: limits.records, ..Records::default() }.read(scan)?;
            return records.replace(read).is_none().then_some(());
        }
        if header.len() >= MOST_NAMES || header.iter().any(|(known, _)| known == name) {
            return None;
        }
        header.push((name.to_owned(), scan.tree(HEADER_DEPTH)?));
        Some(())
    })?;
    scan.end()?;
    let mut faults = Faults::new(limits.faults);
    let mut case = super::case(&mut faults, &Tree::Map(header), limits)?;
    if !faults.is_empty() {
        return None;
    }
    if let Some(records) = records {
        let starts_first = |(from, to): &(Moment, Moment)| {
            case.zone.moment_range(to).last >= case.zone.moment_range(from).first
        };
        if !records.spans.iter().all(starts_first) {
            return None;
        }
        // The full reader tells what is wrong.
        if super::circle::circle(&records.taken).is_some() {
            return None;
        }
        case.records = records.taken;
    }
    Some(case)
}

fn blank(text: &str) -> bool {
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.trim().is_empty()
}

/// A code as it is kept: blanks around it dropped.
fn code_of(system: System, code: &str) -> Code {
    let bytes = code.as_bytes();
    let tight = [bytes.first(), bytes.last()].into_iter().all(|end| end.is_some_and(u8::is_ascii_graphic));
    if tight { Code { system, code: code.into() } } else { Code::new(system, code) }
}

/// The records of a document as they are read.
#[derive(Default)]
struct Records<'i, 'd> {
    only: Option<&'i FactIndex>,
    most: usize,
    taken: Vec<Arc<Record>>,
    /// Of each id its hash. Two that are equal may be one id: the full reader tells.
    ids: Vec<u64>,
    /// Periods that have both ends; whether they are in order only the zone tells.
    spans: Vec<(Moment, Moment)>,
    order: Order<RecordField>,
    expected: Expected<'d>,
    // Of the record that is being read; kept so that not every record asks for room anew.
    codes: Vec<(System, &'d str)>,
    parts: Vec<(&'d str, usize)>,
    values: Vec<Given<'d>>,
    replaces: Vec<&'d str>,
}

/// A value, still in the document.
enum Given<'d> {
    Nothing,
    YesNo(bool),
    Number(Number, Option<&'d str>),
    Text(&'d str),
    Code(System, &'d str),
}

impl Given<'_> {
    fn datum(self) -> Datum {
        match self {
            Self::Nothing => Datum::Nothing,
            Self::YesNo(yes) => Datum::YesNo(yes),
            Self::Number(number, unit) => {
                Datum::Number { range: Range::exact(number), unit: unit.map(Text::from) }
            }
            Self::Text(text) => Datum::Text(text.into()),
            Self::Code(system, code) => Datum::Codes(vec![code_of(system, code)]),
        }
    }
}

fields! {
    /// Of a record.
    RecordField {
        Id = "id",
        Fact = "fact",
        Kind = "kind",
        Codes = "codes",
        Value = "value",
        Parts = "parts",
        At = "at",
        From = "from",
        To = "to",
        RecordedAt = "recorded_at",
        Status = "status",
        Replaces = "replaces",
        Source = "source",
    }
}

fields! {
    /// Of a value, and of a code.
    ValueField { Number = "number", Unit = "unit", System = "system", Code = "code", Display = "display" }
}

fields! {
    /// Of where a record is documented.
    SourceField {
        Document = "document",
        Kind = "type",
        AuthorRole = "author_role",
        Page = "page",
        Section = "section",
        Line = "line",
        Quote = "quote",
        Resource = "resource",
        Element = "element",
        TimeFrom = "time_from",
    }
}

/// What the next record most likely says as the last one did.
#[derive(Default)]
struct Expected<'d> {
    source: Order<SourceField>,
    values: ExpectedValue<'d>,
    parts: ExpectedValue<'d>,
    codes: ExpectedValue<'d>,
    status: Last<'d, RecordStatus>,
}

/// The same of a value or a code.
#[derive(Default)]
struct ExpectedValue<'d> {
    order: Order<ValueField>,
    system: Last<'d, System>,
}

impl<'d> Records<'_, 'd> {
    fn read(mut self, scan: &mut Scan<'d>) -> Option<Self> {
        scan.list(|scan| {
            if self.ids.len() >= self.most {
                return None;
            }
            self.record(scan)
        })?;
        self.ids.sort_unstable();
        let repeated = self.ids.windows(2).any(|two| two.first() == two.last());
        (!repeated).then_some(self)
    }

    fn record(&mut self, scan: &mut Scan<'d>) -> Option<()> {
        self.codes.clear();
        self.parts.clear();
        self.values.clear();
        self.replaces.clear();
        let (mut id, mut fact, mut kind, mut status) = (None, None, None, None);
        let (mut at, mut from, mut to, mut recorded_at) = (None, None, None, None);
        let (mut has_codes, mut has_replaces) = (false, false);
        let mut value = Given::Nothing;
        let mut source = None;
        let expected = &mut self.expected;
        scan.fields(&mut self.order, |scan, field| {
            match field {
                RecordField::Id => id = Some(scan.text()?),
                RecordField::At => at = scan.maybe(moment)?,
                RecordField::From => from = scan.maybe(moment)?,
                RecordField::To => to = scan.maybe(moment)?,
                RecordField::RecordedAt => recorded_at = scan.maybe(moment)?,
                RecordField::Fact => fact = scan.maybe(name_of)?,
                RecordField::Kind => kind = scan.maybe(|scan| RecordKind::parse(&word(scan.text()?)))?,
                RecordField::Codes => {
                    let mut each =
                        |scan: &mut Scan<'d>| code(scan, &mut expected.codes).map(|one| self.codes.push(one));
                    has_codes = scan.maybe(|scan| scan.one_or_many(&mut each))?.is_some();
                }
                RecordField::Value => {
                    value = scan.maybe(|scan| given(scan, &mut expected.values))?.unwrap_or(Given::Nothing);
                }
                RecordField::Parts => {
                    let (names, values) = (&mut self.parts, &mut self.values);
                    scan.maybe(|scan| parts(scan, names, values, &mut expected.parts))?;
                }
                RecordField::Status => {
                    status = scan.maybe(|scan| scan.meaning(&mut expected.status, status_of))?;
                }
                RecordField::Source => {
                    source = scan.maybe(|scan| Source::read(scan, &mut expected.source))?;
                }
                RecordField::Replaces => {
                    let mut each = |scan: &mut Scan<'d>| name_of(scan).map(|one| self.replaces.push(one));
                    has_replaces = scan.maybe(|scan| scan.one_or_many(&mut each))?.is_some();
                }
            }
            Some(())
        })?;
        let id = id.filter(|id| !blank(id))?;
        if fact.is_none() && !has_codes {
            return None;
        }
        let time = match (at, from, to) {
            (Some(at), None, None) => RecordTime::At(at),
            (None, None, None) => RecordTime::Unknown,
            (None, from, to) => {
                self.spans.extend(from.zip(to));
                RecordTime::Period { from, to }
            }
            (Some(_), _, _) => return None,
        };
        self.ids.push(hash(id.as_bytes()));
        let is_read = |index: &FactIndex| {
            let codes = self.codes.iter().copied();
            has_replaces || index.may_feed_any(fact, codes)
        };
        if !self.only.is_none_or(is_read) {
            return Some(());
        }
        let mut values = self.values.drain(..);
        let parts = self
            .parts
            .drain(..)
            .map(|(name, count)| (Text::from(name), values.by_ref().take(count).map(Given::datum).collect()));
        self.taken.push(Arc::new(Record {
            id: id.into(),
            fact: fact.map(Text::from),
            kind,
            value: value.datum(),
            parts: parts.collect::<BTreeMap<Text, Vec<Datum>>>(),
            codes: self.codes.drain(..).map(|(system, code)| code_of(system, code)).collect(),
            time,
            recorded_at,
            status: status.unwrap_or(RecordStatus::Final),
            replaces: self.replaces.drain(..).map(Text::from).collect(),
            source: source.map(Source::owned),
        }));
        Some(())
    }
}

fn parts<'d>(
    scan: &mut Scan<'d>,
    parts: &mut Vec<(&'d str, usize)>,
    values: &mut Vec<Given<'d>>,
    expected: &mut ExpectedValue<'d>,
) -> Option<()> {
    scan.object(|scan, name| {
        if parts.len() >= MOST_NAMES || parts.iter().any(|(known, _)| *known == name) {
            return None;
        }
        let before = values.len();
        // `null` alone is one value that is nothing, as in a list.
        scan.one_or_many(|scan| {
            let value = scan.maybe(|scan| given(scan, expected))?;
            values.push(value.unwrap_or(Given::Nothing));
            Some(())
        })?;
        parts.push((name, values.len().checked_sub(before)?));
        Some(())
    })
}

/// A text that is not blank.
fn name_of<'d>(scan: &mut Scan<'d>) -> Option<&'d str> {
    scan.text().filter(|text| !blank(text))
}

fn moment(scan: &mut Scan<'_>) -> Option<Moment> {
    parse_moment(scan.text()?).ok()
}

/// A word of a list, `-` read as `_`.
fn word<'w>(text: &'w str) -> Cow<'w, str> {
    if text.contains('-') { Cow::Owned(text.replace('-', "_")) } else { Cow::Borrowed(text) }
}

/// `stopped` means one thing or another by kind; it is left to the full reader.
fn status_of(text: &str) -> Option<RecordStatus> {
    let word = word(text);
    let known = STATUSES.iter().find(|(known, _)| *known == word && word != "stopped");
    known.map(|(_, status)| *status)
}

/// A system by its short name; every other spelling is left to the full reader.
fn system(text: &str) -> Option<System> {
    System::parse(text).or_else(|| System::parse(text.trim()))
}

fn code<'d>(scan: &mut Scan<'d>, expected: &mut ExpectedValue<'d>) -> Option<(System, &'d str)> {
    let (mut of, mut code) = (None, None);
    scan.fields(&mut expected.order, |scan, field| {
        match field {
            ValueField::Code => code = Some(name_of(scan)?),
            ValueField::System => of = Some(scan.meaning(&mut expected.system, system)?),
            ValueField::Display => {
                scan.maybe_text()?;
            }
            ValueField::Number | ValueField::Unit => return None,
        }
        Some(())
    })?;
    of.zip(code)
}

fn given<'d>(scan: &mut Scan<'d>, expected: &mut ExpectedValue<'d>) -> Option<Given<'d>> {
    match scan.next()? {
        b'"' => scan.text().map(Given::Text),
        b't' | b'f' => scan.yes_no().map(Given::YesNo),
        b'{' => object(scan, expected),
        _ => scan.number().map(|number| Given::Number(number, None)),
    }
}

/// A number with its unit, or a code.
fn object<'d>(scan: &mut Scan<'d>, expected: &mut ExpectedValue<'d>) -> Option<Given<'d>> {
    let (mut number, mut unit, mut of, mut code, mut display) = (None, None, None, None, None);
    scan.fields(&mut expected.order, |scan, field| {
        match field {
            ValueField::Number => number = scan.maybe(Scan::number)?,
            ValueField::Unit => unit = scan.maybe_text()?,
            ValueField::Code => code = scan.maybe(name_of)?,
            ValueField::System => {
                of = scan.maybe(|scan| scan.meaning(&mut expected.system, system))?;
            }
            ValueField::Display => display = scan.maybe_text()?,
        }
        Some(())
    })?;
    match (number, of, code) {
        (Some(number), None, None) if display.is_none() => {
            Some(Given::Number(number, unit.filter(|unit| !blank(unit))))
        }
        (None, Some(system), Some(code)) if unit.is_none() => Some(Given::Code(system, code)),
        _ => None,
    }
}

/// Where a record is documented, still in the document.
#[derive(Default)]
struct Source<'d> {
    document: Option<&'d str>,
    kind: Option<&'d str>,
    author_role: Option<&'d str>,
    page: Option<u32>,
    section: Option<&'d str>,
    line: Option<u32>,
    quote: Option<&'d str>,
    resource: Option<&'d str>,
    element: Option<&'d str>,
    time_from: Option<&'d str>,
}

impl<'d> Source<'d> {
    fn read(scan: &mut Scan<'d>, order: &mut Order<SourceField>) -> Option<Self> {
        let mut source = Self::default();
        scan.fields(order, |scan, field| {
            match field {
                SourceField::Page => source.page = scan.maybe(Scan::counting)?,
                SourceField::Line => source.line = scan.maybe(Scan::counting)?,
                SourceField::Document => source.document = scan.maybe_text()?,
                SourceField::Kind => source.kind = scan.maybe_text()?,
                SourceField::AuthorRole => source.author_role = scan.maybe_text()?,
                SourceField::Section => source.section = scan.maybe_text()?,
                SourceField::Quote => source.quote = scan.maybe_text()?,
                SourceField::Resource => source.resource = scan.maybe_text()?,
                SourceField::Element => source.element = scan.maybe_text()?,
                SourceField::TimeFrom => source.time_from = scan.maybe_text()?,
            }
            Some(())
        })?;
        Some(source)
    }

    fn owned(self) -> SourceRef {
        let own = |text: Option<&str>| text.map(Text::from);
        SourceRef {
            document: own(self.document),
            kind: own(self.kind),
            author_role: own(self.author_role),
            page: self.page,
            section: own(self.section),
            line: self.line,
            quote: own(self.quote),
            resource: own(self.resource),
            element: own(self.element),
            time_from: own(self.time_from),
        }
    }
}

/// A hash, the same everywhere; whoever makes ids that collide is read by the full reader, and no worse.
fn hash(bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut hash = bytes.len() as u64;
    for eight in eights {
        hash = (hash ^ u64::from_le_bytes(*eight)).wrapping_mul(ODD).rotate_left(29);
    }
    let last = rest.iter().fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
    (hash ^ last).wrapping_mul(ODD)
}
