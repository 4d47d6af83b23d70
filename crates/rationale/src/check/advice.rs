//! What is worth a look: labels and citations, bands that leave a gap, what nothing uses.

use super::faults::advice as faults;
use super::guidelines::Made;
use super::lower::{Checker, Uses, fold};
use super::model;
use super::names::Named;
use crate::ast::{self, BlockLine, Clause, CompareForm, GroupKind, LiteralForm, MetaForm, OrderOp};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Span};
use crate::value::number::Number;
use crate::value::time::TimeUnit;
use std::collections::{BTreeMap, BTreeSet};

/// One side of a line, or a stretch of it, that a criterion holds for.
struct Band {
    /// What is compared, as written.
    term: String,
    unit: String,
    /// The number and whether it is inside.
    low: Option<(Number, bool)>,
    high: Option<(Number, bool)>,
    /// Places after the point, as written.
    places: usize,
    span: Span,
    fact: String,
    part: Option<String>,
}

impl<'a> Checker<'a> {
    /// Looks for a term that is split between members of an `any`.
    pub(super) fn advise_group(&mut self, group: &'a ast::Group) {
        // In `all` it asks nothing where its circumstance does not hold; elsewhere it stands for what was found.
        if group.kind != GroupKind::All {
            for member in &group.members {
                if let ast::Body::When(when) = &member.body
                    && when.otherwise.is_none()
                {
                    self.fault(faults::when_without_else(&member.id, when.span, group.kind));
                }
            }
        }
        if group.kind != GroupKind::Any {
            return;
        }
        let bands: Vec<Band> = group.members.iter().filter_map(|member| self.band(&member.body)).collect();
        let mut found = Vec::new();
        let mut of_term: BTreeMap<(&str, &str), Vec<&Band>> = BTreeMap::new();
        for second in &bands {
            let earlier = of_term.entry((&second.term, &second.unit)).or_default();
            // Many bands of one term are a table; its neighbours are near.
            for first in earlier.iter().rev().take(64) {
                if covers(first, second) || covers(second, first) {
                    found.push(faults::complement_of_unknown(first.span, second.span));
                } else if (is_gap(first, second) || is_gap(second, first)) && !self.is_rounded(second) {
                    found.push(faults::gap_between_bands(first.span, second.span));
                }
            }
            earlier.push(second);
        }
        for fault in found {
            self.fault(fault);
        }
    }

    fn band(&self, body: &ast::Body) -> Option<Band> {
        let ast::Body::Test(test) = body else { return None };
        let (compare, fact, part) = match &test.form {
            ast::TestForm::Pick(ast::PickTest { of, asks: ast::Asks::Compare(compare) }) => {
                (compare, &of.fact, of.part.as_ref())
            }
            ast::TestForm::State(ast::StateTest { compare: Some(compare), name, part, .. }) => {
                (compare, name, part.as_ref())
            }
            _ => return None,
        };
        let number = |literal: &ast::Literal| match &literal.form {
            LiteralForm::Number { number, unit, of: None } => {
                let places = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
                let unit = unit.as_ref().map(|unit| unit.node.clone()).unwrap_or_default();
                Some((number.parse::<Number>().ok()?, unit, places))
            }
            _ => None,
        };
        let (low, high, unit, places) = match &compare.form {
            CompareForm::Order(op, value) => {
                let (number, unit, places) = number(value)?;
                let (low, high) = match op {
                    OrderOp::AtLeast => (Some((number, true)), None),
                    OrderOp::Above => (Some((number, false)), None),
                    OrderOp::AtMost => (None, Some((number, true))),
                    OrderOp::Below => (None, Some((number, false))),
                    OrderOp::Equal => (Some((number, true)), Some((number, true))),
                };
                (low, high, unit, places)
            }
            CompareForm::Between(from, to) => {
                let ((from, unit, places), (to, to_unit, to_places)) = (number(from)?, number(to)?);
                if unit != to_unit {
                    return None;
                }
                (Some((from, true)), Some((to, true)), unit, places.max(to_places))
            }
            _ => return None,
        };
        let text = self.sources.get(test.span.file)?;
        let before = Span { end: compare.span.start, ..test.span };
        let term = fold(text.slice(before));
        let (fact, part) = (fact.node.clone(), part.map(|part| part.node.clone()));
        Some(Band { term, unit, low, high, places, span: test.span, fact, part })
    }

    fn is_rounded(&self, band: &Band) -> bool {
        let of_part = |fact: &model::Fact, part: &str| {
            let part = fact.parts.iter().find(|known| known.id == part)?;
            Some(part.numeric.rounded_to.is_some())
        };
        if let Some(fact) = self.cx.frames.last().and_then(|frame| self.fact(frame.fact))
            && let Some(rounded) = of_part(fact, &band.fact)
        {
            return rounded;
        }
        let named = self.visible().and_then(|visible| visible.asks.get(band.fact.as_str()).copied());
        let Some(Named::Fact(index)) = named else { return true };
        let fact = self.fact_of.get(index).and_then(|fact| fact.ix).and_then(|ix| self.fact(ix));
        fact.is_none_or(|fact| match &band.part {
            Some(part) => of_part(fact, part).unwrap_or(true),
            None => fact.numeric.rounded_to.is_some(),
        })
    }

