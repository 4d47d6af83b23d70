//! Derived values: each step of a calculation has a unit, and what is added, compared and answered must agree in it.

use super::compare::{Sort, Typed};
use super::faults::{calculations as faults, kinds, names, times};
use super::lower::{Checker, Context, DefineState, Frame};
use super::model::{
    self, Calculated, Calculation, FactIx, Formula, Function, Input, Kind, Part, PartIx, Select, Subject,
    TestForm,
};
use crate::ast::{self, DefineMeaning, Expression, LiteralForm};
use crate::source::{Name, Span};
use crate::value::number::Number;
use crate::value::unit::{Unit, convert_difference};

/// Expressions nested deeper, derived values written out, are refused.
const DEEPEST: u32 = 48;
/// Inputs of one calculation.
const MOST_INPUTS: usize = 32;
/// Steps of one calculation, derived values written out.
const MOST_STEPS: usize = 2_000;

/// A calculation as far as it is lowered.
#[derive(Default)]
struct Draft {
    inputs: Vec<Input>,
    /// What each input says, to find it again.
    keys: Vec<String>,
    conditions: Vec<model::Body>,
    steps: usize,
}

/// A step and its unit.
struct Step {
    formula: Formula,
    unit: Unit,
    span: Span,
}

impl<'a> Checker<'a> {
    /// What a `define ...: quantity in UNIT = EXPRESSION` calculates.
    pub(super) fn calculation(&mut self, define: &'a ast::Define) -> Option<Calculation> {
        let DefineMeaning::Quantity { unit: written, expression } = &define.meaning else { return None };
        let unit = self.unit(written);
        let mut draft = Draft::default();
        let made = self.step(expression, written.span, &mut draft, 0);
        let (unit, made) = (unit?, made?);
        if unit.has_own_nought() {
            return self.refuse(faults::own_nought(written.span, &unit));
        }
        let Some(formula) = converted(&made, &unit) else {
            return self.refuse(faults::gives_another(written, &unit, &made.unit));
        };
        if draft.inputs.is_empty() {
            self.fault(faults::of_nothing(&define.id));
        }
        let label = super::facts::label(&define.id, define.label.as_ref());
        Some(Calculation { label, unit, inputs: draft.inputs, conditions: draft.conditions, formula })
    }

    /// Notes a derived value of a record as a part of its fact.
    pub(super) fn add_derived_part(
        &mut self,
        index: usize,
        fact: FactIx,
        define: &ast::Define,
        made: Calculation,
    ) {
        let Some(declared) = self.facts.get_mut(fact.0 as usize) else { return };
        let Ok(at) = u16::try_from(declared.parts.len()) else { return };
        let kind = Kind::Quantity(made.unit.clone());
        let (id, label) = (define.id.node.clone(), made.label.clone());
        declared.parts.push(Part::calculated(id, label, kind, Calculated::Define(Box::new(made))));
        self.define_parts.insert(index, (fact, PartIx(at)));
    }

    /// The part that a derived value of a record of `fact` is.
    pub(super) fn derived_part(&mut self, index: usize, fact: FactIx, name: &Name) -> Option<PartIx> {
        let define = self.names.defines.get(index).copied()?;
        self.sound_define(index, name)?;
        match (self.define_parts.get(&index), &define.node.of) {
            (Some((of, part)), _) if *of == fact => Some(*part),
            (_, Some(of)) => self.refuse(names::define_of_another(name, of)),
            (_, None) => self.refuse(faults::of_the_case(name)),
        }
    }

    fn sound_define(&mut self, index: usize, name: &Name) -> Option<()> {
        let state = self.check_define(index);
        self.uses.defines.insert(index);
        if let Some(uses) = self.define_uses.get(index).cloned() {
            self.uses.add(&uses);
        }
        match state {
            DefineState::Sound => Some(()),
            DefineState::InProgress => self.refuse(names::define_cycle(name)),
            DefineState::Unchecked | DefineState::Broken => self.silently(),
        }
    }

