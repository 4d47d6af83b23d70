//! The criteria as their author wrote them: one type per form, a span on every node, nothing resolved.
//!
//! Names are text here; [`crate::check`] finds what they stand for. Numbers keep their spelling
//! (`0.30`), so that the text can be printed back as written.

use crate::source::{Name, Span, Spanned};

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
    /// a number
    Number(Spanned<String>),
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

/// `score id label over fact { ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// The fact whose records it scores.
    pub over: Name,
    /// Its items.
    pub items: Vec<ScoreItem>,
    /// Its citations.
    pub cites: Vec<Cite>,
    /// The whole item.
    pub span: Span,
}

/// One item of a score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreItem {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// How its points are found.
    pub table: ScoreTable,
    /// The whole item.
    pub span: Span,
}

/// How the points of an item are found.
#[derive(Clone, Debug, PartialEq)]
pub enum ScoreTable {
    /// `points OPERAND { rows }` or `points OPERAND as charted`
    Points {
        /// `None` is `age at this`.
        operand: Option<Name>,
        /// Empty for `as charted`.
        rows: Vec<ScoreRow>,
        /// Where it stands.
        span: Span,
    },
    /// `highest of { table+ }`
    HighestOf(Vec<ScoreTable>),
    /// `when BODY then TABLE else TABLE`
    When(Box<Body>, Box<ScoreTable>, Box<ScoreTable>),
    /// A plain number of points.
    Number(Spanned<String>),
}

/// One row: a band, what else must hold, and its points.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreRow {
    /// The band.
    pub band: Band,
    /// `where cond`
    pub condition: Option<Condition>,
    /// Its points.
    pub points: Spanned<String>,
    /// The whole row.
    pub span: Span,
}

/// A part of a line, or some options.
#[derive(Clone, Debug, PartialEq)]
pub enum Band {
    /// `up to v`
    UpTo(Literal),
    /// `below v`
    Below(Literal),
    /// `v to v`
    To(Literal, Literal),
    /// `v to below v`
    ToBelow(Literal, Literal),
    /// `above v`
    Above(Literal),
    /// `v and above`
    AndAbove(Literal),
    /// `is a | b`
    Is(Vec<Name>),
}

/// `define id [label] [of fact]: ...`
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// Its name.
    pub id: Name,
    /// Its label.
    pub label: Option<Spanned<String>>,
    /// `of FACT`: said of one record of that fact.
    pub of: Option<Name>,
    /// What it stands for.
    pub meaning: DefineMeaning,
    /// The whole item.
    pub span: Span,
}

/// What a `define` stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum DefineMeaning {
    /// A body.
    Body(Body),
    /// `quantity in UNIT = EXPRESSION`
    Quantity {
        /// The unit of the result.
        unit: Spanned<String>,
        /// How it is calculated.
        expression: Expression,
    },
}

/// A calculation.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number with or without a unit.
    Literal(Literal),
    /// A pick.
    Pick(Box<PickOf>),
    /// A part, a setting or another derived value.
    Name(Name),
    /// `age at POINT`
    Age(Point),
    /// `ln(x)`, `exp(x)`, `sqrt(x)`, `power(x, y)`
    Call(Name, Vec<Expression>),
    /// `left op right`, op one of `+ - * /`
    Binary(Box<Expression>, char, Box<Expression>),
    /// `-x`
    Negative(Box<Expression>),
}

/// `pick fact[.part] [where] [window]` as an operand.
#[derive(Clone, Debug, PartialEq)]
pub struct PickOf {
    /// Which record.
    pub pick: Pick,
    /// Of which fact.
    pub fact: Name,
    /// Which part.
    pub part: Option<Name>,
    /// Which records are looked at.
    pub filter: Vec<Condition>,
    /// When.
    pub window: Option<Window>,
    /// The whole.
    pub span: Span,
}

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

/// What a criterion asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A group of criteria.
    Group(Group),
    /// `when A then B else C`
    When(When),
    /// A test.
    Test(Box<Test>),
}

/// A group of criteria.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// How its members are taken together.
    pub kind: GroupKind,
    /// Its members.
    pub members: Vec<Criterion>,
    /// The whole group.
    pub span: Span,
}

/// How the members of a group are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupKind {
    /// `all`
    All,
    /// `any`
    Any,
    /// `none of`
    NoneOf,
    /// `at least N of`
    AtLeast(u32),
    /// `at most N of`
    AtMost(u32),
}

/// `when A then B [else C]`
#[derive(Clone, Debug, PartialEq)]
pub struct When {
    /// What decides.
    pub condition: Box<Body>,
    /// Asked where it holds.
    pub then: Box<Body>,
    /// Asked where it does not; without it, *not required*.
    pub otherwise: Option<Box<Body>>,
    /// The whole.
    pub span: Span,
}

/// A test: something asked of records, times or the request.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The form.
    pub form: TestForm,
    /// The whole test.
    pub span: Span,
}

