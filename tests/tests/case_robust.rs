//! Whatever is read as a case: no panic, a limit held, and no word of the patient's in a message.

use proptest::prelude::*;
use rationale::case::{Limits, read_json, read_yaml};
use rationale_tests::criteria::suite;
use serde_json::{Value, json};

#[allow(clippy::disallowed_methods)]
fn example(name: &str) -> String {
    std::fs::read_to_string(suite().join("case/sound").join(name)).expect("a readable file")
}

/// A value that stands for what must not be told.
const SECRET: &str = "Zebulon-1931";
const SECRET_NUMBER: f64 = 77_193_104.25;

/// Every place of a scalar in the document, but for ids of records, which messages may name.
fn places(value: &Value, at: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(fields) => {
            for (name, item) in fields {
                let is_id = name == "id" && at.len() == 2;
                if !is_id {
                    at.push(name.clone());
                    found.push(at.clone());
                    places(item, at, found);
                    at.pop();
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at.push(index.to_string());
                found.push(at.clone());
                places(item, at, found);
                at.pop();
            }
        }
        _ => {}
    }
}

fn with(document: &Value, place: &[String], new: Value) -> Value {
    let pointer: String = place.iter().map(|step| format!("/{step}")).collect();
    let mut changed = document.clone();
    *changed.pointer_mut(&pointer).expect("a place in the document") = new;
    changed
}

fn secret_kept(text: &str) -> bool {
    let kept = |messages: String| {
        let plain = messages.to_lowercase();
        let kept = ["zebulon", "1931-02", "77193104"].iter().all(|secret| !plain.contains(secret));
        if !kept {
            eprintln!("{messages}");
        }
        kept
    };
    let json = read_json(text, &Limits::default()).err().is_none_or(|errors| kept(errors.to_string()));
    let yaml = read_yaml(text, &Limits::default()).err().is_none_or(|errors| kept(errors.to_string()));
    json && yaml
}

#[test]
fn no_message_tells_a_value_wherever_it_stands() {
    let full = {
        // Every field, in JSON.
        let yaml = example("every-field.case.yaml");
        let tree = rationale::case::tree::parse_yaml(&yaml, &Default::default()).expect("a document");
        fn value(tree: rationale::case::tree::Tree) -> Value {
            use rationale::case::tree::Tree;
            match tree {
                Tree::Null => Value::Null,
                Tree::Bool(yes) => json!(yes),
                Tree::Number(text) => serde_json::from_str(&text).expect("a number"),
                Tree::Text(text) => json!(text),
                Tree::List(items) => items.into_iter().map(value).collect(),
                Tree::Map(fields) => {
                    Value::Object(fields.into_iter().map(|(name, item)| (name, value(item))).collect())
                }
            }
        }
        value(tree)
    };
    let mut found = Vec::new();
    places(&full, &mut Vec::new(), &mut found);
    assert!(found.len() > 100);
    let secrets = [
        json!(SECRET),
        json!(SECRET_NUMBER),
        json!([SECRET]),
        json!([[SECRET_NUMBER]]),
        json!({ "number": SECRET }),
        json!({ "system": SECRET, "code": SECRET_NUMBER }),
        json!({ "from": SECRET, "to": SECRET_NUMBER }),
        json!(format!("1931-02-11T04:10 {SECRET}")),
    ];
    for place in &found {
        for secret in &secrets {
            let text = with(&full, place, secret.clone()).to_string();
            assert!(secret_kept(&text), "{place:?}");
            // Cut in the middle of the secret, and after it.
            if let Some(at) = text.find("Zebulon") {
                assert!(secret_kept(&text[..at + 4]), "{place:?}, cut");
                assert!(secret_kept(&text[..at + SECRET.len()]), "{place:?}, cut");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let _ = read_json(&text, &Limits::default());
        let _ = read_yaml(&text, &Limits::default());
    }

    #[test]
    fn a_damaged_case_is_read_or_refused(cut in 0_usize..2000, length in 0_usize..40, put in r#"[\[\]{}":,&*!|>\-0-9a-z \n]{0,12}"#) {
        for name in ["heart-failure.case.json", "every-field.case.yaml"] {
            let text: Vec<char> = example(name).chars().collect();
            let cut = cut.min(text.len());
            let end = (cut + length).min(text.len());
            let damaged: String = text[..cut].iter().copied().chain(put.chars()).chain(text[end..].iter().copied()).collect();
            let _ = read_json(&damaged, &Limits::default());
            let _ = read_yaml(&damaged, &Limits::default());
        }
    }

    #[test]
    fn brackets_do_not_overflow_the_stack(depth in 1_usize..3_000, open in prop::sample::select(vec!["[", "{\"a\":", "- ", "{a: "])) {
        let text = open.repeat(depth);
        prop_assert!(read_json(&text, &Limits::default()).is_err());
        prop_assert!(read_yaml(&text, &Limits::default()).is_err());
    }
}
