//! `for every|some|at least N NAME in CODES|fact.part BODY`: written out as a group with a member for each code or option.
//!
//! What NAME stands for is put in place of it: `is drug` compares with the code, `drug.adequate_dose` with what that column of
//! the code file says of it.

use super::compare::{Sort, Typed};
use super::faults::each as faults;
use super::faults::{kinds, names as name_faults};
use super::lower::Checker;
use super::model::{
    Asks, Body, Compare, Condition, Criterion, Kind, Origin, Select, SetIx, Subject, Test, TestForm,
    option_bit,
};
use crate::ast::{self, CompareForm, GroupKind, Literal, LiteralForm, Quantifier};
use crate::source::{Name, Span};
use crate::value::code::{Code, CodeMember};
use std::collections::BTreeMap;

/// Sets and parts of more than these are not written out.
const MOST: usize = 200;

/// What a code file says of one code.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) label: Option<String>,
    pub(super) columns: BTreeMap<String, String>,
}

/// A name bound by `for`, and what it stands for in the member at hand.
#[derive(Clone, Debug)]
pub(super) struct Bound<'a> {
    pub(super) name: &'a str,
    stands_for: StandsFor,
}

#[derive(Clone, Debug)]
enum StandsFor {
    /// A code, and the columns that may be read of it.
    Code(Code, BTreeMap<String, String>),
    /// An option.
    Option(String),
}

/// One member of what is gone through.
struct Each {
    id: String,
    label: String,
    stands_for: StandsFor,
    /// Whether there is a record of it, where records are gone through.
    recorded: Option<Test>,
}

/// The parts of a `for`.
#[derive(Clone, Copy)]
pub(super) struct For<'a> {
    pub(super) quantifier: Quantifier,
    pub(super) name: &'a Name,
    pub(super) over: &'a Name,
    pub(super) part: Option<&'a Name>,
    pub(super) body: &'a ast::Body,
    pub(super) span: Span,
}

impl<'a> Checker<'a> {
    /// Writes a `for` out.
    pub(super) fn for_each(&mut self, each: For<'a>) -> Option<Box<Body>> {
        let (values, first) = match each.part {
            None => (self.codes_of(each.over)?, None),
            Some(part) => self.values_of(each, part)?,
        };
        let count = values.len();
        let kind = match each.quantifier {
            Quantifier::Every => GroupKind::All,
            Quantifier::AtLeast(wanted) => GroupKind::AtLeast(wanted),
            Quantifier::AtMost(most) => GroupKind::AtMost(most),
            Quantifier::Some | Quantifier::No => GroupKind::Any,
        };
        match kind {
            GroupKind::AtLeast(0) => self.fault(kinds::count_nought(each.span)),
            GroupKind::AtLeast(wanted) | GroupKind::AtMost(wanted)
                if usize::try_from(wanted).is_ok_and(|wanted| {
                    wanted > count || (wanted == count && matches!(kind, GroupKind::AtMost(_)))
                }) =>
            {
                self.fault(kinds::count_out_of_reach(kind, count, each.span));
            }
            _ => {}
        }
        let mut members: Vec<Criterion> = Vec::new();
        if each.quantifier == Quantifier::Every {
            members.extend(first.map(|test| {
                let path = self.free_path(format!("{}.recorded", self.cx.path));
                criterion("recorded", self.origin(&path), path, "Some record", Body::Test(test), each.span)
            }));
        }
        let mut fine = true;
        for value in values {
            // The names written below keep their places: only what the member is called comes between.
            let path = self.free_path(format!("{}.{}", self.cx.path, value.id));
            let outer = std::mem::replace(&mut self.cx.path, path.clone());
            self.cx.bound.push(Bound { name: &each.name.node, stands_for: value.stands_for });
            let body = self.body(each.body);
            self.cx.bound.pop();
            let body = body.map(|body| match (value.recorded, each.quantifier) {
                (None, _) => *body,
                (Some(recorded), Quantifier::Every) => {
                    Body::When { condition: Box::new(Body::Test(recorded)), then: body, otherwise: None }
                }
                (Some(recorded), _) => {
                    let there = self.free_path(format!("{path}.recorded"));
                    let holds = self.free_path(format!("{path}.holds"));
                    let members = vec![
                        criterion(
                            "recorded",
                            self.origin(&there),
                            there,
                            "Some record",
                            Body::Test(recorded),
                            each.span,
                        ),
                        criterion("holds", self.origin(&holds), holds, "", *body, each.span),
                    ];
                    Body::Group { kind: GroupKind::All, members }
                }
            });
            self.cx.path = outer;
            match body {
                Some(body) => members.push(criterion(
                    &value.id,
                    self.origin(&path),
                    path,
                    &value.label,
                    body,
                    each.span,
                )),
                None => fine = false,
            }
        }
        fine.then(|| Box::new(Body::Group { kind, members }))
    }

