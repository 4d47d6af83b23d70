//! What would settle an open request: the smallest sets of questions some answers to which meet it.
//!
//! A set is never only argued for: it carries answers, and with these in the case the evaluator itself said *meets*. The trees
//! tell which tests would have to come out how (`ways`), `answers` makes records of which they could, and the search puts
//! them into the case, asks the evaluator, and keeps what is smallest.

mod answers;
mod asked;
mod derived;
mod header;
mod pairs;
mod periods;
mod repairs;
mod series;
mod times;
mod trend;
mod tried;
mod values;
mod ways;
mod witness;

use super::context::Context;
use super::request::{self, Asked};
use super::{outcome, statuses, term};
use crate::assessment::{
    Gap, Missing, MissingSet, Outcome, Question, Reason, ReasonClass, Status, Witness, WouldChange,
};
use crate::case::Case;
use crate::case::model::Record;
use crate::plan::{NodeIx, Plan, TermIx};
use answers::{Candidate, Wanted, candidates};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use ways::{Leafy, Walk, Ways, comes_out};
pub(crate) use witness::with;

/// How far missing sets are looked for.
///
/// ```
/// let thorough = rationale::eval::Effort { questions: 6, evaluations: 20_000, changes: true };
/// assert!(thorough.evaluations > rationale::eval::Effort::default().evaluations);
/// assert_eq!(rationale::eval::Effort::NONE.questions, 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Sets of up to so many questions.
    pub questions: usize,
    /// The case, with answers in it, is evaluated up to so many times for each guideline.
    pub evaluations: usize,
    /// Whether a request that is not met is told which criteria would have to come out otherwise.
    pub changes: bool,
}

impl Effort {
    /// None are looked for.
    pub const NONE: Self = Self { questions: 0, evaluations: 0, changes: true };
    /// Nothing beyond outcome and findings: neither missing sets nor what would have to change.
    pub const FINDINGS: Self = Self { questions: 0, evaluations: 0, changes: false };
}

impl Default for Effort {
    /// Sets of up to four questions, in up to 600 evaluations.
    fn default() -> Self {
        Self { questions: 4, evaluations: 600, changes: true }
    }
}

/// One question is answered so many times over, each time with more records of its fact.
const MOST_ANSWERS: usize = 4;

/// A test that is to come out so, where it stands.
#[derive(Clone, Debug)]
struct Wish {
    term: TermIx,
    met: bool,
    path: String,
}

/// A node of a test that is to come out so. Its term and the path of its criterion hang on the node alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Wished {
    node: NodeIx,
    term: TermIx,
    met: bool,
}

impl Leafy for Wished {
    fn bit(&self) -> u64 {
        self.node.bit()
    }
}

/// The paths of the nodes that were wished for.
type Paths = RefCell<BTreeMap<NodeIx, String>>;

fn path_of(paths: &Paths, node: NodeIx) -> String {
    paths.borrow().get(&node).cloned().unwrap_or_default()
}

/// The smallest sets of questions for a request that is open.
pub(super) fn missing(context: &Context<'_>, asked: &[Question], effort: Effort) -> Missing {
    let Some(guideline) = context.guideline else { return Missing::default() };
    let case = readable(context, guideline);
    let mut base = Context::new(context.plan, &case);
    base.guideline = Some(guideline);
    let mut search = Search {
        plan: context.plan,
        guideline,
        base: &base,
        effort,
        left: effort.evaluations,
        asked,
        questions: Vec::new(),
        found: Vec::new(),
        stuck: BTreeSet::new(),
        pairs: false,
        cut: false,
    };
    search.look(0);
    search.answer()
}

