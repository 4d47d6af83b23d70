//! Days, nights and weeks: each bucket alone in every possibility, then every way the open ones may stand.

use super::count::is_taken;
use super::point::{Bound, Stretch, WindowEnd};
use super::select::Member;
use super::worlds::Agreed;
use super::{Hand, Look, Scene};
use crate::ast::Touch;
use crate::case::reading::{Reading, ReadingTime, Value, ValueWhat};
use crate::check::model::{Anchor, Asks, Bucket, Kind, Point, Select, Share, Subject, Window, WindowForm};
use crate::value::range::Range;
use crate::value::time::{DateRange, Instant, InstantRange};
use crate::value::truth::Truth;
use chrono::{NaiveDate, Timelike};

/// Longer windows are not looked at.
const MOST: usize = 10_000;

/// One bucket: its first and last date.
type Dates = (NaiveDate, NaiveDate);

impl Look<'_> {
    pub(super) fn buckets(&self, share: Share, of: &Select, asks: &Asks, scene: Scene<'_>) -> Truth {
        let stretch = self.stretch(of.window.as_ref(), scene);
        let runs = self.runs(&stretch);
        let Some((buckets, unended)) =
            self.dates_of_buckets(share.bucket, of.window.as_ref(), &stretch, runs)
        else {
            return Truth::Unknown;
        };
        let now = self.bucket_date(share.bucket, self.case.as_of);
        let so_far = scene.exclusion && share.at_least;
        let each: Vec<Vec<bool>> = buckets
            .iter()
            .map(|bucket| {
                let stands = self.bucket(share.bucket, *bucket, of, asks, scene);
                let over = now > bucket.1 || !runs && now >= bucket.0;
                match stands {
                    Truth::True => vec![true],
                    _ if so_far && now < bucket.0 => vec![false],
                    _ if !over && !so_far => vec![true, false],
                    Truth::False => vec![false],
                    Truth::Unknown => vec![true, false],
                }
            })
            .collect();
        let mut agreed = Agreed::default();
        let tried = self.choices(&each, |chosen| {
            let holds: Vec<bool> = chosen.iter().map(|holds| **holds).collect();
            agreed.add(enough(share, &holds));
            // What has no end yet may go on for long, well or badly.
            for (more, other) in [(true, 1_usize), (false, 1), (true, 400), (false, 400)] {
                if unended {
                    let mut longer = holds.clone();
                    longer.resize(holds.len().saturating_add(other), more);
                    agreed.add(enough(share, &longer));
                }
            }
            if unended && share.percent && share.run.is_none() {
                agreed.add(Truth::Unknown);
            }
        });
        tried.map_or(Truth::Unknown, |()| agreed.answer())
    }

    fn bucket_date(&self, bucket: Bucket, instant: Instant) -> NaiveDate {
        let local = self.case.zone.local(instant);
        if bucket == Bucket::Nights && local.hour() < 12 {
            local.date().pred_opt().unwrap_or(NaiveDate::MIN)
        } else {
            local.date()
        }
    }

    /// The buckets, and whether the window has no end yet; `None` where that cannot be told.
    fn dates_of_buckets(
        &self,
        bucket: Bucket,
        window: Option<&Window>,
        stretch: &Stretch,
        runs: bool,
    ) -> Option<(Vec<Dates>, bool)> {
        let dates = |end: Option<WindowEnd>| end.and_then(|end| self.dates(end.bound));
        let (low, high) = (dates(stretch.low)?, dates(stretch.high)?);
        let today = self.case.zone.date_of(self.case.as_of);
        let unended = high.last == self.case.zone.date_of(Instant(i64::MAX)) || high.last == NaiveDate::MAX;
        let mut last = if unended { today } else { one(high)? };
        if stretch.high.is_some_and(|end| !end.inside) {
            last = last.pred_opt()?;
        }
        let review =
            |point: &Point| matches!(point.anchor, Anchor::Review) && point.shift.is_none() && !point.day_of;
        let at_review = window.is_some_and(|window| match &window.form {
            WindowForm::WithinBefore(_, to) | WindowForm::FromTo { to, .. } => review(to),
            _ => false,
        });
        if bucket == Bucket::Nights && at_review {
            last = last.min(today.pred_opt()?);
        }
        let first = one(low)?;
        let mut days = Vec::new();
        let mut day = first;
        while day <= last && days.len() <= MOST.saturating_mul(7) {
            days.push(day);
            day = day.succ_opt()?;
        }
        let backwards = last.succ_opt()? < first;
        if backwards || days.is_empty() && runs {
            return None;
        }
        let size = if bucket == Bucket::Weeks { 7 } else { 1 };
        let buckets: Vec<Dates> = days
            .chunks_exact(size)
            .filter_map(|days| days.first().zip(days.last()).map(|(first, last)| (*first, *last)))
            .collect();
        (buckets.len() <= MOST).then_some((buckets, unended))
    }

    /// Whether some record of the bucket holds.
    fn bucket(&self, bucket: Bucket, dates: Dates, of: &Select, asks: &Asks, scene: Scene<'_>) -> Truth {
        let Some(fact) = self.fact(of.fact) else { return Truth::Unknown };
        let is_span = matches!(fact.kind, Kind::Span(_));
        let members = self.members_where(of, scene.waiting(), |look, reading| {
            look.in_bucket(bucket, dates, reading, is_span)
        });
        let speaks = matches!(asks, Asks::Compare(..));
        let (taken, members): (Vec<Member>, Vec<Member>) =
            members.into_iter().partition(|member| speaks && is_taken(&member.reading, Subject::Value));
        let bare = matches!(asks, Asks::Nothing);
        let last = if bucket == Bucket::Nights { dates.1.succ_opt().unwrap_or(dates.1) } else { dates.1 };
        let end = |date| Some(WindowEnd { bound: Bound::Date(DateRange::exact(date)), inside: true });
        let stretch =
            Stretch { touch: Touch::Sharing, low: end(dates.0), high: end(last), ever: false, over: None };
        let silence = self.silence_means(of.fact, &stretch);
        let counted = fact.is_event() || bare;
        let nothing_there = || match silence {
            Some(None) if counted => Truth::False,
            // What was taken without a value is not silent.
            Some(Some(number)) if !counted && taken.is_empty() => self.number_stands(number, asks),
            _ => Truth::Unknown,
        };
        let options: Vec<Vec<Option<bool>>> = members
            .iter()
            .map(|member| {
                let hand = Hand { reading: &member.reading, outer: scene.hand };
                let mut lives = match self.asks(asks, &hand, scene) {
                    Truth::True => vec![Some(true)],
                    Truth::False => vec![Some(false)],
                    Truth::Unknown => vec![Some(true), Some(false)],
                };
                if !member.sure {
                    lives.push(None);
                }
                lives
            })
            .collect();
        let mut agreed = Agreed::default();
        let tried = self.choices(&options, |chosen| {
            let kept: Vec<bool> = chosen.iter().filter_map(|life| **life).collect();
            agreed.add(if kept.contains(&true) {
                Truth::True
            } else if !kept.is_empty() && !fact.is_event() {
                Truth::False
            } else {
                nothing_there()
            });
        });
        tried.map_or(Truth::Unknown, |()| agreed.answer())
    }

    fn number_stands(&self, number: crate::value::number::Number, asks: &Asks) -> Truth {
        let value = Value { what: ValueWhat::Number(Range::exact(number)), open: None };
        match asks {
            Asks::Compare(Subject::Value, compare) => self.compare(&[value], compare, &[]),
            _ => Truth::Unknown,
        }
    }

    /// Whether a reading is in a bucket: a span where it shares a part of it, any other by its start.
    fn in_bucket(&self, bucket: Bucket, dates: Dates, reading: &Reading, is_span: bool) -> Truth {
        let Some((start, end)) = self.start_and_end(&reading.time) else { return Truth::Unknown };
        let named = |instants: InstantRange, dates: DateRange| {
            if instants.is_exact() {
                DateRange::exact(self.bucket_date(bucket, instants.first))
            } else {
                dates
            }
        };
        let start = match reading.time {
            // It began by its end, which has a bucket of its own.
            ReadingTime::Period { from: None, .. } => {
                let last = if end.instants.is_exact() {
                    self.bucket_date(bucket, start.instants.last)
                } else {
                    start.dates.last
                };
                DateRange { first: start.dates.first, last }
            }
            _ => named(start.instants, start.dates),
        };
        let not_after = |left: NaiveDate, right: NaiveDate| Truth::from(left <= right);
        let both = |sure: Truth, may: Truth| {
            if sure == Truth::True {
                sure
            } else if may == Truth::True {
                Truth::Unknown
            } else {
                Truth::False
            }
        };
        let begins_by_its_end = both(not_after(start.last, dates.1), not_after(start.first, dates.1));
        let end = match reading.time {
            ReadingTime::Period { .. } if is_span => named(end.instants, end.dates),
            _ => start,
        };
        let ends_from_its_start = both(not_after(dates.0, end.first), not_after(dates.0, end.last));
        begins_by_its_end.and(ends_from_its_start)
    }
}

fn one(dates: DateRange) -> Option<NaiveDate> {
    dates.is_exact().then_some(dates.first)
}

/// Whether so many of these hold, taken as written.
fn enough(share: Share, holds: &[bool]) -> Truth {
    let asked = usize::try_from(share.count).unwrap_or(usize::MAX);
    let stands = |of: &[bool]| {
        let held = of.iter().filter(|holds| **holds).count();
        let (held, asked) = if share.percent {
            (held.saturating_mul(100), asked.saturating_mul(of.len()))
        } else {
            (held, asked)
        };
        if share.at_least { held >= asked } else { held <= asked }
    };
    let Some(run) = share.run else {
        return if share.percent && holds.is_empty() { Truth::Unknown } else { stands(holds).into() };
    };
    let length = usize::try_from(run.length).unwrap_or(usize::MAX);
    let mut runs = holds.windows(length).map(stands).peekable();
    let any = runs.peek().is_some();
    Truth::from(if run.every { any && runs.all(|met| met) } else { runs.any(|met| met) })
}
