//! Tests: each form typed against the fact it asks about.

use super::compare::{Sort, Typed};
use super::faults::{kinds, names, times};
use super::lower::{Checker, Frame};
use super::model::{
    self, Asks, Body, Compare, Condition, ElapsedUnit, FactIx, Kind, PartIx, Said, Select, Subject, TestForm,
};
use super::names::Named;
use super::paths::Found;
use crate::ast::{self, Pick, Quantifier};
use crate::source::{Name, Span};

/// What a bare name stands for.
enum Bare {
    Part(FactIx, PartIx),
    OwnValue(FactIx),
    Define(usize),
    Periods,
    Header(model::HeaderField),
    Fact(FactIx),
}

impl<'a> Checker<'a> {
    /// A test. A bare define is written in place, so the answer is a body.
    pub(super) fn test(&mut self, test: &'a ast::Test) -> Option<Box<Body>> {
        self.tests = self.tests.saturating_add(1);
        if self.tests > self.limits.tests {
            return self.refuse(kinds::too_large(test.span, self.limits.tests));
        }
        let mut words = test.span;
        let form = match &test.form {
            ast::TestForm::State(state) => return self.state(test, state),
            ast::TestForm::Records(records) => {
                cut_at_group(&mut words, records.asks.as_ref());
                self.records(records, test.span)?
            }
            ast::TestForm::Pick(pick) => {
                cut_at_group(&mut words, Some(&pick.asks));
                self.pick(pick)?
            }
            ast::TestForm::Trend(trend) => self.trend(trend)?,
            ast::TestForm::Elapsed(elapsed) => self.elapsed(elapsed)?,
            ast::TestForm::Age { at, compare } => self.age(at, compare, test.span)?,
            ast::TestForm::Criterion { path, of, is_met, at } => {
                self.criterion_reference(path, of.as_ref(), *is_met, at.as_ref())?
            }
            ast::TestForm::Buckets(buckets) => self.buckets(buckets, test.span)?,
            ast::TestForm::Change(change) => self.change(change)?,
            ast::TestForm::OnTime { fact, filter, first, then_within } => {
                self.on_time(fact, filter, first, then_within)?
            }
            ast::TestForm::For { quantifier, name, over, part, body } => {
                let part = part.as_ref();
                let span = test.span;
                return self.for_each(super::each::For {
                    quantifier: *quantifier,
                    name,
                    over,
                    part,
                    body,
                    span,
                });
            }
        };
        Some(self.finished(form, words, test.span))
    }

    fn finished(&self, form: Box<TestForm>, words: Span, span: Span) -> Box<Body> {
        let mut words = self.words(words);
        if let Some(cut) = words.strip_suffix(" with") {
            words.truncate(cut.len());
        }
        Box::new(Body::Test(model::Test { form: *form, words, span }))
    }

    fn records(&mut self, test: &'a ast::RecordsTest, span: Span) -> Option<Box<TestForm>> {
        let fact = self.fact_named(&test.fact)?;
        let filter = self.filter(fact, test.alias.as_ref().map(|name| name.node.as_str()), &test.filter);
        let sliding = matches!(
            test.quantifier,
            Quantifier::AtLeast(_) | Quantifier::AtMost(_) | Quantifier::Some | Quantifier::No
        );
        let window = self.window(fact, test.window.as_ref(), sliding);
        let counted = matches!(test.quantifier, Quantifier::AtLeast(_) | Quantifier::AtMost(_));
        if !bounded(test.window.as_ref()) && (counted || self.is_quantity(fact)) {
            self.fault(times::missing_window(&test.fact, self.is_quantity(fact)));
        }
        let asks = match &test.asks {
            None if self.fact(fact).is_some_and(|fact| super::facts::is_yes_no(&fact.kind)) => {
                Some(Asks::Compare(Subject::Value, Compare::Options(0b10)))
            }
            None => Some(Asks::Nothing),
            Some(asks) => {
                let alias = test.alias.as_ref().map(|name| name.node.as_str());
                self.asks(fact, Subject::Value, &test.fact, alias, asks)
            }
        };
        if let Quantifier::AtLeast(0) = test.quantifier {
            self.fault(kinds::count_nought(span));
        }
        let (window, known_by) = window?;
        let of = Select { fact, filter: filter?, window, known_by };
        let asks = asks?;
        self.absence(test, fact, &asks, span);
        let Some(row) = &test.in_a_row else {
            return Some(Box::new(TestForm::Count { quantifier: test.quantifier, of, asks }));
        };
        let Quantifier::AtLeast(at_least) = test.quantifier else {
            return self.refuse(kinds::in_a_row_of_what(row.span));
        };
        let max_gap = match &row.at_most_apart {
            Some(amount) => Some(self.length(amount)?),
            None => None,
        };
        Some(Box::new(TestForm::Run { at_least, max_gap, of, asks }))
    }

