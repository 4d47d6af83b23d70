//! The state of a check: what is lowered so far, where we stand, and what was found wrong.

use super::Limits;
use super::model::{self, FactIx, PartIx, SetIx};
use super::names::{Declared, Inside, Named, Names, Visible};
use crate::ast;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Name, Sources, Span};
use crate::value::code::CodeSet;
use std::collections::{BTreeMap, BTreeSet};

/// How deep work may go within work: trees, and what is checked by itself because a tree names it. Twice what a tree may have with its
/// defines written out, so that only what is refused anyway gets there; a stack of 1 MiB bears it, in WebAssembly too.
const MOST_NESTED: u32 = 192;

/// What a guideline, fact or define rests on, for the digest and for what is unused.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    pub(super) facts: BTreeSet<usize>,
    pub(super) sets: BTreeSet<usize>,
    pub(super) defines: BTreeSet<usize>,
    pub(super) anchors: BTreeSet<usize>,
    pub(super) scores: BTreeSet<usize>,
    pub(super) settings: BTreeSet<Span>,
    /// Sets whose codes are gone through one by one, with what their files say of them.
    pub(super) rows: BTreeSet<usize>,
    /// Other guidelines whose criteria are asked for, as places in [`Names::guidelines`].
    pub(super) guidelines: BTreeSet<usize>,
}

impl Uses {
    pub(super) fn add(&mut self, other: &Self) {
        self.facts.extend(&other.facts);
        self.sets.extend(&other.sets);
        self.defines.extend(&other.defines);
        self.anchors.extend(&other.anchors);
        self.scores.extend(&other.scores);
        self.settings.extend(&other.settings);
        self.guidelines.extend(&other.guidelines);
        self.rows.extend(&other.rows);
    }
}

/// A declaration as lowered.
#[derive(Clone, Debug)]
pub(super) struct Lowered<Ix> {
    /// Its place in the library; `None` where not even its kind is known.
    pub(super) ix: Option<Ix>,
    /// Whether it has an error: whoever uses it is left out too.
    pub(super) broken: bool,
    pub(super) uses: Uses,
}

impl<Ix> Default for Lowered<Ix> {
    fn default() -> Self {
        Self { ix: None, broken: false, uses: Uses::default() }
    }
}

/// How far a define has been checked by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefineState {
    Unchecked,
    InProgress,
    Sound,
    Broken,
}

/// A record at hand.
#[derive(Clone, Debug)]
pub(super) struct Frame<'a> {
    pub(super) fact: FactIx,
    pub(super) alias: Option<&'a str>,
}

/// Where we stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Context<'a> {
    pub(super) file: FileId,
    /// The guideline, as a place in [`Names::guidelines`].
    pub(super) guideline: Option<usize>,
    /// Records at hand, the innermost last.
    pub(super) frames: Vec<Frame<'a>>,
    /// Names bound by `for`.
    pub(super) bound: Vec<super::each::Bound<'a>>,
    /// The criterion we are in, as it will be called in the model.
    pub(super) path: String,
    /// The same as written; stays put inside a define.
    pub(super) written_path: String,
    /// In an overlay: whether what is being lowered is the overlay's own.
    pub(super) traced: Option<bool>,
}

/// Reads the tree and writes the model.
pub(super) struct Checker<'a> {
    pub(super) sources: &'a Sources,
    pub(super) limits: &'a Limits,
    pub(super) names: &'a Names<'a>,
    pub(super) sets: Vec<CodeSet>,
    pub(super) facts: Vec<model::Fact>,
    /// In the order of [`Names::sets`].
    pub(super) set_of: Vec<Lowered<SetIx>>,
    /// What their files say of their codes, in the same order.
    pub(super) rows: Vec<super::each::Rows>,
    /// In the order of [`Names::facts`].
    pub(super) fact_of: Vec<Lowered<FactIx>>,
    pub(super) define_states: Vec<DefineState>,
    pub(super) define_uses: Vec<Uses>,
    /// Where a derived value of a record stands among the parts of its fact.
    pub(super) define_parts: BTreeMap<usize, (FactIx, PartIx)>,
    /// In the order of [`Names::scores`].
    pub(super) score_of: Vec<Lowered<FactIx>>,
    pub(super) score_states: Vec<DefineState>,
    pub(super) cx: Context<'a>,
    pub(super) uses: Uses,
    /// Whether what is being lowered has an error.
    pub(super) broken: bool,
    /// Above nought while a define is written in place: its faults are known already.
    pub(super) quiet: u32,
    pub(super) depth: u32,
    /// How deep the work at hand is, whatever it is for: what bounds the stack. Never set back.
    nested: u32,
    pub(super) tests: usize,
    pub(super) faults: Vec<Diagnostic>,
    pub(super) spans_of_time: Vec<super::windows::Stretch>,
    pub(super) taken_paths: BTreeSet<String>,
    pub(super) references: Vec<super::paths::Reference>,
    pub(super) other_references: Vec<super::elsewhere::OtherReference>,
    /// What scores rest on.
    /// The series of periods of each guideline.
    pub(super) periods_of: BTreeMap<(usize, String), super::periods::Lowering>,
    pub(super) other_uses: Uses,
    /// The overlay that is being lowered.
    pub(super) expanded: Option<&'a super::overlays::Expanded>,
    /// How often a setting was read that the overlay sets.
    pub(super) set_by_overlay: u32,
}

