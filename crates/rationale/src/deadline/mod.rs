//! By when a request is to be decided: from payer, type, urgency and when it was received. It sees no clock and no records.
//!
//! What the case does not say is not guessed: all rules that may hold are kept, and the first of their dates is the one that is
//! in time by every one of them.

mod count;
mod rules;

pub use rules::{RULES, Rule, RuleCite};

use crate::case::model::Case;
use crate::value::code::{Code, System};
use crate::value::time::{DateRange, Instant, InstantRange, Moment, Zone};
use chrono::NaiveDate;
use rules::date;
use std::fmt;

/// Whose rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Programme {
    /// Medicare Advantage.
    MedicareAdvantage,
    /// Medicaid through a managed care plan.
    MedicaidManagedCare,
    /// A group health plan under ERISA.
    ErisaGroupPlan,
}

impl Programme {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "medicare_advantage" => Some(Self::MedicareAdvantage),
            "medicaid_managed_care" => Some(Self::MedicaidManagedCare),
            "erisa" => Some(Self::ErisaGroupPlan),
            _ => None,
        }
    }
}

/// What sort of request it is, as far as deadlines tell requests apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Prior authorization is required, and asked for.
    PriorAuthorization,
    /// Asked before the service, where no prior authorization is required.
    PreService,
    /// An admission; whether prior authorization is required is not said.
    Admission,
    /// More of a stay or course that is under way.
    ContinuedStay,
    /// A drug under Part B.
    PartBDrug,
    /// Payment for what was done.
    Payment,
    /// An appeal before the service.
    Reconsideration,
    /// An appeal about payment.
    PaymentReconsideration,
    /// An appeal about a drug under Part B.
    PartBDrugReconsideration,
}

impl Kind {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "prior_authorization" => Some(Self::PriorAuthorization),
            "pre_service" => Some(Self::PreService),
            "admission" => Some(Self::Admission),
            "continued_stay" => Some(Self::ContinuedStay),
            "part_b_drug" => Some(Self::PartBDrug),
            "payment" => Some(Self::Payment),
            "reconsideration" => Some(Self::Reconsideration),
            "payment_reconsideration" => Some(Self::PaymentReconsideration),
            "part_b_drug_reconsideration" => Some(Self::PartBDrugReconsideration),
            _ => None,
        }
    }

    /// Whether the rule that hangs on prior authorization may hold.
    fn may_hang_on(self, required: bool) -> bool {
        match self {
            Self::PriorAuthorization => required,
            Self::PreService => !required,
            _ => true,
        }
    }
}

/// How urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Standard.
    Standard,
    /// Expedited, urgent.
    Expedited,
    /// Asked to be expedited, and that was refused.
    ExpediteRefused,
}

impl Urgency {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "standard" => Some(Self::Standard),
            "expedited" | "urgent" => Some(Self::Expedited),
            "expedite_refused" => Some(Self::ExpediteRefused),
            _ => None,
        }
    }
}

/// In what a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermUnit {
    /// Elapsed hours.
    Hours,
    /// Every day.
    CalendarDays,
    /// Neither Saturday nor Sunday nor a holiday of the case.
    BusinessDays,
}

/// A length as a rule states it: `7 calendar days`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: TermUnit,
}

impl fmt::Display for Term {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            TermUnit::Hours => "hour",
            TermUnit::CalendarDays => "calendar day",
            TermUnit::BusinessDays => "business day",
        };
        write!(out, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

/// When it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At that time.
    At(Instant),
    /// By the end of that day, in the case's zone.
    On(NaiveDate),
}

impl Due {
    /// As text: a date, or a time in the zone.
    #[must_use]
    pub fn to_text(&self, zone: &Zone) -> String {
        match self {
            Self::At(instant) => instant.to_text(zone),
            Self::On(date) => date.to_string(),
        }
    }

