//! Guidelines: editions, blocks, criteria, citations, and what follows when a block is met.

use super::SetIx;
use super::overlay::{Origin, OverlayOf, TakenBy};
use super::test::Body;
use super::time::{Anchor, Periods, Point};
use crate::ast::BlockKind;
use crate::source::Span;
use crate::value::number::Number;
use crate::value::time::Length;
use chrono::NaiveDate;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Whom.
    pub role: Option<String>,
    /// What.
    pub text: String,
}

/// A citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// Its class (`regulation`, `ncd` ...).
    pub class: String,
    /// What is cited.
    pub text: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// First day in force.
    pub in_force: Option<NaiveDate>,
    /// Last day in force.
    pub in_force_to: Option<NaiveDate>,
    /// When it was read.
    pub read: Option<NaiveDate>,
    /// Whether the author is unsure of it.
    pub unsure: bool,
}

/// One edition of a guideline.
#[derive(Clone, Debug)]
pub struct Guideline {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Its edition; a guideline without one is in force always.
    pub edition: Option<Edition>,
    /// Its status.
    pub status: GuidelineStatus,
    /// `for SCOPE: VALUES`
    pub scopes: Vec<(String, Vec<String>)>,
    /// `applies when`
    pub applies: Option<Body>,
    /// Rungs, lowest first.
    pub ladder: Vec<String>,
    /// Its blocks, in written order.
    pub blocks: Vec<Block>,
    /// Citations of the whole.
    pub cites: Vec<Cite>,
    /// Notes on the whole.
    pub notes: Vec<String>,
    /// Anchors it declares: id, label, whether a span.
    pub anchors: Vec<(String, String, bool)>,
    /// Series of periods it declares.
    pub periods: Vec<Periods>,
    /// What it changed of its base, where it is an overlay.
    pub overlay: Option<OverlayOf>,
    /// Overlays that answer some cases in its place.
    pub taken_by: Vec<TakenBy>,
    /// Digest of all that can show in an assessment, hexadecimal SHA-256; layout and comments do not count.
    pub digest: String,
    /// Where it is written.
    pub span: Span,
}

impl Guideline {
    /// Whether it answers unasked: an overlay that says for whom it is answers for them, any other only where it is asked for.
    pub(crate) fn answers_unasked(&self) -> bool {
        self.overlay.as_ref().is_none_or(|overlay| !overlay.scopes.is_empty())
    }
}

/// An edition.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Its name.
    pub name: String,
    /// The anchor whose date decides.
    pub by_date_of: String,
    /// That anchor.
    pub anchor: Anchor,
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force.
    pub to: Option<NaiveDate>,
}

/// Where a guideline stands with its committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuidelineStatus {
    /// `draft`, `approved`, `retired`.
    pub word: String,
    /// By whom.
    pub by: Option<String>,
    /// When.
    pub on: Option<NaiveDate>,
    /// When it is to be looked at again.
    pub review_due: Option<NaiveDate>,
}

/// A block.
#[derive(Clone, Debug)]
pub struct Block {
    /// What sort.
    pub kind: BlockKind,
    /// Its name.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// The rung, for `level` and `continued`.
    pub rung: Option<usize>,
    /// The items it speaks of.
    pub items: Option<SetIx>,
    /// First day and last day.
    pub days: Option<(u32, Option<u32>)>,
    /// What must hold; `path` of its criteria starts with the block's name. Several `requires` are all needed.
    pub requires: Vec<Body>,
    /// What must not.
    pub excluded: Vec<Body>,
    /// What follows.
    pub grants: Vec<Grant>,
    /// Citations.
    pub cites: Vec<Cite>,
    /// Questions.
    pub asks: Vec<Ask>,
    /// Notes.
    pub notes: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// One named node of a tree.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Its name.
    pub id: String,
    /// Block and names down to this one, such as `trial.study.index`; unique in its guideline.
    pub path: String,
    /// What people call it; empty where no label is given.
    pub label: String,
    /// What it asks.
    pub body: Body,
    /// `waived when`
    pub waived: Option<Body>,
    /// Citations.
    pub cites: Vec<Cite>,
    /// Questions.
    pub asks: Vec<Ask>,
    /// Notes.
    pub notes: Vec<String>,
    /// What follows where this route is met.
    pub grants: Vec<Grant>,
    /// Where it comes from, in an overlay.
    pub origin: Option<Origin>,
    /// Where it is written.
    pub span: Span,
}

/// What follows when a block or route is met.
#[derive(Clone, Debug)]
pub enum Grant {
    /// `approve`
    Approve {
        /// How much (number, unit word); `None`: as requested.
        amount: Option<(Number, String)>,
        /// Of which items.
        of: Option<SetIx>,
        /// From when.
        from: Option<Point>,
        /// Until when.
        to: Option<Point>,
    },
    /// `limit`
    Limit(String),
    /// `report`
    Report(String),
    /// `next review`
    NextReview(Length, bool),
    /// `due WHAT by POINT`
    Due(String, Point),
    /// `refer to ROLE WHY`
    Refer(String, String),
}
