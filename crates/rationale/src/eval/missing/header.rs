//! What the header of a case lacks: times of anchors, birth date, sex, payer.

use super::{asked, derived, times, values};
use crate::assessment::{Gap, Reason, Witness, WitnessHeader};
use crate::case::model::AnchorTime;
use crate::check::model::{Anchor, Compare, FactIx, HeaderField, Input, Periods, Point, TestForm, Window};
use crate::eval::context::{Context, Hand};
use crate::eval::{evidence, point};
use crate::plan::Term;
use crate::value::time::{Instant, Length, Moment, TimeUnit};
use std::collections::BTreeMap;

/// Answers about what a gap of the header lacks.
pub(super) fn answers(
    context: &Context<'_>,
    term: &Term,
    hands: &[Hand<'_>],
    met: bool,
    gap: &Gap,
) -> Vec<Witness> {
    let look = Look { context, hands, gap, fact: term.fact() };
    let mut all = Vec::new();
    match &term.test.form {
        TestForm::Header { field, compare } => {
            for text in texts(compare, met) {
                let mut header = WitnessHeader::default();
                match field {
                    HeaderField::Sex => header.sex = Some(text),
                    HeaderField::Payer => header.payer = Some(text),
                    HeaderField::LineOfBusiness => header.line_of_business = Some(text),
                    HeaderField::State => header.state = Some(text),
                    _ => continue,
                }
                all.push(Witness { header, ..Witness::default() });
            }
        }
        TestForm::Age { at, compare } => {
            let years: Vec<i64> = values::thresholds(compare)
                .into_iter()
                .filter_map(|years| i64::try_from(years.over()).ok())
                .flat_map(|years| [years, years.saturating_add(1), years.saturating_sub(1)])
                .collect();
            all.extend(look.births(Some(at), &years));
            all.extend(look.anchors(&[at], &[]));
        }
        TestForm::Elapsed { unit, from, to, compare } => {
            all.extend(look.anchors(&[from, to], &asked::lengths(*unit, compare)));
        }
        TestForm::State { at: Some(at), .. } => all.extend(look.anchors(&[at], &[])),
        TestForm::Calculated { value, .. } => {
            for input in &value.inputs {
                match input {
                    Input::Age(at) => {
                        all.extend(look.births(Some(at), &derived::AGES));
                        all.extend(look.anchors(&[at], &[]));
                    }
                    Input::Pick { of, .. } => all.extend(look.window(of.window.as_ref())),
                    Input::Of(_) => {}
                }
            }
        }
        TestForm::PeriodNumber { of, .. } => all.extend(look.of_periods(of)),
        form => {
            all.extend(look.window(form.selection().and_then(|of| of.window.as_ref())));
            if let TestForm::Change { last: (_, of), .. } = form {
                all.extend(look.window(of.window.as_ref()));
            }
            // A score may ask the age when its record was made.
            if term.fact().and_then(|fact| context.fact(fact)).is_some_and(|fact| {
                fact.score.is_some() || fact.parts.iter().any(|part| part.calculated.is_some())
            }) {
                all.extend(look.births(None, &derived::AGES));
            }
        }
    }
    all
}

/// What is looked for.
struct Look<'l, 'c> {
    context: &'l Context<'c>,
    hands: &'l [Hand<'l>],
    gap: &'l Gap,
    /// The fact of the test.
    fact: Option<FactIx>,
}

impl Look<'_, '_> {
    /// Whether the gap is about an anchor.
    fn is_about(&self, anchor: &str) -> bool {
        let missing = point::Missing { anchor: anchor.to_owned(), gaps: Vec::new() };
        let mut asked = evidence::anchor_gaps(self.context, &missing).into_iter();
        asked.any(|asked| asked.fact_label == self.gap.fact_label)
    }

    /// Dates of birth that give so many completed years at a point.
    fn births(&self, at: Option<&Point>, years: &[i64]) -> Vec<Witness> {
        let context = self.context;
        let born = |birth: Moment| Witness {
            header: WitnessHeader { birth_date: Some(birth), ..WitnessHeader::default() },
            ..Witness::default()
        };
        if let Some(birth) = context.case.patient.birth_date {
            // Given, but not to the day.
            let dates = birth.dates(&context.case.zone);
            if dates.is_exact() || self.gap.reason != Reason::ImpreciseTime || self.gap.fact.is_some() {
                return Vec::new();
            }
            return [dates.first, dates.last].into_iter().map(|date| born(Moment::Day(date))).collect();
        }
        if !self.is_about("birth") {
            return Vec::new();
        }
        let on = at.and_then(|at| point::place(context, at, self.hands).ok());
        let on = on.map_or(context.case.as_of, |at| at.instants.first);
        let on = |years: &i64| {
            let length = Length { count: u32::try_from(*years).ok()?, unit: TimeUnit::Years };
            let at = times::shift(context, on, length, false)?;
            Some(born(Moment::Day(context.case.zone.date_of(at))))
        };
        years.iter().filter_map(on).collect()
    }

