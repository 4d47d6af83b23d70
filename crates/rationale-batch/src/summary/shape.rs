//! The summary as it is published.

use super::collect::{Collected, DEADLINES, NOT_KNOWN, OfCriterion, OfGuideline};
use crate::baseline::Compared;
use crate::errors::Counts;
use rationale::render::reasons::reason_pages;
use rationale_arrow::rows;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the shape.
const VERSION: u32 = 1;
/// Criteria and questions that are listed, the most frequent first.
const MOST_LISTED: usize = 100;

/// What the answers of a run come to. An *answer* is what one guideline says of one case.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Summary {
    /// Version of this shape.
    pub version: u32,
    /// Version of the engine.
    pub engine: String,
    /// The meaning number under which the cases were assessed.
    pub meaning: u32,
    /// How many cases there were.
    pub counts: Counts,
    /// All answers by outcome, and the cases to which no guideline applies.
    pub outcomes: Tally,
    /// By guideline, and by the level or block that was asked for.
    pub guidelines: Vec<GuidelineCount>,
    /// Criteria most often unmet where that was part of why: not more than 100.
    pub unmet: Vec<CriterionCount>,
    /// Criteria most often undetermined where that was part of why.
    pub undetermined: Vec<CriterionCount>,
    /// Exclusions most often present where that was part of why.
    pub excluded: Vec<CriterionCount>,
    /// What is most often asked for: documents, judgements, repairs of the data.
    pub missing: Vec<QuestionCount>,
    /// Why questions are open: in how many answers each reason stands.
    pub reasons: Vec<Share>,
    /// Days from review to the decision deadline, of cases that say when they were received or how urgent they are.
    pub deadlines: Vec<Share>,
    /// By the month in which the request came, or else that of review.
    pub months: Vec<MonthCount>,
    /// By columns that were asked for.
    pub by: Vec<Groups>,
    /// Cases that could not be assessed, by the first thing that is wrong.
    pub errors: Vec<Share>,
    /// How the answers compare with an earlier run's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Compared>,
}

/// How many answers had which outcome.
///
/// ```
/// let mut tally = rationale_batch::summary::Tally::of("meets");
/// tally.add(&rationale_batch::summary::Tally::of("does_not_meet"));
/// assert_eq!((tally.meets, tally.total()), (1, 2));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// Criteria met.
    pub meets: u64,
    /// For physician review.
    pub does_not_meet: u64,
    /// Documentation is missing.
    pub insufficient_information: u64,
    /// The guideline does not answer the request.
    pub not_applicable: u64,
    /// It is not known whether the guideline applies.
    pub may_apply: u64,
    /// The request does not say which block it asks for.
    pub unanswered: u64,
    /// Cases to which no guideline applies.
    pub no_guideline_applies: u64,
}

impl Tally {
    /// One answer of that outcome; none where the word is no outcome.
    #[must_use]
    pub fn of(outcome: &str) -> Self {
        let mut tally = Self::default();
        match outcome {
            "meets" => tally.meets = 1,
            "does_not_meet" => tally.does_not_meet = 1,
            "insufficient_information" => tally.insufficient_information = 1,
            "not_applicable" => tally.not_applicable = 1,
            rows::MAY_APPLY => tally.may_apply = 1,
            rows::UNANSWERED => tally.unanswered = 1,
            rows::NO_GUIDELINE_APPLIES => tally.no_guideline_applies = 1,
            _ => {}
        }
        tally
    }

    /// Adds another.
    pub fn add(&mut self, other: &Self) {
        self.meets += other.meets;
        self.does_not_meet += other.does_not_meet;
        self.insufficient_information += other.insufficient_information;
        self.not_applicable += other.not_applicable;
        self.may_apply += other.may_apply;
        self.unanswered += other.unanswered;
        self.no_guideline_applies += other.no_guideline_applies;
    }

    /// Each count with its code and its words.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, &'static str, u64); 7] {
        [
            ("meets", "criteria met", self.meets),
            ("does_not_meet", "for physician review", self.does_not_meet),
            ("insufficient_information", "information missing", self.insufficient_information),
            ("not_applicable", "does not answer the request", self.not_applicable),
            (rows::MAY_APPLY, "may apply", self.may_apply),
            (rows::UNANSWERED, "block not named", self.unanswered),
            (rows::NO_GUIDELINE_APPLIES, "no guideline applies", self.no_guideline_applies),
        ]
    }

    /// All of them together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.parts().iter().map(|(_, _, count)| count).sum()
    }
}

/// The answers of one guideline.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct GuidelineCount {
    /// Its id.
    pub guideline: String,
    /// Its label.
    pub label: String,
    /// Its editions, and how many answers each gave.
    pub editions: Vec<Share>,
    /// By the level, or else the block, that was asked for.
    pub asked: Vec<AskedOf>,
    /// All together.
    pub outcomes: Tally,
}

/// What was asked of a guideline, and how it came out.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AskedOf {
    /// The level or block; empty where none was asked for.
    pub asked: String,
    /// How it came out.
    pub outcomes: Tally,
}

/// How often a criterion stood so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CriterionCount {
    /// The guideline's id.
    pub guideline: String,
    /// The criterion's path.
    pub criterion: String,
    /// Its label.
    pub label: String,
    /// In how many answers.
    pub count: u64,
}

/// Who can answer a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// Documentation.
    Document,
    /// A clinician's judgement.
    Judgement,
    /// A repair of the data.
    Repair,
    /// Nobody yet.
    Wait,
}

/// How often something was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct QuestionCount {
    /// The guideline's id.
    pub guideline: String,
    /// Who can answer it.
    pub kind: QuestionKind,
    /// Whom to ask; left out: whoever keeps the records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What.
    pub text: String,
    /// In how many answers.
    pub count: u64,
}

