"""Batches of Arrow: the rows of the command, and what is wrong with a batch said."""

import json
import pickle

import duckdb
import pandas
import polars
import pyarrow
import pytest
import rationale
from conftest import case_text

WHATS = ["assessments", "findings", "outcomes"]


@pytest.mark.parametrize("what", WHATS)
def test_rows_and_errors_are_those_of_the_command(library, requests, by_command, what):
    rows, errors = by_command(what)
    assessed = library.assessor(what, errors_in_rows=False).assess(requests)
    assert assessed.rows.to_pylist() == rows.to_pylist()
    assert assessed.rows.schema.names == rows.schema.names
    assert len(errors) == assessed.errors.num_rows > 0
    for own, said in zip(assessed.errors.to_pylist(), errors, strict=True):
        assert (own["row"] + 1, own["case"]) == (said["line"], said.get("case"))
        assert own["codes"].split() == list(dict.fromkeys(problem["code"] for problem in said["problems"]))


@pytest.mark.parametrize(
    "options", [["--view", "everything"], ["--no-missing-sets"], ["--guideline", "cpap"], ["--carry", "facility"]]
)
def test_options_are_those_of_the_command(library, requests, by_command, options):
    rows, _ = by_command("assessments", *options)
    given = {
        "--view": {"view": "everything"},
        "--no-missing-sets": {"missing_sets": False},
        "--guideline": {"guideline": "cpap"},
        "--carry": {"carry": ["facility"]},
    }[options[0]]
    assert (
        library.assessor("assessments", errors_in_rows=False, **given).assess(requests).rows.to_pylist()
        == rows.to_pylist()
    )


def test_a_whole_assessment_is_what_evaluate_gives(library):
    table = pyarrow.table({"case": [case_text()]})
    row = library.assessor("assessments").assess(table).rows.to_pylist()[0]
    assert json.loads(row["assessment"]) == library.evaluate(case_text()) and row["error"] is None


@pytest.mark.parametrize("what", WHATS)
def test_no_case_is_lost_from_one_stream_of_rows(library, requests, what):
    assessor = library.assessor(what, carry=["facility"])
    rows = pyarrow.Table.from_batches(assessor.map(requests.to_batches(max_chunksize=4)))
    assert rows.schema == assessor.schema(requests)
    wrong = [row for row in rows.to_pylist() if row["error"] is not None]
    errors = assessor.assess(requests).errors.to_pylist()
    assert [row["error"] for row in wrong] == [error["message"] for error in errors]
    assert [row["facility"] for row in wrong] == [requests["facility"][error["row"]].as_py() for error in errors]
    assert rows == assessor.assess(requests).rows.combine_chunks()


def test_rows_of_errors_are_counted_over_the_whole(library):
    # More than one piece, more than one batch.
    cases = [None if row in (0, 1023, 1024, 3000) else case_text() for row in range(3_010)]
    table = pyarrow.table({"case": pyarrow.chunked_array([cases[:1500], cases[1500:]])})
    assessed = library.assessor("outcomes").assess(table)
    assert assessed.errors["row"].to_pylist() == [0, 1023, 1024, 3000]
    assert assessed.rows.num_rows == 3_010
    assert [row for row, error in enumerate(assessed.rows["error"].to_pylist()) if error] == [0, 1023, 1024, 3000]


def test_long_cases_are_assessed_a_few_at_a_time(library):
    # 40 MB of cases: more than one piece, whatever their number.
    text = case_text()
    padded = text.rstrip() + " " * (1_000_000 - len(text))
    batch = pyarrow.record_batch({"case": [padded] * 40})
    pieces = [rows.num_rows for rows in library.assessor("outcomes").map([batch])]
    assert pieces == [16, 16, 8]


class Stream:
    """Arrow, and nothing else: as frames of other libraries give it."""

    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


class Array:
    def __init__(self, batch):
        self.batch = batch

    def __arrow_c_array__(self, requested_schema=None):
        return self.batch.__arrow_c_array__(requested_schema)


def test_whatever_gives_arrow_is_taken(library):
    table = pyarrow.table({"case": [case_text(), None]})
    batch = table.to_batches()[0]
    assessor = library.assessor("outcomes")
    expected = assessor.assess(table)
    reader = pyarrow.RecordBatchReader.from_batches(table.schema, [batch])
    for data in [batch, reader, Stream(table), Array(batch), pandas.DataFrame({"case": [case_text(), None]})]:
        assert assessor.assess(data).rows.to_pylist() == expected.rows.to_pylist(), type(data)
    assert [row["outcome"] for row in expected.rows.to_pylist()][-1] == "error"


def test_frames_of_polars_and_relations_of_duckdb_go_in_and_out(library):
    table = pyarrow.table({"case": [case_text(), None]})
    assessor = library.assessor("findings")
    expected = assessor.assess(table).rows
    for data in [polars.DataFrame(table), duckdb.connect().from_arrow(table)]:
        assert assessor.assess(data).rows == expected, type(data)
        assert assessor.schema(table) == expected.schema
    assert polars.from_arrow(expected).height == expected.num_rows
    assert duckdb.connect().from_arrow(expected).count("*").fetchall() == [(expected.num_rows,)]


