//! The rule table: by when which request of which programme is to be decided. Dated, cited, and marked where the source is not sure.

use crate::check::model::Cite;
use chrono::NaiveDate;

use super::{Kind, Programme, Term, TermUnit, Urgency};

/// One dated rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Whose rule it is.
    pub programme: Programme,
    /// Requests it is for.
    pub kinds: &'static [Kind],
    /// The urgency it is for; `None`: any.
    pub urgency: Option<Urgency>,
    /// Only where prior authorization is required (`true`), or is not (`false`); `None`: either way.
    pub prior_authorization: Option<bool>,
    /// First day of receipt it is for: year, month, day.
    pub from: Option<(i32, u32, u32)>,
    /// Last day of receipt it is for.
    pub to: Option<(i32, u32, u32)>,
    /// What else it depends on that a case does not say.
    pub when: Option<&'static str>,
    /// Counted from receipt.
    pub length: Term,
    /// By how much it may be put off, where the rule's conditions for that hold.
    pub extension: Option<Term>,
    /// Where it stands.
    pub cites: &'static [RuleCite],
}

impl Rule {
    /// Its citations, as those of a guideline; in force by the day of receipt.
    #[must_use]
    pub fn cites(&self) -> Vec<Cite> {
        let cite = |cite: &RuleCite| Cite {
            class: RuleCite::CLASS.to_owned(),
            text: cite.text.to_owned(),
            url: None,
            in_force: self.in_force(),
            in_force_to: self.in_force_to(),
            read: None,
            unsure: cite.unsure,
        };
        self.cites.iter().map(cite).collect()
    }

    /// First day of receipt it is for.
    pub(crate) fn in_force(&self) -> Option<NaiveDate> {
        date(self.from)
    }

    /// Last day of receipt it is for.
    pub(crate) fn in_force_to(&self) -> Option<NaiveDate> {
        date(self.to)
    }
}

pub(super) fn date(parts: Option<(i32, u32, u32)>) -> Option<NaiveDate> {
    parts.and_then(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day))
}

/// Where a rule stands. All here are regulations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleCite {
    /// What is cited.
    pub text: &'static str,
    /// Whether it was not read at its source.
    pub unsure: bool,
}

impl RuleCite {
    /// The class of them all.
    pub(crate) const CLASS: &'static str = "regulation";
}

const fn sure(text: &'static str) -> RuleCite {
    RuleCite { text, unsure: false }
}

const fn unsure(text: &'static str) -> RuleCite {
    RuleCite { text, unsure: true }
}

const fn hours(count: u32) -> Term {
    Term { count, unit: TermUnit::Hours }
}

const fn days(count: u32) -> Term {
    Term { count, unit: TermUnit::CalendarDays }
}

const NEW: Option<(i32, u32, u32)> = Some((2026, 1, 1));
const OLD: Option<(i32, u32, u32)> = Some((2025, 12, 31));

/// A rule that hangs on nothing further and may not be put off.
const fn rule(
    programme: Programme,
    kinds: &'static [Kind],
    urgency: Option<Urgency>,
    length: Term,
    cites: &'static [RuleCite],
) -> Rule {
    Rule {
        programme,
        kinds,
        urgency,
        prior_authorization: None,
        from: None,
        to: None,
        when: None,
        length,
        extension: None,
        cites,
    }
}

const MA: Programme = Programme::MedicareAdvantage;
const MEDICAID: Programme = Programme::MedicaidManagedCare;
const ERISA: Programme = Programme::ErisaGroupPlan;
const STANDARD: Option<Urgency> = Some(Urgency::Standard);
const EXPEDITED: Option<Urgency> = Some(Urgency::Expedited);
const REFUSED: Option<Urgency> = Some(Urgency::ExpediteRefused);

/// Before a service begins.
const AHEAD: &[Kind] = &[Kind::PriorAuthorization, Kind::PreService, Kind::Admission];
const CONCURRENT: &[Kind] = &[Kind::ContinuedStay];

