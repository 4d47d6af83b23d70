//! Forms that are read, printed and name-checked, and not evaluated yet.

use super::faults::{kinds, names, not_yet as faults};
use super::lower::{Checker, Context, Frame};
use super::names::Named;
use crate::ast::{self, Expression, ScoreTable};
use crate::source::Name;

const DEEPEST: u32 = 64;

impl<'a> Checker<'a> {
    /// Looks at the names of a calculation.
    pub(super) fn expression(&mut self, expression: &'a Expression, depth: u32) {
        if depth >= DEEPEST {
            return;
        }
        let deeper = depth.saturating_add(1);
        match expression {
            Expression::Literal(literal) => {
                if let ast::LiteralForm::Number { unit: Some(unit), .. } = &literal.form {
                    self.unit(unit);
                }
            }
            Expression::Pick(pick) => {
                if let Some(fact) = self.fact_named(&pick.fact) {
                    self.filter(fact, None, &pick.filter);
                    self.window(fact, pick.window.as_ref(), false);
                }
            }
            Expression::Name(name) => self.operand_name(name),
            Expression::Age(point) => {
                if !matches!(point.anchor.base, ast::AnchorBase::This) {
                    self.point(point);
                }
            }
            Expression::Call(name, arguments) => {
                let count = match name.node.as_str() {
                    "ln" | "exp" | "sqrt" => 1,
                    "power" => 2,
                    _ => {
                        self.fault(names::unknown_function(name));
                        arguments.len()
                    }
                };
                if arguments.len() != count {
                    self.fault(kinds::arguments(name, count));
                }
                for argument in arguments {
                    self.expression(argument, deeper);
                }
            }
            Expression::Binary(left, _, right) => {
                self.expression(left, deeper);
                self.expression(right, deeper);
            }
            Expression::Negative(inner) => self.expression(inner, deeper),
        }
    }

    fn operand_name(&mut self, name: &Name) {
        let text = name.node.as_str();
        let part = self
            .cx
            .frames
            .last()
            .and_then(|frame| self.fact(frame.fact))
            .is_some_and(|fact| fact.parts.iter().any(|part| part.id == text));
        if part || self.setting(name).is_some() {
            return;
        }
        let define =
            self.inside().and_then(|inside| inside.defines.get(text).copied()).or_else(|| {
                match self.visible()?.asks.get(text)? {
                    Named::Define(index) => Some(*index),
                    _ => None,
                }
            });
        match define {
            Some(index) => {
                self.uses.defines.insert(index);
            }
            None => {
                self.fact_named(name);
            }
        }
    }

    /// Scores: what they score and by what.
    pub(super) fn check_scores(&mut self) {
        for declared in self.names.scores.clone() {
            let cx = Context { file: declared.file, path: "score".to_owned(), ..Default::default() };
            let score = declared.node;
            let ((), uses, _) = self.apart(cx, |this| {
                if let Some(fact) = this.fact_named(&score.over) {
                    this.cx.frames.push(Frame { fact, alias: None });
                    for item in &score.items {
                        this.table(&item.table, 0);
                    }
                    this.cx.frames.pop();
                }
                for cite in &score.cites {
                    this.cite(cite);
                }
                this.fault(faults::not_evaluated(score.id.span, "a score"));
            });
            self.other_uses.add(&uses);
        }
    }

    fn table(&mut self, table: &'a ScoreTable, depth: u32) {
        if depth >= DEEPEST {
            return;
        }
        let deeper = depth.saturating_add(1);
        match table {
            ScoreTable::Points { operand: Some(name), .. } => self.operand_name(name),
            ScoreTable::Points { operand: None, .. } | ScoreTable::Number(_) => {}
            ScoreTable::HighestOf(tables) => {
                for table in tables {
                    self.table(table, deeper);
                }
            }
            ScoreTable::When(body, then, otherwise) => {
                self.body(body);
                self.table(then, deeper);
                self.table(otherwise, deeper);
            }
        }
    }

    /// Overlays: what they change.
    pub(super) fn check_overlays(&mut self) {
        for declared in self.names.overlays.clone() {
            let overlay = declared.node;
            let known: Vec<&str> =
                self.names.guidelines.iter().map(|guideline| guideline.node.id.node.as_str()).collect();
            if known.contains(&overlay.of.node.as_str()) {
                self.fault(faults::not_evaluated(overlay.id.span, "an overlay"));
            } else {
                let fault = names::unknown_guideline(&overlay.of, &known);
                self.fault(fault);
            }
        }
    }
}
