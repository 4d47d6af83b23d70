//! The tables of `docs/fhir.md` are those the reader goes by. `UPDATE_DOCS=1` writes them.

#![allow(clippy::disallowed_methods)] // a test reads and writes files

use rationale::case::model::RecordStatus;
use rationale_fhir::Remark;
use rationale_fhir::inbound::WORDS;
use rationale_fhir::inbound::table::{Becomes, DERIVED, PARTS, RESOURCES};
use std::collections::BTreeMap;
use std::path::Path;

fn code(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn resources() -> String {
    let mut text = String::from("| resource | kind | codes | time | recorded |\n|---|---|---|---|---|\n");
    for row in RESOURCES {
        let (time, recorded) = (code(row.time), code(row.recorded));
        text.push_str(&format!(
            "| {} | `{}` | {} | {} | {} |\n",
            row.resource,
            row.kind.word(),
            code(row.codes),
            if row.time.is_empty() { "none" } else { &time },
            if row.recorded.is_empty() { "" } else { &recorded },
        ));
    }
    text
}

fn statuses() -> String {
    type Column = (&'static str, fn(&Becomes) -> bool);
    let columns: [Column; 7] = [
        ("read", |becomes| matches!(becomes, Becomes::Record(RecordStatus::Final, _))),
        ("read, marked", |becomes| matches!(becomes, Becomes::Record(RecordStatus::Preliminary, _))),
        ("planned", |becomes| matches!(becomes, Becomes::Record(RecordStatus::Planned, _))),
        ("not done", |becomes| matches!(becomes, Becomes::Record(RecordStatus::NotDone, _))),
        ("possible", |becomes| matches!(becomes, Becomes::Record(RecordStatus::Unknown, _))),
        ("in error", |becomes| matches!(becomes, Becomes::Record(RecordStatus::EnteredInError, _))),
        ("nothing", |becomes| matches!(becomes, Becomes::Nothing | Becomes::Superseded)),
    ];
    let heads: Vec<&str> = columns.iter().map(|(head, _)| *head).collect();
    let mut text = format!("| resource | {} |\n|---|{}\n", heads.join(" | "), "---|".repeat(columns.len()));
    for row in RESOURCES {
        let cells: Vec<String> = columns
            .iter()
            .map(|(_, of)| {
                let words = row.status.iter().filter(|(_, becomes)| of(becomes)).map(|(word, _)| *word);
                words.collect::<Vec<_>>().join(", ")
            })
            .collect();
        text.push_str(&format!("| {} | {} |\n", row.resource, cells.join(" | ")));
    }
    text
}

fn parts() -> String {
    // One line for each part, kind and path; resources that share all three stand together.
    let mut lines: BTreeMap<(String, &str, String), Vec<&str>> = BTreeMap::new();
    for part in PARTS {
        let key = (part.part.to_owned(), part.kind.kind(), format!("`{}`", part.path));
        lines.entry(key).or_default().extend(part.resources);
    }
    for (part, kind, resource, how) in DERIVED {
        lines.entry(((*part).to_owned(), kind.kind(), (*how).to_owned())).or_default().push(resource);
    }
    let mut text = String::from("| part | declared | resource | where |\n|---|---|---|---|\n");
    for ((part, kind, path), mut resources) in lines {
        resources.sort_unstable();
        text.push_str(&format!("| `{part}` | {kind} | {} | {path} |\n", resources.join(", ")));
    }
    text
}

fn words() -> String {
    let mut text = String::from("| code | word |\n|---|---|\n");
    for (code, word) in WORDS {
        let code = code.replace('|', "\\|");
        text.push_str(&format!("| `{code}` | `{word}` |\n"));
    }
    text
}

fn remarks() -> String {
    let mut text = String::from("| code | the resource is | what it is |\n|---|---|---|\n");
    let (skipped, read): (Vec<Remark>, Vec<Remark>) =
        Remark::ALL.iter().copied().partition(|one| one.skipped());
    for one in skipped.into_iter().chain(read) {
        let how = if one.skipped() { "skipped" } else { "read with care" };
        text.push_str(&format!("| `{}` | {how} | {one} |\n", one.code()));
    }
    text
}

#[test]
fn the_page_shows_the_tables_the_reader_goes_by() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/fhir.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let mut new = page.clone();
    let tables = [
        ("resources", resources()),
        ("statuses", statuses()),
        ("parts", parts()),
        ("words", words()),
        ("remarks", remarks()),
    ];
    for (name, table) in tables {
        let start = format!("<!-- {name} -->\n");
        let (before, rest) = new.split_once(&start).unwrap_or_else(|| panic!("no place for {name}"));
        let (_, after) = rest.split_once("<!-- end -->").expect("an end");
        new = format!("{before}{start}{table}<!-- end -->{after}");
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, new).expect("written");
    } else {
        assert!(page == new, "the tables of docs/fhir.md are old: UPDATE_DOCS=1 renews them");
    }
}
