"""The work area: the inbox by urgency, a task from claim to confirmation, four eyes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import event

from tests.builders.town import ACCEPT, E1, PROPOSE, REVIEW, SUPPLEMENT, Town
from tests.builders.web import Person
from workflows.casework import tasks
from workflows.clock import CHINA

GROUP = re.compile(r'<h2 id="group-([a-z]+)">')
ROW = re.compile(r'data-testid="row-(\d+)"')


def _field(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    return found[1] if found else ""


def _confirm(asking: Person, task_id: int, **answers: Any) -> Any:
    """Fills in the form, then confirms what the check page shows."""
    page = f"/w/tasks/{task_id}"
    sent = asking.send(page, attempt=1, **answers)
    assert sent.headers.get("Location") == f"{page}/check", sent.get_data(as_text=True)
    shown = asking.text(f"{page}/check")
    values = {name: _field(shown, name) for name in ("csrf_token", "key", "attempt", "seen")}
    return asking.client.post(f"{page}/check", data=values)


def test_the_inbox_is_grouped_by_urgency(town: Town):
    """Overdue first, then today, then three working days, later, and what waits for the enterprise last."""
    case = town.apply("r1")
    other = town.apply("r3")
    third = town.apply("r4")
    town.do("wanglei", other.case_id, "formal_check", ACCEPT)
    for moved in (case, third):
        tasks.claim(town.office, town.task(moved.case_id, "formal_check").id, doer=town.doer("wanglei"))
    wang = town.sign_in("wanglei")
    assert GROUP.findall(wang.text("/w/inbox")) == ["soon", "later"]
    town.house.clock.advance_to(datetime(2026, 11, 26, 10, tzinfo=CHINA))
    shown = wang.text("/w/inbox")
    assert GROUP.findall(shown) == ["today", "later"]
    assert "今天 17:30 截止" in shown
    town.house.clock.advance_to(datetime(2026, 11, 30, 10, tzinfo=CHINA))
    shown = wang.text("/w/inbox")
    assert GROUP.findall(shown) == ["overdue", "later"]
    assert "已超期 2 个工作日（11-26 截止）" in shown
    assert "超期 2" in shown


def test_a_pause_is_told_with_what_remains(town: Town):
    """While the enterprise supplements, the office's clock stands still, and the badge says with how much left."""
    case = town.apply()
    town.do("wanglei", case.case_id, "formal_check", SUPPLEMENT)
    shown = town.sign_in("wanglei").text(f"/w/cases/{case.number}")
    assert "已暂停：等待企业补正：一次性补正告知书所列材料（恢复后剩 3 个工作日）" in shown
    assert "企业应在 12-07（周一）前提交补正材料" in shown


def test_views_hold_what_they_say(town: Town):
    """Mine is mine, the pool is free, the team is both."""
    one, two = town.apply("r1"), town.apply("r4")
    mine = town.task(one.case_id, "formal_check").id
    free = town.task(two.case_id, "formal_check").id
    tasks.claim(town.office, mine, doer=town.doer("wanglei"))
    wang = town.sign_in("wanglei")
    rows = {
        view: sorted(map(int, ROW.findall(wang.text(f"/w/inbox?view={view}")))) for view in ("mine", "pool", "team")
    }
    assert rows == {"mine": [mine], "pool": [free], "team": sorted([mine, free])}


def test_the_inbox_asks_the_database_a_fixed_number_of_times(town: Town):
    """Badges cost one query for the whole page, not one a row."""
    wang = town.sign_in("wanglei")
    counted: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        counted.append(statement)

    event.listen(town.office.database.engine, "before_cursor_execute", count)
    numbers = []
    for record in ("r1", "r3", "r4"):
        town.apply(record)
        counted.clear()
        wang.get("/w/inbox?view=pool")
        numbers.append(sum(said.lstrip().upper().startswith("SELECT") for said in counted))
    event.remove(town.office.database.engine, "before_cursor_execute", count)
    assert len(set(numbers)) == 1
    assert numbers[0] <= 12


