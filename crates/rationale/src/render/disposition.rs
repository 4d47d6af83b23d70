//! What was asked, what the criteria support, what to do now, and what to ask.

use super::page::Page;
use super::reasons::{any_of, reason_words, referral_words, until, with_article};
use super::{Tone, deadline, evidence, label, space};
use crate::assessment::{
    Approval, Assessment, Disposition, DueStanding, Finding, FindingKind, Gap, Levels, Outcome, Question,
    Reason, ReferralWhy, WouldChange,
};
use crate::case::model::{Case, Supply, SupplySubject};
use crate::value::time::Zone;
use std::collections::BTreeMap;

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
        row(
            page,
            Tone::Plain,
            "route",
            &format!("{} ({route})", Labels::of(&assessment.findings).joined(std::slice::from_ref(route))),
        );
    }
    let labels = Labels::of(&assessment.findings);
    write_disposition(page, disposition, &assessment.questions, &labels);
    if let Some(due) = &disposition.deadline {
        deadline::write(page, due, &case.zone);
    }
    for cite in assessment.guideline.cites.iter().filter(|cite| cite.unsure) {
        row(page, Tone::Open, "unsure", &evidence::cite(cite));
    }
    row(page, Tone::Faint, "supply", &supply(case));
    write_questions(page, assessment, &labels, &case.zone);
}

/// What people call the criteria of an assessment, by path.
struct Labels<'a>(BTreeMap<&'a str, String>);

impl<'a> Labels<'a> {
    fn of(findings: &'a [Finding]) -> Self {
        let mut labels = Self(BTreeMap::new());
        for finding in findings {
            labels.gather(finding);
        }
        labels
    }

    fn gather(&mut self, finding: &'a Finding) {
        if finding.kind != FindingKind::Detail {
            self.0.entry(finding.path()).or_insert_with(|| label(finding));
        }
        for child in &finding.children {
            self.gather(child);
        }
    }

    /// The labels of these paths, each once.
    fn list(&self, paths: &[String]) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        for path in paths {
            let label = self.0.get(path.as_str()).unwrap_or(path);
            if !labels.contains(label) {
                labels.push(label.clone());
            }
        }
        labels
    }

    fn joined(&self, paths: &[String]) -> String {
        self.list(paths).join("; ")
    }

    /// Why a physician is asked, by label.
    fn referral(&self, why: &ReferralWhy) -> String {
        referral_words(&match why {
            ReferralWhy::Unmet(paths) => ReferralWhy::Unmet(self.list(paths)),
            ReferralWhy::Excluded(paths) => ReferralWhy::Excluded(self.list(paths)),
            ReferralWhy::Conflict(paths) => ReferralWhy::Conflict(self.list(paths)),
            ReferralWhy::Judgement(paths) => ReferralWhy::Judgement(self.list(paths)),
            ReferralWhy::Rule(path, text) => {
                ReferralWhy::Rule(self.joined(std::slice::from_ref(path)), text.clone())
            }
            other @ ReferralWhy::BeyondSupported(..) => other.clone(),
        })
    }
}

pub(super) fn row(page: &mut Page, tone: Tone, lead: &str, text: &str) {
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
    if assessment.tells_answers_alone() {
        return "nothing is asked of this guideline but its answers".to_owned();
    }
    match (&assessment.disposition.approve, assessment.outcome) {
        (Some(approval), _) => approval_words(approval),
        (None, Outcome::Meets) if beyond(&assessment.disposition) => {
            "nothing of what was asked is sure; for the physician to decide".to_owned()
        }
        (None, Outcome::Meets) => "what was asked; the guideline grants no span".to_owned(),
        (None, Outcome::DoesNotMeet) => "for the physician to decide".to_owned(),
        (None, Outcome::InsufficientInformation) => "open until the questions below are answered".to_owned(),
        (None, Outcome::NotApplicable) => "this guideline says nothing on it".to_owned(),
    }
}

