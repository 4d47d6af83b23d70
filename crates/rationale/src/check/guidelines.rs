//! Guidelines: metadata, blocks, and what holds between blocks and editions.

use super::faults::{blocks, names, times};
use super::lower::{Checker, Context, Uses};
use super::model::{Block, Edition, Guideline, GuidelineStatus};
use crate::ast::{self, BlockKind, BlockLine, MetaForm};
use crate::source::{Name, Span};
use std::collections::BTreeMap;

/// A guideline as lowered, whether it has errors, and what it rests on.
pub(super) struct Made {
    pub(super) guideline: Guideline,
    pub(super) broken: bool,
    pub(super) uses: Uses,
    pub(super) edition_span: Span,
    pub(super) references: Vec<super::paths::Reference>,
    pub(super) other_references: Vec<super::elsewhere::OtherReference>,
}

impl<'a> Checker<'a> {
    /// Lowers every guideline.
    pub(super) fn lower_guidelines(&mut self) -> Vec<Made> {
        let mut made = Vec::new();
        for (index, declared) in self.names.guidelines.clone().into_iter().enumerate() {
            let found_before = self.faults.len();
            self.expanded = self.names.expanded.get(&index).copied();
            let traced = self.expanded.map(|_| false);
            let cx = Context { file: declared.file, guideline: Some(index), traced, ..Default::default() };
            self.tests = 0;
            self.depth = 0;
            self.taken_paths.clear();
            self.references.clear();
            self.other_references.clear();
            self.spans_of_time.clear();
            let node = declared.node;
            let (mut guideline, mut uses, mut broken) = self.apart(cx, |this| {
                let guideline = this.guideline(node);
                let circles: Vec<_> = super::paths::circles(&this.references)
                    .into_iter()
                    .map(|reference| names::criterion_cycle(&reference.target, reference.span))
                    .collect();
                for circle in circles {
                    this.fault(circle);
                }
                guideline
            });
            let edition_span = node
                .metas
                .iter()
                .find(|meta| matches!(meta.form, MetaForm::Edition { .. }))
                // That of the base stands elsewhere.
                .filter(|meta| self.expanded.is_none_or(|overlay| overlay.holds(meta.span)))
                .map_or(node.id.span, |meta| meta.span);
            self.advise_guideline(node, &guideline);
            if let Some(overlay) = self.expanded.take() {
                guideline.overlay = Some(overlay.of.clone());
                let base = self.base_of(overlay);
                uses.guidelines.extend(base);
                let base_broken = base.and_then(|at| made.get(at)).is_none_or(|base: &Made| base.broken);
                self.tell_of_overlay(overlay, found_before, base_broken);
                broken |= base_broken;
            }
            let references = std::mem::take(&mut self.references);
            let other_references = std::mem::take(&mut self.other_references);
            made.push(Made { guideline, broken, uses, edition_span, references, other_references });
        }
        self.take_places(&mut made);
        self.circles_between(&made);
        self.editions(&made);
        made
    }

    fn guideline(&mut self, node: &'a ast::Guideline) -> Guideline {
        let mut guideline = Guideline {
            id: node.id.node.clone(),
            label: super::facts::label(&node.id, node.label.as_ref()),
            edition: None,
            status: GuidelineStatus { word: "draft".to_owned(), by: None, on: None, review_due: None },
            scopes: Vec::new(),
            applies: None,
            ladder: Vec::new(),
            blocks: Vec::new(),
            cites: Vec::new(),
            notes: Vec::new(),
            anchors: Vec::new(),
            periods: Vec::new(),
            overlay: None,
            taken_by: Vec::new(),
            digest: String::new(),
            span: node.span,
        };
        let mut once: BTreeMap<&str, Span> = BTreeMap::new();
        for meta in &node.metas {
            let word = match &meta.form {
                MetaForm::Edition { .. } => Some("edition"),
                MetaForm::Status { .. } => Some("status"),
                MetaForm::Applies(_) => Some("applies when"),
                MetaForm::Ladder(_) => Some("ladder"),
                _ => None,
            };
            if let Some(word) = word {
                if let Some(first) = once.get(word) {
                    self.fault(blocks::said_twice(word, meta.span, *first));
                    continue;
                }
                once.insert(word, meta.span);
            }
            self.meta(&mut guideline, meta);
        }
        for index in self
            .inside()
            .map(|inside| inside.defines.values().copied().collect::<Vec<_>>())
            .unwrap_or_default()
        {
            self.check_define(index);
        }
        let mut only: BTreeMap<&str, Span> = BTreeMap::new();
        for block in &node.blocks {
            let word = match block.kind {
                BlockKind::EveryLevel => Some("every level needs"),
                BlockKind::Discharge => Some("discharge"),
                _ => None,
            };
            if let Some(word) = word {
                match only.get(word) {
                    Some(first) => self.fault(blocks::block_twice(word, block.id.span, *first)),
                    None => drop(only.insert(word, block.id.span)),
                }
            }
            self.cx.path = block.id.node.clone();
            self.cx.written_path = block.id.node.clone();
            let block = self.block(block);
            guideline.blocks.push(block);
        }
        if node.blocks.is_empty() {
            self.fault(blocks::no_blocks(&node.id));
        }
        self.day_blocks(node, &guideline);
        guideline
    }

