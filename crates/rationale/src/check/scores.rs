//! Scores: each becomes a fact whose records are those it scores, with its points as further parts.

use super::compare::{Sort, Typed};
use super::faults::{calculations as faults, kinds, names};
use super::lower::{Checker, Context, DefineState, Frame, Lowered};
use super::model::{
    self, Band, Calculated, FactIx, Kind, Part, PartIx, Row, Score, ScoreItem, Scored, Subject, Table,
    option_bit,
};
use crate::ast::{self, LiteralForm, ScoreTable};
use crate::source::{Name, Span};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use std::collections::BTreeMap;

/// Tables nested deeper are refused.
const DEEPEST: u32 = 32;
/// Items of one score, and rows of one table.
const MOST: usize = 200;

/// The parts that every score has.
const TOTAL: &str = "total";
const HIGHEST_ITEM: &str = "highest_item";

impl<'a> Checker<'a> {
    /// All scores, used or not.
    pub(super) fn check_scores(&mut self) {
        for index in 0..self.names.scores.len() {
            self.check_score(index);
            let uses = self.score_of.get(index).map(|score| score.uses.clone());
            self.other_uses.add(&uses.unwrap_or_default());
        }
    }

    /// The fact that a score is.
    pub(super) fn score_at(&mut self, index: usize, name: &Name) -> Option<FactIx> {
        self.uses.scores.insert(index);
        if self.check_score(index) == DefineState::InProgress {
            return self.refuse(names::define_cycle(name));
        }
        let score = self.score_of.get(index).cloned().unwrap_or_default();
        self.uses.add(&score.uses);
        if score.broken || score.ix.is_none() {
            return self.silently();
        }
        score.ix
    }

    fn check_score(&mut self, index: usize) -> DefineState {
        let known = self.score_states.get(index).copied().unwrap_or(DefineState::Broken);
        let Some(declared) = self.names.scores.get(index).copied() else { return DefineState::Broken };
        if known != DefineState::Unchecked {
            return known;
        }
        if self.at_the_bottom() {
            self.fault(kinds::too_deep(declared.node.id.span));
            if let Some(slot) = self.score_of.get_mut(index) {
                slot.broken = true;
            }
            self.set_score(index, DefineState::Broken);
            return DefineState::Broken;
        }
        self.set_score(index, DefineState::InProgress);
        let path = format!("score.{}", declared.node.id.node);
        let cx = Context { file: declared.file, path, ..Default::default() };
        let (fact, uses, broken) = self.by_itself(cx, |this| this.score(declared.node));
        let ix = fact.map(|fact| {
            let ix = FactIx(u32::try_from(self.facts.len()).unwrap_or(u32::MAX));
            self.facts.push(fact);
            ix
        });
        if let Some(slot) = self.score_of.get_mut(index) {
            *slot = Lowered { ix, broken, uses };
        }
        let state = if broken { DefineState::Broken } else { DefineState::Sound };
        self.set_score(index, state);
        state
    }

    fn set_score(&mut self, index: usize, state: DefineState) {
        if let Some(slot) = self.score_states.get_mut(index) {
            *slot = state;
        }
    }

    fn score(&mut self, score: &'a ast::Score) -> Option<model::Fact> {
        for cite in &score.cites {
            self.cite(cite);
        }
        let over = self.fact_named(&score.over)?;
        if self.fact(over).is_some_and(|fact| fact.score.is_some()) {
            return self.refuse(faults::score_of_a_score(&score.over));
        }
        if score.items.is_empty() {
            return self.refuse(faults::no_items(&score.id));
        }
        if let Some(item) = score.items.get(MOST) {
            return self.refuse(kinds::too_deep(item.id.span));
        }
        self.cx.frames.push(Frame { fact: over, alias: None });
        let mut conditions = Vec::new();
        let mut lowered = Vec::new();
        for item in &score.items {
            let table = self.table(&item.table, over, &mut conditions, 0);
            let label = super::facts::label(&item.id, item.label.as_ref());
            lowered.push(table.map(|table| ScoreItem { label, table }));
        }
        self.cx.frames.pop();
        let mut fact = self.fact(over)?.clone();
        let mut taken: BTreeMap<String, Span> =
            fact.part_names().map(|name| (name.to_owned(), score.over.span)).collect();
        taken.insert(TOTAL.to_owned(), score.id.span);
        taken.insert(HIGHEST_ITEM.to_owned(), score.id.span);
        for item in &score.items {
            if let Some(first) = taken.insert(item.id.node.clone(), item.id.span) {
                self.fault(names::duplicate_name(&item.id, first));
            }
        }
        let items: Vec<ScoreItem> = lowered.into_iter().collect::<Option<_>>()?;
        let own = u16::try_from(fact.parts.len()).ok().map(PartIx)?;
        let points = |id: &str, label: String, from: Calculated| {
            Part::calculated(id.to_owned(), label, Kind::Number, from)
        };
        fact.parts.push(points(TOTAL, "Total".to_owned(), Calculated::Total));
        fact.parts.push(points(HIGHEST_ITEM, "Highest item".to_owned(), Calculated::HighestItem));
        for (at, (item, written)) in items.iter().zip(&score.items).enumerate() {
            fact.parts.push(points(&written.id.node, item.label.clone(), Calculated::Item(at)));
        }
        fact.id = score.id.node.clone();
        fact.label = super::facts::label(&score.id, score.label.as_ref());
        fact.span = score.span;
        fact.score = Some(Box::new(Score { over, own, items, conditions }));
        Some(fact)
    }

