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
    assert!(folders.len() >= 9, "{folders:?}");
    for folder in folders {
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        let engine = Engine::load(&read("load.json")).unwrap();
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
    assert!(wrong(r#"{ "file": {} }"#).contains("`file`"), "{}", wrong(r#"{ "file": {} }"#));
    assert!(schema("cases").unwrap_err().message.contains("case, assessment, diagnostics"));
    for name in ["case", "assessment", "diagnostics"] {
        let published =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/schema/{name}.schema.json"));
        assert!(schema(name).unwrap() == fs::read_to_string(published).unwrap(), "{name}");
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
