//! What can be wrong with a criteria text once it parses: one small function a fault, grouped by what it is about.
//!
//! Call sites pass what they hold; the words are here. Each id has a page, `docs/diagnostics/<id>.md`, and a fixture.

pub(super) mod advice;
pub(super) mod blocks;
pub(super) mod calculations;
pub(super) mod codes;
pub(super) mod each;
pub(super) mod facts;
pub(super) mod files;
pub(super) mod kinds;
pub(super) mod names;
pub(super) mod overlays;
pub(super) mod periods;
pub(super) mod times;
pub(super) mod units;

use crate::diagnostic::Diagnostic;
use crate::suggest::closest;

/// Every id that a check may report, in order.
pub const IDS: &[&str] = &[
    "absence-never-settled",
    "always-the-same",
    "answer-grants",
    "approval-unsigned",
    "bad-code",
    "bad-date",
    "bad-length",
    "bad-number",
    "bad-path",
    "bucket-run",
    "bucket-window",
    "built-in-name",
    "code-file",
    "code-set-cycle",
    "complement-of-unknown",
    "count-out-of-reach",
    "criterion-cycle",
    "dated-codes",
    "day-blocks-gap",
    "day-blocks-overlap",
    "days-elsewhere",
    "define-cycle",
    "define-misused",
    "duplicate-name",
    "edited-twice",
    "editions-overlap",
    "empty-block",
    "empty-code-set",
    "empty-window",
    "gap-between-bands",
    "hours-and-days",
    "implausible-threshold",
    "in-a-row",
    "kind-mismatch",
    "last-member",
    "level-not-on-ladder",
    "line-does-not-fit",
    "missing-citation",
    "missing-compare",
    "missing-label",
    "missing-pick",
    "missing-status",
    "missing-unit",
    "missing-window",
    "misspelled-unit",
    "name-in-base",
    "needless-also-in",
    "no-record-at-hand",
    "no-value-for-code",
    "not-a-group",
    "not-a-span",
    "not-one-by-one",
    "part-kind",
    "period-cycle",
    "period-length",
    "pick-does-not-fit",
    "promise-not-proved",
    "range-backwards",
    "said-twice",
    "score-bands",
    "setting-kind",
    "silence-on-a-measurement",
    "too-large",
    "unit-mismatch",
    "unknown-base",
    "unknown-criterion",
    "unknown-edition",
    "unknown-file",
    "unknown-name",
    "unknown-option",
    "unknown-part",
    "unknown-path",
    "unknown-role",
    "unknown-setting",
    "unknown-unit",
    "unknown-word",
    "unsure-when-approved",
    "unused-code-set",
    "unused-define",
    "unused-fact",
    "unused-setting",
    "when-without-else",
    "window-backwards",
    "window-in-the-future",
    "within-any",
    "wrong-name",
];

/// Adds *did you mean* where a known name is close.
fn suggest<'k>(fault: Diagnostic, written: &str, known: impl IntoIterator<Item = &'k str>) -> Diagnostic {
    match closest(written, known) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault,
    }
}

/// `` `a`, `b` and `c` ``, cut after eight.
fn list<'k>(names: impl IntoIterator<Item = &'k str>) -> String {
    const MOST: usize = 8;
    let names: Vec<&str> = names.into_iter().collect();
    let mut text = String::new();
    let more = names.len().saturating_sub(MOST);
    let shown = names.get(..names.len().min(MOST)).unwrap_or_default();
    for (index, name) in shown.iter().enumerate() {
        if index > 0 {
            let last = more == 0 && index.saturating_add(1) == shown.len();
            text.push_str(if last { " and " } else { ", " });
        }
        text.push('`');
        text.push_str(name);
        text.push('`');
    }
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}
