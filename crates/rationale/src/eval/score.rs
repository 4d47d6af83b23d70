//! Scores: the points that each item of a record may have, and their sum.
//!
//! A score is the range that its open items leave. Items that share an open value are worked out together, value by
//! value; items that share none are free of one another.

use super::calculate::{self, birth_gap};
use super::compare;
use super::context::{Context, FactReadings, Hand};
use super::evidence;
use super::point;
use super::tree;
use crate::assessment::{Gap, Reason, Status};
use crate::case::reading::{Reading, Value, ValueWhat};
use crate::check::model::{
    Band, Body, Compare, Condition, Fact, FactIx, Kind, Operand, Row, Score, Scored, Subject, Table,
    TestForm, first_options,
};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::completed_years;
use crate::value::truth::Truth;

/// More ways to fill in open values than these are not tried one by one: items are then free of one another.
const MOST: usize = 4_096;

/// The readings of a score: those of the fact it scores, with the points.
pub(crate) fn readings(
    context: &Context<'_>,
    at: FactIx,
    score: &Score,
    scored: &FactReadings,
) -> Option<FactReadings> {
    let own = usize::from(score.own.0);
    let mut found = Vec::new();
    for reading in &scored.readings {
        let mut reading = reading.clone();
        reading.parts.truncate(own);
        let points = Sheet::of(context, at, score, &reading).map(|sheet| sheet.points());
        match points {
            None => return None,
            Some(points) => {
                let open = |range: &Option<Range>| {
                    let open = range.is_none_or(|range| !range.is_exact());
                    open.then_some(Reason::QualifierNotDocumented)
                };
                let part = |range: Option<Range>| calculate::value(range, open(&range)).into();
                reading.parts.push(part(points.total));
                reading.parts.push(part(points.highest));
                reading.parts.extend(points.items.into_iter().map(part));
            }
        }
        found.push(reading);
    }
    Some(FactReadings { readings: found, aside: scored.aside.clone() })
}

/// The points of one record.
struct Points {
    total: Option<Range>,
    highest: Option<Range>,
    items: Vec<Option<Range>>,
}

/// One record, to be scored.
struct Sheet<'s, 'c> {
    context: &'s Context<'c>,
    /// The score.
    at: FactIx,
    score: &'s Score,
    over: &'s Fact,
    reading: &'s Reading,
    age: Range,
}

/// A value that tables look at.
type Variable = Scored;

impl<'s, 'c> Sheet<'s, 'c> {
    fn of(context: &'s Context<'c>, at: FactIx, score: &'s Score, reading: &'s Reading) -> Option<Self> {
        let over = context.fact(score.over)?;
        Some(Self {
            context,
            at,
            score,
            over,
            reading,
            age: age_at(context, reading).unwrap_or_else(any_age),
        })
    }

    fn points(&self) -> Points {
        let free: Vec<Option<Range>> =
            self.score.items.iter().map(|item| self.table(&item.table, self.reading, self.age)).collect();
        let open: Vec<Vec<Variable>> = self.score.items.iter().map(|item| self.open(&item.table)).collect();
        let mut items = free;
        let mut total = Some(Range::exact(Number::ZERO));
        let mut highest: Option<Range> = None;
        for members in components(&open) {
            let together = self.together(&members, &open, &mut items);
            let (sum, most) = match together {
                Some(found) => found,
                None => {
                    let ranges = || members.iter().map(|at| items.get(*at).copied().flatten());
                    let sum = ranges().try_fold(Range::exact(Number::ZERO), |sum, range| sum.add(&range?));
                    let most = ranges().reduce(|most, range| Some(most?.higher_of(&range?))).flatten();
                    (sum, most)
                }
            };
            total = total.zip(sum).and_then(|(total, sum)| total.add(&sum));
            highest = match (highest, most) {
                (None, most) => most,
                (Some(highest), Some(most)) => Some(highest.higher_of(&most)),
                (Some(highest), None) => Some(highest),
            };
        }
        if items.iter().any(Option::is_none) {
            highest = None;
        }
        Points { total, highest, items }
    }

