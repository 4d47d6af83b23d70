//! What a caller may say is complete because a search for it was read to its last page.

use super::gather::Page;
use super::table::RESOURCES;
use rationale::check::model::RecordKind;
use std::collections::BTreeSet;

/// What was searched for and read to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Searched {
    /// Everything of the patient (`$everything`).
    Everything,
    /// These kinds of record: every type that feeds them was searched for.
    Kinds(Vec<RecordKind>),
}

/// The kinds of record that the pages hold completely. Pages of which one is missing, and searches for less than all of a
/// patient's resources of a type, say nothing.
pub(crate) fn searched(pages: &[Page]) -> Searched {
    let mut types: BTreeSet<&str> = BTreeSet::new();
    for first in pages {
        let Some(asked) = first.this.as_deref().and_then(asked) else { continue };
        // A page that another leads to is part of that search.
        if pages.iter().any(|page| page.next.is_some() && page.next == first.this)
            || !read_to_the_end(first, pages)
        {
            continue;
        }
        match asked {
            Asked::Everything => return Searched::Everything,
            Asked::All(kind) => {
                if let Some(row) = RESOURCES.iter().find(|row| row.resource == kind) {
                    types.insert(row.resource);
                }
            }
        }
    }
    let complete = |kind: &RecordKind| {
        let mut feeding =
            RESOURCES.iter().filter(|row| row.kind == *kind && row.resource != "Claim").peekable();
        feeding.peek().is_some() && feeding.all(|row| types.contains(row.resource))
    };
    Searched::Kinds(RecordKind::ALL.into_iter().filter(complete).collect())
}

fn read_to_the_end(first: &Page, pages: &[Page]) -> bool {
    let mut page = first;
    let mut matches = first.matches;
    // Each page once: links that go in a circle lead nowhere.
    for _ in 0..=pages.len() {
        let Some(next) = &page.next else {
            return first.total.is_none_or(|total| total == matches);
        };
        match pages.iter().find(|page| page.this.as_deref() == Some(next)) {
            Some(found) => page = found,
            None => return false,
        }
        matches = matches.saturating_add(page.matches);
    }
    false
}

enum Asked {
    Everything,
    All(String),
}

/// Parameters that name the patient, or lay out the pages, and leave out nothing.
const HARMLESS: [&str; 14] = [
    "patient",
    "subject",
    "patient._id",
    "beneficiary",
    "_count",
    "_sort",
    "_include",
    "_revinclude",
    "_format",
    "_pretty",
    "_total",
    "_getpages",
    "_getpagesoffset",
    "_bundletype",
];

/// What the address of a search asks for, where that is everything of a type.
fn asked(url: &str) -> Option<Asked> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let names: Vec<&str> = query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split(['=', ':']).next().unwrap_or_default())
        .collect();
    if !names.iter().all(|name| HARMLESS.contains(name)) {
        return None;
    }
    if last == "$everything" && path.contains("/Patient/") {
        return Some(Asked::Everything);
    }
    let by_patient =
        names.iter().any(|name| matches!(*name, "patient" | "subject" | "patient._id" | "beneficiary"));
    by_patient.then(|| Asked::All(last.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Searched, searched};
    use crate::inbound::gather::Page;
    use rationale::check::model::RecordKind;

    fn page(this: &str, next: Option<&str>, total: Option<usize>, matches: usize) -> Page {
        Page { this: Some(this.to_owned()), next: next.map(str::to_owned), total, matches }
    }

    #[track_caller]
    fn kinds(pages: &[Page], expected: &[RecordKind]) {
        assert_eq!(searched(pages), Searched::Kinds(expected.to_vec()));
    }

    #[test]
    fn a_search_read_to_its_last_page_is_complete() {
        let first = page("http://s/Encounter?patient=1", Some("http://s/page/2"), Some(3), 2);
        let last = page("http://s/page/2", None, None, 1);
        kinds(&[first.clone(), last.clone()], &[RecordKind::Stays]);
        kinds(&[last, first.clone()], &[RecordKind::Stays]);
        kinds(&[first], &[]);
    }

    #[test]
    fn a_search_for_less_than_all_is_not() {
        kinds(&[page("http://s/Encounter?patient=1&date=ge2026", None, None, 1)], &[]);
        kinds(&[page("http://s/Encounter?patient=1&_count=50", None, None, 1)], &[RecordKind::Stays]);
        kinds(&[page("http://s/Encounter", None, None, 1)], &[]);
        kinds(&[page("http://s/Encounter?patient=1", None, Some(2), 1)], &[]);
    }

    #[test]
    fn a_kind_is_complete_where_every_type_that_feeds_it_is() {
        let of = |kind: &str| page(&format!("http://s/{kind}?patient=1"), None, None, 0);
        kinds(&[of("MedicationRequest")], &[]);
        kinds(&[of("MedicationRequest"), of("ServiceRequest"), of("DeviceRequest")], &[RecordKind::Orders]);
        assert_eq!(searched(&[page("http://s/Patient/1/$everything", None, None, 9)]), Searched::Everything);
    }

    #[test]
    fn links_in_a_circle_end() {
        kinds(
            &[page("http://s/Encounter?patient=1", Some("b"), None, 1), page("b", Some("b"), None, 1)],
            &[],
        );
    }
}
