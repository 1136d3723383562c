"""Tables of running cases: state, tasks, journal, outbox, participations, incidents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, Key


class Case(Base):
    """One matter of one subject under one process."""

    __tablename__ = "cases"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    district: Mapped[str]
    number: Mapped[str]
    query_code: Mapped[str] = mapped_column(default="")
    process: Mapped[str]
    release_id: Mapped[int] = mapped_column(Key, ForeignKey("releases.id"))
    subject_id: Mapped[int | None] = mapped_column(Key, ForeignKey("subjects.id"))
    subject_name: Mapped[str] = mapped_column(default="")
    unit: Mapped[str]
    handler_id: Mapped[int | None] = mapped_column(Key, ForeignKey("people.id"))
    scope: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(Key, ForeignKey("cases.id"))
    state: Mapped[str] = mapped_column(default="")
    awaits: Mapped[list[Any]] = mapped_column(default=list)
    urgent: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=0)
    journal_seq: Mapped[int] = mapped_column(default=0)
    journal_head: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    __table_args__ = (
        UniqueConstraint("district", "number"),
        Index("case_number", "number"),
        Index("case_subject", "subject_id", "opened_at"),
        Index("case_parent", "parent_id", postgresql_where=text("parent_id IS NOT NULL")),
        Index("case_list", "district", "process", "id"),
    )


class CaseState(Base):
    """The engine's bytes of a case, apart so that lists never read them."""

    __tablename__ = "case_states"
    case_id: Mapped[int] = mapped_column(Key, ForeignKey("cases.id"), primary_key=True)
    format: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class CaseRecord(Base):
    """A record that a case is about; `exclusive` while the case is open keeps a second one away."""

    __tablename__ = "case_records"
    case_id: Mapped[int] = mapped_column(Key, ForeignKey("cases.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(Key, ForeignKey("records.id"), primary_key=True)
    process: Mapped[str]
    exclusive: Mapped[bool]
    __table_args__ = (
        Index(
            "one_open_case_per_record",
            "record_id",
            "process",
            unique=True,
            postgresql_where=text("exclusive"),
            sqlite_where=text("exclusive = 1"),
        ),
    )


class Task(Base):
    """An open human step; deleted when it ends, its history is the journal."""

    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    district: Mapped[str]
    case_id: Mapped[int] = mapped_column(Key, ForeignKey("cases.id"))
    engine_task: Mapped[str]
    attempt: Mapped[int]
    process: Mapped[str]
    element: Mapped[str]
    title: Mapped[str]
    role_group: Mapped[str]
    assignee_id: Mapped[int | None] = mapped_column(Key, ForeignKey("people.id"))
    rule: Mapped[str] = mapped_column(default="")
    scope: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime]
    subject_name: Mapped[str] = mapped_column(default="")
    case_number: Mapped[str]
    mark: Mapped[str] = mapped_column(default="")
    apart: Mapped[str] = mapped_column(default="")
    names: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("case_id", "engine_task"),
        Index(
            "task_pool",
            "role_group",
            "due_at",
            "id",
            postgresql_where=text("assignee_id IS NULL"),
            sqlite_where=text("assignee_id IS NULL"),
        ),
        Index(
            "task_mine",
            "assignee_id",
            "due_at",
            "id",
            postgresql_where=text("assignee_id IS NOT NULL"),
            sqlite_where=text("assignee_id IS NOT NULL"),
        ),
        Index(
            "task_team",
            "role_group",
            "due_at",
            "id",
            postgresql_where=text("assignee_id IS NOT NULL"),
            sqlite_where=text("assignee_id IS NOT NULL"),
        ),
    )


class AnswerDraft(Base):
    """What a person has typed and not yet submitted, by place (a task, an application)."""

    __tablename__ = "answer_drafts"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("people.id"))
    place: Mapped[str]
    answers: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("person_id", "place"),)


class Journal(Base):
    """What happened in a case, step by step; each entry sealed with the one before."""

    __tablename__ = "journal"
    case_id: Mapped[int] = mapped_column(Key, ForeignKey("cases.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    on_behalf: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    task_id: Mapped[int | None] = mapped_column(Key)
    body: Mapped[dict[str, Any]]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (
        Index(
            "journal_task",
            "task_id",
            postgresql_where=text("task_id IS NOT NULL"),
            sqlite_where=text("task_id IS NOT NULL"),
        ),
    )


class Effect(Base):
    """An effect that leaves the house after the step: leased, carried out, marked done; or given up with a reason."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    district: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(Key)
    branch: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    receipt: Mapped[dict[str, Any] | None]
    __table_args__ = (
        UniqueConstraint("district", "key"),
        Index(
            "outbox_waiting",
            "next_at",
            "id",
            postgresql_where=text("done_at IS NULL AND given_up_at IS NULL"),
            sqlite_where=text("done_at IS NULL AND given_up_at IS NULL"),
        ),
        Index("outbox_case", "case_id"),
    )


class InboundMessage(Base):
    """A message for a case that nobody waited for yet; kept until it matches or a person looks."""

    __tablename__ = "inbound_messages"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(Key, ForeignKey("cases.id"))
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    scope: Mapped[str]
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    __table_args__ = (Index("inbound_case", "case_id"),)


class Idempotency(Base):
    """A request that has had its effect: a digest of what it asked, and the answer it got."""

    __tablename__ = "idempotency"
    district: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    answer: Mapped[dict[str, Any]]


class Participation(Base):
    """Who took which part in what, also for whom; asked before every decision."""

    __tablename__ = "participations"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    owner_kind: Mapped[str]
    owner_id: Mapped[int] = mapped_column(Key)
    case_id: Mapped[int] = mapped_column(Key)
    person_id: Mapped[int] = mapped_column(Key)
    for_person_id: Mapped[int | None] = mapped_column(Key)
    part: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index("participation_owner", "owner_kind", "owner_id"),)


class Incident(Base):
    """Something that did not go as drawn and waits for a person."""

    __tablename__ = "incidents"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    district: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(Key)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    sentence: Mapped[str]
    technical: Mapped[str]
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