/// How many there are of one sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Share {
    /// Its code.
    pub code: String,
    /// In words.
    pub words: String,
    /// How many.
    pub count: u64,
}

/// Answers of one month.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct MonthCount {
    /// The month: `2026-03`.
    pub month: String,
    /// How they came out.
    pub outcomes: Tally,
}

/// Answers by the values of one column.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Groups {
    /// The column.
    pub column: String,
    /// Its values, the most frequent first.
    pub groups: Vec<GroupCount>,
}

/// Answers of one value.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct GroupCount {
    /// The value; `(not given)` where there is none.
    pub value: String,
    /// How they came out.
    pub outcomes: Tally,
}

impl Summary {
    pub(crate) fn new(
        collected: &Collected,
        counts: Counts,
        by: &[String],
        baseline: Option<Compared>,
    ) -> Self {
        let mut guidelines: Vec<GuidelineCount> = Vec::new();
        let mut outcomes = Tally { no_guideline_applies: collected.none_applies, ..Tally::default() };
        for (id, of) in &collected.guidelines {
            let mut own = Tally::default();
            for tally in of.asked.values() {
                own.add(tally);
            }
            outcomes.add(&own);
            guidelines.push(GuidelineCount {
                guideline: id.clone(),
                label: of.label.clone(),
                editions: of.editions.iter().map(|(name, count)| share(name, name, *count)).collect(),
                asked: of
                    .asked
                    .iter()
                    .map(|(asked, tally)| AskedOf { asked: asked.clone(), outcomes: *tally })
                    .collect(),
                outcomes: own,
            });
        }
        let ranked = |count: fn(&OfCriterion) -> u64| {
            let mut list = Vec::new();
            for (id, of) in &collected.guidelines {
                list.extend(of.criteria.iter().map(|(path, criterion)| CriterionCount {
                    guideline: id.clone(),
                    criterion: path.clone(),
                    label: criterion.label.clone(),
                    count: count(criterion),
                }));
            }
            list.retain(|one| one.count > 0);
            list.sort_by_key(|one| std::cmp::Reverse(one.count));
            list.truncate(MOST_LISTED);
            list
        };
        let known: Vec<(&str, &str, u64)> = DEADLINES
            .iter()
            .map(|(code, words, _)| (*code, *words))
            .chain([NOT_KNOWN])
            .map(|(code, words)| (code, words, collected.deadlines.get(code).copied().unwrap_or(0)))
            .collect();
        let any_deadline = known.iter().any(|(_, _, count)| *count > 0);
        Self {
            version: VERSION,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            meaning: rationale::eval::MEANING,
            counts,
            outcomes,
            guidelines,
            unmet: ranked(|of| if of.kind == "exclusion" { 0 } else { of.unmet }),
            undetermined: ranked(|of| of.undetermined),
            excluded: ranked(|of| if of.kind == "exclusion" { of.met } else { 0 }),
            missing: questions(collected),
            reasons: reasons(collected),
            deadlines: if any_deadline {
                known.iter().map(|(code, words, count)| share(code, words, *count)).collect()
            } else {
                Vec::new()
            },
            months: collected
                .months
                .iter()
                .map(|(month, tally)| MonthCount { month: month.clone(), outcomes: *tally })
                .collect(),
            by: by
                .iter()
                .zip(&collected.by)
                .map(|(column, groups)| {
                    let mut groups: Vec<GroupCount> = groups
                        .iter()
                        .map(|(value, tally)| GroupCount { value: value.clone(), outcomes: *tally })
                        .collect();
                    groups.sort_by_key(|group| std::cmp::Reverse(group.outcomes.total()));
                    Groups { column: column.clone(), groups }
                })
                .collect(),
            errors: {
                let mut errors: Vec<Share> =
                    collected.errors.iter().map(|(code, count)| share(code, code, *count)).collect();
                errors.sort_by_key(|one| std::cmp::Reverse(one.count));
                errors
            },
            baseline,
        }
    }

    /// As JSON text that ends with a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // The shape holds only text, numbers and lists: writing it cannot fail.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn share(code: &str, words: &str, count: u64) -> Share {
    Share { code: code.to_owned(), words: words.to_owned(), count }
}

fn questions(collected: &Collected) -> Vec<QuestionCount> {
    let of = |(id, of): (&String, &OfGuideline)| {
        let questions = of.questions.values().map(|question| QuestionCount {
            guideline: id.clone(),
            kind: question.kind,
            role: question.role.clone(),
            text: question.text.clone(),
            count: question.count,
        });
        questions.collect::<Vec<_>>()
    };
    let mut list: Vec<QuestionCount> = collected.guidelines.iter().flat_map(of).collect();
    list.sort_by_key(|one| (std::cmp::Reverse(one.count), one.kind));
    list.truncate(MOST_LISTED);
    list
}

fn reasons(collected: &Collected) -> Vec<Share> {
    let mut counts = std::collections::BTreeMap::new();
    for of in collected.guidelines.values() {
        for (code, count) in &of.reasons {
            *counts.entry(code.as_str()).or_insert(0_u64) += count;
        }
    }
    let pages = reason_pages();
    let words = |code: &str| match pages.iter().find(|(known, _)| *known == code) {
        Some((_, page)) => page.split_once('.').map_or(*page, |(first, _)| first).to_owned(),
        None => code.to_owned(),
    };
    let mut list: Vec<Share> = counts
        .into_iter()
        .map(|(code, count)| Share { code: code.to_owned(), words: words(code), count })
        .collect();
    list.sort_by_key(|one| std::cmp::Reverse(one.count));
    list
}
