//! The calls give what the contract's fixtures say, byte for byte. `UPDATE_DOCS=1` writes them.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)] // a test reads files

use rationale_contract::{Code, Engine, schema, version};
use std::fs;
use std::path::{Path, PathBuf};

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/contract");
    let mut found: Vec<PathBuf> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

#[test]
fn every_fixture_gives_its_bytes() {
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let folders = folders();
    assert!(folders.len() >= 12, "{folders:?}");
    let mut refused = 0;
    for folder in folders {
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        let engine = match Engine::load(&read("load.json")) {
            Ok(engine) => engine,
            Err(error) => {
                if update {
                    fs::write(folder.join("answer.json"), error.json()).unwrap();
                }
                assert_eq!(error.code.word(), read("code").trim());
                assert!(read("answer.json") == error.json(), "{}: {}", folder.display(), error.json());
                assert!(!folder.join("case.json").exists(), "{}: nothing can be evaluated", folder.display());
                refused += 1;
                continue;
            }
        };
        let (code, answer) = match engine.evaluate(&read("case.json"), &read("options.json")) {
            Ok(answer) => ("ok", answer),
            Err(error) => (error.code.word(), error.json()),
        };
        assert_eq!(code, read("code").trim(), "{}: {answer}", folder.display());
        for (name, now) in [("diagnostics.json", engine.diagnostics()), ("answer.json", &answer)] {
            if update {
                fs::write(folder.join(name), now).unwrap();
            }
            assert!(read(name) == now, "{}: {name} is\n{now}", folder.display());
        }
    }
    assert!(refused >= 3, "{refused}");
}

/// Whatever argument a text strays into, what it says of a patient does not come back.
#[test]
fn no_error_says_what_was_sent() {
    let engine = Engine::load(r#"{ "library": true }"#).unwrap();
    let values =
        [r#""Jane Doe""#, r#"["Jane Doe"]"#, r#"{ "Jane Doe": "Jane Doe" }"#, "19551231", "1.9551231"];
    let mut said = Vec::new();
    for value in values {
        for field in ["library", "files", "entries", "Jane Doe"] {
            let twice = format!(r#"{{ "{field}": {value}, "{field}": {value} }}"#);
            for request in [format!(r#"{{ "{field}": {value} }}"#), value.to_owned(), twice] {
                said.extend(Engine::load(&request).err().map(|error| error.json()));
            }
        }
        for field in ["guideline", "view", "missing_sets", "Jane Doe"] {
            for options in [format!(r#"{{ "{field}": {value} }}"#), value.to_owned()] {
                let case = r#"{ "case": "C-1", "as_of": "2026-03-03T09:00:00-05:00" }"#;
                if field != "guideline" {
                    said.extend(engine.evaluate(case, &options).err().map(|error| error.json()));
                }
            }
        }
    }
    said.extend(schema("Jane Doe").err().map(|error| error.json()));
    assert!(said.len() > 80, "{}", said.len());
    for error in said {
        assert!(!error.contains("Doe") && !error.contains("9551231"), "{error}");
    }
}

#[test]
fn what_is_asked_wrongly_is_said_by_its_name() {
    let wrong = |request: &str| {
        let error = Engine::load(request).unwrap_err();
        assert_eq!(error.code, Code::Request);
        error.message
    };
    assert!(wrong("").contains("the request to load"));
    assert!(wrong("{}").contains("no criteria"), "{}", wrong("{}"));
    assert_eq!(
        wrong(r#"{ "file": {} }"#),
        "the request to load: no field `file` here; it may have `library`, `files` and `entries`"
    );
    assert_eq!(
        wrong(r#"{ "files": { "a.crit": "", "b.crit": "", "a.crit": "x" } }"#),
        "the request to load: `files`, `a.crit` stands twice; keep one"
    );
    assert_eq!(
        wrong(r#"{ "files": { "a.crit": 5 } }"#),
        "the request to load: `files`, `a.crit` must be a text, not a number"
    );
    assert!(schema("cases").unwrap_err().message.contains("case, assessment, diagnostics"));
    for name in ["case", "assessment", "diagnostics"] {
        let of_the_types = match name {
            "case" => rationale::case::schema::case_schema(),
            "assessment" => rationale::wire::assessment_schema(),
            _ => rationale::wire::diagnostics_schema(),
        };
        assert!(schema(name).unwrap() == format!("{of_the_types:#}\n"), "{name}: cargo xtask schema");
    }
    assert_eq!(
        version(),
        format!(
            "{{\"contract\":1,\"engine\":\"{}\",\"meaning\":{}}}\n",
            env!("CARGO_PKG_VERSION"),
            rationale_meaning()
        )
    );
}

fn rationale_meaning() -> u32 {
    rationale::eval::MEANING
}

#[test]
fn own_files_stand_before_those_of_the_library() {
    let engine = Engine::load(
        r#"{ "library": true, "files": { "oxygen/home_oxygen.crit": "guideline mine \"Mine\" { status draft cite internal \"x\" coverage c \"C\" { requires all { a \"A\": age at review >= 18 years } } }" } }"#,
    )
    .unwrap();
    let ids: Vec<&str> = engine.plan().library().guidelines.iter().map(|one| one.id.as_str()).collect();
    assert!(ids.contains(&"mine") && ids.contains(&"cpap") && !ids.contains(&"home_oxygen"), "{ids:?}");
}
