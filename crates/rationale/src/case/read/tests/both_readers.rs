//! The quick reader beside the full one.

use super::*;
use crate::case::model::Record;
use crate::check::model::Library;
use crate::plan;

/// Plain, with every field that is read quickly.
const PLAIN: &str = r#"{"case":"C","as_of":"2026-03-03T09:00-05:00","zone_offsets":[{"offset":"-05:00"}],"payer":null,
        "supply":[{"kind":"observations","from":"2026-01"},{"fact":"fall","by":"Hospital"}],
        "request":{"item":{"system":"hcpcs","code":"E0601"},"units":{"value":2,"unit":"d"}},
        "patient":{"birth_date":"1948","sex":"female"},"anchors":{"admission":"2026-03-02"},"records":[
        {"id":"a","fact":"spo2","value":{"number":86.50,"unit":"%"},"parts":{"oxygen":["room_air",3],"flow":2,"on":true,"none":[]},
         "at":"2026-03-03T04:10-05:00","recorded_at":"2026-03-03","status":"in-progress","kind":"observation",
         "source":{"document":"d\u00e9j\u00e0","type":"note","page":3,"line":null,"quote":"said \"so\""}},
        {"id":"b","codes":{"system":"loinc","code":" 8867-4 ","display":"Heart rate"},"value":-0.0,"from":"2026-03-02","to":"2026-03"},
        {"id":"c","fact":"other","codes":[],"replaces":"b","value":"word","to":"2026"},
        {"id":"d","fact":"other","value":{"system":"icd10cm","code":"I50.9"},"replaces":["a","c"]},
        {"id":"e","fact":"other","value":null,"at":null,"status":"final"},
        {"id":"f","fact":"other","value":{"number":1e3,"unit":" "}},
        {"id":"g","fact":"other","value":123456789012345678}]}"#;

