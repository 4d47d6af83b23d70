//! Overlays whose promise the checker proved: it must hold of every case.

use crate::cases;
use crate::criteria::{self, Choices};
use crate::tape::Tape;
use crate::{Example, Seed, engine, read};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rationale::assessment::{Outcome, Status};
use rationale::check::model::{Body, Guideline, Library};
use rationale::reference::{self, ReferenceAnswer};
use rationale_tests::criteria::load_text;
use serde_json::{Map, Value};

/// A base and an overlay of it that promises.
pub(crate) struct Pair {
    text: String,
    library: Library,
    stricter: bool,
}

impl Pair {
    /// `None` where the checker refuses the criteria, or does not prove the promise.
    pub(crate) fn of(choices: &Choices, extra: &mut Tape<'_>) -> Option<Self> {
        let mut base = criteria::criteria(choices);
        let guideline = base.find("guideline g ")?;
        if !base[guideline..].contains("  edition \"1\"") {
            let at = guideline + base[guideline..].find("  status draft\n")?;
            base.insert_str(at, "  edition \"1\" by date of review from 2026-01-01\n");
        }
        let loaded = load_text(&base);
        if loaded.has_errors() {
            return None;
        }
        let declared = loaded.library.guidelines.iter().find(|guideline| guideline.id == "g")?;
        let paths = paths(declared);
        let promise = extra.pick(&["no_stricter", "no_looser"]);
        let mut edits = String::new();
        for number in 0..1 + extra.below(2) {
            edits += &edit(&base, &paths, number, extra)?;
        }
        let text = format!(
            "{base}overlay ov \"Ov\" of g edition \"1\" {{\n  status draft\n{edits}  promise {promise}\n}}\n"
        );
        let loaded = load_text(&text);
        let has = |id: &str| loaded.library.guidelines.iter().any(|guideline| guideline.id == id);
        if loaded.has_errors() || !has("ov") {
            return None;
        }
        Some(Self { text, library: loaded.library, stricter: promise == "no_looser" })
    }
}

/// Every criterion with its path, groups first.
fn paths(guideline: &Guideline) -> Vec<String> {
    fn walk(body: &Body, found: &mut Vec<String>) {
        match body {
            Body::Group { members, .. } => {
                for member in members {
                    found.push(member.path.clone());
                    walk(&member.body, found);
                    member.waived.iter().for_each(|waived| walk(waived, found));
                }
            }
            Body::When { condition, then, otherwise } => {
                walk(condition, found);
                walk(then, found);
                otherwise.iter().for_each(|otherwise| walk(otherwise, found));
            }
            Body::Test(_) => {}
        }
    }
    let mut found = Vec::new();
    for block in &guideline.blocks {
        block.requires.iter().chain(&block.excluded).for_each(|body| walk(body, &mut found));
    }
    found
}

fn edit(base: &str, paths: &[String], number: usize, tape: &mut Tape<'_>) -> Option<String> {
    if paths.is_empty() {
        return None;
    }
    let path = tape.pick(paths);
    let name = path.rsplit('.').next()?;
    let written = base.split(&format!("{name}: ")).nth(1)?.lines().next()?.trim().to_owned();
    let whole = written.matches('{').count() == written.matches('}').count();
    Some(match tape.below(8) {
        0..=1 => format!("  remove {path} reason \"not asked here\"\n"),
        2 => {
            let parent = path.rsplit_once('.')?.0;
            let test = tape.pick(&[
                "s",
                "no e within 3 days before review",
                "latest q within 24 hours before review < 10 mg/dL",
            ]);
            format!("  add to {parent} more_{number}: {test}\n")
        }
        3 if whole && !written.contains("waived when") => {
            format!("  replace {path} with {written} waived when s\n")
        }
        _ if whole => format!("  replace {path} with {}\n", moved(&written, tape)?),
        _ => format!("  remove {path} reason \"not asked here\"\n"),
    })
}

