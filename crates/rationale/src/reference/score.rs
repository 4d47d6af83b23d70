//! Scores: every way to fill in what a record leaves open, each scored by itself.

use super::calculate::plausible_range;
use super::compare::numbers_of;
use super::pick::pinned;
use super::{Hand, Look, Scene};
use crate::case::reading::{Reading, Value, ValueWhat};
use crate::check::model::{
    Band, Body, Compare, Condition, Fact, Kind, Operand, Row, Score, Scored, Subject, Table, TestForm,
    first_options,
};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::completed_years;
use crate::value::truth::Truth;

impl Look<'_> {
    /// Adds total, highest item and items to a reading of the fact that is scored.
    pub(super) fn score(&self, score: &Score, reading: &mut Reading) {
        reading.parts.truncate(usize::from(score.own.0));
        let count = score.items.len();
        let mut found: Vec<Option<Range>> = vec![None; count.saturating_add(2)];
        if let Some(over) = self.fact(score.over) {
            let mut looks = Looks::default();
            for item in &score.items {
                looks.table(&item.table, score);
            }
            let at = |scored: &Scored| -> Vec<(Scored, ValueWhat)> {
                let whats = self.values(over, reading, *scored, looks.cuts_of(*scored));
                whats.into_iter().map(|what| (*scored, what)).collect()
            };
            let options: Vec<Vec<(Scored, ValueWhat)>> = looks.at.iter().map(at).collect();
            let tried = self.choices(&options, |chosen| {
                let mut filled = reading.clone();
                let mut years = Number::ZERO;
                for (scored, what) in chosen {
                    match (scored, what) {
                        (Scored::Subject(subject), what) => filled = pinned(&filled, *subject, what.clone()),
                        (Scored::Age, ValueWhat::Number(range)) => {
                            years = range.value().unwrap_or(Number::ZERO)
                        }
                        _ => {}
                    }
                }
                let items: Option<Vec<Range>> =
                    score.items.iter().map(|item| self.points(&item.table, score, &filled, years)).collect();
                // A value for which there is no row is never charted.
                let Some(items) = items else { return };
                let total = items.iter().try_fold(Range::exact(Number::ZERO), |sum, item| sum.add(item));
                let highest = items.iter().copied().reduce(|most, item| most.higher_of(&item));
                let all = [total, highest].into_iter().chain(items.into_iter().map(Some));
                for (slot, range) in found.iter_mut().zip(all) {
                    *slot = match (slot.take(), range) {
                        (Some(before), Some(range)) => Some(before.hull(&range)),
                        (before, range) => before.or(range),
                    };
                }
            });
            if tried.is_none() {
                found.fill(None);
            }
        }
        for range in found {
            let what = ValueWhat::Number(range.unwrap_or_else(Range::any));
            reading.parts.push(Value { what, open: None }.into());
        }
    }

    /// What one thing that a score looks at may be.
    fn values(&self, over: &Fact, reading: &Reading, scored: Scored, cuts: Vec<Number>) -> Vec<ValueWhat> {
        let number = |number: Number| ValueWhat::Number(Range::exact(number));
        let Scored::Subject(subject) = scored else {
            let years = self.years_at(reading);
            let whole = (0..130).map(Number::whole).filter(|age| years.contains(*age));
            return whole.map(number).collect();
        };
        let (kind, numeric) = match subject {
            Subject::Value => (&over.kind, &over.numeric),
            Subject::Part(at) => match over.parts.get(usize::from(at.0)) {
                Some(part) => (&part.kind, &part.numeric),
                None => return Vec::new(),
            },
        };
        match kind {
            Kind::Quantity(_) | Kind::Number => {
                let range = plausible_range(over, reading, subject);
                let mut cuts = cuts;
                if let Some(step) = numeric.rounded_to {
                    let beside: Vec<Number> =
                        cuts.iter().flat_map(|cut| [cut.add(step), cut.sub(step)]).flatten().collect();
                    cuts.extend(beside);
                }
                let numbers = numbers_of(&range, &cuts).into_iter().filter(|number| {
                    range.is_exact()
                        || numeric.rounded_to.is_none_or(|step| number.rounded_to(step) == Some(*number))
                });
                numbers.map(number).collect()
            }
            Kind::Options { .. } | Kind::Judgement(_) => {
                let all = match kind {
                    Kind::Options { options, .. } => first_options(options.len()),
                    _ => first_options(2),
                };
                let values = super::compare::values_of(&Hand { reading, outer: None }, subject);
                let bits = values.iter().map(|value| match value.what {
                    ValueWhat::Options(bits) => bits,
                    _ => all,
                });
                let bits = bits.reduce(|bits, more| bits | more).unwrap_or(all);
                (0..64).map(|at| 1 << at).filter(|bit| bits & bit != 0).map(ValueWhat::Options).collect()
            }
            // Of another kind: as it stands.
            _ => super::compare::values_of(&Hand { reading, outer: None }, subject)
                .into_iter()
                .map(|value| value.what)
                .take(1)
                .collect(),
        }
    }

    /// The age when a record was made, as far as it is known.
    fn years_at(&self, reading: &Reading) -> Range {
        let known = || {
            let (start, _) = self.start_and_end(&reading.time)?;
            let birth = self.case.patient.birth_date?.dates(&self.case.zone);
            let years = |birth, on| Number::whole(i64::from(completed_years(birth, on)).max(0));
            let low = years(birth.last, start.dates.first);
            Range::new(Bound::Inside(low), Bound::Inside(years(birth.first, start.dates.last)))
        };
        known().unwrap_or(Range { low: Bound::Inside(Number::ZERO), high: Bound::Unbounded })
    }

    fn points(&self, table: &Table, score: &Score, reading: &Reading, years: Number) -> Option<Range> {
        let value = |scored: &Scored| match scored {
            Scored::Age => ValueWhat::Number(Range::exact(years)),
            Scored::Subject(subject) => {
                let values = super::compare::values_of(&Hand { reading, outer: None }, *subject);
                values.into_iter().map(|value| value.what).next().unwrap_or(ValueWhat::Taken)
            }
        };
        match table {
            Table::Number(points) => Some(Range::exact(*points)),
            Table::Charted(scored) => match value(scored) {
                ValueWhat::Number(range) => Some(range),
                _ => Some(Range::any()),
            },
            Table::Highest(tables) => {
                let points: Option<Vec<Range>> =
                    tables.iter().map(|table| self.points(table, score, reading, years)).collect();
                points?.into_iter().reduce(|most, next| most.higher_of(&next))
            }
            Table::When(at, then, otherwise) => {
                let hand = Hand { reading, outer: None };
                let scene = Scene { hand: Some(&hand), exclusion: false, aside: true };
                let stands = score.conditions.get(*at).map_or(Truth::Unknown, |body| self.body(body, scene));
                let arm = |table: &Table| self.points(table, score, reading, years);
                match stands {
                    Truth::True => arm(then),
                    Truth::False => arm(otherwise),
                    Truth::Unknown => Some(arm(then)?.hull(&arm(otherwise)?)),
                }
            }
            Table::Points(scored, rows) => {
                let value = value(scored);
                let holds = |row: &&Row| self.row_holds(row, &value, reading) != Truth::False;
                let points = rows.iter().filter(holds).map(|row| Range::exact(row.points));
                points.reduce(|all, next| all.hull(&next))
            }
        }
    }

    fn row_holds(&self, row: &Row, value: &ValueWhat, reading: &Reading) -> Truth {
        let band = match (&row.band, value) {
            (Band::Numbers(band), ValueWhat::Number(range)) => match range.value() {
                Some(number) => Truth::from(band.contains(number)),
                None => Truth::Unknown,
            },
            (Band::Options(bits), ValueWhat::Options(bit)) => Truth::from(bits & bit != 0),
            _ => Truth::Unknown,
        };
        let hand = Hand { reading, outer: None };
        let condition = match &row.condition {
            None => Truth::True,
            Some(Condition::Compare(subject, compare)) => self.compare_subject(&hand, *subject, compare),
            Some(Condition::Body(_)) => Truth::Unknown,
        };
        band.and(condition)
    }
}

