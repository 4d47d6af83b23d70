//! Plain JSON straight into a case, without a tree between: what most documents are.
//!
//! It takes only what it is sure of, and then says what the full reader says. Whatever else there is (a fault of any sort, a
//! spelling or a field that is seldom used) gives `None`, and the full reader reads the document again and tells what is wrong.

use super::Limits;
use super::fault::Faults;
use super::record::STATUSES;
use crate::case::model::{Case, Datum, Record, RecordStatus, RecordTime, SourceRef};
use crate::case::tree::{self, Tree, TreeLimits};
use crate::check::model::RecordKind;
use crate::plan::FactIndex;
use crate::value::code::{Code, System};
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::time::{Moment, parse_moment};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// The case, where the document is plain. With an index, records that feed none of its facts and replace nothing are left out.
pub(super) fn read(text: &str, limits: &Limits<'_>, only: Option<&FactIndex>) -> Option<Case> {
    // A document has no more nodes than bytes; these shapes are four deep.
    let whole = limits.tree;
    if text.len() > whole.bytes || text.len() > whole.nodes || whole.depth < 8 {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let within = TreeLimits { depth: whole.depth.saturating_sub(1), ..whole };
    let document = de::DeserializeSeed::deserialize(Whole(&within), &mut reader).ok()?;
    reader.end().ok()?;
    let mut faults = Faults::new(limits.faults);
    let mut case = super::case(&mut faults, &Tree::Map(document.header), limits)?;
    if !faults.is_empty() || document.records.len() > limits.records {
        return None;
    }
    let mut ids = BTreeSet::new();
    if document.records.iter().any(|record| blank(&record.id.0) || !ids.insert(&*record.id.0)) {
        return None;
    }
    for given in &document.records {
        if only.is_some_and(|index| !may_be_read(index, given)) {
            continue;
        }
        let record = record(given, whole.text)?;
        if let RecordTime::Period { from: Some(from), to: Some(to) } = record.time
            && case.zone.moment_range(&to).last < case.zone.moment_range(&from).first
        {
            return None;
        }
        case.records.push(Arc::new(record));
    }
    Some(case)
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Whether a record may feed a fact, or replaces one that may. A code that is not plain may be any.
fn may_be_read(index: &FactIndex, given: &GivenRecord<'_>) -> bool {
    if given.replaces.is_some() {
        return true;
    }
    let codes = given.codes.iter().flat_map(|codes| &codes.0);
    let codes: Option<Vec<Code>> = codes.map(|given| code(&given.system, &given.code)).collect();
    codes.is_none_or(|codes| {
        let mut facts = Vec::new();
        index.may_feed(given.fact.as_ref().map(|fact| &*fact.0), &codes, &mut facts);
        !facts.is_empty()
    })
}

fn record(given: &GivenRecord<'_>, limit: usize) -> Option<Record> {
    if given.fact.is_none() && given.codes.is_none() {
        return None;
    }
    let own = |text: &Text<'_>| (text.0.len() <= limit).then(|| text.0.clone().into_owned());
    let maybe = |text: &Option<Text<'_>>| match text {
        Some(text) => own(text).map(Some),
        None => Some(None),
    };
    let moment = |text: &Option<Text<'_>>| match text {
        Some(text) => parse_moment(&text.0).ok().map(Some),
        None => Some(None),
    };
    let name = |text: &Text<'_>| own(text).filter(|text| !blank(text));
    let kind = match &given.kind {
        Some(word) => Some(RecordKind::parse(&word.0.replace('-', "_"))?),
        None => None,
    };
    let mut parts = BTreeMap::new();
    for (part, values) in given.parts.iter().flat_map(|parts| &parts.0) {
        let values = values.0.iter().map(|value| datum(value, limit)).collect::<Option<Vec<Datum>>>()?;
        if parts.insert(own(part)?, values).is_some() {
            return None;
        }
    }
    let codes = given.codes.iter().flat_map(|codes| &codes.0);
    let codes = codes.map(|given| plain_code(given, limit)).collect::<Option<Vec<Code>>>()?;
    let source = match &given.source {
        None => None,
        Some(source) => Some(SourceRef {
            document: maybe(&source.document)?,
            kind: maybe(&source.r#type)?,
            author_role: maybe(&source.author_role)?,
            page: counting(source.page)?,
            section: maybe(&source.section)?,
            line: counting(source.line)?,
            quote: maybe(&source.quote)?,
            resource: maybe(&source.resource)?,
            element: maybe(&source.element)?,
            time_from: maybe(&source.time_from)?,
        }),
    };
    let replaces = given.replaces.iter().flat_map(|ids| &ids.0);
    Some(Record {
        id: own(&given.id)?,
        fact: match &given.fact {
            Some(fact) => Some(name(fact)?),
            None => None,
        },
        kind,
        codes,
        value: match &given.value {
            Some(value) => datum(value, limit)?,
            None => Datum::Nothing,
        },
        parts,
        time: time(moment(&given.at)?, moment(&given.from)?, moment(&given.to)?)?,
        recorded_at: moment(&given.recorded_at)?,
        status: match &given.status {
            Some(word) => status(&word.0)?,
            None => RecordStatus::Final,
        },
        replaces: replaces.map(name).collect::<Option<Vec<String>>>()?,
        source,
    })
}

fn time(at: Option<Moment>, from: Option<Moment>, to: Option<Moment>) -> Option<RecordTime> {
    match (at, from, to) {
        (Some(at), None, None) => Some(RecordTime::At(at)),
        (None, None, None) => Some(RecordTime::Unknown),
        (None, from, to) => Some(RecordTime::Period { from, to }),
        (Some(_), _, _) => None,
    }
}

/// `stopped` means one thing or another by kind; it is left to the full reader.
fn status(word: &str) -> Option<RecordStatus> {
    let word = if word.contains('-') { Cow::Owned(word.replace('-', "_")) } else { Cow::Borrowed(word) };
    let known = STATUSES.iter().find(|(known, _)| *known == word && word != "stopped");
    known.map(|(_, status)| *status)
}

/// Counted from 1.
fn counting(number: Option<u32>) -> Option<Option<u32>> {
    (number != Some(0)).then_some(number)
}

fn code(system: &Text<'_>, code: &Text<'_>) -> Option<Code> {
    if blank(&code.0) {
        return None;
    }
    System::parse(system.0.trim()).map(|system| Code::new(system, &code.0))
}

fn plain_code(given: &GivenCode<'_>, limit: usize) -> Option<Code> {
    let long = |text: &Text<'_>| text.0.len() > limit;
    if long(&given.system) || long(&given.code) || given.display.as_ref().is_some_and(long) {
        return None;
    }
    code(&given.system, &given.code)
}

fn datum(given: &GivenValue<'_>, limit: usize) -> Option<Datum> {
    let short = |text: &Text<'_>| text.0.len() <= limit;
    match given {
        GivenValue::YesNo(yes) => Some(Datum::YesNo(*yes)),
        GivenValue::Number(number) => Some(Datum::Number { range: Range::exact(number.0), unit: None }),
        GivenValue::Text(text) => short(text).then(|| Datum::Text(text.0.clone().into_owned())),
        GivenValue::Object(object) => match &**object {
            GivenObject { number: Some(number), unit, system: None, code: None, display: None } => {
                if !unit.as_ref().is_none_or(short) {
                    return None;
                }
                let unit = unit.as_ref().filter(|unit| !blank(&unit.0));
                let unit = unit.map(|unit| unit.0.clone().into_owned());
                Some(Datum::Number { range: Range::exact(number.0), unit })
            }
            GivenObject { number: None, unit: None, system: Some(system), code: Some(given), display } => {
                let fits = short(system) && short(given) && display.as_ref().is_none_or(short);
                code(system, given).filter(|_| fits).map(|code| Datum::Codes(vec![code]))
            }
            _ => None,
        },
    }
}

/// The fields of a document, those of the header as they are.
struct Document<'d> {
    header: Vec<(String, Tree)>,
    records: Vec<GivenRecord<'d>>,
}

