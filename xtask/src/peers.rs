//! The same policy and cases through other engines, side by side.

use crate::run;
use anyhow::{Context, Result};

/// A workspace of its own, so that nothing else pays for its dependencies.
const WORKSPACE: &str = "benches/peers";
/// Where Node.js finds the modules of its engines.
const FOLDER: &str = "target/peers/node";

/// Measures them and writes `benches/performance_peers.md`, which `cargo xtask bench` takes into its page. Fails where one does
/// not agree with the policy written by hand, case by case.
pub(crate) fn measured() -> Result<()> {
    run::write(&format!("{FOLDER}/package.json"), &run::read(&format!("{WORKSPACE}/node/package.json"))?)?;
    let folder = run::root().join(FOLDER);
    let folder = folder.to_str().context("the path of the project is no text")?;
    run::npm_install(FOLDER)?;
    let target = run::root().join("target/peers");
    let target = target.to_str().context("the path of the project is no text")?;
    let manifest = format!("{WORKSPACE}/Cargo.toml");
    let measure = ["run", "--release", "--quiet", "--locked", "--manifest-path", &manifest, "--", folder];
    run::program("cargo", &measure, &[("CARGO_TARGET_DIR", target)])
}