    /// `bmi >= 35 kg/m2`
    pub(super) fn derived(
        &mut self,
        index: usize,
        state: &'a ast::StateTest,
        plain: bool,
    ) -> Option<Box<TestForm>> {
        let define = self.names.defines.get(index).copied()?;
        if !plain || state.part.is_some() {
            return self.refuse(kinds::define_is_plain(&state.name));
        }
        if define.node.of.is_some() {
            let Some(fact) = self.cx.frames.last().map(|frame| frame.fact) else {
                let of = define.node.of.as_ref()?;
                return self.refuse(names::define_of_another(&state.name, of));
            };
            let part = self.derived_part(index, fact, &state.name)?;
            return self.subject(state, fact, Subject::Part(part));
        }
        self.sound_define(index, &state.name)?;
        let value = self.in_define(index, |this| this.calculation(define.node))?;
        let sort = Sort::Quantity(value.unit.clone());
        let typed = Self::typed_plain(sort, state.name.node.clone(), state.name.span);
        let Some(compare) = &state.compare else {
            return self.refuse(kinds::needs_compare(&typed));
        };
        let compare = self.compare(&typed, compare)?;
        Some(Box::new(TestForm::Calculated { value: Box::new(value), compare }))
    }

    /// Works where a sound define stands; what is wrong there is reported already.
    fn in_define<T>(&mut self, index: usize, work: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let define = self.names.defines.get(index).copied()?;
        let frames = match self.define_parts.get(&index) {
            Some((fact, _)) => vec![Frame { fact: *fact, alias: None }],
            None => Vec::new(),
        };
        let path = self.cx.path.clone();
        let cx =
            Context { file: define.file, guideline: define.guideline, frames, path, ..Default::default() };
        let outer = std::mem::replace(&mut self.cx, cx);
        self.quiet = self.quiet.saturating_add(1);
        let done = work(self);
        self.quiet = self.quiet.saturating_sub(1);
        self.cx = outer;
        done
    }

    fn step(
        &mut self,
        expression: &'a Expression,
        span: Span,
        draft: &mut Draft,
        depth: u32,
    ) -> Option<Step> {
        draft.steps = draft.steps.saturating_add(1);
        if depth >= DEEPEST || draft.steps > MOST_STEPS || self.at_the_bottom() {
            return self.refuse(kinds::too_deep(span));
        }
        self.deeper(|this| this.step_form(expression, span, draft, depth.saturating_add(1)))
    }

    fn step_form(
        &mut self,
        expression: &'a Expression,
        span: Span,
        draft: &mut Draft,
        deeper: u32,
    ) -> Option<Step> {
        match expression {
            Expression::Literal(literal) => self.literal_step(literal),
            Expression::Pick(pick) => self.pick_step(pick, draft),
            Expression::Name(name) => self.name_step(name, draft, deeper),
            Expression::Age(point) => {
                let at = self.point(point)?;
                self.input(Input::Age(at), Unit::one(), span, draft)
            }
            Expression::Call(name, arguments) => {
                let steps: Vec<Option<Step>> =
                    arguments.iter().map(|argument| self.step(argument, name.span, draft, deeper)).collect();
                let steps: Option<Vec<Step>> = steps.into_iter().collect();
                self.call(name, steps?)
            }
            Expression::When(condition, then, otherwise) => {
                let condition = self.body(condition);
                let then = self.step(then, span, draft, deeper);
                let otherwise = self.step(otherwise, span, draft, deeper);
                let (condition, then, otherwise) = (condition?, then?, otherwise?);
                let Some(other) = converted(&otherwise, &then.unit) else {
                    return self.refuse(faults::do_not_add(span, &then.unit, &otherwise.unit));
                };
                let at = draft.conditions.len();
                draft.conditions.push(*condition);
                let formula = Formula::When(at, Box::new(then.formula), Box::new(other));
                Some(Step { formula, ..then })
            }
            Expression::Binary(left, sign, right) => {
                let left = self.step(left, span, draft, deeper);
                let right = self.step(right, span, draft, deeper);
                self.binary(left?, *sign, right?)
            }
            Expression::Negative(inner) => {
                let step = self.step(inner, span, draft, deeper)?;
                let nought = Box::new(Formula::Number(Number::ZERO));
                Some(Step { formula: Formula::Difference(nought, Box::new(step.formula)), ..step })
            }
        }
    }

