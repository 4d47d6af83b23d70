//! Pairs of readings in order of time, found without comparing each with each.

/// What was put in at the places below one, joined; putting in and asking take logarithmic time.
pub(super) struct Below<T> {
    cells: Vec<Option<T>>,
    join: fn(T, T) -> T,
}

impl<T: Copy> Below<T> {
    pub(super) fn new(places: usize, join: fn(T, T) -> T) -> Self {
        Self { cells: vec![None; places.saturating_add(1)], join }
    }

    pub(super) fn put(&mut self, place: usize, value: T) {
        let mut at = place.saturating_add(1);
        while let Some(cell) = self.cells.get_mut(at) {
            *cell = Some(cell.map_or(value, |before| (self.join)(before, value)));
            at = at.saturating_add(lowest_bit(at));
        }
    }

    /// What was put in at the first `places` places.
    pub(super) fn first(&self, places: usize) -> Option<T> {
        let mut found = None;
        let mut at = places;
        while at > 0 {
            if let Some(value) = self.cells.get(at).copied().flatten() {
                found = Some(found.map_or(value, |before| (self.join)(before, value)));
            }
            at = at.saturating_sub(lowest_bit(at));
        }
        found
    }
}

fn lowest_bit(at: usize) -> usize {
    at & at.wrapping_neg()
}

/// A point of two keys, and what stands at it.
#[derive(Clone, Copy)]
pub(super) struct Point<T> {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) value: T,
}

/// For each question joins what stands at points whose `x` and `y` are not above its own; answers in the order asked.
pub(super) fn joined<T: Copy>(
    mut points: Vec<Point<T>>,
    questions: &[(i64, i64)],
    join: fn(T, T) -> T,
) -> Vec<Option<T>> {
    let mut places: Vec<i64> = points.iter().map(|point| point.y).collect();
    places.sort_unstable();
    places.dedup();
    points.sort_by_key(|point| point.x);
    let mut order: Vec<(usize, i64, i64)> =
        questions.iter().enumerate().map(|(at, (x, y))| (at, *x, *y)).collect();
    order.sort_by_key(|(_, x, _)| *x);
    let mut below = Below::new(places.len(), join);
    let mut answers = vec![None; questions.len()];
    let mut points = points.into_iter().peekable();
    for (at, x, y) in order {
        while let Some(point) = points.next_if(|point| point.x <= x) {
            below.put(places.partition_point(|place| *place < point.y), point.value);
        }
        if let Some(answer) = answers.get_mut(at) {
            *answer = below.first(places.partition_point(|place| *place <= y));
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::{Point, joined};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sweep_finds_what_comparing_each_with_each_finds(
            points in prop::collection::vec((-5..5_i64, -5..5_i64, 0..100_u64), 0..30),
            questions in prop::collection::vec((-6..6_i64, -6..6_i64), 0..10),
        ) {
            let placed = points.iter().map(|(x, y, value)| Point { x: *x, y: *y, value: *value }).collect();
            let naive: Vec<Option<u64>> = questions.iter().map(|(x, y)| {
                points.iter().filter(|point| point.0 <= *x && point.1 <= *y).map(|point| point.2).reduce(|a, b| a + b)
            }).collect();
            prop_assert_eq!(joined(placed, &questions, |a, b| a + b), naive);
        }
    }
}
