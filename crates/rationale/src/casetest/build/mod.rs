//! Base + change -> a case: the short spellings written out, times made absolute, then read as any case is.

mod change;
mod write;

use super::TestError;
use super::names::unknown;
use super::suite::{Suite, Test};
use super::times::Clock;
use crate::case::Limits;
use crate::case::model::Case;
use crate::case::read::{self, CaseErrors};
use crate::case::tree::Tree;
use crate::check::model::{Fact, Guideline, Library};
use crate::suggest::closest;
use change::change;

/// A case, and the times it names.
pub(super) struct Built {
    pub(super) case: Case,
    pub(super) clock: Clock,
}

/// Keys of a base, as a case spells them (`id` is the case's).
const HEADER: [&str; 18] = [
    "id",
    "as_of",
    "known_at",
    "made_at",
    "zone",
    "zone_offsets",
    "supply",
    "not_read",
    "payer",
    "plan",
    "line_of_business",
    "state",
    "contractor",
    "holidays",
    "request",
    "patient",
    "anchors",
    "records",
];
const RECORD: [&str; 14] = [
    "fact",
    "kind",
    "codes",
    "value",
    "no_value",
    "parts",
    "at",
    "from",
    "to",
    "recorded_at",
    "ended",
    "status",
    "replaces",
    "source",
];

type Fields = Vec<(String, Tree)>;

/// A case as written, its short spellings not yet read.
struct Raw {
    header: Fields,
    records: Vec<(String, Fields)>,
}

pub(super) fn build(
    suite: &Suite,
    test: &Test,
    library: &Library,
    limits: &Limits<'_>,
) -> Result<Built, Vec<TestError>> {
    let one = |error: TestError| vec![error];
    let mut raw = raw(&suite.base).map_err(|error| one(error.under("base")))?;
    for path in &test.remove {
        // A record, or anything that a change could name.
        match raw.records.iter().position(|(id, _)| id == path) {
            Some(at) => drop(raw.records.remove(at)),
            None => change(&mut raw, path, &Tree::Null, library)
                .map_err(|error| one(error.under(path).under("remove")))?,
        }
    }
    for (id, tree) in &test.add {
        if raw.records.iter().any(|(record, _)| record == id) {
            return Err(one(TestError::new(format!("add.{id}"), "the base has a record of this id")
                .help("change it, or add one of another id with `fact:`")));
        }
        raw.records.push(record_fields(id, tree).map_err(|error| one(error.under("add")))?);
    }
    for (path, tree) in &test.change {
        change(&mut raw, path, tree, library).map_err(|error| one(error.under(path).under("change")))?;
    }
    let clock = Clock::new(&raw.header, limits);
    let mut errors = Vec::new();
    let tree = write::write_out(&raw, &suite.guideline, library, &clock, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    match read::read(&tree, limits) {
        Ok(case) => Ok(Built { case, clock }),
        Err(errors) => Err(of_case(&errors)),
    }
}

/// Times that a base may give and every guideline may use.
const ANCHORS: [&str; 5] = ["service", "admission", "discharge", "stay", "period"];

/// An anchor of the base that nothing reads, and that is near to one that the guideline reads and the base lacks.
///
/// `of_files` are the times that files declare outside guidelines.
pub(super) fn misspelled_anchor(
    base: &[(String, Tree)],
    editions: &[&Guideline],
    of_files: &[String],
) -> Option<TestError> {
    let (_, tree) = base.iter().find(|(key, _)| header_name(key) == "anchors")?;
    let Tree::Map(given) = tree else { return None };
    let declared = editions.iter().flat_map(|guideline| &guideline.anchors).map(|(name, _, _)| name.as_str());
    let known: Vec<&str> = declared.chain(of_files.iter().map(String::as_str)).chain(ANCHORS).collect();
    let lacking = |name: &&str| !given.iter().any(|(anchor, _)| anchor == name);
    given.iter().filter(|(name, _)| !known.contains(&name.as_str())).find_map(|(name, _)| {
        let near = closest(name, known.iter().copied().filter(lacking))?;
        let error =
            TestError::new(format!("base.anchors.{name}"), "the guideline reads no time of this name");
        Some(error.help(format!("did you mean `{near}`?")))
    })
}

fn raw(base: &[(String, Tree)]) -> Result<Raw, TestError> {
    let mut raw = Raw { header: Vec::new(), records: Vec::new() };
    for (key, tree) in base {
        let name = header_name(key);
        if !HEADER.contains(&name.as_str()) {
            return Err(unknown(key, "a base has no such key", &name, HEADER, ""));
        }
        if name != "records" {
            raw.header.push((name, tree.clone()));
            continue;
        }
        match tree {
            Tree::Map(records) => {
                for (id, tree) in records {
                    raw.records.push(record_fields(id, tree).map_err(|error| error.under("records"))?);
                }
            }
            Tree::Null => {}
            other => {
                return Err(TestError::new(
                    "records",
                    format!("records by id are needed, not {}", other.sort()),
                )
                .help("write `records: { ID: { value: 86 %, at: review - 2 h } }`"));
            }
        }
    }
    Ok(raw)
}

/// `as of` is `as_of` in a case.
fn header_name(key: &str) -> String {
    key.replace(' ', "_")
}

fn record_fields(id: &str, tree: &Tree) -> Result<(String, Fields), TestError> {
    match tree {
        Tree::Map(fields) => {
            for (name, _) in fields {
                if !RECORD.contains(&name.as_str()) {
                    let error =
                        unknown(name, "a record has no such field", name, RECORD, "parts go under `parts:`");
                    return Err(error.under(id));
                }
            }
            Ok((id.to_owned(), fields.clone()))
        }
        other => Ok((id.to_owned(), vec![("value".to_owned(), other.clone())])),
    }
}

/// `none` and `~` take away; where `none` is an option of what is changed, it is that option.
fn none(tree: &Tree, option: bool) -> bool {
    match tree {
        Tree::Null => true,
        Tree::Text(text) => text == "none" && !option,
        _ => false,
    }
}

/// The fact that a record is given for; `None` where it is given by codes.
fn fact_of<'l>(
    id: &str,
    fields: &[(String, Tree)],
    library: &'l Library,
) -> Result<Option<&'l Fact>, TestError> {
    let get = |key: &str| fields.iter().find(|(name, _)| name == key).map(|(_, tree)| tree);
    let name = match get("fact") {
        Some(Tree::Text(fact)) => fact.as_str(),
        _ if get("codes").is_some() => return Ok(None),
        _ => id,
    };
    match library.facts.iter().find(|fact| fact.id == name) {
        Some(fact) => Ok(Some(fact)),
        None => {
            let known = library.facts.iter().map(|fact| fact.id.as_str());
            let otherwise = "a record is named by its fact, or says it: `fact: NAME`";
            Err(unknown("", &format!("no fact is called `{name}`"), name, known, otherwise))
        }
    }
}

/// What the reader of cases says of the case that was built.
fn of_case(errors: &CaseErrors) -> Vec<TestError> {
    let of = |fault: &read::CaseFault| {
        let record = fault.record.as_ref().and_then(|record| record.id.clone());
        let keys: Vec<&str> = record
            .as_deref()
            .into_iter()
            .chain([fault.path.as_str()])
            .filter(|key| !key.is_empty())
            .collect();
        TestError { help: fault.help.clone(), ..TestError::new(keys.join("."), fault.message.clone()) }
    };
    errors.faults.iter().map(of).collect()
}
