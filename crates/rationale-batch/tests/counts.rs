//! Whatever the lines are, none is lost and none is counted twice.

#![allow(clippy::disallowed_methods)] // a test reads and writes files

use proptest::prelude::*;
use rationale::{check, plan};
use rationale_arrow::What;
use rationale_batch::{ErrorRecord, Options, Silent, Source, Target, run};
use std::sync::Arc;

struct Memory;

impl check::Files for Memory {
    fn read(&self, _: &str) -> Option<Arc<str>> {
        Some(Arc::from(
            "fact oxygen \"Oxygen\": yes/no\n\nguideline g \"G\" {\n  status draft\n  cite internal \"a test\"\n  \
             coverage main \"Main\" { requires all { on \"On oxygen\": oxygen } }\n}\n",
        ))
    }
}

#[derive(Clone, Debug)]
enum Line {
    Sound,
    Broken(Vec<u8>),
    Blank(&'static str),
    Long,
}

fn line() -> impl Strategy<Value = Line> {
    prop_oneof![
        4 => Just(Line::Sound),
        3 => prop::collection::vec(any::<u8>().prop_filter("no line end", |byte| *byte != b'\n'), 1..40)
            .prop_filter("not blank", |bytes| !bytes.iter().all(u8::is_ascii_whitespace))
            .prop_map(Line::Broken),
        1 => prop::sample::select(vec!["", " ", "\r", "\t\t"]).prop_map(Line::Blank),
        1 => Just(Line::Long),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_add_up(lines in prop::collection::vec(line(), 0..120), jobs in 1_usize..5, ends in any::<bool>()) {
        let loaded = check::load(&Memory, &["g.crit".to_owned()], &check::Limits::default());
        let plan = plan::compile(&loaded.library);
        let folder = std::env::temp_dir().join(format!("rationale-counts-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut input = Vec::new();
        let (mut sound, mut bad, mut blank) = (0, Vec::new(), 0);
        for (at, line) in lines.iter().enumerate() {
            let number = at as u64 + 1;
            match line {
                Line::Sound => {
                    sound += 1;
                    input.extend(format!("{{\"case\":\"C{number}\",\"as_of\":\"2026-03-03T09:00Z\"}}").bytes());
                }
                Line::Broken(bytes) => { bad.push(number); input.extend(bytes); }
                Line::Blank(text) => {
                    // What is empty behind the last line end is no line.
                    blank += u64::from(ends || at + 1 < lines.len() || !text.is_empty());
                    input.extend(text.bytes());
                }
                Line::Long => { bad.push(number); input.extend(vec![b'{'; 600]); }
            }
            if ends || at + 1 < lines.len() {
                input.push(b'\n');
            }
        }
        let (from, out, errors) = (folder.join("in"), folder.join("out"), folder.join("errors"));
        std::fs::write(&from, &input).expect("written");
        let options = Options {
            what: What::Outcomes,
            errors: Some(errors.clone()),
            longest: 500,
            jobs,
            ..Options::new(vec![Source::File(from)], Target::File(out.clone()))
        };
        let ended = run(&plan, &options, &Silent).expect("it runs");
        prop_assert!(ended.counts.adds_up());
        prop_assert_eq!(ended.counts.assessed, sound);
        prop_assert_eq!(ended.counts.blank, blank);
        let told = std::fs::read_to_string(&errors).expect("errors");
        let told: Vec<u64> = told
            .lines()
            .map(|line| serde_json::from_str::<ErrorRecord>(line).expect("a record").line)
            .collect();
        prop_assert_eq!(told, bad);
        let made = std::fs::read_to_string(&out).expect("output");
        prop_assert_eq!(made.lines().count() as u64, sound);
    }
}
