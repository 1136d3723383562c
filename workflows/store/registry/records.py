"""Rows of records, and of the reasons why one is not shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Executable, bindparam, insert, select, tuple_, update

from workflows.errors import Conflict, NotFound
from workflows.store.chunks import in_chunks
from workflows.store.schema import PublicityStop, Record


class Identity(NamedTuple):
    """What makes a record the same: who issued it, its document number, whom it is about."""

    issuer: str
    document_number: str
    subject_id: int


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record that was not known before; `national` keeps the exchange fields as they came."""

    district: str
    subject_id: int
    issuer: str
    unit: str
    document_number: str
    kind: str
    gravity: str
    decided_on: date
    fact: str
    reason: str
    basis: str
    content: str
    published_on: date | None
    source: str = ""
    national: Mapping[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        return Identity(self.issuer, self.document_number, self.subject_id)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One published entry about a subject."""

    id: int
    district: str
    subject_id: int
    issuer: str
    unit: str
    document_number: str
    kind: str
    gravity: str
    decided_on: date
    fact: str
    reason: str
    basis: str
    content: str
    published_on: date | None
    source: str
    national: Mapping[str, Any]
    imported_at: datetime

    @property
    def identity(self) -> Identity:
        return Identity(self.issuer, self.document_number, self.subject_id)


@dataclass(frozen=True, slots=True)
class StopRow:
    """A reason why a record is not shown, while it is open."""

    id: int
    record_id: int
    reason: str
    opened_on: date
    opened_by: str
    case_id: int | None
    closed_on: date | None
    closed_by: str


_ROW = tuple(getattr(Record, name) for name in RecordRow.__slots__)
_STOP = tuple(getattr(PublicityStop, name) for name in StopRow.__slots__)
_RECORD = select(*_ROW).where(Record.id == bindparam("record"))
_RECORDS = select(*_ROW).where(Record.id.in_(bindparam("records", expanding=True))).order_by(Record.id)
_LOCKED = _RECORDS.with_for_update()
_ABOUT = (
    select(*_ROW).where(Record.subject_id == bindparam("subject")).order_by(Record.decided_on.desc(), Record.id.desc())
)
_KNOWN = select(*_ROW).where(
    Record.district == bindparam("in_district"),
    tuple_(Record.issuer, Record.document_number, Record.subject_id).in_(bindparam("identities", expanding=True)),
)
_OPEN_STOP = insert(PublicityStop).returning(PublicityStop.id)
_CLOSE_STOP = update(PublicityStop).where(PublicityStop.id == bindparam("stop"), PublicityStop.closed_on.is_(None))
_STOPS_OF = (
    select(*_STOP).where(PublicityStop.record_id.in_(bindparam("records", expanding=True))).order_by(PublicityStop.id)
)


def add_records(connection: Connection, new: Sequence[NewRecord], now: datetime) -> tuple[int, ...]:
    """Writes records down and returns their numbers in the same order."""
    if not new:
        return ()
    rows = [
        {**{name: getattr(record, name) for name in NewRecord.__slots__}, "national": dict(record.national)}
        for record in new
    ]
    query = insert(Record).values(imported_at=now).returning(Record.id, sort_by_parameter_order=True)
    return tuple(connection.execute(query, rows).scalars())


def save_record(connection: Connection, record_id: int, values: Mapping[str, Any]) -> None:
    """Writes accepted differences; the identity of a record never changes."""
    connection.execute(update(Record).where(Record.id == record_id).values(**values))


def lock_records(connection: Connection, record_ids: Iterable[int]) -> tuple[RecordRow, ...]:
    """The records, locked in the order of their numbers until the transaction ends. Raises NotFound."""
    ids = sorted(set(record_ids))
    rows = _records(connection, _LOCKED, records=ids)
    if len(rows) != len(ids):
        raise NotFound("没有这条记录", english="There is no such record.", records=ids)
    return rows


def lock_and_get(connection: Connection, record_id: int) -> RecordRow:
    """One record, locked until the transaction ends. Raises NotFound."""
    return lock_records(connection, [record_id])[0]


def find_record(connection: Connection, record_id: int) -> RecordRow | None:
    row = connection.execute(_RECORD, {"record": record_id}).one_or_none()
    return None if row is None else RecordRow(*row)


def get_record(connection: Connection, record_id: int) -> RecordRow:
    """Raises NotFound."""
    found = find_record(connection, record_id)
    if found is None:
        raise NotFound("没有这条记录", english="There is no such record.", record=record_id)
    return found


def list_records(connection: Connection, record_ids: Iterable[int]) -> tuple[RecordRow, ...]:
    """The records with these numbers, in the order of the numbers."""
    return _records(connection, _RECORDS, records=list(record_ids))


def list_records_of_subject(connection: Connection, subject_id: int) -> tuple[RecordRow, ...]:
    """Every record about a subject, the latest decision first."""
    return _records(connection, _ABOUT, subject=subject_id)


def find_records_by_identity(
    connection: Connection, district: str, identities: Iterable[Identity]
) -> Mapping[Identity, RecordRow]:
    """The known records among these identities."""
    found: dict[Identity, RecordRow] = {}
    for chunk in in_chunks(sorted(set(identities))):
        rows = _records(connection, _KNOWN, in_district=district, identities=[tuple(one) for one in chunk])
        found |= {row.identity: row for row in rows}
    return found


def _records(connection: Connection, query: Executable, **asked: Any) -> tuple[RecordRow, ...]:
    return tuple(RecordRow(*row) for row in connection.execute(query, asked))


def open_stop(connection: Connection, record_id: int, reason: str, *, on: date, by: str, case_id: int | None) -> int:
    """From that day on the record is not shown."""
    values = {"record_id": record_id, "reason": reason, "opened_on": on, "opened_by": by, "case_id": case_id}
    return int(connection.execute(_OPEN_STOP, values).scalar_one())


def close_stop(connection: Connection, stop_id: int, on: date, by: str) -> None:
    """From that day on this stop hides nothing. Raises Conflict when it was closed before."""
    if connection.execute(_CLOSE_STOP, {"stop": stop_id, "closed_on": on, "closed_by": by}).rowcount != 1:
        raise Conflict("该项停止公示已经解除", english="This stop was lifted before.", stop=stop_id)


def list_stops(connection: Connection, record_ids: Iterable[int]) -> tuple[StopRow, ...]:
    """Every stop of these records, open or closed, in the order of opening."""
    return tuple(StopRow(*row) for row in connection.execute(_STOPS_OF, {"records": list(record_ids)}))
