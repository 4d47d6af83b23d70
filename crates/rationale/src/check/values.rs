//! Numbers, units, lengths of time, dates and citations.

use super::faults::{kinds, names, times, units};
use super::lower::Checker;
use super::model::{self, Kind};
use crate::ast::{self, LiteralForm};
use crate::source::{Name, Spanned};
use crate::value::number::Number;
use crate::value::time::{Length, TimeUnit, parse_date};
use crate::value::unit::{Unit, UnitError, convert, convert_difference};
use chrono::NaiveDate;

const CITE_CLASSES: [&str; 8] =
    ["statute", "regulation", "ncd", "lcd", "article", "manual", "literature", "internal"];

/// The words of time that may stand for a unit of a quantity: `length >= 12 weeks`.
fn time_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "minute" | "minutes" => "min",
        "hour" | "hours" => "h",
        "day" | "days" => "d",
        "week" | "weeks" => "wk",
        "month" | "months" => "mo",
        "year" | "years" => "a",
        _ => return None,
    })
}

impl Checker<'_> {
    /// A unit as declared or written after a number.
    pub(super) fn unit(&mut self, text: &Spanned<String>) -> Option<Unit> {
        let spelled = time_word(&text.node).unwrap_or(&text.node);
        match Unit::parse(spelled) {
            Ok(unit) => Some(unit),
            Err(UnitError::Misspelled { suggestion }) => {
                self.refuse(units::misspelled_unit(text, &suggestion))
            }
            Err(UnitError::Unknown { suggestion }) => {
                self.refuse(units::unknown_unit(text, suggestion.as_deref()))
            }
            Err(_) => self.refuse(units::unknown_unit(text, None)),
        }
    }

    /// A number of a literal.
    pub(super) fn number(&mut self, text: &str, span: crate::source::Span) -> Option<Number> {
        match text.parse() {
            Ok(number) => Some(number),
            Err(_) => self.refuse(kinds::bad_number(span)),
        }
    }

    /// A number of a declaration (`plausible`, `rounded to`), in the declared kind's unit; a bare number is in that unit.
    pub(super) fn declared_number(
        &mut self,
        kind: &Kind,
        literal: &ast::Literal,
        difference: bool,
    ) -> Option<Number> {
        let LiteralForm::Number { number, unit, of: None } = &literal.form else {
            return self.refuse(kinds::number_wanted(literal.span));
        };
        let number = self.number(number, literal.span)?;
        let Some(written) = unit else { return Some(number) };
        let read = self.unit(written)?;
        let own = match kind {
            Kind::Quantity(unit) => unit.clone(),
            _ => Unit::one(),
        };
        let converted =
            if difference { convert_difference(number, &read, &own) } else { convert(number, &read, &own) };
        match converted {
            Ok(number) => Some(number),
            Err(_) => self.refuse(units::unit_mismatch_declared(&own, &read, written.span)),
        }
    }

    /// A length of time.
    pub(super) fn length(&mut self, amount: &ast::Amount) -> Option<Length> {
        let Some(unit) = TimeUnit::parse(&amount.unit.node) else {
            return self.refuse(times::unknown_time_unit(&amount.unit));
        };
        match amount.number.parse::<u32>() {
            Ok(count) if count <= 1_000_000 => Some(Length { count, unit }),
            _ => self.refuse(times::bad_length(amount)),
        }
    }

    /// A calendar date.
    pub(super) fn date(&mut self, text: &Spanned<String>) -> Option<NaiveDate> {
        match parse_date(&text.node) {
            Ok(date) => Some(date),
            Err(_) => self.refuse(times::bad_date(text.span)),
        }
    }

    /// A date that may be left out; `Some(None)` where it is.
    pub(super) fn date_or_none(&mut self, text: Option<&Spanned<String>>) -> Option<Option<NaiveDate>> {
        match text {
            Some(text) => self.date(text).map(Some),
            None => Some(None),
        }
    }

    /// A citation.
    pub(super) fn cite(&mut self, cite: &ast::Cite) -> Option<model::Cite> {
        if !CITE_CLASSES.contains(&cite.class.node.as_str()) {
            self.fault(names::unknown_class(&cite.class, &CITE_CLASSES));
        }
        let in_force = self.date_or_none(cite.in_force.as_ref())?;
        let in_force_to = self.date_or_none(cite.in_force_to.as_ref())?;
        let read = self.date_or_none(cite.read.as_ref())?;
        if let (Some(from), Some(to)) = (in_force, in_force_to)
            && to < from
        {
            self.fault(times::dates_backwards(cite.span));
        }
        Some(model::Cite {
            class: cite.class.node.clone(),
            text: cite.text.node.clone(),
            url: cite.url.as_ref().map(|url| url.node.clone()),
            in_force,
            in_force_to,
            read,
            unsure: cite.unsure,
        })
    }

    /// A name, where it may be left out.
    pub(super) fn set_or_none(&mut self, name: Option<&Name>) -> Option<Option<model::SetIx>> {
        match name {
            Some(name) => self.set(name).map(Some),
            None => Some(None),
        }
    }
}
