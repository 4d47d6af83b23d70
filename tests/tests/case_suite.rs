//! Cases as data: sound ones are read and fit the published schema; broken ones are refused in the words of their snapshot.

use rationale::case::schema::case_schema;
use rationale::case::tree::{Tree, TreeLimits, parse_json, parse_yaml};
use rationale::case::{Case, CaseErrors, Limits, read_json, read_yaml};
use rationale_tests::criteria::{files_below, suite};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

#[allow(clippy::disallowed_methods)]
fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a readable file")
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yaml")
}

fn read(path: &Path) -> Result<Case, CaseErrors> {
    let text = text_of(path);
    if is_yaml(path) { read_yaml(&text, &Limits::default()) } else { read_json(&text, &Limits::default()) }
}

fn value(tree: Tree) -> Value {
    match tree {
        Tree::Null => Value::Null,
        Tree::Bool(yes) => Value::Bool(yes),
        Tree::Number(text) => serde_json::from_str(&text).expect("a number"),
        Tree::Text(text) => Value::String(text),
        Tree::List(items) => Value::Array(items.into_iter().map(value).collect()),
        Tree::Map(fields) => {
            Value::Object(fields.into_iter().map(|(name, item)| (name, value(item))).collect::<Map<_, _>>())
        }
    }
}

fn document(path: &Path) -> Value {
    let text = text_of(path);
    let parse = if is_yaml(path) { parse_yaml } else { parse_json };
    value(parse(&text, &TreeLimits::default()).expect("a document"))
}

/// The cases of this suite and all example cases of the project.
fn sound() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = [
        suite().join("case/sound"),
        root.join("criteria"),
        root.join("docs"),
        root.join("tests/conformance"),
    ];
    let mut found = Vec::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        for ending in [".case.json", ".case.yaml"] {
            found.extend(files_below(folder, ending).into_iter().map(|file| folder.join(file)));
        }
    }
    found
}

#[test]
fn sound_cases_are_read() {
    let paths = sound();
    assert!(paths.len() >= 3);
    for path in paths {
        match read(&path) {
            Ok(_) => {}
            // The core knows no zone by name; a case that names one is sound.
            Err(errors) if errors.faults.iter().all(|fault| fault.kind.code() == "zone-not-resolved") => {}
            Err(errors) => panic!("{}\n{errors}", path.display()),
        }
    }
}

#[test]
fn sound_cases_fit_the_published_schema() {
    let schema = jsonschema::draft202012::new(&case_schema()).expect("a schema");
    for path in sound() {
        let wrong: Vec<String> =
            schema.iter_errors(&document(&path)).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{}\n{wrong:#?}", path.display());
    }
}

#[test]
fn what_the_schema_refuses_the_reader_refuses() {
    let schema = jsonschema::draft202012::new(&case_schema()).expect("a schema");
    for file in files_below(&suite().join("case/broken"), ".json") {
        let path = suite().join("case/broken").join(&file);
        let Ok(tree) = parse_json(&text_of(&path), &TreeLimits::default()) else { continue };
        let fits = schema.is_valid(&value(tree));
        // What only the reader can tell.
        let beyond = [
            "duplicate-record.json",
            "contradictions.json",
            "replaces-circle.json",
            "zone-name.json",
            "zone-order.json",
        ];
        assert_eq!(fits, beyond.contains(&file.as_str()), "{file}");
    }
}

#[test]
fn broken_cases_are_refused_by_record_and_field() {
    insta::glob!("../suite/case/broken", "*.{json,yaml}", |path| {
        let errors = read(path).expect_err("a broken case");
        let lines: Vec<String> =
            errors.faults.iter().map(|fault| format!("{}: {fault}", fault.kind.code())).collect();
        insta::assert_snapshot!(lines.join("\n"));
    });
}
