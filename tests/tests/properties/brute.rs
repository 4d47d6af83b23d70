//! Missing sets held against brute force: on small trees every set of questions is tried with every answer of a handful, and the
//! reference evaluator says which of them are enough.

use crate::tape::Tape;
use crate::{read, slow};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rationale::assessment::{Missing, Outcome};
use rationale::eval::Effort;
use rationale::{eval, plan};
use rationale_tests::criteria::{load_text, rendered};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Sets of up to so many questions.
const SIZE: usize = 3;

const FACTS: &str = r#"
fact a "A": quantity in mg/dL plausible 1 mg/dL to 60 mg/dL
fact b "B": quantity in mg/dL plausible 1 mg/dL to 60 mg/dL
fact s "S": yes/no
fact t "T": choice x | y | z
fact e "E": event silence means no
fact f "F": event
define ratio "Ratio": quantity in 1 = latest a within 3 days before review / latest b within 3 days before review
"#;

const NAMES: [&str; 8] = ["a", "b", "s", "t", "e", "f", "sex", "date and time of birth"];

/// A small tree, a case for it, and what stands in both.
struct Small {
    text: String,
    case: Map<String, Value>,
}

struct Maker<'t, 'd> {
    tape: &'t mut Tape<'d>,
    names: usize,
    /// Facts of which the case has a record.
    given: BTreeSet<&'static str>,
}

impl Maker<'_, '_> {
    fn criterion(&mut self, depth: usize) -> String {
        self.names += 1;
        let name = format!("c{}", self.names);
        let body = if depth < 2 && self.tape.chance(30) {
            self.group(depth)
        } else if depth < 2 && self.tape.chance(10) {
            let (condition, then, otherwise) = (self.test(), self.test(), self.test());
            format!("when {condition} then {then} else {otherwise}")
        } else {
            self.test()
        };
        format!("{name}: {body}\n")
    }

    fn group(&mut self, depth: usize) -> String {
        let count = 2 + self.tape.below(2);
        let kind = self.tape.pick(&["all", "any", "all", "any", "none of", "at least 2 of", "at most 1 of"]);
        let members: String = (0..count).map(|_| self.criterion(depth + 1)).collect();
        format!("{kind} {{\n{members}}}")
    }

    fn test(&mut self) -> String {
        let within = "within 3 days before review";
        match self.tape.below(16) {
            0..=5 => {
                let fact = self.tape.pick(&["a", "b"]);
                let asked = format!(
                    "{} {} mg/dL",
                    self.tape.pick(&[">=", "<", ">", "<="]),
                    self.tape.pick(&["10", "20"])
                );
                let pick =
                    self.tape.pick(&["latest", "lowest", "highest", "some", "every", "at least 2", "no"]);
                // One reading more would leave another test of it open, or not.
                let pick = if pick == "at least 2" && self.given.contains(fact) { "latest" } else { pick };
                format!("{pick} {fact} {within} {asked}")
            }
            6..=7 => self.tape.pick(&["s", "s is no"]).to_owned(),
            8..=9 => self.tape.pick(&["t is x", "t is not x", "t is one of (x, y)"]).to_owned(),
            10..=11 => format!("{} e {within}", self.tape.pick(&["some", "no", "at least 2", "at most 1"])),
            12 => format!("{} f {within}", self.tape.pick(&["some", "at least 2"])),
            13 => "sex is female".to_owned(),
            14 => self.tape.pick(&["age at review >= 65 years", "age at review < 18 years"]).to_owned(),
            _ => format!("ratio {} {}", self.tape.pick(&[">=", "<"]), self.tape.pick(&["1", "2"])),
        }
    }
}

