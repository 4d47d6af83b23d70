//! What a load finds, leaves out, and makes of the text.

use rationale::check::model::{
    Anchor, Asks, Body, Compare, Criterion, CriterionRef, Guideline, Operand, Subject, TestForm, WindowForm,
};
use rationale::check::{self, Limits, Loaded};
use rationale_tests::criteria::{Folder, Texts, load_text, suite};
use std::collections::BTreeMap;

fn load(texts: &[(&str, &str)], entries: &[&str]) -> Loaded {
    let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let entries: Vec<String> = entries.iter().map(|entry| (*entry).to_owned()).collect();
    check::load(&Texts(texts), &entries, &Limits::default())
}

fn ids(loaded: &Loaded) -> Vec<&'static str> {
    loaded.diagnostics.iter().map(|fault| fault.id).collect()
}

fn sound(name: &str) -> Guideline {
    let loaded = check::load(&Folder(suite().join("check")), &[format!("sound/{name}")], &Limits::default());
    assert_eq!(ids(&loaded), Vec::<&str>::new());
    loaded.library.guidelines.first().expect("one guideline").clone()
}

/// The criterion of that path, looked for inside `with` too.
fn find<'g>(guideline: &'g Guideline, path: &str) -> &'g Criterion {
    fn within<'g>(body: &'g Body, path: &str) -> Option<&'g Criterion> {
        match body {
            Body::Group { members, .. } => members.iter().find_map(|member| {
                if member.path == path { Some(member) } else { within(&member.body, path) }
            }),
            Body::When { condition, then, otherwise } => within(condition, path)
                .or_else(|| within(then, path))
                .or_else(|| otherwise.as_ref().and_then(|otherwise| within(otherwise, path))),
            Body::Test(test) => match &test.form {
                TestForm::Count { asks: Asks::With(body), .. }
                | TestForm::Pick { asks: Asks::With(body), .. } => within(body, path),
                _ => None,
            },
        }
    }
    let bodies = guideline.blocks.iter().flat_map(|block| block.requires.iter().chain(&block.excluded));
    bodies.flat_map(|body| within(body, path)).next().unwrap_or_else(|| panic!("no {path}"))
}

fn form<'g>(guideline: &'g Guideline, path: &str) -> &'g TestForm {
    match &find(guideline, path).body {
        Body::Test(test) => &test.form,
        _ => panic!("{path} is no test"),
    }
}

const VITALS: &str = "fact spo2 \"Oxygen saturation\": quantity in %\n";

fn guideline(body: &str) -> String {
    format!(
        "guideline sample \"Sample\" {{\n  status draft\n  cite internal \"illustrative\"\n  coverage item \"Item\" {{ requires all {{ low \"Low\": {body} }} }}\n}}\n"
    )
}

#[test]
fn names_are_seen_through_use_and_through_what_is_used() {
    let using = format!("use \"middle\"\n{}", guideline("lowest spo2 ever < 90 %"));
    let texts = [("a.crit", using.as_str()), ("middle.crit", "use \"vitals\"\n"), ("vitals.crit", VITALS)];
    let loaded = load(&texts, &["a"]);
    assert_eq!(ids(&loaded), Vec::<&str>::new());
    assert_eq!(loaded.library.guidelines.len(), 1);
    assert_eq!(loaded.files.len(), 3);
}

#[test]
fn a_name_that_another_file_declares_is_offered_with_its_file() {
    let text = guideline("lowest spo2 ever < 90 %");
    let loaded = load(&[("a.crit", &text), ("vocabulary/vitals.crit", VITALS)], &["a", "vocabulary/vitals"]);
    assert_eq!(ids(&loaded), ["unknown-name"]);
    assert!(loaded.diagnostics[0].help[0].contains("add `use \"vocabulary/vitals\"`"));
}

#[test]
fn files_that_use_each_other_are_each_read_once() {
    let one = format!("use \"two\"\n{}", guideline("lowest spo2 ever < 90 %"));
    let two = format!("use \"one\"\nuse \"two\"\n{VITALS}");
    let loaded = load(&[("one.crit", &one), ("two.crit", &two)], &["one", "two.crit", "one.crit"]);
    assert_eq!(ids(&loaded), Vec::<&str>::new());
    assert_eq!(loaded.files.len(), 2);
}

