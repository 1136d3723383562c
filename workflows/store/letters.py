"""In-site messages to a person, a subject or a unit; put once for their key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflows.store.schema import Letter


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A message; exactly one of person, subject and unit receives it."""

    key: str
    title: str
    body: str
    person_id: int | None = None
    subject_id: int | None = None
    unit: str = ""
    case_id: int | None = None
    paper_id: int | None = None


def put(connection: Connection, new: NewLetter, now: datetime) -> int:
    """Puts the message into the box and returns its number; the same key is put once."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {name: getattr(new, name) for name in NewLetter.__slots__}
    connection.execute(dialect.insert(Letter).values(**values, at=now).on_conflict_do_nothing(index_elements=["key"]))
    return int(connection.execute(select(Letter.id).where(Letter.key == new.key)).scalar_one())


def mark_read(connection: Connection, letter_id: int, at: datetime) -> None:
    """The first reading counts."""
    connection.execute(update(Letter).where(Letter.id == letter_id, Letter.read_at.is_(None)).values(read_at=at))
