//! Scores, defines and calculations.

use super::phrases::{self, literal};
use super::{Printer, bodies, deeper};
use crate::ast::{Band, Define, DefineMeaning, Expression, Score, ScoreRow, ScoreTable};

impl Printer {
    pub(super) fn score(&mut self, score: &Score) {
        let head = phrases::head(&score.id, score.label.as_ref());
        self.line(0, &format!("score {head} over {} {{", score.over.node));
        for item in &score.items {
            self.start(2);
            self.push(&format!("item {}: ", phrases::head(&item.id, item.label.as_ref())));
            self.table(&item.table, 2);
            self.end();
        }
        for cite in &score.cites {
            self.line(2, &phrases::cite(cite));
        }
        self.line(0, "}");
    }

    fn table(&mut self, table: &ScoreTable, indent: usize) {
        match table {
            ScoreTable::Points { operand, rows, .. } => {
                let operand = operand.as_ref().map_or("age at this", |operand| &operand.node);
                self.push(&format!("points {operand} "));
                let rows: Vec<String> = rows.iter().map(row).collect();
                let flat = format!("{{ {} }}", rows.join("   "));
                if rows.is_empty() {
                    self.push("as charted");
                } else if self.fits(&flat) {
                    self.push(&flat);
                } else {
                    self.push("{");
                    for row in rows {
                        self.next(deeper(indent));
                        self.push(&row);
                    }
                    self.next(indent);
                    self.push("}");
                }
            }
            ScoreTable::HighestOf(tables) => {
                self.push("highest of {");
                for table in tables {
                    self.next(deeper(indent));
                    self.table(table, deeper(indent));
                }
                self.next(indent);
                self.push("}");
            }
            ScoreTable::When(condition, then, otherwise) => {
                self.push("when ");
                self.body(condition, deeper(indent));
                self.next(deeper(indent));
                self.push("then ");
                self.table(then, deeper(indent));
                self.next(deeper(indent));
                self.push("else ");
                self.table(otherwise, deeper(indent));
            }
            ScoreTable::Number(number) => self.push(&number.node),
        }
    }

    pub(super) fn define(&mut self, define: &Define, indent: usize) {
        self.start(indent);
        self.push(&format!("define {}", phrases::head(&define.id, define.label.as_ref())));
        if let Some(of) = &define.of {
            self.push(&format!(" of {}", of.node));
        }
        self.push(": ");
        match &define.meaning {
            DefineMeaning::Body(body) => self.body(body, indent),
            DefineMeaning::Quantity { unit, expression: meaning } => {
                let head = format!("quantity in {} =", unit.node);
                let meaning = expression(meaning, Place::Whole);
                self.push(&head);
                if self.fits(&format!(" {meaning}")) {
                    self.push(" ");
                } else {
                    self.next(deeper(indent));
                }
                self.push(&meaning);
            }
        }
        self.end();
    }
}

fn row(row: &ScoreRow) -> String {
    let band = match &row.band {
        Band::UpTo(value) => format!("up to {}", literal(value)),
        Band::Below(value) => format!("below {}", literal(value)),
        Band::To(low, high) => format!("{} to {}", literal(low), literal(high)),
        Band::ToBelow(low, high) => format!("{} to below {}", literal(low), literal(high)),
        Band::Above(value) => format!("above {}", literal(value)),
        Band::AboveTo(low, high) => format!("above {} to {}", literal(low), literal(high)),
        Band::AndAbove(value) => format!("{} and above", literal(value)),
        Band::Is(options) => format!("is {}", phrases::names(options, " | ")),
    };
    let condition =
        row.condition.as_ref().map(|condition| format!(" where {}", phrases::condition(condition)));
    format!("{band}{}: {}", condition.unwrap_or_default(), row.points.node)
}

/// What an operand stands in, from loose to tight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Whole,
    Sum,
    Product,
    Factor,
    Sign,
}

fn expression(expression: &Expression, place: Place) -> String {
    let all = |parts: &[Expression]| {
        parts.iter().map(|part| self::expression(part, Place::Whole)).collect::<Vec<_>>()
    };
    let (made, own) = match expression {
        Expression::Literal(value) => (literal(value), Place::Sign),
        Expression::Pick(of) => (phrases::pick_of(of).join(" "), Place::Sign),
        Expression::Name(name) => (name.node.clone(), Place::Sign),
        Expression::Age(at) => (format!("age at {}", phrases::point(at)), Place::Sign),
        Expression::Call(name, arguments) => {
            (format!("{}({})", name.node, all(arguments).join(", ")), Place::Sign)
        }
        Expression::When(condition, then, otherwise) => {
            // Its condition is one plain test, which always fits on a line.
            let condition = bodies::flat(condition).unwrap_or_default();
            let arms = all(&[(**then).clone(), (**otherwise).clone()]);
            (format!("when {condition} then {}", arms.join(" else ")), Place::Whole)
        }
        Expression::Negative(inner) => (format!("-{}", self::expression(inner, Place::Sign)), Place::Factor),
        Expression::Binary(left, sign, right) => {
            let (own, tighter) = match sign {
                '+' | '-' => (Place::Sum, Place::Product),
                _ => (Place::Product, Place::Factor),
            };
            (format!("{} {sign} {}", self::expression(left, own), self::expression(right, tighter)), own)
        }
    };
    if own < place { format!("({made})") } else { made }
}
