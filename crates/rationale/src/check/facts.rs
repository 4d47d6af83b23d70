//! Fact declarations: kinds, parts and lines.

use super::faults::{facts as faults, kinds, names, units};
use super::lower::{Checker, Context, Lowered};
use super::model::{self, FactIx, Kind, Numeric, PartIx, Prefer, RecordKind, Subject};
use crate::ast::{self, FactLineForm, KindForm};
use crate::source::{Name, Span};
use std::collections::BTreeMap;

impl<'a> Checker<'a> {
    /// Lowers all facts but their `silence ... if`, which may speak of other facts.
    pub(super) fn lower_facts(&mut self) {
        for declared in self.names.facts.clone() {
            let cx = Context { file: declared.file, ..Default::default() };
            let node = declared.node;
            let (fact, uses, broken) = self.apart(cx, |this| this.fact_declaration(node));
            let ix = fact.map(|fact| {
                let ix = FactIx(u32::try_from(self.facts.len()).unwrap_or(u32::MAX));
                self.facts.push(fact);
                ix
            });
            self.fact_of.push(Lowered { ix, broken, uses });
        }
    }

    /// Lowers the conditions of `silence means ... if`.
    pub(super) fn lower_silences(&mut self) {
        for (index, declared) in self.names.facts.clone().into_iter().enumerate() {
            let condition = declared.node.lines.iter().find_map(|line| match &line.form {
                FactLineForm::Silence { condition: Some(body), .. } => Some(body),
                _ => None,
            });
            let (Some(condition), Some(ix)) = (condition, self.fact_of.get(index).and_then(|fact| fact.ix))
            else {
                continue;
            };
            let path = format!("silence.{}", declared.node.id.node);
            let cx = Context { file: declared.file, path, ..Default::default() };
            let (body, uses, broken) = self.apart(cx, |this| this.body(condition));
            if let Some(fact) = self.facts.get_mut(ix.0 as usize) {
                match (body, &mut fact.silence) {
                    (Some(body), Some(silence)) => silence.condition = Some(body),
                    // Silence must never mean more than its author says.
                    (_, silence) => *silence = None,
                }
            }
            if let Some(slot) = self.fact_of.get_mut(index) {
                slot.uses.add(&uses);
                slot.broken |= broken;
            }
        }
    }

    fn fact_declaration(&mut self, node: &'a ast::Fact) -> Option<model::Fact> {
        let kind = self.kind(&node.kind, true);
        let mut parts = Vec::new();
        let fields: &[ast::Part] = match &node.kind.form {
            KindForm::Record(fields) => fields,
            _ => &[],
        };
        let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
        for part in fields.iter().chain(&node.parts) {
            if let Some(first) = taken.get(part.id.node.as_str()) {
                self.fault(names::duplicate_name(&part.id, *first));
                continue;
            }
            taken.insert(&part.id.node, part.id.span);
            if let Some(part) = self.part(part) {
                parts.push(part);
            }
        }
        let kind = kind?;
        let mut fact = model::Fact {
            mode: node.mode,
            parts,
            silence: self.default_silence(node),
            span: node.span,
            ..model::Fact::new(node.id.node.clone(), label(&node.id, node.label.as_ref()), kind)
        };
        for line in &node.lines {
            self.fact_line(&mut fact, line);
        }
        if let (
            KindForm::Code(Some(name)) | KindForm::Event(Some(name)) | KindForm::Span(Some(name)),
            Kind::Code(Some(set)) | Kind::Event(Some(set)) | Kind::Span(Some(set)),
        ) = (&node.kind.form, &fact.kind)
            && self.sets.get(set.0 as usize).is_some_and(|set| !set.dated.is_empty())
        {
            self.fault(super::faults::codes::dated_feeds(name));
        }
        if let (true, Kind::Event(Some(set)) | Kind::Span(Some(set))) = (fact.from.is_empty(), &fact.kind)
            && let Some(set) = self.sets.get(set.0 as usize)
        {
            fact.from = set.members.clone();
        }
        Some(fact)
    }

    fn default_silence(&self, node: &ast::Fact) -> Option<model::Silence> {
        let kind = match node.kind.form {
            KindForm::Event(_) => "event",
            KindForm::Span(_) => "span",
            KindForm::Code(_) => "code",
            _ => return None,
        };
        let kinds = self.names.silence.get(&self.cx.file)?;
        kinds.contains(&kind).then_some(model::Silence { number: None, condition: None })
    }