    /// The codes of a set, one by one.
    fn codes_of(&mut self, over: &Name) -> Option<Vec<Each>> {
        let ix = self.set(over)?;
        let place = self.set_of.iter().position(|set| set.ix == Some(ix))?;
        self.uses.rows.insert(place);
        let codes = self.single_codes(ix, over)?;
        let rows = self.rows.get(place).cloned().unwrap_or_default();
        let each = codes.into_iter().map(|code| {
            let row = rows.get(&super::sets::one(&code)).cloned().unwrap_or_default();
            Each {
                id: id_of(&code),
                label: row.label.unwrap_or_else(|| format!("{} {}", code.system, code.code)),
                stands_for: StandsFor::Code(code, row.columns),
                recorded: None,
            }
        });
        Some(each.collect())
    }

    /// The codes of a set that holds nothing but single codes, each once.
    fn single_codes(&mut self, ix: SetIx, over: &Name) -> Option<Vec<Code>> {
        let set = self.sets.get(ix.0 as usize)?;
        let mut codes: Vec<Code> = Vec::new();
        if !set.dated.is_empty() {
            return self.refuse(super::faults::codes::dated_one_by_one(over));
        }
        for member in set.members.iter().filter(|member| !matches!(member, CodeMember::Whole(_))) {
            let CodeMember::One(code) = member else {
                let fault = faults::not_single_codes(over, &member.to_string());
                return self.refuse(fault);
            };
            if !codes.iter().any(|known| known.system == code.system && known.key() == code.key()) {
                codes.push(code.clone());
            }
            if codes.len() > MOST {
                return self.refuse(faults::too_many(over, MOST));
            }
        }
        Some(codes)
    }

    /// The values that a part may have, and whether there is a record at all.
    fn values_of(&mut self, each: For<'a>, part: &'a Name) -> Option<(Vec<Each>, Option<Test>)> {
        let fact = self.fact_named(each.over)?;
        let ix = self.part_named(fact, part)?;
        let declared = self.fact(fact)?;
        let kind = declared.parts.get(usize::from(ix.0)).map(|part| part.kind.clone())?;
        let there = |filter: Vec<Condition>, words: String| {
            let of = Select { fact, filter, window: None, known_by: None };
            let form = TestForm::Count { quantifier: Quantifier::Some, of, asks: Asks::Nothing };
            Test { form, words, span: each.span }
        };
        let subject = Subject::Part(ix);
        let (over, part_id) = (&each.over.node, &part.node);
        let values: Vec<Each> = match kind {
            Kind::Options { options, .. } => options
                .into_iter()
                .enumerate()
                .map(|(at, option)| {
                    let filter = vec![Condition::Compare(subject, Compare::Options(option_bit(at)))];
                    let words = format!("some {over} where {part_id} is {option} ever");
                    Each {
                        id: option.clone(),
                        label: option.replace('_', " "),
                        recorded: Some(there(filter, words)),
                        stands_for: StandsFor::Option(option),
                    }
                })
                .collect(),
            Kind::Code(Some(set)) => {
                let place = self.set_of.iter().position(|lowered| lowered.ix == Some(set))?;
                self.uses.rows.insert(place);
                let codes = self.single_codes(set, part)?;
                let rows = self.rows.get(place).cloned().unwrap_or_default();
                codes
                    .into_iter()
                    .map(|code| {
                        let asked =
                            Compare::Codes { codes: vec![CodeMember::One(code.clone())], negated: false };
                        let words =
                            format!("some {over} where {part_id} is {} {} ever", code.system, code.code);
                        let row = rows.get(&super::sets::one(&code)).cloned().unwrap_or_default();
                        Each {
                            id: id_of(&code),
                            label: row.label.unwrap_or_else(|| format!("{} {}", code.system, code.code)),
                            recorded: Some(there(vec![Condition::Compare(subject, asked)], words)),
                            stands_for: StandsFor::Code(code, row.columns),
                        }
                    })
                    .collect()
            }
            _ => return self.refuse(faults::part_has_no_list(each.over, part)),
        };
        Some((values, Some(there(Vec::new(), format!("some {over} ever")))))
    }

