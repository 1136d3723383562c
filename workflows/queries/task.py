"""What the task page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from workflows.errors import AlreadyDone
from workflows.queries.case import find_done_task
from workflows.store.schema import AnswerDraft, Case, Person, Task


@dataclass(frozen=True, slots=True)
class TaskPage:
    """An open task, its case, who holds it, and the reader's own draft."""

    id: int
    attempt: int
    process: str
    element: str
    title: str
    role_group: str
    assignee_id: int | None
    holder: str | None
    rule: str
    scope: str
    due_at: datetime
    mark: str
    names: Mapping[str, Any]
    case_id: int
    case_number: str
    case_process: str
    case_state: str
    release_id: int
    subject_id: int | None
    subject_name: str
    draft: Mapping[str, Any] | None


def get_page(connection: Connection, task_id: int, reader_id: int) -> TaskPage:
    """Raises AlreadyDone, with who did it and when, for a task that is open no more."""
    query = (
        select(
            Task.id,
            Task.attempt,
            Task.process,
            Task.element,
            Task.title,
            Task.role_group,
            Task.assignee_id,
            Person.name,
            Task.rule,
            Task.scope,
            Task.due_at,
            Task.mark,
            Task.names,
            Task.case_id,
            Task.case_number,
            Case.process,
            Case.state,
            Case.release_id,
            Case.subject_id,
            Case.subject_name,
            AnswerDraft.answers,
        )
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Person, Person.id == Task.assignee_id)
        .outerjoin(AnswerDraft, and_(AnswerDraft.place == f"task:{task_id}", AnswerDraft.person_id == reader_id))
        .where(Task.id == task_id)
    )
    row: Any = connection.execute(query).one_or_none()
    if row is None:
        done = find_done_task(connection, task_id)
        raise AlreadyDone(
            f"该任务已由 {done.actor} 办结" if done else "该任务已不需要办理",
            task=task_id,
            by=done.actor if done else None,
            at=done.at if done else None,
        )
    return TaskPage(*row)


def find_own_task(connection: Connection, case_id: int, person_id: int) -> int | None:
    """The next task of this case that the person holds."""
    query = (
        select(Task.id)
        .where(Task.case_id == case_id, Task.assignee_id == person_id)
        .order_by(Task.due_at, Task.id)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()
