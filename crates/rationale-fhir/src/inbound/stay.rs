//! The diagnoses of stays: as encounters have them, as claims have them, and what that says of the conditions.

use super::concept::{Concept, extension_value, extensions, items, number, text_in};
use super::gather::Resource;
use super::record::{Parts, add};
use super::store::Store;
use rationale::case::model::Datum;
use rationale::case::tree::Tree;
use rationale::value::range::Range;

/// Adds the parts that diagnoses give: to an Encounter of its own, to a Condition of the encounters that name it.
pub(super) fn parts(store: &Store<'_>, index: usize, resource: &Resource, parts: &mut Parts) {
    match resource.kind.as_str() {
        "Encounter" => of_encounter(store, index, resource, parts),
        "Condition" => of_condition(store, index, parts),
        _ => {}
    }
}

fn of_encounter(store: &Store<'_>, index: usize, resource: &Resource, parts: &mut Parts) {
    for diagnosis in items(&resource.tree, "diagnosis") {
        let Some(codes) = diagnosis.get("condition").and_then(|condition| named(store, index, condition))
        else {
            continue;
        };
        let role = uses(diagnosis);
        let is = |word: &str| role.iter().any(|role| role == word);
        if number(diagnosis.get("rank").unwrap_or(&Tree::Null))
            .is_some_and(|rank| rank.over() == 1 && rank.is_whole())
            && (role.is_empty() || is("billing") || is("DD"))
        {
            add(parts, "principal_diagnosis", codes.clone());
        }
        if is("AD") {
            add(parts, "admission_diagnosis", codes.clone());
        }
        if is("DD") {
            add(parts, "discharge_diagnosis", codes.clone());
        }
        if on_admission(diagnosis) == Some(true) {
            add(parts, "diagnosis_on_admission", codes);
        }
    }
    for extension in extensions(&resource.tree, "qicore-encounter-procedure") {
        let of = |name: &str| extensions(extension, name).find_map(extension_value).map(|(_, value)| value);
        let first = of("rank").and_then(number).is_some_and(|rank| rank.over() == 1 && rank.is_whole());
        if let (true, Some(codes)) =
            (first, of("procedure").and_then(|procedure| named(store, index, procedure)))
        {
            add(parts, "principal_procedure", codes);
        }
    }
    let by_claim = !parts.contains_key("principal_diagnosis");
    let procedure_by_claim = !parts.contains_key("principal_procedure");
    for claim in store.claims_of(index) {
        let Some(claim_resource) = store.get(*claim) else { continue };
        if matches!(text_in(&claim_resource.tree, "status"), Some("draft" | "cancelled" | "entered-in-error"))
        {
            continue;
        }
        for procedure in of_items(claim_resource, store, *claim, index, ("procedure", "procedureSequence")) {
            let own = procedure.get("procedureCodeableConcept").map(Concept::of).and_then(Concept::datum);
            let other = || named(store, *claim, procedure.get("procedureReference")?);
            let Some(codes) = own.or_else(other) else { continue };
            if procedure_by_claim && is_of_type(procedure, "primary") {
                add(parts, "principal_procedure", codes.clone());
            }
            add(parts, "procedure", codes);
        }
        for diagnosis in of_items(claim_resource, store, *claim, index, ("diagnosis", "diagnosisSequence")) {
            let Some(codes) = diagnosed(store, *claim, diagnosis).and_then(Concept::datum) else { continue };
            if by_claim && is_principal(diagnosis) {
                add(parts, "principal_diagnosis", codes.clone());
            }
            if on_admission(diagnosis) == Some(true) {
                add(parts, "diagnosis_on_admission", codes);
            }
        }
    }
}

/// The diagnoses or procedures of a claim that are of the items for one encounter: all of them where the items do not say which.
fn of_items<'c>(
    claim: &'c Resource,
    store: &Store<'_>,
    at: usize,
    encounter: usize,
    (field, by): (&str, &str),
) -> Vec<&'c Tree> {
    let mut wanted = Vec::new();
    for item in items(&claim.tree, "item") {
        let here = items(item, "encounter").iter().any(|one| {
            store.find(at, one).is_some_and(|target| !target.contained && target.owner == encounter)
        });
        if here {
            wanted.extend(items(item, by).iter().filter_map(number));
        }
    }
    let all = items(&claim.tree, field).iter();
    all.filter(|diagnosis| {
        wanted.is_empty()
            || diagnosis.get("sequence").and_then(number).is_some_and(|own| wanted.contains(&own))
    })
    .collect()
}