    /// Warns where absence is asked for and nothing can ever settle it.
    fn absence(&mut self, test: &ast::RecordsTest, ix: FactIx, asks: &Asks, span: Span) {
        let Some(fact) = self.fact(ix) else { return };
        let asked = matches!(test.quantifier, Quantifier::No | Quantifier::AtMost(_))
            || (test.quantifier == Quantifier::Every && fact.is_event());
        let open = fact.silence.is_none() && (fact.is_event() || matches!(asks, Asks::Nothing));
        if asked && open && ix != FactIx(0) {
            let every = test.quantifier == Quantifier::Every;
            let id = fact.id.clone();
            let declared = self.declared(ix).map(|declared| declared.node.id.span);
            self.fault(super::faults::advice::absence_never_settled(
                &id,
                test.fact.span.to(span),
                declared,
                every,
            ));
        }
    }

    fn pick(&mut self, test: &'a ast::PickTest) -> Option<Box<TestForm>> {
        let of = &test.of;
        let fact = self.fact_named(&of.fact)?;
        let filter = self.filter(fact, None, &of.filter);
        let window = self.window(fact, of.window.as_ref(), false);
        let subject = match &of.part {
            Some(part) => Subject::Part(self.part_named(fact, part)?),
            None => Subject::Value,
        };
        let named = of.part.as_ref().unwrap_or(&of.fact);
        let typed = self.typed(fact, subject, named.span)?;
        let number = typed.sort.is_number();
        if !matches!(of.pick, Pick::Latest | Pick::Earliest) && !number {
            return self.refuse(kinds::pick_of_no_number(of.pick, &typed));
        }
        if number && !matches!(test.asks, ast::Asks::With(_)) && !bounded(of.window.as_ref()) {
            self.fault(times::missing_window(&of.fact, true));
        }
        let asks = match (&test.asks, of.pick) {
            (ast::Asks::With(_), Pick::Mean | Pick::Sum) => {
                return self.refuse(kinds::with_on_a_sum(of.span));
            }
            (ast::Asks::Compare(compare), pick) => {
                let reading = pick != Pick::Sum;
                self.compare(&Typed { reading, ..typed }, compare)
                    .map(|compare| Asks::Compare(subject, compare))
            }
            (asks, _) => self.asks(fact, subject, named, None, asks),
        };
        let (window, known_by) = window?;
        let of_select = Select { fact, filter: filter?, window, known_by };
        Some(Box::new(TestForm::Pick { pick: of.pick, of: of_select, subject, asks: asks? }))
    }

    /// What must hold of a record.
    fn asks(
        &mut self,
        fact: FactIx,
        subject: Subject,
        named: &Name,
        alias: Option<&'a str>,
        asks: &'a ast::Asks,
    ) -> Option<Asks> {
        match asks {
            ast::Asks::Compare(compare) => {
                let typed = self.typed(fact, subject, named.span)?;
                self.compare(&typed, compare).map(|compare| Asks::Compare(subject, compare))
            }
            ast::Asks::With(group) => {
                self.cx.frames.push(Frame { fact, alias });
                let body = self.group(group);
                self.cx.frames.pop();
                body.map(Asks::With)
            }
            ast::Asks::HasNoValue(_) => Some(Asks::HasNoValue),
        }
    }

