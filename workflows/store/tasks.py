"""Open tasks: the rows of the inbox; a row is deleted when its task ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

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
_TASK = select(*_ROW).where(Task.id == bindparam("task"))
OF_CASE = select(*_ROW).where(Task.case_id == bindparam("case"))
_OPEN = insert(Task)
_CLOSE = delete(Task).where(Task.id.in_(bindparam("tasks", expanding=True)))
_SET = update(Task).where(Task.id == bindparam("task"))
_OWN_DRAFT = (AnswerDraft.person_id == bindparam("person"), AnswerDraft.place == bindparam("at_place"))
_DRAFT = select(AnswerDraft.answers).where(*_OWN_DRAFT)
_SAVE_DRAFT = update(AnswerDraft).where(*_OWN_DRAFT)
_NEW_DRAFT = insert(AnswerDraft)
_DROP_DRAFT = delete(AnswerDraft).where(*_OWN_DRAFT)


def find_task(connection: Connection, task_id: int) -> TaskRow | None:
    row = connection.execute(_TASK, {"task": task_id}).one_or_none()
    return None if row is None else TaskRow(*row)


def list_tasks(connection: Connection, case_id: int) -> tuple[TaskRow, ...]:
    return tuple(TaskRow(*row) for row in connection.execute(OF_CASE, {"case": case_id}))


def open_tasks(connection: Connection, new: Iterable[NewTask]) -> None:
    rows = [{name: getattr(task, name) for name in NewTask.__slots__} for task in new]
    if rows:
        connection.execute(_OPEN, rows)


def close_tasks(connection: Connection, task_ids: Iterable[int]) -> None:
    ids = list(task_ids)
    if ids:
        connection.execute(_CLOSE, {"tasks": ids})


def set_assignee(connection: Connection, task_id: int, person_id: int | None) -> None:
    connection.execute(_SET, {"task": task_id, "assignee_id": person_id})


def set_days(connection: Connection, moved: Iterable[TaskRow]) -> None:
    """Writes down the last days of tasks as these rows say them."""
    rows = [{"task": task.id, "due_at": task.due_at} for task in moved]
    if rows:
        connection.execute(_SET, rows)


def find_draft(connection: Connection, person_id: int, place: str) -> Mapping[str, Any] | None:
    own = {"person": person_id, "at_place": place}
    found: Mapping[str, Any] | None = connection.execute(_DRAFT, own).scalar_one_or_none()
    return found


def save_draft(connection: Connection, person_id: int, place: str, answers: Mapping[str, Any], now: datetime) -> None:
    """Keeps what was typed; the newest wins."""
    values = {"answers": dict(answers), "saved_at": now}
    done = connection.execute(_SAVE_DRAFT, {"person": person_id, "at_place": place, **values})
    if done.rowcount == 0:
        connection.execute(_NEW_DRAFT, {"person_id": person_id, "place": place, **values})


def drop_draft(connection: Connection, person_id: int, place: str) -> None:
    connection.execute(_DROP_DRAFT, {"person": person_id, "at_place": place})
