//! Cases made from choices, as JSON: few records, near the thresholds and edges of the criteria, open in every way.

use crate::tape::Tape;
use chrono::{Duration, NaiveDate, NaiveDateTime};
use serde_json::{Map, Value, json};

/// The time of review, in UTC.
pub(crate) fn as_of() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, 10).and_then(|date| date.and_hms_opt(12, 0, 0)).expect("a time")
}

/// An instant so many minutes after the time of review.
pub(crate) fn instant(minutes: i64) -> String {
    (as_of() + Duration::minutes(minutes)).format("%Y-%m-%dT%H:%MZ").to_string()
}

fn day(days: i64) -> String {
    (as_of() + Duration::days(days)).format("%Y-%m-%d").to_string()
}

/// Minutes from review that lie at, just before and just after what criteria ask for.
const MINUTES: [i64; 24] = [
    -60, -120, -180, -360, -361, -359, -30, -720, -780, -1440, -1441, -1439, -2880, -3000, -4320, -4321,
    -5760, -10_080, -20_160, -40_320, -43_200, -44_640, 0, 60,
];
const DAYS: [i64; 12] = [-1, -2, -3, -4, 0, -7, -8, -28, -30, -31, 1, -60];

fn time(tape: &mut Tape<'_>) -> Value {
    match tape.below(20) {
        0..=13 => instant(tape.pick(&MINUTES)).into(),
        14..=17 => day(tape.pick(&DAYS)).into(),
        18 => tape.pick(&["2026-03", "2026-02", "2026"]).into(),
        _ => Value::Null,
    }
}

/// The case without records.
pub(crate) fn header(tape: &mut Tape<'_>) -> Map<String, Value> {
    let mut case = Map::new();
    case.insert("case".into(), "c".into());
    case.insert("as_of".into(), instant(0).into());
    match tape.below(6) {
        0..=2 => {}
        3 => {
            case.insert("zone_offsets".into(), json!([{ "offset": "-05:00" }]));
        }
        _ => {
            let offsets =
                json!([{ "offset": "-05:00" }, { "from": "2026-03-08T07:00Z", "offset": "-04:00" }]);
            case.insert("zone_offsets".into(), offsets);
        }
    }
    let supply = match tape.below(6) {
        0..=1 => Value::Null,
        2..=3 => "complete".into(),
        _ => {
            let count = 1 + tape.below(3);
            (0..count).map(|_| statement(tape)).collect()
        }
    };
    case.insert("supply".into(), supply);
    if tape.chance(15) {
        case.insert("known_at".into(), instant(tape.pick(&[-60, -1440])).into());
    }
    if tape.chance(10) {
        case.insert("made_at".into(), instant(tape.pick(&[60, 2880])).into());
    }
    if tape.chance(60) {
        case.insert("payer".into(), tape.pick(&["acme", "zeta", "other"]).into());
    }
    if tape.chance(30) {
        case.insert("line_of_business".into(), tape.pick(&["commercial", "medicare"]).into());
        case.insert("state".into(), tape.pick(&["NY", "CT"]).into());
    }
    let mut patient = Map::new();
    if tape.chance(70) {
        let birth = tape.pick(&["1948-02-29", "2008-03-10", "2008-03-11", "2008-03", "2008", "1961"]);
        patient.insert("birth_date".into(), birth.into());
    }
    if tape.chance(60) {
        patient.insert("sex".into(), tape.pick(&["female", "male"]).into());
    }
    case.insert("patient".into(), patient.into());
    let mut anchors = Map::new();
    let admitted: &[Value] = &[
        instant(-2880).into(),
        instant(-4320).into(),
        instant(-1440).into(),
        day(-3).into(),
        day(-10).into(),
        Value::Null,
    ];
    anchors.insert("admission".into(), tape.pick(admitted));
    let left: &[Value] =
        &[Value::Null, Value::Null, instant(-60).into(), instant(1440).into(), day(0).into(), day(-1).into()];
    anchors.insert("discharge".into(), tape.pick(left));
    let setup: &[Value] = &[
        instant(-4320).into(),
        day(-3).into(),
        instant(-43_200).into(),
        "2026-02".into(),
        Value::Null,
        instant(2880).into(),
    ];
    anchors.insert("setup".into(), tape.pick(setup));
    let course: &[Value] = &[
        json!({ "from": day(-10), "to": instant(-1440) }),
        json!({ "from": instant(-4320) }),
        json!({ "from": instant(-4320), "to": day(-1) }),
        json!({ "from": "2026-02", "to": day(2) }),
        Value::Null,
    ];
    anchors.insert("course".into(), tape.pick(course));
    if tape.chance(15) {
        anchors.insert("stay".into(), json!({ "from": day(-4), "to": instant(-120) }));
    }
    anchors.retain(|_, time| !time.is_null());
    case.insert("anchors".into(), anchors.into());
    let mut request = Map::new();
    if tape.chance(70) {
        request.insert("received".into(), tape.pick(&[instant(-1440), day(-1), instant(0)]).into());
    }
    if tape.chance(40) {
        request.insert("urgency".into(), tape.pick(&["expedited", "standard"]).into());
    }
    if tape.chance(40) {
        request.insert("units".into(), json!({ "value": tape.pick(&[2, 3, 5]), "unit": "d" }));
    }
    if tape.chance(25) {
        let from =
            tape.pick(&[day(-2), day(0), day(3), instant(-1440), "2026-03".to_owned(), "2026-02".to_owned()]);
        request.insert("period".into(), json!({ "from": from }));
    }
    case.insert("request".into(), request.into());
    case
}

