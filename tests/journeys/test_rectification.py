"""Duties of rectification and interviews, over HTTP: every demand is answered, an overdue report is chased to the credit office."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import pytest
from icalendar import Calendar

from tests.builders.papers import a_pdf
from tests.builders.town import Town, open_town
from tests.builders.web import Person
from workflows.clock import CHINA
from workflows.queries import case, played
from workflows.store import facts, papers
from workflows.store.facts import Owner

MAY = datetime(2026, 5, 6, 9, 0, tzinfo=CHINA)
ORDER = {
    "facts": "经查，存在销售不合格产品的情形，证据确实。",
    "basis": "《产品质量监督抽查管理暂行办法》（演示）",
    "demands.0.demand": "下架全部不合格产品",
    "demands.0.standard": "门店和仓库均无在售",
    "demands.1.demand": "建立进货查验制度",
    "demands.1.standard": "制度公布并有台账",
}
ARRANGEMENT = {
    "at": "2026-06-23T14:30",
    "place": "市场监管局 201 室",
    "topic": "整改要求落实情况",
    "bring": "整改材料",
    "others.0.at": "2026-06-24T09:30",
    "others.1.at": "2026-06-24T14:30",
    "others.2.at": "2026-06-25T09:30",
}


@pytest.fixture
def town(database: Any, tmp_path: Any) -> Town:
    """The town on a Wednesday in May; 青橡食品 takes papers electronically."""
    return open_town(database, tmp_path, MAY)


def _task(town: Town, case_id: int, element: str) -> int:
    return town.task(case_id, element).id


def _work(town: Town, person: Person, case_id: int, element: str, **answers: object) -> None:
    """An officer takes the task, fills it in, and confirms on the check page."""
    number = _task(town, case_id, element)
    page = f"/w/tasks/{number}"
    person.send(page, f"{page}/claim")
    attempt = re.search(r'name="attempt"[^>]*value="(\d+)"', person.text(page))
    sent = person.send(page, None, attempt=attempt[1] if attempt else "1", **answers)
    assert sent.status_code in (302, 303), sent.get_data(as_text=True)
    if sent.headers["Location"].endswith("/check"):
        check = f"{page}/check"
        seen = re.search(r'name="seen"[^>]*value="(\w+)"', person.text(check))
        assert seen is not None
        done = person.send(check, attempt=attempt[1] if attempt else "1", seen=seen[1])
        assert done.status_code in (302, 303), done.get_data(as_text=True)
    town.settle()


def _opened(town: Town) -> tuple[int, str]:
    """王磊 opens the case from 新建, drafts the order, and 李红 signs it."""
    wang, li = town.sign_in("wanglei"), town.sign_in("lihong")
    assert "整改督促" in wang.text("/w/cases/new")
    page = "/w/cases/new/rectification?uscc=91320411maxy00331x"
    assert "常州青橡食品有限公司" in wang.text(page)
    opened = wang.send(page, "/w/cases/new/rectification", uscc="91320411MAXY00331X", reason="日常检查发现")
    assert opened.status_code == 303, opened.get_data(as_text=True)
    number = opened.headers["Location"].rpartition("/")[2]
    with town.office.database.reading() as connection:
        case_id = case.get_by_number(connection, number).id
    town.settle()
    _work(town, wang, case_id, "draft_order", **ORDER)
    _work(town, li, case_id, "approve_order", decision="issue", opinion="事实清楚")
    return case_id, number


def _report(person: Person, task: int) -> Any:
    said: dict[str, object] = {"attempt": "1"}
    for row, demand in enumerate(("下架全部不合格产品", "建立进货查验制度")):
        said[f"demands.{row}.demand"] = demand
        said[f"demands.{row}.statement"] = "已经完成，见附件"
        said[f"demands.{row}.evidence"] = (io.BytesIO(a_pdf()), f"证据{row}.pdf")
    return person.send(f"/p/tasks/{task}", None, **said)


def test_every_demand_is_answered_and_the_subject_is_told_from_when_it_may_apply(town: Town) -> None:
    """The demands stand in the report as they were ordered; the result is filed and served."""
    case_id, number = _opened(town)
    town.wait(datetime(2026, 6, 1, 9, 30, tzinfo=CHINA))
    shen = town.sign_in("shenfang")
    task = _task(town, case_id, "report")
    assert shen.get(f"/p/cases/{number}/rectification").headers["Location"].endswith(f"/p/tasks/{task}")
    page = shen.text(f"/p/tasks/{task}")
    assert page.count('class="given"') == 2
    assert "再加一项" not in page
    assert "整改中" in shen.text(f"/p/cases/{number}")
    handed_in = _report(shen, task)
    assert handed_in.status_code == 303, handed_in.get_data(as_text=True)
    town.settle()
    _work(town, town.sign_in("wanglei"), case_id, "examine", result="passed", opinion="现场核查，均已落实")
    assert "已完成" in shen.text(f"/p/cases/{number}")
    with town.office.database.reading() as connection:
        owner = Owner("subject", town.subjects["e3"])
        filed = [row.evidence["what"] for row in facts.list_fact_rows(connection, owner) if row.kind == "credit.noted"]
    assert filed == ["责令限期整改通知书", "整改验收意见书"]


def test_an_overdue_rectification_is_reminded_once_and_told_to_the_credit_office(town: Town) -> None:
    """Acceptance scenario 22: state, second deadline, letter with service begun, one escalation; a second tick adds nothing."""
    case_id, number = _opened(town)
    town.wait(datetime(2026, 6, 8, 9, 0, tzinfo=CHINA))
    wang = town.sign_in("wanglei")
    assert "逾期·已发提醒函" in wang.text(f"/w/cases/{number}")
    [letter] = [row for row in _list(town, case_id) if row.kind == "reminder-letter"]
    assert letter.title in wang.text(f"/w/cases/{number}/papers")
    with town.office.database.reading() as connection:
        assert [one.method for one in papers.list_attempts(connection, letter.id)] == ["electronic"]
    assert _told(town, "N8") == ["officer", "credit-office"]
    town.wait(datetime(2026, 6, 8, 10, 0, tzinfo=CHINA))
    town.settle()
    assert _told(town, "N8") == ["officer", "credit-office"]
    assert len([row for row in _list(town, case_id) if row.kind == "reminder-letter"]) == 1
    assert "06-16" in town.sign_in("shenfang").text(f"/p/cases/{number}")


def test_a_manager_ends_what_has_lost_its_basis(town: Town) -> None:
    """While the enterprise is reminded, the manager and nobody else may end it, with a reason."""
    _case_id, number = _opened(town)
    town.wait(datetime(2026, 6, 8, 9, 0, tzinfo=CHINA))
    address = f"/w/cases/{number}/request/cease"
    assert address not in town.sign_in("wanglei").text(f"/w/cases/{number}")
    assert town.sign_in("wanglei").get(address).status_code == 404
    li = town.sign_in("lihong")
    assert address in li.text(f"/w/cases/{number}")
    assert li.send(address, ground="basis").status_code == 422
    sent = li.send(address, ground="basis", reasons="整改依据已被撤销")
    assert sent.status_code == 303, sent.get_data(as_text=True)
    town.settle()
    assert "已终止" in li.text(f"/w/cases/{number}")
    assert li.get(address).status_code == 404


def _told(town: Town, *codes: str) -> list[str]:
    """Who was told something of these codes, in order."""
    with town.office.database.reading() as connection:
        sent = [effect for effect in played.list_effects(connection, "tell") if effect["code"] in codes]
    return [effect["role"] or ("subject" if effect["subject_id"] else "officer") for effect in sent]


def _list(town: Town, case_id: int) -> tuple[Any, ...]:
    with town.office.database.reading() as connection:
        return papers.list_of_case(connection, case_id)


def test_an_interview_is_moved_once_and_the_calendar_follows(town: Town) -> None:
    """Acceptance scenario 21: another slot, a new .ics, the officer told; the second change is refused with its reason."""
    case_id, number = _opened(town)
    town.wait(datetime(2026, 6, 6, 9, 0, tzinfo=CHINA))
    town.wait(datetime(2026, 6, 17, 9, 0, tzinfo=CHINA))
    wang, shen = town.sign_in("wanglei"), town.sign_in("shenfang")
    holiday = _arrange(town, wang, case_id, ARRANGEMENT | {"at": "2026-06-20T14:30"})
    assert "端午" in holiday
    assert "2026-06-22" in holiday
    assert _arrange(town, wang, case_id, ARRANGEMENT) == ""
    address = f"/p/cases/{number}/interview"
    page = shen.text(address)
    assert "2026-06-23（周二）14:30" in page
    slots = re.findall(r'name="slot" value="(\d+)"', page)
    assert len(slots) == 3
    before = _event(shen, number)
    moved = shen.send(address, attempt="1", answer="move", slot=slots[1], reason="法定代表人出差")
    assert moved.status_code == 303, moved.get_data(as_text=True)
    town.settle()
    after = _event(shen, number)
    assert after["DTSTART"].dt.astimezone(CHINA) == datetime(2026, 6, 24, 14, 30, tzinfo=CHINA)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert _told(town, "Y1", "Y2") == ["subject", "officer"]
    again = shen.send(address, attempt="1", answer="move", slot=slots[2], reason="再改")
    assert again.status_code in (403, 409, 422)
    assert "改期以一次为限" in again.get_data(as_text=True)
    week = wang.text("/w/interviews?week=2026-06-24")
    assert number in week
    assert "企业已改期" in week
    assert "端午" in wang.text("/w/interviews?week=2026-06-19")


def _event(person: Person, number: str) -> Any:
    sent = person.get(f"/p/cases/{number}/interview.ics")
    assert sent.mimetype == "text/calendar"
    return Calendar.from_ical(sent.data).walk("VEVENT")[0]


def _arrange(town: Town, person: Person, case_id: int, answers: dict[str, str]) -> str:
    """The page with what is wrong, or nothing when the time was taken."""
    page = f"/w/tasks/{_task(town, case_id, 'arrange')}"
    person.send(page, f"{page}/claim")
    sent = person.send(page, None, attempt="1", **answers)
    town.settle()
    return "" if sent.status_code in (302, 303) else sent.get_data(as_text=True)
