//! Which question an answer answers: the same may be asked in other words as answers come in.

use super::search::{Answered, Search};
use crate::assessment::{Gap, Question, Reason, Witness};

impl Search<'_> {
    /// The question that was asked before and answered, where this asks for more of the same: further records of one fact and time,
    /// or others instead of those that answered it.
    pub(super) fn asked_for_already(&self, so_far: &Answered, gap: &Gap) -> Option<usize> {
        let records = |answer: &Witness, id: &String| answer.records.iter().any(|record| record.id == *id);
        if let Some(first) = gap.records.first() {
            let of_answers = gap.records.iter().all(|id| records(&so_far.answers, id));
            let answered = so_far.each.iter().find(|(_, answer)| records(answer, first));
            return answered.filter(|_| of_answers).map(|(question, _)| *question);
        }
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
        let same = |known: &&Question| {
            Gap { ask: gap.ask.clone(), ..known.gap.clone() } == *gap && known.criteria.contains(&path)
        };
        let known = self.asked.iter().find(same).map(|question| &question.gap);
        let gap = known.unwrap_or(gap);
        let asked = |other: &Gap| other == gap || same_records(other, gap);
        if let Some(at) = self.questions.iter().position(|question| asked(&question.gap)) {
            // Another reason to ask for the same: in the words of the assessment, where it has any.
            if let Some(question) = self.questions.get_mut(at)
                && known.is_some()
                && !self.asked.iter().any(|other| other.gap == question.gap)
            {
                question.gap = gap.clone();
            }
            return self.ask_for(at, &path);
        }
        self.questions.push(Question { gap: gap.clone(), criteria: vec![path] });
        self.questions.len().saturating_sub(1)
    }
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
