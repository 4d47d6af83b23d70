//! What a check makes of the text: names resolved, thresholds in the unit of their fact, every form typed.
//!
//! This is what the planner compiles and what the reference evaluator walks. It holds only guidelines
//! without errors; nothing in it can be ill-typed.

mod calculation;

mod facts;

mod guideline;

mod overlay;

mod test;

mod time;

pub use calculation::{
    Band, Calculated, Calculation, Formula, Function, Input, Row, Score, ScoreItem, Scored, Table,
};
pub use facts::{Fact, Kind, Numeric, Part, Prefer, RecordKind, SameDay, Silence};
pub(crate) use facts::{first_options, option_bit};
pub use guideline::{Ask, Block, Cite, Criterion, Edition, Grant, Guideline, GuidelineStatus};
pub use overlay::{Origin, OverlayOf, Removed, SetTo, TakenBy};
pub use test::{
    Asks, Body, Bucket, BucketRun, Compare, Condition, CriterionRef, ElapsedUnit, HeaderField, Operand, Said,
    Select, Share, Subject, Test, TestForm,
};
pub use time::{Anchor, Periods, Point, Window, WindowForm};

use crate::value::code::CodeSet;

/// Index of a fact in [`Library::facts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactIx(pub u32);

/// Index of a code set in [`Library::sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetIx(pub u32);

/// Index of a part in [`Fact::parts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartIx(pub u16);

/// Everything that was loaded and is sound.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// All facts, built-in ones (`approval`) included.
    pub facts: Vec<Fact>,
    /// All code sets.
    pub sets: Vec<CodeSet>,
    /// The guidelines, by id, then edition start.
    pub guidelines: Vec<Guideline>,
    /// Anchors that files declare outside guidelines.
    pub(crate) anchors: Vec<String>,
}
