//! Tests: each settles to a status with reasons, evidence and gaps. Total: whatever the case holds, there is an answer.

mod buckets;
mod calculated;
mod calendar;
mod change;
mod count;
pub(super) mod days;
mod header;
mod may_be_one;
mod on_time;
mod pick;
mod picked;
mod run;
mod shares;
mod state;
mod sweep;
mod total;
mod trend;

pub(crate) use calculated::{Inputs, inputs};

use super::absence::{self, Absence};
use super::compare::{self, Verdict};
use super::context::{Context, Hand};
use super::evidence;
use super::select::{self, Entry, Selected, of_status};
use super::window::Span;
use crate::assessment::{Evidence, Finding, Gap, Reason, SetAside, Status};
use crate::ast::FactMode;
use crate::case::reading::{Reading, ValueWhat};
use crate::check::model::{Asks, FactIx, Select, Subject, TestForm};
use crate::plan::{NodeIx, Step, Term, TermIx};
use crate::value::range::Range;
use crate::value::truth::Truth;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The answer to a term.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: Status,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) set_aside: Vec<SetAside>,
    pub(crate) gaps: Vec<Gap>,
    /// What was asked of the records that decided, where a `with` asked it.
    pub(crate) details: Vec<Finding>,
}

impl Answer {
    pub(crate) fn decided(status: Status) -> Self {
        Self {
            status,
            reasons: Vec::new(),
            evidence: Vec::new(),
            set_aside: Vec::new(),
            gaps: Vec::new(),
            details: Vec::new(),
        }
    }
}

/// Settles a term; `path` is where it stands, for what is found inside a `with`.
pub(crate) fn settle(context: &Context<'_>, at: TermIx, hands: &[Hand<'_>], path: &str) -> Rc<Answer> {
    let Some(term) = context.plan.term(at) else { return Rc::new(Answer::decided(Status::Undetermined)) };
    if term.local || matches!(term.test.form, TestForm::Criterion { .. }) {
        return Rc::new(fresh(context, term, hands, path));
    }
    context.answer(at, || fresh(context, term, hands, path))
}

fn fresh(context: &Context<'_>, term: &Term, hands: &[Hand<'_>], path: &str) -> Answer {
    let mut answer = settled(context, term, hands, path);
    if answer.status == Status::Undetermined && answer.reasons.is_empty() && answer.gaps.is_empty() {
        let job = Job { context, term, hands, path, asks: &Asks::Nothing };
        may_be_one::last_resort(&job, &mut answer);
    }
    if term.by_periods {
        super::periods::cite(context, &term.test.form, &mut answer);
    }
    answer
}

fn settled(context: &Context<'_>, term: &Term, hands: &[Hand<'_>], path: &str) -> Answer {
    match &term.test.form {
        TestForm::Count { quantifier, of, asks } => {
            count::settle(&Job { context, term, hands, path, asks }, *quantifier, of)
        }
        TestForm::Run { at_least, max_gap, of, asks } => {
            run::settle(&Job { context, term, hands, path, asks }, *at_least, *max_gap, of)
        }
        TestForm::Pick { pick, of, subject, asks } => {
            pick::settle(&Job { context, term, hands, path, asks }, *pick, of, *subject)
        }
        TestForm::State { of, at, asks } => {
            state::settle(&Job { context, term, hands, path, asks }, of, at.as_ref())
        }
        TestForm::Trend { rise, of, compare } => {
            trend::settle(&Job { context, term, hands, path, asks: &Asks::Nothing }, *rise, of, compare)
        }
        TestForm::Change { percent, first, last, compare } => {
            let job = Job { context, term, hands, path, asks: &Asks::Nothing };
            change::settle(&job, *percent, (first.0, &first.1), (last.0, &last.1), compare)
        }
        TestForm::Buckets { share, of, asks } => {
            buckets::settle(&Job { context, term, hands, path, asks }, *share, of)
        }
        TestForm::OnTime { of, within } => {
            on_time::settle(&Job { context, term, hands, path, asks: &Asks::Nothing }, of, *within)
        }
        TestForm::Elapsed { unit, from, to, compare } => {
            header::elapsed(context, hands, *unit, from, to, compare)
        }
        TestForm::Calculated { value, compare } => {
            calculated::settle(context, term, hands, path, value, compare)
        }
        TestForm::Age { at, compare } => header::age(context, hands, at, compare),
        TestForm::PeriodNumber { of, compare } => super::periods::number(context, of, compare),
        TestForm::Header { field, compare } => header::field(context, *field, compare),
        TestForm::Subject { subject, compare } => of_hand(context, hands, *subject, compare),
        TestForm::Criterion { of, is_met, at } => {
            super::elsewhere::settle(context, of, *is_met, at.as_ref(), hands)
        }
    }
}

