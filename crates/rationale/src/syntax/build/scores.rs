//! Scores and calculations.

use super::{Builder, Kids, only};
use crate::ast::{self, Band, Expression, ScoreTable};
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

/// Terms of one sum or factors of one product. The tree of a long sum is as deep as the sum is long.
const MOST_TERMS: usize = 32;

impl Builder {
    pub(super) fn score(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Score> {
        let mut kids = Kids::of(pair);
        let head = kids.next()?;
        let (mut items, mut cites, mut before) = (Vec::new(), Vec::new(), None);
        while let Some(line) = kids.next() {
            let start = line.as_span().start();
            match line.as_rule() {
                Rule::score_part => items.push(self.score_part(&line)?),
                Rule::cite => cites.push(self.cite(&line)?),
                _ => {
                    self.note_broken(&line, before);
                    continue;
                }
            }
            before = Some(start);
        }
        let mut kids = self.sound_head(&head)?;
        let id = self.name_in(&mut kids)?;
        let label = self.label_in(&mut kids);
        let over = self.name_in(&mut kids)?;
        Some(ast::Score { id, label, over, items, cites, span: self.span(pair) })
    }

    fn score_part(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::ScoreItem> {
        let mut kids = Kids::of(pair);
        let id = self.name_in(&mut kids)?;
        let label = self.label_in(&mut kids);
        let table = self.table(&kids.next()?)?;
        Some(ast::ScoreItem { id, label, table, span: self.span(pair) })
    }

    fn table(&mut self, pair: &Pair<'_, Rule>) -> Option<ScoreTable> {
        let inner = only(pair)?;
        let mut kids = Kids::of(&inner);
        Some(match inner.as_rule() {
            Rule::points => {
                let operand = kids.next()?;
                let operand = (operand.as_rule() == Rule::name).then(|| self.name(&operand));
                let mut rows = Vec::new();
                for row in kids.take_all(Rule::score_row) {
                    rows.push(self.score_row(&row)?);
                }
                let span = self.span(&inner);
                ScoreTable::Points { operand, rows, span }
            }
            Rule::highest_of => {
                let tables = kids.take_all(Rule::table);
                let tables: Option<Vec<_>> = tables.iter().map(|table| self.table(table)).collect();
                ScoreTable::HighestOf(tables?)
            }
            Rule::table_when => {
                let condition = self.body(&kids.next()?)?;
                let then = self.table(&kids.next()?)?;
                let otherwise = self.table(&kids.next()?)?;
                ScoreTable::When(Box::new(condition), Box::new(then), Box::new(otherwise))
            }
            _ => ScoreTable::Number(self.number(&inner)),
        })
    }

    fn score_row(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::ScoreRow> {
        let mut kids = Kids::of(pair);
        let band = self.band(&kids.next()?)?;
        let condition = match kids.take(Rule::row_where).and_then(|condition| only(&condition)) {
            Some(condition) => Some(self.condition(&condition)?),
            None => None,
        };
        let points = self.number(&kids.next()?);
        Some(ast::ScoreRow { band, condition, points, span: self.span(pair) })
    }

    fn band(&self, pair: &Pair<'_, Rule>) -> Option<Band> {
        let inner = only(pair)?;
        let mut kids = Kids::of(&inner);
        if inner.as_rule() == Rule::band_is {
            return Some(Band::Is(self.names_of(&mut kids, Rule::option)));
        }
        let first = kids.next()?;
        Some(match inner.as_rule() {
            Rule::band_up_to => Band::UpTo(self.literal(&first)?),
            Rule::band_below => Band::Below(self.literal(&kids.next()?)?),
            Rule::band_above => {
                let low = self.literal(&kids.next()?)?;
                match kids.next() {
                    Some(high) => Band::AboveTo(low, self.literal(&high)?),
                    None => Band::Above(low),
                }
            }
            _ => {
                let first = self.literal(&first)?;
                let next = kids.next()?;
                match next.as_rule() {
                    Rule::w_and_above => Band::AndAbove(first),
                    Rule::w_to_below => Band::ToBelow(first, self.literal(&kids.next()?)?),
                    _ => Band::To(first, self.literal(&next)?),
                }
            }
        })
    }

    pub(super) fn expression(&mut self, pair: &Pair<'_, Rule>) -> Option<Expression> {
        self.chain(pair, Self::term)
    }

    fn term(&mut self, pair: &Pair<'_, Rule>) -> Option<Expression> {
        self.chain(pair, Self::factor)
    }

    /// `a op b op c`, from the left.
    fn chain(
        &mut self,
        pair: &Pair<'_, Rule>,
        part: fn(&mut Self, &Pair<'_, Rule>) -> Option<Expression>,
    ) -> Option<Expression> {
        let mut kids = Kids::of(pair);
        let mut made = part(self, &kids.next()?)?;
        let mut terms = 1_usize;
        while let Some(sign) = kids.next() {
            terms = terms.saturating_add(1);
            if terms > MOST_TERMS {
                self.long.push(self.span(&sign));
                break;
            }
            let sign = match sign.as_str() {
                "+" => '+',
                "*" | "×" => '*',
                "/" => '/',
                _ => '-',
            };
            let right = part(self, &kids.next()?)?;
            made = Expression::Binary(Box::new(made), sign, Box::new(right));
        }
        Some(made)
    }

    fn factor(&mut self, pair: &Pair<'_, Rule>) -> Option<Expression> {
        let inner = only(pair)?;
        if inner.as_rule() == Rule::negative {
            let mut kids = Kids::of(&inner);
            kids.next();
            return Some(Expression::Negative(Box::new(self.positive(&kids.next()?)?)));
        }
        self.positive(&inner)
    }

    fn positive(&mut self, pair: &Pair<'_, Rule>) -> Option<Expression> {
        let inner = only(pair)?;
        Some(match inner.as_rule() {
            Rule::expression => self.expression(&inner)?,
            Rule::calc_number => Expression::Literal(self.literal(&inner)?),
            Rule::calc_when => {
                let mut kids = Kids::of(&inner);
                let condition = ast::Body::Test(Box::new(self.test(&kids.next()?)?));
                let then = self.expression(&kids.next()?)?;
                let otherwise = self.expression(&kids.next()?)?;
                Expression::When(Box::new(condition), Box::new(then), Box::new(otherwise))
            }
            Rule::calc_age => {
                let mut kids = Kids::of(&inner);
                kids.next();
                Expression::Age(self.point(&kids.next()?)?)
            }
            Rule::pick_of => Expression::Pick(Box::new(self.pick_of(&inner)?)),
            Rule::call => {
                let mut kids = Kids::of(&inner);
                let name = self.name_in(&mut kids)?;
                let arguments = kids.take_all(Rule::expression);
                let arguments: Option<Vec<_>> = arguments.iter().map(|pair| self.expression(pair)).collect();
                Expression::Call(name, arguments?)
            }
            _ => Expression::Name(self.name(&inner)),
        })
    }
}