    fn trend(&mut self, test: &'a ast::TrendTest) -> Option<Box<TestForm>> {
        let fact = self.fact_named(&test.fact)?;
        let filter = self.filter(fact, None, &test.filter);
        let window = self.window(fact, test.window.as_ref(), true);
        if !bounded(test.window.as_ref()) {
            self.fault(times::missing_window(&test.fact, true));
        }
        let typed = self.typed(fact, Subject::Value, test.fact.span)?;
        if !typed.sort.is_number() {
            return self.refuse(kinds::trend_of_no_number(&typed, test.rise));
        }
        let typed = Typed { difference: true, reading: false, ..typed };
        let compare = self.compare(&typed, &test.compare);
        let (window, known_by) = window?;
        let of = Select { fact, filter: filter?, window, known_by };
        Some(Box::new(TestForm::Trend { rise: test.rise, of, compare: compare? }))
    }

    fn age(&mut self, at: &'a ast::Point, compare: &'a ast::Compare, span: Span) -> Option<Box<TestForm>> {
        let typed = Self::typed_plain(Sort::Age, "age".to_owned(), span);
        let at = self.point(at);
        let compare = self.compare(&typed, compare);
        Some(Box::new(TestForm::Age { at: at?, compare: compare? }))
    }

    fn elapsed(&mut self, test: &'a ast::ElapsedTest) -> Option<Box<TestForm>> {
        let unit = match test.unit.node.as_str() {
            "hours" => ElapsedUnit::Hours,
            "days" => ElapsedUnit::Days,
            "weeks" => ElapsedUnit::Weeks,
            "months" => ElapsedUnit::Months,
            "midnights" => ElapsedUnit::Midnights,
            _ => return self.refuse(times::unknown_time_unit(&test.unit)),
        };
        let (from, to) = (self.point(&test.from), self.point(&test.to));
        let typed =
            Self::typed_plain(Sort::Elapsed(test.unit.node.clone()), test.unit.node.clone(), test.unit.span);
        let compare = self.compare(&typed, &test.compare);
        Some(Box::new(TestForm::Elapsed { unit, from: from?, to: to?, compare: compare? }))
    }

    fn criterion_reference(
        &mut self,
        path: &'a ast::Path,
        of: Option<&'a Name>,
        is_met: bool,
        at: Option<&'a ast::Point>,
    ) -> Option<Box<TestForm>> {
        let Some(inside) = self.inside() else {
            return self.refuse(names::criterion_outside(path.span));
        };
        let at = match at {
            Some(at) => Some(self.point(at)?),
            None => None,
        };
        if let Some(other) = of {
            let of = self.of_another(path, other)?;
            return Some(Box::new(TestForm::Criterion { of, is_met, at }));
        }
        let written = super::paths::join(path);
        match inside.roads.find(&self.cx.written_path, &written) {
            Found::Criterion(target) => {
                let from = self.cx.path.clone();
                let reference = super::paths::Reference { from, target: target.clone(), span: path.span };
                self.references.push(reference);
                Some(Box::new(TestForm::Criterion { of: model::CriterionRef::Here(target), is_met, at }))
            }
            Found::OfRecord => self.refuse(names::criterion_of_a_record(path)),
            Found::Block => self.refuse(names::criterion_is_a_block(path)),
            Found::Several(paths) => self.refuse(names::criterion_unclear(path, &paths)),
            Found::Unknown => {
                let known: Vec<&str> = inside.roads.iter().collect();
                self.refuse(names::unknown_criterion(path, &known))
            }
        }
    }

    /// A bare name: a part or the value of the record at hand, a define, a field of the request, a fact.
    fn state(&mut self, test: &'a ast::Test, state: &'a ast::StateTest) -> Option<Box<Body>> {
        let plain = state.filter.is_empty() && state.when == ast::StateWhen::Review;
        let bare = self.bare(&state.name, plain && state.part.is_none())?;
        let form = match bare {
            Bare::Part(fact, part) => self.subject(state, fact, Subject::Part(part))?,
            Bare::OwnValue(fact) => self.subject(state, fact, Subject::Value)?,
            Bare::Define(index) if self.is_quantity_define(index) => self.derived(index, state, plain)?,
            Bare::Define(index) => {
                if !plain || state.part.is_some() {
                    return self.refuse(kinds::define_is_plain(&state.name));
                }
                if let Some(compare) = &state.compare {
                    return self.refuse(kinds::define_compared(&state.name, compare.span));
                }
                return self.written_in_place(index, &state.name);
            }
            Bare::Periods => self.period_number(state, plain)?,
            Bare::Header(field) => self.header_test(field, state, plain)?,
            Bare::Fact(fact) => self.fact_state(state, fact)?,
        };
        Some(self.finished(form, test.span, test.span))
    }

