//! Series: change between two picks, buckets of days, nights and weeks, and what is due on time.

use super::compare::{Sort, Typed};
use super::faults::{kinds, times};
use super::lower::Checker;
use super::model::{
    Asks, Bucket, BucketRun, Compare, FactIx, Select, Share, Subject, TestForm, Window, WindowForm,
};
use crate::ast::{self, Pick, Quantifier, Touch};
use crate::source::{Name, Span};
use crate::value::unit::Unit;

impl<'a> Checker<'a> {
    /// `[percent] change in F from PICK window to PICK window`
    pub(super) fn change(&mut self, test: &'a ast::ChangeTest) -> Option<Box<TestForm>> {
        let fact = self.fact_named(&test.fact)?;
        let filter = self.filter(fact, None, &test.filter);
        let from = self.window(fact, Some(&test.from.1), false);
        let to = self.window(fact, Some(&test.to.1), false);
        let typed = self.typed(fact, Subject::Value, test.fact.span)?;
        if !typed.sort.is_number() {
            return self.refuse(kinds::change_of_no_number(&typed));
        }
        for (pick, window) in [&test.from, &test.to] {
            if *pick == Pick::Sum {
                return self.refuse(kinds::change_of_a_sum(window.span));
            }
        }
        let typed = if test.percent {
            let percent = Unit::parse("%").ok()?;
            Self::typed_plain(Sort::Quantity(percent), "percent change".to_owned(), test.fact.span)
        } else {
            typed
        };
        let compare = self.compare(&Typed { difference: true, reading: false, ..typed }, &test.compare);
        let (filter, compare) = (filter?, compare?);
        let select =
            |(window, known_by): super::windows::Lowered, filter| Select { fact, filter, window, known_by };
        let first = (test.from.0, select(from?, filter.clone()));
        let last = (test.to.0, select(to?, filter));
        Some(Box::new(TestForm::Change { percent: test.percent, first, last, compare }))
    }

    /// `at least N [% of] nights with F ...`
    pub(super) fn buckets(&mut self, test: &'a ast::BucketsTest, span: Span) -> Option<Box<TestForm>> {
        let fact = self.fact_named(&test.fact)?;
        let bucket = Bucket::parse(&test.bucket.node)?;
        let filter = self.filter(fact, None, &test.filter);
        let window = self.window(fact, test.window.as_ref(), false);
        let asks = self.bucket_asks(fact, test);
        let (at_least, count) = match test.quantifier {
            Quantifier::AtLeast(count) => (true, count),
            Quantifier::AtMost(count) => (false, count),
            _ => return None,
        };
        if at_least && count == 0 {
            self.fault(kinds::count_nought(span));
        }
        let run = match &test.run {
            None => None,
            Some((quantifier, length, word)) => {
                if word.node != test.bucket.node {
                    return self.refuse(kinds::run_of_others(word, &test.bucket));
                }
                if *length == 0 {
                    return self.refuse(kinds::run_of_nothing(word.span));
                }
                Some(BucketRun { every: *quantifier == Quantifier::Every, length: *length })
            }
        };
        let most = if test.percent { Some(100) } else { run.map(|run| run.length) };
        if let Some(most) = most.filter(|most| count > *most) {
            let of = if test.percent { "percent" } else { bucket.word() };
            return self.refuse(kinds::share_out_of_reach(span, at_least, most, of));
        }
        let (window, known_by) = window?;
        let Some(written) = test.window.as_ref().filter(|_| window.is_some()) else {
            return self.refuse(times::bucket_window(test.fact.span, bucket.word()));
        };
        if !window.as_ref().is_some_and(is_closed) || written.touch != Touch::Sharing {
            return self.refuse(times::bucket_window(written.span, bucket.word()));
        }
        let share = Share { at_least, count, percent: test.percent, bucket, run };
        let of = Select { fact, filter: filter?, window, known_by };
        Some(Box::new(TestForm::Buckets { share, of, asks: asks? }))
    }

    fn bucket_asks(&mut self, fact: FactIx, test: &'a ast::BucketsTest) -> Option<Asks> {
        match &test.compare {
            None if self.fact(fact).is_some_and(|fact| super::facts::is_yes_no(&fact.kind)) => {
                Some(Asks::Compare(Subject::Value, Compare::Options(0b10)))
            }
            None => Some(Asks::Nothing),
            Some(compare) => {
                let typed = self.typed(fact, Subject::Value, test.fact.span)?;
                self.compare(&typed, compare).map(|compare| Asks::Compare(Subject::Value, compare))
            }
        }
    }

    /// `on time F first WINDOW then within Q after the previous`
    pub(super) fn on_time(
        &mut self,
        fact: &'a Name,
        filter: &'a [ast::Condition],
        first: &'a ast::Window,
        then_within: &'a ast::Amount,
    ) -> Option<Box<TestForm>> {
        let fact = self.fact_named(fact)?;
        let filter = self.filter(fact, None, filter);
        let window = self.window(fact, Some(first), false);
        let within = self.length(then_within)?;
        if within.count == 0 {
            return self.refuse(times::empty_window(then_within.span));
        }
        let (window, known_by) = window?;
        if !window.as_ref().is_some_and(is_closed) || first.touch != Touch::Sharing {
            return self.refuse(times::first_window(first.span));
        }
        let of = Select { fact, filter: filter?, window, known_by };
        Some(Box::new(TestForm::OnTime { of, within }))
    }
}

/// Whether a window has a beginning and an end.
fn is_closed(window: &Window) -> bool {
    match window.form {
        WindowForm::WithinBefore(..)
        | WindowForm::WithinAfter(..)
        | WindowForm::WithinOf(..)
        | WindowForm::FromTo { .. }
        | WindowForm::During(_)
        | WindowForm::OnDayOf(_) => true,
        WindowForm::WithinAny(..)
        | WindowForm::Before(_)
        | WindowForm::UpTo(_)
        | WindowForm::After(_)
        | WindowForm::Ever => false,
    }
}
