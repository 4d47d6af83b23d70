//! `promise no_stricter` and `promise no_looser`: each edit is held against the base by its form alone.
//!
//! An edit is accepted only where its form shows which way it goes, whatever a case holds. What cannot be shown so is an error
//! that names the edit; it is not claimed to be false.

use super::promised;
use super::standing::{self, Bears, Place, Standing, Why, approves, approves_within};
use crate::ast::{
    self, Asks, Body, Clause, CompareForm, Criterion, EditForm, GroupKind, Literal, LiteralForm, MetaForm,
    OrderOp, Quantifier, Test, TestForm,
};
use crate::check::faults::overlays as faults;
use crate::check::model::OverlayOf;
use crate::check::paths::{Paths, join};
use crate::diagnostic::Diagnostic;
use crate::fmt;
use crate::source::{Name, Span};
use crate::value::number::Number;
use std::collections::BTreeSet;

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Same,
    Looser,
    Stricter,
    Unclear(Why),
}

const FORM: Why = "this kind of change is not proved";
const BOTH: Why = "part of it makes it easier to meet, part of it harder";
const NAMES: Why = "the overlay's file does not use the base's, so the same names may mean something else";
const FEW: Why = "with fewer readings than it asks for a test is open, so another number may go either way";
const APPROVAL: Why = "what is approved changes";
const SETTING: Why = "the setting stands where a larger value may go either way";
const APPLICABILITY: Why = "it changes when the guideline applies or what it answers";

const MANY: Why = "more changes than are held against a promise";

/// As many changes of one overlay are held against its promises.
const MOST: usize = 500;

impl Way {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Same, other) => other,
            (one, Self::Same) => one,
            (unclear @ Self::Unclear(_), _) | (_, unclear @ Self::Unclear(_)) => unclear,
            (one, other) if one == other => one,
            _ => Self::Unclear(BOTH),
        }
    }

    fn turned(self) -> Self {
        match self {
            Self::Looser => Self::Stricter,
            Self::Stricter => Self::Looser,
            same => same,
        }
    }

    fn borne(self, bears: Bears) -> Self {
        match (self, bears) {
            (Self::Same, _) => Self::Same,
            (way, Bears::With) => way,
            (way, Bears::Against) => way.turned(),
            (_, Bears::Unclear(why)) => Self::Unclear(why),
        }
    }
}

/// Holds every promise against every edit.
pub(super) fn hold(
    overlay: &ast::Overlay,
    base: &ast::Guideline,
    paths: &Paths,
    same_names: bool,
    of: &mut OverlayOf,
    out: &mut Vec<Diagnostic>,
) {
    if !promised(overlay) {
        return;
    }
    let standing = Standing::of(base, paths);
    let mut ways: Vec<(Span, Way)> = Vec::new();
    for meta in &overlay.metas {
        if let MetaForm::Applies(_) | MetaForm::Ladder(_) | MetaForm::Periods { .. } = meta.form {
            ways.push((meta.span, Way::Unclear(APPLICABILITY)));
        }
    }
    let text = without_settings(base);
    let mut look =
        Look { base, paths, standing: &standing, same_names, text: &text, removed: BTreeSet::new() };
    for edit in &overlay.edits {
        if let EditForm::Remove(path, _) = &edit.form {
            look.removed.extend(look.full(path));
        }
    }
    for (at, edit) in overlay.edits.iter().enumerate() {
        if at >= MOST {
            ways.push((edit.span, Way::Unclear(MANY)));
            break;
        }
        if let Some(way) = look.edit(edit) {
            ways.push((edit.span, way));
        }
    }
    for edit in &overlay.edits {
        let EditForm::Promise(promise) = &edit.form else { continue };
        let kept = match promise.node.as_str() {
            "no_stricter" => Way::Looser,
            "no_looser" => Way::Stricter,
            _ => {
                out.push(faults::unknown_promise(promise));
                continue;
            }
        };
        of.promises.push(promise.node.clone());
        for (span, way) in &ways {
            if let Some(why) = broken(*way, kept) {
                out.push(faults::promise_not_proved(promise, *span, why));
            }
        }
    }
}

