//! The conformance suite holds on both evaluators, and the page of its rules is up to date.

#![allow(clippy::disallowed_methods)] // a test reads the page

use rationale_tests::conformance;

#[test]
fn every_case_holds_on_both_evaluators_and_every_rule_is_shown() {
    let run = conformance::run();
    assert!(run.failures.is_empty(), "{}\n{} passed", run.failures.join("\n\n"), run.passed);
    assert!(run.passed > 0, "no case was found");
}

#[test]
fn the_page_of_rules_is_up_to_date() {
    let page = std::fs::read_to_string(conformance::page_path()).unwrap_or_default();
    assert!(
        page == conformance::page(&conformance::run()),
        "run `cargo xtask rules` and look at what changed"
    );
}
