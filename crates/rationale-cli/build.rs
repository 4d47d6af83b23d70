//! Embeds the pages on diagnostics, which `rationale explain` prints.

use std::fmt::Write as _;
use std::path::Path;

#[expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]
fn main() {
    let home = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets this");
    let pages = Path::new(&home).join("../../docs/diagnostics");
    println!("cargo::rerun-if-changed={}", pages.display());
    let mut files: Vec<_> = std::fs::read_dir(&pages)
        .expect("docs/diagnostics is there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    files.sort();
    let mut list = String::from("pub(crate) const PAGES: &[(&str, &str)] = &[\n");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let id = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = file.canonicalize().expect("a page can be found");
        writeln!(list, "    ({id:?}, include_str!({:?})),", file.display().to_string())
            .expect("writes to text");
    }
    list.push_str("];\n");
    let out = std::env::var("OUT_DIR").expect("cargo sets this");
    std::fs::write(Path::new(&out).join("pages.rs"), list).expect("the list of pages can be written");
}
