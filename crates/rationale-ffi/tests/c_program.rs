//! The example in C is built against the header and the static library, and answers as the contract says; under valgrind
//! where it is there, without a byte lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, missing_docs)] // a test runs programs

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

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

/// By the very line that the page shows, with the warnings of a careful build.
fn build() -> PathBuf {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("assess");
    let page = fs::read_to_string(root().join("docs/embedding/c.md")).unwrap();
    let line =
        page.lines().find(|line| line.starts_with("cc ")).expect("docs/embedding/c.md: a line `cc ...`");
    let arguments = line.split_whitespace().skip(1).map(|word| match word {
        "target/release/librationale_ffi.a" => library(),
        "assess" => program.clone(),
        word => PathBuf::from(word),
    });
    let output = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-g"])
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("cc: a C compiler is needed to build the engine too");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
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

/// With criteria that load, on an answer and on an error. Where a machine must have valgrind, `RATIONALE_VALGRIND` says so.
#[test]
fn the_example_in_c_loses_no_memory() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        assert!(std::env::var_os("RATIONALE_VALGRIND").is_none(), "valgrind is not here");
        eprintln!("valgrind is not here: memory is not looked at");
        return;
    }
    let program = built();
    for (fixture, ends) in [("wrong_case", 1), ("library", 0)] {
        let run = Command::new("valgrind")
            .args([
                "--quiet",
                "--error-exitcode=99",
                "--leak-check=full",
                "--errors-for-leak-kinds=definite,indirect",
            ])
            .arg(program)
            .arg(root().join("tests/contract").join(fixture).join("case.json"))
            .args([r#"{ "missing_sets": false }"#, "2"])
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(ends), "{fixture}: {}", text(&run).1);
    }
}
