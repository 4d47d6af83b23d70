//! The command, run as a shell runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the project").to_owned()
}

/// Runs the command in it.
pub(crate) fn rationale(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rationale"));
    command.args(arguments).current_dir(root()).env("NO_COLOR", "1");
    command.output().expect("it starts")
}

/// What it printed.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}