/// One term at work.
pub(crate) struct Job<'j, 'c> {
    pub(crate) context: &'j Context<'c>,
    pub(crate) term: &'j Term,
    pub(crate) hands: &'j [Hand<'j>],
    pub(crate) path: &'j str,
    pub(crate) asks: &'j Asks,
}

/// A reading with what the test asks of it.
pub(crate) struct Judged<'c> {
    pub(crate) entry: Entry<'c>,
    pub(crate) verdict: Verdict,
    pub(crate) details: Vec<Finding>,
    /// Gaps found inside a `with`.
    pub(crate) gaps: Vec<Gap>,
}

impl<'j, 'c> Job<'j, 'c> {
    pub(crate) fn select(&self, of: &Select) -> Selected<'j> {
        select::select(self.context, of, &self.term.filter_bodies, self.hands)
    }

    pub(crate) fn absence(&self, fact: FactIx, span: &Span) -> Absence {
        absence::absence(self.context, fact, span, self.hands)
    }

    /// Leaves out readings that were taken without the value that the test speaks of.
    pub(crate) fn with_values(&self, selected: Selected<'j>) -> Selected<'j> {
        match self.asks {
            Asks::Compare(subject, _) => selected.with_values(self.context, *subject),
            Asks::With(_) if self.term.with.is_some_and(|node| speaks_of_value(self.context, node)) => {
                selected.with_values(self.context, Subject::Value)
            }
            _ => selected,
        }
    }

    /// Asks the test of one reading.
    pub(crate) fn judge(&self, fact: FactIx, entry: &Entry<'j>) -> Judged<'j> {
        let (verdict, details, gaps) = self.ask(fact, entry.reading);
        Judged { entry: entry.clone(), verdict, details, gaps }
    }

    /// Asks the test of one reading of which it is known that its value lies in a range.
    pub(crate) fn judge_within(
        &self,
        fact: FactIx,
        entry: &Entry<'j>,
        subject: Subject,
        range: Range,
    ) -> Verdict {
        let mut narrowed = entry.reading.clone();
        let value = match subject {
            Subject::Value => Some(&mut narrowed.value),
            Subject::Part(part) => {
                match narrowed.parts.get_mut(usize::from(part.0)).map(|values| &mut **values) {
                    Some([one]) => Some(one),
                    _ => None,
                }
            }
        };
        if let Some(value) = value {
            value.what = ValueWhat::Number(range);
        }
        self.ask(fact, &narrowed).0
    }

    fn ask(&self, fact: FactIx, reading: &Reading) -> (Verdict, Vec<Finding>, Vec<Gap>) {
        let mut details = Vec::new();
        let mut gaps = Vec::new();
        let verdict = match self.asks {
            Asks::Nothing => Verdict::decided(Truth::True),
            Asks::Compare(subject, asked) => {
                let verdict = compare::compare(self.context, reading, *subject, asked);
                gaps.clone_from(&verdict.gaps);
                verdict
            }
            Asks::HasNoValue => has_no_value(reading),
            Asks::With(_) => {
                let mut hands = self.hands.to_vec();
                hands.push(Hand { fact, reading });
                match self.term.with {
                    None => Verdict::open(Reason::QualifierNotDocumented),
                    Some(node) => {
                        let found =
                            self.context.deeper(|| super::tree::find(self.context, node, &hands, self.path));
                        match found {
                            None => Verdict::open(Reason::CannotBeCalculated),
                            Some(found) => {
                                let truth = of_status(found.status);
                                let (reasons, inner) = super::tree::open_reasons(&found);
                                gaps = inner;
                                details = found.children;
                                Verdict { truth, reasons, part: None, gaps: Vec::new() }
                            }
                        }
                    }
                }
            }
        };
        (verdict, details, gaps)
    }

    pub(crate) fn judge_all(&self, selected: &Selected<'j>) -> Vec<Judged<'j>> {
        selected.entries.iter().map(|entry| self.judge(selected.fact, entry)).collect()
    }

    /// Cites a reading.
    pub(crate) fn cite(&self, selected: &Selected<'_>, entry: &Entry<'_>, leaves_open: bool) -> Evidence {
        let mut record = evidence::record(
            self.context,
            selected.fact,
            entry.reading,
            &selected.span,
            &self.term.shown_parts,
        );
        record.leaves_open = leaves_open;
        Evidence::Record(record)
    }

    /// Says until when an answer holds only so far: one that is unmet in an exclusion, over a window that still runs.
    pub(crate) fn hold_so_far(&self, answer: &mut Answer, absence: &Absence) {
        if answer.status == Status::Unmet && absence.runs_until.is_some() {
            answer.reasons.push(Reason::NotYet(absence.runs_until.filter(|at| at.0 != i64::MAX)));
        }
    }

    /// Why nothing could be decided for want of readings.
    pub(crate) fn want(&self, selected: &Selected<'_>, absence: &Absence, too_few: bool) -> Reason {
        let fact = self.context.fact(selected.fact);
        // What is planned for a time to come can be asked for now.
        let planned = fact.is_some_and(|fact| fact.mode == FactMode::Planned);
        if absence.runs_until.is_some() && !planned {
            return Reason::NotYet(absence.runs_until.filter(|at| at.0 != i64::MAX));
        }
        if let Some(crate::check::model::Kind::Judgement(roles)) = fact.map(|fact| &fact.kind) {
            return Reason::NeedsJudgement(roles.clone());
        }
        if absence.settled() {
            return Reason::NotDone;
        }
        if too_few {
            return Reason::TooFewReadings;
        }
        if !selected.span.missing.is_empty() {
            return Reason::NotDocumented;
        }
        if absence.silence.is_some() && absence.supply.is_none() {
            return Reason::SupplyNotComplete;
        }
        if selected.any_outside_window { Reason::OutsideWindow } else { Reason::NotDocumented }
    }
}

/// Whether what is asked of one record asks something of its value.
fn speaks_of_value(context: &Context<'_>, at: NodeIx) -> bool {
    let Some(node) = context.plan.node(at) else { return false };
    let inside = |at: &NodeIx| context.deeper(|| speaks_of_value(context, *at)).unwrap_or(false);
    let own = match &node.step {
        Step::Group(_, members) => members.iter().any(inside),
        Step::When(condition, then, otherwise) => {
            inside(condition) || inside(then) || otherwise.as_ref().is_some_and(inside)
        }
        Step::Term(term) => context
            .plan
            .term(*term)
            .is_some_and(|term| matches!(term.test.form, TestForm::Subject { subject: Subject::Value, .. })),
    };
    own || node.waived.as_ref().is_some_and(inside)
}

/// Whether the record says that it was taken without a value. One that merely gives none has an open value.
fn has_no_value(reading: &Reading) -> Verdict {
    match reading.value.what {
        ValueWhat::Taken => Verdict::decided(Truth::True),
        _ => Verdict::decided(Truth::False),
    }
}

/// A part of the record at hand.
fn of_hand(
    context: &Context<'_>,
    hands: &[Hand<'_>],
    subject: Subject,
    asked: &crate::check::model::Compare,
) -> Answer {
    let Some(hand) = hands.last() else { return Answer::decided(Status::Undetermined) };
    let verdict = compare::compare(context, hand.reading, subject, asked);
    let mut answer = Answer::decided(select::to_status(verdict.truth));
    let mut record = evidence::record(context, hand.fact, hand.reading, &Span::default(), &[subject]);
    record.leaves_open = answer.status == Status::Undetermined;
    answer.evidence.push(Evidence::Record(record));
    if answer.status == Status::Undetermined {
        answer.gaps.extend(verdict.gaps.iter().cloned());
        for reason in verdict.reasons.iter().filter(|_| verdict.gaps.is_empty()) {
            let part = match subject {
                Subject::Part(_) => Some(subject),
                Subject::Value => None,
            };
            for gap in evidence::gaps(context, hand.fact, reason.clone(), part, hand.reading, None) {
                if !answer.gaps.contains(&gap) {
                    answer.gaps.push(gap);
                }
            }
        }
        answer.reasons = answer.gaps.iter().map(|gap| gap.reason.clone()).collect();
        answer.reasons.sort();
        answer.reasons.dedup();
    }
    answer
}

fn is_calculated(context: &Context<'_>, fact: FactIx, subject: Subject) -> bool {
    match (subject, context.fact(fact)) {
        (Subject::Part(at), Some(fact)) => {
            fact.parts.get(usize::from(at.0)).is_some_and(|part| part.calculated.is_some())
        }
        _ => false,
    }
}

/// What an undetermined test is open for: reasons of the readings that leave it open, weightiest first, with a gap each.
pub(crate) fn leave_open(
    job: &Job<'_, '_>,
    answer: &mut Answer,
    selected: &Selected<'_>,
    judged: &[Judged<'_>],
    want: Option<Reason>,
) {
    let context = job.context;
    answer.status = Status::Undetermined;
    let mut gaps: Vec<Gap> = Vec::new();
    let mut named: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    let mut add = |mut gap: Gap| {
        let asked = (gap.ask.role.clone(), gap.ask.text.clone());
        let key = (gap.reason.clone(), gap.fact.clone(), gap.part.clone(), asked);
        let at = *places.entry(key).or_insert(gaps.len());
        gap.records.retain(|record| named.insert((at, record.clone())));
        match gaps.get_mut(at) {
            Some(same) => same.records.append(&mut gap.records),
            None => gaps.push(gap),
        }
    };
    for missing in &selected.span.missing {
        for gap in evidence::anchor_gaps(context, missing) {
            add(gap);
        }
    }
    for one in judged {
        let mut leaves = false;
        if !one.entry.sure {
            leaves = true;
            for gap in &one.entry.gaps {
                add(gap.clone());
            }
            for reason in &one.entry.reasons {
                if *reason == Reason::NotDocumented && !selected.span.missing.is_empty() {
                    continue;
                }
                if *reason == Reason::ImpreciseTime && !selected.span.loose.is_empty() {
                    // The window is open, whatever the record's own time.
                    for gap in &selected.span.loose {
                        add(gap.clone());
                    }
                    if select::exact_instant(one.entry.reading).is_some() {
                        continue;
                    }
                }
                let part = one.entry.part.map(Subject::Part).filter(|part| {
                    *reason == Reason::QualifierNotDocumented || is_calculated(context, selected.fact, *part)
                });
                let span = Some(&selected.span);
                for gap in
                    evidence::gaps(context, selected.fact, reason.clone(), part, one.entry.reading, span)
                {
                    add(gap);
                }
            }
        }
        if one.verdict.truth == Truth::Unknown {
            leaves = true;
            if one.gaps.is_empty() {
                for reason in &one.verdict.reasons {
                    let part = one.verdict.part.map(Subject::Part);
                    let span = Some(&selected.span);
                    for gap in
                        evidence::gaps(context, selected.fact, reason.clone(), part, one.entry.reading, span)
                    {
                        add(gap);
                    }
                }
            }
            for gap in &one.gaps {
                add(gap.clone());
            }
        }
        if leaves {
            answer.evidence.push(job.cite(selected, &one.entry, true));
            if answer.details.is_empty() {
                answer.details = one.details.clone();
            }
        }
    }
    if let Some(want) = want {
        let asked_for_anchor = want == Reason::NotDocumented && !selected.span.missing.is_empty();
        if !asked_for_anchor {
            add(evidence::gap(context, selected.fact, want, None, &[], Some(&selected.span)));
        }
    }
    let mut reasons: Vec<Reason> = gaps.iter().map(|gap| gap.reason.clone()).collect();
    reasons.sort();
    reasons.dedup();
    answer.reasons = reasons;
    answer.gaps = gaps;
}
