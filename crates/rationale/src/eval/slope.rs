//! Which way each input pulls a result. Where an input that is used several times pulls one way, the ends of the result lie at its ends.
//!
//! A slope here is a range that holds every (f(b) - f(a)) / (b - a). So steps and rounding do no harm: a function that never falls has a slope that is not
//! below nought.

use super::calculate;
use super::interval::{Interval, Pull};
use crate::assessment::Status;
use crate::check::model::{Formula, Function};

/// What a formula gives, with the ends of inputs that are used several times and pull one way; `None` where it cannot be calculated.
pub(crate) fn result(of: &Formula, inputs: &[Interval], conditions: &[Status]) -> Option<Interval> {
    let plain = calculate::formula(of, inputs, conditions)?;
    let mut least = inputs.to_vec();
    let mut greatest = inputs.to_vec();
    let mut found = false;
    for (at, input) in inputs.iter().enumerate() {
        if input.is_single() || uses(of, at) < 2 {
            continue;
        }
        let pull = slope(of, at, inputs, conditions).and_then(|slope| slope.pull());
        let (Some((low, high)), Some(pull)) = (input.ends(), pull) else { continue };
        let (low, high) = if pull == Pull::Up { (low, high) } else { (high, low) };
        if let (Some(a), Some(b)) = (least.get_mut(at), greatest.get_mut(at)) {
            (*a, *b) = (low, high);
            found = true;
        }
    }
    if !found {
        return Some(plain);
    }
    let low = calculate::formula(of, &least, conditions);
    let high = calculate::formula(of, &greatest, conditions);
    Some(match (low, high) {
        (Some(low), Some(high)) => low.up_to(high),
        _ => plain,
    })
}

/// How often an input is used.
fn uses(of: &Formula, input: usize) -> usize {
    match of {
        Formula::Number(_) => 0,
        Formula::Input(at) => usize::from(*at == input),
        Formula::Sum(a, b)
        | Formula::Difference(a, b)
        | Formula::Product(a, b)
        | Formula::Quotient(a, b)
        | Formula::When(_, a, b) => uses(a, input).saturating_add(uses(b, input)),
        Formula::Function(_, arguments) => {
            arguments.iter().fold(0, |count, part| count.saturating_add(uses(part, input)))
        }
    }
}

fn slope(of: &Formula, input: usize, inputs: &[Interval], conditions: &[Status]) -> Option<Interval> {
    let part = |part: &Formula| slope(part, input, inputs, conditions);
    let value = |part: &Formula| calculate::formula(part, inputs, conditions);
    if uses(of, input) == 0 {
        return Some(Interval::whole(0));
    }
    match of {
        Formula::Number(_) => Some(Interval::whole(0)),
        Formula::Input(_) => Some(Interval::whole(1)),
        Formula::Sum(a, b) => part(a)?.add(&part(b)?),
        Formula::Difference(a, b) => part(a)?.sub(&part(b)?),
        Formula::Product(a, b) => part(a)?.mul(&value(b)?)?.add(&value(a)?.mul(&part(b)?)?),
        Formula::Quotient(a, b) => {
            // Over a square, which changes no sign.
            let under = value(b)?;
            under.pull()?;
            part(a)?.mul(&under)?.sub(&value(a)?.mul(&part(b)?)?)?.div(&under.mul(&under)?)
        }
        Formula::Function(function, arguments) => {
            let (first, rest) = arguments.split_first()?;
            match function {
                Function::Ln | Function::Exp | Function::Sqrt | Function::Round => part(first)?.grown_slope(),
                Function::Power => {
                    let (base, exponent) = (value(first)?, value(rest.first()?)?);
                    if uses(rest.first()?, input) == 0 && base.pull() == Some(Pull::Up) {
                        let along = part(first)?.grown_slope()?;
                        return along.mul(&Interval::whole(if exponent.pull()? == Pull::Up {
                            1
                        } else {
                            -1
                        }));
                    }
                    None
                }
                Function::Min | Function::Max => {
                    let mut all = part(first)?;
                    for other in rest {
                        all = all.hull(part(other)?);
                    }
                    Some(all)
                }
            }
        }
        Formula::When(at, then, otherwise) => match conditions.get(*at)? {
            Status::Met => part(then),
            Status::Unmet => part(otherwise),
            Status::Undetermined => None,
        },
    }
}
