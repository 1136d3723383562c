"""What other systems ask: which tasks are open, which records there are, what applies to a subject today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, literal, select, tuple_, union_all

from workflows.queries.inbox import Post, in_pool
from workflows.registry import disputes, publicity
from workflows.registry.circumstances import Circumstances
from workflows.registry.publicity import StopReason, Terms
from workflows.store import registry
from workflows.store.registry import MeasureRow, RecordRow, StopRow, SubjectRow
from workflows.store.schema import Record, Subject, Task

PAGE = 50


@dataclass(frozen=True, slots=True)
class Held:
    """A record with its subject, and how it stands today."""

    record: RecordRow
    subject: SubjectRow
    until: Terms
    is_public: bool
    in_force: bool
    disputed_on: date | None


@dataclass(frozen=True, slots=True)
class Applying:
    """What applies to a subject now: the records in force, and the measures that stand because of any record."""

    subject: SubjectRow | None
    records: tuple[Held, ...]
    measures: tuple[MeasureRow, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose records somebody may ask for: everybody's, those of a unit, those of subjects."""

    everything: bool = False
    unit: str = ""
    subjects: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An open task as another system works on it."""

    id: int
    attempt: int
    title: str
    case_number: str
    subject_name: str
    process: str
    element: str
    role_group: str
    assignee_id: int | None
    due_at: datetime
    opened_at: datetime
    mark: str


@dataclass(frozen=True, slots=True)
class Lists:
    """Which tasks: those that these persons hold, those that may be taken in these posts, or everything of these groups."""

    holders: tuple[int, ...] = ()
    free: tuple[Post, ...] = ()
    groups: tuple[str, ...] = ()


_LINE = tuple(getattr(Task, name) for name in TaskLine.__slots__)


def list_tasks(connection: Connection, lists: Lists, after: tuple[datetime, int] | None = None) -> list[TaskLine]:
    """A page, the earliest last day first: one short ordered read a list, merged; indexes task_mine and task_pool."""
    wanted = [Task.assignee_id == holder for holder in lists.holders]
    wanted += [in_pool(post) for post in lists.free]
    for free in (True, False):
        held = Task.assignee_id.is_(None) if free else Task.assignee_id.is_not(None)
        wanted += [(Task.role_group == group) & held for group in lists.groups]
    if not wanted:
        return []
    parts = [_after(select(*_LINE).where(one), after).limit(PAGE).subquery() for one in wanted]
    merged = union_all(*(select(*part.c) for part in parts)).subquery()
    rows = connection.execute(select(*merged.c).order_by(merged.c.due_at, merged.c.id).limit(PAGE))
    return [TaskLine(*row) for row in rows]


def _after(query: Select[Any], after: tuple[datetime, int] | None) -> Select[Any]:
    if after is not None:
        place = tuple_(literal(after[0], Task.due_at.type), literal(after[1]))
        query = query.where(tuple_(Task.due_at, Task.id) > place)
    return query.order_by(Task.due_at, Task.id)


def list_records(
    connection: Connection, reach: Reach, circumstances: Circumstances, uscc: str = "", after: int = 0
) -> tuple[list[Held], int | None]:
    """A page of records in reach, and the number after which the next one begins; by key, or by index record_subject."""
    query = select(Record.id).join(Subject, Subject.id == Record.subject_id).where(Record.id > after)
    if uscc:
        query = query.where(Subject.uscc == uscc)
    if not reach.everything:
        own = Record.unit == reach.unit if reach.unit else Record.subject_id.in_(reach.subjects)
        query = query.where(own)
    ids = list(connection.execute(query.order_by(Record.id).limit(PAGE)).scalars())
    records = registry.list_records(connection, ids)
    return _held(connection, records, circumstances), ids[-1] if len(ids) == PAGE else None


def find_applying(connection: Connection, district: str, uscc: str, circumstances: Circumstances) -> Applying:
    """What somebody who handles a matter of the subject must know today (逢办必查)."""
    subject = registry.find_subject_by_uscc(connection, district, uscc)
    if subject is None:
        return Applying(None, (), ())
    held = _held(connection, registry.list_records_of_subject(connection, subject.id), circumstances)
    measures = registry.list_measures_of_subject(connection, subject.id)
    return Applying(
        subject,
        tuple(one for one in held if one.in_force),
        tuple(one for one in measures if _stands(one, circumstances.today)),
    )


def _held(connection: Connection, records: Sequence[RecordRow], circumstances: Circumstances) -> list[Held]:
    ids = [record.id for record in records]
    stops, disputed = registry.list_stops(connection, ids), disputes.list_disputed(connection, ids)
    subjects = {number: registry.get_subject(connection, number) for number in {one.subject_id for one in records}}
    found = []
    for record in records:
        until = publicity.terms(record, circumstances)
        shown = publicity.is_public(record, stops, until, circumstances.today)
        force = _is_in_force(record, stops, until, circumstances.today)
        found.append(Held(record, subjects[record.subject_id], until, shown, force, disputed.get(record.id)))
    return found


def _is_in_force(record: RecordRow, stops: Iterable[StopRow], until: Terms, day: date) -> bool:
    """Not repaired, revoked, hidden by a court or over; what is not shown because it is minor is in force all the same."""
    if until.maximum_until is not None and day > until.maximum_until:
        return False
    own = (stop for stop in stops if stop.record_id == record.id and stop.reason != StopReason.MINOR)
    return not any(publicity.is_open(stop, day) for stop in own)


def _stands(measure: MeasureRow, day: date) -> bool:
    return measure.lifted_on is None and (measure.ends_on is None or measure.ends_on >= day)
