//! The Python wheel: built, installed into an environment of its own, tested; the Spark job on Sail and on Spark itself.

use crate::debian;
use crate::run;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

const CRATE: &str = "crates/rationale-py";
/// Debian's own record that the module `venv` is there for its Python.
const VENV: &str = "/var/lib/dpkg/info/python3-venv.list";

/// An environment of Python below `target`, with what a list names.
struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// Made where it is not there yet, and filled where its list has changed.
    fn made(name: &str, list: &str) -> Result<Self> {
        let made = Self { folder: run::root().join("target").join(name) };
        if !made.python().exists() {
            let folder = made.folder.to_string_lossy().into_owned();
            let make = || run::program("python3", &["-m", "venv", "--clear", &folder], &[]);
            // Debian's own Python comes without the module.
            if let Err(error) = make() {
                if !debian::install(&[(VENV, "python3-venv")])? {
                    return Err(error.context("Python 3.10 or later is needed, with its module `venv`"));
                }
                make()?;
            }
        }
        let list = format!("{CRATE}/tests/{list}");
        let wanted = run::read(&list)?;
        let filled = format!("target/{name}/filled.txt");
        if run::read(&filled).ok().as_deref() != Some(wanted.as_str()) {
            made.run(&["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", &list], &[])?;
            run::write(&filled, &wanted)?;
        }
        Ok(made)
    }

    fn python(&self) -> PathBuf {
        let folder = if cfg!(windows) { "Scripts" } else { "bin" };
        self.folder.join(folder).join(if cfg!(windows) { "python.exe" } else { "python" })
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
        run::program(&self.python().to_string_lossy(), arguments, environment)
    }

    /// Builds the wheel and installs it.
    fn install(&self) -> Result<()> {
        let python = self.python();
        let python = python.to_string_lossy();
        let manifest = format!("{CRATE}/Cargo.toml");
        let wheels = run::root().join("target/wheels");
        if wheels.exists() {
            std::fs::remove_dir_all(&wheels).context("target/wheels could not be emptied")?;
        }
        let folder = wheels.to_string_lossy();
        let build = [
            "-m",
            "maturin",
            "build",
            "--quiet",
            "--profile",
            "dev",
            "-m",
            &manifest,
            "-i",
            &python,
            "-o",
            &folder,
        ];
        self.run(&build, &[])?;
        let wheel = only_file(&wheels)?;
        self.run(&["-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", &wheel], &[])
    }

    fn tests(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
        let rationale = run::rationale()?;
        let config = format!("{CRATE}/pyproject.toml");
        let environment = [&[("RATIONALE", rationale.as_str())], environment].concat();
        self.run(&[&["-m", "pytest", "-c", &config], arguments].concat(), &environment)
    }
}

fn only_file(folder: &Path) -> Result<String> {
    let mut found = std::fs::read_dir(folder)?;
    let file = found.next().context("maturin made no wheel")??;
    Ok(file.path().to_string_lossy().into_owned())
}

/// Builds the wheel and runs all its tests, the Spark job on Sail among them; its types are checked too.
pub(crate) fn all() -> Result<()> {
    let python = Environment::made("python", "requirements.txt")?;
    python.install()?;
    let places = [CRATE, "docs/examples/spark"];
    let config = format!("{CRATE}/pyproject.toml");
    python.run(
        &[&["-m", "ruff", "check", "--quiet", "--no-cache", "--config", &config], &places[..]].concat(),
        &[],
    )?;
    python.run(
        &[&["-m", "ruff", "format", "--quiet", "--no-cache", "--check", "--config", &config], &places[..]]
            .concat(),
        &[],
    )?;
    let package = format!("{CRATE}/python");
    let typed = format!("{CRATE}/tests/typed_use.py");
    python.run(&["-m", "mypy", "--config-file", &config, &format!("{package}/rationale"), &typed], &[])?;
    let stubs = ["-m", "mypy.stubtest", "rationale._native", "--mypy-config-file", &config];
    python.run(&stubs, &[("MYPYPATH", &package)])?;
    python.tests(&[&format!("{CRATE}/tests")], &[])
}

/// The Spark job on Spark itself, in a Java virtual machine.
pub(crate) fn spark() -> Result<()> {
    if !debian::install(&[("java", "default-jdk-headless")])? {
        bail!("Spark runs on Java: install it, 17 or later");
    }
    let python = Environment::made("spark", "requirements-spark.txt")?;
    python.install()?;
    python.tests(&[&format!("{CRATE}/tests/test_spark.py")], &[("RATIONALE_SPARK", "1")])
}
