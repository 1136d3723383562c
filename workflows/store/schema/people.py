"""Tables of people and units: who may sign in, for whom, with which roles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, Key


class Unit(Base):
    """A department; `outside` when it has no account here and is written to."""

    __tablename__ = "units"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    outside: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    mark: Mapped[str] = mapped_column(default="")


class Person(Base):
    """Somebody who may sign in: an officer of a unit, or a portal user who acts for subjects."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    password: Mapped[str]
    disabled: Mapped[bool] = mapped_column(default=False)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class PersonRole(Base):
    """A role that a person has in a unit."""

    __tablename__ = "person_roles"
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("people.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    __table_args__ = (Index("role_unit", "unit", "role"),)


class Mandate(Base):
    """A portal person acts for a subject: legal representative, agent, bankruptcy administrator."""

    __tablename__ = "mandates"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("people.id"))
    subject_id: Mapped[int] = mapped_column(Key, ForeignKey("subjects.id"))
    kind: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    proof: Mapped[dict[str, Any]]
    __table_args__ = (UniqueConstraint("person_id", "subject_id"), Index("mandate_subject", "subject_id"))


class Substitution(Base):
    """While a person is absent, another of the same unit acts for them."""

    __tablename__ = "substitutions"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    absent_id: Mapped[int] = mapped_column(Key, ForeignKey("people.id"))
    substitute_id: Mapped[int] = mapped_column(Key, ForeignKey("people.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    __table_args__ = (Index("substitution_substitute", "substitute_id"),)


class ServiceAccount(Base):
    """A machine that may call the API, known by the digest of its token."""

    __tablename__ = "service_accounts"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("people.id"))
    made_at: Mapped[datetime]
    disabled: Mapped[bool] = mapped_column(default=False)


class Letter(Base):
    """An in-site message to one person, one subject or one unit."""

    __tablename__ = "letters"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("people.id"))
    subject_id: Mapped[int | None] = mapped_column(Key, ForeignKey("subjects.id"))
    unit: Mapped[str] = mapped_column(default="")
    case_id: Mapped[int | None] = mapped_column(Key)
    paper_id: Mapped[int | None] = mapped_column(Key)
    title: Mapped[str]
    body: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    __table_args__ = (Index("letter_person", "person_id", "id"), Index("letter_subject", "subject_id", "id"))
