//! What would settle an open request, and what would have to be otherwise in one that is not met.

use super::Question;
use crate::case::model::{AnchorTime, Record, SupplyStatement};
use crate::value::time::Moment;
use std::collections::BTreeMap;

/// The smallest sets of questions whose answers could meet an open request.
#[derive(Clone, Debug, PartialEq, Default)]
#[non_exhaustive]
pub struct Missing {
    /// The questions that the sets speak of.
    pub questions: Vec<Question>,
    /// The sets: fewest questions first, then in guideline order. None holds another.
    pub sets: Vec<MissingSet>,
    /// Sets of up to so many questions were looked for.
    pub up_to: usize,
    /// Whether the search did not look everywhere, or made up no answer to some question that would do: there may be more sets,
    /// and smaller ones.
    pub cut: bool,
}

/// Questions some answers to which meet the request, all else as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingSet {
    /// Indexes into [`Missing::questions`], ascending.
    pub questions: Vec<usize>,
    /// Such answers. With them in the case the engine says *meets*. Never sent to a provider.
    pub witness: Witness,
}

/// Answers to questions, as they would stand in a case.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Witness {
    /// New records; one that mends a record replaces it.
    pub records: Vec<Record>,
    /// Statements of supply.
    pub supply: Vec<SupplyStatement>,
    /// Named times.
    pub anchors: BTreeMap<String, AnchorTime>,
    /// What the header lacked.
    pub header: WitnessHeader,
}

/// Answers about the patient, the payer and the request.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct WitnessHeader {
    /// Birth date.
    pub birth_date: Option<Moment>,
    /// When the request came.
    pub received: Option<Moment>,
    /// Sex.
    pub sex: Option<String>,
    /// Payer.
    pub payer: Option<String>,
    /// Line of business.
    pub line_of_business: Option<String>,
    /// State.
    pub state: Option<String>,
}

/// The smallest sets of criteria that would have to come out otherwise for the request to be met. For the physician
/// and the author; never advice to a provider.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct WouldChange {
    /// Paths of criteria, fewest first, then in guideline order.
    pub sets: Vec<Vec<String>>,
    /// Whether there are more than are listed.
    pub cut: bool,
}
