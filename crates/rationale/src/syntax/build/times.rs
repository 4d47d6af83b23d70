//! Values, amounts, windows and points in time.

use super::{Builder, Kids, only};
use crate::ast::{self, AnchorBase, Edge, LiteralForm, Pick, Side, Touch, WindowForm};
use crate::source::Spanned;
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

impl Builder {
    /// A literal, or one of the forms of number that stand for one.
    pub(super) fn literal(&self, pair: &Pair<'_, Rule>) -> Option<ast::Literal> {
        let span = self.span(pair);
        let inner = match pair.as_rule() {
            Rule::literal | Rule::band_value => only(pair)?,
            _ => pair.clone(),
        };
        let form = match inner.as_rule() {
            Rule::date => LiteralForm::Date(inner.as_str().to_owned()),
            Rule::string => LiteralForm::Text(super::unquoted(inner.as_str())),
            Rule::path => LiteralForm::Path(self.path(&inner)),
            _ => {
                let mut kids = Kids::of(&inner);
                let number = self.number(&kids.next()?).node;
                let unit = kids.next().map(|unit| self.name(&unit));
                let mut outer = Kids::of(pair);
                outer.next();
                let of = outer.take(Rule::path).map(|path| self.path(&path));
                LiteralForm::Number { number, unit, of }
            }
        };
        Some(ast::Literal { form, span })
    }

    pub(super) fn amount(&self, pair: &Pair<'_, Rule>) -> Option<ast::Amount> {
        let mut kids = Kids::of(pair);
        let number = kids.next()?.as_str().to_owned();
        let unit = self.name(&kids.next()?);
        Some(ast::Amount { number, unit, span: self.span(pair) })
    }

    pub(super) fn window(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Window> {
        let mut kids = Kids::of(pair);
        let touch = match kids.peek()? {
            Rule::w_starting => Touch::Starting,
            Rule::w_ending => Touch::Ending,
            Rule::w_whole => Touch::Whole,
            _ => Touch::Sharing,
        };
        if touch != Touch::Sharing {
            kids.next();
        }
        let form = match kids.take(Rule::window_form) {
            Some(form) => Some(self.window_form(&only(&form)?)?),
            None => None,
        };
        let known_by = match kids.take(Rule::known_by) {
            Some(known) => Some(self.point(&only(&known)?)?),
            None => None,
        };
        Some(ast::Window { touch, form, known_by, span: self.span(pair) })
    }

    fn window_form(&mut self, pair: &Pair<'_, Rule>) -> Option<WindowForm> {
        if pair.as_rule() == Rule::w_ever {
            return Some(WindowForm::Ever(self.span(pair)));
        }
        let mut kids = Kids::of(pair);
        let first = kids.next()?;
        Some(match pair.as_rule() {
            Rule::within_any => {
                let amount = self.amount(&first)?;
                let from = self.point(&kids.next()?)?;
                WindowForm::WithinAny(amount, from, self.point(&kids.next()?)?)
            }
            Rule::within => {
                let amount = self.amount(&first)?;
                let side = side(&kids.next()?);
                WindowForm::Within(amount, side, self.point(&kids.next()?)?)
            }
            Rule::from_to => {
                let from = self.point(&first)?;
                let until = kids.take(Rule::w_until).is_some();
                WindowForm::FromTo { from, to: self.point(&kids.next()?)?, until }
            }
            Rule::window_before => WindowForm::Before(self.point(&first)?),
            Rule::window_after => WindowForm::After(self.point(&first)?),
            Rule::up_to => WindowForm::UpTo(self.point(&first)?),
            Rule::during => WindowForm::During(self.anchor(&first)?),
            Rule::on_day_of => WindowForm::OnDayOf(self.point(&first)?),
            _ => return None,
        })
    }

    pub(super) fn point(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Point> {
        let day_of = pair.clone().into_inner().next()?.as_rule() == Rule::k_day_of;
        let mut kids = Kids::of(pair);
        let shift = match kids.take(Rule::shift) {
            Some(shift) => {
                let mut kids = Kids::of(&shift);
                let amount = self.amount(&kids.next()?)?;
                Some((amount, side(&kids.next()?)))
            }
            None => None,
        };
        let anchor = self.anchor(&kids.next()?)?;
        Some(ast::Point { day_of, shift, anchor, span: self.span(pair) })
    }

    fn anchor(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::AnchorRef> {
        let mut kids = Kids::of(pair);
        let edge = match kids.peek()? {
            Rule::w_start_of => Some(Edge::Start),
            Rule::w_end_of => Some(Edge::End),
            _ => None,
        };
        if edge.is_some() {
            kids.next();
        }
        let base = kids.next()?;
        let base = match base.as_rule() {
            Rule::w_this => AnchorBase::This,
            Rule::anchor_pick => {
                let mut kids = Kids::of(&base);
                let pick = pick(&kids.next()?)?;
                let fact = self.name_in(&mut kids)?;
                let filter = match kids.take(Rule::anchor_where) {
                    Some(filter) => self.conditions(&filter)?,
                    None => Vec::new(),
                };
                AnchorBase::Pick { pick, fact, filter }
            }
            _ => AnchorBase::Name(Spanned::new(base.as_str().to_owned(), self.span(&base))),
        };
        Some(ast::AnchorRef { edge, base, span: self.span(pair) })
    }
}

fn side(pair: &Pair<'_, Rule>) -> Side {
    match pair.as_rule() {
        Rule::w_before => Side::Before,
        Rule::w_after => Side::After,
        _ => Side::Of,
    }
}

/// Which record a `pick` names.
pub(super) fn pick(pair: &Pair<'_, Rule>) -> Option<Pick> {
    Some(match only(pair)?.as_rule() {
        Rule::w_latest => Pick::Latest,
        Rule::w_earliest => Pick::Earliest,
        Rule::w_lowest => Pick::Lowest,
        Rule::w_highest => Pick::Highest,
        Rule::w_mean => Pick::Mean,
        _ => Pick::Sum,
    })
}