/// What the request asks for.
pub(crate) fn ask(case: &mut Map<String, Value>, tape: &mut Tape<'_>, ladder: bool) {
    let Some(request) = case.get_mut("request").and_then(Value::as_object_mut) else { return };
    request.insert("guideline".into(), "g".into());
    if ladder {
        match tape.below(10) {
            0..=4 => {
                request.insert("level".into(), tape.pick(&["low", "high"]).into());
            }
            5..=6 => {
                request.insert("level".into(), "low".into());
                request.insert("type".into(), "continued_stay".into());
            }
            7 => {
                request.insert("level".into(), "low".into());
                request.insert("day".into(), tape.pick(&[1, 2, 3, 5]).into());
            }
            8 => {
                request.insert("block".into(), tape.pick(&["low", "high", "low_on", "ready"]).into());
            }
            _ => {
                request.insert("type".into(), "discharge".into());
            }
        }
    } else {
        match tape.below(10) {
            0..=4 => {
                request.insert(
                    "item".into(),
                    json!({ "system": "hcpcs", "code": tape.pick(&["E1390", "E0601"]) }),
                );
            }
            5 => {
                request.insert("type".into(), "continued_stay".into());
            }
            6..=7 => {
                request.insert("block".into(), tape.pick(&["main", "other", "later"]).into());
            }
            8 => {
                request.insert("type".into(), tape.pick(&["discharge", "prior_authorization"]).into());
            }
            _ => {}
        }
    }
}

fn statement(tape: &mut Tape<'_>) -> Value {
    let mut statement = Map::new();
    if tape.chance(50) {
        let fact = tape.pick(&["e", "p", "s", "q", "c", "nd", "k", "r"]);
        statement.insert("fact".into(), fact.into());
    } else {
        let kind = tape.pick(&["administrations", "orders", "stays", "diagnoses"]);
        statement.insert("kind".into(), kind.into());
    }
    let (from, to) = match tape.below(8) {
        0..=2 => (None, None),
        3..=4 => (Some(tape.pick(&[day(-3), day(-30), instant(-1440), day(-1)])), None),
        5 => (None, Some(tape.pick(&[day(-2), instant(-60), day(0), day(-1)]))),
        _ => (
            Some(tape.pick(&[day(-4), day(-31)])),
            Some(tape.pick(&[day(-2), instant(-60), day(0), day(-3)])),
        ),
    };
    for (field, time) in [("from", from), ("to", to)] {
        if let Some(time) = time {
            statement.insert(field.into(), time.into());
        }
    }
    statement.into()
}

