//! Code sets and facts.

use super::phrases::{self, literal};
use super::{Printer, deeper};
use crate::ast::{
    Codes, CodesMember, Fact, FactLine, FactLineForm, FactMode, Kind, KindForm, Part, SilenceMeans,
};

impl Printer {
    pub(super) fn codes(&mut self, codes: &Codes) {
        self.push(&format!("codes {}:", phrases::head(&codes.id, codes.label.as_ref())));
        for member in &codes.members {
            self.piece(&match member {
                CodesMember::System { system, codes } => format!("{} {}", system.node, phrases::codes(codes)),
                CodesMember::Sets(sets) => format!("set {}", phrases::names(sets, ", ")),
                CodesMember::File(path) => format!("file {}", phrases::text(&path.node)),
            });
        }
        if let Some(anchor) = &codes.by_date_of {
            self.piece(&format!("by date of {}", anchor.node));
        }
        if !codes.columns.is_empty() {
            self.piece(&format!("columns {}", phrases::names(&codes.columns, ", ")));
        }
        self.end();
    }

    /// On the line, or on the next where it would be too long.
    fn piece(&mut self, text: &str) {
        if self.fits(&format!(" {text}")) {
            self.push(" ");
        } else {
            self.next(2);
        }
        self.push(text);
    }

    pub(super) fn fact(&mut self, fact: &Fact) {
        let mode = match fact.mode {
            FactMode::Done => "",
            FactMode::Planned => "planned ",
            FactMode::NotDone => "not done ",
        };
        self.push(&format!("fact {}: {mode}", phrases::head(&fact.id, fact.label.as_ref())));
        self.kind(&fact.kind, 0);
        if !fact.parts.is_empty() {
            self.push(" with ");
            self.parts(&fact.parts, 0);
        }
        for line in &fact.lines {
            self.next(2);
            self.fact_line(line, 2);
        }
        self.end();
    }

    fn kind(&mut self, kind: &Kind, indent: usize) {
        if let KindForm::Record(fields) = &kind.form {
            self.push("record ");
            self.parts(fields, indent);
            return;
        }
        let in_set = |word: &str, set: &Option<crate::source::Name>| match set {
            Some(set) => format!("{word} in {}", set.node),
            None => word.to_owned(),
        };
        let words = match &kind.form {
            KindForm::Quantity(unit) => format!("quantity in {}", unit.node),
            KindForm::Number => "number".to_owned(),
            KindForm::YesNo => "yes/no".to_owned(),
            KindForm::Choice(options) => format!("choice {}", phrases::names(options, " | ")),
            KindForm::Ordered(options) => format!("ordered {}", phrases::names(options, " < ")),
            KindForm::Code(set) => in_set("code", set),
            KindForm::Event(set) => in_set("event", set),
            KindForm::Span(set) => in_set("span", set),
            KindForm::Date => "date".to_owned(),
            KindForm::Judgement(roles) => format!("judgement by {}", phrases::names(roles, " or ")),
            KindForm::Record(_) => String::new(),
        };
        self.push(&words);
    }

    fn parts(&mut self, parts: &[Part], indent: usize) {
        let simple =
            parts.iter().all(|part| !matches!(part.kind.form, KindForm::Record(_)) && part.lines.len() < 2);
        let mut flat = Printer { out: String::new() };
        for part in parts.iter().filter(|_| simple) {
            flat.push(if flat.out.is_empty() { "{ " } else { "   " });
            flat.part(part, 0);
        }
        flat.push(" }");
        if simple && !parts.is_empty() && !flat.out.contains('\n') && self.fits(&flat.out) {
            self.push(&flat.out);
            return;
        }
        self.push("{");
        for part in parts {
            self.next(deeper(deeper(indent)));
            self.part(part, deeper(deeper(indent)));
        }
        self.next(deeper(indent));
        self.push("}");
    }

    fn part(&mut self, part: &Part, indent: usize) {
        self.push(&format!("{}: ", phrases::head(&part.id, part.label.as_ref())));
        self.kind(&part.kind, indent);
        if let Some(missing) = &part.missing_is {
            self.push(&format!(" missing is {}", missing.node));
        }
        if part.silence_means_no.is_some() {
            self.push(" silence means no");
        }
        for line in &part.lines {
            self.push(" ");
            self.fact_line(line, indent);
        }
    }

    fn fact_line(&mut self, line: &FactLine, indent: usize) {
        let words = match &line.form {
            FactLineForm::FromCodes(systems) => {
                let systems = systems
                    .iter()
                    .map(|(system, codes)| format!("{} {}", system.node, phrases::codes(codes)));
                format!("from {}", systems.collect::<Vec<_>>().join(" "))
            }
            FactLineForm::FromSet(set) => format!("from {}", set.node),
            FactLineForm::Reads(kinds) => format!("reads {}", phrases::names(kinds, ", ")),
            FactLineForm::RoundedTo(step) => format!("rounded to {}", literal(step)),
            FactLineForm::Plausible(low, high) => format!("plausible {} to {}", literal(low), literal(high)),
            FactLineForm::AlsoIn(unit, factor) => format!("also in {} at {}", unit.node, factor.node),
            FactLineForm::Ask(ask) => phrases::ask(ask),
            FactLineForm::Note(note) => format!("note {}", phrases::text(&note.node)),
            FactLineForm::Cite(cite) => phrases::cite(cite),
            FactLineForm::OnePer(bucket) => format!("one per {}", bucket.node),
            FactLineForm::SameBy(part) => format!("same by {}", part.node),
            FactLineForm::PreferSameDay(better, worse) => {
                format!("prefer {} over {} on the same day", better.node, worse.node)
            }
            FactLineForm::OnConflict(words) => {
                let recorded = words.last().is_some_and(|word| word.node == "recorded") && words.len() == 2;
                format!("on conflict prefer {}", phrases::names(words, if recorded { " " } else { ", " }))
            }
            FactLineForm::HoldsFor(length) => format!("holds for {}", phrases::amount(length)),
            FactLineForm::IgnoreUnusable => "ignore unusable values".to_owned(),
            FactLineForm::Silence { means, condition } => {
                let means = match means {
                    SilenceMeans::No => "no".to_owned(),
                    SilenceMeans::Number(number) => literal(number),
                };
                self.push(&format!("silence means {means}"));
                if let Some(condition) = condition {
                    self.push(" if ");
                    self.body(condition, indent);
                }
                return;
            }
        };
        self.push(&words);
    }
}
