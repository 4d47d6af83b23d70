//! Criteria, groups, tests.

use super::phrases::{self, compare, filter, pick, pick_of, point, window};
use super::{Printer, deeper};
use crate::ast::{
    Asks, Body, BucketsTest, Clause, Criterion, Group, GroupKind, Quantifier, RecordsTest, StateTest,
    StateWhen, Test, TestForm, When,
};

impl Printer {
    /// One criterion on lines of its own.
    pub(super) fn criterion(&mut self, criterion: &Criterion, indent: usize) {
        self.start(indent);
        self.criterion_here(criterion, indent);
        self.end();
    }

    /// One criterion from where the line stands.
    pub(super) fn criterion_here(&mut self, criterion: &Criterion, indent: usize) {
        self.push(&format!("{}: ", phrases::head(&criterion.id, criterion.label.as_ref())));
        self.body(&criterion.body, indent);
        self.clauses(&criterion.clauses, indent);
    }

    pub(super) fn clauses(&mut self, clauses: &[Clause], indent: usize) {
        for clause in clauses {
            if let Clause::Waived(body) = clause {
                self.next(deeper(indent));
                self.push("waived when ");
                self.body(body, deeper(indent));
                continue;
            }
            let words = match clause {
                Clause::Cite(cite) => phrases::cite(cite),
                Clause::Ask(ask) => phrases::ask(ask),
                Clause::Note(note) => format!("note {}", phrases::text(&note.node)),
                Clause::Grant(grant) => phrases::grant(grant),
                Clause::Waived(_) => continue,
            };
            let short = matches!(clause, Clause::Cite(_)) && clauses.len() == 1;
            if short && self.fits(&format!(" {words}")) {
                self.push(" ");
            } else {
                self.next(deeper(indent));
            }
            self.push(&words);
        }
    }

    /// A body, on the line where it begins and on further ones.
    pub(super) fn body(&mut self, body: &Body, indent: usize) {
        if let Some(flat) = flat(body)
            && self.fits(&flat)
        {
            self.push(&flat);
            return;
        }
        match body {
            Body::Group(group) => self.group(group, indent),
            Body::When(when) => self.when(when, indent),
            Body::Test(test) => self.test(test, indent),
        }
    }

    fn group(&mut self, group: &Group, indent: usize) {
        self.push(&group_kind(group.kind));
        self.push(" {");
        self.end();
        for member in &group.members {
            self.criterion(member, deeper(indent));
        }
        self.start(indent);
        self.push("}");
    }

    fn when(&mut self, when: &When, indent: usize) {
        self.push("when ");
        self.body(&when.condition, deeper(indent));
        self.next(deeper(indent));
        self.push("then ");
        self.body(&when.then, deeper(indent));
        if let Some(otherwise) = &when.otherwise {
            self.next(deeper(indent));
            self.push("else ");
            self.body(otherwise, deeper(indent));
        }
    }

    /// A test that does not fit on its line, or holds a group that does not.
    fn test(&mut self, test: &Test, indent: usize) {
        if let TestForm::For { body, .. } = &test.form {
            self.push(&parts(test).join(" "));
            self.push(" ");
            self.body(body, indent);
            return;
        }
        let mut first = true;
        for part in parts(test) {
            if !first {
                if self.fits(&format!(" {part}")) {
                    self.push(" ");
                } else {
                    self.next(deeper(deeper(indent)));
                }
            }
            self.push(&part);
            first = false;
        }
        if let Some(group) = with_group(test) {
            self.push(" with ");
            match flat_group(group) {
                Some(flat) if self.fits(&flat) => self.push(&flat),
                _ => self.group(group, indent),
            }
        }
    }
}

/// The body on one line, where it is short in itself: no clauses and no groups in groups.
pub(super) fn flat(body: &Body) -> Option<String> {
    match body {
        Body::Group(group) => flat_group(group),
        Body::When(when) => {
            let mut made = format!("when {} then {}", flat(&when.condition)?, flat(&when.then)?);
            if let Some(otherwise) = &when.otherwise {
                made.push_str(" else ");
                made.push_str(&flat(otherwise)?);
            }
            Some(made)
        }
        Body::Test(test) => flat_test(test),
    }
}

fn flat_test(test: &Test) -> Option<String> {
    let mut made = parts(test).join(" ");
    if let TestForm::For { body, .. } = &test.form {
        made.push(' ');
        made.push_str(&flat(body)?);
    }
    if let Some(group) = with_group(test) {
        made.push_str(" with ");
        made.push_str(&flat_group(group)?);
    }
    Some(made)
}

fn flat_group(group: &Group) -> Option<String> {
    let mut members = Vec::new();
    for member in &group.members {
        let Body::Test(test) = &member.body else { return None };
        let plain = with_group(test).is_none() && !matches!(test.form, TestForm::For { .. });
        if !plain || !member.clauses.is_empty() {
            return None;
        }
        let head = phrases::head(&member.id, member.label.as_ref());
        members.push(format!("{head}: {}", parts(test).join(" ")));
    }
    let members = members.join("   ");
    Some(format!("{} {{ {members} }}", group_kind(group.kind)))
}

