//! The example in C is built against the header and the static library, and answers as the contract says; under valgrind
//! where it is there, without a byte lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, missing_docs)] // a test runs programs

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// What the static library needs of the system.
const LINKED: &str = "-lpthread -ldl -lm";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The static library that was built with this test: the newest of its name beside it.
fn library() -> PathBuf {
    let beside = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("librationale_ffi") && name.ends_with(".a")
    };
    let found = fs::read_dir(beside).unwrap().map(|entry| entry.unwrap().path()).filter(is_ours);
    found.max_by_key(|path| fs::metadata(path).unwrap().modified().unwrap()).expect("a static library")
}

/// The program, built once for all tests.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build)
}

fn build() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = folder.join("assess");
    let output = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-g"])
        .arg("-I")
        .arg(root().join("crates/rationale-ffi/include"))
        .arg(root().join("docs/examples/c/assess.c"))
        .arg(library())
        .args(LINKED.split(' '))
        .arg("-o")
        .arg(&program)
        .output()
        .expect("cc: a C compiler is needed to build the engine too");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    program
}

fn text(output: &Output) -> (String, String) {
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn the_example_in_c_answers_as_the_contract_says() {
    let program = built();
    let fixture = |name: &str| root().join("tests/contract").join(name);
    let answer = |name: &str| fs::read_to_string(fixture(name).join("answer.json")).unwrap();

    let sound =
        Command::new(program).arg(fixture("library").join("case.json")).args(["", "4"]).output().unwrap();
    let (out, said) = text(&sound);
    assert!(sound.status.success(), "{said}");
    assert!(out == answer("library"), "{out}");

    let wrong = Command::new(program).arg(fixture("wrong_case").join("case.json")).output().unwrap();
    let (out, said) = text(&wrong);
    assert_eq!((wrong.status.code(), out.as_str()), (Some(1), ""));
    assert!(said == answer("wrong_case"), "{said}");

    let asked = Command::new(program)
        .arg(fixture("library").join("case.json"))
        .arg(r#"{ "guideline": "nothing" }"#)
        .output()
        .unwrap();
    assert!(text(&asked).1.contains("no guideline is called"));
}

#[test]
fn the_example_in_c_loses_no_memory() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("valgrind is not here: memory is not looked at");
        return;
    }
    let program = built();
    let case = root().join("tests/contract/wrong_case/case.json");
    let run = Command::new("valgrind")
        .args([
            "--quiet",
            "--error-exitcode=99",
            "--leak-check=full",
            "--errors-for-leak-kinds=definite,indirect",
        ])
        .arg(program)
        .arg(case)
        .args(["", "2"])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1), "{}", text(&run).1);
}

#[test]
fn the_page_shows_how_it_is_built() {
    let page = fs::read_to_string(root().join("docs/embedding/c.md")).unwrap();
    let line = format!(
        "cc -I crates/rationale-ffi/include docs/examples/c/assess.c target/release/librationale_ffi.a {LINKED} -o assess"
    );
    assert!(page.contains(&line), "docs/embedding/c.md must show `{line}`");
}