    fn end(&self, zone: &Zone) -> Instant {
        match self {
            Self::At(instant) => *instant,
            Self::On(date) => zone.day(*date).last,
        }
    }
}

/// By when a request is to be decided, as far as the case tells.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Deadline {
    /// The first it may be: a decision by then is in time by every rule that may hold.
    pub by: Option<Due>,
    /// The last it may be, where that is another.
    pub at_latest: Option<Due>,
    /// To when it may be put off; `None` where a rule that may hold allows none.
    pub extended_to: Option<Due>,
    /// The rules that may hold, in the order of the table.
    pub rules: Vec<RuleDeadline>,
    /// What is not known, where that leaves it open.
    pub open: Vec<Open>,
}

/// What one rule says of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleDeadline {
    /// The rule.
    pub rule: &'static Rule,
    /// The first it may be.
    pub by: Option<Due>,
    /// The last it may be, where that is another.
    pub at_latest: Option<Due>,
    /// To when it may be put off.
    pub extended_to: Option<Due>,
}

/// What is not known about a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Open {
    /// The case names no payer.
    PayerNotGiven,
    /// No rule is held for what the case names.
    PayerNotHeld,
    /// Payer and line of business name two programmes.
    PayersDiffer,
    /// The request has no type.
    TypeNotGiven,
    /// No rule is held for requests of this type and urgency, received when it was.
    NoRule,
    /// The request has no time of receipt.
    ReceivedNotGiven,
    /// The time of receipt is not exact enough.
    ReceivedNotExact,
    /// The request has no urgency.
    UrgencyNotGiven,
    /// The urgency is not one that rules know.
    UrgencyNotHeld,
    /// Whether prior authorization is required.
    PriorAuthorization,
    /// Whether it is a drug under Part B.
    PartBDrug,
    /// A rule depends on something else: it says so.
    Condition,
}

impl Open {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PayerNotGiven => "payer_not_given",
            Self::PayerNotHeld => "payer_not_held",
            Self::PayersDiffer => "payers_differ",
            Self::TypeNotGiven => "type_not_given",
            Self::NoRule => "no_rule",
            Self::ReceivedNotGiven => "received_not_given",
            Self::ReceivedNotExact => "received_not_exact",
            Self::UrgencyNotGiven => "urgency_not_given",
            Self::UrgencyNotHeld => "urgency_not_held",
            Self::PriorAuthorization => "prior_authorization",
            Self::PartBDrug => "part_b_drug",
            Self::Condition => "condition",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::PayerNotGiven => "the case names neither payer nor line of business",
            Self::PayerNotHeld => "no rule is held for this payer and line of business",
            Self::PayersDiffer => "payer and line of business name two programmes",
            Self::TypeNotGiven => "the request does not say of what type it is",
            Self::NoRule => "no rule is held for such a request",
            Self::ReceivedNotGiven => "the request does not say when it was received",
            Self::ReceivedNotExact => "the time of receipt is not exact enough",
            Self::UrgencyNotGiven => "the request does not say how urgent it is",
            Self::UrgencyNotHeld => "the urgency is none that the rules know",
            Self::PriorAuthorization => "the request does not say whether prior authorization is required",
            Self::PartBDrug => "the request does not say whether it is for a drug under Part B",
            Self::Condition => "a rule depends on more than the case says",
        }
    }
}

