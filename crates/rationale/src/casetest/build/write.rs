//! The whole as a case spells it: short spellings written out, times absolute.

use super::{Fields, Raw, fact_of, none};
use crate::case::tree::Tree;
use crate::casetest::TestError;
use crate::casetest::names::unknown;
use crate::casetest::times::{Clock, plain};
use crate::casetest::values::{self, codes, units, value};
use crate::check::model::{Fact, Kind, Library};
use crate::value::time::Moment;

const TIMES: [&str; 4] = ["at", "from", "to", "recorded_at"];

/// The whole as a case spells it.
pub(super) fn write_out(
    raw: &Raw,
    guideline: &str,
    library: &Library,
    clock: &Clock,
    errors: &mut Vec<TestError>,
) -> Tree {
    let mut case = vec![("case".to_owned(), Tree::Text("test".to_owned()))];
    let mut request_given = false;
    for (name, tree) in &raw.header {
        let written = match name.as_str() {
            "id" => {
                if let Some((_, id)) = case.first_mut() {
                    *id = plain(tree).map_or(Tree::Null, Tree::Text);
                }
                continue;
            }
            "as_of" => as_of(tree, clock),
            "known_at" | "made_at" => time(tree, clock),
            "supply" => supply(tree, clock),
            "request" => {
                request_given = true;
                request(tree, guideline, clock)
            }
            "patient" => inside(tree, |field, tree| match field {
                "birth_date" => time(tree, clock),
                _ => Ok(tree.clone()),
            }),
            "anchors" => inside(tree, |_, tree| time_or_span(tree, clock)),
            _ => Ok(tree.clone()),
        };
        match written {
            Ok(tree) => case.push((name.clone(), tree)),
            Err(error) => errors.push(error.under(name)),
        }
    }
    if !request_given {
        let named = ("guideline".to_owned(), Tree::Text(guideline.to_owned()));
        case.push(("request".to_owned(), Tree::Map(vec![named])));
    }
    let mut records = Vec::new();
    for (id, fields) in &raw.records {
        match record(id, fields, library, clock) {
            Ok(tree) => records.push(tree),
            Err(error) => errors.push(error.under(id)),
        }
    }
    case.push(("records".to_owned(), Tree::List(records)));
    Tree::Map(case)
}

/// The time of review: an instant, noon of a date that it hangs on.
fn as_of(tree: &Tree, clock: &Clock) -> Result<Tree, TestError> {
    let text = plain(tree).ok_or_else(|| TestError::new("", "a time is needed"))?;
    let moment = match clock.moment(&text)? {
        Moment::Day(date) => {
            let noon = chrono::NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
            Moment::Exact(clock.instant(date, noon))
        }
        other => other,
    };
    Ok(Tree::Text(clock.spell(&moment)))
}

fn time(tree: &Tree, clock: &Clock) -> Result<Tree, TestError> {
    match plain(tree) {
        Some(text) => clock.text(&text).map(Tree::Text),
        None => Ok(tree.clone()),
    }
}

fn time_or_span(tree: &Tree, clock: &Clock) -> Result<Tree, TestError> {
    match tree {
        Tree::Map(_) => inside(tree, |_, tree| time(tree, clock)),
        other => time(other, clock),
    }
}

/// The fields of an object, each written out.
fn inside(tree: &Tree, write: impl Fn(&str, &Tree) -> Result<Tree, TestError>) -> Result<Tree, TestError> {
    let Tree::Map(fields) = tree else { return Ok(tree.clone()) };
    let mut written = Vec::new();
    for (name, tree) in fields {
        written.push((name.clone(), write(name, tree).map_err(|error| error.under(name))?));
    }
    Ok(Tree::Map(written))
}

fn supply(tree: &Tree, clock: &Clock) -> Result<Tree, TestError> {
    let statement = |tree: &Tree| {
        inside(tree, |field, tree| match field {
            "from" | "to" => time(tree, clock),
            _ => Ok(tree.clone()),
        })
    };
    match tree {
        Tree::Text(text) if text == "none" => Ok(Tree::Null),
        Tree::List(items) => {
            items.iter().map(statement).collect::<Result<Vec<Tree>, TestError>>().map(Tree::List)
        }
        other => statement(other),
    }
}