    /// A kind; `top` where it is that of a fact, which may be an event, a span or a record.
    fn kind(&mut self, kind: &ast::Kind, top: bool) -> Option<Kind> {
        let set = |this: &mut Self, name: &Option<Name>| match name {
            Some(name) => this.set(name).map(Some),
            None => Some(None),
        };
        match &kind.form {
            KindForm::Quantity(unit) => self.unit(unit).map(Kind::Quantity),
            KindForm::Number => Some(Kind::Number),
            KindForm::YesNo => Some(yes_no()),
            KindForm::Choice(options) => self.options(options, false),
            KindForm::Ordered(options) => self.options(options, true),
            KindForm::Code(name) => set(self, name).map(Kind::Code),
            KindForm::Date => Some(Kind::Date),
            KindForm::Judgement(roles) => {
                if roles.is_empty() {
                    return self.refuse(kinds::judgement_without_role(kind.span));
                }
                for role in roles {
                    self.role(role);
                }
                Some(Kind::Judgement(roles.iter().map(|role| role.node.clone()).collect()))
            }
            KindForm::Event(_) | KindForm::Span(_) | KindForm::Record(_) if !top => {
                self.refuse(faults::kind_not_for_a_part(kind.span))
            }
            KindForm::Event(name) => set(self, name).map(Kind::Event),
            KindForm::Span(name) => set(self, name).map(Kind::Span),
            KindForm::Record(_) => Some(Kind::Record),
        }
    }

    fn options(&mut self, options: &[Name], ordered: bool) -> Option<Kind> {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for option in options {
            if let Some(first) = first.get(option.node.as_str()) {
                self.fault(names::duplicate_name(option, *first));
            }
            first.entry(&option.node).or_insert(option.span);
        }
        if let Some(option) = options.get(self.limits.options) {
            return self.refuse(faults::too_many_options(option, self.limits.options));
        }
        let options = options.iter().map(|option| option.node.clone()).collect();
        Some(Kind::Options { options, ordered, yes_no: false })
    }

    fn part(&mut self, node: &ast::Part) -> Option<model::Part> {
        let kind = self.kind(&node.kind, false)?;
        let mut part = model::Part {
            id: node.id.node.clone(),
            label: label(&node.id, node.label.as_ref()),
            kind,
            numeric: Numeric::default(),
            from: Vec::new(),
            missing_is: None,
            asks: Vec::new(),
            calculated: None,
        };
        if let Some(option) = &node.missing_is {
            part.missing_is = self.option_of(&part.kind, option, &node.id);
        }
        if let Some(span) = node.silence_means_no {
            self.part_silence(&mut part, span);
        }
        for line in &node.lines {
            match &line.form {
                FactLineForm::Ask(ask) => part.asks.push(self.ask(ask)),
                FactLineForm::RoundedTo(_) | FactLineForm::Plausible(..) | FactLineForm::AlsoIn(..) => {
                    self.numeric_line(&part.kind, &mut part.numeric, &node.id, line);
                }
                FactLineForm::Silence { means: ast::SilenceMeans::No, condition: None } => {
                    self.part_silence(&mut part, line.span);
                }
                FactLineForm::FromCodes(groups) => {
                    for (system, codes) in groups {
                        self.codes(system, codes, &mut part.from);
                    }
                }
                FactLineForm::FromSet(name) => {
                    if let Some(set) = self.set(name).and_then(|ix| self.sets.get(ix.0 as usize)) {
                        part.from.extend(set.members.iter().cloned());
                    }
                }
                FactLineForm::Note(_) => {}
                _ => self.fault(faults::line_not_for_a_part(line.span)),
            }
        }
        Some(part)
    }

    fn part_silence(&mut self, part: &mut model::Part, span: Span) {
        if is_yes_no(&part.kind) || matches!(part.kind, Kind::Code(_)) {
            part.missing_is = Some(0);
        } else {
            self.fault(faults::line_does_not_fit(span, "`silence means no`", "a yes/no part or a code"));
        }
    }

    /// The number of an option that is named outright, such as after `missing is`.
    fn option_of(&mut self, kind: &Kind, option: &Name, owner: &Name) -> Option<u8> {
        let options = match kind {
            Kind::Options { options, .. } => options.clone(),
            Kind::Judgement(_) => vec!["no".to_owned(), "yes".to_owned()],
            _ => return self.refuse(faults::line_does_not_fit(option.span, "an option", "a choice")),
        };
        match options.iter().position(|known| *known == option.node) {
            Some(index) => u8::try_from(index).ok(),
            None => self.refuse(names::unknown_option(option, &owner.node, &options, None)),
        }
    }

