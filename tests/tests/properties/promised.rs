//! Promises on small guidelines with routes, references and defines: of an overlay that is proved, every case there is (each fact
//! yes, no or open) is met as its promise says, for as long as it says.

use crate::tape::Tape;
use crate::{Case, read};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rationale::assessment::Outcome;
use rationale::plan::Plan;
use rationale::value::number::Number;
use rationale::{eval, plan};
use rationale_tests::criteria::load_text;
use serde_json::{Value, json};

const FACTS: &str = r#"
codes items "Items": hcpcs E1390
fact a "A": yes/no
fact b "B": yes/no
fact c "C": yes/no
fact m "M": quantity in %
"#;

/// Ids are few, so that paths have ends in common.
const IDS: [&str; 6] = ["p", "q", "r", "s", "t", "u"];

#[derive(Clone, Debug)]
enum Body {
    Test(String),
    Group(&'static str, Vec<Criterion>),
    When(String, Box<Body>, Option<Box<Body>>),
}

#[derive(Clone, Debug)]
struct Criterion {
    id: &'static str,
    body: Body,
    approve: Option<&'static str>,
    waived: Option<String>,
}

impl std::fmt::Display for Body {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Test(test) => out.write_str(test),
            Self::Group(kind, members) => {
                write!(out, "{kind} {{ ")?;
                members.iter().try_for_each(|member| write!(out, "{}: {} ", member.id, member.said()))?;
                out.write_str("}")
            }
            Self::When(condition, then, None) => write!(out, "when {condition} then {then}"),
            Self::When(condition, then, Some(other)) => {
                write!(out, "when {condition} then {then} else {other}")
            }
        }
    }
}

impl Criterion {
    /// Its body and all that follows.
    fn said(&self) -> String {
        let approve =
            self.approve.map_or_else(String::new, |days| format!(" approve {days} days from review"));
        let waived = self.waived.as_ref().map_or_else(String::new, |test| format!(" waived when {test}"));
        format!("{}{approve}{waived}", self.body)
    }
}

struct Maker<'t, 'd> {
    tape: &'t mut Tape<'d>,
    /// Whether the base has routes; without, more is proved.
    routes: bool,
    /// Whether criteria ask for others.
    references: bool,
}

impl Maker<'_, '_> {
    fn test(&mut self) -> String {
        let plain = [
            "a",
            "b",
            "c",
            "lowest m within 3 days before review < low",
            "no m within 3 days before review < low",
        ];
        match self.tape.below(10) {
            0 if self.references => {
                let path = self.tape.pick(&["x.p", "x.q", "p", "q", "x.p.q", "k.r"]);
                format!("criterion {path} is {}", self.tape.pick(&["unmet", "met"]))
            }
            1 => self.tape.pick(&["d1", "d2"]).to_owned(),
            _ => self.tape.pick(&plain).to_owned(),
        }
    }

    fn body(&mut self, depth: usize) -> Body {
        match self.tape.below(10) {
            0..=3 if depth < 3 => self.group(depth),
            4 if depth < 3 => {
                let condition = self.tape.pick(&["a", "b", "c"]).to_owned();
                let arm = |this: &mut Self| match this.tape.below(3) {
                    0 => this.group(depth + 1),
                    _ => Body::Test(this.test()),
                };
                let then = Box::new(arm(self));
                let other = self.tape.chance(60).then(|| Box::new(arm(self)));
                Body::When(condition, then, other)
            }
            _ => Body::Test(self.test()),
        }
    }

    fn group(&mut self, depth: usize) -> Body {
        let kind = self.tape.pick(&[
            "any",
            "all",
            "any",
            "all",
            "at least 2 of",
            "none of",
            "at most 1 of",
            "at least 1 of",
        ]);
        let least = if kind.starts_with("at") { 2 } else { 1 };
        let count = least + self.tape.below(3);
        let from = self.tape.below(IDS.len());
        let members = (0..count).map(|at| self.criterion(IDS[(from + at) % IDS.len()], depth + 1)).collect();
        Body::Group(kind, members)
    }

    fn criterion(&mut self, id: &'static str, depth: usize) -> Criterion {
        let body = self.body(depth);
        let approve = (self.routes && self.tape.chance(35)).then(|| self.tape.pick(&["1", "30", "9"]));
        let waived = self.tape.chance(12).then(|| self.tape.pick(&["a", "b", "c"]).to_owned());
        Criterion { id, body, approve, waived }
    }