    /// Sum and highest of items that share open values, every value tried; `None` where these are too many.
    fn together(
        &self,
        members: &[usize],
        open: &[Vec<Variable>],
        items: &mut [Option<Range>],
    ) -> Option<(Option<Range>, Option<Range>)> {
        let mut variables: Vec<Variable> = Vec::new();
        for variable in members.iter().filter_map(|at| open.get(*at)).flatten() {
            if !variables.contains(variable) {
                variables.push(*variable);
            }
        }
        if variables.is_empty() {
            return None;
        }
        let tables = || members.iter().filter_map(|at| self.score.items.get(*at)).map(|item| &item.table);
        let cells: Vec<Vec<Cell>> = variables
            .iter()
            .map(|variable| {
                let mut cuts = Vec::new();
                for table in tables() {
                    self.cuts(table, *variable, &mut cuts);
                }
                self.cells(*variable, cuts)
            })
            .collect();
        let count = cells.iter().fold(1_usize, |count, cells| count.saturating_mul(cells.len()));
        if count == 0 || count > MOST {
            return None;
        }
        let mut sum: Option<Range> = None;
        let mut highest: Option<Range> = None;
        let mut each: Vec<Option<Range>> = vec![None; members.len()];
        for number in 0..count {
            let mut rest = number;
            let mut filled = self.reading.clone();
            let mut age = self.age;
            for (variable, cells) in variables.iter().zip(&cells) {
                let length = cells.len().max(1);
                let cell = cells.get(rest.checked_rem(length).unwrap_or(0));
                rest = rest.checked_div(length).unwrap_or(0);
                match (variable, cell) {
                    (Scored::Age, Some(Cell::Number(range))) => age = *range,
                    (Scored::Subject(subject), Some(cell)) => fill(&mut filled, *subject, cell),
                    _ => {}
                }
            }
            // No row: a value that is never charted, such as one between two whole steps.
            let Some(points) =
                tables().map(|table| self.table(table, &filled, age)).collect::<Option<Vec<Range>>>()
            else {
                continue;
            };
            let hull =
                |found: Option<Range>, range: Range| Some(found.map_or(range, |found| found.hull(&range)));
            let all = points.iter().try_fold(Range::exact(Number::ZERO), |sum, range| sum.add(range))?;
            let most = points.iter().copied().reduce(|most, range| most.higher_of(&range))?;
            sum = hull(sum, all);
            highest = hull(highest, most);
            for (slot, range) in each.iter_mut().zip(&points) {
                *slot = hull(*slot, *range);
            }
        }
        for (at, range) in members.iter().zip(each) {
            if let Some(slot) = items.get_mut(*at) {
                *slot = range;
            }
        }
        Some((sum, highest))
    }

    /// The points of a table; `None` where no row can hold.
    fn table(&self, table: &Table, reading: &Reading, age: Range) -> Option<Range> {
        match table {
            Table::Number(points) => Some(Range::exact(*points)),
            Table::Charted(scored) => Some(self.number(*scored, reading, age)),
            Table::Highest(tables) => {
                let points: Option<Vec<Range>> =
                    tables.iter().map(|table| self.table(table, reading, age)).collect();
                points?.into_iter().reduce(|most, next| most.higher_of(&next))
            }
            Table::When(at, then, otherwise) => match self.condition(*at, reading) {
                Status::Met => self.table(then, reading, age),
                Status::Unmet => self.table(otherwise, reading, age),
                Status::Undetermined => {
                    Some(self.table(then, reading, age)?.hull(&self.table(otherwise, reading, age)?))
                }
            },
            Table::Points(scored, rows) => {
                let may_hold = rows.iter().filter(|row| self.row(*scored, row, reading, age) != Truth::False);
                may_hold.map(|row| Range::exact(row.points)).reduce(|found, points| found.hull(&points))
            }
        }
    }

    fn condition(&self, at: usize, reading: &Reading) -> Status {
        let hands = [Hand { fact: self.score.over, reading }];
        let nodes = self.context.plan.calculated.get(&(self.at, self.score.own));
        match nodes.and_then(|nodes| nodes.get(at)) {
            Some(node) => tree::find(self.context, *node, &hands, "").status,
            None => Status::Undetermined,
        }
    }

    fn number(&self, scored: Scored, reading: &Reading, age: Range) -> Range {
        match scored {
            Scored::Age => age,
            Scored::Subject(subject) => calculate::number(self.over, reading, subject).0,
        }
    }

