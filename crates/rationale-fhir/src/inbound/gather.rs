//! Texts -> resources: Bundles, lists and lines of resources taken apart; each resource once.

use super::concept::{items, number, text_in};
use super::report::{Remark, Report};
use rationale::case::tree::{Tree, TreeFault, TreeFaultKind, TreeLimits, parse_json};
use std::collections::BTreeMap;
use std::fmt;

/// Bounds on what is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of one text, or one line of NDJSON.
    pub tree: TreeLimits,
    /// Resources of all texts together.
    pub resources: usize,
    /// Bundles inside one another.
    pub nested: usize,
}

impl Default for Limits {
    /// Texts of 256 MiB, 64 deep; documents within them of 16 MiB; a million resources; Bundles 4 deep.
    fn default() -> Self {
        let tree = TreeLimits { bytes: 256 << 20, depth: 64, text: 16 << 20, ..TreeLimits::default() };
        Self { tree, resources: 1_000_000, nested: 4 }
    }
}

/// Why a text cannot be read as FHIR.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FhirError {
    /// The text, as its caller names it.
    pub file: String,
    /// The line of NDJSON, counted from 1, where it is of several.
    pub line: Option<usize>,
    /// What is wrong: lower case, no full stop, nothing that was read.
    pub message: String,
}

impl fmt::Display for FhirError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(out, "line {line}: ")?;
        }
        out.write_str(&self.message)
    }
}

impl std::error::Error for FhirError {}

/// A resource, with where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) tree: Tree,
    /// `Observation`
    pub(crate) kind: String,
    /// Its id, or a made-up one that no other has.
    pub(crate) id: String,
    /// The server it is from, where its address says so: `https://example.org/fhir`.
    pub(crate) base: Option<String>,
    pub(crate) full_url: Option<String>,
    /// One of two versions of which it cannot be told which is newer.
    pub(crate) in_conflict: bool,
}

impl Resource {
    /// `Observation/bp1`
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }
}

/// One page of a search.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) this: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) total: Option<usize>,
    pub(crate) matches: usize,
}

/// Resources of one or several texts.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    pub(crate) resources: Vec<Resource>,
    pub(crate) pages: Vec<Page>,
    pub(crate) report: Report,
    /// A line could not be read.
    pub(crate) unread: bool,
    limits: Limits,
    made_up: usize,
}

impl Gathered {
    /// Nothing yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Whether a text is FHIR: a resource, a list of resources, or lines of them.
    ///
    /// Looks no further than it must: a case has no `resourceType`.
    #[must_use]
    pub fn is_fhir(text: &str) -> bool {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        match text.as_bytes().first() {
            Some(b'{') => has_field(text, "resourceType"),
            Some(b'[') => {
                let rest = text.get(1..).unwrap_or_default().trim_start();
                rest.starts_with('{') && has_field(rest, "resourceType")
            }
            _ => false,
        }
    }

