"""Tables of facts and what follows from them: holds, extensions, deadlines, timers, occurrences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, Key


class Fact(Base):
    """A dated legal fact of a case or a registry object; superseded, never changed."""

    __tablename__ = "facts"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    owner_kind: Mapped[str]
    owner_id: Mapped[int] = mapped_column(Key)
    kind: Mapped[str]
    scope: Mapped[str] = mapped_column(default="")
    on: Mapped[date]
    at: Mapped[datetime]
    evidence: Mapped[dict[str, Any]]
    recorded_by: Mapped[str]
    supersedes_id: Mapped[int | None] = mapped_column(Key)
    superseded: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (Index("fact_owner", "owner_kind", "owner_id"),)


class Hold(Base):
    """A span in which a deadline does not run: from the day after its act to the day of the ending act."""

    __tablename__ = "holds"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    owner_kind: Mapped[str]
    owner_id: Mapped[int] = mapped_column(Key)
    kind: Mapped[str]
    begun_on: Mapped[date]
    ended_on: Mapped[date | None]
    reason: Mapped[str]
    side_case_id: Mapped[int | None] = mapped_column(Key)
    __table_args__ = (Index("hold_owner", "owner_kind", "owner_id"),)


class Extension(Base):
    """A longer term of one deadline: asked, then granted or refused; the new day counts from the old last day."""

    __tablename__ = "extensions"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    owner_kind: Mapped[str]
    owner_id: Mapped[int] = mapped_column(Key)
    rule: Mapped[str]
    scope: Mapped[str] = mapped_column(default="")
    amount: Mapped[int]
    unit: Mapped[str]
    asked_on: Mapped[date]
    approved_on: Mapped[date | None]
    refused_on: Mapped[date | None]
    decided_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    side_case_id: Mapped[int | None] = mapped_column(Key)
    __table_args__ = (Index("extension_owner", "owner_kind", "owner_id"),)


class Deadline(Base):
    """A reckoned deadline with the policy row it used; written by recount only."""

    __tablename__ = "deadlines"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    owner_kind: Mapped[str]
    owner_id: Mapped[int] = mapped_column(Key)
    rule: Mapped[str]
    scope: Mapped[str] = mapped_column(default="")
    fact_id: Mapped[int] = mapped_column(Key)
    origin_id: Mapped[int] = mapped_column(Key)
    due_on: Mapped[date | None]
    state: Mapped[str]
    provisional: Mapped[bool]
    because: Mapped[list[Any]]
    row: Mapped[dict[str, Any]]
    __table_args__ = (UniqueConstraint("owner_kind", "owner_id", "rule", "scope", "fact_id"),)


class Timer(Base):
    """A moment at which somebody must be woken: the engine, a nudge, a process started by date.

    Without `due_at` it is dormant; `dormant` says why (未起算, 未设定, 已暂停, 不适用).
    """

    __tablename__ = "timers"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    district: Mapped[str]
    owner_kind: Mapped[str]
    owner_id: Mapped[int] = mapped_column(Key)
    kind: Mapped[str]
    engine_task: Mapped[str] = mapped_column(default="")
    moment: Mapped[str]
    rule: Mapped[str] = mapped_column(default="")
    offset: Mapped[str] = mapped_column(default="")
    scope: Mapped[str] = mapped_column(default="")
    fact_id: Mapped[int | None] = mapped_column(Key)
    due_at: Mapped[datetime | None]
    dormant: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        UniqueConstraint("owner_kind", "owner_id", "kind", "engine_task", "rule", "offset", "scope"),
        Index(
            "timer_due",
            "due_at",
            "id",
            postgresql_where=text("due_at IS NOT NULL"),
            sqlite_where=text("due_at IS NOT NULL"),
        ),
    )


class Occurrence(Base):
    """A moment of a rule that has fired, once and for ever."""

    __tablename__ = "occurrences"
    owner_kind: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(Key, primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    fact_id: Mapped[int] = mapped_column(Key, primary_key=True)
    moment: Mapped[str] = mapped_column(primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