@pytest.mark.parametrize(
    "kind",
    [
        pyarrow.string(),
        pyarrow.large_string(),
        pyarrow.string_view(),
        pyarrow.binary(),
        pyarrow.large_binary(),
        pyarrow.binary_view(),
    ],
    ids=str,
)
def test_a_case_is_text_or_bytes_of_any_sort(library, kind):
    column = pyarrow.array([case_text(), None, case_text(), None], kind).slice(1, 2)
    rows = library.assessor("outcomes").assess(pyarrow.table({"case": column})).rows.to_pylist()
    assert [row["outcome"] for row in rows] == ["error", "meets"]


def test_a_column_of_nothing_costs_its_rows_alone(library):
    for column in [pyarrow.nulls(3), pyarrow.nulls(3, pyarrow.string())]:
        assessed = library.assessor("outcomes").assess(pyarrow.table({"case": column}))
        assert assessed.errors["codes"].to_pylist() == ["no-case"] * 3
        assert assessed.rows["outcome"].to_pylist() == ["error"] * 3


def test_nothing_in_is_nothing_out(library):
    schema = pyarrow.schema([("case", pyarrow.string())])
    assessor = library.assessor("findings")
    for data in [schema.empty_table(), pyarrow.RecordBatchReader.from_batches(schema, [])]:
        assessed = assessor.assess(data)
        assert (assessed.rows.num_rows, assessed.errors.num_rows) == (0, 0)
        assert assessed.rows.schema == assessor.schema(schema)
    assert list(assessor.map([])) == []
    empty = pyarrow.record_batch({"other": pyarrow.array([], pyarrow.string())})
    with pytest.raises(rationale.RequestError, match="no column is called `case`"):
        list(assessor.map([empty]))


@pytest.mark.parametrize(
    ("options", "data", "words"),
    [
        ({}, {"cases": ["{}"]}, "no column is called `case`; there are: cases"),
        ({}, {}, "no column is called `case`"),
        ({}, {"case": [1]}, "column `case` holds Int64; a case is JSON text"),
        ({}, {"case": [{"case": "C"}]}, "column `case` holds Struct"),
        ({}, {"case": pyarrow.array(["{}"]).dictionary_encode()}, "column `case` holds Dictionary"),
        ({"carry": ["x"]}, {"case": ["{}"]}, "no column is called `x`"),
        ({"carry": ["status"]}, {"case": ["{}"], "status": [1]}, "column `status` cannot be carried along"),
        ({"carry": ["error"]}, {"case": ["{}"], "error": [1]}, "column `error` cannot be carried along"),
    ],
)
def test_a_batch_that_does_not_fit_is_said(library, options, data, words):
    assessor = library.assessor("findings", **options)
    for call in [assessor.assess, assessor.schema, lambda table: list(assessor.map(table.to_batches()))]:
        table = pyarrow.table(data)
        if table.num_rows == 0 and call is not assessor.assess:
            continue
        with pytest.raises(rationale.RequestError, match=words):
            call(table)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"what": "finding"}, "`what`: none is called so; there are: assessments, findings, outcomes"),
        ({"carry": "facility"}, "`carry` is a list"),
        ({"view": "all"}, "view"),
        ({"guideline": 1}, "guideline"),
        ({"carry": [1]}, "str"),
        ({"case_column": None}, "str"),
    ],
)
def test_an_option_that_is_wrong_is_said(library, options, words):
    with pytest.raises((rationale.RequestError, TypeError), match=words):
        library.assessor(**options)


@pytest.mark.parametrize("wrong", [None, 7, "text", object(), [1], {"case": ["{}"]}])
def test_what_gives_no_arrow_is_said(library, wrong):
    with pytest.raises(rationale.RequestError, match="gives no Arrow"):
        library.assessor().assess(wrong)


def test_one_batch_is_no_stream_of_batches(library, requests):
    assessor = library.assessor()
    for wrong in [requests.to_batches()[0], requests]:
        with pytest.raises(rationale.RequestError, match="`assess`"):
            assessor.map(wrong)
    for wrong in [[requests], [1], [pyarrow.array(["{}"])]]:
        with pytest.raises(rationale.RequestError, match="no batch"):
            list(assessor.map(wrong))
    with pytest.raises(rationale.RequestError, match="lost"):
        library.assessor(errors_in_rows=False).map(requests.to_batches())


def test_bytes_that_break_a_promise_of_arrow_are_refused(library):
    # Said to be text, and no UTF-8: what a careless producer sends.
    raw = pyarrow.array([b"\xff\xfe{}", b"{}"], pyarrow.binary())
    lies = pyarrow.Array.from_buffers(pyarrow.string(), 2, raw.buffers())
    batch = pyarrow.RecordBatch.from_arrays([lies], ["case"])
    with pytest.raises(rationale.RequestError, match="(?i)utf-?8"):
        library.assessor().assess(batch)
    # As bytes, it costs the row.
    assessed = library.assessor("outcomes").assess(pyarrow.record_batch({"case": raw}))
    assert assessed.errors["codes"].to_pylist()[0] == "not-utf8"


def test_an_assessor_can_be_pickled(library, requests):
    assessor = library.assessor("findings", carry=["facility"], guideline="home_oxygen")
    arrived = pickle.loads(pickle.dumps(assessor))
    assert arrived.assess(requests).rows == assessor.assess(requests).rows
    # As Spark does it: the method with its object.
    map_ = pickle.loads(pickle.dumps(assessor.map))
    assert pyarrow.Table.from_batches(map_(requests.to_batches())) == assessor.assess(requests).rows.combine_chunks()