    /// Labels, citations, and lengths of time of one guideline.
    pub(super) fn advise_guideline(&mut self, node: &'a ast::Guideline, guideline: &model::Guideline) {
        for block in &node.blocks {
            for line in &block.lines {
                let (BlockLine::Requires(ast::Body::Group(group))
                | BlockLine::Excluded(ast::Body::Group(group))) = line
                else {
                    continue;
                };
                for member in group.members.iter().filter(|member| member.label.is_none()) {
                    self.fault(faults::missing_label(&member.id));
                }
            }
        }
        let stands =
            |meta: &ast::Meta| matches!(meta.form, MetaForm::Edition { .. } | MetaForm::Status { .. });
        if !node.metas.iter().any(stands) {
            self.fault(faults::missing_status(&node.id));
        }
        self.citations(node);
        self.unsure(node, guideline);
        self.hours_and_days();
    }

    fn citations(&mut self, node: &'a ast::Guideline) {
        if node.metas.iter().any(|meta| matches!(meta.form, MetaForm::Cite(_))) {
            return;
        }
        let mut missing = Vec::new();
        let mut all = 0_usize;
        for block in &node.blocks {
            let cited = block.lines.iter().any(|line| matches!(line, BlockLine::Cite(_)));
            all = all.saturating_add(1);
            if cited {
                continue;
            }
            let bodies = block.lines.iter().filter_map(|line| match line {
                BlockLine::Requires(body) | BlockLine::Excluded(body) => Some(body),
                _ => None,
            });
            for body in bodies {
                uncited(body, &mut missing);
            }
        }
        let anywhere = node.blocks.iter().any(|block| {
            block.lines.iter().any(|line| match line {
                BlockLine::Cite(_) => true,
                BlockLine::Requires(body) | BlockLine::Excluded(body) => body_cites(body),
                _ => false,
            })
        });
        if !anywhere && all > 0 {
            self.fault(faults::missing_citation(&node.id, true));
            return;
        }
        for criterion in missing {
            self.fault(faults::missing_citation(&criterion.id, false));
        }
    }

    fn unsure(&mut self, node: &'a ast::Guideline, guideline: &model::Guideline) {
        if guideline.status.word != "approved" {
            return;
        }
        let status = node
            .metas
            .iter()
            .find(|meta| matches!(meta.form, MetaForm::Status { .. }))
            .map_or(node.id.span, |meta| meta.span);
        let mut cites: Vec<&ast::Cite> = Vec::new();
        for meta in &node.metas {
            if let MetaForm::Cite(cite) = &meta.form {
                cites.push(cite);
            }
        }
        for line in node.blocks.iter().flat_map(|block| &block.lines) {
            match line {
                BlockLine::Cite(cite) => cites.push(cite),
                BlockLine::Requires(body) | BlockLine::Excluded(body) => {
                    each_criterion(body, &mut |criterion| cites.extend(criterion_cites(criterion)));
                }
                _ => {}
            }
        }
        for cite in cites.into_iter().filter(|cite| cite.unsure) {
            self.fault(faults::unsure_when_approved(cite.span, status));
        }
    }

    /// 24 hours and 1 day from one anchor differ by up to a day.
    fn hours_and_days(&mut self) {
        let mut days: BTreeMap<(&str, bool, u32), Span> = BTreeMap::new();
        for stretch in &self.spans_of_time {
            let count = match stretch.length.unit {
                TimeUnit::Days => Some(stretch.length.count),
                TimeUnit::Weeks => stretch.length.count.checked_mul(7),
                _ => None,
            };
            if let Some(count) = count {
                days.entry((&stretch.anchor, stretch.after, count)).or_insert(stretch.span);
            }
        }
        let mut found = Vec::new();
        for hours in &self.spans_of_time {
            let count = hours.length.count;
            if hours.length.unit != TimeUnit::Hours || count == 0 || count.checked_rem(24) != Some(0) {
                continue;
            }
            let count = count.checked_div(24).unwrap_or(0);
            if let Some(span) = days.remove(&(hours.anchor.as_str(), hours.after, count)) {
                found.push(faults::hours_and_days(hours.span, span, count));
            }
        }
        for fault in found {
            self.fault(fault);
        }
    }

