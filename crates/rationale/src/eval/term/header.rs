//! Tests of the rest of the case: times between anchors, age, what the request, the patient and the payer are.

use super::Answer;
use crate::assessment::{Evidence, Gap, Reason, Status};
use crate::check::model::{Compare, ElapsedUnit, HeaderField, Point};
use crate::eval::compare::{compare_range, truth};
use crate::eval::context::{Context, Hand};
use crate::eval::evidence;
use crate::eval::lists;
use crate::eval::periods;
use crate::eval::point::{self, Bound, Missing};
use crate::eval::select::to_status;
use crate::value::code::Code;
use crate::value::number::Number;
use crate::value::range::{self, Range};
use crate::value::time::{completed_months, completed_years, days_between};
use crate::value::truth::Truth;
use crate::value::unit::Unit;

/// `days from P to Q >= N`
pub(crate) fn elapsed(
    context: &Context<'_>,
    hands: &[Hand<'_>],
    unit: ElapsedUnit,
    from: &Point,
    to: &Point,
    asked: &Compare,
) -> Answer {
    let (from_at, to_at) = (point::place(context, from, hands), point::place(context, to, hands));
    let (from_at, to_at) = match (from_at, to_at) {
        (Ok(from_at), Ok(to_at)) => (from_at, to_at),
        (from_at, to_at) => {
            let missing: Vec<Missing> = [from_at.err(), to_at.err()].into_iter().flatten().collect();
            return lacking(context, &missing);
        }
    };
    let Some(range) = between(unit, &from_at, &to_at) else {
        return open(context, Reason::CannotBeCalculated, "the time between");
    };
    let words = |point: &Point, bound: &Bound| {
        let name = point::point_words(context, point);
        Evidence::Header(name, evidence::bound_text(context, bound))
    };
    let mut answer = ranged(context, &range, asked, Reason::ImpreciseTime, "the exact time");
    let of_records = |(at, bound): (&Point, &Bound)| {
        let picked = bound.instants.first != bound.instants.last;
        let gaps = if picked { point::picked_gaps(context, &at.anchor, hands) } else { Vec::new() };
        periods::loose(context, &at.anchor, at.edge).into_iter().chain(gaps)
    };
    let loose: Vec<Gap> = [(from, &from_at), (to, &to_at)].into_iter().flat_map(of_records).collect();
    if answer.status == Status::Undetermined && !loose.is_empty() {
        answer.gaps.clear();
        for gap in loose {
            if !answer.gaps.contains(&gap) {
                answer.gaps.push(gap);
            }
        }
        answer.reasons = evidence::reasons_of(&answer.gaps);
    }
    answer.evidence.push(words(from, &from_at));
    answer.evidence.push(words(to, &to_at));
    answer
}

fn between(unit: ElapsedUnit, from: &Bound, to: &Bound) -> Option<Range> {
    let bounds = |least: Number, greatest: Number| {
        Range::new(range::Bound::Inside(least), range::Bound::Inside(greatest))
    };
    let days = |least: i64, greatest: i64| bounds(Number::whole(least), Number::whole(greatest));
    let (a, b) = (from.dates, to.dates);
    match unit {
        ElapsedUnit::Hours => {
            let hours = |micros: i64| Number::ratio(i128::from(micros), 3_600_000_000);
            let least = to.instants.first.since(from.instants.last).and_then(hours)?;
            let greatest = to.instants.last.since(from.instants.first).and_then(hours)?;
            bounds(least, greatest)
        }
        ElapsedUnit::Days | ElapsedUnit::Midnights => {
            days(days_between(a.last, b.first), days_between(a.first, b.last))
        }
        ElapsedUnit::Weeks => {
            let week = Number::whole(7);
            bounds(
                Number::whole(days_between(a.last, b.first)).div(week)?,
                Number::whole(days_between(a.first, b.last)).div(week)?,
            )
        }
        ElapsedUnit::Months => days(completed_months(a.last, b.first), completed_months(a.first, b.last)),
    }
}

/// `age at P >= 18 years`
pub(crate) fn age(context: &Context<'_>, hands: &[Hand<'_>], at: &Point, asked: &Compare) -> Answer {
    let at_bound = point::place(context, at, hands);
    let birth = context.case.patient.birth_date.map(|moment| moment.dates(&context.case.zone));
    let (at_bound, birth) = match (at_bound, birth) {
        (Ok(at_bound), Some(birth)) => (at_bound, birth),
        (at_bound, birth) => {
            let mut missing: Vec<Missing> = at_bound.err().into_iter().collect();
            if birth.is_none() {
                missing.push(Missing::of("birth"));
            }
            return lacking(context, &missing);
        }
    };
    let years = |birth, on| Number::whole(i64::from(completed_years(birth, on)));
    let least = years(birth.last, at_bound.dates.first);
    let greatest = years(birth.first, at_bound.dates.last);
    let range =
        Range::new(range::Bound::Inside(least), range::Bound::Inside(greatest)).unwrap_or_else(Range::any);
    let mut answer = ranged(context, &range, asked, Reason::ImpreciseTime, "the exact date of birth");
    let text =
        if least == greatest { format!("{least} years") } else { format!("{least} to {greatest} years") };
    answer.evidence.push(Evidence::Header(String::from("age"), text));
    answer
}

