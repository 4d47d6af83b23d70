//! A resource -> the records it gives.

use super::concept::{Concept, extension_value, extensions, items, number, quantity, ratio, text, text_in};
use super::gather::Resource;
use super::path::{Found, datum, follow};
use super::people;
use super::report::{Remark, Report};
use super::stay;
use super::store::Store;
use super::table::{Becomes, PARTS, Row, row};
use super::time::{Timed, between, choice, first_of, moment};
use rationale::case::model::{Datum, NotRead, Record, RecordStatus, RecordTime, SourceRef};
use rationale::case::tree::Tree;
use rationale::check::model::RecordKind;
use rationale::value::code::Code;
use rationale::value::range::Range;
use rationale::value::text::Text;
use rationale::value::time::{Moment, Zone};
use std::collections::BTreeMap;

/// The parts of a record by name.
pub(crate) type Parts = BTreeMap<Text, Vec<Datum>>;

/// What reads resources: all that is here, the zone of the case, and what is remarked on the way.
pub(crate) struct Reader<'r, 's> {
    pub(crate) store: &'r Store<'s>,
    pub(crate) zone: &'r Zone,
    pub(crate) report: &'r mut Report,
    /// Records that are there and do not say what they are about: no absence is settled where they may lie.
    pub(crate) not_read: Vec<NotRead>,
}

/// Records that could not be read are listed up to this; beyond it they may lie at any time.
const MOST_NOT_READ: usize = 200;

/// How a resource stands.
struct Stands {
    status: RecordStatus,
    /// What has no end is over.
    over: bool,
}