fn broken(way: Way, kept: Way) -> Option<Why> {
    match way {
        Way::Same => None,
        Way::Unclear(why) => Some(why),
        way if way == kept => None,
        Way::Looser => Some("this makes the block easier to meet"),
        Way::Stricter => Some("this makes the block harder to meet"),
    }
}

struct Look<'l, 'b> {
    base: &'b ast::Guideline,
    paths: &'l Paths,
    standing: &'l Standing<'b>,
    same_names: bool,
    /// The base without its settings, as printed.
    text: &'l str,
    /// All that the overlay removes.
    removed: BTreeSet<String>,
}

impl Look<'_, '_> {
    /// Which way an edit goes; `None` for a promise, and for what does not fit the base and is reported as such.
    fn edit(&self, edit: &ast::Edit) -> Option<Way> {
        match &edit.form {
            EditForm::Replace(path, body, clauses) => {
                let full = self.full(path)?;
                let (place, old) = (self.standing.at.get(&full)?, self.standing.criteria.get(&full)?);
                let new = Criterion { body: body.clone(), clauses: clauses.clone(), ..(*old).clone() };
                if !self.same_names {
                    return Some(Way::Unclear(NAMES));
                }
                Some(criterion(old, &new).borne(self.standing.bears(&full, *place)))
            }
            EditForm::Add(path, added) => {
                let (full, kind, place) = self.group(path)?;
                let way = match kind {
                    GroupKind::All => Way::Stricter,
                    GroupKind::Any | GroupKind::AtLeast(_) => Way::Looser,
                    // Turned by the place, which is inside the group.
                    GroupKind::NoneOf | GroupKind::AtMost(_) => Way::Looser,
                };
                let grants = added.clauses.iter().any(approves) || approves_within(&added.body);
                let way = if grants { Way::Unclear(APPROVAL) } else { way };
                let whole = self.standing.groups.contains_key(&full) || !self.standing.at.contains_key(&full);
                let bears = match (whole, place.approves) {
                    (true, false) => place.bears,
                    _ => self.standing.bears(&full, place),
                };
                Some(way.borne(bears))
            }
            EditForm::Remove(path, _) => {
                let full = self.full(path)?;
                let (place, old) = (self.standing.at.get(&full)?, self.standing.criteria.get(&full)?);
                let (outer, _) = full.rsplit_once('.')?;
                let kind = self.kind_around(outer, &full)?;
                let way = match kind {
                    // With the last of its members the whole exclusion goes: nothing meets it any more.
                    GroupKind::NoneOf | GroupKind::AtMost(_) if self.empties(outer, &full) => Way::Looser,
                    _ if self.empties(outer, &full) => Way::Stricter,
                    GroupKind::All => Way::Looser,
                    GroupKind::Any | GroupKind::AtLeast(_) => Way::Stricter,
                    GroupKind::NoneOf | GroupKind::AtMost(_) => Way::Stricter,
                };
                let grants = approves_within(&old.body);
                let way = if grants { Way::Unclear(APPROVAL) } else { way };
                Some(way.borne(self.standing.bears(&full, *place)))
            }
            EditForm::Set(name, to) => self.set(name, to),
            EditForm::Promise(_) => None,
        }
    }

    fn full(&self, path: &ast::Path) -> Option<String> {
        let (mut found, _) = self.paths.written(&join(path));
        if found.len() == 1 { found.pop() } else { None }
    }

