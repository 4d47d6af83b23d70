//! The words for a reason, for why a physician is asked, and for why a record does not count.

use super::lower;
use crate::assessment::{Outcome, Reason, ReferralWhy, SetAside, SetAsideWhy};
use crate::value::time::Zone;

/// Why something is undetermined, as a clause after the name of a criterion: `not documented`.
#[must_use]
pub fn reason_words(reason: &Reason, zone: &Zone) -> String {
    match reason {
        Reason::NotDocumented => "not documented".to_owned(),
        Reason::OutsideWindow => "documented only outside the window".to_owned(),
        Reason::TooFewReadings => "too few readings".to_owned(),
        Reason::NoClinicalTime => "documented without a time".to_owned(),
        Reason::ImpreciseTime => "the time is not precise enough".to_owned(),
        Reason::QualifierNotDocumented => "a qualifier is not documented".to_owned(),
        Reason::Conflicting => "records of one time conflict".to_owned(),
        Reason::Implausible => "the value is not plausible".to_owned(),
        Reason::NeedsJudgement(roles) if roles.is_empty() => "needs a clinician's judgement".to_owned(),
        Reason::NeedsJudgement(roles) => format!("needs the judgement of {}", any_of(roles)),
        Reason::ImpreciseValue => "the value is not precise enough".to_owned(),
        Reason::StatusUnknown => "the status of a record is not known".to_owned(),
        Reason::WrongType => "the value is not of the type that the fact has".to_owned(),
        Reason::UnitDoesNotConvert => "the unit does not convert to the unit of the fact".to_owned(),
        Reason::SupplyNotComplete => {
            "none on file, but the supply of records is not declared complete".to_owned()
        }
        Reason::CannotBeCalculated => "cannot be calculated".to_owned(),
        Reason::NotDone => "not done".to_owned(),
        Reason::NotYet(None) => "not yet".to_owned(),
        Reason::NotYet(Some(at)) => format!("not yet, until {}", until(&at.to_text(zone))),
    }
}

/// A time up to which something waits: `the end of 2026-03-10` for the last instant of that day.
pub(super) fn until(text: &str) -> String {
    match text.split_once('T') {
        Some((day, time)) if time.starts_with("23:59:59.999999") => format!("the end of {day}"),
        _ => text.to_owned(),
    }
}

/// What a reason means and who mends it, for `rationale explain`: code, meaning.
#[must_use]
pub fn reason_pages() -> Vec<(&'static str, &'static str)> {
    let page = |reason: Reason, text| (reason.code(), text);
    vec![
        page(Reason::NotDocumented, "No record says anything about it. Ask for the documentation."),
        page(
            Reason::OutsideWindow,
            "There are records, but none within the time that the criterion looks at. Ask for one of that time.",
        ),
        page(
            Reason::TooFewReadings,
            "There are readings, but fewer than the criterion needs. Ask for more of that time.",
        ),
        page(
            Reason::NoClinicalTime,
            "A record that would decide it has no clinical time. Ask when it was taken or done.",
        ),
        page(
            Reason::ImpreciseTime,
            "The time is known only to the day, month or year, and the criterion turns on where within it. Ask for the time.",
        ),
        page(
            Reason::QualifierNotDocumented,
            "A reading is there, but not the circumstance that the criterion asks for, such as the oxygen given. Ask for it.",
        ),
        page(
            Reason::Conflicting,
            "Records of the same time say different things, and it matters which holds. Ask which is right.",
        ),
        page(
            Reason::Implausible,
            "The value cannot be right, by the bounds that the fact states. Ask for a correction.",
        ),
        page(
            Reason::NeedsJudgement(Vec::new()),
            "Only a clinician can answer this. Ask one of the roles that are named.",
        ),
        page(
            Reason::ImpreciseValue,
            "The value is given as a bound or a range, and the threshold lies within it. Ask for the exact value.",
        ),
        page(
            Reason::StatusUnknown,
            "It is not known what became of a record that would decide it. Ask for its status.",
        ),
        page(
            Reason::WrongType,
            "The value is of another type than the fact, such as a word for a number. The sender's data need repair.",
        ),
        page(
            Reason::UnitDoesNotConvert,
            "The unit is not one that the fact converts from. The sender's data need repair.",
        ),
        page(
            Reason::SupplyNotComplete,
            "There is no record, and that would decide it if the sender said that all records are here. Ask the sender to declare the supply.",
        ),
        page(
            Reason::CannotBeCalculated,
            "A division by zero or a number out of range. The data, or the criteria, need repair.",
        ),
        page(
            Reason::NotDone,
            "The supply is complete and there is none: it was not done. No request for documents mends that.",
        ),
        page(
            Reason::NotYet(None),
            "The time that the criterion looks at has not passed yet. Nobody is asked; look again when it has.",
        ),
    ]
}