    fn header_test(
        &mut self,
        field: model::HeaderField,
        state: &'a ast::StateTest,
        plain: bool,
    ) -> Option<Box<TestForm>> {
        if !plain || state.part.is_some() {
            return self.refuse(kinds::header_is_plain(&state.name));
        }
        let typed = Self::typed_header(field, &state.name);
        let Some(compare) = &state.compare else {
            return self.refuse(kinds::needs_compare(&typed));
        };
        let compare = self.compare(&typed, compare)?;
        Some(Box::new(TestForm::Header { field, compare }))
    }

    pub(super) fn subject(
        &mut self,
        state: &'a ast::StateTest,
        fact: FactIx,
        subject: Subject,
    ) -> Option<Box<TestForm>> {
        let typed = self.typed(fact, subject, state.name.span)?;
        let compare = match &state.compare {
            Some(compare) => self.compare(&typed, compare)?,
            None => self.holds(fact, subject, &typed)?,
        };
        Some(Box::new(TestForm::Subject { subject, compare }))
    }

    /// What a bare yes/no asks: yes.
    fn holds(&mut self, fact: FactIx, subject: Subject, typed: &Typed) -> Option<Compare> {
        let yes_no = self.fact(fact).is_some_and(|fact| match subject {
            Subject::Value => super::facts::is_yes_no(&fact.kind),
            Subject::Part(PartIx(part)) => {
                fact.parts.get(usize::from(part)).is_some_and(|part| super::facts::is_yes_no(&part.kind))
            }
        });
        if yes_no { Some(Compare::Options(0b10)) } else { self.refuse(kinds::needs_compare(typed)) }
    }

    fn fact_state(&mut self, state: &'a ast::StateTest, fact: FactIx) -> Option<Box<TestForm>> {
        let filter = self.filter(fact, None, &state.filter);
        let (window, known_by, at) = match &state.when {
            ast::StateWhen::Review => (None, None, None),
            ast::StateWhen::At(point) => (None, None, Some(self.point(point)?)),
            ast::StateWhen::Window(window) => {
                let (window, known_by) = self.window(fact, Some(window), false)?;
                (window, known_by, None)
            }
        };
        let subject = match &state.part {
            Some(part) => Subject::Part(self.part_named(fact, part)?),
            None => Subject::Value,
        };
        let named = state.part.as_ref().unwrap_or(&state.name);
        let typed = self.typed(fact, subject, named.span)?;
        let event = self.fact(fact).is_some_and(model::Fact::is_event);
        if typed.sort.is_number() && !event {
            return self.refuse(times::missing_pick(&state.name));
        }
        let asks = match &state.compare {
            Some(compare) => Asks::Compare(subject, self.compare(&typed, compare)?),
            None if subject == Subject::Value && self.stands_alone(fact) => Asks::Nothing,
            None => Asks::Compare(subject, self.holds(fact, subject, &typed)?),
        };
        let of = Select { fact, filter: filter?, window, known_by };
        Some(Box::new(TestForm::State { of, at, asks }))
    }

    /// Whether the fact bare says something: that it happened or holds.
    fn stands_alone(&self, fact: FactIx) -> bool {
        self.fact(fact).is_some_and(|fact| matches!(fact.kind, Kind::Event(_) | Kind::Span(_) | Kind::Record))
    }

