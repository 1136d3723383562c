"""Short ways to make things happen to a case, and to look at what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from tests.builders.offices import TestOffice
from workflows.actions.catalogue import SYSTEM
from workflows.casework import messages, tasks
from workflows.casework.event import CaseEvent, Step
from workflows.casework.messages import Message
from workflows.casework.step import Taken, take_step
from workflows.casework.tasks import Doer, Opened
from workflows.clock import CHINA, china_instant
from workflows.store import facts, timers
from workflows.store import tasks as task_rows
from workflows.store.facts import NewFact, Owner
from workflows.store.schema import Case, Effect, InboundMessage, Incident
from workflows.store.timers import TimerRow


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An instant of the office's 2026 (or of January 2027, which comes after)."""
    return datetime(2026 if month > 1 else 2027, month, day, hour, minute, tzinfo=CHINA)


def opening(day: date) -> datetime:
    return china_instant(day, time(9))


@dataclass(frozen=True, slots=True)
class FactRecorded(CaseEvent):
    """A fact comes to be known, as an action of a diagram records it."""

    fact: str
    on: date
    scope: str = ""
    evidence: Mapping[str, Any] | None = None
    kind: str = "test.fact"

    def prepare(self, step: Step) -> None:
        new = NewFact(
            Owner("case", step.case.id),
            self.fact,
            self.on,
            step.desk.now,
            "测试",
            scope=self.scope,
            evidence=self.evidence or {},
        )
        facts.record(step.connection, new)
        step.desk.facts_changed = True


def record(house: TestOffice, case_id: int, fact: str, on: date | None = None, scope: str = "", **evidence: Any) -> int:
    """Records a fact in a step and returns its number."""
    day = on or house.clock.now().astimezone(CHINA).date()
    take_step(house.office, case_id, FactRecorded(fact, day, scope, evidence), SYSTEM)
    with house.office.database.reading() as connection:
        return facts.list_fact_rows(connection, Owner("case", case_id))[-1].id


def do(house: TestOffice, case_id: int, element: str, doer: Doer, **answers: Any) -> Taken:
    """Claims nothing, hands in the answers of the open task of that element."""
    row = row_of(house, case_id, element)
    return tasks.complete(house.office, Opened(row.id, row.attempt), answers, doer=doer)


def row_of(house: TestOffice, case_id: int, element: str) -> task_rows.TaskRow:
    with house.office.database.reading() as connection:
        return next(row for row in task_rows.list_tasks(connection, case_id) if row.element == element)


def open_elements(house: TestOffice, case_id: int) -> list[str]:
    return sorted(task.element for task in house.tasks(case_id))


def timer_rows(house: TestOffice, case_id: int, kind: str = "engine") -> list[TimerRow]:
    with house.office.database.reading() as connection:
        rows = timers.list_timers(connection, "case", case_id)
    return sorted((row for row in rows if row.kind == kind), key=lambda row: (row.rule, row.moment, row.offset, row.id))


def timer(house: TestOffice, case_id: int, moment: str, rule: str = "repair.decide") -> tuple[datetime | None, str]:
    """When that moment of the rule is due, or why it sleeps."""
    (row,) = [row for row in timer_rows(house, case_id) if (row.moment, row.rule) == (moment, rule)]
    return row.due_at, row.dormant


def tell(
    house: TestOffice,
    case_id: int,
    name: str,
    scope: str = "",
    *,
    key: str = "",
    from_case: int | None = None,
    **payload: Any,
) -> Taken | None:
    """A message from outside the case."""
    message = Message(name, scope, payload, from_case)
    return messages.deliver(house.office, case_id, message, key=key or f"{name}:{scope}:{house.clock.now()}")


def incidents(house: TestOffice, kind: str = "") -> list[str]:
    """The sentences of all incidents, or of those of one kind."""
    with house.office.database.reading() as connection:
        rows = connection.execute(select(Incident.kind, Incident.sentence).order_by(Incident.id)).all()
    return [row.sentence for row in rows if kind in ("", row.kind)]


def kept(house: TestOffice, case_id: int) -> list[tuple[str, str]]:
    """Name and scope of the messages that wait for somebody to wait for them."""
    query = select(InboundMessage.name, InboundMessage.scope).where(InboundMessage.case_id == case_id)
    with house.office.database.reading() as connection:
        return [(row.name, row.scope) for row in connection.execute(query.order_by(InboundMessage.id))]


def effects(house: TestOffice, case_id: int, kind: str) -> list[dict[str, Any]]:
    """The payloads of everything of that kind that the case ever put into the outbox and nobody took back."""
    query = select(Effect.payload).where(Effect.case_id == case_id, Effect.kind == kind, Effect.given_up_at.is_(None))
    with house.office.database.reading() as connection:
        return [dict(row.payload) for row in connection.execute(query.order_by(Effect.id))]


def children(house: TestOffice, case_id: int) -> dict[tuple[str, str], int]:
    """The side cases by process and scope, the open and the closed ones."""
    query = select(Case.id, Case.process, Case.scope).where(Case.parent_id == case_id)
    with house.office.database.reading() as connection:
        return {(row.process, row.scope): row.id for row in connection.execute(query.order_by(Case.id))}


def state(house: TestOffice, case_id: int) -> tuple[str, bool]:
    """The state of a case and whether it is closed."""
    with house.office.database.reading() as connection:
        row = connection.execute(select(Case.state, Case.closed_at).where(Case.id == case_id)).one()
    return row.state, row.closed_at is not None


def notes(house: TestOffice, case_id: int, kind: str) -> list[dict[str, Any]]:
    """What the journal notes of one kind, oldest first."""
    said = [note for entry in house.journal(case_id) for note in entry.body.get("notes", ())]
    return [note for note in said if note["note"] == kind]


def fired(house: TestOffice, case_id: int) -> list[tuple[str, str]]:
    """Moment and offset of everything that fired, in order."""
    entries = [entry for entry in house.journal(case_id) if entry.kind == "timer.fired"]
    return [(entry.body["moment"], entry.body["offset"]) for entry in entries]
