"""Four eyes over HTTP: no page, no list and no call offers a task to whom an earlier part bars, nor takes it from them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from tests.builders.api import machine
from tests.builders.town import ACCEPT, PROPOSE, REVIEW, Town
from tests.builders.web import Person
from workflows.store.schema import PersonRole, Substitution

WHY = "你是本件经办人，按双人审核规则不能审批。可由 张敏 审批。"
APPROVE = {"decision": "agree", "opinion": "同意"}


def _proposed_by_manager(town: Town, record: str = "r1") -> tuple[str, int]:
    """李红, who is a manager too, drafted; number of the case and of the task to approve."""
    case = town.apply(record)
    town.do("wanglei", case.case_id, "formal_check", ACCEPT)
    town.do("wanglei", case.case_id, "check_conditions", REVIEW)
    wang, propose = town.sign_in("wanglei"), town.task(case.case_id, "propose").id
    wang.send(f"/w/tasks/{propose}", f"/w/tasks/{propose}/release")
    town.do("lihong", case.case_id, "propose", PROPOSE)
    return case.number, town.task(case.case_id, "approve").id


def _rows(asking: Person, view: str) -> str:
    shown = asking.text(f"/w/inbox?view={view}")
    return shown[shown.index("<main") : shown.index("</main>")]


def test_the_pool_offers_nothing_to_the_barred(town: Town):
    """Neither the row nor its count; the team sees it, and so does whoever may decide."""
    number, _task = _proposed_by_manager(town)
    li, zhang = town.sign_in("lihong"), town.sign_in("zhangmin")
    assert number not in _rows(li, "pool")
    assert number in _rows(li, "team")
    assert number in _rows(zhang, "pool")
    barred = machine(town, "lihong")
    assert barred.get("/v1/tasks", view="pool").get_json()["tasks"] == []
    offered = machine(town, "zhangmin").get("/v1/tasks", view="pool").get_json()["tasks"]
    assert [one["case"] for one in offered] == [number]
    of_team = barred.get("/v1/tasks", view="team").get_json()["tasks"]
    assert [one["case"] for one in of_team] == [number]


def test_pages_tell_the_barred_why_and_who_can(town: Town):
    """On the task and in the list of approvals, and again when the form is sent all the same."""
    _number, task = _proposed_by_manager(town)
    li = town.sign_in("lihong")
    for page in (f"/w/tasks/{task}", "/w/approvals"):
        assert WHY in li.text(page), page
    assert "/claim" not in li.text(f"/w/tasks/{task}")
    for verb, sent in (("claim", {}), ("return", {"to": "propose", "reason": "请把事实和理由写得更清楚一些"})):
        refused = li.send("/w/inbox", f"/w/tasks/{task}/{verb}", attempt=1, **sent)
        assert (refused.status_code, WHY in refused.get_data(as_text=True)) == (403, True), verb
    town.do("zhangmin", town.house.page(_number).id, "approve", APPROVE)


def test_calls_of_the_barred_are_refused_with_why_and_who_can(town: Town):
    """The same sentence by the API, for every verb."""
    _number, task = _proposed_by_manager(town)
    system = machine(town, "lihong")
    back = {"to": "propose", "reason": "请把事实和理由写得更清楚一些"}
    for verb, body in (("claim", {}), ("complete", {"answers": APPROVE}), ("send-back", back)):
        answer = system.post(f"/v1/tasks/{task}/{verb}", body)
        assert (answer.status_code, answer.get_json()["sentence"]) == (403, WHY), verb


def test_nobody_hands_the_task_to_the_barred(town: Town):
    """The page does not name them, and a sent number is refused."""
    _number, task = _proposed_by_manager(town)
    zhang = town.sign_in("zhangmin")
    assert zhang.send(f"/w/tasks/{task}", f"/w/tasks/{task}/claim").status_code == 302
    assert "李红" not in _main(zhang.text(f"/w/tasks/{task}/hand-over"))
    li = town.doer("lihong").actor.id
    refused = zhang.send(f"/w/tasks/{task}", f"/w/tasks/{task}/hand-over", person=li)
    assert refused.status_code == 403
    assert "李红 办理过本件的前一环节，按双人审核规则不能接办" in refused.get_data(as_text=True)


def _main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_a_part_in_an_earlier_case_on_the_record_bars_too(town: Town):
    """Who drafted the first repair decides no second one about the record, and is told which case it was."""
    earlier, _task = _proposed_by_manager(town)
    town.withdraw(town.house.page(earlier).id)
    town.settle()
    number = town.proposed().number
    task = town.task(town.house.page(number).id, "approve").id
    why = f"你是同一记录的 {earlier} 的经办人，按双人审核规则不能审批。可由 张敏 审批。"
    li = town.sign_in("lihong")
    assert number not in _rows(li, "pool")
    assert why in li.text(f"/w/tasks/{task}")
    assert why in li.text("/w/approvals")
    assert machine(town, "lihong").post(f"/v1/tasks/{task}/claim").get_json()["sentence"] == why
    assert number in _rows(town.sign_in("zhangmin"), "pool")


def _absent(town: Town, absent: str, substitute: str) -> None:
    values = {"absent_id": town.doer(absent).actor.id, "substitute_id": town.doer(substitute).actor.id}
    days = {"first_on": date(2026, 11, 1), "last_on": date(2026, 12, 31)}
    with town.office.database.writing() as connection:
        connection.execute(insert(Substitution).values(**values, **days, reason="休假"))


@pytest.mark.parametrize("door", ["pages", "api"])
def test_a_substitute_acts_for_the_absent_and_under_their_bars(town: Town, door: str):
    """A lent role is used in the name of whose it is: not by the drafter's substitute, but by another manager's."""
    number, task = _proposed_by_manager(town)
    _absent(town, "lihong", "hejing")
    _absent(town, "zhangmin", "guanwei")
    he, guan = town.sign_in("hejing"), town.sign_in("guanwei")
    assert number not in _rows(he, "pool")
    assert number in _rows(guan, "pool")
    if door == "pages":
        refused = he.send("/w/inbox", f"/w/tasks/{task}/claim")
        said, status = refused.get_data(as_text=True), refused.status_code
        assert guan.send(f"/w/tasks/{task}", f"/w/tasks/{task}/claim").status_code == 302
    else:
        answer = machine(town, "hejing").post(f"/v1/tasks/{task}/claim")
        said, status = answer.get_json()["sentence"], answer.status_code
        assert machine(town, "guanwei").post(f"/v1/tasks/{task}/claim").status_code == 200
    assert (status, "你所代的 李红 是本件经办人" in said) == (403, True)
    entry = town.house.journal(town.house.page(number).id)[-1]
    assert (entry.kind, entry.actor, entry.on_behalf) == ("task.claimed", "关伟", "张敏")


def test_a_substitute_of_another_unit_is_none(town: Town):
    """A substitution across units lends nothing, whoever wrote it into the table."""
    number, task = _proposed_by_manager(town)
    _absent(town, "zhangmin", "chenjie")
    chen = town.sign_in("chenjie")
    assert number not in _rows(chen, "pool")
    assert chen.get(f"/w/tasks/{task}").status_code == 404


def test_one_own_role_is_used_in_ones_own_name(town: Town):
    """Who is a manager and stands in for the drafter too decides as the manager they are."""
    number, task = _proposed_by_manager(town)
    with town.office.database.writing() as connection:
        connection.execute(
            insert(PersonRole).values(person_id=town.doer("hejing").actor.id, role="manager", unit="SJJ")
        )
    _absent(town, "lihong", "hejing")
    he = town.sign_in("hejing")
    assert number in _rows(he, "pool")
    assert he.send(f"/w/tasks/{task}", f"/w/tasks/{task}/claim").status_code == 302
