//! The text of a test file -> base, tests and what they expect; strict about its own keys.

use super::names::unknown;
use super::{TestError, lines};
use crate::case::tree::{Step, Tree, TreeFault, TreeFaultKind, TreeLimits, parse_yaml};

/// A test file.
pub(super) struct Suite {
    /// The guideline it tests.
    pub(super) guideline: String,
    /// The case that the tests change.
    pub(super) base: Vec<(String, Tree)>,
    /// The tests, rows of tables last.
    pub(super) tests: Vec<Test>,
}

/// One test.
#[derive(Default)]
pub(super) struct Test {
    pub(super) name: String,
    pub(super) line: Option<usize>,
    /// What it changes: path, value.
    pub(super) change: Vec<(String, Tree)>,
    /// Records it leaves out.
    pub(super) remove: Vec<String>,
    /// Records it adds: id, record.
    pub(super) add: Vec<(String, Tree)>,
    /// The rules of meaning it shows, by their ids.
    pub(super) shows: Vec<String>,
    /// What it expects: key, value.
    pub(super) expect: Vec<(String, Tree)>,
}

const FILE: [&str; 4] = ["guideline", "base", "cases", "tables"];
const CASE: [&str; 6] = ["name", "shows", "change", "remove", "add", "expect"];
const TABLE: [&str; 7] = ["name", "shows", "change", "criterion", "values", "remove", "add"];

pub(super) fn read(text: &str, limits: &TreeLimits, errors: &mut Vec<TestError>) -> Option<Suite> {
    let tree = match parse_yaml(text, limits) {
        Ok(tree) => tree,
        Err(faults) => {
            errors.extend(faults.iter().map(|one| fault(one, text)));
            return None;
        }
    };
    let Tree::Map(fields) = tree else {
        errors.push(TestError::new("", "a test file starts with `guideline: NAME`"));
        return None;
    };
    for (name, _) in &fields {
        if !FILE.contains(&name.as_str()) {
            let mut error = unknown(name, "a test file has no such key", name, FILE, "");
            error.line = lines::key(text, name);
            errors.push(error);
        }
    }
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let guideline = match field("guideline") {
        Some(Tree::Text(guideline)) => guideline.clone(),
        _ => {
            errors.push(
                TestError::new("guideline", "say which guideline is tested").help("write `guideline: NAME`"),
            );
            return None;
        }
    };
    let base = match field("base") {
        Some(Tree::Map(base)) => base.clone(),
        _ => {
            errors.push(
                TestError::new("base", "the case that the tests change is not given")
                    .help("write `base: { id: base, as of: 2026-03-03T09:00-05:00, records: {} }`"),
            );
            return None;
        }
    };
    let mut suite = Suite { guideline, base, tests: Vec::new() };
    let cases = lines::items(text, "cases");
    for (index, item) in list(field("cases"), "cases", errors).iter().enumerate() {
        let line = cases.get(index).copied();
        match case(item, index) {
            Ok(test) => suite.tests.push(Test { line, ..test }),
            Err(mut error) => {
                error.line = line;
                errors.push(error.under(&format!("cases[{}]", index.saturating_add(1))));
            }
        }
    }
    let tables = lines::items(text, "tables");
    for (index, item) in list(field("tables"), "tables", errors).iter().enumerate() {
        let line = tables.get(index).copied();
        match table(item) {
            Ok(rows) => suite.tests.extend(rows.into_iter().map(|row| Test { line, ..row })),
            Err(mut error) => {
                error.line = line;
                errors.push(error.under(&format!("tables[{}]", index.saturating_add(1))));
            }
        }
    }
    if suite.tests.is_empty() && errors.is_empty() {
        errors
            .push(TestError::new("cases", "there is no test in this file").help("write `cases:` and a list"));
    }
    Some(suite)
}

fn list<'t>(field: Option<&'t Tree>, key: &str, errors: &mut Vec<TestError>) -> &'t [Tree] {
    match field {
        Some(Tree::List(items)) => items,
        None | Some(Tree::Null) => &[],
        Some(other) => {
            errors.push(TestError::new(key, format!("a list is needed here, not {}", other.sort())));
            &[]
        }
    }
}

fn case(item: &Tree, index: usize) -> Result<Test, TestError> {
    let fields = fields(item, &CASE)?;
    let name = match get(fields, "name") {
        Some(Tree::Text(name)) => name.clone(),
        Some(Tree::Number(number)) => number.clone(),
        None => format!("test {}", index.saturating_add(1)),
        Some(other) => return Err(TestError::new("name", format!("a text is needed, not {}", other.sort()))),
    };
    let expect = map(fields, "expect")?;
    if expect.is_empty() {
        return Err(
            TestError::new("expect", "nothing is expected").help("write `expect: { outcome: meets }`")
        );
    }
    Ok(Test {
        name,
        line: None,
        shows: names(fields, "shows")?,
        change: map(fields, "change")?,
        remove: names(fields, "remove")?,
        add: map(fields, "add")?,
        expect,
    })
}

