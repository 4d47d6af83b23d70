//! What a criterion says: groups, `when`, and every form of test.

use super::guideline::{Criterion, Path};
use super::scores::PickOf;
use super::time::{Point, Window};
use crate::source::{Name, Span, Spanned};

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
