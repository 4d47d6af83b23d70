"""Where a case cannot be written as JSON, and why."""

from __future__ import annotations

import datetime
import decimal
import math
import numbers
import re
from collections.abc import Mapping
from typing import Any

from ._errors import CaseError

# Deeper than any case may be.
_DEEPEST = 64
# Looked at before the search is given up.
_MOST = 1_000_000
# Of a path, as it is told.
_LONGEST = 120
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")


def found(case: Mapping[str, Any]) -> CaseError:
    """The first place that is no JSON. Names of fields are told, values never."""
    waiting: list[tuple[str, Any, int]] = [("", case, 0)]
    for _ in range(_MOST):
        if not waiting:
            break
        path, value, depth = waiting.pop()
        words = _words(value, depth)
        if words:
            return _error(path, words)
        if isinstance(value, Mapping):
            inner = [(f"{path}.{_name(name)}".lstrip("."), one, depth + 1) for name, one in value.items()]
            waiting.extend(reversed(inner))
        elif isinstance(value, (list, tuple)):
            waiting.extend((f"{path}[{at}]", one, depth + 1) for at, one in reversed(list(enumerate(value))))
    return _error("", "it cannot be written as JSON; send it as JSON text")


def _name(name: object) -> str:
    return name if isinstance(name, str) and _NAME.fullmatch(name) else "?"


def _words(value: object, depth: int) -> str:
    """What is wrong with a value itself, and what to do; empty where nothing is."""
    kind = type(value).__name__
    if depth > _DEEPEST:
        return f"deeper than {_DEEPEST} lists and mappings inside one another, or within itself; send it flat"
    if isinstance(value, Mapping):
        names = [type(name).__name__ for name in value if not isinstance(name, str)]
        return f"a name is of type {names[0]}; names are text" if names else ""
    if isinstance(value, float) and not math.isfinite(value):
        return "a number that is none (nan or infinite); leave the field out, or set it to None"
    if value is None or isinstance(value, (str, bool, int, float, list, tuple, datetime.date, numbers.Integral)):
        return ""
    if isinstance(value, decimal.Decimal):
        if value.is_finite() and decimal.Decimal(repr(float(value))) == value:
            return ""
        return "a Decimal that is no number, or of more digits than are kept here; send the case as JSON text"
    return f"{kind} is no JSON; use text, numbers, True, False, None, lists and mappings"


def _error(path: str, words: str) -> CaseError:
    path = path if len(path) <= _LONGEST else f"{path[:_LONGEST]}..."
    fault = {"id": "not-json", "message": words} | ({"path": path} if path else {})
    return CaseError(f"`{path}`: {words}" if path else f"the case: {words}", "case", [fault])