/// The header and the records that this guideline can read, and those that replace them.
fn readable(context: &Context<'_>, guideline: usize) -> Case {
    let case = context.case;
    let facts = context.plan.guidelines.get(guideline).map_or(&[][..], |nodes| &nodes.facts);
    let concerns = context.index().any_of(case, facts);
    let mut kept: BTreeSet<&str> = case
        .records
        .iter()
        .zip(concerns)
        .filter(|(_, concerns)| *concerns)
        .map(|(record, _)| record.id.as_str())
        .collect();
    loop {
        let before = kept.len();
        for record in &case.records {
            if record.replaces.iter().any(|id| kept.contains(id.as_str())) {
                kept.insert(&record.id);
            }
        }
        if kept.len() == before {
            break;
        }
    }
    let records = case.records.iter().filter(|record| kept.contains(record.id.as_str())).cloned().collect();
    Case {
        records,
        id: case.id.clone(),
        zone: case.zone.clone(),
        zone_name: case.zone_name.clone(),
        supply: case.supply.clone(),
        not_read: case.not_read.clone(),
        payer: case.payer.clone(),
        plan: case.plan.clone(),
        line_of_business: case.line_of_business.clone(),
        state: case.state.clone(),
        contractor: case.contractor.clone(),
        holidays: case.holidays.clone(),
        request: case.request.clone(),
        patient: case.patient.clone(),
        anchors: case.anchors.clone(),
        ..*case
    }
}

struct Search<'s> {
    plan: &'s Plan,
    guideline: usize,
    /// The case without any answer.
    base: &'s Context<'s>,
    effort: Effort,
    /// Evaluations left.
    left: usize,
    /// The questions of the assessment.
    asked: &'s [Question],
    questions: Vec<Question>,
    found: Vec<(BTreeSet<usize>, Witness)>,
    /// Questions whose answers, as tried, were in each other's way.
    stuck: BTreeSet<BTreeSet<usize>>,
    /// Whether one question is answered with readings for two tests at once.
    pairs: bool,
    cut: bool,
}

/// What was answered so far.
#[derive(Clone, Default)]
struct Answered {
    questions: BTreeSet<usize>,
    answers: Witness,
    /// The answers by the question they answer.
    each: Vec<(usize, Witness)>,
}

