//! What a met block or route grants: how much, from when until when, what is due, and what is to be told.

use super::context::{Context, Hand};
use super::disposition::refer;
use super::evidence;
use super::outcome::Judged;
use super::point::{self, Bound};
use crate::assessment::{Approval, Assessment, DueItem, Evidence, Finding, FindingKind, ReferralWhy, Status};
use crate::check::model::{Cite, FactIx, Grant, Guideline};
use crate::plan::GuidelinePlan;
use crate::value::number::Number;
use crate::value::time::{Length, TimeUnit, add_to_date, days_between};
use chrono::NaiveDate;

/// One source of grants: the block, or a route that is met.
struct Source<'a> {
    path: &'a str,
    grants: &'a [Grant],
    cites: Vec<Cite>,
    finding: &'a Finding,
}

/// Adds what a block that is met, and the routes by which it is, grant.
pub(super) fn grant(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
    judged: &Judged,
    at: usize,
    assessment: &mut Assessment,
) {
    let Some(block) = guideline.blocks.get(at) else { return };
    let Some(finding) = judged.findings.iter().find(|finding| finding.path() == block.id) else { return };
    let mut routes = Vec::new();
    let mut undetermined = Vec::new();
    gather_routes(context, nodes, finding, &mut routes, &mut undetermined);
    let cites = if block.cites.is_empty() { guideline.cites.clone() } else { block.cites.clone() };
    let whole = Source { path: &block.id, grants: &block.grants, cites, finding };
    if assessment.disposition.approve.is_none() {
        // The first met route that approves; without one, the block itself.
        let route = routes.iter().position(|source| source.grants.iter().any(approves));
        let source = route.and_then(|at| routes.get(at));
        if let Some(source) = source.or(Some(&whole).filter(|whole| whole.grants.iter().any(approves))) {
            assessment.route = route.map(|_| source.path.to_owned());
            let earlier: Vec<String> = undetermined
                .into_iter()
                .filter(|(before, _)| route.is_none_or(|route| *before <= route))
                .map(|(_, path)| path)
                .collect();
            approve(context, guideline, source, &earlier, assessment);
        }
    }
    for source in routes.iter().chain([&whole]) {
        let hands = own_record(context, source.finding);
        for grant in source.grants {
            follow(context, grant, source, &hands, assessment);
        }
    }
}

/// Met criteria that grant something, and undetermined ones that would approve, in written order.
///
/// Only what is part of why the block is met is a route: a met criterion of a group that failed grants nothing.
fn gather_routes<'a>(
    context: &Context<'a>,
    nodes: &GuidelinePlan,
    finding: &'a Finding,
    routes: &mut Vec<Source<'a>>,
    undetermined: &mut Vec<(usize, String)>,
) {
    for child in &finding.children {
        if child.kind != FindingKind::Criterion {
            continue;
        }
        let node = nodes.by_path.get(child.path()).and_then(|at| context.plan.node(*at));
        let criterion =
            node.and_then(|node| node.criterion.as_ref()).filter(|criterion| !criterion.grants.is_empty());
        match (child.status, criterion) {
            (Status::Met, _) if !child.decisive => continue,
            (Status::Met, Some(criterion)) if !child.not_required => routes.push(Source {
                path: child.path(),
                grants: &criterion.grants,
                cites: criterion.cites.clone(),
                finding: child,
            }),
            (Status::Undetermined, Some(criterion)) if criterion.grants.iter().any(approves) => {
                undetermined.push((routes.len(), child.path().to_owned()));
            }
            (Status::Unmet, _) => continue,
            _ => {}
        }
        gather_routes(context, nodes, child, routes, undetermined);
    }
}

fn approves(grant: &Grant) -> bool {
    matches!(grant, Grant::Approve { .. })
}

/// The record on which a route's own test rests, for `this` in its grants.
fn own_record<'c>(context: &'c Context<'_>, finding: &Finding) -> Vec<Hand<'c>> {
    let record = finding.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Record(record) => Some(record),
        _ => None,
    });
    let Some(record) = record else { return Vec::new() };
    let facts = &context.plan.library().facts;
    let Some(at) = facts.iter().position(|fact| fact.id == record.fact()) else { return Vec::new() };
    let fact = FactIx(u32::try_from(at).unwrap_or(u32::MAX));
    let Some(readings) = context.readings(fact) else { return Vec::new() };
    let reading = readings.readings.iter().find(|reading| {
        context.case.records.get(reading.record).is_some_and(|given| given.id == record.record())
    });
    reading.map(|reading| Hand { fact, reading }).into_iter().collect()
}

