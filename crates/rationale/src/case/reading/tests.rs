use super::*;
use crate::case::model::{Datum, Patient, RecordTime, Request, SourceRef, Supply};
use crate::check::model::{Kind, Numeric, Part, RecordKind};
use crate::value::code::{CodeMember, System};
use crate::value::number::Number;
use crate::value::range::Bound;
use crate::value::time::{Instant, Zone, parse_instant, parse_moment};
use crate::value::unit::Unit;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn at(text: &str) -> Instant {
    parse_instant(text).unwrap()
}

fn case(records: Vec<Record>) -> Case {
    Case {
        id: "C".into(),
        as_of: at("2026-03-03T09:00:00-05:00"),
        known_at: None,
        made_at: None,
        zone: Zone::fixed(-5 * 3600),
        zone_name: None,
        supply: Supply::Undeclared,
        payer: None,
        plan: None,
        line_of_business: None,
        state: None,
        contractor: None,
        not_read: Vec::new(),
        holidays: BTreeSet::new(),
        request: Request::default(),
        patient: Patient::default(),
        anchors: BTreeMap::new(),
        records: records.into_iter().map(Arc::new).collect(),
    }
}

fn record(id: &str, when: &str) -> Record {
    Record {
        id: id.into(),
        fact: Some("f".into()),
        kind: None,
        codes: Vec::new(),
        value: Datum::Nothing,
        parts: BTreeMap::new(),
        time: if when.is_empty() { RecordTime::Unknown } else { RecordTime::At(parse_moment(when).unwrap()) },
        recorded_at: None,
        status: RecordStatus::Final,
        replaces: Vec::new(),
        source: None,
    }
}

fn number(text: &str, unit: &str) -> Datum {
    let range = Range::exact(text.parse().unwrap());
    Datum::Number { range, unit: (!unit.is_empty()).then(|| unit.into()) }
}

fn measured(id: &str, when: &str, value: Datum) -> Record {
    Record { value, ..record(id, when) }
}

fn fact(kind: Kind) -> Fact {
    Fact::new("f".into(), "f".into(), kind)
}

fn quantity(unit: &str) -> Fact {
    fact(Kind::Quantity(Unit::parse(unit).unwrap()))
}

fn yes_no() -> Kind {
    Kind::Options { options: vec!["no".into(), "yes".into()], ordered: false, yes_no: true }
}

fn choice() -> Kind {
    Kind::Options {
        options: vec!["room_air".into(), "nasal_cannula".into(), "ventilator".into()],
        ordered: false,
        yes_no: false,
    }
}

fn part(id: &str, kind: Kind, missing_is: Option<u8>) -> Part {
    Part {
        id: id.into(),
        label: id.into(),
        kind,
        numeric: Numeric::default(),
        from: Vec::new(),
        missing_is,
        asks: Vec::new(),
        calculated: None,
    }
}

fn n(text: &str) -> Number {
    text.parse().unwrap()
}

/// `86`, `0 to <0.01`, `any`, options as bits, then the reason.
fn words(value: &Value) -> String {
    let what = match &value.what {
        ValueWhat::Number(range) if *range == Range::any() => "any".to_owned(),
        ValueWhat::Number(range) => match (range.value(), range.low, range.high) {
            (Some(exact), ..) => exact.to_string(),
            (None, low, high) => {
                let end = |bound| match bound {
                    Bound::Unbounded => "..".to_owned(),
                    Bound::Inside(number) => number.to_string(),
                    Bound::Outside(number) => format!("({number})"),
                };
                format!("{} to {}", end(low), end(high))
            }
        },
        ValueWhat::Options(bits) => format!("{bits:b}"),
        ValueWhat::Codes(codes) => codes.iter().map(ToString::to_string).collect::<Vec<_>>().join("+"),
        ValueWhat::AnyCode => "any code".into(),
        ValueWhat::Date(dates) => format!("{} to {}", dates.first, dates.last),
        ValueWhat::AnyDate => "any date".into(),
        ValueWhat::Taken => "taken".into(),
        ValueWhat::Present => "present".into(),
    };
    match &value.open {
        Some(reason) => format!("{what}: {}", reason.code()),
        None => what,
    }
}

