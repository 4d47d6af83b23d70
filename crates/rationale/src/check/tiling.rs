//! The rows of a score's table: for every value exactly one holds.

use super::compare::{Sort, Typed};
use super::faults::calculations as faults;
use super::lower::Checker;
use super::model::{Band, Compare, Condition, FactIx, Kind, Numeric, Operand, Row, Subject, option_bit};
use crate::source::Span;
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::truth::Truth;

/// More combinations of values than these are not looked through.
const MOST: usize = 20_000;

/// One thing that rows look at, cut so that each row holds for all of a piece or for nothing of it.
struct Axis {
    /// The values of the pieces, and what to call them.
    pieces: Vec<(Piece, String)>,
}

#[derive(Clone)]
enum Piece {
    Number(Number),
    Option(u64),
    Holds(bool),
}

impl Checker<'_> {
    /// Reports the first value for which no row holds, and the first for which two do.
    pub(super) fn tiles(&mut self, rows: &[Row], spans: &[Span], typed: &Typed, over: FactIx, table: Span) {
        // What each condition looks at: the axis of the table, or one of its own.
        let mut keys: Vec<String> = vec![String::new()];
        let mut axes = vec![self.axis_of_table(rows, typed)];
        let mut at_axis: Vec<Option<usize>> = Vec::new();
        for row in rows {
            let Some(condition) = &row.condition else {
                at_axis.push(None);
                continue;
            };
            let key = match condition {
                Condition::Compare(subject, _) => format!("{subject:?}"),
                Condition::Body(said) => said.key.clone(),
            };
            let at = match keys.iter().position(|known| *known == key) {
                Some(at) => at,
                None => {
                    keys.push(key);
                    axes.push(self.axis_of_condition(rows, condition, over));
                    axes.len().saturating_sub(1)
                }
            };
            at_axis.push(Some(at));
        }
        let count = axes.iter().fold(1_usize, |count, axis| count.saturating_mul(axis.pieces.len()));
        if count == 0 || count > MOST {
            return;
        }
        let mut hole: Option<String> = None;
        let mut overlap: Option<(Span, Span, String)> = None;
        for number in 0..count {
            let mut rest = number;
            let mut chosen: Vec<&(Piece, String)> = Vec::new();
            for axis in &axes {
                let length = axis.pieces.len().max(1);
                chosen.extend(axis.pieces.get(rest.checked_rem(length).unwrap_or(0)));
                rest = rest.checked_div(length).unwrap_or(0);
            }
            let piece = |at: usize| chosen.get(at).map(|(piece, _)| piece);
            let mut holding = Vec::new();
            for ((row, span), condition_at) in rows.iter().zip(spans).zip(&at_axis) {
                let band = match (&row.band, piece(0)) {
                    (Band::Numbers(range), Some(Piece::Number(number))) => range.contains(*number),
                    (Band::Options(bits), Some(Piece::Option(bit))) => bits & bit != 0,
                    _ => false,
                };
                let condition = match (&row.condition, condition_at.and_then(piece)) {
                    (None, _) => true,
                    (Some(Condition::Compare(_, compare)), Some(Piece::Number(number))) => {
                        holds(compare, *number)
                    }
                    (Some(Condition::Compare(_, Compare::Options(bits))), Some(Piece::Option(bit))) => {
                        bits & bit != 0
                    }
                    (Some(_), Some(Piece::Holds(holds))) => *holds,
                    _ => false,
                };
                if band && condition {
                    holding.push(*span);
                }
            }
            let words = || {
                let words: Vec<&str> = chosen.iter().map(|(_, words)| words.as_str()).collect();
                words.join(", ")
            };
            match holding.as_slice() {
                [_] => {}
                [] => hole = hole.or_else(|| Some(words())),
                [first, second, ..] => {
                    overlap = overlap.or_else(|| Some((*first, *second, words())));
                }
            }
        }
        if let Some(what) = hole {
            self.fault(faults::hole_between_bands(table, &what));
        }
        if let Some((first, second, what)) = overlap {
            self.fault(faults::bands_overlap(first, second, &what));
        }
    }

    fn axis_of_table(&self, rows: &[Row], typed: &Typed) -> Axis {
        let mut ends = Vec::new();
        for row in rows {
            if let Band::Numbers(range) = &row.band {
                ends.extend(range_ends(range));
            }
        }
        // What looks at the same value in a `where` is not cut here: it stands on an axis of its own.
        match &typed.sort {
            Sort::Options { options, .. } => options_axis(options),
            Sort::Age => {
                let whole = Numeric { rounded_to: Some(Number::ONE), ..Numeric::default() };
                let mut axis = number_axis(ends, &whole, " years");
                axis.pieces
                    .retain(|(piece, _)| !matches!(piece, Piece::Number(number) if *number < Number::ZERO));
                axis
            }
            Sort::Quantity(unit) if unit.text() != "1" => {
                number_axis(ends, &typed.numeric, &format!(" {unit}"))
            }
            _ => number_axis(ends, &typed.numeric, ""),
        }
    }

    fn axis_of_condition(&self, rows: &[Row], condition: &Condition, over: FactIx) -> Axis {
        let either = || Axis {
            pieces: vec![
                (Piece::Holds(true), String::from("where the condition holds")),
                (Piece::Holds(false), String::from("where the condition does not hold")),
            ],
        };
        let Condition::Compare(subject, _) = condition else { return either() };
        let part = self.fact(over).and_then(|fact| match subject {
            Subject::Value => Some((&fact.id, &fact.kind, &fact.numeric)),
            Subject::Part(part) => {
                let part = fact.parts.get(usize::from(part.0))?;
                Some((&part.id, &part.kind, &part.numeric))
            }
        });
        let Some((name, kind, numeric)) = part else { return either() };
        let mut axis = match kind {
            Kind::Options { options, .. } => options_axis(options),
            Kind::Judgement(_) => options_axis(&[String::from("no"), String::from("yes")]),
            Kind::Quantity(_) | Kind::Number => {
                let mut ends = Vec::new();
                for row in rows {
                    match &row.condition {
                        Some(Condition::Compare(of, compare)) if of == subject => match constants(compare) {
                            Some(found) => ends.extend(found),
                            None => return either(),
                        },
                        _ => {}
                    }
                }
                number_axis(ends, numeric, "")
            }
            _ => return either(),
        };
        for (_, words) in &mut axis.pieces {
            *words = format!("`{name}` {words}");
        }
        axis
    }
}