impl Search<'_> {
    /// Tries the ways in which the request would be met, smallest first.
    fn look(&mut self, depth: u32) {
        self.go_on(self.base, &Answered::default(), depth);
    }

    /// Looks for further answers where those so far are not enough.
    fn go_on(&mut self, context: &Context<'_>, so_far: &Answered, depth: u32) {
        let paths = Paths::default();
        let Some(ways) = self.wishes(context, &paths) else {
            self.cut = true;
            return;
        };
        self.cut |= ways.is_cut();
        for wishes in ways.sets() {
            // What is met already needs no answers.
            if wishes.items().is_empty() {
                continue;
            }
            let wish = |of: &Wished| Wish { term: of.term, met: of.met, path: path_of(&paths, of.node) };
            let mut wishes: Vec<Wish> = wishes.items().iter().map(wish).collect();
            let (found, stuck) = (self.found.len(), std::mem::take(&mut self.stuck));
            self.answer_all(context, &wishes, so_far, depth);
            if wishes.len() > 1 {
                // Another order: an answer to a later question may settle an earlier one as well.
                wishes.reverse();
                self.answer_all(context, &wishes, so_far, depth);
            }
            if !self.pairs && self.share_a_fact(&wishes) && self.pairs_may_help(found) {
                self.pairs = true;
                self.answer_all(context, &wishes, so_far, depth);
                self.pairs = false;
            }
            if self.found.len() > found {
                self.stuck.clear();
            }
            self.stuck.extend(stuck);
            if self.left == 0 {
                self.cut = true;
                return;
            }
        }
    }

    fn wishes(&self, context: &Context<'_>, paths: &Paths) -> Option<Ways<Wished>> {
        let guideline = self.plan.library().guidelines.get(self.guideline)?;
        let nodes = self.plan.guidelines.get(self.guideline)?;
        let asked = request::asked(context, guideline, true).ok()??;
        let leaf = |place: &ways::Place<'_>, met: bool| {
            let status = term::settle(context, place.term, &[], place.path).status;
            match comes_out(status, met) {
                Some(true) => Ways::already(),
                Some(false) => Ways::never(),
                None => {
                    paths.borrow_mut().entry(place.node).or_insert_with(|| place.path.to_owned());
                    Ways::by(Wished { node: place.node, term: place.term, met })
                }
            }
        };
        let walk = Walk { context, leaf: &leaf };
        Some(walk.asked(guideline, nodes, &asked, true))
    }

    /// Answers what the first open wish asks, in every way that helps, and so on.
    fn answer_all(&mut self, context: &Context<'_>, wishes: &[Wish], so_far: &Answered, depth: u32) {
        if self.left == 0 {
            self.cut = true;
            return;
        }
        if self.found.iter().any(|(set, _)| set.is_subset(&so_far.questions)) {
            return;
        }
        if !so_far.questions.is_empty() {
            self.left = self.left.saturating_sub(1);
            if self.meets(context) {
                self.keep(so_far);
                return;
            }
        }
        let mut open = None;
        for wish in wishes {
            let status = term::settle(context, wish.term, &[], &wish.path).status;
            match comes_out(status, wish.met) {
                Some(true) => {}
                Some(false) => {
                    self.stuck.insert(so_far.questions.clone());
                    return;
                }
                None => {
                    open = Some(wish);
                    break;
                }
            }
        }
        let Some(wish) = open else {
            // An answer opened something else.
            if depth < 2 {
                self.go_on(context, so_far, depth.saturating_add(1));
            } else {
                self.cut = true;
            }
            return;
        };
        if so_far.questions.len() > self.effort.questions || so_far.answers.records.len() > 500 {
            self.cut = true;
            return;
        }
        for candidate in self.helpful(context, wish, wishes) {
            let mut next = so_far.clone();
            if mends_an_answer(&mut next.answers, &candidate.answer) {
                for (_, answer) in &mut next.each {
                    mends_an_answer(answer, &candidate.answer);
                }
            } else {
                let known = self.asked_for_already(&next, &candidate.gap);
                let question = match known {
                    Some(question) => self.ask_for(question, &wish.path),
                    None => self.question(&candidate.gap, &wish.path),
                };
                if next.each.iter().filter(|(other, _)| *other == question).count() >= MOST_ANSWERS {
                    self.cut = true;
                    continue;
                }
                next.questions.insert(question);
                add(&mut next.answers, &candidate.answer);
                next.each.push((question, candidate.answer.clone()));
            }
            if next.questions.len() > self.effort.questions {
                self.cut = true;
                continue;
            }
            let answered = with(self.base.case, &next.answers);
            let context = tried::after(context, &answered);
            self.answer_all(&context, wishes, &next, depth);
            if self.left == 0 {
                return;
            }
        }
    }

    /// The question that was asked before and answered, where this asks for more of the same: further records of one fact and time,
    /// or others instead of those that answered it.
    fn asked_for_already(&self, so_far: &Answered, gap: &Gap) -> Option<usize> {
        let records = |answer: &Witness, id: &String| answer.records.iter().any(|record| record.id == *id);
        if let Some(first) = gap.records.first() {
            let of_answers = gap.records.iter().all(|id| records(&so_far.answers, id));
            let answered = so_far.each.iter().find(|(_, answer)| records(answer, first));
            return answered.filter(|_| of_answers).map(|(question, _)| *question);
        }
        let mut known = so_far.questions.iter().copied();
        known.find(|at| self.questions.get(*at).is_some_and(|question| same_records(&question.gap, gap)))
    }

    /// Keeps answers that are enough, without those that turn out not to be needed: a later one may do without an earlier.
    fn keep(&mut self, enough: &Answered) {
        let mut each = enough.each.clone();
        let together = |each: &[(usize, Witness)]| {
            let mut answers = Witness::default();
            for (_, answer) in each {
                add(&mut answers, answer);
            }
            answers
        };
        for question in &enough.questions {
            if each.len() < 2 || self.left == 0 {
                break;
            }
            let fewer: Vec<(usize, Witness)> =
                each.iter().filter(|(other, _)| other != question).cloned().collect();
            if fewer.is_empty() {
                continue;
            }
            self.left = self.left.saturating_sub(1);
            let case = with(self.base.case, &together(&fewer));
            let context = tried::after(self.base, &case);
            if self.meets(&context) {
                each = fewer;
            }
        }
        // What was confirmed, and no other arrangement of it.
        if each.len() == enough.each.len() {
            self.found.push((enough.questions.clone(), enough.answers.clone()));
            return;
        }
        let questions = each.iter().map(|(question, _)| *question).collect();
        self.found.push((questions, together(&each)));
    }

    /// The answers that make a wish come true; failing these, ones that leave it open for another reason.
    fn helpful(&mut self, context: &Context<'_>, wish: &Wish, wishes: &[Wish]) -> Vec<Candidate> {
        let facts = self.facts_of(wish);
        let also: Vec<_> = wishes
            .iter()
            .filter(|other| other.term != wish.term && pairs::share(&facts, &self.facts_of(other)))
            .filter_map(|other| self.plan.term(other.term))
            .filter_map(|term| match crate::plan::asks(&term.test.form) {
                Some(crate::check::model::Asks::Compare(_, compare)) => Some(values::thresholds(compare)),
                _ => None,
            })
            .flatten()
            .collect();
        let wanted = Wanted { at: wish.term, hands: &[], path: &wish.path, met: wish.met, also: &also };
        let before = term::settle(context, wish.term, &[], &wish.path);
        let mut made = Vec::new();
        let mut nearer = Vec::new();
        let mut tried = if self.pairs { self.pairs_for(context, &wanted, wishes) } else { Vec::new() };
        tried.extend(candidates(context, &wanted));
        tried.extend(inside(context, wish));
        for candidate in tried {
            if self.left == 0 {
                break;
            }
            self.left = self.left.saturating_sub(1);
            let answered = with(context.case, &candidate.answer);
            let context = tried::after(context, &answered);
            let after = term::settle(&context, wish.term, &[], &wish.path);
            match comes_out(after.status, wish.met) {
                Some(true) => made.push(candidate),
                Some(false) => {}
                None if after.gaps != before.gaps => {
                    let opened = after.gaps.iter().filter(|gap| !before.gaps.contains(gap)).count();
                    nearer.push((opened, candidate));
                }
                None => {}
            }
        }
        // Two of each question: another answer may suit the other tests better.
        let mut kept: Vec<Candidate> = Vec::new();
        for candidate in made {
            if kept.iter().filter(|other| other.gap == candidate.gap).count() < 3 {
                kept.push(candidate);
            }
        }
        if kept.is_empty() {
            // Those that open the fewest other questions, some of each question.
            nearer.sort_by_key(|(opened, _)| *opened);
            for (_, candidate) in nearer {
                let same = kept.iter().filter(|other| other.gap == candidate.gap).count();
                if same < 2 && kept.len() < 4 {
                    kept.push(candidate);
                }
            }
        }
        // A question whose answers, as far as they are made up, do not bring it about: others might.
        let can_be_asked = |gap: &&Gap| {
            gap.reason.class() != ReasonClass::Neither && !kept.iter().any(|one| one.gap == **gap)
        };
        let never = self.plan.term(wish.term).is_some_and(|term| asked::never(context, term, wish.met));
        self.cut |= !never && before.gaps.iter().any(|gap| can_be_asked(&gap));
        kept
    }

    fn meets(&self, context: &Context<'_>) -> bool {
        meets(context, self.guideline)
    }

    /// That a known question is asked by a criterion too.
    fn ask_for(&mut self, at: usize, path: &str) -> usize {
        let path = path.split('#').next().unwrap_or(path);
        if let Some(question) = self.questions.get_mut(at)
            && !question.criteria.iter().any(|known| known == path)
        {
            question.criteria.push(path.to_owned());
        }
        at
    }

    fn question(&mut self, gap: &Gap, path: &str) -> usize {
        let path = path.split('#').next().unwrap_or(path).to_owned();
        // As the assessment asks it, in the words of its criterion.
        let same = |known: &&Question| {
            Gap { ask: gap.ask.clone(), ..known.gap.clone() } == *gap && known.criteria.contains(&path)
        };
        let known = self.asked.iter().find(same).map(|question| &question.gap);
        let gap = known.unwrap_or(gap);
        let asked = |other: &Gap| other == gap || same_records(other, gap);
        if let Some(at) = self.questions.iter().position(|question| asked(&question.gap)) {
            // Another reason to ask for the same: in the words of the assessment, where it has any.
            if let Some(question) = self.questions.get_mut(at)
                && known.is_some()
                && !self.asked.iter().any(|other| other.gap == question.gap)
            {
                question.gap = gap.clone();
            }
            return self.ask_for(at, &path);
        }
        self.questions.push(Question { gap: gap.clone(), criteria: vec![path] });
        self.questions.len().saturating_sub(1)
    }

    /// Keeps the sets that hold no other, and the questions they speak of.
    fn answer(mut self) -> Missing {
        self.found.sort_by(|(a, _), (b, _)| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        let mut kept: Vec<(BTreeSet<usize>, Witness)> = Vec::new();
        for (set, witness) in self.found {
            if !kept.iter().any(|(smaller, _)| smaller.is_subset(&set)) {
                kept.push((set, witness));
            }
        }
        // Where answers were in each other's way and no other way was found, others might do.
        let mut cut = self.cut;
        for stuck in &self.stuck {
            cut |= !kept.iter().any(|(set, _)| set.is_subset(stuck));
        }
        let used: BTreeSet<usize> = kept.iter().flat_map(|(set, _)| set.iter().copied()).collect();
        let place = |at: &usize| used.iter().position(|other| other == at).unwrap_or(0);
        let questions = used.iter().filter_map(|at| self.questions.get(*at).cloned()).collect();
        let sets = kept
            .into_iter()
            .map(|(set, witness)| MissingSet { questions: set.iter().map(place).collect(), witness })
            .collect();
        Missing { questions, sets, up_to: self.effort.questions, cut }
    }
}

