//! Names near to what was written.

/// The one of `known` near enough to `written` to be what was meant; of equally near ones the first. Capitals are nearest.
pub(crate) fn closest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let most = written.chars().count().div_ceil(3).min(3);
    let far = |name: &str| match name != written && name.eq_ignore_ascii_case(written) {
        true => Some(0),
        false => distance(written, name, most),
    };
    let near = known.into_iter().filter_map(|name| Some((far(name)?, name)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters must be changed, added, dropped or exchanged with their neighbour to make one word the other; `None` for more
/// than `most`.
fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    const LONGEST: usize = 64;
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most || one.len() > LONGEST || other.len() > LONGEST {
        return None;
    }
    let mut row_before = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let letter_before = index.checked_sub(1).and_then(|before| one.get(before));
        let mut next = vec![index.saturating_add(1)];
        for (at, ((above_left, above), found)) in row.iter().zip(row.iter().skip(1)).zip(&other).enumerate() {
            let changed = above_left.saturating_add(usize::from(letter != found));
            let left = next.last().copied().unwrap_or(0);
            let exchanged = at
                .checked_sub(1)
                .filter(|before| letter_before == Some(found) && other.get(*before) == Some(letter))
                .and_then(|before| row_before.get(before))
                .map_or(usize::MAX, |distance: &usize| distance.saturating_add(1));
            next.push(changed.min(exchanged).min(above.saturating_add(1)).min(left.saturating_add(1)));
        }
        row_before = std::mem::replace(&mut row, next);
    }
    row.last().copied().filter(|distance| (1..=most).contains(distance))
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        let known = ["spo2", "heart_rate", "review"];
        assert_eq!(closest("spo3", known), Some("spo2"));
        assert_eq!(closest("heart_rat", known), Some("heart_rate"));
        assert_eq!(closest("hbg", ["hco3", "hgb"]), Some("hgb"));
        assert_eq!(closest("ab", ["ba"]), Some("ba"));
        assert_eq!(closest("creatinine", known), None);
        assert_eq!(closest("spo2", known), None);
        assert_eq!(closest("OK", ["of", "ok"]), Some("ok"));
    }
}
