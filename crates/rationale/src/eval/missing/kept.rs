//! Of the sets that are enough, the smallest.

use super::search::{Answered, Search};
use super::together::{self, Answer};
use super::{tried, with};
use crate::assessment::{Missing, MissingSet, Witness};
use std::collections::BTreeSet;

impl Search<'_> {
    /// Keeps answers that are enough, without those that turn out not to be needed: a later one may do without an earlier.
    pub(super) fn keep(&mut self, enough: &Answered) {
        let mut each = enough.each.clone();
        let together = |each: &[(usize, Answer)]| {
            together::witness(self.base.case, each.iter().map(|(_, answer)| answer))
        };
        for question in &enough.questions {
            if each.len() < 2 || self.left == 0 {
                break;
            }
            let fewer: Vec<(usize, Answer)> =
                each.iter().filter(|(other, _)| other != question).cloned().collect();
            if fewer.is_empty() {
                continue;
            }
            self.left = self.left.saturating_sub(1);
            let case = with(self.base.case, &together(&fewer));
            let (context, _) = tried::after(self.base, &case);
            if self.meets(&context) {
                each = fewer;
            }
        }
        let questions: BTreeSet<usize> = each.iter().map(|(question, _)| *question).collect();
        // Of records that were mended all at once as many may be needed.
        if questions.len() > self.effort.questions {
            self.cut = true;
            return;
        }
        let witness = together(&each);
        self.found.push((questions, witness));
    }

    /// Keeps the sets that hold no other, and the questions they speak of.
    pub(super) fn answer(mut self) -> Missing {
        self.found.sort_by(|(a, _), (b, _)| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        let mut kept: Vec<(BTreeSet<usize>, Witness)> = Vec::new();
        for (set, witness) in self.found {
            if !kept.iter().any(|(smaller, _)| smaller.is_subset(&set)) {
                kept.push((set, witness));
            }
        }
        // Where answers were in each other's way and no other way was found, others might do.
        let mut cut = self.cut;
        for stuck in &self.stuck {
            cut |= !kept.iter().any(|(set, _)| set.is_subset(stuck));
        }
        let used: BTreeSet<usize> = kept.iter().flat_map(|(set, _)| set.iter().copied()).collect();
        let place = |at: &usize| used.iter().position(|other| other == at).unwrap_or(0);
        let questions = used.iter().filter_map(|at| self.questions.get(*at).cloned()).collect();
        let sets = kept
            .into_iter()
            .map(|(set, witness)| MissingSet { questions: set.iter().map(place).collect(), witness })
            .collect();
        Missing { questions, sets, up_to: self.effort.questions, cut }
    }
}
