mod both_readers;

use super::*;
use crate::case::model::{AnchorTime, Datum, RecordStatus, RecordTime, SupplySubject};
use crate::check::model::RecordKind;
use crate::value::code::{Code, System};
use crate::value::number::Number;
use crate::value::range::{Bound, Range};
use crate::value::time::{Moment, parse_moment};
use std::collections::BTreeSet;

fn json(text: &str) -> Case {
    read_json(text, &Limits::default()).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The case that the design shows, but for the zone's name, which the core does not know.
const EXAMPLE: &str = r#"
{ "case": "C-1001", "as_of": "2026-03-03T09:00:00-05:00", "zone": "America/New_York",
  "zone_offsets": [{ "offset": "-05:00" }, { "from": "2026-03-08T07:00:00Z", "offset": "-04:00" }],
  "supply": "complete", "payer": "medicare_advantage",
  "request": { "guideline": "heart_failure", "type": "admission", "level": "acute", "units": { "value": 2, "unit": "d" },
               "received": "2026-03-02T18:05:00-05:00", "urgency": "expedited" },
  "patient": { "birth_date": "1948-02-11", "sex": "female" },
  "anchors": { "admission": "2026-03-02T17:40:00-05:00", "stay": { "from": "2026-03-02T17:40:00-05:00" } },
  "records": [
    { "id": "o1", "codes": [{ "system": "loinc", "code": "59408-5" }], "value": { "number": 86, "unit": "%" },
      "parts": { "oxygen_delivery": "room_air" }, "at": "2026-03-03T04:10:00-05:00", "status": "final",
      "source": { "document": "flowsheet-77", "type": "nursing flowsheet", "page": 3, "author_role": "nurse" } },
    { "id": "d1", "fact": "principal_diagnosis", "value": { "system": "icd10cm", "code": "I50.23" },
      "from": "2026-03-02", "source": { "document": "h-and-p-1", "section": "Assessment", "quote": "acute on chronic" } },
    { "id": "c1", "fact": "comfort_care", "value": false, "at": "2026-03-02", "source": { "document": "h-and-p-1" } } ] }
"#;

#[test]
fn the_case_of_the_design_is_read() {
    let case = json(EXAMPLE);
    assert_eq!(case.records.len(), 3);
    assert_eq!(case.zone.changes.len(), 1);
    assert_eq!(case.request.units, Some((Number::whole(2), "d".into())));
    assert!(matches!(case.anchors["stay"], AnchorTime::Span(_, None)));
    assert_eq!(case.records[1].value, Datum::Codes(vec![Code::new(System::Icd10Cm, "I50.23")]));
    assert_eq!(case.records[1].time, RecordTime::Period { from: parse_moment("2026-03-02").ok(), to: None });
}

#[test]
fn yaml_says_the_same_as_json() {
    let yaml = r#"
case: C-1
as_of: 2026-03-03T09:00:00-05:00
supply:
  - {kind: observations, from: 2026-01-01, by: Hospital}
  - fact: fall
request: {item: {system: HCPCS, code: e0601}, day: 2}
records:
  - id: w
    fact: weight
    at: 2026-03
    value: {number: 81.5, unit: kg}
    parts:
      dressed: yes
      devices: [a, b]
"#;
    let as_json = r#"{"case":"C-1","as_of":"2026-03-03T09:00:00-05:00",
        "supply":[{"kind":"observation","from":"2026-01-01","by":"Hospital"},{"fact":"fall"}],
        "request":{"item":[{"system":"hcpcs","code":"e0601"}],"day":2},
        "records":[{"id":"w","fact":"weight","at":"2026-03","value":{"number":"81.50","unit":"kg"},
            "parts":{"dressed":"yes","devices":["a","b"]}}]}"#;
    let case = read_yaml(yaml, &Limits::default()).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(case, json(as_json));
    let Supply::Statements(statements) = &case.supply else { panic!("statements") };
    assert_eq!(statements[0].subject, SupplySubject::Kind(RecordKind::Observations));
    assert_eq!(case.records[0].parts["devices"].len(), 2);
}

#[track_caller]
fn value_is(value: &str, expected: Datum) {
    let text = format!(
        r#"{{"case":"C","as_of":"2026-03-03T09:00Z","records":[{{"id":"a","fact":"f","value":{value}}}]}}"#
    );
    assert_eq!(json(&text).records[0].value, expected, "{value}");
}

