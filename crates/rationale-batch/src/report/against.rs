//! How the answers compare with an earlier run's, on the page.

use super::charts::{Bar, ranked};
use super::{MOST_DRAWN, count, figure, section, text};
use crate::summary::Summary;

pub(super) fn baseline(out: &mut String, summary: &Summary) {
    let Some(compared) = &summary.baseline else { return };
    let mut inside = format!(
        "<p>{} answers came out as before, {} otherwise ({} of these tolerated).</p>\n",
        count(compared.unchanged),
        count(compared.changed),
        count(compared.tolerated)
    );
    let word = |outcome: &str| outcome.replace('_', " ");
    let class = |tolerated: bool| if tolerated { "not_applicable" } else { "asked" };
    if !compared.transitions.is_empty() {
        let title = "From which outcome to which";
        let drawn = compared.transitions.iter().take(MOST_DRAWN).map(|one| Bar {
            label: format!("{} → {}", word(&one.from), word(&one.to)),
            beside: format!("{}{}", one.guideline, if one.tolerated { ", tolerated" } else { "" }),
            count: one.count,
            class: class(one.tolerated),
        });
        let bars: Vec<Bar> = drawn.collect();
        let rows: Vec<Vec<String>> = compared
            .transitions
            .iter()
            .map(|one| vec![one.guideline.clone(), word(&one.from), word(&one.to), count(one.count)])
            .collect();
        inside += &figure(title, &ranked(&bars, title), &["guideline", "then", "now", "answers"], &rows);
    }
    if !compared.through.is_empty() {
        let title = "Through which criteria";
        let status = |status: &Option<String>| status.clone().unwrap_or_else(|| "absent".to_owned());
        let drawn = compared.through.iter().take(MOST_DRAWN).map(|one| {
            let change = &one.criterion;
            Bar {
                label: format!("{}: {} → {}", change.label, status(&change.from), status(&change.to)),
                beside: format!("{}.{}", one.guideline, change.criterion),
                count: one.count,
                class: class(one.tolerated),
            }
        });
        let bars: Vec<Bar> = drawn.collect();
        let rows: Vec<Vec<String>> = compared
            .through
            .iter()
            .map(|one| {
                let change = &one.criterion;
                vec![
                    change.criterion.clone(),
                    one.guideline.clone(),
                    status(&change.from),
                    status(&change.to),
                    format!("{} → {}", word(&one.outcome_from), word(&one.outcome_to)),
                    count(one.count),
                ]
            })
            .collect();
        let headings = ["criterion", "guideline", "then", "now", "outcome", "answers"];
        inside += &figure(title, &ranked(&bars, title), &headings, &rows);
    }
    section(out, "Against the earlier run", &format!("Compared with {}.", text(&compared.earlier)), &inside);
}
