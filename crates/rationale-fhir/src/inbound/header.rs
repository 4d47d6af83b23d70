//! The rest of a case: what its header gives, and where it does not, what the resources say.

use super::concept::{Concept, extension_value, extensions, items, text_in};
use super::gather::Resource;
use super::path::{Found, follow};
use super::store::Store;
use rationale::case::tree::Tree;
use rationale::value::code::{Code, System};
use rationale::value::time::parse_moment;

/// A field of the header that was taken from a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Taken {
    /// `request.item`
    pub field: String,
    /// `Claim/1`; `Patient` alone for the patient.
    pub from: String,
}

pub(crate) struct Header<'h, 's> {
    pub(crate) store: &'h Store<'s>,
    /// The resources of the patient.
    pub(crate) own: &'h [usize],
    pub(crate) fields: Vec<(String, Tree)>,
    pub(crate) taken: Vec<Taken>,
}

impl<'s> Header<'_, 's> {
    /// Fills in what is missing.
    pub(crate) fn complete(&mut self, patient: Option<usize>, request: Option<usize>) {
        if let Some(patient) = patient.and_then(|at| self.store.get(at)) {
            self.patient(patient);
        }
        let request = request.or_else(|| self.only_claim());
        if let Some(at) = request
            && let Some(resource) = self.store.get(at)
        {
            self.request(at, resource);
        }
        self.payer(request);
        self.stay(request);
    }

    fn give(&mut self, holder: Option<&str>, field: &str, value: Tree, from: &str) {
        let fields = match holder {
            None => &mut self.fields,
            Some(holder) => {
                if !self.fields.iter().any(|(name, value)| name == holder && *value != Tree::Null) {
                    self.fields.retain(|(name, _)| name != holder);
                    self.fields.push((holder.to_owned(), Tree::Map(Vec::new())));
                }
                match self.fields.iter_mut().find(|(name, _)| name == holder) {
                    Some((_, Tree::Map(fields))) => fields,
                    _ => return,
                }
            }
        };
        if fields.iter().any(|(name, value)| name == field && *value != Tree::Null) {
            return;
        }
        fields.retain(|(name, _)| name != field);
        fields.push((field.to_owned(), value));
        let field = holder.map_or_else(|| field.to_owned(), |holder| format!("{holder}.{field}"));
        self.taken.push(Taken { field, from: from.to_owned() });
    }

    fn patient(&mut self, patient: &Resource) {
        if let Some(birth) = date(patient.tree.get("birthDate")) {
            self.give(Some("patient"), "birth_date", birth, "Patient");
        }
        let by_gender =
            text_in(&patient.tree, "gender").filter(|word| matches!(*word, "female" | "male" | "other"));
        let by_extension = || {
            let mut said = ["us-core-sex", "us-core-birthsex"]
                .iter()
                .flat_map(|ending| extensions(&patient.tree, ending))
                .filter_map(extension_value);
            said.find_map(|(_, value)| match value {
                Tree::Text(code) => sex(code),
                coded => text_in(coded, "code").and_then(sex),
            })
        };
        if let Some(word) = by_gender.or_else(by_extension) {
            self.give(Some("patient"), "sex", Tree::Text(word.to_owned()), "Patient");
        }
    }

    /// The one claim that asks for authorization.
    fn only_claim(&self) -> Option<usize> {
        let asks = |at: &&usize| {
            self.store.get(**at).is_some_and(|resource| {
                resource.kind == "Claim"
                    && text_in(&resource.tree, "use") == Some("preauthorization")
                    && text_in(&resource.tree, "status") == Some("active")
            })
        };
        let mut claims = self.own.iter().filter(asks);
        match (claims.next(), claims.next()) {
            (Some(one), None) => Some(*one),
            _ => None,
        }
    }

    fn request(&mut self, at: usize, resource: &'s Resource) {
        let name = resource.name();
        let tree = &resource.tree;
        let claim = resource.kind == "Claim";
        let path: &[&str] = match resource.kind.as_str() {
            "Claim" => &["item.productOrService", "item.ext(requestedService)->code"],
            "DeviceRequest" => &["codeCodeableConcept", "codeReference->type"],
            "MedicationRequest" => &["medicationCodeableConcept", "medicationReference->code"],
            _ => &["code"],
        };
        let mut lost = 0;
        let from = Found { tree, owner: at };
        let mut codes: Vec<Code> = Vec::new();
        // Items that are taken back are no part of the request.
        let standing: Vec<Found<'_>> = if claim {
            items(tree, "item")
                .iter()
                .filter(|item| !extensions(item, "infoCancelled").any(|one| extension_value(one).is_some()))
                .map(|item| Found { tree: item, owner: at })
                .collect()
        } else {
            vec![from]
        };
        let within = |path: &str| path.strip_prefix("item.").map_or_else(|| path.to_owned(), str::to_owned);
        let found: Vec<Found<'_>> = path
            .iter()
            .flat_map(|path| standing.iter().map(move |holder| (*holder, within(path))))
            .flat_map(|(holder, path)| follow(self.store, holder, &path, &mut lost))
            .collect();
        for found in found {
            for code in Concept::of(found.tree).codes {
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
        }
        if !codes.is_empty() {
            let all = codes.iter().map(|code| {
                let text = |text: &str| Tree::Text(text.to_owned());
                Tree::Map(vec![
                    ("system".to_owned(), text(code.system.name())),
                    ("code".to_owned(), text(&code.code)),
                ])
            });
            self.give(Some("request"), "item", Tree::List(all.collect()), &name);
        }
        if claim {
            self.give(Some("request"), "type", Tree::Text("prior_authorization".to_owned()), &name);
        }
        let received = if claim { tree.get("created") } else { tree.get("authoredOn") };
        if let Some(received) = date(received) {
            self.give(Some("request"), "received", received, &name);
        }
        let priority = if claim {
            let codings = tree.get("priority").map_or(&[][..], |priority| items(priority, "coding"));
            codings.iter().find_map(|coding| text_in(coding, "code"))
        } else {
            text_in(tree, "priority")
        };
        // Da Vinci PAS says urgent by the level of service.
        let urgent = extensions(tree, "levelOfServiceType")
            .chain(extensions(tree, "levelOfServiceCode"))
            .filter_map(extension_value);
        let urgent = urgent
            .flat_map(|(_, level)| items(level, "coding"))
            .any(|code| text_in(code, "code") == Some("U"));
        let urgency = match priority {
            _ if urgent => Some("expedited"),
            Some("stat" | "urgent" | "asap") => Some("expedited"),
            Some("normal" | "deferred" | "routine") => Some("standard"),
            _ => None,
        };
        if let Some(urgency) = urgency {
            self.give(Some("request"), "urgency", Tree::Text(urgency.to_owned()), &name);
        }
        let amounts: Vec<&Tree> = if claim {
            items(tree, "item").iter().filter_map(|item| item.get("quantity")).collect()
        } else {
            tree.get("quantityQuantity").into_iter().collect()
        };
        if let [amount] = amounts.as_slice()
            && items(tree, "item").len() < 2
            && let (Some(value @ Tree::Number(_)), Some(unit)) =
                (amount.get("value"), text_in(amount, "unit").or_else(|| text_in(amount, "code")))
        {
            let units =
                vec![("value".to_owned(), value.clone()), ("unit".to_owned(), Tree::Text(unit.to_owned()))];
            self.give(Some("request"), "units", Tree::Map(units), &name);
        }
        let served = [
            "item.servicedDate",
            "item.servicedPeriod.start",
            "occurrenceDateTime",
            "occurrencePeriod.start",
        ];
        let served = served.iter().flat_map(|path| follow(self.store, from, path, &mut lost)).next();
        if let Some(at) = served.and_then(|found| date(Some(found.tree))) {
            self.give(Some("anchors"), "service", at, &name);
        }
    }

    /// The payer by the coverage of the request, or the only one that is active.
    fn payer(&mut self, request: Option<usize>) {
        let insured = request.and_then(|at| {
            let resource = self.store.get(at)?;
            let coverages = items(&resource.tree, "insurance").iter().filter_map(|one| one.get("coverage"));
            let mut found = coverages
                .chain(items(&resource.tree, "insurance"))
                .filter_map(|one| self.store.find(at, one));
            found.next().filter(|target| !target.contained).map(|target| target.owner)
        });
        let active = |at: &&usize| {
            self.store.get(**at).is_some_and(|resource| {
                resource.kind == "Coverage" && text_in(&resource.tree, "status") == Some("active")
            })
        };
        let mut all = self.own.iter().filter(active);
        let only = match (all.next(), all.next()) {
            (Some(one), None) => Some(*one),
            _ => None,
        };
        let Some((at, coverage)) = insured.or(only).and_then(|at| Some((at, self.store.get(at)?))) else {
            return;
        };
        let typed = coverage.tree.get("type").map(Concept::of).unwrap_or_default();
        let by_type = typed.codes.iter().find_map(payer_of);
        let by_name = || {
            let payor = items(&coverage.tree, "payor").first()?;
            let named = self.store.find(at, payor).and_then(|target| text_in(target.tree, "name"));
            match named.or_else(|| text_in(payor, "display"))?.to_ascii_lowercase().as_str() {
                "medicare" => Some("medicare"),
                "medicaid" => Some("medicaid"),
                _ => None,
            }
        };
        if let Some(payer) = by_type.or_else(by_name) {
            let name = coverage.name();
            self.give(None, "payer", Tree::Text(payer.to_owned()), &name);
        }
    }

    /// Admission and discharge by the encounter that the request names, else by the only inpatient one.
    fn stay(&mut self, request: Option<usize>) {
        let named = request.and_then(|at| {
            let tree = &self.store.get(at)?.tree;
            let mut lost = 0;
            let from = Found { tree, owner: at };
            let encounters: Vec<usize> = ["item.encounter", "encounter"]
                .iter()
                .flat_map(|path| follow(self.store, from, path, &mut lost))
                .filter_map(|found| self.store.find(found.owner, found.tree))
                .filter(|target| !target.contained)
                .map(|target| target.owner)
                .collect();
            match encounters.as_slice() {
                [first, rest @ ..] if rest.iter().all(|one| one == first) => Some(*first),
                _ => None,
            }
        });
        let inpatient = |at: &&usize| {
            self.store.get(**at).is_some_and(|resource| {
                resource.kind == "Encounter"
                    && matches!(
                        text_in(&resource.tree, "status"),
                        Some("arrived" | "triaged" | "in-progress" | "onleave" | "finished")
                    )
                    && is_inpatient(&resource.tree)
            })
        };
        let mut all = self.own.iter().filter(inpatient);
        let only = match (all.next(), all.next()) {
            (Some(one), None) => Some(*one),
            _ => None,
        };
        let named =
            named.filter(|at| self.store.get(*at).is_some_and(|resource| is_inpatient(&resource.tree)));
        let Some(encounter) = named.or(only).and_then(|at| self.store.get(at)) else { return };
        let name = encounter.name();
        let period = encounter.tree.get("period");
        let end = |field: &str| date(period.and_then(|period| period.get(field)));
        let Some(start) = end("start") else { return };
        match end("end") {
            Some(discharge) => self.give(Some("anchors"), "discharge", discharge, &name),
            None if text_in(&encounter.tree, "status") != Some("finished") => {
                let runs = Tree::Map(vec![("from".to_owned(), start.clone())]);
                self.give(Some("anchors"), "stay", runs, &name);
            }
            None => {}
        }
        self.give(Some("anchors"), "admission", start, &name);
    }
}

