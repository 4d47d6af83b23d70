//! A summary -> one page with charts. It opens offline, has no script, reads without colour, and every chart has its table.

mod against;
mod charts;

use crate::summary::{CriterionCount, QuestionCount, QuestionKind, Share, Summary, Tally};
use charts::{Bar, Column, Stack, columns, ranked, stacked};
use std::fmt::Write as _;

const STYLE: &str = include_str!("style.css");
/// Rows of one chart; the table below it has all of them.
const MOST_DRAWN: usize = 15;
/// Months of the trend.
const MOST_MONTHS: usize = 36;

/// The page.
#[must_use]
pub fn page(summary: &Summary) -> String {
    let mut body = String::new();
    head(&mut body, summary);
    against::baseline(&mut body, summary);
    outcomes(&mut body, summary);
    criteria(&mut body, summary);
    questions(&mut body, summary);
    times(&mut body, summary);
    groups(&mut body, summary);
    errors(&mut body, summary);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Assessment summary</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n\
         <footer><p>Made by rationale {}, meaning {}. An outcome that does not meet criteria goes to a physician; nothing \
         here is a determination.</p></footer>\n</body>\n</html>\n",
        text(&summary.engine),
        summary.meaning
    )
}

/// Text that is safe inside a page.
fn text(raw: &str) -> String {
    let mut safe = String::with_capacity(raw.len());
    for letter in raw.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter if letter.is_control() => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    safe
}

/// `1,204,000`
fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A share in percent, to one decimal, without a float: `12.5 %`.
fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let thousandths = (u128::from(part) * 1_000 + u128::from(whole) / 2) / u128::from(whole);
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

fn head(out: &mut String, summary: &Summary) {
    let counts = &summary.counts;
    let answers = summary.outcomes.total();
    out.push_str("<header>\n<h1>Assessment summary</h1>\n");
    let mut editions = Vec::new();
    for guideline in &summary.guidelines {
        for edition in &guideline.editions {
            let named = if edition.code.is_empty() { String::new() } else { format!(" {}", edition.code) };
            editions.push(text(&format!("{}{named}", guideline.guideline)));
        }
    }
    if !editions.is_empty() {
        let _ = writeln!(out, "<p class=\"faint\">Guidelines that answered: {}.</p>", editions.join(", "));
    }
    out.push_str("<ul class=\"tiles\">\n");
    let mut tile = |class: &str, number: u64, words: &str, share: Option<String>| {
        let share = share.map(|share| format!("<small>{share}</small>")).unwrap_or_default();
        let _ =
            writeln!(out, "<li class=\"{class}\"><b>{}</b>{share}<span>{words}</span></li>", count(number));
    };
    tile("", counts.read, "cases read", None);
    tile("", counts.assessed, "assessed", Some(percent(counts.assessed, counts.read)));
    tile("", counts.errors, "could not be assessed", Some(percent(counts.errors, counts.read)));
    let outcomes = &summary.outcomes;
    tile("meets", outcomes.meets, "answers: criteria met", Some(percent(outcomes.meets, answers)));
    tile(
        "does_not_meet",
        outcomes.does_not_meet,
        "for physician review",
        Some(percent(outcomes.does_not_meet, answers)),
    );
    tile(
        "insufficient_information",
        outcomes.insufficient_information,
        "information missing",
        Some(percent(outcomes.insufficient_information, answers)),
    );
    out.push_str("</ul>\n</header>\n");
}

/// A part of the page, if there is anything in it.
fn section(out: &mut String, title: &str, about: &str, inside: &str) {
    if !inside.is_empty() {
        let _ =
            writeln!(out, "<section>\n<h2>{title}</h2>\n<p class=\"faint\">{about}</p>\n{inside}</section>");
    }
}