    fn window(&self, window: Option<&Window>) -> Vec<Witness> {
        let anchors = window.into_iter().flat_map(Window::anchors);
        anchors.flat_map(|anchor| self.of_anchor(anchor, &[])).collect()
    }

    fn anchors(&self, points: &[&Point], lengths: &[Length]) -> Vec<Witness> {
        points.iter().flat_map(|point| self.of_anchor(&point.anchor, lengths)).collect()
    }

    /// Times for the beginning of a series, so that the period at hand is one of the first few.
    fn of_periods(&self, of: &Periods) -> Vec<Witness> {
        let mut lengths = Vec::new();
        let mut gone: Option<Length> = None;
        for length in of.lengths.iter().chain(of.then.iter().cycle().take(4)) {
            // Units of one kind only add up where they are the same; else the next length is tried by itself.
            let sum = match gone {
                Some(gone) if gone.unit == length.unit => gone.count.saturating_add(length.count),
                _ => length.count,
            };
            lengths.push(Length { count: sum, unit: length.unit });
            gone = lengths.last().copied();
        }
        self.of_anchor(&of.from.anchor, &lengths)
    }

    /// Times for an anchor that the case does not give, where the gap is about it.
    fn of_anchor(&self, anchor: &Anchor, lengths: &[Length]) -> Vec<Witness> {
        let context = self.context;
        if let Anchor::Period(of) = anchor {
            return self.of_periods(of);
        }
        let given = point::anchor(context, anchor, self.hands);
        if let (Anchor::Named(name), Ok(given)) = (anchor, &given)
            && let Some(open) = given.from.map(|bound| bound.instants).filter(|instants| !instants.is_exact())
        {
            // A time that is given, and not exactly: as early or as late as it may be.
            let words = format!("exact time of {}", point::anchor_words(context, anchor));
            let asked = self.gap.fact_label.as_ref() == Some(&words) && !self.is_span(name);
            if asked {
                return [open.first, open.last].map(|at| self.given(name, at)).into();
            }
        }
        let unknown = match given {
            Err(missing) => missing.anchor,
            // A stay of which only the discharge is not given.
            Ok(stay) if stay.end_unknown => String::from("discharge"),
            Ok(_) => return Vec::new(),
        };
        if !self.is_about(&unknown) && !self.is_about(&point::anchor_words(context, anchor)) {
            return Vec::new();
        }
        let now = context.case.as_of;
        let days = |count| Length { count, unit: TimeUnit::Days };
        let mut instants: Vec<Instant> = vec![now];
        for length in lengths.iter().copied().chain([days(1), days(2), days(7), days(30), days(90)]) {
            instants.extend(times::shift(context, now, length, false));
        }
        instants.extend(self.near_records());
        instants.dedup();
        let given = |at: Instant| match anchor {
            Anchor::Named(name) => {
                let name = match name.as_str() {
                    "stay" if unknown == "discharge" => "discharge",
                    "stay" => "admission",
                    name => name,
                };
                Some(self.given(name, at))
            }
            Anchor::Request => Some(Witness {
                header: WitnessHeader { received: Some(Moment::Exact(at)), ..WitnessHeader::default() },
                ..Witness::default()
            }),
            Anchor::Birth => Some(Witness {
                header: WitnessHeader {
                    birth_date: Some(Moment::Day(context.case.zone.date_of(at))),
                    ..WitnessHeader::default()
                },
                ..Witness::default()
            }),
            _ => None,
        };
        instants.into_iter().filter_map(given).collect()
    }

    /// The times of some records of the test's fact, and a day before and after each.
    fn near_records(&self) -> Vec<Instant> {
        const MOST: usize = 6;
        let context = self.context;
        let day = Length { count: 1, unit: TimeUnit::Days };
        let readings = self.fact.and_then(|fact| context.readings(fact));
        let readings = readings.iter().flat_map(|readings| readings.readings.iter().rev().take(MOST));
        let times = readings.filter_map(|reading| point::of_reading(reading)?.from);
        times
            .flat_map(|bound| {
                let at = bound.instants.last;
                let near = [times::shift(context, at, day, false), times::shift(context, at, day, true)];
                std::iter::once(at).chain(near.into_iter().flatten())
            })
            .collect()
    }

    fn is_span(&self, name: &str) -> bool {
        let guideline = self.context.guideline.and_then(|at| self.context.plan.library().guidelines.get(at));
        guideline.is_some_and(|guideline| guideline.anchors.iter().any(|(id, _, span)| id == name && *span))
    }

    /// A named time; of a span its beginning.
    fn given(&self, name: &str, at: Instant) -> Witness {
        let time = match self.is_span(name) {
            true => AnchorTime::Span(Moment::Exact(at), None),
            false => AnchorTime::At(Moment::Exact(at)),
        };
        Witness { anchors: BTreeMap::from([(name.to_owned(), time)]), ..Witness::default() }
    }
}

/// Texts that compare as wanted.
fn texts(compare: &Compare, met: bool) -> Vec<String> {
    let Compare::Texts { texts, negated } = compare else { return Vec::new() };
    if *negated == met { vec![String::from("other")] } else { texts.clone() }
}
