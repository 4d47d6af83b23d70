//! Many cases through the engine: files in; assessments, findings or outcomes, a summary and a comparison out.
//!
//! Memory does not grow with the input. The order of the cases is kept, the bytes that come out depend on nothing but criteria,
//! cases and options, and a run that was cut off goes on where it stopped. No terminal is known here: what is to be shown while
//! it runs goes through [`Watch`].
//!
//! In reading order: `input` cuts files into blocks of lines, `work` makes a block's output, `output` writes blocks in order,
//! `run` holds them together, `journal` remembers how far a run came; `summary` counts what was answered and `report`
//! draws it; `baseline` compares with an earlier run, and `junit` and `sarif` tell a CI.

mod after;
pub mod baseline;
mod envelope;
pub mod errors;
pub mod input;
pub mod journal;
mod junit;
pub mod options;
mod output;
pub mod places;
pub mod report;
mod run;
mod sarif;
pub mod schema;
pub mod summary;
mod work;

pub use errors::{Counts, ErrorRecord, Trouble};
pub use options::{Format, Options, Source, Target};
pub use run::{Ended, Silent, Watch, run};
