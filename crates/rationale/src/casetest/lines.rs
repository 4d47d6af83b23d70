//! On which lines the tests of a file stand, so that a message can name them. The YAML reader keeps no places.

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
}
