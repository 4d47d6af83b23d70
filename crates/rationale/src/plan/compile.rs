//! Lowers checked trees to nodes and terms.

use super::scope::{Noted, Scope, closed, conditions_of};
use super::{
    Applicability, BlockPlan, FactIndex, GuidelinePlan, Node, NodeIx, Plan, Step, Term, TermIx, asks,
    condition_subjects,
};
use crate::ast::{GroupKind, Quantifier};
use crate::check::model::{
    Anchor, Asks, Body, Condition, Criterion, FactIx, Input, Library, Point, Subject, Test, TestForm,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Makes a checked library ready to run.
///
/// ```
/// let plan = rationale::plan::compile(&rationale::check::model::Library::default());
/// assert_eq!(plan.term_count(), 0);
/// ```
#[must_use]
pub fn compile(library: &Library) -> Plan {
    let mut compiler = Compiler::default();
    let mut guidelines: Vec<GuidelinePlan> = library
        .guidelines
        .iter()
        .map(|guideline| {
            let mut scope = Scope::default();
            let taken = guideline.taken_by.iter().filter_map(|taken| taken.edition.as_ref());
            for edition in guideline.edition.iter().chain(taken) {
                scope.anchor(&edition.anchor);
            }
            let applies = guideline.applies.as_ref().map(|body| compiler.body(body, &mut scope));
            let blocks = guideline
                .blocks
                .iter()
                .map(|block| {
                    let requires =
                        block.requires.iter().map(|body| compiler.body(body, &mut scope)).collect();
                    scope.exclusion = true;
                    let excluded =
                        block.excluded.iter().map(|body| compiler.body(body, &mut scope)).collect();
                    scope.exclusion = false;
                    for point in block.grants.iter().flat_map(grant_points) {
                        scope.point(point);
                    }
                    BlockPlan { requires, excluded }
                })
                .collect();
            scope.silences(library);
            compiler.picked_records(&mut scope);
            GuidelinePlan {
                applies,
                blocks,
                by_path: scope.by_path,
                facts: scope.noted.facts.into_iter().collect(),
                others: scope.noted.others,
            }
        })
        .collect();
    facts_of_others(library, &mut guidelines);
    let mut silences = BTreeMap::new();
    for (at, fact) in library.facts.iter().enumerate() {
        let Some(condition) = fact.silence.as_ref().and_then(|silence| silence.condition.as_deref()) else {
            continue;
        };
        let mut scope = Scope::default();
        let node = compiler.body(condition, &mut scope);
        compiler.picked_records(&mut scope);
        silences.insert(FactIx(u32::try_from(at).unwrap_or(u32::MAX)), node);
    }
    let mut calculated = BTreeMap::new();
    for (at, fact) in library.facts.iter().enumerate() {
        let at = FactIx(u32::try_from(at).unwrap_or(u32::MAX));
        for (part, conditions) in conditions_of(fact) {
            let mut scope = Scope { inside: 1, ..Scope::default() };
            let nodes = conditions.iter().map(|body| compiler.body(body, &mut scope)).collect();
            compiler.picked_records(&mut scope);
            calculated.insert((at, part), nodes);
        }
    }
    for (term, noted) in compiler.terms.iter_mut().zip(&compiler.noted) {
        term.reads = closed(noted.clone(), library);
    }
    let each = (0..library.facts.len()).map(|at| FactIx(u32::try_from(at).unwrap_or(u32::MAX)));
    let alone = |at| Noted { facts: BTreeSet::from([at]), ..Noted::default() };
    let reads = each.map(|at| closed(alone(at), library)).collect();
    Plan {
        library: Arc::new(library.clone()),
        applicability: Applicability::new(library, &guidelines, &compiler.nodes, &compiler.terms),
        index: FactIndex::new(library),
        reads,
        nodes: compiler.nodes.into(),
        terms: compiler.terms.into(),
        guidelines,
        calculated,
        silences,
        said: compiler.said,
    }
}

/// Adds the facts that guidelines read through the criteria of others.
fn facts_of_others(library: &Library, guidelines: &mut [GuidelinePlan]) {
    loop {
        let mut grown = false;
        for at in 0..guidelines.len() {
            let Some(others) = guidelines.get(at).map(|plan| plan.others.clone()) else { continue };
            let mut more = BTreeSet::new();
            let mut further = BTreeSet::new();
            for (other, plan) in library.guidelines.iter().zip(guidelines.iter()) {
                if others.contains(&other.id) {
                    more.extend(plan.facts.iter().copied());
                    further.extend(plan.others.iter().cloned());
                }
            }
            let Some(plan) = guidelines.get_mut(at) else { continue };
            more.extend(plan.facts.iter().copied());
            further.extend(plan.others.iter().cloned());
            grown |= more.len() > plan.facts.len() || further.len() > plan.others.len();
            plan.facts = more.into_iter().collect();
            plan.others = further;
        }
        if !grown {
            return;
        }
    }
}

fn grant_points(grant: &crate::check::model::Grant) -> Vec<&Point> {
    use crate::check::model::Grant;
    match grant {
        Grant::Approve { from, to, .. } => from.iter().chain(to).collect(),
        Grant::Due(_, by) => vec![by],
        _ => Vec::new(),
    }
}

#[derive(Default)]
struct Compiler {
    nodes: Vec<Node>,
    terms: Vec<Term>,
    /// What each term reads, what stands inside it included.
    noted: Vec<Noted>,
    /// Terms that speak of no record at hand, by what they ask.
    known: BTreeMap<String, TermIx>,
    /// What defines say of records that are picked for a point.
    said: BTreeMap<String, NodeIx>,
    /// What these read.
    said_noted: BTreeMap<String, Noted>,
}

impl Compiler {
    fn push(&mut self, node: Node) -> NodeIx {
        let at = NodeIx(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        at
    }

    /// Compiles what defines say of the records that points pick, so far as it is not known yet. Inside them absence so far
    /// decides nothing.
    fn picked_records(&mut self, scope: &mut Scope) {
        scope.inside = scope.inside.saturating_add(1);
        let mut seen = BTreeSet::new();
        while let Some(said) = scope.noted.said.pop() {
            if !seen.insert(said.key.clone()) {
                continue;
            }
            if let Some(noted) = self.said_noted.get(&said.key) {
                scope.noted.take_in(noted);
                continue;
            }
            let outer = std::mem::take(&mut scope.noted);
            let node = scope.waiting(true, |scope| self.body(&said.body, scope));
            let noted = std::mem::replace(&mut scope.noted, outer);
            scope.noted.take_in(&noted);
            self.said.insert(said.key.clone(), node);
            self.said_noted.insert(said.key, noted);
        }
        scope.inside = scope.inside.saturating_sub(1);
    }

    fn body(&mut self, body: &Body, scope: &mut Scope) -> NodeIx {
        let step = self.step(body, scope);
        self.push(Node { criterion: None, step, waived: None })
    }

    fn step(&mut self, body: &Body, scope: &mut Scope) -> Step {
        match body {
            Body::Group { kind, members } => {
                let turned = matches!(kind, GroupKind::NoneOf | GroupKind::AtMost(_));
                scope.waiting(turned, |scope| {
                    Step::Group(*kind, members.iter().map(|member| self.criterion(member, scope)).collect())
                })
            }
            Body::When { condition, then, otherwise } => Step::When(
                scope.waiting(true, |scope| self.body(condition, scope)),
                self.body(then, scope),
                otherwise.as_ref().map(|body| self.body(body, scope)),
            ),
            Body::Test(test) => Step::Term(self.term(test, scope)),
        }
    }

    fn criterion(&mut self, criterion: &Criterion, scope: &mut Scope) -> NodeIx {
        let step = self.step(&criterion.body, scope);
        let waived = criterion.waived.as_ref().map(|body| self.body(body, scope));
        for point in criterion.grants.iter().flat_map(grant_points) {
            scope.point(point);
        }
        let bare = Criterion { body: empty(), waived: None, ..criterion.clone() };
        let at = self.push(Node { criterion: Some(Box::new(bare)), step, waived });
        if scope.inside == 0 {
            scope.by_path.insert(criterion.path.clone(), at);
        }
        at
    }

    fn term(&mut self, test: &Test, scope: &mut Scope) -> TermIx {
        let outer = std::mem::take(&mut scope.noted);
        let at = self.term_alone(test, scope);
        let own = std::mem::replace(&mut scope.noted, outer);
        // Of a term known already, what stands inside it is read by this guideline too.
        let known = self.noted.get(at.0 as usize);
        scope.noted.take_in(known.unwrap_or(&own));
        if known.is_none() {
            self.noted.push(own);
        }
        at
    }

    fn term_alone(&mut self, test: &Test, scope: &mut Scope) -> TermIx {
        scope.test(test);
        let local = scope.inside > 0;
        // Criterion references are by path and so belong to one guideline; so do tests in `with`, which hold nodes.
        let shared = !local && !matches!(test.form, TestForm::Criterion { .. });
        let key = shared.then(|| format!("{}{:?}", u8::from(scope.exclusion), test.form));
        if let Some(at) = key.as_ref().and_then(|key| self.known.get(key)) {
            return *at;
        }
        let (mut picks, mut conditions) = (Vec::new(), Vec::new());
        if let TestForm::Calculated { value, .. } = &test.form {
            picks = value.inputs.iter().map(|input| self.picked(input, test, scope)).collect();
            scope.inside = scope.inside.saturating_add(1);
            conditions = scope
                .waiting(true, |scope| value.conditions.iter().map(|body| self.body(body, scope)).collect());
            scope.inside = scope.inside.saturating_sub(1);
        }
        scope.inside = scope.inside.saturating_add(1);
        let with = match asks(&test.form) {
            Some(Asks::With(body)) => {
                Some(scope.waiting(counts_down(&test.form), |scope| self.body(body, scope)))
            }
            _ => None,
        };
        let filter = test.form.selection().map_or(&[][..], |select| &select.filter[..]);
        let filter_bodies = scope.waiting(!counts_up(&test.form), |scope| {
            let bodies = filter.iter().filter_map(|condition| match condition {
                Condition::Body(said) => Some(self.body(&said.body, scope)),
                Condition::Compare(..) => None,
            });
            bodies.collect()
        });
        scope.inside = scope.inside.saturating_sub(1);
        let mut shown: BTreeSet<Subject> = condition_subjects(filter).collect();
        if let Some(Asks::Compare(subject, _)) = asks(&test.form) {
            shown.insert(*subject);
        }
        shown.remove(&Subject::Value);
        let at = TermIx(u32::try_from(self.terms.len()).unwrap_or(u32::MAX));
        self.terms.push(Term {
            test: test.clone(),
            with,
            filter_bodies,
            picks,
            conditions,
            shown_parts: shown.into_iter().collect(),
            local,
            exclusion: scope.exclusion,
            reads: None,
            by_periods: test.form.anchors().iter().any(|anchor| matches!(anchor, Anchor::Period(_))),
        });
        if let Some(key) = key {
            self.known.insert(key, at);
        }
        at
    }
}

/// Whether one more record that holds can only make the test come out met.
fn counts_up(form: &TestForm) -> bool {
    let count = matches!(form, TestForm::Count { quantifier: Quantifier::Some | Quantifier::AtLeast(_), .. });
    count || matches!(form, TestForm::Run { .. })
}

/// Whether it can only make it come out unmet.
fn counts_down(form: &TestForm) -> bool {
    matches!(form, TestForm::Count { quantifier: Quantifier::No | Quantifier::AtMost(_), .. })
}

/// A pick that nothing is asked of but its number.
impl Compiler {
    fn picked(&mut self, input: &Input, test: &Test, scope: &mut Scope) -> Option<TermIx> {
        let Input::Pick { pick, of, subject } = input else { return None };
        let form = TestForm::Pick { pick: *pick, of: of.clone(), subject: *subject, asks: Asks::Nothing };
        let at = self.term(&Test { form, ..test.clone() }, scope);
        if let (Subject::Part(_), Some(term)) = (subject, self.terms.get_mut(at.0 as usize))
            && !term.shown_parts.contains(subject)
        {
            term.shown_parts.push(*subject);
        }
        Some(at)
    }
}

/// The body of a criterion whose step is already a node.
fn empty() -> Body {
    Body::Group { kind: GroupKind::All, members: Vec::new() }
}
