//! What stands on one line: names, texts, values, times, compares, citations, grants.

use crate::ast::{
    Amount, Anchor, AnchorBase, AnchorRef, Ask, Cite, CodeForm, CodeSpec, Compare, CompareForm, Condition,
    Edge, Grant, GrantForm, Literal, LiteralForm, OrderOp, Path, Pick, PickOf, Point, Side, Touch, Window,
    WindowForm,
};
use crate::source::{Name, Spanned};

/// A text in quotes.
pub(super) fn text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `id "Label"`
pub(super) fn head(id: &Name, label: Option<&Spanned<String>>) -> String {
    match label {
        Some(label) => format!("{} {}", id.node, text(&label.node)),
        None => id.node.clone(),
    }
}

pub(super) fn names(names: &[Name], between: &str) -> String {
    names.iter().map(|name| name.node.as_str()).collect::<Vec<_>>().join(between)
}

pub(super) fn path(path: &Path) -> String {
    names(&path.names, ".")
}

pub(super) fn anchor_declared(anchor: &Anchor) -> String {
    let span = if anchor.is_span { ": span" } else { "" };
    format!("anchor {}{span}", head(&anchor.id, anchor.label.as_ref()))
}

pub(super) fn literal(literal: &Literal) -> String {
    match &literal.form {
        LiteralForm::Date(date) => date.clone(),
        LiteralForm::Text(words) => text(words),
        LiteralForm::Path(of) => path(of),
        LiteralForm::Number { number, unit, of } => {
            let mut made = number.clone();
            if let Some(unit) = unit {
                made.push(' ');
                made.push_str(&unit.node);
            }
            if let Some(of) = of {
                made.push_str(" of ");
                made.push_str(&path(of));
            }
            made
        }
    }
}

pub(super) fn amount(amount: &Amount) -> String {
    format!("{} {}", amount.number, amount.unit.node)
}

pub(super) fn codes(codes: &[CodeSpec]) -> String {
    codes.iter().map(code).collect::<Vec<_>>().join(", ")
}

fn code(spec: &CodeSpec) -> String {
    match &spec.form {
        CodeForm::One(code) if is_plain(code) => code.clone(),
        CodeForm::One(code) => text(code),
        CodeForm::Prefix(stem) if stem.contains('.') || stem.len() < 3 => format!("{stem}*"),
        CodeForm::Prefix(stem) => format!("{stem}.*"),
        CodeForm::Range(from, to) => format!("{from} to {to}"),
    }
}

/// Whether a code needs no quotes.
fn is_plain(code: &str) -> bool {
    let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let known = |sign: char| letter(sign) || matches!(sign, '.' | '-' | '/');
    code.starts_with(letter)
        && code.ends_with(letter)
        && code.chars().all(known)
        && !["..", ".-", "./", "--", "-.", "-/", "/-", "//", "/."].iter().any(|pair| code.contains(pair))
}

pub(super) fn compare(compare: &Compare) -> String {
    match &compare.form {
        CompareForm::Order(sign, value) => {
            let sign = match sign {
                OrderOp::AtLeast => ">=",
                OrderOp::AtMost => "<=",
                OrderOp::Above => ">",
                OrderOp::Below => "<",
                OrderOp::Equal => "=",
            };
            format!("{sign} {}", literal(value))
        }
        CompareForm::Is { negated, value } => {
            format!("is {}{}", if *negated { "not " } else { "" }, literal(value))
        }
        CompareForm::OneOf(values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("is one of ({})", values.join(", "))
        }
        CompareForm::In(set) => format!("in {}", set.node),
        CompareForm::Between(low, high) => format!("between {} and {}", literal(low), literal(high)),
    }
}

/// `where a and b`; nothing without conditions.
pub(super) fn filter(conditions: &[Condition]) -> Option<String> {
    if conditions.is_empty() {
        return None;
    }
    let conditions: Vec<String> = conditions.iter().map(condition).collect();
    Some(format!("where {}", conditions.join(" and ")))
}

pub(super) fn condition(condition: &Condition) -> String {
    let part = condition.part.as_ref().map(|part| part.node.clone());
    part.into_iter().chain(condition.compare.as_ref().map(compare)).collect::<Vec<_>>().join(" ")
}

pub(super) fn pick(pick: Pick) -> &'static str {
    match pick {
        Pick::Latest => "latest",
        Pick::Earliest => "earliest",
        Pick::Lowest => "lowest",
        Pick::Highest => "highest",
        Pick::Mean => "mean",
        Pick::Sum => "sum of",
    }
}

/// `fact` or `fact.part`
pub(super) fn dotted(name: &Name, part: Option<&Name>) -> String {
    match part {
        Some(part) => format!("{}.{}", name.node, part.node),
        None => name.node.clone(),
    }
}

/// A pick, what is looked at, and when.
pub(super) fn pick_of(of: &PickOf) -> Vec<String> {
    let mut made = vec![format!("{} {}", pick(of.pick), dotted(&of.fact, of.part.as_ref()))];
    made.extend(filter(&of.filter));
    made.extend(of.window.as_ref().map(window));
    made
}

