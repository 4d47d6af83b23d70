//! Base + change -> a case: the short spellings written out, times made absolute, then read as any case is.

use super::TestError;
use super::names::unknown;
use super::suite::{Suite, Test};
use super::times::{Clock, plain};
use super::values::{self, codes, units, value};
use crate::case::Limits;
use crate::case::model::Case;
use crate::case::read::{self, CaseErrors};
use crate::case::tree::Tree;
use crate::check::model::{Fact, Guideline, Kind, Library};
use crate::suggest::closest;
use crate::value::time::Moment;

/// A case, and the times it names.
pub(super) struct Built {
    pub(super) case: Case,
    pub(super) clock: Clock,
}

/// Keys of a base, as a case spells them (`id` is the case's).
const HEADER: [&str; 16] = [
    "id",
    "as_of",
    "known_at",
    "made_at",
    "zone",
    "zone_offsets",
    "supply",
    "payer",
    "plan",
    "line_of_business",
    "state",
    "contractor",
    "request",
    "patient",
    "anchors",
    "records",
];
const RECORD: [&str; 13] = [
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
    "status",
    "replaces",
    "source",
];
const TIMES: [&str; 4] = ["at", "from", "to", "recorded_at"];

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
    let tree = write_out(&raw, &suite.guideline, library, &clock, &mut errors);
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
pub(super) fn misspelled_anchor(base: &[(String, Tree)], editions: &[&Guideline]) -> Option<TestError> {
    let (_, tree) = base.iter().find(|(key, _)| header_name(key) == "anchors")?;
    let Tree::Map(given) = tree else { return None };
    let declared = editions.iter().flat_map(|guideline| &guideline.anchors).map(|(name, _, _)| name.as_str());
    let known: Vec<&str> = declared.chain(ANCHORS).collect();
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

/// Changes what a path says: `spo2`, `spo2.at`, `spo2.parts.activity`, `spo2.activity`, `request.level`, `as of`.
fn change(raw: &mut Raw, path: &str, tree: &Tree, library: &Library) -> Result<(), TestError> {
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

/// `none` and `~` take away; where `none` is an option of what is changed, it is that option.
fn none(tree: &Tree, option: bool) -> bool {
    match tree {
        Tree::Null => true,
        Tree::Text(text) => text == "none" && !option,
        _ => false,
    }
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

/// The whole as a case spells it.
fn write_out(
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
