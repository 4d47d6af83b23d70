"""Batches of Arrow: cases in, findings, outcomes or assessments out, without a Python object for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ._engine import Engine, View, What, options
from ._errors import made

if TYPE_CHECKING:
    import pyarrow


class Assessed(NamedTuple):
    """What became of cases."""

    #: The rows, in the order of the cases.
    rows: pyarrow.Table
    #: Cases that could not be assessed: ``row`` (from 0), ``case`` (where known), ``codes``, ``message``.
    errors: pyarrow.Table


class Assessor:
    """Assesses batches of Arrow by one engine. Any number of threads may use it at once, and it can be pickled.

    What comes out has the columns of ``rationale batch`` to Parquet. One case that cannot be assessed costs one row.
    """

    __slots__ = ("_engine", "_native", "_wanted")

    def __init__(
        self,
        engine: Engine,
        what: What = "findings",
        *,
        case_column: str = "case",
        carry: Iterable[str] = (),
        guideline: str | None = None,
        view: View = "decisive",
        missing_sets: bool = True,
        errors_in_rows: bool = True,
    ) -> None:
        """Makes one.

        Args:
            engine: which criteria.
            what: whole ``assessments`` as JSON, ``findings`` (a row for each node of the finding trees), or ``outcomes`` (a row for
                each guideline).
            case_column: the column with the JSON of a case in each row, as text or bytes.
            carry: other columns, put before the rows of each case as they are.
            guideline: by this one alone, whatever the cases ask.
            view: how much of the findings whole assessments show.
            missing_sets: whether assessments look for the smallest sets of questions that would settle a case.
            errors_in_rows: whether a case that cannot be assessed has a row too: its ``outcome`` is ``error``, and the last column,
                ``error``, says why.

        Raises:
            RequestError: an option is wrong.
        """
        if isinstance(carry, str):
            raise made("request", "`carry` is a list of columns, not one text")
        self._engine = engine
        self._wanted = (what, case_column, list(carry), options(guideline, view, missing_sets), errors_in_rows)
        self._native = engine._native.assessor(*self._wanted)

    def schema(self, source: Any) -> pyarrow.Schema:
        """The columns that come out for these: a schema, or a batch or table that has one.

        Raises:
            RequestError: a column is missing, holds no text, or its name is taken.
        """
        arrow = _pyarrow()
        return self._native.schema(source if isinstance(source, arrow.Schema) else source.schema)

    def map(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """Batches out for batches in, one after another: ``DataFrame.mapInArrow(assessor.map, ...)`` of Spark.

        Raises:
            RequestError: a column is missing, holds no text, or its name is taken.
        """
        if not self._wanted[-1]:
            raise made("request", "of `map`, cases that cannot be assessed would be lost; leave `errors_in_rows` set")
        if hasattr(batches, "num_rows"):
            raise made("request", "`map` takes a stream of batches; give one batch or a table to `assess`")
        return self._mapped(batches)

    def _mapped(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            for rows, _ in self._native.pieces(batch):
                yield rows

    def assess(self, data: Any) -> Assessed:
        """Assesses a batch, a table, a reader of batches, or whatever else gives Arrow (``__arrow_c_stream__``,
        ``__arrow_c_array__``): a frame of polars or pandas, a relation of DuckDB.

        Raises:
            RequestError: it is no such thing; a column is missing, holds no text, or its name is taken.
        """
        arrow = _pyarrow()
        reader = _reader(data)
        schema = self.schema(reader.schema)
        rows: list[pyarrow.RecordBatch] = []
        errors: list[pyarrow.RecordBatch] = []
        start = 0
        for batch in reader:
            for piece, wrong in self._native.pieces(batch):
                rows.append(piece)
                if start and wrong.num_rows:
                    counted = arrow.compute.add(wrong.column(0), arrow.scalar(start, arrow.uint64()))
                    wrong = arrow.record_batch([counted, *wrong.columns[1:]], schema=wrong.schema)
                errors.append(wrong)
            start += batch.num_rows
        return Assessed(
            arrow.Table.from_batches(rows, schema),
            arrow.Table.from_batches(errors, self._native.errors_schema()),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return (_arrived, (self._engine, self._wanted))

    def __repr__(self) -> str:
        return f"<rationale.Assessor of {self._wanted[0]} by {self._engine!r}>"


def _arrived(engine: Engine, wanted: tuple[Any, ...]) -> Assessor:
    """An assessor that was pickled, here."""
    assessor = Assessor.__new__(Assessor)
    assessor._engine = engine
    assessor._wanted = wanted
    assessor._native = engine._native.assessor(*wanted)
    return assessor


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.compute
    except ImportError:
        raise ImportError("batches need pyarrow: pip install 'rationale[arrow]'") from None
    return pyarrow


def _reader(data: Any) -> Any:
    arrow = _pyarrow()
    if isinstance(data, arrow.RecordBatch):
        return arrow.RecordBatchReader.from_batches(data.schema, [data])
    if hasattr(data, "__arrow_c_stream__"):
        return arrow.RecordBatchReader.from_stream(data)
    if hasattr(data, "__arrow_c_array__"):
        batch = arrow.record_batch(data)
        return arrow.RecordBatchReader.from_batches(batch.schema, [batch])
    raise made("request", f"{type(data).__name__} gives no Arrow; give a pyarrow table or batch, or a frame that does")