fn options_axis(options: &[String]) -> Axis {
    let pieces = options.iter().enumerate();
    Axis {
        pieces: pieces.map(|(at, option)| (Piece::Option(option_bit(at)), format!("`{option}`"))).collect(),
    }
}

fn range_ends(range: &Range) -> impl Iterator<Item = Number> {
    [range.low, range.high].into_iter().filter_map(|bound| match bound {
        Bound::Unbounded => None,
        Bound::Inside(number) | Bound::Outside(number) => Some(number),
    })
}

/// The numbers that a comparison changes at; `None` where it is with a part.
fn constants(compare: &Compare) -> Option<Vec<Number>> {
    let constant = |operand: &Operand| match operand {
        Operand::Constant(number) => Some(*number),
        Operand::Part(..) => None,
    };
    match compare {
        Compare::Order(_, than) => Some(vec![constant(than)?]),
        Compare::Between(low, high) => Some(vec![constant(low)?, constant(high)?]),
        _ => None,
    }
}

fn holds(compare: &Compare, number: Number) -> bool {
    let range = Range::exact(number);
    match (compare, constants(compare).as_deref()) {
        (Compare::Order(op, _), Some([than])) => range.order(*op, *than) == Truth::True,
        (Compare::Between(..), Some([low, high])) => range.between(*low, *high) == Truth::True,
        _ => false,
    }
}

/// The line cut at these numbers: each of them, and what lies between, as far as values can be there.
fn number_axis(mut ends: Vec<Number>, numeric: &Numeric, unit: &str) -> Axis {
    ends.sort();
    ends.dedup();
    let possible =
        |number: Number| numeric.plausible.is_none_or(|(low, high)| low <= number && number <= high);
    let step = numeric.rounded_to.filter(|step| *step > Number::ZERO);
    let mut pieces = Vec::new();
    let mut push = |number: Option<Number>, words: String| {
        pieces.extend(number.filter(|number| possible(*number)).map(|number| (Piece::Number(number), words)));
    };
    if let (Some(first), Some((low, _))) = (ends.first(), numeric.plausible)
        && low < *first
    {
        push(on_grid(low, step, true).filter(|number| number < first), format!("below {first}{unit}"));
    } else if let Some(first) = ends.first() {
        push(first.sub(step.unwrap_or(Number::ONE)), format!("below {first}{unit}"));
    } else {
        push(Some(numeric.plausible.map_or(Number::ZERO, |(low, _)| low)), String::from("any value"));
    }
    for (at, end) in ends.iter().enumerate() {
        if on_grid(*end, step, true) == Some(*end) {
            push(Some(*end), format!("{end}{unit}"));
        }
        let Some(next) = at.checked_add(1).and_then(|next| ends.get(next)) else { continue };
        let words = format!("what lies between {end} and {next}{unit}");
        // A value strictly between the two, within what is plausible.
        let (from, to) = match numeric.plausible {
            Some((low, high)) => ((*end).max(low), (*next).min(high)),
            None => (*end, *next),
        };
        let middle = match step {
            Some(step) => {
                let first = on_grid(from, Some(step), true);
                let beyond = |number: Number| if number > *end { Some(number) } else { number.add(step) };
                first.and_then(beyond).filter(|number| number < next)
            }
            None => from
                .add(to)
                .and_then(|sum| sum.div(Number::whole(2)))
                .filter(|middle| end < middle && middle < next),
        };
        push(middle, words);
    }
    if let Some(last) = ends.last() {
        match numeric.plausible {
            Some((_, high)) => {
                push(on_grid(high, step, false).filter(|number| number > last), format!("above {last}{unit}"))
            }
            None => push(last.add(step.unwrap_or(Number::ONE)), format!("above {last}{unit}")),
        }
    }
    Axis { pieces }
}

/// The nearest multiple of the step at or above (below) a number.
fn on_grid(number: Number, step: Option<Number>, up: bool) -> Option<Number> {
    let Some(step) = step else { return Some(number) };
    let near = number.rounded_to(step)?;
    match up {
        true if near < number => near.add(step),
        false if near > number => near.sub(step),
        _ => Some(near),
    }
}
