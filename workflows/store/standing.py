"""What is under way in the office, page by page, for work that goes over all of it: open cases, objects with deadlines."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from workflows.store.facts import Owner
from workflows.store.schema import Case, Deadline

PAGE = 200


class OpenCase(NamedTuple):
    """An open case by its number."""

    id: int
    number: str
    process: str


class Running(NamedTuple):
    """How many open cases of a process keep a release."""

    process: str
    release_id: int
    cases: int


def list_open(connection: Connection, district: str, after: int = 0, limit: int = PAGE) -> tuple[OpenCase, ...]:
    """The open cases after a number, in the order of their numbers; by the primary key."""
    query = select(Case.id, Case.number, Case.process).where(
        Case.id > after, Case.district == district, Case.closed_at.is_(None)
    )
    return tuple(OpenCase(*row) for row in connection.execute(query.order_by(Case.id).limit(limit)))


def count_running(connection: Connection, district: str) -> tuple[Running, ...]:
    """The open cases by process and release."""
    query = (
        select(Case.process, Case.release_id, func.count())
        .where(Case.district == district, Case.closed_at.is_(None))
        .group_by(Case.process, Case.release_id)
        .order_by(Case.process, Case.release_id)
    )
    return tuple(Running(*row) for row in connection.execute(query))


def list_owners(connection: Connection, kind: str, after: int = 0, limit: int = PAGE) -> tuple[Owner, ...]:
    """The registry objects of a kind that have deadlines, after a number; by the unique key of deadlines."""
    query = select(Deadline.owner_id).distinct().where(Deadline.owner_kind == kind, Deadline.owner_id > after)
    rows = connection.execute(query.order_by(Deadline.owner_id).limit(limit)).scalars()
    return tuple(Owner(kind, owner_id) for owner_id in rows)
