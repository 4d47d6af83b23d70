//! The edits of an overlay, made on a copy of the base, in written order.

use super::names;
use crate::ast::{
    self, Asks, BlockKind, BlockLine, Body, Clause, Criterion, EditForm, Group, GroupKind, LiteralForm,
    MetaForm, TestForm,
};
use crate::check::faults::overlays as faults;
use crate::check::model::{OverlayOf, Removed, SetTo};
use crate::check::paths::{APPLIES, Paths, join};
use crate::diagnostic::Diagnostic;
use crate::fmt;
use crate::source::{Name, Span};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Touch {
    /// Replaced or removed: nothing below it can be changed.
    Whole,
    Added,
}

struct Editor<'o> {
    overlay: &'o ast::Overlay,
    base: &'o ast::Guideline,
    paths: &'o Paths,
    /// What was changed so far, by path in the base.
    touched: BTreeMap<String, (Touch, Span)>,
    removed: BTreeSet<String>,
    settings: BTreeMap<String, Span>,
    out: &'o mut Vec<Diagnostic>,
}

pub(super) fn apply(
    overlay: &ast::Overlay,
    base: &ast::Guideline,
    paths: &Paths,
    guideline: &mut ast::Guideline,
    of: &mut OverlayOf,
    out: &mut Vec<Diagnostic>,
) {
    let mut editor = Editor {
        overlay,
        base,
        paths,
        touched: BTreeMap::new(),
        removed: BTreeSet::new(),
        settings: BTreeMap::new(),
        out,
    };
    for edit in &overlay.edits {
        match &edit.form {
            EditForm::Replace(path, body, clauses) => {
                editor.replace(guideline, path, (body, clauses), edit.span);
            }
            EditForm::Add(path, criterion) => editor.add(guideline, path, criterion),
            EditForm::Remove(path, reason) => {
                of.removed.extend(editor.remove(guideline, path, reason));
            }
            EditForm::Set(name, value) => of.set.extend(editor.set(guideline, name, value)),
            // Held against what was changed, afterwards.
            EditForm::Promise(_) => {}
        }
    }
}