/// By when the request of a case is to be decided. `None` where it says neither when it was received nor how urgent it is.
///
/// ```
/// let case = rationale::case::read::read_json(
///     r#"{ "case": "C-1", "as_of": "2026-03-03T09:00-05:00", "payer": "medicare_advantage",
///          "request": { "type": "prior_authorization", "urgency": "standard", "received": "2026-03-02T18:05-05:00" } }"#,
///     &rationale::case::read::Limits::default(),
/// ).unwrap();
/// let deadline = rationale::deadline::deadline(&case).unwrap();
/// assert_eq!(deadline.by.unwrap().to_text(&case.zone), "2026-03-09");
/// assert_eq!(deadline.rules[0].rule.cites[0].text, "42 CFR 422.568(b)(1)(ii)");
/// ```
#[must_use]
pub fn deadline(case: &Case) -> Option<Deadline> {
    let request = &case.request;
    if request.received.is_none() && request.urgency.is_none() {
        return None;
    }
    let mut answer = Deadline::default();
    let programmes = programmes(case, &mut answer.open);
    let kinds = kinds(case, programmes.contains(&Programme::MedicareAdvantage));
    if request.kind.is_none() {
        answer.open.push(Open::TypeNotGiven);
    }
    if request.received.is_none() {
        answer.open.push(Open::ReceivedNotGiven);
    }
    if programmes.is_empty() || request.kind.is_none() {
        return Some(answer);
    }
    let urgency = request.urgency.as_deref().and_then(Urgency::parse);
    let of_kind = |rule: &&Rule| {
        programmes.contains(&rule.programme)
            && kinds.iter().any(|kind| {
                rule.kinds.contains(kind)
                    && rule.prior_authorization.is_none_or(|required| kind.may_hang_on(required))
            })
    };
    for rule in RULES.iter().filter(of_kind) {
        // What was refused to be expedited goes by the standard clock; few rules say so themselves.
        let no_rule_of_its_own = || {
            let alike = |other: &&Rule| other.programme == rule.programme && other.kinds == rule.kinds;
            !RULES.iter().filter(alike).any(|other| other.urgency == Some(Urgency::ExpediteRefused))
        };
        let refused = urgency == Some(Urgency::ExpediteRefused)
            && rule.urgency == Some(Urgency::Standard)
            && no_rule_of_its_own();
        if !refused && !may_be(rule.urgency, urgency) {
            continue;
        }
        match &request.received {
            None => answer.rules.push(RuleDeadline { rule, by: None, at_latest: None, extended_to: None }),
            Some(received) => answer.rules.extend(one(rule, received, case)),
        }
    }
    if answer.rules.is_empty() {
        answer.open.push(Open::NoRule);
        return Some(answer);
    }
    take_together(&mut answer, &case.zone);
    if answer.at_latest.is_some() || request.received.is_none() {
        tell_open(&mut answer, case, urgency);
    } else {
        answer.open.clear();
    }
    Some(answer)
}

/// A refused request to expedite is told by the request alone: where it says nothing, it is standard or expedited.
fn may_be(of_rule: Option<Urgency>, given: Option<Urgency>) -> bool {
    match (of_rule, given) {
        (None, _) => true,
        (Some(of_rule), Some(given)) => of_rule == given,
        (Some(of_rule), None) => of_rule != Urgency::ExpediteRefused,
    }
}

fn programmes(case: &Case, open: &mut Vec<Open>) -> Vec<Programme> {
    let given = [case.payer.as_deref(), case.line_of_business.as_deref()];
    let mut found: Vec<Programme> = given.into_iter().flatten().filter_map(Programme::parse).collect();
    found.dedup();
    match found.len() {
        0 if given == [None, None] => open.push(Open::PayerNotGiven),
        0 => open.push(Open::PayerNotHeld),
        1 => {}
        _ => open.push(Open::PayersDiffer),
    }
    found
}

/// What sort it is; a Medicare Advantage request for what looks like a drug may be one under Part B too.
fn kinds(case: &Case, advantage: bool) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = case.request.kind.as_deref().and_then(Kind::parse).into_iter().collect();
    let service = kinds.iter().all(|kind| matches!(kind, Kind::PriorAuthorization | Kind::PreService));
    if advantage && service && !kinds.is_empty() && case.request.items.iter().any(may_be_drug) {
        kinds.push(Kind::PartBDrug);
    }
    kinds
}

fn may_be_drug(code: &Code) -> bool {
    match code.system {
        System::Ndc | System::RxNorm => true,
        System::Hcpcs => code.code.starts_with(['J', 'j']),
        _ => false,
    }
}

