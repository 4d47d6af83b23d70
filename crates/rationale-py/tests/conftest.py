"""Where things lie, and engines that tests share."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess

import pyarrow
import pyarrow.parquet
import pytest
import rationale

ROOT = pathlib.Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "docs/examples"


def case_text(name: str = "home_oxygen/meets_group_one.case.json") -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def library() -> rationale.Engine:
    return rationale.Engine(library=True)


@pytest.fixture
def case() -> dict:
    return json.loads(case_text())


@pytest.fixture(scope="session")
def requests() -> pyarrow.Table:
    """The requests of the examples as a table, a blank line as a null, with a facility beside each case."""
    lines = (EXAMPLES / "batch/requests.ndjson").read_text(encoding="utf-8").splitlines()
    facilities = [f"F-{row % 3}" for row in range(len(lines))]
    return pyarrow.table({"case": [line or None for line in lines], "facility": facilities})


@pytest.fixture(scope="session")
def command():
    """Runs the ``rationale`` command, wherever `cargo xtask python` built it."""
    program = os.environ["RATIONALE"]

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, timeout=300)

    return run


@pytest.fixture(scope="session")
def by_command(command, requests, tmp_path_factory):
    """What ``rationale batch`` makes of these requests: its rows, and its errors."""
    folder = tmp_path_factory.mktemp("batch")
    pyarrow.parquet.write_table(requests, folder / "cases.parquet")

    def rows(what: str, *options: str) -> tuple[pyarrow.Table, list[dict]]:
        name = "".join([what, *options])
        out, errors = folder / f"{name}.parquet", folder / f"{name}.errors"
        run = command("batch", folder / "cases.parquet", "-o", out, "--what", what, "--errors", errors, *options)
        assert run.returncode == 1, run.stderr  # some requests cannot be read
        return pyarrow.parquet.read_table(out), [json.loads(line) for line in errors.read_text().splitlines()]

    return rows
