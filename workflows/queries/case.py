"""What the case page shows: head, open tasks, deadlines, what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from workflows.errors import NotFound
from workflows.store.schema import Case, Deadline, Journal, Person, Subject, Task, Unit


@dataclass(frozen=True, slots=True)
class CasePage:
    """The head of a case."""

    id: int
    number: str
    query_code: str
    process: str
    release_id: int
    state: str
    unit: str
    unit_name: str
    subject_id: int | None
    subject_name: str
    uscc: str | None
    handler: str | None
    scope: str
    parent_id: int | None
    opened_at: datetime
    closed_at: datetime | None
    revision: int
    awaits: list[list[str]]

    def may_be_asked(self, name: str) -> bool:
        """True while the case waits for this message."""
        return any(waited_for == name for waited_for, _scope in self.awaits)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that is open in the case, with who holds it."""

    id: int
    title: str
    process: str
    element: str
    role_group: str
    assignee_id: int | None
    holder: str | None
    due_at: datetime
    rule: str
    scope: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """A deadline with its explanation, the policy row it used, and the fact that started it."""

    id: int
    owner_id: int
    rule: str
    scope: str
    fact_id: int
    due_on: date | None
    state: str
    provisional: bool
    because: tuple[str, ...]
    row: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The rule in words."""
        return str(self.row.get("name", self.rule))


@dataclass(frozen=True, slots=True)
class SideCase:
    """A case that this one started or was started by."""

    id: int
    number: str
    process: str
    scope: str
    unit_name: str
    state: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the journal."""

    seq: int
    at: datetime
    actor: str
    on_behalf: str
    kind: str
    body: Mapping[str, Any]


def get_by_number(connection: Connection, number: str) -> CasePage:
    """Raises NotFound."""
    query = (
        select(
            Case.id,
            Case.number,
            Case.query_code,
            Case.process,
            Case.release_id,
            Case.state,
            Case.unit,
            Unit.name,
            Case.subject_id,
            Case.subject_name,
            Subject.uscc,
            Person.name,
            Case.scope,
            Case.parent_id,
            Case.opened_at,
            Case.closed_at,
            Case.revision,
            Case.awaits,
        )
        .join(Unit, Unit.code == Case.unit)
        .outerjoin(Subject, Subject.id == Case.subject_id)
        .outerjoin(Person, Person.id == Case.handler_id)
        .where(Case.number == number)
    )
    row: Any = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"没有案件 {number}", english=f"There is no case {number}.")
    return CasePage(*row)


def list_side_cases(connection: Connection, case_id: int, parent_id: int | None) -> list[SideCase]:
    """The case that started this one, and those that this one started."""
    query = (
        select(Case.id, Case.number, Case.process, Case.scope, Unit.name, Case.state, Case.opened_at, Case.closed_at)
        .join(Unit, Unit.code == Case.unit)
        .where(or_(Case.parent_id == case_id, Case.id == (parent_id or 0)))
        .order_by(Case.id)
    )
    return [SideCase(*row) for row in connection.execute(query)]


def number_of(connection: Connection, case_id: int) -> str:
    return str(connection.execute(select(Case.number).where(Case.id == case_id)).scalar_one())


def list_open_tasks(connection: Connection, case_id: int) -> list[OpenTask]:
    query = (
        select(
            Task.id,
            Task.title,
            Task.process,
            Task.element,
            Task.role_group,
            Task.assignee_id,
            Person.name,
            Task.due_at,
            Task.rule,
            Task.scope,
            Task.opened_at,
        )
        .outerjoin(Person, Person.id == Task.assignee_id)
        .where(Task.case_id == case_id)
        .order_by(Task.due_at, Task.id)
    )
    rows: Iterable[Any] = connection.execute(query)
    return [OpenTask(*row) for row in rows]


def list_deadlines(connection: Connection, case_id: int) -> list[DeadlineLine]:
    """In the order in which they began."""
    rows = connection.execute(_deadlines([case_id]))
    return [_deadline_line(*row) for row in rows]


def newest_deadlines(connection: Connection, case_ids: Iterable[int]) -> dict[tuple[int, str, str], DeadlineLine]:
    """The newest round of each rule and scope, by case; one query for a whole page of tasks or cases."""
    ids = sorted(set(case_ids))
    rows = connection.execute(_deadlines(ids)) if ids else ()
    lines = sorted((_deadline_line(*row) for row in rows), key=lambda line: line.fact_id)
    return {(line.owner_id, line.rule, line.scope): line for line in lines}


def _deadlines(case_ids: list[int]) -> Select[Any]:
    columns = [getattr(Deadline, name) for name in DeadlineLine.__slots__]
    return select(*columns).where(Deadline.owner_kind == "case", Deadline.owner_id.in_(case_ids)).order_by(Deadline.id)


def _deadline_line(*values: Any) -> DeadlineLine:
    said = dict(zip(DeadlineLine.__slots__, values, strict=True))
    return DeadlineLine(**{**said, "because": tuple(said["because"])})


def list_happenings(connection: Connection, case_id: int, limit: int = 200) -> list[Happening]:
    """The newest first."""
    columns = [getattr(Journal, name) for name in Happening.__slots__]
    query = select(*columns).where(Journal.case_id == case_id).order_by(Journal.seq.desc()).limit(limit)
    return [Happening(*row) for row in connection.execute(query)]


def first_happening(connection: Connection, case_id: int) -> Happening | None:
    """How the case began."""
    columns = [getattr(Journal, name) for name in Happening.__slots__]
    query = select(*columns).where(Journal.case_id == case_id).order_by(Journal.seq).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else Happening(*row)