const FACTS: [&str; 12] = ["q", "e", "p", "s", "c", "o", "k", "r", "j", "dt", "pl", "nd"];

/// A record of some fact.
pub(crate) fn record(id: usize, tape: &mut Tape<'_>) -> Value {
    let at = tape.below(16);
    let fact = FACTS[match at {
        0..=4 => 0,
        5..=6 => 1,
        7..=8 => 2,
        other => (other - 6).min(11),
    }];
    record_of(id, fact, tape)
}

pub(crate) fn record_of(id: usize, fact: &str, tape: &mut Tape<'_>) -> Value {
    let mut record = Map::new();
    record.insert("id".into(), format!("r{id}").into());
    record.insert("fact".into(), fact.into());
    let mut parts = Map::new();
    let value = match fact {
        "q" => {
            optional(tape, &mut parts, "pos", &["standing".into(), "sitting".into(), "lying".into()]);
            let limits = [mg_dl(10.into()), mg_dl(5.into()), json!({ "from": 8, "to": 12, "unit": "mg/dL" })];
            optional(tape, &mut parts, "lim", &limits);
            optional(tape, &mut parts, "fast", &[true.into(), false.into()]);
            quantity(tape, "mg/dL")
        }
        "e" | "pl" | "nd" => {
            if fact == "e" {
                let doses = [
                    json!({ "number": 5, "unit": "mg" }),
                    json!({ "number": 10, "unit": "mg" }),
                    json!({ "number": 0.004, "unit": "g" }),
                    json!({ "from": 4, "to": 6, "unit": "mg" }),
                ];
                optional(tape, &mut parts, "dose", &doses);
                optional(tape, &mut parts, "route", &["iv".into(), "oral".into(), json!(["iv", "oral"])]);
            }
            coded(tape)
        }
        "p" => {
            optional(tape, &mut parts, "class", &["inp".into(), "obs".into(), "unheard".into()]);
            coded(tape)
        }
        "s" => tape.pick(&[json!(true), json!(false), json!("yes"), json!(7)]),
        "c" => tape.pick(&[json!("a"), json!("b"), json!("d"), json!("unheard")]),
        "o" => tape.pick(&[json!("mild"), json!("moderate"), json!("severe"), json!(3)]),
        "k" => coded(tape),
        "dt" => tape.pick(&[
            json!("2026-03-01"),
            json!("2026-02-28"),
            json!("2026-02"),
            json!("2026-03"),
            json!(true),
        ]),
        "j" => tape.pick(&[json!(true), json!(false)]),
        _ => {
            let numbers = [json!(5), json!(4), json!(3), json!({ "number": 6, "bound": "<" }), json!("many")];
            optional(tape, &mut parts, "ev", &numbers);
            optional(tape, &mut parts, "kind", &["x".into(), "y".into()]);
            optional(tape, &mut parts, "low", &[true.into(), false.into()]);
            Value::Null
        }
    };
    let taken = tape.chance(4);
    if taken {
        record.insert("no_value".into(), "not done".into());
    } else if !value.is_null() {
        record.insert("value".into(), value);
    }
    if !parts.is_empty() {
        record.insert("parts".into(), parts.into());
    }
    let period = match fact {
        "p" => tape.chance(90),
        _ => tape.chance(5),
    };
    if period {
        let (from, to) = tape.pick(&[
            (day(-10).into(), instant(-1440).into()),
            (instant(-4320).into(), Value::Null),
            (instant(-4320).into(), day(-1).into()),
            (day(-3).into(), day(-3).into()),
            (Value::Null, instant(-2880).into()),
            (day(-31).into(), day(-28).into()),
            ("2026-02".into(), Value::Null),
            (instant(-1440).into(), instant(1440).into()),
            (day(-5).into(), instant(0).into()),
        ]);
        for (field, time) in [("from", from), ("to", to)] {
            if !Value::is_null(&time) {
                record.insert(field.into(), time);
            }
        }
    } else {
        let mut at = time(tape);
        if fact == "pl" && tape.chance(50) {
            at = tape.pick(&[instant(1440), day(2), instant(4321)]).into();
        }
        if !at.is_null() {
            record.insert("at".into(), at);
        }
    }
    if tape.chance(20) {
        record.insert(
            "recorded_at".into(),
            tape.pick(&[instant(-60), instant(-1440), day(-1), day(0), instant(30)]).into(),
        );
    }
    let status = match fact {
        "pl" => tape.pick(&["planned", "planned", "planned", "unknown", "final"]),
        "nd" => tape.pick(&["not_done", "not_done", "not_done", "unknown", "refused"]),
        _ => match tape.below(20) {
            0..=14 => "final",
            15..=16 => "preliminary",
            17..=18 => "unknown",
            _ => tape.pick(&["entered_in_error", "not_done", "planned"]),
        },
    };
    if status != "final" {
        record.insert("status".into(), status.into());
    }
    if id > 0 && tape.chance(6) {
        record.insert("replaces".into(), format!("r{}", tape.below(id)).into());
    }
    let kinds: &[&str] = match fact {
        "e" => &["administration", "administration", "order"],
        "p" => &["stay", "stay", "diagnosis"],
        "k" => &["diagnosis", "diagnosis", "observation"],
        "pl" => &["order"],
        _ => &[],
    };
    if !kinds.is_empty() && tape.chance(60) {
        record.insert("kind".into(), tape.pick(kinds).into());
    }
    let mut source = Map::new();
    if tape.chance(20) || fact == "j" {
        let role = tape.pick(&["physician", "nurse", "clerk", ""]);
        if !role.is_empty() {
            source.insert("author_role".into(), role.into());
        }
    }
    if tape.chance(25) {
        source.insert("type".into(), tape.pick(&["lab", "chart", "note"]).into());
    }
    if !source.is_empty() {
        source.insert("document".into(), "doc".into());
        record.insert("source".into(), source.into());
    }
    record.into()
}