    /// The group that is added to: its path, its kind, and how its members bear.
    fn group(&self, path: &ast::Path) -> Option<(String, GroupKind, Place)> {
        let written = join(path);
        if let Some((group, place)) = self.standing.groups.get(&written) {
            return Some((written, group.kind, *place));
        }
        if let Some(block) = written.strip_suffix(".excluded")
            && self.base.blocks.iter().any(|known| known.id.node == block)
            && self.paths.written(&written).0.is_empty()
        {
            // The first thing that excludes.
            let place = Place { bears: Bears::Against, approves: false };
            return Some((written, GroupKind::Any, place));
        }
        let full = self.full(path)?;
        let place = self.standing.at.get(&full)?;
        match &self.standing.criteria.get(&full)?.body {
            Body::Group(group) => {
                let turned = matches!(group.kind, GroupKind::NoneOf | GroupKind::AtMost(_));
                let bears = if turned { turn(place.bears) } else { place.bears };
                Some((full, group.kind, Place { bears, ..*place }))
            }
            // Members of a `with` speak of records.
            _ => Some((full, GroupKind::All, Place { bears: Bears::Unclear(FORM), ..*place })),
        }
    }

    /// Whether the overlay removes every criterion of the exclusion in which one stands, and the exclusion with them.
    fn empties(&self, block: &str, full: &str) -> bool {
        let id = full.rsplit('.').next().unwrap_or(full);
        let lines =
            self.base.blocks.iter().filter(|known| known.id.node == block).flat_map(|known| &known.lines);
        let excluded = lines.filter_map(|line| match line {
            ast::BlockLine::Excluded(Body::Group(group)) => Some(group),
            _ => None,
        });
        let mut own = excluded.filter(|group| group.members.iter().any(|member| member.id.node == id));
        own.any(|group| {
            group.members.iter().all(|member| self.removed.contains(&format!("{block}.{}", member.id.node)))
        })
    }

    /// The kind of the group in which a criterion stands.
    fn kind_around(&self, outer: &str, full: &str) -> Option<GroupKind> {
        let id = full.rsplit('.').next()?;
        let mut bodies: Vec<&Body> = Vec::new();
        match self.standing.criteria.get(outer) {
            Some(criterion) => {
                bodies.push(&criterion.body);
                bodies.extend(criterion.clauses.iter().filter_map(|clause| match clause {
                    Clause::Waived(body) => Some(body),
                    _ => None,
                }));
            }
            None => {
                for meta in &self.base.metas {
                    if let MetaForm::Applies(body) = &meta.form
                        && outer == crate::check::paths::APPLIES
                    {
                        bodies.push(body);
                    }
                }
                let block = self.base.blocks.iter().find(|block| block.id.node == outer);
                for line in block.into_iter().flat_map(|block| &block.lines) {
                    if let ast::BlockLine::Requires(body) | ast::BlockLine::Excluded(body) = line {
                        bodies.push(body);
                    }
                }
            }
        }
        while let Some(body) = bodies.pop() {
            let group = match body {
                Body::Group(group) => group,
                Body::When(when) => {
                    bodies.extend([&*when.condition, &*when.then]);
                    bodies.extend(when.otherwise.as_deref());
                    continue;
                }
                Body::Test(test) => match &test.form {
                    TestForm::Records(ast::RecordsTest { asks: Some(Asks::With(group)), .. })
                    | TestForm::Pick(ast::PickTest { asks: Asks::With(group), .. }) => group,
                    TestForm::For { body, .. } => {
                        bodies.push(body);
                        continue;
                    }
                    _ => continue,
                },
            };
            if group.members.iter().any(|member| member.id.node == id) {
                return Some(group.kind);
            }
        }
        None
    }

    /// A setting: every comparison with it must go the same way, and it must stand nowhere else.
    fn set(&self, name: &Name, to: &Literal) -> Option<Way> {
        let from = self.base.metas.iter().find_map(|meta| match &meta.form {
            MetaForm::Setting { id, value, .. } if id.node == name.node => Some(value),
            _ => None,
        })?;
        let mut way = Way::Same;
        let mut seen = 0_usize;
        for (test, place) in &self.standing.tests {
            let Some(compare) = compare_of(&test.form) else { continue };
            let uses = standing::literals(&compare.form)
                .into_iter()
                .filter(|value| standing::is_name(value, &name.node));
            let uses = uses.count();
            if uses == 0 {
                continue;
            }
            seen = seen.saturating_add(uses);
            let with = |value: &Literal| put(&compare.form, &name.node, value);
            let one = accepted(&with(from), &with(to));
            let one = if counts_down(&test.form) { one.turned() } else { one };
            let bears = if place.approves { Bears::Unclear(APPROVAL) } else { place.bears };
            way = way.and(one.borne(bears));
        }
        let refers =
            self.standing.tests.iter().any(|(test, _)| matches!(test.form, TestForm::Criterion { .. }));
        Some(match way {
            Way::Same if from.form == to.form => Way::Same,
            _ if occurrences(self.text, &name.node) != seen || refers => Way::Unclear(SETTING),
            way => way,
        })
    }
}

