//! Answers -> counts that can be put together in any portions, in order.

use super::shape::{QuestionKind, Tally};
use crate::errors::ErrorRecord;
use rationale::Case;
use rationale::assessment::{Assessment, Finding, FindingKind, Question, Reason, ReasonClass, Status};
use rationale::deadline::{self, Due};
use rationale::value::time::{Moment, days_between};
use rationale_arrow::{Assessed, rows};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What of a case's header and request it can be grouped by.
pub const HEADER: &[&str] = &[
    "payer",
    "plan",
    "line_of_business",
    "state",
    "contractor",
    "type",
    "guideline",
    "item",
    "level",
    "block",
    "urgency",
];

/// Different values of one column, or months, that are counted apart; all others are counted together.
const MOST_VALUES: usize = 500;
/// What the others are counted as.
pub(super) const OTHERS: &str = "(all others)";
/// Where a value is not given.
pub(super) const NOT_GIVEN: &str = "(not given)";

/// Days to a decision deadline: code, words, the last day of the range.
pub(super) const DEADLINES: &[(&str, &str, i64)] = &[
    ("overdue", "overdue", -1),
    ("0", "today", 0),
    ("1", "1 day", 1),
    ("2-3", "2 to 3", 3),
    ("4-7", "4 to 7", 7),
    ("8-14", "8 to 14", 14),
    ("15-", "15 or more", i64::MAX),
];
/// Where a deadline is not known.
pub(super) const NOT_KNOWN: (&str, &str) = ("not_known", "not known");

/// Counts of some answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Collected {
    pub(super) guidelines: BTreeMap<String, OfGuideline>,
    pub(super) none_applies: u64,
    pub(super) deadlines: BTreeMap<String, u64>,
    pub(super) months: BTreeMap<String, Tally>,
    pub(super) by: Vec<BTreeMap<String, Tally>>,
    pub(super) errors: BTreeMap<String, u64>,
}

/// Counts of one guideline's answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct OfGuideline {
    pub(super) label: String,
    pub(super) editions: BTreeMap<String, u64>,
    /// By level, or else by block; empty where none was asked for.
    pub(super) asked: BTreeMap<String, Tally>,
    pub(super) criteria: BTreeMap<String, OfCriterion>,
    /// Answers in which a question was open for this reason.
    pub(super) reasons: BTreeMap<String, u64>,
    pub(super) questions: BTreeMap<String, OfQuestion>,
}

/// How often a criterion stood how, where that was part of why the outcome was as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct OfCriterion {
    pub(super) label: String,
    pub(super) kind: String,
    pub(super) unmet: u64,
    pub(super) undetermined: u64,
    pub(super) met: u64,
}

/// How often a question was open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct OfQuestion {
    pub(super) kind: QuestionKind,
    pub(super) role: Option<String>,
    pub(super) text: String,
    pub(super) count: u64,
}

impl Collected {
    /// Puts those of the cases behind these in.
    pub(crate) fn merge(&mut self, behind: Self) {
        for (id, other) in behind.guidelines {
            let own = self.guidelines.entry(id).or_default();
            own.label = other.label;
            add_counts(&mut own.editions, other.editions);
            add_counts(&mut own.reasons, other.reasons);
            for (asked, tally) in other.asked {
                own.asked.entry(asked).or_default().add(&tally);
            }
            for (path, criterion) in other.criteria {
                match own.criteria.get_mut(&path) {
                    None => {
                        own.criteria.insert(path, criterion);
                    }
                    Some(known) => {
                        known.unmet += criterion.unmet;
                        known.undetermined += criterion.undetermined;
                        known.met += criterion.met;
                    }
                }
            }
            for (key, question) in other.questions {
                match own.questions.get_mut(&key) {
                    None => {
                        own.questions.insert(key, question);
                    }
                    Some(known) => known.count += question.count,
                }
            }
        }
        self.none_applies += behind.none_applies;
        add_counts(&mut self.deadlines, behind.deadlines);
        add_counts(&mut self.errors, behind.errors);
        add_tallies(&mut self.months, behind.months);
        if self.by.len() < behind.by.len() {
            self.by.resize(behind.by.len(), BTreeMap::new());
        }
        for (own, other) in self.by.iter_mut().zip(behind.by) {
            add_tallies(own, other);
        }
    }
}

