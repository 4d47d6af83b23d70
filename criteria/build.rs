//! Lists the criteria files below this folder, so that nobody has to.

#![allow(clippy::disallowed_methods)] // A build script reads its folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    gather(&root, &root, &mut files)?;
    // By path, whatever order the file system has.
    files.sort();
    let mut list = String::from("&[\n");
    for (name, path) in &files {
        let _ = writeln!(list, "    ({name:?}, include_str!({path:?})),");
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("files.rs"), list)
}

/// Adds every `.crit` and `.csv` file below `folder`, with the feature `cases` every `.cases.yaml` too, as its path below `root` and its path on this machine.
fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let cases = env::var_os("CARGO_FEATURE_CASES").map(|_| ".cases.yaml");
    let endings: Vec<&str> = [".crit", ".csv"].into_iter().chain(cases).collect();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.to_string_lossy();
        if path.is_dir() {
            gather(root, &path, files)?;
        } else if endings.iter().any(|ending| name.ends_with(ending))
            && let Ok(below) = path.strip_prefix(root)
        {
            let name = below.to_string_lossy().replace('\\', "/");
            files.push((name, path.to_string_lossy().into_owned()));
        }
    }
    Ok(())
}
