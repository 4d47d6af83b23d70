//! Answers to a questionnaire that went out from here: records of the facts it asks about.
//!
//! A group that asks for a record gives one; a group that asks about records that are there gives one that replaces them, and
//! what was not asked stays as it was.

use super::answers::value_of;
use super::concept::{items, text, text_in};
use super::gather::Resource;
use super::report::{Remark, Report};
use super::time::choice;
use crate::link::{Field, Link, Mode};
use rationale::case::model::{Datum, Record, RecordStatus, RecordTime};
use rationale::case::tree::Tree;
use rationale::value::text::Text;
use rationale::value::time::{Moment, parse_moment};
use std::collections::BTreeMap;

/// Items inside one another that are looked at.
const DEEPEST: usize = 16;

/// The records of a response; `whole` is what is the same of all of them.
pub(super) fn records(resource: &Resource, whole: &Record, report: &mut Report) -> Vec<Record> {
    let mut records = Vec::new();
    let mut walk = Walk { resource, whole, report, records: &mut records };
    walk.look(&resource.tree, "", 0);
    records
}

struct Walk<'w> {
    resource: &'w Resource,
    whole: &'w Record,
    report: &'w mut Report,
    records: &'w mut Vec<Record>,
}

impl Walk<'_> {
    fn remark(&mut self, remark: Remark) {
        self.report.remark(remark, &self.resource.kind, &self.resource.name());
    }

    fn look(&mut self, tree: &Tree, path: &str, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for (at, item) in items(tree, "item").iter().enumerate() {
            let dot = if path.is_empty() { "" } else { "." };
            let element = format!("{path}{dot}item[{at}]");
            match text_in(item, "linkId").and_then(Link::parse) {
                Some(link) if link.field.is_none() => {
                    let record = self.record(item, &link, &element);
                    self.records.extend(record);
                }
                _ => self.look(item, &element, depth.saturating_add(1)),
            }
        }
    }

    /// The record of one group; `None` where nothing was answered, or that there is none.
    fn record(&mut self, group: &Tree, link: &Link, element: &str) -> Option<Record> {
        let mut record = Record {
            id: format!("{}.{element}", self.whole.id).into(),
            fact: Some(link.fact.clone().into()),
            kind: None,
            time: RecordTime::Unknown,
            replaces: link.records.iter().map(Text::from).collect(),
            ..self.whole.clone()
        };
        record.parts.clear();
        if let Some(source) = &mut record.source {
            source.element = Some(element.into());
        }
        let mut given = Given::default();
        for item in items(group, "item") {
            let Some(own) = text_in(item, "linkId").and_then(Link::parse) else { continue };
            let (Some(field), true) = (&own.field, own.fact == link.fact) else { continue };
            for answer in items(item, "answer") {
                self.take(&mut record, &mut given, field, answer);
            }
        }
        if given.said_no {
            if link.records.is_empty() {
                self.remark(Remark::SaidNone);
                return None;
            }
            record.status = RecordStatus::NotDone;
        } else if !given.any {
            return None;
        }
        record.time = given.time();
        // Who judges does so when the response is signed.
        if given.role.is_some() && record.time == RecordTime::Unknown {
            record.time = self.whole.time;
        } else if let Some(source) = &mut record.source {
            source.time_from = None;
        }
        if let (Some(role), Some(source)) = (given.role, &mut record.source) {
            source.author_role = Some(role.into());
        }
        Some(record)
    }

    fn take(&mut self, record: &mut Record, given: &mut Given, field: &Field, answer: &Tree) {
        let Some((name, value)) = choice(answer, "value[x]") else { return };
        let word = || text_in(value, "code").or_else(|| text(value)).map(str::to_owned);
        let moment = || text(value).and_then(|text| parse_moment(text).ok());
        given.any = true;
        match field {
            Field::Value => match plain(name, value) {
                Some(value) => record.value = value,
                None => self.remark(Remark::ValueNotRead),
            },
            Field::Part(part) => match plain(name, value) {
                Some(value) => super::record::add(&mut record.parts, part, value),
                None => self.remark(Remark::ValueNotRead),
            },
            Field::Happened(mode) => match value {
                Tree::Bool(false) => given.said_no = true,
                Tree::Bool(true) => {
                    record.status = match mode {
                        Mode::Done => record.status,
                        Mode::Planned => RecordStatus::Planned,
                        Mode::NotDone => RecordStatus::NotDone,
                    };
                }
                _ => self.remark(Remark::ValueNotRead),
            },
            Field::Role => given.role = word(),
            Field::At | Field::From | Field::To => match moment() {
                None => self.remark(Remark::TimeNotRead),
                at => match field {
                    Field::From => given.from = at,
                    Field::To => given.to = at,
                    _ => given.at = at,
                },
            },
        }
    }
}

