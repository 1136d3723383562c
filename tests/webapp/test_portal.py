"""The portal: from a record to an application, its receipt and progress, supplements, withdrawal, papers, messages."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from tests.builders.papers import a_pdf
from tests.builders.town import ACCEPT, E1, E3, SUPPLEMENT, Town
from tests.builders.web import Person
from tests.builders.wizard import TOPICS, fill_in
from workflows.casework import tasks
from workflows.clock import CHINA
from workflows.store import letters
from workflows.store.letters import NewLetter


def _base_of(town: Town, record: str = "r1") -> str:
    return f"/p/apply/repair/{town.records[record].id}"


def test_a_quiet_home_says_so(town: Town):
    """Without anything to do the first page says so, and leads to the records."""
    shown = town.sign_in("shenfang").text("/p/")
    assert "目前没有需要您处理的事项。" in shown
    assert town.records["r1"].document_number in shown


def test_records_say_from_when_and_why(town: Town):
    """可以申请 has a button; what is not due yet has its day and reasons, and no grey button and no red text."""
    shen = town.sign_in("shenfang")
    assert "现在可以申请" in shen.text("/p/records")
    shown = shen.text(f"/p/records?subject={town.subjects['e3']}")
    assert E3[1] in shown
    detail = shen.text(f"/p/records/{town.records['r2'].id}")
    assert "起可以申请（还有" in detail
    assert "最短公示期" in detail
    assert "error" not in detail.split("<main")[1].split("</main>")[0]
    assert "disabled" not in detail
    refused = shen.get(_base_of(town, "r2"))
    assert refused.status_code == 409
    assert "暂不能申请，原因如下" in refused.get_data(as_text=True)


def test_the_chosen_enterprise_is_kept(town: Town):
    """The switch in the header holds for the next pages; a number that is not one's own changes nothing."""
    shen = town.sign_in("shenfang")
    shen.get(f"/p/?subject={town.subjects['e3']}")
    assert E3[1] in shen.text("/p/cases")
    shen.get(f"/p/?subject={town.subjects['e4']}")
    assert E3[1] in shen.text("/p/cases")


def test_what_is_known_is_not_asked_again(town: Town):
    """Name, capacity, phone and day of signing stand in the form; they can be changed."""
    shen = town.sign_in("shenfang")
    applicant = shen.text(f"{_base_of(town)}/applicant")
    assert 'value="沈芳"' in applicant
    assert 'value="agent" checked' in applicant
    assert 'value="0519-85000011"' in shen.text(f"{_base_of(town)}/contact")
    assert 'value="2026-11-23"' in shen.text(f"{_base_of(town)}/commitment")


def test_half_an_application_waits(town: Town):
    """What was typed is kept, right or wrong, also through signing out; the list says how far each topic is."""
    shen, base = town.sign_in("shenfang"), _base_of(town)
    assert "已完成 0/6 项" in shen.text(base)
    kept = shen.client.post(
        f"{base}/facts/draft", data={"csrf_token": shen.token(f"{base}/facts"), "correction": "已整改，写到一半"}
    )
    assert kept.get_json() == {"saved": "10:00"}
    wrong = shen.send(f"{base}/contact", name="沈芳", phone="1")
    assert wrong.status_code == 422
    assert "<title>有误：" in wrong.get_data(as_text=True)
    again = town.sign_in("shenfang")
    assert "已整改，写到一半" in again.text(f"{base}/facts")
    hub = again.text(base)
    assert "有问题" in hub
    assert "继续填写" in again.text("/p/records")
    assert "已整改，写到一半" not in town.sign_in("xujianguo").text(f"{base}/facts")


def test_an_open_topic_is_opened_before_anything_is_submitted(town: Town):
    """Checking too early leads to the first open topic and names the rest; nothing is opened."""
    shen, base = town.sign_in("shenfang"), _base_of(town)
    shen.send(f"{base}/applicant", **TOPICS["applicant"])
    answer = shen.get(f"{base}/check")
    assert answer.headers["Location"] == f"{base}/facts"
    assert "还有 5 项没有完成" in shen.text(f"{base}/facts")
    assert shen.send(base, f"{base}/submit").status_code == 302
    assert "还没有办件" in shen.text("/p/cases")


