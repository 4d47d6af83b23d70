//! What one `approve` line surely covers of what is asked.
//!
//! A point of the line whose date is missing or known only roughly stands for each date it may have, and what is covered is what is
//! covered by all of them.

use super::super::context::{Context, Hand};
use super::super::point::{self, Bound};
use super::super::{evidence, lists, periods};
use super::amount::{Amount, End, amount_words, cut_off, end_of, is_timed, no_more, sooner, within_asked};
use crate::assessment::{Gap, Reason};
use crate::ast::Edge;
use crate::check::model::{Anchor, Grant, Point, SetIx};
use crate::value::code::Code;
use crate::value::number::Number;
use crate::value::time::DateRange;
use crate::value::truth::Truth;
use chrono::NaiveDate;

/// What one `approve` line comes to for one request.
pub(super) struct Offer {
    /// How much; `None`: as requested.
    pub(super) amount: Option<Amount>,
    /// From when; `None` where no dates were asked for and nobody knows when it begins.
    pub(super) from: Option<Bound>,
    /// Until when; `None`: without an end of its own.
    pub(super) end: Option<End>,
    /// [`Self::end`] in words.
    pub(super) until: Option<String>,
    /// What was asked, and what of it is surely supported.
    pub(super) beyond: Vec<(String, String)>,
    /// What would tell more.
    pub(super) gaps: Vec<Gap>,
    /// Whether it surely covers anything of what is asked.
    pub(super) covers: bool,
}

impl Offer {
    /// How much, from when until when: `30 days from 2026-03-03 until 2026-04-01`.
    pub(super) fn words(&self, context: &Context<'_>) -> String {
        let amount = self.amount.as_ref().map_or_else(|| String::from("as requested"), amount_words);
        let from = self.from.map(|from| format!(" from {}", evidence::bound_text(context, &from)));
        let until = self.until.as_ref().map(|until| format!(" until {until}"));
        format!("{amount}{}{}", from.unwrap_or_default(), until.unwrap_or_default())
    }

    /// Nothing that is sure.
    fn nothing(asked: String, supported: String, gaps: Vec<Gap>) -> Self {
        Self {
            amount: None,
            from: None,
            end: None,
            until: None,
            beyond: vec![(asked, supported)],
            gaps,
            covers: false,
        }
    }

    /// Whether all of it is also in another.
    pub(super) fn lies_in(&self, context: &Context<'_>, other: &Self) -> bool {
        let begins = match (&self.from, &other.from) {
            (Some(one), Some(other)) => other.dates.first <= one.dates.first,
            (one, other) => one.is_none() && other.is_none(),
        };
        let ends = match (self.end, other.end) {
            (Some(one), Some(other)) => one.instant(context) <= other.instant(context),
            (one, other) => one.is_some() || other.is_none(),
        };
        let by_dates = self.from.is_some() && self.end.is_some() && other.end.is_some();
        begins
            && ends
            && (no_more(self.amount.as_ref(), other.amount.as_ref()) || by_dates && both_time(self, other))
    }
}

/// Amounts of time are told by the dates.
fn both_time(one: &Offer, other: &Offer) -> bool {
    let time = |offer: &Offer| {
        offer.amount.as_ref().is_none_or(|(_, unit)| super::amount::time_unit(unit).is_some())
    };
    time(one) && time(other)
}

/// An `approve` line.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    amount: Option<&'a Amount>,
    of: Option<SetIx>,
    from: Option<&'a Point>,
    to: Option<&'a Point>,
}

impl<'a> Line<'a> {
    pub(super) fn of(grant: &'a Grant) -> Option<Self> {
        let Grant::Approve { amount, of, from, to } = grant else { return None };
        Some(Self { amount: amount.as_ref(), of: *of, from: from.as_ref(), to: to.as_ref() })
    }

    /// How long it is whenever it begins: `from first_session to 36 weeks after first_session`.
    fn fixed_length(&self) -> Option<Amount> {
        let (from, to) = (self.from?, self.to?);
        let (Anchor::Named(one), Anchor::Named(other)) = (&from.anchor, &to.anchor) else { return None };
        let (length, forward) = to.shift?;
        let whole = one == other && from.edge == to.edge && from.shift.is_none() && forward;
        let count = Number::whole(i64::from(length.count));
        whole.then(|| (count, length.unit.word(length.count).to_owned()))
    }
}

