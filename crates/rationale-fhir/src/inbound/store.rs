//! Resources by their names and addresses: what a reference leads to, and whose a resource is.

use super::concept::{items, text_in};
use super::gather::{Resource, apart};
use rationale::case::tree::Tree;
use std::collections::BTreeMap;

/// A resource that a reference leads to: one of its own, or one contained in another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'s> {
    pub(crate) tree: &'s Tree,
    /// The resource itself, or the one that contains it.
    pub(crate) owner: usize,
    pub(crate) contained: bool,
}

/// Whose a resource is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whose {
    /// A patient: a place among the resources, or the reference where the patient is not here.
    Patient(PatientKey),
    /// It does not say.
    Unsaid,
    /// Not a patient's.
    Other,
    /// Nobody's: a place, a person, a medication.
    Shared,
}

/// A patient, as resources name them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PatientKey {
    /// A resource that is here.
    Here(usize),
    /// The reference to one that is not.
    Named(String),
}

/// Types that are of no patient and are read through references alone.
const SHARED: [&str; 14] = [
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "Location",
    "Medication",
    "Substance",
    "Questionnaire",
    "HealthcareService",
    "Endpoint",
    "InsurancePlan",
    "ValueSet",
    "Library",
    "Measure",
    "OperationOutcome",
];

/// Types that belong to what refers to them.
const WITH_OTHERS: [&str; 6] = ["Device", "Specimen", "Provenance", "Composition", "RelatedPerson", "Group"];

/// Fields that name whose a resource is.
const SUBJECTS: [&str; 5] = ["subject", "patient", "beneficiary", "for", "individual"];

pub(crate) struct Store<'g> {
    pub(crate) resources: &'g [Resource],
    by_name: BTreeMap<(&'g str, &'g str), Vec<usize>>,
    by_url: BTreeMap<&'g str, usize>,
    by_id: BTreeMap<&'g str, Vec<usize>>,
    /// By type and the value of an identifier.
    by_identifier: BTreeMap<(&'g str, &'g str), Vec<usize>>,
    /// Encounters and their diagnoses, by the condition: (encounter, which diagnosis).
    diagnosed: BTreeMap<usize, Vec<(usize, usize)>>,
    /// Claims whose items name an encounter.
    claimed: BTreeMap<usize, Vec<usize>>,
    /// Where a resource is documented, by its place.
    documents: BTreeMap<usize, Document<'g>>,
}

/// A document, and the section of it that tells of a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document<'g> {
    pub(crate) resource: usize,
    pub(crate) section: Option<&'g str>,
}

impl<'g> Store<'g> {
    pub(crate) fn new(resources: &'g [Resource]) -> Self {
        let mut store = Self {
            resources,
            by_name: BTreeMap::new(),
            by_url: BTreeMap::new(),
            by_id: BTreeMap::new(),
            by_identifier: BTreeMap::new(),
            diagnosed: BTreeMap::new(),
            claimed: BTreeMap::new(),
            documents: BTreeMap::new(),
        };
        for (index, resource) in resources.iter().enumerate() {
            store.by_name.entry((&resource.kind, &resource.id)).or_default().push(index);
            store.by_id.entry(&resource.id).or_default().push(index);
            for identifier in items(&resource.tree, "identifier") {
                if let Some(value) = text_in(identifier, "value") {
                    store.by_identifier.entry((&resource.kind, value)).or_default().push(index);
                }
            }
            if let Some(url) = &resource.full_url {
                store.by_url.entry(url).or_insert(index);
            }
        }
        store.link();
        store
    }

