//! FHIR R4 as cases of [`rationale`]: resources in, records out, each with the resource and element it comes from.
//!
//! Texts are gathered ([`Gathered`]), taken apart into resources, and given to their patients; for each patient there is one
//! case ([`cases`]). There is no mapping to write: the codes on a record and what a fact `reads` decide, and parts have the
//! names of one published [table](inbound::table). What was not read is counted and listed, by kind and reason ([`Report`]).
//!
//! Nothing here reads a file, a clock or a network.

pub mod inbound;
mod link;
pub mod outbound;

pub use outbound::{OutOptions, bundle};

pub use inbound::{
    CannotMake, Cases, FhirError, Gathered, Limits, Made, Options, Refused, Remark, Remarked, Report, Taken,
    cases,
};
