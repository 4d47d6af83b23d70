//! `periods`: series of periods, lowered once, wherever their name stands first.

use super::compare::Sort;
use super::faults::{kinds, names as name_faults, periods as faults};
use super::lower::{Checker, Context};
use super::model::{self, Compare, Kind, Operand, Periods, Point, Select, TestForm, Window, WindowForm};
use super::names::Named;
use crate::ast::{self, FactMode, MetaForm, Touch};
use crate::source::{Name, Span};
use crate::value::number::Number;
use crate::value::time::{Length, TimeUnit};

/// How far the periods of a guideline are lowered.
#[derive(Clone, Debug)]
pub(super) enum Lowering {
    /// Their own start is being read.
    InProgress,
    /// Done; `None` where they have an error.
    Done(Option<Periods>),
}

/// More lengths than these are not listed.
const MOST_LENGTHS: usize = 64;

/// The line that declares a series.
struct Line<'a> {
    id: &'a Name,
    lengths: &'a [ast::Amount],
    then: Option<&'a ast::Amount>,
    from: &'a ast::Point,
    counting: Option<&'a Name>,
}

impl<'a> Checker<'a> {
    /// The periods of that name in the guideline at hand.
    pub(super) fn periods(&mut self, name: &Name) -> Option<Periods> {
        let guideline = self.cx.guideline?;
        let meta = self.inside()?.periods.get(name.node.as_str()).copied()?;
        let MetaForm::Periods { id, lengths, then, from, counting } = &meta.form else { return None };
        let key = (guideline, name.node.clone());
        match self.periods_of.get(&key) {
            Some(Lowering::InProgress) => return self.refuse(faults::period_cycle(name)),
            Some(Lowering::Done(Some(done))) => return Some(done.clone()),
            Some(Lowering::Done(None)) => return self.silently(),
            None => {}
        }
        self.periods_of.insert(key.clone(), Lowering::InProgress);
        let cx = Context {
            file: self.cx.file,
            guideline: Some(guideline),
            traced: self.cx.traced,
            ..Context::default()
        };
        let line = Line { id, lengths, then: then.as_ref(), from, counting: counting.as_ref() };
        let (done, uses, broken) = self.apart(cx, |this| {
            let place = this.stand_in(meta.span);
            let done = this.lower_periods(&line);
            this.stand_back(place);
            done
        });
        self.uses.add(&uses);
        let done = done.filter(|_| !broken);
        self.periods_of.insert(key, Lowering::Done(done.clone()));
        if done.is_none() {
            return self.silently();
        }
        done
    }

    fn lower_periods(&mut self, line: &Line<'a>) -> Option<Periods> {
        if let Some(other) =
            self.visible().and_then(|visible| visible.asks.get(line.id.node.as_str()).copied())
        {
            let declared = match other {
                Named::Fact(at) => self.names.facts.get(at).map(|fact| fact.node.id.span),
                Named::Define(at) => self.names.defines.get(at).map(|define| define.node.id.span),
                Named::Score(at) => self.names.scores.get(at).map(|score| score.node.id.span),
            };
            self.fault(name_faults::duplicate_name(line.id, declared.unwrap_or(line.id.span)));
        }
        let lengths = self.period_lengths(line);
        let from = self.point(line.from);
        let counting = match line.counting {
            Some(fact) => self.counted_periods(fact).map(Some),
            None => Some(None),
        };
        let ((lengths, then), from, counting) = (lengths?, from?, counting?);
        let counting = counting.map(|fact| {
            let before = Point { day_of: true, ..from.clone() };
            let window = Window { touch: Touch::Sharing, form: WindowForm::Before(before) };
            Select { fact, filter: Vec::new(), window: Some(window), known_by: None }
        });
        Some(Periods { id: line.id.node.clone(), lengths, then, from, counting })
    }

    /// Whole days, weeks, months or years, none nought, and all of one kind: a month has no fixed number of days.
    fn period_lengths(&mut self, line: &Line<'a>) -> Option<(Vec<Length>, Option<Length>)> {
        let mut lowered = Vec::new();
        let mut first: Option<(bool, Span)> = None;
        for amount in line.lengths.iter().chain(line.then) {
            let Some(length) = self.length(amount) else { continue };
            if length.unit.is_elapsed() {
                self.fault(faults::not_in_days(amount.span));
                continue;
            }
            if length.count == 0 {
                self.fault(faults::no_length(amount.span));
                continue;
            }
            let by_month = matches!(length.unit, TimeUnit::Months | TimeUnit::Years);
            match first {
                Some((other, span)) if other != by_month => {
                    self.fault(faults::days_and_months(amount.span, span));
                    continue;
                }
                _ => first = first.or(Some((by_month, amount.span))),
            }
            lowered.push(length);
        }
        if line.lengths.len() > MOST_LENGTHS {
            return self.refuse(faults::too_many_lengths(line.id, MOST_LENGTHS));
        }
        if lowered.len() != line.lengths.iter().chain(line.then).count() {
            return None;
        }
        let then = if line.then.is_some() { lowered.pop() } else { None };
        Some((lowered, then))
    }

    /// The fact whose records are earlier periods.
    fn counted_periods(&mut self, name: &'a Name) -> Option<model::FactIx> {
        let ix = self.fact_named(name)?;
        let fact = self.fact(ix)?;
        let counts = matches!(fact.kind, Kind::Event(_) | Kind::Span(_) | Kind::Record)
            && fact.mode == FactMode::Done
            && fact.is_event();
        if !counts {
            return self.refuse(faults::counts_no_event(name));
        }
        if fact.silence.is_none() && ix != model::FactIx(0) {
            let id = fact.id.clone();
            let declared = self.declared(ix).map(|declared| declared.node.id.span);
            self.fault(super::faults::advice::absence_never_settled(&id, name.span, declared, true));
        }
        Some(ix)
    }

    /// `benefit.number >= 3`
    pub(super) fn period_number(&mut self, state: &'a ast::StateTest, plain: bool) -> Option<Box<TestForm>> {
        let of = self.periods(&state.name)?;
        let Some(part) = state.part.as_ref().filter(|part| part.node == "number") else {
            let place = state.part.as_ref().unwrap_or(&state.name);
            return self.refuse(faults::only_a_number(&state.name, place.span));
        };
        if !plain {
            return self.refuse(kinds::header_is_plain(&state.name));
        }
        let name = format!("{}.number", state.name.node);
        let typed = Self::typed_plain(Sort::Number, name, state.name.span.to(part.span));
        let Some(compare) = &state.compare else {
            return self.refuse(kinds::needs_compare(&typed));
        };
        let lowered = self.compare(&typed, compare)?;
        let whole = |operand: &Operand| match operand {
            Operand::Constant(number) => number.under() == 1 && *number >= Number::ONE,
            Operand::Part(..) => false,
        };
        let fits = match &lowered {
            Compare::Order(_, operand) => whole(operand),
            Compare::Between(low, high) => whole(low) && whole(high),
            _ => false,
        };
        if !fits {
            return self.refuse(faults::number_not_whole(compare.span));
        }
        Some(Box::new(TestForm::PeriodNumber { of: Box::new(of), compare: lowered }))
    }
}