impl Editor<'_> {
    /// The full path of a criterion of the base, free to be changed.
    fn criterion(&mut self, path: &ast::Path, word: &str, how: Touch) -> Option<String> {
        let (mut found, is_block) = self.paths.written(&join(path));
        if found.len() > 1 {
            self.out.push(faults::path_unclear(path, &found));
            return None;
        }
        let Some(full) = found.pop() else {
            self.unknown(path);
            return None;
        };
        if is_block && how == Touch::Whole {
            self.out.push(faults::path_is_a_block(path, word));
            return None;
        }
        self.touch(&full, path, how).then_some(full)
    }

    fn unknown(&mut self, path: &ast::Path) {
        let known: Vec<&str> = self.paths.iter().collect();
        self.out.push(faults::unknown_path(path, &self.overlay.of, &known));
    }

    /// Notes a change; two that get in each other's way are reported.
    fn touch(&mut self, full: &str, path: &ast::Path, how: Touch) -> bool {
        let mut above = Some(full);
        let mut first = None;
        while let Some(at) = above {
            if let Some((Touch::Whole, span)) = self.touched.get(at) {
                first = Some(*span);
            }
            above = at.rsplit_once('.').map(|(outer, _)| outer);
        }
        if how == Touch::Whole && first.is_none() {
            let below = self.touched.range(format!("{full}.")..format!("{full}/")).next();
            let itself = self.touched.get(full);
            first = itself.or(below.map(|(_, touch)| touch)).map(|(_, span)| *span);
        }
        if let Some(first) = first {
            self.out.push(faults::edited_twice(path.span, first, &format!("`{full}`")));
            return false;
        }
        let touch = self.touched.entry(full.to_owned()).or_insert((how, path.span));
        if how == Touch::Whole {
            *touch = (how, path.span);
        }
        true
    }

    fn replace(
        &mut self,
        guideline: &mut ast::Guideline,
        path: &ast::Path,
        (body, clauses): (&Body, &[Clause]),
        span: Span,
    ) {
        let Some(full) = self.criterion(path, "replaced", Touch::Whole) else { return };
        let Some((members, at)) = holder(guideline, &names(&full)) else { return self.unknown(path) };
        if let Some(criterion) = members.get_mut(at) {
            criterion.body = body.clone();
            criterion.clauses = clauses.to_vec();
            criterion.span = span;
        }
    }

    fn remove(&mut self, guideline: &mut ast::Guideline, path: &ast::Path, reason: &Name) -> Option<Removed> {
        let full = self.criterion(path, "removed", Touch::Whole)?;
        let Some((members, at)) = holder(guideline, &names(&full)) else {
            self.unknown(path);
            return None;
        };
        let gone =
            if members.len() > 1 { Some(members.remove(at)) } else { only_exclusion(guideline, &full) };
        let Some(gone) = gone else {
            self.out.push(faults::last_member(path));
            return None;
        };
        let label = gone.label.map(|label| label.node).unwrap_or_default();
        self.removed.insert(full.clone());
        Some(Removed { path: full, label, reason: reason.node.clone() })
    }

    fn add(&mut self, guideline: &mut ast::Guideline, path: &ast::Path, criterion: &Criterion) {
        let written = join(path);
        let excluded = path.names.len() == 2 && self.paths.written(&written).0.is_empty();
        let excluded = excluded.then(|| written.strip_suffix(".excluded")).flatten();
        let block = excluded.filter(|block| self.base.blocks.iter().any(|known| known.id.node == **block));
        let whole = match block {
            Some(block) => Some(block.to_owned()),
            // The group of `applies when` has no name of its own.
            None if written == APPLIES => Some(written.clone()),
            None => None,
        };
        let full = match whole {
            Some(full) if self.touch(&full, path, Touch::Added) => Some(full),
            Some(_) => None,
            None => self.criterion(path, "added to", Touch::Added),
        };
        let Some(full) = full else { return };
        let child = format!("{full}.{}", criterion.id.node);
        let in_base = self.paths.written(&child).0.contains(&child);
        if in_base && !self.removed.contains(&child) {
            self.out.push(faults::name_in_base(&criterion.id, &child));
            return;
        }
        let is_block = self.base.blocks.iter().any(|known| known.id.node == full);
        match group(guideline, &full, block.is_some(), criterion.span) {
            Some(group) => group.members.push(criterion.clone()),
            None if written == APPLIES && self.paths.iter().all(|known| !known.starts_with("applies.")) => {
                self.unknown(path);
            }
            None => self.out.push(faults::not_a_group(path, is_block)),
        }
    }

    fn set(&mut self, guideline: &mut ast::Guideline, name: &Name, to: &ast::Literal) -> Option<SetTo> {
        let settings = self.base.metas.iter().filter_map(|meta| match &meta.form {
            MetaForm::Setting { id, label, value } => Some((id, label, value)),
            _ => None,
        });
        let settings: Vec<_> = settings.collect();
        let Some((_, label, from)) = settings.iter().find(|(id, ..)| id.node == name.node) else {
            let known: Vec<&str> = settings.iter().map(|(id, ..)| id.node.as_str()).collect();
            self.out.push(faults::unknown_setting(name, &self.overlay.of, &known));
            return None;
        };
        if let Some(first) = self.settings.insert(name.node.clone(), name.span) {
            self.out.push(faults::edited_twice(name.span, first, &format!("the setting `{}`", name.node)));
            return None;
        }
        if !same_kind(&from.form, &to.form) {
            self.out.push(faults::setting_kind(to.span, from.span, &name.node));
            return None;
        }
        for meta in &mut guideline.metas {
            if let MetaForm::Setting { id, value, .. } = &mut meta.form
                && id.node == name.node
            {
                *value = to.clone();
            }
        }
        Some(SetTo {
            setting: name.node.clone(),
            label: label.as_ref().map(|label| label.node.clone()).unwrap_or_default(),
            from: fmt::literal(from),
            to: fmt::literal(to),
        })
    }
}

fn same_kind(from: &LiteralForm, to: &LiteralForm) -> bool {
    match (from, to) {
        (LiteralForm::Date(_), LiteralForm::Date(_))
        | (LiteralForm::Text(_), LiteralForm::Text(_))
        | (LiteralForm::Path(_), LiteralForm::Path(_)) => true,
        (
            LiteralForm::Number { unit: from, of: from_of, .. },
            LiteralForm::Number { unit: to, of: to_of, .. },
        ) => from.is_some() == to.is_some() && from_of.is_some() == to_of.is_some(),
        _ => false,
    }
}

/// The bodies of a guideline in which a path starts, with the names left to go.
fn roots<'g, 'n>(
    guideline: &'g mut ast::Guideline,
    names: &'n [&'n str],
) -> (Vec<&'g mut Body>, &'n [&'n str]) {
    let Some((first, rest)) = names.split_first() else { return (Vec::new(), names) };
    if *first == APPLIES && !guideline.blocks.iter().any(|block| block.id.node == *first) {
        let bodies = guideline.metas.iter_mut().filter_map(|meta| match &mut meta.form {
            MetaForm::Applies(body) => Some(body),
            _ => None,
        });
        return (bodies.collect(), rest);
    }
    let blocks = guideline.blocks.iter_mut().filter(|block| block.id.node == *first).take(1);
    let bodies = blocks.flat_map(|block| &mut block.lines).filter_map(|line| match line {
        BlockLine::Requires(body) | BlockLine::Excluded(body) => Some(body),
        _ => None,
    });
    (bodies.collect(), rest)
}

/// The members among which the criterion of a path stands, and its place.
fn holder<'g>(guideline: &'g mut ast::Guideline, names: &[&str]) -> Option<(&'g mut Vec<Criterion>, usize)> {
    let (bodies, rest) = roots(guideline, names);
    let body = bodies.into_iter().find(|body| has(body, rest))?;
    within(body, rest)
}