/// Whether both ask for records of one fact and time. Why they are asked for (there are none, too few, none in that time) changes as
/// answers come in, and with it the words; what would be sent does not.
fn same_records(one: &Gap, other: &Gap) -> bool {
    let for_records = |gap: &Gap| {
        gap.records.is_empty()
            && gap.fact.is_some()
            && matches!(gap.reason, Reason::NotDocumented | Reason::OutsideWindow | Reason::TooFewReadings)
    };
    for_records(one)
        && for_records(other)
        && (&one.fact, &one.part, &one.from, &one.to) == (&other.fact, &other.part, &other.from, &other.to)
}

/// Answers to what a `with` asks of other facts, where a record is at hand and only that is open.
fn inside(context: &Context<'_>, wish: &Wish) -> Vec<Candidate> {
    let Some(planned) = context.plan.term(wish.term) else { return Vec::new() };
    let (Some(node), Some(of)) = (planned.with, planned.test.form.selection()) else {
        return Vec::new();
    };
    let Some((_, holds)) = asked::records_wanted(&planned.test.form, wish.met) else { return Vec::new() };
    let selected = super::select::select(context, of, &planned.filter_bodies, &[]);
    let mut all = Vec::new();
    for entry in selected.entries.iter().take(4) {
        let hands = [super::context::Hand { fact: of.fact, reading: entry.reading }];
        let paths = Paths::default();
        let leaf = |place: &ways::Place<'_>, met: bool| {
            let status = term::settle(context, place.term, &hands, place.path).status;
            match comes_out(status, met) {
                Some(true) => Ways::already(),
                Some(false) => Ways::never(),
                None => {
                    paths.borrow_mut().entry(place.node).or_insert_with(|| place.path.to_owned());
                    Ways::by(Wished { node: place.node, term: place.term, met })
                }
            }
        };
        let walk = Walk { context, leaf: &leaf };
        for set in walk.node(node, &wish.path, holds).sets().iter().take(4) {
            if let Some(first) = set.items().first() {
                let path = path_of(&paths, first.node);
                let wanted = Wanted { at: first.term, hands: &hands, path: &path, met: first.met, also: &[] };
                all.extend(candidates(context, &wanted));
            }
        }
    }
    all
}

