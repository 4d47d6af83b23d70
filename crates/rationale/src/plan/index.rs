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
    /// Few: looked through.
    systems: Vec<(System, OfSystem)>,
}

/// What codes of one system may feed.
#[derive(Clone, Debug, Default)]
struct OfSystem {
    ones: Ones,
    /// Facts with prefixes or ranges in this system: to be asked one by one.
    others: Vec<May>,
}

/// Single codes as they are compared, with what they may feed.
type ByCode = BTreeMap<Box<str>, Vec<May>>;

/// The same, made ready: by their beginning as a number, and then by all of them. Most codes are no longer than that beginning.
#[derive(Clone, Debug, Default)]
struct Ones(Vec<(u64, Box<str>, Vec<May>)>);

impl Ones {
    fn new(by_code: ByCode) -> Self {
        let mut ones: Vec<_> =
            by_code.into_iter().map(|(code, facts)| (beginning(&code), code, facts)).collect();
        ones.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        Self(ones)
    }

    fn find(&self, code: &str) -> Option<&[May]> {
        let wanted = beginning(code);
        let compared =
            |(begins, known, _): &(u64, Box<str>, _)| begins.cmp(&wanted).then_with(|| (**known).cmp(code));
        let at = self.0.binary_search_by(compared).ok()?;
        self.0.get(at).map(|(.., facts)| facts.as_slice())
    }
}

/// The first eight bytes, filled up with nought, in the order of the texts.
fn beginning(code: &str) -> u64 {
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(code.bytes()) {
        *to = from;
    }
    u64::from_be_bytes(bytes)
}

/// A fact that a record may feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct May {
    pub(crate) fact: FactIx,
    pub(crate) by: FedBy,
}

/// What makes a record feed a fact; what tells most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FedBy {
    /// Its name.
    Name,
    /// One of its codes, which is one of those that feed the fact.
    Code,
    /// A code of a system in which the fact has prefixes or ranges: to be asked.
    Perhaps,
}

impl FactIndex {
    pub(crate) fn new(library: &Library) -> Self {
        let mut index = Self::default();
        let mut systems: BTreeMap<System, (ByCode, Vec<May>)> = BTreeMap::new();
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
                let (ones, others) = systems.entry(member.system()).or_default();
                let (facts, by) = match member {
                    CodeMember::One(code) => (ones.entry(code.key().into()).or_default(), FedBy::Code),
                    CodeMember::Whole(url) => (ones.entry(url.as_str().into()).or_default(), FedBy::Perhaps),
                    CodeMember::Prefix(..) | CodeMember::Range(..) => (others, FedBy::Perhaps),
                };
                if facts.last().is_none_or(|last| last.fact != at) {
                    facts.push(May { fact: at, by });
                }
            }
        }
        let of = |(system, (ones, others))| (system, OfSystem { ones: Ones::new(ones), others });
        index.systems = systems.into_iter().map(of).collect();
        index
    }

    fn system(&self, wanted: System) -> Option<&OfSystem> {
        self.systems.iter().find(|(system, _)| *system == wanted).map(|(_, of)| of)
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
                let of_system = self.system(system);
                of_system.is_some_and(|of| !of.others.is_empty() || of.ones.find(&system.key(code)).is_some())
            })
    }

    /// The codes of a fact, made ready.
    pub(crate) fn codes(&self, at: FactIx) -> Option<&FactCodes> {
        self.codes.get(at.0 as usize)
    }

    /// Writes down the facts that a record of that name and those codes may feed, ascending: no other can, these are still to be
    /// asked.
    pub(crate) fn may_feed(&self, name: Option<&str>, codes: &[Code], found: &mut Vec<May>) {
        found.clear();
        if let Some(named) = name.and_then(|name| self.by_name.get(name)) {
            found.extend(named.iter().map(|fact| May { fact: *fact, by: FedBy::Name }));
        }
        for code in codes {
            let Some(of_system) = self.system(code.system) else { continue };
            if let Some(facts) = of_system.ones.find(&code.key()) {
                found.extend_from_slice(facts);
            }
            found.extend_from_slice(&of_system.others);
        }
        if found.len() > 1 {
            found.sort_unstable();
            found.dedup_by_key(|may| may.fact);
        }
    }
}