    /// The criterion otherwise, in one thing or two.
    fn changed(&mut self, old: &Criterion) -> Criterion {
        let mut new = old.clone();
        if self.tape.chance(20) {
            new.waived = match new.waived {
                Some(_) => None,
                None => Some(self.tape.pick(&["a", "b", "c"]).to_owned()),
            };
        }
        if new.waived.is_none() == old.waived.is_none() || self.tape.chance(30) {
            new.body = self.changed_body(&old.body, 2);
        }
        new
    }

    fn changed_body(&mut self, old: &Body, depth: usize) -> Body {
        match old {
            Body::Test(test) => Body::Test(match self.tape.below(3) {
                0 => test.replace("< low", "< 95 %"),
                1 => test.clone(),
                _ => self.test(),
            }),
            Body::When(condition, then, other) => {
                let (mut then, mut other) = (then.clone(), other.clone());
                match self.tape.below(3) {
                    0 => {
                        other = match other {
                            Some(_) => None,
                            None => Some(Box::new(self.group(depth))),
                        }
                    }
                    1 => then = Box::new(self.changed_body(&then, depth)),
                    _ => other = other.map(|other| Box::new(self.changed_body(&other, depth))),
                }
                Body::When(condition.clone(), then, other)
            }
            Body::Group(kind, members) => {
                let (mut kind, mut members) = (*kind, members.clone());
                match self.tape.below(6) {
                    0 => members.rotate_left(1),
                    1 if members.len() > 1 => {
                        members.remove(self.tape.below(members.len()));
                    }
                    2 => {
                        let free = IDS.iter().find(|id| members.iter().all(|member| member.id != **id));
                        if let Some(free) = free {
                            members.push(self.criterion(free, depth));
                        }
                    }
                    3 => {
                        kind = match kind {
                            "at least 2 of" => "at least 1 of",
                            "at least 1 of" => "at least 2 of",
                            kind => kind,
                        }
                    }
                    _ => {
                        let at = self.tape.below(members.len());
                        members[at] = self.changed(&members[at].clone());
                    }
                }
                Body::Group(kind, members)
            }
        }
    }

    /// A change of something below `path`.
    fn edit(&mut self, path: &str, body: &Body) -> String {
        let Body::Group(_, members) = body else { return String::new() };
        let at = self.tape.below(members.len());
        let member = &members[at];
        let path_of = format!("{path}.{}", member.id);
        if matches!(member.body, Body::Group(..)) && self.tape.chance(50) {
            return self.edit(&path_of, &member.body);
        }
        match self.tape.below(4) {
            0 => format!("remove {path_of} reason \"not asked here\"\n"),
            1 => {
                let id = self.tape.pick(&IDS);
                let added = self.criterion(id, 2);
                format!("add to {path} {id}: {}\n", added.said())
            }
            _ => format!("replace {path_of} with {}\n", self.changed(member).said()),
        }
    }
}

/// A base and an overlay of it whose promise was proved.
pub(crate) struct Pair {
    text: String,
    plan: Plan,
    stricter: bool,
}

