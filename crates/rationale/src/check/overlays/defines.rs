//! What approves below a criterion, that of the defines whose names stand there included: a define is written in place, its
//! criteria with it.

use crate::ast::{self, Body, Clause, Criterion, Grant, GrantForm, GroupKind, TestForm};
use crate::check::builtins;
use crate::fmt;
use std::collections::{BTreeMap, BTreeSet};

/// The defines that a base and its overlay can name.
#[derive(Default)]
pub(super) struct Defines<'f>(BTreeMap<&'f str, Vec<&'f ast::Define>>);

impl<'f> Defines<'f> {
    /// Those of the base, and those of the files that it or its overlay sees. Two of one name both count.
    pub(super) fn of(base: &'f ast::Guideline, files: impl Iterator<Item = &'f ast::File>) -> Self {
        let shared = files.flat_map(|file| &file.items).filter_map(|item| match item {
            ast::Item::Define(define) => Some(define),
            _ => None,
        });
        let mut defines = Self::default();
        for define in base.defines.iter().chain(shared) {
            defines.0.entry(&define.id.node).or_default().push(define);
        }
        defines
    }

    /// Whether a criterion, or one below it, approves something.
    pub(super) fn approves(&self, criterion: &Criterion) -> bool {
        approvals(criterion).next().is_some() || self.approves_below(&criterion.body)
    }

    /// Whether a criterion below a body approves something.
    pub(super) fn approves_below(&self, body: &Body) -> bool {
        !self.below(body).is_empty()
    }

    /// Whether all that a block may approve, itself or by a route, is the same, whichever route is met.
    pub(super) fn approves_alike(&self, block: &ast::Block) -> bool {
        let mut found = Vec::new();
        for line in &block.lines {
            match line {
                ast::BlockLine::Grant(grant) if is_approval(grant) => found.push(grant),
                ast::BlockLine::Requires(body) => found.extend(self.below(body)),
                _ => {}
            }
        }
        let said: BTreeSet<String> = found.iter().map(|grant| fmt::grant(grant)).collect();
        said.len() <= 1 && (found.len() <= 1 || found.iter().all(|grant| says_all(grant)))
    }

    /// The approvals below a body that may count where it is met.
    fn below<'b>(&self, body: &'b Body) -> Vec<&'b Grant>
    where
        'f: 'b,
    {
        let mut found = Vec::new();
        self.gather(body, &mut BTreeSet::new(), &mut found);
        found
    }

    fn gather<'b>(&self, body: &'b Body, seen: &mut BTreeSet<&'b str>, found: &mut Vec<&'b Grant>)
    where
        'f: 'b,
    {
        match body {
            // Where such a group is met, what stands in it is not.
            Body::Group(group) if matches!(group.kind, GroupKind::NoneOf | GroupKind::AtMost(_)) => {}
            Body::Group(group) => {
                for member in &group.members {
                    found.extend(approvals(member));
                    self.gather(&member.body, seen, found);
                }
            }
            Body::When(when) => {
                self.gather(&when.then, seen, found);
                if let Some(otherwise) = &when.otherwise {
                    self.gather(otherwise, seen, found);
                }
            }
            Body::Test(test) => {
                if let TestForm::State(state) = &test.form
                    && seen.insert(&state.name.node)
                {
                    for define in self.0.get(state.name.node.as_str()).into_iter().flatten() {
                        if let ast::DefineMeaning::Body(body) = &define.meaning {
                            self.gather(body, seen, found);
                        }
                    }
                }
            }
        }
    }
}

/// What a criterion itself approves.
pub(super) fn approvals(criterion: &Criterion) -> impl Iterator<Item = &Grant> {
    criterion.clauses.iter().filter_map(|clause| match clause {
        Clause::Grant(grant) if is_approval(grant) => Some(grant),
        _ => None,
    })
}

pub(super) fn is_approval(grant: &Grant) -> bool {
    matches!(grant.form, GrantForm::Approve { .. })
}

/// Whether an approval does not hang on the record of the criterion it stands on.
fn says_all(grant: &Grant) -> bool {
    let fixed = |point: &Option<ast::Point>| match point.as_ref().map(|point| &point.anchor.base) {
        None => true,
        Some(ast::AnchorBase::Name(name)) => builtins::is_point(&name.node),
        Some(_) => false,
    };
    match &grant.form {
        GrantForm::Approve { from, to, .. } => fixed(from) && fixed(to),
        _ => true,
    }
}
