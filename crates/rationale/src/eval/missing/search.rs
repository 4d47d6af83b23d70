//! The search itself: which tests have to come out how, which answers would make them, and whether the evaluator then says *meets*.

use super::answers::{Candidate, Wanted, candidates};
use super::together::{self, Answer};
use super::ways::{self, Walk, Ways, comes_out};
use super::{Effort, MOST_ANSWERS, Paths, Wish, Wished, asked, pairs, path_of, tried, values, with};
use crate::assessment::{Gap, Outcome, Question, ReasonClass, Status, Witness};
use crate::case::model::RecordStatus;
use crate::check::model::FactIx;
use crate::eval::context::{Context, Hand};
use crate::eval::{outcome, request, select, statuses, term};
use crate::plan::{Plan, Term, TermIx};
use crate::value::number::Number;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub(super) struct Search<'s> {
    pub(super) plan: &'s Plan,
    pub(super) guideline: usize,
    /// The case without any answer.
    pub(super) base: &'s Context<'s>,
    pub(super) effort: Effort,
    /// Evaluations left.
    pub(super) left: usize,
    /// The questions of the assessment.
    pub(super) asked: &'s [Question],
    pub(super) questions: Vec<Question>,
    pub(super) found: Vec<(BTreeSet<usize>, Witness)>,
    /// Questions whose answers, as tried, were in each other's way.
    pub(super) stuck: BTreeSet<BTreeSet<usize>>,
    /// Whether one question is answered with readings for two tests at once.
    pub(super) pairs: bool,
    /// What was found to help a wish in the case without any answer.
    pub(super) helps: BTreeMap<Help, (Rc<[Candidate]>, bool)>,
    /// The answers that were tried for the wishes at hand, whatever the order in which they came.
    pub(super) seen: Vec<(BTreeSet<usize>, Witness)>,
    pub(super) cut: bool,
}

/// What help is for: a wish, and the thresholds of others that are about its fact.
type Help = (TermIx, bool, String, Vec<Number>);

/// More answers that alone do not bring a wish about are not gone on from.
const MOST_NEARER: usize = 8;

/// What was answered so far.
#[derive(Clone)]
pub(super) struct Answered {
    pub(super) questions: BTreeSet<usize>,
    pub(super) answers: Witness,
    /// The answers by the question they answer.
    pub(super) each: Vec<(usize, Answer)>,
    /// The facts that the answers are about; `None` where they are about more than facts.
    touched: Option<BTreeSet<FactIx>>,
}

impl Answered {
    fn nothing() -> Self {
        Self {
            questions: BTreeSet::new(),
            answers: Witness::default(),
            each: Vec::new(),
            touched: Some(BTreeSet::new()),
        }
    }

    /// Whether the answers leave a term as it is without them.
    fn leave(&self, term: &Term) -> bool {
        let (Some(touched), Some(reads)) = (&self.touched, term.reads.as_deref()) else { return false };
        !reads.iter().any(|fact| touched.contains(fact))
    }
}

