//! What was asked, what the criteria support, what to do now, and what to ask.

use super::page::Page;
use super::reasons::{reason_words, referral_words, with_article};
use super::{Tone, evidence, space};
use crate::assessment::{Approval, Assessment, Disposition, Gap, Levels, Outcome, Question, Reason};
use crate::case::model::{Case, Supply, SupplySubject};
use crate::value::time::Zone;

/// Columns of the words on the left.
const LEAD: usize = 14;

pub(super) fn write(page: &mut Page, assessment: &Assessment, case: &Case) {
    row(page, Tone::Plain, "asked", &asked(case));
    let disposition = &assessment.disposition;
    row(page, Tone::Plain, "supportable", &supportable(assessment));
    if let Some(levels) = &assessment.levels {
        write_levels(page, levels);
    }
    if let Some(route) = &assessment.route {
        row(page, Tone::Plain, "route", route);
    }
    write_disposition(page, disposition, &assessment.questions, &case.zone);
    for cite in assessment.guideline.cites.iter().filter(|cite| cite.unsure) {
        row(page, Tone::Open, "unsure", &evidence::cite(cite));
    }
    row(page, Tone::Faint, "supply", &supply(case));
    write_questions(page, assessment, &case.zone);
}

fn row(page: &mut Page, tone: Tone, lead: &str, text: &str) {
    page.item(0, tone, lead, LEAD, text);
}

fn asked(case: &Case) -> String {
    let request = &case.request;
    let mut parts = Vec::new();
    parts.extend(request.kind.as_deref().map(space));
    parts.extend(request.level.as_ref().map(|level| format!("level {}", space(level))));
    parts.extend(request.block.as_ref().map(|block| format!("block {block}")));
    parts.extend(request.day.map(|day| format!("day {day}")));
    if !request.items.is_empty() {
        let items: Vec<String> =
            request.items.iter().map(|code| format!("{} {}", code.system.label(), code.code)).collect();
        parts.push(items.join(", "));
    }
    parts.extend(request.units.as_ref().map(|(amount, unit)| format!("{amount} {unit}")));
    if let Some((from, to)) = &request.period {
        let text = |moment: &crate::value::time::Moment| moment_text(moment, &case.zone);
        parts.push(match to {
            Some(to) => format!("from {} to {}", text(from), text(to)),
            None => format!("from {}", text(from)),
        });
    }
    parts.extend(request.urgency.as_deref().map(space));
    parts.extend(request.received.as_ref().map(|at| format!("received {}", moment_text(at, &case.zone))));
    if parts.is_empty() { "the request names nothing".to_owned() } else { parts.join(", ") }
}

/// A moment in the case's zone.
fn moment_text(moment: &crate::value::time::Moment, zone: &Zone) -> String {
    match moment {
        crate::value::time::Moment::Exact(instant) => instant.to_text(zone),
        other => other.to_string(),
    }
}

fn supportable(assessment: &Assessment) -> String {
    match (&assessment.disposition.approve, assessment.outcome) {
        (Some(approval), _) => approval_words(approval),
        (None, Outcome::Meets) => "what was asked; the guideline grants no span".to_owned(),
        (None, Outcome::DoesNotMeet) => "for the physician to decide".to_owned(),
        (None, Outcome::InsufficientInformation) => "open until the questions below are answered".to_owned(),
        (None, Outcome::NotApplicable) => "this guideline says nothing on it".to_owned(),
    }
}

fn approval_words(approval: &Approval) -> String {
    let mut text = match &approval.amount {
        Some((amount, unit)) => format!("{amount} {unit}"),
        None => "as requested".to_owned(),
    };
    if let Some(from) = &approval.from {
        text.push_str(&format!(" from {from}"));
    }
    if let Some(until) = &approval.until {
        text.push_str(&format!(" until {until}"));
    }
    text.push_str(&format!(", by {}", approval.by));
    text
}

fn write_levels(page: &mut Page, levels: &Levels) {
    if let Some(met) = &levels.highest_met {
        row(page, Tone::Plain, "level met", &space(met));
    }
    if !levels.not_ruled_out.is_empty() {
        let open: Vec<String> = levels.not_ruled_out.iter().map(|level| space(level)).collect();
        row(page, Tone::Plain, "not ruled out", &open.join(", "));
    }
    if let Some(lower) = &levels.alternative {
        row(page, Tone::Plain, "alternative", &format!("{}, for the physician to consider", space(lower)));
    }
}