#[test]
fn a_guideline_with_an_error_is_left_out_and_the_rest_stays() {
    let text = format!(
        "{VITALS}{}{}",
        guideline("lowest spo2 ever < 90"),
        guideline("lowest spo2 ever < 90 %").replace("sample", "second")
    );
    let loaded = load_text(&text);
    assert_eq!(ids(&loaded), ["missing-unit"]);
    let left: Vec<&str> = loaded.library.guidelines.iter().map(|guideline| guideline.id.as_str()).collect();
    assert_eq!(left, ["second"]);
}

#[test]
fn what_rests_on_a_broken_fact_is_left_out_without_a_word() {
    let text =
        format!("fact spo2 \"Saturation\": quantity in blobs\n{}", guideline("lowest spo2 ever < 90 %"));
    let loaded = load_text(&text);
    assert_eq!(ids(&loaded), ["unknown-unit"]);
    assert!(loaded.library.guidelines.is_empty());
}

#[test]
fn a_missing_entry_is_reported_by_its_path() {
    let loaded = load(&[], &["nowhere", "../outside"]);
    assert_eq!(ids(&loaded), ["unknown-file", "unknown-file"]);
    assert_eq!(loaded.sources.place(loaded.diagnostics[0].primary.span), "nowhere:1:1");
}

#[test]
fn many_warnings_hide_no_error() {
    let unlabelled: String =
        (0..20).map(|at| format!(" }} requires all {{ c{at}: latest spo2 ever < {} %", 70 + at)).collect();
    let tests = format!("lowest spo2 ever < 90 %{unlabelled}");
    let text = format!("{VITALS}{}\nfact late \"Late\": quantity in blobs\n", guideline(&tests));
    let texts = Texts(BTreeMap::from([("a.crit".to_owned(), text)]));
    let small = Limits { diagnostics: 10, ..Limits::default() };
    let loaded = check::load(&texts, &["a".to_owned()], &small);
    let found = ids(&loaded);
    assert_eq!(found.len(), 10, "{found:?}");
    assert_eq!(found.last(), Some(&"unknown-unit"), "in the order of places");
    assert!(loaded.has_errors());
}

#[test]
fn limits_are_errors() {
    let text = guideline("age at review >= 18 years");
    let small = Limits { file_bytes: 10, ..Limits::default() };
    let texts = Texts(BTreeMap::from([("a.crit".to_owned(), text)]));
    let loaded = check::load(&texts, &["a".to_owned()], &small);
    assert!(ids(&loaded).contains(&"too-large"), "{:?}", ids(&loaded));
    // Each define holds the one before twice: 2^20 tests written out.
    let mut text = "define d0 \"D\": age at review >= 18 years\n".to_owned();
    for number in 1..20 {
        let before = number - 1;
        text.push_str(&format!(
            "define d{number} \"D\": all {{ a \"A\": d{before}   b \"B\": d{before} }}\n"
        ));
    }
    let loaded = load_text(&format!("{text}{}", guideline("d19")));
    assert!(ids(&loaded).iter().all(|id| *id == "too-large"), "{:?}", ids(&loaded));
    assert!(loaded.library.guidelines.is_empty());
}

#[test]
fn thresholds_are_kept_in_the_unit_of_the_fact() {
    let guideline = sound("heart_failure");
    let TestForm::Subject {
        subject: Subject::Part(_),
        compare: Compare::Order(_, Operand::Constant(number)),
    } = form(&guideline, "acute.findings.shock.narrow")
    else {
        panic!("another form");
    };
    // 8 kPa in mm[Hg], of 133.322 Pa each.
    assert_eq!(number.to_string().get(..7), Some("60.0051"));
    let TestForm::Pick { asks: Asks::Compare(_, Compare::Order(_, Operand::Part(_, factor))), .. } =
        form(&guideline, "acute.findings.high")
    else {
        panic!("another form");
    };
    // 110 % of a limit in umol/L, for a fact in mg/dL `also in umol/L at 0.0113`.
    assert_eq!(factor.to_string(), "0.01243");
}

