//! The words for what a finding rests on: records, absence, the header, citations.

use super::page::{JOINED, Page};
use super::reasons::{not_counted_words, with_article};
use super::{Tone, lower, space};
use crate::assessment::{AbsenceEvidence, Evidence, RecordEvidence, SetAside};
use crate::case::model::SourceRef;
use crate::check::model::Cite;
use crate::value::time::Zone;

/// Value and distance: `86 %, 4 h 50 min before review`.
pub(super) fn short(record: &RecordEvidence) -> String {
    let mut parts = Vec::new();
    parts.extend(value(record));
    parts.extend(record.distance().or_else(|| record.at()));
    if parts.is_empty() { format!("record {}", record.record()) } else { parts.join(", ") }
}

fn value(record: &RecordEvidence) -> Option<String> {
    let value = space(&record.value()?);
    Some(match record.unit() {
        Some(unit) => format!("{value}{JOINED}{unit}"),
        None => value,
    })
}

/// The whole record on one line: fact, value, parts, time, distance.
fn long(record: &RecordEvidence) -> String {
    let mut text = record.fact_label().to_owned();
    if let Some(value) = value(record) {
        text.push_str(&format!(": {value}"));
    }
    for (label, part) in record.parts() {
        text.push_str(&format!(", {}: {}", lower(label), space(&part)));
    }
    match (record.at(), record.until()) {
        (Some(at), Some(until)) => text.push_str(&format!(", {at} to {until}")),
        (Some(at), None) => text.push_str(&format!(", {at}")),
        (None, Some(until)) => text.push_str(&format!(", until {until}")),
        (None, None) => text.push_str(", no time given"),
    }
    if let Some(distance) = record.distance() {
        text.push_str(&format!(" ({distance})"));
    }
    if record.preliminary() {
        text.push_str(", preliminary");
    }
    text
}

/// Where a record is documented, the record's id last.
fn place(source: Option<&SourceRef>, record: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(source) = source {
        let resource = source.resource.as_ref().map(|resource| match &source.element {
            Some(element) => format!("{resource}, {element}"),
            None => resource.to_string(),
        });
        // The document first; where there is none, the resource.
        let (first, resource) = match (&source.document, &source.kind) {
            (None, None) => (resource, None),
            _ => (None, resource),
        };
        parts.extend(first);
        match (&source.document, &source.kind) {
            (Some(document), Some(kind)) => parts.push(format!("{document} ({kind})")),
            (Some(one), None) | (None, Some(one)) => parts.push(one.to_string()),
            (None, None) => {}
        }
        parts.extend(source.page.map(|page| format!("page {page}")));
        parts.extend(source.section.as_ref().map(|section| format!("section {section}")));
        parts.extend(source.line.map(|line| format!("line {line}")));
        parts.extend(source.author_role.as_ref().map(|role| format!("by {}", with_article(role))));
        parts.extend(source.quote.as_ref().map(|quote| format!("\"{quote}\"")));
        parts.extend(resource);
        parts.extend(source.time_from.as_ref().map(|element| format!("time from {element}")));
    }
    if parts.is_empty() {
        parts.push("no document given".to_owned());
    }
    // A record named for its resource would only say it twice.
    let resource = source.and_then(|source| source.resource.as_deref());
    if !resource.is_some_and(|resource| record.starts_with(resource)) {
        parts.push(format!("record {record}"));
    }
    parts.join(", ")
}