fn add_counts(own: &mut BTreeMap<String, u64>, other: BTreeMap<String, u64>) {
    for (key, count) in other {
        *own.entry(key).or_default() += count;
    }
}

/// The first values that come are kept apart.
fn add_tallies(own: &mut BTreeMap<String, Tally>, other: BTreeMap<String, Tally>) {
    for (key, tally) in other {
        let known = own.len() < MOST_VALUES || own.contains_key(&key);
        own.entry(if known { key } else { OTHERS.to_owned() }).or_default().add(&tally);
    }
}

/// Collects one block's answers.
pub(crate) struct Collector<'a> {
    by: &'a [String],
    /// Names of the columns that come beside a case.
    columns: &'a [String],
    collected: Collected,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(by: &'a [String], columns: &'a [String]) -> Self {
        let collected =
            Collected { by: by.iter().map(|_| BTreeMap::new()).collect(), ..Collected::default() };
        Self { by, columns, collected }
    }

    pub(crate) fn finish(self) -> Collected {
        self.collected
    }

    pub(crate) fn error(&mut self, record: &ErrorRecord) {
        // A case is counted once, by the first thing that is wrong with it.
        if let Some(problem) = record.problems.first() {
            *self.collected.errors.entry(problem.code.clone()).or_default() += 1;
        }
    }

    pub(crate) fn push(&mut self, assessed: &Assessed, columns: &[Option<String>]) {
        let (case, answer) = (&assessed.case, &assessed.answer);
        let mut tally = Tally::default();
        for assessment in &answer.assessments {
            let own = Tally::of(assessment.outcome.code());
            tally.add(&own);
            self.assessment(assessment, &own);
        }
        for (guideline, label, outcome) in answer
            .may_apply
            .iter()
            .map(|one| (&one.guideline, one.label.as_str(), rows::MAY_APPLY))
            .chain(answer.unanswered.iter().map(|one| (&one.guideline, "", rows::UNANSWERED)))
        {
            let own = Tally::of(outcome);
            tally.add(&own);
            let of = self.collected.guidelines.entry(guideline.clone()).or_default();
            if of.label.is_empty() {
                label.clone_into(&mut of.label);
            }
            of.asked.entry(String::new()).or_default().add(&own);
        }
        if tally == Tally::default() {
            tally = Tally::of(rows::NO_GUIDELINE_APPLIES);
            self.collected.none_applies += 1;
        }
        add_tallies(&mut self.collected.months, [(month(case), tally)].into());
        for (at, name) in self.by.iter().enumerate() {
            let value = header(case, name).or_else(|| {
                let column = self.columns.iter().position(|column| column == name)?;
                columns.get(column).cloned().flatten()
            });
            let value = shown(value.as_deref().unwrap_or(NOT_GIVEN));
            if let Some(groups) = self.collected.by.get_mut(at) {
                add_tallies(groups, [(value, tally)].into());
            }
        }
        self.deadline(case);
    }

    fn assessment(&mut self, assessment: &Assessment, tally: &Tally) {
        let of = self.collected.guidelines.entry(assessment.guideline.id.clone()).or_default();
        of.label.clone_from(&assessment.guideline.label);
        let edition = assessment.guideline.edition.clone().unwrap_or_default();
        *of.editions.entry(edition).or_default() += 1;
        let level = assessment.levels.as_ref().and_then(|levels| levels.requested.clone());
        let asked = level.or_else(|| assessment.block.clone()).unwrap_or_default();
        of.asked.entry(asked).or_default().add(tally);
        let mut seen: Vec<&str> = Vec::new();
        for question in &assessment.questions {
            let code = question.gap.reason.code();
            if !seen.contains(&code) {
                seen.push(code);
                *of.reasons.entry(code.to_owned()).or_default() += 1;
            }
        }
        let mut asked: Vec<String> = Vec::new();
        for question in &assessment.questions {
            let (key, open) = open(question);
            if !asked.contains(&key) {
                of.questions.entry(key.clone()).or_insert(open).count += 1;
                asked.push(key);
            }
        }
        for finding in &assessment.findings {
            criteria(finding, &mut of.criteria);
        }
    }

    fn deadline(&mut self, case: &Case) {
        let Some(deadline) = deadline::deadline(case) else { return };
        let code = match deadline.by {
            None => NOT_KNOWN.0,
            Some(due) => {
                let due = match due {
                    Due::On(date) => date,
                    Due::At(instant) => case.zone.date_of(instant),
                };
                let days = days_between(case.zone.date_of(case.as_of), due);
                DEADLINES.iter().find(|(_, _, last)| days <= *last).map_or(NOT_KNOWN.0, |(code, _, _)| code)
            }
        };
        *self.collected.deadlines.entry(code.to_owned()).or_default() += 1;
    }
}