/// A point of a line: where it may be, and what would tell it exactly.
struct Placed {
    bound: Option<Bound>,
    gaps: Vec<Gap>,
}

impl Placed {
    fn new(context: &Context<'_>, point: &Point, hands: &[Hand<'_>]) -> Self {
        match point::place(context, point, hands) {
            Err(missing) => Self { bound: None, gaps: evidence::anchor_gaps(context, &missing) },
            Ok(bound) if bound.dates.is_exact() => Self { bound: Some(bound), gaps: Vec::new() },
            Ok(bound) => Self { bound: Some(bound), gaps: loose(context, point, &bound, hands) },
        }
    }

    fn is_exact(&self) -> bool {
        self.bound.is_some() && self.gaps.is_empty()
    }
}

/// What would tell exactly where a point lies.
fn loose(context: &Context<'_>, point: &Point, bound: &Bound, hands: &[Hand<'_>]) -> Vec<Gap> {
    let gaps = periods::loose(context, &point.anchor, point.edge);
    if !gaps.is_empty() {
        return gaps;
    }
    let hand = match point.anchor {
        Anchor::This(depth) => hands.iter().rev().nth(usize::from(depth)),
        _ => None,
    };
    // Of a record that still runs the end is not roughly known, but not at all.
    if let Some(hand) = hand.filter(|_| bound.dates.last < NaiveDate::MAX) {
        return vec![evidence::gap(context, hand.fact, Reason::ImpreciseTime, None, &[hand.reading], None)];
    }
    let edge = if point.edge == Some(Edge::End) { "the end of " } else { "" };
    let label = hand.and_then(|hand| context.fact(hand.fact)).map(|fact| fact.label.clone());
    let anchor = label.unwrap_or_else(|| point::anchor_words(context, &point.anchor));
    vec![evidence::header_gap(context, Reason::ImpreciseTime, &format!("exact date of {edge}{anchor}"))]
}

