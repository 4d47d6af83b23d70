"""Loading criteria and assessing cases, from Python objects."""

import copy
import datetime
import decimal
import json
import pickle

import pytest
import rationale
from conftest import EXAMPLES, case_text

ADULT = """
guideline adult "Adults" {
  status draft
  cite internal "illustrative"
  coverage visit "A visit" { requires all { adult "18 or older": age at review >= 18 years } }
}
"""
WRONG = ADULT.replace(">= 18 years", ">= 18 yeers")


def test_criteria_with_errors_raise_with_their_diagnostics():
    with pytest.raises(rationale.CriteriaError, match=r"^adult.crit:5:\d+: error\[.*yeers") as raised:
        rationale.Engine({"adult.crit": WRONG})
    assert raised.value.code == "criteria"
    assert raised.value.diagnostics == rationale.check({"adult.crit": WRONG})
    engine = rationale.Engine({"adult.crit": WRONG, "sound.crit": ADULT.replace("adult", "sound")}, strict=False)
    assert not engine.is_sound
    answer = engine.evaluate({"case": "C", "as_of": "2026-03-03T09:00-05:00"})
    assert [one["guideline"]["id"] for one in answer["assessments"]] == ["sound"]
    with pytest.raises(rationale.CriteriaError):
        engine.check()


def test_sound_criteria_have_no_diagnostics():
    assert rationale.check({"adult.crit": ADULT})["diagnostics"] == []
    rationale.Engine({"adult.crit": ADULT}).check()


def test_a_folder_is_what_the_command_loads(command):
    folder = EXAMPLES / "heart_failure"
    engine = rationale.Engine(folder)
    case = folder / "heart_failure.case.json"
    printed = command("--criteria", folder, "evaluate", case, "--format", "json").stdout
    assert engine.evaluate_json(case.read_text()) == printed != ""


def test_a_folder_comes_with_the_files_of_codes_it_names(tmp_path):
    (tmp_path / "codes").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/old.crit").write_text("no criteria")
    (tmp_path / "codes/apnea.csv").write_text("\ufeffsystem,code\nicd10cm,G47.33\n")
    sets = [
        {
            "resourceType": "ValueSet",
            "id": "a",
            "compose": {"include": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "concept": [{"code": "J44.9"}]}]},
        }
    ]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in sets]}
    (tmp_path / "codes/sets.json").write_text(json.dumps(bundle))
    (tmp_path / "cases.json").write_bytes(b"\xff not asked for")
    (tmp_path / "a.crit").write_text(
        'codes apneas "Sleep apnea": file "codes/apnea.csv" file "codes/sets.json#a"\nfact apnea "Sleep apnea": span in apneas silence means no\n'
        + ADULT.replace("18 years }", '18 years  apnea "Apnea": apnea }'),
        encoding="utf-8",
    )
    assert rationale.Engine(tmp_path).diagnostics["diagnostics"] == []
    (tmp_path / "codes/apnea.csv").write_bytes(b"\xff")
    with pytest.raises(rationale.RequestError, match="apnea.csv: this is not UTF-8"):
        rationale.Engine(tmp_path)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (None, "no criteria"),
        ({}, "no criteria"),
        ({"a.txt": ""}, "no criteria"),
        ("nowhere/at/all", "nowhere/at/all: no such folder"),
        ({"a.crit": 1}, "the request to load"),
        ({("a", "b"): ""}, "the request to load"),
        ({"a.crit": "\ud800"}, "the request to load"),
        ({"a.crit": b"bytes"}, "the request to load"),
    ],
)
def test_nothing_to_load_is_said(files, words):
    with pytest.raises(rationale.RequestError, match=words):
        rationale.Engine(files)


def test_a_folder_without_criteria_is_said(tmp_path):
    with pytest.raises(rationale.RequestError, match="no criteria here"):
        rationale.Engine(tmp_path)


def test_own_files_stand_before_those_of_the_library():
    engine = rationale.Engine({"oxygen/home_oxygen.crit": ADULT}, library=True, strict=False)
    with pytest.raises(rationale.AskedError, match="no guideline is called `home_oxygen`"):
        engine.evaluate(case_text())
    assert engine.evaluate(case_text(), guideline="adult")["assessments"][0]["guideline"]["id"] == "adult"