impl<'a> Checker<'a> {
    pub(super) fn new(sources: &'a Sources, limits: &'a Limits, names: &'a Names<'a>) -> Self {
        Self {
            sources,
            limits,
            names,
            sets: Vec::new(),
            facts: vec![super::builtins::approval()],
            set_of: Vec::new(),
            rows: Vec::new(),
            fact_of: Vec::new(),
            define_states: vec![DefineState::Unchecked; names.defines.len()],
            define_uses: vec![Uses::default(); names.defines.len()],
            define_parts: BTreeMap::new(),
            score_of: vec![Lowered::default(); names.scores.len()],
            score_states: vec![DefineState::Unchecked; names.scores.len()],
            cx: Context::default(),
            uses: Uses::default(),
            broken: false,
            quiet: 0,
            depth: 0,
            nested: 0,
            tests: 0,
            faults: Vec::new(),
            spans_of_time: Vec::new(),
            taken_paths: BTreeSet::new(),
            references: Vec::new(),
            other_references: Vec::new(),
            periods_of: BTreeMap::new(),
            other_uses: Uses::default(),
            expanded: None,
            set_by_overlay: 0,
        }
    }

    /// Reports a fault.
    pub(super) fn fault(&mut self, fault: Diagnostic) {
        if fault.severity == Severity::Error {
            self.broken = true;
        }
        if self.quiet == 0 {
            self.faults.push(fault);
        }
    }

    /// Reports an error and answers nothing.
    pub(super) fn refuse<T>(&mut self, fault: Diagnostic) -> Option<T> {
        self.fault(fault);
        None
    }

    /// Notes that this rests on something broken, which is reported where it stands.
    pub(super) fn silently<T>(&mut self) -> Option<T> {
        self.broken = true;
        None
    }

    /// Runs one piece of work by itself: what it rests on, and whether it has errors of its own.
    pub(super) fn apart<T>(&mut self, cx: Context<'a>, work: impl FnOnce(&mut Self) -> T) -> (T, Uses, bool) {
        let cx = std::mem::replace(&mut self.cx, cx);
        let uses = std::mem::take(&mut self.uses);
        let broken = std::mem::replace(&mut self.broken, false);
        let done = self.deeper(work);
        self.cx = cx;
        let uses = std::mem::replace(&mut self.uses, uses);
        let broken = std::mem::replace(&mut self.broken, broken);
        (done, uses, broken)
    }

