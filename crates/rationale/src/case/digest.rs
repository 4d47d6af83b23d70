//! What ties an assessment to the case it answers: a digest of all of the case that could show in it.
//!
//! The rendering that is digested is typed and unambiguous (every text carries its length), knows nothing of the layout of the file,
//! and must never change for a case that is the same: it is part of the meaning number.

use super::model::{AnchorTime, Case, Datum, Record, RecordTime, SourceRef, Supply, SupplySubject};
use crate::value::code::Code;
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::{Instant, Moment};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

/// The SHA-256, hexadecimal, of the header and of the records that can be read (told by their places), by id.
///
/// A record that replaces one that can be read is part of it too, as it decides whether that one counts.
#[must_use]
pub fn case_digest(case: &Case, readable: impl Fn(usize) -> bool) -> String {
    let mut text =
        Canonical(String::with_capacity(case.records.len().saturating_mul(256).saturating_add(1_024)));
    header(&mut text, case);
    let records = || case.records.iter().enumerate().map(|(at, record)| (at, &**record));
    let mut all: Vec<&Record> = if case.records.iter().all(|record| record.replaces.is_empty()) {
        records().filter(|(at, _)| readable(*at)).map(|(_, record)| record).collect()
    } else {
        let ids: BTreeSet<&str> =
            records().filter(|(at, _)| readable(*at)).map(|(_, record)| record.id.as_str()).collect();
        let replaces = |record: &Record| record.replaces.iter().any(|id| ids.contains(id.as_str()));
        let counts = |record: &&Record| ids.contains(record.id.as_str()) || replaces(record);
        records().map(|(_, record)| record).filter(counts).collect()
    };
    all.sort_by(|left, right| left.id.cmp(&right.id));
    text.list("records", &all, |text, record| one_record(text, record));
    let mut digest = Canonical(String::with_capacity(64));
    for byte in Sha256::digest(text.0.as_bytes()) {
        for half in [byte >> 4, byte & 15] {
            digest.0.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    digest.0
}

/// What of a case can be read, to be digested when that is asked for.
pub(crate) struct Digested {
    case: Arc<Case>,
    readable: Vec<bool>,
    text: OnceLock<String>,
}

impl Digested {
    pub(crate) fn new(case: Arc<Case>, readable: Vec<bool>) -> Self {
        Self { case, readable, text: OnceLock::new() }
    }

    pub(crate) fn text(&self) -> &str {
        let readable = |at: usize| self.readable.get(at).copied().unwrap_or(false);
        self.text.get_or_init(|| case_digest(&self.case, readable))
    }
}

impl PartialEq for Digested {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl std::fmt::Debug for Digested {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.text())
    }
}

/// The rendering so far: `name=value;`, objects in braces, texts as `length:text`.
struct Canonical(String);

impl Canonical {
    fn word(&mut self, word: &str) {
        self.0.push_str(word);
    }

    fn show(&mut self, shown: impl std::fmt::Display) {
        // Writing to a text cannot fail.
        let _ = write!(self.0, "{shown}");
    }

    /// A whole number, without the machinery of formatting: a case has hundreds.
    fn whole(&mut self, number: i128) {
        let Ok(mut rest) = u64::try_from(number.unsigned_abs()) else { return self.show(number) };
        let mut digits = [b'0'; 20];
        let mut from = digits.len();
        for (at, digit) in digits.iter_mut().enumerate().rev() {
            *digit = b'0'.saturating_add(u8::try_from(rest % 10).unwrap_or(0));
            from = at;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            self.0.push('-');
        }
        self.word(digits.get(from..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default());
    }

    fn text(&mut self, text: &str) {
        self.whole(i128::try_from(text.len()).unwrap_or(i128::MAX));
        self.0.push(':');
        self.0.push_str(text);
    }

    fn field(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.word(name);
        self.word("=");
        write(self);
        self.word(";");
    }

    /// A field that is not there leaves no trace, so that new ones can be added.
    fn given<T>(&mut self, name: &str, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        if let Some(value) = value {
            self.field(name, |text| write(text, value));
        }
    }

    fn given_text(&mut self, name: &str, value: Option<&str>) {
        self.given(name, value, Self::text);
    }

    fn list<T>(&mut self, name: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        if items.is_empty() {
            return;
        }
        self.field(name, |text| text.items(items, write));
    }

    fn items<T>(&mut self, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Self, T)) {
        self.word("[");
        for item in items {
            self.object(|text| write(text, item));
        }
        self.word("]");
    }

    fn object(&mut self, write: impl FnOnce(&mut Self)) {
        self.word("{");
        write(self);
        self.word("}");
    }

    fn instant(&mut self, at: Instant) {
        self.whole(i128::from(at.0));
    }

    fn moment(&mut self, at: Moment) {
        match at {
            Moment::Exact(at) => self.instant(at),
            // The date, month or year as written; told from an instant by its letter.
            other => {
                self.word("d");
                self.show(other);
            }
        }
    }

    fn number(&mut self, number: Number) {
        self.whole(number.over());
        self.word("/");
        self.whole(number.under());
    }

    fn range(&mut self, range: &Range) {
        for end in [range.low, range.high] {
            match end {
                Bound::Unbounded => self.word("*"),
                Bound::Inside(number) => {
                    self.word("[");
                    self.number(number);
                }
                Bound::Outside(number) => {
                    self.word("(");
                    self.number(number);
                }
            }
            self.word(",");
        }
    }
}

fn header(text: &mut Canonical, case: &Case) {
    // The first version of this rendering.
    text.word("1;");
    text.field("case", |text| text.text(&case.id));
    text.field("as_of", |text| text.instant(case.as_of));
    text.given("known_at", case.known_at, Canonical::instant);
    text.given("made_at", case.made_at, Canonical::instant);
    text.field("offset", |text| text.word(&case.zone.first_offset.to_string()));
    text.list("changes", &case.zone.changes, |text, (at, offset)| {
        text.instant(*at);
        text.word(&format!(",{offset}"));
    });
    text.given_text("zone", case.zone_name.as_deref());
    match &case.supply {
        Supply::Undeclared => {}
        Supply::Complete { by } => {
            text.field("complete", |text| text.object(|text| text.given_text("by", by.as_deref())))
        }
        Supply::Statements(statements) => text.field("supply", |text| {
            text.items(statements, |text, statement| {
                match &statement.subject {
                    SupplySubject::Kind(kind) => text.field("kind", |text| text.word(kind.word())),
                    SupplySubject::Fact(fact) => text.field("fact", |text| text.text(fact)),
                }
                text.given("from", statement.from, Canonical::moment);
                text.given("to", statement.to, Canonical::moment);
                text.given_text("by", statement.by.as_deref());
            });
        }),
    }
    if !case.not_read.is_empty() {
        text.field("not_read", |text| {
            text.items(&case.not_read, |text, one| {
                text.field("kind", |text| text.word(one.kind.word()));
                text.given("from", one.from, Canonical::moment);
                text.given("to", one.to, Canonical::moment);
            });
        });
    }
    text.given_text("payer", case.payer.as_deref());
    text.given_text("plan", case.plan.as_deref());
    text.given_text("line_of_business", case.line_of_business.as_deref());
    text.given_text("state", case.state.as_deref());
    text.given_text("contractor", case.contractor.as_deref());
    let holidays: Vec<String> = case.holidays.iter().map(ToString::to_string).collect();
    text.list("holidays", &holidays, |text, day| text.word(day));
    request(text, case);
    text.given("birth_date", case.patient.birth_date, Canonical::moment);
    text.given_text("sex", case.patient.sex.as_deref());
    let anchors: Vec<(&String, &AnchorTime)> = case.anchors.iter().collect();
    text.list("anchors", &anchors, |text, (name, anchor)| {
        text.text(name);
        match anchor {
            AnchorTime::At(at) => text.field("at", |text| text.moment(*at)),
            AnchorTime::Span(from, to) => {
                text.field("from", |text| text.moment(*from));
                text.given("to", *to, Canonical::moment);
            }
        }
    });
}

fn request(text: &mut Canonical, case: &Case) {
    let request = &case.request;
    text.given_text("guideline", request.guideline.as_deref());
    text.given_text("type", request.kind.as_deref());
    text.list("item", &request.items, code);
    text.given_text("level", request.level.as_deref());
    text.given_text("block", request.block.as_deref());
    text.given("day", request.day, |text, day| text.word(&day.to_string()));
    text.given("period", request.period, |text, (from, to)| {
        text.object(|text| {
            text.field("from", |text| text.moment(from));
            text.given("to", to, Canonical::moment);
        });
    });
    text.given("units", request.units.as_ref(), |text, (number, unit)| {
        text.number(*number);
        text.text(unit);
    });
    text.given("received", request.received, Canonical::moment);
    text.given_text("urgency", request.urgency.as_deref());
}

fn code(text: &mut Canonical, code: &Code) {
    text.word(code.system.name());
    text.text(&code.code);
}

fn one_record(text: &mut Canonical, record: &Record) {
    text.field("id", |text| text.text(&record.id));
    text.given_text("fact", record.fact.as_deref());
    text.given("kind", record.kind, |text, kind| text.word(kind.word()));
    text.list("codes", &record.codes, code);
    text.field("value", |text| datum(text, &record.value));
    if !record.parts.is_empty() {
        text.field("parts", |text| {
            text.items(&record.parts, |text, (name, values)| {
                text.text(name);
                text.items(values, datum);
            });
        });
    }
    match record.time {
        RecordTime::Unknown => {}
        RecordTime::At(at) => text.field("at", |text| text.moment(at)),
        RecordTime::Period { from, to } => {
            text.given("from", from, Canonical::moment);
            text.given("to", to, Canonical::moment);
        }
        RecordTime::Ended { from } => {
            text.given("from", from, Canonical::moment);
            text.field("ended", |text| text.word("yes"));
        }
    }
    text.given("recorded_at", record.recorded_at, Canonical::moment);
    text.field("status", |text| {
        text.word(record.status.word());
    });
    text.list("replaces", &record.replaces, |text, id| text.text(id));
    text.given("source", record.source.as_ref(), |text, from| text.object(|text| source(text, from)));
}

fn datum(text: &mut Canonical, datum: &Datum) {
    match datum {
        Datum::Nothing => text.word("nothing"),
        Datum::NoValue(why) => text.field("no_value", |text| text.text(why)),
        Datum::Number { range, unit } => {
            text.field("number", |text| text.range(range));
            text.given_text("unit", unit.as_deref());
        }
        Datum::YesNo(yes) => text.word(if *yes { "yes" } else { "no" }),
        Datum::Text(given) => text.field("text", |text| text.text(given)),
        Datum::Unknown => text.field("unknown", |text| text.word("1")),
        Datum::Codes(codes) => text.field("codes", |text| text.items(codes, code)),
    }
}

fn source(text: &mut Canonical, source: &SourceRef) {
    text.given_text("document", source.document.as_deref());
    text.given_text("type", source.kind.as_deref());
    text.given_text("author_role", source.author_role.as_deref());
    text.given("page", source.page, |text, page| text.word(&page.to_string()));
    text.given_text("section", source.section.as_deref());
    text.given("line", source.line, |text, line| text.word(&line.to_string()));
    text.given_text("quote", source.quote.as_deref());
    text.given_text("resource", source.resource.as_deref());
    text.given_text("element", source.element.as_deref());
    text.given_text("time_from", source.time_from.as_deref());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::read::{Limits, read_json};

    const CASE: &str = r#"{"case":"C","as_of":"2026-03-03T09:00-05:00","zone_offsets":[{"offset":"-05:00"}],"payer":"medicare",
        "supply":[{"kind":"observations","from":"2026-01"},{"fact":"fall","by":"Hospital"}],
        "request":{"item":{"system":"hcpcs","code":"E0601"},"units":{"value":2,"unit":"d"},"period":{"from":"2026-03-01"}},
        "patient":{"birth_date":"1948","sex":"female"},"anchors":{"admission":"2026-03-02","stay":{"from":"2026-03-02T10:00Z"}},
        "records":[
        {"id":"a","fact":"spo2","value":{"number":86,"unit":"%"},"parts":{"oxygen":["room_air"]},"at":"2026-03-03T04:10-05:00",
         "source":{"document":"d","page":3}},
        {"id":"b","fact":"spo2","value":{"number":0.3,"bound":"<"},"from":"2026-03-02","status":"preliminary"},
        {"id":"c","fact":"other","replaces":"b"},
        {"id":"d","fact":"other","value":false}]}"#;

    fn digest(text: &str) -> String {
        let case = read_json(text, &Limits::default()).unwrap_or_else(|errors| panic!("{errors}"));
        case_digest(&case, |at| case.records[at].fact.as_deref() == Some("spo2"))
    }

    #[test]
    fn the_digest_never_changes_for_the_same_case() {
        assert_eq!(digest(CASE), "2ac4affec80dd250d7c5bb6b44dbc0784ce4aa65f6a0c75200a00c12a511f4c5");
    }

    #[test]
    fn layout_order_of_records_and_spelling_of_numbers_do_not_show() {
        let same = CASE.replace("\n", "  ").replace("86", "86.0").replace("04:10-05:00", "09:10:00Z");
        assert_eq!(digest(&same), digest(CASE));
        let mut case = read_json(CASE, &Limits::default()).unwrap();
        case.records.reverse();
        let of_spo2 = |at: usize| case.records[at].fact.as_deref() == Some("spo2");
        assert_eq!(case_digest(&case, of_spo2), digest(CASE));
    }

    #[test]
    fn whatever_could_show_changes_it_and_what_cannot_does_not() {
        assert_eq!(
            digest(&CASE.replace(r#""value":false"#, r#""value":true"#)),
            digest(CASE),
            "another fact's record"
        );
        let changes = [
            ("2026-03-03T09:00", "2026-03-03T09:01"),
            ("medicare", "medicaid"),
            ("2026-01", "2026-02"),
            ("Hospital", "Clinic"),
            ("E0601", "E0470"),
            ("\"value\":2", "\"value\":3"),
            ("1948", "1949"),
            ("female", "male"),
            ("\"admission\"", "\"discharge\""),
            ("86", "87"),
            ("\"%\"", "\"1\""),
            ("room_air", "mask"),
            ("\"page\":3", "\"page\":4"),
            ("\"<\"", "\"<=\""),
            ("preliminary", "final"),
            ("\"replaces\":\"b\"", "\"replaces\":\"a\""),
            ("04:10", "04:11"),
            ("2026-03-02\",\"status", "2026-03\",\"status"),
        ];
        for (from, to) in changes {
            assert!(CASE.contains(from), "{from}");
            assert_ne!(digest(&CASE.replacen(from, to, 1)), digest(CASE), "{from} to {to}");
        }
    }
}
