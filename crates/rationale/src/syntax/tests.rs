//! Forms, faults and limits of reading.

use super::*;

fn ids(text: &str) -> Vec<&'static str> {
    parse(FileId(0), text).1.iter().map(|fault| fault.id).collect()
}

const EXAMPLES: [(&str, &str); 5] = [
    ("cpap", include_str!("testdata/cpap.crit")),
    ("forms", include_str!("testdata/forms.crit")),
    ("hard_lines", include_str!("testdata/hard_lines.crit")),
    ("heart_failure", include_str!("testdata/heart_failure.crit")),
    ("hospice", include_str!("testdata/hospice.crit")),
];

/// What is wrong, with the line and the text marked.
fn told(text: &str) -> String {
    let source = crate::source::Source::new("text", text);
    let (_, faults) = parse(FileId(0), text);
    let tell = |fault: &Diagnostic| {
        let (line, column) = source.line_column(fault.primary.span.start);
        format!(
            "{line}:{column} {} `{}`: {}\n    {:?}\n",
            fault.id,
            source.slice(fault.primary.span),
            fault.headline,
            fault.help
        )
    };
    faults.iter().map(tell).collect()
}

#[test]
fn every_example_reads_without_a_fault() {
    for (name, text) in EXAMPLES {
        let told = told(text);
        assert!(told.is_empty(), "{name}\n{told}");
    }
    assert_eq!(ids(""), Vec::<&str>::new());
}
