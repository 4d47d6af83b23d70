//! Which records feed which facts, made ready once: codes compiled, names and codes looked up instead of asked fact by fact.

use crate::check::model::{Fact, FactIx, Kind, Library, SetIx};
use crate::value::code::{Code, CodeMember, CodeSet, Matcher, System};
use std::collections::BTreeMap;

/// The codes of a fact, made ready.
#[derive(Clone, Debug)]
pub struct FactCodes {
    /// Codes whose records feed it.
    pub(crate) from: Matcher,
    /// The set of its kind, where it names one.
    pub(crate) of_kind: Option<Matcher>,
}

impl FactCodes {
    /// Compiles the codes of a fact.
    #[must_use]
    pub fn new(fact: &Fact, sets: &[CodeSet]) -> Self {
        let of_kind = members_of_kind(fact, sets).map(Matcher::new);
        Self { from: Matcher::new(&fact.from), of_kind }
    }
}

/// The members of the set that the kind of a fact names.
fn members_of_kind<'s>(fact: &Fact, sets: &'s [CodeSet]) -> Option<&'s [CodeMember]> {
    let at: Option<SetIx> = match &fact.kind {
        Kind::Code(at) | Kind::Event(at) | Kind::Span(at) => *at,
        _ => None,
    };
    at.and_then(|at| sets.get(at.0 as usize)).map(|set| set.members.as_slice())
}

/// All facts of a library by what may feed them.
#[derive(Clone, Debug, Default)]
pub(crate) struct FactIndex {
    /// In the order of the library.
    codes: Vec<FactCodes>,
    by_name: BTreeMap<String, Vec<FactIx>>,
    systems: BTreeMap<System, OfSystem>,
}

/// What codes of one system may feed.
#[derive(Clone, Debug, Default)]
struct OfSystem {
    /// By the code as it is compared.
    ones: BTreeMap<Box<str>, Vec<FactIx>>,
    /// Facts with prefixes or ranges in this system: to be asked one by one.
    others: Vec<FactIx>,
}

impl FactIndex {
    pub(crate) fn new(library: &Library) -> Self {
        let mut index = Self::default();
        for (at, fact) in library.facts.iter().enumerate() {
            let at = FactIx(u32::try_from(at).unwrap_or(u32::MAX));
            index.codes.push(FactCodes::new(fact, &library.sets));
            index.by_name.entry(fact.id.clone()).or_default().push(at);
            // As records are taken in: by its own codes, or where it has none by the set of its kind.
            let members = if fact.from.is_empty() {
                members_of_kind(fact, &library.sets).unwrap_or(&[])
            } else {
                &fact.from
            };
            for member in members {
                let of_system = index.systems.entry(member.system()).or_default();
                let facts = match member {
                    CodeMember::One(code) => of_system.ones.entry(code.key().into()).or_default(),
                    CodeMember::Whole(url) => of_system.ones.entry(url.as_str().into()).or_default(),
                    CodeMember::Prefix(..) | CodeMember::Range(..) => &mut of_system.others,
                };
                if facts.last() != Some(&at) {
                    facts.push(at);
                }
            }
        }
        index
    }

    /// Whether a record of that name and those codes may feed any fact.
    pub(crate) fn may_feed_any<'c>(
        &self,
        name: Option<&str>,
        mut codes: impl Iterator<Item = (System, &'c str)>,
    ) -> bool {
        let named = name.is_some_and(|name| self.by_name.contains_key(name));
        named
            || codes.any(|(system, code)| {
                let of_system = self.systems.get(&system);
                of_system.is_some_and(|of| !of.others.is_empty() || of.ones.contains_key(&*system.key(code)))
            })
    }

    /// The codes of a fact, made ready.
    pub(crate) fn codes(&self, at: FactIx) -> Option<&FactCodes> {
        self.codes.get(at.0 as usize)
    }

    /// Writes down the facts that a record of that name and those codes may feed, ascending: no other can, these are still to be
    /// asked.
    pub(crate) fn may_feed(&self, name: Option<&str>, codes: &[Code], found: &mut Vec<FactIx>) {
        found.clear();
        if let Some(named) = name.and_then(|name| self.by_name.get(name)) {
            found.extend_from_slice(named);
        }
        for code in codes {
            let Some(of_system) = self.systems.get(&code.system) else { continue };
            if let Some(facts) = of_system.ones.get(&*code.key()) {
                found.extend_from_slice(facts);
            }
            found.extend_from_slice(&of_system.others);
        }
        if found.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
    }
}