fn of_condition(store: &Store<'_>, index: usize, parts: &mut Parts) {
    for (encounter, at) in store.diagnosed(index) {
        let Some(resource) = store.get(*encounter) else { continue };
        let Some(diagnosis) = items(&resource.tree, "diagnosis").get(*at) else { continue };
        if let Some(rank) = diagnosis.get("rank").and_then(number) {
            add(parts, "rank", Datum::Number { range: Range::exact(rank), unit: None });
        }
        if let Some(role) = diagnosis.get("use").map(Concept::of).and_then(Concept::datum) {
            add(parts, "use", role);
        }
        for extension in extensions(diagnosis, "diagnosisPresentOnAdmission") {
            if let Some(mark) = extension_value(extension).and_then(|(_, value)| Concept::of(value).datum()) {
                add(parts, "present_on_admission", mark);
            }
        }
        if resource.tree.get("class").is_some() {
            for (name, field) in [("encounter_class", "class"), ("encounter_type", "type")] {
                for one in items(&resource.tree, field) {
                    if let Some(value) = Concept::of(one).datum() {
                        add(parts, name, value);
                    }
                }
            }
        }
    }
}

/// What a diagnosis of a claim says of itself.
pub(super) fn claimed_parts(diagnosis: &Tree, parts: &mut Parts) {
    if let Some(rank) = diagnosis.get("sequence").and_then(number) {
        add(parts, "rank", Datum::Number { range: Range::exact(rank), unit: None });
    }
    for role in items(diagnosis, "type") {
        if let Some(role) = Concept::of(role).datum() {
            add(parts, "use", role);
        }
    }
    if let Some(mark) = diagnosis.get("onAdmission").map(Concept::of).and_then(Concept::datum) {
        add(parts, "present_on_admission", mark);
    }
}

/// The code of a diagnosis of a claim: its own, or that of the condition it refers to.
pub(super) fn diagnosed(store: &Store<'_>, claim: usize, diagnosis: &Tree) -> Option<Concept> {
    let own = diagnosis.get("diagnosisCodeableConcept").map(Concept::of);
    let concept = match own {
        Some(own) => own,
        None => {
            let target = store.find(claim, diagnosis.get("diagnosisReference")?)?;
            Concept::of(target.tree.get("code")?)
        }
    };
    (!concept.codes.is_empty()).then_some(concept)
}

/// Whether a diagnosis of a claim is the principal one.
pub(super) fn is_principal(diagnosis: &Tree) -> bool {
    is_of_type(diagnosis, "principal")
}

/// Whether a diagnosis or procedure of a claim is of that type.
fn is_of_type(one: &Tree, word: &str) -> bool {
    items(one, "type")
        .iter()
        .flat_map(|role| items(role, "coding"))
        .any(|role| text_in(role, "code") == Some(word))
}

fn named(store: &Store<'_>, from: usize, reference: &Tree) -> Option<Datum> {
    Concept::of(store.find(from, reference)?.tree.get("code")?).datum()
}

/// The codes of the `use` of a diagnosis.
fn uses(diagnosis: &Tree) -> Vec<String> {
    let codings = diagnosis.get("use").map_or(&[][..], |role| items(role, "coding"));
    codings.iter().filter_map(|coding| text_in(coding, "code")).map(str::to_owned).collect()
}

/// Whether a diagnosis is marked as present on admission; `None` where it is not said, or not known.
fn on_admission(diagnosis: &Tree) -> Option<bool> {
    let by_extension = extensions(diagnosis, "diagnosisPresentOnAdmission")
        .filter_map(extension_value)
        .map(|(_, value)| value);
    let marks = by_extension.chain(diagnosis.get("onAdmission"));
    let mut codes = marks.flat_map(|mark| {
        let codings = items(mark, "coding");
        let all = if codings.is_empty() { std::slice::from_ref(mark) } else { codings };
        all.iter().filter_map(|coding| text_in(coding, "code"))
    });
    codes.find_map(|code| match code.to_ascii_lowercase().as_str() {
        "y" => Some(true),
        "n" => Some(false),
        _ => None,
    })
}
