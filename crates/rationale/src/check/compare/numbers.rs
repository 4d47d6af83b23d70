//! Numbers and quantities: thresholds in the unit of what is compared, settings, parts and shares of them.

use super::{Sort, Typed};
use crate::ast::{self, CompareForm, Literal, LiteralForm};
use crate::check::faults::{kinds, units};
use crate::check::lower::Checker;
use crate::check::model::{Compare, Kind, Operand};
use crate::source::{Name, Span};
use crate::value::number::Number;
use crate::value::unit::{Unit, convert, convert_difference};

impl Checker<'_> {
    pub(super) fn compare_number(&mut self, typed: &Typed, compare: &ast::Compare) -> Option<Compare> {
        match &compare.form {
            CompareForm::Order(op, value) => {
                let operand = self.operand(typed, value)?;
                self.plausible(typed, operand, value.span);
                Some(Compare::Order(*op, operand))
            }
            CompareForm::Between(low, high) => {
                let from = self.operand(typed, low);
                let to = self.operand(typed, high);
                let (from, to) = (from?, to?);
                if let (Operand::Constant(from), Operand::Constant(to)) = (from, to)
                    && from > to
                {
                    return self.refuse(kinds::range_backwards(low.span.to(high.span)));
                }
                self.plausible(typed, from, low.span);
                self.plausible(typed, to, high.span);
                Some(Compare::Between(from, to))
            }
            CompareForm::Is { .. } | CompareForm::OneOf(_) => {
                self.refuse(kinds::is_on_a_number(typed, compare.span))
            }
            CompareForm::In(set) => self.refuse(kinds::set_on_another(typed, set, compare.span)),
        }
    }

    /// A threshold that no plausible reading reaches is a slip.
    fn plausible(&mut self, typed: &Typed, operand: Operand, span: Span) {
        if let (true, Operand::Constant(number), Some((low, high))) =
            (typed.reading, operand, typed.numeric.plausible)
            && (number < low || number > high)
        {
            let unit = match &typed.sort {
                Sort::Quantity(unit) => format!(" {unit}"),
                _ => String::new(),
            };
            self.fault(units::implausible_threshold(typed, span, low, high, &unit));
        }
    }

    /// What a number is compared with.
    fn operand(&mut self, typed: &Typed, value: &Literal) -> Option<Operand> {
        match &value.form {
            LiteralForm::Number { number, unit, of: None } => {
                let number = self.number(number, value.span)?;
                self.constant(typed, number, unit.as_ref(), value.span).map(Operand::Constant)
            }
            LiteralForm::Number { number, unit, of: Some(path) } => {
                let share = self.number(number, value.span)?;
                let share = match unit {
                    None => share,
                    Some(unit) => {
                        let read = self.unit(unit)?;
                        match convert(share, &read, &Unit::one()) {
                            Ok(share) => share,
                            Err(_) => {
                                return self.refuse(units::unit_mismatch_declared(
                                    &Unit::one(),
                                    &read,
                                    unit.span,
                                ));
                            }
                        }
                    }
                };
                self.operand_path(typed, path, share, value.span)
            }
            LiteralForm::Path(path) => self.operand_path(typed, path, Number::ONE, value.span),
            LiteralForm::Date(_) => self.refuse(kinds::wrong_value(typed, value.span, "a date")),
            LiteralForm::Text(_) => self.refuse(kinds::wrong_value(typed, value.span, "a text")),
        }
    }

    /// A setting or part, times a share.
    fn operand_path(
        &mut self,
        typed: &Typed,
        path: &ast::Path,
        share: Number,
        span: Span,
    ) -> Option<Operand> {
        let [name] = path.names.as_slice() else {
            return self.path_of_many(path);
        };
        if let Some(value) = self.setting(name) {
            if matches!(value.form, LiteralForm::Path(_) | LiteralForm::Number { of: Some(_), .. }) {
                return self.refuse(kinds::wrong_value(typed, span, "a setting that is no number"));
            }
            let Operand::Constant(number) = self.operand(typed, value)? else { return None };
            return match number.mul(share) {
                Some(number) => Some(Operand::Constant(number)),
                None => self.refuse(kinds::bad_number(span)),
            };
        }
        let fact = typed.fact.and_then(|fact| self.fact(fact));
        let Some(fact) = fact else {
            let fault = self.unknown_value(typed, name);
            return self.refuse(fault);
        };
        let index = fact.part(&name.node);
        let Some((index, part)) =
            index.and_then(|index| fact.parts.get(usize::from(index.0)).map(|part| (index, part.clone())))
        else {
            let fault = self.unknown_value(typed, name);
            return self.refuse(fault);
        };
        let own = match &typed.sort {
            Sort::Quantity(unit) => unit.clone(),
            _ => Unit::one(),
        };
        let other = match &part.kind {
            Kind::Quantity(unit) => unit.clone(),
            Kind::Number => Unit::one(),
            _ => return self.refuse(kinds::wrong_value(typed, name.span, "a part that is no number")),
        };
        // Units whose noughts differ do not convert by a factor.
        let by_factor = typed.difference || convert(Number::ZERO, &other, &own) == Ok(Number::ZERO);
        match convert_difference(share, &other, &own) {
            Ok(factor) if by_factor => return Some(Operand::Part(index, factor)),
            _ => {}
        }
        let also = typed.numeric.also_in.iter().find_map(|(also, factor)| {
            convert_difference(share, &other, also).ok().and_then(|share| share.mul(*factor))
        });
        match also {
            Some(factor) => Some(Operand::Part(index, factor)),
            None => self.refuse(units::unit_mismatch(typed, &own, &other, name.span)),
        }
    }

    /// A number in the unit of what is compared.
    pub(in crate::check) fn constant(
        &mut self,
        typed: &Typed,
        number: Number,
        unit: Option<&Name>,
        span: Span,
    ) -> Option<Number> {
        let own = match &typed.sort {
            Sort::Quantity(unit) => unit.clone(),
            Sort::Age => return self.word_unit(typed, number, unit, span, "years", true),
            Sort::Elapsed(word) => return self.word_unit(typed, number, unit, span, word, false),
            _ => Unit::one(),
        };
        let Some(written) = unit else {
            if own.text() == "1" {
                return Some(number);
            }
            return self.refuse(units::missing_unit(typed, own.text(), span));
        };
        let read = self.unit(written)?;
        let turn = if typed.difference { convert_difference } else { convert };
        if read.convertible(&own) {
            return match turn(number, &read, &own) {
                Ok(number) => Some(number),
                Err(_) => self.refuse(kinds::bad_number(span)),
            };
        }
        for (also, factor) in &typed.numeric.also_in {
            if let Ok(number) = turn(number, &read, also) {
                return match number.mul(*factor) {
                    Some(number) => Some(number),
                    None => self.refuse(kinds::bad_number(span)),
                };
            }
        }
        self.refuse(units::unit_mismatch(typed, &own, &read, span))
    }

    /// A number of the one unit of time that fits, written as a word.
    fn word_unit(
        &mut self,
        typed: &Typed,
        number: Number,
        unit: Option<&Name>,
        span: Span,
        word: &str,
        wanted: bool,
    ) -> Option<Number> {
        match unit {
            None if wanted => self.refuse(units::missing_unit(typed, word, span)),
            None => Some(number),
            Some(unit) if unit.node == word || word.strip_suffix('s') == Some(unit.node.as_str()) => {
                Some(number)
            }
            Some(unit) => self.refuse(units::other_time_unit(typed, word, unit)),
        }
    }
}
