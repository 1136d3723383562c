"""Lists of cases, the newest first, paged by key; each with the step it is at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from workflows.law.uscc import normalise
from workflows.queries.visible import Sight, in_sight, may_see
from workflows.registry.subjects import grams
from workflows.store import registry
from workflows.store.schema import Case, Paper, Person, Task, Unit

PAGE = 50
NUMBERED = "XF"
"""How case numbers begin."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of cases is narrowed to; empty is everything."""

    asked: str = ""
    process: str = ""
    state: str = ""
    open_only: bool = True


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list."""

    id: int
    number: str
    process: str
    state: str
    subject_name: str
    unit_name: str
    handler: str | None
    opened_at: datetime
    closed_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a case of the list waits for."""

    case_id: int
    title: str
    role_group: str
    holder: str | None
    rule: str
    scope: str
    due_at: datetime


def list_ids(connection: Connection) -> list[int]:
    """Every case there is, oldest first."""
    return list(connection.execute(select(Case.id).order_by(Case.id)).scalars())


def find_number(connection: Connection, sight: Sight, text: str) -> str | None:
    """The number of the case in sight that is called exactly so."""
    number = text.strip().upper()
    if not number.startswith(NUMBERED):
        return None
    found = connection.execute(select(Case.id).where(Case.number == number)).scalar_one_or_none()
    return number if found is not None and may_see(connection, sight, found) else None


def list_cases(
    connection: Connection, sight: Sight, district: str, wanted: Wanted, before: int | None = None
) -> list[CaseRow]:
    """A page of cases older than `before`; index case_list, or case_subject when an enterprise is asked for."""
    query = (
        select(
            Case.id,
            Case.number,
            Case.process,
            Case.state,
            Case.subject_name,
            Unit.short_name,
            Person.name,
            Case.opened_at,
            Case.closed_at,
            Case.changed_at,
        )
        .select_from(Case)
        .join(Unit, Unit.code == Case.unit)
        .outerjoin(Person, Person.id == Case.handler_id)
        .where(Case.district == district, in_sight(sight), *_narrowed(connection, district, wanted))
        .order_by(Case.id.desc())
        .limit(PAGE)
    )
    if before is not None:
        query = query.where(Case.id < before)
    rows: Iterable[Any] = connection.execute(query)
    return [CaseRow(*row) for row in rows]


def _narrowed(connection: Connection, district: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.process:
        conditions.append(Case.process == wanted.process)
    if wanted.state:
        conditions.append(Case.state == wanted.state)
    if wanted.open_only:
        conditions.append(Case.closed_at.is_(None))
    if wanted.asked.strip():
        conditions.append(_asked(connection, district, wanted.asked.strip()))
    return conditions


def _asked(connection: Connection, district: str, asked: str) -> ColumnElement[bool]:
    """A case number, the number of a paper, a social credit code or its end, or part of a name."""
    if "〔" in asked:
        return Case.id.in_(select(Paper.case_id).where(Paper.district == district, Paper.number == asked))
    if asked.upper().startswith(NUMBERED):
        return Case.number.startswith(asked.upper(), autoescape=True)
    code = normalise(asked)
    if code.isascii():
        found = registry.find_subjects_by_tail(connection, district, code)
    elif not (pairs := grams(asked)):
        return Case.subject_name.contains(asked, autoescape=True)
    else:
        found = registry.find_subjects_by_grams(connection, district, pairs)
    return Case.subject_id.in_([subject.id for subject in found])


def list_waiting(connection: Connection, case_ids: Iterable[int]) -> dict[int, list[Waiting]]:
    """The open tasks of these cases, by case."""
    columns = (Task.case_id, Task.title, Task.role_group, Person.name, Task.rule, Task.scope, Task.due_at)
    query = (
        select(*columns)
        .select_from(Task)
        .outerjoin(Person, Person.id == Task.assignee_id)
        .where(Task.case_id.in_(list(case_ids)))
        .order_by(Task.due_at, Task.id)
    )
    rows: Iterable[Any] = connection.execute(query)
    found: dict[int, list[Waiting]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Waiting(*row))
    return found


def list_states(connection: Connection, district: str, process: str) -> list[str]:
    """The states in which cases of a process are, for the filter."""
    query = select(Case.state).where(Case.district == district, Case.process == process).distinct()
    return sorted(state for state in connection.execute(query).scalars() if state)


def unit_names(connection: Connection) -> dict[str, str]:
    """The short name of each unit."""
    return {row.code: row.short_name for row in connection.execute(select(Unit.code, Unit.short_name))}
