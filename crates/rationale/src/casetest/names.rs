//! Names that are not there, with the near one that may be meant.

use super::TestError;
use crate::suggest::closest;

/// As many known names as a message lists.
const LISTED: usize = 12;

/// An error about a name, with what may be meant instead: a near name, the known ones where they are few, else `otherwise`.
pub(super) fn unknown<'k>(
    key: &str,
    message: &str,
    written: &str,
    known: impl IntoIterator<Item = &'k str>,
    otherwise: &str,
) -> TestError {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.dedup();
    let error = TestError::new(key, message);
    if let Some(near) = closest(written, known.iter().copied()) {
        return error.help(format!("did you mean `{near}`?"));
    }
    if !known.is_empty() && known.len() <= LISTED {
        return error.help(format!("there is {}", listed(&known)));
    }
    if otherwise.is_empty() { error } else { error.help(otherwise) }
}

/// `` `a`, `b` ``
pub(super) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// The one of `paths` that is `written` or ends in it after a dot.
pub(super) fn by_suffix<'p>(written: &str, paths: &[&'p str]) -> Result<&'p str, Vec<&'p str>> {
    if let Some(exact) = paths.iter().find(|path| **path == written) {
        return Ok(exact);
    }
    let ending = format!(".{written}");
    let mut found: Vec<&str> = paths.iter().filter(|path| path.ends_with(&ending)).copied().collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Ok(one),
        _ => Err(found),
    }
}
