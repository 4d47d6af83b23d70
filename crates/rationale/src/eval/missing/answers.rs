//! Answers to the questions of one open test: records, repairs, statements, and what the header lacks.

use super::asked::{self, Demands};
use super::{derived, header, periods, repairs, scored, series, times, values, witness};
use crate::assessment::{Gap, Reason, ReasonClass, Status, Witness};
use crate::ast::FactMode;
use crate::case::Case;
use crate::case::model::{
    Datum, Record, RecordStatus, RecordTime, SourceRef, SupplyStatement, SupplySubject,
};
use crate::check::model::{Fact, FactIx, Kind, Select, Subject, TestForm};
use crate::eval::context::{Context, Hand};
use crate::eval::term;
use crate::eval::window::{self, Span};
use crate::plan::{Term, TermIx};
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::text::Text;
use crate::value::time::{Instant, Length, Moment};
use std::collections::BTreeMap;

/// An answer and the question it answers.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) gap: Gap,
    pub(super) answer: Witness,
}

impl Candidate {
    /// The same for a case that holds other answers too: its records have ids that none has there.
    pub(super) fn in_case(&self, case: &Case) -> Self {
        let mut renamed = self.clone();
        let mut records: Vec<Record> = Vec::new();
        for mut record in std::mem::take(&mut renamed.answer.records) {
            record.id = witness::fresh_id(case, &records).into();
            records.push(record);
        }
        renamed.answer.records = records;
        renamed
    }
}

/// One open test that is to come out so, for the record at hand.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'w> {
    pub(super) at: TermIx,
    pub(super) hands: &'w [Hand<'w>],
    pub(super) path: &'w str,
    pub(super) met: bool,
    /// Thresholds of other tests of the same fact.
    pub(super) also: &'w [Number],
}

/// Answers that could make a test come out as wanted, likeliest first. Whether they do is for the evaluator to say.
pub(super) fn candidates(context: &Context<'_>, wanted: &Wanted<'_>) -> Vec<Candidate> {
    let Some(term) = context.plan.term(wanted.at) else { return Vec::new() };
    let answer = term::settle(context, wanted.at, wanted.hands, wanted.path);
    if answer.status != Status::Undetermined {
        return Vec::new();
    }
    if let TestForm::Calculated { value, compare } = &term.test.form {
        return derived::candidates(context, term, wanted, (value, compare), &answer.gaps);
    }
    let mut found = Vec::new();
    for gap in &answer.gaps {
        if gap.reason.class() == ReasonClass::Neither || gap.reason == Reason::CannotBeCalculated {
            continue;
        }
        if gap.fact.is_some() && !gap.records.is_empty() {
            found.extend(repairs::candidates(context, term, gap, wanted, None));
            continue;
        }
        let answers = if gap.fact.is_none() {
            header::answers(context, term, wanted.hands, wanted.met, gap)
        } else {
            let source = |fact: &FactIx| context.fact(context.source(*fact)).map(|fact| fact.id.as_str());
            let own = term.fact().filter(|fact| source(fact) == gap.fact.as_deref());
            match own {
                Some(fact) => fresh(context, term, fact, wanted, None),
                None => periods::answers(context, term, gap),
            }
        };
        found.extend(answers.into_iter().map(|answer| Candidate { gap: gap.clone(), answer }));
    }
    found
}

/// New records, or a statement that there are no more. `demands`: what is asked of one record, where the test does not say.
pub(super) fn fresh(
    context: &Context<'_>,
    term: &Term,
    fact: FactIx,
    wanted: &Wanted<'_>,
    demands: Option<&[Demands]>,
) -> Vec<Witness> {
    let Some(declared) = context.fact(context.source(fact)) else { return Vec::new() };
    let mut all: Vec<Witness> = records(context, term, fact, wanted, demands)
        .into_iter()
        .map(|records| Witness { records, ..Witness::default() })
        .collect();
    if declared.silence.is_none() || asked::records_wanted(&term.test.form, wanted.met).is_none() {
        return all;
    }
    let statement =
        SupplyStatement { subject: SupplySubject::Fact(declared.id.clone()), from: None, to: None, by: None };
    let stated = Witness { supply: vec![statement.clone()], ..Witness::default() };
    if asked::wants_absence(context, term, wanted.met) {
        return vec![stated];
    }
    // An `every` of events needs both, and a sum of what is there the statement alone.
    let both: Vec<Witness> = all
        .iter()
        .take(2)
        .map(|records| Witness { supply: vec![statement.clone()], ..records.clone() })
        .collect();
    all.extend(both);
    if asked::speaks_of_all(&term.test.form) {
        all.push(stated);
    }
    all
}

