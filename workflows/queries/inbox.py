"""The inbox: one person's tasks and the pools they may take from, by last day, paged by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, tuple_, union_all

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
    return _page(connection, _mine, tuple(person_ids), after)


def list_pool(connection: Connection, posts: Iterable[Post], after: After | None = None) -> list[InboxRow]:
    """The tasks that nobody holds yet and that may be taken in these posts; index task_pool."""
    return _page(connection, _pool, tuple(posts), after)


def list_team(connection: Connection, groups: Iterable[str], after: After | None = None) -> list[InboxRow]:
    """Everything of these groups, held or not; indexes task_team and task_pool."""
    return _page(connection, _team, tuple(sorted(groups)), after)


def count_mine(connection: Connection, person_ids: Iterable[int]) -> int:
    return _count(connection, _mine, tuple(person_ids))


def count_pool(connection: Connection, posts: Iterable[Post]) -> int:
    return _count(connection, _pool, tuple(posts))


def count_overdue(connection: Connection, person_ids: Iterable[int], now: datetime) -> int:
    """Those of their own tasks whose last day is over."""
    return _count(connection, _overdue, tuple(person_ids), now)


def in_pool(post: Post) -> ColumnElement[bool]:
    """The condition on tasks: of this post, held by nobody, and no earlier part keeps these persons from it."""
    return (Task.role_group == post.group) & Task.assignee_id.is_(None) & parts.is_open_to(post.persons)


def list_barred(connection: Connection, task_ids: Iterable[int], persons: tuple[int, ...]) -> frozenset[int]:
    """Those of these tasks that an earlier part keeps these persons from."""
    query = select(Task.id).where(Task.id.in_(list(task_ids)), ~parts.is_open_to(persons))
    return frozenset(connection.execute(query).scalars())


def _mine(person_ids: tuple[int, ...]) -> list[ColumnElement[bool]]:
    return [Task.assignee_id == person_id for person_id in person_ids]


def _overdue(person_ids: tuple[int, ...]) -> list[ColumnElement[bool]]:
    return [mine & (Task.due_at < bindparam("now", type_=Task.due_at.type)) for mine in _mine(person_ids)]


def _pool(posts: tuple[Post, ...]) -> list[ColumnElement[bool]]:
    return [in_pool(post) for post in posts]


def _team(groups: tuple[str, ...]) -> list[ColumnElement[bool]]:
    held = [(Task.role_group == group) & Task.assignee_id.is_not(None) for group in groups]
    free = [(Task.role_group == group) & Task.assignee_id.is_(None) for group in groups]
    return [*held, *free]


_Branches = Callable[[Any], list[ColumnElement[bool]]]
"""The conditions of a list, one for each stretch of an index that it is read from."""


def _page(connection: Connection, of: _Branches, named: tuple[Any, ...], after: After | None) -> list[InboxRow]:
    if not named:
        return []
    where = {"after_due_at": after.due_at, "after_id": after.id} if after else {}
    rows: Iterable[Any] = connection.execute(_listing(of, named, later=after is not None), where)
    return [InboxRow(*row) for row in rows]


@lru_cache(maxsize=1024)
def _listing(of: _Branches, named: tuple[Any, ...], *, later: bool) -> Select[Any]:
    """One short ordered read per branch, merged: its cost does not grow with the table (store.md §3). Made once for each
    reader: putting it together takes longer than carrying it out."""
    parts = [_branch(branch, later=later).subquery() for branch in of(named)]
    merged = union_all(*(select(*part.c) for part in parts)).subquery()
    return (
        select(*merged.c, Person.name)
        .select_from(merged)
        .outerjoin(Person, Person.id == merged.c.assignee_id)
        .order_by(merged.c.due_at, merged.c.id)
        .limit(PAGE)
    )


def _branch(condition: ColumnElement[bool], *, later: bool) -> Select[Any]:
    query = select(*_COLUMNS).where(condition)
    if later:
        ended = tuple_(bindparam("after_due_at", type_=Task.due_at.type), bindparam("after_id", type_=Task.id.type))
        query = query.where(tuple_(Task.due_at, Task.id) > ended)
    return query.order_by(Task.due_at, Task.id).limit(PAGE)


def _count(connection: Connection, of: _Branches, named: tuple[Any, ...], now: datetime | None = None) -> int:
    if not named:
        return 0
    return int(connection.execute(_counting(of, named), {"now": now} if now else {}).scalar_one())


@lru_cache(maxsize=1024)
def _counting(of: _Branches, named: tuple[Any, ...]) -> Select[Any]:
    """At most CAP; in the order of the index, so that PostgreSQL does not go through the table until it has found so many."""
    parts = [select(Task.id).where(branch).order_by(Task.due_at, Task.id).limit(CAP).subquery() for branch in of(named)]
    merged = union_all(*(select(part.c.id) for part in parts)).limit(CAP)
    return select(func.count()).select_from(merged.subquery())
