//! On which lines the tests of a file stand, so that a message can name them. The YAML reader keeps no places.

use crate::case::tree::Step;

/// The lines, from 1, of the items of the list under a key at the left edge (`cases:`), as far as it is written in block form.
pub(super) fn items(text: &str, key: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut inside = false;
    let mut dash = None;
    for (index, line) in text.lines().enumerate() {
        let body = line.trim_start_matches(' ');
        let indent = line.len().saturating_sub(body.len());
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        let item = body.starts_with("- ") || body == "-";
        if indent == 0 && !item {
            let name = body.split(':').next().unwrap_or("");
            inside = name.trim().trim_matches(['"', '\'']) == key;
            continue;
        }
        if inside && item && *dash.get_or_insert(indent) == indent {
            found.push(index.saturating_add(1));
        }
    }
    found
}

/// The line, from 1, of a key at the left edge.
pub(super) fn key(text: &str, key: &str) -> Option<usize> {
    let at = text.lines().position(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')));
    at.map(|index| index.saturating_add(1))
}

/// The line, from 1, to which a path below a key at the left edge leads (`records.spo2.value`, `spo2.value`, `supply[0].kind`), or
/// on which what is around it stands.
pub(super) fn below(text: &str, top: &str, path: &str) -> Option<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let first = key(text, top)?.checked_sub(1)?;
    let keys: Vec<&str> = path.split('.').map(|key| key.split('[').next().unwrap_or(key)).collect();
    let walk = |from: usize, keys: &[&str]| {
        let mut at = (from, false);
        for key in keys {
            match children(&lines, at.0, key).first() {
                Some(child) => at = (*child, true),
                None => break,
            }
        }
        at
    };
    // A record is named by its id alone, too.
    let records = children(&lines, first, "records").first().map(|records| walk(*records, &keys));
    let (at, _) = records.filter(|(_, found)| *found).unwrap_or_else(|| walk(first, &keys));
    at.checked_add(1)
}

/// The line, from 1, on which the key at the end of a path stands a second time.
pub(super) fn second(text: &str, path: &[Step]) -> Option<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let (last, way) = path.split_last()?;
    let Step::Field(last) = last else { return None };
    let Some((Step::Field(top), way)) = way.split_first() else {
        let at_edge = |at: &usize| lines.get(*at).is_some_and(|line| indent(line) == 0 && begins(line, last));
        return (0..lines.len()).filter(at_edge).nth(1)?.checked_add(1);
    };
    let mut at = key(text, top)?.checked_sub(1)?;
    for (depth, step) in way.iter().enumerate() {
        at = match step {
            Step::Field(key) => children(&lines, at, key).first().copied()?,
            Step::Item(index) if depth == 0 => items(text, top).get(*index)?.checked_sub(1)?,
            Step::Item(_) => at,
        };
    }
    let found = children(&lines, at, last);
    found.get(1).or(found.first())?.checked_add(1)
}

/// The lines, from 0, on which a key stands directly below what begins on line `at`; or, written in braces, somewhere in it.
fn children(lines: &[&str], at: usize, key: &str) -> Vec<usize> {
    let Some(line) = lines.get(at) else { return Vec::new() };
    let item = line.trim_start().starts_with('-');
    let written = |at: &usize| lines.get(*at).is_some_and(|line| !is_empty(line));
    let inside = |at: &usize| {
        lines.get(*at).is_some_and(|below| {
            indent(below) > indent(line) || !item && indent(below) == indent(line) && is_item(below)
        })
    };
    let block: Vec<usize> = (at.saturating_add(1)..lines.len()).filter(written).take_while(inside).collect();
    let text = |at: usize| lines.get(at).copied().unwrap_or("");
    let edge = block.first().map_or(0, |first| indent(text(*first)));
    let first = (item && begins(line, key)).then_some(at);
    let direct = block.iter().copied().filter(|at| indent(text(*at)) == edge && begins(text(*at), key));
    let direct: Vec<usize> = first.into_iter().chain(direct).collect();
    if !direct.is_empty() {
        return direct;
    }
    std::iter::once(at).chain(block).filter(|at| text(*at).contains('{') && holds(text(*at), key)).collect()
}

fn indent(line: &str) -> usize {
    line.len().saturating_sub(line.trim_start_matches(' ').len())
}

fn is_empty(line: &str) -> bool {
    let body = line.trim_start();
    body.is_empty() || body.starts_with('#')
}

fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("- ")
}

/// Whether a line begins with that key; `as of` is `as_of`.
fn begins(line: &str, key: &str) -> bool {
    let body = line.trim_start();
    let body = body.strip_prefix("- ").unwrap_or(body);
    body.split_once(':').is_some_and(|(name, _)| {
        name.trim().trim_matches(['"', '\'']).replace(' ', "_") == key.replace(' ', "_")
    })
}

/// Whether a line in braces holds that key.
fn holds(line: &str, key: &str) -> bool {
    line.match_indices(key).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at.saturating_add(key.len())..).unwrap_or("");
        before.is_none_or(|before| matches!(before, ' ' | '{' | ',' | '"' | '\''))
            && after.trim_start_matches(['"', '\'', ' ']).starts_with(':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_by_the_dash_of_the_first() {
        let text = "guideline: g\ncases:\n  # first\n  - name: a\n    change:\n      - x\n  - name: b\ntables:\n- x\n";
        assert_eq!(items(text, "cases"), [4, 7]);
        assert_eq!(items(text, "tables"), [9]);
        assert_eq!(items(text, "base"), [] as [usize; 0]);
        assert_eq!(key(text, "cases"), Some(2));
    }
    const BASE: &str = "guideline: g\nbase:\n  as of: 2026-03-03\n  supply: [{ kind: labs }]\n  records:\n    one: { value: 1,\n      at: x }\n    two:\n      value: 2\n      value: 3\ncases:\n  - name: a\n    expect: {}\n    name: b\n";

    #[test]
    fn what_is_below_a_key_is_found_by_its_path() {
        let line = |path| below(BASE, "base", path);
        assert_eq!(line("as_of"), Some(3));
        assert_eq!(line("supply[0].kind"), Some(4));
        assert_eq!(line("one.value"), Some(6));
        assert_eq!(line("one.at"), Some(7));
        assert_eq!(line("records.two.value"), Some(9));
        assert_eq!(line("two.parts"), Some(8));
        assert_eq!(line("nothing"), Some(2));
    }

    #[test]
    fn a_key_that_stands_twice_is_found_where_it_stands_again() {
        let field = |name: &str| Step::Field(name.to_owned());
        assert_eq!(second(BASE, &[field("base"), field("records"), field("two"), field("value")]), Some(10));
        assert_eq!(second(BASE, &[field("cases"), Step::Item(0), field("name")]), Some(14));
        assert_eq!(second("a: 1\nb: 2\na: 3\n", &[field("a")]), Some(3));
    }
}