impl Pair {
    /// `None` where the checker refuses the criteria, or does not prove the promise.
    pub(crate) fn of(tape: &mut Tape<'_>) -> Option<Self> {
        let (routes, references) = (tape.chance(70), tape.chance(50));
        let mut maker = Maker { tape, routes, references };
        let kind = |tape: &mut Tape<'_>| tape.pick(&["all", "any", "all", "at least 1 of"]);
        let mut blocks = Vec::new();
        let mut text = format!(
            "{FACTS}guideline g \"G\" {{\n edition \"1\" by date of review from 2026-01-01\n status draft\n setting low: 90 %\n"
        );
        let (first, second) = (maker.body(2), maker.body(2));
        text += &format!(
            " define d1: {first}\n define d2: {}\n",
            match maker.tape.below(3) {
                0 => "all { v: d1 }".to_owned(),
                _ => second.to_string(),
            }
        );
        let several = maker.tape.chance(20);
        for (word, id) in [("coverage", "k"), ("coverage", "l"), ("answer", "x")] {
            if id == "l" && !several {
                continue;
            }
            let answer = word == "answer";
            let mut side = Maker { routes: routes && !answer, tape: &mut *maker.tape, references };
            let Body::Group(_, members) = side.group(0) else { continue };
            let requires = Body::Group(kind(side.tape), members);
            text += &format!(" {word} {id} {{\n  requires {requires}\n");
            if !answer && side.tape.chance(25) {
                let excluded = side.group(2);
                text += &format!("  excluded when {excluded}\n");
                blocks.push((id, excluded));
            }
            if !answer && side.tape.chance(60) {
                text += &format!("  approve {} days from review\n", side.tape.pick(&["30", "1", "9"]));
            }
            text += " }\n";
            blocks.push((id, requires));
        }
        text += "}\n";
        let promise = maker.tape.pick(&["no_stricter", "no_looser"]);
        let mut edits = String::new();
        for _ in 0..1 + maker.tape.below(2) {
            edits += &match maker.tape.below(8) {
                0 => format!("set low to {}\n", maker.tape.pick(&["95 %", "80 %"])),
                1 => {
                    let block = maker.tape.pick(&["k", "l"]);
                    let added = maker.criterion("w", 2);
                    format!("add to {block}.excluded w: {}\n", added.said())
                }
                _ => {
                    let (id, body) = maker.tape.pick(&blocks);
                    maker.edit(id, &body)
                }
            };
        }
        text += &format!(
            "overlay ov \"Ov\" of g edition \"1\" {{\n status draft\n{edits} promise {promise}\n}}\n"
        );
        let loaded = load_text(&text);
        let has = |id: &str| loaded.library.guidelines.iter().any(|guideline| guideline.id == id);
        if loaded.has_errors() || !has("ov") {
            return None;
        }
        Some(Self { text, plan: plan::compile(&loaded.library), stricter: promise == "no_looser" })
    }

    /// How well a request comes out, and how much is approved.
    fn said(&self, guideline: &str, request: &Value, records: &[Value]) -> Option<(u8, Number)> {
        let mut request = request.clone();
        request["guideline"] = guideline.into();
        let case = json!({
            "case": "c", "as_of": "2026-03-10T12:00Z", "supply": "complete", "request": request, "records": records
        });
        let case: Case = read(case.as_object()?);
        let answer = eval::assess_with(&self.plan, &case, eval::Effort::NONE).ok()?;
        let assessment = answer.assessments.first()?;
        let rank = match assessment.outcome {
            Outcome::Meets => 2,
            Outcome::InsufficientInformation => 1,
            Outcome::DoesNotMeet => 0,
            Outcome::NotApplicable => return None,
        };
        let approve = assessment.disposition.approve.as_ref();
        let days =
            approve.and_then(|approve| approve.amount.as_ref()).map_or(Number::ZERO, |(days, _)| *days);
        Some((rank, days))
    }
}

/// The records of every case there is for criteria that ask for `m` or do not.
fn every_case(with_m: bool) -> impl Iterator<Item = Vec<Value>> {
    let record = |fact: &str, value: Value| json!({ "id": fact, "fact": fact, "value": value, "at": "2026-03-10T08:00Z" });
    (0..if with_m { 81_usize } else { 27 }).map(move |number| {
        let mut records = Vec::new();
        for (fact, place) in [("a", 1), ("b", 3), ("c", 9)] {
            match number / place % 3 {
                0 => {}
                answer => records.push(record(fact, (answer == 1).into())),
            }
        }
        match number / 27 {
            0 => {}
            answer => {
                records.push(record("m", json!({ "number": if answer == 1 { 85 } else { 92 }, "unit": "%" })))
            }
        }
        records
    })
}

/// Every case comes out with the overlay as its promise says.
pub(crate) fn keeps_its_promise(pair: &Pair) -> TestCaseResult {
    let units = json!({ "value": 40, "unit": "d" });
    let items = json!({ "item": { "system": "hcpcs", "code": "E1390" }, "units": units });
    let of_block = json!({ "block": "k", "units": units });
    let several = pair.text.contains("coverage l");
    let requests: Vec<Value> = if several { vec![items, of_block] } else { vec![items] };
    for records in every_case(pair.text.contains("< low")) {
        for request in &requests {
            let (Some(base), Some(overlay)) =
                (pair.said("g", request, &records), pair.said("ov", request, &records))
            else {
                continue;
            };
            let (less, more) = if pair.stricter { (overlay, base) } else { (base, overlay) };
            prop_assert!(
                less.0 < more.0 || less.0 == more.0 && less.1 <= more.1,
                "{}\n{request}\n{}\nbase {base:?}, overlay {overlay:?}",
                pair.text,
                Value::from(records),
            );
        }
    }
    Ok(())
}
