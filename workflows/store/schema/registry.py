"""Tables of the registry: subjects, records, measures and what else followed, publicity, commitments, interviews."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, Key


class Subject(Base):
    """An enterprise, organisation or person, keyed by its unified social credit code."""

    __tablename__ = "subjects"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    district: Mapped[str]
    uscc: Mapped[str]
    uscc_reversed: Mapped[str]
    name: Mapped[str]
    name_pinyin: Mapped[str] = mapped_column(default="")
    grams: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    service_consent_on: Mapped[date | None]
    __table_args__ = (UniqueConstraint("district", "uscc"), Index("subject_tail", "uscc_reversed"))


class Priority(Base):
    """A dated registry fact: this subject is served first (clause 13)."""

    __tablename__ = "priorities"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    subject_id: Mapped[int] = mapped_column(Key, ForeignKey("subjects.id"))
    kind: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    set_by: Mapped[str]
    __table_args__ = (Index("priority_subject", "subject_id"),)


class Record(Base):
    """One published entry about a subject; its identity is issuer, document number and subject."""

    __tablename__ = "records"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    district: Mapped[str]
    subject_id: Mapped[int] = mapped_column(Key, ForeignKey("subjects.id"))
    issuer: Mapped[str]
    unit: Mapped[str]
    document_number: Mapped[str]
    kind: Mapped[str]
    gravity: Mapped[str]
    decided_on: Mapped[date]
    fact: Mapped[str]
    reason: Mapped[str]
    basis: Mapped[str]
    content: Mapped[str]
    published_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    national: Mapped[dict[str, Any]]
    imported_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("district", "issuer", "document_number", "subject_id"),
        Index("record_subject", "subject_id", "decided_on"),
    )


class Measure(Base):
    """One restriction by one implementing unit because of a record, with basis, start and own term."""

    __tablename__ = "measures"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    record_id: Mapped[int] = mapped_column(Key, ForeignKey("records.id"))
    subject_id: Mapped[int] = mapped_column(Key, ForeignKey("subjects.id"))
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"))
    code: Mapped[str]
    name: Mapped[str]
    field: Mapped[str]
    basis: Mapped[str]
    started_on: Mapped[date]
    ends_on: Mapped[date | None]
    state: Mapped[str]
    lifted_on: Mapped[date | None]
    proof: Mapped[dict[str, Any] | None]
    term: Mapped[str] = mapped_column(default="", server_default="")
    __table_args__ = (
        Index(
            "one_active_measure",
            "record_id",
            "unit",
            "code",
            unique=True,
            postgresql_where=text("lifted_on IS NULL"),
            sqlite_where=text("lifted_on IS NULL"),
        ),
        Index("measure_subject", "subject_id"),
    )


class Consequence(Base):
    """What a record brought about beside measures: a responsible person marked, a superior unit told, closer supervision.

    `subject_id` is the person marked, `receiver` the unit told or supervising; it is undone with the record.
    """

    __tablename__ = "consequences"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    record_id: Mapped[int] = mapped_column(Key, ForeignKey("records.id"))
    kind: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(Key, ForeignKey("subjects.id"))
    receiver: Mapped[str] = mapped_column(default="")
    said: Mapped[dict[str, Any]]
    case_id: Mapped[int] = mapped_column(Key)
    begun_on: Mapped[date]
    ended_on: Mapped[date | None]
    proof: Mapped[dict[str, Any] | None]
    __table_args__ = (Index("consequence_record", "record_id"), Index("consequence_subject", "subject_id"))


class PublicityStop(Base):
    """A reason why a record is not shown; publicity is reckoned from these rows, never a flag."""

    __tablename__ = "publicity_stops"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    record_id: Mapped[int] = mapped_column(Key, ForeignKey("records.id"))
    reason: Mapped[str]
    opened_on: Mapped[date]
    opened_by: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(Key)
    closed_on: Mapped[date | None]
    closed_by: Mapped[str] = mapped_column(default="")
    __table_args__ = (Index("stop_record", "record_id"),)


class Commitment(Base):
    """A public promise of a subject, to be checked on a day: about a record, or what was promised in an interview."""

    __tablename__ = "commitments"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    subject_id: Mapped[int] = mapped_column(Key, ForeignKey("subjects.id"))
    record_id: Mapped[int | None] = mapped_column(Key, ForeignKey("records.id"))
    case_id: Mapped[int] = mapped_column(Key)
    text_version: Mapped[str]
    signer: Mapped[str]
    signed_on: Mapped[date]
    result: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date | None]
    promise: Mapped[str] = mapped_column(default="", server_default="")
    due_on: Mapped[date | None]
    __table_args__ = (Index("commitment_subject", "subject_id"),)


class Interview(Base):
    """A time for an interview: offered for a change, fixed, or what became of it; one row a time."""

    __tablename__ = "interviews"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    district: Mapped[str]
    case_id: Mapped[int] = mapped_column(Key, ForeignKey("cases.id"))
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"))
    round: Mapped[int]
    kind: Mapped[str]
    at: Mapped[datetime]
    place: Mapped[str]
    said: Mapped[dict[str, Any]]
    state: Mapped[str]
    moved_on: Mapped[date | None]
    __table_args__ = (
        Index("interview_case", "case_id", "round"),
        Index("interview_day", "district", "at"),
        Index(
            "one_interview_a_room",
            "district",
            "place",
            "at",
            unique=True,
            postgresql_where=text("state = 'fixed'"),
            sqlite_where=text("state = 'fixed'"),
        ),
    )