fn group_kind(kind: GroupKind) -> String {
    match kind {
        GroupKind::All => "all".to_owned(),
        GroupKind::Any => "any".to_owned(),
        GroupKind::NoneOf => "none of".to_owned(),
        GroupKind::AtLeast(number) => format!("at least {number} of"),
        GroupKind::AtMost(number) => format!("at most {number} of"),
    }
}

fn quantifier(quantifier: Quantifier) -> String {
    match quantifier {
        Quantifier::Some => "some".to_owned(),
        Quantifier::No => "no".to_owned(),
        Quantifier::Every => "every".to_owned(),
        Quantifier::AtLeast(number) => format!("at least {number}"),
        Quantifier::AtMost(number) => format!("at most {number}"),
    }
}

/// The group after `with`.
fn with_group(test: &Test) -> Option<&Group> {
    match &test.form {
        TestForm::Records(RecordsTest { asks: Some(Asks::With(group)), .. }) => Some(group),
        TestForm::Pick(test) => match &test.asks {
            Asks::With(group) => Some(group),
            _ => None,
        },
        _ => None,
    }
}

fn asks(asks: &Asks) -> Option<String> {
    match asks {
        Asks::Compare(asked) => Some(compare(asked)),
        Asks::HasNoValue(_) => Some("has no value".to_owned()),
        Asks::With(_) => None,
    }
}

/// A test without what stands in groups, cut where a line may break.
fn parts(test: &Test) -> Vec<String> {
    match &test.form {
        TestForm::Records(test) => records(test),
        TestForm::Buckets(test) => buckets(test),
        TestForm::Pick(test) => pick_of(&test.of).into_iter().chain(asks(&test.asks)).collect(),
        TestForm::Trend(test) => {
            let mut made = vec![format!("{} in {}", if test.rise { "rise" } else { "fall" }, test.fact.node)];
            made.extend(filter(&test.filter));
            made.extend(test.window.as_ref().map(window));
            made.push(compare(&test.compare));
            made
        }
        TestForm::Change(test) => {
            let percent = if test.percent { "percent " } else { "" };
            let mut made = vec![format!("{percent}change in {}", test.fact.node)];
            made.extend(filter(&test.filter));
            made.push(format!("from {} {}", pick(test.from.0), window(&test.from.1)));
            made.push(format!("to {} {}", pick(test.to.0), window(&test.to.1)));
            made.push(compare(&test.compare));
            made
        }
        TestForm::Elapsed(test) => vec![
            format!("{} from {} to {}", test.unit.node, point(&test.from), point(&test.to)),
            compare(&test.compare),
        ],
        TestForm::Age { at, compare: asked } => vec![format!("age at {}", point(at)), compare(asked)],
        TestForm::OnTime { fact, filter: conditions, first, then_within } => {
            let mut made = vec![format!("on time {}", fact.node)];
            made.extend(filter(conditions));
            made.push(format!("first {}", window(first)));
            made.push(format!("then within {} after the previous", phrases::amount(then_within)));
            made
        }
        TestForm::For { quantifier: how_many, name, over, part, .. } => {
            let over = phrases::dotted(over, part.as_ref());
            vec![format!("for {} {} in {over}", quantifier(*how_many), name.node)]
        }
        TestForm::Criterion { path, of, is_met, at } => {
            let mut made = format!("criterion {}", phrases::path(path));
            if let Some(of) = of {
                made.push_str(&format!(" of {}", of.node));
            }
            made.push_str(if *is_met { " is met" } else { " is unmet" });
            if let Some(at) = at {
                made.push_str(&format!(" at {}", point(at)));
            }
            vec![made]
        }
        TestForm::State(test) => state(test),
    }
}

fn records(test: &RecordsTest) -> Vec<String> {
    let mut first = format!("{} {}", quantifier(test.quantifier), test.fact.node);
    if let Some(alias) = &test.alias {
        first.push_str(&format!(" as {}", alias.node));
    }
    let mut made = vec![first];
    if let Some(row) = &test.in_a_row {
        let apart = row.at_most_apart.as_ref();
        let apart =
            apart.map(|apart| format!(" at most {} apart", phrases::amount(apart))).unwrap_or_default();
        made.push(format!("in a row{apart}"));
    }
    made.extend(filter(&test.filter));
    made.extend(test.window.as_ref().map(window));
    made.extend(test.asks.as_ref().and_then(asks));
    made
}

fn buckets(test: &BucketsTest) -> Vec<String> {
    let share = if test.percent { " % of" } else { "" };
    let first =
        format!("{}{share} {} with {}", quantifier(test.quantifier), test.bucket.node, test.fact.node);
    let mut made = vec![first];
    made.extend(filter(&test.filter));
    made.extend(test.compare.as_ref().map(compare));
    if let Some((how_many, length, bucket)) = &test.run {
        made.push(format!("in {} {length} {} in a row", quantifier(*how_many), bucket.node));
    }
    made.extend(test.window.as_ref().map(window));
    made
}

fn state(test: &StateTest) -> Vec<String> {
    let mut made = vec![phrases::dotted(&test.name, test.part.as_ref())];
    made.extend(filter(&test.filter));
    match &test.when {
        StateWhen::Review => {}
        StateWhen::At(at) => made.push(format!("at {}", point(at))),
        StateWhen::Window(when) => made.push(window(when)),
    }
    made.extend(test.compare.as_ref().map(compare));
    made
}