/// The forms of test.
#[derive(Clone, Debug, PartialEq)]
pub enum TestForm {
    /// `some|no|every fact [as name] [where] [window] [compare | with group]`, `at least N fact ...`, `at least N fact in a row ...`
    Records(RecordsTest),
    /// `at least N [% of] nights with FACT ...`
    Buckets(BucketsTest),
    /// `pick fact[.part] [where] [window] (compare | has no value | with group)`
    Pick(PickTest),
    /// `rise|fall in fact [where] window compare`
    Trend(TrendTest),
    /// `[percent] change in fact [where] from PICK window to PICK window compare`
    Change(ChangeTest),
    /// `hours|days|... from P to P compare`
    Elapsed(ElapsedTest),
    /// `age at P compare`
    Age {
        /// When.
        at: Point,
        /// Against what.
        compare: Compare,
    },
    /// `on time fact [where] first WINDOW then within Q after the previous`
    OnTime {
        /// The fact.
        fact: Name,
        /// Which records.
        filter: Vec<Condition>,
        /// When the first is due.
        first: Window,
        /// How long until the next.
        then_within: Amount,
    },
    /// `for every|some|at least N NAME in CODES|fact.part BODY`
    For {
        /// How many.
        quantifier: Quantifier,
        /// The name bound in the body.
        name: Name,
        /// A code set, or a fact.
        over: Name,
        /// The part, where `over` is a fact.
        part: Option<Name>,
        /// What must hold.
        body: Box<Body>,
    },
    /// `criterion path [of guideline] is met|unmet [at P]`
    Criterion {
        /// Which.
        path: Path,
        /// Of which guideline.
        of: Option<Name>,
        /// `true`: is met; `false`: is unmet.
        is_met: bool,
        /// At which time.
        at: Option<Point>,
    },
    /// `fact[.part] [where] [window | at P] [compare]`: a state, a part, a built-in, a define, a setting
    State(StateTest),
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// `some`
    Some,
    /// `no`
    No,
    /// `every`
    Every,
    /// `at least N`
    AtLeast(u32),
    /// `at most N`
    AtMost(u32),
}

/// A test of how many records there are.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordsTest {
    /// How many.
    pub quantifier: Quantifier,
    /// Of which fact.
    pub fact: Name,
    /// `as NAME`
    pub alias: Option<Name>,
    /// `in a row`, with the longest gap allowed.
    pub in_a_row: Option<InARow>,
    /// Which records are looked at.
    pub filter: Vec<Condition>,
    /// When.
    pub window: Option<Window>,
    /// What must hold of each.
    pub asks: Option<Asks>,
}

/// `in a row [at most Q apart]`
#[derive(Clone, Debug, PartialEq)]
pub struct InARow {
    /// The longest time between neighbours.
    pub at_most_apart: Option<Amount>,
    /// Where it stands.
    pub span: Span,
}

/// What must hold of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Asks {
    /// A comparison of its value.
    Compare(Compare),
    /// `with GROUP`: several things of the same record.
    With(Group),
    /// `has no value`
    HasNoValue(Span),
}

/// `at least N [% of] nights with FACT [where] [compare] [in some|every N nights in a row] window`
#[derive(Clone, Debug, PartialEq)]
pub struct BucketsTest {
    /// `AtLeast` or `AtMost`.
    pub quantifier: Quantifier,
    /// Whether the number is a share.
    pub percent: bool,
    /// `days`, `nights`, `weeks`
    pub bucket: Name,
    /// The fact.
    pub fact: Name,
    /// Which records.
    pub filter: Vec<Condition>,
    /// What must hold of a record.
    pub compare: Option<Compare>,
    /// `in some 30 nights in a row`: quantifier, count, bucket.
    pub run: Option<(Quantifier, u32, Name)>,
    /// When.
    pub window: Option<Window>,
}

/// Which record of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pick {
    /// `latest`
    Latest,
    /// `earliest`
    Earliest,
    /// `lowest`
    Lowest,
    /// `highest`
    Highest,
    /// `mean`
    Mean,
    /// `sum of`
    Sum,
}

/// A test of one picked record or value.
#[derive(Clone, Debug, PartialEq)]
pub struct PickTest {
    /// Which.
    pub of: PickOf,
    /// What must hold.
    pub asks: Asks,
}

/// `rise in F within 48 hours before review >= 0.3 mg/dL`
#[derive(Clone, Debug, PartialEq)]
pub struct TrendTest {
    /// `true` for rise.
    pub rise: bool,
    /// The fact.
    pub fact: Name,
    /// Which records.
    pub filter: Vec<Condition>,
    /// When.
    pub window: Option<Window>,
    /// Against what.
    pub compare: Compare,
}

/// `[percent] change in F from PICK window to PICK window compare`
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeTest {
    /// Whether in percent of the first.
    pub percent: bool,
    /// The fact.
    pub fact: Name,
    /// Which records.
    pub filter: Vec<Condition>,
    /// The first value.
    pub from: (Pick, Window),
    /// The last value.
    pub to: (Pick, Window),
    /// Against what.
    pub compare: Compare,
}

