"""What a type checker makes of the package: read by mypy, never run."""

from __future__ import annotations

from typing import Any

import rationale
from typing_extensions import assert_type

engine = rationale.Engine({"a.crit": ""}, library=True, strict=False)
assert_type(engine.evaluate({"case": "C"}, view="context"), dict[str, Any])
assert_type(engine.evaluate_json("{}", ""), str)
assert_type(engine.assessor("findings", carry=["facility"]), rationale.Assessor)
engine.evaluate(b"{}", view="all")  # type: ignore[arg-type]
engine.assessor("finding")  # type: ignore[arg-type]
rationale.schema("cases")  # type: ignore[arg-type]
try:
    rationale.Engine("criteria")
except rationale.CriteriaError as error:
    assert_type(error.diagnostics, dict[str, Any])
except rationale.RationaleError as error:
    assert_type(error.code, str)
