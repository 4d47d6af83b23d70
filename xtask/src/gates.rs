//! What must hold of the code besides its tests: format, lints, documentation, licences and bans.

use crate::run;
use anyhow::{Result, bail};
use serde_json::Value;

/// Licences that may be in what we ship.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "CC0-1.0",
    "0BSD",
    "BSL-1.0",
    "MIT-0",
];

/// Crates that must not come in: archived, unsound or unmaintained, or needing a C toolchain of their own.
const BANNED: &[&str] = &[
    "serde_yaml",
    "serde_yml",
    "libyml",
    "yaml-rust",
    "bincode",
    "paste",
    "fxhash",
    "proc-macro-error",
    "openssl-sys",
    "aws-lc-sys",
];

/// All gates.
pub(crate) fn all() -> Result<()> {
    run::cargo(&["fmt", "--all", "--check"])?;
    run::cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
    let documented = [("RUSTDOCFLAGS", "-D warnings")];
    run::program("cargo", &["doc", "--workspace", "--no-deps", "--quiet"], &documented)?;
    dependencies()
}

/// Licences and bans over everything that is resolved.
fn dependencies() -> Result<()> {
    let text = run::output("cargo", &["metadata", "--format-version", "1", "--locked"])?;
    let metadata: Value = serde_json::from_str(&text)?;
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    if packages.is_empty() {
        bail!("cargo metadata lists no packages");
    }
    let mut faults = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        if BANNED.contains(&name) {
            faults.push(format!("{name} is banned"));
        }
        let licence = package["license"].as_str().unwrap_or("none");
        if !allowed(licence) {
            faults.push(format!("{name} is under {licence}"));
        }
    }
    let nodes = metadata["resolve"]["nodes"].as_array().map_or(&[][..], Vec::as_slice);
    for node in nodes {
        let id = node["id"].as_str().unwrap_or_default();
        let features = node["features"].as_array().map_or(&[][..], Vec::as_slice);
        if id.contains("serde_json") && features.iter().any(|feature| feature == "arbitrary_precision") {
            faults.push(String::from(
                "serde_json has `arbitrary_precision` on, which changes numbers for every host",
            ));
        }
    }
    if !faults.is_empty() {
        bail!("dependencies:\n  {}", faults.join("\n  "));
    }
    eprintln!("{} packages: licences and bans hold", packages.len());
    Ok(())
}

/// Whether an SPDX expression can be met by licences on the list.
fn allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    expression.split(" AND ").all(|part| {
        let part = part.trim().trim_start_matches('(').trim_end_matches(')');
        part.split(" OR ").any(|choice| LICENCES.contains(&choice.trim().trim_matches(['(', ')'])))
    })
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn an_expression_is_allowed_where_some_choice_of_it_is() {
        for (expression, expected) in [
            ("MIT", true),
            ("MIT OR Apache-2.0", true),
            ("MIT/Apache-2.0", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("MPL-2.0", false),
            ("GPL-3.0 OR MIT", true),
            ("MIT AND GPL-3.0", false),
            ("none", false),
        ] {
            assert_eq!(allowed(expression), expected, "{expression}");
        }
    }
}
