//! Guidelines and overlays: their heads, blocks, criteria, citations and grants.

use super::body::{Amount, Body, Literal};
use super::facts::Anchor;
use super::scores::Define;
use super::time::Point;
use crate::source::{Name, Span, Spanned};

/// A guideline.
#[derive(Clone, Debug, PartialEq)]
pub struct Guideline {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// What is said of the whole, in written order.
    pub metas: Vec<Meta>,
    /// Defines of this guideline.
    pub defines: Vec<Define>,
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// The whole item.
    pub span: Span,
}

/// A line of metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    /// The form.
    pub form: MetaForm,
    /// Where it stands.
    pub span: Span,
}

/// The forms of metadata.
#[derive(Clone, Debug, PartialEq)]
pub enum MetaForm {
    /// `edition "2026.1" by date of admission from 2026-01-01 [to 2026-12-31]`
    Edition {
        /// Its name.
        name: Spanned<String>,
        /// The anchor whose date decides.
        by_date_of: Name,
        /// First day in force, `YYYY-MM-DD`.
        from: Spanned<String>,
        /// Last day in force.
        to: Option<Spanned<String>>,
    },
    /// `status draft [by "x" on DATE] [review due DATE]`
    Status {
        /// `draft`, `approved`, `retired`.
        status: Name,
        /// By whom.
        by: Option<Spanned<String>>,
        /// When.
        on: Option<Spanned<String>>,
        /// When it is to be looked at again.
        review_due: Option<Spanned<String>>,
    },
    /// `for payer: medicare, medicare_advantage`
    For {
        /// `payer`, `plan`, `line_of_business`, `state`, `contractor`.
        scope: Name,
        /// The values.
        values: Vec<Name>,
    },
    /// `applies when BODY`
    Applies(Body),
    /// `anchor ...`
    Anchor(Anchor),
    /// `setting id label: value`
    Setting {
        /// Its name.
        id: Name,
        /// Its label.
        label: Option<Spanned<String>>,
        /// Its value.
        value: Literal,
    },
    /// `ladder a < b < c`
    Ladder(Vec<Name>),
    /// `periods benefit: 90 days, 90 days, then 60 days from election [counting fact]`
    Periods {
        /// Its name.
        id: Name,
        /// The first lengths.
        lengths: Vec<Amount>,
        /// The length of all further ones.
        then: Option<Amount>,
        /// From when.
        from: Point,
        /// A fact that holds earlier periods.
        counting: Option<Name>,
    },
    /// `cite ...`
    Cite(Cite),
    /// `note "..."`
    Note(Spanned<String>),
}

/// A block of a guideline.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What sort of block.
    pub kind: BlockKind,
    /// Its name. `every level needs` may go without: then `every_level`.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// `for CODES`: the items or the level it speaks of.
    pub of: Option<Name>,
    /// `day 2 on`, `day 3 to 5`, `day 1`
    pub days: Option<Days>,
    /// Its lines, in written order.
    pub lines: Vec<BlockLine>,
    /// The whole block.
    pub span: Span,
}

/// The sorts of block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    /// A rung of the ladder.
    Level,
    /// An item or service.
    Coverage,
    /// A day of a stay, or the time after a trial.
    Continued,
    /// Readiness to leave.
    Discharge,
    /// `every level needs`
    EveryLevel,
    /// Reported beside the others; has no outcome.
    Answer,
}

/// Days of a stay, day 1 being the date of admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: u32,
    /// Last day; `None` is *on*.
    pub to: Option<u32>,
    /// Where it stands.
    pub span: Span,
}

/// A line of a block.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockLine {
    /// `requires BODY`
    Requires(Body),
    /// `excluded when GROUP`
    Excluded(Body),
    /// A grant.
    Grant(Grant),
    /// `cite ...`
    Cite(Cite),
    /// `ask ...`
    Ask(Ask),
    /// `note "..."`
    Note(Spanned<String>),
}

/// An overlay.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// The guideline it changes.
    pub of: Name,
    /// Which edition of it.
    pub edition: Spanned<String>,
    /// Metadata of its own.
    pub metas: Vec<Meta>,
    /// What it changes.
    pub edits: Vec<Edit>,
    /// The whole item.
    pub span: Span,
}

/// One change of an overlay.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The form.
    pub form: EditForm,
    /// Where it stands.
    pub span: Span,
}

/// The changes an overlay may make.
#[derive(Clone, Debug, PartialEq)]
pub enum EditForm {
    /// `replace path with BODY clauses`
    Replace(Path, Body, Vec<Clause>),
    /// `add to path CRITERION`
    Add(Path, Criterion),
    /// `remove path reason "..."`
    Remove(Path, Spanned<String>),
    /// `set SETTING to VALUE`
    Set(Name, Literal),
    /// `promise no_stricter`
    Promise(Name),
}

/// A dotted path of names, such as `trial.study`.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Its names.
    pub names: Vec<Name>,
    /// The whole path.
    pub span: Span,
}

/// One named node of a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// What it asks.
    pub body: Body,
    /// What follows the body, in written order.
    pub clauses: Vec<Clause>,
    /// The whole criterion.
    pub span: Span,
}

/// What may follow a criterion's body.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// `cite ...`
    Cite(Cite),
    /// `ask ...`
    Ask(Ask),
    /// `note "..."`
    Note(Spanned<String>),
    /// A grant.
    Grant(Grant),
    /// `waived when BODY`
    Waived(Body),
}

/// A citation.
#[derive(Clone, Debug, PartialEq)]
pub struct Cite {
    /// `statute regulation ncd lcd article manual literature internal`
    pub class: Name,
    /// What is cited.
    pub text: Spanned<String>,
    /// Where it can be read.
    pub url: Option<Spanned<String>>,
    /// First day in force.
    pub in_force: Option<Spanned<String>>,
    /// Last day in force.
    pub in_force_to: Option<Spanned<String>>,
    /// When it was read.
    pub read: Option<Spanned<String>>,
    /// Whether the author is unsure of it.
    pub unsure: bool,
    /// The whole citation.
    pub span: Span,
}

/// A question to the provider.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Whom to ask.
    pub role: Option<Name>,
    /// What to ask.
    pub text: Spanned<String>,
    /// The whole.
    pub span: Span,
}

/// What follows when a block or route is met.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// The form.
    pub form: GrantForm,
    /// Where it stands.
    pub span: Span,
}

/// The grants.
#[derive(Clone, Debug, PartialEq)]
pub enum GrantForm {
    /// `approve 12 weeks [of CODES] [from P] [to P]` or `approve as requested ...`
    Approve {
        /// `None` is *as requested*.
        amount: Option<Amount>,
        /// `of CODES`
        of: Option<Name>,
        /// From when.
        from: Option<Point>,
        /// Until when.
        to: Option<Point>,
    },
    /// `limit "..."`
    Limit(Spanned<String>),
    /// `report "..."`
    Report(Spanned<String>),
    /// `next review 1 day before the end` / `after the start`
    NextReview {
        /// How long.
        amount: Amount,
        /// `true` for *before the end*, `false` for *after the start*.
        before_end: bool,
    },
    /// `due "..." by POINT`
    Due {
        /// What is due.
        what: Spanned<String>,
        /// By when.
        by: Point,
    },
    /// `refer to pulmonologist "..."`
    Refer {
        /// To whom.
        role: Name,
        /// Why.
        text: Spanned<String>,
    },
}
