//! The finding tree as indented lines: how each criterion stands, and under it what that rests on.

use super::page::Page;
use super::reasons::reason_words;
use super::{Tone, evidence, label};
use crate::assessment::{Finding, FindingKind, Reason, Status};
use crate::value::time::Zone;
use crate::view::{self, Shown, View};

/// As many records that do not count as are shown under one criterion, unless everything is asked for.
const ASIDE: usize = 4;
/// Deeper than this, lines are no longer set further in.
const DEEPEST: usize = 14;

pub(super) fn write(page: &mut Page, roots: &[Finding], view: View, zone: &Zone) {
    for root in roots {
        page.blank();
        node(page, root, view::root(root, view), 0, false, (view, zone));
    }
}

fn node(page: &mut Page, finding: &Finding, shown: Shown, depth: usize, exclusion: bool, how: (View, &Zone)) {
    if shown == Shown::Hidden {
        return;
    }
    let (view, zone) = how;
    let exclusion = exclusion || finding.kind == FindingKind::Exclusion;
    let (tone, status) = status(finding, exclusion);
    let indent = depth.min(DEEPEST).saturating_mul(2);
    let mut head = label(finding);
    if matches!(finding.kind, FindingKind::Circumstance) {
        head = format!("when: {head}");
    }
    if matches!(finding.kind, FindingKind::Waiver) {
        head = format!("waived when: {head}");
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
    let below = indent.saturating_add(4);
    if !finding.words.is_empty() && finding.words != label(finding) {
        page.item(below, Tone::Faint, "asks ", 5, &finding.words);
    }
    evidence::write(page, below, &finding.evidence, finding.reasons.contains(&Reason::Conflicting));
    let most = if view == View::Everything { usize::MAX } else { ASIDE };
    evidence::write_set_aside(page, below, &finding.set_aside, most, zone);
    for cite in &finding.cites {
        page.item(below, Tone::Faint, "cites ", 6, &evidence::cite(cite));
    }
    for note in &finding.notes {
        page.item(below, Tone::Faint, "note ", 5, note);
    }
    for child in &finding.children {
        node(page, child, view::below(child, view), depth.saturating_add(1), exclusion, how);
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
