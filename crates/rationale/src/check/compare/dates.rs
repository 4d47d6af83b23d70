//! Dates, by order and between.

use super::Typed;
use crate::ast::{self, CompareForm, Literal, LiteralForm, OrderOp};
use crate::check::faults::kinds;
use crate::check::lower::Checker;
use crate::check::model::Compare;
use crate::source::Name;

impl Checker<'_> {
    pub(super) fn compare_date(&mut self, typed: &Typed, compare: &ast::Compare) -> Option<Compare> {
        match &compare.form {
            CompareForm::Order(op, value) => {
                self.date_value(typed, value).map(|date| Compare::Date(*op, date))
            }
            CompareForm::Is { negated: false, value } => {
                self.date_value(typed, value).map(|date| Compare::Date(OrderOp::Equal, date))
            }
            CompareForm::Between(low, high) => {
                let from = self.date_value(typed, low);
                let to = self.date_value(typed, high);
                let (from, to) = (from?, to?);
                if from > to {
                    return self.refuse(kinds::range_backwards(low.span.to(high.span)));
                }
                Some(Compare::DateBetween(from, to))
            }
            CompareForm::In(set) => self.refuse(kinds::set_on_another(typed, set, compare.span)),
            CompareForm::Is { negated: true, .. } | CompareForm::OneOf(_) => {
                self.refuse(kinds::date_by_order(typed, compare.span))
            }
        }
    }

    fn date_value(&mut self, typed: &Typed, value: &Literal) -> Option<chrono::NaiveDate> {
        let text = match &value.form {
            LiteralForm::Date(text) => text.clone(),
            LiteralForm::Path(path) => {
                let [name] = path.names.as_slice() else { return self.path_of_many(path) };
                match self.setting(name).map(|setting| setting.form.clone()) {
                    Some(LiteralForm::Date(text)) => text,
                    Some(_) => return self.refuse(kinds::wrong_value(typed, value.span, "this setting")),
                    None => {
                        let fault = self.unknown_value(typed, name);
                        return self.refuse(fault);
                    }
                }
            }
            _ => return self.refuse(kinds::wrong_value(typed, value.span, "no date")),
        };
        self.date(&Name::new(text, value.span))
    }
}