/// `days from P to P >= 30`
#[derive(Clone, Debug, PartialEq)]
pub struct ElapsedTest {
    /// `hours days weeks months midnights`
    pub unit: Name,
    /// From.
    pub from: Point,
    /// To.
    pub to: Point,
    /// Against what.
    pub compare: Compare,
}

/// A bare name.
#[derive(Clone, Debug, PartialEq)]
pub struct StateTest {
    /// The name.
    pub name: Name,
    /// `name.part`
    pub part: Option<Name>,
    /// Which records.
    pub filter: Vec<Condition>,
    /// When.
    pub when: StateWhen,
    /// What must hold.
    pub compare: Option<Compare>,
}

/// When a state is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum StateWhen {
    /// As of review.
    Review,
    /// `at P`
    At(Point),
    /// In a window.
    Window(Window),
}

/// One condition of a `where`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The part; without it, the value itself.
    pub part: Option<Name>,
    /// What must hold; without it the part (yes/no) or define must hold.
    pub compare: Option<Compare>,
    /// The whole condition.
    pub span: Span,
}

/// A comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Compare {
    /// The form.
    pub form: CompareForm,
    /// Where it stands.
    pub span: Span,
}

/// The comparisons.
#[derive(Clone, Debug, PartialEq)]
pub enum CompareForm {
    /// `>= 30`
    Order(OrderOp, Literal),
    /// `is [not] x`
    Is {
        /// `is not`
        negated: bool,
        /// The option.
        value: Literal,
    },
    /// `is one of (a, b)`
    OneOf(Vec<Literal>),
    /// `in CODES`
    In(Name),
    /// `between 5 and 14`: both ends inside
    Between(Literal, Literal),
}

/// Order signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderOp {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `<`
    Below,
    /// `=`
    Equal,
}

/// A value as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// The form.
    pub form: LiteralForm,
    /// Where it stands.
    pub span: Span,
}

/// The values that can be written.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralForm {
    /// `2026-03-01`
    Date(String),
    /// `"text"`
    Text(String),
    /// `0.3 mg/dL`, `110 % of upper_limit`
    Number {
        /// As spelled.
        number: String,
        /// The unit.
        unit: Option<Spanned<String>>,
        /// `of PATH`
        of: Option<Path>,
    },
    /// A name, perhaps dotted: an option, a setting or a part.
    Path(Path),
}

/// A number of time units, such as `24 hours`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// How many, as spelled.
    pub number: String,
    /// `minutes hours days weeks months years`, or for `approve` any word (`visits`), singular or plural as written.
    pub unit: Name,
    /// The whole.
    pub span: Span,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// How a period must lie to it.
    pub touch: Touch,
    /// The stretch; `None` where only `known by` is written.
    pub form: Option<WindowForm>,
    /// `known by P`
    pub known_by: Option<Point>,
    /// The whole.
    pub span: Span,
}

/// How a period must lie to a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Touch {
    /// Sharing an instant is enough.
    Sharing,
    /// `starting`
    Starting,
    /// `ending`
    Ending,
    /// `whole`
    Whole,
}

/// The windows.
#[derive(Clone, Debug, PartialEq)]
pub enum WindowForm {
    /// `within Q before|after|of P`
    Within(Amount, Side, Point),
    /// `from P to Q` (`until`: Q left out)
    FromTo {
        /// From.
        from: Point,
        /// To.
        to: Point,
        /// `until`
        until: bool,
    },
    /// `within any Q from P to P`
    WithinAny(Amount, Point, Point),
    /// `before P`
    Before(Point),
    /// `up to P`
    UpTo(Point),
    /// `after P`
    After(Point),
    /// `during SPAN`
    During(AnchorRef),
    /// `on the day of P`
    OnDayOf(Point),
    /// `ever`
    Ever(Span),
}

/// Which side of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// `before`
    Before,
    /// `after`
    After,
    /// `of`: either
    Of,
}

/// A point in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// `day of`: its calendar date.
    pub day_of: bool,
    /// `31 days after`
    pub shift: Option<(Amount, Side)>,
    /// From where.
    pub anchor: AnchorRef,
    /// The whole.
    pub span: Span,
}

/// What a point hangs on.
#[derive(Clone, Debug, PartialEq)]
pub struct AnchorRef {
    /// `start of`, `end of`
    pub edge: Option<Edge>,
    /// What.
    pub base: AnchorBase,
    /// The whole.
    pub span: Span,
}

/// An end of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edge {
    /// `start of`
    Start,
    /// `end of`
    End,
}

/// What a point hangs on.
#[derive(Clone, Debug, PartialEq)]
pub enum AnchorBase {
    /// `latest approval`, `earliest admission_event (where ...)`
    Pick {
        /// Which record.
        pick: Pick,
        /// Of which fact.
        fact: Name,
        /// Which records, in parentheses.
        filter: Vec<Condition>,
    },
    /// `this`
    This,
    /// `review`, `admission`, a declared anchor, an `as` name
    Name(Name),
}
