//! How a criterion of the base bears on its block: whether what makes it easier to meet makes the block easier to meet.

use crate::ast::{
    self, Asks, BlockKind, BlockLine, Body, Clause, Criterion, GrantForm, GroupKind, Literal, LiteralForm,
    MetaForm, Quantifier, Test, TestForm,
};
use crate::check::paths::{APPLIES, Paths, holds, join};
use crate::fmt;
use std::collections::BTreeMap;

/// Why a promise cannot be proved.
pub(super) type Why = &'static str;

/// How what stands at a place bears on its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bears {
    /// Easier here is easier there.
    With,
    /// Easier here is harder there.
    Against,
    /// Neither can be said.
    Unclear(Why),
}

impl Bears {
    fn turned(self) -> Self {
        match self {
            Self::With => Self::Against,
            Self::Against => Self::With,
            unclear @ Self::Unclear(_) => unclear,
        }
    }
}

/// A place in the base.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) bears: Bears,
    /// A criterion around it, or itself, approves something of its own.
    pub(super) approves: bool,
}

/// The places of a base.
#[derive(Default)]
pub(super) struct Standing<'b> {
    pub(super) at: BTreeMap<String, Place>,
    pub(super) criteria: BTreeMap<String, &'b Criterion>,
    /// What may be added to: blocks, `applies`, the exclusions of a block.
    pub(super) groups: BTreeMap<String, (&'b ast::Group, Place)>,
    /// Every test with where it stands.
    pub(super) tests: Vec<(&'b Test, Place)>,
    /// Criteria that others ask for.
    referred: Vec<String>,
}

const REFERRED: Why = "another criterion asks for this one";
const APPROVES: Why = "what it approves may change with it";
const CIRCUMSTANCE: Why = "it decides which of two ways is asked";
const RECORDS: Why = "it chooses among records";
const DISCHARGE: Why = "readiness to leave bears both ways: on a stay that goes on, and on its own";

impl<'b> Standing<'b> {
    pub(super) fn of(base: &'b ast::Guideline, paths: &Paths) -> Self {
        let mut standing = Self::default();
        let place = Place { bears: Bears::With, approves: false };
        for meta in &base.metas {
            if let MetaForm::Applies(body) = &meta.form {
                standing.top(APPLIES, body, place);
                standing.body(APPLIES, body, place);
            }
        }
        let stays = base.blocks.iter().any(|block| block.kind == BlockKind::Continued);
        let several = approve_otherwise(base);
        for block in &base.blocks {
            let place = match block.kind {
                BlockKind::Discharge if stays => Place { bears: Bears::Unclear(DISCHARGE), ..place },
                BlockKind::Coverage | BlockKind::Level | BlockKind::EveryLevel => {
                    Place { approves: several, ..place }
                }
                _ => place,
            };
            for line in &block.lines {
                match line {
                    BlockLine::Requires(body) => {
                        standing.top(&block.id.node, body, place);
                        standing.body(&block.id.node, body, place);
                    }
                    BlockLine::Excluded(body) => {
                        let place = Place { bears: place.bears.turned(), ..place };
                        standing.top(&format!("{}.excluded", block.id.node), body, place);
                        standing.body(&block.id.node, body, place);
                    }
                    _ => {}
                }
            }
        }
        let mut asked = Vec::new();
        for (test, _) in &standing.tests {
            if let TestForm::Criterion { path, of: None, .. } = &test.form {
                let written = join(path);
                asked.extend(paths.ending(&written));
                asked.push(written);
            }
        }
        standing.referred = asked;
        standing
    }

    /// How a place bears on its block, what refers to it and what it approves weighed in.
    pub(super) fn bears(&self, path: &str, place: Place) -> Bears {
        let referred = |other: &String| holds(other, path) || holds(path, other);
        if place.approves {
            Bears::Unclear(APPROVES)
        } else if self.referred.iter().any(referred) {
            Bears::Unclear(REFERRED)
        } else {
            place.bears
        }
    }

    fn top(&mut self, path: &str, body: &'b Body, place: Place) {
        if let Body::Group(group) = body {
            let inside = inside(group.kind, place);
            self.groups.insert(path.to_owned(), (group, inside));
        }
    }

    fn body(&mut self, parent: &str, body: &'b Body, place: Place) {
        match body {
            Body::Group(group) => self.group(parent, group, place),
            Body::When(when) => {
                let condition = Place { bears: Bears::Unclear(CIRCUMSTANCE), ..place };
                self.body(parent, &when.condition, condition);
                self.body(parent, &when.then, place);
                if let Some(otherwise) = &when.otherwise {
                    self.body(parent, otherwise, place);
                }
            }
            Body::Test(test) => self.test(parent, test, place),
        }
    }

    fn test(&mut self, parent: &str, test: &'b Test, place: Place) {
        self.tests.push((test, place));
        let of = |quantifier: Quantifier| match quantifier {
            Quantifier::Some | Quantifier::Every | Quantifier::AtLeast(_) => place,
            Quantifier::No | Quantifier::AtMost(_) => Place { bears: place.bears.turned(), ..place },
        };
        match &test.form {
            TestForm::Records(records) => {
                if let Some(Asks::With(group)) = &records.asks {
                    let place = match records.in_a_row {
                        Some(_) => Place { bears: Bears::Unclear(RECORDS), ..place },
                        None => of(records.quantifier),
                    };
                    self.group(parent, group, place);
                }
            }
            TestForm::Pick(pick) => {
                if let Asks::With(group) = &pick.asks {
                    self.group(parent, group, place);
                }
            }
            TestForm::For { quantifier, body, .. } => self.body(parent, body, of(*quantifier)),
            _ => {}
        }
    }

    fn group(&mut self, parent: &str, group: &'b ast::Group, place: Place) {
        let place = inside(group.kind, place);
        for member in &group.members {
            let path = format!("{parent}.{}", member.id.node);
            let place = Place { approves: place.approves || member.clauses.iter().any(approves), ..place };
            self.body(&path, &member.body, place);
            for clause in &member.clauses {
                if let Clause::Waived(body) = clause {
                    self.body(&path, body, place);
                }
            }
            self.at.insert(path.clone(), place);
            self.criteria.insert(path, member);
        }
    }
}

fn inside(kind: GroupKind, place: Place) -> Place {
    match kind {
        GroupKind::All | GroupKind::Any | GroupKind::AtLeast(_) => place,
        GroupKind::NoneOf | GroupKind::AtMost(_) => Place { bears: place.bears.turned(), ..place },
    }
}

pub(super) fn approves(clause: &Clause) -> bool {
    matches!(clause, Clause::Grant(grant) if matches!(grant.form, GrantForm::Approve { .. }))
}

/// Whether a criterion, or one below it, approves something.
pub(super) fn approves_within(body: &Body) -> bool {
    let members = match body {
        Body::Group(group) => &group.members,
        Body::When(when) => {
            let otherwise = when.otherwise.as_deref();
            return [Some(&*when.then), otherwise].into_iter().flatten().any(approves_within);
        }
        Body::Test(_) => return false,
    };
    members.iter().any(|member| member.clauses.iter().any(approves) || approves_within(&member.body))
}

/// Whether several blocks may answer one request and do not all approve the same.
fn approve_otherwise(base: &ast::Guideline) -> bool {
    let answers = |kind: BlockKind| base.blocks.iter().filter(move |block| block.kind == kind);
    let of_kind = |kind: BlockKind| {
        let said: Vec<Vec<String>> = answers(kind)
            .map(|block| {
                let grants = block.lines.iter().filter_map(|line| match line {
                    BlockLine::Grant(grant) if matches!(grant.form, GrantForm::Approve { .. }) => {
                        Some(fmt::grant(grant))
                    }
                    _ => None,
                });
                grants.collect()
            })
            .collect();
        let by_route = |block: &ast::Block| {
            block.lines.iter().any(|line| matches!(line, BlockLine::Requires(body) if approves_within(body)))
        };
        said.len() > 1
            && (answers(kind).any(by_route) || said.windows(2).any(|pair| pair.first() != pair.last()))
    };
    of_kind(BlockKind::Coverage) || of_kind(BlockKind::Level)
}

/// The values of a comparison.
pub(super) fn literals(form: &ast::CompareForm) -> Vec<&Literal> {
    match form {
        ast::CompareForm::Order(_, value) | ast::CompareForm::Is { value, .. } => vec![value],
        ast::CompareForm::OneOf(values) => values.iter().collect(),
        ast::CompareForm::Between(low, high) => vec![low, high],
        ast::CompareForm::In(_) => Vec::new(),
    }
}

/// Whether a value is a name and nothing more.
pub(super) fn is_name(literal: &Literal, name: &str) -> bool {
    matches!(&literal.form, LiteralForm::Path(path) if matches!(&path.names[..], [only] if only.node == name))
}