/// The test with a threshold or a number of records moved.
fn moved(written: &str, tape: &mut Tape<'_>) -> Option<String> {
    let changes = [
        (" 10 mg/dL", " 5 mg/dL"),
        (" 10 mg/dL", " 20 mg/dL"),
        (" 5 mg/dL", " 10 mg/dL"),
        (" 20 mg/dL", " 10 mg/dL"),
        ("at least 2 ", "at least 1 "),
        ("at least 2 ", "at least 3 "),
        ("at least 3 ", "at least 2 "),
        ("at most 1 ", "at most 2 "),
        ("at least 70 %", "at least 50 %"),
        ("at least 50 %", "at least 70 %"),
        ("at most 50 %", "at most 30 %"),
        (" 10 mg", " 8 mg"),
        (" 5 mg", " 8 mg"),
        (">= ", "> "),
        ("< ", "<= "),
        (" 24", " 12"),
        (" 18 years", " 21 years"),
    ];
    let fitting: Vec<&(&str, &str)> = changes.iter().filter(|(from, _)| written.contains(from)).collect();
    if fitting.is_empty() {
        return None;
    }
    let (from, to) = tape.pick(&fitting);
    Some(written.replacen(from, to, 1))
}

/// How well a request comes out; `None`: nothing is promised of it.
fn rank(outcome: Option<Outcome>) -> Option<u8> {
    match outcome? {
        Outcome::Meets => Some(2),
        Outcome::InsufficientInformation => Some(1),
        Outcome::DoesNotMeet => Some(0),
        Outcome::NotApplicable => None,
    }
}

/// Every case comes out with the overlay as its promise says, unknowns included.
pub(crate) fn keeps_its_promise(seed: &Seed, pair: &Pair) -> TestCaseResult {
    let mut tape = Tape::new(&seed.header);
    let mut case = cases::header(&mut tape);
    cases::ask(&mut case, &mut tape, pair.text.contains("ladder"));
    let records = seed.records.iter().enumerate();
    let records: Vec<Value> = records.map(|(id, record)| cases::record(id, &mut Tape::new(record))).collect();
    case.insert("records".into(), records.into());
    let of = |id: &str| -> (Option<u8>, ReferenceAnswer) {
        let mut case: Map<String, Value> = case.clone();
        case["request"]["guideline"] = id.into();
        let typed = read(&case);
        let at = pair.library.guidelines.iter().position(|guideline| guideline.id == id).unwrap_or(0);
        (rank(engine(&pair.library, &typed).outcome), reference::assess(&pair.library, at, &typed))
    };
    let ((base, slow_base), (overlay, slow_overlay)) = (of("g"), of("ov"));
    let shown = || {
        let example = Example { text: pair.text.clone(), library: pair.library.clone(), case: case.clone() };
        example.show(&case)
    };
    // By the promise the second comes out at least as met.
    let order = |base: u8, overlay: u8| if pair.stricter { overlay <= base } else { base <= overlay };
    if let (Some(base), Some(overlay)) = (base, overlay) {
        prop_assert!(order(base, overlay), "{}engine: base {base}, overlay {overlay}", shown());
    }
    if slow_base.too_large || slow_overlay.too_large {
        return Ok(());
    }
    if let (Some(base), Some(overlay)) = (rank(slow_base.outcome), rank(slow_overlay.outcome)) {
        prop_assert!(order(base, overlay), "{}reference: base {base}, overlay {overlay}", shown());
    }
    let height = |status: Status| match status {
        Status::Unmet => 0,
        Status::Undetermined => 1,
        Status::Met => 2,
    };
    for (block, base) in &slow_base.blocks {
        let Some(overlay) = slow_overlay.blocks.get(block) else { continue };
        // Readiness to leave speaks against a stay: there the promise is the other way round.
        if block == "ready" {
            continue;
        }
        prop_assert!(
            order(height(*base), height(*overlay)),
            "{}block {block}: base {base:?}, overlay {overlay:?}",
            shown()
        );
    }
    Ok(())
}