/// The group of that path: of a criterion, a block, what excludes in a block, or `applies`.
fn group<'g>(
    guideline: &'g mut ast::Guideline,
    path: &str,
    excluded: bool,
    span: Span,
) -> Option<&'g mut Group> {
    let names = names(path);
    if let [one] = names.as_slice() {
        if excluded {
            let block = guideline.blocks.iter_mut().find(|block| block.id.node == *one)?;
            return exclusions(block, span);
        }
        let mut bodies: Vec<&'g mut Body> =
            match guideline.blocks.iter().position(|block| block.id.node == *one) {
                Some(at) => {
                    let lines = guideline.blocks.get_mut(at).map(|block| &mut block.lines);
                    let required = lines.into_iter().flatten().filter_map(|line| match line {
                        BlockLine::Requires(body) => Some(body),
                        _ => None,
                    });
                    required.collect()
                }
                None => roots(guideline, &names).0,
            };
        // Of several `requires` it could be any.
        return match (bodies.pop(), bodies.is_empty()) {
            (Some(Body::Group(group)), true) => Some(group),
            _ => None,
        };
    }
    let (members, at) = holder(guideline, &names)?;
    match &mut members.get_mut(at)?.body {
        Body::Group(group) => Some(group),
        Body::Test(test) => with_group(&mut test.form),
        Body::When(_) => None,
    }
}

/// What excludes in a block; a block that excluded nothing gets an `any`.
fn exclusions(block: &mut ast::Block, span: Span) -> Option<&mut Group> {
    let excludes = |line: &BlockLine| matches!(line, BlockLine::Excluded(_));
    if !block.lines.iter().any(excludes) && block.kind != BlockKind::Answer {
        let group = Group { kind: GroupKind::Any, members: Vec::new(), span };
        block.lines.push(BlockLine::Excluded(Body::Group(group)));
    }
    block.lines.iter_mut().find_map(|line| match line {
        BlockLine::Excluded(Body::Group(group)) => Some(group),
        _ => None,
    })
}

/// Takes away the only criterion that excludes, and with it the line; `None` where it is none.
fn only_exclusion(guideline: &mut ast::Guideline, path: &str) -> Option<Criterion> {
    let (block, id) = path.split_once('.')?;
    let block = guideline.blocks.iter_mut().find(|known| known.id.node == block)?;
    let at = block.lines.iter().position(|line| match line {
        BlockLine::Excluded(Body::Group(group)) => {
            group.kind != GroupKind::NoneOf && matches!(&group.members[..], [only] if only.id.node == id)
        }
        _ => false,
    })?;
    match block.lines.remove(at) {
        BlockLine::Excluded(Body::Group(mut group)) => group.members.pop(),
        _ => None,
    }
}

fn with_group(form: &mut TestForm) -> Option<&mut Group> {
    match form {
        TestForm::Records(ast::RecordsTest { asks: Some(Asks::With(group)), .. })
        | TestForm::Pick(ast::PickTest { asks: Asks::With(group), .. }) => Some(group),
        _ => None,
    }
}

/// Whether the criterion of these names stands below a body.
fn has(body: &Body, names: &[&str]) -> bool {
    let Some((first, rest)) = names.split_first() else { return false };
    let members = match body {
        Body::Group(group) => &group.members,
        Body::When(when) => {
            let arms = [Some(&when.condition), Some(&when.then), when.otherwise.as_ref()];
            return arms.into_iter().flatten().any(|arm| has(arm, names));
        }
        Body::Test(test) => match &test.form {
            TestForm::Records(ast::RecordsTest { asks: Some(Asks::With(group)), .. })
            | TestForm::Pick(ast::PickTest { asks: Asks::With(group), .. }) => &group.members,
            TestForm::For { body, .. } => return has(body, names),
            _ => return false,
        },
    };
    members.iter().filter(|member| member.id.node == **first).any(|member| {
        let waived = member.clauses.iter().filter_map(|clause| match clause {
            Clause::Waived(body) => Some(body),
            _ => None,
        });
        rest.is_empty() || has(&member.body, rest) || waived.into_iter().any(|body| has(body, rest))
    })
}

fn within<'b>(body: &'b mut Body, names: &[&str]) -> Option<(&'b mut Vec<Criterion>, usize)> {
    let (first, rest) = names.split_first()?;
    let members = match body {
        Body::Group(group) => &mut group.members,
        Body::When(when) => {
            let arms = [Some(&mut when.condition), Some(&mut when.then), when.otherwise.as_mut()];
            let arm = arms.into_iter().flatten().find(|arm| has(arm, names))?;
            return within(arm, names);
        }
        Body::Test(test) => match &mut test.form {
            TestForm::For { body, .. } => return within(body, names),
            form => &mut with_group(form)?.members,
        },
    };
    if rest.is_empty() {
        let at = members.iter().position(|member| member.id.node == **first)?;
        return Some((members, at));
    }
    for member in members.iter_mut().filter(|member| member.id.node == **first) {
        if has(&member.body, rest) {
            return within(&mut member.body, rest);
        }
        for clause in &mut member.clauses {
            if let Clause::Waived(body) = clause
                && has(body, rest)
            {
                return within(body, rest);
            }
        }
    }
    None
}
