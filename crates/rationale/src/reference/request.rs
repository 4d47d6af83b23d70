//! What the request asks, and the answer to it.

use super::{Look, Scene, truth};
use crate::assessment::{Outcome, Status};
use crate::ast::{BlockKind, Edge};
use crate::case::reading::{Value, ValueWhat};
use crate::check::model::{Anchor, Block, Compare, Edition, HeaderField, Point};
use crate::value::code::Code;
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::time::days_between;
use crate::value::truth::Truth;
use crate::value::unit::Unit;
use std::collections::BTreeMap;

/// What may answer a request.
enum Asked<'g> {
    /// Nothing in the guideline.
    Nothing,
    /// It names nothing, and several blocks could answer; or it names a block that is not there.
    Unclear,
    /// Which day it is cannot be told.
    Open,
    /// Nothing: there are `answer` blocks alone.
    Answers,
    /// A rung of the ladder.
    Level(usize),
    /// Any of these.
    Blocks(Vec<&'g Block>),
}

impl<'g> Look<'g> {
    pub(super) fn header(&self, field: HeaderField, compare: &Compare) -> Truth {
        let request = &self.case.request;
        // What a request does not name it does not ask for; what is not said of the patient or payer is open.
        let (text, unsaid) = match field {
            HeaderField::Sex => (self.case.patient.sex.as_ref(), Truth::Unknown),
            HeaderField::Payer => (self.case.payer.as_ref(), Truth::Unknown),
            HeaderField::LineOfBusiness => (self.case.line_of_business.as_ref(), Truth::Unknown),
            HeaderField::State => (self.case.state.as_ref(), Truth::Unknown),
            HeaderField::RequestedLevel => (request.level.as_ref(), Truth::False),
            HeaderField::RequestedType => (request.kind.as_ref(), Truth::False),
            HeaderField::Urgency => (request.urgency.as_ref(), Truth::False),
            HeaderField::RequestedItem => {
                return match compare {
                    Compare::InSet(set) => {
                        let of_one = |code: &Code| self.in_set(*set, std::slice::from_ref(code));
                        let apart = |one: &Code, other: &Code| {
                            one.system == other.system && of_one(one) != of_one(other)
                        };
                        let items = &request.items;
                        // Two items in one request: which of them is meant nobody says.
                        if items.iter().any(|one| items.iter().any(|other| apart(one, other))) {
                            return Truth::Unknown;
                        }
                        self.in_set(*set, items)
                    }
                    _ => Truth::Unknown,
                };
            }
            HeaderField::RequestedDay => {
                return self.header_number(request.day.map(|day| Number::whole(day.into())), compare);
            }
            HeaderField::RequestedUnits => {
                // A number of weeks, or of milligrams, is no number of things.
                if request.units.as_ref().is_some_and(|(_, unit)| !Unit::counts_things(unit)) {
                    return Truth::Unknown;
                }
                return self.header_number(request.units.as_ref().map(|(number, _)| *number), compare);
            }
        };
        match (compare, text) {
            (Compare::Texts { texts, negated }, Some(text)) => Truth::from(texts.contains(text) != *negated),
            (Compare::Texts { negated, .. }, None) if unsaid == Truth::False => Truth::from(*negated),
            _ => Truth::Unknown,
        }
    }

    fn header_number(&self, number: Option<Number>, compare: &Compare) -> Truth {
        let Some(number) = number else { return Truth::False };
        let value = Value { what: ValueWhat::Number(Range::exact(number)), open: None };
        self.compare(&[value], compare, &[])
    }

    fn applies(&self) -> Truth {
        let mut applies = self.in_force().and(self.for_it(&self.guideline.scopes));
        for overlay in &self.guideline.taken_by {
            applies = applies
                .and(!self.edition_in_force(overlay.edition.as_ref()).and(self.for_it(&overlay.scopes)));
        }
        let body = self.guideline.applies.as_ref();
        applies.and(body.map_or(Truth::True, |body| self.body(body, Scene::default())))
    }

    /// Whether payer, plan and the like are among those named.
    fn for_it(&self, scopes: &[(String, Vec<String>)]) -> Truth {
        let mut all = Truth::True;
        for (scope, values) in scopes {
            let given = match scope.as_str() {
                "payer" => &self.case.payer,
                "plan" => &self.case.plan,
                "line_of_business" => &self.case.line_of_business,
                "state" => &self.case.state,
                _ => &self.case.contractor,
            };
            let fits = given.as_ref().map_or(Truth::Unknown, |given| values.contains(given).into());
            all = all.and(fits);
        }
        all
    }

    /// Whether the edition is in force on the date it names.
    pub(super) fn in_force(&self) -> Truth {
        self.edition_in_force(self.guideline.edition.as_ref())
    }

