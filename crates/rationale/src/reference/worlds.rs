//! Going through the possibilities.

use super::Look;
use crate::value::truth::Truth;

/// More possibilities than these are not tried.
const MOST: usize = 20_000;

/// What holds in every possibility tried so far.
#[derive(Clone, Copy, Default)]
pub(super) struct Agreed(Option<Truth>);

impl Agreed {
    pub(super) fn add(&mut self, truth: Truth) {
        self.0 = Some(match self.0 {
            None => truth,
            Some(before) if before == truth => truth,
            Some(_) => Truth::Unknown,
        });
    }

    /// Unknown of no possibility at all.
    pub(super) fn answer(self) -> Truth {
        self.0.unwrap_or(Truth::Unknown)
    }
}

impl FromIterator<Truth> for Agreed {
    fn from_iter<T: IntoIterator<Item = Truth>>(truths: T) -> Self {
        let mut agreed = Self::default();
        for truth in truths {
            agreed.add(truth);
        }
        agreed
    }
}

impl Look<'_> {
    /// Every way to choose one of each of these, each handed to `visit`; `None` where they are too many.
    pub(super) fn choices<T>(&self, of: &[Vec<T>], mut visit: impl FnMut(&[&T])) -> Option<()> {
        let mut count = 1_usize;
        for options in of {
            count = count.saturating_mul(options.len());
        }
        if count > MOST {
            self.too_large.set(true);
            return None;
        }
        choose(of, &mut Vec::new(), &mut visit);
        Some(())
    }
}

fn choose<'t, T>(of: &'t [Vec<T>], chosen: &mut Vec<&'t T>, visit: &mut impl FnMut(&[&T])) {
    let Some((first, rest)) = of.split_first() else {
        visit(chosen);
        return;
    };
    for option in first {
        chosen.push(option);
        choose(rest, chosen, visit);
        chosen.pop();
    }
}
