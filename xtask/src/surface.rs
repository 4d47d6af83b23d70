//! `docs/embedding/surface.md`: every public name that a program in Rust may use, on one page, from what rustdoc sees.

use crate::run;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::{Command, ExitCode};

const PAGE: &str = "docs/embedding/surface.md";

/// The crates a program builds on.
const CRATES: &[&str] = &["rationale", "rationale-contract", "rationale-fhir", "rationale-arrow"];

/// Modules that a program can see into, but that go with the engine's insides: they may change with any release.
const INSIDES: &[&str] = &[
    "rationale::ast",
    "rationale::syntax",
    "rationale::fmt",
    "rationale::check::model",
    "rationale::reference",
    "rationale::casetest",
];

/// With it, this program is rustdoc with its unstable options on. Were they on for cargo, it would build everything anew.
pub(crate) const AS_RUSTDOC: &str = "RATIONALE_AS_RUSTDOC";

const HEAD: &str = "\
<!-- Written by `cargo xtask surface`. Do not edit. -->
# The public surface

Every public name of the crates that a program in Rust builds on, by module. [Versions](rust.md#versions) says what is kept of them.
";

/// A module: what it is for, and its names by sort.
#[derive(Default)]
struct Module {
    purpose: String,
    names: BTreeMap<&'static str, BTreeSet<String>>,
}

/// Writes the page.
pub(crate) fn write() -> Result<()> {
    run::write(PAGE, &page()?)
}

/// Fails where the page is not what the code says.
pub(crate) fn held() -> Result<()> {
    if run::read(PAGE)? != page()? {
        bail!("{PAGE} is old: `cargo xtask surface` renews it");
    }
    Ok(())
}

/// Runs rustdoc, as [`AS_RUSTDOC`] asks.
pub(crate) fn rustdoc(arguments: &[String]) -> Result<ExitCode> {
    let status = Command::new("rustdoc").args(arguments).env("RUSTC_BOOTSTRAP", "1").status();
    let status = status.context("rustdoc could not be started")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn page() -> Result<String> {
    let own = std::env::current_exe().context("where this program lies is not known")?;
    let own = own.to_str().context("the path of this program is no text")?;
    let flags = "-Z unstable-options --output-format json --cap-lints allow";
    let environment = [("RUSTDOC", own), (AS_RUSTDOC, "1"), ("RUSTDOCFLAGS", flags)];
    run::program("cargo", &["doc", "--workspace", "--no-deps", "--quiet", "--lib"], &environment)?;
    let mut page = String::from(HEAD);
    let mut insides = String::new();
    for name in CRATES {
        let modules = modules(name)?;
        let (inside, kept): (Vec<_>, Vec<_>) = modules.iter().partition(|(path, _)| is_inside(path));
        write!(page, "\n## `{name}`\n")?;
        kept.iter().try_for_each(|(path, module)| section(&mut page, path, module))?;
        inside.iter().try_for_each(|(path, module)| section(&mut insides, path, module))?;
    }
    page += "\n## Insides\n\nFor tools that work on criteria themselves. They may change with any release.\n";
    Ok(page + &insides)
}

fn is_inside(path: &str) -> bool {
    INSIDES
        .iter()
        .any(|inside| path.strip_prefix(inside).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")))
}

fn section(page: &mut String, path: &str, module: &Module) -> Result<()> {
    if module.names.is_empty() {
        return Ok(());
    }
    write!(page, "\n**`{path}`**: {}\n\n", module.purpose)?;
    for (sort, names) in &module.names {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        writeln!(page, "- {sort}: {}", names.join(", "))?;
    }
    Ok(())
}

/// What rustdoc sees of a crate.
fn modules(name: &str) -> Result<BTreeMap<String, Module>> {
    let target = run::output("cargo", &["metadata", "--format-version", "1", "--no-deps", "--locked"])?;
    let target: Value = serde_json::from_str(&target)?;
    let target = target["target_directory"].as_str().context("cargo metadata names no target directory")?;
    let root_name = name.replace('-', "_");
    let seen: Value = serde_json::from_str(&run::read(&format!("{target}/doc/{root_name}.json"))?)?;
    let mut walk = Walk { index: &seen["index"], modules: BTreeMap::new(), open: Vec::new() };
    walk.open.push((root_name, seen["root"].to_string()));
    let mut done = BTreeSet::new();
    while let Some((path, id)) = walk.open.pop() {
        if done.insert((path.clone(), id.clone())) {
            walk.module(&path, &id)?;
        }
    }
    if walk.modules.values().all(|module| module.names.is_empty()) {
        bail!("{name}: rustdoc's JSON is not read as it is meant");
    }
    Ok(walk.modules)
}

struct Walk<'j> {
    index: &'j Value,
    modules: BTreeMap<String, Module>,
    /// Modules still to walk: path and id.
    open: Vec<(String, String)>,
}

impl Walk<'_> {
    fn module(&mut self, path: &str, id: &str) -> Result<()> {
        let module = &self.index[id];
        let items = module["inner"]["module"]["items"].as_array();
        let items = items.with_context(|| format!("{path}: rustdoc's JSON is not read as it is meant"))?;
        let first = module["docs"].as_str().unwrap_or_default().lines().next().unwrap_or_default();
        self.modules.entry(path.to_owned()).or_default().purpose = first.to_owned();
        for item in items {
            let item = &self.index[item.to_string()];
            if item["visibility"] == "public" {
                self.item(path, item, item["name"].as_str());
            }
        }
        Ok(())
    }

    fn item(&mut self, path: &str, item: &Value, name: Option<&str>) {
        let inner = &item["inner"];
        let used = &inner["use"];
        if used.is_object() {
            let target = &self.index[used["id"].to_string()];
            let is_module = target["inner"]["module"].is_object();
            if used["is_glob"] == true && is_module {
                self.open.push((path.to_owned(), used["id"].to_string()));
            } else if !target.is_null() {
                self.item(path, target, used["name"].as_str());
            }
            return;
        }
        let Some(name) = name else { return };
        let sorts = [
            ("module", ""),
            ("struct", "types"),
            ("enum", "types"),
            ("union", "types"),
            ("type_alias", "types"),
            ("trait", "traits"),
            ("function", "functions"),
            ("constant", "constants"),
            ("static", "constants"),
            ("macro", "macros"),
        ];
        match sorts.iter().find(|(kind, _)| !inner[*kind].is_null()) {
            Some(("module", _)) => self.open.push((format!("{path}::{name}"), item["id"].to_string())),
            Some((_, sort)) => {
                let module = self.modules.entry(path.to_owned()).or_default();
                module.names.entry(sort).or_default().insert(name.to_owned());
            }
            None => {}
        }
    }
}
