//! Comparisons: what is compared decides what it may be compared with.

use super::faults::{kinds, names, units};
use super::lower::Checker;
use super::model::{
    Compare, FactIx, HeaderField, Kind, Numeric, Operand, PartIx, Subject, first_options, option_bit,
};
use crate::ast::{self, CompareForm, Literal, LiteralForm, OrderOp};
use crate::source::{Name, Span};
use crate::value::number::Number;
use crate::value::unit::{Unit, convert, convert_difference};

/// What is compared.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    /// As its author calls it.
    pub(super) name: String,
    /// Where it is named.
    pub(super) span: Span,
    pub(super) sort: Sort,
    pub(super) numeric: Numeric,
    /// The fact whose parts may stand on the other side.
    pub(super) fact: Option<FactIx>,
    /// Whether the number is a difference (a rise, a fall).
    pub(super) difference: bool,
    /// Whether it is a reading, which `plausible` bounds, and not a sum or difference.
    pub(super) reading: bool,
}

/// What sort of value it has.
#[derive(Clone, Debug)]
pub(super) enum Sort {
    Quantity(Unit),
    Number,
    Options {
        options: Vec<String>,
        ordered: bool,
    },
    /// Codes; set membership only.
    Codes,
    /// A text of the header, one of these where they are known.
    Text(&'static [&'static str]),
    Date,
    /// Completed years.
    Age,
    /// A count of this unit of time.
    Elapsed(String),
    /// No value of its own.
    Nothing(&'static str),
}

impl Sort {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Quantity(unit) => Self::Quantity(unit.clone()),
            Kind::Number => Self::Number,
            Kind::Options { options, ordered, .. } => {
                Self::Options { options: options.clone(), ordered: *ordered }
            }
            Kind::Judgement(_) => {
                Self::Options { options: vec!["no".to_owned(), "yes".to_owned()], ordered: false }
            }
            Kind::Code(_) | Kind::Event(_) | Kind::Span(_) => Self::Codes,
            Kind::Date => Self::Date,
            Kind::Record => Self::Nothing("a record"),
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Quantity(_) | Self::Number)
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Quantity(unit) => unit.dimension_words(),
            Self::Number => "a number".to_owned(),
            Self::Options { options, .. } if options == &["no", "yes"] => "a yes or no".to_owned(),
            Self::Options { ordered: true, .. } => "an ordered choice".to_owned(),
            Self::Options { .. } => "a choice".to_owned(),
            Self::Codes => "a code".to_owned(),
            Self::Text(_) => "a word".to_owned(),
            Self::Date => "a date".to_owned(),
            Self::Age => "an age".to_owned(),
            Self::Elapsed(unit) => format!("a number of {unit}"),
            Self::Nothing(words) => (*words).to_owned(),
        }
    }
}

impl<'a> Checker<'a> {
    /// The value or a part of a fact, ready to be compared.
    pub(super) fn typed(&self, fact: FactIx, subject: Subject, span: Span) -> Option<Typed> {
        let declared = self.fact(fact)?;
        let (name, kind, numeric) = match subject {
            Subject::Value => (declared.id.clone(), &declared.kind, &declared.numeric),
            Subject::Part(PartIx(part)) => {
                let part = declared.parts.get(usize::from(part))?;
                (part.id.clone(), &part.kind, &part.numeric)
            }
        };
        let (sort, numeric) = (Sort::of(kind), numeric.clone());
        Some(Typed { name, span, sort, numeric, fact: Some(fact), difference: false, reading: true })
    }

    /// A field of the header, ready to be compared.
    pub(super) fn typed_header(field: HeaderField, name: &Name) -> Typed {
        let sort = match field {
            HeaderField::Sex => Sort::Text(&super::builtins::SEXES),
            HeaderField::RequestedItem => Sort::Codes,
            HeaderField::RequestedDay | HeaderField::RequestedUnits => Sort::Number,
            _ => Sort::Text(&[]),
        };
        Self::typed_plain(sort, name.node.clone(), name.span)
    }

