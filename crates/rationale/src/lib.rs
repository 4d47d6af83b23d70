//! Medical necessity criteria, executable and explainable: criteria in, cited assessment out.
//!
//! The whole road, once: a text becomes a plan, a document becomes a case, and the two become an assessment.
//!
//! ```
//! use rationale::{View, assessment::Outcome, case, check, eval, plan, render, wire};
//! use std::sync::Arc;
//!
//! /// Where criteria come from: here one text in memory.
//! struct Memory;
//!
//! impl check::Files for Memory {
//!     fn read(&self, path: &str) -> Option<Arc<str>> {
//!         (path == "oxygen.crit").then(|| Arc::from(r#"
//!             fact spo2 "Oxygen saturation": quantity in %
//!
//!             guideline oxygen "Oxygen at home" {
//!               edition "2026" by date of service from 2026-01-01
//!               status draft
//!               cite internal "A handbook"
//!
//!               coverage oxygen "Oxygen" {
//!                 requires all {
//!                   low "Low saturation": latest spo2 within 30 days before review <= 88 %
//!                     cite internal "Group I"
//!                 }
//!               }
//!             }
//!         "#))
//!     }
//! }
//!
//! // Once: the criteria are read and checked. What is wrong with them is data, and so is what is sound.
//! let loaded = check::load(&Memory, &["oxygen.crit".to_owned()], &check::Limits::default());
//! assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
//! let plan = plan::compile(&loaded.library);
//!
//! // For each case: its document is read, and assessed.
//! let text = r#"{
//!     "case": "C-1", "as_of": "2026-03-03T09:00:00-05:00", "anchors": { "service": "2026-03-03" },
//!     "records": [
//!         { "id": "o1", "fact": "spo2", "value": { "number": 86, "unit": "%" }, "at": "2026-03-01",
//!           "source": { "document": "sleep-lab-7", "page": 2 } }
//!     ]
//! }"#;
//! let case = case::read_json(text, &case::Limits::default())?;
//! let answer = eval::assess(&plan, &case)?;
//!
//! let oxygen = &answer.assessments[0];
//! assert_eq!(oxygen.outcome, Outcome::Meets);
//!
//! // For people, and for machines.
//! let page = render::answer_text(&answer, &case, View::Decisive, &render::Plain);
//! assert!(page.contains("86 %") && page.contains("sleep-lab-7"), "{page}");
//! let json = wire::answer_json(&answer, &case.zone, View::Everything);
//! assert!(json.contains(r#""outcome": "meets""#), "{json}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The modules below stand in the order in which the data flows, and each uses only those above it. Text goes through
//! [`syntax`] to an [`ast`], through [`check`] to a library of sound guidelines, through [`plan`] to a [`Plan`]; a document goes
//! through [`case`](mod@case) to a [`Case`]; [`eval`] takes plan and case to an [`Answer`]; [`render`] and [`wire`] write it.
//!
//! A [`Plan`] is compiled once and shared between threads. Nothing here reads a file, a clock or the environment, and
//! nothing panics: criteria that are wrong give diagnostics, a record that does not settle a criterion leaves it
//! undetermined, and only a call that is wrong gives an `Err`.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::unreachable,
        clippy::todo
    )
)]

// What everything speaks of: texts and places, faults, values.
pub mod source;

pub mod diagnostic;

pub mod value;

// Criteria: text -> tree -> checked model -> plan, and the tree as text again.
pub mod ast;

pub mod syntax;

pub mod fmt;

mod suggest;

pub mod check;

pub mod plan;

// The case: document -> typed records.
pub mod case;

// By when it is to be decided.
pub mod deadline;

// The answer, and how it comes about.
pub mod assessment;

pub mod eval;

// For tests only: the naive evaluator that the other is held equal to.
pub mod reference;

// What leaves: words and JSON.
pub mod view;

pub mod render;

pub mod wire;

// An answer replayed.
pub mod verify;

// Cases that authors write beside their criteria, and what they expect of them.
pub mod casetest;

pub use assessment::Answer;
pub use case::Case;
pub use check::model::Library;
pub use plan::Plan;
pub use view::View;

/// What is shared between threads, held at compile time.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Library>();
    shared::<Plan>();
    shared::<Case>();
    shared::<Answer>();
};