def test_an_application_becomes_a_case_with_a_receipt(town: Town):
    """Six topics, a last look, a receipt with number, query code and next step that stays where it is."""
    shen, base = town.sign_in("shenfang"), _base_of(town)
    receipt = fill_in(shen, base)
    assert receipt == "/p/cases/XF2026-R-000001/receipt"
    shown = shen.text(receipt)
    page = town.house.page("XF2026-R-000001")
    for said in (page.number, page.query_code, E1[1], "区市场监督管理局", "下一步"):
        assert said in shown
    assert "办理中" in shen.text("/p/records")
    again = shen.get(base)
    assert again.status_code == 409
    assert "已有在办申请 XF2026-R-000001" in again.get_data(as_text=True)
    assert town.house.pool("officer@SJJ")[0].case_number == page.number


def test_two_presses_are_one_application(town: Town):
    """The same form sent twice ends on the same receipt; there is one case."""
    shen, base = town.sign_in("shenfang"), _base_of(town)
    for topic, answers in TOPICS.items():
        shen.send(f"{base}/{topic}", **answers)
    shown = shen.text(f"{base}/check")
    key = shown.split('name="key" value="')[1].split('"')[0]
    data = {"csrf_token": shen.token(f"{base}/check"), "key": key}
    places = [shen.client.post(f"{base}/submit", data=data).headers["Location"] for _press in range(2)]
    assert places == ["/p/cases/XF2026-R-000001/receipt"] * 2
    assert len(town.house.pool("officer@SJJ")) == 1


def test_a_draft_can_be_thrown_away(town: Town):
    """Deleted is deleted, after one press on its own button."""
    shen, base = town.sign_in("shenfang"), _base_of(town)
    shen.send(f"{base}/facts", **TOPICS["facts"])
    assert shen.send(base, f"{base}/delete").status_code == 302
    assert "已完成 0/6 项" in shen.text(base)


def test_progress_tells_where_until_when_and_what_next(town: Town):
    """Stage bar, next step with unit and day, what happened so far without the office's own moves, contact."""
    case = town.apply()
    town.settle()
    wang = town.doer("wanglei")
    tasks.claim(town.office, town.task(case.case_id, "formal_check").id, doer=wang)
    shown = town.sign_in("shenfang").text(f"/p/cases/{case.number}")
    assert "办理进度" in shown
    assert "市场监督管理局 应在 11-26（周四）前审查申请材料" in shown
    assert "收到申请" in shown
    assert "领取任务" not in shown
    assert "0519-85000000" in shown


def test_a_supplement_goes_round(town: Town):
    """The enterprise sees the to-do with its day and what is demanded, hands in, and the office goes on."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", SUPPLEMENT)
    shen = town.sign_in("shenfang")
    task = town.task(case.case_id, "hand_in")
    home = shen.text("/p/")
    assert f"/p/tasks/{task.id}" in home
    assert "缺少缴款凭证" in shen.text(f"/p/tasks/{task.id}")
    assert "材料不齐" not in shen.text(f"/p/tasks/{task.id}")
    assert "请在 12-07（周一）前提交补正材料" in shen.text(f"/p/cases/{case.number}")
    empty = shen.send(f"/p/tasks/{task.id}", attempt=1)
    assert empty.status_code == 422
    answer = _hand_in(shen, task.id)
    assert answer.headers["Location"] == f"/p/cases/{case.number}"
    assert town.house.page(case.number).state == "已提交"
    repeated = _hand_in(shen, task.id, key="another")
    assert repeated.status_code == 409


def _hand_in(shen: Person, task_id: int, key: str = "k") -> Any:
    data: dict[str, Any] = {
        "csrf_token": shen.token("/p/"),
        "key": key,
        "attempt": 1,
        "materials.0.slot": "duty-proof",
        "materials.0.files": (io.BytesIO(a_pdf()), "凭证.pdf"),
        "statement": "随附缴款凭证",
    }
    return shen.client.post(f"/p/tasks/{task_id}", data=data, content_type="multipart/form-data")


def test_a_second_press_on_a_supplement_is_the_same_one(town: Town):
    """Sent twice with the same key it is handed in once, and both end on the case."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", SUPPLEMENT)
    shen, task = town.sign_in("shenfang"), town.task(case.case_id, "hand_in")
    key = "pressed-twice"
    assert [_hand_in(shen, task.id, key).headers["Location"] for _press in range(2)] == [f"/p/cases/{case.number}"] * 2
    kinds = [entry.kind for entry in town.house.journal(case.case_id)]
    assert kinds.count("task.completed") == 2