fn mg_dl(number: Value) -> Value {
    json!({ "number": number, "unit": "mg/dL" })
}

fn quantity(tape: &mut Tape<'_>, unit: &str) -> Value {
    let number = |number: Value| json!({ "number": number, "unit": unit });
    match tape.below(24) {
        0..=12 => number(tape.pick(&[
            json!(10),
            json!(5),
            json!(20),
            json!(9),
            json!(11),
            json!(4),
            json!(15),
            json!(25),
        ])),
        13..=14 => number(tape.pick(&[json!(9.5), json!(10.4), json!(9.9), json!(5.5)])),
        15 => json!({ "number": 0.1, "unit": "g/L" }),
        16..=17 => {
            json!({ "number": tape.pick(&[10, 5, 20]), "bound": tape.pick(&["<", ">", "<=", ">="]), "unit": unit })
        }
        18..=19 => {
            let (from, to) = tape.pick(&[(4, 6), (5, 10), (8, 12), (10, 25), (1, 2)]);
            json!({ "from": from, "to": to, "unit": unit })
        }
        20 => json!({ "number": 10, "unit": "mmol/L" }),
        21 => number(json!(900)),
        22 => json!("high"),
        _ => Value::Null,
    }
}

fn coded(tape: &mut Tape<'_>) -> Value {
    match tape.below(6) {
        0..=2 => json!({ "system": "icd10cm", "code": tape.pick(&["I50.23", "I11.0"]) }),
        3 => json!({ "system": "icd10cm", "code": "J44.1" }),
        4 => {
            json!({ "codes": [{ "system": "snomed", "code": "1" }, { "system": "icd10cm", "code": "I50.9" }] })
        }
        _ => Value::Null,
    }
}

fn optional(tape: &mut Tape<'_>, parts: &mut Map<String, Value>, part: &str, of: &[Value]) {
    if tape.below(100) < 65 {
        parts.insert(part.into(), tape.pick(of));
    }
}
