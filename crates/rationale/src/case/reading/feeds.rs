//! Which records concern a fact: by its name, by their codes, by the kind of record, by who answered.

use crate::assessment::Reason;
use crate::case::model::Record;
use crate::check::model::{Fact, Kind};
use crate::plan::{FactCodes, FedBy};
use crate::value::code::Code;

/// How a record concerns a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concern {
    /// It does.
    Sure,
    /// It may: what sort of record it is is not known.
    Perhaps,
}

impl Concern {
    /// Why it is only possible, where it is.
    pub(super) fn possible(self) -> Option<Reason> {
        (self == Self::Perhaps).then_some(Reason::StatusUnknown)
    }
}

/// A fact with its codes made ready.
#[derive(Clone, Copy)]
pub(super) struct Feeds<'f> {
    fact: &'f Fact,
    codes: &'f FactCodes,
}

impl<'f> Feeds<'f> {
    pub(super) fn new(fact: &'f Fact, codes: &'f FactCodes) -> Self {
        Self { fact, codes }
    }

    pub(super) fn fact(&self) -> &'f Fact {
        self.fact
    }

    /// Whether any of the codes is of the set that the kind names; `None` where it names none.
    pub(super) fn of_own_set(&self, codes: &[Code]) -> Option<bool> {
        self.codes.of_kind.as_ref().map(|set| set.contains_any(codes))
    }

    /// Whether the record speaks of this fact; `None`: it does not.
    pub(super) fn concerned(&self, record: &Record) -> Option<Concern> {
        if record.fact.as_deref() == Some(self.fact.id.as_str()) {
            return self.concerned_by(record, FedBy::Name);
        }
        self.concerned_by(record, FedBy::Perhaps)
    }

    /// [`Self::concerned`], where it is known so far what makes it so.
    pub(super) fn concerned_by(&self, record: &Record, by: FedBy) -> Option<Concern> {
        let named = by == FedBy::Name;
        let coded = match by {
            FedBy::Name => true,
            // The set of its kind feeds a fact only where the record names none.
            FedBy::Code => !self.fact.from.is_empty() || record.fact.is_none(),
            FedBy::Perhaps => self.coded(record),
        };
        if !coded {
            return None;
        }
        match record.kind {
            Some(kind) if !named && self.fact.reads.is_empty() && kind.only_where_named() => None,
            _ if self.fact.reads.is_empty() => Some(Concern::Sure),
            Some(kind) => self.fact.reads.contains(&kind).then_some(Concern::Sure),
            None if named => Some(Concern::Sure),
            // An order would not count where a dispense does, and this may be either.
            None => Some(Concern::Perhaps),
        }
    }

    fn coded(&self, record: &Record) -> bool {
        if record.codes.is_empty() {
            return false;
        }
        if !self.fact.from.is_empty() {
            return self.codes.from.contains_any(&record.codes);
        }
        // A kind `in SET` is fed by the set where nothing else says what feeds it.
        record.fact.is_none() && self.of_own_set(&record.codes) == Some(true)
    }

    /// Whether the author of the record may answer the fact: `None` no, `Some(None)` yes, else possibly.
    pub(super) fn answered_by(&self, record: &Record) -> Option<Option<Reason>> {
        match &self.fact.kind {
            Kind::Judgement(roles) => role(record, roles),
            _ => Some(None),
        }
    }
}

/// Whether the author's role is one of these: `None` no, `Some(None)` yes, else possibly.
pub(super) fn role(record: &Record, roles: &[String]) -> Option<Option<Reason>> {
    match record.source.as_ref().and_then(|source| source.author_role.as_deref()) {
        Some(role) => roles.iter().any(|known| same_word(known, role)).then_some(None),
        None => Some(Some(Reason::NeedsJudgement(roles.to_vec()))),
    }
}

/// A word as options and roles are compared: small letters, `_` for blanks and hyphens.
pub(super) fn folded(word: &str) -> String {
    letters(word).collect()
}

/// Whether two words are one, [`folded`].
pub(super) fn same_word(left: &str, right: &str) -> bool {
    left == right || letters(left).eq(letters(right))
}

fn letters(word: &str) -> impl Iterator<Item = char> {
    let letters = word.trim().chars();
    letters.map(|letter| if matches!(letter, '-' | ' ') { '_' } else { letter.to_ascii_lowercase() })
}
