"""Medical necessity criteria, assessed: each criterion met, unmet or undetermined, with evidence and citation.

>>> import rationale
>>> engine = rationale.Engine(library=True)
>>> case = {"case": "C-1", "as_of": "2026-03-03T09:00:00-05:00", "records": []}
>>> answer = engine.evaluate(case, guideline="home_oxygen")
>>> answer["assessments"][0]["outcome"]
'not_applicable'

An :class:`Engine` is loaded once, never changes, may be used by any number of threads, and can be pickled. Batches of Arrow go
through an :class:`Assessor` (``pip install 'rationale[arrow]'``).
"""

from ._batches import Assessed, Assessor
from ._engine import Engine, Files, Json, View, What, check, load, schema, version
from ._errors import AskedError, CaseError, CriteriaError, RationaleError, RequestError

__all__ = [
    "AskedError",
    "Assessed",
    "Assessor",
    "CaseError",
    "CriteriaError",
    "Engine",
    "Files",
    "Json",
    "RationaleError",
    "RequestError",
    "View",
    "What",
    "check",
    "load",
    "schema",
    "version",
]

__version__: str = version()["engine"]