/// Reads a [`Document`]; the header within these limits.
struct Whole<'l>(&'l TreeLimits);

impl<'de> de::DeserializeSeed<'de> for Whole<'_> {
    type Value = Document<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = Document<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a case")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut header: Vec<(String, Tree)> = Vec::new();
        let mut records = None;
        while let Some(Text(name)) = entries.next_key()? {
            if name == "records" && records.is_none() {
                records = Some(entries.next_value()?);
                continue;
            }
            if name == "records" || header.iter().any(|(known, _)| *known == name) {
                return Err(de::Error::custom("a field stands twice"));
            }
            header.push((name.into_owned(), entries.next_value_seed(tree::Plain(self.0))?));
        }
        Ok(Document { header, records: records.unwrap_or_default() })
    }
}

/// A text, borrowed from the document where it is written without escapes.
struct Text<'d>(Cow<'d, str>);

impl<'de: 'd, 'd> Deserialize<'de> for Text<'d> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Text<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        reader.deserialize_str(Of)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenRecord<'d> {
    #[serde(borrow)]
    id: Text<'d>,
    #[serde(borrow)]
    fact: Option<Text<'d>>,
    #[serde(borrow)]
    kind: Option<Text<'d>>,
    #[serde(borrow)]
    codes: Option<Many<GivenCode<'d>>>,
    #[serde(borrow)]
    value: Option<GivenValue<'d>>,
    #[serde(borrow)]
    parts: Option<Parts<'d>>,
    #[serde(borrow)]
    at: Option<Text<'d>>,
    #[serde(borrow)]
    from: Option<Text<'d>>,
    #[serde(borrow)]
    to: Option<Text<'d>>,
    #[serde(borrow)]
    recorded_at: Option<Text<'d>>,
    #[serde(borrow)]
    status: Option<Text<'d>>,
    #[serde(borrow)]
    replaces: Option<Many<Text<'d>>>,
    #[serde(borrow)]
    source: Option<GivenSource<'d>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenCode<'d> {
    #[serde(borrow)]
    system: Text<'d>,
    #[serde(borrow)]
    code: Text<'d>,
    #[serde(borrow)]
    display: Option<Text<'d>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenObject<'d> {
    number: Option<GivenNumber>,
    #[serde(borrow)]
    unit: Option<Text<'d>>,
    #[serde(borrow)]
    system: Option<Text<'d>>,
    #[serde(borrow)]
    code: Option<Text<'d>>,
    #[serde(borrow)]
    display: Option<Text<'d>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenSource<'d> {
    #[serde(borrow)]
    document: Option<Text<'d>>,
    #[serde(borrow)]
    r#type: Option<Text<'d>>,
    #[serde(borrow)]
    author_role: Option<Text<'d>>,
    page: Option<u32>,
    #[serde(borrow)]
    section: Option<Text<'d>>,
    line: Option<u32>,
    #[serde(borrow)]
    quote: Option<Text<'d>>,
    #[serde(borrow)]
    resource: Option<Text<'d>>,
    #[serde(borrow)]
    element: Option<Text<'d>>,
    #[serde(borrow)]
    time_from: Option<Text<'d>>,
}

/// A number as the full reader takes it: exactly, from its shortest text.
struct GivenNumber(Number);

impl<'de> Deserialize<'de> for GivenNumber {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        match GivenValue::deserialize(reader)? {
            GivenValue::Number(number) => Ok(number),
            _ => Err(de::Error::custom("a number is needed")),
        }
    }
}

enum GivenValue<'d> {
    YesNo(bool),
    Number(GivenNumber),
    Text(Text<'d>),
    Object(Box<GivenObject<'d>>),
}

impl<'de: 'd, 'd> Deserialize<'de> for GivenValue<'d> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(OfValue)
    }
}

struct OfValue;

impl<'de> Visitor<'de> for OfValue {
    type Value = GivenValue<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Self::Value, E> {
        Ok(GivenValue::YesNo(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(GivenValue::Number(GivenNumber(Number::whole(number))))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        i64::try_from(number).map_err(E::custom).and_then(|number| self.visit_i64(number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        if !number.is_finite() || number.abs() >= 1e15 {
            return Err(E::custom("a number that is long"));
        }
        let text = if number == 0.0 { "0".to_owned() } else { number.to_string() };
        text.parse().map(|number| GivenValue::Number(GivenNumber(number))).map_err(E::custom)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(GivenValue::Text(Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(GivenValue::Text(Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
        let object = GivenObject::deserialize(MapAccessDeserializer::new(entries))?;
        Ok(GivenValue::Object(Box::new(object)))
    }
}

/// A list, or one alone.
struct Many<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Of<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Of<T> {
            type Value = Many<T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("one or several")
            }

            fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Self::Value, E> {
                one(de::value::BoolDeserializer::new(yes))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
                one(de::value::I64Deserializer::new(number))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
                one(de::value::U64Deserializer::new(number))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
                one(de::value::F64Deserializer::new(number))
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
                one(de::value::BorrowedStrDeserializer::new(text))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                one(de::value::StrDeserializer::new(text))
            }

            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
                one(MapAccessDeserializer::new(entries))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(items)).map(Many)
            }
        }
        fn one<'de, T: Deserialize<'de>, D: Deserializer<'de>>(reader: D) -> Result<Many<T>, D::Error> {
            T::deserialize(reader).map(|one| Many(vec![one]))
        }
        reader.deserialize_any(Of(PhantomData))
    }
}

/// Parts in written order; a name that stands twice is found later.
struct Parts<'d>(Vec<(Text<'d>, Many<GivenValue<'d>>)>);

impl<'de: 'd, 'd> Deserialize<'de> for Parts<'d> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Parts<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("parts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                let mut parts = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    parts.push(entry);
                }
                Ok(Parts(parts))
            }
        }
        reader.deserialize_map(Of)
    }
}
