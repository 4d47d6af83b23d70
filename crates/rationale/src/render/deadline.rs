//! By when it is to be decided, in words.

use super::Tone;
use super::disposition::row;
use super::page::Page;
use crate::deadline::{Deadline, RuleDeadline};
use crate::value::time::Zone;

pub(super) fn write(page: &mut Page, deadline: &Deadline, zone: &Zone) {
    let tone = if deadline.open.is_empty() { Tone::Plain } else { Tone::Open };
    row(page, tone, "decide by", &words(deadline, zone));
    if deadline.rules.len() > 1 {
        for one in &deadline.rules {
            let by = one.by.map_or_else(String::new, |by| format!(", by {}", by.to_text(zone)));
            let when = one.rule.when.map_or_else(String::new, |when| format!(" for {when}"));
            row(page, Tone::Faint, "", &format!("{}{when}{by} ({})", one.rule.length, cites(one)));
        }
    }
    if let Some(to) = deadline.extended_to {
        let text = format!("may be put off to {}, where the rule allows it", to.to_text(zone));
        row(page, Tone::Faint, "", &text);
    }
}

fn words(deadline: &Deadline, zone: &Zone) -> String {
    let open: Vec<&str> = deadline.open.iter().map(|open| open.words()).collect();
    let Some(by) = deadline.by else { return format!("not known: {}", open.join("; ")) };
    let mut text = by.to_text(zone);
    if let Some(last) = deadline.at_latest {
        text.push_str(&format!(
            ", which is in time whatever holds, or by {} at the latest: {}",
            last.to_text(zone),
            open.join("; ")
        ));
    }
    if let [one] = deadline.rules.as_slice() {
        text.push_str(&format!(", {} from receipt ({})", one.rule.length, cites(one)));
    }
    text
}

fn cites(one: &RuleDeadline) -> String {
    let cites = one.rule.cites.iter();
    let cites: Vec<String> =
        cites.map(|cite| format!("{}{}", cite.text, if cite.unsure { ", unsure" } else { "" })).collect();
    cites.join("; ")
}
