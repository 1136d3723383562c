"""Fires what is due: one timer, one case, one transaction; a failure waits and the others go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from workflows.actions.catalogue import SYSTEM
from workflows.casework import holding, incidents, moments, nudging, occurrences, registry_time
from workflows.casework.event import CaseEvent, Step
from workflows.casework.office import Office
from workflows.casework.step import Attempt, CaseClosed, Taken, on_case, once, take_step
from workflows.casework.tasks import Doer
from workflows.engine.events import Event, FireTimer
from workflows.errors import AlreadyDone, NotAllowed, NotAvailable
from workflows.law.roles import Role
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
        row = next((row for row in step.found.timers if row.id == self.timer.id), None)
        if row is None or row.due_at is None or row.due_at > step.desk.now:
            raise AlreadyDone(timer=self.timer.id)
        return _fire(step, row)


def _fire(step: Step, row: TimerRow) -> Event | None:
    """Takes the row away, writes the occurrence down and tells the engine, or whoever is to be told."""
    step.fired = row
    step.said |= {"rule": row.rule, "moment": row.moment, "offset": row.offset, "scope": row.scope}
    timers.drop_timers(step.connection, [row.id])
    if row.kind == holding.KIND:
        holding.fire(step, row)
        return None
    is_first = occurrences.note(step, row)
    if row.kind == "engine":
        return FireTimer(row.engine_task)
    if is_first:
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
    return _fire_of_case(office) or registry_time.start_next(office)


def _fire_of_case(office: Office) -> bool:
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
    except (AlreadyDone, CaseClosed):
        _forget(office, claimed[0])
    except Exception as problem:
        if not claimed:
            raise
        _postpone(office, claimed[0], problem)
    return True


def _forget(office: Office, row: TimerRow) -> None:
    """Nothing waits for this moment any more: a row that stayed behind would come up for ever."""
    with office.database.writing() as connection:
        found = timers.find_timer(connection, row.id)
        if found is not None and found.due_at == row.due_at:
            timers.drop_timers(connection, [row.id])


def _postpone(office: Office, row: TimerRow, problem: Exception) -> None:
    key = f"timer:{row.owner_kind}:{row.owner_id}:{row.kind}:{row.engine_task}:{row.rule}:{row.scope}:{row.occurrence}"
    incidents.report_failure(office, row.owner_id, "timer", key, problem)
    with office.database.writing() as connection:
        later = office.clock.now() + RETRY_AFTER * (row.attempts + 1)
        timers.postpone(connection, row.id, later, f"{type(problem).__name__}: {problem}")


@dataclass(frozen=True, slots=True)
class LateLetThrough(CaseEvent):
    """A person looked at what was known too late, and lets the consequence follow."""

    timer_id: int
    doer: Doer
    kind: str = "timer.let_through"

    def prepare(self, step: Step) -> Event | None:
        row = next((row for row in step.found.timers if row.id == self.timer_id), None)
        if row is None:
            raise AlreadyDone(timer=self.timer_id)
        if not {f"{role}@{step.case.unit}" for role in (Role.MANAGER, Role.HEAD)} & self.doer.groups:
            raise NotAllowed(
                "只有审批人可以决定逾期后补录的后果是否发生",
                english="Only a manager decides what late knowledge leads to.",
            )
        if row.dormant != moments.LATE_KNOWLEDGE:
            raise NotAvailable(
                "这一时点不是因逾期后补录而停下的", english="This moment did not stop for late knowledge."
            )
        return _fire(step, row)


def let_through(office: Office, case_id: int, timer_id: int, *, doer: Doer) -> Taken:
    """Fires by a person's decision what did not fire by itself because its fact was recorded too late (逾期后补录).

    Raises NotAllowed for others than those who decide in the unit, NotAvailable when it sleeps for another reason.
    """
    return take_step(office, case_id, LateLetThrough(timer_id, doer), doer.actor)
