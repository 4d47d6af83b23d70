"""The engine: Python objects to the contract's JSON and back."""

from __future__ import annotations

import datetime
import decimal
import functools
import json
import numbers
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from . import _folder, _native, _wrong
from ._errors import CriteriaError, RequestError, made

if TYPE_CHECKING:
    from ._batches import Assessor

#: Criteria and files of codes: texts by their paths, or the folder they lie in.
Files = Mapping[str, str] | str | os.PathLike[str]
#: A case: as Python objects, or as its JSON in text or UTF-8.
Json = Mapping[str, Any] | str | bytes
#: How much of the findings is shown.
View = Literal["decisive", "context", "everything"]
#: What comes out of a batch.
What = Literal["assessments", "findings", "outcomes"]


class Engine:
    """Criteria that were loaded: read once, never changed, used by any number of threads at once.

    It can be pickled: another process loads the same criteria again, once however often the engine arrives there.
    """

    __slots__ = ("_native", "_request")

    def __init__(
        self,
        files: Files | None = None,
        *,
        library: bool = False,
        entries: Iterable[str] = (),
        strict: bool = True,
    ) -> None:
        """Loads criteria.

        Args:
            files: texts by their paths, or a folder of ``.crit`` files with the files of codes they name.
            library: the content library that comes with the engine, beneath ``files``.
            entries: which files to begin with; by default every ``.crit``.
            strict: raise where criteria have errors. Otherwise sound guidelines answer, and ``diagnostics`` says what is wrong.

        Raises:
            CriteriaError: criteria have errors, and ``strict`` is set; it carries the diagnostics.
            RequestError: there is nothing to load.
        """
        self._load(_request(files, library, entries))
        if strict:
            self.check()

    def _load(self, request: str) -> None:
        self._request = request
        self._native = _native.Engine(_text(request, "the request to load"))

    @property
    def diagnostics(self) -> dict[str, Any]:
        """What is wrong with the criteria, as ``rationale check --format json`` prints it."""
        found: dict[str, Any] = json.loads(self._native.diagnostics)
        return found

    @property
    def diagnostics_json(self) -> str:
        """The diagnostics as text, byte for byte what every language gives."""
        return self._native.diagnostics

    @property
    def is_sound(self) -> bool:
        """Whether the criteria have no errors; warnings are none."""
        return self._native.is_sound

    def check(self) -> None:
        """Raises where the criteria have errors.

        Raises:
            CriteriaError: with the diagnostics.
        """
        if not self.is_sound:
            raise CriteriaError(self.diagnostics)

    def evaluate(
        self,
        case: Json,
        *,
        guideline: str | None = None,
        view: View = "decisive",
        missing_sets: bool = True,
    ) -> dict[str, Any]:
        """Assesses a case.

        Args:
            case: as objects (times and dates as text, ``datetime`` or ``date``), or as JSON.
            guideline: by this one alone, whatever the case asks.
            view: how much of the findings is shown.
            missing_sets: whether the smallest sets of questions that would settle the case are looked for.

        Raises:
            CaseError: the case is wrong; each fault with its record and field.
            AskedError: it asks for a guideline, block or level that is not there.
            RequestError: an option is wrong.
        """
        answer: dict[str, Any] = json.loads(self.evaluate_json(case, options(guideline, view, missing_sets)))
        return answer

    def evaluate_json(self, case: Json, options: str = "") -> str:
        """Assesses a case, byte for byte as every language does: ``options`` are JSON too, or empty.

        The interpreter is released while the engine works.
        """
        return self._native.evaluate(_case_text(case), _text(options, "the options"))

    def assessor(
        self,
        what: What = "findings",
        *,
        case_column: str = "case",
        carry: Iterable[str] = (),
        guideline: str | None = None,
        view: View = "decisive",
        missing_sets: bool = True,
        errors_in_rows: bool = True,
    ) -> Assessor:
        """An assessor of Arrow batches by this engine; see :class:`Assessor`."""
        from ._batches import Assessor

        return Assessor(
            self,
            what,
            case_column=case_column,
            carry=carry,
            guideline=guideline,
            view=view,
            missing_sets=missing_sets,
            errors_in_rows=errors_in_rows,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return (_arrived, (self._request, _native.version()))

    def __repr__(self) -> str:
        request = json.loads(self._request)
        parts = ["library=True"] if request.get("library") else []
        if request.get("files"):
            parts.append(f"{len(request['files'])} files")
        return f"<rationale.Engine {', '.join(parts)}>"


def load(request: str) -> Engine:
    """Loads by the contract's request as JSON, as in every language: criteria that are wrong are no error.

    Raises:
        RequestError: the request is no JSON of that shape, or names nothing to load.
    """
    engine = Engine.__new__(Engine)
    engine._load(request)
    return engine


def check(files: Files | None = None, *, library: bool = False, entries: Iterable[str] = ()) -> dict[str, Any]:
    """What is wrong with criteria, as ``rationale check --format json`` prints it; an empty list where nothing is."""
    return Engine(files, library=library, entries=entries, strict=False).diagnostics


def version() -> dict[str, Any]:
    """Versions of the engine, of its meaning (which changes whenever an answer could) and of the contract."""
    versions: dict[str, Any] = json.loads(_native.version())
    return versions


def schema(name: Literal["case", "assessment", "diagnostics"]) -> dict[str, Any]:
    """The JSON Schema of what goes in or comes out."""
    found: dict[str, Any] = json.loads(_native.schema(_text(name, "the name of the schema")))
    return found


@functools.lru_cache(maxsize=4)
def _arrived(request: str, versions: str) -> Engine:
    """An engine that was pickled, here."""
    if versions != _native.version():
        here, there = _native.version().strip(), versions.strip()
        raise RequestError(
            f"this engine was pickled by another version: {there} there, {here} here; install the same on both sides",
            "request",
        )
    return load(request)


def options(guideline: str | None, view: str, missing_sets: bool) -> str:
    """The contract's options."""
    shape: dict[str, Any] = {"view": view, "missing_sets": missing_sets}
    if guideline is not None:
        shape["guideline"] = guideline
    try:
        return json.dumps(shape)
    except TypeError as error:
        raise made("request", f"the options: {error}") from None


def _request(files: Files | None, library: bool, entries: Iterable[str]) -> str:
    texts: Mapping[str, str] = {}
    if isinstance(files, Mapping):
        texts = files
    elif files is not None:
        texts = _folder.read(files)
    shape: dict[str, Any] = {"library": library, "files": dict(texts), "entries": list(entries)}
    try:
        return json.dumps(shape)
    except (TypeError, ValueError, RecursionError) as error:
        raise made("request", f"the request to load: {error}") from None


def _case_text(case: Json) -> str:
    if isinstance(case, str):
        return _text(case, "the case")
    if isinstance(case, (bytes, bytearray, memoryview)):
        try:
            return bytes(case).decode("utf-8")
        except UnicodeDecodeError as error:
            # Not chained: that error holds the case.
            words = f"the case: not UTF-8 from byte {error.start} on"
        raise made("utf8", words)
    if not isinstance(case, Mapping):
        raise made("case", f"a case is a mapping, or JSON as text or UTF-8; this is {type(case).__name__}")
    try:
        return json.dumps(case if isinstance(case, dict) else dict(case), allow_nan=False, default=_plain)
    except (TypeError, ValueError, RecursionError):
        # Not chained: what Python says of it may hold what the case says.
        fault = _wrong.found(case)
    raise fault


def _plain(value: object) -> Any:
    """What JSON knows not, as it does."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal) and decimal.Decimal(repr(float(value))) == value:
        return float(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError


def _text(text: str, what: str) -> str:
    """Text that is UTF-8 and not cut within a character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        # Not chained: that error holds the text.
        fault = f"{what}: character {error.start} is half of a character (a surrogate)"
    else:
        return text
    raise made("utf8", fault)