    /// What a bare name stands for; `own` where it may be the value of the record at hand.
    fn bare(&mut self, name: &Name, own: bool) -> Option<Bare> {
        let text = name.node.as_str();
        if let Some(frame) = self.cx.frames.last() {
            let ix = frame.fact;
            if let Some(fact) = self.fact(ix) {
                if let Some(part) = fact.part(text) {
                    return Some(Bare::Part(ix, part));
                }
                let speaks = !matches!(fact.kind, Kind::Event(_) | Kind::Span(_) | Kind::Record);
                if own && fact.id == text && speaks {
                    return Some(Bare::OwnValue(ix));
                }
            }
        }
        if let Some(index) = self.inside().and_then(|inside| inside.defines.get(text).copied()) {
            return Some(Bare::Define(index));
        }
        if self.inside().is_some_and(|inside| inside.periods.contains_key(text)) {
            return Some(Bare::Periods);
        }
        if let Some(field) = super::builtins::header(text) {
            return Some(Bare::Header(field));
        }
        match self.visible().and_then(|visible| visible.asks.get(text).copied()) {
            Some(Named::Define(index)) => Some(Bare::Define(index)),
            Some(Named::Score(index)) => self.score_at(index, name).map(Bare::Fact),
            _ => self.fact_named(name).map(Bare::Fact),
        }
    }

    pub(super) fn part_named(&mut self, ix: FactIx, part: &Name) -> Option<PartIx> {
        let fact = self.fact(ix)?;
        if let Some(index) = fact.part(&part.node) {
            return Some(index);
        }
        if let Some(index) = self.define_named(part)
            && self.is_quantity_define(index)
        {
            return self.derived_part(index, ix, part);
        }
        let fact = self.fact(ix)?;
        let known: Vec<&str> = fact.part_names().collect();
        let declared = self.declared(ix).map(|declared| declared.node.id.span);
        let fault = names::unknown_part(part, &fact.id, &known, declared);
        self.refuse(fault)
    }

    /// One condition of a `where`: the record at hand is the innermost.
    pub(super) fn condition(&mut self, ix: FactIx, condition: &'a ast::Condition) -> Option<Condition> {
        let Some(name) = &condition.part else {
            let compare = condition.compare.as_ref()?;
            let named = self.fact(ix).map(|fact| fact.id.clone()).unwrap_or_default();
            let mut typed = self.typed(ix, Subject::Value, condition.span)?;
            typed.name = named;
            return self.compare(&typed, compare).map(|compare| Condition::Compare(Subject::Value, compare));
        };
        let is_part = self.fact(ix).is_some_and(|fact| fact.part(&name.node).is_some());
        if !is_part && let Some(index) = self.define_named(name) {
            if self.is_quantity_define(index) {
                let subject = Subject::Part(self.derived_part(index, ix, name)?);
                let typed = self.typed(ix, subject, name.span)?;
                let Some(compare) = &condition.compare else {
                    return self.refuse(kinds::needs_compare(&typed));
                };
                return self.compare(&typed, compare).map(|compare| Condition::Compare(subject, compare));
            }
            if let Some(compare) = &condition.compare {
                return self.refuse(kinds::define_compared(name, compare.span));
            }
            let body = self.written_in_place(index, name)?;
            return Some(Condition::Body(Box::new(Said::new(*body))));
        }
        let own = !is_part && self.fact(ix).is_some_and(|fact| fact.id == name.node);
        let subject = if own { Subject::Value } else { Subject::Part(self.part_named(ix, name)?) };
        let typed = self.typed(ix, subject, name.span)?;
        let compare = match &condition.compare {
            Some(compare) => self.compare(&typed, compare)?,
            None => self.holds(ix, subject, &typed)?,
        };
        Some(Condition::Compare(subject, compare))
    }

    pub(super) fn is_quantity_define(&self, index: usize) -> bool {
        let define = self.names.defines.get(index);
        define.is_some_and(|define| matches!(define.node.meaning, ast::DefineMeaning::Quantity { .. }))
    }

    pub(super) fn define_named(&self, name: &Name) -> Option<usize> {
        let text = name.node.as_str();
        if let Some(index) = self.inside().and_then(|inside| inside.defines.get(text).copied()) {
            return Some(index);
        }
        match self.visible()?.asks.get(text)? {
            Named::Define(index) => Some(*index),
            _ => None,
        }
    }
}

/// The words of a test with a group are those before the group.
fn cut_at_group(words: &mut Span, asks: Option<&ast::Asks>) {
    if let Some(ast::Asks::With(group)) = asks {
        words.end = group.span.start.max(words.start);
    }
}

/// Whether a window says from when records are looked at; what was known by some time is such a bound too.
pub(super) fn bounded(window: Option<&ast::Window>) -> bool {
    window.is_some_and(|window| window.form.is_some() || window.known_by.is_some())
}
