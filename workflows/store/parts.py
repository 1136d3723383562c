"""Who took which part in what; and the condition that leaves out of a list the tasks that somebody may not do for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, insert, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from workflows.law.separation import EARLIER
from workflows.law.separation import Participation as Taken
from workflows.store.schema import Case, CaseRecord, Participation, Task


@dataclass(frozen=True, slots=True)
class Part:
    """A part that a person took, also for whom."""

    person_id: int
    for_person_id: int | None
    part: str
    case_id: int


def _build_taken() -> Select[Any]:
    columns = (
        Participation.id,
        Participation.case_id,
        Participation.person_id,
        Participation.for_person_id,
        Participation.part,
    )
    records = select(CaseRecord.record_id).where(CaseRecord.case_id == bindparam("case"))
    found = union_all(
        select(*columns).where(Participation.owner_kind == "case", Participation.owner_id == bindparam("case")),
        select(*columns).where(Participation.owner_kind == "record", Participation.owner_id.in_(records)),
    ).subquery()
    query = select(Case.number, found.c.person_id, found.c.part, found.c.for_person_id)
    return query.join(Case, Case.id == found.c.case_id).order_by(found.c.id)


_WRITE = insert(Participation)
_PARTS_OF = (
    select(*(getattr(Participation, name) for name in Part.__slots__))
    .where(Participation.owner_kind == "case", Participation.owner_id == bindparam("case"))
    .order_by(Participation.id)
)
_TAKEN = _build_taken()


def write_parts(connection: Connection, owners: Iterable[tuple[str, int]], part: Part, now: datetime) -> None:
    """Notes that the person took this part in each of the owners (the case and what it decides on)."""
    rows = [
        {
            "owner_kind": kind,
            "owner_id": owner_id,
            "case_id": part.case_id,
            "person_id": part.person_id,
            "for_person_id": part.for_person_id,
            "part": part.part,
            "at": now,
        }
        for kind, owner_id in owners
    ]
    connection.execute(_WRITE, rows)


def list_parts(connection: Connection, case_id: int) -> tuple[Part, ...]:
    """Who took which part in a case, oldest first."""
    return tuple(Part(*row) for row in connection.execute(_PARTS_OF, {"case": case_id}))


def list_taken(connection: Connection, case_id: int) -> tuple[Taken, ...]:
    """Who took which part in a case, or in another case that decided on one of its records; oldest first, each once.

    By index participation_owner.
    """
    rows = connection.execute(_TAKEN, {"case": case_id})
    taken = (Taken(number, str(person), part, str(for_whom or "")) for number, person, part, for_whom in rows)
    return tuple(dict.fromkeys(taken))


def spelled(apart: Collection[str]) -> str:
    """The elements that a task must be apart from, as its row keeps them: ``,propose,approve,``."""
    return f",{','.join(sorted(apart))}," if apart else ""


def is_open_to(persons: Collection[int]) -> ColumnElement[bool]:
    """The condition on open tasks for lists: none of these persons took a part that the task must be apart from.

    It says in SQL what workflows.law.separation.bars decides; a test holds the two together.
    """
    records = select(CaseRecord.record_id).where(CaseRecord.case_id == Task.case_id).correlate(Task)
    in_case = _took(persons, lambda took: (took.owner_kind == "case") & (took.owner_id == Task.case_id))
    on_record = _took(persons, lambda took: (took.owner_kind == "record") & took.owner_id.in_(records))
    return or_(Task.apart == "", ~in_case & ~on_record)


def _took(persons: Collection[int], owned: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether one of them took a part with that owner which the task names; by index participation_owner."""
    took = aliased(Participation)
    by_them = or_(took.person_id.in_(list(persons)), took.for_person_id.in_(list(persons)))
    named = func.replace(Task.apart, literal(",") + took.part + literal(","), "") != Task.apart
    earlier = Task.apart.contains(f",{EARLIER},") & (took.case_id != Task.case_id)
    return select(took.id).where(owned(took), by_them, or_(named, earlier)).correlate(Task).exists()
