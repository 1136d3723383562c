"""What a subject sees of its own: records with the answer of the law, tasks, cases, papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from workflows.errors import NotFound
from workflows.law.eligibility import Answer
from workflows.registry import disputes, publicity
from workflows.registry.circumstances import Circumstances
from workflows.registry.eligibility import Application, weigh_records
from workflows.store import registry
from workflows.store.registry import MeasureRow, RecordRow, SubjectRow
from workflows.store.schema import AnswerDraft, Case, CaseRecord, Mandate, Paper, Record, Subject, Task, Unit

PAGE = 50
"""So many lines has a page of a list; the next one begins before its last."""


@dataclass(frozen=True, slots=True)
class MyRecord:
    """A record with what its subject wants to know: may I apply, from when, and is it shown."""

    record: RecordRow
    unit_name: str
    unit_phone: str
    answer: Answer
    open_case: str | None
    is_public: bool
    public_until: date | None
    disputed_on: date | None


@dataclass(frozen=True, slots=True)
class MyTask:
    """Something that the subject has to do."""

    id: int
    case_id: int
    case_number: str
    title: str
    role_group: str
    due_at: datetime
    rule: str
    scope: str
    subject_name: str


@dataclass(frozen=True, slots=True)
class MyCase:
    """A case of the subject."""

    id: int
    number: str
    process: str
    state: str
    unit_name: str
    unit_phone: str
    subject_name: str
    opened_at: datetime
    closed_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class MyPaper:
    """A paper that was addressed to the subject."""

    id: int
    title: str
    number: str
    case_number: str
    state: str
    issued_at: datetime
    served_on: date | None
    verify_code: str
    file_id: int | None


@dataclass(frozen=True, slots=True)
class MyDraft:
    """An application that somebody has begun."""

    place: str
    saved_at: datetime


def list_subjects(connection: Connection, subject_ids: Iterable[int]) -> list[SubjectRow]:
    """The subjects that somebody acts for."""
    return [registry.get_subject(connection, subject_id) for subject_id in subject_ids]


def list_records(connection: Connection, subject_id: int, circumstances: Circumstances) -> list[MyRecord]:
    """Every record of the subject, the newest decision first."""
    records = registry.list_records_of_subject(connection, subject_id)
    found = _my_records(connection, records, circumstances)
    return sorted(found, key=lambda mine: mine.record.decided_on, reverse=True)


def get_record(
    connection: Connection, subject_ids: Iterable[int], record_id: int, circumstances: Circumstances
) -> MyRecord:
    """One record of one's own subjects. Raises NotFound."""
    record = registry.find_record(connection, record_id)
    if record is None or record.subject_id not in set(subject_ids):
        raise NotFound("没有这条记录", english="There is no such record.")
    return _my_records(connection, [record], circumstances)[0]


def _my_records(connection: Connection, records: Sequence[RecordRow], circumstances: Circumstances) -> list[MyRecord]:
    ids = [record.id for record in records]
    stops, disputed = registry.list_stops(connection, ids), disputes.list_disputed(connection, ids)
    taken = _open_cases(connection, ids)
    units = {row.code: row for row in connection.execute(select(Unit.code, Unit.name, Unit.phone))}
    found = []
    for record in records:
        until = publicity.terms(record, circumstances)
        number = taken.get(record.id)
        weighed = weigh_records(connection, [record], Application(other_open=number), circumstances)[0]
        found.append(
            MyRecord(
                record=record,
                unit_name=units[record.unit].name,
                unit_phone=units[record.unit].phone,
                answer=weighed.answer,
                open_case=number,
                is_public=publicity.is_public(record, stops, until, circumstances.today),
                public_until=until.maximum_until,
                disputed_on=disputed.get(record.id),
            )
        )
    return found


def _open_cases(connection: Connection, record_ids: Sequence[int]) -> dict[int, str]:
    """The number of the open case that keeps each record for itself."""
    query = (
        select(CaseRecord.record_id, Case.number)
        .join(Case, Case.id == CaseRecord.case_id)
        .where(CaseRecord.record_id.in_(record_ids), CaseRecord.exclusive)
    )
    return {row.record_id: row.number for row in connection.execute(query)}