/// All rules, each programme's together.
pub static RULES: &[Rule] = &[
    // Medicare Advantage: before the service.
    Rule {
        prior_authorization: Some(false),
        extension: Some(days(14)),
        ..rule(MA, AHEAD, STANDARD, days(14), &[sure("42 CFR 422.568(b)(1)(i)")])
    },
    Rule {
        prior_authorization: Some(true),
        from: NEW,
        extension: Some(days(14)),
        ..rule(MA, AHEAD, STANDARD, days(7), &[sure("42 CFR 422.568(b)(1)(ii)")])
    },
    Rule {
        prior_authorization: Some(true),
        to: OLD,
        extension: Some(days(14)),
        ..rule(MA, AHEAD, STANDARD, days(14), &[sure("42 CFR 422.568(b)(1), as before 2026-01-01")])
    },
    Rule {
        extension: Some(days(14)),
        ..rule(MA, AHEAD, EXPEDITED, hours(72), &[sure("42 CFR 422.572(a)(1)")])
    },
    // The request to expedite was refused: it goes by the standard clock. 422.570(d) still says 14 days for all of them.
    Rule {
        prior_authorization: Some(false),
        extension: Some(days(14)),
        ..rule(MA, AHEAD, REFUSED, days(14), &[sure("42 CFR 422.568(b)(1)(i)"), sure("42 CFR 422.570(d)")])
    },
    Rule {
        prior_authorization: Some(true),
        from: NEW,
        extension: Some(days(14)),
        ..rule(
            MA,
            AHEAD,
            REFUSED,
            days(7),
            &[sure("42 CFR 422.568(b)(1)(ii)"), unsure("42 CFR 422.570(d), whose text says 14 days")],
        )
    },
    Rule {
        prior_authorization: Some(true),
        to: OLD,
        extension: Some(days(14)),
        ..rule(
            MA,
            AHEAD,
            REFUSED,
            days(14),
            &[sure("42 CFR 422.568(b)(1), as before 2026-01-01"), sure("42 CFR 422.570(d)")],
        )
    },
    // While the service is under way: an organization determination from 2026 on.
    Rule {
        prior_authorization: Some(false),
        from: NEW,
        extension: Some(days(14)),
        ..rule(
            MA,
            CONCURRENT,
            STANDARD,
            days(14),
            &[sure("42 CFR 422.568(b)(1)(i)"), sure("42 CFR 422.566(b)(3)")],
        )
    },
    Rule {
        prior_authorization: Some(true),
        from: NEW,
        extension: Some(days(14)),
        ..rule(
            MA,
            CONCURRENT,
            STANDARD,
            days(7),
            &[sure("42 CFR 422.568(b)(1)(ii)"), sure("42 CFR 422.566(b)(3)")],
        )
    },
    Rule {
        from: NEW,
        extension: Some(days(14)),
        ..rule(
            MA,
            CONCURRENT,
            EXPEDITED,
            hours(72),
            &[sure("42 CFR 422.572(a)(1)"), sure("42 CFR 422.566(b)(3)")],
        )
    },
    // Part B drugs: never put off.
    rule(MA, &[Kind::PartBDrug], STANDARD, hours(72), &[sure("42 CFR 422.568(b)(3)")]),
    rule(MA, &[Kind::PartBDrug], EXPEDITED, hours(24), &[sure("42 CFR 422.572")]),
    // Payment.
    Rule {
        when: Some("a clean claim of a provider without a contract"),
        ..rule(MA, &[Kind::Payment], None, days(30), &[unsure("42 CFR 422.520"), unsure("42 CFR 422.568(c)")])
    },
    Rule {
        when: Some("any other claim"),
        ..rule(MA, &[Kind::Payment], None, days(60), &[unsure("42 CFR 422.520"), unsure("42 CFR 422.568(c)")])
    },
    // Reconsiderations.
    Rule {
        extension: Some(days(14)),
        ..rule(MA, &[Kind::Reconsideration], STANDARD, days(30), &[sure("42 CFR 422.590(a)")])
    },
    Rule {
        extension: Some(days(14)),
        ..rule(MA, &[Kind::Reconsideration], EXPEDITED, hours(72), &[sure("42 CFR 422.590")])
    },
    rule(MA, &[Kind::PaymentReconsideration], None, days(60), &[sure("42 CFR 422.590")]),
    rule(MA, &[Kind::PartBDrugReconsideration], STANDARD, days(7), &[sure("42 CFR 422.590")]),
    rule(MA, &[Kind::PartBDrugReconsideration], EXPEDITED, hours(72), &[sure("42 CFR 422.590")]),
    // Medicaid managed care: which of the two standard lengths holds hangs on the rating period, which goes on after 2026 began.
    Rule {
        from: NEW,
        when: Some("a rating period that starts on or after 2026-01-01"),
        extension: Some(days(14)),
        ..rule(MEDICAID, AHEAD, STANDARD, days(7), &[sure("42 CFR 438.210(d)")])
    },
    Rule {
        when: Some("a rating period that started before 2026-01-01"),
        extension: Some(days(14)),
        ..rule(MEDICAID, AHEAD, STANDARD, days(14), &[sure("42 CFR 438.210(d)")])
    },
    Rule {
        extension: Some(days(14)),
        ..rule(MEDICAID, AHEAD, EXPEDITED, hours(72), &[sure("42 CFR 438.210(d)")])
    },
    Rule {
        extension: Some(days(14)),
        ..rule(MEDICAID, &[Kind::Reconsideration], STANDARD, days(30), &[sure("42 CFR 438.408")])
    },
    Rule {
        extension: Some(days(14)),
        ..rule(MEDICAID, &[Kind::Reconsideration], EXPEDITED, hours(72), &[sure("42 CFR 438.408")])
    },
    // Group plans under ERISA.
    rule(ERISA, AHEAD, EXPEDITED, hours(72), &[sure("29 CFR 2560.503-1")]),
    Rule {
        extension: Some(days(15)),
        ..rule(ERISA, AHEAD, STANDARD, days(15), &[unsure("29 CFR 2560.503-1")])
    },
    Rule {
        when: Some("asked at least 24 hours before the approved course ends"),
        ..rule(ERISA, CONCURRENT, EXPEDITED, hours(24), &[unsure("29 CFR 2560.503-1")])
    },
    Rule {
        when: Some("asked later than that"),
        ..rule(ERISA, CONCURRENT, EXPEDITED, hours(72), &[sure("29 CFR 2560.503-1")])
    },
    Rule {
        extension: Some(days(15)),
        ..rule(ERISA, &[Kind::Payment], None, days(30), &[unsure("29 CFR 2560.503-1")])
    },
    rule(ERISA, &[Kind::Reconsideration], EXPEDITED, hours(72), &[unsure("29 CFR 2560.503-1")]),
    rule(ERISA, &[Kind::Reconsideration], STANDARD, days(30), &[unsure("29 CFR 2560.503-1")]),
    rule(ERISA, &[Kind::PaymentReconsideration], None, days(60), &[unsure("29 CFR 2560.503-1")]),
];