fn write_disposition(page: &mut Page, what: &Disposition, questions: &[Question], zone: &Zone) {
    if let Some(approval) = &what.approve {
        row(page, Tone::Good, "approve", &approval_words(approval));
        for cite in &approval.cites {
            row(page, Tone::Faint, "", &format!("under {}", evidence::cite(cite)));
        }
        if !approval.earlier_undetermined.is_empty() {
            row(page, Tone::Faint, "", &format!("still open: {}", approval.earlier_undetermined.join(", ")));
        }
    }
    if let Some(referral) = &what.refer {
        row(page, Tone::Bad, "refer", &format!("to {}", with_article(&referral.role)));
        for why in &referral.why {
            row(page, Tone::Plain, "", &referral_words(why));
        }
    }
    let count = |list: &[usize]| match list.len() {
        1 => "1 question below".to_owned(),
        many => format!("{many} questions below"),
    };
    if !what.request_documents.is_empty() {
        row(page, Tone::Open, "documents", &format!("request them: {}", count(&what.request_documents)));
    }
    if !what.repair_data.is_empty() {
        row(page, Tone::Open, "data", &format!("repair them: {}", count(&what.repair_data)));
    }
    if let Some(wait) = &what.not_yet_due {
        let until = wait.until.as_ref().map_or(String::new(), |until| format!(" until {until}"));
        row(page, Tone::Open, "not yet due", format!("{}{until}", wait.criteria.join(", ")).trim_start());
    }
    // Judgements are named by role even where they are no documents to be had.
    let mut judgements: Vec<String> = questions
        .iter()
        .filter(|question| matches!(question.gap.reason, Reason::NeedsJudgement(_)))
        .map(|question| format!("{}: {}", reason_words(&question.gap.reason, zone), question.gap.ask.text))
        .collect();
    judgements.dedup();
    for judgement in judgements {
        row(page, Tone::Open, "judgement", &judgement);
    }
    for item in &what.due {
        let by = item.by.as_ref().map_or_else(|| "date open".to_owned(), |by| format!("by {by}"));
        row(page, Tone::Plain, "due", &format!("{}, {by}", item.what));
    }
    if let Some(next) = &what.next_review {
        row(page, Tone::Plain, "next review", next);
    }
    for limit in &what.limits {
        row(page, Tone::Plain, "limit", limit);
    }
    for report in &what.reports {
        row(page, Tone::Plain, "report", report);
    }
}

fn supply(case: &Case) -> String {
    let mut text = match &case.supply {
        Supply::Undeclared => "not declared complete".to_owned(),
        Supply::Complete { by: None } => "complete, says the case".to_owned(),
        Supply::Complete { by: Some(by) } => format!("complete, says {by}"),
        Supply::Statements(statements) => {
            let of: Vec<String> = statements
                .iter()
                .map(|statement| match &statement.subject {
                    SupplySubject::Kind(kind) => kind.word().to_owned(),
                    SupplySubject::Fact(fact) => space(fact),
                })
                .collect();
            format!("complete for {}", of.join(", "))
        }
    };
    let newest = case
        .records
        .iter()
        .filter_map(|record| match &record.time {
            crate::case::model::RecordTime::At(moment) => Some(case.zone.moment_range(moment).first),
            crate::case::model::RecordTime::Period { from, .. } => {
                from.as_ref().map(|moment| case.zone.moment_range(moment).first)
            }
            crate::case::model::RecordTime::Unknown => None,
        })
        .filter(|at| *at <= case.as_of)
        .max();
    let count = match case.records.len() {
        1 => "1 record".to_owned(),
        many => format!("{many} records"),
    };
    match newest {
        Some(at) => text.push_str(&format!("; {count}, the newest of {}", case.zone.date_of(at))),
        None => text.push_str(&format!("; {count}")),
    }
    text
}

fn write_questions(page: &mut Page, assessment: &Assessment, zone: &Zone) {
    if assessment.questions.is_empty() {
        return;
    }
    page.heading("Questions");
    for (at, question) in assessment.questions.iter().enumerate() {
        let number = format!("{}.", at.saturating_add(1));
        page.item(0, Tone::Plain, &number, 4, &ask_words(&question.gap));
        details(page, 4, &question.gap, zone);
        page.item(4, Tone::Faint, "settles ", 8, &question.criteria.join(", "));
    }
}

/// A question by itself.
pub(super) fn gap(page: &mut Page, indent: usize, gap: &Gap, zone: &Zone) {
    page.line(indent, &ask_words(gap));
    details(page, indent.saturating_add(2), gap, zone);
}

fn ask_words(gap: &Gap) -> String {
    match &gap.ask.role {
        Some(role) => format!("Ask the {}: {}", role.replace('_', " "), gap.ask.text),
        None => gap.ask.text.clone(),
    }
}

fn details(page: &mut Page, indent: usize, gap: &Gap, zone: &Zone) {
    let mut text = reason_words(&gap.reason, zone);
    if let Some(label) = &gap.fact_label {
        text = format!("{label}: {text}");
    }
    if let Some(part) = &gap.part {
        text.push_str(&format!(" ({part})"));
    }
    match (&gap.from, &gap.to) {
        (Some(from), Some(to)) => text.push_str(&format!(", from {from} to {to}")),
        (Some(from), None) => text.push_str(&format!(", since {from}")),
        (None, Some(to)) => text.push_str(&format!(", up to {to}")),
        (None, None) => {}
    }
    if !gap.records.is_empty() {
        text.push_str(&format!("; see record {}", gap.records.join(", ")));
    }
    page.item(indent, Tone::Faint, "because ", 8, &text);
}