/// What a rule says of a request received then; `None` where it is not for that day.
fn one(rule: &'static Rule, received: &Moment, case: &Case) -> Option<RuleDeadline> {
    let zone = &case.zone;
    let first_day = date(rule.from).unwrap_or(NaiveDate::MIN);
    let last_day = date(rule.to).unwrap_or(NaiveDate::MAX);
    let days = received.dates(zone);
    let held = DateRange { first: days.first.max(first_day), last: days.last.min(last_day) };
    if held.last < held.first {
        return None;
    }
    // Of a month, the days that the rule is for; of a day, all of it.
    let range = match received {
        Moment::Exact(instant) => InstantRange::exact(*instant),
        _ => InstantRange { first: zone.day(held.first).first, last: zone.day(held.last).last },
    };
    let due = |received| count::after(rule.length, received, zone, &case.holidays);
    let by = due(range.first);
    let at_latest = due(range.last).filter(|last| by.as_ref() != Some(last));
    let extended_to = by
        .zip(rule.extension)
        .and_then(|(by, extension)| count::put_off(by, extension, zone, &case.holidays));
    Some(RuleDeadline { rule, by, at_latest, extended_to })
}

/// The first and the last of what the rules say.
fn take_together(answer: &mut Deadline, zone: &Zone) {
    let firsts = answer.rules.iter().filter_map(|rule| rule.by);
    let lasts = answer.rules.iter().filter_map(|rule| rule.at_latest.or(rule.by));
    answer.by = firsts.min_by_key(|due| due.end(zone));
    answer.at_latest = lasts
        .max_by_key(|due| due.end(zone))
        .filter(|last| answer.by.is_some_and(|by| by.end(zone) != last.end(zone)));
    let extended: Option<Vec<Due>> = answer.rules.iter().map(|rule| rule.extended_to).collect();
    answer.extended_to = extended.and_then(|all| all.into_iter().min_by_key(|due| due.end(zone)));
}

/// Whether rules for earlier and for later days of receipt are both held.
fn spans_rules(answer: &Deadline) -> bool {
    let ends = answer.rules.iter().filter_map(|one| one.rule.in_force_to());
    let starts: Vec<NaiveDate> = answer.rules.iter().filter_map(|one| one.rule.in_force()).collect();
    ends.min().is_some_and(|end| starts.iter().any(|start| *start > end))
}

/// What keeps it open, in the order in which it is best settled.
fn tell_open(answer: &mut Deadline, case: &Case, urgency: Option<Urgency>) {
    let request = &case.request;
    let rules: Vec<&Rule> = answer.rules.iter().map(|one| one.rule).collect();
    let differ = |what: &dyn Fn(&Rule) -> bool| {
        rules.iter().any(|rule| what(rule)) && rules.iter().any(|rule| !what(rule))
    };
    // A date is exact enough where days are counted, and a month where one rule alone is for all of it.
    let open = |one: &RuleDeadline| one.at_latest.is_some();
    if request.received.is_some_and(|received| !received.is_exact())
        && (answer.rules.iter().any(open) || spans_rules(answer))
    {
        answer.open.push(Open::ReceivedNotExact);
    }
    if urgency.is_none() && rules.iter().any(|rule| rule.urgency.is_some()) {
        let given = request.urgency.is_some();
        answer.open.push(if given { Open::UrgencyNotHeld } else { Open::UrgencyNotGiven });
    }
    let drug = |rule: &Rule| rule.kinds.contains(&Kind::PartBDrug);
    if differ(&drug) {
        answer.open.push(Open::PartBDrug);
    }
    if rules.iter().any(|rule| rule.prior_authorization == Some(true))
        && rules.iter().any(|rule| rule.prior_authorization == Some(false))
    {
        answer.open.push(Open::PriorAuthorization);
    }
    if rules.iter().any(|rule| rule.when.is_some()) {
        answer.open.push(Open::Condition);
    }
}
