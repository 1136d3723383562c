"""Rows of subjects, and of the dated fact that one of them is served first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from workflows.errors import NotFound
from workflows.store.chunks import in_chunks
from workflows.store.schema import Priority, Subject


@dataclass(frozen=True, slots=True)
class NewSubject:
    """A subject that was not known before; `grams` and `name_pinyin` are what search finds it by."""

    district: str
    uscc: str
    name: str
    name_pinyin: str = ""
    grams: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    service_consent_on: date | None = None


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject."""

    id: int
    district: str
    uscc: str
    name: str
    address: str
    email: str
    phone: str
    service_consent_on: date | None


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """The subject is served first from a day on, and until when if that is known."""

    id: int
    subject_id: int
    kind: str
    since: date
    until: date | None
    set_by: str


_ROW = tuple(getattr(Subject, name) for name in SubjectRow.__slots__)
_PRIORITY = tuple(getattr(Priority, name) for name in PriorityRow.__slots__)
_SUBJECT = select(*_ROW).where(Subject.id == bindparam("subject"))
_FIRST_SERVED = (
    select(*_PRIORITY)
    .where(
        Priority.subject_id == bindparam("subject"),
        Priority.since <= bindparam("today"),
        or_(Priority.until.is_(None), Priority.until >= bindparam("today")),
    )
    .order_by(Priority.id)
)


def add_subject(connection: Connection, new: NewSubject) -> int:
    return add_subjects(connection, [new])[0]


def add_subjects(connection: Connection, new: Sequence[NewSubject]) -> tuple[int, ...]:
    """Writes subjects down and returns their numbers in the same order."""
    if not new:
        return ()
    query = insert(Subject).returning(Subject.id, sort_by_parameter_order=True)
    return tuple(connection.execute(query, [_values(subject) for subject in new]).scalars())


def _values(new: NewSubject) -> dict[str, Any]:
    values = {name: getattr(new, name) for name in NewSubject.__slots__}
    return values | {"uscc_reversed": new.uscc[::-1]}


def find_subject(connection: Connection, subject_id: int) -> SubjectRow | None:
    row = connection.execute(_SUBJECT, {"subject": subject_id}).one_or_none()
    return None if row is None else SubjectRow(*row)


def get_subject(connection: Connection, subject_id: int) -> SubjectRow:
    """Raises NotFound."""
    found = find_subject(connection, subject_id)
    if found is None:
        raise NotFound("没有这个信用主体", english="There is no such subject.", subject=subject_id)
    return found


def find_subject_by_uscc(connection: Connection, district: str, uscc: str) -> SubjectRow | None:
    return find_subjects_by_uscc(connection, district, [uscc]).get(uscc)


def find_subjects_by_uscc(connection: Connection, district: str, codes: Iterable[str]) -> Mapping[str, SubjectRow]:
    """The known subjects among these codes."""
    found: dict[str, SubjectRow] = {}
    for chunk in in_chunks(sorted(set(codes))):
        query = select(*_ROW).where(Subject.district == district, Subject.uscc.in_(chunk))
        found |= {row.uscc: SubjectRow(*row) for row in connection.execute(query)}
    return found


def find_subjects_by_tail(connection: Connection, district: str, tail: str, limit: int = 20) -> tuple[SubjectRow, ...]:
    """Subjects whose code ends so; found by the reversed column, because an index is read from its front."""
    start = tail[::-1]
    query = select(*_ROW).where(
        Subject.uscc_reversed >= start, Subject.uscc_reversed < start + "\u007f", Subject.district == district
    )
    return tuple(SubjectRow(*row) for row in connection.execute(query.order_by(Subject.uscc_reversed).limit(limit)))


def find_subjects_by_grams(
    connection: Connection, district: str, grams: Iterable[str], limit: int = 20
) -> tuple[SubjectRow, ...]:
    """Subjects whose name holds all of these pairs of characters."""
    query = select(*_ROW).where(Subject.district == district)
    for gram in grams:
        query = query.where(Subject.grams.contains(f" {gram} ", autoescape=True))
    return tuple(SubjectRow(*row) for row in connection.execute(query.order_by(Subject.id).limit(limit)))


def save_subject(connection: Connection, subject_id: int, values: Mapping[str, Any]) -> None:
    """Changes what may change of a subject: name and how it is found, address, mail, phone, consent."""
    connection.execute(update(Subject).where(Subject.id == subject_id).values(**values))


def add_priority(connection: Connection, subject_id: int, kind: str, since: date, set_by: str) -> int:
    values = {"subject_id": subject_id, "kind": kind, "since": since, "set_by": set_by}
    return int(connection.execute(insert(Priority).values(**values).returning(Priority.id)).scalar_one())


def end_priority(connection: Connection, priority_id: int, until: date) -> None:
    """The last day on which it holds."""
    connection.execute(update(Priority).where(Priority.id == priority_id).values(until=until))


def list_priorities(connection: Connection, subject_id: int, today: date) -> tuple[PriorityRow, ...]:
    """The reasons why the subject is served first today."""
    rows = connection.execute(_FIRST_SERVED, {"subject": subject_id, "today": today})
    return tuple(PriorityRow(*row) for row in rows)
