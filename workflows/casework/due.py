"""Fires what is due: one timer, one case, one transaction; a failure waits and the others go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from workflows.actions.catalogue import SYSTEM
from workflows.casework import incidents, nudging, recount
from workflows.casework.event import CaseEvent, Step
from workflows.casework.office import Office
from workflows.casework.step import Attempt, on_case, once
from workflows.engine.events import Event, FireTimer
from workflows.errors import AlreadyDone
from workflows.store import cases, timers
from workflows.store.database import Open
from workflows.store.timers import TimerRow


class NothingDue(Exception):
    """Another worker was faster, or the moment was moved meanwhile."""


RETRY_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TimerDue(CaseEvent):
    """The moment of a timer has come."""

    timer: TimerRow
    kind: str = "timer.fired"

    def prepare(self, step: Step) -> Event | None:
        row = next((row for row in step.waiting_timers() if row.id == self.timer.id), None)
        if row is None or row.due_at is None or row.due_at > step.desk.now:
            raise AlreadyDone(timer=self.timer.id)
        step.fired = row
        step.said |= {"rule": row.rule, "moment": row.moment, "offset": row.offset, "scope": row.scope}
        recount.note_occurrence(step, row)
        if row.kind == "engine":
            return FireTimer(row.engine_task)
        nudging.nudge(step, row)
        return None


def fire_due(office: Office, limit: int = 100) -> int:
    """Fires up to `limit` due timers, earliest first, each in a step of its own; returns how many were handled."""
    for handled in range(limit):
        if not fire_next(office):
            return handled
    return limit


def fire_next(office: Office) -> bool:
    """Fires the earliest due timer that no other worker holds; false when nothing is due."""
    with office.database.reading() as connection:
        due_at = timers.next_due_at(connection)
    if due_at is None or due_at > office.clock.now():
        return False
    claimed: list[TimerRow] = []

    def attempt(connection: Open) -> Attempt:
        row = timers.claim_due(connection, office.clock.now())
        if row is None:
            raise NothingDue
        claimed[:] = [row]
        return on_case(office, connection, cases.lock_case(connection, row.owner_id), TimerDue(row), SYSTEM)

    try:
        once(office, attempt, key="")
    except NothingDue:
        return False
    except AlreadyDone:
        return True
    except Exception as problem:
        if not claimed:
            raise
        _postpone(office, claimed[0], problem)
    return True


def _postpone(office: Office, row: TimerRow, problem: Exception) -> None:
    incidents.report_failure(office, row.owner_id, "timer", f"timer:{row.id}", problem)
    with office.database.writing() as connection:
        later = office.clock.now() + RETRY_AFTER * (row.attempts + 1)
        timers.postpone(connection, row.id, later, f"{type(problem).__name__}: {problem}")
