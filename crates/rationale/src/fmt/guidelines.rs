//! Guidelines and overlays.

use super::phrases::{self, point};
use super::{Printer, deeper};
use crate::ast::{Block, BlockKind, BlockLine, Days, Edit, EditForm, Guideline, Meta, MetaForm, Overlay};

impl Printer {
    pub(super) fn guideline(&mut self, guideline: &Guideline) {
        let head = phrases::head(&guideline.id, guideline.label.as_ref());
        self.line(0, &format!("guideline {head} {{"));
        for meta in &guideline.metas {
            self.meta(meta);
        }
        let mut blank = !guideline.metas.is_empty();
        for define in &guideline.defines {
            self.gap(&mut blank);
            self.define(define, 2);
        }
        for block in &guideline.blocks {
            blank |= !guideline.defines.is_empty();
            self.gap(&mut blank);
            self.block(block);
            blank = true;
        }
        self.line(0, "}");
    }

    /// A blank line, once.
    fn gap(&mut self, due: &mut bool) {
        if std::mem::take(due) {
            self.end();
        }
    }

    fn meta(&mut self, meta: &Meta) {
        self.start(2);
        let mut words = String::new();
        match &meta.form {
            MetaForm::Edition { name, by_date_of, from, to } => {
                let name = phrases::text(&name.node);
                words = format!("edition {name} by date of {} from {}", by_date_of.node, from.node);
                if let Some(to) = to {
                    words.push_str(&format!(" to {}", to.node));
                }
            }
            MetaForm::Status { status, by, on, review_due } => {
                words = format!("status {}", status.node);
                if let (Some(by), Some(on)) = (by, on) {
                    words.push_str(&format!(" by {} on {}", phrases::text(&by.node), on.node));
                }
                if let Some(due) = review_due {
                    words.push_str(&format!(" review due {}", due.node));
                }
            }
            MetaForm::For { scope, values } => {
                words = format!("for {}: {}", scope.node, phrases::names(values, ", "));
            }
            MetaForm::Applies(body) => {
                self.push("applies when ");
                self.body(body, 2);
            }
            MetaForm::Anchor(anchor) => words = phrases::anchor_declared(anchor),
            MetaForm::Setting { id, label, value } => {
                words = format!("setting {}: {}", phrases::head(id, label.as_ref()), phrases::literal(value));
            }
            MetaForm::Ladder(rungs) => words = format!("ladder {}", phrases::names(rungs, " < ")),
            MetaForm::Periods { id, lengths, then, from, counting } => {
                let mut all: Vec<String> = lengths.iter().map(phrases::amount).collect();
                all.extend(then.as_ref().map(|then| format!("then {}", phrases::amount(then))));
                words = format!("periods {}: {} from {}", id.node, all.join(", "), point(from));
                if let Some(counting) = counting {
                    words.push_str(&format!(" counting {}", counting.node));
                }
            }
            MetaForm::Cite(cite) => words = phrases::cite(cite),
            MetaForm::Note(note) => words = format!("note {}", phrases::text(&note.node)),
        }
        self.push(&words);
        self.end();
    }

    fn block(&mut self, block: &Block) {
        let kind = match block.kind {
            BlockKind::Level => "level",
            BlockKind::Coverage => "coverage",
            BlockKind::Continued => "continued",
            BlockKind::Discharge => "discharge",
            BlockKind::EveryLevel => "every level needs",
            BlockKind::Answer => "answer",
        };
        self.start(2);
        self.push(kind);
        let unnamed = block.kind == BlockKind::EveryLevel && block.id.node == "every_level";
        match &block.label {
            Some(label) if unnamed => self.push(&format!(" {}", phrases::text(&label.node))),
            _ if unnamed => {}
            label => self.push(&format!(" {}", phrases::head(&block.id, label.as_ref()))),
        }
        if let Some(of) = &block.of {
            self.push(&format!(" for {}", of.node));
        }
        if let Some(of) = &block.days {
            self.push(&days(of));
        }
        self.push(" {");
        self.end();
        for line in &block.lines {
            self.start(4);
            match line {
                BlockLine::Requires(body) => {
                    self.push("requires ");
                    self.body(body, 4);
                }
                BlockLine::Excluded(body) => {
                    self.push("excluded when ");
                    self.body(body, 4);
                }
                BlockLine::Grant(grant) => self.push(&phrases::grant(grant)),
                BlockLine::Cite(cite) => self.push(&phrases::cite(cite)),
                BlockLine::Ask(ask) => self.push(&phrases::ask(ask)),
                BlockLine::Note(note) => self.push(&format!("note {}", phrases::text(&note.node))),
            }
            self.end();
        }
        self.line(2, "}");
    }

    pub(super) fn overlay(&mut self, overlay: &Overlay) {
        let head = phrases::head(&overlay.id, overlay.label.as_ref());
        let edition = phrases::text(&overlay.edition.node);
        self.line(0, &format!("overlay {head} of {} edition {edition} {{", overlay.of.node));
        for meta in &overlay.metas {
            self.meta(meta);
        }
        for edit in &overlay.edits {
            self.edit(edit);
        }
        self.line(0, "}");
    }

    fn edit(&mut self, edit: &Edit) {
        self.start(2);
        match &edit.form {
            EditForm::Replace(path, body, clauses) => {
                self.push(&format!("replace {} with ", phrases::path(path)));
                self.body(body, 2);
                self.clauses(clauses, 2);
            }
            EditForm::Add(path, criterion) => {
                self.push(&format!("add to {}", phrases::path(path)));
                self.next(4);
                self.criterion_here(criterion, deeper(2));
            }
            EditForm::Remove(path, reason) => {
                let reason = phrases::text(&reason.node);
                self.push(&format!("remove {} reason {reason}", phrases::path(path)));
            }
            EditForm::Set(setting, value) => {
                self.push(&format!("set {} to {}", setting.node, phrases::literal(value)));
            }
            EditForm::Promise(promise) => self.push(&format!("promise {}", promise.node)),
        }
        self.end();
    }
}

fn days(days: &Days) -> String {
    match days.to {
        None => format!(" day {} on", days.from),
        Some(to) if to == days.from => format!(" day {to}"),
        Some(to) => format!(" day {} to {to}", days.from),
    }
}