fn approve(
    context: &Context<'_>,
    guideline: &Guideline,
    source: &Source<'_>,
    undetermined: &[String],
    assessment: &mut Assessment,
) {
    let hands = own_record(context, source.finding);
    let Some(Grant::Approve { amount, from, to, .. }) =
        source.grants.iter().find(|grant| matches!(grant, Grant::Approve { .. }))
    else {
        return;
    };
    let request = &context.case.request;
    let asked_from = request.period.map(|(from, _)| Bound::of_moment(context, from));
    let granted_from = from.as_ref().and_then(|point| point::place(context, point, &hands).ok());
    let begin = match (granted_from, asked_from, from) {
        // Never before what was asked.
        (Some(granted), Some(asked), _) if granted.dates.last < asked.dates.first => Some(asked),
        (Some(granted), ..) => Some(granted),
        (None, _, Some(_)) => None,
        (None, asked, None) => asked.or_else(|| Some(Bound::exactly(context, context.case.as_of))),
    };
    // The time that is granted runs from where the grant says, whatever was asked.
    let extent = within_asked(
        (amount.as_ref(), granted_from.or(begin).as_ref()),
        (request.units.as_ref(), begin.as_ref()),
    );
    let granted_to = to.as_ref().and_then(|point| point::place(context, point, &hands).ok());
    let by_length = granted_from.or(begin).and_then(|from| last_day(&from, amount.as_ref()));
    let supported = [granted_to.map(|bound| bound.dates.last), by_length].into_iter().flatten().min();
    let asked_to = request.period.and_then(|(_, to)| to).map(|to| Bound::of_moment(context, to).dates.last);
    let by_units = begin.and_then(|from| last_day(&from, request.units.as_ref()));
    let asked = [asked_to, by_units].into_iter().flatten().min();
    // Never after what was asked; what was asked beyond the grant is the physician's.
    let supported_words = |last: NaiveDate| match granted_to {
        Some(to) if to.dates.last == last => evidence::bound_text(context, &to),
        _ => last.to_string(),
    };
    let mut beyond = extent.beyond;
    let (until, last) = match (supported, asked) {
        (Some(supported), Some(asked)) if asked <= supported => (Some(asked.to_string()), Some(asked)),
        (Some(supported), asked) => {
            let words = supported_words(supported);
            if let Some(asked) = asked {
                beyond = beyond.or_else(|| Some((format!("until {asked}"), format!("until {words}"))));
            }
            (Some(words), Some(supported))
        }
        (None, asked) => (asked.map(|date| date.to_string()), asked),
    };
    if let (Some(granted), Some(asked)) = (granted_from, asked_from)
        && asked.dates.last < granted.dates.first
    {
        let words = |bound: &Bound| format!("from {}", bound.dates.first);
        let why = ReferralWhy::BeyondSupported(words(&asked), words(&granted));
        refer(assessment, "physician", why);
    }
    if let Some((asked, supported)) = beyond {
        refer(assessment, "physician", ReferralWhy::BeyondSupported(asked, supported));
    }
    // What was asked lies wholly beyond the grant: nothing of it is supported.
    if begin.zip(last).is_some_and(|(begin, last)| last < begin.dates.first) {
        return;
    }
    for grant in source.grants {
        if let Grant::NextReview(length, before_end) = grant {
            assessment.disposition.next_review = next_review(context, *length, *before_end, begin, &until);
        }
    }
    let cites = if source.cites.is_empty() { guideline.cites.clone() } else { source.cites.clone() };
    assessment.disposition.approve = Some(Approval {
        amount: cut_off(extent.amount, begin.as_ref(), last),
        from: begin.map(|bound| evidence::bound_text(context, &bound)),
        until,
        by: source.path.to_owned(),
        cites,
        earlier_undetermined: undetermined.to_vec(),
    });
}

fn next_review(
    context: &Context<'_>,
    length: Length,
    before_end: bool,
    begin: Option<Bound>,
    until: &Option<String>,
) -> Option<String> {
    let base = if before_end {
        let end = until.as_ref()?.get(..10)?;
        crate::value::time::parse_date(end).ok()?
    } else {
        begin?.dates.first
    };
    if length.unit.is_elapsed() {
        let bound = begin?.shifted(context, length, true)?;
        return (!before_end).then(|| evidence::bound_text(context, &bound));
    }
    let date = add_to_date(length, base, !before_end)?;
    // A span shorter than that is looked at again as it begins.
    let first = begin.map(|begin| begin.dates.first);
    Some(first.map_or(date, |first| date.max(first)).to_string())
}

type Amount = (Number, String);

/// How much is approved.
struct Extent {
    /// How much, in the words of the grant or of the request, whichever is less.
    amount: Option<Amount>,
    /// What was asked and what is supported, where less is.
    beyond: Option<(String, String)>,
}

