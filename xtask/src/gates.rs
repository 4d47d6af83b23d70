//! What must hold of the code besides its tests: format, lints, documentation, licences and bans.

use crate::{run, surface};
use anyhow::{Result, bail};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

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

/// Tools that tests run, under licences that nothing shipped may have: none of them may be in what is shipped.
const TOOLS: &[(&str, &str)] = &[("cbindgen", "MPL-2.0")];

/// What is shipped: these and all they are built from.
const SHIPPED: &[&str] = &[
    "rationale",
    "rationale-arrow",
    "rationale-batch",
    "rationale-cli",
    "rationale-contract",
    "rationale-criteria",
    "rationale-ffi",
    "rationale-fhir",
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
    surface::held()?;
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
        if !allowed(licence) && !TOOLS.contains(&(name, licence)) {
            faults.push(format!("{name} is under {licence}"));
        }
    }
    let nodes = metadata["resolve"]["nodes"].as_array().map_or(&[][..], Vec::as_slice);
    let names: BTreeMap<&str, &str> = packages
        .iter()
        .filter_map(|package| Some((package["id"].as_str()?, package["name"].as_str()?)))
        .collect();
    for name in shipped(nodes, &names)? {
        if TOOLS.iter().any(|(tool, _)| *tool == name) {
            faults.push(format!("{name} is a tool for tests, but something shipped is built from it"));
        }
    }
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

/// The names of all packages that what is shipped is built from, those that build it among them; tests do not count.
fn shipped<'n>(nodes: &[Value], names: &BTreeMap<&str, &'n str>) -> Result<BTreeSet<&'n str>> {
    let needs: BTreeMap<&str, Vec<&str>> = nodes
        .iter()
        .filter_map(|node| {
            let built_from = node["deps"].as_array()?.iter().filter(|needed| {
                let kinds = needed["dep_kinds"].as_array().map_or(&[][..], Vec::as_slice);
                kinds.iter().any(|kind| kind["kind"] != "dev")
            });
            Some((node["id"].as_str()?, built_from.filter_map(|needed| needed["pkg"].as_str()).collect()))
        })
        .collect();
    let ours = |name: &str| names.iter().find(|(id, named)| **named == name && id.starts_with("path+"));
    let mut open: Vec<&str> = SHIPPED.iter().filter_map(|name| ours(name)).map(|(id, _)| *id).collect();
    if open.len() != SHIPPED.len() {
        bail!("of the crates that are shipped {} are in the workspace, of {}", open.len(), SHIPPED.len());
    }
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(needs.get(id).into_iter().flatten());
        }
    }
    Ok(seen.iter().filter_map(|id| names.get(id).copied()).collect())
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
    use super::{SHIPPED, allowed, shipped};
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    /// Every crate that is shipped, one of them with one need of that kind.
    fn needing(kind: &Value) -> (Vec<Value>, Vec<(String, String)>) {
        let id = |name: &str| format!("path+file:///{name}");
        let mut nodes: Vec<Value> =
            SHIPPED.iter().map(|name| json!({ "id": id(name), "deps": [] })).collect();
        nodes[0]["deps"] = json!([{ "pkg": "tool", "dep_kinds": [{ "kind": kind }] }]);
        let mut names: Vec<(String, String)> =
            SHIPPED.iter().map(|name| (id(name), (*name).to_owned())).collect();
        names.push((String::from("tool"), String::from("tool")));
        (nodes, names)
    }

    #[test]
    fn what_tests_alone_need_is_not_shipped() {
        for (kind, expected) in [(json!("dev"), false), (Value::Null, true), (json!("build"), true)] {
            let (nodes, names) = needing(&kind);
            let names: BTreeMap<&str, &str> =
                names.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
            assert_eq!(shipped(&nodes, &names).unwrap().contains("tool"), expected, "{kind}");
            assert!(
                shipped(&nodes[1..], &BTreeMap::new()).is_err(),
                "a crate that is not found is no crate without needs"
            );
        }
    }

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