    fn numeric_line(&mut self, kind: &Kind, numeric: &mut Numeric, owner: &Name, line: &ast::FactLine) {
        if !matches!(kind, Kind::Quantity(_) | Kind::Number) {
            self.fault(faults::line_does_not_fit(line.span, "this line", "a quantity or number"));
            return;
        }
        match &line.form {
            FactLineForm::RoundedTo(step) => {
                let number = self.declared_number(kind, step, true);
                if let Some(number) = number {
                    if number <= crate::value::number::Number::ZERO {
                        self.fault(faults::not_above_nought(step.span, "`rounded to`"));
                    }
                    numeric.rounded_to = Some(number);
                }
            }
            FactLineForm::Plausible(low, high) => {
                let low_number = self.declared_number(kind, low, false);
                let high_number = self.declared_number(kind, high, false);
                if let (Some(from), Some(to)) = (low_number, high_number) {
                    if from >= to {
                        self.fault(kinds::range_backwards(low.span.to(high.span)));
                    } else {
                        numeric.plausible = Some((from, to));
                    }
                }
            }
            FactLineForm::AlsoIn(unit, factor) => {
                let read = self.unit(unit);
                let number = factor.node.parse::<crate::value::number::Number>().ok();
                let Some(number) = number.filter(|number| *number > crate::value::number::Number::ZERO)
                else {
                    self.fault(faults::not_above_nought(factor.span, "the factor of `also in`"));
                    return;
                };
                let Some(read) = read else { return };
                match kind {
                    Kind::Quantity(own) if own.convertible(&read) => {
                        self.fault(units::also_in_converts(unit, own, &read));
                    }
                    _ => numeric.also_in.push((read, number)),
                }
            }
            _ => self.fault(faults::line_does_not_fit(line.span, "this line", &format!("`{}`", owner.node))),
        }
    }

    fn fact_line(&mut self, fact: &mut model::Fact, line: &'a ast::FactLine) {
        match &line.form {
            FactLineForm::FromCodes(groups) => {
                for (system, codes) in groups {
                    self.codes(system, codes, &mut fact.from);
                }
            }
            FactLineForm::FromSet(name) => {
                if let Some(set) = self.set(name).and_then(|ix| self.sets.get(ix.0 as usize)) {
                    fact.from.extend(set.members.iter().cloned());
                    if !set.dated.is_empty() {
                        self.fault(super::faults::codes::dated_feeds(name));
                    }
                }
            }
            FactLineForm::Reads(kinds) => {
                for kind in kinds {
                    match RecordKind::parse(&kind.node) {
                        Some(known) if fact.reads.contains(&known) => {}
                        Some(known) => fact.reads.push(known),
                        None => self.fault(names::unknown_record_kind(kind)),
                    }
                }
            }
            FactLineForm::RoundedTo(_) | FactLineForm::Plausible(..) | FactLineForm::AlsoIn(..) => {
                let owner = Name::new(fact.id.clone(), fact.span);
                let kind = fact.kind.clone();
                self.numeric_line(&kind, &mut fact.numeric, &owner, line);
            }
            FactLineForm::Ask(ask) => fact.asks.push(self.ask(ask)),
            FactLineForm::Note(note) => fact.notes.push(note.node.clone()),
            FactLineForm::Cite(cite) => {
                if let Some(cite) = self.cite(cite) {
                    fact.cites.push(cite);
                }
            }
            FactLineForm::OnePer(bucket) => {
                if matches!(bucket.node.as_str(), "day" | "night") {
                    fact.one_per = Some(bucket.node.clone());
                } else {
                    self.fault(faults::one_per_what(bucket));
                }
            }
            FactLineForm::SameBy(part) => fact.same_by = self.part_of(fact, part),
            FactLineForm::PreferSameDay(first, second) => {
                if let Some(preference) = self.same_day(fact, first, second, line.span) {
                    fact.prefer_same_day.push(preference);
                }
            }
            FactLineForm::OnConflict(words) => fact.on_conflict = self.prefer(&fact.kind, words, line.span),
            FactLineForm::HoldsFor(amount) => fact.holds_for = self.length(amount),
            FactLineForm::IgnoreUnusable => fact.ignore_unusable = true,
            FactLineForm::Silence { means, .. } => self.silence(fact, means, line.span),
        }
    }