/// What is granted, never more than asked, each from where it begins.
///
/// Months and days have no common unit: they compare by the day on which each ends. Of a number and a time (visits and weeks) the
/// number is within the time. Two numbers of things that are not called the same cannot be compared: that is for a physician.
fn within_asked(
    (granted, granted_from): (Option<&Amount>, Option<&Bound>),
    (asked, asked_from): (Option<&Amount>, Option<&Bound>),
) -> Extent {
    let by_end = |granted: &Amount, asked: &Amount| {
        let ends = (last_day(granted_from?, Some(granted))?, last_day(asked_from?, Some(asked))?);
        Some(ends.1 <= ends.0)
    };
    let is_time = |amount: &Amount| time_unit(&amount.1).is_some();
    let extent = |amount: &Amount| Extent { amount: Some(amount.clone()), beyond: None };
    match (granted, asked) {
        (None, None) => Extent { amount: None, beyond: None },
        (Some(amount), None) | (None, Some(amount)) => extent(amount),
        (Some(granted), Some(asked)) => match comparable(granted, asked)
            .map(|(supports, asks)| asks <= supports)
            .or_else(|| by_end(granted, asked))
        {
            Some(true) => extent(asked),
            None if is_time(granted) && !is_time(asked) => extent(asked),
            None if is_time(asked) && !is_time(granted) => extent(granted),
            Some(false) | None => {
                let words = |amount: &Amount| format!("{} {}", amount.0, amount.1);
                Extent { beyond: Some((words(asked), words(granted))), ..extent(granted) }
            }
        },
    }
}

/// An amount of time that ends sooner than it is long, in days.
fn cut_off(amount: Option<Amount>, begin: Option<&Bound>, last: Option<NaiveDate>) -> Option<Amount> {
    let (Some(begin), Some(last)) = (begin, last) else { return amount };
    let whole = last_day(begin, amount.as_ref());
    if whole.is_none_or(|whole| whole <= last) {
        return amount;
    }
    let days = days_between(begin.dates.first, last).checked_add(1)?;
    Some((Number::whole(days), String::from("d")))
}

/// Whether two words name the same thing: `visit`, `visits` and `{visits}` do.
fn same_unit(one: &str, other: &str) -> bool {
    let plain = |word: &str| {
        let word = word.trim_start_matches('{').trim_end_matches('}').to_lowercase();
        word.strip_suffix('s').map_or_else(|| word.clone(), str::to_owned)
    };
    one == other || plain(one) == plain(other)
}

/// Both amounts in one unit, where they have one.
fn comparable(a: &Amount, b: &Amount) -> Option<(Number, Number)> {
    if same_unit(&a.1, &b.1) {
        return Some((a.0, b.0));
    }
    let (unit_a, unit_b) = (time_unit(&a.1)?, time_unit(&b.1)?);
    let scale = |unit: TimeUnit| match unit {
        TimeUnit::Minutes => Some((true, 1)),
        TimeUnit::Hours => Some((true, 60)),
        TimeUnit::Days => Some((true, 1440)),
        TimeUnit::Weeks => Some((true, 10_080)),
        TimeUnit::Months => Some((false, 1)),
        TimeUnit::Years => Some((false, 12)),
    };
    let ((kind_a, scale_a), (kind_b, scale_b)) = (scale(unit_a)?, scale(unit_b)?);
    if kind_a != kind_b {
        return None;
    }
    Some((a.0.mul(Number::whole(scale_a))?, b.0.mul(Number::whole(scale_b))?))
}

/// A unit of time, as criteria spell it or as UCUM does.
fn time_unit(word: &str) -> Option<TimeUnit> {
    match word {
        "min" => Some(TimeUnit::Minutes),
        "h" => Some(TimeUnit::Hours),
        "d" => Some(TimeUnit::Days),
        "wk" => Some(TimeUnit::Weeks),
        "mo" => Some(TimeUnit::Months),
        "a" | "y" => Some(TimeUnit::Years),
        word => TimeUnit::parse(word),
    }
}

/// The last day of an amount of time that begins on a day.
fn last_day(begin: &Bound, amount: Option<&Amount>) -> Option<NaiveDate> {
    let (count, unit) = amount?;
    let unit = time_unit(unit)?;
    if unit.is_elapsed() || count.under() != 1 || begin.dates.first != begin.dates.last {
        return None;
    }
    let count = u32::try_from(count.over()).ok()?;
    let day_after = add_to_date(Length { count, unit }, begin.dates.first, true)?;
    day_after.pred_opt()
}

/// Grants that say something beside the approval.
fn follow(
    context: &Context<'_>,
    grant: &Grant,
    source: &Source<'_>,
    hands: &[Hand<'_>],
    assessment: &mut Assessment,
) {
    match grant {
        Grant::Approve { .. } | Grant::NextReview(..) => {}
        Grant::Limit(text) => push_new(&mut assessment.disposition.limits, text),
        Grant::Report(text) => push_new(&mut assessment.disposition.reports, text),
        Grant::Due(what, by) => {
            let by = point::place(context, by, hands).ok().map(|bound| evidence::bound_text(context, &bound));
            let item = DueItem { what: what.clone(), by };
            if !assessment.disposition.due.contains(&item) {
                assessment.disposition.due.push(item);
            }
        }
        Grant::Refer(role, why) => {
            refer(assessment, role, ReferralWhy::Rule(source.path.to_owned(), why.clone()));
        }
    }
}

fn push_new(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|one| one == text) {
        list.push(text.to_owned());
    }
}
