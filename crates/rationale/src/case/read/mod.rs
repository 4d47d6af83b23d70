//! A document -> a [`Case`], or everything that is wrong with it.
//!
//! Faults of shape refuse the case. What merely does not fit a fact is no fault: it becomes an open value when the fact is known.

mod circle;
mod expect;
mod fault;
mod fields;
mod header;
mod quick;
mod record;
mod scan;
mod value;

#[cfg(test)]
mod tests;

pub use fault::{CaseErrors, CaseFault, CaseFaultKind, RecordPlace};
pub use fields::{SHAPES, Shape};
pub use record::STATUSES;

use super::model::{Case, Patient, Request, Supply};
use super::tree::{self, Tree, TreeFault, TreeLimits};
use crate::plan::Plan;
use crate::value::time::Zone;
use fault::Faults;
use fields::{CASE, Fields, instant, name, text};
use std::sync::Arc;

/// Finds the offsets of a zone by its name.
pub type Zones = dyn Fn(&str) -> Option<Zone> + Sync;

/// Bounds on a case, and what the core does not know by itself.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// Of the document.
    pub tree: TreeLimits,
    /// Records of one case.
    pub records: usize,
    /// Faults that are listed; the rest are counted.
    pub faults: usize,
    /// Finds the offsets of a zone by its name (`America/New_York`). The core has no time zone database: without this a case that
    /// names a zone must carry its `zone_offsets`.
    pub zones: Option<&'a Zones>,
}

impl Default for Limits<'_> {
    /// 100 000 records, 100 faults, no zones by name.
    fn default() -> Self {
        Self { tree: TreeLimits::default(), records: 100_000, faults: 100, zones: None }
    }
}

/// Reads a case from JSON.
///
/// ```
/// use rationale::case::read::{Limits, read_json};
/// let case = read_json(r#"{ "case": "C-1", "as_of": "2026-03-03T09:00:00-05:00" }"#, &Limits::default()).unwrap();
/// assert_eq!(case.zone.first_offset, -5 * 3600);
/// let refused = read_json(r#"{ "case": "C-1", "as_off": "2026-03-03" }"#, &Limits::default()).unwrap_err();
/// assert_eq!(refused.faults[0].to_string(), "no field `as_off` here; did you mean `as_of`?");
/// ```
///
/// # Errors
///
/// [`CaseErrors`] with every fault of shape.
pub fn read_json(text: &str, limits: &Limits<'_>) -> Result<Case, CaseErrors> {
    match quick::read(text, limits, None) {
        Some(case) => Ok(case),
        None => read_json_fully(text, limits),
    }
}

/// Reads a case from JSON for the guidelines of one plan: records that none of its facts reads are left out.
///
/// Assessments by this plan are the same as of the whole case, digests too. What is left out is checked as everything else:
/// [`read_json`] refuses the same cases for the same faults.
///
/// ```
/// use rationale::{case, check::model::Library, plan};
/// let text = r#"{ "case": "C-1", "as_of": "2026-03-03T09:00-05:00", "records": [{ "id": "a", "fact": "unheard_of" }] }"#;
/// let plan = plan::compile(&Library::default());
/// assert!(case::read_json_for(&plan, text, &case::Limits::default()).unwrap().records.is_empty());
/// ```
///
/// # Errors
///
/// [`CaseErrors`] with every fault of shape.
pub fn read_json_for(plan: &Plan, text: &str, limits: &Limits<'_>) -> Result<Case, CaseErrors> {
    match quick::read(text, limits, Some(&plan.index)) {
        Some(case) => Ok(case),
        None => read_json_fully(text, limits),
    }
}

/// [`read_json`] by way of a tree: slower, and it tells all that is wrong.
fn read_json_fully(text: &str, limits: &Limits<'_>) -> Result<Case, CaseErrors> {
    read_parsed(tree::parse_json(text, &limits.tree), limits)
}

/// Reads a case from YAML.
///
/// # Errors
///
/// [`CaseErrors`] with every fault of shape.
pub fn read_yaml(text: &str, limits: &Limits<'_>) -> Result<Case, CaseErrors> {
    read_parsed(tree::parse_yaml(text, &limits.tree), limits)
}

fn read_parsed(tree: Result<Tree, Vec<TreeFault>>, limits: &Limits<'_>) -> Result<Case, CaseErrors> {
    match tree {
        Ok(tree) => read(&tree, limits),
        Err(faults) => Err(fault::of_tree(faults)),
    }
}

/// Reads a case from a document already parsed.
///
/// # Errors
///
/// [`CaseErrors`] with every fault of shape.
pub fn read(tree: &Tree, limits: &Limits<'_>) -> Result<Case, CaseErrors> {
    let mut faults = Faults::new(limits.faults);
    let id = match tree.get("case") {
        Some(Tree::Text(id)) => Some(id.clone()),
        _ => None,
    };
    match case(&mut faults, tree, limits) {
        Some(case) if faults.is_empty() => Ok(case),
        _ => Err(faults.into_errors(id)),
    }
}

fn case(faults: &mut Faults, tree: &Tree, limits: &Limits<'_>) -> Option<Case> {
    let fields = Fields::of(faults, tree, &CASE)?;
    let id = fields.need(faults, "case", "`\"case\": \"C-1001\"`", name);
    let as_of = fields.need(faults, "as_of", "`\"as_of\": \"2026-03-03T09:00:00-05:00\"`", instant);
    let known_at = fields.read(faults, "known_at", instant);
    let made_at = fields.read(faults, "made_at", instant);
    let (zone, zone_name) = header::zone(faults, &fields, limits);
    let supply = fields.read(faults, "supply", |faults, node| header::supply(faults, node, &zone));
    let not_read = fields.read(faults, "not_read", |faults, node| header::not_read(faults, node, &zone));
    let payer = fields.read(faults, "payer", text);
    let plan = fields.read(faults, "plan", text);
    let line_of_business = fields.read(faults, "line_of_business", text);
    let state = fields.read(faults, "state", text);
    let contractor = fields.read(faults, "contractor", text);
    let holidays = fields.read(faults, "holidays", header::holidays);
    let request = fields.read(faults, "request", |faults, node| header::request(faults, node, &zone));
    let patient = fields.read(faults, "patient", header::patient);
    let anchors = fields.read(faults, "anchors", |faults, node| header::anchors(faults, node, &zone));
    let records = match fields.get("records") {
        Some(node) => faults.field("records", |faults| record::records(faults, node, &zone, limits.records)),
        None => None,
    };
    Some(Case {
        id: id?,
        as_of: as_of?,
        known_at,
        made_at,
        zone,
        zone_name,
        supply: supply.unwrap_or(Supply::Undeclared),
        not_read: not_read.unwrap_or_default(),
        payer,
        plan,
        line_of_business,
        state,
        contractor,
        holidays: holidays.unwrap_or_default(),
        request: request.unwrap_or_else(Request::default),
        patient: patient.unwrap_or_else(Patient::default),
        anchors: anchors.unwrap_or_default(),
        records: records.unwrap_or_default().into_iter().map(Arc::new).collect(),
    })
}