    fn edition_in_force(&self, edition: Option<&Edition>) -> Truth {
        let Some(edition) = edition else { return Truth::True };
        let anchor = edition.anchor.clone();
        let point = Point { day_of: true, shift: None, anchor, edge: Some(Edge::Start) };
        let Some(dates) = self.dates(self.bound(&point, Scene::default())) else { return Truth::Unknown };
        let inside = |date| edition.from <= date && edition.to.is_none_or(|to| date <= to);
        if inside(dates.first) && inside(dates.last) {
            Truth::True
        } else if dates.last < edition.from || edition.to.is_some_and(|to| to < dates.first) {
            Truth::False
        } else {
            Truth::Unknown
        }
    }

    pub(super) fn outcome(&self, blocks: &BTreeMap<String, Status>) -> Option<Outcome> {
        let of = |block: &Block| blocks.get(&block.id).map_or(Truth::Unknown, |status| truth(*status));
        let applies = self.applies();
        if applies == Truth::False {
            return Some(Outcome::NotApplicable);
        }
        let asked = match self.asked() {
            Asked::Nothing => return Some(Outcome::NotApplicable),
            Asked::Unclear => return None,
            Asked::Open => return Some(Outcome::InsufficientInformation),
            Asked::Answers if applies == Truth::Unknown => return Some(Outcome::InsufficientInformation),
            Asked::Answers => return Some(Outcome::NotApplicable),
            Asked::Level(rung) => {
                let levels = self.of_kind(BlockKind::Level);
                let own: Vec<&Block> =
                    levels.iter().copied().filter(|block| block.rung == Some(rung)).collect();
                // A rung without a block of its own is answered by those above it.
                let above = || levels.into_iter().filter(|block| block.rung > Some(rung)).collect();
                if own.is_empty() { above() } else { own }
            }
            Asked::Blocks(asked) => asked,
        };
        if applies == Truth::Unknown {
            return Some(Outcome::InsufficientInformation);
        }
        let discharges: Vec<&Block> = self.of_kind(BlockKind::Discharge);
        let ready = Truth::any(discharges.iter().map(|block| of(block)));
        let answers = asked.iter().map(|block| match (block.kind, block.rung) {
            (BlockKind::Level, Some(rung)) => {
                let higher = self.of_kind(BlockKind::Level);
                let mut higher = higher.iter().filter(|other| other.rung > Some(rung));
                if higher.any(|block| of(block) == Truth::True) { Truth::True } else { of(block) }
            }
            (BlockKind::Continued, _) => of(block).and(!ready),
            _ => of(block),
        });
        Some(match Truth::any(answers) {
            Truth::True => Outcome::Meets,
            Truth::Unknown => Outcome::InsufficientInformation,
            Truth::False => Outcome::DoesNotMeet,
        })
    }