/// That there is none; where records stand beside it, that there is no other.
fn absence(evidence: &AbsenceEvidence, beside: &[Evidence]) -> String {
    let other = beside.iter().any(|one| matches!(one, Evidence::Record(_)));
    let mut text = format!("no {}record of {}", if other { "other " } else { "" }, evidence.fact_label());
    let codes = evidence.codes();
    if !codes.is_empty() {
        let shown: Vec<&str> = codes.iter().take(6).map(String::as_str).collect();
        let more = codes.len().saturating_sub(shown.len());
        text.push_str(&format!(" ({}", shown.join(", ")));
        if more > 0 {
            text.push_str(&format!(" and {more} more codes"));
        }
        text.push(')');
    }
    text.push_str(&match (evidence.from(), evidence.to()) {
        (Some(from), to) => format!(" from {from} to {to}"),
        (None, to) => format!(" up to {to}"),
    });
    match &evidence.supply_by {
        Some(by) => text.push_str(&format!("; all records are here, says {by}")),
        None => text.push_str("; the case says that all records are here"),
    }
    text
}

/// What a test of one record rests on: the record itself stands above it.
pub(super) fn write_detail(page: &mut Page, indent: usize, evidence: &[Evidence]) {
    for one in evidence {
        match one {
            Evidence::Record(record) => {
                let mut said: Vec<String> = record
                    .parts()
                    .iter()
                    .map(|(label, part)| format!("{}: {}", lower(label), space(part)))
                    .collect();
                if said.is_empty() {
                    said.push(value(record).unwrap_or_else(|| format!("record {}", record.record())));
                }
                page.line(indent, &said.join(", "));
            }
            Evidence::Absence(none) => page.line(indent, &absence(none, evidence)),
            Evidence::Due(standing, at) => page.line(indent, &format!("{} {at}", standing.words())),
            Evidence::Calculated(name, value) | Evidence::Header(name, value) => {
                page.line(indent, &format!("{}: {}", space(name), space(value)))
            }
        }
    }
}

pub(super) fn write(page: &mut Page, indent: usize, evidence: &[Evidence], conflict: bool) {
    for one in evidence {
        match one {
            Evidence::Record(record) => {
                let lead = match (record.leaves_open, conflict) {
                    (true, true) => "in conflict: ",
                    (true, false) => "open: ",
                    (false, _) => "",
                };
                page.line(indent, &format!("{lead}{}", long(record)));
                let source = place(record.source(), record.record());
                page.item(indent.saturating_add(2), Tone::Faint, "in ", 3, &source);
            }
            Evidence::Absence(none) => page.line(indent, &absence(none, evidence)),
            Evidence::Due(standing, at) => page.line(indent, &format!("{} {at}", standing.words())),
            Evidence::Calculated(name, value) | Evidence::Header(name, value) => {
                page.line(indent, &format!("{}: {}", space(name), space(value)))
            }
        }
    }
}

/// Near misses: what was looked at and does not count.
pub(super) fn write_set_aside(page: &mut Page, indent: usize, aside: &[SetAside], most: usize, zone: &Zone) {
    for one in aside.iter().take(most) {
        let why = not_counted_words(one, zone);
        page.item(indent, Tone::Faint, "not counted: ", 0, &format!("{} - {why}", long(&one.record)));
        let source = place(one.record.source(), one.record.record());
        page.item(indent.saturating_add(2), Tone::Faint, "in ", 3, &source);
    }
    let more = aside.len().saturating_sub(most);
    if more > 0 {
        page.line(indent, &format!("and {more} more that do not count"));
    }
}

/// A citation: `NCD 240.2, in force from 2021-09-27 (unsure)`.
pub(super) fn cite(cite: &Cite) -> String {
    let mut text = format!("{}: {}", cite.class, cite.text);
    match (cite.in_force, cite.in_force_to) {
        (Some(from), Some(to)) => text.push_str(&format!(", in force {from} to {to}")),
        (Some(from), None) => text.push_str(&format!(", in force from {from}")),
        (None, Some(to)) => text.push_str(&format!(", in force to {to}")),
        (None, None) => {}
    }
    if let Some(read) = cite.read {
        text.push_str(&format!(", read {read}"));
    }
    if let Some(url) = &cite.url {
        text.push_str(&format!(", {url}"));
    }
    if cite.unsure {
        text.push_str(" (the author is unsure of this citation)");
    }
    text
}