    /// What a comparison with a bound name says in the member at hand; `None` where it names none, or is refused.
    pub(super) fn bound_compare(&mut self, typed: &Typed, compare: &ast::Compare) -> Option<BoundCompare> {
        let codes = match (&typed.sort, &compare.form) {
            (Sort::Codes, CompareForm::Is { negated, value }) => {
                Some((std::slice::from_ref(value), *negated))
            }
            (Sort::Codes, CompareForm::OneOf(values)) => Some((values.as_slice(), false)),
            _ => None,
        };
        if let Some((values, negated)) = codes {
            let found: Option<Vec<CodeMember>> =
                values.iter().map(|value| self.bound_code(value).map(CodeMember::One)).collect();
            return found.map(|codes| BoundCompare::Typed(Compare::Codes { codes, negated }));
        }
        let mut changed = compare.clone();
        let literals: Vec<&mut Literal> = match &mut changed.form {
            CompareForm::Order(_, value) | CompareForm::Is { value, .. } => vec![value],
            CompareForm::OneOf(values) => values.iter_mut().collect(),
            CompareForm::Between(low, high) => vec![low, high],
            CompareForm::In(_) => Vec::new(),
        };
        let mut any = false;
        for literal in literals {
            match self.in_place_of(typed, literal) {
                Ok(Some(form)) => {
                    literal.form = form;
                    any = true;
                }
                Ok(None) => {}
                Err(()) => return Some(BoundCompare::Refused),
            }
        }
        any.then_some(BoundCompare::Written(changed))
    }

    fn bound(&self, path: &ast::Path) -> Option<&Bound<'a>> {
        let first = path.names.first()?;
        self.cx.bound.iter().rev().find(|bound| bound.name == first.node)
    }

    fn bound_code(&self, value: &Literal) -> Option<Code> {
        let LiteralForm::Path(path) = &value.form else { return None };
        match (&self.bound(path)?.stands_for, path.names.len()) {
            (StandsFor::Code(code, _), 1) => Some(code.clone()),
            _ => None,
        }
    }

    /// The value that stands in place of a bound name or its column.
    fn in_place_of(&mut self, typed: &Typed, literal: &Literal) -> Result<Option<LiteralForm>, ()> {
        let LiteralForm::Path(path) = &literal.form else { return Ok(None) };
        let Some(bound) = self.bound(path) else { return Ok(None) };
        let (stands_for, name) = (bound.stands_for.clone(), bound.name);
        match (stands_for, path.names.as_slice()) {
            (StandsFor::Option(option), [written]) => {
                let names = vec![Name::new(option, written.span)];
                Ok(Some(LiteralForm::Path(ast::Path { names, span: path.span })))
            }
            (StandsFor::Code(..), [_]) => {
                self.fault(kinds::wrong_value(typed, literal.span, "a code"));
                Err(())
            }
            (StandsFor::Code(code, columns), [_, column]) => match columns.get(&column.node) {
                Some(cell) => Ok(Some(cell_value(cell, literal.span))),
                None => {
                    self.fault(faults::no_cell(column, name, &format!("{} {}", code.system, code.code)));
                    Err(())
                }
            },
            _ => {
                self.fault(name_faults::unknown_value_path(path));
                Err(())
            }
        }
    }
}

/// What stands where a bound name was compared with.
pub(super) enum BoundCompare {
    /// A comparison ready to run.
    Typed(Compare),
    /// The same comparison, the value written out.
    Written(ast::Compare),
    /// It has been refused.
    Refused,
}

fn criterion(
    id: &str,
    origin: Option<Origin>,
    path: String,
    label: &str,
    body: Body,
    span: Span,
) -> Criterion {
    Criterion {
        id: id.to_owned(),
        path,
        label: label.to_owned(),
        body,
        waived: None,
        cites: Vec::new(),
        asks: Vec::new(),
        notes: Vec::new(),
        grants: Vec::new(),
        origin,
        span,
    }
}

/// A code as a name: `rxnorm_6851`, `icd10cm_i50_9`.
fn id_of(code: &Code) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    format!("{}_{}", code.system, code.code).chars().map(plain).collect()
}

/// A cell of a code file, read as it would be in criteria: `15 mg`, `2026-01-01`, an option.
fn cell_value(cell: &str, span: Span) -> LiteralForm {
    let (first, rest) = cell.split_once(char::is_whitespace).unwrap_or((cell, ""));
    let rest = rest.trim();
    if crate::value::time::parse_date(cell).is_ok() {
        return LiteralForm::Date(cell.to_owned());
    }
    if first.parse::<crate::value::number::Number>().is_ok() {
        let unit = (!rest.is_empty()).then(|| Name::new(rest.to_owned(), span));
        return LiteralForm::Number { number: first.to_owned(), unit, of: None };
    }
    LiteralForm::Path(ast::Path { names: vec![Name::new(cell.to_owned(), span)], span })
}

/// What code files say of codes, by their spelling in digests.
pub(super) type Rows = BTreeMap<String, Row>;
