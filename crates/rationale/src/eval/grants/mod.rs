//! What a met block or route grants: how much, from when until when, what is due, and what is to be told.
//!
//! `routes` finds what grants, `offer` what one `approve` line covers of what is asked, `amount` compares how much.

mod amount;
mod offer;
mod routes;

use super::context::{Context, Hand};
use super::disposition::{of_open, refer};
use super::evidence;
use super::outcome::Judged;
use super::point;
use crate::assessment::{Approval, Assessment, DueItem, Evidence, Finding, Gap, Question, ReferralWhy};
use crate::check::model::{FactIx, Grant, Guideline};
use crate::plan::GuidelinePlan;
use crate::value::time::Length;
use chrono::NaiveDate;
use offer::{Line, Offer, offer};
use routes::{Source, World};

/// Adds what the blocks that are met, and the routes by which they are, grant.
pub(super) fn grant(
    context: &Context<'_>,
    guideline: &Guideline,
    nodes: &GuidelinePlan,
    judged: &Judged,
    assessment: &mut Assessment,
) {
    let Some(worlds) = routes::worlds(context, guideline, nodes, judged) else {
        // Too much is open to go through it all.
        let sure = String::from("nothing that is sure, as too much is open");
        refer(assessment, "physician", ReferralWhy::BeyondSupported(offer::asked_words(context), sure));
        return;
    };
    let choices: Vec<Choice<'_>> = worlds.iter().map(|world| choose(context, world)).collect();
    let least = least(context, &choices);
    let Some((world, choice)) = worlds.get(least.unwrap_or(0)).zip(choices.get(least.unwrap_or(0))) else {
        return;
    };
    let approved = choice.approved.as_ref().filter(|_| least.is_some());
    let mut asks = Asks::default();
    // Where it hangs on a circumstance that is open which route approves, it is told.
    let hangs = choices.iter().any(|other| other.path() != choice.path());
    let circumstances = || worlds.iter().flat_map(|world| &world.circumstances).filter(|_| hangs);
    match approved {
        Some((at, offer)) => {
            let Some(source) = world.sources.get(*at) else { return };
            assessment.route = (!source.whole).then(|| source.path.to_owned());
            let undetermined = world.undetermined.iter().filter(|(before, _)| before <= at);
            let mut earlier: Vec<String> = undetermined.map(|(_, path)| path.clone()).collect();
            let passed = choice.passed.iter().filter(|(_, offer)| !offer.gaps.is_empty());
            let passed =
                passed.filter_map(|(at, _)| world.sources.get(*at).map(|source| source.path.to_owned()));
            for path in passed.chain(circumstances().map(|(path, _)| path.clone())) {
                if !earlier.contains(&path) {
                    earlier.push(path);
                }
            }
            for (asked, supported) in &offer.beyond {
                let why = ReferralWhy::BeyondSupported(asked.clone(), supported.clone());
                refer(assessment, "physician", why);
            }
            refer_to_later(context, world, *at, offer, assessment);
            let cites = if source.cites.is_empty() { guideline.cites.clone() } else { source.cites.clone() };
            assessment.disposition.approve = Some(Approval {
                amount: offer.amount.clone(),
                from: offer.from.map(|bound| evidence::bound_text(context, &bound)),
                until: offer.until.clone(),
                by: source.path.to_owned(),
                cites,
                earlier_undetermined: earlier,
            });
            asks.add(&offer.gaps, source.path);
        }
        None if choices.iter().all(|choice| choice.approved.is_none() && choice.passed.is_empty()) => {}
        None => {
            let passed = choices.iter().find_map(|choice| choice.passed.first());
            let beyond = passed.map(|(_, offer)| offer.beyond.clone()).unwrap_or_default();
            let supported = String::from("nothing that is sure, whatever is found of what is open");
            let open = vec![(offer::asked_words(context), supported)];
            for (asked, supported) in if hangs { open } else { beyond } {
                refer(assessment, "physician", ReferralWhy::BeyondSupported(asked, supported));
            }
        }
    }
    if approved.is_none_or(|(_, offer)| !offer.beyond.is_empty()) {
        for (at, offer) in &choice.passed {
            asks.add(&offer.gaps, world.sources.get(*at).map_or("", |source| source.path));
        }
        for (path, gaps) in circumstances() {
            asks.add(gaps, path);
        }
    }
    follow(context, world, approved.map(|(at, offer)| (*at, offer)), assessment);
    // What is told and due by another route that may be the one is told and due all the same.
    for other in worlds.iter().zip(&choices).filter(|(_, other)| hangs && other.path() != choice.path()) {
        let at = other.1.approved.as_ref().map(|(at, _)| *at);
        if let Some(source) = at.and_then(|at| other.0.sources.get(at)) {
            let limits = |grant: &&Grant| matches!(grant, Grant::Limit(_) | Grant::Due(..));
            for grant in source.grants.iter().filter(limits) {
                say(context, grant, source, assessment);
            }
        }
    }
    asks.put(context, assessment);
}

