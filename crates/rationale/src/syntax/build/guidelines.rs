//! Guidelines and overlays: metadata, blocks, edits, grants, citations.

use super::{Builder, Kids, only};
use crate::ast::{self, BlockKind, BlockLine, Clause, EditForm, GrantForm, MetaForm};
use crate::source::{Name, Spanned};
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

impl Builder {
    /// The words of a head; a broken one is noted and answers `None`.
    pub(super) fn sound_head<'i>(&mut self, head: &Pair<'i, Rule>) -> Option<Kids<'i>> {
        if head.as_rule() == Rule::broken_head {
            self.note_broken(head, None);
            return None;
        }
        Some(Kids::of(head))
    }

    pub(super) fn guideline(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Guideline> {
        let mut kids = Kids::of(pair);
        let head = kids.next()?;
        let (mut metas, mut defines, mut blocks, mut before) = (Vec::new(), Vec::new(), Vec::new(), None);
        while let Some(line) = kids.next() {
            let start = line.as_span().start();
            match line.as_rule() {
                Rule::meta => metas.push(self.meta(&line)?),
                Rule::define_item => defines.push(self.define(&line)?),
                Rule::block => blocks.extend(self.block(&line)),
                _ => {
                    self.note_broken(&line, before);
                    continue;
                }
            }
            before = Some(start);
        }
        let mut kids = self.sound_head(&head)?;
        let id = self.name_in(&mut kids)?;
        let label = self.label_in(&mut kids);
        Some(ast::Guideline { id, label, metas, defines, blocks, span: self.span(pair) })
    }

    fn meta(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Meta> {
        let meta = only(pair)?;
        let mut kids = Kids::of(&meta);
        let form = match meta.as_rule() {
            Rule::edition => {
                let name = self.string(&kids.next()?);
                let by_date_of = self.name_in(&mut kids)?;
                let from = self.name(&kids.next()?);
                let to = self.name_of(kids.take(Rule::date_to));
                MetaForm::Edition { name, by_date_of, from, to }
            }
            Rule::status => self.status(&mut kids)?,
            Rule::scope => {
                let scope = self.name_in(&mut kids)?;
                MetaForm::For { scope, values: self.names_of(&mut kids, Rule::name) }
            }
            Rule::applies => MetaForm::Applies(self.body(&kids.next()?)?),
            Rule::anchor_item => MetaForm::Anchor(self.anchor_declared(&meta)?),
            Rule::setting => {
                let id = self.name_in(&mut kids)?;
                let label = self.label_in(&mut kids);
                MetaForm::Setting { id, label, value: self.literal(&kids.next()?)? }
            }
            Rule::ladder => MetaForm::Ladder(self.names_of(&mut kids, Rule::name)),
            Rule::periods => self.periods(&mut kids)?,
            Rule::cite => MetaForm::Cite(self.cite(&meta)?),
            Rule::note => MetaForm::Note(self.string(&kids.next()?)),
            _ => return None,
        };
        Some(ast::Meta { form, span: self.span(pair) })
    }

    fn status(&self, kids: &mut Kids<'_>) -> Option<MetaForm> {
        let status = self.name_in(kids)?;
        let (mut by, mut on) = (None, None);
        if let Some(signed) = kids.take(Rule::status_by) {
            let mut kids = Kids::of(&signed);
            by = kids.next().map(|text| self.string(&text));
            on = kids.next().map(|date| self.name(&date));
        }
        let review_due = self.name_of(kids.take(Rule::review_due));
        Some(MetaForm::Status { status, by, on, review_due })
    }

    fn periods(&mut self, kids: &mut Kids<'_>) -> Option<MetaForm> {
        let id = self.name_in(kids)?;
        let (mut lengths, mut then) = (Vec::new(), None);
        loop {
            if let Some(length) = kids.take(Rule::amount) {
                lengths.push(self.amount(&length)?);
            } else if let Some(length) = kids.take(Rule::periods_then) {
                then = Some(self.amount(&only(&length)?)?);
            } else {
                break;
            }
        }
        let from = self.point(&kids.next()?)?;
        let counting = self.name_of(kids.take(Rule::counting));
        Some(MetaForm::Periods { id, lengths, then, from, counting })
    }

    /// `None` where the head is broken; what is broken inside is noted all the same.
    fn block(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Block> {
        let mut kids = Kids::of(pair);
        let word = only(&kids.next()?)?;
        let head = kids.next()?;
        let (mut lines, mut before) = (Vec::new(), None);
        while let Some(line) = kids.next() {
            if line.as_rule() == Rule::block_line {
                before = Some(line.as_span().start());
                lines.push(self.block_line(&line)?);
            } else {
                self.note_broken(&line, before);
            }
        }
        let kind = match word.as_rule() {
            Rule::w_level => BlockKind::Level,
            Rule::w_coverage => BlockKind::Coverage,
            Rule::w_continued => BlockKind::Continued,
            Rule::w_discharge => BlockKind::Discharge,
            Rule::w_every_level => BlockKind::EveryLevel,
            _ => BlockKind::Answer,
        };
        let mut kids = self.sound_head(&head)?;
        let id = match self.name_in(&mut kids) {
            Some(id) => id,
            None if kind == BlockKind::EveryLevel => Spanned::new("every_level".to_owned(), self.span(&word)),
            None => {
                self.note_broken_head(&word, &head);
                return None;
            }
        };
        let label = self.label_in(&mut kids);
        let of = self.name_of(kids.take(Rule::block_of));
        let days = match kids.take(Rule::days) {
            Some(days) => Some(self.days(&days)?),
            None => None,
        };
        Some(ast::Block { kind, id, label, of, days, lines, span: self.span(pair) })
    }

    /// A block without a name: what is marked is its word.
    fn note_broken_head(&mut self, word: &Pair<'_, Rule>, head: &Pair<'_, Rule>) {
        let (start, end) = (word.as_span().end(), head.as_span().end());
        self.broken.push(super::Broken { rule: Rule::block_head, start, end, before: None });
    }

    fn days(&self, pair: &Pair<'_, Rule>) -> Option<ast::Days> {
        let mut kids = Kids::of(pair);
        let from = count(&kids.next()?);
        let to = match kids.next() {
            None => Some(from),
            Some(to) if to.as_rule() == Rule::days_to => Some(count(&only(&to)?)),
            Some(_) => None,
        };
        Some(ast::Days { from, to, span: self.span(pair) })
    }

    fn block_line(&mut self, pair: &Pair<'_, Rule>) -> Option<BlockLine> {
        let line = only(pair)?;
        Some(match line.as_rule() {
            Rule::requires => BlockLine::Requires(self.body(&only(&line)?)?),
            Rule::excluded => BlockLine::Excluded(self.body(&only(&line)?)?),
            Rule::grant => BlockLine::Grant(self.grant(&line)?),
            Rule::cite => BlockLine::Cite(self.cite(&line)?),
            Rule::ask => BlockLine::Ask(self.ask(&line)?),
            Rule::note => BlockLine::Note(self.string(&only(&line)?)),
            _ => return None,
        })
    }

    pub(super) fn overlay(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Overlay> {
        let mut kids = Kids::of(pair);
        let head = kids.next()?;
        let (mut metas, mut edits, mut before) = (Vec::new(), Vec::new(), None);
        while let Some(line) = kids.next() {
            let start = line.as_span().start();
            match line.as_rule() {
                Rule::meta => metas.push(self.meta(&line)?),
                Rule::edit => edits.push(self.edit(&line)?),
                _ => {
                    self.note_broken(&line, before);
                    continue;
                }
            }
            before = Some(start);
        }
        let mut kids = self.sound_head(&head)?;
        let id = self.name_in(&mut kids)?;
        let label = self.label_in(&mut kids);
        let of = self.name_in(&mut kids)?;
        let edition = self.string(&kids.next()?);
        Some(ast::Overlay { id, label, of, edition, metas, edits, span: self.span(pair) })
    }

    fn edit(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Edit> {
        let edit = only(pair)?;
        let mut kids = Kids::of(&edit);
        let form = match edit.as_rule() {
            Rule::replace => {
                let path = self.path(&kids.next()?);
                let body = self.body(&kids.next()?)?;
                EditForm::Replace(path, body, self.clauses(&mut kids)?)
            }
            Rule::add_to => {
                let path = self.path(&kids.next()?);
                EditForm::Add(path, self.criterion(&kids.next()?)?)
            }
            Rule::remove => {
                let path = self.path(&kids.next()?);
                EditForm::Remove(path, self.string(&kids.next()?))
            }
            Rule::set_edit => {
                let setting = self.name_in(&mut kids)?;
                EditForm::Set(setting, self.literal(&kids.next()?)?)
            }
            Rule::promise => EditForm::Promise(self.name_in(&mut kids)?),
            _ => return None,
        };
        Some(ast::Edit { form, span: self.span(pair) })
    }

    pub(super) fn clauses(&mut self, kids: &mut Kids<'_>) -> Option<Vec<Clause>> {
        let clauses = kids.take_all(Rule::clause);
        clauses.iter().map(|clause| self.clause(&only(clause)?)).collect()
    }

    fn clause(&mut self, clause: &Pair<'_, Rule>) -> Option<Clause> {
        Some(match clause.as_rule() {
            Rule::cite => Clause::Cite(self.cite(clause)?),
            Rule::ask => Clause::Ask(self.ask(clause)?),
            Rule::note => Clause::Note(self.string(&only(clause)?)),
            Rule::grant => Clause::Grant(self.grant(clause)?),
            Rule::waived => Clause::Waived(self.body(&only(clause)?)?),
            _ => return None,
        })
    }

    pub(super) fn cite(&self, pair: &Pair<'_, Rule>) -> Option<ast::Cite> {
        let mut kids = Kids::of(pair);
        let class = self.name_in(&mut kids)?;
        let text = self.string(&kids.next()?);
        let url = match kids.take(Rule::url) {
            Some(url) => Some(self.name(&url)),
            None => kids.take(Rule::string).map(|url| self.string(&url)),
        };
        let (mut in_force, mut in_force_to) = (None, None);
        if let Some(force) = kids.take(Rule::in_force) {
            let mut kids = Kids::of(&force);
            in_force = kids.next().map(|date| self.name(&date));
            in_force_to = self.name_of(kids.take(Rule::date_to));
        }
        let read = self.name_of(kids.take(Rule::read_on));
        let unsure = kids.take(Rule::w_unsure).is_some();
        Some(ast::Cite { class, text, url, in_force, in_force_to, read, unsure, span: self.span(pair) })
    }

    pub(super) fn ask(&self, pair: &Pair<'_, Rule>) -> Option<ast::Ask> {
        let mut kids = Kids::of(pair);
        let role: Option<Name> = self.name_of(kids.take(Rule::ask_role));
        let text = self.string(&kids.next()?);
        Some(ast::Ask { role, text, span: self.span(pair) })
    }

    fn grant(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Grant> {
        let grant = only(pair)?;
        let mut kids = Kids::of(&grant);
        let form = match grant.as_rule() {
            Rule::approve => self.approve(&mut kids)?,
            Rule::limit => GrantForm::Limit(self.string(&kids.next()?)),
            Rule::report => GrantForm::Report(self.string(&kids.next()?)),
            Rule::next_review => {
                let amount = self.amount(&kids.next()?)?;
                let before_end = kids.next()?.as_rule() == Rule::w_before_end;
                GrantForm::NextReview { amount, before_end }
            }
            Rule::due => {
                let what = self.string(&kids.next()?);
                GrantForm::Due { what, by: self.point(&kids.next()?)? }
            }
            Rule::refer => {
                let role = self.name_in(&mut kids)?;
                GrantForm::Refer { role, text: self.string(&kids.next()?) }
            }
            _ => return None,
        };
        Some(ast::Grant { form, span: self.span(pair) })
    }

    fn approve(&mut self, kids: &mut Kids<'_>) -> Option<GrantForm> {
        let first = kids.next()?;
        let amount = match first.as_rule() {
            Rule::w_requested => None,
            _ => Some(self.amount(&first)?),
        };
        let of = self.name_of(kids.take(Rule::approve_of));
        let from = match kids.take(Rule::approve_from) {
            Some(from) => Some(self.point(&only(&from)?)?),
            None => None,
        };
        let to = match kids.take(Rule::approve_to) {
            Some(to) => Some(self.point(&only(&to)?)?),
            None => None,
        };
        Some(GrantForm::Approve { amount, of, from, to })
    }
}

/// A count; one too large to hold reads as the largest, which no criteria reach.
pub(super) fn count(pair: &Pair<'_, Rule>) -> u32 {
    pair.as_str().parse().unwrap_or(u32::MAX)
}