#[track_caller]
fn value_is(fact: &Fact, datum: Datum, expected: &str) {
    let case = case(vec![measured("a", "2026-03-03T04:00-05:00", datum.clone())]);
    let (found, _) = readings(&case, fact, &[]);
    assert_eq!(words(&found[0].value), expected, "{datum:?}");
}

#[test]
fn numbers_come_in_the_unit_of_the_fact() {
    let temperature = quantity("Cel");
    value_is(&temperature, number("98.6", "[degF]"), "37");
    value_is(&temperature, number("37", "Cel"), "37");
    value_is(&temperature, number("37", ""), "any: unit_does_not_convert");
    value_is(&temperature, number("37", "kg"), "any: unit_does_not_convert");
    value_is(&temperature, number("37", "no such unit"), "any: unit_does_not_convert");
    value_is(&temperature, Datum::Text("37".into()), "any: wrong_type");
    value_is(&temperature, Datum::YesNo(true), "any: wrong_type");
    value_is(&temperature, Datum::Nothing, "any: not_documented");
    value_is(&temperature, Datum::NoValue("refused".into()), "taken");
    value_is(&quantity("%"), number("0.88", "1"), "88");
    value_is(&quantity("%"), number("88", ""), "any: unit_does_not_convert");
    value_is(&quantity("1"), number("0.88", ""), "0.88");
    value_is(&fact(Kind::Number), number("12", ""), "12");
    value_is(&fact(Kind::Number), number("12", "{score}"), "any: unit_does_not_convert");
    value_is(&quantity("mm[Hg]"), number("80", "mmHg"), "80");
}

#[test]
fn other_units_convert_by_the_factor_the_fact_gives() {
    let mut creatinine = quantity("mg/dL");
    creatinine.numeric.also_in = vec![(Unit::parse("umol/L").unwrap(), Number::ratio(10, 884).unwrap())];
    value_is(&creatinine, number("88.4", "umol/L"), "1");
    value_is(&creatinine, number("0.0884", "mmol/L"), "1");
}

#[test]
fn what_is_not_plausible_is_any_plausible_value() {
    let mut potassium = quantity("mmol/L");
    potassium.numeric.plausible = Some((n("1"), n("12")));
    value_is(&potassium, number("4.1", "mmol/L"), "4.1");
    value_is(&potassium, number("41", "mmol/L"), "1 to 12: implausible");
    let below = |text: &str| Datum::Number {
        range: Range::new(Bound::Unbounded, Bound::Outside(n(text))).unwrap(),
        unit: Some("mmol/L".into()),
    };
    value_is(&potassium, below("2"), "1 to (2)");
    value_is(&potassium, below("0.5"), "1 to 12: implausible");
}

#[test]
fn values_are_rounded_where_the_fact_says_so() {
    let mut index = quantity("/h");
    index.numeric.rounded_to = Some(n("1"));
    value_is(&index, number("14.4", "/h"), "14");
    value_is(&index, number("14.5", "/h"), "15");
}

#[test]
fn options_are_known_by_their_words() {
    value_is(&fact(yes_no()), Datum::YesNo(true), "10");
    value_is(&fact(yes_no()), Datum::Text("No".into()), "1");
    value_is(&fact(yes_no()), Datum::Text("maybe".into()), "11: wrong_type");
    value_is(&fact(yes_no()), number("1", ""), "11: wrong_type");
    value_is(&fact(choice()), Datum::Text("Nasal cannula".into()), "10");
    value_is(&fact(choice()), Datum::Text("nasal-cannula".into()), "10");
    value_is(&fact(choice()), Datum::Text("mask".into()), "111: wrong_type");
    value_is(&fact(choice()), Datum::Nothing, "111: not_documented");
}

#[test]
fn codes_dates_and_events() {
    let code = || vec![Code::new(System::Icd10Cm, "I50.23")];
    value_is(&fact(Kind::Code(None)), Datum::Codes(code()), "icd10cm I50.23");
    value_is(&fact(Kind::Code(None)), Datum::Text("x".into()), "any code: wrong_type");
    value_is(&fact(Kind::Date), Datum::Text("2026-02".into()), "2026-02-01 to 2026-02-28");
    value_is(&fact(Kind::Date), Datum::Text("2026-02-03T23:30-08:00".into()), "2026-02-03 to 2026-02-03");
    value_is(&fact(Kind::Date), Datum::Text("soon".into()), "any date: wrong_type");
    value_is(&fact(Kind::Event(None)), Datum::Nothing, "present");
    value_is(&fact(Kind::Event(None)), Datum::Codes(code()), "icd10cm I50.23");
}