/// The text of a guideline but for its settings.
fn without_settings(base: &ast::Guideline) -> String {
    let kept = base.metas.iter().filter(|meta| !matches!(meta.form, MetaForm::Setting { .. }));
    let bare = ast::Guideline { metas: kept.cloned().collect(), ..base.clone() };
    fmt::print(&ast::File { items: vec![ast::Item::Guideline(bare)] })
}

fn turn(bears: Bears) -> Bears {
    match bears {
        Bears::With => Bears::Against,
        Bears::Against => Bears::With,
        unclear @ Bears::Unclear(_) => unclear,
    }
}

/// How often a word stands in a text.
fn occurrences(text: &str, word: &str) -> usize {
    let words = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    words.filter(|other| *other == word).count()
}

fn put(form: &CompareForm, name: &str, value: &Literal) -> CompareForm {
    let one = |old: &Literal| if standing::is_name(old, name) { value.clone() } else { old.clone() };
    match form {
        CompareForm::Order(op, old) => CompareForm::Order(*op, one(old)),
        CompareForm::Is { negated, value: old } => CompareForm::Is { negated: *negated, value: one(old) },
        CompareForm::OneOf(values) => CompareForm::OneOf(values.iter().map(one).collect()),
        CompareForm::Between(low, high) => CompareForm::Between(one(low), one(high)),
        CompareForm::In(set) => CompareForm::In(set.clone()),
    }
}

/// Which way a criterion goes that was `old` and is `new`.
fn criterion(old: &Criterion, new: &Criterion) -> Way {
    let waiver = |criterion: &Criterion| {
        criterion.clauses.iter().find_map(|clause| match clause {
            Clause::Waived(body) => Some(body.clone()),
            _ => None,
        })
    };
    let way = match (waiver(old), waiver(new)) {
        (None, None) => Way::Same,
        (None, Some(_)) => Way::Looser,
        (Some(_), None) => Way::Stricter,
        (Some(old), Some(new)) => body(&old, &new),
    };
    let grants = |criterion: &Criterion| {
        let grants = criterion.clauses.iter().filter_map(|clause| match clause {
            Clause::Grant(grant) => Some(fmt::grant(grant)),
            _ => None,
        });
        grants.collect::<Vec<String>>()
    };
    if grants(old) != grants(new) {
        return Way::Unclear(APPROVAL);
    }
    way.and(body(&old.body, &new.body))
}

fn body(old: &Body, new: &Body) -> Way {
    if fmt::body(old) == fmt::body(new) {
        return Way::Same;
    }
    match (old, new) {
        (Body::Group(old), Body::Group(new)) => group(old, new),
        (Body::When(old), Body::When(new)) => {
            if fmt::body(&old.condition) != fmt::body(&new.condition) {
                return Way::Unclear(FORM);
            }
            let otherwise = match (&old.otherwise, &new.otherwise) {
                (None, None) => Way::Same,
                // Without `else` it is not required.
                (Some(_), None) => Way::Looser,
                (None, Some(_)) => Way::Stricter,
                (Some(old), Some(new)) => body(old, new),
            };
            body(&old.then, &new.then).and(otherwise)
        }
        (Body::Test(old), Body::Test(new)) => test(old, new),
        _ => Way::Unclear(FORM),
    }
}