    fn row(&self, scored: Scored, row: &Row, reading: &Reading, age: Range) -> Truth {
        let band = match &row.band {
            Band::Numbers(band) => within(&self.number(scored, reading, age), band),
            Band::Options(bits) => match scored {
                Scored::Subject(subject) => among(self.options(reading, subject), *bits),
                Scored::Age => Truth::Unknown,
            },
        };
        let condition = match &row.condition {
            None => Truth::True,
            Some(Condition::Compare(subject, asked)) => {
                compare::compare(self.context, reading, *subject, asked).truth
            }
            // Only a part of the record can tile a table.
            Some(Condition::Body(_)) => Truth::Unknown,
        };
        band.and(condition)
    }

    /// The options that a choice may be.
    fn options(&self, reading: &Reading, subject: Subject) -> u64 {
        let kind = match subject {
            Subject::Value => Some(&self.over.kind),
            Subject::Part(at) => self.over.parts.get(usize::from(at.0)).map(|part| &part.kind),
        };
        let all = match kind {
            Some(Kind::Options { options, .. }) => first_options(options.len()),
            _ => first_options(2),
        };
        let values = compare::values(reading, subject).iter().map(|value| match value.what {
            ValueWhat::Options(bits) => bits,
            _ => all,
        });
        values.reduce(|bits, more| bits | more).unwrap_or(all)
    }

    /// The open values that a table looks at.
    fn open(&self, table: &Table) -> Vec<Variable> {
        let mut looked_at = Vec::new();
        self.variables(table, &mut looked_at);
        looked_at.retain(|variable| match variable {
            Scored::Age => !self.age.is_exact(),
            Scored::Subject(subject) => match self.kind(*subject) {
                Some(Kind::Options { .. } | Kind::Judgement(_)) => {
                    self.options(self.reading, *subject).count_ones() > 1
                }
                Some(Kind::Quantity(_) | Kind::Number) => {
                    !calculate::number(self.over, self.reading, *subject).0.is_exact()
                }
                _ => false,
            },
        });
        looked_at
    }

    fn kind(&self, subject: Subject) -> Option<&Kind> {
        match subject {
            Subject::Value => Some(&self.over.kind),
            Subject::Part(at) => self.over.parts.get(usize::from(at.0)).map(|part| &part.kind),
        }
    }

    fn variables(&self, table: &Table, found: &mut Vec<Variable>) {
        let mut note = |variable: Variable| {
            if !found.contains(&variable) {
                found.push(variable);
            }
        };
        match table {
            Table::Number(_) => {}
            Table::Charted(scored) => note(*scored),
            Table::Points(scored, rows) => {
                note(*scored);
                for row in rows {
                    if let Some(Condition::Compare(subject, _)) = &row.condition {
                        note(Scored::Subject(*subject));
                    }
                }
            }
            Table::Highest(tables) => {
                for table in tables {
                    self.variables(table, found);
                }
            }
            Table::When(at, then, otherwise) => {
                let status = self.condition(*at, self.reading);
                if let (Status::Undetermined, Some(body)) = (status, self.score.conditions.get(*at)) {
                    each_subject(body, &mut |subject, _| note(Scored::Subject(subject)));
                }
                if status != Status::Unmet {
                    self.variables(then, found);
                }
                if status != Status::Met {
                    self.variables(otherwise, found);
                }
            }
        }
    }

    /// The numbers at which what a table says of a value may change.
    fn cuts(&self, table: &Table, variable: Variable, found: &mut Vec<Number>) {
        match table {
            Table::Number(_) | Table::Charted(_) => {}
            Table::Points(scored, rows) => {
                for row in rows {
                    if let (true, Band::Numbers(range)) = (*scored == variable, &row.band) {
                        found.extend(ends(range));
                    }
                    if let Some(Condition::Compare(subject, asked)) = &row.condition
                        && Scored::Subject(*subject) == variable
                    {
                        constants(asked, found);
                    }
                }
            }
            Table::Highest(tables) => {
                for table in tables {
                    self.cuts(table, variable, found);
                }
            }
            Table::When(at, then, otherwise) => {
                if let Some(body) = self.score.conditions.get(*at) {
                    each_subject(body, &mut |subject, asked| {
                        if Scored::Subject(subject) == variable {
                            constants(asked, found);
                        }
                    });
                }
                self.cuts(then, variable, found);
                self.cuts(otherwise, variable, found);
            }
        }
    }

