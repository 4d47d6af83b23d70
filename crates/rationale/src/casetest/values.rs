//! Values as authors write them in tests: `86 %`, `yes`, `icd10cm I50.23`, `< 0.01 ng/mL`, `5 to 9 mg/dL`.

use super::TestError;
use super::times::{Clock, plain};
use crate::case::tree::Tree;
use crate::check::model::Kind;
use crate::value::code::System;
use crate::value::number::Number;

/// A value as a case spells it. What is written out as an object stays as it is.
pub(super) fn value(tree: &Tree, kind: Option<&Kind>, clock: &Clock) -> Result<Tree, TestError> {
    match tree {
        Tree::Text(text) => of_text(text.trim(), kind, clock),
        Tree::Number(text) => match kind {
            Some(Kind::Options { .. }) => Ok(Tree::Text(text.clone())),
            Some(Kind::Date) => Ok(Tree::Text(clock.text(text)?)),
            _ => Ok(tree.clone()),
        },
        Tree::List(items) => {
            let items: Result<Vec<Tree>, TestError> =
                items.iter().map(|item| value(item, kind, clock)).collect();
            items.map(Tree::List)
        }
        Tree::Null | Tree::Bool(_) | Tree::Map(_) => Ok(tree.clone()),
    }
}

fn of_text(text: &str, kind: Option<&Kind>, clock: &Clock) -> Result<Tree, TestError> {
    match kind {
        Some(Kind::Judgement(_) | Kind::Options { yes_no: true, .. }) => Ok(yes_no(text)),
        Some(Kind::Options { .. }) => Ok(Tree::Text(text.to_owned())),
        Some(Kind::Date) => Ok(Tree::Text(clock.text(text)?)),
        Some(Kind::Code(_) | Kind::Event(_) | Kind::Span(_)) => match yes_no(text) {
            Tree::Text(_) => code(text),
            answer => Ok(answer),
        },
        Some(Kind::Quantity(_) | Kind::Number) => match quantity(text) {
            Some(quantity) => Ok(quantity),
            // A word for a number is a wrong type, which a test may well want to show.
            None if !text.starts_with(|first: char| first.is_ascii_digit() || "<>≤≥+-.".contains(first)) => {
                Ok(Tree::Text(text.to_owned()))
            }
            None => Err(TestError::new("", "this is no quantity")
                .help("write it as `86 %`, `< 0.01 ng/mL` or `5 to 9 mg/dL`")),
        },
        Some(Kind::Record) => Err(TestError::new("", "this fact has parts and no value of its own")),
        None => Ok(quantity(text).or_else(|| code(text).ok()).unwrap_or_else(|| yes_no(text))),
    }
}

fn yes_no(text: &str) -> Tree {
    match text {
        "yes" => Tree::Bool(true),
        "no" => Tree::Bool(false),
        other => Tree::Text(other.to_owned()),
    }
}

/// `icd10cm I50.23`
pub(super) fn code(text: &str) -> Result<Tree, TestError> {
    let (system, code) = text.trim().split_once(' ').unwrap_or((text, ""));
    if System::parse(system).is_none() || code.trim().is_empty() {
        let systems: Vec<&str> = System::every().map(System::name).collect();
        return Err(TestError::new("", "this is no code").help(format!(
            "write system and code, such as `icd10cm I50.23`; systems are {}",
            systems.join(", ")
        )));
    }
    Ok(Tree::Map(vec![
        ("system".to_owned(), Tree::Text(system.to_owned())),
        ("code".to_owned(), Tree::Text(code.trim().to_owned())),
    ]))
}

/// One code or a list of codes; what is written out stays.
pub(super) fn codes(tree: &Tree) -> Result<Tree, TestError> {
    match tree {
        Tree::Text(text) => code(text),
        Tree::List(items) => {
            items.iter().map(codes).collect::<Result<Vec<Tree>, TestError>>().map(Tree::List)
        }
        other => Ok(other.clone()),
    }
}

const BOUNDS: [(&str, &str); 6] =
    [("<=", "<="), (">=", ">="), ("≤", "<="), ("≥", ">="), ("<", "<"), (">", ">")];

/// A quantity in words: bound or range, number, unit.
pub(super) fn quantity(text: &str) -> Option<Tree> {
    let field = |name: &str, tree: Tree| (name.to_owned(), tree);
    let bound = BOUNDS.iter().find_map(|(sign, word)| Some((text.strip_prefix(sign)?, *word)));
    let body = bound.map_or(text, |(rest, _)| rest).trim();
    let mut fields = Vec::new();
    let unit = match (bound, body.split_once(" to ")) {
        (None, Some((low, rest))) => {
            let (high, unit) = number_and_unit(rest.trim());
            fields.push(field("from", number(low.trim())?));
            fields.push(field("to", number(high)?));
            unit
        }
        _ => {
            let (amount, unit) = number_and_unit(body);
            fields.push(field("number", number(amount)?));
            fields.extend(bound.map(|(_, word)| field("bound", Tree::Text(word.to_owned()))));
            unit
        }
    };
    if !unit.is_empty() {
        fields.push(field("unit", Tree::Text(unit.to_owned())));
    }
    Some(Tree::Map(fields))
}

/// `86 %`, `86%`, `86`
pub(super) fn number_and_unit(text: &str) -> (&str, &str) {
    let numeric = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '-' | '+');
    let split = text.find(|letter: char| !numeric(letter)).unwrap_or(text.len());
    let (amount, unit) = text.split_at_checked(split).unwrap_or((text, ""));
    (amount, unit.trim())
}

/// A number with all its digits, as a case spells it.
fn number(text: &str) -> Option<Tree> {
    let _: Number = text.parse().ok()?;
    Some(Tree::Number(text.strip_prefix('+').unwrap_or(text).to_owned()))
}

/// `1 mo` as a case spells units.
pub(super) fn units(tree: &Tree) -> Result<Tree, TestError> {
    let Some(text) = plain(tree) else { return Ok(tree.clone()) };
    let (amount, unit) = number_and_unit(text.trim());
    match number(amount) {
        Some(amount) if !unit.is_empty() => Ok(Tree::Map(vec![
            ("value".to_owned(), amount),
            ("unit".to_owned(), Tree::Text(unit.to_owned())),
        ])),
        _ => Err(TestError::new("", "this is no amount and unit").help("write it as `1 mo` or `12 visits`")),
    }
}