    /// Adds what a text holds: a Bundle, a resource, a list of resources, or NDJSON.
    ///
    /// # Errors
    ///
    /// Where it is no JSON, or a limit is reached. A line of NDJSON that is no JSON is no error but a remark, as is what a
    /// resource says; it leaves absence open in every case of these resources.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), FhirError> {
        let text = text.trim_start_matches('\u{feff}');
        match parse_json(text, &self.limits.tree) {
            Ok(tree) => self.document(file, None, tree),
            Err(whole) => {
                let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
                if lines.clone().count() < 2 || !looks_like_lines(text) {
                    return Err(unreadable(file, None, &whole));
                }
                for (index, line) in lines {
                    let number = index.saturating_add(1);
                    match parse_json(line, &self.limits.tree) {
                        Ok(tree) => self.document(file, Some(number), tree)?,
                        // Of whom, and of what, nobody knows: the rest goes on, and no absence is settled.
                        Err(_) => {
                            self.unread = true;
                            self.report.remark(Remark::LineNotRead, "", &format!("{file} line {number}"));
                        }
                    }
                }
                Ok(())
            }
        }
    }

    fn document(&mut self, file: &str, line: Option<usize>, tree: Tree) -> Result<(), FhirError> {
        match tree {
            Tree::List(all) => all.into_iter().try_for_each(|one| self.one(file, line, one, None, 0)),
            one => self.one(file, line, one, None, 0),
        }
    }

    fn one(
        &mut self,
        file: &str,
        line: Option<usize>,
        tree: Tree,
        full_url: Option<String>,
        nested: usize,
    ) -> Result<(), FhirError> {
        let refuse = |message: String| FhirError { file: file.to_owned(), line, message };
        let kind = text_in(&tree, "resourceType").filter(|kind| is_name(kind)).map(str::to_owned);
        let Some(kind) = kind else {
            self.report.remark(Remark::NoResource, "", "");
            return Ok(());
        };
        if kind == "Bundle" {
            if nested >= self.limits.nested {
                return Err(refuse(format!(
                    "Bundles more than {} deep inside one another",
                    self.limits.nested
                )));
            }
            return self.bundle(file, line, tree, nested);
        }
        if self.resources.len() >= self.limits.resources {
            return Err(refuse(format!("more than {} resources", self.limits.resources)));
        }
        let (base, named) = full_url.as_deref().map_or((None, None), |url| apart(url, &kind));
        let id =
            text_in(&tree, "id").filter(|id| is_id(id)).map(str::to_owned).or(named).unwrap_or_else(|| {
                self.made_up = self.made_up.saturating_add(1);
                format!("-{}", self.made_up)
            });
        self.resources.push(Resource { tree, kind, id, base, full_url, in_conflict: false });
        Ok(())
    }

    fn bundle(
        &mut self,
        file: &str,
        line: Option<usize>,
        tree: Tree,
        nested: usize,
    ) -> Result<(), FhirError> {
        if text_in(&tree, "type") == Some("searchset") {
            let link = |relation: &str| {
                let links = items(&tree, "link").iter();
                let found = links.filter(|link| text_in(link, "relation") == Some(relation));
                found.filter_map(|link| text_in(link, "url")).next().map(str::to_owned)
            };
            let is_match = |entry: &&Tree| {
                let mode = entry.get("search").and_then(|search| text_in(search, "mode"));
                !matches!(mode, Some("include" | "outcome"))
            };
            let total = tree.get("total").and_then(|total| match total {
                Tree::Number(text) => text.parse().ok(),
                _ => None,
            });
            self.pages.push(Page {
                this: link("self"),
                next: link("next"),
                total,
                matches: items(&tree, "entry").iter().filter(is_match).count(),
            });
        }
        let Tree::Map(fields) = tree else { return Ok(()) };
        for (name, value) in fields {
            if name != "entry" {
                continue;
            }
            let entries = match value {
                Tree::List(entries) => entries,
                one => vec![one],
            };
            for entry in entries {
                let Tree::Map(fields) = entry else {
                    self.report.remark(Remark::NoResource, "", "");
                    continue;
                };
                let mut full_url = None;
                let mut resource = None;
                for (name, value) in fields {
                    match (name.as_str(), value) {
                        ("fullUrl", Tree::Text(url)) => full_url = Some(url.trim().to_owned()),
                        ("resource", value) => resource = Some(value),
                        _ => {}
                    }
                }
                match resource {
                    Some(resource) => self.one(file, line, resource, full_url, nested.saturating_add(1))?,
                    // An entry of a history or a response may have none.
                    None => self.report.remark(Remark::NoResource, "", ""),
                }
            }
        }
        Ok(())
    }

    /// Leaves each resource once: copies go, older versions go, versions that cannot be told apart are marked.
    pub(crate) fn once(&mut self) {
        let mut by_name: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (index, resource) in self.resources.iter().enumerate() {
            by_name.entry((resource.kind.clone(), resource.id.clone())).or_default().push(index);
        }
        let mut gone = vec![false; self.resources.len()];
        for places in by_name.into_values().filter(|places| places.len() > 1) {
            for group in self.by_server(&places) {
                self.settle(&group, &mut gone);
            }
        }
        let mut gone = gone.into_iter();
        self.resources.retain(|_| !gone.next().unwrap_or(false));
    }

    /// Resources of one type and id may be of several servers. Those that do not say which are of the only one.
    fn by_server(&self, places: &[usize]) -> Vec<Vec<usize>> {
        let mut servers: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        for index in places {
            let base = self.resources.get(*index).and_then(|resource| resource.base.clone());
            servers.entry(base).or_default().push(*index);
        }
        if servers.len() == 2
            && let Some(unsaid) = servers.remove(&None)
            && let Some(said) = servers.values_mut().next()
        {
            said.extend(unsaid);
            said.sort_unstable();
        }
        servers.into_values().collect()
    }

    fn settle(&mut self, group: &[usize], gone: &mut [bool]) {
        let mut kept: Vec<usize> = Vec::new();
        for index in group {
            let Some(resource) = self.resources.get(*index) else { continue };
            let same = kept.iter().position(|other| {
                self.resources.get(*other).is_some_and(|other| same_content(&other.tree, &resource.tree))
            });
            let name = resource.name();
            let kind = resource.kind.clone();
            if same.is_some() {
                self.report.remark(Remark::SameAgain, &kind, &name);
                if let Some(gone) = gone.get_mut(*index) {
                    *gone = true;
                }
                continue;
            }
            kept.push(*index);
        }
        if kept.len() < 2 {
            return;
        }
        let version = |index: &usize| self.resources.get(*index).map(|resource| version(&resource.tree));
        let newest = kept.iter().filter(|index| {
            kept.iter().all(|other| {
                other == *index || matches!((version(index), version(other)), (Some(own), Some(other)) if newer(&own, &other))
            })
        });
        let newest: Vec<usize> = newest.copied().collect();
        for index in &kept {
            let Some(resource) = self.resources.get_mut(*index) else { continue };
            match newest.as_slice() {
                [one] if one == index => {}
                [_] => {
                    self.report.remark(Remark::OlderVersion, &resource.kind, &resource.name());
                    if let Some(gone) = gone.get_mut(*index) {
                        *gone = true;
                    }
                }
                _ => {
                    resource.in_conflict = true;
                    self.report.remark(Remark::ConflictingVersions, &resource.kind, &resource.name());
                }
            }
        }
    }
}

