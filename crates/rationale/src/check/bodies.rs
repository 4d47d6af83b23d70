//! Trees of criteria: groups, `when`, defines written in place, clauses and grants.

use super::faults::{blocks, kinds, names, times};
use super::lower::{Checker, Context, DefineState, Frame};
use super::model::{self, Body, FactIx, TestForm};
use crate::ast::{self, Clause, DefineMeaning, GrantForm, GroupKind};
use crate::source::Name;
use crate::value::number::Number;

/// A tree nested deeper, defines written out, is refused.
const DEEPEST: u32 = 96;

impl<'a> Checker<'a> {
    /// A body.
    pub(super) fn body(&mut self, body: &'a ast::Body) -> Option<Box<Body>> {
        if self.depth >= DEEPEST || self.at_the_bottom() {
            let span = match body {
                ast::Body::Group(group) => group.span,
                ast::Body::When(when) => when.span,
                ast::Body::Test(test) => test.span,
            };
            return self.refuse(kinds::too_deep(span));
        }
        self.depth = self.depth.saturating_add(1);
        let place = self.stand_in(match body {
            ast::Body::Group(group) => group.span,
            ast::Body::When(when) => when.span,
            ast::Body::Test(test) => test.span,
        });
        let lowered = self.deeper(|this| match body {
            ast::Body::Group(group) => this.group(group),
            ast::Body::When(when) => this.when(when),
            ast::Body::Test(test) => this.test(test),
        });
        self.stand_back(place);
        self.depth = self.depth.saturating_sub(1);
        lowered
    }

    fn when(&mut self, when: &'a ast::When) -> Option<Box<Body>> {
        let condition = self.body(&when.condition);
        let then = self.body(&when.then);
        let otherwise = when.otherwise.as_ref().map(|otherwise| self.body(otherwise));
        let otherwise = match otherwise {
            Some(lowered) => Some(lowered?),
            None => None,
        };
        Some(Box::new(Body::When { condition: condition?, then: then?, otherwise }))
    }

    /// A group.
    pub(super) fn group(&mut self, group: &'a ast::Group) -> Option<Box<Body>> {
        let mut members = Vec::new();
        let mut fine = true;
        for member in &group.members {
            match self.criterion(member) {
                Some(member) => members.push(*member),
                None => fine = false,
            }
        }
        let count = group.members.len();
        match group.kind {
            _ if count == 0 => self.fault(blocks::empty_group(group.span)),
            GroupKind::AtLeast(0) => self.fault(kinds::count_nought(group.span)),
            GroupKind::AtLeast(wanted) | GroupKind::AtMost(wanted)
                if usize::try_from(wanted).is_ok_and(|wanted| {
                    wanted > count || (wanted == count && matches!(group.kind, GroupKind::AtMost(_)))
                }) =>
            {
                self.fault(kinds::count_out_of_reach(group.kind, count, group.span));
            }
            _ => {}
        }
        if self.quiet == 0 {
            self.advise_group(group);
        }
        fine.then(|| Box::new(Body::Group { kind: group.kind, members }))
    }

    // What recurses keeps to boxes and small frames: a tree may be deep and a stack small.
    fn criterion(&mut self, criterion: &'a ast::Criterion) -> Option<Box<model::Criterion>> {
        let (outer, outer_written) = self.enter(&criterion.id.node);
        let place = self.stand_in(criterion.span);
        let set_before = self.set_by_overlay;
        let body = self.body(&criterion.body);
        let mut waived = None;
        let mut fine = true;
        for clause in &criterion.clauses {
            let Clause::Waived(body) = clause else { continue };
            if waived.is_some() {
                self.fault(blocks::waived_twice(criterion.id.span));
            }
            waived = self.body(body);
            fine &= waived.is_some();
        }
        let lowered = body.and_then(|body| self.with_clauses(criterion, body, waived));
        let lowered = lowered.map(|mut lowered| {
            // A group is what it was: those of its members that compare with the setting ask something else.
            let tests = !matches!(criterion.body, ast::Body::Group(_));
            if tests && self.set_by_overlay > set_before && lowered.origin == Some(model::Origin::Base) {
                lowered.origin = Some(model::Origin::Replaced);
            }
            lowered
        });
        self.stand_back(place);
        self.cx.path = outer;
        self.cx.written_path = outer_written;
        lowered.filter(|_| fine)
    }

