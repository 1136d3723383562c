"""Answers that name files: in every form that ships, a file that is not the writer's is refused in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.builders.offices import ROOT
from tests.builders.papers import uploaded
from tests.builders.town import APPLICATION, SUPPLEMENT, Town, open_town
from workflows.casework import tasks
from workflows.casework.answers import FILE, check_form
from workflows.casework.start import Opening, start_beside, start_case
from workflows.casework.tasks import Opened
from workflows.errors import BadAnswers
from workflows.queries import played
from workflows.store import files
from workflows.store.database import Database
from workflows.store.registry import list_measures

FORMS = sorted(path for path in (ROOT / "bpmn").rglob("forms/*.json") if f'"{FILE}"' in path.read_text())
FOREIGN = "不是您上传的，也不在本件材料中，请重新上传"


def _places(schema: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where a form asks for files: `materials`, `*` for each of a list."""
    if schema.get("format") == FILE:
        yield path
    for name, part in schema.get("properties", {}).items():
        yield from _places(part, (*path, name))
    if "items" in schema:
        yield from _places(schema["items"], (*path, "*"))


def _with_file(path: tuple[str, ...], file: dict[str, Any]) -> Any:
    if not path:
        return file
    inner = _with_file(path[1:], file)
    return [inner] if path[0] == "*" else {path[0]: inner}


CASES = [
    pytest.param(json.loads(path.read_text()), place, id=f"{path.stem}-{'.'.join(place)}")
    for path in FORMS
    for place in _places(json.loads(path.read_text()))
]


def test_every_form_with_files_is_tried() -> None:
    """None is passed over because its file stands somewhere else."""
    assert len(FORMS) >= 10
    counted = sum(path.read_text().count(f'"{FILE}"') for path in FORMS)
    assert len(CASES) == counted


@pytest.mark.parametrize(("form", "place"), CASES)
def test_a_foreign_file_is_refused_wherever_a_form_asks_for_one(form: dict[str, Any], place: tuple[str, ...]) -> None:
    """The fault stands at the file; a file that may be named has none there, and is told as it is kept."""
    path = ".".join("0" if part == "*" else part for part in place)
    answers = _with_file(place, {"file": 7, "name": "骗人.pdf"})
    with pytest.raises(BadAnswers) as refused:
        check_form(form, answers, lambda _number: None)
    assert FOREIGN in refused.value.details["fields"][path]  # type: ignore[index]
    assert path not in _faults(form, answers)
    assert answers == _with_file(place, {"file": 7, "name": "骗人.pdf"})


def _faults(form: dict[str, Any], answers: dict[str, Any]) -> Any:
    """What else is wrong when every file may be named."""
    try:
        check_form(form, answers, lambda number: {"file": number, "name": "凭证.pdf"})
    except BadAnswers as refusal:
        return refusal.details["fields"]
    return {}


@pytest.mark.parametrize("how", ["ref", "allOf", "then"])
def test_a_file_asked_for_in_a_roundabout_way_is_checked_too(how: str) -> None:
    """Behind a reference, in a combination, only under a condition: the format counts wherever it applies."""
    file = {"type": "object", "format": FILE}
    ways: dict[str, dict[str, Any]] = {
        "ref": {"$defs": {"f": file}, "properties": {"a": {"$ref": "#/$defs/f"}}},
        "allOf": {"properties": {"a": {"allOf": [file]}}},
        "then": {"if": {"required": ["a"]}, "then": {"properties": {"a": file}}},
    }
    asked = ways[how]
    with pytest.raises(BadAnswers):
        check_form({"type": "object", **asked}, {"a": {"file": 7}}, lambda _number: None)
    found = check_form({"type": "object", **asked}, {"a": {"file": 7}}, lambda number: {"file": number, "name": "n"})
    assert found == {"a": {"file": 7, "name": "n"}}


@pytest.fixture
def town(database: Database, tmp_path: Any) -> Town:
    """The town on the shipped processes."""
    return open_town(database, tmp_path)


def _person(town: Town, login: str) -> int:
    return town.doer(login).actor.id