impl<'s> Reader<'_, 's> {
    pub(crate) fn remark(&mut self, remark: Remark, resource: &Resource) {
        self.report.remark(remark, &resource.kind, &resource.name());
    }

    /// Notes that a record of a kind is there and does not say what it is about.
    fn not_read(&mut self, kind: RecordKind, status: RecordStatus, time: RecordTime) {
        // What was not done, is to come or is in error is not what absence asks for.
        if !matches!(status, RecordStatus::Final | RecordStatus::Preliminary | RecordStatus::Unknown) {
            return;
        }
        let (from, to) = match time {
            _ if self.not_read.len() >= MOST_NOT_READ => (None, None),
            RecordTime::Unknown => (None, None),
            RecordTime::At(at) => (Some(at), Some(at)),
            RecordTime::Period { from, to } => (from, to),
            RecordTime::Ended { from } => (from, None),
        };
        let one = NotRead { kind, from, to };
        if !self.not_read.contains(&one) {
            self.not_read.push(one);
        }
    }

    /// The records of a resource; none where it is of no type that gives any, or is left out.
    pub(crate) fn records(&mut self, index: usize) -> Vec<Record> {
        let Some(resource) = self.store.get(index) else { return Vec::new() };
        let Some(row) = row(&resource.kind) else {
            self.remark(Remark::TypeNotRead, resource);
            return Vec::new();
        };
        let Some(stands) = self.stands(row, resource) else { return Vec::new() };
        let records = match row.resource {
            "Claim" => self.claim(index, row, resource, &stands),
            "QuestionnaireResponse" => self.answers(index, row, resource, &stands),
            _ => self.usual(index, row, resource, &stands),
        };
        if !records.is_empty() {
            self.report.read(&resource.kind, records.len());
        }
        records
    }

    /// What becomes of a resource by its status, its intent and its modifiers; `None` where it is left out.
    fn stands(&mut self, row: &Row, resource: &Resource) -> Option<Stands> {
        let tree = &resource.tree;
        let known =
            |word: &str| row.status.iter().find(|(known, _)| *known == word).map(|(_, becomes)| *becomes);
        let by_status = match row.kind {
            // These have no status of their own: how they stand clinically says whether they are over.
            RecordKind::Diagnoses | RecordKind::Allergies if row.resource != "Claim" => {
                let clinical = word_of(tree, "clinicalStatus");
                let ended = choice(tree, "abatement[x]").is_some();
                let becomes =
                    clinical.as_deref().map_or(Some(Becomes::Record(RecordStatus::Final, ended)), known);
                match word_of(tree, "verificationStatus").as_deref() {
                    None | Some("confirmed") => becomes,
                    Some("unconfirmed" | "provisional" | "differential" | "presumed") => match becomes {
                        Some(Becomes::Record(_, over)) => {
                            Some(Becomes::Record(RecordStatus::Preliminary, over))
                        }
                        other => other,
                    },
                    Some("refuted") => Some(Becomes::Record(RecordStatus::NotDone, true)),
                    Some("entered-in-error") => Some(Becomes::Record(RecordStatus::EnteredInError, true)),
                    Some(_) => None,
                }
            }
            _ => text_in(tree, "status").and_then(known),
        };
        let (mut status, over) = match by_status {
            Some(Becomes::Record(status, over)) => (status, over),
            Some(Becomes::Nothing) => {
                self.remark(Remark::Draft, resource);
                return None;
            }
            Some(Becomes::Superseded) => {
                self.remark(Remark::Superseded, resource);
                return None;
            }
            None => {
                self.remark(Remark::UnknownStatus, resource);
                (RecordStatus::Unknown, false)
            }
        };
        let live = |status: RecordStatus| {
            matches!(status, RecordStatus::Final | RecordStatus::Preliminary | RecordStatus::Planned)
        };
        if row.kind == RecordKind::Orders {
            match text_in(tree, "intent") {
                Some("proposal" | "option") => {
                    self.remark(Remark::Draft, resource);
                    return None;
                }
                Some("plan") if live(status) => status = RecordStatus::Planned,
                _ => {}
            }
        }
        let in_error = status == RecordStatus::EnteredInError;
        if tree.get("doNotPerform") == Some(&Tree::Bool(true)) && !in_error {
            status = RecordStatus::NotDone;
        }
        for modifier in items(tree, "modifierExtension") {
            // QI-Core published this extension misspelled.
            let negates = ["notDone", "doNotPerform", "doNotPeform"].iter().any(|ending| {
                text_in(modifier, "url").is_some_and(|url| super::concept::tail(url).ends_with(ending))
            });
            let value = extension_value(modifier).map(|(_, value)| value);
            match (negates, value) {
                (true, Some(Tree::Bool(false))) => {}
                (true, Some(Tree::Bool(true))) if !in_error => status = RecordStatus::NotDone,
                _ if in_error => {}
                // What is not known here may turn the meaning round.
                _ => {
                    self.remark(Remark::UnknownModifier, resource);
                    status = RecordStatus::Unknown;
                }
            }
        }
        if resource.in_conflict && !in_error {
            status = RecordStatus::Unknown;
        }
        Some(Stands { status, over })
    }

    /// The time of a resource, and when it was recorded.
    fn timed(&mut self, row: &Row, resource: &Resource, stands: &Stands) -> (Timed, Option<Moment>) {
        let tree = &resource.tree;
        let mut timed = first_of(tree, row.time, stands.over, self.zone);
        if row.time.contains(&"onset[x]") {
            timed = self.lasting(tree, timed, stands);
        }
        // A request of a plan is for a time to come.
        if stands.status == RecordStatus::Planned && row.kind == RecordKind::Orders {
            let planned = first_of(tree, &["occurrence[x]"], false, self.zone);
            if planned.from.is_some() {
                timed = planned;
            }
        }
        if timed.from.is_none() && timed.remark.is_none() && stands.status == RecordStatus::NotDone {
            let recorded = ["qicore-recorded", "us-quality-core-recorded"]
                .iter()
                .find_map(|ending| extensions(tree, ending).filter_map(extension_value).next());
            if let Some((field, value)) = recorded
                && let Ok(at) = moment(value)
            {
                let from = Some(format!("extension.{field}"));
                timed = Timed { time: RecordTime::At(at), from, remark: None };
            }
        }
        // What was not done does not go on: it was left undone when its period begins.
        if let (RecordStatus::NotDone, RecordTime::Period { from: Some(from), to: None }) =
            (stands.status, timed.time)
        {
            timed.time = RecordTime::At(from);
        }
        if let Some(remark) = timed.remark {
            self.remark(remark, resource);
        }
        let recorded = row.recorded.iter().filter_map(|field| tree.get(field)).find_map(|at| moment(at).ok());
        (timed, recorded)
    }

    /// What has an onset lasts until it abates. Without an onset it had begun when it was recorded.
    fn lasting(&mut self, tree: &Tree, onset: Timed, stands: &Stands) -> Timed {
        if onset.remark.is_some() {
            return onset;
        }
        let abated = first_of(tree, &["abatement[x]"], true, self.zone);
        if abated.remark.is_some() {
            return abated;
        }
        let from = match onset.time {
            RecordTime::At(at) => Some(at),
            RecordTime::Period { from, to } => from.or(to),
            RecordTime::Ended { from } => from,
            RecordTime::Unknown => None,
        };
        let to = match abated.time {
            RecordTime::At(at) => Some(at),
            RecordTime::Period { from, to } => to.or(from),
            RecordTime::Ended { .. } | RecordTime::Unknown => None,
        };
        let over = stands.over || choice(tree, "abatement[x]").is_some();
        let said = onset.from.or_else(|| tree.get("recordedDate").map(|_| String::from("recordedDate")));
        if said.is_none() && to.is_none() {
            return Timed::unknown();
        }
        match between(from, to, over, self.zone) {
            Ok(time) => Timed { time, from: said.or(abated.from), remark: None },
            Err(remark) => Timed { remark: Some(remark), ..Timed::unknown() },
        }
    }

    /// The parts of a resource, by the published table.
    fn parts(&mut self, index: usize, resource: &'s Resource) -> Parts {
        let mut parts = Parts::new();
        let mut lost = 0_usize;
        let from = Found { tree: &resource.tree, owner: index };
        for part in PARTS.iter().filter(|part| part.resources.contains(&resource.kind.as_str())) {
            let before = lost;
            for found in follow(self.store, from, part.path, &mut lost) {
                if let Some(value) = datum(self.store, found, part.kind) {
                    add(&mut parts, part.part, value);
                }
            }
            // What is referred to and not here is something all the same: silence does not answer for it.
            if lost > before {
                add(&mut parts, part.part, Datum::Unknown);
            }
        }
        stay::parts(self.store, index, resource, &mut parts);
        for _ in 0..lost {
            self.remark(Remark::ReferenceNotFound, resource);
        }
        parts
    }

    /// Where a resource, or an element of it, is documented.
    fn source(&self, index: usize, resource: &Resource, parts: &mut Parts, timed: &Timed) -> SourceRef {
        let role = people::author_role(self.store, index, resource);
        if let Some(role) = role {
            add(parts, "author_role", Datum::Text(role.into()));
        }
        let of_itself = (resource.kind == "DocumentReference").then_some(index);
        let told = self.store.document_of(index);
        let document = of_itself.or(told.map(|told| told.resource)).and_then(|at| self.store.get(at));
        let kind = document.and_then(|document| document.tree.get("type")).map(Concept::of);
        let title = document.and_then(|document| {
            let display =
                items(document.tree.get("type")?, "coding").iter().find_map(|one| text_in(one, "display"));
            display.map(str::to_owned)
        });
        SourceRef {
            document: document.map(|document| format!("{}/{}", document.kind, document.id).into()),
            kind: kind.and_then(|kind| kind.text).or(title).map(Text::from),
            author_role: role.map(Text::from),
            section: told.and_then(|told| told.section).map(Text::from),
            resource: Some(resource.name().into()),
            time_from: timed.from.as_ref().map(Text::from),
            ..SourceRef::default()
        }
    }

    /// What a resource is about; `None`, with a remark, where no code says.
    fn codes(&mut self, index: usize, row: &Row, resource: &'s Resource) -> Option<Vec<Code>> {
        let mut lost = 0_usize;
        let mut codes: Vec<Code> = Vec::new();
        let from = Found { tree: &resource.tree, owner: index };
        let mut without_system = 0_usize;
        for path in row.codes {
            for found in follow(self.store, from, path, &mut lost) {
                let concept = Concept::of(found.tree);
                without_system = without_system.saturating_add(concept.without_system);
                for code in concept.codes {
                    if !codes.contains(&code) {
                        codes.push(code);
                    }
                }
            }
        }
        if without_system > 0 {
            self.remark(Remark::CodeWithoutSystem, resource);
        }
        if lost > 0 {
            self.remark(Remark::ReferenceNotFound, resource);
        }
        if codes.is_empty() {
            self.remark(Remark::NoCode, resource);
            return None;
        }
        Some(codes)
    }

    fn usual(&mut self, index: usize, row: &Row, resource: &'s Resource, stands: &Stands) -> Vec<Record> {
        let codes = self.codes(index, row, resource);
        let components = if row.resource == "Observation" { items(&resource.tree, "component") } else { &[] };
        let (timed, recorded_at) = self.timed(row, resource, stands);
        if codes.is_none() {
            self.not_read(row.kind, stands.status, timed.time);
            if components.is_empty() {
                return Vec::new();
            }
        }
        let mut parts = self.parts(index, resource);
        let source = self.source(index, resource, &mut parts, &timed);
        let value = if row.resource == "Observation" {
            self.value(&resource.tree, resource)
        } else if row.resource == "DiagnosticReport" {
            let conclusion = items(&resource.tree, "conclusionCode");
            if let [one] = conclusion {
                Concept::of(one).datum().unwrap_or(Datum::Nothing)
            } else {
                Datum::Nothing
            }
        } else {
            Datum::Nothing
        };
        let whole = Record {
            id: resource.name().into(),
            fact: None,
            kind: Some(row.kind),
            codes: Vec::new(),
            value,
            parts,
            time: timed.time,
            recorded_at,
            status: stands.status,
            replaces: self.replaced(index, resource),
            source: Some(source),
        };
        let mut own = whole.parts.clone();
        let mut records = Vec::new();
        for (at, component) in components.iter().enumerate() {
            let concept = component.get("code").map(Concept::of).unwrap_or_default();
            let value = self.value(component, resource);
            if concept.codes.is_empty() {
                self.remark(Remark::NoCode, resource);
                self.not_read(row.kind, stands.status, whole.time);
                continue;
            }
            if value != Datum::Nothing {
                for code in &concept.codes {
                    add(&mut own, &code.to_string(), value.clone());
                }
            }
            let element = format!("component[{at}]");
            let mut record = Record {
                id: format!("{}.{element}", whole.id).into(),
                codes: concept.codes,
                value,
                replaces: Vec::new(),
                ..whole.clone()
            };
            self.own_qualifiers(index, component, &mut record.parts);
            if let Some(source) = &mut record.source {
                source.element = Some(element.into());
            }
            records.push(record);
        }
        if row.resource == "Encounter" {
            records = super::places::records(self.store, index, resource, &whole, self.zone);
        }
        if let Some(codes) = codes {
            records.insert(0, Record { codes, parts: own, ..whole });
        }
        records
    }

    /// What a component says of itself stands before what its Observation says.
    fn own_qualifiers(&self, index: usize, component: &'s Tree, parts: &mut Parts) {
        let mut lost = 0_usize;
        for part in PARTS.iter().filter(|part| {
            matches!(part.part, "interpretation" | "reference_high" | "reference_low")
                && part.resources.contains(&"Observation")
        }) {
            parts.remove(part.part);
            for found in follow(self.store, Found { tree: component, owner: index }, part.path, &mut lost) {
                if let Some(value) = datum(self.store, found, part.kind) {
                    add(parts, part.part, value);
                }
            }
        }
    }

    /// The records that a document replaces.
    fn replaced(&self, index: usize, resource: &Resource) -> Vec<Text> {
        let related = items(&resource.tree, "relatesTo").iter();
        let replaced = related.filter(|one| text_in(one, "code") == Some("replaces"));
        let targets = replaced.filter_map(|one| self.store.find(index, one.get("target")?));
        let here =
            targets.filter(|target| !target.contained).filter_map(|target| self.store.get(target.owner));
        here.map(|resource| resource.name().into()).collect()
    }

    /// The value of an Observation or of a component.
    fn value(&mut self, tree: &Tree, resource: &Resource) -> Datum {
        let Some((field, value)) = choice(tree, "value[x]") else {
            let absent = tree.get("dataAbsentReason").map(Concept::of);
            return match absent {
                Some(why) => {
                    let code = why
                        .codes
                        .first()
                        .map(|code| code.code.rsplit('|').next().unwrap_or_default().to_owned());
                    Datum::NoValue(why.text.or(code).unwrap_or_default().into())
                }
                None => Datum::Nothing,
            };
        };
        let read = match field {
            "valueQuantity" | "valueRange" => quantity(value),
            "valueCodeableConcept" => Concept::of(value).datum(),
            "valueBoolean" => match value {
                Tree::Bool(yes) => Some(Datum::YesNo(*yes)),
                _ => None,
            },
            "valueInteger" => {
                number(value).map(|value| Datum::Number { range: Range::exact(value), unit: None })
            }
            "valueRatio" => ratio(value),
            "valueString" | "valueDateTime" | "valueTime" => text(value).map(|text| Datum::Text(text.into())),
            _ => None,
        };
        match read {
            Some(read) => read,
            None => {
                self.remark(Remark::ValueNotRead, resource);
                // There is a value, of which nothing is known.
                Datum::Number { range: Range::any(), unit: None }
            }
        }
    }

    /// The diagnoses of a request for authorization.
    fn claim(&mut self, index: usize, row: &Row, resource: &'s Resource, stands: &Stands) -> Vec<Record> {
        if !matches!(text_in(&resource.tree, "use"), Some("preauthorization" | "predetermination")) {
            self.remark(Remark::NotARequest, resource);
            return Vec::new();
        }
        let mut records = Vec::new();
        let (_, recorded_at) = self.timed(row, resource, stands);
        for (at, diagnosis) in items(&resource.tree, "diagnosis").iter().enumerate() {
            let Some(concept) = stay::diagnosed(self.store, index, diagnosis) else {
                self.remark(Remark::NoCode, resource);
                self.not_read(row.kind, stands.status, RecordTime::Unknown);
                continue;
            };
            // The condition that a reference leads to is a record of its own.
            if diagnosis.get("diagnosisCodeableConcept").is_none() {
                continue;
            }
            let mut parts = Parts::new();
            stay::claimed_parts(diagnosis, &mut parts);
            let timed = Timed {
                time: if recorded_at.is_some() {
                    RecordTime::Period { from: None, to: None }
                } else {
                    RecordTime::Unknown
                },
                from: recorded_at.map(|_| String::from("created")),
                remark: None,
            };
            let mut source = self.source(index, resource, &mut parts, &timed);
            let element = format!("diagnosis[{at}]");
            source.element = Some(element.clone().into());
            records.push(Record {
                id: format!("{}.{element}", resource.name()).into(),
                fact: None,
                kind: Some(row.kind),
                codes: concept.codes,
                value: Datum::Nothing,
                parts,
                time: timed.time,
                recorded_at,
                status: stands.status,
                replaces: Vec::new(),
                source: Some(source),
            });
        }
        records
    }

    /// The answers of a questionnaire, each by its link and by the codes that the questionnaire gives it.
    fn answers(&mut self, index: usize, row: &Row, resource: &'s Resource, stands: &Stands) -> Vec<Record> {
        let (timed, recorded_at) = self.timed(row, resource, stands);
        let mut parts = self.parts(index, resource);
        let source = self.source(index, resource, &mut parts, &timed);
        let whole = Record {
            id: resource.name().into(),
            fact: None,
            kind: Some(row.kind),
            codes: Vec::new(),
            value: Datum::Nothing,
            parts,
            time: timed.time,
            recorded_at,
            status: stands.status,
            replaces: Vec::new(),
            source: Some(source),
        };
        let mut found = Vec::new();
        super::answers::answers(self.store, index, resource, &mut found);
        let ours = super::filled::records(resource, &whole, self.report);
        let others = found.into_iter().map(|answer| {
            let mut record = Record {
                id: format!("{}.{}", whole.id, answer.element).into(),
                codes: answer.codes,
                value: answer.value,
                ..whole.clone()
            };
            if let Some(source) = &mut record.source {
                source.element = Some(answer.element.into());
            }
            record
        });
        others.chain(ours).collect()
    }
}

/// Adds a value to a part, once.
pub(crate) fn add(parts: &mut Parts, name: &str, value: Datum) {
    let values = parts.entry(name.into()).or_default();
    if !values.contains(&value) {
        values.push(value);
    }
}

/// The word of a status that stands in a CodeableConcept of one of HL7's systems; empty where there is one and it has no word.
fn word_of(tree: &Tree, field: &str) -> Option<String> {
    let status = tree.get(field).filter(|status| **status != Tree::Null)?;
    let coded = items(status, "coding").iter().find_map(|coding| text_in(coding, "code"));
    // Older versions of FHIR have a bare code here, and some systems words alone.
    let word = coded.or_else(|| text_in(status, "text")).or_else(|| text(status));
    Some(word.unwrap_or_default().to_ascii_lowercase())
}
