//! What a run's answers come to: counted while it runs, published as one document.

mod collect;
mod shape;

pub use collect::HEADER;
pub(crate) use collect::{Collected, Collector};
pub use shape::{
    AskedOf, CriterionCount, GroupCount, Groups, GuidelineCount, MonthCount, QuestionCount, QuestionKind,
    Share, Summary, Tally,
};