impl Search<'_> {
    /// Tries the ways in which the request would be met, smallest first.
    pub(super) fn look(&mut self, depth: u32) {
        self.go_on(self.base, &Answered::nothing(), depth);
    }

    /// Looks for further answers where those so far are not enough.
    pub(super) fn go_on(&mut self, context: &Context<'_>, so_far: &Answered, depth: u32) {
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
            let seen = std::mem::take(&mut self.seen);
            self.answer_all(context, &wishes, so_far, depth);
            if wishes.len() > 1 {
                // Another order: an answer to a later question may settle an earlier one as well.
                wishes.reverse();
                self.seen.clear();
                self.answer_all(context, &wishes, so_far, depth);
            }
            if !self.pairs && self.share_a_fact(&wishes) && self.pairs_may_help(found) {
                self.pairs = true;
                self.seen.clear();
                self.answer_all(context, &wishes, so_far, depth);
                self.pairs = false;
            }
            self.seen = seen;
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
        let leaf = open_leaf(context, &[], paths);
        let walk = Walk { context, leaf: &leaf };
        Some(walk.asked(guideline, nodes, &asked, true))
    }

    /// Answers what the first open wish asks, in every way that helps, and so on.
    fn answer_all(&mut self, context: &Context<'_>, wishes: &[Wish], so_far: &Answered, depth: u32) {
        if self.left == 0 {
            self.cut = true;
            return;
        }
        if self.is_found(&so_far.questions) {
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
        for candidate in self.help(context, wish, wishes, so_far).iter() {
            let Some(mut next) = self.next(context, so_far, candidate, wish) else { continue };
            let answered = with(self.base.case, &next.answers);
            let (context, touched) = tried::after(context, &answered);
            next.touched =
                next.touched.zip(touched).map(|(before, now)| before.union(&now).copied().collect());
            self.answer_all(&context, wishes, &next, depth);
            if self.left == 0 {
                return;
            }
        }
    }

    /// What is answered with one answer more; `None` where that need not be tried.
    fn next(
        &mut self,
        context: &Context<'_>,
        so_far: &Answered,
        candidate: &Candidate,
        wish: &Wish,
    ) -> Option<Answered> {
        let (case, base) = (context.case, self.base.case.records.len());
        let answer = Answer::of(case, base, &candidate.answer);
        let gap = together::named(case, base, &candidate.gap);
        let Some(more) = self.answered(so_far, &gap, answer, &wish.path) else {
            self.stuck.insert(so_far.questions.clone());
            return None;
        };
        // Of what is mended all at once it may turn out that less is needed.
        let at_once = more.len() > 1;
        let mut questions = so_far.questions.clone();
        questions.extend(more.iter().map(|(question, _)| *question));
        let times = |question: &usize| so_far.each.iter().filter(|(other, _)| other == question).count();
        if more.iter().any(|(question, _)| times(question) >= MOST_ANSWERS) {
            self.cut = true;
            return None;
        }
        if self.is_found(&questions) {
            return None;
        }
        if questions.len() > self.effort.questions && !at_once {
            self.cut = true;
            return None;
        }
        let mut each = so_far.each.clone();
        each.extend(more);
        let answers = together::witness(self.base.case, each.iter().map(|(_, answer)| answer));
        let tried = (questions, together::plain(&answers));
        if self.seen.contains(&tried) {
            return None;
        }
        let next = Answered { questions: tried.0.clone(), answers, each, touched: so_far.touched.clone() };
        self.seen.push(tried);
        Some(next)
    }

    /// Whether some of the questions are known to be enough.
    fn is_found(&self, questions: &BTreeSet<usize>) -> bool {
        self.found.iter().any(|(set, _)| set.is_subset(questions))
    }

    /// The answers that help a wish. As long as those so far are about other facts, these are the same ones.
    fn help(
        &mut self,
        context: &Context<'_>,
        wish: &Wish,
        wishes: &[Wish],
        so_far: &Answered,
    ) -> Rc<[Candidate]> {
        let also = self.also(wish, wishes);
        let as_without = self.plan.term(wish.term).is_some_and(|term| so_far.leave(term));
        if self.pairs || !as_without {
            let (helpful, cut) = self.helpful(context, wish, wishes, &also);
            self.cut |= cut;
            return helpful.into();
        }
        let key = (wish.term, wish.met, wish.path.clone(), also);
        if let Some((helpful, cut)) = self.helps.get(&key) {
            self.cut |= cut;
            return helpful.iter().map(|candidate| candidate.in_case(context.case)).collect();
        }
        let (helpful, cut) = self.helpful(context, wish, wishes, &key.3);
        self.cut |= cut;
        let helpful: Rc<[Candidate]> = helpful.into();
        // Where the search came to its end not all was tried.
        if self.left > 0 {
            self.helps.insert(key, (Rc::clone(&helpful), cut));
        }
        helpful
    }

    /// Thresholds of other wishes about the same fact.
    fn also(&self, wish: &Wish, wishes: &[Wish]) -> Vec<Number> {
        let facts = self.facts_of(wish);
        wishes
            .iter()
            .filter(|other| other.term != wish.term && pairs::share(&facts, &self.facts_of(other)))
            .filter_map(|other| self.plan.term(other.term))
            .filter_map(|term| match crate::plan::asks(&term.test.form) {
                Some(crate::check::model::Asks::Compare(_, compare)) => Some(values::thresholds(compare)),
                _ => None,
            })
            .flatten()
            .collect()
    }

    /// The answers that make a wish come true; failing these, ones that leave it open for another reason.
    /// And whether there may be others.
    fn helpful(
        &mut self,
        context: &Context<'_>,
        wish: &Wish,
        wishes: &[Wish],
        also: &[Number],
    ) -> (Vec<Candidate>, bool) {
        let wanted = Wanted { at: wish.term, hands: &[], path: &wish.path, met: wish.met, also };
        let base = self.base.case.records.len();
        let before = term::settle(context, wish.term, &[], &wish.path);
        let open = together::of_case(context.case, base, &before.gaps);
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
            let (context, _) = tried::after(context, &answered);
            let after = term::settle(&context, wish.term, &[], &wish.path);
            match comes_out(after.status, wish.met) {
                Some(true) => made.push(candidate),
                Some(false) => {}
                None => {
                    let after = together::of_case(context.case, base, &after.gaps);
                    if after != open {
                        let opened = after.iter().filter(|gap| !open.contains(gap)).count();
                        nearer.push((opened, candidate));
                    }
                }
            }
        }
        // Two of each question: another answer may suit the other tests better.
        // Of the times that an anchor may have only some are tried.
        let sampled = made.is_empty() && before.gaps.iter().any(|gap| gap.fact.is_none());
        let mut kept: Vec<Candidate> = Vec::new();
        for candidate in made {
            if kept.iter().filter(|other| other.gap == candidate.gap).count() < 3 {
                kept.push(candidate);
            }
        }
        // Where none does it, and of other repairs: those that open the fewest others, some of each question.
        let wanted = |gap: &Gap| {
            kept.is_empty() || !gap.records.is_empty() && !kept.iter().any(|other| other.gap == *gap)
        };
        // Without a record others would be asked for in its place: that is no way to mend it.
        let stands = |candidate: &Candidate| {
            candidate.answer.records.iter().all(|record| record.status != RecordStatus::NotDone)
        };
        nearer.retain(|(_, candidate)| {
            wanted(&candidate.gap) && (candidate.gap.records.is_empty() || stands(candidate))
        });
        nearer.sort_by_key(|(opened, _)| *opened);
        let (mut first, mut second): (Vec<Candidate>, Vec<Candidate>) = (Vec::new(), Vec::new());
        for (_, candidate) in nearer {
            let same = |others: &[Candidate]| others.iter().any(|other| other.gap == candidate.gap);
            if !same(&first) {
                first.push(candidate);
            } else if !same(&second) {
                second.push(candidate);
            }
        }
        kept.extend(first.into_iter().chain(second).take(MOST_NEARER));
        // A question whose answers, as far as they are made up, do not bring it about: others might.
        let can_be_asked =
            |gap: &Gap| gap.reason.class() != ReasonClass::Neither && !kept.iter().any(|one| one.gap == *gap);
        let asked: Vec<Gap> = before.gaps.iter().flat_map(together::repairs).collect();
        let never = self.plan.term(wish.term).is_some_and(|term| asked::never(context, term, wish.met));
        let others = !never && (sampled || asked.iter().any(can_be_asked));
        (kept, others)
    }

    pub(super) fn meets(&self, context: &Context<'_>) -> bool {
        meets(context, self.guideline)
    }
}

