//! Choices read from a list of numbers, so that whatever is made of them shrinks with the list.

/// A list of choices; past its end each is the first, simplest one.
pub(crate) struct Tape<'t> {
    data: &'t [u16],
    at: usize,
}

impl<'t> Tape<'t> {
    pub(crate) fn new(data: &'t [u16]) -> Self {
        Self { data, at: 0 }
    }

    /// A number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let drawn = self.data.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        (usize::from(drawn) * count) >> 16
    }

    pub(crate) fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// True in so many of a hundred; false where the tape has ended.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// The text, in so many of a hundred.
    pub(crate) fn maybe(&mut self, percent: usize, text: &str) -> String {
        if self.chance(percent) { text.to_owned() } else { String::new() }
    }
}
