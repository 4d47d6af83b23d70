//! What was read, and what was not, counted by kind and reason. Nothing here holds what a record says of a patient.

use std::collections::BTreeMap;
use std::fmt;

macro_rules! remarks {
    ($($(#[$about:meta])* $name:ident = $code:literal, $skipped:literal, $words:literal;)*) => {
        /// Why something of a resource was not read as it stands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Remark {
            $($(#[$about])* $name,)*
        }

        impl Remark {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its code for machines.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Whether the whole resource was left out; else a part of it was, or it is read with care.
            #[must_use]
            pub fn skipped(self) -> bool {
                match self { $(Self::$name => $skipped,)* }
            }
        }

        impl fmt::Display for Remark {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(match self { $(Self::$name => $words,)* })
            }
        }
    };
}

remarks! {
    /// No resource of FHIR.
    NoResource = "no-resource", true, "no resource, or one that does not say its type";
    /// A line of NDJSON that is no JSON.
    LineNotRead = "line-not-read", true, "a line that is no JSON: whatever it held is missing, and no absence is settled";
    /// A type that is not read.
    TypeNotRead = "type-not-read", true, "resources of this type are not read";
    /// A draft, a proposal or an option.
    Draft = "draft", true, "a draft or proposal is no record yet";
    /// Superseded by another.
    Superseded = "superseded", true, "superseded by another";
    /// The same resource again.
    SameAgain = "same-again", true, "the same resource again";
    /// An older version.
    OlderVersion = "older-version", true, "an older version of a resource that is here";
    /// Somebody else.
    OtherPatient = "other-patient", true, "somebody through whom the patient is insured, of whom nothing else is here";
    /// Of no patient.
    NoPatient = "no-patient", true, "says of no patient, where there are several";
    /// Of a group, a device or a place.
    NotOfAPatient = "not-of-a-patient", true, "is about something other than a patient";
    /// Nothing codes what it is.
    NoCode = "no-code", true, "says in words alone, or not at all, what it is about: no code";
    /// A claim for what was done.
    NotARequest = "not-a-request", true, "a claim for what was done; the care itself is read from its own resources";
    /// Two versions, and it cannot be told which is the newer.
    ConflictingVersions = "conflicting-versions", false, "two versions, and nothing tells the newer: both are only possible";
    /// A modifier that is not known may say the opposite.
    UnknownModifier = "unknown-modifier", false, "has a modifier that is not known here: only possible";
    /// No status, or none that is known.
    UnknownStatus = "unknown-status", false, "has no status that is known here: only possible";
    /// A time that cannot be read.
    TimeNotRead = "time-not-read", false, "has a time that is none, or a time of day without its offset: no time is taken";
    /// An end before its start.
    EndBeforeStart = "end-before-start", false, "ends before it starts: no time is taken";
    /// A value of a sort that is not read.
    ValueNotRead = "value-not-read", false, "has a value of a sort that is not read";
    /// A code without its system.
    CodeWithoutSystem = "code-without-system", false, "has a code without its system: taken as the sender's own";
    /// An answer that there is none.
    SaidNone = "said-none", false, "answers that there is none: no record, and absence needs a statement of supply";
    /// A reference that leads nowhere.
    ReferenceNotFound = "reference-not-found", false, "refers to what is not here";
    /// It does not say whose it is.
    PatientAssumed = "patient-assumed", false, "does not say of whom it is; only one patient is here";
}

/// A remark, on how many resources or parts of a type, and on which of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remarked {
    /// The type of resource; empty where it has none.
    pub resource: String,
    /// What is remarked.
    pub remark: Remark,
    /// How often.
    pub count: usize,
    /// The first of them, by type and id; by place, where they have none. Never a patient.
    pub examples: Vec<String>,
}

/// Examples that are kept of one remark.
const MOST_EXAMPLES: usize = 5;

/// How many resources of each type were read and how many records they gave, and what was remarked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    read: BTreeMap<String, (usize, usize)>,
    remarks: BTreeMap<(Remark, String), (usize, Vec<String>)>,
}

impl Report {
    /// Notes a remark on a resource of that type.
    pub(crate) fn remark(&mut self, remark: Remark, resource: &str, example: &str) {
        let (count, examples) = self.remarks.entry((remark, resource.to_owned())).or_default();
        *count = count.saturating_add(1);
        let example = if resource == "Patient" { "" } else { example };
        if examples.len() < MOST_EXAMPLES && !example.is_empty() && !examples.iter().any(|one| one == example)
        {
            examples.push(example.to_owned());
        }
    }

    /// Notes a resource that was read, and the records it gave.
    pub(crate) fn read(&mut self, resource: &str, records: usize) {
        let (count, all) = self.read.entry(resource.to_owned()).or_default();
        *count = count.saturating_add(1);
        *all = all.saturating_add(records);
    }

    /// By type: resources read, records they gave.
    pub fn resources(&self) -> impl Iterator<Item = (&str, usize, usize)> {
        self.read.iter().map(|(resource, (count, records))| (resource.as_str(), *count, *records))
    }

    /// What was remarked: what was skipped first, then what was read with care.
    #[must_use]
    pub fn remarks(&self) -> Vec<Remarked> {
        let all = self.remarks.iter().map(|((remark, resource), (count, examples))| Remarked {
            resource: resource.clone(),
            remark: *remark,
            count: *count,
            examples: examples.clone(),
        });
        let (mut skipped, others): (Vec<_>, Vec<_>) = all.partition(|one| one.remark.skipped());
        skipped.extend(others);
        skipped
    }

    /// Whether something is missing of which nobody knows what it was: a line that is no JSON.
    #[must_use]
    pub fn lost(&self) -> bool {
        self.remarks.keys().any(|(remark, _)| *remark == Remark::LineNotRead)
    }

    /// How many resources were skipped.
    #[must_use]
    pub fn skipped(&self) -> usize {
        let skipped = self.remarks.iter().filter(|((remark, _), _)| remark.skipped());
        skipped.fold(0, |sum, (_, (count, _))| sum.saturating_add(*count))
    }
}
