//! What is expected besides the criteria: levels, block, route, and what is to be done.

use super::{Expect, word};
use crate::assessment::{Disposition, DueStanding};
use crate::case::tree::Tree;
use crate::casetest::TestError;
use crate::casetest::names::unknown;
use crate::casetest::suite::texts;
use crate::casetest::times::plain;
use crate::casetest::values::number_and_unit;
use crate::deadline::{Deadline, Due};
use crate::value::number::Number;
use crate::value::time::{Moment, TimeUnit, parse_moment};

impl Expect<'_> {
    pub(super) fn of_assessment(&mut self, key: &str, tree: &Tree) -> Result<(), TestError> {
        let Some(assessment) = self.found else {
            self.differs(key, &shown(tree), "the guideline was not assessed", Vec::new());
            return Ok(());
        };
        let what = &assessment.disposition;
        let levels = assessment.levels.as_ref();
        let approve = what.approve.as_ref();
        let due = |of: fn(&Deadline) -> Option<Due>| {
            what.deadline.as_ref().and_then(of).map(|due| due.to_text(&self.built.case.zone))
        };
        match key {
            "level" => self.same(key, tree, levels.and_then(|levels| levels.highest_met.clone())),
            "alternative" => self.same(key, tree, levels.and_then(|levels| levels.alternative.clone())),
            "not ruled out" => {
                let got = levels.map_or_else(Vec::new, |levels| levels.not_ruled_out.clone());
                self.same_list(key, tree, got)
            }
            "block" => self.same(key, tree, assessment.block.clone()),
            "route" => {
                let expected = word(tree)?;
                let ending = format!(".{expected}");
                match &assessment.route {
                    Some(route) if *route == expected || route.ends_with(&ending) => return Ok(()),
                    _ if expected == "none" => {}
                    _ => drop(self.path(&expected)?),
                }
                self.same(key, tree, assessment.route.clone())
            }
            "approve from" => self.time(key, tree, approve.and_then(|approve| approve.from.clone())),
            "approve until" => self.time(key, tree, approve.and_then(|approve| approve.until.clone())),
            "next review" => self.time(key, tree, what.next_review.clone()),
            "next due" => self.time(key, tree, standing(what, |one| one == DueStanding::Next)),
            "overdue" => self.time(key, tree, standing(what, |one| one != DueStanding::Next)),
            "deadline" => self.time(key, tree, due(|deadline| deadline.by)),
            "deadline latest" => self.time(key, tree, due(|deadline| deadline.at_latest)),
            "deadline extended" => self.time(key, tree, due(|deadline| deadline.extended_to)),
            "deadline open" => {
                let open = what.deadline.iter().flat_map(|deadline| &deadline.open);
                self.same_list(key, tree, open.map(|open| open.code().to_owned()).collect())
            }
            "refer" => self.same(key, tree, what.refer.as_ref().map(|refer| refer.role.clone())),
            "approve" => self.amount(key, tree, approve.map(|approve| approve.amount.clone())),
            _ => {
                let pieces = [
                    ("approve", what.approve.is_some()),
                    ("refer", what.refer.is_some()),
                    ("request_documents", !what.request_documents.is_empty()),
                    ("judgements", !what.judgements.is_empty()),
                    ("repair_data", !what.repair_data.is_empty()),
                    ("not_yet_due", what.not_yet_due.is_some()),
                ];
                for word in texts(tree)? {
                    if word != "none" && !pieces.iter().any(|(name, _)| *name == word.replace(' ', "_")) {
                        let known = pieces.iter().map(|(name, _)| *name);
                        return Err(unknown("", "no disposition is called so", &word, known, ""));
                    }
                }
                let got =
                    pieces.iter().filter(|(_, there)| *there).map(|(name, _)| (*name).to_owned()).collect();
                self.same_list(key, tree, got)
            }
        }
    }

    fn same(&mut self, key: &str, tree: &Tree, got: Option<String>) -> Result<(), TestError> {
        let expected = word(tree)?;
        let got = got.unwrap_or_else(|| "none".to_owned());
        if expected.replace(' ', "_") != got.replace(' ', "_") {
            self.differs(key, &expected, &got, Vec::new());
        }
        Ok(())
    }

    /// As sets.
    fn same_list(&mut self, key: &str, tree: &Tree, mut got: Vec<String>) -> Result<(), TestError> {
        let mut expected: Vec<String> = texts(tree)?
            .into_iter()
            .filter(|word| word != "none")
            .map(|word| word.replace(' ', "_"))
            .collect();
        expected.sort();
        expected.dedup();
        got.sort();
        if expected != got {
            let shown = |list: &[String]| if list.is_empty() { "none".to_owned() } else { list.join(", ") };
            self.differs(key, &shown(&expected), &shown(&got), Vec::new());
        }
        Ok(())
    }

    /// Times are one where they are one instant, or where one is a date and the other lies on it.
    fn time(&mut self, key: &str, tree: &Tree, got: Option<String>) -> Result<(), TestError> {
        let text = plain(tree).unwrap_or_else(|| "none".to_owned());
        if text == "none" {
            if let Some(got) = got {
                self.differs(key, "none", &got, Vec::new());
            }
            return Ok(());
        }
        let clock = &self.built.clock;
        let expected = clock.moment(&text)?;
        let zone = &clock.zone;
        let same =
            got.as_ref().and_then(|got| parse_moment(got).ok()).is_some_and(|got| match (expected, got) {
                (Moment::Exact(one), Moment::Exact(other)) => one == other,
                (one, other) => one.dates(zone) == other.dates(zone),
            });
        if !same {
            let expected = clock.spell(&expected);
            let expected = if expected == text { expected } else { format!("{text} ({expected})") };
            self.differs(key, &expected, &got.unwrap_or_else(|| "none".to_owned()), Vec::new());
        }
        Ok(())
    }

    fn amount(
        &mut self,
        key: &str,
        tree: &Tree,
        got: Option<Option<(Number, String)>>,
    ) -> Result<(), TestError> {
        let expected = plain(tree).unwrap_or_else(|| "none".to_owned());
        let (amount, unit) = number_and_unit(expected.trim());
        let same = match (&got, expected.replace('_', " ").as_str()) {
            (None, words) => words == "none",
            (Some(None), words) => words == "as requested",
            (Some(Some((number, of))), _) => match amount.parse::<Number>() {
                Ok(amount) => amount == *number && same_unit(unit, of),
                Err(_) => false,
            },
        };
        if !same {
            let got = match got {
                None => "none".to_owned(),
                Some(None) => "as requested".to_owned(),
                Some(Some((number, of))) => format!("{number} {of}"),
            };
            self.differs(key, &expected, &got, Vec::new());
        }
        Ok(())
    }
}

/// `weeks`, `week` and `wk` are one unit.
fn same_unit(one: &str, other: &str) -> bool {
    let time = |unit: &str| match unit {
        "min" => Some(TimeUnit::Minutes),
        "h" => Some(TimeUnit::Hours),
        "d" => Some(TimeUnit::Days),
        "wk" => Some(TimeUnit::Weeks),
        "mo" => Some(TimeUnit::Months),
        "a" => Some(TimeUnit::Years),
        word => TimeUnit::parse(word),
    };
    one == other || (time(one).is_some() && time(one) == time(other))
}

fn shown(tree: &Tree) -> String {
    plain(tree).unwrap_or_else(|| tree.sort().to_owned())
}

/// When the first of the series of due dates that stands so is due, or has been since.
fn standing(what: &Disposition, which: fn(DueStanding) -> bool) -> Option<String> {
    let series = what.recertification.iter().filter(|series| which(series.standing));
    series.map(|series| series.at.clone()).min()
}