fn request(tree: &Tree, guideline: &str, clock: &Clock) -> Result<Tree, TestError> {
    let written = inside(tree, |field, tree| match field {
        "item" => codes(tree),
        "units" => units(tree),
        "received" => time(tree, clock),
        "period" => time_or_span(tree, clock),
        _ => Ok(tree.clone()),
    })?;
    match written {
        Tree::Map(mut fields) => {
            if !fields.iter().any(|(name, _)| name == "guideline") {
                fields.push(("guideline".to_owned(), Tree::Text(guideline.to_owned())));
            }
            Ok(Tree::Map(fields))
        }
        other => Ok(other),
    }
}

fn record(id: &str, fields: &[(String, Tree)], library: &Library, clock: &Clock) -> Result<Tree, TestError> {
    let fact = fact_of(id, fields, library)?;
    let mut written = vec![("id".to_owned(), Tree::Text(id.to_owned()))];
    if let Some(fact) = fact {
        written.push(("fact".to_owned(), Tree::Text(fact.id.clone())));
    }
    for (name, tree) in fields {
        let tree = match name.as_str() {
            "fact" => continue,
            "value" => value(tree, fact.map(|fact| &fact.kind), clock),
            "codes" => codes(tree),
            "parts" => parts(tree, fact, clock),
            "source" => Ok(match tree {
                Tree::Text(document) => {
                    Tree::Map(vec![("document".to_owned(), Tree::Text(document.clone()))])
                }
                other => other.clone(),
            }),
            name if TIMES.contains(&name) => time(tree, clock),
            _ => Ok(tree.clone()),
        };
        written.push((name.clone(), tree.map_err(|error| error.under(name))?));
    }
    if let Some(role) = fact.and_then(judge) {
        by_default_of(&mut written, role);
    }
    Ok(Tree::Map(written))
}

/// Who judges: the first role that the fact and its parts have in common, else the first that they name.
fn judge(fact: &Fact) -> Option<&str> {
    let kinds = std::iter::once(&fact.kind).chain(fact.parts.iter().map(|part| &part.kind));
    let all: Vec<&Vec<String>> = kinds
        .filter_map(|kind| match kind {
            Kind::Judgement(roles) => Some(roles),
            _ => None,
        })
        .collect();
    let (first, others) = all.split_first()?;
    let common = first.iter().find(|role| others.iter().all(|roles| roles.contains(role)));
    common.or(first.first()).map(String::as_str)
}

/// A judgement in a test is that of a role its fact names, unless the test says whose it is; `author_role: none` says that it
/// is not known.
fn by_default_of(record: &mut Fields, role: &str) {
    let at = record.iter().position(|(name, _)| name == "source");
    let mut source = match at.map(|at| record.remove(at)) {
        Some((_, Tree::Map(source))) => source,
        Some(other) => return record.push(other),
        None => Vec::new(),
    };
    match source.iter().position(|(name, _)| name == "author_role") {
        Some(at) => {
            if source.get(at).is_some_and(|(_, tree)| none(tree, false)) {
                source.remove(at);
            }
        }
        None => source.push(("author_role".to_owned(), Tree::Text(role.to_owned()))),
    }
    record.push(("source".to_owned(), Tree::Map(source)));
}

fn parts(tree: &Tree, fact: Option<&Fact>, clock: &Clock) -> Result<Tree, TestError> {
    inside(tree, |name, tree| {
        let part = fact.and_then(|fact| fact.parts.iter().find(|part| part.id == name));
        if let (None, Some(fact)) = (part, fact) {
            let known = fact.parts.iter().map(|part| part.id.as_str());
            return Err(unknown("", &format!("fact `{}` has no part `{name}`", fact.id), name, known, ""));
        }
        values::value(tree, part.map(|part| &part.kind), clock)
    })
}