/// Whether more was asked than is supported.
fn beyond(what: &Disposition) -> bool {
    let why = what.refer.iter().flat_map(|refer| &refer.why);
    why.into_iter().any(|why| matches!(why, ReferralWhy::BeyondSupported(..)))
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

fn write_disposition(page: &mut Page, what: &Disposition, questions: &[Question], labels: &Labels) {
    if let Some(approval) = &what.approve {
        let by = labels.joined(std::slice::from_ref(&approval.by));
        row(page, Tone::Good, "approve", &format!("what is supportable, by {by}"));
        for cite in &approval.cites {
            row(page, Tone::Faint, "", &format!("under {}", evidence::cite(cite)));
        }
        if !approval.earlier_undetermined.is_empty() {
            let open = labels.joined(&approval.earlier_undetermined);
            row(page, Tone::Faint, "", &format!("still open: {open}"));
        }
    }
    if let Some(referral) = &what.refer {
        row(page, Tone::Bad, "refer", &format!("to {}", with_article(&referral.role)));
        for why in &referral.why {
            row(page, Tone::Plain, "", &labels.referral(why));
        }
        write_change(page, &referral.would_change, labels);
    }
    let ask = |list: &[usize]| numbers(list.iter().copied());
    if !what.request_documents.is_empty() {
        row(page, Tone::Open, "documents", &format!("request them: {}", ask(&what.request_documents)));
    }
    if !what.repair_data.is_empty() {
        row(page, Tone::Open, "data", &format!("repair them: {}", ask(&what.repair_data)));
    }
    if let Some(wait) = &what.not_yet_due {
        let until = wait.until.as_ref().map_or(String::new(), |at| format!(" until {}", until(at)));
        row(
            page,
            Tone::Open,
            "not yet due",
            format!("{}{until}", labels.joined(&wait.criteria)).trim_start(),
        );
    }
    for (roles, asked) in judgements(&what.judgements, questions) {
        row(page, Tone::Open, "judgement", &format!("by {roles}: {}", numbers(asked.into_iter())));
    }
    for item in &what.due {
        let by = item.by.as_ref().map_or_else(|| "date open".to_owned(), |by| format!("by {by}"));
        row(page, Tone::Plain, "due", &format!("{}, {by}", item.what));
    }
    for series in &what.recertification {
        let tone = if series.standing == DueStanding::Next { Tone::Plain } else { Tone::Open };
        let words = format!("{} {}", series.standing.words(), series.at);
        let which = labels.joined(std::slice::from_ref(&series.criterion));
        row(page, tone, "recertify", &format!("{which}: {words}"));
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

/// More sets than these are not listed for a reader.
const LISTED: usize = 5;

/// The fewest criteria that would have to come out otherwise.
fn write_change(page: &mut Page, change: &WouldChange, labels: &Labels) {
    if change.sets.is_empty() {
        return;
    }
    let mut ways: Vec<String> = change.sets.iter().take(LISTED).map(|set| labels.joined(set)).collect();
    if change.sets.len() > LISTED || change.cut {
        ways.push("others".to_owned());
    }
    let text = format!("to be met it would take a different answer to: {}", ways.join("; or "));
    row(page, Tone::Faint, "", &text);
}

/// Which questions together would be enough, by their numbers.
fn write_enough(page: &mut Page, assessment: &Assessment) {
    let Some(missing) = &assessment.missing else { return };
    let number = |at: &usize| {
        let question = missing.questions.get(*at)?;
        assessment.questions.iter().position(|other| other.gap == question.gap)
    };
    let mut ways: Vec<String> = Vec::new();
    for set in &missing.sets {
        let known: Option<Vec<usize>> = set.questions.iter().map(number).collect();
        // A question that comes up only with an answer to another has no number here.
        if let Some(mut known) = known {
            known.sort_unstable();
            ways.push(numbers(known.into_iter()));
        }
    }
    if assessment.questions.len() < 2 || ways.is_empty() {
        return;
    }
    let more = ways.len().saturating_sub(LISTED);
    ways.truncate(LISTED);
    if more > 0 {
        ways.push(format!("{more} more ways"));
    }
    page.item(0, Tone::Faint, "enough", 8, &format!("some answers to {}", ways.join("; or ")));
}

/// The judgements to attest, by role: who, and the numbers of the questions.
fn judgements(which: &[usize], questions: &[Question]) -> Vec<(String, Vec<usize>)> {
    let mut by_role: Vec<(String, Vec<usize>)> = Vec::new();
    for at in which.iter().copied() {
        let Some(Reason::NeedsJudgement(roles)) = questions.get(at).map(|question| &question.gap.reason)
        else {
            continue;
        };
        let roles = if roles.is_empty() { "a clinician".to_owned() } else { any_of(roles) };
        match by_role.iter_mut().find(|(known, _)| *known == roles) {
            Some((_, asked)) => asked.push(at),
            None => by_role.push((roles, vec![at])),
        }
    }
    by_role
}

/// `question 1`, `questions 2, 3`, counted from one.
fn numbers(indexes: impl ExactSizeIterator<Item = usize>) -> String {
    let word = if indexes.len() == 1 { "question" } else { "questions" };
    let numbers: Vec<String> = indexes.map(|at| at.saturating_add(1).to_string()).collect();
    format!("{word} {}", numbers.join(", "))
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
    match case.not_read.len() {
        0 => {}
        1 => text.push_str(", but 1 record could not be read"),
        many => text.push_str(&format!(", but {many} records could not be read")),
    }
    let newest = case
        .records
        .iter()
        .filter_map(|record| match &record.time {
            crate::case::model::RecordTime::At(moment) => Some(case.zone.moment_range(moment).first),
            crate::case::model::RecordTime::Period { from, .. }
            | crate::case::model::RecordTime::Ended { from } => {
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

fn write_questions(page: &mut Page, assessment: &Assessment, labels: &Labels, zone: &Zone) {
    if assessment.questions.is_empty() {
        return;
    }
    page.heading("Questions");
    for (at, question) in assessment.questions.iter().enumerate() {
        let number = format!("{}.", at.saturating_add(1));
        page.item(0, Tone::Plain, &number, 4, &ask_words(&question.gap));
        details(page, 4, &question.gap, zone);
        page.item(4, Tone::Faint, "settles ", 8, &labels.joined(&question.criteria));
    }
    write_enough(page, assessment);
}

/// A question by itself.
pub(super) fn gap(page: &mut Page, indent: usize, gap: &Gap, zone: &Zone) {
    page.line(indent, &ask_words(gap));
    details(page, indent.saturating_add(2), gap, zone);
}

fn ask_words(gap: &Gap) -> String {
    match (&gap.reason, &gap.ask.role) {
        // Any of several may answer.
        (Reason::NeedsJudgement(roles), Some(role)) if roles.len() > 1 && roles.contains(role) => {
            format!("Ask {}: {}", any_of(roles), gap.ask.text)
        }
        (_, Some(role)) => format!("Ask the {}: {}", role.replace('_', " "), gap.ask.text),
        (_, None) => gap.ask.text.clone(),
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
