"""Tables of official papers, numbers and files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, Key


class File(Base):
    """A stored file: its bytes lie in the data folder under their digest."""

    __tablename__ = "files"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sha256: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    name: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(Key)
    uploaded_by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index("file_case", "case_id"), Index("file_digest", "sha256"))


class NumberRow(Base):
    """The last number given in a series; drawn last of all locks in a step."""

    __tablename__ = "numbers"
    district: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Paper(Base):
    """An official paper: its facts are fixed in the step that issued it, its PDF comes after."""

    __tablename__ = "papers"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    district: Mapped[str]
    case_id: Mapped[int] = mapped_column(Key, ForeignKey("cases.id"))
    kind: Mapped[str]
    title: Mapped[str]
    unit: Mapped[str]
    number: Mapped[str]
    branch: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    template: Mapped[str]
    facts: Mapped[dict[str, Any]]
    verify_code: Mapped[str] = mapped_column(unique=True)
    signed_by: Mapped[str] = mapped_column(default="")
    issued_at: Mapped[datetime]
    file_id: Mapped[int | None] = mapped_column(Key, ForeignKey("files.id"))
    served_on: Mapped[date | None]
    __table_args__ = (UniqueConstraint("district", "number"), Index("paper_case", "case_id"))


class ServiceAttempt(Base):
    """One attempt to serve a paper, with its proof and what came of it."""

    __tablename__ = "service_attempts"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    paper_id: Mapped[int] = mapped_column(Key, ForeignKey("papers.id"))
    method: Mapped[str]
    recipient: Mapped[str]
    begun_at: Mapped[datetime]
    arrived_on: Mapped[date | None]
    opened_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(default="")
    proof: Mapped[dict[str, Any]]
    __table_args__ = (Index("service_paper", "paper_id"),)


class Release(Base):
    """Everything in bpmn/ under one fingerprint, as it was published."""

    __tablename__ = "releases"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    files: Mapped[bytes]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    approved_by: Mapped[str] = mapped_column(default="")
    live_from: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")


class LawEdition(Base):
    """A policy profile, layer or calendar year as published; append-only, the latest recorded one counts."""

    __tablename__ = "law_editions"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    body: Mapped[str]
    release_id: Mapped[int | None] = mapped_column(Key, ForeignKey("releases.id"))
    recorded_at: Mapped[datetime]
    __table_args__ = (Index("law_edition_key", "kind", "key", "id"),)
