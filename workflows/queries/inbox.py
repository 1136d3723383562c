"""The inbox: one person's tasks and the pools they may take from, by last day, paged by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select, tuple_, union_all

from workflows.store import parts
from workflows.store.schema import Person, Task

PAGE = 50
CAP = 1000
"""Counts stop here and are shown as 999+."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the inbox."""

    id: int
    case_id: int
    case_number: str
    title: str
    subject_name: str
    role_group: str
    assignee_id: int | None
    due_at: datetime
    mark: str
    process: str
    element: str
    rule: str
    scope: str
    opened_at: datetime
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class After:
    """Where the page before ended."""

    due_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Post:
    """A group in which somebody works, and who would act: oneself, and whom one stands in for there."""

    group: str
    persons: tuple[int, ...]


_COLUMNS = tuple(getattr(Task, name) for name in InboxRow.__slots__ if name != "holder")


def list_mine(connection: Connection, person_ids: Iterable[int], after: After | None = None) -> list[InboxRow]:
    """The tasks that these persons hold (oneself, and whom one stands in for); index task_mine."""
    return _page(connection, [Task.assignee_id == person_id for person_id in person_ids], after)


def list_pool(connection: Connection, posts: Iterable[Post], after: After | None = None) -> list[InboxRow]:
    """The tasks that nobody holds yet and that may be taken in these posts; index task_pool."""
    return _page(connection, [in_pool(post) for post in posts], after)


def in_pool(post: Post) -> ColumnElement[bool]:
    """The condition on tasks: of this post, held by nobody, and no earlier part keeps these persons from it."""
    return (Task.role_group == post.group) & Task.assignee_id.is_(None) & parts.is_open_to(post.persons)


def list_barred(connection: Connection, task_ids: Iterable[int], persons: tuple[int, ...]) -> frozenset[int]:
    """Those of these tasks that an earlier part keeps these persons from."""
    query = select(Task.id).where(Task.id.in_(list(task_ids)), ~parts.is_open_to(persons))
    return frozenset(connection.execute(query).scalars())


def list_team(connection: Connection, groups: Iterable[str], after: After | None = None) -> list[InboxRow]:
    """Everything of these groups, held or not; indexes task_team and task_pool."""
    held = [(Task.role_group == group) & Task.assignee_id.is_not(None) for group in sorted(groups)]
    free = [(Task.role_group == group) & Task.assignee_id.is_(None) for group in sorted(groups)]
    return _page(connection, [*held, *free], after)


def _page(connection: Connection, branches: list[Any], after: After | None) -> list[InboxRow]:
    """One short ordered read per branch, merged: its cost does not grow with the table (store.md §3)."""
    if not branches:
        return []
    parts = [_branch(branch, after).subquery() for branch in branches]
    merged = union_all(*(select(*part.c) for part in parts)).subquery()
    query = (
        select(*merged.c, Person.name)
        .select_from(merged)
        .outerjoin(Person, Person.id == merged.c.assignee_id)
        .order_by(merged.c.due_at, merged.c.id)
        .limit(PAGE)
    )
    rows: Iterable[Any] = connection.execute(query)
    return [InboxRow(*row) for row in rows]


def _branch(condition: Any, after: After | None) -> Select[Any]:
    query = select(*_COLUMNS).where(condition)
    if after is not None:
        query = query.where(
            tuple_(Task.due_at, Task.id) > tuple_(literal(after.due_at, Task.due_at.type), literal(after.id))
        )
    return query.order_by(Task.due_at, Task.id).limit(PAGE)


def count_mine(connection: Connection, person_ids: Iterable[int]) -> int:
    return _count(connection, [Task.assignee_id == person_id for person_id in person_ids])


def count_pool(connection: Connection, posts: Iterable[Post]) -> int:
    return _count(connection, [in_pool(post) for post in posts])


def count_overdue(connection: Connection, person_ids: Iterable[int], now: datetime) -> int:
    """Those of their own tasks whose last day is over."""
    late = [(Task.assignee_id == person_id) & (Task.due_at < now) for person_id in person_ids]
    return _count(connection, late)


def _count(connection: Connection, branches: list[Any]) -> int:
    """At most CAP; in the order of the index, so that PostgreSQL does not go through the table until it has found so many."""
    if not branches:
        return 0
    parts = [select(Task.id).where(branch).order_by(Task.due_at, Task.id).limit(CAP).subquery() for branch in branches]
    merged = union_all(*(select(part.c.id) for part in parts)).limit(CAP)
    counted = select(func.count()).select_from(merged.subquery())
    return int(connection.execute(counted).scalar_one())
