//! What a test changes of its base, by path.

use super::{Fields, HEADER, RECORD, Raw, fact_of, header_name, none};
use crate::case::tree::Tree;
use crate::casetest::TestError;
use crate::casetest::names::unknown;
use crate::check::model::{Kind, Library};

/// Changes what a path says: `spo2`, `spo2.at`, `spo2.parts.activity`, `spo2.activity`, `request.level`, `as of`.
pub(super) fn change(raw: &mut Raw, path: &str, tree: &Tree, library: &Library) -> Result<(), TestError> {
    let mut steps: Vec<&str> = path.split('.').collect();
    if steps.len() > 1 && steps.first() == Some(&"records") {
        steps.remove(0);
    }
    let first = steps.first().copied().unwrap_or("");
    let rest = steps.get(1..).unwrap_or(&[]);
    if let Some(at) = raw.records.iter().position(|(id, _)| id == first) {
        let Some((_, fields)) = raw.records.get_mut(at) else { return Ok(()) };
        return match change_record(first, fields, rest, tree, library)? {
            true => Ok(()),
            false => {
                raw.records.remove(at);
                Ok(())
            }
        };
    }
    let name = header_name(first);
    if HEADER.contains(&name.as_str()) && name != "records" {
        let mut whole = vec![name.as_str()];
        whole.extend(rest);
        set(&mut raw.header, &whole, if none(tree, false) { Tree::Null } else { tree.clone() });
        return Ok(());
    }
    let known: Vec<String> = raw.records.iter().map(|(id, _)| id.clone()).collect();
    let known = known.iter().map(String::as_str).chain(HEADER);
    Err(unknown("", &format!("the base has no record `{first}`"), first, known, "add one with `add:`"))
}

/// Whether the record stays.
fn change_record(
    id: &str,
    fields: &mut Fields,
    rest: &[&str],
    tree: &Tree,
    library: &Library,
) -> Result<bool, TestError> {
    let fact = fact_of(id, fields, library)?;
    let part = |name: &str| fact.and_then(|fact| fact.parts.iter().find(|part| part.id == name));
    let gone = |kind: Option<&Kind>| none(tree, has_option_none(kind));
    let cleared = |kind: Option<&Kind>| if gone(kind) { Tree::Null } else { tree.clone() };
    match rest {
        [] if gone(fact.map(|fact| &fact.kind)) => return Ok(false),
        [] => set(fields, &["value"], tree.clone()),
        ["parts", name] => set(fields, &["parts", name], cleared(part(name).map(|part| &part.kind))),
        [field] if RECORD.contains(field) => {
            match *field {
                "at" => fields.retain(|(name, _)| name != "from" && name != "to"),
                "from" | "to" => fields.retain(|(name, _)| name != "at"),
                "no_value" => fields.retain(|(name, _)| name != "value"),
                _ => {}
            }
            set(fields, &[field], cleared(fact.map(|fact| &fact.kind).filter(|_| *field == "value")));
        }
        [name] if part(name).is_some() => {
            set(fields, &["parts", name], cleared(part(name).map(|part| &part.kind)));
        }
        // Kept, as what is left out here has a default.
        ["source", "author_role"] => {
            let role = if none(tree, false) { Tree::Text("none".to_owned()) } else { tree.clone() };
            set(fields, rest, role);
        }
        [first, ..] if *first == "source" || *first == "value" => set(fields, rest, cleared(None)),
        [first, ..] => {
            let parts: Vec<&str> =
                fact.map_or_else(Vec::new, |fact| fact.parts.iter().map(|part| part.id.as_str()).collect());
            let known = RECORD.into_iter().chain(parts);
            return Err(unknown("", &format!("a record has no field or part `{first}`"), first, known, ""));
        }
    }
    Ok(true)
}

fn has_option_none(kind: Option<&Kind>) -> bool {
    matches!(kind, Some(Kind::Options { options, .. }) if options.iter().any(|option| option == "none"))
}

/// Sets what stands at a path; `null` takes it away.
fn set(fields: &mut Fields, path: &[&str], tree: Tree) {
    let Some((first, rest)) = path.split_first() else { return };
    let at = fields.iter().position(|(name, _)| name == first);
    if rest.is_empty() {
        match (at.and_then(|at| fields.get_mut(at)), tree) {
            (_, Tree::Null) => fields.retain(|(name, _)| name != first),
            (Some((_, old)), tree) => *old = tree,
            (None, tree) => fields.push(((*first).to_owned(), tree)),
        }
        return;
    }
    let mut inner = match at.map(|at| fields.remove(at)) {
        Some((_, Tree::Map(inner))) => inner,
        _ => Vec::new(),
    };
    set(&mut inner, rest, tree);
    fields.push(((*first).to_owned(), Tree::Map(inner)));
}