fn group(old: &ast::Group, new: &ast::Group) -> Way {
    let (counts, turned) = match (old.kind, new.kind) {
        (GroupKind::All, GroupKind::All) | (GroupKind::Any, GroupKind::Any) => (Way::Same, false),
        (GroupKind::NoneOf, GroupKind::NoneOf) => (Way::Same, true),
        (GroupKind::AtLeast(old), GroupKind::AtLeast(new)) => (fewer(old, new), false),
        (GroupKind::AtMost(old), GroupKind::AtMost(new)) => (fewer(old, new).turned(), true),
        _ => return Way::Unclear(FORM),
    };
    let all = old.kind == GroupKind::All;
    let mut way = Way::Same;
    for member in &old.members {
        way = way.and(match new.members.iter().find(|other| other.id.node == member.id.node) {
            Some(other) => criterion(member, other),
            None if approves_within(&member.body) || member.clauses.iter().any(approves) => {
                Way::Unclear(APPROVAL)
            }
            None if all => Way::Looser,
            None => Way::Stricter,
        });
    }
    for member in &new.members {
        if old.members.iter().any(|other| other.id.node == member.id.node) {
            continue;
        }
        way = way.and(if approves_within(&member.body) || member.clauses.iter().any(approves) {
            Way::Unclear(APPROVAL)
        } else if all {
            Way::Stricter
        } else {
            Way::Looser
        });
    }
    let way = if turned { way.turned() } else { way };
    if way != Way::Same && approves_in(&old.members) {
        return Way::Unclear(APPROVAL);
    }
    // Two of one name are refused elsewhere.
    counts.and(way)
}

fn approves_in(members: &[Criterion]) -> bool {
    members.iter().any(|member| member.clauses.iter().any(approves) || approves_within(&member.body))
}

fn fewer(old: u32, new: u32) -> Way {
    match new.cmp(&old) {
        std::cmp::Ordering::Less => Way::Looser,
        std::cmp::Ordering::Equal => Way::Same,
        std::cmp::Ordering::Greater => Way::Stricter,
    }
}

/// The same test but for what it compares with, or for how many records it wants.
fn test(old: &Test, new: &Test) -> Way {
    let mut like_old = new.clone();
    let mut way = Way::Same;
    if let (Some(old_compare), Some(new_compare)) = (compare_of(&old.form), compare_of(&new.form)) {
        let one = accepted(&old_compare.form, &new_compare.form);
        way = if counts_down(&old.form) { one.turned() } else { one };
        if let Some(place) = compare_in(&mut like_old.form) {
            *place = old_compare.clone();
        }
    }
    if let (TestForm::Records(old), TestForm::Records(like)) = (&old.form, &mut like_old.form)
        && let (Quantifier::AtLeast(before), Quantifier::AtLeast(after)) = (old.quantifier, like.quantifier)
    {
        let one = fewer(before, after);
        // Of a measurement with fewer readings than are asked for it is open what they come to: two that fail leave *at least
        // three* open, and *at least two* unmet.
        way = way.and(if one != Way::Same && old.asks.is_some() { Way::Unclear(FEW) } else { one });
        like.quantifier = old.quantifier;
    }
    let text = |test: &Test| fmt::body(&Body::Test(Box::new(test.clone())));
    if text(old) == text(&like_old) { way } else { Way::Unclear(FORM) }
}

/// Whether more records that hold make the test harder to meet.
fn counts_down(form: &TestForm) -> bool {
    let quantifier = match form {
        TestForm::Records(records) => records.quantifier,
        TestForm::Buckets(buckets) => buckets.quantifier,
        _ => return false,
    };
    matches!(quantifier, Quantifier::No | Quantifier::AtMost(_))
}

/// What a test compares, where a wider comparison is a test that is met more often (or, counting down, less).
fn compare_of(form: &TestForm) -> Option<&ast::Compare> {
    match form {
        TestForm::Records(ast::RecordsTest { asks: Some(Asks::Compare(compare)), .. })
        | TestForm::Pick(ast::PickTest { asks: Asks::Compare(compare), .. })
        | TestForm::Trend(ast::TrendTest { compare, .. })
        | TestForm::Change(ast::ChangeTest { compare, .. })
        | TestForm::Elapsed(ast::ElapsedTest { compare, .. })
        | TestForm::Age { compare, .. }
        | TestForm::State(ast::StateTest { compare: Some(compare), .. }) => Some(compare),
        TestForm::Buckets(ast::BucketsTest { compare: Some(compare), run, .. }) => match run {
            None | Some((Quantifier::Some | Quantifier::Every, ..)) => Some(compare),
            Some(_) => None,
        },
        _ => None,
    }
}

