//! The phrases of tests: comparisons, filters, windows, points, made from choices.

use crate::tape::Tape;

/// A record at hand: its fact, and how deep.
pub(crate) type AtHand = Option<&'static str>;

/// A comparison of a quantity; its own part may be the threshold where `parts`.
pub(crate) fn number(tape: &mut Tape<'_>, parts: bool) -> String {
    let threshold = tape.pick(&["10", "5", "20", "0.1 g/L"]);
    let unit = if threshold.contains('g') { "" } else { " mg/dL" };
    match tape.below(10) {
        0 => "between 5 mg/dL and 10 mg/dL".to_owned(),
        1 if parts => format!("{} 110 % of lim", tape.pick(&["<", ">="])),
        2 => format!("= {threshold}{unit}"),
        _ => format!("{} {threshold}{unit}", tape.pick(&["<", ">=", ">", "<="])),
    }
}

pub(crate) fn filter(tape: &mut Tape<'_>, fact: &str) -> String {
    if !tape.chance(35) {
        return String::new();
    }
    let condition = match fact {
        "q" => tape.pick(&[
            "pos is standing",
            "pos is not lying",
            "pos is one of (sitting, standing)",
            "fast",
            "pos is standing and fast",
            "< 20 mg/dL",
            "lim >= 10 mg/dL",
            "dd",
        ]),
        "e" => tape.pick(&["route is iv", "dose >= 5 mg", "in set_x", "de"]),
        _ => tape.pick(&["class is inp", "class is not inp", "in set_x"]),
    };
    format!("where {condition}")
}

/// A test of the record at hand.
pub(crate) fn subject(tape: &mut Tape<'_>, fact: &str) -> String {
    let length = |tape: &mut Tape<'_>| {
        let unit = tape.pick(&["midnights", "hours", "days"]);
        let to = tape.pick(&["end of this", "review"]);
        format!(
            "{unit} from start of this to {to} {} {}",
            tape.pick(&[">=", "<"]),
            tape.pick(&["3", "1", "24"])
        )
    };
    match fact {
        "q" => match tape.below(5) {
            0..=1 => format!("q {}", number(tape, true)),
            2 => tape
                .pick(&["pos is standing", "pos is not lying", "pos is one of (lying, standing)"])
                .to_owned(),
            3 => "fast".to_owned(),
            _ => length(tape),
        },
        "e" => match tape.below(4) {
            0..=1 => format!("dose {} 5 mg", tape.pick(&[">=", "<", "="])),
            2 => tape.pick(&["route is iv", "route is not iv"]).to_owned(),
            _ => length(tape),
        },
        "p" => match tape.below(2) {
            0 => tape.pick(&["class is inp", "class is not inp"]).to_owned(),
            _ => length(tape),
        },
        _ => tape.pick(&["ev >= 5", "ev between 3 and 5", "kind is x", "low", "low is no"]).to_owned(),
    }
}

pub(crate) fn at(tape: &mut Tape<'_>, hand: AtHand) -> String {
    match tape.below(4) {
        0..=1 => String::new(),
        2 => format!("at {}", point(tape, hand)),
        _ => {
            let window = window(tape, hand, false);
            // Bare and `ever` is a window too.
            window
        }
    }
}

/// A change from one window to another.
pub(crate) fn change(tape: &mut Tape<'_>, hand: AtHand) -> String {
    let pick = |tape: &mut Tape<'_>| tape.pick(&["latest", "earliest", "lowest", "highest", "mean"]);
    let filter = filter(tape, "q");
    let (first, from) = (pick(tape), window(tape, hand, false));
    let (last, to) = (pick(tape), window(tape, hand, false));
    let sign = tape.pick(&[">=", "<=", ">", "<", "="]);
    if tape.chance(50) {
        let threshold = tape.pick(&["50 %", "0 %", "100 %", "-50 %", "10 %"]);
        format!("percent change in q {filter} from {first} {from} to {last} {to} {sign} {threshold}")
    } else {
        let threshold = tape.pick(&["5 mg/dL", "0 mg/dL", "-5 mg/dL", "10 mg/dL"]);
        format!("change in q {filter} from {first} {from} to {last} {to} {sign} {threshold}")
    }
}

