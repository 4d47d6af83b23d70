//! The criteria as their author wrote them: one type per form, a span on every node, nothing resolved.
//!
//! Names are text here; [`crate::check`] finds what they stand for. Numbers keep their spelling
//! (`0.30`), so that the text can be printed back as written.

mod facts;
mod scores;

mod guideline;

mod body;

mod time;

pub use body::{
    Amount, Asks, Body, BucketsTest, ChangeTest, Compare, CompareForm, Condition, ElapsedTest, Group,
    GroupKind, InARow, Literal, LiteralForm, OrderOp, Pick, PickTest, Quantifier, RecordsTest, StateTest,
    StateWhen, Test, TestForm, TrendTest, When,
};
pub use facts::{
    Anchor, CodeForm, CodeSpec, Codes, CodesMember, Fact, FactLine, FactLineForm, FactMode, Kind, KindForm,
    Part, SilenceDefault, SilenceMeans,
};
pub use guideline::{
    Ask, Block, BlockKind, BlockLine, Cite, Clause, Criterion, Days, Edit, EditForm, Grant, GrantForm,
    Guideline, Meta, MetaForm, Overlay, Path,
};
pub use scores::{Band, Define, DefineMeaning, Expression, PickOf, Score, ScoreItem, ScoreRow, ScoreTable};
pub use time::{AnchorBase, AnchorRef, Edge, Point, Side, Touch, Window, WindowForm};

use crate::source::{Span, Spanned};

/// One `.crit` file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// Its items, in written order. Items too broken to read are left out (and reported).
    pub items: Vec<Item>,
}

/// What may stand at the top of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `use "vocabulary/vitals"`
    Use(Use),
    /// `default silence means no for event, span`
    Default(SilenceDefault),
    /// `codes heart_failure "Heart failure": icd10cm I50.*, I11.0`
    Codes(Codes),
    /// `fact spo2 "Oxygen saturation": quantity in % ...`
    Fact(Fact),
    /// `anchor setup "Date therapy started"`, shared by the guidelines of the file
    Anchor(Anchor),
    /// `score news2 "NEWS2" over vitals { ... }`
    Score(Score),
    /// `define oxygen_low "Low oxygen": ...`
    Define(Define),
    /// `guideline cpap "CPAP" { ... }`
    Guideline(Guideline),
    /// `overlay x "X" of cpap edition "2026.1" { ... }`
    Overlay(Overlay),
}

/// `use "path"`: what that file declares is known here too.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// The path, relative to the root of the criteria, `.crit` left out or not.
    pub path: Spanned<String>,
    /// The whole item.
    pub span: Span,
}