fn is_inpatient(encounter: &Tree) -> bool {
    let class = encounter.get("class").map(Concept::of).unwrap_or_default();
    class.codes.iter().any(|code| {
        code.system == System::Hl7
            && matches!(code.code.as_str(), "v3-ActCode|IMP" | "v3-ActCode|ACUTE" | "v3-ActCode|NONAC")
    })
}

/// A date or time that can be read.
fn date(tree: Option<&Tree>) -> Option<Tree> {
    match tree {
        Some(Tree::Text(text)) if parse_moment(text.trim()).is_ok() => {
            Some(Tree::Text(text.trim().to_owned()))
        }
        _ => None,
    }
}

fn sex(code: &str) -> Option<&'static str> {
    match code {
        "248152002" | "F" => Some("female"),
        "248153007" | "M" => Some("male"),
        _ => None,
    }
}

/// The payer that a code of the source of payment typology means, where it means one that criteria name.
fn payer_of(code: &Code) -> Option<&'static str> {
    if code.system != System::Sop {
        return None;
    }
    let starts = |prefix: &str| code.code.starts_with(prefix);
    if starts("11") {
        Some("medicare_advantage")
    } else if starts("12") {
        Some("medicare")
    } else if starts("21") {
        Some("medicaid_managed_care")
    } else if starts("22") {
        Some("medicaid")
    } else {
        None
    }
}

/// Whether a field of a header holds anything.
pub(crate) fn has(fields: &[(String, Tree)], name: &str) -> bool {
    fields.iter().any(|(field, value)| field == name && *value != Tree::Null)
}

/// Adds a field unless it is there.
pub(crate) fn set(fields: &mut Vec<(String, Tree)>, name: &str, value: Tree) {
    if !has(fields, name) {
        fields.retain(|(field, _)| field != name);
        fields.push((name.to_owned(), value));
    }
}
