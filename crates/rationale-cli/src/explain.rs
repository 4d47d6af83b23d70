//! `rationale explain`: the page of a diagnostic, a reason code, a guideline, a criterion.

use crate::args::Args;
use crate::{End, criteria, out};
use rationale::ast::BlockKind;
use rationale::check::model::{
    Asks, Body, Cite, Criterion, Guideline, Library, Origin, OverlayOf, Test, TestForm,
};
use rationale::render::reasons::reason_pages;
use std::fmt::Write as _;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

pub(crate) fn run(id: &str, args: &Args) -> anyhow::Result<End> {
    if let Some((_, page)) = PAGES.iter().find(|(name, _)| *name == id) {
        out::print(page)?;
        return Ok(End::Done);
    }
    let reasons = reason_pages();
    if id == "reasons" {
        let lines: Vec<String> = reasons.iter().map(|(code, page)| format!("{code}\n  {page}\n")).collect();
        out::print(&lines.concat())?;
        return Ok(End::Done);
    }
    if let Some((code, page)) = reasons.iter().find(|(code, _)| *code == id) {
        out::print(&format!("{code}: why a criterion is undetermined\n\n{page}\n"))?;
        return Ok(End::Done);
    }
    let criteria = match criteria::given(args.criteria.as_deref()) {
        Ok(criteria) => criteria,
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            return Ok(End::WrongUsage);
        }
    };
    let library = &criteria.loaded.library;
    let text = of_library(id, library);
    if text.is_empty() {
        out::say(&format!(
            "error: nothing is called `{id}`; name a diagnostic (`unit-mismatch`), a reason (`not_documented`, or `reasons` for all), a guideline or a criterion of one (`GUIDELINE.PATH`)"
        ));
        let mut known: Vec<&str> = library.guidelines.iter().map(|guideline| guideline.id.as_str()).collect();
        known.dedup();
        out::say(&format!("guidelines are: {}", known.join(", ")));
        return Ok(End::WrongUsage);
    }
    out::print(&text)?;
    Ok(End::Done)
}

/// Guidelines of that id, else criteria of that path, else facts of that name.
fn of_library(id: &str, library: &Library) -> String {
    let mut text = String::new();
    for one in library.guidelines.iter().filter(|guideline| guideline.id == id) {
        guideline(one, &mut text);
    }
    if !text.is_empty() {
        return text;
    }
    for guideline in &library.guidelines {
        let path = id.strip_prefix(&guideline.id).and_then(|rest| rest.strip_prefix('.')).unwrap_or(id);
        for criterion in criteria_of(guideline) {
            if criterion.path == path {
                separate(&mut text);
                explain(criterion, guideline, &mut text);
            }
        }
    }
    for fact in library.facts.iter().filter(|fact| fact.id == id) {
        separate(&mut text);
        let _ = writeln!(text, "{} ({}): a fact that cases give", fact.label, fact.id);
        for ask in &fact.asks {
            let _ = writeln!(text, "  asked as: {}", ask.text);
        }
        for note in &fact.notes {
            let _ = writeln!(text, "  note: {note}");
        }
        cites(&fact.cites, &mut text);
    }
    text
}

fn separate(text: &mut String) {
    if !text.is_empty() {
        text.push('\n');
    }
}