    /// Steps into a criterion; answers the paths to step back to.
    fn enter(&mut self, id: &str) -> (String, String) {
        let path = self.free_path(format!("{}.{id}", self.cx.path));
        let written = if self.cx.written_path.is_empty() {
            String::new()
        } else {
            format!("{}.{id}", self.cx.written_path)
        };
        (std::mem::replace(&mut self.cx.path, path), std::mem::replace(&mut self.cx.written_path, written))
    }

    /// The criterion with all that follows its body.
    fn with_clauses(
        &mut self,
        criterion: &'a ast::Criterion,
        body: Box<Body>,
        waived: Option<Box<Body>>,
    ) -> Option<Box<model::Criterion>> {
        let alias = match &criterion.body {
            ast::Body::Test(test) => match &test.form {
                ast::TestForm::Records(records) => records.alias.as_ref().map(|name| name.node.as_str()),
                _ => None,
            },
            _ => None,
        };
        let frame = fact_at_hand(&body).map(|fact| Frame { fact, alias });
        let mut lowered = Box::new(model::Criterion {
            id: criterion.id.node.clone(),
            path: self.cx.path.clone(),
            label: criterion.label.as_ref().map(|label| label.node.clone()).unwrap_or_default(),
            body: *body,
            waived: waived.map(|waived| *waived),
            cites: Vec::new(),
            asks: Vec::new(),
            notes: Vec::new(),
            grants: Vec::new(),
            origin: self.origin(&self.cx.path),
            span: criterion.span,
        });
        let mut fine = true;
        for clause in &criterion.clauses {
            match clause {
                Clause::Cite(cite) => lowered.cites.extend(self.cite(cite)),
                Clause::Ask(ask) => lowered.asks.push(self.ask(ask)),
                Clause::Note(note) => lowered.notes.push(note.node.clone()),
                Clause::Grant(grant) => {
                    let frames = self.cx.frames.len();
                    self.cx.frames.extend(frame.clone());
                    let grant = self.grant(grant);
                    self.cx.frames.truncate(frames);
                    fine &= grant.is_some();
                    lowered.grants.extend(grant);
                }
                Clause::Waived(_) => {}
            }
        }
        fine.then_some(lowered)
    }

    /// A path that no criterion has; a define written in place twice under one criterion gives the same names twice.
    pub(super) fn free_path(&mut self, wanted: String) -> String {
        let mut path = wanted.clone();
        let mut number = 2_u32;
        while !self.taken_paths.insert(path.clone()) {
            path = format!("{wanted}_{number}");
            number = number.saturating_add(1);
        }
        path
    }

    /// What a define stands for, written where its name stands.
    pub(super) fn written_in_place(&mut self, index: usize, name: &Name) -> Option<Box<Body>> {
        let define = self.names.defines.get(index).copied()?;
        match self.check_define(index) {
            DefineState::Sound => {}
            DefineState::InProgress => return self.refuse(names::define_cycle(name)),
            DefineState::Unchecked | DefineState::Broken => {
                self.uses.defines.insert(index);
                return self.silently();
            }
        }
        self.uses.defines.insert(index);
        let DefineMeaning::Body(body) = &define.node.meaning else { return self.silently() };
        let mut frames = Vec::new();
        if let Some(of) = &define.node.of {
            let fact = self.cx.frames.last().map(|frame| frame.fact);
            match fact {
                Some(fact) if self.fact(fact).is_some_and(|fact| fact.id == of.node) => {
                    frames.push(Frame { fact, alias: None });
                }
                _ => return self.refuse(names::define_of_another(name, of)),
            }
        }
        let path = self.cx.path.clone();
        let traced = self.cx.traced;
        let cx = Context {
            file: define.file,
            guideline: define.guideline,
            frames,
            path,
            traced,
            ..Default::default()
        };
        let outer = std::mem::replace(&mut self.cx, cx);
        self.quiet = self.quiet.saturating_add(1);
        let lowered = self.body(body);
        self.quiet = self.quiet.saturating_sub(1);
        self.cx = outer;
        if lowered.is_none() && self.quiet == 0 {
            // The define is sound by itself: only its size can be in the way.
            return self.refuse(kinds::too_large(name.span, self.limits.tests));
        }
        lowered
    }