    fn literal_step(&mut self, literal: &ast::Literal) -> Option<Step> {
        let LiteralForm::Number { number, unit, of: None } = &literal.form else {
            return self.refuse(kinds::number_wanted(literal.span));
        };
        let number = self.number(number, literal.span)?;
        let unit = match unit {
            Some(unit) => self.unit(unit)?,
            None => Unit::one(),
        };
        if unit.has_own_nought() {
            return self.refuse(faults::own_nought(literal.span, &unit));
        }
        Some(Step { formula: Formula::Number(number), unit, span: literal.span })
    }

    fn pick_step(&mut self, pick: &'a ast::PickOf, draft: &mut Draft) -> Option<Step> {
        if !self.cx.frames.is_empty() {
            return self.refuse(faults::pick_in_a_record(pick.span));
        }
        let fact = self.fact_named(&pick.fact)?;
        let filter = self.filter(fact, None, &pick.filter);
        let window = self.window(fact, pick.window.as_ref(), false);
        let subject = match &pick.part {
            Some(part) => Subject::Part(self.part_named(fact, part)?),
            None => Subject::Value,
        };
        let named = pick.part.as_ref().unwrap_or(&pick.fact);
        let typed = self.typed(fact, subject, named.span)?;
        if !typed.sort.is_number() {
            return self.refuse(faults::no_number(named.span, &typed));
        }
        if !super::test_forms::bounded(pick.window.as_ref()) {
            self.fault(times::missing_window(&pick.fact, true));
        }
        let (window, known_by) = window?;
        let of = Select { fact, filter: filter?, window, known_by };
        let input = Input::Pick { pick: pick.pick, of, subject };
        self.typed_input(input, &typed, pick.span, draft)
    }

    /// A part or the value of the record at hand, a setting, or another derived value.
    fn name_step(&mut self, name: &'a Name, draft: &mut Draft, depth: u32) -> Option<Step> {
        if let Some(ix) = self.cx.frames.last().map(|frame| frame.fact)
            && let Some(fact) = self.fact(ix)
        {
            let subject = match fact.part(&name.node) {
                Some(part) => Some(Subject::Part(part)),
                None => (fact.id == name.node).then_some(Subject::Value),
            };
            if let Some(subject) = subject {
                let typed = self.typed(ix, subject, name.span)?;
                if !typed.sort.is_number() {
                    return self.refuse(faults::no_number(name.span, &typed));
                }
                return self.typed_input(Input::Of(subject), &typed, name.span, draft);
            }
        }
        if let Some(setting) = self.setting(name) {
            return self.literal_step(setting).map(|step| Step { span: name.span, ..step });
        }
        let Some(index) = self.define_named(name) else {
            let fact = self.fact_named(name)?;
            let typed = self.typed(fact, Subject::Value, name.span)?;
            return self.refuse(faults::needs_a_pick(&typed));
        };
        let define = self.names.defines.get(index).copied()?;
        let DefineMeaning::Quantity { unit, expression } = &define.node.meaning else {
            return self.refuse(faults::define_without_number(name));
        };
        self.sound_define(index, name)?;
        let own = self.define_parts.get(&index).map(|(fact, _)| *fact);
        let at_hand = self.cx.frames.last().map(|frame| frame.fact);
        if own.is_some() && own != at_hand {
            let of = define.node.of.as_ref()?;
            return self.refuse(names::define_of_another(name, of));
        }
        if own.is_none() && at_hand.is_some() {
            return self.refuse(faults::of_the_case(name));
        }
        let made = self.in_define(index, |this| {
            let unit = this.unit(unit)?;
            let step = this.step(expression, name.span, draft, depth)?;
            let formula = converted(&step, &unit)?;
            Some(Step { formula, unit, span: name.span })
        });
        match made {
            Some(step) => Some(step),
            // Sound by itself: only its size can be in the way.
            None => self.refuse(kinds::too_deep(name.span)),
        }
    }

