//! Criteria of another guideline, and reviews moved to another time: a second look, at a case of that time.

use super::point::Bound;
use super::{Look, Scene};
use crate::case::model::Case;
use crate::check::model::{CriterionRef, Point};
use crate::value::time::Instant;
use crate::value::truth::Truth;
use std::cell::{Cell, RefCell};

impl Look<'_> {
    pub(super) fn referred(&self, of: &CriterionRef, at: Option<&Point>, scene: Scene<'_>) -> Truth {
        let review = match at {
            None => self.case.as_of,
            Some(at) => match self.review_at(self.bound(at, scene)) {
                Some(review) => review,
                None => return Truth::Unknown,
            },
        };
        let mut case: Case = self.case.clone();
        if review != case.as_of {
            case.made_at = case.made_at.or(Some(case.as_of));
            case.as_of = review;
        }
        let look = |guideline| Look {
            library: self.library,
            guideline,
            case: &case,
            too_large: Cell::new(false),
            statuses: RefCell::default(),
            silences: RefCell::default(),
        };
        match of {
            CriterionRef::Here(path) => self.seen(look(self.guideline), path),
            CriterionRef::Of { guideline, paths, .. } => {
                for other in self.library.guidelines.iter().filter(|other| other.id == *guideline) {
                    let name = other.edition.as_ref().map(|edition| &edition.name);
                    let path = paths.iter().find(|(edition, _)| edition.as_ref() == name);
                    let there = look(other);
                    match (path, there.in_force()) {
                        (Some((_, path)), Truth::True) => return self.seen(there, path),
                        _ => continue,
                    }
                }
                Truth::Unknown
            }
        }
    }

    fn seen(&self, there: Look<'_>, path: &str) -> Truth {
        let stands = there.at_path(path);
        if there.too_large.get() {
            self.too_large.set(true);
        }
        stands
    }

    /// The instant to which a review is moved; `None` where it lies ahead or is not known.
    fn review_at(&self, bound: Bound) -> Option<Instant> {
        let now = self.case.as_of;
        let instants = self.instants(bound).filter(|instants| instants.first <= now)?;
        match bound {
            Bound::Date(dates) if dates.first == dates.last => Some(instants.last.min(now)),
            _ if instants.is_exact() => Some(instants.first),
            _ => None,
        }
    }
}
