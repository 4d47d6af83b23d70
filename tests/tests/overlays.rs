//! Overlays as loaded and as shown: where criteria come from, who answers, what the digest covers, what they break.

use rationale::assessment::{Answer, Finding, Outcome};
use rationale::check::model::Origin;
use rationale::check::{self, Limits, Loaded};
use rationale::view::View;
use rationale::{case, eval, plan, wire};
use rationale_tests::criteria::Texts;

const BASE: &str = r#"
codes drugs "Drugs": rxnorm 1
fact spo2 "Oxygen saturation": quantity in %
fact visit "Visit": event silence means no
fact dose "Dose": event in drugs silence means no
define dosed "Dosed": some dose within 30 days before review
guideline base "Base" {
  edition "1" by date of review from 2026-01-01
  cite internal "illustrative"
  setting low "Low": 90 %
  coverage item "Item" {
    requires all {
      oxygen "Oxygen": lowest spo2 within 24 hours before review < low
      seen "Seen": any { visit "Visit": some visit within 30 days before review   dosed "Dosed": dosed }
      same "Seen, as above": criterion seen is met
    }
  }
}
"#;

const OVERLAY: &str = r#"
use "base"
overlay plan "Plan" of base edition "1" {
  cite internal "illustrative"
  for payer: plan_x
  set low to 88 %
  replace item.seen.visit with all { lately "Lately": some visit within 7 days before review   dosed "Dosed": dosed }
  add to item.seen other "Other": dosed
}
"#;

fn load(base: &str, overlay: &str) -> Loaded {
    let texts = [("base.crit", base), ("plan.crit", overlay)];
    let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    check::load(&Texts(texts), &["plan".to_owned(), "base".to_owned()], &Limits::default())
}

fn ids(loaded: &Loaded) -> Vec<&'static str> {
    loaded.diagnostics.iter().map(|fault| fault.id).collect()
}

fn digest(loaded: &Loaded, id: &str) -> String {
    let mut guidelines = loaded.library.guidelines.iter();
    guidelines.find(|guideline| guideline.id == id).map(|found| found.digest.clone()).expect("a guideline")
}

fn answer(loaded: &Loaded, header: &str) -> (Answer, case::Case) {
    let text = format!(
        r#"{{ "case": "C-1", "as_of": "2026-03-03T09:00-05:00", "supply": "complete", {header}
        "records": [ {{ "id": "o", "fact": "spo2", "value": {{ "number": 87, "unit": "%" }}, "at": "2026-03-03T08:00-05:00" }},
          {{ "id": "v", "fact": "visit", "at": "2026-03-01T08:00-05:00" }},
          {{ "id": "d", "fact": "dose", "codes": [{{ "system": "rxnorm", "code": "1" }}], "at": "2026-03-01T08:00-05:00" }} ] }}"#
    );
    let case = case::read_json(&text, &case::Limits::default()).expect("a case");
    let answer = eval::assess(&plan::compile(&loaded.library), &case).expect("an answer");
    (answer, case)
}

fn assessed(answer: &Answer) -> Vec<(&str, Outcome)> {
    answer.assessments.iter().map(|one| (one.guideline.id.as_str(), one.outcome)).collect()
}

fn origins(finding: &Finding, into: &mut Vec<(String, Origin)>) {
    into.extend(finding.origin().map(|origin| (finding.path().to_owned(), origin)));
    finding.children.iter().for_each(|child| origins(child, into));
}