/// What a group says of time and author.
#[derive(Default)]
struct Given {
    any: bool,
    said_no: bool,
    at: Option<Moment>,
    from: Option<Moment>,
    to: Option<Moment>,
    role: Option<String>,
}

impl Given {
    fn time(&self) -> RecordTime {
        match (self.at, self.from, self.to) {
            (Some(at), ..) => RecordTime::At(at),
            (None, None, None) => RecordTime::Unknown,
            (None, from, to) => RecordTime::Period { from, to },
        }
    }
}

/// A value; an option of a questionnaire from here is a code without a system.
fn plain(field: &str, value: &Tree) -> Option<Datum> {
    match (field, text_in(value, "system"), text_in(value, "code")) {
        ("valueCoding", None, Some(option)) => Some(Datum::Text(option.into())),
        _ => value_of(field, value),
    }
}

/// Whether an item is of a questionnaire from here.
pub(super) fn is_ours(item: &Tree) -> bool {
    text_in(item, "linkId").is_some_and(|link| Link::parse(link).is_some())
}

/// Completes the records that replace others by what those say and was not asked; drops those whose records are not here.
///
/// Several groups may ask about the same records, each for another part: what they answer is taken together, as each completes
/// the one before it. Answers that contradict each other stay apart, as conflicting records.
pub(super) fn complete(records: &mut Vec<Record>, report: &mut Report) {
    let answers = |record: &Record| record.fact.is_some() && !record.replaces.is_empty();
    let waiting: Vec<usize> = (0..records.len()).filter(|at| records.get(*at).is_some_and(answers)).collect();
    let mut together: BTreeMap<(Option<Text>, Vec<Text>), Vec<Record>> = BTreeMap::new();
    let mut last: BTreeMap<(Option<Text>, Vec<Text>), Record> = BTreeMap::new();
    let mut lost = Vec::new();
    for at in waiting {
        let Some(answered) = records.get(at).cloned() else { continue };
        let ids = &answered.replaces;
        let all_here = ids.iter().all(|id| records.iter().any(|record| record.id == *id));
        let replaced = ids.first().and_then(|id| records.iter().find(|record| record.id == *id)).cloned();
        let (Some(replaced), true) = (replaced, all_here) else {
            lost.push(at);
            continue;
        };
        let key = (answered.fact.clone(), answered.replaces.clone());
        let others = together.entry(key.clone()).or_default();
        let agrees = others.iter().all(|other| agree(other, &answered));
        others.push(answered.clone());
        let before = last.get(&key).filter(|_| agrees);
        let Some(record) = records.get_mut(at) else { continue };
        if let Some(before) = before {
            record.replaces.push(before.id.clone());
            join_places(record, before);
        }
        fill(record, before.cloned().unwrap_or(replaced));
        if agrees {
            last.insert(key, record.clone());
        }
    }
    for at in lost.into_iter().rev() {
        let name = records.get(at).map_or_else(String::new, |record| record.id.to_string());
        let name = name.split(".item").next().unwrap_or(&name).to_owned();
        report.remark(Remark::ReferenceNotFound, "QuestionnaireResponse", &name);
        records.remove(at);
    }
}

/// Whether two answers about the same records can both stand: neither says of anything what the other does not.
fn agree(one: &Record, other: &Record) -> bool {
    let same_value = one.value == Datum::Nothing || other.value == Datum::Nothing || one.value == other.value;
    let unknown = RecordTime::Unknown;
    let same_time = one.time == unknown || other.time == unknown || one.time == other.time;
    let same_parts =
        one.parts.iter().all(|(name, own)| other.parts.get(name).is_none_or(|theirs| own == theirs));
    one.status == other.status && same_value && same_time && same_parts
}

/// Cites the answers of one response together.
fn join_places(record: &mut Record, before: &Record) {
    if let (Some(source), Some(earlier)) = (&mut record.source, &before.source)
        && source.resource == earlier.resource
        && let (Some(own), Some(first)) = (&source.element, &earlier.element)
    {
        source.element = Some(format!("{first}, {own}").into());
    }
}

/// Takes from the record before what was not answered.
fn fill(record: &mut Record, before: Record) {
    record.kind = before.kind;
    record.codes = before.codes;
    if record.value == Datum::Nothing {
        record.value = before.value;
    }
    if record.time == RecordTime::Unknown {
        record.time = before.time;
        if let (Some(source), Some(earlier)) = (&mut record.source, &before.source) {
            source.time_from.clone_from(&earlier.time_from);
        }
    }
    for (name, values) in before.parts {
        record.parts.entry(name).or_insert(values);
    }
    if let (Some(source), Some(earlier)) = (&mut record.source, before.source)
        && source.author_role.is_none()
    {
        source.author_role = earlier.author_role;
    }
}