/// Where more was asked than is approved, a later route that covers something else of it is named for the physician.
fn refer_to_later(
    context: &Context<'_>,
    world: &World<'_>,
    at: usize,
    approved: &Offer,
    assessment: &mut Assessment,
) {
    if approved.beyond.is_empty() {
        return;
    }
    for source in world.sources.iter().skip(at.saturating_add(1)) {
        let hands = own_record(context, source.finding);
        let mut offers = source.grants.iter().filter_map(Line::of).map(|line| offer(context, line, &hands));
        if let Some(more) = offers.find(|more| more.covers && !more.lies_in(context, approved)) {
            let why = format!("is met too, and supports {}", more.words(context));
            refer(assessment, "physician", ReferralWhy::Rule(source.path.to_owned(), why));
        }
    }
}

/// What would tell more of what is approved.
#[derive(Default)]
struct Asks(Vec<Question>);

impl Asks {
    fn add(&mut self, gaps: &[Gap], path: &str) {
        for gap in gaps {
            match self.0.iter_mut().find(|question| question.gap == *gap) {
                Some(question) if question.criteria.iter().any(|known| known == path) => {}
                Some(question) => question.criteria.push(path.to_owned()),
                None => self.0.push(Question { gap: gap.clone(), criteria: vec![path.to_owned()] }),
            }
        }
    }

    fn put(self, context: &Context<'_>, assessment: &mut Assessment) {
        if !self.0.is_empty() {
            assessment.questions = self.0;
            of_open(context, assessment);
        }
    }
}

/// Which line approves.
struct Choice<'a> {
    /// The first that surely covers anything of what is asked, and the place of what it stands on.
    approved: Option<(usize, Offer)>,
    /// Those before it, which surely cover nothing.
    passed: Vec<(usize, Offer)>,
    by: Option<&'a str>,
}

impl Choice<'_> {
    /// What the line that approves stands on.
    fn path(&self) -> Option<&str> {
        self.by
    }
}

fn choose<'a>(context: &Context<'_>, world: &World<'a>) -> Choice<'a> {
    let mut passed = Vec::new();
    for (at, source) in world.sources.iter().enumerate() {
        let hands = own_record(context, source.finding);
        for line in source.grants.iter().filter_map(Line::of) {
            let offer = offer(context, line, &hands);
            if offer.covers {
                return Choice { approved: Some((at, offer)), passed, by: Some(source.path) };
            }
            passed.push((at, offer));
        }
    }
    Choice { approved: None, passed, by: None }
}

/// The way things may be in which no more is approved than in any other.
fn least(context: &Context<'_>, choices: &[Choice<'_>]) -> Option<usize> {
    let offers: Option<Vec<&Offer>> =
        choices.iter().map(|choice| choice.approved.as_ref().map(|(_, offer)| offer)).collect();
    let offers = offers?;
    offers.iter().position(|offer| offers.iter().all(|other| offer.lies_in(context, other)))
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

/// What stands beside the approval: of what approved, of its block, and of what grants nothing of its own.
fn follow(
    context: &Context<'_>,
    world: &World<'_>,
    approved: Option<(usize, &Offer)>,
    assessment: &mut Assessment,
) {
    let chosen = approved.and_then(|(at, _)| world.sources.get(at));
    let told: Vec<&Source<'_>> = world.sources.iter().filter(|source| world.tells(source, chosen)).collect();
    for source in &told {
        for grant in source.grants {
            say(context, grant, source, assessment);
        }
    }
    let Some((_, offer)) = approved else { return };
    let reviews = chosen.into_iter().chain(told).flat_map(|source| source.grants);
    assessment.disposition.next_review = reviews
        .filter_map(|grant| match grant {
            Grant::NextReview(length, before_end) => next_review(context, *length, *before_end, offer),
            _ => None,
        })
        .next();
}

fn next_review(context: &Context<'_>, length: Length, before_end: bool, offer: &Offer) -> Option<String> {
    let begin = offer.from?;
    if !before_end {
        return begin.shifted(context, length, true).map(|bound| evidence::bound_text(context, &bound));
    }
    let back = offer.end?.back(context, length)?;
    // A span shorter than that is looked at again as it begins.
    if back.leaves_something(&begin) {
        return Some(back.text(context));
    }
    Some(match back.at {
        Some(_) => evidence::bound_text(context, &begin),
        None => begin.dates.first.to_string(),
    })
}

/// What a grant says beside the approval.
fn say(context: &Context<'_>, grant: &Grant, source: &Source<'_>, assessment: &mut Assessment) {
    match grant {
        Grant::Approve { .. } | Grant::NextReview(..) => {}
        Grant::Limit(text) => push_new(&mut assessment.disposition.limits, text),
        Grant::Report(text) => push_new(&mut assessment.disposition.reports, text),
        Grant::Due(what, by) => {
            let hands = own_record(context, source.finding);
            // What still runs ends on no day that could be told.
            let by = point::place(context, by, &hands).ok().filter(|by| by.dates.last < NaiveDate::MAX);
            let by = by.map(|bound| evidence::bound_text(context, &bound));
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

#[cfg(test)]
mod tests;
