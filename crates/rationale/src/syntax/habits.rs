//! Faults of habit: what is written so in prose, in a spreadsheet or in another language, and otherwise here.

use super::diagnose::Place;
use super::faults;
use super::grammar::Rule;
use super::heads::CLAUSES;
use super::phrases::{ORDER, SYSTEMS, TIMES, WINDOWS};
use super::scan::Kind;
use crate::diagnostic::Diagnostic;

/// Words after which a time is named.
const BEFORE_A_TIME: [&str; 9] = ["before", "after", "of", "from", "to", "until", "at", "during", "since"];

/// Numbers in words, from one on.
const NUMBERS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// Lengths in full, and the units they are written in.
const LENGTHS: [(&str, &str); 10] = [
    ("cm", "cm"),
    ("mm", "mm"),
    ("m", "m"),
    ("centimeter", "cm"),
    ("centimeters", "cm"),
    ("millimeters", "mm"),
    ("meter", "m"),
    ("meters", "m"),
    ("metres", "m"),
    ("centimetres", "cm"),
];

/// The number that a word says.
fn number(word: &str) -> Option<usize> {
    NUMBERS.iter().position(|known| *known == word).and_then(|at| at.checked_add(1))
}

impl Place<'_> {
    pub(super) fn habit(&self) -> Option<Diagnostic> {
        self.date_with_slashes()
            .or_else(|| self.decimal_comma())
            .or_else(|| self.options_listed())
            .or_else(|| self.comma_before_a_system())
            .or_else(|| self.name_with_a_hyphen())
            .or_else(|| self.squared())
            .or_else(|| self.date_of_a_time())
            .or_else(|| self.last_hours())
            .or_else(|| self.since())
            .or_else(|| self.some_of_a_group())
            .or_else(|| self.all_of())
            .or_else(|| self.in_hours())
            .or_else(|| self.number_in_words())
            .or_else(|| self.number_of_records())
            .or_else(|| self.where_too_late())
            .or_else(|| self.with_too_late())
    }

    /// Whether no blank stands between word `at` and the next.
    fn joined(&self, at: usize) -> bool {
        let end = self.words.tokens.get(at).map(|token| token.end);
        end.is_some() && end == self.words.tokens.get(at.saturating_add(1)).map(|token| token.start)
    }

    /// `03/01/2026`
    fn date_with_slashes(&self) -> Option<Diagnostic> {
        let at = if self.found() == "/" { self.stop.checked_sub(1)? } else { self.stop };
        let word = |ahead: usize| at.checked_add(ahead).map_or("", |at| self.words.at(at));
        let numbers = [0, 2, 4].iter().all(|ahead| self.words.is(at.saturating_add(*ahead), Kind::Number));
        if !numbers || word(1) != "/" || word(3) != "/" {
            return None;
        }
        let end = at.saturating_add(5);
        let points = BEFORE_A_TIME.contains(&self.words.before(at, 1))
            && matches!(self.rule, Rule::only_criterion | Rule::only_part | Rule::only_define);
        let dates = dates(word(0), word(2), word(4));
        Some(faults::date_with_slashes(self.span(at, end), &self.words.slice(at, end), &dates, points))
    }

    /// `88,5 %`
    fn decimal_comma(&self) -> Option<Diagnostic> {
        let before = self.stop.checked_sub(1)?;
        let after = self.stop.checked_add(1)?;
        let numbers = self.words.is(before, Kind::Number) && self.words.is(after, Kind::Number);
        let joined = self.joined(before) && self.joined(self.stop);
        if self.found() != "," || !numbers || !joined || self.rule == Rule::only_codes {
            return None;
        }
        let (whole, part) = (self.words.at(before), self.words.at(after));
        Some(faults::comma_in_a_number(self.span(before, after.saturating_add(1)), whole, part))
    }

    /// `choice good, fair`
    fn options_listed(&self) -> Option<Diagnostic> {
        let wrong = |at: usize| matches!(self.words.at(at), "," | ";" | "/" | "or");
        if !matches!(self.rule, Rule::only_fact | Rule::only_part) || !wrong(self.stop) {
            return None;
        }
        let mut start = self.stop;
        while start > self.start
            && (self.words.is(start.saturating_sub(1), Kind::Word)
                || matches!(self.words.before(start, 1), "|" | "<"))
            && !matches!(self.words.at(start), "choice" | "ordered")
        {
            start = start.saturating_sub(1);
        }
        let sign = match self.words.at(start) {
            "choice" => "|",
            "ordered" => "<",
            _ => return None,
        };
        let mut end = self.stop;
        let (mut options, mut first) = (self.words.slice(start, end), true);
        while wrong(end)
            && self.words.is(end.saturating_add(1), Kind::Word)
            && !self.words.head(end.saturating_add(1))
        {
            first = false;
            let option = self.words.at(end.saturating_add(1));
            options.push_str(&format!(" {sign} {option}"));
            end = end.saturating_add(2);
        }
        (!first).then(|| faults::options_listed(self.here(), self.found(), sign, &options))
    }

    /// `icd10cm E11, hcpcs E2102`
    fn comma_before_a_system(&self) -> Option<Diagnostic> {
        let comma = self.stop.checked_sub(2).filter(|comma| *comma > self.start)?;
        let system = self.before(1);
        (self.rule == Rule::only_codes && self.words.at(comma) == "," && SYSTEMS.contains(&system)).then(
            || {
                let line = self.words.slice(comma.saturating_sub(1), comma);
                let code = self.found();
                faults::comma_before_a_system(
                    self.span(comma, comma.saturating_add(1)),
                    system,
                    &format!("{line} {system} {code}"),
                )
            },
        )
    }

    /// `on-time "On time": ...`, `lowest heart-rate ever`
    fn name_with_a_hyphen(&self) -> Option<Diagnostic> {
        let begins = |at: usize| {
            let more = (at.saturating_add(1), at.saturating_add(2));
            let named = self.words.is(at, Kind::Word)
                && self.words.at(more.0) == "-"
                && (self.words.is(more.1, Kind::Word) || self.words.is(more.1, Kind::Number));
            named && self.joined(at) && self.joined(more.0)
        };
        let at = [self.stop, self.stop.saturating_sub(1), self.start].into_iter().find(|at| begins(*at))?;
        let mut end = at.saturating_add(1);
        while self.words.at(end) == "-" && self.joined(end) {
            end = end.saturating_add(2);
        }
        let name: String = (at..end).map(|at| self.words.at(at)).collect();
        // `I50-I59` is a range of codes.
        let codes = name.contains(|letter: char| letter.is_ascii_uppercase())
            && name.contains(|letter: char| letter.is_ascii_digit());
        let declared = self.rule != Rule::only_codes || at <= self.start.saturating_add(1);
        (!codes && declared).then(|| faults::name_with_a_hyphen(self.span(at, end), &name))
    }

    /// `3 sq cm`, `3 cm squared`
    fn squared(&self) -> Option<Diagnostic> {
        let power = |word: &str| match word.to_ascii_lowercase().as_str() {
            "sq" | "square" | "squared" => Some("2"),
            "cu" | "cubic" | "cubed" => Some("3"),
            _ => None,
        };
        let known = |word: &str| {
            LENGTHS.iter().find(|(length, _)| length.eq_ignore_ascii_case(word)).map(|(_, unit)| *unit)
        };
        let measured = |at: usize| at > self.start && self.words.is(at.saturating_sub(1), Kind::Number);
        let first = (0..=2).find_map(|back| {
            let at = self.stop.checked_sub(back).filter(|at| measured(*at))?;
            power(self.words.at(at)).map(|power| (at, power))
        });
        let (start, end, unit) = match first {
            Some((start, power)) => {
                let dot = usize::from(self.words.at(start.saturating_add(1)) == ".");
                let at = start.saturating_add(1).saturating_add(dot);
                (start, at.saturating_add(1), format!("{}{power}", known(self.words.at(at))?))
            }
            None => {
                let at = self.stop.checked_sub(1).filter(|at| measured(*at))?;
                let power = power(self.found())?;
                (at, self.stop.saturating_add(1), format!("{}{power}", known(self.words.at(at))?))
            }
        };
        Some(faults::squared(self.span(start, end), &self.words.slice(start, end), &unit))
    }

    /// `discharge date`, `date of service`
    fn date_of_a_time(&self) -> Option<Diagnostic> {
        let turned = self.found() == "of" && matches!(self.before(1), "date" | "time");
        let led = BEFORE_A_TIME.contains(&self.before(2));
        let (start, end, name) = match self.found() {
            "date" | "time" | "day" => (self.stop.checked_sub(1)?, self.stop.checked_add(1)?, self.before(1)),
            _ if turned => {
                let name = self.stop.checked_add(1)?;
                (self.stop.checked_sub(1)?, name.checked_add(1)?, self.words.at(name))
            }
            _ => return None,
        };
        let word = self.words.is(start, Kind::Word) && self.words.is(end.saturating_sub(1), Kind::Word);
        (led && word && !self.words.head(self.stop))
            .then(|| faults::date_of_a_time(self.span(start, end), &self.words.slice(start, end), name))
    }

    /// `in the last 24 hours`
    fn last_hours(&self) -> Option<Diagnostic> {
        let recent =
            |at: usize| matches!(self.words.at(at), "last" | "past" | "previous" | "prior" | "preceding");
        let next = self.stop.saturating_add(1);
        let at = match self.found() {
            "the" if recent(next) => next,
            _ if recent(self.stop) => self.stop,
            _ => return None,
        };
        let amount = at.saturating_add(1);
        let counted = self.words.is(amount, Kind::Number) || number(self.words.at(amount)).is_some();
        let unit = if counted { amount.saturating_add(1) } else { amount };
        if !TIMES.contains(&self.words.at(unit)) {
            return None;
        }
        let mut start = at;
        while start > self.start
            && matches!(self.words.before(start, 1), "the" | "in" | "within" | "during" | "over" | "for")
        {
            start = start.saturating_sub(1);
        }
        let many = match number(self.words.at(amount)) {
            Some(number) => number.to_string(),
            None if counted => self.words.at(amount).to_owned(),
            None => "1".to_owned(),
        };
        let end = unit.saturating_add(1);
        Some(faults::last_hours(
            self.span(start, end),
            &self.words.slice(start, end),
            &format!("{many} {}", self.words.at(unit)),
        ))
    }

    /// `since admission`
    fn since(&self) -> Option<Diagnostic> {
        if self.found() != "since" || self.words.head(self.stop) {
            return None;
        }
        let from = self.stop.saturating_add(1);
        let end = self.words_until(from, |at| self.compares(at) || self.words.at(at) == "with");
        let point = self.words.is(from, Kind::Word).then(|| self.words.slice(from, end));
        Some(faults::since(self.here(), point.as_deref().unwrap_or("admission")))
    }

    /// `2 of {`, `any two of {`
    fn some_of_a_group(&self) -> Option<Diagnostic> {
        let of = (0..=2)
            .filter_map(|ahead| self.stop.checked_add(ahead))
            .find(|at| self.words.at(*at) == "of" && self.words.at(at.saturating_add(1)) == "{")?;
        let count = of.checked_sub(1).filter(|count| *count >= self.start)?;
        let said = self.words.at(count);
        let many = match number(said) {
            Some(many) => many.to_string(),
            None if self.words.is(count, Kind::Number) => said.to_owned(),
            None => return None,
        };
        if matches!(self.words.before(count, 1), "least" | "most") {
            return None;
        }
        let any = matches!(self.words.before(count, 1), "any" | "some");
        let start = count.saturating_sub(usize::from(any));
        Some(faults::some_of_a_group(self.span(start, of), &self.words.slice(start, of), &many))
    }

    /// `all of {`
    fn all_of(&self) -> Option<Diagnostic> {
        let of = self.stop.saturating_add(1);
        let end = of.saturating_add(1);
        (matches!(self.found(), "all" | "any") && self.words.at(of) == "of" && self.words.at(end) == "{")
            .then(|| faults::all_of(self.span(self.stop, end), self.found()))
    }

    /// `in 24 hours before review`
    fn in_hours(&self) -> Option<Diagnostic> {
        let number = (0..=1).filter_map(|back| self.stop.checked_sub(back));
        let at = number.into_iter().find(|at| self.words.is(*at, Kind::Number))?;
        let unit = at.saturating_add(1);
        (self.words.before(at, 1) == "in" && TIMES.contains(&self.words.at(unit))).then(|| {
            let start = at.saturating_sub(1);
            let end = unit.saturating_add(1);
            faults::in_hours(self.span(start, end), &self.words.slice(at, end))
        })
    }

    /// `at least two`, `within two days`
    fn number_in_words(&self) -> Option<Diagnostic> {
        let many = number(self.found())?;
        let before = self.before(1);
        let due =
            matches!(before, "least" | "most" | "within" | "between" | "every") || ORDER.contains(&before);
        due.then(|| {
            let start = self.stop.saturating_sub(if matches!(before, "least" | "most") { 2 } else { 1 });
            let before = self.words.slice(start, self.stop);
            let next = self.words.at(self.stop.saturating_add(1));
            faults::number_in_words(self.here(), self.found(), &format!("{before} {many} {next}"))
        })
    }

    /// `more than 1 dose`, `>= 2 dose`
    fn number_of_records(&self) -> Option<Diagnostic> {
        // `more` is read as a fact, so that reading stops at `than`.
        let start = self.stop.saturating_sub(usize::from(self.found() == "than"));
        let next = start.saturating_add(1);
        let (count, step, least) = match (self.words.at(start), self.words.at(next)) {
            ("more" | "greater", "than") => (next.saturating_add(1), 1, true),
            ("less" | "fewer", "than") => (next.saturating_add(1), 1, false),
            (">", _) => (next, 1, true),
            (">=" | "≥", _) => (next, 0, true),
            ("<", _) => (next, 1, false),
            ("<=" | "≤", _) => (next, 0, false),
            _ => return None,
        };
        let said = self.words.at(count);
        let many: usize = number(said).or_else(|| said.parse().ok())?;
        let starts = matches!(self.words.before(start, 1), ":" | "{" | "requires" | "then" | "else" | "when");
        let end = count.saturating_add(1);
        if !starts || !self.words.is(end, Kind::Word) {
            return None;
        }
        let repaired = match (least, many.checked_sub(step)) {
            (true, _) => format!("at least {}", many.saturating_add(step)),
            (false, Some(0)) => "no".to_owned(),
            (false, most) => format!("at most {}", most.unwrap_or(0)),
        };
        let after = self.words.at(end);
        let written = self.words.slice(start, end);
        Some(faults::number_of_records(self.span(start, end), &written, &format!("{repaired} {after}")))
    }

    /// `within 2 days before review where oxygen is room_air`
    fn where_too_late(&self) -> Option<Diagnostic> {
        if self.found() != "where" || self.words.head(self.stop) {
            return None;
        }
        let start = self.test_start();
        let late = |at: usize| WINDOWS.contains(&self.words.at(at)) || self.compares(at);
        let place = (start.saturating_add(1)..self.stop).find(|at| late(*at))?;
        if (start..place).any(|at| self.words.at(at) == "where") {
            return Some(faults::where_too_late(self.here(), "... where ... and ..."));
        }
        let test = self.test_end(self.stop);
        let (mut end, mut compared) = (self.stop.saturating_add(1), false);
        while end < test && self.words.at(end) != "has" && !WINDOWS.contains(&self.words.at(end)) {
            match (self.compares(end), compared) {
                (true, true) => break,
                (true, false) => compared = true,
                (false, _) if self.words.at(end) == "and" => compared = false,
                _ => {}
            }
            end = end.saturating_add(1);
        }
        let parts = [(start, place), (self.stop, end), (place, self.stop), (end, test)];
        let parts = parts.map(|(from, to)| self.words.slice(from, to));
        let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        Some(faults::where_too_late(self.here(), &parts.join(" ")))
    }

    /// `event silence means no with { ... }`
    fn with_too_late(&self) -> Option<Diagnostic> {
        let fact = matches!(self.rule, Rule::only_fact | Rule::only_fact_line);
        let late = self.found() == "with" && self.words.at(self.stop.saturating_add(1)) == "{";
        (fact && late && !matches!(self.before(1), ":" | "}")).then(|| faults::with_too_late(self.here()))
    }

    /// Whether a compare begins at word `at`.
    fn compares(&self, at: usize) -> bool {
        ORDER.contains(&self.words.at(at)) || matches!(self.words.at(at), "is" | "between" | "in")
    }

    /// One past the last word, from `from` on, of what belongs to the same test and is not `ended`.
    fn words_until(&self, from: usize, ended: impl Fn(usize) -> bool) -> usize {
        let mut at = from;
        while at < self.end
            && self.words.is(at, Kind::Word) | self.words.is(at, Kind::Number)
            && !CLAUSES.contains(&self.words.at(at))
            && !self.words.head(at)
            && !ended(at)
        {
            at = at.saturating_add(1);
        }
        at
    }
}

/// The dates that three numbers may stand for: the month first, then the day first where that is another.
fn dates(one: &str, two: &str, three: &str) -> Vec<String> {
    let parsed = |word: &str| word.parse::<u32>().ok();
    let (Some(first), Some(second), Some(third)) = (parsed(one), parsed(two), parsed(three)) else {
        return Vec::new();
    };
    let date = |year: u32, month: u32, day: u32| {
        let year = if year < 100 { year.saturating_add(2000) } else { year };
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format!("{year}-{month:02}-{day:02}"))
    };
    let read = if one.len() == 4 {
        [date(first, second, third), None]
    } else {
        [date(third, first, second), date(third, second, first).filter(|_| first != second)]
    };
    read.into_iter().flatten().collect()
}