/// Records of which the test comes out as wanted.
fn records(
    context: &Context<'_>,
    term: &Term,
    fact: FactIx,
    wanted: &Wanted<'_>,
    demands: Option<&[Demands]>,
) -> Vec<Vec<Record>> {
    // A score reads the records of what it scores.
    let Some((declared, source)) = context.fact(fact).zip(context.fact(context.source(fact))) else {
        return Vec::new();
    };
    match &term.test.form {
        TestForm::Trend { rise, of, compare } => {
            return super::trend::records(context, term, source, wanted, (*rise, of, compare));
        }
        TestForm::Change { percent, first, last, compare } => {
            let windows = (&first.1, &last.1);
            return series::change(context, term, source, wanted, windows, (*percent, compare));
        }
        TestForm::Buckets { share, of, .. } => {
            return series::buckets(context, term, source, wanted, *share, of);
        }
        TestForm::OnTime { of, within } => {
            return series::on_time(context, term, source, wanted, of, *within);
        }
        _ => {}
    }
    let Some((count, holds)) = asked::records_wanted(&term.test.form, wanted.met) else { return Vec::new() };
    if count > 400 {
        return Vec::new();
    }
    let Some(of) = term.test.form.selection() else { return Vec::new() };
    let own = match demands {
        Some(_) => Vec::new(),
        None => asked::of_record(context, term, holds),
    };
    let mut all = Vec::new();
    for demands in demands.unwrap_or(&own) {
        let shapes = shapes(context, declared, demands, wanted.also);
        for times in time_sets(context, term, source, of, wanted.hands, demands, count) {
            for shape in &shapes {
                let mut made: Vec<Record> = Vec::new();
                for time in &times {
                    let record = record(context, source, shape, *time, &made);
                    made.push(record);
                }
                all.push(made);
            }
        }
    }
    all.truncate(24);
    all
}

/// A value and parts.
pub(super) struct Shape {
    pub(super) value: Datum,
    pub(super) parts: BTreeMap<Text, Vec<Datum>>,
}

/// Values and parts of a record that meet what is asked of it.
pub(super) fn shapes(context: &Context<'_>, fact: &Fact, demands: &Demands, also: &[Number]) -> Vec<Shape> {
    if demands.of_record.iter().any(|demand| scored::is_calculated(fact, demand.subject)) {
        return scored::shapes(context, fact, demands, also);
    }
    let library = context.plan.library();
    let mut subjects: Vec<Subject> = demands.of_record.iter().map(|demand| demand.subject).collect();
    for demand in &demands.of_record {
        subjects.extend(values::parts_needed(&demand.compare).into_iter().map(Subject::Part));
    }
    subjects.sort();
    subjects.dedup();
    let mut choices: Vec<(Subject, Vec<Datum>)> = Vec::new();
    for subject in subjects {
        let asked: Vec<values::Asked<'_>> = demands
            .of_record
            .iter()
            .filter(|demand| demand.subject == subject)
            .map(|demand| (&demand.compare, demand.holds))
            .collect();
        let (kind, numeric) = match subject {
            Subject::Value => (&fact.kind, &fact.numeric),
            Subject::Part(at) => match fact.parts.get(usize::from(at.0)) {
                Some(part) => (&part.kind, &part.numeric),
                None => return Vec::new(),
            },
        };
        let found = if asked.is_empty() {
            // Another value hangs on it.
            vec![number(kind, Number::whole(values::REFERENCE))]
        } else {
            values::values(library, kind, numeric, &asked, also)
        };
        if found.is_empty() {
            return Vec::new();
        }
        choices.push((subject, found));
    }
    let most = choices.iter().map(|(_, found)| found.len()).max().unwrap_or(1).min(4);
    (0..most)
        .map(|turn| {
            let mut shape = Shape { value: Datum::Nothing, parts: BTreeMap::new() };
            for (subject, found) in &choices {
                let Some(datum) = found.get(turn).or_else(|| found.last()) else { continue };
                match subject {
                    Subject::Value => shape.value = datum.clone(),
                    Subject::Part(at) => {
                        if let Some(part) = fact.parts.get(usize::from(at.0)) {
                            shape.parts.insert(part.id.clone().into(), vec![datum.clone()]);
                        }
                    }
                }
            }
            if demands.without_value {
                shape.value = Datum::NoValue("not given".into());
            }
            shape
        })
        .collect()
}