#[test]
fn an_event_that_says_no_is_only_possible() {
    let case = case(vec![measured("a", "2026-03-01", Datum::YesNo(false))]);
    let (found, _) = readings(&case, &fact(Kind::Event(None)), &[]);
    assert_eq!(found[0].possible, Some(Reason::WrongType));
}

#[test]
fn a_part_left_out_is_open_unless_that_means_something() {
    let mut spo2 = quantity("%");
    spo2.parts = vec![part("oxygen", choice(), None), part("at_rest", yes_no(), Some(0))];
    let mut given = measured("b", "2026-03-03T05:00-05:00", number("90", "%"));
    given
        .parts
        .insert("oxygen".into(), vec![Datum::Text("room_air".into()), Datum::Text("ventilator".into())]);
    given.parts.insert("at_rest".into(), vec![Datum::YesNo(true)]);
    let case = case(vec![measured("a", "2026-03-03T04:00-05:00", number("90", "%")), given]);
    let (found, _) = readings(&case, &spo2, &[]);
    let parts = |at: usize| -> Vec<Vec<String>> {
        found[at].parts.iter().map(|values| values.iter().map(words).collect()).collect()
    };
    assert_eq!(parts(0), [vec!["111: qualifier_not_documented"], vec!["1"]]);
    assert_eq!(parts(1), [vec!["1", "100"], vec!["10"]]);
}

#[test]
fn codes_feed_every_fact_they_fit() {
    let loinc = |code: &str| vec![Code::new(System::Loinc, code)];
    let mut spo2 = quantity("%");
    spo2.from = vec![CodeMember::One(Code::new(System::Loinc, "59408-5"))];
    let coded = |id: &str, code: &str| Record {
        fact: None,
        codes: loinc(code),
        ..measured(id, "2026-03-03T04:00-05:00", number(if id == "a" { "90" } else { "91" }, "%"))
    };
    let named_other = Record { fact: Some("other".into()), ..coded("c", "59408-5") };
    let case = case(vec![coded("a", "59408-5"), coded("b", "1-1"), named_other]);
    let found: Vec<usize> = readings(&case, &spo2, &[]).0.iter().map(|reading| reading.record).collect();
    assert_eq!(found, [0, 2]);
}

#[test]
fn a_fact_reads_only_its_kinds_of_record() {
    let mut dose = fact(Kind::Event(None));
    dose.from = vec![CodeMember::One(Code::new(System::RxNorm, "1"))];
    dose.reads = vec![RecordKind::Administrations];
    let of = |id: &str, kind: Option<RecordKind>, named: bool, when: &str| Record {
        fact: named.then(|| "f".into()),
        codes: vec![Code::new(System::RxNorm, "1")],
        kind,
        ..record(id, when)
    };
    let case = case(vec![
        of("ordered", Some(RecordKind::Orders), false, "2026-03-01T01:00Z"),
        of("given", Some(RecordKind::Administrations), false, "2026-03-01T02:00Z"),
        of("unknown", None, false, "2026-03-01T03:00Z"),
        of("named", None, true, "2026-03-01T04:00Z"),
    ]);
    let (found, _) = readings(&case, &dose, &[]);
    let found: Vec<_> = found.iter().map(|reading| (reading.record, reading.possible.clone())).collect();
    assert_eq!(found, [(1, None), (2, Some(Reason::StatusUnknown)), (3, None)]);
}

