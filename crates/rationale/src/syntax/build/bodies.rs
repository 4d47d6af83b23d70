//! Criteria, groups and tests.

use super::guidelines::count;
use super::times::pick;
use super::{Builder, Kids, only};
use crate::ast::{
    self, Asks, Body, CompareForm, Condition, Group, GroupKind, OrderOp, Quantifier, StateWhen, TestForm,
};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

impl Builder {
    pub(super) fn criterion(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Criterion> {
        let mut kids = Kids::of(pair);
        let id = self.name(&kids.take(Rule::id)?);
        let label = self.label_in(&mut kids);
        let body = self.body(&kids.next()?)?;
        let clauses = self.clauses(&mut kids)?;
        Some(ast::Criterion { id, label, body, clauses, span: self.span(pair) })
    }

    /// A body, or an arm of `when`.
    pub(super) fn body(&mut self, pair: &Pair<'_, Rule>) -> Option<Body> {
        let inner = only(pair)?;
        Some(match inner.as_rule() {
            Rule::group => Body::Group(self.group(&inner)?),
            Rule::counted => self.counted(&inner)?,
            Rule::when => Body::When(self.when(&inner)?),
            _ => Body::Test(Box::new(self.test(&inner)?)),
        })
    }

    fn group(&mut self, pair: &Pair<'_, Rule>) -> Option<Group> {
        let mut kids = Kids::of(pair);
        let kind = match only(&kids.next()?)?.as_rule() {
            Rule::w_all => GroupKind::All,
            Rule::w_any => GroupKind::Any,
            _ => GroupKind::NoneOf,
        };
        let members = self.members(&kids.next()?)?;
        Some(Group { kind, members, span: self.span(pair) })
    }

    fn members(&mut self, pair: &Pair<'_, Rule>) -> Option<Vec<ast::Criterion>> {
        let mut kids = Kids::of(pair);
        let (mut members, mut before) = (Vec::new(), None);
        while let Some(member) = kids.next() {
            if member.as_rule() == Rule::criterion {
                before = Some(member.as_span().start());
                members.push(self.criterion(&member)?);
            } else {
                self.note_broken(&member, before);
            }
        }
        Some(members)
    }

    fn when(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::When> {
        let mut kids = Kids::of(pair);
        let condition = Box::new(self.body(&kids.next()?)?);
        let then = Box::new(self.body(&kids.next()?)?);
        let otherwise = match kids.next() {
            Some(body) => Some(Box::new(self.body(&body)?)),
            None => None,
        };
        Some(ast::When { condition, then, otherwise, span: self.span(pair) })
    }

    /// What begins with `at least N` or `at most N`.
    fn counted(&mut self, pair: &Pair<'_, Rule>) -> Option<Body> {
        let span = self.span(pair);
        let mut kids = Kids::of(pair);
        let at_least = kids.next()?.as_rule() == Rule::w_at_least;
        let number = count(&kids.next()?);
        let quantifier = if at_least { Quantifier::AtLeast(number) } else { Quantifier::AtMost(number) };
        let inner = kids.next()?;
        let form = match inner.as_rule() {
            Rule::counted_group => {
                let members = self.members(&only(&inner)?)?;
                return Some(Body::Group(counted_group(at_least, number, members, span)));
            }
            Rule::shares => {
                let mut kids = Kids::of(&inner);
                kids.next();
                TestForm::Buckets(self.buckets(&kids.next()?, quantifier, true)?)
            }
            Rule::buckets => TestForm::Buckets(self.buckets(&inner, quantifier, false)?),
            _ => TestForm::Records(self.records(&mut Kids::of(&inner), quantifier)?),
        };
        Some(Body::Test(Box::new(ast::Test { form, span })))
    }

    fn buckets(
        &mut self,
        pair: &Pair<'_, Rule>,
        quantifier: Quantifier,
        percent: bool,
    ) -> Option<ast::BucketsTest> {
        let mut kids = Kids::of(pair);
        let bucket = self.name(&kids.next()?);
        let fact = self.name_in(&mut kids)?;
        let filter = self.filter(&mut kids)?;
        let compare = self.compare_in(&mut kids)?;
        let run = match kids.take(Rule::bucket_run) {
            Some(run) => {
                let mut kids = Kids::of(&run);
                let some = kids.next()?.as_rule() == Rule::w_some;
                let quantifier = if some { Quantifier::Some } else { Quantifier::Every };
                let length = count(&kids.next()?);
                Some((quantifier, length, self.name(&kids.next()?)))
            }
            None => None,
        };
        let window = self.window_in(&mut kids)?;
        Some(ast::BucketsTest { quantifier, percent, bucket, fact, filter, compare, run, window })
    }

    /// What follows `some`, `no`, `every` or a count.
    fn records(&mut self, kids: &mut Kids<'_>, quantifier: Quantifier) -> Option<ast::RecordsTest> {
        let fact = self.name_in(kids)?;
        let alias = self.name_of(kids.take(Rule::as_name));
        let mut in_a_row = None;
        if let Some(row) = kids.take(Rule::in_a_row) {
            let mut inner = Kids::of(&row);
            let span = self.span(&inner.next()?);
            in_a_row = Some(ast::InARow { at_most_apart: self.apart(&mut inner)?, span });
        }
        let filter = self.filter(kids)?;
        if let Some(apart) = self.apart(kids)? {
            match &mut in_a_row {
                Some(row) if row.at_most_apart.is_none() => row.at_most_apart = Some(apart),
                _ => self.stray_apart.push(apart.span),
            }
        }
        let window = self.window_in(kids)?;
        let asks = self.asks(kids)?;
        Some(ast::RecordsTest { quantifier, fact, alias, in_a_row, filter, window, asks })
    }

    fn apart(&mut self, kids: &mut Kids<'_>) -> Option<Option<ast::Amount>> {
        Some(match kids.take(Rule::apart) {
            Some(apart) => {
                let mut kids = Kids::of(&apart);
                kids.next();
                Some(self.amount(&kids.next()?)?)
            }
            None => None,
        })
    }

    pub(super) fn test(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Test> {
        let test = only(pair)?;
        let mut kids = Kids::of(&test);
        let form = match test.as_rule() {
            Rule::quantified => {
                let quantifier = match kids.next()?.as_rule() {
                    Rule::w_some => Quantifier::Some,
                    Rule::w_no => Quantifier::No,
                    _ => Quantifier::Every,
                };
                TestForm::Records(self.records(&mut kids, quantifier)?)
            }
            Rule::pick_test => {
                let of = self.pick_of(&kids.next()?)?;
                TestForm::Pick(ast::PickTest { of, asks: self.asks(&mut kids)?? })
            }
            Rule::trend => {
                let rise = kids.next()?.as_rule() == Rule::w_rise;
                let fact = self.name_in(&mut kids)?;
                let filter = self.filter(&mut kids)?;
                let window = self.window_in(&mut kids)?;
                let compare = self.compare(&kids.next()?)?;
                TestForm::Trend(ast::TrendTest { rise, fact, filter, window, compare })
            }
            Rule::change => TestForm::Change(self.change(&mut kids)?),
            Rule::elapsed => {
                let unit = self.name(&kids.next()?);
                let from = self.point(&kids.next()?)?;
                let to = self.point(&kids.next()?)?;
                let compare = self.compare(&kids.next()?)?;
                TestForm::Elapsed(ast::ElapsedTest { unit, from, to, compare })
            }
            Rule::age => {
                kids.next();
                let at = self.point(&kids.next()?)?;
                TestForm::Age { at, compare: self.compare(&kids.next()?)? }
            }
            Rule::on_time => {
                let fact = self.name_in(&mut kids)?;
                let filter = self.filter(&mut kids)?;
                let first = self.window(&kids.next()?)?;
                let then_within = self.amount(&kids.next()?)?;
                TestForm::OnTime { fact, filter, first, then_within }
            }
            Rule::for_each => self.for_each(&mut kids)?,
            Rule::criterion_ref => {
                let path = self.path(&kids.next()?);
                let of = self.name_of(kids.take(Rule::ref_of));
                let is_met = kids.next()?.as_rule() == Rule::w_met;
                let at = match kids.take(Rule::at_point) {
                    Some(at) => Some(self.point(&only(&at)?)?),
                    None => None,
                };
                TestForm::Criterion { path, of, is_met, at }
            }
            _ => TestForm::State(self.state(&mut kids)?),
        };
        Some(ast::Test { form, span: self.span(pair) })
    }

    fn change(&mut self, kids: &mut Kids<'_>) -> Option<ast::ChangeTest> {
        let percent = kids.take(Rule::w_percent).is_some();
        let fact = self.name_in(kids)?;
        let filter = self.filter(kids)?;
        let first = pick(&kids.next()?)?;
        let from = (first, self.window(&kids.next()?)?);
        let last = pick(&kids.next()?)?;
        let to = (last, self.window(&kids.next()?)?);
        let compare = self.compare(&kids.next()?)?;
        Some(ast::ChangeTest { percent, fact, filter, from, to, compare })
    }

    fn for_each(&mut self, kids: &mut Kids<'_>) -> Option<TestForm> {
        let quantifier = match kids.next()?.as_rule() {
            Rule::w_every => Quantifier::Every,
            Rule::w_some => Quantifier::Some,
            Rule::w_at_least => Quantifier::AtLeast(count(&kids.next()?)),
            _ => Quantifier::AtMost(count(&kids.next()?)),
        };
        let name = self.name_in(kids)?;
        let over = self.name_in(kids)?;
        let part = self.part_in(kids);
        let body = Box::new(self.body(&kids.next()?)?);
        Some(TestForm::For { quantifier, name, over, part, body })
    }

    fn state(&mut self, kids: &mut Kids<'_>) -> Option<ast::StateTest> {
        let name = self.name_in(kids)?;
        let part = self.part_in(kids);
        let filter = self.filter(kids)?;
        let when = if let Some(at) = kids.take(Rule::at_point) {
            StateWhen::At(self.point(&only(&at)?)?)
        } else {
            self.window_in(kids)?.map_or(StateWhen::Review, StateWhen::Window)
        };
        let compare = self.compare_in(kids)?;
        Some(ast::StateTest { name, part, filter, when, compare })
    }

    pub(super) fn pick_of(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::PickOf> {
        let mut kids = Kids::of(pair);
        let pick = pick(&kids.next()?)?;
        let fact = self.name_in(&mut kids)?;
        let part = self.part_in(&mut kids);
        let filter = self.filter(&mut kids)?;
        let window = self.window_in(&mut kids)?;
        Some(ast::PickOf { pick, fact, part, filter, window, span: self.span(pair) })
    }

    fn part_in(&self, kids: &mut Kids<'_>) -> Option<crate::source::Name> {
        self.name_of(kids.take(Rule::dot_part))
    }

    fn window_in(&mut self, kids: &mut Kids<'_>) -> Option<Option<ast::Window>> {
        Some(match kids.take(Rule::window) {
            Some(window) => Some(self.window(&window)?),
            None => None,
        })
    }

    fn compare_in(&mut self, kids: &mut Kids<'_>) -> Option<Option<ast::Compare>> {
        Some(match kids.take(Rule::compare) {
            Some(compare) => Some(self.compare(&compare)?),
            None => None,
        })
    }

    fn asks(&mut self, kids: &mut Kids<'_>) -> Option<Option<Asks>> {
        let Some(asks) = kids.next() else { return Some(None) };
        Some(Some(match asks.as_rule() {
            Rule::compare => Asks::Compare(self.compare(&asks)?),
            Rule::no_value => Asks::HasNoValue(self.span(&asks)),
            _ => Asks::With(self.with_group(&only(&asks)?)?),
        }))
    }

    fn with_group(&mut self, pair: &Pair<'_, Rule>) -> Option<Group> {
        if pair.as_rule() == Rule::group {
            return self.group(pair);
        }
        let mut kids = Kids::of(pair);
        let at_least = kids.next()?.as_rule() == Rule::w_at_least;
        let number = count(&kids.next()?);
        let members = self.members(&kids.next()?)?;
        Some(counted_group(at_least, number, members, self.span(pair)))
    }

    fn filter(&mut self, kids: &mut Kids<'_>) -> Option<Vec<Condition>> {
        match kids.take(Rule::where_) {
            Some(filter) => self.conditions(&filter),
            None => Some(Vec::new()),
        }
    }

    /// The conditions of a `where`.
    pub(super) fn conditions(&mut self, pair: &Pair<'_, Rule>) -> Option<Vec<Condition>> {
        let conditions = Kids::of(pair).take_all(Rule::condition);
        conditions.iter().map(|condition| self.condition(condition)).collect()
    }

    pub(super) fn condition(&mut self, pair: &Pair<'_, Rule>) -> Option<Condition> {
        let mut kids = Kids::of(pair);
        let part = self.name_in(&mut kids);
        let compare = match kids.next() {
            Some(compare) => Some(self.compare(&compare)?),
            None => None,
        };
        Some(Condition { part, compare, span: self.span(pair) })
    }

    pub(super) fn compare(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Compare> {
        let inner = only(pair)?;
        let mut kids = Kids::of(&inner);
        let form = match inner.as_rule() {
            Rule::order | Rule::row_order => {
                let sign = match kids.next()?.as_str() {
                    ">=" | "≥" => OrderOp::AtLeast,
                    "<=" | "≤" => OrderOp::AtMost,
                    ">" => OrderOp::Above,
                    "<" => OrderOp::Below,
                    _ => OrderOp::Equal,
                };
                CompareForm::Order(sign, self.literal(&kids.next()?)?)
            }
            Rule::one_of => {
                let values = kids.take_all(Rule::literal);
                let values: Option<Vec<_>> = values.iter().map(|value| self.literal(value)).collect();
                CompareForm::OneOf(values?)
            }
            Rule::is_ | Rule::row_is => {
                let negated = kids.take(Rule::w_is_not).is_some();
                CompareForm::Is { negated, value: self.literal(&kids.next()?)? }
            }
            Rule::in_codes | Rule::row_in => CompareForm::In(self.name_in(&mut kids)?),
            _ => {
                let low = self.literal(&kids.next()?)?;
                CompareForm::Between(low, self.literal(&kids.next()?)?)
            }
        };
        Some(ast::Compare { form, span: self.span(pair) })
    }
}

fn counted_group(at_least: bool, number: u32, members: Vec<ast::Criterion>, span: Span) -> Group {
    let kind = if at_least { GroupKind::AtLeast(number) } else { GroupKind::AtMost(number) };
    Group { kind, members, span }
}