    /// An open value, cut so that no table changes within a piece.
    fn cells(&self, variable: Variable, mut cuts: Vec<Number>) -> Vec<Cell> {
        let subject = match variable {
            Scored::Age => None,
            Scored::Subject(subject) => Some(subject),
        };
        if let Some(subject) = subject
            && matches!(self.kind(subject), Some(Kind::Options { .. } | Kind::Judgement(_)))
        {
            let possible = self.options(self.reading, subject);
            let bits = (0..64_u32).filter_map(|at| 1_u64.checked_shl(at));
            return bits.filter(|bit| possible & bit != 0).map(Cell::Options).collect();
        }
        let whole = self.number(variable, self.reading, self.age);
        cuts.sort();
        cuts.dedup();
        let mut cells = Vec::new();
        let mut low = Bound::Unbounded;
        for cut in cuts {
            cells.extend(Range::new(low, Bound::Outside(cut)));
            cells.push(Range::exact(cut));
            low = Bound::Outside(cut);
        }
        cells.extend(Range::new(low, Bound::Unbounded));
        cells.iter().filter_map(|cell| cell.intersect(&whole)).map(Cell::Number).collect()
    }
}

/// A piece of an open value.
enum Cell {
    Number(Range),
    Options(u64),
}

fn fill(reading: &mut Reading, subject: Subject, cell: &Cell) {
    let what = match cell {
        Cell::Number(range) => ValueWhat::Number(*range),
        Cell::Options(bits) => ValueWhat::Options(*bits),
    };
    let value = Value { what, open: None };
    match subject {
        Subject::Value => reading.value = value,
        Subject::Part(at) => {
            if let Some(slot) = reading.parts.get_mut(usize::from(at.0)) {
                *slot = value.into();
            }
        }
    }
}

/// Groups items that share an open value, directly or through others; in the order of the items.
fn components(open: &[Vec<Variable>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Vec<usize>, Vec<Variable>)> = Vec::new();
    for (at, variables) in open.iter().enumerate() {
        let shares =
            |group: &(Vec<usize>, Vec<Variable>)| group.1.iter().any(|variable| variables.contains(variable));
        let (joined, mut others): (Vec<_>, Vec<_>) = groups.into_iter().partition(shares);
        let mut group = (Vec::new(), variables.clone());
        for (members, more) in joined {
            group.0.extend(members);
            group.1.extend(more);
        }
        group.0.push(at);
        others.push(group);
        groups = others;
    }
    groups.into_iter().map(|(members, _)| members).collect()
}

/// Whether every, some or no value of the first lies in the second.
fn within(value: &Range, band: &Range) -> Truth {
    match value.intersect(band) {
        None => Truth::False,
        Some(shared) if shared == *value => Truth::True,
        Some(_) => Truth::Unknown,
    }
}

fn among(possible: u64, bits: u64) -> Truth {
    match (possible & bits, possible & !bits) {
        (_, 0) => Truth::True,
        (0, _) => Truth::False,
        _ => Truth::Unknown,
    }
}

fn ends(range: &Range) -> impl Iterator<Item = Number> {
    [range.low, range.high].into_iter().filter_map(|bound| match bound {
        Bound::Unbounded => None,
        Bound::Inside(number) | Bound::Outside(number) => Some(number),
    })
}

fn constants(asked: &Compare, found: &mut Vec<Number>) {
    let mut note = |operand: &Operand| {
        if let Operand::Constant(number) = operand {
            found.push(*number);
        }
    };
    match asked {
        Compare::Order(_, than) => note(than),
        Compare::Between(low, high) => {
            note(low);
            note(high);
        }
        _ => {}
    }
}

/// Every comparison that a body makes of the record at hand.
fn each_subject(body: &Body, visit: &mut dyn FnMut(Subject, &Compare)) {
    match body {
        Body::Group { members, .. } => {
            for member in members {
                each_subject(&member.body, visit);
                if let Some(waived) = &member.waived {
                    each_subject(waived, visit);
                }
            }
        }
        Body::When { condition, then, otherwise } => {
            each_subject(condition, visit);
            each_subject(then, visit);
            if let Some(otherwise) = otherwise {
                each_subject(otherwise, visit);
            }
        }
        Body::Test(test) => {
            if let TestForm::Subject { subject, compare } = &test.form {
                visit(*subject, compare);
            }
        }
    }
}