def test_an_application_names_ones_own_files_and_takes_them_along(town: Town) -> None:
    """Another enterprise's is refused before anything is opened; one's own belongs to the case from its first step."""
    row = town.records["r1"]

    def opening(number: int) -> Opening:
        materials = {"duty-proof": [{"file": number, "name": "骗人.pdf", "sha256": "0"}]}
        return Opening("repair", row.unit, row.subject_id, {**APPLICATION, "materials": materials}, (row.id,))

    foreign = uploaded(town.office, _person(town, "dinghai"))
    for number in (foreign, 99999):
        with pytest.raises(BadAnswers) as refused:
            start_case(town.office, opening(number), town.doer("shenfang").actor)
        assert list(refused.value.details["fields"]) == ["materials.duty-proof.0"]  # type: ignore[call-overload]
    own = uploaded(town.office, _person(town, "shenfang"))
    case = start_case(town.office, opening(own), town.doer("shenfang").actor)
    with town.office.database.reading() as connection:
        assert [kept.id for kept in files.list_of_case(connection, case.case_id)] == [own]
        stranger = files.find_file(connection, foreign)
    assert stranger is not None
    assert stranger.case_id is None
    told = town.house.journal(case.case_id)[0].body["answers"]["materials"]["duty-proof"][0]
    assert (told["name"], len(told["sha256"])) == ("缴款凭证.pdf", 64)


def test_a_supplement_and_a_request_for_time_name_ones_own_files(town: Town) -> None:
    """Not the office's papers of the same case, not another enterprise's."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", SUPPLEMENT)
    shen, task = town.doer("shenfang"), town.task(case.case_id, "hand_in")
    of_office = uploaded(town.office, _person(town, "wanglei"), case.case_id)
    foreign = uploaded(town.office, _person(town, "dinghai"))
    for number in (of_office, foreign):
        rows = {"materials": [{"slot": "duty-proof", "files": [{"file": number}]}]}
        with pytest.raises(BadAnswers) as refused:
            tasks.complete(town.office, Opened(task.id, 1), rows, doer=shen)
        assert FOREIGN in str(refused.value.details["fields"])
        asked = {"rule": "repair.supplement", "reason": "补开凭证需要时间，申请延期", "proof": [{"file": number}]}
        with pytest.raises(BadAnswers) as refused:
            start_beside(town.office, case.case_id, "extension", asked, doer=shen)
        assert FOREIGN in str(refused.value.details["fields"])
    own = uploaded(town.office, _person(town, "shenfang"), case.case_id)
    rows = {"materials": [{"slot": "duty-proof", "files": [{"file": own}]}]}
    tasks.complete(town.office, Opened(task.id, 1), rows, doer=shen)


def test_a_unit_names_no_file_of_another_case(town: Town) -> None:
    """Proof of a lifting: the officer's own file, or one of this side case; nothing else of the house."""
    case = town.proposed()
    town.do("lihong", case.case_id, "approve", {"decision": "agree", "opinion": "同意"})
    other = town.apply("r4", "dinghai")
    with town.office.database.reading() as connection:
        side = played.find_side_case(connection, "lift-measures", "CZJ")
        measure = next(row.id for row in list_measures(connection, [town.records["r1"].id]) if row.unit == "CZJ")
    assert side is not None
    task, sun = town.task(side, "confirm"), town.doer("sunqian")

    def rows(number: int) -> dict[str, Any]:
        return {"rows": [{"measure": measure, "result": "lifted", "on": "2026-11-23", "proof": [{"file": number}]}]}

    hidden = uploaded(town.office, _person(town, "dinghai"), other.case_id)
    of_nobody = uploaded(town.office, _person(town, "chenjie"))
    for number in (hidden, of_nobody, 99999):
        with pytest.raises(BadAnswers) as refused:
            tasks.complete(town.office, Opened(task.id, 1), rows(number), doer=sun)
        assert list(refused.value.details["fields"]) == ["rows.0.proof.0"]  # type: ignore[call-overload]
    own = uploaded(town.office, sun.actor.id)
    tasks.complete(town.office, Opened(task.id, 1), rows(own), doer=sun)
    with town.office.database.reading() as connection:
        assert [kept.id for kept in files.list_of_case(connection, side)] == [own]