/// The answer, as shown to people.
#[must_use]
pub fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotApplicable => "does not apply",
        Outcome::InsufficientInformation => "information is missing",
        Outcome::DoesNotMeet => "not met, for physician review",
        Outcome::Meets => "met",
    }
}

/// Why a physician is asked.
#[must_use]
pub fn referral_words(why: &ReferralWhy) -> String {
    match why {
        ReferralWhy::Unmet(paths) => format!("not met: {}", paths.join(", ")),
        ReferralWhy::Excluded(paths) => format!("an exclusion is present: {}", paths.join(", ")),
        ReferralWhy::Conflict(paths) => format!("records conflict: {}", paths.join(", ")),
        ReferralWhy::Judgement(paths) => format!("needs a judgement: {}", paths.join(", ")),
        ReferralWhy::BeyondSupported(asked, supported) => {
            format!("more was asked ({asked}) than the criteria support ({supported})")
        }
        ReferralWhy::Rule(path, text) if path.is_empty() => text.clone(),
        ReferralWhy::Rule(path, text) => format!("{text} ({path})"),
    }
}

/// Why a record does not count.
#[must_use]
pub fn set_aside_words(why: &SetAsideWhy, zone: &Zone) -> String {
    match why {
        SetAsideWhy::OutsideWindow(by) => format!("outside the window: {by}"),
        SetAsideWhy::Filtered(_) => "other than asked for".to_owned(),
        SetAsideWhy::AfterReview => "later than the as-of time".to_owned(),
        SetAsideWhy::EnteredInError => "entered in error".to_owned(),
        SetAsideWhy::Replaced(by) => format!("replaced by {by}"),
        SetAsideWhy::DisplacedByFinal(by) => format!("preliminary; the final one is {by}"),
        SetAsideWhy::NotPreferred(other) => format!("{other} is preferred to it"),
        SetAsideWhy::Unusable(reason) => format!("not usable: {}", reason_words(reason, zone)),
        SetAsideWhy::Duplicate(of) => format!("the same reading as {of}"),
        SetAsideWhy::NotKnownYet => "not on record yet at the time asked about".to_owned(),
        SetAsideWhy::NoValue => "taken, without a value".to_owned(),
        SetAsideWhy::OtherRole => "by another role than asked".to_owned(),
    }
}

/// Why a record that an answer shows does not count: [`set_aside_words`], with the part that is other than asked for.
pub(crate) fn not_counted_words(aside: &SetAside, zone: &Zone) -> String {
    let why = set_aside_words(&aside.why, zone);
    match aside.filtered_by() {
        Some(part) => format!("its {} is {why}", lower(part)),
        None => why,
    }
}

/// The code of why a record does not count.
pub(crate) fn set_aside_code(why: &SetAsideWhy) -> &'static str {
    match why {
        SetAsideWhy::OutsideWindow(_) => "outside_window",
        SetAsideWhy::Filtered(_) => "filtered",
        SetAsideWhy::AfterReview => "after_review",
        SetAsideWhy::EnteredInError => "entered_in_error",
        SetAsideWhy::Replaced(_) => "replaced",
        SetAsideWhy::DisplacedByFinal(_) => "displaced_by_final",
        SetAsideWhy::NotPreferred(_) => "not_preferred",
        SetAsideWhy::Unusable(_) => "unusable",
        SetAsideWhy::Duplicate(_) => "duplicate",
        SetAsideWhy::NotKnownYet => "not_known_yet",
        SetAsideWhy::NoValue => "no_value",
        SetAsideWhy::OtherRole => "other_role",
    }
}

/// `a physician`, `a physician or a nurse`.
pub(crate) fn any_of(roles: &[String]) -> String {
    let named: Vec<String> = roles.iter().map(|role| with_article(role)).collect();
    match named.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// A role as people say it: `treating_practitioner` is `a treating practitioner`.
pub(crate) fn with_article(role: &str) -> String {
    let words = role.replace('_', " ");
    let vowel = words.chars().next().is_some_and(|first| "aeiouAEIOU".contains(first));
    format!("{} {words}", if vowel { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::until;

    #[test]
    fn the_last_instant_of_a_day_is_its_end() {
        assert_eq!(until("2026-03-10T23:59:59.999999-04:00"), "the end of 2026-03-10");
        assert_eq!(until("2026-03-10T23:59-04:00"), "2026-03-10T23:59-04:00");
        assert_eq!(until("2026-03-10"), "2026-03-10");
    }
}