    fn link(&mut self) {
        let (mut diagnosed, mut claimed, mut documents) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (index, resource) in self.resources.iter().enumerate() {
            match resource.kind.as_str() {
                "Encounter" => {
                    for (at, diagnosis) in items(&resource.tree, "diagnosis").iter().enumerate() {
                        if let Some(condition) = self.here(index, diagnosis.get("condition")) {
                            let all: &mut Vec<_> = diagnosed.entry(condition).or_default();
                            all.push((index, at));
                        }
                    }
                }
                "Claim" => {
                    for item in items(&resource.tree, "item") {
                        for encounter in items(item, "encounter") {
                            if let Some(encounter) = self.here(index, Some(encounter)) {
                                let all: &mut Vec<usize> = claimed.entry(encounter).or_default();
                                if !all.contains(&index) {
                                    all.push(index);
                                }
                            }
                        }
                    }
                }
                "DocumentReference" => {
                    let related =
                        resource.tree.get("context").map_or(&[][..], |context| items(context, "related"));
                    for one in related {
                        if let Some(target) = self.here(index, Some(one)) {
                            documents.entry(target).or_insert(Document { resource: index, section: None });
                        }
                    }
                }
                "Composition" => {
                    for section in items(&resource.tree, "section") {
                        self.section(index, section, 0, &mut documents);
                    }
                }
                "Provenance" => {
                    let what = items(&resource.tree, "entity").iter().filter_map(|entity| entity.get("what"));
                    let document = what.filter_map(|what| self.here(index, Some(what))).find(|at| {
                        self.resources.get(*at).is_some_and(|found| found.kind == "DocumentReference")
                    });
                    for target in items(&resource.tree, "target") {
                        if let (Some(document), Some(target)) = (document, self.here(index, Some(target))) {
                            documents.entry(target).or_insert(Document { resource: document, section: None });
                        }
                    }
                }
                _ => {
                    for one in items(&resource.tree, "derivedFrom") {
                        if let Some(document) = self.here(index, Some(one))
                            && self
                                .resources
                                .get(document)
                                .is_some_and(|found| found.kind == "DocumentReference")
                        {
                            documents.entry(index).or_insert(Document { resource: document, section: None });
                        }
                    }
                }
            }
        }
        (self.diagnosed, self.claimed, self.documents) = (diagnosed, claimed, documents);
    }

    fn section(
        &self,
        composition: usize,
        section: &'g Tree,
        depth: usize,
        documents: &mut BTreeMap<usize, Document<'g>>,
    ) {
        for entry in items(section, "entry") {
            if let Some(target) = self.here(composition, Some(entry)) {
                let document = Document { resource: composition, section: text_in(section, "title") };
                documents.entry(target).or_insert(document);
            }
        }
        if depth < 8 {
            for inner in items(section, "section") {
                self.section(composition, inner, depth.saturating_add(1), documents);
            }
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&'g Resource> {
        self.resources.get(index)
    }

    /// The encounters that name a condition among their diagnoses, and as which.
    pub(crate) fn diagnosed(&self, condition: usize) -> &[(usize, usize)] {
        self.diagnosed.get(&condition).map_or(&[], Vec::as_slice)
    }

    /// Patients who are named as those through whom another is insured.
    pub(crate) fn insurers(&self) -> Vec<usize> {
        let coverages = self.resources.iter().enumerate().filter(|(_, resource)| resource.kind == "Coverage");
        let mut found = Vec::new();
        for (index, coverage) in coverages {
            let fields = ["subscriber", "policyHolder", "payor"];
            for named in fields.iter().flat_map(|field| items(&coverage.tree, field)) {
                found.extend(self.here(index, Some(named)));
            }
        }
        found
    }

    /// The questionnaire of that address.
    pub(crate) fn questionnaire(&self, url: &str) -> Option<&'g Tree> {
        let mut found = self.resources.iter().filter(|one| one.kind == "Questionnaire");
        found.find(|one| text_in(&one.tree, "url") == Some(url)).map(|one| &one.tree)
    }

    /// The claims with items of an encounter.
    pub(crate) fn claims_of(&self, encounter: usize) -> &[usize] {
        self.claimed.get(&encounter).map_or(&[], Vec::as_slice)
    }

