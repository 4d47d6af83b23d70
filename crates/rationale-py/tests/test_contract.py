"""The fixtures of the contract give their bytes."""

import json

import pytest
import rationale
from conftest import ROOT

FOLDERS = sorted(path for path in (ROOT / "tests/contract").iterdir() if path.is_dir())


def read(folder, name):
    return (folder / name).read_bytes().decode("utf-8")


def answered(call):
    try:
        return "ok", call()
    except rationale.RationaleError as error:
        return error.code, error.json


def test_there_are_fixtures():
    assert len(FOLDERS) >= 12


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_fixture_gives_its_bytes(folder):
    expected = read(folder, "code").strip(), read(folder, "answer.json")
    if not (folder / "case.json").exists():
        assert answered(lambda: rationale.load(read(folder, "load.json"))) == expected
        return
    engine = rationale.load(read(folder, "load.json"))
    assert engine.diagnostics_json == read(folder, "diagnostics.json")
    case, options = read(folder, "case.json"), read(folder, "options.json")
    assert answered(lambda: engine.evaluate_json(case, options)) == expected
    assert answered(lambda: engine.evaluate_json(case.encode(), options)) == expected


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_objects_give_what_texts_give(folder):
    if read(folder, "code").strip() != "ok":
        return
    engine = rationale.load(read(folder, "load.json"))
    options = json.loads(read(folder, "options.json") or "{}")
    assert engine.evaluate(json.loads(read(folder, "case.json")), **options) == json.loads(read(folder, "answer.json"))


@pytest.mark.parametrize("name", ["case", "assessment", "diagnostics"])
def test_schemas_are_the_published_ones(name):
    assert rationale._engine._native.schema(name) == (ROOT / f"docs/schema/{name}.schema.json").read_text()
    assert rationale.schema(name)["$schema"]


def test_versions_are_told():
    assert set(rationale.version()) == {"contract", "engine", "meaning"}
    assert rationale.__version__ == rationale.version()["engine"]
