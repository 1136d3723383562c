"""The processes that chaos kills: writers that open errands and complete tasks, workers that do what is due."""

from __future__ import annotations

import mmap
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

from bench import data
from bench.audit import rows
from bench.clock import SharedClock
from bench.fate import Fate, MortalDatabase, Point
from bench.ledger import CLAIM, WITHDRAWAL, Ledger, Request
from bench.machine import Machine
from bench.sink import Sink
from bench.web import Visitor
from workflows.casework import due, effects, tasks
from workflows.casework.effects import BETWEEN_CASES, Handler
from workflows.casework.office import Office
from workflows.casework.start import Opening, start_case
from workflows.casework.tasks import Doer, Opened
from workflows.engine.state import LiveCases
from workflows.errors import NotAvailable, Refusal
from workflows.law.roles import Role
from workflows.store.base import milliseconds
from workflows.store.outbox import LeasedEffect

IDLE = 0.02
"""Seconds to wait when there is nothing to do."""

BREATH = 0.004
"""Seconds between two requests: who never lets go of a SQLite file leaves others waiting for it."""

AT_ONCE = 12
"""With fewer open tasks than that, new errands are opened."""

A_DAY = 24 * 3600 * 1000

FORGOTTEN, SLOW, WITHDRAWN = 5, 3, 7
"""Of so many errands one is never reviewed, one only when its last day is over: they keep the timers busy; and one is
withdrawn by the enterprise, so that its visit ends with it."""


class Act(IntEnum):
    """How far the play is: errands are opened, only finished, or everybody goes home."""

    OPENING = 0
    FINISHING = 1
    OVER = 2


@dataclass(frozen=True, slots=True)
class Place:
    """What the processes of one chaos share: an office that is warm before they are forked, and how far the play is."""

    office: Office
    database: MortalDatabase
    folder: Path
    clock: SharedClock
    page: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 1))

    @property
    def act(self) -> Act:
        return Act(self.page[0])

    def turn_to(self, act: Act) -> None:
        self.page[0] = act

    @property
    def sink(self) -> Sink:
        return Sink(self.folder / "sent")

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What leaves the house goes to the sink; right after it is one of the points to die at."""

        def send(of: Office, effect: LeasedEffect) -> Mapping[str, Any]:
            receipt = self.sink.send(of, effect)
            self.database.fate.at(Point.AFTER_SENDING)
            return receipt

        return {**BETWEEN_CASES, "tell": send}

    def ledger(self, name: str) -> Ledger:
        return Ledger(self.folder / f"{name}.ledger")

    def enter(self, fate: Fate) -> Office:
        """The office for a process that was just forked: without connections, without live cases."""
        self.database.fate = fate
        self.office.live = LiveCases()
        return self.office


def work(place: Place, fate: Fate) -> None:
    """A worker: fires what is due, carries out what waits to leave, until it is over."""
    office = place.enter(fate)

    while place.act is not Act.OVER:
        with fate.asked():
            done = due.fire_due(office, limit=2) + effects.run_effects(office, place.handlers, limit=2)
        time.sleep(IDLE if done == 0 else BREATH)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who completes which task: writers by number, then those who come in by the web's door, who are no managers."""

    writers: int
    at_the_door: int = 0

    def has(self, number: int, task: Waiting) -> bool:
        """True when this one completes the task; a withdrawal is the last one's, who is a machine."""
        many = self.writers + (self.at_the_door if task.element != "decide" else 0)
        wanted = many - 1 if task.is_withdrawn else task.id % many
        return wanted == number


