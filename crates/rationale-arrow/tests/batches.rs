//! Record batches and Parquet files as an engine or a data team hands them over.

#![allow(clippy::disallowed_methods)] // a test reads and writes files

use rationale::{check, plan};
use rationale_arrow::arrow_array::cast::AsArray;
use rationale_arrow::arrow_array::types::UInt64Type;
use rationale_arrow::arrow_array::{
    Array, ArrayRef, Int32Array, LargeStringArray, NullArray, RecordBatch, StringArray, StringViewArray,
};
use rationale_arrow::files::{Reader, Writer, column_words, join, text, words};
use rationale_arrow::{Assessor, Fault, Options, What};
use std::sync::Arc;

struct Memory;

impl check::Files for Memory {
    fn read(&self, _: &str) -> Option<Arc<str>> {
        Some(Arc::from(
            "fact oxygen \"Oxygen\": yes/no\n\nguideline g \"G\" {\n  edition \"1\" by date of service from 2020-01-01\n  \
             status draft\n  cite internal \"a test\"\n  \
             coverage main \"Main\" { requires all { on \"On oxygen\": oxygen } }\n}\n",
        ))
    }
}

fn assessor(options: Options) -> Assessor {
    let loaded = check::load(&Memory, &["g.crit".to_owned()], &check::Limits::default());
    assert!(!loaded.has_errors());
    Assessor::new(Arc::new(plan::compile(&loaded.library)), options)
}

fn case(id: &str, value: &str) -> String {
    format!(
        "{{\"case\":\"{id}\",\"as_of\":\"2026-03-03T09:00Z\",\"anchors\":{{\"service\":\"2026-03-03\"}},\"records\":[{{\"id\":\"o\",\"fact\":\"oxygen\",\
         \"value\":{value},\"at\":\"2026-03-03T08:00Z\",\"source\":{{\"document\":\"note-1\"}}}}]}}"
    )
}

fn given() -> Vec<Option<String>> {
    vec![Some(case("A", "true")), Some("{".to_owned()), None, Some(case("B", "false"))]
}

#[test]
fn rows_keep_the_order_and_carry_columns_of_their_case() {
    let columns: [ArrayRef; 3] = [
        Arc::new(StringArray::from(given())),
        Arc::new(LargeStringArray::from(given())),
        Arc::new(StringViewArray::from_iter(given())),
    ];
    for cases in columns {
        let kind = cases.data_type().clone();
        let batch = RecordBatch::try_from_iter([
            ("facility", Arc::new(StringArray::from(vec!["north", "x", "y", "south"])) as ArrayRef),
            ("request", cases),
        ])
        .expect("a batch");
        let options = Options {
            what: What::Findings,
            case_column: "request".to_owned(),
            carry: vec!["facility".to_owned()],
            ..Options::default()
        };
        let assessor = assessor(options);
        let made = assessor.assess(&batch).expect("assessed");
        assert_eq!(made.rows.schema(), assessor.schema(&batch.schema()).expect("a schema"));
        let criteria = made.rows.column_by_name("criterion").expect("a column").as_string::<i32>();
        let at: Vec<usize> = (0..criteria.len()).filter(|row| criteria.value(*row) == "main.on").collect();
        let column =
            |name: &str| made.rows.column_by_name(name).expect("a column").as_string::<i32>().clone();
        let of = |name: &str| at.iter().map(|row| column(name).value(*row).to_owned()).collect::<Vec<_>>();
        assert_eq!(of("case"), ["A", "B"], "{kind}");
        assert_eq!(of("facility"), ["north", "south"]);
        assert_eq!(of("status"), ["met", "unmet"]);
        assert_eq!(words(&made.rows, "evidence", at[0]), ["o"]);
        assert_eq!(words(&made.rows, "documents", at[1]), ["note-1"]);
        let rows = made.errors.column_by_name("row").expect("a column").as_primitive::<UInt64Type>();
        assert_eq!(rows.values(), &[1, 2]);
    }
}

#[test]
fn errors_can_stand_among_the_rows() {
    let batch = RecordBatch::try_from_iter([("case", Arc::new(StringArray::from(given())) as ArrayRef)])
        .expect("a batch");
    for what in [What::Assessments, What::Findings, What::Outcomes] {
        let made = assessor(Options { what, errors_in_rows: true, ..Options::default() }).assess(&batch);
        let made = made.expect("assessed");
        let errors = made.rows.column_by_name("error").expect("a column").as_string::<i32>();
        let told: Vec<&str> = errors.iter().flatten().collect();
        assert_eq!(told.len(), 2, "{what:?}");
        assert!(told[1].contains("no case here"), "{told:?}");
    }
}

