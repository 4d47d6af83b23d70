//! Programs of Debian that a command needs, installed where they are missing and may be.

use crate::run;
use anyhow::Result;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether the system's packages can be installed: Debian, and by its owner.
pub(crate) fn installs() -> bool {
    let id = Command::new("id").arg("-u").output();
    let root = id.is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    root && has("apt-get")
}

/// Whether a program is there.
pub(crate) fn has(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Installs a package for each file or program that is missing: `("valgrind", "valgrind")`, `("/usr/share/java/jna.jar",
/// "libjna-java")`. Says whether all are there.
///
/// # Errors
///
/// Where apt-get fails.
pub(crate) fn install(needed: &[(&str, &str)]) -> Result<bool> {
    let there = |what: &str| if what.starts_with('/') { Path::new(what).exists() } else { has(what) };
    let missing: Vec<&str> =
        needed.iter().filter(|(what, _)| !there(what)).map(|(_, package)| *package).collect();
    if !missing.is_empty() && installs() {
        let quiet = [("DEBIAN_FRONTEND", "noninteractive")];
        run::program("apt-get", &["update", "-qq"], &quiet)?;
        let words = ["install", "-qq", "-y", "--no-install-recommends"];
        run::program("apt-get", &[&words[..], &missing].concat(), &quiet)?;
    }
    Ok(needed.iter().all(|(what, _)| there(what)))
}