fn guideline(guideline: &Guideline, text: &mut String) {
    separate(text);
    let _ = writeln!(text, "{} ({})", guideline.label, guideline.id);
    if let Some(edition) = &guideline.edition {
        let until = edition.to.map_or_else(String::new, |to| format!(" to {to}"));
        let _ = writeln!(
            text,
            "  edition {}, by the date of {}, from {}{until}",
            edition.name, edition.by_date_of, edition.from
        );
    }
    let _ = writeln!(text, "  status {}", guideline.status.word);
    for (scope, values) in &guideline.scopes {
        let _ = writeln!(text, "  for {scope}: {}", values.join(", "));
    }
    for periods in &guideline.periods {
        let mut lengths: Vec<String> = periods.lengths.iter().map(ToString::to_string).collect();
        lengths.extend(periods.then.map(|then| format!("then {then} each")));
        let _ = writeln!(text, "  {}s: {}", periods.words(), lengths.join(", "));
    }
    if let Some(overlay) = &guideline.overlay {
        changed(overlay, text);
    }
    cites(&guideline.cites, text);
    for note in &guideline.notes {
        let _ = writeln!(text, "  note: {note}");
    }
    if let Some(applies) = &guideline.applies {
        let _ = writeln!(text, "\n  applies when {}", said(applies));
        below(applies, 2, text);
    }
    for block in &guideline.blocks {
        let label = if block.label.is_empty() { block.id.replace('_', " ") } else { block.label.clone() };
        let _ = writeln!(text, "\n  {} {} - {label}", block_word(block.kind), block.id);
        for body in &block.requires {
            let _ = writeln!(text, "    requires {}", said(body));
            below(body, 3, text);
        }
        for body in &block.excluded {
            let _ = writeln!(text, "    excluded when {}", said(body));
            below(body, 3, text);
        }
    }
}

fn block_word(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Level => "level",
        BlockKind::Coverage => "coverage",
        BlockKind::Continued => "continued",
        BlockKind::Discharge => "discharge",
        BlockKind::EveryLevel => "every level needs",
        BlockKind::Answer => "answer",
    }
}

/// What a body is, on one line: its test, or how many of its criteria.
fn said(body: &Body) -> String {
    match body {
        Body::Test(test) => match with(test) {
            Some(with) => format!("{} with {}", test.words, said(with)),
            None => test.words.clone(),
        },
        Body::Group { kind, .. } => group_words(*kind),
        Body::When { condition, .. } => format!("when {}", said(condition)),
    }
}

/// What a test asks of one record, as a group.
fn with(test: &Test) -> Option<&Body> {
    match &test.form {
        TestForm::Count { asks: Asks::With(body), .. }
        | TestForm::Run { asks: Asks::With(body), .. }
        | TestForm::Pick { asks: Asks::With(body), .. } => Some(body),
        _ => None,
    }
}

/// The criteria inside a body, each on its line.
fn below(body: &Body, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match body {
        Body::Group { members, .. } => {
            for member in members {
                let origin = member.origin.map_or_else(String::new, |origin| format!(" [{}]", origin.word()));
                let _ = writeln!(
                    text,
                    "{indent}{} - {}{origin}: {}",
                    member.id,
                    label_of(member),
                    said(&member.body)
                );
                below(&member.body, depth + 1, text);
                if let Some(waived) = &member.waived {
                    let _ = writeln!(text, "{indent}  waived when {}", said(waived));
                    below(waived, depth + 2, text);
                }
            }
        }
        Body::When { condition, then, otherwise } => {
            below(condition, depth + 1, text);
            let _ = writeln!(text, "{indent}then {}", said(then));
            below(then, depth + 1, text);
            if let Some(otherwise) = otherwise {
                let _ = writeln!(text, "{indent}else {}", said(otherwise));
                below(otherwise, depth + 1, text);
            }
        }
        Body::Test(test) => {
            if let Some(with) = with(test) {
                below(with, depth, text);
            }
        }
    }
}

fn label_of(criterion: &Criterion) -> String {
    if criterion.label.is_empty() { criterion.id.replace('_', " ") } else { criterion.label.clone() }
}

/// What an overlay is made of.
fn changed(overlay: &OverlayOf, text: &mut String) {
    let _ =
        writeln!(text, "  overlay of {} ({}), edition {}", overlay.base_label, overlay.base, overlay.edition);
    for set in &overlay.set {
        let _ = writeln!(text, "  sets {} to {} (in the base {})", set.setting, set.to, set.from);
    }
    for gone in &overlay.removed {
        let _ = writeln!(text, "  removes {}: {}", gone.path, gone.reason);
    }
    for promise in &overlay.promises {
        let _ = writeln!(text, "  promises {}, which is proved", promise.replace('_', " "));
    }
}