/// A window with a beginning and an end.
pub(crate) fn closed_window(tape: &mut Tape<'_>, hand: AtHand) -> String {
    let days =
        |tape: &mut Tape<'_>| tape.pick(&["2 days", "3 days", "5 days", "1 week", "72 hours", "3 weeks"]);
    match tape.below(10) {
        0..=3 => format!("within {} before review", days(tape)),
        4 => format!("within {} before {}", days(tape), anchor(tape, hand)),
        5 => format!("within {} after {}", days(tape), anchor(tape, hand)),
        6 => format!("from {} before review to {}", days(tape), point(tape, hand)),
        7 => format!("from {} to {} after {}", anchor(tape, hand), days(tape), anchor(tape, hand)),
        8 => format!("from {} until {}", point(tape, hand), point(tape, hand)),
        _ => format!("during {}", tape.pick(&["course", "stay", "ben"])),
    }
}

/// Days, nights or weeks with something.
pub(crate) fn buckets(tape: &mut Tape<'_>, hand: AtHand) -> String {
    let bucket = tape.pick(&["days", "days", "nights", "nights", "weeks"]);
    let what = match tape.below(8) {
        0..=3 => {
            let filter = filter(tape, "q");
            let compare = if tape.chance(80) { number(tape, true) } else { String::new() };
            format!("q {filter} {compare}")
        }
        4..=5 => format!("e {}", filter(tape, "e")),
        6 => format!("p {}", filter(tape, "p")),
        _ => tape.pick(&["s", "s is no", "c is a", "o >= moderate"]).to_owned(),
    };
    let (run, most) = match tape.below(3) {
        0 => {
            let (quantifier, length) = (tape.pick(&["some", "some", "every"]), 2 + tape.below(2));
            (format!("in {quantifier} {length} {bucket} in a row"), length)
        }
        _ => (String::new(), 3),
    };
    let count = if tape.chance(40) {
        tape.pick(&["at least 70 % of", "at least 50 % of", "at most 50 % of", "at most 30 % of"]).to_owned()
    } else {
        let quantifier = tape.pick(&["at least", "at least", "at most"]);
        format!("{quantifier} {}", 1 + tape.below(most))
    };
    format!("{count} {bucket} with {what} {run} {}", closed_window(tape, hand))
}

pub(crate) fn on_time(tape: &mut Tape<'_>, hand: AtHand) -> String {
    let fact = tape.pick(&["e", "e", "p", "q"]);
    let within = tape.pick(&["1 day", "2 days", "24 hours", "1 week", "30 days", "6 hours"]);
    let (filter, window) = (filter(tape, fact), closed_window(tape, hand));
    format!("on time {fact} {filter} first {window} then within {within} after the previous")
}

pub(crate) fn of_state(tape: &mut Tape<'_>, hand: AtHand) -> String {
    let (fact, compare) = tape.pick(&[
        ("s", ""),
        ("s", "is no"),
        ("c", "is a"),
        ("c", "is not b"),
        ("c", "is one of (a, b)"),
        ("o", ">= moderate"),
        ("o", "< severe"),
        ("o", "is mild"),
        ("k", "in set_x"),
        ("dt", ">= 2026-03-01"),
        ("dt", "< 2026-02-15"),
        ("dt", "between 2026-02-01 and 2026-03-01"),
        ("j", ""),
        ("j", "is no"),
    ]);
    match tape.below(6) {
        0..=2 => format!("{fact} {} {compare}", at(tape, hand)),
        3..=4 => {
            let window = window(tape, hand, false);
            let compare = if compare.is_empty() { "is yes" } else { compare };
            format!("{} {fact} {window} {compare}", tape.pick(&["latest", "earliest"]))
        }
        _ => {
            let count = tape.pick(&["some", "no", "every", "at least 2", "at most 1"]);
            let window = window(tape, hand, count != "every");
            format!("{count} {fact} {window} {compare}")
        }
    }
}

