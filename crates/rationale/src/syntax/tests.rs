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

/// A guideline whose only block holds these members.
fn members(text: &str) -> String {
    let text = text.replace("\n ", "\n      ");
    format!(
        "guideline g \"G\" {{\n  coverage item \"Item\" {{\n    requires all {{\n      {text}\n    }}\n  }}\n}}\n"
    )
}

const AUTHORS_SLIPS: [(&str, &str, &str); 57] = [
    ("a: lowest x within 24 hours review < 3\n b: x", "window-without-point", "within 24 hours"),
    ("a: x {\n  c: x\n }\n b: x", "unexpected-text", "{"),
    (
        "a \"A\": lowest spo2 < 90 % within 24 hours before review",
        "time-after-compare",
        "within 24 hours before review",
    ),
    ("a \"A\": some dose is given ever cite lcd \"L1\"", "time-after-compare", "ever"),
    ("a \"A\": stage is late at 1 day before review\n b: x", "time-after-compare", "at 1 day before review"),
    ("a \"A\": at least 3 months with use >= 4 h from setup to review\n b: x", "missing-group", "use"),
    ("a \"A\": sleepy or tired\n b: x", "inline-or", "or"),
    ("a \"A\": sleepy and tired\n b: x", "and-outside-where", "and"),
    ("a \"A\": some drug from 2026-01-01 to review\n b: x", "date-for-a-point", "2026-01-01"),
    ("a \"A\": some drug from admission to review with dose >= 5 mg\n b: x", "missing-group", "dose"),
    ("a \"A\": not sleepy\n b: x", "bare-not", "not"),
    ("a \"A\": item not in devices\n b: x", "bare-not", "not"),
    ("a \"A\": item in I50.1\n b: x", "code-for-a-set", "I50.1"),
    ("a \"A\": item in icd10cm I50.1, I11.0\n b: x", "code-for-a-set", "icd10cm I50.1, I11.0"),
    ("a \"A\": item in 59408-5\n b: x", "code-for-a-set", "59408-5"),
    ("a \"A\": sleepy unless tired\n b: x", "unless", "unless"),
    ("a \"A\": if sleepy then tired\n b: x", "if-for-when", "if"),
    ("a \"A\": when x then y else if z then w\n b: x", "nested-when", "if"),
    ("a \"A\": when x then y else when z then w\n b: x", "nested-when", "when"),
    ("a \"A\": x && y\n b: x", "foreign-sign", "&&"),
    ("a \"A\": x || y\n b: x", "foreign-sign", "||"),
    ("a \"A\": x != y\n b: x", "foreign-sign", "!="),
    ("a \"A\": x == y\n b: x", "foreign-sign", "=="),
    ("a \"A\": x => 3\n b: x", "foreign-sign", "=>"),
    ("a \"A\": !x\n b: x", "foreign-sign", "!"),
    ("a \"A\": x between 5..14\n b: x", "range-sign", ".."),
    ("a \"A\": x between 5-14\n b: x", "range-sign", "-"),
    ("a \"A\": latest x ever <\n b: x", "missing-value", "<"),
    ("a \"A\": x is\n b: x", "missing-value", "is"),
    ("a \"A\": when x else y\n b: x", "missing-then", "else"),
    ("a \"A\": when x y\n b: x", "missing-then", "y"),
    ("a \"A\": x else y\n b: x", "missing-then", "else"),
    ("a \"A\": lowest x within 24 hours < 90 %\n b: x", "window-without-point", "within 24 hours"),
    (
        "a \"A\": lowest x within 24 hours before < 90 %\n b: x",
        "window-without-point",
        "within 24 hours before",
    ),
    ("a \"A\": at least 2 { c: x }\n b: x", "missing-of", "at least 2"),
    ("a: x\n low Low saturation: x\n b: x", "label-without-quotes", "Low saturation"),
    ("low Low: x\n b: x", "label-without-quotes", "Low"),
    ("a \"A\":: x\n b: x", "doubled-colon", ":"),
    ("a \"A\" lowest x ever < 3\n b: x", "missing-colon", "a \"A\""),
    ("b: x\n a \"A\" lowest x ever < 3\n c: x", "missing-colon", "a \"A\""),
    ("b: lowest x ever < 3\n a some x\n c: x", "missing-colon", "a"),
    ("b: x\n a \"A\" x\n c: x", "missing-colon", "a \"A\""),
    ("\"A\": x\n c: x", "missing-name", "\"A\""),
    ("a: lowest x ever less than 90 %\n c: x", "words-for-a-sign", "less than"),
    ("a: lowest x ever is greater than 90 %\n c: x", "words-for-a-sign", "is greater than"),
    ("a: lowest x ever\n c: x", "missing-compare", "lowest x ever"),
    ("a: x is one of mild, severe\n c: x", "missing-parenthesis", "is one of"),
    ("a: x is one of (mild, severe\n c: x", "missing-parenthesis", "("),
    ("a: x,\n c: x", "stray-separator", ","),
    ("a: x;\n c: x", "stray-separator", ";"),
    ("a: x // why\n c: x", "foreign-sign", "//"),
    ("a: any {\n  b: x\n c: x", "missing-brace", "{"),
    ("a: any\n  b: x\n }\n c: x", "missing-brace", "any"),
    ("a \"A: x\n c: x", "unterminated-text", "\"A: x"),
    ("a: latest x ever in a row >= 3\n c: x", "unexpected-text", "row"),
    ("a: some x where within 3 days before review\n c: x", "missing-name", "within"),
    ("a: x }\n c: x", "stray-brace", "}"),
];