/// A table is a test for each of its values.
fn table(item: &Tree) -> Result<Vec<Test>, TestError> {
    let fields = fields(item, &TABLE)?;
    let text = |key: &str| match get(fields, key) {
        Some(Tree::Text(text)) => Ok(text.clone()),
        _ => Err(TestError::new(key, format!("a table says its `{key}`"))),
    };
    let (change, criterion) = (text("change")?, text("criterion")?);
    let title = match get(fields, "name") {
        Some(Tree::Text(name)) => format!("{name}: "),
        _ => String::new(),
    };
    let values = map(fields, "values")?;
    if values.is_empty() {
        return Err(TestError::new("values", "a table needs values")
            .help("write `values: { 88 %: met, 89 %: unmet, none: undetermined }`"));
    }
    let (remove, add) = (names(fields, "remove")?, map(fields, "add")?);
    let shows = names(fields, "shows")?;
    let rows = values.into_iter().map(|(value, expected)| Test {
        name: format!("{title}{change} {value}, {criterion}"),
        line: None,
        shows: shows.clone(),
        change: vec![(change.clone(), Tree::Text(value))],
        remove: remove.clone(),
        add: add.clone(),
        expect: vec![(criterion.clone(), expected)],
    });
    Ok(rows.collect())
}

fn fields<'t>(item: &'t Tree, known: &[&str]) -> Result<&'t [(String, Tree)], TestError> {
    let Tree::Map(fields) = item else {
        return Err(TestError::new("", format!("keys and values are needed, not {}", item.sort())));
    };
    match fields.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((name, _)) => Err(unknown(name, "a test has no such key", name, known.iter().copied(), "")),
        None => Ok(fields),
    }
}

fn get<'t>(fields: &'t [(String, Tree)], key: &str) -> Option<&'t Tree> {
    fields.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

fn map(fields: &[(String, Tree)], key: &str) -> Result<Vec<(String, Tree)>, TestError> {
    match get(fields, key) {
        Some(Tree::Map(map)) => Ok(map.clone()),
        None | Some(Tree::Null) => Ok(Vec::new()),
        Some(other) => Err(TestError::new(key, format!("keys and values are needed, not {}", other.sort()))),
    }
}

/// One name or a list of names.
fn names(fields: &[(String, Tree)], key: &str) -> Result<Vec<String>, TestError> {
    match get(fields, key) {
        Some(tree) => texts(tree).map_err(|error| error.under(key)),
        None => Ok(Vec::new()),
    }
}

/// One text or a list of texts.
pub(super) fn texts(tree: &Tree) -> Result<Vec<String>, TestError> {
    match tree {
        Tree::Text(text) => Ok(vec![text.clone()]),
        Tree::Null => Ok(Vec::new()),
        Tree::List(items) => items
            .iter()
            .map(|item| match item {
                Tree::Text(text) => Ok(text.clone()),
                other => Err(TestError::new("", format!("a name is needed, not {}", other.sort()))),
            })
            .collect(),
        other => {
            Err(TestError::new("", format!("a name or a list of names is needed, not {}", other.sort())))
        }
    }
}

/// What is wrong with the YAML itself.
fn fault(fault: &TreeFault, text: &str) -> TestError {
    let message = match fault.kind {
        TreeFaultKind::NotJson | TreeFaultKind::NotYaml => "this is not YAML",
        TreeFaultKind::CutShort => "the file stops too early",
        TreeFaultKind::DuplicateField => "this key stands twice",
        TreeFaultKind::FieldNotText => "a key must be a text; put it in quotes",
        TreeFaultKind::NumberTooLong => "this number has too many digits",
        TreeFaultKind::TooLong => "the file is too long",
        TreeFaultKind::TooDeep => "the file is nested too deep",
        TreeFaultKind::TextTooLong => "a text in the file is too long",
    };
    let mut key = String::new();
    for step in &fault.path {
        match step {
            Step::Field(name) if key.is_empty() => key.push_str(name),
            Step::Field(name) => key.push_str(&format!(".{name}")),
            Step::Item(index) => key.push_str(&format!("[{}]", index.saturating_add(1))),
        }
    }
    let line = match fault.kind {
        TreeFaultKind::DuplicateField => lines::second(text, &fault.path),
        _ => None,
    };
    let line = line.or(fault.place.map(|(line, _)| line));
    let error = TestError { line, ..TestError::new(key, message) };
    match fault.kind {
        TreeFaultKind::NotYaml => {
            error.help(
                "look at this line and the one before it: keys of one list begin in the same column, each has its `:`, and a \
                 text that holds `: ` or starts with one of `> | & * ! % @ [ {` wants quotes",
            )
        }
        _ => error,
    }
}