/// What a line surely covers.
pub(super) fn offer(context: &Context<'_>, line: Line<'_>, hands: &[Hand<'_>]) -> Offer {
    if let Some(none) = of_other_items(context, line) {
        return none;
    }
    let request = &context.case.request;
    let units = request.units.as_ref();
    let asked_from = request.period.map(|(from, _)| earliest(context, Bound::of_moment(context, from)));
    let from = line.from.map(|point| Placed::new(context, point, hands));
    let to = line.to.map(|point| Placed::new(context, point, hands));
    let fixed = line.fixed_length();
    if let Some(from) = from.as_ref().filter(|from| !from.is_exact())
        && asked_from.is_none()
        && (to.is_none() || fixed.is_some())
    {
        // No dates are asked for: how much is granted does not hang on when it begins.
        let least = match (line.amount, &fixed) {
            (Some(amount), Some(fixed)) if no_more(Some(fixed), Some(amount)) => Some(fixed),
            (None, fixed) => fixed.as_ref(),
            (amount, _) => amount,
        };
        let extent = within_asked(context, (least, None), (units, None));
        let beyond = extent.beyond.into_iter().collect();
        let (amount, gaps) = (extent.amount, from.gaps.clone());
        return Offer { amount, from: None, end: None, until: None, beyond, gaps, covers: true };
    }
    let granted = match &from {
        None => Some(asked_from.unwrap_or_else(|| Bound::exactly(context, context.case.as_of))),
        // What still runs may end on any day to come.
        Some(from) => from.bound.filter(|bound| bound.dates.last < NaiveDate::MAX),
    };
    let limit = to.as_ref().map(|to| to.bound);
    let (Some(granted), false) = (granted, limit == Some(None)) else {
        let gaps = [from, to].into_iter().flatten().flat_map(|placed| placed.gaps).collect();
        return Offer::nothing(asked_words(context), line_words(context, line), gaps);
    };
    let (from_gaps, to_gaps) = (gaps_of(from), gaps_of(to));
    let sure = if granted.dates.is_exact() {
        granted
    } else {
        Bound::of_dates(context, granted.dates.last, granted.dates.last)
    };
    // Never before what was asked.
    let begin = asked_from.filter(|asked| begins_before(&sure, asked)).unwrap_or(sure);
    let span = Span { granted, begin, asked_from, limit: limit.flatten() };
    let mut offer = span.cover(context, line);
    let open = [&from_gaps, &to_gaps].into_iter().any(|gaps| !gaps.is_empty());
    if open && !offer.covers {
        offer.beyond = vec![(asked_words(context), line_words(context, line))];
    }
    let gaps = [(from_gaps, span.hangs_on_begin(context, line)), (to_gaps, span.hangs_on_end(context, line))];
    let endless = units.is_none() && request.period.is_none_or(|(_, to)| to.is_none());
    if endless || !offer.beyond.is_empty() {
        offer.gaps = gaps.into_iter().filter(|(_, matters)| *matters).flat_map(|(gaps, _)| gaps).collect();
    }
    offer
}

fn gaps_of(placed: Option<Placed>) -> Vec<Gap> {
    placed.map(|placed| placed.gaps).unwrap_or_default()
}

/// A time of the request that is given by its month takes in all of it.
fn earliest(context: &Context<'_>, bound: Bound) -> Bound {
    if bound.dates.is_exact() {
        bound
    } else {
        Bound::of_dates(context, bound.dates.first, bound.dates.first)
    }
}

fn begins_before(one: &Bound, other: &Bound) -> bool {
    if one.instants.is_exact() && other.instants.is_exact() {
        return one.instants.first < other.instants.first;
    }
    one.dates.first < other.dates.first
}

/// Where what is granted and what is asked for lie.
struct Span {
    /// Where the grant begins, as far as that is known.
    granted: Bound,
    /// Where what is approved begins.
    begin: Bound,
    asked_from: Option<Bound>,
    /// Until when the grant reaches, as far as that is known.
    limit: Option<Bound>,
}

impl Span {
    /// The end of the amount that is granted, at the earliest.
    fn by_length(&self, context: &Context<'_>, line: Line<'_>) -> Option<End> {
        end_of(context, &self.granted, line.amount)
    }

    /// The end that the line states, at the earliest.
    fn by_limit(&self, context: &Context<'_>, line: Line<'_>) -> Option<End> {
        let bound = self.limit?;
        let elapsed = line.to.and_then(|to| to.shift).is_some_and(|(length, _)| length.unit.is_elapsed());
        let at = self.timed(context, line) && (elapsed || bound.instants.is_exact());
        Some(End { day: bound.dates.first, at: at.then_some(bound.instants.first) })
    }

    /// Whether anything is counted in hours; otherwise all goes by days.
    fn timed(&self, context: &Context<'_>, line: Line<'_>) -> bool {
        let shift = line.to.and_then(|to| to.shift);
        is_timed(line.amount)
            || is_timed(context.case.request.units.as_ref())
            || shift.is_some_and(|(length, _)| length.unit.is_elapsed())
    }

    fn hangs_on_begin(&self, context: &Context<'_>, line: Line<'_>) -> bool {
        let late = self.asked_from.is_some_and(|asked| asked.dates.first < self.granted.dates.last);
        let limit = self.by_limit(context, line);
        let length = self.by_length(context, line);
        late || length.is_some_and(|end| sooner(context, [Some(end), limit]) == Some(end))
    }

    fn hangs_on_end(&self, context: &Context<'_>, line: Line<'_>) -> bool {
        let limit = self.by_limit(context, line);
        limit.is_some() && sooner(context, [limit, self.by_length(context, line)]) == limit
    }

    /// The end of what is asked for.
    fn asked(&self, context: &Context<'_>, line: Line<'_>) -> Option<End> {
        let request = &context.case.request;
        let to = request.period.and_then(|(_, to)| to).map(|to| {
            let bound = Bound::of_moment(context, to);
            let at = self.timed(context, line) && bound.instants.is_exact();
            End { day: bound.dates.last, at: at.then_some(bound.instants.last) }
        });
        let from = self.asked_from.unwrap_or(self.begin);
        sooner(context, [to, end_of(context, &from, request.units.as_ref())])
    }

    fn cover(&self, context: &Context<'_>, line: Line<'_>) -> Offer {
        let units = context.case.request.units.as_ref();
        let asked_from = self.asked_from.unwrap_or(self.begin);
        let extent = within_asked(context, (line.amount, Some(&self.granted)), (units, Some(&asked_from)));
        let (limit, asked) = (self.by_limit(context, line), self.asked(context, line));
        let supported = sooner(context, [limit, self.by_length(context, line)]);
        let words = |end: End| match self.limit {
            // As exactly as the end is known.
            Some(bound) if Some(end) == limit && bound.dates.is_exact() => {
                evidence::bound_text(context, &bound)
            }
            _ => end.text(context),
        };
        let mut beyond = Vec::new();
        let sure_from = self.granted.dates.last;
        if let Some(asked) = self.asked_from.filter(|asked| asked.dates.first < sure_from) {
            beyond.push((format!("from {}", asked.dates.first), format!("from {sure_from}")));
        }
        let mut more = extent.beyond;
        // Never after what was asked; what was asked beyond the grant is the physician's.
        let (end, until) = match (supported, asked) {
            (Some(supported), Some(asked)) if asked.instant(context) <= supported.instant(context) => {
                (Some(asked), Some(asked.text(context)))
            }
            (Some(supported), asked) => {
                if let Some(asked) = asked {
                    let words =
                        (format!("until {}", asked.text(context)), format!("until {}", words(supported)));
                    more = more.or(Some(words));
                }
                (Some(supported), Some(words(supported)))
            }
            (None, asked) => (asked, asked.map(|asked| asked.text(context))),
        };
        beyond.extend(more);
        let covers = end.is_none_or(|end| end.leaves_something(&self.begin));
        if !covers && beyond.is_empty() {
            let until =
                until.as_ref().map_or_else(|| line_words(context, line), |until| format!("until {until}"));
            beyond.push((asked_words(context), until));
        }
        Offer {
            amount: cut_off(context, extent.amount, &self.begin, end),
            from: Some(self.begin),
            end,
            until,
            beyond,
            gaps: Vec::new(),
            covers,
        }
    }
}

/// Of a line `of SET`: nothing, unless each item that is asked for is surely in the set.
fn of_other_items(context: &Context<'_>, line: Line<'_>) -> Option<Offer> {
    let (set, items) = (line.of?, &context.case.request.items);
    if items.is_empty() {
        return None;
    }
    let (holds, gaps) = lists::holds(context, set, items);
    let of_one = |code: &Code| lists::holds(context, set, std::slice::from_ref(code)).0;
    if holds == Truth::True && lists::apart(items, of_one).is_none() {
        return None;
    }
    let codes: Vec<String> =
        items.iter().map(|code| format!("{} {}", code.system.label(), code.code)).collect();
    let label = context.plan.library().sets.get(set.0 as usize).map_or("", |set| set.label.as_str());
    Some(Offer::nothing(codes.join(", "), format!("{label} alone"), gaps))
}

/// What was asked for, in words.
pub(super) fn asked_words(context: &Context<'_>) -> String {
    let request = &context.case.request;
    let dates = |moment| -> DateRange { Bound::of_moment(context, moment).dates };
    let mut words: Vec<String> = request.units.iter().map(amount_words).collect();
    if let Some((from, to)) = request.period {
        words.push(format!("from {}", dates(from).first));
        words.extend(to.map(|to| format!("until {}", dates(to).last)));
    }
    if words.is_empty() { String::from("what was requested") } else { words.join(" ") }
}

/// What a line grants, in words: `12 weeks from Set up, of which the date is not known`.
fn line_words(context: &Context<'_>, line: Line<'_>) -> String {
    let mut words = vec![line.amount.map_or_else(|| String::from("as requested"), amount_words)];
    let point = |word: &str, point: &Point| {
        let shift = point.shift.map_or_else(String::new, |(length, forward)| {
            format!("{length} {} ", if forward { "after" } else { "before" })
        });
        let edge = if point.edge == Some(Edge::End) { "the end of " } else { "" };
        format!("{word} {shift}{edge}{}", point::anchor_words(context, &point.anchor))
    };
    words.extend(line.from.map(|from| point("from", from)));
    words.extend(line.to.map(|to| point("to", to)));
    format!("{}, of which the date is not known", words.join(" "))
}