/// Where records only mend answers, the mended ones are the answers: a better answer to the same questions.
fn mends_an_answer(answers: &mut Witness, more: &Witness) -> bool {
    let is_answer = |id: &String| answers.records.iter().any(|record| record.id == *id);
    let only = !more.records.is_empty()
        && more.records.iter().all(|record| matches!(record.replaces.as_slice(), [id] if is_answer(id)));
    if !only {
        return false;
    }
    for record in &more.records {
        let old =
            record.replaces.first().and_then(|id| answers.records.iter_mut().find(|answer| answer.id == *id));
        if let Some(old) = old {
            let mended = Record { id: old.id.clone(), replaces: old.replaces.clone(), ..record.clone() };
            *old = mended;
        }
    }
    true
}

fn add(answers: &mut Witness, more: &Witness) {
    answers.records.extend(more.records.iter().cloned());
    answers.supply.extend(more.supply.iter().cloned());
    answers.anchors.extend(more.anchors.iter().map(|(name, time)| (name.clone(), *time)));
    let (all, header) = (&mut answers.header, &more.header);
    all.birth_date = header.birth_date.or(all.birth_date);
    all.received = header.received.or(all.received);
    for (field, answer) in [
        (&mut all.sex, &header.sex),
        (&mut all.payer, &header.payer),
        (&mut all.line_of_business, &header.line_of_business),
        (&mut all.state, &header.state),
    ] {
        if answer.is_some() {
            field.clone_from(answer);
        }
    }
}