def test_options_are_the_contracts(library, case):
    decisive = library.evaluate_json(case)
    assert decisive == library.evaluate_json(case, '{"view": "decisive"}') == library.evaluate_json(json.dumps(case))
    everything = library.evaluate(case, view="everything")
    assert len(json.dumps(everything)) > len(json.dumps(library.evaluate(case)))
    with pytest.raises(rationale.RequestError, match="view"):
        library.evaluate(case, view="all")
    with pytest.raises(rationale.RequestError):
        library.evaluate(case, guideline=3)
    with pytest.raises(rationale.RequestError):
        library.evaluate(case, guideline=object())
    with pytest.raises(rationale.RequestError):
        library.evaluate_json(case, '{"vieww": ""}')


def test_times_and_decimals_are_taken_as_objects(library, case):
    plain = library.evaluate(case)
    zone = datetime.timezone(datetime.timedelta(hours=-5))
    case["as_of"] = datetime.datetime(2026, 3, 3, 9, tzinfo=zone)
    for record in case["records"]:
        if isinstance(record.get("value"), dict) and "number" in record["value"]:
            record["value"]["number"] = decimal.Decimal(str(record["value"]["number"]))
    assert library.evaluate(case) == plain


class Frozen(dict):
    """A mapping of some library's own."""


@pytest.mark.parametrize("key", ["service", "review"])
def test_a_date_is_a_date(library, case, key):
    case["anchors"] = Frozen({key: datetime.date(2026, 3, 3)})
    assert library.evaluate_json(case) == library.evaluate_json(case | {"anchors": {key: "2026-03-03"}})


def test_what_is_wrong_with_a_case_is_told_by_field(library, case):
    del case["as_of"]
    wrong = case["records"][1]
    wrong["statsu"] = "final"
    with pytest.raises(rationale.CaseError, match="`as_of` is missing") as raised:
        library.evaluate(case)
    faults = {fault["id"]: fault for fault in raised.value.faults}
    assert faults["missing-field"]["message"] == "`as_of` is missing"
    assert faults["unknown-field"]["record"] == wrong["id"] and "`statsu`" in faults["unknown-field"]["message"]
    assert isinstance(raised.value, ValueError) and isinstance(raised.value, rationale.RationaleError)


def test_what_is_asked_and_not_there_is_told(library, case):
    with pytest.raises(rationale.AskedError, match="no guideline is called `nothing`") as raised:
        library.evaluate(case, guideline="nothing")
    assert raised.value.code == "asked" and isinstance(raised.value, LookupError)


def test_engines_and_errors_can_be_pickled_and_copied(library, case):
    arrived = pickle.loads(pickle.dumps(library))
    assert arrived.evaluate_json(case) == library.evaluate_json(case)
    assert pickle.loads(pickle.dumps(library)) is arrived, "loaded once, however often it arrives"
    assert copy.deepcopy(library).diagnostics_json == library.diagnostics_json
    own = pickle.loads(pickle.dumps(rationale.Engine({"adult.crit": ADULT})))
    assert own.evaluate({"case": "C", "as_of": "2026-03-03T09:00-05:00"})["assessments"]
    for wrong in [{"case": "C"}, case | {"request": {"guideline": "nothing"}}]:
        with pytest.raises(rationale.RationaleError) as raised:
            library.evaluate(wrong)
        again = pickle.loads(pickle.dumps(raised.value))
        assert (type(again), again.json, again.faults) == (type(raised.value), raised.value.json, raised.value.faults)
    with pytest.raises(rationale.CriteriaError) as raised:
        rationale.Engine({"a.crit": WRONG})
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.diagnostics) == (str(raised.value), raised.value.diagnostics)


def test_an_engine_of_another_version_is_not_taken_for_this_one(library):
    make, (request, versions) = library.__reduce__()
    with pytest.raises(rationale.RequestError, match="pickled by another version"):
        make(request, versions.replace('"meaning":', '"meaning":9'))
