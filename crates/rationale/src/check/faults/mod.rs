//! What can be wrong with a criteria text once it parses: one small function a fault, grouped by what it is about.
//!
//! Call sites pass what they hold; the words are here. Each id has a page, `docs/diagnostics/<id>.md`, and a fixture.

pub(super) mod advice;
pub(super) mod blocks;
pub(super) mod codes;
pub(super) mod facts;
pub(super) mod files;
pub(super) mod kinds;
pub(super) mod names;
pub(super) mod not_yet;
pub(super) mod times;
pub(super) mod units;

use crate::diagnostic::Diagnostic;

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
    "built-in-name",
    "code-file",
    "code-set-cycle",
    "complement-of-unknown",
    "count-out-of-reach",
    "criterion-cycle",
    "day-blocks-gap",
    "day-blocks-overlap",
    "days-elsewhere",
    "define-cycle",
    "define-misused",
    "duplicate-name",
    "editions-overlap",
    "empty-block",
    "empty-code-set",
    "empty-window",
    "gap-between-bands",
    "hours-and-days",
    "implausible-threshold",
    "in-a-row",
    "kind-mismatch",
    "level-not-on-ladder",
    "line-does-not-fit",
    "missing-citation",
    "missing-compare",
    "missing-label",
    "missing-pick",
    "missing-unit",
    "missing-window",
    "misspelled-unit",
    "needless-also-in",
    "no-record-at-hand",
    "not-a-span",
    "not-evaluated-yet",
    "part-kind",
    "pick-does-not-fit",
    "range-backwards",
    "said-twice",
    "silence-on-a-measurement",
    "too-large",
    "unit-mismatch",
    "unknown-criterion",
    "unknown-file",
    "unknown-name",
    "unknown-option",
    "unknown-part",
    "unknown-role",
    "unknown-unit",
    "unknown-word",
    "unsure-when-approved",
    "unused-code-set",
    "unused-define",
    "unused-fact",
    "unused-setting",
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

/// The one of `known` near enough to `written` to be what was meant; of equally near ones the first.
fn closest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let most = written.chars().count().div_ceil(3).min(3);
    let near = known.into_iter().filter_map(|name| Some((distance(written, name, most)?, name)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters must be changed, added or dropped to make one word the other; `None` for more than `most`.
fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    const LONGEST: usize = 64;
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most || one.len() > LONGEST || other.len() > LONGEST {
        return None;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut next = vec![index.saturating_add(1)];
        for ((above_left, above), other) in row.iter().zip(row.iter().skip(1)).zip(&other) {
            let changed = above_left.saturating_add(usize::from(letter != other));
            let left = next.last().copied().unwrap_or(0);
            next.push(changed.min(above.saturating_add(1)).min(left.saturating_add(1)));
        }
        row = next;
    }
    row.last().copied().filter(|distance| (1..=most).contains(distance))
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        let known = ["spo2", "heart_rate", "review"];
        assert_eq!(closest("spo3", known), Some("spo2"));
        assert_eq!(closest("heart_rat", known), Some("heart_rate"));
        assert_eq!(closest("creatinine", known), None);
        assert_eq!(closest("spo2", known), None);
    }
}
