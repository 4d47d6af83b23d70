"""What the pages show of Python is run, and gives what they show."""

import ast
import doctest
import os
import re

import pytest
import rationale
from conftest import EXAMPLES, ROOT

PAGES = [
    page for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if "```python" in page.read_text()
]


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_gives_what_it_shows(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    shown = "\n".join(blocks(page, "python"))
    examples = doctest.DocTestParser().get_doctest(shown, {}, page.name, str(page), 0)
    assert examples.examples
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert not said, "".join(said)


def test_the_package_gives_what_it_shows():
    result = doctest.testmod(rationale)
    assert result.failed == 0 and result.attempted >= 5


def test_the_job_is_the_one_that_is_shown():
    shown = [block for block in blocks(ROOT / "docs/embedding/python.md", "text") if "mapInArrow" in block]
    job = (EXAMPLES / "spark/assess.py").read_text(encoding="utf-8")
    assert len(shown) == 1 and shown[0] in job


def documented(node):
    for part in ast.walk(node):
        if isinstance(part, (ast.FunctionDef, ast.ClassDef)) and not part.name.startswith("_"):
            yield part.name, ast.get_docstring(part)


def test_everything_public_says_what_it_is():
    package = os.path.dirname(rationale.__file__)
    for file in sorted(os.listdir(package)):
        if file.endswith(".py"):
            with open(os.path.join(package, file), encoding="utf-8") as opened:
                tree = ast.parse(opened.read())
            missing = [name for name, words in documented(tree) if not words]
            assert ast.get_docstring(tree) and not missing, (file, missing)
