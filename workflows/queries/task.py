"""What the task page shows: the task, how it ended, what lies around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from workflows.clock import CHINA
from workflows.errors import AlreadyDone, NotFound
from workflows.queries.case import Happening
from workflows.store.schema import AnswerDraft, Case, Journal, Person, Subject, Task, Unit


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
    opened_at: datetime
    case_id: int
    case_number: str
    case_process: str
    case_state: str
    case_unit: str
    unit_name: str
    unit_phone: str
    release_id: int
    subject_id: int | None
    subject_name: str
    uscc: str | None
    draft: Mapping[str, Any] | None
    draft_at: datetime | None


def get_page(connection: Connection, task_id: int, reader_id: int) -> TaskPage:
    """Raises AlreadyDone, with who did it and when, for a task that is open no more; NotFound for one that never was."""
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
            Task.opened_at,
            Task.case_id,
            Task.case_number,
            Case.process,
            Case.state,
            Case.unit,
            Unit.name,
            Unit.phone,
            Case.release_id,
            Case.subject_id,
            Case.subject_name,
            Subject.uscc,
            AnswerDraft.answers,
            AnswerDraft.saved_at,
        )
        .select_from(Task)
        .join(Case, Case.id == Task.case_id)
        .join(Unit, Unit.code == Case.unit)
        .outerjoin(Subject, Subject.id == Case.subject_id)
        .outerjoin(Person, Person.id == Task.assignee_id)
        .outerjoin(AnswerDraft, and_(AnswerDraft.place == f"task:{task_id}", AnswerDraft.person_id == reader_id))
        .where(Task.id == task_id)
    )
    row: Any = connection.execute(query).one_or_none()
    if row is None:
        raise _gone(connection, task_id)
    return TaskPage(*row)


@dataclass(frozen=True, slots=True)
class DoneTask:
    """How a task ended, for those who come too late: in which case, at which element, by whom, how."""

    case_id: int
    case_number: str
    case_process: str
    release_id: int
    actor: str
    at: datetime
    body: Mapping[str, Any]

    @property
    def place(self) -> tuple[str, str]:
        process, element = self.body["element"]
        return str(process), str(element)

    def told(self, how: str = "") -> AlreadyDone:
        """The sentence for the one who comes second."""
        at = self.at.astimezone(CHINA)
        said = f"（{how}）" if how else ""
        return AlreadyDone(
            f"“{self.body.get('title', '')}”已由 {self.actor} 于 {at:%m-%d %H:%M} 办结{said}",
            english=f"This was done by {self.actor} at {at:%Y-%m-%d %H:%M}.",
            case=self.case_number,
            by=self.actor,
        )


def find_done(connection: Connection, task_id: int) -> DoneTask | None:
    """The entry with which a task ended; index journal_task."""
    query = (
        select(
            Case.id,
            Case.number,
            Case.process,
            Case.release_id,
            Journal.actor,
            Journal.at,
            Journal.body,
        )
        .select_from(Journal)
        .join(Case, Case.id == Journal.case_id)
        .where(Journal.task_id == task_id, Journal.kind == "task.completed")
        .limit(1)
    )
    row: Any = connection.execute(query).one_or_none()
    return None if row is None else DoneTask(*row)


def _gone(connection: Connection, task_id: int) -> AlreadyDone | NotFound:
    done = find_done(connection, task_id)
    if done is None:
        return NotFound("没有这个任务，可能已随案件办结或撤回", english="There is no such task.", task=task_id)
    return done.told()


def find_own_task(connection: Connection, case_id: int, person_ids: Iterable[int]) -> int | None:
    """The next task of this case that the person holds, also for whom they stand in.

    Whose it is, is asked here: asked of SQLite, it would go through everything that this person holds.
    """
    own = frozenset(person_ids)
    query = select(Task.id, Task.assignee_id).where(Task.case_id == case_id).order_by(Task.due_at, Task.id)
    return next((row.id for row in connection.execute(query) if row.assignee_id in own), None)


def list_neighbours(connection: Connection, person_id: int, task: TaskPage) -> tuple[int | None, int | None]:
    """The tasks before and after this one among those of the same holder; index task_mine."""
    here = (task.due_at, task.id)
    mine = select(Task.id, Task.due_at).where(Task.assignee_id == person_id)
    before = mine.where((Task.due_at < here[0]) | ((Task.due_at == here[0]) & (Task.id < here[1]))).order_by(
        Task.due_at.desc(), Task.id.desc()
    )
    after = mine.where((Task.due_at > here[0]) | ((Task.due_at == here[0]) & (Task.id > here[1]))).order_by(
        Task.due_at, Task.id
    )
    found = [connection.execute(query.limit(1)).first() for query in (before, after)]
    return (found[0][0] if found[0] else None, found[1][0] if found[1] else None)


def list_given(happenings: Iterable[Happening]) -> list[Happening]:
    """What was answered in the case so far, oldest first: the application and every completed task."""
    told = [
        entry for entry in happenings if entry.kind in {"case.opened", "task.completed"} and entry.body.get("answers")
    ]
    return sorted(told, key=lambda entry: entry.seq)
