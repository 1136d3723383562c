"""Whatever happens in whatever order: the rows say what the engine waits for, the journal is whole, nothing is stuck."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from tests.builders.casework import incidents, timer_rows
from tests.builders.offices import TestOffice
from tests.builders.registry import a_subject
from tests.builders.walks import Remembered
from workflows.actions.catalogue import Actor
from workflows.casework import messages, tasks, ways_back
from workflows.casework.messages import Message
from workflows.casework.tasks import Doer, Opened
from workflows.engine import advance, state
from workflows.engine.events import Look, Outcome
from workflows.errors import Refusal
from workflows.store import cases, journal
from workflows.store import tasks as task_rows
from workflows.store.tasks import TaskRow

STARTS: dict[str, dict[str, Any]] = {
    "units": {"units": ["SJJ", "ZJJ", "CZJ"]},
    "lifting": {"units": ["ZJJ", "CZJ"]},
    "withdrawable": {},
    "branches": {},
    "waiting": {},
    "patient": {},
    "foreign": {},
    "rework": {},
    "lapse": {},
    "receipt": {"matter": "申请"},
}


class Blind:
    """Does what can be done, by a fixed sequence of choices."""

    def __init__(self, house: TestOffice, key: str, seed: int) -> None:
        self.house, self._seed, self._keys = house, seed * 7919 + len(key), count()
        with house.office.database.writing() as connection:
            subject_id = a_subject(connection)
        self.persons = [
            house.person(f"p{number}", f"办{number}", *(f"{role}@{unit}" for role in ROLES for unit in UNITS))
            for number in range(2)
        ]
        self.subject = Doer(Actor(self.persons[0].actor.id, "企业"), frozenset({f"subject@{subject_id}"}))
        self.case_id = house.start(key, STARTS[key], subject_id=subject_id).case_id

    def choose(self, among: int) -> int:
        self._seed = (self._seed * 1103515245 + 12345) % 2**31
        return (self._seed >> 8) % among

    def step(self) -> None:
        kind = self.choose(6)
        try:
            if kind == 0:
                self.house.pass_time(self.house.clock.now().replace(hour=1) + (self.choose(4) + 1) * ONE_DAY)
            elif kind == 1:
                self._say()
            elif kind == 2:
                self._back()
            else:
                self._do()
        except Refusal:
            return

    def _tasks(self) -> list[TaskRow]:
        with self.house.office.database.reading() as connection:
            return sorted(task_rows.list_tasks(connection, self.case_id), key=lambda row: (row.element, row.id))

    def _doer(self, row: TaskRow) -> Doer:
        holders = [person for person in self.persons if row.assignee_id in (None, person.actor.id)]
        return self.subject if row.role_group.startswith("subject@") else holders[self.choose(len(holders))]

    def _do(self) -> None:
        rows = self._tasks()
        if rows:
            row = rows[self.choose(len(rows))]
            answers = {"decision": ("yes", "no", "accept")[self.choose(3)]}
            tasks.complete(self.house.office, Opened(row.id, row.attempt), answers, doer=self._doer(row))

    def _back(self) -> None:
        rows = self._tasks()
        if rows:
            row = rows[self.choose(len(rows))]
            with self.house.office.database.reading() as connection:
                ways = ways_back.list_ways_back(self.house.office, connection, row.id)
            if ways:
                to = ways[self.choose(len(ways))].element
                opened = Opened(row.id, row.attempt)
                tasks.send_back(self.house.office, opened, to, "退回重新办理，请再核对", doer=self._doer(row))

    def _say(self) -> None:
        with self.house.office.database.reading() as connection:
            awaits = sorted(cases.get_case(connection, self.case_id).awaits)
        if awaits:
            name, scope = awaits[self.choose(len(awaits))]
            if name != "children.all_done":
                message = Message(name, scope, {"n": self.choose(9)})
                messages.deliver(self.house.office, self.case_id, message, key=f"{self.case_id}:{next(self._keys)}")


ONE_DAY = timedelta(days=1)
ROLES = ("officer", "manager", "implementer")
UNITS = ("SJJ", "ZJJ", "CZJ")


def _engine(house: TestOffice, case_id: int) -> Outcome:
    """What the stored bytes wait for, asked of the engine alone."""
    with house.office.database.reading() as connection:
        case = cases.get_case(connection, case_id)
        saved = cases.load_state(connection, case_id)
        definition = house.office.definition(connection, case.release_id, case.process)
    kept = state.restore(definition, saved.format, saved.body)
    return advance.advance(definition, kept, Look(), Remembered())


def _check(house: TestOffice, case_id: int) -> bool:
    """The rows agree with the bytes; true when the case has ended."""
    outcome = _engine(house, case_id)
    with house.office.database.reading() as connection:
        case = cases.get_case(connection, case_id)
        rows = task_rows.list_tasks(connection, case_id)
        assert journal.verify(connection, case_id) is None
    assert {(row.engine_task, row.attempt) for row in rows} == {(t.task_id, t.attempt) for t in outcome.tasks}
    assert {row.engine_task for row in timer_rows(house, case_id)} == {t.task_id for t in outcome.timers}
    assert sorted(case.awaits) == sorted([m.name, m.scope] for m in outcome.messages)
    assert (case.closed_at is not None, outcome.stuck) == (outcome.ended, False)
    pressed = {row.engine_task for kind in ("nudge", "ladder") for row in timer_rows(house, case_id, kind)}
    assert pressed <= {row.engine_task for row in rows}
    return outcome.ended


@pytest.mark.parametrize("key", STARTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_rows_and_engine_agree_whatever_happens(house: TestOffice, key: str, seed: int) -> None:
    """Tasks done, messages sent, cases given back and days passing, blindly: after each step all rows are right."""
    blind = Blind(house, key, seed)
    for _ in range(14):
        if _check(house, blind.case_id):
            break
        blind.step()
    house.settle()
    _check(house, blind.case_id)
    assert incidents(house) == [] or len(incidents(house, "message")) == len(incidents(house))
