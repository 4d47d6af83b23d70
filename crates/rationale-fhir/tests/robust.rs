//! Whatever is done to resources: no panic, and no word of what they hold in what is said of them.

#![allow(clippy::disallowed_methods)] // a test reads files

use proptest::prelude::*;
use rationale_fhir::{Gathered, Limits, Options, cases};
use serde_json::{Value, json};
use std::path::Path;

/// What no message may hold: it stands in every text of the resources.
const SECRET: &str = "Zzyzx-secret";

fn fixtures() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/parts");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        serde_json::from_str(&std::fs::read_to_string(path).expect("text")).expect("JSON")
    };
    paths.iter().map(read).collect()
}

/// A change at the node that is the so-manieth in order.
#[derive(Clone, Debug)]
enum Change {
    Put(Value),
    Remove,
    Wrap,
    Repeat,
    Secret,
}

fn changes() -> impl Strategy<Value = Vec<(usize, Change)>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!(1e14)),
        "[ -~]{0,12}".prop_map(Value::from),
        Just(json!("2026-02-30")),
        Just(json!("9999-12-31T23:59:59Z")),
        Just(json!("#in")),
        Just(json!("Patient/p")),
        Just(json!([])),
        Just(json!({})),
        Just(json!([{}, null, [1]])),
        Just(json!({ "reference": "#" })),
        Just(json!({ "resourceType": "Patient" })),
        Just(json!({ "coding": [{ "code": " " }] })),
    ];
    let change = prop_oneof![
        4 => leaf.prop_map(Change::Put),
        2 => Just(Change::Remove),
        1 => Just(Change::Wrap),
        1 => Just(Change::Repeat),
        1 => Just(Change::Secret),
    ];
    proptest::collection::vec((any::<usize>(), change), 1..6)
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(all) => all.iter().map(count).sum(),
        Value::Object(all) => all.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

fn change(value: &mut Value, at: &mut usize, change: &Change) -> bool {
    if *at == 0 {
        match change {
            Change::Put(new) => *value = new.clone(),
            Change::Remove => *value = Value::Null,
            Change::Wrap => *value = json!([value.clone()]),
            Change::Repeat => *value = json!([value.clone(), value.clone()]),
            Change::Secret => *value = json!(SECRET),
        }
        return true;
    }
    *at -= 1;
    match value {
        Value::Array(all) => all.iter_mut().any(|one| self::change(one, at, change)),
        Value::Object(all) => all.values_mut().any(|one| self::change(one, at, change)),
        _ => false,
    }
}

fn run(text: &str) {
    let mut gathered = Gathered::new(Limits::default());
    if let Err(error) = gathered.add("file", text) {
        assert!(!error.to_string().contains(SECRET), "{error}");
        return;
    }
    let options = Options {
        as_of: Some("2026-03-10T12:00:00-05:00".to_owned()),
        searches_are_complete: true,
        ..Options::default()
    };
    match cases(gathered, &options) {
        Err(error) => assert!(!error.to_string().contains(SECRET)),
        Ok(all) => {
            assert!(!format!("{:?}", all.report.remarks()).contains("Patient/"));
            for made in all.made {
                let said = made.case.as_ref().err().map(ToString::to_string).unwrap_or_default();
                assert!(!said.contains(SECRET), "{said}");
                for one in made.report.remarks() {
                    assert!(!one.to_string().contains("Patient/"), "{one:?}");
                }
                if let Ok(case) = made.case {
                    let mut ids: Vec<&str> = case.records.iter().map(|record| record.id.as_str()).collect();
                    let all = ids.len();
                    ids.sort_unstable();
                    ids.dedup();
                    assert_eq!(ids.len(), all, "ids are unique");
                }
            }
        }
    }
}

trait Shown {
    fn to_string(&self) -> String;
}

impl Shown for rationale_fhir::Remarked {
    fn to_string(&self) -> String {
        format!("{} {} {} {:?}", self.count, self.resource, self.remark, self.examples)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_change_to_resources_makes_it_panic(which in any::<usize>(), changes in changes()) {
        let all = fixtures();
        let mut bundle = all[which % all.len()].clone();
        for (at, one) in &changes {
            let mut at = at % count(&bundle);
            change(&mut bundle, &mut at, one);
        }
        run(&bundle.to_string());
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}\":,a-zA-Z0-9 \n.-]{0,200}") {
        run(&text);
        let _ = Gathered::is_fhir(&text);
    }
}
