//! What a guideline asks about: code sets, facts with their parts and lines, anchors.

use super::body::{Amount, Body, Literal};
use super::guideline::{Ask, Cite};
use crate::source::{Name, Span, Spanned};

/// `default silence means no for event, span`
#[derive(Clone, Debug, PartialEq)]
pub struct SilenceDefault {
    /// `event`, `span`, `code`
    pub kinds: Vec<Name>,
    /// The whole item.
    pub span: Span,
}

/// A named code set.
#[derive(Clone, Debug, PartialEq)]
pub struct Codes {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// What it holds, in written order.
    pub members: Vec<CodesMember>,
    /// `by date of service`: the list in force on that date.
    pub by_date_of: Option<Name>,
    /// `columns adequate_dose, ...`: further columns of the file.
    pub columns: Vec<Name>,
    /// The whole item.
    pub span: Span,
}

/// One part of a code set.
#[derive(Clone, Debug, PartialEq)]
pub enum CodesMember {
    /// `icd10cm I50.*, I11.0, I13.0 to I13.2`
    System {
        /// The system's short name.
        system: Name,
        /// Its codes.
        codes: Vec<CodeSpec>,
    },
    /// `set heart_failure, copd`
    Sets(Vec<Name>),
    /// `file "hf.csv"`
    File(Spanned<String>),
}

/// One code, a prefix or a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSpec {
    /// How many codes it stands for.
    pub form: CodeForm,
    /// Where it stands.
    pub span: Span,
}

/// The forms a code may take in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeForm {
    /// `I50.1`
    One(String),
    /// `I50.*`: `I50` and all below it; the text is what stands before the star, its last `.` dropped.
    Prefix(String),
    /// `I50.1 to I50.9`: both ends and what lies below either.
    Range(String, String),
}

/// A fact declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// `planned`, `not done`, or neither.
    pub mode: FactMode,
    /// Its kind.
    pub kind: Kind,
    /// `with { ... }`: qualifiers and components.
    pub parts: Vec<Part>,
    /// The lines below.
    pub lines: Vec<FactLine>,
    /// The whole item.
    pub span: Span,
}

/// Which records a fact takes by what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FactMode {
    /// What was done or found.
    Done,
    /// `planned`: what is to be done.
    Planned,
    /// `not done`: what was not done, not to be done, or turned down.
    NotDone,
}

/// What a fact, a part or a setting holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// The form.
    pub form: KindForm,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of fact.
#[derive(Clone, Debug, PartialEq)]
pub enum KindForm {
    /// `quantity in mg/dL`
    Quantity(Spanned<String>),
    /// `number`
    Number,
    /// `yes/no`
    YesNo,
    /// `choice room_air | nasal_cannula`
    Choice(Vec<Name>),
    /// `ordered mild < moderate < severe`
    Ordered(Vec<Name>),
    /// `code [in SET]`
    Code(Option<Name>),
    /// `event [in SET]`
    Event(Option<Name>),
    /// `span [in SET]`
    Span(Option<Name>),
    /// `date`
    Date,
    /// `judgement by physician or nurse`
    Judgement(Vec<Name>),
    /// `record { id [label]: kind lines ... }`
    Record(Vec<Part>),
}

/// A qualifier or component of a fact, or a field of a `record`.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// Its kind.
    pub kind: Kind,
    /// `missing is room_air`
    pub missing_is: Option<Name>,
    /// `silence means no` on the part: left out means no.
    pub silence_means_no: Option<Span>,
    /// Further lines (fields of a `record` take those of a fact).
    pub lines: Vec<FactLine>,
    /// The whole part.
    pub span: Span,
}

/// A line of a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct FactLine {
    /// The form.
    pub form: FactLineForm,
    /// Where it stands.
    pub span: Span,
}

/// The lines a fact may have.
#[derive(Clone, Debug, PartialEq)]
pub enum FactLineForm {
    /// `from loinc 59408-5, 2708-6 snomed 431314004`
    FromCodes(Vec<(Name, Vec<CodeSpec>)>),
    /// `from heart_failure`: the codes of a set
    FromSet(Name),
    /// `reads orders, administrations`
    Reads(Vec<Name>),
    /// `rounded to 1 /h`
    RoundedTo(Literal),
    /// `plausible 30 to 100`
    Plausible(Literal, Literal),
    /// `also in mmol/L at 88.42`: one of that unit is so many of the fact's unit... see the reference
    AlsoIn(Spanned<String>, Spanned<String>),
    /// `ask ...`
    Ask(Ask),
    /// `note "..."`
    Note(Spanned<String>),
    /// `cite ...`
    Cite(Cite),
    /// `one per day`
    OnePer(Name),
    /// `same by device`
    SameBy(Name),
    /// `prefer psg over home_ii on the same day`
    PreferSameDay(Name, Name),
    /// `on conflict prefer highest | lowest | yes | no | latest recorded | SOURCES`
    OnConflict(Vec<Name>),
    /// `holds for 12 hours`
    HoldsFor(Amount),
    /// `ignore unusable values`
    IgnoreUnusable,
    /// `silence means no` / `silence means 0`, with `if BODY` optionally
    Silence {
        /// `no` or a number.
        means: SilenceMeans,
        /// Only where this holds.
        condition: Option<Box<Body>>,
    },
}

/// What silence means.
#[derive(Clone, Debug, PartialEq)]
pub enum SilenceMeans {
    /// `no`
    No,
    /// a number, with its unit
    Number(Literal),
}

/// `anchor setup "Date therapy started" [: span]`
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// Whether it has a start and an end.
    pub is_span: bool,
    /// The whole item.
    pub span: Span,
}
