"""The five verbs on a task."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from tests.builders.offices import TestOffice
from workflows.casework import tasks
from workflows.casework.tasks import Opened
from workflows.clock import CHINA
from workflows.errors import AlreadyDone, BadAnswers, NotAllowed, NotYours, Refusal
from workflows.store import journal


def test_a_completed_task_moves_the_case_on_and_is_gone(house: TestOffice) -> None:
    """Completing writes the facts, closes the task and the case, and the journal stays whole."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case = house.start()
    task = house.task(case.case_id, "review")
    taken = tasks.complete(house.office, Opened(task.id, 1), {"decision": "accept"}, doer=wang)
    assert taken.closed
    assert house.tasks(case.case_id) == []
    assert house.page(case.number).state == "已受理"
    assert house.page(case.number).handler == "王磊"
    with house.office.database.reading() as connection:
        assert journal.verify(connection, case.case_id) is None


def test_nobody_else_completes_a_claimed_task(house: TestOffice) -> None:
    """A claimed task is its holder's, until it is released or handed over."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    he = house.person("hejing", "何静", "officer@SJJ")
    task = house.task(house.start().case_id, "review")
    tasks.claim(house.office, task.id, doer=wang)
    with pytest.raises(NotYours):
        tasks.complete(house.office, Opened(task.id, 1), {"decision": "accept"}, doer=he)
    tasks.hand_over(house.office, task.id, he.actor.id, doer=wang)
    assert tasks.complete(house.office, Opened(task.id, 1), {"decision": "refuse"}, doer=he).closed


def test_another_unit_may_not_touch_the_task(house: TestOffice) -> None:
    """A task belongs to a role in a unit."""
    chen = house.person("chenjie", "陈洁", "officer@ZJJ", "manager@SJJ")
    task = house.task(house.start().case_id, "review")
    for attempt in (
        lambda: tasks.claim(house.office, task.id, doer=chen),
        lambda: tasks.complete(house.office, Opened(task.id, 1), {"decision": "accept"}, doer=chen),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_wrong_answers_are_said_by_field_and_change_nothing(house: TestOffice) -> None:
    """Every mistake is named at once; the task stays open."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    task = house.task(house.start().case_id, "review")
    with pytest.raises(BadAnswers) as refusal:
        tasks.complete(house.office, Opened(task.id, 1), {"decision": "maybe", "surprise": 1}, doer=wang)
    assert refusal.value.details["fields"] == {"decision": "请为“审查意见”选择所列的一项", "": "有表单中没有的内容"}
    assert house.task(_case_of(house, task.id), "review").id == task.id


def _case_of(house: TestOffice, task_id: int) -> int:
    return next(row.case_id for row in house.pool("officer@SJJ") if row.id == task_id)


def test_a_second_submit_with_the_same_key_has_the_same_answer(house: TestOffice) -> None:
    """A double click is one completion."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case = house.start()
    task = house.task(case.case_id, "review")
    answers = {"decision": "accept"}
    first = tasks.complete(house.office, Opened(task.id, 1), answers, doer=wang, key="one")
    again = tasks.complete(house.office, Opened(task.id, 1), answers, doer=wang, key="one")
    assert first == again
    assert [entry.kind for entry in house.journal(case.case_id)].count("task.completed") == 1
    with pytest.raises(AlreadyDone):
        tasks.complete(house.office, Opened(task.id, 1), answers, doer=wang, key="two")


def test_of_many_at_once_exactly_one_wins(house: TestOffice) -> None:
    """Eight submits at the same time: one completion, seven are told that it is done."""
    people = [house.person(f"p{number}", f"办{number}", "officer@SJJ") for number in range(8)]
    case = house.start()
    task = house.task(case.case_id, "review")

    def submit(number: int) -> str:
        try:
            tasks.complete(house.office, Opened(task.id, 1), {"decision": "accept"}, doer=people[number])
        except Refusal as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(8) as pool:
        results = sorted(pool.map(submit, range(8)))
    assert results == ["already_done"] * 7 + ["done"]
    assert [entry.kind for entry in house.journal(case.case_id)].count("task.completed") == 1


def test_sixty_open_forms_are_sixty_successes(house: TestOffice) -> None:
    """A form carries its task and attempt, never the case's revision: claims of others do not spoil it."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    cases = [house.start() for _ in range(3)]
    opened = [house.task(case.case_id, "review") for case in cases]
    for task in opened:
        for _ in range(20):
            tasks.claim(house.office, task.id, doer=wang)
            tasks.release(house.office, task.id, doer=wang)
    assert [
        tasks.complete(house.office, Opened(task.id, 1), {"decision": "accept"}, doer=wang).closed for task in opened
    ] == [True] * 3


def test_lateness_is_judged_by_when_the_request_came(house: TestOffice) -> None:
    """An officer's late click is accepted; the deadline then says that it was late."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case = house.start()
    house.pass_time(datetime(2026, 11, 30, 9, 30, tzinfo=CHINA))
    task = house.task(case.case_id, "review")
    tasks.complete(house.office, Opened(task.id, 1), {"decision": "accept"}, doer=wang)
    assert house.deadlines(case.case_id)["repair.accept"].state == "late"
