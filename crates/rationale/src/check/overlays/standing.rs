//! How a criterion of the base bears on its block: whether what makes it easier to meet makes the block easier to meet.

use super::defines::{Defines, approvals, is_approval};
use crate::ast::{
    self, Asks, BlockKind, BlockLine, Body, Clause, Criterion, GroupKind, Literal, LiteralForm, MetaForm,
    Quantifier, Test, TestForm,
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

/// Whether what approves at a place is a route. It is one where it is met and all around it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    /// All around it is met wherever the block is.
    Sure,
    /// The block may be met although what is around it is not: what stands beside it may make it a route.
    Open,
    /// It is none, or it does not matter by which route the block is met.
    Never,
}

/// A place in the base.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) bears: Bears,
    /// A criterion around it, or itself, approves something of its own, or holds a route that only it may bring in.
    pub(super) approves: bool,
    route: Route,
}

impl Place {
    fn turned(self) -> Self {
        Self { bears: self.bears.turned(), ..self }
    }

    /// The same place where nothing is a route.
    fn aside(self) -> Self {
        Self { route: Route::Never, ..self }
    }
}

/// The places of a base.
#[derive(Default)]
pub(super) struct Standing<'b> {
    pub(super) at: BTreeMap<String, Place>,
    pub(super) criteria: BTreeMap<String, &'b Criterion>,
    /// What may be added to: what blocks require, `applies`, criteria; with the place of a member.
    pub(super) groups: BTreeMap<String, (GroupKind, Place)>,
    /// What excludes, by block, where nothing does yet included.
    pub(super) exclusions: BTreeMap<String, (GroupKind, Place)>,
    /// Every test with where it stands.
    pub(super) tests: Vec<(&'b Test, Place)>,
    /// Criteria that others ask for: from where, and as written. A define asks from nowhere.
    pub(super) references: Vec<(String, String)>,
    /// Full paths of what is asked for, where a written path may mean several all of them.
    referred: Vec<String>,
}

pub(super) const REFERRED: Why = "another criterion asks for this one";
const APPROVES: Why = "what it approves may change with it";
const CIRCUMSTANCE: Why = "it decides which of two ways is asked";
const RECORDS: Why = "it chooses among records";
const DISCHARGE: Why = "readiness to leave bears both ways: on a stay that goes on, and on its own";

/// What is walked, and into what.
struct Walk<'w, 'b> {
    defines: &'w Defines<'b>,
    standing: Standing<'b>,
}

impl<'b> Standing<'b> {
    pub(super) fn of(base: &'b ast::Guideline, paths: &Paths, defines: &Defines<'b>) -> Self {
        let mut walk = Walk { defines, standing: Self::default() };
        for define in &base.defines {
            walk.define(define);
        }
        let place = Place { bears: Bears::With, approves: false, route: Route::Never };
        for meta in &base.metas {
            if let MetaForm::Applies(body) = &meta.form {
                walk.top(APPLIES, body, place);
            }
        }
        let stays = base.blocks.iter().any(|block| block.kind == BlockKind::Continued);
        let several = approve_otherwise(base, defines);
        for block in &base.blocks {
            let place = match block.kind {
                BlockKind::Discharge if stays => Place { bears: Bears::Unclear(DISCHARGE), ..place },
                BlockKind::Coverage | BlockKind::Level | BlockKind::EveryLevel => {
                    Place { approves: several, ..place }
                }
                _ => place,
            };
            walk.block(block, place);
        }
        let mut standing = walk.standing;
        for (_, written) in &standing.references {
            standing.referred.extend(paths.ending(written));
            standing.referred.push(written.clone());
        }
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
}

impl<'b> Walk<'_, 'b> {
    /// What a define asks for. It is found from no criterion, and what it says is held against nothing: an overlay cannot
    /// change it.
    fn define(&mut self, define: &'b ast::Define) {
        let ast::DefineMeaning::Body(body) = &define.meaning else { return };
        let mut apart = Walk { defines: self.defines, standing: Standing::default() };
        apart.body("", body, Place { bears: Bears::With, approves: false, route: Route::Never });
        let asked = apart.standing.references.into_iter().map(|(_, written)| (String::new(), written));
        self.standing.references.extend(asked);
    }

