//! Code sets as they are on the dates of a case.

use super::context::Context;
use super::evidence;
use super::point::{self, Missing};
use crate::assessment::{Gap, Reason};
use crate::check::model::{Anchor, Point, SetIx};
use crate::value::code::Code;
use crate::value::time::DateRange;
use crate::value::truth::Truth;
use std::cell::RefCell;

/// Whether any of the codes of one thing is in a set, and what would settle it where a date leaves it open.
pub(crate) fn holds(context: &Context<'_>, set: SetIx, codes: &[Code]) -> (Truth, Vec<Gap>) {
    let Some(set) = context.plan.library().sets.get(set.0 as usize) else {
        return (Truth::False, Vec::new());
    };
    if set.dated.is_empty() {
        return (Truth::from(codes.iter().any(|code| set.contains(code))), Vec::new());
    }
    let asked: RefCell<Vec<String>> = RefCell::default();
    let on = |name: &str| {
        let mut asked = asked.borrow_mut();
        if !asked.iter().any(|known| known == name) {
            asked.push(name.to_owned());
        }
        date(context, name).ok()
    };
    let truth = Truth::any(codes.iter().map(|code| set.holds(code, on)));
    if truth != Truth::Unknown {
        return (truth, Vec::new());
    }
    let mut gaps = Vec::new();
    for name in asked.take() {
        match date(context, &name) {
            Err(missing) => gaps.extend(evidence::anchor_gaps(context, &missing)),
            Ok(dates) if !dates.is_exact() => {
                let what = format!("exact date of {}", point::anchor_words(context, &Anchor::named(&name)));
                gaps.push(evidence::header_gap(context, Reason::ImpreciseTime, &what));
            }
            Ok(_) => {}
        }
    }
    (truth, gaps)
}

/// Two codes of one system, of which something holds and does not hold: two items in one request. Codes of several systems are one item.
pub(crate) fn apart<T: PartialEq>(items: &[Code], of: impl Fn(&Code) -> T) -> Option<(&Code, &Code)> {
    items.iter().enumerate().find_map(|(at, one)| {
        let mut others = items.iter().skip(at.saturating_add(1));
        others.find(|other| other.system == one.system && of(other) != of(one)).map(|other| (one, other))
    })
}

/// The dates that a named time may have.
fn date(context: &Context<'_>, name: &str) -> Result<DateRange, Missing> {
    let at = Point { day_of: true, shift: None, anchor: Anchor::named(name), edge: None };
    point::place(context, &at, &[]).map(|bound| bound.dates)
}