    /// Checks a define by itself, once.
    pub(super) fn check_define(&mut self, index: usize) -> DefineState {
        let Some(define) = self.names.defines.get(index).copied() else { return DefineState::Broken };
        let known = self.define_states.get(index).copied().unwrap_or(DefineState::Broken);
        if known != DefineState::Unchecked {
            return known;
        }
        if self.at_the_bottom() {
            self.fault(kinds::too_deep(define.node.id.span));
            self.set_define(index, DefineState::Broken);
            return DefineState::Broken;
        }
        self.set_define(index, DefineState::InProgress);
        let path = format!("define.{}", define.node.id.node);
        let cx = Context { file: define.file, guideline: define.guideline, path, ..Default::default() };
        let (_, uses, broken) = self.by_itself(cx, |this| this.define(index, define.node));
        let state = if broken { DefineState::Broken } else { DefineState::Sound };
        self.set_define(index, state);
        if let Some(slot) = self.define_uses.get_mut(index) {
            *slot = uses;
        }
        state
    }

    /// Checks what stands by itself, whatever is being lowered around it.
    pub(super) fn by_itself<T>(
        &mut self,
        cx: Context<'a>,
        work: impl FnOnce(&mut Self) -> T,
    ) -> (T, super::lower::Uses, bool) {
        let quiet = std::mem::replace(&mut self.quiet, 0);
        let tests = std::mem::replace(&mut self.tests, 0);
        let depth = std::mem::replace(&mut self.depth, 0);
        let taken = std::mem::take(&mut self.taken_paths);
        let references = std::mem::take(&mut self.references);
        let other_references = std::mem::take(&mut self.other_references);
        let stretches = std::mem::take(&mut self.spans_of_time);
        let done = self.apart(cx, work);
        self.quiet = quiet;
        self.tests = tests;
        self.depth = depth;
        self.taken_paths = taken;
        self.references = references;
        self.other_references = other_references;
        self.spans_of_time = stretches;
        done
    }

    fn set_define(&mut self, index: usize, state: DefineState) {
        if let Some(slot) = self.define_states.get_mut(index) {
            *slot = state;
        }
    }

    fn define(&mut self, index: usize, define: &'a ast::Define) {
        if let Some(of) = &define.of {
            match self.fact_named(of) {
                Some(fact) => self.cx.frames.push(Frame { fact, alias: None }),
                None => return,
            }
        }
        match &define.meaning {
            DefineMeaning::Body(body) => {
                self.body(body);
            }
            DefineMeaning::Quantity { .. } => {
                let Some(made) = self.calculation(define) else { return };
                if let Some(fact) = self.cx.frames.last().map(|frame| frame.fact) {
                    self.add_derived_part(index, fact, define, made);
                }
            }
        }
    }

    /// A grant.
    pub(super) fn grant(&mut self, grant: &'a ast::Grant) -> Option<model::Grant> {
        let place = self.stand_in(grant.span);
        let lowered = self.grant_form(grant);
        self.stand_back(place);
        lowered
    }

