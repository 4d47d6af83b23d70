//! The command prints what the contract answers, byte for byte.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)] // a test reads and writes files

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_command_prints_what_the_contract_answers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/contract");
    let (mut compared, mut checks) = (0, 0);
    for entry in fs::read_dir(root).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.join("diagnostics.json").exists() {
            continue;
        }
        let json = |name: &str| -> Value {
            serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap_or(Value::Null)
        };
        let (load, options) = (json("load.json"), json("options.json"));
        let mut own = Vec::new();
        let mut below = PathBuf::from(".");
        if let Some(files) = load["files"].as_object() {
            let criteria =
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("contract").join(folder.file_name().unwrap());
            for (path, text) in files {
                let path = criteria.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text.as_str().unwrap()).unwrap();
            }
            below.clone_from(&criteria);
            own = vec![PathBuf::from("--criteria"), criteria];
        }
        let checked = Command::new(env!("CARGO_BIN_EXE_rationale"))
            // From where the files are, so that their paths are those of the contract.
            .current_dir(&below)
            .args(if own.is_empty() { &[][..] } else { &["--criteria", "."] })
            .args(["check", "--format", "json"])
            .output()
            .unwrap();
        let printed = String::from_utf8(checked.stdout).unwrap();
        let said = String::from_utf8_lossy(&checked.stderr);
        assert!(
            printed == fs::read_to_string(folder.join("diagnostics.json")).unwrap(),
            "{}: {printed}{said}",
            folder.display()
        );
        checks += 1;
        // The command always looks for missing sets.
        let code = fs::read_to_string(folder.join("code")).unwrap();
        if code.trim() != "ok" || options["missing_sets"] == false {
            continue;
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_rationale"));
        command.args(&own);
        command.arg("evaluate").arg(folder.join("case.json")).args(["--format", "json"]);
        for name in ["guideline", "view"] {
            if let Some(word) = options[name].as_str() {
                command.args([format!("--{name}"), word.to_owned()]);
            }
        }
        let output = command.output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{}: {}", folder.display(), String::from_utf8_lossy(&output.stderr));
        assert!(
            printed == fs::read_to_string(folder.join("answer.json")).unwrap(),
            "{}:\n{printed}",
            folder.display()
        );
        compared += 1;
    }
    assert!(compared >= 3 && checks >= 9, "{compared}, {checks}");
}
