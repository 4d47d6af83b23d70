//! Criteria made from choices: facts of every kind, every sort of test, groups, waivers, exclusions, levels.

use crate::phrases::{
    AtHand, at, buckets, change, elapsed, filter, header, number, of_state, on_time, subject, window,
};
use crate::tape::Tape;

/// The choices that make one library.
#[derive(Clone, Debug)]
pub(crate) struct Choices {
    pub(crate) facts: Vec<u16>,
    pub(crate) shape: Vec<u16>,
    pub(crate) tests: Vec<Vec<u16>>,
}

/// The criteria as text.
pub(crate) fn criteria(choices: &Choices) -> String {
    let mut text = facts(&mut Tape::new(&choices.facts));
    let mut maker = Maker { names: 0, earlier: Vec::new() };
    text.push_str(&maker.guideline(choices));
    if text.contains(" of other ") {
        text.push_str(OTHER);
    }
    text
}

/// Another guideline, in two editions, to be referred to.
const OTHER: &str = r#"
guideline other "Other" {
  edition "1" by date of admission from 2026-01-01 to 2026-03-01
  coverage main "Main" { requires all { ox: lowest q within 24 hours before review >= 10 mg/dL   oy: no e within 3 days before review } }
}
guideline other "Other" {
  edition "2" by date of admission from 2026-03-02
  coverage main "Main" { requires all { og: all { ox: s   oy: some p during course } } }
}
"#;

fn facts(tape: &mut Tape<'_>) -> String {
    let mut text = String::from(
        "codes set_x \"X\": icd10cm I50.*, I11.0\ncodes set_y \"Y\": icd10cm J44.*\ncodes items \"Items\": hcpcs E1390\ncodes codes_z \"Z\": icd10cm I50.9, I11.0, J44.1\n",
    );
    let silence = |tape: &mut Tape<'_>, percent: usize| -> String {
        if !tape.chance(percent) {
            return String::new();
        }
        let only_if = tape.pick(&["", "", "", " if s", " if k in set_x"]);
        format!(" silence means no{only_if}")
    };
    // A quantity.
    let mut q = String::from(
        "fact q \"Q\": quantity in mg/dL with { pos \"Position\": choice sitting | standing | lying",
    );
    q += &tape.maybe(40, " missing is sitting");
    q += " lim \"Limit\": quantity in mg/dL fast \"Fasting\": yes/no";
    q += &tape.maybe(30, " silence means no");
    q += " }";
    q += &tape.maybe(25, " plausible 1 to 50");
    q += &tape.maybe(20, " rounded to 1 mg/dL");
    q += &tape.maybe(20, " ignore unusable values");
    q += tape.pick(&[
        "",
        "",
        " on conflict prefer highest",
        " on conflict prefer lowest",
        " on conflict prefer latest recorded",
        " on conflict prefer lab, chart",
    ]);
    q += tape.pick(&[
        "",
        "",
        "",
        " same by pos",
        " same by lim",
        " prefer standing over sitting on the same day",
    ]);
    q += &match tape.below(10) {
        0 => " silence means 0".to_owned(),
        1 => " silence means 10 mg/dL".to_owned(),
        _ => silence(tape, 20),
    };
    let holds = [" holds for 24 hours", " holds for 3 days", "", ""];
    let mut s = String::from("fact s \"S\": yes/no");
    s += &tape.maybe(60, " silence means no");
    s += tape.pick(&holds);
    s += tape.pick(&[
        "",
        " on conflict prefer yes",
        " on conflict prefer no",
        " on conflict prefer latest recorded",
    ]);
    let mut c = String::from("fact c \"C\": choice a | b | d");
    c += &silence(tape, 30);
    c += tape.pick(&holds);
    c += tape.pick(&[
        "",
        "",
        " prefer a over b on the same day",
        " prefer a over b on the same day prefer b over d on the same day",
    ]);
    let mut o = String::from("fact o \"O\": ordered mild < moderate < severe");
    o += &silence(tape, 20);
    o += tape.pick(&holds);
    o += &tape.maybe(40, " on conflict prefer highest");
    let mut k = String::from("fact k \"K\": code");
    k += &tape.maybe(40, " reads diagnoses");
    k += &tape.maybe(40, " silence means no");
    let mut e = String::from("fact e \"E\": event");
    e += &tape.maybe(40, " in set_x");
    e += " with { dose \"Dose\": quantity in mg route \"Route\": choice iv | oral";
    e += &tape.maybe(40, " missing is iv");
    e += " }";
    e += tape.pick(&["", " reads administrations", " reads administrations, orders"]);
    e += tape.pick(&["", "", "", " one per day", " one per night"]);
    e += tape.pick(&["", "", "", " same by route", " same by dose", " prefer iv over oral on the same day"]);
    e += &silence(tape, 75);
    let mut p = String::from("fact p \"P\": span");
    p += &tape.maybe(40, " in set_x");
    p += " with { class \"Class\": choice inp | obs }";
    p += &tape.maybe(40, " reads stays");
    p += tape.pick(&["", "", "", " same by class", " prefer inp over obs on the same day"]);
    p += &silence(tape, 75);
    let mut pl = String::from("fact pl \"Pl\": planned event");
    pl += &tape.maybe(40, " reads orders");
    pl += &silence(tape, 50);
    let mut nd = String::from("fact nd \"Nd\": not done event");
    nd += &silence(tape, 75);
    let mut r = String::from(
        "fact r \"R\": record { ev \"Ev\": number kind \"Kind\": choice x | y } with { low \"Low\": yes/no }",
    );
    r += &silence(tape, 40);
    let mut j = String::from("fact j \"J\": judgement by physician or nurse");
    j += &silence(tape, 20);
    let dt = String::from("fact dt \"Dt\": date");
    for fact in [q, s, c, o, k, e, p, pl, nd, r, j, dt] {
        text += &fact;
        text.push('\n');
    }
    text += &derived();
    text += "anchor setup \"Setup\"\nanchor course \"Course\": span\n";
    text
}

