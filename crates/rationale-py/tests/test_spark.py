"""The job of ``docs/examples/spark``: on Sail, or on Spark itself where RATIONALE_SPARK says so; findings as the command's."""

import os
import subprocess
import sys

import pyarrow.compute
import pyarrow.parquet
import pytest
from conftest import EXAMPLES

sys.path.insert(0, str(EXAMPLES / "spark"))
# Workers run in this environment.
os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable


JAVA = bool(os.environ.get("RATIONALE_SPARK"))


@pytest.fixture(scope="module")
def remote():
    """Where Sail listens; nowhere, where Spark itself runs in this process."""
    if JAVA:
        yield None
        return
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    yield f"sc://localhost:{server.listening_address[1]}"
    server.stop()


@pytest.fixture(scope="module")
def spark(remote):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    builder = builder.remote(remote) if remote else builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.getOrCreate()
    yield session
    session.stop()


def rows(table):
    """In an order that no engine promises to keep."""
    return sorted(table.to_pylist(), key=repr)


@pytest.mark.parametrize("parts", [1, 4])
def test_findings_are_those_of_the_command(spark, requests, by_command, tmp_path, parts):
    import assess

    pyarrow.parquet.write_table(requests, tmp_path / "cases.parquet")
    cases = spark.read.parquet(str(tmp_path / "cases.parquet")).repartition(parts)
    found = assess.findings(cases).toArrow()
    expected, errors = by_command("findings", "--carry", "facility")
    assert found.schema.names == [*expected.schema.names, "error"]
    assessed = found.filter(pyarrow.compute.is_null(found["error"])).drop_columns("error")
    assert rows(assessed) == rows(expected)
    assert found.num_rows - assessed.num_rows == len(errors) > 0


def test_the_job_runs_as_the_page_says(remote, requests, by_command, tmp_path):
    pyarrow.parquet.write_table(requests, tmp_path / "cases.parquet")
    submit = [os.path.join(sys.prefix, "bin/spark-submit")] if JAVA else [sys.executable]
    job = [*submit, EXAMPLES / "spark/assess.py", tmp_path / "cases.parquet", tmp_path / "findings.parquet"]
    where = {"SPARK_REMOTE": remote} if remote else {}
    run = subprocess.run(job, env=os.environ | where, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    found = pyarrow.parquet.read_table(tmp_path / "findings.parquet")
    expected, errors = by_command("findings", "--carry", "facility")
    assert found.num_rows == expected.num_rows + len(errors)


def test_a_case_may_be_made_from_columns(spark):
    import assess
    from pyspark.sql.functions import col, struct, to_json

    kept = spark.createDataFrame(
        [("C-1", "2026-03-03T09:00:00-05:00", "F-1"), ("C-2", "yesterday", "F-2")],
        "id string, as_of string, facility string",
    )
    cases = kept.select(to_json(struct(col("id").alias("case"), "as_of")).alias("case"), "facility")
    found = assess.findings(cases).toArrow().to_pylist()
    assert {(row["case"], row["facility"], row["error"] is None) for row in found} == {
        ("C-1", "F-1", True),
        ("C-2", "F-2", False),
    }


def test_no_cases_make_no_findings(spark):
    import assess

    assert assess.findings(spark.createDataFrame([], "case string, facility string")).count() == 0


def test_a_column_that_is_missing_is_said_before_the_job_runs(spark):
    import assess
    import rationale

    with pytest.raises(rationale.RequestError, match="no column is called `case`"):
        assess.findings(spark.createDataFrame([("x", "y")], "cases string, facility string"))
