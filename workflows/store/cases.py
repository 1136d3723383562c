"""Case rows and their engine bytes: open, lock, load, save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from workflows.errors import Conflict, NotFound
from workflows.store.base import instant_of, milliseconds
from workflows.store.schema import Case, CaseRecord, CaseState, Task


@dataclass(frozen=True, slots=True)
class CaseHead:
    """A case as a step sees it."""

    id: int
    district: str
    number: str
    query_code: str
    process: str
    release_id: int
    subject_id: int | None
    subject_name: str
    unit: str
    handler_id: int | None
    scope: str
    parent_id: int | None
    state: str
    awaits: list[list[str]]
    urgent: bool
    opened_at: datetime
    closed_at: datetime | None
    revision: int
    journal_seq: int
    journal_head: bytes


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known of a case before its first step."""

    district: str
    number: str
    query_code: str
    process: str
    release_id: int
    subject_id: int | None
    subject_name: str
    unit: str
    scope: str = ""
    parent_id: int | None = None
    handler_id: int | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class SavedState:
    """The engine's bytes with their format."""

    format: int
    body: bytes


_HEAD = tuple(getattr(Case, name) for name in CaseHead.__slots__)
_CASE = select(*_HEAD).where(Case.id == bindparam("case"))
_LOCKED = _CASE.with_for_update()
_LOCKED_BY_TASK = (
    select(*_HEAD).join(Task, Task.case_id == Case.id).where(Task.id == bindparam("task")).with_for_update(of=Case)
)
_OPEN = insert(Case).returning(Case.id)
_SAVE = update(Case).where(Case.id == bindparam("case"), Case.revision == bindparam("from_revision"))
STATE_OF = select(CaseState.format, CaseState.body).where(CaseState.case_id == bindparam("case"))
_NEW_STATE = insert(CaseState)
_SAVE_STATE = update(CaseState).where(CaseState.case_id == bindparam("case"))
_ATTACH = insert(CaseRecord)
_FREE = update(CaseRecord).where(CaseRecord.case_id == bindparam("case"))
RECORDS_OF = select(CaseRecord.record_id).where(CaseRecord.case_id == bindparam("case")).order_by(CaseRecord.record_id)
_OPEN_CHILDREN = select(Case.id, Case.process, Case.scope).where(
    Case.parent_id == bindparam("parent"), Case.closed_at.is_(None)
)


def open_case(connection: Connection, new: NewCase, now: datetime) -> CaseHead:
    """Writes the row of a new case, which nobody else sees yet; the step that begins it writes the rest."""
    values = {name: getattr(new, name) for name in NewCase.__slots__}
    case_id = int(connection.execute(_OPEN, {**values, "opened_at": now, "changed_at": now}).scalar_one())
    return CaseHead(**{**_UNTOUCHED, **values, "id": case_id, "opened_at": instant_of(milliseconds(now))})


_UNTOUCHED: Mapping[str, Any] = {
    "state": "",
    "awaits": [],
    "closed_at": None,
    "revision": 0,
    "journal_seq": 0,
    "journal_head": b"",
}
"""What the row of a case says before its first step, where nothing else was given: the defaults of its columns."""


def lock_case(connection: Connection, case_id: int) -> CaseHead:
    """The case, locked until the transaction ends. Raises NotFound."""
    row = connection.execute(_LOCKED, {"case": case_id}).one_or_none()
    if row is None:
        raise NotFound("没有这个案件", english="There is no such case.", case=case_id)
    return CaseHead(*row)


def lock_case_of_task(connection: Connection, task_id: int) -> CaseHead | None:
    """The case of an open task, locked; None when the task is not open."""
    row = connection.execute(_LOCKED_BY_TASK, {"task": task_id}).one_or_none()
    return None if row is None else CaseHead(*row)


def get_case(connection: Connection, case_id: int) -> CaseHead:
    """The case as it stands. Raises NotFound."""
    row = connection.execute(_CASE, {"case": case_id}).one_or_none()
    if row is None:
        raise NotFound("没有这个案件", english="There is no such case.", case=case_id)
    return CaseHead(*row)


def load_state(connection: Connection, case_id: int) -> SavedState:
    row = connection.execute(STATE_OF, {"case": case_id}).one()
    return SavedState(row.format, row.body)


def save_state(connection: Connection, case_id: int, saved: SavedState, *, is_new: bool) -> None:
    if is_new:
        connection.execute(_NEW_STATE, {"case_id": case_id, "format": saved.format, "body": saved.body})
    else:
        connection.execute(_SAVE_STATE, {"case": case_id, "format": saved.format, "body": saved.body})


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What a step leaves on the case row."""

    state: str
    awaits: list[list[str]]
    handler_id: int | None
    closed_at: datetime | None
    changed_at: datetime
    journal_seq: int
    journal_head: bytes


def save_case(connection: Connection, case_id: int, revision: int, change: CaseChange) -> None:
    """Raises the revision by one, from exactly `revision`. Raises Conflict when another step was faster."""
    values = {name: getattr(change, name) for name in CaseChange.__slots__}
    place = {"case": case_id, "from_revision": revision}
    if connection.execute(_SAVE, {**place, **values, "revision": revision + 1}).rowcount != 1:
        raise Conflict(case=case_id)


def attach_records(
    connection: Connection, case_id: int, record_ids: Iterable[int], process: str, exclusive: bool
) -> None:
    """Ties records to a case. Raises Conflict when another open case keeps one of them for itself."""
    rows = [
        {"case_id": case_id, "record_id": record_id, "process": process, "exclusive": exclusive}
        for record_id in record_ids
    ]
    if not rows:
        return
    try:
        connection.execute(_ATTACH, rows)
    except IntegrityError as problem:
        raise Conflict("同一记录已有在办申请", english="An open case on this record exists.") from problem


def free_records(connection: Connection, case_id: int) -> None:
    """A closed case no longer keeps other cases away from its records."""
    connection.execute(_FREE, {"case": case_id, "exclusive": False})


def list_records(connection: Connection, case_id: int) -> tuple[int, ...]:
    return tuple(connection.execute(RECORDS_OF, {"case": case_id}).scalars())


def find_open_case_on(connection: Connection, record_ids: Iterable[int], process: str) -> str | None:
    """The number of an open case of this process that keeps one of the records for itself."""
    query = (
        select(Case.number)
        .join(CaseRecord, CaseRecord.case_id == Case.id)
        .where(CaseRecord.record_id.in_(list(record_ids)), CaseRecord.process == process, CaseRecord.exclusive)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def list_open_children(connection: Connection, parent_id: int) -> tuple[tuple[int, str, str], ...]:
    """(id, process, scope) of each side case that is still open."""
    rows = connection.execute(_OPEN_CHILDREN, {"parent": parent_id})
    return tuple((row.id, row.process, row.scope) for row in rows)
