"""Timers fire once, in order, each in its own step."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from tests.builders.offices import TestOffice
from workflows.casework import due, tasks
from workflows.casework.tasks import Opened
from workflows.clock import CHINA
from workflows.store import timers
from workflows.store.schema import CaseState


def _fired(house: TestOffice, case_id: int) -> list[tuple[str, str]]:
    return [
        (entry.body["moment"], entry.body["offset"]) for entry in house.journal(case_id) if entry.kind == "timer.fired"
    ]


def test_a_late_wake_up_fires_everything_once_and_in_order(house: TestOffice) -> None:
    """Woken a week late, reminders, the end of the day and the ladder come one after the other, none twice."""
    case = house.start()
    house.clock.advance_to(datetime(2026, 12, 4, 9, 0, tzinfo=CHINA))
    house.settle()
    house.settle()
    assert _fired(house, case.case_id) == [
        ("offset", "0"),
        ("offset", "1"),
        ("due", ""),
        ("offset", "1"),
        ("offset", "2"),
        ("offset", "3"),
    ]
    assert [task.element for task in house.tasks(case.case_id)] == ["review", "explain_delay"]


def test_completing_another_task_fires_no_overdue_timer(house: TestOffice) -> None:
    """Nothing fires by itself in any step: only the tick fires."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case = house.start()
    house.clock.advance_to(datetime(2026, 12, 4, 9, 0, tzinfo=CHINA))
    tasks.claim(house.office, house.task(case.case_id, "review").id, doer=wang)
    assert _fired(house, case.case_id) == []


def test_closing_a_task_ends_its_timers(house: TestOffice) -> None:
    """What nobody waits for any more never fires."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case = house.start()
    tasks.complete(house.office, Opened(house.task(case.case_id, "review").id, 1), {"decision": "accept"}, doer=wang)
    with house.office.database.reading() as connection:
        assert timers.next_due_at(connection) is None


def test_one_failing_case_does_not_hold_up_the_others(house: TestOffice) -> None:
    """A timer that cannot fire waits with an incident; the next case's fires."""
    broken, whole = house.start(), house.start()
    with house.office.database.writing() as connection:
        connection.execute(update(CaseState).where(CaseState.case_id == broken.case_id).values(body=b"not a state"))
    house.office.live.take(broken.case_id, 1)
    house.clock.advance_to(datetime(2026, 11, 27, 0, 10, tzinfo=CHINA))
    due.fire_due(house.office)
    assert ("due", "") in _fired(house, whole.case_id)
    assert ("due", "") not in _fired(house, broken.case_id)
