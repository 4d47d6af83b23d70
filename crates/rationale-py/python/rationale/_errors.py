"""What is raised. No message holds what a record says."""

from __future__ import annotations

import json
from typing import Any

# More than these would only scroll by; all of them are in `diagnostics`.
_MOST_SHOWN = 10


class RationaleError(Exception):
    """Why a call gave nothing.

    ``code`` is the contract's: ``request``, ``case``, ``asked``, ``utf8`` or ``internal``; of criteria, ``criteria``.
    ``faults`` holds each fault of a case by itself, with its record and field; ``more`` says how many there are beyond them.
    """

    code: str
    message: str
    faults: list[dict[str, Any]]
    more: int

    def __init__(
        self, message: str, code: str = "internal", faults: list[dict[str, Any]] | None = None, more: int = 0
    ) -> None:
        # All in `args`: so it can be pickled, and comes whole out of another process.
        super().__init__(message, code, faults or [], more)
        self.message = message
        self.code = code
        self.faults = faults or []
        self.more = more

    def __str__(self) -> str:
        return self.message

    @property
    def json(self) -> str:
        """The error as the contract's JSON, the bytes that every language gives."""
        shape: dict[str, Any] = {"code": self.code}
        if self.faults:
            shape["faults"] = self.faults
        shape["message"] = self.message
        if self.more:
            shape["more"] = self.more
        return json.dumps({"error": shape}, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


class RequestError(RationaleError, ValueError):
    """The call is wrong: an unknown option, name or column; nothing to load."""


class CaseError(RationaleError, ValueError):
    """The case is wrong; each of ``faults`` names its record and field."""


class AskedError(RationaleError, LookupError):
    """The case asks for a guideline, block or level that is not there."""


class CriteriaError(RationaleError, ValueError):
    """Criteria have errors. ``diagnostics`` has them all, as ``rationale check --format json`` prints them."""

    diagnostics: dict[str, Any]

    def __init__(self, diagnostics: dict[str, Any]) -> None:
        super().__init__(_words(diagnostics), "criteria")
        self.args = (diagnostics,)
        self.diagnostics = diagnostics


_CLASSES: dict[str, type[RationaleError]] = {
    "request": RequestError,
    "case": CaseError,
    "utf8": CaseError,
    "asked": AskedError,
}


def made(code: str, message: str) -> RationaleError:
    """The exception of a code."""
    return _CLASSES.get(code, RationaleError)(message, code)


def from_json(text: str) -> RationaleError:
    """The exception for the contract's JSON of an error."""
    shape = json.loads(text)["error"]
    error = _CLASSES.get(shape["code"], RationaleError)
    return error(shape["message"], shape["code"], shape.get("faults"), shape.get("more", 0))


def _words(diagnostics: dict[str, Any]) -> str:
    """Each diagnostic in a line, errors first."""
    found = sorted(diagnostics["diagnostics"], key=lambda one: bool(one["severity"] != "error"))
    lines = []
    for one in found[:_MOST_SHOWN]:
        place = one.get("primary") or {}
        where = f"{place['file']}:{place['line']}:{place['column']}: " if "line" in place else ""
        help_ = "".join(f"; {words}" for words in one.get("help", []))
        lines.append(f"{where}{one['severity']}[{one['id']}]: {one['headline']}{help_}")
    if len(found) > _MOST_SHOWN:
        lines.append(f"and {len(found) - _MOST_SHOWN} more")
    return "\n".join(lines)