def list_measures(connection: Connection, record_id: int) -> tuple[MeasureRow, ...]:
    return registry.list_measures(connection, [record_id])


def list_tasks(connection: Connection, subject_ids: Iterable[int]) -> list[MyTask]:
    """What has to be done, the earliest day first; index task_pool."""
    columns = [getattr(Task, name) for name in MyTask.__slots__]
    groups = [f"subject@{subject_id}" for subject_id in subject_ids]
    query = select(*columns).where(Task.role_group.in_(groups)).order_by(Task.due_at, Task.id)
    return [MyTask(*row) for row in connection.execute(query)]


def list_cases(connection: Connection, subject_ids: Iterable[int], before: int | None = None) -> list[MyCase]:
    """A page of cases that the subjects opened themselves, the newest first; index case_subject."""
    query = _cases().where(Case.subject_id.in_(list(subject_ids)), Case.parent_id.is_(None))
    if before is not None:
        query = query.where(Case.id < before)
    return [MyCase(*row) for row in connection.execute(query.order_by(Case.id.desc()).limit(PAGE))]


def get_case(connection: Connection, subject_ids: Iterable[int], number: str) -> MyCase:
    """One's own case. Raises NotFound."""
    query = _cases().where(Case.number == number, Case.subject_id.in_(list(subject_ids)))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"没有办件 {number}", english=f"There is no case {number}.")
    return MyCase(*row)


def _cases() -> Select[*tuple[Any, ...]]:
    return select(
        Case.id,
        Case.number,
        Case.process,
        Case.state,
        Unit.name,
        Unit.phone,
        Case.subject_name,
        Case.opened_at,
        Case.closed_at,
        Case.changed_at,
    ).join(Unit, Unit.code == Case.unit)


def list_papers(
    connection: Connection, subject_ids: Iterable[int], case_id: int | None = None, before: int | None = None
) -> list[MyPaper]:
    """A page of papers of the subjects that were made out, the newest first; of one case when asked."""
    query = (
        select(
            Paper.id,
            Paper.title,
            Paper.number,
            Case.number,
            Paper.state,
            Paper.issued_at,
            Paper.served_on,
            Paper.verify_code,
            Paper.file_id,
        )
        .join(Case, Case.id == Paper.case_id)
        .where(Case.subject_id.in_(list(subject_ids)), Paper.file_id.is_not(None))
    )
    if case_id is not None:
        query = query.where(or_(Paper.case_id == case_id, Case.parent_id == case_id))
    if before is not None:
        query = query.where(Paper.id < before)
    return [MyPaper(*row) for row in connection.execute(query.order_by(Paper.id.desc()).limit(PAGE))]


def find_draft(connection: Connection, person_id: int, place: str) -> tuple[Mapping[str, Any], datetime] | None:
    """What somebody has typed in a place and when it was kept."""
    query = select(AnswerDraft.answers, AnswerDraft.saved_at)
    row = connection.execute(query.where(AnswerDraft.person_id == person_id, AnswerDraft.place == place)).one_or_none()
    return None if row is None else (row[0], row[1])


def list_drafts(connection: Connection, person_id: int, prefix: str) -> list[MyDraft]:
    """The applications that somebody has begun, the newest first."""
    query = select(AnswerDraft.place, AnswerDraft.saved_at).where(
        AnswerDraft.person_id == person_id, AnswerDraft.place.startswith(prefix, autoescape=True)
    )
    return [MyDraft(*row) for row in connection.execute(query.order_by(AnswerDraft.saved_at.desc()))]


def mandate_of(connection: Connection, person_id: int, subject_id: int) -> str:
    """As what somebody acts for a subject: 法定代表人, 经办人, 破产管理人."""
    query = select(Mandate.kind).where(Mandate.person_id == person_id, Mandate.subject_id == subject_id)
    return connection.execute(query).scalar_one_or_none() or ""


def subject_of_record(connection: Connection, record_id: int) -> SubjectRow:
    """The subject that a record is about."""
    query = select(Subject.id).join(Record, Record.subject_id == Subject.id).where(Record.id == record_id)
    return registry.get_subject(connection, int(connection.execute(query).scalar_one()))