/// What a score looks at, and the numbers at which it may change.
#[derive(Default)]
struct Looks {
    at: Vec<Scored>,
    cuts: Vec<(Scored, Number)>,
}

impl Looks {
    fn note(&mut self, scored: Scored) {
        if !self.at.contains(&scored) {
            self.at.push(scored);
        }
    }

    fn cuts_of(&self, scored: Scored) -> Vec<Number> {
        self.cuts.iter().filter(|(of, _)| *of == scored).map(|(_, number)| *number).collect()
    }

    fn cut(&mut self, scored: Scored, bound: Bound) {
        if let Bound::Inside(number) | Bound::Outside(number) = bound {
            self.cuts.push((scored, number));
        }
    }

    fn table(&mut self, table: &Table, score: &Score) {
        match table {
            Table::Number(_) => {}
            Table::Charted(scored) => self.note(*scored),
            Table::Points(scored, rows) => {
                self.note(*scored);
                for row in rows {
                    if let Band::Numbers(range) = &row.band {
                        self.cut(*scored, range.low);
                        self.cut(*scored, range.high);
                    }
                    if let Some(Condition::Compare(subject, compare)) = &row.condition {
                        self.compare(*subject, compare);
                    }
                }
            }
            Table::Highest(tables) => tables.iter().for_each(|table| self.table(table, score)),
            Table::When(at, then, otherwise) => {
                if let Some(body) = score.conditions.get(*at) {
                    self.body(body);
                }
                self.table(then, score);
                self.table(otherwise, score);
            }
        }
    }

    fn compare(&mut self, subject: Subject, compare: &Compare) {
        let scored = Scored::Subject(subject);
        self.note(scored);
        let operands: Vec<&Operand> = match compare {
            Compare::Order(_, than) => vec![than],
            Compare::Between(low, high) => vec![low, high],
            _ => Vec::new(),
        };
        for operand in operands {
            if let Operand::Constant(number) = operand {
                self.cuts.push((scored, *number));
            }
        }
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Group { members, .. } => {
                for member in members {
                    self.body(&member.body);
                    member.waived.iter().for_each(|waived| self.body(waived));
                }
            }
            Body::When { condition, then, otherwise } => {
                self.body(condition);
                self.body(then);
                otherwise.iter().for_each(|otherwise| self.body(otherwise));
            }
            Body::Test(test) => {
                if let TestForm::Subject { subject, compare } = &test.form {
                    self.compare(*subject, compare);
                }
            }
        }
    }
}
