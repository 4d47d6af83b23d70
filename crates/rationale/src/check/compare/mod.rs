//! Comparisons: what is compared decides what it may be compared with, and which file here reads the other side.

mod dates;
mod numbers;
mod words;

use super::each::BoundCompare;
use super::faults::{kinds, names};
use super::lower::Checker;
use super::model::{Compare, FactIx, HeaderField, Kind, Numeric, PartIx, Subject};
use crate::ast::{self, CompareForm, Literal};
use crate::source::{Name, Span};
use crate::value::unit::Unit;

/// What is compared.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    /// As its author calls it.
    pub(super) name: String,
    /// Where it is named.
    pub(super) span: Span,
    pub(super) sort: Sort,
    pub(super) numeric: Numeric,
    /// The fact whose parts may stand on the other side.
    pub(super) fact: Option<FactIx>,
    /// Whether the number is a difference (a rise, a fall).
    pub(super) difference: bool,
    /// Whether it is a reading, which `plausible` bounds, and not a sum or difference.
    pub(super) reading: bool,
}

/// What sort of value it has.
#[derive(Clone, Debug)]
pub(super) enum Sort {
    Quantity(Unit),
    Number,
    Options {
        options: Vec<String>,
        ordered: bool,
    },
    /// Codes; set membership only.
    Codes,
    /// A text of the header, one of these where they are known.
    Text(&'static [&'static str]),
    Date,
    /// Completed years.
    Age,
    /// A count of this unit of time.
    Elapsed(String),
    /// No value of its own.
    Nothing(&'static str),
}

impl Sort {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Quantity(unit) => Self::Quantity(unit.clone()),
            Kind::Number => Self::Number,
            Kind::Options { options, ordered, .. } => {
                Self::Options { options: options.clone(), ordered: *ordered }
            }
            Kind::Judgement(_) => {
                Self::Options { options: vec!["no".to_owned(), "yes".to_owned()], ordered: false }
            }
            Kind::Code(_) | Kind::Event(_) | Kind::Span(_) => Self::Codes,
            Kind::Date => Self::Date,
            Kind::Record => Self::Nothing("a record"),
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Quantity(_) | Self::Number)
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Quantity(unit) => unit.dimension_words(),
            Self::Number => "a number".to_owned(),
            Self::Options { options, .. } if options == &["no", "yes"] => "a yes or no".to_owned(),
            Self::Options { ordered: true, .. } => "an ordered choice".to_owned(),
            Self::Options { .. } => "a choice".to_owned(),
            Self::Codes => "a code".to_owned(),
            Self::Text(_) => "a word".to_owned(),
            Self::Date => "a date".to_owned(),
            Self::Age => "an age".to_owned(),
            Self::Elapsed(unit) => format!("a number of {unit}"),
            Self::Nothing(words) => (*words).to_owned(),
        }
    }
}

impl<'a> Checker<'a> {
    /// The value or a part of a fact, ready to be compared.
    pub(super) fn typed(&self, fact: FactIx, subject: Subject, span: Span) -> Option<Typed> {
        let declared = self.fact(fact)?;
        let (name, kind, numeric) = match subject {
            Subject::Value => (declared.id.clone(), &declared.kind, &declared.numeric),
            Subject::Part(PartIx(part)) => {
                let part = declared.parts.get(usize::from(part))?;
                (part.id.clone(), &part.kind, &part.numeric)
            }
        };
        let (sort, numeric) = (Sort::of(kind), numeric.clone());
        Some(Typed { name, span, sort, numeric, fact: Some(fact), difference: false, reading: true })
    }

    /// A field of the header, ready to be compared.
    pub(super) fn typed_header(field: HeaderField, name: &Name) -> Typed {
        let sort = match field {
            HeaderField::Sex => Sort::Text(&super::builtins::SEXES),
            HeaderField::RequestedItem => Sort::Codes,
            HeaderField::RequestedDay | HeaderField::RequestedUnits => Sort::Number,
            _ => Sort::Text(&[]),
        };
        Self::typed_plain(sort, name.node.clone(), name.span)
    }

    /// Something that is not of a fact.
    pub(super) fn typed_plain(sort: Sort, name: String, span: Span) -> Typed {
        Typed { name, span, sort, numeric: Numeric::default(), fact: None, difference: false, reading: false }
    }

    /// A comparison, typed.
    pub(super) fn compare(&mut self, typed: &Typed, compare: &ast::Compare) -> Option<Compare> {
        if !self.cx.bound.is_empty() {
            match self.bound_compare(typed, compare) {
                Some(BoundCompare::Typed(compare)) => return Some(compare),
                Some(BoundCompare::Written(compare)) => return self.compare_written(typed, &compare),
                Some(BoundCompare::Refused) => return None,
                None => {}
            }
        }
        self.compare_written(typed, compare)
    }

    fn compare_written(&mut self, typed: &Typed, compare: &ast::Compare) -> Option<Compare> {
        match &typed.sort {
            Sort::Quantity(_) | Sort::Number | Sort::Age | Sort::Elapsed(_) => {
                self.compare_number(typed, compare)
            }
            Sort::Options { options, ordered } => self.compare_options(typed, options, *ordered, compare),
            Sort::Codes => match &compare.form {
                CompareForm::In(set) => self.set(set).map(Compare::InSet),
                _ => self.refuse(kinds::code_needs_set(typed, compare.span)),
            },
            Sort::Text(known) => self.compare_text(typed, known, compare),
            Sort::Date => self.compare_date(typed, compare),
            Sort::Nothing(_) => self.refuse(kinds::no_value(typed, compare.span)),
        }
    }

    fn path_of_many<T>(&mut self, path: &ast::Path) -> Option<T> {
        self.refuse(names::unknown_value_path(path))
    }

    fn unknown_value(&self, typed: &Typed, name: &Name) -> crate::diagnostic::Diagnostic {
        let mut known: Vec<&str> =
            self.inside().into_iter().flat_map(|inside| inside.settings.keys().copied()).collect();
        if let Some(fact) = typed.fact.and_then(|fact| self.fact(fact)) {
            known.extend(fact.part_names());
        }
        names::unknown_value(name, &known)
    }

    /// The value of a setting of that name.
    pub(super) fn setting(&mut self, name: &Name) -> Option<&'a Literal> {
        let (id, value) = self.inside()?.settings.get(name.node.as_str()).copied()?;
        self.uses.settings.insert(id.span);
        // Set by an overlay: the name is the base's, the value the overlay's.
        let set = |overlay: &super::overlays::Expanded| overlay.holds(value.span) && !overlay.holds(id.span);
        if self.expanded.is_some_and(set) {
            self.set_by_overlay = self.set_by_overlay.saturating_add(1);
        }
        Some(value)
    }
}