fn small(tape: &mut Tape<'_>) -> Small {
    let mut case = Map::new();
    case.insert("case".into(), "c".into());
    case.insert("as_of".into(), AS_OF.into());
    case.insert("request".into(), json!({ "guideline": "g", "block": "main" }));
    if tape.chance(30) {
        case.insert("supply".into(), "complete".into());
    }
    let mut patient = Map::new();
    if tape.chance(30) {
        patient.insert("sex".into(), tape.pick(&["female", "male"]).into());
    }
    if tape.chance(30) {
        patient.insert("birth_date".into(), tape.pick(&["1950-01-01", "1980-01-01"]).into());
    }
    case.insert("patient".into(), patient.into());
    let mut given = BTreeSet::new();
    let mut records = Vec::new();
    for fact in ["a", "b", "s", "t"] {
        if tape.chance(20) {
            given.insert(fact);
            let value = match fact {
                "s" => json!(tape.chance(50)),
                "t" => json!(tape.pick(&["x", "z"])),
                _ => mg_dl(tape.pick(&[5, 15, 30])),
            };
            records.push(record(&format!("r-{fact}"), fact, Some(value), 5));
        }
    }
    case.insert("records".into(), records.into());
    let mut maker = Maker { tape, names: 0, given };
    let body = maker.group(0);
    let excluded = if maker.tape.chance(20) {
        format!("excluded when any {{ {} }}\n", maker.criterion(1))
    } else {
        String::new()
    };
    let text = format!(
        "{FACTS}guideline g \"G\" {{\n status draft\n coverage main \"Main\" {{\n requires {body}\n {excluded}}}\n}}\n"
    );
    Small { text, case }
}

const AS_OF: &str = "2026-03-10T12:00Z";

fn mg_dl(number: i64) -> Value {
    json!({ "number": number, "unit": "mg/dL" })
}

fn record(id: &str, fact: &str, value: Option<Value>, hours: u32) -> Value {
    let mut record = json!({ "id": id, "fact": fact, "at": format!("2026-03-10T{:02}:00Z", 12 - hours) });
    if let Some(value) = value {
        record["value"] = value;
    }
    record
}

/// What is put into the case to answer one question.
#[derive(Clone, Default)]
struct Given {
    records: Vec<Value>,
    supply: Option<Value>,
    patient: Vec<(&'static str, &'static str)>,
}

/// Every answer that is tried to the question of that name.
fn answers(name: &str) -> Vec<Given> {
    let of = |values: &[Value]| Given {
        records: values
            .iter()
            .zip([4_u32, 2])
            .map(|(value, hours)| {
                let value = Some(value.clone()).filter(|value| !value.is_null());
                record(&format!("answer-{name}-{hours}"), name, value, hours)
            })
            .collect(),
        ..Given::default()
    };
    let header = |field, value| Given { patient: vec![(field, value)], ..Given::default() };
    match name {
        "a" | "b" => {
            let values = [5, 10, 15, 20, 40];
            let mut all: Vec<Given> = values.iter().map(|value| of(&[mg_dl(*value)])).collect();
            all.extend(values.iter().map(|value| of(&[mg_dl(*value), mg_dl(*value)])));
            all.extend([of(&[mg_dl(5), mg_dl(40)]), of(&[mg_dl(40), mg_dl(5)])]);
            all
        }
        "s" => vec![of(&[json!(true)]), of(&[json!(false)])],
        "t" => vec![of(&[json!("x")]), of(&[json!("y")]), of(&[json!("z")])],
        "e" | "f" => {
            let counts = [of(&[Value::Null]), of(&[Value::Null, Value::Null])];
            if name == "f" {
                return counts.to_vec();
            }
            let stated = |given: &Given| Given { supply: Some(json!({ "fact": "e" })), ..given.clone() };
            let mut all: Vec<Given> = counts.iter().map(stated).collect();
            all.push(stated(&Given::default()));
            all.extend(counts);
            all
        }
        "sex" => vec![header("sex", "female"), header("sex", "male")],
        _ => vec![
            header("birth_date", "1950-01-01"),
            header("birth_date", "1980-01-01"),
            header("birth_date", "2015-01-01"),
        ],
    }
}

fn put(case: &Map<String, Value>, given: &[&Given]) -> Map<String, Value> {
    let mut case = case.clone();
    for answer in given {
        case["records"].as_array_mut().expect("a list").extend(answer.records.iter().cloned());
        if let Some(supply) = &answer.supply {
            let undeclared = case.get("supply").is_none_or(Value::is_null);
            if undeclared {
                case.insert("supply".into(), json!([supply]));
            }
        }
        for (field, value) in &answer.patient {
            case["patient"][*field] = (*value).into();
        }
    }
    case
}