    fn meta(&mut self, guideline: &mut Guideline, meta: &'a ast::Meta) {
        let place = self.stand_in(meta.span);
        self.meta_form(guideline, meta);
        self.stand_back(place);
    }

    fn meta_form(&mut self, guideline: &mut Guideline, meta: &'a ast::Meta) {
        match &meta.form {
            MetaForm::Edition { name, by_date_of, from, to } => {
                guideline.edition = self.edition(name, by_date_of, from, to.as_ref(), meta.span);
            }
            MetaForm::Status { status, by, on, review_due } => {
                if !matches!(status.node.as_str(), "draft" | "approved" | "retired") {
                    self.fault(names::unknown_status(status));
                }
                let on = self.date_or_none(on.as_ref()).flatten();
                let review_due = self.date_or_none(review_due.as_ref()).flatten();
                let by = by.as_ref().map(|by| by.node.clone());
                if status.node == "approved" && (by.is_none() || on.is_none()) {
                    self.fault(super::faults::advice::approval_unsigned(meta.span));
                }
                guideline.status = GuidelineStatus { word: status.node.clone(), by, on, review_due };
            }
            MetaForm::For { scope, values } => {
                if !super::builtins::SCOPES.contains(&scope.node.as_str()) {
                    self.fault(names::unknown_scope(scope));
                }
                let values = values.iter().map(|value| value.node.clone()).collect();
                guideline.scopes.push((scope.node.clone(), values));
            }
            MetaForm::Applies(body) => {
                self.cx.path = super::paths::APPLIES.to_owned();
                self.cx.written_path = super::paths::APPLIES.to_owned();
                guideline.applies = self.body(body).map(|body| *body);
            }
            MetaForm::Anchor(anchor) => {
                let label = super::facts::label(&anchor.id, anchor.label.as_ref());
                guideline.anchors.push((anchor.id.node.clone(), label, anchor.is_span));
            }
            // A setting is read where it is used.
            MetaForm::Setting { .. } => {}
            MetaForm::Ladder(rungs) => {
                let mut first: BTreeMap<&str, Span> = BTreeMap::new();
                for rung in rungs {
                    if let Some(first) = first.get(rung.node.as_str()) {
                        self.fault(names::duplicate_name(rung, *first));
                    }
                    first.entry(&rung.node).or_insert(rung.span);
                }
                guideline.ladder = rungs.iter().map(|rung| rung.node.clone()).collect();
            }
            MetaForm::Periods { id, .. } => guideline.periods.extend(self.periods(id)),
            MetaForm::Cite(cite) => guideline.cites.extend(self.cite(cite)),
            MetaForm::Note(note) => guideline.notes.push(note.node.clone()),
        }
    }

    fn edition(
        &mut self,
        name: &Name,
        by_date_of: &'a Name,
        from: &Name,
        to: Option<&Name>,
        span: Span,
    ) -> Option<Edition> {
        let anchor = self.named_anchor(by_date_of);
        let from = self.date(from);
        let to = self.date_or_none(to);
        let (from, to) = (from?, to?);
        if to.is_some_and(|to| to < from) {
            return self.refuse(times::dates_backwards(span));
        }
        let (anchor, _) = anchor?;
        Some(Edition { name: name.node.clone(), by_date_of: by_date_of.node.clone(), anchor, from, to })
    }