def test_too_late_is_told_and_kept(town: Town):
    """After midnight nothing counts; everything typed stays as a draft, and the page says what can be done."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", SUPPLEMENT)
    shen, task = town.sign_in("shenfang"), town.task(case.case_id, "hand_in")
    town.house.clock.advance_to(datetime(2026, 12, 8, 0, 10, tzinfo=CHINA))
    late = _hand_in(shen, task.id)
    said = late.get_data(as_text=True)
    assert late.status_code == 410
    assert "期限已于 12-07 24:00 届满，这次提交没有计入" in said
    assert "保留为草稿" in said
    assert "随附缴款凭证" in said
    assert "Traceback" not in said
    assert "随附缴款凭证" in shen.text(f"/p/tasks/{task.id}")


def test_a_case_can_be_withdrawn_until_it_is_decided(town: Town):
    """The page says what follows; afterwards the case is closed and the record free again."""
    case = town.apply()
    town.settle()
    shen = town.sign_in("shenfang")
    page = f"/p/cases/{case.number}/request/withdrawal"
    assert "撤回之后" in shen.text(page)
    assert shen.send(page, reason="材料还要补充").status_code == 303
    assert town.house.page(case.number).state == "已撤回"
    assert "申请修复" in shen.text("/p/records")
    assert "已办结（已撤回）" in shen.text(page)


def test_papers_and_messages_of_the_subject(town: Town):
    """Papers can be opened and verified; messages count as read once they were shown."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", ACCEPT)
    with town.office.database.writing() as connection:
        new = NewLetter("t1", "测试告知", "内容在此", subject_id=town.subjects["e1"], case_id=case.case_id)
        letters.put(connection, new, town.office.clock.now())
    shen = town.sign_in("shenfang")
    assert "受理" in shen.text("/p/documents")
    assert "未读" in shen.text("/p/")
    assert "内容在此" in shen.text("/p/messages")
    assert "未读" not in shen.text("/p/")


def test_the_header_shows_the_enterprise_of_the_page(town: Town):
    """A case, a record, a task of another of one's enterprises turns the header and the next pages to that one."""
    town.apply("r3")
    town.settle()
    shen = town.sign_in("shenfang")
    assert _enterprise_of(shen.text("/p/")) == E1[1]
    assert _enterprise_of(shen.text("/p/cases/XF2026-R-000001")) == E3[1]
    assert _enterprise_of(shen.text("/p/documents")) == E3[1]
    assert _enterprise_of(shen.text(f"/p/records/{town.records['r1'].id}")) == E1[1]
    assert _enterprise_of(shen.text("/p/cases/XF2026-R-000001/receipt")) == E3[1]


def _enterprise_of(page: str) -> str:
    return page.split('class="menu switcher"')[1].split('<span class="label">')[1].split("<", maxsplit=1)[0]


def test_a_long_box_goes_on_page_by_page(town: Town):
    """Fifty messages a page, the newest first; the next page begins where the first ended."""
    with town.office.database.writing() as connection:
        for number in range(60):
            new = NewLetter(f"t{number}", f"告知第 {number} 号", "内容", subject_id=town.subjects["e1"])
            letters.put(connection, new, town.office.clock.now())
    shen = town.sign_in("shenfang")
    first = shen.text("/p/messages")
    assert "告知第 59 号" in first
    assert "告知第 9 号" not in first
    following = first.split('rel="next" href="')[1].split('"')[0]
    second = shen.text(following)
    assert "告知第 9 号" in second
    assert "告知第 0 号" in second
    assert "回到第一页" in second
    assert 'rel="next"' not in shen.text("/p/cases")