/// A question by what is asked of whom.
fn open(question: &Question) -> (String, OfQuestion) {
    let gap = &question.gap;
    let kind = match (&gap.reason, gap.reason.class()) {
        (Reason::NeedsJudgement(_), _) => QuestionKind::Judgement,
        (_, ReasonClass::Askable) => QuestionKind::Document,
        (_, ReasonClass::Technical) => QuestionKind::Repair,
        _ => QuestionKind::Wait,
    };
    let (role, text) = (gap.ask.role.clone(), gap.ask.text.clone());
    let key = format!("{kind:?}\n{}\n{text}", role.as_deref().unwrap_or_default());
    (key, OfQuestion { kind, role, text, count: 0 })
}

/// The lowest named nodes that are why a root stands as it does: each stands as the node above it, or is an exclusion that is
/// present. Where what is below stands otherwise (`none of`, a count), the node itself is named.
fn criteria(root: &Finding, into: &mut BTreeMap<String, OfCriterion>) {
    let mut queue = vec![root];
    while let Some(finding) = queue.pop() {
        if !finding.decisive || finding.not_required {
            continue;
        }
        let why = |child: &&Finding| {
            let named = !matches!(child.kind, FindingKind::Detail | FindingKind::Circumstance);
            let present = child.kind == FindingKind::Exclusion
                && child.status == Status::Met
                && finding.status == Status::Unmet;
            named && child.decisive && !child.not_required && (child.status == finding.status || present)
        };
        if finding.kind != FindingKind::Exclusion && finding.children.iter().any(|child| why(&child)) {
            queue.extend(finding.children.iter().filter(why));
            continue;
        }
        let of = into.entry(finding.path().to_owned()).or_insert_with(|| OfCriterion {
            label: finding.label().to_owned(),
            kind: finding.kind.code().to_owned(),
            unmet: 0,
            undetermined: 0,
            met: 0,
        });
        match finding.status {
            Status::Unmet => of.unmet += 1,
            Status::Undetermined => of.undetermined += 1,
            Status::Met => of.met += 1,
        }
    }
}

/// The month in which the request came, or else that of review.
fn month(case: &Case) -> String {
    let when = case.request.received.unwrap_or(Moment::Exact(case.as_of));
    when.dates(&case.zone).first.format("%Y-%m").to_string()
}

/// A field of the header or the request, as a word.
fn header(case: &Case, name: &str) -> Option<String> {
    let request = &case.request;
    match name {
        "payer" => case.payer.clone(),
        "plan" => case.plan.clone(),
        "line_of_business" => case.line_of_business.clone(),
        "state" => case.state.clone(),
        "contractor" => case.contractor.clone(),
        "type" => request.kind.clone(),
        "guideline" => request.guideline.clone(),
        "item" => request.items.first().map(|code| code.code.to_string()),
        "level" => request.level.clone(),
        "block" => request.block.clone(),
        "urgency" => request.urgency.clone(),
        _ => None,
    }
}

/// A value fit to be a name: cut, on one line.
fn shown(value: &str) -> String {
    let mut text: String =
        value.chars().take(80).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if value.chars().nth(80).is_some() {
        text.push('…');
    }
    text
}