#[test]
fn what_became_of_a_record_decides_who_reads_it() {
    use RecordStatus::*;
    let statuses = [Final, Preliminary, Planned, NotDone, EnteredInError, Unknown];
    let read_by = |mode: FactMode| -> Vec<RecordStatus> {
        let fact = Fact { mode, ..fact(Kind::Event(None)) };
        let records = statuses.iter().enumerate().map(|(hour, status)| Record {
            status: *status,
            ..record(&format!("{status:?}"), &format!("2026-03-01T0{hour}:00Z"))
        });
        let case = case(records.collect());
        let (found, aside) = readings(&case, &fact, &[]);
        assert_eq!(aside, [(4, SetAsideWhy::EnteredInError)]);
        assert!(
            found.iter().all(|reading| reading.possible.is_some() == (statuses[reading.record] == Unknown))
        );
        found.iter().map(|reading| statuses[reading.record]).collect()
    };
    assert_eq!(read_by(FactMode::Done), [Final, Preliminary, Unknown]);
    assert_eq!(read_by(FactMode::Planned), [Planned, Unknown]);
    assert_eq!(read_by(FactMode::NotDone), [NotDone, Unknown]);
}

#[test]
fn a_judgement_needs_one_of_its_roles() {
    let judged = fact(Kind::Judgement(vec!["treating physician".into()]));
    let by = |id: &str, role: Option<&str>, hour: u8| Record {
        source: Some(SourceRef { author_role: role.map(Into::into), ..SourceRef::default() }),
        ..measured(id, &format!("2026-03-01T0{hour}:00Z"), Datum::YesNo(true))
    };
    let case =
        case(vec![by("a", Some("treating_physician"), 1), by("b", Some("nurse"), 2), by("c", None, 3)]);
    let (found, aside) = readings(&case, &judged, &[]);
    let found: Vec<_> = found.iter().map(|reading| (reading.record, reading.possible.clone())).collect();
    assert_eq!(aside, [(1, SetAsideWhy::OtherRole)]);
    assert_eq!(found, [(0, None), (2, Some(Reason::NeedsJudgement(vec!["treating physician".into()])))]);
}

/// First and last instant in UTC, or why it is not read.
#[track_caller]
fn time_is(change: impl Fn(&mut Case, &mut Record), when: &str, expected: &str) {
    let mut record = record("a", when);
    let mut case = case(vec![]);
    change(&mut case, &mut record);
    case.records.push(Arc::new(record));
    let (found, aside) = readings(&case, &fact(Kind::Event(None)), &[]);
    let found = match (found.first(), aside.first()) {
        (Some(reading), _) => match &reading.time {
            ReadingTime::At(range, _) => {
                let zone = Zone::fixed(0);
                let open = reading.possible.as_ref().map_or("", Reason::code);
                format!("{} to {} {open}", range.first.to_text(&zone), range.last.to_text(&zone))
                    .trim()
                    .to_owned()
            }
            other => format!("{other:?}"),
        },
        (None, Some((_, why))) => format!("{why:?}"),
        (None, None) => "not read".into(),
    };
    assert_eq!(found, expected, "{when}");
}

#[test]
fn an_imprecise_time_ends_where_it_can_no_longer_be() {
    let none = |_: &mut Case, _: &mut Record| {};
    time_is(none, "2026-03-01T04:10-05:00", "2026-03-01T09:10Z to 2026-03-01T09:10Z");
    time_is(none, "2026-03-01", "2026-03-01T05:00Z to 2026-03-02T04:59:59.999999Z");
    time_is(none, "2026-03-03", "2026-03-03T05:00Z to 2026-03-03T14:00Z");
    time_is(none, "2026-03", "2026-03-01T05:00Z to 2026-03-03T14:00Z");
    time_is(none, "2026-03-04", "AfterReview");
    time_is(none, "2026-03-03T09:01-05:00", "AfterReview");
    time_is(none, "", "Unknown");
    let recorded = |text: &'static str| {
        move |_: &mut Case, record: &mut Record| record.recorded_at = Some(parse_moment(text).unwrap())
    };
    time_is(recorded("2026-03-03T02:00-05:00"), "2026-03-03", "2026-03-03T05:00Z to 2026-03-03T07:00Z");
    time_is(recorded("2026-03-03"), "2026-03-03", "2026-03-03T05:00Z to 2026-03-03T14:00Z");
    // Recorded the evening after the review: it may have happened after the review as well.
    time_is(
        recorded("2026-03-03T20:00-05:00"),
        "2026-03-03",
        "2026-03-03T05:00Z to 2026-03-03T14:00Z imprecise_time",
    );
    // Recorded before it is said to have happened: the first instant is left.
    time_is(recorded("2026-02-01"), "2026-03-01", "2026-03-01T05:00Z to 2026-03-01T05:00Z");
}

