//! Options and texts: which of them a comparison lets through.

use super::Typed;
use crate::ast::{self, CompareForm, Literal, LiteralForm, OrderOp};
use crate::check::faults::{kinds, names};
use crate::check::lower::Checker;
use crate::check::model::{Compare, first_options, option_bit};
use crate::check::paths;
use crate::source::Name;

impl Checker<'_> {
    pub(super) fn compare_options(
        &mut self,
        typed: &Typed,
        options: &[String],
        ordered: bool,
        compare: &ast::Compare,
    ) -> Option<Compare> {
        let all = first_options(options.len());
        let bits = match &compare.form {
            CompareForm::Is { negated, value } => {
                let bit = option_bit(self.option(typed, options, value)?);
                if *negated { all & !bit } else { bit }
            }
            CompareForm::OneOf(values) => {
                let mut bits = 0;
                let mut fine = true;
                for value in values {
                    match self.option(typed, options, value) {
                        Some(index) => bits |= option_bit(index),
                        None => fine = false,
                    }
                }
                if !fine {
                    return None;
                }
                bits
            }
            CompareForm::Order(op, value) => {
                if *op == OrderOp::Equal {
                    return self.refuse(kinds::equal_on_options(typed, compare.span));
                }
                if !ordered {
                    return self.refuse(kinds::not_ordered(typed, compare.span));
                }
                let index = self.option(typed, options, value)?;
                let (below, own) = (first_options(index), option_bit(index));
                match op {
                    OrderOp::AtLeast => all & !below,
                    OrderOp::AtMost => below | own,
                    OrderOp::Above => all & !below & !own,
                    OrderOp::Below => below,
                    OrderOp::Equal => own,
                }
            }
            CompareForm::Between(low, high) => {
                if !ordered {
                    return self.refuse(kinds::not_ordered(typed, compare.span));
                }
                let low = self.option(typed, options, low);
                let high = self.option(typed, options, high);
                all & !first_options(low?) & (first_options(high?) | option_bit(high?))
            }
            CompareForm::In(set) => return self.refuse(kinds::set_on_another(typed, set, compare.span)),
        };
        if bits == 0 || bits == all {
            return self.refuse(kinds::always_the_same(typed, compare.span, bits != 0));
        }
        Some(Compare::Options(bits))
    }

    /// The number of an option, named outright or through a setting.
    fn option(&mut self, typed: &Typed, options: &[String], value: &Literal) -> Option<usize> {
        match &value.form {
            LiteralForm::Path(path) => {
                let [name] = path.names.as_slice() else { return self.path_of_many(path) };
                if let Some(index) = options.iter().position(|option| *option == name.node) {
                    return Some(index);
                }
                if let Some(setting) = self.setting(name) {
                    return match &setting.form {
                        LiteralForm::Path(path) if path.names.len() == 1 => {
                            let text = path.names.first().map_or("", |name| name.node.as_str());
                            match options.iter().position(|option| option == text) {
                                Some(index) => Some(index),
                                None => self.refuse(kinds::wrong_value(typed, value.span, "this setting")),
                            }
                        }
                        _ => self.refuse(kinds::wrong_value(typed, value.span, "this setting")),
                    };
                }
                let declared = typed.fact.and_then(|fact| self.declared(fact));
                let declared = declared.map(|declared| declared.node.id.span);
                self.refuse(names::unknown_option(name, &typed.name, options, declared))
            }
            LiteralForm::Number { .. } => self.refuse(kinds::wrong_value(typed, value.span, "a number")),
            LiteralForm::Date(_) => self.refuse(kinds::wrong_value(typed, value.span, "a date")),
            LiteralForm::Text(_) => self.refuse(kinds::wrong_value(typed, value.span, "a text in quotes")),
        }
    }

    pub(super) fn compare_text(
        &mut self,
        typed: &Typed,
        known: &[&str],
        compare: &ast::Compare,
    ) -> Option<Compare> {
        let (values, negated) = match &compare.form {
            CompareForm::Is { negated, value } => (std::slice::from_ref(value), *negated),
            CompareForm::OneOf(values) => (values.as_slice(), false),
            CompareForm::In(set) => return self.refuse(kinds::set_on_another(typed, set, compare.span)),
            CompareForm::Order(..) | CompareForm::Between(..) => {
                return self.refuse(kinds::not_ordered(typed, compare.span));
            }
        };
        let mut texts = Vec::new();
        for value in values {
            let text = match &value.form {
                LiteralForm::Text(text) => text.clone(),
                LiteralForm::Path(path) => paths::join(path),
                _ => return self.refuse(kinds::wrong_value(typed, value.span, "a number or date")),
            };
            if !known.is_empty() && !known.contains(&text.as_str()) {
                let options: Vec<String> = known.iter().map(|word| (*word).to_owned()).collect();
                let name = Name::new(text, value.span);
                return self.refuse(names::unknown_option(&name, &typed.name, &options, None));
            }
            texts.push(text);
        }
        Some(Compare::Texts { texts, negated })
    }
}