/// Whether some answers to these questions meet the request.
fn enough(
    meets: &dyn Fn(&Map<String, Value>) -> bool,
    case: &Map<String, Value>,
    questions: &[&str],
) -> bool {
    let each: Vec<Vec<Given>> = questions.iter().map(|name| answers(name)).collect();
    fn go<'a>(
        each: &'a [Vec<Given>],
        chosen: &mut Vec<&'a Given>,
        visit: &mut dyn FnMut(&[&Given]) -> bool,
    ) -> bool {
        let Some((first, rest)) = each.split_first() else { return visit(chosen) };
        first.iter().any(|given| {
            chosen.push(given);
            let found = go(rest, chosen, visit);
            chosen.pop();
            found
        })
    }
    go(&each, &mut Vec::new(), &mut |chosen| meets(&put(case, chosen)))
}

/// All sets of so many of these.
fn sets_of<'n>(names: &[&'n str], size: usize) -> Vec<Vec<&'n str>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (at, name) in names.iter().enumerate() {
        for mut set in sets_of(&names[at + 1..], size - 1) {
            set.insert(0, *name);
            all.push(set);
        }
    }
    all
}

/// How an example came out, to count how much the property looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Refused,
    NotOpen,
    Cut,
    /// So many sets, none left out.
    Whole(usize),
}

pub(crate) fn complete(tape: &mut Tape<'_>) -> Result<Seen, TestCaseError> {
    let small = small(tape);
    let loaded = load_text(&small.text);
    if loaded.has_errors() {
        if std::env::var_os("SHOW_REFUSED").is_some() {
            println!("{}\n{}", small.text, rendered(&loaded));
        }
        return Ok(Seen::Refused);
    }
    let library = loaded.library;
    let effort = Effort { questions: SIZE, evaluations: 20_000, ..Effort::default() };
    let answer = eval::assess_with(&plan::compile(&library), &read(&small.case), effort);
    let Some(assessment) = answer.ok().and_then(|answer| answer.assessments.into_iter().next()) else {
        return Ok(Seen::NotOpen);
    };
    if assessment.outcome != Outcome::InsufficientInformation {
        return Ok(Seen::NotOpen);
    }
    let missing = assessment.missing.unwrap_or_default();
    let shown = || format!("{}\n{}\n", small.text, Value::Object(small.case.clone()));
    let found = named(&missing);
    let meets = |case: &Map<String, Value>| {
        let slow = slow(&library, &read(case));
        !slow.too_large && slow.outcome == Some(Outcome::Meets)
    };
    // The facts that are asked about: those of which something is open.
    let asked: BTreeSet<String> =
        assessment.questions.iter().map(|question| name_of(&question.gap)).collect();
    let universe: Vec<&str> = NAMES.into_iter().filter(|name| asked.contains(*name)).collect();
    let mut minimal: Vec<BTreeSet<String>> = Vec::new();
    for size in 1..=SIZE.min(universe.len()) {
        for set in sets_of(&universe, size) {
            let own: BTreeSet<String> = set.iter().map(|name| (*name).to_owned()).collect();
            if minimal.iter().any(|smaller| smaller.is_subset(&own)) {
                continue;
            }
            if enough(&meets, &small.case, &set) {
                minimal.push(own);
            }
        }
    }
    if missing.cut {
        return Ok(Seen::Cut);
    }
    for set in &found {
        let smaller = minimal.iter().find(|smaller| smaller.is_subset(set) && *smaller != set);
        prop_assert!(smaller.is_none(), "{}{set:?} is not minimal: {smaller:?} is enough", shown());
    }
    for set in &minimal {
        // More readings than are tried here may do with fewer questions: the engine has confirmed these.
        prop_assert!(
            found.iter().any(|own| own.is_subset(set)),
            "{}{set:?} is enough, and not among {found:?}, of which none is said to be left out",
            shown()
        );
    }
    Ok(Seen::Whole(found.len()))
}

fn name_of(gap: &rationale::assessment::Gap) -> String {
    gap.fact.clone().or_else(|| gap.fact_label.clone()).unwrap_or_default()
}

fn named(missing: &Missing) -> Vec<BTreeSet<String>> {
    let name = |at: &usize| missing.questions.get(*at).map(|question| name_of(&question.gap));
    missing.sets.iter().map(|set| set.questions.iter().filter_map(name).collect()).collect()
}

/// The property: sufficient, minimal and complete, as far as nothing is said to be left out.
pub(crate) fn sets_are_those_of_brute_force(tape: &mut Tape<'_>) -> TestCaseResult {
    complete(tape).map(|_| ())
}