/// The values of the record that a table looks at.
pub(crate) fn subjects(table: &Table) -> Vec<Subject> {
    let mut found = Vec::new();
    let mut todo = vec![table];
    while let Some(table) = todo.pop() {
        let mut note = |subject: Subject| {
            if !found.contains(&subject) && subject != Subject::Value {
                found.push(subject);
            }
        };
        match table {
            Table::Charted(Scored::Subject(subject)) => note(*subject),
            Table::Points(scored, rows) => {
                if let Scored::Subject(subject) = scored {
                    note(*subject);
                }
                for row in rows {
                    if let Some(Condition::Compare(subject, _)) = &row.condition {
                        note(*subject);
                    }
                }
            }
            Table::Highest(tables) => todo.extend(tables.iter().rev()),
            Table::When(_, then, otherwise) => todo.extend([&**otherwise, &**then]),
            Table::Charted(Scored::Age) | Table::Number(_) => {}
        }
    }
    found
}

/// The age when a record was made; `None` where it is not known at all.
fn age_at(context: &Context<'_>, reading: &Reading) -> Option<Range> {
    let on = point::of_reading(reading)?.from?.dates;
    let birth = context.case.patient.birth_date?.dates(&context.case.zone);
    let years = |birth, on| Number::whole(i64::from(completed_years(birth, on)).max(0));
    Range::new(Bound::Inside(years(birth.last, on.first)), Bound::Inside(years(birth.first, on.last)))
}

fn any_age() -> Range {
    Range::new(Bound::Inside(Number::ZERO), Bound::Unbounded).unwrap_or_else(Range::any)
}

/// What would settle an item of a record, or all of them.
pub(crate) fn gaps(context: &Context<'_>, fact: &Fact, reading: &Reading, item: Option<usize>) -> Vec<Gap> {
    let Some(score) = &fact.score else { return Vec::new() };
    let at = context.fact_index(fact);
    let Some(sheet) = at.and_then(|at| Sheet::of(context, at, score, reading)) else { return Vec::new() };
    let points = sheet.points();
    let mut gaps = Vec::new();
    for (index, of) in score.items.iter().enumerate() {
        let open = points.items.get(index).is_none_or(|range| range.is_none_or(|range| !range.is_exact()));
        if !open || item.is_some_and(|item| item != index) {
            continue;
        }
        for variable in sheet.open(&of.table) {
            match variable {
                Scored::Age => gaps.push(match context.case.patient.birth_date {
                    None => birth_gap(context, Reason::NotDocumented),
                    Some(_) => birth_gap(context, Reason::ImpreciseTime),
                }),
                Scored::Subject(subject) => {
                    let calculated = calculate::gaps(context, score.over, Some(subject), reading);
                    gaps.extend(calculated.unwrap_or_else(|| {
                        let reason = compare::values(reading, subject)
                            .iter()
                            .find_map(|value| value.open.clone())
                            .unwrap_or(Reason::ImpreciseValue);
                        let part = Some(subject).filter(|subject| *subject != Subject::Value);
                        vec![evidence::gap(context, score.over, reason, part, &[reading], None)]
                    }));
                }
            }
        }
        let mut conditions = Vec::new();
        asked(&of.table, &mut conditions);
        let hands = [Hand { fact: score.over, reading }];
        let nodes = at.and_then(|at| context.plan.calculated.get(&(at, score.own)));
        for node in conditions.iter().filter_map(|at| nodes.and_then(|nodes| nodes.get(*at))) {
            let found = tree::find(context, *node, &hands, "");
            let (_, more) = tree::open_reasons(&found);
            gaps.extend(more);
        }
    }
    gaps
}

/// The conditions that a table asks.
fn asked(table: &Table, found: &mut Vec<usize>) {
    match table {
        Table::Highest(tables) => tables.iter().for_each(|table| asked(table, found)),
        Table::When(at, then, otherwise) => {
            found.push(*at);
            asked(then, found);
            asked(otherwise, found);
        }
        Table::Points(..) | Table::Charted(_) | Table::Number(_) => {}
    }
}
