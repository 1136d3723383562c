"""The key of a page names one act of one person at one place with one content; it never answers for another."""

from __future__ import annotations

from typing import Any

from tests.builders.papers import uploaded
from tests.builders.town import ACCEPT, SUPPLEMENT, Town
from tests.builders.wizard import fill_in


def test_a_request_sent_twice_is_one_and_another_content_is_told(town: Town):
    """The same withdrawal again leads to the same page; other words under its key are refused and shown to be copied."""
    case = town.apply()
    town.settle()
    shen, address = town.sign_in("shenfang"), f"/p/cases/{case.number}/request/withdrawal"
    sent = {"reason": "企业另有安排，撤回本次申请", "confirmed": "true", "key": "k"}
    answers = [shen.send(address, **sent) for _ in range(2)]
    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(303, f"/p/cases/{case.number}")] * 2
    assert [entry.kind for entry in town.house.journal(case.case_id)].count("message.sent") == 1
    other = shen.send(address, **sent | {"reason": "换一个说法再次撤回本次申请"})
    said = other.get_data(as_text=True)
    assert other.status_code == 422
    assert "这张表单已经提交过" in said
    assert "换一个说法再次撤回本次申请" in said


def test_a_supplement_under_a_used_key_is_no_silent_success(town: Town):
    """Other answers under the key of a supplement that was handed in are told, not taken for the first ones."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", SUPPLEMENT)
    task = town.task(case.case_id, "hand_in").id
    shen, page = town.sign_in("shenfang"), f"/p/tasks/{task}"
    proof = uploaded(town.office, town.doer("shenfang").actor.id, case.case_id)
    form: dict[str, Any] = {"key": "k", "attempt": 1, "materials.0.slot": "duty-proof", "materials.0.files": proof}
    for _time in range(2):
        answer = shen.send("/p/", page, **form)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/p/cases/{case.number}")
    other = shen.send("/p/", page, **form | {"statement": "另外的说明文字"})
    assert other.status_code == 422
    assert "另外的说明文字" in other.get_data(as_text=True)


def test_the_same_key_on_two_records_is_two_applications(town: Town):
    """Place and person belong to the key: what one page carried says nothing on another."""
    shen = town.sign_in("shenfang")
    first = fill_in(shen, f"/p/apply/repair/{town.records['r1'].id}")
    for record in ("r1", "r3"):
        assert first.startswith("/p/cases/"), record
    second = fill_in(shen, f"/p/apply/repair/{town.records['r3'].id}")
    assert first != second


def test_a_task_handed_in_again_with_other_answers_is_told(town: Town):
    """The key of the completion answers the same form only; other answers are told who was first."""
    case = town.apply()
    town.settle()
    task = town.task(case.case_id, "formal_check").id
    wang, page = town.sign_in("wanglei"), f"/w/tasks/{task}"
    wang.send(page, **ACCEPT)
    shown = wang.text(f"{page}/check")
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    sent = {"key": "k", "attempt": 1, "seen": seen}
    first = [wang.send("/w/inbox", f"{page}/check", **sent).status_code for _ in range(2)]
    assert first == [302, 302]
    other = wang.send("/w/inbox", f"{page}/check", **sent | {"seen": "another"})
    assert (other.status_code, "已由 王磊" in other.get_data(as_text=True)) == (409, True)
    back = wang.send("/w/inbox", f"{page}/return", key="k", attempt=1, to="x", reason="请把这件任务再核对一遍")
    assert back.status_code == 409
