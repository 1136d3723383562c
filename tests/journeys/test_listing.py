"""A listing over HTTP: begun by an officer, defended in the portal, decided by another, published without personal details."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from pypdf import PdfWriter

from tests.builders.town import E1, Town
from tests.builders.web import Person
from workflows.clock import CHINA
from workflows.queries import played

FACTS = "许建国（320411198001010012）在新北区演示路10号使用过期原料加工食品，责令改正后仍继续"
REVIEW = {"decision": "pass", "facts": "clear", "law": "right", "opinion": "事实清楚，证据充分"}
CHECKED = {"advice": "keep", "gravity": "一般", "opinion": "销售台账证明已对外销售，意见不成立"}
DECIDED = {"gravity": "一般", "reasons": "违法事实清楚，情节严重，应当列入"}
APPLIED = {"code": "M-03", "result": "applied", "started_on": "2026-12-01", "lasting": "listing"}


def _field(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    return found[1] if found else ""


def _confirm(asking: Person, task_id: int, **answers: Any) -> None:
    page = f"/w/tasks/{task_id}"
    sent = asking.send(page, attempt=1, **answers)
    assert sent.headers.get("Location") == f"{page}/check", sent.get_data(as_text=True)
    shown = asking.text(f"{page}/check")
    values = {name: _field(shown, name) for name in ("csrf_token", "key", "attempt", "seen")}
    assert asking.client.post(f"{page}/check", data=values).status_code == 302


def _task(town: Town, case_id: int, element: str) -> int:
    return town.task(case_id, element).id


def _begun(town: Town, officer: Person) -> int:
    """新建: the procedure, the enterprise by its code, and the clue."""
    door = "/w/cases/new/listing"
    assert "列入认定" in officer.text("/w/cases/new")
    assert "没有登记这家企业" in officer.text(f"{door}?uscc=91110108551385082Q")
    page = f"{door}?uscc={E1[0].lower()}"
    assert officer.send(page, door, uscc=E1[0], source="inspection").status_code == 422
    opened = officer.send(page, door, uscc=E1[0], source="inspection", summary="监督检查发现使用过期原料")
    assert opened.status_code == 303
    with town.office.database.reading() as connection:
        number = played.find_side_case(connection, "listing", "")
    assert number is not None
    return number


def _proposed(town: Town, officer: Person, case_id: int) -> None:
    proposal = {
        "subject_kind": "enterprise",
        "sector": "food-drug",
        "facts": FACTS,
        "evidence": (io.BytesIO(_a_pdf()), "现场检查笔录.pdf"),
        "basis": "《食品安全法》第一百一十三条",
        "criteria": ["circumstances"],
        "criteria_reasons": "责令改正后拒不改正",
        "measures.0.unit": "CZJ",
        "measures.0.code": "M-03",
        "persons.0.name": "许建国",
        "persons.0.duty": "legal-representative",
        "persons.0.identity_tail": "0012",
    }
    _confirm(officer, _task(town, case_id, "draft"), **proposal)
    town.do("guanwei", case_id, "review", REVIEW)


def _a_pdf() -> bytes:
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(written)
    return written.getvalue()


def test_a_listing_is_heard_decided_by_others_and_published_without_personal_details(town: Town):
    """Clauses (八), (十), (十二), (十五): every act through the pages that people have."""
    wang = town.sign_in("wanglei")
    case_id = _begun(town, wang)
    _proposed(town, wang, case_id)
    task = _task(town, case_id, "state_case")
    said: dict[str, Any] = {
        "position": "defend",
        "statement": "没有对外销售",
        "hearing": "no",
        "waiver": "waive",
        "attempt": 1,
    }
    portal = town.sign_in("xujianguo")
    assert portal.send(f"/p/tasks/{task}", **said).status_code in {302, 303}
    town.settle()
    assert "你是本件经办人" in town.sign_in("wanglei").text(f"/w/tasks/{_task(town, case_id, 'review_defence')}")
    town.do("hejing", case_id, "review_defence", CHECKED)
    town.do("hejing", case_id, "propose", {"opinion": "list", **DECIDED})
    town.do("lihong", case_id, "approve", {"decision": "list", **DECIDED})
    _publish(town, case_id)
    town.wait(datetime(2026, 12, 1, 10, tzinfo=CHINA))
    with town.office.database.reading() as connection:
        side = played.find_side_case(connection, "impose-measures", "CZJ")
        row = played.list_measures(connection)
    assert side is not None
    assert "CZJ/M-03" not in row
    town.do("sunqian", side, "apply", {"rows": [APPLIED]})
    with town.office.database.reading() as connection:
        assert played.list_measures(connection)["CZJ/M-03"] == "实施中"
        assert played.state_of(connection, case_id) == "已列入"


def _publish(town: Town, case_id: int) -> None:
    """The text stands in the form, masked; bringing a person back is refused beside it; then the public reads it."""
    town.settle()
    he = town.sign_in("hejing")
    page = f"/w/tasks/{_task(town, case_id, 'check_text')}"
    text = re.search(r"<textarea[^>]*name=\"text\"[^>]*>([^<]*)</textarea>", he.text(page))
    assert text is not None
    assert "许建国" not in text[1]
    assert "320411198001010012" not in text[1]
    refused = he.send(page, text=f"{text[1]}许建国", checked="true", attempt=1)
    assert refused.status_code == 422
    assert "自然人姓名" in refused.get_data(as_text=True)
    assert he.send(page, text=text[1], checked="true", attempt=1).status_code == 302
    town.settle()
    door = town.stranger()
    shown = door.text(f"/public/listings?q={E1[0]}")
    number = max(int(found) for found in re.findall(r"/public/records/(\d+)", shown))
    record = door.text(f"/public/records/{number}")
    assert "公示内容" in record
    assert "许*" in record
    assert "许建国" not in record