    fn typed_input(&mut self, input: Input, typed: &Typed, span: Span, draft: &mut Draft) -> Option<Step> {
        let unit = match &typed.sort {
            Sort::Quantity(unit) => unit.clone(),
            _ => Unit::one(),
        };
        if unit.has_own_nought() {
            return self.refuse(faults::own_nought(span, &unit));
        }
        self.input(input, unit, span, draft)
    }

    /// An input, found again where it is used before.
    fn input(&mut self, input: Input, unit: Unit, span: Span, draft: &mut Draft) -> Option<Step> {
        let key = format!("{input:?}");
        let at = match draft.keys.iter().position(|known| *known == key) {
            Some(at) => at,
            None => {
                if draft.inputs.len() >= MOST_INPUTS {
                    return self.refuse(kinds::too_deep(span));
                }
                draft.keys.push(key);
                draft.inputs.push(input);
                draft.inputs.len().saturating_sub(1)
            }
        };
        Some(Step { formula: Formula::Input(at), unit, span })
    }

    fn binary(&mut self, left: Step, sign: char, right: Step) -> Option<Step> {
        let span = left.span;
        let boxed = |left: Formula, right: Formula| (Box::new(left), Box::new(right));
        match sign {
            '+' | '-' => {
                let Some(other) = converted(&right, &left.unit) else {
                    return self.refuse(faults::do_not_add(right.span, &left.unit, &right.unit));
                };
                let (a, b) = boxed(left.formula, other);
                let formula = if sign == '+' { Formula::Sum(a, b) } else { Formula::Difference(a, b) };
                Some(Step { formula, unit: left.unit, span })
            }
            _ => {
                let unit =
                    if sign == '*' { left.unit.times(&right.unit) } else { left.unit.over(&right.unit) };
                let Some(unit) = unit else { return self.refuse(kinds::bad_number(span)) };
                let (a, b) = boxed(left.formula, right.formula);
                let formula = if sign == '*' { Formula::Product(a, b) } else { Formula::Quotient(a, b) };
                Some(Step { formula, unit, span })
            }
        }
    }

    fn call(&mut self, name: &Name, steps: Vec<Step>) -> Option<Step> {
        let (function, count) = match name.node.as_str() {
            "ln" => (Function::Ln, Some(1)),
            "exp" => (Function::Exp, Some(1)),
            "sqrt" => (Function::Sqrt, Some(1)),
            "power" => (Function::Power, Some(2)),
            "min" => (Function::Min, None),
            "max" => (Function::Max, None),
            "round" => (Function::Round, Some(2)),
            _ => return self.refuse(names::unknown_function(name)),
        };
        match count {
            Some(count) if steps.len() != count => return self.refuse(kinds::arguments(name, count)),
            None if steps.len() < 2 => return self.refuse(kinds::arguments(name, 2)),
            _ => {}
        }
        let alike = matches!(function, Function::Min | Function::Max | Function::Round);
        let first = steps.first().map(|step| step.unit.clone()).unwrap_or_else(Unit::one);
        let unit = if alike { first } else { Unit::one() };
        if function == Function::Round
            && !steps
                .get(1)
                .is_some_and(|step| matches!(step.formula, Formula::Number(number) if number > Number::ZERO))
        {
            return self.refuse(faults::round_to_what(name));
        }
        let mut arguments = Vec::new();
        for step in &steps {
            match converted(step, &unit) {
                Some(formula) => arguments.push(formula),
                None if alike => return self.refuse(faults::do_not_add(step.span, &unit, &step.unit)),
                None => return self.refuse(faults::no_pure_number(name, step.span, &step.unit)),
            }
        }
        Some(Step { formula: Formula::Function(function, arguments), unit, span: name.span })
    }
}

/// The step in another unit of its kind.
fn converted(step: &Step, unit: &Unit) -> Option<Formula> {
    let factor = convert_difference(Number::ONE, &step.unit, unit).ok()?;
    if factor == Number::ONE {
        return Some(step.formula.clone());
    }
    if let Formula::Number(number) = step.formula {
        return number.mul(factor).map(Formula::Number);
    }
    Some(Formula::Product(Box::new(step.formula.clone()), Box::new(Formula::Number(factor))))
}