@dataclass(slots=True)
class Writer:
    """Opens errands and completes its share of the tasks; what it was not answered it asks again, under the same key."""

    name: str
    number: int
    hands: Hands
    place: Place
    office: Office
    fate: Fate
    ledger: Ledger
    officer: Doer
    manager: Doer
    subject_id: int

    @classmethod
    def at(cls, place: Place, fate: Fate, number: int, hands: Hands) -> Writer:
        office = place.enter(fate)
        officer = data.list_doers(office, Role.OFFICER)[number % data.OFFICERS]
        manager = data.list_doers(office, Role.MANAGER)[0]
        name = f"writer{number}"
        subject_id, _agent = data.enterprise(office)
        return cls(name, number, hands, place, office, fate, place.ledger(name), officer, manager, subject_id)

    def rehearse(self) -> None:
        """One errand from beginning to end, so that everything is warm that processes are forked from."""
        self._ask(Request(f"{self.name} rehearsal"))
        while tasks := self._list_tasks() or effects.run_effects(self.office, self.place.handlers):
            for task in tasks if isinstance(tasks, list) else []:
                self._ask(Request(f"{self.name} task {task.id}", task.id, task.element))

    def write(self, quota: int) -> None:
        """Until everybody goes home; at most `quota` errands are opened."""
        for request in self.ledger.list_unanswered():
            self._perform(request)
        begun = sum(request.task_id == 0 for request in self.ledger.list_asked())
        while self.place.act is not Act.OVER:
            waiting = self._list_tasks()
            if waiting:
                for task in waiting:
                    self._ask(Request(f"{self.name} task {task.id}", task.id, task.element))
            elif self.place.act is Act.OPENING and begun < quota and self._is_calm():
                self._ask(Request(f"{self.name} errand {begun}"))
                begun += 1
            else:
                time.sleep(IDLE)

    def _ask(self, request: Request) -> None:
        self.ledger.ask(request)
        self._perform(request)
        time.sleep(BREATH)

    def _perform(self, request: Request) -> None:
        """Asks until there is an answer that counts; an office that is busy is asked once more."""
        while True:
            try:
                with self.fate.asked():
                    said = self._complete(request) if request.task_id else self._start(request)
            except NotAvailable:
                time.sleep(IDLE)
                continue
            except Refusal as refusal:
                said = refusal.code
            self.ledger.answer(request, said)
            return

    def _start(self, request: Request) -> str:
        opening = Opening("errand", data.UNIT, self.subject_id, {"matter": request.key})
        return start_case(self.office, opening, self.officer.actor, key=request.key).number

    def _complete(self, request: Request) -> str:
        doer = self.manager if request.element == "decide" else self.officer
        answers = {
            "review": {"decision": "accept", "opinion": request.key},
            "decide": {"opinion": request.key},
            "look": {"found": request.key},
        }[request.element]
        opened = Opened(request.task_id, 1)
        return tasks.complete(self.office, opened, answers, doer=doer, key=request.key).number

    def _list_tasks(self) -> list[Waiting]:
        """The tasks of this writer's share that are to be completed now."""
        return [task for task in list_ready(self.office) if self.hands.has(self.number, task)]

    def _is_calm(self) -> bool:
        """Nobody has too much to do; what is left alone on purpose does not count."""
        with self.office.database.reading() as connection:
            waiting = [Waiting(*row) for row in rows(connection, WAITING)]
        return sum(not task.is_left_alone for task in waiting) < AT_ONCE


def visit(place: Place, visitor: Visitor, number: int, hands: Hands) -> None:
    """The visitor's share of the tasks, at the web, until everybody goes home."""
    office = place.enter(Fate.new())
    while place.act is not Act.OVER:
        ready = [task for task in list_ready(office) if hands.has(number, task)]
        for task in ready:
            request = Request(f"visitor task {task.id}", task.id, task.element)
            visitor.ledger.ask(request)
            visitor.complete(request)
        if not ready:
            time.sleep(IDLE)


def call(place: Place, machine: Machine, number: int, hands: Hands) -> None:
    """The machine's share of the tasks, by the API: claimed and completed; and what the enterprise withdraws."""
    office = place.enter(Fate.new())
    while place.act is not Act.OVER:
        ready = [task for task in list_ready(office) if hands.has(number, task)]
        for task in ready:
            if task.is_withdrawn:
                machine.withdraw(
                    Request(f"machine withdrawal {task.case_number}", task.id, WITHDRAWAL), task.case_number
                )
            else:
                machine.claim(Request(f"machine claim {task.id}", task.id, CLAIM))
                machine.complete(Request(f"machine task {task.id}", task.id, task.element))
        if not ready:
            time.sleep(IDLE)


WAITING = """SELECT t.id, t.element, t.case_number, t.due_at, p.number FROM tasks t JOIN cases c ON c.id = t.case_id
    LEFT JOIN cases p ON p.id = c.parent_id ORDER BY t.id"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open task, as a plain question finds it."""

    id: int
    element: str
    case_number: str
    due_at: int
    errand_number: str | None
    """Of the errand that a visit was opened by."""

    @property
    def _serial(self) -> int:
        return int((self.errand_number or self.case_number).rsplit("-", 1)[1])

    @property
    def _is_of_withdrawn(self) -> bool:
        return self._serial % WITHDRAWN == WITHDRAWN // 2

    @property
    def is_withdrawn(self) -> bool:
        """The enterprise withdraws the errand instead of having it reviewed."""
        return self.element == "review" and self._is_of_withdrawn

    @property
    def is_forgotten(self) -> bool:
        return self.element == "review" and self._serial % FORGOTTEN == 0 and not self.is_withdrawn

    @property
    def is_slow(self) -> bool:
        """Not touched before its last day is over."""
        return self.element == "review" and self._serial % SLOW == 0 and not self.is_withdrawn

    @property
    def is_left_alone(self) -> bool:
        """Forgotten, slow, or a visit that ends with its errand."""
        return self.is_forgotten or self.is_slow or (self.element == "look" and self._is_of_withdrawn)


def list_ready(office: Office) -> list[Waiting]:
    """The tasks that are to be completed now."""
    with office.database.reading() as connection:
        found = [Waiting(*row) for row in rows(connection, WAITING)]
    late = milliseconds(office.clock.now()) - A_DAY
    return [task for task in found if not task.is_left_alone or (task.is_slow and late > task.due_at)]