    /// What is declared in a file with guidelines and used by nothing; vocabulary files declare for others.
    pub(super) fn advise_unused(&mut self, made: &[Made], found: &[Diagnostic]) {
        let mut uses = Uses::default();
        for made in made {
            uses.add(&made.uses);
        }
        let others = self.fact_of.iter().map(|fact| &fact.uses);
        let others = others.chain(self.set_of.iter().map(|set| &set.uses)).chain(&self.define_uses);
        for other in others.chain([&self.other_uses]) {
            uses.add(other);
        }
        // An error may hide a use.
        let faulty: BTreeSet<FileId> = self
            .faults
            .iter()
            .chain(found)
            .filter(|fault| fault.severity == Severity::Error)
            .map(|fault| fault.primary.span.file)
            .chain(
                self.names.visible.iter().filter(|(_, seen)| !seen.broken.is_empty()).map(|(file, _)| *file),
            )
            .collect();
        let with_guidelines: BTreeSet<FileId> = self
            .names
            .guidelines
            .iter()
            .map(|guideline| guideline.file)
            .filter(|file| !faulty.contains(file))
            .collect();
        let here = |file: FileId| with_guidelines.contains(&file);
        let mut found = Vec::new();
        for (index, fact) in self.names.facts.iter().enumerate() {
            if here(fact.file) && !uses.facts.contains(&index) {
                found.push(faults::unused_fact(&fact.node.id));
            }
        }
        for (index, set) in self.names.sets.iter().enumerate() {
            if here(set.file) && !uses.sets.contains(&index) {
                found.push(faults::unused_set(&set.node.id));
            }
        }
        for (index, define) in self.names.defines.iter().enumerate() {
            let of_overlay = define.guideline.is_some_and(|at| self.names.expanded.contains_key(&at));
            if here(define.file) && !of_overlay && !uses.defines.contains(&index) {
                found.push(faults::unused_define(&define.node.id));
            }
        }
        for (at, (inside, guideline)) in self.names.inside.iter().zip(&self.names.guidelines).enumerate() {
            let overlay = self.names.expanded.get(&at);
            for (id, _) in inside.settings.values() {
                let own = overlay.is_none_or(|overlay| overlay.holds(id.span));
                if own && here(guideline.file) && !uses.settings.contains(&id.span) {
                    found.push(faults::unused_setting(id));
                }
            }
        }
        for fault in found {
            self.fault(fault);
        }
    }
}

/// Whether all below (and at) the one and all above (and at) the other leave nothing between.
fn covers(below: &Band, above: &Band) -> bool {
    match (below.low, below.high, above.low, above.high) {
        (None, Some((high, high_in)), Some((low, low_in)), None) => {
            high > low || (high == low && (high_in || low_in))
        }
        _ => false,
    }
}

/// Whether the second begins one step, as written, above the end of the first.
fn is_gap(first: &Band, second: &Band) -> bool {
    let (Some((high, true)), Some((low, true))) = (first.high, second.low) else { return false };
    let places = u32::try_from(first.places.max(second.places)).unwrap_or(0);
    let step = 10_i128.checked_pow(places).and_then(|under| Number::ratio(1, under));
    let gap = low.sub(high);
    gap.is_some() && gap == step
}

fn criterion_cites(criterion: &ast::Criterion) -> impl Iterator<Item = &ast::Cite> {
    criterion.clauses.iter().filter_map(|clause| match clause {
        Clause::Cite(cite) => Some(cite),
        _ => None,
    })
}

/// Criteria that neither cite nor stand below or above one that does, the outermost of each such tree.
fn uncited<'t>(body: &'t ast::Body, missing: &mut Vec<&'t ast::Criterion>) {
    let ast::Body::Group(group) = body else { return };
    for criterion in &group.members {
        if criterion_cites(criterion).next().is_some() {
            continue;
        }
        if body_cites(&criterion.body) {
            uncited(&criterion.body, missing);
        } else {
            missing.push(criterion);
        }
    }
}

fn body_cites(body: &ast::Body) -> bool {
    let mut cites = false;
    each_criterion(body, &mut |criterion| cites |= criterion_cites(criterion).next().is_some());
    cites
}

/// Every criterion of a tree, those inside `with` too.
fn each_criterion<'t>(body: &'t ast::Body, visit: &mut impl FnMut(&'t ast::Criterion)) {
    let mut queue = vec![body];
    while let Some(body) = queue.pop() {
        let group = match body {
            ast::Body::Group(group) => Some(group),
            ast::Body::When(when) => {
                queue.extend([&*when.condition, &*when.then]);
                queue.extend(when.otherwise.as_deref());
                None
            }
            ast::Body::Test(test) => match &test.form {
                ast::TestForm::Records(ast::RecordsTest { asks: Some(ast::Asks::With(group)), .. })
                | ast::TestForm::Pick(ast::PickTest { asks: ast::Asks::With(group), .. }) => Some(group),
                ast::TestForm::For { body, .. } => {
                    queue.push(body);
                    None
                }
                _ => None,
            },
        };
        for criterion in group.into_iter().flat_map(|group| &group.members) {
            visit(criterion);
            queue.push(&criterion.body);
            queue.extend(criterion.clauses.iter().filter_map(|clause| match clause {
                Clause::Waived(body) => Some(body),
                _ => None,
            }));
        }
    }
}