def test_a_task_is_claimed_released_and_handed_over(town: Town):
    """Each verb by its own button; a colleague of the same post may take it."""
    case = town.apply()
    task = town.task(case.case_id, "formal_check").id
    wang, page = town.sign_in("wanglei"), f"/w/tasks/{task}"
    assert wang.send(page, f"{page}/claim").status_code == 302
    assert town.task(case.case_id, "formal_check").holder == "王磊"
    assert "我" in wang.text("/w/inbox")
    assert wang.send(page, f"{page}/release").status_code == 302
    assert town.task(case.case_id, "formal_check").holder is None
    assert "还没有选择接办人" in wang.send(f"{page}/hand-over").get_data(as_text=True)
    shown = wang.text(f"{page}/hand-over")
    assert "何静" in shown
    assert "王磊" not in shown.split("<main")[1]
    assert wang.send(f"{page}/hand-over", person=town.doer("hejing").actor.id).status_code == 302
    assert town.task(case.case_id, "formal_check").holder == "何静"


def test_a_task_held_by_another_can_be_read_only(town: Town):
    """The page names the holder, shows the form without a button, and a submit is refused with what was typed."""
    case = town.apply()
    task = town.task(case.case_id, "formal_check").id
    tasks.claim(town.office, task, doer=town.doer("hejing"))
    wang = town.sign_in("wanglei")
    shown = wang.text(f"/w/tasks/{task}")
    assert "何静 正在办理此任务" in shown
    assert "<fieldset disabled" in shown
    assert "data-submit" not in shown
    wang.send(f"/w/tasks/{task}", attempt=1, decision="accept", opinion="抢先办理的意见")
    answer = _press_confirm(wang, task)
    assert answer.status_code == 403
    assert "抢先办理的意见" in answer.get_data(as_text=True)


def _press_confirm(asking: Person, task_id: int) -> Any:
    shown = asking.text(f"/w/tasks/{task_id}/check")
    values = {name: _field(shown, name) for name in ("csrf_token", "key", "attempt", "seen")}
    return asking.client.post(f"/w/tasks/{task_id}/check", data=values)


def test_an_act_passes_a_check_page_first(town: Town):
    """The first press changes nothing; the check page says the choice and what follows; the second one does it."""
    case = town.apply()
    task = town.task(case.case_id, "formal_check").id
    wang = town.sign_in("wanglei")
    sent = wang.send(f"/w/tasks/{task}", attempt=1, **ACCEPT)
    assert sent.headers["Location"] == f"/w/tasks/{task}/check"
    assert town.task(case.case_id, "formal_check").id == task
    shown = wang.text(f"/w/tasks/{task}/check")
    assert "受理" in shown
    assert "登记受理之日，办理期限由此起算" in shown
    answer = _press_confirm(wang, task)
    assert answer.status_code == 302
    assert "审核修复条件" in wang.text(answer.headers["Location"])


def test_what_was_checked_is_what_is_handed_in(town: Town):
    """A draft changed in another window after the check is not confirmed unseen."""
    case = town.apply()
    task = town.task(case.case_id, "formal_check").id
    wang = town.sign_in("wanglei")
    wang.send(f"/w/tasks/{task}", attempt=1, **ACCEPT)
    shown = wang.text(f"/w/tasks/{task}/check")
    values = {name: _field(shown, name) for name in ("csrf_token", "key", "attempt", "seen")}
    tasks.keep_draft(town.office, task, {"decision": "refuse", "opinion": "改了主意"}, town.doer("wanglei"))
    answer = wang.client.post(f"/w/tasks/{task}/check", data=values)
    assert answer.status_code == 409
    assert town.task(case.case_id, "formal_check").id == task


def test_wrong_answers_stay_with_their_sentences(town: Town):
    """Every fault at once, in a summary and at its field; nothing typed is lost, the title says so."""
    case = town.apply()
    task = town.task(case.case_id, "formal_check").id
    wang = town.sign_in("wanglei")
    answer = wang.send(f"/w/tasks/{task}", attempt=1, decision="supplement", opinion="材料不齐，需要补正")
    said = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>有误：" in said
    assert "处需要修改" in said
    assert "还没有填写“补正内容概述”" in said
    assert "材料不齐，需要补正" in said


def test_a_draft_waits_for_its_writer(town: Town):
    """暂存 keeps what is there, right or wrong, for this person only."""
    case = town.apply()
    task = town.task(case.case_id, "formal_check").id
    wang = town.sign_in("wanglei")
    assert wang.send(f"/w/tasks/{task}", save="1", opinion="先记一笔").status_code == 302
    assert "先记一笔" in wang.text(f"/w/tasks/{task}")
    assert "先记一笔" not in town.sign_in("hejing").text(f"/w/tasks/{task}")