#[test]
fn planned_records_may_lie_ahead() {
    let planned = Fact { mode: FactMode::Planned, ..fact(Kind::Event(None)) };
    let case = case(vec![Record { status: RecordStatus::Planned, ..record("a", "2026-05-01") }]);
    assert_eq!(readings(&case, &planned, &[]).0.len(), 1);
}

#[test]
fn what_is_replaced_or_not_yet_known_is_set_aside() {
    let recorded = |id: &str, when: &str, replaces: &[&str]| Record {
        recorded_at: Some(parse_moment(when).unwrap()),
        replaces: replaces.iter().map(|id| (*id).into()).collect(),
        ..measured(id, "2026-03-01T04:00Z", number(if id == "a" { "1" } else { "2" }, "kg"))
    };
    let mut case =
        case(vec![recorded("a", "2026-03-01T04:00Z", &[]), recorded("b", "2026-03-02T04:00Z", &["a"])]);
    let kg = quantity("kg");
    let (found, aside) = readings(&case, &kg, &[]);
    assert_eq!((found.len(), aside), (1, vec![(0, SetAsideWhy::Replaced("b".into()))]));
    case.known_at = Some(at("2026-03-01T12:00Z"));
    let (found, aside) = readings(&case, &kg, &[]);
    assert_eq!((found[0].record, aside), (0, vec![(1, SetAsideWhy::NotKnownYet)]));
    case.known_at = None;
    Arc::make_mut(&mut case.records[1]).status = RecordStatus::Unknown;
    let (found, _) = readings(&case, &kg, &[]);
    assert_eq!(found[0].possible, Some(Reason::StatusUnknown), "the correction may not stand");
}

#[test]
fn equal_readings_are_one_and_a_final_displaces_a_preliminary() {
    let kg = |id: &str, when: &str, value: &str| measured(id, when, number(value, "kg"));
    let preliminary = |id: &str, when: &str, value: &str| Record {
        status: RecordStatus::Preliminary,
        ..kg(id, when, value)
    };
    let fold = |records: Vec<Record>| {
        let case = case(records);
        let (found, aside) = readings(&case, &quantity("kg"), &[]);
        let found: Vec<_> = found.iter().map(|reading| (reading.record, reading.may_repeat)).collect();
        (found, aside)
    };
    let (hour, day) = ("2026-03-01T04:00Z", "2026-03-01");
    assert_eq!(
        fold(vec![kg("a", hour, "80"), kg("b", hour, "80.0"), kg("c", hour, "81")]),
        (vec![(0, None), (2, None)], vec![(1, SetAsideWhy::Duplicate("a".into()))])
    );
    assert_eq!(
        fold(vec![kg("a", day, "80"), kg("b", day, "80"), kg("c", day, "81")]).0,
        [(0, None), (1, Some(0)), (2, None)]
    );
    assert_eq!(
        fold(vec![preliminary("a", hour, "79"), kg("b", hour, "80")]),
        (vec![(1, None)], vec![(0, SetAsideWhy::DisplacedByFinal("b".into()))])
    );
    assert_eq!(fold(vec![preliminary("a", day, "79"), kg("b", day, "80")]).0.len(), 2);
}

#[test]
fn unusable_values_are_dropped_where_the_fact_says_so() {
    let mut kg = quantity("kg");
    kg.ignore_unusable = true;
    let case = case(vec![
        measured("a", "2026-03-01T04:00Z", number("80", "kg")),
        measured("b", "2026-03-01T05:00Z", number("80", "")),
    ]);
    let (found, aside) = readings(&case, &kg, &[]);
    assert_eq!((found.len(), aside), (1, vec![(1, SetAsideWhy::Unusable(Reason::UnitDoesNotConvert))]));
}

#[test]
fn very_many_readings_of_one_day_are_read_in_good_time() {
    let records =
        (0..20_000).map(|at| measured(&format!("r{at}"), "2026-03-01", number(&at.to_string(), "kg")));
    let case = case(records.collect());
    assert_eq!(readings(&case, &quantity("kg"), &[]).0.len(), 20_000);
}