    fn silence(&mut self, fact: &mut model::Fact, means: &ast::SilenceMeans, span: Span) {
        let numeric = matches!(fact.kind, Kind::Quantity(_) | Kind::Number);
        let number = match means {
            ast::SilenceMeans::No => None,
            ast::SilenceMeans::Number(literal) if numeric => {
                let kind = fact.kind.clone();
                match self.declared_number(&kind, literal, false) {
                    Some(number) => Some(number),
                    None => return,
                }
            }
            ast::SilenceMeans::Number(_) => {
                return self.fault(faults::line_does_not_fit(
                    span,
                    "a number for silence",
                    "a quantity or number",
                ));
            }
        };
        if numeric && number.is_none() {
            self.fault(super::faults::advice::silence_on_a_measurement(span, &fact.id));
        }
        fact.silence = Some(model::Silence { number, condition: None });
    }

    fn part_of(&mut self, fact: &model::Fact, part: &Name) -> Option<PartIx> {
        match fact.parts.iter().position(|known| known.id == part.node) {
            Some(index) => u16::try_from(index).ok().map(PartIx),
            None => {
                let known: Vec<&str> = fact.parts.iter().map(|part| part.id.as_str()).collect();
                self.refuse(names::unknown_part(part, &fact.id, &known, None))
            }
        }
    }

    /// `prefer A over B on the same day`: both are options of the fact, or of one of its parts.
    fn same_day(
        &mut self,
        fact: &model::Fact,
        better: &Name,
        worse: &Name,
        span: Span,
    ) -> Option<model::SameDay> {
        if better.node == worse.node {
            return self.refuse(names::duplicate_name(worse, better.span));
        }
        let parts = (0_u16..).zip(&fact.parts).map(|(at, part)| (Subject::Part(PartIx(at)), &part.kind));
        let mut known: Vec<String> = Vec::new();
        for (subject, kind) in std::iter::once((Subject::Value, &fact.kind)).chain(parts) {
            let Kind::Options { options, .. } = kind else { continue };
            let place = |name: &Name| {
                let at = options.iter().position(|option| *option == name.node);
                at.and_then(|at| u8::try_from(at).ok())
            };
            if let (Some(better), Some(worse)) = (place(better), place(worse)) {
                let turned = model::SameDay { subject, better: worse, worse: better };
                if fact.prefer_same_day.contains(&turned) {
                    return self.refuse(faults::preferred_both_ways(span));
                }
                return Some(model::SameDay { subject, better, worse });
            }
            known.extend(options.iter().cloned());
        }
        let stranger = if known.contains(&better.node) { worse } else { better };
        self.refuse(names::unknown_option(stranger, &fact.id, &known, None))
    }

    fn prefer(&mut self, kind: &Kind, words: &[Name], span: Span) -> Option<Prefer> {
        let texts: Vec<&str> = words.iter().map(|word| word.node.as_str()).collect();
        let numeric = matches!(kind, Kind::Quantity(_) | Kind::Number | Kind::Options { ordered: true, .. });
        match texts.as_slice() {
            ["highest"] if numeric => Some(Prefer::Highest),
            ["lowest"] if numeric => Some(Prefer::Lowest),
            ["highest" | "lowest"] => self.refuse(faults::line_does_not_fit(
                span,
                "highest or lowest",
                "a quantity, number or ordered",
            )),
            ["yes"] if is_yes_no(kind) => Some(Prefer::Option(1)),
            ["no"] if is_yes_no(kind) => Some(Prefer::Option(0)),
            ["yes" | "no"] => self.refuse(faults::line_does_not_fit(span, "yes or no", "a yes/no fact")),
            ["latest", "recorded"] => Some(Prefer::LatestRecorded),
            sources => Some(Prefer::Sources(sources.iter().map(|word| (*word).to_owned()).collect())),
        }
    }

    /// A question.
    pub(super) fn ask(&mut self, ask: &ast::Ask) -> model::Ask {
        if let Some(role) = &ask.role {
            self.role(role);
        }
        model::Ask { role: ask.role.as_ref().map(|role| role.node.clone()), text: ask.text.node.clone() }
    }

    /// Looks at a role; an unusual one is most often a slip.
    pub(super) fn role(&mut self, role: &Name) {
        if !super::builtins::ROLES.contains(&role.node.as_str()) {
            self.fault(names::unknown_role(role));
        }
    }
}

/// `yes/no`.
pub(super) fn yes_no() -> Kind {
    Kind::Options { options: vec!["no".to_owned(), "yes".to_owned()], ordered: false, yes_no: true }
}

/// Whether a value of the kind is yes or no.
pub(super) fn is_yes_no(kind: &Kind) -> bool {
    matches!(kind, Kind::Options { yes_no: true, .. } | Kind::Judgement(_))
}

/// A label, or the name where none is written.
pub(super) fn label(id: &Name, label: Option<&Name>) -> String {
    label.map_or_else(|| id.node.clone(), |label| label.node.clone())
}