pub(crate) fn header(tape: &mut Tape<'_>) -> String {
    tape.pick(&[
        "sex is female",
        "sex is not male",
        "payer is acme",
        "payer is one of (acme, zeta)",
        "line_of_business is not commercial",
        "state is \"NY\"",
        "requested_item in items",
        "requested_level is low",
        "requested_type is not discharge",
        "requested_day >= 2",
        "requested_units <= 3",
        "urgency is expedited",
        "ben.number >= 2",
        "ben.number = 1",
        "ben.number = 3",
        "ben.number between 2 and 4",
        "ben.number <= 2",
    ])
    .to_owned()
}

pub(crate) fn elapsed(tape: &mut Tape<'_>, hand: AtHand) -> String {
    if tape.chance(25) {
        return format!(
            "age at {} {} {} years",
            point(tape, hand),
            tape.pick(&[">=", "<", "="]),
            tape.pick(&["18", "65"])
        );
    }
    let (unit, number) =
        tape.pick(&[("hours", "24"), ("days", "3"), ("weeks", "1"), ("months", "1"), ("midnights", "2")]);
    let (from, to) = (point(tape, hand), point(tape, hand));
    format!("{unit} from {from} to {to} {} {number}", tape.pick(&[">=", "<", "<=", ">", "="]))
}

pub(crate) fn length(tape: &mut Tape<'_>) -> String {
    tape.pick(&["24 hours", "3 days", "1 day", "6 hours", "1 week", "1 month", "30 minutes"]).to_owned()
}

pub(crate) fn anchor(tape: &mut Tape<'_>, hand: AtHand) -> String {
    if hand.is_some() && tape.chance(35) {
        return tape.pick(&["this", "start of this", "end of this"]).to_owned();
    }
    tape.pick(&[
        "review",
        "review",
        "admission",
        "admission",
        "setup",
        "setup",
        "request",
        "discharge",
        "start of course",
        "end of course",
        "start of ben",
        "end of ben",
        "start of stay",
        "end of stay",
        "latest e",
        "earliest e (where route is iv)",
        "start of latest p",
        "end of latest p",
        "latest q (where pos is standing)",
    ])
    .to_owned()
}

pub(crate) fn point(tape: &mut Tape<'_>, hand: AtHand) -> String {
    let anchor = anchor(tape, hand);
    match tape.below(8) {
        0..=4 => anchor,
        5 => format!("day of {anchor}"),
        6 => format!("{} before {anchor}", length(tape)),
        _ => format!("{} after {anchor}", length(tape)),
    }
}

pub(crate) fn window(tape: &mut Tape<'_>, hand: AtHand, sliding: bool) -> String {
    if sliding && tape.chance(8) {
        let (from, to) = (format!("{} before review", tape.pick(&["30 days", "72 hours"])), "review");
        return format!(
            "within any {} from {from} to {to}",
            tape.pick(&["24 hours", "3 days", "1 day", "6 hours"])
        );
    }
    let window = match tape.below(16) {
        0..=4 => format!("within {} before review", length(tape)),
        5 => format!("within {} before {}", length(tape), point(tape, hand)),
        6 => format!("within {} after {}", length(tape), anchor(tape, hand)),
        7 => format!("within {} of {}", length(tape), anchor(tape, hand)),
        8 => format!("from {} to {}", point(tape, hand), point(tape, hand)),
        9 => format!("from {} until {}", point(tape, hand), point(tape, hand)),
        10 => format!("before {}", point(tape, hand)),
        11 => format!("up to {}", point(tape, hand)),
        12 => format!("after {}", point(tape, hand)),
        13 => format!("during {}", tape.pick(&["course", "stay", "ben"])),
        14 => format!("on the day of {}", point(tape, hand)),
        _ => "ever".to_owned(),
    };
    if tape.chance(5) {
        return format!(
            "{window} known by {}",
            tape.pick(&["review", "admission", "24 hours before review", "1 day before review"])
        );
    }
    window
}
