//! The finding tree as indented lines: how each criterion stands, and under it what that rests on.

use super::page::Page;
use super::reasons::reason_words;
use super::{Tone, evidence, label, nameless};
use crate::assessment::{Evidence, Finding, FindingKind, Reason, Status};
use crate::check::model::Origin;
use crate::value::time::Zone;
use crate::view::{self, Shown, View};

/// As many records that do not count as are shown under one criterion, unless everything is asked for.
const ASIDE: usize = 4;
/// Deeper than this, lines are no longer set further in.
const DEEPEST: usize = 14;

pub(super) fn write(page: &mut Page, roots: &[Finding], view: View, zone: &Zone) {
    for root in roots {
        page.blank();
        if view == View::Decisive && root.path() == "applies" && root.status == Status::Met && roots.len() > 1
        {
            folded(page, root);
            continue;
        }
        let how = How { view, zone, exclusion: false, parent: "" };
        node(page, root, view::root(root, view), 0, how);
    }
}

/// That the guideline applies, on one line, with what says so.
fn folded(page: &mut Page, root: &Finding) {
    let mut said = Vec::new();
    gather(root, &mut said);
    let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join("; ")) };
    page.item(0, Tone::Good, "met", 5, &format!("{}{said}", label(root)));
}

fn gather(finding: &Finding, said: &mut Vec<String>) {
    for one in &finding.evidence {
        said.push(match one {
            Evidence::Calculated(name, value) | Evidence::Header(name, value) => {
                format!("{}: {}", name.replace('_', " "), value.replace('_', " "))
            }
            Evidence::Due(standing, at) => format!("{} {at}", standing.words()),
            Evidence::Record(record) => format!("{}: {}", record.fact_label(), evidence::short(record)),
            Evidence::Absence(absence) => format!("no {}", absence.fact_label()),
        });
    }
    for child in finding.children.iter().filter(|child| child.decisive) {
        gather(child, said);
    }
}

/// What holds for a node and all below it.
#[derive(Clone, Copy)]
struct How<'a> {
    view: View,
    zone: &'a Zone,
    exclusion: bool,
    parent: &'a str,
}

fn node(page: &mut Page, finding: &Finding, shown: Shown, depth: usize, how: How<'_>) {
    if shown == Shown::Hidden {
        return;
    }
    let How { view, zone, .. } = how;
    let below = How {
        exclusion: how.exclusion || finding.kind == FindingKind::Exclusion,
        parent: finding.path(),
        ..how
    };
    if shown == Shown::Whole && nameless(finding, how.parent) {
        children(page, finding, depth, below);
        return;
    }
    let (tone, status) = status(finding, below.exclusion);
    let indent = depth.min(DEEPEST).saturating_mul(2);
    let own = label(finding);
    let mut head = match finding.kind {
        FindingKind::Circumstance => format!("when: {own}"),
        FindingKind::Waiver => format!("waived when: {own}"),
        _ => own.clone(),
    };
    match finding.origin() {
        Some(Origin::Replaced) => head.push_str(" [replaced by the overlay]"),
        Some(Origin::Added) => head.push_str(" [added by the overlay]"),
        Some(Origin::Base) | None => {}
    }
    // A group's reasons stand beside the criteria below it.
    let leaf =
        shown == Shown::Status || finding.children.iter().all(|child| child.kind == FindingKind::Detail);
    let reasons: Vec<String> = finding.reasons.iter().map(|reason| reason_words(reason, zone)).collect();
    if leaf && !reasons.is_empty() {
        head.push_str(&format!(" - {}", reasons.join("; ")));
    }
    page.item(indent, tone, status, status.chars().count().saturating_add(2), &head);
    if shown == Shown::Status {
        return;
    }
    let inside = indent.saturating_add(4);
    if !finding.words().is_empty() && finding.words() != own {
        page.item(inside, Tone::Faint, "asks ", 5, finding.words());
    }
    if finding.kind == FindingKind::Detail {
        evidence::write_detail(page, inside, &finding.evidence);
    } else {
        evidence::write(page, inside, &finding.evidence, finding.reasons.contains(&Reason::Conflicting));
    }
    let most = if view == View::Everything { usize::MAX } else { ASIDE };
    evidence::write_set_aside(page, inside, &finding.set_aside, most, zone);
    for cite in finding.cites() {
        page.item(inside, Tone::Faint, "cites ", 6, &evidence::cite(cite));
    }
    for note in finding.notes() {
        page.item(inside, Tone::Faint, "note ", 5, note);
    }
    children(page, finding, depth.saturating_add(1), below);
}

fn children(page: &mut Page, finding: &Finding, depth: usize, how: How<'_>) {
    for child in &finding.children {
        node(page, child, view::below(child, how.view), depth, how);
    }
}

/// The word for how a node stands; an exclusion is present, not present or not documented.
fn status(finding: &Finding, exclusion: bool) -> (Tone, &'static str) {
    if finding.not_required {
        return (Tone::Faint, "not required");
    }
    if finding.waived {
        return (Tone::Good, "waived");
    }
    match (finding.status, exclusion) {
        (Status::Met, false) => (Tone::Good, "met"),
        (Status::Unmet, false) => (Tone::Bad, "not met"),
        (Status::Undetermined, false) => (Tone::Open, "undetermined"),
        (Status::Met, true) => (Tone::Bad, "present"),
        (Status::Unmet, true) => (Tone::Good, "not present"),
        (Status::Undetermined, true) => (Tone::Open, "not documented"),
    }
}