fn compare_in(form: &mut TestForm) -> Option<&mut ast::Compare> {
    match form {
        TestForm::Records(ast::RecordsTest { asks: Some(Asks::Compare(compare)), .. })
        | TestForm::Pick(ast::PickTest { asks: Asks::Compare(compare), .. })
        | TestForm::Trend(ast::TrendTest { compare, .. })
        | TestForm::Change(ast::ChangeTest { compare, .. })
        | TestForm::Elapsed(ast::ElapsedTest { compare, .. })
        | TestForm::Age { compare, .. }
        | TestForm::State(ast::StateTest { compare: Some(compare), .. })
        | TestForm::Buckets(ast::BucketsTest { compare: Some(compare), .. }) => Some(compare),
        _ => None,
    }
}

/// Whether what a comparison accepts grows or shrinks.
fn accepted(old: &CompareForm, new: &CompareForm) -> Way {
    if let (Some(old), Some(new)) = (options(old), options(new)) {
        let (wider, narrower) =
            (old.iter().all(|value| new.contains(value)), new.iter().all(|value| old.contains(value)));
        return grown(wider, narrower);
    }
    let (Some((old, old_unit)), Some((new, new_unit))) = (line(old), line(new)) else {
        return Way::Unclear(FORM);
    };
    if old_unit != new_unit {
        return Way::Unclear(FORM);
    }
    grown(covers(&new, &old), covers(&old, &new))
}

fn grown(wider: bool, narrower: bool) -> Way {
    match (wider, narrower) {
        (true, true) => Way::Same,
        (true, false) => Way::Looser,
        (false, true) => Way::Stricter,
        (false, false) => Way::Unclear(BOTH),
    }
}

fn options(form: &CompareForm) -> Option<Vec<String>> {
    match form {
        CompareForm::Is { negated: false, value } => Some(vec![fmt::literal(value)]),
        CompareForm::OneOf(values) => Some(values.iter().map(fmt::literal).collect()),
        _ => None,
    }
}

/// A stretch of the number line; an end is a number and whether it is inside.
struct Line {
    low: Option<(Number, bool)>,
    high: Option<(Number, bool)>,
}

fn line(form: &CompareForm) -> Option<(Line, String)> {
    let number = |literal: &Literal| match &literal.form {
        LiteralForm::Number { number, unit, of: None } => {
            let unit = unit.as_ref().map(|unit| unit.node.clone()).unwrap_or_default();
            Some((number.parse::<Number>().ok()?, unit))
        }
        _ => None,
    };
    match form {
        CompareForm::Order(op, value) => {
            let (number, unit) = number(value)?;
            let (low, high) = match op {
                OrderOp::AtLeast => (Some((number, true)), None),
                OrderOp::Above => (Some((number, false)), None),
                OrderOp::AtMost => (None, Some((number, true))),
                OrderOp::Below => (None, Some((number, false))),
                OrderOp::Equal => (Some((number, true)), Some((number, true))),
            };
            Some((Line { low, high }, unit))
        }
        CompareForm::Between(low, high) => {
            let ((low, unit), (high, other)) = (number(low)?, number(high)?);
            let line = Line { low: Some((low, true)), high: Some((high, true)) };
            (unit == other).then_some((line, unit))
        }
        _ => None,
    }
}

fn covers(outer: &Line, inner: &Line) -> bool {
    let low = match (outer.low, inner.low) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((outer, closed)), Some((inner, inside))) => {
            outer < inner || (outer == inner && (closed || !inside))
        }
    };
    let high = match (outer.high, inner.high) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((outer, closed)), Some((inner, inside))) => {
            outer > inner || (outer == inner && (closed || !inside))
        }
    };
    low && high
}