    fn grant_form(&mut self, grant: &'a ast::Grant) -> Option<model::Grant> {
        match &grant.form {
            GrantForm::Approve { amount, of, from, to } => {
                let of = self.set_or_none(of.as_ref());
                let from = from.as_ref().map(|point| self.point(point));
                let to = to.as_ref().map(|point| self.point(point));
                let amount = match amount {
                    Some(amount) => {
                        let number = self.number(&amount.number, amount.span)?;
                        if number <= Number::ZERO {
                            return self.refuse(times::nothing_approved(amount.span));
                        }
                        Some((number, amount.unit.node.clone()))
                    }
                    None => None,
                };
                let from = match from {
                    Some(point) => Some(point?),
                    None => None,
                };
                let to = match to {
                    Some(point) => Some(point?),
                    None => None,
                };
                Some(model::Grant::Approve { amount, of: of?, from, to })
            }
            GrantForm::Limit(text) => Some(model::Grant::Limit(text.node.clone())),
            GrantForm::Report(text) => Some(model::Grant::Report(text.node.clone())),
            GrantForm::NextReview { amount, before_end } => {
                self.length(amount).map(|length| model::Grant::NextReview(length, *before_end))
            }
            GrantForm::Due { what, by } => self.point(by).map(|by| model::Grant::Due(what.node.clone(), by)),
            GrantForm::Refer { role, text } => {
                Some(model::Grant::Refer(role.node.clone(), text.node.clone()))
            }
        }
    }
}

/// The fact whose record a criterion rests on, for `from this` in its grants.
fn fact_at_hand(body: &Body) -> Option<FactIx> {
    let Body::Test(test) = body else { return None };
    match &test.form {
        TestForm::Count { of, .. }
        | TestForm::Run { of, .. }
        | TestForm::Pick { of, .. }
        | TestForm::State { of, .. }
        | TestForm::Trend { of, .. }
        | TestForm::Change { last: (_, of), .. }
        | TestForm::Buckets { of, .. }
        | TestForm::OnTime { of, .. } => Some(of.fact),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::ast;
    use crate::check::names::Names;
    use crate::check::{Limits, lower::Checker};
    use crate::source::{FileId, Name, Sources, Span};
    use std::collections::BTreeMap;

    fn name(text: &str) -> Name {
        Name::new(text.to_owned(), Span::default())
    }

    fn some(fact: &str, asks: Option<ast::Asks>) -> ast::Body {
        let form = ast::TestForm::Records(ast::RecordsTest {
            quantifier: ast::Quantifier::Some,
            fact: name(fact),
            alias: None,
            in_a_row: None,
            filter: Vec::new(),
            window: None,
            asks,
        });
        ast::Body::Test(Box::new(ast::Test { form, span: Span::default() }))
    }

    /// `some approval with all { a: some approval with all { ... } }`
    fn nested(depth: u32) -> ast::Body {
        let mut body = some("approval", None);
        for _ in 0..depth {
            let member = ast::Criterion {
                id: name("a"),
                label: None,
                body,
                clauses: Vec::new(),
                span: Span::default(),
            };
            let group =
                ast::Group { kind: ast::GroupKind::All, members: vec![member], span: Span::default() };
            body = some("approval", Some(ast::Asks::With(group)));
        }
        body
    }

    fn faults_of(body: ast::Body) -> Vec<&'static str> {
        let define = ast::Define {
            id: name("deep"),
            label: None,
            of: None,
            meaning: ast::DefineMeaning::Body(body),
            span: Span::default(),
        };
        let file = ast::File { items: vec![ast::Item::Define(define)] };
        let files = vec![(FileId(0), file)];
        let mut faults = Vec::new();
        let names = Names::gather(&files, &[], &BTreeMap::new(), &mut faults);
        let (sources, limits) = (Sources::default(), Limits::default());
        let mut checker = Checker::new(&sources, &limits, &names);
        checker.check_define(0);
        faults.extend(checker.faults);
        faults.iter().map(|fault| fault.id).collect()
    }

    #[test]
    fn the_deepest_tree_fits_a_small_stack() {
        assert_eq!(faults_of(nested(super::DEEPEST - 1)), Vec::<&str>::new());
        assert_eq!(faults_of(nested(super::DEEPEST)), ["too-large"]);
    }
}