    /// The document that tells of a resource.
    pub(crate) fn document_of(&self, index: usize) -> Option<Document<'g>> {
        self.documents.get(&index).copied()
    }

    /// The resource with a place of its own that a Reference leads to.
    fn here(&self, from: usize, reference: Option<&Tree>) -> Option<usize> {
        let target = self.find(from, reference?)?;
        (!target.contained).then_some(target.owner)
    }

    /// What a Reference leads to: `#contained`, `urn:uuid:...`, `Type/id`, `https://server/Type/id`, with a version or without.
    pub(crate) fn find(&self, from: usize, reference: &Tree) -> Option<Target<'g>> {
        self.find_text(from, text_in(reference, "reference")?)
    }

    pub(crate) fn find_text(&self, from: usize, reference: &str) -> Option<Target<'g>> {
        let holder = self.resources.get(from)?;
        if let Some(id) = reference.strip_prefix('#') {
            let mut contained = items(&holder.tree, "contained").iter();
            let tree = contained.find(|one| text_in(one, "id") == Some(id))?;
            return Some(Target { tree, owner: from, contained: true });
        }
        let plain = reference.split("/_history/").next().unwrap_or(reference);
        if let Some(index) = self.by_url.get(plain) {
            return self.target(*index);
        }
        if plain.starts_with("urn:") {
            let (_, id) = apart(plain, "");
            return match self.by_id.get(id?.as_str()).map(Vec::as_slice) {
                Some([one]) => self.target(*one),
                _ => None,
            };
        }
        if let Some((kind, query)) = plain.split_once('?') {
            return self.conditional(kind, query);
        }
        let (before, id) = plain.rsplit_once('/')?;
        let (base, kind) = match before.rsplit_once('/') {
            Some((base, kind)) => (Some(base), kind),
            None => (None, before),
        };
        let named = self.by_name.get(&(kind, id))?;
        let base = base.or(holder.base.as_deref());
        let of_base = |index: &&usize| {
            let own = self.resources.get(**index).and_then(|resource| resource.base.as_deref());
            own == base
        };
        let mut same = named.iter().filter(of_base);
        match (same.next(), same.next(), named.as_slice()) {
            (Some(one), None, _) => self.target(*one),
            // Only one here is called so, and does not say of which server it is, or the reference does not.
            (None, _, [one]) => {
                let own = self.resources.get(*one).and_then(|resource| resource.base.as_deref());
                if own.is_some() && base.is_some() { None } else { self.target(*one) }
            }
            // Two versions that cannot be told apart: the first stands for both.
            (Some(one), Some(_), _) => self.target(*one),
            _ => None,
        }
    }

    /// `Practitioner?identifier=system|value`, as transactions have it.
    fn conditional(&self, kind: &str, query: &str) -> Option<Target<'g>> {
        let wanted = query.strip_prefix("identifier=").filter(|rest| !rest.contains('&'))?;
        let wanted = wanted.replace("%7C", "|").replace("%7c", "|");
        let (system, value) = match wanted.split_once('|') {
            Some((system, value)) => (Some(system), value),
            None => (None, wanted.as_str()),
        };
        let of_system = |index: &&usize| {
            self.resources.get(**index).is_some_and(|resource| {
                items(&resource.tree, "identifier").iter().any(|identifier| {
                    text_in(identifier, "value") == Some(value)
                        && system.is_none_or(|system| text_in(identifier, "system") == Some(system))
                })
            })
        };
        let mut found = self.by_identifier.get(&(kind, value))?.iter().filter(of_system);
        match (found.next(), found.next()) {
            (Some(one), None) => self.target(*one),
            _ => None,
        }
    }

    fn target(&self, index: usize) -> Option<Target<'g>> {
        let resource = self.resources.get(index)?;
        Some(Target { tree: &resource.tree, owner: index, contained: false })
    }

    /// Whose a resource is.
    pub(crate) fn whose(&self, index: usize) -> Whose {
        let Some(resource) = self.resources.get(index) else { return Whose::Unsaid };
        if resource.kind == "Patient" {
            // Two versions of one patient are one patient.
            let named = self.by_name.get(&("Patient", resource.id.as_str())).map_or(&[][..], Vec::as_slice);
            let same =
                |other: &&usize| self.resources.get(**other).is_some_and(|other| other.base == resource.base);
            return Whose::Patient(PatientKey::Here(named.iter().find(same).copied().unwrap_or(index)));
        }
        if SHARED.contains(&resource.kind.as_str()) || WITH_OTHERS.contains(&resource.kind.as_str()) {
            return Whose::Shared;
        }
        let subject = SUBJECTS.iter().find_map(|field| items(&resource.tree, field).first());
        let Some(subject) = subject else { return Whose::Unsaid };
        let said = text_in(subject, "type");
        let Some(reference) = text_in(subject, "reference") else {
            return if said.is_some_and(|kind| kind != "Patient") { Whose::Other } else { Whose::Unsaid };
        };
        match self.find_text(index, reference) {
            Some(target) => match text_in(target.tree, "resourceType") {
                Some("Patient") if !target.contained => Whose::Patient(PatientKey::Here(target.owner)),
                // A patient contained is known to nobody else.
                Some("Patient") => Whose::Patient(PatientKey::Named(format!("{}#", resource.name()))),
                _ => Whose::Other,
            },
            None => {
                let plain = reference.split("/_history/").next().unwrap_or(reference);
                let kind = plain.rsplit('/').nth(1).unwrap_or_default();
                let of_patient =
                    kind == "Patient" || plain.starts_with("Patient?") || plain.starts_with("urn:");
                if !of_patient && !kind.is_empty() {
                    return Whose::Other;
                }
                // The same patient by a relative reference and by an address of the same server is one.
                let known = match (&resource.base, plain.contains("://") || plain.starts_with("urn:")) {
                    (Some(base), false) => format!("{base}/{plain}"),
                    _ => plain.to_owned(),
                };
                Whose::Patient(PatientKey::Named(known))
            }
        }
    }
}
