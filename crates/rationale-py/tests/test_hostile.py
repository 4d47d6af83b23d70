"""What comes in wrong is an error that says so: never a crash, never with what a record says."""

import json
import math
import os
import subprocess
import sys

import pytest
import rationale
from conftest import ROOT

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
