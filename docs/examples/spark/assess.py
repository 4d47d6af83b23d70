"""Assesses a table of cases: ``spark-submit assess.py CASES.parquet FINDINGS.parquet``.

The table has the JSON of a case in its column ``case``; ``facility`` is carried along.
"""

import sys

import rationale
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema


def findings(cases: DataFrame) -> DataFrame:
    assessor = rationale.Engine(library=True).assessor("findings", carry=["facility"])
    schema = from_arrow_schema(assessor.schema(to_arrow_schema(cases.schema)))
    return cases.mapInArrow(assessor.map, schema)


if __name__ == "__main__":
    spark = SparkSession.builder.getOrCreate()
    findings(spark.read.parquet(sys.argv[1])).write.parquet(sys.argv[2])