    fn block(&mut self, node: &'a ast::Block) -> Block {
        let mut block = Block {
            kind: node.kind,
            id: node.id.node.clone(),
            label: super::facts::label(&node.id, node.label.as_ref()),
            rung: None,
            items: None,
            days: node.days.map(|days| (days.from, days.to)),
            requires: Vec::new(),
            excluded: Vec::new(),
            grants: Vec::new(),
            cites: Vec::new(),
            asks: Vec::new(),
            notes: Vec::new(),
            span: node.span,
        };
        self.place_block(node, &mut block);
        for line in &node.lines {
            match line {
                BlockLine::Requires(body) => block.requires.extend(self.body(body).map(|body| *body)),
                BlockLine::Excluded(body) => block.excluded.extend(self.body(body).map(|body| *body)),
                BlockLine::Grant(grant) => {
                    if node.kind == BlockKind::Answer {
                        self.fault(blocks::answer_grants(grant.span));
                    }
                    block.grants.extend(self.grant(grant));
                }
                BlockLine::Cite(cite) => block.cites.extend(self.cite(cite)),
                BlockLine::Ask(ask) => block.asks.push(self.ask(ask)),
                BlockLine::Note(note) => block.notes.push(note.node.clone()),
            }
        }
        if !node.lines.iter().any(|line| matches!(line, BlockLine::Requires(_))) {
            self.fault(blocks::requires_nothing(&node.id));
        }
        block
    }

    /// Which rung or which items a block speaks of, and on which days.
    fn place_block(&mut self, node: &'a ast::Block, block: &mut Block) {
        let ladder: Vec<&Name> = self.inside().map(|inside| inside.ladder.clone()).unwrap_or_default();
        let rung = |name: &Name| ladder.iter().position(|rung| rung.node == name.node);
        match node.kind {
            BlockKind::Level => {
                block.rung = rung(&node.id);
                if block.rung.is_none() {
                    self.fault(blocks::level_not_on_ladder(&node.id, &ladder));
                }
                block.items = self.set_or_none(node.of.as_ref()).flatten();
            }
            BlockKind::Continued => match &node.of {
                Some(of) if rung(of).is_some() => block.rung = rung(of),
                Some(of) if self.visible().is_some_and(|seen| seen.sets.contains_key(of.node.as_str())) => {
                    block.items = self.set(of);
                }
                Some(of) if self.is_broken_name(&of.node) => self.broken = true,
                Some(of) => self.fault(blocks::level_not_on_ladder(of, &ladder)),
                None => {}
            },
            _ => block.items = self.set_or_none(node.of.as_ref()).flatten(),
        }
        if let Some(days) = node.days {
            if node.kind != BlockKind::Continued {
                self.fault(blocks::days_on_another(days.span));
            } else if days.from == 0 || days.to.is_some_and(|to| to < days.from) {
                self.fault(blocks::days_backwards(days.span));
            }
        }
    }

    /// The day blocks of a level meet: no day twice, none between two of them left out.
    fn day_blocks(&mut self, node: &ast::Guideline, guideline: &Guideline) {
        let mut of_rung: BTreeMap<usize, Vec<(u32, Option<u32>, Span)>> = BTreeMap::new();
        for (written, block) in node.blocks.iter().zip(&guideline.blocks) {
            let Some(rung) = block.rung.filter(|_| block.kind == BlockKind::Continued) else { continue };
            let (from, to) = block.days.unwrap_or((1, None));
            let span = written.days.map_or(written.id.span, |days| days.span);
            of_rung.entry(rung).or_default().push((from, to, span));
        }
        for blocks_of_rung in of_rung.values_mut() {
            blocks_of_rung.sort_by_key(|(from, ..)| *from);
            let pairs = blocks_of_rung.iter().zip(blocks_of_rung.iter().skip(1));
            for ((_, to, first), (from, _, second)) in pairs {
                match to {
                    Some(to) if to.saturating_add(1) == *from => {}
                    Some(to) if to < from => self.fault(blocks::day_blocks_gap(*to, *from, *second, *first)),
                    _ => self.fault(blocks::day_blocks_overlap(*from, *second, *first)),
                }
            }
        }
    }

    /// Editions of one guideline do not overlap.
    fn editions(&mut self, made: &[Made]) {
        let mut of_id: BTreeMap<&str, Vec<&Made>> = BTreeMap::new();
        for later in made {
            let earlier = of_id.entry(&later.guideline.id).or_default();
            let meets = |earlier: &&&Made| match (&earlier.guideline.edition, &later.guideline.edition) {
                (Some(one), Some(two)) if one.by_date_of == two.by_date_of => {
                    one.to.is_none_or(|to| to >= two.from) && two.to.is_none_or(|to| to >= one.from)
                }
                _ => true,
            };
            if let Some(first) = earlier.iter().find(meets) {
                let id = &later.guideline.id;
                let bases = (&first.guideline.edition, &later.guideline.edition);
                let fault = match bases {
                    (Some(one), Some(two)) if one.by_date_of != two.by_date_of => {
                        blocks::editions_by_other_dates
                    }
                    _ => blocks::editions_overlap,
                };
                self.fault(fault(id, later.edition_span, first.edition_span));
            }
            earlier.push(later);
        }
    }
}