#[test]
fn columns_that_are_not_there_or_do_not_fit_are_named() {
    let batch = RecordBatch::try_from_iter([
        ("case", Arc::new(StringArray::from(given())) as ArrayRef),
        ("number", Arc::new(Int32Array::from(vec![1, 2, 3, 4])) as ArrayRef),
        ("status", Arc::new(Int32Array::from(vec![1, 2, 3, 4])) as ArrayRef),
    ])
    .expect("a batch");
    let fault = |options: Options| assessor(options).assess(&batch).expect_err("refused");
    let of = |name: &str| Options { case_column: name.to_owned(), ..Options::default() };
    assert!(matches!(fault(of("nothing")), Fault::NoColumn { .. }));
    assert_eq!(fault(of("number")).to_string(), "column `number` holds Int32; a case is JSON text");
    let carry = Options { what: What::Findings, carry: vec!["status".to_owned()], ..Options::default() };
    assert!(matches!(fault(carry), Fault::NameTaken { .. }));
}

#[test]
fn a_column_in_which_nothing_stands_costs_its_rows_alone() {
    let nothing: ArrayRef = Arc::new(NullArray::new(2));
    let batch = RecordBatch::try_from_iter([("case", nothing)]).expect("a batch");
    let assessed =
        assessor(Options { errors_in_rows: true, ..Options::default() }).assess(&batch).expect("assessed");
    let codes = assessed.errors.column_by_name("codes").expect("codes").as_string::<i32>();
    assert!(codes.iter().all(|code| code == Some("no-case")) && assessed.rows.num_rows() == 2);
}

#[test]
fn a_piece_has_so_many_rows_and_bytes_and_at_least_one() {
    let cases: ArrayRef = Arc::new(StringArray::from(vec![Some("12345"), None, Some("678"), Some("9")]));
    let batch = RecordBatch::try_from_iter([("case", cases)]).expect("a batch");
    let assessor = assessor(Options::default());
    for (from, rows, bytes, expected) in [
        (0, 9, 100, 4),
        (0, 3, 100, 3),
        (0, 9, 8, 3),
        (0, 9, 7, 2),
        (0, 9, 1, 1),
        (2, 9, 3, 1),
        (3, 9, 0, 1),
        (4, 9, 100, 0),
        (9, 9, 100, 0),
    ] {
        assert_eq!(
            assessor.piece(&batch, from, rows, bytes).expect("a column"),
            expected,
            "{from} {rows} {bytes}"
        );
    }
}

#[test]
fn a_file_of_parts_is_one_file() {
    let folder = std::env::temp_dir().join(format!("rationale-arrow-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let batch = |from: i32| {
        let cases: Vec<Option<String>> = vec![Some(format!("case {from}")), None];
        RecordBatch::try_from_iter_with_nullable([
            ("case", Arc::new(StringArray::from(cases)) as ArrayRef, true),
            ("number", Arc::new(Int32Array::from(vec![Some(from), Some(from + 1)])) as ArrayRef, true),
        ])
        .expect("a batch")
    };
    let schema = batch(0).schema();
    let mut parts = Vec::new();
    for part in 0..3 {
        let path = folder.join(format!("{part}.parquet"));
        let mut writer = Writer::create(&path, schema.clone()).expect("created");
        writer.write(&batch(part * 2)).expect("written");
        writer.finish().expect("finished");
        parts.push(path);
    }
    let whole = folder.join("whole.parquet");
    join(&parts, schema.clone(), &whole).expect("joined");
    let open = |path: &std::path::Path| {
        Reader::open(
            std::fs::File::open(path).expect("a file"),
            &["number".to_owned(), "case".to_owned()],
            10,
        )
        .expect("a reader")
    };
    let reader = open(&whole);
    assert_eq!(reader.rows, 6);
    let mut numbers = Vec::new();
    let mut cases = Vec::new();
    for batch in reader {
        let batch = batch.expect("a batch");
        numbers.extend(column_words(&batch, "number").expect("a column").into_iter().flatten());
        for row in 0..batch.num_rows() {
            cases.push(text(&batch, "case", row).expect("a column").map(<[u8]>::to_vec));
        }
    }
    assert_eq!(numbers, ["0", "1", "2", "3", "4", "5"]);
    assert_eq!(cases[2].as_deref(), Some(&b"case 2"[..]));
    assert_eq!(cases[3], None);
    // Of no part at all: the columns alone.
    join(&[], schema, &whole).expect("joined");
    assert_eq!(open(&whole).rows, 0);
    std::fs::remove_dir_all(&folder).expect("removed");
}
