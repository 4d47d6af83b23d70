//! The answers of a QuestionnaireResponse, whatever depth they stand at.

use super::concept::{Concept, items, number, quantity, text, text_in};
use super::gather::Resource;
use super::store::Store;
use super::time::choice;
use rationale::case::model::Datum;
use rationale::case::tree::Tree;
use rationale::value::code::{Code, System};
use rationale::value::range::Range;
use std::collections::BTreeMap;

/// One answer.
pub(super) struct Answer {
    pub(super) codes: Vec<Code>,
    pub(super) value: Datum,
    pub(super) element: String,
}

/// Items inside one another that are looked at.
const DEEPEST: usize = 16;

/// All answers of a response, in order.
pub(super) fn answers(store: &Store<'_>, index: usize, resource: &Resource, found: &mut Vec<Answer>) {
    let canonical = text_in(&resource.tree, "questionnaire");
    let url = canonical.map(|url| url.split('|').next().unwrap_or(url));
    let mut codes = BTreeMap::new();
    if let Some(canonical) = canonical {
        let contained = canonical
            .strip_prefix('#')
            .and_then(|_| store.find_text(index, canonical))
            .map(|target| target.tree);
        let here = url.and_then(|url| store.questionnaire(url));
        if let Some(questionnaire) = contained.or(here) {
            codes_of(questionnaire, 0, &mut codes);
        }
    }
    walk(&resource.tree, "", url, &codes, 0, found);
}

/// The codes of a questionnaire's items by their links.
fn codes_of(tree: &Tree, depth: usize, codes: &mut BTreeMap<String, Vec<Code>>) {
    if depth > DEEPEST {
        return;
    }
    for item in items(tree, "item") {
        if let Some(link) = text_in(item, "linkId") {
            let all = items(item, "code").iter().flat_map(|code| Concept::of(code).codes);
            codes.insert(link.to_owned(), all.collect());
        }
        codes_of(item, depth.saturating_add(1), codes);
    }
}

fn walk(
    tree: &Tree,
    path: &str,
    url: Option<&str>,
    known: &BTreeMap<String, Vec<Code>>,
    depth: usize,
    found: &mut Vec<Answer>,
) {
    if depth > DEEPEST {
        return;
    }
    for (at, item) in items(tree, "item").iter().enumerate() {
        if super::filled::is_ours(item) {
            continue;
        }
        let dot = if path.is_empty() { "" } else { "." };
        let own = format!("{path}{dot}item[{at}]");
        let link = text_in(item, "linkId");
        let mut codes: Vec<Code> = link.and_then(|link| known.get(link)).cloned().unwrap_or_default();
        if let Some(link) = link {
            codes.push(match url {
                Some(url) if !url.starts_with('#') => Code::new(System::Local, &format!("{url}|{link}")),
                _ => Code::new(System::Local, link),
            });
        }
        for (number, answer) in items(item, "answer").iter().enumerate() {
            let element = format!("{own}.answer[{number}]");
            if let Some(value) = choice(answer, "value[x]").and_then(|(field, value)| value_of(field, value))
                && !codes.is_empty()
            {
                found.push(Answer { codes: codes.clone(), value, element: element.clone() });
            }
            walk(answer, &element, url, known, depth.saturating_add(1), found);
        }
        walk(item, &own, url, known, depth.saturating_add(1), found);
    }
}

pub(super) fn value_of(field: &str, value: &Tree) -> Option<Datum> {
    match (field, value) {
        (_, Tree::Bool(yes)) => Some(Datum::YesNo(*yes)),
        ("valueCoding", _) => Concept::of(value).datum(),
        ("valueQuantity", _) => quantity(value),
        ("valueDecimal" | "valueInteger", _) => {
            number(value).map(|value| Datum::Number { range: Range::exact(value), unit: None })
        }
        (_, Tree::Text(_)) => text(value).map(|text| Datum::Text(text.into())),
        _ => None,
    }
}
