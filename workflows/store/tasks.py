"""Open tasks: the rows of the inbox; a row is deleted when its task ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from workflows.store.base import FAR
from workflows.store.schema import AnswerDraft, Task


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One open task as a step and its guards see it."""

    id: int
    case_id: int
    engine_task: str
    attempt: int
    process: str
    element: str
    title: str
    role_group: str
    assignee_id: int | None
    rule: str
    scope: str
    due_at: datetime
    mark: str
    names: Mapping[str, Any]
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task that a step opened. `due_at` is set by recount; until then the task has no last day."""

    district: str
    case_id: int
    case_number: str
    engine_task: str
    attempt: int
    process: str
    element: str
    title: str
    role_group: str
    assignee_id: int | None
    rule: str
    scope: str
    due_at: datetime
    subject_name: str
    mark: str
    apart: str
    names: Mapping[str, Any]
    opened_at: datetime


_ROW = tuple(getattr(Task, name) for name in TaskRow.__slots__)


def find_task(connection: Connection, task_id: int) -> TaskRow | None:
    row = connection.execute(select(*_ROW).where(Task.id == task_id)).one_or_none()
    return None if row is None else TaskRow(*row)


def list_tasks(connection: Connection, case_id: int) -> tuple[TaskRow, ...]:
    return tuple(TaskRow(*row) for row in connection.execute(select(*_ROW).where(Task.case_id == case_id)))


def open_tasks(connection: Connection, new: Iterable[NewTask]) -> None:
    rows = [{name: getattr(task, name) for name in NewTask.__slots__} for task in new]
    if rows:
        connection.execute(insert(Task), rows)


def close_tasks(connection: Connection, task_ids: Iterable[int]) -> None:
    ids = list(task_ids)
    if ids:
        connection.execute(delete(Task).where(Task.id.in_(ids)))


def set_assignee(connection: Connection, task_id: int, person_id: int | None) -> None:
    connection.execute(update(Task).where(Task.id == task_id).values(assignee_id=person_id))


def set_due(connection: Connection, task_id: int, due_at: datetime | None) -> None:
    connection.execute(update(Task).where(Task.id == task_id).values(due_at=due_at or FAR))


def set_mark(connection: Connection, task_id: int, mark: str) -> None:
    connection.execute(update(Task).where(Task.id == task_id).values(mark=mark))


def find_draft(connection: Connection, person_id: int, place: str) -> Mapping[str, Any] | None:
    query = select(AnswerDraft.answers).where(AnswerDraft.person_id == person_id, AnswerDraft.place == place)
    found: Mapping[str, Any] | None = connection.execute(query).scalar_one_or_none()
    return found


def save_draft(connection: Connection, person_id: int, place: str, answers: Mapping[str, Any], now: datetime) -> None:
    """Keeps what was typed; the newest wins."""
    values = {"answers": dict(answers), "saved_at": now}
    done = connection.execute(
        update(AnswerDraft).where(AnswerDraft.person_id == person_id, AnswerDraft.place == place).values(**values)
    )
    if done.rowcount == 0:
        connection.execute(insert(AnswerDraft).values(person_id=person_id, place=place, **values))


def drop_draft(connection: Connection, person_id: int, place: str) -> None:
    connection.execute(delete(AnswerDraft).where(AnswerDraft.person_id == person_id, AnswerDraft.place == place))
