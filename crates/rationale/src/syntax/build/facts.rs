//! Facts: kinds, parts, lines.

use super::{Builder, Kids, only};
use crate::ast::{self, FactLineForm, FactMode, Kind, KindForm, Part, SilenceMeans};
use crate::source::Name;
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

impl Builder {
    pub(super) fn fact(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Fact> {
        let mut kids = Kids::of(pair);
        let id = self.name_in(&mut kids)?;
        let label = self.label_in(&mut kids);
        let mode = match kids.take(Rule::fact_mode).and_then(|mode| only(&mode)).map(|word| word.as_rule()) {
            None => FactMode::Done,
            Some(Rule::w_planned) => FactMode::Planned,
            Some(_) => FactMode::NotDone,
        };
        let kind = self.kind(&kids.next()?)?;
        let parts = match kids.take(Rule::with_parts).and_then(|with| only(&with)) {
            Some(list) => self.parts(&list)?,
            None => Vec::new(),
        };
        let (mut lines, mut before) = (Vec::new(), None);
        while let Some(line) = kids.next() {
            if line.as_rule() == Rule::fact_line {
                before = Some(line.as_span().start());
                lines.push(self.fact_line(&line)?);
            } else {
                self.note_broken(&line, before.or(Some(pair.as_span().start())));
            }
        }
        Some(ast::Fact { id, label, mode, kind, parts, lines, span: self.span(pair) })
    }

    fn parts(&mut self, list: &Pair<'_, Rule>) -> Option<Vec<Part>> {
        let mut kids = Kids::of(list);
        let (mut parts, mut before) = (Vec::new(), None);
        while let Some(part) = kids.next() {
            if part.as_rule() == Rule::part {
                before = Some(part.as_span().start());
                parts.push(self.part(&part)?);
            } else {
                self.note_broken(&part, before);
            }
        }
        Some(parts)
    }

    fn part(&mut self, pair: &Pair<'_, Rule>) -> Option<Part> {
        let mut kids = Kids::of(pair);
        let id = self.name(&kids.take(Rule::id)?);
        let label = self.label_in(&mut kids);
        let kind = self.kind(&kids.next()?)?;
        let (mut lines, mut missing_is, mut silence_means_no) = (Vec::new(), None, None);
        while let Some(line) = kids.next() {
            if line.as_rule() == Rule::missing_is {
                missing_is = self.name_of(Some(line));
                continue;
            }
            let line = self.fact_line(&line)?;
            match line.form {
                FactLineForm::Silence { means: SilenceMeans::No, condition: None }
                    if silence_means_no.is_none() =>
                {
                    silence_means_no = Some(line.span);
                }
                _ => lines.push(line),
            }
        }
        Some(Part { id, label, kind, missing_is, silence_means_no, lines, span: self.span(pair) })
    }

    fn kind(&mut self, pair: &Pair<'_, Rule>) -> Option<Kind> {
        let mut inner = pair.clone().into_inner();
        let first = inner.next()?;
        let mut kids = Kids::of(pair);
        let form = match first.as_rule() {
            Rule::k_quantity => KindForm::Quantity(self.name(&kids.next()?)),
            Rule::w_yes_no => KindForm::YesNo,
            Rule::w_number => KindForm::Number,
            Rule::w_date => KindForm::Date,
            Rule::k_choice => KindForm::Choice(self.names_of(&mut kids, Rule::option)),
            Rule::k_ordered => KindForm::Ordered(self.names_of(&mut kids, Rule::option)),
            Rule::k_judgement => KindForm::Judgement(self.names_of(&mut kids, Rule::name)),
            Rule::k_record => KindForm::Record(self.parts(&kids.next()?)?),
            Rule::code_kind => KindForm::Code(self.in_set(&first)),
            Rule::event_kind => KindForm::Event(self.in_set(&first)),
            Rule::span_kind => KindForm::Span(self.in_set(&first)),
            _ => return None,
        };
        Some(Kind { form, span: self.span(pair) })
    }

    fn in_set(&self, pair: &Pair<'_, Rule>) -> Option<Name> {
        let mut kids = Kids::of(pair);
        kids.next();
        self.name_of(kids.take(Rule::in_set))
    }

    fn fact_line(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::FactLine> {
        let line = only(pair)?;
        let mut kids = Kids::of(&line);
        let form = match line.as_rule() {
            Rule::from_line => self.codes_line(&mut kids)?,
            Rule::reads_line => FactLineForm::Reads(self.names_of(&mut kids, Rule::name)),
            Rule::rounded_line => FactLineForm::RoundedTo(self.literal(&kids.next()?)?),
            Rule::plausible_line => {
                let from = self.literal(&kids.next()?)?;
                FactLineForm::Plausible(from, self.literal(&kids.next()?)?)
            }
            Rule::also_line => {
                let unit = self.name(&kids.next()?);
                FactLineForm::AlsoIn(unit, self.number(&kids.next()?))
            }
            Rule::one_per_line => FactLineForm::OnePer(self.name_in(&mut kids)?),
            Rule::same_by_line => FactLineForm::SameBy(self.name_in(&mut kids)?),
            Rule::prefer_line => {
                let better = self.name_in(&mut kids)?;
                FactLineForm::PreferSameDay(better, self.name_in(&mut kids)?)
            }
            Rule::on_conflict_line => {
                let words = std::iter::from_fn(|| kids.next());
                FactLineForm::OnConflict(words.map(|word| self.name(&word)).collect())
            }
            Rule::holds_line => FactLineForm::HoldsFor(self.amount(&kids.next()?)?),
            Rule::w_ignore => FactLineForm::IgnoreUnusable,
            Rule::silence_line => self.silence_line(&mut kids)?,
            Rule::ask => FactLineForm::Ask(self.ask(&line)?),
            Rule::note => FactLineForm::Note(self.string(&kids.next()?)),
            Rule::cite => FactLineForm::Cite(self.cite(&line)?),
            _ => return None,
        };
        Some(ast::FactLine { form, span: self.span(pair) })
    }

    fn codes_line(&self, kids: &mut Kids<'_>) -> Option<FactLineForm> {
        if let Some(set) = self.name_in(kids) {
            return Some(FactLineForm::FromSet(set));
        }
        let systems = kids.take_all(Rule::system_codes);
        let systems: Option<Vec<_>> = systems.iter().map(|codes| self.system_codes(codes)).collect();
        Some(FactLineForm::FromCodes(systems?))
    }

    fn silence_line(&mut self, kids: &mut Kids<'_>) -> Option<FactLineForm> {
        let first = kids.next()?;
        let means = match first.as_rule() {
            Rule::w_no => SilenceMeans::No,
            _ => SilenceMeans::Number(self.literal(&first)?),
        };
        let condition = match kids.take(Rule::silence_if).and_then(|condition| only(&condition)) {
            Some(body) => Some(Box::new(self.body(&body)?)),
            None => None,
        };
        Some(FactLineForm::Silence { means, condition })
    }
}