    fn block(&mut self, block: &'b ast::Block, place: Place) {
        let id = block.id.node.as_str();
        let mut excluded = None;
        for line in &block.lines {
            match line {
                BlockLine::Requires(body) => {
                    let route = if self.defines.approves_alike(block) { Route::Never } else { Route::Sure };
                    self.top(id, body, Place { route, ..place });
                }
                BlockLine::Excluded(body) => {
                    // What is added joins the first of several lines.
                    if let Body::Group(group) = body {
                        excluded.get_or_insert(group.kind);
                    }
                    self.body(id, body, place.turned());
                }
                _ => {}
            }
        }
        let kind = excluded.unwrap_or(GroupKind::Any);
        self.standing.exclusions.insert(id.to_owned(), (kind, inside(kind, 1, place.turned())));
    }

    fn top(&mut self, path: &str, body: &'b Body, place: Place) {
        self.may_be_added_to(path, body, place);
        self.body(path, body, place);
    }

    fn may_be_added_to(&mut self, path: &str, body: &Body, place: Place) {
        if let Body::Group(group) = body {
            let place = inside(group.kind, group.members.len(), place);
            self.standing.groups.insert(path.to_owned(), (group.kind, place));
        }
    }

    fn body(&mut self, parent: &str, body: &'b Body, place: Place) {
        match body {
            Body::Group(group) => self.group(parent, group, place),
            Body::When(when) => {
                let condition = Place { bears: Bears::Unclear(CIRCUMSTANCE), ..place.aside() };
                self.body(parent, &when.condition, condition);
                // Where the circumstance is open, the whole is met only if both are.
                self.body(parent, &when.then, place);
                if let Some(otherwise) = &when.otherwise {
                    self.body(parent, otherwise, place);
                }
            }
            Body::Test(test) => self.test(parent, test, place),
        }
    }

    fn test(&mut self, parent: &str, test: &'b Test, place: Place) {
        self.standing.tests.push((test, place));
        let place = place.aside();
        let of = |quantifier: Quantifier| match quantifier {
            Quantifier::Some | Quantifier::Every | Quantifier::AtLeast(_) => place,
            Quantifier::No | Quantifier::AtMost(_) => place.turned(),
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
            TestForm::Criterion { path, of: None, .. } => {
                self.standing.references.push((parent.to_owned(), join(path)));
            }
            _ => {}
        }
    }

    fn group(&mut self, parent: &str, group: &'b ast::Group, place: Place) {
        let place = inside(group.kind, group.members.len(), place);
        for member in &group.members {
            let path = format!("{parent}.{}", member.id.node);
            let place = Place { approves: place.approves || approvals(member).next().is_some(), ..place };
            let waivers = || {
                member.clauses.iter().filter_map(|clause| match clause {
                    Clause::Waived(body) => Some(body),
                    _ => None,
                })
            };
            let route = match place.route {
                Route::Sure if waivers().next().is_some() => Route::Open,
                route => route,
            };
            let brings_in = route == Route::Open && self.defines.approves_below(&member.body);
            let below = Place { approves: place.approves || brings_in, route, ..place };
            self.may_be_added_to(&path, &member.body, below);
            self.body(&path, &member.body, below);
            for body in waivers() {
                self.body(&path, body, place.aside());
            }
            self.standing.at.insert(path.clone(), place);
            self.standing.criteria.insert(path, member);
        }
    }
}

/// The place of a member of a group of so many.
fn inside(kind: GroupKind, members: usize, place: Place) -> Place {
    let all = match kind {
        GroupKind::All => true,
        GroupKind::Any => members == 1,
        GroupKind::AtLeast(needed) => usize::try_from(needed).is_ok_and(|needed| needed >= members),
        GroupKind::NoneOf | GroupKind::AtMost(_) => return place.turned().aside(),
    };
    match place.route {
        Route::Sure if !all => Place { route: Route::Open, ..place },
        _ => place,
    }
}

/// Whether several blocks may answer one request and do not all approve the same.
fn approve_otherwise(base: &ast::Guideline, defines: &Defines<'_>) -> bool {
    let answers = |kind: BlockKind| base.blocks.iter().filter(move |block| block.kind == kind);
    let of_kind = |kind: BlockKind| {
        let said: Vec<Vec<String>> = answers(kind)
            .map(|block| {
                let grants = block.lines.iter().filter_map(|line| match line {
                    BlockLine::Grant(grant) if is_approval(grant) => Some(fmt::grant(grant)),
                    _ => None,
                });
                grants.collect()
            })
            .collect();
        let by_route = |block: &ast::Block| {
            let approves =
                |line: &BlockLine| matches!(line, BlockLine::Requires(body) if defines.approves_below(body));
            block.lines.iter().any(approves)
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
