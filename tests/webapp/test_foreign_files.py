"""File numbers over HTTP: pages and calls take nobody's file but the sender's own and the case's, and say so in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.builders.api import application, machine
from tests.builders.papers import uploaded
from tests.builders.town import SUPPLEMENT, Town
from workflows.queries import played
from workflows.store import files

FOREIGN = "不是您上传的，也不在本件材料中"
SECRET = "别家的机密合同.pdf"


def _foreign(town: Town) -> int:
    return uploaded(town.office, town.doer("dinghai").actor.id, name=SECRET)


def _in_another_case(town: Town) -> int:
    other = town.apply("r4", "dinghai")
    return uploaded(town.office, town.doer("dinghai").actor.id, other.case_id, SECRET)


def _of_the_office(town: Town) -> int:
    return uploaded(town.office, town.doer("hejing").actor.id, name=SECRET)


def _none(_town: Town) -> str:
    return "99999999"


def _too_large(_town: Town) -> str:
    return "9" * 5000


def _no_number(_town: Town) -> str:
    return "1 OR 1=1"


EVERY = pytest.mark.parametrize(
    "number", [_foreign, _in_another_case, _of_the_office, _none, _too_large, _no_number], ids=lambda one: one.__name__
)


def _supplement(town: Town) -> tuple[str, int]:
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", SUPPLEMENT)
    return case.number, town.task(case.case_id, "hand_in").id


@EVERY
def test_pages_of_the_portal_refuse_foreign_files(town: Town, number: Callable[[Town], Any]):
    """Application, its draft, supplement, its draft, request for time: 422, in words, and nothing of the file shown."""
    case, task = _supplement(town)
    said = str(number(town))
    shen = town.sign_in("shenfang")
    apply = f"/p/apply/repair/{town.records['r3'].id}/materials"
    extension = f"/p/cases/{case}/extension/repair.supplement"
    posts: list[tuple[str, str, dict[str, Any]]] = [
        (apply, apply, {"duty-proof": said}),
        (apply, apply, {"duty-proof": said, "back": "1"}),
        (apply, f"{apply}/draft", {"duty-proof": said}),
        (f"/p/tasks/{task}", f"/p/tasks/{task}", {"materials.0.slot": "duty-proof", "materials.0.files": said}),
        (
            f"/p/tasks/{task}",
            f"/p/tasks/{task}",
            {"materials.0.slot": "duty-proof", "materials.0.files": said, "save": "1"},
        ),
        (f"/p/tasks/{task}", f"/p/tasks/{task}/draft", {"materials.0.files": said}),
        (extension, extension, {"reason": "补开凭证需要时间，申请延期", "proof": said}),
    ]
    for page, address, values in posts:
        answer = shen.send(page, address, attempt=1, **values)
        told = (
            answer.get_data(as_text=True) if answer.mimetype == "text/html" else answer.get_json()["error"]["sentence"]
        )
        assert (answer.status_code, FOREIGN in told) == (422, True), (address, values)
        assert SECRET not in told
        assert SECRET not in shen.text(page)


@EVERY
def test_pages_of_the_office_refuse_foreign_files(town: Town, number: Callable[[Town], Any]):
    """Proof of a lifting, kept as a draft or handed in; the office's colleague gives no file either."""
    case = town.proposed()
    town.do("lihong", case.case_id, "approve", {"decision": "agree", "opinion": "同意"})
    with town.office.database.reading() as connection:
        side = played.find_side_case(connection, "lift-measures", "CZJ")
    assert side is not None
    task = town.task(side, "confirm").id
    said, sun, page = str(number(town)), town.sign_in("sunqian"), f"/w/tasks/{task}"
    values = {"rows.0.result": "lifted", "rows.0.on": "2026-11-23", "rows.0.proof": said, "attempt": 1}
    for address, more in ((page, {}), (page, {"save": "1"}), (f"{page}/draft", {})):
        answer = sun.send(page, address, **values, **more)
        told = (
            answer.get_data(as_text=True) if answer.mimetype == "text/html" else answer.get_json()["error"]["sentence"]
        )
        assert (answer.status_code, FOREIGN in told) == (422, True), address
        assert SECRET not in told


@pytest.mark.parametrize("number", [_foreign, _in_another_case, _of_the_office, _none], ids=lambda one: one.__name__)
def test_calls_refuse_foreign_files(town: Town, number: Callable[[Town], Any]):
    """Opening a case and completing a task by the API, each with the place of the file."""
    _case, task = _supplement(town)
    said, agent = int(number(town)), machine(town, "shenfang")
    opened = application(town, "r3")
    opened["answers"] = {**opened["answers"], "materials": {"duty-proof": [{"file": said, "name": "骗人.pdf"}]}}
    rows = {"answers": {"materials": [{"slot": "duty-proof", "files": [{"file": said}]}]}}
    for path, body, place in (
        ("/v1/cases", opened, "materials.duty-proof.0"),
        (f"/v1/tasks/{task}/complete", rows, "materials.0.files.0"),
    ):
        answer = agent.post(path, body)
        assert answer.status_code == 422, answer.get_json()
        assert FOREIGN in answer.get_json()["details"]["fields"][place]
        assert SECRET not in answer.get_data(as_text=True)


def test_ones_own_file_comes_with_the_case_by_the_api_too(town: Town):
    """What an agent uploaded and a call names belongs to the case it opened, so that the officer can look at it."""
    own = uploaded(town.office, town.doer("shenfang").actor.id)
    body = application(town)
    body["answers"] = {**body["answers"], "materials": {"duty-proof": [{"file": own}]}}
    number = machine(town, "shenfang").post("/v1/cases", body).get_json()["case"]
    with town.office.database.reading() as connection:
        kept = files.list_of_case(connection, town.house.page(number).id)
    assert [row.id for row in kept] == [own]
    assert town.sign_in("wanglei").get(f"/w/files/{own}").status_code == 200
