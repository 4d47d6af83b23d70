//! Which question an answer answers: the same may be asked in other words as answers come in.

use super::search::{Answered, Search};
use super::together::{self, Answer};
use crate::assessment::{Gap, Question, Reason};

impl Search<'_> {
    /// The questions that an answer answers, each with what it says of that: of records that are mended all at once, one each. `None`
    /// where it would be a choice between a record and what only answers brought.
    pub(super) fn answered(
        &mut self,
        so_far: &Answered,
        gap: &Gap,
        answer: Answer,
        path: &str,
    ) -> Option<Vec<(usize, Answer)>> {
        let base = self.base.case;
        let (told, made): (Vec<&String>, Vec<&String>) =
            gap.records.iter().partition(|id| together::is_of_case(base, base.records.len(), id));
        let brought = |id: &str| so_far.each.iter().find(|(_, answer)| answer.brings(id)).map(|(at, _)| *at);
        if told.is_empty() {
            let known = match made.first() {
                // Better ones to the same question.
                Some(id) => brought(id),
                None => self.asked_for_already(so_far, gap),
            };
            let question = match known {
                Some(question) => self.ask_for(question, path),
                None => self.question(gap, path),
            };
            return Some(vec![(question, answer)]);
        }
        if gap.reason == Reason::Conflicting {
            return made.is_empty().then(|| vec![(self.question(gap, path), answer)]);
        }
        let mut all = Vec::new();
        for one in together::repairs(gap) {
            let id = one.records.first().map_or("", String::as_str);
            let question = brought(id).unwrap_or_else(|| self.question(&one, path));
            all.push((question, answer.about(id)));
        }
        Some(all)
    }

    /// The question that was asked before and answered, where this asks for more of the same: further records of one fact and time.
    fn asked_for_already(&self, so_far: &Answered, gap: &Gap) -> Option<usize> {
        let mut known = so_far.questions.iter().copied();
        known.find(|at| self.questions.get(*at).is_some_and(|question| same_records(&question.gap, gap)))
    }

    /// That a known question is asked by a criterion too.
    pub(super) fn ask_for(&mut self, at: usize, path: &str) -> usize {
        let path = path.split('#').next().unwrap_or(path);
        if let Some(question) = self.questions.get_mut(at)
            && !question.criteria.iter().any(|known| known == path)
        {
            question.criteria.push(path.to_owned());
        }
        at
    }

    pub(super) fn question(&mut self, gap: &Gap, path: &str) -> usize {
        let path = path.split('#').next().unwrap_or(path).to_owned();
        // As the assessment asks it, in the words of its criterion.
        let known = self.asked.iter().find(|known| asks_too(known, gap) && known.criteria.contains(&path));
        let known = known.map(|known| Gap { records: gap.records.clone(), ..known.gap.clone() });
        let gap = known.as_ref().unwrap_or(gap);
        let asked = |other: &Gap| other == gap || same_records(other, gap) || same_repair(other, gap);
        if let Some(at) = self.questions.iter().position(|question| asked(&question.gap)) {
            // Another reason to ask for the same: in the words of the assessment, where it has any.
            if let Some(question) = self.questions.get_mut(at)
                && known.is_some()
                && !self.asked.iter().any(|other| asks_too(other, &question.gap))
            {
                question.gap = gap.clone();
            }
            return self.ask_for(at, &path);
        }
        self.questions.push(Question { gap: gap.clone(), criteria: vec![path] });
        self.questions.len().saturating_sub(1)
    }
}

/// Whether a question of the assessment asks for this, of its records maybe among others.
fn asks_too(question: &Question, gap: &Gap) -> bool {
    let known = &question.gap;
    let of_these = gap.records.iter().all(|id| known.records.contains(id));
    of_these
        && known.records.is_empty() == gap.records.is_empty()
        && Gap { ask: gap.ask.clone(), records: gap.records.clone(), ..known.clone() } == *gap
}

/// What of a record is to be mended.
#[derive(PartialEq)]
enum Aspect {
    Time,
    Status,
    Author,
    Choice,
    Said,
}

/// Whether both ask for the same to be mended of the same records. For which test, and so for which time, does not matter.
fn same_repair(one: &Gap, other: &Gap) -> bool {
    let aspect = |gap: &Gap| match gap.reason {
        Reason::NoClinicalTime | Reason::ImpreciseTime | Reason::NotDocumented => Aspect::Time,
        Reason::StatusUnknown => Aspect::Status,
        Reason::NeedsJudgement(_) => Aspect::Author,
        Reason::Conflicting => Aspect::Choice,
        _ => Aspect::Said,
    };
    let same = |records: &[String]| records.iter().all(|id| other.records.contains(id));
    !one.records.is_empty()
        && one.records.len() == other.records.len()
        && same(&one.records)
        && aspect(one) == aspect(other)
        && (&one.fact, &one.part) == (&other.fact, &other.part)
}

/// Whether both ask for records of one fact and time. Why they are asked for (there are none, too few, none in that time) changes as
/// answers come in, and with it the words; what would be sent does not.
fn same_records(one: &Gap, other: &Gap) -> bool {
    let for_records = |gap: &Gap| {
        gap.records.is_empty()
            && gap.fact.is_some()
            && matches!(gap.reason, Reason::NotDocumented | Reason::OutsideWindow | Reason::TooFewReadings)
    };
    for_records(one)
        && for_records(other)
        && (&one.fact, &one.part, &one.from, &one.to) == (&other.fact, &other.part, &other.from, &other.to)
}
