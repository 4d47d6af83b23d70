//! Two runs of `rationale batch` into one output: the second is held off, and the first loses nothing.

#![allow(clippy::disallowed_methods)] // a test reads and writes files

mod common;

use common::{rationale, text};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

const CASE: &str = r#"{"case": "A", "as_of": "2026-03-03T09:00-05:00"}"#;

#[test]
fn a_second_run_into_one_output_is_held_off_and_spoils_nothing() {
    for (name, held) in [("out.ndjson", "out.ndjson.partial"), ("out.parquet", "out.parquet.parts/lock")] {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("at_once").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let out = folder.join(name);
        let out = out.to_string_lossy();

        // A run whose input does not end before it is told to.
        let mut first = Command::new(env!("CARGO_BIN_EXE_rationale"))
            .args(["batch", "-", "-o", &out, "--what", "outcomes"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut stdin = first.stdin.take().expect("a pipe");
        writeln!(stdin, "{CASE}").expect("written");
        for _ in 0..600 {
            if folder.join(held).exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }

        let second = rationale(&["batch", "-", "-o", &out, "--what", "outcomes", "--resume"]);
        assert!(!second.status.success(), "{name}");
        assert!(text(&second.stderr).contains("another run is writing this"), "{}", text(&second.stderr));

        writeln!(stdin, "{CASE}").expect("written");
        drop(stdin);
        let first = first.wait_with_output().expect("it ends");
        assert!(first.status.success(), "{}", text(&first.stderr));
        assert!(text(&first.stderr).contains("2 cases read: 2 assessed"), "{}", text(&first.stderr));
        let left: Vec<_> = std::fs::read_dir(&folder).expect("the folder").flatten().collect();
        assert_eq!(left.len(), 1, "the output alone is left: {left:?}");
        if name.ends_with(".ndjson") {
            let lines = std::fs::read_to_string(&*out).expect("the output");
            assert_eq!(lines.lines().count(), 2, "{lines}");
        }
    }
}