/// Derived values and a score. Each use of an open value pulls its result one way, or it is rounded where no threshold is.
fn derived() -> String {
    let mut text = String::new();
    for define in [
        "add \"Add\": quantity in mg/dL = latest q within 3 days before review + lowest q within 5 days before review / 2",
        "rat \"Rat\": quantity in 1 = highest q within 3 days before review / mean q within 5 days before review",
        "twice \"Twice\": quantity in mg/dL = latest q within 3 days before review * 2 - earliest q within 3 days before review",
        "logs \"Logs\": quantity in 1 = ln(max(latest q within 3 days before review / 1 mg/dL, 1)) + sqrt(max(latest q within 3 days before review / 1 mg/dL, 4))",
        "sexed \"Sexed\": quantity in g/L = when sex is female then latest q within 3 days before review else earliest q where pos is standing within 5 days before review",
        "dosed \"Dosed\": quantity in mg = sum of e.dose within 3 days before review + age at review * 1 mg",
        "grow \"Grow\": quantity in mg = sum of e.dose from setup to 30 days after setup + 2 mg",
        "dd \"Dd\" of q: any { d1: q >= 10 mg/dL  d2: fast }",
        "de \"De\" of e: all { d3: dose >= 5 mg  d4: some p within 3 days before this }",
        "tw \"Tw\" of r: quantity in 1 = 2 * ev - 1",
        "kd \"Kd\" of r: quantity in 1 = when low then ev else ev + age at this / 10",
        "lq \"Lq\" of q: quantity in 1 = min(q / lim, 3)",
    ] {
        text += &format!("define {define}\n");
    }
    text += "score sc \"Sc\" over r {
  item i_a: points ev { up to 3: 0 above 3 to 5: 1 above 5: 3 }
  item i_b: points kind { is x: 1 is y: -1 }
  item i_c: when low then points ev { below 4: 2 4 and above: 0 } else 0.5
  item i_d: points age at this { up to 64: 0 65 and above: 1 }
  item i_e: points tw { up to 5: 0 above 5 where kind is x: 1 above 5 where kind is y: 2 }
  item i_f: highest of { points ev as charted when s then 1 else -2 }
}\n";
    text
}

struct Maker {
    names: usize,
    /// Ids of criteria that may be referred to.
    earlier: Vec<String>,
}

impl Maker {
    fn name(&mut self) -> String {
        self.names += 1;
        format!("c{}", self.names)
    }

