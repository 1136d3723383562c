"""What everybody may see: records that are public today, a paper by its code, the progress of a case by its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, exists, or_, select

from workflows.law.masking import mask
from workflows.law.uscc import normalise
from workflows.registry import disputes, publicity
from workflows.registry.circumstances import Circumstances
from workflows.registry.subjects import grams
from workflows.store import registry
from workflows.store.registry import RecordRow
from workflows.store.schema import Case, File, Paper, PublicityStop, Record, Subject, Unit

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """A record as the public sees it; what was published stays masked, whoever entered it."""

    record_id: int
    name: str
    uscc: str
    unit_name: str
    document_number: str
    kind: str
    gravity: str
    decided_on: date
    public_until: date | None
    content: str
    disputed_on: date | None


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """What may be told of an issued paper to whoever has its code."""

    title: str
    number: str
    unit_name: str
    subject_name: str
    issued_at: datetime
    state: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a case stands, for whoever has its number and its code."""

    id: int
    number: str
    process: str
    state: str
    unit_name: str
    unit_phone: str
    opened_at: datetime
    closed_at: datetime | None


def list_public(
    connection: Connection, circumstances: Circumstances, asked: str = "", after: int = 0
) -> tuple[list[Listing], int | None]:
    """A page of records that are public today, and the number after which the next page begins.

    `asked` is a code, its last characters, or part of a name.
    """
    hidden = exists().where(PublicityStop.record_id == Record.id, PublicityStop.closed_on.is_(None))
    query = (
        select(Record.id, Subject.name, Subject.uscc, Unit.name.label("unit_name"))
        .join(Subject, Subject.id == Record.subject_id)
        .join(Unit, Unit.code == Record.unit)
        .where(Record.published_on.is_not(None), Record.id > after, ~hidden)
        .order_by(Record.id)
        .limit(PAGE)
    )
    for condition in _asked(asked):
        query = query.where(condition)
    rows = connection.execute(query).all()
    known = {record.id: record for record in registry.list_records(connection, [row.id for row in rows])}
    stops, disputed = registry.list_stops(connection, known), disputes.list_disputed(connection, known)
    found = []
    for row in rows:
        record = known[row.id]
        until = publicity.terms(record, circumstances)
        if publicity.is_public(record, stops, until, circumstances.today):
            found.append(_listing(record, row, until.maximum_until, disputed.get(record.id)))
    return found, rows[-1].id if len(rows) == PAGE else None


def _listing(record: RecordRow, row: Any, until: date | None, disputed_on: date | None) -> Listing:
    return Listing(
        record.id,
        row.name,
        row.uscc,
        row.unit_name,
        record.document_number,
        record.kind,
        record.gravity,
        record.decided_on,
        until,
        mask(record.content).text,
        disputed_on,
    )


def _asked(asked: str) -> list[Any]:
    code = normalise(asked)
    if not asked.strip():
        return []
    if code.isascii():
        return [or_(Subject.uscc == code, Subject.uscc_reversed.startswith(code[::-1], autoescape=True))]
    pairs = grams(asked)
    if not pairs:
        return [Subject.name.contains(asked.strip(), autoescape=True)]
    return [Subject.grams.contains(f" {pair} ", autoescape=True) for pair in pairs]


def find_public(connection: Connection, circumstances: Circumstances, record_id: int) -> Listing | None:
    """One record, when it is public today."""
    found, _following = list_public(connection, circumstances, after=record_id - 1)
    return next((listing for listing in found if listing.record_id == record_id), None)


def find_paper(connection: Connection, code: str) -> IssuedPaper | None:
    """The paper that a verify code names."""
    return _find_paper(connection, Paper.verify_code == code.strip().upper())


def find_paper_by_digest(connection: Connection, sha256: str) -> IssuedPaper | None:
    """The paper whose PDF is exactly this file."""
    return _find_paper(connection, File.sha256 == sha256)


def _find_paper(connection: Connection, condition: Any) -> IssuedPaper | None:
    query = (
        select(Paper.title, Paper.number, Unit.name, Case.subject_name, Paper.issued_at, Paper.state, File.sha256)
        .join(Case, Case.id == Paper.case_id)
        .join(Unit, Unit.code == Paper.unit)
        .outerjoin(File, File.id == Paper.file_id)
        .where(condition)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else IssuedPaper(*row)


def find_progress(connection: Connection, number: str, code: str) -> Progress | None:
    """The case with this number and this code; both must be right, and nothing tells which was wrong."""
    query = (
        select(
            Case.id,
            Case.number,
            Case.process,
            Case.state,
            Unit.name,
            Unit.phone,
            Case.opened_at,
            Case.closed_at,
        )
        .join(Unit, Unit.code == Case.unit)
        .where(Case.number == number.strip().upper(), Case.query_code == code.strip().upper(), Case.query_code != "")
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Progress(*row)