/// A header field.
pub(crate) fn field(context: &Context<'_>, field: HeaderField, asked: &Compare) -> Answer {
    let case = context.case;
    let request = &case.request;
    match field {
        HeaderField::RequestedItem => {
            let of_one = |item: &Code| match asked {
                Compare::InSet(set) => lists::holds(context, *set, std::slice::from_ref(item)).0,
                Compare::Codes { codes, .. } => Truth::from(codes.iter().any(|member| member.contains(item))),
                _ => Truth::Unknown,
            };
            if let Some((one, other)) = lists::apart(&request.items, of_one) {
                let what = format!(
                    "request for one item alone: {} and {} go by different rules",
                    one.code, other.code
                );
                return open(context, Reason::Conflicting, &what);
            }
            let is = match asked {
                Compare::InSet(set) => match lists::holds(context, *set, &request.items) {
                    (Truth::Unknown, gaps) => {
                        let mut answer = Answer::decided(Status::Undetermined);
                        answer.reasons = evidence::reasons_of(&gaps);
                        answer.gaps = gaps;
                        return answer;
                    }
                    (is, _) => is == Truth::True,
                },
                Compare::Codes { codes, negated } => {
                    let is =
                        request.items.iter().any(|code| codes.iter().any(|member| member.contains(code)));
                    is != *negated
                }
                _ => return open(context, Reason::WrongType, "the item requested"),
            };
            let items: Vec<String> =
                request.items.iter().map(|code| format!("{} {}", code.system.name(), code.code)).collect();
            let text = if items.is_empty() { String::from("none") } else { items.join(", ") };
            said(is, "item requested", text)
        }
        HeaderField::RequestedDay => {
            number(context, "day requested", request.day.map(|day| Number::whole(i64::from(day))), asked)
        }
        HeaderField::RequestedUnits => match &request.units {
            // 12 weeks are neither 12 nor 84 of anything else.
            Some((amount, unit)) if !Unit::counts_things(unit) => {
                let what = "number of units requested, in what is counted";
                let mut answer = open(context, Reason::UnitDoesNotConvert, what);
                let said = Evidence::Header(String::from("units requested"), format!("{amount} {unit}"));
                answer.evidence.push(said);
                answer
            }
            units => number(context, "units requested", units.as_ref().map(|units| units.0), asked),
        },
        HeaderField::RequestedLevel => asked_text("level requested", request.level.as_deref(), asked),
        HeaderField::RequestedType => asked_text("type of request", request.kind.as_deref(), asked),
        HeaderField::Urgency => asked_text("urgency", request.urgency.as_deref(), asked),
        HeaderField::Sex => given_text(context, "sex", case.patient.sex.as_deref(), asked),
        HeaderField::Payer => given_text(context, "payer", case.payer.as_deref(), asked),
        HeaderField::LineOfBusiness => {
            given_text(context, "line of business", case.line_of_business.as_deref(), asked)
        }
        HeaderField::State => given_text(context, "state", case.state.as_deref(), asked),
    }
}

fn said(is: bool, name: &str, text: String) -> Answer {
    let mut answer = Answer::decided(to_status(truth(is)));
    answer.evidence.push(Evidence::Header(name.to_owned(), text));
    answer
}

/// What the request says: nothing said is nothing asked.
fn asked_text(name: &str, given: Option<&str>, asked: &Compare) -> Answer {
    let Compare::Texts { texts, negated } = asked else {
        return said(false, name, String::from("not comparable"));
    };
    let is = given.is_some_and(|given| texts.iter().any(|text| text == given));
    said(is != *negated, name, given.unwrap_or("none").to_owned())
}

/// What the case says of patient and payer: nothing said is not known.
fn given_text(context: &Context<'_>, name: &str, given: Option<&str>, asked: &Compare) -> Answer {
    match given {
        Some(_) => asked_text(name, given, asked),
        None => open(context, Reason::NotDocumented, name),
    }
}

fn number(context: &Context<'_>, name: &str, given: Option<Number>, asked: &Compare) -> Answer {
    let Some(given) = given else { return said(false, name, String::from("none")) };
    let mut answer = ranged(context, &Range::exact(given), asked, Reason::WrongType, name);
    answer.evidence.push(Evidence::Header(name.to_owned(), given.to_string()));
    answer
}

fn ranged(context: &Context<'_>, range: &Range, asked: &Compare, reason: Reason, what: &str) -> Answer {
    match compare_range(range, asked) {
        Truth::Unknown => open(context, reason, what),
        decided => Answer::decided(to_status(decided)),
    }
}

fn open(context: &Context<'_>, reason: Reason, what: &str) -> Answer {
    let gap = evidence::header_gap(context, reason.clone(), what);
    let mut answer = Answer::decided(Status::Undetermined);
    answer.reasons.push(reason);
    answer.gaps.push(gap);
    answer
}

/// Anchors that the case does not give.
fn lacking(context: &Context<'_>, missing: &[Missing]) -> Answer {
    let mut answer = Answer::decided(Status::Undetermined);
    let gaps: Vec<Gap> = missing.iter().flat_map(|missing| evidence::anchor_gaps(context, missing)).collect();
    answer.reasons = evidence::reasons_of(&gaps);
    answer.gaps = gaps;
    answer
}
