"""What comes in wrong is an error that says so: never a crash, never with what a record says."""

import decimal
import json
import math
import os
import resource
import subprocess
import sys

import numpy
import pyarrow
import pytest
import rationale
from conftest import ROOT, case_text

SECRET = "Mrs Example of 12 Sample Street"


def circular():
    case = {"case": "C"}
    case["records"] = [case]
    return case


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return {"case": "C", "records": value}


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "nothing",
        b"",
        b"\xff\xfe" + SECRET.encode(),
        SECRET,
        f'"{SECRET}"',
        '{"case": "C", "as_of": "' + SECRET + '"}',
        "\ud800" + SECRET,
        {"case": "\udcff" + SECRET},
        None,
        7,
        [],
        [SECRET],
        object(),
        {"case": SECRET, "as_of": object()},
        {"case": "C", ("a", SECRET): 1},
        {"case": "C", "as_of": math.nan},
        {"case": "C", "as_of": {SECRET}},
        {"case": "C", "as_of": SECRET.encode()},
        {"case": "C", "as_of": decimal.Decimal("NaN")},
        {"case": "C", "as_of": decimal.Decimal("1.00000000000000000000000001")},
        circular(),
        deep(200),
        deep(100_000),
        {"case": "C", "records": [{"id": "r", "value": 10**400}]},
        {
            "case": "C",
            "as_of": "2026-03-03T09:00-05:00",
            "records": [{"id": "r", "fact": "x", "value": SECRET, "at": SECRET}],
        },
        json.dumps(deep(200)),
        "[" * 1_000_000,
        b"\x00" * 1000,
    ],
    ids=lambda wrong: f"{type(wrong).__name__}",
)
def test_a_wrong_case_is_an_error_without_what_it_says(library, wrong):
    with pytest.raises(rationale.CaseError) as raised:
        library.evaluate(wrong)
    error = raised.value
    assert error.code in ("case", "utf8") and str(error)
    # Nor in what Python would print beneath "During handling of the above exception".
    while error is not None:
        assert SECRET not in repr(error.args) + str(error)
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": {"number": math.nan, "unit": "%"}}, "`records[1].value.number`: a number that is none"),
        ({"at": object()}, "`records[1].at`: object is no JSON"),
        ({SECRET: {1}}, "`records[1].?`: set is no JSON"),
        ({("x",): 4}, "`records[1]`: a name is of type tuple"),
        ({"value": deep(100_000)}, "`records[1].value.records[0][0]"),
        ({"value": circular()}, "deeper than 64"),
        ({"value": {"number": decimal.Decimal("Infinity")}}, "`records[1].value.number`: a Decimal"),
    ],
)
def test_what_is_no_json_is_told_by_its_place(library, case, change, words):
    case["records"][1].update(change)
    with pytest.raises(rationale.CaseError) as raised:
        library.evaluate(case)
    assert words in str(raised.value) and raised.value.faults[0]["id"] == "not-json"


def test_numbers_of_numpy_are_numbers(library, case):
    plain = library.evaluate_json(case)
    for record in case["records"]:
        if isinstance(record.get("value"), dict) and "number" in record["value"]:
            record["value"]["number"] = numpy.int64(record["value"]["number"])
    assert library.evaluate_json(case) == plain


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_memory_is_given_back(library):
    assessor = library.assessor("findings")
    batch = pyarrow.record_batch({"case": [case_text(), None] * 4})
    work(library, assessor, batch, 50)
    before = held()
    work(library, assessor, batch, 200)
    # An answer is 20 KB, the rows of a batch are 100 KB: were either kept, it would be 4 MB and more.
    assert held() - before < 3 << 20


def work(library, assessor, batch, times):
    for _ in range(times):
        library.evaluate_json(case_text())
        with pytest.raises(rationale.CaseError):
            library.evaluate_json("{}")
        list(assessor.map([batch]))


def held():
    """Bytes of memory in use."""
    with open("/proc/self/statm") as opened:
        return int(opened.read().split()[1]) * resource.getpagesize()


def test_a_case_may_be_long(library, case):
    case["records"] = [case["records"][0] | {"id": f"r{row}"} for row in range(20_000)]
    assert library.evaluate(case, missing_sets=False)["assessments"]
    case["records"] = [case["records"][0] | {"id": f"r{row}"} for row in range(100_001)]
    with pytest.raises(rationale.CaseError):
        library.evaluate(case)


def test_a_fault_of_the_engine_is_an_ordinary_exception():
    error = rationale._errors.made("internal", "a fault")
    assert type(error) is rationale.RationaleError and isinstance(error, Exception)


def test_names_of_the_native_half_are_of_no_use_alone():
    with pytest.raises(TypeError):
        rationale._engine._native.Assessor()
    with pytest.raises(TypeError):
        rationale._engine._native.Pieces()


def test_without_pyarrow_only_batches_are_out_of_reach(tmp_path):
    (tmp_path / "pyarrow.py").write_text("raise ImportError('not here')")
    program = (
        "import rationale\n"
        "engine = rationale.Engine(library=True)\n"
        "assert engine.evaluate({'case': 'C', 'as_of': '2026-03-03T09:00-05:00'})['case'] == 'C'\n"
        "try:\n    engine.assessor().assess(None)\n"
        "except ImportError as error:\n    print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.stdout.strip() == "batches need pyarrow: pip install 'rationale[arrow]'", run.stderr