    fn of_kind(&self, kind: BlockKind) -> Vec<&'g Block> {
        self.guideline.blocks.iter().filter(|block| block.kind == kind).collect()
    }

    fn asked(&self) -> Asked<'g> {
        let request = &self.case.request;
        let blocks =
            |found: Vec<&'g Block>| if found.is_empty() { Asked::Nothing } else { Asked::Blocks(found) };
        let continued_stay = request.kind.as_deref() == Some("continued_stay");
        if let Some(name) = &request.block {
            let named = self.guideline.blocks.iter().find(|block| block.id == *name);
            return match named {
                Some(Block { kind: BlockKind::Level, rung: Some(rung), .. }) => self.level(*rung),
                Some(block) => Asked::Blocks(vec![block]),
                None => Asked::Unclear,
            };
        }
        let continued = self.of_kind(BlockKind::Continued);
        let level = request.level.as_ref().filter(|_| !self.guideline.ladder.is_empty());
        if let Some(level) = level {
            let Some(rung) = self.guideline.ladder.iter().position(|rung| rung == level) else {
                return Asked::Unclear;
            };
            let of_rung: Vec<&Block> =
                continued.into_iter().filter(|block| block.rung == Some(rung)).collect();
            let by_day = of_rung.iter().any(|block| block.days.is_some());
            if continued_stay || (by_day && request.day.is_some_and(|day| day > 1)) {
                return self.of_day(&of_rung, Some(rung));
            }
            return self.level(rung);
        }
        if request.kind.as_deref() == Some("discharge") {
            return blocks(self.of_kind(BlockKind::Discharge));
        }
        if self.guideline.blocks.len() > 1
            && self.of_kind(BlockKind::Answer).len() == self.guideline.blocks.len()
        {
            return Asked::Answers;
        }
        let fit = |block: &Block| block.items.map_or(Truth::True, |items| self.in_set(items, &request.items));
        if continued_stay && !continued.is_empty() {
            if continued.iter().any(|block| fit(block) == Truth::Unknown) {
                return Asked::Open;
            }
            let fitting: Vec<&Block> =
                continued.into_iter().filter(|block| fit(block) == Truth::True).collect();
            return self.of_day(&fitting, None);
        }
        let fits = |block: &&Block| fit(block) == Truth::True;
        let coverage = self.of_kind(BlockKind::Coverage);
        // Which block is asked for hangs on a date that is not known.
        if coverage.iter().any(|block| fit(block) == Truth::Unknown) {
            return Asked::Open;
        }
        let of_one = |code: &Code| -> Vec<bool> {
            let fit = |items| self.in_set(items, std::slice::from_ref(code)) == Truth::True;
            coverage.iter().map(|block| block.items.is_none_or(fit)).collect()
        };
        let apart = |one: &Code, other: &Code| one.system == other.system && of_one(one) != of_one(other);
        if request.items.iter().any(|one| request.items.iter().any(|other| apart(one, other))) {
            return Asked::Unclear;
        }
        if !request.items.is_empty() {
            return blocks(coverage.into_iter().filter(fits).collect());
        }
        // Nothing is named: the only block that could answer, coverage and levels before all others.
        let first: Vec<&Block> = coverage.into_iter().chain(self.of_kind(BlockKind::Level)).collect();
        let able = if first.is_empty() {
            self.guideline.blocks.iter().filter(|block| block.kind != BlockKind::EveryLevel).collect()
        } else {
            first
        };
        match able[..] {
            [] => Asked::Nothing,
            [Block { kind: BlockKind::Level, rung: Some(rung), .. }] => self.level(*rung),
            [block] => Asked::Blocks(vec![block]),
            _ => Asked::Unclear,
        }
    }

    /// The level of a rung; where it has no block of its own, a higher one stands for it.
    fn level(&self, rung: usize) -> Asked<'g> {
        Asked::Level(rung)
    }

    /// The block of the day asked about; days before the first of them are the level's own.
    fn of_day(&self, of: &[&'g Block], rung: Option<usize>) -> Asked<'g> {
        if of.is_empty() {
            return Asked::Nothing;
        }
        if of.iter().all(|block| block.days.is_none()) {
            let each_its_own =
                !self.of_kind(BlockKind::Discharge).is_empty() || of.iter().any(|block| block.rung.is_some());
            return if of.len() > 1 && each_its_own { Asked::Unclear } else { Asked::Blocks(of.to_vec()) };
        }
        let Some(days) = self.days() else { return Asked::Open };
        // For each day that it may be: the blocks of that day. Beyond the last that is told all days are alike.
        let told = of.iter().filter_map(|block| block.days).map(|(from, to)| to.unwrap_or(from));
        let last_told = told.max().map_or(0, i64::from).saturating_add(1);
        let mut answers: Vec<Option<Vec<String>>> = Vec::new();
        for day in days.0..=days.1.min(days.0.max(last_told)) {
            let dated = of.iter().filter(|block| block.days.is_some());
            let held: Vec<String> =
                dated.clone().filter(|block| holds_day(block, day)).map(|block| block.id.clone()).collect();
            let before = dated.clone().all(|block| block.days.is_some_and(|(from, _)| day < i64::from(from)));
            answers.push(Some(held).filter(|held| !held.is_empty() || !before));
        }
        answers.dedup();
        match (&answers[..], rung) {
            ([None], Some(rung)) => self.level(rung),
            ([None], None) => Asked::Nothing,
            ([Some(held)], _) => match &held[..] {
                [] => Asked::Nothing,
                [one] => Asked::Blocks(of.iter().copied().filter(|block| block.id == *one).collect()),
                _ => Asked::Unclear,
            },
            _ => Asked::Open,
        }
    }

    /// The days of the stay that may be asked about; day 1 is the date of admission.
    fn days(&self) -> Option<(i64, i64)> {
        if let Some(day) = self.case.request.day {
            return Some((day.into(), day.into()));
        }
        let point = Point {
            day_of: true,
            shift: None,
            anchor: Anchor::Named("admission".to_owned()),
            edge: Some(Edge::Start),
        };
        let admitted = self.dates(self.bound(&point, Scene::default()))?;
        let today = self.case.zone.date_of(self.case.as_of);
        let day = |date| days_between(date, today).checked_add(1);
        day(admitted.last).zip(day(admitted.first))
    }
}

fn holds_day(block: &Block, day: i64) -> bool {
    let (from, to) = block.days.unwrap_or((1, None));
    i64::from(from) <= day && to.is_none_or(|to| day <= i64::from(to))
}
