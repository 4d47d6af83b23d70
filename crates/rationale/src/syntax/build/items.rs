//! The items of a file.

use super::{Builder, Kids, only};
use crate::ast::{self, CodeForm, CodeSpec, CodesMember, Item};
use crate::source::Name;
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

impl Builder {
    pub(super) fn item(&mut self, pair: Pair<'_, Rule>) -> Option<Item> {
        Some(match pair.as_rule() {
            Rule::use_item => {
                let path = self.string(&only(&pair)?);
                Item::Use(ast::Use { path, span: self.span(&pair) })
            }
            Rule::default_item => {
                let kinds = self.names_of(&mut Kids::of(&pair), Rule::name);
                Item::Default(ast::SilenceDefault { kinds, span: self.span(&pair) })
            }
            Rule::codes_item => Item::Codes(self.codes(&pair)?),
            Rule::fact_item => Item::Fact(self.fact(&pair)?),
            Rule::anchor_item => Item::Anchor(self.anchor_declared(&pair)?),
            Rule::score_item => Item::Score(self.score(&pair)?),
            Rule::define_item => Item::Define(self.define(&pair)?),
            Rule::guideline_item => Item::Guideline(self.guideline(&pair)?),
            Rule::overlay_item => Item::Overlay(self.overlay(&pair)?),
            _ => return None,
        })
    }

    fn codes(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Codes> {
        let mut kids = Kids::of(pair);
        let id = self.name_in(&mut kids)?;
        let label = self.label_in(&mut kids);
        let mut members = Vec::new();
        for member in kids.take_all(Rule::codes_member) {
            members.push(self.codes_member(&only(&member)?)?);
        }
        let by_date_of = self.name_of(kids.take(Rule::by_date_of));
        let columns =
            kids.take(Rule::columns).map(|columns| self.names_of(&mut Kids::of(&columns), Rule::name));
        let columns = columns.unwrap_or_default();
        Some(ast::Codes { id, label, members, by_date_of, columns, span: self.span(pair) })
    }

    fn codes_member(&self, pair: &Pair<'_, Rule>) -> Option<CodesMember> {
        Some(match pair.as_rule() {
            Rule::member_file => CodesMember::File(self.string(&only(pair)?)),
            Rule::member_set => CodesMember::Sets(self.names_of(&mut Kids::of(pair), Rule::name)),
            _ => {
                let (system, codes) = self.system_codes(pair)?;
                CodesMember::System { system, codes }
            }
        })
    }

    pub(super) fn system_codes(&self, pair: &Pair<'_, Rule>) -> Option<(Name, Vec<CodeSpec>)> {
        let mut kids = Kids::of(pair);
        let system = self.name(&kids.next()?);
        let mut codes = Vec::new();
        for spec in kids.take_all(Rule::code_spec) {
            codes.push(self.code_spec(&spec)?);
        }
        Some((system, codes))
    }

    fn code_spec(&self, pair: &Pair<'_, Rule>) -> Option<CodeSpec> {
        let mut kids = Kids::of(pair);
        let first = kids.next()?;
        let form = if first.as_rule() == Rule::string {
            CodeForm::One(super::unquoted(first.as_str()))
        } else if let Some(range) = kids.take(Rule::code_range) {
            CodeForm::Range(first.as_str().to_owned(), only(&range)?.as_str().to_owned())
        } else if let Some(stem) = first.as_str().strip_suffix('*') {
            CodeForm::Prefix(stem.strip_suffix('.').unwrap_or(stem).to_owned())
        } else {
            CodeForm::One(first.as_str().to_owned())
        };
        Some(CodeSpec { form, span: self.span(pair) })
    }

    pub(super) fn anchor_declared(&self, pair: &Pair<'_, Rule>) -> Option<ast::Anchor> {
        let mut kids = Kids::of(pair);
        let id = self.name_in(&mut kids)?;
        let label = self.label_in(&mut kids);
        let is_span = kids.take(Rule::is_span).is_some();
        Some(ast::Anchor { id, label, is_span, span: self.span(pair) })
    }

    pub(super) fn define(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Define> {
        let mut kids = Kids::of(pair);
        let id = self.name_in(&mut kids)?;
        let label = self.label_in(&mut kids);
        let of = self.name_of(kids.take(Rule::define_of));
        let meaning = kids.next()?;
        let meaning = if meaning.as_rule() == Rule::define_quantity {
            let mut kids = Kids::of(&meaning);
            let unit = self.name(&kids.next()?);
            ast::DefineMeaning::Quantity { unit, expression: self.expression(&kids.next()?)? }
        } else {
            ast::DefineMeaning::Body(self.body(&meaning)?)
        };
        Some(ast::Define { id, label, of, meaning, span: self.span(pair) })
    }
}
