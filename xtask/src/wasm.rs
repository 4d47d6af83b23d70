//! The package for Node.js and the browser: the C library built for wasm32, its loader and types; and the playground on it.
//!
//! Everything is put together below `target/npm`, and tested there as a user has it.

use crate::{debian, run};
use anyhow::{Context, Result, bail};
use std::path::Path;

/// The package, ready to be published.
const PACKAGE: &str = "target/npm/rationale";
/// Tests and tools; Node.js finds their modules from here.
const TEST: &str = "target/npm/test";
/// The target of the build.
const TRIPLE: &str = "wasm32-unknown-unknown";
/// The most the module may take to be sent, gzipped, in bytes. What is wanted is 500 KiB; `docs/embedding/wasm.md` says what holds it.
const MOST_GZIPPED: usize = 820 << 10;
/// Parts of WebAssembly that every browser has had since 2022 at the latest, and that rustc uses.
const PARTS: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds, packs and tests. `quick` leaves out all that makes the module small, and so does not ask how large it is.
pub(crate) fn all(how: Option<&str>) -> Result<()> {
    let (profile, most) = match how {
        None => ("wasm", MOST_GZIPPED),
        Some("quick") => ("wasm-quick", usize::MAX),
        Some(_) => bail!("`cargo xtask wasm`, or `cargo xtask wasm quick`"),
    };
    let built = build(profile)?;
    tools()?;
    if how.is_none() {
        shrink(&built)?;
    } else {
        copy(&built, &format!("{PACKAGE}/rationale.wasm"))?;
    }
    package()?;
    // What must hold of the module: it imports nothing, and is small.
    node("module.mjs", &[&format!("{PACKAGE}/rationale.wasm"), &most.to_string()])?;
    playground()?;
    tests()
}

/// A compiler for the target: what to call, with which words and environment.
struct Compiler {
    cargo: &'static str,
    words: Vec<&'static str>,
    environment: Vec<(&'static str, String)>,
}

/// The project's own compiler where it has the target's library; else Debian's, which builds that library from its source, linked
/// by the linker that is part of the project's own.
fn compiler() -> Result<Compiler> {
    let sysroot = run::output("rustc", &["--print", "sysroot"])?;
    let own = Path::new(sysroot.trim()).join("lib/rustlib");
    if own.join(TRIPLE).join("lib").is_dir() {
        return Ok(Compiler { cargo: "cargo", words: Vec::new(), environment: Vec::new() });
    }
    let source = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";
    let needed = [("/usr/bin/cargo", "cargo-web"), ("/usr/bin/rustc", "rustc-web"), (source, "rust-web-src")];
    if !debian::install(&needed)? {
        bail!(
            "no compiler has the target {TRIPLE}: `rustup target add {TRIPLE}`, or on Debian install rustc-web, cargo-web and rust-web-src"
        );
    }
    let host = run::output("rustc", &["--version", "--verbose"])?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let linker = own.join(host).join("bin/rust-lld");
    if !linker.exists() {
        bail!("{} is missing: it is part of every toolchain of rustup", linker.display());
    }
    Ok(Compiler {
        cargo: "/usr/bin/cargo",
        words: vec!["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"],
        environment: vec![
            ("RUSTC", "/usr/bin/rustc".into()),
            ("RUSTDOC", "/usr/bin/rustdoc".into()),
            // What builds the standard library is not stable.
            ("RUSTC_BOOTSTRAP", "1".into()),
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker.display().to_string()),
            // A panic is a trap either way; so its words, which nobody would see, are left out.
            (
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                "-Zunstable-options -Cpanic=immediate-abort".into(),
            ),
        ],
    })
}

/// Builds the library and says where it lies.
fn build(profile: &str) -> Result<String> {
    let compiler = compiler()?;
    let target = "target/wasm";
    let mut words = vec!["build", "--package", "rationale-ffi", "--lib", "--profile", profile, "--locked"];
    words.extend([
        "--target",
        TRIPLE,
        "--target-dir",
        target,
        "--no-default-features",
        "--features",
        "library,zones",
    ]);
    words.extend(&compiler.words);
    let environment: Vec<(&str, &str)> =
        compiler.environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    run::program(compiler.cargo, &words, &environment)?;
    Ok(format!("{target}/{TRIPLE}/{profile}/rationale_ffi.wasm"))
}

/// Puts the tests in their place, with what they need from the npm registry.
fn tools() -> Result<()> {
    copy("packages/npm/package.json", &format!("{PACKAGE}/package.json"))?;
    copy_all("packages/npm/test", TEST)?;
    run::npm_install(TEST)
}

/// Makes the module smaller than rustc leaves it, and drops the names of its functions.
fn shrink(built: &str) -> Result<()> {
    let program = format!("{TEST}/node_modules/binaryen/bin/wasm-opt");
    let out = format!("{PACKAGE}/rationale.wasm");
    // A function called from one place stays one: written into its caller it no longer looks like others, and packs worse.
    let alone = "--one-caller-inline-max-function-size=0";
    let mut words = vec![program.as_str(), alone, "-Oz", "--strip-debug", "--strip-producers"];
    words.extend(PARTS);
    words.extend([built, "-o", &out]);
    run::program("node", &words, &[])
}

/// Puts the package together.
fn package() -> Result<()> {
    for file in ["index.js", "index.d.ts", "README.md"] {
        copy(&format!("packages/npm/{file}"), &format!("{PACKAGE}/{file}"))?;
    }
    copy_all("packages/npm/types", &format!("{PACKAGE}/types"))?;
    for file in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(file, &format!("{PACKAGE}/{file}"))?;
    }
    Ok(())
}

/// Builds the script of the playground: loader, module and examples in one, so that the page opens from a file too.
fn playground() -> Result<()> {
    node("playground.mjs", &["docs/playground"])
}

/// Types, Node.js, Chromium.
fn tests() -> Result<()> {
    node("types.mjs", &["docs/schema", "packages/npm/types"])?;
    let compiler = format!("{TEST}/node_modules/typescript/bin/tsc");
    // With the types of a page, and with those of Node.js alone.
    for project in ["tsconfig.json", "tsconfig.node.json"] {
        run::program("node", &[&compiler, "--project", &format!("{TEST}/{project}")], &[])?;
    }
    if !debian::install(&[("chromium", "chromium")])? {
        bail!("chromium is missing: on Debian `apt-get install chromium`");
    }
    let root = run::root();
    let root = root.to_str().context("the path of the project is no text")?;
    for suite in ["loader", "hostile", "documents", "browser", "page"] {
        run::program("node", &["--test", &format!("{TEST}/{suite}.test.mjs")], &[("RATIONALE_ROOT", root)])?;
    }
    Ok(())
}

/// Runs one of the scripts beside the tests.
fn node(script: &str, arguments: &[&str]) -> Result<()> {
    let script = format!("{TEST}/{script}");
    run::program("node", &[&[script.as_str()], arguments].concat(), &[])
}

fn copy(from: &str, to: &str) -> Result<()> {
    let to = run::root().join(to);
    std::fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
    std::fs::copy(run::root().join(from), to).with_context(|| format!("{from} could not be copied"))?;
    Ok(())
}

/// Copies the files of a folder.
fn copy_all(from: &str, to: &str) -> Result<()> {
    let folder =
        std::fs::read_dir(run::root().join(from)).with_context(|| format!("{from} could not be read"))?;
    for entry in folder {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let name = entry.file_name();
            let name = name.to_str().context("the name of a file is no text")?;
            copy(&format!("{from}/{name}"), &format!("{to}/{name}"))?;
        }
    }
    Ok(())
}