/// How a test of a tree comes out: already, never, or by an answer; then the path of its criterion is noted.
fn open_leaf<'l>(
    context: &'l Context<'_>,
    hands: &'l [Hand<'_>],
    paths: &'l Paths,
) -> impl Fn(&ways::Place<'_>, bool) -> Ways<Wished> + 'l {
    |place, met| {
        let status = term::settle(context, place.term, hands, place.path).status;
        match comes_out(status, met) {
            Some(true) => Ways::already(),
            Some(false) => Ways::never(),
            None => {
                paths.borrow_mut().entry(place.node).or_insert_with(|| place.path.to_owned());
                Ways::by(Wished { node: place.node, term: place.term, met })
            }
        }
    }
}

/// Answers to what a `with` asks of other facts, where a record is at hand and only that is open.
fn inside(context: &Context<'_>, wish: &Wish) -> Vec<Candidate> {
    let Some(planned) = context.plan.term(wish.term) else { return Vec::new() };
    let (Some(node), Some(of)) = (planned.with, planned.test.form.selection()) else {
        return Vec::new();
    };
    let Some((_, holds)) = asked::records_wanted(&planned.test.form, wish.met) else { return Vec::new() };
    let selected = select::select(context, of, &planned.filter_bodies, &[]);
    let mut all = Vec::new();
    for entry in selected.entries.iter().take(4) {
        let hands = [Hand { fact: of.fact, reading: entry.reading }];
        let paths = Paths::default();
        let leaf = open_leaf(context, &hands, &paths);
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

/// Adds what another witness says.
pub(super) fn add(answers: &mut Witness, more: &Witness) {
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