    /// Something that is not of a fact.
    pub(super) fn typed_plain(sort: Sort, name: String, span: Span) -> Typed {
        Typed { name, span, sort, numeric: Numeric::default(), fact: None, difference: false, reading: false }
    }

    /// A comparison, typed.
    pub(super) fn compare(&mut self, typed: &Typed, compare: &ast::Compare) -> Option<Compare> {
        if self.names_bound(compare) {
            // What `for` binds; reported where it stands.
            return self.silently();
        }
        match &typed.sort {
            Sort::Quantity(_) | Sort::Number | Sort::Age | Sort::Elapsed(_) => {
                self.compare_number(typed, compare)
            }
            Sort::Options { options, ordered } => self.compare_options(typed, options, *ordered, compare),
            Sort::Codes => match &compare.form {
                CompareForm::In(set) => self.set(set).map(Compare::InSet),
                _ => self.refuse(kinds::code_needs_set(typed, compare.span)),
            },
            Sort::Text(known) => self.compare_text(typed, known, compare),
            Sort::Date => self.compare_date(typed, compare),
            Sort::Nothing(_) => self.refuse(kinds::no_value(typed, compare.span)),
        }
    }

    fn compare_number(&mut self, typed: &Typed, compare: &ast::Compare) -> Option<Compare> {
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
        let index = fact.parts.iter().position(|part| part.id == name.node);
        let Some((index, part)) =
            index.and_then(|index| fact.parts.get(index).map(|part| (index, part.clone())))
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
        let Ok(index) = u16::try_from(index).map(PartIx) else { return None };
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

    /// Whether a comparison speaks of what a `for` binds.
    fn names_bound(&self, compare: &ast::Compare) -> bool {
        if self.cx.bound.is_empty() {
            return false;
        }
        let values = match &compare.form {
            CompareForm::Order(_, value) | CompareForm::Is { value, .. } => vec![value],
            CompareForm::OneOf(values) => values.iter().collect(),
            CompareForm::Between(low, high) => vec![low, high],
            CompareForm::In(set) => return self.cx.bound.contains(&set.node.as_str()),
        };
        values.into_iter().any(|value| match &value.form {
            LiteralForm::Path(path) | LiteralForm::Number { of: Some(path), .. } => {
                path.names.first().is_some_and(|first| self.cx.bound.contains(&first.node.as_str()))
            }
            _ => false,
        })
    }

    fn path_of_many<T>(&mut self, path: &ast::Path) -> Option<T> {
        self.refuse(names::unknown_value_path(path))
    }

    fn unknown_value(&self, typed: &Typed, name: &Name) -> crate::diagnostic::Diagnostic {
        let mut known: Vec<&str> =
            self.inside().into_iter().flat_map(|inside| inside.settings.keys().copied()).collect();
        if let Some(fact) = typed.fact.and_then(|fact| self.fact(fact)) {
            known.extend(fact.parts.iter().map(|part| part.id.as_str()));
        }
        names::unknown_value(name, &known)
    }

    /// The value of a setting of that name.
    pub(super) fn setting(&mut self, name: &Name) -> Option<&'a Literal> {
        let (id, value) = self.inside()?.settings.get(name.node.as_str()).copied()?;
        self.uses.settings.insert(id.span);
        Some(value)
    }

    /// A number in the unit of what is compared.
    fn constant(&mut self, typed: &Typed, number: Number, unit: Option<&Name>, span: Span) -> Option<Number> {
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

    fn compare_options(
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

    fn compare_text(&mut self, typed: &Typed, known: &[&str], compare: &ast::Compare) -> Option<Compare> {
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
                LiteralForm::Path(path) => super::paths::join(path),
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

    fn compare_date(&mut self, typed: &Typed, compare: &ast::Compare) -> Option<Compare> {
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