/// When it was last updated, and the number of its version.
type Version = (Option<rationale::value::time::Instant>, Option<i64>);

fn version(tree: &Tree) -> Version {
    let meta = tree.get("meta");
    let updated = meta.and_then(|meta| text_in(meta, "lastUpdated"));
    let number = meta.and_then(|meta| meta.get("versionId")).and_then(number);
    let whole =
        number.filter(|number| number.is_whole()).and_then(|number| i64::try_from(number.over()).ok());
    (updated.and_then(|at| rationale::value::time::parse_instant(at).ok()), whole)
}

fn newer(own: &Version, other: &Version) -> bool {
    match (own.0.zip(other.0), own.1.zip(other.1)) {
        (Some((own, other)), _) if own != other => own > other,
        (_, Some((own, other))) => own > other,
        _ => false,
    }
}

/// Whether two say the same, whatever the server adds (`meta`) and however the text is laid out.
fn same_content(left: &Tree, right: &Tree) -> bool {
    let (Tree::Map(left), Tree::Map(right)) = (left, right) else { return false };
    let told = |fields: &[(String, Tree)]| -> BTreeMap<String, Tree> {
        fields.iter().filter(|(name, _)| !matches!(name.as_str(), "meta" | "text")).cloned().collect()
    };
    told(left) == told(right)
}

/// The server and the id of an address such as `https://example.org/fhir/Patient/1` or `urn:uuid:...`.
pub(crate) fn apart(url: &str, kind: &str) -> (Option<String>, Option<String>) {
    if let Some(id) = url.strip_prefix("urn:uuid:").or_else(|| url.strip_prefix("urn:oid:")) {
        return (None, Some(id.to_owned()).filter(|id| is_id(id)));
    }
    let url = url.split("/_history/").next().unwrap_or(url);
    let Some((before, id)) = url.rsplit_once('/') else { return (None, None) };
    let base = before.strip_suffix(kind).and_then(|base| base.strip_suffix('/'));
    match base {
        Some(base) if base.contains("://") => {
            (Some(base.to_owned()), Some(id.to_owned()).filter(|id| is_id(id)))
        }
        _ => (None, None),
    }
}

/// Whether the object at the start of a text has a field of that name, whatever else is wrong with it.
fn has_field(text: &str, name: &str) -> bool {
    let (mut depth, mut from, mut escaped) = (0_usize, None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (from, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(start), b'"') => {
                let word = text.get(start..at);
                let after = text.get(at.saturating_add(1)..).unwrap_or_default().trim_start();
                if depth == 1 && word == Some(name) && after.starts_with(':') {
                    return true;
                }
                from = None;
            }
            (Some(_), _) => {}
            (None, b'"') => from = Some(at.saturating_add(1)),
            (None, b'{' | b'[') => depth = depth.saturating_add(1),
            (None, b'}' | b']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return false;
                }
            }
            (None, _) => {}
        }
    }
    false
}

fn looks_like_lines(text: &str) -> bool {
    text.lines()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| line.trim().starts_with('{') && line.trim().ends_with('}'))
}

/// Names of types are letters; anything else must not reach a message.
fn is_name(kind: &str) -> bool {
    !kind.is_empty() && kind.len() <= 40 && kind.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// As FHIR has ids, and longer ones that systems make.
fn is_id(id: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':');
    !id.is_empty() && id.len() <= 128 && id.bytes().all(fits)
}

fn unreadable(file: &str, line: Option<usize>, faults: &[TreeFault]) -> FhirError {
    let Some(fault) = faults.first() else {
        return FhirError { file: file.to_owned(), line, message: "this is not JSON".to_owned() };
    };
    let what = match fault.kind {
        TreeFaultKind::CutShort => "the text stops too early; send the whole of it",
        TreeFaultKind::DuplicateField => "a field stands twice in one object; keep one of the two",
        TreeFaultKind::TooLong => "the text is too long; split it",
        TreeFaultKind::TooDeep => "lists and objects are too deep inside one another",
        TreeFaultKind::TextTooLong => "a text in it is too long",
        TreeFaultKind::NumberTooLong => "a number with too many digits to be kept as written",
        _ => "this is not JSON; check the quotes, commas and brackets here",
    };
    let message = match fault.place {
        Some((at, column)) if line.is_none() => format!("line {at}, column {column}: {what}"),
        Some((_, column)) => format!("column {column}: {what}"),
        None => what.to_owned(),
    };
    FhirError { file: file.to_owned(), line, message }
}