#[test]
fn each_criterion_says_where_it_comes_from() {
    let loaded = load(BASE, OVERLAY);
    assert_eq!(ids(&loaded), Vec::<&str>::new());
    let (answer, case) = answer(&loaded, r#""payer": "plan_x","#);
    assert_eq!(assessed(&answer), [("plan", Outcome::Meets)]);
    assert!(answer.not_applicable.iter().eq(["base"]));
    let mut found = Vec::new();
    answer.assessments[0].findings.iter().for_each(|root| origins(root, &mut found));
    let of = |path: &str| found.iter().find(|(known, _)| known == path).map(|(_, origin)| *origin);
    // Compared with a setting that the overlay sets.
    assert_eq!(of("item.oxygen"), Some(Origin::Replaced));
    assert_eq!(of("item.seen"), Some(Origin::Base));
    assert_eq!(of("item.seen.visit"), Some(Origin::Replaced));
    assert_eq!(of("item.seen.visit.lately"), Some(Origin::Added));
    assert_eq!(of("item.seen.dosed"), Some(Origin::Base));
    assert_eq!(of("item.seen.other"), Some(Origin::Added));
    assert_eq!(of("item.same"), Some(Origin::Base));
    let json = wire::answer_json(&answer, &case.zone, View::Everything);
    for said in [r#""origin": "added""#, r#""base": "base""#, r#""setting": "low""#, r#""from": "90 %""#] {
        assert!(json.contains(said), "{said} is not in {json}");
    }
}

#[test]
fn one_of_base_and_overlay_answers() {
    let loaded = load(BASE, OVERLAY);
    assert_eq!(assessed(&answer(&loaded, r#""payer": "plan_y","#).0), [("base", Outcome::Meets)]);
    // Whose case it is must be told first.
    let (open, _) = answer(&loaded, "");
    assert_eq!(assessed(&open), []);
    let may: Vec<&str> = open.may_apply.iter().map(|one| one.guideline.as_str()).collect();
    assert_eq!(may, ["base", "plan"]);
    let named = r#""payer": "plan_x", "request": { "guideline": "base" },"#;
    assert_eq!(assessed(&answer(&loaded, named).0), [("base", Outcome::NotApplicable)]);
}

#[test]
fn an_overlay_for_nobody_answers_where_it_is_named() {
    let loaded = load(BASE, &OVERLAY.replace("for payer: plan_x", ""));
    assert_eq!(ids(&loaded), Vec::<&str>::new());
    assert_eq!(assessed(&answer(&loaded, "").0), [("base", Outcome::Meets)]);
    let named = r#""request": { "guideline": "plan" },"#;
    assert_eq!(assessed(&answer(&loaded, named).0), [("plan", Outcome::Meets)]);
}

#[test]
fn an_overlay_with_errors_still_keeps_its_cases_from_the_base() {
    let loaded = load(BASE, &OVERLAY.replace("add to item.seen other", "add to item.sen other"));
    assert_eq!(ids(&loaded), ["unknown-path"]);
    let (answer, _) = answer(&loaded, r#""payer": "plan_x","#);
    assert_eq!(assessed(&answer), []);
    assert!(answer.not_applicable.iter().eq(["base"]));
}

#[test]
fn a_base_with_errors_takes_its_overlays_along() {
    let loaded = load(&BASE.replace("< low\n", "< 90 kg\n"), OVERLAY);
    assert_eq!(ids(&loaded), ["unit-mismatch"]);
    assert!(loaded.library.guidelines.is_empty());
}

#[test]
fn what_an_overlay_breaks_in_its_base_is_told_at_the_overlay() {
    let loaded = load(BASE, &OVERLAY.replace("set low to 88 %", "remove item.seen reason \"gone\"").replace("replace item.seen.visit with all { lately \"Lately\": some visit within 7 days before review   dosed \"Dosed\": dosed }", "").replace("add to item.seen other \"Other\": dosed", ""));
    assert_eq!(ids(&loaded), ["unknown-criterion"]);
    let file = loaded.sources.get(loaded.diagnostics[0].primary.span.file).expect("a file");
    assert_eq!(file.name, "plan.crit");
    let left: Vec<&str> = loaded.library.guidelines.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(left, ["base"]);
}

#[test]
fn the_digest_covers_base_and_overlay() {
    let first = load(BASE, OVERLAY);
    let commented = load(BASE, &format!("# a comment\n{OVERLAY}"));
    assert_eq!(digest(&first, "plan"), digest(&commented, "plan"));
    let base = load(&BASE.replace("30 days before review   dosed", "31 days before review   dosed"), OVERLAY);
    assert_ne!(digest(&first, "plan"), digest(&base, "plan"));
    let overlay = load(BASE, &OVERLAY.replace("88 %", "87 %"));
    assert_ne!(digest(&first, "plan"), digest(&overlay, "plan"));
    assert_eq!(digest(&first, "base"), digest(&overlay, "base"));
    // For whom an overlay takes its place is part of what the base answers.
    let scope = load(BASE, &OVERLAY.replace("plan_x", "plan_z"));
    assert_ne!(digest(&first, "base"), digest(&scope, "base"));
}

#[test]
fn names_in_an_overlay_are_those_of_its_file() {
    let own = OVERLAY.replace("use \"base\"", "");
    let loaded = load(BASE, &own);
    assert!(ids(&loaded).contains(&"unknown-name"), "{:?}", ids(&loaded));
    let left: Vec<&str> = loaded.library.guidelines.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(left, ["base"]);
}