    fn table(
        &mut self,
        table: &'a ScoreTable,
        over: FactIx,
        conditions: &mut Vec<model::Body>,
        depth: u32,
    ) -> Option<Table> {
        let deeper = depth.saturating_add(1);
        match table {
            ScoreTable::Points { operand, rows, span } => {
                if depth >= DEEPEST || rows.len() > MOST {
                    return self.refuse(kinds::too_deep(*span));
                }
                self.points(operand.as_ref(), rows, *span, over)
            }
            ScoreTable::HighestOf(tables) => {
                let tables: Vec<Option<Table>> = tables
                    .iter()
                    .take(MOST)
                    .map(|table| self.table(table, over, conditions, deeper))
                    .collect();
                tables.into_iter().collect::<Option<Vec<_>>>().map(Table::Highest)
            }
            ScoreTable::When(body, then, otherwise) => {
                let condition = self.body(body);
                let at = conditions.len();
                conditions.extend(condition.map(|body| *body));
                let then = self.table(then, over, conditions, deeper);
                let otherwise = self.table(otherwise, over, conditions, deeper);
                if conditions.len() == at {
                    return None;
                }
                Some(Table::When(at, Box::new(then?), Box::new(otherwise?)))
            }
            ScoreTable::Number(number) => self.number(&number.node, number.span).map(Table::Number),
        }
    }

    fn points(
        &mut self,
        operand: Option<&'a Name>,
        rows: &'a [ast::ScoreRow],
        span: Span,
        over: FactIx,
    ) -> Option<Table> {
        let (scored, typed) = match operand {
            None => (Scored::Age, Self::typed_plain(Sort::Age, "age".to_owned(), span)),
            Some(name) => {
                let own = self
                    .fact(over)
                    .is_some_and(|fact| fact.id == name.node && fact.part(&name.node).is_none());
                let subject = if own { Subject::Value } else { Subject::Part(self.part_named(over, name)?) };
                (Scored::Subject(subject), self.typed(over, subject, name.span)?)
            }
        };
        if rows.is_empty() {
            if !matches!(typed.sort, Sort::Number | Sort::Age) {
                return self.refuse(faults::not_charted_as_points(typed.span, &typed));
            }
            return Some(Table::Charted(scored));
        }
        let lowered: Vec<Option<Row>> = rows.iter().map(|row| self.row(row, &typed, over)).collect();
        let lowered: Vec<Row> = lowered.into_iter().collect::<Option<_>>()?;
        let spans: Vec<Span> = rows.iter().map(|row| row.span).collect();
        self.tiles(&lowered, &spans, &typed, over, span);
        Some(Table::Points(scored, lowered))
    }

    fn row(&mut self, row: &'a ast::ScoreRow, typed: &Typed, over: FactIx) -> Option<Row> {
        let points = self.number(&row.points.node, row.points.span);
        let condition = match &row.condition {
            Some(condition) => Some(self.condition(over, condition)?),
            None => None,
        };
        let band = match &typed.sort {
            Sort::Options { options, .. } => {
                let ast::Band::Is(names) = &row.band else {
                    let wanted = format!("`is` and options: `is {}: 1`", options.join(" | "));
                    return self.refuse(faults::band_does_not_fit(row.span, &typed.sort.words(), &wanted));
                };
                let mut bits = 0;
                for name in names {
                    let Some(at) = options.iter().position(|option| *option == name.node) else {
                        return self.refuse(names::unknown_option(name, &typed.name, options, None));
                    };
                    bits |= option_bit(at);
                }
                Band::Options(bits)
            }
            Sort::Quantity(_) | Sort::Number | Sort::Age => {
                Band::Numbers(self.band_of(&row.band, typed, row.span)?)
            }
            _ => return self.refuse(faults::no_number(typed.span, typed)),
        };
        Some(Row { band, condition, points: points? })
    }

    fn band_of(&mut self, band: &ast::Band, typed: &Typed, span: Span) -> Option<Range> {
        use ast::Band as Written;
        let end = |this: &mut Self, literal: &ast::Literal| -> Option<Number> {
            let LiteralForm::Number { number, unit, of: None } = &literal.form else {
                return this.refuse(kinds::number_wanted(literal.span));
            };
            let number = this.number(number, literal.span)?;
            // A bare number is in the unit of what is scored.
            match unit {
                None => Some(number),
                Some(unit) => this.constant(typed, number, Some(unit), literal.span),
            }
        };
        let (low, high) = match band {
            Written::UpTo(high) => (Bound::Unbounded, Bound::Inside(end(self, high)?)),
            Written::Below(high) => (Bound::Unbounded, Bound::Outside(end(self, high)?)),
            Written::To(low, high) => (Bound::Inside(end(self, low)?), Bound::Inside(end(self, high)?)),
            Written::ToBelow(low, high) => (Bound::Inside(end(self, low)?), Bound::Outside(end(self, high)?)),
            Written::Above(low) => (Bound::Outside(end(self, low)?), Bound::Unbounded),
            Written::AboveTo(low, high) => (Bound::Outside(end(self, low)?), Bound::Inside(end(self, high)?)),
            Written::AndAbove(low) => (Bound::Inside(end(self, low)?), Bound::Unbounded),
            Written::Is(_) => {
                let wanted = "a band of numbers, such as `up to 8`, `9 to 11`, `25 and above`";
                return self.refuse(faults::band_does_not_fit(span, &typed.sort.words(), wanted));
            }
        };
        match Range::new(low, high) {
            Some(range) => Some(range),
            None => self.refuse(kinds::range_backwards(span)),
        }
    }
}