def test_two_presses_are_one_completion(town: Town):
    """The same confirmation sent twice ends on the same page; the case has one completion."""
    case = town.apply()
    task = town.task(case.case_id, "formal_check").id
    wang = town.sign_in("wanglei")
    wang.send(f"/w/tasks/{task}", attempt=1, **ACCEPT)
    shown = wang.text(f"/w/tasks/{task}/check")
    values = {name: _field(shown, name) for name in ("csrf_token", "key", "attempt", "seen")}
    answers = [wang.client.post(f"/w/tasks/{task}/check", data=values) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    kinds = [entry.kind for entry in town.house.journal(case.case_id)]
    assert kinds.count("task.completed") == 1


def test_who_comes_second_learns_who_was_first(town: Town):
    """Two officers have the task open; the second one sees by whom, when and how it was done, and their own text."""
    case = town.apply()
    task = town.task(case.case_id, "formal_check").id
    wang, he = town.sign_in("wanglei"), town.sign_in("hejing")
    wang.send(f"/w/tasks/{task}", attempt=1, decision="accept", opinion="我也看过，同意受理")
    shown = wang.text(f"/w/tasks/{task}/check")
    values = {name: _field(shown, name) for name in ("csrf_token", "key", "attempt", "seen")}
    assert _confirm(he, task, **ACCEPT).status_code == 302
    late = wang.client.post(f"/w/tasks/{task}/check", data=values)
    said = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "“审查申请材料”已由 何静 于 11-23 10:00 办结（受理）" in said
    assert "我也看过，同意受理" in said
    assert f"/w/cases/{case.number}" in said
    again = wang.send("/w/inbox", f"/w/tasks/{task}", attempt=1, decision="accept", opinion="迟到的另一份意见")
    assert again.status_code == 409
    assert "迟到的另一份意见" in again.get_data(as_text=True)
    assert wang.get(f"/w/tasks/{task}").status_code == 409


def test_sending_back_needs_a_step_and_a_reason(town: Town):
    """Only steps that were passed are offered; a short reason is refused; the clock goes on; the drafter sees why."""
    case = town.proposed()
    task = town.task(case.case_id, "approve").id
    before = town.house.deadlines(case.case_id)["repair.decide"].due_on
    li = town.sign_in("lihong")
    page = f"/w/tasks/{task}/return"
    shown = li.text(page)
    assert "提出拟办意见" in shown
    assert "审核修复条件" in shown
    assert "退回不停止办理期限：剩 10 个工作日" in shown
    short = li.send(page, attempt=1, to="propose", reason="不行")
    assert short.status_code == 422
    assert "至少 10 个字" in short.get_data(as_text=True)
    sent = li.send(page, attempt=1, to="propose", reason="理由部分没有写明履行凭证的名称")
    assert sent.headers["Location"] == "/w/inbox"
    wang = town.sign_in("wanglei").text("/w/inbox")
    assert "来自 李红 退回：理由部分没有写明履行凭证的名称" in wang
    assert town.house.deadlines(case.case_id)["repair.decide"].due_on == before


def test_nobody_approves_their_own_draft(town: Town):
    """The page says it before anything is typed, with who may; the endpoint refuses it as well."""
    case = town.apply()
    town.do("lihong", case.case_id, "formal_check", ACCEPT)
    town.do("lihong", case.case_id, "check_conditions", REVIEW)
    town.do("lihong", case.case_id, "propose", PROPOSE)
    task = town.task(case.case_id, "approve").id
    li = town.sign_in("lihong")
    shown = li.text(f"/w/tasks/{task}")
    assert "你是本件经办人，按双人审核规则不能审批。可由 张敏 审批。" in shown
    assert "<fieldset disabled" in shown
    li.send(f"/w/tasks/{task}", attempt=1, decision="agree", opinion="同意")
    refused = _press_confirm(li, task)
    assert refused.status_code == 403
    assert "按双人审核规则不能审批" in refused.get_data(as_text=True)
    assert "你是本件经办人" in li.text("/w/approvals")
    zhang = town.sign_in("zhangmin")
    assert "你是本件经办人" not in zhang.text("/w/approvals")
    assert _confirm(zhang, task, decision="agree", opinion="同意").status_code == 302


def test_an_approval_shows_what_is_proposed(town: Town):
    """Proposed decision, drafter, the key facts and the day stand in the row."""
    case = town.proposed()
    shown = town.sign_in("lihong").text("/w/approvals")
    for said in ("同意修复", "拟稿 王磊", "已整改并缴清罚款", "剩 10 个工作日", E1[1], case.number):
        assert said in shown