#[test]
fn values_are_read_as_given() {
    let n = |text: &str| text.parse::<Number>().unwrap();
    let number = |low, high, unit: Option<&str>| Datum::Number {
        range: Range { low, high },
        unit: unit.map(Into::into),
    };
    let exact = |text: &str, unit| number(Bound::Inside(n(text)), Bound::Inside(n(text)), unit);
    value_is("0.1", exact("0.1", None));
    value_is("-3", exact("-3", None));
    value_is("1e2", exact("100", None));
    value_is(r#"{"number":"0.30","unit":"mg/dL"}"#, exact("0.3", Some("mg/dL")));
    value_is(r#"{"number":0.01,"bound":"<"}"#, number(Bound::Unbounded, Bound::Outside(n("0.01")), None));
    value_is(r#"{"number":5,"bound":"≥"}"#, number(Bound::Inside(n("5")), Bound::Unbounded, None));
    value_is(
        r#"{"from":5,"to":9,"unit":"%"}"#,
        number(Bound::Inside(n("5")), Bound::Inside(n("9")), Some("%")),
    );
    value_is(r#"{"to":9}"#, number(Bound::Unbounded, Bound::Inside(n("9")), None));
    value_is("true", Datum::YesNo(true));
    value_is(r#""room_air""#, Datum::Text("room_air".into()));
    value_is("null", Datum::Nothing);
    value_is(r#"{"no_value":"refused"}"#, Datum::NoValue("refused".into()));
    let code = Code::new(System::Snomed, "1");
    value_is(r#"{"system":"SNOMED","code":"1","display":"x"}"#, Datum::Codes(vec![code.clone()]));
    // A code of a system without a short name keeps its address.
    let other = Code::new(System::Local, "urn:mine|2");
    value_is(
        r#"{"codes":[{"system":"http://snomed.info/sct","code":"1"},{"system":"urn:mine","code":"2"}]}"#,
        Datum::Codes(vec![code, other]),
    );
    let class = r#"{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"}"#;
    value_is(class, Datum::Codes(vec![Code::new(System::Hl7, "v3-ActCode|IMP")]));
}

#[test]
fn statuses_are_known_with_either_dash() {
    for (word, status) in STATUSES {
        let word = word.replace('_', "-");
        let text = format!(
            r#"{{"case":"C","as_of":"2026-03-03T09:00Z","records":[{{"id":"a","fact":"f","kind":"orders","status":"{word}"}}]}}"#
        );
        assert_eq!(json(&text).records[0].status, *status, "{word}");
    }
    let stopped = |kind: &str| {
        let text = format!(
            r#"{{"case":"C","as_of":"2026-03-03T09:00Z","records":[{{"id":"a","fact":"f"{kind},"status":"stopped"}}]}}"#
        );
        json(&text).records[0].status
    };
    assert_eq!(stopped(""), RecordStatus::Unknown);
    assert_eq!(stopped(r#","kind":"procedure""#), RecordStatus::Unknown);
    assert_eq!(stopped(r#","kind":"statements""#), RecordStatus::Final);
}

#[test]
fn the_zone_is_the_callers_to_know() {
    let text = r#"{"case":"C","as_of":"2026-03-03T09:00:00Z","zone":"America/New_York","records":[]}"#;
    let errors = read_json(text, &Limits::default()).unwrap_err();
    assert_eq!(errors.faults[0].kind, CaseFaultKind::ZoneNotResolved);
    let find = |name: &str| (name == "America/New_York").then(|| Zone::fixed(-5 * 3600));
    let case = read_json(text, &Limits { zones: Some(&find), ..Limits::default() }).unwrap();
    assert_eq!((case.zone.first_offset, case.zone_name.as_deref()), (-5 * 3600, Some("America/New_York")));
    let elsewhere = text.replace("New_York", "Atlantis");
    assert!(read_json(&elsewhere, &Limits { zones: Some(&find), ..Limits::default() }).is_err());
    let india = r#"{"case":"C","as_of":"2026-03-03T09:00+05:30"}"#;
    assert_eq!(json(india).zone, Zone::fixed(19_800));
}

#[test]
fn limits_are_faults() {
    let small = Limits {
        tree: TreeLimits { bytes: 10_000, depth: 4, text: 20, nodes: 60, number_names: false },
        records: 2,
        faults: 3,
        zones: None,
    };
    let kinds = |records: &str| -> Vec<CaseFaultKind> {
        let text = format!(r#"{{"case":"C","as_of":"2026-03-03T09:00Z","records":{records}}}"#);
        let errors = read_json(&text, &small).expect_err("too large");
        errors.faults.iter().map(|fault| fault.kind).collect()
    };
    let three = r#"[{"id":"a","fact":"f"},{"id":"b","fact":"f"},{"id":"c","fact":"f"}]"#;
    assert_eq!(kinds(three), [CaseFaultKind::TooLarge]);
    assert_eq!(kinds("[[[[[]]]]]"), [CaseFaultKind::TooLarge]);
    assert_eq!(kinds(&format!("[{}1]", "1,".repeat(99))), [CaseFaultKind::TooLarge]);
    assert_eq!(kinds(&format!("\"{}\"", "x".repeat(21))), [CaseFaultKind::TooLarge]);
    assert_eq!(kinds(&" ".repeat(10_000)), [CaseFaultKind::TooLarge]);
    let text = r#"{"case":"C","as_of":"2026-03-03T09:00Z","a":1,"b":1,"c":1,"d":1,"e":1}"#;
    let errors = read_json(text, &small).unwrap_err();
    assert_eq!((errors.faults.len(), errors.more), (3, 2));
}

#[test]
fn yaml_aliases_cannot_blow_up() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let one = format!("*a{}, ", level - 1);
        text.push_str(&format!("a{level}: &a{level} [{}x]\n", one.repeat(9)));
    }
    assert!(read_yaml(&text, &Limits::default()).is_err());
}

#[test]
fn every_field_is_named_once() {
    let names: BTreeSet<&str> = SHAPES.iter().map(|shape| shape.name).collect();
    assert_eq!(names.len(), SHAPES.len());
    for shape in SHAPES {
        assert_eq!(shape.fields.iter().collect::<BTreeSet<_>>().len(), shape.fields.len(), "{}", shape.name);
    }
    let codes: BTreeSet<&str> = CaseFaultKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(codes.len(), CaseFaultKind::ALL.len());
}

#[test]
fn a_year_of_birth_is_enough() {
    let case =
        json(r#"{"case":"C","as_of":"2026-03-03T09:00Z","patient":{"birth_date":"1948","sex":"unknown"}}"#);
    assert_eq!((case.patient.birth_date, case.patient.sex), (Some(Moment::Year(1948)), None));
}

#[test]
fn yaml_of_many_open_brackets_is_refused_at_once() {
    let refused = read_yaml(&format!("a: {}", "[".repeat(1_000_000)), &Limits::default()).unwrap_err();
    assert!(refused.to_string().contains("too deep"), "{refused}");
}