pub(super) fn window(window: &Window) -> String {
    let mut made = Vec::new();
    match window.touch {
        Touch::Sharing => {}
        Touch::Starting => made.push("starting".to_owned()),
        Touch::Ending => made.push("ending".to_owned()),
        Touch::Whole => made.push("whole".to_owned()),
    }
    made.extend(window.form.as_ref().map(window_form));
    made.extend(window.known_by.as_ref().map(|known| format!("known by {}", point(known))));
    made.join(" ")
}

fn window_form(form: &WindowForm) -> String {
    match form {
        WindowForm::Within(length, beside, of) => {
            format!("within {} {} {}", amount(length), side(*beside), point(of))
        }
        WindowForm::FromTo { from, to, until } => {
            format!("from {} {} {}", point(from), if *until { "until" } else { "to" }, point(to))
        }
        WindowForm::WithinAny(length, from, to) => {
            format!("within any {} from {} to {}", amount(length), point(from), point(to))
        }
        WindowForm::Before(of) => format!("before {}", point(of)),
        WindowForm::UpTo(of) => format!("up to {}", point(of)),
        WindowForm::After(of) => format!("after {}", point(of)),
        WindowForm::During(span) => format!("during {}", anchor(span)),
        WindowForm::OnDayOf(of) => format!("on the day of {}", point(of)),
        WindowForm::Ever(_) => "ever".to_owned(),
    }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Before => "before",
        Side::After => "after",
        Side::Of => "of",
    }
}

pub(super) fn point(point: &Point) -> String {
    let mut made = String::new();
    if point.day_of {
        made.push_str("day of ");
    }
    if let Some((length, beside)) = &point.shift {
        made.push_str(&format!("{} {} ", amount(length), side(*beside)));
    }
    made.push_str(&anchor(&point.anchor));
    made
}

fn anchor(anchor: &AnchorRef) -> String {
    let edge = match anchor.edge {
        Some(Edge::Start) => "start of ",
        Some(Edge::End) => "end of ",
        None => "",
    };
    let base = match &anchor.base {
        AnchorBase::This => "this".to_owned(),
        AnchorBase::Name(name) => name.node.clone(),
        AnchorBase::Pick { pick: which, fact, filter: conditions } => {
            let conditions =
                filter(conditions).map(|conditions| format!(" ({conditions})")).unwrap_or_default();
            format!("{} {}{conditions}", pick(*which), fact.node)
        }
    };
    format!("{edge}{base}")
}

pub(super) fn cite(cite: &Cite) -> String {
    let mut made = format!("cite {} {}", cite.class.node, text(&cite.text.node));
    let mut add = |word: &str, what: Option<&Spanned<String>>| {
        if let Some(what) = what {
            made.push_str(&format!("{word}{}", what.node));
        }
    };
    match &cite.url {
        Some(url) if is_url(&url.node) => add(" ", Some(url)),
        Some(url) => add(" ", Some(&Spanned::new(text(&url.node), url.span))),
        None => {}
    }
    add(" in force ", cite.in_force.as_ref());
    add(" to ", cite.in_force_to.as_ref());
    add(" read ", cite.read.as_ref());
    if cite.unsure {
        made.push_str(" unsure");
    }
    made
}

/// Whether an address needs no quotes.
fn is_url(url: &str) -> bool {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    let sign = |letter: char| letter.is_whitespace() || letter == '\u{feff}' || matches!(letter, '}' | '"');
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(sign))
}

pub(super) fn ask(ask: &Ask) -> String {
    let role = ask.role.as_ref().map(|role| format!("the {} ", role.node)).unwrap_or_default();
    format!("ask {role}{}", text(&ask.text.node))
}

pub(super) fn grant(grant: &Grant) -> String {
    match &grant.form {
        GrantForm::Approve { amount: length, of, from, to } => {
            let mut made = match length {
                Some(length) => format!("approve {}", amount(length)),
                None => "approve as requested".to_owned(),
            };
            if let Some(of) = of {
                made.push_str(&format!(" of {}", of.node));
            }
            if let Some(from) = from {
                made.push_str(&format!(" from {}", point(from)));
            }
            if let Some(to) = to {
                made.push_str(&format!(" to {}", point(to)));
            }
            made
        }
        GrantForm::Limit(words) => format!("limit {}", text(&words.node)),
        GrantForm::Report(words) => format!("report {}", text(&words.node)),
        GrantForm::NextReview { amount: length, before_end } => {
            format!(
                "next review {} {}",
                amount(length),
                if *before_end { "before the end" } else { "after the start" }
            )
        }
        GrantForm::Due { what, by } => format!("due {} by {}", text(&what.node), point(by)),
        GrantForm::Refer { role, text: why } => format!("refer to {} {}", role.node, text(&why.node)),
    }
}
