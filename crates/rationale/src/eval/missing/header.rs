//! What the header of a case lacks: times of anchors, birth date, sex, payer.

use super::{asked, times, values};
use crate::assessment::{Witness, WitnessHeader};
use crate::case::model::AnchorTime;
use crate::check::model::{Anchor, Compare, HeaderField, Periods, Point, TestForm, Window, WindowForm};
use crate::eval::context::{Context, Hand};
use crate::eval::point;
use crate::plan::Term;
use crate::value::time::{Instant, Length, Moment, TimeUnit};
use std::collections::BTreeMap;

/// Answers about the header that a test may hang on.
pub(super) fn answers(context: &Context<'_>, term: &Term, hands: &[Hand<'_>], met: bool) -> Vec<Witness> {
    let of_header = |header: WitnessHeader| Witness { header, ..Witness::default() };
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
                all.push(of_header(header));
            }
        }
        TestForm::Age { at, compare } => {
            if context.case.patient.birth_date.is_none() {
                let on = point::place(context, at, hands).map_or(context.case.as_of, |at| at.instants.first);
                for years in values::thresholds(compare)
                    .into_iter()
                    .filter_map(|years| u32::try_from(years.over()).ok())
                {
                    for years in [years, years.saturating_add(1), years.saturating_sub(1)] {
                        let length = Length { count: years, unit: TimeUnit::Years };
                        let born = times::shift(context, on, length, false);
                        let born = born.map(|at| Moment::Day(context.case.zone.date_of(at)));
                        all.extend(born.map(|born| {
                            of_header(WitnessHeader { birth_date: Some(born), ..WitnessHeader::default() })
                        }));
                    }
                }
            }
            all.extend(anchors(context, hands, &[at], &[]));
        }
        TestForm::Elapsed { unit, from, to, compare } => {
            all.extend(anchors(context, hands, &[from, to], &asked::lengths(*unit, compare)));
        }
        TestForm::PeriodNumber { of, .. } => all.extend(of_periods(context, hands, of)),
        TestForm::State { at: Some(at), .. } => all.extend(anchors(context, hands, &[at], &[])),
        form => {
            let window = crate::plan::selection(form).and_then(|of| of.window.as_ref());
            let (points, spans) = window.map_or((Vec::new(), Vec::new()), in_window);
            all.extend(anchors(context, hands, &points, &[]));
            for anchor in spans {
                all.extend(of_anchor(context, hands, anchor, &[]));
            }
        }
    }
    all
}

/// The points of a window, and the anchors it spans.
fn in_window(window: &Window) -> (Vec<&Point>, Vec<&Anchor>) {
    match &window.form {
        WindowForm::WithinBefore(_, at)
        | WindowForm::WithinAfter(_, at)
        | WindowForm::WithinOf(_, at)
        | WindowForm::Before(at)
        | WindowForm::UpTo(at)
        | WindowForm::After(at)
        | WindowForm::OnDayOf(at) => (vec![at], Vec::new()),
        WindowForm::FromTo { from, to, .. } | WindowForm::WithinAny(_, from, to) => {
            (vec![from, to], Vec::new())
        }
        WindowForm::During(anchor) => (Vec::new(), vec![anchor]),
        WindowForm::Ever => (Vec::new(), Vec::new()),
    }
}

fn anchors(context: &Context<'_>, hands: &[Hand<'_>], points: &[&Point], lengths: &[Length]) -> Vec<Witness> {
    points.iter().flat_map(|point| of_anchor(context, hands, &point.anchor, lengths)).collect()
}

/// Times for an anchor that the case does not give.
fn of_anchor(context: &Context<'_>, hands: &[Hand<'_>], anchor: &Anchor, lengths: &[Length]) -> Vec<Witness> {
    if let Anchor::Period(of) = anchor {
        return of_periods(context, hands, of);
    }
    if point::anchor(context, anchor, hands).is_ok() {
        return Vec::new();
    }
    let now = context.case.as_of;
    let days = |count| Length { count, unit: TimeUnit::Days };
    let mut instants: Vec<Instant> = vec![now];
    for length in lengths.iter().copied().chain([days(1), days(2), days(7), days(30), days(90)]) {
        instants.extend(times::shift(context, now, length, false));
    }
    instants.dedup();
    let given = |at: Instant| match anchor {
        Anchor::Named(name) => {
            let spans = context
                .guideline
                .and_then(|at| context.plan.library().guidelines.get(at))
                .is_some_and(|guideline| guideline.anchors.iter().any(|(id, _, span)| id == name && *span));
            let name = if name == "stay" { "admission" } else { name.as_str() };
            let time = if spans {
                AnchorTime::Span(Moment::Exact(at), None)
            } else {
                AnchorTime::At(Moment::Exact(at))
            };
            Some(Witness { anchors: BTreeMap::from([(name.to_owned(), time)]), ..Witness::default() })
        }
        Anchor::Request => Some(Witness {
            header: WitnessHeader { received: Some(Moment::Exact(at)), ..WitnessHeader::default() },
            ..Witness::default()
        }),
        _ => None,
    };
    instants.into_iter().filter_map(given).collect()
}

/// Times for the beginning of a series, so that the period at hand is one of the first few.
fn of_periods(context: &Context<'_>, hands: &[Hand<'_>], of: &Periods) -> Vec<Witness> {
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
    of_anchor(context, hands, &of.from.anchor, &lengths)
}

/// Texts that compare as wanted.
fn texts(compare: &Compare, met: bool) -> Vec<String> {
    let Compare::Texts { texts, negated } = compare else { return Vec::new() };
    if *negated == met { vec![String::from("other")] } else { texts.clone() }
}