    fn guideline(&mut self, choices: &Choices) -> String {
        let mut shape = Tape::new(&choices.shape);
        let mut tests = choices.tests.iter();
        let mut body = |this: &mut Self, count: usize, shape: &mut Tape<'_>| -> String {
            let chosen: Vec<&Vec<u16>> = tests.by_ref().take(count).collect();
            let mut members = String::new();
            for tape in &chosen {
                members += &this.criterion(&mut Tape::new(tape), None, 0);
            }
            if members.is_empty() {
                members = format!("{}: sex is female\n", this.name());
            }
            let kind = group(shape, chosen.len().max(1));
            format!("{kind} {{\n{members}}}")
        };
        let mut text = String::from("guideline g \"G\" {\n  status draft\n");
        text += shape.pick(&[
            "",
            "",
            "",
            "  edition \"1\" by date of admission from 2026-01-01 to 2026-03-05\n",
            "  edition \"1\" by date of review from 2026-01-01\n",
            "  edition \"1\" by date of ben from 2026-02-20 to 2026-03-09\n",
        ]);
        let lengths = shape.pick(&[
            "2 days, 2 days, then 1 day",
            "1 week, then 3 days",
            "3 weeks, 10 days",
            "1 month, then 1 month",
        ]);
        let from = shape.pick(&[
            "setup",
            "setup",
            "admission",
            "2 days before setup",
            "latest e",
            "start of course",
            "30 days before review",
        ]);
        let counting = shape.pick(&["", " counting e", " counting p"]);
        text += &format!("  periods ben: {lengths} from {from}{counting}\n");
        text += &shape.maybe(15, "  for payer: acme, zeta\n");
        text += &shape.maybe(15, "  applies when requested_item in items\n");
        let count = choices.tests.len();
        if shape.chance(30) {
            text += "  ladder low < high\n";
            if shape.chance(50) {
                let every = body(self, 1, &mut shape);
                text += &format!("  every level needs \"All\" {{ requires {every} }}\n");
            }
            let low = body(self, count.div_ceil(2), &mut shape);
            let high = body(self, count, &mut shape);
            text += &format!(
                "  level low \"Low\" {{ requires {low} }}\n  level high \"High\" {{ requires {high} }}\n"
            );
            if shape.chance(40) {
                text += "  continued low_first \"Day 1\" for low day 1 to 2 { requires all { d1: sex is female } }\n";
                text += "  continued low_on \"Day 3 on\" for low day 3 on { requires all { d3: s } }\n";
            }
        } else {
            let exclusion = shape.chance(35);
            let needed = body(self, if exclusion { count.div_ceil(2) } else { count }, &mut shape);
            let items = shape.pick(&["", "", " for items"]);
            text += &format!("  coverage main \"Main\"{items} {{\n    requires {needed}\n");
            if exclusion {
                let excluded = body(self, count, &mut shape);
                text += &format!("    excluded when {excluded}\n");
            }
            text += "  }\n";
            if shape.chance(20) {
                text += "  coverage other \"Other\" { requires all { other: some e within 3 days before review } }\n";
            }
            if shape.chance(15) {
                text += "  continued later \"Later\" { requires all { later: no e within 3 days before review } }\n";
            }
        }
        if shape.chance(25) {
            text += "  discharge ready \"Ready\" { requires all { ready: every q within 24 hours before review >= 10 mg/dL } }\n";
        }
        text + "}\n"
    }

    fn criterion(&mut self, tape: &mut Tape<'_>, hand: AtHand, depth: usize) -> String {
        let name = self.name();
        let body = self.body(tape, hand, depth);
        let waived = if depth < 2 && tape.chance(12) {
            format!(" waived when {}", self.body(tape, hand, depth + 2))
        } else {
            String::new()
        };
        if hand.is_none() {
            self.earlier.push(name.clone());
        }
        format!("{name}: {body}{waived}\n")
    }

    fn body(&mut self, tape: &mut Tape<'_>, hand: AtHand, depth: usize) -> String {
        if depth < 2 && tape.chance(15) {
            return self.group(tape, hand, depth);
        }
        if depth < 2 && tape.chance(8) {
            let condition = self.test(tape, hand, depth);
            let then = self.test(tape, hand, depth);
            let otherwise = if tape.chance(50) {
                format!(" else {}", self.test(tape, hand, depth))
            } else {
                String::new()
            };
            return format!("when {condition} then {then}{otherwise}");
        }
        self.test(tape, hand, depth)
    }

    fn group(&mut self, tape: &mut Tape<'_>, hand: AtHand, depth: usize) -> String {
        let count = 1 + tape.below(3);
        let kind = group(tape, count);
        let members: String = (0..count).map(|_| self.criterion(tape, hand, depth + 1)).collect();
        format!("{kind} {{ {members} }}")
    }

    fn test(&mut self, tape: &mut Tape<'_>, hand: AtHand, depth: usize) -> String {
        if tape.chance(20) {
            return match tape.below(4) {
                0 => change(tape, hand),
                1 => on_time(tape, hand),
                _ => buckets(tape, hand),
            };
        }
        if let Some(fact) = hand
            && tape.below(100) < 75
        {
            return subject(tape, fact);
        }
        match tape.below(34) {
            0..=8 => self.of_quantity(tape, hand, depth),
            9..=14 => self.of_event(tape, hand, depth),
            15..=18 => self.of_span(tape, hand, depth),
            19..=23 => of_state(tape, hand),
            24 => self.of_record(tape, hand, depth),
            25 => {
                let window = tape.pick(&[
                    "within 3 days after review",
                    "within 24 hours of review",
                    "ever",
                    "before review",
                ]);
                format!("{} {window}", tape.pick(&["some pl", "no pl", "at least 2 pl", "at most 1 pl"]))
            }
            26 => {
                let window = window(tape, hand, false);
                format!(
                    "{} {window}",
                    tape.pick(
                        &["some nd", "no nd", "at least 2 nd", "at most 1 nd", "latest nd"]
                            .map(|test| if test == "latest nd" { "no nd" } else { test })
                    )
                )
            }
            27 => header(tape),
            28 if hand.is_none() && tape.chance(50) => {
                let window = window(tape, hand, true);
                let many = tape.pick(&["every", "some", "at least 2", "at most 1"]);
                let (over, fact, part) = tape.pick(&[
                    ("e.route", "e", "route"),
                    ("p.class", "p", "class"),
                    ("codes_z", "k", "k"),
                    ("q.pos", "q", "pos"),
                ]);
                let count = tape.pick(&["some", "no", "at least 2"]);
                format!("for {many} x in {over} {count} {fact} where {part} is x {window}")
            }
            28 => elapsed(tape, hand),
            29..=32 => self.of_calculated(tape, hand),
            _ => {
                let mut known = self.earlier.clone();
                if hand.is_some() {
                    known.clear();
                }
                known.extend(["ox of other", "oy of other"].map(str::to_owned));
                let at = tape.pick(&[
                    "",
                    "",
                    " at 24 hours before review",
                    " at 1 day before review",
                    " at admission",
                    " at day of admission",
                    " at 36 hours after admission",
                    " at end of course",
                    " at latest e",
                ]);
                format!("criterion {} is {}{at}", tape.pick(&known), tape.pick(&["met", "unmet"]))
            }
        }
    }

    fn with(&mut self, tape: &mut Tape<'_>, fact: &'static str, depth: usize) -> String {
        let count = 1 + tape.below(2);
        let kind = group(tape, count);
        let members: String = (0..count).map(|_| self.criterion(tape, Some(fact), depth + 2)).collect();
        format!("with {kind} {{ {members} }}")
    }

    fn of_quantity(&mut self, tape: &mut Tape<'_>, hand: AtHand, depth: usize) -> String {
        let filter = filter(tape, "q");
        let with = depth < 2 && tape.chance(15);
        match tape.below(14) {
            0..=5 => {
                let pick = tape.pick(&["lowest", "highest", "latest", "earliest", "mean", "latest"]);
                let window = window(tape, hand, false);
                let asks = if pick == "latest" && tape.chance(10) {
                    "has no value".to_owned()
                } else if with && pick != "mean" {
                    self.with(tape, "q", depth)
                } else {
                    number(tape, pick != "mean")
                };
                format!("{pick} q {filter} {window} {asks}")
            }
            6..=10 => {
                let count = tape.pick(&["some", "no", "every", "at least 2", "at least 3", "at most 1"]);
                let window = window(tape, hand, count != "every");
                let asks = if with {
                    self.with(tape, "q", depth)
                } else if tape.chance(75) {
                    number(tape, true)
                } else {
                    String::new()
                };
                format!("{count} q {filter} {window} {asks}")
            }
            11 => {
                let apart =
                    tape.pick(&["", "at most 2 hours apart", "at most 1 day apart", "at most 6 hours apart"]);
                let window = window(tape, hand, false);
                format!(
                    "at least {} q in a row {filter} {apart} {window} {}",
                    2 + tape.below(2),
                    number(tape, true)
                )
            }
            _ => {
                let window = window(tape, hand, true);
                let direction = tape.pick(&["rise", "fall"]);
                format!("{direction} in q {filter} {window} {}", number(tape, false))
            }
        }
    }

    fn of_event(&mut self, tape: &mut Tape<'_>, hand: AtHand, depth: usize) -> String {
        let filter = filter(tape, "e");
        let with = if depth < 2 && tape.chance(25) { self.with(tape, "e", depth) } else { String::new() };
        match tape.below(12) {
            0..=5 => {
                let count = tape.pick(&["some", "no", "at least 2", "at least 3", "at most 1", "some"]);
                let window = window(tape, hand, true);
                format!("{count} e {filter} {window} {with}")
            }
            6 => {
                let window = window(tape, hand, false);
                format!("every e {filter} {window} {}", self.with(tape, "e", depth))
            }
            7 => {
                let window = window(tape, hand, false);
                format!(
                    "{} e {filter} {window} {}",
                    tape.pick(&["latest", "earliest"]),
                    self.with(tape, "e", depth)
                )
            }
            8 => {
                let window = window(tape, hand, false);
                format!("sum of e.dose {filter} {window} {} 10 mg", tape.pick(&[">=", "<", "<=", ">", "="]))
            }
            9 => {
                let window = window(tape, hand, false);
                format!(
                    "{} e.dose {filter} {window} {} 5 mg",
                    tape.pick(&["lowest", "highest", "latest"]),
                    tape.pick(&[">=", "<"])
                )
            }
            10 => format!("e {filter} {}", at(tape, hand)),
            _ => {
                let window = window(tape, hand, false);
                format!("at least 2 e in a row {filter} {window} {with}")
            }
        }
    }

    fn of_span(&mut self, tape: &mut Tape<'_>, hand: AtHand, depth: usize) -> String {
        let filter = filter(tape, "p");
        let with = if depth < 2 && tape.chance(25) { self.with(tape, "p", depth) } else { String::new() };
        match tape.below(6) {
            0..=2 => {
                let count = tape.pick(&["some", "no", "at least 2", "at most 1"]);
                let touch = tape.pick(&["", "", "starting ", "ending ", "whole "]);
                let window = window(tape, hand, false);
                let touch = if window == "ever" { "" } else { touch };
                format!("{count} p {filter} {touch}{window} {with}")
            }
            3..=4 => format!("p {filter} {}", at(tape, hand)),
            _ => {
                let window = window(tape, hand, false);
                format!("latest p {filter} {window} {}", self.with(tape, "p", depth))
            }
        }
    }

    fn of_record(&mut self, tape: &mut Tape<'_>, hand: AtHand, depth: usize) -> String {
        let window = window(tape, hand, false);
        match tape.below(4) {
            0 => format!(
                "{} r {window} {}",
                tape.pick(&["some", "no", "every", "at least 2"]),
                self.with(tape, "r", depth)
            ),
            1 => format!(
                "{} r.ev {window} {} 5",
                tape.pick(&["highest", "lowest", "mean", "latest"]),
                tape.pick(&[">=", "<"])
            ),
            2 => format!("latest r {window} {}", self.with(tape, "r", depth)),
            _ => format!("r {}", at(tape, hand)),
        }
    }
}