    /// Runs work one step deeper.
    pub(super) fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.nested = self.nested.saturating_add(1);
        let done = work(self);
        self.nested = self.nested.saturating_sub(1);
        done
    }

    /// Whether no work may go deeper: what defines and scores that hang on one another would else do, each checked by itself.
    pub(super) fn at_the_bottom(&self) -> bool {
        self.nested >= MOST_NESTED
    }

    pub(super) fn visible(&self) -> Option<&'a Visible<'a>> {
        self.names.visible.get(&self.cx.file)
    }

    pub(super) fn inside(&self) -> Option<&'a Inside<'a>> {
        self.cx.guideline.and_then(|index| self.names.inside.get(index))
    }

    /// Whether a name belongs to an item of these files that could not be read.
    pub(super) fn is_broken_name(&self, name: &str) -> bool {
        self.visible().is_some_and(|visible| visible.broken.contains(name))
    }

    pub(super) fn fact(&self, ix: FactIx) -> Option<&model::Fact> {
        self.facts.get(ix.0 as usize)
    }

    /// A set by name.
    pub(super) fn set(&mut self, name: &Name) -> Option<SetIx> {
        match self.visible().and_then(|visible| visible.sets.get(name.node.as_str()).copied()) {
            Some(index) => self.set_at(index),
            None if self.is_broken_name(&name.node) => self.silently(),
            None => {
                let known: Vec<&str> =
                    self.visible().into_iter().flat_map(|visible| visible.sets.keys().copied()).collect();
                let elsewhere = self.names.set_elsewhere(&name.node).and_then(|file| self.sources.get(file));
                let is_fact =
                    self.visible().is_some_and(|visible| visible.asks.contains_key(name.node.as_str()));
                let fault = super::faults::names::unknown_set(
                    name,
                    &known,
                    elsewhere.map(|file| &*file.name),
                    is_fact,
                );
                self.refuse(fault)
            }
        }
    }

    /// A set by its place in [`Names::sets`].
    pub(super) fn set_at(&mut self, index: usize) -> Option<SetIx> {
        self.uses.sets.insert(index);
        let set = self.set_of.get(index);
        let (ix, broken) = (set.and_then(|set| set.ix), set.is_none_or(|set| set.broken));
        if broken {
            self.broken = true;
        }
        ix
    }

    /// A fact by its place in [`Names::facts`].
    pub(super) fn fact_at(&mut self, index: usize) -> Option<FactIx> {
        self.uses.facts.insert(index);
        let fact = self.fact_of.get(index);
        let (ix, broken) = (fact.and_then(|fact| fact.ix), fact.is_none_or(|fact| fact.broken));
        if broken || ix.is_none() {
            self.broken = true;
        }
        ix
    }

    /// A fact by name, where nothing but a fact will do.
    pub(super) fn fact_named(&mut self, name: &Name) -> Option<FactIx> {
        if name.node == super::builtins::APPROVAL {
            return Some(FactIx(0));
        }
        match self.visible().and_then(|visible| visible.asks.get(name.node.as_str()).copied()) {
            Some(Named::Fact(index)) => self.fact_at(index),
            Some(Named::Score(index)) => self.score_at(index, name),
            Some(Named::Define(_)) => self.refuse(super::faults::names::not_a_fact(name, "a define")),
            None if self.is_broken_name(&name.node) => self.silently(),
            None => {
                let fault = self.unknown_fact(name);
                self.refuse(fault)
            }
        }
    }

    /// The fault that a name stands for nothing.
    pub(super) fn unknown_fact(&self, name: &Name) -> Diagnostic {
        use super::faults::names as faults;
        if self.inside().is_some_and(|inside| inside.defines.contains_key(name.node.as_str())) {
            return faults::not_a_fact(name, "a define");
        }
        if self.inside().is_some_and(|inside| inside.periods.contains_key(name.node.as_str())) {
            return faults::not_a_fact(name, "a series of periods");
        }
        if self.visible().is_some_and(|visible| visible.sets.contains_key(name.node.as_str())) {
            return faults::not_a_fact(name, "a code set");
        }
        if super::builtins::is_header(&name.node) {
            return faults::not_a_fact(name, "a field of the request");
        }
        let anchors = self.visible().is_some_and(|visible| visible.anchors.contains_key(name.node.as_str()));
        if anchors || super::builtins::is_point(&name.node) {
            return faults::not_a_fact(name, "a point in time");
        }
        let elsewhere = self.names.declared_elsewhere(&name.node).and_then(|file| self.sources.get(file));
        let known = self.known_asks();
        faults::unknown_fact(name, &known, elsewhere.map(|file| &*file.name))
    }

    /// Every name a bare test may have here, for suggestions.
    pub(super) fn known_asks(&self) -> Vec<&str> {
        let mut known: Vec<&str> = Vec::new();
        if let Some(fact) = self.cx.frames.last().and_then(|frame| self.fact(frame.fact)) {
            known.extend(fact.part_names());
        }
        known.extend(self.inside().into_iter().flat_map(|inside| inside.defines.keys().copied()));
        known.extend(self.visible().into_iter().flat_map(|visible| visible.asks.keys().copied()));
        known.extend(super::builtins::HEADER.iter().map(|(name, _)| *name));
        known
    }

    /// Where a fact is declared, for messages that point to it.
    pub(super) fn declared(&self, ix: FactIx) -> Option<&Declared<'a, ast::Fact>> {
        let index = self.fact_of.iter().position(|lowered| lowered.ix == Some(ix))?;
        self.names.facts.get(index)
    }

    /// The text of a span, white space folded and comments left out.
    pub(super) fn words(&self, span: Span) -> String {
        let text = self.sources.get(span.file).map_or("", |file| file.slice(span));
        fold(text)
    }
}

/// Folds white space and drops comments.
pub(super) fn fold(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut quoted = false;
    let mut comment = false;
    for letter in text.chars() {
        match letter {
            '\n' => comment = false,
            _ if comment => continue,
            '"' | '\u{201c}' | '\u{201d}' => quoted = !quoted,
            '#' if !quoted => {
                comment = true;
                continue;
            }
            _ => {}
        }
        if letter.is_whitespace() {
            if !words.is_empty() && !words.ends_with(' ') {
                words.push(' ');
            }
        } else {
            words.push(letter);
        }
    }
    words.truncate(words.trim_end().len());
    words
}