/// A number in the unit of its kind.
pub(super) fn number(kind: &Kind, number: Number) -> Datum {
    let unit = match kind {
        Kind::Quantity(unit) => Some(unit.text().into()),
        _ => None,
    };
    Datum::Number { range: Range::exact(number), unit }
}

/// Times for so many records, in several arrangements.
fn time_sets(
    context: &Context<'_>,
    term: &Term,
    fact: &Fact,
    of: &Select,
    hands: &[Hand<'_>],
    demands: &Demands,
    count: usize,
) -> Vec<Vec<RecordTime>> {
    let state = matches!(term.test.form, TestForm::State { .. }) && of.window.is_none();
    let span = match &term.test.form {
        TestForm::State { at: Some(at), of, .. } if of.window.is_none() => {
            let Ok(bound) = crate::eval::point::place(context, at, hands) else { return Vec::new() };
            Span { upper: Some((bound, true)), ..Span::default() }
        }
        _ => window::lay(context, of.window.as_ref(), hands),
    };
    let ahead = fact.mode == FactMode::Planned;
    let Some(stretch) = times::stretch(context, &span, ahead) else { return Vec::new() };
    if matches!(fact.kind, Kind::Span(_)) || !demands.lengths.is_empty() {
        let periods = times::periods(context, &span, stretch, &demands.lengths, state || !ahead);
        let periods = periods.into_iter().map(|period| vec![period; count]);
        return periods.collect();
    }
    let apart = match &term.test.form {
        TestForm::Run { max_gap, .. } => max_gap.map(times::micros),
        _ => span.sliding.map(|length| {
            let number = i64::try_from(count.max(1)).unwrap_or(i64::MAX);
            times::micros(length).checked_div(number).unwrap_or(0)
        }),
    };
    let at = |instants: Vec<Instant>| -> Vec<RecordTime> {
        instants.into_iter().map(|instant| RecordTime::At(Moment::Exact(instant))).collect()
    };
    let (from, to) = stretch;
    let middle = Instant(from.0.saturating_add(to.0.saturating_sub(from.0) / 2));
    let mut sets = vec![at(times::spread(stretch, count, apart, true))];
    sets.push(at(times::spread((from, middle), count, apart, true)));
    sets.push(at(times::spread(stretch, count, apart, false)));
    sets.dedup();
    sets
}

/// One record of a fact.
pub(super) fn record(
    context: &Context<'_>,
    fact: &Fact,
    shape: &Shape,
    time: RecordTime,
    made: &[Record],
) -> Record {
    let author_role = match &fact.kind {
        Kind::Judgement(roles) => roles.first().cloned(),
        _ => None,
    };
    Record {
        id: witness::fresh_id(context.case, made).into(),
        fact: Some(fact.id.clone().into()),
        kind: fact.reads.first().copied(),
        codes: Vec::new(),
        value: shape.value.clone(),
        parts: shape.parts.clone(),
        time,
        recorded_at: match time {
            RecordTime::At(moment) => Some(moment).filter(|_| fact.mode != FactMode::Planned),
            _ => None,
        },
        status: match fact.mode {
            FactMode::Done => RecordStatus::Final,
            FactMode::Planned => RecordStatus::Planned,
            FactMode::NotDone => RecordStatus::NotDone,
        },
        replaces: Vec::new(),
        source: author_role.map(|role| SourceRef { author_role: Some(role.into()), ..SourceRef::default() }),
    }
}

/// A length of one day.
pub(super) const DAY: Length = Length { count: 1, unit: crate::value::time::TimeUnit::Days };