/// A chart with its title and its table.
fn figure(title: &str, chart: &str, headings: &[&str], rows: &[Vec<String>]) -> String {
    let title = text(title);
    let mut out = format!(
        "<figure>\n<figcaption>{title}</figcaption>\n\
         <div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{title}\">\n{chart}</div>\n"
    );
    out.push_str("<details><summary>Table</summary>\n<div class=\"scroll\"><table>\n<thead><tr>");
    for heading in headings {
        let _ = write!(out, "<th scope=\"col\">{heading}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let (open, close) = if at == 0 { ("th scope=\"row\"", "th") } else { ("td", "td") };
            let _ = write!(out, "<{open}>{}</{close}>", text(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div></details>\n</figure>\n");
    out
}

/// What the colours mean: the outcomes that there are.
fn legend(all: &Tally) -> String {
    let mut out = String::from("<ul class=\"legend\">");
    for (code, words, number) in all.parts() {
        if number > 0 {
            let _ = write!(out, "<li><i class=\"{code}\"></i>{words}</li>");
        }
    }
    out.push_str("</ul>\n");
    out
}

fn tally_row(name: String, tally: &Tally) -> Vec<String> {
    let mut row = vec![name];
    row.extend(tally.parts().iter().map(|(_, _, number)| count(*number)));
    row.push(count(tally.total()));
    row
}

const TALLY_HEADINGS: [&str; 8] = [
    "criteria met",
    "physician review",
    "information missing",
    "does not answer",
    "may apply",
    "block not named",
    "no guideline",
    "all",
];

fn tally_headings(first: &'static str) -> Vec<&'static str> {
    [&[first][..], &TALLY_HEADINGS].concat()
}

fn outcomes(out: &mut String, summary: &Summary) {
    let mut stacks = Vec::new();
    let mut rows = Vec::new();
    for guideline in &summary.guidelines {
        for asked in &guideline.asked {
            let what = if asked.asked.is_empty() { "nothing asked" } else { &asked.asked };
            stacks.push(Stack {
                label: guideline.label.clone(),
                beside: format!("{}, {what}", guideline.guideline),
                tally: asked.outcomes,
            });
            rows.push(tally_row(format!("{}: {what}", guideline.guideline), &asked.outcomes));
        }
    }
    stacks.sort_by_key(|stack| std::cmp::Reverse(stack.tally.total()));
    stacks.truncate(MOST_DRAWN * 2);
    let mut inside = String::new();
    if !stacks.is_empty() {
        inside = legend(&summary.outcomes);
        let chart = stacked(&stacks, "Outcomes by guideline and level");
        inside += &figure(
            "By guideline, and by the level or block asked for",
            &chart,
            &tally_headings("guideline: asked"),
            &rows,
        );
    }
    if summary.outcomes.no_guideline_applies > 0 {
        let _ = writeln!(
            inside,
            "<p>To {} of the cases no guideline applies.</p>",
            count(summary.outcomes.no_guideline_applies)
        );
    }
    section(
        out,
        "Outcomes",
        "An answer is what one guideline says of one case. Bars are as long as there are answers.",
        &inside,
    );
}

fn criteria(out: &mut String, summary: &Summary) {
    let mut inside = String::new();
    for (title, class, list) in [
        ("Most often unmet", "does_not_meet", &summary.unmet),
        ("Most often undetermined", "insufficient_information", &summary.undetermined),
        ("Exclusions most often present", "does_not_meet", &summary.excluded),
    ] {
        if list.is_empty() {
            continue;
        }
        let bars: Vec<Bar> = list.iter().take(MOST_DRAWN).map(|one| bar_of(one, class)).collect();
        let rows: Vec<Vec<String>> = list
            .iter()
            .map(|one| {
                vec![one.criterion.clone(), one.guideline.clone(), one.label.clone(), count(one.count)]
            })
            .collect();
        inside +=
            &figure(title, &ranked(&bars, title), &["criterion", "guideline", "label", "answers"], &rows);
    }
    section(
        out,
        "Criteria",
        "In how many answers a criterion stood so and was part of why the outcome is as it is.",
        &inside,
    );
}

fn bar_of(one: &CriterionCount, class: &'static str) -> Bar {
    let label = if one.label.is_empty() { one.criterion.clone() } else { one.label.clone() };
    Bar { label, beside: format!("{}.{}", one.guideline, one.criterion), count: one.count, class }
}

fn questions(out: &mut String, summary: &Summary) {
    let mut inside = String::new();
    for (title, kind) in [
        ("Documents most often missing", QuestionKind::Document),
        ("Judgements most often needed", QuestionKind::Judgement),
        ("Data most often to be repaired", QuestionKind::Repair),
    ] {
        let list: Vec<&QuestionCount> = summary.missing.iter().filter(|one| one.kind == kind).collect();
        if list.is_empty() {
            continue;
        }
        let whom = |one: &QuestionCount| match &one.role {
            Some(role) => format!("{}, of the {}", one.guideline, role.replace('_', " ")),
            None => one.guideline.clone(),
        };
        let bars: Vec<Bar> = list
            .iter()
            .take(MOST_DRAWN)
            .map(|one| Bar { label: one.text.clone(), beside: whom(one), count: one.count, class: "asked" })
            .collect();
        let rows: Vec<Vec<String>> =
            list.iter().map(|one| vec![one.text.clone(), whom(one), count(one.count)]).collect();
        inside +=
            &figure(title, &ranked(&bars, title), &["asked for", "guideline, of whom", "answers"], &rows);
    }
    if !summary.reasons.is_empty() {
        let title = "Reasons why questions are open";
        let bars: Vec<Bar> = summary
            .reasons
            .iter()
            .map(|one| Bar {
                label: one.code.replace('_', " "),
                beside: one.words.clone(),
                count: one.count,
                class: "insufficient_information",
            })
            .collect();
        inside += &figure(
            title,
            &ranked(&bars, title),
            &["reason", "means", "answers"],
            &share_rows(&summary.reasons),
        );
    }
    section(
        out,
        "What is missing",
        "In how many answers a question is open. One question may settle several criteria.",
        &inside,
    );
}

fn share_rows(list: &[Share]) -> Vec<Vec<String>> {
    list.iter().map(|one| vec![one.code.clone(), one.words.clone(), count(one.count)]).collect()
}

fn times(out: &mut String, summary: &Summary) {
    let mut inside = String::new();
    if !summary.deadlines.is_empty() {
        let title = "Days from review to the decision deadline";
        let drawn: Vec<Column> = summary
            .deadlines
            .iter()
            .map(|one| Column {
                label: one.words.clone(),
                parts: vec![(
                    if one.code == "overdue" { "does_not_meet" } else { "asked" },
                    "cases",
                    one.count,
                )],
            })
            .collect();
        inside += &figure(
            title,
            &columns(&drawn, title),
            &["days", "in words", "cases"],
            &share_rows(&summary.deadlines),
        );
    }
    if !summary.months.is_empty() {
        let title = "Answers by the month of the request";
        let from = summary.months.len().saturating_sub(MOST_MONTHS);
        let drawn: Vec<Column> = summary
            .months
            .iter()
            .skip(from)
            .map(|one| Column { label: one.month.clone(), parts: one.outcomes.parts().to_vec() })
            .collect();
        let rows: Vec<Vec<String>> =
            summary.months.iter().map(|one| tally_row(one.month.clone(), &one.outcomes)).collect();
        inside += &legend(&summary.outcomes);
        inside += &figure(title, &columns(&drawn, title), &tally_headings("month"), &rows);
    }
    section(
        out,
        "Time",
        "Deadlines are those of cases that say when they were received or how urgent they are.",
        &inside,
    );
}

fn groups(out: &mut String, summary: &Summary) {
    for by in &summary.by {
        let name = by.column.replace('_', " ");
        let stacks: Vec<Stack> = by
            .groups
            .iter()
            .take(MOST_DRAWN)
            .map(|group| Stack { label: group.value.clone(), beside: String::new(), tally: group.outcomes })
            .collect();
        let rows: Vec<Vec<String>> =
            by.groups.iter().map(|group| tally_row(group.value.clone(), &group.outcomes)).collect();
        let title = format!("Outcomes by {name}");
        let mut inside = legend(&summary.outcomes);
        inside += &figure(&title, &stacked(&stacks, &title), &tally_headings("value"), &rows);
        section(out, &text(&format!("By {name}")), "The most frequent values first.", &inside);
    }
}

fn errors(out: &mut String, summary: &Summary) {
    if summary.errors.is_empty() {
        return;
    }
    let title = "What is wrong with cases that could not be assessed";
    let bars: Vec<Bar> = summary
        .errors
        .iter()
        .take(MOST_DRAWN)
        .map(|one| Bar {
            label: one.code.clone(),
            beside: String::new(),
            count: one.count,
            class: "does_not_meet",
        })
        .collect();
    let rows: Vec<Vec<String>> =
        summary.errors.iter().map(|one| vec![one.code.clone(), count(one.count)]).collect();
    let inside = figure(title, &ranked(&bars, title), &["code", "cases"], &rows);
    section(out, "Errors", "Each case by the first thing that is wrong with it.", &inside);
}

#[cfg(test)]
mod tests {
    use super::{count, percent, text};

    #[test]
    fn numbers_and_texts_are_fit_for_a_page() {
        assert_eq!(count(0), "0");
        assert_eq!(count(1_204_000), "1,204,000");
        assert_eq!(percent(1, 8), "12.5 %");
        assert_eq!(percent(2, 3), "66.7 %");
        assert_eq!(percent(0, 0), "–");
        assert_eq!(text("<b onclick='x'>&\u{7}"), "&lt;b onclick=&#39;x&#39;&gt;&amp;\u{fffd}");
    }
}
