//! Runs other programs from the root of the project, showing each as it starts.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// The root of the project.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Runs cargo and fails where it fails.
pub(crate) fn cargo(arguments: &[&str]) -> Result<()> {
    program("cargo", arguments, &[])
}

/// Builds a program of the workspace as its tests have it, so that nothing is built twice, and says where it lies. `test` is a
/// test of the same package.
pub(crate) fn built(name: &str, test: &str) -> Result<String> {
    let build = ["test", "--workspace", "--quiet", "--no-run", "--test", test];
    let built = Command::new("cargo").args(build).current_dir(root()).stderr(Stdio::null()).status();
    if !built.context("cargo could not be started")?.success() {
        // Once more, to show why.
        cargo(&build)?;
    }
    let own = std::env::current_exe().context("where this program lies is not known")?;
    let path = own.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    Ok(path.to_string_lossy().into_owned())
}

/// The `rationale` command.
pub(crate) fn rationale() -> Result<String> {
    built("rationale", "command")
}

/// Runs a program and fails where it fails.
pub(crate) fn program(name: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    eprintln!("$ {name} {}", arguments.join(" "));
    let status = Command::new(name)
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(root())
        .status()
        .with_context(|| format!("{name} could not be started"))?;
    if !status.success() {
        bail!("`{name} {}` failed", arguments.join(" "));
    }
    Ok(())
}

/// Installs what the `package.json` of a folder below the root names.
pub(crate) fn npm_install(folder: &str) -> Result<()> {
    let folder = root().join(folder);
    let folder = folder.to_str().context("the path of the project is no text")?;
    let quietly = ["--no-package-lock", "--no-audit", "--no-fund", "--silent"];
    program("npm", &[&["install", "--prefix", folder], &quietly[..]].concat(), &[])
}

/// Runs a program that says itself what is wrong, and passes its verdict on.
pub(crate) fn passes(name: &str, arguments: &[&str]) -> Result<ExitCode> {
    let status = Command::new(name).args(arguments).current_dir(root()).status();
    let status = status.with_context(|| format!("{name} could not be started"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs a program and returns what it prints.
pub(crate) fn output(name: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(name)
        .args(arguments)
        .current_dir(root())
        .output()
        .with_context(|| format!("{name} could not be started"))?;
    if !output.status.success() {
        bail!("`{name} {}` failed:\n{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Reads a file below the root, or one of a whole path.
#[expect(clippy::disallowed_methods, reason = "automation reads files")]
pub(crate) fn read(path: &str) -> Result<String> {
    std::fs::read_to_string(root().join(path)).with_context(|| format!("{path} could not be read"))
}

/// Writes a file below the root, its folders too.
#[expect(clippy::disallowed_methods, reason = "automation writes files")]
pub(crate) fn write(path: &str, text: &str) -> Result<()> {
    let path = root().join(path);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&path, text).with_context(|| format!("{} could not be written", path.display()))
}