const SLIPS_IN_A_FILE: [(&str, &str, &str); 31] = [
    ("guideline g \"G\" {\n  applies x\n}", "missing-word", "applies"),
    ("guideline g \"G\" {\n  cite lcd \"L1\" in 2024-01-01\n}", "missing-word", "in"),
    ("guideline g \"G\" {\n  every level needs \"E\"\n    requires x\n  }\n}", "missing-brace", "\"E\""),
    (
        "guideline g \"G\" {\n  level a \"A\" { requires all { a: x }\n  level b \"B\" { requires x }\n}",
        "missing-brace",
        "{",
    ),
    ("fact age \"Age\" number", "missing-colon", "age \"Age\""),
    ("fact age Age in years: number", "label-without-quotes", "Age in years"),
    ("fact age \"Age\": numeric", "unknown-word", "numeric"),
    ("fact age \"Age\": quantity mg", "unknown-word", "quantity"),
    ("fact age \"Age\": number\n  form loinc 1-2", "unknown-word", "form"),
    ("fact within \"W\": number", "reserved-word", "within"),
    ("fact a \"A\": choice in | out", "reserved-word", "in"),
    ("fact \"Age\": number", "missing-name", "\"Age\""),
    ("fact age \"Age\": number\n}", "stray-brace", "}"),
    ("facts age \"Age\": number", "unknown-word", "facts"),
    ("rule age \"Age\" { }", "unknown-word", "rule"),
    ("requires all { a: x }", "unknown-word", "requires"),
    ("codes hf \"HF\" icd10cm I50.1", "missing-colon", "hf \"HF\""),
    ("codes hf \"HF\": icd10cm I50.1..I50.9", "range-sign", ".."),
    ("define low \"Low\" some x ever", "missing-colon", "low \"Low\""),
    ("guideline g \"G\"\n  cite lcd \"L1\"\n  coverage c \"C\" { requires x }\n}", "missing-brace", "\"G\""),
    ("guideline g The title {\n  coverage c \"C\" { requires x }\n}", "label-without-quotes", "The title"),
    ("guideline g \"G\" {\n  coverage c \"C\"\n    requires x\n  }\n}", "missing-brace", "\"C\""),
    ("guideline g \"G\" {\n  coverage c \"C\" {\n    requires x\n}", "missing-brace", "{"),
    ("guideline g \"G\" {\n  coverage \"C\" { requires x }\n}", "missing-name", "\"C\""),
    ("guideline g \"G\" {\n  coverages c \"C\" { requires x }\n}", "unknown-word", "coverages"),
    ("guideline g \"G\" {\n  requires x\n}", "unknown-word", "requires"),
    ("guideline g \"G\" {\n  for payer medicare\n}", "missing-colon", "payer"),
    ("guideline g \"G\" {\n  coverage c \"C\" {\n    require x\n  }\n}", "unknown-word", "require"),
    ("guideline g \"G\" {\n  coverage c \"C\" {\n    all { a: x }\n  }\n}", "unknown-word", "all"),
    ("guideline g \"G\" {\n  level c \"C\" day 4-6 {\n    requires x\n  }\n}", "range-sign", "-"),
    ("guideline g \"G\" {\n  coverage c \"C\" {\n    requires x\n    }\n  }\n}\n", "stray-brace", "}"),
];

#[test]
fn a_slip_is_named_where_it_stands_and_once() {
    let mut wrong = String::new();
    let in_files = SLIPS_IN_A_FILE.map(|(text, id, marked)| (text.to_owned(), id, marked));
    for (text, id, marked) in
        AUTHORS_SLIPS.map(|(text, id, marked)| (members(text), id, marked)).into_iter().chain(in_files)
    {
        // The rest of the file still loads.
        let text = format!("fact first_one \"F\": number\n{text}\nfact after_all \"A\": number\n");
        let (file, faults) = parse(FileId(0), &text);
        let source = crate::source::Source::new("text", text.as_str());
        let found: Vec<_> = faults.iter().map(|fault| (fault.id, source.slice(fault.primary.span))).collect();
        let helped = faults.iter().all(|fault| !fault.help.is_empty());
        let facts = file.items.iter().filter(|item| matches!(item, ast::Item::Fact(_))).count();
        if found != [(id, marked)] || !helped || facts < 2 {
            wrong.push_str(&format!("{text}wanted {id} `{marked}`, {facts} facts\n{}\n", told(&text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