impl Maker {
    fn of_calculated(&mut self, tape: &mut Tape<'_>, hand: AtHand) -> String {
        let window = window(tape, hand, false);
        let sign = tape.pick(&[">=", "<", "<=", ">"]);
        match tape.below(8) {
            0..=2 => tape
                .pick(&[
                    "add S 10 mg/dL",
                    "add S 17.5 mg/dL",
                    "add between 8 mg/dL and 12 mg/dL",
                    "rat S 1",
                    "rat S 1.25",
                    "twice S 10 mg/dL",
                    "logs S 4.5",
                    "logs S 6",
                    "sexed S 0.1 g/L",
                    "sexed S 5 mg/dL",
                    "dosed S 75 mg",
                    "dosed S 90 mg",
                    "grow S 12 mg",
                    "grow S 6 mg",
                ])
                .replace('S', sign),
            3 => format!(
                "{} sc.{} {window} {sign} {}",
                tape.pick(&["latest", "highest", "lowest", "mean"]),
                tape.pick(&["total", "highest_item", "i_a", "i_c", "i_e", "tw"]),
                tape.pick(&["1", "2", "3.5", "5"])
            ),
            4 => format!(
                "{} sc where {} {} {window}",
                tape.pick(&["some", "no", "at least 2"]),
                tape.pick(&["total", "highest_item", "i_b", "ev"]),
                tape.pick(&[">= 2", "< 1", "between 1 and 3"])
            ),
            5 => {
                let (high, item) = (self.name(), self.name());
                format!(
                    "latest sc {window} with any {{\n{high}: total {sign} 4\n{item}: highest_item >= 3\n}}"
                )
            }
            6 => format!(
                "{} r.{} {window} {sign} 5",
                tape.pick(&["latest", "lowest"]),
                tape.pick(&["tw", "kd"])
            ),
            _ => format!(
                "{} q where lq {sign} {} {window}",
                tape.pick(&["some", "no", "every"]),
                tape.pick(&["1", "2"])
            ),
        }
    }
}

fn group(tape: &mut Tape<'_>, count: usize) -> String {
    let least = 1 + tape.below(count);
    let most = tape.below(count);
    tape.pick(&[
        "all".to_owned(),
        "any".to_owned(),
        "none of".to_owned(),
        format!("at least {least} of"),
        format!("at most {most} of"),
    ])
}