#[test]
fn settings_options_and_bare_names_are_written_out() {
    let guideline = sound("heart_failure");
    let TestForm::Pick {
        of,
        asks: Asks::Compare(Subject::Value, Compare::Order(_, Operand::Constant(floor))),
        ..
    } = form(&guideline, "acute.findings.hypoxemia")
    else {
        panic!("another form");
    };
    assert_eq!(floor.to_string(), "90");
    assert_eq!(of.filter.len(), 1);
    let comfort = form(&guideline, "acute.comfort");
    let yes = matches!(
        comfort,
        TestForm::State { asks: Asks::Compare(Subject::Value, Compare::Options(0b10)), .. }
    );
    assert!(yes, "{comfort:?}");
}

#[test]
fn references_become_full_paths() {
    let guideline = sound("heart_failure");
    let TestForm::Criterion { of: CriterionRef::Here(path), is_met: true, at: None } =
        form(&guideline, "acute_day2.still")
    else {
        panic!("another form");
    };
    assert_eq!(path, "acute.findings.hypoxemia");
    let block = guideline.blocks.iter().find(|block| block.id == "acute_day2").expect("the block");
    assert_eq!((block.rung, block.days), (Some(1), Some((2, None))));
}

#[test]
fn records_at_hand_are_counted_from_the_innermost() {
    let guideline = sound("cpap");
    let TestForm::Elapsed { from, to, .. } = form(&guideline, "trial.study.seen.soon") else {
        panic!("another form");
    };
    assert!(matches!((&from.anchor, &to.anchor), (Anchor::This(0), Anchor::This(1))));
    let TestForm::Count { of, .. } = form(&guideline, "trial.study.seen") else { panic!("another form") };
    let window = of.window.as_ref().expect("a window");
    assert!(matches!(&window.form, WindowForm::Before(point) if matches!(point.anchor, Anchor::This(0))));
}

#[test]
fn words_are_the_authors_without_layout_and_groups() {
    let guideline = sound("cpap");
    let Body::Test(test) = &find(&guideline, "trial.study").body else { panic!("not a test") };
    assert_eq!(test.words, "some sleep_test as night before request");
    let Body::Test(test) = &find(&guideline, "trial.study.index.mild.index").body else {
        panic!("not a test")
    };
    assert_eq!(test.words, "ahi_or_rdi between 5 /h and 14 /h");
}

#[test]
fn the_digest_follows_meaning_and_not_layout() {
    let digest = |facts: &str, text: &str| {
        let loaded = load(&[("a.crit", &format!("use \"facts\"\n{text}")), ("facts.crit", facts)], &["a"]);
        loaded
            .library
            .guidelines
            .first()
            .map(|guideline| guideline.digest.clone())
            .expect("a sound guideline")
    };
    let text = guideline("lowest spo2 ever < 90 %");
    let one = digest(VITALS, &text);
    assert_eq!(one.len(), 64);
    let other_layout = text.replace("{ low", "{   # a comment\n   low").replace("< 90 %", "<90 %");
    assert_eq!(one, digest(VITALS, &other_layout));
    assert_eq!(one, digest(&format!("{VITALS}fact other \"Other\": number\n"), &text));
    assert_ne!(one, digest(VITALS, &text.replace("90", "88")));
    assert_ne!(one, digest(&VITALS.replace("in %", "in %\n  rounded to 1 %"), &text));
}

#[test]
fn codes_of_files_and_sets_are_in_the_digest() {
    let digest = |codes: &str| {
        let text =
            format!("codes devices \"Devices\": file \"d.csv\"\n{}", guideline("requested_item in devices"));
        let loaded = load(&[("a.crit", &text), ("d.csv", codes)], &["a"]);
        loaded
            .library
            .guidelines
            .first()
            .map(|guideline| guideline.digest.clone())
            .expect("a sound guideline")
    };
    let one = digest("system,code\nhcpcs,E0601\nhcpcs,E0470\n");
    assert_eq!(one, digest("system,code\nhcpcs,e0470\nhcpcs,E0601\n"));
    assert_ne!(one, digest("system,code\nhcpcs,E0601\n"));
}
