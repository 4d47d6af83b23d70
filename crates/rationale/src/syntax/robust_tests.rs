//! Whatever the text, reading ends, and says something or gives something.

use super::*;
use proptest::prelude::*;

const TEXTS: [&str; 4] = [
    include_str!("testdata/cpap.crit"),
    include_str!("testdata/forms.crit"),
    include_str!("testdata/heart_failure.crit"),
    include_str!("testdata/hospice.crit"),
];

/// Reads a text: every place lies in it, every fault has words and help, and a text with words is not passed over.
fn read(text: &str) -> (ast::File, Vec<Diagnostic>) {
    let (file, faults) = parse(FileId(0), text);
    for fault in &faults {
        for label in std::iter::once(&fault.primary).chain(&fault.secondary) {
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            assert!(start <= end && text.get(start..end).is_some(), "{} points nowhere", fault.id);
        }
        assert!(IDS.contains(&fault.id), "{} is not listed", fault.id);
        assert!(!fault.headline.is_empty() && !fault.help.is_empty(), "{} says nothing", fault.id);
    }
    let blank = scan::tokens(text).is_empty();
    assert!(blank || !file.items.is_empty() || !faults.is_empty(), "passed over: {text}");
    (file, faults)
}

fn words(text: &str) -> Vec<&str> {
    text.split_inclusive([' ', '\n', '(', '{', ':', '"']).collect()
}

#[derive(Clone, Debug)]
enum Damage {
    Delete,
    Double,
    Replace(String),
}

fn damage() -> impl Strategy<Value = Damage> {
    let other = prop_oneof![
        "[a-z_]{1,8} ",
        Just("{ ".to_owned()),
        Just("} ".to_owned()),
        Just("\"".to_owned()),
        Just(": ".to_owned()),
        Just("when ".to_owned()),
        Just("not ".to_owned()),
        Just("or ".to_owned()),
        Just("90 % ".to_owned()),
        Just("≥ µ “ ".to_owned()),
        Just("\n".to_owned()),
    ];
    prop_oneof![Just(Damage::Delete), Just(Damage::Double), other.prop_map(Damage::Replace)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in "\\PC{0,200}") {
        read(&text);
    }

    #[test]
    fn any_words_of_the_language_are_answered(
        text in "((fact|guideline|coverage|requires|all|any|when|then|else|some|lowest|within|24 hours|before|review|x|\"L\"|:|\\{|\\}|<|90 %|is|in|of|and|or|not|\n|#|\\(|\\)) ){0,60}"
    ) {
        read(&text);
    }

    #[test]
    fn a_damaged_example_is_answered(
        which in 0..TEXTS.len(),
        places in prop::collection::vec((any::<prop::sample::Index>(), damage()), 1..4),
    ) {
        let mut words: Vec<String> = words(TEXTS[which]).into_iter().map(str::to_owned).collect();
        for (place, damage) in places {
            let at = place.index(words.len());
            match damage {
                Damage::Delete => {
                    words.remove(at);
                }
                Damage::Double => words.insert(at, words[at].clone()),
                Damage::Replace(other) => words[at] = other,
            }
        }
        let (file, faults) = read(&words.concat());
        // What is sound can be printed and read again.
        if faults.is_empty() {
            let printed = crate::fmt::print(&file);
            let (again, faults) = read(&printed);
            prop_assert!(faults.is_empty(), "{faults:#?}\n{printed}");
            prop_assert_eq!(crate::fmt::print(&again), printed);
        }
    }
}

/// A guideline with that body.
fn guideline(body: &str) -> String {
    format!("guideline g \"G\" {{\n  coverage item \"Item\" {{\n    requires {body}\n  }}\n}}\n")
}

/// Groups inside one another, so many braces in all.
fn nested(braces: usize) -> String {
    let groups = braces - 2;
    guideline(&format!("{}sleepy{}", "all { a: ".repeat(groups), " }".repeat(groups)))
}

#[test]
fn two_thousand_criteria_are_read() {
    let sound = (0..2000)
        .map(|number| format!("a{number} \"A\": lowest spo2 within 24 hours before review < {number} %\n"));
    let (file, faults) = read(&guideline(&format!("all {{\n{}}}", sound.collect::<String>())));
    assert_eq!((file.items.len(), faults.len()), (1, 0));
    let broken = (0..2000)
        .map(|number| format!("a{number} \"A\": lowest spo2 < {number} % within 24 hours before review\n"));
    let (file, faults) = read(&guideline(&format!("all {{\n{}}}", broken.collect::<String>())));
    assert_eq!((file.items.len(), faults.len()), (1, LIMITS.faults));
}

#[test]
fn nesting_ends_at_the_limit() {
    let (file, faults) = read(&nested(64));
    assert_eq!((file.items.len(), faults.len()), (1, 0));
    let (file, faults) = read(&nested(65));
    assert_eq!(file.items.len(), 0);
    assert_eq!(faults.first().map(|fault| fault.id), Some("nested-too-deep"));
    assert_eq!(faults.len(), 1);
    // A deep tree with something wrong at every step, and a broken one.
    let deep = "all { a: when b then ".repeat(31);
    read(&guideline(&format!("{deep} sleepy {}", "} else ! ".repeat(31))));
    read(&guideline(&"all { a: x or ".repeat(60)));
    read(&guideline(&"when x then ".repeat(70)));
    read(&format!("define x: quantity in 1 = {}1{}", "(".repeat(64), ")".repeat(64)));
    read(&format!("define x: quantity in 1 = {}1", "-".repeat(10_000)));
}

#[test]
fn long_texts_without_lines_or_sense_end() {
    for word in [
        "{ ",
        "} ",
        "a { ",
        "all a: ",
        "fact a ",
        "\"",
        "when ",
        "a: ",
        "( ",
        "x or ",
        "1 ",
        "\n}",
        "\nlevel a b ",
        "\nfact a \"A\" number",
    ] {
        read(&word.repeat(20_000));
        read(&guideline(&word.repeat(20_000)));
    }
}

#[test]
fn a_text_over_the_limit_is_refused() {
    let (file, faults) = parse(FileId(0), &"#".repeat(LIMITS.bytes + 1));
    assert_eq!((file.items.len(), faults.len()), (0, 1));
}