/// All criteria of a guideline, in written order.
fn criteria_of(guideline: &Guideline) -> Vec<&Criterion> {
    let mut found = Vec::new();
    let of_blocks = guideline.blocks.iter().flat_map(|block| block.requires.iter().chain(&block.excluded));
    for body in guideline.applies.iter().chain(of_blocks) {
        gather(body, &mut found);
    }
    found
}

fn gather<'g>(body: &'g Body, found: &mut Vec<&'g Criterion>) {
    match body {
        Body::Group { members, .. } => {
            for member in members {
                found.push(member);
                gather(&member.body, found);
                if let Some(waived) = &member.waived {
                    gather(waived, found);
                }
            }
        }
        Body::When { condition, then, otherwise } => {
            gather(condition, found);
            gather(then, found);
            if let Some(otherwise) = otherwise {
                gather(otherwise, found);
            }
        }
        Body::Test(test) => {
            if let Some(with) = with(test) {
                gather(with, found);
            }
        }
    }
}

fn explain(criterion: &Criterion, guideline: &Guideline, text: &mut String) {
    let _ = writeln!(text, "{} ({}.{})", label_of(criterion), guideline.id, criterion.path);
    let edition =
        guideline.edition.as_ref().map_or_else(String::new, |edition| format!(", edition {}", edition.name));
    let _ = writeln!(text, "  of {}{edition}", guideline.label);
    match (criterion.origin, &guideline.overlay) {
        (Some(Origin::Base), Some(of)) => {
            let _ = writeln!(text, "  as in the base, {}", of.base);
        }
        (Some(Origin::Replaced), Some(of)) => {
            let _ = writeln!(text, "  replaced: the base, {}, asks something else here", of.base);
        }
        (Some(Origin::Added), Some(of)) => {
            let _ = writeln!(text, "  added: not in the base, {}", of.base);
        }
        _ => {}
    }
    match &criterion.body {
        Body::Test(test) => {
            let _ = writeln!(text, "  asks: {}", test.words);
            if let Some(body) = with(test) {
                let _ = writeln!(text, "  with {}:", said(body));
                below(body, 2, text);
            }
        }
        Body::Group { kind, members } => {
            let _ = writeln!(text, "  {}:", group_words(*kind));
            for member in members {
                let _ = writeln!(text, "    {} - {}", member.id, label_of(member));
            }
        }
        Body::When { .. } => {
            let _ = writeln!(text, "  depends on a circumstance (`when`)");
        }
    }
    for ask in &criterion.asks {
        let whom =
            ask.role.as_ref().map_or_else(String::new, |role| format!(" of the {}", role.replace('_', " ")));
        let _ = writeln!(text, "  asked{whom}: {}", ask.text);
    }
    for note in &criterion.notes {
        let _ = writeln!(text, "  note: {note}");
    }
    cites(&criterion.cites, text);
}

fn group_words(kind: rationale::ast::GroupKind) -> String {
    use rationale::ast::GroupKind;
    match kind {
        GroupKind::All => "all of".to_owned(),
        GroupKind::Any => "any of".to_owned(),
        GroupKind::NoneOf => "none of".to_owned(),
        GroupKind::AtLeast(count) => format!("at least {count} of"),
        GroupKind::AtMost(count) => format!("at most {count} of"),
    }
}

fn cites(cites: &[Cite], text: &mut String) {
    for cite in cites {
        let unsure = if cite.unsure { " (the author is unsure of this)" } else { "" };
        let force = cite.in_force.map_or_else(String::new, |from| format!(", in force from {from}"));
        let _ = writeln!(text, "  cites {}: {}{force}{unsure}", cite.class, cite.text);
    }
}
