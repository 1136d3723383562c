"""What a decision is about: the proposal that waits, and who drafted it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from workflows.store.schema import Case, Participation, Person, Task


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in a case: of which element, and by whom."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a task decides on: its case's process and release, and the answers given so far by element."""

    process: str
    release_id: int
    names: Mapping[str, Any]


def list_parts(connection: Connection, case_ids: Iterable[int]) -> Mapping[int, list[Part]]:
    """Who took which part in each of these cases, oldest first."""
    query = (
        select(
            Participation.owner_id,
            Person.name,
            Participation.part,
        )
        .join(Person, Person.id == Participation.person_id)
        .where(Participation.owner_kind == "case", Participation.owner_id.in_(list(case_ids)))
        .order_by(Participation.id)
    )
    found: dict[int, list[Part]] = {}
    for row in connection.execute(query):
        found.setdefault(row.owner_id, []).append(Part(row.name, row.part))
    return found


def list_matters(connection: Connection, task_ids: Iterable[int]) -> Mapping[int, Decision]:
    """What each of these tasks decides on."""
    query = (
        select(Task.id, Case.process, Case.release_id, Task.names)
        .select_from(Task)
        .join(Case, Case.id == Task.case_id)
        .where(Task.id.in_(list(task_ids)))
    )
    return {row.id: Decision(row.process, row.release_id, row.names) for row in connection.execute(query)}
