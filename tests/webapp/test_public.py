"""The public pages: what is shown of whom, whether a paper is real, how far a case is."""

from __future__ import annotations

import io

from tests.builders.town import ACCEPT, E1, Town
from workflows.registry import publicity
from workflows.registry.circumstances import Circumstances
from workflows.registry.publicity import StopReason
from workflows.store import files, papers


def test_everybody_finds_what_is_public(town: Town):
    """By name, by part of a name, by the end of the code; without signing in."""
    door = town.stranger()
    for asked in ("", "云岫", E1[0], E1[0][-6:]):
        assert E1[1] in door.text(f"/public/listings?q={asked}"), asked
    record = town.records["r1"].id
    assert "公示中的记录" in door.text(f"/public/records/{record}")
    nothing = door.text("/public/listings?q=不存在的企业")
    assert "未查到公示中的记录（不等于不存在其他信用信息）" in nothing


def test_what_was_repaired_is_not_shown_any_more(town: Town):
    """Neither in the list nor by its address; the page does not say that it was there."""
    record = town.records["r1"]
    with town.office.database.writing() as connection:
        law = town.office.law(connection)
        asked = Circumstances(town.office.clock.now(), "李红", law.policies, law.calendar)
        publicity.stop(connection, [record], StopReason.REPAIRED, None, asked)
    door = town.stranger()
    assert record.document_number not in door.text("/public/listings")
    gone = door.get(f"/public/records/{record.id}")
    assert gone.status_code == 404
    assert E1[1] not in gone.get_data(as_text=True)


def test_a_paper_is_told_from_a_changed_one(town: Town):
    """The code names it; the file itself is compared to the last byte."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", ACCEPT)
    with town.office.database.reading() as connection:
        paper = papers.list_of_case(connection, case.case_id)[0]
        kept = files.find_file(connection, paper.file_id or 0)
    assert kept is not None
    content = files.get_bytes(town.office.files, kept.sha256)
    door = town.stranger()
    shown = door.text(f"/v/{paper.verify_code}")
    assert "真实有效" in shown
    assert paper.number in shown
    assert "查无此文书" in door.text("/v/NOSUCH")

    def verify(sent: bytes) -> str:
        data = {"csrf_token": door.token("/public/verify"), "paper": (io.BytesIO(sent), "文书.pdf")}
        return door.client.post("/public/verify", data=data).get_data(as_text=True)

    assert "真实有效" in verify(content)
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    assert "与本系统签发的文书不一致" in verify(bytes(changed))
    assert door.send("/public/verify").status_code == 422


def test_progress_needs_both_number_and_code(town: Town):
    """A wrong number and a wrong code get the same answer; the right pair shows stage and next step, no names."""
    case = town.apply()
    town.settle()
    page = town.house.page(case.number)
    door = town.stranger()
    right = door.send("/public/progress", number=case.number, code=page.query_code.lower())
    said = right.get_data(as_text=True)
    assert right.status_code == 200
    assert "办理进度" in said
    assert "下一步" in said
    assert E1[1] not in said
    wrong = [
        door.send("/public/progress", number=number, code=code)
        for number, code in ((case.number, "AAAAAAAA"), ("XF2026-R-999999", page.query_code))
    ]
    assert [answer.status_code for answer in wrong] == [422, 422]
    texts = {answer.get_data(as_text=True).split("没有查到")[1].split("</div>")[0] for answer in wrong}
    assert len(texts) == 1


def test_pages_carry_the_headers_that_keep_browsers_safe(town: Town):
    """No script from elsewhere, no frame, no type guessed, no page of a person kept by a proxy."""
    headers = town.stranger().get("/public/listings").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
