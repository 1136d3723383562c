"""Duties of a revocation, over HTTP: what was wrongly listed is not public from the decision on, and every unit lifts its measures."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from tests.builders.town import Town, open_town
from tests.builders.web import Person
from workflows.clock import CHINA
from workflows.queries import case
from workflows.store import cases, registry

MAY = datetime(2026, 5, 6, 9, 0, tzinfo=CHINA)
SOURCE = {"trigger": "own", "facts": "核对发现认定的不是这家企业"}
PROPOSAL = {
    "proposal": "revoke",
    "facts": "不合格产品由另一家名称近似的企业销售",
    "error": "原认定把主体认错",
    "basis": "行政处罚法第四十八条",
}
CORRECTION = {"text": "上述认定已经撤销，自始无效", "published_on": "2026-05-06", "where": "信用新北网站"}
REVIEW = {"cause": "没有核对统一社会信用代码", "finding": "identity", "measures": "认定前核对统一社会信用代码"}


@pytest.fixture
def town(database: Any, tmp_path: Any) -> Town:
    """The town on a Wednesday in May; 云岫精密 is listed, with a measure of the finance bureau and one of the housing bureau."""
    return open_town(database, tmp_path, MAY)


def _work(town: Town, person: Person, case_id: int, element: str, **answers: object) -> None:
    """An officer takes the task, fills it in, and confirms on the check page where there is one."""
    number = town.task(case_id, element).id
    page = f"/w/tasks/{number}"
    person.send(page, f"{page}/claim")
    sent = person.send(page, None, attempt="1", **answers)
    assert sent.status_code in (302, 303), sent.get_data(as_text=True)
    if sent.headers["Location"].endswith("/check"):
        seen = re.search(r'name="seen"[^>]*value="(\w+)"', person.text(f"{page}/check"))
        assert seen is not None
        done = person.send(f"{page}/check", attempt="1", seen=seen[1])
        assert done.status_code in (302, 303), done.get_data(as_text=True)
    town.settle()


def _opened(town: Town) -> tuple[int, str]:
    wang, record = town.sign_in("wanglei"), town.records["r1"]
    page = "/w/cases/new/revocation?uscc=91320411MAXY00112K"
    assert record.document_number in wang.text(page)
    new = "/w/cases/new/revocation"
    opened = wang.send(page, new, uscc="91320411MAXY00112K", records=str(record.id), **SOURCE)
    assert opened.status_code == 303, opened.get_data(as_text=True)
    number = opened.headers["Location"].rpartition("/")[2]
    with town.office.database.reading() as connection:
        case_id = case.get_by_number(connection, number).id
    town.settle()
    return case_id, number


def _confirm(town: Town, case_id: int, unit: str, login: str) -> None:
    with town.office.database.reading() as connection:
        open_children = cases.list_open_children(connection, case_id)
        [measure] = [row for row in registry.list_measures(connection, [town.records["r1"].id]) if row.unit == unit]
    [child] = [number for number, process, scope in open_children if (process, scope) == ("lift-measures", unit)]
    answers = {"rows.0.measure": str(measure.id), "rows.0.result": "lifted", "rows.0.on": "2026-05-06"}
    _work(town, town.sign_in(login), child, "confirm", **answers)


def _is_public(town: Town) -> bool:
    return "未查到公示中的记录" not in town.stranger().text("/public/listings?q=91320411MAXY00112K")


def test_wrongful_listing_is_revoked_everywhere(town: Town) -> None:
    """Out of public view with the decision; one case per unit; closed only when the registry knows of no measure any more."""
    case_id, number = _opened(town)
    assert _is_public(town)
    _work(town, town.sign_in("wanglei"), case_id, "propose", **PROPOSAL)
    _work(town, town.sign_in("lihong"), case_id, "approve", decision="revoke", reasons="主体认错，应当撤销")
    assert not _is_public(town)
    _confirm(town, case_id, "CZJ", "sunqian")
    with town.office.database.reading() as connection:
        assert case.get_by_number(connection, number).state == "各单位同步中"
    _confirm(town, case_id, "ZJJ", "chenjie")
    _work(town, town.sign_in("wanglei"), case_id, "correct", **CORRECTION)
    _work(town, town.sign_in("zhangmin"), case_id, "review", **REVIEW)
    with town.office.database.reading() as connection:
        assert case.get_by_number(connection, number).state == "已办结"
    assert "已办结" in town.sign_in("xujianguo").text(f"/p/cases/{number}")
