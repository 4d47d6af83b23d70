//! The example in Java: compiled and run over the C library, on every fixture of the contract.

use crate::{debian, run};
use anyhow::{Context, Result, bail};

const SOURCES: &[&str] = &[
    "docs/examples/java/Rationale.java",
    "docs/examples/java/Assess.java",
    "crates/rationale-ffi/tests/java/Contract.java",
];
const PAGE: &str = "docs/embedding/java.md";
const CLASSES: &str = "target/java";
/// Where Debian's package `libjna-java` puts it.
const JNA: &str = "/usr/share/java/jna.jar";

/// Compiles it and runs it.
pub(crate) fn all() -> Result<()> {
    if !debian::install(&[
        ("javac", "default-jdk-headless"),
        ("java", "default-jdk-headless"),
        (JNA, "libjna-java"),
    ])? {
        bail!("this needs Java 17 or later, and {JNA}, of Debian's package libjna-java");
    }
    // With the tests of the crate the C library is built too, as all of the workspace has it.
    run::cargo(&["test", "--workspace", "--quiet", "--no-run", "--test", "calls"])?;
    let own = std::env::current_exe().context("where this program lies is not known")?;
    let library = own.parent().context("a program lies in a folder")?.join("deps");
    let path = format!("{JNA}:{CLASSES}");
    let compile = ["-Werror", "-Xlint:all", "-cp", JNA, "-d", CLASSES];
    run::program("javac", &[&compile[..], SOURCES].concat(), &[])?;
    let found = format!("-Djna.library.path={}", library.display());
    run::program("java", &[&found, "-cp", &path, "Contract", "tests/contract"], &[])?;
    // What the page shows: the example by itself.
    let (page, example) = (run::read(PAGE)?, run::read(SOURCES[1])?);
    let shown = example.split_once("\n\n").map_or(example.as_str(), |(_, class)| class);
    if !page.contains(shown) {
        bail!("{PAGE} must show {} below its imports:\n{shown}", SOURCES[1]);
    }
    let case = "docs/examples/home_oxygen/meets_group_one.case.json";
    let answer = run::output("java", &[&found, "-cp", &path, "Assess", case])?;
    if answer != run::output(&run::rationale()?, &["evaluate", case, "--format", "json"])? {
        bail!("the example in Java prints something else than `rationale evaluate {case} --format json`");
    }
    Ok(())
}