/// Each change is one that the quick reader reads alike, or leaves alone.
const CHANGES: &[(&str, &str)] = &[
    ("86.50", "1e400"),
    ("86.50", "\"86.5\""),
    ("86.50", "{}"),
    ("86.50", "0.1234567890123456789"),
    ("86.50", "1e15"),
    ("86.50", "12345678901234567890"),
    ("86.50", "null"),
    ("\"unit\":\"%\"", "\"unit\":\"%\",\"unit\":\"%\""),
    ("\"unit\":\"%\"", "\"bound\":\"<\""),
    ("\"unit\":\"%\"", "\"code\":\"x\""),
    ("room_air\",3", "room_air\",[3]"),
    ("\"on\":true", "\"flow\":true"),
    ("\"on\":true", "\"on\":null"),
    ("\"on\":true", "\"on\":{\"number\":1}"),
    ("04:10-05:00", "04:10"),
    ("2026-03-03T04:10-05:00", "2026-02-30"),
    ("in-progress", "stopped"),
    ("in-progress", "draft"),
    ("in-progress", "FINAL"),
    ("observation\",", "no_such\","),
    ("\"page\":3", "\"page\":0"),
    ("\"page\":3", "\"page\":\"3\""),
    ("\"page\":3", "\"page\":3.0"),
    ("\"page\":3", "\"page\":-1"),
    ("\"page\":3", "\"pages\":3"),
    ("\"line\":null", "\"line\":99999999999"),
    ("loinc", "LOINC"),
    ("loinc", "http://loinc.org"),
    ("loinc", "no system"),
    (" 8867-4 ", " "),
    ("2026-03-02\",\"to\":\"2026-03\"", "2026-03-02\",\"to\":\"2026-02\""),
    ("\"id\":\"b\"", "\"id\":\"a\""),
    ("\"id\":\"b\"", "\"id\":\" \""),
    ("\"id\":\"b\"", "\"id\":7"),
    ("\"id\":\"b\",", ""),
    ("\"codes\":[],", ""),
    ("\"fact\":\"other\",\"codes\":[],", ""),
    ("\"fact\":\"other\",\"codes\":[]", "\"codes\":null"),
    ("\"fact\":\"spo2\"", "\"fact\":\"\""),
    ("\"fact\":\"spo2\"", "\"fact\":true"),
    ("\"replaces\":\"b\"", "\"replaces\":\"\""),
    ("\"replaces\":\"b\"", "\"replaces\":[]"),
    ("\"replaces\":\"b\"", "\"no_value\":\"refused\""),
    ("\"to\":\"2026\"", "\"ended\":true"),
    ("\"to\":\"2026\"", "\"to\":\"2026\",\"at\":\"2026\""),
    ("\"payer\":null", "\"payer\":\"x\",\"payer\":\"y\""),
    ("\"payer\":null", "\"records\":[]"),
    ("\"payer\":null", "\"players\":\"x\""),
    ("\"payer\":null", "\"state\":[[[[[[[[[[]]]]]]]]]]"),
    ("C\",", "\","),
    ("-05:00\",\"zone", "\",\"zone"),
    ("}]}", "}]"),
    ("}]}", "}]}]"),
    ("}]}", "}]} \n"),
    ("word", "\u{1}"),
    ("word", "\\ud800"),
    ("\"value\":\"word\"", "\"value\":[1]"),
    ("\"value\":\"word\"", "\"value\":{}"),
    ("\"value\":\"word\"", "\"value\":{\"no_value\":\"x\"}"),
    ("\"records\":[", "\"records\":[null,"),
    ("\"records\":[", "\"records\":[[],"),
    ("\"source\":{", "\"source\":\"d\",\"x\":{"),
    ("86.50", "-0"),
    ("86.50", "-0.0"),
    ("86.50", "-"),
    ("86.50", "-86.125"),
    ("86.50", "01"),
    ("86.50", "00"),
    ("86.50", "0"),
    ("86.50", "0.30"),
    ("86.50", "0.000001"),
    ("86.50", "1."),
    ("86.50", ".5"),
    ("86.50", "+1"),
    ("86.50", "1e-7"),
    ("86.50", "1E+2"),
    ("86.50", "12.50e1"),
    ("86.50", "1e"),
    ("86.50", "1e99999999999"),
    ("86.50", "1.2.3"),
    ("86.50", "NaN"),
    ("86.50", "999999999999.125"),
    ("86.50", "9999999999999.125"),
    ("86.50", "123456789.1234567890"),
    ("86.50", "999999999999999999"),
    ("86.50", "9223372036854775807"),
    ("86.50", "9223372036854775808"),
    ("86.50", "-9223372036854775808"),
    ("86.50", "1e-400"),
    ("86.50", "nullx"),
    ("86.50", "true"),
    ("\"page\":3", "\"page\":03"),
    ("\"page\":3", "\"page\":3e0"),
    ("\"page\":3", "\"page\":4294967295"),
    ("\"page\":3", "\"page\":4294967296"),
    ("\"page\":3", "\"page\":3,\"page\":3"),
    ("\"page\":3", "\"page\":null,\"page\":3"),
    ("\"page\":3", "\"\\u0070age\":3"),
    ("word", "w\0rd"),
    ("word", "\\u0000"),
    ("word", "\\ud83d\\ude00"),
    ("word", "\\ud83d"),
    ("word", "\\ude00\\ud83d"),
    ("word", "\\ud83d\\u0041"),
    ("word", "\\u12"),
    ("word", "\\x"),
    ("word", "\\é"),
    ("word", "\\/\\b\\f\\n\\r\\t\\\\\\\""),
    ("word", "\\"),
    ("word", "\t"),
    ("word", "\u{7f}\u{2028}é\u{1f600}"),
    ("{\"case\"", "\u{feff}{\"case\""),
    ("{\"case\"", "\u{a0}{\"case\""),
    ("{\"case\"", "\u{b}{\"case\""),
    ("{\"case\"", "{\"\\u0063ase\""),
    ("{\"case\"", "{\"case\":\"D\",\"case\""),
    ("{\"case\"", "{,\"case\""),
    (
        "\"id\":\"c\"",
        "\"id\":\"c\",\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    ),
    ("\"id\":\"c\"", "\"id\":\"c\",\"\":1"),
    ("\"id\":\"c\"", "\"id\":\"c\",\"id\":\"h\""),
    ("\"id\":\"c\"", "\"id\":null"),
    ("\"id\":\"c\"", "\"id\":\"c\",\"kind\":null,\"kind\":null"),
    ("\"id\":\"c\"", "\"id\":\"c\" \"kind\":null"),
    ("\"id\":\"c\",", "\"id\":\"c\",,"),
    ("\"id\":\"c\"", "\"id\":\"\\u0062\""),
    ("\"none\":[]", "\"none\":[,]"),
    ("\"none\":[]", "\"none\":[1,]"),
    ("\"none\":[]", "\"none\":null"),
    ("\"none\":[]", "\"none\":[null,{\"number\":1,\"unit\":null}]"),
    ("\"none\":[]", "\"none\":[null"),
    ("\"none\":[]", "\"\\u0066low\":1"),
    ("\"none\":[]", "\"none\":{\"codes\":[]}"),
    ("\"display\":\"Heart rate\"", "\"display\":null"),
    ("\"display\":\"Heart rate\"", "\"display\":1"),
    ("\"display\":\"Heart rate\"", "\"code\":null"),
    ("\"code\":\"I50.9\"", "\"code\":\"I50.9\",\"unit\":null,\"display\":\"x\""),
    ("\"code\":\"I50.9\"", "\"code\":\" \""),
    ("\"code\":\"I50.9\"", "\"code\":\"I50.9\",\"number\":1"),
    ("\"value\":2", "\"value\":2,\"value\":2"),
    ("\"value\":2", "\"value\":1e400"),
    ("\"value\":2", "\"value\":2.50"),
    ("\"value\":2", "\"value\":-0"),
    ("\"value\":2", "\"value\":[[[[[[[[2]]]]]]]]"),
    ("\"value\":2", "\"value\":tru"),
];

/// Documents that the quick reader takes, and documents that it must leave to the full one.
#[test]
fn the_quick_reader_says_what_the_full_one_says() {
    let limits = Limits::default();
    let taken = quick::read(PLAIN, &limits, None).expect("it is plain");
    assert_eq!(taken, read_json_fully(PLAIN, &limits).expect("it is sound"));
    for (from, to) in CHANGES {
        let changed = PLAIN.replacen(*from, to, 1);
        assert_ne!(changed, PLAIN, "{from}");
        same(&changed, &format!("{from} -> {to}"));
    }
    let tight = |tree| Limits { tree, ..limits };
    for limits in [
        tight(crate::case::tree::TreeLimits { text: 4, ..limits.tree }),
        tight(crate::case::tree::TreeLimits { depth: 3, ..limits.tree }),
        tight(crate::case::tree::TreeLimits { nodes: 20, ..limits.tree }),
        tight(crate::case::tree::TreeLimits { bytes: 100, ..limits.tree }),
        Limits { records: 6, ..limits },
    ] {
        assert!(quick::read(PLAIN, &limits, None).is_none());
        assert!(read_json(PLAIN, &limits).is_err());
    }
}

/// Both readers say the same, and so they do where records are left out: of the same case or for the same faults.
#[track_caller]
fn same(text: &str, what: &str) {
    let limits = Limits::default();
    let full = read_json_fully(text, &limits);
    if let Some(taken) = quick::read(text, &limits, None) {
        assert_eq!(Ok(&taken), full.as_ref(), "{what}");
    }
    assert_eq!(read_json(text, &limits), full, "{what}");
    let nothing = plan::compile(&Library::default());
    match (read_json_for(&nothing, text, &limits), full) {
        (Ok(own), Ok(full)) => {
            let kept: Vec<_> = own.records.iter().map(|record| &record.id).collect();
            let must = |record: &&Arc<Record>| !record.replaces.is_empty() || kept.contains(&&record.id);
            let records: Vec<_> = full.records.iter().filter(must).cloned().collect();
            assert_eq!(own, Case { records, ..full }, "{what}");
        }
        (own, full) => assert_eq!(own, full, "{what}"),
    }
}

/// Whatever is put in wherever, and whatever is cut out.
#[test]
fn a_damaged_document_is_judged_by_the_full_reader() {
    let put = [
        "",
        "\"",
        "\\",
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        "0",
        "-",
        ".",
        "e5",
        "null",
        "true",
        "\0",
        "\u{feff}",
        "\n",
        "\"id\":\"a\",",
        "\\ud800",
        "é",
    ];
    let places = PLAIN.char_indices().map(|(at, _)| at);
    for ((from, to), put) in places.clone().zip(places.skip(1)).zip(put.into_iter().cycle()) {
        let (before, letter, after) = (&PLAIN[..from], &PLAIN[from..to], &PLAIN[to..]);
        same(&format!("{before}{put}{letter}{after}"), &format!("{put:?} put in at {from}"));
        same(&format!("{before}{put}{after}"), &format!("{put:?} for {letter:?} at {from}"));
    }
    for at in (0..PLAIN.len()).step_by(17) {
        same(&PLAIN[..at], &format!("cut at {at}"));
    }
}

/// Blanks between words mean nothing, and the order of fields neither.
#[test]
fn plain_documents_are_read_quickly_however_they_are_laid_out() {
    let limits = Limits::default();
    let tree: serde_json::Value = serde_json::from_str(PLAIN).expect("it is JSON");
    for text in [
        tree.to_string(),
        serde_json::to_string_pretty(&tree).expect("it is text"),
        format!("\t{PLAIN}\r\n "),
    ] {
        let taken = quick::read(&text, &limits, None).expect("it is plain");
        assert_eq!(taken, read_json_fully(PLAIN, &limits).expect("it is sound"));
    }
}

/// A fault in a record that no guideline reads refuses the case, as it does where all are read.
#[test]
fn what_is_left_out_is_checked() {
    let nothing = plan::compile(&Library::default());
    let limits = Limits::default();
    let case = |record: &str| {
        format!(r#"{{"case":"C","as_of":"2026-03-03T09:00Z","records":[{{"id":"a","fact":"f",{record}}}]}}"#)
    };
    let sound = read_json_for(&nothing, &case(r#""at":"2026-03-01""#), &limits).expect("it is sound");
    assert!(sound.records.is_empty());
    for fault in [
        r#""at":"2026-02-30""#,
        r#""value":1e400"#,
        r#""value":{"number":1,"code":"x"}"#,
        r#""parts":{"x":[[]]}"#,
        r#""codes":{"system":"no system","code":"1"}"#,
        r#""status":"draft""#,
        r#""kind":"no_such""#,
        r#""source":{"page":0}"#,
        r#""from":"2026-03-02","to":"2026-03-01""#,
    ] {
        let refused = read_json_for(&nothing, &case(fault), &limits).expect_err("it is at fault");
        assert_eq!(Err(refused), read_json_fully(&case(fault), &limits), "{fault}");
    }
}
