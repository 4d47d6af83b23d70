//! The days, nights, weeks or months of a window, as buckets of a test.

use super::Job;
use crate::assessment::Reason;
use crate::ast::Touch;
use crate::check::model::{Anchor, Bucket, Point, Share, Window, WindowForm};
use crate::eval::point::Bound;
use crate::eval::window::Span;
use crate::value::time::{DateRange, InstantRange, days_between};
use chrono::{Days, NaiveDate};

/// More buckets than these are not looked at: 27 years of days.
pub(super) const MOST: usize = 10_000;

/// The buckets of a window.
pub(super) struct Calendar {
    pub(super) first: NaiveDate,
    pub(super) count: usize,
    pub(super) bucket: Bucket,
    /// The window lasts past the as-of time.
    pub(super) runs: bool,
    /// Its end is still to come, nobody knows when.
    pub(super) unended: bool,
}

/// The dates of a window, as far as it is one of buckets; or why that cannot be told.
pub(super) fn calendar(
    job: &Job<'_, '_>,
    share: Share,
    window: Option<&Window>,
    span: &Span,
) -> Result<Calendar, Reason> {
    let (Some((low, _)), Some((high, inside)), true) = (span.lower, span.upper, span.missing.is_empty())
    else {
        return Err(Reason::NotDocumented);
    };
    let today = job.context.case.zone.date_of(job.context.case.as_of);
    let unended = high.dates.last == NaiveDate::MAX;
    let exact = |dates: DateRange| dates.is_exact().then_some(dates.first).ok_or(Reason::ImpreciseTime);
    let first = exact(low.dates)?;
    let mut last = if unended { today } else { exact(high.dates)? };
    let before = |date: NaiveDate| date.pred_opt().ok_or(Reason::CannotBeCalculated);
    if !inside {
        last = before(last)?;
    }
    let at_review = window.is_some_and(ends_at_review);
    if share.bucket == Bucket::Nights && at_review {
        // Tonight is not over before the review.
        last = last.min(before(today)?);
    }
    let days = days_between(first, last).checked_add(1).ok_or(Reason::CannotBeCalculated)?;
    if days < 0 || days == 0 && span.runs_until.is_some() {
        return Err(match span.runs_until {
            Some(until) => Reason::NotYet(Some(until)),
            None => Reason::CannotBeCalculated,
        });
    }
    let size = if share.bucket == Bucket::Weeks { 7 } else { 1 };
    let count = usize::try_from(days.checked_div(size).unwrap_or(0)).unwrap_or(usize::MAX);
    if count > MOST {
        return Err(Reason::CannotBeCalculated);
    }
    Ok(Calendar { first, count, bucket: share.bucket, runs: span.runs_until.is_some(), unended })
}

/// Whether a window ends at the review itself.
fn ends_at_review(window: &Window) -> bool {
    let review =
        |point: &Point| matches!(point.anchor, Anchor::Review) && point.shift.is_none() && !point.day_of;
    match &window.form {
        WindowForm::WithinBefore(_, to) | WindowForm::FromTo { to, .. } => review(to),
        _ => false,
    }
}

impl Calendar {
    pub(super) fn size(&self) -> u64 {
        if self.bucket == Bucket::Weeks { 7 } else { 1 }
    }

    /// The first and last date of a bucket.
    pub(super) fn dates(&self, bucket: usize) -> (NaiveDate, NaiveDate) {
        let days = u64::try_from(bucket).unwrap_or(u64::MAX).saturating_mul(self.size());
        let first = self.first.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
        let last = first.checked_add_days(Days::new(self.size().saturating_sub(1))).unwrap_or(first);
        (first, last)
    }

    /// The window in which its readings lie.
    pub(super) fn span(&self, job: &Job<'_, '_>, written: &Span, is_span: bool) -> Span {
        let mut last = self.dates(self.count.saturating_sub(1)).1;
        if self.bucket == Bucket::Nights {
            last = last.succ_opt().unwrap_or(last);
        }
        let bound = |date: NaiveDate| Some((Bound::of_dates(job.context, date, date), true));
        Span {
            lower: bound(self.first),
            upper: bound(last),
            runs_until: written.runs_until,
            told_from: written.told_from.clone(),
            touch: Some(if is_span { Touch::Sharing } else { Touch::Starting }),
            ..Span::default()
        }
    }

    /// The bucket date of an instant.
    pub(super) fn date_of(&self, job: &Job<'_, '_>, instant: crate::value::time::Instant) -> NaiveDate {
        let zone = &job.context.case.zone;
        if self.bucket == Bucket::Nights { zone.night_of(instant) } else { zone.date_of(instant) }
    }

    /// The dates on which a time may fall. A night is named by a date: a time known only to the day is of the night so named.
    pub(super) fn dates_of(
        &self,
        job: &Job<'_, '_>,
        (instants, dates): (InstantRange, DateRange),
    ) -> DateRange {
        if instants.is_exact() { DateRange::exact(self.date_of(job, instants.first)) } else { dates }
    }

    /// Which bucket a date is in, counted from the first, perhaps before it.
    pub(super) fn index(&self, date: NaiveDate) -> i64 {
        let days = days_between(self.first, date);
        days.div_euclid(i64::try_from(self.size()).unwrap_or(1))
    }

    pub(super) fn is_over(&self, job: &Job<'_, '_>, bucket: usize) -> bool {
        let now = self.date_of(job, job.context.case.as_of);
        let (first, last) = self.dates(bucket);
        now > last || (!self.runs && now >= first)
    }
}
