//! Every `console` block of the README and of `docs/` is run, and must print what it shows.
//!
//! A line `[...]` stands for any number of lines. `UPDATE_DOCS=1` writes the real output into the pages, keeping each
//! `[...]` where the lines around it still stand.

#![allow(clippy::disallowed_methods)] // a test reads and writes files

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("the project lies two folders up").to_owned()
}

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// One command of a block with the lines shown below it.
struct Shown {
    /// The line of the page at which the output begins, from 0.
    at: usize,
    command: String,
    output: Vec<String>,
}

fn shown(text: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            inside = line == "```console";
            continue;
        }
        if !inside {
            continue;
        }
        if let Some(command) = line.strip_prefix("$ ") {
            found.push(Shown { at: at + 1, command: command.to_owned(), output: Vec::new() });
        } else if let Some(last) = found.last_mut() {
            last.output.push(line.to_owned());
        }
    }
    found
}

/// What a command prints, its output and its messages, trailing blanks cut.
fn run(command: &str) -> Vec<String> {
    let mut words = command.split_whitespace();
    let program = words.next().expect("a command");
    assert_eq!(program, "rationale", "only `rationale` is run: {command}");
    let output = Command::new(env!("CARGO_BIN_EXE_rationale"))
        .args(words)
        .current_dir(root())
        .env("NO_COLOR", "1")
        .env_remove("RUST_BACKTRACE")
        .output()
        .expect("the command starts");
    let text =
        String::from_utf8(output.stdout).expect("text") + &String::from_utf8(output.stderr).expect("text");
    let mut lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Whether the lines shown stand in what was printed, `[...]` for any number of lines.
fn agrees(shown: &[String], printed: &[String]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "[...]" => {
            (0..=printed.len()).any(|skip| agrees(rest, &printed[skip..]))
        }
        Some((first, rest)) => {
            printed.split_first().is_some_and(|(line, others)| line == first && agrees(rest, others))
        }
    }
}

/// The printed lines, with the parts that were elided elided again.
fn renewed(shown: &[String], printed: &[String]) -> Vec<String> {
    let parts: Vec<&[String]> = shown.split(|line| line == "[...]").collect();
    if parts.len() == 1 {
        return printed.to_vec();
    }
    let mut lines = Vec::new();
    let mut from = 0;
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            lines.push("[...]".to_owned());
        }
        let place = part.first().and_then(|first| printed[from..].iter().position(|line| line == first));
        let Some(place) = place else { continue };
        let start = from + place;
        let end = (start + part.len()).min(printed.len());
        lines.extend_from_slice(&printed[start..end]);
        from = end;
    }
    lines
}

#[test]
fn every_command_of_the_docs_prints_what_it_shows() {
    let mut files = vec![root().join("README.md")];
    pages(&root().join("docs"), &mut files);
    // Where commands of the docs write to.
    std::fs::create_dir_all(root().join("target/docs")).expect("a folder");
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a page");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for shown in shown(&text).into_iter().rev() {
            count += 1;
            let mut expected: Vec<String> =
                shown.output.iter().map(|line| line.trim_end().to_owned()).collect();
            while expected.last().is_some_and(String::is_empty) {
                expected.pop();
            }
            let printed = run(&shown.command);
            if agrees(&expected, &printed) {
                continue;
            }
            if update {
                let new = renewed(&expected, &printed);
                lines.splice(shown.at..shown.at + shown.output.len(), new);
            } else {
                let name = file.strip_prefix(root()).unwrap_or(&file).display();
                wrong.push(format!("{name}:{}: $ {}\n{}", shown.at, shown.command, printed.join("\n")));
            }
        }
        if update {
            std::fs::write(&file, lines.join("\n") + "\n").expect("the page is written");
        }
    }
    assert!(count > 5, "only {count} commands were found");
    assert!(wrong.is_empty(), "UPDATE_DOCS=1 renews:\n\n{}", wrong.join("\n\n"));
}

#[test]
fn the_test_file_that_the_docs_show_passes() {
    let page = std::fs::read_to_string(root().join("docs/reference/tests.md")).expect("a page");
    let shown: Vec<&str> = page
        .lines()
        .skip_while(|line| *line != "```yaml")
        .skip(1)
        .take_while(|line| *line != "```")
        .collect();
    std::fs::create_dir_all(root().join("target/docs")).expect("a folder");
    std::fs::write(root().join("target/docs/shown.cases.yaml"), shown.join("\n") + "\n").expect("written");
    let printed = run("rationale test target/docs/shown.cases.yaml --criteria criteria");
    assert_eq!(printed, ["5 tests in 1 file: 5 passed"]);
}