/// Whether the guideline applies to the case and what is asked is met.
fn meets(context: &Context<'_>, guideline: usize) -> bool {
    let library = context.plan.library();
    let Some((declared, nodes)) =
        library.guidelines.get(guideline).zip(context.plan.guidelines.get(guideline))
    else {
        return false;
    };
    let met = match request::asked(context, declared, true) {
        Ok(Some(asked)) => statuses::outcome(context, declared, nodes, &asked) == Outcome::Meets,
        _ => false,
    };
    met && outcome::applies(context, declared, nodes).status == Status::Met
}

/// The smallest sets of criteria that would have to come out otherwise for what is asked to be met.
pub(super) fn would_change(context: &Context<'_>, asked: &Asked) -> WouldChange {
    let library = context.plan.library();
    let found =
        context.guideline.and_then(|at| library.guidelines.get(at).zip(context.plan.guidelines.get(at)));
    let Some((guideline, nodes)) = found else { return WouldChange::default() };
    let paths = Paths::default();
    let leaf = |place: &ways::Place<'_>, met: bool| {
        let status = term::settle(context, place.term, &[], place.path).status;
        match comes_out(status, met) {
            Some(true) => Ways::already(),
            _ => {
                let path = place.path.split('#').next().unwrap_or(place.path);
                paths.borrow_mut().entry(place.node).or_insert_with(|| path.to_owned());
                Ways::by(place.node)
            }
        }
    };
    let walk = Walk { context, leaf: &leaf };
    let ways = walk.asked(guideline, nodes, asked, false);
    let smallest = ways.sets().first().map_or(0, |set| set.items().len());
    let mut sets: Vec<Vec<String>> = Vec::new();
    for set in ways.sets().iter().filter(|set| set.items().len() == smallest) {
        let mut named: Vec<String> = Vec::new();
        for node in set.items() {
            let path = path_of(&paths, *node);
            if !named.contains(&path) {
                named.push(path);
            }
        }
        if !named.is_empty() && !sets.contains(&named) {
            sets.push(named);
        }
    }
    WouldChange { sets, cut: ways.is_cut() }
}
